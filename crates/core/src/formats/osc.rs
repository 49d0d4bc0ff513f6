//! Messages of Open Sound Control 1.0: an address, and arguments of several types.
//!
//! On the wire: the address; a comma and a letter for the type of each argument; the arguments, as
//! far as their type needs bytes, big-endian. Texts end with a NUL. Everything is padded with NULs
//! to multiples of four bytes.

use std::ffi::CStr;
use std::ops::Range;

use czmq_sys::errno::{Errno, Result};

/// An argument of a message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// `i`
    Int32(i32),
    /// `h`
    Int64(i64),
    /// `f`
    Float(f32),
    /// `d`
    Double(f64),
    /// `s`, and `S`, a symbol
    Text(&'a CStr),
    /// `c`
    Char(u8),
    /// `m`, four bytes of MIDI
    Midi(u32),
    /// `t`, seconds since 1900 and a fraction of 32 bits
    Time(u64),
    /// `b`, any bytes
    Blob(&'a [u8]),
    /// `T` and `F`
    Bool(bool),
    /// `N` and `I`, which have no value
    Nothing,
}

fn padded(size: usize) -> usize {
    size.next_multiple_of(4)
}

/// The first bytes, which are a whole number of a type.
fn number<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.first_chunk().copied()
}

impl<'a> Value<'a> {
    /// Reads the value of a type at the start of some bytes; gives the number of bytes that it
    /// takes as well. `None` if the type is unknown, or there are too few.
    fn read(tag: u8, bytes: &'a [u8]) -> Option<(Value<'a>, usize)> {
        Some(match tag {
            b'i' => (Value::Int32(i32::from_be_bytes(number(bytes)?)), 4),
            b'h' => (Value::Int64(i64::from_be_bytes(number(bytes)?)), 8),
            b'f' => (Value::Float(f32::from_be_bytes(number(bytes)?)), 4),
            b'd' => (Value::Double(f64::from_be_bytes(number(bytes)?)), 8),
            b'c' => (Value::Char(number::<4>(bytes)?[3]), 4),
            b'm' => (Value::Midi(u32::from_be_bytes(number(bytes)?)), 4),
            b't' => (Value::Time(u64::from_be_bytes(number(bytes)?)), 8),
            b's' | b'S' => {
                let text = CStr::from_bytes_until_nul(bytes).ok()?;
                let size = padded(text.count_bytes() + 1);
                (Value::Text(text), size.min(bytes.len()))
            }
            b'b' => {
                let size = u32::from_be_bytes(number(bytes)?) as usize;
                let content = bytes[4..].get(..size)?;
                (Value::Blob(content), padded(4 + size).min(bytes.len()))
            }
            b'T' => (Value::Bool(true), 0),
            b'F' => (Value::Bool(false), 0),
            b'N' | b'I' => (Value::Nothing, 0),
            _ => return None,
        })
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        match self {
            Value::Int32(value) => bytes.extend_from_slice(&value.to_be_bytes()),
            Value::Int64(value) => bytes.extend_from_slice(&value.to_be_bytes()),
            Value::Float(value) => bytes.extend_from_slice(&value.to_be_bytes()),
            Value::Double(value) => bytes.extend_from_slice(&value.to_be_bytes()),
            Value::Char(value) => bytes.extend_from_slice(&[0, 0, 0, *value]),
            Value::Midi(value) => bytes.extend_from_slice(&value.to_be_bytes()),
            Value::Time(value) => bytes.extend_from_slice(&value.to_be_bytes()),
            Value::Text(text) => write_text(text.to_bytes(), bytes),
            Value::Blob(content) => {
                // What is longer does not fit memory.
                bytes.extend_from_slice(&(content.len() as u32).to_be_bytes());
                bytes.extend_from_slice(content);
                bytes.resize(padded(bytes.len()), 0);
            }
            Value::Bool(_) | Value::Nothing => {}
        }
    }
}

/// Writes a text, its NUL, and the padding.
fn write_text(text: &[u8], bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(text);
    bytes.push(0);
    bytes.resize(padded(bytes.len()), 0);
}

/// Where a walk is.
#[derive(Clone, Copy, Debug)]
struct Cursor {
    /// The number of the argument.
    index: usize,
    /// Where its bytes are.
    at: usize,
}

/// A message, with a cursor for walking its arguments.
#[derive(Clone, Debug)]
pub struct Osc {
    bytes: Vec<u8>,
    /// The types, without the comma.
    tags: Range<usize>,
    /// Where the arguments' bytes begin.
    arguments: usize,
    cursor: Option<Cursor>,
}

impl Osc {
    /// A message without arguments.
    pub fn new(address: &CStr) -> Osc {
        Osc::assemble(address.to_bytes(), b"", b"")
    }

    fn assemble(address: &[u8], tags: &[u8], arguments: &[u8]) -> Osc {
        let mut bytes = Vec::new();
        write_text(address, &mut bytes);
        let start = bytes.len() + 1;
        write_text(&[b",", tags].concat(), &mut bytes);
        let begin = bytes.len();
        bytes.extend_from_slice(arguments);
        Osc {
            bytes,
            tags: start..start + tags.len(),
            arguments: begin,
            cursor: None,
        }
    }

    /// Reads a message; `EINVAL` if it has no whole address or no whole list of types. What its
    /// arguments are is looked at when they are asked for.
    pub fn read(bytes: Vec<u8>) -> Result<Osc> {
        let end_of = |start: usize| {
            let text = CStr::from_bytes_until_nul(bytes.get(start..)?).ok()?;
            Some(start + text.count_bytes())
        };
        let address = end_of(0).ok_or(Errno::INVAL)?;
        let comma = padded(address + 1);
        if bytes.get(comma) != Some(&b',') {
            return Err(Errno::INVAL);
        }
        let end = end_of(comma).ok_or(Errno::INVAL)?;
        Ok(Osc {
            tags: comma + 1..end,
            arguments: padded(end + 1).min(bytes.len()),
            bytes,
            cursor: None,
        })
    }

    /// Adds arguments, each with its type.
    pub fn append(&mut self, arguments: &[(u8, Value<'_>)]) {
        let mut tags = self.tags().to_vec();
        // Bytes behind the known arguments are none of them.
        let mut bytes = self.bytes[self.arguments..].to_vec();
        for (tag, value) in arguments {
            tags.push(*tag);
            value.write(&mut bytes);
        }
        *self = Osc::assemble(self.address().to_bytes(), &tags, &bytes);
    }

    /// The message.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The message, whose address and types stay as they are.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }

    /// The address.
    pub fn address(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.bytes).unwrap_or_default()
    }

    /// The letters of the arguments' types.
    pub fn format(&self) -> &CStr {
        let types = self.bytes.get(self.tags.start..).unwrap_or_default();
        CStr::from_bytes_until_nul(types).unwrap_or_default()
    }

    fn tags(&self) -> &[u8] {
        &self.bytes[self.tags.clone()]
    }

    fn at(&self, cursor: Cursor) -> Option<(u8, Value<'_>, usize)> {
        let tag = *self.tags().get(cursor.index)?;
        let (value, size) = Value::read(tag, self.bytes.get(cursor.at..)?)?;
        Some((tag, value, size))
    }

    fn put(&mut self, cursor: Cursor) -> Option<(u8, usize)> {
        self.cursor = None;
        let (tag, _, _) = self.at(cursor)?;
        self.cursor = Some(cursor);
        Some((tag, cursor.at))
    }

    /// Begins a walk; gives the type of the first argument, and where its bytes are. `None` if
    /// there is none, or it is cut off. So it is for the others.
    pub fn first(&mut self) -> Option<(u8, usize)> {
        self.put(Cursor {
            index: 0,
            at: self.arguments,
        })
    }

    /// Goes on with the walk.
    #[expect(clippy::should_implement_trait, reason = "it is CZMQ's verb")]
    pub fn next(&mut self) -> Option<(u8, usize)> {
        let cursor = self.cursor?;
        let (_, _, size) = self.at(cursor)?;
        self.put(Cursor {
            index: cursor.index + 1,
            at: cursor.at + size,
        })
    }

    /// Goes to the last argument.
    pub fn last(&mut self) -> Option<(u8, usize)> {
        let mut last = self.first()?;
        while self.cursor?.index + 1 < self.tags().len() {
            last = self.next()?;
        }
        Some(last)
    }

    /// The value at the cursor.
    pub fn item(&self) -> Option<Value<'_>> {
        self.at(self.cursor?).map(|(_, value, _)| value)
    }

    /// All arguments, up to one that is cut off.
    pub fn values(&self) -> impl Iterator<Item = (u8, Value<'_>)> {
        let mut cursor = Cursor {
            index: 0,
            at: self.arguments,
        };
        std::iter::from_fn(move || {
            let (tag, value, size) = self.at(cursor)?;
            cursor.index += 1;
            cursor.at += size;
            Some((tag, value))
        })
    }

    /// The message for people, in a line.
    pub fn listing(&self) -> Vec<u8> {
        let mut line = self.address().to_bytes().to_vec();
        line.extend_from_slice(b" ,");
        line.extend_from_slice(self.tags());
        for (_, value) in self.values() {
            line.push(b' ');
            match value {
                Value::Int32(value) => line.extend_from_slice(value.to_string().as_bytes()),
                Value::Int64(value) => line.extend_from_slice(value.to_string().as_bytes()),
                Value::Float(value) => line.extend_from_slice(value.to_string().as_bytes()),
                Value::Double(value) => line.extend_from_slice(value.to_string().as_bytes()),
                Value::Text(text) => {
                    line.push(b'"');
                    line.extend_from_slice(text.to_bytes());
                    line.push(b'"');
                }
                Value::Char(value) => line.extend_from_slice(&[b'\'', value, b'\'']),
                Value::Midi(value) => line.extend_from_slice(format!("0x{value:08x}").as_bytes()),
                Value::Time(value) => line.extend_from_slice(format!("0x{value:016x}").as_bytes()),
                Value::Blob(content) => {
                    line.extend_from_slice(format!("({} bytes)", content.len()).as_bytes());
                }
                Value::Bool(value) => line.extend_from_slice(value.to_string().as_bytes()),
                Value::Nothing => line.push(b'-'),
            }
        }
        line.push(b'\n');
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::ffi::CString;

    const ALL: [(u8, Value<'_>); 13] = [
        (b'i', Value::Int32(-2)),
        (b'h', Value::Int64(1 << 40)),
        (b'f', Value::Float(3.25)),
        (b'd', Value::Double(-6.5)),
        (b's', Value::Text(c"four")),
        (b'S', Value::Text(c"")),
        (b'c', Value::Char(b'q')),
        (b'm', Value::Midi(0x0102_0304)),
        (b'T', Value::Bool(true)),
        (b'F', Value::Bool(false)),
        (b'N', Value::Nothing),
        (b't', Value::Time(7)),
        (b'b', Value::Blob(b"12345")),
    ];

    #[test]
    fn bytes_are_those_of_the_standard() {
        let mut osc = Osc::new(c"/oscillator/4/frequency");
        osc.append(&[(b'f', Value::Float(440.0))]);
        assert_eq!(osc.bytes(), b"/oscillator/4/frequency\0,f\0\0\x43\xdc\0\0");
        let mut osc = Osc::new(c"/foo");
        assert_eq!(osc.bytes(), b"/foo\0\0\0\0,\0\0\0");
        osc.append(&[
            (b'i', Value::Int32(1000)),
            (b'i', Value::Int32(-1)),
            (b's', Value::Text(c"hello")),
            (b'f', Value::Float(1.234)),
            (b'f', Value::Float(5.678)),
        ]);
        let expected = b"/foo\0\0\0\0,iisff\0\0\0\0\x03\xe8\xff\xff\xff\xffhello\0\0\0\
            \x3f\x9d\xf3\xb6\x40\xb5\xb2\x2d";
        assert_eq!(osc.bytes(), expected);
    }

    #[test]
    fn arguments_come_back() {
        let mut osc = Osc::new(c"/a");
        osc.append(&ALL[..6]);
        osc.append(&ALL[6..]);
        let mut read = Osc::read(osc.bytes().to_vec()).unwrap();
        assert_eq!((read.address(), read.format()), (c"/a", c"ihfdsScmTFNtb"));
        assert!(read.values().eq(ALL));
        let mut item = read.first();
        for (tag, value) in ALL {
            assert_eq!(item.unwrap().0, tag);
            assert_eq!(read.item(), Some(value));
            item = read.next();
        }
        assert_eq!((item, read.item()), (None, None));
        assert_eq!(read.next(), None);
        assert_eq!(read.last().unwrap().0, b'b');
        assert_eq!(read.item(), Some(ALL[12].1));
        assert_eq!(Osc::new(c"/").first(), None);
        assert_eq!(Osc::new(c"/").last(), None);
    }

    #[test]
    fn what_is_no_message() {
        for bytes in [
            &b""[..],
            b"/a",
            b"/a\0\0",
            b"/a\0,\0",
            b"/a\0\0,i",
            b"/a\0\0i\0\0\0",
        ] {
            assert!(Osc::read(bytes.to_vec()).is_err(), "{bytes:?}");
        }
        let mut cut = Osc::read(b"/a\0\0,iq\0\0\0\0\x01".to_vec()).unwrap();
        assert_eq!(cut.first(), Some((b'i', 8)));
        assert_eq!(cut.next(), None);
        assert_eq!((cut.last(), cut.item()), (None, None));
        assert_eq!(cut.listing(), b"/a ,iq 1\n");
        let mut short = Osc::read(b"/a\0\0,b\0\0\xff\xff\xff\xff".to_vec()).unwrap();
        assert_eq!(short.first(), None);
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(bytes: Vec<u8>, tags in "[a-zA-Z]{0,8}", tail: Vec<u8>) {
            let made = Osc::assemble(b"/a", tags.as_bytes(), &tail);
            for bytes in [bytes, made.bytes().to_vec()] {
                if let Ok(mut osc) = Osc::read(bytes) {
                    osc.first();
                    while osc.next().is_some() {}
                    osc.last();
                    osc.item();
                    prop_assert!(!osc.listing().is_empty());
                    let before = osc.values().count();
                    prop_assert!(before <= osc.tags().len());
                }
            }
        }

        #[test]
        fn messages_are_read_back(numbers: Vec<i32>, text in "[a-z]{0,9}", wide: i64) {
            let text = CString::new(text).unwrap();
            let mut arguments: Vec<_> = numbers.iter().map(|&own| (b'i', Value::Int32(own))).collect();
            arguments.extend([(b's', Value::Text(&text)), (b'h', Value::Int64(wide))]);
            let mut osc = Osc::new(&text);
            osc.append(&arguments);
            prop_assert_eq!(osc.bytes().len() % 4, 0);
            let read = Osc::read(osc.bytes().to_vec()).unwrap();
            prop_assert_eq!(read.address(), text.as_c_str());
            prop_assert!(read.values().eq(arguments));
        }
    }
}

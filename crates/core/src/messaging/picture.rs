//! Pictures: what the frames of a message hold, one letter for each value.
//!
//! A text picture has one frame for each value, and numbers in decimal. A binary picture has one
//! frame with all values packed, and further frames for frames and messages.

use czmq_sys::errno::{Errno, Result as SysResult};
use czmq_sys::zmq::{Msg, SocketRef};

use super::frame::Frame;
use super::message::Message;
use super::parts::{self, Parts};
use crate::held::Held;

/// Why a message was not sent or received as its picture says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The picture has a letter that means nothing.
    Letter(u8),
    /// A binary picture has something after `m`.
    NotLast,
    /// The value for this letter, which must be there, is not.
    Missing(u8),
    /// What libzmq says; or `EPROTO` for a message that is not what the picture says, `ENOMSG` for
    /// a signal, `EMSGSIZE` for a value that is longer than its length can say, `EINVAL` for one
    /// that cannot be.
    Failed(Errno),
}

impl From<Errno> for Fault {
    fn from(error: Errno) -> Fault {
        Fault::Failed(error)
    }
}

type Result<T> = std::result::Result<T, Fault>;

const MALFORMED: Fault = Fault::Failed(Errno::PROTO);

/// The bytes of an identifier.
type Uuid = [u8; 16];

/// The values to send, in the order of the letters. `None` is a value that is not there.
pub trait Arguments<'a> {
    /// How messages hold their frames.
    type Frame: Held<Frame> + 'a;

    /// For `i` and `u`, and for `1` and `2`, which take the lower bits.
    fn int(&mut self) -> i32;
    /// For `4`.
    fn u32(&mut self) -> u32;
    /// For `8`.
    fn u64(&mut self) -> u64;
    /// For `p`.
    fn pointer(&mut self) -> usize;
    /// For `s` and `S`, without a terminator.
    fn text(&mut self) -> Option<&'a [u8]>;
    /// For `b`; `EINVAL` for a size that cannot be.
    fn bytes(&mut self) -> SysResult<&'a [u8]>;
    /// For `c`.
    fn chunk(&mut self) -> Option<&'a [u8]>;
    /// For `f`.
    fn frame(&mut self) -> Option<&'a Frame>;
    /// For `h`: the packed hash.
    fn hash(&mut self) -> Option<SysResult<Frame>>;
    /// For `l`: the packed list.
    fn list(&mut self) -> Option<SysResult<Frame>>;
    /// For `U` in text, `u` in binary pictures.
    fn uuid(&mut self) -> Option<&'a Uuid>;
    /// For `m`.
    fn message(&mut self) -> Option<&'a mut Message<Self::Frame>>;
}

/// Takes the values received, in the order of the letters. `None` is a value that is not there.
pub trait Outputs {
    /// For `i`.
    fn int(&mut self, value: i32);
    /// For `1`.
    fn u8(&mut self, value: u8);
    /// For `2`.
    fn u16(&mut self, value: u16);
    /// For `4`, and for `u` in text pictures.
    fn u32(&mut self, value: u32);
    /// For `8`.
    fn u64(&mut self, value: u64);
    /// For `p`; `None` leaves the output as it is. False if nobody wants the value.
    fn pointer(&mut self, value: Option<usize>) -> bool;
    /// For `s` in text, `S` in binary pictures.
    fn text(&mut self, value: Option<&[u8]>);
    /// For `s` in binary pictures: a text with a terminator, in the memory given for such.
    fn lent_text(&mut self, value: &[u8]);
    /// For `b`.
    fn bytes(&mut self, value: Option<&[u8]>);
    /// For `c`.
    fn chunk(&mut self, value: Option<&[u8]>);
    /// For `f`.
    fn frame(&mut self, value: Option<Frame>);
    /// For `h`: the packed hash.
    fn hash(&mut self, value: Option<Frame>);
    /// For `l`: the packed list.
    fn list(&mut self, value: Option<Frame>);
    /// For `U` in text, `u` in binary pictures.
    fn uuid(&mut self, value: Option<&Uuid>);
    /// For `m`.
    fn message(&mut self, value: Message);
    /// Passes over the output of a value that would be the receiver's to free.
    fn skip(&mut self);
}

/// Sends values as a text picture says: all in one message, or, on failure, none. Nothing is sent
/// if they make no frames.
pub fn send<'a>(
    dest: SocketRef<'_>,
    picture: &[u8],
    values: &mut impl Arguments<'a>,
) -> Result<()> {
    let mut parts = Vec::with_capacity(picture.len());
    for &letter in picture {
        let missing = Fault::Missing(letter);
        let part = match letter {
            b'i' => decimal(values.int()),
            b'1' => decimal(values.int() as u8),
            b'2' => decimal(values.int() as u16),
            b'4' => decimal(values.u32()),
            b'8' => decimal(values.u64()),
            b'u' => decimal(values.int() as u32),
            b's' => Msg::copy_of(values.text().ok_or(missing)?),
            b'b' => Msg::copy_of(values.bytes()?),
            b'c' => Msg::copy_of(values.chunk().ok_or(missing)?),
            b'f' => Msg::copy_of(values.frame().ok_or(missing)?.bytes()),
            b'h' => Ok(values.hash().ok_or(missing)??.into()),
            b'l' => Ok(values.list().ok_or(missing)??.into()),
            b'U' => Msg::copy_of(values.uuid().ok_or(missing)?),
            b'p' => Msg::copy_of(&values.pointer().to_ne_bytes()),
            b'z' => Ok(Msg::new()),
            b'm' => {
                let message = values.message().ok_or(missing)?;
                message.reset_cursor();
                for frame in message.iter() {
                    parts.push(Msg::copy_of(frame.bytes())?);
                }
                continue;
            }
            _ => return Err(Fault::Letter(letter)),
        };
        parts.push(part?);
    }
    Ok(parts::send_msgs(dest, &mut parts)?)
}

/// Receives a message and reads it as a text picture says.
///
/// Values without a frame are not there: numbers are 0, a message is empty. Frames without a value
/// are dropped. `EPROTO` for a frame that is not what its letter says; the other values are there.
pub fn recv(source: SocketRef<'_>, picture: &[u8], outputs: &mut impl Outputs) -> Result<()> {
    let mut parts = Parts::recv_data(source)?;
    let mut result = Ok(());
    for &letter in picture {
        if letter == b'm' {
            outputs.message(rest(&mut parts));
            continue;
        }
        let part = parts.next();
        let bytes = part.as_deref();
        let number = bytes.unwrap_or_default();
        match letter {
            b'i' => outputs.int(signed(number) as i32),
            b'1' => outputs.u8(signed(number) as i32 as u8),
            b'2' => outputs.u16(signed(number) as u16),
            b'4' | b'u' => outputs.u32(unsigned(number) as u32),
            b'8' => outputs.u64(unsigned(number)),
            b's' => outputs.text(bytes),
            b'b' => outputs.bytes(bytes),
            b'c' => outputs.chunk(bytes),
            b'f' => outputs.frame(part.map(Frame::from)),
            b'h' => outputs.hash(part.map(Frame::from)),
            b'l' => outputs.list(part.map(Frame::from)),
            b'U' => {
                let uuid = bytes.map(<[u8]>::first_chunk);
                outputs.uuid(uuid.flatten());
                if uuid == Some(None) {
                    result = Err(MALFORMED);
                }
            }
            b'p' => {
                let pointer = bytes.map_or(Some(0), |bytes| {
                    Some(usize::from_ne_bytes(bytes.try_into().ok()?))
                });
                if outputs.pointer(pointer) && pointer.is_none() {
                    result = Err(MALFORMED);
                }
            }
            b'z' => {
                if !number.is_empty() {
                    result = Err(MALFORMED);
                }
            }
            _ => return Err(Fault::Letter(letter)),
        }
    }
    parts.finish()?;
    result
}

/// What is left of a message that is being received.
fn rest(parts: &mut Parts<'_>) -> Message {
    let mut message = Message::new();
    for part in parts {
        message.append(Frame::from(part));
    }
    message
}

/// A part with a number in decimal digits.
fn decimal(number: impl itoa::Integer) -> SysResult<Msg> {
    Msg::copy_of(itoa::Buffer::new().format(number).as_bytes())
}

/// The sign and the digits at the beginning of a text, after white space.
fn split_number(text: &[u8]) -> (bool, impl Iterator<Item = u64>) {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let start = text.iter().position(|byte| !is_space(byte));
    let (negative, digits) = match &text[start.unwrap_or(text.len())..] {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    let digits = digits.iter().take_while(|byte| byte.is_ascii_digit());
    (negative, digits.map(|byte| u64::from(byte - b'0')))
}

/// The number at the beginning of a text, as C's `strtol` reads it: 0 for none, the nearest there
/// is for one too large.
fn signed(text: &[u8]) -> i64 {
    let (negative, digits) = split_number(text);
    let value = digits.fold(0i64, |value, digit| {
        value.saturating_mul(10).saturating_sub(digit as i64)
    });
    match value.checked_neg() {
        _ if negative => value,
        Some(value) => value,
        None => i64::MAX,
    }
}

/// The number at the beginning of a text, as C's `strtoul` reads it: a sign negates it in 64 bits.
fn unsigned(text: &[u8]) -> u64 {
    let (negative, mut digits) = split_number(text);
    let value = digits.try_fold(0u64, |value, digit| {
        value.checked_mul(10)?.checked_add(digit)
    });
    match value {
        Some(value) if negative => value.wrapping_neg(),
        Some(value) => value,
        None => u64::MAX,
    }
}

/// Packed values. Those of most messages fit in the array. (smallvec takes a fifth more instructions for
/// a binary picture, which is as fast as the original with this.)
struct Packed {
    array: [u8; 128],
    size: usize,
    /// All of them, once they do not fit.
    memory: Vec<u8>,
}

impl Packed {
    fn new() -> Packed {
        Packed {
            array: [0; 128],
            size: 0,
            memory: vec![],
        }
    }

    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        let end = self.size + bytes.len();
        if let Some(place) = self.array.get_mut(self.size..end) {
            place.copy_from_slice(bytes);
        } else {
            self.put_in_memory(bytes);
        }
        self.size = end;
    }

    #[cold]
    fn put_in_memory(&mut self, bytes: &[u8]) {
        if self.memory.is_empty() {
            self.memory.extend_from_slice(&self.array[..self.size]);
        }
        self.memory.extend_from_slice(bytes);
    }

    /// Puts bytes with their length before them, in four bytes.
    fn put_long(&mut self, bytes: Option<&[u8]>) -> Result<()> {
        let bytes = bytes.unwrap_or_default();
        let length = u32::try_from(bytes.len()).map_err(|_| Errno::MSGSIZE)?;
        self.put(&length.to_be_bytes());
        self.put(bytes);
        Ok(())
    }

    fn bytes(&self) -> &[u8] {
        self.array.get(..self.size).unwrap_or(&self.memory)
    }
}

/// Sends values as a binary picture says: all in one message, or, on failure, none.
///
/// Values that are not there are empty; a message that is not there is an empty frame.
pub fn bsend<'a>(
    dest: SocketRef<'_>,
    picture: &[u8],
    values: &mut impl Arguments<'a>,
) -> Result<()> {
    let mut data = Packed::new();
    let mut parts = vec![];
    for (index, &letter) in picture.iter().enumerate() {
        match letter {
            b'1' => data.put(&[values.int() as u8]),
            b'2' => data.put(&(values.int() as u16).to_be_bytes()),
            b'4' => data.put(&values.u32().to_be_bytes()),
            b'8' => data.put(&values.u64().to_be_bytes()),
            b'p' => data.put(&values.pointer().to_ne_bytes()),
            b'u' => data.put(values.uuid().ok_or(Fault::Missing(letter))?),
            b's' => {
                let text = values.text().unwrap_or_default();
                data.put(&[u8::try_from(text.len()).map_err(|_| Errno::MSGSIZE)?]);
                data.put(text);
            }
            b'S' => data.put_long(values.text())?,
            b'c' => data.put_long(values.chunk())?,
            b'f' => parts.push(values.frame().map_or_else(Msg::new, Frame::share)),
            b'm' if index + 1 < picture.len() => return Err(Fault::NotLast),
            b'm' => match values.message() {
                Some(message) => {
                    message.reset_cursor();
                    parts.extend(message.iter().map(|frame| frame.share()));
                }
                None => parts.push(Msg::new()),
            },
            _ => return Err(Fault::Letter(letter)),
        }
    }
    if parts.is_empty() {
        return Ok(dest.send(data.bytes(), 0)?);
    }
    parts.insert(0, Msg::copy_of(data.bytes())?);
    Ok(parts::send_msgs(dest, &mut parts)?)
}

/// The longest value of `S` and `c` that is received, in bytes.
const LONGEST: usize = 1 << 20;

/// Receives a message and reads it as a binary picture says. Frames without a letter stay in the
/// socket, unless the message is malformed.
///
/// `lent` is memory for the texts of `s`, which stay there until it is changed; without it `s`
/// fails with `EINVAL`. On `EPROTO` the values before the fault are there, but for those that
/// would be the receiver's to free.
pub fn brecv(
    source: SocketRef<'_>,
    picture: &[u8],
    lent: Option<&mut Vec<u8>>,
    outputs: &mut impl Outputs,
) -> Result<()> {
    let has_lent = || picture.contains(&b's');
    let mut none = vec![];
    let lent = match lent {
        None if has_lent() => return Err(Errno::INVAL.into()),
        lent => lent.unwrap_or(&mut none),
    };
    let mut first = Msg::new();
    source.recv_msg(&mut first, 0)?;
    let mut data = Reader(&first);
    lent.clear();
    // Each text takes as much room here as in the frame, so nothing moves later.
    if lent.capacity() < data.0.len() && has_lent() {
        lent.try_reserve(data.0.len()).map_err(|_| Errno::NOMEM)?;
    }

    let mut left = picture;
    while let Some((&letter, after)) = left.split_first() {
        match read_plain_value(letter, &mut data, lent, outputs) {
            Some(true) => left = after,
            Some(false) => return read_values(source, &first, left, data, lent, outputs),
            None => {
                Parts::after(source, &first).finish()?;
                return Err(MALFORMED);
            }
        }
    }
    Ok(())
}

/// Reads values some of which are the receiver's to free. Those are made only if all others are
/// there.
fn read_values(
    source: SocketRef<'_>,
    first: &Msg,
    picture: &[u8],
    mut data: Reader<'_>,
    lent: &mut Vec<u8>,
    outputs: &mut impl Outputs,
) -> Result<()> {
    let mut parts = Parts::after(source, first);
    let mut frames = vec![];
    let fault = check(picture, data, &mut parts, &mut frames).err();
    let good = fault.map_or(picture, |(count, _)| &picture[..count]);
    let mut frames = frames.into_iter();
    for &letter in good {
        match letter {
            b'S' | b'c' | b'u' | b'f' | b'm' if fault.is_some() => {
                data.pass(letter)?;
                outputs.skip();
            }
            b'S' => outputs.text(data.long()),
            b'c' => outputs.chunk(data.long()),
            b'u' => outputs.uuid(data.array()),
            b'f' => outputs.frame(frames.next()),
            b'm' => outputs.message(rest(&mut parts)),
            _ => {
                read_plain_value(letter, &mut data, lent, outputs).ok_or(MALFORMED)?;
            }
        }
    }
    match fault {
        None => Ok(parts.leave()?),
        Some((_, fault)) => {
            parts.finish()?;
            Err(fault)
        }
    }
}

/// Reads a value that is not the receiver's to free; false for other letters, `None` if there is
/// no value.
#[inline(always)]
fn read_plain_value(
    letter: u8,
    data: &mut Reader<'_>,
    lent: &mut Vec<u8>,
    outputs: &mut impl Outputs,
) -> Option<bool> {
    match letter {
        b'1' => outputs.u8(u8::from_be_bytes(*data.array()?)),
        b'2' => outputs.u16(u16::from_be_bytes(*data.array()?)),
        b'4' => outputs.u32(u32::from_be_bytes(*data.array()?)),
        b'8' => outputs.u64(u64::from_be_bytes(*data.array()?)),
        b'p' => {
            outputs.pointer(Some(usize::from_ne_bytes(*data.array()?)));
        }
        b's' => {
            let start = lent.len();
            lent.extend_from_slice(data.short()?);
            lent.push(0);
            outputs.lent_text(&lent[start..]);
        }
        _ => return Some(false),
    }
    Some(true)
}

/// Looks whether all values are there, and takes the frames of `f`. Otherwise gives the number of
/// letters whose values are, and the fault.
fn check(
    picture: &[u8],
    mut data: Reader<'_>,
    parts: &mut Parts<'_>,
    frames: &mut Vec<Frame>,
) -> std::result::Result<(), (usize, Fault)> {
    for (index, &letter) in picture.iter().enumerate() {
        let passed = match letter {
            b'm' if index + 1 < picture.len() => Err(Fault::NotLast),
            b'f' => match parts.next() {
                Some(part) => {
                    frames.push(part.into());
                    Ok(())
                }
                None => Err(MALFORMED),
            },
            _ => data.pass(letter),
        };
        passed.map_err(|fault| (index, fault))?;
    }
    Ok(())
}

/// What is left of the packed values.
#[derive(Clone, Copy)]
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    #[inline(always)]
    fn array<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(array)
    }

    #[inline(always)]
    fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    /// Bytes with their length before them, in one byte.
    #[inline(always)]
    fn short(&mut self) -> Option<&'a [u8]> {
        let &[length] = self.array()?;
        self.bytes(length.into())
    }

    /// Bytes with their length before them, in four bytes.
    fn long(&mut self) -> Option<&'a [u8]> {
        let length = u32::from_be_bytes(*self.array()?) as usize;
        if length > LONGEST {
            return None;
        }
        self.bytes(length)
    }

    /// Passes over the value of a letter.
    fn pass(&mut self, letter: u8) -> Result<()> {
        let value = match letter {
            b'1' => self.bytes(1),
            b'2' => self.bytes(2),
            b'4' => self.bytes(4),
            b'8' => self.bytes(8),
            b'p' => self.bytes(size_of::<usize>()),
            b'u' => self.bytes(size_of::<Uuid>()),
            b's' => self.short(),
            b'S' | b'c' => self.long(),
            b'f' | b'm' => return Ok(()),
            _ => return Err(Fault::Letter(letter)),
        };
        value.map(drop).ok_or(MALFORMED)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use proptest::prelude::*;

    use super::*;
    use crate::messaging::signal;
    use crate::messaging::socket::Socket;
    use czmq_sys::zmq::{DONTWAIT, SocketType};

    /// A value of some letter.
    #[derive(Clone, Debug, PartialEq)]
    enum Any {
        Number(u64),
        Bytes(Option<Vec<u8>>),
        Frames(Vec<Vec<u8>>),
        Skipped,
    }

    fn text(text: &str) -> Any {
        Any::Bytes(Some(text.into()))
    }

    /// Values to send, with the objects made of them.
    struct Values {
        left: VecDeque<Any>,
    }

    impl Values {
        fn number(&mut self) -> u64 {
            match self.left.pop_front() {
                Some(Any::Number(value)) => value,
                other => panic!("{other:?} is no number"),
            }
        }

        /// The bytes, for the life of the test.
        fn any_bytes(&mut self) -> Option<&'static [u8]> {
            match self.left.pop_front() {
                Some(Any::Bytes(value)) => value.map(|bytes| &*bytes.leak()),
                other => panic!("{other:?} is no bytes"),
            }
        }
    }

    impl Arguments<'static> for Values {
        type Frame = Frame;

        fn int(&mut self) -> i32 {
            self.number() as i32
        }
        fn u32(&mut self) -> u32 {
            self.number() as u32
        }
        fn u64(&mut self) -> u64 {
            self.number()
        }
        fn pointer(&mut self) -> usize {
            self.number() as usize
        }
        fn text(&mut self) -> Option<&'static [u8]> {
            self.any_bytes()
        }
        fn bytes(&mut self) -> SysResult<&'static [u8]> {
            self.any_bytes().ok_or(Errno::INVAL)
        }
        fn chunk(&mut self) -> Option<&'static [u8]> {
            self.any_bytes()
        }
        fn frame(&mut self) -> Option<&'static Frame> {
            let frame = Frame::new(self.any_bytes()?).unwrap();
            Some(Box::leak(Box::new(frame)))
        }
        fn hash(&mut self) -> Option<SysResult<Frame>> {
            self.any_bytes().map(Frame::new)
        }
        fn list(&mut self) -> Option<SysResult<Frame>> {
            self.hash()
        }
        fn uuid(&mut self) -> Option<&'static Uuid> {
            self.any_bytes()?.try_into().ok()
        }
        fn message(&mut self) -> Option<&'static mut Message> {
            let Some(Any::Frames(frames)) = self.left.pop_front() else {
                return None;
            };
            let mut message = Message::new();
            for frame in frames {
                message.append_bytes(&frame).unwrap();
            }
            Some(Box::leak(Box::new(message)))
        }
    }

    #[derive(Default)]
    struct Received(Vec<Any>);

    impl Received {
        fn number(&mut self, value: u64) {
            self.0.push(Any::Number(value));
        }
        fn any_bytes(&mut self, value: Option<&[u8]>) {
            self.0.push(Any::Bytes(value.map(<[u8]>::to_vec)));
        }
    }

    impl Outputs for Received {
        fn int(&mut self, value: i32) {
            self.number(value as u64);
        }
        fn u8(&mut self, value: u8) {
            self.number(value.into());
        }
        fn u16(&mut self, value: u16) {
            self.number(value.into());
        }
        fn u32(&mut self, value: u32) {
            self.number(value.into());
        }
        fn u64(&mut self, value: u64) {
            self.number(value);
        }
        fn pointer(&mut self, value: Option<usize>) -> bool {
            self.0
                .push(value.map_or(Any::Skipped, |value| Any::Number(value as u64)));
            true
        }
        fn text(&mut self, value: Option<&[u8]>) {
            self.any_bytes(value);
        }
        fn lent_text(&mut self, value: &[u8]) {
            self.any_bytes(value.strip_suffix(b"\0"));
        }
        fn bytes(&mut self, value: Option<&[u8]>) {
            self.any_bytes(value);
        }
        fn chunk(&mut self, value: Option<&[u8]>) {
            self.any_bytes(value);
        }
        fn frame(&mut self, value: Option<Frame>) {
            self.any_bytes(value.as_ref().map(Frame::bytes));
        }
        fn hash(&mut self, value: Option<Frame>) {
            self.frame(value);
        }
        fn list(&mut self, value: Option<Frame>) {
            self.frame(value);
        }
        fn uuid(&mut self, value: Option<&Uuid>) {
            self.any_bytes(value.map(<[u8; 16]>::as_slice));
        }
        fn message(&mut self, value: Message) {
            let frames = value.iter().map(|frame| frame.bytes().to_vec());
            self.0.push(Any::Frames(frames.collect()));
        }
        fn skip(&mut self) {
            self.0.push(Any::Skipped);
        }
    }

    fn pair() -> (Socket, Socket) {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let endpoint = std::ffi::CString::new(format!("inproc://picture-{count}")).unwrap();
        let mut one = Socket::new(SocketType::PAIR, None).unwrap();
        let mut two = Socket::new(SocketType::PAIR, None).unwrap();
        one.attach(&endpoint, true).unwrap();
        two.attach(&endpoint, false).unwrap();
        (one, two)
    }

    fn values(values: &[Any]) -> Values {
        Values {
            left: values.to_vec().into(),
        }
    }

    fn frames(bytes: &[&[u8]]) -> Vec<Vec<u8>> {
        bytes.iter().map(|bytes| bytes.to_vec()).collect()
    }

    fn wire(socket: &Socket) -> Vec<Vec<u8>> {
        let parts = Parts::recv(socket.handle()).unwrap();
        parts.map(|part| part.to_vec()).collect()
    }

    fn is_quiet(socket: &Socket) -> bool {
        socket.handle().recv(DONTWAIT).is_err()
    }

    #[test]
    fn text_pictures_make_frames() {
        let (one, two) = pair();
        let sent = [
            Any::Number(-42i64 as u64),
            Any::Number(0x1FF),
            Any::Number(0x1_FFFF),
            Any::Number(u32::MAX.into()),
            Any::Number(u64::MAX),
            Any::Number(7),
            text("s"),
            text(""),
            Any::Frames(frames(&[b"m1", b""])),
            text("f"),
        ];
        send(one.handle(), b"i1248usbmfz", &mut values(&sent)).unwrap();
        let expected: [&[u8]; 12] = [
            b"-42",
            b"255",
            b"65535",
            b"4294967295",
            b"18446744073709551615",
            b"7",
            b"s",
            b"",
            b"m1",
            b"",
            b"f",
            b"",
        ];
        assert_eq!(wire(&two), expected);
    }

    #[test]
    fn values_that_cannot_be_sent_leave_nothing_half_sent() {
        let (one, two) = pair();
        let mut missing = values(&[text("s"), Any::Bytes(None)]);
        assert_eq!(
            send(one.handle(), b"ss", &mut missing),
            Err(Fault::Missing(b's'))
        );
        let mut missing = values(&[text("s"), Any::Bytes(None)]);
        assert_eq!(
            send(one.handle(), b"sb", &mut missing),
            Err(Fault::Failed(Errno::INVAL))
        );
        assert_eq!(
            send(one.handle(), b"z?", &mut values(&[])),
            Err(Fault::Letter(b'?'))
        );
        assert_eq!(send(one.handle(), b"", &mut values(&[])), Ok(()));
        let long = "x".repeat(256);
        assert_eq!(
            bsend(one.handle(), b"s", &mut values(&[text(&long)])),
            Err(Fault::Failed(Errno::MSGSIZE))
        );
        assert_eq!(
            bsend(one.handle(), b"m1", &mut values(&[])),
            Err(Fault::NotLast)
        );
        assert!(is_quiet(&two));
    }

    fn received(socket: &Socket, picture: &str) -> (Result<()>, Vec<Any>) {
        let mut outputs = Received::default();
        let result = recv(socket.handle(), picture.as_bytes(), &mut outputs);
        (result, outputs.0)
    }

    #[test]
    fn short_messages_have_empty_values() {
        let (one, two) = pair();
        parts::send(one.handle(), [b"7".as_slice()]).unwrap();
        let (result, outputs) = received(&two, "iisbfUpzm");
        assert_eq!(result, Ok(()));
        let none = Any::Bytes(None);
        assert_eq!(outputs[..2], [Any::Number(7), Any::Number(0)]);
        assert_eq!(
            outputs[2..6],
            [none.clone(), none.clone(), none.clone(), none]
        );
        assert_eq!(outputs[6..], [Any::Number(0), Any::Frames(vec![])]);
    }

    #[test]
    fn frames_of_the_wrong_size_are_malformed_but_the_others_are_read() {
        let (one, two) = pair();
        for picture in ["zi", "pi", "Ui"] {
            parts::send(one.handle(), [b"x".as_slice(), b"5", b"more"]).unwrap();
            let (result, outputs) = received(&two, picture);
            assert_eq!(result, Err(MALFORMED), "{picture}");
            assert_eq!(outputs.last(), Some(&Any::Number(5)));
        }
        signal::send(one.handle(), 1).unwrap();
        assert_eq!(
            received(&two, "i"),
            (Err(Fault::Failed(Errno::NOMSG)), vec![])
        );
        assert!(is_quiet(&two));
    }

    #[test]
    fn numbers_are_read_as_c_reads_them() {
        for (bytes, expected) in [
            (" \t\n\x0b\x0c\r-12x", -12),
            ("+12", 12),
            ("", 0),
            ("-", 0),
            ("--1", 0),
            ("x1", 0),
            ("9223372036854775807", i64::MAX),
            ("9223372036854775808", i64::MAX),
            ("-9223372036854775808", i64::MIN),
            ("-99999999999999999999", i64::MIN),
        ] {
            assert_eq!(signed(bytes.as_bytes()), expected, "{bytes:?}");
        }
        for (bytes, expected) in [
            ("18446744073709551615", u64::MAX),
            ("18446744073709551616", u64::MAX),
            ("-18446744073709551616", u64::MAX),
            ("-1", u64::MAX),
            (" 7d", 7),
        ] {
            assert_eq!(unsigned(bytes.as_bytes()), expected, "{bytes:?}");
        }
    }

    fn breceived(socket: &Socket, picture: &str) -> (Result<()>, Vec<Any>) {
        let mut outputs = Received::default();
        let mut lent = vec![];
        let result = brecv(
            socket.handle(),
            picture.as_bytes(),
            Some(&mut lent),
            &mut outputs,
        );
        (result, outputs.0)
    }

    #[test]
    fn binary_pictures_pack_values() {
        let (one, two) = pair();
        let sent = [
            Any::Number(0x1FF),
            text("f"),
            Any::Number(0x0102),
            Any::Bytes(None),
            text("c"),
            Any::Bytes(None),
            text("last"),
            Any::Frames(frames(&[b"m"])),
        ];
        bsend(one.handle(), b"1f2scfSm", &mut values(&sent)).unwrap();
        let expected: [&[u8]; 4] = [
            b"\xFF\x01\x02\x00\x00\x00\x00\x01c\x00\x00\x00\x04last",
            b"f",
            b"",
            b"m",
        ];
        assert_eq!(wire(&two), expected);
        bsend(one.handle(), b"", &mut values(&[])).unwrap();
        assert_eq!(wire(&two), [b""]);
    }

    #[test]
    fn a_malformed_message_is_dropped_whole() {
        let (one, two) = pair();
        for picture in [
            "1Ss", "1SS", "1Sc", "1S2", "1S4", "1S8", "1Su", "1Sp", "1Sff",
        ] {
            let bytes = b"\x01\x00\x00\x00\x00\xFF".as_slice();
            parts::send(one.handle(), [bytes, b"extra"]).unwrap();
            let (result, outputs) = breceived(&two, picture);
            assert_eq!(result, Err(MALFORMED), "{picture}");
            assert_eq!(outputs[..2], [Any::Number(1), Any::Skipped]);
            assert!(is_quiet(&two));
        }
    }

    #[test]
    fn frames_without_a_letter_stay() {
        let (one, two) = pair();
        parts::send(one.handle(), [b"\x07".as_slice(), b"f", b"m"]).unwrap();
        assert_eq!(
            breceived(&two, "f1"),
            (Ok(()), vec![text("f"), Any::Number(7)])
        );
        assert_eq!(wire(&two), [b"m"]);
        parts::send(one.handle(), [b"".as_slice()]).unwrap();
        assert_eq!(breceived(&two, "m"), (Ok(()), vec![Any::Frames(vec![])]));
    }

    #[test]
    fn texts_are_lent_only_from_memory_given() {
        let (one, two) = pair();
        let mut outputs = Received::default();
        parts::send(one.handle(), [b"\x01x".as_slice()]).unwrap();
        assert_eq!(
            brecv(two.handle(), b"s", None, &mut outputs),
            Err(Fault::Failed(Errno::INVAL))
        );
        assert_eq!(breceived(&two, "s"), (Ok(()), vec![text("x")]));
    }

    /// A letter and a value for it.
    fn any_value() -> impl Strategy<Value = (char, Any)> {
        let bytes = || proptest::collection::vec(any::<u8>(), 0..60);
        prop_oneof![
            any::<u8>().prop_map(|value| ('1', Any::Number(value.into()))),
            any::<u16>().prop_map(|value| ('2', Any::Number(value.into()))),
            any::<u32>().prop_map(|value| ('4', Any::Number(value.into()))),
            any::<u64>().prop_map(|value| ('8', Any::Number(value))),
            any::<usize>().prop_map(|value| ('p', Any::Number(value as u64))),
            (proptest::sample::select(vec!['s', 'c', 'f']), bytes())
                .prop_map(|(letter, bytes)| (letter, Any::Bytes(Some(bytes)))),
        ]
    }

    proptest! {
        #[test]
        fn what_is_sent_is_received(
            list in proptest::collection::vec(any_value(), 0..20),
            message in proptest::collection::vec(any::<Vec<u8>>(), 0..3),
        ) {
            let (one, two) = pair();
            let (mut picture, mut sent): (String, Vec<Any>) = list.into_iter().unzip();
            picture.push('m');
            sent.push(Any::Frames(message));
            bsend(one.handle(), picture.as_bytes(), &mut values(&sent)).unwrap();
            prop_assert_eq!(breceived(&two, &picture), (Ok(()), sent.clone()));

            picture.insert(0, 'i');
            sent.insert(0, Any::Number(-5i64 as u64));
            send(one.handle(), picture.as_bytes(), &mut values(&sent)).unwrap();
            prop_assert_eq!(received(&two, &picture), (Ok(()), sent));
        }

        #[test]
        fn no_bytes_do_harm(
            picture in "[1248psScufm]{0,12}",
            text_picture in "[i1248usbcfhUpzm]{0,12}",
            message in proptest::collection::vec(any::<Vec<u8>>(), 1..5),
        ) {
            let (one, two) = pair();
            let message: Vec<&[u8]> = message.iter().map(Vec::as_slice).collect();
            parts::send(one.handle(), message.iter().copied()).unwrap();
            let _ = breceived(&two, &picture);
            two.handle().flush();
            prop_assert!(is_quiet(&two));
            parts::send(one.handle(), message.iter().copied()).unwrap();
            let _ = received(&two, &text_picture);
            prop_assert!(is_quiet(&two));
            let _ = signed(message[0]);
            let _ = unsigned(message[0]);
        }
    }
}

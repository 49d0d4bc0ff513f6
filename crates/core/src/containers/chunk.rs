//! A block of bytes with room for more.

use std::ffi::CStr;
use std::fs::File;
use std::io::Read;
use std::ops::{Deref, DerefMut, Range};

use crate::formats::digest::{self, HexDigest};
use crate::formats::view::{Shape, hex, view};
use czmq_sys::errno::{Errno, Result};
use czmq_sys::memory::Foreign;
use czmq_sys::{file, memory};

/// A block of bytes: those in use at its beginning, the room behind them, and how many of them
/// other chunks have consumed.
pub struct Chunk {
    written: Written,
    size: usize,
    max_size: usize,
    consumed: usize,
    /// Where a program that asked for it sees it.
    digest: Option<Box<HexDigest>>,
}

/// What was ever written of the room.
enum Written {
    /// The first so many of these; the rest are zero. No larger room is in there.
    Short([u8; SHORT], usize),
    /// The room is its capacity, at least the chunk's `max_size`.
    Own(Vec<u8>),
    /// All of the room, which is the program's.
    Foreign(Foreign),
}

/// Copies bytes to where zeros are. Two copies of a known size, which may overlap, take less time than
/// one of any.
#[inline(always)]
fn copy_few(own: &mut [u8; SHORT], bytes: &[u8]) {
    fn copy_ends<const SIZE: usize>(own: &mut [u8], bytes: &[u8]) -> bool {
        let ends = bytes.first_chunk::<SIZE>().zip(bytes.last_chunk::<SIZE>());
        if let Some((first, last)) = ends {
            own[..SIZE].copy_from_slice(first);
            own[bytes.len() - SIZE..bytes.len()].copy_from_slice(last);
        }
        ends.is_some()
    }
    if !(copy_ends::<16>(own, bytes) || copy_ends::<8>(own, bytes) || copy_ends::<4>(own, bytes)) {
        own.iter_mut()
            .zip(bytes)
            .for_each(|(own, byte)| *own = *byte);
    }
}

/// Rooms up to this size are in the chunk itself.
const SHORT: usize = 32;

impl Deref for Written {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match self {
            Written::Short(bytes, length) => &bytes[..*length],
            Written::Own(bytes) => bytes,
            Written::Foreign(bytes) => bytes,
        }
    }
}

impl DerefMut for Written {
    #[inline]
    fn deref_mut(&mut self) -> &mut [u8] {
        match self {
            Written::Short(bytes, length) => &mut bytes[..*length],
            Written::Own(bytes) => bytes,
            Written::Foreign(bytes) => bytes,
        }
    }
}

impl Written {
    /// Room for so many bytes.
    #[inline]
    fn with_room(size: usize) -> Result<Written> {
        Ok(if size <= SHORT {
            Written::Short([0; SHORT], 0)
        } else {
            Written::Own(memory::with_room(size)?)
        })
    }

    /// Adds bytes in the room.
    #[inline]
    fn append(&mut self, bytes: &[u8]) {
        match self {
            Written::Short(own, length) => {
                own[*length..][..bytes.len()].copy_from_slice(bytes);
                *length += bytes.len();
            }
            Written::Own(own) => own.extend_from_slice(bytes),
            Written::Foreign(_) => {}
        }
    }

    /// Writes as many equal bytes behind the others as make them `size` in all.
    fn grow(&mut self, size: usize, filler: u8) {
        match self {
            Written::Short(own, length) => {
                own[*length..size].fill(filler);
                *length = size;
            }
            Written::Own(own) => own.resize(size, filler),
            Written::Foreign(_) => {}
        }
    }

    /// Makes room for so many bytes in all; memory of the program's is replaced.
    #[inline]
    fn reserve(&mut self, size: usize) -> Result<()> {
        match self {
            Written::Own(own) => memory::reserve(own, size),
            Written::Short(..) if size <= SHORT => Ok(()),
            Written::Short(..) | Written::Foreign(_) => {
                let mut own = memory::with_room(size)?;
                own.extend_from_slice(self);
                *self = Written::Own(own);
                Ok(())
            }
        }
    }
}

/// What is shown of a chunk.
const SHAPE: Shape = Shape {
    lowest_text: 9,
    text: 72,
    binary: 37,
    dots_when_full: true,
};

impl Chunk {
    /// A chunk full of these bytes, which have room for `max_size`.
    #[inline]
    fn on(written: Written, max_size: usize) -> Chunk {
        Chunk {
            size: written.len(),
            written,
            max_size,
            consumed: 0,
            digest: None,
        }
    }

    /// A chunk without bytes, with room for some; `ENOMEM` if there is no memory.
    #[inline]
    pub fn with_room(max_size: usize) -> Result<Chunk> {
        Ok(Chunk::on(Written::with_room(max_size)?, max_size))
    }

    /// A chunk filled with a copy of some bytes; `ENOMEM` if there is no memory for it.
    #[inline]
    pub fn new(bytes: &[u8]) -> Result<Chunk> {
        let mut chunk = Chunk::with_room(bytes.len())?;
        chunk.append(bytes);
        Ok(chunk)
    }

    /// As [`Chunk::new`], and kept out of its caller.
    #[inline(never)]
    fn long(bytes: &[u8]) -> Result<Chunk> {
        Chunk::new(bytes)
    }

    /// As [`Chunk::new`], at the place that `at` gives a chunk: few bytes are written straight to
    /// there.
    #[inline]
    pub fn place<P: DerefMut<Target: DerefMut<Target = Chunk>>>(
        bytes: &[u8],
        at: impl FnOnce(Chunk) -> P,
    ) -> Result<P> {
        if bytes.len() > SHORT {
            return Chunk::long(bytes).map(at);
        }
        let zeros = Written::Short([0; SHORT], bytes.len());
        let mut chunk = at(Chunk::on(zeros, bytes.len()));
        // Copied from elsewhere to there, the bytes would be waited for.
        if let Written::Short(own, _) = &mut chunk.written {
            copy_few(own, bytes);
        }
        Ok(chunk)
    }

    /// A chunk full of bytes that stay where they are.
    pub fn on_foreign(bytes: Foreign) -> Chunk {
        let max_size = bytes.len();
        Chunk::on(Written::Foreign(bytes), max_size)
    }

    /// A chunk with the bytes that `read` adds to an empty buffer with room for `max_size`.
    pub fn filled(max_size: usize, read: impl FnOnce(&mut Vec<u8>)) -> Result<Chunk> {
        let mut bytes = memory::with_room(max_size)?;
        read(&mut bytes);
        bytes.truncate(max_size);
        Ok(Chunk::on(Written::Own(bytes), max_size))
    }

    /// A chunk with the bytes of a file, at most `max_size` of them. The file is as long as the
    /// file system says when it is opened.
    pub fn slurp(name: &CStr, max_size: Option<usize>) -> Result<Chunk> {
        let file = File::open(file::path(name))?;
        let length = file.metadata()?.len();
        let length = usize::try_from(length).map_err(|_| Errno::NOMEM)?;
        let max_size = length.min(max_size.unwrap_or(usize::MAX));
        let mut bytes = memory::with_room(max_size)?;
        file::read_to_end(file.take(max_size as u64), &mut bytes)?;
        Ok(Chunk::on(Written::Own(bytes), max_size))
    }

    /// Drops the bytes and makes room for others; on `ENOMEM` nothing changes. What others have
    /// consumed counts on.
    pub fn resize(&mut self, max_size: usize) -> Result<()> {
        self.written = Written::with_room(max_size)?;
        self.max_size = max_size;
        self.size = 0;
        Ok(())
    }

    /// The number of bytes in use.
    #[inline]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The number of bytes there is room for.
    #[inline]
    pub fn max_size(&self) -> usize {
        self.max_size
    }

    /// The bytes in use.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        &self.written[..self.size]
    }

    /// All the room, for programs that write to it and then set the size. What was never written
    /// is zero.
    #[inline]
    pub fn room(&mut self) -> &mut [u8] {
        self.written.grow(self.max_size, 0);
        &mut self.written
    }

    /// Where all the room is.
    #[inline]
    pub fn memory(&self) -> Range<*const u8> {
        let start = self.written.as_ptr();
        start..start.wrapping_add(self.max_size)
    }

    /// Replaces the bytes by as many of others as there is room for; gives the size.
    #[inline]
    pub fn set(&mut self, bytes: &[u8]) -> usize {
        self.size = 0;
        self.append(bytes)
    }

    /// Sets the size, at most to what there is room for; gives it.
    pub fn set_size(&mut self, size: usize) -> usize {
        self.size = size.min(self.max_size);
        if self.size > self.written.len() {
            self.room();
        }
        self.size
    }

    /// Replaces the bytes by as many equal ones as are asked for and there is room for; gives the
    /// size.
    pub fn fill(&mut self, filler: u8, size: usize) -> usize {
        self.size = size.min(self.max_size);
        let before = self.size.min(self.written.len());
        self.written[..before].fill(filler);
        if self.size > before {
            self.written.grow(self.size, filler);
        }
        self.size
    }

    /// Adds as many bytes as there is room for; gives the size of all.
    #[inline]
    pub fn append(&mut self, bytes: &[u8]) -> usize {
        self.add(&bytes[..bytes.len().min(self.max_size - self.size)])
    }

    /// Adds bytes for which there is room, where others may have been written once; gives the size of
    /// all.
    #[inline]
    fn add(&mut self, bytes: &[u8]) -> usize {
        let over = &mut self.written[self.size..];
        let (first, rest) = bytes.split_at(bytes.len().min(over.len()));
        over[..first.len()].copy_from_slice(first);
        self.written.append(rest);
        self.size += bytes.len();
        self.size
    }

    /// Adds bytes, with room for as many again as there are then if there was none for them;
    /// gives the size of all. On `ENOMEM` nothing changes.
    #[inline]
    pub fn extend(&mut self, bytes: &[u8]) -> Result<usize> {
        if bytes.len() > self.max_size - self.size {
            self.make_room(bytes.len())?;
        }
        Ok(self.add(bytes))
    }

    /// The chunk's own memory, if so many bytes can be put there behind those in use, where nothing
    /// was ever written; [`Chunk::use_written`] takes them into use.
    #[inline(always)]
    pub fn spare(&mut self, count: usize) -> Option<&mut Vec<u8>> {
        match &mut self.written {
            Written::Own(own) if own.len() == self.size && count <= self.max_size - self.size => {
                Some(own)
            }
            _ => None,
        }
    }

    /// Takes all into use that was ever written; gives the size.
    #[inline(always)]
    pub fn use_written(&mut self) -> usize {
        self.size = self.written.len().min(self.max_size);
        self.size
    }

    #[inline]
    fn make_room(&mut self, count: usize) -> Result<()> {
        let size = self.size.checked_add(count).ok_or(Errno::NOMEM)?;
        let max_size = size.checked_mul(2).ok_or(Errno::NOMEM)?;
        self.written.reserve(max_size)?;
        self.max_size = max_size;
        Ok(())
    }

    /// The bytes that others have not consumed.
    #[inline]
    pub fn rest(&self) -> &[u8] {
        self.bytes().get(self.consumed..).unwrap_or_default()
    }

    /// Notes that others have consumed more bytes.
    #[inline]
    pub fn consumed(&mut self, count: usize) {
        self.consumed += count;
    }

    /// A chunk with the same bytes and room, of which nothing is consumed.
    pub fn duplicate(&self) -> Result<Chunk> {
        let mut copy = Chunk::with_room(self.max_size())?;
        copy.append(self.bytes());
        Ok(copy)
    }

    /// The bytes in upper-case hexadecimal.
    pub fn hex(&self) -> Vec<u8> {
        hex(self.bytes())
    }

    /// The SHA-1 digest of the bytes as they are now, in upper-case hexadecimal. The text stays
    /// where it is until the digest of other bytes is taken.
    pub fn digest(&mut self) -> &CStr {
        let digest = HexDigest::new(&digest::of(self.bytes()));
        let place = self.digest.get_or_insert_default();
        **place = digest;
        place.as_text()
    }

    /// The bytes as a person is shown them: a line of dashes, then the size in brackets and up to
    /// 72 bytes of text, or 37 in hexadecimal.
    pub fn printed(&self) -> Vec<u8> {
        let mut text = vec![b'-'; 38];
        text.extend_from_slice(format!("\n[{:03}] ", self.size).as_bytes());
        text.extend_from_slice(&view(self.bytes(), &SHAPE));
        text.push(b'\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_beyond_memory_is_refused_and_nothing_changes() {
        assert!(Chunk::with_room(usize::MAX).is_err());
        let mut chunk = Chunk::new(b"abc").unwrap();
        assert!(chunk.resize(usize::MAX).is_err());
        assert_eq!(chunk.bytes(), b"abc");
    }

    #[test]
    fn a_chunk_of_any_size_has_its_bytes() {
        let bytes: Vec<u8> = (1..=SHORT as u8 + 2).collect();
        for size in 0..=bytes.len() {
            let mut chunk =
                Chunk::place(&bytes[..size], |chunk| Box::new(Box::new(chunk))).unwrap();
            assert_eq!(chunk.bytes(), &bytes[..size]);
            assert_eq!(chunk.max_size(), size);
            assert_eq!(chunk.room(), &bytes[..size]);
            assert_eq!(chunk.extend(b"x"), Ok(size + 1));
            assert_eq!(chunk.bytes(), [&bytes[..size], b"x"].concat());
        }
    }

    #[test]
    fn what_was_written_stays_behind_the_end() {
        let mut chunk = Chunk::with_room(6).unwrap();
        chunk.append(b"abc");
        assert_eq!(chunk.set_size(1), 1);
        assert_eq!(chunk.append(b"x"), 2);
        assert_eq!(chunk.set_size(9), 6);
        assert_eq!(chunk.bytes(), b"axc\0\0\0");
        chunk.room()[5] = b'z';
        assert_eq!(chunk.set(b"12"), 2);
        chunk.set_size(6);
        assert_eq!(chunk.bytes(), b"12c\0\0z");
    }

    proptest::proptest! {
        #[test]
        fn a_chunk_of_any_size_is_as_an_array_of_its_room(
            room in 0..120usize,
            changes in proptest::collection::vec((0..7u8, 0..70usize, 1..=255u8), 0..40),
        ) {
            let mut chunk = Chunk::with_room(room).unwrap();
            let (mut plain, mut size) = (vec![0; room], 0);
            for (change, count, byte) in changes {
                let bytes = vec![byte; count];
                let fits = |size: usize, plain: &[u8]| count.min(plain.len() - size);
                match change {
                    0 | 1 => {
                        let added = fits(size, &plain);
                        plain[size..][..added].fill(byte);
                        size += added;
                        proptest::prop_assert_eq!(chunk.append(&bytes), size);
                    }
                    2 => {
                        if size + count > plain.len() {
                            plain.resize((size + count) * 2, 0);
                        }
                        plain[size..][..count].fill(byte);
                        size += count;
                        proptest::prop_assert_eq!(chunk.extend(&bytes), Ok(size));
                    }
                    3 => {
                        size = fits(0, &plain);
                        plain[..size].fill(byte);
                        proptest::prop_assert_eq!(chunk.set(&bytes), size);
                    }
                    4 => {
                        size = fits(0, &plain);
                        plain[..size].fill(byte);
                        proptest::prop_assert_eq!(chunk.fill(byte, count), size);
                    }
                    5 => {
                        size = fits(0, &plain);
                        proptest::prop_assert_eq!(chunk.set_size(count), size);
                    }
                    _ => {
                        (plain, size) = (vec![0; count], 0);
                        chunk.resize(count).unwrap();
                    }
                }
                proptest::prop_assert_eq!(chunk.bytes(), &plain[..size]);
                proptest::prop_assert_eq!(chunk.max_size(), plain.len());
            }
            proptest::prop_assert_eq!(chunk.room(), &plain[..]);
        }
    }

    #[test]
    fn only_extend_makes_room() {
        let mut chunk = Chunk::with_room(4).unwrap();
        assert_eq!(chunk.append(b"abcdef"), 4);
        assert_eq!(chunk.append(b"g"), 4);
        assert_eq!(chunk.extend(b"e"), Ok(5));
        assert_eq!(chunk.max_size(), 10);
        assert_eq!(chunk.bytes(), b"abcde");
        assert_eq!(chunk.set(b"0123456789A"), 10);
        assert_eq!(chunk.fill(b'x', 20), 10);
    }

    #[test]
    fn what_was_consumed_counts_when_the_bytes_change() {
        let mut chunk = Chunk::new(b"abc").unwrap();
        chunk.consumed(2);
        assert_eq!(chunk.rest(), b"c");
        chunk.set(b"x");
        assert_eq!(chunk.rest(), b"");
        chunk.extend(b"yz").unwrap();
        assert_eq!(chunk.rest(), b"z");
        assert_eq!(chunk.duplicate().unwrap().rest(), b"xyz");
    }

    #[test]
    fn the_digest_is_of_the_bytes_as_they_are() {
        let mut chunk = Chunk::new(b"ab").unwrap();
        chunk.digest();
        chunk.extend(b"c").unwrap();
        assert_eq!(chunk.digest(), c"A9993E364706816ABA3E25717850C26C9CD0D89D");
        assert_eq!(chunk.digest(), c"A9993E364706816ABA3E25717850C26C9CD0D89D");
    }
}

//! A block of bytes with room for more.

use std::ffi::CStr;
use std::fs::File;
use std::io::{ErrorKind, Read};

use super::digest::{self, HexDigest};
use super::view::{Shape, hex, view};
use crate::sys::errno::{Errno, Result};
use crate::sys::tag::Kind;
use crate::sys::{file, memory};

/// A block of bytes: those in use at its beginning, the room behind them, and how many of them
/// other chunks have consumed.
pub struct Chunk {
    room: Vec<u8>,
    size: usize,
    consumed: usize,
    digest: HexDigest,
}

/// What is shown of a chunk.
const SHAPE: Shape = Shape {
    lowest_text: 9,
    text: 72,
    binary: 37,
    dots_when_full: true,
};

impl Kind for Chunk {
    const TAG: u32 = 0xCAFE_0001;
}

impl Chunk {
    /// A chunk on a buffer of which the first bytes are in use.
    fn on(room: Vec<u8>, size: usize) -> Chunk {
        Chunk {
            room,
            size,
            consumed: 0,
            digest: HexDigest::new(&[0; digest::SIZE]),
        }
    }

    /// A chunk without bytes, with room for some, which is zeroed; `ENOMEM` if there is no memory.
    pub fn with_room(max_size: usize) -> Result<Chunk> {
        Ok(Chunk::on(memory::zeroed(max_size)?, 0))
    }

    /// A chunk filled with a copy of some bytes; `ENOMEM` if there is no memory for it.
    pub fn new(bytes: &[u8]) -> Result<Chunk> {
        Ok(Chunk::on(memory::copy_of(bytes)?, bytes.len()))
    }

    /// A chunk with what `read` puts into the room given, as it says by its result.
    pub fn filled(max_size: usize, read: impl FnOnce(&mut [u8]) -> usize) -> Result<Chunk> {
        let mut room = memory::zeroed(max_size)?;
        let size = read(&mut room).min(max_size);
        Ok(Chunk::on(room, size))
    }

    /// A chunk with the bytes of a file, at most `max_size` of them. The file is as long as the
    /// file system says when it is opened.
    pub fn slurp(name: &CStr, max_size: Option<usize>) -> Result<Chunk> {
        let mut file = File::open(file::path(name))?;
        let length = file.metadata()?.len();
        let length = usize::try_from(length).map_err(|_| Errno::NOMEM)?;
        let mut room = memory::zeroed(length.min(max_size.unwrap_or(usize::MAX)))?;
        let mut size = 0;
        while size < room.len() {
            match file.read(&mut room[size..]) {
                Ok(0) => break,
                Ok(count) => size += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Chunk::on(room, size))
    }

    /// Drops the bytes and makes room for others; on `ENOMEM` nothing changes. What others have
    /// consumed counts on.
    pub fn resize(&mut self, max_size: usize) -> Result<()> {
        self.room = memory::zeroed(max_size)?;
        self.size = 0;
        Ok(())
    }

    /// The number of bytes in use.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The number of bytes there is room for.
    pub fn max_size(&self) -> usize {
        self.room.len()
    }

    /// The bytes in use.
    pub fn bytes(&self) -> &[u8] {
        &self.room[..self.size]
    }

    /// All the room, for programs that write to it and then set the size.
    pub fn room(&mut self) -> &mut [u8] {
        &mut self.room
    }

    /// Replaces the bytes by as many of others as there is room for; gives the size.
    pub fn set(&mut self, bytes: &[u8]) -> usize {
        self.size = 0;
        self.append(bytes)
    }

    /// Sets the size, at most to what there is room for; gives it.
    pub fn set_size(&mut self, size: usize) -> usize {
        self.size = size.min(self.room.len());
        self.size
    }

    /// Replaces the bytes by as many equal ones as are asked for and there is room for; gives the
    /// size.
    pub fn fill(&mut self, filler: u8, size: usize) -> usize {
        let size = self.set_size(size);
        self.room[..size].fill(filler);
        size
    }

    /// Adds as many bytes as there is room for; gives the size of all.
    pub fn append(&mut self, bytes: &[u8]) -> usize {
        let free = &mut self.room[self.size..];
        let count = bytes.len().min(free.len());
        free[..count].copy_from_slice(&bytes[..count]);
        self.size += count;
        self.size
    }

    /// Adds bytes, with room for as many again as there are then if there was none for them;
    /// gives the size of all. On `ENOMEM` nothing changes.
    pub fn extend(&mut self, bytes: &[u8]) -> Result<usize> {
        let size = self.size.checked_add(bytes.len()).ok_or(Errno::NOMEM)?;
        if size > self.room.len() {
            memory::grow(&mut self.room, size.checked_mul(2).ok_or(Errno::NOMEM)?)?;
        }
        Ok(self.append(bytes))
    }

    /// The bytes that others have not consumed.
    pub fn rest(&self) -> &[u8] {
        self.bytes().get(self.consumed..).unwrap_or_default()
    }

    /// Notes that others have consumed more bytes.
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
        self.digest = HexDigest::new(&digest::of(self.bytes()));
        self.digest.as_text()
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

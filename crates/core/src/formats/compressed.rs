//! Strings compressed as LZ4 blocks; the length is stored separately.

use lz4_flex::block;

use czmq_sys::errno::{Errno, Result};
use czmq_sys::memory;

/// What the format can compress at once.
const LONGEST: usize = 0x7E00_0000;

/// The length of some bytes, in native order, and a block of them; `EMSGSIZE` for too many.
pub fn compress(bytes: &[u8]) -> Result<[Vec<u8>; 2]> {
    if bytes.len() > LONGEST {
        return Err(Errno::MSGSIZE);
    }
    Ok([bytes.len().to_ne_bytes().to_vec(), block::compress(bytes)])
}

/// The bytes that a length and a block stand for; `EPROTO` if they do not fit each other, `ENOMEM`
/// if there is no memory for them.
pub fn expand(length: &[u8], compressed: &[u8]) -> Result<Vec<u8>> {
    let length = length.try_into().map_err(|_| Errno::PROTO)?;
    let length = usize::from_ne_bytes(length);
    // A length that is made up takes no memory.
    if expanded_length(compressed) != Some(length) {
        return Err(Errno::PROTO);
    }
    let mut bytes = memory::with_room(length)?;
    bytes.resize(length, 0);
    match block::decompress_into(compressed, &mut bytes) {
        Ok(count) if count == length => Ok(bytes),
        _ => Err(Errno::PROTO),
    }
}

/// How many bytes a block stands for; none if it ends too early. It is a row of sequences: a token
/// with two lengths, which go on behind it if they are 15; bytes that stand for themselves; and how
/// far back those lie that are to be copied, which the last has not.
fn expanded_length(block: &[u8]) -> Option<usize> {
    const SHORTEST_COPY: usize = 4;
    let mut rest = block;
    let mut total = 0usize;
    loop {
        let (&token, after) = rest.split_first()?;
        rest = after;
        let literals = length(token >> 4, &mut rest)?;
        rest = rest.get(literals..)?;
        total = total.checked_add(literals)?;
        if rest.is_empty() {
            return Some(total);
        }
        rest = rest.get(2..)?;
        let copied = length(token & 15, &mut rest)?;
        total = total.checked_add(copied + SHORTEST_COPY)?;
    }
}

/// A length that a token begins.
fn length(begin: u8, rest: &mut &[u8]) -> Option<usize> {
    let mut length = usize::from(begin);
    if begin == 15 {
        loop {
            let (&more, after) = rest.split_first()?;
            *rest = after;
            length += usize::from(more);
            if more != 255 {
                break;
            }
        }
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn expanded(length: usize, block: &[u8]) -> Result<Vec<u8>> {
        expand(&length.to_ne_bytes(), block)
    }

    #[test]
    fn a_block_and_its_length_must_fit() {
        let block = b"\x1ba\x01\0Paaaaa";
        assert_eq!(expanded(21, block).unwrap(), [b'a'; 21]);
        for wrong in [0, 20, 22, 255 * 9, usize::MAX] {
            assert_eq!(expanded(wrong, block), Err(Errno::PROTO), "{wrong}");
        }
        assert_eq!(expand(&[21, 0, 0, 0], block), Err(Errno::PROTO));
        assert_eq!(expanded(0, b"\0").unwrap(), b"");
        assert_eq!(expanded(1, b""), Err(Errno::PROTO));
    }

    #[test]
    fn what_is_all_the_same_is_expanded() {
        let bytes = vec![b'x'; 5_000_000];
        let [length, block] = compress(&bytes).unwrap();
        assert!(block.len() < 20_000);
        assert!(expand(&length, &block).unwrap() == bytes);
    }

    proptest! {
        #[test]
        fn what_is_compressed_is_read_back(bytes: Vec<u8>, times in 1usize..50) {
            let bytes = bytes.repeat(times);
            let [length, block] = compress(&bytes).unwrap();
            prop_assert_eq!(expanded_length(&block), Some(bytes.len()));
            prop_assert_eq!(expand(&length, &block), Ok(bytes));
        }

        #[test]
        fn no_bytes_do_harm(length in 0usize..5000, block: Vec<u8>, rest: Vec<u8>) {
            let _ = expanded(length, &block);
            if let Some(length) = expanded_length(&block) {
                let _ = expanded(length, &block);
            }
            let _ = expand(&rest, &block);
        }
    }
}

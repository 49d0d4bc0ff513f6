//! Strings compressed as blocks of LZ4, with their length apart.

use lz4_flex::block;

use crate::sys::errno::{Errno, Result};

/// What the format can compress at once.
const LONGEST: usize = 0x7E00_0000;

/// One byte of a block stands for so many bytes at most.
const BEST_RATIO: usize = 255;

/// The length of some bytes, in native order, and a block of them; `EMSGSIZE` for too many.
pub fn compress(bytes: &[u8]) -> Result<[Vec<u8>; 2]> {
    if bytes.len() > LONGEST {
        return Err(Errno::MSGSIZE);
    }
    Ok([bytes.len().to_ne_bytes().to_vec(), block::compress(bytes)])
}

/// The bytes that a length and a block stand for; `EPROTO` if they do not fit each other.
pub fn expand(length: &[u8], compressed: &[u8]) -> Result<Vec<u8>> {
    let length = length.try_into().map_err(|_| Errno::PROTO)?;
    let length = usize::from_ne_bytes(length);
    // Before there is memory for it.
    if length / BEST_RATIO > compressed.len() {
        return Err(Errno::PROTO);
    }
    let mut bytes = vec![0; length];
    match block::decompress_into(compressed, &mut bytes) {
        Ok(count) if count == length => Ok(bytes),
        _ => Err(Errno::PROTO),
    }
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
        for wrong in [0, 20, 22, 256 * 9, usize::MAX] {
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
            prop_assert_eq!(expand(&length, &block), Ok(bytes));
        }

        #[test]
        fn no_bytes_do_harm(length in 0usize..5000, block: Vec<u8>, rest: Vec<u8>) {
            let _ = expanded(length, &block);
            let _ = expand(&rest, &block);
        }
    }
}

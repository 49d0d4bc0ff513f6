//! Tables of texts in one frame: a count, then for each item the key behind a length of one byte
//! and the value behind a length of four, all big-endian. Lists of texts are the same without keys.

use czmq_sys::errno::{Errno, Result};

/// Encodes items; `EMSGSIZE` if a key has more than 255 bytes, or a value more than a frame holds.
pub fn encode<'a>(items: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> Result<Vec<u8>> {
    let mut bytes = vec![0; 4];
    let mut count = 0u32;
    for (key, value) in items {
        let key_length = u8::try_from(key.len()).map_err(|_| Errno::MSGSIZE)?;
        let length = u32::try_from(value.len()).map_err(|_| Errno::MSGSIZE)?;
        bytes.push(key_length);
        bytes.extend_from_slice(key);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(value);
        count += 1;
    }
    bytes[..4].copy_from_slice(&count.to_be_bytes());
    Ok(bytes)
}

/// The items of an encoded table, up to the first that is not all there. Texts end at a NUL.
///
/// Whether there are any is all that the count says: senders are known that get it wrong.
pub fn decode(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = match bytes.split_first_chunk::<4>() {
        Some((count, rest)) if *count != [0; 4] => rest,
        _ => &[],
    };
    std::iter::from_fn(move || {
        let (&length, after) = rest.split_first()?;
        let (key, after) = after.split_at_checked(length.into())?;
        let (length, after) = after.split_first_chunk()?;
        let (value, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        rest = after;
        Some((text(key), text(value)))
    })
}

/// Encodes a list; `EMSGSIZE` if a text has more than a frame holds.
pub fn encode_list<'a>(texts: impl Iterator<Item = &'a [u8]>) -> Result<Vec<u8>> {
    let mut bytes = vec![0; 4];
    let mut count = 0u32;
    for text in texts {
        let length = u32::try_from(text.len()).map_err(|_| Errno::MSGSIZE)?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(text);
        count = count.checked_add(1).ok_or(Errno::MSGSIZE)?;
    }
    bytes[..4].copy_from_slice(&count.to_be_bytes());
    Ok(bytes)
}

/// The texts of an encoded list, which end at a NUL; `EPROTO` if one is not all there. Of the count
/// it only matters whether there are any.
pub fn decode_list(bytes: &[u8]) -> Result<Vec<&[u8]>> {
    let mut rest = match bytes.split_first_chunk::<4>() {
        Some((count, rest)) if *count != [0; 4] => rest,
        _ => &[],
    };
    let mut texts = Vec::new();
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk().ok_or(Errno::PROTO)?;
        let length = u32::from_be_bytes(*length) as usize;
        let (bytes, after) = after.split_at_checked(length).ok_or(Errno::PROTO)?;
        texts.push(text(bytes));
        rest = after;
    }
    Ok(texts)
}

fn text(bytes: &[u8]) -> &[u8] {
    bytes.split(|&byte| byte == 0).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_cut_is_left_out() {
        let whole = b"\0\0\0\x02\x01a\0\0\0\x01A\x01b\0\0\0\x02BB";
        for length in 0..whole.len() {
            let items: Vec<_> = decode(&whole[..length]).collect();
            assert_eq!(items.len(), usize::from(length >= 11), "{length}");
        }
        assert_eq!(decode(whole).count(), 2);
    }

    #[test]
    fn a_key_that_does_not_fit_is_refused() {
        let key = [b'k'; 256];
        assert!(encode([(&key[..255], &[][..])].into_iter()).is_ok());
        assert_eq!(
            encode([(&key[..], &[][..])].into_iter()),
            Err(Errno::MSGSIZE)
        );
    }

    #[test]
    fn a_list_is_all_there() {
        let whole = b"\0\0\0\x02\0\0\0\x01a\0\0\0\0";
        assert_eq!(decode_list(whole), Ok(vec![b"a".as_slice(), b""]));
        for length in 0..whole.len() {
            let texts = decode_list(&whole[..length]);
            let expected = match length {
                0..=4 => Some(0),
                9 => Some(1),
                _ => None,
            };
            assert_eq!(texts.ok().map(|texts| texts.len()), expected, "{length}");
        }
        assert_eq!(decode_list(b"\0\0\0\0\0\0\0\x01a"), Ok(vec![]));
    }

    proptest! {
        #[test]
        fn what_is_in_a_list_is_read_back(texts: Vec<String>) {
            let texts: Vec<_> = texts.iter().map(|text| text.as_bytes()).collect();
            let bytes = encode_list(texts.iter().copied()).unwrap();
            let expected: Vec<_> = texts.iter().map(|own| text(own)).collect();
            prop_assert_eq!(decode_list(&bytes), Ok(expected));
        }

        #[test]
        fn no_bytes_of_a_list_do_harm(bytes: Vec<u8>) {
            let _ = decode_list(&bytes);
        }

        #[test]
        fn what_is_encoded_is_read_back(
            items: Vec<(Vec<u8>, Vec<u8>)>
        ) {
            let items: Vec<(&[u8], &[u8])> =
                items.iter().map(|(key, value)| (text(key), text(value))).collect();
            let bytes = encode(items.iter().copied()).unwrap();
            prop_assert_eq!(decode(&bytes).collect::<Vec<_>>(), items);
        }

        #[test]
        fn no_bytes_do_harm(bytes: Vec<u8>) {
            prop_assert!(decode(&bytes).count() <= bytes.len());
        }
    }
}

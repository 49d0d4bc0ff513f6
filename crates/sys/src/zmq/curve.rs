//! CURVE keys, in bytes and as text (Z85).

use std::ffi::{CStr, CString};

use crate::errno::{Errno, Result};

/// The size of a CURVE key.
pub const KEY_SIZE: usize = 32;
/// The length of a CURVE key as text.
pub const KEY_TEXT_SIZE: usize = 40;

/// A new CURVE key pair: the public key and the secret one. `ENOTSUP` if libzmq has no CURVE.
pub fn curve_keypair() -> Result<([u8; KEY_SIZE], [u8; KEY_SIZE])> {
    let mut public = [0u8; KEY_TEXT_SIZE + 1];
    let mut secret = [0u8; KEY_TEXT_SIZE + 1];
    // SAFETY: both buffers have room for the text and its end.
    Errno::check(unsafe {
        zmq_sys::zmq_curve_keypair(public.as_mut_ptr().cast(), secret.as_mut_ptr().cast())
    })?;
    let key = |text: &[u8]| {
        let text = CStr::from_bytes_until_nul(text).map_err(|_| Errno::INVAL)?;
        key_from_text(text).ok_or(Errno::INVAL)
    };
    Ok((key(&public)?, key(&secret)?))
}

/// A CURVE key as text (Z85).
pub fn key_to_text(key: &[u8; KEY_SIZE]) -> CString {
    let mut text = [0u8; KEY_TEXT_SIZE + 1];
    // SAFETY: a key's size is a multiple of four, and the buffer has room for its text and end.
    unsafe { zmq_sys::zmq_z85_encode(text.as_mut_ptr().cast(), key.as_ptr(), KEY_SIZE) };
    CStr::from_bytes_until_nul(&text)
        .unwrap_or_default()
        .to_owned()
}

/// The CURVE key that a text stands for; none if it is not the text of a key.
pub fn key_from_text(text: &CStr) -> Option<[u8; KEY_SIZE]> {
    if text.count_bytes() != KEY_TEXT_SIZE {
        return None;
    }
    let mut key = [0u8; KEY_SIZE];
    // SAFETY: a text of this length decodes into a key's size at most.
    let end = unsafe { zmq_sys::zmq_z85_decode(key.as_mut_ptr(), text.as_ptr()) };
    (!end.is_null()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::super::has;
    use super::*;

    #[test]
    fn a_text_is_a_key_or_is_refused() {
        let key: [u8; KEY_SIZE] = std::array::from_fn(|index| index as u8 * 8);
        let text = key_to_text(&key);
        assert_eq!(text.count_bytes(), KEY_TEXT_SIZE);
        assert_eq!(key_from_text(&text), Some(key));
        for bad in [
            c"",
            c"012345678901234567890123456789012345678",
            c"01234 6789012345678901234567890123456789",
            c"0123456789012345678901234567890123\xc3\xa96789",
            c"#####67890123456789012345678901234567890",
        ] {
            assert_eq!(key_from_text(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn key_pairs_differ() {
        assert!(has(c"curve"));
        let (public, secret) = curve_keypair().unwrap();
        assert_ne!(public, secret);
        assert_ne!(curve_keypair().unwrap().1, secret);
    }
}

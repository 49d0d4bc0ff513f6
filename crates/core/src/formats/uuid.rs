//! Universally unique identifiers.

use std::ffi::CStr;

/// The number of bytes of an identifier.
pub const SIZE: usize = 16;

/// An identifier and its two texts, each with a NUL after it.
#[derive(Clone)]
pub struct Uuid {
    bytes: [u8; SIZE],
    text: [u8; 2 * SIZE + 1],
    canonical: [u8; 37],
}

/// A text is no identifier.
#[derive(Debug, PartialEq, Eq)]
pub struct NoUuid;

impl Uuid {
    /// A random identifier, of version 4.
    pub fn random() -> Uuid {
        Uuid::from(*uuid::Uuid::new_v4().as_bytes())
    }

    /// Makes it another identifier.
    pub fn set(&mut self, bytes: [u8; SIZE]) {
        self.bytes = bytes;
        let uuid = uuid::Uuid::from_bytes(bytes);
        uuid.simple().encode_upper(&mut self.text);
        uuid.hyphenated().encode_lower(&mut self.canonical);
    }

    /// Reads pairs of hexadecimal digits, with `-`, `{` and `}` between them anywhere. Fewer than
    /// 16 pairs change the leading bytes only, as do the pairs before something else.
    pub fn set_text(&mut self, text: &[u8]) -> Result<(), NoUuid> {
        let mut bytes = self.bytes;
        let mut result = Ok(());
        let mut places = bytes.iter_mut();
        let mut rest = text;
        loop {
            match rest {
                [] => break,
                [b'-' | b'{' | b'}', after @ ..] => rest = after,
                [high, low, after @ ..] => {
                    let digits = (digit(*high), digit(*low));
                    let ((Some(high), Some(low)), Some(place)) = (digits, places.next()) else {
                        result = Err(NoUuid);
                        break;
                    };
                    *place = high << 4 | low;
                    rest = after;
                }
                [_] => {
                    result = Err(NoUuid);
                    break;
                }
            }
        }
        self.set(bytes);
        result
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8; SIZE] {
        &self.bytes
    }

    /// The 32 upper-case hexadecimal digits.
    pub fn text(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.text).unwrap_or_default()
    }

    /// The canonical text: lower-case digits in groups of 8, 4, 4, 4 and 12, with dashes.
    pub fn canonical(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.canonical).unwrap_or_default()
    }
}

fn digit(character: u8) -> Option<u8> {
    char::from(character).to_digit(16).map(|digit| digit as u8)
}

impl From<[u8; SIZE]> for Uuid {
    fn from(bytes: [u8; SIZE]) -> Uuid {
        let mut uuid = Uuid {
            bytes,
            text: [0; 2 * SIZE + 1],
            canonical: [0; 37],
        };
        uuid.set(bytes);
        uuid
    }
}

impl PartialEq for Uuid {
    fn eq(&self, other: &Uuid) -> bool {
        self.bytes == other.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_pairs_of_digits_count() {
        for text in ["0", "0x", " 1", "+1", "1-1", "00 1", "é"] {
            let mut uuid = Uuid::from([7; SIZE]);
            assert_eq!(uuid.set_text(text.as_bytes()), Err(NoUuid), "{text}");
        }
    }

    #[test]
    fn a_seventeenth_pair_is_refused() {
        let mut uuid = Uuid::from([0; SIZE]);
        assert_eq!(uuid.set_text(&[b'f'; 32]), Ok(()));
        assert_eq!(uuid.set_text(&[b'f'; 34]), Err(NoUuid));
    }

    #[test]
    fn a_short_text_changes_the_leading_bytes() {
        let mut uuid = Uuid::from([7; SIZE]);
        assert_eq!(uuid.set_text(b"{a1-B2}"), Ok(()));
        assert_eq!(uuid.bytes()[..3], [0xA1, 0xB2, 7]);
        assert_eq!(uuid.text(), c"A1B20707070707070707070707070707");
    }

    proptest! {
        #[test]
        fn texts_are_read_back(bytes: [u8; SIZE]) {
            let uuid = Uuid::from(bytes);
            for text in [uuid.text(), uuid.canonical()] {
                let mut other = Uuid::from([0; SIZE]);
                prop_assert_eq!(other.set_text(text.to_bytes()), Ok(()));
                prop_assert_eq!(other.bytes(), &bytes);
            }
        }

        #[test]
        fn no_bytes_do_harm(text: Vec<u8>) {
            let mut uuid = Uuid::from([0; SIZE]);
            let _ = uuid.set_text(&text);
            prop_assert_eq!(uuid.text().count_bytes(), 32);
        }
    }
}

//! Texts, most of which are short, and all of which end with a NUL.

use std::ffi::{CStr, CString};

/// A short text in place, with its NUL.
#[derive(Clone, Copy, Debug)]
pub struct ShortText([u8; ShortText::LONGEST + 1]);

impl ShortText {
    /// The number of bytes of the longest short text.
    pub const LONGEST: usize = 30;

    /// A text, without a NUL in it; none if it is too long.
    pub fn new(text: &[u8]) -> Option<ShortText> {
        let mut bytes = [0; ShortText::LONGEST + 1];
        bytes[..ShortText::LONGEST]
            .get_mut(..text.len())?
            .copy_from_slice(text);
        Some(ShortText(bytes))
    }

    /// True if it is this text, which has no NUL in it.
    pub fn is(&self, text: &[u8]) -> bool {
        text.len() <= ShortText::LONGEST && self.0.starts_with(text) && self.0[text.len()] == 0
    }

    /// The text, which ends at the first NUL.
    pub fn memory(&self) -> &[u8] {
        &self.0
    }

    /// The text.
    pub fn as_text(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.0).unwrap_or_default()
    }
}

/// A text of any length.
#[derive(Clone, Debug)]
pub enum Text {
    /// A short one.
    Short(ShortText),
    /// Another.
    Long(CString),
}

impl Text {
    /// True if it is this text, which has no NUL in it.
    pub fn is(&self, text: &[u8]) -> bool {
        match self {
            Text::Short(own) => own.is(text),
            Text::Long(own) => own.to_bytes() == text,
        }
    }

    /// The text, which ends at the first NUL.
    pub fn memory(&self) -> &[u8] {
        match self {
            Text::Short(own) => own.memory(),
            Text::Long(own) => own.to_bytes_with_nul(),
        }
    }

    /// The text.
    pub fn as_text(&self) -> &CStr {
        match self {
            Text::Short(own) => own.as_text(),
            Text::Long(own) => own,
        }
    }
}

impl From<&CStr> for Text {
    fn from(text: &CStr) -> Text {
        match ShortText::new(text.to_bytes()) {
            Some(short) => Text::Short(short),
            None => Text::Long(text.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_itself_at_any_length() {
        let texts: Vec<CString> = (0..40)
            .map(|len| CString::new(vec![b'x'; len]).unwrap())
            .collect();
        for one in &texts {
            let text = Text::from(&**one);
            assert_eq!(text.as_text(), &**one);
            for other in &texts {
                assert_eq!(text.is(other.to_bytes()), one == other);
            }
        }
    }

    #[test]
    fn it_takes_the_room_of_four_words() {
        assert_eq!(size_of::<Text>(), 32);
    }
}

//! Bytes in a readable form: text or hexadecimal.

/// Bytes in upper-case hexadecimal.
pub fn hex(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    bytes
        .iter()
        .flat_map(|byte| {
            [
                DIGITS[usize::from(byte >> 4)],
                DIGITS[usize::from(byte & 15)],
            ]
        })
        .collect()
}

/// How a view is cut, and what counts as text.
pub struct Shape {
    /// A byte below this, or above 127, makes all of them binary.
    pub lowest_text: u8,
    /// How many bytes of text are shown.
    pub text: usize,
    /// How many bytes are shown in hexadecimal.
    pub binary: usize,
    /// Dots follow even if exactly as many bytes as can be shown are all there are.
    pub dots_when_full: bool,
}

impl Shape {
    /// True if some of the bytes are no text.
    pub fn is_binary(&self, bytes: &[u8]) -> bool {
        bytes
            .iter()
            .any(|&byte| byte < self.lowest_text || byte > 127)
    }

    /// How many of the bytes are shown.
    pub fn limit(&self, bytes: &[u8]) -> usize {
        if self.is_binary(bytes) {
            self.binary
        } else {
            self.text
        }
    }
}

/// Some bytes as a person is shown them: text or hexadecimal, and `...` if there are more.
pub fn view(bytes: &[u8], shape: &Shape) -> Vec<u8> {
    let binary = shape.is_binary(bytes);
    let limit = shape.limit(bytes);
    let shown = &bytes[..bytes.len().min(limit)];
    let mut text = if binary { hex(shown) } else { shown.to_vec() };
    if shown.len() < bytes.len() || (shape.dots_when_full && shown.len() == limit) {
        text.extend_from_slice(b"...");
    }
    text
}

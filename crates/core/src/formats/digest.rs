//! SHA-1 digests.

use std::ffi::CStr;

use sha1::{Digest as _, Sha1};

use super::view::hex;

/// The number of bytes of a digest.
pub const SIZE: usize = 20;

/// A digest in upper-case hexadecimal, with a NUL after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HexDigest([u8; 2 * SIZE + 1]);

impl Default for HexDigest {
    fn default() -> HexDigest {
        HexDigest([0; 2 * SIZE + 1])
    }
}

impl HexDigest {
    /// The text of a digest.
    pub fn new(digest: &[u8; SIZE]) -> HexDigest {
        let mut text = [0; 2 * SIZE + 1];
        text[..2 * SIZE].copy_from_slice(&hex(digest));
        HexDigest(text)
    }

    /// The text.
    pub fn as_text(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.0).unwrap_or_default()
    }
}

/// The digest of some bytes.
pub fn of(bytes: &[u8]) -> [u8; SIZE] {
    Sha1::digest(bytes).into()
}

/// A digest in the making, without its result: for programs that hold it themselves.
#[derive(Clone, Default)]
pub struct Running(Sha1);

impl Running {
    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of the bytes so far.
    pub fn digest(&self) -> [u8; SIZE] {
        self.0.clone().finalize().into()
    }
}

/// A digest in the making, of bytes that come bit by bit; then the digest.
#[derive(Default)]
pub struct Digest {
    state: Sha1,
    result: Option<([u8; SIZE], HexDigest)>,
}

impl Digest {
    /// The digest of no bytes yet.
    pub fn new() -> Digest {
        Digest::default()
    }

    /// Adds bytes; false, and nothing added, once the digest was taken.
    #[must_use]
    pub fn update(&mut self, bytes: &[u8]) -> bool {
        if self.result.is_some() {
            return false;
        }
        self.state.update(bytes);
        true
    }

    fn result(&mut self) -> &([u8; SIZE], HexDigest) {
        let state = &mut self.state;
        self.result.get_or_insert_with(|| {
            let digest = state.finalize_reset().into();
            (digest, HexDigest::new(&digest))
        })
    }

    /// Ends the making and gives the digest.
    pub fn data(&mut self) -> &[u8; SIZE] {
        &self.result().0
    }

    /// Ends the making and gives the digest in upper-case hexadecimal.
    pub fn text(&mut self) -> &CStr {
        self.result().1.as_text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_digests() {
        let mut digest = Digest::new();
        assert_eq!(digest.text(), c"DA39A3EE5E6B4B0D3255BFEF95601890AFD80709");
        let mut digest = Digest::new();
        assert!(digest.update(b"abc"));
        assert_eq!(digest.text(), c"A9993E364706816ABA3E25717850C26C9CD0D89D");
        assert!(!digest.update(b"d"));
        assert_eq!(digest.text(), c"A9993E364706816ABA3E25717850C26C9CD0D89D");
    }

    proptest! {
        #[test]
        fn parts_make_the_whole(parts: Vec<Vec<u8>>) {
            let mut digest = Digest::new();
            for part in &parts {
                prop_assert!(digest.update(part));
            }
            prop_assert_eq!(digest.data(), &of(&parts.concat()));
        }
    }
}

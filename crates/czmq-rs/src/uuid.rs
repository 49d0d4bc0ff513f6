//! UUIDs.

use std::fmt;

use crate::ffi;

/// A UUID of 16 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(pub [u8; 16]);

impl Uuid {
    /// A fresh random one.
    pub fn random() -> Uuid {
        // SAFETY: the object is this function's, which copies its 16 bytes and destroys it.
        unsafe {
            let mut uuid = ffi::zuuid_new();
            assert!(!uuid.is_null(), "memory for a UUID");
            let bytes = *ffi::zuuid_data(uuid).cast();
            ffi::zuuid_destroy(&mut uuid);
            Uuid(bytes)
        }
    }
}

impl fmt::Display for Uuid {
    /// Writes 32 upper-case digits, as `zuuid_str` does.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(to, "{byte:02X}"))
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, to)
    }
}

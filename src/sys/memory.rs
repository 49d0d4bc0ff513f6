//! Memory, asked for and not just taken.

use std::alloc::{Layout, handle_alloc_error};
use std::ffi::c_char;

use super::errno::{Errno, Result};

/// An empty buffer with room for so many bytes; `ENOMEM` if there is no memory for them.
pub fn with_room(size: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reserve(&mut bytes, size)?;
    Ok(bytes)
}

/// Makes room for so many bytes in all; `ENOMEM`, with nothing changed, if there is no memory for
/// them.
pub fn reserve(bytes: &mut Vec<u8>, size: usize) -> Result<()> {
    bytes
        .try_reserve_exact(size.saturating_sub(bytes.len()))
        .map_err(|_| Errno::NOMEM)
}

/// A copy of bytes and a NUL in libc's memory, for programs that free it. Without memory the
/// process ends.
pub fn c_copy(bytes: &[u8]) -> *mut c_char {
    // SAFETY: room for the bytes and the NUL is asked for, and checked.
    unsafe {
        let copy = libc::malloc(bytes.len() + 1).cast::<u8>();
        if copy.is_null() {
            handle_alloc_error(Layout::for_value(bytes));
        }
        copy.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
        copy.add(bytes.len()).write(0);
        copy.cast()
    }
}

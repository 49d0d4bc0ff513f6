//! Memory, asked for and not just taken.

use std::alloc::{Layout, alloc_zeroed, handle_alloc_error};
use std::ffi::{CStr, c_char};

use super::errno::{Errno, Result};

/// Zero bytes; `ENOMEM` if there is no memory for them. Large blocks cost nothing until they are
/// written to.
pub fn zeroed(size: usize) -> Result<Vec<u8>> {
    if size == 0 {
        return Ok(Vec::new());
    }
    let layout = Layout::array::<u8>(size).map_err(|_| Errno::NOMEM)?;
    // SAFETY: the layout has a size; the vector gets what this very layout was allocated with.
    unsafe {
        let bytes = alloc_zeroed(layout);
        if bytes.is_null() {
            return Err(Errno::NOMEM);
        }
        Ok(Vec::from_raw_parts(bytes, size, size))
    }
}

/// A copy of some bytes; `ENOMEM` if there is no memory for it.
pub fn copy_of(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut copy = Vec::new();
    copy.try_reserve_exact(bytes.len())
        .map_err(|_| Errno::NOMEM)?;
    copy.extend_from_slice(bytes);
    Ok(copy)
}

/// Adds zero bytes until there are `size`; `ENOMEM`, with nothing changed, if there is no memory
/// for them.
pub fn grow(bytes: &mut Vec<u8>, size: usize) -> Result<()> {
    bytes
        .try_reserve_exact(size.saturating_sub(bytes.len()))
        .map_err(|_| Errno::NOMEM)?;
    bytes.resize(size.max(bytes.len()), 0);
    Ok(())
}

/// A copy of a text in libc's memory, for programs that free it. Without memory the process ends.
pub fn c_copy(text: &CStr) -> *mut c_char {
    // SAFETY: a C string.
    let copy = unsafe { libc::strdup(text.as_ptr()) };
    if copy.is_null() {
        handle_alloc_error(Layout::for_value(text));
    }
    copy
}

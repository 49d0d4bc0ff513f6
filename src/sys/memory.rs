//! Memory, asked for and not just taken.

use std::alloc::{Layout, alloc_zeroed, handle_alloc_error};
use std::ffi::c_char;

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

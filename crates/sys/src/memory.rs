//! Memory, asked for and not just taken.

use std::alloc::{Layout, handle_alloc_error};
use std::ffi::c_char;
use std::ops::{Deref, DerefMut};
use std::ptr::{self, NonNull};
use std::slice;

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

/// Adds bytes to a buffer, which may be its own.
///
/// # Safety
/// There is room for so many, and so many may be read.
#[inline(always)]
pub unsafe fn append(bytes: &mut Vec<u8>, data: *const u8, size: usize) {
    debug_assert!(size <= bytes.capacity() - bytes.len());
    // SAFETY: by the caller's contract.
    unsafe {
        ptr::copy(data, bytes.as_mut_ptr().add(bytes.len()), size);
        bytes.set_len(bytes.len() + size);
    }
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

/// Has the processor fetch what will be looked at soon, if there is anything. Nothing waits for it.
#[inline(always)]
pub fn prefetch<T>(value: *const T) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: it is a hint, which changes nothing, whatever the address.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(value.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = value;
}

/// Memory of someone else, who is told when it is needed no more.
pub struct Foreign {
    data: NonNull<u8>,
    size: usize,
    release: Option<Box<dyn FnOnce()>>,
}

impl Foreign {
    /// Takes memory over until `release` is called.
    ///
    /// # Safety
    /// The memory may be read and written to until then, and nobody else does.
    pub unsafe fn new(data: NonNull<u8>, size: usize, release: Box<dyn FnOnce()>) -> Foreign {
        Foreign {
            data,
            size,
            release: Some(release),
        }
    }
}

impl Deref for Foreign {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        // SAFETY: by the contract of `new`.
        unsafe { slice::from_raw_parts(self.data.as_ptr(), self.size) }
    }
}

impl DerefMut for Foreign {
    fn deref_mut(&mut self) -> &mut [u8] {
        // SAFETY: by the contract of `new`.
        unsafe { slice::from_raw_parts_mut(self.data.as_ptr(), self.size) }
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        if let Some(release) = self.release.take() {
            release();
        }
    }
}

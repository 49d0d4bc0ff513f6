//! Buffers whose allocation may fail, and memory with another owner.

use std::ops::{Deref, DerefMut};
use std::ptr::{self, NonNull};
use std::slice;

use super::errno::{Errno, Result};

/// An empty buffer with room for so many bytes; `ENOMEM` if there is no memory for them.
#[inline]
pub fn with_room(size: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reserve(&mut bytes, size)?;
    Ok(bytes)
}

/// Makes room for so many bytes in all; `ENOMEM`, with nothing changed, if there is no memory for
/// them.
#[inline]
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

/// Memory of somebody else, who is told when it is no longer needed.
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

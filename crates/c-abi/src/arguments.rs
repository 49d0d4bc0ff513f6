//! The arguments of variadic functions, one after the other.

use std::ffi::{c_int, c_void};

/// C's list of arguments (see variadic.h), which only C can read.
#[repr(C)]
pub struct Arguments {
    _list: [u8; 0],
}

unsafe extern "C" {
    fn czmq_next_int(arguments: *mut Arguments) -> c_int;
    fn czmq_next_u32(arguments: *mut Arguments) -> u32;
    fn czmq_next_u64(arguments: *mut Arguments) -> u64;
    fn czmq_next_double(arguments: *mut Arguments) -> f64;
    fn czmq_next_pointer(arguments: *mut Arguments) -> *mut c_void;
}

impl Arguments {
    /// An `int`, or what C passes as one.
    ///
    /// # Safety
    /// The next argument is of this type. So it is for the others.
    pub unsafe fn int(&mut self) -> c_int {
        // SAFETY: by the caller's contract.
        unsafe { czmq_next_int(self) }
    }

    /// A `uint32_t`.
    ///
    /// # Safety
    /// As [`Arguments::int`].
    pub unsafe fn u32(&mut self) -> u32 {
        // SAFETY: by the caller's contract.
        unsafe { czmq_next_u32(self) }
    }

    /// A `uint64_t`.
    ///
    /// # Safety
    /// As [`Arguments::int`].
    pub unsafe fn u64(&mut self) -> u64 {
        // SAFETY: by the caller's contract.
        unsafe { czmq_next_u64(self) }
    }

    /// A `double`, or what C passes as one.
    ///
    /// # Safety
    /// As [`Arguments::int`].
    pub unsafe fn double(&mut self) -> f64 {
        // SAFETY: by the caller's contract.
        unsafe { czmq_next_double(self) }
    }

    /// A pointer.
    ///
    /// # Safety
    /// As [`Arguments::int`].
    pub unsafe fn pointer<T>(&mut self) -> *mut T {
        // SAFETY: by the caller's contract.
        unsafe { czmq_next_pointer(self) }.cast()
    }
}

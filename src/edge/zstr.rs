//! zstr: strings sent and received as frames.

use std::ffi::{c_char, c_int, c_void};
use std::ptr;

use crate::edge::abi::{breach, export_variadic, socket, status, text_bytes};

/// Sends a string as one frame to a zsock, a zactor or a libzmq socket. A NULL string is sent as
/// an empty frame. Returns 0, or -1 and errno.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zstr_send(dest: *mut c_void, string: *const c_char) -> c_int {
    // SAFETY: the API contract.
    unsafe { status(socket(dest, "zstr_send").send(text_bytes(string), 0)) }
}

/// Formats a string as printf does and sends it as one frame. Returns 0, or -1 and errno.
/// cbindgen:postfix=CHECK_PRINTF(2)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zstr_sendf(dest: *mut c_void, format: *const c_char, args: ...) -> c_int {}
export_variadic!(zstr_sendf);

/// Frees a string that a function of this library gave, and sets the caller's variable to NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zstr_free(string_p: *mut *mut c_char) {
    if string_p.is_null() {
        breach("zstr_free", "the address of the string is NULL");
    }
    // SAFETY: the API contract; the string came from libc's allocator.
    unsafe { libc::free(ptr::replace(string_p, ptr::null_mut()).cast()) };
}

//! What the classes of this edge share: the sockets behind objects.

use std::ffi::{c_int, c_void};

use crate::zactor::zactor_t;
use crate::zsock::zsock_t;
use czmq_core::polling::readiness::Source;
use czmq_sys::descriptor;
use czmq_sys::zmq::SocketRef;

pub use czmq_c_abi::*;

/// The libzmq socket behind any object that has one: a zsock, a zactor, or libzmq's own handle.
///
/// # Safety
/// `object` is a socket, and it stays open for `'a`.
pub unsafe fn socket<'a>(object: *mut c_void, function: &str) -> SocketRef<'a> {
    // SAFETY: every such object is readable; the mark says what it is.
    unsafe {
        if object.is_null() {
            breach(function, "the socket is NULL");
        }
        match own_socket(object) {
            Some(socket) => (*socket).handle().detach(),
            None => SocketRef::from_ptr(object).unwrap_unchecked(),
        }
    }
}

/// The zsock that an object is, or the one of a zactor's pipe; `None` for anything else.
///
/// # Safety
/// The pointer is to readable memory of four bytes.
pub unsafe fn own_socket(object: *mut c_void) -> Option<*mut zsock_t> {
    // SAFETY: the mark says what it is.
    unsafe {
        match object.cast::<u32>().read_unaligned() {
            zsock_t::TAG => Some(object.cast()),
            zactor_t::TAG => Some((*object.cast::<zactor_t>()).pipe_as_held().as_ptr()),
            _ => None,
        }
    }
}

/// What is behind an object to wait for: the socket of a zsock, a zactor or libzmq's own handle,
/// or the descriptor that an `int` holds.
///
/// # Safety
/// `object` is an object; a socket stays open for `'a`.
pub unsafe fn source<'a>(object: *mut c_void, function: &str) -> Source<'a> {
    // SAFETY: `object` is a socket. What libzmq's sockets begin with, an address, is no open
    // descriptor; asking libzmq would read beyond an int.
    unsafe {
        let socket = socket(object, function);
        let value = object.cast::<c_int>().read_unaligned();
        if own_socket(object).is_none() && descriptor::is_open(value) {
            Source::Descriptor(value)
        } else {
            Source::Socket(socket)
        }
    }
}

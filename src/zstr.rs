//! zstr: strings sent and received as frames.
//!
//! Strings are what most messages are made of, and this class saves the way over zmsg and zframe. A
//! string is sent as a frame without its terminator, and received with one added, so peers in other
//! languages see the characters alone. A frame that holds zeros is cut short at the first, when it
//! is received as a string.
//!
//! All functions take a zsock, a zactor or a libzmq socket. Every string that is received is fresh
//! memory, which zstr_free frees; it also sets the variable to NULL, so that it can be used again.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::{iter, ptr};

use crate::abi::{
    breach, export_variadic, give_text, hidden, self_test, socket, status, text, text_bytes,
};
use crate::zsock::{zsock_attach, zsock_destroy_checked, zsock_new_checked};
use czmq_c_abi::Arguments;
use czmq_core::formats::compressed;
use czmq_core::messaging::parts::{self, Parts};
use czmq_sys::errno::Errno;
use czmq_sys::zmq::{DONTWAIT, SNDMORE, SocketRef, SocketType};

fn receive(source: SocketRef<'_>, flags: i32) -> *mut c_char {
    match source.recv(flags) {
        Ok(part) => give_text(&part),
        Err(error) => {
            error.set();
            ptr::null_mut()
        }
    }
}

/// Receives one frame as a string from a zsock, a zactor or a libzmq socket; waits for it. Further
/// frames of its message stay. Returns NULL and errno if that fails: EINTR after a signal, EAGAIN
/// after the socket's timeout, ETERM at the end. The caller frees the string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zstr_recv(source: *mut c_void) -> *mut c_char {
    // SAFETY: `source` is a socket.
    receive(unsafe { socket(source, "zstr_recv") }, 0)
}

/// Receives a whole message as strings, one for each frame, into the variables whose addresses
/// follow, up to a NULL. Frames without a variable are dropped; variables without a frame become
/// NULL. Returns the number of addresses. Returns -1 and errno if receiving fails, with ENOMSG for
/// a signal; the variables then stay as they were. The caller frees the strings.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zstr_recvx(
    source: *mut c_void,
    string_p: *mut *mut c_char,
    args: ...
) -> c_int {
}

extern "C" fn czmq_rs_zstr_recvx(
    source: *mut c_void,
    string_p: *mut *mut c_char,
    more: *mut Arguments,
) -> c_int {
    // SAFETY: `source` is a socket; C passes its own list.
    let (source, more) = unsafe { (socket(source, "zstr_recvx"), &mut *more) };
    let mut parts = match Parts::recv_data(source) {
        Ok(parts) => parts,
        Err(error) => {
            error.set();
            return -1;
        }
    };
    let mut count = 0;
    let mut slot = string_p;
    while !slot.is_null() {
        let string = parts
            .next()
            .map_or(ptr::null_mut(), |part| give_text(&part));
        // SAFETY: `slot` is an output. The addresses are writable and end with NULL.
        unsafe {
            *slot = string;
            slot = more.pointer();
        }
        count += 1;
    }
    // What fails here is not noticed before the next receive, as with a message cut short.
    let _ = parts.finish();
    count
}

/// Sends a string as one frame to a zsock, a zactor or a libzmq socket. A NULL string is sent as
/// an empty frame. Returns 0, or -1 and errno.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zstr_send(dest: *mut c_void, string: *const c_char) -> c_int {
    // SAFETY: `dest` is a socket, and `string` is a text.
    unsafe { status(socket(dest, "zstr_send").send(text_bytes(string), 0)) }
}

/// Sends a string as zstr_send does, as the first frame of a longer message: what is sent next
/// belongs to it. The string must not be NULL. Returns what zstr_send does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zstr_sendm(dest: *mut c_void, string: *const c_char) -> c_int {
    const ME: &str = "zstr_sendm";
    // SAFETY: `dest` is a socket, and `string` is a text.
    unsafe { status(socket(dest, ME).send(text(string, ME).to_bytes(), SNDMORE)) }
}

/// Formats a string as printf does and sends it as one frame. Returns 0, or -1 and errno.
/// cbindgen:postfix=CHECK_PRINTF(2)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zstr_sendf(dest: *mut c_void, format: *const c_char, args: ...) -> c_int {}

/// Formats a string as printf does and sends it as zstr_sendm does. Returns 0, or -1 and errno.
/// cbindgen:postfix=CHECK_PRINTF(2)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zstr_sendfm(dest: *mut c_void, format: *const c_char, args: ...) -> c_int {
}

/// Sends strings as one message, a frame for each; the last argument is NULL. Nothing is sent if
/// there is no other. Returns 0, or -1 and errno.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zstr_sendx(dest: *mut c_void, string: *const c_char, args: ...) -> c_int {}

extern "C" fn czmq_rs_zstr_sendx(
    dest: *mut c_void,
    string: *const c_char,
    more: *mut Arguments,
) -> c_int {
    // SAFETY: `dest` is a socket; C passes its own list.
    let (dest, more) = unsafe { (socket(dest, "zstr_sendx"), &mut *more) };
    let mut next = string;
    let strings = iter::from_fn(|| {
        if next.is_null() {
            return None;
        }
        // SAFETY: `next` is a text. strings, and NULL after them.
        unsafe {
            let string = CStr::from_ptr(next).to_bytes();
            next = more.pointer::<c_char>();
            Some(string)
        }
    });
    status(parts::send(dest, strings))
}

hidden!(czmq_rs_zstr_sendx czmq_rs_zstr_recvx);
export_variadic!(zstr_sendf zstr_sendfm zstr_sendx zstr_recvx);

/// Frees a string that a function of this library gave, and sets the caller's variable to NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zstr_free(string_p: *mut *mut c_char) {
    if string_p.is_null() {
        breach("zstr_free", "the address of the string is NULL");
    }
    // SAFETY: `string_p` is the address of a text; the string came from libc's allocator.
    unsafe { libc::free(ptr::replace(string_p, ptr::null_mut()).cast()) };
}

/// Receives one frame as a string without waiting; as zstr_recv, with EAGAIN if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zstr_recv_nowait(source: *mut c_void) -> *mut c_char {
    // SAFETY: `source` is a socket.
    receive(unsafe { socket(source, "zstr_recv_nowait") }, DONTWAIT)
}

/// DRAFT: Sends a string compressed to a zsock, a zactor or a libzmq socket, as a message of two
/// frames: its length, a size_t of this machine, and a block of LZ4. Returns 0, or -1 and errno:
/// EMSGSIZE for a string that is too long.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zstr_send_compress(dest: *mut c_void, string: *const c_char) -> c_int {
    // SAFETY: `dest` is an object, and `string` is a text.
    unsafe { send_compressed(dest, string, false, "zstr_send_compress") }
}

/// DRAFT: Sends a string as zstr_send_compress does, as the first frames of a longer message: what
/// is sent next belongs to it. Returns what zstr_send_compress does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zstr_sendm_compress(dest: *mut c_void, string: *const c_char) -> c_int {
    // SAFETY: `dest` is an object, and `string` is a text.
    unsafe { send_compressed(dest, string, true, "zstr_sendm_compress") }
}

/// # Safety
/// The contract.
unsafe fn send_compressed(dest: *mut c_void, string: *const c_char, more: bool, me: &str) -> c_int {
    // SAFETY: `dest` is a socket, and `string` is a text.
    let (dest, string) = unsafe { (socket(dest, me), text(string, me).to_bytes()) };
    status(compressed::compress(string).and_then(|frames| {
        let frames = frames.iter().map(Vec::as_slice);
        if more {
            parts::send_more(dest, frames)
        } else {
            parts::send(dest, frames)
        }
    }))
}

/// DRAFT: Receives a string that zstr_send_compress sent, from a zsock, a zactor or a libzmq socket;
/// waits for it. Returns NULL and errno if that fails: EPROTO if the message, which is dropped, is
/// not such a one. The caller frees the string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zstr_recv_compress(source: *mut c_void) -> *mut c_char {
    // SAFETY: `source` is a socket.
    let received = Parts::recv(unsafe { socket(source, "zstr_recv_compress") });
    let expanded = received.and_then(|mut parts| {
        let frames = (parts.next(), parts.next(), parts.next());
        parts.finish()?;
        match frames {
            (Some(length), Some(block), None) => compressed::expand(&length, &block),
            _ => Err(Errno::PROTO),
        }
    });
    match expanded {
        Ok(string) => give_text(&string),
        Err(error) => {
            error.set();
            ptr::null_mut()
        }
    }
}

/// DRAFT: Returns a copy of a string; an empty one for NULL. The caller frees it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zstr_str(source: *mut c_void) -> *mut c_char {
    // SAFETY: `source` is a text.
    give_text(unsafe { text_bytes(source.cast()) })
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zstr_test(_verbose: bool) {
    // SAFETY: the calls keep the contract; the test is a program like any other.
    self_test("zstr", || unsafe {
        let mut output = zsock_new_checked(SocketType::PAIR.0, ptr::null(), 0);
        let mut input = zsock_new_checked(SocketType::PAIR.0, ptr::null(), 0);
        let endpoint = c"inproc://zstr.test".as_ptr();
        assert_eq!(zsock_attach(output, endpoint, true), 0);
        assert_eq!(zsock_attach(input, endpoint, false), 0);

        let expect = |expected: &CStr| {
            let mut string = zstr_recv(input.cast());
            assert_eq!(CStr::from_ptr(string), expected);
            zstr_free(&mut string);
            assert!(string.is_null());
        };
        assert_eq!(zstr_send(output.cast(), c"Hello".as_ptr()), 0);
        expect(c"Hello");
        assert_eq!(zstr_send(output.cast(), ptr::null()), 0);
        expect(c"");
        assert_eq!(zstr_sendm(output.cast(), c"more".as_ptr()), 0);
        assert!(zstr_recv_nowait(input.cast()).is_null());
        assert_eq!(Errno::last(), Errno::AGAIN);
        assert_eq!(zstr_send(output.cast(), c"end".as_ptr()), 0);
        expect(c"more");
        expect(c"end");

        zsock_destroy_checked(&mut input, ptr::null(), 0);
        zsock_destroy_checked(&mut output, ptr::null(), 0);
    });
}

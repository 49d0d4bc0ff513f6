//! zhttp_response: a response of HTTP, received by a client, or to be sent to a server.
//!
//! A response has a status, headers and content, to which the rules of zhttp_request apply. An
//! object can be reused: sending it keeps the status, and receiving replaces everything.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;

use crate::abi::{breach, bytes, give_opt, handle, self_test, socket, status, tagged, take};
use crate::http::Payload;
use crate::zhash::zhash_t;
use crate::zhttp_client::zhttp_client_t;
use crate::zsock::zsock_t;
use czmq_core::http::exchange::{Mark, recv_response, send_response};
use czmq_core::messaging::parts::Parts;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::zmq::SocketRef;

/// A response.
pub struct HttpResponse {
    status: u32,
    payload: Payload,
}

/// A response handle.
pub type zhttp_response_t = HttpResponse;

impl HttpResponse {
    fn send(&mut self, dest: SocketRef<'_>, connection: usize) -> Result<()> {
        let (headers, content) = self.payload.parts()?;
        if connection == 0 || !(200..1000).contains(&self.status) {
            return Err(Errno::INVAL);
        }
        let mark = Mark {
            first: connection as u64,
            status: self.status,
            ..Mark::default()
        };
        send_response(dest, &mark, &headers, content, true)?;
        self.payload.clear();
        Ok(())
    }
}

/// Creates a response: status 200, without headers and content. The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn zhttp_response_new() -> *mut zhttp_response_t {
    give_opt(Some(Box::new(HttpResponse {
        status: 200,
        payload: Payload::default(),
    })))
}

/// Destroys a response and sets the caller's variable to NULL; nothing if it is NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_response_destroy(self_p: *mut *mut zhttp_response_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "zhttp_response_destroy") });
}

/// Answers a request, by the socket from which it was received, and the connection that came with
/// it; sets the caller's variable to NULL. Returns 0, and the response has neither headers nor
/// content any longer; or -1 and errno: EINVAL if there is no connection, the status is not from
/// 200 to 999, or a header cannot be sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_response_send(
    self_: *mut zhttp_response_t,
    sock: *mut zsock_t,
    connection: *mut *mut c_void,
) -> c_int {
    const ME: &str = "zhttp_response_send";
    if connection.is_null() {
        breach(ME, "the address of the connection is NULL");
    }
    // SAFETY: `self_` is a handle, `sock` is a socket, and `connection` is an output.
    unsafe {
        let sent = handle(self_, ME).send(socket(sock.cast(), ME), (*connection).addr());
        if sent.is_ok() {
            *connection = ptr::null_mut();
        }
        status(sent)
    }
}

/// Waits for the response to a request that a client carries out, and for the arguments that went
/// with the request; their addresses may be NULL. Returns 0; or -1 and errno, and the response has
/// status 0.
///
/// If it is the request that failed, the arguments are there: ETIMEDOUT, if there was no response
/// in time; EHOSTUNREACH, if no host has this name; ECONNREFUSED, and other errors of connecting;
/// EINVAL, if the URL is invalid; EMSGSIZE, if the response is too long; EPROTO, if it is not HTTP
/// or was cut off, or if the server is not trusted. Otherwise they are NULL, and nothing was
/// received.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_response_recv(
    self_: *mut zhttp_response_t,
    client: *mut zhttp_client_t,
    arg: *mut *mut c_void,
    arg2: *mut *mut c_void,
) -> c_int {
    const ME: &str = "zhttp_response_recv";
    // SAFETY: `self_` and `client` are handles.
    let (response, client) = unsafe { (handle(self_, ME), tagged(client, ME)) };
    let received = Parts::recv_data(client.pipe().handle()).and_then(recv_response);
    let (mark, outcome) = match received {
        Ok(received) => {
            response.payload.fill(&received.headers, received.content);
            let outcome = match received.mark.number {
                0 => Ok(()),
                error => Err(Errno(error)),
            };
            (received.mark, outcome)
        }
        Err(error) => {
            response.payload.clear();
            (Mark::default(), Err(error))
        }
    };
    response.status = if outcome.is_ok() { mark.status } else { 0 };
    for (slot, value) in [(arg, mark.first), (arg2, mark.second)] {
        // SAFETY: an output, which is NULL or writable.
        if let Some(slot) = unsafe { slot.as_mut() } {
            *slot = ptr::with_exposed_provenance_mut(value as usize);
        }
    }
    status(outcome)
}

/// Returns the content type, or NULL. It stays the response's, until the headers change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_response_content_type(
    self_: *mut zhttp_response_t,
) -> *const c_char {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhttp_response_content_type") }
        .payload
        .content_type()
}

/// Sets the content type, in place of another. It is copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_response_set_content_type(
    self_: *mut zhttp_response_t,
    value: *const c_char,
) {
    const ME: &str = "zhttp_response_set_content_type";
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, ME).payload.set_content_type(value, ME) };
}

/// Returns the status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_response_status_code(self_: *mut zhttp_response_t) -> u32 {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhttp_response_status_code") }.status
}

/// Sets the status, from 200 to 999.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_response_set_status_code(
    self_: *mut zhttp_response_t,
    status_code: u32,
) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhttp_response_set_status_code") }.status = status_code;
}

/// Returns the headers, a table of strings that stays the response's, and that the caller may
/// change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_response_headers(self_: *mut zhttp_response_t) -> *mut zhash_t {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhttp_response_headers") }
        .payload
        .headers()
}

/// Returns the size of the content, in bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_response_content_length(self_: *mut zhttp_response_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhttp_response_content_length") }
        .payload
        .size()
}

/// Returns the content; NULL if there is none. It stays the response's, until it is set, or the
/// response is sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_response_content(self_: *mut zhttp_response_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhttp_response_content") }
        .payload
        .content()
}

/// Returns a copy of the content, with a NUL after it, which the caller frees; NULL if there is
/// none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_response_get_content(self_: *mut zhttp_response_t) -> *mut c_char {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhttp_response_get_content") }
        .payload
        .give_content()
}

/// Sets the content: a string from malloc, which it takes, setting the caller's variable to NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_response_set_content(
    self_: *mut zhttp_response_t,
    content: *mut *mut c_char,
) {
    const ME: &str = "zhttp_response_set_content";
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, ME).payload.take_content(content, ME) };
}

/// Sets the content: a string that stays the caller's, who keeps it until it is set again, or sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_response_set_content_const(
    self_: *mut zhttp_response_t,
    content: *const c_char,
) {
    // SAFETY: `self_` is a handle.
    unsafe {
        handle(self_, "zhttp_response_set_content_const")
            .payload
            .borrow_content(content);
    }
}

/// Sets the content: any bytes, which are copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_response_set_content_data(
    self_: *mut zhttp_response_t,
    data: *const c_void,
    size: usize,
) {
    // SAFETY: `data` is a buffer of `size` bytes, and `self_` is a handle.
    unsafe {
        let data = bytes(data, size).to_vec();
        handle(self_, "zhttp_response_set_content_data")
            .payload
            .copy_content(&data);
    }
}

/// Removes the content.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_response_reset_content(self_: *mut zhttp_response_t) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhttp_response_reset_content") }
        .payload
        .reset();
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zhttp_response_test(_verbose: bool) {
    // SAFETY: the calls keep the contract.
    self_test("zhttp_response", || unsafe {
        let mut response = zhttp_response_new();
        assert_eq!(zhttp_response_status_code(response), 200);
        zhttp_response_set_status_code(response, 404);
        assert_eq!(zhttp_response_status_code(response), 404);
        zhttp_response_set_content_type(response, c"text/plain".as_ptr());
        zhttp_response_set_content_type(response, c"text/html".as_ptr());
        let kind = zhttp_response_content_type(response);
        assert_eq!(CStr::from_ptr(kind), c"text/html");
        zhttp_response_set_content_const(response, c"Hello".as_ptr());
        let mut copy = zhttp_response_get_content(response);
        zhttp_response_set_content(response, &mut copy);
        assert!(copy.is_null() && zhttp_response_content_length(response) == 5);
        zhttp_response_reset_content(response);
        assert!(zhttp_response_content(response).is_null());
        zhttp_response_destroy(&mut response);
        assert!(response.is_null());
        zhttp_response_destroy(&mut response);
    });
}

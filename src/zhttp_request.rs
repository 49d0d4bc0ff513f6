//! zhttp_request: a request of HTTP, to be sent by a client, or received from a server.
//!
//! A request has a method, a URL, headers and content. Headers are a table of strings by their
//! names; those received are named as in `Content-Type`, and one that came several times has its
//! values in one string, with commas between them. Content may be any bytes: there is a NUL after
//! them, but zhttp_request_content_length is their number.
//!
//! An object can be used again: sending it leaves the method and the URL, receiving replaces all.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::ptr;

use crate::abi::{
    bytes, export_variadic, give_opt, handle, hidden, lend_text, self_test, socket, status, tagged,
    take, text,
};
use crate::http::Payload;
use crate::zhash::zhash_t;
use crate::zhttp_client::zhttp_client_t;
use crate::zsock::zsock_t;
use czmq_c_abi::Arguments;
use czmq_core::http::exchange::{Mark, Request, recv_request, send_request};
use czmq_core::http::{is_token, match_url};
use czmq_core::messaging::parts::Parts;
use czmq_sys::errno::{Errno, Result};

/// A request.
pub struct HttpRequest {
    method: CString,
    /// With a NUL at the end, and others where it was cut.
    url: Vec<u8>,
    payload: Payload,
}

/// A request handle.
pub type zhttp_request_t = HttpRequest;

impl HttpRequest {
    /// The URL as far as it was not cut off.
    fn url(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.url).unwrap_or_default()
    }

    fn send(&mut self, client: &zhttp_client_t, mark: &Mark) -> Result<()> {
        let method = self.method.to_bytes();
        let (headers, content) = self.payload.parts()?;
        if !is_token(method) {
            return Err(Errno::INVAL);
        }
        let text = [method, self.url().to_bytes(), content];
        send_request(client.pipe().handle(), mark, text, &headers, true)?;
        self.payload.clear();
        Ok(())
    }

    fn fill(&mut self, request: Request) -> Result<Mark> {
        self.method = CString::new(request.method).map_err(|_| Errno::PROTO)?;
        self.url = CString::new(request.url)
            .map_err(|_| Errno::PROTO)?
            .into_bytes_with_nul();
        self.payload.fill(&request.headers, request.content);
        Ok(request.mark)
    }
}

/// Creates a request: GET, of `/`, without headers and content. The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn zhttp_request_new() -> *mut zhttp_request_t {
    give_opt(Some(Box::new(HttpRequest {
        method: c"GET".to_owned(),
        url: b"/\0".to_vec(),
        payload: Payload::default(),
    })))
}

/// Destroys a request and sets the caller's variable to NULL; nothing if it is NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_destroy(self_p: *mut *mut zhttp_request_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "zhttp_request_destroy") });
}

/// Waits for a request from a server, by a socket that is connected to its backend address.
/// Returns the connection, which zhttp_response_send needs; it is no pointer to anything. Returns
/// NULL and errno if nothing is received, or no request: EPROTO.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_recv(
    self_: *mut zhttp_request_t,
    sock: *mut zsock_t,
) -> *mut c_void {
    const ME: &str = "zhttp_request_recv";
    // SAFETY: `self_` is a handle, and `sock` is a socket.
    let (request, sock) = unsafe { (handle(self_, ME), socket(sock.cast(), ME)) };
    let received = Parts::recv_data(sock).and_then(recv_request);
    match received.and_then(|received| request.fill(received)) {
        Ok(mark) => ptr::without_provenance_mut(mark.first as usize),
        Err(error) => {
            error.set();
            ptr::null_mut()
        }
    }
}

/// Has a client carry out a request, with the whole URL, within `timeout` milliseconds; 0 or less:
/// without a limit. The response comes with the two arguments, which may be anything. Returns 0,
/// and the request has neither headers nor content any longer; or -1 and errno: EINVAL if the
/// method or a header cannot be sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_send(
    self_: *mut zhttp_request_t,
    client: *mut zhttp_client_t,
    timeout: c_int,
    arg: *mut c_void,
    arg2: *mut c_void,
) -> c_int {
    const ME: &str = "zhttp_request_send";
    let mark = Mark {
        first: arg.expose_provenance() as u64,
        second: arg2.expose_provenance() as u64,
        number: timeout,
        status: 0,
    };
    // SAFETY: `self_` and `client` are handles.
    status(unsafe { handle(self_, ME).send(tagged(client, ME), &mark) })
}

/// Returns the method. It stays the request's, and stands until it is set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_method(self_: *mut zhttp_request_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    lend_text(Some(
        &unsafe { handle(self_, "zhttp_request_method") }.method,
    ))
}

/// Sets the method, of any length, which is sent as it is. It is copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_set_method(
    self_: *mut zhttp_request_t,
    method: *const c_char,
) {
    const ME: &str = "zhttp_request_set_method";
    // SAFETY: `method` is a text, and `self_` is a handle; it may be the one that is there.
    unsafe {
        let method = text(method, ME).to_owned();
        handle(self_, ME).method = method;
    }
}

/// Returns the URL; of a request that a server received, its path and query, as the client wrote
/// them. It stays the request's, and stands until it is set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_url(self_: *mut zhttp_request_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    lend_text(Some(unsafe { handle(self_, "zhttp_request_url") }.url()))
}

/// Sets the URL; a client needs the whole, with `http://` or `https://`. It is copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_set_url(self_: *mut zhttp_request_t, url: *const c_char) {
    const ME: &str = "zhttp_request_set_url";
    // SAFETY: `url` is a text, and `self_` is a handle; it may be the one that is there.
    unsafe {
        let url = text(url, ME).to_bytes_with_nul().to_vec();
        handle(self_, ME).url = url;
    }
}

/// Returns the content type, or NULL. It stays the request's, until the headers change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_content_type(self_: *mut zhttp_request_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhttp_request_content_type") }
        .payload
        .content_type()
}

/// Sets the content type, in place of another. It is copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_set_content_type(
    self_: *mut zhttp_request_t,
    content_type: *const c_char,
) {
    const ME: &str = "zhttp_request_set_content_type";
    // SAFETY: `self_` is a handle.
    unsafe {
        handle(self_, ME).payload.set_content_type(content_type, ME);
    }
}

/// Returns the size of the content, in bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_content_length(self_: *mut zhttp_request_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhttp_request_content_length") }
        .payload
        .size()
}

/// Returns the headers, a table of strings that stays the request's, and that the caller may
/// change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_headers(self_: *mut zhttp_request_t) -> *mut zhash_t {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhttp_request_headers") }
        .payload
        .headers()
}

/// Returns the content; NULL if there is none. It stays the request's, until it is set, or the
/// request is sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_content(self_: *mut zhttp_request_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhttp_request_content") }
        .payload
        .content()
}

/// Returns a copy of the content, with a NUL after it, which the caller frees; NULL if there is
/// none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_get_content(self_: *mut zhttp_request_t) -> *mut c_char {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhttp_request_get_content") }
        .payload
        .give_content()
}

/// Sets the content: a string from malloc, which it takes, setting the caller's variable to NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_set_content(
    self_: *mut zhttp_request_t,
    content: *mut *mut c_char,
) {
    const ME: &str = "zhttp_request_set_content";
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, ME).payload.take_content(content, ME) };
}

/// Sets the content: a string that stays the caller's, who keeps it until it is set again, or sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_set_content_const(
    self_: *mut zhttp_request_t,
    content: *const c_char,
) {
    // SAFETY: `self_` is a handle.
    unsafe {
        handle(self_, "zhttp_request_set_content_const")
            .payload
            .borrow_content(content);
    }
}

/// Sets the content: any bytes, which are copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_set_content_data(
    self_: *mut zhttp_request_t,
    data: *const c_void,
    size: usize,
) {
    // SAFETY: `data` is a buffer of `size` bytes, and `self_` is a handle.
    unsafe {
        let data = bytes(data, size).to_vec();
        handle(self_, "zhttp_request_set_content_data")
            .payload
            .copy_content(&data);
    }
}

/// Removes the content.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_reset_content(self_: *mut zhttp_request_t) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhttp_request_reset_content") }
        .payload
        .reset();
}

/// Returns true if the method is this one and the URL matches a pattern, in which `%s` stands for
/// anything up to the next `/` or `?` or the end, and `%%` for a percent sign. A query is
/// ignored, unless the pattern has a `?`, too.
///
/// For each `%s` comes the address of a `char *`, which gets what it stands for, or is NULL. These
/// strings are parts of the URL, which is cut where they end; they stand until it is set. Without a
/// match nothing is changed.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_request_match(
    self_: *mut zhttp_request_t,
    method: *const c_char,
    path: *const c_char,
    args: ...
) -> bool {
}
export_variadic!(zhttp_request_match);

unsafe extern "C" fn czmq_rs_zhttp_request_match(
    self_: *mut zhttp_request_t,
    method: *const c_char,
    path: *const c_char,
    more: *mut Arguments,
) -> bool {
    const ME: &str = "zhttp_request_match";
    // SAFETY: zhttp_request.c hands over its arguments, of which there is one for each `%s`.
    unsafe {
        let request = handle(self_, ME);
        if *request.method != *text(method, ME) {
            return false;
        }
        let Some(found) = match_url(request.url().to_bytes(), text(path, ME).to_bytes()) else {
            return false;
        };
        for range in &found {
            let slot: *mut *mut c_char = (*more).pointer();
            if let Some(slot) = slot.as_mut() {
                *slot = request.url.as_mut_ptr().add(range.start).cast();
            }
        }
        for range in found {
            request.url[range.end] = 0;
        }
        true
    }
}
hidden!(czmq_rs_zhttp_request_match);

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zhttp_request_test(_verbose: bool) {
    #[allow(improper_ctypes, reason = "an opaque handle")]
    unsafe extern "C" {
        fn zhttp_request_match(
            self_: *mut zhttp_request_t,
            method: *const c_char,
            path: *const c_char,
            ...
        ) -> bool;
    }
    // SAFETY: the calls keep the contract.
    self_test("zhttp_request", || unsafe {
        let mut request = zhttp_request_new();
        assert_eq!(CStr::from_ptr(zhttp_request_method(request)), c"GET");
        assert_eq!(CStr::from_ptr(zhttp_request_url(request)), c"/");
        zhttp_request_set_method(request, c"POST".as_ptr());
        zhttp_request_set_url(request, c"/send/me/7?x".as_ptr());
        zhttp_request_set_content_type(request, c"text/plain".as_ptr());
        let kind = zhttp_request_content_type(request);
        assert_eq!(CStr::from_ptr(kind), c"text/plain");
        zhttp_request_set_content_const(request, c"Hello".as_ptr());
        assert_eq!(zhttp_request_content_length(request), 5);
        let mut copy = zhttp_request_get_content(request);
        zhttp_request_set_content(request, &mut copy);
        assert!(copy.is_null());
        assert_eq!(CStr::from_ptr(zhttp_request_content(request)), c"Hello");
        zhttp_request_reset_content(request);
        assert!(zhttp_request_content(request).is_null());

        let (mut name, mut id) = (ptr::null_mut::<c_char>(), ptr::null_mut::<c_char>());
        let (post, path) = (c"POST".as_ptr(), c"/send/%s/%s".as_ptr());
        assert!(!zhttp_request_match(
            request,
            c"GET".as_ptr(),
            path,
            &mut name,
            &mut id
        ));
        assert!(zhttp_request_match(request, post, path, &mut name, &mut id));
        assert_eq!(CStr::from_ptr(name), c"me");
        assert_eq!(CStr::from_ptr(id), c"7");
        zhttp_request_destroy(&mut request);
        assert!(request.is_null());
        zhttp_request_destroy(&mut request);
    });
}

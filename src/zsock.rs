//! zsock: ZeroMQ sockets.
//!
//! A ZeroMQ socket whose context and endpoints the library manages. There is nothing to initialize:
//! the first socket opens the process's context. Sockets left open at exit are closed, and the log
//! says where each was opened.
//!
//! The constructors open a socket of a type and attach it to endpoints. Types that mostly serve
//! (PUB, REP, ROUTER, PULL, XPUB) bind, and the others connect; `@` or `>` before an endpoint
//! overrides this: `zsock_new_push ("@inproc://work")` binds. For options that must be set before
//! that, zsock_new opens a socket that is not attached, and zsock_bind or zsock_connect follow (see
//! zsock_option).
//!
//! What is sent are messages (zmsg), strings (zstr), frames (zframe), or values that a picture
//! describes: zsock_send and zsock_recv write each value to a frame of its own, numbers in decimal;
//! zsock_bsend and zsock_brecv pack values into one frame, numbers in binary. Those, and most that
//! begin with `zsock_set_`, also take a zactor or a socket of libzmq, which is why they are
//! declared with `void *`.
//!
//! Only one thread may use a socket at a time. To wait for several sockets, use zpoller or zloop.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;

use crate::abi::{
    breach, export_variadic, give, hidden, is, lend_text, own_socket, self_test, socket, status,
    tagged, take_tagged, text, text_opt,
};
use crate::argument::TextArgument;
use crate::picture::{BRECV, BSEND, TEXT, Values, Variables, status as picture_status};
use crate::zsock_option::zsock_option_test;
use crate::zstr::{zstr_free, zstr_recv, zstr_recv_nowait, zstr_send, zstr_sendm};
use czmq_c_abi::Arguments;
use czmq_c_abi::Tagged;
use czmq_core::messaging::picture;
use czmq_core::messaging::signal;
use czmq_core::messaging::socket::Socket;
use czmq_sys::descriptor;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::intern::intern;
use czmq_sys::registry::Origin;
use czmq_sys::stream::Stream;
use czmq_sys::zmq::{POLLIN, SocketType, option};

/// A socket handle.
pub type zsock_t = Tagged<Socket, 0xCAFE_0004>;

/// Where a socket is opened, for the report of those left open. A copy of the name is kept: it may
/// be part of a module that is unloaded by then, while this library stays.
pub(super) fn origin(filename: Option<&CStr>, line_nbr: usize) -> Option<Origin> {
    filename.map(|file| Origin {
        file: intern(file),
        line: line_nbr,
    })
}

/// Opens a socket and attaches it; gives it to the caller.
fn open(
    kind: SocketType,
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    let socket = Socket::attached(
        kind,
        endpoint.get_opt(),
        origin(filename.get_opt(), line_nbr),
    );
    give(socket.map(Tagged::boxed))
}

/// Opens a SUB socket, attaches it and subscribes it to a prefix; gives it to the caller.
fn open_subscribed(
    endpoint: TextArgument,
    subscribe: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    let socket = || -> Result<Socket> {
        let origin = origin(filename.get_opt(), line_nbr);
        let socket = Socket::attached(SocketType::SUB, endpoint.get_opt(), origin)?;
        if let Some(prefix) = subscribe.get_opt() {
            let prefix = prefix.to_bytes();
            socket.handle().set_bytes(option::SUBSCRIBE, prefix)?;
        }
        Ok(socket)
    };
    give(socket().map(Tagged::boxed))
}

/// Opens a socket of libzmq's draft API and attaches it; gives it to the caller.
fn open_draft(
    kind: SocketType,
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    let socket = Socket::attached_draft(
        kind,
        endpoint.get_opt(),
        origin(filename.get_opt(), line_nbr),
    );
    give(socket.map(Tagged::boxed))
}

/// Opens a socket of a libzmq type (ZMQ_PUB, …), unattached. Returns NULL and errno: EINVAL for an
/// unknown type, EMFILE if there are too many sockets. The caller destroys it.
///
/// With zsock.h this name, and that of every other constructor, is a macro for the function whose
/// name ends in `_checked`, unless ZSOCK_NOCHECK is defined.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new(type_: c_int) -> *mut zsock_t {
    open(SocketType(type_), TextArgument::NULL, TextArgument::NULL, 0)
}

// --- constructors, written by `cargo xtask options`

/// Opens a PUB socket and attaches it to a list of endpoints as zsock_attach does; it binds by
/// default. NULL, or no endpoint, leaves it unattached. Returns NULL and errno if it cannot be
/// opened or attached. The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_pub(endpoint: TextArgument) -> *mut zsock_t {
    open(SocketType::PUB, endpoint, TextArgument::NULL, 0)
}

/// Opens a SUB socket as zsock_new_pub does, which connects by default, and subscribes it to a
/// prefix of messages: to all for an empty one, to none for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_sub(endpoint: TextArgument, subscribe: TextArgument) -> *mut zsock_t {
    open_subscribed(endpoint, subscribe, TextArgument::NULL, 0)
}

/// Opens a REQ socket as zsock_new_pub does; it connects by default.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_req(endpoint: TextArgument) -> *mut zsock_t {
    open(SocketType::REQ, endpoint, TextArgument::NULL, 0)
}

/// Opens a REP socket as zsock_new_pub does; it binds by default.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_rep(endpoint: TextArgument) -> *mut zsock_t {
    open(SocketType::REP, endpoint, TextArgument::NULL, 0)
}

/// Opens a DEALER socket as zsock_new_pub does; it connects by default.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_dealer(endpoint: TextArgument) -> *mut zsock_t {
    open(SocketType::DEALER, endpoint, TextArgument::NULL, 0)
}

/// Opens a ROUTER socket as zsock_new_pub does; it binds by default.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_router(endpoint: TextArgument) -> *mut zsock_t {
    open(SocketType::ROUTER, endpoint, TextArgument::NULL, 0)
}

/// Opens a PUSH socket as zsock_new_pub does; it connects by default.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_push(endpoint: TextArgument) -> *mut zsock_t {
    open(SocketType::PUSH, endpoint, TextArgument::NULL, 0)
}

/// Opens a PULL socket as zsock_new_pub does; it binds by default.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_pull(endpoint: TextArgument) -> *mut zsock_t {
    open(SocketType::PULL, endpoint, TextArgument::NULL, 0)
}

/// Opens an XPUB socket as zsock_new_pub does; it binds by default.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_xpub(endpoint: TextArgument) -> *mut zsock_t {
    open(SocketType::XPUB, endpoint, TextArgument::NULL, 0)
}

/// Opens an XSUB socket as zsock_new_pub does; it connects by default.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_xsub(endpoint: TextArgument) -> *mut zsock_t {
    open(SocketType::XSUB, endpoint, TextArgument::NULL, 0)
}

/// Opens a PAIR socket as zsock_new_pub does; it connects by default.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_pair(endpoint: TextArgument) -> *mut zsock_t {
    open(SocketType::PAIR, endpoint, TextArgument::NULL, 0)
}

/// Opens a STREAM socket as zsock_new_pub does; it connects by default.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_stream(endpoint: TextArgument) -> *mut zsock_t {
    open(SocketType::STREAM, endpoint, TextArgument::NULL, 0)
}

/// DRAFT: Opens a SERVER socket as zsock_new_pub does; it binds by default. Returns NULL, errno
/// ENOTSUP, if libzmq was built without its draft API. A SERVER socket sends to the peer that the
/// message or frame is for, or to that of the message that it received last.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_server(endpoint: TextArgument) -> *mut zsock_t {
    open_draft(SocketType::SERVER, endpoint, TextArgument::NULL, 0)
}

/// DRAFT: Opens a CLIENT socket as zsock_new_server does; it connects by default.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_client(endpoint: TextArgument) -> *mut zsock_t {
    open_draft(SocketType::CLIENT, endpoint, TextArgument::NULL, 0)
}

/// DRAFT: Opens a RADIO socket as zsock_new_server does; it binds by default.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_radio(endpoint: TextArgument) -> *mut zsock_t {
    open_draft(SocketType::RADIO, endpoint, TextArgument::NULL, 0)
}

/// DRAFT: Opens a DISH socket as zsock_new_server does; it connects by default.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_dish(endpoint: TextArgument) -> *mut zsock_t {
    open_draft(SocketType::DISH, endpoint, TextArgument::NULL, 0)
}

/// DRAFT: Opens a GATHER socket as zsock_new_server does; it binds by default.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_gather(endpoint: TextArgument) -> *mut zsock_t {
    open_draft(SocketType::GATHER, endpoint, TextArgument::NULL, 0)
}

/// DRAFT: Opens a SCATTER socket as zsock_new_server does; it connects by default.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_scatter(endpoint: TextArgument) -> *mut zsock_t {
    open_draft(SocketType::SCATTER, endpoint, TextArgument::NULL, 0)
}

/// DRAFT: Opens a DGRAM socket, for UDP, as zsock_new_server does; it binds by default. A message
/// is two frames: the address of the peer, as in `127.0.0.1:5670`, and the datagram.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_dgram(endpoint: TextArgument) -> *mut zsock_t {
    open_draft(SocketType::DGRAM, endpoint, TextArgument::NULL, 0)
}

// --- end of the constructors

/// Closes a socket and sets the caller's variable to NULL; nothing if it is NULL already. Texts
/// that the socket owns become invalid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_destroy(self_p: *mut *mut zsock_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take_tagged(self_p, "zsock_destroy") });
}

/// Listens on an endpoint, formatted as printf does. Returns the port of a tcp endpoint, 0 for
/// others, or -1 and errno.
///
/// `tcp://address:*` takes the first free port from 49152 up, and `tcp://address:!` one at random.
/// A range after that, `[first-last]`, sets others; either end may be left out.
/// cbindgen:postfix=CHECK_PRINTF(2)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_bind(
    self_: *mut zsock_t,
    format: *const c_char,
    args: ...
) -> c_int {
}

extern "C" fn czmq_rs_zsock_bind(self_: *mut zsock_t, endpoint: *const c_char) -> c_int {
    const ME: &str = "zsock_bind";
    // SAFETY: `self_` is a handle, and `endpoint` is a text.
    match unsafe { tagged(self_, ME).bind(text(endpoint, ME)) } {
        Ok(port) => port.into(),
        Err(error) => {
            error.set();
            -1
        }
    }
}

/// Returns the endpoint that was bound last, with the port that was chosen for it; NULL if none
/// was. The text belongs to the socket and is valid until the next bind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_endpoint(self_: *mut zsock_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    lend_text(unsafe { tagged(self_, "zsock_endpoint") }.endpoint())
}

/// Stops listening on an endpoint, formatted as printf does, which must be named as
/// zsock_last_endpoint names it. Returns 0, or -1 and errno.
/// cbindgen:postfix=CHECK_PRINTF(2)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_unbind(
    self_: *mut zsock_t,
    format: *const c_char,
    args: ...
) -> c_int {
}

extern "C" fn czmq_rs_zsock_unbind(self_: *mut zsock_t, endpoint: *const c_char) -> c_int {
    const ME: &str = "zsock_unbind";
    // SAFETY: `self_` is a handle, and `endpoint` is a text.
    unsafe { status(tagged(self_, ME).handle().unbind(text(endpoint, ME))) }
}

/// Connects to an endpoint, formatted as printf does. Returns 0, or -1 and errno, which is about
/// the text alone: whether there is a peer shows later.
/// cbindgen:postfix=CHECK_PRINTF(2)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_connect(
    self_: *mut zsock_t,
    format: *const c_char,
    args: ...
) -> c_int {
}

extern "C" fn czmq_rs_zsock_connect(self_: *mut zsock_t, endpoint: *const c_char) -> c_int {
    const ME: &str = "zsock_connect";
    // SAFETY: `self_` is a handle, and `endpoint` is a text.
    unsafe { status(tagged(self_, ME).handle().connect(text(endpoint, ME))) }
}

/// Disconnects from an endpoint, formatted as printf does. Returns 0, or -1 and errno.
/// cbindgen:postfix=CHECK_PRINTF(2)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_disconnect(
    self_: *mut zsock_t,
    format: *const c_char,
    args: ...
) -> c_int {
}

extern "C" fn czmq_rs_zsock_disconnect(self_: *mut zsock_t, endpoint: *const c_char) -> c_int {
    const ME: &str = "zsock_disconnect";
    // SAFETY: `self_` is a handle, and `endpoint` is a text.
    unsafe { status(tagged(self_, ME).handle().disconnect(text(endpoint, ME))) }
}

/// Attaches a socket to a list of endpoints, separated by commas. `@` before an endpoint binds
/// it, `>` connects it; without either, `serverish` decides: true binds. An endpoint is taken as it
/// stands, with the ephemeral ports of zsock_bind. Returns 0, or -1 and errno; the socket is then
/// attached to none of them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_attach(
    self_: *mut zsock_t,
    endpoints: *const c_char,
    serverish: bool,
) -> c_int {
    // SAFETY: `self_` is a handle, and `endpoints` is a text.
    unsafe {
        let socket = tagged(self_, "zsock_attach");
        status(text_opt(endpoints).map_or(Ok(()), |list| socket.attach(list, serverish)))
    }
}

/// Returns the name of the socket's type, such as `PUB`. The text is static.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_type_str(self_: *mut zsock_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    lend_text(unsafe { tagged(self_, "zsock_type_str") }.kind().name())
}

/// Sends values as one message, a frame for each, to a zsock, a zactor or a libzmq socket. The
/// picture has a letter for each value, and the arguments follow in that order:
///
///     i  int: the number in decimal digits
///     u  unsigned: the same
///     1  uint8_t, and so 2 uint16_t, 4 uint32_t, 8 uint64_t: the same
///     s  const char *: the bytes of a string, without its terminator
///     b  const void *, and int, the size: the bytes
///     c  zchunk_t *: its bytes
///     f  zframe_t *: its bytes
///     U  zuuid_t *: its 16 bytes
///     h  zhashx_t *: the items as zhashx_pack packs them
///     l  zlistx_t *: the strings as zlistx_pack packs them (draft)
///     p  void *: the bytes of the pointer, for use in one process
///     m  zmsg_t *: all its frames
///     z  no argument: an empty frame
///
/// Objects stay the caller's and must not be NULL. Returns 0, or -1 and errno; the message is then
/// not sent: EINVAL for a size below zero, EMSGSIZE for a hash with a key of more than 255 bytes.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_send(
    self_: *mut c_void,
    picture: *const c_char,
    args: ...
) -> c_int {
}

/// Sends values as zsock_send does, from a list of arguments, which stays as it is. Returns what
/// zsock_send does.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_vsend(
    self_: *mut c_void,
    picture: *const c_char,
    argptr: va_list,
) -> c_int {
}

extern "C" fn czmq_rs_zsock_send(
    self_: *mut c_void,
    picture: *const c_char,
    arguments: *mut Arguments,
) -> c_int {
    const ME: &str = "zsock_send";
    // SAFETY: `self_` is a socket, `picture` is a text, and `arguments` is C's own list.
    unsafe {
        let (dest, picture) = (socket(self_, ME), text(picture, ME).to_bytes());
        let sent = picture::send(dest, picture, &mut Values::new(&mut *arguments, ME));
        picture_status(sent, ME, &TEXT)
    }
}

/// Receives a message, as zsock_send sends it, from a zsock, a zactor or a libzmq socket; waits
/// for it. For each letter the address of a variable follows:
///
///     i  int *: the number; 0 if the frame holds none
///     u  unsigned *: the same
///     1  uint8_t *, and so 2 uint16_t *, 4 uint32_t *, 8 uint64_t *: the same
///     s  char **: a fresh string
///     b  byte **, and size_t *, the size: fresh bytes
///     c  zchunk_t **: a fresh chunk
///     f  zframe_t **: the frame
///     U  zuuid_t **: a fresh UUID, of a frame of 16 bytes
///     h  zhashx_t **: a fresh table of strings, of what zhashx_pack packed
///     l  zlistx_t **: a fresh list of strings, of what zlistx_pack packed (draft)
///     p  void **: the pointer
///     m  zmsg_t **: a fresh message of all remaining frames
///     z  no argument: the frame must be empty
///
/// With NULL for an address the value is dropped. Values without a frame become 0 or NULL, and
/// frames without a value are dropped. The caller frees strings and bytes, and destroys objects.
///
/// Returns 0. Returns -1 and errno, with all variables as they were, if there is no message, or,
/// ENOMSG, for a signal. Returns -1, errno EPROTO, with the other variables set, if the frame of a
/// `z`, `p` or `U` has not the right size, that of an `h` has a key twice, or that of an `l` is cut
/// short.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_recv(
    self_: *mut c_void,
    picture: *const c_char,
    args: ...
) -> c_int {
}

/// Receives a message as zsock_recv does, with a list of arguments, which stays as it is. Returns
/// what zsock_recv does.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_vrecv(
    self_: *mut c_void,
    picture: *const c_char,
    argptr: va_list,
) -> c_int {
}

extern "C" fn czmq_rs_zsock_recv(
    self_: *mut c_void,
    picture: *const c_char,
    arguments: *mut Arguments,
) -> c_int {
    const ME: &str = "zsock_recv";
    // SAFETY: `self_` is a socket, `picture` is a text, and `arguments` is C's own list.
    unsafe {
        let (source, picture) = (socket(self_, ME), text(picture, ME).to_bytes());
        let mut variables = Variables::new(&mut *arguments);
        let received = picture::recv(source, picture, &mut variables);
        picture_status(variables.check(received), ME, &TEXT)
    }
}

/// Sends values packed in one frame to a zsock, a zactor or a libzmq socket. The picture has a
/// letter for each value, and the arguments follow in that order:
///
///     1  uint8_t: the number
///     2  uint16_t: the number, big-endian, and so 4 uint32_t, 8 uint64_t
///     s  const char *: a string of at most 255 bytes, with one byte for its length
///     S  const char *: a string, with four bytes for its length
///     c  zchunk_t *: its bytes, with four bytes for their number
///     u  zuuid_t *: its 16 bytes
///     p  void *: the bytes of the pointer, for use in one process
///     f  zframe_t *: a frame of its own
///     m  zmsg_t *: frames of their own; the last letter
///
/// Objects stay the caller's. NULL is an empty string, chunk or frame; only `u` must not be NULL.
/// Returns 0, or -1 and errno; the message is then not sent: EMSGSIZE for a string or chunk that is
/// too long.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_bsend(
    self_: *mut c_void,
    picture: *const c_char,
    args: ...
) -> c_int {
}

extern "C" fn czmq_rs_zsock_bsend(
    self_: *mut c_void,
    picture: *const c_char,
    arguments: *mut Arguments,
) -> c_int {
    const ME: &str = "zsock_bsend";
    // SAFETY: `self_` is a socket, `picture` is a text, and `arguments` is C's own list.
    unsafe {
        let (dest, picture) = (socket(self_, ME), text(picture, ME).to_bytes());
        let sent = picture::bsend(dest, picture, &mut Values::new(&mut *arguments, ME));
        picture_status(sent, ME, &BSEND)
    }
}

/// Receives a message, as zsock_bsend sends it, from a zsock or a zactor, or, unless the picture
/// has an `s`, a libzmq socket; waits for it. For each letter the address of a variable follows:
///
///     1  uint8_t *, and so 2 uint16_t *, 4 uint32_t *, 8 uint64_t *: the number
///     s  const char **: a string that belongs to the socket, and is valid until the next call
///        for it
///     S  char **: a fresh string
///     c  zchunk_t **: a fresh chunk
///     u  zuuid_t **: a fresh UUID
///     p  void **: the pointer
///     f  zframe_t **: a fresh frame
///     m  zmsg_t **: a fresh message of all remaining frames; the last letter
///
/// With NULL for an address the value is dropped. The caller frees strings of `S` and destroys
/// objects. Frames without a letter stay in the socket; zsock_flush drops them.
///
/// Returns 0, or -1 and errno. EPROTO: the message is not what the picture says, or has a string or
/// chunk of more than a megabyte, and is dropped; the variables for numbers and strings `s` before
/// the fault are set. EINVAL: `s` with a libzmq socket.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_brecv(
    self_: *mut c_void,
    picture: *const c_char,
    args: ...
) -> c_int {
}

extern "C" fn czmq_rs_zsock_brecv(
    self_: *mut c_void,
    picture: *const c_char,
    arguments: *mut Arguments,
) -> c_int {
    const ME: &str = "zsock_brecv";
    // SAFETY: `self_` is a socket, `picture` is a text, and `arguments` is C's own list.
    unsafe {
        let (source, picture) = (socket(self_, ME), text(picture, ME).to_bytes());
        let mut lent = own_socket(self_).map(|own| (*own).lent_texts().borrow_mut());
        let mut variables = Variables::new(&mut *arguments);
        let received = picture::brecv(source, picture, lent.as_deref_mut(), &mut variables);
        picture_status(variables.check(received), ME, &BRECV)
    }
}
/// Lets any number of messages wait to be sent or received, for connections made from now on. Takes
/// a zsock, a zactor or a libzmq socket.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_set_unbounded(self_: *mut c_void) {
    // SAFETY: `self_` is a socket.
    let socket = unsafe { socket(self_, "zsock_set_unbounded") };
    for limit in [option::SNDHWM, option::RCVHWM] {
        if let Err(error) = socket.set_int(limit, 0) {
            error.set();
        }
    }
}

/// Sends a signal, which zsock_wait waits for, with a status. Takes a zsock, a zactor or a libzmq
/// socket. Returns 0, or -1 and errno.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_signal(self_: *mut c_void, status_: u8) -> c_int {
    // SAFETY: `self_` is a socket.
    status(signal::send(
        unsafe { socket(self_, "zsock_signal") },
        status_,
    ))
}

/// Waits for a signal on a zsock, a zactor or a libzmq socket; messages before it are dropped.
/// Returns its status, 0 to 255, or -1 and errno if receiving fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_wait(self_: *mut c_void) -> c_int {
    // SAFETY: `self_` is a socket.
    match signal::wait(unsafe { socket(self_, "zsock_wait") }) {
        Ok(status) => status.into(),
        Err(error) => {
            error.set();
            -1
        }
    }
}

/// Drops what is left of the message of which a frame was received last from a zsock, a zactor or
/// a libzmq socket; nothing at the end of a message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_flush(self_: *mut c_void) {
    // SAFETY: `self_` is a socket.
    unsafe { socket(self_, "zsock_flush") }.flush();
}

/// Returns true if the object is a zsock.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_is(self_: *mut c_void) -> bool {
    // SAFETY: `self_` is an object.
    unsafe { is::<{ zsock_t::TAG }>(self_, "zsock_is") }
}

/// Returns the libzmq socket of a zsock or a zactor; NULL if the argument points to the number of
/// an open file descriptor; else the argument, which is taken for a libzmq socket.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_resolve(self_: *mut c_void) -> *mut c_void {
    if self_.is_null() {
        breach("zsock_resolve", "the argument is NULL");
    }
    // SAFETY: `self_` is an object: at least four bytes of it can be read.
    unsafe {
        if let Some(own) = own_socket(self_) {
            return (*own).handle().expose();
        }
        if descriptor::is_open(self_.cast::<c_int>().read_unaligned()) {
            return ptr::null_mut();
        }
    }
    self_
}

/// Opens a socket as zsock_new does. The file name and line are reported if it is left open at the
/// end of the process. With NULL for the name the socket is not reported, and keeps the process
/// from ending ZeroMQ cleanly.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_new_checked(
    type_: c_int,
    filename: *const c_char,
    line_nbr: usize,
) -> *mut zsock_t {
    // SAFETY: `filename` is a text.
    let filename = unsafe { TextArgument::new(filename) };
    open(SocketType(type_), TextArgument::NULL, filename, line_nbr)
}

/// Closes a socket as zsock_destroy does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_destroy_checked(
    self_p: *mut *mut zsock_t,
    _filename: *const c_char,
    _line_nbr: usize,
) {
    // SAFETY: `self_p` is the address of a handle.
    unsafe { zsock_destroy(self_p) }
}

// --- checked constructors, written by `cargo xtask options`

/// Opens a PUB socket as zsock_new_pub does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_pub_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open(SocketType::PUB, endpoint, filename, line_nbr)
}

/// Opens a SUB socket as zsock_new_sub does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_sub_checked(
    endpoint: TextArgument,
    subscribe: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open_subscribed(endpoint, subscribe, filename, line_nbr)
}

/// Opens a REQ socket as zsock_new_req does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_req_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open(SocketType::REQ, endpoint, filename, line_nbr)
}

/// Opens a REP socket as zsock_new_rep does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_rep_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open(SocketType::REP, endpoint, filename, line_nbr)
}

/// Opens a DEALER socket as zsock_new_dealer does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_dealer_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open(SocketType::DEALER, endpoint, filename, line_nbr)
}

/// Opens a ROUTER socket as zsock_new_router does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_router_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open(SocketType::ROUTER, endpoint, filename, line_nbr)
}

/// Opens a PUSH socket as zsock_new_push does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_push_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open(SocketType::PUSH, endpoint, filename, line_nbr)
}

/// Opens a PULL socket as zsock_new_pull does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_pull_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open(SocketType::PULL, endpoint, filename, line_nbr)
}

/// Opens an XPUB socket as zsock_new_xpub does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_xpub_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open(SocketType::XPUB, endpoint, filename, line_nbr)
}

/// Opens an XSUB socket as zsock_new_xsub does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_xsub_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open(SocketType::XSUB, endpoint, filename, line_nbr)
}

/// Opens a PAIR socket as zsock_new_pair does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_pair_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open(SocketType::PAIR, endpoint, filename, line_nbr)
}

/// Opens a STREAM socket as zsock_new_stream does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_stream_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open(SocketType::STREAM, endpoint, filename, line_nbr)
}

/// DRAFT: Opens a SERVER socket as zsock_new_server does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_server_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open_draft(SocketType::SERVER, endpoint, filename, line_nbr)
}

/// DRAFT: Opens a CLIENT socket as zsock_new_client does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_client_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open_draft(SocketType::CLIENT, endpoint, filename, line_nbr)
}

/// DRAFT: Opens a RADIO socket as zsock_new_radio does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_radio_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open_draft(SocketType::RADIO, endpoint, filename, line_nbr)
}

/// DRAFT: Opens a DISH socket as zsock_new_dish does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_dish_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open_draft(SocketType::DISH, endpoint, filename, line_nbr)
}

/// DRAFT: Opens a GATHER socket as zsock_new_gather does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_gather_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open_draft(SocketType::GATHER, endpoint, filename, line_nbr)
}

/// DRAFT: Opens a SCATTER socket as zsock_new_scatter does; see zsock_new_checked.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_scatter_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open_draft(SocketType::SCATTER, endpoint, filename, line_nbr)
}

/// DRAFT: Opens a DGRAM socket as zsock_new_dgram does; see zsock_new_checked.
///
/// cbindgen:ignore
#[unsafe(no_mangle)]
pub extern "C" fn zsock_new_dgram_checked(
    endpoint: TextArgument,
    filename: TextArgument,
    line_nbr: usize,
) -> *mut zsock_t {
    open_draft(SocketType::DGRAM, endpoint, filename, line_nbr)
}

// --- end of the checked constructors

/// DRAFT: Returns the number by which a SERVER socket knows the peer from which it received last,
/// or that was set since; 0 without one, and for other sockets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_routing_id(self_: *mut zsock_t) -> u32 {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zsock_routing_id") }.peer()
}

/// DRAFT: Selects the peer to which a SERVER socket sends from now on, unless a message or frame is
/// for a peer of its own, and until the next receive. Other sockets do not look at it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_set_routing_id(self_: *mut zsock_t, routing_id: u32) {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zsock_set_routing_id") }.set_peer(routing_id);
}

/// DRAFT: Receives from now on what RADIO sockets send to a group. Takes a zsock or a libzmq
/// socket. Returns 0, or -1 and errno: ENOTSUP if it is no DISH socket, or libzmq has none, EINVAL
/// if it is in the group already, or the name is too long.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_join(self_: *mut c_void, group: *const c_char) -> c_int {
    const ME: &str = "zsock_join";
    // SAFETY: `self_` is a socket, and `group` is a text.
    unsafe { status(socket(self_, ME).join(text(group, ME))) }
}

/// DRAFT: Leaves a group that zsock_join joined. Returns 0, or -1 and errno as zsock_join does,
/// EINVAL also if the socket is not in the group.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_leave(self_: *mut c_void, group: *const c_char) -> c_int {
    const ME: &str = "zsock_leave";
    // SAFETY: `self_` is a socket, and `group` is a text.
    unsafe { status(socket(self_, ME).leave(text(group, ME))) }
}

/// DRAFT: Returns true if a message can be received at once. Takes a zsock, a zactor or a libzmq
/// socket. Returns false and sets errno if that cannot be told.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_has_in(self_: *mut c_void) -> bool {
    // SAFETY: `self_` is a socket.
    match unsafe { socket(self_, "zsock_has_in") }.events() {
        Ok(events) => events & POLLIN != 0,
        Err(error) => {
            error.set();
            false
        }
    }
}

hidden!(
    czmq_rs_zsock_bind czmq_rs_zsock_unbind czmq_rs_zsock_connect czmq_rs_zsock_disconnect
    czmq_rs_zsock_send czmq_rs_zsock_recv czmq_rs_zsock_bsend czmq_rs_zsock_brecv
);
export_variadic!(
    zsock_bind zsock_unbind zsock_connect zsock_disconnect
    zsock_send zsock_vsend zsock_recv zsock_vrecv zsock_bsend zsock_brecv
);

/// Tests this class and its options; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_test(verbose: bool) {
    unsafe extern "C" {
        fn zsock_send(self_: *mut c_void, picture: *const c_char, ...) -> c_int;
        fn zsock_recv(self_: *mut c_void, picture: *const c_char, ...) -> c_int;
        fn zsock_bsend(self_: *mut c_void, picture: *const c_char, ...) -> c_int;
        fn zsock_brecv(self_: *mut c_void, picture: *const c_char, ...) -> c_int;
    }
    // SAFETY: every handle is live, and texts are literals: the test is a program like any other.
    self_test("zsock", || unsafe {
        if verbose {
            Stream::stdout().write(
                b"
",
            );
        }
        assert!(zsock_new(-1).is_null());
        assert_eq!(Errno::last(), Errno::INVAL);
        let mut writer = zsock_new_push(TextArgument::new(
            c"@tcp://127.0.0.1:*,@inproc://zsock.test".as_ptr(),
        ));
        assert!(zsock_is(writer.cast()));
        assert_eq!(CStr::from_ptr(zsock_type_str(writer)), c"PUSH");
        assert_eq!(
            CStr::from_ptr(zsock_endpoint(writer)),
            c"inproc://zsock.test"
        );
        assert_ne!(zsock_resolve(writer.cast()), writer.cast());
        assert_eq!(zsock_attach(writer, c"@nothing://".as_ptr(), false), -1);

        let mut reader = zsock_new_pull(TextArgument::new(c">inproc://zsock.test".as_ptr()));
        assert_eq!(zsock_signal(writer.cast(), 123), 0);
        assert_eq!(zsock_wait(reader.cast()), 123);
        assert_eq!(zstr_sendm(writer.cast(), c"one".as_ptr()), 0);
        assert_eq!(zstr_send(writer.cast(), c"two".as_ptr()), 0);
        let mut string = zstr_recv(reader.cast());
        assert_eq!(CStr::from_ptr(string), c"one");
        zstr_free(&mut string);
        zsock_flush(reader.cast());
        assert!(zstr_recv_nowait(reader.cast()).is_null());

        let (out, input) = (writer.cast(), reader.cast());
        let (mut number, mut word) = (0i32, 0u64);
        let text = c"text".as_ptr();
        let sent = zsock_send(out, c"i8sz".as_ptr(), -7, u64::MAX, text);
        assert_eq!(sent, 0);
        let picture = c"i8sz".as_ptr();
        let received = zsock_recv(input, picture, &mut number, &mut word, &mut string);
        assert_eq!((received, number, word), (0, -7, u64::MAX));
        assert_eq!(CStr::from_ptr(string), c"text");
        zstr_free(&mut string);

        let sent = zsock_bsend(out, c"8sS".as_ptr(), 1u64 << 40, text, text);
        assert_eq!(sent, 0);
        let mut lent: *const c_char = ptr::null();
        let picture = c"8sS".as_ptr();
        let received = zsock_brecv(input, picture, &mut word, &mut lent, &mut string);
        assert_eq!((received, word), (0, 1 << 40));
        assert_eq!(CStr::from_ptr(lent), CStr::from_ptr(string));
        zstr_free(&mut string);
        assert_eq!(zsock_bsend(out, c"s".as_ptr(), text), 0);
        assert_eq!(zsock_brecv(input, c"8".as_ptr(), &mut word), -1);
        assert_eq!(Errno::last(), Errno::PROTO);

        zsock_destroy(&mut reader);
        zsock_destroy(&mut writer);
        assert!(writer.is_null());
        zsock_destroy(&mut writer);
    });
    zsock_option_test(verbose);
}

//! zframe: single frames of messages.
//!
//! A frame is a block of bytes of any size. A message on the wire is one frame or several; most
//! programs deal with whole messages (zmsg, zstr), and with frames only where bytes are to be
//! looked at, or a message is too long to be held as a whole.
//!
//! The bytes are the frame's own: what zframe_new is given is copied. zframe_send hands them on
//! without another copy, and the frame is gone, unless ZFRAME_REUSE asks to keep it.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr::{self, NonNull};

use crate::abi::{
    breach, bytes, give, give_opt, give_text, is, self_test, socket, status, tagged, take_tagged,
    text, text_bytes, text_opt,
};
use crate::zsock::{zsock_attach, zsock_destroy_checked, zsock_new_checked};
use crate::zstr::zstr_free;
use czmq_c_abi::Tagged;
use czmq_core::messaging::frame::{Frame, flag};
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};
use czmq_sys::stream::Stream;
use czmq_sys::zmq::{DONTWAIT, Msg, SocketType};

/// A frame handle.
pub type zframe_t = Tagged<Frame, 0xCAFE_0002>;

/// Releases the memory of a frame; called with the address of what was given with it.
pub type zframe_destructor_fn = Option<unsafe extern "C" fn(hint: *mut *mut c_void)>;

/// Creates a frame of `size` bytes with a copy of `data`, or, if `data` is NULL, of zero bytes.
/// Returns NULL, errno ENOMEM, if there is no memory for it. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_new(data: *const c_void, size: usize) -> *mut zframe_t {
    let frame = if data.is_null() {
        Frame::with_size(size)
    } else {
        // SAFETY: `data` is a buffer of `size` bytes.
        Frame::new(unsafe { bytes(data, size) })
    };
    give(frame.map(Tagged::boxed))
}

/// Creates a frame without bytes. The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn zframe_new_empty() -> *mut zframe_t {
    give_opt(Some(Tagged::boxed(Frame::default())))
}

/// Creates a frame with the bytes of a string, without its terminator. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_from(string: *const c_char) -> *mut zframe_t {
    // SAFETY: `string` is a text.
    let string = unsafe { text(string, "zframe_from") };
    give(Frame::new(string.to_bytes()).map(Tagged::boxed))
}

/// Receives one frame from a zsock, a zactor or a libzmq socket; waits for it. Returns NULL and
/// errno if that fails: EINTR after a signal, EAGAIN after the socket's timeout, ETERM at the end.
/// The caller destroys the frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_recv(source: *mut c_void) -> *mut zframe_t {
    // SAFETY: `source` is a socket.
    let source = unsafe { socket(source, "zframe_recv") };
    give(Frame::recv(source, 0).map(Tagged::boxed))
}

/// Receives one frame without waiting; as zframe_recv, with EAGAIN if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_recv_nowait(source: *mut c_void) -> *mut zframe_t {
    // SAFETY: `source` is a socket.
    let source = unsafe { socket(source, "zframe_recv_nowait") };
    give(Frame::recv(source, DONTWAIT).map(Tagged::boxed))
}

/// Destroys a frame and sets the caller's variable to NULL; nothing if it is NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_destroy(self_p: *mut *mut zframe_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take_tagged(self_p, "zframe_destroy") });
}

/// Sends a frame to a zsock, a zactor or a libzmq socket. `flags` is the sum of ZFRAME_MORE (more
/// frames of the message follow), ZFRAME_REUSE (keep the frame) and ZFRAME_DONTWAIT.
///
/// Returns 0; the frame is then destroyed and the caller's variable NULL, unless it is to be
/// reused. Returns -1 and errno if it cannot be sent; the frame stays. A NULL frame is nothing to
/// send, and no error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_send(
    self_p: *mut *mut zframe_t,
    dest: *mut c_void,
    flags: c_int,
) -> c_int {
    const ME: &str = "zframe_send";
    // SAFETY: `dest` is a socket, and `self_p` is the address of a handle.
    unsafe {
        let dest = socket(dest, ME);
        if self_p.is_null() {
            breach(ME, "the address of the handle is NULL");
        }
        if (*self_p).is_null() {
            return 0;
        }
        if let Err(error) = tagged(*self_p, ME).send(dest, flags) {
            error.set();
            return -1;
        }
        if flags & flag::REUSE == 0 {
            drop(take_tagged(self_p, ME));
        }
    }
    0
}

/// Returns the number of bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_size(self_: *mut zframe_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zframe_size") }.bytes().len()
}

/// Returns the address of the bytes, which belong to the frame and may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_data(self_: *mut zframe_t) -> *mut u8 {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zframe_data") }.data_ptr()
}

/// Returns a metadata property of the connection that brought the frame (see zmq_msg_gets), or
/// NULL, errno EINVAL, if it has none of that name. The text belongs to the frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_meta(
    self_: *mut zframe_t,
    property: *const c_char,
) -> *const c_char {
    const ME: &str = "zframe_meta";
    // SAFETY: `self_` is a handle, and `property` is a text.
    let (frame, property) = unsafe { (tagged(self_, ME), text_opt(property)) };
    match property.map_or(Err(Errno::INVAL), |property| frame.property(property)) {
        Ok(value) => value.as_ptr(),
        Err(error) => {
            error.set();
            ptr::null()
        }
    }
}

/// Creates a frame with a copy of the bytes; NULL for NULL, or if there is no memory. The caller
/// destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_dup(self_: *mut zframe_t) -> *mut zframe_t {
    if self_.is_null() {
        return ptr::null_mut();
    }
    // SAFETY: `self_` is a handle.
    give(
        unsafe { tagged(self_, "zframe_dup") }
            .duplicate()
            .map(Tagged::boxed),
    )
}

/// Returns the bytes in upper-case hexadecimal. The caller frees the text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_strhex(self_: *mut zframe_t) -> *mut c_char {
    // SAFETY: `self_` is a handle.
    give_text(unsafe { tagged(self_, "zframe_strhex") }.hex().as_bytes())
}

/// Returns the bytes as a string, with a terminator added. The caller frees it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_strdup(self_: *mut zframe_t) -> *mut c_char {
    // SAFETY: `self_` is a handle.
    give_text(unsafe { tagged(self_, "zframe_strdup") }.bytes())
}

/// Returns true if the bytes are those of the string, without its terminator.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_streq(self_: *mut zframe_t, string: *const c_char) -> bool {
    const ME: &str = "zframe_streq";
    // SAFETY: `self_` is a handle, and `string` is a text.
    unsafe { tagged(self_, ME).bytes() == text(string, ME).to_bytes() }
}

/// Returns 1 if more frames of the message followed when the frame was received, or if
/// zframe_set_more said so; else 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_more(self_: *mut zframe_t) -> c_int {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zframe_more") }.more().into()
}

/// Sets the indicator that zframe_more returns, to 0 or 1. Sending does not look at it: there the
/// flags say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_set_more(self_: *mut zframe_t, more: c_int) {
    const ME: &str = "zframe_set_more";
    if more != 0 && more != 1 {
        breach(ME, "more is neither 0 nor 1");
    }
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, ME) }.set_more(more == 1);
}

/// Returns true if both frames have the same bytes; false if either is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_eq(self_: *mut zframe_t, other: *mut zframe_t) -> bool {
    const ME: &str = "zframe_eq";
    if self_.is_null() || other.is_null() {
        return false;
    }
    // SAFETY: `self_` and `other` are handles; both references are only read through.
    unsafe { (*tagged(self_, ME)).bytes() == (*tagged(other, ME)).bytes() }
}

/// Replaces the bytes by a copy of others. Without memory for them the frame stays as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_reset(self_: *mut zframe_t, data: *const c_void, size: usize) {
    const ME: &str = "zframe_reset";
    if data.is_null() {
        breach(ME, "data is NULL");
    }
    // SAFETY: `self_` is a handle, and `data` is a buffer of `size` bytes.
    unsafe {
        if let Err(error) = tagged(self_, ME).reset(bytes(data, size)) {
            error.set();
        }
    }
}

/// Logs the frame, with a prefix if that is not NULL, at debug level: the size in brackets, then
/// up to 70 bytes of text, or up to 35 in hexadecimal.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_print(self_: *mut zframe_t, prefix: *const c_char) {
    // SAFETY: `self_` is a handle, and `prefix` is a text.
    let line = unsafe { tagged(self_, "zframe_print").log_line(text_bytes(prefix)) };
    log::write(Level::Debug, &line);
}

/// DRAFT: Creates a frame on memory of the program, without a copy. When the frame and all that
/// was sent of it are gone, from whatever thread, the destructor is called with the address of
/// `hint`; if it is NULL nothing is. Returns NULL and errno, without calling the destructor, if
/// there is no memory, or if `data` is NULL and `size` is not 0. The caller destroys the frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_frommem(
    data: *mut c_void,
    size: usize,
    destructor: zframe_destructor_fn,
    hint: *mut c_void,
) -> *mut zframe_t {
    // SAFETY: `data` and `hint` are a buffer of `size` bytes.
    give(unsafe { frame_on_memory(data, size, destructor, hint) }.map(Tagged::boxed))
}

/// A frame on memory that a destructor of the program releases.
///
/// # Safety
/// `data` is valid for `size` bytes until the destructor is called.
pub(super) unsafe fn frame_on_memory(
    data: *mut c_void,
    size: usize,
    destructor: zframe_destructor_fn,
    hint: *mut c_void,
) -> Result<Frame> {
    if data.is_null() && size > 0 {
        return Err(Errno::INVAL);
    }
    // Also no bytes have an address.
    let data = NonNull::new(data).map_or(ptr::dangling_mut(), NonNull::as_ptr);
    let owner = Box::into_raw(Box::new(MemoryOwner { destructor, hint }));
    // SAFETY: by the caller's contract; the owner is released once, by `release_memory`.
    let msg = unsafe { Msg::on_memory(data, size, release_memory, owner.cast()) };
    if msg.is_err() {
        // SAFETY: it was not given away.
        drop(unsafe { Box::from_raw(owner) });
    }
    msg.map(Frame::from)
}

/// Who releases the memory of a frame.
struct MemoryOwner {
    destructor: zframe_destructor_fn,
    hint: *mut c_void,
}

unsafe extern "C" fn release_memory(_data: *mut c_void, owner: *mut c_void) {
    // SAFETY: the owner that was given with the memory, once; the program's function.
    unsafe {
        let mut owner = Box::from_raw(owner.cast::<MemoryOwner>());
        if let Some(destructor) = owner.destructor {
            destructor(&mut owner.hint);
        }
    }
}

/// DRAFT: Returns the number by which a SERVER socket knows the peer that the frame came from, or
/// that was set; 0 for a frame of another socket.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_routing_id(self_: *mut zframe_t) -> u32 {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zframe_routing_id") }.routing_id()
}

/// DRAFT: Selects the peer to which a SERVER socket sends the frame; 0 for none, which may give the
/// bytes another address. Without SERVER sockets in libzmq errno becomes ENOTSUP and nothing
/// changes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_set_routing_id(self_: *mut zframe_t, routing_id: u32) {
    // SAFETY: `self_` is a handle.
    let frame = unsafe { tagged(self_, "zframe_set_routing_id") };
    if let Err(error) = frame.set_routing_id(routing_id) {
        error.set();
    }
}

/// DRAFT: Returns the group that the frame came by, or that was set; an empty one if there is
/// none. The text belongs to the frame. Returns NULL, errno ENOTSUP, if libzmq has no RADIO and
/// DISH sockets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_group(self_: *mut zframe_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    match unsafe { tagged(self_, "zframe_group") }.group() {
        Ok(group) => group.as_ptr(),
        Err(error) => {
            error.set();
            ptr::null()
        }
    }
}

/// DRAFT: Selects the group to which a RADIO socket sends the frame. Returns 0, or -1 and errno:
/// EINVAL for a name that is too long for libzmq, ENOTSUP if that has no RADIO and DISH sockets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_set_group(self_: *mut zframe_t, group: *const c_char) -> c_int {
    const ME: &str = "zframe_set_group";
    // SAFETY: `self_` is a handle, and `group` is a text.
    unsafe { status(tagged(self_, ME).set_group(text(group, ME))) }
}

/// DRAFT: Logs the first `length` bytes of the frame, with a prefix if that is not NULL, at debug
/// level: in lines of 70 bytes of text or 35 in hexadecimal, each with the number of its bytes in
/// brackets. Without a length it does what zframe_print does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_print_n(
    self_: *mut zframe_t,
    prefix: *const c_char,
    length: usize,
) {
    // SAFETY: `self_` is a handle, and `prefix` is a text.
    unsafe { print_n(tagged(self_, "zframe_print_n"), text_bytes(prefix), length) };
}

/// Logs as many bytes of a frame as `length`, or, for 0, as many as fit a line.
pub(super) fn print_n(frame: &Frame, prefix: &[u8], length: usize) {
    if length == 0 {
        log::write(Level::Debug, &frame.log_line(prefix));
    } else {
        for line in frame.log_lines(prefix, length) {
            log::write(Level::Debug, &line);
        }
    }
}

/// Prints the frame, as zframe_print shows it, as a line to a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_fprint(
    self_: *mut zframe_t,
    prefix: *const c_char,
    file: *mut libc::FILE,
) {
    const ME: &str = "zframe_fprint";
    // SAFETY: `self_` is a handle, `prefix` is a text, and `file` is a stream.
    unsafe {
        let line = tagged(self_, ME).printed_line(text_bytes(prefix));
        match Stream::from_ptr(file) {
            Some(stream) => stream.write(&line),
            None => breach(ME, "file is NULL"),
        };
    }
}

/// Returns true if the object is a frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zframe_is(self_: *mut c_void) -> bool {
    // SAFETY: `self_` is an object of at least four bytes.
    unsafe { is::<{ zframe_t::TAG }>(self_, "zframe_is") }
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zframe_test(_verbose: bool) {
    // SAFETY: the calls keep the contract; the test is a program like any other.
    self_test("zframe", || unsafe {
        let mut output = zsock_new_checked(SocketType::PAIR.0, ptr::null(), 0);
        let mut input = zsock_new_checked(SocketType::PAIR.0, ptr::null(), 0);
        assert_eq!(
            zsock_attach(output, c"@inproc://zframe.test".as_ptr(), true),
            0
        );
        assert_eq!(
            zsock_attach(input, c">inproc://zframe.test".as_ptr(), false),
            0
        );

        let mut frame = zframe_from(c"Hello".as_ptr());
        assert!(zframe_is(frame.cast()));
        assert_eq!(zframe_size(frame), 5);
        let mut copy = zframe_dup(frame);
        assert!(zframe_eq(frame, copy));
        assert_eq!(
            zframe_send(&mut frame, output.cast(), flag::MORE | flag::REUSE),
            0
        );
        assert!(!frame.is_null());
        assert_eq!(zframe_send(&mut frame, output.cast(), 0), 0);
        assert!(frame.is_null());
        for more in [1, 0] {
            frame = zframe_recv(input.cast());
            assert!(zframe_streq(frame, c"Hello".as_ptr()));
            assert_eq!(zframe_more(frame), more);
            zframe_destroy(&mut frame);
        }
        assert!(zframe_recv_nowait(input.cast()).is_null());

        zframe_reset(copy, [0u8, 0xFF].as_ptr().cast(), 2);
        let mut hex = zframe_strhex(copy);
        assert_eq!(CStr::from_ptr(hex), c"00FF");
        zstr_free(&mut hex);
        zframe_destroy(&mut copy);
        zframe_destroy(&mut copy);

        zsock_destroy_checked(&mut input, ptr::null(), 0);
        zsock_destroy_checked(&mut output, ptr::null(), 0);
    });
}

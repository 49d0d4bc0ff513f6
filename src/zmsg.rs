//! zmsg: multipart messages.
//!
//! A message is a list of frames that travels as a whole: a peer gets all of it or nothing. Frames
//! are added and removed at either end, and walked from first to last; what is sent and received is
//! the whole list.
//!
//! Three kinds of function put frames in. zmsg_append and zmsg_prepend take a zframe_t; those whose
//! names have `mem` copy bytes; those whose names have `str` copy a string without its terminator.
//! `zmsg_push...` and zmsg_prepend work at the front, where an envelope goes, `zmsg_add...` and
//! zmsg_append at the end.
//!
//! zmsg_send destroys the message, since it is on its way then; to send it twice, send a zmsg_dup.
//! A signal, which zsock_signal sends and zsock_wait expects, is a message too (zmsg_signal).

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;

use crate::abi::{
    breach, bytes, export_variadic, give, give_owned, give_text, is, lend, self_test, socket,
    status, tagged, take_tagged, text,
};
use crate::zframe::{print_n, zframe_destroy, zframe_reset, zframe_t};
use crate::zstr::zstr_free;
use czmq_c_abi::{Owned, Tagged};
use czmq_core::messaging::frame::Frame;
use czmq_core::messaging::message::Message;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};
use czmq_sys::stream::Stream;
use czmq_sys::zmq::DONTWAIT;

/// A message handle.
pub type zmsg_t = Tagged<Message<Owned<zframe_t>>, 0xCAFE_0003>;

fn give_message(message: Result<Message<Owned<zframe_t>>>) -> *mut zmsg_t {
    give(message.map(Tagged::boxed))
}

/// Creates an empty message. The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn zmsg_new() -> *mut zmsg_t {
    give_message(Ok(Message::new()))
}

/// Receives a whole message from a zsock, a zactor or a libzmq socket; waits for it. Returns NULL
/// and errno if that fails: EINTR after a signal, EAGAIN after the socket's timeout, ETERM at the
/// end. The caller destroys the message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_recv(source: *mut c_void) -> *mut zmsg_t {
    // SAFETY: `source` is a socket.
    give_message(Message::recv(unsafe { socket(source, "zmsg_recv") }, 0))
}

/// Receives a whole message without waiting; as zmsg_recv, with EAGAIN if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_recv_nowait(source: *mut c_void) -> *mut zmsg_t {
    // SAFETY: `source` is a socket.
    give_message(Message::recv(
        unsafe { socket(source, "zmsg_recv_nowait") },
        DONTWAIT,
    ))
}

/// Loads a message that zmsg_save wrote, up to the end of the file. Returns NULL, errno EPROTO, if
/// a frame is truncated. The caller destroys the message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_load(file: *mut libc::FILE) -> *mut zmsg_t {
    // SAFETY: `file` is a stream.
    match unsafe { Stream::from_ptr(file) } {
        Some(stream) => give_message(Message::from_file_bytes(&stream.read_to_end())),
        None => breach("zmsg_load", "file is NULL"),
    }
}

/// Reads a message that zmsg_encode put into a frame. Returns NULL, errno EPROTO, if the frame is
/// malformed. The frame stays the caller's, who destroys the message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_decode(frame: *mut zframe_t) -> *mut zmsg_t {
    // SAFETY: `frame` is a handle.
    give_message(Message::decode(
        unsafe { tagged(frame, "zmsg_decode") }.bytes(),
    ))
}

/// Creates a signal message, which zsock_wait understands. The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn zmsg_new_signal(status: u8) -> *mut zmsg_t {
    give_message(Message::signal(status))
}

/// Destroys a message and its frames, and sets the caller's variable to NULL; nothing if it is
/// NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_destroy(self_p: *mut *mut zmsg_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take_tagged(self_p, "zmsg_destroy") });
}

unsafe fn send(self_p: *mut *mut zmsg_t, dest: *mut c_void, more: bool, me: &str) -> c_int {
    // SAFETY: `dest` is a socket, and `self_p` is the address of a handle.
    unsafe {
        let dest = socket(dest, me);
        if self_p.is_null() {
            breach(me, "the address of the handle is NULL");
        }
        if (*self_p).is_null() {
            return 0;
        }
        if let Err(error) = tagged(*self_p, me).send(dest, more) {
            error.set();
            return -1;
        }
        drop(take_tagged(self_p, me));
    }
    0
}

/// Sends a message to a zsock, a zactor or a libzmq socket. Returns 0; the message is then
/// destroyed and the caller's variable NULL. Returns -1 and errno if it cannot be sent; the frames
/// that were not sent stay in the message. Nothing is sent for a message without frames, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_send(self_p: *mut *mut zmsg_t, dest: *mut c_void) -> c_int {
    // SAFETY: `self_p` is the address of a handle, and `dest` is an object.
    unsafe { send(self_p, dest, false, "zmsg_send") }
}

/// Sends a message as zmsg_send does, as the first frames of a longer one: what is sent next
/// belongs to it. Returns what zmsg_send does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_sendm(self_p: *mut *mut zmsg_t, dest: *mut c_void) -> c_int {
    // SAFETY: `self_p` is the address of a handle, and `dest` is an object.
    unsafe { send(self_p, dest, true, "zmsg_sendm") }
}

/// Returns the number of frames.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_size(self_: *mut zmsg_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zmsg_size") }.len()
}

/// Returns the sum of the frames' sizes, in bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_content_size(self_: *mut zmsg_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zmsg_content_size") }.content_size()
}

/// Takes a frame out of the caller's variable, where there must be one.
unsafe fn take_frame(frame_p: *mut *mut zframe_t, me: &str) -> Owned<zframe_t> {
    // SAFETY: `frame_p` is the address of a handle.
    match unsafe { take_tagged(frame_p, me) } {
        Some(frame) => Owned::from_box(frame),
        None => breach(me, "the frame is NULL"),
    }
}

/// Prepends a frame. The message takes the frame and sets the caller's variable to NULL. Returns 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_prepend(self_: *mut zmsg_t, frame_p: *mut *mut zframe_t) -> c_int {
    const ME: &str = "zmsg_prepend";
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, ME).prepend(take_frame(frame_p, ME)) };
    0
}

/// Appends a frame. The message takes the frame and sets the caller's variable to NULL. Returns 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_append(self_: *mut zmsg_t, frame_p: *mut *mut zframe_t) -> c_int {
    const ME: &str = "zmsg_append";
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, ME).append(take_frame(frame_p, ME)) };
    0
}

/// Removes and returns the first frame. Returns NULL if there is none. The caller destroys the
/// frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_pop(self_: *mut zmsg_t) -> *mut zframe_t {
    // SAFETY: `self_` is a handle.
    give_owned(unsafe { tagged(self_, "zmsg_pop") }.pop())
}

/// A frame with a copy of `data`, or, for NULL, of zero bytes.
unsafe fn frame_of(data: *const c_void, size: usize) -> Result<Frame> {
    if data.is_null() {
        Frame::with_size(size)
    } else {
        // SAFETY: `data` is a buffer of `size` bytes.
        Frame::new(unsafe { bytes(data, size) })
    }
}

fn added(frame: Result<Frame>, add: impl FnOnce(Owned<zframe_t>)) -> c_int {
    status(frame.map(|frame| add(frame.into())))
}

/// Prepends a frame with a copy of `size` bytes; of zero bytes, if `data` is NULL. Returns 0, or -1
/// with errno set to ENOMEM.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_pushmem(
    self_: *mut zmsg_t,
    data: *const c_void,
    size: usize,
) -> c_int {
    // SAFETY: `self_` is a handle.
    unsafe {
        let message = tagged(self_, "zmsg_pushmem");
        added(frame_of(data, size), |frame| message.prepend(frame))
    }
}

/// Appends a frame with a copy of `size` bytes; of zero bytes, if `data` is NULL. Returns 0, or -1
/// with errno set to ENOMEM.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_addmem(
    self_: *mut zmsg_t,
    data: *const c_void,
    size: usize,
) -> c_int {
    // SAFETY: `self_` is a handle.
    unsafe {
        let message = tagged(self_, "zmsg_addmem");
        added(frame_of(data, size), |frame| message.append(frame))
    }
}

/// Prepends a frame with a string, without its terminator. Returns 0, or -1 with errno set to
/// ENOMEM.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_pushstr(self_: *mut zmsg_t, string: *const c_char) -> c_int {
    const ME: &str = "zmsg_pushstr";
    // SAFETY: `self_` is a handle, and `string` is a text.
    unsafe {
        let message = tagged(self_, ME);
        added(Frame::new(text(string, ME).to_bytes()), |frame| {
            message.prepend(frame)
        })
    }
}

/// Appends a frame with a string, without its terminator. Returns 0, or -1 with errno set to
/// ENOMEM.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_addstr(self_: *mut zmsg_t, string: *const c_char) -> c_int {
    const ME: &str = "zmsg_addstr";
    // SAFETY: `self_` is a handle, and `string` is a text.
    unsafe {
        let message = tagged(self_, ME);
        added(Frame::new(text(string, ME).to_bytes()), |frame| {
            message.append(frame)
        })
    }
}

/// Prepends a frame with a string formatted as printf does. Returns 0, or -1 with errno set to
/// ENOMEM.
/// cbindgen:postfix=CHECK_PRINTF(2)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_pushstrf(
    self_: *mut zmsg_t,
    format: *const c_char,
    args: ...
) -> c_int {
}

/// Appends a frame with a string formatted as printf does. Returns 0, or -1 with errno set to
/// ENOMEM.
/// cbindgen:postfix=CHECK_PRINTF(2)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_addstrf(
    self_: *mut zmsg_t,
    format: *const c_char,
    args: ...
) -> c_int {
}
export_variadic!(zmsg_pushstrf zmsg_addstrf);

/// Removes the first frame and returns it as a string. Returns NULL if there is none. The caller
/// frees it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_popstr(self_: *mut zmsg_t) -> *mut c_char {
    // SAFETY: `self_` is a handle.
    match unsafe { tagged(self_, "zmsg_popstr") }.pop() {
        Some(frame) => give_text(frame.bytes()),
        None => ptr::null_mut(),
    }
}

/// Puts another message, encoded as one frame, after the frames. It is destroyed and the caller's
/// variable set to NULL. Returns 0, or -1 with errno set to ENOMEM.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_addmsg(self_: *mut zmsg_t, msg_p: *mut *mut zmsg_t) -> c_int {
    const ME: &str = "zmsg_addmsg";
    // SAFETY: `self_` is a handle, and `msg_p` is the address of a handle.
    unsafe {
        let message = tagged(self_, ME);
        match take_tagged(msg_p, ME) {
            Some(other) => added(other.encode(), |frame| message.append(frame)),
            None => breach(ME, "the message to add is NULL"),
        }
    }
}

/// Removes the first frame and returns it as a message, which zmsg_addmsg put there. Returns NULL
/// if there is none, or, errno EPROTO, if the frame is malformed. The caller destroys the message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_popmsg(self_: *mut zmsg_t) -> *mut zmsg_t {
    // SAFETY: `self_` is a handle.
    match unsafe { tagged(self_, "zmsg_popmsg") }.pop() {
        Some(frame) => give_message(Message::decode(frame.bytes())),
        None => ptr::null_mut(),
    }
}

/// Removes a frame from the message without destroying it; the caller then owns it. Nothing if it
/// is not one of the message's. A walk with zmsg_next goes on with the frame that followed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_remove(self_: *mut zmsg_t, frame: *mut zframe_t) {
    // SAFETY: `self_` is a handle. The caller holds the frame's address already.
    if let Some(frame) = unsafe { tagged(self_, "zmsg_remove") }.remove(|own| own.as_ptr() == frame)
    {
        let _ = frame.into_raw();
    }
}

/// Returns the first frame, and starts a walk there. Returns NULL if there is none. The frame
/// stays the message's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_first(self_: *mut zmsg_t) -> *mut zframe_t {
    // SAFETY: `self_` is a handle.
    lend(unsafe { tagged(self_, "zmsg_first") }.first())
}

/// Returns the next frame of a walk, or NULL after the last; the call after that starts over. A
/// change of the message does that too, unless it is zmsg_remove. The frame stays the message's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_next(self_: *mut zmsg_t) -> *mut zframe_t {
    // SAFETY: `self_` is a handle.
    lend(unsafe { tagged(self_, "zmsg_next") }.next())
}

/// Returns the last frame, and puts a walk there. Returns NULL if there is none. The frame stays
/// the message's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_last(self_: *mut zmsg_t) -> *mut zframe_t {
    // SAFETY: `self_` is a handle.
    lend(unsafe { tagged(self_, "zmsg_last") }.last())
}

/// Saves a message to a file, from where zmsg_load reads it: for each frame its size, 8 bytes in
/// native order, and its bytes. One message fits in a file. Returns 0, or -1 if the file did not
/// take everything.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_save(self_: *mut zmsg_t, file: *mut libc::FILE) -> c_int {
    const ME: &str = "zmsg_save";
    // SAFETY: `self_` is a handle, and `file` is a stream.
    unsafe {
        let message = tagged(self_, ME);
        message.reset_cursor();
        match Stream::from_ptr(file) {
            Some(stream) if stream.write(&message.to_file_bytes()) => 0,
            Some(_) => -1,
            None => breach(ME, "file is NULL"),
        }
    }
}

/// Returns the message encoded in one frame, for zmsg_decode. The message stays. The caller
/// destroys the frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_encode(self_: *mut zmsg_t) -> *mut zframe_t {
    // SAFETY: `self_` is a handle.
    let message = unsafe { tagged(self_, "zmsg_encode") };
    message.reset_cursor();
    give(message.encode().map(Tagged::boxed))
}

/// Creates a message with copies of all frames; NULL for NULL, or if there is no memory. The caller
/// destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_dup(self_: *mut zmsg_t) -> *mut zmsg_t {
    if self_.is_null() {
        return ptr::null_mut();
    }
    // SAFETY: `self_` is a handle.
    let message = unsafe { tagged(self_, "zmsg_dup") };
    message.reset_cursor();
    give_message(message.duplicate())
}

/// Logs all frames, one by line, as zframe_print does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_print(self_: *mut zmsg_t) {
    // SAFETY: `self_` is a handle.
    let message = unsafe { tagged(self_, "zmsg_print") };
    message.reset_cursor();
    for frame in message.iter() {
        log::write(Level::Debug, &frame.log_line(b""));
    }
}

/// DRAFT: Logs the first `size` bytes of every frame, as zframe_print_n does; without a size it does
/// what zmsg_print does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_print_n(self_: *mut zmsg_t, size: usize) {
    // SAFETY: `self_` is a handle.
    let message = unsafe { tagged(self_, "zmsg_print_n") };
    message.reset_cursor();
    for frame in message.iter() {
        print_n(frame, b"", size);
    }
}

/// DRAFT: Returns the number by which a SERVER socket knows the peer that the message came from,
/// or that was set; 0 for a message of another socket.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_routing_id(self_: *mut zmsg_t) -> u32 {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zmsg_routing_id") }.routing_id()
}

/// DRAFT: Selects the peer to which a SERVER socket sends the message; with 0, that of its frame
/// counts, see zframe_set_routing_id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_set_routing_id(self_: *mut zmsg_t, routing_id: u32) {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zmsg_set_routing_id") }.set_routing_id(routing_id);
}

/// Returns true if both messages have the same frames; false if either is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_eq(self_: *mut zmsg_t, other: *mut zmsg_t) -> bool {
    const ME: &str = "zmsg_eq";
    if self_.is_null() || other.is_null() {
        return false;
    }
    // SAFETY: `self_` and `other` are handles; the references are used one after the other.
    unsafe { std::ptr::eq(self_, other) || tagged(self_, ME).compare(tagged(other, ME)) }
}

/// Returns the status that a signal message carries, 0 to 255, or -1 if it is not one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_signal(self_: *mut zmsg_t) -> c_int {
    // SAFETY: `self_` is a handle.
    let message = unsafe { tagged(self_, "zmsg_signal") };
    // Looking at a frame that may be one moves the cursor there, as it does in CZMQ.
    if message.len() == 1 && message.content_size() == 8 {
        message.first();
    }
    message.signal_status().map_or(-1, c_int::from)
}

/// Returns true if the object is a message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_is(self_: *mut c_void) -> bool {
    // SAFETY: `self_` is an object of at least four bytes.
    unsafe { is::<{ zmsg_t::TAG }>(self_, "zmsg_is") }
}

/// Removes and returns the first frame, and removes an empty frame after it, as a REQ socket's peer
/// sees a request. Returns the frame, which the caller destroys, or NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_unwrap(self_: *mut zmsg_t) -> *mut zframe_t {
    // SAFETY: `self_` is a handle.
    let message = unsafe { tagged(self_, "zmsg_unwrap") };
    let frame = message.pop();
    // The cursor stays on a frame that is not empty.
    if message.first().is_some_and(|next| next.bytes().is_empty()) {
        message.pop();
    }
    give_owned(frame)
}

/// Prepends a frame and an empty frame, which zmsg_unwrap removes. The message takes the frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_wrap(self_: *mut zmsg_t, mut frame: *mut zframe_t) {
    const ME: &str = "zmsg_wrap";
    // SAFETY: `self_` is a handle.
    unsafe {
        let message = tagged(self_, ME);
        message.prepend(Frame::default().into());
        message.prepend(take_frame(&mut frame, ME));
    }
}

/// Prepends a frame and takes it; the deprecated form of zmsg_prepend. Returns 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_push(self_: *mut zmsg_t, mut frame: *mut zframe_t) -> c_int {
    const ME: &str = "zmsg_push";
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, ME).prepend(take_frame(&mut frame, ME)) };
    0
}

/// Appends a frame and takes it; the deprecated form of zmsg_append. Returns 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_add(self_: *mut zmsg_t, mut frame: *mut zframe_t) -> c_int {
    const ME: &str = "zmsg_add";
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, ME).append(take_frame(&mut frame, ME)) };
    0
}

/// Prints the message to a file: a line of dashes, then at most ten frames, as zframe_fprint does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmsg_fprint(self_: *mut zmsg_t, file: *mut libc::FILE) {
    const ME: &str = "zmsg_fprint";
    // SAFETY: `self_` is a handle, and `file` is a stream.
    let (message, stream) = unsafe { (tagged(self_, ME), Stream::from_ptr(file)) };
    let Some(stream) = stream else {
        breach(ME, "file is NULL")
    };
    message.reset_cursor();
    stream.write(format!("{:-<38}\n", "").as_bytes());
    for frame in message.iter().take(10) {
        stream.write(&frame.printed_line(b""));
    }
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zmsg_test(_verbose: bool) {
    // SAFETY: the calls keep the contract.
    self_test("zmsg", || unsafe {
        let mut message = zmsg_new();
        assert_eq!(zmsg_addstr(message, c"second".as_ptr()), 0);
        assert_eq!(zmsg_pushstr(message, c"first".as_ptr()), 0);
        assert_eq!((zmsg_size(message), zmsg_content_size(message)), (2, 11));
        assert_eq!(zmsg_next(message), zmsg_first(message));
        assert!(!zmsg_next(message).is_null());
        assert!(zmsg_next(message).is_null());

        let mut encoded = zmsg_encode(message);
        let mut decoded = zmsg_decode(encoded);
        assert!(zmsg_eq(message, decoded));
        zframe_reset(encoded, [0xFFu8, 0x80, 0, 0, 0].as_ptr().cast(), 5);
        assert!(zmsg_decode(encoded).is_null());
        assert_eq!(Errno::last(), Errno::PROTO);
        zframe_destroy(&mut encoded);

        assert_eq!(zmsg_addmsg(message, &mut decoded), 0);
        assert!(decoded.is_null());
        for expected in [c"first", c"second"] {
            let mut string = zmsg_popstr(message);
            assert_eq!(CStr::from_ptr(string), expected);
            zstr_free(&mut string);
        }
        decoded = zmsg_popmsg(message);
        assert_eq!(zmsg_size(decoded), 2);
        zmsg_destroy(&mut decoded);
        zmsg_destroy(&mut message);
        zmsg_destroy(&mut message);

        message = zmsg_new_signal(7);
        assert_eq!(zmsg_signal(message), 7);
        zmsg_destroy(&mut message);
    });
}

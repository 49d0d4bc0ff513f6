//! Messages and their frames.

use std::ffi::c_int;
use std::fmt;
use std::ptr::NonNull;
use std::slice;

use crate::ffi::{self, zframe_t, zmsg_t};
use crate::text;

/// A frame: bytes, which do not change.
pub struct Frame(NonNull<zframe_t>);

// SAFETY: a frame has no tie to the thread that made it; it is used through `&` or `&mut` by one
// thread at a time, because it is not `Sync`.
unsafe impl Send for Frame {}

impl Frame {
    /// A frame with a copy of the bytes.
    pub fn new(bytes: &[u8]) -> Frame {
        // SAFETY: the pointer and the size are of a slice that lives during the call, which copies it.
        let frame = unsafe { ffi::zframe_new(bytes.as_ptr().cast(), bytes.len()) };
        // SAFETY: the fresh frame is nobody else's.
        unsafe { Frame::from_ptr(frame) }.expect("memory for a frame")
    }

    /// Takes ownership of a frame from C; `None` for NULL.
    ///
    /// # Safety
    ///
    /// The pointer is NULL or that of a frame which is the caller's to destroy.
    pub unsafe fn from_ptr(frame: *mut zframe_t) -> Option<Frame> {
        NonNull::new(frame).map(Frame)
    }

    /// Hands the frame over to C, which destroys it.
    pub fn into_ptr(self) -> *mut zframe_t {
        let frame = self.0.as_ptr();
        std::mem::forget(self);
        frame
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: the frame is alive, and so are its bytes as long as it is borrowed: there is no
        // function here that changes a frame.
        unsafe { bytes_of(self.0.as_ptr()) }
    }

    /// A property of the connection over which the frame came, such as `Peer-Address` or, with
    /// authentication, `User-Id`; `None` if it has none of that name.
    pub fn property(&self, name: &str) -> Option<String> {
        let name = text::to_c(name).ok()?;
        // SAFETY: the frame is alive; the result belongs to it, and is copied at once.
        unsafe { text::lossy(ffi::zframe_meta(self.0.as_ptr(), name.as_ptr())) }
    }
}

/// The bytes of a frame.
///
/// # Safety
///
/// It is a frame, alive and unchanged during `'f`.
unsafe fn bytes_of<'f>(frame: *mut zframe_t) -> &'f [u8] {
    // SAFETY: the caller promises a live frame.
    let (data, size) = unsafe { (ffi::zframe_data(frame), ffi::zframe_size(frame)) };
    if data.is_null() {
        return &[];
    }
    // SAFETY: a frame holds that many bytes there, until it is changed or destroyed.
    unsafe { slice::from_raw_parts(data, size) }
}

impl Clone for Frame {
    fn clone(&self) -> Frame {
        // SAFETY: the frame is alive, and the copy nobody else's.
        unsafe { Frame::from_ptr(ffi::zframe_dup(self.0.as_ptr())) }.expect("memory for a frame")
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        // SAFETY: the frame is this value's own, and not used any more.
        unsafe { ffi::zframe_destroy(&mut self.0.as_ptr()) }
    }
}

impl AsRef<[u8]> for Frame {
    fn as_ref(&self) -> &[u8] {
        self.bytes()
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "b\"{}\"", self.bytes().escape_ascii())
    }
}

/// A message: a sequence of frames, sent and received as one.
pub struct Message(NonNull<zmsg_t>);

// SAFETY: as for `Frame`.
unsafe impl Send for Message {}

impl Message {
    /// An empty message.
    pub fn new() -> Message {
        // SAFETY: the fresh message is nobody else's.
        unsafe { Message::from_ptr(ffi::zmsg_new()) }.expect("memory for a message")
    }

    /// Takes ownership of a message from C; `None` for NULL.
    ///
    /// # Safety
    ///
    /// The pointer is NULL or that of a message which is the caller's to destroy.
    pub unsafe fn from_ptr(message: *mut zmsg_t) -> Option<Message> {
        NonNull::new(message).map(Message)
    }

    /// Hands the message over to C, which destroys it.
    pub fn into_ptr(self) -> *mut zmsg_t {
        let message = self.0.as_ptr();
        std::mem::forget(self);
        message
    }

    /// The number of frames.
    pub fn len(&self) -> usize {
        // SAFETY: the message is alive.
        unsafe { ffi::zmsg_size(self.0.as_ptr()) }
    }

    /// True if there is no frame.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of each frame, in their order.
    pub fn parts(&self) -> Vec<&[u8]> {
        let mut parts = Vec::with_capacity(self.len());
        // SAFETY: the message is alive. Its cursor is used within this function alone. The frames
        // stay in it, unchanged, as long as it is borrowed: to take one out needs `&mut`.
        unsafe {
            let mut frame = ffi::zmsg_first(self.0.as_ptr());
            while !frame.is_null() {
                parts.push(bytes_of(frame));
                frame = ffi::zmsg_next(self.0.as_ptr());
            }
        }
        parts
    }

    /// Takes the first frame out.
    pub fn pop(&mut self) -> Option<Frame> {
        // SAFETY: the message is alive; the frame is no longer the message's, but this function's.
        unsafe { Frame::from_ptr(ffi::zmsg_pop(self.0.as_ptr())) }
    }

    /// Adds a copy of the bytes as the last frame.
    pub fn append(&mut self, bytes: &[u8]) {
        // SAFETY: the message is alive; the slice is copied during the call.
        done(unsafe { ffi::zmsg_addmem(self.0.as_ptr(), bytes.as_ptr().cast(), bytes.len()) });
    }

    /// Adds a copy of the bytes as the first frame.
    pub fn prepend(&mut self, bytes: &[u8]) {
        // SAFETY: the message is alive; the slice is copied during the call.
        done(unsafe { ffi::zmsg_pushmem(self.0.as_ptr(), bytes.as_ptr().cast(), bytes.len()) });
    }

    /// Adds a frame at the end.
    pub fn append_frame(&mut self, frame: Frame) {
        // SAFETY: both are alive, and the frame is the message's from now on.
        done(unsafe { ffi::zmsg_append(self.0.as_ptr(), &mut frame.into_ptr()) });
    }

    /// Adds a frame at the front.
    pub fn prepend_frame(&mut self, frame: Frame) {
        // SAFETY: both are alive, and the frame is the message's from now on.
        done(unsafe { ffi::zmsg_prepend(self.0.as_ptr(), &mut frame.into_ptr()) });
    }

    /// The status, 0 to 255, if the message is a signal (see [`Socket::signal`]), and else `None`.
    ///
    /// [`Socket::signal`]: crate::Socket::signal
    pub fn signal(&self) -> Option<u8> {
        // SAFETY: the message is alive.
        u8::try_from(unsafe { ffi::zmsg_signal(self.0.as_ptr()) }).ok()
    }

    /// True if the message tells an actor to end, that is, if it is the string `$TERM`.
    pub fn is_term(&self) -> bool {
        self.parts() == [b"$TERM"]
    }
}

/// Adding a frame fails only if memory is exhausted.
fn done(status: c_int) {
    assert!(status == 0, "memory for a frame");
}

impl Default for Message {
    fn default() -> Message {
        Message::new()
    }
}

impl<B: AsRef<[u8]>> FromIterator<B> for Message {
    /// A message of frames with these bytes.
    fn from_iter<I: IntoIterator<Item = B>>(parts: I) -> Message {
        let mut message = Message::new();
        for part in parts {
            message.append(part.as_ref());
        }
        message
    }
}

impl Clone for Message {
    fn clone(&self) -> Message {
        // SAFETY: the message is alive, and the copy nobody else's.
        unsafe { Message::from_ptr(ffi::zmsg_dup(self.0.as_ptr())) }.expect("memory for a message")
    }
}

impl Drop for Message {
    fn drop(&mut self) {
        // SAFETY: the message is this value's own, and not used any more.
        unsafe { ffi::zmsg_destroy(&mut self.0.as_ptr()) }
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.parts().into_iter();
        to.debug_list()
            .entries(parts.map(|part| part.escape_ascii().to_string()))
            .finish()
    }
}

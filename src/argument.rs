//! Arguments of exported functions, typed by what the contract of the edge says they are.
//!
//! C passes pointers. In Rust only an unsafe function makes such an argument, so what takes one is
//! safe. Headers show the pointers: `xtask/src/c_types.rs` has the list.

use std::ffi::{CStr, c_char, c_void};
use std::ptr;

use crate::abi::{breach, bytes, own_socket, socket, tagged, text, text_opt};
use crate::zframe::zframe_t;
use czmq_sys::zmq::SocketRef;

/// Declares types of arguments.
macro_rules! arguments {
    ($($(#[$doc:meta])* $name:ident($pointer:ty);)+) => {$(
        $(#[$doc])*
        #[repr(transparent)]
        pub struct $name($pointer);

        impl $name {
            /// Takes a pointer for such an argument.
            ///
            /// # Safety
            /// It is one, until the result is dropped.
            pub unsafe fn new(pointer: $pointer) -> Self {
                Self(pointer)
            }
        }
    )+};
}

arguments! {
    /// A socket, as the contract of the edge calls it.
    SocketArgument(*mut c_void);
    /// A text, as the contract of the edge calls it.
    TextArgument(*const c_char);
    /// A handle of a zframe.
    FrameArgument(*mut zframe_t);
    /// NULL, or the address of 32 bytes: a key, or an identity of the same size.
    KeyArgument(*const u8);
}

impl SocketArgument {
    /// The libzmq socket behind it.
    pub fn get(&self, me: &str) -> SocketRef<'_> {
        // SAFETY: it is a socket, and stays one while it is borrowed.
        unsafe { socket(self.0, me) }
    }

    /// True for a zsock whose context has ended, or that this process inherited.
    pub fn is_stale(&self) -> bool {
        // SAFETY: it is a socket.
        !self.0.is_null() && unsafe { own_socket(self.0).is_some_and(|own| !(*own).is_current()) }
    }
}

impl TextArgument {
    /// No text.
    pub const NULL: Self = Self(ptr::null());

    /// The text, unless it is NULL.
    pub fn get_opt(&self) -> Option<&CStr> {
        // SAFETY: it is a text, and does not change while it is borrowed.
        unsafe { text_opt(self.0) }
    }

    /// The text, which must be there.
    pub fn get(&self, me: &str) -> &CStr {
        // SAFETY: it is a text, and does not change while it is borrowed.
        unsafe { text(self.0, me) }
    }
}

impl FrameArgument {
    /// The frame's bytes; none for NULL.
    pub fn get(&self, me: &str) -> &[u8] {
        if self.0.is_null() {
            return &[];
        }
        // SAFETY: it is a handle, and the frame is used by nobody else while it is borrowed.
        unsafe { tagged(self.0, me) }.bytes()
    }
}

impl KeyArgument {
    /// The 32 bytes, which must be there.
    pub fn get(&self, me: &str) -> &[u8] {
        if self.0.is_null() {
            breach(me, "the value is NULL");
        }
        // SAFETY: 32 bytes are there.
        unsafe { bytes(self.0.cast(), 32) }
    }
}

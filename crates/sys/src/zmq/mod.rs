//! libzmq, made safe: contexts, sockets, message parts, polling. No other module calls it.

mod context;
mod curve;
mod draft;
pub mod option;
mod part;
mod poll;
mod socket;
mod socket_type;

pub use context::{Context, context_option};
pub use curve::{KEY_SIZE, KEY_TEXT_SIZE, curve_keypair, key_from_text, key_to_text};
pub use part::Msg;
pub use poll::{POLLERR, POLLIN, POLLOUT, POLLPRI, PollItem, poll};
pub(super) use socket::RawHandle;
pub use socket::{BorrowedSocket, CallCount, DONTWAIT, SNDMORE, SocketRef};
pub use socket_type::SocketType;

use std::ffi::CStr;

/// libzmq's version: major, minor, patch.
pub fn version() -> (i32, i32, i32) {
    let (mut major, mut minor, mut patch) = (0, 0, 0);
    // SAFETY: three integers of ours.
    unsafe { zmq_sys::zmq_version(&mut major, &mut minor, &mut patch) };
    (major, minor, patch)
}

/// True if libzmq was built with a capability such as `curve`.
pub fn has(capability: &CStr) -> bool {
    // SAFETY: a C string.
    unsafe { zmq_sys::zmq_has(capability.as_ptr()) == 1 }
}

/// True if libzmq was built with its draft API.
pub fn has_drafts() -> bool {
    has(c"draft")
}

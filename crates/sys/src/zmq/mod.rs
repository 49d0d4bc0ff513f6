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
    // SAFETY: the three integers outlive the call.
    unsafe { zmq_sys::zmq_version(&mut major, &mut minor, &mut patch) };
    (major, minor, patch)
}

/// True if libzmq was built with a capability such as `curve`.
pub fn has(capability: &CStr) -> bool {
    // SAFETY: the text is a C string for as long as it is borrowed.
    unsafe { zmq_sys::zmq_has(capability.as_ptr()) == 1 }
}

/// True if libzmq was built with its draft API.
pub fn has_drafts() -> bool {
    has(c"draft")
}

#[cfg(test)]
mod tests {
    use std::ops::DerefMut;

    use static_assertions::{assert_impl_all, assert_not_impl_any};

    use super::*;
    use crate::socket::OwnedSocket;

    // One thread at a time uses a socket: its owner may move, the handles that borrow it may not.
    assert_impl_all!(OwnedSocket: Send);
    assert_not_impl_any!(OwnedSocket: Sync, Clone);
    assert_impl_all!(BorrowedSocket<'static>: Send);
    assert_not_impl_any!(BorrowedSocket<'static>: Sync, Clone);
    assert_not_impl_any!(SocketRef<'static>: Send, Sync);
    assert_not_impl_any!(PollItem<'static>: Send, Sync);

    // A part may move, but is not shared among threads, and bytes that others may have stay as they
    // are.
    assert_impl_all!(Msg: Send);
    assert_not_impl_any!(Msg: Sync, DerefMut);

    #[test]
    fn parts_that_share_bytes_outlive_each_other() {
        for size in [0, 1, 33, 34, 10_000] {
            let bytes: Vec<u8> = (0..size).map(|index| index as u8).collect();
            let part = Msg::copy_of(&bytes).unwrap();
            let borrowed: &[u8] = &part;
            let shares: Vec<Msg> = (0..4).map(|_| part.share()).collect();
            assert_eq!(borrowed, bytes);
            drop(part);
            let readers: Vec<_> = shares
                .into_iter()
                .map(|share| {
                    let bytes = bytes.clone();
                    std::thread::spawn(move || *share == *bytes && *share.share() == *bytes)
                })
                .collect();
            assert!(readers.into_iter().all(|reader| reader.join().unwrap()));
        }
    }
}

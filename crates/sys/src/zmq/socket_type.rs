//! The types of sockets.

use std::ffi::CStr;

use super::has_drafts;

/// The socket types, by libzmq's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SocketType(pub i32);

#[expect(missing_docs, reason = "libzmq's own names")]
impl SocketType {
    pub const PAIR: SocketType = SocketType(0);
    pub const PUB: SocketType = SocketType(1);
    pub const SUB: SocketType = SocketType(2);
    pub const REQ: SocketType = SocketType(3);
    pub const REP: SocketType = SocketType(4);
    pub const DEALER: SocketType = SocketType(5);
    pub const ROUTER: SocketType = SocketType(6);
    pub const PULL: SocketType = SocketType(7);
    pub const PUSH: SocketType = SocketType(8);
    pub const XPUB: SocketType = SocketType(9);
    pub const XSUB: SocketType = SocketType(10);
    pub const STREAM: SocketType = SocketType(11);
    pub const SERVER: SocketType = SocketType(12);
    pub const CLIENT: SocketType = SocketType(13);
    pub const RADIO: SocketType = SocketType(14);
    pub const DISH: SocketType = SocketType(15);
    pub const GATHER: SocketType = SocketType(16);
    pub const SCATTER: SocketType = SocketType(17);
    pub const DGRAM: SocketType = SocketType(18);
}

impl SocketType {
    const NAMES: [&'static CStr; 21] = [
        c"PAIR", c"PUB", c"SUB", c"REQ", c"REP", c"DEALER", c"ROUTER", c"PULL", c"PUSH", c"XPUB",
        c"XSUB", c"STREAM", c"SERVER", c"CLIENT", c"RADIO", c"DISH", c"GATHER", c"SCATTER",
        c"DGRAM", c"PEER", c"CHANNEL",
    ];

    /// The upper-case name, if libzmq's API has such a type, in its stable part or as a whole.
    pub fn known_name(self) -> Option<&'static CStr> {
        (!self.is_draft() || has_drafts())
            .then(|| self.name())
            .flatten()
    }

    /// True for what is not in libzmq's stable API.
    pub fn is_draft(self) -> bool {
        self.0 > Self::STREAM.0
    }

    /// The upper-case name, if there is such a type.
    pub fn name(self) -> Option<&'static CStr> {
        Self::NAMES.get(usize::try_from(self.0).ok()?).copied()
    }
}

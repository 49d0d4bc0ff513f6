//! Which sockets of a host's nodes have something to say.
//!
//! A libzmq socket signals a change once, and any call on the socket may take the signal. So there
//! may be something to receive although the system does not say so. A socket is a *suspect* if
//! something may have arrived; it is none any more when receiving found nothing. If it is called
//! for another reason after that, it is *used*, and a suspect again before the host sleeps.

use std::collections::VecDeque;

use crate::messaging::socket::Socket;
use czmq_sys::epoll::Epoll;
use czmq_sys::errno::Result;
use czmq_sys::zmq::{SocketRef, option};

use super::local::NodeId;

/// Which of a node's sockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Pipe,
    Router,
    /// What a remote is talked to by.
    Dealer(u32),
    /// What tells of a remote's connection.
    Monitor(u32),
}

impl Which {
    fn number(self) -> u32 {
        match self {
            Which::Pipe => 0,
            Which::Router => 1,
            Which::Dealer(index) => 2 + 2 * index,
            Which::Monitor(index) => 3 + 2 * index,
        }
    }

    fn of_number(number: u32) -> Which {
        match (number, number % 2) {
            (0, _) => Which::Pipe,
            (1, _) => Which::Router,
            (_, 0) => Which::Dealer(number / 2 - 1),
            _ => Which::Monitor(number / 2 - 1),
        }
    }
}

/// What the system is told to say of a socket.
fn token(slot: u32, which: Which) -> u64 {
    u64::from(slot) << 32 | u64::from(which.number())
}

/// The slot of the node, and its socket.
pub(super) fn of_token(token: u64) -> (u32, Which) {
    ((token >> 32) as u32, Which::of_number(token as u32))
}

/// What is known of one socket.
#[derive(Default)]
pub(super) struct Watch {
    fd: Option<i32>,
    suspect: bool,
    used: bool,
}

impl Watch {
    /// Has the system watch a socket.
    pub fn start(
        &mut self,
        socket: SocketRef<'_>,
        which: Which,
        node: NodeId,
        epoll: &Epoll,
    ) -> Result<()> {
        let fd = socket.get_int(option::FD)?;
        epoll.add(fd, token(node.slot, which))?;
        self.fd = Some(fd);
        Ok(())
    }

    /// To be called before the socket is closed.
    pub fn stop(&mut self, epoll: &Epoll) {
        if let Some(fd) = self.fd.take() {
            epoll.remove(fd);
        }
    }

    /// Receiving found nothing just now: what arrives from here on is signalled.
    pub fn found_empty(&mut self) {
        self.suspect = false;
        self.used = false;
    }

    /// True if the socket was used, and is no suspect.
    pub fn is_used(&self) -> bool {
        self.used
    }
}

/// A socket that is watched.
pub(super) struct Port {
    pub socket: Socket,
    pub watch: Watch,
}

/// The sockets of a node that need a look.
#[derive(Default)]
pub(super) struct Doubts {
    pub suspects: VecDeque<Which>,
    pub used: Vec<Which>,
}

impl Doubts {
    /// Something may have arrived at the socket.
    pub fn suspect(&mut self, which: Which, watch: &mut Watch) {
        if !watch.suspect {
            watch.suspect = true;
            watch.used = false;
            self.suspects.push_back(which);
        }
    }

    /// The socket was called, and may have taken a signal.
    pub fn used(&mut self, which: Which, watch: &mut Watch) {
        if !watch.used && !watch.suspect {
            watch.used = true;
            self.used.push(which);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_back() {
        for which in [
            Which::Pipe,
            Which::Router,
            Which::Dealer(0),
            Which::Monitor(0),
            Which::Dealer(70_000),
            Which::Monitor(70_000),
        ] {
            assert_eq!(of_token(token(3, which)), (3, which));
        }
    }
}

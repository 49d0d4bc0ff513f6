//! A node's sockets; the host learns when they are signalled.

use crate::messaging::socket::Socket;
use czmq_hosting::{NodeId, Suspects};
use czmq_sys::epoll::Epoll;
use czmq_sys::errno::Result;
use czmq_sys::zmq::{SocketRef, option};

/// Which of a node's sockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Which {
    Pipe,
    Router,
    /// The socket that talks to a remote.
    Dealer(u32),
    /// The socket that tells of a remote's connection.
    Monitor(u32),
}

impl Which {
    /// The number by which the host knows the socket.
    pub fn number(self) -> u32 {
        match self {
            Which::Pipe => 0,
            Which::Router => 1,
            Which::Dealer(index) => 2 + 2 * index,
            Which::Monitor(index) => 3 + 2 * index,
        }
    }

    pub fn of_number(number: u32) -> Which {
        match (number, number % 2) {
            (0, _) => Which::Pipe,
            (1, _) => Which::Router,
            (_, 0) => Which::Dealer(number / 2 - 1),
            _ => Which::Monitor(number / 2 - 1),
        }
    }
}

/// A node's sockets of which some may be ready.
pub(super) type Ready = Suspects<Which>;

/// Has the system watch a socket of a node; gives the descriptor, for [`unwatch`].
pub(super) fn watch(
    socket: SocketRef<'_>,
    which: Which,
    node: NodeId,
    epoll: &Epoll,
    ready: &mut Ready,
) -> Result<i32> {
    let fd = socket.get_int(option::FD)?;
    epoll.add(fd, node.token(which.number()))?;
    ready.suspect(which);
    Ok(fd)
}

/// A socket of a node's own, while it is watched.
pub(super) struct Port {
    socket: Socket,
    which: Which,
    fd: i32,
}

impl Port {
    pub fn new(
        socket: Socket,
        which: Which,
        node: NodeId,
        epoll: &Epoll,
        ready: &mut Ready,
    ) -> Result<Port> {
        let fd = watch(socket.handle(), which, node, epoll, ready)?;
        Ok(Port { socket, which, fd })
    }

    /// The socket, to be used in a way that may take a signal.
    pub fn handle(&self, ready: &mut Ready) -> SocketRef<'_> {
        ready.used(self.which);
        self.socket.handle()
    }

    /// The socket of a suspect, to receive from; it stays one until there is nothing.
    pub fn receiver(&self) -> SocketRef<'_> {
        self.socket.handle()
    }

    /// The socket, to be bound.
    pub fn socket(&mut self, ready: &mut Ready) -> &mut Socket {
        ready.used(self.which);
        &mut self.socket
    }

    /// Ends the watch. The socket is closed next.
    pub fn unwatch(&self, epoll: &Epoll, ready: &mut Ready) {
        epoll.remove(self.fd);
        ready.idle(self.which);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_back() {
        for which in [
            Which::Pipe,
            Which::Router,
            Which::Dealer(0),
            Which::Monitor(0),
            Which::Dealer(70_000),
            Which::Monitor(70_000),
        ] {
            assert_eq!(Which::of_number(which.number()), which);
        }
    }
}

//! What the engine knows about one connection.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::stamp::Stamp;

/// Which way a connection was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The peer connected to us.
    Client,
    /// We connected to the peer.
    Remote,
}

/// What the peer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Peer {
    /// Not known yet.
    Unknown,
    /// It does not speak our extension: it sees tuples without stamps, and sends back those that
    /// are new to it.
    Stock,
    /// A node of this library, by its identity.
    Ours(u64),
}

/// What a peer showed us of a key while we greeted it.
pub(super) struct Seen {
    pub value: Arc<[u8]>,
    pub stamp: Stamp,
}

/// How far a connection has come.
pub(super) enum Phase {
    /// A client that has not said HELLO, or a remote that is down.
    Idle,
    /// We said HELLO and PING to a remote. What it tells us before its PONG need not be told back.
    Greeting {
        since: Option<i64>,
        seen: HashMap<Arc<[u8]>, Seen>,
    },
    /// Tuples go both ways.
    Connected,
}

/// A value, and when it was sent.
type Sent = (Arc<[u8]>, i64);

/// Values sent to a stock peer that may come back. It takes over the last value that arrives and
/// sends it to everybody, us included: such an echo is no write.
#[derive(Default)]
pub(super) struct Echoes {
    sent: HashMap<Arc<[u8]>, VecDeque<Sent>>,
}

/// What an arrival from a stock peer is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// A value that we did not send lately.
    Write,
    /// A value that we sent, and a later one of ours is still on its way there.
    Passing,
    /// The last value that we sent.
    Settled,
}

/// How long a value that was sent is taken for an echo when it arrives, in milliseconds.
const ECHO_WINDOW: i64 = 3000;

impl Echoes {
    /// Notes that a value was sent.
    pub fn sent(&mut self, key: &Arc<[u8]>, value: &Arc<[u8]>, now: i64) {
        self.sent
            .entry(key.clone())
            .or_default()
            .push_back((value.clone(), now));
    }

    /// Says what the arrival of a value is.
    pub fn arrived(&mut self, key: &[u8], value: &[u8], now: i64) -> Arrival {
        let Some(queue) = self.sent.get_mut(key) else {
            return Arrival::Write;
        };
        while queue.front().is_some_and(|(_, at)| now - at > ECHO_WINDOW) {
            queue.pop_front();
        }
        let arrival = match queue.iter().position(|(sent, _)| **sent == *value) {
            None => Arrival::Write,
            Some(index) => {
                queue.drain(..=index);
                if queue.is_empty() {
                    Arrival::Settled
                } else {
                    Arrival::Passing
                }
            }
        };
        if queue.is_empty() {
            self.sent.remove(key);
        }
        arrival
    }

    /// Forgets what is too old to be an echo.
    pub fn expire(&mut self, now: i64) {
        self.sent.retain(|_, queue| {
            while queue.front().is_some_and(|(_, at)| now - at > ECHO_WINDOW) {
                queue.pop_front();
            }
            !queue.is_empty()
        });
    }
}

/// One connection.
pub(super) struct Link {
    pub side: Side,
    pub peer: Peer,
    pub phase: Phase,
    pub echoes: Echoes,
    /// When something came from the peer last.
    pub heard: i64,
    /// When something was sent to it last.
    pub said: i64,
}

impl Link {
    pub fn new(side: Side, now: i64) -> Link {
        Link {
            side,
            peer: Peer::Unknown,
            phase: Phase::Idle,
            echoes: Echoes::default(),
            heard: now,
            said: now,
        }
    }

    pub fn is_connected(&self) -> bool {
        matches!(self.phase, Phase::Connected)
    }

    pub fn is_ours(&self) -> bool {
        matches!(self.peer, Peer::Ours(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Arc<[u8]> {
        text.as_bytes().into()
    }

    #[test]
    fn echoes_come_back_in_order() {
        let mut echoes = Echoes::default();
        let key = text("k");
        for value in ["a", "b", "c"] {
            echoes.sent(&key, &text(value), 0);
        }
        assert_eq!(echoes.arrived(b"k", b"x", 1), Arrival::Write);
        assert_eq!(echoes.arrived(b"k", b"b", 1), Arrival::Passing);
        assert_eq!(
            echoes.arrived(b"k", b"a", 1),
            Arrival::Write,
            "it came before b"
        );
        assert_eq!(echoes.arrived(b"k", b"c", 1), Arrival::Settled);
        assert!(echoes.sent.is_empty());
    }

    #[test]
    fn an_old_value_is_a_write_again() {
        let mut echoes = Echoes::default();
        echoes.sent(&text("k"), &text("a"), 0);
        assert_eq!(echoes.arrived(b"k", b"a", ECHO_WINDOW + 1), Arrival::Write);
        assert!(echoes.sent.is_empty());
    }
}

//! What the engine wants done, in the order in which it is to be done.

use std::collections::VecDeque;
use std::rc::Rc;

use super::packet::Packet;

/// A connection, by the number that the engine gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub u64);

/// What the engine wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send a message to a peer. If there is no room for it, give it to
    /// [`Engine::no_room`](super::engine::Engine::no_room).
    Send(LinkId, Packet),
    /// Tell the owner of a tuple that is new or has a new value.
    Deliver {
        /// Its key.
        key: Rc<[u8]>,
        /// Its value.
        value: Rc<[u8]>,
    },
    /// Tell an owner who wants to know it that a tuple was removed elsewhere.
    Removed(Rc<[u8]>),
    /// Tell an owner who wants to know it that a tuple was not renewed in time.
    Expired(Rc<[u8]>),
    /// Tell an owner who wants to know it that a peer is there, and whether it is a node of this
    /// library.
    PeerUp(LinkId, bool),
    /// Tell an owner who wants to know it that a peer is gone.
    PeerDown(LinkId),
    /// Append a record to the journal.
    Record(Vec<u8>),
    /// Forget a client: its next message comes from a new one.
    Forget(LinkId),
    /// Log what a peer did wrong.
    Warn(String),
    /// Log, if that is asked for, what happens at a client.
    Trace(LinkId, String),
}

/// The queue of outputs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outputs {
    queue: VecDeque<Output>,
    tracing: bool,
    /// PUBLISH messages that were sent.
    published: u64,
}

impl Outputs {
    pub fn set_tracing(&mut self, on: bool) {
        self.tracing = on;
    }

    pub fn published(&self) -> u64 {
        self.published
    }

    pub fn push(&mut self, output: Output) {
        self.queue.push_back(output);
    }

    #[inline]
    pub fn pop(&mut self) -> Option<Output> {
        self.queue.pop_front()
    }

    #[inline]
    pub fn peek(&self) -> Option<&Output> {
        self.queue.front()
    }

    pub fn send(&mut self, link: LinkId, packet: Packet) {
        self.published += u64::from(packet.key().is_some());
        self.push(Output::Send(link, packet));
    }

    /// Returns a packet that could not be sent, and those that were to follow it to that peer.
    pub fn take_back(&mut self, link: LinkId, packet: Packet) -> Vec<Packet> {
        let mut packets = vec![packet];
        self.queue.retain(|output| match output {
            Output::Send(to, packet) if *to == link => {
                packets.push(packet.clone());
                false
            }
            _ => true,
        });
        let published = packets.iter().filter(|it| it.key().is_some());
        self.published -= published.count() as u64;
        packets
    }

    /// Traces lines, which name states, events and actions of the original's server.
    #[inline]
    pub fn trace(&mut self, link: LinkId, lines: &[&str]) {
        if self.tracing {
            self.trace_lines(link, lines);
        }
    }

    #[cold]
    fn trace_lines(&mut self, link: LinkId, lines: &[&str]) {
        let lines = lines.iter().map(|line| (*line).to_owned());
        let lines = lines.map(|line| Output::Trace(link, line));
        self.queue.extend(lines);
    }

    pub fn warn(&mut self, text: String) {
        self.push(Output::Warn(text));
    }
}

//! What a peer is not sent yet, since it does not read what it was sent.
//!
//! The trick: of a tuple only the key waits. When there is room the peer is sent what the key has
//! by then, so a peer that does not read costs no more than there are keys.

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use super::packet::Packet;

/// Messages in the order in which they go out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Backlog {
    queue: VecDeque<Queued>,
    keys: BTreeSet<Rc<[u8]>>,
}

/// What waits.
#[derive(Clone, Debug)]
pub(crate) enum Queued {
    Message(Packet),
    /// The tuple that has this key when there is room.
    Tuple(Rc<[u8]>),
}

impl Backlog {
    pub fn len(&self) -> usize {
        self.queue.len()
    }

    /// Adds a message; nothing for a tuple whose key waits already.
    pub fn push(&mut self, packet: Packet) {
        match packet.key() {
            Some(key) => self.push_key(key),
            None => self.queue.push_back(Queued::Message(packet)),
        }
    }

    fn push_key(&mut self, key: &Rc<[u8]>) {
        if self.keys.insert(key.clone()) {
            self.queue.push_back(Queued::Tuple(key.clone()));
        }
    }

    /// Adds another backlog behind this one.
    pub fn append(&mut self, other: Backlog) {
        for queued in other.queue {
            match queued {
                Queued::Message(packet) => self.queue.push_back(Queued::Message(packet)),
                Queued::Tuple(key) => self.push_key(&key),
            }
        }
    }

    pub fn pop(&mut self) -> Option<Queued> {
        let next = self.queue.pop_front()?;
        if let Queued::Tuple(key) = &next {
            self.keys.remove(key);
        }
        Some(next)
    }
}

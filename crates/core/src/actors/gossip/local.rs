//! Links between nodes that one host has: no socket, but letters in memory.

use std::collections::HashMap;
use std::ffi::{CStr, CString};
use std::hash::{BuildHasherDefault, Hasher};

use czmq_gossip::engine::LinkId;
use czmq_gossip::packet::Packet;

/// A node of a host. No two have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct NodeId {
    pub slot: u32,
    pub serial: u64,
}

/// What one node tells another. The connection is named by the node that connects, and its link.
pub(super) struct Letter {
    pub to: NodeId,
    pub from: NodeId,
    /// The link of the node that connects.
    pub link: LinkId,
    pub body: Body,
}

pub(super) enum Body {
    /// A message from the node that connects.
    Up(Packet),
    /// A message to it.
    Down(Packet),
    /// The node that connects has gone.
    Left,
    /// The other has gone.
    Lost,
    /// It is there: the endpoint is bound by a node of the host.
    Found,
}

impl Letter {
    /// The answer, if the node that it is for is gone.
    pub fn bounced(self) -> Option<Letter> {
        let Letter { to, from, link, .. } = self;
        matches!(self.body, Body::Up(_)).then_some(Letter {
            to: from,
            from: to,
            link,
            body: Body::Lost,
        })
    }
}

/// What the nodes of a host know of each other.
#[derive(Default)]
pub(super) struct Exchange {
    /// Letters on their way.
    pub letters: Vec<Letter>,
    /// How many letters have arrived, and were not read.
    pub unread: usize,
    /// Who is bound to an inproc endpoint.
    bound: HashMap<CString, NodeId>,
    /// Who waits for one that was bound, with which link.
    waiting: HashMap<CString, Vec<(NodeId, LinkId)>>,
}

/// True for an endpoint of the process itself.
pub(super) fn is_inproc(endpoint: &CStr) -> bool {
    endpoint.to_bytes().starts_with(b"inproc:")
}

impl Exchange {
    /// Who is bound to an inproc endpoint.
    pub fn find(&self, endpoint: &CStr) -> Option<NodeId> {
        self.bound.get(endpoint).copied()
    }

    /// Notes that a node is bound to an inproc endpoint, and tells those who wait for that.
    pub fn bind(&mut self, endpoint: &CStr, node: NodeId) {
        self.bound.insert(endpoint.to_owned(), node);
        for (to, link) in self.waiting.remove(endpoint).into_iter().flatten() {
            self.letters.push(Letter {
                to,
                from: node,
                link,
                body: Body::Found,
            });
        }
    }

    /// Notes that a node has gone.
    pub fn unbind(&mut self, endpoint: &CStr, node: NodeId) {
        if self.find(endpoint) == Some(node) {
            self.bound.remove(endpoint);
        }
    }

    /// Has a node told when an endpoint is bound.
    pub fn wait(&mut self, endpoint: &CStr, node: NodeId, link: LinkId) {
        self.waiting
            .entry(endpoint.to_owned())
            .or_default()
            .push((node, link));
    }

    /// Takes [`Exchange::wait`] back.
    pub fn wait_no_more(&mut self, endpoint: &CStr, node: NodeId) {
        if let Some(waiting) = self.waiting.get_mut(endpoint) {
            waiting.retain(|(other, _)| *other != node);
            if waiting.is_empty() {
                self.waiting.remove(endpoint);
            }
        }
    }
}

/// A map with keys that are numbers, which nobody outside chooses.
pub(super) type NumberMap<K, V> = HashMap<K, V, BuildHasherDefault<NumberHasher>>;

/// Mixes numbers, without the protection that keys from outside need.
#[derive(Default)]
pub(super) struct NumberHasher(u64);

impl Hasher for NumberHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(byte.into());
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    fn node(serial: u64) -> NodeId {
        NodeId { slot: 0, serial }
    }

    #[test]
    fn who_waits_is_told_once() {
        let (name, link) = (c"inproc://name", LinkId(7));
        let mut exchange = Exchange::default();
        for waiting in [1, 2, 3] {
            exchange.wait(name, node(waiting), link);
        }
        exchange.wait_no_more(name, node(2));
        exchange.bind(c"inproc://other", node(4));
        assert!(exchange.letters.is_empty());
        exchange.bind(name, node(4));
        exchange.bind(name, node(5));
        let told: Vec<_> = exchange
            .letters
            .iter()
            .map(|letter| (letter.to.serial, letter.from.serial, letter.link))
            .collect();
        assert_eq!(told, [(1, 4, link), (3, 4, link)]);
    }

    #[test]
    fn a_name_is_its_last_binders() {
        let name = c"inproc://name";
        let mut exchange = Exchange::default();
        exchange.bind(name, node(1));
        exchange.bind(name, node(2));
        exchange.unbind(name, node(1));
        assert_eq!(exchange.find(name), Some(node(2)));
        exchange.unbind(name, node(2));
        assert_eq!(exchange.find(name), None);
    }

    #[test]
    fn who_writes_to_a_node_that_has_gone_learns_it() {
        let letter = |body| Letter {
            to: node(1),
            from: node(2),
            link: LinkId(3),
            body,
        };
        let packet = Packet::Frame(Rc::new([]));
        let answer = letter(Body::Up(packet.clone())).bounced().unwrap();
        assert_eq!((answer.to, answer.from), (node(2), node(1)));
        assert!(matches!(answer.body, Body::Lost));
        for body in [Body::Down(packet), Body::Left, Body::Lost, Body::Found] {
            assert!(letter(body).bounced().is_none());
        }
    }
}

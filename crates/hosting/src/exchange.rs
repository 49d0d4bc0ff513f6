//! Links between nodes of one host: no socket, but envelopes in memory.
//!
//! The node that connects gives the link its number; the other answers to that. An endpoint is found
//! by the name that a node has bound.

use std::collections::{HashMap, VecDeque};
use std::ffi::{CStr, CString};

/// A node of a host. No two have the same, not even one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeId {
    pub(crate) slot: u32,
    pub(crate) serial: u64,
}

impl NodeId {
    /// What the waiter is to say when the node's socket of this number is signalled.
    pub fn token(self, socket: u32) -> u64 {
        u64::from(self.slot) << 32 | u64::from(socket)
    }

    /// The slot and the socket of a token.
    pub(crate) fn of_token(token: u64) -> (u32, u32) {
        ((token >> 32) as u32, token as u32)
    }
}

/// What one node hands another.
#[derive(Debug)]
pub struct Envelope<L, P> {
    /// Who gets it.
    pub to: NodeId,
    /// Who sent it.
    pub from: NodeId,
    /// The link, by the number of the node that connects.
    pub link: L,
    /// What is in it.
    pub payload: Payload<P>,
}

/// What is in an envelope.
#[derive(Debug)]
pub enum Payload<P> {
    /// A message from the node that connects.
    Up(P),
    /// A message to it.
    Down(P),
    /// The node that connects has gone.
    Left,
    /// The other has gone.
    Lost,
    /// The endpoint that it waits for is bound by the sender.
    Bound,
}

impl<L, P> Envelope<L, P> {
    /// The answer, if the receiver is gone.
    fn bounced(self) -> Option<Envelope<L, P>> {
        let Envelope { to, from, link, .. } = self;
        matches!(self.payload, Payload::Up(_)).then_some(Envelope {
            to: from,
            from: to,
            link,
            payload: Payload::Lost,
        })
    }
}

/// What the nodes of a host know of each other.
pub struct Exchange<L, P> {
    /// On their way.
    sent: Vec<Envelope<L, P>>,
    /// How many were delivered, and not read.
    unread: usize,
    /// Who has bound an endpoint.
    bound: HashMap<CString, NodeId>,
    /// Who waits until one is bound, by which link.
    waiting: HashMap<CString, Vec<(NodeId, L)>>,
}

impl<L, P> Default for Exchange<L, P> {
    fn default() -> Self {
        Exchange {
            sent: Vec::new(),
            unread: 0,
            bound: HashMap::new(),
            waiting: HashMap::new(),
        }
    }
}

impl<L, P> Exchange<L, P> {
    /// Sends an envelope. The host delivers it after the sender's turn.
    pub fn send(&mut self, envelope: Envelope<L, P>) {
        self.sent.push(envelope);
    }

    /// True if there are envelopes on their way.
    pub fn has_sent(&self) -> bool {
        !self.sent.is_empty()
    }

    /// How many envelopes nodes have not read.
    pub fn unread(&self) -> usize {
        self.unread
    }

    /// Takes the envelopes on their way, and leaves an empty list's memory in their place.
    pub(crate) fn swap_sent(&mut self, empty: &mut Vec<Envelope<L, P>>) {
        std::mem::swap(&mut self.sent, empty);
    }

    /// Counts an envelope that was delivered.
    pub(crate) fn delivered(&mut self) {
        self.unread += 1;
    }

    /// Sends an envelope's answer, if its receiver is gone.
    pub(crate) fn bounce(&mut self, envelope: Envelope<L, P>) {
        self.sent.extend(envelope.bounced());
    }

    /// Who has bound an endpoint.
    pub fn find(&self, endpoint: &CStr) -> Option<NodeId> {
        self.bound.get(endpoint).copied()
    }

    /// Notes that a node has bound an endpoint, and tells those who wait for that.
    pub fn bind(&mut self, endpoint: &CStr, node: NodeId) {
        self.bound.insert(endpoint.to_owned(), node);
        for (to, link) in self.waiting.remove(endpoint).into_iter().flatten() {
            self.send(Envelope {
                to,
                from: node,
                link,
                payload: Payload::Bound,
            });
        }
    }

    /// Notes that a node has unbound an endpoint.
    pub fn unbind(&mut self, endpoint: &CStr, node: NodeId) {
        if self.find(endpoint) == Some(node) {
            self.bound.remove(endpoint);
        }
    }

    /// Has a node told when an endpoint is bound.
    pub fn wait(&mut self, endpoint: &CStr, node: NodeId, link: L) {
        self.waiting
            .entry(endpoint.to_owned())
            .or_default()
            .push((node, link));
    }

    /// Undoes [`Exchange::wait`].
    pub fn wait_no_more(&mut self, endpoint: &CStr, node: NodeId) {
        if let Some(waiting) = self.waiting.get_mut(endpoint) {
            waiting.retain(|(other, _)| *other != node);
            if waiting.is_empty() {
                self.waiting.remove(endpoint);
            }
        }
    }
}

/// The envelopes that a node has not read.
pub struct Inbox<L, P>(VecDeque<Envelope<L, P>>);

impl<L, P> Default for Inbox<L, P> {
    fn default() -> Self {
        Inbox(VecDeque::new())
    }
}

impl<L, P> Inbox<L, P> {
    /// True if all were read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds an envelope that the host delivers.
    pub fn push(&mut self, envelope: Envelope<L, P>) {
        self.0.push_back(envelope);
    }

    /// Takes the next envelope.
    pub fn pop(&mut self, exchange: &mut Exchange<L, P>) -> Option<Envelope<L, P>> {
        let envelope = self.0.pop_front()?;
        exchange.unread -= 1;
        Some(envelope)
    }

    /// Sends back what was not read.
    pub fn close(&mut self, exchange: &mut Exchange<L, P>) {
        while let Some(envelope) = self.pop(exchange) {
            exchange.bounce(envelope);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Plain = Exchange<u64, &'static str>;

    fn node(serial: u64) -> NodeId {
        NodeId { slot: 0, serial }
    }

    #[test]
    fn tokens_are_read_back() {
        let node = NodeId { slot: 3, serial: 9 };
        for socket in [0, 1, u32::MAX] {
            assert_eq!(NodeId::of_token(node.token(socket)), (3, socket));
        }
    }

    #[test]
    fn a_waiting_node_is_told_once() {
        let name = c"inproc://name";
        let mut exchange = Plain::default();
        for waiting in [1, 2, 3] {
            exchange.wait(name, node(waiting), 7);
        }
        exchange.wait_no_more(name, node(2));
        exchange.bind(c"inproc://other", node(4));
        assert!(!exchange.has_sent());
        exchange.bind(name, node(4));
        exchange.bind(name, node(5));
        let told: Vec<_> = exchange
            .sent
            .iter()
            .map(|envelope| (envelope.to.serial, envelope.from.serial, envelope.link))
            .collect();
        assert_eq!(told, [(1, 4, 7), (3, 4, 7)]);
    }

    #[test]
    fn a_name_is_its_last_binders() {
        let name = c"inproc://name";
        let mut exchange = Plain::default();
        exchange.bind(name, node(1));
        exchange.bind(name, node(2));
        exchange.unbind(name, node(1));
        assert_eq!(exchange.find(name), Some(node(2)));
        exchange.unbind(name, node(2));
        assert_eq!(exchange.find(name), None);
    }

    #[test]
    fn only_a_connecting_node_learns_that_the_other_has_gone() {
        let mut exchange = Plain::default();
        let mut inbox = Inbox::default();
        for payload in [
            Payload::Up("up"),
            Payload::Down("down"),
            Payload::Left,
            Payload::Lost,
            Payload::Bound,
        ] {
            exchange.delivered();
            inbox.push(Envelope {
                to: node(1),
                from: node(2),
                link: 3,
                payload,
            });
        }
        inbox.close(&mut exchange);
        assert!(inbox.is_empty() && exchange.unread() == 0);
        let [answer] = &exchange.sent[..] else {
            panic!("{:?}", exchange.sent)
        };
        assert_eq!((answer.to, answer.from, answer.link), (node(2), node(1), 3));
        assert!(matches!(answer.payload, Payload::Lost));
    }
}

//! The gossip engine: a pure state machine.
//!
//! It holds the node's tuples and what it knows of its connections. It is told what arrives and
//! what time it is, and says what to send and what to deliver ([`Engine::poll`]). It needs no
//! socket, thread or clock, so tests and simulations drive the very code that ships.
//!
//! The trick: the [`replica`](super::replica) decides which write wins and knows no peers; each
//! [`link`](super::link) keeps up a dialogue with one peer and knows no other. The engine alone
//! connects them: it makes writes of what links hear, and sends what has changed to all links but
//! the one that it came from.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::channel::{Side, Update};
use super::codec::{self, Command, Extension, LONGEST_KEY, Malformed, WriteKind};
use super::entry::Entry;
#[cfg(test)]
use super::fingerprint::Summary;
use super::in_flight::KeyValue;
use super::journal;
use super::key::LookupKey;
use super::link::{Due, Link};
use super::local::LocalNode;
use super::packet::Packet;
use super::replica::{Change, Source, Write};
use super::time::LONGEST_LEASE;
use super::timestamp::Timestamp;
use super::value::ValueRef;

pub use super::output::{LinkId, Output};
pub use super::replica::Limits;
pub use super::time::Now;

/// Why a tuple is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Its key is longer than [`LONGEST_KEY`] bytes, which no message can carry.
    LongKey,
    /// Its value is longer than a message can carry, or than is allowed.
    LongValue,
    /// There are as many tuples as are allowed.
    TooMany,
}

/// Whose tuple [`Engine::unpublish`] may remove from all nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One that this node published. Another's is forgotten here alone, until it is written again.
    Own,
    /// Anybody's.
    Global,
}

/// Counters and sizes of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Tuples held.
    pub tuples: usize,
    /// Tombstones held.
    pub tombstones: usize,
    /// Peers that are nodes of this library.
    pub ours: usize,
    /// Other peers.
    pub stock: usize,
    /// PUBLISH messages received.
    pub received: u64,
    /// PUBLISH messages sent.
    pub sent: u64,
    /// Messages and tuples that wait for peers to read.
    pub queued: usize,
    /// Writes that arrived after one that outranks them, with another value.
    pub conflicts: u64,
    /// Tuples of peers that a limit refused.
    pub refused: u64,
    /// How old the last write was when it arrived, in milliseconds, by its writer's clock and ours.
    pub lag: i64,
}

/// A lease of the owner is no shorter than this, in milliseconds: it is renewed thrice meanwhile.
pub const SHORTEST_LEASE: i64 = 100;

/// A tuple that a peer sent.
struct Incoming<'a> {
    key: LookupKey<'a>,
    value: ValueRef<'a>,
    /// If a node of this library sent it.
    written: Option<(Timestamp, WriteKind<'a>)>,
    /// If it has been computed before.
    fingerprint: Option<u64>,
}

/// One node.
#[derive(Clone, Debug)]
pub struct Engine {
    local: LocalNode,
    links: BTreeMap<LinkId, Link>,
    last_link: u64,
    received: u64,
}

impl Engine {
    /// A node without tuples or connections. `node` is its identity, different from all others',
    /// those of its earlier lives included.
    pub fn new(node: u64) -> Engine {
        Engine {
            local: LocalNode::new(node),
            links: BTreeMap::new(),
            last_link: 0,
            received: 0,
        }
    }

    /// Sets the time after which stock servers forget a silent client, and after which this node
    /// forgets one that never said HELLO, in milliseconds. 0 or less: never.
    pub fn set_timeout(&mut self, milliseconds: i64) {
        self.local.timeout = milliseconds;
        self.reschedule();
    }

    /// Sets what is accepted. Tuples held already stay.
    pub fn set_limits(&mut self, limits: Limits) {
        self.local.replica.set_limits(limits);
    }

    /// Sets how long a removal is remembered, in milliseconds. A node that was cut off for longer
    /// may bring the tuple back.
    pub fn set_grace(&mut self, milliseconds: i64) {
        self.local.replica.set_grace(milliseconds);
    }

    /// Turns [`Output::Trace`] on or off.
    pub fn set_tracing(&mut self, on: bool) {
        self.local.outputs.set_tracing(on);
    }

    /// Turns [`Output::Record`], which is given for each change, on or off.
    pub fn set_journaling(&mut self, on: bool) {
        self.local.replica.set_journaling(on);
    }

    /// Narrows what is delivered to keys with this prefix, or one given before. Tuples held that
    /// were not delivered for their keys are delivered now.
    pub fn subscribe(&mut self, prefix: &[u8]) {
        let LocalNode {
            replica, outputs, ..
        } = &mut self.local;
        replica.subscribe(prefix, outputs);
    }

    /// Takes the next output.
    #[inline]
    pub fn poll(&mut self) -> Option<Output> {
        self.local.outputs.pop()
    }

    /// The output that [`Engine::poll`] takes next.
    #[inline]
    pub fn peek(&self) -> Option<&Output> {
        self.local.outputs.peek()
    }

    /// The number of tuples held.
    pub fn len(&self) -> usize {
        self.local.replica.store().visible()
    }

    /// True without tuples.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A tuple's value.
    pub fn get(&self, key: &[u8]) -> Option<&[u8]> {
        let (_, entry) = self.local.replica.store().get(key)?;
        entry.visible().map(|value| &**value)
    }

    /// All tuples, oldest key first.
    pub fn tuples(&self) -> impl Iterator<Item = (&Rc<[u8]>, &Rc<[u8]>)> {
        let entries = self.local.replica.store().iter();
        entries.filter_map(|(key, entry)| Some((key.bytes(), entry.visible()?)))
    }

    /// Counters and sizes.
    pub fn stats(&self) -> Stats {
        let peers = || self.links.values().filter(|link| link.is_announced());
        let ours = peers().filter(|link| link.is_ours()).count();
        let counters = self.local.replica.counters();
        Stats {
            tuples: self.len(),
            tombstones: self.local.replica.store().tombstones(),
            ours,
            stock: peers().count() - ours,
            received: self.received,
            sent: self.local.outputs.published(),
            queued: self.links.values().map(Link::queued).sum(),
            conflicts: counters.conflicts,
            refused: counters.refused,
            lag: counters.lag,
        }
    }

    #[cfg(test)]
    pub(crate) fn summary(&self) -> Summary {
        self.local.replica.store().summary()
    }
}

/// What the owner asks for.
impl Engine {
    /// Takes a tuple from the owner, to last for `ttl` milliseconds (at least [`SHORTEST_LEASE`])
    /// unless this node renews it, which it does while it lives; or for ever. One that is held
    /// already, with the same value, changes nothing.
    pub fn publish(
        &mut self,
        key: &[u8],
        value: &[u8],
        ttl: Option<i64>,
        now: Now,
    ) -> Result<(), Refused> {
        let replica = &mut self.local.replica;
        if key.len() > LONGEST_KEY {
            return Err(Refused::LongKey);
        }
        if value.len() > replica.limits().value {
            return Err(Refused::LongValue);
        }
        let key = LookupKey::new(key);
        let (index, entry) = replica.store().find(key).unzip();
        let visible = entry.and_then(Entry::visible);
        if visible.is_none() && replica.is_full() {
            return Err(Refused::TooMany);
        }
        if ttl.is_none()
            && visible.is_some_and(|held| **held == *value)
            && entry.is_some_and(|entry| entry.lease.is_none())
            && let Some(index) = index
        {
            replica.adopt(index);
            return Ok(());
        }
        let left = ttl.map(|ttl| ttl.clamp(SHORTEST_LEASE, LONGEST_LEASE));
        let content = Some((ValueRef::Bytes(value), left));
        self.write(Source::Owner, key, index, content, now);
        Ok(())
    }

    /// Removes a tuple from all nodes, or forgets it here. False if it was not there.
    pub fn unpublish(&mut self, key: &[u8], scope: Scope, now: Now) -> bool {
        let key = LookupKey::new(key);
        let Some((index, entry)) = self.local.replica.store().find(key) else {
            return false;
        };
        if entry.value.is_none() || (entry.hidden && scope == Scope::Own) {
            return false;
        }
        if entry.own || scope == Scope::Global {
            self.write(Source::Owner, key, Some(index), None, now);
        } else {
            self.local.replica.hide(index);
        }
        true
    }

    /// The journal's records of all keys.
    pub fn all_records(&self, now: Now) -> impl Iterator<Item = Vec<u8>> {
        let entries = self.local.replica.store().iter();
        entries.map(move |(key, entry)| journal::encode(key, entry, now))
    }

    /// Takes a record of an earlier life; false if it is malformed. Tuples that have not expired
    /// since are delivered. A lease is not renewed any more, unless it is published again.
    pub fn restore(&mut self, record: &[u8], now: Now) -> bool {
        let LocalNode {
            replica, outputs, ..
        } = &mut self.local;
        let Some(change) = replica.restore(record, now, outputs) else {
            return false;
        };
        self.send_change(change, now);
        true
    }
}

/// Connections.
impl Engine {
    /// Adds a peer that sent its first message.
    pub fn add_client(&mut self, now: Now) -> LinkId {
        self.add(Side::Client, now)
    }

    /// Adds a peer that we connect to, and begins the handshake. `up` says that the connection is
    /// made; otherwise [`Engine::remote_up`] will.
    pub fn add_remote(&mut self, up: bool, now: Now) -> LinkId {
        let id = self.add(Side::Remote, now);
        if let Some(link) = self.links.get_mut(&id) {
            link.begin_handshake(up, &mut self.local, now);
        }
        id
    }

    fn add(&mut self, side: Side, now: Now) -> LinkId {
        self.last_link += 1;
        let id = LinkId(self.last_link);
        let link = Link::new(id, side, now);
        link.schedule(&mut self.local);
        self.links.insert(id, link);
        id
    }

    /// Drops a peer that is gone.
    pub fn remove(&mut self, id: LinkId) {
        if let Some(link) = self.links.remove(&id)
            && link.is_announced()
        {
            self.local.outputs.push(Output::PeerDown(id));
        }
    }

    fn forget(&mut self, id: LinkId) {
        self.remove(id);
        self.local.outputs.push(Output::Forget(id));
    }

    /// The connection to a remote is made. If it had been lost, there is a new handshake.
    pub fn remote_up(&mut self, id: LinkId, now: Now) {
        if let Some(link) = self.links.get_mut(&id) {
            link.up(&mut self.local, now);
        }
    }

    /// The connection to a remote is lost: it is sent nothing until it is up again.
    pub fn remote_down(&mut self, id: LinkId) {
        if let Some(link) = self.links.get_mut(&id) {
            link.down(&mut self.local.outputs);
        }
    }

    /// There is no room to send a message of [`Output::Send`]: it is kept, and sent later, or what
    /// has replaced it by then. What else was to be sent to that peer waits behind it.
    pub fn no_room(&mut self, id: LinkId, packet: Packet, now: Now) {
        if let Some(link) = self.links.get_mut(&id) {
            link.no_room(packet, &mut self.local, now);
        }
    }
}

/// Messages of peers.
impl Engine {
    /// Takes a message that is not one frame.
    pub fn receive_malformed(&mut self, id: LinkId, now: Now) {
        self.malformed(id, Malformed::Frames, now);
    }

    fn malformed(&mut self, id: LinkId, error: Malformed, now: Now) {
        if let Some(link) = self.links.get_mut(&id) {
            link.received(now);
        }
        let fail = "zgossip_msg: zgossip_msg malformed message, fail";
        self.local.outputs.warn(format!("zgossip_msg: {error}"));
        self.local.outputs.warn(fail.to_owned());
    }

    /// Takes a message from a node in the same process.
    pub fn receive_packet(&mut self, id: LinkId, packet: &Packet, now: Now) {
        let tuple = match packet {
            Packet::Frame(frame) | Packet::Publish(_, frame) => {
                return self.receive(id, frame, now);
            }
            Packet::Tuple(tuple) => tuple,
        };
        let incoming = Incoming {
            key: LookupKey::Held(&tuple.key),
            value: ValueRef::Shared(&tuple.value),
            written: Some((tuple.timestamp, tuple.kind())),
            fingerprint: Some(tuple.fingerprint),
        };
        self.publish_received(id, incoming, now);
    }

    /// Takes a frame that a peer sent. One that is malformed is dropped, with a warning.
    pub fn receive(&mut self, id: LinkId, frame: &[u8], now: Now) {
        let (command, extension) = match codec::decode(frame) {
            Ok(message) => message,
            Err(error) => return self.malformed(id, error, now),
        };
        if let Command::Publish { key, value, .. } = command {
            let incoming = Incoming {
                key: LookupKey::new(key),
                value: ValueRef::Bytes(value),
                written: match extension {
                    Extension::Written(timestamp, kind) => Some((timestamp, kind)),
                    _ => None,
                },
                fingerprint: None,
            };
            return self.publish_received(id, incoming, now);
        }
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        link.received(now);
        let local = &mut self.local;
        match (command, link.side()) {
            (Command::Hello, Side::Client) => {
                let values = link.hello_received(extension, local, now);
                self.stock_values(id, values, now);
            }
            (Command::Ping, Side::Client) => link.ping_received(extension, local, now),
            (Command::Pong | Command::Invalid, Side::Client) => {
                link.unexpected(local, now);
                self.forget(id);
            }
            (Command::Pong, Side::Remote) => self.pong_received(id, extension, now),
            (Command::Invalid, Side::Remote) => link.invalid_received(local, now),
            (Command::Hello | Command::Ping, Side::Remote) | (Command::Publish { .. }, _) => {}
        }
    }

    fn pong_received(&mut self, id: LinkId, extension: Extension<'_>, now: Now) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        let (unsolicited, sections) = match extension {
            Extension::Node(info) => (info.unsolicited, info.sections),
            _ => (false, &[][..]),
        };
        if !unsolicited {
            let values = link.pong_received(extension, &mut self.local, now);
            self.stock_values(id, values, now);
        }
        if let Some(link) = self.links.get_mut(&id) {
            link.sections_received(sections, &mut self.local, now);
        }
    }

    fn publish_received(&mut self, id: LinkId, incoming: Incoming<'_>, now: Now) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        link.received(now);
        link.publish_received(incoming.written.is_none(), &mut self.local.outputs);
        let is_stranger = link.side() == Side::Client && !link.is_connected();
        self.received += 1;
        if link.admits_tuple(self.local.replica.limits().rate, now) {
            self.take(id, incoming, now);
        } else {
            let LocalNode {
                replica, outputs, ..
            } = &mut self.local;
            replica.refuse(&incoming.key, "its peer sends too many a second", outputs);
        }
        // A client that never said HELLO believes that we know it. Its tuple counts, and INVALID
        // has it say HELLO.
        if is_stranger && let Some(link) = self.links.get_mut(&id) {
            link.send_invalid(&mut self.local, now);
        }
    }

    /// Takes a tuple that a peer sent.
    fn take(&mut self, id: LinkId, incoming: Incoming<'_>, now: Now) {
        let Incoming { key, value, .. } = incoming;
        let Some((timestamp, kind)) = incoming.written else {
            if let Some(link) = self.links.get_mut(&id)
                && link.is_write(key, value, &mut self.local, now)
            {
                self.stock_value(id, key, value, now);
            }
            return;
        };
        let (mut left, mut former_values) = (None, Vec::new());
        match kind {
            WriteKind::Lasting | WriteKind::FromStock => {}
            WriteKind::Leased(ms) => left = Some(ms.min(LONGEST_LEASE as u64) as i64),
            WriteKind::Removed(hashes) => {
                let (hashes, _) = hashes.as_chunks();
                former_values.extend(hashes.iter().map(|hash| u64::from_be_bytes(*hash)));
            }
        }
        let write = Write {
            value: (!matches!(kind, WriteKind::Removed(_))).then_some(value),
            timestamp,
            left,
            former_values,
            from_stock: kind == WriteKind::FromStock,
            fingerprint: incoming.fingerprint,
        };
        let LocalNode {
            replica, outputs, ..
        } = &mut self.local;
        let index = replica.store().find(key).map(|(index, _)| index);
        let change = replica.merge(Source::Link(id), key, index, write, now, outputs);
        self.send_change(change, now);
    }

    fn stock_values(&mut self, id: LinkId, values: Vec<KeyValue>, now: Now) {
        for (key, value) in values {
            self.stock_value(id, LookupKey::new(&key), ValueRef::Shared(&value), now);
        }
    }

    /// Takes a value that a stock peer holds instead of ours: as a write, at once, or, if it was
    /// replaced here a short while ago, when the peer has stayed with it.
    fn stock_value(&mut self, id: LinkId, key: LookupKey<'_>, value: ValueRef<'_>, now: Now) {
        let local = &mut self.local;
        let (index, entry) = local.replica.store().find(key).unzip();
        if entry.is_some_and(|entry| entry.value.as_deref() == Some(&value)) {
            return;
        }
        let Some(wait) = local.replaced.returned(&key, &value, now.mono) else {
            return self.write(Source::Link(id), key, index, Some((value, None)), now);
        };
        if let Some(link) = self.links.get_mut(&id) {
            link.defer(key, value, wait, local, now);
        }
    }
}

/// Writes.
impl Engine {
    /// Makes a write at this node, over what is held at the key's index.
    #[inline]
    fn write(
        &mut self,
        source: Source,
        key: LookupKey<'_>,
        index: Option<usize>,
        content: Option<(ValueRef<'_>, Option<i64>)>,
        now: Now,
    ) {
        let LocalNode {
            replica, outputs, ..
        } = &mut self.local;
        let change = replica.write(source, key, index, content, now, outputs);
        self.send_change(change, now);
    }

    /// Sends a change to all peers but the one that it came from, and tells the owner.
    fn send_change(&mut self, change: Option<Change>, now: Now) {
        let Some(change) = change else {
            return;
        };
        let LocalNode {
            replica,
            outputs,
            replaced,
            ..
        } = &mut self.local;
        let Some((key, entry)) = replica.store().at(change.index) else {
            return;
        };
        // A stock peer may bring it back.
        if let Some(value) = change.replaced
            && self.links.values().any(Link::is_stock)
        {
            replaced.add(key.bytes(), value, now.mono);
        }
        let mut update = Update::new(key, entry, change.new_value, now);
        let mut sent = false;
        for (&id, link) in &mut self.links {
            if change.from != Some(id) {
                sent |= link.send_update(&mut update, outputs);
            }
        }
        if sent {
            replica.mark_sent(change.index);
        }
        if let Some(news) = change.news {
            outputs.push(news);
        }
    }
}

/// The passing of time.
impl Engine {
    /// The monotonic time at which to call [`Engine::tick`], if there is one. There may turn out
    /// to be nothing to do then.
    pub fn next_tick(&self) -> Option<i64> {
        let times = [self.local.wake.get(), self.local.replica.due()];
        times.into_iter().flatten().min()
    }

    /// Does what is due.
    pub fn tick(&mut self, now: Now) {
        self.tick_leases(now);
        self.tick_links(now);
        let local = &mut self.local;
        local.replaced.expire(now.mono);
        if local.replica.is_purge_due(now) {
            // Transfers count on indices.
            if !self.links.values().any(Link::is_transferring) {
                local.comparer.reset();
                local.replica.purge(now);
            }
            local.replica.reschedule_purge(now);
        }
        local.comparer.expire(now.mono);
        self.reschedule();
    }

    fn tick_leases(&mut self, now: Now) {
        loop {
            let LocalNode {
                replica, outputs, ..
            } = &mut self.local;
            let Some(renewed) = replica.tend_leases(now, outputs) else {
                return;
            };
            self.send_change(Some(renewed), now);
        }
    }

    fn tick_links(&mut self, now: Now) {
        let timeout = self.local.timeout;
        let is_due = |link: &Link| link.due(timeout).is_some_and(|due| due <= now.mono);
        let links = self.links.iter().filter(|(_, link)| is_due(link));
        let due: Vec<LinkId> = links.map(|(&id, _)| id).collect();
        for id in due {
            let Some(link) = self.links.get_mut(&id) else {
                continue;
            };
            match link.tick(&mut self.local, now) {
                Due::Nothing => {}
                Due::Held(values) => self.stock_values(id, values, now),
                Due::Stayed(values) => {
                    for (key, value) in values {
                        let (key, value) = (LookupKey::new(&key), ValueRef::Shared(&value));
                        let store = self.local.replica.store();
                        let index = store.find(key).map(|(index, _)| index);
                        self.write(Source::Link(id), key, index, Some((value, None)), now);
                    }
                }
                Due::Forget => self.forget(id),
            }
        }
    }

    fn reschedule(&mut self) {
        let local = &mut self.local;
        let links = self.links.values();
        let due = links.filter_map(|link| link.due(local.timeout));
        local.wake.set(due.chain(local.comparer.due()).min());
    }
}

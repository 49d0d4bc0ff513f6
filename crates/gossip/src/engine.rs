//! The gossip engine: a pure state machine.
//!
//! It holds the node's tuples and what it knows of its connections. It is told what arrives and
//! what time it is, and says what to send and what to deliver ([`Engine::poll`]). It needs no
//! socket, thread or clock, so tests and simulations drive the very code that ships.
//!
//! # Who wins
//!
//! Between nodes of this library every write carries a [`Timestamp`] of when and where it was made. The
//! greatest stamp wins at every node, so all end with the same value whatever way and order the
//! messages take. A removal is a write, too.
//!
//! No stamp is refused for its time, or nodes would not agree. A write always outranks what its
//! writer has seen, so a clock that is ahead cannot keep a key for itself. It could still outrank
//! what a node publishes when it starts, before it has heard of anything: what nobody has seen yet
//! is written again, on top of a stamp from far in the future.
//!
//! What a stock peer holds may be old: a node to which it is new says so, and one that knows the
//! value as a former one writes again what has replaced it.
//!
//! # Where it is
//!
//! This file has the node's own side: what its owner asks for, what becomes of a write, and what
//! the passing of time does. What is said to peers is in [`conversation`](super::conversation).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::rc::Rc;

use super::codec::LONGEST_KEY;
use super::compare::Snapshot;
use super::journal;
use super::key::{Key, Sought};
use super::link::{Link, Peer};
use super::packet::{Packet, Text};
use super::table::{Entry, Lease, Table, hash_value};
use super::timestamp::{FAR_AHEAD, HybridClock, Timestamp};

/// The time, as the engine is told it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds by a clock that never goes back.
    pub mono: i64,
    /// Milliseconds since 1970.
    pub wall: i64,
}

/// A connection, by the number that the engine gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub u64);

/// What the engine wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send a message to a peer. If there is no room for it, [`Engine::no_room`] takes it back.
    Send(LinkId, Packet),
    /// Tell the owner of a tuple that is new or has a new value.
    Deliver {
        /// Its name.
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
    /// Forget a client; what it says next makes it a new one.
    Forget(LinkId),
    /// Say in the log what a peer did wrong.
    Warn(String),
    /// Say in the log, if that is asked for, what happens at a client.
    Trace(LinkId, String),
}

/// Why a tuple is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Its key is longer than [`LONGEST_KEY`] bytes, which no peer could be told.
    LongKey,
    /// Its value is longer than a frame can say, or than is allowed.
    LongValue,
    /// There are as many tuples as are allowed.
    TooMany,
}

/// Whose tuple [`Engine::unpublish`] may remove from all nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// What this node published. Another's is forgotten here alone, until it is written again.
    Own,
    /// Anybody's.
    Global,
}

/// What a node takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// So many tuples. Others that peers send are refused.
    pub tuples: usize,
    /// Values of so many bytes.
    pub value: usize,
    /// So many tuples a second from one peer. Further ones are refused; those of nodes of this
    /// library come when tables are compared next.
    pub rate: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            tuples: usize::MAX,
            value: u32::MAX as usize,
            rate: u32::MAX,
        }
    }
}

/// What went on in a node.
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
    /// PUBLISH messages that came.
    pub received: u64,
    /// PUBLISH messages that were sent.
    pub sent: u64,
    /// Messages and tuples that wait for peers to read.
    pub queued: usize,
    /// Writes that came after one that outranks them, and say something else.
    pub conflicts: u64,
    /// Tuples of peers that a limit refused.
    pub refused: u64,
    /// How old the last write was when it came, in milliseconds, by its writer's clock and ours.
    pub lag: i64,
}

/// A write that came from somewhere.
pub(super) struct Write<'a> {
    /// None: a removal.
    pub value: Option<Text<'a>>,
    pub stamp: Timestamp,
    /// How long it lasts, in milliseconds, if not for ever.
    pub left: Option<i64>,
    /// Hashes of values that the key had before.
    pub past: Vec<u64>,
    /// It may be older than its stamp.
    pub from_stock: bool,
    /// What stands for it in sums, if that is known.
    pub mark: Option<u64>,
}

/// The values that a key had lately.
#[derive(Clone, Debug, Default)]
pub(super) struct Recent {
    /// Each, and when it was replaced.
    pub values: VecDeque<(Rc<[u8]>, i64)>,
    /// How often one of them came back, and when the last time.
    pub returns: u32,
    pub returned: i64,
}

/// Where a tuple comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Owner,
    Link(LinkId),
}

/// How long a value that was replaced is remembered, in milliseconds, if there are stock peers.
pub(super) const RECENT: i64 = 30_000;
/// How many values of a key are remembered at the most.
const MOST_RECENT: usize = 64;
/// How long tombstones are kept unless it is set, in milliseconds.
const GRACE: i64 = 7 * 24 * 3600 * 1000;
/// How often tombstones that are too old are looked for, in milliseconds.
const BURIAL_INTERVAL: i64 = 60_000;
/// A lease of the owner is no shorter than this, in milliseconds: it is renewed thrice meanwhile.
pub const SHORTEST_LEASE: i64 = 100;
/// No lease is longer than this, in milliseconds, so that sums do not overflow.
pub(super) const LONGEST_LEASE: i64 = i64::MAX / 8;
/// How long the order of keys is kept for the next comparison, in milliseconds.
const SNAPSHOT_TIME: i64 = 10_000;

/// One node's state.
#[derive(Clone, Debug)]
pub struct Engine {
    pub(super) node: u64,
    pub(super) clock: HybridClock,
    pub(super) table: Table,
    pub(super) snapshot: Option<Snapshot>,
    pub(super) recent: BTreeMap<Rc<[u8]>, Recent>,
    pub(super) links: BTreeMap<LinkId, Link>,
    pub(super) last_link: u64,
    /// Milliseconds of silence after which stock servers forget a client.
    pub(super) timeout: i64,
    pub(super) limits: Limits,
    grace: i64,
    /// What the owner wants delivered; everything, if it did not say.
    prefixes: Vec<Box<[u8]>>,
    journaling: bool,
    pub(super) tracing: bool,
    /// When leases are to be renewed, or end. What does not hold any more is skipped.
    leases: BinaryHeap<Reverse<(i64, Rc<[u8]>)>>,
    /// When to look for old tombstones.
    burial: Option<i64>,
    /// No link is due before.
    pub(super) wake: Option<i64>,
    pub(super) stats: Stats,
    pub(super) outputs: VecDeque<Output>,
}

impl Engine {
    /// A node without tuples or connections. `node` is its identity, different from all others',
    /// those of its earlier lives included.
    pub fn new(node: u64) -> Engine {
        Engine {
            node,
            clock: HybridClock::new(node),
            table: Table::default(),
            snapshot: None,
            recent: BTreeMap::new(),
            links: BTreeMap::new(),
            last_link: 0,
            timeout: 1000,
            limits: Limits::default(),
            grace: GRACE,
            prefixes: Vec::new(),
            journaling: false,
            tracing: false,
            leases: BinaryHeap::new(),
            burial: None,
            wake: None,
            stats: Stats::default(),
            outputs: VecDeque::new(),
        }
    }

    /// Sets the time after which stock servers forget a silent client, and after which this node
    /// forgets one that never said HELLO, in milliseconds. 0 or less: never.
    pub fn set_timeout(&mut self, milliseconds: i64) {
        self.timeout = milliseconds;
        self.reschedule();
    }

    /// Sets what is taken. Tuples held already stay.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Sets how long it is remembered that a tuple was removed, in milliseconds from then. A node
    /// that was cut off for longer may bring it back.
    pub fn set_grace(&mut self, milliseconds: i64) {
        self.grace = milliseconds.clamp(0, LONGEST_LEASE);
    }

    /// Has [`Output::Trace`] given, or not.
    pub fn set_tracing(&mut self, on: bool) {
        self.tracing = on;
    }

    /// Has [`Output::Record`] given for each change.
    pub fn set_journaling(&mut self, on: bool) {
        self.journaling = on;
    }

    /// Narrows what is delivered to keys with this prefix, or one given before. Tuples held that
    /// were not delivered for their keys are delivered now.
    pub fn subscribe(&mut self, prefix: &[u8]) {
        if !self.prefixes.is_empty() {
            for (key, entry) in self.table.iter() {
                if let Some(value) = entry.visible()
                    && key.starts_with(prefix)
                    && !self.prefixes.iter().any(|known| key.starts_with(known))
                {
                    let (key, value) = (key.bytes().clone(), value.clone());
                    self.outputs.push_back(Output::Deliver { key, value });
                }
            }
        }
        self.prefixes.push(prefix.into());
    }

    fn wanted(&self, key: &[u8]) -> bool {
        let prefixes = &self.prefixes;
        prefixes.is_empty() || prefixes.iter().any(|prefix| key.starts_with(prefix))
    }

    /// Takes the next thing to do.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// What [`Engine::poll`] gives next.
    pub fn peek(&self) -> Option<&Output> {
        self.outputs.front()
    }

    /// The number of tuples held.
    pub fn len(&self) -> usize {
        self.table.visible()
    }

    /// True without tuples.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A tuple's value.
    pub fn get(&self, key: &[u8]) -> Option<&[u8]> {
        let (_, entry) = self.table.get(key)?;
        entry.visible().map(|value| &**value)
    }

    /// All tuples, oldest name first.
    pub fn tuples(&self) -> impl Iterator<Item = (&Rc<[u8]>, &Rc<[u8]>)> {
        let entries = self.table.iter();
        entries.filter_map(|(key, entry)| Some((key.bytes(), entry.visible()?)))
    }

    /// What went on.
    pub fn stats(&self) -> Stats {
        let links = || self.links.values().filter(|link| link.announced);
        let ours = links().filter(|link| link.is_ours()).count();
        Stats {
            tuples: self.len(),
            tombstones: self.table.tombstones(),
            ours,
            stock: links().count() - ours,
            queued: self.links.values().map(|link| link.backlog.len()).sum(),
            ..self.stats
        }
    }

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
        if key.len() > LONGEST_KEY {
            return Err(Refused::LongKey);
        }
        if value.len() > self.limits.value {
            return Err(Refused::LongValue);
        }
        let key = Sought::new(key);
        let (place, entry) = self.table.find(key).unzip();
        let visible = entry.and_then(Entry::visible);
        if visible.is_none() && self.len() >= self.limits.tuples {
            return Err(Refused::TooMany);
        }
        if ttl.is_none()
            && visible.is_some_and(|held| **held == *value)
            && entry.is_some_and(|entry| entry.lease.is_none())
            && let Some(place) = place
        {
            self.table.change(place, |entry| entry.mine = true);
            return Ok(());
        }
        let left = ttl.map(|ttl| ttl.clamp(SHORTEST_LEASE, LONGEST_LEASE));
        let value = Some(Text::Bytes(value));
        self.write(Origin::Owner, key, place, value, left, now);
        Ok(())
    }

    pub(super) fn entry(&self, place: usize) -> Option<&Entry> {
        self.table.at(place).map(|(_, entry)| entry)
    }

    /// Removes a tuple from all nodes, or forgets it here. False if it was not there.
    pub fn unpublish(&mut self, key: &[u8], scope: Scope, now: Now) -> bool {
        let key = Sought::new(key);
        let Some((place, entry)) = self.table.find(key) else {
            return false;
        };
        if entry.value.is_none() || (entry.hidden && scope == Scope::Own) {
            return false;
        }
        if entry.mine || scope == Scope::Global {
            self.write(Origin::Owner, key, Some(place), None, None, now);
        } else {
            self.table.change(place, |entry| entry.hidden = true);
        }
        true
    }

    /// Makes a write at this node, over what is held at the key's place.
    pub(super) fn write(
        &mut self,
        origin: Origin,
        key: Sought<'_>,
        place: Option<usize>,
        value: Option<Text<'_>>,
        left: Option<i64>,
        now: Now,
    ) {
        let held = place.and_then(|place| self.entry(place));
        // What was removed is not known to a stock peer, which may come with it at any time.
        if matches!(origin, Origin::Link(_))
            && held
                .is_some_and(|held| held.value.is_none() && value.is_some_and(|it| held.had(&it)))
        {
            return;
        }
        let over = held.map(|held| held.stamp);
        let from_stock = over.is_none() && matches!(origin, Origin::Link(_));
        let stamp = self.clock.write(now.wall, over.unwrap_or_default());
        let write = Write {
            value,
            stamp,
            left,
            past: Vec::new(),
            from_stock,
            mark: None,
        };
        self.merge(origin, key, place, write, now);
    }

    /// Takes a write if its stamp is greater than that of what is held at the key's place.
    pub(super) fn merge(
        &mut self,
        origin: Origin,
        key: Sought<'_>,
        place: Option<usize>,
        write: Write<'_>,
        now: Now,
    ) {
        let held = place.and_then(|place| self.entry(place));
        let has = write.value.as_deref();
        if let Some(entry) = held {
            if entry.stamp >= write.stamp {
                let same = entry.value.as_deref() == has;
                self.stats.conflicts += u64::from(entry.stamp > write.stamp && !same);
                return;
            }
            let ahead = write.stamp.wall() > now.wall.saturating_add(FAR_AHEAD);
            let unheard = ahead && entry.unheard && write.stamp.node != self.node;
            let leased = entry.lease.is_some() && entry.value.as_deref() == has;
            let had = has.is_some_and(|value| entry.had(value));
            let stale = write.from_stock && (had || leased);
            if (unheard || stale)
                && let Some(place) = place
            {
                return self.assert(place, write.stamp, now);
            }
        }
        let old_value = held.and_then(|entry| entry.value.clone());
        let shown = held.and_then(Entry::visible).is_some();
        if let Origin::Link(_) = origin
            && !self.admits(&key, place, &write, now)
        {
            return;
        }
        let held = place.and_then(|place| self.entry(place));
        let same = old_value.as_deref() == has;
        let value = match old_value.clone() {
            Some(old) if same => Some(old),
            _ => write.value.map(Text::to_shared),
        };
        let mut entry = Entry::new(value, write.stamp);
        if let Some(old) = held {
            entry.inherit(old);
            entry.mine = old.mine && same;
            entry.hidden = old.hidden && same && origin != Origin::Owner;
        }
        entry.mine |= origin == Origin::Owner;
        entry.unheard = origin == Origin::Owner;
        entry.from_stock = write.from_stock;
        for hash in write.past {
            entry.outlived(hash);
        }
        if let Some(old) = &old_value
            && !same
        {
            entry.outlived(hash_value(old));
        }
        if entry.value.is_none() {
            entry.die(now.wall);
        }
        entry.lease = write.left.map(|ttl| {
            let ends = now.mono + ttl;
            Box::new(Lease { ttl, ends })
        });
        let key = match place.and_then(|place| self.table.at(place)) {
            Some((key, _)) => key.clone(),
            None => key.to_key(),
        };
        let news = match entry.visible() {
            Some(value) if !(shown && same) && self.wanted(&key) => Some(Output::Deliver {
                key: key.bytes().clone(),
                value: value.clone(),
            }),
            None if shown && origin != Origin::Owner && self.wanted(&key) => {
                Some(Output::Removed(key.bytes().clone()))
            }
            _ => None,
        };
        self.attend(&key, &entry, now);
        if let Some(old) = old_value
            && !same
        {
            self.remember(key.bytes(), old, now);
        }
        let place = self.table.put(place, &key, entry, write.mark);
        self.record(place, now);
        if let Origin::Link(_) = origin {
            self.stats.lag = now.wall.saturating_sub(write.stamp.wall());
        }
        let source = match origin {
            Origin::Link(id) => Some(id),
            Origin::Owner => None,
        };
        // On its way to others before the owner is told: there it has further to go.
        self.spread(source, place, !same, now);
        self.outputs.extend(news);
    }

    /// Sees to it that an entry gets what it needs later.
    pub(super) fn attend(&mut self, key: &Key, entry: &Entry, now: Now) {
        if let Some(due) = renewal(entry) {
            self.leases.push(Reverse((due, key.bytes().clone())));
            self.wake_at(due);
        }
        if entry.value.is_none() {
            self.expect_burial(now);
        }
    }

    fn expect_burial(&mut self, now: Now) {
        if self.burial.is_none() {
            let due = now.mono + BURIAL_INTERVAL;
            self.burial = Some(due);
            self.wake_at(due);
        }
    }

    /// Tells the owner of a tuple, if it wants to know.
    pub(super) fn deliver(&mut self, key: Rc<[u8]>, value: Rc<[u8]>) {
        if self.wanted(&key) {
            self.outputs.push_back(Output::Deliver { key, value });
        }
    }

    /// Writes again what is held, over something that it should outrank: what the owner published
    /// unheard, over a stamp that is far ahead; or what this node knows to be newer than from_stock.
    fn assert(&mut self, place: usize, over: Timestamp, now: Now) {
        let Some((key, entry)) = self.table.at(place) else {
            return;
        };
        let (key, mut entry) = (key.clone(), entry.clone());
        entry.stamp = self.clock.write(now.wall, over);
        entry.from_stock = false;
        self.table.put(Some(place), &key, entry, None);
        self.record(place, now);
        self.spread(None, place, false, now);
    }

    /// Whether the limits allow what a peer sent; and whether it is of any use.
    fn admits(&mut self, key: &[u8], place: Option<usize>, write: &Write<'_>, now: Now) -> bool {
        let held = place.and_then(|place| self.entry(place));
        let is_held = held.is_some_and(|entry| entry.value.is_some());
        let Some(value) = write.value else {
            let age = now.wall.saturating_sub(write.stamp.wall());
            // What is forgotten here must not begin to go round again.
            return held.is_some() || age < self.grace;
        };
        let reason = if value.len() > self.limits.value {
            "its value is too long"
        } else if !is_held && self.len() >= self.limits.tuples {
            "there are too many"
        } else {
            return true;
        };
        self.refuse(key, reason);
        false
    }

    /// Says that a peer's tuple is refused: the first time, and then each thousandth.
    pub(super) fn refuse(&mut self, key: &[u8], reason: &str) {
        if self.stats.refused.is_multiple_of(1000) {
            let key = String::from_utf8_lossy(key);
            let total = self.stats.refused + 1;
            let text = format!("zgossip: tuple '{key}' refused: {reason} ({total} in all)");
            self.outputs.push_back(Output::Warn(text));
        }
        self.stats.refused += 1;
    }

    /// Remembers a value that is replaced, if a stock peer may bring it back.
    fn remember(&mut self, key: &Rc<[u8]>, value: Rc<[u8]>, now: Now) {
        if self.links.values().any(|link| link.peer == Peer::Stock) {
            let recent = self.recent.entry(key.clone()).or_default();
            recent.values.push_back((value, now.mono));
            if recent.values.len() > MOST_RECENT {
                recent.values.pop_front();
            }
        }
    }

    fn record(&mut self, place: usize, now: Now) {
        if self.journaling
            && let Some((key, entry)) = self.table.at(place)
        {
            let record = journal::record(key, entry, now);
            self.outputs.push_back(Output::Record(record));
        }
    }

    pub(super) fn wake_at(&mut self, mono: i64) {
        self.wake = Some(self.wake.map_or(mono, |wake| wake.min(mono)));
    }

    fn reschedule(&mut self) {
        let links = self.links.values().filter_map(|link| self.due(link));
        let lease = self.leases.peek().map(|Reverse((due, _))| *due);
        let snapshot = self.snapshot.as_ref().map(|it| it.made + SNAPSHOT_TIME);
        self.wake = links.chain(lease).chain(self.burial).chain(snapshot).min();
    }

    /// The monotonic time at which to call [`Engine::tick`], if there is one. There may turn out
    /// to be nothing to do then.
    pub fn next_tick(&self) -> Option<i64> {
        self.wake
    }

    /// Does what is due.
    pub fn tick(&mut self, now: Now) {
        self.tend_leases(now);
        self.tend_links(now);
        self.recent.retain(|_, recent| {
            let last = recent.values.back().map_or(0, |(_, at)| *at);
            now.mono - last.max(recent.returned) < RECENT
        });
        if self.burial.is_some_and(|due| due <= now.mono) {
            self.bury(now);
        }
        let is_old = |snapshot: &Snapshot| now.mono - snapshot.made >= SNAPSHOT_TIME;
        if self.snapshot.as_ref().is_some_and(is_old) {
            self.snapshot = None;
        }
        self.reschedule();
    }

    /// Renews the owner's leases, and ends others.
    fn tend_leases(&mut self, now: Now) {
        while let Some(Reverse((due, _))) = self.leases.peek()
            && *due <= now.mono
        {
            let Some(Reverse((due, key))) = self.leases.pop() else {
                return;
            };
            let Some((place, entry)) = self.table.find(Sought::new(&key)) else {
                continue;
            };
            // It was renewed, or replaced, since.
            if renewal(entry) != Some(due) {
                continue;
            }
            if entry.mine {
                self.renew(place, now);
            } else {
                let was_visible = entry.visible().is_some();
                self.table.change(place, |entry| {
                    if let Some(value) = &entry.value {
                        entry.outlived(hash_value(value));
                    }
                    entry.die(now.wall);
                });
                self.expect_burial(now);
                if was_visible && self.wanted(&key) {
                    self.outputs.push_back(Output::Expired(key.clone()));
                }
                self.record(place, now);
            }
        }
    }

    fn renew(&mut self, place: usize, now: Now) {
        let Some((key, entry)) = self.table.at(place) else {
            return;
        };
        let (key, mut entry) = (key.clone(), entry.clone());
        entry.stamp = self.clock.write(now.wall, entry.stamp);
        if let Some(lease) = &mut entry.lease {
            lease.ends = now.mono + lease.ttl;
        }
        self.attend(&key, &entry, now);
        self.table.put(Some(place), &key, entry, None);
        self.record(place, now);
        self.spread(None, place, false, now);
    }

    /// Drops tombstones that are too old, if no table is being sent, which counts on its places.
    fn bury(&mut self, now: Now) {
        if self.links.values().all(|link| link.pushes.is_empty()) {
            let grace = self.grace;
            self.snapshot = None;
            self.table.retain(|entry| {
                let died = entry.died().max(entry.stamp.wall());
                entry.value.is_some() || now.wall.saturating_sub(died) < grace
            });
        }
        let more = self.table.tombstones() > 0;
        self.burial = more.then_some(now.mono + BURIAL_INTERVAL);
    }
}

/// When a lease is to be renewed, if it is the owner's; or ends.
fn renewal(entry: &Entry) -> Option<i64> {
    let lease = entry.lease.as_ref().filter(|_| entry.value.is_some())?;
    let renewed = lease.ends - lease.ttl + lease.ttl / 3;
    Some(if entry.mine { renewed } else { lease.ends })
}

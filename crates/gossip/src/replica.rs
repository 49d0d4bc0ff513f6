//! A node's own copy of the tuples: which write wins, and what becomes of it later.
//!
//! Every write carries a [`Timestamp`]. The greatest wins at every node, so all nodes converge on
//! the same values, whatever way and order messages take. A removal is a write, too.
//!
//! No timestamp is refused for its time, or nodes would not agree. A write always outranks what its
//! writer knows, so a clock that is ahead cannot keep a key for itself. It could still outrank what
//! a node publishes when it starts, before it has heard from others: what no peer was sent yet is
//! written again, over a timestamp from far in the future.
//!
//! The trick: the replica knows no peers. Each method returns the [`Change`] to send, if any.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::entry::{Entry, Lease};
use super::fingerprint::hash_value;
use super::journal;
use super::key::{LookupKey, TupleKey};
use super::output::{LinkId, Output, Outputs};
use super::time::{LONGEST_LEASE, Now};
use super::timestamp::{FAR_AHEAD, HybridClock, Timestamp};
use super::tuple_store::TupleStore;
use super::value::ValueRef;

/// What a node accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most tuples. Others that peers send are refused.
    pub tuples: usize,
    /// The most bytes in a value.
    pub value: usize,
    /// The most tuples a second from one peer. Further ones are refused; those of nodes of this
    /// library come with the next comparison.
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

/// Who made a write, or passed it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Owner,
    Link(LinkId),
}

/// A write that has its timestamp.
pub(crate) struct Write<'a> {
    /// None: a removal.
    pub value: Option<ValueRef<'a>>,
    pub timestamp: Timestamp,
    /// How long it lasts, in milliseconds, if not for ever.
    pub left: Option<i64>,
    /// Hashes of values that the key had before.
    pub former_values: Vec<u64>,
    /// See [`Entry::from_stock`].
    pub from_stock: bool,
    /// If it has been computed before.
    pub fingerprint: Option<u64>,
}

/// An entry that peers are to be sent.
pub(crate) struct Change {
    /// In the store.
    pub index: usize,
    /// The peer that sent it, which need not be sent it.
    pub from: Option<LinkId>,
    /// The value that it replaces; none if the value is the same or the key is new.
    pub replaced: Option<Rc<[u8]>>,
    /// The value is new. Stock peers are sent nothing else.
    pub new_value: bool,
    /// What to tell the owner. Peers come first: what they are sent has further to go.
    pub news: Option<Output>,
}

impl Change {
    fn same_value(index: usize) -> Change {
        Change {
            index,
            from: None,
            replaced: None,
            new_value: false,
            news: None,
        }
    }
}

/// Counts what happens to writes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counters {
    pub conflicts: u64,
    pub refused: u64,
    pub lag: i64,
}

/// How long tombstones are kept unless it is set, in milliseconds.
const GRACE: i64 = 7 * 24 * 3600 * 1000;
/// How often old tombstones are purged, in milliseconds.
const PURGE_INTERVAL: i64 = 60_000;

/// The tuples of one node.
#[derive(Clone, Debug)]
pub(crate) struct Replica {
    clock: HybridClock,
    store: TupleStore,
    limits: Limits,
    grace: i64,
    /// Prefixes of keys that the owner wants delivered; none: all.
    subscriptions: Vec<Box<[u8]>>,
    journaling: bool,
    /// When leases are to be renewed, or end. One that was renewed or replaced meanwhile is there
    /// twice.
    leases: BinaryHeap<Reverse<(i64, Rc<[u8]>)>>,
    purge_due: Option<i64>,
    counters: Counters,
}

impl Replica {
    pub fn new(node: u64) -> Replica {
        Replica {
            clock: HybridClock::new(node),
            store: TupleStore::default(),
            limits: Limits::default(),
            grace: GRACE,
            subscriptions: Vec::new(),
            journaling: false,
            leases: BinaryHeap::new(),
            purge_due: None,
            counters: Counters::default(),
        }
    }

    /// The node's identity.
    pub fn node(&self) -> u64 {
        self.clock.node()
    }

    pub fn store(&self) -> &TupleStore {
        &self.store
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    pub fn set_grace(&mut self, milliseconds: i64) {
        self.grace = milliseconds.clamp(0, LONGEST_LEASE);
    }

    pub fn set_journaling(&mut self, on: bool) {
        self.journaling = on;
    }

    /// True if no further tuple is accepted.
    pub fn is_full(&self) -> bool {
        self.store.visible() >= self.limits.tuples
    }

    /// Narrows what is delivered to keys with this prefix, or one given before; delivers what was
    /// not delivered for its key.
    pub fn subscribe(&mut self, prefix: &[u8], outputs: &mut Outputs) {
        if !self.subscriptions.is_empty() {
            for (key, entry) in self.store.iter() {
                if let Some(value) = entry.visible()
                    && key.starts_with(prefix)
                    && !self.wants(key)
                {
                    let (key, value) = (key.bytes().clone(), value.clone());
                    outputs.push(Output::Deliver { key, value });
                }
            }
        }
        self.subscriptions.push(prefix.into());
    }

    fn wants(&self, key: &[u8]) -> bool {
        let prefixes = &self.subscriptions;
        prefixes.is_empty() || prefixes.iter().any(|prefix| key.starts_with(prefix))
    }

    /// Notes that a published tuple is the owner's, which is held with the same value already.
    pub fn adopt(&mut self, index: usize) {
        self.store.change(index, |entry| entry.own = true);
    }

    /// Forgets a tuple for the owner alone.
    pub fn hide(&mut self, index: usize) {
        self.store.change(index, |entry| entry.hidden = true);
    }

    /// Notes that a peer was sent an entry.
    pub fn mark_sent(&mut self, index: usize) {
        let unsent = self.store.at(index).is_some_and(|(_, entry)| entry.unsent);
        if unsent {
            self.store.change(index, |entry| entry.unsent = false);
        }
    }

    fn entry(&self, index: Option<usize>) -> Option<&Entry> {
        self.store.at(index?).map(|(_, entry)| entry)
    }

    /// Makes a write over what is held at the key's index, for the owner or a stock peer: of a value
    /// and how many milliseconds it lasts, if not for ever; or a removal.
    #[inline]
    pub fn write(
        &mut self,
        source: Source,
        key: LookupKey<'_>,
        index: Option<usize>,
        content: Option<(ValueRef<'_>, Option<i64>)>,
        now: Now,
        outputs: &mut Outputs,
    ) -> Option<Change> {
        let (value, left) = content.unzip();
        let held = self.entry(index);
        let from_peer = matches!(source, Source::Link(_));
        // A stock peer never learns that a tuple was removed, and may return with it at any time.
        if from_peer
            && let (Some(held), Some(value)) = (held, value)
            && held.value.is_none()
            && held.had_value(&value)
        {
            return None;
        }
        let over = held.map(|held| held.timestamp);
        let write = Write {
            value,
            timestamp: self.clock.next(now.wall, over.unwrap_or_default()),
            left: left.flatten(),
            former_values: Vec::new(),
            from_stock: over.is_none() && from_peer,
            fingerprint: None,
        };
        self.merge(source, key, index, write, now, outputs)
    }

    /// Takes a write if its timestamp is greater than that of what is held at the key's index.
    pub fn merge(
        &mut self,
        source: Source,
        key: LookupKey<'_>,
        index: Option<usize>,
        write: Write<'_>,
        now: Now,
        outputs: &mut Outputs,
    ) -> Option<Change> {
        let from = match source {
            Source::Owner => None,
            Source::Link(link) => Some(link),
        };
        let value = write.value.as_deref();
        if let Some(held) = self.entry(index) {
            if held.timestamp >= write.timestamp {
                let same = held.value.as_deref() == value;
                self.counters.conflicts += u64::from(held.timestamp > write.timestamp && !same);
                return None;
            }
            if let Some(index) = index
                && self.should_outrank(held, &write, now)
            {
                return self.write_again(index, write.timestamp, now, outputs);
            }
        }
        if from.is_some() && !self.admits(&key, index, &write, now, outputs) {
            return None;
        }
        let held = self.entry(index);
        let old_value = held.and_then(|held| held.value.clone());
        let was_visible = held.and_then(Entry::visible).is_some();
        let same = old_value.as_deref() == value;
        let value = match &old_value {
            Some(old) if same => Some(old.clone()),
            _ => write.value.map(ValueRef::to_shared),
        };
        let mut entry = Entry::new(value, write.timestamp);
        if let Some(held) = held {
            entry.inherit_history(held);
            entry.own = held.own && same;
            entry.hidden = held.hidden && same && source != Source::Owner;
        }
        entry.own |= source == Source::Owner;
        entry.unsent = source == Source::Owner;
        entry.from_stock = write.from_stock;
        for hash in write.former_values {
            entry.add_former_value(hash);
        }
        let replaced = old_value.filter(|_| !same);
        if let Some(old) = &replaced {
            entry.add_former_value(hash_value(old));
        }
        if entry.value.is_none() {
            entry.remove(now.wall);
        }
        entry.lease = write.left.map(|ttl| {
            let ends = now.mono + ttl;
            Box::new(Lease { ttl, ends })
        });
        let key = match index.and_then(|index| self.store.at(index)) {
            Some((key, _)) => key.clone(),
            None => key.to_key(),
        };
        let news = match entry.visible() {
            Some(value) if !(was_visible && same) && self.wants(&key) => Some(Output::Deliver {
                key: key.bytes().clone(),
                value: value.clone(),
            }),
            None if was_visible && source != Source::Owner && self.wants(&key) => {
                Some(Output::Removed(key.bytes().clone()))
            }
            _ => None,
        };
        if from.is_some() {
            self.counters.lag = now.wall.saturating_sub(write.timestamp.wall());
        }
        let index = self.put(index, &key, entry, write.fingerprint, now);
        self.record(index, now, outputs);
        Some(Change {
            index,
            from,
            replaced,
            new_value: !same,
            news,
        })
    }

    /// Whether what is held is to outrank a write with a greater timestamp: it is the owner's, which
    /// no peer was sent yet, and the timestamp is from far in the future; or this node knows it to
    /// be newer than what a stock peer told another.
    fn should_outrank(&self, held: &Entry, write: &Write<'_>, now: Now) -> bool {
        let far_ahead = write.timestamp.wall() > now.wall.saturating_add(FAR_AHEAD);
        if far_ahead && held.unsent && write.timestamp.node != self.node() {
            return true;
        }
        let value = write.value.as_deref();
        let former = || value.is_some_and(|value| held.had_value(value));
        let leased = || held.lease.is_some() && held.value.as_deref() == value;
        write.from_stock && (former() || leased())
    }

    /// Whether a peer's write is of use, and the limits allow it.
    fn admits(
        &mut self,
        key: &[u8],
        index: Option<usize>,
        write: &Write<'_>,
        now: Now,
        outputs: &mut Outputs,
    ) -> bool {
        let held = self.entry(index);
        let has_value = held.is_some_and(|entry| entry.value.is_some());
        let Some(value) = write.value else {
            let age = now.wall.saturating_sub(write.timestamp.wall());
            // A tombstone that was purged here must not spread again.
            return held.is_some() || age < self.grace;
        };
        let reason = if value.len() > self.limits.value {
            "its value is too long"
        } else if !has_value && self.is_full() {
            "there are too many"
        } else {
            return true;
        };
        self.refuse(key, reason, outputs);
        false
    }

    /// Counts a peer's tuple that is refused. Logs the first, and then each thousandth.
    pub fn refuse(&mut self, key: &[u8], reason: &str, outputs: &mut Outputs) {
        if self.counters.refused.is_multiple_of(1000) {
            let key = String::from_utf8_lossy(key);
            let total = self.counters.refused + 1;
            outputs.warn(format!(
                "zgossip: tuple '{key}' refused: {reason} ({total} in all)"
            ));
        }
        self.counters.refused += 1;
    }

    /// Writes what is held again, over a timestamp that it is to outrank.
    fn write_again(
        &mut self,
        index: usize,
        over: Timestamp,
        now: Now,
        outputs: &mut Outputs,
    ) -> Option<Change> {
        let (key, entry) = self.store.at(index)?;
        let (key, mut entry) = (key.clone(), entry.clone());
        entry.timestamp = self.clock.next(now.wall, over);
        entry.from_stock = false;
        self.store.put(Some(index), &key, entry, None);
        self.record(index, now, outputs);
        Some(Change::same_value(index))
    }

    /// Stores an entry, and sees to its lease or tombstone.
    #[inline]
    fn put(
        &mut self,
        index: Option<usize>,
        key: &TupleKey,
        entry: Entry,
        fingerprint: Option<u64>,
        now: Now,
    ) -> usize {
        if let Some(due) = entry.lease_due() {
            self.leases.push(Reverse((due, key.bytes().clone())));
        }
        if entry.value.is_none() {
            self.schedule_purge(now);
        }
        self.store.put(index, key, entry, fingerprint)
    }

    fn record(&mut self, index: usize, now: Now, outputs: &mut Outputs) {
        if self.journaling
            && let Some((key, entry)) = self.store.at(index)
        {
            outputs.push(Output::Record(journal::encode(key, entry, now)));
        }
    }

    /// Takes a record of an earlier life; `None` if it is malformed. The change is none if the
    /// store has a greater timestamp.
    pub fn restore(
        &mut self,
        record: &[u8],
        now: Now,
        outputs: &mut Outputs,
    ) -> Option<Option<Change>> {
        let (key, entry) = journal::decode(record, now)?;
        let key = LookupKey::new(key);
        let index = self.store.find(key).map(|(index, _)| index);
        let held = index.and_then(|index| self.store.at(index));
        if held.is_some_and(|(_, held)| held.timestamp > entry.timestamp) {
            return Some(None);
        }
        let (key, known) = match held {
            Some((key, held)) => (key.clone(), held.visible() == entry.visible()),
            None => (key.to_key(), entry.value.is_none()),
        };
        self.clock.observe(entry.timestamp);
        let removes = held.is_some() && entry.value.is_none();
        if let Some(value) = entry.visible()
            && !known
        {
            if self.wants(&key) {
                let (key, value) = (key.bytes().clone(), value.clone());
                outputs.push(Output::Deliver { key, value });
            }
        } else if removes && !known {
            outputs.push(Output::Removed(key.bytes().clone()));
        }
        Some(Some(Change {
            new_value: true,
            ..Change::same_value(self.put(index, &key, entry, None, now))
        }))
    }

    /// When to call [`Replica::tend_leases`] or [`Replica::purge`].
    pub fn due(&self) -> Option<i64> {
        let lease = self.leases.peek().map(|Reverse((due, _))| *due);
        lease.into_iter().chain(self.purge_due).min()
    }

    /// Expires leases that have ended, up to the first of the owner's that is due, which it renews.
    /// None if no other is due.
    pub fn tend_leases(&mut self, now: Now, outputs: &mut Outputs) -> Option<Change> {
        while let Some(Reverse((due, _))) = self.leases.peek()
            && *due <= now.mono
        {
            let Reverse((due, key)) = self.leases.pop()?;
            let Some((index, entry)) = self.store.find(LookupKey::new(&key)) else {
                continue;
            };
            if entry.lease_due() != Some(due) {
                continue;
            }
            if entry.own {
                return self.renew(index, now, outputs);
            }
            self.expire(index, &key, now, outputs);
        }
        None
    }

    fn renew(&mut self, index: usize, now: Now, outputs: &mut Outputs) -> Option<Change> {
        let (key, entry) = self.store.at(index)?;
        let (key, mut entry) = (key.clone(), entry.clone());
        entry.timestamp = self.clock.next(now.wall, entry.timestamp);
        if let Some(lease) = &mut entry.lease {
            lease.ends = now.mono + lease.ttl;
        }
        self.put(Some(index), &key, entry, None, now);
        self.record(index, now, outputs);
        Some(Change::same_value(index))
    }

    fn expire(&mut self, index: usize, key: &Rc<[u8]>, now: Now, outputs: &mut Outputs) {
        let was_visible = self.entry(Some(index)).and_then(Entry::visible).is_some();
        self.store.change(index, |entry| {
            if let Some(value) = &entry.value {
                entry.add_former_value(hash_value(value));
            }
            entry.remove(now.wall);
        });
        self.schedule_purge(now);
        if was_visible && self.wants(key) {
            outputs.push(Output::Expired(key.clone()));
        }
        self.record(index, now, outputs);
    }

    fn schedule_purge(&mut self, now: Now) {
        self.purge_due.get_or_insert(now.mono + PURGE_INTERVAL);
    }

    pub fn is_purge_due(&self, now: Now) -> bool {
        self.purge_due.is_some_and(|due| due <= now.mono)
    }

    /// Drops old tombstones, after which other entries have other indices.
    pub fn purge(&mut self, now: Now) {
        let grace = self.grace;
        self.store.retain(|entry| {
            let removed = entry.removed_at().max(entry.timestamp.wall());
            entry.value.is_some() || now.wall.saturating_sub(removed) < grace
        });
    }

    /// Schedules the next purge, if there are tombstones.
    pub fn reschedule_purge(&mut self, now: Now) {
        let more = self.store.tombstones() > 0;
        self.purge_due = more.then_some(now.mono + PURGE_INTERVAL);
    }
}

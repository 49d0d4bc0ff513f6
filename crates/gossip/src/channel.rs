//! The way to one peer: what is sent at once, what waits for room, and which entries of the store
//! are yet to be sent.
//!
//! The trick: the store is sent by index, a slice at a time, and each entry as it is when its turn
//! comes. So a transfer needs no copy of the store, and holds up nobody.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use super::backlog::{Backlog, Queued};
use super::entry::Entry;
use super::in_flight::InFlight;
use super::key::TupleKey;
use super::local::LocalNode;
use super::output::{LinkId, Outputs};
use super::packet::Packet;
use super::time::Now;

/// How many tuples are sent before others get their turn.
const SLICE: usize = 256;
/// How long to wait for room, in milliseconds; doubled each time.
const FIRST_ROOM_WAIT: i64 = 5;
/// The longest wait for room, in milliseconds.
const MAX_ROOM_WAIT: i64 = 500;

/// Which way a connection was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The peer connected to us.
    Client,
    /// We connected to the peer.
    Remote,
}

/// What the peer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PeerKind {
    /// Not known yet.
    Unknown,
    /// It does not know our extension: it reads tuples without timestamps, and sends back those
    /// that are new to it.
    Stock,
    /// A node of this library, by its identity.
    Ours(u64),
}

/// Tuples that a peer showed to have.
pub(crate) type ShownTuples = BTreeMap<Rc<[u8]>, Rc<[u8]>>;

/// Entries that a peer is yet to be sent, by their indices.
#[derive(Clone, Debug)]
enum Transfer {
    /// All from an index on, but tuples that it showed to have.
    All { next: usize, shown: ShownTuples },
    /// Some.
    Some(VecDeque<u32>),
}

/// The sending half of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Channel {
    pub id: LinkId,
    pub side: Side,
    pub kind: PeerKind,
    /// If the peer is stock.
    pub in_flight: InFlight,
    transfers: VecDeque<Transfer>,
    backlog: Backlog,
    /// There is no room on the way; when to try again.
    retry_at: Option<i64>,
    /// How long to wait for room the next time but for doubling, in milliseconds.
    room_wait: i64,
    /// When something was sent last.
    pub last_sent: i64,
}

impl Channel {
    pub fn new(id: LinkId, side: Side, now: i64) -> Channel {
        Channel {
            id,
            side,
            kind: PeerKind::Unknown,
            in_flight: InFlight::default(),
            transfers: VecDeque::new(),
            backlog: Backlog::default(),
            retry_at: None,
            room_wait: 0,
            last_sent: now,
        }
    }

    /// Forgets all that is under way, because the peer does.
    pub fn reset(&mut self) {
        self.in_flight = InFlight::default();
        self.transfers.clear();
        self.backlog = Backlog::default();
        self.retry_at = None;
    }

    /// True for a node of this library.
    pub fn is_ours(&self) -> bool {
        matches!(self.kind, PeerKind::Ours(_))
    }

    /// The number of messages and tuples that wait for room.
    pub fn queued(&self) -> usize {
        self.backlog.len()
    }

    fn is_full(&self) -> bool {
        self.retry_at.is_some()
    }

    /// Sends a message, at once if there is room.
    pub fn send(&mut self, packet: Packet, outputs: &mut Outputs, now: Now) {
        self.last_sent = now.mono;
        if self.is_full() {
            self.backlog.push(packet);
        } else {
            outputs.send(self.id, packet);
        }
    }

    /// Sends an entry that has changed, if the peer is to know; returns whether it is.
    pub fn send_update(&mut self, update: &mut Update<'_>, outputs: &mut Outputs) -> bool {
        let packet = match (self.kind, &update.entry.value) {
            (PeerKind::Stock, Some(value)) if update.new_value => {
                let key = update.key.bytes();
                self.in_flight.sent(key, value, update.now.mono);
                update.plain()
            }
            (PeerKind::Stock, _) | (PeerKind::Unknown, None) => return false,
            _ => update.extended(),
        };
        if self.side == Side::Client && !self.is_full() {
            let lines = [
                "connected:",
                "    forward",
                "        $ get tuple to forward",
                "        $ send PUBLISH",
                "        > connected",
            ];
            outputs.trace(self.id, &lines);
        }
        self.send(packet, outputs, update.now);
        true
    }

    /// Takes back a message for which there was no room, and those that were to follow it.
    pub fn no_room(&mut self, packet: Packet, outputs: &mut Outputs, now: Now) {
        let later = std::mem::take(&mut self.backlog);
        for packet in outputs.take_back(self.id, packet) {
            self.backlog.push(packet);
        }
        self.backlog.append(later);
        self.room_wait = (2 * self.room_wait).clamp(FIRST_ROOM_WAIT, MAX_ROOM_WAIT);
        self.retry_at = Some(now.mono + self.room_wait);
    }

    /// Sends what waited for room.
    fn resume(&mut self, local: &mut LocalNode, now: Now) {
        self.retry_at = None;
        for _ in 0..SLICE {
            match self.backlog.pop() {
                Some(Queued::Message(packet)) => self.send(packet, &mut local.outputs, now),
                Some(Queued::Tuple(key)) => {
                    let extended = self.kind != PeerKind::Stock;
                    if let Some((key, entry)) = local.replica.store().get(&key)
                        && (self.is_ours() || entry.value.is_some())
                    {
                        let packet = Packet::publish(key, entry, extended, now.mono);
                        self.send(packet, &mut local.outputs, now);
                    }
                }
                None => {
                    self.room_wait = 0;
                    return;
                }
            }
        }
        // The rest has its turn when this has gone.
        self.retry_at = Some(now.mono);
    }

    /// True while entries are to be sent by their indices.
    pub fn is_transferring(&self) -> bool {
        !self.transfers.is_empty()
    }

    /// Sends every entry, but tuples that the peer showed to have.
    pub fn transfer_all(&mut self, shown: ShownTuples, local: &mut LocalNode, now: Now) {
        self.transfers.clear();
        self.transfers.push_back(Transfer::All { next: 0, shown });
        self.transfer(local, now);
    }

    /// Sends every entry, but after what is sent now.
    pub fn transfer_all_later(&mut self, local: &mut LocalNode, now: Now) {
        self.transfers.clear();
        let shown = ShownTuples::default();
        self.transfers.push_back(Transfer::All { next: 0, shown });
        local.wake.no_later_than(now.mono);
    }

    /// Sends entries that a comparison showed the peer to lack.
    pub fn transfer_some(&mut self, mut indices: Vec<u32>, local: &mut LocalNode, now: Now) {
        let before: usize = self
            .transfers
            .iter()
            .map(|transfer| match transfer {
                Transfer::All { .. } => 0,
                Transfer::Some(indices) => indices.len(),
            })
            .sum();
        if indices.len() + before > local.replica.store().size() {
            // Who lacks more than there is, and asks again and again, is sent all.
            self.transfer_all(ShownTuples::default(), local, now);
        } else if !indices.is_empty() {
            // In the order of publication.
            indices.sort_unstable();
            self.transfers.push_back(Transfer::Some(indices.into()));
            self.transfer(local, now);
        }
    }

    /// Sends some of the entries.
    fn transfer(&mut self, local: &mut LocalNode, now: Now) {
        for _ in 0..SLICE {
            if self.is_full() {
                return;
            }
            let index = match self.transfers.front_mut() {
                Some(Transfer::All { next, .. }) => {
                    *next += 1;
                    Some(*next - 1)
                }
                Some(Transfer::Some(indices)) => indices.pop_front().map(|index| index as usize),
                None => return,
            };
            let entry = index.and_then(|index| Some((index, local.replica.store().at(index)?)));
            let Some((index, (key, entry))) = entry else {
                self.transfers.pop_front();
                continue;
            };
            let shown = match self.transfers.front() {
                Some(Transfer::All { shown, .. }) => shown.get(key.bytes()),
                _ => None,
            };
            match (&entry.value, self.is_ours()) {
                (None, false) => continue,
                (Some(value), false) if shown == Some(value) => continue,
                (Some(value), false) if self.kind == PeerKind::Stock => {
                    self.in_flight.sent(key.bytes(), value, now.mono);
                }
                _ => {}
            }
            let extended = self.kind != PeerKind::Stock;
            let packet = Packet::publish(key, entry, extended, now.mono);
            local.replica.mark_sent(index);
            if self.side == Side::Client {
                let lines = [
                    "have tuple:",
                    "    ok",
                    "        $ send PUBLISH",
                    "        $ get next tuple",
                    "        > have tuple",
                ];
                local.outputs.trace(self.id, &lines);
            }
            self.send(packet, &mut local.outputs, now);
        }
        local.wake.no_later_than(now.mono);
    }

    /// When to call [`Channel::tick`].
    pub fn due(&self) -> Option<i64> {
        match self.retry_at {
            None => self.is_transferring().then_some(self.last_sent),
            retry_at => retry_at,
        }
    }

    /// Sends what is due. False if nothing was.
    pub fn tick(&mut self, local: &mut LocalNode, now: Now) -> bool {
        if self.retry_at.is_some_and(|due| due <= now.mono) {
            self.resume(local, now);
        } else if !self.is_full() && self.is_transferring() {
            self.transfer(local, now);
        } else {
            return false;
        }
        true
    }
}

/// An entry that has changed. It is encoded once, not for each peer.
pub(crate) struct Update<'a> {
    key: &'a TupleKey,
    entry: &'a Entry,
    /// Its value is new.
    new_value: bool,
    now: Now,
    extended: Option<Packet>,
    plain: Option<Packet>,
}

impl<'a> Update<'a> {
    pub fn new(key: &'a TupleKey, entry: &'a Entry, new_value: bool, now: Now) -> Update<'a> {
        Update {
            key,
            entry,
            new_value,
            now,
            extended: None,
            plain: None,
        }
    }

    fn extended(&mut self) -> Packet {
        let publish = || Packet::publish(self.key, self.entry, true, self.now.mono);
        self.extended.get_or_insert_with(publish).clone()
    }

    fn plain(&mut self) -> Packet {
        let publish = || Packet::publish(self.key, self.entry, false, self.now.mono);
        self.plain.get_or_insert_with(publish).clone()
    }
}

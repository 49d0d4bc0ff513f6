//! What the engine knows about one connection.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use super::packet::Packet;
use super::table::Summary;

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

/// What a peer showed us while we greeted it.
pub(super) type Seen = BTreeMap<Rc<[u8]>, Rc<[u8]>>;

/// How far a connection has come.
#[derive(Clone, Debug)]
pub(super) enum Phase {
    /// A client that has not said HELLO, or a remote that is down.
    Idle,
    /// We said PING to a remote that does not know us any more: with the PONG, all that it said of
    /// our earlier messages has arrived, and it can be greeted.
    Clearing {
        since: i64,
        /// It refused us so often that it is left alone until then.
        rest: Option<i64>,
    },
    /// We said HELLO and PING to a remote. What it tells us before its PONG need not be told back.
    Greeting {
        /// When the connection was up.
        since: Option<i64>,
        /// What it told us.
        seen: Seen,
        /// It took the HELLO amiss, since it knew us already, and has forgotten us now.
        refused: bool,
    },
    /// Tuples go both ways.
    Connected,
}

/// A value, and when it counts.
type Deferred = (Rc<[u8]>, i64);

/// A key and its value.
pub(super) type Write = (Rc<[u8]>, Rc<[u8]>);

/// Values on their way to a stock peer.
///
/// A stock peer takes over whatever value arrives last, and sends every value that it takes over
/// to everybody, us included. So what it sends is the exact course of what it holds. While a value
/// of ours is on its way there, another value that arrives may be one that ours replaces, or one
/// that replaces ours: to know, we ask for a sign (a barrier) that it has seen all we sent. What it
/// said last before the sign is what it holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Flights {
    keys: BTreeMap<Rc<[u8]>, Flight>,
    /// Counts values sent.
    sent: u64,
    /// The barrier under way: what was sent before it, and when.
    barrier: Option<(u64, i64)>,
    /// Values that the peer took over, but that may be on their way round a ring, and until when
    /// to wait for what follows them.
    deferred: BTreeMap<Rc<[u8]>, Deferred>,
}

#[derive(Clone, Debug)]
struct Flight {
    /// Sent, and not seen to come back.
    values: VecDeque<Rc<[u8]>>,
    /// The number of the last.
    number: u64,
    /// When the last was sent.
    at: i64,
    /// What arrived meanwhile, if it is none of them.
    held: Option<Rc<[u8]>>,
}

/// What to do about a value that arrived from a stock peer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// It is a write.
    Write,
    /// Nothing: it is ours, come back; or it is kept until the barrier.
    Wait,
    /// Nothing yet, but ask for a sign: it is kept until then.
    Ask,
}

/// How long a sign is waited for, in milliseconds: a client that is no stock peer may not give it.
pub(super) const BARRIER_WAIT: i64 = 1000;
/// A stock server forgets a client that is silent for so long, in milliseconds, unless it is
/// configured otherwise.
pub(super) const STOCK_TIMEOUT: i64 = 1000;
/// The most that patience grows to, in milliseconds.
const MOST_PATIENCE: i64 = 64_000;
/// After this time, in milliseconds, a value that did not come back has arrived.
const FLIGHT_TIME: i64 = 60_000;

/// So many greetings of a peer in a row are made at once.
const MOST_GREETINGS: u32 = 6;
/// Greetings further apart than this, in milliseconds, are not in a row.
const GREETINGS_TIME: i64 = 10_000;
/// The time before the next greeting, in milliseconds; twice as long each time, so often.
const FIRST_REST: i64 = 100;
const MOST_DOUBLINGS: u32 = 6;

impl Flights {
    /// Notes that a value was sent.
    pub fn sent(&mut self, key: &Rc<[u8]>, value: &Rc<[u8]>, now: i64) {
        self.deferred.remove(key);
        self.sent += 1;
        let (number, at) = (self.sent, now);
        match self.keys.get_mut(key) {
            Some(flight) => {
                flight.values.push_back(value.clone());
                (flight.number, flight.at) = (number, at);
            }
            None => {
                let values = VecDeque::from([value.clone()]);
                self.keys.insert(
                    key.clone(),
                    Flight {
                        values,
                        number,
                        at,
                        held: None,
                    },
                );
            }
        }
    }

    /// Says what to do about a value that arrived. After [`Arrival::Ask`] a sign must be asked for.
    pub fn arrived(&mut self, key: &[u8], value: &[u8], now: i64) -> Arrival {
        self.deferred.remove(key);
        let Some(flight) = self.keys.get_mut(key) else {
            return Arrival::Write;
        };
        if let Some(index) = flight.values.iter().position(|sent| **sent == *value) {
            flight.held = None;
            flight.values.drain(..=index);
            if flight.values.is_empty() {
                self.keys.remove(key);
            }
            return Arrival::Wait;
        }
        flight.held = Some(value.into());
        if self.barrier.is_some() {
            return Arrival::Wait;
        }
        self.barrier = Some((self.sent, now));
        Arrival::Ask
    }

    /// Waits with a value until `due`: it counts if nothing else comes from the peer, and nothing
    /// is sent to it.
    pub fn defer(&mut self, key: Rc<[u8]>, value: Rc<[u8]>, due: i64) {
        self.deferred.insert(key, (value, due));
    }

    /// When the first deferred value counts.
    pub fn deferred_due(&self) -> Option<i64> {
        self.deferred.values().map(|(_, due)| *due).min()
    }

    /// Takes the deferred values that count by now.
    pub fn take_deferred(&mut self, now: i64) -> Vec<Write> {
        let mut due = Vec::new();
        self.deferred.retain(|key, (value, at)| {
            let wait = *at > now;
            if !wait {
                due.push((key.clone(), value.clone()));
            }
            wait
        });
        due
    }

    /// True while a sign is awaited.
    pub fn barrier(&self) -> bool {
        self.barrier.is_some()
    }

    /// When to stop waiting for the sign.
    pub fn barrier_due(&self) -> Option<i64> {
        self.barrier.map(|(_, asked)| asked + BARRIER_WAIT)
    }

    /// Takes the sign. Gives the values that replaced ours; true if another sign must be asked for.
    pub fn passed(&mut self, now: i64) -> (Vec<Write>, bool) {
        let Some((number, _)) = self.barrier.take() else {
            return (Vec::new(), false);
        };
        let (mut writes, mut again) = (Vec::new(), false);
        self.keys.retain(|key, flight| match &flight.held {
            Some(held) if flight.number <= number => {
                writes.push((key.clone(), held.clone()));
                false
            }
            Some(_) => {
                again = true;
                true
            }
            None => flight.number > number,
        });
        if again {
            self.barrier = Some((self.sent, now));
        }
        (writes, again)
    }

    /// Forgets what must have arrived long ago.
    pub fn expire(&mut self, now: i64) {
        self.keys
            .retain(|_, flight| flight.held.is_some() || now - flight.at < FLIGHT_TIME);
    }
}

/// Tuples that a peer is yet to be sent, at places in the table.
#[derive(Clone, Debug)]
pub(super) enum Push {
    /// All from a place on, but those that it showed to have.
    All { next: usize, seen: Seen },
    /// Some.
    Places(VecDeque<u32>),
}

/// What waits until there is room on the way to a peer.
#[derive(Clone, Debug)]
pub(super) enum Waiting {
    Packet(Packet),
    /// What the key has by then.
    Tuple(Rc<[u8]>),
}

/// What a peer is not sent yet, since it does not read what it was sent: of each tuple only the
/// last write.
#[derive(Clone, Debug, Default)]
pub(super) struct Backlog {
    queue: VecDeque<Waiting>,
    keys: BTreeSet<Rc<[u8]>>,
}

impl Backlog {
    pub fn len(&self) -> usize {
        self.queue.len()
    }

    pub fn add(&mut self, packet: Packet) {
        self.queue.push_back(Waiting::Packet(packet));
    }

    /// False if the key waits already.
    pub fn add_tuple(&mut self, key: &Rc<[u8]>) -> bool {
        let new = self.keys.insert(key.clone());
        if new {
            self.queue.push_back(Waiting::Tuple(key.clone()));
        }
        new
    }

    pub fn take(&mut self) -> Option<Waiting> {
        let next = self.queue.pop_front()?;
        if let Waiting::Tuple(key) = &next {
            self.keys.remove(key);
        }
        Some(next)
    }
}

/// One connection.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub side: Side,
    pub peer: Peer,
    pub phase: Phase,
    pub flights: Flights,
    /// When each PING was sent that has no PONG yet.
    pub pings: VecDeque<i64>,
    /// When the last PING was sent that has one.
    pub answered: i64,
    /// The longest time between an answered PING and the next answer, in milliseconds, in which a
    /// stock server cannot have forgotten us.
    pub patience: i64,
    /// It may have forgotten us while it was busy.
    pub doubt: bool,
    /// When something came from the peer last.
    pub heard: i64,
    /// When something was sent to it last.
    pub said: i64,
    /// When tables were compared last, and what ours was then.
    pub compared: i64,
    pub summary: Summary,
    /// The owner was told that it is there.
    pub announced: bool,
    pub pushes: VecDeque<Push>,
    pub backlog: Backlog,
    /// There is no room on the way; when to try again.
    pub full: Option<i64>,
    /// How long to wait for room, in milliseconds; twice as long each time.
    pub room_wait: i64,
    /// How often it was greeted lately, and when last.
    pub greetings: u32,
    pub greeted: i64,
    /// The second of the clock, and how many tuples came in it.
    pub rate: (i64, u32),
}

impl Link {
    pub fn new(side: Side, now: i64) -> Link {
        Link {
            side,
            peer: Peer::Unknown,
            phase: Phase::Idle,
            flights: Flights::default(),
            pings: VecDeque::new(),
            answered: now,
            patience: STOCK_TIMEOUT,
            doubt: false,
            heard: now,
            said: now,
            compared: now,
            summary: Summary::default(),
            announced: false,
            pushes: VecDeque::new(),
            backlog: Backlog::default(),
            full: None,
            room_wait: 0,
            greetings: 0,
            greeted: i64::MIN / 2,
            rate: (0, 0),
        }
    }

    /// Forgets all that is under way, because the peer does.
    pub fn reset(&mut self) {
        self.flights = Flights::default();
        self.pushes.clear();
        self.backlog = Backlog::default();
        self.full = None;
    }

    /// How many places are still to be sent, of those that it was found to lack.
    pub fn places(&self) -> usize {
        let places = self.pushes.iter().map(|push| match push {
            Push::Places(places) => places.len(),
            Push::All { .. } => 0,
        });
        places.sum()
    }

    /// Takes note of a greeting; gives how long to wait with it, if there were too many lately.
    pub fn may_greet(&mut self, now: i64) -> Option<i64> {
        self.greetings = if now - self.greeted < GREETINGS_TIME {
            self.greetings + 1
        } else {
            0
        };
        self.greeted = now;
        let many = self.greetings.checked_sub(MOST_GREETINGS)?;
        Some(FIRST_REST << many.min(MOST_DOUBLINGS))
    }

    /// Takes note of a PONG; gives whether it is that of the last PING.
    pub fn ponged(&mut self, now: i64) -> Ponged {
        let Some(sent) = self.pings.pop_front() else {
            return Ponged {
                last: true,
                late: false,
            };
        };
        let gap = now - self.answered;
        let mut late = gap > self.patience;
        self.answered = sent;
        // A server that is busy with a lot of tuples must not be asked for them all over again,
        // until it answers promptly.
        if late {
            self.patience = (2 * self.patience).min(MOST_PATIENCE);
            self.doubt = false;
        } else {
            self.doubt |= gap > STOCK_TIMEOUT;
            if now - sent < STOCK_TIMEOUT / 2 {
                self.patience = STOCK_TIMEOUT;
                late = std::mem::take(&mut self.doubt);
            }
        }
        Ponged {
            last: self.pings.is_empty(),
            late,
        }
    }

    pub fn is_connected(&self) -> bool {
        matches!(self.phase, Phase::Connected)
    }

    pub fn is_ours(&self) -> bool {
        matches!(self.peer, Peer::Ours(_))
    }
}

/// What a PONG tells.
pub(super) struct Ponged {
    /// No PING is without its PONG.
    pub last: bool,
    /// So much time went by that a stock server may have forgotten us.
    pub late: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Rc<[u8]> {
        text.as_bytes().into()
    }

    #[test]
    fn what_comes_back_in_order_is_no_write() {
        let mut flights = Flights::default();
        let key = text("k");
        for value in ["a", "b", "c"] {
            flights.sent(&key, &text(value), 0);
        }
        assert_eq!(flights.arrived(b"k", b"b", 1), Arrival::Wait);
        assert_eq!(flights.arrived(b"k", b"c", 1), Arrival::Wait);
        assert_eq!(
            flights.arrived(b"k", b"c", 1),
            Arrival::Write,
            "nothing is on its way"
        );
        assert!(!flights.barrier());
    }

    #[test]
    fn the_last_value_before_the_sign_is_what_the_peer_holds() {
        let mut flights = Flights::default();
        flights.sent(&text("k"), &text("a"), 0);
        assert_eq!(flights.arrived(b"k", b"x", 1), Arrival::Ask);
        assert_eq!(flights.arrived(b"k", b"y", 2), Arrival::Wait);
        assert_eq!(flights.passed(3), (vec![(text("k"), text("y"))], false));
        assert_eq!(flights.arrived(b"k", b"x", 4), Arrival::Write);
    }

    #[test]
    fn a_value_of_ours_that_arrives_later_settles_it() {
        let mut flights = Flights::default();
        flights.sent(&text("k"), &text("a"), 0);
        assert_eq!(flights.arrived(b"k", b"x", 1), Arrival::Ask);
        assert_eq!(flights.arrived(b"k", b"a", 2), Arrival::Wait);
        assert_eq!(flights.passed(3), (vec![], false));
    }

    #[test]
    fn a_value_sent_after_the_barrier_needs_another() {
        let mut flights = Flights::default();
        flights.sent(&text("k"), &text("a"), 0);
        assert_eq!(flights.arrived(b"k", b"x", 1), Arrival::Ask);
        flights.sent(&text("k"), &text("b"), 2);
        assert_eq!(flights.passed(3), (vec![], true));
        assert_eq!(flights.passed(4), (vec![(text("k"), text("x"))], false));
    }
}

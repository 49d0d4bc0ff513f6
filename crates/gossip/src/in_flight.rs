//! Values that are on their way to a stock peer.
//!
//! A stock peer keeps whatever value arrives last, and sends every value that it takes over to
//! everybody, us included. So what it sends is the exact sequence of the values that it holds. While
//! a value of ours is on its way there, another value that arrives may be one that ours replaces,
//! or one that replaces ours.
//!
//! The trick: to know, we ask for an acknowledgement that the peer has read all we sent (a
//! barrier). The last value that it sent before is what it holds.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

/// How long an acknowledgement is awaited, in milliseconds: a client that is not the original may
/// never send it.
const BARRIER_WAIT: i64 = 1000;
/// After this time, in milliseconds, a value that did not come back has arrived.
const FLIGHT_TIME: i64 = 60_000;

/// A key and a value.
pub(crate) type KeyValue = (Rc<[u8]>, Rc<[u8]>);

/// The values in flight to one stock peer, and those that came from it meanwhile.
#[derive(Clone, Debug, Default)]
pub(crate) struct InFlight {
    keys: BTreeMap<Rc<[u8]>, KeyInFlight>,
    /// Counts values sent.
    sent: u64,
    barrier: Option<Barrier>,
    /// Values that the peer took over, but which may be circulating in a ring of nodes.
    deferred: BTreeMap<Rc<[u8]>, Deferred>,
}

/// The acknowledgement that is awaited.
#[derive(Clone, Copy, Debug)]
struct Barrier {
    /// The number of the last value that it covers.
    covers: u64,
    asked: i64,
}

/// A value that counts if nothing follows it.
#[derive(Clone, Debug)]
struct Deferred {
    value: Rc<[u8]>,
    due: i64,
}

/// The values of one key.
#[derive(Clone, Debug)]
struct KeyInFlight {
    /// Those that were sent, and have not come back.
    values: VecDeque<Rc<[u8]>>,
    /// The number of the last.
    number: u64,
    /// When the last was sent.
    sent_at: i64,
    /// The last value that arrived meanwhile, if it is none of them.
    contrary: Option<Rc<[u8]>>,
}

/// What to do about a value that arrived from a stock peer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is a write.
    Write,
    /// Nothing: it is ours, come back, or is kept until the barrier.
    Wait,
    /// It is kept until the barrier, for which to ask now.
    AskBarrier,
}

impl InFlight {
    /// Notes that a value was sent.
    pub fn sent(&mut self, key: &Rc<[u8]>, value: &Rc<[u8]>, now: i64) {
        self.deferred.remove(key);
        self.sent += 1;
        match self.keys.get_mut(key) {
            Some(flight) => {
                flight.values.push_back(value.clone());
                (flight.number, flight.sent_at) = (self.sent, now);
            }
            None => {
                let flight = KeyInFlight {
                    values: VecDeque::from([value.clone()]),
                    number: self.sent,
                    sent_at: now,
                    contrary: None,
                };
                self.keys.insert(key.clone(), flight);
            }
        }
    }

    /// Judges a value that arrived.
    pub fn arrived(&mut self, key: &[u8], value: &[u8], now: i64) -> Verdict {
        self.deferred.remove(key);
        let Some(flight) = self.keys.get_mut(key) else {
            return Verdict::Write;
        };
        if let Some(index) = flight.values.iter().position(|sent| **sent == *value) {
            flight.contrary = None;
            flight.values.drain(..=index);
            if flight.values.is_empty() {
                self.keys.remove(key);
            }
            return Verdict::Wait;
        }
        flight.contrary = Some(value.into());
        if self.barrier.is_some() {
            return Verdict::Wait;
        }
        self.start_barrier(now);
        Verdict::AskBarrier
    }

    fn start_barrier(&mut self, now: i64) {
        self.barrier = Some(Barrier {
            covers: self.sent,
            asked: now,
        });
    }

    /// True while an acknowledgement is awaited.
    pub fn has_barrier(&self) -> bool {
        self.barrier.is_some()
    }

    /// When to stop waiting for it.
    pub fn barrier_due(&self) -> Option<i64> {
        self.barrier.map(|barrier| barrier.asked + BARRIER_WAIT)
    }

    /// Takes the acknowledgement. Returns the values that replaced ours, and whether to ask for
    /// another one.
    pub fn barrier_passed(&mut self, now: i64) -> (Vec<KeyValue>, bool) {
        let Some(Barrier { covers, .. }) = self.barrier.take() else {
            return (Vec::new(), false);
        };
        let (mut values, mut again) = (Vec::new(), false);
        self.keys.retain(|key, flight| match &flight.contrary {
            Some(contrary) if flight.number <= covers => {
                values.push((key.clone(), contrary.clone()));
                false
            }
            Some(_) => {
                again = true;
                true
            }
            None => flight.number > covers,
        });
        if again {
            self.start_barrier(now);
        }
        (values, again)
    }

    /// Waits with a value until `due`: it counts if by then nothing else of its key has come from
    /// the peer, or was sent to it.
    pub fn defer(&mut self, key: Rc<[u8]>, value: Rc<[u8]>, due: i64) {
        self.deferred.insert(key, Deferred { value, due });
    }

    /// When the first deferred value counts.
    pub fn deferred_due(&self) -> Option<i64> {
        self.deferred.values().map(|it| it.due).min()
    }

    /// Takes the deferred values that count by now.
    pub fn take_deferred(&mut self, now: i64) -> Vec<KeyValue> {
        let mut due = Vec::new();
        self.deferred.retain(|key, deferred| {
            let wait = deferred.due > now;
            if !wait {
                due.push((key.clone(), deferred.value.clone()));
            }
            wait
        });
        due
    }

    /// Forgets what must have arrived long ago.
    pub fn expire(&mut self, now: i64) {
        self.keys
            .retain(|_, flight| flight.contrary.is_some() || now - flight.sent_at < FLIGHT_TIME);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Rc<[u8]> {
        text.as_bytes().into()
    }

    #[test]
    fn what_comes_back_in_order_is_no_write() {
        let mut flights = InFlight::default();
        let key = text("k");
        for value in ["a", "b", "c"] {
            flights.sent(&key, &text(value), 0);
        }
        assert_eq!(flights.arrived(b"k", b"b", 1), Verdict::Wait);
        assert_eq!(flights.arrived(b"k", b"c", 1), Verdict::Wait);
        assert_eq!(
            flights.arrived(b"k", b"c", 1),
            Verdict::Write,
            "nothing is on its way"
        );
        assert!(!flights.has_barrier());
    }

    #[test]
    fn the_last_value_before_the_acknowledgement_is_what_the_peer_holds() {
        let mut flights = InFlight::default();
        flights.sent(&text("k"), &text("a"), 0);
        assert_eq!(flights.arrived(b"k", b"x", 1), Verdict::AskBarrier);
        assert_eq!(flights.arrived(b"k", b"y", 2), Verdict::Wait);
        assert_eq!(
            flights.barrier_passed(3),
            (vec![(text("k"), text("y"))], false)
        );
        assert_eq!(flights.arrived(b"k", b"x", 4), Verdict::Write);
    }

    #[test]
    fn a_value_of_ours_that_comes_back_later_settles_it() {
        let mut flights = InFlight::default();
        flights.sent(&text("k"), &text("a"), 0);
        assert_eq!(flights.arrived(b"k", b"x", 1), Verdict::AskBarrier);
        assert_eq!(flights.arrived(b"k", b"a", 2), Verdict::Wait);
        assert_eq!(flights.barrier_passed(3), (vec![], false));
    }

    #[test]
    fn a_value_sent_after_the_barrier_needs_another() {
        let mut flights = InFlight::default();
        flights.sent(&text("k"), &text("a"), 0);
        assert_eq!(flights.arrived(b"k", b"x", 1), Verdict::AskBarrier);
        flights.sent(&text("k"), &text("b"), 2);
        assert_eq!(flights.barrier_passed(3), (vec![], true));
        assert_eq!(
            flights.barrier_passed(4),
            (vec![(text("k"), text("x"))], false)
        );
    }

    #[test]
    fn a_deferred_value_counts_unless_something_follows_it() {
        let mut flights = InFlight::default();
        for key in ["a", "b", "c"] {
            flights.defer(text(key), text("1"), 10);
        }
        assert_eq!(flights.deferred_due(), Some(10));
        flights.sent(&text("a"), &text("2"), 5);
        flights.arrived(b"b", b"3", 5);
        assert_eq!(flights.take_deferred(9), vec![]);
        assert_eq!(flights.take_deferred(10), vec![(text("c"), text("1"))]);
        assert_eq!(flights.deferred_due(), None);
    }
}

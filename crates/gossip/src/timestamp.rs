//! Timestamps of writes: the order that all nodes agree on.
//!
//! The trick: a hybrid logical clock follows the wall clock, but a write is always later than the
//! one that it replaces. So clocks that are wrong decide only between concurrent writes.

/// When and where a value was written. Of all writes to a key the greatest wins, in whatever order
/// they arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Hybrid time: milliseconds since 1970 by the writer's clock, times 65536; or, if the writer
    /// knew a later one, that one plus one.
    pub time: u64,
    /// The writer, to break ties.
    pub node: u64,
}

/// The greatest time that a peer may send. No clock comes near it, and there is room above, so a
/// write with this time can still be replaced.
pub const MAX_TIME: u64 = u64::MAX >> 2;

/// A clock that shows more than this is wrong, in milliseconds since 1970.
const MAX_WALL: u64 = MAX_TIME >> 17;

/// A timestamp this far ahead of the wall clock, in milliseconds, comes from a clock that is wrong.
pub(crate) const FAR_AHEAD: i64 = 3600 * 1000;

impl Timestamp {
    /// The time of the write in milliseconds since 1970.
    pub fn wall(&self) -> i64 {
        (self.time >> 16) as i64
    }
}

/// A hybrid logical clock. It never falls behind what it gave, unless that was far ahead.
#[derive(Clone, Debug)]
pub(crate) struct HybridClock {
    node: u64,
    last: u64,
}

impl HybridClock {
    /// A clock for the writes of a node.
    pub fn new(node: u64) -> HybridClock {
        HybridClock { node, last: 0 }
    }

    /// The node's identity.
    pub fn node(&self) -> u64 {
        self.node
    }

    /// Takes account of a timestamp that this node may have given before it was restarted.
    pub fn observe(&mut self, timestamp: Timestamp) {
        self.last = self.last.max(timestamp.time);
    }

    /// The timestamp of a write at `wall` milliseconds since 1970 that replaces one made at `over`.
    /// It is later than `over`, even if that came from a node whose clock is ahead. It is later
    /// than every timestamp that the clock gave before, too, unless the wall clock was far ahead
    /// then and has been put right.
    pub fn next(&mut self, wall: i64, over: Timestamp) -> Timestamp {
        let wall = wall.clamp(0, MAX_WALL as i64);
        if (self.last >> 16) as i64 > wall + FAR_AHEAD {
            self.last = 0;
        }
        self.last = ((wall as u64) << 16).max(self.last + 1);
        Timestamp {
            time: self.last.max(over.time.saturating_add(1)),
            node: self.node,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_outranks_what_it_replaces() {
        let mut clock = HybridClock::new(1);
        let first = clock.next(1000, Timestamp::default());
        let second = clock.next(1000, first);
        assert!(second > first);
        let ahead = Timestamp {
            time: MAX_TIME,
            node: 2,
        };
        assert!(clock.next(1001, ahead) > ahead);
        assert!(
            clock.next(1001, second) < ahead,
            "a clock that is ahead does not carry others away"
        );
    }

    #[test]
    fn a_clock_that_was_put_right_is_followed() {
        let mut clock = HybridClock::new(1);
        clock.next(10 * FAR_AHEAD, Timestamp::default());
        assert_eq!(clock.next(1000, Timestamp::default()).wall(), 1000);
        clock.next(i64::MAX, Timestamp::default());
        assert_eq!(clock.next(-5, Timestamp::default()).wall(), 0);
        let ahead = clock.next(FAR_AHEAD, Timestamp::default());
        assert!(
            clock.next(1000, Timestamp::default()) > ahead,
            "not far enough"
        );
    }
}

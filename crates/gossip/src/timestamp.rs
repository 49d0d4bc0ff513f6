//! When and where a value was written: the order that all nodes agree on.

/// The place of a write among all writes to a key. The greater wins, whatever the order of arrival.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Hybrid time: milliseconds since 1970 by the writer's clock, times 65536; or, if the writer
    /// had seen a later one, that one plus one.
    pub time: u64,
    /// The writer, to break ties.
    pub node: u64,
}

/// The greatest time that a peer's stamp can have. No clock comes near it; what says so is no stamp,
/// and there is room above, so that nothing can stand for ever.
pub const MAX_TIME: u64 = u64::MAX >> 2;

/// A clock that shows more than this cannot be right, in milliseconds since 1970.
const MAX_WALL: u64 = MAX_TIME >> 17;

impl Timestamp {
    /// The time of the write in milliseconds since 1970.
    pub fn wall(&self) -> i64 {
        (self.time >> 16) as i64
    }
}

/// A hybrid logical clock: it follows the wall clock, and never falls behind what it gave, unless
/// that was far ahead.
#[derive(Clone, Debug)]
pub struct HybridClock {
    node: u64,
    last: u64,
}

/// A stamp this far ahead of the wall clock, in milliseconds, comes from a clock that is wrong.
pub const FAR_AHEAD: i64 = 3600 * 1000;

impl HybridClock {
    /// A clock for the writes of a node.
    pub fn new(node: u64) -> HybridClock {
        HybridClock { node, last: 0 }
    }

    /// Takes note of a stamp that may be of the node's own earlier life.
    pub fn saw(&mut self, stamp: Timestamp) {
        self.last = self.last.max(stamp.time);
    }

    /// The stamp of a write at `wall` milliseconds since 1970 to a key whose value was written at
    /// `over`. It is greater than `over`: a write outranks what its writer has seen, even if that
    /// came from a node whose clock is ahead. It is greater than every stamp that the clock gave
    /// before, too, unless the wall clock was far ahead then, and was put right.
    pub fn write(&mut self, wall: i64, over: Timestamp) -> Timestamp {
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
    fn a_write_outranks_what_was_written_before() {
        let mut clock = HybridClock::new(1);
        let first = clock.write(1000, Timestamp::default());
        let second = clock.write(1000, first);
        assert!(second > first);
        let ahead = Timestamp {
            time: MAX_TIME,
            node: 2,
        };
        assert!(clock.write(1001, ahead) > ahead);
        assert!(
            clock.write(1001, second) < ahead,
            "a clock ahead does not carry others away"
        );
    }

    #[test]
    fn a_clock_that_was_put_right_is_followed() {
        let mut clock = HybridClock::new(1);
        clock.write(10 * FAR_AHEAD, Timestamp::default());
        assert_eq!(clock.write(1000, Timestamp::default()).wall(), 1000);
        clock.write(i64::MAX, Timestamp::default());
        assert_eq!(clock.write(-5, Timestamp::default()).wall(), 0);
        let ahead = clock.write(FAR_AHEAD, Timestamp::default());
        assert!(
            clock.write(1000, Timestamp::default()) > ahead,
            "not far enough"
        );
    }
}

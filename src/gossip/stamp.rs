//! When and where a value was written: the order that all nodes agree on.

/// The place of a write among all writes to a key. The greater wins, whatever the order of arrival.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// Hybrid time: milliseconds since 1970 by the writer's clock, times 65536; or, if the writer
    /// had seen a later one, that one plus one.
    pub time: u64,
    /// The writer, to break ties.
    pub node: u64,
}

/// A hybrid logical clock: it follows the wall clock, and never falls behind what it was shown.
#[derive(Clone, Debug)]
pub struct HybridClock {
    node: u64,
    last: u64,
}

impl HybridClock {
    /// A clock for the writes of a node.
    pub fn new(node: u64) -> HybridClock {
        HybridClock { node, last: 0 }
    }

    /// The stamp of a write at `wall_ms` to a key whose value was written at `over`. It is greater
    /// than every stamp that the clock gave before, and greater than `over`: a write outranks what
    /// its writer has seen, even if that came from a node whose clock is ahead.
    pub fn write(&mut self, wall_ms: u64, over: Stamp) -> Stamp {
        self.last = (wall_ms << 16).max(self.last + 1);
        Stamp {
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
        let first = clock.write(1000, Stamp::default());
        let second = clock.write(1000, first);
        assert!(second > first);
        let ahead = Stamp {
            time: u64::MAX - 5,
            node: 2,
        };
        assert!(clock.write(1001, ahead) > ahead);
        assert!(
            clock.write(1001, second) < ahead,
            "a clock ahead does not carry others away"
        );
    }
}

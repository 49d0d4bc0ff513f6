//! Limits to what a peer can make us do: handshakes in a row, and tuples a second.

/// This many handshakes in a row begin at once.
const MAX_HANDSHAKES: u32 = 6;
/// Handshakes further apart than this, in milliseconds, are not in a row.
const IN_A_ROW: i64 = 10_000;
/// The pause before the next handshake, in milliseconds; doubled each time.
const FIRST_PAUSE: i64 = 100;
/// How often that is doubled.
const MAX_DOUBLINGS: u32 = 6;

/// Spaces out handshakes with a peer that refuses them.
#[derive(Clone, Debug)]
pub(crate) struct HandshakeThrottle {
    /// Handshakes in a row before the last.
    count: u32,
    last: i64,
}

impl HandshakeThrottle {
    pub fn new() -> HandshakeThrottle {
        HandshakeThrottle {
            count: 0,
            last: i64::MIN / 2,
        }
    }

    /// Notes a handshake. Returns how long to pause before it, if there were too many.
    pub fn begin(&mut self, now: i64) -> Option<i64> {
        self.count = if now - self.last < IN_A_ROW {
            self.count + 1
        } else {
            0
        };
        self.last = now;
        let excess = self.count.checked_sub(MAX_HANDSHAKES)?;
        Some(FIRST_PAUSE << excess.min(MAX_DOUBLINGS))
    }
}

/// Counts the tuples that a peer sends in each second of the clock.
#[derive(Clone, Debug, Default)]
pub(crate) struct RateMeter {
    second: i64,
    count: u32,
}

impl RateMeter {
    /// Counts a tuple. Returns how many have come in this second.
    pub fn count(&mut self, now: i64) -> u32 {
        let second = now.div_euclid(1000);
        if self.second == second {
            self.count = self.count.saturating_add(1);
        } else {
            (self.second, self.count) = (second, 1);
        }
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handshakes_in_a_row_are_spaced_out() {
        let mut throttle = HandshakeThrottle::new();
        let pauses: Vec<_> = (0..14).map(|_| throttle.begin(0)).collect();
        assert_eq!(pauses[..6], [None; 6]);
        let pauses: Vec<i64> = pauses.into_iter().flatten().collect();
        assert_eq!(pauses, [100, 200, 400, 800, 1600, 3200, 6400, 6400]);
        assert_eq!(throttle.begin(IN_A_ROW), None);
    }

    #[test]
    fn tuples_are_counted_by_the_second() {
        let mut meter = RateMeter::default();
        assert_eq!(
            [900, 999, 1000, 1500].map(|now| meter.count(now)),
            [1, 2, 1, 2]
        );
    }
}

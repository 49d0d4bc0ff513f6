//! Values that were replaced lately, which a stock peer may bring back.
//!
//! In a ring of nodes with a stock peer in it, two values of one key could follow each other for
//! ever, each a new write wherever it comes out of that peer. The trick: a value that was held a
//! short while ago counts only if the peer stays with it, each time twice as long.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

/// How long a value that was replaced is remembered, in milliseconds.
const REMEMBERED: i64 = 30_000;
/// How many values of a key are remembered.
const MAX_VALUES: usize = 64;
/// How long a stock peer must stay with a value that comes back, in milliseconds; doubled each
/// time.
const FIRST_WAIT: i64 = 200;
/// How often that is doubled.
const MAX_DOUBLINGS: u32 = 6;

/// Of all keys.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReplacedValues {
    keys: BTreeMap<Rc<[u8]>, Replaced>,
}

/// Of one key.
#[derive(Clone, Debug, Default)]
struct Replaced {
    /// Each value, and when it was replaced.
    values: VecDeque<(Rc<[u8]>, i64)>,
    /// How often one of them came back, and when the last time.
    returns: u32,
    returned: i64,
}

impl ReplacedValues {
    /// Remembers a value that is replaced.
    pub fn add(&mut self, key: &Rc<[u8]>, value: Rc<[u8]>, now: i64) {
        let replaced = self.keys.entry(key.clone()).or_default();
        replaced.values.push_back((value, now));
        if replaced.values.len() > MAX_VALUES {
            replaced.values.pop_front();
        }
    }

    /// Notes that a stock peer holds a value. Returns how long it has to stay with it, if the value
    /// was replaced lately.
    pub fn returned(&mut self, key: &[u8], value: &[u8], now: i64) -> Option<i64> {
        let replaced = self.keys.get_mut(key)?;
        let mut values = replaced.values.iter();
        if !values.any(|(past, at)| now - at < REMEMBERED && **past == *value) {
            return None;
        }
        if now - replaced.returned > REMEMBERED {
            replaced.returns = 0;
        }
        let wait = FIRST_WAIT << replaced.returns.min(MAX_DOUBLINGS);
        replaced.returns += 1;
        replaced.returned = now;
        Some(wait)
    }

    /// Forgets keys of which nothing has been heard for a while.
    pub fn expire(&mut self, now: i64) {
        self.keys.retain(|_, replaced| {
            let last = replaced.values.back().map_or(0, |(_, at)| *at);
            now - last.max(replaced.returned) < REMEMBERED
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_returns_has_to_stay_longer_each_time() {
        let mut replaced = ReplacedValues::default();
        let (key, value): (Rc<[u8]>, Rc<[u8]>) = (b"k"[..].into(), b"1"[..].into());
        replaced.add(&key, value, 1_000_000);
        assert_eq!(replaced.returned(b"k", b"2", 1_000_001), None);
        let waits = (0..9).filter_map(|_| replaced.returned(b"k", b"1", 1_000_002));
        let waits: Vec<i64> = waits.collect();
        assert_eq!(
            waits,
            [200, 400, 800, 1600, 3200, 6400, 12800, 12800, 12800]
        );
        assert_eq!(replaced.returned(b"k", b"1", 1_030_000), None);
        replaced.expire(1_030_001);
        assert_eq!(replaced.keys.len(), 1);
        replaced.expire(1_030_002);
        assert!(replaced.keys.is_empty());
    }
}

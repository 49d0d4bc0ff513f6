//! What a node knows of one key: its last write, and hashes of the values it had before.
//!
//! A tuple that was removed or has expired leaves a tombstone: an entry without value, whose
//! timestamp outranks an older write that arrives late.

use std::rc::Rc;

use super::fingerprint::hash_value;
use super::timestamp::Timestamp;

/// How many former values of a key are recognized.
const MAX_FORMER_VALUES: usize = 8;

/// Limits how long a value lasts unless its owner renews it. Times are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lease {
    /// How long it lasts from each renewal.
    pub ttl: i64,
    /// When it ends at this node, by the monotonic clock.
    pub ends: i64,
}

/// The last write to a key.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// None: a tombstone.
    pub value: Option<Rc<[u8]>>,
    pub timestamp: Timestamp,
    pub lease: Option<Box<Lease>>,
    /// This node's owner published or removed it.
    pub own: bool,
    /// The owner published it, and no peer was sent it yet.
    pub unsent: bool,
    /// The node that wrote it had it from a stock peer, and did not know the key: the value may be
    /// older than its timestamp.
    pub from_stock: bool,
    /// The owner asked this node alone to forget it.
    pub hidden: bool,
    history: Option<Box<History>>,
    /// Set by the store.
    pub fingerprint: u64,
}

/// What was before the last write. Most keys have none, so it is apart.
#[derive(Clone, Debug, Default)]
struct History {
    former_values: Vec<u64>,
    removed_at: i64,
}

impl Entry {
    pub fn new(value: Option<Rc<[u8]>>, timestamp: Timestamp) -> Entry {
        Entry {
            value,
            timestamp,
            lease: None,
            own: false,
            unsent: false,
            from_stock: false,
            hidden: false,
            history: None,
            fingerprint: 0,
        }
    }

    /// The value, if the owner sees it.
    pub fn visible(&self) -> Option<&Rc<[u8]>> {
        self.value.as_ref().filter(|_| !self.hidden)
    }

    /// Hashes of the values before the present one, the latest at the end. A stock peer may return
    /// with one of them at any time.
    pub fn former_values(&self) -> &[u64] {
        self.history
            .as_ref()
            .map_or(&[], |history| &history.former_values)
    }

    /// True if the key had this value before the present one.
    pub fn had_value(&self, value: &[u8]) -> bool {
        let former = self.former_values();
        !former.is_empty() && former.contains(&hash_value(value))
    }

    pub fn add_former_value(&mut self, hash: u64) {
        let former = &mut self.history.get_or_insert_default().former_values;
        if !former.contains(&hash) {
            if former.len() == MAX_FORMER_VALUES {
                former.remove(0);
            }
            former.push(hash);
        }
    }

    /// Takes over what was known of the key before this write.
    pub fn inherit_history(&mut self, old: &Entry) {
        if !old.former_values().is_empty() {
            self.history = old.history.clone();
        }
    }

    /// Makes it a tombstone from this time on.
    pub fn remove(&mut self, wall: i64) {
        self.value = None;
        self.lease = None;
        self.history.get_or_insert_default().removed_at = wall;
    }

    /// When a tombstone became one, by the wall clock.
    pub fn removed_at(&self) -> i64 {
        self.history
            .as_ref()
            .map_or(0, |history| history.removed_at)
    }

    /// When its lease is to be renewed, if it is the owner's, or ends.
    pub fn lease_due(&self) -> Option<i64> {
        let lease = self.lease.as_ref().filter(|_| self.value.is_some())?;
        let renewal = lease.ends - lease.ttl + lease.ttl / 3;
        Some(if self.own { renewal } else { lease.ends })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_former_values_are_recognized() {
        let mut entry = Entry::new(None, Timestamp::default());
        for value in 0..20u8 {
            entry.add_former_value(hash_value(&[value]));
            entry.add_former_value(hash_value(&[value]));
        }
        assert_eq!(entry.former_values().len(), MAX_FORMER_VALUES);
        assert!(entry.had_value(&[19]) && entry.had_value(&[12]) && !entry.had_value(&[11]));
    }

    #[test]
    fn the_owner_renews_a_lease_when_a_third_of_it_has_passed() {
        let mut entry = Entry::new(Some(b"value"[..].into()), Timestamp::default());
        assert_eq!(entry.lease_due(), None);
        entry.lease = Some(Box::new(Lease {
            ttl: 300,
            ends: 1000,
        }));
        assert_eq!(entry.lease_due(), Some(1000));
        entry.own = true;
        assert_eq!(entry.lease_due(), Some(800));
        entry.remove(0);
        assert_eq!(entry.lease_due(), None);
    }
}

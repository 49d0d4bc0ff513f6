//! What a node holds: for each key, the last write that it knows of.
//!
//! A tuple that was removed, or that expired, leaves its stamp behind (a tombstone), so that an
//! older write which comes late does not bring it back. Tombstones are dropped after a time of
//! grace.

use std::hash::Hasher;
use std::ops::AddAssign;
use std::sync::Arc;

use indexmap::IndexMap;
use siphasher::sip::SipHasher13;

use super::stamp::Stamp;

/// How many earlier values of a key are known again.
pub(super) const MOST_PAST: usize = 8;

/// A value that lasts only if its owner renews it. Times are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lease {
    /// How long it lasts from when it was written.
    pub ttl: i64,
    /// When it ends here, by the monotonic clock.
    pub ends: i64,
}

/// The last write to a key.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// None: a tombstone.
    pub value: Option<Arc<[u8]>>,
    pub stamp: Stamp,
    pub lease: Option<Lease>,
    /// This node's owner published it, or removed it.
    pub mine: bool,
    /// The owner published it, and nobody was told yet.
    pub unheard: bool,
    /// It was new to the node that had it from a stock peer, and may be old.
    pub hearsay: bool,
    /// The owner asked to forget it here.
    pub hidden: bool,
    /// The hashes of earlier values, the last at the end: a stock peer may come with one of them
    /// long after.
    pub past: Vec<u64>,
    /// Of a tombstone: when it became one, by the wall clock.
    pub died: i64,
    mark: u64,
}

impl Entry {
    pub fn new(value: Option<Arc<[u8]>>, stamp: Stamp) -> Entry {
        Entry {
            value,
            stamp,
            lease: None,
            mine: false,
            unheard: false,
            hearsay: false,
            hidden: false,
            past: Vec::new(),
            died: 0,
            mark: 0,
        }
    }

    /// The value, if the owner sees it.
    pub fn visible(&self) -> Option<&Arc<[u8]>> {
        self.value.as_ref().filter(|_| !self.hidden)
    }

    /// True if the key had this value before the present one.
    pub fn had(&self, value: &[u8]) -> bool {
        self.past.contains(&hash_value(value))
    }

    /// Notes an earlier value.
    pub fn outlived(&mut self, hash: u64) {
        if !self.past.contains(&hash) {
            if self.past.len() == MOST_PAST {
                self.past.remove(0);
            }
            self.past.push(hash);
        }
    }

    /// Stands for key and stamp in sums.
    pub fn mark(&self) -> u64 {
        self.mark
    }
}

/// A hash that is the same in all nodes, and in all versions.
fn hash(kind: u8, parts: &[&[u8]]) -> u64 {
    let mut hasher = SipHasher13::new_with_keys(u64::from(kind), 0x5A47_5801);
    for part in parts {
        hasher.write(part);
    }
    hasher.finish()
}

/// A key's place in the order in which tables are compared.
pub(super) fn hash_key(key: &[u8]) -> u64 {
    hash(1, &[key])
}

/// Stands for a value that is gone.
pub(super) fn hash_value(value: &[u8]) -> u64 {
    hash(2, &[value])
}

fn mark(key: &[u8], stamp: Stamp) -> u64 {
    let (time, node) = (stamp.time.to_be_bytes(), stamp.node.to_be_bytes());
    hash(3, &[&time, &node, key])
}

/// Stands for a set of writes: equal sets have equal sums, and different ones do not, but for one
/// case in 2^64.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Summary {
    /// How many there are.
    pub count: u64,
    /// The sum of their marks.
    pub sum: u64,
}

impl AddAssign<u64> for Summary {
    fn add_assign(&mut self, mark: u64) {
        self.count += 1;
        self.sum = self.sum.wrapping_add(mark);
    }
}

/// All entries, oldest key first.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    entries: IndexMap<Arc<[u8]>, Entry>,
    visible: usize,
    summary: Summary,
    /// Grows with each change.
    version: u64,
}

impl Table {
    /// The number of tuples that the owner sees.
    pub fn visible(&self) -> usize {
        self.visible
    }

    pub fn tombstones(&self) -> usize {
        self.entries
            .values()
            .filter(|entry| entry.value.is_none())
            .count()
    }

    /// Of all entries, tombstones included.
    pub fn summary(&self) -> Summary {
        self.summary
    }

    pub fn version(&self) -> u64 {
        self.version
    }

    /// The number of entries, tombstones included.
    pub fn size(&self) -> usize {
        self.entries.len()
    }

    pub fn get(&self, key: &[u8]) -> Option<(&Arc<[u8]>, &Entry)> {
        self.entries.get_key_value(key)
    }

    pub fn at(&self, place: usize) -> Option<(&Arc<[u8]>, &Entry)> {
        self.entries.get_index(place)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Arc<[u8]>, &Entry)> {
        self.entries.iter()
    }

    /// Puts an entry in the place of what the key has.
    pub fn put(&mut self, key: &Arc<[u8]>, mut entry: Entry) {
        entry.mark = mark(key, entry.stamp);
        self.summary += entry.mark;
        self.visible += usize::from(entry.visible().is_some());
        self.version += 1;
        if let Some(old) = self.entries.insert(key.clone(), entry) {
            self.forget(&old);
        }
    }

    /// Changes what does not show in the summary.
    pub fn change(&mut self, key: &[u8], change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self.entries.get_mut(key) {
            let before = usize::from(entry.visible().is_some());
            change(entry);
            self.visible += usize::from(entry.visible().is_some());
            self.visible -= before;
        }
    }

    /// Drops tombstones; places change.
    pub fn retain(&mut self, keep: impl Fn(&Entry) -> bool) {
        let mut gone = Vec::new();
        self.entries.retain(|_, entry| {
            let keep = keep(entry);
            if !keep {
                gone.push(entry.clone());
            }
            keep
        });
        for entry in gone {
            self.forget(&entry);
            self.version += 1;
        }
    }

    fn forget(&mut self, entry: &Entry) {
        self.summary.count -= 1;
        self.summary.sum = self.summary.sum.wrapping_sub(entry.mark);
        self.visible -= usize::from(entry.visible().is_some());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(value: Option<&str>, time: u64) -> Entry {
        let value = value.map(|value| value.as_bytes().into());
        Entry::new(value, Stamp { time, node: 1 })
    }

    #[test]
    fn the_summary_depends_on_what_is_held_alone() {
        let (one, other): (Arc<[u8]>, Arc<[u8]>) = (b"a"[..].into(), b"b"[..].into());
        let mut left = Table::default();
        left.put(&one, entry(Some("1"), 1));
        left.put(&one, entry(Some("2"), 2));
        left.put(&other, entry(None, 3));
        let mut right = Table::default();
        right.put(&other, entry(None, 3));
        assert_ne!(left.summary(), right.summary());
        right.put(&one, entry(Some("2"), 2));
        assert_eq!(left.summary(), right.summary());
        assert_eq!((left.visible(), left.tombstones(), left.size()), (1, 1, 2));
        left.retain(|entry| entry.value.is_some());
        assert_eq!(left.summary().count, 1);
        left.retain(|_| false);
        assert_eq!(left.summary(), Summary::default());
        assert_eq!(left.visible(), 0);
    }

    #[test]
    fn some_earlier_values_are_known_again() {
        let mut entry = entry(None, 1);
        for value in 0..20u8 {
            entry.outlived(hash_value(&[value]));
            entry.outlived(hash_value(&[value]));
        }
        assert_eq!(entry.past.len(), MOST_PAST);
        assert!(entry.had(&[19]) && entry.had(&[12]) && !entry.had(&[11]));
    }
}

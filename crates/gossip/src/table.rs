//! What a node holds: for each key, the last write that it knows of.
//!
//! A tuple that was removed, or that expired, leaves its stamp behind (a tombstone), so that an
//! older write which comes late does not bring it back. Tombstones are dropped after a time of
//! grace.

use std::hash::Hasher;
use std::ops::AddAssign;
use std::rc::Rc;

use hashbrown::HashTable;
use siphasher::sip::SipHasher13;

use super::key::{Key, Sought};
use super::timestamp::Timestamp;

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
    pub value: Option<Rc<[u8]>>,
    pub stamp: Timestamp,
    pub lease: Option<Box<Lease>>,
    /// This node's owner published it, or removed it.
    pub mine: bool,
    /// The owner published it, and nobody was told yet.
    pub unheard: bool,
    /// It was new to the node that had it from a stock peer, and may be old.
    pub from_stock: bool,
    /// The owner asked to forget it here.
    pub hidden: bool,
    history: Option<Box<History>>,
    mark: u64,
}

/// What was before the last write to a key.
#[derive(Clone, Debug, Default)]
struct History {
    past: Vec<u64>,
    died: i64,
}

impl Entry {
    pub fn new(value: Option<Rc<[u8]>>, stamp: Timestamp) -> Entry {
        Entry {
            value,
            stamp,
            lease: None,
            mine: false,
            unheard: false,
            from_stock: false,
            hidden: false,
            history: None,
            mark: 0,
        }
    }

    /// The value, if the owner sees it.
    pub fn visible(&self) -> Option<&Rc<[u8]>> {
        self.value.as_ref().filter(|_| !self.hidden)
    }

    /// The hashes of earlier values, the last at the end: a stock peer may come with one of them
    /// long after.
    pub fn past(&self) -> &[u64] {
        self.history.as_ref().map_or(&[], |history| &history.past)
    }

    /// True if the key had this value before the present one.
    pub fn had(&self, value: &[u8]) -> bool {
        let past = self.past();
        !past.is_empty() && past.contains(&hash_value(value))
    }

    /// Notes an earlier value.
    pub fn outlived(&mut self, hash: u64) {
        let past = &mut self.history.get_or_insert_default().past;
        if !past.contains(&hash) {
            if past.len() == MOST_PAST {
                past.remove(0);
            }
            past.push(hash);
        }
    }

    /// Of a tombstone: when it became one, by the wall clock.
    pub fn died(&self) -> i64 {
        self.history.as_ref().map_or(0, |history| history.died)
    }

    /// Makes it a tombstone since then.
    pub fn die(&mut self, wall: i64) {
        self.value = None;
        self.lease = None;
        self.history.get_or_insert_default().died = wall;
    }

    /// Takes over what was known of the key before.
    pub fn inherit(&mut self, old: &Entry) {
        if !old.past().is_empty() {
            self.history = old.history.clone();
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

fn mark(key: &[u8], stamp: Timestamp) -> u64 {
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
    entries: Vec<(Key, Entry)>,
    places: Places,
    totals: Totals,
}

/// Where each key is among the entries. There are several parts when there are many keys, so that
/// none takes long to grow: nothing else is served meanwhile.
#[derive(Clone, Debug, Default)]
struct Places {
    parts: Vec<HashTable<u32>>,
}

/// More keys than this are in several parts.
const FEW: usize = 4096;
/// How many parts. A power of 2.
const PARTS: usize = 64;

/// What is known of all entries.
#[derive(Clone, Debug, Default)]
struct Totals {
    visible: usize,
    summary: Summary,
    /// Grows with each change.
    version: u64,
}

impl Table {
    /// The number of tuples that the owner sees.
    pub fn visible(&self) -> usize {
        self.totals.visible
    }

    pub fn tombstones(&self) -> usize {
        self.iter()
            .filter(|(_, entry)| entry.value.is_none())
            .count()
    }

    /// Of all entries, tombstones included.
    pub fn summary(&self) -> Summary {
        self.totals.summary
    }

    pub fn version(&self) -> u64 {
        self.totals.version
    }

    /// The number of entries, tombstones included.
    pub fn size(&self) -> usize {
        self.entries.len()
    }

    pub fn get(&self, key: &[u8]) -> Option<(&Key, &Entry)> {
        let (place, _) = self.find(Sought::new(key))?;
        self.at(place)
    }

    /// The place of a key, which it has until tombstones are dropped, and its entry.
    pub fn find(&self, key: Sought<'_>) -> Option<(usize, &Entry)> {
        let place = self.places.find(key, &self.entries)?;
        Some((place, &self.entries[place].1))
    }

    pub fn at(&self, place: usize) -> Option<(&Key, &Entry)> {
        let (key, entry) = self.entries.get(place)?;
        Some((key, entry))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Key, &Entry)> {
        self.entries.iter().map(|(key, entry)| (key, entry))
    }

    /// Puts an entry in the place of another, or adds it for a key that has none; gives the place.
    /// `mark` is what stands for it in sums, if that is known.
    pub fn put(
        &mut self,
        place: Option<usize>,
        key: &Key,
        mut entry: Entry,
        mark: Option<u64>,
    ) -> usize {
        entry.mark = mark.unwrap_or_else(|| self::mark(key, entry.stamp));
        self.totals.count(&entry);
        let Some(place) = place else {
            self.entries.push((key.clone(), entry));
            self.places.add_last(&self.entries);
            return self.entries.len() - 1;
        };
        if let Some((_, held)) = self.entries.get_mut(place) {
            self.totals.forget(held);
            *held = entry;
        }
        place
    }

    /// Changes what does not show in the summary.
    pub fn change(&mut self, place: usize, change: impl FnOnce(&mut Entry)) {
        if let Some((_, entry)) = self.entries.get_mut(place) {
            let before = usize::from(entry.visible().is_some());
            change(entry);
            self.totals.visible += usize::from(entry.visible().is_some());
            self.totals.visible -= before;
        }
    }

    /// Drops tombstones; places change.
    pub fn retain(&mut self, keep: impl Fn(&Entry) -> bool) {
        let (before, totals) = (self.entries.len(), &mut self.totals);
        self.entries.retain(|(_, entry)| {
            let keep = keep(entry);
            if !keep {
                totals.forget(entry);
                totals.version += 1;
            }
            keep
        });
        if self.entries.len() < before {
            self.places = Places::of(&self.entries);
        }
    }
}

impl Places {
    fn of(entries: &[(Key, Entry)]) -> Places {
        let count = if entries.len() > FEW { PARTS } else { 1 };
        let mut parts = vec![HashTable::new(); count];
        for (place, (key, _)) in entries.iter().enumerate() {
            let part = &mut parts[part_of(key.hash(), count)];
            let hash = |other: &u32| entries[*other as usize].0.hash();
            part.insert_unique(key.hash(), place as u32, hash);
        }
        Places { parts }
    }

    fn find(&self, key: Sought<'_>, entries: &[(Key, Entry)]) -> Option<usize> {
        let parts = &self.parts;
        let part = parts.get(part_of(key.hash(), parts.len()))?;
        let place = part.find(key.hash(), |place| key.is(&entries[*place as usize].0))?;
        Some(*place as usize)
    }

    /// Adds the last of the entries.
    fn add_last(&mut self, entries: &[(Key, Entry)]) {
        if self.parts.is_empty() || entries.len() == FEW + 1 {
            *self = Places::of(entries);
        } else if let Some((key, _)) = entries.last() {
            let count = self.parts.len();
            let part = &mut self.parts[part_of(key.hash(), count)];
            let hash = |other: &u32| entries[*other as usize].0.hash();
            part.insert_unique(key.hash(), entries.len() as u32 - 1, hash);
        }
    }
}

/// Which part a hash belongs to; by bits that do not matter within it.
fn part_of(hash: u64, parts: usize) -> usize {
    (hash >> 32) as usize & parts.wrapping_sub(1)
}

impl Totals {
    fn count(&mut self, entry: &Entry) {
        self.summary += entry.mark;
        self.visible += usize::from(entry.visible().is_some());
        self.version += 1;
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
        Entry::new(value, Timestamp { time, node: 1 })
    }

    #[test]
    fn the_summary_depends_on_what_is_held_alone() {
        let (one, other) = (Sought::new(b"a").to_key(), Sought::new(b"b").to_key());
        let mut left = Table::default();
        let place = left.put(None, &one, entry(Some("1"), 1), None);
        left.put(Some(place), &one, entry(Some("2"), 2), None);
        left.put(None, &other, entry(None, 3), None);
        let mut right = Table::default();
        right.put(None, &other, entry(None, 3), None);
        assert_ne!(left.summary(), right.summary());
        right.put(None, &one, entry(Some("2"), 2), None);
        assert_eq!(left.summary(), right.summary());
        assert_eq!((left.visible(), left.tombstones(), left.size()), (1, 1, 2));
        left.retain(|entry| entry.value.is_some());
        assert_eq!(left.summary().count, 1);
        left.retain(|_| false);
        assert_eq!(left.summary(), Summary::default());
        assert_eq!(left.visible(), 0);
    }

    #[test]
    fn keys_are_found_however_many() {
        let count = 3 * FEW;
        let mut table = Table::default();
        let check = |table: &Table, from: usize| {
            for (place, number) in (from..count).enumerate() {
                let (found, _) = table.find(Sought::new(&number.to_be_bytes())).unwrap();
                assert_eq!(found, place);
            }
        };
        for number in 0..count {
            let key = Sought::new(&number.to_be_bytes()).to_key();
            assert_eq!(table.find(Sought::Held(&key)).map(|(place, _)| place), None);
            let value = (number >= count / 2).then_some("value");
            assert_eq!(table.put(None, &key, entry(value, 1), None), number);
        }
        check(&table, 0);
        table.retain(|entry| entry.value.is_some());
        assert_eq!(table.size(), count - count / 2);
        check(&table, count / 2);
        assert!(table.get(&0usize.to_be_bytes()).is_none());
    }

    #[test]
    fn some_earlier_values_are_known_again() {
        let mut entry = entry(None, 1);
        for value in 0..20u8 {
            entry.outlived(hash_value(&[value]));
            entry.outlived(hash_value(&[value]));
        }
        assert_eq!(entry.past().len(), MOST_PAST);
        assert!(entry.had(&[19]) && entry.had(&[12]) && !entry.had(&[11]));
    }
}

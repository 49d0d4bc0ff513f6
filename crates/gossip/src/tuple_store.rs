//! All tuples and tombstones of a node: the last write of each key.
//!
//! The trick: entries stand in one array in the order in which their keys came, and an entry keeps
//! its index until tombstones are purged. Who sends the store, or part of it, needs only indices,
//! and does not mind what is written meanwhile.

use hashbrown::HashTable;

use super::entry::Entry;
use super::fingerprint::{Summary, fingerprint};
use super::key::{LookupKey, TupleKey};

/// Entries by key and by index, oldest key first.
#[derive(Clone, Debug, Default)]
pub(crate) struct TupleStore {
    entries: Vec<(TupleKey, Entry)>,
    index: KeyIndex,
    totals: Totals,
}

/// What is counted over all entries.
#[derive(Clone, Debug, Default)]
struct Totals {
    visible: usize,
    summary: Summary,
    /// Grows with each write and each purged tombstone.
    version: u64,
}

impl TupleStore {
    /// The number of tuples that the owner sees.
    pub fn visible(&self) -> usize {
        self.totals.visible
    }

    pub fn tombstones(&self) -> usize {
        self.iter()
            .filter(|(_, entry)| entry.value.is_none())
            .count()
    }

    /// The number of entries, tombstones included.
    pub fn size(&self) -> usize {
        self.entries.len()
    }

    /// Of all entries, tombstones included.
    pub fn summary(&self) -> Summary {
        self.totals.summary
    }

    pub fn version(&self) -> u64 {
        self.totals.version
    }

    pub fn get(&self, key: &[u8]) -> Option<(&TupleKey, &Entry)> {
        let (index, _) = self.find(LookupKey::new(key))?;
        self.at(index)
    }

    /// A key's index, which it has until tombstones are purged, and its entry.
    pub fn find(&self, key: LookupKey<'_>) -> Option<(usize, &Entry)> {
        let index = self.index.find(key, &self.entries)?;
        Some((index, &self.entries[index].1))
    }

    pub fn at(&self, index: usize) -> Option<(&TupleKey, &Entry)> {
        let (key, entry) = self.entries.get(index)?;
        Some((key, entry))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&TupleKey, &Entry)> {
        self.entries.iter().map(|(key, entry)| (key, entry))
    }

    /// Replaces the entry at an index, or adds one for a key that has none; returns the index.
    /// `known` is the write's fingerprint, if it has been computed before.
    pub fn put(
        &mut self,
        index: Option<usize>,
        key: &TupleKey,
        mut entry: Entry,
        known: Option<u64>,
    ) -> usize {
        entry.fingerprint = known.unwrap_or_else(|| fingerprint(key, entry.timestamp));
        self.totals.add(&entry);
        let Some(index) = index else {
            self.entries.push((key.clone(), entry));
            self.index.add_last(&self.entries);
            return self.entries.len() - 1;
        };
        if let Some((_, held)) = self.entries.get_mut(index) {
            self.totals.subtract(held);
            *held = entry;
        }
        index
    }

    /// Changes what the fingerprint does not cover: anything but the timestamp.
    pub fn change(&mut self, index: usize, change: impl FnOnce(&mut Entry)) {
        if let Some((_, entry)) = self.entries.get_mut(index) {
            let before = usize::from(entry.visible().is_some());
            change(entry);
            self.totals.visible += usize::from(entry.visible().is_some());
            self.totals.visible -= before;
        }
    }

    /// Drops entries; the indices of others change.
    pub fn retain(&mut self, keep: impl Fn(&Entry) -> bool) {
        let (before, totals) = (self.entries.len(), &mut self.totals);
        self.entries.retain(|(_, entry)| {
            let keep = keep(entry);
            if !keep {
                totals.subtract(entry);
                totals.version += 1;
            }
            keep
        });
        if self.entries.len() < before {
            self.index = KeyIndex::of(&self.entries);
        }
    }
}

impl Totals {
    fn add(&mut self, entry: &Entry) {
        self.summary += entry.fingerprint;
        self.visible += usize::from(entry.visible().is_some());
        self.version += 1;
    }

    fn subtract(&mut self, entry: &Entry) {
        self.summary -= entry.fingerprint;
        self.visible -= usize::from(entry.visible().is_some());
    }
}

/// Finds the index of a key. A large store has several hash tables, so that none takes long to
/// grow: the node serves nothing else meanwhile.
#[derive(Clone, Debug, Default)]
struct KeyIndex {
    shards: Vec<HashTable<u32>>,
}

/// A store with more keys is sharded.
const SHARD_ABOVE: usize = 4096;
/// How many shards. A power of 2.
const SHARDS: usize = 64;

impl KeyIndex {
    fn of(entries: &[(TupleKey, Entry)]) -> KeyIndex {
        let count = if entries.len() > SHARD_ABOVE {
            SHARDS
        } else {
            1
        };
        let mut shards = vec![HashTable::new(); count];
        for (index, (key, _)) in entries.iter().enumerate() {
            let shard = &mut shards[shard_of(key.hash(), count)];
            let hash = |other: &u32| entries[*other as usize].0.hash();
            shard.insert_unique(key.hash(), index as u32, hash);
        }
        KeyIndex { shards }
    }

    fn find(&self, key: LookupKey<'_>, entries: &[(TupleKey, Entry)]) -> Option<usize> {
        let shards = &self.shards;
        let shard = shards.get(shard_of(key.hash(), shards.len()))?;
        let index = shard.find(key.hash(), |index| key.is(&entries[*index as usize].0))?;
        Some(*index as usize)
    }

    /// Adds the last of the entries.
    fn add_last(&mut self, entries: &[(TupleKey, Entry)]) {
        if self.shards.is_empty() || entries.len() == SHARD_ABOVE + 1 {
            *self = KeyIndex::of(entries);
        } else if let Some((key, _)) = entries.last() {
            let count = self.shards.len();
            let shard = &mut self.shards[shard_of(key.hash(), count)];
            let hash = |other: &u32| entries[*other as usize].0.hash();
            shard.insert_unique(key.hash(), entries.len() as u32 - 1, hash);
        }
    }
}

/// Chooses a shard by bits of the hash that the tables themselves hardly use.
fn shard_of(hash: u64, shards: usize) -> usize {
    (hash >> 32) as usize & shards.wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use super::super::timestamp::Timestamp;
    use super::*;

    fn entry(value: Option<&str>, time: u64) -> Entry {
        let value = value.map(|value| value.as_bytes().into());
        Entry::new(value, Timestamp { time, node: 1 })
    }

    #[test]
    fn the_summary_depends_on_what_is_held_alone() {
        let one = LookupKey::new(b"a").to_key();
        let other = LookupKey::new(b"b").to_key();
        let mut left = TupleStore::default();
        let index = left.put(None, &one, entry(Some("1"), 1), None);
        left.put(Some(index), &one, entry(Some("2"), 2), None);
        left.put(None, &other, entry(None, 3), None);
        let mut right = TupleStore::default();
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
        let count = 3 * SHARD_ABOVE;
        let mut store = TupleStore::default();
        let check = |store: &TupleStore, from: usize| {
            for (index, number) in (from..count).enumerate() {
                let (found, _) = store.find(LookupKey::new(&number.to_be_bytes())).unwrap();
                assert_eq!(found, index);
            }
        };
        for number in 0..count {
            let key = LookupKey::new(&number.to_be_bytes()).to_key();
            assert_eq!(
                store.find(LookupKey::Held(&key)).map(|(index, _)| index),
                None
            );
            let value = (number >= count / 2).then_some("value");
            assert_eq!(store.put(None, &key, entry(value, 1), None), number);
        }
        check(&store, 0);
        store.retain(|entry| entry.value.is_some());
        assert_eq!(store.size(), count - count / 2);
        check(&store, count / 2);
        assert!(store.get(&0usize.to_be_bytes()).is_none());
    }
}

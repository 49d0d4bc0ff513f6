//! Finds the items of a hash table whose chains an attacker made long.
//!
//! A table's own hash decides the order of its items, so it is public and always the same: whoever
//! chooses the keys can put them all in one bucket. The guard finds items by a hash with a random
//! secret instead, and remembers which item precedes which in a bucket, so that removal need not
//! search for it.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

/// A key with bytes that only equal keys have.
pub trait Keyed {
    /// The bytes.
    fn bytes(&self) -> &[u8];
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Kept because the key's bytes may be gone when the item is removed.
    digest: u64,
    /// The preceding item in the bucket, if there is one.
    before: Option<u32>,
}

/// The items of a table by a secret hash. Items are the table's numbers.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    secret: RandomState,
    entries: HashMap<u32, Entry>,
    by_digest: HashTable<u32>,
}

impl Guard {
    /// Adds an item.
    pub fn insert(&mut self, at: u32, key: &[u8]) {
        let digest = self.secret.hash_one(key);
        let before = None;
        self.entries.insert(at, Entry { digest, before });
        let entries = &self.entries;
        self.by_digest
            .insert_unique(digest, at, |at| entries[at].digest);
    }

    /// Removes an item; returns the one before it in its bucket.
    pub fn remove(&mut self, at: u32) -> Option<u32> {
        let Entry { digest, before } = self.entries.remove(&at)?;
        if let Ok(entry) = self.by_digest.find_entry(digest, |&other| other == at) {
            entry.remove();
        }
        before
    }

    /// The item with a key, which `is` confirms. It is rarely asked about any other.
    pub fn find(&self, key: &[u8], mut is: impl FnMut(u32) -> bool) -> Option<u32> {
        let digest = self.secret.hash_one(key);
        let found = self
            .by_digest
            .find(digest, |&at| self.entries[&at].digest == digest && is(at));
        found.copied()
    }

    /// Notes which item precedes another in its bucket.
    pub fn set_before(&mut self, at: u32, before: Option<u32>) {
        if let Some(entry) = self.entries.get_mut(&at) {
            entry.before = before;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_until_they_are_removed() {
        let mut guard = Guard::default();
        let key = |at: u32| at.to_string().into_bytes();
        let numbers = || (0..1000u32).map(|index| index + index / 100 * 3000);
        for at in numbers() {
            guard.insert(at, &key(at));
            guard.set_before(at, at.checked_sub(1));
        }
        for at in numbers().step_by(2) {
            assert_eq!(guard.remove(at), at.checked_sub(1));
            assert_eq!(guard.remove(at), None);
        }
        for (index, at) in numbers().enumerate() {
            let found = guard.find(&key(at), |found| found == at);
            assert_eq!(found, (index % 2 == 1).then_some(at));
            assert_eq!(guard.find(&key(at), |_| false), None);
        }
    }

    #[test]
    fn no_two_guards_have_the_same_secret() {
        let [one, other] = [Guard::default(), Guard::default()];
        assert_ne!(one.secret.hash_one(b"key"), other.secret.hash_one(b"key"));
    }
}

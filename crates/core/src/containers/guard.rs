//! A second way to the items of a hash table, for when somebody makes its chains long.
//!
//! The table's own hash decides in which order it hands out its items, so it is known to everybody
//! and always the same: whoever chooses keys can have them all in one bucket. Here items are found
//! by a hash that nobody can foresee, since its key is random.

use std::hash::{BuildHasher, RandomState};

/// No item.
const NONE: u32 = u32::MAX;

/// What has bytes that tell it from others.
pub trait Keyed {
    /// The bytes.
    fn bytes(&self) -> &[u8];
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    digest: u64,
    /// The next item with about the same digest.
    next: u32,
    /// The item before this one in the bucket of the table.
    before: u32,
}

const ABSENT: Entry = Entry {
    digest: 0,
    next: NONE,
    before: NONE,
};

/// How many entries are made together.
const PAGE: usize = 512;

/// Items by a secret hash. For each there is also the one before it in its bucket, so that the table
/// need not look for that.
#[derive(Clone, Debug)]
pub struct Guard {
    secret: RandomState,
    /// The first item of each of a power of two of places.
    heads: Vec<u32>,
    /// By the table's numbers, [`PAGE`] together: there are many numbers that no item has.
    entries: Vec<Vec<Entry>>,
    len: usize,
}

impl Default for Guard {
    fn default() -> Guard {
        Guard {
            secret: RandomState::new(),
            heads: vec![NONE; 64],
            entries: Vec::new(),
            len: 0,
        }
    }
}

impl Guard {
    /// A guard of no items yet.
    pub fn new() -> Guard {
        Guard::default()
    }

    fn place(&self, digest: u64) -> usize {
        digest as usize & (self.heads.len() - 1)
    }

    /// The entry of an item, if there is one.
    fn get(&self, at: u32) -> Option<&Entry> {
        let page = self.entries.get(at as usize / PAGE)?;
        page.get(at as usize % PAGE)
    }

    /// The entry of an item, which is made if there was none.
    fn entry_mut(&mut self, at: u32) -> &mut Entry {
        let page = at as usize / PAGE;
        if page >= self.entries.len() {
            self.entries.resize(page + 1, Vec::new());
        }
        let entries = &mut self.entries[page];
        if entries.is_empty() {
            *entries = vec![ABSENT; PAGE];
        }
        &mut entries[at as usize % PAGE]
    }

    /// Adds an item.
    pub fn insert(&mut self, at: u32, key: &[u8]) {
        if self.len == self.heads.len() {
            self.grow();
        }
        let digest = self.secret.hash_one(key);
        let place = self.place(digest);
        let next = std::mem::replace(&mut self.heads[place], at);
        let entry = self.entry_mut(at);
        entry.digest = digest;
        entry.next = next;
        self.len += 1;
    }

    fn grow(&mut self) {
        let count = self.heads.len() * 2;
        let old = std::mem::replace(&mut self.heads, vec![NONE; count]);
        for mut at in old {
            while at != NONE {
                let Entry { digest, next, .. } = *self.entry_mut(at);
                let place = self.place(digest);
                self.entry_mut(at).next = std::mem::replace(&mut self.heads[place], at);
                at = next;
            }
        }
    }

    /// Removes an item that is there.
    pub fn remove(&mut self, at: u32) {
        let Entry { digest, next, .. } = *self.entry_mut(at);
        let place = self.place(digest);
        if self.heads[place] == at {
            self.heads[place] = next;
        } else {
            let mut other = self.heads[place];
            loop {
                let entry = self.entry_mut(other);
                if entry.next == at {
                    entry.next = next;
                    break;
                }
                other = entry.next;
            }
        }
        self.len -= 1;
    }

    /// The items that may have a key; others are very few.
    pub fn candidates(&self, key: &[u8]) -> impl Iterator<Item = u32> {
        let digest = self.secret.hash_one(key);
        let mut at = self.heads[self.place(digest)];
        std::iter::from_fn(move || {
            while let Some(entry) = self.get(at) {
                let found = at;
                at = entry.next;
                if entry.digest == digest {
                    return Some(found);
                }
            }
            None
        })
    }

    /// The item before one in its bucket.
    pub fn before(&self, at: u32) -> u32 {
        self.get(at).map_or(NONE, |entry| entry.before)
    }

    /// Says which item is before one in its bucket; nothing if there is no such item.
    pub fn set_before(&mut self, at: u32, before: u32) {
        if at != NONE {
            self.entry_mut(at).before = before;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_until_they_are_removed() {
        let mut guard = Guard::new();
        let key = |at: u32| at.to_string().into_bytes();
        let numbers = || (0..1000u32).map(|index| index + index / 100 * 3000);
        for at in numbers() {
            guard.insert(at, &key(at));
        }
        for at in numbers().step_by(2) {
            guard.remove(at);
        }
        for (index, at) in numbers().enumerate() {
            let found: Vec<u32> = guard.candidates(&key(at)).collect();
            assert_eq!(found, if index % 2 == 0 { vec![] } else { vec![at] });
        }
    }

    #[test]
    fn no_two_guards_have_the_same_secret() {
        let [one, other] = [Guard::new(), Guard::new()];
        assert_ne!(one.secret.hash_one(b"key"), other.secret.hash_one(b"key"));
    }
}

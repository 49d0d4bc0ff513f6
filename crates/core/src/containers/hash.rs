//! A hash table with text keys, which yields its items in CZMQ's order.

use std::ffi::CStr;

use super::guard::Keyed;
use super::table::{Id, Sought, Table};
use super::text::Text;

/// The hash by which CZMQ orders items. Bytes are signed, as C's characters are on x86.
pub fn hash_of(key: &[u8]) -> u64 {
    key.iter().fold(0u64, |hash, &byte| {
        hash.wrapping_mul(33) ^ i64::from(byte.cast_signed()).cast_unsigned()
    })
}

impl Keyed for Text {
    fn bytes(&self) -> &[u8] {
        self.as_text().to_bytes()
    }
}

impl Sought<Text> for [u8] {
    fn is(&self, own: &Text) -> bool {
        own.is(self)
    }

    fn bytes(&self) -> &[u8] {
        self
    }
}

/// Items by text, in the order of CZMQ's simple hash table, with a cursor for walking them.
#[derive(Clone, Debug)]
pub struct Hash<V> {
    table: Table<Text, V>,
}

impl<V> Default for Hash<V> {
    fn default() -> Hash<V> {
        Hash {
            table: Table::doubling(),
        }
    }
}

/// The simple table has hashes of 32 bits.
fn short_hash(key: &[u8]) -> u64 {
    hash_of(key) & u64::from(u32::MAX)
}

impl<V> Hash<V> {
    /// An empty table.
    pub fn new() -> Hash<V> {
        Hash::default()
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// True without items.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    fn find(&mut self, key: &CStr) -> Option<Id> {
        let key = key.to_bytes();
        self.table.find(short_hash(key), key)
    }

    /// The value of a key.
    pub fn get(&self, key: &CStr) -> Option<&V> {
        let key = key.to_bytes();
        self.table.peek(short_hash(key), key)
    }

    /// The value of a key, to change it.
    pub fn get_mut(&mut self, key: &CStr) -> Option<&mut V> {
        let id = self.find(key)?;
        self.table.value_mut(id)
    }

    /// Adds an item, whose value is made then; false, and nothing happens, if the key is there.
    pub fn insert_with(&mut self, key: &CStr, value: impl FnOnce() -> V) -> bool {
        self.table.make_room();
        let text = key.to_bytes();
        let hash = short_hash(text);
        if self.table.find(hash, text).is_some() {
            return false;
        }
        self.table.insert(hash, Text::from(key), value());
        true
    }

    /// Adds an item; false, and nothing changes, if the key is there.
    pub fn insert(&mut self, key: &CStr, value: V) -> bool {
        self.insert_with(key, || value)
    }

    /// Gives a key another value; gives the old one, or adds the item if the key is not there.
    pub fn update(&mut self, key: &CStr, value: V) -> Option<V> {
        if let Some(own) = self.get_mut(key) {
            return Some(std::mem::replace(own, value));
        }
        self.insert(key, value);
        None
    }

    /// Takes an item out. The cursor is on none then, and a walk that goes on may leave items out.
    pub fn remove(&mut self, key: &CStr) -> Option<V> {
        let id = self.find(key)?;
        self.table.remove(id).map(|(_, value)| value)
    }

    /// Gives an item another key; false, and nothing changes, if there is no item of the old one,
    /// or one of the new.
    pub fn rename(&mut self, old: &CStr, new: &CStr) -> bool {
        match (self.find(old), self.find(new)) {
            (Some(id), None) => {
                let hash = short_hash(new.to_bytes());
                self.table.rekey(id, hash, Text::from(new));
                true
            }
            _ => false,
        }
    }

    /// Takes an item out, the first in order after those taken out before; begin with 0.
    pub fn pop(&mut self, place: &mut usize) -> Option<V> {
        self.table.pop(place).map(|(_, value)| value)
    }

    /// Takes all values out, in no order.
    pub fn drain(&mut self) -> impl Iterator<Item = V> + use<V> {
        self.table.drain().map(|(_, value)| value)
    }

    /// The items in order.
    pub fn iter(&self) -> impl Iterator<Item = (&CStr, &V)> {
        self.table.iter().map(|(key, value)| (key.as_text(), value))
    }

    /// Begins a walk; gives the first value.
    pub fn first(&mut self) -> Option<&V> {
        self.table.first()
    }

    /// Goes on with the walk. At the end the cursor stays on the last item.
    #[expect(clippy::should_implement_trait, reason = "it is CZMQ's verb")]
    pub fn next(&mut self) -> Option<&V> {
        self.table.next()
    }

    /// The key at the cursor, which is the item that a walk gave last.
    pub fn cursor(&self) -> Option<&Text> {
        self.table.key(self.table.cursor()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;
    use std::ffi::CString;

    /// The order that CZMQ documents, in the plainest way to get at it.
    struct Plain {
        buckets: Vec<Vec<CString>>,
    }

    impl Plain {
        fn bucket(&self, key: &CStr) -> usize {
            let mut hash = 0u32;
            for &byte in key.to_bytes() {
                hash = hash.wrapping_mul(33) ^ (byte as i8 as u32);
            }
            hash as usize % self.buckets.len()
        }

        fn keys(&self) -> Vec<CString> {
            self.buckets.concat()
        }

        fn push(&mut self, key: CString) {
            let bucket = self.bucket(&key);
            self.buckets[bucket].insert(0, key);
        }

        fn insert(&mut self, key: &CStr) {
            let len: usize = self.buckets.iter().map(Vec::len).sum();
            if len >= self.buckets.len() * 75 / 100 {
                let keys = self.keys();
                self.buckets = vec![Vec::new(); self.buckets.len() * 2];
                keys.into_iter().for_each(|key| self.push(key));
            }
            if !self.buckets[self.bucket(key)]
                .iter()
                .any(|own| **own == *key)
            {
                self.push(key.to_owned());
            }
        }

        fn remove(&mut self, key: &CStr) {
            let bucket = self.bucket(key);
            self.buckets[bucket].retain(|own| **own != *key);
        }
    }

    fn key() -> impl Strategy<Value = CString> {
        // Few letters, among them those that collide.
        prop_oneof![
            "[@aA`!]{1,4}".prop_map(|text| CString::new(text).unwrap()),
            (0..1000u32).prop_map(|number| CString::new(number.to_string()).unwrap()),
            proptest::collection::vec(1..=255u8, 0..6)
                .prop_map(|bytes| CString::new(bytes).unwrap()),
        ]
    }

    proptest! {
        #[test]
        fn the_order_is_the_documented_one(
            changes in proptest::collection::vec((key(), 0..5u8), 0..600)
        ) {
            let mut hash = Hash::new();
            let mut plain = Plain { buckets: vec![Vec::new(); 255] };
            let mut values = HashMap::new();
            for (index, (key, change)) in changes.into_iter().enumerate() {
                if change == 0 {
                    prop_assert_eq!(hash.remove(&key), values.remove(&key));
                    plain.remove(&key);
                } else {
                    prop_assert_eq!(hash.insert(&key, index), !values.contains_key(&key));
                    plain.insert(&key);
                    values.entry(key.clone()).or_insert(index);
                    prop_assert_eq!(hash.get(&key), values.get(&key));
                }
                prop_assert_eq!(hash.len(), values.len());
            }
            let keys: Vec<CString> = hash.iter().map(|(key, _)| key.to_owned()).collect();
            prop_assert_eq!(&keys, &plain.keys());
            let mut walked = Vec::new();
            let mut at = hash.first().copied();
            while at.is_some() {
                walked.push(hash.cursor().unwrap().as_text().to_owned());
                at = hash.next().copied();
            }
            prop_assert_eq!(&walked, &keys);
        }
    }

    /// Keys of twenty characters that have the same hash, 1024 of them: at every other place one of
    /// two pairs that lead from the hash so far to the same.
    fn colliding_keys() -> Vec<CString> {
        let letters = || b'0'..=b'z';
        let mut keys = vec![Vec::new()];
        while keys.len() < 1024 {
            let hash = hash_of(&keys[0]);
            let step = |pair: [u8; 2]| {
                pair.iter()
                    .fold(hash, |hash, &byte| hash.wrapping_mul(33) ^ u64::from(byte))
            };
            let pairs = letters().flat_map(|a| letters().map(move |b| [a, b]));
            let mut seen = HashMap::new();
            let found = pairs
                .into_iter()
                .find_map(|pair| Some([seen.insert(step(pair), pair)?, pair]));
            keys = keys
                .iter()
                .flat_map(|key| found.unwrap().map(|pair| [&key[..], &pair].concat()))
                .collect();
        }
        keys.into_iter()
            .map(|key| CString::new(key).unwrap())
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn colliding_keys_are_in_the_documented_order_too(
            changes in proptest::collection::vec((0..1024usize, 0..4u8), 0..2000)
        ) {
            let keys = colliding_keys();
            prop_assert!(keys.iter().all(|key| hash_of(key.to_bytes()) == hash_of(keys[0].to_bytes())));
            let mut hash = Hash::new();
            let mut plain = Plain { buckets: vec![Vec::new(); 255] };
            let mut values = HashMap::new();
            for (index, (key, change)) in changes.into_iter().enumerate() {
                let other = &keys[(key + 1) % 1024];
                let key = &keys[key];
                if change == 0 {
                    prop_assert_eq!(hash.remove(key), values.remove(key));
                    plain.remove(key);
                } else if change == 1 {
                    let possible = values.contains_key(key) && !values.contains_key(other);
                    prop_assert_eq!(hash.rename(key, other), possible);
                    if possible {
                        values.insert(other.clone(), values[key]);
                        values.remove(key);
                        plain.remove(key);
                        plain.push(other.clone());
                    }
                } else {
                    prop_assert_eq!(hash.insert(key, index), !values.contains_key(key));
                    plain.insert(key);
                    values.entry(key.clone()).or_insert(index);
                }
                prop_assert_eq!(hash.get(key), values.get(key));
                prop_assert_eq!(hash.get(other), values.get(other));
                prop_assert_eq!(hash.len(), values.len());
            }
            let keys: Vec<CString> = hash.iter().map(|(key, _)| key.to_owned()).collect();
            prop_assert_eq!(&keys, &plain.keys());
            let mut place = 0;
            while hash.pop(&mut place).is_some() {}
            prop_assert!(keys.iter().all(|key| hash.get(key).is_none()));
        }
    }

    #[test]
    fn rename_needs_the_old_key_and_a_new_one() {
        let mut hash = Hash::new();
        hash.insert(c"a", 1);
        hash.insert(c"b", 2);
        assert!(!hash.rename(c"a", c"b"));
        assert!(!hash.rename(c"a", c"a"));
        assert!(!hash.rename(c"x", c"y"));
        assert!(hash.rename(c"a", c"c"));
        assert_eq!((hash.get(c"a"), hash.get(c"c")), (None, Some(&1)));
    }

    #[test]
    fn update_leaves_the_place() {
        let mut hash = Hash::new();
        assert_eq!(hash.update(c"@a", 1), None);
        assert_eq!(hash.update(c"A@", 2), None);
        assert_eq!(hash.update(c"@a", 3), Some(1));
        let values: Vec<_> = hash.iter().map(|(_, &value)| value).collect();
        assert_eq!(values, [2, 3]);
    }

    #[test]
    fn all_items_come_out_in_order() {
        let mut hash = Hash::new();
        for number in 0..1000 {
            hash.insert(&CString::new(number.to_string()).unwrap(), number);
        }
        let order: Vec<_> = hash.iter().map(|(_, &value)| value).collect();
        let mut place = 0;
        let out: Vec<_> = std::iter::from_fn(|| hash.pop(&mut place)).collect();
        assert_eq!(out, order);
        assert!(hash.is_empty());
        assert_eq!(hash.first(), None);
    }
}

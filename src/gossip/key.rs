//! Keys of tuples, and what tables find them by.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::ops::Deref;
use std::rc::Rc;
use std::sync::LazyLock;

use indexmap::Equivalent;

/// Nobody outside can make keys that collide. All tables of the process have the same, so that a
/// key is hashed once, however many nodes it comes to.
static SECRET: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// A key that is held, with its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    hash: u64,
    bytes: Rc<[u8]>,
}

impl Key {
    pub fn bytes(&self) -> &Rc<[u8]> {
        &self.bytes
    }
}

impl Deref for Key {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// A key that came from somewhere.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sought<'a> {
    Bytes(&'a [u8], u64),
    Held(&'a Key),
}

impl<'a> Sought<'a> {
    pub fn new(bytes: &'a [u8]) -> Sought<'a> {
        Sought::Bytes(bytes, SECRET.hash_one(bytes))
    }

    pub fn to_key(self) -> Key {
        match self {
            Sought::Bytes(bytes, hash) => Key {
                hash,
                bytes: bytes.into(),
            },
            Sought::Held(key) => key.clone(),
        }
    }

    fn hash(&self) -> u64 {
        match self {
            Sought::Bytes(_, hash) => *hash,
            Sought::Held(key) => key.hash,
        }
    }
}

impl Deref for Sought<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Sought::Bytes(bytes, _) => bytes,
            Sought::Held(key) => key,
        }
    }
}

impl Hash for Sought<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash());
    }
}

impl Equivalent<Key> for Sought<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.hash() == key.hash && **self == **key
    }
}

/// Takes hashes for what they are.
#[derive(Default)]
pub(super) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("keys have their hash");
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use indexmap::IndexMap;
    use std::hash::BuildHasherDefault;

    #[test]
    fn a_key_is_found_by_its_bytes_and_by_itself() {
        let mut map: IndexMap<Key, u32, BuildHasherDefault<Hashed>> = IndexMap::default();
        for number in 0..1000u32 {
            map.insert(Sought::new(&number.to_be_bytes()).to_key(), number);
        }
        for number in 0..1000u32 {
            let bytes = number.to_be_bytes();
            let found = map.get_key_value(&Sought::new(&bytes));
            let (key, value) = found.expect("the key is there");
            assert_eq!((&key[..], *value), (&bytes[..], number));
            assert_eq!(map.get(&Sought::Held(key)), Some(&number));
        }
        assert_eq!(map.get(&Sought::new(b"other")), None);
    }
}

//! Keys of tuples, and what tables find them by.

use std::hash::{BuildHasher, RandomState};
use std::ops::Deref;
use std::rc::Rc;
use std::sync::LazyLock;

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

    pub fn hash(&self) -> u64 {
        self.hash
    }
}

impl Deref for Key {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
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

    pub fn hash(&self) -> u64 {
        match self {
            Sought::Bytes(_, hash) => *hash,
            Sought::Held(key) => key.hash,
        }
    }

    pub fn is(&self, key: &Key) -> bool {
        self.hash() == key.hash && **self == **key
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

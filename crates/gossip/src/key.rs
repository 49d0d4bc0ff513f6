//! Keys of tuples, each with the hash by which [`TupleStore`](super::tuple_store::TupleStore)
//! finds it.
//!
//! The trick: all nodes of a process hash with the same secret, so a key that they hand each other
//! is hashed once, however many nodes it reaches.

use std::hash::{BuildHasher, RandomState};
use std::ops::Deref;
use std::rc::Rc;
use std::sync::LazyLock;

/// Without it nobody outside the process can make keys that collide.
static SECRET: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// A key that a node holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TupleKey {
    hash: u64,
    bytes: Rc<[u8]>,
}

impl TupleKey {
    pub fn bytes(&self) -> &Rc<[u8]> {
        &self.bytes
    }

    pub fn hash(&self) -> u64 {
        self.hash
    }
}

impl Deref for TupleKey {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

/// A key to look up: bytes of a message, or a key that another node holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum LookupKey<'a> {
    Bytes(&'a [u8], u64),
    Held(&'a TupleKey),
}

impl<'a> LookupKey<'a> {
    #[inline]
    pub fn new(bytes: &'a [u8]) -> LookupKey<'a> {
        LookupKey::Bytes(bytes, SECRET.hash_one(bytes))
    }

    pub fn to_key(self) -> TupleKey {
        match self {
            LookupKey::Bytes(bytes, hash) => TupleKey {
                hash,
                bytes: bytes.into(),
            },
            LookupKey::Held(key) => key.clone(),
        }
    }

    pub fn hash(&self) -> u64 {
        match self {
            LookupKey::Bytes(_, hash) => *hash,
            LookupKey::Held(key) => key.hash,
        }
    }

    pub fn is(&self, key: &TupleKey) -> bool {
        self.hash() == key.hash && **self == **key
    }
}

impl Deref for LookupKey<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            LookupKey::Bytes(bytes, _) => bytes,
            LookupKey::Held(key) => key,
        }
    }
}

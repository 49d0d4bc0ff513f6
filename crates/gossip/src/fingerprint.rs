//! Fixed hashes, the same in all nodes and all versions: of keys, values and writes.
//!
//! The trick: a set of writes is summarized by the sum of their fingerprints. Adding or removing
//! a write costs one addition, and equal sets have equal sums in whatever order they were built.

use std::hash::Hasher;
use std::ops::{AddAssign, SubAssign};

use siphasher::sip::SipHasher13;

use super::timestamp::Timestamp;

fn hash(kind: u8, parts: &[&[u8]]) -> u64 {
    let mut hasher = SipHasher13::new_with_keys(u64::from(kind), 0x5A47_5801);
    for part in parts {
        hasher.write(part);
    }
    hasher.finish()
}

/// A key's position in the order in which stores are compared.
pub(crate) fn hash_key(key: &[u8]) -> u64 {
    hash(1, &[key])
}

/// Identifies a value that a key had before.
pub(crate) fn hash_value(value: &[u8]) -> u64 {
    hash(2, &[value])
}

/// Identifies a write: key and timestamp.
pub(crate) fn fingerprint(key: &[u8], timestamp: Timestamp) -> u64 {
    let (time, node) = (timestamp.time.to_be_bytes(), timestamp.node.to_be_bytes());
    hash(3, &[&time, &node, key])
}

/// Identifies a set of writes. Different sets have different summaries, but for one case in 2^64.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Summary {
    /// The number of writes.
    pub count: u64,
    /// The sum of their fingerprints.
    pub sum: u64,
}

impl AddAssign<u64> for Summary {
    fn add_assign(&mut self, fingerprint: u64) {
        self.count += 1;
        self.sum = self.sum.wrapping_add(fingerprint);
    }
}

impl SubAssign<u64> for Summary {
    fn sub_assign(&mut self, fingerprint: u64) {
        self.count -= 1;
        self.sum = self.sum.wrapping_sub(fingerprint);
    }
}

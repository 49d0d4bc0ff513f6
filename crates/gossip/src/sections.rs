//! What nodes tell each other to compare their stores: sections, after PING and PONG.
//!
//! ```text
//! 01 | u64 count | u64 sum                                   of all writes
//! 02 | u8 depth | u64 prefix | 16 x u64 sum                  of the 16 parts of a range
//! 03 | u8 depth | u64 prefix | u16 n | n x u64 fingerprint   all writes in a range
//! 04 | u8 depth | u64 prefix | u16 n | n x u64 fingerprint   writes in a range that the sender lacks
//! ```
//!
//! Keys are ordered by [`hash_key`](super::fingerprint::hash_key). A range of depth d holds the
//! hashes that have their first d hexadecimal digits in common. Each section stands for itself:
//! its receiver need not remember what was said before.

use super::fingerprint::Summary;

const SUMMARY: u8 = 1;
const PARTS_OF: u8 = 2;
const ALL: u8 = 3;
const MISSING: u8 = 4;

/// Into how many parts a range is divided.
pub(crate) const PARTS: usize = 16;
/// A range of this depth holds one hash.
const MAX_DEPTH: u8 = 16;
/// A message is filled with sections up to about this many bytes. Stock nodes accept more.
const FULL: usize = 40_000;

/// A range of key hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HashRange {
    depth: u8,
    prefix: u64,
}

impl HashRange {
    pub const ALL: HashRange = HashRange {
        depth: 0,
        prefix: 0,
    };

    pub fn first(self) -> u64 {
        self.prefix
    }

    pub fn last(self) -> u64 {
        self.prefix | self.mask()
    }

    pub fn is_divisible(self) -> bool {
        self.depth < MAX_DEPTH
    }

    /// One of the 16 parts of a range that is divisible.
    pub fn part(self, index: usize) -> HashRange {
        let shift = 60 - 4 * u32::from(self.depth);
        HashRange {
            depth: self.depth + 1,
            prefix: self.prefix | (index as u64) << shift,
        }
    }

    /// The bits in which the hashes of the range differ.
    fn mask(self) -> u64 {
        u64::MAX.checked_shr(4 * u32::from(self.depth)).unwrap_or(0)
    }
}

/// One step in a comparison. Numbers without a name are fingerprints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// Of the sender's store.
    Summary(Summary),
    /// The sums of the parts of a range.
    Parts(HashRange, Box<[u64; PARTS]>),
    /// All writes that the sender has in a range.
    All(HashRange, Vec<u64>),
    /// Writes in a range that the sender lacks.
    Missing(HashRange, Vec<u64>),
}

/// Encodes sections, in as many messages as it takes; in one that is empty if there are none.
pub(crate) fn encode(sections: &[Section]) -> Vec<Vec<u8>> {
    let mut messages = vec![Vec::new()];
    for section in sections {
        if messages.last().is_some_and(|last| last.len() > FULL) {
            messages.push(Vec::new());
        }
        if let Some(last) = messages.last_mut() {
            encode_one(section, last);
        }
    }
    messages
}

fn encode_one(section: &Section, out: &mut Vec<u8>) {
    let mut start = |id: u8, range: &HashRange| {
        out.push(id);
        out.push(range.depth);
        out.extend_from_slice(&range.prefix.to_be_bytes());
    };
    let numbers = match section {
        Section::Summary(summary) => {
            out.push(SUMMARY);
            out.extend_from_slice(&summary.count.to_be_bytes());
            out.extend_from_slice(&summary.sum.to_be_bytes());
            return;
        }
        Section::Parts(range, sums) => {
            start(PARTS_OF, range);
            &sums[..]
        }
        Section::All(range, fingerprints) => {
            start(ALL, range);
            out.extend_from_slice(&(fingerprints.len() as u16).to_be_bytes());
            fingerprints
        }
        Section::Missing(range, fingerprints) => {
            start(MISSING, range);
            out.extend_from_slice(&(fingerprints.len() as u16).to_be_bytes());
            fingerprints
        }
    };
    for number in numbers {
        out.extend_from_slice(&number.to_be_bytes());
    }
}

/// Decodes sections, up to the first that is malformed.
pub(crate) fn decode(mut bytes: &[u8]) -> Vec<Section> {
    let mut sections = Vec::new();
    while let Some((section, rest)) = decode_one(bytes) {
        sections.push(section);
        bytes = rest;
    }
    sections
}

fn decode_one(bytes: &[u8]) -> Option<(Section, &[u8])> {
    fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
        let (first, rest) = bytes.split_first_chunk()?;
        Some((u64::from_be_bytes(*first), rest))
    }
    let (&id, bytes) = bytes.split_first()?;
    if id == SUMMARY {
        let (count, bytes) = number(bytes)?;
        let (sum, bytes) = number(bytes)?;
        return Some((Section::Summary(Summary { count, sum }), bytes));
    }
    let (&depth, bytes) = bytes.split_first()?;
    let (prefix, bytes) = number(bytes)?;
    let range = HashRange { depth, prefix };
    if depth > MAX_DEPTH || prefix & range.mask() != 0 {
        return None;
    }
    let (count, mut bytes) = match id {
        PARTS_OF if range.is_divisible() => (PARTS, bytes),
        ALL | MISSING => {
            let (count, bytes) = bytes.split_first_chunk()?;
            (u16::from_be_bytes(*count).into(), bytes)
        }
        _ => return None,
    };
    let mut numbers = Vec::with_capacity(count);
    for _ in 0..count {
        let (next, rest) = number(bytes)?;
        numbers.push(next);
        bytes = rest;
    }
    let section = match id {
        PARTS_OF => Section::Parts(range, Box::new(numbers.try_into().ok()?)),
        ALL => Section::All(range, numbers),
        _ => Section::Missing(range, numbers),
    };
    Some((section, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parts_cover_a_range_without_overlap() {
        let range = HashRange::ALL.part(3).part(15);
        assert_eq!(
            (range.first(), range.last()),
            (0x3F << 56, (0x40 << 56) - 1)
        );
        assert_eq!(range.part(0).first(), range.first());
        assert_eq!(range.part(15).last(), range.last());
        for index in 1..PARTS {
            assert_eq!(range.part(index).first(), range.part(index - 1).last() + 1);
        }
        let deepest = (0..MAX_DEPTH).fold(HashRange::ALL, |range, _| range.part(1));
        assert!(!deepest.is_divisible());
        assert_eq!(deepest.first(), deepest.last());
    }

    proptest! {
        #[test]
        fn what_is_decoded_is_what_was_sent(
            id in 0..6u8,
            depth in 0..18u8,
            prefix in prop_oneof![Just(0), any::<u64>()],
            count in 0..4u16,
            bytes: Vec<u8>,
        ) {
            let head = [&[id, depth][..], &prefix.to_be_bytes(), &count.to_be_bytes()].concat();
            for bytes in [bytes.clone(), [&head[..], &bytes].concat()] {
                let sections = decode(&bytes);
                let again = encode(&sections).concat();
                prop_assert!(bytes.starts_with(&again));
                prop_assert_eq!(decode(&again), sections);
            }
        }
    }
}

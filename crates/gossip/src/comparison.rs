//! How two nodes find out which writes either lacks, at the cost of what differs.
//!
//! The trick: stores with the same sum of fingerprints are the same. Where the sums of a range of
//! key hashes differ, the range is divided by 16, until few enough writes are in it to be listed
//! ([`Section`]). What the peer is seen to lack is sent as PUBLISH.
//!
//! A node begins with its [`Section::Summary`]; the peer answers with further sections. Each answer
//! is smaller than its question, so a comparison ends; none depends on what was said before, so a
//! comparison may begin again at any time.

use std::collections::HashSet;
use std::ops::Range;

use super::fingerprint::hash_key;
use super::sections::{HashRange, PARTS, Section};
use super::tuple_store::TupleStore;

/// A range with no more writes is listed, not divided.
const LIST_BELOW: usize = 24;
/// How long a snapshot is kept for the next comparison, in milliseconds.
const SNAPSHOT_TIME: i64 = 10_000;

/// Answers the sections of peers. Comparisons that follow each other share one snapshot.
#[derive(Clone, Debug, Default)]
pub(crate) struct Comparer {
    snapshot: Option<Snapshot>,
}

/// What follows from the sections of a peer.
#[derive(Default)]
pub(crate) struct Answer {
    /// What to reply.
    pub reply: Vec<Section>,
    /// Indices of entries that the peer lacks.
    pub lacks: Vec<u32>,
    /// The peer has no entries.
    pub lacks_all: bool,
    /// A comparison began with these sections.
    pub began: bool,
}

impl Comparer {
    /// Answers sections. `since` is when the peer's last comparison began: what was written later
    /// was sent to it, and may be compared as it was before.
    pub fn answer(
        &mut self,
        sections: &[Section],
        store: &TupleStore,
        since: i64,
        now: i64,
    ) -> Answer {
        let mut answer = Answer::default();
        for section in sections {
            match section {
                Section::Summary(theirs) if *theirs == store.summary() => continue,
                Section::Summary(theirs) if theirs.count == 0 => answer.lacks_all = true,
                Section::All(HashRange::ALL, theirs) if theirs.is_empty() => {
                    answer.lacks_all = true;
                }
                _ if store.size() == 0 => {
                    answer.reply.push(Section::All(HashRange::ALL, Vec::new()));
                }
                _ => {
                    answer.began |= matches!(section, Section::Summary(_));
                    let since = if answer.began { now } else { since };
                    let snapshot = self.snapshot(store, since, now);
                    snapshot.answer(section, &mut answer.reply, &mut answer.lacks);
                    if answer.lacks.len() > store.size() {
                        break;
                    }
                }
            }
        }
        answer
    }

    /// The store as it is, or as it was at some time after `since`.
    fn snapshot(&mut self, store: &TupleStore, since: i64, now: i64) -> &Snapshot {
        let fresh = |it: &Snapshot| it.version == store.version() || it.made > since;
        let snapshot = match self.snapshot.take().filter(fresh) {
            Some(snapshot) => snapshot,
            None => Snapshot::new(store, now),
        };
        self.snapshot.insert(snapshot)
    }

    /// Drops the snapshot: indices of the store have changed.
    pub fn reset(&mut self) {
        self.snapshot = None;
    }

    /// When to call [`Comparer::expire`].
    pub fn due(&self) -> Option<i64> {
        self.snapshot.as_ref().map(|it| it.made + SNAPSHOT_TIME)
    }

    /// Drops a snapshot that is old.
    pub fn expire(&mut self, now: i64) {
        if self.due().is_some_and(|due| due <= now) {
            self.snapshot = None;
        }
    }
}

/// The entries of a store at some time, in the order of key hashes.
#[derive(Clone, Debug)]
struct Snapshot {
    rows: Vec<Row>,
    /// The sum of all fingerprints before each row, and of all.
    sums: Vec<u64>,
    /// The version of the store.
    version: u64,
    /// When it was made, by the monotonic clock.
    made: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    hash: u64,
    fingerprint: u64,
    /// In the store.
    index: u32,
}

impl Snapshot {
    fn new(store: &TupleStore, now: i64) -> Snapshot {
        let mut rows: Vec<Row> = store
            .iter()
            .enumerate()
            .map(|(index, (key, entry))| Row {
                hash: hash_key(key),
                fingerprint: entry.fingerprint,
                index: index as u32,
            })
            .collect();
        rows.sort_unstable();
        let mut sums = Vec::with_capacity(rows.len() + 1);
        let mut sum = 0u64;
        sums.push(sum);
        for row in &rows {
            sum = sum.wrapping_add(row.fingerprint);
            sums.push(sum);
        }
        Snapshot {
            rows,
            sums,
            version: store.version(),
            made: now,
        }
    }

    /// The positions of a range's rows.
    fn find(&self, range: HashRange) -> Range<usize> {
        let first = self.rows.partition_point(|row| row.hash < range.first());
        let count = self.rows[first..].partition_point(|row| row.hash <= range.last());
        first..first + count
    }

    fn sum(&self, rows: &Range<usize>) -> u64 {
        self.sums[rows.end].wrapping_sub(self.sums[rows.start])
    }

    /// Describes a range in which the stores differ.
    fn describe(&self, range: HashRange) -> Section {
        let rows = self.find(range);
        if rows.len() <= LIST_BELOW || !range.is_divisible() {
            let fingerprints = self.rows[rows].iter().map(|row| row.fingerprint);
            return Section::All(range, fingerprints.take(u16::MAX.into()).collect());
        }
        let mut sums = Box::new([0; PARTS]);
        for (index, sum) in sums.iter_mut().enumerate() {
            *sum = self.sum(&self.find(range.part(index)));
        }
        Section::Parts(range, sums)
    }

    /// Answers one section: with further sections in `reply`, and the indices of what the peer
    /// lacks in `lacks`.
    fn answer(&self, section: &Section, reply: &mut Vec<Section>, lacks: &mut Vec<u32>) {
        match section {
            Section::Summary(theirs) => {
                let all = 0..self.rows.len();
                if (theirs.count, theirs.sum) != (all.len() as u64, self.sum(&all)) {
                    reply.push(self.describe(HashRange::ALL));
                }
            }
            Section::Parts(range, sums) => {
                for (index, sum) in sums.iter().enumerate() {
                    let part = range.part(index);
                    let rows = self.find(part);
                    if *sum == self.sum(&rows) {
                        continue;
                    }
                    if *sum == 0 {
                        lacks.extend(self.rows[rows].iter().map(|row| row.index));
                    } else {
                        reply.push(self.describe(part));
                    }
                }
            }
            Section::All(range, fingerprints) => {
                let mut unknown: HashSet<u64> = fingerprints.iter().copied().collect();
                for row in &self.rows[self.find(*range)] {
                    if !unknown.remove(&row.fingerprint) {
                        lacks.push(row.index);
                    }
                }
                let missing = fingerprints.iter().copied();
                let missing: Vec<u64> = missing.filter(|it| unknown.contains(it)).collect();
                if !missing.is_empty() {
                    reply.push(Section::Missing(*range, missing));
                }
            }
            Section::Missing(range, fingerprints) => {
                let missing: HashSet<u64> = fingerprints.iter().copied().collect();
                let rows = self.rows[self.find(*range)].iter();
                let rows = rows.filter(|row| missing.contains(&row.fingerprint));
                lacks.extend(rows.map(|row| row.index));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::Entry;
    use super::super::key::LookupKey;
    use super::super::sections::{decode, encode};
    use super::super::timestamp::Timestamp;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn store(keys: impl IntoIterator<Item = u32>) -> TupleStore {
        let mut store = TupleStore::default();
        for key in keys {
            let timestamp = Timestamp { time: 1, node: 1 };
            let key = LookupKey::new(&key.to_be_bytes()).to_key();
            store.put(
                None,
                &key,
                Entry::new(Some(key.bytes().clone()), timestamp),
                None,
            );
        }
        store
    }

    fn at(store: &TupleStore, index: u32) -> u32 {
        let (key, _) = store.at(index as usize).unwrap();
        u32::from_be_bytes(key[..].try_into().unwrap())
    }

    /// Compares two stores; returns what each sent, and the bytes of all sections.
    fn compare(left: &TupleStore, right: &TupleStore) -> (BTreeSet<u32>, BTreeSet<u32>, usize) {
        let stores = [left, right];
        let snapshots = stores.map(|store| Snapshot::new(store, 0));
        let mut sent = [BTreeSet::new(), BTreeSet::new()];
        let mut said = vec![Section::Summary(left.summary())];
        let (mut bytes, mut speaker) = (0, 0);
        while !said.is_empty() {
            let messages = encode(&said);
            bytes += messages.iter().map(Vec::len).sum::<usize>();
            let heard: Vec<Section> = messages.iter().flat_map(|it| decode(it)).collect();
            assert_eq!(heard, said);
            let (mut reply, mut lacks) = (Vec::new(), Vec::new());
            speaker = 1 - speaker;
            for section in &heard {
                snapshots[speaker].answer(section, &mut reply, &mut lacks);
            }
            sent[speaker].extend(lacks.iter().map(|&index| at(stores[speaker], index)));
            said = reply;
        }
        let [left, right] = sent;
        (left, right, bytes)
    }

    #[test]
    fn equal_tables_need_a_summary_only() {
        let (left, right, bytes) = compare(&store(0..1000), &store((0..1000).rev()));
        assert!(left.is_empty() && right.is_empty());
        assert_eq!(bytes, 17);
    }

    #[test]
    fn a_few_differences_in_a_large_table_cost_little() {
        let left = store(0..100_000);
        let right = store((0..100_050).filter(|key| key % 2000 != 77));
        let (from_left, from_right, bytes) = compare(&left, &right);
        assert_eq!(
            from_left,
            (0..100_000).filter(|key| key % 2000 == 77).collect()
        );
        assert_eq!(from_right, (100_000..100_050).collect());
        assert!(bytes < 40_000, "{bytes}");
    }

    proptest! {
        #[test]
        fn each_is_sent_what_it_lacks(
            common in prop::collection::btree_set(0..5000u32, 0..600),
            left in prop::collection::btree_set(5000..6000u32, 0..60),
            right in prop::collection::btree_set(6000..7000u32, 0..600),
        ) {
            let ours = store(common.iter().chain(&left).copied());
            let theirs = store(common.iter().chain(&right).copied());
            let (from_left, from_right, _) = compare(&ours, &theirs);
            prop_assert_eq!(from_left, left);
            prop_assert_eq!(from_right, right);
        }

        /// Whatever a peer says, what it lacks is in the store, and what is replied can be sent.
        #[test]
        fn any_section_has_an_answer(
            id in 1..5u8,
            depth in 0..18u8,
            prefix in prop_oneof![Just(0), any::<u64>()],
            bytes: Vec<u8>,
        ) {
            let store = store(0..300);
            let snapshot = Snapshot::new(&store, 0);
            let head = [&[id, depth][..], &prefix.to_be_bytes()].concat();
            for bytes in [bytes.clone(), [&head[..], &bytes].concat()] {
                for section in decode(&bytes) {
                    let (mut reply, mut lacks) = (Vec::new(), Vec::new());
                    snapshot.answer(&section, &mut reply, &mut lacks);
                    prop_assert!(lacks.len() <= store.size());
                    prop_assert!(lacks.iter().all(|index| store.at(*index as usize).is_some()));
                    prop_assert_eq!(decode(&encode(&reply).concat()), reply);
                }
            }
        }
    }
}

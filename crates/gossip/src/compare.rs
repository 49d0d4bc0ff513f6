//! How two nodes find out what either lacks, at the cost of what differs.
//!
//! Keys have an order by their hashes. For any range of it the writes in it have a sum. Where two
//! tables have the same sum they are the same; where not, the range is divided by 16, until there
//! are so few writes in it that they can be listed. What is known to lack is sent as PUBLISH.
//!
//! A node begins with its [`Section::Summary`]; the peer answers what it finds to differ by further
//! sections. Each is smaller than what it answers, so an exchange ends; none depends on what was
//! said before, so it can begin again at any time.
//!
//! ```text
//! 01 | u64 count | u64 sum                            of all writes
//! 02 | u8 depth | u64 prefix | 16 x u64 sum           of the 16 parts of a range
//! 03 | u8 depth | u64 prefix | u16 n | n x u64 mark   all writes in a range
//! 04 | u8 depth | u64 prefix | u16 n | n x u64 mark   writes in a range that the sender lacks
//! ```
//!
//! A range of depth d holds the hashes that have their first d hexadecimal digits in common.

use std::collections::HashSet;

use super::table::{Summary, Table, hash_key};

/// So many writes are listed rather than divided.
const FEW: usize = 24;
/// The parts of a range.
const PARTS: usize = 16;
/// There is nothing to divide below.
const DEEPEST: u8 = 16;
/// Sections are cut into messages of about so many bytes. Stock nodes are known to take more.
pub(super) const MOST_BYTES: usize = 40_000;

/// A part of the order of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    depth: u8,
    prefix: u64,
}

impl Range {
    pub const ALL: Range = Range {
        depth: 0,
        prefix: 0,
    };

    /// The hashes that differ from the prefix here alone are in it.
    fn mask(self) -> u64 {
        u64::MAX.checked_shr(4 * u32::from(self.depth)).unwrap_or(0)
    }

    fn part(self, index: usize) -> Range {
        let shift = 60 - 4 * u32::from(self.depth);
        Range {
            depth: self.depth + 1,
            prefix: self.prefix | (index as u64) << shift,
        }
    }
}

/// One step in a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Summary(Summary),
    Parts(Range, Box<[u64; PARTS]>),
    All(Range, Vec<u64>),
    Lacks(Range, Vec<u64>),
}

impl Section {
    fn write(&self, out: &mut Vec<u8>) {
        let mut range = |id: u8, range: &Range| {
            out.push(id);
            out.push(range.depth);
            out.extend_from_slice(&range.prefix.to_be_bytes());
        };
        let marks = match self {
            Section::Summary(summary) => {
                out.push(1);
                out.extend_from_slice(&summary.count.to_be_bytes());
                out.extend_from_slice(&summary.sum.to_be_bytes());
                return;
            }
            Section::Parts(at, sums) => {
                range(2, at);
                &sums[..]
            }
            Section::All(at, marks) | Section::Lacks(at, marks) => {
                range(
                    if matches!(self, Section::All(..)) {
                        3
                    } else {
                        4
                    },
                    at,
                );
                out.extend_from_slice(&(marks.len() as u16).to_be_bytes());
                marks
            }
        };
        for mark in marks {
            out.extend_from_slice(&mark.to_be_bytes());
        }
    }
}

/// Writes sections, as many messages as it takes.
pub(super) fn write(sections: &[Section]) -> Vec<Vec<u8>> {
    let mut messages = vec![Vec::new()];
    for section in sections {
        if messages.last().is_some_and(|last| last.len() > MOST_BYTES) {
            messages.push(Vec::new());
        }
        if let Some(last) = messages.last_mut() {
            section.write(last);
        }
    }
    messages
}

/// Reads sections, up to the first that is not one.
pub(super) fn read(mut bytes: &[u8]) -> Vec<Section> {
    let mut sections = Vec::new();
    while let Some((section, rest)) = read_one(bytes) {
        sections.push(section);
        bytes = rest;
    }
    sections
}

fn read_one(bytes: &[u8]) -> Option<(Section, &[u8])> {
    fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
        let (first, rest) = bytes.split_first_chunk()?;
        Some((u64::from_be_bytes(*first), rest))
    }
    let (&id, bytes) = bytes.split_first()?;
    if id == 1 {
        let (count, bytes) = number(bytes)?;
        let (sum, bytes) = number(bytes)?;
        return Some((Section::Summary(Summary { count, sum }), bytes));
    }
    let (&depth, bytes) = bytes.split_first()?;
    let (prefix, bytes) = number(bytes)?;
    let range = Range { depth, prefix };
    if depth > DEEPEST || prefix & range.mask() != 0 {
        return None;
    }
    let (count, mut bytes) = match id {
        2 if depth < DEEPEST => (PARTS, bytes),
        3 | 4 => {
            let (count, bytes) = bytes.split_first_chunk()?;
            (u16::from_be_bytes(*count).into(), bytes)
        }
        _ => return None,
    };
    let mut marks = Vec::with_capacity(count);
    for _ in 0..count {
        let (mark, rest) = number(bytes)?;
        marks.push(mark);
        bytes = rest;
    }
    let section = match id {
        2 => Section::Parts(range, Box::new(marks.try_into().ok()?)),
        3 => Section::All(range, marks),
        _ => Section::Lacks(range, marks),
    };
    Some((section, bytes))
}

/// What a table held at a time, in the order of keys.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    /// Hash of the key, mark of the write, and place in the table.
    rows: Vec<(u64, u64, u32)>,
    /// The sum of all marks before each row, and of all.
    sums: Vec<u64>,
    /// Of the table.
    pub version: u64,
    /// When it was made, by the monotonic clock.
    pub made: i64,
}

impl Snapshot {
    pub fn new(table: &Table, now: i64) -> Snapshot {
        let mut rows: Vec<(u64, u64, u32)> = table
            .iter()
            .enumerate()
            .map(|(place, (key, entry))| (hash_key(key), entry.mark(), place as u32))
            .collect();
        rows.sort_unstable();
        let mut sums = Vec::with_capacity(rows.len() + 1);
        let mut sum = 0u64;
        sums.push(sum);
        for (_, mark, _) in &rows {
            sum = sum.wrapping_add(*mark);
            sums.push(sum);
        }
        Snapshot {
            rows,
            sums,
            version: table.version(),
            made: now,
        }
    }

    fn rows(&self, range: Range) -> std::ops::Range<usize> {
        let first = self.rows.partition_point(|row| row.0 < range.prefix);
        let last = range.prefix | range.mask();
        first..first + self.rows[first..].partition_point(|row| row.0 <= last)
    }

    fn sum(&self, rows: &std::ops::Range<usize>) -> u64 {
        self.sums[rows.end].wrapping_sub(self.sums[rows.start])
    }

    /// What to say of a range that differs.
    fn describe(&self, range: Range) -> Section {
        let rows = self.rows(range);
        if rows.len() <= FEW || range.depth == DEEPEST {
            let marks = self.rows[rows].iter().map(|row| row.1);
            return Section::All(range, marks.take(u16::MAX.into()).collect());
        }
        let mut sums = Box::new([0; PARTS]);
        for (index, sum) in sums.iter_mut().enumerate() {
            *sum = self.sum(&self.rows(range.part(index)));
        }
        Section::Parts(range, sums)
    }

    /// Answers what a peer says of its table: what to say in return goes to `reply`, the places of
    /// what the peer lacks to `lacks`.
    pub fn answer(&self, section: &Section, reply: &mut Vec<Section>, lacks: &mut Vec<u32>) {
        match section {
            Section::Summary(theirs) => {
                let all = 0..self.rows.len();
                if (theirs.count, theirs.sum) != (all.len() as u64, self.sum(&all)) {
                    reply.push(self.describe(Range::ALL));
                }
            }
            Section::Parts(range, sums) => {
                for (index, sum) in sums.iter().enumerate() {
                    let part = range.part(index);
                    let rows = self.rows(part);
                    if *sum == self.sum(&rows) {
                        continue;
                    }
                    if *sum == 0 {
                        lacks.extend(self.rows[rows].iter().map(|row| row.2));
                    } else {
                        reply.push(self.describe(part));
                    }
                }
            }
            Section::All(range, marks) => {
                let mut theirs: HashSet<u64> = marks.iter().copied().collect();
                for row in &self.rows[self.rows(*range)] {
                    if !theirs.remove(&row.1) {
                        lacks.push(row.2);
                    }
                }
                let wanted = marks.iter().copied().filter(|mark| theirs.contains(mark));
                let wanted: Vec<u64> = wanted.collect();
                if !wanted.is_empty() {
                    reply.push(Section::Lacks(*range, wanted));
                }
            }
            Section::Lacks(range, marks) => {
                let wanted: HashSet<u64> = marks.iter().copied().collect();
                let rows = self.rows[self.rows(*range)].iter();
                lacks.extend(rows.filter(|row| wanted.contains(&row.1)).map(|row| row.2));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::Sought;
    use super::super::table::Entry;
    use super::super::timestamp::Timestamp;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn table(keys: impl IntoIterator<Item = u32>) -> Table {
        let mut table = Table::default();
        for key in keys {
            let stamp = Timestamp { time: 1, node: 1 };
            let key = Sought::new(&key.to_be_bytes()).to_key();
            table.put(
                None,
                &key,
                Entry::new(Some(key.bytes().clone()), stamp),
                None,
            );
        }
        table
    }

    fn at(table: &Table, place: u32) -> u32 {
        let (key, _) = table.at(place as usize).unwrap();
        u32::from_be_bytes(key[..].try_into().unwrap())
    }

    /// Lets two tables find out what differs; gives what each sent, and the bytes of all sections.
    fn compare(left: &Table, right: &Table) -> (BTreeSet<u32>, BTreeSet<u32>, usize) {
        let tables = [left, right];
        let snapshots = tables.map(|table| Snapshot::new(table, 0));
        let mut sent = [BTreeSet::new(), BTreeSet::new()];
        let mut said = vec![Section::Summary(left.summary())];
        let (mut bytes, mut speaker) = (0, 0);
        while !said.is_empty() {
            let messages = write(&said);
            bytes += messages.iter().map(Vec::len).sum::<usize>();
            let heard: Vec<Section> = messages.iter().flat_map(|it| read(it)).collect();
            assert_eq!(heard, said);
            let (mut reply, mut lacks) = (Vec::new(), Vec::new());
            speaker = 1 - speaker;
            for section in &heard {
                snapshots[speaker].answer(section, &mut reply, &mut lacks);
            }
            sent[speaker].extend(lacks.iter().map(|&place| at(tables[speaker], place)));
            said = reply;
        }
        let [left, right] = sent;
        (left, right, bytes)
    }

    #[test]
    fn equal_tables_need_a_summary_only() {
        let (left, right, bytes) = compare(&table(0..1000), &table((0..1000).rev()));
        assert!(left.is_empty() && right.is_empty());
        assert_eq!(bytes, 17);
    }

    #[test]
    fn a_few_differences_in_a_large_table_cost_little() {
        let left = table(0..100_000);
        let right = table((0..100_050).filter(|key| key % 2000 != 77));
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
            let ours = table(common.iter().chain(&left).copied());
            let theirs = table(common.iter().chain(&right).copied());
            let (from_left, from_right, _) = compare(&ours, &theirs);
            prop_assert_eq!(from_left, left);
            prop_assert_eq!(from_right, right);
        }

        #[test]
        fn no_bytes_do_harm(id in 1..5u8, depth in 0..18u8, bytes: Vec<u8>) {
            let snapshot = Snapshot::new(&table(0..300), 0);
            for bytes in [bytes.clone(), [&[id, depth][..], &[0; 8], &bytes].concat()] {
                for section in read(&bytes) {
                    snapshot.answer(&section, &mut Vec::new(), &mut Vec::new());
                }
            }
        }
    }
}

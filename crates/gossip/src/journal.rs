//! The journal: what a node writes down to have its tuples after a restart.
//!
//! A journal is the head `ZGJ\x01`, and a record for each change. The trick: the last record of
//! a key counts, so changes are only appended; and a record that is truncated or damaged ends what
//! can be read, so a node may be killed at any time.
//!
//! ```text
//! u32 length of the rest | u64 hash of what follows
//! u8 kind | u8 own | u64 time | u64 node | i64 date | i64 ttl | u8 n, key | u32 n, value
//!   | n x u64 hashes of former values
//! ```
//!
//! The kinds are 0: it lasts; 1: it lasts until the date, in milliseconds since 1970; 2: it was
//! removed at the date; 3: it lasts, and comes from a stock peer. All numbers are big-endian.

use indexmap::IndexMap;

use super::entry::{Entry, Lease};
use super::fingerprint::hash_value;
use super::key::TupleKey;
use super::time::{LONGEST_LEASE, Now};
use super::timestamp::{MAX_TIME, Timestamp};

/// The first bytes of a journal.
pub const HEAD: [u8; 4] = *b"ZGJ\x01";

/// Where a record has its key.
const KEY: usize = 34;

const LASTING: u8 = 0;
const LEASED: u8 = 1;
const REMOVED: u8 = 2;
const FROM_STOCK: u8 = 3;

/// Finds the last record of each key in a journal. Returns them, oldest key first, and how many of
/// the journal's bytes are intact; `None` if the bytes are not the beginning of a journal.
pub fn records(journal: &[u8]) -> Option<(Vec<&[u8]>, usize)> {
    let Some(mut rest) = journal.strip_prefix(&HEAD) else {
        return HEAD.starts_with(journal).then_some((Vec::new(), 0));
    };
    let mut records = IndexMap::new();
    while let Some((record, next)) = first(rest) {
        records.insert(key_of(record), record);
        rest = next;
    }
    let records = records.into_values().collect();
    Some((records, journal.len() - rest.len()))
}

fn key_of(record: &[u8]) -> Option<&[u8]> {
    let mut reader = Reader(record.get(KEY..)?);
    let [length] = reader.array()?;
    reader.bytes(length.into())
}

fn first(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, bytes) = bytes.split_first_chunk()?;
    let (hash, bytes) = bytes.split_first_chunk()?;
    let length = (u32::from_be_bytes(*length) as usize).checked_sub(8)?;
    let (record, rest) = bytes.split_at_checked(length)?;
    (hash_value(record) == u64::from_be_bytes(*hash)).then_some((record, rest))
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    fn number(&mut self) -> Option<u64> {
        Some(u64::from_be_bytes(self.array()?))
    }

    fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }
}

/// Encodes a key's last write as a record.
pub(crate) fn encode(key: &TupleKey, entry: &Entry, now: Now) -> Vec<u8> {
    let (kind, date, ttl) = match (&entry.value, &entry.lease) {
        (None, _) => (REMOVED, entry.removed_at(), 0),
        (Some(_), Some(lease)) => {
            let ends = now.wall.saturating_add(lease.ends - now.mono);
            (LEASED, ends, lease.ttl)
        }
        (Some(_), None) if entry.from_stock => (FROM_STOCK, 0, 0),
        (Some(_), None) => (LASTING, 0, 0),
    };
    let value = entry.value.as_deref().unwrap_or_default();
    let mut record = vec![0; 12];
    record.extend_from_slice(&[kind, u8::from(entry.own)]);
    record.extend_from_slice(&entry.timestamp.time.to_be_bytes());
    record.extend_from_slice(&entry.timestamp.node.to_be_bytes());
    record.extend_from_slice(&date.to_be_bytes());
    record.extend_from_slice(&ttl.to_be_bytes());
    record.push(key.len() as u8);
    record.extend_from_slice(key);
    record.extend_from_slice(&(value.len() as u32).to_be_bytes());
    record.extend_from_slice(value);
    for hash in entry.former_values() {
        record.extend_from_slice(&hash.to_be_bytes());
    }
    let hash = hash_value(&record[12..]);
    let length = (record.len() - 4) as u32;
    record[..4].copy_from_slice(&length.to_be_bytes());
    record[4..12].copy_from_slice(&hash.to_be_bytes());
    record
}

/// Decodes a record, as [`records`] finds it. A lease that has ended since is a tombstone; one that
/// has not is not renewed, unless it is published again.
pub(crate) fn decode(record: &[u8], now: Now) -> Option<(&[u8], Entry)> {
    let mut reader = Reader(record);
    let [kind, own] = reader.array()?;
    let timestamp = Timestamp {
        time: reader.number()?,
        node: reader.number()?,
    };
    let date = reader.number()? as i64;
    let ttl = reader.number()? as i64;
    let [length] = reader.array()?;
    let key = reader.bytes(length.into())?;
    let length = u32::from_be_bytes(reader.array()?);
    let value = reader.bytes(length as usize)?;
    if kind > FROM_STOCK || timestamp.time > MAX_TIME {
        return None;
    }
    let mut entry = Entry::new((kind != REMOVED).then(|| value.into()), timestamp);
    entry.from_stock = kind == FROM_STOCK;
    entry.own = own == 1 && kind != LEASED;
    while let Some(hash) = reader.number() {
        entry.add_former_value(hash);
    }
    if kind == REMOVED {
        entry.remove(date);
    }
    if kind == LEASED {
        let left = date.saturating_sub(now.wall).min(ttl).min(LONGEST_LEASE);
        if left > 0 {
            let ends = now.mono + left;
            entry.lease = Some(Box::new(Lease { ttl: left, ends }));
        } else {
            entry.add_former_value(hash_value(value));
            entry.remove(now.wall);
        }
    }
    Some((key, entry))
}

#[cfg(test)]
mod tests {
    use super::super::engine::{Engine, Output, Scope};
    use super::*;
    use proptest::prelude::*;

    const NOW: Now = Now {
        mono: 5_000,
        wall: 1_800_000_000_000,
    };

    fn later(ms: i64) -> Now {
        Now {
            mono: 77 + ms,
            wall: NOW.wall + ms,
        }
    }

    /// Writes down what some commands do.
    fn journal(commands: &[(u8, u8, u8)]) -> (Engine, Vec<u8>) {
        let mut engine = Engine::new(1);
        engine.set_journaling(true);
        let mut journal = HEAD.to_vec();
        for (kind, key, value) in commands {
            match kind % 4 {
                0 => drop(engine.unpublish(&[*key], Scope::Own, NOW)),
                1 => engine.publish(&[*key], &[*value], Some(1000), NOW).unwrap(),
                _ => engine.publish(&[*key], &[*value], None, NOW).unwrap(),
            }
            while let Some(output) = engine.poll() {
                if let Output::Record(record) = output {
                    journal.extend(record);
                }
            }
        }
        (engine, journal)
    }

    fn restored(journal: &[u8], now: Now) -> (Engine, usize) {
        let (records, whole) = records(journal).unwrap();
        let mut engine = Engine::new(2);
        for record in records {
            assert!(engine.restore(record, now));
        }
        (engine, whole)
    }

    fn tuples(engine: &Engine) -> Vec<(Vec<u8>, Vec<u8>)> {
        let tuples = engine.tuples();
        let mut tuples: Vec<_> = tuples
            .map(|(key, value)| (key.to_vec(), value.to_vec()))
            .collect();
        tuples.sort();
        tuples
    }

    proptest! {
        #[test]
        fn what_was_written_down_is_there_again(
            commands in prop::collection::vec((0u8..8, 0u8..4, 0u8..4), 0..60),
        ) {
            let (engine, journal) = journal(&commands);
            let (again, whole) = restored(&journal, later(10));
            prop_assert_eq!(whole, journal.len());
            prop_assert_eq!(tuples(&again), tuples(&engine));
            prop_assert_eq!(again.summary(), engine.summary());
            // The same from a journal that was written anew.
            let anew = again.all_records(later(20)).fold(HEAD.to_vec(), |all, it| [all, it].concat());
            prop_assert_eq!(restored(&anew, later(30)).0.summary(), engine.summary());
        }

        /// Wherever it is cut, what is before is read, and what is written after that counts.
        #[test]
        fn a_journal_may_end_anywhere(
            commands in prop::collection::vec((0u8..8, 0u8..4, 0u8..4), 1..20),
            cut: prop::sample::Index,
        ) {
            let (_, journal) = journal(&commands);
            let cut = &journal[..cut.index(journal.len())];
            let (mut engine, whole) = restored(cut, later(10));
            prop_assert!(whole <= cut.len() && cut.len() - whole < 100);
            while engine.poll().is_some() {}
            engine.set_journaling(true);
            engine.publish(b"new", b"1", None, later(20)).unwrap();
            let Some(Output::Record(record)) = engine.poll() else {
                panic!("no record");
            };
            let mut mended = if whole == 0 { HEAD.to_vec() } else { cut[..whole].to_vec() };
            mended.extend(record);
            prop_assert_eq!(tuples(&restored(&mended, later(30)).0), tuples(&engine));
        }

        #[test]
        fn what_is_damaged_is_not_taken_for_something_else(
            bytes: Vec<u8>,
            place: prop::sample::Index,
            bit in 0..8u8,
        ) {
            let garbage = [&HEAD[..], &bytes].concat();
            prop_assert_eq!(records(&garbage), Some((Vec::new(), HEAD.len())));
            let is_head = HEAD.starts_with(&bytes);
            prop_assert_eq!(records(&bytes), is_head.then_some((Vec::new(), 0)));
            let (engine, mut journal) = journal(&[(2, 1, 1), (1, 2, 2), (2, 1, 3)]);
            let place = place.index(journal.len() - 4) + 4;
            journal[place] ^= 1 << bit;
            prop_assert_ne!(tuples(&restored(&journal, later(1)).0), tuples(&engine));
        }

        /// A record is refused, or restores what is written down again.
        #[test]
        fn any_record_is_refused_or_kept(
            bytes: Vec<u8>,
            kind in 0..5u8,
            key in prop::collection::vec(any::<u8>(), 0..4),
            rest: Vec<u8>,
        ) {
            let body = [&[kind, 0][..], &[0; 32], &[key.len() as u8], &key, &[0, 0, 0, 1], &rest];
            for record in [bytes, body.concat()] {
                let mut engine = Engine::new(1);
                if !engine.restore(&record, NOW) {
                    prop_assert_eq!(engine.summary().count, 0);
                    continue;
                }
                let again = engine.all_records(NOW).fold(HEAD.to_vec(), |all, it| [all, it].concat());
                prop_assert_eq!(restored(&again, NOW).0.summary(), engine.summary());
                prop_assert_eq!(tuples(&restored(&again, NOW).0), tuples(&engine));
            }
        }
    }

    #[test]
    fn what_was_leased_expires_while_nobody_runs() {
        let (_, journal) = journal(&[(1, 1, 1), (2, 2, 2)]);
        assert_eq!(restored(&journal, later(999)).0.len(), 2);
        assert_eq!(restored(&journal, later(1001)).0.len(), 1);
        let (mut engine, _) = restored(&journal, later(500));
        engine.tick(later(1001));
        assert_eq!(engine.len(), 1, "it is not renewed");
    }
}

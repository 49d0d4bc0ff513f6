//! What a node writes down, to have it again after a restart.
//!
//! A journal is the head `ZGJ\x01`, and a record for each change. The last record of a key counts.
//! A record that is cut short, or damaged, ends what can be read.
//!
//! ```text
//! u32 length of the rest | u64 hash of what follows
//! u8 fate | u8 mine | u64 time | u64 node | i64 date | i64 ttl | u8 n, key | u32 n, value
//!   | n x u64 hashes of earlier values
//! ```
//!
//! The fates are 0: it lasts; 1: it lasts till the date, in milliseconds since 1970; 2: it was
//! removed at the date; 3: it lasts, and comes from a stock peer. All numbers are big-endian.

use indexmap::IndexMap;

use super::engine::{Engine, LONGEST_LEASE, Now, Output};
use super::key::{Key, Sought};
use super::table::{Entry, Lease, hash_value};
use super::timestamp::{MAX_TIME, Timestamp};

/// The first bytes of a journal.
pub const HEAD: [u8; 4] = *b"ZGJ\x01";

/// The place of the key in a record.
const KEY: usize = 34;

const LASTING: u8 = 0;
const LEASED: u8 = 1;
const REMOVED: u8 = 2;
const FROM_STOCK: u8 = 3;

/// Finds the last record of each key in a journal; gives them, oldest key first, and how many of
/// the journal's bytes are whole. None if the bytes are not the beginning of a journal at all.
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

/// What stands where a record has its key.
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

/// The record of a key's last write.
pub(super) fn record(key: &Key, entry: &Entry, now: Now) -> Vec<u8> {
    let (fate, date, ttl) = match (&entry.value, &entry.lease) {
        (None, _) => (REMOVED, entry.died(), 0),
        (Some(_), Some(lease)) => {
            let ends = now.wall.saturating_add(lease.ends - now.mono);
            (LEASED, ends, lease.ttl)
        }
        (Some(_), None) if entry.from_stock => (FROM_STOCK, 0, 0),
        (Some(_), None) => (LASTING, 0, 0),
    };
    let value = entry.value.as_deref().unwrap_or_default();
    let mut record = vec![0; 12];
    record.extend_from_slice(&[fate, u8::from(entry.mine)]);
    record.extend_from_slice(&entry.stamp.time.to_be_bytes());
    record.extend_from_slice(&entry.stamp.node.to_be_bytes());
    record.extend_from_slice(&date.to_be_bytes());
    record.extend_from_slice(&ttl.to_be_bytes());
    record.push(key.len() as u8);
    record.extend_from_slice(key);
    record.extend_from_slice(&(value.len() as u32).to_be_bytes());
    record.extend_from_slice(value);
    for hash in entry.past() {
        record.extend_from_slice(&hash.to_be_bytes());
    }
    let hash = hash_value(&record[12..]);
    let length = (record.len() - 4) as u32;
    record[..4].copy_from_slice(&length.to_be_bytes());
    record[4..12].copy_from_slice(&hash.to_be_bytes());
    record
}

impl Engine {
    /// The records of all keys.
    pub fn all_records(&self, now: Now) -> impl Iterator<Item = Vec<u8>> {
        let entries = self.table.iter();
        entries.map(move |(key, entry)| record(key, entry, now))
    }

    /// Takes a record of an earlier life; false if it is none. Tuples are delivered, but those that
    /// have expired since; one that would last for a time only is not renewed any more, unless it
    /// is published again.
    pub fn restore(&mut self, record: &[u8], now: Now) -> bool {
        let Some((key, entry)) = read(record, now) else {
            return false;
        };
        let key = Sought::new(key);
        let place = self.table.find(key).map(|(place, _)| place);
        let held = place.and_then(|place| self.table.at(place));
        if held.is_some_and(|(_, held)| held.stamp > entry.stamp) {
            return true;
        }
        let (key, known) = match held {
            Some((key, held)) => (key.clone(), held.visible() == entry.visible()),
            None => (key.to_key(), entry.value.is_none()),
        };
        self.clock.saw(entry.stamp);
        let gone = held.is_some() && entry.value.is_none();
        if let Some(value) = entry.visible()
            && !known
        {
            let (key, value) = (key.bytes().clone(), value.clone());
            self.deliver(key, value);
        } else if gone && !known {
            self.outputs.push_back(Output::Removed(key.bytes().clone()));
        }
        self.attend(&key, &entry, now);
        let place = self.table.put(place, &key, entry, None);
        self.spread(None, place, true, now);
        true
    }
}

fn read(record: &[u8], now: Now) -> Option<(&[u8], Entry)> {
    let mut reader = Reader(record);
    let [fate, mine] = reader.array()?;
    let stamp = Timestamp {
        time: reader.number()?,
        node: reader.number()?,
    };
    let date = reader.number()? as i64;
    let ttl = reader.number()? as i64;
    let [length] = reader.array()?;
    let key = reader.bytes(length.into())?;
    let length = u32::from_be_bytes(reader.array()?);
    let value = reader.bytes(length as usize)?;
    if fate > FROM_STOCK || stamp.time > MAX_TIME {
        return None;
    }
    let mut entry = Entry::new((fate != REMOVED).then(|| value.into()), stamp);
    entry.from_stock = fate == FROM_STOCK;
    entry.mine = mine == 1 && fate != LEASED;
    while let Some(hash) = reader.number() {
        entry.outlived(hash);
    }
    if fate == REMOVED {
        entry.die(date);
    }
    if fate == LEASED {
        let left = date.saturating_sub(now.wall).min(ttl).min(LONGEST_LEASE);
        if left > 0 {
            let ends = now.mono + left;
            entry.lease = Some(Box::new(Lease { ttl: left, ends }));
        } else {
            entry.outlived(hash_value(value));
            entry.die(now.wall);
        }
    }
    Some((key, entry))
}

#[cfg(test)]
mod tests {
    use super::super::engine::Scope;
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

    fn revive(journal: &[u8], now: Now) -> (Engine, usize) {
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
            let (again, whole) = revive(&journal, later(10));
            prop_assert_eq!(whole, journal.len());
            prop_assert_eq!(tuples(&again), tuples(&engine));
            prop_assert_eq!(again.table.summary(), engine.table.summary());
            // The same from a journal that was written anew.
            let anew = again.all_records(later(20)).fold(HEAD.to_vec(), |all, it| [all, it].concat());
            prop_assert_eq!(revive(&anew, later(30)).0.table.summary(), engine.table.summary());
        }

        /// Wherever it is cut, what is before is read, and what is written after that counts.
        #[test]
        fn a_journal_may_end_anywhere(
            commands in prop::collection::vec((0u8..8, 0u8..4, 0u8..4), 1..20),
            cut: prop::sample::Index,
        ) {
            let (_, journal) = journal(&commands);
            let cut = &journal[..cut.index(journal.len())];
            let (mut engine, whole) = revive(cut, later(10));
            prop_assert!(whole <= cut.len() && cut.len() - whole < 100);
            while engine.poll().is_some() {}
            engine.set_journaling(true);
            engine.publish(b"new", b"1", None, later(20)).unwrap();
            let Some(Output::Record(record)) = engine.poll() else {
                panic!("no record");
            };
            let mut mended = if whole == 0 { HEAD.to_vec() } else { cut[..whole].to_vec() };
            mended.extend(record);
            prop_assert_eq!(tuples(&revive(&mended, later(30)).0), tuples(&engine));
        }

        #[test]
        fn no_bytes_do_harm(bytes: Vec<u8>, place: prop::sample::Index, bit in 0..8u8) {
            records(&bytes);
            records(&[&HEAD[..], &bytes].concat());
            let mut engine = Engine::new(1);
            engine.restore(&bytes, NOW);
            // What is damaged is not taken for something else.
            let (engine, mut journal) = journal(&[(2, 1, 1), (1, 2, 2), (2, 1, 3)]);
            let place = place.index(journal.len() - 4) + 4;
            journal[place] ^= 1 << bit;
            prop_assert_ne!(tuples(&revive(&journal, later(1)).0), tuples(&engine));
        }
    }

    #[test]
    fn what_was_leased_expires_while_nobody_runs() {
        let (_, journal) = journal(&[(1, 1, 1), (2, 2, 2)]);
        assert_eq!(revive(&journal, later(999)).0.len(), 2);
        assert_eq!(revive(&journal, later(1001)).0.len(), 1);
        let (mut engine, _) = revive(&journal, later(500));
        engine.tick(later(1001));
        assert_eq!(engine.len(), 1, "it is not renewed");
    }
}

//! Messages to peers.
//!
//! The trick: most tuples are encoded only where bytes are needed. A node in the same process takes
//! such a tuple as it is, and shares its key and value.

use std::borrow::Cow;
use std::rc::Rc;

use super::codec::{self, Command, Extension, WriteKind};
use super::entry::Entry;
use super::key::TupleKey;
use super::timestamp::Timestamp;

/// A message to a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packet {
    /// A message other than PUBLISH, encoded.
    Frame(Rc<[u8]>),
    /// A PUBLISH of this key, encoded.
    Publish(Rc<[u8]>, Rc<[u8]>),
    /// A PUBLISH, to a node of this library, of a tuple that lasts.
    Tuple(Tuple),
}

/// A tuple that lasts, as nodes of this library send it to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tuple {
    pub(crate) key: TupleKey,
    pub(crate) value: Rc<[u8]>,
    pub(crate) timestamp: Timestamp,
    pub(crate) from_stock: bool,
    pub(crate) fingerprint: u64,
}

/// The bytes of a [`Tuple`]'s PUBLISH besides its key and value.
const OVERHEAD: usize = 34;

impl Packet {
    /// A message other than PUBLISH.
    pub(crate) fn command(command: &Command<'_>, extension: Extension<'_>) -> Packet {
        Packet::Frame(codec::encode(command, extension).into())
    }

    /// A PUBLISH of an entry; extended, as nodes of this library understand it, or plain. `mono` is
    /// the time by the monotonic clock.
    pub(crate) fn publish(key: &TupleKey, entry: &Entry, extended: bool, mono: i64) -> Packet {
        if let (true, Some(value), None) = (extended, &entry.value, &entry.lease) {
            return Packet::Tuple(Tuple {
                key: key.clone(),
                value: value.clone(),
                timestamp: entry.timestamp,
                from_stock: entry.from_stock,
                fingerprint: entry.fingerprint,
            });
        }
        let publish = Command::Publish {
            key,
            value: entry.value.as_deref().unwrap_or_default(),
            ttl: 0,
        };
        let frame = if !extended {
            codec::encode(&publish, Extension::None)
        } else if let Some(lease) = entry.lease.as_ref().filter(|_| entry.value.is_some()) {
            let left = (lease.ends - mono).max(1) as u64;
            let extension = Extension::Written(entry.timestamp, WriteKind::Leased(left));
            codec::encode(&publish, extension)
        } else {
            let former = entry.former_values().iter();
            let former: Vec<u8> = former.flat_map(|hash| hash.to_be_bytes()).collect();
            let extension = Extension::Written(entry.timestamp, WriteKind::Removed(&former));
            codec::encode(&publish, extension)
        };
        Packet::Publish(key.bytes().clone(), frame.into())
    }

    /// How many bytes go over the wire.
    pub fn size(&self) -> usize {
        match self {
            Packet::Frame(frame) | Packet::Publish(_, frame) => frame.len(),
            Packet::Tuple(tuple) => OVERHEAD + tuple.key.len() + tuple.value.len(),
        }
    }

    /// The key of a PUBLISH.
    pub fn key(&self) -> Option<&Rc<[u8]>> {
        match self {
            Packet::Frame(_) => None,
            Packet::Publish(key, _) => Some(key),
            Packet::Tuple(tuple) => Some(tuple.key.bytes()),
        }
    }

    /// The bytes that go over the wire.
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        match self {
            Packet::Frame(frame) | Packet::Publish(_, frame) => Cow::Borrowed(frame),
            Packet::Tuple(tuple) => {
                let (key, value) = (&*tuple.key, &*tuple.value);
                let command = Command::Publish { key, value, ttl: 0 };
                let extension = Extension::Written(tuple.timestamp, tuple.kind());
                Cow::Owned(codec::encode(&command, extension))
            }
        }
    }
}

impl Tuple {
    pub(crate) fn kind(&self) -> WriteKind<'static> {
        if self.from_stock {
            WriteKind::FromStock
        } else {
            WriteKind::Lasting
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::Lease;
    use super::super::key::LookupKey;
    use super::*;

    const WRITTEN: Timestamp = Timestamp { time: 1, node: 2 };

    fn published(entry: &Entry, extended: bool) -> Packet {
        Packet::publish(&LookupKey::new(b"key").to_key(), entry, extended, 1000)
    }

    #[test]
    fn the_size_is_that_of_the_bytes() {
        let mut entry = Entry::new(Some(b"value"[..].into()), WRITTEN);
        for extended in [true, false] {
            let packet = published(&entry, extended);
            assert_eq!(packet.size(), packet.bytes().len());
            assert_eq!(packet.key().map(|key| &**key), Some(&b"key"[..]));
        }
        entry.from_stock = true;
        let packet = published(&entry, true);
        assert_eq!(packet.size(), packet.bytes().len());
        let packet = Packet::command(&Command::Ping, Extension::None);
        assert_eq!(packet.size(), packet.bytes().len());
        assert_eq!(packet.key(), None);
    }

    #[test]
    fn a_packet_says_what_becomes_of_the_tuple() {
        let kind = |entry: &Entry| {
            let packet = published(entry, true);
            match codec::decode(&packet.bytes()).unwrap() {
                (_, Extension::Written(WRITTEN, kind)) => format!("{kind:?}"),
                other => panic!("{other:?}"),
            }
        };
        let mut entry = Entry::new(Some(b"value"[..].into()), WRITTEN);
        assert_eq!(kind(&entry), "Lasting");
        let lease = |ends| Some(Box::new(Lease { ttl: 100, ends }));
        entry.lease = lease(1050);
        assert_eq!(kind(&entry), "Leased(50)");
        entry.lease = lease(900);
        assert_eq!(kind(&entry), "Leased(1)");
        entry.add_former_value(7);
        entry.remove(0);
        assert_eq!(kind(&entry), "Removed([0, 0, 0, 0, 0, 0, 0, 7])");
    }
}

//! What is said to a peer.

use std::borrow::Cow;
use std::ops::Deref;
use std::rc::Rc;

use super::codec::{self, Command, Extension, WriteKind};
use super::key::Key;
use super::timestamp::Timestamp;

/// A message to a peer. Most tuples are encoded only where bytes are needed: a node in the same
/// process takes such a tuple as it is, and shares its key and value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packet {
    /// A message other than PUBLISH, encoded.
    Frame(Rc<[u8]>),
    /// A PUBLISH of this key, encoded.
    Publish(Rc<[u8]>, Rc<[u8]>),
    /// A PUBLISH, to a node of this library, of a tuple that lasts.
    Tuple(Tuple),
}

/// A tuple that lasts, as nodes of this library tell it to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tuple {
    pub(super) key: Key,
    pub(super) value: Rc<[u8]>,
    pub(super) stamp: Timestamp,
    pub(super) from_stock: bool,
    /// What stands for the write in sums.
    pub(super) mark: u64,
}

/// The bytes around key and value in a PUBLISH of a tuple that lasts.
const AROUND: usize = 34;

impl Packet {
    /// How many bytes go over the wire.
    pub fn size(&self) -> usize {
        match self {
            Packet::Frame(frame) | Packet::Publish(_, frame) => frame.len(),
            Packet::Tuple(tuple) => AROUND + tuple.key.len() + tuple.value.len(),
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
                let extension = Extension::Written(tuple.stamp, tuple.fate());
                Cow::Owned(codec::encode(&command, extension))
            }
        }
    }
}

impl Tuple {
    pub(super) fn fate(&self) -> WriteKind<'static> {
        if self.from_stock {
            WriteKind::FromStock
        } else {
            WriteKind::Lasting
        }
    }
}

/// A value that came from somewhere, shared if it can be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text<'a> {
    Bytes(&'a [u8]),
    Shared(&'a Rc<[u8]>),
}

impl Deref for Text<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Text::Bytes(bytes) => bytes,
            Text::Shared(bytes) => bytes,
        }
    }
}

impl Text<'_> {
    pub fn to_shared(self) -> Rc<[u8]> {
        match self {
            Text::Bytes(bytes) => bytes.into(),
            Text::Shared(bytes) => bytes.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::Sought;
    use super::*;

    #[test]
    fn the_size_is_that_of_the_bytes() {
        let frame = codec::encode(&Command::Ping, Extension::None);
        let tuple = Tuple {
            key: Sought::new(b"key").to_key(),
            value: b"value"[..].into(),
            stamp: Timestamp { time: 1, node: 2 },
            from_stock: false,
            mark: 0,
        };
        for packet in [Packet::Frame(frame.into()), Packet::Tuple(tuple)] {
            assert_eq!(packet.size(), packet.bytes().len());
        }
    }
}

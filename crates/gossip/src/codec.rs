//! The messages of the ZeroMQ gossip protocol, version 1, one frame each.
//!
//! ```text
//! AA A0 | id | 01 | body          HELLO 1, PUBLISH 2, PING 3, PONG 4, INVALID 5
//! PUBLISH: u8 length, key | u32 length, value | u32 ttl          (big-endian)
//! ```
//!
//! The trick: peers ignore bytes after the body that they do not know. Nodes of this library append
//! an extension there, which identifies them and orders concurrent writes:
//!
//! ```text
//! HELLO, PING, PONG: 5A 47 58 01 | u64 node | u8 flags | sections      (flag 1: unsolicited)
//! PUBLISH:           5A 47 58 01 | u64 time | u64 node | u8 kind | ...
//!                    kind 0: it lasts; 1: u64 milliseconds are left; 2: removed, u64 hashes;
//!                    3: it lasts, and comes from a stock peer
//! ```
//!
//! Two nodes compare their stores by [`sections`](super::sections). A removed tuple has an empty
//! value, and is sent to nodes of this library only. What may reach a peer that is not known yet
//! has at most 29 bytes after a PUBLISH, and 13 after a HELLO.

use std::ffi::CStr;
use std::fmt;

use super::timestamp::{MAX_TIME, Timestamp};

/// A command's number on the wire.
#[expect(missing_docs, reason = "the protocol's own names")]
pub mod id {
    pub const HELLO: u8 = 1;
    pub const PUBLISH: u8 = 2;
    pub const PING: u8 = 3;
    pub const PONG: u8 = 4;
    pub const INVALID: u8 = 5;
}

const SIGNATURE: [u8; 2] = [0xAA, 0xA0];
const VERSION: u8 = 1;
const EXTENSION: [u8; 4] = *b"ZGX\x01";

const UNSOLICITED: u8 = 1;

const LASTING: u8 = 0;
const LEASED: u8 = 1;
const REMOVED: u8 = 2;
const FROM_STOCK: u8 = 3;

/// The longest key, in bytes.
pub const LONGEST_KEY: usize = 255;

/// A message, by the protocol's own names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command<'a> {
    /// A client registers and asks for all tuples.
    Hello,
    /// A tuple.
    Publish {
        /// Its key, without NUL.
        key: &'a [u8],
        /// Its value, without NUL.
        value: &'a [u8],
        /// Sent by the original, without a meaning that a peer could rely on.
        ttl: u32,
    },
    /// A client shows that it is alive, and asks whether the server is.
    Ping,
    /// The answer to PING.
    Pong,
    /// The server does not know the client, or did not expect its message.
    Invalid,
}

impl Command<'_> {
    /// The number on the wire.
    pub fn id(&self) -> u8 {
        match self {
            Command::Hello => id::HELLO,
            Command::Publish { .. } => id::PUBLISH,
            Command::Ping => id::PING,
            Command::Pong => id::PONG,
            Command::Invalid => id::INVALID,
        }
    }

    /// The name.
    pub fn name(&self) -> &'static str {
        name(self.id().into())
    }
}

/// The name of a command's number; `?` for an unknown one.
pub fn name(id: i32) -> &'static str {
    match u8::try_from(id) {
        Ok(id::HELLO) => "HELLO",
        Ok(id::PUBLISH) => "PUBLISH",
        Ok(id::PING) => "PING",
        Ok(id::PONG) => "PONG",
        Ok(id::INVALID) => "INVALID",
        _ => "?",
    }
}

/// What a node of this library appends to a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extension<'a> {
    /// Nothing: another library, or another version of the extension.
    #[default]
    None,
    /// To HELLO, PING and PONG: who it is.
    Node(NodeInfo<'a>),
    /// To PUBLISH: when and where the tuple was written, and for how long.
    Written(Timestamp, WriteKind<'a>),
}

/// A node of this library.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeInfo<'a> {
    /// Its identity.
    pub node: u64,
    /// The message is a PING that wants no PONG, or a PONG that answers no PING.
    pub unsolicited: bool,
    /// Sections, to compare stores.
    pub sections: &'a [u8],
}

/// What a write does to its tuple.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteKind<'a> {
    /// It lasts until it is replaced or removed.
    Lasting,
    /// It lasts for this many milliseconds more.
    Leased(u64),
    /// It lasts. Its writer had it from a stock peer and did not know the key, so the value may be
    /// older than its timestamp.
    FromStock,
    /// It is removed. The hashes of the values that it had, 8 bytes each.
    Removed(&'a [u8]),
}

/// Why bytes are not a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// It is not exactly one frame.
    Frames,
    /// The first two bytes are not the protocol's.
    Signature,
    /// The command is unknown.
    Id,
    /// The version is not 1.
    Version,
    /// A field is truncated. The text is the original's name of its type.
    Field(&'static str),
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Malformed::Frames => f.write_str("not exactly one frame"),
            Malformed::Signature => f.write_str("invalid signature"),
            Malformed::Id => f.write_str("bad message ID"),
            Malformed::Version => f.write_str("version is invalid"),
            Malformed::Field(kind) => write!(f, "GET_{kind} failed"),
        }
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn array<const N: usize>(&mut self, kind: &'static str) -> Result<[u8; N], Malformed> {
        let (array, rest) = self.0.split_first_chunk().ok_or(Malformed::Field(kind))?;
        self.0 = rest;
        Ok(*array)
    }

    fn bytes(&mut self, length: usize, kind: &'static str) -> Result<&'a [u8], Malformed> {
        let (bytes, rest) = self
            .0
            .split_at_checked(length)
            .ok_or(Malformed::Field(kind))?;
        self.0 = rest;
        Ok(bytes)
    }

    /// The extension, if it is complete and of this version.
    fn extension(&mut self, publish: bool) -> Option<Extension<'a>> {
        if self.array::<4>("EXTENSION").ok()? != EXTENSION {
            return None;
        }
        let first = u64::from_be_bytes(self.array("EXTENSION").ok()?);
        if !publish {
            let [flags] = self.array("EXTENSION").unwrap_or_default();
            return Some(Extension::Node(NodeInfo {
                node: first,
                unsolicited: flags & UNSOLICITED != 0,
                sections: self.0,
            }));
        }
        let node = u64::from_be_bytes(self.array("EXTENSION").ok()?);
        let timestamp = Timestamp { time: first, node };
        let kind = match self.array("EXTENSION").unwrap_or([LASTING]) {
            [LASTING] => WriteKind::Lasting,
            [FROM_STOCK] => WriteKind::FromStock,
            [LEASED] => WriteKind::Leased(u64::from_be_bytes(self.array("EXTENSION").ok()?)),
            [REMOVED] if self.0.len().is_multiple_of(8) => WriteKind::Removed(self.0),
            _ => return None,
        };
        (timestamp.time <= MAX_TIME).then_some(Extension::Written(timestamp, kind))
    }
}

/// The bytes before the first NUL: programs handle keys and values as C strings.
#[inline]
pub fn c_text(bytes: &[u8]) -> &[u8] {
    match CStr::from_bytes_until_nul(bytes) {
        Ok(text) => text.to_bytes(),
        Err(_) => bytes,
    }
}

/// Decodes a message.
pub fn decode(frame: &[u8]) -> Result<(Command<'_>, Extension<'_>), Malformed> {
    let mut reader = Reader(frame);
    if reader.array("").map_err(|_| Malformed::Signature)? != SIGNATURE {
        return Err(Malformed::Signature);
    }
    let [id] = reader.array("NUMBER1")?;
    if !(id::HELLO..=id::INVALID).contains(&id) {
        return Err(Malformed::Id);
    }
    let [version] = reader.array("NUMBER1")?;
    if version != VERSION {
        return Err(Malformed::Version);
    }
    let command = match id {
        id::HELLO => Command::Hello,
        id::PING => Command::Ping,
        id::PONG => Command::Pong,
        id::INVALID => Command::Invalid,
        _ => {
            let [length] = reader.array("NUMBER1")?;
            let key = reader.bytes(length.into(), "STRING")?;
            let length = u32::from_be_bytes(reader.array("NUMBER4")?);
            let value = reader.bytes(length as usize, "LONGSTR")?;
            let ttl = u32::from_be_bytes(reader.array("NUMBER4")?);
            Command::Publish {
                key: c_text(key),
                value: c_text(value),
                ttl,
            }
        }
    };
    let extension = reader.extension(id == id::PUBLISH).unwrap_or_default();
    Ok((command, extension))
}

/// Encodes a message. A key is cut after [`LONGEST_KEY`] bytes.
pub fn encode(command: &Command<'_>, extension: Extension<'_>) -> Vec<u8> {
    let body = match command {
        Command::Publish { key, value, .. } => 9 + key.len() + value.len(),
        _ => 0,
    };
    let mut frame = Vec::with_capacity(40 + body);
    frame.extend_from_slice(&SIGNATURE);
    frame.push(command.id());
    frame.push(VERSION);
    if let Command::Publish { key, value, ttl } = command {
        let key = &key[..key.len().min(LONGEST_KEY)];
        frame.push(key.len() as u8);
        frame.extend_from_slice(key);
        let value = &value[..value.len().min(u32::MAX as usize)];
        frame.extend_from_slice(&(value.len() as u32).to_be_bytes());
        frame.extend_from_slice(value);
        frame.extend_from_slice(&ttl.to_be_bytes());
    }
    match extension {
        Extension::None => {}
        Extension::Node(introduction) => {
            frame.extend_from_slice(&EXTENSION);
            frame.extend_from_slice(&introduction.node.to_be_bytes());
            frame.push(if introduction.unsolicited {
                UNSOLICITED
            } else {
                0
            });
            frame.extend_from_slice(introduction.sections);
        }
        Extension::Written(Timestamp { time, node }, kind) => {
            frame.extend_from_slice(&EXTENSION);
            frame.extend_from_slice(&time.to_be_bytes());
            frame.extend_from_slice(&node.to_be_bytes());
            match kind {
                WriteKind::Lasting => frame.push(LASTING),
                WriteKind::FromStock => frame.push(FROM_STOCK),
                WriteKind::Leased(left) => {
                    frame.push(LEASED);
                    frame.extend_from_slice(&left.to_be_bytes());
                }
                WriteKind::Removed(former) => {
                    frame.push(REMOVED);
                    frame.extend_from_slice(former);
                }
            }
        }
    }
    frame
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_tuple_has_the_bytes_of_the_specification() {
        let tuple = Command::Publish {
            key: b"k",
            value: b"v",
            ttl: 0,
        };
        let frame = encode(&tuple, Extension::None);
        assert_eq!(
            frame,
            [0xAA, 0xA0, 2, 1, 1, b'k', 0, 0, 0, 1, b'v', 0, 0, 0, 0]
        );
        assert_eq!(decode(&frame), Ok((tuple, Extension::None)));
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(decode(b""), Err(Malformed::Signature));
        assert_eq!(decode(&[0xAA, 0xA1, 1, 1]), Err(Malformed::Signature));
        assert_eq!(decode(&[0xAA, 0xA0, 0, 1]), Err(Malformed::Id));
        assert_eq!(decode(&[0xAA, 0xA0, 6, 1]), Err(Malformed::Id));
        assert_eq!(decode(&[0xAA, 0xA0, 1, 2]), Err(Malformed::Version));
        assert_eq!(
            decode(&[0xAA, 0xA0, 2, 1, 5, b'k']),
            Err(Malformed::Field("STRING"))
        );
        let long = [0xAA, 0xA0, 2, 1, 0, 0xFF, 0xFF, 0xFF, 0xFF, b'v'];
        assert_eq!(decode(&long), Err(Malformed::Field("LONGSTR")));
    }

    #[test]
    fn bytes_after_the_body_that_are_not_ours_are_ignored() {
        let mut frame = encode(&Command::Ping, Extension::None);
        frame.extend_from_slice(b"ZGX\x02 something else");
        assert_eq!(decode(&frame), Ok((Command::Ping, Extension::None)));
        frame.truncate(4);
        frame.extend_from_slice(b"ZGX\x01cut");
        assert_eq!(decode(&frame), Ok((Command::Ping, Extension::None)));
    }

    fn text() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(1u8.., 0..300)
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_back(
            key in text(),
            value in text(),
            ttl: u32,
            time in 0..=MAX_TIME,
            node: u64,
            left: u64,
            former: Vec<[u8; 8]>,
            unsolicited: bool,
            sections: Vec<u8>,
        ) {
            let key = &key[..key.len().min(LONGEST_KEY)];
            let tuple = Command::Publish { key, value: &value, ttl };
            let former = former.concat();
            for kind in [WriteKind::Lasting, WriteKind::FromStock, WriteKind::Leased(left), WriteKind::Removed(&former)] {
                let written = Extension::Written(Timestamp { time, node }, kind);
                let frame = encode(&tuple, written);
                prop_assert_eq!(decode(&frame), Ok((tuple, written)));
            }
            let who = Extension::Node(NodeInfo { node, unsolicited, sections: &sections });
            let frame = encode(&Command::Ping, who);
            prop_assert_eq!(decode(&frame), Ok((Command::Ping, who)));
        }

        /// Any bytes are refused for a reason, or mean the same when they are encoded again.
        #[test]
        fn what_is_decoded_can_be_sent_on(
            bytes: Vec<u8>,
            id in 0..7u8,
            key in prop::collection::vec(any::<u8>(), 0..9),
            rest: Vec<u8>,
        ) {
            let head = [0xAA, 0xA0, id, 1];
            let body = [&[key.len() as u8][..], &key, &[0, 0, 0, 2], &rest].concat();
            for bytes in [bytes, [&head[..], &body].concat()] {
                let Ok((command, extension)) = decode(&bytes) else {
                    let whole = bytes.len() >= head.len() && bytes[..2] == SIGNATURE;
                    let known = whole && (1..=5).contains(&bytes[2]) && bytes[3] == VERSION;
                    prop_assert!(!known || bytes[2] == id::PUBLISH);
                    continue;
                };
                prop_assert_eq!(command.id(), bytes[2]);
                if let Command::Publish { key: read, value, .. } = command {
                    prop_assert_eq!(read, c_text(&key));
                    prop_assert_eq!(value, c_text(&rest[..2]));
                }
                let again = encode(&command, extension);
                prop_assert_eq!(decode(&again), Ok((command, extension)));
            }
        }
    }
}

//! Frames that a peer may send which is neither ours nor stock.

use czmq_gossip::codec::{self, Command, Extension, NodeInfo, WriteKind};
use czmq_gossip::timestamp::Timestamp;
use proptest::prelude::*;

/// An extension.
#[derive(Clone, Debug)]
enum Addition {
    None,
    Node(u64, bool, Vec<u8>),
    Written(Timestamp, u8, u64, Vec<u8>),
}

impl Addition {
    fn extension(&self) -> Extension<'_> {
        match self {
            Addition::None => Extension::None,
            &Addition::Node(node, unsolicited, ref sections) => Extension::Node(NodeInfo {
                node,
                unsolicited,
                sections,
            }),
            &Addition::Written(stamp, kind, left, ref former) => {
                let kinds = [
                    WriteKind::Lasting,
                    WriteKind::Leased(left),
                    WriteKind::Removed(former),
                    WriteKind::FromStock,
                ];
                Extension::Written(stamp, kinds[usize::from(kind) % 4])
            }
        }
    }
}

/// What looks like the sections by which stores are compared.
fn sections() -> impl Strategy<Value = Vec<u8>> {
    let section = (
        1..5u8,
        0..3u8,
        any::<u64>(),
        0..4u16,
        prop::collection::vec(any::<u8>(), 40),
    )
        .prop_map(|(id, depth, prefix, count, bytes)| {
            let prefix = prefix & !(u64::MAX.checked_shr(4 * u32::from(depth)).unwrap_or(0));
            let mut section = vec![id];
            if id > 1 {
                section.push(depth);
            }
            section.extend(prefix.to_be_bytes());
            if id > 2 {
                section.extend(count.to_be_bytes());
            }
            section.extend(bytes.repeat(4));
            section
        });
    prop::collection::vec(section, 0..3).prop_map(|sections| sections.concat())
}

fn additions() -> impl Strategy<Value = Addition> {
    let timestamp = |time: u64, node| Timestamp { time, node };
    let former = || prop::collection::vec(any::<u64>(), 0..3);
    let bytes = |former: Vec<u64>| former.iter().flat_map(|hash| hash.to_be_bytes()).collect();
    prop_oneof![
        Just(Addition::None),
        (any::<u64>(), any::<bool>(), sections())
            .prop_map(|(node, unsolicited, sections)| Addition::Node(node, unsolicited, sections)),
        (any::<u64>(), 0..9u64, 0..4u8, 0..9000u64, former()).prop_map(
            move |(time, node, kind, left, former)| {
                Addition::Written(timestamp(time, node), kind, left, bytes(former))
            }
        ),
        (0..1u64 << 46, 0..9u64, 0..4u8, 0..9000u64, former()).prop_map(
            move |(time, node, kind, left, former)| {
                Addition::Written(timestamp(time, node), kind, left, bytes(former))
            }
        ),
    ]
}

/// Any command with any extension.
fn messages() -> impl Strategy<Value = Vec<u8>> {
    let publish =
        (0..3u8, any::<u8>(), any::<u32>(), additions()).prop_map(|(key, value, ttl, addition)| {
            let (key, value) = (&[b'a' + key][..], &[b'A' + value % 4][..]);
            codec::encode(&Command::Publish { key, value, ttl }, addition.extension())
        });
    let others = (0..4usize, additions()).prop_map(|(which, addition)| {
        let commands = [
            Command::Hello,
            Command::Ping,
            Command::Pong,
            Command::Invalid,
        ];
        codec::encode(&commands[which], addition.extension())
    });
    prop_oneof![publish, others]
}

/// Well-formed messages, and some that are truncated, changed, extended or made up.
pub fn frames() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => messages(),
        1 => (messages(), any::<usize>())
            .prop_map(|(frame, length)| frame[..length % (frame.len() + 1)].to_vec()),
        1 => (messages(), any::<usize>(), any::<u8>()).prop_map(|(mut frame, at, byte)| {
            let at = at % frame.len();
            frame[at] = byte;
            frame
        }),
        1 => (messages(), prop::collection::vec(any::<u8>(), 0..40))
            .prop_map(|(frame, more)| [frame, more].concat()),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ]
}

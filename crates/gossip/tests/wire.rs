//! Peers that say anything: well-formed messages in any order, with any extension, and mangled
//! ones, at nodes that are in use. They do not end a node, nor keep others from agreeing, nor take
//! more memory than what they say.
//!
//! For a longer run: `GOSSIP_HISTORIES=100000 cargo test --release -p czmq-gossip --test wire`.

mod simulator;

use czmq_gossip::codec::{self, Command, Extension, NodeInfo, WriteKind};
use czmq_gossip::timestamp::Timestamp;
use proptest::prelude::*;
use simulator::Network;

#[derive(Clone, Debug)]
enum Event {
    Publish { node: usize, key: u8, value: u8 },
    Step { pipe: usize, to_server: bool },
    Pass(i64),
    Say { pipe: usize, frame: Vec<u8> },
}

/// What a message may say in addition.
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
            &Addition::Written(stamp, fate, left, ref past) => {
                let fates = [
                    WriteKind::Lasting,
                    WriteKind::Leased(left),
                    WriteKind::Removed(past),
                    WriteKind::FromStock,
                ];
                Extension::Written(stamp, fates[usize::from(fate) % 4])
            }
        }
    }
}

/// What looks like the sections by which tables are compared.
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
    let stamp = |time: u64, node| Timestamp { time, node };
    let past = || prop::collection::vec(any::<u64>(), 0..3);
    let bytes = |past: Vec<u64>| past.iter().flat_map(|hash| hash.to_be_bytes()).collect();
    prop_oneof![
        Just(Addition::None),
        (any::<u64>(), any::<bool>(), sections())
            .prop_map(|(node, unsolicited, sections)| Addition::Node(node, unsolicited, sections)),
        (any::<u64>(), 0..9u64, 0..4u8, 0..9000u64, past()).prop_map(
            move |(time, node, fate, left, past)| {
                Addition::Written(stamp(time, node), fate, left, bytes(past))
            }
        ),
        (0..1u64 << 46, 0..9u64, 0..4u8, 0..9000u64, past()).prop_map(
            move |(time, node, fate, left, past)| {
                Addition::Written(stamp(time, node), fate, left, bytes(past))
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

fn frames() -> impl Strategy<Value = Vec<u8>> {
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

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        2 => (0..3usize, 0..3u8, 0..4u8)
            .prop_map(|(node, key, value)| Event::Publish { node, key, value }),
        8 => (any::<usize>(), any::<bool>())
            .prop_map(|(pipe, to_server)| Event::Step { pipe, to_server }),
        1 => (0..2000i64).prop_map(Event::Pass),
        8 => (any::<usize>(), frames()).prop_map(|(pipe, frame)| Event::Say { pipe, frame }),
    ];
    prop::collection::vec(event, 0..150)
}

fn histories() -> u32 {
    std::env::var("GOSSIP_HISTORIES").map_or(400, |text| text.parse().expect("a number"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: histories(), ..ProptestConfig::default() })]

    /// Three of ours in a row. A peer connects to the first, and the last connects to another,
    /// which both behave as stock nodes do but say other things, too.
    #[test]
    fn peers_may_say_anything(events in events()) {
        let mut network = Network::new(&[false, false, false, true, true]);
        network.connect(0, 1);
        network.connect(1, 2);
        network.connect(3, 0);
        network.connect(2, 4);
        let mut said = 0;
        for event in events {
            match event {
                Event::Publish { node, key, value } => {
                    network.publish(node, &[b'a' + key], &[b'0' + value]);
                }
                Event::Step { pipe, to_server } => drop(network.step(pipe % 4, to_server)),
                Event::Pass(ms) => network.pass(ms),
                Event::Say { pipe, frame } => {
                    said += 1;
                    network.forge(2 + pipe % 2, pipe % 2 == 0, &frame);
                }
            }
        }
        network.settle();
        network.assert_first_agree(3);
        prop_assert!(network.tuples(0).len() <= 3 + said);
        network.publish(1, b"a", b"last");
        network.settle();
        network.assert_first_agree(3);
        prop_assert_eq!(&network.tuples(0)[&b"a"[..]], &b"last"[..]);
    }
}

//! Gossip: messages of peers, and what peers and the owner may do to the engine in any order.

use std::collections::BTreeMap;

use czmq_gossip::codec::{self, Command, Extension, LONGEST_KEY, NodeInfo, WriteKind};
use czmq_gossip::engine::{Engine, LinkId, Now, Output, Scope};
use czmq_gossip::timestamp::Timestamp;

use crate::{Outcome, magnitude, outcome};

/// A message of a peer.
pub fn codec(bytes: &[u8]) -> Outcome {
    match codec::decode(bytes) {
        Ok((command, extension)) => {
            if let Command::Publish { key, value, .. } = command {
                assert!(key.len() <= LONGEST_KEY && key.len() + value.len() < bytes.len());
                assert!(!key.contains(&0) && !value.contains(&0));
            }
            let again = codec::encode(&command, extension);
            assert_eq!(codec::decode(&again), Ok((command, extension)));
            outcome((command.name(), std::mem::discriminant(&extension)))
        }
        Err(malformed) => outcome(malformed.to_string()),
    }
}

/// An engine that bytes drive, and the tuples that its owner was told of.
struct Played {
    engine: Engine,
    links: Vec<LinkId>,
    delivered: BTreeMap<Vec<u8>, Vec<u8>>,
    now: Now,
}

const KEYS: [&[u8]; 4] = [b"a", b"b", b"", &[b'k'; 255]];
const VALUES: [&[u8]; 4] = [b"", b"1", b"2", &[b'v'; 700]];

impl Played {
    fn new() -> Played {
        Played {
            engine: Engine::new(1),
            links: Vec::new(),
            delivered: BTreeMap::new(),
            now: Now {
                mono: 1000,
                wall: 1_700_000_000_000,
            },
        }
    }

    fn link(&self, number: u8) -> LinkId {
        match self.links.len() {
            0 => LinkId(u64::from(number)),
            count => self.links[usize::from(number) % count],
        }
    }

    /// Takes what the engine wants, and checks it. Gives what was sent to each link.
    fn outputs(&mut self) -> Vec<(LinkId, Vec<u8>)> {
        let most = 20 + 8 * (self.links.len() + 1) * (KEYS.len() + 2);
        let mut sent = Vec::new();
        let mut count = 0;
        while let Some(output) = self.engine.poll() {
            count += 1;
            assert!(count <= most, "one input leads to {count} outputs");
            match output {
                Output::Send(id, packet) => {
                    let frame = packet.bytes();
                    codec::decode(&frame).expect("only messages are sent");
                    sent.push((id, frame.to_vec()));
                }
                Output::Deliver { key, value } => {
                    self.delivered.insert(key.to_vec(), value.to_vec());
                }
                Output::Forget(id) => self.links.retain(|link| *link != id),
                Output::Removed(key) | Output::Expired(key) => {
                    let was = self.delivered.remove(&*key);
                    assert!(was.is_some(), "the owner knows what is gone");
                }
                Output::PeerUp(..) | Output::PeerDown(_) => {}
                Output::Record(_) | Output::Warn(_) | Output::Trace(..) => {}
            }
        }
        let held: BTreeMap<_, _> = self
            .engine
            .tuples()
            .map(|(key, value)| (key.to_vec(), value.to_vec()))
            .collect();
        assert_eq!(held, self.delivered, "the owner was told what is held");
        sent
    }

    fn play(&mut self, mut script: &[u8]) {
        let mut next = || script.split_off_first().copied();
        while let (Some(step), Some(argument)) = (next(), next()) {
            let id = self.link(argument);
            match step % 16 {
                0 | 1 if self.links.len() < 12 => {
                    let link = match step % 16 {
                        0 => self.engine.add_client(self.now),
                        _ => self.engine.add_remote(argument % 2 == 0, self.now),
                    };
                    self.links.push(link);
                }
                2 => self.engine.remove(id),
                3 => self.engine.remote_up(id, self.now),
                4 => self.engine.remote_down(id),
                5 => self.pass(1 << (argument % 18)),
                6 => {
                    let key = KEYS[usize::from(argument) % 4];
                    let value = VALUES[usize::from(argument) / 4 % 4];
                    let ttl = (argument / 16 % 2 == 1).then_some(i64::from(argument));
                    self.engine.publish(key, value, ttl, self.now).unwrap();
                }
                7 => {
                    let key = KEYS[usize::from(argument) % 4];
                    let scope = [Scope::Own, Scope::Global][usize::from(argument / 4 % 2)];
                    let was = self.delivered.remove(key).is_some();
                    let done = self.engine.unpublish(key, scope, self.now);
                    assert!(done || !was, "what the owner knows it can remove");
                }
                8 => self.engine.receive_malformed(id, self.now),
                9 => self.engine.set_timeout(i64::from(argument) * 10 - 100),
                10 => self.engine.set_tracing(argument % 2 == 0),
                // Any bytes.
                11 => {
                    let frame: Vec<u8> = (0..next().unwrap_or(0)).map_while(|_| next()).collect();
                    self.engine.receive(id, &frame, self.now);
                }
                // Messages.
                _ => {
                    let kind = next().unwrap_or(0);
                    let key = KEYS[usize::from(kind) / 5 % 4];
                    let value = VALUES[usize::from(step) / 16 % 4];
                    let command = match kind % 5 {
                        0 => Command::Hello,
                        1 => Command::Publish { key, value, ttl: 0 },
                        2 => Command::Ping,
                        3 => Command::Pong,
                        _ => Command::Invalid,
                    };
                    let hours = u64::from(next().unwrap_or(0)) / 4;
                    let time = (self.now.wall as u64 + hours * 3_600_000) << 16;
                    let hashes = [hours as u8; 24];
                    let fates = [
                        WriteKind::Lasting,
                        WriteKind::Leased(hours),
                        WriteKind::Leased(u64::MAX),
                        WriteKind::Removed(&hashes),
                    ];
                    let fate = fates[usize::from(next().unwrap_or(0)) % 4];
                    let sections: Vec<u8> = (0..next().unwrap_or(0) % 64)
                        .map_while(|_| next())
                        .collect();
                    let extension = match (step % 4, command) {
                        (0, _) => Extension::None,
                        (1, Command::Publish { .. }) => {
                            let (time, node) = (u64::MAX - (hours << 60), hours);
                            Extension::Written(Timestamp { time, node }, fate)
                        }
                        (_, Command::Publish { .. }) => {
                            Extension::Written(Timestamp { time, node: hours }, fate)
                        }
                        (unsolicited, _) => Extension::Node(NodeInfo {
                            node: hours,
                            unsolicited: unsolicited == 1,
                            sections: &sections,
                        }),
                    };
                    let frame = codec::encode(&command, extension);
                    self.engine.receive(id, &frame, self.now);
                }
            }
            self.outputs();
        }
    }

    fn pass(&mut self, milliseconds: i64) {
        self.now.mono += milliseconds;
        self.now.wall += milliseconds;
        self.engine.tick(self.now);
    }

    /// Adds a client that greets; gives the tuples that it is told.
    fn greet(&mut self, extension: Extension<'_>) -> (LinkId, BTreeMap<Vec<u8>, Vec<u8>>) {
        let id = self.engine.add_client(self.now);
        self.links.push(id);
        for command in [Command::Hello, Command::Ping] {
            let frame = codec::encode(&command, extension);
            self.engine.receive(id, &frame, self.now);
        }
        // What is to be sent of a table goes out bit by bit.
        self.engine.tick(self.now);
        let told = self.outputs();
        (id, tuples_for(id, &told))
    }
}

impl Played {
    /// A peer was told at least what the owner knows.
    fn knows(&self, told: &BTreeMap<Vec<u8>, Vec<u8>>) -> bool {
        let mut delivered = self.delivered.iter();
        delivered.all(|(key, value)| told.get(key) == Some(value))
    }
}

fn tuples_for(id: LinkId, sent: &[(LinkId, Vec<u8>)]) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let frames = sent.iter().filter(|(link, _)| *link == id);
    let tuples = frames.filter_map(|(_, frame)| match codec::decode(frame) {
        Ok((_, Extension::Written(_, WriteKind::Removed(_)))) => None,
        Ok((Command::Publish { key, value, .. }, _)) => Some((key.to_vec(), value.to_vec())),
        _ => None,
    });
    tuples.collect()
}

/// A script of what happens to an engine: its links, messages, the owner's calls, time. Two bytes
/// choose each step and its argument. Afterwards the engine must serve honest peers.
pub fn engine(script: &[u8]) -> Outcome {
    let mut played = Played::new();
    played.play(script);
    // Whatever was said to it, it serves the honest.
    played.engine.set_tracing(false);
    // It has nothing, says its summary.
    let mut sections = [0; 17];
    sections[0] = 1;
    let node = NodeInfo {
        node: 77,
        unsolicited: false,
        sections: &sections,
    };
    let (ours, told) = played.greet(Extension::Node(node));
    assert!(played.knows(&told), "a node that greets is told all");
    let (stock, told) = played.greet(Extension::None);
    assert!(played.knows(&told), "a stock node that greets is told all");
    let now = played.now;
    played.engine.publish(b"a", b"honest", None, now).unwrap();
    let sent = played.outputs();
    for id in [ours, stock] {
        assert_eq!(
            tuples_for(id, &sent).get(&b"a"[..]).map(Vec::as_slice),
            Some(&b"honest"[..])
        );
    }
    let publish = Command::Publish {
        key: b"new",
        value: b"news",
        ttl: 0,
    };
    let frame = codec::encode(&publish, Extension::None);
    played.engine.receive(stock, &frame, played.now);
    let sent = played.outputs();
    assert_eq!(played.engine.get(b"new"), Some(&b"news"[..]));
    assert_eq!(tuples_for(ours, &sent).len(), 1);
    outcome((
        played.links.len(),
        magnitude(played.delivered.len()),
        magnitude(sent.len()),
    ))
}

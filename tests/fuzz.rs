//! Everything that reads bytes from outside, fed with mutations of good ones.
//!
//! An input that leads to something new, by what the reader makes of it, is mutated further. A run
//! is the same each time; `FUZZ_SEED=n` makes another of it, `FUZZ_TIMES=n` a run n times as long.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashSet};
use std::ffi::{CStr, CString};
use std::hash::{Hash, Hasher};
use std::net::UdpSocket;
use std::os::fd::AsRawFd;
use std::{env, fs, process};

use czmq::zframe::{zframe_destroy, zframe_new};
use czmq::zhash::{zhash_destroy, zhash_pack, zhash_size, zhash_unpack};
use czmq::zhashx::{zhashx_destroy, zhashx_pack, zhashx_size, zhashx_unpack};
use czmq_core::formats::armour::Armour;
use czmq_core::formats::config::Config;
use czmq_core::formats::osc::{self, Osc};
use czmq_core::formats::uuid::Uuid;
use czmq_core::formats::{compressed, dictionary, properties};
use czmq_core::matching::regex::Program;
use czmq_core::matching::trie::Trie;
use czmq_core::messaging::frame::Frame;
use czmq_core::messaging::message::Message;
use czmq_core::messaging::picture::{self, Fault, Outputs};
use czmq_core::messaging::socket::Socket;
use czmq_core::security::cert::Cert;
use czmq_core::security::certstore::Store;
use czmq_core::security::zap::{Authenticator, Outcome};
use czmq_gossip::codec::{self, Command, Extension, LONGEST_KEY, NodeInfo, WriteKind};
use czmq_gossip::engine::{Engine, LinkId, Now, Output, Scope};
use czmq_gossip::timestamp::Timestamp;
use czmq_sys::errno::Errno;
use czmq_sys::udp;
use czmq_sys::zmq::{DONTWAIT, SNDMORE, SocketRef, SocketType};

#[cfg(feature = "http")]
#[path = "fuzz/http.rs"]
mod http;

fn setting(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |value| value.parse().expect("a number"))
}

/// Random numbers (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        value ^ (value >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    fn range(&mut self, bytes: &[u8]) -> std::ops::Range<usize> {
        let start = self.below(bytes.len() + 1);
        start..start + self.below((bytes.len() - start).min(40) + 1)
    }
}

const LONGEST_INPUT: usize = 4096;
const BYTES: [u8; 14] = *b"\x00\x01\x02\x7F\x80\xFE\xFF\n \"'#=|";
const WORDS: [u32; 8] = [
    0,
    1,
    0x7FFF_FFFF,
    0x8000_0000,
    0xFFFF_FFFF,
    0xFFFF_FFFB,
    255,
    256,
];

fn mutate(input: &mut Vec<u8>, corpus: &[Vec<u8>], random: &mut Random) {
    for _ in 0..=random.below(4) {
        let place = random.below(input.len());
        match random.below(10) {
            0 if !input.is_empty() => input[place] ^= 1 << random.below(8),
            1 if !input.is_empty() => input[place] = *random.pick(&BYTES),
            2 if !input.is_empty() => input[place] = random.next() as u8,
            3 if !input.is_empty() => input[place] = input[place].wrapping_add(1),
            4 => input.insert(place, *random.pick(&BYTES)),
            5 => {
                input.drain(random.range(input));
            }
            6 => {
                let copy = input[random.range(input)].to_vec();
                input.splice(place..place, copy);
            }
            7 => {
                let other = random.pick(corpus);
                let part = other[random.range(other)].to_vec();
                input.splice(random.range(input), part);
            }
            8 => {
                let word = random.pick(&WORDS).to_be_bytes();
                let end = input.len().min(place + random.below(5));
                input.splice(place..end, word);
            }
            _ => input.truncate(place),
        }
    }
    input.truncate(LONGEST_INPUT);
}

/// Shows the input that a check fails on.
struct Shown<'a>(&'a [u8]);

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the input was b\"{}\"", self.0.escape_ascii());
        }
    }
}

/// Runs the target, which checks what must hold, on mutations of the seeds. There are at least
/// `outcomes` different things that become of them.
fn fuzz<O: Hash>(
    seeds: &[Vec<u8>],
    rounds: u64,
    outcomes: usize,
    mut target: impl FnMut(&[u8]) -> O,
) {
    let mut random = Random(setting("FUZZ_SEED", 1));
    let mut corpus: Vec<Vec<u8>> = Vec::new();
    let mut seen = HashSet::new();
    for round in 0..seeds.len() as u64 + rounds * setting("FUZZ_TIMES", 1) {
        let input = match seeds.get(round as usize) {
            Some(seed) => seed.clone(),
            None => {
                let mut input = random.pick(&corpus).clone();
                mutate(&mut input, &corpus, &mut random);
                input
            }
        };
        let shown = Shown(&input);
        let mut hasher = DefaultHasher::new();
        target(&input).hash(&mut hasher);
        drop(shown);
        if seen.insert(hasher.finish()) || round < seeds.len() as u64 {
            corpus.push(input);
        }
    }
    assert!(seen.len() >= outcomes, "only {} outcomes", seen.len());
}

/// The order of magnitude.
fn magnitude(size: usize) -> u32 {
    (size + 1).ilog2()
}

fn gossip_frames() -> Vec<Vec<u8>> {
    let (key, value) = (&b"key"[..], &b"value"[..]);
    let publish = Command::Publish { key, value, ttl: 7 };
    let long = Command::Publish {
        key: &[b'k'; 255],
        value: &[b'v'; 300],
        ttl: 0,
    };
    let stamp = Timestamp {
        time: 5 << 16,
        node: 9,
    };
    let node = NodeInfo {
        node: 3,
        unsolicited: true,
        sections: &[1; 17],
    };
    let removed = Extension::Written(stamp, WriteKind::Removed(&[7; 16]));
    let leased = Extension::Written(stamp, WriteKind::Leased(5000));
    let written = Extension::Written(stamp, WriteKind::Lasting);
    let mut frames = Vec::new();
    for command in [
        Command::Hello,
        publish,
        long,
        Command::Ping,
        Command::Pong,
        Command::Invalid,
    ] {
        for extension in [
            Extension::None,
            Extension::Node(node),
            written,
            leased,
            removed,
        ] {
            frames.push(codec::encode(&command, extension));
        }
    }
    frames
}

#[test]
fn gossip_messages() {
    fuzz(&gossip_frames(), 100_000, 14, |bytes| {
        match codec::decode(bytes) {
            Ok((command, extension)) => {
                if let Command::Publish { key, value, .. } = command {
                    assert!(key.len() <= LONGEST_KEY && key.len() + value.len() < bytes.len());
                    assert!(!key.contains(&0) && !value.contains(&0));
                }
                let again = codec::encode(&command, extension);
                assert_eq!(codec::decode(&again), Ok((command, extension)));
                format!(
                    "{} {:?}",
                    command.name(),
                    std::mem::discriminant(&extension)
                )
            }
            Err(malformed) => malformed.to_string(),
        }
    });
}

/// A gossip engine that is told what to do by bytes, and the tuples that its owner knows of.
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

#[test]
fn gossip_engine() {
    // One seed for each state that a link can be in, then all that can be said to it.
    let beginnings: [&[u8]; 8] = [
        // A client that said nothing; a stock one; one of ours.
        &[0, 0],
        &[0, 0, 12, 0, 0, 0],
        &[0, 0, 13, 0, 0, 0],
        // A remote that is greeted; that answered as stock, and as ours; that is down; that is
        // cleared.
        &[1, 0],
        &[1, 0, 12, 0, 3, 0, 12, 0, 3, 0],
        &[1, 0, 13, 0, 3, 0, 13, 0, 3, 0],
        &[1, 0, 4, 0],
        &[1, 0, 12, 0, 3, 0, 12, 0, 3, 0, 12, 0, 4, 0],
    ];
    let mut seeds = Vec::new();
    for beginning in beginnings {
        for step in [12u8, 13, 14, 15, 28, 45] {
            let mut seed = [&[6, 4, 6, 9][..], beginning].concat();
            for kind in [0, 1, 2, 3, 4, 6, 11, 16] {
                seed.extend([step, 0, kind, 80, 5, 10]);
            }
            seeds.push(seed);
        }
        for frame in gossip_frames()
            .into_iter()
            .filter(|frame| frame.len() < 100)
        {
            let received = [&[11, 0, frame.len() as u8][..], &frame];
            seeds.push([beginning, &received.concat(), &[7, 0, 5, 16]].concat());
        }
    }
    fuzz(&seeds, 20_000, 40, |script| {
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
        (
            played.links.len(),
            magnitude(played.delivered.len()),
            magnitude(sent.len()),
        )
    });
}

#[test]
fn messages_in_one_frame() {
    let seeds = [
        b"\x01a\x00\x03bcd".to_vec(),
        b"\xFF\x00\x00\x00\x02ab\x01c".to_vec(),
        [&b"\xFF\x00\x00\x01\x2C"[..], &[b'x'; 300]].concat(),
    ];
    fuzz(&seeds, 50_000, 10, |bytes| {
        match Message::<Frame>::decode(bytes) {
            Ok(message) => {
                assert!(message.content_size() + message.len() <= bytes.len());
                let again = message.encode().unwrap();
                assert!(Message::decode(again.bytes()).unwrap() == message);
                Some((magnitude(message.len()), magnitude(message.content_size())))
            }
            Err(error) => {
                assert_eq!(error, Errno::PROTO);
                None
            }
        }
    });
}

#[test]
fn messages_in_files() {
    let seeds = [
        b"\x03\0\0\0\0\0\0\0abc\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0d".to_vec(),
        [&[44, 1, 0, 0, 0, 0, 0, 0][..], &[b'x'; 300]].concat(),
    ];
    fuzz(
        &seeds,
        50_000,
        10,
        |bytes| match Message::<Frame>::from_file_bytes(bytes) {
            Ok(message) => {
                assert!(message.content_size() + 8 * message.len() <= bytes.len());
                let again = message.to_file_bytes();
                assert!(bytes.starts_with(&again));
                assert!(Message::from_file_bytes(&again).unwrap() == message);
                Some((magnitude(message.len()), magnitude(message.content_size())))
            }
            Err(error) => {
                assert_eq!(error, Errno::PROTO);
                None
            }
        },
    );
}

#[test]
fn configurations() {
    let seeds = [
        b"# comment\na = 1\nb\n    c = \"two words\"\n        d = 'x' # why\n    e\nf = g h\n"
            .to_vec(),
        b"server\n    timeout = 10000\n    bind = tcp://*:5670\r\n\tno\n".to_vec(),
        b"a\n    b\n        c\n            d\n                e = \"#\"\n  wrong\n".to_vec(),
        b"name/with.some@odd$signs-_ = \"unclosed\n\n\n x\n$ = \n".to_vec(),
    ];
    fuzz(&seeds, 30_000, 20, |bytes| match Config::parse(bytes) {
        Ok(tree) => {
            match tree.to_text(Config::ROOT) {
                Ok(text) => {
                    let again = Config::parse(&text).expect("what is written can be read");
                    assert_eq!(again.places(), tree.places());
                    assert_eq!(again.to_text(Config::ROOT), Ok(text));
                }
                Err(unwritable) => panic!("{unwritable}, but it was read"),
            }
            (0, magnitude(tree.places()), Vec::new())
        }
        Err(error) => {
            let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
            assert!((1..=lines).contains(&error.line));
            // The reason may quote the line.
            let reason = error
                .reason
                .iter()
                .take_while(|byte| **byte != b'\'')
                .copied();
            (error.line.min(4), 0, reason.collect())
        }
    });
}

#[test]
fn packed_hashes() {
    let items = [
        (&b"one"[..], &b"1"[..]),
        (b"two", b""),
        (&[b'k'; 255], &[b'v'; 400]),
    ];
    let packed = dictionary::encode(items.into_iter()).unwrap();
    let twice = dictionary::encode([items[0], items[1], items[0]].into_iter()).unwrap();
    fuzz(&[packed, twice, vec![0; 4]], 20_000, 5, |bytes| {
        let items: Vec<_> = dictionary::decode(bytes).collect();
        assert!(items.len() * 5 <= bytes.len());
        let again = dictionary::encode(items.iter().copied()).unwrap();
        assert_eq!(dictionary::decode(&again).collect::<Vec<_>>(), items);
        // SAFETY: the handles are live, and destroyed once.
        unsafe {
            let mut frame = zframe_new(bytes.as_ptr().cast(), bytes.len());
            let mut hash = zhash_unpack(frame);
            let mut hashx = zhashx_unpack(frame);
            zframe_destroy(&mut frame);
            let mut sizes = (None, None);
            if !hash.is_null() {
                sizes.0 = Some(zhash_size(hash));
                assert!(zhash_size(hash) <= items.len());
                let mut packed = zhash_pack(hash);
                let mut again = zhash_unpack(packed);
                assert_eq!(zhash_size(again), zhash_size(hash));
                zhash_destroy(&mut again);
                zframe_destroy(&mut packed);
                zhash_destroy(&mut hash);
            }
            if !hashx.is_null() {
                sizes.1 = Some(zhashx_size(hashx));
                assert!(zhashx_size(hashx) <= items.len());
                let mut packed = zhashx_pack(hashx);
                let mut again = zhashx_unpack(packed);
                assert_eq!(zhashx_size(again), zhashx_size(hashx));
                zhashx_destroy(&mut again);
                zframe_destroy(&mut packed);
                zhashx_destroy(&mut hashx);
            }
            sizes
        }
    });
}

#[test]
fn packed_lists_and_compressed_strings() {
    let texts: [&[u8]; 3] = [b"one", b"", b"three"];
    let packed = dictionary::encode_list(texts.into_iter()).unwrap();
    fuzz(&[packed], 50_000, 4, |bytes| {
        let texts = dictionary::decode_list(bytes);
        if let Ok(texts) = &texts {
            let again = dictionary::encode_list(texts.iter().copied()).unwrap();
            assert_eq!(dictionary::decode_list(&again).as_ref(), Ok(texts));
        }
        texts.map(|texts| texts.len()).ok()
    });

    let seeds = [
        &b"hello, hello, hello, hello, hello"[..],
        &[b'x'; 1000],
        b"",
    ];
    let seeds = seeds.map(|text| compressed::compress(text).unwrap().concat());
    fuzz(&seeds, 50_000, 4, |bytes| {
        let (length, block) = bytes.split_at(bytes.len().min(size_of::<usize>()));
        let text = compressed::expand(length, block);
        if let Ok(text) = &text {
            assert!(text.len() <= 255 * (block.len() + 1));
            let [length, block] = compressed::compress(text).unwrap();
            assert_eq!(compressed::expand(&length, &block).as_ref(), Ok(text));
        }
        text.map(|text| text.len()).ok()
    });
}

#[test]
fn properties_and_identifiers() {
    let seeds = [
        b"a=1\n#b=2\n=3\nno\nd=e=f\r\nlast=".to_vec(),
        b"8CB3E9A9-649B-EF4D-E5E2-D2E6FE0A6D4B".to_vec(),
        b"{8CB3E9A9649BEF4DE5E2D2E6FE0A6D4B}".to_vec(),
    ];
    fuzz(&seeds, 50_000, 6, |bytes| {
        let items: Vec<_> = properties::parse(bytes).collect();
        let text = properties::format(&[], items.iter().copied());
        assert_eq!(properties::parse(&text).collect::<Vec<_>>(), items);

        let mut uuid = Uuid::random();
        let read = uuid.set_text(bytes);
        let mut again = Uuid::random();
        assert_eq!(again.set_text(uuid.canonical().to_bytes()), Ok(()));
        assert_eq!(again.bytes(), uuid.bytes());
        (magnitude(items.len()), read.is_ok())
    });
}

/// What stands between the frames of a message in an input.
const SEPARATOR: u8 = b'|';

fn frames(input: &[u8]) -> Vec<&[u8]> {
    input.split(|byte| *byte == SEPARATOR).collect()
}

#[test]
fn requests_for_authentication() {
    let passwords = env::temp_dir().join(format!("czmq-fuzz-{}", process::id()));
    fs::write(&passwords, "user=secret\nother=\n").unwrap();
    let name = CString::new(passwords.to_str().unwrap()).unwrap();
    let mut handlers: [Authenticator; 5] = std::array::from_fn(|_| {
        let mut store = Store::new(None);
        store.insert(Cert::new([3; 32], [0; 32]));
        let mut handler = Authenticator::new(Some(Box::new(store)));
        assert_eq!(handler.command(&[b"VERBOSE"]), Outcome::Done);
        handler
    });
    assert_eq!(handlers[1].command(&[b"ALLOW", b"10.0.0.1"]), Outcome::Done);
    assert_eq!(handlers[2].command(&[b"DENY", b"10.0.0.1"]), Outcome::Done);
    assert_eq!(
        handlers[3].command(&[b"PLAIN", name.to_bytes()]),
        Outcome::Done
    );
    fs::remove_file(&passwords).unwrap();
    assert_eq!(handlers[4].command(&[b"CURVE", b"*"]), Outcome::Done);

    let key = "\u{3}".repeat(32);
    let seeds: Vec<Vec<u8>> = [
        "1.0|7|domain|10.0.0.1|id|NULL",
        "1.0|7|domain|10.0.0.2|id|NULL",
        "1.0|7|domain|10.0.0.1|id|PLAIN|user|secret",
        "1.0|7|domain|10.0.0.1|id|PLAIN|user|wrong",
        "1.0|7|domain|10.0.0.1|id|PLAIN|other|",
        &format!("1.0|7|domain|10.0.0.1|id|CURVE|{key}"),
        "1.0|7|domain|10.0.0.1|id|GSSAPI|principal",
        "1.0|7|domain|10.0.0.1|id|OTHER",
        "1.1|7",
    ]
    .map(|seed| seed.as_bytes().to_vec())
    .to_vec();
    fuzz(&seeds, 50_000, 20, |input| {
        let request = frames(input);
        let codes = [0, 1, 2, 3, 4].map(|index| {
            let reply = handlers[index].answer(&request);
            let [version, sequence, code, text, user, metadata] = reply.frames();
            assert_eq!(version, b"1.0");
            assert_eq!(sequence, request.get(1).copied().unwrap_or_default());
            assert!(matches!(code, b"200" | b"400" | b"500") && !text.is_empty());
            if code == b"200" {
                let mechanism = request[5];
                match index {
                    1 => assert_eq!(request[3], b"10.0.0.1"),
                    2 => assert_ne!(request[3], b"10.0.0.1"),
                    _ => {}
                }
                match mechanism {
                    b"PLAIN" => {
                        assert_eq!(index, 3, "only one handler has passwords");
                        let pair = (request[6], request[7]);
                        assert!(matches!(pair, (b"user", b"secret") | (b"other", b"")));
                        assert_eq!(user, request[6]);
                    }
                    b"CURVE" => assert!(index == 4 || request[6] == [3; 32]),
                    _ => {}
                }
            } else {
                assert!(user.is_empty() && metadata.is_empty());
            }
            for note in handlers[index].take_notes() {
                assert!(!note.iter().any(u8::is_ascii_control), "a note is one line");
            }
            code.to_vec()
        });
        (
            codes,
            request
                .get(5)
                .map(|mechanism| mechanism.to_vec())
                .filter(|word| word.len() == 4),
        )
    });
}

/// Counts the bytes of what is received.
#[derive(Default)]
struct Received {
    bytes: usize,
    frames: usize,
    lent: usize,
}

impl Outputs for Received {
    fn int(&mut self, _: i32) {}
    fn u8(&mut self, _: u8) {}
    fn u16(&mut self, _: u16) {}
    fn u32(&mut self, _: u32) {}
    fn u64(&mut self, _: u64) {}
    fn pointer(&mut self, _: Option<usize>) -> bool {
        true
    }
    fn text(&mut self, value: Option<&[u8]>) {
        self.bytes += value.unwrap_or_default().len();
    }
    fn lent_text(&mut self, value: &[u8]) {
        assert!(
            CStr::from_bytes_until_nul(value).is_ok(),
            "a text has a terminator"
        );
        self.lent += value.len();
    }
    fn bytes(&mut self, value: Option<&[u8]>) {
        self.bytes += value.unwrap_or_default().len();
    }
    fn chunk(&mut self, value: Option<&[u8]>) {
        self.bytes += value.unwrap_or_default().len();
    }
    fn frame(&mut self, value: Option<Frame>) {
        self.frames += usize::from(value.is_some());
        self.bytes += value.map_or(0, |frame| frame.bytes().len());
    }
    fn hash(&mut self, value: Option<Frame>) {
        self.bytes += value.map_or(0, |frame| frame.bytes().len());
    }
    fn list(&mut self, value: Option<Frame>) {
        self.hash(value);
    }
    fn uuid(&mut self, value: Option<&[u8; 16]>) {
        self.bytes += value.map_or(0, |uuid| uuid.len());
    }
    fn message(&mut self, value: Message) {
        self.frames += value.len();
        self.bytes += value.content_size();
    }
    fn skip(&mut self) {}
}

/// Two sockets that are connected.
fn sockets(name: &CStr) -> (Socket, Socket) {
    let mut receiver = Socket::new(SocketType::PAIR, None).unwrap();
    receiver.attach(name, true).unwrap();
    let mut sender = Socket::new(SocketType::PAIR, None).unwrap();
    sender.attach(name, false).unwrap();
    (sender, receiver)
}

fn send(sender: SocketRef<'_>, frames: &[&[u8]]) -> usize {
    for (index, frame) in frames.iter().enumerate() {
        let more = if index + 1 < frames.len() { SNDMORE } else { 0 };
        sender.send(frame, more).unwrap();
    }
    frames.iter().map(|frame| frame.len()).sum()
}

/// Receives what is left of a message; false if there is nothing.
fn drain(receiver: SocketRef<'_>) -> bool {
    match receiver.recv(DONTWAIT) {
        Ok(part) => {
            if part.more() {
                receiver.flush();
            }
            true
        }
        Err(error) => {
            assert_eq!(error, Errno::AGAIN);
            false
        }
    }
}

#[test]
fn text_pictures() {
    const PICTURES: [&[u8]; 8] = [
        b"i1248",
        b"sbcfz",
        b"iUp",
        b"sm",
        b"mhs",
        b"z",
        b"uuU",
        b"ssssssss",
    ];
    let mut seeds: Vec<Vec<u8>> = Vec::new();
    for picture in 0..PICTURES.len() as u8 {
        seeds.push(
            [
                &[picture][..],
                b"-12|255|65535|4294967295|18446744073709551615",
            ]
            .concat(),
        );
        seeds.push([&[picture][..], b"text||chunk|0123456789abcdef|"].concat());
        seeds.push([&[picture][..], b"1|0123456789abcdef|12345678"].concat());
    }
    let (sender, receiver) = sockets(c"inproc://fuzz-text-pictures");
    fuzz(&seeds, 20_000, 20, |input| {
        let (which, message) = input.split_first().unwrap_or((&0, &[]));
        let sent = send(sender.handle(), &frames(message));
        let picture = PICTURES[usize::from(*which) % PICTURES.len()];
        let mut received = Received::default();
        let result = picture::recv(receiver.handle(), picture, &mut received);
        assert!(matches!(
            result,
            Ok(()) | Err(Fault::Failed(Errno::PROTO | Errno::NOMSG))
        ));
        assert!(received.bytes <= sent);
        assert!(!drain(receiver.handle()), "the whole message was received");
        (
            format!("{result:?}"),
            picture,
            received.frames.min(4),
            magnitude(received.bytes),
        )
    });
}

#[test]
fn binary_pictures() {
    const PICTURES: [&[u8]; 9] = [
        b"1248p", b"ss", b"sSc", b"uf", b"Sfm", b"m", b"sssssS1", b"ffm", b"S?",
    ];
    let seeds: Vec<Vec<u8>> = [
        &b"\0\x01\0\x02\0\0\0\x04\0\0\0\0\0\0\0\x0812345678"[..],
        b"\x01\x03abc\x02de",
        b"\x02\x01a\0\0\0\x02bc\0\0\0\x01d",
        b"\x030123456789abcdef|frame",
        b"\x04\0\0\0\x01a|frame|rest|of|it",
        b"\x05|a|b",
        b"\x06\x01a\x01b\x01c\x01d\x01e\0\0\0\x01f1",
        b"\x07|a|b|c",
        b"\x08\0\0\0\x01a",
    ]
    .map(<[u8]>::to_vec)
    .to_vec();
    let (sender, receiver) = sockets(c"inproc://fuzz-binary-pictures");
    let mut lent = Vec::new();
    fuzz(&seeds, 20_000, 20, |input| {
        let (which, message) = input.split_first().unwrap_or((&0, &[]));
        let sent = send(sender.handle(), &frames(message));
        let picture = PICTURES[usize::from(*which) % PICTURES.len()];
        let mut received = Received::default();
        let result = picture::brecv(receiver.handle(), picture, Some(&mut lent), &mut received);
        assert!(received.bytes <= sent && received.lent <= sent);
        let left = drain(receiver.handle());
        match result {
            Ok(()) => {}
            Err(Fault::Failed(Errno::PROTO | Errno::NOMSG) | Fault::Letter(b'?')) => {
                assert!(!left, "the whole message was received");
            }
            Err(fault) => panic!("{fault:?}"),
        }
        assert!(!drain(receiver.handle()));
        (format!("{result:?}"), picture, left, received.frames.min(4))
    });
}

/// An expression and a text, with a line end between them.
#[test]
fn expressions() {
    let seeds = [
        b"a\naaa".to_vec(),
        b"^(a|bc)+?d$\nabcad".to_vec(),
        b"[^a-z\\]]*(\\d+)(\\s|\\S)?\nx 12 ]".to_vec(),
        b"((a*)*)*b\naaaaaaaaaaaaaaaaaaaa".to_vec(),
        b"{name:([^/]+)-(\\d+)}\n/one-2".to_vec(),
        b"/path/{\\d+}/{id:.+}/*\n/path/12/me/and/more".to_vec(),
    ];
    fuzz(&seeds, 30_000, 12, |bytes| {
        let line_end = bytes.iter().position(|byte| *byte == b'\n');
        let (expression, text) = bytes.split_at(line_end.unwrap_or(bytes.len()));
        let expression = &expression[..expression.len().min(300)];
        let text = &text[text.len().min(1)..text.len().min(300)];

        let found = match Program::new(expression) {
            Ok(program) => {
                assert!(!program.listing().is_empty());
                let found = program.find(text);
                assert_eq!(program.find(text), found, "it is the same each time");
                if let Some(captures) = &found {
                    let whole = captures[0].clone().expect("something was found");
                    assert!(expression.first() != Some(&b'^') || whole.start == 0);
                    for group in captures.iter().flatten() {
                        assert!(text.get(group.clone()).is_some());
                        assert!(whole.start <= group.start && group.end <= whole.end);
                    }
                }
                found.map_or(Ok(0), |captures| Ok(captures.len()))
            }
            Err(error) => Err(error.text()),
        };

        let mut trie = Trie::new(b'/');
        let route = trie.insert(expression, 1);
        if route {
            assert!(!trie.insert(expression, 2), "it is there");
        }
        let hit = trie.matches(text);
        assert_eq!(trie.hit().is_some(), hit);
        assert!(route || !hit);
        let parameters = trie.parameters().len();
        trie.listing();
        if route {
            assert_eq!(trie.remove(expression), Some(1));
            assert!(!trie.matches(text) && trie.hit().is_none());
        }
        (found, route, hit, parameters.min(3))
    });
}

/// A letter for the mode and settings, and a text.
#[test]
fn armoured_texts() {
    let seeds = [
        b"\x00Zm9vYmFy\nZm8=\n".to_vec(),
        b"\x01_-8=".to_vec(),
        b"\x02MZXW6YTB OI======".to_vec(),
        b"\x03cpnmuoj1e8======".to_vec(),
        b"\x04666F 6F".to_vec(),
        b"\x05HelloWorld".to_vec(),
        b"\x06".to_vec(),
        b"\x18Zg".to_vec(),
    ];
    fuzz(&seeds, 50_000, 14, |bytes| {
        let (settings, text) = bytes.split_first().unwrap_or((&0, &[]));
        let armour = Armour {
            mode: i32::from(settings % 8),
            pad: settings & 8 == 0,
            line_breaks: settings & 16 != 0,
            line_length: text.len() / 3,
            ..Armour::default()
        };
        let decoded = armour.decode(text);
        if let Ok(decoded) = &decoded {
            assert!(decoded.len() <= text.len());
            let again = armour.encode(decoded).expect("what was decoded");
            assert_eq!(armour.decode(&again).as_ref(), Ok(decoded));
        }
        let size = decoded.ok().map(|bytes| magnitude(bytes.len()).min(2));
        (settings % 8, size)
    });
}

#[test]
fn osc_packets() {
    let mut one = Osc::new(c"/one");
    one.append(&[
        (b'i', osc::Value::Int32(-1)),
        (b's', osc::Value::Text(c"text")),
        (b'T', osc::Value::Bool(true)),
        (b'd', osc::Value::Double(0.5)),
        (b'b', osc::Value::Blob(b"blob!")),
    ]);
    let mut two = Osc::new(c"/oscillator/4/frequency");
    two.append(&[
        (b'h', osc::Value::Int64(1 << 40)),
        (b'f', osc::Value::Float(440.0)),
        (b'c', osc::Value::Char(b'c')),
        (b'm', osc::Value::Midi(0x0102_0304)),
        (b'N', osc::Value::Nothing),
        (b't', osc::Value::Time(1)),
    ]);
    let seeds = [
        Osc::new(c"/").bytes().to_vec(),
        one.bytes().to_vec(),
        two.bytes().to_vec(),
    ];
    fuzz(&seeds, 50_000, 20, |bytes| {
        let Ok(mut osc) = Osc::read(bytes.to_vec()) else {
            return (false, 0, false, 0);
        };
        let types = osc.format().to_bytes().len();
        let count = osc.values().count();
        assert!(count <= types);
        osc.listing();

        // A walk sees the same.
        let mut walked = 0;
        let mut at = osc.first();
        while let Some((_, place)) = at {
            assert!(place <= bytes.len() && osc.item().is_some());
            walked += 1;
            at = osc.next();
        }
        assert_eq!(walked, count);
        assert_eq!(osc.last().is_some(), count > 0 && count == types);

        // What is whole can be added to.
        let whole = count == types;
        osc.append(&[(b'i', osc::Value::Int32(7))]);
        if whole {
            let again = Osc::read(osc.bytes().to_vec()).expect("a whole message");
            assert_eq!(again.address(), osc.address());
            assert_eq!(again.format().to_bytes().len(), types + 1);
        }
        (true, magnitude(count), whole, bytes.len() % 4)
    });
}

/// What arrives by a beacon's socket: as many bytes as a beacon may have, and who sent them.
#[test]
fn datagrams() {
    let receiver = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = receiver.local_addr().unwrap();
    let sender = UdpSocket::bind("127.0.0.1:0").unwrap();
    let seeds = [
        b"".to_vec(),
        b"ZRE\x01".to_vec(),
        vec![b'x'; 255],
        vec![b'x'; 300],
    ];
    fuzz(&seeds, 5_000, 5, |bytes| {
        sender.send_to(bytes, address).unwrap();
        let mut buffer = [0; udp::LONGEST];
        let (length, peer) = udp::receive(receiver.as_raw_fd(), &mut buffer).unwrap();
        assert_eq!(buffer[..length], bytes[..bytes.len().min(udp::LONGEST)]);
        let mut name = [0; 128];
        peer.name(&mut name).unwrap();
        assert_eq!(CStr::from_bytes_until_nul(&name), Ok(c"127.0.0.1"));
        magnitude(length)
    });
}

#[test]
fn mutations_find_what_is_hidden() {
    let mut found = false;
    fuzz(&[b"seed".to_vec()], 50_000, 4, |bytes| {
        let steps = b"\xFF\x00\x80"
            .iter()
            .zip(bytes)
            .take_while(|(wanted, byte)| wanted == byte);
        let steps = steps.count();
        found |= steps == 3;
        steps
    });
    assert!(found);
}

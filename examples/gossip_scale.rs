//! What gossip costs in big networks, and between two nodes with big tables: simulated with the
//! engine that ships, and written to docs/gossip-scale.md and docs/gossip-scale.svg.
//!
//!     cargo run --release --example gossip_scale            about 3 GB of memory, some minutes
//!     cargo run --release --example gossip_scale -- small   100 nodes and 1000 only

use std::collections::HashMap;
use std::fmt::Write;

use czmq::gossip::codec::{self, Command, decode};
use czmq::gossip::engine::{Engine, LinkId, Now, Output};
use czmq::gossip::packet::Packet;

/// What a connection takes, in milliseconds of virtual time.
const DELAY: i64 = 10;

struct Node {
    engine: Engine,
    /// Whom each link leads to, and what it is called there.
    links: HashMap<LinkId, (u32, LinkId)>,
    delivered: usize,
}

struct Network {
    nodes: Vec<Node>,
    edges: usize,
    time: i64,
    underway: Vec<(u32, LinkId, Packet)>,
    payloads: usize,
    payload_bytes: usize,
    plain_bytes: usize,
}

/// What one network cost.
struct Row {
    shape: &'static str,
    nodes: usize,
    links: usize,
    tuples: usize,
    hops: i64,
    payloads: f64,
    bytes: f64,
    flooded: f64,
    flooded_bytes: f64,
    bound: f64,
}

/// A generator of numbers that gives the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % limit
    }
}

impl Network {
    fn new(size: usize) -> Network {
        let node = |index: usize| Node {
            engine: Engine::new(index as u64 + 1),
            links: HashMap::new(),
            delivered: 0,
        };
        Network {
            nodes: (0..size).map(node).collect(),
            edges: 0,
            time: 1_000_000,
            underway: Vec::new(),
            payloads: 0,
            payload_bytes: 0,
            plain_bytes: 0,
        }
    }

    fn now(&self) -> Now {
        Now {
            mono: self.time,
            wall: self.time,
        }
    }

    fn connect(&mut self, client: usize, server: usize) {
        let now = self.now();
        let there = self.nodes[server].engine.add_client(now);
        let here = self.nodes[client].engine.add_remote(true, now);
        let (one, other) = (client as u32, server as u32);
        self.nodes[client].links.insert(here, (other, there));
        self.nodes[server].links.insert(there, (one, here));
        self.edges += 1;
        self.collect(client);
    }

    fn collect(&mut self, node: usize) {
        let node = &mut self.nodes[node];
        while let Some(output) = node.engine.poll() {
            match output {
                Output::Send(link, packet) => {
                    let (to, there) = node.links[&link];
                    let frame = packet.bytes();
                    if let Ok((Command::Publish { key, value, .. }, _)) = decode(&frame) {
                        self.payloads += 1;
                        self.payload_bytes += frame.len();
                        self.plain_bytes += 13 + key.len() + value.len();
                    }
                    self.underway.push((to, there, packet));
                }
                Output::Deliver { .. } => node.delivered += 1,
                Output::PeerUp(..) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Lets messages arrive until there are none; gives after how many hops the last tuple was new
    /// to somebody.
    fn settle(&mut self) -> i64 {
        let (mut hops, mut last) = (0, 0);
        while !self.underway.is_empty() {
            self.time += DELAY;
            hops += 1;
            let now = self.now();
            for (node, link, packet) in std::mem::take(&mut self.underway) {
                let node = node as usize;
                let before = self.nodes[node].delivered;
                self.nodes[node].engine.receive_packet(link, &packet, now);
                self.collect(node);
                if self.nodes[node].delivered > before {
                    last = hops;
                }
            }
        }
        last
    }
}

fn run(shape: &'static str, size: usize, tuples: usize) -> Row {
    let mut random = Random(size as u64 * 7919 + tuples as u64);
    let mut network = Network::new(size);
    for node in 1..size {
        match shape {
            "tree" => network.connect(node, (node - 1) / 4),
            "random" => {
                // Each to two that were there before.
                let first = random.below(node);
                network.connect(node, first);
                let second = random.below(node);
                if second != first {
                    network.connect(node, second);
                }
            }
            _ => unreachable!(),
        }
    }
    network.settle();
    (network.payloads, network.payload_bytes, network.plain_bytes) = (0, 0, 0);
    for tuple in 0..tuples {
        let node = random.below(size);
        let (key, now) = (format!("service-{tuple:08}"), network.now());
        network.nodes[node]
            .engine
            .publish(key.as_bytes(), b"tcp://192.168.100.200:49152", None, now)
            .expect("it is short");
        network.collect(node);
    }
    let hops = network.settle();
    for node in &network.nodes {
        assert_eq!(node.engine.len(), tuples);
        assert_eq!(node.delivered, tuples);
    }
    let each = (size * tuples) as f64;
    let plain = network.plain_bytes as f64 / network.payloads as f64;
    // The original sends a tuple that is new to it to all its peers, the sender included.
    let flooded = 2.0 * network.edges as f64 / size as f64;
    Row {
        shape,
        nodes: size,
        links: network.edges,
        tuples,
        hops,
        payloads: network.payloads as f64 / each,
        bytes: network.payload_bytes as f64 / each,
        flooded,
        flooded_bytes: flooded * plain,
        bound: (size - 1) as f64 / size as f64,
    }
}

/// What it cost two nodes that knew each other to meet again.
struct Meeting {
    tuples: usize,
    differences: usize,
    frames: usize,
    bytes: usize,
    publishes: usize,
    pushed: usize,
    rounds: usize,
}

/// Two engines and what is under way between them.
struct Pair {
    engines: [Engine; 2],
    links: [LinkId; 2],
    underway: [Vec<Packet>; 2],
    now: Now,
    frames: usize,
    bytes: usize,
    publishes: usize,
}

impl Pair {
    fn collect(&mut self, side: usize) {
        while let Some(output) = self.engines[side].poll() {
            if let Output::Send(_, packet) = output {
                let frame = packet.bytes();
                self.frames += 1;
                self.bytes += frame.len();
                self.publishes += usize::from(frame[2] == codec::id::PUBLISH);
                self.underway[1 - side].push(packet);
            }
        }
    }

    /// Connects the first to the second anew; gives how often they took turns until all was said.
    fn meet(&mut self) -> usize {
        self.engines[0].remove(self.links[0]);
        self.engines[1].remove(self.links[1]);
        (self.frames, self.bytes, self.publishes) = (0, 0, 0);
        self.links[1] = self.engines[1].add_client(self.now);
        self.links[0] = self.engines[0].add_remote(true, self.now);
        self.collect(0);
        let mut rounds = 0;
        loop {
            let mut quiet = true;
            for side in [1, 0] {
                let packets = std::mem::take(&mut self.underway[side]);
                rounds += usize::from(!packets.is_empty());
                for packet in packets {
                    quiet = false;
                    self.engines[side].receive_packet(self.links[side], &packet, self.now);
                }
                self.engines[side].tick(self.now);
                self.collect(side);
            }
            if quiet {
                return rounds;
            }
        }
    }
}

fn meet(tuples: usize, differences: usize) -> Meeting {
    let wall = 1_800_000_000_000;
    let mut pair = Pair {
        engines: [Engine::new(1), Engine::new(2)],
        links: [LinkId(0); 2],
        underway: [Vec::new(), Vec::new()],
        now: Now { mono: 0, wall },
        frames: 0,
        bytes: 0,
        publishes: 0,
    };
    let publish = |pair: &mut Pair, side: usize, tuple: usize, value: &[u8]| {
        let key = format!("service-{tuple:08}");
        pair.engines[side]
            .publish(key.as_bytes(), value, None, pair.now)
            .expect("it is short");
        pair.collect(side);
    };
    for tuple in 0..tuples {
        publish(&mut pair, 0, tuple, b"tcp://192.168.100.200:49152");
    }
    pair.underway = [Vec::new(), Vec::new()];
    pair.meet();
    assert_eq!(pair.engines[1].len(), tuples);
    let pushed = pair.bytes;
    for side in 0..2 {
        let link = pair.links[side];
        pair.engines[side].remove(link);
    }
    pair.now.mono += 60_000;
    pair.now.wall += 60_000;
    for difference in 0..differences {
        // New ones and changed ones, at both.
        let tuple = match difference % 4 {
            0 | 1 => tuples + difference,
            _ => difference * 7919 % tuples,
        };
        publish(
            &mut pair,
            difference % 2,
            tuple,
            b"tcp://192.168.100.201:49152",
        );
    }
    let rounds = pair.meet();
    for (key, value) in pair.engines[0].tuples() {
        assert_eq!(pair.engines[1].get(key), Some(&**value));
    }
    assert_eq!(pair.engines[0].len(), pair.engines[1].len());
    Meeting {
        tuples,
        differences,
        frames: pair.frames,
        bytes: pair.bytes,
        publishes: pair.publishes,
        pushed,
        rounds,
    }
}

fn meetings(rows: &[Meeting]) -> String {
    let mut text = String::from(
        "\n## When two nodes meet again\n\n\
        Two nodes held the same tuples, were cut off from each other, and meet again after some\n\
        tuples were added or changed at both. Bytes are those of all messages, both ways, the\n\
        tuples included; turns are how often one had to wait for the other. The last column is\n\
        what it cost to send the whole table when they met first, which is what the original\n\
        does each time, both ways.\n\n\
        | tuples | differences | messages | of them PUBLISH | turns | bytes | whole table |\n\
        |-------:|------------:|---------:|----------------:|------:|------:|------------:|\n",
    );
    for row in rows {
        let Meeting {
            tuples,
            differences,
            frames,
            bytes,
            publishes,
            pushed,
            rounds,
        } = row;
        writeln!(
            text,
            "| {tuples} | {differences} | {frames} | {publishes} | {rounds} | {bytes} | {pushed} |"
        )
        .expect("text takes all");
    }
    text
}

fn table(rows: &[Row], command: &str) -> String {
    let mut text = format!(
        "# What gossip costs in big networks\n\n\
        Simulated with the engine that ships, all nodes in one process, by `{command}`, which\n\
        writes this page. Every message takes {DELAY} ms of virtual time and queues nowhere. All\n\
        tuples are published at the same moment, each by some node; a key has 16 bytes, a value 27.\n\
        The run fails unless every node holds every tuple in the end, and told its owner of each\n\
        once.\n\n\
        Payloads and bytes are PUBLISH messages, per tuple and node. The bound is one message to\n\
        each node but the writer. The column of the original is not a run but a count: it sends\n\
        each tuple once each way over every link, if no two nodes write one key.\n\n\
        A tree has four branches at each node; in a random graph each node connects to two that\n\
        were there before it.\n\n\
        | shape | nodes | links | tuples | hops | virtual s | payloads | bytes | original | its bytes | bound |\n\
        |-------|------:|------:|-------:|-----:|----------:|---------:|------:|---------:|----------:|------:|\n"
    );
    for row in rows {
        let seconds = (row.hops * DELAY) as f64 / 1000.0;
        writeln!(
            text,
            "| {} | {} | {} | {} | {} | {seconds:.2} | {:.3} | {:.0} | {:.3} | {:.0} | {:.3} |",
            row.shape,
            row.nodes,
            row.links,
            row.tuples,
            row.hops,
            row.payloads,
            row.bytes,
            row.flooded,
            row.flooded_bytes,
            row.bound
        )
        .expect("text takes all");
    }
    text.push_str("\n![Payloads per tuple and node](gossip-scale.svg)\n");
    text
}

fn plot(rows: &[Row]) -> String {
    let height = 60 + 62 * rows.len();
    let most = rows.iter().map(|row| row.flooded).fold(1.0, f64::max);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 {height}\" \
        font-family=\"sans-serif\" font-size=\"13\">\n\
        <rect width=\"760\" height=\"{height}\" fill=\"white\"/>\n\
        <text x=\"10\" y=\"24\" font-size=\"16\">Payloads per tuple and node</text>\n"
    );
    for (index, row) in rows.iter().enumerate() {
        let top = 44 + 62 * index;
        writeln!(
            text,
            "<text x=\"10\" y=\"{}\">{}, {} nodes, {} tuples</text>",
            top + 29,
            row.shape,
            row.nodes,
            row.tuples
        )
        .expect("text takes all");
        let bars = [
            ("bound", row.bound, "#999999"),
            ("this library", row.payloads, "#1f6fb2"),
            ("original", row.flooded, "#c8641e"),
        ];
        for (bar, (name, value, colour)) in bars.into_iter().enumerate() {
            let (y, width) = (top + 17 * bar, 330.0 * value / most);
            writeln!(
                text,
                "<rect x=\"260\" y=\"{y}\" width=\"{width:.1}\" height=\"14\" fill=\"{colour}\"/>\
                <text x=\"{:.1}\" y=\"{}\">{value:.2} {name}</text>",
                266.0 + width,
                y + 12
            )
            .expect("text takes all");
        }
    }
    text.push_str("</svg>\n");
    text
}

fn main() {
    let small = std::env::args().nth(1).is_some_and(|word| word == "small");
    let sizes: &[(usize, usize)] = if small {
        &[(100, 1000), (1000, 100)]
    } else {
        &[(100, 10_000), (1000, 10_000), (10_000, 100), (10_000, 1000)]
    };
    let mut rows = Vec::new();
    for shape in ["tree", "random"] {
        for &(nodes, tuples) in sizes {
            eprintln!("{shape}, {nodes} nodes, {tuples} tuples");
            rows.push(run(shape, nodes, tuples));
        }
    }
    let sizes: &[usize] = if small {
        &[1000, 10_000]
    } else {
        &[1000, 10_000, 100_000, 1_000_000]
    };
    let mut met = Vec::new();
    for &tuples in sizes {
        for differences in [0, 1, 10, 100, 1000] {
            eprintln!("{tuples} tuples, {differences} differences");
            met.push(meet(tuples, differences));
        }
    }
    let command = "cargo run --release --example gossip_scale";
    let text = table(&rows, command) + &meetings(&met);
    print!("{text}");
    if !small {
        let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/docs");
        std::fs::write(format!("{docs}/gossip-scale.md"), text).expect("docs can be written");
        std::fs::write(format!("{docs}/gossip-scale.svg"), plot(&rows))
            .expect("docs can be written");
    }
}

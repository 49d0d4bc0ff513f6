//! What gossip costs in big networks, and between two nodes with big tables: simulated with the
//! engine that ships, and written to docs/gossip-scale.md and docs/gossip-scale.svg.
//!
//!     cargo run --release -p czmq-gossip --example scale                     some minutes, 4 GB of memory
//!     cargo run --release -p czmq-gossip --example scale -- small            up to 1000 nodes; writes nothing
//!     cargo run --release -p czmq-gossip --example scale -- million tree     10,000 nodes, 1,000,000 tuples
//!     cargo run --release -p czmq-gossip --example scale -- million random   the same
//!
//! The last two take half an hour of processor time, and three times that, on all processors, with
//! 2 GB of memory for each. What they found is in docs/gossip-scale-million.txt after each of 2000
//! slices of the tuples, so they may be ended at any time, and go on from there when they are run
//! again; a number after the shape ends them when so many slices are done. The first command puts
//! what is there into the page. To begin anew, remove the file.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;

use czmq_gossip::engine::{Engine, LinkId, Now, Output};
use czmq_gossip::packet::Packet;

#[path = "../tests/simulator/cost.rs"]
mod cost;

use cost::{Cost, DELAY, Graph};

/// The tables of all nodes are made and dropped for each slice.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");
const SHAPES: [&str; 2] = ["tree", "random"];

/// What one network cost.
struct Row {
    shape: &'static str,
    nodes: usize,
    links: usize,
    cost: Cost,
}

impl Row {
    fn new(shape: &'static str, nodes: usize, tuples: u64) -> Row {
        let graph = Graph::of(shape, nodes);
        Row {
            shape,
            nodes,
            links: graph.links.len(),
            cost: cost::spread(&graph, 0..tuples),
        }
    }

    fn in_slices(shape: &'static str, nodes: usize, tuples: u64) -> Row {
        let graph = Graph::of(shape, nodes);
        let mut cost = Cost::default();
        for first in (0..tuples).step_by(million::SLICE as usize) {
            cost = cost.and(cost::spread(&graph, first..first + million::SLICE));
        }
        Row {
            shape,
            nodes,
            links: graph.links.len(),
            cost,
        }
    }

    fn each(&self, count: u64) -> f64 {
        count as f64 / (self.nodes as u64 * self.cost.tuples) as f64
    }

    fn payloads(&self) -> f64 {
        self.each(self.cost.payloads)
    }

    /// The original sends a tuple that is new to it to all its peers, the sender included.
    fn flooded(&self) -> f64 {
        2.0 * self.links as f64 / self.nodes as f64
    }

    fn flooded_bytes(&self) -> f64 {
        self.flooded() * self.cost.plain_bytes as f64 / self.cost.tuples as f64
    }

    fn bound(&self) -> f64 {
        (self.nodes - 1) as f64 / self.nodes as f64
    }
}

/// Runs of very many tuples, which are spread in slices.
mod million {
    use super::*;

    pub const NODES: usize = 10_000;
    /// The tuples of one slice.
    pub const SLICE: u64 = 500;
    pub const SLICES: u64 = 2000;

    fn file() -> String {
        format!("{DOCS}/gossip-scale-million.txt")
    }

    /// What was found so far, of each shape.
    pub fn found() -> BTreeMap<String, Cost> {
        let text = std::fs::read_to_string(file()).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let costs = lines.map(|line| {
            let (shape, numbers) = line.split_once(' ').expect("a shape and numbers");
            let numbers = numbers.split(' ').map(|it| it.parse().expect("a number"));
            let numbers: Vec<u64> = numbers.collect();
            let [tuples, hops, payloads, bytes, plain_bytes] = numbers[..] else {
                panic!("not five numbers: {line}");
            };
            let cost = Cost {
                tuples,
                hops: hops as i64,
                payloads,
                bytes,
                plain_bytes,
            };
            (shape.to_owned(), cost)
        });
        costs.collect()
    }

    fn keep(shape: &str, cost: Cost) {
        let mut all = found();
        all.insert(shape.to_owned(), cost);
        let mut text = String::from(
            "# Written by crates/gossip/examples/scale.rs: shape, tuples spread, hops, PUBLISH messages,\n\
            # their bytes, and the bytes of a PUBLISH of each tuple without extension.\n",
        );
        for (shape, cost) in all {
            writeln!(
                text,
                "{shape} {} {} {} {} {}",
                cost.tuples, cost.hops, cost.payloads, cost.bytes, cost.plain_bytes
            )
            .expect("text takes all");
        }
        let new = format!("{}.new", file());
        std::fs::write(&new, text).expect("docs can be written");
        std::fs::rename(new, file()).expect("docs can be written");
    }

    struct Progress {
        /// The slice that is taken next, and the first that is not counted.
        next: u64,
        counted: u64,
        cost: Cost,
        /// Of slices that were ready before others that come before them.
        early: BTreeMap<u64, Cost>,
    }

    /// Goes on until so many slices are done in all.
    pub fn run(shape: &str, slices: u64) {
        let graph = Graph::of(shape, NODES);
        let cost = found().remove(shape).unwrap_or_default();
        let done = cost.tuples / SLICE;
        let progress = Mutex::new(Progress {
            next: done,
            counted: done,
            cost,
            early: BTreeMap::new(),
        });
        let work = || {
            loop {
                let mut at = progress.lock().expect("a panic ends the process");
                let slice = at.next;
                if slice >= slices {
                    return;
                }
                at.next += 1;
                drop(at);
                let cost = cost::spread(&graph, slice * SLICE..(slice + 1) * SLICE);
                let mut at = progress.lock().expect("a panic ends the process");
                at.early.insert(slice, cost);
                loop {
                    let first = at.counted;
                    let Some(cost) = at.early.remove(&first) else {
                        break;
                    };
                    at.cost = at.cost.and(cost);
                    at.counted += 1;
                    keep(shape, at.cost);
                    eprintln!("{shape}: {} of {slices} slices", at.counted);
                }
            }
        };
        let threads = std::thread::available_parallelism().map_or(1, |count| count.get());
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(work);
            }
        });
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
                self.frames += 1;
                self.bytes += packet.size();
                self.publishes += usize::from(packet.key().is_some());
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

fn table(rows: &[Row], sliced: &[Row], found: &BTreeMap<String, Cost>) -> String {
    let mut text = format!(
        "# What gossip costs in big networks\n\n\
        Simulated with the engine that ships, all nodes in one process, by\n\
        `cargo run --release -p czmq-gossip --example scale`, which writes this page. Every message takes\n\
        {DELAY} ms of virtual time and queues nowhere. All tuples are published at the same moment,\n\
        each by some node; a key has 16 bytes, a value 27. The run fails unless every node holds\n\
        every tuple at the end, and reported each once to its owner. Nodes exchange messages as\n\
        nodes of one process do, without encoding them; bytes are their size on the wire.\n\n\
        Payloads and bytes are PUBLISH messages, per tuple and node. The bound is one message to\n\
        each node but the writer. The column of the original is calculated, not measured: it sends\n\
        each tuple once each way over every link, if no two nodes write the same key.\n\n\
        A tree has four branches at each node; in a random graph each node connects to two that\n\
        were added before it.\n\n\
        | shape | nodes | links | tuples | hops | virtual s | payloads | bytes | original | its bytes | bound |\n\
        |-------|------:|------:|-------:|-----:|----------:|---------:|------:|---------:|----------:|------:|\n"
    );
    for row in rows {
        let seconds = (row.cost.hops * DELAY) as f64 / 1000.0;
        writeln!(
            text,
            "| {} | {} | {} | {} | {} | {seconds:.2} | {:.3} | {:.0} | {:.3} | {:.0} | {:.3} |",
            row.shape,
            row.nodes,
            row.links,
            row.cost.tuples,
            row.cost.hops,
            row.payloads(),
            row.each(row.cost.bytes),
            row.flooded(),
            row.flooded_bytes(),
            row.bound()
        )
        .expect("text takes all");
    }
    text.push_str("\n![Payloads per tuple and node](gossip-scale.svg)\n");
    text + &slices(rows, sliced, found)
}

/// How the biggest networks were run, and that it makes no difference.
fn slices(rows: &[Row], sliced: &[Row], found: &BTreeMap<String, Cost>) -> String {
    let mut text = format!(
        "\n## How a million tuples are simulated\n\n\
        The tables of {} nodes with 1,000,000 tuples each do not fit into memory. So the tuples are\n\
        spread in {} slices of {}: for each, all nodes are created and connected afresh, and hold that\n\
        slice alone. Hops are the maximum over the slices, payloads and bytes the sum. Run it with\n\
        `cargo run --release -p czmq-gossip --example scale -- million tree` (or `random`), which saves what\n\
        it found in [gossip-scale-million.txt](gossip-scale-million.txt) and can be stopped and\n\
        resumed at any time. The table above counts the slices that were run:\n\n",
        million::NODES,
        million::SLICES,
        million::SLICE
    );
    for (shape, cost) in found {
        let (done, deliveries) = (
            cost.tuples / million::SLICE,
            million::NODES as u64 * cost.tuples,
        );
        writeln!(
            text,
            "* {shape}: {done} of {} slices, {} tuples, {deliveries} deliveries, {} messages of {} \
            bytes in all.",
            million::SLICES,
            cost.tuples,
            cost.payloads,
            cost.bytes
        )
        .expect("text takes all");
    }
    text.push_str(
        "\nThe sums are valid because tuples of different keys do not affect each other while no connection\n\
        is lost and nothing has to wait. It leaves out what only time and load bring: the comparison\n\
        of tables on links that are silent for a minute, and queues. `crates/gossip/tests/scale.rs` checks it\n\
        at small size, and here is the same network in one piece and in slices:\n\n\
        | shape | nodes | tuples | slices | hops | payloads | bytes |\n\
        |-------|------:|-------:|-------:|-----:|---------:|------:|\n",
    );
    for part in sliced {
        let is_same =
            |row: &&Row| (row.shape, row.nodes, row.cost) == (part.shape, part.nodes, part.cost);
        let whole = rows
            .iter()
            .find(is_same)
            .expect("slices make no difference");
        for (row, slices) in [(whole, 1), (part, part.cost.tuples / million::SLICE)] {
            writeln!(
                text,
                "| {} | {} | {} | {slices} | {} | {} | {} |",
                row.shape,
                row.nodes,
                row.cost.tuples,
                row.cost.hops,
                row.cost.payloads,
                row.cost.bytes
            )
            .expect("text takes all");
        }
    }
    text
}

fn plot(rows: &[Row]) -> String {
    let height = 60 + 62 * rows.len();
    let most = rows.iter().map(Row::flooded).fold(1.0, f64::max);
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
            row.cost.tuples
        )
        .expect("text takes all");
        let bars = [
            ("bound", row.bound(), "#999999"),
            ("this library", row.payloads(), "#1f6fb2"),
            ("original", row.flooded(), "#c8641e"),
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
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let small = match words[..] {
        [] => false,
        ["small"] => true,
        ["million", shape] => return million::run(shape, million::SLICES),
        ["million", shape, slices] => {
            return million::run(shape, slices.parse().expect("a number of slices"));
        }
        _ => panic!("small, or million with a shape and perhaps a number of slices"),
    };
    let sizes: &[(usize, u64)] = if small {
        &[(100, 1000), (1000, 100)]
    } else {
        &[(100, 10_000), (1000, 10_000), (10_000, 100), (10_000, 1000)]
    };
    let (mut rows, mut sliced) = (Vec::new(), Vec::new());
    let found = million::found();
    for shape in SHAPES {
        for &(nodes, tuples) in sizes {
            eprintln!("{shape}, {nodes} nodes, {tuples} tuples");
            rows.push(Row::new(shape, nodes, tuples));
        }
        if let Some(&cost) = found.get(shape) {
            let (nodes, links) = (million::NODES, Graph::of(shape, million::NODES).links.len());
            rows.push(Row {
                shape,
                nodes,
                links,
                cost,
            });
        }
        let (nodes, tuples) = if small { (100, 1000) } else { (1000, 10_000) };
        eprintln!("{shape}, {nodes} nodes, {tuples} tuples, in slices");
        sliced.push(Row::in_slices(shape, nodes, tuples));
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
    let text = table(&rows, &sliced, &found) + &meetings(&met);
    print!("{text}");
    if !small {
        std::fs::write(format!("{DOCS}/gossip-scale.md"), text).expect("docs can be written");
        std::fs::write(format!("{DOCS}/gossip-scale.svg"), plot(&rows))
            .expect("docs can be written");
    }
}

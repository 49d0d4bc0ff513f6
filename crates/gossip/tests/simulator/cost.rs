//! Big networks without faults: what it costs until every node has every tuple.
//!
//! The engines are the ones that ship, and hand each other messages as nodes of one process do,
//! which hold each key and value once. All that arrives at a node at one instant is taken together,
//! so that the node's table stays in the processor's cache.

use czmq_gossip::engine::{Engine, LinkId, Now, Output};
use czmq_gossip::packet::Packet;

/// What a connection takes, in milliseconds of virtual time.
pub const DELAY: i64 = 10;

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

/// Which nodes are connected.
pub struct Graph {
    pub nodes: usize,
    /// Client and server of each connection.
    pub links: Vec<(u32, u32)>,
}

impl Graph {
    /// Four branches at each node.
    pub fn tree(nodes: usize) -> Graph {
        let links = (1..nodes).map(|node| (node as u32, (node as u32 - 1) / 4));
        Graph {
            nodes,
            links: links.collect(),
        }
    }

    /// Each node is connected to two that were there before it, or to one if it meets that twice.
    pub fn random(nodes: usize) -> Graph {
        let mut random = Random(nodes as u64 * 7919);
        let mut links = Vec::new();
        for node in 1..nodes {
            let (first, second) = (random.below(node), random.below(node));
            links.push((node as u32, first as u32));
            if second != first {
                links.push((node as u32, second as u32));
            }
        }
        Graph { nodes, links }
    }

    pub fn of(shape: &str, nodes: usize) -> Graph {
        match shape {
            "tree" => Graph::tree(nodes),
            "random" => Graph::random(nodes),
            _ => panic!("there is no shape {shape}"),
        }
    }
}

/// What it cost to spread tuples to all nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    pub tuples: u64,
    /// After so many hops the last tuple was new to a node.
    pub hops: i64,
    /// PUBLISH messages, and their bytes.
    pub payloads: u64,
    pub bytes: u64,
    /// What PUBLISH of each tuple has without the extension, in all.
    pub plain_bytes: u64,
}

impl Cost {
    /// Of tuples of different keys that were spread side by side.
    pub fn and(self, other: Cost) -> Cost {
        Cost {
            tuples: self.tuples + other.tuples,
            hops: self.hops.max(other.hops),
            payloads: self.payloads + other.payloads,
            bytes: self.bytes + other.bytes,
            plain_bytes: self.plain_bytes + other.plain_bytes,
        }
    }
}

struct Node {
    engine: Engine,
    /// Whom each link leads to, and what it is called there. Engines count their links from 1.
    links: Vec<(u32, LinkId)>,
    delivered: usize,
    /// What arrives next, and what arrives now.
    inbox: Vec<(LinkId, Packet)>,
    arriving: Vec<(LinkId, Packet)>,
}

struct Network {
    nodes: Vec<Node>,
    time: i64,
    /// Those at which something arrives next.
    busy: Vec<u32>,
    cost: Cost,
}

impl Network {
    fn new(graph: &Graph) -> Network {
        let node = |index: usize| Node {
            engine: Engine::new(index as u64 + 1),
            links: Vec::new(),
            delivered: 0,
            inbox: Vec::new(),
            arriving: Vec::new(),
        };
        let mut network = Network {
            nodes: (0..graph.nodes).map(node).collect(),
            time: 1_000_000,
            busy: Vec::new(),
            cost: Cost::default(),
        };
        let now = network.now();
        for &(client, server) in &graph.links {
            let there = &mut network.nodes[server as usize];
            let at_server = there.engine.add_client(now);
            let here = &mut network.nodes[client as usize];
            let at_client = here.engine.add_remote(true, now);
            here.links.push((server, at_server));
            assert_eq!(at_client.0, here.links.len() as u64);
            let there = &mut network.nodes[server as usize];
            there.links.push((client, at_client));
            assert_eq!(at_server.0, there.links.len() as u64);
            network.collect(client as usize);
        }
        network.settle();
        network.cost = Cost::default();
        network
    }

    fn now(&self) -> Now {
        Now {
            mono: self.time,
            wall: self.time,
        }
    }

    fn collect(&mut self, node: usize) {
        while let Some(output) = self.nodes[node].engine.poll() {
            match output {
                Output::Send(link, packet) => {
                    let (to, there) = self.nodes[node].links[link.0 as usize - 1];
                    if packet.key().is_some() {
                        self.cost.payloads += 1;
                        self.cost.bytes += packet.size() as u64;
                    }
                    let inbox = &mut self.nodes[to as usize].inbox;
                    if inbox.is_empty() {
                        self.busy.push(to);
                    }
                    inbox.push((there, packet));
                }
                Output::Deliver { .. } => self.nodes[node].delivered += 1,
                Output::PeerUp(..) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Lets messages arrive until there are none.
    fn settle(&mut self) {
        let mut hops = 0;
        while !self.busy.is_empty() {
            self.time += DELAY;
            hops += 1;
            let now = self.now();
            let busy = std::mem::take(&mut self.busy);
            // What they send arrives at the next instant.
            for &node in &busy {
                let node = &mut self.nodes[node as usize];
                std::mem::swap(&mut node.inbox, &mut node.arriving);
            }
            for node in busy {
                let node = node as usize;
                let before = self.nodes[node].delivered;
                let mut arriving = std::mem::take(&mut self.nodes[node].arriving);
                for (link, packet) in arriving.drain(..) {
                    self.nodes[node].engine.receive_packet(link, &packet, now);
                    self.collect(node);
                }
                self.nodes[node].arriving = arriving;
                if self.nodes[node].delivered > before {
                    self.cost.hops = hops;
                }
            }
        }
    }
}

/// The node that publishes a tuple; any, but always the same.
fn publisher(tuple: u64, nodes: usize) -> usize {
    let mut random = Random((tuple + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    random.below(nodes);
    random.below(nodes)
}

/// Publishes tuples at one instant, and lets them spread to all nodes. It panics unless each node
/// has each, and told its owner of it once.
pub fn spread(graph: &Graph, tuples: std::ops::Range<u64>) -> Cost {
    let mut network = Network::new(graph);
    let now = network.now();
    let count = tuples.end - tuples.start;
    for tuple in tuples {
        let (key, value) = (
            format!("service-{tuple:08}"),
            b"tcp://192.168.100.200:49152",
        );
        let node = publisher(tuple, graph.nodes);
        network.nodes[node]
            .engine
            .publish(key.as_bytes(), value, None, now)
            .expect("it is short");
        network.cost.plain_bytes += (13 + key.len() + value.len()) as u64;
        network.collect(node);
    }
    network.settle();
    for node in &network.nodes {
        assert_eq!(node.engine.len() as u64, count);
        assert_eq!(node.delivered as u64, count);
    }
    Cost {
        tuples: count,
        ..network.cost
    }
}

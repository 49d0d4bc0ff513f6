//! Networks of engines, with faults and a virtual clock: whatever happens, once messages flow
//! again all nodes hold the same tuples, and their owners were told the final values.
//!
//! The engines are the ones that ship. Stock peers are modelled from the protocol's description:
//! they keep what arrives last, tell everybody, and forget clients that are silent.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use czmq::gossip::codec::{self, Command, Extension};
use czmq::gossip::engine::{Engine, LinkId, Now, Output};
use proptest::prelude::*;

type Bytes = Arc<[u8]>;

/// A stock node, as the original behaves.
#[derive(Default)]
struct Stock {
    tuples: BTreeMap<Vec<u8>, Vec<u8>>,
    /// Clients in state `connected`, and when they spoke last.
    clients: BTreeMap<usize, i64>,
    remotes: BTreeSet<usize>,
    out: VecDeque<(usize, Vec<u8>)>,
}

const STOCK_TIMEOUT: i64 = 1000;

impl Stock {
    fn tell(&mut self, pipe: usize, command: Command<'_>) {
        self.out
            .push_back((pipe, codec::encode(&command, Extension::None)));
    }

    fn tell_tuples(&mut self, pipe: usize) {
        for (key, value) in self.tuples.clone() {
            self.tell(
                pipe,
                Command::Publish {
                    key: &key,
                    value: &value,
                    ttl: 0,
                },
            );
        }
    }

    fn accept(&mut self, key: &[u8], value: &[u8]) {
        if self.tuples.get(key).is_some_and(|held| held == value) {
            return;
        }
        self.tuples.insert(key.to_vec(), value.to_vec());
        let peers: Vec<usize> = self.clients.keys().chain(&self.remotes).copied().collect();
        for pipe in peers {
            self.tell(pipe, Command::Publish { key, value, ttl: 0 });
        }
    }

    fn connect(&mut self, pipe: usize) {
        self.remotes.insert(pipe);
        self.tell(pipe, Command::Hello);
        self.tell_tuples(pipe);
    }

    fn expire(&mut self, now: i64) {
        self.clients.retain(|_, spoke| now - *spoke < STOCK_TIMEOUT);
    }

    fn receive(&mut self, pipe: usize, frame: &[u8], is_server: bool, now: i64) {
        let (command, _) = codec::decode(frame).expect("nobody sends a stock peer nonsense");
        if !is_server {
            match command {
                Command::Publish { key, value, .. } => self.accept(key, value),
                Command::Invalid => self.tell(pipe, Command::Hello),
                _ => {}
            }
            return;
        }
        let connected = self.clients.contains_key(&pipe);
        match command {
            Command::Ping => self.tell(pipe, Command::Pong),
            Command::Hello if !connected => {
                self.tell_tuples(pipe);
                self.clients.insert(pipe, now);
            }
            Command::Publish { key, value, .. } if connected => self.accept(key, value),
            _ => {
                self.tell(pipe, Command::Invalid);
                self.clients.remove(&pipe);
            }
        }
        if let Some(spoke) = self.clients.get_mut(&pipe) {
            *spoke = now;
        }
    }
}

enum Node {
    Ours {
        engine: Box<Engine>,
        links: HashMap<usize, LinkId>,
        pipes: HashMap<LinkId, usize>,
    },
    Stock(Stock),
}

/// A connection: what is under way in each direction, and whether it is cut.
struct Pipe {
    client: usize,
    server: usize,
    to_server: VecDeque<Bytes>,
    to_client: VecDeque<Bytes>,
    cut: bool,
}

struct Network {
    nodes: Vec<Node>,
    pipes: Vec<Pipe>,
    delivered: Vec<BTreeMap<Vec<u8>, Vec<u8>>>,
    time: i64,
    sent: usize,
}

impl Network {
    fn new(stock: &[bool]) -> Network {
        let nodes: Vec<Node> = stock
            .iter()
            .enumerate()
            .map(|(index, &stock)| {
                if stock {
                    Node::Stock(Stock::default())
                } else {
                    let engine = Box::new(Engine::new(index as u64 + 1));
                    Node::Ours {
                        engine,
                        links: HashMap::new(),
                        pipes: HashMap::new(),
                    }
                }
            })
            .collect();
        let delivered = vec![BTreeMap::new(); nodes.len()];
        Network {
            nodes,
            pipes: Vec::new(),
            delivered,
            time: 1_000_000,
            sent: 0,
        }
    }

    /// Each node's wall clock is wrong in its own way.
    fn now(&self, node: usize) -> Now {
        Now {
            mono: self.time,
            wall: self.time + 7919 * (node as i64 % 3) - 5000,
        }
    }

    fn connect(&mut self, client: usize, server: usize) {
        let pipe = self.pipes.len();
        let (to_server, to_client) = (VecDeque::new(), VecDeque::new());
        self.pipes.push(Pipe {
            client,
            server,
            to_server,
            to_client,
            cut: false,
        });
        let now = self.now(client);
        match &mut self.nodes[client] {
            Node::Ours {
                engine,
                links,
                pipes,
            } => {
                let link = engine.add_remote(true, now);
                links.insert(pipe, link);
                pipes.insert(link, pipe);
            }
            Node::Stock(stock) => stock.connect(pipe),
        }
        self.collect(client);
    }

    fn publish(&mut self, node: usize, key: &[u8], value: &[u8]) {
        let now = self.now(node);
        match &mut self.nodes[node] {
            Node::Ours { engine, .. } => engine.publish(key, value, now).unwrap(),
            Node::Stock(stock) => stock.accept(key, value),
        }
        self.collect(node);
    }

    /// Moves what a node wants to send into the pipes.
    fn collect(&mut self, node: usize) {
        let mut out: Vec<(usize, Bytes)> = Vec::new();
        match &mut self.nodes[node] {
            Node::Ours {
                engine,
                links,
                pipes,
            } => {
                while let Some(output) = engine.poll() {
                    match output {
                        Output::Send(link, frame) => {
                            if let Some(&pipe) = pipes.get(&link) {
                                out.push((pipe, frame));
                            }
                        }
                        Output::Deliver { key, value } => {
                            self.delivered[node].insert(key.to_vec(), value.to_vec());
                        }
                        Output::Forget(link) => {
                            if let Some(pipe) = pipes.remove(&link) {
                                links.remove(&pipe);
                            }
                        }
                        Output::Warn(text) => panic!("{text}"),
                        Output::Trace(..) => {}
                    }
                }
            }
            Node::Stock(stock) => {
                out.extend(
                    stock
                        .out
                        .drain(..)
                        .map(|(pipe, frame)| (pipe, frame.into())),
                );
                self.delivered[node] = stock.tuples.clone();
            }
        }
        for (pipe, frame) in out {
            let pipe = &mut self.pipes[pipe];
            if pipe.cut {
                continue;
            }
            self.sent += 1;
            if pipe.client == node {
                pipe.to_server.push_back(frame);
            } else {
                pipe.to_client.push_back(frame);
            }
        }
    }

    /// Lets one message arrive; false if there is none in that pipe and direction.
    fn step(&mut self, pipe: usize, to_server: bool) -> bool {
        let at = &mut self.pipes[pipe];
        let queue = if to_server {
            &mut at.to_server
        } else {
            &mut at.to_client
        };
        let Some(frame) = queue.pop_front() else {
            return false;
        };
        let node = if to_server { at.server } else { at.client };
        let now = self.now(node);
        match &mut self.nodes[node] {
            Node::Ours {
                engine,
                links,
                pipes,
            } => {
                let link = *links.entry(pipe).or_insert_with(|| {
                    let link = engine.add_client(now);
                    pipes.insert(link, pipe);
                    link
                });
                engine.receive(link, &frame, now);
            }
            Node::Stock(stock) => stock.receive(pipe, &frame, to_server, now.mono),
        }
        self.collect(node);
        true
    }

    /// Lets time pass at all nodes, while their messages wait.
    fn pass(&mut self, ms: i64) {
        self.time += ms;
        for node in 0..self.nodes.len() {
            let now = self.now(node);
            match &mut self.nodes[node] {
                Node::Ours { engine, .. } => engine.tick(now),
                Node::Stock(stock) => stock.expire(now.mono),
            }
            self.collect(node);
        }
    }

    /// Cuts a connection: what is under way is lost, and both ends know.
    fn cut(&mut self, pipe: usize) {
        if self.pipes[pipe].cut {
            return;
        }
        self.pipes[pipe].cut = true;
        self.pipes[pipe].to_server.clear();
        self.pipes[pipe].to_client.clear();
        let (client, server) = (self.pipes[pipe].client, self.pipes[pipe].server);
        match &mut self.nodes[client] {
            Node::Ours { engine, links, .. } => engine.remote_down(links[&pipe]),
            Node::Stock(stock) => {
                stock.remotes.remove(&pipe);
            }
        }
        match &mut self.nodes[server] {
            Node::Ours {
                engine,
                links,
                pipes,
            } => {
                if let Some(link) = links.remove(&pipe) {
                    engine.remove(link);
                    pipes.remove(&link);
                }
            }
            Node::Stock(stock) => {
                stock.clients.remove(&pipe);
            }
        }
    }

    /// Makes a connection that was cut again.
    fn mend(&mut self, pipe: usize) {
        if !self.pipes[pipe].cut {
            return;
        }
        self.pipes[pipe].cut = false;
        let client = self.pipes[pipe].client;
        let now = self.now(client);
        match &mut self.nodes[client] {
            Node::Ours { engine, links, .. } => engine.remote_up(links[&pipe], now),
            Node::Stock(stock) => stock.connect(pipe),
        }
        self.collect(client);
    }

    /// Mends everything and lets all messages arrive, a while of quiet included. Panics if they
    /// never end.
    fn settle(&mut self) {
        (0..self.pipes.len()).for_each(|pipe| self.mend(pipe));
        for _ in 0..300 {
            let mut budget = 200_000;
            loop {
                let moved = (0..self.pipes.len())
                    .map(|pipe| self.step(pipe, true) | self.step(pipe, false))
                    .fold(false, |any, moved| any | moved);
                if !moved {
                    break;
                }
                budget -= 1;
                assert!(budget > 0, "messages go round for ever");
            }
            self.pass(100);
        }
    }

    fn tuples(&self, node: usize) -> BTreeMap<Vec<u8>, Vec<u8>> {
        match &self.nodes[node] {
            Node::Ours { engine, .. } => engine
                .tuples()
                .map(|(key, value)| (key.to_vec(), value.to_vec()))
                .collect(),
            Node::Stock(stock) => stock.tuples.clone(),
        }
    }

    fn assert_agreed(&self) {
        for node in 0..self.nodes.len() {
            assert_eq!(
                self.tuples(node),
                self.tuples(0),
                "node {node} holds something else"
            );
            assert_eq!(
                self.delivered[node],
                self.tuples(0),
                "owner of node {node} knows else"
            );
        }
    }
}

/// What can happen.
#[derive(Clone, Debug)]
enum Event {
    Publish { node: usize, key: u8, value: u8 },
    Step { pipe: usize, to_server: bool },
    Pass(i64),
    Cut(usize),
    Mend(usize),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        3 => (any::<usize>(), 0..3u8, 0..4u8)
            .prop_map(|(node, key, value)| Event::Publish { node, key, value }),
        8 => (any::<usize>(), any::<bool>())
            .prop_map(|(pipe, to_server)| Event::Step { pipe, to_server }),
        1 => (0..700i64).prop_map(Event::Pass),
        1 => any::<usize>().prop_map(Event::Cut),
        1 => any::<usize>().prop_map(Event::Mend),
    ];
    prop::collection::vec(event, 0..120)
}

fn play(network: &mut Network, events: &[Event], faults: bool) {
    for event in events {
        let pipes = network.pipes.len();
        match *event {
            Event::Publish { node, key, value } => {
                network.publish(node % network.nodes.len(), &[b'a' + key], &[b'0' + value]);
            }
            Event::Step { pipe, to_server } => drop(network.step(pipe % pipes, to_server)),
            Event::Pass(ms) => network.pass(ms),
            Event::Cut(pipe) if faults => network.cut(pipe % pipes),
            Event::Mend(pipe) if faults => network.mend(pipe % pipes),
            Event::Cut(_) | Event::Mend(_) => {}
        }
    }
    network.settle();
    network.assert_agreed();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Any graph of ours: a ring, with chords, and both ways between two.
    #[test]
    fn ours_agree(size in 2usize..7, chords: Vec<(usize, usize)>, events in events()) {
        let mut network = Network::new(&vec![false; size]);
        for node in 0..size {
            network.connect(node, (node + 1) % size);
        }
        for (one, other) in chords.into_iter().take(6) {
            if one % size != other % size {
                network.connect(one % size, other % size);
            }
        }
        play(&mut network, &events, true);
    }

    /// One of ours and one stock node, either way round.
    #[test]
    fn one_stock_peer_agrees(ours_connects: bool, events in events()) {
        let mut network = Network::new(&[false, true]);
        if ours_connects {
            network.connect(0, 1);
        } else {
            network.connect(1, 0);
        }
        play(&mut network, &events, false);
    }

    /// Ours in the middle, stock nodes around it, either way round.
    #[test]
    fn a_star_of_stock_peers_agrees(ways in prop::collection::vec(any::<bool>(), 2..5), events in events()) {
        let mut stock = vec![true; ways.len() + 1];
        stock[0] = false;
        let mut network = Network::new(&stock);
        for (leaf, &ours_connects) in ways.iter().enumerate() {
            if ours_connects {
                network.connect(0, leaf + 1);
            } else {
                network.connect(leaf + 1, 0);
            }
        }
        play(&mut network, &events, false);
    }

    /// A ring of ours with one stock node in it, each connection either way round.
    #[test]
    fn a_ring_with_a_stock_peer_agrees(
        size in 3usize..7,
        ways in prop::collection::vec(any::<bool>(), 7),
        events in events(),
    ) {
        let mut stock = vec![false; size];
        stock[0] = true;
        let mut network = Network::new(&stock);
        for (node, onwards) in ways.into_iter().take(size).enumerate() {
            let next = (node + 1) % size;
            if onwards {
                network.connect(node, next);
            } else {
                network.connect(next, node);
            }
        }
        play(&mut network, &events, false);
    }
}

#[test]
fn the_first_tuple_after_a_pause_arrives_at_a_stock_server_and_back() {
    let mut network = Network::new(&[false, true]);
    network.connect(0, 1);
    network.settle();
    network.pass(60_000);
    network.publish(0, b"a", b"1");
    network.settle();
    network.pass(60_000);
    network.publish(1, b"b", b"2");
    network.settle();
    network.assert_agreed();
    assert_eq!(network.tuples(0).len(), 2);
}

#[test]
fn a_tree_of_ours_carries_each_tuple_once_over_each_link() {
    let mut network = Network::new(&[false; 15]);
    for node in 1..15 {
        network.connect(node, (node - 1) / 2);
    }
    network.settle();
    network.sent = 0;
    for key in 0..100u8 {
        network.publish(usize::from(key) % 15, &[key + 1], b"value");
    }
    let before = network.time;
    network.settle();
    network.assert_agreed();
    assert!(
        network.time - before < 60_000,
        "no probe falls into the count"
    );
    assert_eq!(network.sent, 100 * 14);
}

//! Networks of engines and stock nodes, with faults and a virtual clock.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use czmq_gossip::engine::{Engine, LinkId, Now, Output, Scope};
use czmq_gossip::packet::Packet;

use super::Tuples;
use super::stock::Stock;

/// One node.
#[derive(Clone, Debug)]
pub enum Node {
    Ours {
        engine: Box<Engine>,
        links: BTreeMap<usize, LinkId>,
        pipes: BTreeMap<LinkId, usize>,
    },
    Stock(Stock),
}

/// A connection: what is under way in each direction, and whether it is cut.
#[derive(Clone, Debug)]
pub struct Pipe {
    pub client: usize,
    pub server: usize,
    pub to_server: VecDeque<Packet>,
    pub to_client: VecDeque<Packet>,
    pub cut: bool,
}

/// The nodes and what connects them.
#[derive(Clone, Debug)]
pub struct Network {
    pub nodes: Vec<Node>,
    pub pipes: Vec<Pipe>,
    /// What each node's owner was told last of each key.
    pub delivered: Vec<Tuples>,
    /// By how much each node's wall clock is wrong, in milliseconds.
    pub skew: Vec<i64>,
    /// Identities given so far.
    identities: u64,
    /// How many messages of ours fit into each direction of a pipe: what a slow peer leaves unread
    /// has to wait.
    pub room: usize,
    /// Where peers may put frames that no node made: a pipe, and whether to its server.
    pub forgeries: Vec<(usize, bool)>,
    /// Milliseconds.
    pub time: i64,
    /// Messages sent.
    pub sent: usize,
    /// Messages that arrived at nodes of this library.
    steps: usize,
}

impl Network {
    /// Nodes without connections; `stock` says which of them are.
    pub fn new(stock: &[bool]) -> Network {
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
                        links: BTreeMap::new(),
                        pipes: BTreeMap::new(),
                    }
                }
            })
            .collect();
        let delivered = vec![BTreeMap::new(); nodes.len()];
        Network {
            skew: (0..nodes.len())
                .map(|node| 7919 * (node as i64 % 3) - 5000)
                .collect(),
            identities: nodes.len() as u64,
            room: usize::MAX,
            forgeries: Vec::new(),
            nodes,
            pipes: Vec::new(),
            delivered,
            time: 1_000_000_000,
            sent: 0,
            steps: 0,
        }
    }

    /// The time at a node, whose wall clock is wrong in its own way.
    fn now(&self, node: usize) -> Now {
        Now {
            mono: self.time,
            wall: self.time + self.skew[node],
        }
    }

    /// Connects a node to another, by a new pipe.
    pub fn connect(&mut self, client: usize, server: usize) {
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

    /// A node's owner publishes a tuple.
    pub fn publish(&mut self, node: usize, key: &[u8], value: &[u8]) {
        let now = self.now(node);
        match &mut self.nodes[node] {
            Node::Ours { engine, .. } => engine.publish(key, value, None, now).unwrap(),
            Node::Stock(stock) => stock.accept(key, value),
        }
        self.collect(node);
    }

    /// A node's owner publishes a tuple that lasts for this many milliseconds, or while the node
    /// lives. Stock nodes cannot.
    pub fn lease(&mut self, node: usize, key: &[u8], value: &[u8], ttl: i64) {
        let now = self.now(node);
        if let Node::Ours { engine, .. } = &mut self.nodes[node] {
            engine.publish(key, value, Some(ttl), now).unwrap();
        }
        self.collect(node);
    }

    /// A node's owner removes a tuple; stock nodes cannot.
    pub fn unpublish(&mut self, node: usize, key: &[u8], scope: Scope) {
        let now = self.now(node);
        if let Node::Ours { engine, .. } = &mut self.nodes[node]
            && engine.unpublish(key, scope, now)
        {
            self.delivered[node].remove(key);
        }
        self.collect(node);
    }

    /// Moves what a node wants to send into the pipes.
    fn collect(&mut self, node: usize) {
        let now = self.now(node);
        let mut out: Vec<(usize, Packet)> = Vec::new();
        match &mut self.nodes[node] {
            Node::Ours {
                engine,
                links,
                pipes,
            } => {
                while let Some(output) = engine.poll() {
                    match output {
                        Output::Send(link, packet) => {
                            match pipes.get(&link) {
                                Some(&pipe) => {
                                    let Pipe {
                                        client,
                                        to_server,
                                        to_client,
                                        ..
                                    } = &self.pipes[pipe];
                                    let queue = if *client == node {
                                        to_server
                                    } else {
                                        to_client
                                    };
                                    let ahead = out.iter().filter(|(to, _)| *to == pipe).count();
                                    if queue.len() + ahead < self.room {
                                        out.push((pipe, packet));
                                    } else {
                                        engine.no_room(link, packet, now);
                                    }
                                }
                                // The ROUTER says that there is no such peer.
                                None => engine.remove(link),
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
                        Output::Removed(key) | Output::Expired(key) => {
                            self.delivered[node].remove(&*key);
                        }
                        Output::Warn(text) => assert!(!self.forgeries.is_empty(), "{text}"),
                        Output::PeerUp(..) | Output::PeerDown(_) => {}
                        Output::Record(_) | Output::Trace(..) => {}
                    }
                }
            }
            Node::Stock(stock) => {
                out.extend(
                    stock
                        .out
                        .drain(..)
                        .map(|(pipe, frame)| (pipe, Packet::Frame(frame.into()))),
                );
                self.delivered[node] = stock.tuples.clone();
            }
        }
        for (pipe, packet) in out {
            let pipe = &mut self.pipes[pipe];
            if pipe.cut {
                continue;
            }
            self.sent += 1;
            if pipe.client == node {
                pipe.to_server.push_back(packet);
            } else {
                pipe.to_client.push_back(packet);
            }
        }
    }

    /// Lets one message arrive; false if there is none in that pipe and direction.
    pub fn step(&mut self, pipe: usize, to_server: bool) -> bool {
        let at = &mut self.pipes[pipe];
        let queue = if to_server {
            &mut at.to_server
        } else {
            &mut at.to_client
        };
        let Some(packet) = queue.pop_front() else {
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
                // As from a node of the same process, or over the wire, by turns.
                self.steps += 1;
                if self.steps.is_multiple_of(2) {
                    engine.receive_packet(link, &packet, now);
                } else {
                    engine.receive(link, &packet.bytes(), now);
                }
            }
            Node::Stock(stock) => stock.receive(pipe, &packet.bytes(), to_server, now.mono),
        }
        self.collect(node);
        true
    }

    /// Lets time pass at all nodes, while their messages wait.
    pub fn pass(&mut self, ms: i64) {
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

    /// Cuts a connection: what is under way is lost, and both ends know; or else a server of ours
    /// takes no note until it sends something.
    pub fn cut(&mut self, pipe: usize, server_knows: bool) {
        if self.pipes[pipe].cut {
            return;
        }
        self.pipes[pipe].cut = true;
        self.pipes[pipe].to_server.clear();
        self.pipes[pipe].to_client.clear();
        let (client, server) = (self.pipes[pipe].client, self.pipes[pipe].server);
        match &mut self.nodes[client] {
            Node::Ours { engine, links, .. } => {
                if let Some(&link) = links.get(&pipe) {
                    engine.remote_down(link);
                }
            }
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
                    pipes.remove(&link);
                    if server_knows {
                        engine.remove(link);
                    }
                }
            }
            Node::Stock(stock) => {
                stock.clients.remove(&pipe);
            }
        }
    }

    /// Makes a connection that was cut again.
    pub fn mend(&mut self, pipe: usize) {
        if !self.pipes[pipe].cut {
            return;
        }
        self.pipes[pipe].cut = false;
        let client = self.pipes[pipe].client;
        let now = self.now(client);
        match &mut self.nodes[client] {
            Node::Ours {
                engine,
                links,
                pipes,
            } => match links.get(&pipe) {
                Some(&link) => engine.remote_up(link, now),
                // It was restarted.
                None => {
                    let link = engine.add_remote(true, now);
                    links.insert(pipe, link);
                    pipes.insert(link, pipe);
                }
            },
            Node::Stock(stock) => stock.connect(pipe),
        }
        self.collect(client);
    }

    /// Cuts all connections between two groups of nodes: those whose bit is set, and the others.
    pub fn partition(&mut self, group: usize) {
        for pipe in 0..self.pipes.len() {
            let side = |node: usize| group >> node & 1;
            if side(self.pipes[pipe].client) != side(self.pipes[pipe].server) {
                self.cut(pipe, true);
            }
        }
    }

    /// Ends a node and starts it again, without tuples. A node of ours gets a new identity, as the
    /// actor has one for each of its lives. Its connections are to be mended.
    pub fn restart(&mut self, node: usize) {
        for pipe in 0..self.pipes.len() {
            if self.pipes[pipe].client == node || self.pipes[pipe].server == node {
                self.cut(pipe, true);
            }
        }
        self.nodes[node] = match self.nodes[node] {
            Node::Ours { .. } => {
                self.identities += 1;
                Node::Ours {
                    engine: Box::new(Engine::new(self.identities)),
                    links: BTreeMap::new(),
                    pipes: BTreeMap::new(),
                }
            }
            Node::Stock(_) => Node::Stock(Stock::default()),
        };
        self.delivered[node].clear();
    }

    /// The names of all tuples that some node holds.
    pub fn keys(&self) -> BTreeSet<Vec<u8>> {
        (0..self.nodes.len())
            .flat_map(|node| self.tuples(node).into_keys())
            .collect()
    }

    /// Mends everything and lets all messages arrive, a while of quiet included. Panics if they
    /// never end.
    pub fn settle(&mut self) {
        (0..self.pipes.len()).for_each(|pipe| self.mend(pipe));
        self.arrive();
        for _ in 0..300 {
            self.pass(100);
            self.arrive();
        }
    }

    /// Lets all messages arrive. Panics if they never end.
    fn arrive(&mut self) {
        for _ in 0..5000 {
            let moved = (0..self.pipes.len())
                .map(|pipe| self.step(pipe, true) | self.step(pipe, false))
                .fold(false, |any, moved| any | moved);
            if !moved {
                return;
            }
        }
        panic!("messages go round for ever");
    }

    /// What a node holds.
    pub fn tuples(&self, node: usize) -> Tuples {
        match &self.nodes[node] {
            Node::Ours { engine, .. } => engine
                .tuples()
                .map(|(key, value)| (key.to_vec(), value.to_vec()))
                .collect(),
            Node::Stock(stock) => stock.tuples.clone(),
        }
    }

    /// Puts a frame into a pipe that no node made, at one of the places where that may happen.
    pub fn forge(&mut self, place: usize, frame: &[u8]) {
        let (pipe, to_server) = self.forgeries[place % self.forgeries.len()];
        let pipe = &mut self.pipes[pipe];
        let queue = if to_server {
            &mut pipe.to_server
        } else {
            &mut pipe.to_client
        };
        if !pipe.cut {
            queue.push_back(Packet::Frame(frame.into()));
        }
    }

    /// Asserts that the first nodes, this many, hold the same, and that their owners know.
    pub fn assert_first_agree(&self, count: usize) {
        let agreed = self.tuples(0);
        for node in 0..count {
            assert_eq!(self.tuples(node), agreed, "node {node} holds others");
            let delivered = &self.delivered[node];
            assert_eq!(*delivered, agreed, "owner of node {node} knows others");
        }
    }

    /// Asserts that all nodes hold the same, and that their owners know.
    pub fn assert_agreed(&self) {
        self.assert_first_agree(self.nodes.len());
    }

    /// Asserts that the nodes of ours hold the same, and that their owners know; and that stock
    /// nodes, which never forget, hold at least that.
    pub fn assert_ours_agreed(&self) {
        let is_ours = |node: &usize| matches!(self.nodes[*node], Node::Ours { .. });
        let Some(first) = (0..self.nodes.len()).find(is_ours) else {
            return;
        };
        let agreed = self.tuples(first);
        for node in 0..self.nodes.len() {
            let held = self.tuples(node);
            if is_ours(&node) {
                assert_eq!(held, agreed, "node {node} holds others");
                let delivered = &self.delivered[node];
                assert_eq!(*delivered, agreed, "owner of node {node} knows others");
            } else {
                for (key, value) in &agreed {
                    assert_eq!(held.get(key), Some(value), "stock node {node} holds others");
                }
            }
        }
    }
}

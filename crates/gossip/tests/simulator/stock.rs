//! A model of the original's node, from the protocol's description: it keeps what arrives last, tells
//! everybody, and forgets clients that are silent.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use czmq_gossip::codec::{self, Command, Extension};

use super::Tuples;

/// A stock node. Pipes are known by their numbers in the network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Stock {
    pub tuples: Tuples,
    /// Clients in state `connected`, and when they spoke last.
    pub clients: BTreeMap<usize, i64>,
    pub remotes: BTreeSet<usize>,
    /// Frames to send, each to a pipe.
    pub out: VecDeque<(usize, Vec<u8>)>,
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

    /// Takes a tuple of its owner or a peer.
    pub fn accept(&mut self, key: &[u8], value: &[u8]) {
        if self.tuples.get(key).is_some_and(|held| held == value) {
            return;
        }
        self.tuples.insert(key.to_vec(), value.to_vec());
        let peers: Vec<usize> = self.clients.keys().chain(&self.remotes).copied().collect();
        for pipe in peers {
            self.tell(pipe, Command::Publish { key, value, ttl: 0 });
        }
    }

    pub fn connect(&mut self, pipe: usize) {
        self.remotes.insert(pipe);
        self.tell(pipe, Command::Hello);
        self.tell_tuples(pipe);
    }

    /// Forgets clients that were silent for too long.
    pub fn expire(&mut self, now: i64) {
        self.clients.retain(|_, spoke| now - *spoke < STOCK_TIMEOUT);
    }

    pub fn receive(&mut self, pipe: usize, frame: &[u8], is_server: bool, now: i64) {
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

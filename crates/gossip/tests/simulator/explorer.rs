//! Explores small networks in full: every order in which messages can arrive and events can happen.
//! Wherever it ends, all nodes agree, and their owners know.
//!
//! A state is a network with what is under way in it. From each, every message that is next on its
//! way may arrive, and the next event of each course may happen. The trick: states that look the
//! same are followed once.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::event::Event;
use super::network::{Network, Node};

/// A network, and how much of each course has happened.
type State = (Network, Vec<usize>);

fn identity(state: &State) -> u64 {
    let (network, done) = state;
    let mut hasher = DefaultHasher::new();
    let what = (&network.nodes, &network.pipes, &network.delivered);
    format!("{what:?} {} {done:?}", network.time).hash(&mut hasher);
    hasher.finish()
}

/// States, and ends among them.
#[derive(Debug, PartialEq)]
pub struct Explored {
    pub states: usize,
    pub ends: usize,
}

/// Follows every order of the courses' events and of arrivals, from a network whose nodes are stock
/// or ours, with connections from client to server.
pub fn explore(stock: &[bool], connections: &[(usize, usize)], courses: &[&[Event]]) -> Explored {
    let mut network = Network::new(stock);
    for &(client, server) in connections {
        network.connect(client, server);
    }
    let mut explored = Explored { states: 0, ends: 0 };
    let mut known = HashSet::new();
    let mut open: Vec<State> = vec![(network, vec![0; courses.len()])];
    while let Some(state) = open.pop() {
        if !known.insert(identity(&state)) {
            continue;
        }
        explored.states += 1;
        assert!(explored.states < 400_000, "too much to explore");
        let before = open.len();
        let (network, done) = &state;
        for pipe in 0..network.pipes.len() {
            for to_server in [true, false] {
                let mut next = network.clone();
                if next.step(pipe, to_server) {
                    open.push((next, done.clone()));
                }
            }
        }
        for (course, events) in courses.iter().enumerate() {
            if let Some(event) = events.get(done[course]) {
                let (mut next, mut done) = state.clone();
                event.happen(&mut next);
                done[course] += 1;
                open.push((next, done));
            }
        }
        if open.len() == before {
            explored.ends += 1;
            let mut end = state.0;
            end.settle();
            // Stock nodes never forget.
            if courses.concat().iter().any(Event::removes) {
                end.assert_ours_agreed();
            } else {
                end.assert_agreed();
            }
            for (node, is_stock) in stock.iter().enumerate() {
                let written = |value: &Vec<u8>| {
                    let mut events = courses.iter().copied().flatten();
                    events.any(|event| event.written().is_some_and(|it| it[..] == value[..]))
                };
                assert!(end.tuples(node).values().all(written));
                assert_eq!(matches!(end.nodes[node], Node::Stock(_)), *is_stock);
            }
        }
    }
    println!("{stock:?} {courses:?}: {explored:?}");
    explored
}

//! Small networks, explored in full: every order in which messages can arrive and things can
//! happen. Wherever it ends, all nodes agree, and their owners know.
//!
//! A state is a network with what is under way in it. From each, every message that is next on its
//! way may arrive, and the next thing of each course of events may happen. States that look the
//! same are followed once. The engines are the ones that ship; stock nodes are modelled.

mod simulator;

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use czmq_gossip::engine::Scope;
use simulator::{Network, Node};

#[derive(Clone, Copy, Debug)]
enum Event {
    Publish(usize, &'static str),
    Lease(usize, &'static str),
    Remove(usize),
    Cut(usize),
    Mend(usize),
    Restart(usize),
    Pass(i64),
}
use Event::*;

const KEY: &[u8] = b"a";

fn happen(network: &mut Network, event: Event) {
    match event {
        Publish(node, value) => network.publish(node, KEY, value.as_bytes()),
        Lease(node, value) => network.lease(node, KEY, value.as_bytes(), 500),
        Remove(node) => network.unpublish(node, KEY, Scope::Global),
        Cut(pipe) => network.cut(pipe, true),
        Mend(pipe) => network.mend(pipe),
        Restart(node) => network.restart(node),
        Pass(ms) => network.pass(ms),
    }
}

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
struct Explored {
    states: usize,
    ends: usize,
}

/// Follows every order of the courses' events and of arrivals, from a network whose nodes are stock
/// or ours, with connections from client to server.
fn explore(stock: &[bool], connections: &[(usize, usize)], courses: &[&[Event]]) -> Explored {
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
                happen(&mut next, *event);
                done[course] += 1;
                open.push((next, done));
            }
        }
        if open.len() == before {
            explored.ends += 1;
            let mut end = state.0;
            end.settle();
            // Stock nodes never forget.
            if courses
                .iter()
                .copied()
                .flatten()
                .any(|event| matches!(event, Remove(_) | Lease(..)))
            {
                end.assert_ours_agreed();
            } else {
                end.assert_agreed();
            }
            for (node, is_stock) in stock.iter().enumerate() {
                // What is held is of some write, and so is the key.
                let written = |value: &Vec<u8>| {
                    let mut events = courses.iter().copied().flatten();
                    events.any(|event| {
                        matches!(event, Publish(_, text) | Lease(_, text) if text.as_bytes() == *value)
                    })
                };
                assert!(end.tuples(node).values().all(written));
                assert_eq!(matches!(end.nodes[node], Node::Stock(_)), *is_stock);
            }
        }
    }
    println!("{stock:?} {courses:?}: {explored:?}");
    explored
}

const OURS: bool = false;
const STOCK: bool = true;

#[test]
fn two_of_ours() {
    let writes: [&[Event]; 2] = [
        &[Publish(0, "1"), Publish(0, "2")],
        &[Publish(1, "3"), Publish(1, "1")],
    ];
    explore(&[OURS, OURS], &[(0, 1)], &writes);
    // They connect to each other.
    let writes: [&[Event]; 2] = [&[Publish(0, "1")], &[Publish(1, "2")]];
    explore(&[OURS, OURS], &[(0, 1), (1, 0)], &writes);
}

#[test]
fn two_of_ours_with_faults() {
    let courses: [&[Event]; 3] = [&[Publish(0, "1")], &[Publish(1, "2")], &[Cut(0), Mend(0)]];
    explore(&[OURS, OURS], &[(0, 1)], &courses);
    let courses: [&[Event]; 3] = [
        &[Publish(0, "1")],
        &[Publish(1, "2")],
        &[Restart(1), Mend(0)],
    ];
    explore(&[OURS, OURS], &[(0, 1)], &courses);
    let courses: [&[Event]; 2] = [&[Publish(0, "1"), Publish(0, "2")], &[Pass(400), Pass(400)]];
    explore(&[OURS, OURS], &[(0, 1)], &courses);
}

#[test]
fn two_of_ours_that_remove() {
    let courses: [&[Event]; 2] = [&[Publish(0, "1"), Remove(0)], &[Publish(1, "2"), Remove(1)]];
    explore(&[OURS, OURS], &[(0, 1)], &courses);
    let courses: [&[Event]; 3] = [
        &[Lease(0, "1")],
        &[Publish(1, "2"), Remove(1)],
        &[Pass(200), Pass(600)],
    ];
    explore(&[OURS, OURS], &[(0, 1)], &courses);
}

#[test]
fn three_of_ours() {
    let courses: [&[Event]; 2] = [&[Publish(0, "1")], &[Publish(2, "2")]];
    explore(&[OURS; 3], &[(0, 1), (2, 1)], &courses);
    let courses: [&[Event]; 1] = [&[Publish(0, "1"), Remove(0)]];
    explore(&[OURS; 3], &[(0, 1), (1, 2)], &courses);
}

#[test]
fn one_of_ours_and_one_stock() {
    let courses: [&[Event]; 2] = [
        &[Publish(0, "1"), Publish(0, "2")],
        &[Publish(1, "3"), Publish(1, "1")],
    ];
    for connection in [(0, 1), (1, 0)] {
        explore(&[OURS, STOCK], &[connection], &courses);
    }
    let courses: [&[Event]; 3] = [&[Publish(0, "1")], &[Publish(1, "2")], &[Cut(0), Mend(0)]];
    for connection in [(0, 1), (1, 0)] {
        explore(&[OURS, STOCK], &[connection], &courses);
    }
    // The stock server forgets its client.
    let courses: [&[Event]; 3] = [&[Publish(0, "1")], &[Publish(1, "2")], &[Pass(1100)]];
    for connection in [(0, 1), (1, 0)] {
        explore(&[OURS, STOCK], &[connection], &courses);
    }
}

#[test]
fn one_of_ours_between_two_stock() {
    let courses: [&[Event]; 2] = [&[Publish(0, "1")], &[Publish(2, "2")]];
    let more: [&[Event]; 2] = [&[Publish(0, "1"), Publish(0, "2")], &[Publish(2, "3")]];
    for connections in [[(0, 1), (2, 1)], [(1, 0), (1, 2)], [(0, 1), (1, 2)]] {
        explore(&[STOCK, OURS, STOCK], &connections, &courses);
        explore(&[STOCK, OURS, STOCK], &connections, &more);
    }
}

#[test]
fn one_stock_between_two_of_ours() {
    let courses: [&[Event]; 2] = [&[Publish(0, "1")], &[Publish(2, "2")]];
    let more: [&[Event]; 2] = [&[Publish(0, "1"), Publish(0, "2")], &[Publish(2, "3")]];
    for connections in [[(0, 1), (2, 1)], [(1, 0), (1, 2)], [(0, 1), (1, 2)]] {
        explore(&[OURS, STOCK, OURS], &connections, &courses);
        explore(&[OURS, STOCK, OURS], &connections, &more);
    }
}

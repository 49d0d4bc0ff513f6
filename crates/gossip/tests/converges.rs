//! Networks of engines, with faults and a virtual clock: whatever happens, once messages flow
//! again all nodes hold the same tuples, and their owners were told the final values.
//!
//! For a longer run: `GOSSIP_HISTORIES=100000 cargo test --release -p czmq-gossip --test converges`.

mod simulator;

use czmq_gossip::engine::Scope;
use proptest::prelude::*;
use simulator::event::{Event, events, events_with_removal, happen, histories};
use simulator::network::Network;

/// Plays the events, then lets the network heal: all agree, and nothing that a node held is lost.
/// What is written then wins everywhere, whatever the clocks say.
fn play(network: &mut Network, events: &[Event]) {
    happen(network, events);
    let keys = network.keys();
    network.settle();
    network.assert_agreed();
    assert_eq!(network.keys(), keys, "a tuple is lost");
    let writer = events.len() % network.nodes.len();
    network.publish(writer, b"a", b"last");
    network.settle();
    network.assert_agreed();
    assert_eq!(
        network.tuples(0)[&b"a"[..]],
        b"last",
        "the last write is lost"
    );
}

/// Plays the events, then lets the network heal: those of ours agree, and stock nodes, which never
/// forget, hold at least that. What is removed then does not come back, whatever happens after, as
/// long as the first node, which is one of ours, lives: somebody must know that it was removed.
fn play_with_removal(network: &mut Network, events: &[Event], after: &[Event]) {
    happen(network, events);
    network.settle();
    network.assert_ours_agreed();
    network.publish(0, b"gone", b"1");
    network.publish(0, b"gone", b"2");
    network.settle();
    network.unpublish(0, b"gone", Scope::Own);
    network.settle();
    let nodes = network.nodes.len();
    let lives = |event: &&Event| !matches!(event, Event::Restart(node) if node % nodes == 0);
    let after: Vec<Event> = after.iter().filter(lives).cloned().collect();
    happen(network, &after);
    network.settle();
    network.assert_ours_agreed();
    assert!(
        !network.tuples(0).contains_key(&b"gone"[..]),
        "it came back"
    );
}

/// What fits into a pipe.
fn rooms() -> impl Strategy<Value = usize> {
    prop_oneof![2 => Just(usize::MAX), 1 => 1..5usize]
}

proptest! {
    #![proptest_config(histories())]

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
        play(&mut network, &events);
    }

    /// The same, with tuples that are removed or expire.
    #[test]
    fn ours_agree_on_what_is_gone(
        size in 2usize..7,
        chord: (usize, usize),
        room in rooms(),
        events in events_with_removal(),
        after in events(),
    ) {
        let mut network = Network::new(&vec![false; size]);
        network.room = room;
        for node in 0..size {
            network.connect(node, (node + 1) % size);
        }
        if chord.0 % size != chord.1 % size {
            network.connect(chord.0 % size, chord.1 % size);
        }
        play_with_removal(&mut network, &events, &after);
    }

    /// Ours in a chain, so that word of a removal need not pass a stock node, which would not tell;
    /// and stock nodes, each connected to one or two of ours. (Two stock nodes that are connected
    /// with each other can swap two values for ever, all by themselves.)
    #[test]
    fn what_is_gone_does_not_come_back_from_stock_peers(
        ours in 1usize..4,
        room in rooms(),
        stock in prop::collection::vec(prop::array::uniform2(any::<(usize, bool)>()), 1..3),
        events in events_with_removal(),
        after in events(),
    ) {
        let kinds: Vec<bool> = (0..ours + stock.len()).map(|node| node >= ours).collect();
        let mut network = Network::new(&kinds);
        network.room = room;
        for node in 1..ours {
            network.connect(node, node - 1);
        }
        for (index, others) in stock.into_iter().enumerate() {
            let node = ours + index;
            for (other, onwards) in others {
                let other = other % ours;
                if onwards {
                    network.connect(node, other);
                } else {
                    network.connect(other, node);
                }
            }
        }
        play_with_removal(&mut network, &events, &after);
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
        play(&mut network, &events);
    }

    /// Ours in the middle, stock nodes around it, either way round.
    #[test]
    fn a_star_of_stock_peers_agrees(
        ways in prop::collection::vec(any::<bool>(), 2..5),
        room in rooms(),
        events in events(),
    ) {
        let mut stock = vec![true; ways.len() + 1];
        stock[0] = false;
        let mut network = Network::new(&stock);
        network.room = room;
        for (leaf, &ours_connects) in ways.iter().enumerate() {
            if ours_connects {
                network.connect(0, leaf + 1);
            } else {
                network.connect(leaf + 1, 0);
            }
        }
        play(&mut network, &events);
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
        play(&mut network, &events);
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

//! What can happen in a network: the model that all simulations share.
//!
//! To add a kind of event: add a variant, say in [`Event::happen`] what it does, and give it
//! a weight in one of the strategies below. If it makes tuples vanish, or writes some, say so in
//! [`Event::removes`] or [`Event::written`]. Random histories have it then, and courses of
//! the explorer may.
//!
//! Nodes and pipes are taken modulo their number, so that any event suits any network.

use czmq_gossip::engine::Scope;
use proptest::prelude::*;

use super::network::Network;

/// One event. Keys and values have one byte.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// An owner publishes.
    Publish { node: usize, key: u8, value: u8 },
    /// An owner publishes for this many milliseconds, or until the node ends.
    Lease {
        node: usize,
        key: u8,
        value: u8,
        ttl: i64,
    },
    /// An owner removes a tuple from all nodes.
    Remove { node: usize, key: u8 },
    /// The next message of a pipe arrives.
    Arrive { pipe: usize, to_server: bool },
    /// Time passes, in milliseconds.
    Pass(i64),
    /// A connection is lost, with what is under way. A server of ours may not know at once.
    Cut { pipe: usize, server_knows: bool },
    /// A connection is made again.
    Mend(usize),
    /// All connections between two groups are cut: nodes whose bit is set, and others.
    Partition(usize),
    /// All connections are made again.
    Heal,
    /// A node is killed, and starts again without tuples.
    Restart(usize),
    /// A wall clock is wrong by this many milliseconds from now on.
    SetClock { node: usize, skew: i64 },
    /// A peer sends a frame of its own, at one of the network's [`Network::forgeries`].
    Forge { place: usize, frame: Vec<u8> },
}

fn key_of(key: u8) -> [u8; 1] {
    [b'a' + key]
}

fn value_of(value: u8) -> [u8; 1] {
    [b'0' + value]
}

impl Event {
    /// Lets it happen.
    pub fn happen(&self, network: &mut Network) {
        let (nodes, pipes) = (network.nodes.len(), network.pipes.len());
        match *self {
            Event::Publish { node, key, value } => {
                network.publish(node % nodes, &key_of(key), &value_of(value));
            }
            Event::Lease {
                node,
                key,
                value,
                ttl,
            } => network.lease(node % nodes, &key_of(key), &value_of(value), ttl),
            Event::Remove { node, key } => {
                network.unpublish(node % nodes, &key_of(key), Scope::Global);
            }
            Event::Arrive { pipe, to_server } => drop(network.step(pipe % pipes, to_server)),
            Event::Pass(ms) => network.pass(ms),
            Event::Cut { pipe, server_knows } => network.cut(pipe % pipes, server_knows),
            Event::Mend(pipe) => network.mend(pipe % pipes),
            Event::Partition(group) => network.partition(group),
            Event::Heal => (0..pipes).for_each(|pipe| network.mend(pipe)),
            Event::Restart(node) => network.restart(node % nodes),
            Event::SetClock { node, skew } => network.skew[node % nodes] = skew,
            Event::Forge { place, ref frame } => network.forge(place, frame),
        }
    }

    /// True if a tuple may vanish, which stock nodes do not learn.
    pub fn removes(&self) -> bool {
        matches!(self, Event::Remove { .. } | Event::Lease { .. })
    }

    /// The value that it writes.
    pub fn written(&self) -> Option<[u8; 1]> {
        match *self {
            Event::Publish { value, .. } | Event::Lease { value, .. } => Some(value_of(value)),
            _ => None,
        }
    }
}

/// Lets events happen, one after the other.
pub fn happen(network: &mut Network, events: &[Event]) {
    events.iter().for_each(|event| event.happen(network));
}

/// Clocks are wrong by this much, in milliseconds: two of them by less than what nodes take for
/// a clock that is wrong.
const SKEW: i64 = 11 * 3600 * 1000;

/// Histories without removal and expiry.
pub fn events() -> impl Strategy<Value = Vec<Event>> {
    prop::collection::vec(event(), 0..120)
}

/// Histories of anything but forgeries.
pub fn events_with_removal() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        10 => event(),
        1 => (any::<usize>(), 0..3u8, 0..4u8, 400..5000i64)
            .prop_map(|(node, key, value, ttl)| Event::Lease { node, key, value, ttl }),
        1 => (any::<usize>(), 0..3u8).prop_map(|(node, key)| Event::Remove { node, key }),
    ];
    prop::collection::vec(event, 0..120)
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        12 => (any::<usize>(), 0..3u8, 0..4u8)
            .prop_map(|(node, key, value)| Event::Publish { node, key, value }),
        32 => (any::<usize>(), any::<bool>())
            .prop_map(|(pipe, to_server)| Event::Arrive { pipe, to_server }),
        4 => (0..700i64).prop_map(Event::Pass),
        4 => (any::<usize>(), any::<bool>())
            .prop_map(|(pipe, server_knows)| Event::Cut { pipe, server_knows }),
        4 => any::<usize>().prop_map(Event::Mend),
        1 => any::<usize>().prop_map(Event::Partition),
        1 => Just(Event::Heal),
        1 => any::<usize>().prop_map(Event::Restart),
        2 => (any::<usize>(), -SKEW..SKEW).prop_map(|(node, skew)| Event::SetClock { node, skew }),
    ]
}

/// Histories in which the first `writers` nodes publish, and peers send frames of their own.
pub fn events_with_forgeries(
    writers: usize,
    frames: impl Strategy<Value = Vec<u8>>,
) -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        2 => (0..writers, 0..3u8, 0..4u8)
            .prop_map(|(node, key, value)| Event::Publish { node, key, value }),
        8 => (any::<usize>(), any::<bool>())
            .prop_map(|(pipe, to_server)| Event::Arrive { pipe, to_server }),
        1 => (0..2000i64).prop_map(Event::Pass),
        8 => (any::<usize>(), frames).prop_map(|(place, frame)| Event::Forge { place, frame }),
    ];
    prop::collection::vec(event, 0..150)
}

/// How many histories of each kind a test plays: some hundreds, or as many as `GOSSIP_HISTORIES`
/// says.
pub fn histories() -> ProptestConfig {
    let cases = std::env::var("GOSSIP_HISTORIES").map_or(400, |text| {
        text.parse().expect("GOSSIP_HISTORIES is a number")
    });
    ProptestConfig {
        cases,
        ..ProptestConfig::default()
    }
}

//! Peers that send anything: well-formed messages in any order, with any extension, and malformed
//! ones, at nodes that are in use. They do not end a node, nor keep others from agreeing, nor take
//! more memory than what they send.
//!
//! For a longer run: `GOSSIP_HISTORIES=100000 cargo test --release -p czmq-gossip --test wire`.

mod simulator;

use proptest::prelude::*;
use simulator::event::{Event, events_with_forgeries, happen, histories};
use simulator::forgery::frames;
use simulator::network::Network;

proptest! {
    #![proptest_config(histories())]

    /// Three of ours in a row. A peer connects to the first, and the last connects to another; both
    /// behave as stock nodes do but send other frames, too.
    #[test]
    fn peers_may_say_anything(events in events_with_forgeries(3, frames())) {
        let mut network = Network::new(&[false, false, false, true, true]);
        network.connect(0, 1);
        network.connect(1, 2);
        network.connect(3, 0);
        network.connect(2, 4);
        network.forgeries = vec![(2, true), (3, false)];
        happen(&mut network, &events);
        network.settle();
        network.assert_first_agree(3);
        let forged = events.iter().filter(|event| matches!(event, Event::Forge { .. }));
        prop_assert!(network.tuples(0).len() <= 3 + forged.count());
        network.publish(1, b"a", b"last");
        network.settle();
        network.assert_first_agree(3);
        prop_assert_eq!(&network.tuples(0)[&b"a"[..]], &b"last"[..]);
    }
}

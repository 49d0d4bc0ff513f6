//! zgossip_msg: messages of the gossip protocol.

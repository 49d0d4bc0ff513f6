//! What links act on, borrowed from their node for one call.

use czmq_gossip::engine::{Engine, Now};
use czmq_hosting::NodeId;

use super::Common;
use super::port::Ready;

/// What links act on.
pub(super) struct Context<'c> {
    pub at: Now,
    /// The node's own name in the host.
    pub id: NodeId,
    pub engine: &'c mut Engine,
    pub ready: &'c mut Ready,
    pub common: &'c mut Common,
}

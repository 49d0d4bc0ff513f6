//! Many nodes on one thread: whose turn it is, when to wake, what nodes send each other, and which
//! sockets may be ready.
//!
//! Nothing here opens a socket, starts a thread or reads a clock. A node is a [`Hosted`], of any
//! protocol; what waits is a [`Waiter`]. So tests drive the loop that ships with a virtual clock,
//! and libraries that stand on the C functions of libczmq can use it as well as libczmq itself.
#![forbid(unsafe_code)]

pub mod exchange;
pub mod host;
pub mod suspects;

pub use exchange::{Envelope, Exchange, Inbox, NodeId, Payload};
pub use host::{Common, Host, Hosted, Turn, Waiter};
pub use suspects::Suspects;

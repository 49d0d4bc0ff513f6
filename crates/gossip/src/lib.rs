//! The gossip protocol: its messages, and the engine that decides what to send to whom.
//!
//! Everything in here is pure: messages and time go in, messages and events come out. Sockets,
//! threads and clocks are the caller's.
//!
//! Each file uses only those above it:
//!
//! ```text
//! time            the time, which comes from outside
//! timestamp       the order of writes
//! fingerprint     hashes that all nodes share
//! codec           messages, and the extension of this library
//! sections        what nodes tell each other to compare their stores
//! key, value      keys and values as they come in
//! entry           what is known of one key
//! tuple_store     all entries of a node
//! comparison      which entries a peer lacks
//! packet, output  what is sent, and what else is to be done
//! journal         records of entries, for a restart
//! replica         which write wins; leases, tombstones, limits
//! replaced        values that a stock peer may bring back
//! local           all of this, as the links of a node share it
//! in_flight       values on their way to a stock peer
//! backlog         what waits until a peer reads
//! channel         the sending half of a link
//! pings           whether a stock server may have forgotten us
//! throttle        limits to what a peer can make us do
//! link            the dialogue with one peer
//! engine          the node: its replica and links
//! ```
#![forbid(unsafe_code)]

mod backlog;
mod channel;
pub mod codec;
mod comparison;
pub mod engine;
mod entry;
mod fingerprint;
mod in_flight;
pub mod journal;
mod key;
mod link;
mod local;
mod output;
pub mod packet;
mod pings;
mod replaced;
mod replica;
mod sections;
mod throttle;
mod time;
pub mod timestamp;
mod tuple_store;
mod value;

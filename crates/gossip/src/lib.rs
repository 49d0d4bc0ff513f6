//! The gossip protocol: its messages, and the engine that decides what to say to whom.
//!
//! Everything in here is pure: messages and time go in, messages and events come out. Sockets,
//! threads and clocks are in [`czmq_core::actors::gossip`].
#![forbid(unsafe_code)]

pub mod codec;
mod compare;
mod conversation;
pub mod engine;
pub mod journal;
mod key;
mod link;
pub mod packet;
mod table;
pub mod timestamp;

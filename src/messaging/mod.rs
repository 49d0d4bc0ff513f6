//! Frames, messages and the sockets that carry them.
#![forbid(unsafe_code)]

pub mod frame;
pub mod message;
pub mod pipe;
pub mod poller;
pub mod socket;

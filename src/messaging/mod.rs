//! Frames, messages and the sockets that carry them.
#![forbid(unsafe_code)]

pub mod curve;
pub mod frame;
pub mod http;
pub mod log_sender;
pub mod message;
pub mod option;
pub mod parts;
pub mod picture;
pub mod pipe;
pub mod poller;
pub mod reactor;
pub mod readiness;
pub mod signal;
pub mod socket;
mod ticket;

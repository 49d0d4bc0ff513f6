//! Frames, messages and the sockets that carry them.

pub mod frame;
pub mod log_sender;
pub mod message;
pub mod option;
pub mod parts;
pub mod picture;
pub mod pipe;
pub mod signal;
pub mod socket;

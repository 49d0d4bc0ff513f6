//! What the operating system and libzmq offer, made safe.
//!
//! Nothing in here knows messages, actors or the C API; everything above builds on it.

pub mod child;
pub mod clock;
pub mod daemon;
pub mod descriptor;
pub mod epoll;
pub mod errno;
pub mod file;
pub mod fork;
pub mod host;
pub mod integer;
pub mod interface;
pub mod interfaces;
pub mod intern;
pub mod log;
pub mod memory;
pub mod registry;
pub mod room;
pub mod session;
pub mod settings;
pub mod signal;
pub mod socket;
pub mod stream;
pub mod thread;
pub mod udp;
pub mod wakeup;
pub mod zmq;

//! What the operating system and libzmq offer, made safe.
//!
//! [`session`] is the one context of the process; it has [`settings`] and a [`registry`] of sockets,
//! whose owners are in [`socket`]. [`zmq`] has libzmq's own objects. The other modules are the
//! system's: descriptors, files, processes, threads, interfaces, signals, the log. Wrappers are nix's
//! and socket2's; a module that calls libc itself says why.
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
pub mod interface_list;
pub mod intern;
pub mod log;
pub mod memory;
pub mod registry;
pub mod session;
pub mod settings;
pub mod signal;
pub mod socket;
pub mod stream;
pub mod thread;
pub mod udp;
pub mod wakeup;
pub mod zmq;

//! What libczmq does, in Rust that does not know C.
//!
//! Every room is a folder: `containers`, `formats`, `files`, `matching` and `security` hold data;
//! `messaging` carries it over sockets, `polling` waits for them, and `actors` and `http` run
//! beside the program. What the system and libzmq offer comes from `czmq_sys`.
#![forbid(unsafe_code)]

pub mod actors;
pub mod containers;
pub mod files;
pub mod formats;
pub mod held;
pub mod http;
pub mod matching;
pub mod messaging;
pub mod polling;
pub mod security;

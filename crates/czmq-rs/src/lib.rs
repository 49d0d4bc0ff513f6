//! A small safe binding to CZMQ: to the public functions of `libczmq.so.4`, and to nothing else.
//!
//! What is built on it is a client of the C library, as a C program is: it runs on the original
//! library from 4.2.1 on and on its replacements, whichever the loader finds. Building needs neither,
//! only a C compiler and libzmq; build.rs says how. The tests run on this workspace's library and, if
//! it is installed, on the original:
//!
//! ```sh
//! cargo build -p czmq && cargo test -p czmq-rs
//! ```
//!
//! # Conventions
//!
//! Objects are owned by their Rust values, and destroyed with them. They may move to another thread
//! ([`Send`]), but are used by one at a time (not [`Sync`]). Functions that take text fail with
//! `EINVAL` if it contains a NUL. Times are [`Duration`](std::time::Duration)s; the library counts in
//! milliseconds, and they are rounded up. Like its C callers, this crate treats exhausted memory as the
//! end of the process.
//!
//! `as_ptr`, `into_ptr` and the unsafe `from_ptr` are for libraries with a C interface of their own,
//! whose callers hand over objects of CZMQ's.

mod actor;
mod cert;
mod config;
mod error;
mod ffi;
mod interface;
pub mod log;
mod message;
mod poll;
mod process;
mod socket;
mod text;
mod uuid;

pub use actor::{Actor, Monitor};
pub use cert::{Cert, is_curve_key};
pub use config::{Config, ConfigItem};
pub use error::{Error, Result, SendError};
pub use interface::{Interface, interfaces};
pub use message::{Frame, Message};
pub use poll::{Events, PollItem, poll};
pub use process::{catch_interrupts, has_curve, host_name, interrupted, is_original};
pub use socket::{Direction, Socket, SocketType};
pub use uuid::Uuid;

/// The C types behind the objects, for libraries with a C interface of their own.
#[allow(missing_docs)]
pub mod c {
    pub use crate::ffi::{zactor_t, zcert_t, zframe_t, zmsg_t, zsock_t};
}

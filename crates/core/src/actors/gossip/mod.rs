//! Gossip nodes: engines, on sockets, under the command of their owners.
//!
//! All nodes of a process that are actors run on one thread, the host. Those of them that connect
//! to each other over inproc need no sockets for that.
//!
//! `host.rs` is the thread, `node.rs` one node; `command.rs` what its owner says and is told,
//! `outbox.rs` what the owner has not taken yet, `remote.rs` the peers that it connects to,
//! `config.rs` its configuration, `journal.rs` the file that keeps its tuples, `local.rs` how nodes of a host write to each other, `watch.rs`
//! which sockets need a look.

mod command;
mod config;
mod host;
mod journal;
mod local;
mod node;
mod outbox;
mod remote;
mod watch;

use std::ffi::CStr;

use crate::held::Held;
use crate::messaging::signal;
use crate::messaging::socket::Socket;
use czmq_gossip::engine::Now;
use czmq_sys::clock;
use czmq_sys::errno::Result;
use czmq_sys::log::{self, Level};
use czmq_sys::registry::Origin;
use czmq_sys::zmq::{SocketRef, SocketType, option};

use super::actor::Actor;
use host::Host;
use node::Pipe;

/// How often the transport probes a connection that may have died without a word, and how long it
/// waits for the answer, in milliseconds.
const HEARTBEAT: (i32, i32) = (10_000, 30_000);

/// So many messages wait in the transport for a peer that does not read; further ones wait in the
/// engine, where the last of each key is enough.
const ROOM: i32 = 10_000;

const ORIGIN: Origin = Origin {
    file: c"crates/core/src/actors/gossip/mod.rs",
    line: line!() as usize,
};

fn socket(kind: SocketType) -> Result<Socket> {
    Socket::new(kind, Some(ORIGIN))
}

fn now() -> Now {
    Now {
        mono: clock::mono_ms(),
        wall: clock::wall_ms(),
    }
}

fn set_heartbeat(socket: SocketRef<'_>) {
    // Without it a connection that died silently is found later, by the transport.
    let _ = socket.set_int(option::HEARTBEAT_IVL, HEARTBEAT.0);
    let _ = socket.set_int(option::HEARTBEAT_TIMEOUT, HEARTBEAT.1);
}

/// An actor that is a node, on the thread of all such nodes. `label` names it in the log.
pub fn spawn<S: Held<Socket> + Send + 'static>(label: &CStr) -> Result<Actor<S>> {
    host::spawn(label)
}

/// Runs a node on this thread, until its owner ends it, or the process is interrupted.
pub fn run(pipe: &mut Socket, label: &CStr) {
    let ready = signal::send(pipe.handle(), 0);
    match Host::new().and_then(|mut host| {
        host.admit(Pipe::Lent(pipe.handle()), label, None)?;
        Ok(host)
    }) {
        Ok(mut host) if ready.is_ok() => host.run(None),
        Ok(_) => {}
        Err(error) => log::write(
            Level::Error,
            format!("zgossip cannot start: {error}").as_bytes(),
        ),
    }
}

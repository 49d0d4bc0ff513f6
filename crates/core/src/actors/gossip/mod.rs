//! Gossip nodes: engines, on sockets, under the command of their owners.
//!
//! All nodes of a process that are actors share one thread (`thread.rs`), where a host gives them
//! turns. Those of them that connect to each other over inproc need no sockets for that.
//!
//! `node.rs` is one node, made of parts that know nothing of each other: `owner.rs` with what is
//! said in `command.rs`, answered in `reply.rs` and not taken yet in `outbox.rs`; `links.rs` with the
//! peers it connects to in `remote.rs`; `journal.rs`, the file that keeps tuples; `config.rs`, what
//! it is set to. `port.rs` names its sockets; `pipe.rs` is its end of the pipe to the owner.

mod command;
mod config;
mod context;
mod journal;
mod links;
mod node;
mod outbox;
mod owner;
mod pipe;
mod port;
mod remote;
mod reply;
mod thread;

use std::ffi::CStr;

use crate::held::Held;
use crate::messaging::socket::Socket;
use crate::polling::waiter::EpollWaiter;
use czmq_gossip::engine::{LinkId, Now};
use czmq_gossip::packet::Packet;
use czmq_sys::clock;
use czmq_sys::errno::Result;
use czmq_sys::registry::Origin;
use czmq_sys::zmq::{SocketRef, SocketType, option};

use super::actor::Actor;

/// What the nodes of a host share.
type Common = czmq_hosting::Common<EpollWaiter, LinkId, Packet>;

/// How many messages of one socket are taken before the others get their turn.
const BATCH: usize = 128;

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

/// True for an endpoint of the process itself.
fn is_inproc(endpoint: &CStr) -> bool {
    endpoint.to_bytes().starts_with(b"inproc:")
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
    thread::spawn(label)
}

/// Runs a node on this thread, until its owner ends it, or the process is interrupted.
pub fn run(pipe: &mut Socket, label: &CStr) {
    thread::run_alone(pipe.handle(), label);
}

//! A gossip node: the engine, on sockets, under the command of its owner.
//!
//! `node.rs` is a node's sockets and its loop; `command.rs` what its owner says and is told,
//! `remote.rs` the peers that it connects to, `config.rs` its configuration.

mod command;
mod config;
mod node;
mod remote;

use std::ffi::CStr;

use crate::gossip::engine::Now;
use crate::messaging::message::Message;
use crate::messaging::socket::Socket;
use crate::sys::clock;
use crate::sys::errno::Result;
use crate::sys::log::{self, Level};
use crate::sys::process::Origin;
use crate::sys::zmq::{SocketRef, SocketType, option};

use node::Node;

/// waits for the answer, in milliseconds.
const HEARTBEAT: (i32, i32) = (10_000, 30_000);

const ORIGIN: Origin = Origin {
    file: c"src/actors/gossip/mod.rs",
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

/// Runs a node until its owner ends it, or the process is interrupted. `label` names it in the log.
pub fn run(pipe: &mut Socket, label: &CStr) {
    let ready = Message::signal(0).and_then(|mut signal| signal.send(pipe.handle(), false));
    match Node::new(pipe.handle(), label) {
        Ok(mut node) if ready.is_ok() => node.run(),
        Ok(_) => {}
        Err(error) => log::write(
            Level::Error,
            format!("zgossip cannot start: {error}").as_bytes(),
        ),
    }
}

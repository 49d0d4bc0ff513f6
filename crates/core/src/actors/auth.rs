//! The actor that decides which clients of the process's sockets may connect.

use std::ffi::CStr;
use std::fmt;
use std::ops::ControlFlow;

use crate::held::Held;
use crate::messaging::parts::{self, Parts};
use crate::messaging::socket::Socket;
use crate::security::cert::Cert;
use crate::security::certstore::Store;
use crate::security::zap::{Authenticator, Outcome};
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};
use czmq_sys::registry::Origin;
use czmq_sys::zmq::{Msg, POLLIN, SocketRef, SocketType};

use super::actor::TERM;
use super::command::Command;
use super::service::{self, Replies, Service, Step, Waits};

/// Where libzmq asks.
const ENDPOINT: &CStr = c"inproc://zeromq.zap.01";

const ORIGIN: Origin = Origin {
    file: c"crates/core/src/actors/auth.rs",
    line: line!() as usize,
};

/// Why there is no authentication, although the program asked for it. To go on would be to let
/// everybody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No socket can be opened, or another handler is there.
    NoEndpoint(Errno),
    /// The program sent a command that does not exist.
    UnknownCommand,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::NoEndpoint(error) => {
                write!(f, "cannot bind {}: {error}", ENDPOINT.to_string_lossy())
            }
            Failure::UnknownCommand => write!(f, "invalid command"),
        }
    }
}

impl std::error::Error for Failure {}

/// Answers the requests of libzmq, and the commands that come over a pipe, each with a signal;
/// until it is told to end, or the process is interrupted, or the context ends.
pub fn run<C: Held<Cert> + 'static>(
    pipe: SocketRef<'_>,
    store: Option<Box<Store<C>>>,
) -> std::result::Result<(), Failure> {
    let handler = match open() {
        Ok(handler) => handler,
        Err(Errno::TERM) => return Ok(()),
        Err(error) => return Err(Failure::NoEndpoint(error)),
    };
    let mut auth = Auth {
        handler: handler.handle(),
        authenticator: Authenticator::new(store),
    };
    let done = service::run(pipe, &mut auth);
    // Closing frees the endpoint only after a while.
    let _ = handler.handle().unbind(ENDPOINT);
    done
}

fn open() -> Result<Socket> {
    let mut handler = Socket::new(SocketType::REP, Some(ORIGIN))?;
    handler.bind(ENDPOINT)?;
    Ok(handler)
}

struct Auth<'a, C> {
    handler: SocketRef<'a>,
    authenticator: Authenticator<C>,
}

impl<C: Held<Cert> + 'static> Service for Auth<'_, C> {
    type Failure = Failure;
    const ENDS_WHEN_INTERRUPTED: bool = true;

    fn waits<'s>(&'s self, waits: &mut Waits<'s>) {
        waits.socket(self.handler, POLLIN);
    }

    fn obey(&mut self, command: Command, replies: &mut Replies) -> Step<Failure> {
        let frames: Vec<Msg> = command.frames().collect();
        let frames: Vec<&[u8]> = frames.iter().map(|frame| &**frame).collect();
        // A verbose one logs the end as well.
        let outcome = self.authenticator.command(&frames);
        self.log();
        let name = frames.first().copied().unwrap_or_default();
        if name == TERM {
            return ControlFlow::Break(Ok(()));
        }
        match outcome {
            Outcome::Done => replies.signal(0),
            Outcome::Refused(reason) => {
                let line = format!("zauth: - {reason}");
                log::write(Level::Error, line.as_bytes());
                replies.signal(1);
            }
            Outcome::Unknown => {
                let line = [b"zauth: - invalid command: ", name].concat();
                log::write(Level::Error, &line);
                return ControlFlow::Break(Err(Failure::UnknownCommand));
            }
        }
        ControlFlow::Continue(())
    }

    fn serve(&mut self, happened: &[i16], _: &mut Replies) -> Result<Step<Failure>> {
        if happened.iter().all(|events| *events == 0) {
            return Ok(ControlFlow::Continue(()));
        }
        let frames = match receive(self.handler) {
            Err(Errno::INTR) => return Ok(ControlFlow::Continue(())),
            frames => frames?,
        };
        let frames: Vec<&[u8]> = frames.iter().map(|frame| &**frame).collect();
        let reply = self.authenticator.answer(&frames);
        self.log();
        // A requester that went away needs no answer.
        let _ = parts::send(self.handler, reply.frames());
        Ok(ControlFlow::Continue(()))
    }
}

impl<C: Held<Cert> + 'static> Auth<'_, C> {
    fn log(&mut self) {
        for note in self.authenticator.take_notes() {
            log::write(Level::Info, &[b"zauth: ", &*note].concat());
        }
    }
}

fn receive(source: SocketRef<'_>) -> Result<Vec<Msg>> {
    let mut parts = Parts::recv(source)?;
    let frames = parts.by_ref().collect();
    parts.finish()?;
    Ok(frames)
}

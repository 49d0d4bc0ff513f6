//! The actor that decides which clients of the process's sockets may connect.

use std::ffi::CStr;
use std::fmt;

use crate::held::Held;
use crate::messaging::parts::{self, Parts};
use crate::messaging::signal;
use crate::messaging::socket::Socket;
use crate::polling::poller::Poller;
use crate::polling::readiness::Source;
use crate::security::cert::Cert;
use crate::security::certstore::Store;
use crate::security::zap::{Authenticator, Outcome};
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};
use czmq_sys::registry::Origin;
use czmq_sys::zmq::{Msg, SocketRef, SocketType};

use super::actor::TERM;

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
        pipe,
        handler: handler.handle(),
        authenticator: Authenticator::new(store),
    };
    let done = auth.serve();
    // Closing frees the endpoint only after a while.
    let _ = handler.handle().unbind(ENDPOINT);
    match done {
        Ok(Some(failure)) => Err(failure),
        // Whatever a socket says that did work, its context is ending.
        Ok(None) | Err(_) => Ok(()),
    }
}

fn open() -> Result<Socket> {
    let mut handler = Socket::new(SocketType::REP, Some(ORIGIN))?;
    handler.bind(ENDPOINT)?;
    Ok(handler)
}

struct Auth<'a, C> {
    pipe: SocketRef<'a>,
    handler: SocketRef<'a>,
    authenticator: Authenticator<C>,
}

impl<C: Held<Cert> + 'static> Auth<'_, C> {
    fn serve(&mut self) -> Result<Option<Failure>> {
        signal::send(self.pipe, 0)?;
        let mut poller = Poller::default();
        poller.add(true, Source::Socket(self.pipe));
        poller.add(false, Source::Socket(self.handler));
        loop {
            let from_pipe = match poller.wait(-1) {
                Ok(Some(from_pipe)) => from_pipe,
                Ok(None) | Err(_) => return Ok(None),
            };
            let frames = match receive(if from_pipe { self.pipe } else { self.handler }) {
                Err(Errno::INTR) => continue,
                frames => frames?,
            };
            let frames: Vec<&[u8]> = frames.iter().map(|frame| &**frame).collect();
            if !from_pipe {
                let reply = self.authenticator.answer(&frames);
                self.log();
                // A requester that went away needs no answer.
                let _ = parts::send(self.handler, reply.frames());
            } else if frames.first() == Some(&TERM) {
                // So that a verbose one logs this as well.
                self.authenticator.command(&frames);
                self.log();
                return Ok(None);
            } else {
                let outcome = self.authenticator.command(&frames);
                self.log();
                match outcome {
                    Outcome::Done => signal::send(self.pipe, 0)?,
                    Outcome::Refused(reason) => {
                        let line = format!("zauth: - {reason}");
                        log::write(Level::Error, line.as_bytes());
                        signal::send(self.pipe, 1)?;
                    }
                    Outcome::Unknown => {
                        let name = frames.first().copied().unwrap_or_default();
                        let line = [b"zauth: - invalid command: ", name].concat();
                        log::write(Level::Error, &line);
                        return Ok(Some(Failure::UnknownCommand));
                    }
                }
            }
        }
    }

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

//! What a node's owner says, and what it is told.

use std::ffi::{CStr, CString};
use std::sync::Arc;

use crate::actors::actor::TERM;
use crate::gossip::engine::{Now, Refused};
use crate::messaging::message::Message;
use crate::sys::errno::{Errno, Result};
use crate::sys::log::Level;
use crate::sys::zmq::{DONTWAIT, SNDMORE, SocketRef, option};

use super::node::Node;

/// Something for the owner.
pub(super) enum Reply {
    Deliver(Arc<[u8]>, Arc<[u8]>),
    Port(i32),
    Status(usize),
}

impl Reply {
    /// Sends it without waiting; nothing is sent if there is no room.
    pub(super) fn send(&self, pipe: SocketRef<'_>) -> Result<()> {
        match self {
            Reply::Deliver(key, value) => {
                pipe.send(b"DELIVER", SNDMORE | DONTWAIT)?;
                pipe.send(key, SNDMORE | DONTWAIT)?;
                pipe.send(value, DONTWAIT)
            }
            Reply::Port(port) => {
                pipe.send(b"PORT", SNDMORE | DONTWAIT)?;
                pipe.send(port.to_string().as_bytes(), DONTWAIT)
            }
            Reply::Status(count) => {
                pipe.send(b"STATUS", SNDMORE | DONTWAIT)?;
                pipe.send(count.to_string().as_bytes(), DONTWAIT)
            }
        }
    }
}

/// The CURVE keys of a node, in Z85.
#[derive(Default)]
pub(super) struct Keys {
    pub(super) public: Option<CString>,
    pub(super) secret: Option<CString>,
}

impl Node<'_> {
    /// Does what a message of the owner says.
    pub(super) fn obey(&mut self, mut message: Message, at: Now) {
        let mut next = || -> Option<CString> {
            let frame = message.pop()?;
            let text = frame
                .bytes()
                .split(|&byte| byte == 0)
                .next()
                .unwrap_or_default();
            CString::new(text).ok()
        };
        let Some(command) = next() else { return };
        if self.verbose {
            let command = command.to_string_lossy();
            self.log(
                Level::Debug,
                &format!("{}:     API command={command}", self.label),
            );
        }
        let arguments = (next(), next());
        let done = match (command.to_bytes(), arguments) {
            (TERM, _) => {
                self.ended = true;
                true
            }
            (b"VERBOSE", _) => {
                self.set_verbose(true);
                true
            }
            (b"PORT", _) => {
                self.outbox.push_back(Reply::Port(self.port));
                true
            }
            (b"STATUS", _) => {
                self.outbox.push_back(Reply::Status(self.engine.len()));
                true
            }
            (b"BIND", (Some(endpoint), _)) => {
                self.bind(&endpoint);
                true
            }
            (b"CONNECT", (Some(endpoint), key)) => {
                self.connect(&endpoint, key, at);
                true
            }
            (b"PUBLISH", (Some(key), Some(value))) => {
                self.publish(&key, &value, at);
                true
            }
            (b"UNPUBLISH", (Some(key), _)) => {
                self.engine.unpublish(key.to_bytes());
                true
            }
            (b"LOAD" | b"CONFIGURE", (Some(file), _)) => {
                self.load(&file);
                true
            }
            (b"SET", (Some(path), Some(value))) => {
                self.set(&path, &value);
                true
            }
            (b"SAVE", (Some(file), _)) => {
                self.save(&file);
                true
            }
            (b"SET PUBLICKEY", (Some(key), _)) => {
                self.keys.public = Some(key);
                true
            }
            (b"SET SECRETKEY", (Some(key), _)) => {
                self.keys.secret = Some(key);
                true
            }
            (b"ZAP DOMAIN", (domain, _)) => {
                self.zap_domain = domain.unwrap_or_else(|| c"global".to_owned());
                true
            }
            (
                b"BIND" | b"CONNECT" | b"PUBLISH" | b"UNPUBLISH" | b"LOAD" | b"CONFIGURE" | b"SET"
                | b"SAVE" | b"SET PUBLICKEY" | b"SET SECRETKEY",
                _,
            ) => false,
            _ => {
                let command = command.to_string_lossy();
                self.log(Level::Error, &format!("unknown zgossip method '{command}'"));
                true
            }
        };
        if !done {
            let command = command.to_string_lossy();
            self.log(
                Level::Error,
                &format!("zgossip: {command} lacks an argument, ignored"),
            );
        }
    }

    pub(super) fn set_verbose(&mut self, on: bool) {
        self.verbose = on;
        self.engine.set_tracing(on);
    }

    fn publish(&mut self, key: &CStr, value: &CStr, at: Now) {
        let refused = match self.engine.publish(key.to_bytes(), value.to_bytes(), at) {
            Ok(()) => return,
            Err(Refused::LongKey) => "key is longer than 255 bytes",
            Err(Refused::LongValue) => "value is longer than 4 GB",
        };
        self.log(
            Level::Error,
            &format!("zgossip: PUBLISH refused: {refused}"),
        );
    }

    pub(super) fn bind(&mut self, endpoint: &CStr) {
        let bound = self
            .secure_server()
            .and_then(|()| self.router.bind(endpoint));
        match bound {
            Ok(port) => self.port = port as i32,
            Err(_) => {
                self.port = -1;
                let endpoint = endpoint.to_string_lossy();
                self.log(Level::Warning, &format!("could not bind to {endpoint}"));
            }
        }
    }

    /// Has the ROUTER ask for CURVE, if the node has keys.
    fn secure_server(&self) -> Result<()> {
        let router = self.router.handle();
        match (&self.keys.public, &self.keys.secret) {
            (Some(public), Some(secret)) => {
                router.set_bytes(option::ZAP_DOMAIN, self.zap_domain.to_bytes())?;
                router.set_int(option::CURVE_SERVER, 1)?;
                router.set_bytes(option::CURVE_PUBLICKEY, public.to_bytes())?;
                router.set_bytes(option::CURVE_SECRETKEY, secret.to_bytes())
            }
            (None, None) => Ok(()),
            // Half a pair of keys must not open an unprotected server.
            _ => {
                let text = "zgossip: BIND needs both SET PUBLICKEY and SET SECRETKEY, or neither";
                self.log(Level::Error, text);
                Err(Errno::INVAL)
            }
        }
    }
}

//! What a node's owner says, and what it is told.

use std::ffi::{CStr, CString};
use std::sync::Arc;

use crate::actors::actor::TERM;
use crate::gossip::engine::{Now, Refused, Scope};
use crate::messaging::parts;
use crate::sys::errno::{Errno, Result};
use crate::sys::log::Level;
use crate::sys::zmq::{Msg, SocketRef, option};

use super::node::{Common, Node};

/// Something for the owner.
pub(super) enum Reply {
    Deliver(Arc<[u8]>, Arc<[u8]>),
    Port(i32),
    Status(usize),
}

impl Reply {
    /// The key that it tells of; a later reply that tells of the same key takes its place if
    /// neither has been taken.
    pub(super) fn key(&self) -> Option<&Arc<[u8]>> {
        match self {
            Reply::Deliver(key, _) => Some(key),
            Reply::Port(_) | Reply::Status(_) => None,
        }
    }

    /// Sends it without waiting; nothing is sent if there is no room.
    pub(super) fn send(&self, pipe: SocketRef<'_>) -> Result<()> {
        match self {
            Reply::Deliver(key, value) => parts::try_send(pipe, [b"DELIVER", &**key, value]),
            Reply::Port(port) => parts::try_send(pipe, [b"PORT", port.to_string().as_bytes()]),
            Reply::Status(count) => {
                parts::try_send(pipe, [b"STATUS", count.to_string().as_bytes()])
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

/// What a program takes for the text of a frame: it ends at the first NUL.
fn text(frame: &[u8]) -> &[u8] {
    frame.split(|&byte| byte == 0).next().unwrap_or_default()
}

impl Node<'_> {
    /// Does what a message of the owner says.
    pub(super) fn obey(&mut self, message: &[Msg], common: &mut Common, at: Now) {
        if let [command, key, value] = message
            && **command == *b"PUBLISH"
            && !self.verbose
        {
            return self.publish(text(key), text(value), at);
        }
        let mut words = message.iter();
        let mut next = || CString::new(text(words.next()?)).ok();
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
                self.reply(Reply::Port(self.port));
                true
            }
            (b"STATUS", _) => {
                self.reply(Reply::Status(self.engine.len()));
                true
            }
            (b"BIND", (Some(endpoint), _)) => {
                self.bind(&endpoint, common);
                true
            }
            (b"CONNECT", (Some(endpoint), key)) => {
                self.connect(&endpoint, key, common, at);
                true
            }
            (b"PUBLISH", (Some(key), Some(value))) => {
                self.publish(key.to_bytes(), value.to_bytes(), at);
                true
            }
            (b"UNPUBLISH", (Some(key), _)) => {
                self.engine.unpublish(key.to_bytes(), Scope::Own, at);
                true
            }
            (b"LOAD" | b"CONFIGURE", (Some(file), _)) => {
                self.load(&file, common);
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

    fn publish(&mut self, key: &[u8], value: &[u8], at: Now) {
        let refused = match self.engine.publish(key, value, None, at) {
            Ok(()) => return,
            Err(Refused::LongKey) => "key is longer than 255 bytes",
            Err(Refused::LongValue) => "value is too long",
            Err(Refused::TooMany) => "there are too many tuples",
        };
        self.log(
            Level::Error,
            &format!("zgossip: PUBLISH refused: {refused}"),
        );
    }

    fn bind(&mut self, endpoint: &CStr, common: &mut Common) {
        let bound = self
            .secure_server(common)
            .and_then(|()| self.bind_router(endpoint, common));
        match bound {
            Ok(port) => self.port = port.into(),
            Err(_) => {
                self.port = -1;
                let endpoint = endpoint.to_string_lossy();
                self.log(Level::Warning, &format!("could not bind to {endpoint}"));
            }
        }
    }

    /// Has the ROUTER ask for CURVE, if the node has keys.
    fn secure_server(&mut self, common: &Common) -> Result<()> {
        match (self.keys.public.clone(), self.keys.secret.clone()) {
            (Some(public), Some(secret)) => {
                let domain = self.zap_domain.clone();
                let router = self.router(common)?.socket.handle();
                router.set_bytes(option::ZAP_DOMAIN, domain.to_bytes())?;
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

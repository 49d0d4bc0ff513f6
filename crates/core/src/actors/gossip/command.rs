//! What a node's owner says, and what it is told.

use std::ffi::{CStr, CString};
use std::rc::Rc;

use crate::actors::actor::TERM;
use crate::messaging::parts;
use czmq_gossip::codec::c_text;
use czmq_gossip::engine::{LinkId, Now, Refused, Scope};
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::Level;
use czmq_sys::zmq::{Msg, SocketRef, option};

use super::node::{Common, Node};
use super::watch::Which;

/// Something for the owner.
pub(super) enum Reply {
    Deliver(Rc<[u8]>, Rc<[u8]>),
    /// A tuple is gone, and by what.
    Gone(&'static str, Rc<[u8]>),
    /// Any words.
    Words(Vec<Rc<[u8]>>),
}

impl Reply {
    /// A command's name, and a number.
    pub(super) fn number(name: &str, number: impl ToString) -> Reply {
        Reply::words([name.as_bytes(), number.to_string().as_bytes()])
    }

    pub(super) fn words<'w>(words: impl IntoIterator<Item = &'w [u8]>) -> Reply {
        Reply::Words(words.into_iter().map(Rc::from).collect())
    }

    /// The key that it tells of; a later reply that tells of the same key takes its place if
    /// neither has been taken.
    pub(super) fn key(&self) -> Option<&Rc<[u8]>> {
        match self {
            Reply::Deliver(key, _) | Reply::Gone(_, key) => Some(key),
            Reply::Words(_) => None,
        }
    }

    /// Sends it without waiting; nothing is sent if there is no room.
    pub(super) fn send(&self, pipe: SocketRef<'_>) -> Result<()> {
        match self {
            Reply::Deliver(key, value) => parts::try_send(pipe, [b"DELIVER", &**key, value]),
            Reply::Gone(name, key) => parts::try_send(pipe, [name.as_bytes(), &**key]),
            Reply::Words(words) => parts::try_send(pipe, words.iter().map(|word| &**word)),
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
    pub(super) fn obey(&mut self, message: &[Msg], common: &mut Common, at: Now) {
        if let [command, key, value] = message
            && **command == *b"PUBLISH"
            && !self.verbose
        {
            return self.publish(c_text(key), c_text(value), None, at);
        }
        let mut words = message.iter();
        let mut next = || CString::new(c_text(words.next()?)).ok();
        let Some(command) = next() else { return };
        if self.verbose {
            let command = command.to_string_lossy();
            self.log(
                Level::Debug,
                &format!("{}:     API command={command}", self.label),
            );
        }
        let arguments = (next(), next(), next());
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
                self.reply(Reply::number("PORT", self.port));
                true
            }
            (b"STATUS", _) => {
                self.reply(Reply::number("STATUS", self.engine.len()));
                true
            }
            (b"BIND", (Some(endpoint), ..)) => {
                self.bind(&endpoint, common);
                true
            }
            (b"CONNECT", (Some(endpoint), key, _)) => {
                self.connect(&endpoint, key, common, at);
                true
            }
            (b"PUBLISH", (Some(key), Some(value), ttl)) => {
                self.publish(key.to_bytes(), value.to_bytes(), ttl.as_deref(), at);
                true
            }
            (b"UNPUBLISH", (Some(key), scope, _)) => {
                let scope = match scope {
                    Some(scope) if scope.to_bytes() == b"GLOBAL" => Scope::Global,
                    _ => Scope::Own,
                };
                self.engine.unpublish(key.to_bytes(), scope, at);
                true
            }
            (b"GET", (Some(key), ..)) => {
                let value = self.engine.get(key.to_bytes());
                let words = [b"GET", key.to_bytes()].into_iter().chain(value);
                let reply = Reply::words(words);
                self.reply(reply);
                true
            }
            (name @ (b"KEYS" | b"DUMP"), (prefix, ..)) => {
                let prefix = prefix.as_deref().unwrap_or_default().to_bytes();
                let values = name == b"DUMP";
                let mut words: Vec<Rc<[u8]>> = vec![Rc::from(name)];
                for (key, value) in self.engine.tuples() {
                    if key.starts_with(prefix) {
                        words.push(key.clone());
                        words.extend(values.then(|| value.clone()));
                    }
                }
                self.reply(Reply::Words(words));
                true
            }
            (b"SUBSCRIBE", (Some(prefix), ..)) => {
                self.engine.subscribe(prefix.to_bytes());
                true
            }
            (b"NOTIFY", _) => {
                self.notify = true;
                true
            }
            (b"STATS", _) => {
                self.reply_stats();
                true
            }
            (b"DISCONNECT", (Some(endpoint), ..)) => {
                self.disconnect(&endpoint, common);
                true
            }
            (b"UNBIND", (Some(endpoint), ..)) => {
                self.unbind(&endpoint, common);
                true
            }
            (b"STORE", (Some(file), ..)) => {
                self.store(&file, at);
                true
            }
            (b"LOAD" | b"CONFIGURE", (Some(file), ..)) => {
                self.load(&file, common);
                true
            }
            (b"SET", (Some(path), Some(value), _)) => {
                self.set(&path, &value);
                true
            }
            (b"SAVE", (Some(file), ..)) => {
                self.save(&file);
                true
            }
            (b"SET PUBLICKEY", (Some(key), ..)) => {
                self.keys.public = Some(key);
                true
            }
            (b"SET SECRETKEY", (Some(key), ..)) => {
                self.keys.secret = Some(key);
                true
            }
            (b"ZAP DOMAIN", (domain, ..)) => {
                self.zap_domain = domain.unwrap_or_else(|| c"global".to_owned());
                true
            }
            (
                b"BIND" | b"CONNECT" | b"PUBLISH" | b"UNPUBLISH" | b"LOAD" | b"CONFIGURE" | b"SET"
                | b"SAVE" | b"SET PUBLICKEY" | b"SET SECRETKEY" | b"GET" | b"SUBSCRIBE"
                | b"DISCONNECT" | b"UNBIND" | b"STORE",
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

    /// Publishes; for good, unless the time to live is a number, as the original, which knows none,
    /// takes no note of what else is said.
    fn publish(&mut self, key: &[u8], value: &[u8], ttl: Option<&CStr>, at: Now) {
        let ttl = ttl.and_then(|ttl| ttl.to_str().ok()?.parse().ok());
        let ttl = ttl.filter(|ttl| *ttl > 0);
        match self.engine.publish(key, value, ttl, at) {
            Ok(()) => {}
            Err(Refused::LongKey) => self.refuse(key, "key is longer than 255 bytes"),
            Err(Refused::LongValue) => self.refuse(key, "value is too long"),
            Err(Refused::TooMany) => self.refuse(key, "there are too many tuples"),
        }
    }

    fn refuse(&mut self, key: &[u8], reason: &str) {
        self.log(Level::Error, &format!("zgossip: PUBLISH refused: {reason}"));
        if self.notify {
            self.reply(Reply::words([b"REFUSED", key, reason.as_bytes()]));
        }
    }

    fn reply_stats(&mut self) {
        let stats = self.engine.stats();
        let numbers = [
            ("tuples", stats.tuples as u64),
            ("tombstones", stats.tombstones as u64),
            ("peers", (stats.ours + stats.stock) as u64),
            ("ours", stats.ours as u64),
            ("stock", stats.stock as u64),
            ("received", stats.received),
            ("sent", stats.sent),
            ("queued", stats.queued as u64),
            ("undelivered", self.outbox.queued() as u64),
            ("coalesced", self.outbox.coalesced()),
            ("conflicts", stats.conflicts),
            ("refused", stats.refused),
            ("lag", stats.lag.max(0) as u64),
        ];
        let mut words: Vec<Rc<[u8]>> = vec![Rc::from(&b"STATS"[..])];
        for (name, number) in numbers {
            words.push(name.as_bytes().into());
            words.push(number.to_string().as_bytes().into());
        }
        self.reply(Reply::Words(words));
    }

    /// Tells the owner that a peer is there, by its endpoint or its number, and of which kind.
    pub(super) fn peer_up(&mut self, link: LinkId, ours: bool) {
        let name = match self.by_link.get(&link) {
            Some(&index) => self.remotes[index].endpoint().to_bytes().to_vec(),
            None => {
                let client = self.clients.get(&link);
                format!("client {}", client.map_or(0, |client| client.number)).into_bytes()
            }
        };
        let kind: &[u8] = if ours { b"OURS" } else { b"STOCK" };
        if self.notify {
            self.reply(Reply::words([&b"PEER"[..], b"UP", &name, kind]));
        }
        self.peers.insert(link, name.into());
    }

    /// Tells the owner that a peer is gone.
    pub(super) fn peer_down(&mut self, link: LinkId) {
        if let Some(name) = self.peers.remove(&link)
            && self.notify
        {
            self.reply(Reply::words([&b"PEER"[..], b"DOWN", &name]));
        }
    }

    fn unbind(&mut self, endpoint: &CStr, common: &mut Common) {
        let unbound = match &mut self.router {
            Some(port) => {
                let unbound = port.socket.handle().unbind(endpoint);
                self.doubts.used(Which::Router, &mut port.watch);
                unbound
            }
            None => Err(Errno::NOENT),
        };
        match unbound {
            Ok(()) => {
                common.exchange.unbind(endpoint, self.id);
                self.names.retain(|name| name.as_c_str() != endpoint);
            }
            Err(error) => {
                let endpoint = endpoint.to_string_lossy();
                let text = format!("could not unbind from {endpoint} ({error})");
                self.log(Level::Warning, &text);
            }
        }
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

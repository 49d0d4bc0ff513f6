//! One node: passes what comes from its owner, its links and the clock to the engine, and does what
//! the engine wants done.

use std::ffi::CStr;
use std::hash::{BuildHasher, RandomState};
use std::rc::Rc;

use czmq_gossip::engine::{Engine, LinkId, Now, Output, Refused};
use czmq_gossip::packet::Packet;
use czmq_hosting::{Envelope, Hosted, Inbox, NodeId, Turn};
use czmq_sys::errno::Errno;
use czmq_sys::log::{self, Level};
use czmq_sys::zmq::Msg;

use super::command::{self, Command, Refusal};
use super::config::{Configuration, Request, apply_security};
use super::context::Context;
use super::journal::Store;
use super::links::Links;
use super::owner::{Owner, Received};
use super::pipe::Pipe;
use super::port::{Ready, Which};
use super::reply::Reply;
use super::{BATCH, Common, now};
use crate::polling::waiter::EpollWaiter;

/// How much of what the engine wants is done before other nodes get their turn.
const OUTPUTS: usize = 512;
/// With so many envelopes unread, nodes are told of the time later, by so many milliseconds: they
/// would write the next slice of their tables.
const MOST_UNREAD: usize = 4096;
const PATIENCE: i64 = 100;
/// In each so many turns a node sweeps its sockets, however busy it is.
const SWEEP_EVERY: u32 = 8;

pub(super) struct Node<'a> {
    id: NodeId,
    /// What it is called in the log.
    label: String,
    verbose: bool,
    engine: Engine,
    owner: Owner<'a>,
    links: Links,
    inbox: Inbox<LinkId, Packet>,
    /// Which of the sockets of the owner and the links may be ready.
    ready: Ready,
    store: Store,
    configuration: Configuration,
    /// What PORT answers.
    port: i32,
    ended: bool,
    turns: u32,
    /// The owner was heard first in the last turn, and nobody else after it.
    owner_took_turn: bool,
}

/// What links act on, borrowed from a node.
macro_rules! context {
    ($node:ident, $common:ident, $at:ident) => {
        &mut Context {
            at: $at,
            id: $node.id,
            engine: &mut $node.engine,
            ready: &mut $node.ready,
            common: $common,
        }
    };
}

impl<'a> Node<'a> {
    pub fn new(
        id: NodeId,
        pipe: Pipe<'a>,
        label: &CStr,
        common: &Common,
    ) -> Result<Node<'a>, (Errno, Pipe<'a>)> {
        let random = RandomState::new();
        let mut ready = Ready::default();
        let owner = Owner::new(pipe, id, common.waiter.epoll(), &mut ready)?;
        let mut node = Node {
            id,
            label: label.to_string_lossy().into_owned(),
            verbose: false,
            engine: Engine::new(random.hash_one("node")),
            owner,
            links: Links::new((random.hash_one("number") % 1000) as usize),
            inbox: Inbox::default(),
            ready,
            store: Store::default(),
            configuration: Configuration::default(),
            port: 0,
            ended: false,
            turns: 0,
            owner_took_turn: false,
        };
        node.apply_globals();
        Ok(node)
    }

    /// Does some of what there is to do. True if that was not all.
    fn work(&mut self, common: &mut Common) -> bool {
        let at = now();
        self.turns = self.turns.wrapping_add(1);
        self.owner.begin_turn();
        if self.turns.is_multiple_of(SWEEP_EVERY) {
            self.ready.sweep();
        }
        if self.flush(common, at) {
            return true;
        }
        for _ in 0..BATCH {
            let Some(envelope) = self.inbox.pop(&mut common.exchange) else {
                break;
            };
            self.links.take(envelope, context!(self, common, at));
        }
        if self.flush(common, at) {
            return true;
        }
        let owner_first = self.owner_comes_first();
        for nth in 0..self.ready.len() {
            let which = match nth {
                0 if owner_first => Some(Which::Pipe),
                _ => self.ready.in_turn(),
            };
            let Some(which) = which else {
                break;
            };
            let more = match which {
                Which::Pipe => self.serve_owner(common, at),
                Which::Router => self.serve_clients(common, at),
                Which::Dealer(number) => self
                    .links
                    .receive_from_remote(number, context!(self, common, at)),
                Which::Monitor(number) => self
                    .links
                    .receive_events(number, context!(self, common, at)),
            };
            if !more {
                // Receiving found nothing just now: what arrives from here on is signalled.
                self.ready.idle(which);
            }
            if self.ended() || self.flush(common, at) {
                self.owner_took_turn = owner_first && nth == 0;
                return true;
            }
        }
        self.pass_time(common, at);
        self.flush(common, at) || !self.inbox.is_empty() || !self.ready.is_empty()
    }

    /// True if the owner is heard before the sockets of peers, so that a command is obeyed before
    /// what a peer sent later. An owner that took the whole last turn waits for the others.
    fn owner_comes_first(&mut self) -> bool {
        if !self.ready.is_empty() {
            self.ready.suspect_used(Which::Pipe);
        }
        !std::mem::take(&mut self.owner_took_turn) && self.ready.contains(Which::Pipe)
    }

    fn pass_time(&mut self, common: &mut Common, at: Now) {
        // What a tick has to say can wait until others have read what was said before.
        let patience = if common.exchange.unread() < MOST_UNREAD {
            0
        } else {
            PATIENCE
        };
        if let Some(due) = self.engine.next_tick()
            && due.saturating_add(patience) <= at.mono
        {
            self.engine.tick(at);
        }
        self.links.check(context!(self, common, at));
        if self.configuration.check(at.mono) {
            self.apply_configuration(common, at);
            self.configuration.say_reloaded();
        }
    }

    fn ended(&self) -> bool {
        self.ended || self.owner.is_gone()
    }

    /// Obeys the owner. True if there may be more.
    fn serve_owner(&mut self, common: &mut Common, at: Now) -> bool {
        for _ in 0..BATCH {
            match self.owner.receive(&mut self.ready) {
                Received::Message(message) => {
                    self.obey(&message, common, at);
                    self.owner.reuse(message);
                }
                Received::Interrupted => {}
                Received::Nothing => return false,
            }
            // What follows from a command comes before the reply to the next.
            if self.flush(common, at) || self.ended() {
                return true;
            }
        }
        true
    }

    /// Takes what clients say. True if there may be more.
    fn serve_clients(&mut self, common: &mut Common, at: Now) -> bool {
        for _ in 0..BATCH {
            if !self.links.receive_from_clients(context!(self, common, at)) {
                return false;
            }
            if self.flush(common, at) {
                return true;
            }
        }
        true
    }

    /// Does what the engine wants done, and gives the owner what it can take. True if that was not
    /// all.
    fn flush(&mut self, common: &mut Common, at: Now) -> bool {
        let mut left = OUTPUTS;
        while left > 0 {
            if self.owner.waits()
                && common.exchange.has_sent()
                && let Some(Output::Deliver { .. }) = self.engine.peek()
            {
                return true;
            }
            let Some(output) = self.engine.poll() else {
                break;
            };
            left -= 1;
            match output {
                Output::Send(link, packet) => {
                    self.links.send(link, packet, context!(self, common, at));
                }
                Output::Deliver { key, value } => self.reply(Reply::Deliver(key, value)),
                Output::Forget(link) => self.links.forget_client(link),
                Output::Removed(key) => self.notify(|| Reply::Gone("REMOVE", key)),
                Output::Expired(key) => self.notify(|| Reply::Gone("EXPIRE", key)),
                Output::PeerUp(link, ours) => {
                    let name = self.links.name(link);
                    self.owner.peer_up(link, name, ours, &mut self.ready);
                }
                Output::PeerDown(link) => self.owner.peer_down(link, &mut self.ready),
                Output::Record(record) => self.store.note(&record),
                Output::Warn(text) => log::write(Level::Warning, text.as_bytes()),
                Output::Trace(link, text) => self.trace(link, &text),
            }
        }
        self.store.write(&self.engine, at);
        self.owner.flush(&mut self.ready, &mut left);
        left == 0
    }

    fn reply(&mut self, reply: Reply) {
        self.owner.reply(reply, &mut self.ready);
    }

    fn notify(&mut self, reply: impl FnOnce() -> Reply) {
        self.owner.notify(reply, &mut self.ready);
    }

    fn trace(&self, link: LinkId, text: &str) {
        if let Some(number) = self.links.client_number(link) {
            let mut line = format!("{number:>6}:{:<33}", self.label);
            line.truncate(line.floor_char_boundary(40));
            log::write(Level::Debug, format!("{line}: {text}").as_bytes());
        }
    }

    fn set_verbose(&mut self, on: bool) {
        self.verbose = on;
        self.engine.set_tracing(on);
    }

    /// Applies what the configuration says of the whole node.
    fn apply_globals(&mut self) {
        let globals = self.configuration.globals();
        if globals.verbose {
            self.set_verbose(true);
        }
        self.engine.set_timeout(globals.timeout);
        self.engine.set_limits(globals.limits);
        if let Some(grace) = globals.grace {
            self.engine.set_grace(grace);
        }
    }

    /// Applies a file: what holds for the whole node, and what it asks for.
    fn apply_configuration(&mut self, common: &mut Common, at: Now) {
        self.apply_globals();
        for request in self.configuration.requests() {
            let cx = context!(self, common, at);
            match request {
                Request::Echo(line) => log::write(Level::Notice, line.to_bytes()),
                Request::Bind(endpoint) => {
                    if let Err(error) = self.links.bind(&endpoint, cx) {
                        let endpoint = endpoint.to_string_lossy();
                        let line = format!("could not bind to {endpoint} ({error})");
                        log::write(Level::Warning, line.as_bytes());
                    }
                }
                Request::Security { mechanism, domain } => {
                    let set = self.links.set_up_router(cx, |router| {
                        apply_security(router, &mechanism, &domain);
                        Ok(())
                    });
                    if let Err(error) = set {
                        let line = format!("zgossip: no security: {error}");
                        log::write(Level::Error, line.as_bytes());
                    }
                }
            }
        }
    }
}

/// Commands.
impl Node<'_> {
    /// Does what a message of the owner says.
    fn obey(&mut self, message: &[Msg], common: &mut Common, at: Now) {
        let Some(name) = command::name(message) else {
            return;
        };
        if self.verbose {
            let name = String::from_utf8_lossy(name);
            let line = format!("{}:     API command={name}", self.label);
            log::write(Level::Debug, line.as_bytes());
        }
        let refused = |text: String| log::write(Level::Error, text.as_bytes());
        match Command::parse(message) {
            Ok(command) => self.execute(command, common, at),
            Err(Refusal::Unknown) => {
                let name = String::from_utf8_lossy(name);
                refused(format!("unknown zgossip method '{name}'"));
            }
            Err(Refusal::LacksArgument) => {
                let name = String::from_utf8_lossy(name);
                refused(format!("zgossip: {name} lacks an argument, ignored"));
            }
        }
    }

    fn execute(&mut self, command: Command<'_>, common: &mut Common, at: Now) {
        match command {
            Command::Publish(key, value, ttl) => self.publish(key, value, ttl, at),
            Command::End => self.ended = true,
            Command::Verbose => self.set_verbose(true),
            Command::Port => self.reply(Reply::number("PORT", self.port)),
            Command::Status => self.reply(Reply::number("STATUS", self.engine.len())),
            Command::Stats => self.reply_stats(),
            Command::Notify => self.owner.set_notify(),
            Command::Bind(endpoint) => self.bind(&endpoint, common, at),
            Command::Unbind(endpoint) => {
                let unbound = self.links.unbind(&endpoint, context!(self, common, at));
                if let Err(error) = unbound {
                    let endpoint = endpoint.to_string_lossy();
                    let line = format!("could not unbind from {endpoint} ({error})");
                    log::write(Level::Warning, line.as_bytes());
                }
            }
            Command::Connect(endpoint, server_key) => {
                let credentials = || self.configuration.client_credentials(server_key);
                self.links
                    .connect(&endpoint, credentials, context!(self, common, at));
            }
            Command::Disconnect(endpoint) => {
                self.links.disconnect(&endpoint, context!(self, common, at));
            }
            Command::Unpublish(key, scope) => {
                self.engine.unpublish(key, scope, at);
            }
            Command::Get(key) => {
                let value = self.engine.get(key);
                let reply = Reply::words([b"GET", key].into_iter().chain(value));
                self.reply(reply);
            }
            Command::List { prefix, values } => self.list(prefix, values),
            Command::Subscribe(prefix) => self.engine.subscribe(prefix),
            Command::Store(file) => self.store.open(&file, &mut self.engine, at),
            Command::Load(file) => {
                if self.configuration.load(&file, at.mono) {
                    self.apply_configuration(common, at);
                }
            }
            Command::Save(file) => self.configuration.save(&file),
            Command::Set(path, value) => {
                if let Some(on) = self.configuration.set(&path, &value) {
                    self.set_verbose(on);
                }
                self.apply_globals();
            }
            Command::PublicKey(key) => self.configuration.set_public_key(key),
            Command::SecretKey(key) => self.configuration.set_secret_key(key),
            Command::ZapDomain(domain) => self.configuration.set_zap_domain(domain),
        }
    }

    fn publish(&mut self, key: &[u8], value: &[u8], ttl: Option<i64>, at: Now) {
        let reason = match self.engine.publish(key, value, ttl, at) {
            Ok(()) => return,
            Err(Refused::LongKey) => "key is longer than 255 bytes",
            Err(Refused::LongValue) => "value is too long",
            Err(Refused::TooMany) => "there are too many tuples",
        };
        let line = format!("zgossip: PUBLISH refused: {reason}");
        log::write(Level::Error, line.as_bytes());
        self.notify(|| Reply::words([b"REFUSED", key, reason.as_bytes()]));
    }

    fn list(&mut self, prefix: &[u8], values: bool) {
        let name: &[u8] = if values { b"DUMP" } else { b"KEYS" };
        let mut words: Vec<Rc<[u8]>> = vec![Rc::from(name)];
        for (key, value) in self.engine.tuples() {
            if key.starts_with(prefix) {
                words.push(key.clone());
                words.extend(values.then(|| value.clone()));
            }
        }
        self.reply(Reply::Words(words));
    }

    fn reply_stats(&mut self) {
        let stats = self.engine.stats();
        let (undelivered, coalesced) = self.owner.backlog();
        let numbers = [
            ("tuples", stats.tuples as u64),
            ("tombstones", stats.tombstones as u64),
            ("peers", (stats.ours + stats.stock) as u64),
            ("ours", stats.ours as u64),
            ("stock", stats.stock as u64),
            ("received", stats.received),
            ("sent", stats.sent),
            ("queued", stats.queued as u64),
            ("undelivered", undelivered as u64),
            ("coalesced", coalesced),
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

    fn bind(&mut self, endpoint: &CStr, common: &mut Common, at: Now) {
        let cx = context!(self, common, at);
        let links = &mut self.links;
        let bound = self
            .configuration
            .server_credentials()
            .and_then(|credentials| match credentials {
                Some(credentials) => links.set_up_router(cx, |router| credentials.apply(router)),
                None => Ok(()),
            })
            .and_then(|()| links.bind(endpoint, cx));
        match bound {
            Ok(port) => self.port = port.into(),
            Err(_) => {
                self.port = -1;
                let endpoint = endpoint.to_string_lossy();
                let line = format!("could not bind to {endpoint}");
                log::write(Level::Warning, line.as_bytes());
            }
        }
    }
}

impl<'a> Hosted for Node<'a> {
    type Waiter = EpollWaiter;
    type Link = LinkId;
    type Packet = Packet;
    type Remains = Pipe<'a>;

    fn signalled(&mut self, socket: u32) {
        self.ready.suspect(Which::of_number(socket));
    }

    fn post(&mut self, envelope: Envelope<LinkId, Packet>) {
        self.inbox.push(envelope);
    }

    fn turn(&mut self, common: &mut Common) -> Turn {
        let busy = self.work(common);
        match (self.ended(), busy) {
            (true, _) => Turn::Ended,
            (false, false) => Turn::Idle,
            (false, true) if self.owner.waits() => Turn::MoreAfterOthers,
            (false, true) => Turn::More,
        }
    }

    fn has_used(&self) -> bool {
        self.ready.has_used()
    }

    fn sweep(&mut self) -> bool {
        self.ready.sweep()
    }

    fn deadline(&self) -> i64 {
        self.engine
            .next_tick()
            .unwrap_or(i64::MAX)
            .min(self.configuration.next_check())
            .min(self.links.next_check())
    }

    /// Disconnects from all, and closes what sockets it has; gives back the pipe.
    fn end(mut self, common: &mut Common) -> Pipe<'a> {
        let at = now();
        self.inbox.close(&mut common.exchange);
        self.links.end(context!(self, common, at));
        self.owner.into_pipe(common.waiter.epoll())
    }
}

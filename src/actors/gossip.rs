//! A gossip node: the engine, on sockets, under the command of its owner.

use std::collections::{HashMap, VecDeque};
use std::ffi::{CStr, CString};
use std::hash::BuildHasher;
use std::sync::Arc;

use crate::data::config::Config;
use crate::gossip::engine::{Engine, LinkId, Now, Output, Refused};
use crate::messaging::message::Message;
use crate::messaging::socket::Socket;
use crate::sys::clock;
use crate::sys::errno::{Errno, Result};
use crate::sys::log::{self, Level};
use crate::sys::process::{self, Origin};
use crate::sys::signal;
use crate::sys::zmq::{DONTWAIT, POLLIN, POLLOUT, PollItem, SNDMORE, SocketRef, SocketType};
use crate::sys::zmq::{option, poll};

use super::actor::TERM;

/// How many messages of one socket are taken before the others get their turn.
const BATCH: usize = 256;
/// How often the node looks whether the process was interrupted, in milliseconds.
const INTERRUPT_CHECK: i64 = 1000;
/// How often a loaded configuration file is looked at, in milliseconds.
const CONFIG_CHECK: i64 = 1000;
/// How often the transport probes a connection that may have died without a word, and how long it
/// waits for the answer, in milliseconds.
const HEARTBEAT: (i32, i32) = (10_000, 30_000);

/// How often the node looks whether an inproc peer went away, in milliseconds.
const INPROC_CHECK: i64 = 1000;

/// What libzmq's monitor tells of a connection, by its numbers.
const EVENT_DISCONNECTED: u16 = 0x0200;
const EVENT_HANDSHAKE_SUCCEEDED: u16 = 0x1000;

const ORIGIN: Origin = Origin {
    file: c"src/actors/gossip.rs",
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

/// Something for the owner.
enum Reply {
    Deliver(Arc<[u8]>, Arc<[u8]>),
    Port(i32),
    Status(usize),
}

/// A peer that connected to us.
struct Client {
    link: LinkId,
    /// For the log.
    number: usize,
}

/// A peer that we connect to.
struct Remote {
    link: LinkId,
    endpoint: CString,
    server_key: Option<CString>,
    dealer: Socket,
    /// Tells when the connection is lost and made; there is none for inproc, which does not tell.
    monitor: Option<Socket>,
}

impl Drop for Remote {
    fn drop(&mut self) {
        // libzmq's own thread would wait for ever to tell of an event if nobody listened.
        if self.monitor.is_some() {
            self.dealer.handle().monitor_stop();
        }
    }
}

/// The CURVE keys of a node, in Z85.
#[derive(Default)]
struct Keys {
    public: Option<CString>,
    secret: Option<CString>,
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

struct Node<'a> {
    pipe: SocketRef<'a>,
    label: String,
    verbose: bool,
    engine: Engine,
    router: Socket,
    /// By the ROUTER's name for the connection.
    clients: HashMap<Box<[u8]>, Client>,
    routes: HashMap<LinkId, Box<[u8]>>,
    next_number: usize,
    remotes: Vec<Remote>,
    next_inproc_check: i64,
    /// What the owner has not taken yet.
    outbox: VecDeque<Reply>,
    /// What PORT answers.
    port: i32,
    config: Config,
    next_config_check: i64,
    keys: Keys,
    zap_domain: CString,
    ended: bool,
}

impl<'a> Node<'a> {
    fn new(pipe: SocketRef<'a>, label: &CStr) -> Result<Node<'a>> {
        let random = std::hash::RandomState::new();
        let router = socket(SocketType::ROUTER)?;
        let handle = router.handle();
        handle.set_int(option::SNDHWM, 0)?;
        handle.set_int(option::RCVHWM, 0)?;
        // A peer that is gone is learnt of by sending to it.
        handle.set_int(option::ROUTER_MANDATORY, 1)?;
        set_heartbeat(handle);
        let mut config = Config::new(Some(c"root"));
        config.put(Config::ROOT, c"server/timeout", c"1000");
        let mut node = Node {
            pipe,
            label: label.to_string_lossy().into_owned(),
            verbose: false,
            engine: Engine::new(random.hash_one("node")),
            router,
            clients: HashMap::new(),
            routes: HashMap::new(),
            next_number: (random.hash_one("number") % 1000) as usize,
            remotes: Vec::new(),
            next_inproc_check: i64::MIN,
            outbox: VecDeque::new(),
            port: 0,
            config,
            next_config_check: i64::MAX,
            keys: Keys::default(),
            zap_domain: c"global".to_owned(),
            ended: false,
        };
        node.apply_globals();
        Ok(node)
    }

    fn log(&self, level: Level, text: &str) {
        log::write(level, text.as_bytes());
    }

    fn run(&mut self) {
        while !self.ended {
            let ready = match self.wait() {
                Ok(ready) => ready,
                Err(Errno::INTR) => Ready::default(),
                Err(_) => return,
            };
            if signal::interrupted() {
                return;
            }
            let at = now();
            if ready.pipe {
                self.serve_owner(at);
            }
            if ready.router {
                self.serve_clients(at);
            }
            for index in ready.remotes {
                self.serve_remote(index, at);
            }
            for index in ready.monitors {
                self.serve_monitor(index, at);
            }
            if self.engine.next_tick().is_some_and(|due| due <= at.mono) {
                self.engine.tick(at);
            }
            if self.next_inproc_check <= at.mono {
                self.next_inproc_check = at.mono + INPROC_CHECK;
                self.check_inproc_remotes(at);
            }
            if self.next_config_check <= at.mono {
                self.next_config_check = at.mono + CONFIG_CHECK;
                self.check_config();
            }
            self.flush(at);
        }
    }

    /// Waits until there is something to do; says which sockets can be read.
    fn wait(&self) -> Result<Ready> {
        let at = clock::mono_ms();
        let due = self
            .engine
            .next_tick()
            .unwrap_or(i64::MAX)
            .min(self.next_config_check);
        let timeout = (due.saturating_sub(at)).clamp(0, INTERRUPT_CHECK);
        let pipe_events = if self.outbox.is_empty() {
            POLLIN
        } else {
            POLLIN | POLLOUT
        };
        let mut items = Vec::with_capacity(2 + 2 * self.remotes.len());
        items.push(PollItem::socket(self.pipe, pipe_events));
        items.push(PollItem::socket(self.router.handle(), POLLIN));
        for remote in &self.remotes {
            items.push(PollItem::socket(remote.dealer.handle(), POLLIN));
        }
        let monitored: Vec<usize> = (0..self.remotes.len())
            .filter(|&at| self.remotes[at].monitor.is_some())
            .collect();
        for monitor in self
            .remotes
            .iter()
            .filter_map(|remote| remote.monitor.as_ref())
        {
            items.push(PollItem::socket(monitor.handle(), POLLIN));
        }
        poll(&mut items, timeout)?;
        let can_read = |item: &PollItem<'_>| item.happened() & POLLIN != 0;
        let (remotes, monitors) = items[2..].split_at(self.remotes.len());
        Ok(Ready {
            pipe: can_read(&items[0]),
            router: can_read(&items[1]),
            remotes: (0..remotes.len())
                .filter(|&index| can_read(&remotes[index]))
                .collect(),
            monitors: monitored
                .into_iter()
                .zip(monitors)
                .filter(|(_, item)| can_read(item))
                .map(|(index, _)| index)
                .collect(),
        })
    }

    /// Does what the engine wants done, and gives the owner what it can take.
    fn flush(&mut self, at: Now) {
        while let Some(output) = self.engine.poll() {
            match output {
                Output::Send(link, frame) => self.send(link, &frame, at),
                Output::Deliver { key, value } => self.outbox.push_back(Reply::Deliver(key, value)),
                Output::Forget(link) => {
                    self.drop_client(link);
                }
                Output::Warn(text) => self.log(Level::Warning, &text),
                Output::Trace(link, text) => self.trace(link, &text),
            }
        }
        while let Some(reply) = self.outbox.front() {
            match reply.send(self.pipe) {
                Err(Errno::AGAIN | Errno::INTR) => break,
                Err(_) => {
                    self.ended = true;
                    break;
                }
                Ok(()) => drop(self.outbox.pop_front()),
            }
        }
    }

    fn drop_client(&mut self, link: LinkId) {
        if let Some(route) = self.routes.remove(&link) {
            self.clients.remove(&route);
        }
    }

    fn trace(&self, link: LinkId, text: &str) {
        let client = self
            .routes
            .get(&link)
            .and_then(|route| self.clients.get(route));
        if let Some(client) = client {
            let mut line = format!("{:>6}:{:<33}", client.number, self.label);
            line.truncate(line.floor_char_boundary(40));
            self.log(Level::Debug, &format!("{line}: {text}"));
        }
    }

    fn send(&mut self, link: LinkId, frame: &[u8], at: Now) {
        if let Some(route) = self.routes.get(&link) {
            let router = self.router.handle();
            let sent = router
                .send(route, SNDMORE | DONTWAIT)
                .and_then(|()| router.send(frame, DONTWAIT));
            if sent.is_err() {
                self.engine.remove(link);
                self.drop_client(link);
            }
        } else if let Some(index) = self.remotes.iter().position(|remote| remote.link == link)
            && self.remotes[index]
                .dealer
                .handle()
                .send(frame, DONTWAIT)
                .is_err()
        {
            self.engine.remote_down(link);
            self.reconnect(index, at);
        }
    }

    /// Finds inproc peers that went away before they were sent anything: there is no way to write
    /// to them any more.
    fn check_inproc_remotes(&mut self, at: Now) {
        for index in 0..self.remotes.len() {
            let remote = &self.remotes[index];
            let gone = |events: i16| events & POLLOUT == 0;
            if remote.monitor.is_none() && remote.dealer.handle().events().is_ok_and(gone) {
                self.engine.remote_down(remote.link);
                self.reconnect(index, at);
            }
        }
    }

    /// Connects anew to a remote that no transport reconnects to: an inproc peer that went away.
    fn reconnect(&mut self, index: usize, at: Now) {
        let remote = &self.remotes[index];
        if remote.monitor.is_some() {
            return;
        }
        let (link, endpoint, key) = (
            remote.link,
            remote.endpoint.clone(),
            remote.server_key.clone(),
        );
        match self.dial(link, &endpoint, key.as_deref()) {
            Ok((dealer, monitor)) => {
                self.remotes[index].dealer = dealer;
                self.remotes[index].monitor = monitor;
                self.engine.remote_up(link, at);
            }
            Err(error) => {
                let endpoint = endpoint.to_string_lossy();
                self.log(
                    Level::Warning,
                    &format!("lost zgossip endpoint '{endpoint}': {error}"),
                );
            }
        }
    }

    fn serve_owner(&mut self, at: Now) {
        for _ in 0..BATCH {
            match Message::recv(self.pipe, DONTWAIT) {
                Ok(command) => self.obey(command, at),
                Err(Errno::AGAIN | Errno::INTR) => return,
                Err(_) => self.ended = true,
            }
            // What follows from a command comes before the reply to the next.
            self.flush(at);
            if self.ended {
                return;
            }
        }
    }

    fn serve_clients(&mut self, at: Now) {
        for _ in 0..BATCH {
            let Ok(route) = self.router.handle().recv(DONTWAIT) else {
                return;
            };
            if !route.more() {
                continue;
            }
            let Ok(frame) = self.router.handle().recv(DONTWAIT) else {
                return;
            };
            let link = match self.clients.get(&*route) {
                Some(client) => client.link,
                None => {
                    let link = self.engine.add_client(at);
                    let client = Client {
                        link,
                        number: self.next_number,
                    };
                    self.next_number += 1;
                    self.clients.insert((&*route).into(), client);
                    self.routes.insert(link, (&*route).into());
                    link
                }
            };
            if frame.more() {
                self.router.handle().flush();
                self.engine.receive_malformed(link, at);
            } else {
                self.engine.receive(link, &frame, at);
            }
            self.flush(at);
        }
    }

    fn serve_remote(&mut self, index: usize, at: Now) {
        for _ in 0..BATCH {
            let Some(remote) = self.remotes.get(index) else {
                return;
            };
            let (link, dealer) = (remote.link, remote.dealer.handle());
            let Ok(frame) = dealer.recv(DONTWAIT) else {
                return;
            };
            if frame.more() {
                dealer.flush();
                self.engine.receive_malformed(link, at);
            } else {
                self.engine.receive(link, &frame, at);
            }
        }
    }

    fn serve_monitor(&mut self, index: usize, at: Now) {
        while let Some(monitor) = self.remotes.get(index).and_then(|it| it.monitor.as_ref()) {
            let Ok(event) = Message::recv(monitor.handle(), DONTWAIT) else {
                return;
            };
            let link = self.remotes[index].link;
            let head = event.iter().next().map(|frame| frame.bytes());
            match head
                .and_then(|bytes| bytes.first_chunk())
                .map(|id| u16::from_ne_bytes(*id))
            {
                Some(EVENT_DISCONNECTED) => self.engine.remote_down(link),
                Some(EVENT_HANDSHAKE_SUCCEEDED) => self.engine.remote_up(link, at),
                _ => {}
            }
        }
    }

    /// Does what a message of the owner says.
    fn obey(&mut self, mut message: Message, at: Now) {
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

    fn set_verbose(&mut self, on: bool) {
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

    fn bind(&mut self, endpoint: &CStr) {
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

    fn connect(&mut self, endpoint: &CStr, server_key: Option<CString>, at: Now) {
        if self
            .remotes
            .iter()
            .any(|remote| remote.endpoint.as_c_str() == endpoint)
        {
            return;
        }
        let inproc = endpoint.to_bytes().starts_with(b"inproc:");
        let link = self.engine.add_remote(inproc, at);
        match self.dial(link, endpoint, server_key.as_deref()) {
            Ok((dealer, monitor)) => {
                let endpoint = endpoint.to_owned();
                self.remotes.push(Remote {
                    link,
                    endpoint,
                    server_key,
                    dealer,
                    monitor,
                });
            }
            Err(_) => {
                self.engine.remove(link);
                let endpoint = endpoint.to_string_lossy();
                self.log(
                    Level::Warning,
                    &format!("bad zgossip endpoint '{endpoint}'"),
                );
            }
        }
    }

    /// Opens the sockets for a remote: the one to talk, and the one that tells of the connection.
    fn dial(
        &self,
        link: LinkId,
        endpoint: &CStr,
        server_key: Option<&CStr>,
    ) -> Result<(Socket, Option<Socket>)> {
        let dealer = socket(SocketType::DEALER)?;
        let handle = dealer.handle();
        handle.set_int(option::SNDHWM, 0)?;
        handle.set_int(option::RCVHWM, 0)?;
        set_heartbeat(handle);
        if let Some(server_key) = server_key {
            let (Some(public), Some(secret)) = (&self.keys.public, &self.keys.secret) else {
                let text =
                    "zgossip: CONNECT with a server key needs SET PUBLICKEY and SET SECRETKEY";
                self.log(Level::Error, text);
                return Err(Errno::INVAL);
            };
            handle.set_bytes(option::ZAP_DOMAIN, self.zap_domain.to_bytes())?;
            handle.set_bytes(option::CURVE_SERVERKEY, server_key.to_bytes())?;
            handle.set_bytes(option::CURVE_PUBLICKEY, public.to_bytes())?;
            handle.set_bytes(option::CURVE_SECRETKEY, secret.to_bytes())?;
        }
        let monitor = if endpoint.to_bytes().starts_with(b"inproc:") {
            None
        } else {
            let address = format!("inproc://zgossip-{:p}-{}", handle.as_ptr(), link.0);
            let address = CString::new(address).map_err(|_| Errno::INVAL)?;
            let events = EVENT_DISCONNECTED | EVENT_HANDSHAKE_SUCCEEDED;
            handle.monitor(&address, events.into())?;
            let monitor = socket(SocketType::PAIR)?;
            monitor.handle().connect(&address)?;
            Some(monitor)
        };
        if let Err(error) = handle.connect(endpoint) {
            handle.monitor_stop();
            return Err(error);
        }
        Ok((dealer, monitor))
    }

    fn load(&mut self, file: &CStr) {
        match Config::load(file) {
            Ok(config) => {
                self.config = config;
                self.next_config_check = clock::mono_ms() + CONFIG_CHECK;
                self.apply_globals();
                self.apply_server();
            }
            Err(_) => {
                self.config = Config::new(Some(c"root"));
                let file = file.to_string_lossy();
                self.log(Level::Warning, &format!("cannot load config file '{file}'"));
            }
        }
    }

    fn save(&mut self, file: &CStr) {
        if self.config.save(Config::ROOT, file).is_err() {
            let file = file.to_string_lossy();
            self.log(Level::Warning, &format!("cannot save config file '{file}'"));
        }
    }

    fn set(&mut self, path: &CStr, value: &CStr) {
        self.config.put(Config::ROOT, path, value);
        if path == c"server/animate" {
            let path = path.to_string_lossy();
            self.log(
                Level::Warning,
                &format!("'{path}' is deprecated, use VERBOSE command instead"),
            );
            self.set_verbose(process::leading_int(value.to_bytes()) == 1);
        }
        self.apply_globals();
    }

    fn check_config(&mut self) {
        if !self.config.has_changed() {
            return;
        }
        let Some(file) = self.config.file_name().map(CStr::to_owned) else {
            return;
        };
        if let Ok(config) = Config::load(&file) {
            self.config = config;
            self.apply_globals();
            self.apply_server();
            let file = file.to_string_lossy();
            self.log(
                Level::Notice,
                &format!("reloaded configuration from {file}"),
            );
        }
    }

    /// The number at a path of the configuration.
    fn number(&self, path: &CStr) -> Option<i32> {
        let value = self.config.get(Config::ROOT, path)?;
        Some(process::leading_int(value.to_bytes()))
    }

    /// Applies what holds for the whole node.
    fn apply_globals(&mut self) {
        if self.number(c"server/verbose").unwrap_or(0) != 0 {
            self.set_verbose(true);
        }
        self.engine
            .set_timeout(self.number(c"server/timeout").unwrap_or(1000).into());
    }

    /// Does what the file's first section `zgossip` asks for, in its order.
    fn apply_server(&mut self) {
        let Some(section) = self.config.locate(Config::ROOT, c"zgossip") else {
            return;
        };
        let mut next = self.config.child(section);
        while let Some(item) = next {
            next = self.config.next(item);
            let named = |wanted: &CStr| self.config.name(item) == Some(wanted);
            let text = |path: &CStr, default: &CStr| {
                let found = self.config.get(item, path);
                found.unwrap_or(default).to_owned()
            };
            if named(c"echo") {
                let value = self.config.value(item).unwrap_or_default();
                log::write(Level::Notice, value.to_bytes());
            } else if named(c"bind") {
                let endpoint = text(c"endpoint", c"?");
                if let Err(error) = self.router.bind(&endpoint) {
                    let endpoint = endpoint.to_string_lossy();
                    let line = format!("could not bind to {endpoint} ({error})");
                    self.log(Level::Warning, &line);
                }
            } else if named(c"security") {
                self.apply_security(&text(c"mechanism", c"null"), &text(c"domain", c""));
            }
        }
    }

    fn apply_security(&self, mechanism: &CStr, domain: &CStr) {
        let router = self.router.handle();
        if !domain.is_empty() {
            let _ = router.set_bytes(option::ZAP_DOMAIN, domain.to_bytes());
        }
        match mechanism.to_bytes() {
            b"null" => self.log(Level::Notice, "server is using NULL security"),
            b"plain" => {
                self.log(Level::Notice, "server is using PLAIN security");
                let _ = router.set_int(option::PLAIN_SERVER, 1);
            }
            _ => {
                let mechanism = mechanism.to_string_lossy();
                self.log(
                    Level::Warning,
                    &format!("mechanism={mechanism} is not supported"),
                );
            }
        }
    }
}

/// What can be read.
#[derive(Default)]
struct Ready {
    pipe: bool,
    router: bool,
    remotes: Vec<usize>,
    monitors: Vec<usize>,
}

impl Reply {
    /// Sends it without waiting; nothing is sent if there is no room.
    fn send(&self, pipe: SocketRef<'_>) -> Result<()> {
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

fn set_heartbeat(socket: SocketRef<'_>) {
    // Without it a connection that died silently is found later, by the transport.
    let _ = socket.set_int(option::HEARTBEAT_IVL, HEARTBEAT.0);
    let _ = socket.set_int(option::HEARTBEAT_TIMEOUT, HEARTBEAT.1);
}

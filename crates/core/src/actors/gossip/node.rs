//! One node: its sockets, and what passes between them, other nodes and the engine.

use std::collections::{HashMap, VecDeque};
use std::ffi::{CStr, CString};
use std::hash::BuildHasher;

use crate::formats::config::Config;
use crate::messaging::parts::Parts;
use crate::messaging::socket::Socket;
use czmq_gossip::engine::{Engine, LinkId, Now, Output};
use czmq_gossip::packet::Packet;
use czmq_sys::epoll::Epoll;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};
use czmq_sys::zmq::{DONTWAIT, Msg, SNDMORE, SocketRef, SocketType, option};

use super::command::{Keys, Reply};
use super::config::CONFIG_CHECK;
use super::journal::Journal;
use super::local::{Body, Exchange, Letter, NodeId, NumberMap};
use super::outbox::Outbox;
use super::remote::Remote;
use super::watch::{Doubts, Port, Watch, Which};
use super::{ROOM, now, set_heartbeat, socket};

/// How many messages of one socket are taken before the others get their turn.
pub(super) const BATCH: usize = 128;
/// How much of what the engine wants is done before other nodes get their turn.
const OUTPUTS: usize = 512;

/// With so many letters unread, nodes are told of the time later, by so many milliseconds: they
/// would write the next slice of their tables.
const MOST_UNREAD: usize = 4096;
const PATIENCE: i64 = 100;
/// An owner that said no more than this so often, one time after the other, waits for what comes of
/// what it says. It may say one more thing before the host gets to see that there was no more.
const LITTLE: u32 = 2;
const OFTEN: u32 = 8;
/// In each so many turns a node looks at its used sockets, however busy it is.
const LOOK_EVERY: u32 = 8;

/// What the nodes of a host share.
pub(super) struct Common {
    pub epoll: Epoll,
    pub exchange: Exchange,
}

/// A node's end of the pipe to its owner.
pub(super) enum Pipe<'a> {
    /// It goes with the node.
    Own(Socket),
    /// It stays when the node goes.
    Lent(SocketRef<'a>),
}

impl Pipe<'_> {
    pub fn handle(&self) -> SocketRef<'_> {
        match self {
            Pipe::Own(socket) => socket.handle(),
            Pipe::Lent(socket) => *socket,
        }
    }
}

/// The way to a peer that connected to us.
enum Way {
    /// By the ROUTER's name for the connection.
    Router(Box<[u8]>),
    /// A node of the same host, by its own name for the connection.
    Local(NodeId, LinkId),
}

/// A peer that connected to us.
pub(super) struct Client {
    way: Way,
    /// For the log.
    pub(super) number: usize,
}

pub(super) struct Node<'a> {
    pub(super) id: NodeId,
    pipe: Pipe<'a>,
    pipe_watch: Watch,
    /// There was no room when it was sent to last, and no sign of any since.
    pipe_full: bool,
    pub(super) label: String,
    pub(super) verbose: bool,
    pub(super) engine: Engine,
    /// There is none before it is bound.
    pub(super) router: Option<Port>,
    /// Where the node is bound, of inproc endpoints.
    pub(super) names: Vec<CString>,
    pub(super) clients: NumberMap<LinkId, Client>,
    by_route: HashMap<Box<[u8]>, LinkId>,
    by_node: NumberMap<(NodeId, LinkId), LinkId>,
    next_number: usize,
    pub(super) remotes: Vec<Remote>,
    pub(super) by_link: NumberMap<LinkId, usize>,
    pub(super) next_remote_check: i64,
    inbox: VecDeque<Letter>,
    /// What the owner has not taken yet.
    pub(super) outbox: Outbox,
    /// The owner wants to know more than it does by default.
    pub(super) notify: bool,
    /// What the owner knows peers by.
    pub(super) peers: NumberMap<LinkId, Box<[u8]>>,
    /// The file of STORE.
    pub(super) journal: Option<Journal>,
    /// What PORT answers.
    pub(super) port: i32,
    pub(super) config: Config,
    pub(super) next_config_check: i64,
    pub(super) keys: Keys,
    pub(super) zap_domain: CString,
    pub(super) ended: bool,
    pub(super) doubts: Doubts,
    /// How much the owner has said since it had nothing to say, and how often before that it was
    /// little, one time after the other.
    said: u32,
    brief: u32,
    /// The owner is told of what it published after other nodes had their turn.
    pub(super) others_first: bool,
    /// Room for what the owner says.
    message: Vec<Msg>,
    turns: u32,
}

impl<'a> Node<'a> {
    pub(super) fn new(
        id: NodeId,
        pipe: Pipe<'a>,
        label: &CStr,
        common: &Common,
    ) -> std::result::Result<Node<'a>, (Errno, Pipe<'a>)> {
        let random = std::hash::RandomState::new();
        let mut config = Config::new(Some(c"root"));
        config.put(Config::ROOT, c"server/timeout", c"1000");
        let mut node = Node {
            id,
            pipe,
            pipe_watch: Watch::default(),
            pipe_full: false,
            label: label.to_string_lossy().into_owned(),
            verbose: false,
            engine: Engine::new(random.hash_one("node")),
            router: None,
            names: Vec::new(),
            clients: NumberMap::default(),
            by_route: HashMap::new(),
            by_node: NumberMap::default(),
            next_number: (random.hash_one("number") % 1000) as usize,
            remotes: Vec::new(),
            by_link: NumberMap::default(),
            next_remote_check: i64::MAX,
            inbox: VecDeque::new(),
            outbox: Outbox::default(),
            notify: false,
            peers: NumberMap::default(),
            journal: None,
            port: 0,
            config,
            next_config_check: i64::MAX,
            keys: Keys::default(),
            zap_domain: c"global".to_owned(),
            ended: false,
            doubts: Doubts::default(),
            said: 0,
            brief: 0,
            others_first: false,
            message: Vec::new(),
            turns: 0,
        };
        let (pipe, watch) = (&node.pipe, &mut node.pipe_watch);
        if let Err(error) = watch.start(pipe.handle(), Which::Pipe, id, &common.epoll) {
            return Err((error, node.pipe));
        }
        node.suspect(Which::Pipe);
        node.apply_globals();
        Ok(node)
    }

    pub(super) fn log(&self, level: Level, text: &str) {
        log::write(level, text.as_bytes());
    }

    /// When there is something to do, if nothing arrives before.
    pub(super) fn due(&self) -> i64 {
        self.engine
            .next_tick()
            .unwrap_or(i64::MAX)
            .min(self.next_config_check)
            .min(self.next_remote_check)
    }

    /// Something may have arrived at a socket.
    pub(super) fn suspect(&mut self, which: Which) {
        if let Some(watch) = watch(
            which,
            &mut self.pipe_watch,
            &mut self.router,
            &mut self.remotes,
        ) {
            self.doubts.suspect(which, watch);
        }
    }

    /// Suspects the sockets that were used. True if there are suspects now.
    pub(super) fn suspect_used(&mut self) -> bool {
        while let Some(which) = self.doubts.used.pop() {
            let watch = watch(
                which,
                &mut self.pipe_watch,
                &mut self.router,
                &mut self.remotes,
            );
            if let Some(watch) = watch.filter(|watch| watch.is_used()) {
                self.doubts.suspect(which, watch);
            }
        }
        !self.doubts.suspects.is_empty()
    }

    /// Takes a letter, to be read when it is the node's turn.
    pub(super) fn post(&mut self, letter: Letter) {
        self.inbox.push_back(letter);
    }

    /// Does some of what there is to do. True if that was not all.
    pub(super) fn turn(&mut self, common: &mut Common) -> bool {
        let at = now();
        self.turns = self.turns.wrapping_add(1);
        self.others_first = false;
        if self.turns.is_multiple_of(LOOK_EVERY) {
            self.suspect_used();
        }
        if self.flush(common, at) {
            return true;
        }
        for _ in 0..BATCH {
            let Some(letter) = self.inbox.pop_front() else {
                break;
            };
            common.exchange.unread -= 1;
            self.read(letter, common, at);
        }
        if self.flush(common, at) {
            return true;
        }
        for _ in 0..self.doubts.suspects.len() {
            let Some(which) = self.doubts.suspects.pop_front() else {
                break;
            };
            let more = match which {
                Which::Pipe => self.serve_owner(common, at),
                Which::Router => self.serve_clients(common, at),
                Which::Dealer(index) => self.serve_remote(index as usize, at),
                Which::Monitor(index) => self.serve_monitor(index as usize, at),
            };
            if more {
                self.doubts.suspects.push_back(which);
            }
            if self.ended || self.flush(common, at) {
                return true;
            }
        }
        // What a tick has to say can wait until others have read what was said before.
        let patience = if common.exchange.unread < MOST_UNREAD {
            0
        } else {
            PATIENCE
        };
        if let Some(due) = self.engine.next_tick()
            && due.saturating_add(patience) <= at.mono
        {
            self.engine.tick(at);
        }
        if self.next_remote_check <= at.mono {
            self.check_remotes(common, at);
        }
        if self.next_config_check <= at.mono {
            self.next_config_check = at.mono + CONFIG_CHECK;
            self.check_config(common);
        }
        self.flush(common, at) || !self.inbox.is_empty() || !self.doubts.suspects.is_empty()
    }

    /// Does what the engine wants done, and gives the owner what it can take. True if that was not
    /// all.
    fn flush(&mut self, common: &mut Common, at: Now) -> bool {
        let mut left = OUTPUTS;
        while left > 0 {
            if self.others_first
                && !common.exchange.letters.is_empty()
                && let Some(Output::Deliver { .. }) = self.engine.peek()
            {
                return true;
            }
            let Some(output) = self.engine.poll() else {
                break;
            };
            left -= 1;
            match output {
                Output::Send(link, packet) => self.send(link, packet, common, at),
                Output::Deliver { key, value } => self.reply(Reply::Deliver(key, value)),
                Output::Forget(link) => self.drop_client(link),
                Output::Removed(key) if self.notify => self.reply(Reply::Gone("REMOVE", key)),
                Output::Expired(key) if self.notify => self.reply(Reply::Gone("EXPIRE", key)),
                Output::Removed(_) | Output::Expired(_) => {}
                Output::PeerUp(link, ours) => self.peer_up(link, ours),
                Output::PeerDown(link) => self.peer_down(link),
                Output::Record(record) => self.note(&record),
                Output::Warn(text) => self.log(Level::Warning, &text),
                Output::Trace(link, text) => self.trace(link, &text),
            }
        }
        self.write_journal(at);
        while left > 0 && !self.pipe_full {
            let Some(reply) = self.outbox.front() else {
                break;
            };
            left -= 1;
            match reply.send(self.pipe.handle()) {
                Ok(()) => drop(self.outbox.pop()),
                Err(error) => self.pipe_refused(error),
            }
            self.doubts.used(Which::Pipe, &mut self.pipe_watch);
        }
        left == 0
    }

    /// Gives the owner a reply, at once if there is room for it.
    pub(super) fn reply(&mut self, reply: Reply) {
        if self.outbox.is_empty() && !self.pipe_full {
            let sent = reply.send(self.pipe.handle());
            self.doubts.used(Which::Pipe, &mut self.pipe_watch);
            match sent {
                Ok(()) => return,
                Err(error) => self.pipe_refused(error),
            }
        }
        self.outbox.push(reply);
    }

    fn pipe_refused(&mut self, error: Errno) {
        self.pipe_full = true;
        if error != Errno::AGAIN {
            self.ended = true;
        }
    }

    fn drop_client(&mut self, link: LinkId) {
        match self.clients.remove(&link).map(|client| client.way) {
            Some(Way::Router(route)) => drop(self.by_route.remove(&route)),
            Some(Way::Local(node, link)) => drop(self.by_node.remove(&(node, link))),
            None => {}
        }
    }

    fn trace(&self, link: LinkId, text: &str) {
        if let Some(client) = self.clients.get(&link) {
            let mut line = format!("{:>6}:{:<33}", client.number, self.label);
            line.truncate(line.floor_char_boundary(40));
            self.log(Level::Debug, &format!("{line}: {text}"));
        }
    }

    fn send(&mut self, link: LinkId, packet: Packet, common: &mut Common, at: Now) {
        match self.clients.get(&link).map(|client| &client.way) {
            Some(Way::Local(to, theirs)) => common.exchange.letters.push(Letter {
                to: *to,
                from: self.id,
                link: *theirs,
                body: Body::Down(packet),
            }),
            Some(Way::Router(route)) => {
                let Some(Port { socket, watch }) = &mut self.router else {
                    return;
                };
                let router = socket.handle();
                let sent = router
                    .send(route, SNDMORE | DONTWAIT)
                    .and_then(|()| router.send(&packet.bytes(), DONTWAIT));
                self.doubts.used(Which::Router, watch);
                match sent {
                    Ok(()) => {}
                    Err(Errno::AGAIN) => self.engine.no_room(link, packet, at),
                    Err(_) => {
                        self.engine.remove(link);
                        self.drop_client(link);
                    }
                }
            }
            None => {
                if let Some(&index) = self.by_link.get(&link) {
                    self.send_remote(index, packet, common, at);
                }
            }
        }
    }

    /// Takes what is in a letter.
    fn read(&mut self, letter: Letter, common: &mut Common, at: Now) {
        let Letter {
            from, link, body, ..
        } = letter;
        match body {
            Body::Up(packet) => {
                let link = match self.by_node.get(&(from, link)) {
                    Some(own) => *own,
                    None => self.add_client(Way::Local(from, link), at),
                };
                self.engine.receive_packet(link, &packet, at);
            }
            Body::Left => {
                if let Some(&own) = self.by_node.get(&(from, link)) {
                    self.engine.remove(own);
                    self.drop_client(own);
                }
            }
            body => self.remote_wrote(from, link, body, common, at),
        }
    }

    fn add_client(&mut self, way: Way, at: Now) -> LinkId {
        let link = self.engine.add_client(at);
        match &way {
            Way::Router(route) => drop(self.by_route.insert(route.clone(), link)),
            Way::Local(node, theirs) => drop(self.by_node.insert((*node, *theirs), link)),
        }
        let number = self.next_number;
        self.next_number += 1;
        self.clients.insert(link, Client { way, number });
        link
    }

    /// Obeys the owner. True if there may be more.
    fn serve_owner(&mut self, common: &mut Common, at: Now) -> bool {
        for _ in 0..BATCH {
            let pipe = self.pipe.handle();
            match pipe.recv(DONTWAIT) {
                Ok(first) => {
                    self.others_first = self.brief >= OFTEN && self.said < LITTLE;
                    self.said += 1;
                    let mut message = std::mem::take(&mut self.message);
                    let rest = Parts::after(pipe, &first);
                    message.push(first);
                    message.extend(rest);
                    self.obey(&message, common, at);
                    message.clear();
                    self.message = message;
                }
                Err(Errno::INTR) => {}
                Err(error) => {
                    self.brief = match self.said {
                        0 => self.brief,
                        1..=LITTLE => self.brief.saturating_add(1),
                        _ => 0,
                    };
                    self.said = 0;
                    self.pipe_watch.found_empty();
                    // If there is room again, this has found it.
                    self.pipe_full = false;
                    self.ended |= error != Errno::AGAIN;
                    return false;
                }
            }
            // What follows from a command comes before the reply to the next.
            if self.flush(common, at) || self.ended {
                return true;
            }
        }
        true
    }

    /// Takes what clients say. True if there may be more.
    fn serve_clients(&mut self, common: &mut Common, at: Now) -> bool {
        for _ in 0..BATCH {
            let Some(Port { socket, watch }) = &mut self.router else {
                return false;
            };
            let router = socket.handle();
            let route = match router.recv(DONTWAIT) {
                Ok(route) => route,
                Err(Errno::INTR) => continue,
                Err(_) => {
                    watch.found_empty();
                    return false;
                }
            };
            if !route.more() {
                continue;
            }
            let Ok(frame) = router.recv(DONTWAIT) else {
                continue;
            };
            let whole = !frame.more();
            if !whole {
                router.flush();
            }
            let link = match self.by_route.get(&*route) {
                Some(link) => *link,
                None => self.add_client(Way::Router((&*route).into()), at),
            };
            if whole {
                self.engine.receive(link, &frame, at);
            } else {
                self.engine.receive_malformed(link, at);
            }
            if self.flush(common, at) {
                return true;
            }
        }
        true
    }

    /// The ROUTER, which is made if there is none yet.
    pub(super) fn router(&mut self, common: &Common) -> Result<&mut Port> {
        if self.router.is_none() {
            let socket = socket(SocketType::ROUTER)?;
            let handle = socket.handle();
            handle.set_int(option::SNDHWM, ROOM)?;
            handle.set_int(option::RCVHWM, 0)?;
            // A peer that is gone is learnt of by sending to it.
            handle.set_int(option::ROUTER_MANDATORY, 1)?;
            set_heartbeat(handle);
            let mut watch = Watch::default();
            watch.start(handle, Which::Router, self.id, &common.epoll)?;
            self.doubts.suspect(Which::Router, &mut watch);
            self.router = Some(Port { socket, watch });
        }
        self.router.as_mut().ok_or(Errno::INVAL)
    }

    /// Binds the ROUTER; gives the port.
    pub(super) fn bind_router(&mut self, endpoint: &CStr, common: &mut Common) -> Result<u16> {
        let bound = self.router(common)?.socket.bind(endpoint);
        self.suspect(Which::Router);
        if bound.is_ok() && super::local::is_inproc(endpoint) {
            common.exchange.bind(endpoint, self.id);
            self.names.push(endpoint.to_owned());
        }
        bound
    }

    /// Takes leave of the others, and closes what sockets it has; gives back the pipe.
    pub(super) fn end(mut self, common: &mut Common) -> Pipe<'a> {
        for name in &self.names {
            common.exchange.unbind(name, self.id);
        }
        for (to, link) in self.by_node.keys() {
            common.exchange.letters.push(Letter {
                to: *to,
                from: self.id,
                link: *link,
                body: Body::Lost,
            });
        }
        common.exchange.unread -= self.inbox.len();
        for letter in self.inbox.drain(..) {
            common.exchange.letters.extend(letter.bounced());
        }
        self.leave_remotes(common);
        if let Some(router) = &mut self.router {
            router.watch.stop(&common.epoll);
            for name in &self.names {
                // libzmq closes sockets later; the name is free for another node at once.
                let _ = router.socket.handle().unbind(name);
            }
        }
        self.pipe_watch.stop(&common.epoll);
        self.pipe
    }
}

/// What is known of a socket of a node, if there is such.
fn watch<'w>(
    which: Which,
    pipe: &'w mut Watch,
    router: &'w mut Option<Port>,
    remotes: &'w mut [Remote],
) -> Option<&'w mut Watch> {
    match which {
        Which::Pipe => Some(pipe),
        Which::Router => router.as_mut().map(|router| &mut router.watch),
        Which::Dealer(index) => remotes.get_mut(index as usize)?.dealer_watch(),
        Which::Monitor(index) => remotes.get_mut(index as usize)?.monitor_watch(),
    }
}

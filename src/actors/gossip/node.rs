//! One node: its sockets, and what passes between them and the engine.

use std::collections::{HashMap, VecDeque};
use std::ffi::{CStr, CString};
use std::hash::BuildHasher;

use crate::data::config::Config;
use crate::gossip::engine::{Engine, LinkId, Now, Output};
use crate::messaging::message::Message;
use crate::messaging::socket::Socket;
use crate::sys::clock;
use crate::sys::errno::{Errno, Result};
use crate::sys::log::{self, Level};
use crate::sys::signal;
use crate::sys::zmq::{DONTWAIT, POLLIN, POLLOUT, PollItem, SNDMORE, SocketRef, SocketType};
use crate::sys::zmq::{option, poll};

use super::command::{Keys, Reply};
use super::config::CONFIG_CHECK;
use super::remote::Remote;
use super::{now, set_heartbeat, socket};

/// How many messages of one socket are taken before the others get their turn.
pub(super) const BATCH: usize = 256;
/// How often the node looks whether the process was interrupted, in milliseconds.
const INTERRUPT_CHECK: i64 = 1000;
/// How often the node looks whether an inproc peer went away, in milliseconds.
const INPROC_CHECK: i64 = 1000;

/// A peer that connected to us.
pub(super) struct Client {
    link: LinkId,
    /// For the log.
    number: usize,
}

pub(super) struct Node<'a> {
    pub(super) pipe: SocketRef<'a>,
    pub(super) label: String,
    pub(super) verbose: bool,
    pub(super) engine: Engine,
    pub(super) router: Socket,
    /// By the ROUTER's name for the connection.
    pub(super) clients: HashMap<Box<[u8]>, Client>,
    pub(super) routes: HashMap<LinkId, Box<[u8]>>,
    pub(super) next_number: usize,
    pub(super) remotes: Vec<Remote>,
    pub(super) next_inproc_check: i64,
    /// What the owner has not taken yet.
    pub(super) outbox: VecDeque<Reply>,
    /// What PORT answers.
    pub(super) port: i32,
    pub(super) config: Config,
    pub(super) next_config_check: i64,
    pub(super) keys: Keys,
    pub(super) zap_domain: CString,
    pub(super) ended: bool,
}

impl<'a> Node<'a> {
    pub(super) fn new(pipe: SocketRef<'a>, label: &CStr) -> Result<Node<'a>> {
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

    pub(super) fn log(&self, level: Level, text: &str) {
        log::write(level, text.as_bytes());
    }

    pub(super) fn run(&mut self) {
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
    pub(super) fn flush(&mut self, at: Now) {
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

    pub(super) fn send(&mut self, link: LinkId, frame: &[u8], at: Now) {
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
}

/// What can be read.
#[derive(Default)]
struct Ready {
    pipe: bool,
    router: bool,
    remotes: Vec<usize>,
    monitors: Vec<usize>,
}

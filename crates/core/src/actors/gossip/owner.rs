//! A node's owner: the pipe, the commands that arrive over it, and the replies not yet received.

use crate::messaging::parts::Parts;
use czmq_gossip::engine::LinkId;
use czmq_hosting::NodeId;
use czmq_sys::epoll::Epoll;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::zmq::{DONTWAIT, Msg};
use rustc_hash::FxHashMap;

use super::outbox::Outbox;
use super::pipe::Pipe;
use super::port::{Ready, Which, watch};
use super::reply::Reply;

/// An owner that said no more than this so often, one time after the other, waits for the outcome
/// of each command. It may say one more thing before the host sees that there was no more.
const LITTLE: u32 = 2;
const OFTEN: u32 = 8;

/// What came over the pipe.
pub(super) enum Received {
    /// A message, to be given back to [`Owner::reuse`].
    Message(Vec<Msg>),
    Interrupted,
    Nothing,
}

pub(super) struct Owner<'a> {
    pipe: Pipe<'a>,
    fd: i32,
    /// There was no room when it was sent to last, and no sign of any since.
    full: bool,
    /// Nobody is at the other end.
    gone: bool,
    outbox: Outbox,
    /// The owner wants to be told more than by default.
    notify: bool,
    /// What the owner knows peers by.
    peers: FxHashMap<LinkId, Box<[u8]>>,
    /// How many commands came since there was none, and how often before that there were few, one
    /// time after the other.
    said: u32,
    brief: u32,
    /// The owner waits for the outcome of its last command.
    waits: bool,
    /// Room for the next message.
    message: Vec<Msg>,
}

impl<'a> Owner<'a> {
    pub fn new(
        pipe: Pipe<'a>,
        node: NodeId,
        epoll: &Epoll,
        ready: &mut Ready,
    ) -> std::result::Result<Owner<'a>, (Errno, Pipe<'a>)> {
        let fd = match watch(pipe.handle(), Which::Pipe, node, epoll, ready) {
            Ok(fd) => fd,
            Err(error) => return Err((error, pipe)),
        };
        Ok(Owner {
            pipe,
            fd,
            full: false,
            gone: false,
            outbox: Outbox::default(),
            notify: false,
            peers: FxHashMap::default(),
            said: 0,
            brief: 0,
            waits: false,
            message: Vec::new(),
        })
    }

    /// Ends the watch of the pipe, and gives it back.
    pub fn into_pipe(self, epoll: &Epoll) -> Pipe<'a> {
        epoll.remove(self.fd);
        self.pipe
    }

    /// True if nobody is at the other end of the pipe.
    pub fn is_gone(&self) -> bool {
        self.gone
    }

    /// A turn of the node begins.
    pub fn begin_turn(&mut self) {
        self.waits = false;
    }

    /// True if the owner waits for the outcome of what it said in this turn, so that other nodes
    /// should hear of it first.
    pub fn waits(&self) -> bool {
        self.waits
    }

    /// Takes the next message, if there is one.
    pub fn receive(&mut self, ready: &mut Ready) -> Received {
        let pipe = self.pipe.handle();
        match pipe.recv(DONTWAIT) {
            Ok(first) => {
                self.waits = self.brief >= OFTEN && self.said < LITTLE;
                self.said += 1;
                let mut message = std::mem::take(&mut self.message);
                let rest = Parts::after(pipe, &first);
                message.push(first);
                message.extend(rest);
                Received::Message(message)
            }
            Err(Errno::INTR) => Received::Interrupted,
            Err(error) => {
                self.brief = match self.said {
                    0 => self.brief,
                    1..=LITTLE => self.brief.saturating_add(1),
                    _ => 0,
                };
                self.said = 0;
                ready.idle(Which::Pipe);
                // If there is room again, this has found it.
                self.full = false;
                self.gone |= error != Errno::AGAIN;
                Received::Nothing
            }
        }
    }

    /// Takes a message's memory for the next.
    pub fn reuse(&mut self, mut message: Vec<Msg>) {
        message.clear();
        self.message = message;
    }

    /// Gives the owner a reply, at once if there is room for it.
    pub fn reply(&mut self, reply: Reply, ready: &mut Ready) {
        if self.outbox.is_empty() && !self.full {
            match self.send(&reply, ready) {
                Ok(()) => return,
                Err(error) => self.refused(error),
            }
        }
        self.outbox.push(reply);
    }

    /// Sends what waits, as far as there is room, and at most as much as is left to do.
    pub fn flush(&mut self, ready: &mut Ready, left: &mut usize) {
        while *left > 0
            && !self.full
            && let Some(reply) = self.outbox.front()
        {
            *left -= 1;
            match self.send(reply, ready) {
                Ok(()) => drop(self.outbox.pop()),
                Err(error) => self.refused(error),
            }
        }
    }

    fn send(&self, reply: &Reply, ready: &mut Ready) -> Result<()> {
        ready.used(Which::Pipe);
        reply.send(self.pipe.handle())
    }

    fn refused(&mut self, error: Errno) {
        self.full = true;
        self.gone |= error != Errno::AGAIN;
    }

    /// How many replies wait, and how many were replaced by later ones.
    pub fn backlog(&self) -> (usize, u64) {
        (self.outbox.queued(), self.outbox.coalesced())
    }

    /// Tells the owner more from now on.
    pub fn set_notify(&mut self) {
        self.notify = true;
    }

    /// Tells an owner who wants to know it.
    pub fn notify(&mut self, reply: impl FnOnce() -> Reply, ready: &mut Ready) {
        if self.notify {
            self.reply(reply(), ready);
        }
    }

    /// Tells of a peer that is there, and whether it is a node of this library.
    pub fn peer_up(&mut self, link: LinkId, name: Box<[u8]>, ours: bool, ready: &mut Ready) {
        let kind: &[u8] = if ours { b"OURS" } else { b"STOCK" };
        self.notify(|| Reply::words([&b"PEER"[..], b"UP", &name, kind]), ready);
        self.peers.insert(link, name);
    }

    /// Tells of a peer that has gone.
    pub fn peer_down(&mut self, link: LinkId, ready: &mut Ready) {
        if let Some(name) = self.peers.remove(&link) {
            self.notify(|| Reply::words([&b"PEER"[..], b"DOWN", &name]), ready);
        }
    }
}

//! The peers that a node connects to.

use std::ffi::{CStr, CString};

use crate::messaging::message::Message;
use crate::messaging::socket::Socket;
use czmq_gossip::engine::{LinkId, Now};
use czmq_gossip::packet::Packet;
use czmq_sys::epoll::Epoll;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::Level;
use czmq_sys::zmq::{DONTWAIT, POLLOUT, SocketType, option};

use super::local::{Body, Letter, NodeId, is_inproc};
use super::node::{BATCH, Common, Node};
use super::watch::{Port, Watch, Which};
use super::{ROOM, set_heartbeat, socket};

/// How often the node looks whether an inproc peer went away, in milliseconds; and how long it
/// waits for one of the same host to come back before it connects to whoever comes.
const INPROC_CHECK: i64 = 1000;

/// The longest time between two tries to open sockets, in milliseconds.
const MOST_WAIT: i64 = 60_000;

/// What libzmq's monitor tells of a connection, by its numbers.
const EVENT_DISCONNECTED: u16 = 0x0200;
const EVENT_HANDSHAKE_SUCCEEDED: u16 = 0x1000;

/// A peer that we connect to.
pub(super) struct Remote {
    link: LinkId,
    endpoint: CString,
    server_key: Option<CString>,
    way: Way,
}

/// The way to it.
enum Way {
    Sockets(Box<Sockets>),
    /// A node of the same host.
    Local(NodeId),
    /// A node of the same host that has gone. If no other takes its place, a socket connects to
    /// whoever comes.
    Lost(Retry),
    /// The owner does not want it any more.
    Closed,
}

/// When to connect by a socket, and how long to wait after that if there is none.
#[derive(Clone, Copy)]
struct Retry {
    due: i64,
    wait: i64,
}

impl Retry {
    fn first(at: Now) -> Retry {
        Retry {
            due: at.mono + INPROC_CHECK,
            wait: INPROC_CHECK,
        }
    }
}

struct Sockets {
    dealer: Port,
    /// Tells when the connection is lost and made; there is none for inproc, which does not tell.
    monitor: Option<Port>,
}

impl Drop for Sockets {
    fn drop(&mut self) {
        // libzmq's own thread would wait for ever to tell of an event if nobody listened.
        if self.monitor.is_some() {
            self.dealer.socket.handle().monitor_stop();
        }
    }
}

impl Sockets {
    fn stop(&mut self, epoll: &Epoll) {
        self.dealer.watch.stop(epoll);
        if let Some(monitor) = &mut self.monitor {
            monitor.watch.stop(epoll);
        }
    }
}

impl Remote {
    fn sockets(&mut self) -> Option<&mut Sockets> {
        match &mut self.way {
            Way::Sockets(sockets) => Some(sockets),
            _ => None,
        }
    }

    /// Takes leave of it.
    fn leave(&mut self, node: NodeId, common: &mut Common) {
        match &mut self.way {
            Way::Sockets(sockets) => sockets.stop(&common.epoll),
            Way::Local(to) => common.exchange.letters.push(Letter {
                to: *to,
                from: node,
                link: self.link,
                body: Body::Left,
            }),
            Way::Lost(_) => common.exchange.wait_no_more(&self.endpoint, node),
            Way::Closed => {}
        }
    }

    fn is_at(&self, endpoint: &CStr) -> bool {
        !matches!(self.way, Way::Closed) && self.endpoint.as_c_str() == endpoint
    }

    /// Where it is.
    pub(super) fn endpoint(&self) -> &CStr {
        &self.endpoint
    }

    pub(super) fn dealer_watch(&mut self) -> Option<&mut Watch> {
        Some(&mut self.sockets()?.dealer.watch)
    }

    pub(super) fn monitor_watch(&mut self) -> Option<&mut Watch> {
        Some(&mut self.sockets()?.monitor.as_mut()?.watch)
    }
}

impl Node<'_> {
    pub(super) fn connect(
        &mut self,
        endpoint: &CStr,
        server_key: Option<CString>,
        common: &mut Common,
        at: Now,
    ) {
        if self.remotes.iter().any(|remote| remote.is_at(endpoint)) {
            return;
        }
        let index = self.remotes.len();
        let link = self.engine.add_remote(is_inproc(endpoint), at);
        let way = self.has_keys_for(server_key.as_deref()).and_then(|()| {
            match common.exchange.find(endpoint) {
                Some(node) => Ok(Way::Local(node)),
                None => self
                    .dial(index, link, endpoint, server_key.as_deref(), common)
                    .map(|sockets| Way::Sockets(Box::new(sockets))),
            }
        });
        match way {
            Ok(way) => {
                self.remotes.push(Remote {
                    link,
                    endpoint: endpoint.to_owned(),
                    server_key,
                    way,
                });
                self.by_link.insert(link, index);
                self.watch_remote(index, at);
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

    /// Looks after new sockets of a remote.
    fn watch_remote(&mut self, index: usize, at: Now) {
        let number = index as u32;
        self.suspect(Which::Dealer(number));
        self.suspect(Which::Monitor(number));
        if let Some(sockets) = self.remotes[index].sockets()
            && sockets.monitor.is_none()
        {
            self.check_remotes_by(at.mono + INPROC_CHECK);
        }
    }

    fn check_remotes_by(&mut self, due: i64) {
        self.next_remote_check = self.next_remote_check.min(due);
    }

    /// Refuses to connect with a server's key, but without keys of our own.
    fn has_keys_for(&self, server_key: Option<&CStr>) -> Result<()> {
        if server_key.is_some() && (self.keys.public.is_none() || self.keys.secret.is_none()) {
            let text = "zgossip: CONNECT with a server key needs SET PUBLICKEY and SET SECRETKEY";
            self.log(Level::Error, text);
            return Err(Errno::INVAL);
        }
        Ok(())
    }

    /// Opens the sockets for a remote: the one to talk, and the one that tells of the connection.
    fn dial(
        &self,
        index: usize,
        link: LinkId,
        endpoint: &CStr,
        server_key: Option<&CStr>,
        common: &Common,
    ) -> Result<Sockets> {
        let dealer = socket(SocketType::DEALER)?;
        let handle = dealer.handle();
        // Of inproc it is known only by EAGAIN that the peer has gone.
        let room = if is_inproc(endpoint) { 0 } else { ROOM };
        handle.set_int(option::SNDHWM, room)?;
        handle.set_int(option::RCVHWM, 0)?;
        set_heartbeat(handle);
        if let Some(server_key) = server_key
            && let (Some(public), Some(secret)) = (&self.keys.public, &self.keys.secret)
        {
            handle.set_bytes(option::ZAP_DOMAIN, self.zap_domain.to_bytes())?;
            handle.set_bytes(option::CURVE_SERVERKEY, server_key.to_bytes())?;
            handle.set_bytes(option::CURVE_PUBLICKEY, public.to_bytes())?;
            handle.set_bytes(option::CURVE_SECRETKEY, secret.to_bytes())?;
        }
        let port = |socket: Socket, which| -> Result<Port> {
            let mut watch = Watch::default();
            watch.start(socket.handle(), which, self.id, &common.epoll)?;
            Ok(Port { socket, watch })
        };
        let monitor = if is_inproc(endpoint) {
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
        Ok(Sockets {
            dealer: port(dealer, Which::Dealer(index as u32))?,
            monitor: match monitor {
                Some(monitor) => Some(port(monitor, Which::Monitor(index as u32))?),
                None => None,
            },
        })
    }

    /// Sends something to a remote.
    pub(super) fn send_remote(
        &mut self,
        index: usize,
        packet: Packet,
        common: &mut Common,
        at: Now,
    ) {
        let remote = &mut self.remotes[index];
        match &mut remote.way {
            Way::Local(node) => common.exchange.letters.push(Letter {
                to: *node,
                from: self.id,
                link: remote.link,
                body: Body::Up(packet),
            }),
            Way::Sockets(sockets) => {
                let dealer = &mut sockets.dealer;
                let sent = dealer.socket.handle().send(&packet.bytes(), DONTWAIT);
                let which = Which::Dealer(index as u32);
                self.doubts.used(which, &mut dealer.watch);
                match sent {
                    Ok(()) => {}
                    Err(Errno::AGAIN) if sockets.monitor.is_some() => {
                        self.engine.no_room(remote.link, packet, at);
                    }
                    Err(_) => {
                        self.engine.remote_down(remote.link);
                        self.reconnect(index, common, at);
                    }
                }
            }
            Way::Lost(_) | Way::Closed => {}
        }
    }

    /// Leaves a remote.
    pub(super) fn disconnect(&mut self, endpoint: &CStr, common: &mut Common) {
        let Some(index) = self.remotes.iter().position(|it| it.is_at(endpoint)) else {
            let endpoint = endpoint.to_string_lossy();
            let text = format!("zgossip: DISCONNECT: not connected to '{endpoint}'");
            return self.log(Level::Warning, &text);
        };
        let id = self.id;
        let remote = &mut self.remotes[index];
        remote.leave(id, common);
        remote.way = Way::Closed;
        let link = remote.link;
        self.engine.remove(link);
        self.by_link.remove(&link);
    }

    /// Takes a letter from a node that we connect to.
    pub(super) fn remote_wrote(
        &mut self,
        from: NodeId,
        link: LinkId,
        body: Body,
        common: &mut Common,
        at: Now,
    ) {
        let Some(&index) = self.by_link.get(&link) else {
            return;
        };
        let remote = &mut self.remotes[index];
        match (body, &remote.way) {
            (Body::Down(packet), Way::Local(node)) if *node == from => {
                self.engine.receive_packet(link, &packet, at);
            }
            (Body::Lost, Way::Local(node)) if *node == from => {
                let retry = Retry::first(at);
                remote.way = Way::Lost(retry);
                self.engine.remote_down(link);
                common.exchange.wait(&remote.endpoint, self.id, link);
                self.check_remotes_by(retry.due);
            }
            (Body::Found, Way::Lost(_)) => {
                if common.exchange.find(&remote.endpoint) == Some(from) {
                    remote.way = Way::Local(from);
                    self.engine.remote_up(link, at);
                } else {
                    common.exchange.wait(&remote.endpoint, self.id, link);
                }
            }
            _ => {}
        }
    }

    /// Finds inproc peers that went away before they were sent anything: there is no way to write
    /// to them any more.
    pub(super) fn check_remotes(&mut self, common: &mut Common, at: Now) {
        self.next_remote_check = i64::MAX;
        for index in 0..self.remotes.len() {
            let remote = &mut self.remotes[index];
            match &mut remote.way {
                Way::Sockets(sockets) if sockets.monitor.is_none() => {
                    let dealer = &mut sockets.dealer;
                    let events = dealer.socket.handle().events();
                    self.doubts
                        .used(Which::Dealer(index as u32), &mut dealer.watch);
                    if events.is_ok_and(|events| events & POLLOUT == 0) {
                        self.engine.remote_down(remote.link);
                        self.reconnect(index, common, at);
                    }
                    self.check_remotes_by(at.mono + INPROC_CHECK);
                }
                Way::Lost(retry) if retry.due <= at.mono => {
                    common.exchange.wait_no_more(&remote.endpoint, self.id);
                    self.reconnect(index, common, at);
                }
                Way::Lost(retry) => {
                    let due = retry.due;
                    self.check_remotes_by(due);
                }
                _ => {}
            }
        }
    }

    /// Connects anew to a remote that no transport reconnects to: an inproc peer that went away.
    fn reconnect(&mut self, index: usize, common: &mut Common, at: Now) {
        let remote = &mut self.remotes[index];
        if let Some(sockets) = remote.sockets() {
            if sockets.monitor.is_some() {
                return;
            }
            sockets.stop(&common.epoll);
        }
        let remote = &self.remotes[index];
        let (link, key) = (remote.link, remote.server_key.as_deref());
        let dialled = match common.exchange.find(&remote.endpoint) {
            Some(node) => Ok(Way::Local(node)),
            None => self
                .dial(index, link, &remote.endpoint, key, common)
                .map(|sockets| Way::Sockets(Box::new(sockets))),
        };
        match dialled {
            Ok(way) => {
                self.remotes[index].way = way;
                self.watch_remote(index, at);
                self.engine.remote_up(link, at);
            }
            Err(error) => {
                let wait = match &remote.way {
                    Way::Lost(retry) if retry.wait > INPROC_CHECK => retry.wait,
                    _ => {
                        let endpoint = remote.endpoint.to_string_lossy();
                        self.log(
                            Level::Warning,
                            &format!("lost zgossip endpoint '{endpoint}': {error}"),
                        );
                        INPROC_CHECK
                    }
                };
                common.exchange.wait(&remote.endpoint, self.id, link);
                let retry = Retry {
                    due: at.mono + wait,
                    wait: (2 * wait).min(MOST_WAIT),
                };
                self.remotes[index].way = Way::Lost(retry);
                self.check_remotes_by(retry.due);
            }
        }
    }

    /// Takes what a remote says. True if there may be more.
    pub(super) fn serve_remote(&mut self, index: usize, at: Now) -> bool {
        let Some(remote) = self.remotes.get_mut(index) else {
            return false;
        };
        let link = remote.link;
        let Some(Sockets { dealer, .. }) = remote.sockets() else {
            return false;
        };
        let handle = dealer.socket.handle();
        for _ in 0..BATCH {
            let frame = match handle.recv(DONTWAIT) {
                Ok(frame) => frame,
                Err(Errno::INTR) => continue,
                Err(_) => {
                    dealer.watch.found_empty();
                    return false;
                }
            };
            if frame.more() {
                handle.flush();
                self.engine.receive_malformed(link, at);
            } else {
                self.engine.receive(link, &frame, at);
            }
        }
        true
    }

    /// Takes what is told of a remote's connection. True if there may be more.
    pub(super) fn serve_monitor(&mut self, index: usize, at: Now) -> bool {
        let Some(remote) = self.remotes.get_mut(index) else {
            return false;
        };
        let link = remote.link;
        let Some(monitor) = remote.sockets().and_then(|it| it.monitor.as_mut()) else {
            return false;
        };
        for _ in 0..BATCH {
            let event: Message = match Message::recv(monitor.socket.handle(), DONTWAIT) {
                Ok(event) => event,
                Err(Errno::INTR) => continue,
                Err(_) => {
                    monitor.watch.found_empty();
                    return false;
                }
            };
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
        true
    }

    /// Takes leave of all remotes.
    pub(super) fn leave_remotes(&mut self, common: &mut Common) {
        for remote in &mut self.remotes {
            remote.leave(self.id, common);
        }
    }
}

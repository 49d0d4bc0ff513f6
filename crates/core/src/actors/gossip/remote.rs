//! A peer that a node connects to: by a pair of sockets, or within the host.
//!
//! A DEALER talks to it, and a monitor tells when its connection is lost and made. Over inproc there
//! is nothing to monitor: that such a peer has gone is found by looking for room to send.

use std::ffi::{CStr, CString};

use crate::messaging::message::Message;
use crate::messaging::socket::Socket;
use czmq_gossip::engine::{LinkId, Now};
use czmq_gossip::packet::Packet;
use czmq_hosting::{Envelope, NodeId, Payload};
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};
use czmq_sys::zmq::{DONTWAIT, POLLOUT, SocketType, option};

use super::config::Credentials;
use super::context::Context;
use super::port::{Port, Which};
use super::{BATCH, ROOM, is_inproc, set_heartbeat, socket};

/// How often a node looks whether an inproc peer has gone, in milliseconds; and how long it waits
/// for one of the same host to come back before it connects to whoever comes.
const INPROC_CHECK: i64 = 1000;

/// The longest time between two tries to open sockets, in milliseconds.
const MOST_WAIT: i64 = 60_000;

/// What libzmq's monitor tells of a connection, by its numbers.
const EVENT_DISCONNECTED: u16 = 0x0200;
const EVENT_HANDSHAKE_SUCCEEDED: u16 = 0x1000;

pub(super) struct Remote {
    link: LinkId,
    /// What its sockets are known by.
    number: u32,
    endpoint: CString,
    credentials: Option<Credentials>,
    route: Route,
}

/// The way to it.
enum Route {
    Sockets(Box<Sockets>),
    /// A node of the same host.
    Node(NodeId),
    /// A node of the same host that has gone. If no other takes its place, a socket connects to
    /// whoever comes.
    Lost(Retry),
}

/// When to connect by a socket, and how long to wait after that if it cannot be opened.
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
    /// There is none for inproc.
    monitor: Option<Port>,
}

impl Drop for Sockets {
    fn drop(&mut self) {
        // libzmq's own thread would wait for ever to tell of an event if nobody listened.
        if self.monitor.is_some() {
            self.dealer.receiver().monitor_stop();
        }
    }
}

impl Sockets {
    fn unwatch(&self, cx: &mut Context<'_>) {
        let epoll = cx.common.waiter.epoll();
        self.dealer.unwatch(epoll, cx.ready);
        if let Some(monitor) = &self.monitor {
            monitor.unwatch(epoll, cx.ready);
        }
    }
}

impl Remote {
    /// Connects to an endpoint.
    pub fn connect(
        link: LinkId,
        number: u32,
        endpoint: &CStr,
        credentials: Option<Credentials>,
        cx: &mut Context<'_>,
    ) -> Result<Remote> {
        let mut remote = Remote {
            link,
            number,
            endpoint: endpoint.to_owned(),
            credentials,
            route: Route::Lost(Retry::first(cx.at)),
        };
        remote.route = remote.find_route(cx)?;
        Ok(remote)
    }

    /// Where it is.
    pub fn endpoint(&self) -> &CStr {
        &self.endpoint
    }

    /// When to look after it, if nothing happens before.
    pub fn due(&self, at: Now) -> i64 {
        match &self.route {
            Route::Sockets(sockets) if sockets.monitor.is_none() => at.mono + INPROC_CHECK,
            Route::Lost(retry) => retry.due,
            _ => i64::MAX,
        }
    }

    /// A node of this host if one is bound to the endpoint, or sockets.
    fn find_route(&self, cx: &mut Context<'_>) -> Result<Route> {
        Ok(match cx.common.exchange.find(&self.endpoint) {
            Some(node) => Route::Node(node),
            None => Route::Sockets(Box::new(self.dial(cx)?)),
        })
    }

    fn dial(&self, cx: &mut Context<'_>) -> Result<Sockets> {
        let dealer = socket(SocketType::DEALER)?;
        let handle = dealer.handle();
        let is_inproc = is_inproc(&self.endpoint);
        // Of inproc it is known only by EAGAIN that the peer has gone.
        handle.set_int(option::SNDHWM, if is_inproc { 0 } else { ROOM })?;
        handle.set_int(option::RCVHWM, 0)?;
        set_heartbeat(handle);
        if let Some(credentials) = &self.credentials {
            credentials.apply(handle)?;
        }
        let monitor = if is_inproc {
            None
        } else {
            let address = format!("inproc://zgossip-{:p}-{}", handle.as_ptr(), self.link.0);
            let address = CString::new(address).map_err(|_| Errno::INVAL)?;
            let events = EVENT_DISCONNECTED | EVENT_HANDSHAKE_SUCCEEDED;
            handle.monitor(&address, events.into())?;
            let monitor = socket(SocketType::PAIR)?;
            monitor.handle().connect(&address)?;
            Some(monitor)
        };
        if let Err(error) = handle.connect(&self.endpoint) {
            handle.monitor_stop();
            return Err(error);
        }
        let epoll = cx.common.waiter.epoll();
        let mut port = |socket: Socket, which| Port::new(socket, which, cx.id, epoll, cx.ready);
        Ok(Sockets {
            dealer: port(dealer, Which::Dealer(self.number))?,
            monitor: match monitor {
                Some(monitor) => Some(port(monitor, Which::Monitor(self.number))?),
                None => None,
            },
        })
    }

    pub fn send(&mut self, packet: Packet, cx: &mut Context<'_>) {
        match &self.route {
            Route::Node(node) => cx.common.exchange.send(Envelope {
                to: *node,
                from: cx.id,
                link: self.link,
                payload: Payload::Up(packet),
            }),
            Route::Sockets(sockets) => {
                let dealer = sockets.dealer.handle(cx.ready);
                match dealer.send(&packet.bytes(), DONTWAIT) {
                    Ok(()) => {}
                    Err(Errno::AGAIN) if sockets.monitor.is_some() => {
                        cx.engine.no_room(self.link, packet, cx.at);
                    }
                    Err(_) => self.lost(cx),
                }
            }
            Route::Lost(_) => {}
        }
    }

    /// The peer has gone as far as its sockets can tell.
    fn lost(&mut self, cx: &mut Context<'_>) {
        cx.engine.remote_down(self.link);
        self.reconnect(cx);
    }

    /// Takes an envelope from the node that it is.
    pub fn take(&mut self, from: NodeId, payload: Payload<Packet>, cx: &mut Context<'_>) {
        match (payload, &self.route) {
            (Payload::Down(packet), Route::Node(node)) if *node == from => {
                cx.engine.receive_packet(self.link, &packet, cx.at);
            }
            (Payload::Lost, Route::Node(node)) if *node == from => {
                self.route = Route::Lost(Retry::first(cx.at));
                cx.engine.remote_down(self.link);
                self.wait_for_node(cx);
            }
            (Payload::Bound, Route::Lost(_)) => {
                if cx.common.exchange.find(&self.endpoint) == Some(from) {
                    self.route = Route::Node(from);
                    cx.engine.remote_up(self.link, cx.at);
                } else {
                    self.wait_for_node(cx);
                }
            }
            _ => {}
        }
    }

    fn wait_for_node(&self, cx: &mut Context<'_>) {
        cx.common.exchange.wait(&self.endpoint, cx.id, self.link);
    }

    /// Finds out whether an inproc peer went away before it was sent anything, which leaves no way
    /// to write to it; and tries again to open sockets.
    pub fn check(&mut self, cx: &mut Context<'_>) {
        match &self.route {
            Route::Sockets(sockets) if sockets.monitor.is_none() => {
                let events = sockets.dealer.handle(cx.ready).events();
                if events.is_ok_and(|events| events & POLLOUT == 0) {
                    self.lost(cx);
                }
            }
            Route::Lost(retry) if retry.due <= cx.at.mono => {
                cx.common.exchange.wait_no_more(&self.endpoint, cx.id);
                self.reconnect(cx);
            }
            _ => {}
        }
    }

    /// Connects anew to a peer that no transport reconnects to: an inproc one that went away.
    fn reconnect(&mut self, cx: &mut Context<'_>) {
        if let Route::Sockets(sockets) = &self.route {
            if sockets.monitor.is_some() {
                return;
            }
            sockets.unwatch(cx);
        }
        match self.find_route(cx) {
            Ok(route) => {
                self.route = route;
                cx.engine.remote_up(self.link, cx.at);
            }
            Err(error) => {
                let wait = match &self.route {
                    Route::Lost(retry) if retry.wait > INPROC_CHECK => retry.wait,
                    _ => {
                        let endpoint = self.endpoint.to_string_lossy();
                        let line = format!("lost zgossip endpoint '{endpoint}': {error}");
                        log::write(Level::Warning, line.as_bytes());
                        INPROC_CHECK
                    }
                };
                self.wait_for_node(cx);
                self.route = Route::Lost(Retry {
                    due: cx.at.mono + wait,
                    wait: (2 * wait).min(MOST_WAIT),
                });
            }
        }
    }

    /// Takes what it says. True if there may be more.
    pub fn receive(&mut self, cx: &mut Context<'_>) -> bool {
        let Route::Sockets(sockets) = &self.route else {
            return false;
        };
        let dealer = sockets.dealer.receiver();
        for _ in 0..BATCH {
            let frame = match dealer.recv(DONTWAIT) {
                Ok(frame) => frame,
                Err(Errno::INTR) => continue,
                Err(_) => return false,
            };
            if frame.more() {
                dealer.flush();
                cx.engine.receive_malformed(self.link, cx.at);
            } else {
                cx.engine.receive(self.link, &frame, cx.at);
            }
        }
        true
    }

    /// Takes what is told of its connection. True if there may be more.
    pub fn receive_events(&mut self, cx: &mut Context<'_>) -> bool {
        let Route::Sockets(sockets) = &self.route else {
            return false;
        };
        let Some(monitor) = &sockets.monitor else {
            return false;
        };
        for _ in 0..BATCH {
            let event: Message = match Message::recv(monitor.receiver(), DONTWAIT) {
                Ok(event) => event,
                Err(Errno::INTR) => continue,
                Err(_) => return false,
            };
            let head = event.iter().next().map(|frame| frame.bytes());
            let id = head.and_then(|bytes| bytes.first_chunk());
            match id.map(|id| u16::from_ne_bytes(*id)) {
                Some(EVENT_DISCONNECTED) => cx.engine.remote_down(self.link),
                Some(EVENT_HANDSHAKE_SUCCEEDED) => cx.engine.remote_up(self.link, cx.at),
                _ => {}
            }
        }
        true
    }

    /// Disconnects from it. Its sockets are closed when it is dropped.
    pub fn leave(&self, cx: &mut Context<'_>) {
        match &self.route {
            Route::Sockets(sockets) => sockets.unwatch(cx),
            Route::Node(to) => cx.common.exchange.send(Envelope {
                to: *to,
                from: cx.id,
                link: self.link,
                payload: Payload::Left,
            }),
            Route::Lost(_) => cx.common.exchange.wait_no_more(&self.endpoint, cx.id),
        }
    }
}

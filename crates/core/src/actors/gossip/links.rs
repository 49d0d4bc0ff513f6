//! A node's links: one map of all peers, whether they connected to its ROUTER, are nodes of the same
//! host, or were connected to.

use std::collections::{BTreeMap, HashMap};
use std::ffi::{CStr, CString};

use czmq_gossip::engine::LinkId;
use czmq_gossip::packet::Packet;
use czmq_hosting::{Envelope, NodeId, Payload};
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};
use czmq_sys::zmq::{DONTWAIT, SNDMORE, SocketRef, SocketType, option};
use rustc_hash::FxHashMap;

use super::config::Credentials;
use super::context::Context;
use super::port::{Port, Which};
use super::remote::Remote;
use super::{ROOM, is_inproc, set_heartbeat, socket};

enum Link {
    Client(Client),
    Remote(Box<Remote>),
}

/// A peer that connected to us.
struct Client {
    address: Address,
    /// For the log.
    number: usize,
}

/// What a client is known by.
enum Address {
    /// The ROUTER's name for the connection.
    Router(Box<[u8]>),
    /// A node of the same host, and its link.
    Node(NodeId, LinkId),
}

pub(super) struct Links {
    links: FxHashMap<LinkId, Link>,
    /// Clients by their addresses.
    by_route: HashMap<Box<[u8]>, LinkId>,
    by_node: FxHashMap<(NodeId, LinkId), LinkId>,
    /// Remotes by the numbers of their sockets.
    remotes: BTreeMap<u32, LinkId>,
    last_remote: u32,
    /// There is none before it is bound.
    router: Option<Port>,
    /// The inproc endpoints that are bound.
    names: Vec<CString>,
    next_number: usize,
    next_check: i64,
}

impl Links {
    /// Without peers. Clients are numbered from `first` in the log.
    pub fn new(first: usize) -> Links {
        Links {
            links: FxHashMap::default(),
            by_route: HashMap::new(),
            by_node: FxHashMap::default(),
            remotes: BTreeMap::new(),
            last_remote: 0,
            router: None,
            names: Vec::new(),
            next_number: first,
            next_check: i64::MAX,
        }
    }

    /// What the log and the owner call a client.
    pub fn client_number(&self, link: LinkId) -> Option<usize> {
        match self.links.get(&link) {
            Some(Link::Client(client)) => Some(client.number),
            _ => None,
        }
    }

    /// What the owner knows a peer by.
    pub fn name(&self, link: LinkId) -> Box<[u8]> {
        match self.links.get(&link) {
            Some(Link::Remote(remote)) => remote.endpoint().to_bytes().into(),
            _ => {
                let number = self.client_number(link).unwrap_or(0);
                format!("client {number}").into_bytes().into()
            }
        }
    }

    pub fn send(&mut self, link: LinkId, packet: Packet, cx: &mut Context<'_>) {
        match self.links.get_mut(&link) {
            Some(Link::Remote(remote)) => {
                remote.send(packet, cx);
                self.next_check = self.next_check.min(remote.due(cx.at));
            }
            Some(Link::Client(client)) => match &client.address {
                Address::Node(to, theirs) => cx.common.exchange.send(Envelope {
                    to: *to,
                    from: cx.id,
                    link: *theirs,
                    payload: Payload::Down(packet),
                }),
                Address::Router(route) => {
                    let Some(router) = &self.router else {
                        return;
                    };
                    let router = router.handle(cx.ready);
                    let sent = router
                        .send(route, SNDMORE | DONTWAIT)
                        .and_then(|()| router.send(&packet.bytes(), DONTWAIT));
                    match sent {
                        Ok(()) => {}
                        Err(Errno::AGAIN) => cx.engine.no_room(link, packet, cx.at),
                        Err(_) => self.drop_client(link, cx),
                    }
                }
            },
            None => {}
        }
    }

    /// Takes an envelope.
    pub fn take(&mut self, envelope: Envelope<LinkId, Packet>, cx: &mut Context<'_>) {
        let Envelope {
            from,
            link,
            payload,
            ..
        } = envelope;
        match payload {
            Payload::Up(packet) => {
                let link = match self.by_node.get(&(from, link)) {
                    Some(own) => *own,
                    None => self.add_client(Address::Node(from, link), cx),
                };
                cx.engine.receive_packet(link, &packet, cx.at);
            }
            Payload::Left => {
                if let Some(&own) = self.by_node.get(&(from, link)) {
                    self.drop_client(own, cx);
                }
            }
            payload => {
                if let Some(Link::Remote(remote)) = self.links.get_mut(&link) {
                    remote.take(from, payload, cx);
                    self.next_check = self.next_check.min(remote.due(cx.at));
                }
            }
        }
    }

    /// Unbinds, and disconnects from all.
    pub fn end(&mut self, cx: &mut Context<'_>) {
        for name in &self.names {
            cx.common.exchange.unbind(name, cx.id);
        }
        for (to, link) in self.by_node.keys() {
            cx.common.exchange.send(Envelope {
                to: *to,
                from: cx.id,
                link: *link,
                payload: Payload::Lost,
            });
        }
        for link in self.remotes.values() {
            if let Some(Link::Remote(remote)) = self.links.get(link) {
                remote.leave(cx);
            }
        }
        if let Some(router) = &self.router {
            router.unwatch(cx.common.waiter.epoll(), cx.ready);
            for name in &self.names {
                // libzmq closes sockets later; the name is free for another node at once.
                let _ = router.receiver().unbind(name);
            }
        }
    }
}

/// Clients and the ROUTER.
impl Links {
    /// Opens the ROUTER if there is none yet.
    fn router(&mut self, cx: &mut Context<'_>) -> Result<&mut Port> {
        let port = match self.router.take() {
            Some(port) => port,
            None => {
                let socket = socket(SocketType::ROUTER)?;
                let handle = socket.handle();
                handle.set_int(option::SNDHWM, ROOM)?;
                handle.set_int(option::RCVHWM, 0)?;
                // Sending to a peer that is gone fails.
                handle.set_int(option::ROUTER_MANDATORY, 1)?;
                set_heartbeat(handle);
                let epoll = cx.common.waiter.epoll();
                Port::new(socket, Which::Router, cx.id, epoll, cx.ready)?
            }
        };
        Ok(self.router.insert(port))
    }

    /// Has options of the ROUTER set, for what is bound next.
    pub fn set_up_router(
        &mut self,
        cx: &mut Context<'_>,
        set: impl FnOnce(SocketRef<'_>) -> Result<()>,
    ) -> Result<()> {
        self.router(cx)?;
        match &self.router {
            Some(router) => set(router.handle(cx.ready)),
            None => Ok(()),
        }
    }

    /// Binds the ROUTER; gives the port.
    pub fn bind(&mut self, endpoint: &CStr, cx: &mut Context<'_>) -> Result<u16> {
        self.router(cx)?;
        let Some(router) = &mut self.router else {
            return Err(Errno::INVAL);
        };
        let port = router.socket(cx.ready).bind(endpoint)?;
        if is_inproc(endpoint) {
            cx.common.exchange.bind(endpoint, cx.id);
            self.names.push(endpoint.to_owned());
        }
        Ok(port)
    }

    pub fn unbind(&mut self, endpoint: &CStr, cx: &mut Context<'_>) -> Result<()> {
        let router = self.router.as_ref().ok_or(Errno::NOENT)?;
        router.handle(cx.ready).unbind(endpoint)?;
        cx.common.exchange.unbind(endpoint, cx.id);
        self.names.retain(|name| name.as_c_str() != endpoint);
        Ok(())
    }

    fn add_client(&mut self, address: Address, cx: &mut Context<'_>) -> LinkId {
        let link = cx.engine.add_client(cx.at);
        match &address {
            Address::Router(route) => drop(self.by_route.insert(route.clone(), link)),
            Address::Node(node, theirs) => drop(self.by_node.insert((*node, *theirs), link)),
        }
        let number = self.next_number;
        self.next_number += 1;
        let client = Client { address, number };
        self.links.insert(link, Link::Client(client));
        link
    }

    /// A client has gone.
    fn drop_client(&mut self, link: LinkId, cx: &mut Context<'_>) {
        cx.engine.remove(link);
        self.forget_client(link);
    }

    /// Forgets a client, of which the engine knows nothing any more.
    pub fn forget_client(&mut self, link: LinkId) {
        if self.client_number(link).is_none() {
            return;
        }
        if let Some(Link::Client(client)) = self.links.remove(&link) {
            match client.address {
                Address::Router(route) => drop(self.by_route.remove(&route)),
                Address::Node(node, theirs) => drop(self.by_node.remove(&(node, theirs))),
            }
        }
    }

    /// Takes one message of a client. False if there is none.
    pub fn receive_from_clients(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(router) = self.router.as_ref().map(Port::receiver) else {
            return false;
        };
        let route = match router.recv(DONTWAIT) {
            Ok(route) => route,
            Err(error) => return error == Errno::INTR,
        };
        if !route.more() {
            return true;
        }
        let Ok(frame) = router.recv(DONTWAIT) else {
            return true;
        };
        let whole = !frame.more();
        if !whole {
            router.flush();
        }
        let link = match self.by_route.get(&*route) {
            Some(link) => *link,
            None => self.add_client(Address::Router((&*route).into()), cx),
        };
        if whole {
            cx.engine.receive(link, &frame, cx.at);
        } else {
            cx.engine.receive_malformed(link, cx.at);
        }
        true
    }
}

/// Remotes.
impl Links {
    fn find_remote(&self, endpoint: &CStr) -> Option<(u32, LinkId)> {
        let is_there = |link: &LinkId| match self.links.get(link) {
            Some(Link::Remote(remote)) => remote.endpoint() == endpoint,
            _ => false,
        };
        let found = self.remotes.iter().find(|(_, link)| is_there(link));
        found.map(|(number, link)| (*number, *link))
    }

    /// Connects to an endpoint, unless that was done already.
    pub fn connect(
        &mut self,
        endpoint: &CStr,
        credentials: impl FnOnce() -> Result<Option<Credentials>>,
        cx: &mut Context<'_>,
    ) {
        if self.find_remote(endpoint).is_some() {
            return;
        }
        let link = cx.engine.add_remote(is_inproc(endpoint), cx.at);
        self.last_remote += 1;
        let number = self.last_remote;
        let remote = credentials()
            .and_then(|credentials| Remote::connect(link, number, endpoint, credentials, cx));
        match remote {
            Ok(remote) => {
                self.next_check = self.next_check.min(remote.due(cx.at));
                self.remotes.insert(number, link);
                self.links.insert(link, Link::Remote(Box::new(remote)));
            }
            Err(_) => {
                cx.engine.remove(link);
                let endpoint = endpoint.to_string_lossy();
                warn(&format!("bad zgossip endpoint '{endpoint}'"));
            }
        }
    }

    pub fn disconnect(&mut self, endpoint: &CStr, cx: &mut Context<'_>) {
        let Some((number, link)) = self.find_remote(endpoint) else {
            let endpoint = endpoint.to_string_lossy();
            return warn(&format!(
                "zgossip: DISCONNECT: not connected to '{endpoint}'"
            ));
        };
        self.remotes.remove(&number);
        if let Some(Link::Remote(remote)) = self.links.remove(&link) {
            remote.leave(cx);
        }
        cx.engine.remove(link);
    }

    fn remote(&mut self, number: u32) -> Option<&mut Remote> {
        match self.links.get_mut(self.remotes.get(&number)?) {
            Some(Link::Remote(remote)) => Some(remote),
            _ => None,
        }
    }

    /// Takes what a remote says. True if there may be more.
    pub fn receive_from_remote(&mut self, number: u32, cx: &mut Context<'_>) -> bool {
        self.remote(number).is_some_and(|remote| remote.receive(cx))
    }

    /// Takes what is told of a remote's connection. True if there may be more.
    pub fn receive_events(&mut self, number: u32, cx: &mut Context<'_>) -> bool {
        self.remote(number)
            .is_some_and(|remote| remote.receive_events(cx))
    }

    /// When [`Links::check`] has something to do.
    pub fn next_check(&self) -> i64 {
        self.next_check
    }

    /// Looks after remotes that no socket tells of.
    pub fn check(&mut self, cx: &mut Context<'_>) {
        if self.next_check > cx.at.mono {
            return;
        }
        self.next_check = i64::MAX;
        for link in self.remotes.values() {
            if let Some(Link::Remote(remote)) = self.links.get_mut(link) {
                remote.check(cx);
                self.next_check = self.next_check.min(remote.due(cx.at));
            }
        }
    }
}

fn warn(text: &str) {
    log::write(Level::Warning, text.as_bytes());
}

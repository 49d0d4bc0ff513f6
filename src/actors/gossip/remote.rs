//! The peers that a node connects to.

use std::ffi::{CStr, CString};

use crate::gossip::engine::{LinkId, Now};
use crate::messaging::message::Message;
use crate::messaging::socket::Socket;
use crate::sys::errno::{Errno, Result};
use crate::sys::log::Level;
use crate::sys::zmq::{DONTWAIT, POLLOUT, SocketType, option};

use super::node::{BATCH, Node};
use super::{set_heartbeat, socket};

/// What libzmq's monitor tells of a connection, by its numbers.
const EVENT_DISCONNECTED: u16 = 0x0200;
const EVENT_HANDSHAKE_SUCCEEDED: u16 = 0x1000;

/// A peer that we connect to.
pub(super) struct Remote {
    pub(super) link: LinkId,
    pub(super) endpoint: CString,
    pub(super) server_key: Option<CString>,
    pub(super) dealer: Socket,
    /// Tells when the connection is lost and made; there is none for inproc, which does not tell.
    pub(super) monitor: Option<Socket>,
}

impl Drop for Remote {
    fn drop(&mut self) {
        // libzmq's own thread would wait for ever to tell of an event if nobody listened.
        if self.monitor.is_some() {
            self.dealer.handle().monitor_stop();
        }
    }
}

impl Node<'_> {
    /// Finds inproc peers that went away before they were sent anything: there is no way to write
    /// to them any more.
    pub(super) fn check_inproc_remotes(&mut self, at: Now) {
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
    pub(super) fn reconnect(&mut self, index: usize, at: Now) {
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

    pub(super) fn serve_remote(&mut self, index: usize, at: Now) {
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

    pub(super) fn serve_monitor(&mut self, index: usize, at: Now) {
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

    pub(super) fn connect(&mut self, endpoint: &CStr, server_key: Option<CString>, at: Now) {
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
}

//! The actor that announces this host on the local network, and receives announcements of others.

use std::ffi::{CStr, CString};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};
use std::ops::ControlFlow;

use czmq_sys::clock;
use czmq_sys::errno::Result;
use czmq_sys::integer::leading_int;
use czmq_sys::interface::{self, Interface};
use czmq_sys::log::{self, Level};
use czmq_sys::session;
use czmq_sys::settings::Settings;
use czmq_sys::udp::{self, Datagrams};
use czmq_sys::zmq::{POLLIN, SocketRef};

use super::actor::TERM;
use super::command::{Command, Unknown};
use super::service::{self, Replies, Service, Step, Waits};

/// Milliseconds between two beacons, unless the owner says.
const INTERVAL: i64 = 1000;

/// How many beacons are heard before the owner is asked again.
const BATCH: usize = 100;

/// Where beacons are sent from and to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Endpoint {
    /// What peers may connect to.
    host: CString,
    /// The interface; none for all.
    name: Option<CString>,
    /// The address to send from.
    local: IpAddr,
    /// The number of the interface; 0 for all.
    index: u32,
    target: IpAddr,
}

impl Endpoint {
    /// The place that the settings ask for, if there is one.
    fn choose(settings: &Settings, list: &[Interface]) -> Option<Endpoint> {
        let ipv6 = settings.ipv6 != 0;
        let wanted = settings.interface;
        let group: Option<IpAddr> = if ipv6 {
            Some(parse_v6(settings.ipv6_mcast_address)?.0.into())
        } else {
            match settings.ipv4_mcast_address {
                Some(text) => Some(text.to_str().ok()?.parse::<Ipv4Addr>().ok()?.into()),
                None => None,
            }
        };
        if wanted == c"*" {
            let any: IpAddr = if ipv6 {
                Ipv6Addr::UNSPECIFIED.into()
            } else {
                Ipv4Addr::UNSPECIFIED.into()
            };
            return Some(Endpoint {
                host: c"*".to_owned(),
                name: None,
                local: any,
                index: 0,
                target: group.unwrap_or(Ipv4Addr::BROADCAST.into()),
            });
        }
        let fits = |own: &&Interface| own.address.is_ipv6() == ipv6;
        let found = match wanted.to_bytes() {
            [] => list.iter().find(fits),
            [digit @ b'0'..=b'9'] => list.get(usize::from(digit - b'0')).filter(fits),
            _ if ipv6 && !settings.ipv6_address.is_empty() => {
                return Endpoint::at(settings.ipv6_address, wanted, group?, list);
            }
            _ => list.iter().find(|own| {
                let named = own.name.as_c_str() == wanted || *own.address_text() == *wanted;
                named && fits(own)
            }),
        }?;
        Some(Endpoint {
            host: found.address_text(),
            name: Some(found.name.clone()),
            local: found.address,
            index: found.index,
            target: group.or(found.broadcast.map(IpAddr::from))?,
        })
    }

    /// The place with a given IPv6 address, on an interface that is named.
    fn at(address: &CStr, name: &CStr, target: IpAddr, list: &[Interface]) -> Option<Endpoint> {
        let (local, own_name) = parse_v6(address)?;
        let name = own_name.unwrap_or_else(|| name.to_owned());
        let found = list.iter().find(|own| own.name == name)?;
        let mut host = local.to_string().into_bytes();
        if local.is_unicast_link_local() {
            host.push(b'%');
            host.extend_from_slice(name.to_bytes());
        }
        Some(Endpoint {
            host: CString::new(host).ok()?,
            name: Some(name),
            local: local.into(),
            index: found.index,
            target,
        })
    }

    /// An address here, with a port.
    fn with_port(&self, address: IpAddr, port: u16) -> SocketAddr {
        match address {
            IpAddr::V4(address) => (address, port).into(),
            IpAddr::V6(address) => SocketAddrV6::new(address, port, 0, self.index).into(),
        }
    }

    fn open(&self, port: u16) -> Result<Channel> {
        let any: IpAddr = match (self.local, self.target) {
            // Else what is sent to other groups on this port is heard.
            (_, IpAddr::V4(group)) if group.is_multicast() => group.into(),
            (IpAddr::V4(_), _) => Ipv4Addr::UNSPECIFIED.into(),
            (IpAddr::V6(_), _) => Ipv6Addr::UNSPECIFIED.into(),
        };
        let receiver = Datagrams::bind(self.with_port(any, port))?;
        // Two sockets at one address would both get everything.
        let sender = match any == self.local {
            true => None,
            false => Some(Datagrams::bind(self.with_port(self.local, port))?),
        };
        if self.target.is_multicast() {
            let address = match self.local {
                IpAddr::V4(address) => address,
                IpAddr::V6(_) => Ipv4Addr::UNSPECIFIED,
            };
            let ttl = session::settings(|settings| settings.mcast_ttl);
            for socket in [Some(&receiver), sender.as_ref()].into_iter().flatten() {
                socket.join(self.target, address, self.index, ttl)?;
            }
        }
        Ok(Channel {
            receiver,
            sender,
            target: self.with_port(self.target, port),
        })
    }
}

/// Reads an address, with an interface's name behind `%` or without.
fn parse_v6(text: &CStr) -> Option<(Ipv6Addr, Option<CString>)> {
    let text = text.to_str().ok()?;
    let (address, name) = match text.split_once('%') {
        Some((address, name)) => (address, Some(CString::new(name).ok()?)),
        None => (text, None),
    };
    Some((address.parse().ok()?, name))
}

/// The sockets.
struct Channel {
    receiver: Datagrams,
    /// If it is not the receiver.
    sender: Option<Datagrams>,
    target: SocketAddr,
}

impl Channel {
    fn send(&self, bytes: &[u8]) -> Result<()> {
        let sender = self.sender.as_ref().unwrap_or(&self.receiver);
        sender.send(bytes, self.target)
    }
}

/// What is published, and when it is due.
struct Publication {
    data: Vec<u8>,
    interval: i64,
    due: i64,
}

/// Publishes a beacon and tells the owner, at the other end of a pipe, of those of others, as it
/// asks by commands; until it is told to end, or the context ends.
pub fn run(pipe: SocketRef<'_>) -> std::result::Result<(), Unknown> {
    let mut beacon = Beacon {
        port: None,
        channel: None,
        publication: None,
        filter: None,
        verbose: false,
    };
    service::run(pipe, &mut beacon)
}

struct Beacon {
    port: Option<u16>,
    /// Nothing before CONFIGURE, and while there is no interface.
    channel: Option<Channel>,
    publication: Option<Publication>,
    /// What beacons that the owner wants begin with.
    filter: Option<Vec<u8>>,
    verbose: bool,
}

impl Service for Beacon {
    type Failure = Unknown;
    const ENDS_WHEN_INTERRUPTED: bool = false;

    fn waits<'s>(&'s self, waits: &mut Waits<'s>) {
        if let Some(publication) = &self.publication
            && self.port.is_some()
        {
            waits.until(publication.due);
        }
        // No more is heard until the owner has taken what was.
        if let Some(channel) = &self.channel
            && !waits.is_owner_behind()
        {
            waits.descriptor(channel.receiver.fd(), POLLIN);
        }
    }

    fn obey(&mut self, mut command: Command, replies: &mut Replies) -> Step<Unknown> {
        let name = command.text().unwrap_or_default();
        self.log(&[b"API command=", name.to_bytes()]);
        let done = match name.to_bytes() {
            TERM => return ControlFlow::Break(Ok(())),
            b"CONFIGURE" => {
                self.configure(command, replies);
                Ok(())
            }
            b"PUBLISH" => self.publish(command),
            b"SILENCE" => {
                self.publication = None;
                Ok(())
            }
            b"SUBSCRIBE" => match command.data() {
                Some(filter) if filter.len() <= udp::LONGEST => {
                    self.filter = Some(filter.to_vec());
                    Ok(())
                }
                _ => Err("SUBSCRIBE needs a filter of at most 255 bytes"),
            },
            b"UNSUBSCRIBE" => {
                self.filter = None;
                Ok(())
            }
            b"VERBOSE" => {
                self.verbose = true;
                Ok(())
            }
            name => {
                let line = [b"zbeacon: - invalid command: ", name].concat();
                log::write(Level::Error, &line);
                return ControlFlow::Break(Err(Unknown));
            }
        };
        if let Err(reason) = done {
            log::write(Level::Error, format!("zbeacon: - {reason}").as_bytes());
        }
        ControlFlow::Continue(())
    }

    fn serve(&mut self, happened: &[i16], replies: &mut Replies) -> Result<Step<Unknown>> {
        if happened.iter().any(|events| *events != 0) {
            self.hear(replies);
        }
        self.publish_if_due();
        Ok(ControlFlow::Continue(()))
    }
}

impl Beacon {
    fn log(&self, text: &[&[u8]]) {
        if self.verbose {
            let line = [b"zbeacon: ", &*text.concat()].concat();
            log::write(Level::Info, &line);
        }
    }

    /// Opens the sockets, and answers with the host's name.
    fn configure(&mut self, mut command: Command, replies: &mut Replies) {
        let port = command.text().map(|text| leading_int(text.to_bytes()));
        self.port = port
            .and_then(|port| u16::try_from(port).ok())
            .filter(|port| *port > 0);
        self.channel = None;
        let host = if self.port.is_none() {
            let line = b"zbeacon: - CONFIGURE needs a port from 1 to 65535";
            log::write(Level::Error, line);
            None
        } else {
            let host = self.open();
            if host.is_none() {
                let wanted = session::settings(|settings| settings.interface);
                let line = [
                    b"No broadcast interface found, (ZSYS_INTERFACE=",
                    wanted.to_bytes(),
                    b")",
                ];
                log::write(Level::Error, &line.concat());
            }
            host
        };
        replies.message([host.unwrap_or_default().to_bytes()]);
    }

    /// Opens the sockets; gives the host's name, if there is an interface.
    fn open(&mut self) -> Option<CString> {
        self.channel = None;
        let port = self.port?;
        let settings = session::settings(|settings| *settings);
        let list = interface::list().unwrap_or_default();
        let endpoint = Endpoint::choose(&settings, &list)?;
        if let Some(name) = &endpoint.name {
            let target = endpoint.target.to_string();
            let kind: &[u8] = if endpoint.target.is_multicast() {
                b" multicast="
            } else {
                b" broadcast="
            };
            self.log(&[
                b"interface=",
                name.to_bytes(),
                b" address=",
                endpoint.host.to_bytes(),
                kind,
                target.as_bytes(),
            ]);
        }
        match endpoint.open(port) {
            Ok(channel) => self.channel = Some(channel),
            Err(error) => {
                let line = format!("zbeacon: Unable to bind to broadcast address, reason={error}");
                log::write(Level::Debug, line.as_bytes());
                return None;
            }
        }
        self.log(&[b"configured, hostname=", endpoint.host.to_bytes()]);
        Some(endpoint.host)
    }

    fn publish(&mut self, mut command: Command) -> std::result::Result<(), &'static str> {
        let Some(data) = command.data() else {
            return Err("PUBLISH needs a beacon");
        };
        let interval = command.text().unwrap_or_default();
        if data.len() > udp::LONGEST {
            return Err("a beacon has at most 255 bytes");
        }
        let interval = match leading_int(interval.to_bytes()) {
            interval @ 1.. => interval.into(),
            _ => INTERVAL,
        };
        self.publication = Some(Publication {
            data: data.to_vec(),
            interval,
            due: clock::mono_ms(),
        });
        Ok(())
    }

    fn publish_if_due(&mut self) {
        let now = clock::mono_ms();
        let Some(publication) = &mut self.publication else {
            return;
        };
        if self.port.is_none() || now < publication.due {
            return;
        }
        publication.due = now + publication.interval;
        let reason = match &self.channel {
            Some(channel) => match channel.send(&publication.data) {
                Ok(()) => return,
                Err(error) => {
                    let line = format!("zsys_udp_send: failed, reason={error}");
                    log::write(Level::Debug, line.as_bytes());
                    error.to_string()
                }
            },
            None => "invalid socket".to_owned(),
        };
        let line = format!("zbeacon: failed to transmit, attempting reconnection. reason={reason}");
        log::write(Level::Debug, line.as_bytes());
        self.open();
    }

    /// Takes what has arrived.
    fn hear(&mut self, replies: &mut Replies) {
        let Some(channel) = &self.channel else { return };
        for _ in 0..BATCH {
            let mut buffer = [0; udp::LONGEST];
            let Ok((length, peer)) = udp::receive(channel.receiver.fd(), &mut buffer) else {
                return;
            };
            let data = &buffer[..length];
            let own = self.publication.as_ref().map(|own| &*own.data);
            let wanted = self.filter.as_ref();
            if own == Some(data) || !wanted.is_some_and(|filter| data.starts_with(filter)) {
                continue;
            }
            // Room for any address and an interface's name.
            let mut name = [0; 128];
            match peer.name(&mut name) {
                Ok(()) => {
                    let name = CStr::from_bytes_until_nul(&name).unwrap_or_default();
                    replies.message([name.to_bytes(), data]);
                }
                Err(reason) => {
                    let line = format!("zbeacon: a sender has no name: {reason}");
                    log::write(Level::Warning, line.as_bytes());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Vec<Interface> {
        let own = |name: &CStr, index, address: &str, broadcast: Option<&str>| Interface {
            name: name.to_owned(),
            index,
            address: address.parse().unwrap(),
            netmask: None,
            broadcast: broadcast.map(|text| text.parse().unwrap()),
        };
        vec![
            own(c"a", 1, "10.0.0.1", Some("10.0.0.255")),
            own(c"b", 2, "10.0.1.1", Some("10.0.1.255")),
            own(c"a", 1, "fe80::1", None),
        ]
    }

    fn choose(change: impl FnOnce(&mut Settings)) -> Option<(String, String)> {
        let mut settings = Settings::default();
        change(&mut settings);
        let endpoint = Endpoint::choose(&settings, &list())?;
        Some((
            endpoint.host.into_string().unwrap(),
            endpoint.target.to_string(),
        ))
    }

    fn own(host: &str, target: &str) -> Option<(String, String)> {
        Some((host.to_owned(), target.to_owned()))
    }

    #[test]
    fn the_interface_is_the_one_that_is_asked_for() {
        let ask = |interface| choose(|settings| settings.interface = interface);
        assert_eq!(ask(c""), own("10.0.0.1", "10.0.0.255"));
        assert_eq!(ask(c"*"), own("*", "255.255.255.255"));
        assert_eq!(ask(c"1"), own("10.0.1.1", "10.0.1.255"));
        assert_eq!(ask(c"2"), None);
        assert_eq!(ask(c"9"), None);
        assert_eq!(ask(c"b"), own("10.0.1.1", "10.0.1.255"));
        assert_eq!(ask(c"10.0.1.1"), own("10.0.1.1", "10.0.1.255"));
        assert_eq!(ask(c"c"), None);
    }

    #[test]
    fn groups_take_the_place_of_broadcasts() {
        let group = |text| {
            choose(|settings| {
                settings.interface = c"b";
                settings.ipv4_mcast_address = Some(text);
            })
        };
        assert_eq!(group(c"239.1.2.3"), own("10.0.1.1", "239.1.2.3"));
        assert_eq!(group(c"nonsense"), None);
    }

    #[test]
    fn ipv6_has_groups_alone() {
        let ask = |interface, address| {
            choose(|settings| {
                settings.ipv6 = 1;
                settings.interface = interface;
                settings.ipv6_address = address;
            })
        };
        assert_eq!(ask(c"", c""), own("fe80::1%a", "ff02::1"));
        assert_eq!(ask(c"*", c""), own("*", "ff02::1"));
        assert_eq!(ask(c"2", c""), own("fe80::1%a", "ff02::1"));
        assert_eq!(ask(c"b", c""), None);
        assert_eq!(ask(c"b", c"fe80::7"), own("fe80::7%b", "ff02::1"));
        assert_eq!(ask(c"b", c"fd00::7"), own("fd00::7", "ff02::1"));
        assert_eq!(ask(c"b", c"nonsense"), None);
    }
}

//! ZeroMQ sockets.

use std::cell::{Cell, RefCell};
use std::ffi::{CStr, CString};
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::ops::RangeInclusive;

use czmq_sys::descriptor::{self, ListenAddress};
use czmq_sys::errno::{Errno, Result};
use czmq_sys::registry::Origin;
use czmq_sys::session;
use czmq_sys::socket::OwnedSocket;
use czmq_sys::zmq::{self, SocketRef, SocketType, option};

/// A socket, opened with the process-wide settings and closed when dropped.
pub struct Socket {
    raw: OwnedSocket,
    kind: SocketType,
    /// The text of the last successful bind.
    endpoint: Option<CString>,
    lent_texts: RefCell<Vec<u8>>,
    /// Its last bind was on a descriptor that a service manager passed on.
    inherited: bool,
    /// The peer of a SERVER socket to which what is sent goes; 0 for none.
    peer: Cell<u32>,
}

impl Socket {
    /// Opens a socket; `EINVAL` for an unknown type, `EMFILE` if there are too many.
    pub fn new(kind: SocketType, origin: Option<Origin>) -> Result<Socket> {
        Ok(Socket {
            raw: OwnedSocket::open(kind, origin)?,
            kind,
            endpoint: None,
            lent_texts: RefCell::default(),
            inherited: false,
            peer: Cell::new(0),
        })
    }

    /// As [`Socket::attached`], for the types of libzmq's draft API: `ENOTSUP` if it has none.
    pub fn attached_draft(
        kind: SocketType,
        endpoints: Option<&CStr>,
        origin: Option<Origin>,
    ) -> Result<Socket> {
        if !zmq::has_drafts() {
            return Err(Errno::NOTSUP);
        }
        Socket::attached(kind, endpoints, origin)
    }

    /// Opens a socket and attaches it to a list of endpoints, which a socket of its type binds or
    /// connects to by default.
    pub fn attached(
        kind: SocketType,
        endpoints: Option<&CStr>,
        origin: Option<Origin>,
    ) -> Result<Socket> {
        let mut socket = Socket::new(kind, origin)?;
        if let Some(endpoints) = endpoints {
            socket.attach(endpoints, BINDERS.contains(&kind))?;
        }
        Ok(socket)
    }

    /// The libzmq handle.
    #[inline]
    pub fn handle(&self) -> SocketRef<'_> {
        let handle = self.raw.handle();
        if self.kind == SocketType::SERVER {
            handle.with_peer(&self.peer)
        } else {
            handle
        }
    }

    /// The peer from which a SERVER socket received last, or that was set since; 0 for none.
    pub fn peer(&self) -> u32 {
        self.peer.get()
    }

    /// Says to which peer a SERVER socket sends what has no peer of its own; nothing to others.
    pub fn set_peer(&self, peer: u32) {
        if self.kind == SocketType::SERVER {
            self.peer.set(peer);
        }
    }

    /// False once the session ended, or in a forked child: the socket is gone then.
    pub fn is_current(&self) -> bool {
        self.raw.is_open()
    }

    /// The type that it was opened with.
    pub fn kind(&self) -> SocketType {
        self.kind
    }

    /// Where it was bound last, with the port that an ephemeral bind chose.
    pub fn endpoint(&self) -> Option<&CStr> {
        self.endpoint.as_deref()
    }

    /// Memory for the texts that binary pictures lend, which stay until the next such message.
    pub fn lent_texts(&self) -> &RefCell<Vec<u8>> {
        &self.lent_texts
    }
}

/// The types of which sockets bind by default; the others connect.
const BINDERS: [SocketType; 9] = [
    SocketType::PUB,
    SocketType::REP,
    SocketType::ROUTER,
    SocketType::PULL,
    SocketType::XPUB,
    SocketType::SERVER,
    SocketType::RADIO,
    SocketType::GATHER,
    SocketType::DGRAM,
];

/// The longest element of a list of endpoints, prefix included.
const LONGEST_ELEMENT: usize = 255;

/// One element of a list of endpoints.
struct Attachment {
    endpoint: CString,
    bind: bool,
}

/// Reads a list of endpoints; `EINVAL` for an empty or too long element.
fn read_list(list: &CStr, bind: bool) -> Result<Vec<Attachment>> {
    let list = list.to_bytes();
    let list = list.strip_suffix(b",").unwrap_or(list);
    let read = |element: &[u8]| {
        let (endpoint, bind) = match element {
            [b'@', endpoint @ ..] => (endpoint, true),
            [b'>', endpoint @ ..] => (endpoint, false),
            endpoint => (endpoint, bind),
        };
        if endpoint.is_empty() || element.len() > LONGEST_ELEMENT {
            return Err(Errno::INVAL);
        }
        let endpoint = CString::new(endpoint).map_err(|_| Errno::INVAL)?;
        Ok(Attachment { endpoint, bind })
    };
    list.split(|&byte| byte == b',').map(read).collect()
}

impl Socket {
    /// Binds or connects to each endpoint of a list, separated by commas. `@` before an endpoint
    /// binds it, `>` connects it; without either, `bind` decides.
    ///
    /// `EINVAL` for an empty or too long endpoint. If one fails, the socket is detached from those
    /// before it again.
    pub fn attach(&mut self, endpoints: &CStr, bind: bool) -> Result<()> {
        if endpoints.is_empty() {
            return Ok(());
        }
        let list = read_list(endpoints, bind)?;
        let before = self.endpoint.clone();
        let mut done: Vec<Attachment> = Vec::with_capacity(list.len());
        for element in list {
            let attached = if element.bind {
                self.bind(&element.endpoint).map(|_| {
                    // libzmq unbinds by the text to which it resolved the endpoint.
                    self.last_endpoint().unwrap_or(element.endpoint)
                })
            } else {
                let connected = self.handle().connect(&element.endpoint);
                connected.map(|()| element.endpoint)
            };
            match attached {
                Ok(endpoint) => done.push(Attachment {
                    endpoint,
                    bind: element.bind,
                }),
                Err(error) => {
                    for Attachment { endpoint, bind } in done.iter().rev() {
                        // What cannot be undone stays.
                        let _ = if *bind {
                            self.handle().unbind(endpoint)
                        } else {
                            self.handle().disconnect(endpoint)
                        };
                    }
                    self.endpoint = before;
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Where libzmq says that the socket was bound last.
    fn last_endpoint(&self) -> Result<CString> {
        let mut text = [0; LONGEST_ELEMENT + 1];
        let size = self
            .handle()
            .get_bytes(option::LAST_ENDPOINT, &mut text)?
            .saturating_sub(1);
        CString::new(&text[..size]).map_err(|_| Errno::INVAL)
    }

    /// Listens on an endpoint; gives the port of a tcp endpoint, 0 for others.
    ///
    /// `tcp://<address>:*` takes the first free port from 49152 up, `tcp://<address>:!` one at
    /// random; `[<first>-<last>]` after either sets the range. `EINVAL` for a port above 65535 and
    /// for a range that ends before it starts; the error of the last attempt if none is free.
    pub fn bind(&mut self, endpoint: &CStr) -> Result<u16> {
        if std::mem::take(&mut self.inherited) {
            // The descriptor is in use.
            let _ = self.handle().set_int(option::USE_FD, -1);
        }
        match Address::read(endpoint.to_bytes())? {
            Address::Ephemeral {
                address,
                random,
                range,
            } => self.bind_ephemeral(address, random, range),
            Address::Port(port) => {
                self.bind_inherited(endpoint, Some(ListenAddress::Port(port)))?;
                Ok(port)
            }
            Address::Other => {
                let path = endpoint.to_bytes().strip_prefix(b"ipc://");
                self.bind_inherited(endpoint, path.map(ListenAddress::Path))?;
                Ok(0)
            }
        }
    }

    /// Listens on an endpoint; on a descriptor that a service manager passed on for its place, if
    /// the process is set to use such.
    fn bind_inherited(&mut self, endpoint: &CStr, place: Option<ListenAddress<'_>>) -> Result<()> {
        let listener = place
            .filter(|_| session::settings(|settings| settings.auto_use_fd) != 0)
            .and_then(descriptor::inherited_listener);
        if let Some(fd) = listener {
            self.handle().set_int(option::USE_FD, fd)?;
            self.inherited = true;
        }
        self.handle().bind(endpoint)?;
        self.endpoint = Some(endpoint.to_owned());
        Ok(())
    }

    fn bind_ephemeral(
        &mut self,
        address: &[u8],
        random: bool,
        range: RangeInclusive<u16>,
    ) -> Result<u16> {
        let (first, last) = range.into_inner();
        let start = if random {
            let count = u32::from(last - first) + 1;
            first + (RandomState::new().hash_one(0) as u32 % count) as u16
        } else {
            first
        };
        let mut text = Vec::with_capacity(address.len() + 6);
        let mut outcome = Errno::INVAL;
        for port in (start..=last).chain(first..start) {
            text.clear();
            text.extend_from_slice(address);
            let _ = write!(text, "{port}\0");
            let endpoint = CStr::from_bytes_with_nul(&text).map_err(|_| Errno::INVAL)?;
            match self.handle().bind(endpoint) {
                Ok(()) => {
                    self.endpoint = Some(endpoint.to_owned());
                    return Ok(port);
                }
                Err(error) => outcome = error,
            }
        }
        Err(outcome)
    }
}

/// The ports that belong to nobody.
const EPHEMERAL: RangeInclusive<u16> = 49152..=65535;

/// What the end of an endpoint says about its port.
#[derive(Debug, PartialEq, Eq)]
enum Address<'a> {
    /// Any port of a range; `address` ends before the port.
    Ephemeral {
        address: &'a [u8],
        random: bool,
        range: RangeInclusive<u16>,
    },
    Port(u16),
    /// Something for libzmq to make sense of.
    Other,
}

impl<'a> Address<'a> {
    fn read(endpoint: &'a [u8]) -> Result<Address<'a>> {
        const SCHEME: &[u8] = b"tcp://";
        let Some(rest) = endpoint.strip_prefix(SCHEME) else {
            return Ok(Address::Other);
        };
        let Some(colon) = rest.iter().rposition(|&byte| byte == b':') else {
            return Ok(Address::Other);
        };
        let (address, port) = endpoint.split_at(SCHEME.len() + colon + 1);
        if is_number(port) {
            return read_port(port).map(Address::Port);
        }
        let (random, range) = match port {
            [b'*', range @ ..] => (false, range),
            [b'!', range @ ..] => (true, range),
            _ => return Ok(Address::Other),
        };
        let range = if range.is_empty() {
            EPHEMERAL
        } else {
            match split_range(range) {
                Some((first, last)) => read_range(first, last)?,
                None => return Ok(Address::Other),
            }
        };
        Ok(Address::Ephemeral {
            address,
            random,
            range,
        })
    }
}

fn is_number(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

fn read_port(digits: &[u8]) -> Result<u16> {
    let text = str::from_utf8(digits).map_err(|_| Errno::INVAL)?;
    text.parse().map_err(|_| Errno::INVAL)
}

/// The two ends of `[<first>-<last>]`, each of which may be empty; `None` for other text.
fn split_range(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let inside = text.strip_prefix(b"[")?.strip_suffix(b"]")?;
    let dash = inside.iter().position(|&byte| byte == b'-')?;
    let (first, last) = (&inside[..dash], &inside[dash + 1..]);
    let is_end = |text: &[u8]| text.is_empty() || is_number(text);
    (is_end(first) && is_end(last)).then_some((first, last))
}

fn read_range(first: &[u8], last: &[u8]) -> Result<RangeInclusive<u16>> {
    let end = |text: &[u8], default: u16| {
        if text.is_empty() {
            Ok(default)
        } else {
            read_port(text)
        }
    };
    let range = end(first, *EPHEMERAL.start())?..=end(last, *EPHEMERAL.end())?;
    if range.is_empty() {
        return Err(Errno::INVAL);
    }
    Ok(range)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ephemeral(endpoint: &str) -> Option<(&str, bool, u16, u16)> {
        match Address::read(endpoint.as_bytes()) {
            Ok(Address::Ephemeral {
                address,
                random,
                range,
            }) => {
                let (first, last) = range.into_inner();
                Some((str::from_utf8(address).unwrap(), random, first, last))
            }
            _ => None,
        }
    }

    #[test]
    fn ephemeral_ports_have_a_range() {
        assert_eq!(
            ephemeral("tcp://*:*"),
            Some(("tcp://*:", false, 49152, 65535))
        );
        assert_eq!(
            ephemeral("tcp://[::1]:![50000-]"),
            Some(("tcp://[::1]:", true, 50000, 65535))
        );
        assert_eq!(
            ephemeral("tcp://lo:*[-50000]"),
            Some(("tcp://lo:", false, 49152, 50000))
        );
        assert_eq!(
            ephemeral("tcp://h:*[-]"),
            Some(("tcp://h:", false, 49152, 65535))
        );
        assert_eq!(ephemeral("tcp://h:*[7-7]"), Some(("tcp://h:", false, 7, 7)));
    }

    #[test]
    fn what_is_no_range_is_left_to_libzmq() {
        for endpoint in [
            "tcp://h:*[60000]",
            "tcp://h:*[]",
            "tcp://h:*[1-2]x",
            "tcp://h:*[1-2-3]",
            "tcp://h:*[ 1-2]",
            "tcp://h:60000[1-2]",
            "tcp://h:60000x",
            "tcp://h:",
            "tcp://h",
            "TCP://h:*",
            "ipc://*",
            "inproc://a:1",
            "",
        ] {
            assert_eq!(Address::read(endpoint.as_bytes()), Ok(Address::Other));
        }
    }

    #[test]
    fn ports_end_at_65535() {
        assert_eq!(Address::read(b"tcp://h:0"), Ok(Address::Port(0)));
        assert_eq!(Address::read(b"tcp://h:0065535"), Ok(Address::Port(65535)));
        for endpoint in [
            "tcp://h:65536",
            "tcp://h:99999999999999999999",
            "tcp://h:*[65535-65536]",
            "tcp://h:*[60010-60000]",
            "tcp://h:![60010-60009]",
            "tcp://h:*[-49151]",
        ] {
            assert_eq!(Address::read(endpoint.as_bytes()), Err(Errno::INVAL));
        }
    }

    fn list(text: &CStr) -> Result<Vec<(String, bool)>> {
        let elements = read_list(text, false)?;
        let plain = |element: Attachment| (element.endpoint.into_string().unwrap(), element.bind);
        Ok(elements.into_iter().map(plain).collect())
    }

    #[test]
    fn elements_say_how_to_attach() {
        let own = |text: &str, bind| (text.to_owned(), bind);
        assert_eq!(
            list(c"a,@b ,>c,"),
            Ok(vec![own("a", false), own("b ", true), own("c", false)])
        );
        assert_eq!(list(c"@@b"), Ok(vec![own("@b", true)]));
        for text in [c",a", c"a,,b", c"a,,", c",", c"@", c">", c"a,@,b"] {
            assert_eq!(list(text), Err(Errno::INVAL), "{text:?}");
        }
    }

    #[test]
    fn elements_have_a_longest_size() {
        let text = |size: usize| CString::new(format!("@{}", "x".repeat(size - 1))).unwrap();
        assert!(list(&text(255)).is_ok());
        assert_eq!(list(&text(256)), Err(Errno::INVAL));
    }

    #[test]
    fn a_list_that_fails_leaves_nothing_attached() {
        let mut socket = Socket::new(SocketType::PULL, None).unwrap();
        socket.bind(c"inproc://socket.first").unwrap();
        let tried = socket.attach(
            c"@inproc://socket.second,tcp://127.0.0.1:*,nothing://",
            true,
        );
        assert!(tried.is_err());
        assert_eq!(socket.endpoint(), Some(c"inproc://socket.first"));
        let mut other = Socket::new(SocketType::PULL, None).unwrap();
        other.bind(c"inproc://socket.second").unwrap();
        assert!(other.bind(c"inproc://socket.first").is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(text in proptest::collection::vec(1u8.., 0..40)) {
            let _ = Address::read(&text);
            let _ = Address::read(&[b"tcp://h:*[", text.as_slice()].concat());
            let _ = read_list(&CString::new(text).unwrap(), true);
        }

        #[test]
        fn every_range_is_read(first: u16, last: u16) {
            let text = format!("tcp://h:*[{first}-{last}]");
            prop_assert_eq!(ephemeral(&text).is_some(), first <= last);
        }
    }
}

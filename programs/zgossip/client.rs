//! Connections to nodes, and what has to be known of them.

use std::ffi::CString;
use std::path::Path;
use std::time::{Duration, Instant};

use clap::ArgMatches;

use czmq_core::security::cert::{Cert, Key};
use czmq_sys::zmq::{self, KEY_SIZE};

use crate::node::{Event, Node};
use crate::output::Output;
use crate::{Result, Stop};

/// What the options say of the nodes to connect to.
pub struct Peers {
    pub endpoints: Vec<String>,
    /// In their order.
    server_keys: Vec<Option<String>>,
    /// This node's keys, public and secret.
    keys: Option<(String, String)>,
}

fn texts(given: &ArgMatches, name: &str) -> Vec<String> {
    let values = given.try_get_many::<String>(name).ok().flatten();
    values
        .map(|values| values.cloned().collect())
        .unwrap_or_default()
}

/// The values of an option that takes any bytes.
pub fn all_bytes(given: &ArgMatches, name: &str) -> Vec<Vec<u8>> {
    let values = given.get_many::<Vec<u8>>(name);
    values
        .map(|values| values.cloned().collect())
        .unwrap_or_default()
}

fn key_text(key: &Key) -> String {
    key.text().to_string_lossy().into_owned()
}

fn certificate(file: &str) -> Result<Cert> {
    let name = CString::new(file).map_err(|_| Stop::Usage("a file's name has a NUL".to_owned()))?;
    Cert::load(&name).map_err(|error| Stop::Failed(format!("{file}: no certificate: {error}")))
}

/// A key itself, or that of a certificate.
fn server_key(given: &str) -> Result<String> {
    if !Path::new(given).exists() {
        let text = CString::new(given).ok();
        return match text.and_then(|text| zmq::key_from_text(&text)) {
            Some(_) => Ok(given.to_owned()),
            None => Err(Stop::Usage(format!(
                "{given}: neither a CURVE key nor a file"
            ))),
        };
    }
    Ok(key_text(certificate(given)?.public()))
}

impl Peers {
    pub fn new(given: &ArgMatches) -> Result<Peers> {
        let endpoints = texts(given, "connect");
        let keys = texts(given, "server-key");
        if keys.len() > 1 && keys.len() != endpoints.len() {
            let text = "--server-key is given once for all --connect, or once for each";
            return Err(Stop::Usage(text.to_owned()));
        }
        let mut server_keys = Vec::new();
        for key in &keys {
            server_keys.push(Some(server_key(key)?));
        }
        if keys.len() < 2 {
            let key = server_keys.pop().flatten();
            server_keys = vec![key; endpoints.len()];
        }
        let file = given.get_one::<String>("cert");
        if (file.is_some() || !keys.is_empty()) && !zmq::has(c"curve") {
            return Err(Stop::Failed("this libzmq has no CURVE".to_owned()));
        }
        let cert = match file {
            Some(file) => {
                let cert = certificate(file)?;
                if *cert.secret().bytes() == [0; KEY_SIZE] {
                    return Err(Stop::Failed(format!("{file}: there is no secret key")));
                }
                Some(cert)
            }
            None if !keys.is_empty() => {
                let cert = Cert::generate();
                Some(cert.map_err(|error| Stop::Failed(format!("no CURVE keys: {error}")))?)
            }
            None => None,
        };
        let keys = cert.map(|cert| (key_text(cert.public()), key_text(cert.secret())));
        Ok(Peers {
            endpoints,
            server_keys,
            keys,
        })
    }

    /// A node with the keys, and without connections.
    pub fn node(&self, verbose: bool) -> Result<Node> {
        let node = Node::new()?;
        if verbose {
            node.tell(["VERBOSE"])?;
        }
        if let Some((public, secret)) = &self.keys {
            node.tell(["SET PUBLICKEY", public])?;
            node.tell(["SET SECRETKEY", secret])?;
        }
        Ok(node)
    }

    /// Connects a node to one of the peers.
    pub fn connect(&self, node: &Node, index: usize) -> Result<()> {
        let endpoint = &self.endpoints[index];
        match &self.server_keys[index] {
            Some(key) => node.tell(["CONNECT", endpoint, key]),
            None => node.tell(["CONNECT", endpoint]),
        }
    }
}

/// What commands that ask or tell have in common.
pub struct Client {
    pub peers: Peers,
    pub output: Output,
    pub until: Instant,
    settle: Duration,
    verbose: bool,
}

impl Client {
    pub fn new(given: &ArgMatches) -> Result<Client> {
        let time = |name| given.try_get_one::<Duration>(name).ok().flatten().copied();
        Ok(Client {
            peers: Peers::new(given)?,
            output: Output {
                json: given.get_flag("json"),
            },
            until: Instant::now() + time("timeout").unwrap_or_default(),
            settle: time("settle").unwrap_or_default(),
            verbose: given.get_flag("verbose"),
        })
    }

    /// A node that is connected to all peers, which hears of keys with a prefix, or of all.
    pub fn open(&self, prefix: Option<&[u8]>) -> Result<Joined<'_>> {
        self.join(prefix, 0..self.peers.endpoints.len())
    }

    /// As [`Client::open`], with one peer.
    pub fn open_one(&self, prefix: Option<&[u8]>, index: usize) -> Result<Joined<'_>> {
        self.join(prefix, index..index + 1)
    }

    fn join(&self, prefix: Option<&[u8]>, which: std::ops::Range<usize>) -> Result<Joined<'_>> {
        let node = self.peers.node(self.verbose)?;
        if let Some(prefix) = prefix {
            node.tell([&b"SUBSCRIBE"[..], prefix])?;
        }
        for index in which.clone() {
            self.peers.connect(&node, index)?;
        }
        Ok(Joined {
            client: self,
            node,
            peers: which
                .map(|index| (self.peers.endpoints[index].clone(), None))
                .collect(),
            events: Vec::new(),
        })
    }
}

/// A node that is connected to peers.
pub struct Joined<'c> {
    client: &'c Client,
    pub node: Node,
    /// Where they are, and once they answered, whether they are of this library.
    pub peers: Vec<(String, Option<bool>)>,
    /// What it said meanwhile.
    pub events: Vec<Event>,
}

impl Joined<'_> {
    fn note(&mut self, event: Event) {
        if let Event::Up(name, ours) = &event {
            for (endpoint, kind) in &mut self.peers {
                if endpoint.as_bytes() == name {
                    *kind = Some(*ours);
                }
            }
        }
        self.events.push(event);
    }

    /// Notes what it says, without waiting.
    pub fn listen(&mut self) -> Result<()> {
        while let Some(event) = self.node.event()? {
            self.note(event);
        }
        Ok(())
    }

    pub fn is_up(&self) -> bool {
        self.peers.iter().all(|(_, kind)| kind.is_some())
    }

    /// Waits until all peers have answered.
    pub fn wait_up(&mut self) -> Result<()> {
        while !self.is_up() {
            match self.node.next(Some(self.client.until))? {
                Some(event) => self.note(event),
                None => return Err(self.no_answer()),
            }
        }
        Ok(())
    }

    fn no_answer(&self) -> Stop {
        let silent = self.peers.iter().filter(|(_, kind)| kind.is_none());
        let silent: Vec<&str> = silent.map(|(endpoint, _)| &**endpoint).collect();
        Stop::Late(format!("no answer from {}", silent.join(", ")))
    }

    /// The number of tuples, and of those that are known to be removed.
    pub fn counts(&mut self) -> Result<(u64, u64)> {
        let stats = self.node.ask(["STATS"])?;
        let number = |name: &str| {
            let mut pairs = stats.chunks_exact(2);
            let pair = pairs.find(|pair| pair[0] == name.as_bytes())?;
            std::str::from_utf8(&pair[1]).ok()?.parse().ok()
        };
        Ok((
            number("tuples").unwrap_or_default(),
            number("tombstones").unwrap_or_default(),
        ))
    }

    /// Waits until all peers have answered and, since then, none was added or removed for a while;
    /// or until `enough` says so.
    pub fn wait_settled(&mut self, mut enough: impl FnMut(&Self) -> bool) -> Result<()> {
        self.wait_up()?;
        let mut before = self.counts()?;
        let mut since = Instant::now();
        loop {
            self.listen()?;
            if enough(self) {
                return Ok(());
            }
            let due = since + self.client.settle;
            if let Some(event) = self.node.next(Some(due.min(self.client.until)))? {
                self.note(event);
                continue;
            }
            if Instant::now() < due {
                let text = "the tuples do not settle: more and more come";
                return Err(Stop::Late(text.to_owned()));
            }
            let now = self.counts()?;
            if now == before {
                self.listen()?;
                return Ok(());
            }
            (before, since) = (now, Instant::now());
        }
    }
}

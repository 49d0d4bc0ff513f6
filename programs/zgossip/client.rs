//! Connections to nodes, and what has to be known of them.

use std::path::Path;
use std::time::{Duration, Instant};

use clap::ArgMatches;

use czmq_rs::{Cert, has_curve, is_curve_key};

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

fn certificate(file: &str) -> Result<Cert> {
    Cert::load(file).map_err(|error| Stop::Failed(format!("{file}: not a certificate: {error}")))
}

/// A key itself, or that of a certificate.
fn server_key(given: &str) -> Result<String> {
    if Path::new(given).exists() {
        Ok(certificate(given)?.public_text())
    } else if is_curve_key(given) {
        Ok(given.to_owned())
    } else {
        Err(Stop::Usage(format!("{given}: not a CURVE key or a file")))
    }
}

impl Peers {
    pub fn new(given: &ArgMatches) -> Result<Peers> {
        let endpoints = texts(given, "connect");
        let keys = texts(given, "server-key");
        if keys.len() > 1 && keys.len() != endpoints.len() {
            let text = "give --server-key once, or once for each --connect";
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
        if (file.is_some() || !keys.is_empty()) && !has_curve() {
            return Err(Stop::Failed("libzmq was built without CURVE".to_owned()));
        }
        let keys = match file {
            Some(file) => {
                let cert = certificate(file)?;
                let secret = cert.secret_text();
                let secret = secret.ok_or_else(|| Stop::Failed(format!("{file}: no secret key")));
                Some((cert.public_text(), secret?))
            }
            None if !keys.is_empty() => {
                let cert = Cert::generate().map_err(|error| {
                    Stop::Failed(format!("cannot generate CURVE keys: {error}"))
                })?;
                Some((cert.public_text(), cert.secret_text().unwrap_or_default()))
            }
            None => None,
        };
        Ok(Peers {
            endpoints,
            server_keys,
            keys,
        })
    }

    /// A node with the keys, and without connections.
    pub fn node(&self, verbose: bool) -> Result<Node> {
        let mut node = Node::new()?;
        if verbose {
            node.tell(["VERBOSE"])?;
        }
        if let Some((public, secret)) = &self.keys {
            node.require("CURVE")?;
            node.tell(["SET PUBLICKEY", public])?;
            node.tell(["SET SECRETKEY", secret])?;
        }
        Ok(node)
    }

    /// Connects a node to one of the peers.
    pub fn connect(&self, node: &mut Node, index: usize) -> Result<()> {
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
    pub settle: Duration,
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
            settle: time("settle").unwrap_or(Duration::from_millis(300)),
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
        let mut node = self.peers.node(self.verbose)?;
        if let Some(prefix) = prefix
            && !node.original()
        {
            node.tell([&b"SUBSCRIBE"[..], prefix])?;
        }
        for index in which.clone() {
            self.peers.connect(&mut node, index)?;
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
                let text = "the tuples do not settle: they keep changing";
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

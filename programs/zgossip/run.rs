//! The commands that stay: a node, and one that only watches.

use std::env;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::{Duration, Instant};

use clap::ArgMatches;

use czmq_rs::Actor;

use crate::client::{Peers, all_bytes};
use crate::input::{Lines, Request};
use crate::node::{Also, Bytes, Event, Node, is_over, wait};
use crate::oneshot::milliseconds;
use crate::output::Output;
use crate::{Result, Stop};

/// What is shown of what a node says, and when that is enough.
struct Show {
    output: Output,
    tuples: bool,
    /// Of the keys to show; empty for all.
    prefixes: Vec<Bytes>,
    peers: bool,
    stats: Option<Duration>,
    /// So many lines more.
    count: Option<u64>,
    until: Option<Instant>,
}

impl Show {
    fn new(given: &ArgMatches) -> Show {
        Show {
            output: Output {
                json: given.get_flag("json"),
            },
            tuples: true,
            prefixes: Vec::new(),
            peers: given.get_flag("peers"),
            stats: given
                .get_one::<Duration>("stats")
                .copied()
                .filter(|time| !time.is_zero()),
            count: None,
            until: None,
        }
    }

    /// Fails if the node is the original library's, and cannot report what is to be shown.
    fn require(&self, node: &Node) -> Result<()> {
        if self.peers {
            node.require("--peers")?;
        }
        if self.stats.is_some() {
            node.require("--stats")?;
        }
        Ok(())
    }

    /// Has a node deliver only keys with these prefixes, or all if there are none. What the original's
    /// delivers beyond that is not shown.
    fn subscribe(&mut self, node: &mut Node, prefixes: Vec<Bytes>) -> Result<()> {
        if node.original() {
            self.prefixes = prefixes;
            return Ok(());
        }
        for prefix in prefixes {
            node.tell([&b"SUBSCRIBE"[..], &prefix])?;
        }
        Ok(())
    }

    fn is_selected(&self, key: &[u8]) -> bool {
        self.prefixes.is_empty() || self.prefixes.iter().any(|prefix| key.starts_with(prefix))
    }

    /// Shows what a node says, and does what the input says, until that is enough or the process is
    /// told to end.
    fn follow(&mut self, node: &mut Node, mut feed: Option<Feed>) -> Result<()> {
        let mut stats = self.stats.map(|time| Instant::now() + time);
        loop {
            while let Some(event) = node.event()? {
                if self.show(&event)? {
                    return self.output.flush();
                }
            }
            self.output.flush()?;
            if is_over(self.until) {
                return Err(Stop::Late("not as many in time".to_owned()));
            }
            if let (true, Some(time)) = (is_over(stats), self.stats) {
                let numbers = node.ask(["STATS"])?;
                self.output.stats(&numbers)?;
                stats = Some(Instant::now() + time);
                continue;
            }
            let also = Also {
                input: feed.is_some(),
                output: true,
            };
            let until = [self.until, stats].into_iter().flatten().min();
            if wait(&[node], also, until)?
                && let Some(open) = &mut feed
                && !open.read(node)?
            {
                feed = None;
            }
        }
    }

    /// Shows one; true if that was the last.
    fn show(&mut self, event: &Event) -> Result<bool> {
        let wanted = match event {
            Event::Deliver(key, _) => self.tuples && self.is_selected(key),
            Event::Remove(_) | Event::Expire(_) => self.tuples,
            Event::Up(..) | Event::Down(_) => self.peers,
            Event::Refused(key, reason) => {
                let (key, reason) = (
                    String::from_utf8_lossy(key),
                    String::from_utf8_lossy(reason),
                );
                eprintln!("zgossip: {key}: {reason}");
                false
            }
        };
        if !wanted {
            return Ok(false);
        }
        self.output.event(event)?;
        let Some(count) = &mut self.count else {
            return Ok(false);
        };
        *count -= 1;
        Ok(*count == 0)
    }
}

/// What comes in on the standard input.
struct Feed {
    lines: Lines,
    ttl: Option<u64>,
}

impl Feed {
    /// Does what is there to be read; false at its end.
    fn read(&mut self, node: &mut Node) -> Result<bool> {
        let Some(requests) = self.lines.read()? else {
            return Ok(false);
        };
        for request in requests {
            match request {
                Ok(Request::Publish { key, value, ttl }) => {
                    publish(node, &key, &value, ttl.or(self.ttl))?;
                }
                Ok(Request::Unpublish(key)) => {
                    node.require("removing a tuple")?;
                    node.tell([&b"UNPUBLISH"[..], &key, b"GLOBAL"])?;
                }
                Err(error) => eprintln!("zgossip: {error}"),
            }
        }
        Ok(true)
    }
}

fn publish(node: &mut Node, key: &[u8], value: &[u8], ttl: Option<u64>) -> Result<()> {
    match ttl {
        Some(_) if node.original() => node.require("a time to live"),
        Some(ttl) => node.tell([b"PUBLISH", key, value, ttl.to_string().as_bytes()]),
        None => node.tell([b"PUBLISH", key, value]),
    }
}

/// To be told to end is what they wait for.
fn ended(done: Result<()>) -> Result<()> {
    match done {
        Err(Stop::Interrupted) => Ok(()),
        done => done,
    }
}

pub fn watch(given: &ArgMatches) -> Result<()> {
    let peers = Peers::new(given)?;
    let mut show = Show::new(given);
    show.count = given.get_one::<u64>("count").copied();
    let timeout = given.get_one::<Duration>("timeout");
    show.until = timeout.map(|time| Instant::now() + *time);
    let mut node = peers.node(given.get_flag("verbose"))?;
    show.require(&node)?;
    show.subscribe(&mut node, all_bytes(given, "PREFIX"))?;
    for index in 0..peers.endpoints.len() {
        peers.connect(&mut node, index)?;
    }
    ended(show.follow(&mut node, None))
}

/// Accepts only clients whose certificates are in a directory.
fn authenticator(directory: &str) -> Result<Actor> {
    let failed = |error| Stop::Failed(format!("cannot authenticate clients: {error}"));
    if !std::path::Path::new(directory).is_dir() {
        return Err(Stop::Failed(format!("{directory}: not a directory")));
    }
    let actor = Actor::auth().map_err(failed)?;
    actor.send_parts(["CURVE", directory]).map_err(failed)?;
    actor.wait().map_err(failed)?;
    Ok(actor)
}

/// Binds, and says where.
fn bind(node: &mut Node, endpoint: &str, output: Output) -> Result<()> {
    node.tell(["BIND", endpoint])?;
    let port = node.ask(["PORT"])?;
    let port = port
        .first()
        .map(|port| String::from_utf8_lossy(port).into_owned());
    match port.as_deref() {
        None | Some("-1") => Err(Stop::Failed(format!("cannot bind to {endpoint}"))),
        Some("0") => output.bound(endpoint),
        Some(port) => {
            // `*`, `!`, or the number itself
            let address = endpoint
                .rsplit_once(':')
                .map_or(endpoint, |(address, _)| address);
            output.bound(&format!("{address}:{port}"))
        }
    }
}

pub fn run(given: &ArgMatches) -> Result<()> {
    let peers = Peers::new(given)?;
    let mut show = Show::new(given);
    show.tuples = given.get_flag("watch");
    let text = |name| given.get_one::<String>(name);
    let all = |name| given.get_many::<String>(name).into_iter().flatten();
    let pairs = |name| {
        given
            .get_many::<(String, String)>(name)
            .into_iter()
            .flatten()
    };
    let ttl = given.get_one::<Duration>("ttl").copied().map(milliseconds);

    let guard = text("clients")
        .map(|directory| authenticator(directory))
        .transpose()?;
    let mut node = peers.node(given.get_flag("verbose"))?;
    show.require(&node)?;
    for name in ["store", "ttl"] {
        if given.contains_id(name) {
            node.require(&format!("--{name}"))?;
        }
    }
    if guard.is_some() {
        node.tell(["ZAP DOMAIN", "global"])?;
    }
    if let Some(file) = text("config") {
        std::fs::File::open(file).map_err(|error| Stop::Failed(format!("{file}: {error}")))?;
        node.tell(["LOAD", file])?;
    }
    for (path, value) in pairs("set") {
        node.tell(["SET", path, value])?;
    }
    if let Some(file) = text("store") {
        node.tell(["STORE", file])?;
    }
    show.subscribe(&mut node, all_bytes(given, "prefix"))?;
    for (key, value) in pairs("publish") {
        publish(&mut node, key.as_bytes(), value.as_bytes(), ttl)?;
    }
    for endpoint in all("bind") {
        bind(&mut node, endpoint, show.output)?;
    }
    for index in 0..peers.endpoints.len() {
        peers.connect(&mut node, index)?;
    }
    show.output.flush()?;
    tell_service_manager("READY=1");
    let feed = given.get_flag("stdin").then(|| Feed {
        lines: Lines::new(given.get_flag("json")),
        ttl,
    });
    let done = ended(show.follow(&mut node, feed));
    tell_service_manager("STOPPING=1");
    drop(node);
    drop(guard);
    done
}

/// Tells systemd, if it runs this, how far this is. (The crate sd-notify knows no abstract addresses.)
fn tell_service_manager(state: &str) {
    let Some(path) = env::var_os("NOTIFY_SOCKET") else {
        return;
    };
    let address = match path.as_bytes() {
        [b'@', name @ ..] => SocketAddr::from_abstract_name(name),
        _ => SocketAddr::from_pathname(&path),
    };
    // If it does not hear of it, it says so itself.
    if let (Ok(address), Ok(socket)) = (address, UnixDatagram::unbound()) {
        let _ = socket.send_to_addr(state.as_bytes(), &address);
    }
}

//! The commands that stay: a node, and one that only watches.

use std::env;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::{Duration, Instant};

use clap::ArgMatches;

use czmq_core::actors::actor::Actor;
use czmq_core::actors::auth;
use czmq_core::messaging::socket::Socket;
use czmq_core::messaging::{parts, signal};
use czmq_core::security::cert::Cert;

use crate::client::{Peers, all_bytes};
use crate::input::{Lines, Request};
use crate::node::{Also, Event, Node, is_over, wait};
use crate::oneshot::milliseconds;
use crate::output::Output;
use crate::{Result, Stop};

/// What is shown of what a node says, and when that is enough.
struct Show {
    output: Output,
    tuples: bool,
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
            peers: given.get_flag("peers"),
            stats: given
                .get_one::<Duration>("stats")
                .copied()
                .filter(|time| !time.is_zero()),
            count: None,
            until: None,
        }
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
            Event::Deliver(..) | Event::Remove(_) | Event::Expire(_) => self.tuples,
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
    fn read(&mut self, node: &Node) -> Result<bool> {
        let Some(requests) = self.lines.read()? else {
            return Ok(false);
        };
        for request in requests {
            match request {
                Ok(Request::Publish { key, value, ttl }) => {
                    publish(node, &key, &value, ttl.or(self.ttl))?;
                }
                Ok(Request::Unpublish(key)) => {
                    node.tell([&b"UNPUBLISH"[..], &key, b"GLOBAL"])?;
                }
                Err(error) => eprintln!("zgossip: {error}"),
            }
        }
        Ok(true)
    }
}

fn publish(node: &Node, key: &[u8], value: &[u8], ttl: Option<u64>) -> Result<()> {
    match ttl {
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
    for prefix in all_bytes(given, "PREFIX") {
        node.tell([&b"SUBSCRIBE"[..], &prefix])?;
    }
    for index in 0..peers.endpoints.len() {
        peers.connect(&node, index)?;
    }
    ended(show.follow(&mut node, None))
}

/// Lets in only clients whose certificates are in a directory.
fn authenticator(directory: &str) -> Result<Actor> {
    let failed = |error| Stop::Failed(format!("no authentication: {error}"));
    if !std::path::Path::new(directory).is_dir() {
        return Err(Stop::Failed(format!("{directory}: no directory")));
    }
    let actor = Actor::<Socket>::spawn(|pipe| {
        if let Err(error) = auth::run::<Cert>(pipe.handle(), None) {
            eprintln!("zgossip: no authentication: {error}");
        }
    })
    .map_err(failed)?;
    parts::send(actor.pipe().handle(), [&b"CURVE"[..], directory.as_bytes()]).map_err(failed)?;
    signal::wait(actor.pipe().handle()).map_err(failed)?;
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
    for prefix in all_bytes(given, "prefix") {
        node.tell([&b"SUBSCRIBE"[..], &prefix])?;
    }
    for (key, value) in pairs("publish") {
        publish(&node, key.as_bytes(), value.as_bytes(), ttl)?;
    }
    for endpoint in all("bind") {
        bind(&mut node, endpoint, show.output)?;
    }
    for index in 0..peers.endpoints.len() {
        peers.connect(&node, index)?;
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

/// Tells systemd, if it is there, how far this is.
fn tell_service_manager(state: &str) {
    let Some(path) = env::var_os("NOTIFY_SOCKET") else {
        return;
    };
    let address = match path.as_bytes() {
        [b'@', name @ ..] => SocketAddr::from_abstract_name(name),
        _ => SocketAddr::from_pathname(&path),
    };
    // If it does not hear it, it says so itself.
    if let (Ok(address), Ok(socket)) = (address, UnixDatagram::unbound()) {
        let _ = socket.send_to_addr(state.as_bytes(), &address);
    }
}

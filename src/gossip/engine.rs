//! The gossip engine: a pure state machine.
//!
//! It holds the node's tuples and what it knows of its connections. It is told what arrives and
//! what time it is, and says what to send and what to deliver ([`Engine::poll`]). It needs no
//! socket, thread or clock, so tests and simulations drive the very code that ships.
//!
//! # Who wins
//!
//! Between nodes of this library every value carries a [stamp](super::codec::Extension) of when
//! and where it was written. The greater stamp wins at every node, so all end with the same value
//! whatever way and order the messages take.
//!
//! Stock peers know no stamps: they take over whatever arrives last and send it on to everybody.
//! What comes from one is a write at this node, unless it is what we sent, come back, or was
//! replaced by what we sent ([`Flights`](super::link::Flights)). In a ring with a stock peer in it,
//! two values of one key could follow each other for ever, each a new write wherever it comes out
//! of that peer. So a value that was held a short while ago counts only if it stays.
//!
//! # Who is told
//!
//! A tuple goes to every peer but the one that it came from. A stock server forgets a client that
//! is silent, so stock servers hear a PING in time; and one that answers INVALID, because it has
//! forgotten us, is greeted again and told what it lacks. A client is never forgotten for its
//! silence alone.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use indexmap::IndexMap;

use super::codec::{self, Command, Extension, LONGEST_KEY, Malformed};
use super::link::{Arrival, Link, Peer, Phase, Seen, Side};
use super::stamp::{HybridClock, Stamp};

/// The time, as the engine is told it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds by a clock that never goes back.
    pub mono: i64,
    /// Milliseconds since 1970.
    pub wall: i64,
}

/// A connection, by the number that the engine gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub u64);

/// What the engine wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send a frame to a peer.
    Send(LinkId, Arc<[u8]>),
    /// Tell the owner of a tuple that is new or has a new value.
    Deliver {
        /// Its name.
        key: Arc<[u8]>,
        /// Its value.
        value: Arc<[u8]>,
    },
    /// Forget a client; what it says next makes it a new one.
    Forget(LinkId),
    /// Say in the log what a peer did wrong.
    Warn(String),
    /// Say in the log, if that is asked for, what happens at a client.
    Trace(LinkId, String),
}

/// Why a tuple is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Its key is longer than [`LONGEST_KEY`] bytes, which no peer could be told.
    LongKey,
    /// Its value is longer than a frame can say.
    LongValue,
}

struct Tuple {
    value: Arc<[u8]>,
    stamp: Stamp,
}

/// The values that a key had lately.
#[derive(Default)]
struct Recent {
    /// Each, and when it was replaced.
    values: VecDeque<(Arc<[u8]>, i64)>,
    /// How often one of them came back, and when the last time.
    returns: u32,
    returned: i64,
}

/// Where a tuple comes from.
#[derive(Clone, Copy)]
enum Origin {
    Owner,
    Link(LinkId),
}

/// How long a remote may take to answer a greeting before it is told everything anyhow, in
/// milliseconds from when the connection is up.
const GREETING_WAIT: i64 = 300;
/// How long a connection may be silent before a message shows whether it is still there.
const PROBE_INTERVAL: i64 = 60_000;
/// How long a value that was replaced is remembered, in milliseconds, if there are stock peers.
const RECENT: i64 = 30_000;
/// How many values of a key are remembered at the most.
const MOST_RECENT: usize = 64;
/// How long a stock peer must stay with a value that comes back, in milliseconds; twice as long
/// each time.
const RETURN_WAIT: i64 = 200;
/// How often that is doubled at the most.
const MOST_DOUBLINGS: u32 = 6;
/// A stamp this far ahead of the wall clock, in milliseconds, comes from a clock that is wrong.
const FAR_AHEAD: u64 = 24 * 3600 * 1000;

/// One node's state.
pub struct Engine {
    node: u64,
    clock: HybridClock,
    tuples: IndexMap<Arc<[u8]>, Tuple>,
    recent: HashMap<Arc<[u8]>, Recent>,
    links: BTreeMap<LinkId, Link>,
    last_link: u64,
    /// Milliseconds of silence after which stock servers forget a client.
    timeout: i64,
    tracing: bool,
    /// No link is due before.
    wake: Option<i64>,
    outputs: VecDeque<Output>,
}

impl Engine {
    /// A node without tuples or connections. `node` is its identity, different from all others'.
    pub fn new(node: u64) -> Engine {
        Engine {
            node,
            clock: HybridClock::new(node),
            tuples: IndexMap::new(),
            recent: HashMap::new(),
            links: BTreeMap::new(),
            last_link: 0,
            timeout: 1000,
            tracing: false,
            wake: None,
            outputs: VecDeque::new(),
        }
    }

    /// Sets the time after which stock servers forget a silent client, and after which this node
    /// forgets one that never said HELLO, in milliseconds. 0 or less: never.
    pub fn set_timeout(&mut self, milliseconds: i64) {
        self.timeout = milliseconds;
        self.wake = self.links.values().filter_map(|link| self.due(link)).min();
    }

    /// Has [`Output::Trace`] given, or not.
    pub fn set_tracing(&mut self, on: bool) {
        self.tracing = on;
    }

    /// Takes the next thing to do.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// The number of tuples held.
    pub fn len(&self) -> usize {
        self.tuples.len()
    }

    /// True without tuples.
    pub fn is_empty(&self) -> bool {
        self.tuples.is_empty()
    }

    /// A tuple's value.
    pub fn get(&self, key: &[u8]) -> Option<&[u8]> {
        self.tuples.get(key).map(|tuple| &*tuple.value)
    }

    /// All tuples, oldest name first.
    pub fn tuples(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.tuples
            .iter()
            .map(|(key, tuple)| (&**key, &*tuple.value))
    }

    /// Takes a tuple from the owner. One that is held already, with the same value, changes
    /// nothing.
    pub fn publish(&mut self, key: &[u8], value: &[u8], now: Now) -> Result<(), Refused> {
        if key.len() > LONGEST_KEY {
            return Err(Refused::LongKey);
        }
        if value.len() > u32::MAX as usize {
            return Err(Refused::LongValue);
        }
        self.write(Origin::Owner, key, value, now);
        Ok(())
    }

    /// Forgets a tuple at this node alone. True if it was held.
    pub fn unpublish(&mut self, key: &[u8]) -> bool {
        self.tuples.shift_remove(key).is_some()
    }

    /// Adds a peer that sent its first message.
    pub fn add_client(&mut self, now: Now) -> LinkId {
        self.add(Link::new(Side::Client, now.mono))
    }

    /// Adds a peer that we connect to, and greets it. `up` says that the connection is made;
    /// otherwise [`Engine::remote_up`] will.
    pub fn add_remote(&mut self, up: bool, now: Now) -> LinkId {
        let id = self.add(Link::new(Side::Remote, now.mono));
        self.greet(id, up, now);
        id
    }

    fn add(&mut self, link: Link) -> LinkId {
        self.last_link += 1;
        let id = LinkId(self.last_link);
        self.links.insert(id, link);
        self.schedule(id);
        id
    }

    /// Drops a peer that is gone.
    pub fn remove(&mut self, id: LinkId) {
        self.links.remove(&id);
    }

    /// The connection to a remote is made. After it had been lost the remote is greeted anew.
    pub fn remote_up(&mut self, id: LinkId, now: Now) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        match &mut link.phase {
            // What was sent before the loss may arrive yet, and be answered INVALID.
            Phase::Idle => self.clear(id, now),
            Phase::Greeting { since, .. } => *since = since.or(Some(now.mono)),
            Phase::Clearing { .. } | Phase::Connected => {}
        }
        self.schedule(id);
    }

    /// The connection to a remote is lost: nothing is said to it until it is up again.
    pub fn remote_down(&mut self, id: LinkId) {
        if let Some(link) = self.links.get_mut(&id) {
            link.phase = Phase::Idle;
            link.peer = Peer::Unknown;
            link.flights = Default::default();
            link.pings.clear();
        }
    }

    /// Waits until a remote that does not know us, or may not, has said all that it has to say
    /// about it; it is greeted then.
    fn clear(&mut self, id: LinkId, now: Now) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        link.flights = Default::default();
        link.phase = Phase::Clearing { since: now.mono };
        self.ping(id, now);
        self.schedule(id);
    }

    fn ping(&mut self, id: LinkId, now: Now) {
        let who = self.introduction(id);
        if let Some(link) = self.links.get_mut(&id) {
            link.pings.push_back(now.mono);
        }
        self.say(id, codec::encode(&Command::Ping, who).into(), now);
    }

    /// What a message to a peer says of us: nothing, if it is known not to care.
    fn introduction(&self, id: LinkId) -> Extension {
        match self.links.get(&id).map(|link| link.peer) {
            Some(Peer::Stock) => Extension::None,
            _ => Extension::Node(self.node),
        }
    }

    fn greet(&mut self, id: LinkId, up: bool, now: Now) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        link.peer = Peer::Unknown;
        link.flights = Default::default();
        let since = up.then_some(now.mono);
        link.phase = Phase::Greeting {
            since,
            seen: Default::default(),
            refused: false,
        };
        let who = Extension::Node(self.node);
        self.say(id, codec::encode(&Command::Hello, who).into(), now);
        self.ping(id, now);
        self.schedule(id);
    }

    fn say(&mut self, id: LinkId, frame: Arc<[u8]>, now: Now) {
        if let Some(link) = self.links.get_mut(&id) {
            link.said = now.mono;
        }
        self.outputs.push_back(Output::Send(id, frame));
    }

    fn trace(&mut self, id: LinkId, text: &str) {
        if self.tracing {
            self.outputs.push_back(Output::Trace(id, text.to_owned()));
        }
    }

    fn trace_event(&mut self, id: LinkId, event: &str, actions: &[&str]) {
        if self.tracing {
            let connected = self.links.get(&id).is_some_and(Link::is_connected);
            self.trace(id, if connected { "connected:" } else { "start:" });
            self.trace(id, &format!("    {event}"));
            for action in actions {
                self.trace(id, &format!("        {action}"));
            }
        }
    }

    /// Takes a message that is not one frame.
    pub fn receive_malformed(&mut self, id: LinkId, now: Now) {
        self.malformed(id, Malformed::Frames, now);
    }

    fn malformed(&mut self, id: LinkId, error: Malformed, now: Now) {
        if let Some(link) = self.links.get_mut(&id) {
            link.heard = now.mono;
        }
        self.outputs
            .push_back(Output::Warn(format!("zgossip_msg: {error}")));
        let fail = "zgossip_msg: zgossip_msg malformed message, fail";
        self.outputs.push_back(Output::Warn(fail.to_owned()));
    }

    /// Takes a frame that a peer sent. One that is malformed is dropped, with a warning.
    pub fn receive(&mut self, id: LinkId, frame: &[u8], now: Now) {
        let (command, extension) = match codec::decode(frame) {
            Ok(message) => message,
            Err(error) => return self.malformed(id, error, now),
        };
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        link.heard = now.mono;
        match link.side {
            Side::Client => self.client_says(id, command, extension, now),
            Side::Remote => self.remote_says(id, command, extension, now),
        }
    }

    fn client_says(&mut self, id: LinkId, command: Command<'_>, extension: Extension, now: Now) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        match command {
            // The sign that INVALID asked for.
            Command::Hello if link.is_connected() && link.flights.barrier() => {
                self.barrier_passed(id, now);
            }
            Command::Hello => {
                self.trace_event(id, "HELLO", &["$ get first tuple", "> have tuple"]);
                if let Some(link) = self.links.get_mut(&id) {
                    link.phase = Phase::Connected;
                    link.peer = match extension {
                        Extension::Node(node) => Peer::Ours(node),
                        _ => Peer::Stock,
                    };
                }
                self.tell_all(id, None, now);
                self.schedule(id);
                self.trace(id, "have tuple:");
                self.trace(id, "    finished");
                self.trace(id, "        > connected");
            }
            Command::Ping => {
                let known = match extension {
                    Extension::Node(_) => Extension::Node(self.node),
                    _ => Extension::None,
                };
                let state = if link.is_connected() {
                    "> connected"
                } else {
                    "> start"
                };
                self.trace_event(id, "PING", &["$ send PONG", state]);
                self.say(id, codec::encode(&Command::Pong, known).into(), now);
            }
            Command::Publish { key, value, .. } if link.is_connected() => {
                self.trace_event(id, "PUBLISH", &["$ store tuple if new", "> connected"]);
                self.arrived(id, key, value, extension, now);
            }
            Command::Publish { key, value, .. } => {
                // It takes us for somebody who knows it. The tuple counts, and INVALID has it
                // introduce itself.
                self.trace_event(id, "PUBLISH", &["$ store tuple if new", "$ send INVALID"]);
                self.arrived(id, key, value, extension, now);
                self.say(
                    id,
                    codec::encode(&Command::Invalid, Extension::None).into(),
                    now,
                );
            }
            Command::Pong | Command::Invalid => {
                self.trace_event(id, "terminate", &["$ send INVALID", "$ terminate"]);
                self.say(
                    id,
                    codec::encode(&Command::Invalid, Extension::None).into(),
                    now,
                );
                self.forget(id);
            }
        }
    }

    fn forget(&mut self, id: LinkId) {
        self.links.remove(&id);
        self.outputs.push_back(Output::Forget(id));
    }

    fn remote_says(&mut self, id: LinkId, command: Command<'_>, extension: Extension, now: Now) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        match (command, extension) {
            (Command::Publish { key, value, .. }, Extension::Written(_)) => {
                if !link.is_ours() {
                    link.peer = Peer::Ours(0);
                }
                self.arrived(id, key, value, extension, now);
            }
            (Command::Publish { key, value, .. }, _) => {
                if link.peer == Peer::Unknown {
                    link.peer = Peer::Stock;
                }
                self.arrived(id, key, value, Extension::None, now);
            }
            (Command::Pong, _) => {
                let peer = match extension {
                    Extension::Node(node) => Peer::Ours(node),
                    _ => Peer::Stock,
                };
                let known = std::mem::replace(&mut link.peer, peer);
                let ponged = link.ponged(now.mono);
                match (&link.phase, known) {
                    (Phase::Clearing { .. } | Phase::Greeting { .. }, _) if !ponged.last => {}
                    (Phase::Clearing { .. }, _) => self.greet(id, true, now),
                    (Phase::Greeting { .. }, _) => self.greeted(id, now),
                    // Another node has taken its place.
                    (_, Peer::Ours(node)) if node != 0 && peer != known => self.clear(id, now),
                    // It may have forgotten us, and have nothing to say that would show it.
                    _ if peer == Peer::Stock && ponged.late => self.clear(id, now),
                    _ => self.barrier_passed(id, now),
                }
            }
            (Command::Invalid, _) => match &mut link.phase {
                Phase::Connected => self.clear(id, now),
                Phase::Greeting { refused, .. } => *refused = true,
                Phase::Clearing { .. } | Phase::Idle => {}
            },
            (Command::Hello | Command::Ping, _) => {}
        }
    }

    /// Ends a greeting: the remote is told what it did not show that it has.
    fn greeted(&mut self, id: LinkId, now: Now) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        match std::mem::replace(&mut link.phase, Phase::Connected) {
            // It was answered by forgetting us, so that the next will be heard.
            Phase::Greeting { refused: true, .. } => self.greet(id, true, now),
            Phase::Greeting { seen, .. } => {
                self.tell_all(id, Some(seen), now);
                self.schedule(id);
            }
            other => link.phase = other,
        }
    }

    /// Asks a stock peer for a sign that it has seen what we sent: a server answers PING with PONG,
    /// a client INVALID with HELLO.
    fn ask_barrier(&mut self, id: LinkId, now: Now) {
        let Some(link) = self.links.get(&id) else {
            return;
        };
        match link.side {
            Side::Remote => self.ping(id, now),
            Side::Client => {
                self.say(
                    id,
                    codec::encode(&Command::Invalid, Extension::None).into(),
                    now,
                );
            }
        }
        self.schedule(id);
    }

    /// A stock peer gave the sign: what it said last is what it holds.
    fn barrier_passed(&mut self, id: LinkId, now: Now) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        let (writes, again) = link.flights.passed(now.mono);
        if again {
            self.ask_barrier(id, now);
        }
        for (key, value) in writes {
            self.stock_writes(id, &key, &value, now);
        }
    }

    /// Tells a peer every tuple, but those that it showed to have.
    fn tell_all(&mut self, id: LinkId, seen: Option<HashMap<Arc<[u8]>, Seen>>, now: Now) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        let mut frames = Vec::new();
        for (key, tuple) in &self.tuples {
            let has = seen
                .as_ref()
                .and_then(|seen| seen.get(key))
                .is_some_and(|seen| {
                    if link.peer == Peer::Stock {
                        seen.value == tuple.value
                    } else {
                        seen.stamp >= tuple.stamp
                    }
                });
            if !has {
                let stamped = link.peer != Peer::Stock;
                frames.push(publish_frame(key, tuple, stamped));
                if !stamped {
                    link.flights.sent(key, &tuple.value, now.mono);
                }
            }
        }
        let client = link.side == Side::Client;
        for frame in frames {
            if client {
                self.trace(id, "have tuple:");
                self.trace(id, "    ok");
                self.trace(id, "        $ send PUBLISH");
                self.trace(id, "        $ get next tuple");
                self.trace(id, "        > have tuple");
            }
            self.say(id, frame, now);
        }
    }

    /// Takes a tuple that a peer sent.
    fn arrived(&mut self, id: LinkId, key: &[u8], value: &[u8], extension: Extension, now: Now) {
        let limit = (now.wall.max(0) as u64).saturating_add(FAR_AHEAD) << 16;
        let stamp = match extension {
            Extension::Written(stamp) if stamp.time <= limit => Some(stamp),
            _ => None,
        };
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        if let Phase::Greeting { seen, .. } = &mut link.phase {
            let shown = Seen {
                value: value.into(),
                stamp: stamp.unwrap_or_default(),
            };
            seen.insert(key.into(), shown);
        }
        match stamp {
            Some(stamp) => self.merge(Origin::Link(id), key, value, stamp, now),
            None => match link.flights.arrived(key, value, now.mono) {
                Arrival::Write => self.stock_writes(id, key, value, now),
                Arrival::Wait => {}
                Arrival::Ask => self.ask_barrier(id, now),
            },
        }
    }

    /// Takes a value without a stamp as a write at this node.
    fn write(&mut self, origin: Origin, key: &[u8], value: &[u8], now: Now) {
        let over = match self.tuples.get(key) {
            Some(tuple) if *tuple.value == *value => return,
            Some(tuple) => tuple.stamp,
            None => Stamp::default(),
        };
        let stamp = self.clock.write(now.wall.max(0) as u64, over);
        self.merge(origin, key, value, stamp, now);
    }

    /// Takes a value that a stock peer holds instead of ours: as a write, at once, or, if it was
    /// held here a short while ago, when the peer has stayed with it.
    fn stock_writes(&mut self, id: LinkId, key: &[u8], value: &[u8], now: Now) {
        let holds = self
            .tuples
            .get(key)
            .is_some_and(|tuple| *tuple.value == *value);
        let recent = self.recent.get_mut(key).filter(|recent| {
            let mut lately = recent
                .values
                .iter()
                .filter(|(_, at)| now.mono - at < RECENT);
            !holds && lately.any(|(past, _)| **past == *value)
        });
        let Some(recent) = recent else {
            return self.write(Origin::Link(id), key, value, now);
        };
        if now.mono - recent.returned > RECENT {
            recent.returns = 0;
        }
        let wait = RETURN_WAIT << recent.returns.min(MOST_DOUBLINGS);
        recent.returns += 1;
        recent.returned = now.mono;
        if let Some(link) = self.links.get_mut(&id) {
            link.flights.defer(key, value, now.mono + wait);
        }
        self.schedule(id);
    }

    /// Remembers a value that is replaced, if a stock peer may bring it back.
    fn remember(&mut self, key: &Arc<[u8]>, value: Arc<[u8]>, now: Now) {
        if self.links.values().any(|link| link.peer == Peer::Stock) {
            let recent = self.recent.entry(key.clone()).or_default();
            recent.values.push_back((value, now.mono));
            if recent.values.len() > MOST_RECENT {
                recent.values.pop_front();
            }
        }
    }

    /// Takes a value if its stamp is greater than that of what is held.
    fn merge(&mut self, origin: Origin, key: &[u8], value: &[u8], stamp: Stamp, now: Now) {
        let (key, old) = match self.tuples.get_key_value(key) {
            Some((_, tuple)) if tuple.stamp >= stamp => return,
            Some((key, tuple)) => (key.clone(), Some(tuple.value.clone())),
            None => (Arc::from(key), None),
        };
        let changed = old.as_deref() != Some(value);
        let value = match old {
            Some(old) if !changed => old,
            Some(old) => {
                self.remember(&key, old, now);
                Arc::from(value)
            }
            None => Arc::from(value),
        };
        let tuple = Tuple {
            value: value.clone(),
            stamp,
        };
        let stamped = publish_frame(&key, &tuple, true);
        let plain = changed.then(|| publish_frame(&key, &tuple, false));
        self.tuples.insert(key.clone(), tuple);
        if changed {
            self.outputs.push_back(Output::Deliver {
                key: key.clone(),
                value: value.clone(),
            });
        }
        for (&id, link) in &mut self.links {
            if matches!(origin, Origin::Link(source) if source == id) || !link.is_connected() {
                continue;
            }
            let frame = match (&link.peer, &plain) {
                (Peer::Stock, None) => continue,
                (Peer::Stock, Some(plain)) => {
                    link.flights.sent(&key, &value, now.mono);
                    plain
                }
                _ => &stamped,
            };
            link.said = now.mono;
            if self.tracing && link.side == Side::Client {
                for line in [
                    "connected:",
                    "    forward",
                    "        $ get tuple to forward",
                    "        $ send PUBLISH",
                    "        > connected",
                ] {
                    self.outputs.push_back(Output::Trace(id, line.to_owned()));
                }
            }
            self.outputs.push_back(Output::Send(id, frame.clone()));
        }
    }

    /// How often a remote that may be stock hears from us, in milliseconds.
    fn ping_interval(&self) -> i64 {
        if self.timeout > 0 {
            (self.timeout / 3).clamp(50, 10_000)
        } else {
            PROBE_INTERVAL
        }
    }

    /// When a link needs [`Engine::tick`].
    fn due(&self, link: &Link) -> Option<i64> {
        let due = match (&link.phase, link.side) {
            (Phase::Idle, Side::Remote) => return None,
            (Phase::Idle, Side::Client) if self.timeout <= 0 => return None,
            (Phase::Idle, Side::Client) => link.heard + self.timeout.max(1000),
            (Phase::Clearing { since }, _) => since + GREETING_WAIT,
            (Phase::Greeting { since, .. }, _) => (*since)? + GREETING_WAIT,
            (Phase::Connected, Side::Remote) if !link.is_ours() => link.said + self.ping_interval(),
            (Phase::Connected, _) => link.heard.max(link.said) + PROBE_INTERVAL,
        };
        let others = [link.flights.barrier_due(), link.flights.deferred_due()];
        Some(others.into_iter().flatten().fold(due, i64::min))
    }

    /// Takes note that a link's phase has changed.
    fn schedule(&mut self, id: LinkId) {
        if let Some(due) = self.links.get(&id).and_then(|link| self.due(link)) {
            self.wake = Some(self.wake.map_or(due, |wake| wake.min(due)));
        }
    }

    /// The monotonic time at which to call [`Engine::tick`], if there is one. There may turn out
    /// to be nothing to do then.
    pub fn next_tick(&self) -> Option<i64> {
        self.wake
    }

    /// Does what is due.
    pub fn tick(&mut self, now: Now) {
        let due: Vec<LinkId> = self
            .links
            .iter()
            .filter(|(_, link)| self.due(link).is_some_and(|due| due <= now.mono))
            .map(|(&id, _)| id)
            .collect();
        for id in due {
            let Some(link) = self.links.get_mut(&id) else {
                continue;
            };
            link.flights.expire(now.mono);
            if link
                .flights
                .barrier_due()
                .is_some_and(|due| due <= now.mono)
            {
                self.barrier_passed(id, now);
                continue;
            }
            let stayed = link.flights.take_deferred(now.mono);
            if !stayed.is_empty() {
                for (key, value) in stayed {
                    self.write(Origin::Link(id), &key, &value, now);
                }
                continue;
            }
            match (&link.phase, link.side) {
                (Phase::Idle, Side::Client) => {
                    self.trace_event(id, "expired", &["$ terminate"]);
                    self.forget(id);
                }
                (Phase::Clearing { .. }, _) => self.greet(id, true, now),
                (Phase::Greeting { .. }, _) => self.greeted(id, now),
                (Phase::Connected, Side::Remote) => self.ping(id, now),
                // A client ignores it; if there is none any more, sending says so.
                (Phase::Connected, Side::Client) => {
                    let who = self.introduction(id);
                    self.say(id, codec::encode(&Command::Pong, who).into(), now);
                }
                (Phase::Idle, Side::Remote) => {}
            }
        }
        self.recent.retain(|_, recent| {
            let last = recent.values.back().map_or(0, |(_, at)| *at);
            now.mono - last.max(recent.returned) < RECENT
        });
        self.wake = self.links.values().filter_map(|link| self.due(link)).min();
    }
}

fn publish_frame(key: &[u8], tuple: &Tuple, stamped: bool) -> Arc<[u8]> {
    let command = Command::Publish {
        key,
        value: &tuple.value,
        ttl: 0,
    };
    let extension = if stamped {
        Extension::Written(tuple.stamp)
    } else {
        Extension::None
    };
    codec::encode(&command, extension).into()
}

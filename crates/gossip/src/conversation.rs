//! What is said to peers, and what they say.
//!
//! A tuple goes to every peer but the one that it came from.
//!
//! # Nodes of this library
//!
//! On a new connection, and after a minute of silence, two nodes compare their tables
//! ([`compare`](super::compare)) and send each other what either lacks. What changes meanwhile and
//! later is sent at once.
//!
//! # Stock peers
//!
//! They know no stamps: they take over whatever arrives last and send it on to everybody. What
//! comes from one is a write at this node, unless it is what we sent, come back, or was replaced by
//! what we sent ([`Flights`](super::link::Flights)), or is older than what it should replace, as
//! far as that can be known. In a ring with a stock peer in it, two values of one key could follow
//! each other for ever, each a new write wherever it comes out of that peer. So a value that was
//! held a short while ago counts only if it stays.
//!
//! A stock server forgets a client that is silent, so stock servers hear a PING in time; and one
//! that answers INVALID, because it has forgotten us, is greeted again and told what it lacks. A
//! client is never forgotten for its silence alone.

use std::rc::Rc;

use super::codec::{self, Command, Extension, Malformed, NodeInfo, WriteKind};
use super::compare::{self, Range, Section, Snapshot};
use super::engine::{Engine, LONGEST_LEASE, LinkId, Now, Origin, Output, RECENT, Write};
use super::key::{Key, Sought};
use super::link::{Arrival, Link, Peer, Phase, Push, Seen, Side, Waiting};
use super::packet::{Packet, Text, Tuple};
use super::table::Entry;
use super::timestamp::Timestamp;

/// How long a remote may take to answer a greeting before it is told everything anyhow, in
/// milliseconds from when the connection is up.
const GREETING_WAIT: i64 = 300;
/// How long a connection may be silent before a message shows whether it is still there, and
/// whether both tables are the same.
const PROBE_INTERVAL: i64 = 60_000;
/// When tables are compared at the latest, however busy the connection is, in milliseconds.
const COMPARE_INTERVAL: i64 = 600_000;
/// How long a stock peer must stay with a value that comes back, in milliseconds; twice as long
/// each time.
const RETURN_WAIT: i64 = 200;
/// How often that is doubled at the most.
const MOST_DOUBLINGS: u32 = 6;
/// So many tuples of a table are sent before others get their turn.
const SLICE: usize = 256;
/// How long to wait for room on the way to a peer, in milliseconds: at first, and at the most.
const FIRST_ROOM_WAIT: i64 = 5;
const MOST_ROOM_WAIT: i64 = 500;

/// A tuple that a peer tells of.
#[derive(Clone, Copy)]
struct Told<'a> {
    key: Sought<'a>,
    value: Text<'a>,
    /// By a node of this library.
    written: Option<(Timestamp, WriteKind<'a>)>,
    /// What stands for the write in sums, if that is known.
    mark: Option<u64>,
}

impl Engine {
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
        if let Some(link) = self.links.remove(&id)
            && link.announced
        {
            self.outputs.push_back(Output::PeerDown(id));
        }
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
            link.pings.clear();
            link.reset();
            if std::mem::take(&mut link.announced) {
                self.outputs.push_back(Output::PeerDown(id));
            }
        }
    }

    /// There is no room to send a message of [`Output::Send`]: it is kept, and sent later, or what
    /// has replaced it by then. What else was to be sent to that peer waits behind it.
    pub fn no_room(&mut self, id: LinkId, packet: Packet, now: Now) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        let mut earlier = std::mem::take(&mut link.backlog);
        let mut packets = vec![packet];
        self.outputs.retain(|output| match output {
            Output::Send(to, packet) if *to == id => {
                packets.push(packet.clone());
                false
            }
            _ => true,
        });
        for packet in packets {
            if let Some(key) = packet.key() {
                self.stats.sent -= 1;
                link.backlog.add_tuple(key);
            } else {
                link.backlog.add(packet);
            }
        }
        while let Some(next) = earlier.take() {
            match next {
                Waiting::Packet(packet) => link.backlog.add(packet),
                Waiting::Tuple(key) => drop(link.backlog.add_tuple(&key)),
            }
        }
        link.room_wait = (2 * link.room_wait).clamp(FIRST_ROOM_WAIT, MOST_ROOM_WAIT);
        link.full = Some(now.mono + link.room_wait);
        self.schedule(id);
    }

    /// Sends what waited for room.
    fn resume(&mut self, id: LinkId, now: Now) {
        for _ in 0..SLICE {
            let Some(link) = self.links.get_mut(&id) else {
                return;
            };
            link.full = None;
            match link.backlog.take() {
                Some(Waiting::Packet(packet)) => self.say(id, packet, now),
                Some(Waiting::Tuple(key)) => {
                    let stamped = link.peer != Peer::Stock;
                    if let Some((held, entry)) = self.table.get(&key)
                        && (link.is_ours() || entry.value.is_some())
                    {
                        let packet = publication(held, entry, stamped, now);
                        self.say_tuple(id, &key, packet, now);
                    }
                }
                None => {
                    link.room_wait = 0;
                    return;
                }
            }
        }
        // The rest has its turn when this has gone.
        if let Some(link) = self.links.get_mut(&id) {
            link.full = Some(now.mono);
        }
    }

    /// Waits until a remote that does not know us, or may not, has said all that it has to say
    /// about it; it is greeted then.
    fn clear(&mut self, id: LinkId, now: Now) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        link.reset();
        let (since, rest) = (now.mono, None);
        link.phase = Phase::Clearing { since, rest };
        self.ping(id, &[], now);
        self.schedule(id);
    }

    fn ping(&mut self, id: LinkId, sections: &[u8], now: Now) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        link.pings.push_back(now.mono);
        let who = match link.peer {
            Peer::Stock => Extension::None,
            _ => self.introduction(sections, false),
        };
        self.say(id, command(&Command::Ping, who), now);
    }

    /// Has a peer of ours compare its table with this one.
    fn ping_summary(&mut self, id: LinkId, now: Now) {
        let summary = self.table.summary();
        if let Some(link) = self.links.get_mut(&id) {
            link.summary = summary;
            link.compared = now.mono;
        }
        let sections = compare::write(&[Section::Summary(summary)]).concat();
        self.ping(id, &sections, now);
    }

    fn introduction<'a>(&self, sections: &'a [u8], unsolicited: bool) -> Extension<'a> {
        Extension::Node(NodeInfo {
            node: self.node,
            unsolicited,
            sections,
        })
    }

    /// Greets a remote; one that was greeted in vain again and again, after a rest.
    fn greet(&mut self, id: LinkId, up: bool, now: Now) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        let Some(rest) = link.may_greet(now.mono) else {
            return self.salute(id, up, now);
        };
        link.reset();
        let rest = Some(now.mono + rest);
        let since = now.mono;
        link.phase = Phase::Clearing { since, rest };
        self.schedule(id);
    }

    fn salute(&mut self, id: LinkId, up: bool, now: Now) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        link.peer = Peer::Unknown;
        link.doubt = false;
        link.reset();
        let since = up.then_some(now.mono);
        link.phase = Phase::Greeting {
            since,
            seen: Seen::default(),
            refused: false,
        };
        let who = self.introduction(&[], false);
        self.say(id, command(&Command::Hello, who), now);
        self.ping_summary(id, now);
        self.schedule(id);
    }

    fn say(&mut self, id: LinkId, packet: Packet, now: Now) {
        if let Some(link) = self.links.get_mut(&id) {
            link.said = now.mono;
            if link.full.is_some() {
                return link.backlog.add(packet);
            }
        }
        self.outputs.push_back(Output::Send(id, packet));
    }

    fn say_tuple(&mut self, id: LinkId, key: &Rc<[u8]>, packet: Packet, now: Now) {
        if let Some(link) = self.links.get_mut(&id) {
            link.said = now.mono;
            if link.full.is_some() {
                link.backlog.add_tuple(key);
                return;
            }
        }
        self.stats.sent += 1;
        self.outputs.push_back(Output::Send(id, packet));
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

    /// Takes a message from a node in the same process.
    pub fn receive_packet(&mut self, id: LinkId, packet: &Packet, now: Now) {
        let tuple = match packet {
            Packet::Frame(frame) | Packet::Publish(_, frame) => {
                return self.receive(id, frame, now);
            }
            Packet::Tuple(tuple) => tuple,
        };
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        link.heard = now.mono;
        let told = Told {
            key: Sought::Held(&tuple.key),
            value: Text::Shared(&tuple.value),
            written: Some((tuple.stamp, tuple.fate())),
            mark: Some(tuple.mark),
        };
        self.published(id, told, now);
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
        match (command, link.side) {
            (Command::Publish { key, value, .. }, _) => {
                let told = Told {
                    key: Sought::new(key),
                    value: Text::Bytes(value),
                    written: match extension {
                        Extension::Written(stamp, fate) => Some((stamp, fate)),
                        _ => None,
                    },
                    mark: None,
                };
                self.published(id, told, now);
            }
            (_, Side::Client) => self.client_says(id, command, extension, now),
            (_, Side::Remote) => self.remote_says(id, command, extension, now),
        }
    }

    /// Takes a PUBLISH.
    fn published(&mut self, id: LinkId, told: Told<'_>, now: Now) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        let (is_client, connected) = (link.side == Side::Client, link.is_connected());
        if is_client {
            let action = ["$ send INVALID", "> connected"][usize::from(connected)];
            self.trace_event(id, "PUBLISH", &["$ store tuple if new", action]);
        } else if link.peer == Peer::Unknown && told.written.is_none() {
            link.peer = Peer::Stock;
        }
        self.arrived(id, told, now);
        // It takes us for somebody who knows it. The tuple counts, and INVALID has it introduce
        // itself.
        if is_client && !connected {
            self.say_invalid(id, now);
        }
    }

    fn client_says(
        &mut self,
        id: LinkId,
        command: Command<'_>,
        extension: Extension<'_>,
        now: Now,
    ) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        match command {
            // The sign that INVALID asked for.
            Command::Hello if link.is_connected() && link.flights.barrier() => {
                self.barrier_passed(id, now);
            }
            Command::Hello => {
                link.phase = Phase::Connected;
                link.reset();
                link.peer = match extension {
                    Extension::Node(who) => Peer::Ours(who.node),
                    _ => Peer::Stock,
                };
                let is_ours = link.is_ours();
                self.trace(id, "start:");
                for line in [
                    "    HELLO",
                    "        $ get first tuple",
                    "        > have tuple",
                ] {
                    self.trace(id, line);
                }
                self.announce(id);
                // One of ours says next what it has.
                if !is_ours {
                    self.push_all(id, Seen::default(), now);
                }
                self.schedule(id);
                self.trace(id, "have tuple:");
                self.trace(id, "    finished");
                self.trace(id, "        > connected");
            }
            Command::Ping => self.pinged(id, extension, now),
            Command::Publish { .. } => {}
            Command::Pong | Command::Invalid => {
                self.trace_event(id, "terminate", &["$ send INVALID", "$ terminate"]);
                self.say_invalid(id, now);
                self.forget(id);
            }
        }
    }

    fn say_invalid(&mut self, id: LinkId, now: Now) {
        self.say(id, command(&Command::Invalid, Extension::None), now);
    }

    fn pinged(&mut self, id: LinkId, extension: Extension<'_>, now: Now) {
        let Some(link) = self.links.get(&id) else {
            return;
        };
        let connected = link.is_connected();
        let state = ["> start", "> connected"][usize::from(connected)];
        self.trace_event(id, "PING", &["$ send PONG", state]);
        match extension {
            Extension::Node(who) => {
                let ours = self.links.get(&id).is_some_and(Link::is_ours);
                let sections = if connected && ours {
                    self.compare(id, who.sections, now)
                } else {
                    Vec::new()
                };
                self.answer(id, &sections, !who.unsolicited, now);
            }
            _ => {
                self.say(id, command(&Command::Pong, Extension::None), now);
            }
        }
    }

    /// Says sections to one of ours; with the PONG that it asked for, or because there are some.
    fn answer(&mut self, id: LinkId, sections: &[Section], asked: bool, now: Now) {
        if sections.is_empty() && !asked {
            return;
        }
        let side = self.links.get(&id).map(|link| link.side);
        let says = match side {
            Some(Side::Client) => Command::Pong,
            _ => Command::Ping,
        };
        for (index, bytes) in compare::write(sections).iter().enumerate() {
            let who = self.introduction(bytes, index > 0 || !asked);
            self.say(id, command(&says, who), now);
        }
    }

    /// Takes what one of ours says of its table: what it lacks will be sent; gives what to say.
    fn compare(&mut self, id: LinkId, bytes: &[u8], now: Now) -> Vec<Section> {
        let mut reply = Vec::new();
        let mut lacks = Vec::new();
        for section in compare::read(bytes) {
            match &section {
                Section::Summary(theirs) if *theirs == self.table.summary() => continue,
                Section::Summary(theirs) if theirs.count == 0 => {
                    self.push_all_soon(id, now);
                    continue;
                }
                Section::All(Range::ALL, marks) if marks.is_empty() => {
                    self.push_all_soon(id, now);
                    continue;
                }
                _ if self.table.size() == 0 => {
                    reply.push(Section::All(Range::ALL, Vec::new()));
                    continue;
                }
                _ => {}
            }
            if let Section::Summary(_) = section
                && let Some(link) = self.links.get_mut(&id)
            {
                link.compared = now.mono;
            }
            let since = self.links.get(&id).map_or(now.mono, |link| link.compared);
            let order = self.order(since, now);
            order.answer(&section, &mut reply, &mut lacks);
            if lacks.len() > self.table.size() {
                break;
            }
        }
        if self.len() >= self.limits.tuples {
            reply.retain(|section| !matches!(section, Section::Lacks(..)));
        }
        let Some(link) = self.links.get_mut(&id) else {
            return reply;
        };
        if lacks.len() + link.places() > self.table.size() {
            // Whoever lacks more than there is, and asks again and again, is sent all.
            self.push_all(id, Seen::default(), now);
        } else if !lacks.is_empty() {
            // In the order of publication.
            lacks.sort_unstable();
            link.pushes.push_back(Push::Places(lacks.into()));
            self.push(id, now);
        }
        reply
    }

    /// The table in the order of comparisons, as it is or was since a comparison began: what has
    /// changed from then on was sent.
    fn order(&mut self, since: i64, now: Now) -> &Snapshot {
        let version = self.table.version();
        let fresh = |it: &Snapshot| it.version == version || it.made > since;
        let snapshot = match self.snapshot.take().filter(fresh) {
            Some(snapshot) => snapshot,
            None => Snapshot::new(&self.table, now.mono),
        };
        self.snapshot.insert(snapshot)
    }

    fn announce(&mut self, id: LinkId) {
        if let Some(link) = self.links.get_mut(&id)
            && !std::mem::replace(&mut link.announced, true)
        {
            self.outputs.push_back(Output::PeerUp(id, link.is_ours()));
        }
    }

    fn forget(&mut self, id: LinkId) {
        self.remove(id);
        self.outputs.push_back(Output::Forget(id));
    }

    fn remote_says(
        &mut self,
        id: LinkId,
        command: Command<'_>,
        extension: Extension<'_>,
        now: Now,
    ) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        match (command, extension) {
            (Command::Pong, Extension::Node(who)) if who.unsolicited => {
                if link.is_ours() && link.is_connected() {
                    let sections = self.compare(id, who.sections, now);
                    self.answer(id, &sections, false, now);
                }
            }
            (Command::Pong, _) => self.ponged(id, extension, now),
            (Command::Invalid, _) => match &mut link.phase {
                Phase::Connected => self.clear(id, now),
                Phase::Greeting { refused, .. } => *refused = true,
                Phase::Clearing { .. } | Phase::Idle => {}
            },
            (Command::Hello | Command::Ping | Command::Publish { .. }, _) => {}
        }
    }

    fn ponged(&mut self, id: LinkId, extension: Extension<'_>, now: Now) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        let (peer, said) = match extension {
            Extension::Node(who) => (Peer::Ours(who.node), who.sections),
            _ => (Peer::Stock, &[][..]),
        };
        let known = std::mem::replace(&mut link.peer, peer);
        let ponged = link.ponged(now.mono);
        match (&link.phase, known) {
            (Phase::Clearing { rest: Some(_), .. }, _) => return,
            (Phase::Clearing { .. } | Phase::Greeting { .. }, _) if !ponged.last => return,
            (Phase::Clearing { .. }, _) => return self.greet(id, true, now),
            (Phase::Greeting { .. }, _) => self.greeted(id, now),
            // Another node has taken its place.
            (_, Peer::Ours(_)) if peer != known => return self.clear(id, now),
            // It was told what it lacks as if it were stock, which cannot be told of removals.
            (_, Peer::Unknown) if link.is_ours() => self.ping_summary(id, now),
            // It may have forgotten us, and have nothing to say that would show it.
            _ if peer == Peer::Stock && ponged.late => return self.clear(id, now),
            _ => self.barrier_passed(id, now),
        }
        let connected = |link: &Link| link.is_ours() && link.is_connected();
        if self.links.get(&id).is_some_and(connected) {
            let sections = self.compare(id, said, now);
            self.answer(id, &sections, false, now);
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
                let stale = link.is_ours() && link.summary != self.table.summary();
                let is_ours = link.is_ours();
                self.announce(id);
                if stale {
                    // What was written meanwhile was not sent.
                    self.ping_summary(id, now);
                } else if !is_ours {
                    self.push_all(id, seen, now);
                }
                self.schedule(id);
            }
            other => link.phase = other,
        }
    }

    /// Asks a stock peer for a sign that it has seen what we sent: a server answers PING with PONG,
    /// a client INVALID with HELLO.
    fn ask_barrier(&mut self, id: LinkId, now: Now) {
        match self.links.get(&id).map(|link| link.side) {
            Some(Side::Remote) => self.ping(id, &[], now),
            Some(Side::Client) => self.say_invalid(id, now),
            None => return,
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
            self.stock_writes(id, Sought::new(&key), Text::Shared(&value), now);
        }
    }

    /// Tells a peer every tuple, but those that it showed to have.
    fn push_all(&mut self, id: LinkId, seen: Seen, now: Now) {
        if let Some(link) = self.links.get_mut(&id) {
            link.pushes.clear();
            link.pushes.push_back(Push::All { next: 0, seen });
        }
        self.push(id, now);
    }

    /// As [`Engine::push_all`], but what is said now comes before.
    fn push_all_soon(&mut self, id: LinkId, now: Now) {
        if let Some(link) = self.links.get_mut(&id) {
            link.pushes.clear();
            let seen = Seen::default();
            link.pushes.push_back(Push::All { next: 0, seen });
            self.wake_at(now.mono);
        }
    }

    /// Sends some of the tuples that a peer is to be told.
    fn push(&mut self, id: LinkId, now: Now) {
        for _ in 0..SLICE {
            let Some(link) = self.links.get_mut(&id) else {
                return;
            };
            if link.full.is_some() {
                return;
            }
            let place = match link.pushes.front_mut() {
                Some(Push::All { next, .. }) => {
                    *next += 1;
                    Some(*next - 1)
                }
                Some(Push::Places(places)) => places.pop_front().map(|place| place as usize),
                None => return,
            };
            let Some((key, entry)) = place.and_then(|place| self.table.at(place)) else {
                link.pushes.pop_front();
                continue;
            };
            let shown = match link.pushes.front() {
                Some(Push::All { seen, .. }) => seen.get(key.bytes()),
                _ => None,
            };
            match (&entry.value, link.is_ours()) {
                (None, false) => continue,
                (Some(value), false) if shown == Some(value) => continue,
                (Some(value), false) if link.peer == Peer::Stock => {
                    link.flights.sent(key.bytes(), value, now.mono);
                }
                _ => {}
            }
            let is_client = link.side == Side::Client;
            let packet = publication(key, entry, link.peer != Peer::Stock, now);
            let (key, unheard) = (key.bytes().clone(), entry.unheard);
            if unheard && let Some(place) = place {
                self.table.change(place, |entry| entry.unheard = false);
            }
            if is_client && self.tracing {
                self.trace(id, "have tuple:");
                self.trace(id, "    ok");
                self.trace(id, "        $ send PUBLISH");
                self.trace(id, "        $ get next tuple");
                self.trace(id, "        > have tuple");
            }
            self.say_tuple(id, &key, packet, now);
        }
        self.wake_at(now.mono);
    }

    /// Takes a tuple that a peer sent.
    fn arrived(&mut self, id: LinkId, told: Told<'_>, now: Now) {
        self.stats.received += 1;
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        let second = now.mono.div_euclid(1000);
        link.rate = match link.rate {
            (at, count) if at == second => (at, count.saturating_add(1)),
            _ => (second, 1),
        };
        if link.rate.1 > self.limits.rate {
            return self.refuse(&told.key, "its peer sends too many a second");
        }
        let Told { key, value, .. } = told;
        if let Some((stamp, fate)) = told.written {
            let (mut left, mut past) = (None, Vec::new());
            match fate {
                WriteKind::Lasting | WriteKind::FromStock => {}
                WriteKind::Leased(ms) => left = Some(ms.min(LONGEST_LEASE as u64) as i64),
                WriteKind::Removed(hashes) => past.extend(read_hashes(hashes)),
            }
            let value = (!matches!(fate, WriteKind::Removed(_))).then_some(value);
            let write = Write {
                value,
                stamp,
                left,
                past,
                from_stock: fate == WriteKind::FromStock,
                mark: told.mark,
            };
            let place = self.table.find(key).map(|(place, _)| place);
            return self.merge(Origin::Link(id), key, place, write, now);
        }
        let entry = self.table.get(&key).map(|(_, entry)| entry);
        let is_old = entry.is_some_and(|entry| entry.had(&value));
        if let Phase::Greeting { seen, .. } = &mut link.phase {
            seen.insert(key.to_key().bytes().clone(), value.to_shared());
            // It missed what replaced that, and is told.
            if is_old {
                return;
            }
        }
        match link.flights.arrived(&key, &value, now.mono) {
            Arrival::Write => self.stock_writes(id, key, value, now),
            Arrival::Wait => {}
            Arrival::Ask => self.ask_barrier(id, now),
        }
    }

    /// Takes a value that a stock peer holds instead of ours: as a write, at once, or, if it was
    /// held here a short while ago, when the peer has stayed with it.
    fn stock_writes(&mut self, id: LinkId, key: Sought<'_>, value: Text<'_>, now: Now) {
        let (place, entry) = self.table.find(key).unzip();
        if entry.is_some_and(|entry| entry.value.as_deref() == Some(&value)) {
            return;
        }
        let recent = self.recent.get_mut(&*key).filter(|recent| {
            let mut lately = recent
                .values
                .iter()
                .filter(|(_, at)| now.mono - at < RECENT);
            lately.any(|(past, _)| **past == *value)
        });
        let Some(recent) = recent else {
            return self.write(Origin::Link(id), key, place, Some(value), None, now);
        };
        if now.mono - recent.returned > RECENT {
            recent.returns = 0;
        }
        let wait = RETURN_WAIT << recent.returns.min(MOST_DOUBLINGS);
        recent.returns += 1;
        recent.returned = now.mono;
        if let Some(link) = self.links.get_mut(&id) {
            let (key, value) = (key.to_key().bytes().clone(), value.to_shared());
            link.flights.defer(key, value, now.mono + wait);
        }
        self.schedule(id);
    }

    /// Sends what a key has to all peers but the one that it came from; to stock peers only a
    /// value that is new.
    pub(super) fn spread(&mut self, source: Option<LinkId>, place: usize, changed: bool, now: Now) {
        let Some((key, entry)) = self.table.at(place) else {
            return;
        };
        let (mut stamped, mut plain) = (None, None);
        let mut heard = false;
        for (&id, link) in &mut self.links {
            if source == Some(id) || !link.is_connected() {
                continue;
            }
            let packet = match (&link.peer, &entry.value) {
                (Peer::Stock, Some(value)) if changed => {
                    link.flights.sent(key.bytes(), value, now.mono);
                    plain.get_or_insert_with(|| publication(key, entry, false, now))
                }
                (Peer::Stock, _) | (Peer::Unknown, None) => continue,
                _ => stamped.get_or_insert_with(|| publication(key, entry, true, now)),
            };
            link.said = now.mono;
            heard = true;
            if link.full.is_some() {
                link.backlog.add_tuple(key.bytes());
                continue;
            }
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
            self.stats.sent += 1;
            self.outputs.push_back(Output::Send(id, packet.clone()));
        }
        if heard && entry.unheard {
            self.table.change(place, |entry| entry.unheard = false);
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
    pub(super) fn due(&self, link: &Link) -> Option<i64> {
        let due = match (&link.phase, link.side) {
            (Phase::Idle, Side::Remote) => return None,
            (Phase::Idle, Side::Client) if self.timeout <= 0 => return None,
            (Phase::Idle, Side::Client) => link.heard + self.timeout.max(1000),
            (Phase::Clearing { since, rest }, _) => rest.unwrap_or(since + GREETING_WAIT),
            (Phase::Greeting { since, .. }, _) => (*since)? + GREETING_WAIT,
            (Phase::Connected, Side::Remote) if link.is_ours() => {
                let silent = link.heard.max(link.said) + PROBE_INTERVAL;
                silent.min(link.compared + COMPARE_INTERVAL)
            }
            (Phase::Connected, Side::Remote) => link.said + self.ping_interval(),
            (Phase::Connected, Side::Client) => link.heard.max(link.said) + PROBE_INTERVAL,
        };
        let others = [
            link.flights.barrier_due(),
            link.flights.deferred_due(),
            link.full,
            (!link.pushes.is_empty() && link.full.is_none()).then_some(link.said),
        ];
        Some(others.into_iter().flatten().fold(due, i64::min))
    }

    /// Takes note that a link's phase has changed.
    fn schedule(&mut self, id: LinkId) {
        if let Some(due) = self.links.get(&id).and_then(|link| self.due(link)) {
            self.wake_at(due);
        }
    }

    /// Does what is due at the connections.
    pub(super) fn tend_links(&mut self, now: Now) {
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
            if link.full.is_some_and(|due| due <= now.mono) {
                self.resume(id, now);
                continue;
            }
            if link.full.is_none() && !link.pushes.is_empty() {
                self.push(id, now);
                continue;
            }
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
                    let (key, value) = (Sought::new(&key), Text::Shared(&value));
                    let place = self.table.find(key).map(|(place, _)| place);
                    self.write(Origin::Link(id), key, place, Some(value), None, now);
                }
                continue;
            }
            match (&link.phase, link.side) {
                (Phase::Idle, Side::Client) => {
                    self.trace_event(id, "expired", &["$ terminate"]);
                    self.forget(id);
                }
                (Phase::Clearing { rest: Some(_), .. }, _) => self.salute(id, true, now),
                (Phase::Clearing { .. }, _) => self.greet(id, true, now),
                (Phase::Greeting { .. }, _) => self.greeted(id, now),
                (Phase::Connected, Side::Remote) if link.is_ours() => self.ping_summary(id, now),
                (Phase::Connected, Side::Remote) => self.ping(id, &[], now),
                // A client ignores it; if there is none any more, sending says so.
                (Phase::Connected, Side::Client) => {
                    let who = if link.is_ours() {
                        self.introduction(&[], true)
                    } else {
                        Extension::None
                    };
                    self.say(id, command(&Command::Pong, who), now);
                }
                (Phase::Idle, Side::Remote) => {}
            }
        }
    }
}

fn read_hashes(bytes: &[u8]) -> impl Iterator<Item = u64> {
    let (hashes, _) = bytes.as_chunks();
    hashes.iter().map(|hash| u64::from_be_bytes(*hash))
}

fn command(command: &Command<'_>, extension: Extension<'_>) -> Packet {
    Packet::Frame(codec::encode(command, extension).into())
}

/// Tells of an entry.
fn publication(key: &Key, entry: &Entry, stamped: bool, now: Now) -> Packet {
    if let (true, Some(value), None) = (stamped, &entry.value, &entry.lease) {
        return Packet::Tuple(Tuple {
            key: key.clone(),
            value: value.clone(),
            stamp: entry.stamp,
            from_stock: entry.from_stock,
            mark: entry.mark(),
        });
    }
    let past: Vec<u8>;
    let fate = match (&entry.value, &entry.lease) {
        (None, _) => {
            past = entry
                .past()
                .iter()
                .flat_map(|hash| hash.to_be_bytes())
                .collect();
            WriteKind::Removed(&past)
        }
        (Some(_), Some(lease)) => WriteKind::Leased((lease.ends - now.mono).max(1) as u64),
        (Some(_), None) if entry.from_stock => WriteKind::FromStock,
        (Some(_), None) => WriteKind::Lasting,
    };
    let publish = Command::Publish {
        key,
        value: entry.value.as_deref().unwrap_or_default(),
        ttl: 0,
    };
    let extension = if stamped {
        Extension::Written(entry.stamp, fate)
    } else {
        Extension::None
    };
    let frame = codec::encode(&publish, extension);
    Packet::Publish(key.bytes().clone(), frame.into())
}

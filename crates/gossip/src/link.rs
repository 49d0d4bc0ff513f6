//! The dialogue with one peer.
//!
//! # Nodes of this library
//!
//! On a new connection, and after a minute of silence, two nodes compare their stores
//! ([`comparison`](super::comparison)) and send each other what either lacks. What is written
//! meanwhile and later is sent at once.
//!
//! # Stock peers
//!
//! They know no timestamps: they keep whatever arrives last and send it on to everybody. A value
//! from one is a write at this node, unless it is ours, come back, or was replaced by ours
//! ([`in_flight`](super::in_flight)), or is older than what it would replace, as far as that can be
//! known. A stock server forgets a client that is silent, so stock servers get a PING in time, and
//! one that answers INVALID since it has forgotten us is sent HELLO again, and what it lacks.
//! A client is never forgotten for its silence alone.
//!
//! The trick: a link knows no other link. A method returns what the peer turns out to hold, and the
//! engine makes a write of it.

use super::channel::{Channel, PeerKind, ShownTuples, Side, Update};
use super::codec::{Command, Extension, NodeInfo};
use super::fingerprint::Summary;
use super::in_flight::{KeyValue, Verdict};
use super::key::LookupKey;
use super::local::LocalNode;
use super::output::{LinkId, Output, Outputs};
use super::packet::Packet;
use super::pings::Pings;
use super::sections::{self, Section};
use super::throttle::{HandshakeThrottle, RateMeter};
use super::time::Now;
use super::value::ValueRef;

/// How long a handshake waits for a remote's PONG before the remote is sent everything anyhow, in
/// milliseconds from when the connection is up.
const HANDSHAKE_WAIT: i64 = 300;
/// How long a connection may be silent before a message shows whether it is still there, and
/// whether both stores are the same.
const PROBE_INTERVAL: i64 = 60_000;
/// How often stores are compared, however busy the connection is, in milliseconds.
const COMPARE_INTERVAL: i64 = 600_000;

/// How far a connection has come.
#[derive(Clone, Debug)]
enum Phase {
    /// A client that has not sent HELLO, or a remote that is down.
    Idle,
    /// A remote does not know us any more, or may not. We sent PING: with the PONG, all that it
    /// answered to our earlier messages has arrived, and a handshake may begin.
    Draining {
        since: i64,
        /// It refused us so often that the next handshake waits until then.
        paused_until: Option<i64>,
    },
    /// We sent HELLO and PING to a remote. What it sends before its PONG, it need not be sent.
    Handshake {
        /// When the connection was up.
        since: Option<i64>,
        shown: ShownTuples,
        /// It took the HELLO for a mistake, since it knew us already, and has forgotten us now.
        refused: bool,
    },
    /// Tuples go both ways.
    Connected,
}

/// One connection.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    channel: Channel,
    phase: Phase,
    pings: Pings,
    handshakes: HandshakeThrottle,
    rate: RateMeter,
    /// When something came from the peer last.
    last_received: i64,
    /// When the last comparison began, and our summary then.
    compared_at: i64,
    compared: Summary,
    /// The owner was told that the peer is there.
    announced: bool,
}

/// What the passing of time brings about at a link.
pub(crate) enum Due {
    /// Nothing that concerns others.
    Nothing,
    /// The stock peer holds these values, as far as can be known.
    Held(Vec<KeyValue>),
    /// The stock peer has stayed with these values for long enough.
    Stayed(Vec<KeyValue>),
    /// The client has gone.
    Forget,
}

impl Link {
    pub fn new(id: LinkId, side: Side, now: Now) -> Link {
        Link {
            channel: Channel::new(id, side, now.mono),
            phase: Phase::Idle,
            pings: Pings::new(now.mono),
            handshakes: HandshakeThrottle::new(),
            rate: RateMeter::default(),
            last_received: now.mono,
            compared_at: now.mono,
            compared: Summary::default(),
            announced: false,
        }
    }

    pub fn side(&self) -> Side {
        self.channel.side
    }

    pub fn is_connected(&self) -> bool {
        matches!(self.phase, Phase::Connected)
    }

    pub fn is_ours(&self) -> bool {
        self.channel.is_ours()
    }

    pub fn is_stock(&self) -> bool {
        self.channel.kind == PeerKind::Stock
    }

    pub fn is_announced(&self) -> bool {
        self.announced
    }

    pub fn is_transferring(&self) -> bool {
        self.channel.is_transferring()
    }

    pub fn queued(&self) -> usize {
        self.channel.queued()
    }

    fn send(
        &mut self,
        command: &Command<'_>,
        extension: Extension<'_>,
        local: &mut LocalNode,
        now: Now,
    ) {
        let packet = Packet::command(command, extension);
        self.channel.send(packet, &mut local.outputs, now);
    }

    /// Sends an entry that has changed, if the peer is to know; returns whether it is.
    pub fn send_update(&mut self, update: &mut Update<'_>, outputs: &mut Outputs) -> bool {
        self.is_connected() && self.channel.send_update(update, outputs)
    }

    /// Takes back a message for which there was no room.
    pub fn no_room(&mut self, packet: Packet, local: &mut LocalNode, now: Now) {
        self.channel.no_room(packet, &mut local.outputs, now);
        self.schedule(local);
    }

    /// Notes that something came from the peer.
    pub fn received(&mut self, now: Now) {
        self.last_received = now.mono;
    }

    fn announce(&mut self, outputs: &mut Outputs) {
        if !std::mem::replace(&mut self.announced, true) {
            outputs.push(Output::PeerUp(self.channel.id, self.is_ours()));
        }
    }

    /// Traces an event, with the original's names of states and actions.
    fn trace(&self, event: &str, actions: [&str; 2], outputs: &mut Outputs) {
        let state = if self.is_connected() {
            "connected:"
        } else {
            "start:"
        };
        outputs.trace(self.channel.id, &[state, event, actions[0], actions[1]]);
    }
}

/// Handshakes with remotes.
impl Link {
    /// The connection to a remote is made. If it had been lost, there is a new handshake.
    pub fn up(&mut self, local: &mut LocalNode, now: Now) {
        match &mut self.phase {
            // What was sent before the loss may arrive yet, and be answered with INVALID.
            Phase::Idle => self.drain(local, now),
            Phase::Handshake { since, .. } => *since = since.or(Some(now.mono)),
            Phase::Draining { .. } | Phase::Connected => {}
        }
        self.schedule(local);
    }

    /// The connection to a remote is lost.
    pub fn down(&mut self, outputs: &mut Outputs) {
        self.phase = Phase::Idle;
        self.channel.kind = PeerKind::Unknown;
        self.pings.lost();
        self.channel.reset();
        if std::mem::take(&mut self.announced) {
            outputs.push(Output::PeerDown(self.channel.id));
        }
    }

    /// Waits until a remote has answered all that it was sent, before the next handshake.
    fn drain(&mut self, local: &mut LocalNode, now: Now) {
        self.channel.reset();
        self.phase = Phase::Draining {
            since: now.mono,
            paused_until: None,
        };
        self.ping(&[], local, now);
        self.schedule(local);
    }

    /// Begins a handshake, after a pause if there were many. `up` says that the connection is made.
    pub fn begin_handshake(&mut self, up: bool, local: &mut LocalNode, now: Now) {
        let Some(pause) = self.handshakes.begin(now.mono) else {
            return self.hello(up, local, now);
        };
        self.channel.reset();
        self.phase = Phase::Draining {
            since: now.mono,
            paused_until: Some(now.mono + pause),
        };
        self.schedule(local);
    }

    fn hello(&mut self, up: bool, local: &mut LocalNode, now: Now) {
        self.channel.kind = PeerKind::Unknown;
        self.pings.introduced();
        self.channel.reset();
        self.phase = Phase::Handshake {
            since: up.then_some(now.mono),
            shown: ShownTuples::default(),
            refused: false,
        };
        let info = node_info(local, &[], false);
        self.send(&Command::Hello, info, local, now);
        self.ping_summary(local, now);
        self.schedule(local);
    }

    /// Ends a handshake: a stock remote is sent what it did not show to have.
    fn end_handshake(&mut self, local: &mut LocalNode, now: Now) {
        match std::mem::replace(&mut self.phase, Phase::Connected) {
            // It has forgotten us, so it will accept the next.
            Phase::Handshake { refused: true, .. } => self.begin_handshake(true, local, now),
            Phase::Handshake { shown, .. } => {
                self.announce(&mut local.outputs);
                if !self.is_ours() {
                    self.channel.transfer_all(shown, local, now);
                } else if self.compared != local.replica.store().summary() {
                    // What was written meanwhile was not sent.
                    self.ping_summary(local, now);
                }
                self.schedule(local);
            }
            other => self.phase = other,
        }
    }

    fn ping(&mut self, sections: &[u8], local: &mut LocalNode, now: Now) {
        self.pings.sent(now.mono);
        let extension = match self.channel.kind {
            PeerKind::Stock => Extension::None,
            _ => node_info(local, sections, false),
        };
        self.send(&Command::Ping, extension, local, now);
    }

    /// Takes INVALID from a remote.
    pub fn invalid_received(&mut self, local: &mut LocalNode, now: Now) {
        match &mut self.phase {
            Phase::Connected => self.drain(local, now),
            Phase::Handshake { refused, .. } => *refused = true,
            Phase::Draining { .. } | Phase::Idle => {}
        }
    }

    /// Takes PONG, in answer to PING, from a remote. Returns the values that it holds, if it is
    /// stock and this is the acknowledgement of a barrier.
    pub fn pong_received(
        &mut self,
        extension: Extension<'_>,
        local: &mut LocalNode,
        now: Now,
    ) -> Vec<KeyValue> {
        let kind = match extension {
            Extension::Node(info) => PeerKind::Ours(info.node),
            _ => PeerKind::Stock,
        };
        let known = std::mem::replace(&mut self.channel.kind, kind);
        let pong = self.pings.answered(now.mono);
        match (&self.phase, known) {
            (
                Phase::Draining {
                    paused_until: Some(_),
                    ..
                },
                _,
            ) => {}
            (Phase::Draining { .. } | Phase::Handshake { .. }, _) if !pong.is_last => {}
            (Phase::Draining { .. }, _) => self.begin_handshake(true, local, now),
            (Phase::Handshake { .. }, _) => self.end_handshake(local, now),
            // Another node has taken its place.
            (_, PeerKind::Ours(_)) if kind != known => self.drain(local, now),
            // It was sent what it lacks as if it were stock: without removals.
            (_, PeerKind::Unknown) if self.is_ours() => self.ping_summary(local, now),
            // It may have forgotten us, and have nothing to say that would show it.
            _ if kind == PeerKind::Stock && pong.may_have_forgotten => self.drain(local, now),
            _ => return self.barrier_passed(local, now),
        }
        Vec::new()
    }
}

/// What clients say.
impl Link {
    /// Takes HELLO from a client. Returns the values that it holds, if it is stock and this is the
    /// acknowledgement of a barrier.
    pub fn hello_received(
        &mut self,
        extension: Extension<'_>,
        local: &mut LocalNode,
        now: Now,
    ) -> Vec<KeyValue> {
        if self.is_connected() && self.channel.in_flight.has_barrier() {
            return self.barrier_passed(local, now);
        }
        self.phase = Phase::Connected;
        self.channel.reset();
        self.channel.kind = match extension {
            Extension::Node(info) => PeerKind::Ours(info.node),
            _ => PeerKind::Stock,
        };
        let id = self.channel.id;
        let lines = [
            "start:",
            "    HELLO",
            "        $ get first tuple",
            "        > have tuple",
        ];
        local.outputs.trace(id, &lines);
        self.announce(&mut local.outputs);
        // A node of this library compares next.
        if !self.is_ours() {
            let shown = ShownTuples::default();
            self.channel.transfer_all(shown, local, now);
        }
        self.schedule(local);
        let lines = ["have tuple:", "    finished", "        > connected"];
        local.outputs.trace(id, &lines);
        Vec::new()
    }

    /// Takes PING from a client.
    pub fn ping_received(&mut self, extension: Extension<'_>, local: &mut LocalNode, now: Now) {
        let next = ["        > start", "        > connected"][usize::from(self.is_connected())];
        let actions = ["        $ send PONG", next];
        self.trace("    PING", actions, &mut local.outputs);
        match extension {
            Extension::Node(info) => {
                let reply = self.compare(info.sections, local, now);
                self.reply(&reply, !info.unsolicited, local, now);
            }
            _ => self.send(&Command::Pong, Extension::None, local, now),
        }
    }

    /// Takes what a client must not say.
    pub fn unexpected(&mut self, local: &mut LocalNode, now: Now) {
        let actions = ["        $ send INVALID", "        $ terminate"];
        self.trace("    terminate", actions, &mut local.outputs);
        self.send_invalid(local, now);
    }

    /// A client that is told INVALID says HELLO.
    pub fn send_invalid(&mut self, local: &mut LocalNode, now: Now) {
        self.send(&Command::Invalid, Extension::None, local, now);
    }
}

/// Comparisons with nodes of this library.
impl Link {
    /// Has a peer compare its store with ours.
    fn ping_summary(&mut self, local: &mut LocalNode, now: Now) {
        let summary = local.replica.store().summary();
        self.compared = summary;
        self.compared_at = now.mono;
        let sections = sections::encode(&[Section::Summary(summary)]).concat();
        self.ping(&sections, local, now);
    }

    /// Takes sections that a remote sent with PONG.
    pub fn sections_received(&mut self, bytes: &[u8], local: &mut LocalNode, now: Now) {
        let reply = self.compare(bytes, local, now);
        self.reply(&reply, false, local, now);
    }

    /// Compares what a peer says of its store, and sends what it lacks. Returns what to reply.
    fn compare(&mut self, bytes: &[u8], local: &mut LocalNode, now: Now) -> Vec<Section> {
        if !self.is_ours() || !self.is_connected() {
            return Vec::new();
        }
        let sections = sections::decode(bytes);
        let store = local.replica.store();
        let mut answer = local
            .comparer
            .answer(&sections, store, self.compared_at, now.mono);
        if answer.began {
            self.compared_at = now.mono;
        }
        if local.replica.is_full() {
            let is_request = |section: &Section| matches!(section, Section::Missing(..));
            answer.reply.retain(|section| !is_request(section));
        }
        if answer.lacks_all {
            self.channel.transfer_all_later(local, now);
        }
        self.channel.transfer_some(answer.lacks, local, now);
        answer.reply
    }

    /// Sends sections; in answer to a PING that asked for PONG, even if there are none.
    fn reply(&mut self, reply: &[Section], asked: bool, local: &mut LocalNode, now: Now) {
        if reply.is_empty() && !asked {
            return;
        }
        let command = match self.channel.side {
            Side::Client => Command::Pong,
            Side::Remote => Command::Ping,
        };
        for (index, bytes) in sections::encode(reply).iter().enumerate() {
            let info = node_info(local, bytes, index > 0 || !asked);
            self.send(&command, info, local, now);
        }
    }
}

/// Tuples from the peer.
impl Link {
    /// Takes note of a PUBLISH. `is_plain` says that it has no extension.
    pub fn publish_received(&mut self, is_plain: bool, outputs: &mut Outputs) {
        if self.channel.side == Side::Client {
            let next =
                ["        $ send INVALID", "        > connected"][usize::from(self.is_connected())];
            let actions = ["        $ store tuple if new", next];
            self.trace("    PUBLISH", actions, outputs);
        } else if self.channel.kind == PeerKind::Unknown && is_plain {
            self.channel.kind = PeerKind::Stock;
        }
    }

    /// Counts a tuple. False if there are too many in this second.
    pub fn admits_tuple(&mut self, limit: u32, now: Now) -> bool {
        self.rate.count(now.mono) <= limit
    }

    /// Judges a value from a peer that may be stock. True if it is a write.
    pub fn is_write(
        &mut self,
        key: LookupKey<'_>,
        value: ValueRef<'_>,
        local: &mut LocalNode,
        now: Now,
    ) -> bool {
        if let Phase::Handshake { shown, .. } = &mut self.phase {
            shown.insert(key.to_key().bytes().clone(), value.to_shared());
            // A former value: it will be sent what replaced it.
            let held = local.replica.store().find(key);
            if held.is_some_and(|(_, entry)| entry.had_value(&value)) {
                return false;
            }
        }
        match self.channel.in_flight.arrived(&key, &value, now.mono) {
            Verdict::Write => true,
            Verdict::Wait => false,
            Verdict::AskBarrier => {
                self.ask_barrier(local, now);
                false
            }
        }
    }

    /// Waits whether a stock peer stays with a value for this time, in milliseconds.
    pub fn defer(
        &mut self,
        key: LookupKey<'_>,
        value: ValueRef<'_>,
        wait: i64,
        local: &mut LocalNode,
        now: Now,
    ) {
        let (key, value) = (key.to_key().bytes().clone(), value.to_shared());
        self.channel.in_flight.defer(key, value, now.mono + wait);
        self.schedule(local);
    }

    /// Asks a stock peer to acknowledge what it was sent: a server answers PING with PONG, a client
    /// INVALID with HELLO.
    fn ask_barrier(&mut self, local: &mut LocalNode, now: Now) {
        match self.channel.side {
            Side::Remote => self.ping(&[], local, now),
            Side::Client => self.send_invalid(local, now),
        }
        self.schedule(local);
    }

    /// A stock peer acknowledged, or did not in time. Returns what it holds.
    fn barrier_passed(&mut self, local: &mut LocalNode, now: Now) -> Vec<KeyValue> {
        let (values, again) = self.channel.in_flight.barrier_passed(now.mono);
        if again {
            self.ask_barrier(local, now);
        }
        values
    }
}

/// The passing of time.
impl Link {
    /// When to call [`Link::tick`]. `timeout` is that of the node.
    pub fn due(&self, timeout: i64) -> Option<i64> {
        let silent = self.last_received.max(self.channel.last_sent);
        let due = match (&self.phase, self.channel.side) {
            (Phase::Idle, Side::Remote) => return None,
            (Phase::Idle, Side::Client) if timeout <= 0 => return None,
            (Phase::Idle, Side::Client) => self.last_received + timeout.max(1000),
            (
                Phase::Draining {
                    since,
                    paused_until,
                },
                _,
            ) => paused_until.unwrap_or(since + HANDSHAKE_WAIT),
            (Phase::Handshake { since, .. }, _) => (*since)? + HANDSHAKE_WAIT,
            (Phase::Connected, Side::Remote) if self.is_ours() => {
                (silent + PROBE_INTERVAL).min(self.compared_at + COMPARE_INTERVAL)
            }
            (Phase::Connected, Side::Remote) => self.channel.last_sent + ping_interval(timeout),
            (Phase::Connected, Side::Client) => silent + PROBE_INTERVAL,
        };
        let others = [
            self.channel.in_flight.barrier_due(),
            self.channel.in_flight.deferred_due(),
            self.channel.due(),
        ];
        Some(others.into_iter().flatten().fold(due, i64::min))
    }

    /// Has the node wake when this link is due.
    pub fn schedule(&self, local: &mut LocalNode) {
        if let Some(due) = self.due(local.timeout) {
            local.wake.no_later_than(due);
        }
    }

    /// Does the first thing that is due.
    pub fn tick(&mut self, local: &mut LocalNode, now: Now) -> Due {
        if self.channel.tick(local, now) {
            return Due::Nothing;
        }
        let in_flight = &mut self.channel.in_flight;
        in_flight.expire(now.mono);
        if in_flight.barrier_due().is_some_and(|due| due <= now.mono) {
            return Due::Held(self.barrier_passed(local, now));
        }
        let stayed = in_flight.take_deferred(now.mono);
        if !stayed.is_empty() {
            return Due::Stayed(stayed);
        }
        match (&self.phase, self.channel.side) {
            (Phase::Idle, Side::Client) => {
                let lines = ["start:", "    expired", "        $ terminate"];
                local.outputs.trace(self.channel.id, &lines);
                return Due::Forget;
            }
            (Phase::Idle, Side::Remote) => {}
            (
                Phase::Draining {
                    paused_until: Some(_),
                    ..
                },
                _,
            ) => self.hello(true, local, now),
            (Phase::Draining { .. }, _) => self.begin_handshake(true, local, now),
            (Phase::Handshake { .. }, _) => self.end_handshake(local, now),
            (Phase::Connected, Side::Remote) if self.is_ours() => self.ping_summary(local, now),
            (Phase::Connected, Side::Remote) => self.ping(&[], local, now),
            // A client ignores it; if there is none any more, the transport will tell.
            (Phase::Connected, Side::Client) => {
                let extension = if self.is_ours() {
                    node_info(local, &[], true)
                } else {
                    Extension::None
                };
                self.send(&Command::Pong, extension, local, now);
            }
        }
        Due::Nothing
    }
}

/// How often a remote that may be stock is sent something, in milliseconds.
fn ping_interval(timeout: i64) -> i64 {
    if timeout > 0 {
        (timeout / 3).clamp(50, 10_000)
    } else {
        PROBE_INTERVAL
    }
}

fn node_info<'a>(local: &LocalNode, sections: &'a [u8], unsolicited: bool) -> Extension<'a> {
    Extension::Node(NodeInfo {
        node: local.replica.node(),
        unsolicited,
        sections,
    })
}

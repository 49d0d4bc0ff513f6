//! The event loop: readers, poll items, timers and tickets, served one at a time.
//!
//! The reactor calls nobody. It says whose turn it is ([`Reactor::next`]), and whoever runs it
//! makes the call and says how that went ([`Reactor::done`]). So handlers may change the reactor
//! that serves them, and even run it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

use czmq_sys::clock;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};
use czmq_sys::registry;
use czmq_sys::signal::interrupted;
use czmq_sys::socket::Liveness;
use czmq_sys::zmq::{POLLERR, POLLIN, PollItem, SocketRef, SocketType, option};

use super::readiness::{Rank, Readiness, Source};
pub use super::ticket::TicketId;
use super::ticket::Tickets;

/// The longest wait without anything due, in milliseconds.
const LONGEST_POLL: i64 = 3_600_000;

/// What inputs are found by when they are cancelled.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Target<'a, K> {
    Reader(K),
    Socket(SocketRef<'a>),
    Descriptor(i32),
}

/// Poll items are served after all readers; each by registration.
const FIRST_POLLER: Rank = 1 << 63;

/// A reader or a poll item.
struct Input<'a, K, H> {
    target: Target<'a, K>,
    item: PollItem<'a>,
    /// The type of the socket, or `FD`.
    kind: &'static str,
    watch: Option<Liveness>,
    handler: H,
    tolerant: bool,
}

impl<K, H> Input<'_, K, H> {
    /// How log lines name the input.
    fn name(&self, noun: &str) -> String {
        match self.target {
            Target::Reader(_) => format!("{} {noun}", self.kind),
            _ => poller_name(self.kind, &self.item, noun),
        }
    }
}

fn poller_name(kind: &str, item: &PollItem<'_>, noun: &str) -> String {
    let socket = match item.as_socket() {
        Some(socket) => format!("{:p}", socket.as_ptr()),
        None => "(nil)".to_owned(),
    };
    format!("{kind} {noun} ({socket}, {})", item.as_fd())
}

/// The type of a socket as log lines give it; `ENOTSOCK` if it is none.
fn kind_of(socket: SocketRef<'_>) -> Result<&'static str> {
    let kind = SocketType(socket.get_int(option::TYPE)?);
    Ok(kind
        .name()
        .and_then(|name| name.to_str().ok())
        .unwrap_or("UNKNOWN"))
}

struct Timer<H> {
    handler: H,
    delay: i64,
    due: i64,
    /// Fires left; 0 is for ever.
    times: usize,
}

/// Whose turn it is.
pub enum Event<'a, H> {
    /// A timer is due.
    Timer {
        /// Its number.
        id: i32,
        /// What it was registered with.
        handler: H,
    },
    /// A ticket is due.
    Ticket {
        /// Its name.
        id: TicketId,
        /// What it was registered with.
        handler: H,
    },
    /// A reader has input, or events of a poll item happened.
    Input {
        /// The item, with the events that happened.
        item: PollItem<'a>,
        /// What it was registered with.
        handler: H,
    },
}

#[derive(Clone, Copy)]
enum Stage {
    Poll,
    Timers,
    Tickets,
    Inputs,
    End,
}

#[derive(Clone, Copy)]
enum Served {
    Nobody,
    Timer(i32),
    Ticket(TicketId),
    Input,
}

/// One run of a reactor, from its start to its end.
pub struct Run {
    stage: Stage,
    served: Served,
    /// The clock after the poll.
    now: i64,
    /// Timers that were due then, and the number of those that had their turn.
    due: Vec<i32>,
    timers_served: usize,
    /// The number of inputs that were looked at, of those to which something happened.
    inputs_seen: usize,
    /// What the reactor's counts were at the poll.
    changes: u64,
    polls: u64,
    stopped: bool,
}

impl Default for Run {
    fn default() -> Run {
        Run {
            stage: Stage::Poll,
            served: Served::Nobody,
            now: 0,
            due: Vec::new(),
            timers_served: 0,
            inputs_seen: 0,
            changes: 0,
            polls: 0,
            stopped: false,
        }
    }
}

impl Run {
    /// True if it was a handler that stopped the run.
    pub fn was_stopped(&self) -> bool {
        self.stopped
    }
}

/// The event loop. `K` is what readers are known by, `H` what is wanted back when it is their turn.
pub struct Reactor<'a, K, H> {
    inputs: BTreeMap<Rank, Input<'a, K, H>>,
    by_target: HashMap<Target<'a, K>, Vec<Rank>>,
    next_serial: u64,
    /// Grows with every change of the inputs.
    changes: u64,
    /// Grows with every poll.
    polls: u64,
    readiness: Readiness<'a>,
    /// What happened at the last poll, and to whom.
    found: Vec<(Rank, i16)>,
    /// What inputs are asked for until there are changes, instead of what they were registered
    /// for; and how often there had been changes then.
    asked: BTreeMap<Rank, i16>,
    asked_of: u64,
    /// Inputs that had an error when they were looked at last.
    failing: BTreeSet<Rank>,
    /// [`registry::closures`] when all sockets were last seen open.
    closures: u64,
    timers: BTreeMap<i32, Timer<H>>,
    timers_by_due: BTreeSet<(i64, i32)>,
    last_timer: i32,
    max_timers: usize,
    tickets: Tickets<H>,
    ticket_delay: i64,
    nonstop: bool,
    verbose: bool,
}

impl<K, H> Default for Reactor<'_, K, H>
where
    H: Copy,
{
    fn default() -> Self {
        Reactor {
            inputs: BTreeMap::new(),
            by_target: HashMap::new(),
            next_serial: 0,
            changes: 0,
            polls: 0,
            readiness: Readiness::default(),
            found: Vec::new(),
            asked: BTreeMap::new(),
            asked_of: 0,
            failing: BTreeSet::new(),
            closures: registry::closures(),
            timers: BTreeMap::new(),
            timers_by_due: BTreeSet::new(),
            last_timer: 0,
            max_timers: 0,
            tickets: Tickets::default(),
            ticket_delay: 0,
            nonstop: false,
            verbose: false,
        }
    }
}

/// Inputs.
impl<'a, K: Copy + Eq + Hash, H: Copy> Reactor<'a, K, H> {
    /// Registers a reader, after the others; the same key may be registered several times.
    /// `ENOTSOCK` if the socket is none.
    pub fn reader(&mut self, key: K, socket: SocketRef<'a>, handler: H) -> Result<()> {
        let source = Source::Socket(socket);
        self.register(
            source,
            Input {
                target: Target::Reader(key),
                item: PollItem::naming(socket, POLLIN),
                kind: kind_of(socket)?,
                watch: Some(Liveness::of(socket)),
                handler,
                tolerant: false,
            },
        );
        Ok(())
    }

    /// Registers a poll item, after the others. `ENOTSOCK` if its socket is none.
    pub fn poller(&mut self, item: PollItem<'a>, handler: H) -> Result<()> {
        let source = match item.as_socket() {
            Some(socket) => Source::Socket(socket),
            None => Source::Descriptor(item.as_fd()),
        };
        self.register(
            source,
            Input {
                target: target_of(&item),
                item,
                kind: item.as_socket().map_or(Ok("FD"), kind_of)?,
                watch: item.as_socket().map(Liveness::of),
                handler,
                tolerant: false,
            },
        );
        Ok(())
    }

    fn register(&mut self, source: Source<'a>, input: Input<'a, K, H>) {
        let is_poller = !matches!(input.target, Target::Reader(_));
        let noun = if is_poller { "poller" } else { "reader" };
        self.trace(|| format!("register {}", input.name(noun)));
        let rank = self.next_serial + if is_poller { FIRST_POLLER } else { 0 };
        self.next_serial += 1;
        self.changes += 1;
        self.by_target.entry(input.target).or_default().push(rank);
        self.readiness.insert(rank, source, input.item.asked());
        self.inputs.insert(rank, input);
    }

    /// Cancels every reader with this key; nothing if there is none. The socket is looked at only
    /// if it has to be named in a log line.
    pub fn reader_end(&mut self, key: K, socket: impl FnOnce() -> SocketRef<'a>) {
        let ranks = self.forget(Target::Reader(key));
        let kind = match ranks.first().and_then(|rank| self.inputs.get(rank)) {
            Some(input) => input.kind,
            None if self.verbose => kind_of(socket()).unwrap_or("UNKNOWN"),
            None => "",
        };
        self.trace(|| format!("cancel {kind} reader"));
        self.remove(&ranks);
    }

    /// Cancels every poll item with the same socket, or, if there is no socket, every one with
    /// the same descriptor; nothing if there is none.
    pub fn poller_end(&mut self, item: PollItem<'a>) {
        let ranks = self.forget(target_of(&item));
        let kind = match ranks.first().and_then(|rank| self.inputs.get(rank)) {
            Some(input) => input.kind,
            None if self.verbose => item
                .as_socket()
                .map_or("FD", |socket| kind_of(socket).unwrap_or("UNKNOWN")),
            None => "",
        };
        self.trace(|| format!("cancel {}", poller_name(kind, &item, "poller")));
        self.remove(&ranks);
    }

    /// Has errors of poll items with the same socket or descriptor not count against them.
    pub fn poller_set_tolerant(&mut self, item: PollItem<'a>) {
        let ranks = self.by_target.get(&target_of(&item));
        for rank in ranks.into_iter().flatten() {
            if let Some(input) = self.inputs.get_mut(rank) {
                input.tolerant = true;
            }
        }
    }

    fn forget(&mut self, target: Target<'a, K>) -> Vec<Rank> {
        self.by_target.remove(&target).unwrap_or_default()
    }

    fn remove(&mut self, ranks: &[Rank]) {
        for rank in ranks {
            if self.inputs.remove(rank).is_some() {
                self.changes += 1;
                self.readiness.remove(*rank);
                self.failing.remove(rank);
            }
        }
    }

    /// Removes one input.
    fn remove_one(&mut self, rank: Rank) {
        let Some(target) = self.inputs.get(&rank).map(|input| input.target) else {
            return;
        };
        if let Some(ranks) = self.by_target.get_mut(&target) {
            ranks.retain(|own| *own != rank);
            if ranks.is_empty() {
                self.by_target.remove(&target);
            }
        }
        self.remove(&[rank]);
    }

    /// Removes inputs whose sockets were closed.
    fn remove_closed(&mut self) {
        let closures = registry::closures();
        if self.closures == closures {
            return;
        }
        self.closures = closures;
        let is_closed =
            |input: &Input<'_, K, H>| input.watch.as_ref().is_some_and(Liveness::is_closed);
        let closed: Vec<Rank> = self
            .inputs
            .iter()
            .filter(|(_, input)| is_closed(input))
            .map(|(rank, _)| *rank)
            .collect();
        for rank in closed {
            let kind = self.inputs.get(&rank).map_or("", |input| input.kind);
            let text = format!("zloop: {kind} socket was closed before it was cancelled");
            log::write(Level::Error, text.as_bytes());
            self.remove_one(rank);
        }
    }
}

fn target_of<'a, K>(item: &PollItem<'a>) -> Target<'a, K> {
    match item.as_socket() {
        Some(socket) => Target::Socket(socket),
        None => Target::Descriptor(item.as_fd()),
    }
}

/// Timers and tickets.
impl<K, H: Copy> Reactor<'_, K, H> {
    /// Registers a timer that fires `times` times, or for ever if that is 0, each time `delay`
    /// milliseconds after the time before; gives its number. `None` if there are too many.
    pub fn timer(&mut self, delay: usize, times: usize, handler: H) -> Option<i32> {
        if self.max_timers > 0 && self.timers.len() == self.max_timers {
            let text = format!("zloop: timer limit reached (max={})", self.max_timers);
            log::write(Level::Error, text.as_bytes());
            return None;
        }
        let id = loop {
            self.last_timer = self.last_timer.checked_add(1).unwrap_or(1);
            if !self.timers.contains_key(&self.last_timer) {
                break self.last_timer;
            }
        };
        let delay = milliseconds(delay);
        let due = clock::mono_ms().saturating_add(delay);
        let timer = Timer {
            handler,
            delay,
            due,
            times,
        };
        self.timers.insert(id, timer);
        self.timers_by_due.insert((due, id));
        self.trace(|| format!("register timer id={id} delay={delay} times={times}"));
        Some(id)
    }

    /// Cancels a timer; nothing if there is none.
    pub fn timer_end(&mut self, id: i32) {
        self.trace(|| format!("cancel timer id={id}"));
        self.remove_timer(id);
    }

    fn remove_timer(&mut self, id: i32) {
        if let Some(timer) = self.timers.remove(&id) {
            self.timers_by_due.remove(&(timer.due, id));
        }
    }

    /// Refuses timers while there are this many; 0 refuses none.
    pub fn set_max_timers(&mut self, max: usize) {
        self.max_timers = max;
    }

    /// The delay of tickets to come, in milliseconds.
    pub fn set_ticket_delay(&mut self, delay: usize) {
        self.ticket_delay = milliseconds(delay);
    }

    /// Adds a ticket, which fires once, when the delay has passed and no ticket before it is left;
    /// `EINVAL` if no delay was set, `ENOMEM` if there are too many.
    pub fn ticket(&mut self, handler: H) -> Result<TicketId> {
        match self.ticket_delay {
            0 => Err(Errno::INVAL),
            delay => {
                let now = clock::mono_ms();
                self.tickets.add(handler, delay, now).ok_or(Errno::NOMEM)
            }
        }
    }

    /// Has a ticket's delay begin anew, behind the others; nothing if it is gone.
    pub fn ticket_reset(&mut self, id: TicketId) {
        self.tickets.reset(id, clock::mono_ms());
    }

    /// Removes a ticket; nothing if it is gone.
    pub fn ticket_delete(&mut self, id: TicketId) {
        self.tickets.remove(id);
    }

    /// True until a ticket has fired or was removed.
    pub fn has_ticket(&self, id: TicketId) -> bool {
        self.tickets.contains(id)
    }

    /// Whether a run goes on when the process was interrupted; it does not by default.
    pub fn set_nonstop(&mut self, nonstop: bool) {
        self.nonstop = nonstop;
    }

    /// Whether everything is logged.
    pub fn set_verbose(&mut self, verbose: bool) {
        self.verbose = verbose;
    }

    #[inline]
    fn trace(&self, text: impl FnOnce() -> String) {
        if self.verbose {
            log::write(Level::Debug, format!("zloop: {}", text()).as_bytes());
        }
    }

    #[inline]
    fn stops(&self) -> bool {
        !self.nonstop && interrupted()
    }
}

fn milliseconds(delay: usize) -> i64 {
    i64::try_from(delay).unwrap_or(i64::MAX)
}

/// Running.
impl<'a, K: Copy + Eq + Hash, H: Copy> Reactor<'a, K, H> {
    /// Says whose turn it is; waits until it is somebody's. `None` at the end of the run: a
    /// handler stopped it, the process was interrupted, or a socket's context ended.
    ///
    /// [`Reactor::done`] follows before the next call.
    #[inline]
    pub fn next(&mut self, run: &mut Run) -> Option<Event<'a, H>> {
        loop {
            let event = match run.stage {
                Stage::Poll => {
                    self.poll(run);
                    None
                }
                Stage::Timers => self.next_timer(run),
                Stage::Tickets => self.next_ticket(run),
                Stage::Inputs => self.next_input(run),
                Stage::End => return None,
            };
            if event.is_some() {
                return event;
            }
        }
    }

    /// Says that whoever had the turn is done, and whether the run stops.
    #[inline]
    pub fn done(&mut self, run: &mut Run, stop: bool) {
        match std::mem::replace(&mut run.served, Served::Nobody) {
            Served::Timer(id) => {
                self.timer_served(id);
                if stop {
                    run.stage = Stage::Tickets;
                }
            }
            Served::Ticket(id) => {
                if !stop {
                    self.tickets.remove(id);
                } else {
                    run.stage = Stage::End;
                }
            }
            Served::Input | Served::Nobody => {
                if stop {
                    run.stage = Stage::End;
                }
            }
        }
        run.stopped |= stop;
    }

    /// Has the poll item whose turn it is wait for other events, until inputs change.
    pub fn ask(&mut self, run: &Run, events: i16) {
        if let Served::Input = run.served
            && self.is_as_polled(run)
            && let Some((rank, _)) = self.found.get(run.inputs_seen - 1)
        {
            self.readiness.ask(*rank, events);
            self.asked.insert(*rank, events);
        }
    }

    /// False if the inputs have changed, or were polled by another run.
    #[inline]
    fn is_as_polled(&self, run: &Run) -> bool {
        run.changes == self.changes && run.polls == self.polls
    }

    #[inline]
    fn poll(&mut self, run: &mut Run) {
        run.stage = Stage::End;
        if run.stopped || self.stops() {
            return;
        }
        self.remove_closed();
        if self.asked_of != self.changes {
            for rank in std::mem::take(&mut self.asked).into_keys() {
                if let Some(input) = self.inputs.get(&rank) {
                    self.readiness.ask(rank, input.item.asked());
                }
            }
            self.asked_of = self.changes;
        }
        self.polls += 1;
        run.changes = self.changes;
        run.polls = self.polls;

        let timeout = self.timeout();
        if self.verbose {
            let text = format!("zloop polling for {timeout} msec");
            log::write(Level::Debug, text.as_bytes());
        }
        match self.readiness.all(timeout, &mut self.found) {
            Ok(()) if self.stops() => {
                self.trace(|| "zsys_interrupted".to_owned());
                return;
            }
            Ok(()) => {}
            Err(Errno::INTR) if !self.stops() && !self.readiness.has_foreign_socket() => {
                run.stage = Stage::Poll;
                return;
            }
            Err(error @ (Errno::INTR | Errno::TERM)) => {
                self.trace(|| format!("interrupted: {error}"));
                return;
            }
            Err(error) => {
                let text = format!("zloop: can't poll: {error}");
                log::write(Level::Error, text.as_bytes());
                return;
            }
        }

        run.now = clock::mono_ms();
        run.due.clear();
        let due = self.timers_by_due.range(..=(run.now, i32::MAX));
        run.due.extend(due.map(|(_, id)| id));
        run.due.sort_unstable();
        run.timers_served = 0;
        run.inputs_seen = 0;
        if !self.failing.is_empty() {
            let found = &self.found;
            let happened =
                |rank: &Rank| found.binary_search_by_key(rank, |(rank, _)| *rank).is_ok();
            self.failing.retain(happened);
        }
        run.stage = Stage::Timers;
    }

    /// The time until the first timer, or the first ticket in the list, is due.
    #[inline]
    fn timeout(&self) -> i64 {
        let timer = self.timers_by_due.first().map(|(due, _)| *due);
        match timer.into_iter().chain(self.tickets.first_due()).min() {
            Some(due) => (due.saturating_sub(clock::mono_ms())).clamp(0, LONGEST_POLL),
            None => LONGEST_POLL,
        }
    }

    #[inline]
    fn next_timer(&mut self, run: &mut Run) -> Option<Event<'a, H>> {
        while let Some(&id) = run.due.get(run.timers_served) {
            run.timers_served += 1;
            // It may have been cancelled, or served by another run, since.
            if let Some(timer) = self.timers.get(&id)
                && timer.due <= run.now
            {
                let handler = timer.handler;
                self.trace(|| format!("call timer handler id={id}"));
                run.served = Served::Timer(id);
                return Some(Event::Timer { id, handler });
            }
        }
        run.stage = Stage::Tickets;
        None
    }

    #[inline]
    fn timer_served(&mut self, id: i32) {
        let Some(timer) = self.timers.get_mut(&id) else {
            return;
        };
        if timer.times == 1 {
            self.remove_timer(id);
            return;
        }
        timer.times = timer.times.saturating_sub(1);
        let due = timer.due;
        timer.due = due.saturating_add(timer.delay);
        self.timers_by_due.remove(&(due, id));
        self.timers_by_due.insert((timer.due, id));
    }

    #[inline]
    fn next_ticket(&mut self, run: &mut Run) -> Option<Event<'a, H>> {
        if self.tickets.first_due().is_some_and(|due| due <= run.now)
            && let Some((id, handler)) = self.tickets.first()
        {
            self.trace(|| "call ticket handler".to_owned());
            run.served = Served::Ticket(id);
            return Some(Event::Ticket { id, handler });
        }
        run.stage = if run.stopped {
            Stage::End
        } else {
            Stage::Inputs
        };
        None
    }

    #[inline]
    fn next_input(&mut self, run: &mut Run) -> Option<Event<'a, H>> {
        self.remove_closed();
        if self.is_as_polled(run)
            && let Some(&(rank, happened)) = self.found.get(run.inputs_seen)
        {
            run.inputs_seen += 1;
            if let Some(event) = self.serve(run, rank, happened) {
                return Some(event);
            }
        }
        run.stage = Stage::Poll;
        None
    }

    /// Gives an input its turn, unless it failed twice: then it is dropped.
    #[inline]
    fn serve(&mut self, run: &mut Run, rank: Rank, happened: i16) -> Option<Event<'a, H>> {
        let input = self.inputs.get(&rank)?;
        let handler = input.handler;
        let mut item = input.item.after(happened);
        if let Some(asked) = self.asked.get(&rank) {
            item.ask(*asked);
        }
        let failed = happened & POLLERR != 0 && !input.tolerant;
        let failed_before = if failed {
            !self.failing.insert(rank)
        } else {
            self.failing.remove(&rank)
        };
        if failed && self.verbose {
            let name = input.name("socket");
            let text = format!("zloop: can't poll {name}: {}", Errno::IO);
            log::write(Level::Warning, text.as_bytes());
        }
        if failed && failed_before {
            self.trace(|| format!("cancel {}", input.name("poller")));
            self.remove_one(rank);
            return None;
        }
        self.trace(|| format!("call {}", input.name("socket handler")));
        run.served = Served::Input;
        Some(Event::Input { item, handler })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messaging::pipe::pipe;
    use crate::messaging::socket::Socket;
    use std::os::fd::AsRawFd;

    type Plain<'a> = Reactor<'a, usize, char>;

    fn who(event: &Event<'_, char>) -> char {
        match event {
            Event::Timer { handler, .. }
            | Event::Ticket { handler, .. }
            | Event::Input { handler, .. } => *handler,
        }
    }

    /// Who has a turn, in order, until the one named `last`, who stops the run.
    fn turns(reactor: &mut Plain<'_>, last: char) -> String {
        let mut run = Run::default();
        let mut turns = String::new();
        while let Some(event) = reactor.next(&mut run) {
            turns.push(who(&event));
            assert!(turns.len() < 1000);
            reactor.done(&mut run, who(&event) == last);
        }
        assert!(run.was_stopped());
        turns
    }

    /// Who has the first turns.
    fn first_turns(reactor: &mut Plain<'_>, count: usize) -> String {
        let mut run = Run::default();
        let turns = (0..count).map(|_| {
            let event = reactor.next(&mut run).unwrap();
            reactor.done(&mut run, false);
            who(&event)
        });
        turns.collect()
    }

    fn ready_pipe() -> (Socket, Socket) {
        let ends = pipe().unwrap();
        ends.0.handle().send(b"", 0).unwrap();
        ends
    }

    #[test]
    fn timers_go_by_registration_then_tickets_then_readers_then_pollers() {
        let pipes = [ready_pipe(), ready_pipe(), ready_pipe()];
        let item = PollItem::socket(pipes[0].1.handle(), POLLIN);
        let mut reactor = Plain::default();
        reactor.poller(item, 'p').unwrap();
        reactor.reader(2, pipes[2].1.handle(), 's').unwrap();
        reactor.reader(1, pipes[1].1.handle(), 'r').unwrap();
        reactor.set_ticket_delay(1);
        reactor.ticket('k').unwrap();
        reactor.ticket('l').unwrap();
        for (id, delay, who) in [(1, 2, 'a'), (2, 0, 'b'), (3, 1, 'c')] {
            assert_eq!(reactor.timer(delay, 1, who), Some(id));
        }
        clock::sleep_ms(10);
        assert_eq!(turns(&mut reactor, 'p'), "abcklsrp");
    }

    #[test]
    fn a_cancelled_timer_never_fires() {
        let mut reactor = Plain::default();
        let doomed = reactor.timer(0, 0, 'x').unwrap();
        reactor.timer_end(doomed);
        reactor.timer(0, 1, 'a');
        let doomed = reactor.timer(0, 1, 'x').unwrap();
        reactor.timer(0, 1, 'b');
        reactor.timer(10, 1, 'z');
        let mut run = Run::default();
        let mut turns = String::new();
        while let Some(event) = reactor.next(&mut run) {
            turns.push(who(&event));
            reactor.timer_end(doomed);
            reactor.done(&mut run, who(&event) == 'z');
        }
        assert_eq!(turns, "abz");
    }

    #[test]
    fn late_repeats_are_made_up_one_in_each_pass() {
        let ends = ready_pipe();
        let mut reactor = Plain::default();
        reactor.reader(0, ends.1.handle(), 'r').unwrap();
        reactor.timer(10, 3, 'a');
        clock::sleep_ms(40);
        reactor.timer(0, 4, 'b');
        assert_eq!(first_turns(&mut reactor, 12), "abrabrabrbrr");
    }

    #[test]
    fn a_change_of_the_inputs_starts_over() {
        let pipes = [ready_pipe(), ready_pipe()];
        let mut reactor = Plain::default();
        reactor.reader(0, pipes[0].1.handle(), 'r').unwrap();
        reactor.reader(1, pipes[1].1.handle(), 's').unwrap();
        let mut run = Run::default();
        for expected in ['r', 's', 's'] {
            let event = reactor.next(&mut run).unwrap();
            assert_eq!(who(&event), expected);
            reactor.reader_end(0, || unreachable!());
            reactor.done(&mut run, false);
        }
    }

    #[test]
    fn an_error_is_served_once_unless_tolerated() {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(writer);
        let item = PollItem::fd(reader.as_raw_fd(), POLLIN);
        let mut reactor = Plain::default();
        reactor.poller(item, 'e').unwrap();
        reactor.timer(0, 5, 't');
        assert_eq!(first_turns(&mut reactor, 6), "tetttt");
        reactor.poller(item, 'e').unwrap();
        reactor.poller_set_tolerant(item);
        assert_eq!(first_turns(&mut reactor, 5), "eeeee");
    }

    #[test]
    fn a_ticket_that_stops_the_run_stays() {
        let mut reactor = Plain::default();
        assert!(reactor.ticket('k').is_err());
        reactor.set_ticket_delay(1);
        let stays = reactor.ticket('k').unwrap();
        let deleted = reactor.ticket('x').unwrap();
        let reset = reactor.ticket('l').unwrap();
        reactor.ticket('m').unwrap();
        reactor.ticket_delete(deleted);
        clock::sleep_ms(5);
        reactor.ticket_reset(reset);
        assert_eq!(turns(&mut reactor, 'k'), "k");
        assert!(reactor.has_ticket(stays));
        assert_eq!(turns(&mut reactor, 'l'), "kml");
        assert!(!reactor.has_ticket(stays));
        reactor.ticket_delete(stays);
        reactor.ticket_reset(deleted);
        assert!(reactor.has_ticket(reset));
    }

    #[test]
    fn events_can_be_asked_for_while_it_is_ones_turn() {
        let ends = ready_pipe();
        let mut reactor = Plain::default();
        let item = PollItem::socket(ends.1.handle(), POLLIN);
        reactor.poller(item, 'p').unwrap();
        let mut run = Run::default();
        assert!(reactor.next(&mut run).is_some());
        reactor.ask(&run, 0);
        reactor.done(&mut run, false);
        reactor.timer(0, 1, 'z');
        let event = reactor.next(&mut run).unwrap();
        assert_eq!(who(&event), 'z');
        reactor.done(&mut run, true);
        assert!(reactor.next(&mut run).is_none());
    }
}

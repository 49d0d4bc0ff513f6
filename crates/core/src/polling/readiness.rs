//! Which of many sockets and descriptors are ready, at a cost that grows with those that are.
//!
//! The program may call these sockets at any time, and a call may take a socket's only signal (see
//! [`czmq_hosting::suspects`]). Calls are counted, so sockets that were used since they were found not
//! to be ready are known before each sleep. Sockets whose calls nobody counts, and those that have
//! no signal, are suspects before each sleep.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::os::fd::{AsRawFd, OwnedFd};

use czmq_hosting::Suspects;
use czmq_sys::clock;
use czmq_sys::epoll::{self, Epoll, PollFd};
use czmq_sys::errno::{Errno, Result};
use czmq_sys::fork;
use czmq_sys::zmq::{POLLIN, SocketRef, option};

/// What one may wait for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Source<'a> {
    /// A socket.
    Socket(SocketRef<'a>),
    /// A descriptor of the system.
    Descriptor(i32),
}

/// Sources are served by their ranks, the lowest first.
pub type Rank = u64;

/// With more sockets than this, the system is told once which they are.
const FEW: usize = 16;

/// How many sockets that are no suspects are looked at in each wait, in turns: so one that was
/// signalled unseen is found although others are always busy.
const TURNS: usize = 4;

/// How often a socket is asked that has no descriptor, in milliseconds.
const NO_SIGNAL_MS: i64 = 10;

struct Watched<'a> {
    socket: SocketRef<'a>,
    asked: i16,
    /// The number of calls when it was found not to be ready; `None` if it is a suspect.
    calls: Option<u64>,
    /// What becomes readable; `None` if the socket has no such thing.
    signal: Option<i32>,
    /// The system watches it.
    registered: bool,
    /// The same socket is watched elsewhere too, for which the system wants another descriptor.
    _duplicate: Option<OwnedFd>,
}

/// Sockets and descriptors that are waited for together.
#[derive(Default)]
pub struct Readiness<'a> {
    sockets: BTreeMap<Rank, Watched<'a>>,
    suspects: Suspects<Rank>,
    descriptors: BTreeMap<Rank, (i32, i16)>,
    /// Which source a registered descriptor belongs to.
    by_signal: HashMap<i32, Rank>,
    epoll: Option<Epoll>,
    /// The process that made it.
    generation: u64,
    /// The socket whose turn was last.
    turn: Option<Rank>,
    /// What the system is asked, and for whom; made anew when `changed`.
    polled: Vec<PollFd>,
    polled_for: Vec<Option<Rank>>,
    changed: bool,
    /// There is a socket without a signal.
    has_no_signal: bool,
    /// Descriptors to which something happened.
    happened: Vec<(Rank, i16)>,
}

impl<'a> Readiness<'a> {
    /// Adds a source, with the events that it is asked for. The rank is new.
    pub fn insert(&mut self, rank: Rank, source: Source<'a>, asked: i16) {
        self.changed = true;
        let socket = match source {
            Source::Socket(socket) => socket,
            Source::Descriptor(fd) => {
                self.descriptors.insert(rank, (fd, asked));
                return;
            }
        };
        let watched = Watched {
            socket,
            asked,
            calls: None,
            signal: socket.get_int(option::FD).ok(),
            registered: false,
            _duplicate: None,
        };
        self.sockets.insert(rank, watched);
        self.suspects.suspect(rank);
        if self.epoll.is_some() {
            self.register(rank);
        }
    }

    /// Removes a source.
    pub fn remove(&mut self, rank: Rank) {
        self.changed = true;
        self.descriptors.remove(&rank);
        self.suspects.idle(rank);
        let Some(watched) = self.sockets.remove(&rank) else {
            return;
        };
        // If the socket was closed, another one's descriptor may have the same number by now.
        if watched.registered
            && let Some(signal) = watched.signal
            && self.by_signal.get(&signal) == Some(&rank)
        {
            self.by_signal.remove(&signal);
            if let Some(epoll) = &self.epoll {
                epoll.remove(signal);
            }
        }
    }

    /// Asks a source for other events.
    pub fn ask(&mut self, rank: Rank, asked: i16) {
        if let Some(watched) = self.sockets.get_mut(&rank) {
            watched.asked = asked;
            watched.calls = None;
            self.suspects.suspect(rank);
        } else if let Some(own) = self.descriptors.get_mut(&rank) {
            own.1 = asked;
            self.changed = true;
        }
    }

    /// True if a socket is the parent's, and this process a forked child.
    pub fn has_foreign_socket(&self) -> bool {
        self.sockets
            .values()
            .any(|watched| watched.socket.is_foreign())
    }

    /// Waits, at most `timeout_ms` (-1: for ever), until something happens; gives the first source
    /// and what happened to it. `EINTR` after a signal, `ETERM` if a socket's context ended,
    /// `ENOTSOCK` if a socket is gone.
    pub fn first(&mut self, timeout_ms: i64) -> Result<Option<(Rank, i16)>> {
        // Nothing comes before the first of all.
        if let Some(rank) = self.suspects.after(None)
            && self.sockets.first_key_value().map(|(first, _)| *first) == Some(rank)
            && self.descriptors.range(..rank).next().is_none()
            && let Some(happened) = self.events_of(rank)?
        {
            return Ok(Some((rank, happened)));
        }
        let mut found = Vec::with_capacity(1);
        self.wait(timeout_ms, 1, &mut found)?;
        Ok(found.first().copied())
    }

    /// Waits as [`Readiness::first`] does; gives all sources to which something happened, in order.
    pub fn all(&mut self, timeout_ms: i64, found: &mut Vec<(Rank, i16)>) -> Result<()> {
        self.wait(timeout_ms, usize::MAX, found)
    }

    fn wait(&mut self, timeout_ms: i64, limit: usize, found: &mut Vec<(Rank, i16)>) -> Result<()> {
        let deadline = (timeout_ms > 0).then(|| clock::mono_ms().saturating_add(timeout_ms));
        let mut left = 0;
        found.clear();
        self.suspect_in_turn();
        loop {
            self.listen(left)?;
            self.collect(limit, found)?;
            if !found.is_empty() {
                return Ok(());
            }
            // Whoever may be ready must be known not to be before this thread sleeps.
            self.suspect_used();
            self.collect(limit, found)?;
            left = deadline.map_or(timeout_ms.max(-1), |deadline| {
                (deadline - clock::mono_ms()).max(0)
            });
            if !found.is_empty() || left == 0 {
                return Ok(());
            }
            if self.has_no_signal {
                left = if left < 0 {
                    NO_SIGNAL_MS
                } else {
                    left.min(NO_SIGNAL_MS)
                };
            }
        }
    }

    /// Asks the system what signals, for a time if there is nothing.
    fn listen(&mut self, timeout_ms: i64) -> Result<()> {
        self.prepare();
        self.happened.clear();
        let suspects = &mut self.suspects;
        let mut suspect = |rank| {
            suspects.suspect(rank);
        };
        if let Some(epoll) = &mut self.epoll
            && self.polled.len() == 1
        {
            return epoll.wait(timeout_ms, suspect);
        }
        if self.polled.is_empty() && timeout_ms == 0 {
            return Ok(());
        }
        if epoll::poll(&mut self.polled, timeout_ms)? == 0 {
            return Ok(());
        }
        for (item, rank) in self.polled.iter().zip(&self.polled_for) {
            let happened = item.happened();
            match (rank, &mut self.epoll) {
                _ if happened == 0 => {}
                (Some(rank), _) if self.descriptors.contains_key(rank) => {
                    self.happened.push((*rank, happened));
                }
                (Some(rank), _) => suspect(*rank),
                (None, Some(epoll)) => epoll.wait(0, &mut suspect)?,
                (None, None) => {}
            }
        }
        self.happened.sort_unstable_by_key(|(rank, _)| *rank);
        Ok(())
    }

    /// Makes what the system is asked.
    fn prepare(&mut self) {
        if self.epoll.is_some() && self.generation != fork::generation() {
            // The parent goes on with it.
            self.epoll = None;
            self.by_signal.clear();
            for watched in self.sockets.values_mut() {
                watched.registered = false;
            }
            self.changed = true;
        }
        if !std::mem::take(&mut self.changed) {
            return;
        }
        if self.epoll.is_none() && self.sockets.len() > FEW {
            self.epoll = Epoll::new().ok();
            self.generation = fork::generation();
            let ranks: Vec<Rank> = self.sockets.keys().copied().collect();
            for rank in ranks {
                self.register(rank);
            }
        }
        self.has_no_signal = self
            .sockets
            .values()
            .any(|watched| watched.signal.is_none());
        self.polled.clear();
        self.polled_for.clear();
        if let Some(epoll) = &self.epoll {
            self.polled.push(PollFd::new(epoll.as_raw_fd(), POLLIN));
            self.polled_for.push(None);
        }
        for (rank, watched) in &self.sockets {
            if let Some(signal) = watched.signal
                && !watched.registered
            {
                self.polled.push(PollFd::new(signal, POLLIN));
                self.polled_for.push(Some(*rank));
            }
        }
        for (rank, (fd, asked)) in &self.descriptors {
            self.polled.push(PollFd::new(*fd, *asked));
            self.polled_for.push(Some(*rank));
        }
    }

    /// Has the system watch a socket; one that it does not want is polled for.
    fn register(&mut self, rank: Rank) {
        let (Some(epoll), Some(watched)) = (&self.epoll, self.sockets.get_mut(&rank)) else {
            return;
        };
        let Some(signal) = watched.signal else {
            return;
        };
        match epoll.add(signal, rank) {
            Ok(()) => {
                watched.registered = true;
                self.by_signal.insert(signal, rank);
            }
            Err(Errno::EXIST) => {
                if let Ok(duplicate) = epoll::duplicate(signal)
                    && epoll.add(duplicate.as_raw_fd(), rank).is_ok()
                {
                    watched.registered = true;
                    watched.signal = Some(duplicate.as_raw_fd());
                    self.by_signal.insert(duplicate.as_raw_fd(), rank);
                    watched._duplicate = Some(duplicate);
                }
            }
            Err(_) => {}
        }
    }

    /// Suspects sockets that were used since they were found not to be ready.
    fn suspect_used(&mut self) {
        for (rank, watched) in &self.sockets {
            if watched.is_suspect() {
                self.suspects.suspect(*rank);
            }
        }
    }

    /// As [`Readiness::suspect_used`], but only for some of the sockets if there are many.
    fn suspect_in_turn(&mut self) {
        if self.sockets.len() <= FEW {
            self.suspect_used();
            return;
        }
        let from = self.turn.map_or(Bound::Unbounded, Bound::Excluded);
        let later = self.sockets.range((from, Bound::Unbounded));
        for (rank, watched) in later.chain(&self.sockets).take(TURNS) {
            self.turn = Some(*rank);
            if watched.is_suspect() {
                self.suspects.suspect(*rank);
            }
        }
    }

    /// Asks suspects for their events, and merges what happened to descriptors, in order.
    fn collect(&mut self, limit: usize, found: &mut Vec<(Rank, i16)>) -> Result<()> {
        let mut descriptors = std::mem::take(&mut self.happened).into_iter().peekable();
        let mut last = None;
        while found.len() < limit {
            let suspect = self.suspects.after(last);
            let before = |(rank, _): &(Rank, i16)| suspect.is_none_or(|suspect| *rank < suspect);
            if let Some(descriptor) = descriptors.next_if(before) {
                found.push(descriptor);
                continue;
            }
            let Some(rank) = suspect else {
                break;
            };
            last = Some(rank);
            if let Some(happened) = self.events_of(rank)? {
                found.push((rank, happened));
            }
        }
        Ok(())
    }

    /// What happened to a suspect. If nothing did it is none any more.
    fn events_of(&mut self, rank: Rank) -> Result<Option<i16>> {
        let Some(watched) = self.sockets.get_mut(&rank) else {
            self.suspects.idle(rank);
            return Ok(None);
        };
        let happened = watched.socket.events()? & watched.asked;
        if happened != 0 {
            return Ok(Some(happened));
        }
        watched.calls = watched.socket.calls();
        self.suspects.idle(rank);
        Ok(None)
    }
}

impl Watched<'_> {
    fn is_suspect(&self) -> bool {
        self.signal.is_none() || self.calls.is_none() || self.calls != self.socket.calls()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messaging::pipe::pipe;
    use czmq_sys::zmq::{DONTWAIT, PollItem};
    use proptest::prelude::*;
    use std::io::Write;
    use std::thread;

    /// What a program may do with one of its sockets between two waits.
    #[derive(Clone, Copy, Debug)]
    enum Step {
        Arrive,
        Receive,
        Send,
        AskEvents,
        AskOption,
        /// By a copy of the handle whose calls nobody counts.
        SendUnseen,
        ReceiveUnseen,
        AddTwice,
        AddOrRemove,
    }

    fn steps() -> impl Strategy<Value = Vec<(Step, usize, bool)>> {
        let step = prop::sample::select(vec![
            Step::Arrive,
            Step::Receive,
            Step::Send,
            Step::AskEvents,
            Step::AskOption,
            Step::SendUnseen,
            Step::ReceiveUnseen,
            Step::AddTwice,
            Step::AddOrRemove,
        ]);
        prop::collection::vec((step, any::<usize>(), any::<bool>()), 0..100)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// Whatever is called on the sockets, input is seen, and nothing else.
        #[test]
        fn no_signal_is_lost(few in any::<bool>(), steps in steps()) {
            let count = if few { 5 } else { FEW + 5 };
            let ends: Vec<_> = (0..count).map(|_| pipe().unwrap()).collect();
            let mut readiness = Readiness::default();
            for (rank, (_, back)) in ends.iter().enumerate() {
                readiness.insert(rank as Rank, Source::Socket(back.handle()), POLLIN);
            }
            let mut watched = vec![true; count];
            let mut waiting = vec![0; count];
            for (step, which, all) in steps {
                let index = which % count;
                let (front, back) = (ends[index].0.handle(), ends[index].1.handle());
                let unseen = || PollItem::socket(back, POLLIN).as_socket().unwrap();
                let received = match step {
                    Step::Arrive => {
                        front.send(b"", 0).unwrap();
                        waiting[index] += 1;
                        None
                    }
                    Step::Receive => Some(back.recv(DONTWAIT).is_ok()),
                    Step::ReceiveUnseen => Some(unseen().recv(DONTWAIT).is_ok()),
                    Step::Send => {
                        back.send(b"", 0).unwrap();
                        None
                    }
                    Step::SendUnseen => {
                        unseen().send(b"", 0).unwrap();
                        None
                    }
                    Step::AskEvents => {
                        back.events().unwrap();
                        None
                    }
                    Step::AskOption => {
                        back.get_int(option::RCVMORE).unwrap();
                        None
                    }
                    Step::AddTwice => {
                        let rank = (count + which) as Rank;
                        readiness.insert(rank, Source::Socket(back), POLLIN);
                        let found = readiness.first(0).unwrap();
                        prop_assert!(waiting[index] == 0 || found.is_some());
                        readiness.remove(rank);
                        None
                    }
                    Step::AddOrRemove => {
                        watched[index] = !watched[index];
                        if watched[index] {
                            readiness.insert(index as Rank, Source::Socket(back), POLLIN);
                        } else {
                            readiness.remove(index as Rank);
                        }
                        None
                    }
                };
                if let Some(received) = received {
                    prop_assert_eq!(received, waiting[index] > 0);
                    waiting[index] -= usize::from(received);
                }
                let mut expected = Vec::new();
                for index in 0..count {
                    if watched[index] && waiting[index] > 0 {
                        expected.push((index as Rank, POLLIN));
                    }
                }
                // With input there is no sleep.
                let timeout = if expected.is_empty() { 0 } else { 10_000 };
                let mut found = Vec::new();
                if all {
                    readiness.all(timeout, &mut found).unwrap();
                } else {
                    found.extend(readiness.first(timeout).unwrap());
                }
                if few {
                    expected.truncate(if all { count } else { 1 });
                    prop_assert_eq!(found, expected);
                } else {
                    prop_assert_eq!(found.is_empty(), expected.is_empty());
                    prop_assert!(found.iter().all(|found| expected.contains(found)));
                }
            }
        }
    }

    /// Others send while this thread sleeps, is about to, or sends itself.
    #[test]
    fn no_signal_is_lost_on_the_way_to_sleep() {
        const COUNT: usize = FEW + 2;
        const MESSAGES: usize = 2000;
        let (fronts, backs): (Vec<_>, Vec<_>) = (0..COUNT).map(|_| pipe().unwrap()).unzip();
        let mut readiness = Readiness::default();
        for (rank, back) in backs.iter().enumerate() {
            readiness.insert(rank as Rank, Source::Socket(back.handle()), POLLIN);
        }
        let sender = thread::spawn(move || {
            for message in 0..MESSAGES {
                let front = &fronts[message * 7 % COUNT];
                front.handle().send(b"", 0).unwrap();
                if message % 50 == 0 {
                    clock::sleep_ms(1);
                }
            }
            fronts
        });
        for received in 0..MESSAGES {
            let (rank, _) = readiness.first(30_000).unwrap().unwrap();
            backs[rank as usize].handle().recv(DONTWAIT).unwrap();
            // This may take a signal.
            let other = backs[received * 5 % COUNT].handle();
            let _ = other.send(b"", DONTWAIT);
        }
        assert_eq!(readiness.first(0).unwrap(), None);
        drop(sender.join().unwrap());
    }

    #[test]
    fn descriptors_have_their_place_among_sockets() {
        let ends = [pipe().unwrap(), pipe().unwrap()];
        let (reader, mut writer) = std::io::pipe().unwrap();
        let mut readiness = Readiness::default();
        readiness.insert(1, Source::Socket(ends[0].1.handle()), POLLIN);
        readiness.insert(2, Source::Descriptor(reader.as_raw_fd()), POLLIN);
        readiness.insert(3, Source::Socket(ends[1].1.handle()), POLLIN);
        assert_eq!(readiness.first(1).unwrap(), None);
        ends[1].0.handle().send(b"", 0).unwrap();
        assert_eq!(readiness.first(-1).unwrap(), Some((3, POLLIN)));
        writer.write_all(b"!").unwrap();
        assert_eq!(readiness.first(-1).unwrap(), Some((2, POLLIN)));
        ends[0].0.handle().send(b"", 0).unwrap();
        let mut found = Vec::new();
        readiness.all(-1, &mut found).unwrap();
        assert_eq!(found, [(1, POLLIN), (2, POLLIN), (3, POLLIN)]);
        readiness.ask(2, 0);
        readiness.ask(1, 0);
        readiness.all(-1, &mut found).unwrap();
        assert_eq!(found, [(3, POLLIN)]);
    }
}

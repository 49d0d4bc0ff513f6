//! A host: nodes of one protocol, in turns on one thread.
//!
//! A node does a bounded part of its work in each turn. It gets one when a socket of its is
//! signalled, when another node sent it something, when its deadline passes, or when it said that
//! there was more to do. Deadlines far away are met together, up to an eighth of the time late, so
//! that thousands of nodes do not wake the thread thousands of times.

use std::collections::{BTreeSet, VecDeque};

use crate::exchange::{Envelope, Exchange, NodeId};

/// How many turns nodes get before the host looks which others were signalled.
const TURNS: usize = 32;
/// How many nodes with used sockets are swept while others are busy.
const SWEEPS: usize = 16;
/// Deadlines later than this, in milliseconds, are met together.
const EXACT: i64 = 64;

/// Waits for signals of the nodes' sockets, and knows the time.
pub trait Waiter {
    /// Why it could not wait.
    type Error;

    /// Milliseconds by a clock that never goes back.
    fn now(&self) -> i64;

    /// Waits until sockets are signalled, at most `timeout_ms`; hands out their tokens
    /// ([`NodeId::token`]).
    fn wait(
        &mut self,
        timeout_ms: i64,
        signalled: impl FnMut(u64),
    ) -> std::result::Result<(), Self::Error>;
}

/// What the nodes of a host share.
pub struct Common<W, L, P> {
    /// Watches their sockets.
    pub waiter: W,
    /// What they hand each other.
    pub exchange: Exchange<L, P>,
}

/// [`Common`] as a node of this type has it.
pub type CommonOf<N> = Common<<N as Hosted>::Waiter, <N as Hosted>::Link, <N as Hosted>::Packet>;

/// What a node says at the end of its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// There is nothing more to do for now.
    Idle,
    /// There is more to do.
    More,
    /// There is more to do, after the nodes to which it sent something.
    MoreAfterOthers,
    /// It has ended.
    Ended,
}

/// A node that a host can run.
pub trait Hosted: Sized {
    /// What waits for its sockets.
    type Waiter: Waiter;
    /// How nodes number their links.
    type Link;
    /// What nodes hand each other.
    type Packet;
    /// What is left of it in the end.
    type Remains;

    /// Notes that its socket of this number was signalled.
    fn signalled(&mut self, socket: u32);

    /// Takes an envelope, to be read in its turn.
    fn post(&mut self, envelope: Envelope<Self::Link, Self::Packet>);

    /// Does a bounded part of what there is to do.
    fn turn(&mut self, common: &mut CommonOf<Self>) -> Turn;

    /// True if sockets of its were used, and may be ready without a signal.
    fn has_used(&self) -> bool;

    /// Takes used sockets for ready. True if there are such.
    fn sweep(&mut self) -> bool;

    /// When it wants a turn although nothing happened; `i64::MAX` for never.
    fn deadline(&self) -> i64;

    /// Ends it.
    fn end(self, common: &mut CommonOf<Self>) -> Self::Remains;
}

/// A node, and what the host knows of it.
struct Slot<N> {
    node: N,
    serial: u64,
    /// It is in the queue for a turn.
    ready: bool,
    /// It is in the queue for a sweep.
    used: bool,
    /// Its deadline, and when the host wakes for it.
    deadline: i64,
    wake: i64,
}

/// Runs nodes.
pub struct Host<N: Hosted> {
    common: CommonOf<N>,
    slots: Vec<Option<Box<Slot<N>>>>,
    free: Vec<u32>,
    count: usize,
    serial: u64,
    /// Nodes that get a turn.
    ready: VecDeque<u32>,
    /// Nodes with used sockets.
    used: VecDeque<u32>,
    wakes: BTreeSet<(i64, u32)>,
    /// Room for envelopes that are delivered.
    envelopes: Vec<Envelope<N::Link, N::Packet>>,
}

impl<N: Hosted> Host<N> {
    /// A host without nodes.
    pub fn new(waiter: N::Waiter) -> Host<N> {
        Host {
            common: Common {
                waiter,
                exchange: Exchange::default(),
            },
            slots: Vec::new(),
            free: Vec::new(),
            count: 0,
            serial: 0,
            ready: VecDeque::new(),
            used: VecDeque::new(),
            wakes: BTreeSet::new(),
            envelopes: Vec::new(),
        }
    }

    /// What waits.
    pub fn waiter(&mut self) -> &mut N::Waiter {
        &mut self.common.waiter
    }

    /// The number of nodes.
    pub fn len(&self) -> usize {
        self.count
    }

    /// True without nodes.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Makes a node and gives it a turn.
    pub fn admit<E>(
        &mut self,
        make: impl FnOnce(NodeId, &mut CommonOf<N>) -> Result<N, E>,
    ) -> Result<(), E> {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            (self.slots.len() - 1) as u32
        });
        self.serial += 1;
        let serial = self.serial;
        let node = match make(NodeId { slot, serial }, &mut self.common) {
            Ok(node) => node,
            Err(error) => {
                self.free.push(slot);
                return Err(error);
            }
        };
        self.slots[slot as usize] = Some(Box::new(Slot {
            node,
            serial,
            ready: false,
            used: false,
            deadline: i64::MAX,
            wake: i64::MAX,
        }));
        self.count += 1;
        self.make_ready(slot);
        Ok(())
    }

    /// Waits until there is something to do, at most for a time.
    pub fn wait(&mut self, most_ms: i64) -> Result<(), <N::Waiter as Waiter>::Error> {
        if self.ready.is_empty() {
            self.sweep(usize::MAX);
        }
        let timeout = if self.ready.is_empty() {
            let next = self.wakes.first().map_or(i64::MAX, |(wake, _)| *wake);
            let left = next.saturating_sub(self.common.waiter.now());
            left.clamp(0, most_ms)
        } else {
            0
        };
        let (slots, ready) = (&mut self.slots, &mut self.ready);
        let waited = self.common.waiter.wait(timeout, |token| {
            let (slot, socket) = NodeId::of_token(token);
            if let Some(Some(own)) = slots.get_mut(slot as usize) {
                own.node.signalled(socket);
                if !own.ready {
                    own.ready = true;
                    ready.push_back(slot);
                }
            }
        });
        self.wake();
        waited
    }

    /// Gives nodes whose deadlines have passed a turn.
    fn wake(&mut self) {
        let now = self.common.waiter.now();
        while let Some((_, slot)) = self.wakes.first().copied().filter(|(at, _)| *at <= now) {
            self.wakes.pop_first();
            if let Some(Some(own)) = self.slots.get_mut(slot as usize) {
                own.deadline = i64::MAX;
                own.wake = i64::MAX;
            }
            self.make_ready(slot);
        }
    }

    /// Gives turns to some of the nodes that want one. `ended` is told of each that has ended, and
    /// how many are left.
    pub fn give_turns(&mut self, ended: &mut dyn FnMut(N::Remains, usize)) {
        self.sweep(SWEEPS);
        for _ in 0..TURNS {
            let Some(slot) = self.ready.pop_front() else {
                break;
            };
            self.turn(slot, ended);
        }
    }

    /// Ends all nodes.
    pub fn end_all(&mut self, ended: &mut dyn FnMut(N::Remains, usize)) {
        for slot in 0..self.slots.len() as u32 {
            self.end(slot, ended);
        }
    }

    fn make_ready(&mut self, slot: u32) {
        if let Some(Some(own)) = self.slots.get_mut(slot as usize)
            && !own.ready
        {
            own.ready = true;
            self.ready.push_back(slot);
        }
    }

    /// Sweeps the used sockets of some nodes, in their order.
    fn sweep(&mut self, most: usize) {
        for _ in 0..most {
            let Some(slot) = self.used.pop_front() else {
                return;
            };
            if let Some(Some(own)) = self.slots.get_mut(slot as usize) {
                own.used = false;
                if own.node.sweep() {
                    self.make_ready(slot);
                }
            }
        }
    }

    fn turn(&mut self, slot: u32, ended: &mut dyn FnMut(N::Remains, usize)) {
        let Some(Some(own)) = self.slots.get_mut(slot as usize) else {
            return;
        };
        own.ready = false;
        let turn = own.node.turn(&mut self.common);
        if turn == Turn::Ended {
            return self.end(slot, ended);
        }
        if own.node.has_used() && !own.used {
            own.used = true;
            self.used.push_back(slot);
        }
        let deadline = own.node.deadline();
        if deadline != own.deadline {
            let wake = together(deadline, self.common.waiter.now());
            self.wakes.remove(&(own.wake, slot));
            if wake < i64::MAX {
                self.wakes.insert((wake, slot));
            }
            (own.deadline, own.wake) = (deadline, wake);
        }
        if turn == Turn::More {
            self.make_ready(slot);
        }
        self.deliver();
        if turn == Turn::MoreAfterOthers {
            self.make_ready(slot);
        }
    }

    /// Delivers what nodes sent each other.
    fn deliver(&mut self) {
        let mut envelopes = std::mem::take(&mut self.envelopes);
        while self.common.exchange.has_sent() {
            self.common.exchange.swap_sent(&mut envelopes);
            for envelope in envelopes.drain(..) {
                let NodeId { slot, serial } = envelope.to;
                match self.slots.get_mut(slot as usize) {
                    Some(Some(own)) if own.serial == serial => {
                        own.node.post(envelope);
                        self.common.exchange.delivered();
                        self.make_ready(slot);
                    }
                    _ => self.common.exchange.bounce(envelope),
                }
            }
        }
        self.envelopes = envelopes;
    }

    fn end(&mut self, slot: u32, ended: &mut dyn FnMut(N::Remains, usize)) {
        let Some(own) = self.slots.get_mut(slot as usize).and_then(Option::take) else {
            return;
        };
        self.wakes.remove(&(own.wake, slot));
        // What is left of it in the queues is for a slot without a node, or finds the next one.
        self.free.push(slot);
        self.count -= 1;
        let remains = own.node.end(&mut self.common);
        self.deliver();
        ended(remains, self.count);
    }
}

/// When to wake for a deadline: the later it is, the more others are met with it.
fn together(deadline: i64, now: i64) -> i64 {
    let left = deadline.saturating_sub(now);
    if left <= EXACT || deadline == i64::MAX {
        return deadline;
    }
    let step = 1 << (left / 8).ilog2();
    deadline.saturating_add(step - 1) / step * step
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Inbox, Payload};
    use std::cell::RefCell;
    use std::rc::Rc;

    #[test]
    fn late_deadlines_are_met_together() {
        assert_eq!(together(1005, 1000), 1005);
        assert_eq!(together(i64::MAX, 1000), i64::MAX);
        let wakes: BTreeSet<i64> = (0..1000).map(|at| together(at + 60_000, at)).collect();
        assert!(wakes.len() <= 2, "{wakes:?}");
        for left in [65, 100, 333, 1000, 60_000] {
            let wake = together(5000 + left, 5000);
            assert!((5000 + left..=5000 + left + left / 8).contains(&wake));
        }
    }

    /// A clock that goes on when it is waited for, and signals that the test sets.
    #[derive(Default)]
    struct Virtual {
        now: i64,
        signals: Vec<u64>,
    }

    impl Waiter for Virtual {
        type Error = ();

        fn now(&self) -> i64 {
            self.now
        }

        fn wait(&mut self, timeout_ms: i64, signalled: impl FnMut(u64)) -> Result<(), ()> {
            if self.signals.is_empty() {
                self.now += timeout_ms;
            }
            self.signals.drain(..).for_each(signalled);
            Ok(())
        }
    }

    type Trace = Rc<RefCell<Vec<(u64, String)>>>;

    /// Writes down what happens to it, and does what its script says, one step a turn.
    struct Scripted {
        id: NodeId,
        trace: Trace,
        script: VecDeque<Turn>,
        inbox: Inbox<u64, NodeId>,
        sends_to: Option<NodeId>,
        deadline: i64,
        used: bool,
    }

    impl Scripted {
        fn note(&self, what: impl Into<String>) {
            self.trace.borrow_mut().push((self.id.serial, what.into()));
        }
    }

    impl Hosted for Scripted {
        type Waiter = Virtual;
        type Link = u64;
        type Packet = NodeId;
        type Remains = u64;

        fn signalled(&mut self, socket: u32) {
            self.note(format!("signal {socket}"));
        }

        fn post(&mut self, envelope: Envelope<u64, NodeId>) {
            self.inbox.push(envelope);
        }

        fn turn(&mut self, common: &mut CommonOf<Self>) -> Turn {
            while let Some(envelope) = self.inbox.pop(&mut common.exchange) {
                self.note(match envelope.payload {
                    Payload::Up(_) => "up",
                    Payload::Lost => "lost",
                    _ => "other",
                });
            }
            if let Some(to) = self.sends_to.take() {
                common.exchange.send(Envelope {
                    to,
                    from: self.id,
                    link: 0,
                    payload: Payload::Up(to),
                });
            }
            if self.deadline <= common.waiter.now {
                self.note(format!("deadline {}", common.waiter.now));
                self.deadline = i64::MAX;
            }
            self.note("turn");
            self.script.pop_front().unwrap_or(Turn::Idle)
        }

        fn has_used(&self) -> bool {
            self.used
        }

        fn sweep(&mut self) -> bool {
            std::mem::take(&mut self.used)
        }

        fn deadline(&self) -> i64 {
            self.deadline
        }

        fn end(mut self, common: &mut CommonOf<Self>) -> u64 {
            self.inbox.close(&mut common.exchange);
            self.id.serial
        }
    }

    fn add(
        host: &mut Host<Scripted>,
        trace: &Trace,
        script: &[Turn],
        change: impl FnOnce(&mut Scripted),
    ) -> NodeId {
        let mut found = None;
        host.admit(|id, _| {
            let mut node = Scripted {
                id,
                trace: Rc::clone(trace),
                script: script.iter().copied().collect(),
                inbox: Inbox::default(),
                sends_to: None,
                deadline: i64::MAX,
                used: false,
            };
            change(&mut node);
            found = Some(id);
            Ok::<_, ()>(node)
        })
        .unwrap();
        found.unwrap()
    }

    fn turns(trace: &Trace) -> Vec<u64> {
        let trace = trace.borrow();
        let turns = trace.iter().filter(|(_, what)| what == "turn");
        turns.map(|(serial, _)| *serial).collect()
    }

    #[test]
    fn busy_nodes_take_turns() {
        let (mut host, trace) = (Host::new(Virtual::default()), Trace::default());
        for _ in 0..3 {
            add(&mut host, &trace, &[Turn::More, Turn::More], |_| {});
        }
        host.give_turns(&mut |_, _| unreachable!());
        assert_eq!(turns(&trace), [1, 2, 3, 1, 2, 3, 1, 2, 3]);
    }

    #[test]
    fn those_that_were_sent_something_go_first_if_the_sender_lets_them() {
        for (turn, expected) in [
            (Turn::More, [1, 2, 2, 1]),
            (Turn::MoreAfterOthers, [1, 2, 1, 2]),
        ] {
            let (mut host, trace) = (Host::new(Virtual::default()), Trace::default());
            let first = add(&mut host, &trace, &[], |_| {});
            add(&mut host, &trace, &[turn], |node| {
                node.sends_to = Some(first);
            });
            host.give_turns(&mut |_, _| unreachable!());
            assert_eq!(turns(&trace), expected, "{turn:?}");
        }
    }

    #[test]
    fn who_sends_to_a_node_that_has_ended_learns_it_and_its_slot_is_used_again() {
        let (mut host, trace) = (Host::new(Virtual::default()), Trace::default());
        let gone = add(&mut host, &trace, &[Turn::Ended], |_| {});
        let mut ended = Vec::new();
        host.give_turns(&mut |serial, left| ended.push((serial, left)));
        assert_eq!(ended, [(1, 0)]);
        assert!(host.is_empty());
        let next = add(&mut host, &trace, &[], |_| {});
        assert_eq!((next.slot, next.serial), (gone.slot, 2));
        add(&mut host, &trace, &[], |node| node.sends_to = Some(gone));
        host.give_turns(&mut |_, _| unreachable!());
        assert!(trace.borrow().contains(&(3, "lost".to_owned())));
        assert!(!trace.borrow().contains(&(2, "up".to_owned())));
        assert_eq!(host.common.exchange.unread(), 0);
    }

    #[test]
    fn nodes_are_woken_by_signals_and_deadlines_and_swept_before_sleep() {
        let (mut host, trace) = (Host::new(Virtual::default()), Trace::default());
        let first = add(&mut host, &trace, &[], |node| node.deadline = 50);
        add(&mut host, &trace, &[], |node| node.used = true);
        host.give_turns(&mut |_, _| unreachable!());
        trace.borrow_mut().clear();
        // The used socket is looked at before there is any sleep.
        host.wait(1000).unwrap();
        assert_eq!(host.waiter().now, 0);
        host.give_turns(&mut |_, _| unreachable!());
        assert_eq!(turns(&trace), [2]);
        trace.borrow_mut().clear();
        host.wait(1000).unwrap();
        host.give_turns(&mut |_, _| unreachable!());
        assert_eq!(trace.borrow()[0], (1, "deadline 50".to_owned()));
        assert_eq!(turns(&trace), [1]);
        trace.borrow_mut().clear();
        host.waiter().signals.push(first.token(7));
        host.wait(1000).unwrap();
        assert_eq!(trace.borrow()[0], (1, "signal 7".to_owned()));
        host.give_turns(&mut |_, _| unreachable!());
        assert_eq!(turns(&trace), [1]);
        // Without anything to do, it sleeps as long as it may.
        host.wait(1000).unwrap();
        assert_eq!(host.waiter().now, 1050);
    }
}

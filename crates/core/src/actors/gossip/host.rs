//! The thread that nodes share.

use std::collections::{BTreeSet, VecDeque};
use std::ffi::{CStr, CString};
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::actors::actor::{Actor, Worker, send_last_signal};
use crate::held::Held;
use crate::messaging::pipe::pipe;
use crate::messaging::signal;
use crate::messaging::socket::Socket;
use czmq_sys::clock;
use czmq_sys::epoll::Epoll;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::fork;
use czmq_sys::log::{self, Level};
use czmq_sys::session::{self, ActorThread};
use czmq_sys::signal::interrupted;
use czmq_sys::thread::Thread;
use czmq_sys::wakeup::Wakeup;

use super::local::{Exchange, Letter, NodeId};
use super::node::{Common, Node, Pipe};
use super::watch::of_token;

/// How often the host looks whether the process was interrupted, in milliseconds.
const INTERRUPT_CHECK: i64 = 1000;
/// How many turns nodes get before the host looks who else was signalled.
const TURNS: usize = 32;
/// How many nodes whose sockets were used get a look while others are busy.
const LOOKS: usize = 16;
/// What is due later than this is done together with other such things, up to an eighth of the
/// time too late, so that the thread seldom wakes. In milliseconds.
const EXACT: i64 = 64;
/// How long the host stays awake for what may come at once.
const MOMENT: Duration = Duration::from_micros(50);
/// How many short sleeps it does not do so for when nothing came.
const IN_VAIN: u32 = 64;
/// What the system says of the bell.
const BELL: u64 = u64::MAX;

/// A node that is to run, its end of the pipe to its owner, and what its owner waits for.
struct Arrival {
    pipe: Socket,
    label: CString,
    progress: Arc<Progress>,
}

/// How the rest of the process reaches the host.
pub(super) struct Door {
    state: Mutex<DoorState>,
    bell: Wakeup,
}

#[derive(Default)]
struct DoorState {
    arrivals: Vec<Arrival>,
    /// The thread, until it ends.
    thread: Option<Thread>,
}

/// How far a node is from its end, for its owner.
pub(super) struct Progress {
    ended: AtomicBool,
    /// Nothing is left of it.
    gone: Mutex<Gone>,
    is_gone: Condvar,
    generation: u64,
}

#[derive(Default)]
enum Gone {
    #[default]
    No,
    /// With the thread, if that ends as well.
    Yes(Option<Thread>),
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|error| error.into_inner())
}

/// A node, for its owner.
struct Guest(Arc<Progress>);

impl Worker for Guest {
    fn has_ended(&self) -> bool {
        self.0.ended.load(Ordering::SeqCst)
    }

    fn join(self: Box<Self>) {
        if self.0.generation != fork::generation() {
            return;
        }
        let mut gone = lock(&self.0.gone);
        loop {
            match &mut *gone {
                Gone::Yes(thread) => {
                    let thread = thread.take();
                    drop(gone);
                    if let Some(thread) = thread {
                        thread.join();
                    }
                    return;
                }
                Gone::No => {
                    gone = self
                        .0
                        .is_gone
                        .wait(gone)
                        .unwrap_or_else(|error| error.into_inner());
                }
            }
        }
    }
}

impl Progress {
    fn gone(&self, thread: Option<Thread>) {
        *lock(&self.gone) = Gone::Yes(thread);
        self.is_gone.notify_all();
    }
}

/// Has the host run another node; starts the thread if there is none.
pub(super) fn spawn<S: Held<Socket> + Send + 'static>(label: &CStr) -> Result<Actor<S>> {
    let door = session::of_session(|| {
        Ok(Door {
            state: Mutex::default(),
            bell: Wakeup::new()?,
        })
    })?;
    let (theirs, ours) = pipe()?;
    // A node is ready from the beginning: what it is told waits in the pipe.
    signal::send(theirs.handle(), 0)?;
    let progress = Arc::new(Progress {
        ended: AtomicBool::new(false),
        gone: Mutex::default(),
        is_gone: Condvar::new(),
        generation: fork::generation(),
    });
    let arrival = Arrival {
        pipe: theirs,
        label: label.to_owned(),
        progress: Arc::clone(&progress),
    };
    {
        let mut state = lock(&door.state);
        if state.thread.is_none() {
            let (door, alive) = (Arc::clone(&door), ActorThread::started());
            state.thread = Some(Thread::spawn(Box::new(move || {
                let _alive = alive;
                door.run();
            }))?);
        }
        state.arrivals.push(arrival);
    }
    door.bell.wake();
    Ok(Actor::new(ours, Box::new(Guest(progress))))
}

impl Door {
    /// The thread.
    fn run(&self) {
        let host = Host::new().and_then(|host| {
            host.common.epoll.add(self.bell.as_raw_fd(), BELL)?;
            Ok(host)
        });
        match host {
            Ok(mut host) => host.run(Some(self)),
            Err(error) => {
                cannot_start(error);
                // Nobody is let in any more.
                let (arrivals, thread) = {
                    let mut state = lock(&self.state);
                    (std::mem::take(&mut state.arrivals), state.thread.take())
                };
                drop(thread);
                for arrival in arrivals {
                    end(Pipe::Own(arrival.pipe), Some(&arrival.progress));
                    arrival.progress.gone(None);
                }
            }
        }
    }

    fn arrivals(&self) -> Vec<Arrival> {
        std::mem::take(&mut lock(&self.state).arrivals)
    }

    /// Ends the thread unless there is somebody new; gives it for somebody to wait for.
    fn close(&self) -> Option<Thread> {
        let mut state = lock(&self.state);
        if state.arrivals.is_empty() {
            state.thread.take()
        } else {
            None
        }
    }
}

fn cannot_start(error: Errno) {
    log::write(
        Level::Error,
        format!("zgossip cannot start: {error}").as_bytes(),
    );
}

/// Tells the owner that the node has ended, and closes the pipe.
fn end(pipe: Pipe<'_>, progress: Option<&Progress>) {
    if let Some(progress) = progress {
        progress.ended.store(true, Ordering::SeqCst);
        send_last_signal(pipe.handle());
    }
}

/// A node, and what the host knows of it.
struct Resident<'a> {
    node: Node<'a>,
    progress: Option<Arc<Progress>>,
    /// It waits for a turn.
    ready: bool,
    /// Its sockets were used.
    unsure: bool,
    /// When it has something to do, and when it is woken for that.
    due: i64,
    wake: i64,
}

/// What the system said.
#[derive(Default)]
struct Heard {
    any: bool,
    /// The bell was rung.
    rung: bool,
}

/// Runs nodes.
pub(super) struct Host<'a> {
    common: Common,
    /// Nodes, each at its slot.
    residents: Vec<Option<Box<Resident<'a>>>>,
    free: Vec<u32>,
    count: usize,
    serial: u64,
    /// Those that have something to do, each for a turn.
    ready: VecDeque<u32>,
    /// Those whose sockets were used: there may be something to do.
    unsure: VecDeque<u32>,
    /// When to wake whom.
    wakes: BTreeSet<(i64, u32)>,
    letters: Vec<Letter>,
    /// Nobody comes in any more.
    closed: bool,
    /// The last sleep was short.
    brisk: bool,
    /// How many sleeps are to be real ones, however short.
    asleep: u32,
}

impl<'a> Host<'a> {
    pub(super) fn new() -> Result<Host<'a>> {
        Ok(Host {
            common: Common {
                epoll: Epoll::new()?,
                exchange: Exchange::default(),
            },
            residents: Vec::new(),
            free: Vec::new(),
            count: 0,
            serial: 0,
            ready: VecDeque::new(),
            unsure: VecDeque::new(),
            wakes: BTreeSet::new(),
            letters: Vec::new(),
            closed: false,
            brisk: false,
            asleep: 0,
        })
    }

    /// Adds a node.
    pub(super) fn admit(
        &mut self,
        pipe: Pipe<'a>,
        label: &CStr,
        progress: Option<Arc<Progress>>,
    ) -> Result<()> {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.residents.push(None);
            (self.residents.len() - 1) as u32
        });
        self.serial += 1;
        let id = NodeId {
            slot,
            serial: self.serial,
        };
        let node = match Node::new(id, pipe, label, &self.common) {
            Ok(node) => node,
            Err((error, pipe)) => {
                self.free.push(slot);
                end(pipe, progress.as_deref());
                if let Some(progress) = progress {
                    progress.gone(None);
                }
                return Err(error);
            }
        };
        self.residents[slot as usize] = Some(Box::new(Resident {
            node,
            progress,
            ready: false,
            unsure: false,
            due: i64::MAX,
            wake: i64::MAX,
        }));
        self.count += 1;
        self.make_ready(slot);
        Ok(())
    }

    /// Runs until there are no nodes. Others come in by the door, if there is one.
    pub(super) fn run(&mut self, door: Option<&Door>) {
        while self.has_nodes(door) {
            if self.ready.is_empty() {
                self.look(usize::MAX);
            }
            match self.wait() {
                Ok(true) => self.let_in(door),
                Ok(false) | Err(Errno::INTR) => {}
                Err(_) => self.end_all(door),
            }
            if interrupted() {
                self.end_all(door);
            }
            self.look(LOOKS);
            for _ in 0..TURNS {
                let Some(slot) = self.ready.pop_front() else {
                    break;
                };
                self.turn(slot, door);
            }
        }
    }

    /// False if there are none, and none will come.
    fn has_nodes(&mut self, door: Option<&Door>) -> bool {
        while self.count == 0 && !self.closed {
            self.let_in(door);
            if self.count == 0 {
                // The thread is left alone.
                drop(self.close(door));
            }
        }
        self.count > 0
    }

    fn let_in(&mut self, door: Option<&Door>) {
        let arrivals = match door {
            Some(door) if !self.closed => door.arrivals(),
            _ => return,
        };
        for arrival in arrivals {
            let Arrival {
                pipe,
                label,
                progress,
            } = arrival;
            if let Err(error) = self.admit(Pipe::Own(pipe), &label, Some(progress)) {
                cannot_start(error);
            }
        }
    }

    /// Lets nobody in any more, unless there is somebody new. Gives the thread, for somebody to
    /// wait for.
    fn close(&mut self, door: Option<&Door>) -> Option<Thread> {
        let thread = door.and_then(Door::close);
        self.closed = door.is_none() || thread.is_some();
        thread
    }

    fn end_all(&mut self, door: Option<&Door>) {
        for slot in 0..self.residents.len() as u32 {
            self.end(slot, door);
        }
    }

    fn make_ready(&mut self, slot: u32) {
        if let Some(Some(resident)) = self.residents.get_mut(slot as usize)
            && !resident.ready
        {
            resident.ready = true;
            self.ready.push_back(slot);
        }
    }

    /// Takes a look at the used sockets of some nodes, in their turns.
    fn look(&mut self, most: usize) {
        for _ in 0..most {
            let Some(slot) = self.unsure.pop_front() else {
                return;
            };
            if let Some(Some(resident)) = self.residents.get_mut(slot as usize) {
                resident.unsure = false;
                if resident.node.suspect_used() {
                    self.make_ready(slot);
                }
            }
        }
    }

    /// Waits until there is something to do. True if the bell was rung.
    fn wait(&mut self) -> Result<bool> {
        let heard = if self.ready.is_empty() {
            let next = self.wakes.first().map_or(i64::MAX, |(wake, _)| *wake);
            let left = next.saturating_sub(clock::mono_ms());
            self.sleep(left.clamp(0, INTERRUPT_CHECK))
        } else {
            self.listen(0)
        };
        let at = clock::mono_ms();
        while let Some((_, slot)) = self.wakes.first().copied().filter(|(wake, _)| *wake <= at) {
            self.wakes.pop_first();
            if let Some(Some(resident)) = self.residents.get_mut(slot as usize) {
                resident.due = i64::MAX;
                resident.wake = i64::MAX;
            }
            self.make_ready(slot);
        }
        Ok(heard?.rung)
    }

    /// Waits for a signal. If the last came at once, it does so awake for a moment: to be woken
    /// takes a thread longer than a round trip to one that is awake. Where that is in vain, since
    /// there is no processor for whoever would answer, it is not tried again so soon.
    fn sleep(&mut self, timeout: i64) -> Result<Heard> {
        let start = Instant::now();
        let mut heard = Heard::default();
        if self.brisk && timeout > 0 {
            if self.asleep > 0 {
                self.asleep -= 1;
            } else {
                while !heard.any && start.elapsed() < MOMENT {
                    heard = self.listen(0)?;
                }
                if !heard.any {
                    self.asleep = IN_VAIN;
                }
            }
        }
        if !heard.any {
            heard = self.listen(timeout)?;
        }
        self.brisk = start.elapsed() < MOMENT;
        Ok(heard)
    }

    /// Takes note of signals.
    fn listen(&mut self, timeout: i64) -> Result<Heard> {
        let (residents, ready) = (&mut self.residents, &mut self.ready);
        let mut heard = Heard::default();
        self.common.epoll.wait(timeout, |token| {
            heard.any = true;
            if token == BELL {
                heard.rung = true;
                return;
            }
            let (slot, which) = of_token(token);
            if let Some(Some(resident)) = residents.get_mut(slot as usize) {
                resident.node.suspect(which);
                if !resident.ready {
                    resident.ready = true;
                    ready.push_back(slot);
                }
            }
        })?;
        Ok(heard)
    }

    /// Gives a node its turn.
    fn turn(&mut self, slot: u32, door: Option<&Door>) {
        let Some(Some(resident)) = self.residents.get_mut(slot as usize) else {
            return;
        };
        resident.ready = false;
        let busy = resident.node.turn(&mut self.common);
        let others_first = resident.node.others_first;
        if resident.node.ended {
            self.end(slot, door);
        } else {
            if !resident.node.doubts.used.is_empty() && !resident.unsure {
                resident.unsure = true;
                self.unsure.push_back(slot);
            }
            let due = resident.node.due();
            if due != resident.due {
                let wake = together(due, clock::mono_ms());
                self.wakes.remove(&(resident.wake, slot));
                if wake < i64::MAX {
                    self.wakes.insert((wake, slot));
                }
                (resident.due, resident.wake) = (due, wake);
            }
        }
        if busy && !others_first {
            self.make_ready(slot);
        }
        self.deliver();
        // Behind those that it wrote to, if it is not there yet.
        if busy {
            self.make_ready(slot);
        }
    }

    /// Brings the letters to where they go.
    fn deliver(&mut self) {
        let mut letters = std::mem::take(&mut self.letters);
        while !self.common.exchange.letters.is_empty() {
            std::mem::swap(&mut letters, &mut self.common.exchange.letters);
            for letter in letters.drain(..) {
                let slot = letter.to.slot;
                match self.residents.get_mut(slot as usize) {
                    Some(Some(resident)) if resident.node.id == letter.to => {
                        resident.node.post(letter);
                        self.common.exchange.unread += 1;
                        self.make_ready(slot);
                    }
                    _ => self.common.exchange.letters.extend(letter.bounced()),
                }
            }
        }
        self.letters = letters;
    }

    /// Ends a node.
    fn end(&mut self, slot: u32, door: Option<&Door>) {
        let Some(resident) = self.residents.get_mut(slot as usize).and_then(Option::take) else {
            return;
        };
        self.wakes.remove(&(resident.wake, slot));
        // What is left of it in the queues is for a slot without a node, or finds the next one.
        self.free.push(slot);
        self.count -= 1;
        let progress = resident.progress;
        let pipe = resident.node.end(&mut self.common);
        self.deliver();
        end(pipe, progress.as_deref());
        // Whoever waits for the last node waits for the thread.
        let thread = if self.count == 0 {
            self.close(door)
        } else {
            None
        };
        if let Some(progress) = progress {
            progress.gone(thread);
        }
    }
}

/// When to do what is due: the later that is, the more of it is done at once.
fn together(due: i64, now: i64) -> i64 {
    let left = due.saturating_sub(now);
    if left <= EXACT || due == i64::MAX {
        return due;
    }
    let step = 1 << (left / 8).ilog2();
    due.saturating_add(step - 1) / step * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_late_is_done_together() {
        assert_eq!(together(1005, 1000), 1005);
        assert_eq!(together(i64::MAX, 1000), i64::MAX);
        let wakes: BTreeSet<i64> = (0..1000).map(|at| together(at + 60_000, at)).collect();
        assert!(wakes.len() <= 2, "{wakes:?}");
        for left in [65, 100, 333, 1000, 60_000] {
            let wake = together(5000 + left, 5000);
            assert!((5000 + left..=5000 + left + left / 8).contains(&wake));
        }
    }
}

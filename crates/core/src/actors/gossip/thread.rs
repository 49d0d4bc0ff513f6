//! The thread that all nodes of a process share.
//!
//! It is there while there are nodes. An owner who adds the first starts it, and one who ends the
//! last waits until it has ended; a lock decides who of two such owners comes first.

use std::ffi::{CStr, CString};
use std::sync::{Arc, Mutex};

use crate::actors::actor::Actor;
use crate::held::Held;
use crate::messaging::pipe::pipe;
use crate::messaging::signal;
use crate::messaging::socket::Socket;
use crate::polling::waiter::EpollWaiter;
use czmq_hosting::Host;

use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};
use czmq_sys::session::{self, ActorThread};
use czmq_sys::signal::interrupted;
use czmq_sys::thread::Thread;
use czmq_sys::wakeup::Wakeup;
use czmq_sys::zmq::SocketRef;

use super::node::Node;
use super::pipe::{HostedWorker, Pipe, Progress, lock};

/// How often the host looks whether the process was interrupted, in milliseconds.
const INTERRUPT_CHECK: i64 = 1000;

/// A node that is to run.
struct Arrival {
    pipe: Socket,
    progress: Arc<Progress>,
    label: CString,
}

/// How other threads reach the one of the nodes.
struct Entry {
    state: Mutex<EntryState>,
    /// Signalled when there are arrivals.
    wake_up: Wakeup,
}

#[derive(Default)]
struct EntryState {
    arrivals: Vec<Arrival>,
    /// The thread, until it ends.
    thread: Option<Thread>,
}

/// Has another node run; starts the thread if there is none.
pub(super) fn spawn<S: Held<Socket> + Send + 'static>(label: &CStr) -> Result<Actor<S>> {
    let entry = session::of_session(|| {
        Ok(Entry {
            state: Mutex::default(),
            wake_up: Wakeup::new()?,
        })
    })?;
    let (theirs, ours) = pipe()?;
    signal::send(theirs.handle(), 0)?;
    let progress = Arc::new(Progress::new());
    let arrival = Arrival {
        pipe: theirs,
        progress: Arc::clone(&progress),
        label: label.to_owned(),
    };
    {
        let mut state = lock(&entry.state);
        if state.thread.is_none() {
            let (entry, alive) = (Arc::clone(&entry), ActorThread::started());
            state.thread = Some(Thread::spawn(Box::new(move || {
                let _alive = alive;
                entry.run();
            }))?);
        }
        state.arrivals.push(arrival);
    }
    entry.wake_up.wake();
    Ok(Actor::new(ours, Box::new(HostedWorker(progress))))
}

impl Entry {
    /// The thread.
    fn run(&self) {
        let waiter = EpollWaiter::new().and_then(|waiter| {
            waiter.add_wake_up(&self.wake_up)?;
            Ok(waiter)
        });
        match waiter {
            Ok(waiter) => NodeThread {
                host: Host::new(waiter),
                entry: Some(self),
                closed: false,
            }
            .run(),
            Err(error) => {
                cannot_start(error);
                // Nobody is admitted any more.
                let (arrivals, thread) = {
                    let mut state = lock(&self.state);
                    (std::mem::take(&mut state.arrivals), state.thread.take())
                };
                drop(thread);
                for arrival in arrivals {
                    Pipe::Own(arrival.pipe, arrival.progress).close(|| None);
                }
            }
        }
    }

    fn arrivals(&self) -> Vec<Arrival> {
        std::mem::take(&mut lock(&self.state).arrivals)
    }

    /// Ends the thread unless there are arrivals; gives it for somebody to wait for.
    fn close(&self) -> Option<Thread> {
        let mut state = lock(&self.state);
        if state.arrivals.is_empty() {
            state.thread.take()
        } else {
            None
        }
    }
}

/// Runs one node on this thread, until it ends.
pub(super) fn run_alone(pipe: SocketRef<'_>, label: &CStr) {
    // A node is ready from the beginning: what it is told waits in the pipe.
    let ready = signal::send(pipe, 0);
    let alone = EpollWaiter::new().and_then(|waiter| {
        let mut alone = NodeThread {
            host: Host::new(waiter),
            entry: None,
            closed: true,
        };
        alone.admit(Pipe::Lent(pipe), label)?;
        Ok(alone)
    });
    match alone {
        Ok(mut alone) if ready.is_ok() => alone.run(),
        Ok(_) => {}
        Err(error) => cannot_start(error),
    }
}

fn cannot_start(error: Errno) {
    log::write(
        Level::Error,
        format!("zgossip cannot start: {error}").as_bytes(),
    );
}

/// The thread, as it sees itself.
struct NodeThread<'a> {
    host: Host<Node<'a>>,
    entry: Option<&'a Entry>,
    /// Nobody is admitted any more.
    closed: bool,
}

impl<'a> NodeThread<'a> {
    /// Runs until there are no nodes, and none will come.
    fn run(&mut self) {
        while self.has_nodes() {
            match self.host.wait(INTERRUPT_CHECK) {
                Ok(()) | Err(Errno::INTR) => {}
                Err(_) => self.end_all(),
            }
            if self.host.waiter().take_woken() {
                self.admit_arrivals();
            }
            if interrupted() {
                self.end_all();
            }
            let (entry, closed) = (self.entry, &mut self.closed);
            self.host
                .give_turns(&mut |pipe, left| pipe.close(|| close(left, entry, closed)));
        }
    }

    fn end_all(&mut self) {
        let (entry, closed) = (self.entry, &mut self.closed);
        self.host
            .end_all(&mut |pipe, left| pipe.close(|| close(left, entry, closed)));
    }

    fn has_nodes(&mut self) -> bool {
        while self.host.is_empty() && !self.closed {
            self.admit_arrivals();
            if self.host.is_empty() {
                // Nobody waits for the thread.
                drop(close(0, self.entry, &mut self.closed));
            }
        }
        !self.host.is_empty()
    }

    fn admit_arrivals(&mut self) {
        let arrivals = match self.entry {
            Some(entry) if !self.closed => entry.arrivals(),
            _ => return,
        };
        for arrival in arrivals {
            let pipe = Pipe::Own(arrival.pipe, arrival.progress);
            if let Err(error) = self.admit(pipe, &arrival.label) {
                cannot_start(error);
            }
        }
    }

    fn admit(&mut self, pipe: Pipe<'a>, label: &CStr) -> Result<()> {
        let admitted = self
            .host
            .admit(|id, common| Node::new(id, pipe, label, common));
        admitted.map_err(|(error, pipe)| {
            pipe.close(|| None);
            error
        })
    }
}

/// Admits nobody any more when no node is left, unless there are arrivals. Gives the thread, for
/// somebody to wait for.
fn close(left: usize, entry: Option<&Entry>, closed: &mut bool) -> Option<Thread> {
    if left > 0 {
        return None;
    }
    let thread = entry.and_then(Entry::close);
    *closed = entry.is_none() || thread.is_some();
    thread
}

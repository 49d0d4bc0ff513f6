//! A node's end of the pipe to its owner, and how the owner waits for the end of the node.
//!
//! A node has no thread of its own that could be joined. What tells its owner that nothing is left of it
//! is its [`Progress`], which both share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use crate::actors::actor::{Worker, send_last_signal};
use crate::messaging::socket::Socket;
use czmq_sys::fork;
use czmq_sys::thread::Thread;
use czmq_sys::zmq::SocketRef;

/// A node's end of the pipe to its owner.
pub(super) enum Pipe<'a> {
    /// It goes with the node. The owner waits for its end by the progress.
    Own(Socket, Arc<Progress>),
    /// It stays when the node goes.
    Lent(SocketRef<'a>),
}

impl Pipe<'_> {
    pub fn handle(&self) -> SocketRef<'_> {
        match self {
            Pipe::Own(socket, _) => socket.handle(),
            Pipe::Lent(socket) => *socket,
        }
    }

    /// Tells the owner that the node has ended, and closes the pipe. `thread` gives the thread, if
    /// it ends as well.
    pub fn close(self, thread: impl FnOnce() -> Option<Thread>) {
        match self {
            Pipe::Own(socket, progress) => {
                progress.ended.store(true, Ordering::SeqCst);
                send_last_signal(socket.handle());
                drop(socket);
                progress.gone(thread());
            }
            Pipe::Lent(_) => drop(thread()),
        }
    }
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

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|error| error.into_inner())
}

impl Progress {
    /// That of a node of this process which runs.
    pub fn new() -> Progress {
        Progress {
            ended: AtomicBool::new(false),
            gone: Mutex::default(),
            is_gone: Condvar::new(),
            generation: fork::generation(),
        }
    }

    fn gone(&self, thread: Option<Thread>) {
        *lock(&self.gone) = Gone::Yes(thread);
        self.is_gone.notify_all();
    }
}

/// A node, for its owner.
pub(super) struct HostedWorker(pub Arc<Progress>);

impl Worker for HostedWorker {
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

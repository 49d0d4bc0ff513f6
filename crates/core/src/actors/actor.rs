//! What all actors have in common: a pipe, a start, and an end that is waited for.

use std::any::Any;
use std::borrow::Borrow;
use std::cell::OnceCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::held::Held;
use crate::messaging::pipe::pipe;
use crate::messaging::signal;
use crate::messaging::socket::Socket;
use czmq_sys::clock;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::session::ActorThread;
use czmq_sys::thread::Thread;
use czmq_sys::zmq::{DONTWAIT, POLLIN, POLLOUT, PollItem, SocketRef, option, poll};

/// The message that tells an actor to end.
pub const TERM: &[u8] = b"$TERM";

/// What runs at the other end of an actor's pipe.
///
/// It is told to end by [`TERM`], and goes in this order: it has ended; it sends a signal, unless
/// the pipe is full; it closes its end; it can be joined.
pub trait Worker: Send {
    /// True from before its last signal is sent.
    fn has_ended(&self) -> bool;

    /// Waits until nothing of it is left. It has ended, so this is short.
    fn join(self: Box<Self>);
}

/// An actor, seen from its owner: the owner's end of the pipe, and the worker at the other.
///
/// Dropping it ends the worker: it is sent [`TERM`] and waited for, and what it sends meanwhile is
/// dropped. There are three limits to that: a receive timeout set on the pipe, the end of the
/// session, and a fork, after which the worker is not there.
///
/// `S` is how both hold their ends of the pipe: as sockets, or with what an owner needs around one.
pub struct Actor<S: Borrow<Socket> = Socket> {
    pipe: S,
    worker: Option<Box<dyn Worker>>,
    /// Tells the worker to end, in place of [`TERM`].
    ending: Option<Box<dyn FnOnce()>>,
    /// The worker was told to end.
    told: bool,
}

impl<S: Held<Socket> + Send + 'static> Actor<S> {
    /// Runs `body` on a thread of its own, with one end of a pipe, and waits until it sends a
    /// signal there, or ends. Messages before that signal are dropped.
    ///
    /// `body` ends when it receives [`TERM`]. Fails if there are too many sockets or threads.
    pub fn spawn(body: impl FnOnce(&S) + Send + 'static) -> Result<Actor<S>> {
        let (theirs, ours) = pipe()?;
        let ended = Arc::new(AtomicBool::new(false));
        let end = ActorEnd {
            pipe: S::from(theirs),
            ended: Arc::clone(&ended),
            _alive: ActorThread::started(),
        };
        let thread = Thread::spawn(Box::new(move || {
            END.with(|cell| {
                let end = cell.get_or_init(|| Box::new(end));
                if let Some(end) = end.downcast_ref::<ActorEnd<S>>() {
                    body(&end.pipe);
                }
            });
        }))?;
        Ok(Actor::new(ours, Box::new(ActorOfThread { thread, ended })))
    }

    /// An actor of a worker that has the other end of the pipe already. Waits for its signal.
    pub fn new(pipe: Socket, worker: Box<dyn Worker>) -> Actor<S> {
        // Without a signal, because the session ended, destruction finds out.
        while signal::wait(pipe.handle()) == Err(Errno::INTR) {}
        Actor {
            pipe: S::from(pipe),
            worker: Some(worker),
            ending: None,
            told: false,
        }
    }

    /// Has the worker told to end by other means than [`TERM`].
    pub fn set_ending(&mut self, ending: Option<Box<dyn FnOnce()>>) {
        self.ending = ending;
    }

    /// Gives what tells the worker to end, if it is not [`TERM`], to be called before the actor is
    /// dropped. Sending does not wait from now on: there is room, or the worker has ended, and
    /// nobody would read it.
    pub fn take_ending(&mut self) -> Option<Box<dyn FnOnce()>> {
        let ending = self.ending.take()?;
        self.told = true;
        let pipe = self.pipe.borrow().handle();
        let has_ended = || self.worker.as_ref().is_none_or(|worker| worker.has_ended());
        while !has_ended() && pipe.events().is_ok_and(|events| events & POLLOUT == 0) {
            // The worker may be waiting for room, too.
            if pipe.recv(DONTWAIT).is_err() {
                let _ = poll(&mut [PollItem::socket(pipe, POLLIN | POLLOUT)], -1);
            }
        }
        let _ = pipe.set_int(option::SNDTIMEO, 0);
        Some(ending)
    }

    /// The owner's end of the pipe.
    pub fn pipe(&self) -> &Socket {
        self.pipe.borrow()
    }

    /// The owner's end of the pipe, as it is held.
    pub fn pipe_as_held(&self) -> &S {
        &self.pipe
    }
}

impl<S: Borrow<Socket>> Actor<S> {
    /// Tells the worker to end and waits until it has; false if there is no waiting for it.
    fn end(&self, worker: &dyn Worker) -> bool {
        let pipe = self.pipe.borrow().handle();
        let deadline = match pipe.get_int(option::RCVTIMEO) {
            Ok(limit) if limit >= 0 => Some(clock::mono_ms() + i64::from(limit)),
            _ => None,
        };
        let is_over = || deadline.is_some_and(|deadline| clock::mono_ms() >= deadline);
        let mut told = self.told;
        while !worker.has_ended() {
            if !told {
                match pipe.send(TERM, DONTWAIT) {
                    Ok(()) => told = true,
                    Err(Errno::AGAIN | Errno::INTR) => {}
                    Err(_) => return false,
                }
            }
            match pipe.recv(DONTWAIT) {
                Ok(_) if is_over() => return false,
                Ok(_) | Err(Errno::INTR) => continue,
                Err(Errno::AGAIN) => {}
                Err(_) => return false,
            }
            // The worker may have ended, and found the pipe full, until it was emptied just now.
            if worker.has_ended() {
                break;
            }
            let left = match deadline {
                Some(deadline) => (deadline - clock::mono_ms()).max(0),
                None => -1,
            };
            let events = if told { POLLIN } else { POLLIN | POLLOUT };
            match poll(&mut [PollItem::socket(pipe, events)], left) {
                Ok(0) => return false,
                Ok(_) | Err(Errno::INTR) => {}
                Err(_) => return false,
            }
        }
        true
    }
}

impl<S: Borrow<Socket>> Drop for Actor<S> {
    fn drop(&mut self) {
        let Some(worker) = self.worker.take() else {
            return;
        };
        let ended = if self.pipe.borrow().is_current() {
            self.end(&*worker)
        } else {
            worker.has_ended()
        };
        if ended {
            worker.join();
        }
    }
}

thread_local! {
    /// What an actor's thread has to do in the end. Values of a thread are dropped however it
    /// ends, also by `pthread_exit` in the middle of the program's function.
    static END: OnceCell<Box<dyn Any>> = const { OnceCell::new() };
}

struct ActorEnd<S: Borrow<Socket>> {
    pipe: S,
    ended: Arc<AtomicBool>,
    /// After the pipe, so that it goes last.
    _alive: ActorThread,
}

impl<S: Borrow<Socket>> Drop for ActorEnd<S> {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        send_last_signal(self.pipe.borrow().handle());
    }
}

/// Tells the owner that the work is over. If the pipe is full nothing is sent; an owner that
/// empties it in order to wait then sees that the worker has ended.
pub fn send_last_signal(pipe: SocketRef<'_>) {
    let _ = pipe.set_int(option::SNDTIMEO, 0);
    // libzmq looks for room made by the reader only now and then, unless it is asked.
    let _ = pipe.events();
    while signal::send(pipe, 0) == Err(Errno::INTR) {}
}

struct ActorOfThread {
    thread: Thread,
    ended: Arc<AtomicBool>,
}

impl Worker for ActorOfThread {
    fn has_ended(&self) -> bool {
        self.ended.load(Ordering::SeqCst)
    }

    fn join(self: Box<Self>) {
        self.thread.join();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    /// Runs until it is told to end; counts what it is sent besides.
    fn counter(count: Arc<AtomicUsize>) -> impl FnOnce(&Socket) + Send {
        move |pipe| {
            while let Ok(msg) = pipe.handle().recv(0) {
                if *msg == *TERM {
                    break;
                }
                count.fetch_add(1, Ordering::SeqCst);
            }
        }
    }

    #[test]
    fn an_actor_gets_everything_before_it_is_gone() {
        let count = Arc::new(AtomicUsize::new(0));
        let body = counter(Arc::clone(&count));
        let actor = Actor::<Socket>::spawn(|pipe| {
            signal::send(pipe.handle(), 0).unwrap();
            body(pipe);
        })
        .unwrap();
        for _ in 0..10 {
            actor.pipe().handle().send(b"work", 0).unwrap();
        }
        drop(actor);
        assert_eq!(count.load(Ordering::SeqCst), 10);
        // What the thread held is released: it has ended.
        assert_eq!(Arc::strong_count(&count), 1);
    }

    #[test]
    fn actors_that_return_at_once_can_be_dropped_at_once() {
        for _ in 0..100 {
            drop(Actor::<Socket>::spawn(|_| {}).unwrap());
        }
    }

    #[test]
    fn a_full_pipe_in_both_directions_is_emptied() {
        let count = Arc::new(AtomicUsize::new(0));
        let body = counter(Arc::clone(&count));
        let (open, gate) = std::sync::mpsc::channel();
        let actor = Actor::<Socket>::spawn(move |pipe| {
            signal::send(pipe.handle(), 0).unwrap();
            while pipe.handle().send(b"fill", DONTWAIT).is_ok() {}
            open.send(()).unwrap();
            // Blocks until the owner drops what is in the pipe.
            pipe.handle().send(b"more", 0).unwrap();
            body(pipe);
        })
        .unwrap();
        gate.recv().unwrap();
        let mut sent = 0;
        while actor.pipe().handle().send(b"work", DONTWAIT).is_ok() {
            sent += 1;
        }
        drop(actor);
        assert_eq!(count.load(Ordering::SeqCst), sent);
    }

    #[test]
    fn a_receive_timeout_limits_the_wait() {
        let (release, gate) = std::sync::mpsc::channel::<()>();
        let actor = Actor::<Socket>::spawn(move |pipe| {
            signal::send(pipe.handle(), 0).unwrap();
            let _ = gate.recv();
        })
        .unwrap();
        actor.pipe().handle().set_int(option::RCVTIMEO, 20).unwrap();
        // Returns although the actor waits for the line after it.
        drop(actor);
        release.send(()).unwrap();
    }
}

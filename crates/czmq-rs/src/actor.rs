//! Actors: threads that talk over a pipe with the program.

use std::ffi::{CStr, c_void};
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::ptr::{NonNull, null_mut};

use crate::ffi::{self, zactor_fn, zactor_t, zsock_t};
use crate::socket::Socket;
use crate::{Error, Result};

/// An actor, which ends when this value is dropped; that waits for its thread.
///
/// It is a [`Socket`], the program's end of the pipe: commands are messages to it. An actor that ends by
/// itself sends a [signal](crate::Message::signal). The original's destructor waits for that: after
/// receiving it, set a receive timeout; otherwise the destructor may block.
#[derive(Debug)]
pub struct Actor {
    actor: NonNull<zactor_t>,
    /// The actor's, which closes it.
    pipe: ManuallyDrop<Socket>,
}

// SAFETY: the handle may be used by any thread, one at a time, as its pipe may.
unsafe impl Send for Actor {}

impl Actor {
    /// Starts one.
    ///
    /// # Safety
    ///
    /// The function may be run on another thread with the argument until the actor is destroyed.
    unsafe fn start(task: zactor_fn, args: *mut c_void) -> Result<Actor> {
        // SAFETY: as the caller promises.
        let actor = NonNull::new(unsafe { ffi::zactor_new(task, args) }).ok_or_else(Error::last)?;
        // SAFETY: the actor is alive, and its socket as long as it is.
        let pipe = unsafe { Socket::from_ptr(ffi::zactor_sock(actor.as_ptr())) };
        let pipe = ManuallyDrop::new(pipe.expect("an actor has a pipe"));
        Ok(Actor { actor, pipe })
    }

    /// Runs a function as an actor, with the other end of the pipe. It returns when it receives a
    /// message that [is `$TERM`](crate::Message::is_term), or when receiving fails with another error
    /// than `EINTR`; dropping the actor waits for that.
    ///
    /// Fails with `EMFILE` if there are too many sockets, `EAGAIN` if there are too many threads. A
    /// panic of the function ends the process.
    pub fn spawn<F: FnOnce(&Socket) + Send + 'static>(run: F) -> Result<Actor> {
        let function = Box::into_raw(Box::new(run));
        // SAFETY: `enter` gets what it expects: a function of type F that is its own.
        unsafe { Actor::start(enter::<F>, function.cast()) }.inspect_err(|_| {
            // SAFETY: without an actor `enter` was not called, and the function is still this one's.
            drop(unsafe { Box::from_raw(function) });
        })
    }

    /// Starts a gossip node (`zgossip`). The label stands in its log lines.
    pub fn gossip(label: &'static CStr) -> Result<Actor> {
        // SAFETY: a zgossip takes a string that stays, which it only reads.
        unsafe { Actor::start(ffi::zgossip, label.as_ptr().cast_mut().cast()) }
    }

    /// Starts a beacon for discovery on local networks (`zbeacon`).
    pub fn beacon() -> Result<Actor> {
        // SAFETY: a zbeacon takes no argument.
        unsafe { Actor::start(ffi::zbeacon, null_mut()) }
    }

    /// Starts the process's authenticator (`zauth`). There is one at a time. Each of its commands
    /// except VERBOSE is followed by a [`Socket::wait`].
    pub fn auth() -> Result<Actor> {
        // SAFETY: a zauth takes a store of certificates or NULL.
        unsafe { Actor::start(ffi::zauth, null_mut()) }
    }

    /// Starts a proxy between two sockets of its own (`zproxy`).
    pub fn proxy() -> Result<Actor> {
        // SAFETY: a zproxy takes no argument.
        unsafe { Actor::start(ffi::zproxy, null_mut()) }
    }

    /// The actor for C, which may use it as long as this value lives.
    pub fn as_ptr(&self) -> *mut zactor_t {
        self.actor.as_ptr()
    }
}

/// What the thread of [`Actor::spawn`] runs.
///
/// # Safety
///
/// The argument is a boxed F that is nobody else's, the pipe a socket that stays meanwhile.
unsafe extern "C" fn enter<F: FnOnce(&Socket)>(pipe: *mut zsock_t, function: *mut c_void) {
    // SAFETY: it is a boxed F, as the caller promises.
    let run = unsafe { Box::from_raw(function.cast::<F>()) };
    // SAFETY: the pipe stays meanwhile, and no other thread uses this end. It is not destroyed here.
    let pipe = unsafe { Socket::from_ptr(pipe) };
    let pipe = ManuallyDrop::new(pipe.expect("an actor has a pipe"));
    // Fails if the process ends; receiving says so too.
    let _ = pipe.signal(0);
    run(&pipe);
}

impl Deref for Actor {
    type Target = Socket;

    fn deref(&self) -> &Socket {
        &self.pipe
    }
}

impl Drop for Actor {
    fn drop(&mut self) {
        // SAFETY: the actor is this value's own; neither it nor its pipe is used any more.
        unsafe { ffi::zactor_destroy(&mut self.as_ptr()) }
    }
}

/// An actor that tells what happens to a socket's connections (`zmonitor`), and the socket.
#[derive(Debug)]
pub struct Monitor {
    /// Ends before the socket is closed: fields are dropped in their order.
    actor: Actor,
    socket: Socket,
}

impl Monitor {
    /// Starts a monitor of a socket, which stays usable as [`Monitor::socket`].
    pub fn new(socket: Socket) -> Result<Monitor> {
        // SAFETY: a zmonitor takes a socket that outlives it, as this one does. It asks libzmq, which
        // locks, to send its events elsewhere, and leaves the socket alone.
        let actor = unsafe { Actor::start(ffi::zmonitor, socket.as_ptr().cast()) }?;
        Ok(Monitor { actor, socket })
    }

    /// The actor, for commands and events.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The socket.
    pub fn socket(&self) -> &Socket {
        &self.socket
    }

    /// Ends the monitor, and gives the socket back.
    pub fn into_socket(self) -> Socket {
        drop(self.actor);
        self.socket
    }
}

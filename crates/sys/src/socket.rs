//! The owner of a socket, and others who must learn that it was closed.
//!
//! At shutdown the session closes sockets whose owners still exist, and a forked child has none of
//! its parent's sockets. An owner therefore asks before each use, which costs a load of the flag
//! that it shares with the registry.

use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::clock;
use super::errno::{Errno, Result};
use super::log;
use super::registry::{OpenFlag, Origin};
use super::session::state;
use super::zmq::{SocketRef, SocketType};

/// A libzmq socket that this library opened. It closes the socket when dropped.
pub struct OwnedSocket {
    handle: SocketRef<'static>,
    /// `None` once somebody else is to close it.
    flag: Option<Arc<OpenFlag>>,
}

// SAFETY: the owner is not `Sync` and `SocketRef` is neither `Send` nor outlives the borrow that
// `handle` takes, so whoever moves the owner leaves no handle behind on the old thread. A move to
// another thread is the full fence that libzmq asks for.
unsafe impl Send for OwnedSocket {}

impl OwnedSocket {
    /// Opens a socket with the process-wide settings.
    ///
    /// `EINVAL` for an unknown type, `EMFILE` if the limit of sockets or descriptors is reached.
    pub fn open(kind: SocketType, origin: Option<Origin>) -> Result<OwnedSocket> {
        let (handle, flag) = loop {
            let mut state = state();
            match state.open_socket(kind, origin) {
                // libzmq takes its time to let go of a socket that was closed.
                Err(Errno::MFILE) if state.may_have_room() => {}
                result => break result?,
            }
            drop(state);
            clock::sleep_ms(1);
        };
        // Subscribers of the log want its first line.
        log::open_sender();
        Ok(OwnedSocket {
            handle,
            flag: Some(flag),
        })
    }

    /// The handle. If the socket is gone, because the session ended or this is a forked child,
    /// libzmq refuses it with `ENOTSOCK`.
    #[inline]
    pub fn handle(&self) -> SocketRef<'_> {
        if self.is_open() {
            self.handle
        } else {
            no_socket()
        }
    }

    /// False once the session ended, and in a forked child: the socket is gone then.
    #[inline]
    pub fn is_open(&self) -> bool {
        self.flag.as_ref().is_some_and(|flag| flag.is_open())
    }

    /// The handle for C code that closes it by [`close_handle`].
    pub fn into_handle(mut self) -> SocketRef<'static> {
        self.flag = None;
        self.handle
    }
}

impl Drop for OwnedSocket {
    fn drop(&mut self) {
        if self.is_open() {
            // SAFETY: handles from `handle` borrow the owner, which is gone.
            unsafe { close_handle(self.handle) };
        }
    }
}

/// A handle that is no socket, and long enough for libzmq to find that out.
fn no_socket() -> SocketRef<'static> {
    // Atomics, so that it takes no room in the library's file.
    static NOTHING: [AtomicU64; 4096] = [const { AtomicU64::new(0) }; 4096];
    // SAFETY: a static is readable for ever and its address is not NULL; libzmq looks for a mark
    // within these bytes and finds zeros.
    unsafe { SocketRef::from_ptr(NonNull::from(&NOTHING).as_ptr().cast()).unwrap_unchecked() }
}

/// Closes a socket of this library. One that is not registered, because it was closed at shutdown
/// or belongs to the parent process, is left alone.
///
/// # Safety
/// No copy of the handle is used afterwards.
pub unsafe fn close_handle(handle: SocketRef<'_>) {
    state().registry.close(handle.as_ptr() as usize);
}

/// Tells, without touching it, whether a socket of this library is still open.
pub struct Liveness(Option<Arc<OpenFlag>>);

impl Liveness {
    /// That of a socket; one that this library did not open is never seen closed.
    pub fn of(socket: SocketRef<'_>) -> Liveness {
        Liveness(state().registry.flag(socket.as_ptr() as usize))
    }

    /// True if this library opened the socket.
    pub fn is_own(&self) -> bool {
        self.0.is_some()
    }

    /// True if the socket was closed since, or is the parent's and this is a forked child.
    pub fn is_closed(&self) -> bool {
        self.0.as_ref().is_some_and(|flag| !flag.is_open())
    }
}

/// Marks a socket as the log's own: it does not delay shutdown, and nobody forgot it.
pub(super) fn mark_log(handle: SocketRef<'_>) {
    state().registry.mark_log(handle.as_ptr() as usize);
}

#[cfg(test)]
mod tests {
    use super::super::session;
    use super::super::zmq::option;
    use super::*;

    #[test]
    fn a_socket_that_is_gone_is_none() {
        assert_eq!(no_socket().send(b"", 0), Err(Errno::NOTSOCK));
        assert_eq!(no_socket().get_int(option::TYPE), Err(Errno::NOTSOCK));
    }

    #[test]
    fn a_child_is_not_held_up_by_what_was_locked_in_the_parent() {
        session::watch_forks();
        let socket = OwnedSocket::open(SocketType::PAIR, None).unwrap();
        let held = state();
        let inside = std::thread::spawn(|| {
            for _ in 0..1000 {
                clock::local_time(c"%H");
            }
        });
        // SAFETY: the child calls what is tested here, and ends by `_exit` or by the alarm.
        let child = unsafe { libc::fork() };
        if child == 0 {
            // SAFETY: takes a number.
            unsafe { libc::alarm(60) };
            let mut ok = !socket.is_open() && session::running_context().is_none();
            ok &= session::settings(|settings| settings.io_threads) == 1;
            ok &= clock::local_time(c"%H").to_bytes().len() == 2;
            let own = OwnedSocket::open(SocketType::PAIR, None);
            ok &= own.is_ok_and(|own| own.handle().get_int(option::TYPE) == Ok(0));
            // SAFETY: takes a number, does not return.
            unsafe { libc::_exit((!ok).into()) };
        }
        drop(held);
        let mut status = -1;
        // SAFETY: the integer outlives the call.
        assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
        assert_eq!(status, 0);
        assert!(socket.is_open());
        inside.join().unwrap();
    }
}

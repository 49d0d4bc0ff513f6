//! Threads that run code of the program.
//!
//! Actors run functions of the program, which may need the default stack of a C thread and may
//! end by `pthread_exit`; the standard library's threads allow neither.

use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::ptr;

use nix::sys::signal::{SigSet, SigmaskHow};
use nix::unistd::gettid;

use super::errno::{Errno, Result};

/// A thread with the attributes of a C thread. It goes on if this is dropped unjoined.
///
/// A forked child has no such thread: there it is neither joined nor let go.
pub struct Thread {
    thread: Option<libc::pthread_t>,
    process: u32,
}

// SAFETY: a pthread_t may be joined and detached from any thread, and `take` sees to it that this
// happens once.
unsafe impl Send for Thread {}

impl Thread {
    /// Runs `body` on a new thread; `EAGAIN` if the system has none left.
    pub fn spawn(body: Box<dyn FnOnce() + Send>) -> Result<Thread> {
        extern "C" fn run(body: *mut c_void) -> *mut c_void {
            // SAFETY: the pointer that `spawn` gave away, once.
            let body = unsafe { Box::from_raw(body.cast::<Box<dyn FnOnce() + Send>>()) };
            body();
            ptr::null_mut()
        }
        let body = Box::into_raw(Box::new(body));
        let mut thread = MaybeUninit::uninit();
        // SAFETY: `run` takes `body` as it is given; default attributes.
        let rc =
            unsafe { libc::pthread_create(thread.as_mut_ptr(), ptr::null(), run, body.cast()) };
        if rc != 0 {
            // SAFETY: no thread took it.
            drop(unsafe { Box::from_raw(body) });
            return Err(Errno(rc));
        }
        Ok(Thread {
            // SAFETY: pthread_create succeeded.
            thread: Some(unsafe { thread.assume_init() }),
            process: std::process::id(),
        })
    }

    /// As [`Thread::spawn`], for a thread that gets none of the process's signals.
    pub fn spawn_without_signals(body: Box<dyn FnOnce() + Send>) -> Result<Thread> {
        // The new thread has the mask of this one, which gets its own back.
        let before = SigSet::all().thread_swap_mask(SigmaskHow::SIG_SETMASK)?;
        let thread = Thread::spawn(body);
        before.thread_set_mask()?;
        thread
    }

    fn take(&mut self) -> Option<libc::pthread_t> {
        self.thread
            .take()
            .filter(|_| self.process == std::process::id())
    }

    /// Waits until the thread has ended.
    pub fn join(mut self) {
        if let Some(thread) = self.take() {
            // SAFETY: joined once; never detached before.
            unsafe { libc::pthread_join(thread, ptr::null_mut()) };
        }
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        if let Some(thread) = self.take() {
            // SAFETY: neither joined nor detached before.
            unsafe { libc::pthread_detach(thread) };
        }
    }
}

/// The calling thread's number in the system.
pub fn id() -> i32 {
    gettid().as_raw()
}

/// True if this process has a thread of this number.
pub fn is_alive(id: i32) -> bool {
    // SAFETY: takes numbers alone; signal 0 sends nothing.
    unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), id, 0) == 0 }
}

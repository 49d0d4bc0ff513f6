//! libzmq's contexts.

use std::ffi::{CStr, c_int, c_void};
use std::ptr::NonNull;

use super::draft::drafts;
use crate::errno::{Errno, Result};

/// Context options.
#[expect(missing_docs, reason = "libzmq's own names")]
pub mod context_option {
    pub const IO_THREADS: i32 = 1;
    pub const MAX_SOCKETS: i32 = 2;
    pub const SOCKET_LIMIT: i32 = 3;
    pub const THREAD_PRIORITY: i32 = 3;
    pub const THREAD_SCHED_POLICY: i32 = 4;
    pub const MAX_MSGSZ: i32 = 5;
    pub const THREAD_AFFINITY_CPU_ADD: i32 = 7;
    pub const THREAD_AFFINITY_CPU_REMOVE: i32 = 8;
    pub const THREAD_NAME_PREFIX: i32 = 9;
    pub const ZERO_COPY_RECV: i32 = 10;
}

/// A libzmq context. Contexts may be used from every thread.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Context(NonNull<c_void>);

// SAFETY: libzmq's contexts are thread-safe.
unsafe impl Send for Context {}
// SAFETY: libzmq's contexts are thread-safe: calls on one may run at once.
unsafe impl Sync for Context {}

impl Context {
    /// A new context with libzmq's defaults.
    pub fn new() -> Result<Context> {
        // SAFETY: takes nothing.
        NonNull::new(unsafe { zmq_sys::zmq_ctx_new() })
            .map(Context)
            .ok_or_else(Errno::last)
    }

    /// The context of a handle; none for NULL.
    ///
    /// # Safety
    /// [`Context::as_ptr`] gave the handle, and the context was not ended.
    pub(crate) unsafe fn from_ptr(handle: *mut c_void) -> Option<Context> {
        NonNull::new(handle).map(Context)
    }

    /// The handle, for those who call libzmq themselves.
    pub fn as_ptr(self) -> *mut c_void {
        self.0.as_ptr()
    }

    /// Sets a context option.
    pub fn set(self, option: i32, value: i32) -> Result<()> {
        // SAFETY: `term`, which takes the context away, has its caller see to it that no copy is used
        // afterwards.
        Errno::check(unsafe { zmq_sys::zmq_ctx_set(self.0.as_ptr(), option, value) }).map(drop)
    }

    /// Reads a context option.
    pub fn get(self, option: i32) -> Result<i32> {
        // SAFETY: the context is there, as `set` says.
        Errno::check(unsafe { zmq_sys::zmq_ctx_get(self.0.as_ptr(), option) })
    }

    /// Sets a context option that is a text; `ENOTSUP` if libzmq has no such.
    pub fn set_text(self, option: i32, value: &CStr) -> Result<()> {
        let set = drafts().ctx_set_ext.ok_or(Errno::NOTSUP)?;
        let mut size = value.count_bytes();
        if size == size_of::<c_int>() {
            // Of this size it would be taken for a number. libzmq reads up to the terminator.
            size += 1;
        }
        // SAFETY: the context is there, as `set` says. libzmq reads `size` bytes of the text at the
        // most, which are those up to its end, and that.
        Errno::check(unsafe { set(self.0.as_ptr(), option, value.as_ptr().cast(), size) }).map(drop)
    }

    /// Makes every blocked and later call on the context's sockets fail with `ETERM`.
    pub fn shutdown(self) {
        // SAFETY: the context is there, as `set` says.
        unsafe { zmq_sys::zmq_ctx_shutdown(self.0.as_ptr()) };
    }

    /// Ends the context; waits until all its sockets are closed and have sent or dropped their
    /// data. After a signal it asks whether to give up, and leave the context as it is.
    ///
    /// # Safety
    /// No copy of this context may be used afterwards.
    pub unsafe fn term(self, give_up: impl Fn() -> bool) {
        // SAFETY: the caller gives the context away; an interrupted wait may be taken up again.
        while unsafe { zmq_sys::zmq_ctx_term(self.0.as_ptr()) } == -1
            && Errno::last() == Errno::INTR
            && !give_up()
        {}
    }
}

//! The sockets that this library opened and that are still open.
//!
//! A registry is plain data behind the session's lock. What a socket's owner must learn without
//! that lock, that the socket was closed at shutdown, is in an [`OpenFlag`] that both share.

use std::collections::BTreeMap;
use std::ffi::CStr;
use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::clock;
use super::errno::Result;
use super::fork;
use super::settings::Settings;
use super::thread;
use super::zmq::{CallCount, Context, RawHandle, SocketRef, SocketType, option};

/// The source line that opened a socket, for the report of sockets left open.
#[derive(Clone, Copy)]
pub struct Origin {
    /// The file's name.
    pub file: &'static CStr,
    /// The line in the file.
    pub line: usize,
}

/// Tells a socket's owner whether the socket is still open.
pub(super) struct OpenFlag {
    closed: AtomicBool,
    /// [`fork::generation`] of the process that opened it.
    generation: u64,
}

impl OpenFlag {
    fn new() -> OpenFlag {
        OpenFlag {
            closed: AtomicBool::new(false),
            generation: fork::generation(),
        }
    }

    /// False once the socket was closed, and in a forked child.
    #[inline]
    pub(super) fn is_open(&self) -> bool {
        !self.closed.load(Ordering::Acquire) && self.generation == fork::generation()
    }
}

/// The number of sockets closed so far.
static CLOSED: AtomicU64 = AtomicU64::new(0);

/// As long as this number stays the same, every socket that was open still is.
pub fn closures() -> u64 {
    CLOSED.load(Ordering::Relaxed) + fork::generation()
}

/// An open socket.
pub(super) struct OpenSocket {
    handle: RawHandle,
    calls: &'static CallCount,
    kind: SocketType,
    origin: Option<Origin>,
    flag: Arc<OpenFlag>,
    /// Counts up from one socket to the next.
    number: u64,
    /// The thread that opened it.
    thread: i32,
    /// It is the log's own.
    is_log: bool,
}

impl OpenSocket {
    /// Closes the socket. Returns its call counter, for another socket to use.
    fn close(self) -> &'static CallCount {
        self.flag.closed.store(true, Ordering::Release);
        CLOSED.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the registry opened the socket, and this takes it off the registry, so nobody
        // closes it again. Its owner looks at the flag before each use.
        unsafe { self.handle.close() };
        self.calls
    }

    /// True if another thread may be using it.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.thread != thread::id() && thread::is_alive(self.thread)
    }

    /// The line that reports it as left open, if it is known who opened it.
    fn report(&self) -> Option<String> {
        let origin = self.origin?;
        Some(format!(
            "[{}]dangling '{}' socket created at {}:{}",
            std::process::id(),
            self.kind.name().unwrap_or(c"UNKNOWN").to_string_lossy(),
            origin.file.to_string_lossy(),
            origin.line
        ))
    }
}

/// All open sockets.
#[derive(Default)]
pub(super) struct Registry {
    /// By the address of the handle.
    open: BTreeMap<usize, OpenSocket>,
    /// Sockets that an earlier context, which could not be ended, left to their owners.
    orphans: BTreeMap<usize, OpenSocket>,
    /// The counters of closed sockets, to be used again. They are never freed, so that whoever
    /// still has a closed socket's handle may read the count.
    counters: Vec<&'static CallCount>,
    /// The number of sockets opened so far.
    opened: u64,
    /// When a socket was closed last, by the monotonic clock; long ago at first.
    closed_at: i64,
}

impl Registry {
    /// Opens a socket with the process-wide settings.
    pub(super) fn open(
        &mut self,
        context: Context,
        settings: &Settings,
        kind: SocketType,
        origin: Option<Origin>,
    ) -> Result<(SocketRef<'static>, Arc<OpenFlag>)> {
        let handle = SocketRef::open(context, kind)?;
        let calls = self
            .counters
            .pop()
            .unwrap_or_else(|| Box::leak(Box::default()));
        let handle = handle.counted(calls);
        // What libzmq refuses of these stays at libzmq's default.
        let _ = handle.set_int(option::LINGER, settings.linger);
        let _ = handle.set_int(option::SNDHWM, settings.sndhwm);
        let _ = handle.set_int(option::RCVHWM, settings.rcvhwm);
        let _ = handle.set_int(option::IPV6, settings.ipv6);
        let flag = Arc::new(OpenFlag::new());
        self.opened += 1;
        let socket = OpenSocket {
            handle: handle.raw(),
            calls,
            kind,
            origin,
            flag: Arc::clone(&flag),
            number: self.opened,
            thread: thread::id(),
            is_log: false,
        };
        self.open.insert(handle.as_ptr() as usize, socket);
        Ok((handle, flag))
    }

    /// Closes a socket. One that is not registered, because it was closed at shutdown or belongs
    /// to the parent process, is left alone.
    pub(super) fn close(&mut self, address: usize) {
        let socket = self.open.remove(&address);
        if let Some(socket) = socket.or_else(|| self.orphans.remove(&address)) {
            let calls = socket.close();
            self.counters.push(calls);
            self.closed_at = clock::mono_ms();
        }
    }

    /// Closes all sockets, or leaves those that must stay open to their owners: all of them if
    /// they are `in_use`, else those of unknown origin. Returns true if none stays.
    pub(super) fn close_all(&mut self, in_use: bool) -> bool {
        let mut clean = true;
        for (address, socket) in mem::take(&mut self.open) {
            if in_use || socket.origin.is_none() {
                clean = false;
                self.orphans.insert(address, socket);
            } else {
                let calls = socket.close();
                self.counters.push(calls);
            }
        }
        clean
    }

    /// The flag of a socket, if it is registered.
    pub(super) fn flag(&self, address: usize) -> Option<Arc<OpenFlag>> {
        let socket = self.open.get(&address)?;
        Some(Arc::clone(&socket.flag))
    }

    /// Marks a socket as the log's own: it does not delay shutdown, and nobody forgot it.
    pub(super) fn mark_log(&mut self, address: usize) {
        if let Some(socket) = self.open.get_mut(&address) {
            socket.is_log = true;
        }
    }

    /// True if no socket is open.
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// True if a socket was closed so recently that libzmq may still count it among those at the
    /// limit.
    pub(super) fn may_have_room(&self, limit: usize) -> bool {
        self.open.len() < limit && clock::mono_ms() - self.closed_at < 1000
    }

    /// The sockets that are open, without the log's own.
    pub(super) fn iter(&self) -> impl Iterator<Item = &OpenSocket> {
        self.open.values().filter(|socket| !socket.is_log)
    }

    /// A line for each socket that is open and whose origin is known, in the order of opening.
    pub(super) fn reports(&self) -> Vec<String> {
        let mut open: Vec<&OpenSocket> = self.iter().collect();
        open.sort_by_key(|socket| socket.number);
        open.into_iter().filter_map(OpenSocket::report).collect()
    }
}

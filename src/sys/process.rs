//! The process layer: one libzmq context, its settings, the sockets that are open, and what
//! happens to them at shutdown, at exit and after a fork.

use std::collections::HashMap;
use std::ffi::{CStr, CString};
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

use once_cell::sync::OnceCell;

use super::clock;
use super::errno::{Errno, Result};
use super::log::{self, Level};
use super::signal;
use super::zmq::{Context, SocketRef, SocketType, context_option, option};

/// Shared state that a forked child starts afresh: another thread of the parent may have held
/// the lock at the fork, so the child abandons the parent's copy and its lock.
pub struct ForkCell<T>(AtomicPtr<Mutex<T>>);

#[expect(clippy::new_without_default, reason = "a cell is a static")]
impl<T: Default> ForkCell<T> {
    /// A cell; the state is made when it is first locked.
    pub const fn new() -> ForkCell<T> {
        ForkCell(AtomicPtr::new(std::ptr::null_mut()))
    }

    /// Locks the state.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        let mut state = self.0.load(Ordering::Acquire);
        if state.is_null() {
            let fresh = Box::into_raw(Box::new(Mutex::new(T::default())));
            match self
                .0
                .compare_exchange(state, fresh, Ordering::AcqRel, Ordering::Acquire)
            {
                Ok(_) => state = fresh,
                Err(other) => {
                    // SAFETY: `fresh` was not published.
                    drop(unsafe { Box::from_raw(fresh) });
                    state = other;
                }
            }
        }
        // SAFETY: a published state is never freed.
        let state = unsafe { &*state };
        state
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Abandons the state; the next lock makes a new one.
    pub fn abandon(&self) {
        self.0.store(std::ptr::null_mut(), Ordering::Release);
    }
}

/// What applies to the context and to the sockets opened from now on. The defaults are CZMQ's;
/// a variable of the environment, read when the process layer starts, changes each.
#[derive(Clone)]
pub struct Settings {
    /// `ZSYS_IO_THREADS`
    pub io_threads: i32,
    /// `ZSYS_MAX_SOCKETS`
    pub max_sockets: i32,
    /// `ZSYS_MAX_MSGSZ`
    pub max_msgsz: i32,
    /// `ZSYS_LINGER`, milliseconds
    pub linger: i32,
    /// `ZSYS_SNDHWM`
    pub sndhwm: i32,
    /// `ZSYS_RCVHWM`
    pub rcvhwm: i32,
    /// `ZSYS_PIPEHWM`
    pub pipehwm: i32,
    /// `ZSYS_IPV6`
    pub ipv6: i32,
    /// `ZSYS_AUTO_USE_FD`
    pub auto_use_fd: i32,
    /// `ZSYS_FILE_STABLE_AGE_MSEC`
    pub file_stable_age: i64,
    /// `ZSYS_THREAD_PRIORITY`
    pub thread_priority: i32,
    /// `ZSYS_THREAD_SCHED_POLICY`
    pub thread_sched_policy: i32,
    /// `ZSYS_THREAD_NAME_PREFIX`
    pub thread_name_prefix: i32,
    /// `ZSYS_INTERFACE`
    pub interface: CString,
    /// `ZSYS_IPV6_ADDRESS`
    pub ipv6_address: CString,
    /// `ZSYS_IPV6_MCAST_ADDRESS`
    pub ipv6_mcast_address: CString,
    /// `ZSYS_IPV4_MCAST_ADDRESS`
    pub ipv4_mcast_address: Option<CString>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            io_threads: 1,
            max_sockets: 1024,
            max_msgsz: i32::MAX,
            linger: 0,
            sndhwm: 1000,
            rcvhwm: 1000,
            pipehwm: 1000,
            ipv6: 0,
            auto_use_fd: 0,
            file_stable_age: 5000,
            thread_priority: -1,
            thread_sched_policy: -1,
            thread_name_prefix: -1,
            interface: CString::default(),
            ipv6_address: CString::default(),
            ipv6_mcast_address: c"ff02:0:0:0:0:0:0:1".to_owned(),
            ipv4_mcast_address: None,
        }
    }
}

/// The leading integer of a text, as C's `atoi` reads it; 0 if there is none.
pub fn leading_int(text: &[u8]) -> i32 {
    let text = text.trim_ascii_start();
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let mut value: i64 = 0;
    for digit in digits.iter().take_while(|byte| byte.is_ascii_digit()) {
        value = (value * 10 + i64::from(digit - b'0')).min(i64::from(u32::MAX));
    }
    (if negative { -value } else { value }) as i32
}

fn variable(name: &str) -> Option<CString> {
    use std::os::unix::ffi::OsStringExt;
    CString::new(std::env::var_os(name)?.into_vec()).ok()
}

impl Settings {
    fn from_environment() -> Settings {
        let mut settings = Settings::default();
        let int = |name, value: &mut i32| {
            if let Some(text) = variable(name) {
                *value = leading_int(text.as_bytes());
            }
        };
        int("ZSYS_IO_THREADS", &mut settings.io_threads);
        int("ZSYS_MAX_SOCKETS", &mut settings.max_sockets);
        int("ZSYS_MAX_MSGSZ", &mut settings.max_msgsz);
        int("ZSYS_LINGER", &mut settings.linger);
        int("ZSYS_SNDHWM", &mut settings.sndhwm);
        int("ZSYS_RCVHWM", &mut settings.rcvhwm);
        int("ZSYS_PIPEHWM", &mut settings.pipehwm);
        int("ZSYS_IPV6", &mut settings.ipv6);
        int("ZSYS_AUTO_USE_FD", &mut settings.auto_use_fd);
        int("ZSYS_THREAD_PRIORITY", &mut settings.thread_priority);
        int(
            "ZSYS_THREAD_SCHED_POLICY",
            &mut settings.thread_sched_policy,
        );
        int("ZSYS_THREAD_NAME_PREFIX", &mut settings.thread_name_prefix);
        if let Some(age) = variable("ZSYS_FILE_STABLE_AGE_MSEC") {
            settings.file_stable_age = leading_int(age.as_bytes()).into();
        }
        if let Some(text) = variable("ZSYS_INTERFACE") {
            settings.interface = text;
        }
        if let Some(text) = variable("ZSYS_IPV6_ADDRESS") {
            settings.ipv6_address = text;
        }
        if let Some(text) = variable("ZSYS_IPV6_MCAST_ADDRESS") {
            settings.ipv6_mcast_address = text;
        }
        settings.ipv4_mcast_address = variable("ZSYS_IPV4_MCAST_ADDRESS");
        settings
    }

    /// Applies what concerns the context. What libzmq refuses is left at its default.
    fn apply_to(&self, context: Context) {
        let set = |option, value| {
            let _ = context.set(option, value);
        };
        set(context_option::IO_THREADS, self.io_threads);
        set(context_option::MAX_SOCKETS, self.max_sockets);
        set(context_option::MAX_MSGSZ, self.max_msgsz);
        if self.thread_priority >= 0 {
            set(context_option::THREAD_PRIORITY, self.thread_priority);
        }
        if self.thread_sched_policy >= 0 {
            set(
                context_option::THREAD_SCHED_POLICY,
                self.thread_sched_policy,
            );
        }
        if self.thread_name_prefix >= 0 {
            set(context_option::THREAD_NAME_PREFIX, self.thread_name_prefix);
        }
    }
}

/// The source line that opened a socket, for the report of sockets left open.
#[derive(Clone, Copy)]
pub struct Origin {
    /// The file's name; its text is read when the report is written, not before.
    pub file: &'static CStr,
    /// The line in the file.
    pub line: usize,
}

struct OpenSocket {
    kind: SocketType,
    origin: Option<Origin>,
}

#[derive(Default)]
struct Layer {
    context: Option<Context>,
    settings: Settings,
    /// By the address of the handle.
    sockets: HashMap<usize, OpenSocket>,
    /// Actor threads that have not ended.
    actors: usize,
}

static LAYER: ForkCell<Layer> = ForkCell::new();
/// Counts contexts, and forks; a socket of another era than the current is gone.
static ERA: AtomicU64 = AtomicU64::new(0);
static HOOKS: OnceCell<()> = OnceCell::new();

extern "C" fn at_exit() {
    shutdown();
}

extern "C" fn in_forked_child() {
    ERA.fetch_add(1, Ordering::Relaxed);
    LAYER.abandon();
    log::abandon();
    signal::set_interrupted(false);
}

fn install_hooks() -> Result<()> {
    // SAFETY: both are functions of this library, which is never unloaded.
    unsafe {
        if libc::atexit(at_exit) != 0 {
            return Err(Errno::NOMEM);
        }
        match libc::pthread_atfork(None, None, Some(in_forked_child)) {
            0 => Ok(()),
            error => Err(Errno(error)),
        }
    }
}

impl Layer {
    fn start(&mut self) -> Result<Context> {
        if let Some(context) = self.context {
            return Ok(context);
        }
        self.settings = Settings::from_environment();
        signal::catch_interrupts();
        let context = Context::new()?;
        self.settings.apply_to(context);
        self.context = Some(context);
        HOOKS.get_or_try_init(install_hooks)?;
        Ok(context)
    }
}

/// Starts the process layer if it is not running, and gives its context.
pub fn context() -> Result<Context> {
    let (context, fresh) = {
        let mut layer = LAYER.lock();
        let fresh = layer.context.is_none();
        (layer.start()?, fresh)
    };
    if fresh {
        log::start();
    }
    Ok(context)
}

/// The context if the process layer runs.
pub fn running_context() -> Option<Context> {
    LAYER.lock().context
}

/// A copy of one or more settings. Does not start the process layer.
pub fn settings<R>(read: impl FnOnce(&Settings) -> R) -> R {
    read(&LAYER.lock().settings)
}

/// Changes settings; starts the process layer first, so that its start does not undo the change.
pub fn change_settings(change: impl FnOnce(&mut Settings)) -> Result<()> {
    context()?;
    change(&mut LAYER.lock().settings);
    Ok(())
}

/// Sockets that are open now.
pub fn open_sockets() -> usize {
    LAYER.lock().sockets.len()
}

/// A libzmq socket that the process layer opened and knows until it is closed.
pub struct RawSocket {
    handle: SocketRef<'static>,
    era: u64,
}

impl RawSocket {
    /// Opens a socket with the process-wide settings.
    ///
    /// `EINVAL` for an unknown type, `EMFILE` if the context's limit is reached.
    pub fn open(kind: SocketType, origin: Option<Origin>) -> Result<RawSocket> {
        context()?;
        let mut layer = LAYER.lock();
        let context = layer.start()?;
        let handle = SocketRef::open(context, kind)?;
        let settings = &layer.settings;
        let _ = handle.set_int(option::LINGER, settings.linger);
        let _ = handle.set_int(option::SNDHWM, settings.sndhwm);
        let _ = handle.set_int(option::RCVHWM, settings.rcvhwm);
        let _ = handle.set_int(option::IPV6, settings.ipv6);
        layer
            .sockets
            .insert(handle.as_ptr() as usize, OpenSocket { kind, origin });
        Ok(RawSocket {
            handle,
            era: ERA.load(Ordering::Relaxed),
        })
    }

    /// The handle, as long as the socket is there.
    pub fn handle(&self) -> SocketRef<'_> {
        self.handle
    }

    /// False once the process layer ended, or in a forked child: the socket is gone then.
    pub fn is_current(&self) -> bool {
        self.era == ERA.load(Ordering::Relaxed)
    }

    /// The handle for C code that closes it by [`close_handle`].
    pub fn into_handle(self) -> SocketRef<'static> {
        let handle = self.handle;
        std::mem::forget(self);
        handle
    }
}

impl Drop for RawSocket {
    fn drop(&mut self) {
        if self.is_current() {
            close_handle(self.handle);
        }
    }
}

/// Closes a socket of the process layer. One that it does not know, because it was closed at
/// shutdown or belongs to the parent process, is left alone.
pub fn close_handle(handle: SocketRef<'_>) {
    // The lock is kept while libzmq closes: its slot is free before another socket asks for one.
    let mut layer = LAYER.lock();
    if layer.sockets.remove(&(handle.as_ptr() as usize)).is_some() {
        // SAFETY: it was open, and was taken off the list by this call alone.
        unsafe { handle.close() };
    }
}

/// Counts an actor thread while it lives, so that shutdown can wait for it.
pub struct ActorThread {
    era: u64,
}

impl ActorThread {
    /// Counts one.
    pub fn started() -> ActorThread {
        LAYER.lock().actors += 1;
        ActorThread {
            era: ERA.load(Ordering::Relaxed),
        }
    }
}

impl Drop for ActorThread {
    fn drop(&mut self) {
        if self.era == ERA.load(Ordering::Relaxed) {
            let mut layer = LAYER.lock();
            layer.actors = layer.actors.saturating_sub(1);
        }
    }
}

/// Waits until `done` or `limit_ms` have passed.
fn wait_until(limit_ms: i64, done: impl Fn(&Layer) -> bool) {
    let end = clock::mono_ms() + limit_ms;
    while !done(&LAYER.lock()) && clock::mono_ms() < end {
        clock::sleep_ms(5);
    }
}

/// Ends the process layer: reports and closes sockets left open, ends the context. It can start
/// again afterwards. Runs at exit as well.
///
/// Actor threads get 200 ms to end by themselves; those that are still running then find their
/// context ended (`ETERM`), and one second later, if they did not heed that, the context is left
/// as it is, since closing sockets that a thread is using would bring the process down.
pub fn shutdown() {
    let Some(context) = running_context() else {
        return;
    };
    log::close_sender();
    if open_sockets() > 0 {
        wait_until(200, |layer| layer.sockets.is_empty() || layer.actors == 0);
    }
    if LAYER.lock().actors > 0 {
        context.shutdown();
        wait_until(1000, |layer| layer.actors == 0);
    }
    // Another thread may have ended the layer meanwhile.
    let (left, actors) = {
        let mut layer = LAYER.lock();
        if layer.context != Some(context) {
            return;
        }
        layer.context = None;
        ERA.fetch_add(1, Ordering::Relaxed);
        let layer = std::mem::take(&mut *layer);
        (layer.sockets, layer.actors)
    };
    let clean = actors == 0 && left.values().all(|socket| socket.origin.is_some());
    report(&left);
    if clean {
        for &handle in left.keys() {
            // SAFETY: opened by us, and on the list until just now.
            if let Some(socket) = unsafe { SocketRef::from_ptr(handle as *mut _) } {
                // SAFETY: as above, and its owner finds it of another era.
                unsafe { socket.close() };
            }
        }
        // SAFETY: the layer has forgotten it.
        unsafe { context.term() };
    } else {
        log::line(
            Level::Error,
            b"dangling sockets: cannot terminate ZMQ safely",
        );
    }
    log::stop();
    signal::set_interrupted(false);
    signal::reset_handler();
}

fn report(left: &HashMap<usize, OpenSocket>) {
    for socket in left.values() {
        let Some(origin) = socket.origin else {
            continue;
        };
        let text = format!(
            "[{}]dangling '{}' socket created at {}:{}",
            std::process::id(),
            socket.kind.name().unwrap_or(c"UNKNOWN").to_string_lossy(),
            origin.file.to_string_lossy(),
            origin.line
        );
        log::line(Level::Error, text.as_bytes());
    }
}

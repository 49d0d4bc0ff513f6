//! The process layer: one libzmq context, its settings, the sockets that are open, and what
//! happens to them at shutdown, at exit and after a fork.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{CStr, CString, c_void};
use std::mem;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use once_cell::race::OnceBool;

use super::clock;
use super::errno::{Errno, Result};
use super::fork::{self, ForkCell};
use super::log::{self, Level};
use super::signal;
use super::thread;
use super::zmq::{Context, SocketRef, SocketType, Usage, context_option, option};

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|error| error.into_inner())
}

static TEXTS: ForkCell<Mutex<BTreeSet<&'static CStr>>> = ForkCell::new();

/// A copy of a text that stays for good, one for all equal texts: a program may still hold a
/// setting that another of its threads has replaced.
pub fn intern(text: &CStr) -> &'static CStr {
    let mut texts = lock(TEXTS.get());
    if let Some(copy) = texts.get(text) {
        return copy;
    }
    let copy: &'static CStr = Box::leak(text.to_owned().into_boxed_c_str());
    texts.insert(copy);
    copy
}

/// What applies to the context and to the sockets opened from now on. The defaults are CZMQ's;
/// a variable of the environment, read when the process layer starts, changes each.
#[derive(Clone, Copy)]
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
    /// `ZSYS_THREAD_NAME_PREFIX_STR`; goes before the number
    pub thread_name_prefix_str: Option<&'static CStr>,
    /// `ZSYS_ZERO_COPY_RECV`
    pub zero_copy_recv: i32,
    /// `ZSYS_INTERFACE`
    pub interface: &'static CStr,
    /// `ZSYS_IPV6_ADDRESS`
    pub ipv6_address: &'static CStr,
    /// `ZSYS_IPV6_MCAST_ADDRESS`
    pub ipv6_mcast_address: &'static CStr,
    /// `ZSYS_IPV4_MCAST_ADDRESS`
    pub ipv4_mcast_address: Option<&'static CStr>,
    /// How many networks multicast beacons reach, at least 1
    pub mcast_ttl: u8,
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
            thread_name_prefix_str: None,
            zero_copy_recv: 1,
            interface: c"",
            ipv6_address: c"",
            ipv6_mcast_address: c"ff02:0:0:0:0:0:0:1",
            ipv4_mcast_address: None,
            mcast_ttl: 1,
        }
    }
}

/// The leading integer of a text, as C's `atoi` reads it; 0 if there is none. What is too large for
/// an integer gives the largest.
pub fn leading_int(text: &[u8]) -> i32 {
    let text = text.trim_ascii_start();
    let (sign, digits) = match text {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        rest => (1, rest),
    };
    let digits = digits.iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0i32, |value, digit| {
        let digit = i32::from(digit - b'0');
        value.saturating_mul(10).saturating_add(sign * digit)
    })
}

/// A variable of the environment.
pub(super) fn variable(name: &str) -> Option<CString> {
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
        int("ZSYS_ZERO_COPY_RECV", &mut settings.zero_copy_recv);
        settings.thread_name_prefix_str =
            variable("ZSYS_THREAD_NAME_PREFIX_STR").map(|text| intern(&text));
        if let Some(age) = variable("ZSYS_FILE_STABLE_AGE_MSEC") {
            settings.file_stable_age = leading_int(age.as_bytes()).into();
        }
        if let Some(text) = variable("ZSYS_INTERFACE") {
            settings.interface = intern(&text);
        }
        if let Some(text) = variable("ZSYS_IPV6_ADDRESS") {
            settings.ipv6_address = intern(&text);
        }
        if let Some(text) = variable("ZSYS_IPV6_MCAST_ADDRESS") {
            settings.ipv6_mcast_address = intern(&text);
        }
        settings.ipv4_mcast_address = variable("ZSYS_IPV4_MCAST_ADDRESS").map(|text| intern(&text));
        settings
    }

    /// Applies what concerns the context. What libzmq refuses is left at its default.
    fn apply_to(&mut self, context: Context) {
        let set = |option, value| {
            let _ = context.set(option, value);
        };
        set(context_option::IO_THREADS, self.io_threads);
        set(context_option::MAX_SOCKETS, self.max_sockets);
        set(context_option::MAX_MSGSZ, self.max_msgsz);
        set(context_option::ZERO_COPY_RECV, self.zero_copy_recv);
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
        if let Some(prefix) = self.thread_name_prefix_str {
            self.thread_name_prefix_str = name_threads(context, prefix).ok().map(|()| prefix);
        }
    }
}

/// Sets what the names of libzmq's threads begin with; `EINVAL` for a text that is empty or too
/// long. Without its draft API libzmq takes numbers alone: `ENOTSUP`.
pub fn name_threads(context: Context, prefix: &CStr) -> Result<()> {
    let bytes = prefix.to_bytes();
    if !(1..=LONGEST_PREFIX).contains(&bytes.len()) {
        return Err(Errno::INVAL);
    }
    match context.set_text(context_option::THREAD_NAME_PREFIX, prefix) {
        Err(Errno::NOTSUP) if is_canonical_number(bytes) => {
            context.set(context_option::THREAD_NAME_PREFIX, leading_int(bytes))
        }
        result => result,
    }
}

/// The most bytes in front of the names of threads.
const LONGEST_PREFIX: usize = 15;

/// True for what an integer looks like when it is written.
fn is_canonical_number(text: &[u8]) -> bool {
    leading_int(text).to_string().as_bytes() == text
}

/// The source line that opened a socket, for the report of sockets left open.
#[derive(Clone, Copy)]
pub struct Origin {
    /// The file's name.
    pub file: &'static CStr,
    /// The line in the file.
    pub line: usize,
}

/// What a socket's owner and the process layer both know of it.
struct Life {
    /// The process layer closed it.
    closed: AtomicBool,
    /// That of the process that opened it.
    generation: u64,
}

impl Life {
    fn goes_on(&self) -> bool {
        !self.closed.load(Ordering::Acquire) && self.generation == fork::generation()
    }
}

struct OpenSocket {
    handle: SocketRef<'static>,
    usage: &'static Usage,
    kind: SocketType,
    origin: Option<Origin>,
    life: Arc<Life>,
    /// Counts up from one socket to the next.
    number: u64,
    /// The thread that opened it.
    thread: i32,
    /// It is the log's own.
    is_log: bool,
}

impl OpenSocket {
    /// Gives what counted its calls, for another socket to use.
    fn close(self) -> &'static Usage {
        self.life.closed.store(true, Ordering::Release);
        CLOSED.fetch_add(1, Ordering::Relaxed);
        // SAFETY: opened by this layer and on its list until now; its owner finds it closed.
        unsafe { self.handle.close() };
        self.usage
    }

    /// True if another thread may be using it.
    fn is_elsewhere(&self) -> bool {
        self.thread != thread::id() && thread::is_alive(self.thread)
    }
}

/// A context, and the actors that use it.
struct Session {
    context: Context,
    /// Actor threads that have not ended.
    actors: AtomicUsize,
    /// What [`of_session`] gives.
    belongings: Mutex<Vec<Arc<dyn Any + Send + Sync>>>,
}

impl Session {
    fn has_actors(&self) -> bool {
        self.actors.load(Ordering::Acquire) > 0
    }
}

#[derive(Default)]
struct Layer {
    session: Option<Arc<Session>>,
    /// A thread is shutting it down.
    ending: bool,
    settings: Settings,
    /// By the address of the handle.
    sockets: BTreeMap<usize, OpenSocket>,
    /// Sockets that an earlier context, which could not be ended, left to their owners.
    strays: BTreeMap<usize, OpenSocket>,
    /// Those of sockets that were closed. They are never released, so that whoever still has a
    /// closed socket's handle may ask for the count.
    usages: Vec<&'static Usage>,
    /// Sockets opened so far.
    opened: u64,
    /// When one was closed last, by the monotonic clock; long ago at first.
    closed_at: i64,
}

static LAYER: ForkCell<Mutex<Layer>> = ForkCell::new();
/// The context of the session, once it has started: a log line in a signal handler must not wait
/// for the lock.
static CONTEXT: AtomicPtr<c_void> = AtomicPtr::new(ptr::null_mut());
/// Sockets closed so far.
static CLOSED: AtomicU64 = AtomicU64::new(0);
/// Registered; a forked child has its parent's registration. It is a cell that never blocks, or a
/// fork at the wrong moment would leave the child waiting for a thread that it does not have.
static AT_EXIT: OnceBool = OnceBool::new();
static EXITING: AtomicBool = AtomicBool::new(false);

unsafe extern "C" {
    fn srandom(seed: u32);
}

fn layer() -> MutexGuard<'static, Layer> {
    lock(LAYER.get())
}

extern "C" fn at_exit() {
    EXITING.store(true, Ordering::Relaxed);
    shutdown();
}

fn in_forked_child() {
    CONTEXT.store(ptr::null_mut(), Ordering::Release);
    LAYER.abandon();
    TEXTS.abandon();
    log::abandon();
    signal::set_interrupted(false);
}

/// Has a forked child start afresh. To be called once, before there are threads.
pub fn watch_forks() {
    fork::watch(in_forked_child);
}

impl Layer {
    fn start(&mut self) -> Result<Context> {
        if let Some(session) = &self.session {
            return Ok(session.context);
        }
        let context = fork::keep_out(Context::new)?;
        // After libzmq has set up what it takes down at exit itself: that goes the other way round.
        // SAFETY: a function of this library, which is never unloaded.
        let registered = AT_EXIT.get_or_try_init(|| match unsafe { libc::atexit(at_exit) } {
            0 => Ok(true),
            _ => Err(Errno::NOMEM),
        });
        if let Err(error) = registered {
            // SAFETY: nobody else has it.
            unsafe { context.term(|| false) };
            return Err(error);
        }
        self.settings = Settings::from_environment();
        self.settings.apply_to(context);
        signal::catch_interrupts();
        // SAFETY: libc locks its generator. Programs that pick random numbers rely on a seed.
        unsafe { srandom(libc::time(ptr::null_mut()) as u32) };
        log::start();
        self.session = Some(Arc::new(Session {
            context,
            actors: AtomicUsize::new(0),
            belongings: Mutex::default(),
        }));
        // Last, so that no other thread gets a context that is not set up.
        CONTEXT.store(context.as_ptr(), Ordering::Release);
        Ok(context)
    }

    /// Forgets the session; closes its sockets, or makes strays of those that must stay open. True
    /// if there are none of these.
    fn end(&mut self, session: &Session) -> bool {
        self.ending = false;
        self.session = None;
        CONTEXT.store(ptr::null_mut(), Ordering::Release);
        let in_use = session.has_actors();
        let mut clean = true;
        for (address, socket) in mem::take(&mut self.sockets) {
            if in_use || socket.origin.is_none() {
                clean = false;
                self.strays.insert(address, socket);
            } else {
                let usage = socket.close();
                self.usages.push(usage);
            }
        }
        let defaults = Settings::default();
        self.settings = if clean {
            defaults
        } else {
            Settings {
                interface: defaults.interface,
                ipv6_address: defaults.ipv6_address,
                ipv6_mcast_address: defaults.ipv6_mcast_address,
                ipv4_mcast_address: defaults.ipv4_mcast_address,
                mcast_ttl: defaults.mcast_ttl,
                ..self.settings
            }
        };
        clean
    }

    /// True if a socket was closed so recently that libzmq may still count it among those at the
    /// limit.
    fn may_have_room(&self) -> bool {
        let limit = self.session.as_ref().map_or(Ok(0), |session| {
            session.context.get(context_option::MAX_SOCKETS)
        });
        let limit = limit.map_or(0, |limit| limit as usize);
        self.sockets.len() < limit && clock::mono_ms() - self.closed_at < 1000
    }

    /// Sockets open now, without the log's own.
    fn open_sockets(&self) -> impl Iterator<Item = &OpenSocket> {
        self.sockets.values().filter(|socket| !socket.is_log)
    }
}

/// Starts the process layer if it is not running, and gives its context.
pub fn context() -> Result<Context> {
    match running_context() {
        Some(context) => Ok(context),
        None => layer().start(),
    }
}

/// The context if the process layer runs.
pub fn running_context() -> Option<Context> {
    Context::from_ptr(CONTEXT.load(Ordering::Acquire))
}

/// True from when the process began to exit.
pub(super) fn is_exiting() -> bool {
    EXITING.load(Ordering::Relaxed)
}

/// Reads one or more settings. Does not start the process layer.
pub fn settings<R>(read: impl FnOnce(&Settings) -> R) -> R {
    read(&layer().settings)
}

/// Changes settings, and the context with them; starts the process layer first, so that its start
/// does not undo the change.
pub fn change_settings(change: impl FnOnce(&mut Settings, Context) -> Result<()>) -> Result<()> {
    let mut layer = layer();
    let context = layer.start()?;
    change(&mut layer.settings, context)
}

/// As [`change_settings`], for what a context uses when it opens its first socket: does nothing,
/// and gives false, if there are sockets.
pub fn change_context(change: impl FnOnce(&mut Settings, Context) -> Result<()>) -> Result<bool> {
    let mut layer = layer();
    let context = layer.start()?;
    if !layer.sockets.is_empty() {
        return Ok(false);
    }
    change(&mut layer.settings, context)?;
    Ok(true)
}

/// An option of the context; starts the process layer if it is not running.
pub fn context_option(option: i32) -> Result<i32> {
    layer().start()?.get(option)
}

/// The one thing of its type that belongs to the context, made when it is first asked for. A
/// forked child, and whoever asks after the end of the process layer, gets another.
pub fn of_session<T: Any + Send + Sync>(make: impl FnOnce() -> Result<T>) -> Result<Arc<T>> {
    let session = {
        let mut layer = layer();
        layer.start()?;
        layer.session.clone().ok_or(Errno::TERM)?
    };
    let mut belongings = lock(&session.belongings);
    let found = belongings
        .iter()
        .find_map(|own| Arc::downcast(Arc::clone(own)).ok());
    match found {
        Some(found) => Ok(found),
        None => {
            let made = Arc::new(make()?);
            belongings.push(made.clone());
            Ok(made)
        }
    }
}

/// How many sockets one context can have on this system.
pub fn socket_limit() -> Result<i32> {
    let limit = |context: Context| context.get(context_option::SOCKET_LIMIT);
    // Under the lock, so that it does not end meanwhile.
    if let Some(session) = &layer().session {
        return limit(session.context);
    }
    let context = Context::new()?;
    let limit = limit(context);
    // SAFETY: nobody else has it.
    unsafe { context.term(|| false) };
    limit
}

/// A libzmq socket that the process layer opened and knows until it is closed.
pub struct RawSocket {
    handle: SocketRef<'static>,
    /// `None` once somebody else is to close it.
    life: Option<Arc<Life>>,
}

impl RawSocket {
    /// Opens a socket with the process-wide settings.
    ///
    /// `EINVAL` for an unknown type, `EMFILE` if the limit of sockets or descriptors is reached.
    pub fn open(kind: SocketType, origin: Option<Origin>) -> Result<RawSocket> {
        let socket = loop {
            let mut layer = layer();
            match RawSocket::open_in(&mut layer, kind, origin) {
                // libzmq takes its time to let go of a socket that was closed.
                Err(Errno::MFILE) if layer.may_have_room() => {}
                result => break result?,
            }
            drop(layer);
            clock::sleep_ms(1);
        };
        // Subscribers of the log want its first line.
        log::open_sender();
        Ok(socket)
    }

    fn open_in(layer: &mut Layer, kind: SocketType, origin: Option<Origin>) -> Result<RawSocket> {
        let handle = SocketRef::open(layer.start()?, kind)?;
        let usage = layer
            .usages
            .pop()
            .unwrap_or_else(|| Box::leak(Box::default()));
        let handle = handle.counted(usage);
        let settings = &layer.settings;
        // What libzmq refuses of these stays at libzmq's default.
        let _ = handle.set_int(option::LINGER, settings.linger);
        let _ = handle.set_int(option::SNDHWM, settings.sndhwm);
        let _ = handle.set_int(option::RCVHWM, settings.rcvhwm);
        let _ = handle.set_int(option::IPV6, settings.ipv6);
        let life = Arc::new(Life {
            closed: AtomicBool::new(false),
            generation: fork::generation(),
        });
        layer.opened += 1;
        let socket = OpenSocket {
            handle,
            usage,
            kind,
            origin,
            life: Arc::clone(&life),
            number: layer.opened,
            thread: thread::id(),
            is_log: false,
        };
        layer.sockets.insert(handle.as_ptr() as usize, socket);
        Ok(RawSocket {
            handle,
            life: Some(life),
        })
    }

    /// The handle. If the socket is gone, because the process layer ended or this is a forked
    /// child, libzmq refuses it with `ENOTSOCK`.
    pub fn handle(&self) -> SocketRef<'_> {
        if self.is_current() {
            self.handle
        } else {
            no_socket()
        }
    }

    /// False once the process layer ended, or in a forked child: the socket is gone then.
    pub fn is_current(&self) -> bool {
        self.life.as_ref().is_some_and(|life| life.goes_on())
    }

    /// The handle for C code that closes it by [`close_handle`].
    pub fn into_handle(mut self) -> SocketRef<'static> {
        self.life = None;
        self.handle
    }
}

impl Drop for RawSocket {
    fn drop(&mut self) {
        if self.is_current() {
            close_handle(self.handle);
        }
    }
}

/// A handle that is no socket, and long enough for libzmq to find that out.
fn no_socket() -> SocketRef<'static> {
    // Atomics, so that it takes no room in the library's file.
    static NOTHING: [AtomicU64; 4096] = [const { AtomicU64::new(0) }; 4096];
    // SAFETY: readable for as long as libzmq reads, and not NULL.
    unsafe { SocketRef::from_ptr(NonNull::from(&NOTHING).as_ptr().cast()).unwrap_unchecked() }
}

/// Closes a socket of the process layer. One that it does not know, because it was closed at
/// shutdown or belongs to the parent process, is left alone.
pub fn close_handle(handle: SocketRef<'_>) {
    let address = handle.as_ptr() as usize;
    let mut layer = layer();
    let socket = layer.sockets.remove(&address);
    if let Some(socket) = socket.or_else(|| layer.strays.remove(&address)) {
        let usage = socket.close();
        layer.usages.push(usage);
        layer.closed_at = clock::mono_ms();
    }
}

/// As long as this gives the same, no [`Watch`] sees a socket closed.
pub fn closures() -> u64 {
    CLOSED.load(Ordering::Relaxed) + fork::generation()
}

/// Tells, without touching it, whether a socket of the process layer is gone.
pub struct Watch(Option<Arc<Life>>);

impl Watch {
    /// Watches a socket; one that the process layer does not know is never seen closed.
    pub fn on(socket: SocketRef<'_>) -> Watch {
        let layer = layer();
        let known = layer.sockets.get(&(socket.as_ptr() as usize));
        Watch(known.map(|own| Arc::clone(&own.life)))
    }

    /// True if the process layer opened the socket.
    pub fn is_own(&self) -> bool {
        self.0.is_some()
    }

    /// True if the socket was closed since, or is the parent's and this is a forked child.
    pub fn is_closed(&self) -> bool {
        self.0.as_ref().is_some_and(|life| !life.goes_on())
    }
}

/// Makes a socket the log's own: it is no reason to wait at shutdown, and nobody's mistake.
pub(super) fn is_of_log(handle: SocketRef<'_>) {
    if let Some(socket) = layer().sockets.get_mut(&(handle.as_ptr() as usize)) {
        socket.is_log = true;
    }
}

/// Counts an actor thread while it lives, so that shutdown can wait for it.
pub struct ActorThread(Option<Arc<Session>>);

impl ActorThread {
    /// Counts one.
    pub fn started() -> ActorThread {
        let session = layer().session.clone();
        if let Some(session) = &session {
            session.actors.fetch_add(1, Ordering::AcqRel);
        }
        ActorThread(session)
    }
}

impl Drop for ActorThread {
    fn drop(&mut self) {
        if let Some(session) = &self.0 {
            session.actors.fetch_sub(1, Ordering::AcqRel);
        }
    }
}

/// Waits until `done` or `limit_ms` have passed.
fn wait_until(limit_ms: i64, done: impl Fn() -> bool) {
    let end = clock::mono_ms() + limit_ms;
    while !done() && clock::mono_ms() < end {
        clock::sleep_ms(5);
    }
}

/// Ends the process layer: reports and closes sockets left open, ends the context. It can start
/// again afterwards. Runs at exit as well.
///
/// Other threads get 200 ms to close their sockets. Then blocking calls end with `ETERM`; actors
/// get a second to heed that, and other threads 200 ms. If an actor is still running, or a socket
/// without an origin is open, the context is left as it is, because closing a socket in use would
/// bring the process down; their owners can still close them.
pub fn shutdown() {
    let session = {
        let mut layer = layer();
        match &layer.session {
            Some(session) if !layer.ending => {
                let session = Arc::clone(session);
                layer.ending = true;
                session
            }
            _ => return,
        }
    };
    wait_until(200, || layer().open_sockets().next().is_none());
    if layer().open_sockets().next().is_some() {
        session.context.shutdown();
        wait_until(1000, || !session.has_actors());
        wait_until(200, || {
            !layer().open_sockets().any(OpenSocket::is_elsewhere)
        });
    }
    report_open_sockets();
    log::close_sender();

    let clean = layer().end(&session);
    if clean {
        // An interrupt from here on ends the wait for what the sockets still have to send.
        signal::set_interrupted(false);
        // SAFETY: the layer has forgotten it.
        unsafe { session.context.term(signal::interrupted) };
    } else {
        log::line(
            Level::Error,
            b"dangling sockets: cannot terminate ZMQ safely",
        );
    }

    // Unless another thread has started it again meanwhile.
    let layer = layer();
    if layer.session.is_none() {
        log::stop();
        signal::set_interrupted(false);
        signal::reset_handler();
    }
}

fn report_open_sockets() {
    let mut left: Vec<(u64, String)> = layer()
        .open_sockets()
        .filter_map(|socket| {
            let origin = socket.origin?;
            let line = format!(
                "[{}]dangling '{}' socket created at {}:{}",
                std::process::id(),
                socket.kind.name().unwrap_or(c"UNKNOWN").to_string_lossy(),
                origin.file.to_string_lossy(),
                origin.line
            );
            Some((socket.number, line))
        })
        .collect();
    left.sort();
    for (_, line) in left {
        log::line(Level::Error, line.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_read_up_to_what_is_none(number: i32, rest in "([^0-9].*)?") {
            prop_assert_eq!(leading_int(format!("{number}{rest}").as_bytes()), number);
            prop_assert_eq!(leading_int(format!(" x{number}").as_bytes()), 0);
        }
    }

    #[test]
    fn numbers_that_are_too_large_give_the_largest() {
        assert_eq!(leading_int(b"99999999999"), i32::MAX);
        assert_eq!(leading_int(b"-99999999999"), i32::MIN);
    }

    #[test]
    fn equal_texts_are_kept_once() {
        let text = CString::new("an interface").unwrap();
        assert!(ptr::eq(intern(&text), intern(c"an interface")));
        assert_ne!(intern(c"another"), intern(&text));
    }

    #[test]
    fn a_child_is_not_held_up_by_what_was_locked_in_the_parent() {
        watch_forks();
        let socket = RawSocket::open(SocketType::PAIR, None).unwrap();
        let held = layer();
        let inside = std::thread::spawn(|| {
            for _ in 0..1000 {
                clock::local_time(c"%H");
            }
        });
        // SAFETY: the child ends by `_exit`, or by the alarm.
        let child = unsafe { libc::fork() };
        if child == 0 {
            // SAFETY: no pointers.
            unsafe { libc::alarm(60) };
            let mut ok = !socket.is_current() && running_context().is_none();
            ok &= settings(|settings| settings.io_threads) == 1;
            ok &= clock::local_time(c"%H").to_bytes().len() == 2;
            let own = RawSocket::open(SocketType::PAIR, None);
            ok &= own.is_ok_and(|own| own.handle().get_int(option::TYPE) == Ok(0));
            // SAFETY: does not return.
            unsafe { libc::_exit((!ok).into()) };
        }
        drop(held);
        let mut status = -1;
        // SAFETY: an integer of ours.
        assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
        assert_eq!(status, 0);
        assert!(socket.is_current());
        inside.join().unwrap();
    }

    #[test]
    fn a_socket_that_is_gone_is_none() {
        assert_eq!(no_socket().send(b"", 0), Err(Errno::NOTSOCK));
        assert_eq!(no_socket().get_int(option::TYPE), Err(Errno::NOTSOCK));
    }
}

//! The session: the one libzmq context of the process with its settings and sockets, from the
//! first use to shutdown, exit or a fork.
//!
//! A session starts by itself and ends at exit, or when the program says so; then another may
//! start. Its state is behind one lock, in a [`ForkCell`]: a forked child begins without a session.

use std::any::Any;
use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use once_cell::race::OnceBool;

use super::clock;
use super::errno::{Errno, Result};
use super::fork::{self, ForkCell};
use super::intern;
use super::log::{self, Level};
use super::registry::{OpenFlag, OpenSocket, Origin, Registry};
use super::settings::Settings;
use super::signal;
use super::zmq::{Context, SocketRef, SocketType, context_option};

/// A context, and the actors that use it.
struct Session {
    context: Context,
    /// Actor threads that have not ended.
    actors: AtomicUsize,
    /// What [`of_session`] returns, one of each type.
    shared: Mutex<Vec<Arc<dyn Any + Send + Sync>>>,
}

impl Session {
    fn has_actors(&self) -> bool {
        self.actors.load(Ordering::Acquire) > 0
    }
}

/// What the lock of this module protects.
#[derive(Default)]
pub(super) struct State {
    session: Option<Arc<Session>>,
    /// A thread is shutting it down.
    ending: bool,
    settings: Settings,
    pub(super) registry: Registry,
}

static STATE: ForkCell<Mutex<State>> = ForkCell::new();
/// The context of the session, once it has started: a log line in a signal handler must not wait
/// for the lock.
static CONTEXT: AtomicPtr<c_void> = AtomicPtr::new(ptr::null_mut());
/// True once [`at_exit`] is registered; a forked child has its parent's registration. It is a cell
/// that never blocks, or a fork at the wrong moment would leave the child waiting for a thread
/// that it does not have.
static AT_EXIT: OnceBool = OnceBool::new();
static EXITING: AtomicBool = AtomicBool::new(false);

pub(super) fn state() -> MutexGuard<'static, State> {
    lock(STATE.get())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

unsafe extern "C" {
    fn srandom(seed: u32);
}

extern "C" fn at_exit() {
    EXITING.store(true, Ordering::Relaxed);
    // SAFETY: the thread that ends the process has left the functions of this library, and others
    // are waited for, as the program agreed to by letting them run on.
    unsafe { shutdown() };
}

fn in_forked_child() {
    CONTEXT.store(ptr::null_mut(), Ordering::Release);
    STATE.abandon();
    intern::abandon();
    log::abandon();
    signal::set_interrupted(false);
}

/// Makes a forked child start without a session. To be called once, before there are threads.
pub fn watch_forks() {
    fork::watch(in_forked_child);
}

impl State {
    fn start(&mut self) -> Result<Context> {
        if let Some(session) = &self.session {
            return Ok(session.context);
        }
        let context = fork::hold_off(Context::new)?;
        // After libzmq has registered what it does at exit: the last registered runs first.
        // SAFETY: `at_exit` takes no arguments and is never unloaded (the library is linked with
        // `nodelete`).
        let registered = AT_EXIT.get_or_try_init(|| match unsafe { libc::atexit(at_exit) } {
            0 => Ok(true),
            _ => Err(Errno::NOMEM),
        });
        if let Err(error) = registered {
            // SAFETY: the context was made above and was not given to anybody.
            unsafe { context.term(|| false) };
            return Err(error);
        }
        self.settings = Settings::from_environment();
        self.settings.apply_to(context);
        signal::catch_interrupts();
        // Programs that pick random numbers rely on a seed.
        // SAFETY: takes a number; libc locks its generator.
        unsafe { srandom(libc::time(ptr::null_mut()) as u32) };
        log::start();
        self.session = Some(Arc::new(Session {
            context,
            actors: AtomicUsize::new(0),
            shared: Mutex::default(),
        }));
        // Last, so that no other thread gets a context that is not set up.
        CONTEXT.store(context.as_ptr(), Ordering::Release);
        Ok(context)
    }

    /// Forgets the session; closes its sockets, or leaves those that must stay open to their
    /// owners. Returns true if none stays open.
    fn end(&mut self, session: &Session) -> bool {
        self.ending = false;
        self.session = None;
        CONTEXT.store(ptr::null_mut(), Ordering::Release);
        let clean = self.registry.close_all(session.has_actors());
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

    /// Opens a socket, and starts a session if there is none.
    pub(super) fn open_socket(
        &mut self,
        kind: SocketType,
        origin: Option<Origin>,
    ) -> Result<(SocketRef<'static>, Arc<OpenFlag>)> {
        let context = self.start()?;
        self.registry.open(context, &self.settings, kind, origin)
    }

    /// True if libzmq may refuse a socket only because it still counts one that was closed.
    pub(super) fn may_have_room(&self) -> bool {
        let limit = self.session.as_ref().map_or(Ok(0), |session| {
            session.context.get(context_option::MAX_SOCKETS)
        });
        let limit = limit.map_or(0, |limit| limit as usize);
        self.registry.may_have_room(limit)
    }
}

/// Starts a session if there is none, and returns its context.
pub fn context() -> Result<Context> {
    match running_context() {
        Some(context) => Ok(context),
        None => state().start(),
    }
}

/// The context if there is a session.
pub fn running_context() -> Option<Context> {
    // SAFETY: `start` stored what `as_ptr` gave, and `end` and forked children take it back before the
    // context ends.
    unsafe { Context::from_ptr(CONTEXT.load(Ordering::Acquire)) }
}

/// True from when the process began to exit.
pub(super) fn is_exiting() -> bool {
    EXITING.load(Ordering::Relaxed)
}

/// Reads one or more settings. Does not start a session.
pub fn settings<R>(read: impl FnOnce(&Settings) -> R) -> R {
    read(&state().settings)
}

/// Changes settings, and the context with them; starts the session first, so that its start does
/// not undo the change.
pub fn change_settings(change: impl FnOnce(&mut Settings, Context) -> Result<()>) -> Result<()> {
    let mut state = state();
    let context = state.start()?;
    change(&mut state.settings, context)
}

/// As [`change_settings`], for what a context uses when it opens its first socket: does nothing,
/// and returns false, if there are sockets.
pub fn change_context(change: impl FnOnce(&mut Settings, Context) -> Result<()>) -> Result<bool> {
    let mut state = state();
    let context = state.start()?;
    if !state.registry.is_empty() {
        return Ok(false);
    }
    change(&mut state.settings, context)?;
    Ok(true)
}

/// An option of the context; starts a session if there is none.
pub fn context_option(option: i32) -> Result<i32> {
    state().start()?.get(option)
}

/// The one value of its type that belongs to the session, made at first use. A forked child, and
/// whoever asks after the end of the session, gets another.
pub fn of_session<T: Any + Send + Sync>(make: impl FnOnce() -> Result<T>) -> Result<Arc<T>> {
    let session = {
        let mut state = state();
        state.start()?;
        state.session.clone().ok_or(Errno::TERM)?
    };
    let mut shared = lock(&session.shared);
    let found = shared
        .iter()
        .find_map(|value| Arc::downcast(Arc::clone(value)).ok());
    match found {
        Some(found) => Ok(found),
        None => {
            let made = Arc::new(make()?);
            shared.push(made.clone());
            Ok(made)
        }
    }
}

/// How many sockets one context can have on this system.
pub fn socket_limit() -> Result<i32> {
    let limit = |context: Context| context.get(context_option::SOCKET_LIMIT);
    // Under the lock, so that it does not end meanwhile.
    if let Some(session) = &state().session {
        return limit(session.context);
    }
    let context = Context::new()?;
    let limit = limit(context);
    // SAFETY: the context was made above and was not given to anybody.
    unsafe { context.term(|| false) };
    limit
}

/// Counts an actor thread while it lives, so that shutdown can wait for it.
pub struct ActorThread(Option<Arc<Session>>);

impl ActorThread {
    /// Counts one.
    pub fn started() -> ActorThread {
        let session = state().session.clone();
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

/// Ends the session: reports and closes sockets left open, ends the context. Another may start
/// afterwards. Runs at exit as well.
///
/// Other threads get 200 ms to close their sockets. Then blocking calls end with `ETERM`; actors
/// get a second to heed that, and other threads 200 ms. If an actor is still running, or a socket
/// without an origin is open, the context is left as it is, because closing a socket in use would
/// bring the process down; their owners can still close them.
///
/// # Safety
/// Sockets that are closed are not used by a handle from before: the calling thread has none, and
/// threads that have one take `ETERM` for the end. Nor is a [`Context`] from before used.
pub unsafe fn shutdown() {
    let session = {
        let mut state = state();
        match &state.session {
            Some(session) if !state.ending => {
                let session = Arc::clone(session);
                state.ending = true;
                session
            }
            _ => return,
        }
    };
    wait_until(200, || state().registry.iter().next().is_none());
    if state().registry.iter().next().is_some() {
        session.context.shutdown();
        wait_until(1000, || !session.has_actors());
        wait_until(200, || {
            !state().registry.iter().any(OpenSocket::is_elsewhere)
        });
    }
    let reports = state().registry.reports();
    for report in reports {
        log::line(Level::Error, report.as_bytes());
    }
    log::close_sender();

    let clean = state().end(&session);
    if clean {
        // An interrupt from here on ends the wait for what the sockets still have to send.
        signal::set_interrupted(false);
        // SAFETY: `end` closed all sockets of the context and forgot it, and `CONTEXT` with it, so
        // that nobody gets it any more.
        unsafe { session.context.term(signal::interrupted) };
    } else {
        log::line(
            Level::Error,
            b"dangling sockets: cannot terminate ZMQ safely",
        );
    }

    // Unless another thread has started it again meanwhile.
    let state = state();
    if state.session.is_none() {
        log::stop();
        signal::set_interrupted(false);
        signal::reset_handler();
    }
}

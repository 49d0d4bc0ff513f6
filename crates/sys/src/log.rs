//! The process log: lines to a stream, to the system log, or to subscribers on a socket.

use std::ffi::{CStr, CString, c_int};
use std::ptr;
use std::sync::{Arc, OnceLock, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::clock;
use super::errno::{Errno, Result};
use super::fork::{self, ForkCell};
use super::intern::intern;
use super::session;
use super::settings::variable;
use super::socket;
use super::stream::Stream;
use super::zmq::SocketRef;

/// The severity of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Something failed.
    Error,
    /// Something may fail.
    Warning,
    /// Something that the operator should know.
    Notice,
    /// Something that the operator may want to know.
    Info,
    /// Something for debugging.
    Debug,
}

impl Level {
    fn letter(self) -> u8 {
        match self {
            Level::Error => b'E',
            Level::Warning => b'W',
            Level::Notice => b'N',
            Level::Info => b'I',
            Level::Debug => b'D',
        }
    }

    fn priority(self) -> c_int {
        match self {
            Level::Error => libc::LOG_ERR,
            Level::Warning => libc::LOG_WARNING,
            Level::Notice => libc::LOG_NOTICE,
            Level::Info => libc::LOG_INFO,
            Level::Debug => libc::LOG_DEBUG,
        }
    }
}

/// Where lines go besides the stream: a socket for subscribers.
pub trait Sender: Send + Sync {
    /// Sends one line, or drops it.
    fn send(&self, line: &[u8]);

    /// Binds or connects to more endpoints; binds by default.
    fn attach(&self, endpoints: &CStr) -> Result<()>;

    /// Calls a function with the socket.
    fn with_socket(&self, call: &mut dyn FnMut(SocketRef<'_>));
}

/// Opens a sender that is not attached.
pub type OpenSender = fn() -> Result<Arc<dyn Sender>>;

/// Sockets are made above this layer.
static OPEN_SENDER: OnceLock<OpenSender> = OnceLock::new();

/// Says how senders are opened. To be called once, before there are threads.
pub fn set_open_sender(open: OpenSender) {
    let _ = OPEN_SENDER.set(open);
}

struct Log {
    stream: Option<Stream>,
    identity: Option<&'static CStr>,
    /// Lines go to the system log, and nowhere else.
    system: bool,
    /// `openlog` was called.
    system_open: bool,
    sender: Option<Arc<dyn Sender>>,
    /// Where to attach a sender that the environment asks for. It is opened with the first other
    /// socket or the first line, since a context with a socket has its settings fixed.
    sender_wanted: Option<CString>,
}

impl Default for Log {
    fn default() -> Log {
        Log {
            stream: Some(Stream::stdout()),
            identity: None,
            system: false,
            system_open: false,
            sender: None,
            sender_wanted: None,
        }
    }
}

impl Log {
    fn from_environment() -> Log {
        let mut log = Log::default();
        if let Some(stream) = variable("ZSYS_LOGSTREAM") {
            log.stream = match stream.as_bytes() {
                b"stdout" => Some(Stream::stdout()),
                b"stderr" => Some(Stream::stderr()),
                _ => None,
            };
        }
        log.system = variable("ZSYS_LOGSYSTEM").is_some_and(|value| value.as_bytes() == b"true");
        log.identity = variable("ZSYS_LOGIDENT").map(|text| intern(&text));
        log.sender_wanted = variable("ZSYS_LOGSENDER");
        log
    }

    fn open_system(&mut self) {
        let identity = self.identity.map_or(ptr::null(), CStr::as_ptr);
        // SAFETY: NULL or a text that stays, since openlog keeps the pointer.
        unsafe { libc::openlog(identity, libc::LOG_PID, libc::LOG_USER) };
        self.system_open = true;
    }
}

/// Held for reading while a line is written: once a stream has been replaced, nothing is written
/// to it any more. Readers do not keep each other out, so that a signal handler may log while the
/// thread that it interrupts does.
static LOG: ForkCell<RwLock<Log>> = ForkCell::new();

fn read() -> RwLockReadGuard<'static, Log> {
    LOG.get().read().unwrap_or_else(|error| error.into_inner())
}

fn write_lock() -> RwLockWriteGuard<'static, Log> {
    LOG.get().write().unwrap_or_else(|error| error.into_inner())
}

/// A forked child logs as a new process does.
pub(super) fn abandon() {
    LOG.abandon();
}

/// Reads the environment: `ZSYS_LOGSTREAM`, `ZSYS_LOGSYSTEM`, `ZSYS_LOGIDENT`, `ZSYS_LOGSENDER`.
pub(super) fn start() {
    replace(&mut write_lock(), Log::from_environment());
}

fn replace(log: &mut Log, new: Log) {
    let old = std::mem::replace(log, new);
    // One that another thread attached while the session ended; its socket is closed, and
    // not here, since that takes the lock of the session.
    std::mem::forget(old.sender);
}

/// Puts everything back to its default, at the end of the session.
pub(super) fn stop() {
    let mut log = write_lock();
    if log.system_open {
        // SAFETY: takes nothing.
        unsafe { libc::closelog() };
    }
    replace(&mut log, Log::default());
}

/// Logs a line, which starts the session if it is not running. Leaves errno alone.
pub fn write(level: Level, text: &[u8]) {
    let error = Errno::last();
    // Threads that outlive the session at exit do not start it again.
    if !session::is_exiting() {
        // A log line must not fail; without a context there is no sender, and that is all.
        let _ = session::context();
        open_sender();
    }
    line(level, text);
    error.set();
}

/// The most that a line on a stream or socket holds, in bytes.
const LONGEST: usize = 1023;

/// Logs a line to what is there, without starting the session.
pub(super) fn line(level: Level, text: &[u8]) {
    let log = read();
    if log.system {
        let text = CString::new(text.split(|&byte| byte == 0).next().unwrap_or_default());
        let text = text.unwrap_or_default();
        // SAFETY: "%s" takes one C string.
        fork::hold_off(|| unsafe {
            libc::syslog(level.priority(), c"%s".as_ptr(), text.as_ptr());
        });
        return;
    }
    let mut line = vec![level.letter(), b':', b' '];
    if let Some(identity) = log.identity {
        line.push(b'(');
        line.extend_from_slice(identity.to_bytes());
        line.extend_from_slice(b") ");
    }
    line.extend_from_slice(clock::local_time(c"%y-%m-%d %H:%M:%S").as_bytes());
    line.push(b' ');
    line.extend_from_slice(text);
    line.truncate(LONGEST);
    if let Some(sender) = &log.sender {
        sender.send(&line);
    }
    if let Some(stream) = log.stream {
        line.push(b'\n');
        stream.write_through(&line);
    }
}

/// Sends lines to a stream, or to none.
pub fn set_stream(stream: Option<Stream>) {
    let _ = session::context();
    write_lock().stream = stream;
}

/// Names the program in each line.
pub fn set_identity(identity: Option<&CStr>) {
    let _ = session::context();
    let mut log = write_lock();
    log.identity = identity.map(intern);
    if log.system_open {
        log.open_system();
    }
}

/// Sends lines to the system log instead of everywhere else, or no longer.
pub fn set_system(on: bool) {
    let _ = session::context();
    let mut log = write_lock();
    if on {
        log.open_system();
    }
    log.system = on;
}

/// Sends lines to subscribers as well: attaches the sender, which is opened if there is none, to
/// endpoints. If that fails, a sender that was there stays as it was.
pub fn attach_sender(endpoints: &CStr) -> Result<()> {
    let open = OPEN_SENDER.get().ok_or(Errno::NOTSUP)?;
    session::context()?;
    let present = read().sender.clone();
    if let Some(sender) = present {
        return sender.attach(endpoints);
    }
    let fresh = open()?;
    fresh.with_socket(&mut socket::mark_log);
    // Senders are dropped outside of the lock: the lock of the session comes first.
    let sender = Arc::clone(
        write_lock()
            .sender
            .get_or_insert_with(|| Arc::clone(&fresh)),
    );
    let result = sender.attach(endpoints);
    if result.is_err() && Arc::ptr_eq(&sender, &fresh) {
        let removed = write_lock()
            .sender
            .take_if(|sender| Arc::ptr_eq(sender, &fresh));
        drop(removed);
    }
    result
}

/// Opens the sender that the environment asks for, if it is not open yet.
pub(super) fn open_sender() {
    if read().sender_wanted.is_none() {
        return;
    }
    let Some(endpoints) = write_lock().sender_wanted.take() else {
        return;
    };
    if let Err(error) = attach_sender(&endpoints) {
        let text = format!(
            "cannot send the log to '{}': {error}",
            endpoints.to_string_lossy()
        );
        line(Level::Error, text.as_bytes());
    }
}

/// Takes the sender away and closes its socket.
pub fn close_sender() {
    let sender = {
        let mut log = write_lock();
        log.sender_wanted = None;
        log.sender.take()
    };
    drop(sender);
}

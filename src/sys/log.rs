//! The process log: lines to a stream, to the system log, or to subscribers on a socket.

use std::ffi::{CStr, CString, c_int};

use super::clock;
use super::process::{self, ForkCell};
use super::zmq::DONTWAIT;

/// How grave a line is.
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
    /// Something for those who look for a fault.
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

/// A stream of libc, so that our lines and the program's own output interleave.
#[derive(Clone, Copy)]
pub struct Stream(*mut libc::FILE);

// SAFETY: libc locks streams.
unsafe impl Send for Stream {}

unsafe extern "C" {
    static stdout: *mut libc::FILE;
    static stderr: *mut libc::FILE;
}

impl Stream {
    /// The process's standard output.
    pub fn stdout() -> Stream {
        // SAFETY: libc's own variable.
        Stream(unsafe { stdout })
    }

    /// The process's standard error.
    pub fn stderr() -> Stream {
        // SAFETY: libc's own variable.
        Stream(unsafe { stderr })
    }

    /// A stream of the program; nothing for NULL.
    ///
    /// # Safety
    /// The stream stays open for as long as it is in use here.
    pub unsafe fn from_ptr(stream: *mut libc::FILE) -> Option<Stream> {
        (!stream.is_null()).then_some(Stream(stream))
    }

    /// Writes bytes; true if all were taken.
    pub fn write(self, bytes: &[u8]) -> bool {
        // SAFETY: an open stream, a buffer of ours.
        unsafe { libc::fwrite(bytes.as_ptr().cast(), 1, bytes.len(), self.0) == bytes.len() }
    }

    /// Reads until the buffer is full or the stream ends or fails; gives the number of bytes.
    pub fn read(self, buffer: &mut [u8]) -> usize {
        // SAFETY: an open stream, a buffer of its size.
        unsafe { libc::fread(buffer.as_mut_ptr().cast(), 1, buffer.len(), self.0) }
    }

    /// Reads all that is left; what there is, if the stream fails.
    pub fn read_to_end(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut part = [0u8; 8192];
        loop {
            let count = self.read(&mut part);
            if count == 0 {
                return bytes;
            }
            bytes.extend_from_slice(&part[..count]);
        }
    }

    /// Has the stream pass on what it holds; true if that worked.
    pub fn flush(self) -> bool {
        // SAFETY: an open stream.
        unsafe { libc::fflush(self.0) == 0 }
    }
}

/// Where lines go besides the stream and the system log.
pub trait Sender: Send {
    /// Sends one line, or drops it.
    fn send(&self, line: &[u8], flags: i32);
}

struct Log {
    stream: Option<Stream>,
    identity: Option<CString>,
    /// Lines go to the system log, and nowhere else.
    system: bool,
    sender: Option<Box<dyn Sender>>,
}

impl Default for Log {
    fn default() -> Log {
        Log {
            stream: Some(Stream::stdout()),
            identity: None,
            system: false,
            sender: None,
        }
    }
}

static LOG: ForkCell<Log> = ForkCell::new();

/// A forked child logs as a new process does.
pub(super) fn abandon() {
    LOG.abandon();
}

/// Reads the environment: `ZSYS_LOGSTREAM`, `ZSYS_LOGSYSTEM`, `ZSYS_LOGIDENT`.
pub(super) fn start() {
    let mut log = LOG.lock();
    if let Some(stream) = std::env::var_os("ZSYS_LOGSTREAM") {
        log.stream = match stream.as_encoded_bytes() {
            b"stdout" => Some(Stream::stdout()),
            b"stderr" => Some(Stream::stderr()),
            _ => None,
        };
    }
    match std::env::var_os("ZSYS_LOGSYSTEM")
        .as_ref()
        .map(|value| value.as_encoded_bytes())
    {
        Some(b"true") => log.system = true,
        Some(b"false") => log.system = false,
        _ => {}
    }
    if let Some(identity) = std::env::var_os("ZSYS_LOGIDENT") {
        log.identity = CString::new(identity.into_encoded_bytes()).ok();
    }
}

/// Puts everything back to its default, at the end of the process layer.
pub(super) fn stop() {
    let mut log = LOG.lock();
    if log.system {
        // SAFETY: no arguments.
        unsafe { libc::closelog() };
    }
    *log = Log::default();
}

/// Takes the sender away and closes its socket.
pub fn close_sender() {
    // Dropped outside the lock: closing may log.
    let sender = LOG.lock().sender.take();
    drop(sender);
}

/// Logs a line, which starts the process layer if it is not running.
pub fn write(level: Level, text: &[u8]) {
    // A log line must not fail; without a context there is no sender, and that is all.
    let _ = process::context();
    line(level, text);
}

/// The most that a line on a stream or socket holds, in bytes.
const LONGEST: usize = 1023;

/// Logs a line to what is there, without starting the process layer.
pub(super) fn line(level: Level, text: &[u8]) {
    let log = LOG.lock();
    if log.system {
        let text = CString::new(text.split(|&byte| byte == 0).next().unwrap_or_default());
        // SAFETY: "%s" takes one C string.
        unsafe {
            libc::syslog(
                level.priority(),
                c"%s".as_ptr(),
                text.unwrap_or_default().as_ptr(),
            )
        };
        return;
    }
    let mut line = vec![level.letter(), b':', b' '];
    if let Some(identity) = &log.identity {
        line.push(b'(');
        line.extend_from_slice(identity.as_bytes());
        line.extend_from_slice(b") ");
    }
    line.extend_from_slice(clock::local_time(c"%y-%m-%d %H:%M:%S").as_bytes());
    line.push(b' ');
    line.extend_from_slice(text);
    line.truncate(LONGEST);
    if let Some(sender) = &log.sender {
        sender.send(&line, DONTWAIT);
    }
    if let Some(stream) = log.stream {
        line.push(b'\n');
        stream.write(&line);
        stream.flush();
    }
}

/// Sends lines to a stream, or to none.
pub fn set_stream(stream: Option<Stream>) {
    let _ = process::context();
    LOG.lock().stream = stream;
}

/// Names the program in each line.
pub fn set_identity(identity: Option<&CStr>) {
    let _ = process::context();
    LOG.lock().identity = identity.map(CStr::to_owned);
}

/// Sends lines to subscribers as well, or no longer.
pub fn set_sender(sender: Option<Box<dyn Sender>>) {
    let _ = process::context();
    let old = std::mem::replace(&mut LOG.lock().sender, sender);
    drop(old);
}

/// Sends lines to the system log instead of everywhere else, or no longer.
pub fn set_system(on: bool) {
    let _ = process::context();
    let mut log = LOG.lock();
    if on && !log.system {
        // openlog keeps the pointer, so the text is never freed.
        let identity = log
            .identity
            .clone()
            .map_or(std::ptr::null(), |text| text.into_raw().cast_const());
        // SAFETY: NULL or a C string that stays.
        unsafe { libc::openlog(identity, libc::LOG_PID, libc::LOG_USER) };
    }
    log.system = on;
}

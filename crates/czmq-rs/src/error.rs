//! Errors: the numbers that C has in `errno`.

use std::ffi::c_int;
use std::fmt;

use crate::message::Message;
use crate::{ffi, text};

/// An `errno` of the system's or of libzmq's.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Error(c_int);

/// The result of what can fail with an [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A signal came while waiting.
    pub const INTERRUPTED: Error = Error(4);
    /// Nothing came, or nothing could be sent, within the socket's timeout.
    pub const TIMED_OUT: Error = Error(11);
    /// An argument is invalid.
    pub const INVALID: Error = Error(22);

    /// The error of the call that just failed.
    pub(crate) fn last() -> Error {
        // SAFETY: it takes nothing, and reads what belongs to this thread.
        Error(unsafe { ffi::zmq_errno() })
    }

    /// The number.
    pub fn code(self) -> c_int {
        self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SAFETY: for every number the result is a string, which stays at least until the next call
        // of this thread; it is copied before that.
        let text = unsafe { text::lossy(ffi::zmq_strerror(self.0)) };
        to.write_str(&text.unwrap_or_default())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "Error({}: {self})", self.0)
    }
}

impl std::error::Error for Error {}

/// Why a message was not sent, with the message.
#[derive(Debug)]
pub struct SendError {
    /// The message, to be sent again or given up.
    pub message: Message,
    /// The reason.
    pub error: Error,
}

impl fmt::Display for SendError {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(to)
    }
}

impl std::error::Error for SendError {}

impl From<SendError> for Error {
    fn from(failed: SendError) -> Error {
        failed.error
    }
}

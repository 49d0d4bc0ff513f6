//! Error numbers, as the operating system and libzmq give them.

use std::fmt;

/// An error number of the system (`EAGAIN`, …) or of libzmq (`ETERM`, `EFSM`, …).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Errno(pub i32);

/// What a call that fails with an error number gives.
pub type Result<T> = std::result::Result<T, Errno>;

#[expect(missing_docs, reason = "the system's own names")]
impl Errno {
    pub const ADDRINUSE: Errno = Errno(libc::EADDRINUSE);
    pub const AGAIN: Errno = Errno(libc::EAGAIN);
    pub const BADF: Errno = Errno(libc::EBADF);
    pub const CONNREFUSED: Errno = Errno(libc::ECONNREFUSED);
    pub const EXIST: Errno = Errno(libc::EEXIST);
    pub const FAULT: Errno = Errno(libc::EFAULT);
    pub const HOSTUNREACH: Errno = Errno(libc::EHOSTUNREACH);
    pub const INTR: Errno = Errno(libc::EINTR);
    pub const INVAL: Errno = Errno(libc::EINVAL);
    pub const IO: Errno = Errno(libc::EIO);
    pub const LOOP: Errno = Errno(libc::ELOOP);
    pub const MFILE: Errno = Errno(libc::EMFILE);
    pub const ISDIR: Errno = Errno(libc::EISDIR);
    pub const MSGSIZE: Errno = Errno(libc::EMSGSIZE);
    pub const NOENT: Errno = Errno(libc::ENOENT);
    pub const NOMEM: Errno = Errno(libc::ENOMEM);
    pub const NOMSG: Errno = Errno(libc::ENOMSG);
    pub const NOTEMPTY: Errno = Errno(libc::ENOTEMPTY);
    pub const NOTSOCK: Errno = Errno(libc::ENOTSOCK);
    pub const NOTSUP: Errno = Errno(libc::ENOTSUP);
    pub const PROTO: Errno = Errno(libc::EPROTO);
    pub const SRCH: Errno = Errno(libc::ESRCH);
    pub const TIMEDOUT: Errno = Errno(libc::ETIMEDOUT);
    /// libzmq's own: the context was terminated.
    pub const TERM: Errno = Errno(156_384_765);
    /// libzmq's own: the call does not fit the socket's state.
    pub const FSM: Errno = Errno(156_384_763);
}

impl Errno {
    /// The calling thread's error number.
    #[inline]
    pub fn last() -> Errno {
        // SAFETY: libzmq reads the thread's errno.
        Errno(unsafe { zmq_sys::zmq_errno() })
    }

    /// Makes this the calling thread's error number.
    #[inline]
    pub fn set(self) {
        // SAFETY: libc gives the address of the thread's errno.
        unsafe { *libc::__errno_location() = self.0 };
    }

    /// Turns libc's and libzmq's "-1 and errno" into a result.
    #[inline]
    pub fn check(rc: i32) -> Result<i32> {
        if rc == -1 { Err(Errno::last()) } else { Ok(rc) }
    }
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SAFETY: libzmq returns a static text for every number, known or not.
        let text = unsafe { std::ffi::CStr::from_ptr(zmq_sys::zmq_strerror(self.0)) };
        f.write_str(&text.to_string_lossy())
    }
}

impl fmt::Debug for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Errno({}: {self})", self.0)
    }
}

impl std::error::Error for Errno {}

impl From<Errno> for i32 {
    #[inline]
    fn from(error: Errno) -> i32 {
        error.0
    }
}

impl From<std::io::Error> for Errno {
    #[inline]
    fn from(error: std::io::Error) -> Errno {
        Errno(error.raw_os_error().unwrap_or(libc::EIO))
    }
}

impl From<nix::Error> for Errno {
    #[inline]
    fn from(error: nix::Error) -> Errno {
        Errno(error as i32)
    }
}

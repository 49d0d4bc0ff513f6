//! Waking a thread that waits for descriptors.

use std::os::fd::{AsRawFd, RawFd};

use nix::sys::eventfd::{EfdFlags, EventFd};

use super::errno::Result;

/// A descriptor that any thread can make readable.
pub struct Wakeup(EventFd);

impl Wakeup {
    /// One that is not readable.
    pub fn new() -> Result<Wakeup> {
        let flags = EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK;
        Ok(Wakeup(EventFd::from_flags(flags)?))
    }

    /// Makes the descriptor readable. An [`Epoll`](super::epoll::Epoll) tells of it each time.
    pub fn wake(&self) {
        // It fails if nobody has looked for very long, and then it is readable.
        let _ = self.0.write(1);
    }

    /// Makes the descriptor unreadable until the next call of [`Wakeup::wake`].
    pub fn clear(&self) {
        // It fails if the descriptor is not readable.
        let _ = self.0.read();
    }
}

impl AsRawFd for Wakeup {
    fn as_raw_fd(&self) -> RawFd {
        self.0.as_raw_fd()
    }
}

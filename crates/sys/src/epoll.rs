//! Waiting for descriptors: few by `poll`, many by `epoll`.
//!
//! Descriptors are numbers that programs give, and may have closed. The system checks that; a
//! `BorrowedFd`, which wrappers ask for, would promise it. So `poll` and `epoll_ctl` are libc's.

use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};

use nix::sys::epoll::{self, EpollCreateFlags, EpollEvent, EpollTimeout};

use super::errno::{Errno, Result};
use super::zmq::{POLLERR, POLLIN, POLLOUT, POLLPRI};

/// A descriptor to wait for, the events asked for, and those that happened; in libzmq's terms.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct PollFd(libc::pollfd);

impl PollFd {
    /// Waits for events of a descriptor.
    pub fn new(fd: RawFd, asked: i16) -> PollFd {
        let mut events = 0;
        for (ours, theirs) in EVENTS {
            if asked & ours != 0 {
                events |= theirs;
            }
        }
        PollFd(libc::pollfd {
            fd,
            events,
            revents: 0,
        })
    }

    /// What happened; whatever was not asked for is [`POLLERR`].
    #[inline]
    pub fn happened(&self) -> i16 {
        let mut rest = self.0.revents;
        let mut happened = 0;
        for (ours, theirs) in EVENTS {
            if rest & theirs != 0 {
                happened |= ours;
                rest &= !theirs;
            }
        }
        if rest != 0 {
            happened |= POLLERR;
        }
        happened
    }
}

const EVENTS: [(i16, i16); 3] = [
    (POLLIN, libc::POLLIN),
    (POLLOUT, libc::POLLOUT),
    (POLLPRI, libc::POLLPRI),
];

/// Waits until something happens, at most `timeout_ms` (-1: for ever); gives the number of
/// descriptors to which something happened. `EINTR` after a signal.
pub fn poll(descriptors: &mut [PollFd], timeout_ms: i64) -> Result<usize> {
    let timeout = i32::try_from(timeout_ms).unwrap_or(i32::MAX);
    let count = descriptors.len() as libc::nfds_t;
    // SAFETY: `PollFd` is a transparent pollfd, and the slice's length is given. The system checks
    // the descriptors.
    let rc = unsafe { libc::poll(descriptors.as_mut_ptr().cast(), count, timeout) };
    Errno::check(rc).map(|count| count as usize)
}

/// A set of descriptors that the system watches for input, each with a number. It tells of a
/// descriptor when input arrives, and not again for the same input.
pub struct Epoll {
    set: epoll::Epoll,
    /// Room for as many as were ready at a time.
    events: Vec<EpollEvent>,
}

impl Epoll {
    /// An empty set.
    pub fn new() -> Result<Epoll> {
        Ok(Epoll {
            set: epoll::Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?,
            events: vec![EpollEvent::empty(); 16],
        })
    }

    fn control(&self, operation: i32, fd: RawFd, number: u64) -> Result<()> {
        let mut event = libc::epoll_event {
            events: (libc::EPOLLIN | libc::EPOLLET) as u32,
            u64: number,
        };
        // SAFETY: `event` outlives the call; the system checks that `fd` is open.
        Errno::check(unsafe { libc::epoll_ctl(self.as_raw_fd(), operation, fd, &mut event) })
            .map(drop)
    }

    /// Adds a descriptor, which closing it removes. `EEXIST` if it is there.
    pub fn add(&self, fd: RawFd, number: u64) -> Result<()> {
        self.control(libc::EPOLL_CTL_ADD, fd, number)
    }

    /// Removes a descriptor; nothing if it is not there.
    pub fn remove(&self, fd: RawFd) {
        let _ = self.control(libc::EPOLL_CTL_DEL, fd, 0);
    }

    /// Waits as [`poll`] does; hands out the numbers of those that got input since they were handed
    /// out last; if there are very many, of some.
    pub fn wait(&mut self, timeout_ms: i64, mut found: impl FnMut(u64)) -> Result<()> {
        let timeout = i32::try_from(timeout_ms).unwrap_or(i32::MAX);
        let timeout = EpollTimeout::try_from(timeout).unwrap_or(EpollTimeout::NONE);
        let room = self.events.len();
        let count = self.set.wait(&mut self.events, timeout)?;
        for event in self.events.iter().take(count) {
            found(event.data());
        }
        if count == room {
            self.events.resize(room * 2, EpollEvent::empty());
        }
        Ok(())
    }
}

impl AsRawFd for Epoll {
    fn as_raw_fd(&self) -> RawFd {
        self.set.0.as_raw_fd()
    }
}

/// Another descriptor for the same thing.
pub fn duplicate(fd: RawFd) -> Result<OwnedFd> {
    // SAFETY: takes numbers alone; a success is a new descriptor, which nobody else has.
    unsafe {
        let copy = Errno::check(libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 3))?;
        Ok(OwnedFd::from_raw_fd(copy))
    }
}

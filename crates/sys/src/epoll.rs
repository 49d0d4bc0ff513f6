//! Waiting for descriptors: few by `poll`, many by `epoll`.

use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

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
    // SAFETY: `PollFd` is a transparent pollfd, and the number of them is given.
    let rc = unsafe { libc::poll(descriptors.as_mut_ptr().cast(), count, timeout) };
    Errno::check(rc).map(|count| count as usize)
}

/// A set of descriptors that the system watches for input, each with a number. It tells of a
/// descriptor when input arrives, and not again for the same input.
pub struct Epoll {
    fd: OwnedFd,
    /// Room for as many as were ready at a time.
    events: Vec<libc::epoll_event>,
}

const NO_EVENT: libc::epoll_event = libc::epoll_event { events: 0, u64: 0 };

impl Epoll {
    /// An empty set.
    pub fn new() -> Result<Epoll> {
        // SAFETY: takes flags only; the descriptor is nobody else's.
        unsafe {
            let fd = Errno::check(libc::epoll_create1(libc::EPOLL_CLOEXEC))?;
            Ok(Epoll {
                fd: OwnedFd::from_raw_fd(fd),
                events: vec![NO_EVENT; 16],
            })
        }
    }

    fn control(&self, operation: i32, fd: RawFd, number: u64) -> Result<()> {
        let mut event = libc::epoll_event {
            events: (libc::EPOLLIN | libc::EPOLLET) as u32,
            u64: number,
        };
        // SAFETY: the event is ours; descriptors are checked by the system.
        Errno::check(unsafe { libc::epoll_ctl(self.fd.as_raw_fd(), operation, fd, &mut event) })
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
        let room = self.events.len();
        // SAFETY: the events are ours and their number is given.
        let count = Errno::check(unsafe {
            libc::epoll_wait(
                self.fd.as_raw_fd(),
                self.events.as_mut_ptr(),
                i32::try_from(room).unwrap_or(i32::MAX),
                i32::try_from(timeout_ms).unwrap_or(i32::MAX),
            )
        })? as usize;
        for event in self.events.iter().take(count) {
            found(event.u64);
        }
        if count == room {
            self.events.resize(room * 2, NO_EVENT);
        }
        Ok(())
    }
}

impl AsRawFd for Epoll {
    fn as_raw_fd(&self) -> RawFd {
        self.fd.as_raw_fd()
    }
}

/// Another descriptor for the same thing.
pub fn duplicate(fd: RawFd) -> Result<OwnedFd> {
    // SAFETY: borrowed for the call alone; the system checks that it is open.
    let fd = unsafe { BorrowedFd::borrow_raw(fd) };
    fd.try_clone_to_owned()
        .map_err(|error| error.raw_os_error().map_or(Errno::MFILE, Errno))
}

/// Wakes a thread that waits for a descriptor.
pub struct Bell(OwnedFd);

impl Bell {
    /// A bell that was not rung.
    pub fn new() -> Result<Bell> {
        // SAFETY: takes flags only; the descriptor is nobody else's.
        unsafe {
            let fd = Errno::check(libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK))?;
            Ok(Bell(OwnedFd::from_raw_fd(fd)))
        }
    }

    /// Makes the descriptor readable; one that an [`Epoll`] watches anew each time.
    pub fn ring(&self) {
        let one = 1u64;
        // SAFETY: eight bytes of ours.
        unsafe { libc::write(self.0.as_raw_fd(), (&raw const one).cast(), 8) };
    }

    /// Makes the descriptor unreadable until it is rung again.
    pub fn hush(&self) {
        let mut count = 0u64;
        // SAFETY: eight bytes of ours.
        unsafe { libc::read(self.0.as_raw_fd(), (&raw mut count).cast(), 8) };
    }
}

impl AsRawFd for Bell {
    fn as_raw_fd(&self) -> RawFd {
        self.0.as_raw_fd()
    }
}

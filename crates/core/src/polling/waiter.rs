//! The waiter of a host of nodes: an epoll set of their sockets' descriptors, and a wake-up for
//! other threads.

use std::os::fd::AsRawFd;
use std::time::{Duration, Instant};

use czmq_hosting::Waiter;
use czmq_sys::clock;
use czmq_sys::epoll::Epoll;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::wakeup::Wakeup;

/// How long it stays awake for what may come at once.
const MOMENT: Duration = Duration::from_micros(50);
/// How many short sleeps it does not do so for when nothing came.
const IN_VAIN: u32 = 64;
/// The token of the wake-up, which is no node's.
const WAKE_UP: u64 = u64::MAX;

/// Waits for the sockets of a host's nodes.
pub struct EpollWaiter {
    epoll: Epoll,
    woken: bool,
    /// The last sleep was short.
    brisk: bool,
    /// How many sleeps are to be real ones, however short.
    asleep: u32,
}

impl EpollWaiter {
    /// Waits for nothing yet.
    pub fn new() -> Result<EpollWaiter> {
        Ok(EpollWaiter {
            epoll: Epoll::new()?,
            woken: false,
            brisk: false,
            asleep: 0,
        })
    }

    /// The set to which nodes add their descriptors.
    pub fn epoll(&self) -> &Epoll {
        &self.epoll
    }

    /// Has a wake-up end waits.
    pub fn add_wake_up(&self, wake_up: &Wakeup) -> Result<()> {
        self.epoll.add(wake_up.as_raw_fd(), WAKE_UP)
    }

    /// True if the wake-up was signalled since the last time.
    pub fn take_woken(&mut self) -> bool {
        std::mem::take(&mut self.woken)
    }

    /// Waits once. True if there was any signal.
    fn listen(&mut self, timeout_ms: i64, signalled: &mut impl FnMut(u64)) -> Result<bool> {
        let mut any = false;
        let woken = &mut self.woken;
        self.epoll.wait(timeout_ms, |token| {
            any = true;
            if token == WAKE_UP {
                *woken = true;
            } else {
                signalled(token);
            }
        })?;
        Ok(any)
    }
}

impl Waiter for EpollWaiter {
    type Error = Errno;

    fn now(&self) -> i64 {
        clock::mono_ms()
    }

    /// If the last signal came at once, it waits awake for a moment: to be woken takes a thread
    /// longer than a round trip to one that is awake. Where that is in vain, since there is no
    /// processor for whoever would answer, it is not tried again so soon.
    fn wait(&mut self, timeout_ms: i64, mut signalled: impl FnMut(u64)) -> Result<()> {
        if timeout_ms == 0 {
            return self.listen(0, &mut signalled).map(drop);
        }
        let start = Instant::now();
        let mut any = false;
        if self.brisk {
            if self.asleep > 0 {
                self.asleep -= 1;
            } else {
                while !any && start.elapsed() < MOMENT {
                    any = self.listen(0, &mut signalled)?;
                }
                if !any {
                    self.asleep = IN_VAIN;
                }
            }
        }
        if !any {
            self.listen(timeout_ms, &mut signalled)?;
        }
        self.brisk = start.elapsed() < MOMENT;
        Ok(())
    }
}

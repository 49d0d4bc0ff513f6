//! Waiting for several sockets and descriptors at once.

use std::ffi::c_int;
use std::marker::PhantomData;
use std::ops::BitOr;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr::null_mut;
use std::time::Duration;

use crate::ffi::{self, zmq_pollitem_t};
use crate::socket::Socket;
use crate::text::milliseconds;
use crate::{Error, Result};

/// A set of things to wait for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Events(i16);

impl Events {
    /// Something can be received or read.
    pub const INPUT: Events = Events(1);
    /// Something can be sent or written.
    pub const OUTPUT: Events = Events(2);
    /// A descriptor has an error or hung up.
    pub const ERROR: Events = Events(4);

    /// True if there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// True if all of the others are in it.
    pub fn contains(self, others: Events) -> bool {
        self.0 & others.0 == others.0
    }

    pub(crate) fn bits(self) -> i16 {
        self.0
    }
}

impl BitOr for Events {
    type Output = Events;

    fn bitor(self, other: Events) -> Events {
        Events(self.0 | other.0)
    }
}

/// What [`poll`] waits for, and what it found.
#[repr(transparent)]
pub struct PollItem<'a> {
    item: zmq_pollitem_t,
    borrowed: PhantomData<&'a Socket>,
}

impl<'a> PollItem<'a> {
    /// Events of a socket.
    pub fn socket(socket: &'a Socket, events: Events) -> PollItem<'a> {
        PollItem {
            item: zmq_pollitem_t {
                socket: socket.handle(),
                fd: 0,
                events: events.0,
                revents: 0,
            },
            borrowed: PhantomData,
        }
    }

    /// Events of a descriptor.
    pub fn descriptor(descriptor: BorrowedFd<'a>, events: Events) -> PollItem<'a> {
        PollItem {
            item: zmq_pollitem_t {
                socket: null_mut(),
                fd: descriptor.as_raw_fd(),
                events: events.0,
                revents: 0,
            },
            borrowed: PhantomData,
        }
    }

    /// The events that were there at the last [`poll`].
    pub fn happened(&self) -> Events {
        Events(self.item.revents)
    }
}

/// Waits until there is an event of one of the items, at the longest for a time, `None` being for ever.
/// Returns how many items have events: 0 after that time. Fails with `EINTR` after a signal, `ETERM`
/// when the process ends.
pub fn poll(items: &mut [PollItem<'_>], time: Option<Duration>) -> Result<usize> {
    let count = c_int::try_from(items.len()).map_err(|_| Error::INVALID)?;
    // SAFETY: an item is a zmq_pollitem_t, as it is transparent, and there are as many; what their
    // sockets and descriptors belong to is borrowed.
    let found = unsafe {
        let items = items.as_mut_ptr().cast::<zmq_pollitem_t>();
        ffi::zmq_poll(items, count, milliseconds(time).into())
    };
    usize::try_from(found).map_err(|_| Error::last())
}

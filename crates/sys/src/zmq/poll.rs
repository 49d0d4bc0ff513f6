//! Waiting for sockets and descriptors with zmq_poll.

use std::ffi::{c_int, c_long};
use std::marker::PhantomData;
use std::ptr::{self, NonNull};

use zmq_sys::zmq_pollitem_t;

use super::socket::SocketRef;
use crate::errno::{Errno, Result};

/// Readable, as an event to wait for.
pub const POLLIN: i16 = 1;
/// Writable, as an event to wait for.
pub const POLLOUT: i16 = 2;
/// A descriptor's error or hang-up, as an event that happened.
pub const POLLERR: i16 = 4;
/// Urgent data at a descriptor, as an event to wait for.
pub const POLLPRI: i16 = 8;

/// Something to poll: a socket or a descriptor, the events asked for, the events that happened.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct PollItem<'a>(zmq_pollitem_t, PhantomData<&'a ()>);

impl<'a> PollItem<'a> {
    /// Waits for events of a socket. Polling is a call that is not counted.
    pub fn socket(socket: SocketRef<'a>, events: i16) -> PollItem<'a> {
        socket.expose();
        PollItem::naming(socket, events)
    }

    /// Names a socket and events of it, for somebody who is not going to poll.
    pub fn naming(socket: SocketRef<'a>, events: i16) -> PollItem<'a> {
        let item = zmq_pollitem_t {
            socket: socket.as_ptr(),
            fd: 0,
            events,
            revents: 0,
        };
        PollItem(item, PhantomData)
    }

    /// Waits for events of a descriptor.
    pub fn fd(fd: c_int, events: i16) -> PollItem<'a> {
        let item = zmq_pollitem_t {
            socket: ptr::null_mut(),
            fd,
            events,
            revents: 0,
        };
        PollItem(item, PhantomData)
    }

    /// The item that tells of events that happened.
    pub fn after(self, happened: i16) -> PollItem<'a> {
        let mut item = self;
        item.0.revents = happened;
        item
    }

    /// The item of a C program; its socket, if it has one, stays open for `'a`.
    ///
    /// # Safety
    /// As [`SocketRef::from_ptr`].
    pub unsafe fn from_raw(item: zmq_pollitem_t) -> PollItem<'a> {
        PollItem(item, PhantomData)
    }

    /// A copy of the item as C programs know it.
    pub fn to_raw(self) -> zmq_pollitem_t {
        self.0
    }

    /// The socket, if it is not a descriptor.
    pub fn as_socket(&self) -> Option<SocketRef<'a>> {
        NonNull::new(self.0.socket).map(SocketRef::uncounted)
    }

    /// The descriptor; of no meaning for a socket.
    pub fn as_fd(&self) -> c_int {
        self.0.fd
    }

    /// The events asked for.
    pub fn asked(&self) -> i16 {
        self.0.events
    }

    /// The events that happened.
    pub fn happened(&self) -> i16 {
        self.0.revents
    }

    /// Asks for other events.
    pub fn ask(&mut self, events: i16) {
        self.0.events = events;
    }
}

/// Waits until something happens, at most `timeout_ms` (-1: for ever); gives the number of items
/// to which something happened.
pub fn poll(items: &mut [PollItem<'_>], timeout_ms: i64) -> Result<usize> {
    let timeout = c_long::try_from(timeout_ms).unwrap_or(c_long::MAX);
    // SAFETY: `PollItem` is a transparent zmq_pollitem_t; sockets are open for their lifetime,
    // and the slice's length is given.
    let rc = unsafe { zmq_sys::zmq_poll(items.as_mut_ptr().cast(), items.len() as c_int, timeout) };
    Errno::check(rc).map(|count| count as usize)
}

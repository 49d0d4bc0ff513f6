//! libzmq's sockets: handles, sending and receiving, options.

use std::cell::Cell;
use std::ffi::{CStr, c_void};
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::mem;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::context::Context;
use super::draft::drafts;
use super::option;
use super::part::Msg;
use super::socket_type::SocketType;
use crate::errno::{Errno, Result};

/// Do not wait: fail with `EAGAIN` instead.
pub const DONTWAIT: i32 = 1;
/// More parts of the same message follow.
pub const SNDMORE: i32 = 2;

/// Counts the calls on a socket, for those who wait for it.
///
/// libzmq signals new input once; any call on the socket may take the signal. Who has seen that
/// there is no input need not look again before there is a signal, or another call was counted.
// Sockets of different threads must not share a line of the cache.
#[derive(Default)]
#[repr(align(64))]
pub struct CallCount {
    calls: AtomicU64,
    /// The program has the handle too, so there are calls that nobody counts.
    exposed: AtomicBool,
}

/// A libzmq socket handle that someone else owns and keeps open for `'a`.
///
/// It stays on its thread (it is neither `Send` nor `Sync`), because libzmq lets one thread at a
/// time use a socket. What moves to another thread is the owner, or a [`BorrowedSocket`].
///
/// That of a SERVER socket has with it the peer from which a part came last; parts that are not
/// for a certain peer go there.
#[derive(Clone, Copy)]
pub struct SocketRef<'a> {
    handle: NonNull<c_void>,
    count: Option<&'static CallCount>,
    peer: Option<&'a Cell<u32>>,
    owner: PhantomData<&'a ()>,
}

impl PartialEq for SocketRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.handle == other.handle
    }
}

impl Eq for SocketRef<'_> {}

impl Hash for SocketRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.handle.hash(state);
    }
}

impl<'a> SocketRef<'a> {
    /// Wraps a handle.
    ///
    /// # Safety
    /// `handle` is a libzmq socket that stays open for `'a`; or at least readable memory, which
    /// libzmq then refuses with `ENOTSOCK`. One thread uses it at a time.
    #[inline]
    pub unsafe fn from_ptr(handle: *mut c_void) -> Option<SocketRef<'a>> {
        NonNull::new(handle).map(SocketRef::uncounted)
    }

    #[inline]
    pub(super) fn uncounted(handle: NonNull<c_void>) -> SocketRef<'a> {
        SocketRef {
            handle,
            count: None,
            peer: None,
            owner: PhantomData,
        }
    }

    /// The handle, whose calls are counted from now on if they are made through it or a copy of it.
    #[inline]
    pub fn counted(self, count: &'static CallCount) -> SocketRef<'a> {
        count.exposed.store(false, Ordering::Relaxed);
        SocketRef {
            count: Some(count),
            ..self
        }
    }

    /// The same handle for longer.
    ///
    /// # Safety
    /// As [`SocketRef::from_ptr`].
    #[inline]
    pub unsafe fn detach<'b>(self) -> SocketRef<'b> {
        // SAFETY: by the caller's contract; a socket's peer lives as long as the socket.
        unsafe { mem::transmute::<SocketRef<'_>, SocketRef<'b>>(self) }
    }

    /// Opens a socket. It must be closed by [`RawHandle::close`] in the end.
    pub(crate) fn open(context: Context, kind: SocketType) -> Result<SocketRef<'a>> {
        // SAFETY: `Context::term`, which takes the context away, has its caller see to it that no copy
        // is used afterwards.
        let handle = unsafe { zmq_sys::zmq_socket(context.as_ptr(), kind.0) };
        NonNull::new(handle)
            .map(SocketRef::uncounted)
            .ok_or_else(Errno::last)
    }

    /// The same socket, with the last peer of a SERVER socket.
    #[inline]
    pub fn with_peer(self, peer: &'a Cell<u32>) -> SocketRef<'a> {
        SocketRef {
            peer: Some(peer),
            ..self
        }
    }

    /// The last peer of a SERVER socket.
    #[inline]
    pub fn peer(self) -> Option<&'a Cell<u32>> {
        self.peer
    }

    /// The handle, for the registry, which closes it.
    pub(crate) fn raw(self) -> RawHandle {
        RawHandle(self.handle)
    }

    /// The handle's address. Nobody calls libzmq with it.
    #[inline]
    pub fn as_ptr(self) -> *mut c_void {
        self.handle.as_ptr()
    }

    /// The handle, for those who call libzmq themselves.
    pub fn expose(self) -> *mut c_void {
        if let Some(count) = self.count {
            count.exposed.store(true, Ordering::Relaxed);
        }
        self.as_ptr()
    }

    /// The handle, for a call that is counted.
    #[inline]
    fn used(self) -> *mut c_void {
        if let Some(count) = self.count {
            // One thread at a time uses a socket.
            let calls = count.calls.load(Ordering::Relaxed);
            count.calls.store(calls.wrapping_add(1), Ordering::Relaxed);
        }
        self.as_ptr()
    }

    /// The number of calls so far; `None` if not all are counted.
    #[inline]
    pub fn calls(self) -> Option<u64> {
        let count = self.count?;
        (!count.exposed.load(Ordering::Relaxed)).then(|| count.calls.load(Ordering::Relaxed))
    }

    /// Sends a copy of some bytes as one part.
    #[inline]
    pub fn send(self, bytes: &[u8], flags: i32) -> Result<()> {
        if self.peer.is_some() {
            return self.send_msg(&mut Msg::copy_of(bytes)?, flags);
        }
        // SAFETY: the buffer is valid for the call.
        let rc =
            unsafe { zmq_sys::zmq_send(self.used(), bytes.as_ptr().cast(), bytes.len(), flags) };
        Errno::check(rc).map(drop)
    }

    /// Sends a part; it is empty afterwards, or as it was if sending failed.
    #[inline]
    pub fn send_msg(self, msg: &mut Msg, flags: i32) -> Result<()> {
        if let Some(peer) = self.peer
            && peer.get() != 0
            && msg.routing_id() == 0
        {
            msg.set_routing_id(peer.get())?;
        }
        // SAFETY: the handle is open for `'a`, and every `Msg` is initialised from `new` to `drop`.
        let rc = unsafe { zmq_sys::zmq_msg_send(msg.as_ptr(), self.used(), flags) };
        Errno::check(rc).map(drop)
    }

    /// Receives a part into `msg`, whose old content is released.
    #[inline]
    pub fn recv_msg(self, msg: &mut Msg, flags: i32) -> Result<()> {
        // SAFETY: the handle is open for `'a`, and every `Msg` is initialised from `new` to `drop`.
        let rc = unsafe { zmq_sys::zmq_msg_recv(msg.as_ptr(), self.used(), flags) };
        Errno::check(rc)?;
        if let Some(peer) = self.peer {
            peer.set(msg.routing_id());
        }
        Ok(())
    }

    /// Receives a part.
    #[inline]
    pub fn recv(self, flags: i32) -> Result<Msg> {
        let mut msg = Msg::new();
        self.recv_msg(&mut msg, flags)?;
        Ok(msg)
    }

    /// Drops the rest of the message whose part was received last.
    pub fn flush(self) {
        let mut msg = Msg::new();
        while self.get_int(option::RCVMORE) == Ok(1) {
            match self.recv_msg(&mut msg, DONTWAIT) {
                Ok(()) | Err(Errno::INTR) => {}
                Err(_) => break,
            }
        }
    }

    /// Reads an integer option.
    #[inline]
    pub fn get_int(self, option: i32) -> Result<i32> {
        self.get(option, 0)
    }

    /// Reads an option of eight bytes. One of four bytes fills the first four.
    pub fn get_long(self, option: i32) -> Result<i64> {
        self.get(option, 0)
    }

    /// Reads an option into an integer, of which every pattern of bits is valid.
    #[inline]
    fn get<T: From<i32> + Copy>(self, option: i32, mut value: T) -> Result<T> {
        let mut size = size_of::<T>();
        // SAFETY: `value` outlives the call, and libzmq writes to `size` bytes of it at the most. It
        // is an `i32` or an `i64`, by the two callers.
        let rc = unsafe {
            zmq_sys::zmq_getsockopt(self.used(), option, (&raw mut value).cast(), &mut size)
        };
        Errno::check(rc).map(|_| value)
    }

    /// Reads a binary or text option into a buffer; gives the length.
    pub fn get_bytes(self, option: i32, buffer: &mut [u8]) -> Result<usize> {
        let mut size = buffer.len();
        // SAFETY: the buffer is borrowed for the call; libzmq writes to `size` bytes of it at the most.
        let rc = unsafe {
            zmq_sys::zmq_getsockopt(self.used(), option, buffer.as_mut_ptr().cast(), &mut size)
        };
        Errno::check(rc).map(|_| size)
    }

    /// Sets an integer option.
    pub fn set_int(self, option: i32, value: i32) -> Result<()> {
        self.set_bytes(option, &value.to_ne_bytes())
    }

    /// Sets an option from its bytes.
    pub fn set_bytes(self, option: i32, value: &[u8]) -> Result<()> {
        // SAFETY: the buffer is valid for the call.
        let rc = unsafe {
            zmq_sys::zmq_setsockopt(self.used(), option, value.as_ptr().cast(), value.len())
        };
        Errno::check(rc).map(drop)
    }

    /// The events that are pending now, [`POLLIN`] and [`POLLOUT`].
    #[inline]
    pub fn events(self) -> Result<i16> {
        self.get_int(option::EVENTS).map(|events| events as i16)
    }

    /// True if the socket is the parent's, and this process a forked child: libzmq fails every
    /// call on it with `EINTR`, always.
    pub fn is_foreign(self) -> bool {
        // A signal may do that too, but not again and again.
        (0..3).all(|_| self.events() == Err(Errno::INTR))
    }

    /// Listens on an endpoint.
    pub fn bind(self, endpoint: &CStr) -> Result<()> {
        // SAFETY: the handle is open for `'a`, and the text is a C string for as long as it is borrowed.
        Errno::check(unsafe { zmq_sys::zmq_bind(self.used(), endpoint.as_ptr()) }).map(drop)
    }

    /// Connects to an endpoint.
    pub fn connect(self, endpoint: &CStr) -> Result<()> {
        // SAFETY: the handle is open for `'a`, and the text is a C string for as long as it is borrowed.
        Errno::check(unsafe { zmq_sys::zmq_connect(self.used(), endpoint.as_ptr()) }).map(drop)
    }

    /// Stops listening on an endpoint, named as libzmq resolved it.
    pub fn unbind(self, endpoint: &CStr) -> Result<()> {
        // SAFETY: the handle is open for `'a`, and the text is a C string for as long as it is borrowed.
        Errno::check(unsafe { zmq_sys::zmq_unbind(self.used(), endpoint.as_ptr()) }).map(drop)
    }

    /// Disconnects from an endpoint.
    pub fn disconnect(self, endpoint: &CStr) -> Result<()> {
        // SAFETY: the handle is open for `'a`, and the text is a C string for as long as it is borrowed.
        let rc = unsafe { zmq_sys::zmq_disconnect(self.used(), endpoint.as_ptr()) };
        Errno::check(rc).map(drop)
    }

    /// Receives what is sent to a group, on a DISH socket; `ENOTSUP` on others, and if libzmq has no
    /// drafts.
    pub fn join(self, group: &CStr) -> Result<()> {
        let join = drafts().join.ok_or(Errno::NOTSUP)?;
        // SAFETY: the handle is open for `'a`, and the text is a C string for as long as it is borrowed.
        Errno::check(unsafe { join(self.used(), group.as_ptr()) }).map(drop)
    }

    /// Leaves a group that [`SocketRef::join`] joined.
    pub fn leave(self, group: &CStr) -> Result<()> {
        let leave = drafts().leave.ok_or(Errno::NOTSUP)?;
        // SAFETY: the handle is open for `'a`, and the text is a C string for as long as it is borrowed.
        Errno::check(unsafe { leave(self.used(), group.as_ptr()) }).map(drop)
    }

    /// Publishes the events in the mask on an inproc endpoint.
    pub fn monitor(self, endpoint: &CStr, events: i32) -> Result<()> {
        // SAFETY: the handle is open for `'a`, and the text is a C string for as long as it is borrowed.
        let rc = unsafe { zmq_sys::zmq_socket_monitor(self.used(), endpoint.as_ptr(), events) };
        Errno::check(rc).map(drop)
    }

    /// Stops publishing events.
    pub fn monitor_stop(self) {
        // SAFETY: libzmq takes NULL for "stop".
        unsafe { zmq_sys::zmq_socket_monitor(self.used(), ptr::null(), 0) };
    }
}

/// The handle of an open socket, with which nothing can be done but to close it.
pub(crate) struct RawHandle(NonNull<c_void>);

// SAFETY: it gives no access to the socket but by the unsafe `close`.
unsafe impl Send for RawHandle {}

impl RawHandle {
    /// Closes the socket.
    ///
    /// # Safety
    /// The socket is open, no thread is in a call on it, and no handle of it is used afterwards.
    pub(crate) unsafe fn close(self) {
        // SAFETY: by the caller's contract.
        unsafe { zmq_sys::zmq_close(self.0.as_ptr()) };
    }
}

/// The use of somebody else's socket, which may move to another thread.
pub struct BorrowedSocket<'a>(SocketRef<'a>);

// SAFETY: by the contract of `new` nobody else uses the socket, and handles that `handle` gives
// borrow this and stay on their thread, so none is left behind when it moves.
unsafe impl Send for BorrowedSocket<'_> {}

impl<'a> BorrowedSocket<'a> {
    /// Takes the use of a socket.
    ///
    /// # Safety
    /// While this value exists, handles of the socket that it did not give are used only on the
    /// thread that has it.
    pub unsafe fn new(socket: SocketRef<'a>) -> BorrowedSocket<'a> {
        // The cell of the last peer stays with the thread that lent it.
        BorrowedSocket(SocketRef {
            peer: None,
            ..socket
        })
    }

    /// The handle.
    pub fn handle(&self) -> SocketRef<'_> {
        self.0
    }
}

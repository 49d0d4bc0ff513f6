//! libzmq: contexts, sockets, message parts, polling.

use std::cell::Cell;
use std::ffi::{CStr, CString, c_char, c_int, c_long, c_void};
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::mem;
use std::ptr::{self, NonNull};
use std::slice;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use once_cell::race::OnceBox;
use zmq_sys::{zmq_msg_t, zmq_pollitem_t};

use super::errno::{Errno, Result};

/// Do not wait: fail with `EAGAIN` instead.
pub const DONTWAIT: i32 = 1;
/// More parts of the same message follow.
pub const SNDMORE: i32 = 2;
/// Readable, as an event to wait for.
pub const POLLIN: i16 = 1;
/// Writable, as an event to wait for.
pub const POLLOUT: i16 = 2;
/// A descriptor's error or hang-up, as an event that happened.
pub const POLLERR: i16 = 4;
/// Urgent data at a descriptor, as an event to wait for.
pub const POLLPRI: i16 = 8;

/// Socket options used below the option table.
#[expect(missing_docs, reason = "libzmq's own names")]
pub mod option {
    pub const IDENTITY: i32 = 5;
    pub const SUBSCRIBE: i32 = 6;
    pub const RCVMORE: i32 = 13;
    pub const FD: i32 = 14;
    pub const EVENTS: i32 = 15;
    pub const TYPE: i32 = 16;
    pub const LINGER: i32 = 17;
    pub const SNDHWM: i32 = 23;
    pub const RCVHWM: i32 = 24;
    pub const RCVTIMEO: i32 = 27;
    pub const SNDTIMEO: i32 = 28;
    pub const LAST_ENDPOINT: i32 = 32;
    pub const ROUTER_MANDATORY: i32 = 33;
    pub const IPV6: i32 = 42;
    pub const PLAIN_SERVER: i32 = 44;
    pub const CURVE_SERVER: i32 = 47;
    pub const CURVE_PUBLICKEY: i32 = 48;
    pub const CURVE_SECRETKEY: i32 = 49;
    pub const CURVE_SERVERKEY: i32 = 50;
    pub const ZAP_DOMAIN: i32 = 55;
    pub const HEARTBEAT_IVL: i32 = 75;
    pub const HEARTBEAT_TIMEOUT: i32 = 77;
    pub const USE_FD: i32 = 89;
}

/// Context options.
#[expect(missing_docs, reason = "libzmq's own names")]
pub mod context_option {
    pub const IO_THREADS: i32 = 1;
    pub const MAX_SOCKETS: i32 = 2;
    pub const SOCKET_LIMIT: i32 = 3;
    pub const THREAD_PRIORITY: i32 = 3;
    pub const THREAD_SCHED_POLICY: i32 = 4;
    pub const MAX_MSGSZ: i32 = 5;
    pub const THREAD_AFFINITY_CPU_ADD: i32 = 7;
    pub const THREAD_AFFINITY_CPU_REMOVE: i32 = 8;
    pub const THREAD_NAME_PREFIX: i32 = 9;
    pub const ZERO_COPY_RECV: i32 = 10;
}

/// The socket types, by libzmq's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SocketType(pub i32);

#[expect(missing_docs, reason = "libzmq's own names")]
impl SocketType {
    pub const PAIR: SocketType = SocketType(0);
    pub const PUB: SocketType = SocketType(1);
    pub const SUB: SocketType = SocketType(2);
    pub const REQ: SocketType = SocketType(3);
    pub const REP: SocketType = SocketType(4);
    pub const DEALER: SocketType = SocketType(5);
    pub const ROUTER: SocketType = SocketType(6);
    pub const PULL: SocketType = SocketType(7);
    pub const PUSH: SocketType = SocketType(8);
    pub const XPUB: SocketType = SocketType(9);
    pub const XSUB: SocketType = SocketType(10);
    pub const STREAM: SocketType = SocketType(11);
    pub const SERVER: SocketType = SocketType(12);
    pub const CLIENT: SocketType = SocketType(13);
    pub const RADIO: SocketType = SocketType(14);
    pub const DISH: SocketType = SocketType(15);
    pub const GATHER: SocketType = SocketType(16);
    pub const SCATTER: SocketType = SocketType(17);
    pub const DGRAM: SocketType = SocketType(18);
}

impl SocketType {
    const NAMES: [&'static CStr; 21] = [
        c"PAIR", c"PUB", c"SUB", c"REQ", c"REP", c"DEALER", c"ROUTER", c"PULL", c"PUSH", c"XPUB",
        c"XSUB", c"STREAM", c"SERVER", c"CLIENT", c"RADIO", c"DISH", c"GATHER", c"SCATTER",
        c"DGRAM", c"PEER", c"CHANNEL",
    ];

    /// The upper-case name, if libzmq's API has such a type, in its stable part or as a whole.
    pub fn known_name(self) -> Option<&'static CStr> {
        (!self.is_draft() || has_drafts())
            .then(|| self.name())
            .flatten()
    }

    /// True for what is not in libzmq's stable API.
    pub fn is_draft(self) -> bool {
        self.0 > Self::STREAM.0
    }

    /// The upper-case name, if there is such a type.
    pub fn name(self) -> Option<&'static CStr> {
        Self::NAMES.get(usize::try_from(self.0).ok()?).copied()
    }
}

/// A libzmq context. Contexts may be used from every thread.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Context(NonNull<c_void>);

// SAFETY: libzmq's contexts are thread-safe.
unsafe impl Send for Context {}
// SAFETY: as above.
unsafe impl Sync for Context {}

impl Context {
    /// A new context with libzmq's defaults.
    pub fn new() -> Result<Context> {
        // SAFETY: no arguments.
        NonNull::new(unsafe { zmq_sys::zmq_ctx_new() })
            .map(Context)
            .ok_or_else(Errno::last)
    }

    /// The context of a handle that [`Context::as_ptr`] gave; none for NULL.
    pub(super) fn from_ptr(handle: *mut c_void) -> Option<Context> {
        NonNull::new(handle).map(Context)
    }

    /// The handle, for those who call libzmq themselves.
    pub fn as_ptr(self) -> *mut c_void {
        self.0.as_ptr()
    }

    /// Sets a context option.
    pub fn set(self, option: i32, value: i32) -> Result<()> {
        // SAFETY: the context is live: `term` takes it away.
        Errno::check(unsafe { zmq_sys::zmq_ctx_set(self.0.as_ptr(), option, value) }).map(drop)
    }

    /// Reads a context option.
    pub fn get(self, option: i32) -> Result<i32> {
        // SAFETY: as above.
        Errno::check(unsafe { zmq_sys::zmq_ctx_get(self.0.as_ptr(), option) })
    }

    /// Sets a context option that is a text; `ENOTSUP` if libzmq has no such.
    pub fn set_text(self, option: i32, value: &CStr) -> Result<()> {
        let set = drafts().ctx_set_ext.ok_or(Errno::NOTSUP)?;
        let mut size = value.count_bytes();
        if size == size_of::<c_int>() {
            // Of this size it would be taken for a number. libzmq reads up to the terminator.
            size += 1;
        }
        // SAFETY: the context is live; a text of ours and its size.
        Errno::check(unsafe { set(self.0.as_ptr(), option, value.as_ptr().cast(), size) }).map(drop)
    }

    /// Makes every blocked and later call on the context's sockets fail with `ETERM`.
    pub fn shutdown(self) {
        // SAFETY: as above.
        unsafe { zmq_sys::zmq_ctx_shutdown(self.0.as_ptr()) };
    }

    /// Ends the context; waits until all its sockets are closed and have sent or dropped their
    /// data. After a signal it asks whether to give up, and leave the context as it is.
    ///
    /// # Safety
    /// No copy of this context may be used afterwards.
    pub unsafe fn term(self, give_up: impl Fn() -> bool) {
        // SAFETY: the caller gives the context away; an interrupted wait may be taken up again.
        while unsafe { zmq_sys::zmq_ctx_term(self.0.as_ptr()) } == -1
            && Errno::last() == Errno::INTR
            && !give_up()
        {}
    }
}

/// libzmq's version: major, minor, patch.
pub fn version() -> (i32, i32, i32) {
    let (mut major, mut minor, mut patch) = (0, 0, 0);
    // SAFETY: three integers of ours.
    unsafe { zmq_sys::zmq_version(&mut major, &mut minor, &mut patch) };
    (major, minor, patch)
}

/// True if libzmq was built with a capability such as `curve`.
pub fn has(capability: &CStr) -> bool {
    // SAFETY: a C string.
    unsafe { zmq_sys::zmq_has(capability.as_ptr()) == 1 }
}

/// True if libzmq was built with its draft API.
pub fn has_drafts() -> bool {
    has(c"draft")
}

/// The most bytes in the name of a group.
const LONGEST_GROUP: usize = 255;

/// Functions of libzmq's draft API. Which libzmq there is shows when the process runs, so they are
/// looked up then.
macro_rules! drafts {
    ($($name:ident: fn($($argument:ty),*) -> $result:ty;)+) => {
        struct Drafts {
            $($name: Option<unsafe extern "C" fn($($argument),*) -> $result>,)+
        }

        impl Drafts {
            fn look_up() -> Drafts {
                Drafts {
                    $($name: {
                        let name = concat!("zmq_", stringify!($name), "\0");
                        // SAFETY: a C string; what libzmq has under the name is of the type that
                        // its header gives, and no function is NULL, which is `None`.
                        unsafe {
                            let symbol = libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr().cast());
                            mem::transmute::<
                                *mut c_void,
                                Option<unsafe extern "C" fn($($argument),*) -> $result>,
                            >(symbol)
                        }
                    },)+
                }
            }
        }
    };
}

drafts! {
    join: fn(*mut c_void, *const c_char) -> c_int;
    leave: fn(*mut c_void, *const c_char) -> c_int;
    msg_set_routing_id: fn(*mut zmq_msg_t, u32) -> c_int;
    msg_routing_id: fn(*mut zmq_msg_t) -> u32;
    msg_set_group: fn(*mut zmq_msg_t, *const c_char) -> c_int;
    msg_group: fn(*mut zmq_msg_t) -> *const c_char;
    ctx_set_ext: fn(*mut c_void, c_int, *const c_void, usize) -> c_int;
}

fn drafts() -> &'static Drafts {
    static DRAFTS: OnceBox<Drafts> = OnceBox::new();
    DRAFTS.get_or_init(|| Box::new(Drafts::look_up()))
}

/// The size of a CURVE key.
pub const KEY_SIZE: usize = 32;
/// The length of a CURVE key as text.
pub const KEY_TEXT_SIZE: usize = 40;

/// A new CURVE key pair: the public key and the secret one. `ENOTSUP` if libzmq has no CURVE.
pub fn curve_keypair() -> Result<([u8; KEY_SIZE], [u8; KEY_SIZE])> {
    let mut public = [0u8; KEY_TEXT_SIZE + 1];
    let mut secret = [0u8; KEY_TEXT_SIZE + 1];
    // SAFETY: both buffers have room for the text and its end.
    Errno::check(unsafe {
        zmq_sys::zmq_curve_keypair(public.as_mut_ptr().cast(), secret.as_mut_ptr().cast())
    })?;
    let key = |text: &[u8]| {
        let text = CStr::from_bytes_until_nul(text).map_err(|_| Errno::INVAL)?;
        key_from_text(text).ok_or(Errno::INVAL)
    };
    Ok((key(&public)?, key(&secret)?))
}

/// A CURVE key as text (Z85).
pub fn key_to_text(key: &[u8; KEY_SIZE]) -> CString {
    let mut text = [0u8; KEY_TEXT_SIZE + 1];
    // SAFETY: a key's size is a multiple of four, and the buffer has room for its text and end.
    unsafe { zmq_sys::zmq_z85_encode(text.as_mut_ptr().cast(), key.as_ptr(), KEY_SIZE) };
    CStr::from_bytes_until_nul(&text)
        .unwrap_or_default()
        .to_owned()
}

/// The CURVE key that a text stands for; none if it is not the text of a key.
pub fn key_from_text(text: &CStr) -> Option<[u8; KEY_SIZE]> {
    if text.count_bytes() != KEY_TEXT_SIZE {
        return None;
    }
    let mut key = [0u8; KEY_SIZE];
    // SAFETY: a text of this length decodes into a key's size at most.
    let end = unsafe { zmq_sys::zmq_z85_decode(key.as_mut_ptr(), text.as_ptr()) };
    (!end.is_null()).then_some(key)
}

/// Counts the calls on a socket, for those who wait for it.
///
/// libzmq signals new input once; any call on the socket may take the signal. Who has seen that
/// there is no input need not look again before there is a signal, or another call was counted.
// Sockets of different threads must not share a line of the cache.
#[derive(Default)]
#[repr(align(64))]
pub struct Usage {
    calls: AtomicU64,
    /// Others have the handle too, so there are calls that nobody counts.
    lent: AtomicBool,
}

/// A libzmq socket handle that someone else owns and keeps open for `'a`.
///
/// That of a SERVER socket has with it the peer from which a part came last; parts that are not
/// for a certain peer go there.
#[derive(Clone, Copy)]
pub struct SocketRef<'a> {
    handle: NonNull<c_void>,
    usage: Option<&'static Usage>,
    peer: Option<&'a Cell<u32>>,
    life: PhantomData<&'a ()>,
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

// SAFETY: libzmq lets a socket be handed from thread to thread with a full fence, which a
// hand-over in Rust implies; it is still one thread's at a time, and so is the last peer.
unsafe impl Send for SocketRef<'_> {}

impl<'a> SocketRef<'a> {
    /// Wraps a handle.
    ///
    /// # Safety
    /// `handle` is a libzmq socket that stays open for `'a`; or at least readable memory, which
    /// libzmq then refuses with `ENOTSOCK`. One thread uses it at a time.
    pub unsafe fn from_ptr(handle: *mut c_void) -> Option<SocketRef<'a>> {
        NonNull::new(handle).map(SocketRef::uncounted)
    }

    fn uncounted(handle: NonNull<c_void>) -> SocketRef<'a> {
        SocketRef {
            handle,
            usage: None,
            peer: None,
            life: PhantomData,
        }
    }

    /// The handle, whose calls are counted from now on if they are made through it or a copy of it.
    pub fn counted(self, usage: &'static Usage) -> SocketRef<'a> {
        usage.lent.store(false, Ordering::Relaxed);
        SocketRef {
            usage: Some(usage),
            ..self
        }
    }

    /// The same handle for longer.
    ///
    /// # Safety
    /// As [`SocketRef::from_ptr`].
    pub unsafe fn detach<'b>(self) -> SocketRef<'b> {
        // SAFETY: by the caller's contract; a socket's peer lives as long as the socket.
        unsafe { mem::transmute::<SocketRef<'_>, SocketRef<'b>>(self) }
    }

    /// Opens a socket. It must be given to [`SocketRef::close`] in the end.
    pub fn open(context: Context, kind: SocketType) -> Result<SocketRef<'a>> {
        // SAFETY: the context is live.
        let handle = unsafe { zmq_sys::zmq_socket(context.as_ptr(), kind.0) };
        NonNull::new(handle)
            .map(SocketRef::uncounted)
            .ok_or_else(Errno::last)
    }

    /// The same socket, with the last peer of a SERVER socket.
    pub fn with_peer(self, peer: &'a Cell<u32>) -> SocketRef<'a> {
        SocketRef {
            peer: Some(peer),
            ..self
        }
    }

    /// The last peer of a SERVER socket.
    pub fn peer(self) -> Option<&'a Cell<u32>> {
        self.peer
    }

    /// Closes the socket.
    ///
    /// # Safety
    /// No copy of this handle may be used afterwards.
    pub unsafe fn close(self) {
        // SAFETY: the caller gives the socket away.
        unsafe { zmq_sys::zmq_close(self.as_ptr()) };
    }

    /// The handle's address. Nobody calls libzmq with it.
    pub fn as_ptr(self) -> *mut c_void {
        self.handle.as_ptr()
    }

    /// The handle, for those who call libzmq themselves.
    pub fn lend(self) -> *mut c_void {
        if let Some(usage) = self.usage {
            usage.lent.store(true, Ordering::Relaxed);
        }
        self.as_ptr()
    }

    /// The handle, for a call that is counted.
    fn used(self) -> *mut c_void {
        if let Some(usage) = self.usage {
            // One thread at a time uses a socket.
            let calls = usage.calls.load(Ordering::Relaxed);
            usage.calls.store(calls.wrapping_add(1), Ordering::Relaxed);
        }
        self.as_ptr()
    }

    /// The number of calls so far; `None` if not all are counted.
    pub fn calls(self) -> Option<u64> {
        let usage = self.usage?;
        (!usage.lent.load(Ordering::Relaxed)).then(|| usage.calls.load(Ordering::Relaxed))
    }

    /// Sends a copy of some bytes as one part.
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
    pub fn send_msg(self, msg: &mut Msg, flags: i32) -> Result<()> {
        if let Some(peer) = self.peer
            && peer.get() != 0
            && msg.routing_id() == 0
        {
            msg.set_routing_id(peer.get())?;
        }
        // SAFETY: the message is initialised.
        let rc = unsafe { zmq_sys::zmq_msg_send(&mut msg.0, self.used(), flags) };
        Errno::check(rc).map(drop)
    }

    /// Receives a part into `msg`, whose old content is released.
    pub fn recv_msg(self, msg: &mut Msg, flags: i32) -> Result<()> {
        // SAFETY: the message is initialised.
        let rc = unsafe { zmq_sys::zmq_msg_recv(&mut msg.0, self.used(), flags) };
        Errno::check(rc)?;
        if let Some(peer) = self.peer {
            peer.set(msg.routing_id());
        }
        Ok(())
    }

    /// Receives a part.
    pub fn recv(self, flags: i32) -> Result<Msg> {
        let mut msg = Msg::new();
        self.recv_msg(&mut msg, flags)?;
        Ok(msg)
    }

    /// Drops what is left of the message of which a part was received last.
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
    pub fn get_int(self, option: i32) -> Result<i32> {
        self.get(option, 0)
    }

    /// Reads an option of any fixed size; `value` gives the type.
    pub fn get<T: Copy>(self, option: i32, mut value: T) -> Result<T> {
        let mut size = size_of::<T>();
        // SAFETY: the buffer is a `T` of ours and its size is given.
        let rc = unsafe {
            zmq_sys::zmq_getsockopt(self.used(), option, (&raw mut value).cast(), &mut size)
        };
        Errno::check(rc).map(|_| value)
    }

    /// Reads a binary or text option into a buffer; gives the length.
    pub fn get_bytes(self, option: i32, buffer: &mut [u8]) -> Result<usize> {
        let mut size = buffer.len();
        // SAFETY: the buffer is ours and its size is given.
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
        // SAFETY: a C string.
        Errno::check(unsafe { zmq_sys::zmq_bind(self.used(), endpoint.as_ptr()) }).map(drop)
    }

    /// Connects to an endpoint.
    pub fn connect(self, endpoint: &CStr) -> Result<()> {
        // SAFETY: a C string.
        Errno::check(unsafe { zmq_sys::zmq_connect(self.used(), endpoint.as_ptr()) }).map(drop)
    }

    /// Stops listening on an endpoint, named as libzmq resolved it.
    pub fn unbind(self, endpoint: &CStr) -> Result<()> {
        // SAFETY: a C string.
        Errno::check(unsafe { zmq_sys::zmq_unbind(self.used(), endpoint.as_ptr()) }).map(drop)
    }

    /// Disconnects from an endpoint.
    pub fn disconnect(self, endpoint: &CStr) -> Result<()> {
        // SAFETY: a C string.
        let rc = unsafe { zmq_sys::zmq_disconnect(self.used(), endpoint.as_ptr()) };
        Errno::check(rc).map(drop)
    }

    /// Receives what is sent to a group, on a DISH socket; `ENOTSUP` on others, and if libzmq has no
    /// drafts.
    pub fn join(self, group: &CStr) -> Result<()> {
        let join = drafts().join.ok_or(Errno::NOTSUP)?;
        // SAFETY: a C string.
        Errno::check(unsafe { join(self.used(), group.as_ptr()) }).map(drop)
    }

    /// Takes [`SocketRef::join`] back.
    pub fn leave(self, group: &CStr) -> Result<()> {
        let leave = drafts().leave.ok_or(Errno::NOTSUP)?;
        // SAFETY: a C string.
        Errno::check(unsafe { leave(self.used(), group.as_ptr()) }).map(drop)
    }

    /// Has the socket's events of the mask published on an inproc endpoint.
    pub fn monitor(self, endpoint: &CStr, events: i32) -> Result<()> {
        // SAFETY: a C string.
        let rc = unsafe { zmq_sys::zmq_socket_monitor(self.used(), endpoint.as_ptr(), events) };
        Errno::check(rc).map(drop)
    }

    /// Ends the publication of events.
    pub fn monitor_stop(self) {
        // SAFETY: libzmq takes NULL for "stop".
        unsafe { zmq_sys::zmq_socket_monitor(self.used(), ptr::null(), 0) };
    }
}

/// A message part: its bytes, owned or shared with others.
///
/// It may be moved: libzmq keeps in it either the bytes or a pointer to counted content,
/// never a pointer into itself, and moves its own by plain copy.
#[repr(transparent)]
pub struct Msg(zmq_msg_t);

// SAFETY: content is counted atomically; the part itself is owned.
unsafe impl Send for Msg {}

impl Msg {
    /// An empty part.
    pub fn new() -> Msg {
        let mut msg = zmq_msg_t { __: [0; 64] };
        // SAFETY: initialises the part; cannot fail.
        unsafe { zmq_sys::zmq_msg_init(&mut msg) };
        Msg(msg)
    }

    /// A part of some size with zero bytes; `ENOMEM` if there is no memory for it.
    pub fn with_size(size: usize) -> Result<Msg> {
        let mut msg = Msg::uninit(size)?;
        msg.fill(0);
        Ok(msg)
    }

    /// A part with a copy of some bytes; `ENOMEM` if there is no memory for it.
    pub fn copy_of(bytes: &[u8]) -> Result<Msg> {
        let mut msg = Msg::uninit(bytes.len())?;
        // SAFETY: the part was made with room for so many bytes, and is new.
        unsafe {
            let data = zmq_sys::zmq_msg_data(&mut msg.0);
            ptr::copy_nonoverlapping(bytes.as_ptr(), data.cast(), bytes.len());
        }
        Ok(msg)
    }

    fn uninit(size: usize) -> Result<Msg> {
        // Sizes beyond what an object can have overflow inside libzmq.
        if size > isize::MAX as usize / 2 {
            return Err(Errno::NOMEM);
        }
        let mut msg = zmq_msg_t { __: [0; 64] };
        // SAFETY: initialises the part, or says that it did not.
        Errno::check(unsafe { zmq_sys::zmq_msg_init_size(&mut msg, size) })?;
        Ok(Msg(msg))
    }

    /// A part on memory of someone else, without a copy; `release (data, hint)` is called once
    /// when the last reference goes, from any thread.
    ///
    /// # Safety
    /// `data` is valid for `size` bytes until `release` is called.
    pub unsafe fn on_memory(
        data: *mut c_void,
        size: usize,
        release: unsafe extern "C" fn(*mut c_void, *mut c_void),
        hint: *mut c_void,
    ) -> Result<Msg> {
        let mut msg = zmq_msg_t { __: [0; 64] };
        // SAFETY: by the caller's contract.
        Errno::check(unsafe {
            zmq_sys::zmq_msg_init_data(&mut msg, data, size, Some(release), hint)
        })?;
        Ok(Msg(msg))
    }

    /// Another reference to the same bytes.
    pub fn share(&self) -> Msg {
        let mut copy = Msg::new();
        // SAFETY: both are initialised; libzmq does not change what a program sees of the source.
        unsafe { zmq_sys::zmq_msg_copy(&mut copy.0, ptr::from_ref(&self.0).cast_mut()) };
        copy
    }

    /// True if it was received, and more parts of its message follow.
    pub fn more(&self) -> bool {
        // SAFETY: the part is initialised.
        unsafe { zmq_sys::zmq_msg_more(&self.0) == 1 }
    }

    /// A metadata property of a part that was received; `EINVAL` if it has none of that name.
    pub fn property(&self, name: &CStr) -> Result<&CStr> {
        // SAFETY: the text belongs to the part, which is borrowed.
        unsafe {
            let text = zmq_sys::zmq_msg_gets(ptr::from_ref(&self.0).cast_mut(), name.as_ptr());
            if text.is_null() {
                Err(Errno::last())
            } else {
                Ok(CStr::from_ptr(text))
            }
        }
    }

    /// The peer that a part came from, or is for, at a SERVER socket; 0 for none, and if libzmq has
    /// no drafts.
    pub fn routing_id(&self) -> u32 {
        // SAFETY: the part is initialised; libzmq only reads it.
        drafts()
            .msg_routing_id
            .map_or(0, |get| unsafe { get(ptr::from_ref(&self.0).cast_mut()) })
    }

    /// Says which peer of a SERVER socket a part is for. 0, no peer, is refused with `EINVAL`.
    pub fn set_routing_id(&mut self, routing_id: u32) -> Result<()> {
        let set = drafts().msg_set_routing_id.ok_or(Errno::NOTSUP)?;
        // SAFETY: the part is initialised.
        Errno::check(unsafe { set(&mut self.0, routing_id) }).map(drop)
    }

    /// The group that a part came by, or is for, at RADIO and DISH sockets; empty for none.
    /// `ENOTSUP` if libzmq has no drafts.
    pub fn group(&self) -> Result<&CStr> {
        let get = drafts().msg_group.ok_or(Errno::NOTSUP)?;
        // SAFETY: the text belongs to the part, which is borrowed.
        unsafe {
            let text = get(ptr::from_ref(&self.0).cast_mut());
            if text.is_null() {
                Err(Errno::INVAL)
            } else {
                Ok(CStr::from_ptr(text))
            }
        }
    }

    /// Says which group a part is for; `EINVAL` for a name that is too long, `ENOTSUP` if libzmq
    /// has no drafts.
    pub fn set_group(&mut self, group: &CStr) -> Result<()> {
        let set = drafts().msg_set_group.ok_or(Errno::NOTSUP)?;
        // libzmq would cut it, or refuse it at a lower limit.
        if group.count_bytes() > LONGEST_GROUP {
            return Err(Errno::INVAL);
        }
        // SAFETY: the part is initialised; a C string.
        Errno::check(unsafe { set(&mut self.0, group.as_ptr()) }).map(drop)
    }

    /// The address of the bytes, for writers through a shared handle.
    pub fn data_ptr(&self) -> *mut u8 {
        // SAFETY: the part is initialised; libzmq only computes the address.
        unsafe { zmq_sys::zmq_msg_data(ptr::from_ref(&self.0).cast_mut()).cast() }
    }
}

impl Default for Msg {
    fn default() -> Msg {
        Msg::new()
    }
}

impl std::ops::Deref for Msg {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        // SAFETY: data and size are those of the part's content.
        unsafe { slice::from_raw_parts(self.data_ptr(), zmq_sys::zmq_msg_size(&self.0)) }
    }
}

impl std::ops::DerefMut for Msg {
    fn deref_mut(&mut self) -> &mut [u8] {
        // SAFETY: as above; writing to bytes that are shared with a part in flight is the
        // caller's business, as with libzmq.
        unsafe { slice::from_raw_parts_mut(self.data_ptr(), zmq_sys::zmq_msg_size(&self.0)) }
    }
}

impl Drop for Msg {
    fn drop(&mut self) {
        // SAFETY: the part is initialised and not used again.
        unsafe { zmq_sys::zmq_msg_close(&mut self.0) };
    }
}

/// Something to poll: a socket or a descriptor, the events asked for, the events that happened.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct PollItem<'a>(zmq_pollitem_t, PhantomData<&'a ()>);

impl<'a> PollItem<'a> {
    /// Waits for events of a socket. Polling is a call that is not counted.
    pub fn socket(socket: SocketRef<'a>, events: i16) -> PollItem<'a> {
        socket.lend();
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
    // SAFETY: `PollItem` is a transparent zmq_pollitem_t; sockets are live by their lifetime.
    let rc = unsafe { zmq_sys::zmq_poll(items.as_mut_ptr().cast(), items.len() as c_int, timeout) };
    Errno::check(rc).map(|count| count as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_key_or_is_refused() {
        let key: [u8; KEY_SIZE] = std::array::from_fn(|index| index as u8 * 8);
        let text = key_to_text(&key);
        assert_eq!(text.count_bytes(), KEY_TEXT_SIZE);
        assert_eq!(key_from_text(&text), Some(key));
        for bad in [
            c"",
            c"012345678901234567890123456789012345678",
            c"01234 6789012345678901234567890123456789",
            c"0123456789012345678901234567890123\xc3\xa96789",
            c"#####67890123456789012345678901234567890",
        ] {
            assert_eq!(key_from_text(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn key_pairs_differ() {
        assert!(has(c"curve"));
        let (public, secret) = curve_keypair().unwrap();
        assert_ne!(public, secret);
        assert_ne!(curve_keypair().unwrap().1, secret);
    }
}

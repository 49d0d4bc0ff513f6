//! Sockets.

use std::ffi::{c_char, c_int, c_void};
use std::mem::forget;
use std::ptr::NonNull;
use std::time::Duration;

use crate::ffi::{self, zsock_t};
use crate::message::Message;
use crate::text::{self, AS_IS, milliseconds};
use crate::{Error, Result, SendError};

/// libzmq's socket types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
#[allow(missing_docs)]
pub enum SocketType {
    Pair = 0,
    Pub = 1,
    Sub = 2,
    Req = 3,
    Rep = 4,
    Dealer = 5,
    Router = 6,
    Pull = 7,
    Push = 8,
    XPub = 9,
    XSub = 10,
    Stream = 11,
}

/// What [`Socket::attach`] does with an endpoint that does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Direction {
    Bind,
    Connect,
}

/// A socket (`zsock`).
///
/// Where a function returns nothing, libzmq refuses only values that the types here exclude, or
/// options that it was built without; those are ignored.
#[derive(Debug)]
pub struct Socket(NonNull<zsock_t>);

// SAFETY: libzmq allows a socket to move to another thread with a full memory fence in between, and
// whatever moves a value to another thread in Rust is one. It is not `Sync`.
unsafe impl Send for Socket {}

type Format = unsafe extern "C" fn(*mut zsock_t, *const c_char, ...) -> c_int;
type SetNumber = unsafe extern "C" fn(*mut c_void, c_int);
type SetText = unsafe extern "C" fn(*mut c_void, *const c_char);

impl Socket {
    /// Opens a socket of a type, unattached. Fails with `EMFILE` if there are too many sockets.
    pub fn new(kind: SocketType) -> Result<Socket> {
        // SAFETY: every number is permitted; the fresh socket is nobody else's.
        unsafe { Socket::from_ptr(ffi::zsock_new(kind as c_int)) }.ok_or_else(Error::last)
    }

    /// Takes ownership of a socket from C; `None` for NULL.
    ///
    /// # Safety
    ///
    /// The pointer is NULL or that of a socket which is the caller's to destroy, and which no other
    /// thread uses.
    pub unsafe fn from_ptr(socket: *mut zsock_t) -> Option<Socket> {
        NonNull::new(socket).map(Socket)
    }

    /// The socket for C, which may use it as long as this value lives.
    pub fn as_ptr(&self) -> *mut zsock_t {
        self.0.as_ptr()
    }

    /// Hands the socket over to C, which destroys it.
    pub fn into_ptr(self) -> *mut zsock_t {
        let socket = self.as_ptr();
        forget(self);
        socket
    }

    /// As functions take it that take other things also.
    fn any(&self) -> *mut c_void {
        self.as_ptr().cast()
    }

    /// libzmq's own handle.
    pub(crate) fn handle(&self) -> *mut c_void {
        // SAFETY: the socket is alive.
        unsafe { ffi::zsock_resolve(self.any()) }
    }

    fn formatted(&self, function: Format, endpoint: &str) -> Result<c_int> {
        let endpoint = text::to_c(endpoint)?;
        // SAFETY: the socket is alive; the format takes one string, which lives during the call.
        let result = unsafe { function(self.as_ptr(), AS_IS, endpoint.as_ptr()) };
        if result == -1 {
            Err(Error::last())
        } else {
            Ok(result)
        }
    }

    fn set_number(&self, function: SetNumber, value: c_int) {
        // SAFETY: the socket is alive, and each of these functions takes any number.
        unsafe { function(self.any(), value) }
    }

    fn set_text(&self, function: SetText, value: &str) -> Result<()> {
        let value = text::to_c(value)?;
        // SAFETY: the socket is alive; the string is copied during the call.
        unsafe { function(self.any(), value.as_ptr()) }
        Ok(())
    }

    /// Listens on an endpoint. `tcp://*:*` takes a free port. Returns the port of a tcp endpoint, and 0
    /// for others.
    pub fn bind(&self, endpoint: &str) -> Result<u16> {
        let port = self.formatted(ffi::zsock_bind, endpoint)?;
        Ok(u16::try_from(port).unwrap_or_default())
    }

    /// Stops listening on an endpoint.
    pub fn unbind(&self, endpoint: &str) -> Result<()> {
        self.formatted(ffi::zsock_unbind, endpoint).map(drop)
    }

    /// Connects to an endpoint. Errors are about the endpoint's text; whether there is a peer shows
    /// later.
    pub fn connect(&self, endpoint: &str) -> Result<()> {
        self.formatted(ffi::zsock_connect, endpoint).map(drop)
    }

    /// Disconnects from an endpoint.
    pub fn disconnect(&self, endpoint: &str) -> Result<()> {
        self.formatted(ffi::zsock_disconnect, endpoint).map(drop)
    }

    /// Attaches the socket to endpoints, separated by commas: `@` before one binds it, `>` connects
    /// it, and otherwise the direction decides.
    pub fn attach(&self, endpoints: &str, direction: Direction) -> Result<()> {
        let endpoints = text::to_c(endpoints)?;
        let serverish = direction == Direction::Bind;
        // SAFETY: the socket is alive; the string lives during the call.
        match unsafe { ffi::zsock_attach(self.as_ptr(), endpoints.as_ptr(), serverish) } {
            0 => Ok(()),
            _ => Err(Error::last()),
        }
    }

    /// The endpoint that was bound last, with the port that was chosen for it; `None` if none was.
    pub fn endpoint(&self) -> Option<String> {
        // SAFETY: the socket is alive; the result belongs to it, and is copied at once.
        unsafe { text::lossy(ffi::zsock_endpoint(self.as_ptr())) }
    }

    /// Sends a message; waits while peers take no more, as long as the send timeout. On failure the
    /// message comes back with the error: `EAGAIN` after the timeout, `EHOSTUNREACH` if a mandatory
    /// ROUTER does not know the peer, `EINTR` after a signal.
    pub fn send(&self, message: Message) -> std::result::Result<(), SendError> {
        if message.is_empty() {
            let error = Error::INVALID;
            return Err(SendError { message, error });
        }
        let mut message = message.into_ptr();
        // SAFETY: both are alive. On success the message is gone, and the variable NULL.
        let status = unsafe { ffi::zmsg_send(&mut message, self.any()) };
        let error = Error::last();
        // SAFETY: what is left in the variable is this function's.
        let left = unsafe { Message::from_ptr(message) };
        match (status, left) {
            (0, _) => Ok(()),
            (_, left) => Err(SendError {
                message: left.unwrap_or_default(),
                error,
            }),
        }
    }

    /// Sends a message of frames with these bytes.
    pub fn send_parts<B: AsRef<[u8]>>(&self, parts: impl IntoIterator<Item = B>) -> Result<()> {
        Ok(self.send(parts.into_iter().collect())?)
    }

    /// Receives a message; waits for it, as long as the receive timeout. Fails with `EAGAIN` after
    /// the timeout, `EINTR` after a signal, `ETERM` when the process ends.
    pub fn receive(&self) -> Result<Message> {
        // SAFETY: the socket is alive; the message is nobody else's.
        unsafe { Message::from_ptr(ffi::zmsg_recv(self.any())) }.ok_or_else(Error::last)
    }

    /// Receives a message, if there is one.
    pub fn try_receive(&self) -> Result<Option<Message>> {
        // SAFETY: the socket is alive.
        let events = unsafe { ffi::zsock_events(self.any()) };
        match c_int::from(crate::Events::INPUT.bits()) & events {
            0 => Ok(None),
            _ => self.receive().map(Some),
        }
    }

    /// Sends a signal, for the peer's [`Socket::wait`].
    pub fn signal(&self, status: u8) -> Result<()> {
        // SAFETY: the socket is alive.
        match unsafe { ffi::zsock_signal(self.any(), status) } {
            0 => Ok(()),
            _ => Err(Error::last()),
        }
    }

    /// Waits for a signal, and returns its status. Other messages are dropped.
    pub fn wait(&self) -> Result<u8> {
        // SAFETY: the socket is alive.
        let status = unsafe { ffi::zsock_wait(self.any()) };
        u8::try_from(status).map_err(|_| Error::last())
    }

    /// Subscribes a SUB socket to messages with this prefix.
    pub fn subscribe(&self, prefix: &str) -> Result<()> {
        self.set_text(ffi::zsock_set_subscribe, prefix)
    }

    /// Takes back one subscription.
    pub fn unsubscribe(&self, prefix: &str) -> Result<()> {
        self.set_text(ffi::zsock_set_unsubscribe, prefix)
    }

    /// Sets the routing id under which ROUTER peers know this socket, at most 255 bytes; for
    /// connections made from now on.
    pub fn set_identity(&self, identity: &str) -> Result<()> {
        if !(1..=255).contains(&identity.len()) {
            return Err(Error::INVALID);
        }
        self.set_text(ffi::zsock_set_identity, identity)
    }

    /// Queues messages only to connections that are complete.
    pub fn set_immediate(&self, immediate: bool) {
        self.set_number(ffi::zsock_set_immediate, immediate.into());
    }

    /// Sets how long unsent messages are kept after the socket is closed; `None`: until they are sent.
    pub fn set_linger(&self, time: Option<Duration>) {
        self.set_number(ffi::zsock_set_linger, milliseconds(time));
    }

    /// Sets the largest message to accept, in bytes; peers that send a larger one are disconnected.
    /// `None`: no limit.
    pub fn set_max_message_size(&self, bytes: Option<u32>) {
        let bytes = bytes.and_then(|bytes| c_int::try_from(bytes).ok());
        self.set_number(ffi::zsock_set_maxmsgsize, bytes.unwrap_or(-1));
    }

    /// Sends an empty message on each new connection, so that a ROUTER learns of it.
    pub fn set_probe_router(&self, probe: bool) {
        self.set_number(ffi::zsock_set_probe_router, probe.into());
    }

    /// Sets how many received messages wait for each connection; 0: any number.
    pub fn set_receive_limit(&self, messages: u16) {
        self.set_number(ffi::zsock_set_rcvhwm, messages.into());
    }

    /// Sets how many messages to send wait for each connection; 0: any number.
    pub fn set_send_limit(&self, messages: u16) {
        self.set_number(ffi::zsock_set_sndhwm, messages.into());
    }

    /// Lets any number of messages wait, in both directions.
    pub fn set_unbounded(&self) {
        // SAFETY: the socket is alive.
        unsafe { ffi::zsock_set_unbounded(self.any()) }
    }

    /// Sets how long receiving waits; `None`: for ever.
    pub fn set_receive_timeout(&self, time: Option<Duration>) {
        self.set_number(ffi::zsock_set_rcvtimeo, milliseconds(time));
    }

    /// Sets how long sending waits; `None`: for ever.
    pub fn set_send_timeout(&self, time: Option<Duration>) {
        self.set_number(ffi::zsock_set_sndtimeo, milliseconds(time));
    }

    /// Sets the time between attempts to reconnect; `None`: no attempts.
    pub fn set_reconnect_interval(&self, time: Option<Duration>) {
        self.set_number(ffi::zsock_set_reconnect_ivl, milliseconds(time));
    }

    /// Lets a ROUTER's peer take over the routing id of an earlier connection.
    pub fn set_router_handover(&self, handover: bool) {
        self.set_number(ffi::zsock_set_router_handover, handover.into());
    }

    /// Makes sending on a ROUTER fail with `EHOSTUNREACH` if the peer is unknown, instead of dropping
    /// the message.
    pub fn set_router_mandatory(&self, mandatory: bool) {
        self.set_number(ffi::zsock_set_router_mandatory, mandatory.into());
    }

    /// Makes the socket a CURVE server. [`Cert::apply`](crate::Cert::apply) gives it its keys.
    pub fn set_curve_server(&self, server: bool) {
        self.set_number(ffi::zsock_set_curve_server, server.into());
    }

    /// Sets the public key of the server to connect to, as 40 characters. Fails with `EINVAL` if it
    /// is not a key.
    pub fn set_curve_server_key(&self, key: &str) -> Result<()> {
        if !crate::is_curve_key(key) {
            return Err(Error::INVALID);
        }
        self.set_text(ffi::zsock_set_curve_serverkey, key)
    }

    /// Sets the domain in which clients of this server are authenticated.
    pub fn set_zap_domain(&self, domain: &str) -> Result<()> {
        self.set_text(ffi::zsock_set_zap_domain, domain)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // SAFETY: the socket is this value's own, and not used any more.
        unsafe { ffi::zsock_destroy(&mut self.as_ptr()) }
    }
}

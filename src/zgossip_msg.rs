//! zgossip_msg: messages of the gossip protocol.
//!
//! What gossip nodes (zgossip) say to each other, for programs that want to speak to them by
//! themselves. A message has a command and up to three fields, and can be used again and again.
//!
//!     ZGOSSIP_MSG_HELLO    A node greets the one that it connected to
//!     ZGOSSIP_MSG_PUBLISH  A tuple: key, value, and ttl, which is not in use
//!     ZGOSSIP_MSG_PING     Are you there?
//!     ZGOSSIP_MSG_PONG     The answer to that
//!     ZGOSSIP_MSG_INVALID  The answer to what was not understood
//!
//! A client is a DEALER, a server a ROUTER, which tells its clients apart by the routing id of each
//! message.

use std::ffi::{CStr, CString, c_char, c_int};
use std::ptr;

use crate::abi::{breach, give_opt, handle, lend, self_test, status, tagged, take, text_opt};
use crate::zframe::zframe_t;
use crate::zsock::zsock_t;
use czmq_c_abi::Owned;
use czmq_core::messaging::frame::{Frame, flag};
use czmq_gossip::codec::{self, Command, Extension, LONGEST_KEY, Malformed};
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};
use czmq_sys::zmq::{SocketRef, SocketType, option};

/// A message handle.
pub type zgossip_msg_t = Held;

/// What the program last set or received.
#[derive(Default)]
pub struct Held {
    routing_id: Option<Owned<zframe_t>>,
    id: c_int,
    key: CString,
    value: CString,
    ttl: u32,
}

impl Held {
    fn recv(&mut self, input: SocketRef<'_>) -> Result<()> {
        if is_router(input) {
            let routing_id = Frame::recv(input, 0)?;
            if !routing_id.more() {
                log::write(Level::Warning, b"zgossip_msg: no routing ID");
                return Err(Errno::PROTO);
            }
            self.routing_id = Some(routing_id.into());
        }
        let frame = match Frame::recv(input, 0) {
            Ok(frame) => frame,
            Err(error) => {
                log::write(Level::Warning, b"zgossip_msg: interrupted");
                return Err(error);
            }
        };
        let decoded = if frame.more() {
            // The rest must not be taken for the next message.
            input.flush();
            Err(Malformed::Frames)
        } else {
            codec::decode(frame.bytes())
        };
        match decoded {
            Ok((command, _)) => {
                self.id = command.id().into();
                if let Command::Publish { key, value, ttl } = command {
                    self.key = CString::new(key).unwrap_or_default();
                    self.value = CString::new(value).unwrap_or_default();
                    self.ttl = ttl;
                }
                Ok(())
            }
            Err(malformed) => {
                log::write(
                    Level::Warning,
                    format!("zgossip_msg: {malformed}").as_bytes(),
                );
                log::write(
                    Level::Warning,
                    b"zgossip_msg: zgossip_msg malformed message, fail",
                );
                Err(Errno::PROTO)
            }
        }
    }

    fn command(&self) -> Result<Command<'_>> {
        match u8::try_from(self.id) {
            Ok(codec::id::HELLO) => Ok(Command::Hello),
            Ok(codec::id::PUBLISH) => Ok(Command::Publish {
                key: self.key.to_bytes(),
                value: self.value.to_bytes(),
                ttl: self.ttl,
            }),
            Ok(codec::id::PING) => Ok(Command::Ping),
            Ok(codec::id::PONG) => Ok(Command::Pong),
            Ok(codec::id::INVALID) => Ok(Command::Invalid),
            _ => Err(Errno::INVAL),
        }
    }

    fn send(&mut self, output: SocketRef<'_>) -> Result<()> {
        let frame = codec::encode(&self.command()?, Extension::None);
        if is_router(output) {
            match &mut self.routing_id {
                Some(routing_id) => routing_id.send(output, flag::MORE | flag::REUSE)?,
                None => return Err(Errno::HOSTUNREACH),
            }
        }
        output.send(&frame, 0)
    }
}

fn is_router(socket: SocketRef<'_>) -> bool {
    socket.get_int(option::TYPE) == Ok(SocketType::ROUTER.0)
}

/// Creates a message without a command. The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn zgossip_msg_new() -> *mut zgossip_msg_t {
    give_opt(Some(Box::default()))
}

/// Destroys a message and sets the caller's variable to NULL; nothing if it is NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zgossip_msg_destroy(self_p: *mut *mut zgossip_msg_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "zgossip_msg_destroy") });
}

/// Receives a message from a socket, and waits for it; from a ROUTER with the routing id of the
/// peer that sent it. Returns 0, or -1 and errno: EPROTO if something else came, which is dropped
/// and logged, EINTR, EAGAIN or ETERM if nothing came. The message is then as it was, but
/// for the routing id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zgossip_msg_recv(self_: *mut zgossip_msg_t, input: *mut zsock_t) -> c_int {
    const ME: &str = "zgossip_msg_recv";
    // SAFETY: `self_` and `input` are handles.
    unsafe { status(handle(self_, ME).recv(tagged(input, ME).handle())) }
}

/// Sends a message to a socket, and keeps it; to a ROUTER for the peer of the routing id. Returns
/// 0, or -1 and errno: EINVAL without a command, EHOSTUNREACH on a ROUTER without a routing id, or
/// what the socket says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zgossip_msg_send(
    self_: *mut zgossip_msg_t,
    output: *mut zsock_t,
) -> c_int {
    const ME: &str = "zgossip_msg_send";
    // SAFETY: `self_` and `output` are handles.
    unsafe { status(handle(self_, ME).send(tagged(output, ME).handle())) }
}

/// Logs the message at debug level.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zgossip_msg_print(self_: *mut zgossip_msg_t) {
    // SAFETY: `self_` is a handle.
    let message = unsafe { handle(self_, "zgossip_msg_print") };
    let debug = |text: &[u8]| log::write(Level::Debug, text);
    debug(format!("ZGOSSIP_MSG_{}:", codec::name(message.id)).as_bytes());
    if message.command().is_err() {
        return;
    }
    debug(b"    version=1");
    if message.id == c_int::from(codec::id::PUBLISH) {
        debug(&[b"    key='", message.key.to_bytes(), b"'"].concat());
        debug(&[b"    value='", message.value.to_bytes(), b"'"].concat());
        debug(format!("    ttl={}", message.ttl).as_bytes());
    }
}

/// Returns the routing id of the peer that sent the message, or that it is for; NULL without one.
/// It belongs to the message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zgossip_msg_routing_id(self_: *mut zgossip_msg_t) -> *mut zframe_t {
    // SAFETY: `self_` is a handle.
    lend(
        unsafe { handle(self_, "zgossip_msg_routing_id") }
            .routing_id
            .as_ref(),
    )
}

/// Sets the routing id of the peer that the message is for to a copy of a frame; none for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zgossip_msg_set_routing_id(
    self_: *mut zgossip_msg_t,
    routing_id: *mut zframe_t,
) {
    const ME: &str = "zgossip_msg_set_routing_id";
    // SAFETY: `routing_id` and `self_` are handles; the copy is made before the message is
    // touched, since the frame may be its own.
    unsafe {
        let copy = if routing_id.is_null() {
            None
        } else {
            tagged(routing_id, ME).duplicate().ok().map(Owned::from)
        };
        handle(self_, ME).routing_id = copy;
    }
}

/// Returns the command: ZGOSSIP_MSG_HELLO, …; 0 in a new message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zgossip_msg_id(self_: *mut zgossip_msg_t) -> c_int {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zgossip_msg_id") }.id
}

/// Sets the command: ZGOSSIP_MSG_HELLO, …
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zgossip_msg_set_id(self_: *mut zgossip_msg_t, id: c_int) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zgossip_msg_set_id") }.id = id;
}

/// Returns the command's name, `HELLO`, …, or `?` for an unknown one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zgossip_msg_command(self_: *mut zgossip_msg_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    let id = unsafe { handle(self_, "zgossip_msg_command") }.id;
    let name = match codec::name(id) {
        "HELLO" => c"HELLO",
        "PUBLISH" => c"PUBLISH",
        "PING" => c"PING",
        "PONG" => c"PONG",
        "INVALID" => c"INVALID",
        _ => c"?",
    };
    name.as_ptr()
}

/// Returns the key, which belongs to the message; empty if none was set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zgossip_msg_key(self_: *mut zgossip_msg_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zgossip_msg_key") }.key.as_ptr()
}

/// Sets the key to a copy, cut after 255 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zgossip_msg_set_key(self_: *mut zgossip_msg_t, key: *const c_char) {
    const ME: &str = "zgossip_msg_set_key";
    // SAFETY: `self_` is a handle, and `key` is a text.
    let (message, key) = unsafe { (handle(self_, ME), text_opt(key)) };
    let Some(key) = key else {
        breach(ME, "key is NULL")
    };
    let key = &key.to_bytes()[..key.to_bytes().len().min(LONGEST_KEY)];
    message.key = CString::new(key).unwrap_or_default();
}

/// Returns the value, which belongs to the message; empty if none was set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zgossip_msg_value(self_: *mut zgossip_msg_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zgossip_msg_value") }.value.as_ptr()
}

/// Sets the value to a copy; empty for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zgossip_msg_set_value(self_: *mut zgossip_msg_t, value: *const c_char) {
    // SAFETY: `value` is a text, and `self_` is a handle; the value is copied before the old one
    // goes.
    unsafe {
        let value = text_opt(value).unwrap_or_default().to_owned();
        handle(self_, "zgossip_msg_set_value").value = value;
    }
}

/// Returns the ttl field.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zgossip_msg_ttl(self_: *mut zgossip_msg_t) -> u32 {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zgossip_msg_ttl") }.ttl
}

/// Sets the ttl field.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zgossip_msg_set_ttl(self_: *mut zgossip_msg_t, ttl: u32) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zgossip_msg_set_ttl") }.ttl = ttl;
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zgossip_msg_test(_verbose: bool) {
    use crate::zsock::{zsock_attach, zsock_destroy_checked, zsock_new_checked};
    // SAFETY: the calls keep the contract.
    self_test("zgossip_msg", || unsafe {
        let mut server = zsock_new_checked(SocketType::ROUTER.0, ptr::null(), 0);
        let mut client = zsock_new_checked(SocketType::DEALER.0, ptr::null(), 0);
        assert_eq!(
            zsock_attach(server, c"@inproc://zgossip_msg.test".as_ptr(), true),
            0
        );
        assert_eq!(
            zsock_attach(client, c">inproc://zgossip_msg.test".as_ptr(), false),
            0
        );
        let mut message = zgossip_msg_new();
        let mut answer = zgossip_msg_new();
        zgossip_msg_set_key(message, c"key".as_ptr());
        zgossip_msg_set_value(message, c"value".as_ptr());
        zgossip_msg_set_ttl(message, 123);
        for id in codec::id::HELLO..=codec::id::INVALID {
            zgossip_msg_set_id(message, id.into());
            assert_eq!(zgossip_msg_send(message, client), 0);
            assert_eq!(zgossip_msg_recv(answer, server), 0);
            assert_eq!(zgossip_msg_id(answer), c_int::from(id));
            assert!(!zgossip_msg_routing_id(answer).is_null());
            assert_eq!(zgossip_msg_send(answer, server), 0);
            assert_eq!(zgossip_msg_recv(message, client), 0);
        }
        assert_eq!(CStr::from_ptr(zgossip_msg_key(answer)), c"key");
        assert_eq!(CStr::from_ptr(zgossip_msg_value(answer)), c"value");
        assert_eq!(zgossip_msg_ttl(answer), 123);
        zgossip_msg_destroy(&mut answer);
        zgossip_msg_destroy(&mut message);
        zsock_destroy_checked(&mut client, ptr::null(), 0);
        zsock_destroy_checked(&mut server, ptr::null(), 0);
    });
}

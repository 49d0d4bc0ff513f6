//! zmonitor: events of a socket's connections.

use std::ffi::{CStr, c_void};
use std::ptr;

use crate::abi::{breach, self_test, socket};
use crate::zactor::{zactor_destroy, zactor_new, zactor_t};
use crate::zmsg::{
    zmsg_addstr, zmsg_destroy, zmsg_new, zmsg_popstr, zmsg_recv, zmsg_send, zmsg_signal, zmsg_size,
};
use crate::zsock::{zsock_attach, zsock_destroy_checked, zsock_new_checked, zsock_t};
use crate::zstr::zstr_free;
use czmq_core::actors::monitor;
use czmq_sys::zmq::SocketType;

/// An actor function: zactor_new (zmonitor, sock) reports events of the connections of a
/// socket: a zsock, a zactor or a handle of libzmq. The socket stays the caller's, who may close
/// it before the actor. If it still has data to send then, destroying the actor waits for that, at
/// most ten seconds.
///
/// Each command is a message of strings:
///
///     LISTEN event...     Report these events, in addition to those of earlier commands. An
///                         unknown name is logged as a warning. Has no effect after START.
///     START               Begin. Answered with a signal, to wait for by zsock_wait: its status is
///                         0; or 1, with an error in the log, if the socket is gone, or of
///                         another context than zsys_init returns, or the actor has been started.
///                         A socket has one monitor: the last.
///     VERBOSE             Log commands and events, at information level.
///
/// The process aborts at any other command.
///
/// The events are CONNECTED, CONNECT_DELAYED, CONNECT_RETRIED, LISTENING, BIND_FAILED, ACCEPTED,
/// ACCEPT_FAILED, CLOSED, CLOSE_FAILED, DISCONNECTED, MONITOR_STOPPED,
/// HANDSHAKE_FAILED_NO_DETAIL, HANDSHAKE_SUCCEEDED, HANDSHAKE_FAILED_PROTOCOL,
/// HANDSHAKE_FAILED_AUTH; ALL stands for all of them.
///
/// For each event the actor sends a message of three strings: its name; libzmq's value for it, in
/// decimal, which is a descriptor, an errno or an interval in milliseconds; and the address.
/// Events are queued until they are read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zmonitor(pipe: *mut zsock_t, sock: *mut c_void) {
    const ME: &str = "zmonitor";
    // SAFETY: `pipe` and `sock` are sockets.
    let (pipe, watched) = unsafe { (socket(pipe.cast(), ME), socket(sock, ME)) };
    if let Err(failure) = monitor::run(pipe, watched) {
        breach(ME, &failure.to_string());
    }
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zmonitor_test(_verbose: bool) {
    /// Sends a command of strings.
    ///
    /// # Safety
    /// The contract.
    unsafe fn command(monitor: *mut zactor_t, strings: &[&CStr]) {
        // SAFETY: by the caller's contract.
        unsafe {
            let mut message = zmsg_new();
            for string in strings {
                assert_eq!(zmsg_addstr(message, string.as_ptr()), 0);
            }
            assert_eq!(zmsg_send(&mut message, monitor.cast()), 0);
        }
    }
    /// Waits for the answer to START.
    ///
    /// # Safety
    /// The contract.
    unsafe fn status(monitor: *mut zactor_t) -> i32 {
        // SAFETY: by the caller's contract.
        unsafe {
            let mut answer = zmsg_recv(monitor.cast());
            let status = zmsg_signal(answer);
            zmsg_destroy(&mut answer);
            status
        }
    }
    /// Receives an event of this name.
    ///
    /// # Safety
    /// The contract.
    unsafe fn expect(monitor: *mut zactor_t, name: &CStr) {
        // SAFETY: `string` is a text.
        unsafe {
            let mut event = zmsg_recv(monitor.cast());
            assert_eq!(zmsg_size(event), 3);
            let mut string = zmsg_popstr(event);
            assert_eq!(CStr::from_ptr(string), name);
            zstr_free(&mut string);
            zmsg_destroy(&mut event);
        }
    }
    // SAFETY: the calls keep the contract.
    self_test("zmonitor", || unsafe {
        let endpoint = c"tcp://127.0.0.1:*";
        let mut server = zsock_new_checked(SocketType::DEALER.0, ptr::null(), 0);
        let mut monitor = zactor_new(Some(zmonitor), server.cast());
        command(monitor, &[c"LISTEN", c"LISTENING", c"ACCEPTED"]);
        command(monitor, &[c"LISTEN", c"MONITOR_STOPPED"]);
        command(monitor, &[c"START"]);
        assert_eq!(status(monitor), 0);
        assert_eq!(zsock_attach(server, endpoint.as_ptr(), true), 0);
        expect(monitor, c"LISTENING");

        let mut client = zsock_new_checked(SocketType::DEALER.0, ptr::null(), 0);
        let bound = crate::zsock::zsock_endpoint(server);
        assert_eq!(zsock_attach(client, bound, false), 0);
        expect(monitor, c"ACCEPTED");
        zsock_destroy_checked(&mut client, ptr::null(), 0);
        zsock_destroy_checked(&mut server, ptr::null(), 0);
        expect(monitor, c"MONITOR_STOPPED");
        zactor_destroy(&mut monitor);
    });
}

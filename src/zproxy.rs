//! zproxy: messages passed between two sockets.

use std::ffi::{CStr, c_void};
use std::ptr;

use crate::abi::{breach, self_test, socket};
use crate::zactor::{zactor_destroy, zactor_new, zactor_t};
use crate::zmsg::{
    zmsg_addstr, zmsg_destroy, zmsg_new, zmsg_recv, zmsg_send, zmsg_signal, zmsg_size,
};
use crate::zsock::{zsock_attach, zsock_destroy_checked, zsock_new_checked, zsock_t};
use czmq_core::actors::proxy;
use czmq_sys::zmq::SocketType;

/// An actor function: zactor_new (zproxy, NULL) passes messages between two sockets of its own,
/// in both directions. `unused` is ignored.
///
/// Each command is a message of strings, and is answered with a signal: wait for it (zsock_wait).
/// Its status is 0; or 1, with an error in the log, if an argument is missing or wrong, and then
/// nothing has changed.
///
///     FRONTEND type endpoints     Open one socket, of a type such as XSUB, and attach it to
///     BACKEND type endpoints      endpoints, which it binds by default; see zsock_attach. Can be
///                                 done once for each; messages pass as soon as there are both.
///                                 A SUB or XSUB socket subscribes to the topics in further
///                                 frames (draft).
///     CAPTURE endpoint            Send a copy of each message to a PULL socket that listens on
///                                 this endpoint, in place of an earlier one.
///     PAUSE                       Stop passing messages, once both sockets exist.
///     RESUME                      Pass messages again.
///     DOMAIN side domain          Set the ZAP domain of FRONTEND or BACKEND, before it is opened.
///     PLAIN side                  Ask clients of FRONTEND or BACKEND for passwords, likewise.
///     CURVE side public secret    Ask them for CURVE keys; these are the side's own, as text.
///     VERBOSE                     Log commands, at information level.
///
/// Messages are passed whole. They are queued while the other side, or the capture socket, has no
/// room or no peer; commands and the other direction are not held up. The process aborts at any
/// other command.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproxy(pipe: *mut zsock_t, unused: *mut c_void) {
    const ME: &str = "zproxy";
    let _ = unused;
    // SAFETY: `pipe` is a socket.
    let pipe = unsafe { socket(pipe.cast(), ME) };
    if let Err(failure) = proxy::run(pipe) {
        breach(ME, &failure.to_string());
    }
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zproxy_test(_verbose: bool) {
    /// Sends strings.
    ///
    /// # Safety
    /// The contract.
    unsafe fn send(dest: *mut c_void, strings: &[&CStr]) {
        // SAFETY: by the caller's contract.
        unsafe {
            let mut message = zmsg_new();
            for string in strings {
                assert_eq!(zmsg_addstr(message, string.as_ptr()), 0);
            }
            assert_eq!(zmsg_send(&mut message, dest), 0);
        }
    }
    /// Sends a command, and returns the status of the answer.
    ///
    /// # Safety
    /// The contract.
    unsafe fn command(proxy: *mut zactor_t, strings: &[&CStr]) -> i32 {
        // SAFETY: by the caller's contract.
        unsafe {
            send(proxy.cast(), strings);
            let mut answer = zmsg_recv(proxy.cast());
            let status = zmsg_signal(answer);
            zmsg_destroy(&mut answer);
            status
        }
    }
    // SAFETY: the calls keep the contract.
    self_test("zproxy", || unsafe {
        let mut proxy = zactor_new(Some(zproxy), ptr::null_mut());
        let (front, back) = (c"inproc://zproxy-test-front", c"inproc://zproxy-test-back");
        assert_eq!(command(proxy, &[c"FRONTEND", c"PULL", front]), 0);
        assert_eq!(command(proxy, &[c"BACKEND", c"PUSH", back]), 0);
        let attached = |kind: SocketType, endpoint: &CStr, bind| {
            let sock = zsock_new_checked(kind.0, ptr::null(), 0);
            assert_eq!(zsock_attach(sock, endpoint.as_ptr(), bind), 0);
            sock
        };
        let tap = c"inproc://zproxy-test-capture";
        let mut capture = attached(SocketType::PULL, tap, true);
        assert_eq!(command(proxy, &[c"CAPTURE", tap]), 0);
        let mut faucet = attached(SocketType::PUSH, front, false);
        let mut sink = attached(SocketType::PULL, back, false);
        assert_eq!(command(proxy, &[c"PAUSE"]), 0);
        send(faucet.cast(), &[c"Hello", c"World"]);
        assert_eq!(command(proxy, &[c"RESUME"]), 0);
        for source in [sink, capture] {
            let mut message = zmsg_recv(source.cast());
            assert_eq!(zmsg_size(message), 2);
            zmsg_destroy(&mut message);
        }
        for sock in [&mut faucet, &mut sink, &mut capture] {
            zsock_destroy_checked(sock, ptr::null(), 0);
        }
        zactor_destroy(&mut proxy);
    });
}

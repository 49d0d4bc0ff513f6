//! zauth: authentication of clients (ZAP).

use std::ffi::{CStr, c_void};
use std::ptr;

use crate::abi::{breach, self_test, socket, take};
use crate::zactor::{zactor_destroy, zactor_new, zactor_t};
use crate::zcertstore::zcertstore_t;
use crate::zmsg::{
    zmsg_addstr, zmsg_destroy, zmsg_new, zmsg_popstr, zmsg_recv, zmsg_send, zmsg_signal, zmsg_size,
};
use crate::zsock::{zsock_attach, zsock_destroy_checked, zsock_new_checked, zsock_t};
use crate::zstr::zstr_free;
use czmq_core::actors::auth;
use czmq_sys::zmq::SocketType;

/// An actor function: zactor_new (zauth, NULL) authenticates the clients that connect to the
/// process's sockets. `certstore` is NULL or a zcertstore of CURVE clients, which the actor takes.
/// By default, NULL and GSSAPI clients are accepted; PLAIN clients, and CURVE clients that are not in
/// the store, are rejected. A socket that uses NULL asks only if it has a ZAP domain.
///
/// Each command is a message of strings, and is answered with a signal: wait for it (zsock_wait).
/// Its status is 0, or 1 if an argument is missing or empty, which also logs an error.
///
///     ALLOW address...    Accept only clients from these addresses, and those of earlier
///                         commands, if their credentials are valid.
///     DENY address...     Reject clients from these addresses. Ignored while ALLOW lists
///                         addresses.
///     RESET               Forget the addresses of ALLOW and DENY.
///     PLAIN file          Accept PLAIN clients listed in this file, in lines "user=password".
///                         Changes to the file take effect after some seconds.
///     CURVE directory     Accept CURVE clients whose certificates are in this directory,
///                         instead of those in the store; see zcertstore_new. The metadata of a
///                         certificate is attached to its client's messages; see zframe_meta.
///     CURVE *             Accept every CURVE client.
///     GSSAPI              Accept GSSAPI clients, which is the default.
///     VERBOSE             Log commands, requests and decisions, at information level.
///
/// The process aborts at any other command, and if the process has another authentication handler:
/// otherwise every client would be accepted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zauth(pipe: *mut zsock_t, certstore: *mut c_void) {
    const ME: &str = "zauth";
    let mut store = certstore.cast::<zcertstore_t>();
    // SAFETY: `pipe` is a socket, and `store` is the address of a handle; the store is the
    // caller's no more.
    let (pipe, store) = unsafe { (socket(pipe.cast(), ME), take(&mut store, ME)) };
    if let Err(failure) = auth::run(pipe, store) {
        breach(ME, &failure.to_string());
    }
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zauth_test(_verbose: bool) {
    /// Sends strings, and receives the answer.
    ///
    /// # Safety
    /// The contract.
    unsafe fn ask(dest: *mut c_void, strings: &[&CStr]) -> *mut crate::zmsg::zmsg_t {
        // SAFETY: by the caller's contract.
        unsafe {
            let mut message = zmsg_new();
            for string in strings {
                assert_eq!(zmsg_addstr(message, string.as_ptr()), 0);
            }
            assert_eq!(zmsg_send(&mut message, dest), 0);
            zmsg_recv(dest)
        }
    }
    /// Sends a command, and returns the status of the answer.
    ///
    /// # Safety
    /// The contract.
    unsafe fn command(auth: *mut zactor_t, strings: &[&CStr]) -> i32 {
        // SAFETY: by the caller's contract.
        unsafe {
            let mut answer = ask(auth.cast(), strings);
            let status = zmsg_signal(answer);
            zmsg_destroy(&mut answer);
            status
        }
    }
    /// Sends a request, and returns whether the client is accepted.
    ///
    /// # Safety
    /// The contract.
    unsafe fn accepts(requester: *mut zsock_t, strings: &[&CStr]) -> bool {
        // SAFETY: `string` is a text.
        unsafe {
            let mut reply = ask(requester.cast(), strings);
            assert_eq!(zmsg_size(reply), 6);
            let mut code = c"".to_owned();
            for _ in 0..3 {
                let mut string = zmsg_popstr(reply);
                code = CStr::from_ptr(string).to_owned();
                zstr_free(&mut string);
            }
            zmsg_destroy(&mut reply);
            code.as_c_str() == c"200"
        }
    }
    // SAFETY: the calls keep the contract.
    self_test("zauth", || unsafe {
        // Twice: the endpoint must be free again.
        for _ in 0..2 {
            let mut auth = zactor_new(Some(zauth), ptr::null_mut());
            let mut requester = zsock_new_checked(SocketType::REQ.0, ptr::null(), 0);
            let endpoint = c">inproc://zeromq.zap.01";
            assert_eq!(zsock_attach(requester, endpoint.as_ptr(), false), 0);

            let null = [c"1.0", c"1", c"", c"127.0.0.1", c"", c"NULL"];
            assert!(accepts(requester, &null));
            assert!(!accepts(requester, &null[..3]));
            assert_eq!(command(auth, &[c"DENY", c"127.0.0.1"]), 0);
            assert!(!accepts(requester, &null));
            assert_eq!(command(auth, &[c"ALLOW", c"127.0.0.1"]), 0);
            assert!(accepts(requester, &null));
            assert_eq!(command(auth, &[c"RESET"]), 0);

            let mut curve = null.to_vec();
            curve[5] = c"CURVE";
            curve.push(c"a key of thirty-two bytes, as is");
            assert!(!accepts(requester, &curve));
            assert_eq!(command(auth, &[c"CURVE", c"*"]), 0);
            assert!(accepts(requester, &curve));

            zsock_destroy_checked(&mut requester, ptr::null(), 0);
            zactor_destroy(&mut auth);
        }
    });
}

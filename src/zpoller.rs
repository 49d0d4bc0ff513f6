//! zpoller: waiting for several sockets.
//!
//! A poller waits until one of several readers has input, and says which. That is all that a
//! program with a loop of its own needs; zloop has the loop too.
//!
//! Readers are added and removed at any time. The poller does not own them, and a reader is removed
//! before it is destroyed.

use std::ffi::{c_int, c_void};
use std::ptr;

use crate::abi::{
    breach, export_variadic, give_opt, handle, hidden, self_test, source, status, take,
};
use crate::zsock::{zsock_attach, zsock_destroy_checked, zsock_new_checked};
use crate::zstr::zstr_send;
use czmq_core::polling::poller::Poller;
use czmq_sys::errno::Errno;
use czmq_sys::zmq::SocketType;

/// A poller handle.
pub type zpoller_t = Poller<'static, *mut c_void>;

/// Creates a poller of some readers; the list ends with NULL. A reader is a zsock, a zactor, a
/// libzmq socket, or the address of an `int` that holds a descriptor. The caller destroys the
/// poller, and keeps the readers at least until then, or until they are removed.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zpoller_new(reader: *mut c_void, args: ...) -> *mut zpoller_t {}
export_variadic!(zpoller_new);

extern "C" fn czmq_rs_zpoller_new() -> *mut zpoller_t {
    give_opt(Some(Box::default()))
}
hidden!(czmq_rs_zpoller_new);

/// Destroys a poller and sets the caller's variable to NULL; nothing if it is NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zpoller_destroy(self_p: *mut *mut zpoller_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "zpoller_destroy") });
}

/// Adds a reader after the others; see zpoller_new. Returns 0.
///
/// The descriptor in an `int` is looked at when a wait follows an addition or a removal, of any
/// reader; not at each wait.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zpoller_add(self_: *mut zpoller_t, reader: *mut c_void) -> c_int {
    const ME: &str = "zpoller_add";
    // SAFETY: `self_` is a handle, and `reader` is an object; the program keeps the reader while
    // it is in the poller.
    unsafe {
        handle(self_, ME).add(reader, source(reader, ME));
    }
    0
}

/// Removes a reader, by the address that was added; one addition, if there were several. Returns
/// 0, or -1, errno EINVAL, if it is not in the poller.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zpoller_remove(self_: *mut zpoller_t, reader: *mut c_void) -> c_int {
    const ME: &str = "zpoller_remove";
    // SAFETY: `self_` is a handle.
    let poller = unsafe { handle(self_, ME) };
    if reader.is_null() {
        breach(ME, "the reader is NULL");
    }
    status(poller.remove(reader))
}

/// Says whether waits go on when the process is interrupted by SIGINT or SIGTERM. The default is
/// that they end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zpoller_set_nonstop(self_: *mut zpoller_t, nonstop: bool) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zpoller_set_nonstop") }.set_nonstop(nonstop);
}

/// Waits until a reader has input, at most `timeout` milliseconds, or -1 for ever. Returns the
/// first such reader, in the order of addition; also a descriptor that has an error or whose other
/// end hung up.
///
/// Returns NULL if nothing came in time, if the process was interrupted, or if a reader's socket or
/// context is gone, with errno in that case; zpoller_expired and zpoller_terminated tell which. Any
/// signal that the program handles counts as an interruption, unless the poller is nonstop:
/// programs end waiting threads by signals of their choice.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zpoller_wait(self_: *mut zpoller_t, timeout: c_int) -> *mut c_void {
    const ME: &str = "zpoller_wait";
    // SAFETY: `self_` is a handle; the program keeps the readers while they are in the poller.
    let poller = unsafe { handle(self_, ME) };
    // SAFETY: as above.
    poller.renew(|reader| unsafe { source(reader, ME) });
    match poller.wait(timeout.into()) {
        Ok(reader) => reader.unwrap_or(ptr::null_mut()),
        Err(error) => {
            error.set();
            ptr::null_mut()
        }
    }
}

/// Returns true if the last wait ended because nothing came in time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zpoller_expired(self_: *mut zpoller_t) -> bool {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zpoller_expired") }.expired()
}

/// Returns true if the last wait ended because the process was interrupted, or because a reader's
/// socket or context is gone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zpoller_terminated(self_: *mut zpoller_t) -> bool {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zpoller_terminated") }.terminated()
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zpoller_test(_verbose: bool) {
    // SAFETY: the calls keep the contract.
    self_test("zpoller", || unsafe {
        let mut push = zsock_new_checked(SocketType::PUSH.0, ptr::null(), 0);
        let mut pull = zsock_new_checked(SocketType::PULL.0, ptr::null(), 0);
        let endpoint = c"inproc://zpoller.test".as_ptr();
        assert_eq!(zsock_attach(pull, endpoint, true), 0);
        assert_eq!(zsock_attach(push, endpoint, false), 0);
        let mut pipe = [0; 2];
        assert_eq!(libc::pipe(pipe.as_mut_ptr()), 0);
        let descriptor = (&raw mut pipe[0]).cast::<c_void>();

        let mut poller = czmq_rs_zpoller_new();
        assert_eq!(zpoller_add(poller, descriptor), 0);
        assert_eq!(zpoller_add(poller, pull.cast()), 0);
        assert!(zpoller_wait(poller, 0).is_null());
        assert!(zpoller_expired(poller) && !zpoller_terminated(poller));

        assert_eq!(zstr_send(push.cast(), c"Hello".as_ptr()), 0);
        assert_eq!(zpoller_wait(poller, -1), pull.cast());
        assert!(!zpoller_expired(poller) && !zpoller_terminated(poller));
        assert_eq!(libc::write(pipe[1], c"!".as_ptr().cast(), 1), 1);
        assert_eq!(zpoller_wait(poller, -1), descriptor);
        assert_eq!(zpoller_remove(poller, descriptor), 0);
        assert_eq!(zpoller_wait(poller, -1), pull.cast());
        assert_eq!(zpoller_remove(poller, pull.cast()), 0);
        assert_eq!(zpoller_remove(poller, pull.cast()), -1);
        assert_eq!(Errno::last(), Errno::INVAL);
        assert!(zpoller_wait(poller, 0).is_null());

        zpoller_destroy(&mut poller);
        zpoller_destroy(&mut poller);
        for fd in pipe {
            libc::close(fd);
        }
        zsock_destroy_checked(&mut push, ptr::null(), 0);
        zsock_destroy_checked(&mut pull, ptr::null(), 0);
    });
}

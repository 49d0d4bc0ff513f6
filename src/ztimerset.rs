//! ztimerset: timers beside a poller.
//!
//! Timers without a loop: a program that waits with zpoller, or otherwise, asks the set how long it
//! may wait (ztimerset_timeout), and has it call the handlers of what is due then
//! (ztimerset_execute). zloop has timers of its own.

use std::ffi::{c_int, c_void};
use std::ptr;

use crate::abi::{give_opt, handle, self_test, status, take};
use czmq_core::polling::timers::Timers;
use czmq_sys::clock;
use czmq_sys::errno::Errno;

/// What a timer calls.
pub type ztimerset_fn = Option<unsafe extern "C" fn(c_int, *mut c_void)>;

/// What a timer calls, and with what.
type Handler = (unsafe extern "C" fn(c_int, *mut c_void), *mut c_void);

/// A handle of a set of timers.
pub type ztimerset_t = Timers<Handler>;

fn milliseconds(interval: usize) -> i64 {
    i64::try_from(interval).unwrap_or(i64::MAX)
}

/// Creates a set without timers. The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn ztimerset_new() -> *mut ztimerset_t {
    give_opt(Some(Box::default()))
}

/// Destroys a set and sets the caller's variable to NULL; nothing if it is NULL already. A timer's
/// handler must not call it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ztimerset_destroy(self_p: *mut *mut ztimerset_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "ztimerset_destroy") });
}

/// Adds a timer, which fires each `interval` milliseconds from now on, when ztimerset_execute is
/// called. Returns its number, 1 or more; or -1, errno EINVAL, without a handler.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ztimerset_add(
    self_: *mut ztimerset_t,
    interval: usize,
    handler: ztimerset_fn,
    arg: *mut c_void,
) -> c_int {
    // SAFETY: `self_` is a handle.
    let own = unsafe { handle(self_, "ztimerset_add") };
    let Some(call) = handler else {
        Errno::INVAL.set();
        return -1;
    };
    own.add(clock::mono_ms(), milliseconds(interval), (call, arg))
}

/// Removes a timer; also one that is due, and also from its own handler. Returns 0, or -1, errno
/// EINVAL, if no timer has this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ztimerset_cancel(self_: *mut ztimerset_t, timer_id: c_int) -> c_int {
    // SAFETY: `self_` is a handle.
    status(unsafe { handle(self_, "ztimerset_cancel") }.cancel(timer_id))
}

/// Sets a timer's interval in milliseconds, which begins now. Returns 0, or -1, errno
/// EINVAL, if no timer has this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ztimerset_set_interval(
    self_: *mut ztimerset_t,
    timer_id: c_int,
    interval: usize,
) -> c_int {
    // SAFETY: `self_` is a handle.
    let own = unsafe { handle(self_, "ztimerset_set_interval") };
    status(own.set_interval(clock::mono_ms(), timer_id, milliseconds(interval)))
}

/// Restarts a timer: it fires one interval from now. Returns 0, or -1, errno EINVAL, if no timer
/// has this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ztimerset_reset(self_: *mut ztimerset_t, timer_id: c_int) -> c_int {
    // SAFETY: `self_` is a handle.
    let own = unsafe { handle(self_, "ztimerset_reset") };
    status(own.reset(clock::mono_ms(), timer_id))
}

/// Returns the time in milliseconds until the first timer is due, as zpoller_wait takes it: 0 if
/// one is due, -1 without timers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ztimerset_timeout(self_: *mut ztimerset_t) -> c_int {
    // SAFETY: `self_` is a handle.
    let own = unsafe { handle(self_, "ztimerset_timeout") };
    let timeout = own.timeout(clock::mono_ms());
    timeout.map_or(-1, |timeout| timeout.try_into().unwrap_or(c_int::MAX))
}

/// Calls the handlers of the timers that are due, each once, in the order in which they became so.
/// The next interval of each begins now, however late it is. A handler may call all functions of
/// the set but ztimerset_destroy. Returns 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ztimerset_execute(self_: *mut ztimerset_t) -> c_int {
    const ME: &str = "ztimerset_execute";
    let now = clock::mono_ms();
    // SAFETY: `self_` is a handle.
    let due = unsafe { handle(self_, ME) }.due(now);
    for id in due {
        // SAFETY: as above; the set is not borrowed while its handler is running.
        unsafe {
            if let Some((call, arg)) = handle(self_, ME).fire(now, id) {
                call(id, arg);
            }
        }
    }
    0
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn ztimerset_test(_verbose: bool) {
    unsafe extern "C" fn count(_timer_id: c_int, arg: *mut c_void) {
        // SAFETY: the test gives it a counter.
        unsafe { *arg.cast::<i32>() += 1 };
    }
    // SAFETY: the calls keep the contract.
    self_test("ztimerset", || unsafe {
        let mut set = ztimerset_new();
        let mut calls = 0;
        let arg = (&raw mut calls).cast();
        assert_eq!(ztimerset_timeout(set), -1);
        assert_eq!(ztimerset_execute(set), 0);
        let timer = ztimerset_add(set, 0, Some(count), arg);
        assert!(timer > 0);
        assert_eq!(ztimerset_timeout(set), 0);
        assert_eq!(ztimerset_execute(set), 0);
        assert_eq!(calls, 1);
        assert_eq!(ztimerset_set_interval(set, timer, 3_600_000), 0);
        assert!(ztimerset_timeout(set) > 3_000_000);
        assert_eq!(ztimerset_execute(set), 0);
        assert_eq!(ztimerset_reset(set, timer), 0);
        assert_eq!(ztimerset_cancel(set, timer), 0);
        assert_eq!(ztimerset_cancel(set, timer), -1);
        assert_eq!(ztimerset_reset(set, timer), -1);
        assert_eq!(ztimerset_set_interval(set, timer, 1), -1);
        assert_eq!(ztimerset_add(set, 0, None, ptr::null_mut()), -1);
        assert_eq!((ztimerset_timeout(set), calls), (-1, 1));
        ztimerset_destroy(&mut set);
        ztimerset_destroy(&mut set);
    });
}

//! zclock: clocks and delays.
//!
//! Times are in milliseconds unless a name says otherwise. Two clocks are told apart: the wall
//! clock, for what people read, and the monotonic clock, for how long something takes or when it is
//! due.

use std::ffi::{CStr, c_char, c_int};

use crate::abi::{export_variadic, give_text, hidden, self_test};
use crate::zstr::zstr_free;
use czmq_sys::clock;
use czmq_sys::stream::Stream;

/// Sleeps for a number of milliseconds; less if a signal arrives, and not at all for 0 or less.
#[unsafe(no_mangle)]
pub extern "C" fn zclock_sleep(msecs: c_int) {
    clock::sleep_ms(msecs);
}

/// Returns the wall clock, in milliseconds since 1970. It may be set back; to measure time, use
/// zclock_mono.
#[unsafe(no_mangle)]
pub extern "C" fn zclock_time() -> i64 {
    clock::wall_ms()
}

/// Returns a clock that is never set back, in milliseconds. Its zero is arbitrary.
#[unsafe(no_mangle)]
pub extern "C" fn zclock_mono() -> i64 {
    clock::mono_ms()
}

/// Returns the clock of zclock_mono in microseconds.
#[unsafe(no_mangle)]
pub extern "C" fn zclock_usecs() -> i64 {
    clock::mono_us()
}

/// Returns the local time as text, such as 2021-03-04 15:06:07. The caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn zclock_timestr() -> *mut c_char {
    give_text(clock::local_time(c"%Y-%m-%d %H:%M:%S").as_bytes())
}

/// Prints the local time, a string formatted as printf does, and a newline on standard output.
/// The log's settings have no part in it; zsys_info and its kin are what programs should use.
/// cbindgen:postfix=CHECK_PRINTF(1)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zclock_log(format: *const c_char, args: ...) {}
export_variadic!(zclock_log);

unsafe extern "C" fn czmq_rs_clock_log(text: *const c_char) {
    // SAFETY: zclock.c passes a string.
    let text = unsafe { CStr::from_ptr(text) };
    let mut line = clock::local_time(c"%y-%m-%d %H:%M:%S ").into_bytes();
    line.extend_from_slice(text.to_bytes());
    line.push(b'\n');
    let stdout = Stream::stdout();
    stdout.write(&line);
    stdout.flush();
}
hidden!(czmq_rs_clock_log);

/// Tests this class; aborts if a check fails. Shows the local time if `verbose`.
#[unsafe(no_mangle)]
pub extern "C" fn zclock_test(verbose: bool) {
    self_test("zclock", || {
        let start = zclock_mono();
        zclock_sleep(10);
        assert!(zclock_mono() - start >= 10);
        zclock_sleep(-1);

        let usecs = zclock_usecs();
        let msecs = zclock_mono();
        assert!(usecs / 1000 <= msecs && msecs <= zclock_usecs() / 1000);
        assert!(zclock_time() > 1_600_000_000_000);

        let mut text = zclock_timestr();
        // SAFETY: a string of ours, freed once.
        unsafe {
            let shape: Vec<u8> = CStr::from_ptr(text)
                .to_bytes()
                .iter()
                .map(|byte| if byte.is_ascii_digit() { b'0' } else { *byte })
                .collect();
            assert_eq!(shape, b"0000-00-00 00:00:00");
            if verbose {
                Stream::stdout().write(CStr::from_ptr(text).to_bytes());
                Stream::stdout().write(b"\n");
            }
            zstr_free(&mut text);
        }
    });
}

//! Clocks and delays.

use std::ffi::CString;
use std::time::Duration;

use super::fork;

/// Loops read the clock at every turn; nix would add a fifth to a turn of a loop with timers.
#[inline]
fn read(clock: libc::clockid_t) -> Duration {
    let mut now = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `now` is a timespec of ours. These clocks exist, so the call does not fail.
    unsafe { libc::clock_gettime(clock, &mut now) };
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}

/// Milliseconds since 1970, by the wall clock.
pub fn wall_ms() -> i64 {
    read(libc::CLOCK_REALTIME).as_millis() as i64
}

/// Milliseconds by a clock that never goes back; its zero is arbitrary.
#[inline]
pub fn mono_ms() -> i64 {
    read(libc::CLOCK_MONOTONIC).as_millis() as i64
}

/// Microseconds by the same clock as [`mono_ms`].
pub fn mono_us() -> i64 {
    read(libc::CLOCK_MONOTONIC).as_micros() as i64
}

/// Sleeps for some milliseconds, less if a signal arrives; not at all for 0 and below.
pub fn sleep_ms(ms: i32) {
    if ms <= 0 {
        return;
    }
    let time = libc::timespec {
        tv_sec: i64::from(ms / 1000) as libc::time_t,
        tv_nsec: i64::from(ms % 1000) * 1_000_000,
    };
    // The standard library's sleep goes on after a signal.
    // SAFETY: `time` outlives the call, and NULL asks for no rest.
    unsafe { libc::nanosleep(&time, std::ptr::null_mut()) };
}

/// The local time now, in a format of `strftime`, without its thread-unsafe parts.
pub fn local_time(format: &std::ffi::CStr) -> CString {
    let mut text = [0u8; 128];
    // SAFETY: `now`, `parts` and `text` outlive the calls, and the size of `text` is given; zeros are
    // a valid tm. localtime_r and strftime touch nothing else but libc's time zone, which it locks.
    let len = fork::hold_off(|| unsafe {
        let now = libc::time(std::ptr::null_mut());
        let mut parts: libc::tm = std::mem::zeroed();
        libc::localtime_r(&now, &mut parts);
        libc::strftime(
            text.as_mut_ptr().cast(),
            text.len(),
            format.as_ptr(),
            &parts,
        )
    });
    CString::new(&text[..len]).unwrap_or_default()
}

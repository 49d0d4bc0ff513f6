//! Clocks and delays.

use std::ffi::CString;
use std::time::Duration;

use nix::time::ClockId;

use super::fork;

fn read(clock: ClockId) -> Duration {
    // These clocks are there, and do not fail.
    clock.now().map_or(Duration::ZERO, Duration::from)
}

/// Milliseconds since 1970, by the wall clock.
pub fn wall_ms() -> i64 {
    read(ClockId::CLOCK_REALTIME).as_millis() as i64
}

/// Milliseconds by a clock that never goes back; its zero is arbitrary.
pub fn mono_ms() -> i64 {
    read(ClockId::CLOCK_MONOTONIC).as_millis() as i64
}

/// Microseconds by the same clock as [`mono_ms`].
pub fn mono_us() -> i64 {
    read(ClockId::CLOCK_MONOTONIC).as_micros() as i64
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

//! The library's log, which is the process's.
//!
//! The original changes its log's settings without a lock. Here a change waits until no line is written
//! through this module, and the other way round. Lines of the original's own actors are not covered: on
//! the original, set up the log before you start actors.

use std::ffi::{CString, c_char};
use std::ptr::null_mut;
use std::sync::{PoisonError, RwLock};

use crate::ffi;
use crate::text::AS_IS;
use crate::{Result, text};

type Log = unsafe extern "C" fn(*const c_char, ...);

/// Held while a line is written, and exclusively while a setting changes.
static SETTINGS: RwLock<()> = RwLock::new(());

fn change(change: impl FnOnce()) {
    let _guard = SETTINGS.write().unwrap_or_else(PoisonError::into_inner);
    change();
}

fn write(function: Log, line: &str) {
    // What follows a NUL is lost, as in C.
    let end = line.find('\0').unwrap_or(line.len());
    let line = CString::new(&line[..end]).unwrap_or_default();
    let _guard = SETTINGS.read().unwrap_or_else(PoisonError::into_inner);
    // SAFETY: the format takes one string, which lives during the call.
    unsafe { function(AS_IS, line.as_ptr()) }
}

/// Logs an error.
pub fn error(line: &str) {
    write(ffi::zsys_error, line);
}

/// Logs a warning.
pub fn warning(line: &str) {
    write(ffi::zsys_warning, line);
}

/// Logs a notice.
pub fn notice(line: &str) {
    write(ffi::zsys_notice, line);
}

/// Logs an informational line.
pub fn info(line: &str) {
    write(ffi::zsys_info, line);
}

/// Logs a line for debugging.
pub fn debug(line: &str) {
    write(ffi::zsys_debug, line);
}

/// Sets the program's name in log lines.
pub fn set_ident(name: &str) -> Result<()> {
    let name = text::to_c(name)?;
    // SAFETY: the string is copied during the call.
    change(|| unsafe { ffi::zsys_set_logident(name.as_ptr()) });
    Ok(())
}

/// Sends the log to the standard error; it goes to the standard output otherwise.
pub fn to_stderr() {
    // SAFETY: libc's stream stays as long as the process.
    change(|| unsafe { ffi::zsys_set_logstream(ffi::stderr) });
}

/// Sends the log to no stream.
pub fn to_nowhere() {
    // SAFETY: NULL stands for no stream.
    change(|| unsafe { ffi::zsys_set_logstream(null_mut()) });
}

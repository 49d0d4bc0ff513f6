//! Text and times on their way to C and back.

use std::ffi::{CStr, CString, c_char, c_int};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::Duration;

use crate::{Error, Result};

/// The format with which text is passed as data.
pub(crate) const AS_IS: *const c_char = c"%s".as_ptr();

pub(crate) fn to_c(text: &str) -> Result<CString> {
    CString::new(text).map_err(|_| Error::INVALID)
}

pub(crate) fn path(path: &Path) -> Result<CString> {
    CString::new(path.as_os_str().as_bytes()).map_err(|_| Error::INVALID)
}

/// A copy of C's text, with U+FFFD in place of what is not UTF-8; `None` for NULL.
///
/// # Safety
///
/// The pointer is NULL or a string's.
pub(crate) unsafe fn lossy(text: *const c_char) -> Option<String> {
    if text.is_null() {
        return None;
    }
    // SAFETY: it is a string, as the caller promises.
    let text = unsafe { CStr::from_ptr(text) };
    Some(text.to_string_lossy().into_owned())
}

/// Milliseconds, rounded up; -1, which is for ever, for `None` and for what C cannot count.
pub(crate) fn milliseconds(time: Option<Duration>) -> c_int {
    time.and_then(|time| c_int::try_from(time.as_micros().div_ceil(1000)).ok())
        .unwrap_or(-1)
}

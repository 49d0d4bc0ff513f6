//! Descriptors of the operating system.

use std::ffi::c_int;

/// True if this number is an open descriptor of the process.
pub fn is_open(fd: c_int) -> bool {
    // SAFETY: asks for the descriptor's flags, which takes no further argument.
    fd >= 0 && unsafe { libc::fcntl(fd, libc::F_GETFD) } != -1
}

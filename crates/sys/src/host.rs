//! The name of this host.

use std::ffi::{CStr, CString};

/// The host's official name, if the resolver knows one.
pub fn name() -> Option<CString> {
    let mut own = [0u8; 256];
    // SAFETY: the last byte of the buffer stays 0, whatever is written to the others.
    if unsafe { libc::gethostname(own.as_mut_ptr().cast(), own.len() - 1) } != 0 {
        return None;
    }
    let own = CStr::from_bytes_until_nul(&own).ok()?;
    // SAFETY: an all-zero addrinfo is a valid hint.
    let mut hints: libc::addrinfo = unsafe { std::mem::zeroed() };
    hints.ai_family = libc::AF_INET;
    hints.ai_socktype = libc::SOCK_STREAM;
    hints.ai_flags = libc::AI_CANONNAME;
    let mut found = std::ptr::null_mut();
    // SAFETY: C strings, and the list that a success gives is read and then freed.
    unsafe {
        if libc::getaddrinfo(own.as_ptr(), std::ptr::null(), &hints, &mut found) != 0 {
            return None;
        }
        let canonical = (*found).ai_canonname;
        let name = (!canonical.is_null()).then(|| CStr::from_ptr(canonical).to_owned());
        libc::freeaddrinfo(found);
        name
    }
}

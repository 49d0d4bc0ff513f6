//! The name of this host.

use std::ffi::{CStr, CString};
use std::os::unix::ffi::OsStringExt;

use nix::unistd::gethostname;

/// The host's official name, if the resolver knows one. The standard library's resolver does not
/// tell it, so this calls libc's.
pub fn name() -> Option<CString> {
    let own = CString::new(gethostname().ok()?.into_vec()).ok()?;
    // SAFETY: an addrinfo has numbers and pointers alone, for which zeros are valid.
    let mut hints: libc::addrinfo = unsafe { std::mem::zeroed() };
    hints.ai_family = libc::AF_INET;
    hints.ai_socktype = libc::SOCK_STREAM;
    hints.ai_flags = libc::AI_CANONNAME;
    let mut found = std::ptr::null_mut();
    // SAFETY: `own` and the hints outlive the call. A success gives a list of at least one item,
    // which is read before it is freed, and not afterwards.
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

//! What the library knows of the process and its machine.

use std::sync::atomic::AtomicI32;
use std::sync::atomic::Ordering::Relaxed;

use crate::{ffi, text};

/// True once SIGINT or SIGTERM came, or a thread of the library found the process ending.
pub fn interrupted() -> bool {
    // SAFETY: the library's flag stays as long as the process, is aligned, and is written as one word
    // by the signal handler.
    let flag = unsafe { AtomicI32::from_ptr((&raw const ffi::zsys_interrupted).cast_mut()) };
    flag.load(Relaxed) != 0
}

/// Installs the library's handler for SIGINT and SIGTERM now, rather than with the first socket.
pub fn catch_interrupts() {
    // SAFETY: it takes nothing, and may be called at any time.
    unsafe {
        ffi::zsys_init();
        ffi::zsys_catch_interrupts();
    }
}

/// True if libzmq was built with CURVE.
pub fn has_curve() -> bool {
    // SAFETY: it takes nothing.
    unsafe { ffi::zsys_has_curve() }
}

/// The name of this machine; `None` if it has none that it finds.
pub fn host_name() -> Option<String> {
    // SAFETY: the string is this function's, which copies and frees it.
    unsafe {
        let mut name = ffi::zsys_hostname();
        let copy = text::lossy(name);
        ffi::zstr_free(&mut name);
        copy
    }
}

/// True if the loaded library is the original, whose gossip nodes know only a part of the commands.
pub fn is_original() -> bool {
    // SAFETY: NULL stands for all loaded libraries; the name is a string. The result is not used.
    unsafe { ffi::dlsym(std::ptr::null_mut(), c"zgossip_msg_new".as_ptr()) }.is_null()
}

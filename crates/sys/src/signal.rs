//! Interrupts: SIGINT and SIGTERM, and the flags that they set.
//!
//! C programs see the flags as variables, so the C edge defines them and says at load where they
//! are. They are reached by a pointer, as exported variables of a shared library are anyway.
//!
//! Handlers are libc's structs: the program's are put back as they were, whatever they hold.

use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicUsize, Ordering};

/// The flag in use until [`use_flags`].
static UNSEEN: AtomicI32 = AtomicI32::new(0);
/// 1 once SIGINT or SIGTERM arrived.
static FLAG: AtomicPtr<AtomicI32> = AtomicPtr::new((&raw const UNSEEN).cast_mut());
/// Its deprecated twin.
static CONTEXT_FLAG: AtomicPtr<AtomicI32> = AtomicPtr::new((&raw const UNSEEN).cast_mut());

/// Uses these variables as flags from now on, the second as the deprecated twin of the first. The
/// program may read and write them. To be called once, before there are threads.
pub fn use_flags(flag: &'static AtomicI32, context_flag: &'static AtomicI32) {
    FLAG.store(ptr::from_ref(flag).cast_mut(), Ordering::Relaxed);
    CONTEXT_FLAG.store(ptr::from_ref(context_flag).cast_mut(), Ordering::Relaxed);
}

fn target(flag: &AtomicPtr<AtomicI32>) -> &'static AtomicI32 {
    // SAFETY: the pointer is that of `UNSEEN`, or was made from a `&'static` by `use_flags`, and
    // nothing else is stored.
    unsafe { &*flag.load(Ordering::Relaxed) }
}

/// True once the process was interrupted, or its program said so.
#[inline]
pub fn interrupted() -> bool {
    target(&FLAG).load(Ordering::Relaxed) != 0
}

/// Says whether the process is interrupted.
pub fn set_interrupted(value: bool) {
    target(&FLAG).store(value.into(), Ordering::Relaxed);
    target(&CONTEXT_FLAG).store(value.into(), Ordering::Relaxed);
}

/// A signal handler.
pub type Handler = extern "C" fn(i32);

extern "C" fn on_interrupt(_signal: i32) {
    set_interrupted(true);
}

/// The handlers that were in force before ours. Not behind a lock: a forked child goes on with
/// them, and another thread of the parent may have held it.
static SAVED: AtomicPtr<[libc::sigaction; 2]> = AtomicPtr::new(ptr::null_mut());
/// The address of the handler that was put in force last.
static INSTALLED: AtomicUsize = AtomicUsize::new(0);
/// False after the program asked for no handler of ours.
static WANTED: AtomicBool = AtomicBool::new(true);

const SIGNALS: [i32; 2] = [libc::SIGINT, libc::SIGTERM];

fn exchange(signal: i32, new: Option<&libc::sigaction>) -> libc::sigaction {
    // SAFETY: zeros are a valid sigaction; `old` outlives the call, and `new` is borrowed, or NULL.
    unsafe {
        let mut old: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signal, new.map_or(ptr::null(), ptr::from_ref), &mut old);
        old
    }
}

/// Installs a handler of both signals, and remembers those that it replaces. `None` restores them, and
/// keeps [`catch_interrupts`] from installing others.
///
/// # Safety
/// The handler is async-signal-safe, and may run at any time.
pub unsafe fn set_handler(handler: Option<Handler>) {
    let Some(handler) = handler else {
        reset_handler();
        WANTED.store(false, Ordering::Relaxed);
        return;
    };
    WANTED.store(true, Ordering::Relaxed);
    install(handler);
}

fn install(handler: Handler) {
    if SAVED.load(Ordering::Acquire).is_null() {
        let present = SIGNALS.map(|signal| {
            let mut action = exchange(signal, None);
            // Another thread was quicker: this is not what the program had.
            if action.sa_sigaction == address(on_interrupt) {
                action.sa_sigaction = libc::SIG_DFL;
            }
            action
        });
        let present = Box::into_raw(Box::new(present));
        if SAVED
            .compare_exchange(
                ptr::null_mut(),
                present,
                Ordering::AcqRel,
                Ordering::Relaxed,
            )
            .is_err()
        {
            // SAFETY: not published.
            drop(unsafe { Box::from_raw(present) });
        }
    }
    // SAFETY: an all-zero sigaction is valid: no flags (calls fail with EINTR), empty mask.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = address(handler);
    INSTALLED.store(address(handler), Ordering::Relaxed);
    for signal in SIGNALS {
        exchange(signal, Some(&action));
    }
}

fn address(handler: Handler) -> usize {
    handler as *const () as usize
}

/// Puts back the handlers that were in force before the first of ours. One that was installed since,
/// past this library, stays.
pub fn reset_handler() {
    let saved = SAVED.swap(ptr::null_mut(), Ordering::AcqRel);
    if !saved.is_null() {
        // SAFETY: published by `install`, and taken back by this call alone.
        let saved = unsafe { Box::from_raw(saved) };
        let installed = INSTALLED.load(Ordering::Relaxed);
        for (signal, action) in SIGNALS.into_iter().zip(saved.iter()) {
            if exchange(signal, None).sa_sigaction == installed {
                exchange(signal, Some(action));
            }
        }
    }
}

/// Has SIGINT and SIGTERM set the flags, unless the program or `ZSYS_SIGHANDLER=false` said no.
pub fn catch_interrupts() {
    let refused = std::env::var_os("ZSYS_SIGHANDLER").is_some_and(|value| value == "false");
    if WANTED.load(Ordering::Relaxed) && !refused {
        install(on_interrupt);
    }
}

//! Interrupts: SIGINT and SIGTERM, and the flags that they set.

use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicUsize, Ordering};

/// Set to 1 when SIGINT or SIGTERM arrives. Programs read and write it.
#[unsafe(export_name = "zsys_interrupted")]
pub static INTERRUPTED: AtomicI32 = AtomicI32::new(0);

/// Its deprecated twin.
#[unsafe(export_name = "zctx_interrupted")]
pub static CONTEXT_INTERRUPTED: AtomicI32 = AtomicI32::new(0);

/// True once the process was interrupted, or its program said so.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed) != 0
}

/// Says whether the process is interrupted.
pub fn set_interrupted(value: bool) {
    INTERRUPTED.store(value.into(), Ordering::Relaxed);
    CONTEXT_INTERRUPTED.store(value.into(), Ordering::Relaxed);
}

/// What is called when a signal arrives.
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
    // SAFETY: an all-zero sigaction is valid; both pointers are ours or NULL.
    unsafe {
        let mut old: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signal, new.map_or(ptr::null(), ptr::from_ref), &mut old);
        old
    }
}

/// Puts a handler in force for both signals, and remembers what was there before the first.
/// `None`: puts back what was there, and keeps [`catch_interrupts`] from doing anything.
pub fn set_handler(handler: Option<Handler>) {
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

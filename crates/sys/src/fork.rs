//! Forks of a process with many threads. The child has only the thread that forked.
//!
//! A lock that another thread held at the fork stays locked in the child for ever. So the child
//! abandons this library's shared state, see [`ForkCell`], and no fork happens while a thread is in a
//! function of libc whose lock `fork` does not look after, see [`hold_off`].

use std::sync::atomic::{AtomicPtr, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{ptr, thread};

/// Shared state that a forked child starts afresh: another thread of the parent may have held
/// a lock in it at the fork, so the child abandons the parent's copy.
pub struct ForkCell<T>(AtomicPtr<T>);

#[expect(clippy::new_without_default, reason = "a cell is a static")]
impl<T: Default + Sync + 'static> ForkCell<T> {
    /// A cell; the state is made when it is first asked for.
    pub const fn new() -> ForkCell<T> {
        ForkCell(AtomicPtr::new(ptr::null_mut()))
    }

    /// The state.
    pub fn get(&self) -> &'static T {
        let mut state = self.0.load(Ordering::Acquire);
        if state.is_null() {
            let fresh = Box::into_raw(Box::<T>::default());
            match self
                .0
                .compare_exchange(state, fresh, Ordering::AcqRel, Ordering::Acquire)
            {
                Ok(_) => state = fresh,
                Err(other) => {
                    // SAFETY: `fresh` was not published.
                    drop(unsafe { Box::from_raw(fresh) });
                    state = other;
                }
            }
        }
        // SAFETY: a published state is never freed.
        unsafe { &*state }
    }

    /// Abandons the state; what asks for it next makes a new one.
    pub fn abandon(&self) {
        self.0.store(ptr::null_mut(), Ordering::Release);
    }
}

/// How many forks lie between the first process and this one.
static GENERATION: AtomicU64 = AtomicU64::new(0);
/// Threads that are forking.
static FORKING: AtomicUsize = AtomicUsize::new(0);
/// Threads inside of [`hold_off`].
static INSIDE: AtomicUsize = AtomicUsize::new(0);

/// A number that no two processes in a line of forks share.
#[inline]
pub fn generation() -> u64 {
    GENERATION.load(Ordering::Relaxed)
}

/// Calls a short function, during which no other thread forks.
pub fn hold_off<R>(call: impl FnOnce() -> R) -> R {
    loop {
        INSIDE.fetch_add(1, Ordering::SeqCst);
        if FORKING.load(Ordering::SeqCst) == 0 {
            break;
        }
        INSIDE.fetch_sub(1, Ordering::SeqCst);
        if !none_left(&FORKING) {
            INSIDE.fetch_add(1, Ordering::SeqCst);
            break;
        }
    }
    let result = call();
    INSIDE.fetch_sub(1, Ordering::SeqCst);
    result
}

/// Waits until no thread is where the number counts them. Not for ever, which is false: a signal
/// handler may have interrupted one of them.
fn none_left(threads: &AtomicUsize) -> bool {
    let start = Instant::now();
    while threads.load(Ordering::SeqCst) > 0 {
        if start.elapsed() > Duration::from_secs(1) {
            return false;
        }
        thread::yield_now();
    }
    true
}

extern "C" fn before() {
    FORKING.fetch_add(1, Ordering::SeqCst);
    none_left(&INSIDE);
}

extern "C" fn in_parent() {
    FORKING.fetch_sub(1, Ordering::SeqCst);
}

/// Calls a function in each forked child from now on, and makes [`hold_off`] work. To be called
/// once, before there are threads.
///
/// The function must not take locks or memory: another thread may have been in the middle of
/// either.
pub fn watch(in_child: fn()) {
    static IN_CHILD: AtomicPtr<()> = AtomicPtr::new(ptr::null_mut());
    extern "C" fn call() {
        GENERATION.fetch_add(1, Ordering::Relaxed);
        FORKING.store(0, Ordering::SeqCst);
        INSIDE.store(0, Ordering::SeqCst);
        // SAFETY: the function that `watch` was given.
        let in_child: fn() = unsafe { std::mem::transmute(IN_CHILD.load(Ordering::Acquire)) };
        in_child();
    }
    IN_CHILD.store(in_child as *mut (), Ordering::Release);
    // SAFETY: functions of this library, which is never unloaded.
    unsafe { libc::pthread_atfork(Some(before), Some(in_parent), Some(call)) };
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn threads_that_ask_at_once_get_the_same_state() {
        const THREADS: usize = 4;
        for _ in 0..500 {
            let cell = ForkCell::<AtomicUsize>::new();
            let start = Barrier::new(THREADS);
            thread::scope(|scope| {
                for _ in 0..THREADS {
                    scope.spawn(|| {
                        start.wait();
                        cell.get().fetch_add(1, Ordering::Relaxed);
                    });
                }
            });
            assert_eq!(cell.get().load(Ordering::Relaxed), THREADS);
            let parents = cell.get();
            cell.abandon();
            assert_eq!(cell.get().load(Ordering::Relaxed), 0);
            assert_eq!(parents.load(Ordering::Relaxed), THREADS);
        }
    }

    #[test]
    fn no_process_forks_during_a_call_that_holds_forks_off() {
        static IN_CALL: AtomicUsize = AtomicUsize::new(0);
        static DONE: AtomicUsize = AtomicUsize::new(0);
        const CALLS: usize = 2000;
        super::super::session::watch_forks();
        let callers: Vec<_> = (0..2)
            .map(|_| {
                thread::spawn(|| {
                    for _ in 0..CALLS {
                        hold_off(|| {
                            IN_CALL.fetch_add(1, Ordering::SeqCst);
                            thread::yield_now();
                            IN_CALL.fetch_sub(1, Ordering::SeqCst);
                        });
                    }
                    DONE.fetch_add(1, Ordering::SeqCst);
                })
            })
            .collect();
        while DONE.load(Ordering::SeqCst) < callers.len() {
            // SAFETY: the child reads an atomic, and ends by `_exit`.
            let child = unsafe { libc::fork() };
            if child == 0 {
                let clean = IN_CALL.load(Ordering::SeqCst) == 0;
                // SAFETY: takes a number, does not return.
                unsafe { libc::_exit((!clean).into()) };
            }
            let mut status = -1;
            // SAFETY: the integer outlives the call.
            assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
            assert_eq!(status, 0);
        }
        for caller in callers {
            caller.join().unwrap();
        }
    }
}

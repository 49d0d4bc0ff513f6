//! zactor: actors: threads that talk over a pipe.
//!
//! An actor is a thread with a socket: the program has one end of a pipe, the thread the other, and
//! all they know of each other are messages. That makes locks needless, as long as what is sent is
//! not used by the sender any longer.
//!
//! The function is called on the new thread. It signals (zsock_signal) when it is ready, which
//! zactor_new waits for: if it has copied what `args` points to before that, the caller need not
//! keep it. Then it receives commands, until one is `$TERM`. A function that waits for other
//! sockets as well uses a zpoller with the pipe among its readers.
//!
//! The library's own actors, zauth, zbeacon, zdir_watch, zgossip, zmonitor and zproxy, are such
//! functions; what commands they take is in their pages.

use std::ffi::{c_int, c_void};
use std::ptr;

use crate::abi::{give, is, self_test, tagged, take_tagged};
use crate::zgossip;
use crate::zmsg::{
    zmsg_addstr, zmsg_destroy, zmsg_new, zmsg_new_signal, zmsg_popstr, zmsg_recv, zmsg_send, zmsg_t,
};
use crate::zsock::zsock_t;
use crate::zstr::{zstr_free, zstr_send};
use czmq_c_abi::{Owned, Tagged};
use czmq_core::actors::actor::Actor;
use czmq_core::messaging::message::Message;
use czmq_sys::errno::Errno;

/// An actor handle.
pub type zactor_t = Tagged<Actor<Owned<zsock_t>>, 0xCAFE_0005>;

/// The function that an actor runs, with its end of the pipe, which it does not destroy, and the
/// argument given to zactor_new.
pub type zactor_fn = Option<unsafe extern "C" fn(pipe: *mut zsock_t, args: *mut c_void)>;

/// Makes an actor end, in place of "$TERM".
pub type zactor_destructor_fn = Option<unsafe extern "C" fn(self_: *mut zactor_t)>;

/// The argument of an actor, on its way to the actor's thread.
struct Args(*mut c_void);

// SAFETY: the program that gave it means it for the other thread.
unsafe impl Send for Args {}

impl Args {
    /// The whole struct goes into a closure that calls this, not its field alone.
    fn get(&self) -> *mut c_void {
        self.0
    }
}

/// Starts an actor: runs a function on a thread of its own, with one end of a pipe and an argument.
/// Waits until the function sends a signal over the pipe (zsock_signal), and drops messages before
/// it; or until the function returns. The handle is the other end of the pipe, and can be used
/// wherever a socket can.
///
/// The function ends when it receives the string "$TERM". Then, and also if it returns by itself,
/// a signal of status 0 is sent over the pipe.
///
/// Returns NULL and errno if there is no actor: EMFILE with too many sockets, EAGAIN with too many
/// threads, EINVAL without a function. The caller destroys the actor.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zactor_new(task: zactor_fn, args: *mut c_void) -> *mut zactor_t {
    let Some(task) = task else {
        Errno::INVAL.set();
        return ptr::null_mut();
    };
    if ptr::fn_addr_eq(task, zgossip::zgossip as unsafe extern "C" fn(_, _)) {
        // SAFETY: `args` is NULL or a text, as zgossip says.
        return give(unsafe { zgossip::spawn(args) }.map(Tagged::boxed));
    }
    let args = Args(args);
    give(
        Actor::spawn(move |pipe: &Owned<zsock_t>| {
            // SAFETY: the program's function, with a socket that lives until it returns.
            unsafe { task(pipe.as_ptr(), args.get()) }
        })
        .map(Tagged::boxed),
    )
}

/// Destroys an actor and sets the caller's variable to NULL; nothing if it is NULL already. Sends
/// the actor "$TERM" and waits until its thread has ended; messages from it are dropped. A receive
/// timeout that was set on the actor's socket limits the wait: the thread is then left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zactor_destroy(self_p: *mut *mut zactor_t) {
    const ME: &str = "zactor_destroy";
    // SAFETY: `self_p` is the address of a handle; no reference is held while the program's
    // function runs.
    unsafe {
        if !self_p.is_null() && !(*self_p).is_null() {
            let ending = tagged(*self_p, ME).take_ending();
            if let Some(ending) = ending {
                ending();
            }
        }
        drop(take_tagged(self_p, ME));
    }
}

/// DRAFT: Has zactor_destroy call a function with the actor in place of sending it "$TERM". The
/// function must make the actor end, by a message of another kind: zactor_destroy waits for it all
/// the same. NULL puts "$TERM" back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zactor_set_destructor(
    self_: *mut zactor_t,
    destructor: zactor_destructor_fn,
) {
    // SAFETY: `self_` is a handle.
    let actor = unsafe { tagged(self_, "zactor_set_destructor") };
    actor.set_ending(destructor.map(|destructor| {
        // SAFETY: the program's function, called before the actor goes.
        Box::new(move || unsafe { destructor(self_) }) as Box<dyn FnOnce()>
    }));
}

/// Sends a message to the actor, as zmsg_send does: returns 0, the message being destroyed and the
/// caller's variable NULL, or -1 and errno.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zactor_send(self_: *mut zactor_t, msg_p: *mut *mut zmsg_t) -> c_int {
    // SAFETY: `self_` is a handle.
    unsafe {
        tagged(self_, "zactor_send");
        zmsg_send(msg_p, self_.cast())
    }
}

/// Receives a message from the actor, as zmsg_recv does: returns NULL and errno if that fails. The
/// caller destroys the message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zactor_recv(self_: *mut zactor_t) -> *mut zmsg_t {
    // SAFETY: `self_` is a handle.
    let actor = unsafe { tagged(self_, "zactor_recv") };
    give(Message::recv(actor.pipe().handle(), 0).map(Tagged::boxed))
}

/// Returns true if the object is an actor.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zactor_is(self_: *mut c_void) -> bool {
    // SAFETY: `self_` is an object of at least four bytes.
    unsafe { is::<{ zactor_t::TAG }>(self_, "zactor_is") }
}

/// Returns the libzmq socket of an actor's pipe, which stays the actor's; of any other object,
/// the object itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zactor_resolve(self_: *mut c_void) -> *mut c_void {
    const ME: &str = "zactor_resolve";
    // SAFETY: `self_` is an object of at least four bytes.
    unsafe {
        if is::<{ zactor_t::TAG }>(self_, ME) {
            let actor = tagged(self_.cast::<zactor_t>(), ME);
            actor.pipe().handle().expose()
        } else {
            self_
        }
    }
}

/// Returns the socket of an actor's pipe, for functions that take nothing but a zsock. It stays
/// the actor's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zactor_sock(self_: *mut zactor_t) -> *mut zsock_t {
    // SAFETY: `self_` is a handle.
    let actor = unsafe { tagged(self_, "zactor_sock") };
    actor.pipe_as_held().as_ptr()
}

/// Sends back what it receives.
unsafe extern "C" fn echo(pipe: *mut zsock_t, args: *mut c_void) {
    // SAFETY: called by zactor_new below.
    unsafe {
        assert_eq!(*args.cast::<i32>(), 7);
        let mut ready = zmsg_new_signal(0);
        assert_eq!(zmsg_send(&mut ready, pipe.cast()), 0);
        loop {
            let mut message = zmsg_recv(pipe.cast());
            assert!(!message.is_null());
            let mut text = zmsg_popstr(message);
            let term = libc::strcmp(text, c"$TERM".as_ptr()) == 0;
            if libc::strcmp(text, c"signal".as_ptr()) == 0 {
                zmsg_destroy(&mut message);
                message = zmsg_new_signal(1);
                assert_eq!(zmsg_send(&mut message, pipe.cast()), 0);
            } else if !term {
                assert_eq!(zmsg_addstr(message, text), 0);
                assert_eq!(zmsg_send(&mut message, pipe.cast()), 0);
            }
            zmsg_destroy(&mut message);
            zstr_free(&mut text);
            if term {
                *args.cast::<i32>() = 8;
                break;
            }
        }
    }
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zactor_test(_verbose: bool) {
    // SAFETY: the calls keep the contract.
    self_test("zactor", || unsafe {
        let mut args = 7;
        let mut actor = zactor_new(Some(echo), (&raw mut args).cast());
        assert!(zactor_is(actor.cast()));
        let sock = zactor_sock(actor);
        assert!(!zactor_is(sock.cast()));
        assert_eq!(zactor_resolve(sock.cast()), sock.cast());
        assert!(zactor_resolve(actor.cast()) != actor.cast());

        assert_eq!(zstr_send(actor.cast(), c"by string".as_ptr()), 0);
        let mut message = zactor_recv(actor);
        let mut text = zmsg_popstr(message);
        assert_eq!(libc::strcmp(text, c"by string".as_ptr()), 0);
        zstr_free(&mut text);
        assert_eq!(zmsg_addstr(message, c"by message".as_ptr()), 0);
        assert_eq!(zactor_send(actor, &mut message), 0);
        assert!(message.is_null());
        message = zmsg_recv(sock.cast());
        text = zmsg_popstr(message);
        assert_eq!(libc::strcmp(text, c"by message".as_ptr()), 0);
        zstr_free(&mut text);
        zmsg_destroy(&mut message);

        // A signal that nobody reads is not taken for the end.
        message = zmsg_new();
        assert_eq!(zmsg_addstr(message, c"signal".as_ptr()), 0);
        assert_eq!(zactor_send(actor, &mut message), 0);
        zactor_destroy(&mut actor);
        assert!(actor.is_null());
        assert_eq!(args, 8);
        zactor_destroy(&mut actor);

        unsafe extern "C" fn nothing(_pipe: *mut zsock_t, _args: *mut c_void) {}
        actor = zactor_new(Some(nothing), ptr::null_mut());
        zactor_destroy(&mut actor);
        assert!(zactor_new(None, ptr::null_mut()).is_null());
        assert_eq!(Errno::last(), Errno::INVAL);
    });
}

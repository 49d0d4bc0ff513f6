//! zproc: runs another program, with sockets for its standard streams.
//!
//! First say what to run: its command line, if need be its environment, and which of its standard
//! streams are to be connected with sockets. It shares the others with this process. Then run it,
//! and exchange data with it as messages; an actor carries them. A message is the data that it
//! wrote, or is to read, as zsock_bsend and zsock_brecv have them with the picture "f": an empty
//! frame, and a frame of data. They may be cut and joined anywhere.
//!
//! A program that was run has a code: its exit status; or minus the number of the signal that ended
//! it; or -42 until it has exited. It is 255 if the exit status is not to be had, because this
//! process ignores SIGCHLD or collects the status itself; zproc asks for no signals. When the code
//! is there, what the program wrote before is in the sockets, as far as they have room for it.

use std::ffi::{CString, c_char, c_int, c_void};
use std::ptr;

use crate::abi::{
    breach, export_variadic, give_opt, handle, hidden, lend, self_test, socket, status, take, text,
};
use crate::zactor::zactor_t;
use crate::zframe::{zframe_data, zframe_destroy, zframe_recv, zframe_size};
use crate::zhash::{
    zhash_cursor, zhash_destroy, zhash_first, zhash_insert, zhash_new, zhash_next, zhash_t,
};
use crate::zlist::{
    give_texts, zlist_append, zlist_destroy, zlist_first, zlist_new, zlist_next, zlist_size,
    zlist_t,
};
use crate::zsock::zsock_t;
use czmq_c_abi::{Arguments, Owned};
use czmq_core::actors::child::{Process, RUNNING};
use czmq_sys::zmq::BorrowedSocket;

/// A program's handle.
pub type zproc_t = Process<Owned<zsock_t>, Owned<zactor_t>>;

/// Creates an object for a program. The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn zproc_new() -> *mut zproc_t {
    give_opt(Some(Box::default()))
}

/// Destroys an object and sets the caller's variable to NULL; nothing if it is NULL already. If the
/// program runs it is ended first, as zproc_shutdown does with 5000 milliseconds. What it wrote and
/// nobody has received from the object's own sockets is lost.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_destroy(self_p: *mut *mut zproc_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "zproc_destroy") });
}

/// Returns the command line, a list of strings that the caller destroys; NULL if none was set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_args(self_: *mut zproc_t) -> *mut zlist_t {
    // SAFETY: `self_` is a handle.
    match unsafe { handle(self_, "zproc_args") }.args() {
        Some(args) => give_texts(args.iter().map(CString::as_c_str)),
        None => ptr::null_mut(),
    }
}

/// Sets the command line: a list of strings, of which the first is the path of a file; it is not
/// looked for in PATH. Takes the list, and sets the caller's variable to NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_set_args(self_: *mut zproc_t, arguments: *mut *mut zlist_t) {
    const ME: &str = "zproc_set_args";
    // SAFETY: `self_` is a handle, and `item` is a text. The items are texts.
    unsafe {
        let process = handle(self_, ME);
        if arguments.is_null() || (*arguments).is_null() {
            breach(ME, "the list is NULL");
        }
        let mut args = Vec::new();
        let mut item = zlist_first(*arguments);
        while !item.is_null() {
            args.push(text(item.cast(), ME).to_owned());
            item = zlist_next(*arguments);
        }
        zlist_destroy(arguments);
        process.set_args(args);
    }
}

/// Sets the command line, as zproc_set_args does: strings, of which the last is NULL.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_set_argsx(self_: *mut zproc_t, arguments: *const c_char, args: ...) {
}
export_variadic!(zproc_set_argsx);

unsafe extern "C" fn czmq_rs_zproc_set_argsx(
    self_: *mut zproc_t,
    arguments: *const c_char,
    more: *mut Arguments,
) {
    const ME: &str = "zproc_set_argsx";
    // SAFETY: zproc.c hands over its arguments.
    unsafe {
        let process = handle(self_, ME);
        let mut args = Vec::new();
        let mut argument = arguments;
        while !argument.is_null() {
            args.push(text(argument, ME).to_owned());
            argument = (*more).pointer();
        }
        process.set_args(args);
    }
}
hidden!(czmq_rs_zproc_set_argsx);

/// Sets the environment: a table of strings by the names of variables. It is the whole environment;
/// if it is not set, the program gets that of this process. Takes the table, and sets the caller's
/// variable to NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_set_env(self_: *mut zproc_t, arguments: *mut *mut zhash_t) {
    const ME: &str = "zproc_set_env";
    // SAFETY: `self_` is a handle, and `item` is a text. The items are texts.
    unsafe {
        let process = handle(self_, ME);
        if arguments.is_null() || (*arguments).is_null() {
            breach(ME, "the table is NULL");
        }
        let mut env = Vec::new();
        let mut item = zhash_first(*arguments);
        while !item.is_null() {
            let name = text(zhash_cursor(*arguments), ME).to_owned();
            env.push((name, text(item.cast(), ME).to_owned()));
            item = zhash_next(*arguments);
        }
        zhash_destroy(arguments);
        process.set_env(env);
    }
}

/// Connects a standard stream.
///
/// # Safety
/// The contract.
unsafe fn set_stream(self_: *mut zproc_t, index: usize, object: *mut c_void, me: &str) {
    // SAFETY: `self_` is a handle, and `object` is a socket. which keeps the socket open, and
    // leaves its use to the process's actor, which has the sockets of all three streams on one
    // thread.
    unsafe {
        let process = handle(self_, me);
        let given = (!object.is_null()).then(|| BorrowedSocket::new(socket(object, me)));
        if let Err(error) = process.set_stream(index, given) {
            error.set();
        }
    }
}

/// Connects the program's standard input with a socket, from which it gets what is received there.
/// The socket stays the caller's, who leaves it open and does not use it, until the object is
/// destroyed. If it is NULL, the object makes a pipe, whose other end is zproc_stdin; should there
/// be too many sockets for that, errno is EMFILE, and zproc_stdin stays NULL. Only the first call
/// counts, and only before the program runs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_set_stdin(self_: *mut zproc_t, socket: *mut c_void) {
    // SAFETY: `self_` is a handle, and `socket` is an object.
    unsafe { set_stream(self_, 0, socket, "zproc_set_stdin") }
}

/// Connects the program's standard output with a socket, to which is sent what it writes. Otherwise
/// as zproc_set_stdin.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_set_stdout(self_: *mut zproc_t, socket: *mut c_void) {
    // SAFETY: `self_` is a handle, and `socket` is an object.
    unsafe { set_stream(self_, 1, socket, "zproc_set_stdout") }
}

/// Connects the program's standard error with a socket, to which is sent what it writes. Otherwise
/// as zproc_set_stdin.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_set_stderr(self_: *mut zproc_t, socket: *mut c_void) {
    // SAFETY: `self_` is a handle, and `socket` is an object.
    unsafe { set_stream(self_, 2, socket, "zproc_set_stderr") }
}

/// Returns the socket for what the program is to read, which stays the object's; NULL if
/// zproc_set_stdin was not called, or with a socket.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_stdin(self_: *mut zproc_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    lend(unsafe { handle(self_, "zproc_stdin") }.stream(0)).cast()
}

/// Returns the socket with what the program writes to its standard output, which stays the
/// object's; NULL if zproc_set_stdout was not called, or with a socket.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_stdout(self_: *mut zproc_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    lend(unsafe { handle(self_, "zproc_stdout") }.stream(1)).cast()
}

/// Returns the socket with what the program writes to its standard error, which stays the object's;
/// NULL if zproc_set_stderr was not called, or with a socket.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_stderr(self_: *mut zproc_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    lend(unsafe { handle(self_, "zproc_stderr") }.stream(2)).cast()
}

/// Runs the program. Returns 0; or -1 and errno if it cannot be run: EINVAL without a command line,
/// ENOENT or EACCES if there is no such file or it is no program, EAGAIN with too many processes.
/// An object runs a program once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_run(self_: *mut zproc_t) -> c_int {
    const ME: &str = "zproc_run";
    // SAFETY: `self_` is a handle.
    let process = unsafe { handle(self_, ME) };
    if process.was_run() {
        breach(ME, "it was run already");
    }
    status(process.run())
}

/// Returns the code of the program, which must have been run: the exit status, minus the number of
/// the signal that ended it, or -42 if it has not exited.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_returncode(self_: *mut zproc_t) -> c_int {
    const ME: &str = "zproc_returncode";
    // SAFETY: `self_` is a handle.
    match unsafe { handle(self_, ME) }.code() {
        Some(code) => code,
        None => breach(ME, "it was not run"),
    }
}

/// Returns the number of the program's process; 0 before it is run.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_pid(self_: *mut zproc_t) -> c_int {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zproc_pid") }.pid()
}

/// Returns true if the program was run and has not exited.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_running(self_: *mut zproc_t) -> bool {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zproc_running") }.code() == Some(RUNNING)
}

/// Waits until the program has exited, at most `timeout` milliseconds, -1: for ever; or until this
/// process is interrupted. Returns its code, as zproc_returncode does; 0 if it was not run.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_wait(self_: *mut zproc_t, timeout: c_int) -> c_int {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zproc_wait") }.wait(timeout.into())
}

/// Ends the program, if it runs: sends SIGTERM, and if it has not exited after `timeout`
/// milliseconds, SIGKILL. A timeout of -1 waits for ever.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_shutdown(self_: *mut zproc_t, timeout: c_int) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zproc_shutdown") }.shutdown(timeout.into());
}

/// Returns the actor that carries data to and from the program, for pollers: it sends a signal when
/// the program has exited. NULL if it was not run. It stays the object's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_actor(self_: *mut zproc_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    lend(unsafe { handle(self_, "zproc_actor") }.actor()).cast()
}

/// Sends a signal to the program; nothing if it does not run. errno is ESRCH then, or EINVAL if
/// there is no such signal.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_kill(self_: *mut zproc_t, signal: c_int) {
    // SAFETY: `self_` is a handle.
    if let Err(error) = unsafe { handle(self_, "zproc_kill") }.kill(signal) {
        error.set();
    }
}

/// Says in the log, or not, when the program starts and ends.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zproc_set_verbose(self_: *mut zproc_t, verbose: bool) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zproc_set_verbose") }.set_verbose(verbose);
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zproc_test(_verbose: bool) {
    // SAFETY: the calls keep the contract.
    self_test("zproc", || unsafe {
        let mut process = zproc_new();
        assert!(zproc_args(process).is_null() && zproc_pid(process) == 0);
        assert_eq!(zproc_run(process), -1);
        assert_eq!(zproc_wait(process, -1), 0);

        let mut words = zlist_new();
        for word in [c"/bin/sh", c"-c", c"printf %s $WORD; exit 7"] {
            assert_eq!(zlist_append(words, word.as_ptr().cast_mut().cast()), 0);
        }
        zproc_set_args(process, &mut words);
        words = zproc_args(process);
        assert_eq!(zlist_size(words), 3);
        zlist_destroy(&mut words);
        let mut env = zhash_new();
        zhash_insert(env, c"WORD".as_ptr(), c"hello".as_ptr().cast_mut().cast());
        zproc_set_env(process, &mut env);
        zproc_set_stdout(process, ptr::null_mut());
        assert_eq!(zproc_run(process), 0);
        assert!(zproc_pid(process) > 0 && !zproc_actor(process).is_null());
        assert_eq!(zproc_wait(process, -1), 7);
        assert!(!zproc_running(process) && zproc_returncode(process) == 7);
        let out = zproc_stdout(process);
        for expected in [c"", c"hello"] {
            let mut frame = zframe_recv(out);
            let size = expected.count_bytes();
            assert_eq!(zframe_size(frame), size);
            assert_eq!(
                libc::memcmp(zframe_data(frame).cast(), expected.as_ptr().cast(), size),
                0
            );
            zframe_destroy(&mut frame);
        }
        zproc_destroy(&mut process);
        assert!(process.is_null());
        zproc_destroy(&mut process);
    });
}

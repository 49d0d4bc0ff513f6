//! zsys: the process: its sockets, log, signals, files.
//!
//! zsys is for what belongs to the whole process: settings, the log, interrupts, files, and services
//! of the system. It starts automatically with the first socket, actor or log line, and ends at exit.
//! All threads may use it.
//!
//! Settings apply to sockets that are opened later; those of libzmq's threads must be made before the
//! first socket. Each setting has an environment variable, read when zsys starts, so that it can be
//! changed without changing the program. The following are not described elsewhere:
//!
//!     ZSYS_SIGHANDLER            `false`: leave SIGINT and SIGTERM to the program
//!     ZSYS_FILE_STABLE_AGE_MSEC  How many milliseconds after its last change a file counts as
//!                                stable; 5000
//!     ZSYS_LOGSTREAM             Where log lines go: `stdout`, `stderr`; anything else discards
//!                                them
//!     ZSYS_LOGSYSTEM             `true`: log lines go to the system log
//!     ZSYS_IPV4_MCAST_ADDRESS    The multicast group that beacons of IPv4 are sent to, instead of
//!                                a broadcast
//!
//! A log line starts with a letter for its severity (E, W, N, I or D), followed by the name of the
//! program if zsys_set_logident set one, the date and time, and the text.
//!
//! SIGINT and SIGTERM set `zsys_interrupted`. Calls that wait for a message then return, with errno
//! EINTR, and so do zpoller_wait and zloop_start; a program sees that and ends in its own way.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::net::{Ipv6Addr, UdpSocket};
use std::os::fd::{AsRawFd, IntoRawFd};
use std::os::unix::ffi::OsStringExt;
use std::ptr;
use std::sync::atomic::AtomicI32;

use crate::abi::{
    breach, bytes, export_variadic, give, give_text, hidden, lend_text, self_test, status, tagged,
    text, text_bytes, text_opt,
};
use crate::zconfig::{zconfig_get, zconfig_t};
use crate::zframe::{zframe_destroy, zframe_from, zframe_recv, zframe_streq, zframe_t};
use crate::zhash::{zhash_lookup, zhash_t};
use crate::zsock::{origin, zsock_attach, zsock_destroy_checked, zsock_new_checked, zsock_t};
use crate::zstr::zstr_send;
use czmq_c_abi::Tagged;
use czmq_core::formats::template::{self, Problem};
use czmq_core::messaging::frame::Frame;
use czmq_core::messaging::pipe::pipe;
use czmq_sys::daemon;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::file::{self, Status};
use czmq_sys::host;
use czmq_sys::intern::intern;
use czmq_sys::log::{self, Level};
use czmq_sys::session;
use czmq_sys::settings::{self, Settings};
use czmq_sys::signal::{self, Handler};
use czmq_sys::socket::{self, OwnedSocket};
use czmq_sys::stream::Stream;
use czmq_sys::udp;
use czmq_sys::zmq::{self, Context, SocketRef, SocketType, context_option, option};

/// A descriptor of a socket.
pub type SOCKET = c_int;

/// An address of IPv4; functions that are told its length take others as well.
pub type inaddr_t = libc::sockaddr_in;

/// Called when SIGINT or SIGTERM arrives.
pub type zsys_handler_fn = Option<Handler>;

/// 1 once SIGINT or SIGTERM arrived. Programs read and write it.
#[unsafe(export_name = "zsys_interrupted")]
pub static INTERRUPTED: AtomicI32 = AtomicI32::new(0);

/// The deprecated name of zsys_interrupted.
#[unsafe(export_name = "zctx_interrupted")]
pub static CONTEXT_INTERRUPTED: AtomicI32 = AtomicI32::new(0);

/// Starts zsys and returns its libzmq context; NULL and errno if there are no resources for one. The
/// first socket, actor or log line does this automatically. Reads the environment, installs handlers of
/// SIGINT and SIGTERM, and seeds random.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_init() -> *mut c_void {
    match session::context() {
        Ok(context) => context.as_ptr(),
        Err(error) => {
            error.set();
            ptr::null_mut()
        }
    }
}

/// Ends zsys, which happens automatically at exit: reports and closes sockets that were left open,
/// terminates the context, and restores settings and signal handlers. zsys may start again.
///
/// While sockets are open, it gives actors 200 ms to end. Then blocking calls on sockets fail with
/// ETERM.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_shutdown() {
    // SAFETY: a program that calls this uses no handle of a socket that it left open; objects of this
    // library find that their sockets are closed.
    unsafe { session::shutdown() };
}

/// Opens a libzmq socket with the process-wide settings; programs rather use zsock_new. The file
/// name and line are reported if the socket is left open at the end of the process. Returns NULL and
/// errno: EINVAL for an unknown type, EMFILE if there are too many sockets. The caller closes it by
/// zsys_close.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_socket(
    type_: c_int,
    filename: *const c_char,
    line_nbr: usize,
) -> *mut c_void {
    // SAFETY: `filename` is a text.
    let origin = origin(unsafe { text_opt(filename) }, line_nbr);
    match OwnedSocket::open(SocketType(type_), origin) {
        Ok(socket) => socket.into_handle().expose(),
        Err(error) => {
            error.set();
            ptr::null_mut()
        }
    }
}

/// Closes a socket of zsys_socket. Returns 0. A socket that was closed at the end of the process
/// layer is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_close(
    handle: *mut c_void,
    _filename: *const c_char,
    _line_nbr: usize,
) -> c_int {
    // SAFETY: `handle` is an object.
    if let Some(socket) = unsafe { SocketRef::from_ptr(handle) } {
        // SAFETY: the program gives the socket away.
        unsafe { socket::close_handle(socket) };
    }
    0
}

/// Returns the upper-case name of a libzmq socket type, such as "PUB". The text is static.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_sockname(socktype: c_int) -> *mut c_char {
    match SocketType(socktype).known_name() {
        Some(name) => name.as_ptr().cast_mut(),
        None => breach("zsys_sockname", "there is no such socket type"),
    }
}

/// Makes two sockets that talk to each other alone. Returns one and stores the other at
/// `backend_p`; the caller destroys both. How many messages each holds for sending is what
/// zsys_set_pipehwm set. Returns NULL and errno EMFILE if there are too many sockets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_create_pipe(backend_p: *mut *mut zsock_t) -> *mut zsock_t {
    const ME: &str = "zsys_create_pipe";
    if backend_p.is_null() {
        breach(ME, "the address of the other end is NULL");
    }
    match pipe() {
        Ok((frontend, backend)) => {
            // SAFETY: `backend_p` is an output.
            unsafe { *backend_p = Box::into_raw(Tagged::boxed(backend)) };
            Box::into_raw(Tagged::boxed(frontend))
        }
        Err(error) => {
            error.set();
            ptr::null_mut()
        }
    }
}

/// Installs a handler for SIGINT and SIGTERM. The handlers that were in force are remembered the
/// first time, for zsys_handler_reset. NULL restores them, and keeps this library from installing
/// its own from now on.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_handler_set(handler_fn: zsys_handler_fn) {
    // SAFETY: the program's handler, which is to be async-signal-safe, as with `signal`.
    unsafe { signal::set_handler(handler_fn) };
}

/// Restores the handlers of SIGINT and SIGTERM that were in force before this library's or
/// zsys_handler_set's.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_handler_reset() {
    signal::reset_handler();
}

/// Installs a handler for SIGINT and SIGTERM that sets zsys_interrupted, unless the environment has
/// ZSYS_SIGHANDLER=false or zsys_handler_set was called with NULL last.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_catch_interrupts() {
    signal::catch_interrupts();
}

/// DRAFT: Returns true if SIGINT or SIGTERM arrived, or zsys_set_interrupted was called, and the
/// program did not clear zsys_interrupted since.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_is_interrupted() -> bool {
    signal::interrupted()
}

/// DRAFT: Sets zsys_interrupted, as SIGINT and SIGTERM do.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_interrupted() {
    signal::set_interrupted(true);
}

/// Returns true if there is a file, or anything else, of this name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_file_exists(filename: *const c_char) -> bool {
    // SAFETY: `filename` is a text.
    unsafe { look_up(filename, "zsys_file_exists") }.is_ok()
}

/// Returns the size of a file in bytes, or -1 and errno.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_file_size(filename: *const c_char) -> libc::ssize_t {
    // SAFETY: `filename` is a text.
    unsafe { look_up(filename, "zsys_file_size") }
        .map_or_else(failed, |file| file.size() as libc::ssize_t)
}

/// Returns when a file was last written to, or 0 and errno.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_file_modified(filename: *const c_char) -> libc::time_t {
    // SAFETY: `filename` is a text.
    match unsafe { look_up_any(filename) } {
        Ok(file) => file.modified(),
        Err(error) => {
            error.set();
            0
        }
    }
}

/// Returns the type and permissions of a file, a mode_t, or -1 and errno.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_file_mode(filename: *const c_char) -> c_int {
    // SAFETY: `filename` is a text.
    unsafe { look_up_any(filename) }.map_or_else(failed, |file| file.mode() as c_int)
}

/// Deletes a file. Returns 0, or -1 and errno.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_file_delete(filename: *const c_char) -> c_int {
    // SAFETY: `filename` is a text.
    status(file::delete(unsafe { text(filename, "zsys_file_delete") }))
}

/// Returns true if a file is there and was not written to for longer than the stable age: five
/// seconds, or what ZSYS_FILE_STABLE_AGE_MSEC or zsys_set_file_stable_age_msec says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_file_stable(filename: *const c_char) -> bool {
    // SAFETY: `filename` is a text.
    unsafe { look_up_any(filename) }.is_ok_and(|file| file.is_stable())
}

/// Looks up a file of a name that must be there.
///
/// # Safety
/// The contract.
unsafe fn look_up(filename: *const c_char, function: &str) -> Result<Status> {
    // SAFETY: `filename` is a text.
    Status::of(unsafe { text(filename, function) })
}

/// Looks up a file whose name may be NULL: there is none then.
///
/// # Safety
/// The contract.
unsafe fn look_up_any(filename: *const c_char) -> Result<Status> {
    // SAFETY: `filename` is a text.
    unsafe { text_opt(filename) }.map_or(Err(Errno::FAULT), Status::of)
}

fn failed<T: From<i8>>(error: Errno) -> T {
    error.set();
    T::from(-1)
}

/// Makes a directory of a name formatted as printf does, and the directories on the way that are
/// missing. Returns 0, also if it is there already, or -1 and errno.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_dir_create(pathname: *const c_char, args: ...) -> c_int {}

unsafe extern "C" fn czmq_rs_dir_create(path: *const c_char) -> c_int {
    // SAFETY: zsys.c passes a string.
    status(file::create_directory(unsafe { CStr::from_ptr(path) }))
}

/// Removes an empty directory of a name formatted as printf does. Returns 0, or -1 and errno.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_dir_delete(pathname: *const c_char, args: ...) -> c_int {}

unsafe extern "C" fn czmq_rs_dir_delete(path: *const c_char) -> c_int {
    // SAFETY: zsys.c passes a string.
    status(file::delete_directory(unsafe { CStr::from_ptr(path) }))
}

/// Makes a directory the current one of the process. Returns 0, or -1 and errno.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_dir_change(pathname: *const c_char) -> c_int {
    // SAFETY: `pathname` is a text.
    status(file::change_directory(unsafe {
        text(pathname, "zsys_dir_change")
    }))
}

/// Lets only the owner read and write the files that the process makes from now on.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_file_mode_private() {
    file::private_mode();
}

/// Restores the permissions of new files that were in force before zsys_file_mode_private.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_file_mode_default() {
    file::default_mode();
}

/// Gives the version of CZMQ whose API this is; each pointer may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_version(major: *mut c_int, minor: *mut c_int, patch: *mut c_int) {
    for (number, value) in [(major, 4), (minor, 2), (patch, 1)] {
        // SAFETY: `number` is an output, which is NULL or writable.
        if let Some(number) = unsafe { number.as_mut() } {
            *number = value;
        }
    }
}

/// Formats a string as printf does. Returns NULL with errno set to ENOMEM if there is no memory.
/// The caller frees it.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_sprintf(format: *const c_char, args: ...) -> *mut c_char {}

/// DRAFT: Formats a string as zsys_sprintf does. It gets memory of `hint` bytes, 256 if that is not
/// positive, or more if it needs more. The caller frees it.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_sprintf_hint(
    hint: c_int,
    format: *const c_char,
    args: ...
) -> *mut c_char {
}

/// DRAFT: Formats a string by names: `%(name)s` stands for the item of that name in a table of
/// strings, `%%` for a percent sign. Returns NULL and errno EINVAL if the table has no such item,
/// or there is anything else after a percent sign; zsys_zprintf_error describes it. The caller
/// frees the string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_zprintf(format: *const c_char, args: *mut zhash_t) -> *mut c_char {
    // SAFETY: `format` is a text, and `args` is a handle.
    give_filled(unsafe { fill_from_hash(format, args, "zsys_zprintf") })
}

/// DRAFT: Returns why zsys_zprintf fails with these arguments, as a text that the caller frees; NULL
/// if it does not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_zprintf_error(
    format: *const c_char,
    args: *mut zhash_t,
) -> *mut c_char {
    // SAFETY: `format` is a text, and `args` is a handle.
    give_problem(
        unsafe { fill_from_hash(format, args, "zsys_zprintf_error") },
        "hash",
    )
}

/// DRAFT: Formats a string as zsys_zprintf does, with the values of a configuration: names are paths
/// as zconfig_get takes them. An item without a value is not there. The caller frees the string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_zplprintf(
    format: *const c_char,
    args: *mut zconfig_t,
) -> *mut c_char {
    // SAFETY: `format` is a text, and `args` is a handle.
    give_filled(unsafe { fill_from_config(format, args, "zsys_zplprintf") })
}

/// DRAFT: Returns why zsys_zplprintf fails with these arguments, as a text that the caller frees;
/// NULL if it does not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_zplprintf_error(
    format: *const c_char,
    args: *mut zconfig_t,
) -> *mut c_char {
    // SAFETY: `format` is a text, and `args` is a handle.
    give_problem(
        unsafe { fill_from_config(format, args, "zsys_zplprintf_error") },
        "config",
    )
}

/// # Safety
/// The contract, and the items are strings.
unsafe fn fill_from_hash(
    format: *const c_char,
    args: *mut zhash_t,
    me: &str,
) -> std::result::Result<Vec<u8>, Problem> {
    if args.is_null() {
        breach(me, "the zhash is NULL");
    }
    // SAFETY: `format` is a text.
    unsafe {
        template::fill(text(format, me), |name| {
            text_opt(zhash_lookup(args, name.as_ptr()).cast())
        })
    }
}

/// # Safety
/// The contract.
unsafe fn fill_from_config(
    format: *const c_char,
    args: *mut zconfig_t,
    me: &str,
) -> std::result::Result<Vec<u8>, Problem> {
    if args.is_null() {
        breach(me, "the zconfig is NULL");
    }
    // SAFETY: `format` is a text.
    unsafe {
        template::fill(text(format, me), |name| {
            text_opt(zconfig_get(args, name.as_ptr(), ptr::null()))
        })
    }
}

fn give_filled(filled: std::result::Result<Vec<u8>, Problem>) -> *mut c_char {
    match filled {
        Ok(text) => give_text(&text),
        Err(_) => {
            Errno::INVAL.set();
            ptr::null_mut()
        }
    }
}

/// The problem as a text; with a word on where names are looked up.
fn give_problem(filled: std::result::Result<Vec<u8>, Problem>, place: &str) -> *mut c_char {
    match filled {
        Ok(_) => ptr::null_mut(),
        Err(problem @ Problem::Unknown(_)) => give_text(format!("{problem} in {place}").as_bytes()),
        Err(problem) => give_text(problem.to_string().as_bytes()),
    }
}

/// Formats a string as vprintf does. Returns NULL with errno set to ENOMEM if there is no memory.
/// The caller frees it.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_vprintf(format: *const c_char, argptr: va_list) -> *mut c_char {}

/// Opens a UDP socket for beacons, of IPv6 if zsys_set_ipv6 asks for it. It may broadcast, and
/// shares its port with others. `routable` is for multicast, which is not there for IPv6: a breach.
/// Returns INVALID_SOCKET, logs an error and sets errno if that fails. The caller closes it by
/// zsys_udp_close.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_udp_new(routable: bool) -> SOCKET {
    let ipv6 = zsys_ipv6() != 0;
    if routable && ipv6 {
        breach("zsys_udp_new", "there is no multicast for IPv6");
    }
    let ttl = session::settings(|settings| settings.mcast_ttl);
    let socket = udp::open(ipv6, Some(ttl).filter(|&ttl| routable && ttl > 1));
    socket.map(IntoRawFd::into_raw_fd).unwrap_or_else(|error| {
        if !udp::is_passing(error) {
            log_udp_error(error, "socket");
        }
        failed(error)
    })
}

/// Closes a UDP socket. Returns 0, or -1 and errno.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_udp_close(handle: SOCKET) -> c_int {
    // SAFETY: the program gives the socket away.
    status(unsafe { udp::close(handle) })
}

/// Sends a frame as one datagram to an address of `addrlen` bytes. The frame stays the caller's.
/// Returns 0; or -1 and errno, and logs why at debug level, if it cannot be sent, because the
/// interface is gone for example.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_udp_send(
    udpsock: SOCKET,
    frame: *mut zframe_t,
    address: *mut inaddr_t,
    addrlen: c_int,
) -> c_int {
    const ME: &str = "zsys_udp_send";
    if address.is_null() {
        breach(ME, "the address is NULL");
    }
    // SAFETY: `frame` is a handle.
    let (frame, address) = unsafe {
        let size = addrlen.try_into().unwrap_or(0);
        (tagged(frame, ME), bytes(address.cast_const().cast(), size))
    };
    let sent = udp::send(udpsock, frame.bytes(), address);
    if let Err(error) = sent {
        log::write(
            Level::Debug,
            format!("zsys_udp_send: failed, reason={error}").as_bytes(),
        );
    }
    status(sent)
}

/// Receives a datagram, and discards bytes beyond UDP_FRAME_MAX. Puts the sender's numeric address
/// into `peername`, of `peerlen` bytes: INET_ADDRSTRLEN for IPv4, NI_MAXHOST for IPv6. Returns NULL
/// and errno if nothing can be received, and NULL with a warning in the log if there is no room for
/// the address. The caller destroys the frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_udp_recv(
    udpsock: SOCKET,
    peername: *mut c_char,
    peerlen: c_int,
) -> *mut zframe_t {
    if peername.is_null() {
        breach("zsys_udp_recv", "peername is NULL");
    }
    let mut buffer = [0; udp::LONGEST];
    let (length, peer) = match udp::receive(udpsock, &mut buffer) {
        Ok(received) => received,
        Err(error) => {
            error.set();
            return ptr::null_mut();
        }
    };
    let room = peerlen.try_into().unwrap_or(0);
    // SAFETY: `peername` is a text; bytes may hold anything.
    let room = unsafe { std::slice::from_raw_parts_mut(peername.cast::<u8>(), room) };
    if let Err(reason) = peer.name(room) {
        log::write(
            Level::Warning,
            format!("zsys_udp_recv: getnameinfo failed, reason={reason}").as_bytes(),
        );
        return ptr::null_mut();
    }
    give(Frame::new(&buffer[..length]).map(Tagged::boxed))
}

/// Tells what errno is after an operation on a UDP socket failed: nothing if it may be tried again;
/// else logs the error, with a word on the operation, and aborts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_socket_error(reason: *const c_char) {
    const ME: &str = "zsys_socket_error";
    let error = Errno::last();
    // SAFETY: `reason` is a text.
    let reason = unsafe { text(reason, ME) }.to_string_lossy();
    if !udp::is_passing(error) {
        log_udp_error(error, &reason);
        breach(ME, &format!("{error} on {reason}"));
    }
}

fn log_udp_error(error: Errno, operation: &str) {
    log::write(
        Level::Error,
        format!("(UDP) error '{error}' on {operation}").as_bytes(),
    );
}

/// Returns the host's name for use in endpoints; NULL if the resolver does not know it. The caller
/// frees it.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_hostname() -> *mut c_char {
    host::name().map_or(ptr::null_mut(), |name| give_text(name.to_bytes()))
}

/// Continues in the background, in a child process that moves to a directory, unless that is NULL,
/// ignores SIGHUP, has its standard streams at /dev/null and all other descriptors closed, and
/// keeps others from writing to the files that it makes. The parent exits. Returns 0 in the child;
/// logs an error, and returns -1 and errno, if there is no child or it cannot change its directory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_daemonize(workdir: *const c_char) -> c_int {
    // SAFETY: `workdir` is a text.
    reported(daemon::daemonize(unsafe { text_opt(workdir) }))
}

/// Locks a file and writes the process's number into it, then switches to a group and to a user,
/// with the supplementary groups that go with them. Each may be NULL. To be called after
/// zsys_daemonize. Returns 0; or logs an error, and returns -1 and errno, if a step fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_run_as(
    lockfile: *const c_char,
    group: *const c_char,
    user: *const c_char,
) -> c_int {
    // SAFETY: `lockfile`, `group` and `user` are texts.
    reported(unsafe { daemon::run_as(text_opt(lockfile), text_opt(group), text_opt(user)) })
}

/// 0, or -1 with errno and a line in the log.
fn reported(result: std::result::Result<(), daemon::Failure>) -> c_int {
    match result {
        Ok(()) => 0,
        Err(failure) => {
            log::write(Level::Error, failure.to_string().as_bytes());
            failed(failure.error)
        }
    }
}

/// Returns true if libzmq was built with CURVE security.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_has_curve() -> bool {
    zmq::has(c"curve")
}

/// Sets how many threads libzmq uses for input and output; 0 is enough for inproc. The default is 1
/// or ZSYS_IO_THREADS. Logs an error and aborts if a socket exists.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_io_threads(io_threads: usize) {
    configure(
        "zsys_set_io_threads",
        "zsys_io_threads",
        |settings, context| {
            settings.io_threads = limit(io_threads);
            context.set(context_option::IO_THREADS, settings.io_threads)
        },
    );
}

/// Sets the scheduling policy of libzmq's threads, as sched_setscheduler takes it; ignored if it is
/// negative. The default is the system's or ZSYS_THREAD_SCHED_POLICY. Logs an error and aborts if a
/// socket exists.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_thread_sched_policy(policy: c_int) {
    if policy >= 0 {
        const ME: &str = "zsys_set_thread_sched_policy";
        configure(ME, ME, |settings, context| {
            settings.thread_sched_policy = policy;
            context.set(context_option::THREAD_SCHED_POLICY, policy)
        });
    }
}

/// Sets the scheduling priority of libzmq's threads; ignored if it is negative. The default is the
/// system's or ZSYS_THREAD_PRIORITY. Logs an error and aborts if a socket exists.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_thread_priority(priority: c_int) {
    if priority >= 0 {
        const ME: &str = "zsys_set_thread_priority";
        configure(ME, ME, |settings, context| {
            settings.thread_priority = priority;
            context.set(context_option::THREAD_PRIORITY, priority)
        });
    }
}

/// Sets a number as the prefix of the names of libzmq's threads; ignored if it is negative. The
/// default is none or ZSYS_THREAD_NAME_PREFIX. Logs an error and aborts if a socket exists.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_thread_name_prefix(prefix: c_int) {
    if prefix >= 0 {
        const ME: &str = "zsys_set_thread_name_prefix";
        configure(ME, ME, |settings, context| {
            settings.thread_name_prefix = prefix;
            settings.thread_name_prefix_str = None;
            context.set(context_option::THREAD_NAME_PREFIX, prefix)
        });
    }
}

/// Returns the number that is the prefix of the names of libzmq's threads; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_thread_name_prefix() -> c_int {
    session::context_option(context_option::THREAD_NAME_PREFIX).unwrap_or(0)
}

/// DRAFT: Sets a text of up to 15 bytes as the prefix of the names of libzmq's threads. The default
/// is none or ZSYS_THREAD_NAME_PREFIX_STR. Nothing changes, and errno is EINVAL, for a text that is
/// empty or too long; or ENOTSUP, for one that is no number if libzmq was built without its draft
/// API. Logs an error and aborts if a socket exists.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_set_thread_name_prefix_str(prefix: *const c_char) {
    const ME: &str = "zsys_set_thread_name_prefix_str";
    // SAFETY: `prefix` is a text.
    let prefix = intern(unsafe { text(prefix, ME) });
    configure(ME, ME, |settings, context| {
        settings::name_threads(context, prefix)?;
        settings.thread_name_prefix_str = Some(prefix);
        Ok(())
    });
}

/// DRAFT: Returns what zsys_set_thread_name_prefix_str or zsys_set_thread_name_prefix set last, "0"
/// if nothing was. The text stays as it is.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_thread_name_prefix_str() -> *const c_char {
    let (text, number) =
        current(|settings| (settings.thread_name_prefix_str, settings.thread_name_prefix));
    let prefix = text.unwrap_or_else(|| {
        let number = CString::new(number.max(0).to_string());
        intern(&number.unwrap_or_default())
    });
    prefix.as_ptr()
}

/// DRAFT: Has sockets that are opened from now on receive messages in the memory that the network
/// was read into (1), or copy each (0). The default is 1 or ZSYS_ZERO_COPY_RECV.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_zero_copy_recv(zero_copy: c_int) {
    change(|settings, context| {
        context.set(context_option::ZERO_COPY_RECV, zero_copy)?;
        settings.zero_copy_recv = zero_copy;
        Ok(())
    });
}

/// DRAFT: Returns 1 if messages are received in the memory that the network was read into, 0 if
/// not.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_zero_copy_recv() -> c_int {
    session::context_option(context_option::ZERO_COPY_RECV).unwrap_or(1)
}

/// DRAFT: Sets how long, in milliseconds, a file must not have been written to before it counts as
/// stable; ignored below 1. The default is 5000 or ZSYS_FILE_STABLE_AGE_MSEC.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_file_stable_age_msec(file_stable_age_msec: i64) {
    if file_stable_age_msec >= 1 {
        set(|settings| settings.file_stable_age = file_stable_age_msec);
    }
}

/// DRAFT: Returns how long, in milliseconds, a file must not have been written to before it counts
/// as stable.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_file_stable_age_msec() -> i64 {
    current(|settings| settings.file_stable_age)
}

/// Lets libzmq's threads run on a CPU, and on others that are added; ignored if it is negative.
/// Logs an error and aborts if a socket exists.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_thread_affinity_cpu_add(cpu: c_int) {
    affinity(
        "zsys_thread_affinity_cpu_add",
        context_option::THREAD_AFFINITY_CPU_ADD,
        cpu,
    );
}

/// Removes a CPU from the affinity set of zsys_thread_affinity_cpu_add; ignored if it is negative.
/// Logs an error and aborts if a socket exists.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_thread_affinity_cpu_remove(cpu: c_int) {
    affinity(
        "zsys_thread_affinity_cpu_remove",
        context_option::THREAD_AFFINITY_CPU_REMOVE,
        cpu,
    );
}

fn affinity(function: &str, option: c_int, cpu: c_int) {
    if cpu >= 0 {
        // The line in the log names the policy for these as well.
        configure(function, "zsys_set_thread_sched_policy", |_, context| {
            context.set(option, cpu)
        });
    }
}

/// Sets how many sockets there can be; 0 is as many as the system allows, see zsys_socket_limit.
/// The default is 1024 or ZSYS_MAX_SOCKETS. Logs an error and aborts if a socket exists.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_max_sockets(max_sockets: usize) {
    let max_sockets = if max_sockets == 0 {
        zsys_socket_limit()
    } else {
        max_sockets
    };
    configure(
        "zsys_set_max_sockets",
        "zsys_max_sockets",
        |settings, context| {
            settings.max_sockets = limit(max_sockets);
            context.set(context_option::MAX_SOCKETS, settings.max_sockets)
        },
    );
}

/// Returns how many sockets there can be on this system.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_socket_limit() -> usize {
    session::socket_limit().unwrap_or(0).clamp(0, 65535) as usize
}

/// Sets the size, in bytes, of the largest message that is sent; ignored if it is negative. The
/// default is INT_MAX or ZSYS_MAX_MSGSZ.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_max_msgsz(max_msgsz: c_int) {
    if max_msgsz >= 0 {
        change(|settings, context| {
            settings.max_msgsz = max_msgsz;
            context.set(context_option::MAX_MSGSZ, max_msgsz)
        });
    }
}

/// Returns the size, in bytes, of the largest message that is sent.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_max_msgsz() -> c_int {
    session::context_option(context_option::MAX_MSGSZ).unwrap_or_else(failed)
}

/// Sets the default linger time of sockets opened from now on: how long, in milliseconds, a socket
/// that was closed goes on sending what it holds. The default is 0 or ZSYS_LINGER.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_linger(linger: usize) {
    set(|settings| settings.linger = linger as i32);
}

/// Sets how many messages sockets opened from now on hold for sending, per peer; 0 is no limit.
/// The default is 1000 or ZSYS_SNDHWM.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_sndhwm(sndhwm: usize) {
    set(|settings| settings.sndhwm = limit(sndhwm));
}

/// Sets how many received messages sockets opened from now on hold, per peer; 0 is no limit. The
/// default is 1000 or ZSYS_RCVHWM.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_rcvhwm(rcvhwm: usize) {
    set(|settings| settings.rcvhwm = limit(rcvhwm));
}

/// Sets how many messages the pipes of actors hold for sending, in each direction; 0 is no limit.
/// The default is 1000 or ZSYS_PIPEHWM.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_pipehwm(pipehwm: usize) {
    set(|settings| settings.pipehwm = limit(pipehwm));
}

/// Returns how many messages the pipes of actors hold.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_pipehwm() -> usize {
    session::settings(|settings| settings.pipehwm) as usize
}

/// Lets sockets opened from now on use IPv6 besides IPv4 (1), or not (0). The default is 0 or
/// ZSYS_IPV6.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_ipv6(ipv6: c_int) {
    set(|settings| settings.ipv6 = ipv6);
}

/// Returns what zsys_set_ipv6 set: 1 if sockets use IPv6, else 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_ipv6() -> c_int {
    session::settings(|settings| settings.ipv6)
}

/// DRAFT: Returns true if this system has IPv6: a socket can be bound to its loopback address.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_ipv6_available() -> bool {
    UdpSocket::bind((Ipv6Addr::LOCALHOST, 0)).is_ok()
}

/// Names the network interface for beacons; "*" is all of them. The default is none, or
/// ZSYS_INTERFACE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_set_interface(value: *const c_char) {
    // SAFETY: `value` is a text.
    let value = intern(unsafe { text(value, "zsys_set_interface") });
    set(|settings| settings.interface = value);
}

/// Returns the network interface for beacons, "" if none was named. The text stays as it is.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_interface() -> *const c_char {
    session::settings(|settings| settings.interface).as_ptr()
}

/// Sets the IPv6 address that beacons are received at. The default is none, or ZSYS_IPV6_ADDRESS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_set_ipv6_address(value: *const c_char) {
    // SAFETY: `value` is a text.
    let value = intern(unsafe { text(value, "zsys_set_ipv6_address") });
    set(|settings| settings.ipv6_address = value);
}

/// Returns the IPv6 address that beacons are received at, "" if none was set. The text stays as it
/// is.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_ipv6_address() -> *const c_char {
    session::settings(|settings| settings.ipv6_address).as_ptr()
}

/// Sets the IPv6 multicast address that beacons are sent to. The default is that of all nodes of
/// the link, or ZSYS_IPV6_MCAST_ADDRESS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_set_ipv6_mcast_address(value: *const c_char) {
    // SAFETY: `value` is a text.
    let value = intern(unsafe { text(value, "zsys_set_ipv6_mcast_address") });
    set(|settings| settings.ipv6_mcast_address = value);
}

/// Returns the IPv6 multicast address that beacons are sent to. The text stays as it is.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_ipv6_mcast_address() -> *const c_char {
    session::settings(|settings| settings.ipv6_mcast_address).as_ptr()
}

/// DRAFT: Sets the IPv4 multicast address that beacons are sent to and received at; NULL has them
/// broadcast. The default is to broadcast, or ZSYS_IPV4_MCAST_ADDRESS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_set_ipv4_mcast_address(value: *const c_char) {
    // SAFETY: `value` is a text.
    let value = unsafe { text_opt(value) }.map(intern);
    set(|settings| settings.ipv4_mcast_address = value);
}

/// DRAFT: Returns the IPv4 multicast address that beacons are sent to; NULL if they are broadcast.
/// The text stays as it is.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_ipv4_mcast_address() -> *const c_char {
    lend_text(current(|settings| settings.ipv4_mcast_address))
}

/// DRAFT: Sets how many networks beacons reach that are sent to a multicast address, by sockets
/// that are opened from now on; 1 is the local one, which is the default. 0 is a breach.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_mcast_ttl(value: u8) {
    if value == 0 {
        breach("zsys_set_mcast_ttl", "the value is 0");
    }
    set(|settings| settings.mcast_ttl = value);
}

/// DRAFT: Returns how many networks beacons reach that are sent to a multicast address.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_mcast_ttl() -> u8 {
    session::settings(|settings| settings.mcast_ttl)
}

/// Has sockets that are bound from now on take over a listening socket of the same TCP port or
/// IPC path, if the process inherited one from systemd (1), or not (0). The default is 0 or
/// ZSYS_AUTO_USE_FD.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_auto_use_fd(auto_use_fd: c_int) {
    set(|settings| settings.auto_use_fd = auto_use_fd);
}

/// Returns what zsys_set_auto_use_fd set.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_auto_use_fd() -> c_int {
    session::settings(|settings| settings.auto_use_fd)
}

/// Reads settings, which the environment may have set; starts zsys.
fn current<R>(read: impl FnOnce(&Settings) -> R) -> R {
    // Without resources for it the defaults are read.
    let _ = session::context();
    session::settings(read)
}

/// Changes settings; unless zsys runs, they stay as they are.
fn set(change: impl FnOnce(&mut Settings)) {
    self::change(|settings, _| {
        change(settings);
        Ok(())
    });
}

fn change(change: impl FnOnce(&mut Settings, Context) -> Result<()>) {
    if let Err(error) = session::change_settings(change) {
        error.set();
    }
}

/// Changes what must not change any more once there are sockets. The line in the log that says so
/// has a name of its own.
fn configure(
    function: &str,
    name_in_log: &str,
    change: impl FnOnce(&mut Settings, Context) -> Result<()>,
) {
    match session::change_context(change) {
        Ok(true) => {}
        Ok(false) => {
            let line = format!("{name_in_log}() is not valid after creating sockets");
            log::write(Level::Error, line.as_bytes());
            breach(function, "not valid after creating sockets");
        }
        Err(error) => error.set(),
    }
}

/// A limit as libzmq takes it.
fn limit(value: usize) -> i32 {
    value.try_into().unwrap_or(i32::MAX)
}

/// Names the program in each log line. The default is nothing, or ZSYS_LOGIDENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_set_logident(value: *const c_char) {
    // SAFETY: `value` is a text.
    log::set_identity(Some(unsafe { text(value, "zsys_set_logident") }));
}

/// Sends log lines to a stream, or to none if NULL. The caller keeps it open until it sets another.
/// The default is stdout or what ZSYS_LOGSTREAM names.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_set_logstream(stream: *mut libc::FILE) {
    // SAFETY: `stream` is a stream.
    log::set_stream(unsafe { Stream::from_ptr(stream) });
}

/// Sends log lines to subscribers as well, each as a frame: attaches a PUB socket to the endpoints,
/// binding by default (see zsock_attach). Further calls add endpoints; NULL closes the socket. The
/// default is nothing, or ZSYS_LOGSENDER. An endpoint that cannot be bound is a breach: aborts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_set_logsender(endpoint: *const c_char) {
    // SAFETY: `endpoint` is a text.
    match unsafe { text_opt(endpoint) } {
        Some(endpoint) => {
            if let Err(error) = log::attach_sender(endpoint) {
                breach("zsys_set_logsender", &error.to_string());
            }
        }
        None => log::close_sender(),
    }
}

/// Sends log lines to the system log, and then nowhere else, or no longer.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_logsystem(logsystem: bool) {
    log::set_system(logsystem);
}

/// Logs an error, formatted as printf does. Leaves errno alone.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_error(format: *const c_char, args: ...) {}

/// Logs a warning, formatted as printf does. Leaves errno alone.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_warning(format: *const c_char, args: ...) {}

/// Logs what is normal but should be known, formatted as printf does. Leaves errno alone.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_notice(format: *const c_char, args: ...) {}

/// Logs what may be worth knowing, formatted as printf does. Leaves errno alone.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_info(format: *const c_char, args: ...) {}

/// Logs what helps to find a fault, formatted as printf does. Leaves errno alone.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_debug(format: *const c_char, args: ...) {}

unsafe extern "C" fn czmq_rs_log(level: c_int, line: *const c_char) {
    let level = match level {
        0 => Level::Error,
        1 => Level::Warning,
        2 => Level::Notice,
        3 => Level::Info,
        _ => Level::Debug,
    };
    // SAFETY: zsys.c passes a string.
    log::write(level, unsafe { text_bytes(line) });
}

export_variadic!(
    zsys_dir_create zsys_dir_delete zsys_sprintf zsys_sprintf_hint zsys_vprintf
    zsys_error zsys_warning zsys_notice zsys_info zsys_debug
);
hidden!(czmq_rs_dir_create czmq_rs_dir_delete czmq_rs_log);

/// Tests this class; aborts if a check fails. Shows the log lines of the test if `verbose`.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_test(verbose: bool) {
    // SAFETY: the calls keep the contract; variadic functions are called with what their
    // formats ask for.
    self_test("zsys", || unsafe {
        if verbose {
            Stream::stdout().write(b"\n");
        }
        assert!(!zsys_init().is_null());
        assert_eq!(CStr::from_ptr(zsys_sockname(1)), c"PUB");
        assert!((1..=65535).contains(&zsys_socket_limit()));
        let mut version = [0; 3];
        let [major, minor, patch] = &mut version;
        zsys_version(major, minor, patch);
        assert_eq!(version, [4, 2, 1]);

        // The pipe's ends talk to each other.
        let mut backend = ptr::null_mut();
        let mut frontend = zsys_create_pipe(&mut backend);
        assert_eq!(zstr_send(frontend.cast(), c"hello".as_ptr()), 0);
        let mut frame = zframe_recv(backend.cast());
        assert!(zframe_streq(frame, c"hello".as_ptr()));
        zframe_destroy(&mut frame);
        zsock_destroy_checked(&mut backend, ptr::null(), 0);
        zsock_destroy_checked(&mut frontend, ptr::null(), 0);

        test_files();
        test_datagrams();
        test_log(verbose);
    });
}

/// Files and directories, in a directory of its own.
///
/// # Safety
/// None beyond the contract, which the calls keep.
unsafe fn test_files() {
    let top = std::env::temp_dir().join(format!("zsys-test-{}", std::process::id()));
    let path = |name: &str| CString::new(top.join(name).into_os_string().into_vec()).unwrap();
    let (directory, subdirectory, file) = (path("a"), path("a/b"), path("a/b/file"));
    // SAFETY: by the caller's contract.
    unsafe {
        assert_eq!(czmq_rs_dir_create(subdirectory.as_ptr()), 0);
        assert_eq!(czmq_rs_dir_create(subdirectory.as_ptr()), 0);
        std::fs::write(top.join("a/b/file"), "four").unwrap();
        assert!(zsys_file_exists(file.as_ptr()));
        assert_eq!(zsys_file_size(file.as_ptr()), 4);
        assert!(zsys_file_modified(file.as_ptr()) > 0);
        let mode = zsys_file_mode(file.as_ptr()) as libc::mode_t;
        assert_eq!(mode & libc::S_IFMT, libc::S_IFREG);
        assert!(!zsys_file_stable(path("none").as_ptr()));
        assert_eq!(czmq_rs_dir_delete(subdirectory.as_ptr()), -1);
        assert_eq!(zsys_file_delete(file.as_ptr()), 0);
        assert_eq!(zsys_file_size(file.as_ptr()), -1);
        assert_eq!(zsys_file_delete(file.as_ptr()), -1);
        for directory in [subdirectory, directory, path("")] {
            assert_eq!(czmq_rs_dir_delete(directory.as_ptr()), 0);
        }
    }
}

/// A datagram from one UDP socket to another.
///
/// # Safety
/// As [`test_files`].
unsafe fn test_datagrams() {
    let receiver = UdpSocket::bind("127.0.0.1:0").unwrap();
    // SAFETY: zeros are a valid address; by the caller's contract.
    unsafe {
        let mut address: inaddr_t = std::mem::zeroed();
        address.sin_family = libc::AF_INET as libc::sa_family_t;
        address.sin_addr.s_addr = u32::from_ne_bytes([127, 0, 0, 1]);
        address.sin_port = receiver.local_addr().unwrap().port().to_be();
        let size = size_of_val(&address) as c_int;
        let sender = udp::open(false, None).unwrap().into_raw_fd();
        let mut frame = zframe_from(c"beacon".as_ptr());
        assert_eq!(zsys_udp_send(sender, frame, &mut address, size), 0);
        zframe_destroy(&mut frame);
        let mut name = [0; "255.255.255.255".len() + 1];
        let room = name.len() as c_int;
        frame = zsys_udp_recv(receiver.as_raw_fd(), name.as_mut_ptr(), room);
        assert!(zframe_streq(frame, c"beacon".as_ptr()));
        assert_eq!(CStr::from_ptr(name.as_ptr()), c"127.0.0.1");
        zframe_destroy(&mut frame);
        assert_eq!(zsys_udp_close(sender), 0);
    }
}

/// Log lines of each level, with an identity, to a file and to a subscriber. The log has its
/// defaults afterwards.
///
/// # Safety
/// As [`test_files`].
unsafe fn test_log(verbose: bool) {
    // SAFETY: `file` is a stream; the file is closed once it is no longer the stream.
    unsafe {
        let file = libc::tmpfile();
        assert!(!file.is_null());
        let mut subscriber = zsock_new_checked(SocketType::SUB.0, ptr::null(), 0);
        let all = (*subscriber).handle().set_bytes(option::SUBSCRIBE, b"");
        assert_eq!(all, Ok(()));
        // In this order the publisher knows of the subscriber before the first line.
        let endpoint = c">inproc://zsys_test".as_ptr();
        assert_eq!(zsock_attach(subscriber, endpoint, false), 0);
        zsys_set_logsender(c"inproc://zsys_test".as_ptr());
        zsys_set_logsystem(false);
        zsys_set_logstream(file);
        zsys_set_logident(c"zsys_test".as_ptr());
        let levels = [
            (0, "E", "error"),
            (1, "W", "warning"),
            (2, "N", "notice"),
            (3, "I", "info"),
            (4, "D", "debug"),
        ];
        for (level, _, name) in levels {
            let line = CString::new(format!("a line of level {name}")).unwrap();
            czmq_rs_log(level, line.as_ptr());
        }
        log::set_stream(Some(Stream::stdout()));
        log::set_identity(None);
        zsys_set_logsender(ptr::null());
        libc::rewind(file);
        let written = Stream::from_ptr(file).unwrap().read_to_end();
        libc::fclose(file);
        if verbose {
            Stream::stdout().write(&written);
        }
        let lines: Vec<&str> = str::from_utf8(&written).unwrap().lines().collect();
        assert_eq!(lines.len(), levels.len());
        for (line, (_, letter, name)) in lines.into_iter().zip(levels) {
            assert!(line.starts_with(&format!("{letter}: (zsys_test) ")));
            assert!(line.ends_with(&format!(" a line of level {name}")));
            let mut frame = zframe_recv(subscriber.cast());
            let line = CString::new(line).unwrap();
            assert!(zframe_streq(frame, line.as_ptr()));
            zframe_destroy(&mut frame);
        }
        zsock_destroy_checked(&mut subscriber, ptr::null(), 0);
    }
}

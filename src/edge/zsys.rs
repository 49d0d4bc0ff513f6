//! zsys: the process: its sockets, log, signals, files.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;

use crate::edge::abi::{breach, export_variadic, give_text, hidden, status, text, text_bytes};
use crate::edge::zsock::origin;
use crate::sys::errno::{Errno, Result};
use crate::sys::file::{self, Status};
use crate::sys::host;
use crate::sys::log::{self, Level, Stream};
use crate::sys::process::{self, RawSocket};
use crate::sys::signal::{self, Handler};
use crate::sys::zmq::{self, SocketRef, SocketType};

/// Called when SIGINT or SIGTERM arrives.
pub type zsys_handler_fn = Option<Handler>;

/// Starts the process layer, which happens by itself with the first socket, actor or log line, and
/// returns its libzmq context; NULL and errno if there are no resources for one. Reads the
/// environment, installs the handlers of SIGINT and SIGTERM, seeds random.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_init() -> *mut c_void {
    match process::context() {
        Ok(context) => context.as_ptr(),
        Err(error) => {
            error.set();
            ptr::null_mut()
        }
    }
}

/// Ends the process layer, which happens by itself at exit: reports and closes sockets that were
/// left open, ends the context, puts back settings and signal handlers. It may start again.
///
/// While sockets are open it gives actors 200 ms to end. Then blocking calls on sockets fail with
/// ETERM.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_shutdown() {
    process::shutdown();
}

/// Opens a libzmq socket with the process-wide settings; programs rather use zsock_new. The file
/// name and line are reported if the socket is left open at the end; the name is not copied.
/// Returns NULL and errno: EINVAL for an unknown type, EMFILE if there are too many sockets. The
/// caller closes it by zsys_close.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_socket(
    type_: c_int,
    filename: *const c_char,
    line_nbr: usize,
) -> *mut c_void {
    // SAFETY: the API contract.
    match RawSocket::open(SocketType(type_), unsafe { origin(filename, line_nbr) }) {
        Ok(socket) => socket.into_handle().as_ptr(),
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
    // SAFETY: the API contract.
    if let Some(socket) = unsafe { SocketRef::from_ptr(handle) } {
        process::close_handle(socket);
    }
    0
}

/// Returns the upper-case name of a libzmq socket type, such as "PUB". The text is static.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_sockname(socktype: c_int) -> *mut c_char {
    match SocketType(socktype).stable_name() {
        Some(name) => name.as_ptr().cast_mut(),
        None => breach("zsys_sockname", "there is no such socket type"),
    }
}

/// Has SIGINT and SIGTERM call a function. The handlers that were in force are remembered the
/// first time, for zsys_handler_reset. NULL puts them back, and keeps this library from
/// installing its own from now on.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_handler_set(handler_fn: zsys_handler_fn) {
    signal::set_handler(handler_fn);
}

/// Puts back the handlers of SIGINT and SIGTERM that were in force before this library's or
/// zsys_handler_set's.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_handler_reset() {
    signal::reset_handler();
}

/// Has SIGINT and SIGTERM set zsys_interrupted, unless the environment has ZSYS_SIGHANDLER=false
/// or zsys_handler_set was called with NULL last.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_catch_interrupts() {
    signal::catch_interrupts();
}

/// Returns true if there is a file, or anything else, of this name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_file_exists(filename: *const c_char) -> bool {
    // SAFETY: the API contract.
    unsafe { look_up(filename, "zsys_file_exists") }.is_ok()
}

/// Returns the size of a file in bytes, or -1 and errno.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_file_size(filename: *const c_char) -> libc::ssize_t {
    // SAFETY: the API contract.
    unsafe { look_up(filename, "zsys_file_size") }
        .map_or_else(failed, |file| file.size() as libc::ssize_t)
}

/// Returns when a file was last written to, or 0 and errno.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_file_modified(filename: *const c_char) -> libc::time_t {
    // SAFETY: the API contract.
    match unsafe { look_up(filename, "zsys_file_modified") } {
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
    // SAFETY: the API contract.
    unsafe { look_up(filename, "zsys_file_mode") }.map_or_else(failed, |file| file.mode() as c_int)
}

/// Deletes a file. Returns 0, or -1 and errno.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_file_delete(filename: *const c_char) -> c_int {
    // SAFETY: the API contract.
    status(file::delete(unsafe { text(filename, "zsys_file_delete") }))
}

/// Returns true if a file is there and was not written to for longer than the stable age: five
/// seconds, or what ZSYS_FILE_STABLE_AGE_MSEC says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_file_stable(filename: *const c_char) -> bool {
    // SAFETY: the API contract.
    unsafe { look_up(filename, "zsys_file_stable") }.is_ok_and(|file| file.is_stable())
}

/// Looks up a file of a name that must be there.
///
/// # Safety
/// The API contract.
unsafe fn look_up(filename: *const c_char, function: &str) -> Result<Status> {
    // SAFETY: by the caller's contract.
    Status::of(unsafe { text(filename, function) })
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
    // SAFETY: the API contract.
    status(file::change_directory(unsafe {
        text(pathname, "zsys_dir_change")
    }))
}

/// Lets only the owner read and write the files that the process makes from now on.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_file_mode_private() {
    file::private_mode();
}

/// Puts back the permissions of new files that were in force before zsys_file_mode_private.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_file_mode_default() {
    file::default_mode();
}

/// Gives the version of CZMQ whose API this is; each pointer may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_version(major: *mut c_int, minor: *mut c_int, patch: *mut c_int) {
    for (number, value) in [(major, 4), (minor, 2), (patch, 1)] {
        // SAFETY: the API contract.
        if let Some(number) = unsafe { number.as_mut() } {
            *number = value;
        }
    }
}

/// Formats a string as printf does. Returns NULL and errno without memory. The caller frees it.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_sprintf(format: *const c_char, args: ...) -> *mut c_char {}

/// Formats a string as vprintf does. Returns NULL and errno without memory. The caller frees it.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_vprintf(format: *const c_char, argptr: va_list) -> *mut c_char {}

/// Returns the host's name for use in endpoints; NULL if the resolver does not know it. The caller
/// frees it.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_hostname() -> *mut c_char {
    host::name().map_or(ptr::null_mut(), |name| give_text(name.to_bytes()))
}

/// Returns true if libzmq was built with CURVE security.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_has_curve() -> bool {
    zmq::has(c"curve")
}

/// Sets the default linger time of sockets opened from now on: how long, in milliseconds, a socket
/// that was closed goes on sending what it holds. The default is 0 or ZSYS_LINGER.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_linger(linger: usize) {
    change(|settings| settings.linger = linger as i32);
}

/// Sets how many messages sockets opened from now on hold for sending, per peer; 0 is no limit.
/// The default is 1000 or ZSYS_SNDHWM.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_sndhwm(sndhwm: usize) {
    change(|settings| settings.sndhwm = limit(sndhwm));
}

/// Sets how many received messages sockets opened from now on hold, per peer; 0 is no limit. The
/// default is 1000 or ZSYS_RCVHWM.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_rcvhwm(rcvhwm: usize) {
    change(|settings| settings.rcvhwm = limit(rcvhwm));
}

/// Sets how many messages the pipes of actors hold for sending, in each direction; 0 is no limit.
/// The default is 1000 or ZSYS_PIPEHWM.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_pipehwm(pipehwm: usize) {
    change(|settings| settings.pipehwm = limit(pipehwm));
}

/// Returns how many messages the pipes of actors hold.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_pipehwm() -> usize {
    process::settings(|settings| settings.pipehwm) as usize
}

/// Lets sockets opened from now on use IPv6 besides IPv4 (1), or not (0). The default is 0 or
/// ZSYS_IPV6.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_set_ipv6(ipv6: c_int) {
    change(|settings| settings.ipv6 = ipv6);
}

/// Returns what zsys_set_ipv6 set.
#[unsafe(no_mangle)]
pub extern "C" fn zsys_ipv6() -> c_int {
    process::settings(|settings| settings.ipv6)
}

/// Changes settings; without a process layer they stay as they are.
fn change(change: impl FnOnce(&mut process::Settings)) {
    if let Err(error) = process::change_settings(change) {
        error.set();
    }
}

/// A limit as libzmq takes it.
fn limit(value: usize) -> i32 {
    value.try_into().unwrap_or(i32::MAX)
}

/// Names the program in each log line. The default is nothing, or ZSYS_LOGIDENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_set_logident(value: *const c_char) {
    // SAFETY: the API contract.
    log::set_identity(Some(unsafe { text(value, "zsys_set_logident") }));
}

/// Sends log lines to a stream, or to none if NULL. The caller keeps it open until it sets another.
/// The default is stdout or what ZSYS_LOGSTREAM names.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsys_set_logstream(stream: *mut libc::FILE) {
    // SAFETY: the API contract.
    log::set_stream(unsafe { Stream::from_ptr(stream) });
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
    zsys_dir_create zsys_dir_delete zsys_sprintf zsys_vprintf
    zsys_error zsys_warning zsys_notice zsys_info zsys_debug
);
hidden!(czmq_rs_dir_create czmq_rs_dir_delete czmq_rs_log);

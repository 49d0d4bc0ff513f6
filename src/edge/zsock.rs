//! zsock: ZeroMQ sockets.

use std::ffi::{CStr, c_char, c_int};
use std::ptr;

use crate::edge::abi::{give_opt, status, tagged, take_tagged, text_opt};
use crate::messaging::socket::Socket;
use crate::sys::errno::Result;
use crate::sys::process::Origin;
use crate::sys::tag::Tagged;
use crate::sys::zmq::SocketType;

/// A socket handle.
pub type zsock_t = Tagged<Socket>;

/// Where a socket is opened, for the report of those left open.
///
/// # Safety
/// The API contract: the name stays readable, as the compiler's `__FILE__` does.
pub(super) unsafe fn origin(filename: *const c_char, line_nbr: usize) -> Option<Origin> {
    // SAFETY: by the caller's contract.
    let file: Option<&'static CStr> = unsafe { text_opt(filename) };
    file.map(|file| Origin {
        file,
        line: line_nbr,
    })
}

/// Opens a socket and attaches it; NULL with errno if either fails.
unsafe fn open(
    kind: SocketType,
    endpoints: *const c_char,
    bind: bool,
    filename: *const c_char,
    line_nbr: usize,
) -> *mut zsock_t {
    // SAFETY: the API contract.
    let (endpoints, origin) = unsafe { (text_opt(endpoints), origin(filename, line_nbr)) };
    let socket = || -> Result<Socket> {
        let mut socket = Socket::new(kind, origin)?;
        if let Some(endpoints) = endpoints {
            socket.attach(endpoints, bind)?;
        }
        Ok(socket)
    };
    match socket() {
        Ok(socket) => give_opt(Some(Tagged::boxed(socket))),
        Err(error) => {
            error.set();
            ptr::null_mut()
        }
    }
}

/// Opens a socket of a libzmq type (ZMQ_PUB, …), unattached. The file name and line are reported
/// if the socket is left open at the end; the name is not copied. Returns NULL and errno: EINVAL
/// for an unknown type, EMFILE if there are too many sockets. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_new_checked(
    type_: c_int,
    filename: *const c_char,
    line_nbr: usize,
) -> *mut zsock_t {
    // SAFETY: the API contract.
    unsafe { open(SocketType(type_), ptr::null(), false, filename, line_nbr) }
}

/// Closes a socket and sets the caller's variable to NULL; nothing if it is NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_destroy_checked(
    self_p: *mut *mut zsock_t,
    _filename: *const c_char,
    _line_nbr: usize,
) {
    // SAFETY: the API contract.
    drop(unsafe { take_tagged(self_p, "zsock_destroy") });
}

/// Attaches a socket to a list of endpoints, separated by commas. `@` before an endpoint binds
/// it, `>` connects it; without either, `serverish` decides. Returns 0, or -1 and errno; endpoints
/// before the one that failed stay attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_attach(
    self_: *mut zsock_t,
    endpoints: *const c_char,
    serverish: bool,
) -> c_int {
    // SAFETY: the API contract.
    unsafe {
        let socket = tagged(self_, "zsock_attach");
        status(text_opt(endpoints).map_or(Ok(()), |list| socket.attach(list, serverish)))
    }
}

//! zhttp_server: an HTTP server, whose requests are messages.
//!
//! A server listens on a port of all IPv4 addresses, and passes requests on to those who are
//! connected to its backend address (zhttp_server_options): dealer sockets, as many as there are to
//! be, in this process or another, which get the requests in turn. Each receives a request by
//! zhttp_request_recv, with the connection, and answers by zhttp_response_send. While nobody is
//! there, or all have enough to do, requests wait.
//!
//! It speaks HTTP/1.1 and 1.0, without TLS, on one thread for all connections. What is no request
//! it refuses itself: a head of more than 64 KiB or 127 headers (431), too much content (413), one
//! that takes too long (408), two lengths and other ambiguities (400). Who answers is not limited
//! in time; the answer to a client that has gone is dropped. The responses' Content-Length,
//! Transfer-Encoding, Connection and, unless it is there, Date are the server's to say.

use std::ffi::c_int;

use crate::abi::{give, handle, self_test, take};
use crate::zhttp_server_options::{
    zhttp_server_options_destroy, zhttp_server_options_new, zhttp_server_options_set_port,
    zhttp_server_options_t,
};
use czmq_sys::errno::{Errno, Result};

#[cfg(feature = "http")]
use czmq_core::http::server::{Server, Settings};

/// There is none without the feature `http`.
#[cfg(not(feature = "http"))]
pub enum Server {}

#[cfg(not(feature = "http"))]
impl Server {
    fn port(&self) -> u16 {
        match *self {}
    }
}

/// A server handle.
pub type zhttp_server_t = Server;

#[cfg(feature = "http")]
fn start(options: &zhttp_server_options_t) -> Result<Box<Server>> {
    let settings = Settings {
        port: options.port.try_into().map_err(|_| Errno::INVAL)?,
        backend: &options.backend,
        timeout_ms: options.timeout_ms.into(),
        content_limit: options.content_limit as usize,
        connections: options.connections as usize,
    };
    Server::new(&settings).map(Box::new)
}

#[cfg(not(feature = "http"))]
fn start(_options: &zhttp_server_options_t) -> Result<Box<Server>> {
    Err(Errno::NOTSUP)
}

/// Starts a server, as options say, which stay the caller's. Returns NULL and errno if it cannot
/// be: EADDRINUSE or EACCES if the port, or the backend address, is not to be had; EINVAL if it is
/// none; EMFILE with too many sockets; ENOTSUP in a library that was built without HTTP. The caller
/// destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_server_new(
    options: *mut zhttp_server_options_t,
) -> *mut zhttp_server_t {
    // SAFETY: `options` is a handle.
    give(start(unsafe { handle(options, "zhttp_server_new") }))
}

/// Ends a server, with its connections, and sets the caller's variable to NULL; nothing if it is
/// NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_server_destroy(self_p: *mut *mut zhttp_server_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "zhttp_server_destroy") });
}

/// Returns the port that the server listens on; -1 if the server is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_server_port(self_: *mut zhttp_server_t) -> c_int {
    // SAFETY: `self_` is a handle.
    unsafe { self_.as_ref() }.map_or(-1, |server| server.port().into())
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zhttp_server_test(_verbose: bool) {
    // SAFETY: the calls keep the contract.
    self_test("zhttp_server", || unsafe {
        let mut options = zhttp_server_options_new();
        zhttp_server_options_set_port(options, -1);
        assert!(zhttp_server_new(options).is_null());
        zhttp_server_options_set_port(options, 0);
        let mut server = zhttp_server_new(options);
        if cfg!(feature = "http") {
            assert!(zhttp_server_port(server) > 0);
        } else {
            assert!(server.is_null() && zhttp_server_port(server) == -1);
        }
        zhttp_server_destroy(&mut server);
        assert!(server.is_null());
        zhttp_server_destroy(&mut server);
        zhttp_server_options_destroy(&mut options);
    });
}

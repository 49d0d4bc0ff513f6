//! zhttp_server: an HTTP server, whose requests are messages.
//!
//! A server listens on a port of all IPv4 addresses, and forwards requests to the workers connected
//! to its backend address (zhttp_server_options): any number of dealer sockets, in this process or
//! another, which receive the requests in turn. A worker receives a request and its connection by
//! zhttp_request_recv, and answers by zhttp_response_send. While no worker is connected, or all are
//! busy, requests wait.
//!
//! It speaks HTTP/1.1 and 1.0, without TLS, on one thread for all connections. It rejects
//! invalid requests itself: a head of more than 64 KiB or 127 headers (431), too much content
//! (413), one that takes too long (408), two lengths and other ambiguities (400). Workers have no
//! time limit; the answer to a client that has disconnected is dropped. The server sets the
//! responses' Content-Length, Transfer-Encoding and Connection headers, and Date unless it is set.

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

/// Starts a server with options, which stay the caller's. Returns NULL and errno if it fails:
/// EADDRINUSE or EACCES if the port or the backend address is unavailable; EINVAL if it is invalid;
/// EMFILE if there are too many sockets; ENOTSUP if the library was built without HTTP. The caller
/// destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_server_new(
    options: *mut zhttp_server_options_t,
) -> *mut zhttp_server_t {
    // SAFETY: `options` is a handle.
    give(start(unsafe { handle(options, "zhttp_server_new") }))
}

/// Stops a server, closes its connections, and sets the caller's variable to NULL; nothing if it is
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

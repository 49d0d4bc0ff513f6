//! zhttp_client: an HTTP client, which carries out many requests at a time.
//!
//! A client takes requests (zhttp_request_send) and gives responses (zhttp_response_recv) in the
//! order in which they arrive. It can stand wherever a socket or an actor is waited for, as among
//! the readers of a zpoller: there is input when there is a response.
//!
//! Up to 32 requests are under way at once, each on a thread of its own; more wait for their turn.
//! Connections are kept for further requests. Redirections are not followed: they are responses as
//! others are. Proxies are used as the environment says (http_proxy, https_proxy, all_proxy,
//! no_proxy). A response has at most 64 MiB of content.
//!
//! Of https, the client trusts the certificates that the system trusts; or those in the file that
//! the variable SSL_CERT_FILE names, and the folders of SSL_CERT_DIR.

use crate::abi::{give, self_test, take_tagged};
use crate::zactor::zactor_t;
use czmq_sys::errno::Result;

/// A client handle: an actor.
pub type zhttp_client_t = zactor_t;

#[cfg(feature = "http")]
fn start(verbose: bool) -> Result<Box<zhttp_client_t>> {
    czmq_core::http::client::client(verbose).map(czmq_c_abi::Tagged::boxed)
}

#[cfg(not(feature = "http"))]
fn start(_verbose: bool) -> Result<Box<zhttp_client_t>> {
    Err(czmq_sys::errno::Errno::NOTSUP)
}

/// Starts a client, which says in the log what it does if `verbose` is true. Returns NULL and errno
/// if it cannot be: EMFILE with too many sockets; ENOTSUP in a library that was built without HTTP.
/// The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn zhttp_client_new(verbose: bool) -> *mut zhttp_client_t {
    give(start(verbose))
}

/// Ends a client and sets the caller's variable to NULL; nothing if it is NULL already. Requests
/// that are under way end, and responses that were not received are lost.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_client_destroy(self_p: *mut *mut zhttp_client_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take_tagged(self_p, "zhttp_client_destroy") });
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zhttp_client_test(verbose: bool) {
    // SAFETY: the calls keep the contract.
    self_test("zhttp_client", || unsafe {
        let mut client = zhttp_client_new(verbose);
        assert_eq!(client.is_null(), !cfg!(feature = "http"));
        zhttp_client_destroy(&mut client);
        assert!(client.is_null());
        zhttp_client_destroy(&mut client);
    });
}

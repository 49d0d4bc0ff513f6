//! zhttp_server_options: options of an HTTP server.
//!
//! A server listens on a port, and has a backend address, to which workers connect. Each has a
//! default: port 8080, and an address within the process that is unique to the object.
//!
//! Options out of a configuration are in its section `http_server`: `port` and `backend_address`;
//! `timeout`, how long a client may take to send a request's head, each 16 KiB of its content, or
//! to take as much of a response, in milliseconds (30000); `content_limit`, the most content of a
//! request, in bytes (16777216); and `connections`, how many there are at most (1000).

use std::ffi::{CStr, CString, c_char, c_int};
use std::hash::BuildHasher;

use crate::abi::{give_opt, handle, lend_text, self_test, take, text};
use crate::zconfig::{zconfig_destroy, zconfig_get, zconfig_put, zconfig_t};

/// What a server is to do.
pub struct Options {
    /// As the program gave it.
    pub port: c_int,
    /// An endpoint.
    pub backend: CString,
    /// In milliseconds.
    pub timeout_ms: u32,
    /// In bytes.
    pub content_limit: u32,
    /// At most.
    pub connections: u32,
}

/// A handle of options.
pub type zhttp_server_options_t = Options;

impl Default for Options {
    fn default() -> Options {
        let random = std::hash::RandomState::new().hash_one(0);
        let (high, low) = (random as u16, (random >> 16) as u16);
        let backend = format!("inproc://zhttp_server-{high:04x}-{low:04x}");
        Options {
            port: 8080,
            backend: CString::new(backend).unwrap_or_default(),
            timeout_ms: 30_000,
            content_limit: 16 << 20,
            connections: 1000,
        }
    }
}

/// Creates options with their defaults. The caller destroys them.
#[unsafe(no_mangle)]
pub extern "C" fn zhttp_server_options_new() -> *mut zhttp_server_options_t {
    give_opt(Some(Box::default()))
}

/// Creates options from a configuration, which stays the caller's. An option that is missing, or
/// is not a number where one is needed, has its default. The caller destroys them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_server_options_from_config(
    config: *mut zconfig_t,
) -> *mut zhttp_server_options_t {
    const ME: &str = "zhttp_server_options_from_config";
    let mut options = Box::<Options>::default();
    // SAFETY: `value` is a text; the values stand for the time of this.
    unsafe {
        let value = |path: &CStr| {
            let value = zconfig_get(config, path.as_ptr(), std::ptr::null());
            (!value.is_null()).then(|| text(value, ME))
        };
        let number = |path: &CStr| value(path)?.to_str().ok()?.parse::<u32>().ok();
        let is_positive = |number: &u32| *number > 0;
        if let Some(port) = number(c"http_server/port").and_then(|port| port.try_into().ok()) {
            options.port = port;
        }
        if let Some(address) = value(c"http_server/backend_address") {
            options.backend = address.to_owned();
        }
        if let Some(timeout) = number(c"http_server/timeout").filter(is_positive) {
            options.timeout_ms = timeout;
        }
        if let Some(limit) = number(c"http_server/content_limit") {
            options.content_limit = limit;
        }
        if let Some(connections) = number(c"http_server/connections").filter(is_positive) {
            options.connections = connections;
        }
    }
    give_opt(Some(options))
}

/// Destroys options and sets the caller's variable to NULL; nothing if it is NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_server_options_destroy(self_p: *mut *mut zhttp_server_options_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "zhttp_server_options_destroy") });
}

/// Returns the port to listen on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_server_options_port(self_: *mut zhttp_server_options_t) -> c_int {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhttp_server_options_port") }.port
}

/// Sets the port to listen on; 0 lets the system choose one, which zhttp_server_port returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_server_options_set_port(
    self_: *mut zhttp_server_options_t,
    port: c_int,
) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhttp_server_options_set_port") }.port = port;
}

/// Returns the address to which sockets connect that receive requests. It belongs to the object
/// and is valid until the address is set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_server_options_backend_address(
    self_: *mut zhttp_server_options_t,
) -> *const c_char {
    const ME: &str = "zhttp_server_options_backend_address";
    // SAFETY: `self_` is a handle.
    lend_text(Some(&unsafe { handle(self_, ME) }.backend))
}

/// Sets the address to which sockets connect that receive requests. It is copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhttp_server_options_set_backend_address(
    self_: *mut zhttp_server_options_t,
    address: *const c_char,
) {
    const ME: &str = "zhttp_server_options_set_backend_address";
    // SAFETY: `address` is a text, and `self_` is a handle; the address may be the one that is
    // there.
    unsafe {
        let address = text(address, ME).to_owned();
        handle(self_, ME).backend = address;
    }
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zhttp_server_options_test(_verbose: bool) {
    // SAFETY: the calls keep the contract.
    self_test("zhttp_server_options", || unsafe {
        let mut options = zhttp_server_options_new();
        assert_eq!(zhttp_server_options_port(options), 8080);
        zhttp_server_options_set_port(options, 0);
        assert_eq!(zhttp_server_options_port(options), 0);
        zhttp_server_options_set_backend_address(options, c"inproc://here".as_ptr());
        let address = zhttp_server_options_backend_address(options);
        assert_eq!(CStr::from_ptr(address), c"inproc://here");
        zhttp_server_options_destroy(&mut options);
        assert!(options.is_null());
        zhttp_server_options_destroy(&mut options);

        let mut config = crate::zconfig::zconfig_new(c"root".as_ptr(), std::ptr::null_mut());
        zconfig_put(config, c"http_server/port".as_ptr(), c"1234".as_ptr());
        options = zhttp_server_options_from_config(config);
        assert_eq!(zhttp_server_options_port(options), 1234);
        zhttp_server_options_destroy(&mut options);
        zconfig_destroy(&mut config);
    });
}

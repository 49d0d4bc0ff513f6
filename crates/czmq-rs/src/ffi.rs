//! What is used of libczmq, as its headers declare it, and of libzmq what they bring along.
//!
//! Only what the original 4.2.1 has too; build.rs reads the names here.

#![allow(non_camel_case_types, clippy::upper_case_acronyms, missing_docs)]

use std::ffi::{c_char, c_int, c_long, c_short, c_void};

/// A type of which C has the definition.
macro_rules! opaque {
    ($($name:ident)*) => {
        $(
            #[repr(C)]
            pub struct $name {
                _private: [u8; 0],
                _neither_send_nor_sync: std::marker::PhantomData<*mut u8>,
            }
        )*
    };
}

opaque! { zactor_t zcert_t zconfig_t zframe_t ziflist_t zmsg_t zsock_t zuuid_t FILE }

pub type zactor_fn = unsafe extern "C" fn(pipe: *mut zsock_t, args: *mut c_void);

#[repr(C)]
pub struct zmq_pollitem_t {
    pub socket: *mut c_void,
    pub fd: c_int,
    pub events: c_short,
    pub revents: c_short,
}

unsafe extern "C" {
    // Actors
    pub fn zactor_new(task: zactor_fn, args: *mut c_void) -> *mut zactor_t;
    pub fn zactor_destroy(self_p: *mut *mut zactor_t);
    pub fn zactor_sock(self_: *mut zactor_t) -> *mut zsock_t;
    pub fn zauth(pipe: *mut zsock_t, certstore: *mut c_void);
    pub fn zbeacon(pipe: *mut zsock_t, args: *mut c_void);
    pub fn zgossip(pipe: *mut zsock_t, args: *mut c_void);
    pub fn zmonitor(pipe: *mut zsock_t, sock: *mut c_void);
    pub fn zproxy(pipe: *mut zsock_t, unused: *mut c_void);

    // Certificates
    pub fn zcert_new() -> *mut zcert_t;
    pub fn zcert_new_from(public_key: *const u8, secret_key: *const u8) -> *mut zcert_t;
    pub fn zcert_load(filename: *const c_char) -> *mut zcert_t;
    pub fn zcert_destroy(self_p: *mut *mut zcert_t);
    pub fn zcert_public_key(self_: *mut zcert_t) -> *const u8;
    pub fn zcert_secret_key(self_: *mut zcert_t) -> *const u8;
    pub fn zcert_public_txt(self_: *mut zcert_t) -> *const c_char;
    pub fn zcert_secret_txt(self_: *mut zcert_t) -> *const c_char;
    pub fn zcert_set_meta(self_: *mut zcert_t, name: *const c_char, format: *const c_char, ...);
    pub fn zcert_meta(self_: *mut zcert_t, name: *const c_char) -> *const c_char;
    pub fn zcert_save(self_: *mut zcert_t, filename: *const c_char) -> c_int;
    pub fn zcert_save_public(self_: *mut zcert_t, filename: *const c_char) -> c_int;
    pub fn zcert_apply(self_: *mut zcert_t, socket: *mut c_void);

    // Configuration
    pub fn zconfig_new(name: *const c_char, parent: *mut zconfig_t) -> *mut zconfig_t;
    pub fn zconfig_load(filename: *const c_char) -> *mut zconfig_t;
    pub fn zconfig_str_load(string: *const c_char) -> *mut zconfig_t;
    pub fn zconfig_destroy(self_p: *mut *mut zconfig_t);
    pub fn zconfig_name(self_: *mut zconfig_t) -> *mut c_char;
    pub fn zconfig_value(self_: *mut zconfig_t) -> *mut c_char;
    pub fn zconfig_put(self_: *mut zconfig_t, path: *const c_char, value: *const c_char);
    pub fn zconfig_locate(self_: *mut zconfig_t, path: *const c_char) -> *mut zconfig_t;
    pub fn zconfig_child(self_: *mut zconfig_t) -> *mut zconfig_t;
    pub fn zconfig_next(self_: *mut zconfig_t) -> *mut zconfig_t;
    pub fn zconfig_save(self_: *mut zconfig_t, filename: *const c_char) -> c_int;

    // Frames and messages
    pub fn zframe_new(data: *const c_void, size: usize) -> *mut zframe_t;
    pub fn zframe_destroy(self_p: *mut *mut zframe_t);
    pub fn zframe_data(self_: *mut zframe_t) -> *mut u8;
    pub fn zframe_size(self_: *mut zframe_t) -> usize;
    pub fn zframe_dup(self_: *mut zframe_t) -> *mut zframe_t;
    pub fn zframe_meta(self_: *mut zframe_t, property: *const c_char) -> *const c_char;
    pub fn zmsg_new() -> *mut zmsg_t;
    pub fn zmsg_destroy(self_p: *mut *mut zmsg_t);
    pub fn zmsg_dup(self_: *mut zmsg_t) -> *mut zmsg_t;
    pub fn zmsg_size(self_: *mut zmsg_t) -> usize;
    pub fn zmsg_prepend(self_: *mut zmsg_t, frame_p: *mut *mut zframe_t) -> c_int;
    pub fn zmsg_append(self_: *mut zmsg_t, frame_p: *mut *mut zframe_t) -> c_int;
    pub fn zmsg_pushmem(self_: *mut zmsg_t, data: *const c_void, size: usize) -> c_int;
    pub fn zmsg_addmem(self_: *mut zmsg_t, data: *const c_void, size: usize) -> c_int;
    pub fn zmsg_pop(self_: *mut zmsg_t) -> *mut zframe_t;
    pub fn zmsg_first(self_: *mut zmsg_t) -> *mut zframe_t;
    pub fn zmsg_next(self_: *mut zmsg_t) -> *mut zframe_t;
    pub fn zmsg_signal(self_: *mut zmsg_t) -> c_int;
    pub fn zmsg_send(self_p: *mut *mut zmsg_t, dest: *mut c_void) -> c_int;
    pub fn zmsg_recv(source: *mut c_void) -> *mut zmsg_t;

    // Network interfaces
    pub fn ziflist_new() -> *mut ziflist_t;
    pub fn ziflist_destroy(self_p: *mut *mut ziflist_t);
    pub fn ziflist_first(self_: *mut ziflist_t) -> *const c_char;
    pub fn ziflist_next(self_: *mut ziflist_t) -> *const c_char;
    pub fn ziflist_address(self_: *mut ziflist_t) -> *const c_char;
    pub fn ziflist_broadcast(self_: *mut ziflist_t) -> *const c_char;
    pub fn ziflist_netmask(self_: *mut ziflist_t) -> *const c_char;

    // Sockets
    pub fn zsock_new(type_: c_int) -> *mut zsock_t;
    pub fn zsock_destroy(self_p: *mut *mut zsock_t);
    pub fn zsock_resolve(self_: *mut c_void) -> *mut c_void;
    pub fn zsock_attach(self_: *mut zsock_t, endpoints: *const c_char, serverish: bool) -> c_int;
    pub fn zsock_bind(self_: *mut zsock_t, format: *const c_char, ...) -> c_int;
    pub fn zsock_unbind(self_: *mut zsock_t, format: *const c_char, ...) -> c_int;
    pub fn zsock_connect(self_: *mut zsock_t, format: *const c_char, ...) -> c_int;
    pub fn zsock_disconnect(self_: *mut zsock_t, format: *const c_char, ...) -> c_int;
    pub fn zsock_endpoint(self_: *mut zsock_t) -> *const c_char;
    pub fn zsock_events(self_: *mut c_void) -> c_int;
    pub fn zsock_signal(self_: *mut c_void, status: u8) -> c_int;
    pub fn zsock_wait(self_: *mut c_void) -> c_int;
    pub fn zsock_set_subscribe(self_: *mut c_void, subscribe: *const c_char);
    pub fn zsock_set_unsubscribe(self_: *mut c_void, unsubscribe: *const c_char);
    pub fn zsock_set_identity(self_: *mut c_void, identity: *const c_char);
    pub fn zsock_set_immediate(self_: *mut c_void, immediate: c_int);
    pub fn zsock_set_linger(self_: *mut c_void, linger: c_int);
    pub fn zsock_set_maxmsgsize(self_: *mut c_void, maxmsgsize: c_int);
    pub fn zsock_set_probe_router(self_: *mut c_void, probe_router: c_int);
    pub fn zsock_set_rcvhwm(self_: *mut c_void, rcvhwm: c_int);
    pub fn zsock_set_rcvtimeo(self_: *mut c_void, rcvtimeo: c_int);
    pub fn zsock_set_reconnect_ivl(self_: *mut c_void, reconnect_ivl: c_int);
    pub fn zsock_set_router_handover(self_: *mut c_void, router_handover: c_int);
    pub fn zsock_set_router_mandatory(self_: *mut c_void, router_mandatory: c_int);
    pub fn zsock_set_sndhwm(self_: *mut c_void, sndhwm: c_int);
    pub fn zsock_set_sndtimeo(self_: *mut c_void, sndtimeo: c_int);
    pub fn zsock_set_unbounded(self_: *mut c_void);
    pub fn zsock_set_curve_server(self_: *mut c_void, curve_server: c_int);
    pub fn zsock_set_curve_serverkey(self_: *mut c_void, curve_serverkey: *const c_char);
    pub fn zsock_set_zap_domain(self_: *mut c_void, zap_domain: *const c_char);

    // The process
    pub static zsys_interrupted: c_int;
    pub fn zsys_init() -> *mut c_void;
    pub fn zsys_catch_interrupts();
    pub fn zsys_has_curve() -> bool;
    pub fn zsys_hostname() -> *mut c_char;
    pub fn zsys_set_logident(value: *const c_char);
    pub fn zsys_set_logstream(stream: *mut FILE);
    pub fn zsys_error(format: *const c_char, ...);
    pub fn zsys_warning(format: *const c_char, ...);
    pub fn zsys_notice(format: *const c_char, ...);
    pub fn zsys_info(format: *const c_char, ...);
    pub fn zsys_debug(format: *const c_char, ...);
    pub fn zstr_free(string_p: *mut *mut c_char);

    // UUIDs
    pub fn zuuid_new() -> *mut zuuid_t;
    pub fn zuuid_destroy(self_p: *mut *mut zuuid_t);
    pub fn zuuid_data(self_: *mut zuuid_t) -> *const u8;
}

unsafe extern "C" {
    /// libc's.
    pub fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
    pub fn zmq_errno() -> c_int;
    pub fn zmq_poll(items: *mut zmq_pollitem_t, nitems: c_int, timeout: c_long) -> c_int;
    pub fn zmq_strerror(errnum: c_int) -> *const c_char;
    pub fn zmq_z85_decode(dest: *mut u8, string: *const c_char) -> *mut u8;

    /// libc's.
    pub static stderr: *mut FILE;
}

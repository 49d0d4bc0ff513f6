//! zsock_option: the options of sockets, a part of zsock.
//!
//! Every function takes a zsock, a zactor or a libzmq socket. `zmq_setsockopt` and `zmq_getsockopt`
//! say more about each option. A value that libzmq refuses, and an option that sockets of the type
//! do not have, abort with the function's name and the reason. After the context has ended, and in
//! a forked child, setting has no effect, and reading gives 0 or an empty text, with errno.
//!
//! Options hold for what is bound or connected later, so they are set first: on a socket that
//! zsock_new opened. At once take effect zsock_set_subscribe and zsock_set_unsubscribe,
//! zsock_set_linger, the high-water marks zsock_set_sndhwm and zsock_set_rcvhwm, timeouts, and what
//! says how ROUTER, XPUB and REQ sockets behave.

use std::ffi::{CStr, c_char, c_int};
use std::ptr;

use crate::abi::{breach, give_text, self_test};
use crate::argument::{FrameArgument, KeyArgument, SocketArgument, TextArgument};
use crate::zsock::{zsock_destroy_checked, zsock_new_checked};
use czmq_core::messaging::option::{self, LONGEST, Refusal, SocketOption};
use czmq_sys::errno::Errno;
use czmq_sys::stream::Stream;
use czmq_sys::zmq::SocketType;

/// Reads a number; 0 with errno if that fails, and 0 if libzmq has no such option.
fn get_int(socket: SocketArgument, option: &SocketOption, me: &str) -> c_int {
    if !option.is_known() {
        return 0;
    }
    match option.get_int(socket.get(me)) {
        Ok(value) => value,
        Err(error) => {
            error.set();
            0
        }
    }
}

/// Reads a text; an empty one with errno if that fails. The caller may read [`LONGEST`] bytes, for
/// identities with a NUL inside. NULL if libzmq has no such option.
fn get_text(socket: SocketArgument, option: &SocketOption, me: &str) -> *mut c_char {
    if !option.is_known() {
        return ptr::null_mut();
    }
    let mut buffer = [0; LONGEST];
    if let Err(error) = option.get_bytes(socket.get(me), &mut buffer) {
        error.set();
    }
    give_text(&buffer)
}

/// Nothing is left to set on a socket that is gone with its context; any other refusal is a breach.
fn set(socket: &SocketArgument, result: Result<(), Refusal>, me: &str) {
    match result {
        Ok(()) => {}
        Err(Refusal::Failed(Errno::TERM)) => Errno::TERM.set(),
        Err(_) if socket.is_stale() => Errno::NOTSOCK.set(),
        Err(refusal) => {
            if matches!(refusal, Refusal::WrongType { .. }) {
                Stream::stdout().write(format!("{refusal}\n").as_bytes());
            }
            breach(me, &refusal.to_string())
        }
    }
}

/// Sets a number; nothing if libzmq has no such option.
fn set_int(socket: SocketArgument, option: &SocketOption, value: c_int, me: &str) {
    if option.is_known() {
        set(&socket, option.set_int(socket.get(me), value), me);
    }
}

/// Sets a text; nothing if libzmq has no such option.
fn set_text(socket: SocketArgument, option: &SocketOption, value: TextArgument, me: &str) {
    if option.is_known() {
        let (own, value) = (socket.get(me), value.get(me));
        set(&socket, option.set_bytes(own, value.to_bytes()), me);
    }
}

/// Sets the bytes of a frame, none for NULL; nothing if libzmq has no such option.
fn set_frame(socket: SocketArgument, option: &SocketOption, value: FrameArgument, me: &str) {
    if option.is_known() {
        let value = value.get(me);
        set(&socket, option.set_bytes(socket.get(me), value), me);
    }
}

/// Sets 32 bytes.
fn set_key(socket: SocketArgument, option: &SocketOption, value: KeyArgument, me: &str) {
    let value = value.get(me);
    set(&socket, option.set_bytes(socket.get(me), value), me);
}

// --- functions of options, written by `cargo xtask options`

/// Returns the priority of the socket's packets in the queues of the system; 0 if libzmq was built
/// without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_priority(self_: SocketArgument) -> c_int {
    get_int(self_, &option::PRIORITY, "zsock_priority")
}

/// Sets the priority of the socket's packets in the queues of the system. Nothing happens if libzmq
/// was built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_priority(self_: SocketArgument, priority: c_int) {
    set_int(self_, &option::PRIORITY, priority, "zsock_set_priority")
}

/// Returns the conditions that stop reconnecting, a sum of ZMQ_RECONNECT_STOP_*; 0 if libzmq was
/// built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_reconnect_stop(self_: SocketArgument) -> c_int {
    get_int(self_, &option::RECONNECT_STOP, "zsock_reconnect_stop")
}

/// Sets the conditions that stop reconnecting, a sum of ZMQ_RECONNECT_STOP_*. Nothing happens if
/// libzmq was built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_reconnect_stop(self_: SocketArgument, reconnect_stop: c_int) {
    set_int(
        self_,
        &option::RECONNECT_STOP,
        reconnect_stop,
        "zsock_set_reconnect_stop",
    )
}

/// Sets whether only the first frame of a message is read as a subscription, on XPUB and XSUB
/// sockets. Nothing happens if libzmq was built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_only_first_subscribe(
    self_: SocketArgument,
    only_first_subscribe: c_int,
) {
    set_int(
        self_,
        &option::ONLY_FIRST_SUBSCRIBE,
        only_first_subscribe,
        "zsock_set_only_first_subscribe",
    )
}

/// Sets the message that is sent to each new peer; NULL or an empty frame for none. Nothing happens
/// if libzmq was built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_hello_msg(self_: SocketArgument, hello_msg: FrameArgument) {
    set_frame(self_, &option::HELLO_MSG, hello_msg, "zsock_set_hello_msg")
}

/// Sets the message that is received when a peer disconnects; NULL or an empty frame for none.
/// Nothing happens if libzmq was built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_disconnect_msg(self_: SocketArgument, disconnect_msg: FrameArgument) {
    set_frame(
        self_,
        &option::DISCONNECT_MSG,
        disconnect_msg,
        "zsock_set_disconnect_msg",
    )
}

/// Sets whether secure WebSockets trust the certificates of the system. Nothing happens if libzmq
/// was built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_wss_trust_system(self_: SocketArgument, wss_trust_system: c_int) {
    set_int(
        self_,
        &option::WSS_TRUST_SYSTEM,
        wss_trust_system,
        "zsock_set_wss_trust_system",
    )
}

/// Sets the host name that the peer of a secure WebSocket must have. Nothing happens if libzmq was
/// built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_wss_hostname(self_: SocketArgument, wss_hostname: TextArgument) {
    set_text(
        self_,
        &option::WSS_HOSTNAME,
        wss_hostname,
        "zsock_set_wss_hostname",
    )
}

/// Sets the certificates that secure WebSockets trust, as PEM. Nothing happens if libzmq was built
/// without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_wss_trust_pem(self_: SocketArgument, wss_trust_pem: TextArgument) {
    set_text(
        self_,
        &option::WSS_TRUST_PEM,
        wss_trust_pem,
        "zsock_set_wss_trust_pem",
    )
}

/// Sets the certificate of this side of secure WebSockets, as PEM. Nothing happens if libzmq was
/// built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_wss_cert_pem(self_: SocketArgument, wss_cert_pem: TextArgument) {
    set_text(
        self_,
        &option::WSS_CERT_PEM,
        wss_cert_pem,
        "zsock_set_wss_cert_pem",
    )
}

/// Sets the private key of the certificate for secure WebSockets, as PEM. Nothing happens if libzmq
/// was built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_wss_key_pem(self_: SocketArgument, wss_key_pem: TextArgument) {
    set_text(
        self_,
        &option::WSS_KEY_PEM,
        wss_key_pem,
        "zsock_set_wss_key_pem",
    )
}

/// Returns the maximum number of bytes written to the network at once; 0 if libzmq was built
/// without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_out_batch_size(self_: SocketArgument) -> c_int {
    get_int(self_, &option::OUT_BATCH_SIZE, "zsock_out_batch_size")
}

/// Sets the maximum number of bytes written to the network at once. Nothing happens if libzmq was
/// built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_out_batch_size(self_: SocketArgument, out_batch_size: c_int) {
    set_int(
        self_,
        &option::OUT_BATCH_SIZE,
        out_batch_size,
        "zsock_set_out_batch_size",
    )
}

/// Returns the maximum number of bytes read from the network at once; 0 if libzmq was built without
/// its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_in_batch_size(self_: SocketArgument) -> c_int {
    get_int(self_, &option::IN_BATCH_SIZE, "zsock_in_batch_size")
}

/// Sets the maximum number of bytes read from the network at once. Nothing happens if libzmq was
/// built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_in_batch_size(self_: SocketArgument, in_batch_size: c_int) {
    set_int(
        self_,
        &option::IN_BATCH_SIZE,
        in_batch_size,
        "zsock_set_in_batch_size",
    )
}

/// Returns the password for the SOCKS proxy; NULL if libzmq was built without its draft API. The
/// caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_socks_password(self_: SocketArgument) -> *mut c_char {
    get_text(self_, &option::SOCKS_PASSWORD, "zsock_socks_password")
}

/// Sets the password for the SOCKS proxy. Nothing happens if libzmq was built without its draft
/// API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_socks_password(self_: SocketArgument, socks_password: TextArgument) {
    set_text(
        self_,
        &option::SOCKS_PASSWORD,
        socks_password,
        "zsock_set_socks_password",
    )
}

/// Returns the user name for the SOCKS proxy; NULL if libzmq was built without its draft API. The
/// caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_socks_username(self_: SocketArgument) -> *mut c_char {
    get_text(self_, &option::SOCKS_USERNAME, "zsock_socks_username")
}

/// Sets the user name for the SOCKS proxy. Nothing happens if libzmq was built without its draft
/// API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_socks_username(self_: SocketArgument, socks_username: TextArgument) {
    set_text(
        self_,
        &option::SOCKS_USERNAME,
        socks_username,
        "zsock_set_socks_username",
    )
}

/// Sets whether only a new subscriber gets the next message, with manual subscriptions. Only on
/// XPUB sockets. Nothing happens if libzmq was built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_xpub_manual_last_value(
    self_: SocketArgument,
    xpub_manual_last_value: c_int,
) {
    set_int(
        self_,
        &option::XPUB_MANUAL_LAST_VALUE,
        xpub_manual_last_value,
        "zsock_set_xpub_manual_last_value",
    )
}

/// Returns the events of peers that a ROUTER socket reports with an empty message: a sum of
/// ZMQ_NOTIFY_*; 0 if libzmq was built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_router_notify(self_: SocketArgument) -> c_int {
    get_int(self_, &option::ROUTER_NOTIFY, "zsock_router_notify")
}

/// Sets the events of peers that a ROUTER socket reports with an empty message: a sum of
/// ZMQ_NOTIFY_*. Only on ROUTER sockets. Nothing happens if libzmq was built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_router_notify(self_: SocketArgument, router_notify: c_int) {
    set_int(
        self_,
        &option::ROUTER_NOTIFY,
        router_notify,
        "zsock_set_router_notify",
    )
}

/// Returns whether multicast messages are looped back to this host; 0 if libzmq was built without
/// its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_multicast_loop(self_: SocketArgument) -> c_int {
    get_int(self_, &option::MULTICAST_LOOP, "zsock_multicast_loop")
}

/// Sets whether multicast messages are looped back to this host. Nothing happens if libzmq was
/// built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_multicast_loop(self_: SocketArgument, multicast_loop: c_int) {
    set_int(
        self_,
        &option::MULTICAST_LOOP,
        multicast_loop,
        "zsock_set_multicast_loop",
    )
}

/// Returns a property that peers can read, such as `X-name:value`; NULL if libzmq was built without
/// its draft API. The caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_metadata(self_: SocketArgument) -> *mut c_char {
    get_text(self_, &option::METADATA, "zsock_metadata")
}

/// Sets a property that peers can read, such as `X-name:value`. Nothing happens if libzmq was built
/// without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_metadata(self_: SocketArgument, metadata: TextArgument) {
    set_text(self_, &option::METADATA, metadata, "zsock_set_metadata")
}

/// Returns whether TCP uses the loopback fast path, on Windows; 0 if libzmq was built without its
/// draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_loopback_fastpath(self_: SocketArgument) -> c_int {
    get_int(self_, &option::LOOPBACK_FASTPATH, "zsock_loopback_fastpath")
}

/// Sets whether TCP uses the loopback fast path, on Windows. Nothing happens if libzmq was built
/// without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_loopback_fastpath(self_: SocketArgument, loopback_fastpath: c_int) {
    set_int(
        self_,
        &option::LOOPBACK_FASTPATH,
        loopback_fastpath,
        "zsock_set_loopback_fastpath",
    )
}

/// Returns whether peers are refused if a ZAP domain is set and no authenticator runs; 0 if libzmq
/// was built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_zap_enforce_domain(self_: SocketArgument) -> c_int {
    get_int(
        self_,
        &option::ZAP_ENFORCE_DOMAIN,
        "zsock_zap_enforce_domain",
    )
}

/// Sets whether peers are refused if a ZAP domain is set and no authenticator runs. Nothing happens
/// if libzmq was built without its draft API.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_zap_enforce_domain(self_: SocketArgument, zap_enforce_domain: c_int) {
    set_int(
        self_,
        &option::ZAP_ENFORCE_DOMAIN,
        zap_enforce_domain,
        "zsock_set_zap_enforce_domain",
    )
}

/// Returns the kind of name that gssapi_principal is.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_gssapi_principal_nametype(self_: SocketArgument) -> c_int {
    get_int(
        self_,
        &option::GSSAPI_PRINCIPAL_NAMETYPE,
        "zsock_gssapi_principal_nametype",
    )
}

/// Sets the kind of name that gssapi_principal is.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_gssapi_principal_nametype(
    self_: SocketArgument,
    gssapi_principal_nametype: c_int,
) {
    set_int(
        self_,
        &option::GSSAPI_PRINCIPAL_NAMETYPE,
        gssapi_principal_nametype,
        "zsock_set_gssapi_principal_nametype",
    )
}

/// Returns the kind of name that gssapi_service_principal is.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_gssapi_service_principal_nametype(self_: SocketArgument) -> c_int {
    get_int(
        self_,
        &option::GSSAPI_SERVICE_PRINCIPAL_NAMETYPE,
        "zsock_gssapi_service_principal_nametype",
    )
}

/// Sets the kind of name that gssapi_service_principal is.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_gssapi_service_principal_nametype(
    self_: SocketArgument,
    gssapi_service_principal_nametype: c_int,
) {
    set_int(
        self_,
        &option::GSSAPI_SERVICE_PRINCIPAL_NAMETYPE,
        gssapi_service_principal_nametype,
        "zsock_set_gssapi_service_principal_nametype",
    )
}

/// Returns the network interface that the socket is bound to. The caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_bindtodevice(self_: SocketArgument) -> *mut c_char {
    get_text(self_, &option::BINDTODEVICE, "zsock_bindtodevice")
}

/// Sets the network interface that the socket is bound to.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_bindtodevice(self_: SocketArgument, bindtodevice: TextArgument) {
    set_text(
        self_,
        &option::BINDTODEVICE,
        bindtodevice,
        "zsock_set_bindtodevice",
    )
}

/// Returns the time between heartbeats, in ms; 0 for none.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_heartbeat_ivl(self_: SocketArgument) -> c_int {
    get_int(self_, &option::HEARTBEAT_IVL, "zsock_heartbeat_ivl")
}

/// Sets the time between heartbeats, in ms; 0 for none. The default is 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_heartbeat_ivl(self_: SocketArgument, heartbeat_ivl: c_int) {
    set_int(
        self_,
        &option::HEARTBEAT_IVL,
        heartbeat_ivl,
        "zsock_set_heartbeat_ivl",
    )
}

/// Returns the time without traffic after which the peer closes the connection, in ms; 0 for never.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_heartbeat_ttl(self_: SocketArgument) -> c_int {
    get_int(self_, &option::HEARTBEAT_TTL, "zsock_heartbeat_ttl")
}

/// Sets the time without traffic after which the peer closes the connection, in ms; 0 for never.
/// The default is 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_heartbeat_ttl(self_: SocketArgument, heartbeat_ttl: c_int) {
    set_int(
        self_,
        &option::HEARTBEAT_TTL,
        heartbeat_ttl,
        "zsock_set_heartbeat_ttl",
    )
}

/// Returns the time to wait for the reply to a heartbeat, in ms; -1 for heartbeat_ivl.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_heartbeat_timeout(self_: SocketArgument) -> c_int {
    get_int(self_, &option::HEARTBEAT_TIMEOUT, "zsock_heartbeat_timeout")
}

/// Sets the time to wait for the reply to a heartbeat, in ms; -1 for heartbeat_ivl. The default is
/// -1.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_heartbeat_timeout(self_: SocketArgument, heartbeat_timeout: c_int) {
    set_int(
        self_,
        &option::HEARTBEAT_TIMEOUT,
        heartbeat_timeout,
        "zsock_set_heartbeat_timeout",
    )
}

/// Returns the descriptor that the next bind or connect uses instead of opening one; -1 for none.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_use_fd(self_: SocketArgument) -> c_int {
    get_int(self_, &option::USE_FD, "zsock_use_fd")
}

/// Sets the descriptor that the next bind or connect uses instead of opening one; -1 for none. The
/// default is -1.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_use_fd(self_: SocketArgument, use_fd: c_int) {
    set_int(self_, &option::USE_FD, use_fd, "zsock_set_use_fd")
}

/// Sets whether the program handles the subscriptions that it receives itself, 1 or 0. The default
/// is 0. Only on XPUB sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_xpub_manual(self_: SocketArgument, xpub_manual: c_int) {
    set_int(
        self_,
        &option::XPUB_MANUAL,
        xpub_manual,
        "zsock_set_xpub_manual",
    )
}

/// Sets the message that each new subscriber receives; empty for none. Only on XPUB sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_xpub_welcome_msg(
    self_: SocketArgument,
    xpub_welcome_msg: TextArgument,
) {
    set_text(
        self_,
        &option::XPUB_WELCOME_MSG,
        xpub_welcome_msg,
        "zsock_set_xpub_welcome_msg",
    )
}

/// Sets whether an empty message is received when a peer connects or disconnects, 1 or 0. The
/// default is 1. Only on STREAM sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_stream_notify(self_: SocketArgument, stream_notify: c_int) {
    set_int(
        self_,
        &option::STREAM_NOTIFY,
        stream_notify,
        "zsock_set_stream_notify",
    )
}

/// Returns whether messages pass that match no subscription, instead of those that do, 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_invert_matching(self_: SocketArgument) -> c_int {
    get_int(self_, &option::INVERT_MATCHING, "zsock_invert_matching")
}

/// Sets whether messages pass that match no subscription, instead of those that do, 1 or 0. The
/// default is 0. Only on XPUB, PUB and SUB sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_invert_matching(self_: SocketArgument, invert_matching: c_int) {
    set_int(
        self_,
        &option::INVERT_MATCHING,
        invert_matching,
        "zsock_set_invert_matching",
    )
}

/// Sets whether repeated subscriptions and unsubscriptions are received too, 1 or 0. Only on XPUB
/// sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_xpub_verboser(self_: SocketArgument, xpub_verboser: c_int) {
    set_int(
        self_,
        &option::XPUB_VERBOSER,
        xpub_verboser,
        "zsock_set_xpub_verboser",
    )
}

/// Returns the time limit of an attempt to connect, in ms; 0 for the default of the system.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_connect_timeout(self_: SocketArgument) -> c_int {
    get_int(self_, &option::CONNECT_TIMEOUT, "zsock_connect_timeout")
}

/// Sets the time limit of an attempt to connect, in ms; 0 for the default of the system. The
/// default is 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_connect_timeout(self_: SocketArgument, connect_timeout: c_int) {
    set_int(
        self_,
        &option::CONNECT_TIMEOUT,
        connect_timeout,
        "zsock_set_connect_timeout",
    )
}

/// Returns the time that sent TCP data may stay unacknowledged, in ms; 0 for the default of the
/// system.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_tcp_maxrt(self_: SocketArgument) -> c_int {
    get_int(self_, &option::TCP_MAXRT, "zsock_tcp_maxrt")
}

/// Sets the time that sent TCP data may stay unacknowledged, in ms; 0 for the default of the
/// system. The default is 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_tcp_maxrt(self_: SocketArgument, tcp_maxrt: c_int) {
    set_int(self_, &option::TCP_MAXRT, tcp_maxrt, "zsock_set_tcp_maxrt")
}

/// Returns whether several threads may use the socket at once, 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_thread_safe(self_: SocketArgument) -> c_int {
    get_int(self_, &option::THREAD_SAFE, "zsock_thread_safe")
}

/// Returns the largest multicast packet, in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_multicast_maxtpdu(self_: SocketArgument) -> c_int {
    get_int(self_, &option::MULTICAST_MAXTPDU, "zsock_multicast_maxtpdu")
}

/// Sets the largest multicast packet, in bytes. The default is 1500.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_multicast_maxtpdu(self_: SocketArgument, multicast_maxtpdu: c_int) {
    set_int(
        self_,
        &option::MULTICAST_MAXTPDU,
        multicast_maxtpdu,
        "zsock_set_multicast_maxtpdu",
    )
}

/// Returns the size of VMCI buffers, in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_vmci_buffer_size(self_: SocketArgument) -> c_int {
    get_int(self_, &option::VMCI_BUFFER_SIZE, "zsock_vmci_buffer_size")
}

/// Sets the size of VMCI buffers, in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_vmci_buffer_size(self_: SocketArgument, vmci_buffer_size: c_int) {
    set_int(
        self_,
        &option::VMCI_BUFFER_SIZE,
        vmci_buffer_size,
        "zsock_set_vmci_buffer_size",
    )
}

/// Returns the smallest size of VMCI buffers, in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_vmci_buffer_min_size(self_: SocketArgument) -> c_int {
    get_int(
        self_,
        &option::VMCI_BUFFER_MIN_SIZE,
        "zsock_vmci_buffer_min_size",
    )
}

/// Sets the smallest size of VMCI buffers, in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_vmci_buffer_min_size(
    self_: SocketArgument,
    vmci_buffer_min_size: c_int,
) {
    set_int(
        self_,
        &option::VMCI_BUFFER_MIN_SIZE,
        vmci_buffer_min_size,
        "zsock_set_vmci_buffer_min_size",
    )
}

/// Returns the largest size of VMCI buffers, in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_vmci_buffer_max_size(self_: SocketArgument) -> c_int {
    get_int(
        self_,
        &option::VMCI_BUFFER_MAX_SIZE,
        "zsock_vmci_buffer_max_size",
    )
}

/// Sets the largest size of VMCI buffers, in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_vmci_buffer_max_size(
    self_: SocketArgument,
    vmci_buffer_max_size: c_int,
) {
    set_int(
        self_,
        &option::VMCI_BUFFER_MAX_SIZE,
        vmci_buffer_max_size,
        "zsock_set_vmci_buffer_max_size",
    )
}

/// Returns the time limit of an attempt to connect over VMCI, in ms; -1 for none.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_vmci_connect_timeout(self_: SocketArgument) -> c_int {
    get_int(
        self_,
        &option::VMCI_CONNECT_TIMEOUT,
        "zsock_vmci_connect_timeout",
    )
}

/// Sets the time limit of an attempt to connect over VMCI, in ms; -1 for none.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_vmci_connect_timeout(
    self_: SocketArgument,
    vmci_connect_timeout: c_int,
) {
    set_int(
        self_,
        &option::VMCI_CONNECT_TIMEOUT,
        vmci_connect_timeout,
        "zsock_set_vmci_connect_timeout",
    )
}

/// Returns the type-of-service byte of IP packets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_tos(self_: SocketArgument) -> c_int {
    get_int(self_, &option::TOS, "zsock_tos")
}

/// Sets the type-of-service byte of IP packets. The default is 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_tos(self_: SocketArgument, tos: c_int) {
    set_int(self_, &option::TOS, tos, "zsock_set_tos")
}

/// Sets whether a new peer may take over the identity of another, 1, or is refused, 0. The default
/// is 0. Only on ROUTER sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_router_handover(self_: SocketArgument, router_handover: c_int) {
    set_int(
        self_,
        &option::ROUTER_HANDOVER,
        router_handover,
        "zsock_set_router_handover",
    )
}

/// Sets the identity of the peer that the socket connects to next. Only on ROUTER and STREAM
/// sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_connect_rid(self_: SocketArgument, connect_rid: TextArgument) {
    set_text(
        self_,
        &option::CONNECT_RID,
        connect_rid,
        "zsock_set_connect_rid",
    )
}

/// Sets the identity of the peer that the socket connects to next, as 32 bytes. Only on ROUTER and
/// STREAM sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_connect_rid_bin(self_: SocketArgument, connect_rid: KeyArgument) {
    set_key(
        self_,
        &option::CONNECT_RID_BIN,
        connect_rid,
        "zsock_set_connect_rid_bin",
    )
}

/// Returns the time limit of a handshake, in ms; 0 for none.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_handshake_ivl(self_: SocketArgument) -> c_int {
    get_int(self_, &option::HANDSHAKE_IVL, "zsock_handshake_ivl")
}

/// Sets the time limit of a handshake, in ms; 0 for none. The default is 30000.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_handshake_ivl(self_: SocketArgument, handshake_ivl: c_int) {
    set_int(
        self_,
        &option::HANDSHAKE_IVL,
        handshake_ivl,
        "zsock_set_handshake_ivl",
    )
}

/// Returns the address of the SOCKS5 proxy to connect through, `host:port`. The caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_socks_proxy(self_: SocketArgument) -> *mut c_char {
    get_text(self_, &option::SOCKS_PROXY, "zsock_socks_proxy")
}

/// Sets the address of the SOCKS5 proxy to connect through, `host:port`.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_socks_proxy(self_: SocketArgument, socks_proxy: TextArgument) {
    set_text(
        self_,
        &option::SOCKS_PROXY,
        socks_proxy,
        "zsock_set_socks_proxy",
    )
}

/// Sets whether sending fails with EAGAIN when the queue of a peer is full, 1, or drops the
/// message, 0. The default is 0. Only on XPUB and PUB sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_xpub_nodrop(self_: SocketArgument, xpub_nodrop: c_int) {
    set_int(
        self_,
        &option::XPUB_NODROP,
        xpub_nodrop,
        "zsock_set_xpub_nodrop",
    )
}

/// Sets whether sending to an unknown peer fails with EHOSTUNREACH, 1, or drops the message, 0. The
/// default is 0. Only on ROUTER sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_router_mandatory(self_: SocketArgument, router_mandatory: c_int) {
    set_int(
        self_,
        &option::ROUTER_MANDATORY,
        router_mandatory,
        "zsock_set_router_mandatory",
    )
}

/// Sets whether an empty message is sent over each new connection, which tells a ROUTER peer the
/// identity, 1 or 0. The default is 0. Only on ROUTER, DEALER and REQ sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_probe_router(self_: SocketArgument, probe_router: c_int) {
    set_int(
        self_,
        &option::PROBE_ROUTER,
        probe_router,
        "zsock_set_probe_router",
    )
}

/// Sets whether another request may be sent before the reply has arrived, 1 or 0. The default is 0.
/// Only on REQ sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_req_relaxed(self_: SocketArgument, req_relaxed: c_int) {
    set_int(
        self_,
        &option::REQ_RELAXED,
        req_relaxed,
        "zsock_set_req_relaxed",
    )
}

/// Sets whether requests are numbered, and replies with another number dropped, 1 or 0. The default
/// is 0. Only on REQ sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_req_correlate(self_: SocketArgument, req_correlate: c_int) {
    set_int(
        self_,
        &option::REQ_CORRELATE,
        req_correlate,
        "zsock_set_req_correlate",
    )
}

/// Sets whether a queue keeps only the newest message, 1 or 0. The default is 0. Only on PUSH,
/// PULL, PUB, SUB and DEALER sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_conflate(self_: SocketArgument, conflate: c_int) {
    set_int(self_, &option::CONFLATE, conflate, "zsock_set_conflate")
}

/// Returns the ZAP domain, which is passed to the authenticator. The caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_zap_domain(self_: SocketArgument) -> *mut c_char {
    get_text(self_, &option::ZAP_DOMAIN, "zsock_zap_domain")
}

/// Sets the ZAP domain, which is passed to the authenticator.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_zap_domain(self_: SocketArgument, zap_domain: TextArgument) {
    set_text(
        self_,
        &option::ZAP_DOMAIN,
        zap_domain,
        "zsock_set_zap_domain",
    )
}

/// Returns the security mechanism in force, ZMQ_NULL, ZMQ_PLAIN, ZMQ_CURVE or ZMQ_GSSAPI.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_mechanism(self_: SocketArgument) -> c_int {
    get_int(self_, &option::MECHANISM, "zsock_mechanism")
}

/// Returns whether this is the server side of PLAIN security, 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_plain_server(self_: SocketArgument) -> c_int {
    get_int(self_, &option::PLAIN_SERVER, "zsock_plain_server")
}

/// Sets whether this is the server side of PLAIN security, 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_plain_server(self_: SocketArgument, plain_server: c_int) {
    set_int(
        self_,
        &option::PLAIN_SERVER,
        plain_server,
        "zsock_set_plain_server",
    )
}

/// Returns the user name of a PLAIN client. The caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_plain_username(self_: SocketArgument) -> *mut c_char {
    get_text(self_, &option::PLAIN_USERNAME, "zsock_plain_username")
}

/// Sets the user name of a PLAIN client.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_plain_username(self_: SocketArgument, plain_username: TextArgument) {
    set_text(
        self_,
        &option::PLAIN_USERNAME,
        plain_username,
        "zsock_set_plain_username",
    )
}

/// Returns the password of a PLAIN client. The caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_plain_password(self_: SocketArgument) -> *mut c_char {
    get_text(self_, &option::PLAIN_PASSWORD, "zsock_plain_password")
}

/// Sets the password of a PLAIN client.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_plain_password(self_: SocketArgument, plain_password: TextArgument) {
    set_text(
        self_,
        &option::PLAIN_PASSWORD,
        plain_password,
        "zsock_set_plain_password",
    )
}

/// Returns whether this is the server side of CURVE security, 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_curve_server(self_: SocketArgument) -> c_int {
    get_int(self_, &option::CURVE_SERVER, "zsock_curve_server")
}

/// Sets whether this is the server side of CURVE security, 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_curve_server(self_: SocketArgument, curve_server: c_int) {
    set_int(
        self_,
        &option::CURVE_SERVER,
        curve_server,
        "zsock_set_curve_server",
    )
}

/// Returns the long-term public key of this side of CURVE security, in Z85 text. The caller frees
/// it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_curve_publickey(self_: SocketArgument) -> *mut c_char {
    get_text(self_, &option::CURVE_PUBLICKEY, "zsock_curve_publickey")
}

/// Sets the long-term public key of this side of CURVE security, in Z85 text.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_curve_publickey(self_: SocketArgument, curve_publickey: TextArgument) {
    set_text(
        self_,
        &option::CURVE_PUBLICKEY,
        curve_publickey,
        "zsock_set_curve_publickey",
    )
}

/// Sets the long-term public key of this side of CURVE security, as its 32 bytes.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_curve_publickey_bin(
    self_: SocketArgument,
    curve_publickey: KeyArgument,
) {
    set_key(
        self_,
        &option::CURVE_PUBLICKEY,
        curve_publickey,
        "zsock_set_curve_publickey_bin",
    )
}

/// Returns the long-term secret key of this side of CURVE security, in Z85 text. The caller frees
/// it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_curve_secretkey(self_: SocketArgument) -> *mut c_char {
    get_text(self_, &option::CURVE_SECRETKEY, "zsock_curve_secretkey")
}

/// Sets the long-term secret key of this side of CURVE security, in Z85 text.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_curve_secretkey(self_: SocketArgument, curve_secretkey: TextArgument) {
    set_text(
        self_,
        &option::CURVE_SECRETKEY,
        curve_secretkey,
        "zsock_set_curve_secretkey",
    )
}

/// Sets the long-term secret key of this side of CURVE security, as its 32 bytes.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_curve_secretkey_bin(
    self_: SocketArgument,
    curve_secretkey: KeyArgument,
) {
    set_key(
        self_,
        &option::CURVE_SECRETKEY,
        curve_secretkey,
        "zsock_set_curve_secretkey_bin",
    )
}

/// Returns the public key of the server that a CURVE client connects to, in Z85 text. The caller
/// frees it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_curve_serverkey(self_: SocketArgument) -> *mut c_char {
    get_text(self_, &option::CURVE_SERVERKEY, "zsock_curve_serverkey")
}

/// Sets the public key of the server that a CURVE client connects to, in Z85 text.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_curve_serverkey(self_: SocketArgument, curve_serverkey: TextArgument) {
    set_text(
        self_,
        &option::CURVE_SERVERKEY,
        curve_serverkey,
        "zsock_set_curve_serverkey",
    )
}

/// Sets the public key of the server that a CURVE client connects to, as its 32 bytes.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_curve_serverkey_bin(
    self_: SocketArgument,
    curve_serverkey: KeyArgument,
) {
    set_key(
        self_,
        &option::CURVE_SERVERKEY,
        curve_serverkey,
        "zsock_set_curve_serverkey_bin",
    )
}

/// Returns whether this is the server side of GSSAPI security, 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_gssapi_server(self_: SocketArgument) -> c_int {
    get_int(self_, &option::GSSAPI_SERVER, "zsock_gssapi_server")
}

/// Sets whether this is the server side of GSSAPI security, 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_gssapi_server(self_: SocketArgument, gssapi_server: c_int) {
    set_int(
        self_,
        &option::GSSAPI_SERVER,
        gssapi_server,
        "zsock_set_gssapi_server",
    )
}

/// Returns whether GSSAPI leaves messages unencrypted, 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_gssapi_plaintext(self_: SocketArgument) -> c_int {
    get_int(self_, &option::GSSAPI_PLAINTEXT, "zsock_gssapi_plaintext")
}

/// Sets whether GSSAPI leaves messages unencrypted, 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_gssapi_plaintext(self_: SocketArgument, gssapi_plaintext: c_int) {
    set_int(
        self_,
        &option::GSSAPI_PLAINTEXT,
        gssapi_plaintext,
        "zsock_set_gssapi_plaintext",
    )
}

/// Returns the principal of this side of GSSAPI security. The caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_gssapi_principal(self_: SocketArgument) -> *mut c_char {
    get_text(self_, &option::GSSAPI_PRINCIPAL, "zsock_gssapi_principal")
}

/// Sets the principal of this side of GSSAPI security.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_gssapi_principal(
    self_: SocketArgument,
    gssapi_principal: TextArgument,
) {
    set_text(
        self_,
        &option::GSSAPI_PRINCIPAL,
        gssapi_principal,
        "zsock_set_gssapi_principal",
    )
}

/// Returns the principal of the server that a GSSAPI client connects to. The caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_gssapi_service_principal(self_: SocketArgument) -> *mut c_char {
    get_text(
        self_,
        &option::GSSAPI_SERVICE_PRINCIPAL,
        "zsock_gssapi_service_principal",
    )
}

/// Sets the principal of the server that a GSSAPI client connects to.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_gssapi_service_principal(
    self_: SocketArgument,
    gssapi_service_principal: TextArgument,
) {
    set_text(
        self_,
        &option::GSSAPI_SERVICE_PRINCIPAL,
        gssapi_service_principal,
        "zsock_set_gssapi_service_principal",
    )
}

/// Returns whether IPv6 is used as well as IPv4, 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_ipv6(self_: SocketArgument) -> c_int {
    get_int(self_, &option::IPV6, "zsock_ipv6")
}

/// Sets whether IPv6 is used as well as IPv4, 1 or 0. The default is 0 or what zsys_set_ipv6 set.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_ipv6(self_: SocketArgument, ipv6: c_int) {
    set_int(self_, &option::IPV6, ipv6, "zsock_set_ipv6")
}

/// Returns whether messages are queued for completed connections only, 1, or for all, 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_immediate(self_: SocketArgument) -> c_int {
    get_int(self_, &option::IMMEDIATE, "zsock_immediate")
}

/// Sets whether messages are queued for completed connections only, 1, or for all, 0. The default
/// is 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_immediate(self_: SocketArgument, immediate: c_int) {
    set_int(self_, &option::IMMEDIATE, immediate, "zsock_set_immediate")
}

/// Returns the maximum number of messages queued for sending, for each peer; 0 for no limit.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_sndhwm(self_: SocketArgument) -> c_int {
    get_int(self_, &option::SNDHWM, "zsock_sndhwm")
}

/// Sets the maximum number of messages queued for sending, for each peer; 0 for no limit. The
/// default is 1000 or what zsys_set_sndhwm set.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_sndhwm(self_: SocketArgument, sndhwm: c_int) {
    set_int(self_, &option::SNDHWM, sndhwm, "zsock_set_sndhwm")
}

/// Returns the maximum number of received messages queued, for each peer; 0 for no limit.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_rcvhwm(self_: SocketArgument) -> c_int {
    get_int(self_, &option::RCVHWM, "zsock_rcvhwm")
}

/// Sets the maximum number of received messages queued, for each peer; 0 for no limit. The default
/// is 1000 or what zsys_set_rcvhwm set.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_rcvhwm(self_: SocketArgument, rcvhwm: c_int) {
    set_int(self_, &option::RCVHWM, rcvhwm, "zsock_set_rcvhwm")
}

/// Returns the maximum size of a message frame that is accepted, in bytes; -1 for no limit.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_maxmsgsize(self_: SocketArgument) -> c_int {
    get_int(self_, &option::MAXMSGSIZE, "zsock_maxmsgsize")
}

/// Sets the maximum size of a message frame that is accepted, in bytes; -1 for no limit. The
/// default is -1.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_maxmsgsize(self_: SocketArgument, maxmsgsize: c_int) {
    set_int(
        self_,
        &option::MAXMSGSIZE,
        maxmsgsize,
        "zsock_set_maxmsgsize",
    )
}

/// Returns the maximum number of network hops of multicast packets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_multicast_hops(self_: SocketArgument) -> c_int {
    get_int(self_, &option::MULTICAST_HOPS, "zsock_multicast_hops")
}

/// Sets the maximum number of network hops of multicast packets. The default is 1.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_multicast_hops(self_: SocketArgument, multicast_hops: c_int) {
    set_int(
        self_,
        &option::MULTICAST_HOPS,
        multicast_hops,
        "zsock_set_multicast_hops",
    )
}

/// Sets whether repeated subscriptions are received too, 1, or only new ones, 0. The default is 0.
/// Only on XPUB sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_xpub_verbose(self_: SocketArgument, xpub_verbose: c_int) {
    set_int(
        self_,
        &option::XPUB_VERBOSE,
        xpub_verbose,
        "zsock_set_xpub_verbose",
    )
}

/// Returns whether TCP keep-alive is on, 1 or 0; -1 for the default of the system.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_tcp_keepalive(self_: SocketArgument) -> c_int {
    get_int(self_, &option::TCP_KEEPALIVE, "zsock_tcp_keepalive")
}

/// Sets whether TCP keep-alive is on, 1 or 0; -1 for the default of the system. The default is -1.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_tcp_keepalive(self_: SocketArgument, tcp_keepalive: c_int) {
    set_int(
        self_,
        &option::TCP_KEEPALIVE,
        tcp_keepalive,
        "zsock_set_tcp_keepalive",
    )
}

/// Returns the idle time before the first keep-alive probe, in s; -1 for the default of the system.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_tcp_keepalive_idle(self_: SocketArgument) -> c_int {
    get_int(
        self_,
        &option::TCP_KEEPALIVE_IDLE,
        "zsock_tcp_keepalive_idle",
    )
}

/// Sets the idle time before the first keep-alive probe, in s; -1 for the default of the system.
/// The default is -1.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_tcp_keepalive_idle(self_: SocketArgument, tcp_keepalive_idle: c_int) {
    set_int(
        self_,
        &option::TCP_KEEPALIVE_IDLE,
        tcp_keepalive_idle,
        "zsock_set_tcp_keepalive_idle",
    )
}

/// Returns the number of unanswered keep-alive probes that end a connection; -1 for the default of
/// the system.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_tcp_keepalive_cnt(self_: SocketArgument) -> c_int {
    get_int(self_, &option::TCP_KEEPALIVE_CNT, "zsock_tcp_keepalive_cnt")
}

/// Sets the number of unanswered keep-alive probes that end a connection; -1 for the default of the
/// system. The default is -1.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_tcp_keepalive_cnt(self_: SocketArgument, tcp_keepalive_cnt: c_int) {
    set_int(
        self_,
        &option::TCP_KEEPALIVE_CNT,
        tcp_keepalive_cnt,
        "zsock_set_tcp_keepalive_cnt",
    )
}

/// Returns the time between keep-alive probes, in s; -1 for the default of the system.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_tcp_keepalive_intvl(self_: SocketArgument) -> c_int {
    get_int(
        self_,
        &option::TCP_KEEPALIVE_INTVL,
        "zsock_tcp_keepalive_intvl",
    )
}

/// Sets the time between keep-alive probes, in s; -1 for the default of the system. The default is
/// -1.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_tcp_keepalive_intvl(self_: SocketArgument, tcp_keepalive_intvl: c_int) {
    set_int(
        self_,
        &option::TCP_KEEPALIVE_INTVL,
        tcp_keepalive_intvl,
        "zsock_set_tcp_keepalive_intvl",
    )
}

/// Returns an empty text: libzmq does not report filters. The caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_tcp_accept_filter(self_: SocketArgument) -> *mut c_char {
    get_text(self_, &option::TCP_ACCEPT_FILTER, "zsock_tcp_accept_filter")
}

/// Adds an address, or a range such as 192.168.0.0/16, from which to accept connections; an empty
/// text is refused.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_tcp_accept_filter(
    self_: SocketArgument,
    tcp_accept_filter: TextArgument,
) {
    set_text(
        self_,
        &option::TCP_ACCEPT_FILTER,
        tcp_accept_filter,
        "zsock_set_tcp_accept_filter",
    )
}

/// Returns the endpoint last bound or connected, as libzmq resolved it. The caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_last_endpoint(self_: SocketArgument) -> *mut c_char {
    get_text(self_, &option::LAST_ENDPOINT, "zsock_last_endpoint")
}

/// Sets whether the socket exchanges plain TCP data with peers that do not speak ZeroMQ, 1 or 0.
/// Only on ROUTER sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_router_raw(self_: SocketArgument, router_raw: c_int) {
    set_int(
        self_,
        &option::ROUTER_RAW,
        router_raw,
        "zsock_set_router_raw",
    )
}

/// Returns whether only IPv4 is used, 1, or IPv6 too, 0; the older, reversed form of ipv6.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_ipv4only(self_: SocketArgument) -> c_int {
    get_int(self_, &option::IPV4ONLY, "zsock_ipv4only")
}

/// Sets whether only IPv4 is used, 1, or IPv6 too, 0; the older, reversed form of ipv6.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_ipv4only(self_: SocketArgument, ipv4only: c_int) {
    set_int(self_, &option::IPV4ONLY, ipv4only, "zsock_set_ipv4only")
}

/// Sets whether messages are queued for completed connections only, 1 or 0; the older name of
/// immediate.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_delay_attach_on_connect(
    self_: SocketArgument,
    delay_attach_on_connect: c_int,
) {
    set_int(
        self_,
        &option::DELAY_ATTACH_ON_CONNECT,
        delay_attach_on_connect,
        "zsock_set_delay_attach_on_connect",
    )
}

/// Returns 0: libzmq 3 and later have no such option.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_hwm(_self: SocketArgument) -> c_int {
    0
}

/// Does nothing: libzmq 3 and later have no such option.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_hwm(_self: SocketArgument, _hwm: c_int) {}

/// Returns 0: libzmq 3 and later have no such option.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_swap(_self: SocketArgument) -> c_int {
    0
}

/// Does nothing: libzmq 3 and later have no such option.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_swap(_self: SocketArgument, _swap: c_int) {}

/// Returns the I/O threads that handle new connections, a bit for each; 0 for all.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_affinity(self_: SocketArgument) -> c_int {
    get_int(self_, &option::AFFINITY, "zsock_affinity")
}

/// Sets the I/O threads that handle new connections, a bit for each; 0 for all. The default is 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_affinity(self_: SocketArgument, affinity: c_int) {
    set_int(self_, &option::AFFINITY, affinity, "zsock_set_affinity")
}

/// Returns the name by which a ROUTER peer addresses this socket. The caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_identity(self_: SocketArgument) -> *mut c_char {
    get_text(self_, &option::IDENTITY, "zsock_identity")
}

/// Sets the name by which a ROUTER peer addresses this socket. Only on REQ, REP, DEALER and ROUTER
/// sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_identity(self_: SocketArgument, identity: TextArgument) {
    set_text(self_, &option::IDENTITY, identity, "zsock_set_identity")
}

/// Returns the maximum multicast data rate, in kilobits per second.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_rate(self_: SocketArgument) -> c_int {
    get_int(self_, &option::RATE, "zsock_rate")
}

/// Sets the maximum multicast data rate, in kilobits per second. The default is 100.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_rate(self_: SocketArgument, rate: c_int) {
    set_int(self_, &option::RATE, rate, "zsock_set_rate")
}

/// Returns the maximum time that a multicast receiver may be absent, in ms.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_recovery_ivl(self_: SocketArgument) -> c_int {
    get_int(self_, &option::RECOVERY_IVL, "zsock_recovery_ivl")
}

/// Sets the maximum time that a multicast receiver may be absent, in ms. The default is 10000.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_recovery_ivl(self_: SocketArgument, recovery_ivl: c_int) {
    set_int(
        self_,
        &option::RECOVERY_IVL,
        recovery_ivl,
        "zsock_set_recovery_ivl",
    )
}

/// Returns 0: libzmq 3 and later have no such option.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_recovery_ivl_msec(_self: SocketArgument) -> c_int {
    0
}

/// Does nothing: libzmq 3 and later have no such option.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_recovery_ivl_msec(_self: SocketArgument, _recovery_ivl_msec: c_int) {}

/// Returns 0: libzmq 3 and later have no such option.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_mcast_loop(_self: SocketArgument) -> c_int {
    0
}

/// Does nothing: libzmq 3 and later have no such option.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_mcast_loop(_self: SocketArgument, _mcast_loop: c_int) {}

/// Returns the time that a receive waits before it fails with EAGAIN, in ms; -1 for no limit.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_rcvtimeo(self_: SocketArgument) -> c_int {
    get_int(self_, &option::RCVTIMEO, "zsock_rcvtimeo")
}

/// Sets the time that a receive waits before it fails with EAGAIN, in ms; -1 for no limit. The
/// default is -1.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_rcvtimeo(self_: SocketArgument, rcvtimeo: c_int) {
    set_int(self_, &option::RCVTIMEO, rcvtimeo, "zsock_set_rcvtimeo")
}

/// Returns the time that a send waits before it fails with EAGAIN, in ms; -1 for no limit.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_sndtimeo(self_: SocketArgument) -> c_int {
    get_int(self_, &option::SNDTIMEO, "zsock_sndtimeo")
}

/// Sets the time that a send waits before it fails with EAGAIN, in ms; -1 for no limit. The default
/// is -1.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_sndtimeo(self_: SocketArgument, sndtimeo: c_int) {
    set_int(self_, &option::SNDTIMEO, sndtimeo, "zsock_set_sndtimeo")
}

/// Returns the size of the send buffer in the system, in bytes; -1 for its default.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_sndbuf(self_: SocketArgument) -> c_int {
    get_int(self_, &option::SNDBUF, "zsock_sndbuf")
}

/// Sets the size of the send buffer in the system, in bytes; -1 for its default. The default is -1.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_sndbuf(self_: SocketArgument, sndbuf: c_int) {
    set_int(self_, &option::SNDBUF, sndbuf, "zsock_set_sndbuf")
}

/// Returns the size of the receive buffer in the system, in bytes; -1 for its default.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_rcvbuf(self_: SocketArgument) -> c_int {
    get_int(self_, &option::RCVBUF, "zsock_rcvbuf")
}

/// Sets the size of the receive buffer in the system, in bytes; -1 for its default. The default is
/// -1.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_rcvbuf(self_: SocketArgument, rcvbuf: c_int) {
    set_int(self_, &option::RCVBUF, rcvbuf, "zsock_set_rcvbuf")
}

/// Returns the time that unsent messages are kept after the socket is closed, in ms; -1 for no
/// limit.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_linger(self_: SocketArgument) -> c_int {
    get_int(self_, &option::LINGER, "zsock_linger")
}

/// Sets the time that unsent messages are kept after the socket is closed, in ms; -1 for no limit.
/// The default is 0 or what zsys_set_linger set.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_linger(self_: SocketArgument, linger: c_int) {
    set_int(self_, &option::LINGER, linger, "zsock_set_linger")
}

/// Returns the pause before the socket reconnects, in ms; -1 to never reconnect.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_reconnect_ivl(self_: SocketArgument) -> c_int {
    get_int(self_, &option::RECONNECT_IVL, "zsock_reconnect_ivl")
}

/// Sets the pause before the socket reconnects, in ms; -1 to never reconnect. The default is 100.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_reconnect_ivl(self_: SocketArgument, reconnect_ivl: c_int) {
    set_int(
        self_,
        &option::RECONNECT_IVL,
        reconnect_ivl,
        "zsock_set_reconnect_ivl",
    )
}

/// Returns the limit up to which the pause between attempts to reconnect grows, in ms; 0 for no
/// growth.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_reconnect_ivl_max(self_: SocketArgument) -> c_int {
    get_int(self_, &option::RECONNECT_IVL_MAX, "zsock_reconnect_ivl_max")
}

/// Sets the limit up to which the pause between attempts to reconnect grows, in ms; 0 for no
/// growth. The default is 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_reconnect_ivl_max(self_: SocketArgument, reconnect_ivl_max: c_int) {
    set_int(
        self_,
        &option::RECONNECT_IVL_MAX,
        reconnect_ivl_max,
        "zsock_set_reconnect_ivl_max",
    )
}

/// Returns the maximum number of connections that wait to be accepted.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_backlog(self_: SocketArgument) -> c_int {
    get_int(self_, &option::BACKLOG, "zsock_backlog")
}

/// Sets the maximum number of connections that wait to be accepted. The default is 100.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_backlog(self_: SocketArgument, backlog: c_int) {
    set_int(self_, &option::BACKLOG, backlog, "zsock_set_backlog")
}

/// Subscribes to a prefix of messages; empty for all. Only on SUB sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_subscribe(self_: SocketArgument, subscribe: TextArgument) {
    set_text(self_, &option::SUBSCRIBE, subscribe, "zsock_set_subscribe")
}

/// Ends the subscription to a prefix of messages. Only on SUB sockets.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_set_unsubscribe(self_: SocketArgument, unsubscribe: TextArgument) {
    set_text(
        self_,
        &option::UNSUBSCRIBE,
        unsubscribe,
        "zsock_set_unsubscribe",
    )
}

/// Returns the socket type, as a libzmq number.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_type(self_: SocketArgument) -> c_int {
    get_int(self_, &option::TYPE, "zsock_type")
}

/// Returns whether more frames of the message follow the one received last, 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_rcvmore(self_: SocketArgument) -> c_int {
    get_int(self_, &option::RCVMORE, "zsock_rcvmore")
}

/// Returns the descriptor that becomes readable when the events of the socket may have changed.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_fd(self_: SocketArgument) -> c_int {
    get_int(self_, &option::FD, "zsock_fd")
}

/// Returns the events that are pending: the sum of ZMQ_POLLIN and ZMQ_POLLOUT.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_events(self_: SocketArgument) -> c_int {
    get_int(self_, &option::EVENTS, "zsock_events")
}

// --- end of the functions of options

/// Tests the options; aborts if a check fails.
///
/// cbindgen:ignore
#[unsafe(no_mangle)]
pub extern "C" fn zsock_option_test(_verbose: bool) {
    // SAFETY: `sock` is a zsock until it is destroyed; the texts that are read end with a NUL.
    self_test("zsock_option", || unsafe {
        for kind in SocketType::PAIR.0..=SocketType::STREAM.0 {
            let mut sock = zsock_new_checked(kind, ptr::null(), 0);
            let socket = || SocketArgument::new(sock.cast());
            assert_eq!(zsock_type(socket()), kind);
            assert_eq!(zsock_sndhwm(socket()), 1000);
            zsock_set_linger(socket(), 250);
            assert_eq!(zsock_linger(socket()), 250);
            zsock_set_maxmsgsize(socket(), -1);
            assert_eq!(zsock_maxmsgsize(socket()), -1);
            zsock_set_zap_domain(socket(), TextArgument::new(c"domain".as_ptr()));
            let domain = zsock_zap_domain(socket());
            assert_eq!(CStr::from_ptr(domain), c"domain");
            libc::free(domain.cast());
            let key = [7; 32];
            zsock_set_curve_serverkey_bin(socket(), KeyArgument::new(key.as_ptr()));
            let text = zsock_curve_serverkey(socket());
            assert_eq!(libc::strlen(text), 40);
            zsock_set_curve_serverkey(socket(), TextArgument::new(text));
            libc::free(text.cast());
            zsock_destroy_checked(&mut sock, ptr::null(), 0);
        }
    });
}

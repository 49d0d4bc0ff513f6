//  zsock_option: the options of sockets, a part of zsock

#include "czmq.h"

#ifndef ZSOCK_OPTION_H_INCLUDED
#define ZSOCK_OPTION_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  Every function takes a zsock, a zactor or a libzmq socket. zmq_setsockopt and zmq_getsockopt say
//  more about each option. A value that libzmq refuses, and an option that sockets of the type do
//  not have, abort with the function's name and the reason. After the context has ended, and in a
//  forked child, setting has no effect, and reading gives 0 or an empty text, with errno.

//  --- functions, generated from src/zsock_option.rs

// Returns the priority of the socket's packets in the queues of the system; 0 if libzmq was built
// without its draft API.
CZMQ_EXPORT int zsock_priority(void *self_);

// Sets the priority of the socket's packets in the queues of the system. Nothing happens if libzmq
// was built without its draft API.
CZMQ_EXPORT void zsock_set_priority(void *self_, int priority);

// Returns the conditions that stop reconnecting, a sum of ZMQ_RECONNECT_STOP_*; 0 if libzmq was
// built without its draft API.
CZMQ_EXPORT int zsock_reconnect_stop(void *self_);

// Sets the conditions that stop reconnecting, a sum of ZMQ_RECONNECT_STOP_*. Nothing happens if
// libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_reconnect_stop(void *self_, int reconnect_stop);

// Sets whether only the first frame of a message is read as a subscription, on XPUB and XSUB
// sockets. Nothing happens if libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_only_first_subscribe(void *self_, int only_first_subscribe);

// Sets the message that is sent to each new peer; NULL or an empty frame for none. Nothing happens
// if libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_hello_msg(void *self_, zframe_t *hello_msg);

// Sets the message that is received when a peer disconnects; NULL or an empty frame for none.
// Nothing happens if libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_disconnect_msg(void *self_, zframe_t *disconnect_msg);

// Sets whether secure WebSockets trust the certificates of the system. Nothing happens if libzmq
// was built without its draft API.
CZMQ_EXPORT void zsock_set_wss_trust_system(void *self_, int wss_trust_system);

// Sets the host name that the peer of a secure WebSocket must have. Nothing happens if libzmq was
// built without its draft API.
CZMQ_EXPORT void zsock_set_wss_hostname(void *self_, const char *wss_hostname);

// Sets the certificates that secure WebSockets trust, as PEM. Nothing happens if libzmq was built
// without its draft API.
CZMQ_EXPORT void zsock_set_wss_trust_pem(void *self_, const char *wss_trust_pem);

// Sets the certificate of this side of secure WebSockets, as PEM. Nothing happens if libzmq was
// built without its draft API.
CZMQ_EXPORT void zsock_set_wss_cert_pem(void *self_, const char *wss_cert_pem);

// Sets the private key of the certificate for secure WebSockets, as PEM. Nothing happens if libzmq
// was built without its draft API.
CZMQ_EXPORT void zsock_set_wss_key_pem(void *self_, const char *wss_key_pem);

// Returns the maximum number of bytes written to the network at once; 0 if libzmq was built
// without its draft API.
CZMQ_EXPORT int zsock_out_batch_size(void *self_);

// Sets the maximum number of bytes written to the network at once. Nothing happens if libzmq was
// built without its draft API.
CZMQ_EXPORT void zsock_set_out_batch_size(void *self_, int out_batch_size);

// Returns the maximum number of bytes read from the network at once; 0 if libzmq was built without
// its draft API.
CZMQ_EXPORT int zsock_in_batch_size(void *self_);

// Sets the maximum number of bytes read from the network at once. Nothing happens if libzmq was
// built without its draft API.
CZMQ_EXPORT void zsock_set_in_batch_size(void *self_, int in_batch_size);

// Returns the password for the SOCKS proxy; NULL if libzmq was built without its draft API. The
// caller frees it.
CZMQ_EXPORT char *zsock_socks_password(void *self_);

// Sets the password for the SOCKS proxy. Nothing happens if libzmq was built without its draft
// API.
CZMQ_EXPORT void zsock_set_socks_password(void *self_, const char *socks_password);

// Returns the user name for the SOCKS proxy; NULL if libzmq was built without its draft API. The
// caller frees it.
CZMQ_EXPORT char *zsock_socks_username(void *self_);

// Sets the user name for the SOCKS proxy. Nothing happens if libzmq was built without its draft
// API.
CZMQ_EXPORT void zsock_set_socks_username(void *self_, const char *socks_username);

// Sets whether only a new subscriber gets the next message, with manual subscriptions. Only on
// XPUB sockets. Nothing happens if libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_xpub_manual_last_value(void *self_, int xpub_manual_last_value);

// Returns the events of peers that a ROUTER socket reports with an empty message: a sum of
// ZMQ_NOTIFY_*; 0 if libzmq was built without its draft API.
CZMQ_EXPORT int zsock_router_notify(void *self_);

// Sets the events of peers that a ROUTER socket reports with an empty message: a sum of
// ZMQ_NOTIFY_*. Only on ROUTER sockets. Nothing happens if libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_router_notify(void *self_, int router_notify);

// Returns whether multicast messages are looped back to this host; 0 if libzmq was built without
// its draft API.
CZMQ_EXPORT int zsock_multicast_loop(void *self_);

// Sets whether multicast messages are looped back to this host. Nothing happens if libzmq was
// built without its draft API.
CZMQ_EXPORT void zsock_set_multicast_loop(void *self_, int multicast_loop);

// Returns a property that peers can read, such as `X-name:value`; NULL if libzmq was built without
// its draft API. The caller frees it.
CZMQ_EXPORT char *zsock_metadata(void *self_);

// Sets a property that peers can read, such as `X-name:value`. Nothing happens if libzmq was built
// without its draft API.
CZMQ_EXPORT void zsock_set_metadata(void *self_, const char *metadata);

// Returns whether TCP uses the loopback fast path, on Windows; 0 if libzmq was built without its
// draft API.
CZMQ_EXPORT int zsock_loopback_fastpath(void *self_);

// Sets whether TCP uses the loopback fast path, on Windows. Nothing happens if libzmq was built
// without its draft API.
CZMQ_EXPORT void zsock_set_loopback_fastpath(void *self_, int loopback_fastpath);

// Returns whether peers are refused if a ZAP domain is set and no authenticator runs; 0 if libzmq
// was built without its draft API.
CZMQ_EXPORT int zsock_zap_enforce_domain(void *self_);

// Sets whether peers are refused if a ZAP domain is set and no authenticator runs. Nothing happens
// if libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_zap_enforce_domain(void *self_, int zap_enforce_domain);

// Returns the kind of name that gssapi_principal is.
CZMQ_EXPORT int zsock_gssapi_principal_nametype(void *self_);

// Sets the kind of name that gssapi_principal is.
CZMQ_EXPORT void zsock_set_gssapi_principal_nametype(void *self_, int gssapi_principal_nametype);

// Returns the kind of name that gssapi_service_principal is.
CZMQ_EXPORT int zsock_gssapi_service_principal_nametype(void *self_);

// Sets the kind of name that gssapi_service_principal is.
CZMQ_EXPORT void zsock_set_gssapi_service_principal_nametype(void *self_, int gssapi_service_principal_nametype);

// Returns the network interface that the socket is bound to. The caller frees it.
CZMQ_EXPORT char *zsock_bindtodevice(void *self_);

// Sets the network interface that the socket is bound to.
CZMQ_EXPORT void zsock_set_bindtodevice(void *self_, const char *bindtodevice);

// Returns the time between heartbeats, in ms; 0 for none.
CZMQ_EXPORT int zsock_heartbeat_ivl(void *self_);

// Sets the time between heartbeats, in ms; 0 for none. The default is 0.
CZMQ_EXPORT void zsock_set_heartbeat_ivl(void *self_, int heartbeat_ivl);

// Returns the time without traffic after which the peer closes the connection, in ms; 0 for never.
CZMQ_EXPORT int zsock_heartbeat_ttl(void *self_);

// Sets the time without traffic after which the peer closes the connection, in ms; 0 for never.
// The default is 0.
CZMQ_EXPORT void zsock_set_heartbeat_ttl(void *self_, int heartbeat_ttl);

// Returns the time to wait for the reply to a heartbeat, in ms; -1 for heartbeat_ivl.
CZMQ_EXPORT int zsock_heartbeat_timeout(void *self_);

// Sets the time to wait for the reply to a heartbeat, in ms; -1 for heartbeat_ivl. The default is
// -1.
CZMQ_EXPORT void zsock_set_heartbeat_timeout(void *self_, int heartbeat_timeout);

// Returns the descriptor that the next bind or connect uses instead of opening one; -1 for none.
CZMQ_EXPORT int zsock_use_fd(void *self_);

// Sets the descriptor that the next bind or connect uses instead of opening one; -1 for none. The
// default is -1.
CZMQ_EXPORT void zsock_set_use_fd(void *self_, int use_fd);

// Sets whether the program handles the subscriptions that it receives itself, 1 or 0. The default
// is 0. Only on XPUB sockets.
CZMQ_EXPORT void zsock_set_xpub_manual(void *self_, int xpub_manual);

// Sets the message that each new subscriber receives; empty for none. Only on XPUB sockets.
CZMQ_EXPORT void zsock_set_xpub_welcome_msg(void *self_, const char *xpub_welcome_msg);

// Sets whether an empty message is received when a peer connects or disconnects, 1 or 0. The
// default is 1. Only on STREAM sockets.
CZMQ_EXPORT void zsock_set_stream_notify(void *self_, int stream_notify);

// Returns whether messages pass that match no subscription, instead of those that do, 1 or 0.
CZMQ_EXPORT int zsock_invert_matching(void *self_);

// Sets whether messages pass that match no subscription, instead of those that do, 1 or 0. The
// default is 0. Only on XPUB, PUB and SUB sockets.
CZMQ_EXPORT void zsock_set_invert_matching(void *self_, int invert_matching);

// Sets whether repeated subscriptions and unsubscriptions are received too, 1 or 0. Only on XPUB
// sockets.
CZMQ_EXPORT void zsock_set_xpub_verboser(void *self_, int xpub_verboser);

// Returns the time limit of an attempt to connect, in ms; 0 for the default of the system.
CZMQ_EXPORT int zsock_connect_timeout(void *self_);

// Sets the time limit of an attempt to connect, in ms; 0 for the default of the system. The
// default is 0.
CZMQ_EXPORT void zsock_set_connect_timeout(void *self_, int connect_timeout);

// Returns the time that sent TCP data may stay unacknowledged, in ms; 0 for the default of the
// system.
CZMQ_EXPORT int zsock_tcp_maxrt(void *self_);

// Sets the time that sent TCP data may stay unacknowledged, in ms; 0 for the default of the
// system. The default is 0.
CZMQ_EXPORT void zsock_set_tcp_maxrt(void *self_, int tcp_maxrt);

// Returns whether several threads may use the socket at once, 1 or 0.
CZMQ_EXPORT int zsock_thread_safe(void *self_);

// Returns the largest multicast packet, in bytes.
CZMQ_EXPORT int zsock_multicast_maxtpdu(void *self_);

// Sets the largest multicast packet, in bytes. The default is 1500.
CZMQ_EXPORT void zsock_set_multicast_maxtpdu(void *self_, int multicast_maxtpdu);

// Returns the size of VMCI buffers, in bytes.
CZMQ_EXPORT int zsock_vmci_buffer_size(void *self_);

// Sets the size of VMCI buffers, in bytes.
CZMQ_EXPORT void zsock_set_vmci_buffer_size(void *self_, int vmci_buffer_size);

// Returns the smallest size of VMCI buffers, in bytes.
CZMQ_EXPORT int zsock_vmci_buffer_min_size(void *self_);

// Sets the smallest size of VMCI buffers, in bytes.
CZMQ_EXPORT void zsock_set_vmci_buffer_min_size(void *self_, int vmci_buffer_min_size);

// Returns the largest size of VMCI buffers, in bytes.
CZMQ_EXPORT int zsock_vmci_buffer_max_size(void *self_);

// Sets the largest size of VMCI buffers, in bytes.
CZMQ_EXPORT void zsock_set_vmci_buffer_max_size(void *self_, int vmci_buffer_max_size);

// Returns the time limit of an attempt to connect over VMCI, in ms; -1 for none.
CZMQ_EXPORT int zsock_vmci_connect_timeout(void *self_);

// Sets the time limit of an attempt to connect over VMCI, in ms; -1 for none.
CZMQ_EXPORT void zsock_set_vmci_connect_timeout(void *self_, int vmci_connect_timeout);

// Returns the type-of-service byte of IP packets.
CZMQ_EXPORT int zsock_tos(void *self_);

// Sets the type-of-service byte of IP packets. The default is 0.
CZMQ_EXPORT void zsock_set_tos(void *self_, int tos);

// Sets whether a new peer may take over the identity of another, 1, or is refused, 0. The default
// is 0. Only on ROUTER sockets.
CZMQ_EXPORT void zsock_set_router_handover(void *self_, int router_handover);

// Sets the identity of the peer that the socket connects to next. Only on ROUTER and STREAM
// sockets.
CZMQ_EXPORT void zsock_set_connect_rid(void *self_, const char *connect_rid);

// Sets the identity of the peer that the socket connects to next, as 32 bytes. Only on ROUTER and
// STREAM sockets.
CZMQ_EXPORT void zsock_set_connect_rid_bin(void *self_, const uint8_t *connect_rid);

// Returns the time limit of a handshake, in ms; 0 for none.
CZMQ_EXPORT int zsock_handshake_ivl(void *self_);

// Sets the time limit of a handshake, in ms; 0 for none. The default is 30000.
CZMQ_EXPORT void zsock_set_handshake_ivl(void *self_, int handshake_ivl);

// Returns the address of the SOCKS5 proxy to connect through, `host:port`. The caller frees it.
CZMQ_EXPORT char *zsock_socks_proxy(void *self_);

// Sets the address of the SOCKS5 proxy to connect through, `host:port`.
CZMQ_EXPORT void zsock_set_socks_proxy(void *self_, const char *socks_proxy);

// Sets whether sending fails with EAGAIN when the queue of a peer is full, 1, or drops the
// message, 0. The default is 0. Only on XPUB and PUB sockets.
CZMQ_EXPORT void zsock_set_xpub_nodrop(void *self_, int xpub_nodrop);

// Sets whether sending to an unknown peer fails with EHOSTUNREACH, 1, or drops the message, 0. The
// default is 0. Only on ROUTER sockets.
CZMQ_EXPORT void zsock_set_router_mandatory(void *self_, int router_mandatory);

// Sets whether an empty message is sent over each new connection, which tells a ROUTER peer the
// identity, 1 or 0. The default is 0. Only on ROUTER, DEALER and REQ sockets.
CZMQ_EXPORT void zsock_set_probe_router(void *self_, int probe_router);

// Sets whether another request may be sent before the reply has arrived, 1 or 0. The default is 0.
// Only on REQ sockets.
CZMQ_EXPORT void zsock_set_req_relaxed(void *self_, int req_relaxed);

// Sets whether requests are numbered, and replies with another number dropped, 1 or 0. The default
// is 0. Only on REQ sockets.
CZMQ_EXPORT void zsock_set_req_correlate(void *self_, int req_correlate);

// Sets whether a queue keeps only the newest message, 1 or 0. The default is 0. Only on PUSH,
// PULL, PUB, SUB and DEALER sockets.
CZMQ_EXPORT void zsock_set_conflate(void *self_, int conflate);

// Returns the ZAP domain, which is passed to the authenticator. The caller frees it.
CZMQ_EXPORT char *zsock_zap_domain(void *self_);

// Sets the ZAP domain, which is passed to the authenticator.
CZMQ_EXPORT void zsock_set_zap_domain(void *self_, const char *zap_domain);

// Returns the security mechanism in force, ZMQ_NULL, ZMQ_PLAIN, ZMQ_CURVE or ZMQ_GSSAPI.
CZMQ_EXPORT int zsock_mechanism(void *self_);

// Returns whether this is the server side of PLAIN security, 1 or 0.
CZMQ_EXPORT int zsock_plain_server(void *self_);

// Sets whether this is the server side of PLAIN security, 1 or 0.
CZMQ_EXPORT void zsock_set_plain_server(void *self_, int plain_server);

// Returns the user name of a PLAIN client. The caller frees it.
CZMQ_EXPORT char *zsock_plain_username(void *self_);

// Sets the user name of a PLAIN client.
CZMQ_EXPORT void zsock_set_plain_username(void *self_, const char *plain_username);

// Returns the password of a PLAIN client. The caller frees it.
CZMQ_EXPORT char *zsock_plain_password(void *self_);

// Sets the password of a PLAIN client.
CZMQ_EXPORT void zsock_set_plain_password(void *self_, const char *plain_password);

// Returns whether this is the server side of CURVE security, 1 or 0.
CZMQ_EXPORT int zsock_curve_server(void *self_);

// Sets whether this is the server side of CURVE security, 1 or 0.
CZMQ_EXPORT void zsock_set_curve_server(void *self_, int curve_server);

// Returns the long-term public key of this side of CURVE security, in Z85 text. The caller frees
// it.
CZMQ_EXPORT char *zsock_curve_publickey(void *self_);

// Sets the long-term public key of this side of CURVE security, in Z85 text.
CZMQ_EXPORT void zsock_set_curve_publickey(void *self_, const char *curve_publickey);

// Sets the long-term public key of this side of CURVE security, as its 32 bytes.
CZMQ_EXPORT void zsock_set_curve_publickey_bin(void *self_, const uint8_t *curve_publickey);

// Returns the long-term secret key of this side of CURVE security, in Z85 text. The caller frees
// it.
CZMQ_EXPORT char *zsock_curve_secretkey(void *self_);

// Sets the long-term secret key of this side of CURVE security, in Z85 text.
CZMQ_EXPORT void zsock_set_curve_secretkey(void *self_, const char *curve_secretkey);

// Sets the long-term secret key of this side of CURVE security, as its 32 bytes.
CZMQ_EXPORT void zsock_set_curve_secretkey_bin(void *self_, const uint8_t *curve_secretkey);

// Returns the public key of the server that a CURVE client connects to, in Z85 text. The caller
// frees it.
CZMQ_EXPORT char *zsock_curve_serverkey(void *self_);

// Sets the public key of the server that a CURVE client connects to, in Z85 text.
CZMQ_EXPORT void zsock_set_curve_serverkey(void *self_, const char *curve_serverkey);

// Sets the public key of the server that a CURVE client connects to, as its 32 bytes.
CZMQ_EXPORT void zsock_set_curve_serverkey_bin(void *self_, const uint8_t *curve_serverkey);

// Returns whether this is the server side of GSSAPI security, 1 or 0.
CZMQ_EXPORT int zsock_gssapi_server(void *self_);

// Sets whether this is the server side of GSSAPI security, 1 or 0.
CZMQ_EXPORT void zsock_set_gssapi_server(void *self_, int gssapi_server);

// Returns whether GSSAPI leaves messages unencrypted, 1 or 0.
CZMQ_EXPORT int zsock_gssapi_plaintext(void *self_);

// Sets whether GSSAPI leaves messages unencrypted, 1 or 0.
CZMQ_EXPORT void zsock_set_gssapi_plaintext(void *self_, int gssapi_plaintext);

// Returns the principal of this side of GSSAPI security. The caller frees it.
CZMQ_EXPORT char *zsock_gssapi_principal(void *self_);

// Sets the principal of this side of GSSAPI security.
CZMQ_EXPORT void zsock_set_gssapi_principal(void *self_, const char *gssapi_principal);

// Returns the principal of the server that a GSSAPI client connects to. The caller frees it.
CZMQ_EXPORT char *zsock_gssapi_service_principal(void *self_);

// Sets the principal of the server that a GSSAPI client connects to.
CZMQ_EXPORT void zsock_set_gssapi_service_principal(void *self_, const char *gssapi_service_principal);

// Returns whether IPv6 is used as well as IPv4, 1 or 0.
CZMQ_EXPORT int zsock_ipv6(void *self_);

// Sets whether IPv6 is used as well as IPv4, 1 or 0. The default is 0 or what zsys_set_ipv6 set.
CZMQ_EXPORT void zsock_set_ipv6(void *self_, int ipv6);

// Returns whether messages are queued for completed connections only, 1, or for all, 0.
CZMQ_EXPORT int zsock_immediate(void *self_);

// Sets whether messages are queued for completed connections only, 1, or for all, 0. The default
// is 0.
CZMQ_EXPORT void zsock_set_immediate(void *self_, int immediate);

// Returns the maximum number of messages queued for sending, for each peer; 0 for no limit.
CZMQ_EXPORT int zsock_sndhwm(void *self_);

// Sets the maximum number of messages queued for sending, for each peer; 0 for no limit. The
// default is 1000 or what zsys_set_sndhwm set.
CZMQ_EXPORT void zsock_set_sndhwm(void *self_, int sndhwm);

// Returns the maximum number of received messages queued, for each peer; 0 for no limit.
CZMQ_EXPORT int zsock_rcvhwm(void *self_);

// Sets the maximum number of received messages queued, for each peer; 0 for no limit. The default
// is 1000 or what zsys_set_rcvhwm set.
CZMQ_EXPORT void zsock_set_rcvhwm(void *self_, int rcvhwm);

// Returns the maximum size of a message frame that is accepted, in bytes; -1 for no limit.
CZMQ_EXPORT int zsock_maxmsgsize(void *self_);

// Sets the maximum size of a message frame that is accepted, in bytes; -1 for no limit. The
// default is -1.
CZMQ_EXPORT void zsock_set_maxmsgsize(void *self_, int maxmsgsize);

// Returns the maximum number of network hops of multicast packets.
CZMQ_EXPORT int zsock_multicast_hops(void *self_);

// Sets the maximum number of network hops of multicast packets. The default is 1.
CZMQ_EXPORT void zsock_set_multicast_hops(void *self_, int multicast_hops);

// Sets whether repeated subscriptions are received too, 1, or only new ones, 0. The default is 0.
// Only on XPUB sockets.
CZMQ_EXPORT void zsock_set_xpub_verbose(void *self_, int xpub_verbose);

// Returns whether TCP keep-alive is on, 1 or 0; -1 for the default of the system.
CZMQ_EXPORT int zsock_tcp_keepalive(void *self_);

// Sets whether TCP keep-alive is on, 1 or 0; -1 for the default of the system. The default is -1.
CZMQ_EXPORT void zsock_set_tcp_keepalive(void *self_, int tcp_keepalive);

// Returns the idle time before the first keep-alive probe, in s; -1 for the default of the system.
CZMQ_EXPORT int zsock_tcp_keepalive_idle(void *self_);

// Sets the idle time before the first keep-alive probe, in s; -1 for the default of the system.
// The default is -1.
CZMQ_EXPORT void zsock_set_tcp_keepalive_idle(void *self_, int tcp_keepalive_idle);

// Returns the number of unanswered keep-alive probes that end a connection; -1 for the default of
// the system.
CZMQ_EXPORT int zsock_tcp_keepalive_cnt(void *self_);

// Sets the number of unanswered keep-alive probes that end a connection; -1 for the default of the
// system. The default is -1.
CZMQ_EXPORT void zsock_set_tcp_keepalive_cnt(void *self_, int tcp_keepalive_cnt);

// Returns the time between keep-alive probes, in s; -1 for the default of the system.
CZMQ_EXPORT int zsock_tcp_keepalive_intvl(void *self_);

// Sets the time between keep-alive probes, in s; -1 for the default of the system. The default is
// -1.
CZMQ_EXPORT void zsock_set_tcp_keepalive_intvl(void *self_, int tcp_keepalive_intvl);

// Returns an empty text: libzmq does not report filters. The caller frees it.
CZMQ_EXPORT char *zsock_tcp_accept_filter(void *self_);

// Adds an address, or a range such as 192.168.0.0/16, from which to accept connections; an empty
// text is refused.
CZMQ_EXPORT void zsock_set_tcp_accept_filter(void *self_, const char *tcp_accept_filter);

// Returns the endpoint last bound or connected, as libzmq resolved it. The caller frees it.
CZMQ_EXPORT char *zsock_last_endpoint(void *self_);

// Sets whether the socket exchanges plain TCP data with peers that do not speak ZeroMQ, 1 or 0.
// Only on ROUTER sockets.
CZMQ_EXPORT void zsock_set_router_raw(void *self_, int router_raw);

// Returns whether only IPv4 is used, 1, or IPv6 too, 0; the older, reversed form of ipv6.
CZMQ_EXPORT int zsock_ipv4only(void *self_);

// Sets whether only IPv4 is used, 1, or IPv6 too, 0; the older, reversed form of ipv6.
CZMQ_EXPORT void zsock_set_ipv4only(void *self_, int ipv4only);

// Sets whether messages are queued for completed connections only, 1 or 0; the older name of
// immediate.
CZMQ_EXPORT void zsock_set_delay_attach_on_connect(void *self_, int delay_attach_on_connect);

// Returns 0: libzmq 3 and later have no such option.
CZMQ_EXPORT int zsock_hwm(void *_self);

// Does nothing: libzmq 3 and later have no such option.
CZMQ_EXPORT void zsock_set_hwm(void *_self, int _hwm);

// Returns 0: libzmq 3 and later have no such option.
CZMQ_EXPORT int zsock_swap(void *_self);

// Does nothing: libzmq 3 and later have no such option.
CZMQ_EXPORT void zsock_set_swap(void *_self, int _swap);

// Returns the I/O threads that handle new connections, a bit for each; 0 for all.
CZMQ_EXPORT int zsock_affinity(void *self_);

// Sets the I/O threads that handle new connections, a bit for each; 0 for all. The default is 0.
CZMQ_EXPORT void zsock_set_affinity(void *self_, int affinity);

// Returns the name by which a ROUTER peer addresses this socket. The caller frees it.
CZMQ_EXPORT char *zsock_identity(void *self_);

// Sets the name by which a ROUTER peer addresses this socket. Only on REQ, REP, DEALER and ROUTER
// sockets.
CZMQ_EXPORT void zsock_set_identity(void *self_, const char *identity);

// Returns the maximum multicast data rate, in kilobits per second.
CZMQ_EXPORT int zsock_rate(void *self_);

// Sets the maximum multicast data rate, in kilobits per second. The default is 100.
CZMQ_EXPORT void zsock_set_rate(void *self_, int rate);

// Returns the maximum time that a multicast receiver may be absent, in ms.
CZMQ_EXPORT int zsock_recovery_ivl(void *self_);

// Sets the maximum time that a multicast receiver may be absent, in ms. The default is 10000.
CZMQ_EXPORT void zsock_set_recovery_ivl(void *self_, int recovery_ivl);

// Returns 0: libzmq 3 and later have no such option.
CZMQ_EXPORT int zsock_recovery_ivl_msec(void *_self);

// Does nothing: libzmq 3 and later have no such option.
CZMQ_EXPORT void zsock_set_recovery_ivl_msec(void *_self, int _recovery_ivl_msec);

// Returns 0: libzmq 3 and later have no such option.
CZMQ_EXPORT int zsock_mcast_loop(void *_self);

// Does nothing: libzmq 3 and later have no such option.
CZMQ_EXPORT void zsock_set_mcast_loop(void *_self, int _mcast_loop);

// Returns the time that a receive waits before it fails with EAGAIN, in ms; -1 for no limit.
CZMQ_EXPORT int zsock_rcvtimeo(void *self_);

// Sets the time that a receive waits before it fails with EAGAIN, in ms; -1 for no limit. The
// default is -1.
CZMQ_EXPORT void zsock_set_rcvtimeo(void *self_, int rcvtimeo);

// Returns the time that a send waits before it fails with EAGAIN, in ms; -1 for no limit.
CZMQ_EXPORT int zsock_sndtimeo(void *self_);

// Sets the time that a send waits before it fails with EAGAIN, in ms; -1 for no limit. The default
// is -1.
CZMQ_EXPORT void zsock_set_sndtimeo(void *self_, int sndtimeo);

// Returns the size of the send buffer in the system, in bytes; -1 for its default.
CZMQ_EXPORT int zsock_sndbuf(void *self_);

// Sets the size of the send buffer in the system, in bytes; -1 for its default. The default is -1.
CZMQ_EXPORT void zsock_set_sndbuf(void *self_, int sndbuf);

// Returns the size of the receive buffer in the system, in bytes; -1 for its default.
CZMQ_EXPORT int zsock_rcvbuf(void *self_);

// Sets the size of the receive buffer in the system, in bytes; -1 for its default. The default is
// -1.
CZMQ_EXPORT void zsock_set_rcvbuf(void *self_, int rcvbuf);

// Returns the time that unsent messages are kept after the socket is closed, in ms; -1 for no
// limit.
CZMQ_EXPORT int zsock_linger(void *self_);

// Sets the time that unsent messages are kept after the socket is closed, in ms; -1 for no limit.
// The default is 0 or what zsys_set_linger set.
CZMQ_EXPORT void zsock_set_linger(void *self_, int linger);

// Returns the pause before the socket reconnects, in ms; -1 to never reconnect.
CZMQ_EXPORT int zsock_reconnect_ivl(void *self_);

// Sets the pause before the socket reconnects, in ms; -1 to never reconnect. The default is 100.
CZMQ_EXPORT void zsock_set_reconnect_ivl(void *self_, int reconnect_ivl);

// Returns the limit up to which the pause between attempts to reconnect grows, in ms; 0 for no
// growth.
CZMQ_EXPORT int zsock_reconnect_ivl_max(void *self_);

// Sets the limit up to which the pause between attempts to reconnect grows, in ms; 0 for no
// growth. The default is 0.
CZMQ_EXPORT void zsock_set_reconnect_ivl_max(void *self_, int reconnect_ivl_max);

// Returns the maximum number of connections that wait to be accepted.
CZMQ_EXPORT int zsock_backlog(void *self_);

// Sets the maximum number of connections that wait to be accepted. The default is 100.
CZMQ_EXPORT void zsock_set_backlog(void *self_, int backlog);

// Subscribes to a prefix of messages; empty for all. Only on SUB sockets.
CZMQ_EXPORT void zsock_set_subscribe(void *self_, const char *subscribe);

// Ends the subscription to a prefix of messages. Only on SUB sockets.
CZMQ_EXPORT void zsock_set_unsubscribe(void *self_, const char *unsubscribe);

// Returns the socket type, as a libzmq number.
CZMQ_EXPORT int zsock_type(void *self_);

// Returns whether more frames of the message follow the one received last, 1 or 0.
CZMQ_EXPORT int zsock_rcvmore(void *self_);

// Returns the descriptor that becomes readable when the events of the socket may have changed.
CZMQ_EXPORT int zsock_fd(void *self_);

// Returns the events that are pending: the sum of ZMQ_POLLIN and ZMQ_POLLOUT.
CZMQ_EXPORT int zsock_events(void *self_);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

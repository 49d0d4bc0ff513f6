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

// Returns the priority of the socket's packets in the system's queues; 0 if libzmq was built
// without its draft API.
CZMQ_EXPORT int zsock_priority(void *self_);

// Sets the priority of the socket's packets in the system's queues. Nothing happens if libzmq was
// built without its draft API.
CZMQ_EXPORT void zsock_set_priority(void *self_, int priority);

// Returns the conditions under which connections that were lost are not made again, a sum of
// ZMQ_RECONNECT_STOP_*; 0 if libzmq was built without its draft API.
CZMQ_EXPORT int zsock_reconnect_stop(void *self_);

// Sets the conditions under which connections that were lost are not made again, a sum of
// ZMQ_RECONNECT_STOP_*. Nothing happens if libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_reconnect_stop(void *self_, int reconnect_stop);

// Sets whether only the first part of a message of an XPUB or XSUB socket is taken for a
// subscription. Nothing happens if libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_only_first_subscribe(void *self_, int only_first_subscribe);

// Sets the message that every new peer is sent; NULL or no bytes for none. Nothing happens if
// libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_hello_msg(void *self_, zframe_t *hello_msg);

// Sets the message that is received when a peer is gone; NULL or no bytes for none. Nothing
// happens if libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_disconnect_msg(void *self_, zframe_t *disconnect_msg);

// Sets whether the system's certificates are trusted in secure web sockets. Nothing happens if
// libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_wss_trust_system(void *self_, int wss_trust_system);

// Sets the host name that the peer of a secure web socket is to have. Nothing happens if libzmq
// was built without its draft API.
CZMQ_EXPORT void zsock_set_wss_hostname(void *self_, const char *wss_hostname);

// Sets the certificates, as PEM, that are trusted in secure web sockets. Nothing happens if libzmq
// was built without its draft API.
CZMQ_EXPORT void zsock_set_wss_trust_pem(void *self_, const char *wss_trust_pem);

// Sets the certificate, as PEM, that is shown in secure web sockets. Nothing happens if libzmq was
// built without its draft API.
CZMQ_EXPORT void zsock_set_wss_cert_pem(void *self_, const char *wss_cert_pem);

// Sets the private key, as PEM, of the certificate for secure web sockets. Nothing happens if
// libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_wss_key_pem(void *self_, const char *wss_key_pem);

// Returns how many bytes are sent to the network at once at most; 0 if libzmq was built without
// its draft API.
CZMQ_EXPORT int zsock_out_batch_size(void *self_);

// Sets how many bytes are sent to the network at once at most. Nothing happens if libzmq was built
// without its draft API.
CZMQ_EXPORT void zsock_set_out_batch_size(void *self_, int out_batch_size);

// Returns how many bytes are read from the network at once at most; 0 if libzmq was built without
// its draft API.
CZMQ_EXPORT int zsock_in_batch_size(void *self_);

// Sets how many bytes are read from the network at once at most. Nothing happens if libzmq was
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

// Sets whether a new subscriber of an XPUB socket with manual subscriptions alone gets the next
// message. Only on XPUB sockets. Nothing happens if libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_xpub_manual_last_value(void *self_, int xpub_manual_last_value);

// Returns what a ROUTER socket tells its owner of, by a message with an empty frame: a sum of
// ZMQ_NOTIFY_*; 0 if libzmq was built without its draft API.
CZMQ_EXPORT int zsock_router_notify(void *self_);

// Sets what a ROUTER socket tells its owner of, by a message with an empty frame: a sum of
// ZMQ_NOTIFY_*. Only on ROUTER sockets. Nothing happens if libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_router_notify(void *self_, int router_notify);

// Returns whether what is sent to a multicast group comes back to this host; 0 if libzmq was built
// without its draft API.
CZMQ_EXPORT int zsock_multicast_loop(void *self_);

// Sets whether what is sent to a multicast group comes back to this host. Nothing happens if
// libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_multicast_loop(void *self_, int multicast_loop);

// Returns a property that peers can read, as in `X-name:value`; NULL if libzmq was built without
// its draft API. The caller frees it.
CZMQ_EXPORT char *zsock_metadata(void *self_);

// Sets a property that peers can read, as in `X-name:value`. Nothing happens if libzmq was built
// without its draft API.
CZMQ_EXPORT void zsock_set_metadata(void *self_, const char *metadata);

// Returns whether TCP over the loopback interface takes a faster path, on Windows; 0 if libzmq was
// built without its draft API.
CZMQ_EXPORT int zsock_loopback_fastpath(void *self_);

// Sets whether TCP over the loopback interface takes a faster path, on Windows. Nothing happens if
// libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_loopback_fastpath(void *self_, int loopback_fastpath);

// Returns whether a peer is refused if a domain of authentication is set and there is nobody to
// ask; 0 if libzmq was built without its draft API.
CZMQ_EXPORT int zsock_zap_enforce_domain(void *self_);

// Sets whether a peer is refused if a domain of authentication is set and there is nobody to ask.
// Nothing happens if libzmq was built without its draft API.
CZMQ_EXPORT void zsock_set_zap_enforce_domain(void *self_, int zap_enforce_domain);

// Returns the kind of name that gssapi_principal is.
CZMQ_EXPORT int zsock_gssapi_principal_nametype(void *self_);

// Sets the kind of name that gssapi_principal is.
CZMQ_EXPORT void zsock_set_gssapi_principal_nametype(void *self_, int gssapi_principal_nametype);

// Returns the kind of name that gssapi_service_principal is.
CZMQ_EXPORT int zsock_gssapi_service_principal_nametype(void *self_);

// Sets the kind of name that gssapi_service_principal is.
CZMQ_EXPORT void zsock_set_gssapi_service_principal_nametype(void *self_, int gssapi_service_principal_nametype);

// Returns the network interface to whose traffic the socket keeps. The caller frees it.
CZMQ_EXPORT char *zsock_bindtodevice(void *self_);

// Sets the network interface to whose traffic the socket keeps.
CZMQ_EXPORT void zsock_set_bindtodevice(void *self_, const char *bindtodevice);

// Returns the time between heartbeats, in ms; 0 for none.
CZMQ_EXPORT int zsock_heartbeat_ivl(void *self_);

// Sets the time between heartbeats, in ms; 0 for none. The default is 0.
CZMQ_EXPORT void zsock_set_heartbeat_ivl(void *self_, int heartbeat_ivl);

// Returns the silence after which the peer gives the connection up, in ms; 0 for never.
CZMQ_EXPORT int zsock_heartbeat_ttl(void *self_);

// Sets the silence after which the peer gives the connection up, in ms; 0 for never. The default
// is 0.
CZMQ_EXPORT void zsock_set_heartbeat_ttl(void *self_, int heartbeat_ttl);

// Returns how long to wait for the answer to a heartbeat, in ms; -1 for heartbeat_ivl.
CZMQ_EXPORT int zsock_heartbeat_timeout(void *self_);

// Sets how long to wait for the answer to a heartbeat, in ms; -1 for heartbeat_ivl. The default is
// -1.
CZMQ_EXPORT void zsock_set_heartbeat_timeout(void *self_, int heartbeat_timeout);

// Returns the descriptor that the next bind or connect takes instead of opening one; -1 for none.
CZMQ_EXPORT int zsock_use_fd(void *self_);

// Sets the descriptor that the next bind or connect takes instead of opening one; -1 for none. The
// default is -1.
CZMQ_EXPORT void zsock_set_use_fd(void *self_, int use_fd);

// Sets the option: 1 if the program itself acts on the subscriptions that it receives. The default
// is 0. Only on XPUB sockets.
CZMQ_EXPORT void zsock_set_xpub_manual(void *self_, int xpub_manual);

// Sets the message that each new subscriber gets; empty for none. Only on XPUB sockets.
CZMQ_EXPORT void zsock_set_xpub_welcome_msg(void *self_, const char *xpub_welcome_msg);

// Sets the option: 1 to receive an empty message when a peer connects or disconnects, else 0. The
// default is 1. Only on STREAM sockets.
CZMQ_EXPORT void zsock_set_stream_notify(void *self_, int stream_notify);

// Returns 1 if messages that match no subscription pass, instead of those that do.
CZMQ_EXPORT int zsock_invert_matching(void *self_);

// Sets the option: 1 if messages that match no subscription pass, instead of those that do. The
// default is 0. Only on XPUB, PUB and SUB sockets.
CZMQ_EXPORT void zsock_set_invert_matching(void *self_, int invert_matching);

// Sets the option: 1 to receive repeated subscriptions and unsubscriptions too. Only on XPUB
// sockets.
CZMQ_EXPORT void zsock_set_xpub_verboser(void *self_, int xpub_verboser);

// Returns how long an attempt to connect may take, in ms; 0 for the default of the system.
CZMQ_EXPORT int zsock_connect_timeout(void *self_);

// Sets how long an attempt to connect may take, in ms; 0 for the default of the system. The
// default is 0.
CZMQ_EXPORT void zsock_set_connect_timeout(void *self_, int connect_timeout);

// Returns how long sent TCP data may stay unacknowledged, in ms; 0 for the default of the system.
CZMQ_EXPORT int zsock_tcp_maxrt(void *self_);

// Sets how long sent TCP data may stay unacknowledged, in ms; 0 for the default of the system. The
// default is 0.
CZMQ_EXPORT void zsock_set_tcp_maxrt(void *self_, int tcp_maxrt);

// Returns 1 if the socket may be used by several threads at once, else 0.
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

// Returns how long an attempt to connect over VMCI may take, in ms; -1 for no limit.
CZMQ_EXPORT int zsock_vmci_connect_timeout(void *self_);

// Sets how long an attempt to connect over VMCI may take, in ms; -1 for no limit.
CZMQ_EXPORT void zsock_set_vmci_connect_timeout(void *self_, int vmci_connect_timeout);

// Returns the type-of-service byte of IP packets.
CZMQ_EXPORT int zsock_tos(void *self_);

// Sets the type-of-service byte of IP packets. The default is 0.
CZMQ_EXPORT void zsock_set_tos(void *self_, int tos);

// Sets the option: 1 to let a new peer take over the identity of another, 0 to refuse it. The
// default is 0. Only on ROUTER sockets.
CZMQ_EXPORT void zsock_set_router_handover(void *self_, int router_handover);

// Sets the identity of the peer that is connected to next. Only on ROUTER and STREAM sockets.
CZMQ_EXPORT void zsock_set_connect_rid(void *self_, const char *connect_rid);

// Sets the identity of the peer that is connected to next, as 32 bytes. Only on ROUTER and STREAM
// sockets.
CZMQ_EXPORT void zsock_set_connect_rid_bin(void *self_, const uint8_t *connect_rid);

// Returns the longest time that a handshake may take, in ms; 0 for no limit.
CZMQ_EXPORT int zsock_handshake_ivl(void *self_);

// Sets the longest time that a handshake may take, in ms; 0 for no limit. The default is 30000.
CZMQ_EXPORT void zsock_set_handshake_ivl(void *self_, int handshake_ivl);

// Returns the address of the SOCKS5 proxy to connect through, `host:port`. The caller frees it.
CZMQ_EXPORT char *zsock_socks_proxy(void *self_);

// Sets the address of the SOCKS5 proxy to connect through, `host:port`.
CZMQ_EXPORT void zsock_set_socks_proxy(void *self_, const char *socks_proxy);

// Sets the option: 1 to fail with EAGAIN when a peer takes no more messages, 0 to drop them. The
// default is 0. Only on XPUB and PUB sockets.
CZMQ_EXPORT void zsock_set_xpub_nodrop(void *self_, int xpub_nodrop);

// Sets the option: 1 to fail with EHOSTUNREACH for a message to an unknown peer, 0 to drop it. The
// default is 0. Only on ROUTER sockets.
CZMQ_EXPORT void zsock_set_router_mandatory(void *self_, int router_mandatory);

// Sets the option: 1 to send an empty message over each new connection, so that a ROUTER peer
// knows the socket. The default is 0. Only on ROUTER, DEALER and REQ sockets.
CZMQ_EXPORT void zsock_set_probe_router(void *self_, int probe_router);

// Sets the option: 1 to allow another request before the reply has come. The default is 0. Only on
// REQ sockets.
CZMQ_EXPORT void zsock_set_req_relaxed(void *self_, int req_relaxed);

// Sets the option: 1 to number requests, and to drop replies with another number. The default is
// 0. Only on REQ sockets.
CZMQ_EXPORT void zsock_set_req_correlate(void *self_, int req_correlate);

// Sets the option: 1 to keep only the newest message in a queue. The default is 0. Only on PUSH,
// PULL, PUB, SUB and DEALER sockets.
CZMQ_EXPORT void zsock_set_conflate(void *self_, int conflate);

// Returns the domain that is told to the authenticator (ZAP). The caller frees it.
CZMQ_EXPORT char *zsock_zap_domain(void *self_);

// Sets the domain that is told to the authenticator (ZAP).
CZMQ_EXPORT void zsock_set_zap_domain(void *self_, const char *zap_domain);

// Returns the security mechanism in force, ZMQ_NULL, ZMQ_PLAIN, ZMQ_CURVE or ZMQ_GSSAPI.
CZMQ_EXPORT int zsock_mechanism(void *self_);

// Returns 1 if this is the server side of PLAIN security, else 0.
CZMQ_EXPORT int zsock_plain_server(void *self_);

// Sets the option: 1 if this is the server side of PLAIN security, else 0.
CZMQ_EXPORT void zsock_set_plain_server(void *self_, int plain_server);

// Returns the user name that a PLAIN client gives. The caller frees it.
CZMQ_EXPORT char *zsock_plain_username(void *self_);

// Sets the user name that a PLAIN client gives.
CZMQ_EXPORT void zsock_set_plain_username(void *self_, const char *plain_username);

// Returns the password that a PLAIN client gives. The caller frees it.
CZMQ_EXPORT char *zsock_plain_password(void *self_);

// Sets the password that a PLAIN client gives.
CZMQ_EXPORT void zsock_set_plain_password(void *self_, const char *plain_password);

// Returns 1 if this is the server side of CURVE security, else 0.
CZMQ_EXPORT int zsock_curve_server(void *self_);

// Sets the option: 1 if this is the server side of CURVE security, else 0.
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

// Returns 1 if this is the server side of GSSAPI security, else 0.
CZMQ_EXPORT int zsock_gssapi_server(void *self_);

// Sets the option: 1 if this is the server side of GSSAPI security, else 0.
CZMQ_EXPORT void zsock_set_gssapi_server(void *self_, int gssapi_server);

// Returns 1 if GSSAPI leaves messages unencrypted, else 0.
CZMQ_EXPORT int zsock_gssapi_plaintext(void *self_);

// Sets the option: 1 if GSSAPI leaves messages unencrypted, else 0.
CZMQ_EXPORT void zsock_set_gssapi_plaintext(void *self_, int gssapi_plaintext);

// Returns the principal of this side of GSSAPI security. The caller frees it.
CZMQ_EXPORT char *zsock_gssapi_principal(void *self_);

// Sets the principal of this side of GSSAPI security.
CZMQ_EXPORT void zsock_set_gssapi_principal(void *self_, const char *gssapi_principal);

// Returns the principal of the server that a GSSAPI client connects to. The caller frees it.
CZMQ_EXPORT char *zsock_gssapi_service_principal(void *self_);

// Sets the principal of the server that a GSSAPI client connects to.
CZMQ_EXPORT void zsock_set_gssapi_service_principal(void *self_, const char *gssapi_service_principal);

// Returns 1 if IPv6 is used besides IPv4, else 0.
CZMQ_EXPORT int zsock_ipv6(void *self_);

// Sets the option: 1 if IPv6 is used besides IPv4, else 0. The default is 0 or what zsys_set_ipv6
// set.
CZMQ_EXPORT void zsock_set_ipv6(void *self_, int ipv6);

// Returns 1 if messages queue only for connections that stand, 0 if for all.
CZMQ_EXPORT int zsock_immediate(void *self_);

// Sets the option: 1 if messages queue only for connections that stand, 0 if for all. The default
// is 0.
CZMQ_EXPORT void zsock_set_immediate(void *self_, int immediate);

// Returns the number of messages that may wait to be sent, for each peer; 0 for any number.
CZMQ_EXPORT int zsock_sndhwm(void *self_);

// Sets the number of messages that may wait to be sent, for each peer; 0 for any number. The
// default is 1000 or what zsys_set_sndhwm set.
CZMQ_EXPORT void zsock_set_sndhwm(void *self_, int sndhwm);

// Returns the number of messages that may wait to be received, for each peer; 0 for any number.
CZMQ_EXPORT int zsock_rcvhwm(void *self_);

// Sets the number of messages that may wait to be received, for each peer; 0 for any number. The
// default is 1000 or what zsys_set_rcvhwm set.
CZMQ_EXPORT void zsock_set_rcvhwm(void *self_, int rcvhwm);

// Returns the largest message frame to accept, in bytes; -1 for any.
CZMQ_EXPORT int zsock_maxmsgsize(void *self_);

// Sets the largest message frame to accept, in bytes; -1 for any. The default is -1.
CZMQ_EXPORT void zsock_set_maxmsgsize(void *self_, int maxmsgsize);

// Returns the number of network hops that multicast packets may take.
CZMQ_EXPORT int zsock_multicast_hops(void *self_);

// Sets the number of network hops that multicast packets may take. The default is 1.
CZMQ_EXPORT void zsock_set_multicast_hops(void *self_, int multicast_hops);

// Sets the option: 1 to receive repeated subscriptions too, 0 for new ones only. The default is 0.
// Only on XPUB sockets.
CZMQ_EXPORT void zsock_set_xpub_verbose(void *self_, int xpub_verbose);

// Returns 1 or 0 to turn TCP keep-alive on or off; -1 for the default of the system.
CZMQ_EXPORT int zsock_tcp_keepalive(void *self_);

// Sets the option: 1 or 0 to turn TCP keep-alive on or off; -1 for the default of the system. The
// default is -1.
CZMQ_EXPORT void zsock_set_tcp_keepalive(void *self_, int tcp_keepalive);

// Returns the silence before the first keep-alive probe, in s; -1 for the default of the system.
CZMQ_EXPORT int zsock_tcp_keepalive_idle(void *self_);

// Sets the silence before the first keep-alive probe, in s; -1 for the default of the system. The
// default is -1.
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

// Returns an empty text: libzmq does not tell filters. The caller frees it.
CZMQ_EXPORT char *zsock_tcp_accept_filter(void *self_);

// Adds an address, or a range such as 192.168.0.0/16, from which to accept connections; an empty
// text is refused.
CZMQ_EXPORT void zsock_set_tcp_accept_filter(void *self_, const char *tcp_accept_filter);

// Returns the endpoint that was bound or connected last, as libzmq resolved it. The caller frees
// it.
CZMQ_EXPORT char *zsock_last_endpoint(void *self_);

// Sets the option: 1 to talk plain TCP to peers that know no ZeroMQ. Only on ROUTER sockets.
CZMQ_EXPORT void zsock_set_router_raw(void *self_, int router_raw);

// Returns 1 if only IPv4 is used, 0 with IPv6; the older, reversed form of ipv6.
CZMQ_EXPORT int zsock_ipv4only(void *self_);

// Sets the option: 1 if only IPv4 is used, 0 with IPv6; the older, reversed form of ipv6.
CZMQ_EXPORT void zsock_set_ipv4only(void *self_, int ipv4only);

// Sets the option: 1 to queue messages only for connections that stand; the older name of
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

// Returns the I/O threads that handle new connections, one bit for each; 0 for all.
CZMQ_EXPORT int zsock_affinity(void *self_);

// Sets the I/O threads that handle new connections, one bit for each; 0 for all. The default is 0.
CZMQ_EXPORT void zsock_set_affinity(void *self_, int affinity);

// Returns the name by which a ROUTER peer addresses this socket. The caller frees it.
CZMQ_EXPORT char *zsock_identity(void *self_);

// Sets the name by which a ROUTER peer addresses this socket. Only on REQ, REP, DEALER and ROUTER
// sockets.
CZMQ_EXPORT void zsock_set_identity(void *self_, const char *identity);

// Returns the highest multicast data rate, in kilobits per second.
CZMQ_EXPORT int zsock_rate(void *self_);

// Sets the highest multicast data rate, in kilobits per second. The default is 100.
CZMQ_EXPORT void zsock_set_rate(void *self_, int rate);

// Returns the longest time that a multicast receiver may be away, in ms.
CZMQ_EXPORT int zsock_recovery_ivl(void *self_);

// Sets the longest time that a multicast receiver may be away, in ms. The default is 10000.
CZMQ_EXPORT void zsock_set_recovery_ivl(void *self_, int recovery_ivl);

// Returns 0: libzmq 3 and later have no such option.
CZMQ_EXPORT int zsock_recovery_ivl_msec(void *_self);

// Does nothing: libzmq 3 and later have no such option.
CZMQ_EXPORT void zsock_set_recovery_ivl_msec(void *_self, int _recovery_ivl_msec);

// Returns 0: libzmq 3 and later have no such option.
CZMQ_EXPORT int zsock_mcast_loop(void *_self);

// Does nothing: libzmq 3 and later have no such option.
CZMQ_EXPORT void zsock_set_mcast_loop(void *_self, int _mcast_loop);

// Returns how long a receive waits before it fails with EAGAIN, in ms; -1 for ever.
CZMQ_EXPORT int zsock_rcvtimeo(void *self_);

// Sets how long a receive waits before it fails with EAGAIN, in ms; -1 for ever. The default is
// -1.
CZMQ_EXPORT void zsock_set_rcvtimeo(void *self_, int rcvtimeo);

// Returns how long a send waits before it fails with EAGAIN, in ms; -1 for ever.
CZMQ_EXPORT int zsock_sndtimeo(void *self_);

// Sets how long a send waits before it fails with EAGAIN, in ms; -1 for ever. The default is -1.
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

// Returns how long closing keeps unsent messages, in ms; -1 for as long as it takes.
CZMQ_EXPORT int zsock_linger(void *self_);

// Sets how long closing keeps unsent messages, in ms; -1 for as long as it takes. The default is 0
// or what zsys_set_linger set.
CZMQ_EXPORT void zsock_set_linger(void *self_, int linger);

// Returns the pause before a lost connection is made again, in ms; -1 for never again.
CZMQ_EXPORT int zsock_reconnect_ivl(void *self_);

// Sets the pause before a lost connection is made again, in ms; -1 for never again. The default is
// 100.
CZMQ_EXPORT void zsock_set_reconnect_ivl(void *self_, int reconnect_ivl);

// Returns the longest pause to which the pauses between attempts to reconnect grow, in ms; 0 for
// no growth.
CZMQ_EXPORT int zsock_reconnect_ivl_max(void *self_);

// Sets the longest pause to which the pauses between attempts to reconnect grow, in ms; 0 for no
// growth. The default is 0.
CZMQ_EXPORT void zsock_set_reconnect_ivl_max(void *self_, int reconnect_ivl_max);

// Returns the number of connections that may wait to be accepted.
CZMQ_EXPORT int zsock_backlog(void *self_);

// Sets the number of connections that may wait to be accepted. The default is 100.
CZMQ_EXPORT void zsock_set_backlog(void *self_, int backlog);

// Subscribes to a prefix of messages; empty for all. Only on SUB sockets.
CZMQ_EXPORT void zsock_set_subscribe(void *self_, const char *subscribe);

// Ends the subscription to a prefix of messages. Only on SUB sockets.
CZMQ_EXPORT void zsock_set_unsubscribe(void *self_, const char *unsubscribe);

// Returns the socket type, as a libzmq number.
CZMQ_EXPORT int zsock_type(void *self_);

// Returns 1 if more frames of the message follow the one that was received last, else 0.
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

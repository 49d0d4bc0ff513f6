//  zsock: ZeroMQ sockets

#include "czmq.h"

#ifndef ZSOCK_H_INCLUDED
#define ZSOCK_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zsock.rs

// Opens a socket of a libzmq type (ZMQ_PUB, …), unattached. Returns NULL and errno: EINVAL for an
// unknown type, EMFILE if there are too many sockets. The caller destroys it.
//
// With zsock.h this name, and that of every other constructor, is a macro for the function whose
// name ends in `_checked`, unless ZSOCK_NOCHECK is defined.
CZMQ_EXPORT zsock_t *zsock_new(int type_);

// Opens a PUB socket and attaches it to a list of endpoints as zsock_attach does; it binds by
// default. NULL, or no endpoint, leaves it unattached. Returns NULL and errno if it cannot be
// opened or attached. The caller destroys it.
CZMQ_EXPORT zsock_t *zsock_new_pub(const char *endpoint);

// Opens a SUB socket as zsock_new_pub does, which connects by default, and subscribes it to a
// prefix of messages: to all for an empty one, to none for NULL.
CZMQ_EXPORT zsock_t *zsock_new_sub(const char *endpoint, const char *subscribe);

// Opens a REQ socket as zsock_new_pub does; it connects by default.
CZMQ_EXPORT zsock_t *zsock_new_req(const char *endpoint);

// Opens a REP socket as zsock_new_pub does; it binds by default.
CZMQ_EXPORT zsock_t *zsock_new_rep(const char *endpoint);

// Opens a DEALER socket as zsock_new_pub does; it connects by default.
CZMQ_EXPORT zsock_t *zsock_new_dealer(const char *endpoint);

// Opens a ROUTER socket as zsock_new_pub does; it binds by default.
CZMQ_EXPORT zsock_t *zsock_new_router(const char *endpoint);

// Opens a PUSH socket as zsock_new_pub does; it connects by default.
CZMQ_EXPORT zsock_t *zsock_new_push(const char *endpoint);

// Opens a PULL socket as zsock_new_pub does; it binds by default.
CZMQ_EXPORT zsock_t *zsock_new_pull(const char *endpoint);

// Opens an XPUB socket as zsock_new_pub does; it binds by default.
CZMQ_EXPORT zsock_t *zsock_new_xpub(const char *endpoint);

// Opens an XSUB socket as zsock_new_pub does; it connects by default.
CZMQ_EXPORT zsock_t *zsock_new_xsub(const char *endpoint);

// Opens a PAIR socket as zsock_new_pub does; it connects by default.
CZMQ_EXPORT zsock_t *zsock_new_pair(const char *endpoint);

// Opens a STREAM socket as zsock_new_pub does; it connects by default.
CZMQ_EXPORT zsock_t *zsock_new_stream(const char *endpoint);

// Closes a socket and sets the caller's variable to NULL; nothing if it is NULL already. Texts
// that the socket owns become invalid.
CZMQ_EXPORT void zsock_destroy(zsock_t **self_p);

// Listens on an endpoint, formatted as printf does. Returns the port of a tcp endpoint, 0 for
// others, or -1 and errno.
//
// `tcp://address:*` takes the first free port from 49152 up, and `tcp://address:!` one at random.
// A range after that, `[first-last]`, sets others; either end may be left out.
CZMQ_EXPORT int zsock_bind(zsock_t *self_, const char *format, ...) CHECK_PRINTF(2);

// Returns the endpoint that was bound last, with the port that was chosen for it; NULL if none
// was. The text belongs to the socket and is valid until the next bind.
CZMQ_EXPORT const char *zsock_endpoint(zsock_t *self_);

// Stops listening on an endpoint, formatted as printf does, which must be named as
// zsock_last_endpoint names it. Returns 0, or -1 and errno.
CZMQ_EXPORT int zsock_unbind(zsock_t *self_, const char *format, ...) CHECK_PRINTF(2);

// Connects to an endpoint, formatted as printf does. Returns 0, or -1 and errno, which is about
// the text alone: whether there is a peer shows later.
CZMQ_EXPORT int zsock_connect(zsock_t *self_, const char *format, ...) CHECK_PRINTF(2);

// Disconnects from an endpoint, formatted as printf does. Returns 0, or -1 and errno.
CZMQ_EXPORT int zsock_disconnect(zsock_t *self_, const char *format, ...) CHECK_PRINTF(2);

// Attaches a socket to a list of endpoints, separated by commas. `@` before an endpoint binds
// it, `>` connects it; without either, `serverish` decides: true binds. An endpoint is taken as it
// stands, with the ephemeral ports of zsock_bind. Returns 0, or -1 and errno; the socket is then
// attached to none of them.
CZMQ_EXPORT int zsock_attach(zsock_t *self_, const char *endpoints, bool serverish);

// Returns the name of the socket's type, such as `PUB`. The text is static.
CZMQ_EXPORT const char *zsock_type_str(zsock_t *self_);

// Sends values as one message, a frame for each, to a zsock, a zactor or a libzmq socket. The
// picture has a letter for each value, and the arguments follow in that order:
//
//     i  int: the number in decimal digits
//     u  unsigned: the same
//     1  uint8_t, and so 2 uint16_t, 4 uint32_t, 8 uint64_t: the same
//     s  const char *: the bytes of a string, without its terminator
//     b  const void *, and int, the size: the bytes
//     c  zchunk_t *: its bytes
//     f  zframe_t *: its bytes
//     U  zuuid_t *: its 16 bytes
//     h  zhashx_t *: the items as zhashx_pack packs them
//     l  zlistx_t *: the strings as zlistx_pack packs them (draft)
//     p  void *: the bytes of the pointer, for use in one process
//     m  zmsg_t *: all its frames
//     z  no argument: an empty frame
//
// Objects stay the caller's and must not be NULL. Returns 0, or -1 and errno; the message is then
// not sent: EINVAL for a size below zero, EMSGSIZE for a hash with a key of more than 255 bytes.
CZMQ_EXPORT int zsock_send(void *self_, const char *picture, ...);

// Sends values as zsock_send does, from a list of arguments, which stays as it is. Returns what
// zsock_send does.
CZMQ_EXPORT int zsock_vsend(void *self_, const char *picture, va_list argptr);

// Receives a message, as zsock_send sends it, from a zsock, a zactor or a libzmq socket; waits
// for it. For each letter the address of a variable follows:
//
//     i  int *: the number; 0 if the frame holds none
//     u  unsigned *: the same
//     1  uint8_t *, and so 2 uint16_t *, 4 uint32_t *, 8 uint64_t *: the same
//     s  char **: a fresh string
//     b  byte **, and size_t *, the size: fresh bytes
//     c  zchunk_t **: a fresh chunk
//     f  zframe_t **: the frame
//     U  zuuid_t **: a fresh UUID, of a frame of 16 bytes
//     h  zhashx_t **: a fresh table of strings, of what zhashx_pack packed
//     l  zlistx_t **: a fresh list of strings, of what zlistx_pack packed (draft)
//     p  void **: the pointer
//     m  zmsg_t **: a fresh message of all remaining frames
//     z  no argument: the frame must be empty
//
// With NULL for an address the value is dropped. Values without a frame become 0 or NULL, and
// frames without a value are dropped. The caller frees strings and bytes, and destroys objects.
//
// Returns 0. Returns -1 and errno, with all variables as they were, if there is no message, or,
// ENOMSG, for a signal. Returns -1, errno EPROTO, with the other variables set, if the frame of a
// `z`, `p` or `U` has not the right size, that of an `h` has a key twice, or that of an `l` is cut
// short.
CZMQ_EXPORT int zsock_recv(void *self_, const char *picture, ...);

// Receives a message as zsock_recv does, with a list of arguments, which stays as it is. Returns
// what zsock_recv does.
CZMQ_EXPORT int zsock_vrecv(void *self_, const char *picture, va_list argptr);

// Sends values packed in one frame to a zsock, a zactor or a libzmq socket. The picture has a
// letter for each value, and the arguments follow in that order:
//
//     1  uint8_t: the number
//     2  uint16_t: the number, big-endian, and so 4 uint32_t, 8 uint64_t
//     s  const char *: a string of at most 255 bytes, with one byte for its length
//     S  const char *: a string, with four bytes for its length
//     c  zchunk_t *: its bytes, with four bytes for their number
//     u  zuuid_t *: its 16 bytes
//     p  void *: the bytes of the pointer, for use in one process
//     f  zframe_t *: a frame of its own
//     m  zmsg_t *: frames of their own; the last letter
//
// Objects stay the caller's. NULL is an empty string, chunk or frame; only `u` must not be NULL.
// Returns 0, or -1 and errno; the message is then not sent: EMSGSIZE for a string or chunk that is
// too long.
CZMQ_EXPORT int zsock_bsend(void *self_, const char *picture, ...);

// Receives a message, as zsock_bsend sends it, from a zsock or a zactor, or, unless the picture
// has an `s`, a libzmq socket; waits for it. For each letter the address of a variable follows:
//
//     1  uint8_t *, and so 2 uint16_t *, 4 uint32_t *, 8 uint64_t *: the number
//     s  const char **: a string that belongs to the socket, and is valid until the next call
//        for it
//     S  char **: a fresh string
//     c  zchunk_t **: a fresh chunk
//     u  zuuid_t **: a fresh UUID
//     p  void **: the pointer
//     f  zframe_t **: a fresh frame
//     m  zmsg_t **: a fresh message of all remaining frames; the last letter
//
// With NULL for an address the value is dropped. The caller frees strings of `S` and destroys
// objects. Frames without a letter stay in the socket; zsock_flush drops them.
//
// Returns 0, or -1 and errno. EPROTO: the message is not what the picture says, or has a string or
// chunk of more than a megabyte, and is dropped; the variables for numbers and strings `s` before
// the fault are set. EINVAL: `s` with a libzmq socket.
CZMQ_EXPORT int zsock_brecv(void *self_, const char *picture, ...);

// Lets any number of messages wait to be sent or received, for connections made from now on. Takes
// a zsock, a zactor or a libzmq socket.
CZMQ_EXPORT void zsock_set_unbounded(void *self_);

// Sends a signal, which zsock_wait waits for, with a status. Takes a zsock, a zactor or a libzmq
// socket. Returns 0, or -1 and errno.
CZMQ_EXPORT int zsock_signal(void *self_, uint8_t status_);

// Waits for a signal on a zsock, a zactor or a libzmq socket; messages before it are dropped.
// Returns its status, 0 to 255, or -1 and errno if receiving fails.
CZMQ_EXPORT int zsock_wait(void *self_);

// Drops what is left of the message of which a frame was received last from a zsock, a zactor or
// a libzmq socket; nothing at the end of a message.
CZMQ_EXPORT void zsock_flush(void *self_);

// Returns true if the object is a zsock.
CZMQ_EXPORT bool zsock_is(void *self_);

// Returns the libzmq socket of a zsock or a zactor; NULL if the argument points to the number of
// an open file descriptor; else the argument, which is taken for a libzmq socket.
CZMQ_EXPORT void *zsock_resolve(void *self_);

// Opens a socket as zsock_new does. The file name and line are reported if it is left open at the
// end of the process. With NULL for the name the socket is not reported, and keeps the process
// from ending ZeroMQ cleanly.
CZMQ_EXPORT zsock_t *zsock_new_checked(int type_, const char *filename, size_t line_nbr);

// Closes a socket as zsock_destroy does.
CZMQ_EXPORT void zsock_destroy_checked(zsock_t **self_p, const char *_filename, size_t _line_nbr);

// Opens a PUB socket as zsock_new_pub does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_pub_checked(const char *endpoint, const char *filename, size_t line_nbr);

// Opens a SUB socket as zsock_new_sub does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_sub_checked(const char *endpoint, const char *subscribe, const char *filename, size_t line_nbr);

// Opens a REQ socket as zsock_new_req does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_req_checked(const char *endpoint, const char *filename, size_t line_nbr);

// Opens a REP socket as zsock_new_rep does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_rep_checked(const char *endpoint, const char *filename, size_t line_nbr);

// Opens a DEALER socket as zsock_new_dealer does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_dealer_checked(const char *endpoint, const char *filename, size_t line_nbr);

// Opens a ROUTER socket as zsock_new_router does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_router_checked(const char *endpoint, const char *filename, size_t line_nbr);

// Opens a PUSH socket as zsock_new_push does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_push_checked(const char *endpoint, const char *filename, size_t line_nbr);

// Opens a PULL socket as zsock_new_pull does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_pull_checked(const char *endpoint, const char *filename, size_t line_nbr);

// Opens an XPUB socket as zsock_new_xpub does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_xpub_checked(const char *endpoint, const char *filename, size_t line_nbr);

// Opens an XSUB socket as zsock_new_xsub does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_xsub_checked(const char *endpoint, const char *filename, size_t line_nbr);

// Opens a PAIR socket as zsock_new_pair does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_pair_checked(const char *endpoint, const char *filename, size_t line_nbr);

// Opens a STREAM socket as zsock_new_stream does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_stream_checked(const char *endpoint, const char *filename, size_t line_nbr);

// Tests this class and its options; aborts if a check fails.
CZMQ_EXPORT void zsock_test(bool verbose);

#ifdef CZMQ_BUILD_DRAFT_API

// Opens a SERVER socket as zsock_new_pub does; it binds by default. Returns NULL, errno
// ENOTSUP, if libzmq was built without its draft API. A SERVER socket sends to the peer that the
// message or frame is for, or to that of the message that it received last.
CZMQ_EXPORT zsock_t *zsock_new_server(const char *endpoint);

// Opens a CLIENT socket as zsock_new_server does; it connects by default.
CZMQ_EXPORT zsock_t *zsock_new_client(const char *endpoint);

// Opens a RADIO socket as zsock_new_server does; it binds by default.
CZMQ_EXPORT zsock_t *zsock_new_radio(const char *endpoint);

// Opens a DISH socket as zsock_new_server does; it connects by default.
CZMQ_EXPORT zsock_t *zsock_new_dish(const char *endpoint);

// Opens a GATHER socket as zsock_new_server does; it binds by default.
CZMQ_EXPORT zsock_t *zsock_new_gather(const char *endpoint);

// Opens a SCATTER socket as zsock_new_server does; it connects by default.
CZMQ_EXPORT zsock_t *zsock_new_scatter(const char *endpoint);

// Opens a DGRAM socket, for UDP, as zsock_new_server does; it binds by default. A message
// is two frames: the address of the peer, as in `127.0.0.1:5670`, and the datagram.
CZMQ_EXPORT zsock_t *zsock_new_dgram(const char *endpoint);

// Opens a SERVER socket as zsock_new_server does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_server_checked(const char *endpoint, const char *filename, size_t line_nbr);

// Opens a CLIENT socket as zsock_new_client does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_client_checked(const char *endpoint, const char *filename, size_t line_nbr);

// Opens a RADIO socket as zsock_new_radio does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_radio_checked(const char *endpoint, const char *filename, size_t line_nbr);

// Opens a DISH socket as zsock_new_dish does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_dish_checked(const char *endpoint, const char *filename, size_t line_nbr);

// Opens a GATHER socket as zsock_new_gather does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_gather_checked(const char *endpoint, const char *filename, size_t line_nbr);

// Opens a SCATTER socket as zsock_new_scatter does; see zsock_new_checked.
CZMQ_EXPORT zsock_t *zsock_new_scatter_checked(const char *endpoint, const char *filename, size_t line_nbr);

// Returns the number by which a SERVER socket knows the peer from which it received last,
// or that was set since; 0 without one, and for other sockets.
CZMQ_EXPORT uint32_t zsock_routing_id(zsock_t *self_);

// Selects the peer to which a SERVER socket sends from now on, unless a message or frame is
// for a peer of its own, and until the next receive. Other sockets do not look at it.
CZMQ_EXPORT void zsock_set_routing_id(zsock_t *self_, uint32_t routing_id);

// Receives from now on what RADIO sockets send to a group. Takes a zsock or a libzmq
// socket. Returns 0, or -1 and errno: ENOTSUP if it is no DISH socket, or libzmq has none, EINVAL
// if it is in the group already, or the name is too long.
CZMQ_EXPORT int zsock_join(void *self_, const char *group);

// Leaves a group that zsock_join joined. Returns 0, or -1 and errno as zsock_join does,
// EINVAL also if the socket is not in the group.
CZMQ_EXPORT int zsock_leave(void *self_, const char *group);

// Returns true if a message can be received at once. Takes a zsock, a zactor or a libzmq
// socket. Returns false and sets errno if that cannot be told.
CZMQ_EXPORT bool zsock_has_in(void *self_);

#endif

//  --- end of the generated functions

//  Sockets are reported by the source line that opened them, if they are left open
#ifndef ZSOCK_NOCHECK
#   define zsock_new(t) zsock_new_checked ((t), __FILE__, __LINE__)
#   define zsock_new_sub(e, s) zsock_new_sub_checked ((e), (s), __FILE__, __LINE__)
#   define zsock_new_pub(e) zsock_new_pub_checked ((e), __FILE__, __LINE__)
#   define zsock_new_req(e) zsock_new_req_checked ((e), __FILE__, __LINE__)
#   define zsock_new_rep(e) zsock_new_rep_checked ((e), __FILE__, __LINE__)
#   define zsock_new_dealer(e) zsock_new_dealer_checked ((e), __FILE__, __LINE__)
#   define zsock_new_router(e) zsock_new_router_checked ((e), __FILE__, __LINE__)
#   define zsock_new_pull(e) zsock_new_pull_checked ((e), __FILE__, __LINE__)
#   define zsock_new_push(e) zsock_new_push_checked ((e), __FILE__, __LINE__)
#   define zsock_new_xpub(e) zsock_new_xpub_checked ((e), __FILE__, __LINE__)
#   define zsock_new_xsub(e) zsock_new_xsub_checked ((e), __FILE__, __LINE__)
#   define zsock_new_pair(e) zsock_new_pair_checked ((e), __FILE__, __LINE__)
#   define zsock_new_stream(e) zsock_new_stream_checked ((e), __FILE__, __LINE__)
#   define zsock_destroy(t) zsock_destroy_checked ((t), __FILE__, __LINE__)
#endif

#ifdef __cplusplus
}
#endif

#include "zsock_option.h"

#endif

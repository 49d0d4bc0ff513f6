//  zframe: single frames of messages

#include "czmq.h"

#ifndef ZFRAME_H_INCLUDED
#define ZFRAME_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  Flags of zframe_send
#define ZFRAME_MORE 1
#define ZFRAME_REUSE 2
#define ZFRAME_DONTWAIT 4

#ifdef CZMQ_BUILD_DRAFT_API
//  Releases the memory of a frame; called with the address of what was given with it
typedef void (zframe_destructor_fn) (void **hint);
#endif

//  --- functions, generated from src/zframe.rs

// Creates a frame of `size` bytes with a copy of `data`, or, if `data` is NULL, of zero bytes.
// Returns NULL, errno ENOMEM, if there is no memory for it. The caller destroys it.
CZMQ_EXPORT zframe_t *zframe_new(const void *data, size_t size);

// Creates a frame without bytes. The caller destroys it.
CZMQ_EXPORT zframe_t *zframe_new_empty(void);

// Creates a frame with the bytes of a string, without its terminator. The caller destroys it.
CZMQ_EXPORT zframe_t *zframe_from(const char *string);

// Receives one frame from a zsock, a zactor or a libzmq socket; waits for it. Returns NULL and
// errno if that fails: EINTR after a signal, EAGAIN after the socket's timeout, ETERM at the end.
// The caller destroys the frame.
CZMQ_EXPORT zframe_t *zframe_recv(void *source);

// Receives one frame without waiting; as zframe_recv, with EAGAIN if there is none.
CZMQ_EXPORT zframe_t *zframe_recv_nowait(void *source);

// Destroys a frame and sets the caller's variable to NULL; nothing if it is NULL already.
CZMQ_EXPORT void zframe_destroy(zframe_t **self_p);

// Sends a frame to a zsock, a zactor or a libzmq socket. `flags` is the sum of ZFRAME_MORE (more
// frames of the message follow), ZFRAME_REUSE (keep the frame) and ZFRAME_DONTWAIT.
//
// Returns 0; the frame is then destroyed and the caller's variable NULL, unless it is to be
// reused. Returns -1 and errno if it cannot be sent; the frame stays. A NULL frame is nothing to
// send, and no error.
CZMQ_EXPORT int zframe_send(zframe_t **self_p, void *dest, int flags);

// Returns the number of bytes.
CZMQ_EXPORT size_t zframe_size(zframe_t *self_);

// Returns the address of the bytes, which belong to the frame and may be written to.
CZMQ_EXPORT uint8_t *zframe_data(zframe_t *self_);

// Returns a metadata property of the connection that brought the frame (see zmq_msg_gets), or
// NULL, errno EINVAL, if it has none of that name. The text belongs to the frame.
CZMQ_EXPORT const char *zframe_meta(zframe_t *self_, const char *property);

// Creates a frame with a copy of the bytes; NULL for NULL, or if there is no memory. The caller
// destroys it.
CZMQ_EXPORT zframe_t *zframe_dup(zframe_t *self_);

// Returns the bytes in upper-case hexadecimal. The caller frees the text.
CZMQ_EXPORT char *zframe_strhex(zframe_t *self_);

// Returns the bytes as a string, with a terminator added. The caller frees it.
CZMQ_EXPORT char *zframe_strdup(zframe_t *self_);

// Returns true if the bytes are those of the string, without its terminator.
CZMQ_EXPORT bool zframe_streq(zframe_t *self_, const char *string);

// Returns 1 if more frames of the message followed when the frame was received, or if
// zframe_set_more said so; else 0.
CZMQ_EXPORT int zframe_more(zframe_t *self_);

// Sets the indicator that zframe_more returns, to 0 or 1. Sending does not look at it: there the
// flags say.
CZMQ_EXPORT void zframe_set_more(zframe_t *self_, int more);

// Returns true if both frames have the same bytes; false if either is NULL.
CZMQ_EXPORT bool zframe_eq(zframe_t *self_, zframe_t *other);

// Replaces the bytes by a copy of others. Without memory for them the frame stays as it was.
CZMQ_EXPORT void zframe_reset(zframe_t *self_, const void *data, size_t size);

// Logs the frame, with a prefix if that is not NULL, at debug level: the size in brackets, then
// up to 70 bytes of text, or up to 35 in hexadecimal.
CZMQ_EXPORT void zframe_print(zframe_t *self_, const char *prefix);

// Prints the frame, as zframe_print shows it, as a line to a file.
CZMQ_EXPORT void zframe_fprint(zframe_t *self_, const char *prefix, FILE *file);

// Returns true if the object is a frame.
CZMQ_EXPORT bool zframe_is(void *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zframe_test(bool _verbose);

#ifdef CZMQ_BUILD_DRAFT_API

// Creates a frame on memory of the program, without a copy. When the frame and all that
// was sent of it are gone, from whatever thread, the destructor is called with the address of
// `hint`; if it is NULL nothing is. Returns NULL and errno, without calling the destructor, if
// there is no memory, or if `data` is NULL and `size` is not 0. The caller destroys the frame.
CZMQ_EXPORT zframe_t *zframe_frommem(void *data, size_t size, zframe_destructor_fn destructor, void *hint);

// Returns the number by which a SERVER socket knows the peer that the frame came from, or
// that was set; 0 for a frame of another socket.
CZMQ_EXPORT uint32_t zframe_routing_id(zframe_t *self_);

// Selects the peer to which a SERVER socket sends the frame; 0 for none, which may give the
// bytes another address. Without SERVER sockets in libzmq errno becomes ENOTSUP and nothing
// changes.
CZMQ_EXPORT void zframe_set_routing_id(zframe_t *self_, uint32_t routing_id);

// Returns the group that the frame came by, or that was set; an empty one if there is
// none. The text belongs to the frame. Returns NULL, errno ENOTSUP, if libzmq has no RADIO and
// DISH sockets.
CZMQ_EXPORT const char *zframe_group(zframe_t *self_);

// Selects the group to which a RADIO socket sends the frame. Returns 0, or -1 and errno:
// EINVAL for a name that is too long for libzmq, ENOTSUP if that has no RADIO and DISH sockets.
CZMQ_EXPORT int zframe_set_group(zframe_t *self_, const char *group);

// Logs the first `length` bytes of the frame, with a prefix if that is not NULL, at debug
// level: in lines of 70 bytes of text or 35 in hexadecimal, each with the number of its bytes in
// brackets. Without a length it does what zframe_print does.
CZMQ_EXPORT void zframe_print_n(zframe_t *self_, const char *prefix, size_t length);

#endif

//  --- end of the generated functions

//  The old name
#define zframe_print_to_stream(s,p,F) zframe_fprint(s,p,F)

#ifdef __cplusplus
}
#endif

#endif

//  zstr: strings sent and received as frames

#include "czmq.h"

#ifndef ZSTR_H_INCLUDED
#define ZSTR_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zstr.rs

// Receives one frame as a string from a zsock, a zactor or a libzmq socket; waits for it. Further
// frames of its message stay. Returns NULL and errno if that fails: EINTR after a signal, EAGAIN
// after the socket's timeout, ETERM at the end. The caller frees the string.
CZMQ_EXPORT char *zstr_recv(void *source);

// Receives a whole message as strings, one for each frame, into the variables whose addresses
// follow, up to a NULL. Frames without a variable are dropped; variables without a frame become
// NULL. Returns the number of addresses. Returns -1 and errno if receiving fails, with ENOMSG for
// a signal; the variables then stay as they were. The caller frees the strings.
CZMQ_EXPORT int zstr_recvx(void *source, char **string_p, ...);

// Sends a string as one frame to a zsock, a zactor or a libzmq socket. A NULL string is sent as
// an empty frame. Returns 0, or -1 and errno.
CZMQ_EXPORT int zstr_send(void *dest, const char *string);

// Sends a string as zstr_send does, as the first frame of a longer message: what is sent next
// belongs to it. The string must not be NULL. Returns what zstr_send does.
CZMQ_EXPORT int zstr_sendm(void *dest, const char *string);

// Formats a string as printf does and sends it as one frame. Returns 0, or -1 and errno.
CZMQ_EXPORT int zstr_sendf(void *dest, const char *format, ...) CHECK_PRINTF(2);

// Formats a string as printf does and sends it as zstr_sendm does. Returns 0, or -1 and errno.
CZMQ_EXPORT int zstr_sendfm(void *dest, const char *format, ...) CHECK_PRINTF(2);

// Sends strings as one message, a frame for each; the last argument is NULL. Nothing is sent if
// there is no other. Returns 0, or -1 and errno.
CZMQ_EXPORT int zstr_sendx(void *dest, const char *string, ...);

// Frees a string that a function of this library gave, and sets the caller's variable to NULL.
CZMQ_EXPORT void zstr_free(char **string_p);

// Receives one frame as a string without waiting; as zstr_recv, with EAGAIN if there is none.
CZMQ_EXPORT char *zstr_recv_nowait(void *source);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zstr_test(bool _verbose);

#ifdef CZMQ_BUILD_DRAFT_API

// Sends a string compressed to a zsock, a zactor or a libzmq socket, as a message of two
// frames: its length, a size_t of this machine, and a block of LZ4. Returns 0, or -1 and errno:
// EMSGSIZE for a string that is too long.
CZMQ_EXPORT int zstr_send_compress(void *dest, const char *string);

// Sends a string as zstr_send_compress does, as the first frames of a longer message: what
// is sent next belongs to it. Returns what zstr_send_compress does.
CZMQ_EXPORT int zstr_sendm_compress(void *dest, const char *string);

// Receives a string that zstr_send_compress sent, from a zsock, a zactor or a libzmq socket;
// waits for it. Returns NULL and errno if that fails: EPROTO if the message, which is dropped, is
// not such a one. The caller frees the string.
CZMQ_EXPORT char *zstr_recv_compress(void *source);

// Returns a copy of a string; an empty one for NULL. The caller frees it.
CZMQ_EXPORT char *zstr_str(void *source);

#endif

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

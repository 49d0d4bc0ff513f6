//  zsock: ZeroMQ sockets

#ifndef ZSOCK_H_INCLUDED
#define ZSOCK_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zsock.rs

// Opens a socket of a libzmq type (ZMQ_PUB, …), unattached. The file name and line are reported
// if the socket is left open at the end; the name is not copied. Returns NULL and errno: EINVAL
// for an unknown type, EMFILE if there are too many sockets. The caller destroys it.
CZMQ_EXPORT zsock_t *zsock_new_checked(int type_, const char *filename, size_t line_nbr);

// Closes a socket and sets the caller's variable to NULL; nothing if it is NULL already.
CZMQ_EXPORT void zsock_destroy_checked(zsock_t **self_p, const char *_filename, size_t _line_nbr);

// Attaches a socket to a list of endpoints, separated by commas. `@` before an endpoint binds
// it, `>` connects it; without either, `serverish` decides. Returns 0, or -1 and errno; endpoints
// before the one that failed stay attached.
CZMQ_EXPORT int zsock_attach(zsock_t *self_, const char *endpoints, bool serverish);

//  --- end of the generated functions

//  Sockets are reported by the source line that opened them, if they are left open
#ifndef ZSOCK_NOCHECK
#   define zsock_new(t) zsock_new_checked ((t), __FILE__, __LINE__)
#   define zsock_destroy(t) zsock_destroy_checked ((t), __FILE__, __LINE__)
#endif

#ifdef __cplusplus
}
#endif

#endif

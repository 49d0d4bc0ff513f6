//  zhttp_server: an HTTP server, whose requests are messages
//
//  DRAFT: declared by czmq.h if CZMQ_BUILD_DRAFT_API is defined before it is included.

#include "czmq.h"

#ifndef ZHTTP_SERVER_H_INCLUDED
#define ZHTTP_SERVER_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zhttp_server.rs

// Starts a server with options, which stay the caller's. Returns NULL and errno if it fails:
// EADDRINUSE or EACCES if the port or the backend address is unavailable; EINVAL if it is invalid;
// EMFILE if there are too many sockets; ENOTSUP if the library was built without HTTP. The caller
// destroys it.
CZMQ_EXPORT zhttp_server_t *zhttp_server_new(zhttp_server_options_t *options);

// Stops a server, closes its connections, and sets the caller's variable to NULL; nothing if it is
// NULL already.
CZMQ_EXPORT void zhttp_server_destroy(zhttp_server_t **self_p);

// Returns the port that the server listens on; -1 if the server is NULL.
CZMQ_EXPORT int zhttp_server_port(zhttp_server_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zhttp_server_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

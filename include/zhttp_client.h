//  zhttp_client: an HTTP client, which carries out many requests at a time
//
//  DRAFT: declared by czmq.h if CZMQ_BUILD_DRAFT_API is defined before it is included.

#include "czmq.h"

#ifndef ZHTTP_CLIENT_H_INCLUDED
#define ZHTTP_CLIENT_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zhttp_client.rs

// Starts a client, which says in the log what it does if `verbose` is true. Returns NULL and errno
// if it cannot be: EMFILE with too many sockets; ENOTSUP in a library that was built without HTTP.
// The caller destroys it.
CZMQ_EXPORT zhttp_client_t *zhttp_client_new(bool verbose);

// Ends a client and sets the caller's variable to NULL; nothing if it is NULL already. Requests
// that are under way end, and responses that were not received are lost.
CZMQ_EXPORT void zhttp_client_destroy(zhttp_client_t **self_p);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zhttp_client_test(bool verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

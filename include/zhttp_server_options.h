//  zhttp_server_options: what an HTTP server is to do
//
//  DRAFT: declared by czmq.h if CZMQ_BUILD_DRAFT_API is defined before it is included.

#include "czmq.h"

#ifndef ZHTTP_SERVER_OPTIONS_H_INCLUDED
#define ZHTTP_SERVER_OPTIONS_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zhttp_server_options.rs

// Creates options with their defaults. The caller destroys them.
CZMQ_EXPORT zhttp_server_options_t *zhttp_server_options_new(void);

// Creates options from a configuration, which stays the caller's. An option that is missing, or
// is not a number where one is needed, has its default. The caller destroys them.
CZMQ_EXPORT zhttp_server_options_t *zhttp_server_options_from_config(zconfig_t *config);

// Destroys options and sets the caller's variable to NULL; nothing if it is NULL already.
CZMQ_EXPORT void zhttp_server_options_destroy(zhttp_server_options_t **self_p);

// Returns the port to listen on.
CZMQ_EXPORT int zhttp_server_options_port(zhttp_server_options_t *self_);

// Sets the port to listen on; 0 lets the system choose one, which zhttp_server_port returns.
CZMQ_EXPORT void zhttp_server_options_set_port(zhttp_server_options_t *self_, int port);

// Returns the address to which sockets connect that receive requests. It belongs to the object
// and is valid until the address is set.
CZMQ_EXPORT const char *zhttp_server_options_backend_address(zhttp_server_options_t *self_);

// Sets the address to which sockets connect that receive requests. It is copied.
CZMQ_EXPORT void zhttp_server_options_set_backend_address(zhttp_server_options_t *self_, const char *address);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zhttp_server_options_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

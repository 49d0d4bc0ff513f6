//  zhttp_response: a response of HTTP, received by a client, or to be sent to a server
//
//  DRAFT: declared by czmq.h if CZMQ_BUILD_DRAFT_API is defined before it is included.

#include "czmq.h"

#ifndef ZHTTP_RESPONSE_H_INCLUDED
#define ZHTTP_RESPONSE_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zhttp_response.rs

// Creates a response: status 200, without headers and content. The caller destroys it.
CZMQ_EXPORT zhttp_response_t *zhttp_response_new(void);

// Destroys a response and sets the caller's variable to NULL; nothing if it is NULL already.
CZMQ_EXPORT void zhttp_response_destroy(zhttp_response_t **self_p);

// Answers a request, by the socket from which it was received, and the connection that came with
// it; sets the caller's variable to NULL. Returns 0, and the response has neither headers nor
// content any longer; or -1 and errno: EINVAL if there is no connection, the status is not from
// 200 to 999, or a header cannot be sent.
CZMQ_EXPORT int zhttp_response_send(zhttp_response_t *self_, zsock_t *sock, void **connection);

// Waits for the response to a request that a client carries out, and for the arguments that went
// with the request; their addresses may be NULL. Returns 0; or -1 and errno, and the response has
// status 0.
//
// If it is the request that failed, the arguments are there: ETIMEDOUT, if there was no response
// in time; EHOSTUNREACH, if no host has this name; ECONNREFUSED, and other errors of connecting;
// EINVAL, if the URL is invalid; EMSGSIZE, if the response is too long; EPROTO, if it is not HTTP
// or was cut off, or if the server is not trusted. Otherwise they are NULL, and nothing was
// received.
CZMQ_EXPORT int zhttp_response_recv(zhttp_response_t *self_, zhttp_client_t *client, void **arg, void **arg2);

// Returns the content type, or NULL. It stays the response's, until the headers change.
CZMQ_EXPORT const char *zhttp_response_content_type(zhttp_response_t *self_);

// Sets the content type, in place of another. It is copied.
CZMQ_EXPORT void zhttp_response_set_content_type(zhttp_response_t *self_, const char *value);

// Returns the status.
CZMQ_EXPORT uint32_t zhttp_response_status_code(zhttp_response_t *self_);

// Sets the status, from 200 to 999.
CZMQ_EXPORT void zhttp_response_set_status_code(zhttp_response_t *self_, uint32_t status_code);

// Returns the headers, a table of strings that stays the response's, and that the caller may
// change.
CZMQ_EXPORT zhash_t *zhttp_response_headers(zhttp_response_t *self_);

// Returns the size of the content, in bytes.
CZMQ_EXPORT size_t zhttp_response_content_length(zhttp_response_t *self_);

// Returns the content; NULL if there is none. It stays the response's, until it is set, or the
// response is sent.
CZMQ_EXPORT const char *zhttp_response_content(zhttp_response_t *self_);

// Returns a copy of the content, with a NUL after it, which the caller frees; NULL if there is
// none.
CZMQ_EXPORT char *zhttp_response_get_content(zhttp_response_t *self_);

// Sets the content: a string from malloc, which it takes, setting the caller's variable to NULL.
CZMQ_EXPORT void zhttp_response_set_content(zhttp_response_t *self_, char **content);

// Sets the content: a string that stays the caller's, who keeps it until it is set again, or sent.
CZMQ_EXPORT void zhttp_response_set_content_const(zhttp_response_t *self_, const char *content);

// Sets the content: any bytes, which are copied.
CZMQ_EXPORT void zhttp_response_set_content_data(zhttp_response_t *self_, const void *data, size_t size);

// Removes the content.
CZMQ_EXPORT void zhttp_response_reset_content(zhttp_response_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zhttp_response_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

//  zhttp_request: a request of HTTP, to be sent by a client, or received from a server
//
//  DRAFT: declared by czmq.h if CZMQ_BUILD_DRAFT_API is defined before it is included.

#include "czmq.h"

#ifndef ZHTTP_REQUEST_H_INCLUDED
#define ZHTTP_REQUEST_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zhttp_request.rs

// Creates a request: GET, of `/`, without headers and content. The caller destroys it.
CZMQ_EXPORT zhttp_request_t *zhttp_request_new(void);

// Destroys a request and sets the caller's variable to NULL; nothing if it is NULL already.
CZMQ_EXPORT void zhttp_request_destroy(zhttp_request_t **self_p);

// Waits for a request from a server, by a socket that is connected to its backend address.
// Returns the connection, which zhttp_response_send needs; it is no pointer to anything. Returns
// NULL and errno if nothing is received, or no request: EPROTO.
CZMQ_EXPORT void *zhttp_request_recv(zhttp_request_t *self_, zsock_t *sock);

// Has a client carry out a request, with the whole URL, within `timeout` milliseconds; 0 or less:
// without a limit. The response comes with the two arguments, which may be anything. Returns 0,
// and the request has neither headers nor content any longer; or -1 and errno: EINVAL if the
// method or a header cannot be sent.
CZMQ_EXPORT int zhttp_request_send(zhttp_request_t *self_, zhttp_client_t *client, int timeout, void *arg, void *arg2);

// Returns the method. It stays the request's, and stands until it is set.
CZMQ_EXPORT const char *zhttp_request_method(zhttp_request_t *self_);

// Sets the method, of any length, which is sent as it is. It is copied.
CZMQ_EXPORT void zhttp_request_set_method(zhttp_request_t *self_, const char *method);

// Returns the URL; of a request that a server received, its path and query, as the client wrote
// them. It stays the request's, and stands until it is set.
CZMQ_EXPORT const char *zhttp_request_url(zhttp_request_t *self_);

// Sets the URL; a client needs the whole, with `http://` or `https://`. It is copied.
CZMQ_EXPORT void zhttp_request_set_url(zhttp_request_t *self_, const char *url);

// Returns the content type, or NULL. It stays the request's, until the headers change.
CZMQ_EXPORT const char *zhttp_request_content_type(zhttp_request_t *self_);

// Sets the content type, in place of another. It is copied.
CZMQ_EXPORT void zhttp_request_set_content_type(zhttp_request_t *self_, const char *content_type);

// Returns the size of the content, in bytes.
CZMQ_EXPORT size_t zhttp_request_content_length(zhttp_request_t *self_);

// Returns the headers, a table of strings that stays the request's, and that the caller may
// change.
CZMQ_EXPORT zhash_t *zhttp_request_headers(zhttp_request_t *self_);

// Returns the content; NULL if there is none. It stays the request's, until it is set, or the
// request is sent.
CZMQ_EXPORT const char *zhttp_request_content(zhttp_request_t *self_);

// Returns a copy of the content, with a NUL after it, which the caller frees; NULL if there is
// none.
CZMQ_EXPORT char *zhttp_request_get_content(zhttp_request_t *self_);

// Sets the content: a string from malloc, which it takes, setting the caller's variable to NULL.
CZMQ_EXPORT void zhttp_request_set_content(zhttp_request_t *self_, char **content);

// Sets the content: a string that stays the caller's, who keeps it until it is set again, or sent.
CZMQ_EXPORT void zhttp_request_set_content_const(zhttp_request_t *self_, const char *content);

// Sets the content: any bytes, which are copied.
CZMQ_EXPORT void zhttp_request_set_content_data(zhttp_request_t *self_, const void *data, size_t size);

// Removes the content.
CZMQ_EXPORT void zhttp_request_reset_content(zhttp_request_t *self_);

// Returns true if the method is this one and the URL matches a pattern, in which `%s` stands for
// anything up to the next `/` or `?` or the end, and `%%` for a percent sign. A query is
// ignored, unless the pattern has a `?`, too.
//
// For each `%s` comes the address of a `char *`, which gets what it stands for, or is NULL. These
// strings are parts of the URL, which is cut where they end; they stand until it is set. Without a
// match nothing is changed.
CZMQ_EXPORT bool zhttp_request_match(zhttp_request_t *self_, const char *method, const char *path, ...);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zhttp_request_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

//  zpoller: waiting for several sockets

#include "czmq.h"

#ifndef ZPOLLER_H_INCLUDED
#define ZPOLLER_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zpoller.rs

// Creates a poller of some readers; the list ends with NULL. A reader is a zsock, a zactor, a
// libzmq socket, or the address of an `int` that holds a descriptor. The caller destroys the
// poller, and keeps the readers at least until then, or until they are removed.
CZMQ_EXPORT zpoller_t *zpoller_new(void *reader, ...);

// Destroys a poller and sets the caller's variable to NULL; nothing if it is NULL already.
CZMQ_EXPORT void zpoller_destroy(zpoller_t **self_p);

// Adds a reader after the others; see zpoller_new. Returns 0.
//
// The descriptor in an `int` is looked at when a wait follows an addition or a removal, of any
// reader; not at each wait.
CZMQ_EXPORT int zpoller_add(zpoller_t *self_, void *reader);

// Removes a reader, by the address that was added; one addition, if there were several. Returns
// 0, or -1, errno EINVAL, if it is not in the poller.
CZMQ_EXPORT int zpoller_remove(zpoller_t *self_, void *reader);

// Says whether waits go on when the process is interrupted by SIGINT or SIGTERM. The default is
// that they end.
CZMQ_EXPORT void zpoller_set_nonstop(zpoller_t *self_, bool nonstop);

// Waits until a reader has input, at most `timeout` milliseconds, or -1 for ever. Returns the
// first such reader, in the order of addition; also a descriptor that has an error or whose other
// end hung up.
//
// Returns NULL if nothing came in time, if the process was interrupted, or if a reader's socket or
// context is gone, with errno in that case; zpoller_expired and zpoller_terminated tell which. Any
// signal that the program handles counts as an interruption, unless the poller is nonstop:
// programs end waiting threads by signals of their choice.
CZMQ_EXPORT void *zpoller_wait(zpoller_t *self_, int timeout);

// Returns true if the last wait ended because nothing came in time.
CZMQ_EXPORT bool zpoller_expired(zpoller_t *self_);

// Returns true if the last wait ended because the process was interrupted, or because a reader's
// socket or context is gone.
CZMQ_EXPORT bool zpoller_terminated(zpoller_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zpoller_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

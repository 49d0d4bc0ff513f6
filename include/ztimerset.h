//  ztimerset: timers beside a poller
//
//  DRAFT: declared by czmq.h if CZMQ_BUILD_DRAFT_API is defined before it is included.

#include "czmq.h"

#ifndef ZTIMERSET_H_INCLUDED
#define ZTIMERSET_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  What a timer calls, with its number and the argument given to ztimerset_add
typedef void (ztimerset_fn) (int timer_id, void *arg);

//  --- functions, generated from src/ztimerset.rs

// Creates a set without timers. The caller destroys it.
CZMQ_EXPORT ztimerset_t *ztimerset_new(void);

// Destroys a set and sets the caller's variable to NULL; nothing if it is NULL already. A timer's
// handler must not call it.
CZMQ_EXPORT void ztimerset_destroy(ztimerset_t **self_p);

// Adds a timer, which fires each `interval` milliseconds from now on, when ztimerset_execute is
// called. Returns its number, 1 or more; or -1, errno EINVAL, without a handler.
CZMQ_EXPORT int ztimerset_add(ztimerset_t *self_, size_t interval, ztimerset_fn handler, void *arg);

// Removes a timer; also one that is due, and also from its own handler. Returns 0, or -1, errno
// EINVAL, if no timer has this number.
CZMQ_EXPORT int ztimerset_cancel(ztimerset_t *self_, int timer_id);

// Sets a timer's interval in milliseconds, which begins now. Returns 0, or -1, errno
// EINVAL, if no timer has this number.
CZMQ_EXPORT int ztimerset_set_interval(ztimerset_t *self_, int timer_id, size_t interval);

// Restarts a timer: it fires one interval from now. Returns 0, or -1, errno EINVAL, if no timer
// has this number.
CZMQ_EXPORT int ztimerset_reset(ztimerset_t *self_, int timer_id);

// Returns the time in milliseconds until the first timer is due, as zpoller_wait takes it: 0 if
// one is due, -1 without timers.
CZMQ_EXPORT int ztimerset_timeout(ztimerset_t *self_);

// Calls the handlers of the timers that are due, each once, in the order in which they became so.
// The next interval of each begins now, however late it is. A handler may call all functions of
// the set but ztimerset_destroy. Returns 0.
CZMQ_EXPORT int ztimerset_execute(ztimerset_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void ztimerset_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

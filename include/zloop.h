//  zloop: an event-driven reactor

#include "czmq.h"

#ifndef ZLOOP_H_INCLUDED
#define ZLOOP_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  What a loop calls, with the argument that was registered: when a reader has input, when events
//  of a poll item happened, and when a timer is due. The loop ends if that returns -1.
typedef int (zloop_reader_fn) (zloop_t *loop, zsock_t *reader, void *arg);
typedef int (zloop_fn) (zloop_t *loop, zmq_pollitem_t *item, void *arg);
typedef int (zloop_timer_fn) (zloop_t *loop, int timer_id, void *arg);

//  --- functions, generated from src/zloop.rs

// Creates a loop; starts zsys, which handles SIGINT and SIGTERM. Returns NULL and
// errno if that fails. The caller destroys the loop.
CZMQ_EXPORT zloop_t *zloop_new(void);

// Destroys a loop and sets the caller's variable to NULL; nothing if it is NULL already. Its
// sockets stay. A handler must not destroy the loop that called it.
CZMQ_EXPORT void zloop_destroy(zloop_t **self_p);

// Registers a reader, a zsock; or a zactor or a libzmq socket, by a cast. When it has input the
// handler is called with it, once in a pass. Readers are served in the order of registration; one
// that is registered several times has each of its handlers called.
//
// The loop does not own the reader, which is cancelled (zloop_reader_end) before it is destroyed.
// One that is not is dropped, with a line in the log. Returns 0, or -1 and errno: EINVAL without a
// handler, ENOTSOCK for what is no socket.
CZMQ_EXPORT int zloop_reader(zloop_t *self_, zsock_t *sock, zloop_reader_fn handler, void *arg);

// Cancels a reader, by the address that was registered; all of its registrations. Nothing if
// there is none.
CZMQ_EXPORT void zloop_reader_end(zloop_t *self_, zsock_t *sock);

// Has errors of a reader not count against it. Sockets report no errors, so this changes nothing.
CZMQ_EXPORT void zloop_reader_set_tolerant(zloop_t *self_, zsock_t *sock);

// Registers a poll item: a libzmq socket (for a zsock, zsock_resolve gives it), or, if that is
// NULL, a descriptor. The item is copied. When one of its events happens the handler is called
// with an item that says which, once in a pass; poll items are served after the readers, in the
// order of registration. Events that the handler writes to the item are those polled for until
// readers or poll items are registered or cancelled.
//
// A descriptor that has an error or hung up has its handler called too, with ZMQ_POLLERR; and is
// dropped if it still has the error in the pass after that, unless it is tolerant.
//
// Returns 0, or -1 and errno: EINVAL without a handler, ENOTSOCK for what is no libzmq socket.
CZMQ_EXPORT int zloop_poller(zloop_t *self_, zmq_pollitem_t *item, zloop_fn handler, void *arg);

// Cancels poll items: all with the same socket, or, if that is NULL, all with the same descriptor
// and no socket. Nothing if there is none.
CZMQ_EXPORT void zloop_poller_end(zloop_t *self_, zmq_pollitem_t *item);

// Has errors of poll items, chosen as zloop_poller_end does, not count against them: the handler
// is called in every pass in which there is one.
CZMQ_EXPORT void zloop_poller_set_tolerant(zloop_t *self_, zmq_pollitem_t *item);

// Registers a timer. The handler is called `delay` milliseconds from now, and again each `delay`
// milliseconds after that, `times` times in all, or for ever if that is 0. Calls that came too
// late are made up for, one in each pass. Timers that are due in the same pass are served in the
// order of registration.
//
// Returns the timer's number, 1 or more, for zloop_timer_end; or -1: there are too many timers
// (zloop_set_max_timers), or, errno EINVAL, there is no handler.
CZMQ_EXPORT int zloop_timer(zloop_t *self_, size_t delay, size_t times, zloop_timer_fn handler, void *arg);

// Cancels a timer: it does not fire again. Nothing if there is none of this number. Returns 0.
CZMQ_EXPORT int zloop_timer_end(zloop_t *self_, int timer_id);

// Adds a ticket: a timer that fires once, with `timer_id` 0, after the delay that
// zloop_set_ticket_delay set, which must come first. However many tickets there are, to add,
// reset and delete one takes the same time. They fire in the order in which they were added or
// reset: one with a shorter delay waits for those before it.
//
// Returns a handle, for zloop_ticket_reset and zloop_ticket_delete; it is the loop's. Returns
// NULL and errno: EINVAL without a handler, ENOMEM if there are too many tickets.
CZMQ_EXPORT void *zloop_ticket(zloop_t *self_, zloop_timer_fn handler, void *arg);

// Restarts a ticket's delay, behind the other tickets; nothing if it has fired or was
// deleted.
CZMQ_EXPORT void zloop_ticket_reset(zloop_t *self_, void *handle_);

// Deletes a ticket: it does not fire. Nothing if it has fired or was deleted.
CZMQ_EXPORT void zloop_ticket_delete(zloop_t *self_, void *handle_);

// Sets the delay of tickets to come, in milliseconds.
CZMQ_EXPORT void zloop_set_ticket_delay(zloop_t *self_, size_t ticket_delay);

// Has zloop_timer fail, with a line in the log, while there are exactly this many timers; 0, the
// default, has it never fail.
CZMQ_EXPORT void zloop_set_max_timers(zloop_t *self_, size_t max_timers);

// Says whether everything is logged, at debug level. The default is that it is not.
CZMQ_EXPORT void zloop_set_verbose(zloop_t *self_, bool verbose);

// Says whether the loop goes on when the process is interrupted by SIGINT or SIGTERM. The default
// is that it ends.
CZMQ_EXPORT void zloop_set_nonstop(zloop_t *self_, bool nonstop);

// Runs the loop in this thread. Each pass waits until something is due; then serves the timers
// that are due, the tickets, the readers, and the poll items. Handlers may register and cancel
// whatever they like; if they change the readers or poll items, a new pass begins.
//
// Returns -1 when a handler returned -1. Returns 0 when the process was interrupted, unless the
// loop is nonstop; when a socket's context ended; or when polling failed, with a line in the log.
// Other signals do not end the loop. It can be started again, and goes on with what is left.
CZMQ_EXPORT int zloop_start(zloop_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zloop_test(bool verbose);

//  --- end of the generated functions

//  The old name
#define zloop_set_tolerant(s,i) zloop_poller_set_tolerant(s,i)

#ifdef __cplusplus
}
#endif

#endif

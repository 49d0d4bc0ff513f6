//  zactor: actors: threads that talk over a pipe

#include "czmq.h"

#ifndef ZACTOR_H_INCLUDED
#define ZACTOR_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  What an actor runs, with its end of the pipe and the argument given to zactor_new
typedef void (zactor_fn) (zsock_t *pipe, void *args);

#ifdef CZMQ_BUILD_DRAFT_API
//  Makes an actor end, in place of "$TERM"
typedef void (zactor_destructor_fn) (zactor_t *self);
#endif

//  --- functions, generated from src/zactor.rs

// Starts an actor: runs a function on a thread of its own, with one end of a pipe and an argument.
// Waits until the function sends a signal over the pipe (zsock_signal), and drops messages before
// it; or until the function returns. The handle is the other end of the pipe, and can be used
// wherever a socket can.
//
// The function ends when it receives the string "$TERM". Then, and also if it returns by itself,
// a signal of status 0 is sent over the pipe.
//
// Returns NULL and errno if there is no actor: EMFILE with too many sockets, EAGAIN with too many
// threads, EINVAL without a function. The caller destroys the actor.
CZMQ_EXPORT zactor_t *zactor_new(zactor_fn task, void *args);

// Destroys an actor and sets the caller's variable to NULL; nothing if it is NULL already. Sends
// the actor "$TERM" and waits until its thread has ended; messages from it are dropped. A receive
// timeout that was set on the actor's socket limits the wait: the thread is then left alone.
CZMQ_EXPORT void zactor_destroy(zactor_t **self_p);

// Sends a message to the actor, as zmsg_send does: returns 0, the message being destroyed and the
// caller's variable NULL, or -1 and errno.
CZMQ_EXPORT int zactor_send(zactor_t *self_, zmsg_t **msg_p);

// Receives a message from the actor, as zmsg_recv does: returns NULL and errno if that fails. The
// caller destroys the message.
CZMQ_EXPORT zmsg_t *zactor_recv(zactor_t *self_);

// Returns true if the object is an actor.
CZMQ_EXPORT bool zactor_is(void *self_);

// Returns the libzmq socket of an actor's pipe, which stays the actor's; of any other object,
// the object itself.
CZMQ_EXPORT void *zactor_resolve(void *self_);

// Returns the socket of an actor's pipe, for functions that take nothing but a zsock. It stays
// the actor's.
CZMQ_EXPORT zsock_t *zactor_sock(zactor_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zactor_test(bool _verbose);

#ifdef CZMQ_BUILD_DRAFT_API

// Has zactor_destroy call a function with the actor in place of sending it "$TERM". The
// function must make the actor end, by a message of another kind: zactor_destroy waits for it all
// the same. NULL puts "$TERM" back.
CZMQ_EXPORT void zactor_set_destructor(zactor_t *self_, zactor_destructor_fn destructor);

#endif

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

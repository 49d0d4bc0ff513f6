//  zmonitor: what happens to a socket's connections

#include "czmq.h"

#ifndef ZMONITOR_H_INCLUDED
#define ZMONITOR_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zmonitor.rs

// An actor function: zactor_new (zmonitor, sock) reports events of the connections of a
// socket: a zsock, a zactor or a handle of libzmq. The socket stays the caller's, who may close
// it before the actor. If it still has data to send then, destroying the actor waits for that, at
// most ten seconds.
//
// Each command is a message of strings:
//
//     LISTEN event...     Report these events, in addition to those of earlier commands. An
//                         unknown name is logged as a warning. Has no effect after START.
//     START               Begin. Answered with a signal, to wait for by zsock_wait: its status is
//                         0; or 1, with an error in the log, if the socket is gone, or of
//                         another context than zsys_init returns, or the actor has been started.
//                         A socket has one monitor: the last.
//     VERBOSE             Log commands and events, at information level.
//
// The process aborts at any other command.
//
// The events are CONNECTED, CONNECT_DELAYED, CONNECT_RETRIED, LISTENING, BIND_FAILED, ACCEPTED,
// ACCEPT_FAILED, CLOSED, CLOSE_FAILED, DISCONNECTED, MONITOR_STOPPED,
// HANDSHAKE_FAILED_NO_DETAIL, HANDSHAKE_SUCCEEDED, HANDSHAKE_FAILED_PROTOCOL,
// HANDSHAKE_FAILED_AUTH; ALL stands for all of them.
//
// For each event the actor sends a message of three strings: its name; libzmq's value for it, in
// decimal, which is a descriptor, an errno or an interval in milliseconds; and the address.
// Events are queued until they are read.
CZMQ_EXPORT void zmonitor(zsock_t *pipe, void *sock);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zmonitor_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

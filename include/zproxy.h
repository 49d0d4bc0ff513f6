//  zproxy: messages passed between two sockets

#include "czmq.h"

#ifndef ZPROXY_H_INCLUDED
#define ZPROXY_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zproxy.rs

// An actor function: zactor_new (zproxy, NULL) passes messages between two sockets of its own,
// in both directions. `unused` is ignored.
//
// Each command is a message of strings, and is answered with a signal: wait for it (zsock_wait).
// Its status is 0; or 1, with an error in the log, if an argument is missing or wrong, and then
// nothing has changed.
//
//     FRONTEND type endpoints     Open one socket, of a type such as XSUB, and attach it to
//     BACKEND type endpoints      endpoints, which it binds by default; see zsock_attach. Can be
//                                 done once for each; messages pass as soon as there are both.
//                                 A SUB or XSUB socket subscribes to the topics in further
//                                 frames (draft).
//     CAPTURE endpoint            Send a copy of each message to a PULL socket that listens on
//                                 this endpoint, in place of an earlier one.
//     PAUSE                       Stop passing messages, once both sockets exist.
//     RESUME                      Pass messages again.
//     DOMAIN side domain          Set the ZAP domain of FRONTEND or BACKEND, before it is opened.
//     PLAIN side                  Ask clients of FRONTEND or BACKEND for passwords, likewise.
//     CURVE side public secret    Ask them for CURVE keys; these are the side's own, as text.
//     VERBOSE                     Log commands, at information level.
//
// Messages are passed whole. They are queued while the other side, or the capture socket, has no
// room or no peer; commands and the other direction are not held up. The process aborts at any
// other command.
CZMQ_EXPORT void zproxy(zsock_t *pipe, void *unused);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zproxy_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

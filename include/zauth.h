//  zauth: authentication of clients (ZAP)

#include "czmq.h"

#ifndef ZAUTH_H_INCLUDED
#define ZAUTH_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  The argument of the command CURVE that lets every client in
#define CURVE_ALLOW_ANY "*"

//  --- functions, generated from src/zauth.rs

// An actor function: zactor_new (zauth, NULL) authenticates the clients that connect to the
// process's sockets. `certstore` is NULL or a zcertstore of CURVE clients, which the actor takes.
// By default, NULL and GSSAPI clients are accepted; PLAIN clients, and CURVE clients that are not in
// the store, are rejected. A socket that uses NULL asks only if it has a ZAP domain.
//
// Each command is a message of strings, and is answered with a signal: wait for it (zsock_wait).
// Its status is 0, or 1 if an argument is missing or empty, which also logs an error.
//
//     ALLOW address...    Accept only clients from these addresses, and those of earlier
//                         commands, if their credentials are valid.
//     DENY address...     Reject clients from these addresses. Ignored while ALLOW lists
//                         addresses.
//     RESET               Forget the addresses of ALLOW and DENY.
//     PLAIN file          Accept PLAIN clients listed in this file, in lines "user=password".
//                         Changes to the file take effect after some seconds.
//     CURVE directory     Accept CURVE clients whose certificates are in this directory,
//                         instead of those in the store; see zcertstore_new. The metadata of a
//                         certificate is attached to its client's messages; see zframe_meta.
//     CURVE *             Accept every CURVE client.
//     GSSAPI              Accept GSSAPI clients, which is the default.
//     VERBOSE             Log commands, requests and decisions, at information level.
//
// The process aborts at any other command, and if the process has another authentication handler:
// otherwise every client would be accepted.
CZMQ_EXPORT void zauth(zsock_t *pipe, void *certstore);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zauth_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

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

// An actor function: zactor_new (zauth, NULL) has the process's sockets authenticate the clients
// that connect to them. `certstore` is a zcertstore of CURVE clients, which becomes the actor's,
// or NULL. Without any command, NULL and GSSAPI clients are let in, PLAIN clients are not, nor
// are CURVE clients that are not in the store. A socket that uses NULL asks only if it has a ZAP
// domain.
//
// Each command is a message of strings, and is answered with a signal: wait for it (zsock_wait).
// Its status is 0, or 1 if an argument is missing or empty, which also logs an error.
//
//     ALLOW address...    Let in clients from these addresses only, and from those of earlier
//                         commands, if their credentials are right.
//     DENY address...     Let in no clients from these addresses. Does not count while there
//                         are addresses of ALLOW.
//     RESET               Forget the addresses of ALLOW and DENY.
//     PLAIN file          Let in PLAIN clients by this file of lines "user=password". It is read
//                         again when it has changed, some seconds later.
//     CURVE directory     Let in CURVE clients by the certificates in this directory, instead of
//                         those in the store; see zcertstore_new. The metadata of a certificate is
//                         that of the messages which its client sends; see zframe_meta.
//     CURVE *             Let in every CURVE client.
//     GSSAPI              Let in GSSAPI clients, as is done anyhow.
//     VERBOSE             Log commands, requests and decisions, at information level.
//
// The process aborts at any other command, and if the process has another authentication handler:
// going on without would let everybody in.
CZMQ_EXPORT void zauth(zsock_t *pipe, void *certstore);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zauth_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

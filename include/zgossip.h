//  zgossip: tuples spread over a loose graph of nodes

#include "czmq.h"

#ifndef ZGOSSIP_H_INCLUDED
#define ZGOSSIP_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zgossip.rs

// A gossip node, as the function of an actor: `zactor_new (zgossip, "label")`. The label names the
// node in the log, and may be NULL.
//
// A node holds name/value tuples, tells its peers, and is told by them. All nodes that are
// connected, directly or over others, end with the same tuples. It takes these commands, each a
// message of strings (zstr_sendx), in the order of their arrival:
//
//     BIND endpoint                  Accepts peers there; a port `*` is chosen freely.
//     PORT                           Replies PORT and the port of the last BIND: 0 without one, or
//                                    if it was not tcp, -1 if it failed.
//     CONNECT endpoint [server-key]  Connects to a peer, with CURVE if its public key is given.
//     PUBLISH key value              Sets a tuple. The key has at most 255 bytes.
//     UNPUBLISH key                  Forgets a tuple at this node alone.
//     STATUS                         Replies STATUS and the number of tuples.
//     VERBOSE                        Logs commands and what happens at clients.
//     LOAD file                      Loads a configuration, instead of what was set before; it is
//                                    loaded again whenever the file changes.
//     SET path value                 Sets a configuration item.
//     SAVE file                      Saves the configuration.
//     SET PUBLICKEY key              The node's public CURVE key, in Z85, for later BIND and
//                                    CONNECT.
//     SET SECRETKEY key              The node's secret CURVE key, in Z85, likewise.
//     ZAP DOMAIN domain              The domain that an authenticator is asked in; `global`
//                                    without one.
//
// The first word and PUBLICKEY, SECRETKEY or DOMAIN are one string. A command that lacks an
// argument, or is unknown, is logged and ignored.
//
// The node sends DELIVER, key, value for each tuple that is new or has a new value, also for those
// that its owner published. Messages wait until they are read; the node goes on meanwhile.
CZMQ_EXPORT void zgossip(zsock_t *pipe, void *args);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zgossip_test(bool verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

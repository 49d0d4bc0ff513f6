//  zgossip: tuples spread over a loose graph of nodes

#include "czmq.h"

#ifndef ZGOSSIP_H_INCLUDED
#define ZGOSSIP_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zgossip.rs

// A gossip node, as the function of an actor: `zactor_new (zgossip, "label")`. The label names the
// node in the log, and may be NULL.
//
// A node holds name/value tuples and exchanges them with its peers. All nodes that are connected,
// directly or through others, converge on the same set. A node obeys these commands, each a
// message of strings (zstr_sendx), in the order of their arrival:
//
//     BIND endpoint                  Accepts peers there. `*` selects an ephemeral port.
//     UNBIND endpoint                Stops accepting peers there.
//     PORT                           Replies PORT and the port of the last BIND: 0 without one, or
//                                    if it was not tcp, -1 if it failed.
//     CONNECT endpoint [server-key]  Connects to a peer, with CURVE if its public key is given.
//     DISCONNECT endpoint            Disconnects from it.
//     PUBLISH key value [ttl]        Sets a tuple. The key has at most 255 bytes. With a time to
//                                    live, in milliseconds, at least 100, it expires at all nodes
//                                    once this one has been gone or unreachable for that time;
//                                    until then this node renews it. A ttl that is not a number
//                                    is ignored.
//     UNPUBLISH key [GLOBAL]         Removes a tuple that this node published from all nodes; with
//                                    GLOBAL, also one that another node published. Without it,
//                                    this node alone forgets that one, until its value changes.
//     GET key                        Replies GET, key, value; without value if there is none.
//     KEYS [prefix]                  Replies KEYS and all keys, or those with a prefix.
//     DUMP [prefix]                  Replies DUMP, key, value, key, value and so on.
//     SUBSCRIBE prefix               Limits DELIVER, REMOVE and EXPIRE to keys with this prefix,
//                                    or one of an earlier SUBSCRIBE.
//     NOTIFY                         Enables REMOVE, EXPIRE, PEER and REFUSED.
//     STATUS                         Replies STATUS and the number of tuples.
//     STATS                          Replies STATS, name, number, name, number and so on; see
//                                    below.
//     STORE file                     Loads the tuples in the file, and from now on keeps the node's
//                                    tuples there, so that they survive a restart.
//     VERBOSE                        Logs commands and what happens at clients.
//     LOAD file                      Loads a configuration in place of the one set before, and
//                                    again whenever the file changes.
//     SET path value                 Sets a configuration item; see below.
//     SAVE file                      Saves the configuration.
//     SET PUBLICKEY key              The node's public CURVE key, in Z85, for later BIND and
//                                    CONNECT.
//     SET SECRETKEY key              The node's secret CURVE key, in Z85, likewise.
//     ZAP DOMAIN domain              The domain for the authenticator; `global` by default.
//
// The first word and PUBLICKEY, SECRETKEY or DOMAIN are one string. A command that lacks an
// argument, or is unknown, is logged and ignored. The original knows neither UNBIND, DISCONNECT,
// GET, KEYS, DUMP, SUBSCRIBE, NOTIFY, STATS and STORE, nor a time to live, nor GLOBAL.
//
// The node sends DELIVER, key, value for each tuple that is new or has a new value, including those
// that its owner published. Messages are queued until the owner reads them, while the node goes on.
// Of several queued DELIVERs of one key only the last is kept. After NOTIFY the node also sends:
//
//     REMOVE key                     A tuple was removed by another node.
//     EXPIRE key                     A tuple expired.
//     PEER UP name kind              A peer is connected: the endpoint of CONNECT, or `client` and a
//                                    number; OURS for a node of this library, or else STOCK.
//     PEER DOWN name                 The peer is gone.
//     REFUSED key reason             A PUBLISH was refused.
//
// Configuration items, each a number:
//
//     server/timeout                 How many milliseconds of silence a server of the original
//                                    tolerates; this node sends PING before that. Default 1000.
//     server/verbose                 1: like VERBOSE.
//     server/max_tuples              Further tuples are refused; 0: no limit.
//     server/max_value               Values of more bytes are refused; 0: no limit.
//     server/max_rate                The most tuples a second from one peer; more are refused; 0:
//                                    no limit. Those of nodes of this library arrive later, when
//                                    tables are compared.
//     server/grace                   For how many milliseconds a removal is remembered. Default: a
//                                    week. A node that was unreachable for longer may bring the
//                                    tuple back.
//
// The numbers of STATS: `tuples`; `tombstones`, removed tuples that are remembered; `peers`, and
// of them `ours` and `stock`; PUBLISH messages `received` and `sent`; messages `queued` for peers
// that do not read; replies `undelivered` because the owner does not read, and `coalesced`, replaced
// by a later one before they were sent; `conflicts`, writes that arrived after one that outranks them;
// tuples of peers that were `refused`; and `lag`, the age of the last write from a peer when it
// arrived, in milliseconds, by both clocks.
CZMQ_EXPORT void zgossip(zsock_t *pipe, void *args);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zgossip_test(bool verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

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
// A node holds name/value tuples, tells its peers, and is told by them. All nodes that are
// connected, directly or over others, end with the same tuples. It takes these commands, each a
// message of strings (zstr_sendx), in the order of their arrival:
//
//     BIND endpoint                  Accepts peers there; a port `*` is chosen freely.
//     UNBIND endpoint                Accepts no more peers there.
//     PORT                           Replies PORT and the port of the last BIND: 0 without one, or
//                                    if it was not tcp, -1 if it failed.
//     CONNECT endpoint [server-key]  Connects to a peer, with CURVE if its public key is given.
//     DISCONNECT endpoint            Leaves it.
//     PUBLISH key value [ttl]        Sets a tuple. The key has at most 255 bytes. With a time to
//                                    live, in milliseconds, at least 100, it expires at all nodes
//                                    when this one is gone or cut off for so long; until then
//                                    this node renews it. What is no number is ignored.
//     UNPUBLISH key [GLOBAL]         Removes a tuple that this node published from all nodes; with
//                                    GLOBAL, anybody's. Another's is otherwise forgotten at this
//                                    node alone, until its value changes.
//     GET key                        Replies GET, key, value; without value if there is none.
//     KEYS [prefix]                  Replies KEYS and all keys, or those with a prefix.
//     DUMP [prefix]                  Replies DUMP, key, value, key, value and so on.
//     SUBSCRIBE prefix               Narrows DELIVER, REMOVE and EXPIRE to keys with this prefix,
//                                    or one of an earlier SUBSCRIBE.
//     NOTIFY                         Has REMOVE, EXPIRE, PEER and REFUSED sent from now on.
//     STATUS                         Replies STATUS and the number of tuples.
//     STATS                          Replies STATS, name, number, name, number and so on; see
//                                    below.
//     STORE file                     Takes what tuples are in the file, and keeps the node's
//                                    tuples there from now on, so that they survive a restart.
//     VERBOSE                        Logs commands and what happens at clients.
//     LOAD file                      Loads a configuration, instead of what was set before; it is
//                                    loaded again whenever the file changes.
//     SET path value                 Sets a configuration item; see below.
//     SAVE file                      Saves the configuration.
//     SET PUBLICKEY key              The node's public CURVE key, in Z85, for later BIND and
//                                    CONNECT.
//     SET SECRETKEY key              The node's secret CURVE key, in Z85, likewise.
//     ZAP DOMAIN domain              The domain that an authenticator is asked in; `global`
//                                    without one.
//
// The first word and PUBLICKEY, SECRETKEY or DOMAIN are one string. A command that lacks an
// argument, or is unknown, is logged and ignored. The original knows neither UNBIND, DISCONNECT,
// GET, KEYS, DUMP, SUBSCRIBE, NOTIFY, STATS and STORE, nor a time to live, nor GLOBAL.
//
// The node sends DELIVER, key, value for each tuple that is new or has a new value, also for those
// that its owner published. Messages wait until they are read; the node goes on meanwhile, and of
// several DELIVERs of one key that wait only the last is kept. After NOTIFY it also sends:
//
//     REMOVE key                     A tuple was removed by another node.
//     EXPIRE key                     A tuple expired.
//     PEER UP name kind              A peer is there: the endpoint connected to, or `client` and a
//                                    number; OURS for a node of this library, or else STOCK.
//     PEER DOWN name                 It is gone.
//     REFUSED key reason             A PUBLISH was refused.
//
// Configuration items, each a number:
//
//     server/timeout                 After so many milliseconds of silence an original server
//                                    forgets this node, which sends it a PING in time; 1000.
//     server/verbose                 1: like VERBOSE.
//     server/max_tuples              Further tuples are refused; 0: no limit.
//     server/max_value               Values of more bytes are refused; 0: no limit.
//     server/max_rate                What one peer publishes beyond so many tuples a second is
//                                    refused; 0: no limit. From nodes of this library it comes
//                                    later all the same, when tables are compared.
//     server/grace                   For so many milliseconds it is remembered that a tuple was
//                                    removed; a week. A node that was cut off for longer may
//                                    bring it back.
//
// The numbers of STATS: `tuples`; `tombstones`, removed tuples that are remembered; `peers`, and
// of them `ours` and `stock`; PUBLISH messages `received` and `sent`; messages `queued` for peers
// that do not read; replies `undelivered` since the owner does not read, and `coalesced`, not sent
// since a later one took their place; `conflicts`, writes that came after one that outranks them;
// tuples of peers that were `refused`; and `lag`, the age of the last write from a peer when it
// came, in milliseconds, by both clocks.
CZMQ_EXPORT void zgossip(zsock_t *pipe, void *args);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zgossip_test(bool verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

//  zbeacon: being seen on the local network, and seeing others

#include "czmq.h"

#ifndef ZBEACON_H_INCLUDED
#define ZBEACON_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zbeacon.rs

// An actor function: zactor_new (zbeacon, NULL) sends a short message to all hosts of the local
// network by UDP, again and again, and receives those of others. `unused` is ignored.
//
// The interface is the first that can broadcast, unless zsys_set_interface names another one, by
// its name, address or number in the list; `*` stands for all. With zsys_set_ipv6 it is one of
// IPv6, and beacons go to a multicast group.
//
// Each command is a message of strings or bytes:
//
//     CONFIGURE port              Use this UDP port, from 1 to 65535. Answered with a string: the
//                                 address of this host, `*` for all of them, empty if there is
//                                 no interface, which is logged as an error.
//     PUBLISH data interval       Send these bytes, at most 255, at once and then every so many
//                                 milliseconds; 0, or less, or none for 1000. Waits for
//                                 CONFIGURE.
//     SILENCE                     Send nothing any longer.
//     SUBSCRIBE filter            Receive what starts with these bytes, at most 255.
//     UNSUBSCRIBE                 Receive nothing, as at the beginning.
//     VERBOSE                     Log commands and interfaces, at information level.
//
// A command that lacks an argument, or has too long a one, is logged as an error and ignored. The
// process aborts at any other command.
//
// For each beacon the actor sends a message of two frames: the sender's address, and the data.
// Beacons that are equal to the one being sent are dropped, and those for which the owner leaves
// no room. If a beacon cannot be sent the sockets are opened anew, each time one is due.
CZMQ_EXPORT void zbeacon(zsock_t *pipe, void *unused);

// Tests this class, without sending anything; aborts if a check fails.
CZMQ_EXPORT void zbeacon_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

//  zbeacon: being seen on the local network, and seeing others

#include "czmq.h"

#ifndef ZBEACON_H_INCLUDED
#define ZBEACON_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zbeacon.rs

// An actor function: zactor_new (zbeacon, NULL) repeatedly broadcasts a short message to the local
// network by UDP, and receives those of other hosts. `unused` is ignored.
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
//     PUBLISH data interval       Send these bytes, at most 255, now and at this interval in
//                                 milliseconds; 1000 if it is missing, 0 or negative. Takes
//                                 effect after CONFIGURE.
//     SILENCE                     Stop sending.
//     SUBSCRIBE filter            Receive beacons that start with these bytes, at most 255.
//     UNSUBSCRIBE                 Receive nothing, which is the default.
//     VERBOSE                     Log commands and interfaces, at information level.
//
// A command with a missing or too long argument is logged as an error and ignored. The
// process aborts at any other command.
//
// For each beacon the actor sends a message of two frames: the sender's address, and the data.
// Beacons equal to the one being sent are dropped, and so are those for which the owner leaves no
// room. If a beacon cannot be sent, the sockets are reopened each time one is due.
CZMQ_EXPORT void zbeacon(zsock_t *pipe, void *unused);

// Tests this class, without sending anything; aborts if a check fails.
CZMQ_EXPORT void zbeacon_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

//  ziflist: the network interfaces of this host

#include "czmq.h"

#ifndef ZIFLIST_H_INCLUDED
#define ZIFLIST_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/ziflist.rs

// Lists the network interfaces that can broadcast by IPv4 and are up, one entry for each address;
// no loopback or point-to-point ones. Returns NULL and errno if the system cannot list them. The
// caller destroys the list.
CZMQ_EXPORT ziflist_t *ziflist_new(void);

// Destroys a list and sets the caller's variable to NULL; nothing if it is NULL already.
CZMQ_EXPORT void ziflist_destroy(ziflist_t **self_p);

// Lists the interfaces again. Strings returned earlier become invalid. The list is empty, and
// errno set, if the system cannot list them.
CZMQ_EXPORT void ziflist_reload(ziflist_t *self_);

// Returns the number of entries.
CZMQ_EXPORT size_t ziflist_size(ziflist_t *self_);

// Goes to the first entry and returns the interface's name, which belongs to the list; NULL if
// there is none.
CZMQ_EXPORT const char *ziflist_first(ziflist_t *self_);

// Goes to the next entry and returns the interface's name, which belongs to the list; NULL if
// there is none. Goes to the first entry if there is no current one: at the beginning, and again
// after the end.
CZMQ_EXPORT const char *ziflist_next(ziflist_t *self_);

// Returns the address of the current entry, in numbers; NULL if there is no current entry. The
// string belongs to the list.
CZMQ_EXPORT const char *ziflist_address(ziflist_t *self_);

// Returns the broadcast address of the current entry, as ziflist_address does.
CZMQ_EXPORT const char *ziflist_broadcast(ziflist_t *self_);

// Returns the network mask of the current entry, as ziflist_address does.
CZMQ_EXPORT const char *ziflist_netmask(ziflist_t *self_);

// Logs the list at information level. There is no current entry afterwards.
CZMQ_EXPORT void ziflist_print(ziflist_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void ziflist_test(bool _verbose);

#ifdef CZMQ_BUILD_DRAFT_API

// Lists the network interfaces as ziflist_new does, and those that can multicast by IPv6 as
// well. Of these ziflist_broadcast returns what zsys_set_ipv6_mcast_address set.
CZMQ_EXPORT ziflist_t *ziflist_new_ipv6(void);

// Lists the interfaces again, as ziflist_reload does, with those of ziflist_new_ipv6.
CZMQ_EXPORT void ziflist_reload_ipv6(ziflist_t *self_);

// Returns true if the address of the current entry is one of IPv6; false if there is no
// current entry.
CZMQ_EXPORT bool ziflist_is_ipv6(ziflist_t *self_);

#endif

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

//  A network for this process alone, for tests of interfaces and datagrams: nothing that is sent
//  there leaves it.

#ifndef CZMQ_NETWORK_H_INCLUDED
#define CZMQ_NETWORK_H_INCLUDED

#include "observe.h"
#include <net/if.h>
#include <sched.h>
#include <linux/sockios.h>

//  Gives this process, which must have no threads yet, a network without interfaces that are up;
//  false if it may not have one.
static inline bool
own_network (void)
{
    if (unshare (CLONE_NEWNET) == 0 || unshare (CLONE_NEWUSER | CLONE_NEWNET) == 0)
        return true;
    fprintf (stderr, "left out: this process may have no network of its own: %s\n",
             strerror (errno));
    return false;
}

//  Returns 0, or -1 and errno.
static inline int
network_ioctl (unsigned long request, void *argument)
{
    int fd = socket (AF_INET, SOCK_DGRAM, 0);
    check (fd >= 0);
    int rc = ioctl (fd, request, argument);
    close (fd);
    return rc;
}

static inline void
set_flags (const char *name, bool up)
{
    struct ifreq request = { 0 };
    snprintf (request.ifr_name, IFNAMSIZ, "%s", name);
    check (network_ioctl (SIOCGIFFLAGS, &request) == 0);
    if (up)
        request.ifr_flags |= IFF_UP;
    else
        request.ifr_flags &= ~IFF_UP;
    check (network_ioctl (SIOCSIFFLAGS, &request) == 0);
}

static inline void
set_address (const char *name, unsigned long what, const char *address)
{
    struct ifreq request = { 0 };
    snprintf (request.ifr_name, IFNAMSIZ, "%s", name);
    struct sockaddr_in *inet = (struct sockaddr_in *) &request.ifr_addr;
    inet->sin_family = AF_INET;
    check (inet_pton (AF_INET, address, &inet->sin_addr) == 1);
    check (network_ioctl (what, &request) == 0);
}

//  Adds an interface that nothing is connected to, and takes it up; false if the system has none.
static inline bool
add_interface (const char *name, const char *address, const char *netmask, const char *broadcast)
{
    if (network_ioctl (SIOCBRADDBR, (void *) name) != 0) {
        fprintf (stderr, "left out: no interface can be added: %s\n", strerror (errno));
        return false;
    }
    set_address (name, SIOCSIFADDR, address);
    set_address (name, SIOCSIFNETMASK, netmask);
    if (broadcast)
        set_address (name, SIOCSIFBRDADDR, broadcast);
    set_flags (name, true);
    return true;
}

#endif

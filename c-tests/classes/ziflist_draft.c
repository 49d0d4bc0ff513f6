//  ours alone: Debian's library has no DRAFT functions
//
//  Network interfaces, those of IPv6 included.

#define CZMQ_BUILD_DRAFT_API
#include "test.h"

#include <ifaddrs.h>
#include <net/if.h>

//  The addresses of the system that lists are to have: of IPv4 those that broadcast, of IPv6 those
//  that multicast.
static size_t
expected (int family)
{
    unsigned int wanted = family == AF_INET ? IFF_BROADCAST : IFF_MULTICAST;
    struct ifaddrs *list;
    check (getifaddrs (&list) == 0);
    size_t count = 0;
    for (struct ifaddrs *item = list; item; item = item->ifa_next)
        if (item->ifa_addr && item->ifa_addr->sa_family == family
        &&  (item->ifa_flags & IFF_UP) && (item->ifa_flags & wanted)
        && !(item->ifa_flags & (IFF_LOOPBACK | IFF_POINTOPOINT | IFF_SLAVE)))
            count++;
    freeifaddrs (list);
    return count;
}

static void
check_list (ziflist_t *list, size_t ipv4, size_t ipv6)
{
    check (ziflist_size (list) == ipv4 + ipv6);
    check (!ziflist_is_ipv6 (list));
    for (const char *name = ziflist_first (list); name; name = ziflist_next (list)) {
        check (if_nametoindex (name));
        bool colon = strchr (ziflist_address (list), ':') != NULL;
        check (ziflist_is_ipv6 (list) == colon);
        if (colon) {
            check_streq (ziflist_broadcast (list), "ff02::77");
            ipv6--;
        }
        else
            ipv4--;
    }
    check (ipv4 == 0 && ipv6 == 0);
    check (!ziflist_is_ipv6 (list));
}

static void
with_ipv6 (void)
{
    zsys_set_ipv6_mcast_address ("ff02::77");
    size_t ipv4 = expected (AF_INET), ipv6 = expected (AF_INET6);
    ziflist_t *list = ziflist_new_ipv6 ();
    check (list);
    check_list (list, ipv4, ipv6);
    ziflist_reload (list);
    check_list (list, ipv4, 0);
    ziflist_reload_ipv6 (list);
    check_list (list, ipv4, ipv6);
    ziflist_destroy (&list);
}

static void
breaches (void)
{
    check_aborts ("ziflist_is_ipv6", ziflist_is_ipv6 (NULL));
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (with_ipv6 ());
    CASE (breaches ());
    return test_end ();
}

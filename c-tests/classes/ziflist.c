//  Walks ziflist: the interfaces of this machine, and of a network of the test's own.

#include "network.h"
#include <dlfcn.h>

static void
show (const char *text)
{
    printf (" %s", text ? text : "NULL");
}

static void
show_current (ziflist_t *list)
{
    show (ziflist_address (list));
    show (ziflist_netmask (list));
    show (ziflist_broadcast (list));
    puts ("");
}

static void
show_all (ziflist_t *list)
{
    printf ("%zu interfaces\n", ziflist_size (list));
    for (const char *name = ziflist_first (list); name; name = ziflist_next (list)) {
        printf ("%s:", name);
        show_current (list);
    }
}

//  Whatever there is.
static void
this_machine (void)
{
    ziflist_t *list = ziflist_new ();
    check (list);
    show_all (list);
    log_capture ();
    ziflist_print (list);
    log_show ();
    log_release ();
    ziflist_destroy (&list);
    check (!list);
    ziflist_destroy (&list);
}

static void
cursor (ziflist_t *list)
{
    printf ("before the first:");
    show_current (list);
    printf ("next:");
    show (ziflist_next (list));
    show_current (list);
    printf ("next:");
    show (ziflist_next (list));
    show_current (list);
    printf ("first:");
    show (ziflist_first (list));
    show_current (list);
    while (ziflist_next (list))
        ;
    printf ("after the last:");
    show_current (list);
    printf ("next:");
    show (ziflist_next (list));
    show_current (list);
    ziflist_reload (list);
    printf ("reloaded:");
    show_current (list);
    ziflist_first (list);
    log_capture ();
    ziflist_print (list);
    log_show ();
    log_release ();
    printf ("printed:");
    show_current (list);
}

static void
own_interfaces (void)
{
    if (!own_network ())
        skip_case ("there can be no network for this process alone");
    ziflist_t *list = ziflist_new ();
    show_all (list);
    printf ("first:");
    show (ziflist_first (list));
    show (ziflist_next (list));
    show_current (list);
    log_capture ();
    ziflist_print (list);
    log_show ();
    log_release ();

    //  Loopback does not count.
    set_flags ("lo", true);
    if (add_interface ("test0", "10.20.30.40", "255.255.255.0", NULL)) {
        show_all (list);
        ziflist_reload (list);
        show_all (list);
        check (add_interface ("test1", "10.20.31.1", "255.255.255.0", "10.20.31.127"));
        check (add_interface ("test2", "10.20.32.1", "255.255.0.0", "10.20.32.1"));
        check (add_interface ("test3", "10.20.33.1", "255.255.255.255", "10.20.33.1"));
        //  A second address.
        set_address ("test0:1", SIOCSIFADDR, "10.20.40.1");
        ziflist_reload (list);
        show_all (list);
        cursor (list);
        set_flags ("test1", false);
        ziflist_reload (list);
        show_all (list);
        //  No broadcast address.
        set_address ("test2", SIOCSIFBRDADDR, "0.0.0.0");
        ziflist_reload (list);
        show_all (list);
    }
    ziflist_destroy (&list);
}

//  Instead of the system's interfaces, one without a mask; or none can be told.
static bool without_mask, untold;

int
getifaddrs (struct ifaddrs **list)
{
    static struct sockaddr_in address = { .sin_family = AF_INET };
    static struct ifaddrs entry = { .ifa_name = "net0", .ifa_flags = IFF_UP | IFF_BROADCAST,
                                    .ifa_addr = (struct sockaddr *) &address,
                                    .ifa_broadaddr = (struct sockaddr *) &address };
    if (untold) {
        errno = ENOMEM;
        return -1;
    }
    if (!without_mask)
        return ((int (*) (struct ifaddrs **)) dlsym (RTLD_NEXT, "getifaddrs")) (list);
    address.sin_addr.s_addr = htonl (0x0A010203);
    *list = &entry;
    return 0;
}

void
freeifaddrs (struct ifaddrs *list)
{
    if (!without_mask)
        ((void (*) (struct ifaddrs *)) dlsym (RTLD_NEXT, "freeifaddrs")) (list);
}

static void
odd_interfaces (void)
{
    without_mask = true;
    ziflist_t *list = ziflist_new ();
    check (list && ziflist_size (list) == 1);
    check_streq (ziflist_first (list), "net0");
    check_streq (ziflist_address (list), "10.1.2.3");
    check_streq (ziflist_broadcast (list), "10.1.2.3");
    check_streq (ziflist_netmask (list), "");
    without_mask = false;
    untold = true;
    ziflist_reload (list);
    ziflist_destroy (&list);
    list = ziflist_new ();
    check (!list || ziflist_size (list) == 0);
    ziflist_destroy (&list);
}

static void
defect_IF_1 (void)
{
    check (in_child (odd_interfaces) == 0);
}

static void
breaches (void)
{
    check_aborts ("ziflist_size", ziflist_size (NULL));
    check_aborts ("ziflist_first", ziflist_first (NULL));
    check_aborts ("reload", ziflist_reload (NULL));
    check_aborts ("destroy", ziflist_destroy (NULL));
    puts ("breaches abort");
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (this_machine ());
    CASE (breaches ());
    DEFECT (IF_1);
    CASE (ziflist_test (false));
    CASE (own_interfaces ());
    return test_end ();
}

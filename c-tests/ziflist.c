//  Walks ziflist: the interfaces of this machine, and of a network of the test's own.

#include "network.h"

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
main (void)
{
    setvbuf (stdout, NULL, _IOLBF, 0);
    this_machine ();
    breaches ();
    ziflist_test (false);
    if (own_network ())
        own_interfaces ();
    return 0;
}

//  Walks zbeacon, on a network of the test's own: who hears whom, what goes over the wire, which
//  interface is taken, and what a verbose beacon logs.

#include "network.h"
#include <net/route.h>

#define PORT 9999

//  A network with an interface, and a way for broadcasts; false if there cannot be one.
static bool
network (void)
{
    static bool tried, made;
    if (tried)
        return made;
    tried = true;
    if (!own_network ())
        return false;
    set_flags ("lo", true);
    made = add_interface ("test0", "10.20.30.40", "255.255.255.0", "10.20.30.255");
    if (!made)
        return false;
    struct rtentry route = { 0 };
    route.rt_dst.sa_family = route.rt_genmask.sa_family = route.rt_gateway.sa_family = AF_INET;
    route.rt_flags = RTF_UP;
    route.rt_dev = (char *) "test0";
    check (network_ioctl (SIOCADDRT, &route) == 0);
    return true;
}

static zactor_t *
new_beacon (void)
{
    zactor_t *beacon = zactor_new (zbeacon, NULL);
    check (beacon);
    zsock_set_rcvtimeo (beacon, 15000);
    return beacon;
}

static char *
configure (zactor_t *beacon, int port)
{
    check (zsock_send (beacon, "si", "CONFIGURE", port) == 0);
    //  What others published before that may come first.
    zmsg_t *msg = zmsg_recv (beacon);
    while (msg && zmsg_size (msg) == 2) {
        zmsg_destroy (&msg);
        msg = zmsg_recv (beacon);
    }
    check (msg && zmsg_size (msg) == 1);
    char *host = zmsg_popstr (msg);
    zmsg_destroy (&msg);
    return host;
}

static zactor_t *
new_configured (void)
{
    zactor_t *beacon = new_beacon ();
    char *host = configure (beacon, PORT);
    printf ("host '%s'\n", host);
    zstr_free (&host);
    return beacon;
}

static void
subscribe (zactor_t *beacon, const char *filter)
{
    check (zsock_send (beacon, "sb", "SUBSCRIBE", filter, strlen (filter)) == 0);
    //  Commands are done in order; this one is answered.
    char *host = configure (beacon, PORT);
    zstr_free (&host);
}

static void
publish (zactor_t *beacon, const char *data, int interval)
{
    check (zsock_send (beacon, "sbi", "PUBLISH", data, strlen (data), interval) == 0);
}

static void
show (const char *what, zactor_t *beacon)
{
    zmsg_t *msg = zmsg_recv (beacon);
    check (msg && zmsg_size (msg) == 2);
    char *from = zmsg_popstr (msg), *data = zmsg_popstr (msg);
    printf ("%s: '%s' from %s\n", what, data, from);
    free (from);
    free (data);
    zmsg_destroy (&msg);
}

//  The same, but what is still published may come once more before.
static void
show_after (const char *before, const char *what, zactor_t *beacon)
{
    while (true) {
        zmsg_t *msg = zmsg_recv (beacon);
        check (msg && zmsg_size (msg) == 2);
        char *from = zmsg_popstr (msg), *data = zmsg_popstr (msg);
        zmsg_destroy (&msg);
        bool old = streq (data, before);
        if (!old)
            printf ("%s: '%s' from %s\n", what, data, from);
        free (from);
        free (data);
        if (!old)
            return;
    }
}

static void
show_silence (const char *what, zactor_t *beacon)
{
    zsock_set_rcvtimeo (beacon, 250);
    zmsg_t *msg = zmsg_recv (beacon);
    printf ("%s: %s\n", what, msg ? "something" : "nothing");
    zmsg_destroy (&msg);
    zsock_set_rcvtimeo (beacon, 15000);
}

//  A plain socket for datagrams to and from the port of the beacons.
static int
plain_socket (int port)
{
    int fd = socket (AF_INET, SOCK_DGRAM, 0), on = 1;
    check (fd >= 0);
    check (setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0);
    check (setsockopt (fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0);
    check (setsockopt (fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof on) == 0);
    struct timeval limit = { 15, 0 };
    check (setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((uint16_t) port) };
    check (bind (fd, (struct sockaddr *) &address, sizeof address) == 0);
    return fd;
}

static void
plain_send (int fd, const char *to, const char *data, size_t size)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (PORT) };
    check (inet_pton (AF_INET, to, &address.sin_addr) == 1);
    check (sendto (fd, data, size, 0, (struct sockaddr *) &address, sizeof address)
           == (ssize_t) size);
}

static void
no_interface (void)
{
    set_flags ("test0", false);
    log_capture ();
    zactor_t *beacon = new_configured ();
    zstr_send (beacon, "VERBOSE");
    char *host = configure (beacon, PORT);
    printf ("host '%s'\n", host);
    zstr_free (&host);
    zactor_destroy (&beacon);
    log_show ();
    log_release ();
    set_flags ("test0", true);
    struct rtentry route = { 0 };
    route.rt_dst.sa_family = route.rt_genmask.sa_family = route.rt_gateway.sa_family = AF_INET;
    route.rt_flags = RTF_UP;
    route.rt_dev = (char *) "test0";
    check (network_ioctl (SIOCADDRT, &route) == 0);
}

static void
two_beacons (void)
{
    zactor_t *one = new_configured (), *two = new_configured ();
    subscribe (two, "");
    subscribe (one, "");
    publish (one, "ONE/first", 50);
    show ("two", two);
    show ("two, again", two);
    show_silence ("one, its own", one);
    publish (two, "TWO", 50);
    show ("one", one);
    zstr_send (two, "SILENCE");
    publish (one, "ONE/second", 0);
    char *last = NULL;
    do {
        zstr_free (&last);
        zmsg_t *msg = zmsg_recv (two);
        check (msg);
        zstr_free (&(char *) { zmsg_popstr (msg) });
        last = zmsg_popstr (msg);
        zmsg_destroy (&msg);
    } while (strneq (last, "ONE/second"));
    zstr_free (&last);
    zstr_send (one, "SILENCE");
    zactor_destroy (&one);
    zactor_destroy (&two);
}

//  Beacons and intervals that are not quite there.
static void
odd_publications (void)
{
    zactor_t *one = new_configured (), *two = new_configured ();
    subscribe (two, "");
    zstr_sendx (one, "PUBLISH", "no interval", NULL);
    show ("twice", two);
    show ("twice", two);
    zstr_sendx (one, "PUBLISH", "empty interval", "", NULL);
    show_after ("no interval", "once", two);
    zstr_sendx (one, "PUBLISH", "no number", "soon", NULL);
    show_after ("empty interval", "once", two);
    zstr_sendx (one, "PUBLISH", "more than needed", "50", "100", NULL);
    show_after ("no number", "twice", two);
    show ("twice", two);
    zstr_send (one, "SILENCE");
    zstr_send (one, "SILENCE");
    zsock_send (two, "sb", "SUBSCRIBE", "em", 2);
    zsock_send (two, "sb", "SUBSCRIBE", "n", 1);
    subscribe (two, "e");
    zstr_sendx (one, "PUBLISH", "nothing to the second filter", "100000", NULL);
    zstr_sendx (one, "PUBLISH", "each filter replaces the one before", "100000", NULL);
    show ("filtered", two);
    zstr_send (two, "UNSUBSCRIBE");
    zstr_send (two, "UNSUBSCRIBE");
    subscribe (two, "");
    zstr_sendx (one, "PUBLISH", "", "100000", NULL);
    show ("an empty one", two);
    zactor_destroy (&one);
    zactor_destroy (&two);
}

static void
filters (void)
{
    zactor_t *beacon = new_configured ();
    int fd = plain_socket (0);
    plain_send (fd, "10.20.30.255", "nobody asked", 12);
    show_silence ("not subscribed", beacon);
    subscribe (beacon, "AB");
    plain_send (fd, "10.20.30.255", "A", 1);
    plain_send (fd, "10.20.30.255", "ABC", 3);
    plain_send (fd, "10.20.30.255", "ab", 2);
    plain_send (fd, "10.20.30.255", "AB", 2);
    show ("filtered", beacon);
    show ("filtered", beacon);
    show_silence ("filtered", beacon);
    subscribe (beacon, "");
    plain_send (fd, "10.20.30.255", "", 0);
    show ("empty", beacon);
    char data [300];
    memset (data, 'x', sizeof data);
    plain_send (fd, "10.20.30.255", data, sizeof data);
    zmsg_t *msg = zmsg_recv (beacon);
    check (msg && zmsg_size (msg) == 2);
    printf ("a long one: %zu bytes\n", zframe_size (zmsg_last (msg)));
    zmsg_destroy (&msg);
    //  What is equal to the own beacon is dropped, whoever sends it.
    publish (beacon, "MINE", 100000);
    zstr_send (beacon, "UNSUBSCRIBE");
    subscribe (beacon, "");
    plain_send (fd, "10.20.30.255", "MINE", 4);
    plain_send (fd, "10.20.30.255", "MINE2", 5);
    show ("not the own", beacon);
    zstr_send (beacon, "UNSUBSCRIBE");
    //  Is answered when that is done
    char *host = configure (beacon, PORT);
    zstr_free (&host);
    plain_send (fd, "10.20.30.255", "unwanted", 8);
    show_silence ("no longer subscribed", beacon);
    close (fd);
    zactor_destroy (&beacon);
}

//  The bytes, and nothing else, from the port of beacons.
static void
on_the_wire (void)
{
    int fd = plain_socket (PORT);
    zactor_t *beacon = new_configured ();
    check (zsock_send (beacon, "sbi", "PUBLISH", "\0\1\2", (size_t) 3, 100000) == 0);
    byte data [100];
    struct sockaddr_in from;
    socklen_t size = sizeof from;
    ssize_t length = recvfrom (fd, data, sizeof data, 0, (struct sockaddr *) &from, &size);
    printf ("%d bytes: %d %d %d, from port %d of %s\n", (int) length, data [0], data [1],
            data [2], ntohs (from.sin_port), inet_ntoa (from.sin_addr));
    zactor_destroy (&beacon);
    close (fd);
}

static void
interfaces (void)
{
    check (add_interface ("test1", "10.20.31.1", "255.255.255.0", "10.20.31.255"));
    int fd = plain_socket (PORT);
    const char *names [] = { "", "test0", "test1", "10.20.31.1", "0", "1", "7", "test", "12", "*",
                             NULL };
    for (const char **name = names; *name; name++) {
        zsys_set_interface (*name);
        log_capture ();
        zactor_t *beacon = new_beacon ();
        zstr_send (beacon, "VERBOSE");
        char *host = configure (beacon, PORT);
        printf ("interface '%s', host '%s'\n", *name, host);
        zactor_destroy (&beacon);
        log_show ();
        log_release ();
        if (*host) {
            beacon = new_configured ();
            publish (beacon, *name, 100000);
            char data [100];
            struct sockaddr_in from;
            socklen_t size = sizeof from;
            ssize_t length = recvfrom (fd, data, sizeof data, 0, (struct sockaddr *) &from, &size);
            printf ("  '%.*s' from %s\n", (int) length, data, inet_ntoa (from.sin_addr));
            zactor_destroy (&beacon);
        }
        zstr_free (&host);
    }
    zsys_set_interface ("");
    close (fd);
}

static void
verbose_lines (void)
{
    log_capture ();
    zactor_t *beacon = new_configured ();
    zstr_send (beacon, "VERBOSE");
    subscribe (beacon, "filter");
    zstr_send (beacon, "UNSUBSCRIBE");
    publish (beacon, "data", 100000);
    zstr_send (beacon, "SILENCE");
    zactor_destroy (&beacon);
    log_show ();
    log_release ();
}

//  It goes on when the process is interrupted.
static void
interrupted (void)
{
    zactor_t *beacon = new_configured ();
    zclock_sleep (50);
    zsys_interrupted = 1;
    for (int count = 0; count < 2; count++) {
        char *host = configure (beacon, PORT);
        printf ("host '%s'\n", host);
        zstr_free (&host);
    }
    zactor_destroy (&beacon);
    zsys_interrupted = 0;
}

//  What it says of itself depends on the network.
static void
self_test (void)
{
    check (freopen ("/dev/null", "w", stdout));
    zbeacon_test (false);
}

static void
breaches (void)
{
    check_aborts ("zbeacon: - invalid command: NONSENSE", dup2 (2, 1);
                  zactor_t *beacon = new_beacon (); zstr_send (beacon, "NONSENSE");
                  zsock_wait (beacon));
    puts ("breaches abort");
}

//  Defects

//  Multicast works on every interface.
static void
multicast (void)
{
    zsys_set_logstream (NULL);
    zsys_set_interface ("test0");
    zactor_t *one = new_beacon (), *two = new_beacon ();
    char *host = configure (one, PORT);
    check_streq (host, "10.20.30.40");
    zstr_free (&host);
    subscribe (two, "");
    publish (one, "by multicast", 50);
    zmsg_t *msg = zmsg_recv (two);
    check (msg && zframe_streq (zmsg_last (msg), "by multicast"));
    zmsg_destroy (&msg);
    zactor_destroy (&one);
    zactor_destroy (&two);
}

static void
defect_BEACON_1 (void)
{
    if (!network ())
        return;
    setenv ("ZSYS_IPV4_MCAST_ADDRESS", "239.1.2.3", 1);
    int status = in_child (multicast);
    unsetenv ("ZSYS_IPV4_MCAST_ADDRESS");
    check (status == 0);
}

//  Other groups on the same port are not heard.
static void
other_groups (void)
{
    zsys_set_logstream (NULL);
    zsys_set_interface ("*");
    zactor_t *beacon = new_beacon ();
    subscribe (beacon, "");
    int fd = plain_socket (0);
    struct ip_mreq other = { 0 };
    inet_pton (AF_INET, "239.9.9.9", &other.imr_multiaddr);
    inet_pton (AF_INET, "10.20.30.40", &other.imr_interface);
    check (setsockopt (fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &other, sizeof other) == 0);
    check (setsockopt (fd, IPPROTO_IP, IP_MULTICAST_IF, &other.imr_interface,
                       sizeof other.imr_interface) == 0);
    plain_send (fd, "239.9.9.9", "wrong", 5);
    plain_send (fd, "239.1.2.3", "right", 5);
    zmsg_t *msg = zmsg_recv (beacon);
    check (msg && zframe_streq (zmsg_last (msg), "right"));
    zmsg_destroy (&msg);
    close (fd);
    zactor_destroy (&beacon);
}

static void
defect_BEACON_2 (void)
{
    if (!network ())
        return;
    setenv ("ZSYS_IPV4_MCAST_ADDRESS", "239.1.2.3", 1);
    int status = in_child (other_groups);
    unsetenv ("ZSYS_IPV4_MCAST_ADDRESS");
    check (status == 0);
}

//  What is published before there is a port waits for it.
static void
early_publication (void)
{
    FILE *log = tmpfile ();
    zsys_set_logstream (log);
    zactor_t *one = new_beacon (), *two = new_beacon ();
    subscribe (two, "");
    publish (one, "early", 10);
    zclock_sleep (100);
    char *host = configure (one, PORT);
    zstr_free (&host);
    zmsg_t *msg = zmsg_recv (two);
    check (msg && zframe_streq (zmsg_last (msg), "early"));
    zmsg_destroy (&msg);
    zactor_destroy (&one);
    zactor_destroy (&two);
    check (lseek (fileno (log), 0, SEEK_END) == 0);
}

static void
defect_BEACON_3 (void)
{
    if (network ())
        check (in_child (early_publication) == 0);
}

static void
unreadable_addresses (void)
{
    zsys_set_logstream (NULL);
    zsys_set_ipv6 (1);
    zactor_t *beacon = new_beacon ();
    zsys_set_interface ("test0");
    zsys_set_ipv6_address ("no address");
    char *host = configure (beacon, PORT);
    check_streq (host, "");
    zstr_free (&host);
    zsys_set_interface ("*");
    zsys_set_ipv6_mcast_address ("no address");
    host = configure (beacon, PORT);
    check_streq (host, "");
    zstr_free (&host);
    zactor_destroy (&beacon);
}

static void
defect_BEACON_4 (void)
{
    if (network ())
        check (in_child (unreadable_addresses) == 0);
}

static void
negative_interval (void)
{
    int fd = plain_socket (PORT), count = 0;
    zactor_t *beacon = new_beacon ();
    char *host = configure (beacon, PORT);
    zstr_free (&host);
    publish (beacon, "often", -1);
    char data [10];
    check (recv (fd, data, sizeof data, 0) == 5);
    zclock_sleep (500);
    while (recv (fd, data, sizeof data, MSG_DONTWAIT) == 5)
        count++;
    check (count < 100);
    zactor_destroy (&beacon);
    close (fd);
}

static void
defect_BEACON_5 (void)
{
    if (network ())
        check (in_child (negative_interval) == 0);
}

//  In wildcard mode no socket is open that nobody reads.
static void
one_socket (void)
{
    zsys_set_interface ("*");
    zactor_t *beacon = new_beacon ();
    char *host = configure (beacon, PORT);
    check_streq (host, "*");
    zstr_free (&host);
    FILE *file = fopen ("/proc/net/udp", "r");
    check (file);
    char line [300], wanted [20];
    snprintf (wanted, sizeof wanted, "00000000:%04X", PORT);
    int count = 0;
    while (fgets (line, sizeof line, file))
        count += strstr (line, wanted) != NULL;
    fclose (file);
    check (count == 1);
    zactor_destroy (&beacon);
}

static void
defect_BEACON_6 (void)
{
    if (network ())
        check (in_child (one_socket) == 0);
}

//  Wrong arguments are refused.
static void
wrong_arguments (void)
{
    zsys_set_logstream (NULL);
    zactor_t *beacon = new_beacon ();
    int ports [] = { 0, -1, 65536 };
    for (int index = 0; index < 3; index++) {
        char *host = configure (beacon, ports [index]);
        check_streq (host, "");
        zstr_free (&host);
    }
    char data [256] = { 0 };
    check (zsock_send (beacon, "sbi", "PUBLISH", data, sizeof data, 100) == 0);
    check (zsock_send (beacon, "sb", "SUBSCRIBE", data, sizeof data) == 0);
    zstr_send (beacon, "PUBLISH");
    zstr_send (beacon, "SUBSCRIBE");
    zstr_sendx (beacon, "SILENCE", "now", NULL);
    zstr_sendx (beacon, "UNSUBSCRIBE", "filter", NULL);
    char *host = configure (beacon, PORT);
    check_streq (host, "10.20.30.40");
    zstr_free (&host);
    zactor_destroy (&beacon);
}

static void
defect_wrong_arguments (void)
{
    if (network ())
        check (in_child (wrong_arguments) == 0);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    //  Nothing may be sent anywhere else.
    if (!network ()) {
        CASE (skip_case ("there can be no network for this process alone"));
        return test_end ();
    }
    CASE (self_test ());
    CASE (no_interface ());
    CASE (two_beacons ());
    CASE (odd_publications ());
    CASE (filters ());
    CASE (on_the_wire ());
    CASE (interfaces ());
    CASE (verbose_lines ());
    CASE (interrupted ());
    CASE (breaches ());
    DEFECT (BEACON_1);
    DEFECT (BEACON_2);
    DEFECT (BEACON_3);
    DEFECT (BEACON_4);
    DEFECT (BEACON_5);
    DEFECT (BEACON_6);
    DEFECT (wrong_arguments);
    return test_end ();
}

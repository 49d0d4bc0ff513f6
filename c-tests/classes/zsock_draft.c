//  ours alone: Debian's library has no DRAFT functions
//
//  The sockets of libzmq's draft API, and their options. Most libzmq are built without it: then
//  there are none, and this tests that programs are told so.

#define CZMQ_BUILD_DRAFT_API
#include "test.h"

static bool
has_drafts (void)
{
    return zmq_has ("draft");
}

//  Without drafts, no socket can be had and no group be joined.
static void
without_drafts (void)
{
    errno = 0;
    check (!zsock_new_server ("inproc://none") && errno == ENOTSUP);
    errno = 0;
    check (!zsock_new_client (NULL) && errno == ENOTSUP);
    check (!zsock_new_radio (NULL));
    check (!zsock_new_dish (NULL));
    check (!zsock_new_gather (NULL));
    check (!zsock_new_scatter (NULL));
    errno = 0;
    check (!zsock_new_dgram ("udp://127.0.0.1:*") && errno == ENOTSUP);
    check (!zsock_new_server_checked (NULL, __FILE__, __LINE__));
    check (!zsock_new_client_checked (NULL, __FILE__, __LINE__));
    check (!zsock_new_radio_checked (NULL, __FILE__, __LINE__));
    check (!zsock_new_dish_checked (NULL, __FILE__, __LINE__));
    check (!zsock_new_gather_checked (NULL, __FILE__, __LINE__));
    check (!zsock_new_scatter_checked (NULL, __FILE__, __LINE__));

    zsock_t *sub = zsock_new_sub (NULL, "");
    check (sub);
    errno = 0;
    check (zsock_join (sub, "group") == -1 && errno == ENOTSUP);
    errno = 0;
    check (zsock_leave (sub, "group") == -1 && errno == ENOTSUP);

    //  Options do nothing
    zsock_set_priority (sub, 3);
    check (zsock_priority (sub) == 0);
    zsock_set_metadata (sub, "X-a:b");
    check (!zsock_metadata (sub));
    zsock_destroy (&sub);
}

//  A SERVER answers the peer that asked; CLIENTs ask.
static void
server_and_client (void)
{
    zsock_t *server = zsock_new_server ("inproc://server");
    zsock_t *one = zsock_new_client ("inproc://server");
    zsock_t *two = zsock_new_client_checked ("inproc://server", __FILE__, __LINE__);
    check (server && one && two);
    check_streq (zsock_type_str (server), "SERVER");
    check_streq (zsock_type_str (one), "CLIENT");
    check_streq (zsys_sockname (ZMQ_STREAM + 1), "SERVER");
    check_streq (zsock_endpoint (server), "inproc://server");
    check (!zsock_endpoint (one));
    check (zsock_routing_id (server) == 0);
    check (zsock_routing_id (one) == 0);

    //  Strings go to the peer of the last message
    check (zstr_send (one, "from one") == 0);
    char *string = zstr_recv (server);
    check_streq (string, "from one");
    zstr_free (&string);
    uint32_t first = zsock_routing_id (server);
    check (first);
    check (zstr_send (server, "to one") == 0);
    string = zstr_recv (one);
    check_streq (string, "to one");
    zstr_free (&string);

    check (zstr_send (two, "from two") == 0);
    zmsg_t *message = zmsg_recv (server);
    uint32_t second = zmsg_routing_id (message);
    check (second && second != first);
    check (zsock_routing_id (server) == second);
    zframe_t *frame = zmsg_first (message);
    check (zframe_routing_id (frame) == second);
    //  The message itself goes back
    check (zmsg_send (&message, server) == 0);
    string = zstr_recv (two);
    check_streq (string, "from two");
    zstr_free (&string);

    //  Others, to whom they are for
    message = zmsg_new ();
    zmsg_addstr (message, "for one");
    check (zmsg_routing_id (message) == 0);
    zmsg_set_routing_id (message, first);
    zmsg_t *copy = zmsg_dup (message);
    check (zmsg_routing_id (copy) == first);
    check (zmsg_send (&copy, server) == 0);
    zmsg_destroy (&message);
    string = zstr_recv (one);
    check_streq (string, "for one");
    zstr_free (&string);

    frame = zframe_from ("frame for one");
    check (zframe_routing_id (frame) == 0);
    zframe_set_routing_id (frame, first);
    check (zframe_routing_id (frame) == first);
    check (zframe_send (&frame, server, ZFRAME_REUSE) == 0);
    //  Without a peer of its own the socket's counts
    zframe_set_routing_id (frame, 0);
    check (zframe_routing_id (frame) == 0 && zframe_streq (frame, "frame for one"));
    check (zframe_send (&frame, server, 0) == 0);
    string = zstr_recv (one);
    check_streq (string, "frame for one");
    zstr_free (&string);
    string = zstr_recv (two);
    check_streq (string, "frame for one");
    zstr_free (&string);

    zsock_set_routing_id (server, first);
    check (zsock_routing_id (server) == first);
    check (zstr_sendf (server, "for %s", "one again") == 0);
    string = zstr_recv (one);
    check_streq (string, "for one again");
    zstr_free (&string);

    //  Pictures of one frame
    check (zsock_send (two, "i", 42) == 0);
    int number = 0;
    check (zsock_recv (server, "i", &number) == 0 && number == 42);
    check (zsock_routing_id (server) == second);
    check (zsock_send (server, "s", "picture") == 0);
    string = zstr_recv (two);
    check_streq (string, "picture");
    zstr_free (&string);
    check (zsock_bsend (one, "2s", 7, "binary") == 0);
    uint16_t small = 0;
    char *lent = NULL;
    check (zsock_brecv (server, "2s", &small, &lent) == 0);
    check (small == 7 && zsock_routing_id (server) == first);
    check_streq (lent, "binary");
    check (zsock_bsend (server, "1", 9) == 0);
    byte tiny = 0;
    check (zsock_brecv (one, "1", &tiny) == 0 && tiny == 9);

    //  These sockets have messages of one frame
    errno = 0;
    check (zstr_sendx (one, "two", "frames", NULL) == -1 && errno == EINVAL);

    zsock_destroy (&one);
    zsock_destroy (&two);
    zsock_destroy (&server);
}

//  A peer that is gone, and one that never was, cannot be sent to.
static void
unknown_peers (void)
{
    zsock_t *server = zsock_new_server ("inproc://unknown");
    zsock_set_routing_id (server, 12345);
    errno = 0;
    check (zstr_send (server, "nobody") == -1 && errno == EHOSTUNREACH);
    zsock_set_routing_id (server, 0);
    check (zstr_send (server, "nobody") == -1);
    zsock_destroy (&server);
}

//  A DISH gets what a RADIO sends to its groups.
static void
radio_and_dish (void)
{
    zsock_t *radio = zsock_new_radio ("inproc://radio");
    zsock_t *dish = zsock_new_dish (NULL);
    check (radio && dish);
    check (zsock_join (dish, "news") == 0);
    errno = 0;
    check (zsock_join (dish, "news") == -1 && errno == EINVAL);
    check (zsock_join (radio, "news") == -1);
    check (zsock_leave (dish, "none") == -1);
    //  Raw sockets too
    check (zsock_join (zsock_resolve (dish), "weather") == 0);
    check (zsock_connect (dish, "inproc://radio") == 0);
    check (!zsock_has_in (dish));

    zframe_t *frame = zframe_from ("rain");
    check_streq (zframe_group (frame), "");
    char longest [300];
    memset (longest, 'x', sizeof longest - 1);
    longest [sizeof longest - 1] = 0;
    errno = 0;
    check (zframe_set_group (frame, longest) == -1 && errno == EINVAL);
    check (zframe_set_group (frame, "sports") == 0);
    check (zframe_send (&frame, radio, ZFRAME_REUSE) == 0);
    check (zframe_set_group (frame, "weather") == 0);
    check_streq (zframe_group (frame), "weather");
    check (zframe_send (&frame, radio, 0) == 0);
    frame = zframe_recv (dish);
    check (zframe_streq (frame, "rain"));
    check_streq (zframe_group (frame), "weather");
    zframe_destroy (&frame);

    check (zsock_leave (dish, "weather") == 0);
    zsock_destroy (&dish);
    zsock_destroy (&radio);

    zsock_t *second = zsock_new_radio_checked (NULL, __FILE__, __LINE__);
    zsock_t *third = zsock_new_dish_checked (NULL, __FILE__, __LINE__);
    check (second && third);
    zsock_destroy (&second);
    zsock_destroy (&third);
}

static void
scatter_and_gather (void)
{
    zsock_t *gather = zsock_new_gather ("inproc://gather");
    zsock_t *scatter = zsock_new_scatter ("inproc://gather");
    check (gather && scatter);
    check (!zsock_has_in (gather));
    check (zstr_send (scatter, "part") == 0);
    zpoller_t *poller = zpoller_new (gather, NULL);
    check (zpoller_wait (poller, 5000) == gather);
    zpoller_destroy (&poller);
    check (zsock_has_in (gather));
    char *string = zstr_recv (gather);
    check_streq (string, "part");
    zstr_free (&string);
    zsock_destroy (&scatter);
    zsock_destroy (&gather);
    gather = zsock_new_gather_checked (NULL, __FILE__, __LINE__);
    scatter = zsock_new_scatter_checked (NULL, __FILE__, __LINE__);
    check (gather && scatter);
    zsock_destroy (&scatter);
    zsock_destroy (&gather);
}

static void
dgram (void)
{
    zsock_t *receiver = NULL;
    int port = 0;
    //  Ports between those of clients and those of services, one of which is free.
    for (int tries = 0; tries < 100 && !receiver; tries++) {
        char endpoint [40];
        port = 20000 + (getpid () + tries * 97) % 10000;
        snprintf (endpoint, sizeof endpoint, "udp://127.0.0.1:%d", port);
        receiver = zsock_new_dgram (endpoint);
    }
    check (receiver);
    check_streq (zsock_type_str (receiver), "DGRAM");
    zsock_t *sender = zsock_new_dgram ("udp://127.0.0.1:*");
    check (sender);
    zsock_set_rcvtimeo (receiver, 15000);
    zsock_set_rcvtimeo (sender, 15000);
    //  A message is an address and what is sent there; the answer has the other's address.
    char address [32];
    snprintf (address, sizeof address, "127.0.0.1:%d", port);
    check (zstr_sendx (sender, address, "hello", NULL) == 0);
    char *from = NULL, *text = NULL;
    check (zstr_recvx (receiver, &from, &text, NULL) == 2);
    check_streq (text, "hello");
    check (strncmp (from, "127.0.0.1:", 10) == 0 && atoi (from + 10) != port);
    zstr_free (&text);
    check (zstr_sendx (receiver, from, "answer", NULL) == 0);
    zstr_free (&from);
    check (zstr_recvx (sender, &from, &text, NULL) == 2);
    check_streq (from, address);
    check_streq (text, "answer");
    zstr_free (&from);
    zstr_free (&text);
    zsock_destroy (&sender);
    zsock_destroy (&receiver);
}

//  A value that was set is what is read.
static void
options (void)
{
    zsock_t *sub = zsock_new_sub (NULL, "");
    zsock_set_zap_enforce_domain (sub, 1);
    check (zsock_zap_enforce_domain (sub) == 1);
    zsock_set_multicast_loop (sub, 0);
    check (zsock_multicast_loop (sub) == 0);
    zsock_set_in_batch_size (sub, 4096);
    check (zsock_in_batch_size (sub) == 4096);
    zsock_set_out_batch_size (sub, 2048);
    check (zsock_out_batch_size (sub) == 2048);
    zsock_set_reconnect_stop (sub, 1);
    check (zsock_reconnect_stop (sub) == 1);
    zsock_set_priority (sub, 5);
    check (zsock_priority (sub) == 5);
    char *text = zsock_socks_username (sub);
    check_streq (text, "");
    zstr_free (&text);
    zsock_set_socks_username (sub, "user");
    text = zsock_socks_username (sub);
    check_streq (text, "user");
    zstr_free (&text);
    check_aborts ("zsock_set_router_notify",
                  zsock_set_router_notify (zsock_new (ZMQ_SUB), 1));
    check_aborts ("zsock_set_in_batch_size",
                  zsock_set_in_batch_size (zsock_new (ZMQ_SUB), -1));
    zsock_destroy (&sub);

    //  A peer's property, on the wire
    zsock_t *pull = zsock_new_pull ("tcp://127.0.0.1:*");
    zsock_t *push = zsock_new_push (NULL);
    zsock_set_metadata (push, "X-name:value");
    check (zsock_connect (push, "%s", zsock_endpoint (pull)) == 0);
    zstr_send (push, "hello");
    zframe_t *frame = zframe_recv (pull);
    check_streq (zframe_meta (frame, "X-name"), "value");
    zframe_destroy (&frame);
    zsock_destroy (&push);
    zsock_destroy (&pull);

    //  A greeting for each peer
    zsock_t *router = zsock_new_router (NULL);
    zsock_set_router_notify (router, 1);
    check (zsock_router_notify (router) == 1);
    zsock_set_router_notify (router, 0);
    frame = zframe_from ("welcome");
    zsock_set_hello_msg (router, frame);
    zframe_destroy (&frame);
    check (zsock_bind (router, "inproc://router") == 0);
    zsock_t *dealer = zsock_new_dealer ("inproc://router");
    char *string = zstr_recv (dealer);
    check_streq (string, "welcome");
    zstr_free (&string);
    zsock_set_disconnect_msg (router, NULL);
    zsock_destroy (&dealer);
    zsock_destroy (&router);
}

//  Also of sockets that every libzmq has.
static void
has_in (void)
{
    zsock_t *pull = zsock_new_pull ("inproc://has-in");
    zsock_t *push = zsock_new_push ("inproc://has-in");
    check (!zsock_has_in (pull));
    zstr_send (push, "one");
    check (zsock_has_in (pull));
    check (zsock_has_in (zsock_resolve (pull)));
    check (!zsock_has_in (push));
    char *string = zstr_recv (pull);
    zstr_free (&string);
    check (!zsock_has_in (pull));
    check (zsock_routing_id (pull) == 0);
    zsock_set_routing_id (pull, 7);
    check (zsock_routing_id (pull) == 0);
    check_aborts ("zsock_has_in", zsock_has_in (NULL));
    zsock_destroy (&push);
    zsock_destroy (&pull);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (has_in ());
    if (has_drafts ()) {
        CASE (server_and_client ());
        CASE (unknown_peers ());
        CASE (radio_and_dish ());
        CASE (scatter_and_gather ());
        CASE (dgram ());
        CASE (options ());
    }
    else
        CASE (without_drafts ());
    return test_end ();
}

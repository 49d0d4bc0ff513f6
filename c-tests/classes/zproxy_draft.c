//  ours alone: Debian's library has no DRAFT functions
//
//  A proxy that subscribes to topics.

#include "test.h"

//  Those of a SUB or XSUB socket are subscribed to; others have none.
static void
topics (const char *type)
{
    char front [32], back [32];
    snprintf (front, sizeof front, "inproc://front-%s", type);
    snprintf (back, sizeof back, "inproc://back-%s", type);
    zactor_t *proxy = zactor_new (zproxy, NULL);
    zstr_sendx (proxy, "FRONTEND", type, front, "news", "weather", NULL);
    check (zsock_wait (proxy) == 0);
    zstr_sendx (proxy, "BACKEND", "PUSH", back, "news", NULL);
    check (zsock_wait (proxy) == 0);

    zsock_t *pub = zsock_new (ZMQ_PUB), *pull = zsock_new (ZMQ_PULL);
    check (zsock_connect (pub, "%s", front) == 0 && zsock_connect (pull, "%s", back) == 0);
    //  Subscriptions take their time
    zpoller_t *poller = zpoller_new (pull, NULL);
    for (int tries = 0; tries < 6000; tries++) {
        zstr_send (pub, "news first");
        if (zpoller_wait (poller, 10))
            break;
    }
    zstr_send (pub, "sports");
    zstr_sendx (pub, "weather", "rain", NULL);
    char *string, *more = NULL;
    do {
        check (zstr_recvx (pull, &string, &more, NULL) == 2);
        bool last = streq (string, "weather");
        check (last || streq (string, "news first"));
        zstr_free (&string);
        if (last)
            break;
        zstr_free (&more);
    } while (true);
    check_streq (more, "rain");
    zstr_free (&more);
    zpoller_destroy (&poller);
    zsock_destroy (&pub);
    zsock_destroy (&pull);
    zactor_destroy (&proxy);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (topics ("SUB"));
    CASE (topics ("XSUB"));
    return test_end ();
}

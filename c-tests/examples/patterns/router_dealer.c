//  ROUTER and DEALER, the routers serve. Clients that are DEALERs connect to
//  several servers, and their messages are dealt out over these in turn. A
//  server that is a ROUTER knows from whom each message is, and may answer
//  when it likes, and whom it likes first. Take it for clients that use a
//  group of servers at once; if one falls out, the others get its share.
//
//      D0 DEALER ──┬── ROUTER server 0      D0 sends k to one, ll to the
//      D1 DEALER ──┤                        other; D1 l and mm;
//      D2 DEALER ──┴── ROUTER server 1      D2 m and nn
//
//  Dealers put no delimiter in front, so the router sees [id|text], and the
//  id is the name that the dealer has chosen.
//
//      router_dealer [ENDPOINT ENDPOINT]     all, on five threads

#include <czmq.h>

#define ROUTERS 2
#define DEALERS 3

static const char *endpoints [ROUTERS] =
    { "tcp://127.0.0.1:5380", "tcp://127.0.0.1:5381" };

static void
s_router (zsock_t *pipe, void *args)
{
    int index = *(int *) args;
    zsock_t *router = zsock_new_router (endpoints [index]);
    assert (router);
    zsock_set_linger (router, 10000);       //  for the last reply
    zsock_signal (pipe, 0);

    zmsg_t *messages [DEALERS];
    int count = 0;
    while (count < DEALERS && (messages [count] = zmsg_recv (router))) {
        zframe_t *dealer = zmsg_first (messages [count]);
        zframe_t *text = zmsg_next (messages [count]);
        printf ("router %d: [%.*s|%.*s]\n", index,
                (int) zframe_size (dealer), (char *) zframe_data (dealer),
                (int) zframe_size (text), (char *) zframe_data (text));
        count++;
    }
    while (count--)
        zmsg_send (&messages [count], router);
    zsock_destroy (&router);
}

static void
s_dealer (zsock_t *pipe, void *args)
{
    int index = *(int *) args;
    zsock_t *dealer = zsock_new (ZMQ_DEALER);
    char name [] = { 'D', '0' + index, 0 };
    zsock_set_identity (dealer, name);      //  before it connects
    for (int router = 0; router < ROUTERS; router++) {
        int rc = zsock_connect (dealer, "%s", endpoints [router]);
        assert (rc == 0);
    }
    zsock_signal (pipe, 0);

    //  A peer that one connects to has its turn from then on, whether the
    //  connection is there already or not
    for (int count = 0; count < ROUTERS; count++) {
        char text [ROUTERS + 1] = "";
        memset (text, 'k' + count + index, count + 1);
        zstr_send (dealer, text);
    }
    for (int count = 0; count < ROUTERS; count++) {
        char *text = zstr_recv (dealer);
        if (!text)
            break;
        printf ("%s: %s is back\n", name, text);
        zstr_free (&text);
    }
    zsock_destroy (&dealer);
}

int main (int argc, char *argv [])
{
    zsys_handler_set (NULL);                //  Ctrl-C simply ends us
    for (int index = 0; index < ROUTERS && index + 1 < argc; index++)
        endpoints [index] = argv [index + 1];
    zactor_t *routers [ROUTERS], *dealers [DEALERS];
    for (int index = 0; index < ROUTERS; index++)
        routers [index] = zactor_new (s_router, &index);
    for (int index = 0; index < DEALERS; index++)
        dealers [index] = zactor_new (s_dealer, &index);
    //  All end of themselves; to destroy an actor is to wait for its end
    for (int index = 0; index < DEALERS; index++)
        zactor_destroy (&dealers [index]);
    for (int index = 0; index < ROUTERS; index++)
        zactor_destroy (&routers [index]);
    return 0;
}

//  Prints, in some order:
//
//  router 0: [D0|k]
//  router 0: [D1|l]
//  router 0: [D2|m]
//  router 1: [D0|ll]
//  router 1: [D1|mm]
//  router 1: [D2|nn]
//  D0: k is back
//  D0: ll is back
//  D1: l is back
//  D1: mm is back
//  D2: m is back
//  D2: nn is back

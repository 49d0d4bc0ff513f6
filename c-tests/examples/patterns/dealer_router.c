//  DEALER and ROUTER, the dealers serve: who has work is known by address,
//  and those who do it come and go. Each DEALER binds, and deals its work
//  out; workers are ROUTERs that connect to all the dealers, and answer each
//  at its own. Take it where workers serve several masters.
//
//      R0 ROUTER ──┬── DEALER master 0      sends k, ll, mmm
//      R1 ROUTER ──┤
//      R2 ROUTER ──┴── DEALER master 1      sends l, mm, nnn
//
//  A worker that comes late gets nothing. So each says, by probing, that it
//  is there: a socket with that option sends an empty message to each new
//  peer. A master waits for three of these.
//
//      dealer_router [ENDPOINT ENDPOINT]     all, on five threads

#include <czmq.h>

#define DEALERS 2
#define ROUTERS 3

static const char *endpoints [DEALERS] =
    { "tcp://127.0.0.1:5380", "tcp://127.0.0.1:5381" };

static void
s_dealer (zsock_t *pipe, void *args)
{
    int index = *(int *) args;
    zsock_t *dealer = zsock_new (ZMQ_DEALER);
    //  zsock_new_dealer connects; this one is to bind
    int rc = zsock_attach (dealer, endpoints [index], true);
    assert (rc == 0);
    zsock_signal (pipe, 0);

    for (int count = 0; count < ROUTERS; count++) {
        zmsg_t *probe = zmsg_recv (dealer);
        zmsg_destroy (&probe);
    }
    for (int count = 0; count < ROUTERS; count++) {
        char text [ROUTERS + 1] = "";
        memset (text, 'k' + count + index, count + 1);
        zstr_send (dealer, text);
    }
    for (int count = 0; count < ROUTERS; count++) {
        char *text = zstr_recv (dealer);
        if (!text)
            break;
        printf ("master %d: %s is back\n", index, text);
        zstr_free (&text);
    }
    zsock_destroy (&dealer);
}

static void
s_router (zsock_t *pipe, void *args)
{
    int index = *(int *) args;
    zsock_t *router = zsock_new (ZMQ_ROUTER);
    zsock_set_probe_router (router, 1);     //  before it connects
    zsock_set_linger (router, 10000);       //  for the last answer
    for (int dealer = 0; dealer < DEALERS; dealer++) {
        int rc = zsock_connect (router, "%s", endpoints [dealer]);
        assert (rc == 0);
    }
    zsock_signal (pipe, 0);

    //  One from each master, for all of them have waited for us
    zmsg_t *messages [DEALERS];
    int count = 0;
    while (count < DEALERS && (messages [count] = zmsg_recv (router)))
        count++;
    for (int other = 1; other < count; other++)
        assert (!zframe_eq (zmsg_first (messages [other - 1]),
                            zmsg_first (messages [other])));
    printf ("R%d: work of %d masters\n", index, count);
    while (count--)
        zmsg_send (&messages [count], router);
    zsock_destroy (&router);
}

int main (int argc, char *argv [])
{
    zsys_handler_set (NULL);                //  Ctrl-C simply ends us
    for (int index = 0; index < DEALERS && index + 1 < argc; index++)
        endpoints [index] = argv [index + 1];
    zactor_t *dealers [DEALERS], *routers [ROUTERS];
    for (int index = 0; index < DEALERS; index++)
        dealers [index] = zactor_new (s_dealer, &index);
    for (int index = 0; index < ROUTERS; index++)
        routers [index] = zactor_new (s_router, &index);
    //  All end of themselves; to destroy an actor is to wait for its end
    for (int index = 0; index < DEALERS; index++)
        zactor_destroy (&dealers [index]);
    for (int index = 0; index < ROUTERS; index++)
        zactor_destroy (&routers [index]);
    return 0;
}

//  Prints, in some order:
//
//  R0: work of 2 masters
//  R1: work of 2 masters
//  R2: work of 2 masters
//  master 0: k is back
//  master 0: ll is back
//  master 0: mmm is back
//  master 1: l is back
//  master 1: mm is back
//  master 1: nnn is back

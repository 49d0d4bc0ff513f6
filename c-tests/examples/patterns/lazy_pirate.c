//  The lazy pirate: a client that does not trust its server. It asks, waits
//  for a while, asks again; after three more attempts it gives up. Nothing
//  else is needed, no broker and no other server. Take it when a server may
//  be overloaded, restarted or gone, and asking twice does no harm.
//
//      client REQ ── 4 ─▶ REP server
//                    ×          overloaded
//      a new REQ  ── 4 ─▶
//                 ◀─ 4 ──
//
//  A REQ that has asked must be answered before it may ask again. So what
//  the client throws away is the socket, and the late reply goes with it.
//
//      lazy_pirate                                       both
//      lazy_pirate server [ENDPOINT [BASE]]              each in a terminal
//      lazy_pirate client [ENDPOINT [BASE [TIMEOUT]]]    of its own
//
//  BASE is how long the server works on a request, TIMEOUT how long the
//  client waits, both in milliseconds. Each fourth request takes three times
//  as long: with 1000 and 2500 that is still borne, with 1000 and 1500 not.

#include <czmq.h>

#define RETRIES 3

static int base = 1000;
static int timeout = 2500;

static void
s_server (zsock_t *pipe, void *args)
{
    zsock_t *rep = zsock_new_rep ((char *) args);
    assert (rep);
    zsock_set_linger (rep, 10000);          //  for the last reply
    zsock_signal (pipe, 0);

    for (int count = 1; count <= 9; count++) {
        int sequence;
        if (zsock_recv (rep, "i", &sequence) == -1)
            break;
        printf ("server: request %d\n", sequence);
        if (count % 4 == 0) {
            puts ("server: overload");
            zclock_sleep (2 * base);
        }
        zclock_sleep (base);
        zsock_send (rep, "i", sequence);
    }
    puts ("server: crash");
    zsock_destroy (&rep);
}

//  Asks until there is a reply, at most RETRIES times again. The socket may
//  be another one afterwards.
static bool
s_ask (zsock_t **req_p, const char *endpoint, int sequence)
{
    int retries = 0;
    zsock_send (*req_p, "i", sequence);
    zclock_sleep (base);                    //  a client has work of its own
    while (true) {
        int reply;
        zsock_set_rcvtimeo (*req_p, timeout);
        if (zsock_recv (*req_p, "i", &reply) == 0) {
            assert (reply == sequence);
            return true;
        }
        if (retries++ == RETRIES)
            return false;
        printf ("client: no reply to %d, asking again\n", sequence);
        zsock_destroy (req_p);
        *req_p = zsock_new_req (endpoint);
        assert (*req_p);
        zsock_send (*req_p, "i", sequence);
    }
}

static void
s_client (zsock_t *pipe, void *args)
{
    zsock_t *req = zsock_new_req ((char *) args);
    assert (req);
    zsock_signal (pipe, 0);

    int sequence = 1;
    while (sequence < 100 && s_ask (&req, (char *) args, sequence))
        printf ("client: %d is confirmed\n", sequence++);
    if (sequence < 100)
        printf ("client: abandoning at %d\n", sequence);
    zsock_destroy (&req);
}

int main (int argc, char *argv [])
{
    zsys_handler_set (NULL);                //  Ctrl-C simply ends us
    const char *role = argc > 1? argv [1]: "both";
    char *endpoint = argc > 2? argv [2]: "tcp://127.0.0.1:5555";
    if (argc > 3)
        base = atoi (argv [3]);
    if (argc > 4)
        timeout = atoi (argv [4]);
    zactor_t *server = NULL, *client = NULL;
    if (strneq (role, "client"))
        server = zactor_new (s_server, endpoint);
    if (strneq (role, "server"))
        client = zactor_new (s_client, endpoint);
    //  Both end of themselves; to destroy an actor is to wait for its end
    zactor_destroy (&client);
    zactor_destroy (&server);
    return 0;
}

//  Prints, more or less in this order:
//
//  server: request 1
//  client: 1 is confirmed
//  server: request 2
//  client: 2 is confirmed
//  server: request 3
//  client: 3 is confirmed
//  server: request 4
//  server: overload
//  client: 4 is confirmed
//  server: request 5
//  client: 5 is confirmed
//  server: request 6
//  client: 6 is confirmed
//  server: request 7
//  client: 7 is confirmed
//  server: request 8
//  server: overload
//  client: 8 is confirmed
//  server: request 9
//  server: crash
//  client: 9 is confirmed
//  client: no reply to 10, asking again
//  client: no reply to 10, asking again
//  client: no reply to 10, asking again
//  client: abandoning at 10

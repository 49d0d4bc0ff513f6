//  ROUTER to ROUTER among peers: every node can write to every other, by its
//  name, and there is no server. Take it for a handful of programs that know
//  each other's addresses. (If they do not, or are many, see zgossip.)
//
//      N0 [in ROUTER]◀── N1 [out]     Each node has a socket that the others
//         [out ROUTER]─▶ N1 [in]      connect to, and one that connects to
//         ...                         theirs. Both bear the node's name.
//
//  They cannot be one: a second connection of the same name to a ROUTER is
//  ignored, so what N0 connects with must not meet what connected to N0.
//  All sockets probe: each sends an empty message to every new peer. A node
//  that has the probes of both peers on its out can write to both.
//
//      router_peers [ENDPOINT ENDPOINT ENDPOINT]     all, on three threads

#include <czmq.h>

#define NODES 3

static const char *endpoints [NODES] =
    { "tcp://127.0.0.1:5380", "tcp://127.0.0.1:5381",
      "tcp://127.0.0.1:5382" };
static char *names [NODES] = { "N0", "N1", "N2" };

static zsock_t *
s_router (const char *name)
{
    zsock_t *router = zsock_new (ZMQ_ROUTER);
    zsock_set_identity (router, name);
    zsock_set_probe_router (router, 1);
    zsock_set_linger (router, 10000);       //  for what was sent last
    return router;
}

static void
s_node (zsock_t *pipe, void *args)
{
    int self = *(int *) args;
    zsock_t *in = s_router (names [self]);
    int port = zsock_bind (in, "%s", endpoints [self]);
    assert (port != -1);
    zsock_t *out = s_router (names [self]);
    for (int peer = 0; peer < NODES; peer++)
        if (peer != self) {
            int rc = zsock_connect (out, "%s", endpoints [peer]);
            assert (rc == 0);
        }
    zsock_signal (pipe, 0);

    //  Until both peers are there, and both have written
    zpoller_t *poller = zpoller_new (in, out, NULL);
    int letters = 0;
    for (int probes = 0; probes < NODES - 1 || letters < NODES - 1; ) {
        void *which = zpoller_wait (poller, -1);
        if (!which)
            break;
        char *peer, *text;
        if (zstr_recvx (which, &peer, &text, NULL) != 2)
            break;
        if (which == out) {
            zstr_sendx (out, peer, "hey", NULL);
            probes++;
        }
        else
        if (*text) {                        //  not a probe
            printf ("%s: [%s|%s]\n", names [self], peer, text);
            letters++;
        }
        zstr_free (&peer);
        zstr_free (&text);
    }
    zpoller_destroy (&poller);
    zsock_destroy (&out);
    zsock_destroy (&in);
}

int main (int argc, char *argv [])
{
    zsys_handler_set (NULL);                //  Ctrl-C simply ends us
    for (int index = 0; index < NODES && index + 1 < argc; index++)
        endpoints [index] = argv [index + 1];
    zactor_t *nodes [NODES];
    for (int index = 0; index < NODES; index++)
        nodes [index] = zactor_new (s_node, &index);
    //  All end of themselves; to destroy an actor is to wait for its end
    for (int index = 0; index < NODES; index++)
        zactor_destroy (&nodes [index]);
    return 0;
}

//  Prints, in some order:
//
//  N0: [N1|hey]
//  N0: [N2|hey]
//  N1: [N0|hey]
//  N1: [N2|hey]
//  N2: [N0|hey]
//  N2: [N1|hey]

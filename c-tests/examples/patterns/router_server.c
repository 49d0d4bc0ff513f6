//  ROUTER to ROUTER, the server is known by name: the clients speak first,
//  and the server answers all of them when it has heard all. Take it where
//  a client is connected to several servers, and chooses by name which of
//  them a message is for.
//
//      ann ROUTER ── [Server|empty] ─▶ ROUTER "Server"
//                 ◀─ [ann|empty] ─────
//
//  A ROUTER can send to a name only when the connection is there. The server
//  probes, that is, its socket sends an empty message to each new peer: so
//  each client hears when it may speak.
//
//      router_server [ENDPOINT]     all, on four threads

#include <czmq.h>

#define CLIENTS 3

static const char *endpoint = "tcp://127.0.0.1:5380";

static void
s_client (zsock_t *pipe, void *args)
{
    char *name = (char *) args;
    zsock_t *router = zsock_new (ZMQ_ROUTER);
    zsock_set_identity (router, name);
    int rc = zsock_connect (router, "%s", endpoint);
    assert (rc == 0);
    zsock_signal (pipe, 0);

    zmsg_t *probe = zmsg_recv (router);     //  [Server|empty]
    zmsg_destroy (&probe);
    zstr_sendx (router, "Server", "", NULL);
    zmsg_t *answer = zmsg_recv (router);
    if (answer) {
        char *from = zmsg_popstr (answer);
        printf ("%s: an answer from %s\n", name, from);
        zstr_free (&from);
    }
    zmsg_destroy (&answer);
    zsock_destroy (&router);
}

int main (int argc, char *argv [])
{
    zsys_handler_set (NULL);                //  Ctrl-C simply ends us
    if (argc > 1)
        endpoint = argv [1];
    zsock_t *router = zsock_new (ZMQ_ROUTER);
    zsock_set_identity (router, "Server");
    zsock_set_probe_router (router, 1);     //  both before it binds
    int port = zsock_bind (router, "%s", endpoint);
    assert (port != -1);

    char *names [CLIENTS] = { "ann", "bob", "cat" };
    zactor_t *clients [CLIENTS];
    for (int index = 0; index < CLIENTS; index++)
        clients [index] = zactor_new (s_client, names [index]);
    zmsg_t *messages [CLIENTS];
    int count = 0;
    while (count < CLIENTS && (messages [count] = zmsg_recv (router))) {
        zframe_t *from = zmsg_first (messages [count]);
        printf ("server: %zu frames from %.*s\n",
                zmsg_size (messages [count]),
                (int) zframe_size (from), (char *) zframe_data (from));
        count++;
    }
    while (count--)
        zmsg_send (&messages [count], router);

    for (int index = 0; index < CLIENTS; index++)
        zactor_destroy (&clients [index]);
    zsock_destroy (&router);
    return 0;
}

//  Prints, in some order:
//
//  server: 2 frames from ann
//  server: 2 frames from bob
//  server: 2 frames from cat
//  ann: an answer from Server
//  bob: an answer from Server
//  cat: an answer from Server

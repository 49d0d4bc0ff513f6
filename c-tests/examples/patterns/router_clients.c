//  ROUTER to ROUTER, the clients are known by name: a server speaks first,
//  and to whom it likes. Take it to give orders to programs whose names are
//  in a list.
//
//      server ROUTER ── [ClientA|hello] ─▶ ROUTER "ClientA"
//                    ◀─ [id|ClientA] ─────
//
//  To a name that is not connected a ROUTER sends without complaint, and the
//  message is gone; with the option "mandatory" it says EHOSTUNREACH. So
//  the server must know that they are there: they probe, that is, their
//  sockets send an empty message to each new peer.
//
//      router_clients [ENDPOINT]     all, on four threads

#include <czmq.h>

#define CLIENTS 3

static const char *endpoint = "tcp://127.0.0.1:5380";

static void
s_client (zsock_t *pipe, void *args)
{
    char *name = (char *) args;
    zsock_t *router = zsock_new (ZMQ_ROUTER);
    zsock_set_identity (router, name);
    zsock_set_probe_router (router, 1);
    zsock_set_linger (router, 10000);       //  for the answer
    int rc = zsock_connect (router, "%s", endpoint);
    assert (rc == 0);
    zsock_signal (pipe, 0);

    //  The server has no name, so its id here is made up by our socket
    zframe_t *server;
    char *text;
    if (zsock_recv (router, "fs", &server, &text) == 0) {
        printf ("%s: %s\n", name, text);
        zsock_send (router, "fs", server, name);
        zframe_destroy (&server);
        zstr_free (&text);
    }
    zsock_destroy (&router);
}

int main (int argc, char *argv [])
{
    zsys_handler_set (NULL);                //  Ctrl-C simply ends us
    if (argc > 1)
        endpoint = argv [1];
    zsock_t *router = zsock_new (ZMQ_ROUTER);
    zsock_set_router_mandatory (router, 1);
    int port = zsock_bind (router, "%s", endpoint);
    assert (port != -1);
    if (zstr_sendx (router, "ClientZ", "hello", NULL) == -1
    &&  errno == EHOSTUNREACH)
        puts ("server: there is no ClientZ");

    char *names [CLIENTS] = { "ClientA", "ClientB", "ClientC" };
    zactor_t *clients [CLIENTS];
    for (int index = 0; index < CLIENTS; index++)
        clients [index] = zactor_new (s_client, names [index]);
    for (int count = 0; count < CLIENTS; count++) {
        zmsg_t *probe = zmsg_recv (router); //  [name|empty]
        zmsg_destroy (&probe);
    }
    for (int index = 0; index < CLIENTS; index++)
        zstr_sendx (router, names [index], "hello", NULL);
    for (int count = 0; count < CLIENTS; count++) {
        char *name, *text;
        if (zstr_recvx (router, &name, &text, NULL) != 2)
            break;
        printf ("server: [%s|%s]\n", name, text);
        zstr_free (&name);
        zstr_free (&text);
    }

    for (int index = 0; index < CLIENTS; index++)
        zactor_destroy (&clients [index]);
    zsock_destroy (&router);
    return 0;
}

//  Prints, in some order:
//
//  server: there is no ClientZ
//  ClientA: hello
//  ClientB: hello
//  ClientC: hello
//  server: [ClientA|ClientA]
//  server: [ClientB|ClientB]
//  server: [ClientC|ClientC]

//  REQ to ROUTER: what a server sees that looks at its messages as they are.
//  Each REQ puts an empty frame in front of what it sends, the delimiter; the
//  ROUTER puts the peer's routing id in front of that. Who sends a message
//  back as it came sends it to the right peer, and the REQ there takes the
//  delimiter off. This is how brokers are made that look at envelopes.
//
//      client REQ ── [ann] ──────────▶ ROUTER sees [id|empty|ann]
//                 ◀─ [ann] ───────────        sends [id|empty|ann]
//
//  The ids are the router's own, 5 bytes of which the first is zero, for the
//  clients have not chosen any.
//
//      req_router [ENDPOINT]     all, on four threads

#include <czmq.h>

#define CLIENTS 3

static const char *endpoint = "tcp://127.0.0.1:5380";

static void
s_client (zsock_t *pipe, void *args)
{
    char *name = (char *) args;
    zsock_t *req = zsock_new_req (endpoint);
    assert (req);
    zsock_signal (pipe, 0);

    zstr_send (req, name);
    char *echo = zstr_recv (req);
    if (echo)
        printf ("%s: %s\n", name, streq (echo, name)? "my echo": "not mine!");
    zstr_free (&echo);
    zsock_destroy (&req);
}

int main (int argc, char *argv [])
{
    zsys_handler_set (NULL);                //  Ctrl-C simply ends us
    if (argc > 1)
        endpoint = argv [1];
    zsock_t *router = zsock_new_router (endpoint);
    assert (router);
    char *names [CLIENTS] = { "ann", "bob", "cat" };
    zactor_t *clients [CLIENTS];
    for (int index = 0; index < CLIENTS; index++)
        clients [index] = zactor_new (s_client, names [index]);

    //  First all come in, then all are answered
    zmsg_t *messages [CLIENTS];
    int count = 0;
    while (count < CLIENTS && (messages [count] = zmsg_recv (router))) {
        zframe_t *id = zmsg_first (messages [count]);
        zframe_t *delimiter = zmsg_next (messages [count]);
        zframe_t *body = zmsg_next (messages [count]);
        printf ("router: %zu frames: an id of %zu bytes from %d, "
                "%zu bytes, %.*s\n", zmsg_size (messages [count]),
                zframe_size (id), zframe_data (id) [0],
                zframe_size (delimiter),
                (int) zframe_size (body), (char *) zframe_data (body));
        for (int other = 0; other < count; other++)
            assert (!zframe_eq (id, zmsg_first (messages [other])));
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
//  router: 3 frames: an id of 5 bytes from 0, 0 bytes, ann
//  router: 3 frames: an id of 5 bytes from 0, 0 bytes, bob
//  router: 3 frames: an id of 5 bytes from 0, 0 bytes, cat
//  ann: my echo
//  bob: my echo
//  cat: my echo

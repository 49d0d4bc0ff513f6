//  Request and reply: the simplest talk of two programs. The client asks and
//  waits; the server answers, and waits for the next question. Take it where
//  a client has nothing else to do before it has its answer.
//
//      client REQ ── Hello ─▶ REP server
//                 ◀─ World ──
//
//      request_reply                       both, on two threads
//      request_reply server [ENDPOINT]     each in a terminal of its own,
//      request_reply client [ENDPOINT]     in any order

#include <czmq.h>

static void
s_server (zsock_t *pipe, void *args)
{
    zsock_t *rep = zsock_new_rep ((char *) args);   //  REP binds
    assert (rep);
    //  When it ends, what was just sent may still be on its way: for a
    //  second, it is not thrown away.
    zsock_set_linger (rep, 10000);
    zsock_signal (pipe, 0);

    for (int count = 1; count <= 10; count++) {
        char *question = zstr_recv (rep);
        if (!question)
            break;
        printf ("server: %s, number %d\n", question, count);
        zstr_free (&question);
        zstr_sendf (rep, "World %d", count);
    }
    zsock_destroy (&rep);
}

static void
s_client (zsock_t *pipe, void *args)
{
    zsock_t *req = zsock_new_req ((char *) args);   //  REQ connects
    assert (req);
    zsock_signal (pipe, 0);

    for (int count = 1; count <= 10; count++) {
        zstr_send (req, "Hello");
        char *answer = zstr_recv (req);
        if (!answer)
            break;
        printf ("client: %s\n", answer);
        zstr_free (&answer);
    }
    zsock_destroy (&req);
}

int main (int argc, char *argv [])
{
    zsys_handler_set (NULL);                //  Ctrl-C simply ends us
    const char *role = argc > 1? argv [1]: "both";
    char *endpoint = argc > 2? argv [2]: "tcp://127.0.0.1:8080";
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

//  Prints:
//
//  server: Hello, number 1
//  client: World 1
//  server: Hello, number 2
//  client: World 2
//  server: Hello, number 3
//  client: World 3
//  server: Hello, number 4
//  client: World 4
//  server: Hello, number 5
//  client: World 5
//  server: Hello, number 6
//  client: World 6
//  server: Hello, number 7
//  client: World 7
//  server: Hello, number 8
//  client: World 8
//  server: Hello, number 9
//  client: World 9
//  server: Hello, number 10
//  client: World 10

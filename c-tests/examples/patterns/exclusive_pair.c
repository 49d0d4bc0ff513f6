//  An exclusive pair: two who talk to each other and to nobody else. Both
//  may speak at any time, and as often as they like. Take it between two
//  threads; the pipe of an actor is one.
//
//      left PAIR ◀─────▶ PAIR right
//
//  A PAIR has room for one peer, and does not take the next before the first
//  has gone.
//
//      exclusive_pair                      both, on two threads
//      exclusive_pair left [ENDPOINT]      each in a terminal of its own
//      exclusive_pair right [ENDPOINT]

#include <czmq.h>

static void
s_talk (zsock_t *pair, const char *name, const char *lines [])
{
    //  All that one has to say first: nobody needs to be asked
    for (int index = 0; lines [index]; index++)
        zstr_sendx (pair, name, lines [index], NULL);
    zstr_sendx (pair, name, "bye", NULL);

    bool ended = false;
    while (!ended) {
        char *peer, *line;
        if (zstr_recvx (pair, &peer, &line, NULL) == -1)
            break;
        printf ("%s hears %s say: %s\n", name, peer, line);
        ended = streq (line, "bye");
        zstr_free (&peer);
        zstr_free (&line);
    }
}

static void
s_left (zsock_t *pipe, void *args)
{
    //  zsock_new_pair connects, if the endpoint does not begin with @
    zsock_t *pair = zsock_new (ZMQ_PAIR);
    int rc = zsock_attach (pair, (char *) args, true);
    assert (rc == 0);
    zsock_set_linger (pair, 10000);         //  the bye is to arrive
    zsock_signal (pipe, 0);
    const char *lines [] = { "knock knock", "it's me", NULL };
    s_talk (pair, "left", lines);
    zsock_destroy (&pair);
}

static void
s_right (zsock_t *pipe, void *args)
{
    zsock_t *pair = zsock_new_pair ((char *) args);
    assert (pair);
    zsock_set_linger (pair, 10000);
    zsock_signal (pipe, 0);
    const char *lines [] = { "who is there?", NULL };
    s_talk (pair, "right", lines);
    zsock_destroy (&pair);
}

int main (int argc, char *argv [])
{
    zsys_handler_set (NULL);                //  Ctrl-C simply ends us
    const char *role = argc > 1? argv [1]: "both";
    char *endpoint = argc > 2? argv [2]: "tcp://127.0.0.1:5558";
    zactor_t *left = NULL, *right = NULL;
    if (strneq (role, "right"))
        left = zactor_new (s_left, endpoint);
    if (strneq (role, "left"))
        right = zactor_new (s_right, endpoint);
    //  Both end of themselves; to destroy an actor is to wait for its end
    zactor_destroy (&right);
    zactor_destroy (&left);
    return 0;
}

//  Prints, in some order:
//
//  left hears right say: who is there?
//  left hears right say: bye
//  right hears left say: knock knock
//  right hears left say: it's me
//  right hears left say: bye

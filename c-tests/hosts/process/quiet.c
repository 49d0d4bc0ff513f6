//  The host's standard streams: nothing is written to them when the log goes elsewhere. `run` looks
//  at what came.

#include "everything.h"

static FILE *
elsewhere (void)
{
    FILE *stream = tmpfile ();
    check (stream);
    return stream;
}

static int
end_reactor (zloop_t *loop, int timer, void *arg)
{
    (void) loop, (void) timer, (void) arg;
    return -1;
}

//  Lines of all kinds, from all who write some
static void
talk (void)
{
    zsys_error ("a line");
    zsys_debug ("another");
    zsock_t *socket = zsock_new (ZMQ_PULL);
    check (zsock_bind (socket, "no such endpoint") == -1);
    check (zsock_connect (socket, "tcp://") == -1);
    zsock_destroy (&socket);
    for (size_t i = 0; i < actor_count; i++)
        //  The user's own actors and the gossip nodes would answer to the word.
        if (i > 3)
            zstr_send (actors [i], "VERBOSE");
    zsock_wait (actors [4]);
    zstr_sendx (actors [2], "NONSENSE", "x", NULL);
    zstr_sendx (actors [2], "BIND", "no such endpoint", NULL);
    zstr_sendx (actors [2], "CONNECT", "no such endpoint", NULL);
    zloop_t *loop = zloop_new ();
    zloop_set_verbose (loop, true);
    zloop_timer (loop, 1, 3, on_timer, NULL);
    zloop_timer (loop, 20, 1, end_reactor, NULL);
    zloop_start (loop);
    zloop_destroy (&loop);
    use_everything ();
}

static void
to_a_stream (void)
{
    open_everything ();
    //  Gossip nodes of the original set it to standard output when they start.
    zsys_set_logstream (elsewhere ());
    talk ();
    close_everything ();
    zsys_shutdown ();
}

static void
to_a_stream_set_first (void)
{
    zsys_set_logstream (elsewhere ());
    open_everything ();
    talk ();
    close_everything ();
}

static void
to_nowhere (void)
{
    open_everything ();
    zsys_set_logstream (NULL);
    talk ();
    close_everything ();
}

static void
by_the_environment (void)
{
    setenv ("ZSYS_LOGSTREAM", "none", 1);
    open_everything ();
    talk ();
    close_everything ();
    zsys_shutdown ();
    open_sockets ();
    zsys_error ("a line");
    close_sockets ();
}

static void
to_the_system (void)
{
    open_everything ();
    zsys_set_logsystem (true);
    talk ();
    close_everything ();
}

//  What the library finds left open at exit, it does not tell the host's streams.
static void
left_open (void)
{
    open_everything ();
    zsys_set_logstream (elsewhere ());
    talk ();
}

static void
sockets_left_open (void)
{
    open_sockets ();
    zsys_set_logstream (elsewhere ());
    use_sockets ();
}

static void
only_exit (void)
{
    exit (7);
}

static void
child (void)
{
    setenv ("ZSYS_LOGSTREAM", "none", 1);
    open_sockets ();
    check (status_of_child (only_exit) == 7);
    close_sockets ();
}

static void
nothing_to_say (void)
{
    open_everything ();
    use_everything ();
    close_everything ();
}

static const case_t cases [] = {
    { "nothing_to_say", nothing_to_say, 0, NULL },
    { "to_a_stream", to_a_stream, 0, NULL },
    { "to_a_stream_set_first", to_a_stream_set_first, 0, "each new gossip node sets the stream to standard output" },
    { "to_nowhere", to_nowhere, 0, NULL },
    { "by_the_environment", by_the_environment, 0, "each new gossip node sets the stream to standard output" },
    { "to_the_system", to_the_system, 0, NULL },
    { "left_open", left_open, 0, "aborts" },
    { "sockets_left_open", sockets_left_open, 0, NULL },
    { "child", child, 0, NULL },
    { NULL, NULL, 0, NULL }
};

int main (int argc, char **argv)
{
    return run_case (argc, argv, cases);
}

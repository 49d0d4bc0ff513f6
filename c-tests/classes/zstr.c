//  Walks zstr: sending and receiving strings, plain, formatted and as multipart messages.

#include "test.h"
#include <sys/time.h>

static const char *
reason (void)
{
    switch (errno) {
        case EAGAIN:        return "EAGAIN";
        case EINTR:         return "EINTR";
        case ETERM:         return "ETERM";
        case EFSM:          return "EFSM";
        case ENOTSUP:       return "ENOTSUP";
        case EHOSTUNREACH:  return "EHOSTUNREACH";
        default:            return zmq_strerror (errno);
    }
}

//  Two connected sockets: what goes into `out` comes out of `in`. `wire` is the libzmq
//  handle of the latter.

static zsock_t *in, *out;
static void *wire;

static void
open_pair (void)
{
    //  Each pair has its own name: libzmq frees one only some time after a close.
    static int pairs;
    in = zsock_new (ZMQ_PAIR);
    out = zsock_new (ZMQ_PAIR);
    check (zsock_bind (in, "inproc://zstr.pair-%d", ++pairs) == 0);
    check (zsock_connect (out, "inproc://zstr.pair-%d", pairs) == 0);
    zsock_set_rcvtimeo (in, 20000);
    wire = zsock_resolve (in);
}

static void
close_pair (void)
{
    zsock_destroy (&out);
    zsock_destroy (&in);
}

//  Reads one whole message with libzmq alone.

static void
show_wire (void)
{
    int more = 1;
    printf ("  wire:");
    while (more) {
        byte data [256];
        int size = zmq_recv (wire, data, sizeof data, 0);
        check (size >= 0 && size <= (int) sizeof data);
        size_t more_size = sizeof more;
        check (zmq_getsockopt (wire, ZMQ_RCVMORE, &more, &more_size) == 0);
        printf (" %d[%.*s]%s", size, size, (char *) data, more ? " +" : "");
    }
    printf ("\n");
}

static void
show_nothing_on_wire (void)
{
    byte data [1];
    check (zmq_recv (wire, data, 1, ZMQ_DONTWAIT) == -1 && errno == EAGAIN);
    printf ("  wire: nothing\n");
}

static void
send_strings (void)
{
    open_pair ();
    printf ("send: %d\n", zstr_send (out, "Hello"));
    show_wire ();
    printf ("send of an empty string: %d\n", zstr_send (out, ""));
    show_wire ();
    printf ("send of NULL: %d\n", zstr_send (out, NULL));
    show_wire ();
    printf ("send of what looks like a format: %d\n", zstr_send (out, "%s %n 100%"));
    show_wire ();
    printf ("sendm: %d\n", zstr_sendm (out, "one"));
    show_nothing_on_wire ();
    printf ("sendm of an empty string: %d\n", zstr_sendm (out, ""));
    printf ("sendm of what looks like a format: %d\n", zstr_sendm (out, "%s"));
    printf ("send: %d\n", zstr_send (out, "end"));
    show_wire ();
    close_pair ();
}

static void
send_formats (void)
{
    open_pair ();
    printf ("sendf: %d\n", zstr_sendf (out, "%s-%05d-%.2f-%%-%c", "text", 42, 1.5, 'x'));
    show_wire ();
    printf ("sendf without arguments: %d\n", zstr_sendf (out, "plain"));
    show_wire ();
    printf ("sendf of an empty string: %d\n", zstr_sendf (out, "%s", ""));
    show_wire ();
    const char *early = "%d of 100%";
    printf ("sendf of a format that ends early: %d\n", zstr_sendf (out, early, 7));
    show_wire ();
    printf ("sendfm: %d\n", zstr_sendfm (out, "%d of %d", 1, 3));
    show_nothing_on_wire ();
    printf ("sendfm: %d\n", zstr_sendfm (out, "%d of %d", 2, 3));
    printf ("sendf: %d\n", zstr_sendf (out, "%d of %d", 3, 3));
    show_wire ();

    //  Around the sizes at which a first guess of a buffer may end.
    const int sizes [] = { 255, 256, 257, 511, 512, 513, 4095, 4096, 4097, 1000000 };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        check (zstr_sendf (out, "%*s", sizes [i], "end") == 0);
        char *string = zstr_recv (in);
        check (string && strlen (string) == (size_t) sizes [i]);
        check_streq (string + sizes [i] - 4, " end");
        zstr_free (&string);
        check (zstr_sendfm (out, "%*s", sizes [i], "end") == 0);
        check (zstr_send (out, "") == 0);
        string = zstr_recv (in);
        check (string && strlen (string) == (size_t) sizes [i]);
        check_streq (string + sizes [i] - 4, " end");
        zstr_free (&string);
        zsock_flush (in);
    }
    printf ("formats may grow to a million characters\n");
    close_pair ();
}

static void
send_multipart (void)
{
    open_pair ();
    printf ("sendx: %d\n", zstr_sendx (out, "one", "", "%s", "four", NULL));
    show_wire ();
    printf ("sendx of one string: %d\n", zstr_sendx (out, "alone", NULL));
    show_wire ();
    printf ("sendx of nothing: %d\n", zstr_sendx (out, NULL));
    show_nothing_on_wire ();
    printf ("sendx of many strings: %d\n",
            zstr_sendx (out, "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12",
                        "13", "14", "15", "16", "17", "18", "19", "20", NULL));
    show_wire ();
    close_pair ();
}

static void
receive_strings (void)
{
    open_pair ();
    errno = 0;
    char *string = zstr_recv_nowait (in);
    printf ("recv_nowait of nothing: %s", string ? string : "NULL");
    printf (" %s\n", reason ());

    //  A call reads one frame; the others stay.
    zstr_sendx (out, "one", "", "three", NULL);
    zstr_send (out, "next message");
    string = zstr_recv (in);
    printf ("recv: '%s' rcvmore=%d\n", string, zsock_rcvmore (in));
    zstr_free (&string);
    check (string == NULL);
    zstr_free (&string);
    string = zstr_recv_nowait (in);
    printf ("recv_nowait: '%s' rcvmore=%d\n", string, zsock_rcvmore (in));
    zstr_free (&string);
    string = zstr_recv_nowait (in);
    printf ("recv_nowait: '%s' rcvmore=%d\n", string, zsock_rcvmore (in));
    zstr_free (&string);
    string = zstr_recv (in);
    printf ("recv: '%s' rcvmore=%d\n", string, zsock_rcvmore (in));
    free (string);

    check (zmq_send (zsock_resolve (out), "a\0b", 3, 0) == 3);
    string = zstr_recv (in);
    printf ("recv with a null byte inside: %02X %02X %02X %02X\n",
            string [0], string [1], string [2], string [3]);
    zstr_free (&string);
    check (zmq_send (zsock_resolve (out), "a\0b", 3, 0) == 3);
    string = zstr_recv_nowait (in);
    printf ("recv_nowait with a null byte inside: %02X %02X %02X %02X\n",
            string [0], string [1], string [2], string [3]);
    zstr_free (&string);

    //  A signal is a frame like any other here.
    zsock_signal (out, 5);
    string = zstr_recv (in);
    printf ("recv of a signal: %02X %02X %02X %02X %02X %02X %02X %02X %02X\n", string [0],
            string [1], string [2], string [3], string [4], string [5], string [6],
            string [7], string [8]);
    zstr_free (&string);

    zsock_set_rcvtimeo (in, 1);
    errno = 0;
    string = zstr_recv (in);
    printf ("recv with a timeout: %s", string ? string : "NULL");
    printf (" %s\n", reason ());
    close_pair ();

    zsock_t *push = zsock_new (ZMQ_PUSH);
    errno = 0;
    string = zstr_recv (push);
    printf ("recv from a PUSH socket: %s", string ? string : "NULL");
    printf (" %s\n", reason ());
    zsock_destroy (&push);
}

//  Three strings, set to a mark beforehand, so that the ones left alone show.

static char mark [] = "untouched";
static char *strings [3];

static void
mark_strings (void)
{
    for (int i = 0; i < 3; i++)
        strings [i] = mark;
}

static void
show_strings (const char *title, int rc)
{
    printf ("%s: %d:", title, rc);
    for (int i = 0; i < 3; i++) {
        printf (" %s", strings [i] ? strings [i] : "NULL");
        if (strings [i] != mark)
            zstr_free (&strings [i]);
    }
    printf ("\n");
}

static int
receive_three (void)
{
    mark_strings ();
    return zstr_recvx (in, &strings [0], &strings [1], &strings [2], NULL);
}

static void
receive_multipart (void)
{
    open_pair ();
    zstr_sendx (out, "one", "two", "three", NULL);
    show_strings ("recvx of three", receive_three ());
    zstr_sendx (out, "one", "", "three", NULL);
    show_strings ("recvx with an empty one", receive_three ());

    //  The answer is the number of pointers, even if not all are filled.
    zstr_sendx (out, "one", "two", NULL);
    show_strings ("recvx of two", receive_three ());
    zstr_send (out, "one");
    show_strings ("recvx of one", receive_three ());

    zstr_sendx (out, "one", "two", "three", "four", "five", NULL);
    zstr_send (out, "next message");
    show_strings ("recvx of five", receive_three ());
    show_strings ("recvx after it", receive_three ());

    zstr_sendx (out, "one", "two", "three", NULL);
    mark_strings ();
    show_strings ("recvx to one pointer", zstr_recvx (in, &strings [0], NULL));
    zstr_send (out, "dropped");
    mark_strings ();
    show_strings ("recvx to no pointer", zstr_recvx (in, NULL));
    show_nothing_on_wire ();

    //  It starts wherever the socket is in a message.
    zstr_sendx (out, "read before", "two", "three", NULL);
    char *string = zstr_recv (in);
    zstr_free (&string);
    show_strings ("recvx of the rest", receive_three ());

    zsock_signal (out, 0);
    show_strings ("recvx of a signal", receive_three ());
    show_nothing_on_wire ();

    zsock_set_rcvtimeo (in, 1);
    errno = 0;
    int rc = receive_three ();
    show_strings (streq (reason (), "EAGAIN") ? "recvx with a timeout, EAGAIN"
                                              : "recvx with a timeout", rc);
    close_pair ();
}

static void
failing_send (void)
{
    zsock_t *lonely = zsock_new (ZMQ_PUSH);
    zsock_set_sndtimeo (lonely, 1);
    errno = 0;
    printf ("send without a peer: %d", zstr_send (lonely, "text"));
    printf (" %s\n", reason ());
    errno = 0;
    printf ("sendm without a peer: %d", zstr_sendm (lonely, "text"));
    printf (" %s\n", reason ());
    errno = 0;
    printf ("sendf without a peer: %d", zstr_sendf (lonely, "%s", "text"));
    printf (" %s\n", reason ());
    errno = 0;
    printf ("sendfm without a peer: %d", zstr_sendfm (lonely, "%s", "text"));
    printf (" %s\n", reason ());
    errno = 0;
    printf ("sendx without a peer: %d", zstr_sendx (lonely, "text", "text", NULL));
    printf (" %s\n", reason ());
    zsock_destroy (&lonely);

    zsock_t *rep = zsock_new (ZMQ_REP);
    errno = 0;
    printf ("send out of turn: %d", zstr_send (rep, "text"));
    printf (" %s\n", reason ());
    zsock_destroy (&rep);

    zsock_t *router = zsock_new (ZMQ_ROUTER);
    zsock_set_router_mandatory (router, 1);
    errno = 0;
    printf ("send to an unknown peer: %d", zstr_sendx (router, "nobody", "text", NULL));
    printf (" %s\n", reason ());
    zsock_destroy (&router);

    zsock_t *pull = zsock_new (ZMQ_PULL);
    errno = 0;
    printf ("send to a PULL socket: %d", zstr_send (pull, "text"));
    printf (" %s\n", reason ());
    zsock_destroy (&pull);
}

static void
request_and_reply (void)
{
    zsock_t *rep = zsock_new_rep ("inproc://zstr.request");
    zsock_t *req = zsock_new_req ("inproc://zstr.request");
    zsock_set_rcvtimeo (rep, 20000);
    zsock_set_rcvtimeo (req, 20000);
    zstr_sendx (req, "What", "is it?", NULL);
    char *what, *is_it;
    check (zstr_recvx (rep, &what, &is_it, NULL) == 2);
    zstr_sendf (rep, "'%s %s' was the question", what, is_it);
    zstr_free (&what);
    zstr_free (&is_it);
    char *answer = zstr_recv (req);
    printf ("%s\n", answer);
    zstr_free (&answer);
    zsock_destroy (&req);
    zsock_destroy (&rep);
}

static void
echo_actor (zsock_t *pipe, void *args)
{
    zsock_signal (pipe, 0);
    char *string;
    while ((string = zstr_recv (pipe)) && strneq (string, "$TERM")) {
        zstr_sendx (pipe, (char *) args, string, NULL);
        zstr_free (&string);
    }
    zstr_free (&string);
}

static void
other_sockets (void)
{
    char name [] = "echo";
    zactor_t *actor = zactor_new (echo_actor, name);
    printf ("send to an actor: %d\n", zstr_send (actor, "Hello"));
    mark_strings ();
    int rc = zstr_recvx (actor, &strings [0], &strings [1], NULL);
    show_strings ("recvx from an actor", rc);
    printf ("sendf to an actor: %d\n", zstr_sendf (actor, "%d", 42));
    char *string = zstr_recv (actor);
    printf ("recv from an actor: %s\n", string);
    zstr_free (&string);
    string = zstr_recv_nowait (actor);
    printf ("recv_nowait from an actor: %s\n", string);
    zstr_free (&string);
    zactor_destroy (&actor);

    void *ctx = zmq_ctx_new ();
    void *one = zmq_socket (ctx, ZMQ_PAIR);
    void *two = zmq_socket (ctx, ZMQ_PAIR);
    check (zmq_bind (one, "inproc://plain") == 0);
    check (zmq_connect (two, "inproc://plain") == 0);
    printf ("sendm to a libzmq handle: %d\n", zstr_sendm (one, "plain"));
    printf ("sendfm to a libzmq handle: %d\n", zstr_sendfm (one, "%s", "libzmq"));
    printf ("send to a libzmq handle: %d\n", zstr_send (one, "handle"));
    mark_strings ();
    rc = zstr_recvx (two, &strings [0], &strings [1], &strings [2], NULL);
    show_strings ("recvx from a libzmq handle", rc);
    printf ("sendx to a libzmq handle: %d\n", zstr_sendx (two, "back", NULL));
    string = zstr_recv (one);
    printf ("recv from a libzmq handle: %s\n", string);
    zstr_free (&string);

    check (zmq_ctx_shutdown (ctx) == 0);
    //  A call that would block notices a shutdown at once, others may do so late.
    errno = 0;
    string = zstr_recv (one);
    printf ("recv after shutdown: %s", string ? string : "NULL");
    printf (" %s\n", reason ());
    errno = 0;
    printf ("send after shutdown: %d", zstr_send (one, "too late"));
    printf (" %s\n", reason ());
    errno = 0;
    printf ("sendx after shutdown: %d", zstr_sendx (one, "too", "late", NULL));
    printf (" %s\n", reason ());
    mark_strings ();
    rc = zstr_recvx (one, &strings [0], NULL);
    show_strings ("recvx after shutdown", rc);
    zmq_close (one);
    zmq_close (two);
    zmq_ctx_term (ctx);
}

static void
on_alarm (int signal)
{
    (void) signal;
}

//  The timer repeats, so that one that fires early does no harm.

static void
interrupted (void)
{
    open_pair ();
    zsock_set_rcvtimeo (in, -1);
    struct sigaction action = { .sa_handler = on_alarm }, before;
    sigaction (SIGALRM, &action, &before);
    struct itimerval every = { { 0, 20000 }, { 0, 20000 } }, never = { { 0, 0 }, { 0, 0 } };
    setitimer (ITIMER_REAL, &every, NULL);
    errno = 0;
    char *string = zstr_recv (in);
    int string_errno = errno;
    mark_strings ();
    errno = 0;
    int rc = zstr_recvx (in, &strings [0], &strings [1], NULL);
    int rc_errno = errno;
    setitimer (ITIMER_REAL, &never, NULL);
    sigaction (SIGALRM, &before, NULL);
    errno = string_errno;
    printf ("recv cut short by a signal: %s %s\n", string ? string : "NULL", reason ());
    errno = rc_errno;
    printf ("recvx cut short by a signal: %d %s\n", rc, reason ());
    check (strings [0] == mark && strings [1] == mark);
    close_pair ();
}

static void
contract_breaches (void)
{
    open_pair ();
    check_aborts ("zstr_free", zstr_free (NULL));
    check_aborts ("zstr_send", zstr_send (NULL, "text"));
    check_aborts ("zstr_sendm", zstr_sendm (out, NULL));
    //  Which function notices a missing socket is of no matter.
    check_aborts ("", zstr_sendx (NULL, "text", NULL));
    check_aborts ("zstr_recv", zstr_recv (NULL));
    check_aborts ("zstr_recv_nowait", zstr_recv_nowait (NULL));
    check_aborts ("zstr_recvx", zstr_recvx (NULL, &strings [0], NULL));
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-zero-length"
#pragma GCC diagnostic ignored "-Wformat-overflow"
    check_aborts ("zstr_sendf", zstr_sendf (out, NULL));
    check_aborts ("zstr_sendfm", zstr_sendfm (out, NULL));
#pragma GCC diagnostic pop
    close_pair ();
    printf ("contract breaches abort\n");
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (send_strings ());
    CASE (send_formats ());
    CASE (send_multipart ());
    CASE (receive_strings ());
    CASE (receive_multipart ());
    CASE (failing_send ());
    CASE (request_and_reply ());
    CASE (other_sockets ());
    CASE (interrupted ());
    CASE (contract_breaches ());
    CASE (zstr_test (false));
    return test_end ();
}

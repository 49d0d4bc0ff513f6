//  Walks zframe: making, reading, changing, comparing, printing, sending and
//  receiving single frames.

#include "observe.h"
#include <sys/time.h>

static void
show (const char *title, zframe_t *frame)
{
    if (!frame) {
        printf ("%s: none\n", title);
        return;
    }
    char *hex = zframe_strhex (frame);
    printf ("%s: size=%zu more=%d hex=%s\n", title, zframe_size (frame),
            zframe_more (frame), hex);
    zstr_free (&hex);
}

static zsock_t *
new_pull (const char *endpoint)
{
    zsock_t *pull = zsock_new_pull (endpoint);
    check (pull);
    zsock_set_rcvtimeo (pull, 20000);
    return pull;
}

static void
constructors (void)
{
    char text [] = "Hello";
    zframe_t *frame = zframe_new (text, 5);
    text [0] = 'J';
    show ("new copies the bytes", frame);
    printf ("tag %08X\n", *(uint32_t *) frame);
    zframe_destroy (&frame);
    check (frame == NULL);
    zframe_destroy (&frame);
    check (frame == NULL);

    frame = zframe_new (text, 3);
    show ("new takes as many bytes as asked", frame);
    zframe_destroy (&frame);

    frame = zframe_new ("a\0b", 3);
    show ("new with a null byte inside", frame);
    zframe_destroy (&frame);

    frame = zframe_new (NULL, 7);
    printf ("new without data: size=%zu\n", zframe_size (frame));
    memset (zframe_data (frame), 'x', 7);
    show ("new without data, filled", frame);
    zframe_destroy (&frame);

    frame = zframe_new (NULL, 0);
    show ("new without data and size", frame);
    zframe_destroy (&frame);

    frame = zframe_new (text, 0);
    show ("new of size zero", frame);
    zframe_destroy (&frame);

    frame = zframe_new_empty ();
    show ("new_empty", frame);
    zframe_destroy (&frame);

    frame = zframe_from ("world");
    show ("from", frame);
    zframe_destroy (&frame);

    frame = zframe_from ("");
    show ("from an empty string", frame);
    zframe_destroy (&frame);
}

static void
contents (void)
{
    byte all [256];
    for (int i = 0; i < 256; i++)
        all [i] = (byte) i;
    zframe_t *frame = zframe_new (all, sizeof all);
    check (memcmp (zframe_data (frame), all, sizeof all) == 0);
    show ("every byte", frame);
    zframe_destroy (&frame);

    frame = zframe_from ("text");
    memcpy (zframe_data (frame), "next", 4);
    char *copy = zframe_strdup (frame);
    printf ("strdup: %s\n", copy);
    copy [0] = 'T';
    show ("strdup is a copy", frame);
    zstr_free (&copy);
    zframe_destroy (&frame);

    frame = zframe_new ("a\0b", 3);
    copy = zframe_strdup (frame);
    printf ("strdup with a null byte inside: %02X %02X %02X %02X\n",
            copy [0], copy [1], copy [2], copy [3]);
    zstr_free (&copy);
    zframe_destroy (&frame);

    frame = zframe_new_empty ();
    copy = zframe_strdup (frame);
    char *hex = zframe_strhex (frame);
    printf ("empty: strdup='%s' strhex='%s'\n", copy, hex);
    zstr_free (&copy);
    zstr_free (&hex);
    zframe_destroy (&frame);

    //  Both strings come from malloc, so plain free releases them.
    frame = zframe_from ("free me");
    free (zframe_strdup (frame));
    free (zframe_strhex (frame));
    zframe_destroy (&frame);
}

static void
string_comparison (void)
{
    zframe_t *frame = zframe_from ("Hello");
    printf ("streq Hello: %d\n", zframe_streq (frame, "Hello"));
    printf ("streq hello: %d\n", zframe_streq (frame, "hello"));
    printf ("streq Hell: %d\n", zframe_streq (frame, "Hell"));
    printf ("streq Hello!: %d\n", zframe_streq (frame, "Hello!"));
    printf ("streq nothing: %d\n", zframe_streq (frame, ""));
    zframe_destroy (&frame);

    frame = zframe_new ("a\0b", 3);
    printf ("streq stops at no null byte of the frame: %d\n", zframe_streq (frame, "a"));
    zframe_destroy (&frame);

    frame = zframe_new ("a", 2);
    printf ("streq counts the terminator of the frame: %d\n", zframe_streq (frame, "a"));
    zframe_destroy (&frame);

    frame = zframe_new_empty ();
    printf ("streq empty: %d %d\n", zframe_streq (frame, ""), zframe_streq (frame, "a"));
    zframe_destroy (&frame);
}

static void
frame_comparison (void)
{
    zframe_t *one = zframe_from ("same");
    zframe_t *two = zframe_from ("same");
    zframe_t *longer = zframe_from ("same!");
    zframe_t *other = zframe_from ("sane");
    zframe_t *empty = zframe_new_empty ();
    zframe_t *none = zframe_new (NULL, 0);
    printf ("eq same: %d\n", zframe_eq (one, two));
    printf ("eq itself: %d\n", zframe_eq (one, one));
    printf ("eq longer: %d %d\n", zframe_eq (one, longer), zframe_eq (longer, one));
    printf ("eq other: %d\n", zframe_eq (one, other));
    printf ("eq empty: %d %d %d\n", zframe_eq (one, empty), zframe_eq (empty, one),
            zframe_eq (empty, none));
    printf ("eq NULL: %d %d %d\n", zframe_eq (one, NULL), zframe_eq (NULL, one),
            zframe_eq (NULL, NULL));
    zframe_set_more (one, 1);
    printf ("eq looks past more: %d\n", zframe_eq (one, two));
    zframe_destroy (&one);
    zframe_destroy (&two);
    zframe_destroy (&longer);
    zframe_destroy (&other);
    zframe_destroy (&empty);
    zframe_destroy (&none);
}

static void
more_indicator (void)
{
    zframe_t *frame = zframe_from ("part");
    printf ("more: %d", zframe_more (frame));
    zframe_set_more (frame, 1);
    printf (" %d", zframe_more (frame));
    zframe_set_more (frame, 0);
    printf (" %d\n", zframe_more (frame));
    zframe_destroy (&frame);
}

static void
duplicates (void)
{
    zframe_t *frame = zframe_new ("A\0B", 3);
    zframe_set_more (frame, 1);
    zframe_t *copy = zframe_dup (frame);
    show ("original", frame);
    show ("duplicate", copy);
    check (copy != frame && zframe_data (copy) != zframe_data (frame));
    zframe_data (frame) [0] = 'Z';
    zframe_destroy (&frame);
    show ("duplicate after the original is gone", copy);
    zframe_destroy (&copy);

    frame = zframe_new_empty ();
    copy = zframe_dup (frame);
    show ("duplicate of an empty frame", copy);
    zframe_destroy (&copy);
    zframe_destroy (&frame);

    show ("duplicate of NULL", zframe_dup (NULL));
}

static void
reset (void)
{
    zframe_t *frame = zframe_from ("before");
    zframe_reset (frame, "and after", 9);
    show ("reset to a longer content", frame);
    zframe_reset (frame, "x", 1);
    show ("reset to a shorter one", frame);
    zframe_set_more (frame, 1);
    zframe_reset (frame, "", 0);
    show ("reset to nothing keeps more", frame);
    zframe_reset (frame, "once more", 9);
    show ("reset again", frame);
    zframe_destroy (&frame);
}

static void
probing (void)
{
    zframe_t *frame = zframe_from ("frame");
    zmsg_t *msg = zmsg_new ();
    zsock_t *sock = zsock_new (ZMQ_PAIR);
    char text [] = "not an object";
    printf ("is a frame: %d\n", zframe_is (frame));
    printf ("is a message: %d\n", zframe_is (msg));
    printf ("is a socket: %d\n", zframe_is (sock));
    printf ("is a text: %d\n", zframe_is (text));
    zsock_destroy (&sock);
    zmsg_destroy (&msg);
    zframe_destroy (&frame);
}

static void
send_flags (void)
{
    zsock_t *pull = new_pull ("@inproc://zframe.send_flags");
    zsock_t *push = zsock_new_push (">inproc://zframe.send_flags");
    void *wire = zsock_resolve (pull);

    zframe_t *frame = zframe_from ("alone");
    printf ("send: %d", zframe_send (&frame, push, 0));
    printf (", frame %s\n", frame ? "kept" : "gone");
    show_raw_message ("wire", wire);

    //  The sender says with a flag that more follows; the frame's own mark says nothing.
    frame = zframe_from ("first");
    printf ("send with MORE: %d", zframe_send (&frame, push, ZFRAME_MORE));
    printf (", frame %s\n", frame ? "kept" : "gone");
    frame = zframe_from ("second");
    zframe_set_more (frame, 1);
    printf ("send of a frame marked more: %d\n", zframe_send (&frame, push, 0));
    show_raw_message ("wire", wire);

    frame = zframe_from ("again");
    printf ("send with REUSE and MORE: %d\n",
            zframe_send (&frame, push, ZFRAME_REUSE + ZFRAME_MORE));
    show ("kept", frame);
    zframe_reset (frame, "changed", 7);
    printf ("send with REUSE: %d\n", zframe_send (&frame, push, ZFRAME_REUSE));
    show ("kept", frame);
    printf ("send with DONTWAIT: %d", zframe_send (&frame, push, ZFRAME_DONTWAIT));
    printf (", frame %s\n", frame ? "kept" : "gone");
    show_raw_message ("wire", wire);
    show_raw_message ("wire", wire);

    frame = zframe_new_empty ();
    printf ("send of an empty frame: %d\n", zframe_send (&frame, push, 0));
    show_raw_message ("wire", wire);

    //  Large enough to be reference counted inside libzmq.
    byte *large = (byte *) malloc (100000);
    check (large);
    memset (large, 'L', 100000);
    frame = zframe_new (large, 100000);
    check (zframe_send (&frame, push, ZFRAME_REUSE) == 0);
    check (zframe_send (&frame, push, ZFRAME_REUSE) == 0);
    zframe_destroy (&frame);
    for (int i = 0; i < 2; i++) {
        frame = zframe_recv (pull);
        check (frame && zframe_size (frame) == 100000);
        check (memcmp (zframe_data (frame), large, 100000) == 0);
        zframe_destroy (&frame);
    }
    free (large);
    printf ("a large frame was sent twice and outlived its owner\n");

    frame = NULL;
    printf ("send of NULL: %d\n", zframe_send (&frame, push, 0));
    frame = zframe_recv_nowait (pull);
    show ("received after it", frame);

    zsock_destroy (&push);
    zsock_destroy (&pull);
}

static void
failing_send (void)
{
    zsock_t *lonely = zsock_new (ZMQ_PUSH);
    zframe_t *frame = zframe_from ("stays");
    errno = 0;
    printf ("send without a peer: %d", zframe_send (&frame, lonely, ZFRAME_DONTWAIT));
    printf (" %s\n", errno == EAGAIN ? "EAGAIN" : zmq_strerror (errno));
    show ("kept", frame);
    errno = 0;
    printf ("the same with REUSE: %d",
            zframe_send (&frame, lonely, ZFRAME_DONTWAIT + ZFRAME_REUSE));
    printf (" %s\n", errno == EAGAIN ? "EAGAIN" : zmq_strerror (errno));
    show ("kept", frame);
    zsock_set_sndtimeo (lonely, 1);
    errno = 0;
    printf ("send with a timeout: %d", zframe_send (&frame, lonely, 0));
    printf (" %s\n", errno == EAGAIN ? "EAGAIN" : zmq_strerror (errno));
    zsock_destroy (&lonely);

    zsock_t *pull = zsock_new (ZMQ_PULL);
    errno = 0;
    printf ("send to a PULL socket: %d", zframe_send (&frame, pull, 0));
    printf (" %s\n", errno == ENOTSUP ? "ENOTSUP" : zmq_strerror (errno));
    zsock_destroy (&pull);

    zsock_t *rep = zsock_new (ZMQ_REP);
    errno = 0;
    printf ("send out of turn: %d", zframe_send (&frame, rep, 0));
    printf (" %s\n", errno == EFSM ? "EFSM" : zmq_strerror (errno));
    zsock_destroy (&rep);
    show ("kept", frame);
    zframe_destroy (&frame);
}

static void
receive (void)
{
    zsock_t *pull = new_pull ("@inproc://zframe.receive");
    zsock_t *push = zsock_new_push (">inproc://zframe.receive");

    errno = 0;
    zframe_t *frame = zframe_recv_nowait (pull);
    printf ("recv_nowait of nothing: %s %s\n", frame ? "frame" : "NULL",
            errno == EAGAIN ? "EAGAIN" : zmq_strerror (errno));

    zstr_sendx (push, "one", "", "three", NULL);
    frame = zframe_recv (pull);
    show ("recv", frame);
    printf ("tag %08X\n", *(uint32_t *) frame);
    zframe_destroy (&frame);
    frame = zframe_recv_nowait (pull);
    show ("recv_nowait", frame);
    zframe_destroy (&frame);
    frame = zframe_recv_nowait (pull);
    show ("recv_nowait", frame);
    zframe_destroy (&frame);
    show ("recv_nowait", zframe_recv_nowait (pull));

    zsock_set_rcvtimeo (pull, 1);
    errno = 0;
    frame = zframe_recv (pull);
    printf ("recv with a timeout: %s %s\n", frame ? "frame" : "NULL",
            errno == EAGAIN ? "EAGAIN" : zmq_strerror (errno));

    errno = 0;
    frame = zframe_recv (push);
    printf ("recv from a PUSH socket: %s %s\n", frame ? "frame" : "NULL",
            errno == ENOTSUP ? "ENOTSUP" : zmq_strerror (errno));
    zsock_destroy (&push);
    zsock_destroy (&pull);
}

//  A frame goes through anything that is a socket: here a plain libzmq handle and
//  the pipe of an actor.

static void
echo_once (zsock_t *pipe, void *args)
{
    zsock_signal (pipe, 0);
    zframe_t *frame = zframe_recv (pipe);
    if (frame) {
        zframe_reset (frame, args, strlen ((char *) args));
        zframe_send (&frame, pipe, 0);
    }
}

static void
other_sockets (void)
{
    void *ctx = zmq_ctx_new ();
    void *one = zmq_socket (ctx, ZMQ_PAIR);
    void *two = zmq_socket (ctx, ZMQ_PAIR);
    check (zmq_bind (one, "inproc://plain") == 0);
    check (zmq_connect (two, "inproc://plain") == 0);
    zframe_t *frame = zframe_from ("plain handles");
    printf ("send to a libzmq handle: %d\n", zframe_send (&frame, two, 0));
    frame = zframe_recv (one);
    show ("recv from one", frame);
    zframe_destroy (&frame);

    check (zmq_ctx_shutdown (ctx) == 0);
    errno = 0;
    frame = zframe_recv (one);
    printf ("recv after shutdown: %s %s\n", frame ? "frame" : "NULL",
            errno == ETERM ? "ETERM" : zmq_strerror (errno));
    frame = zframe_from ("too late");
    errno = 0;
    printf ("send after shutdown: %d", zframe_send (&frame, one, 0));
    printf (" %s\n", errno == ETERM ? "ETERM" : zmq_strerror (errno));
    show ("kept", frame);
    zframe_destroy (&frame);
    zmq_close (one);
    zmq_close (two);
    zmq_ctx_term (ctx);

    char answer [] = "from the actor";
    zactor_t *actor = zactor_new (echo_once, answer);
    frame = zframe_from ("to the actor");
    printf ("send to an actor: %d\n", zframe_send (&frame, actor, 0));
    frame = zframe_recv (actor);
    show ("recv from an actor", frame);
    zframe_destroy (&frame);
    zactor_destroy (&actor);
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
    zsock_t *pull = zsock_new_pull ("@inproc://zframe.interrupted");
    struct sigaction action = { .sa_handler = on_alarm }, before;
    sigaction (SIGALRM, &action, &before);
    struct itimerval every = { { 0, 20000 }, { 0, 20000 } }, never = { { 0, 0 }, { 0, 0 } };
    setitimer (ITIMER_REAL, &every, NULL);
    errno = 0;
    zframe_t *frame = zframe_recv (pull);
    int reason = errno;
    setitimer (ITIMER_REAL, &never, NULL);
    sigaction (SIGALRM, &before, NULL);
    printf ("recv cut short by a signal: %s %s\n", frame ? "frame" : "NULL",
            reason == EINTR ? "EINTR" : zmq_strerror (reason));
    zsock_destroy (&pull);
}

static void
show_meta (zframe_t *frame, const char *property)
{
    errno = 0;
    const char *value = zframe_meta (frame, property);
    if (value)
        printf ("meta %s: '%s'\n", property ? property : "(none)", value);
    else
        printf ("meta %s: NULL %s\n", property ? property : "(none)",
                errno == EINVAL ? "EINVAL" : zmq_strerror (errno));
}

static void
meta_data (void)
{
    zsock_t *pull = new_pull (NULL);
    int port = zsock_bind (pull, "tcp://127.0.0.1:*");
    check (port > 0);
    zsock_t *push = zsock_new (ZMQ_PUSH);
    check (zsock_connect (push, "tcp://127.0.0.1:%d", port) == 0);
    zstr_send (push, "over tcp");
    zframe_t *frame = zframe_recv (pull);
    check (frame);
    show_meta (frame, "Socket-Type");
    show_meta (frame, "");
    show_meta (frame, "Peer-Address");
    show_meta (frame, "User-Id");
    show_meta (frame, "No-Such-Property");
    zframe_destroy (&frame);
    zsock_destroy (&push);
    zsock_destroy (&pull);

    pull = new_pull ("@inproc://zframe.meta");
    push = zsock_new_push (">inproc://zframe.meta");
    zstr_send (push, "over inproc");
    frame = zframe_recv (pull);
    show_meta (frame, "Socket-Type");
    zframe_destroy (&frame);
    zsock_destroy (&push);
    zsock_destroy (&pull);

    frame = zframe_from ("never sent");
    show_meta (frame, "Peer-Address");
    show_meta (frame, NULL);
    zframe_destroy (&frame);
}

//  The kinds of content that decide between text and hex, and the lengths at which
//  a line is cut.

static void
print_to_stream (void)
{
    zframe_t *frame = zframe_from ("Hello");
    zframe_fprint (frame, "", stdout);
    zframe_fprint (frame, NULL, stdout);
    zframe_fprint (frame, "prefix ", stdout);
    zframe_fprint (frame, "a prefix that is longer than thirty characters ", stdout);
    zframe_print_to_stream (frame, "by the old name ", stdout);
    zframe_reset (frame, "%s %n 100%", 10);
    zframe_fprint (frame, "%d ", stdout);
    zframe_reset (frame, "", 0);
    zframe_fprint (frame, "empty ", stdout);
    zframe_fprint (frame, NULL, stdout);
    zframe_destroy (&frame);

    const byte limits [] = { 0, 8, 9, 10, 13, 31, 32, 126, 127, 128, 255 };
    for (size_t i = 0; i < sizeof limits; i++) {
        byte data [] = { 'a', limits [i], 'b' };
        char prefix [20];
        snprintf (prefix, sizeof prefix, "byte %d: ", limits [i]);
        frame = zframe_new (data, sizeof data);
        zframe_fprint (frame, prefix, stdout);
        zframe_destroy (&frame);
    }
    for (size_t size = 69; size <= 72; size++) {
        frame = zframe_new (NULL, size);
        memset (zframe_data (frame), 't', size);
        zframe_fprint (frame, "text ", stdout);
        zframe_destroy (&frame);
    }
    for (size_t size = 34; size <= 37; size++) {
        frame = zframe_new (NULL, size);
        memset (zframe_data (frame), 1, size);
        zframe_fprint (frame, "binary ", stdout);
        zframe_destroy (&frame);
    }
    frame = zframe_new (NULL, 12345);
    memset (zframe_data (frame), 't', 12345);
    zframe_fprint (frame, "long ", stdout);
    //  One byte beyond the cut makes it binary as a whole.
    zframe_data (frame) [12344] = 0;
    zframe_fprint (frame, "long ", stdout);
    zframe_destroy (&frame);
}

static void
print_to_log (void)
{
    log_begin ();
    zframe_t *frame = zframe_from ("Hello");
    zframe_print (frame, "");
    zframe_print (frame, NULL);
    zframe_print (frame, "prefix ");
    zframe_print (frame, "twenty-three characters");
    zframe_destroy (&frame);

    const byte limits [] = { 0, 8, 9, 10, 31, 32, 126, 127, 128, 255 };
    for (size_t i = 0; i < sizeof limits; i++) {
        byte data [] = { 'a', limits [i], 'b' };
        frame = zframe_new (data, sizeof data);
        zframe_print (frame, "byte ");
        zframe_destroy (&frame);
    }
    for (size_t size = 69; size <= 70; size++) {
        frame = zframe_new (NULL, size);
        memset (zframe_data (frame), 't', size);
        zframe_print (frame, "text ");
        zframe_destroy (&frame);
    }
    for (size_t size = 34; size <= 35; size++) {
        frame = zframe_new (NULL, size);
        memset (zframe_data (frame), 1, size);
        zframe_print (frame, "binary ");
        zframe_destroy (&frame);
    }
    log_end ();
}

//  What print shows of a longer frame, without the size field.

static void
print_of_long_frames (void)
{
    const size_t sizes [] = { 71, 72, 1000, 36, 37, 1000 };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        zframe_t *frame = zframe_new (NULL, sizes [i]);
        memset (zframe_data (frame), i < 3 ? 't' : 1, sizes [i]);
        log_begin ();
        zframe_print (frame, "");
        log_take ();
        char *content = strchr (logged_text, ']');
        check (content);
        printf ("print of %zu bytes%s", sizes [i], content);
        free (logged_text);
        zframe_destroy (&frame);
    }
}

static void
contract_breaches (void)
{
    zframe_t *frame = zframe_from ("frame");
    zmsg_t *msg = zmsg_new ();
    check_aborts ("zframe_size", zframe_size (NULL));
    check_aborts ("zframe_data", zframe_data (NULL));
    check_aborts ("zframe_destroy", zframe_destroy (NULL));
    check_aborts ("zframe_is", zframe_is (NULL));
    check_aborts ("zframe_set_more", zframe_set_more (frame, 2));
    check_aborts ("zframe_set_more", zframe_set_more (frame, -1));
    check_aborts ("zframe_reset", zframe_reset (frame, NULL, 0));
    check_aborts ("zframe_strhex", zframe_strhex ((zframe_t *) msg));
    check_aborts ("zframe_send", zframe_send (&frame, NULL, 0));
    check_aborts ("zframe_recv", zframe_recv (NULL));
    zmsg_destroy (&msg);
    zframe_destroy (&frame);
    printf ("contract breaches abort\n");
}

//  Content that looks like a printf format is printed as it is.

static void
defect_print_format (void)
{
    zframe_t *frame = zframe_from ("%s%s%n 100% %d");
    log_begin ();
    zframe_print (frame, "");
    log_take ();
    check (strstr (logged_text, "[014] %s%s%n 100% %d\n"));
    free (logged_text);

    log_begin ();
    zframe_print (frame, "%s%n ");
    log_take ();
    check (strstr (logged_text, " %s%n [014] %s%s%n 100% %d\n"));
    free (logged_text);
    zframe_destroy (&frame);
}

//  A size that no memory can satisfy gives NULL.

static void
defect_new_memory (void)
{
    errno = 0;
    check (zframe_new (NULL, SIZE_MAX / 2) == NULL);
    check (errno == ENOMEM);
    check (zframe_new (NULL, SIZE_MAX) == NULL);
    check (zframe_new ("x", SIZE_MAX / 2) == NULL);
}

//  A reset that memory cannot satisfy leaves the frame as it was.

static void
defect_reset_memory (void)
{
    zframe_t *frame = zframe_from ("kept");
    zframe_set_more (frame, 1);
    zframe_reset (frame, "x", SIZE_MAX / 2);
    check (zframe_streq (frame, "kept"));
    check (zframe_more (frame) == 1);
    zframe_reset (frame, "usable", 6);
    check (zframe_streq (frame, "usable"));
    zframe_destroy (&frame);
}

//  print names the size of the frame rather than of what it shows, has a size field
//  for an empty frame too, and does not lose it to a long prefix.

static void
defect_print_size (void)
{
    zframe_t *frame = zframe_new (NULL, 1234);
    memset (zframe_data (frame), 't', 1234);
    log_begin ();
    zframe_print (frame, "");
    memset (zframe_data (frame), 1, 1234);
    zframe_print (frame, "");
    zframe_reset (frame, "", 0);
    zframe_print (frame, "empty ");
    zframe_reset (frame, "abc", 3);
    zframe_print (frame, "a prefix of more than thirty characters ");
    log_take ();
    check (strstr (logged_text, " [1234] tttt"));
    check (strstr (logged_text, " [1234] 0101"));
    check (strstr (logged_text, " empty [000]"));
    check (strstr (logged_text, " a prefix of more than thirty characters [003] abc\n"));
    free (logged_text);
    zframe_destroy (&frame);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (constructors ());
    CASE (contents ());
    CASE (string_comparison ());
    CASE (frame_comparison ());
    CASE (more_indicator ());
    CASE (duplicates ());
    CASE (reset ());
    CASE (probing ());
    CASE (send_flags ());
    CASE (failing_send ());
    CASE (receive ());
    CASE (other_sockets ());
    CASE (interrupted ());
    CASE (meta_data ());
    CASE (print_to_stream ());
    CASE (print_to_log ());
    CASE (print_of_long_frames ());
    CASE (contract_breaches ());
    CASE (zframe_test (false));
    DEFECT (print_format);
    DEFECT (new_memory);
    DEFECT (reset_memory);
    DEFECT (print_size);
    return test_end ();
}

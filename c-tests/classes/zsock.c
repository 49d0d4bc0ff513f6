//  Walks zsock, its options aside: construction, endpoint lists, binding and connecting,
//  text and binary pictures, signals, and what may stand in for a socket.

#include "observe.h"
#include <dirent.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/un.h>

//  A loopback address and a directory that are this process's own, so that several runs at
//  a time do not meet, and the first of the ports there. Each port is used by one part of the
//  test only, as libzmq lets go of one some time after a close.
static char host [32];
static int first_port;
static char dir [] = "/tmp/zsock-test-XXXXXX";

static void
set_up (void)
{
    unsigned pid = (unsigned) getpid ();
    snprintf (host, sizeof host, "127.%u.%u.%u", 1 + pid / 64516 % 200, 1 + pid / 254 % 254,
              1 + pid % 254);
    first_port = 20000 + (int) (pid % 10000);
    check (mkdtemp (dir));
}

static void
tear_down (void)
{
    DIR *entries = opendir (dir);
    struct dirent *entry;
    while ((entry = readdir (entries)))
        if (entry->d_name [0] != '.')
            unlinkat (dirfd (entries), entry->d_name, 0);
    closedir (entries);
    check (rmdir (dir) == 0);
}

static const char *
reason_name (int reason)
{
    switch (reason) {
        case 0:                 return "no errno";
        case EAGAIN:            return "EAGAIN";
        case EINTR:             return "EINTR";
        case EINVAL:            return "EINVAL";
        case ENOENT:            return "ENOENT";
        case ENODEV:            return "ENODEV";
        case EADDRINUSE:        return "EADDRINUSE";
        case EPROTONOSUPPORT:   return "EPROTONOSUPPORT";
        case ENOCOMPATPROTO:    return "ENOCOMPATPROTO";
        case ENOTSUP:           return "ENOTSUP";
        case ENOTSOCK:          return "ENOTSOCK";
        case ETERM:             return "ETERM";
        case EFSM:              return "EFSM";
        default:                return zmq_strerror (reason);
    }
}

//  A call's result, and errno if it is -1.

static void
show_rc (const char *title, int rc)
{
    int reason = errno;
    if (rc == -1)
        printf ("%s: -1 %s\n", title, reason_name (reason));
    else
        printf ("%s: %d\n", title, rc);
    errno = 0;
}

static void
show_bytes (const void *data, size_t size)
{
    putchar ('[');
    for (size_t i = 0; i < size; i++) {
        byte next = ((const byte *) data) [i];
        if (next >= ' ' && next < 127 && next != '\\')
            putchar (next);
        else
            printf ("\\%02X", next);
    }
    putchar (']');
}

//  Two connected sockets: what goes into `out` comes out of `in`. `wire` is the libzmq
//  handle of the latter, `feed` that of the former.

static zsock_t *in, *out;
static void *wire, *feed;

static void
open_pair (void)
{
    //  Each pair has its own name: libzmq frees one only some time after a close.
    static int pairs;
    in = zsock_new (ZMQ_PAIR);
    out = zsock_new (ZMQ_PAIR);
    check (zsock_bind (in, "inproc://zsock.pair-%d", ++pairs) == 0);
    check (zsock_connect (out, "inproc://zsock.pair-%d", pairs) == 0);
    zsock_set_rcvtimeo (in, 20000);
    wire = zsock_resolve (in);
    feed = zsock_resolve (out);
}

static void
close_pair (void)
{
    zsock_destroy (&out);
    zsock_destroy (&in);
}

//  Reads one whole message with libzmq alone, and prints its frames.

static void
show_wire (const char *title)
{
    int more = 1;
    printf ("%s:", title);
    while (more) {
        byte data [2048];
        int size = zmq_recv (wire, data, sizeof data, 0);
        check (size >= 0 && size <= (int) sizeof data);
        size_t more_size = sizeof more;
        check (zmq_getsockopt (wire, ZMQ_RCVMORE, &more, &more_size) == 0);
        putchar (' ');
        show_bytes (data, (size_t) size);
    }
    printf ("\n");
}

static bool
wire_is_quiet (void)
{
    byte data [1];
    return zmq_recv (wire, data, 1, ZMQ_DONTWAIT) == -1 && errno == EAGAIN;
}

//  Sends one message of strings with libzmq alone, up to NULL.

static void
feed_frames (const char *frame, ...)
{
    va_list args;
    va_start (args, frame);
    while (frame) {
        const char *next = va_arg (args, const char *);
        int rc = zmq_send (feed, frame, strlen (frame), next ? ZMQ_SNDMORE : 0);
        check (rc == (int) strlen (frame));
        frame = next;
    }
    va_end (args);
}

static void
feed_bytes (const void *data, size_t size, bool more)
{
    check (zmq_send (feed, data, size, more ? ZMQ_SNDMORE : 0) == (int) size);
}

//  Construction ----------------------------------------------------------------------

static void
show_new (zsock_t *sock)
{
    check (sock);
    printf ("%s: type=%d tag=%08X endpoint=%s\n", zsock_type_str (sock), zsock_type (sock),
            *(uint32_t *) sock, zsock_endpoint (sock) ? zsock_endpoint (sock) : "none");
    zsock_destroy (&sock);
    check (sock == NULL);
    zsock_destroy (&sock);
}

static void
all_types (void)
{
    for (int type = ZMQ_PAIR; type <= ZMQ_STREAM; type++)
        show_new (zsock_new (type));
    printf ("without an endpoint\n");
    show_new (zsock_new_pair (NULL));
    show_new (zsock_new_pub (NULL));
    show_new (zsock_new_sub (NULL, NULL));
    show_new (zsock_new_req (NULL));
    show_new (zsock_new_rep (NULL));
    show_new (zsock_new_dealer (NULL));
    show_new (zsock_new_router (NULL));
    show_new (zsock_new_pull (NULL));
    show_new (zsock_new_push (NULL));
    show_new (zsock_new_xpub (NULL));
    show_new (zsock_new_xsub (NULL));
    show_new (zsock_new_stream (NULL));
    printf ("with an empty one\n");
    show_new (zsock_new_pub (""));
    show_new (zsock_new_sub ("", ""));
}

//  A socket that binds by default has an endpoint afterwards, one that connects has none.

static void
default_actions (void)
{
    show_new (zsock_new_pair ("inproc://zsock.new.pair"));
    show_new (zsock_new_pub ("inproc://zsock.new.pub"));
    show_new (zsock_new_sub ("inproc://zsock.new.sub", ""));
    show_new (zsock_new_req ("inproc://zsock.new.req"));
    show_new (zsock_new_rep ("inproc://zsock.new.rep"));
    show_new (zsock_new_dealer ("inproc://zsock.new.dealer"));
    show_new (zsock_new_router ("inproc://zsock.new.router"));
    show_new (zsock_new_pull ("inproc://zsock.new.pull"));
    show_new (zsock_new_push ("inproc://zsock.new.push"));
    show_new (zsock_new_xpub ("inproc://zsock.new.xpub"));
    show_new (zsock_new_xsub ("inproc://zsock.new.xsub"));
    show_new (zsock_new_stream ("tcp://127.0.0.1:9"));
    printf ("the other way\n");
    show_new (zsock_new_pair ("@inproc://zsock.other.pair"));
    show_new (zsock_new_pub (">inproc://zsock.other.pub"));
    show_new (zsock_new_sub ("@inproc://zsock.other.sub", ""));
    show_new (zsock_new_req ("@inproc://zsock.other.req"));
    show_new (zsock_new_rep (">inproc://zsock.other.rep"));
    show_new (zsock_new_dealer ("@inproc://zsock.other.dealer"));
    show_new (zsock_new_router (">inproc://zsock.other.router"));
    show_new (zsock_new_pull (">inproc://zsock.other.pull"));
    show_new (zsock_new_push ("@inproc://zsock.other.push"));
    show_new (zsock_new_xpub (">inproc://zsock.other.xpub"));
    show_new (zsock_new_xsub ("@inproc://zsock.other.xsub"));
}

//  Behind the macros stand functions of the same names, and the ones that take the place
//  a socket was made at. The names in parentheses are not taken for macros.

static void
functions_behind_macros (void)
{
    zsock_t *sock = (zsock_new) (ZMQ_PAIR);
    printf ("new: %s\n", zsock_type_str (sock));
    (zsock_destroy) (&sock);
    check (sock == NULL);
    show_new ((zsock_new_pair) ("inproc://zsock.plain.pair"));
    show_new ((zsock_new_pub) ("inproc://zsock.plain.pub"));
    show_new ((zsock_new_sub) ("inproc://zsock.plain.sub", NULL));
    show_new ((zsock_new_req) ("inproc://zsock.plain.req"));
    show_new ((zsock_new_rep) ("inproc://zsock.plain.rep"));
    show_new ((zsock_new_dealer) ("inproc://zsock.plain.dealer"));
    show_new ((zsock_new_router) ("inproc://zsock.plain.router"));
    show_new ((zsock_new_pull) ("inproc://zsock.plain.pull"));
    show_new ((zsock_new_push) ("inproc://zsock.plain.push"));
    show_new ((zsock_new_xpub) ("inproc://zsock.plain.xpub"));
    show_new ((zsock_new_xsub) ("inproc://zsock.plain.xsub"));
    show_new ((zsock_new_stream) (NULL));

    const char *file = "some/file.c";
    sock = zsock_new_checked (ZMQ_PAIR, file, 1);
    zsock_destroy_checked (&sock, file, 2);
    check (sock == NULL);
    show_new (zsock_new_pair_checked ("inproc://zsock.checked.pair", file, 3));
    show_new (zsock_new_pub_checked ("inproc://zsock.checked.pub", file, 3));
    show_new (zsock_new_sub_checked ("inproc://zsock.checked.sub", "", file, 3));
    show_new (zsock_new_req_checked ("inproc://zsock.checked.req", file, 3));
    show_new (zsock_new_rep_checked ("inproc://zsock.checked.rep", file, 3));
    show_new (zsock_new_dealer_checked ("inproc://zsock.checked.dealer", file, 3));
    show_new (zsock_new_router_checked ("inproc://zsock.checked.router", file, 3));
    show_new (zsock_new_pull_checked ("inproc://zsock.checked.pull", file, 3));
    show_new (zsock_new_push_checked ("inproc://zsock.checked.push", file, 3));
    show_new (zsock_new_xpub_checked ("inproc://zsock.checked.xpub", file, 3));
    show_new (zsock_new_xsub_checked ("inproc://zsock.checked.xsub", file, 3));
    show_new (zsock_new_stream_checked (NULL, file, 3));
    show_new (zsock_new_pull_checked (NULL, NULL, 0));
}

static void
failing_constructors (void)
{
    zsock_t *holder = zsock_new_rep ("inproc://zsock.taken");
    errno = 0;
    zsock_t *sock = zsock_new_rep ("inproc://zsock.taken");
    printf ("rep on a taken name: %s %s\n", sock ? "socket" : "NULL", reason_name (errno));
    errno = 0;
    sock = zsock_new_req ("nothing://there");
    printf ("req on no transport: %s %s\n", sock ? "socket" : "NULL", reason_name (errno));
    errno = 0;
    sock = zsock_new_sub ("no endpoint", "");
    printf ("sub on no endpoint: %s %s\n", sock ? "socket" : "NULL", reason_name (errno));
    errno = 0;
    sock = zsock_new_pub ("@inproc://zsock.first,@inproc://zsock.taken");
    printf ("pub on a free and a taken name: %s %s\n", sock ? "socket" : "NULL",
            reason_name (errno));
    zsock_destroy (&holder);
}

static void
show_subscription (zsock_t *xpub)
{
    zframe_t *frame = zframe_recv (xpub);
    check (frame);
    printf ("  subscription ");
    show_bytes (zframe_data (frame), zframe_size (frame));
    printf ("\n");
    zframe_destroy (&frame);
}

static void
subscriptions (void)
{
    zsock_t *xpub = zsock_new_xpub ("inproc://zsock.subscriptions");
    zsock_set_rcvtimeo (xpub, 20000);
    printf ("sub with a prefix\n");
    zsock_t *sub = zsock_new_sub ("inproc://zsock.subscriptions", "prefix");
    show_subscription (xpub);
    zsock_destroy (&sub);
    show_subscription (xpub);
    printf ("sub with an empty prefix\n");
    sub = zsock_new_sub ("inproc://zsock.subscriptions", "");
    show_subscription (xpub);
    zsock_destroy (&sub);
    show_subscription (xpub);
    //  The first thing to arrive is what is subscribed to later.
    printf ("sub without a prefix\n");
    sub = zsock_new_sub ("inproc://zsock.subscriptions", NULL);
    zsock_set_subscribe (sub, "later");
    show_subscription (xpub);
    zsock_destroy (&sub);
    show_subscription (xpub);
    zsock_destroy (&xpub);
}

//  Sockets left open are reported at shutdown, with the place they were made at.

static void
show_shutdown_log (void)
{
    zsys_shutdown ();
    fflush (log_file_);
    rewind (log_file_);
    char line [1024];
    while (fgets (line, sizeof line, log_file_)) {
        char *pid = strchr (line, '[');
        char *text = pid ? strchr (pid, ']') : strstr (line, "dangling");
        check (text);
        check (!pid || atoi (pid + 1) == getpid ());
        printf ("  %c %s", line [0], text);
    }
}

static zsock_t *left_open [3];

static void
leave_checked (void)
{
    log_capture ();
    left_open [0] = zsock_new_checked (ZMQ_DEALER, "some/file.c", 42);
    left_open [1] = zsock_new_sub_checked ("inproc://zsock.left", "", "other.c", 4321);
    show_shutdown_log ();
}

static void
leave_unchecked (void)
{
    log_capture ();
    left_open [2] = (zsock_new) (ZMQ_DEALER);
    show_shutdown_log ();
}

static void
leave_nothing (void)
{
    log_capture ();
    zsock_t *sock = zsock_new (ZMQ_DEALER);
    zsock_destroy (&sock);
    sock = (zsock_new) (ZMQ_DEALER);
    (zsock_destroy) (&sock);
    show_shutdown_log ();
}

static void
sockets_left_open (void)
{
    printf ("left open, with a file name\n");
    check (in_child (leave_checked) == 0);
    printf ("left open, without\n");
    check (in_child (leave_unchecked) == 0);
    printf ("nothing left open\n");
    check (in_child (leave_nothing) == 0);
}

//  Endpoints -------------------------------------------------------------------------

//  The text with this process's host, port and directory replaced by their kind.

static const char *
masked (const char *text, int port)
{
    static char result [1024];
    if (!text)
        return "none";
    char port_text [16];
    snprintf (port_text, sizeof port_text, ":%d", port);
    const char *from [] = { host, dir, port > 0 ? port_text : "\n" };
    const char *to [] = { "HOST", "DIR", ":PORT" };
    char *next = result;
    while (*text) {
        size_t i = 0;
        while (i < 3 && strncmp (text, from [i], strlen (from [i])) != 0)
            i++;
        if (i < 3) {
            next += sprintf (next, "%s", to [i]);
            text += strlen (from [i]);
        }
        else
            *next++ = *text++;
        check (next < result + sizeof result - 10);
    }
    *next = 0;
    return result;
}

static void
show_attach (const char *endpoints, bool serverish)
{
    zsock_t *sock = zsock_new (ZMQ_DEALER);
    errno = 0;
    int rc = zsock_attach (sock, endpoints, serverish);
    int reason = errno;
    printf ("attach '%s' %s: %d%s%s, bound to %s\n", endpoints ? endpoints : "NULL",
            serverish ? "as server" : "as client", rc, rc ? " " : "",
            rc ? reason_name (reason) : "", masked (zsock_endpoint (sock), 0));
    zsock_destroy (&sock);
}

static void
endpoint_lists (void)
{
    show_attach (NULL, true);
    show_attach ("", true);
    show_attach ("inproc://zsock.l1", true);
    show_attach ("inproc://zsock.l2", false);
    show_attach ("@inproc://zsock.l3", false);
    show_attach (">inproc://zsock.l4", true);
    show_attach ("@inproc://zsock.l5,@inproc://zsock.l6", false);
    show_attach ("@inproc://zsock.l7,>inproc://zsock.l8", false);
    show_attach ("inproc://zsock.l9,>inproc://zsock.l10", true);
    show_attach ("@inproc://zsock.l11,", false);
    show_attach ("@inproc://zsock.l12 ,@inproc://zsock.l13 ", false);
    show_attach (",inproc://zsock.l14", false);
    show_attach ("inproc://zsock.l15,,inproc://zsock.l16", false);
    show_attach ("inproc://zsock.l17,,", false);
    show_attach (",", false);
    show_attach (",", true);
    show_attach ("@", false);
    show_attach (">", true);
    show_attach (" inproc://zsock.l18", false);
    show_attach ("inproc://zsock.l19, inproc://zsock.l20", false);
    show_attach ("@@inproc://zsock.l21", false);
    show_attach (">>inproc://zsock.l22", false);
    show_attach ("@>inproc://zsock.l23", false);
    show_attach ("nothing", false);
    show_attach ("nothing", true);
    show_attach ("nothing://zsock.l24", true);
    //  Text of a list is no format.
    show_attach ("@inproc://zsock.%d.%s.%%", false);
    show_attach (">inproc://zsock.%n", false);
}

static void
attached_ports (void)
{
    zsock_t *sock = zsock_new (ZMQ_PULL);
    char endpoints [200];
    snprintf (endpoints, sizeof endpoints, "tcp://%s:*,@inproc://zsock.ports", host);
    show_rc ("attach to a port and a name", zsock_attach (sock, endpoints, true));
    printf ("last: %s\n", zsock_endpoint (sock));
    snprintf (endpoints, sizeof endpoints, "@inproc://zsock.more,tcp://%s:![%d-%d]", host,
              first_port + 100, first_port + 199);
    show_rc ("attach to a name and a port of a range", zsock_attach (sock, endpoints, true));
    int port = atoi (strrchr (zsock_endpoint (sock), ':') + 1);
    check (port >= first_port + 100 && port <= first_port + 199);
    printf ("last: %s\n", masked (zsock_endpoint (sock), port));
    zsock_set_rcvtimeo (sock, 20000);

    snprintf (endpoints, sizeof endpoints, "inproc://zsock.ports,tcp://%s:%d", host, port);
    zsock_t *push = zsock_new (ZMQ_PUSH);
    show_rc ("attach to both from elsewhere", zsock_attach (push, endpoints, false));
    zstr_send (push, "to one");
    zstr_send (push, "to the other");
    for (int i = 0; i < 2; i++) {
        char *text = zstr_recv (sock);
        check (text);
        zstr_free (&text);
    }
    printf ("both messages arrived\n");
    zsock_destroy (&push);
    zsock_destroy (&sock);
}

static void
long_elements (void)
{
    //  A whole element, its prefix included, has 255 characters at most.
    for (int size = 254; size <= 257; size++) {
        char endpoints [600];
        memset (endpoints, 'x', sizeof endpoints);
        memcpy (endpoints, "@inproc://", 10);
        endpoints [size] = 0;
        zsock_t *sock = zsock_new (ZMQ_PULL);
        int rc = zsock_attach (sock, endpoints, false);
        printf ("attach to %d characters: %d, bound to %zu\n", size, rc,
                zsock_endpoint (sock) ? strlen (zsock_endpoint (sock)) : 0);
        zsock_destroy (&sock);
    }
    char endpoints [600];
    memset (endpoints, 'y', sizeof endpoints);
    memcpy (endpoints, "@inproc://", 10);
    memcpy (endpoints + 255, ",@inproc://", 11);
    endpoints [510] = 'z';
    endpoints [511] = 0;
    zsock_t *sock = zsock_new (ZMQ_PULL);
    printf ("attach to two of 255: %d\n", zsock_attach (sock, endpoints, false));
    zsock_destroy (&sock);
}

//  Binds, and says what came of it. A port is shown by its distance from `base`.

static int
show_bind (zsock_t *sock, const char *endpoint, int base)
{
    errno = 0;
    int rc = zsock_bind (sock, "%s", endpoint);
    int reason = errno;
    printf ("bind %s: ", masked (endpoint, base));
    if (rc == -1)
        printf ("-1 %s", reason_name (reason));
    else if (rc > 0 && base > 0)
        printf ("the port + %d", rc - base);
    else
        printf ("%s", rc > 0 ? "a port" : "0");
    printf (", endpoint %s\n", masked (zsock_endpoint (sock), rc > 0 ? rc : base));
    return rc;
}

static void
bind_to_ports (void)
{
    char text [300];
    zsock_t *sock = zsock_new (ZMQ_PULL);
    snprintf (text, sizeof text, "tcp://%s:%d", host, first_port);
    show_bind (sock, text, first_port);
    show_bind (sock, text, first_port);
    snprintf (text, sizeof text, "tcp://%s:0%d", host, first_port + 1);
    printf ("bind to a port with a zero in front: %d\n",
            zsock_bind (sock, "%s", text) - first_port);
    snprintf (text, sizeof text, "tcp://%s:%dx", host, first_port + 2);
    show_rc ("bind to a port with a letter behind", zsock_bind (sock, "%s", text));
    snprintf (text, sizeof text, "tcp://%s:%d", host, first_port + 2);
    show_bind (sock, text, first_port + 2);

    snprintf (text, sizeof text, "tcp://%s:0", host);
    show_bind (sock, text, 0);
    char *last_endpoint = zsock_last_endpoint (sock);
    printf ("its real port is not 0: %d\n", !streq (last_endpoint, text));
    zstr_free (&last_endpoint);

    snprintf (text, sizeof text, "TCP://%s:%d", host, first_port + 3);
    show_bind (sock, text, first_port + 3);
    show_bind (sock, "tcp://", 0);
    show_bind (sock, "tcp://127.0.0.1", 0);
    show_bind (sock, "tcp://127.0.0.1:", 0);
    show_bind (sock, "tcp://127.0.0.1:port", 0);
    show_bind (sock, "tcp://no-such-interface:[49152-49155]", 0);
    show_bind (sock, "tcp://no-such-interface:*[49152-49155]", 0);
    show_bind (sock, "tcp://no-such-interface:![49152-49155]", 0);
    show_bind (sock, "tcp://localhost:*[49152-49155]", 0);
    show_bind (sock, "127.0.0.1:49152", 0);
    show_bind (sock, "nothing://127.0.0.1:49152", 0);
    show_bind (sock, "", 0);
    zsock_destroy (&sock);
}

static int
bound_port (zsock_t *sock, const char *form)
{
    char text [300];
    int port = zsock_bind (sock, "tcp://%s:%s", host, form);
    snprintf (text, sizeof text, "tcp://%s:%d", host, port);
    check_streq (zsock_endpoint (sock), text);
    char *last_endpoint = zsock_last_endpoint (sock);
    check_streq (last_endpoint, text);
    zstr_free (&last_endpoint);
    return port;
}

static void
bind_to_any_port (void)
{
    zsock_t *sock = zsock_new (ZMQ_PULL);
    int port = bound_port (sock, "*");
    check (port >= 49152 && port <= 65535);
    int next = bound_port (sock, "*");
    check (next != port && next >= 49152 && next <= 65535);
    printf ("* takes a free port of the range for private use\n");
    for (int i = 0; i < 20; i++) {
        port = bound_port (sock, "!");
        check (port >= 49152 && port <= 65535);
    }
    printf ("! takes some port of it\n");
    port = bound_port (sock, "*[60000-]");
    check (port >= 60000 && port <= 65535);
    port = bound_port (sock, "![65000-]");
    check (port >= 65000 && port <= 65535);
    printf ("a range may leave out its end\n");
    port = bound_port (sock, "*[-60000]");
    check (port >= 49152 && port <= 60000);
    port = bound_port (sock, "![-50000]");
    check (port >= 49152 && port <= 50000);
    printf ("or its start\n");
    port = bound_port (sock, "*[-]");
    check (port >= 49152 && port <= 65535);
    port = bound_port (sock, "![-]");
    check (port >= 49152 && port <= 65535);
    printf ("or both\n");
    zsock_destroy (&sock);
}

//  How far from `base` the port is that a bind gave, which must have worked.

static int
offset (int port, int base)
{
    check (port != -1);
    return port - base;
}

static void
bind_to_ranges (void)
{
    zsock_t *sock = zsock_new (ZMQ_PULL);
    char text [300];
    int base = first_port + 10;
    snprintf (text, sizeof text, "tcp://%s:*[%d-%d]", host, base, base + 2);
    for (int i = 0; i < 3; i++)
        printf ("first free port of a range of three: %d\n",
                offset (zsock_bind (sock, "%s", text), base));
    show_rc ("a range without a free port", zsock_bind (sock, "%s", text));
    printf ("the endpoint stays: %s\n", masked (zsock_endpoint (sock), base + 2));
    snprintf (text, sizeof text, "tcp://%s:![%d-%d]", host, base, base + 2);
    show_rc ("the same at random", zsock_bind (sock, "%s", text));

    //  Only one port of the range is free, wherever the search starts.
    base = first_port + 20;
    check (zsock_bind (sock, "tcp://%s:%d", host, base) == base);
    check (zsock_bind (sock, "tcp://%s:%d", host, base + 1) == base + 1);
    check (zsock_bind (sock, "tcp://%s:%d", host, base + 3) == base + 3);
    printf ("the only free one at random: %d\n",
            offset (zsock_bind (sock, "tcp://%s:![%d-%d]", host, base, base + 3), base));

    base = first_port + 30;
    printf ("range of one port: %d\n",
            offset (zsock_bind (sock, "tcp://%s:*[%d-%d]", host, base, base), base));
    printf ("range of one port at random: %d\n",
            offset (zsock_bind (sock, "tcp://%s:![%d-%d]", host, base + 1, base + 1), base));
    show_rc ("the same again", zsock_bind (sock, "tcp://%s:![%d-%d]", host, base + 1, base + 1));

    base = first_port + 40;
    bool seen [10] = { false };
    for (int i = 0; i < 10; i++) {
        int port = zsock_bind (sock, "tcp://%s:![%d-%d]", host, base, base + 9);
        check (port >= base && port < base + 10 && !seen [port - base]);
        seen [port - base] = true;
    }
    printf ("ten binds at random take a range of ten\n");

    errno = 0;
    show_rc ("a range of one number", zsock_bind (sock, "tcp://%s:*[60000]", host));
    show_rc ("an empty range", zsock_bind (sock, "tcp://%s:*[]", host));
    show_rc ("a range without a star", zsock_bind (sock, "tcp://%s:[60000-60010]", host));
    show_rc ("a range of letters", zsock_bind (sock, "tcp://%s:*[a-b]", host));
    show_rc ("a star and more", zsock_bind (sock, "tcp://%s:**", host));
    zsock_destroy (&sock);
}

static void
bind_to_interfaces (void)
{
    zsock_t *sock = zsock_new (ZMQ_PULL);
    int port = zsock_bind (sock, "tcp://*:*");
    check (port >= 49152);
    printf ("all interfaces: %s\n", masked (zsock_endpoint (sock), port));
    char *last_endpoint = zsock_last_endpoint (sock);
    printf ("which is: %s\n", masked (last_endpoint, port));
    zstr_free (&last_endpoint);

    //  What is unbound is the endpoint as libzmq has it.
    errno = 0;
    show_rc ("unbind by the text of bind", zsock_unbind (sock, "tcp://*:%d", port));
    show_rc ("unbind by the last endpoint", zsock_unbind (sock, "tcp://0.0.0.0:%d", port));
    show_rc ("unbind again", zsock_unbind (sock, "tcp://0.0.0.0:%d", port));
    printf ("the endpoint stays: %s\n", masked (zsock_endpoint (sock), port));

    port = zsock_bind (sock, "tcp://lo:!");
    printf ("interface by name: %s\n", masked (zsock_endpoint (sock), port));
    zsock_destroy (&sock);

    sock = zsock_new (ZMQ_PULL);
    zsock_set_ipv6 (sock, 1);
    port = zsock_bind (sock, "tcp://[::1]:*");
    printf ("IPv6: %s\n", masked (zsock_endpoint (sock), port));
    zsock_destroy (&sock);
}

static void
bind_to_others (void)
{
    zsock_t *sock = zsock_new (ZMQ_PULL);
    printf ("never bound: %s\n", zsock_endpoint (sock) ? "an endpoint" : "none");
    show_bind (sock, "inproc://zsock.others", 0);
    show_bind (sock, "inproc://zsock.others", 0);
    char path [200];
    snprintf (path, sizeof path, "ipc://%s/socket", dir);
    show_bind (sock, path, 0);
    show_bind (sock, "ipc://*", 0);
    char *last_endpoint = zsock_last_endpoint (sock);
    printf ("its real name starts with ipc:// and has no star: %d\n",
            strncmp (last_endpoint, "ipc://", 6) == 0 && !strchr (last_endpoint, '*'));
    zstr_free (&last_endpoint);
    errno = 0;
    show_rc ("ipc in no directory", zsock_bind (sock, "ipc://%s/none/socket", dir));
    show_rc ("unbind of inproc", zsock_unbind (sock, "inproc://zsock.others"));
    show_rc ("unbind of inproc again", zsock_unbind (sock, "inproc://zsock.others"));
    show_rc ("unbind of ipc", zsock_unbind (sock, "%s", path));
    show_rc ("unbind of nothing known", zsock_unbind (sock, "tcp://%s:%d", host, first_port));
    show_rc ("unbind of no endpoint", zsock_unbind (sock, "nothing"));

    //  Endpoints are formats, of any length.
    show_rc ("formatted", zsock_bind (sock, "inproc://zsock.%s.%d.%c%%", "text", 42, 'x'));
    printf ("endpoint %s\n", zsock_endpoint (sock));
    const char *null = NULL;
    show_rc ("formatted NULL", zsock_bind (sock, "inproc://zsock.%s", null));
    printf ("endpoint %s\n", zsock_endpoint (sock));
    show_rc ("a long one", zsock_bind (sock, "inproc://%5000d", 7));
    printf ("endpoint of %zu characters\n", strlen (zsock_endpoint (sock)));
    zsock_destroy (&sock);
}

static void
connect_and_disconnect (void)
{
    zsock_t *pull = zsock_new (ZMQ_PULL);
    zsock_set_rcvtimeo (pull, 20000);
    int port = zsock_bind (pull, "tcp://%s:*", host);
    check (zsock_bind (pull, "inproc://zsock.connect") == 0);
    zsock_t *push = zsock_new (ZMQ_PUSH);
    errno = 0;
    show_rc ("connect to tcp", zsock_connect (push, "tcp://%s:%d", host, port));
    zstr_send (push, "over tcp");
    char *text = zstr_recv (pull);
    printf ("%s\n", text);
    zstr_free (&text);
    errno = 0;
    show_rc ("disconnect", zsock_disconnect (push, "tcp://%s:%d", host, port));
    show_rc ("disconnect again", zsock_disconnect (push, "tcp://%s:%d", host, port));
    show_rc ("connect to inproc", zsock_connect (push, "inproc://zsock.%s", "connect"));
    zstr_send (push, "over inproc");
    text = zstr_recv (pull);
    printf ("%s\n", text);
    zstr_free (&text);
    errno = 0;
    show_rc ("disconnect", zsock_disconnect (push, "inproc://zsock.%s", "connect"));
    show_rc ("disconnect again", zsock_disconnect (push, "inproc://zsock.%s", "connect"));
    printf ("a connect leaves no endpoint: %d\n", zsock_endpoint (push) == NULL);

    show_rc ("connect to any port", zsock_connect (push, "tcp://%s:*", host));
    show_rc ("connect to no endpoint", zsock_connect (push, "nothing"));
    show_rc ("connect to nothing", zsock_connect (push, "%s", ""));
    show_rc ("connect to no transport", zsock_connect (push, "nothing://here"));
    //  Names are looked up later, in the background. This one needs no asking to fail.
    show_rc ("connect to no host", zsock_connect (push, "tcp://%070d:9", 0));
    show_rc ("connect before the bind", zsock_connect (push, "inproc://zsock.nobody.yet"));
    show_rc ("disconnect of no endpoint", zsock_disconnect (push, "nothing"));
    show_rc ("disconnect of nothing known", zsock_disconnect (push, "tcp://%s:9", host));
    const char *format = NULL;
    errno = 0;
    show_rc ("connect without a format", zsock_connect (push, format));
    errno = 0;
    show_rc ("disconnect without a format", zsock_disconnect (push, format));
    errno = 0;
    show_rc ("bind without a format", zsock_bind (push, format));
    errno = 0;
    show_rc ("unbind without a format", zsock_unbind (push, format));
    format = "inproc://%s.100%";
    show_rc ("bind with a format that ends early", zsock_bind (push, format, "zsock"));
    printf ("bound to %s\n", zsock_endpoint (push));
    show_rc ("connect with a format that ends early", zsock_connect (pull, format, "zsock"));
    show_rc ("disconnect with a format that ends early",
             zsock_disconnect (pull, format, "zsock"));
    zsock_t *other = zsock_new (ZMQ_PUSH);
    show_rc ("bind with a format that ends early", zsock_bind (other, format, "zsock.other"));
    check (zsock_connect (pull, "inproc://zsock.other.100") == 0);
    zstr_send (other, "met");
    text = zstr_recv (pull);
    zsock_destroy (&other);
    printf ("%s\n", text);
    zstr_free (&text);
    zsock_destroy (&push);
    zsock_destroy (&pull);
}

//  A service manager hands over listening sockets as descriptors from 3 on. Here they are
//  made by hand: 3 listens on a port, 4 on a path.

static int inherited_port;
static char inherited_path [100];

static void
inherit_descriptors (void)
{
    struct sockaddr_in tcp = { .sin_family = AF_INET };
    check (inet_pton (AF_INET, host, &tcp.sin_addr) == 1);
    int tcp_fd = socket (AF_INET, SOCK_STREAM, 0);
    check (bind (tcp_fd, (struct sockaddr *) &tcp, sizeof tcp) == 0);
    check (listen (tcp_fd, 10) == 0);
    socklen_t size = sizeof tcp;
    check (getsockname (tcp_fd, (struct sockaddr *) &tcp, &size) == 0);
    inherited_port = ntohs (tcp.sin_port);

    struct sockaddr_un ipc = { .sun_family = AF_UNIX };
    snprintf (inherited_path, sizeof inherited_path, "%s/inherited-%d", dir, (int) getpid ());
    memcpy (ipc.sun_path, inherited_path, strlen (inherited_path) + 1);
    int ipc_fd = socket (AF_UNIX, SOCK_STREAM, 0);
    check (bind (ipc_fd, (struct sockaddr *) &ipc, sizeof ipc) == 0);
    check (listen (ipc_fd, 10) == 0);

    int far_tcp = fcntl (tcp_fd, F_DUPFD, 50), far_ipc = fcntl (ipc_fd, F_DUPFD, 50);
    close (tcp_fd);
    close (ipc_fd);
    check (dup2 (far_tcp, 3) == 3 && dup2 (far_ipc, 4) == 4);
    close (far_tcp);
    close (far_ipc);
    char pid [20];
    snprintf (pid, sizeof pid, "%d", (int) getpid ());
    setenv ("LISTEN_PID", pid, 1);
    setenv ("LISTEN_FDS", "2", 1);
}

static void
activate (void)
{
    inherit_descriptors ();
    zsock_t *pull = zsock_new (ZMQ_PULL);
    show_rc ("not asked for", zsock_bind (pull, "tcp://%s:%d", host, inherited_port));
    zsock_destroy (&pull);

    zsys_set_auto_use_fd (1);
    pull = zsock_new (ZMQ_PULL);
    zsock_set_rcvtimeo (pull, 20000);
    int rc = zsock_bind (pull, "tcp://%s:%d", host, inherited_port);
    printf ("bind to the port: %s\n", rc == inherited_port ? "the port" : "something else");
    zsock_t *push = zsock_new (ZMQ_PUSH);
    check (zsock_connect (push, "tcp://%s:%d", host, inherited_port) == 0);
    zstr_send (push, "through descriptor 3");
    char *text = zstr_recv (pull);
    printf ("%s\n", text);
    zstr_free (&text);
    zsock_destroy (&push);
    zsock_destroy (&pull);

    pull = zsock_new (ZMQ_PULL);
    zsock_set_rcvtimeo (pull, 20000);
    show_rc ("bind to the path", zsock_bind (pull, "ipc://%s", inherited_path));
    push = zsock_new (ZMQ_PUSH);
    check (zsock_connect (push, "ipc://%s", inherited_path) == 0);
    zstr_send (push, "through descriptor 4");
    text = zstr_recv (pull);
    printf ("%s\n", text);
    zstr_free (&text);
    zsock_destroy (&push);
    zsock_destroy (&pull);

    //  What matches no descriptor is bound as ever, and so is an ephemeral port.
    pull = zsock_new (ZMQ_PULL);
    rc = zsock_bind (pull, "tcp://%s:*", host);
    printf ("bind to any port: %s, use_fd=%d\n", rc >= 49152 ? "a port" : "no port",
            zsock_use_fd (pull));
    rc = zsock_bind (pull, "tcp://%s:%d", host, first_port + 60);
    printf ("bind to another port: %d, use_fd=%d\n", rc - first_port - 60,
            zsock_use_fd (pull));
    rc = zsock_bind (pull, "ipc://%s/not-inherited", dir);
    printf ("bind to another path: %d, use_fd=%d\n", rc, zsock_use_fd (pull));
    zsock_destroy (&pull);
    zsys_shutdown ();
}

static void
activate_any_port (void)
{
    inherit_descriptors ();
    zsys_set_auto_use_fd (1);
    zsock_t *pull = zsock_new (ZMQ_PULL);
    zsock_set_rcvtimeo (pull, 20000);
    show_rc ("bind to port 0", zsock_bind (pull, "tcp://%s:0", host));
    zsock_t *push = zsock_new (ZMQ_PUSH);
    check (zsock_connect (push, "tcp://%s:%d", host, inherited_port) == 0);
    zstr_send (push, "through descriptor 3");
    char *text = zstr_recv (pull);
    printf ("%s\n", text);
    zstr_free (&text);
    zsock_destroy (&push);
    zsock_destroy (&pull);
    zsys_shutdown ();
}

static void
socket_activation (void)
{
    check (in_child (activate) == 0);
    check (in_child (activate_any_port) == 0);
}

//  Probing ---------------------------------------------------------------------------

static void
quiet_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    char *text = zstr_recv (pipe);
    zstr_free (&text);
}

static void
probing (void)
{
    zsock_t *sock = zsock_new (ZMQ_PAIR);
    zactor_t *actor = zactor_new (quiet_actor, NULL);
    zmsg_t *msg = zmsg_new ();
    void *handle = zsock_resolve (sock);
    printf ("is a socket: %d\n", zsock_is (sock));
    printf ("is an actor: %d\n", zsock_is (actor));
    printf ("is a message: %d\n", zsock_is (msg));
    printf ("is a libzmq handle: %d\n", zsock_is (handle));

    int type = -1;
    size_t size = sizeof type;
    check (zmq_getsockopt (handle, ZMQ_TYPE, &type, &size) == 0);
    printf ("resolved socket is a libzmq handle: %d\n", type == ZMQ_PAIR);
    printf ("resolved handle is itself: %d\n", zsock_resolve (handle) == handle);
    printf ("resolved actor is its pipe: %d\n",
            zsock_resolve (actor) == zsock_resolve (zactor_sock (actor)));

    //  As it is looked at as a number, a socket and more, there is memory around it.
    static union { int fd; byte space [8192]; } object;
    object.fd = socket (AF_INET, SOCK_STREAM, 0);
    printf ("resolved network socket: %s\n", zsock_resolve (&object) ? "itself" : "NULL");
    close (object.fd);
    printf ("resolved closed descriptor: %s\n",
            zsock_resolve (&object) == &object ? "itself" : "NULL");
    object.fd = open ("/dev/null", O_RDONLY);
    printf ("resolved file: %s\n", zsock_resolve (&object) ? "itself" : "NULL");
    close (object.fd);
    int pipe_fds [2];
    check (pipe (pipe_fds) == 0);
    object.fd = pipe_fds [0];
    printf ("resolved pipe: %s\n", zsock_resolve (&object) ? "itself" : "NULL");
    close (pipe_fds [0]);
    close (pipe_fds [1]);
    object.fd = -1;
    printf ("resolved -1: %s\n", zsock_resolve (&object) == &object ? "itself" : "NULL");
    zmsg_destroy (&msg);
    zactor_destroy (&actor);
    zsock_destroy (&sock);
}

//  Text pictures ---------------------------------------------------------------------

static void
numbers_on_the_wire (void)
{
    open_pair ();
    check (zsock_send (out, "iiii", 42, -42, INT_MIN, INT_MAX) == 0);
    show_wire ("i");
    check (zsock_send (out, "1111", 0, 255, 256, -1) == 0);
    show_wire ("1");
    check (zsock_send (out, "2222", 0, 65535, 65536, -1) == 0);
    show_wire ("2");
    check (zsock_send (out, "444", (uint32_t) 0, UINT32_MAX, (uint32_t) -5) == 0);
    show_wire ("4");
    check (zsock_send (out, "888", (uint64_t) 0, UINT64_MAX, (uint64_t) 1 << 40) == 0);
    show_wire ("8");

    //  What may stand behind the digits of u is left open.
    check (zsock_send (out, "u", 3000000000u) == 0);
    char *text = zstr_recv (in);
    printf ("u: [%.10s]\n", text);
    zstr_free (&text);
    close_pair ();
}

static zuuid_t *
some_uuid (void)
{
    byte data [ZUUID_LEN];
    for (int i = 0; i < ZUUID_LEN; i++)
        data [i] = (byte) (0xA0 + i);
    zuuid_t *uuid = zuuid_new ();
    zuuid_set (uuid, data);
    return uuid;
}

#define SOME_POINTER ((void *) 0x0102030405060708)

static void
objects_on_the_wire (void)
{
    open_pair ();
    check (zsock_send (out, "sss", "Hello", "", "%s") == 0);
    show_wire ("s");
    check (zsock_send (out, "bbb", "a\0b", (size_t) 3, "", (size_t) 0, NULL, (size_t) 0) == 0);
    show_wire ("b");
    check (zsock_send (out, "zz") == 0);
    show_wire ("z");
    check (zsock_send (out, "p", SOME_POINTER) == 0);
    show_wire ("p");

    zchunk_t *chunk = zchunk_new ("chunk", 5);
    check (zsock_send (out, "c", chunk) == 0);
    show_wire ("c");
    check (memcmp (zchunk_data (chunk), "chunk", 5) == 0);
    zchunk_destroy (&chunk);

    zframe_t *frame = zframe_from ("frame");
    check (zsock_send (out, "ff", frame, frame) == 0);
    show_wire ("f");
    check (zframe_streq (frame, "frame"));
    zframe_destroy (&frame);

    zuuid_t *uuid = some_uuid ();
    check (zsock_send (out, "U", uuid) == 0);
    show_wire ("U");
    zuuid_destroy (&uuid);

    zhashx_t *hash = zhashx_new ();
    check (zsock_send (out, "h", hash) == 0);
    show_wire ("h of nothing");
    char value [] = "value";
    zhashx_insert (hash, "key", value);
    check (zsock_send (out, "h", hash) == 0);
    show_wire ("h");
    check (zhashx_size (hash) == 1);
    zhashx_destroy (&hash);

    zmsg_t *msg = zmsg_new ();
    check (zsock_send (out, "sms", "before", msg, "after") == 0);
    show_wire ("m of nothing");
    zmsg_addstr (msg, "one");
    zmsg_addstr (msg, "");
    zmsg_addstr (msg, "three");
    check (zsock_send (out, "m", msg) == 0);
    show_wire ("m");
    check (zsock_send (out, "smism", "begin", msg, 7, "middle", msg) == 0);
    show_wire ("m twice");
    check (zmsg_size (msg) == 3 && zmsg_content_size (msg) == 8);
    zmsg_destroy (&msg);

    zchunk_t *raw = zchunk_new (NULL, 0);
    check (zsock_send (out, "c", raw) == 0);
    show_wire ("c of nothing");
    zchunk_destroy (&raw);
    close_pair ();
}

static void
nothing_to_send (void)
{
    open_pair ();
    printf ("send of an empty picture: %d", zsock_send (out, ""));
    printf (", %s\n", wire_is_quiet () ? "nothing sent" : "sent");
    zmsg_t *msg = zmsg_new ();
    printf ("send of an empty message: %d", zsock_send (out, "m", msg));
    printf (", %s\n", wire_is_quiet () ? "nothing sent" : "sent");
    zmsg_destroy (&msg);
    close_pair ();

    zsock_t *push = zsock_new (ZMQ_PUSH);
    zsock_set_sndtimeo (push, 1);
    errno = 0;
    show_rc ("send without a peer", zsock_send (push, "is", 1, "text"));
    zsock_destroy (&push);
    zsock_t *rep = zsock_new (ZMQ_REP);
    errno = 0;
    show_rc ("send out of turn", zsock_send (rep, "s", "text"));
    show_rc ("recv without a message", (zsock_set_rcvtimeo (rep, 1), zsock_recv (rep, "s", NULL)));
    zsock_destroy (&rep);
}

//  The same text read as each kind of number.

static void
numbers_received (void)
{
    const char *texts [] = {
        "42", "-1", "-300", "255", "256", "65535", "65536", "70000", "2147483647",
        "2147483648", "4294967295", "4294967296", "18446744073709551615",
        "99999999999999999999", "-99999999999999999999", "007", " 7", "+7", "7 apples",
        "0x10", "apples", "",
    };
    open_pair ();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *text = texts [i];
        feed_frames (text, text, text, text, text, text, NULL);
        int integer = 99;
        uint8_t one = 99;
        uint16_t two = 99;
        uint32_t four = 99;
        uint64_t eight = 99;
        unsigned natural = 99;
        int rc = zsock_recv (in, "i1248u", &integer, &one, &two, &four, &eight, &natural);
        printf ("'%s': %d i=%d 1=%u 2=%u 4=%u 8=%llu u=%u\n", text, rc, integer, one, two,
                four, (unsigned long long) eight, natural);
    }
    feed_frames ("42d", NULL);
    unsigned natural = 0;
    check (zsock_recv (in, "u", &natural) == 0);
    printf ("a letter behind u: %u\n", natural);
    close_pair ();
}

//  Sends every kind of argument and reads it back.

static void
round_trip (void)
{
    open_pair ();
    zchunk_t *chunk = zchunk_new ("chunk", 5);
    zframe_t *frame = zframe_from ("frame");
    zuuid_t *uuid = some_uuid ();
    zhashx_t *hash = zhashx_new ();
    char value [] = "value";
    zhashx_insert (hash, "key", value);
    zmsg_t *msg = zmsg_new ();
    zmsg_addstr (msg, "one");
    zmsg_addstr (msg, "two");
    check (zsock_send (out, "i1248usbcfUhpzm", -12345, 123, 12345, (uint32_t) 123456789,
                       (uint64_t) 12345678901234567890u, 54321u, "string", "a\0b", (size_t) 3,
                       chunk, frame, uuid, hash, SOME_POINTER, msg) == 0);
    zchunk_destroy (&chunk);
    zframe_destroy (&frame);
    zuuid_destroy (&uuid);
    zhashx_destroy (&hash);
    zmsg_destroy (&msg);

    int integer;
    uint8_t one;
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    unsigned natural;
    char *string;
    byte *data;
    size_t size;
    void *pointer;
    int rc = zsock_recv (in, "i1248usbcfUhpzm", &integer, &one, &two, &four, &eight, &natural,
                         &string, &data, &size, &chunk, &frame, &uuid, &hash, &pointer, &msg);
    printf ("recv of everything: %d\n", rc);
    printf ("i=%d 1=%u 2=%u 4=%u 8=%llu u=%u\n", integer, one, two, four,
            (unsigned long long) eight, natural);
    printf ("s=%s b=%zu", string, size);
    show_bytes (data, size);
    printf (" c=%zu", zchunk_size (chunk));
    show_bytes (zchunk_data (chunk), zchunk_size (chunk));
    printf (" f=%zu", zframe_size (frame));
    show_bytes (zframe_data (frame), zframe_size (frame));
    printf (" more=%d\n", zframe_more (frame));
    printf ("U=%s h=%zu %s p=%d\n", zuuid_str (uuid), zhashx_size (hash),
            (char *) zhashx_lookup (hash, "key"), pointer == SOME_POINTER);
    printf ("m=%zu frames %zu bytes\n", zmsg_size (msg), zmsg_content_size (msg));
    zstr_free (&string);
    free (data);
    zchunk_destroy (&chunk);
    zframe_destroy (&frame);
    zuuid_destroy (&uuid);
    zhashx_destroy (&hash);
    zmsg_destroy (&msg);

    //  Null bytes stay in a string, which gets a terminator of its own.
    feed_bytes ("a\0b", 3, false);
    check (zsock_recv (in, "s", &string) == 0);
    printf ("s with a null byte inside: ");
    show_bytes (string, 4);
    printf ("\n");
    free (string);
    close_pair ();
}

//  What outputs hold before a call, so that the ones left alone show.

static char untouched [] = "untouched";

static const char *
state (void *pointer)
{
    return pointer == NULL ? "NULL" : pointer == untouched ? "untouched" : "object";
}

static void
short_messages (void)
{
    open_pair ();
    int integer = 99;
    uint8_t one = 99;
    uint16_t two = 99;
    uint32_t four = 99;
    uint64_t eight = 99;
    unsigned natural = 99;
    size_t size = 99;
    void *string = untouched, *data = untouched, *chunk = untouched, *frame = untouched,
         *uuid = untouched, *hash = untouched, *pointer = untouched;
    zmsg_t *msg = NULL;
    feed_frames ("only", NULL);
    char *first;
    int rc = zsock_recv (in, "si1248usbcfUhpzm", &first, &integer, &one, &two, &four, &eight,
                         &natural, &string, &data, &size, &chunk, &frame, &uuid, &hash,
                         &pointer, &msg);
    printf ("recv of one frame only: %d '%s'\n", rc, first);
    printf ("i=%d 1=%u 2=%u 4=%u 8=%llu u=%u b=%zu\n", integer, one, two, four,
            (unsigned long long) eight, natural, size);
    printf ("s %s, b %s, c %s, f %s, U %s, h %s, p %s\n", state (string), state (data),
            state (chunk), state (frame), state (uuid), state (hash), state (pointer));
    printf ("m=%zu frames\n", zmsg_size (msg));
    zstr_free (&first);
    zmsg_destroy (&msg);

    //  m takes all there is, and leaves nothing to what comes after it.
    feed_frames ("1", "2", "3", NULL);
    string = untouched;
    rc = zsock_recv (in, "imis", &integer, &msg, &four, &string);
    printf ("recv of imis: %d i=%d m=%zu i=%u s %s\n", rc, integer, zmsg_size (msg), four,
            state (string));
    zmsg_destroy (&msg);

    feed_frames ("1", "2", "3", NULL);
    feed_frames ("4", NULL);
    rc = zsock_recv (in, "i", &integer);
    printf ("recv of the first of three: %d i=%d", rc, integer);
    rc = zsock_recv (in, "i", &integer);
    printf (", then: %d i=%d\n", rc, integer);

    feed_frames ("dropped", NULL);
    printf ("recv of an empty picture: %d", zsock_recv (in, ""));
    printf (", %s left\n", wire_is_quiet () ? "nothing" : "something");
    close_pair ();
}

static void
skipped_values (void)
{
    open_pair ();
    feed_frames ("1", "2", "3", "4", "5", "6", "string", "bytes", "chunk", "frame",
                 "sixteen bytes...", "hash", "pointer", "", "rest", "rest", NULL);
    printf ("recv to nowhere: %d\n",
            zsock_recv (in, "i1248usbcfUhpzm", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                        NULL, NULL, NULL, NULL, NULL, NULL, NULL));
    feed_frames ("1", "skipped", "3", NULL);
    int one = 0, three = 0;
    printf ("recv past a value: %d", zsock_recv (in, "isi", &one, NULL, &three));
    printf (" %d %d\n", one, three);
    //  Without a place for the bytes there is none for their size.
    feed_frames ("bytes", "3", NULL);
    size_t size = 99;
    printf ("recv of b, size only: %d", zsock_recv (in, "bi", NULL, &size, &three));
    printf (" %zu %d\n", size, three);
    close_pair ();
}

static void
empty_frames (void)
{
    open_pair ();
    int before = 0, after = 0;
    feed_frames ("1", "", "2", NULL);
    printf ("z on an empty frame: %d", zsock_recv (in, "izi", &before, &after));
    printf (" %d %d\n", before, after);
    feed_frames ("3", "full", "4", NULL);
    printf ("z on another: %d", zsock_recv (in, "izi", &before, &after));
    printf (" %d %d\n", before, after);
    feed_frames ("5", NULL);
    printf ("z on no frame: %d", zsock_recv (in, "iz", &before));
    printf (" %d\n", before);
    close_pair ();
}

static void
pointers_and_hashes (void)
{
    open_pair ();
    void *pointer = untouched;
    int after = 0;
    feed_bytes ("\001\002\003\004\005\006\007", 7, true);
    feed_frames ("1", NULL);
    printf ("p on 7 bytes: %d", zsock_recv (in, "pi", &pointer, &after));
    printf (" %s %d\n", state (pointer), after);
    feed_bytes ("\001\002\003\004\005\006\007\010\011", 9, true);
    feed_frames ("2", NULL);
    printf ("p on 9 bytes: %d", zsock_recv (in, "pi", &pointer, &after));
    printf (" %s %d\n", state (pointer), after);
    feed_bytes ("\010\007\006\005\004\003\002\001", 8, false);
    printf ("p on 8 bytes: %d", zsock_recv (in, "p", &pointer));
    printf (" %d\n", pointer == SOME_POINTER);
    feed_frames ("short", NULL);
    printf ("p on 5 bytes, skipped: %d\n", zsock_recv (in, "p", NULL));

    const char *contents [] = { "", "abc", "not a dictionary at all" };
    for (size_t i = 0; i < 3; i++) {
        zhashx_t *hash = NULL;
        feed_frames (contents [i], NULL);
        int rc = zsock_recv (in, "h", &hash);
        printf ("h on '%s': %d %s", contents [i], rc, hash ? "hash" : "NULL");
        printf (" of %zu\n", zhashx_size (hash));
        zhashx_destroy (&hash);
    }
    close_pair ();
}

static void
nothing_received (void)
{
    open_pair ();
    int integer = 99;
    void *string = untouched, *msg = untouched;
    zsock_signal (out, 0);
    printf ("recv of a signal: %d", zsock_recv (in, "ism", &integer, &string, &msg));
    printf (" i=%d s %s m %s", integer, state (string), state (msg));
    printf (", %s left\n", wire_is_quiet () ? "nothing" : "something");
    zsock_set_rcvtimeo (in, 1);
    errno = 0;
    show_rc ("recv of no message", zsock_recv (in, "ism", &integer, &string, &msg));
    printf ("i=%d s %s m %s\n", integer, state (string), state (msg));
    //  The picture is only looked at when there is a message.
    show_rc ("recv of no message with a wrong picture", zsock_recv (in, "?", &integer));
    show_rc ("brecv of no message with a wrong picture", zsock_brecv (in, "?", &integer));
    close_pair ();
}

static int
send_list (void *sock, const char *picture, ...)
{
    va_list args;
    va_start (args, picture);
    int rc = zsock_vsend (sock, picture, args);
    va_end (args);
    return rc;
}

static int
receive_list (void *sock, const char *picture, ...)
{
    va_list args;
    va_start (args, picture);
    int rc = zsock_vrecv (sock, picture, args);
    va_end (args);
    return rc;
}

//  More arguments than registers hold.

static void
argument_lists (void)
{
    open_pair ();
    printf ("vsend: %d\n", send_list (out, "si4s8szb", "one", 2, (uint32_t) 3, "four",
                                      (uint64_t) 5, "six", "eight", (size_t) 5));
    show_wire ("wire");
    check (send_list (out, "si4s8szb", "one", 2, (uint32_t) 3, "four", (uint64_t) 5, "six",
                      "eight", (size_t) 5) == 0);
    char *one, *four, *six;
    int two;
    uint32_t three;
    uint64_t five;
    byte *eight;
    size_t size;
    printf ("vrecv: %d", receive_list (in, "si4s8szb", &one, &two, &three, &four, &five, &six,
                                       &eight, &size));
    printf (" %s %d %u %s %d %s %.*s\n", one, two, three, four, (int) five, six, (int) size,
            (char *) eight);
    zstr_free (&one);
    zstr_free (&four);
    zstr_free (&six);
    free (eight);
    close_pair ();
}

static void
picture_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 7);
    int number;
    char *text;
    if (zsock_recv (pipe, "is", &number, &text) == 0) {
        zsock_send (pipe, "si", text, number + 1);
        zstr_free (&text);
    }
    byte small;
    if (zsock_brecv (pipe, "1s", &small, &text) == 0)
        zsock_bsend (pipe, "s1", text, small + 1);
    zsock_wait (pipe);
}

static void
pictures_elsewhere (void)
{
    zactor_t *actor = zactor_new (picture_actor, NULL);
    int number;
    char *text;
    printf ("send to an actor: %d\n", zsock_send (actor, "is", 41, "text"));
    printf ("recv from an actor: %d", zsock_recv (actor, "si", &text, &number));
    printf (" %s %d\n", text, number);
    zstr_free (&text);
    byte small;
    printf ("bsend to an actor: %d\n", zsock_bsend (actor, "1s", 41, "binary"));
    printf ("brecv from an actor: %d", zsock_brecv (actor, "s1", &text, &small));
    printf (" %s %d\n", text, small);
    printf ("signal to an actor: %d\n", zsock_signal (actor, 0));
    zactor_destroy (&actor);

    void *ctx = zmq_ctx_new ();
    void *one = zmq_socket (ctx, ZMQ_PAIR);
    void *two = zmq_socket (ctx, ZMQ_PAIR);
    check (zmq_bind (one, "inproc://plain") == 0 && zmq_connect (two, "inproc://plain") == 0);
    printf ("send to a libzmq handle: %d\n", zsock_send (one, "is", 41, "text"));
    printf ("recv from a libzmq handle: %d", zsock_recv (two, "is", &number, &text));
    printf (" %d %s\n", number, text);
    zstr_free (&text);
    printf ("bsend to a libzmq handle: %d\n", zsock_bsend (one, "1S", 41, "text"));
    printf ("brecv from a libzmq handle: %d", zsock_brecv (two, "1S", &small, &text));
    printf (" %d %s\n", small, text);
    free (text);
    printf ("signal to a libzmq handle: %d\n", zsock_signal (one, 3));
    printf ("wait on a libzmq handle: %d\n", zsock_wait (two));
    feed = one;
    feed_frames ("1", "2", "3", NULL);
    zmq_recv (two, &small, 1, 0);
    zsock_flush (two);
    feed_frames ("next", NULL);
    text = zstr_recv (two);
    printf ("after flush of a libzmq handle: %s\n", text);
    zstr_free (&text);
    zsock_set_unbounded (one);
    printf ("unbounded libzmq handle: %d %d\n", zsock_sndhwm (one), zsock_rcvhwm (one));
    check (zmq_ctx_shutdown (ctx) == 0);
    errno = 0;
    show_rc ("recv after shutdown", zsock_recv (two, "s", &text));
    show_rc ("send after shutdown", zsock_send (two, "s", "too late"));
    show_rc ("bsend after shutdown", zsock_bsend (two, "s", "too late"));
    show_rc ("brecv after shutdown", zsock_brecv (two, "1", &small));
    show_rc ("signal after shutdown", zsock_signal (two, 0));
    show_rc ("wait after shutdown", zsock_wait (two));
    zmq_close (one);
    zmq_close (two);
    zmq_ctx_term (ctx);
}

//  Binary pictures -------------------------------------------------------------------

static void
binary_on_the_wire (void)
{
    open_pair ();
    check (zsock_bsend (out, "1248", 0x11, 0x2233, (uint32_t) 0x44556677,
                        (uint64_t) 0x8899AABBCCDDEEFF) == 0);
    show_wire ("numbers");
    check (zsock_bsend (out, "1122", 256, -1, 65536, -1) == 0);
    show_wire ("numbers cut to their size");
    check (zsock_bsend (out, "sSsS", "short", "long", "", "") == 0);
    show_wire ("strings");
    check (zsock_bsend (out, "sS", NULL, NULL) == 0);
    show_wire ("NULL strings");
    check (zsock_bsend (out, "p", SOME_POINTER) == 0);
    show_wire ("pointer");
    check (zsock_bsend (out, "") == 0);
    show_wire ("nothing");

    zchunk_t *chunk = zchunk_new ("chunk", 5);
    zchunk_t *empty = zchunk_new (NULL, 0);
    check (zsock_bsend (out, "cc", chunk, empty) == 0);
    show_wire ("chunks");
    zuuid_t *uuid = some_uuid ();
    check (zsock_bsend (out, "1u1", 1, uuid, 2) == 0);
    show_wire ("uuid");
    zframe_t *frame = zframe_from ("frame");
    check (zsock_bsend (out, "1ff", 1, frame, frame) == 0);
    show_wire ("frames");
    zmsg_t *msg = zmsg_new ();
    check (zsock_bsend (out, "1m", 1, msg) == 0);
    show_wire ("message of nothing");
    zmsg_addstr (msg, "one");
    zmsg_addstr (msg, "");
    check (zsock_bsend (out, "1m", 1, msg) == 0);
    show_wire ("message");
    check (zsock_bsend (out, "1248psScufm", 0x11, 0x2233, (uint32_t) 0x44556677,
                        (uint64_t) 0x8899AABBCCDDEEFF, SOME_POINTER, "string", "long string",
                        chunk, uuid, frame, msg) == 0);
    show_wire ("everything");
    check (zchunk_size (chunk) == 5 && zframe_streq (frame, "frame") && zmsg_size (msg) == 2);

    zframe_t *f = frame;
    check (zsock_bsend (out, "fffffffffffffffffffffffffffffff", f, f, f, f, f, f, f, f, f, f,
                        f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f) == 0);
    zmsg_t *received = zmsg_recv (in);
    printf ("as many frames as there may be, and the data: %zu\n", zmsg_size (received));
    zmsg_destroy (&received);
    zmsg_destroy (&msg);
    zframe_destroy (&frame);
    zuuid_destroy (&uuid);
    zchunk_destroy (&empty);
    zchunk_destroy (&chunk);
    close_pair ();
}

static void
binary_round_trip (void)
{
    open_pair ();
    zchunk_t *chunk = zchunk_new ("chunk", 5);
    zuuid_t *uuid = some_uuid ();
    zframe_t *frame = zframe_from ("frame");
    zmsg_t *msg = zmsg_new ();
    zmsg_addstr (msg, "one");
    zmsg_addstr (msg, "two");
    check (zsock_bsend (out, "1248psScufm", 123, 12345, (uint32_t) 123456789,
                        (uint64_t) 12345678901234567890u, SOME_POINTER, "string", "long string",
                        chunk, uuid, frame, msg) == 0);
    zchunk_destroy (&chunk);
    zuuid_destroy (&uuid);
    zframe_destroy (&frame);
    zmsg_destroy (&msg);

    uint8_t one;
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    void *pointer;
    char *cached, *string;
    int rc = zsock_brecv (in, "1248psScufm", &one, &two, &four, &eight, &pointer, &cached,
                          &string, &chunk, &uuid, &frame, &msg);
    printf ("brecv of everything: %d\n", rc);
    printf ("1=%u 2=%u 4=%u 8=%llu p=%d s=%s S=%s", one, two, four, (unsigned long long) eight,
            pointer == SOME_POINTER, cached, string);
    printf (" c=%zu", zchunk_size (chunk));
    show_bytes (zchunk_data (chunk), zchunk_size (chunk));
    printf (" u=%s f=", zuuid_str (uuid));
    show_bytes (zframe_data (frame), zframe_size (frame));
    printf (" m=%zu frames\n", zmsg_size (msg));
    //  S is the caller's to free, s is not.
    free (string);
    zchunk_destroy (&chunk);
    zuuid_destroy (&uuid);
    zframe_destroy (&frame);
    zmsg_destroy (&msg);

    //  Several strings of one message live side by side.
    check (zsock_bsend (out, "ssss", "one", "", "three", "four") == 0);
    char *s1, *s2, *s3, *s4;
    rc = zsock_brecv (in, "ssss", &s1, &s2, &s3, &s4);
    printf ("four strings: %d '%s' '%s' '%s' '%s'\n", rc, s1, s2, s3, s4);

    char text [256];
    memset (text, 'x', 255);
    text [255] = 0;
    check (zsock_bsend (out, "s", text) == 0);
    check (zsock_brecv (in, "s", &cached) == 0);
    printf ("the longest short string comes back: %d\n", streq (cached, text));

    //  Frames may stand anywhere when they are received.
    feed_bytes ("\001\002", 2, true);
    feed_frames ("frame", NULL);
    uint8_t other;
    rc = zsock_brecv (in, "1f1", &one, &frame, &other);
    printf ("f between numbers: %d %u %u ", rc, one, other);
    show_bytes (zframe_data (frame), zframe_size (frame));
    printf ("\n");
    zframe_destroy (&frame);

    feed_bytes ("\001", 1, true);
    feed_frames ("frame", "rest", "rest", NULL);
    rc = zsock_brecv (in, "1fm", &one, &frame, &msg);
    printf ("m takes the rest: %d %zu frames\n", rc, zmsg_size (msg));
    zframe_destroy (&frame);
    zmsg_destroy (&msg);

    feed_bytes ("\007 and more", 10, false);
    rc = zsock_brecv (in, "1", &one);
    printf ("bytes too many: %d %u\n", rc, one);
    feed_bytes ("", 0, false);
    printf ("an empty picture: %d\n", zsock_brecv (in, ""));
    zsock_signal (out, 5);
    rc = zsock_brecv (in, "1", &one);
    printf ("a signal is data: %d %u\n", rc, one);
    close_pair ();
}

//  What is not asked for stays in the socket.

static void
binary_frames_left (void)
{
    open_pair ();
    uint8_t one;
    feed_bytes ("\001", 1, true);
    feed_frames ("extra", "frames", NULL);
    feed_bytes ("\002", 1, false);
    int rc = zsock_brecv (in, "1", &one);
    printf ("brecv of the first of three frames: %d %u, more=%d\n", rc, one,
            zsock_rcvmore (in));
    zsock_flush (in);
    rc = zsock_brecv (in, "1", &one);
    printf ("brecv after flush: %d %u, more=%d\n", rc, one, zsock_rcvmore (in));
    close_pair ();
}

//  Reads into variables of these names, and shows what the first number became.

#define SHOW_MALFORMED(title, picture, ...)                                    \
    do {                                                                       \
        int rc = zsock_brecv (in, picture, __VA_ARGS__);                       \
        printf (title ": %d, first number %u\n", rc, one);                     \
    } while (0)

static void
binary_malformed (void)
{
    open_pair ();
    uint8_t one = 99;
    uint16_t two = 99;
    uint32_t four = 99;
    uint64_t eight = 99;
    void *string = untouched, *chunk = untouched, *frame = untouched;
    feed_bytes ("", 0, false);
    SHOW_MALFORMED ("1 on nothing", "1", &one);
    feed_bytes ("\001\377", 2, false);
    SHOW_MALFORMED ("2 on a byte", "12", &one, &two);
    feed_bytes ("\002\1\1\1", 4, false);
    SHOW_MALFORMED ("4 on three bytes", "14", &one, &four);
    feed_bytes ("\003\1\1\1\1\1\1\1", 8, false);
    SHOW_MALFORMED ("8 on seven bytes", "18", &one, &eight);
    feed_bytes ("\004", 1, false);
    SHOW_MALFORMED ("s without a length", "1s", &one, &string);
    feed_bytes ("\005\003ab", 4, false);
    SHOW_MALFORMED ("s on two of three bytes", "1s", &one, &string);
    feed_bytes ("\006\0\0\0", 4, false);
    SHOW_MALFORMED ("S with half a length", "1S", &one, &string);
    feed_bytes ("\007\0\0\0\003ab", 7, false);
    SHOW_MALFORMED ("S on two of three bytes", "1S", &one, &string);
    feed_bytes ("\010\377\377\377\377ab", 7, false);
    SHOW_MALFORMED ("S of 4 GB", "1S", &one, &string);
    feed_bytes ("\011\0\0\0", 4, false);
    SHOW_MALFORMED ("c with half a length", "1c", &one, &chunk);
    feed_bytes ("\012\0\0\0\003ab", 7, false);
    SHOW_MALFORMED ("c on two of three bytes", "1c", &one, &chunk);
    feed_bytes ("\013\177\377\377\377ab", 7, false);
    SHOW_MALFORMED ("c of 2 GB", "1c", &one, &chunk);
    feed_bytes ("\014", 1, false);
    SHOW_MALFORMED ("f without a frame", "1f", &one, &frame);
    //  What comes after the fault is left alone too.
    feed_bytes ("\015\003ab", 4, false);
    SHOW_MALFORMED ("s before a number", "1s2", &one, &string, &two);
    printf ("outputs: %u %u %d, %s %s %s\n", two, four, (int) eight, state (string),
            state (chunk), state (frame));

    zsock_set_rcvtimeo (in, 1);
    errno = 0;
    show_rc ("no message", zsock_brecv (in, "1", &one));
    close_pair ();
}

static void
binary_limits (void)
{
    open_pair ();
    for (size_t size = 1048576; size <= 1048577; size++) {
        char *text = (char *) malloc (size + 1);
        check (text);
        memset (text, 'x', size);
        text [size] = 0;
        check (zsock_bsend (out, "S", text) == 0);
        void *string = untouched;
        int rc = zsock_brecv (in, "S", &string);
        printf ("S of %zu: %d %s\n", size, rc, state (string));
        if (rc == 0) {
            check (strlen (string) == size);
            free (string);
        }
        zchunk_t *chunk = zchunk_new (text, size);
        check (zsock_bsend (out, "c", chunk) == 0);
        zchunk_destroy (&chunk);
        void *received = untouched;
        rc = zsock_brecv (in, "c", &received);
        printf ("c of %zu: %d %s\n", size, rc, state (received));
        if (rc == 0) {
            chunk = (zchunk_t *) received;
            check (zchunk_size (chunk) == size);
            zchunk_destroy (&chunk);
        }
        free (text);
    }
    close_pair ();
}

//  Signals ---------------------------------------------------------------------------

static void
signals (void)
{
    open_pair ();
    const int statuses [] = { 0, 1, 127, 128, 255 };
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        check (zsock_signal (out, (byte) statuses [i]) == 0);
        show_wire ("signal");
        check (zsock_signal (out, (byte) statuses [i]) == 0);
        printf ("wait: %d\n", zsock_wait (in));
    }
    //  Whatever comes before the signal is lost.
    zstr_send (out, "lost");
    zstr_sendx (out, "lost", "too", NULL);
    feed_bytes ("\001\021\042\063\104\125\146\167", 8, true);
    feed_frames ("a signal has one frame", NULL);
    feed_bytes ("\002\021\042\063\104\125\146", 7, false);
    feed_bytes ("\003\021\042\063\104\125\146\167\0", 9, false);
    feed_bytes ("\004\022\042\063\104\125\146\167", 8, false);
    zsock_signal (out, 77);
    zstr_send (out, "kept");
    printf ("wait: %d\n", zsock_wait (in));
    show_wire ("after it");

    zsock_set_rcvtimeo (in, 1);
    errno = 0;
    show_rc ("wait for nothing", zsock_wait (in));
    zstr_send (out, "no signal");
    show_rc ("wait for a signal that is none", zsock_wait (in));
    printf ("%s left\n", wire_is_quiet () ? "nothing" : "something");

    zsock_set_rcvtimeo (in, -1);
    struct sigaction action = { .sa_handler = ignore_signal };
    sigaction (SIGUSR1, &action, NULL);
    pthread_t thread = signal_when_blocked (SIGUSR1);
    errno = 0;
    show_rc ("wait cut short", zsock_wait (in));
    pthread_join (thread, NULL);
    thread = signal_when_blocked (SIGUSR1);
    int integer = 99;
    errno = 0;
    show_rc ("recv cut short", zsock_recv (in, "i", &integer));
    pthread_join (thread, NULL);
    thread = signal_when_blocked (SIGUSR1);
    uint8_t one = 99;
    errno = 0;
    show_rc ("brecv cut short", zsock_brecv (in, "1", &one));
    pthread_join (thread, NULL);
    close_pair ();

    zsock_t *rep = zsock_new (ZMQ_REP);
    errno = 0;
    show_rc ("signal out of turn", zsock_signal (rep, 0));
    zsock_destroy (&rep);
}

static void
flush (void)
{
    open_pair ();
    feed_frames ("one", "two", "three", NULL);
    feed_frames ("next", "message", NULL);
    char *text = zstr_recv (in);
    printf ("read: %s\n", text);
    zstr_free (&text);
    zsock_flush (in);
    text = zstr_recv (in);
    printf ("after flush: %s\n", text);
    zstr_free (&text);
    text = zstr_recv (in);
    printf ("and: %s\n", text);
    zstr_free (&text);
    //  At the end of a message there is nothing to drop.
    feed_frames ("whole", NULL);
    zsock_flush (in);
    text = zstr_recv (in);
    printf ("after a flush between messages: %s\n", text);
    zstr_free (&text);
    zsock_flush (in);
    printf ("a flush of nothing returns\n");
    close_pair ();
}

static void
unbounded (void)
{
    zsock_t *sock = zsock_new (ZMQ_PUSH);
    printf ("bounds: %d %d\n", zsock_sndhwm (sock), zsock_rcvhwm (sock));
    zsock_set_unbounded (sock);
    printf ("unbounded: %d %d\n", zsock_sndhwm (sock), zsock_rcvhwm (sock));
    zsock_t *pull = zsock_new (ZMQ_PULL);
    zsock_set_unbounded (pull);
    check (zsock_bind (pull, "inproc://zsock.unbounded") == 0);
    check (zsock_connect (sock, "inproc://zsock.unbounded") == 0);
    zsock_set_sndtimeo (sock, 20000);
    zsock_set_rcvtimeo (pull, 20000);
    for (int i = 0; i < 5000; i++)
        check (zsock_send (sock, "i", i) == 0);
    for (int i = 0, number; i < 5000; i++)
        check (zsock_recv (pull, "i", &number) == 0 && number == i);
    printf ("five thousand messages wait unread\n");
    zsock_destroy (&sock);
    zsock_destroy (&pull);

    zactor_t *actor = zactor_new (quiet_actor, NULL);
    zsock_set_unbounded (actor);
    printf ("unbounded actor: %d %d\n", zsock_sndhwm (actor), zsock_rcvhwm (actor));
    zactor_destroy (&actor);
}

//  In the child of a check_aborts, whose standard error is read.

#define LOGGED(statement) zsys_set_logstream (stderr); statement

static void
contract_breaches (void)
{
    open_pair ();
    zframe_t *frame = zframe_new_empty ();
    zmsg_t *msg = zmsg_new ();
    check_aborts ("zsock_destroy", zsock_destroy (NULL));
    check_aborts ("zsock_destroy", zsock_t *other = (zsock_t *) frame; zsock_destroy (&other));
    check_aborts ("zsock_bind", zsock_bind (NULL, "inproc://zsock.null"));
    check_aborts ("zsock_connect", zsock_connect (NULL, "inproc://zsock.null"));
    check_aborts ("zsock_attach", zsock_attach (NULL, "inproc://zsock.null", true));
    check_aborts ("zsock_endpoint", zsock_endpoint (NULL));
    check_aborts ("zsock_type_str", zsock_type_str (NULL));
    check_aborts ("zsock_is", zsock_is (NULL));
    check_aborts ("zsock_resolve", zsock_resolve (NULL));
    check_aborts ("zsock_signal", zsock_signal (NULL, 0));
    check_aborts ("zsock_wait", zsock_wait (NULL));
    check_aborts ("zsock_", zsock_flush (NULL));
    check_aborts ("zsock_", zsock_send (out, NULL));
    check_aborts ("zsock_", zsock_send (NULL, "s", "text"));
    check_aborts ("zsock_", zsock_recv (NULL, "i", NULL));
    check_aborts ("zsock_bsend", zsock_bsend (NULL, "s", "text"));
    check_aborts ("zsock_brecv", zsock_brecv (NULL, "1", NULL));
    //  Which function notices a missing object is of no matter.
    check_aborts ("", zsock_send (out, "s", NULL));
    check_aborts ("", zsock_send (out, "c", NULL));
    check_aborts ("", zsock_send (out, "f", NULL));
    check_aborts ("", zsock_send (out, "h", NULL));
    check_aborts ("", zsock_send (out, "U", NULL));
    check_aborts ("", zsock_send (out, "m", NULL));
    check_aborts ("", zsock_bsend (out, "u", NULL));

    check_aborts ("zsock: invalid picture element '?'", LOGGED (zsock_send (out, "s?", "")));
    check_aborts ("zsock: invalid picture element 'n'", LOGGED (zsock_send (out, "n")));
    check_aborts ("zsock_bsend: invalid picptr element 'i'", LOGGED (zsock_bsend (out, "i", 1)));
    check_aborts ("zsock_bsend: 'm' (zmsg) only valid at end of picptr",
                  LOGGED (zsock_bsend (out, "m1", msg, 1)));
    zsock_destroy (&out);
    zmsg_destroy (&msg);
    zframe_destroy (&frame);
    zsock_destroy (&in);
    printf ("contract breaches abort\n");
}

//  Defects of the original -----------------------------------------------------------

//  Many long strings in one message: each stays what it is, and standard output is not
//  touched.

//  Strings that take 512 bytes, and few less and more, with a libc that looks at what stands behind
//  each piece of memory when it is given back.
static void
exact_strings (void)
{
    open_pair ();
    char before [201] = "", text [256] = "";
    memset (before, 'b', 200);
    for (size_t size = 0; size < 120; size++) {
        memset (text, 'x', size);
        check (zsock_bsend (out, "sss", before, before, text) == 0);
        char *s [3];
        check (zsock_brecv (in, "sss", &s [0], &s [1], &s [2]) == 0);
        check_streq (s [0], before);
        check_streq (s [1], before);
        check_streq (s [2], text);
    }
    close_pair ();
}

static void
exec_exact_strings (void)
{
    setenv ("LD_PRELOAD", "libc_malloc_debug.so.0", 1);
    setenv ("MALLOC_CHECK_", "3", 1);
    execl (this_program (), "zsock", "--exact-strings", NULL);
    check (!"executed");
}

static void
defect_S1 (void)
{
    check (in_child (exec_exact_strings) == 0);
}

static void
defect_S2 (void)
{
    open_pair ();
    char texts [8][256];
    for (int i = 0; i < 8; i++) {
        memset (texts [i], 'a' + i, 255);
        texts [i][255] = 0;
    }
    FILE *file = tmpfile ();
    fflush (stdout);
    int saved = dup (STDOUT_FILENO);
    check (file && saved >= 0 && dup2 (fileno (file), STDOUT_FILENO) >= 0);
    check (zsock_bsend (out, "ssssssss", texts [0], texts [1], texts [2], texts [3], texts [4],
                        texts [5], texts [6], texts [7]) == 0);
    char *s [8];
    check (zsock_brecv (in, "ssssssss", &s [0], &s [1], &s [2], &s [3], &s [4], &s [5], &s [6],
                        &s [7]) == 0);
    fflush (stdout);
    check (dup2 (saved, STDOUT_FILENO) >= 0);
    close (saved);
    for (int i = 0; i < 8; i++)
        check_streq (s [i], texts [i]);
    check (lseek (fileno (file), 0, SEEK_END) == 0);
    fclose (file);
    close_pair ();
}

static void
defect_S3 (void)
{
    open_pair ();
    void *pointer = untouched;
    for (size_t size = 0; size < sizeof pointer; size++) {
        feed_bytes ("abcdefgh", size, false);
        check (zsock_brecv (in, "p", &pointer) == -1);
        check (pointer == untouched);
    }
    close_pair ();
}

static void
defect_S4 (void)
{
    open_pair ();
    void *uuid = untouched;
    for (size_t size = 0; size < ZUUID_LEN; size++) {
        feed_bytes ("0123456789abcdef", size, false);
        check (zsock_brecv (in, "u", &uuid) == -1);
        check (uuid == untouched);
    }
    close_pair ();
}

//  After a malformed message the next read starts at the next message.

static void
defect_S5 (void)
{
    open_pair ();
    feed_frames ("\003ab", "left", "over", NULL);
    feed_frames ("\007", NULL);
    char *string;
    zframe_t *frame;
    uint8_t number;
    check (zsock_brecv (in, "sf", &string, &frame) == -1);
    check (zsock_brecv (in, "1", &number) == 0);
    check (number == 7);
    check (wire_is_quiet ());
    close_pair ();
}

//  A string that its length byte cannot count is refused.

static void
defect_S6 (void)
{
    open_pair ();
    char text [600];
    memset (text, 'x', sizeof text);
    for (size_t size = 256; size < sizeof text; size += 100) {
        text [size] = 0;
        check (zsock_bsend (out, "1s", 1, text) == -1);
        check (wire_is_quiet ());
        text [size] = 'x';
    }
    close_pair ();
}

//  A NULL chunk travels as an empty one.

static void
defect_S7 (void)
{
    open_pair ();
    check (zsock_bsend (out, "1c2", 1, NULL, 0x0203) == 0);
    byte data [20];
    check (zmq_recv (wire, data, sizeof data, 0) == 7);
    check (memcmp (data, "\1\0\0\0\0\2\3", 7) == 0);

    check (zsock_bsend (out, "1c2", 1, NULL, 0x0203) == 0);
    uint8_t one;
    zchunk_t *chunk;
    uint16_t two;
    check (zsock_brecv (in, "1c2", &one, &chunk, &two) == 0);
    check (one == 1 && zchunk_size (chunk) == 0 && two == 0x0203);
    zchunk_destroy (&chunk);
    close_pair ();
}

//  A NULL frame is refused, or travels as an empty one: the message is not left open.

static void
defect_S8 (void)
{
    open_pair ();
    int rc = zsock_bsend (out, "1f", 1, NULL);
    zstr_send (out, "next");
    zmsg_t *msg;
    if (rc == 0) {
        msg = zmsg_recv (in);
        check (msg && zmsg_size (msg) == 2 && zmsg_content_size (msg) == 1);
        zmsg_destroy (&msg);
    }
    else
        check (rc == -1);
    msg = zmsg_recv (in);
    check (msg && zmsg_size (msg) == 1 && zframe_streq (zmsg_first (msg), "next"));
    zmsg_destroy (&msg);
    close_pair ();
}

//  A NULL message is an empty frame. Neither it nor a send that fails costs memory.

static void
defect_S9 (void)
{
    open_pair ();
    check (zsock_bsend (out, "1m", 1, NULL) == 0);
    zmsg_t *msg = zmsg_recv (in);
    check (msg && zmsg_size (msg) == 2 && zmsg_content_size (msg) == 1);
    zmsg_destroy (&msg);

    const int times = 20000;
    size_t before = mallinfo2 ().uordblks;
    for (int i = 0; i < times; i++) {
        check (zsock_bsend (out, "1m", 1, NULL) == 0);
        msg = zmsg_recv (in);
        zmsg_destroy (&msg);
    }
    check (mallinfo2 ().uordblks < before + 10 * times);
    close_pair ();

    zsock_t *push = zsock_new (ZMQ_PUSH);
    zsock_set_sndtimeo (push, 0);
    check (zsock_bsend (push, "1s", 1, "text") == -1);
    before = mallinfo2 ().uordblks;
    for (int i = 0; i < times; i++)
        check (zsock_bsend (push, "1s", 1, "text") == -1);
    check (mallinfo2 ().uordblks < before + 10 * times);
    zsock_destroy (&push);
}

//  What m sends of an empty message, m receives as one.

static void
defect_S10 (void)
{
    open_pair ();
    zmsg_t *msg = zmsg_new ();
    check (zsock_bsend (out, "1m", 1, msg) == 0);
    zmsg_destroy (&msg);
    uint8_t one = 0;
    check (zsock_brecv (in, "1m", &one, &msg) == 0);
    check (one == 1 && msg && zmsg_size (msg) == 0);
    zmsg_destroy (&msg);
    close_pair ();
}

//  No uuid is made of less than its bytes.

static void
defect_S11 (void)
{
    open_pair ();
    for (size_t size = 0; size < ZUUID_LEN; size++) {
        feed_bytes ("0123456789abcdef", size, false);
        zuuid_t *uuid = NULL;
        zsock_recv (in, "U", &uuid);
        check (uuid == NULL);
    }
    close_pair ();
}

//  The size of b may be left out.

static void
defect_S12 (void)
{
    open_pair ();
    feed_frames ("bytes", "7", NULL);
    byte *data = NULL;
    int number = 0;
    check (zsock_recv (in, "bi", &data, NULL, &number) == 0);
    check (data && memcmp (data, "bytes", 5) == 0 && number == 7);
    free (data);
    feed_frames ("7", NULL);
    data = (byte *) untouched;
    check (zsock_recv (in, "ib", &number, &data, NULL) == 0);
    check (data == NULL);
    close_pair ();
}

static void
defect_S13 (void)
{
    open_pair ();
    check (zsock_send (out, "sb", "text", "bytes", (size_t) -1) == -1);
    check (wire_is_quiet ());
    close_pair ();
}

//  A range that ends before it starts has no port.

static void
bind_to_reversed_ranges (void)
{
    zsock_t *sock = zsock_new (ZMQ_PULL);
    check (zsock_bind (sock, "tcp://%s:*[60010-60000]", host) == -1);
    check (zsock_bind (sock, "tcp://%s:![60010-60000]", host) == -1);
    check (zsock_bind (sock, "tcp://%s:*[60010-60009]", host) == -1);
    check (zsock_endpoint (sock) == NULL);
    check (zsock_bind (sock, "tcp://%s:60010", host) == 60010);
    check (zsock_bind (sock, "tcp://%s:*[60010-60000]", host) == -1);
    zsock_destroy (&sock);
}

static void
defect_S15 (void)
{
    check (in_child (bind_to_reversed_ranges) == 0);
}

//  There is no port above 65535.

static void
defect_S16 (void)
{
    zsock_t *sock = zsock_new (ZMQ_PULL);
    check (zsock_bind (sock, "tcp://%s:65536", host) == -1);
    check (zsock_bind (sock, "tcp://%s:99999", host) == -1);
    check (zsock_bind (sock, "tcp://%s:*[70000-70003]", host) == -1);
    check (zsock_bind (sock, "tcp://%s:![70000-70003]", host) == -1);
    check (zsock_endpoint (sock) == NULL);
    zsock_destroy (&sock);
}

//  A socket that took an inherited descriptor may bind again.

static void
activate_and_bind_again (void)
{
    inherit_descriptors ();
    zsys_set_auto_use_fd (1);
    zsock_t *pull = zsock_new (ZMQ_PULL);
    zsock_set_rcvtimeo (pull, 20000);
    check (zsock_bind (pull, "tcp://%s:%d", host, inherited_port) == inherited_port);
    int port = zsock_bind (pull, "tcp://%s:*", host);
    check (port > 0 && port != inherited_port);
    const int ports [] = { inherited_port, port };
    for (int i = 0; i < 2; i++) {
        zsock_t *push = zsock_new (ZMQ_PUSH);
        check (zsock_connect (push, "tcp://%s:%d", host, ports [i]) == 0);
        zstr_send (push, "text");
        char *text = zstr_recv (pull);
        check_streq (text, "text");
        zstr_free (&text);
        zsock_destroy (&push);
    }
    zsock_destroy (&pull);
    zsys_shutdown ();
}

static void
defect_S17 (void)
{
    check (in_child (activate_and_bind_again) == 0);
}

//  What cannot be made is NULL.

static void
make_too_many (void)
{
    zsock_t *socks [10];
    int made = 0;
    zsys_set_max_sockets (5);
    while (made < 10 && (socks [made] = zsock_new (ZMQ_PAIR)))
        made++;
    check (errno == EMFILE);
    check (made == 5);
    check (zsock_new_pub ("inproc://zsock.too.many") == NULL);
    while (made > 0)
        zsock_destroy (&socks [--made]);
    zsys_shutdown ();
}

static void
defect_S18 (void)
{
    errno = 0;
    check (zsock_new (99) == NULL);
    check (errno == EINVAL);
    check (zsock_new (-1) == NULL);
    check (in_child (make_too_many) == 0);
}

//  A descriptor is read as such, without a look at what is behind it in memory.

static void
resolve_at_the_edge (void)
{
    size_t page = (size_t) sysconf (_SC_PAGESIZE);
    byte *memory = (byte *) mmap (NULL, 2 * page, PROT_READ | PROT_WRITE,
                                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check (memory != MAP_FAILED);
    check (mprotect (memory + page, page, PROT_NONE) == 0);
    int *fd = (int *) (memory + page - sizeof (int));
    *fd = socket (AF_INET, SOCK_STREAM, 0);
    check (zsock_resolve (fd) == NULL);
    close (*fd);
    *fd = open ("/dev/null", O_RDONLY);
    check (zsock_resolve (fd) == NULL);
    close (*fd);
}

static void
defect_S19 (void)
{
    check (in_child (resolve_at_the_edge) == 0);
}

//  A list of which one element fails is not attached to the others.

static void
defect_S20 (void)
{
    zsock_t *pull = zsock_new_pull ("inproc://zsock.peer");
    zsock_t *push = zsock_new (ZMQ_PUSH);
    zsock_set_sndtimeo (push, 1);
    check (zsock_attach (push, "@inproc://zsock.back,>inproc://zsock.peer,nothing://", true)
           == -1);
    //  The name is free again, and nobody is there to send to.
    zsock_t *other = zsock_new_pull ("@inproc://zsock.back");
    check (other);
    errno = 0;
    check (zstr_send (push, "text") == -1 && errno == EAGAIN);
    zsock_destroy (&other);
    zsock_destroy (&push);
    zsock_destroy (&pull);
}

//  Data may stand behind a frame.

static void
defect_S21 (void)
{
    open_pair ();
    zframe_t *frame = zframe_from ("frame");
    check (zsock_bsend (out, "1f2fs", 1, frame, 0x0203, frame, "text") == 0);
    zframe_destroy (&frame);
    zmsg_t *msg = zmsg_recv (in);
    check (msg && zmsg_size (msg) == 3);
    frame = zmsg_first (msg);
    check (zframe_size (frame) == 8);
    check (memcmp (zframe_data (frame), "\1\2\3\4text", 8) == 0);
    check (zframe_streq (zmsg_next (msg), "frame"));
    check (zframe_streq (zmsg_next (msg), "frame"));
    zmsg_destroy (&msg);
    close_pair ();
}

int
main (int argc, char *argv [])
{
    if (argc == 2 && streq (argv [1], "--exact-strings")) {
        exact_strings ();
        return 0;
    }
    test_begin (argc, argv);
    set_up ();
    CASE (socket_activation ());
    CASE (sockets_left_open ());
    CASE (all_types ());
    CASE (default_actions ());
    CASE (functions_behind_macros ());
    CASE (failing_constructors ());
    CASE (subscriptions ());
    CASE (endpoint_lists ());
    CASE (attached_ports ());
    CASE (long_elements ());
    CASE (bind_to_ports ());
    CASE (bind_to_any_port ());
    CASE (bind_to_ranges ());
    CASE (bind_to_interfaces ());
    CASE (bind_to_others ());
    CASE (connect_and_disconnect ());
    CASE (probing ());
    CASE (numbers_on_the_wire ());
    CASE (objects_on_the_wire ());
    CASE (nothing_to_send ());
    CASE (numbers_received ());
    CASE (round_trip ());
    CASE (short_messages ());
    CASE (skipped_values ());
    CASE (empty_frames ());
    CASE (pointers_and_hashes ());
    CASE (nothing_received ());
    CASE (argument_lists ());
    CASE (pictures_elsewhere ());
    CASE (binary_on_the_wire ());
    CASE (binary_round_trip ());
    CASE (binary_frames_left ());
    CASE (binary_malformed ());
    CASE (binary_limits ());
    CASE (signals ());
    CASE (flush ());
    CASE (unbounded ());
    CASE (contract_breaches ());
    CASE (zsock_test (false));
    DEFECT (S1);
    DEFECT (S2);
    DEFECT (S3);
    DEFECT (S4);
    DEFECT (S5);
    DEFECT (S6);
    DEFECT (S7);
    DEFECT (S8);
    DEFECT (S9);
    DEFECT (S10);
    DEFECT (S11);
    DEFECT (S12);
    DEFECT (S13);
    DEFECT (S15);
    DEFECT (S16);
    DEFECT (S17);
    DEFECT (S18);
    DEFECT (S19);
    DEFECT (S20);
    DEFECT (S21);
    tear_down ();
    return test_end ();
}

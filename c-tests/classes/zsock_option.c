//  Walks the socket options of zsock: what a fresh socket has, what the setters store, on
//  which sockets and for which values they work, and what some of them bring about.

#include "test.h"
#include <pthread.h>

//  A call that may abort is made in a child process, on a socket of its own in the place of
//  that of the parent. If it does not abort, the child kills itself: a copy of this process has
//  nothing to tidy up, nor leaks to answer for.

static int child_output;

static pid_t
begin_child (void)
{
    int fds [2];
    check (pipe (fds) == 0);
    fflush (stdout);
    pid_t pid = fork ();
    check (pid >= 0);
    if (pid == 0) {
        struct rlimit none = { 0, 0 };
        setrlimit (RLIMIT_CORE, &none);
        alarm (60);
        setvbuf (stdout, NULL, _IONBF, 0);
        dup2 (fds [1], STDOUT_FILENO);
        int nowhere = open ("/dev/null", O_WRONLY);
        dup2 (nowhere, STDERR_FILENO);
        close (fds [0]);
    }
    close (fds [1]);
    child_output = fds [0];
    return pid;
}

//  What the child printed to standard output.
static char said [1024];

static bool
child_aborted (pid_t pid)
{
    size_t size = 0;
    ssize_t got;
    while ((got = read (child_output, said + size, sizeof said - 1 - size)) > 0)
        size += (size_t) got;
    said [size] = 0;
    close (child_output);
    int status;
    check (waitpid (pid, &status, 0) == pid);
    check (WIFSIGNALED (status));
    check (WTERMSIG (status) == SIGABRT || WTERMSIG (status) == SIGKILL);
    return WTERMSIG (status) == SIGABRT;
}

#define ABORTS(sock, statement)                                                \
    ({                                                                         \
        int type_ = zsock_type (sock);                                         \
        pid_t pid_ = begin_child ();                                           \
        if (pid_ == 0) {                                                       \
            sock = zsock_new (type_);                                          \
            statement;                                                         \
            kill (getpid (), SIGKILL);                                         \
        }                                                                      \
        child_aborted (pid_);                                                  \
    })

//  Options as libzmq has them.

static int64_t
raw_number (void *sock, int option, int bits)
{
    int narrow = -99;
    int64_t wide = -99;
    size_t size = bits == 64 ? sizeof wide : sizeof narrow;
    check (zmq_getsockopt (zsock_resolve (sock), option,
                           bits == 64 ? (void *) &wide : (void *) &narrow, &size) == 0);
    return bits == 64 ? wide : narrow;
}

static void
show_raw_text (void *sock, int option)
{
    char text [300];
    size_t size = sizeof text;
    if (zmq_getsockopt (zsock_resolve (sock), option, text, &size) == 0)
        printf ("'%s'", text);
    else
        printf ("%s", zmq_strerror (errno));
}

//  Numbers ---------------------------------------------------------------------------

typedef struct {
    const char *name;
    int (*get) (void *self);
    void (*set) (void *self, int value);
    int number;
    int bits;
    int values [3];
} number_option_t;

#define NUMBER(name, number, ...) { #name, zsock_##name, zsock_set_##name, number, 32, { __VA_ARGS__ } }
#define WIDE_NUMBER(name, number, ...) { #name, zsock_##name, zsock_set_##name, number, 64, { __VA_ARGS__ } }

static const number_option_t number_options [] = {
    WIDE_NUMBER (affinity, 4, 1, INT_MAX, -1),
    NUMBER (rate, 8, 1, 200, INT_MAX),
    NUMBER (recovery_ivl, 9, 0, 1, 60000),
    NUMBER (sndbuf, 11, 0, 4096, -1),
    NUMBER (rcvbuf, 12, 0, 4096, -1),
    NUMBER (linger, 17, 1, 30000, -1),
    NUMBER (reconnect_ivl, 18, 1, 0, -1),
    NUMBER (backlog, 19, 0, 1, 4096),
    NUMBER (reconnect_ivl_max, 21, 1, 10000, 0),
    WIDE_NUMBER (maxmsgsize, 22, 0, INT_MAX, -1),
    NUMBER (sndhwm, 23, 1, 100000, 0),
    NUMBER (rcvhwm, 24, 1, 100000, 0),
    NUMBER (multicast_hops, 25, 2, 255, 1),
    NUMBER (rcvtimeo, 27, 0, 5000, -1),
    NUMBER (sndtimeo, 28, 0, 5000, -1),
    NUMBER (ipv4only, 31, 0, 1, 0),
    NUMBER (tcp_keepalive, 34, 1, 0, -1),
    NUMBER (tcp_keepalive_cnt, 35, 1, 10, -1),
    NUMBER (tcp_keepalive_idle, 36, 1, 300, -1),
    NUMBER (tcp_keepalive_intvl, 37, 1, 300, -1),
    NUMBER (immediate, 39, 1, 0, 1),
    NUMBER (ipv6, 42, 1, 0, 1),
    NUMBER (plain_server, 44, 1, 0, 1),
    NUMBER (curve_server, 47, 1, 0, 1),
    NUMBER (tos, 57, 1, 40, 255),
    NUMBER (gssapi_server, 62, 1, 0, 1),
    NUMBER (gssapi_plaintext, 65, 1, 0, 1),
    NUMBER (handshake_ivl, 66, 0, 1, 60000),
    NUMBER (invert_matching, 74, 1, 0, 1),
    NUMBER (heartbeat_ivl, 75, 1, 1000, 0),
    NUMBER (heartbeat_ttl, 76, 100, 6553500, 0),
    NUMBER (heartbeat_timeout, 77, 0, 1000, 1),
    NUMBER (connect_timeout, 79, 1, 60000, 0),
    NUMBER (tcp_maxrt, 80, 1, 60000, 0),
    NUMBER (multicast_maxtpdu, 84, 576, 9000, 1500),
    NUMBER (use_fd, 89, 0, 77, -1),
    NUMBER (gssapi_principal_nametype, 90, 1, 2, 0),
    NUMBER (gssapi_service_principal_nametype, 91, 1, 2, 0),
};

#define COUNT(array) (sizeof (array) / sizeof *(array))

//  invert_matching is for publishers and subscribers, the others are for all.

static zsock_t *
socket_for (const number_option_t *option)
{
    return zsock_new (streq (option->name, "invert_matching") ? ZMQ_PUB : ZMQ_DEALER);
}

static void
numbers (void)
{
    for (size_t i = 0; i < COUNT (number_options); i++) {
        const number_option_t *option = &number_options [i];
        zsock_t *sock = socket_for (option);
        printf ("%s: %d", option->name, option->get (sock));
        check (option->get (sock) == (int) raw_number (sock, option->number, option->bits));
        for (int j = 0; j < 3; j++) {
            int value = option->values [j];
            option->set (sock, value);
            //  The setter widens, so that all of a wide option is as asked.
            int64_t raw = raw_number (sock, option->number, option->bits);
            printf (", %d -> %d", value, option->get (sock));
            if (raw != option->get (sock))
                printf (" (%lld)", (long long) raw);
        }
        printf ("\n");
        zsock_destroy (&sock);
    }
}

static void
refused_numbers (void)
{
    const int values [] = { -1, -2, -99, 2, 99 };
    for (size_t i = 0; i < COUNT (number_options); i++) {
        const number_option_t *option = &number_options [i];
        zsock_t *sock = socket_for (option);
        printf ("%s:", option->name);
        for (size_t j = 0; j < COUNT (values); j++)
            printf (" %d %s", values [j],
                    ABORTS (sock, option->set (sock, values [j])) ? "aborts," : "is fine,");
        printf (" %d stays\n", option->get (sock));
        zsock_destroy (&sock);
    }
}

static void
wide_numbers (void)
{
    zsock_t *sock = zsock_new (ZMQ_DEALER);
    void *handle = zsock_resolve (sock);
    uint64_t affinity = ((uint64_t) 5 << 32) + 7;
    check (zmq_setsockopt (handle, ZMQ_AFFINITY, &affinity, sizeof affinity) == 0);
    printf ("getter of a wide affinity: %d\n", zsock_affinity (sock));
    int64_t size = ((int64_t) 1 << 32) + 8;
    check (zmq_setsockopt (handle, ZMQ_MAXMSGSIZE, &size, sizeof size) == 0);
    printf ("getter of a wide maxmsgsize: %d\n", zsock_maxmsgsize (sock));
    zsock_destroy (&sock);
}

//  Two names of one setting.

static void
related_numbers (void)
{
    zsock_t *sock = zsock_new (ZMQ_DEALER);
    printf ("ipv6=%d ipv4only=%d", zsock_ipv6 (sock), zsock_ipv4only (sock));
    zsock_set_ipv6 (sock, 1);
    printf (", ipv6=%d ipv4only=%d", zsock_ipv6 (sock), zsock_ipv4only (sock));
    zsock_set_ipv4only (sock, 1);
    printf (", ipv6=%d ipv4only=%d\n", zsock_ipv6 (sock), zsock_ipv4only (sock));
    printf ("immediate=%d", zsock_immediate (sock));
    zsock_set_delay_attach_on_connect (sock, 1);
    printf (", immediate=%d", zsock_immediate (sock));
    zsock_set_delay_attach_on_connect (sock, 0);
    printf (", immediate=%d\n", zsock_immediate (sock));
    printf ("-99 to delay_attach_on_connect: %s\n",
            ABORTS (sock, zsock_set_delay_attach_on_connect (sock, -99)) ? "aborts" : "is fine");
    zsock_destroy (&sock);
}

//  Every type of socket has the same to start with.

static void
defaults_of_all_types (void)
{
    for (int type = ZMQ_PAIR; type <= ZMQ_STREAM; type++) {
        zsock_t *sock = zsock_new (type);
        for (size_t i = 0; i < COUNT (number_options); i++) {
            const number_option_t *option = &number_options [i];
            check (option->get (sock)
                   == (int) raw_number (sock, option->number, option->bits));
        }
        char *identity = zsock_identity (sock);
        char *last_endpoint = zsock_last_endpoint (sock);
        printf ("%s: type=%d linger=%d sndhwm=%d rcvhwm=%d ipv6=%d rcvmore=%d thread_safe=%d "
                "mechanism=%d identity='%s' last_endpoint='%s'\n", zsock_type_str (sock),
                zsock_type (sock), zsock_linger (sock), zsock_sndhwm (sock),
                zsock_rcvhwm (sock), zsock_ipv6 (sock), zsock_rcvmore (sock),
                zsock_thread_safe (sock), zsock_mechanism (sock), identity, last_endpoint);
        zstr_free (&identity);
        zstr_free (&last_endpoint);
        zsock_destroy (&sock);
    }
}

//  Strings ---------------------------------------------------------------------------

typedef struct {
    const char *name;
    char * (*get) (void *self);
    void (*set) (void *self, const char *value);
    int number;
    const char *value;
} text_option_t;

#define TEXT(name, number, value) { #name, zsock_##name, zsock_set_##name, number, value }

static const text_option_t text_options [] = {
    TEXT (identity, 5, "An Identity"),
    TEXT (tcp_accept_filter, 38, "127.0.0.1"),
    TEXT (plain_username, 45, "user"),
    TEXT (plain_password, 46, "password"),
    TEXT (curve_publickey, 48, "abcdefghijklmnopqrstuvwxyz0123456789ABCD"),
    TEXT (curve_secretkey, 49, "0123456789abcdefghijklmnopqrstuvwxyzABCD"),
    TEXT (curve_serverkey, 50, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcd"),
    TEXT (zap_domain, 55, "global"),
    TEXT (gssapi_principal, 63, "principal"),
    TEXT (gssapi_service_principal, 64, "service"),
    TEXT (socks_proxy, 68, "127.0.0.1:1080"),
    TEXT (bindtodevice, 92, "lo"),
};

static void
texts (void)
{
    for (size_t i = 0; i < COUNT (text_options); i++) {
        const text_option_t *option = &text_options [i];
        zsock_t *sock = zsock_new (ZMQ_DEALER);
        char *text = option->get (sock);
        check (text);
        printf ("%s: '%s'", option->name, text);
        zstr_free (&text);
        option->set (sock, option->value);
        text = option->get (sock);
        printf (", '%s' -> '%s'", option->value, text);
        free (text);
        printf (", mechanism %d", zsock_mechanism (sock));
        if (option->number < ZMQ_CURVE_PUBLICKEY || option->number > ZMQ_CURVE_SERVERKEY) {
            printf (", in libzmq ");
            show_raw_text (sock, option->number);
        }
        printf ("\n");

        char long_text [300];
        memset (long_text, 'a', sizeof long_text);
        long_text [299] = 0;
        printf ("  nothing %s", ABORTS (sock, option->set (sock, "")) ? "aborts" : "is fine");
        printf (", 299 characters %s\n", ABORTS (sock, option->set (sock, long_text)) ? "abort"
                                                                              : "are fine");
        zsock_destroy (&sock);
    }
}

//  A getter has room for 255 bytes.

static void
long_texts (void)
{
    zsock_t *sock = zsock_new (ZMQ_DEALER);
    char text [256];
    memset (text, 'x', 255);
    text [255] = 0;
    zsock_set_identity (sock, text);
    char *identity = zsock_identity (sock);
    printf ("identity of 255 bytes comes back: %d\n", memcmp (identity, text, 255) == 0);
    zstr_free (&identity);
    text [254] = 0;
    zsock_set_identity (sock, text);
    identity = zsock_identity (sock);
    printf ("identity of 254 bytes comes back: %d\n", streq (identity, text));
    zstr_free (&identity);
    zsock_destroy (&sock);

    sock = zsock_new (ZMQ_PULL);
    for (int size = 253; size <= 256; size++) {
        //  The name and its terminator must fit.
        check (zsock_bind (sock, "inproc://%0*d", size - 9, 0) == 0);
        char *last_endpoint = zsock_last_endpoint (sock);
        printf ("last endpoint of %d characters: %zu come back\n", size,
                strlen (last_endpoint));
        zstr_free (&last_endpoint);
    }
    zsock_destroy (&sock);
}

static void
last_endpoint (void)
{
    zsock_t *sock = zsock_new (ZMQ_PULL);
    check (zsock_bind (sock, "inproc://zsock_option.last") == 0);
    char *endpoint = zsock_last_endpoint (sock);
    printf ("last endpoint of a bind: %s\n", endpoint);
    zstr_free (&endpoint);
    check (zsock_connect (sock, "inproc://zsock_option.other") == 0);
    endpoint = zsock_last_endpoint (sock);
    printf ("last endpoint of a connect: %s\n", endpoint);
    zstr_free (&endpoint);
    int port = zsock_bind (sock, "tcp://127.0.0.1:*");
    check (port > 0);
    endpoint = zsock_last_endpoint (sock);
    char expected [100];
    snprintf (expected, sizeof expected, "tcp://127.0.0.1:%d", port);
    check_streq (endpoint, expected);
    zstr_free (&endpoint);
    zsock_destroy (&sock);
}

//  Keys are given as text or as 32 bytes, and come back as text.

static void
keys (void)
{
    byte key [32];
    for (int i = 0; i < 32; i++)
        key [i] = (byte) (i * 7);
    char text [41];
    check (zmq_z85_encode (text, key, sizeof key));
    zsock_t *sock = zsock_new (ZMQ_DEALER);
    zsock_set_curve_publickey_bin (sock, key);
    key [0]++;
    zsock_set_curve_secretkey_bin (sock, key);
    key [0]++;
    zsock_set_curve_serverkey_bin (sock, key);
    char *public = zsock_curve_publickey (sock);
    char *secret = zsock_curve_secretkey (sock);
    char *server = zsock_curve_serverkey (sock);
    printf ("public %s\nsecret %s\nserver %s\n", public, secret, server);
    printf ("as text: %d, mechanism %d\n", streq (public, text), zsock_mechanism (sock));
    zstr_free (&public);
    zstr_free (&secret);
    zstr_free (&server);
    const char *wrong [] = { "abc", "abcdefghijklmnopqrstuvwxyz0123456789ABC",
                             "abcdefghijklmnopqrstuvwxyz0123456789ABCDE",
                             "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~" };
    for (size_t i = 0; i < COUNT (wrong); i++)
        printf ("key '%s': %s %s %s\n", wrong [i],
                ABORTS (sock, zsock_set_curve_publickey (sock, wrong [i])) ? "aborts" : "is fine",
                ABORTS (sock, zsock_set_curve_secretkey (sock, wrong [i])) ? "aborts" : "is fine",
                ABORTS (sock, zsock_set_curve_serverkey (sock, wrong [i])) ? "aborts" : "is fine");
    zsock_destroy (&sock);
}

static void
mechanisms (void)
{
    zsock_t *sock = zsock_new (ZMQ_DEALER);
    printf ("mechanism %d", zsock_mechanism (sock));
    zsock_set_plain_server (sock, 1);
    printf (", plain server %d", zsock_mechanism (sock));
    zsock_set_plain_server (sock, 0);
    printf (", none %d", zsock_mechanism (sock));
    zsock_set_plain_username (sock, "user");
    printf (", plain client %d", zsock_mechanism (sock));
    zsock_set_curve_server (sock, 1);
    printf (", curve server %d", zsock_mechanism (sock));
    zsock_set_curve_server (sock, 0);
    printf (", none %d\n", zsock_mechanism (sock));
    zsock_destroy (&sock);
}

//  Options of some types only --------------------------------------------------------

typedef struct {
    const char *name;
    void (*set_number) (void *self, int value);
    void (*set_text) (void *self, const char *value);
} typed_option_t;

static const typed_option_t typed_options [] = {
    { "identity", NULL, zsock_set_identity },
    { "subscribe", NULL, zsock_set_subscribe },
    { "unsubscribe", NULL, zsock_set_unsubscribe },
    { "router_mandatory", zsock_set_router_mandatory, NULL },
    { "xpub_verbose", zsock_set_xpub_verbose, NULL },
    { "router_raw", zsock_set_router_raw, NULL },
    { "probe_router", zsock_set_probe_router, NULL },
    { "req_correlate", zsock_set_req_correlate, NULL },
    { "req_relaxed", zsock_set_req_relaxed, NULL },
    { "conflate", zsock_set_conflate, NULL },
    { "router_handover", zsock_set_router_handover, NULL },
    { "connect_rid", NULL, zsock_set_connect_rid },
    { "xpub_nodrop", zsock_set_xpub_nodrop, NULL },
    { "xpub_manual", zsock_set_xpub_manual, NULL },
    { "xpub_welcome_msg", NULL, zsock_set_xpub_welcome_msg },
    { "stream_notify", zsock_set_stream_notify, NULL },
    { "invert_matching", zsock_set_invert_matching, NULL },
    { "xpub_verboser", zsock_set_xpub_verboser, NULL },
};

static void
set_typed (const typed_option_t *option, zsock_t *sock, int number, const char *text)
{
    if (option->set_number)
        option->set_number (sock, number);
    else
        option->set_text (sock, text);
}

static void
typed_options_on_all_types (void)
{
    zsock_t *socks [ZMQ_STREAM + 1];
    for (int type = ZMQ_PAIR; type <= ZMQ_STREAM; type++)
        socks [type] = zsock_new (type);
    for (size_t i = 0; i < COUNT (typed_options); i++) {
        const typed_option_t *option = &typed_options [i];
        char refusal [sizeof said] = "";
        printf ("%s:", option->name);
        for (int type = ZMQ_PAIR; type <= ZMQ_STREAM; type++) {
            if (!ABORTS (socks [type], set_typed (option, socks [type], 1, "text")))
                printf (" %s", zsock_type_str (socks [type]));
            else
                strcpy (refusal, said);
        }
        printf ("\n  last refusal: %s", refusal);
        check (strchr (refusal, '\n'));
    }
    printf ("connect_rid_bin:");
    for (int type = ZMQ_PAIR; type <= ZMQ_STREAM; type++)
        if (!ABORTS (socks [type], zsock_set_connect_rid_bin (socks [type],
                                                (byte *) "0123456789abcdef0123456789abcdef")))
            printf (" %s", zsock_type_str (socks [type]));
    printf ("\n");
    for (int type = ZMQ_PAIR; type <= ZMQ_STREAM; type++)
        zsock_destroy (&socks [type]);
}

static void
refused_typed_values (void)
{
    const int types [COUNT (typed_options)] = {
        ZMQ_DEALER, ZMQ_SUB, ZMQ_SUB, ZMQ_ROUTER, ZMQ_XPUB, ZMQ_ROUTER, ZMQ_ROUTER, ZMQ_REQ,
        ZMQ_REQ, ZMQ_PULL, ZMQ_ROUTER, ZMQ_ROUTER, ZMQ_XPUB, ZMQ_XPUB, ZMQ_XPUB, ZMQ_STREAM,
        ZMQ_XPUB, ZMQ_XPUB
    };
    for (size_t i = 0; i < COUNT (typed_options); i++) {
        const typed_option_t *option = &typed_options [i];
        zsock_t *sock = zsock_new (types [i]);
        bool aborts = ABORTS (sock, set_typed (option, sock, -99, ""));
        printf ("%s on %s: %s %s\n", option->name, zsock_type_str (sock),
                option->set_number ? "-99" : "nothing", aborts ? "aborts" : "is fine");
        zsock_destroy (&sock);
    }
}

//  Read only -------------------------------------------------------------------------

static void
state_of_a_socket (void)
{
    zsock_t *pull = zsock_new_pull ("inproc://zsock_option.state");
    zsock_t *push = zsock_new_push ("inproc://zsock_option.state");
    zsock_set_rcvtimeo (pull, 20000);
    zsock_set_sndtimeo (push, 20000);
    check (zsock_fd (pull) == (SOCKET) raw_number (pull, ZMQ_FD, 32));
    check (zsock_fd (pull) != zsock_fd (push) && fcntl (zsock_fd (pull), F_GETFD) >= 0);
    printf ("fd is that of libzmq\n");
    printf ("events: PULL %d, PUSH %d\n", zsock_events (pull), zsock_events (push));
    zstr_sendx (push, "one", "two", NULL);
    printf ("events with a message: PULL %d\n", zsock_events (pull));
    printf ("rcvmore %d", zsock_rcvmore (pull));
    char *text = zstr_recv (pull);
    zstr_free (&text);
    printf (", after the first frame %d", zsock_rcvmore (pull));
    text = zstr_recv (pull);
    zstr_free (&text);
    printf (", after the last %d\n", zsock_rcvmore (pull));
    printf ("events without: PULL %d\n", zsock_events (pull));
    zsock_destroy (&push);
    zsock_destroy (&pull);
}

//  In this build ---------------------------------------------------------------------

typedef struct {
    const char *name;
    int (*get) (void *self);
    void (*set) (void *self, int value);
} dead_option_t;

#define DEAD(name) { #name, zsock_##name, zsock_set_##name }
#define DEAD_SETTER(name) { #name, NULL, zsock_set_##name }

static const dead_option_t dead_options [] = {
    DEAD (priority), DEAD (reconnect_stop), DEAD (out_batch_size), DEAD (in_batch_size),
    DEAD (router_notify), DEAD (multicast_loop), DEAD (loopback_fastpath),
    DEAD (zap_enforce_domain), DEAD (hwm), DEAD (swap), DEAD (recovery_ivl_msec),
    DEAD (mcast_loop), DEAD_SETTER (only_first_subscribe), DEAD_SETTER (wss_trust_system),
    DEAD_SETTER (xpub_manual_last_value),
};

//  What a stable libzmq does not have can be set to anything, to no effect.

static void
options_without_effect (void)
{
    zsock_t *sock = zsock_new (ZMQ_DEALER);
    for (size_t i = 0; i < COUNT (dead_options); i++) {
        const dead_option_t *option = &dead_options [i];
        printf ("%s:", option->name);
        if (option->get)
            printf (" %d", option->get (sock));
        option->set (sock, 1);
        option->set (sock, -99);
        option->set (sock, 77);
        if (option->get)
            printf (", 77 -> %d", option->get (sock));
        printf ("\n");
    }
    char * (*getters []) (void *) = { zsock_socks_username, zsock_socks_password,
                                      zsock_metadata };
    void (*setters []) (void *, const char *) = {
        zsock_set_socks_username, zsock_set_socks_password, zsock_set_metadata,
        zsock_set_wss_hostname, zsock_set_wss_trust_pem, zsock_set_wss_cert_pem,
        zsock_set_wss_key_pem
    };
    const char *names [] = { "socks_username", "socks_password", "metadata", "wss_hostname",
                             "wss_trust_pem", "wss_cert_pem", "wss_key_pem" };
    for (size_t i = 0; i < COUNT (setters); i++) {
        setters [i] (sock, "text");
        setters [i] (sock, "");
        char *text = i < COUNT (getters) ? getters [i] (sock) : NULL;
        printf ("%s: %s\n", names [i], text ? text : "NULL");
        zstr_free (&text);
    }
    zframe_t *frame = zframe_from ("frame");
    zsock_set_hello_msg (sock, frame);
    zsock_set_disconnect_msg (sock, frame);
    printf ("hello_msg, disconnect_msg: the frame stays: %d\n", zframe_streq (frame, "frame"));
    zframe_destroy (&frame);
    zsock_destroy (&sock);
}

//  A libzmq without VMCI refuses its options, and has no values for them.

static void
virtual_machines (void)
{
    zsock_t *sock = zsock_new (ZMQ_DEALER);
    uint64_t size;
    size_t size_size = sizeof size;
    if (zmq_getsockopt (zsock_resolve (sock), 85, &size, &size_size) == -1) {
        zsock_vmci_buffer_size (sock);
        zsock_vmci_buffer_min_size (sock);
        zsock_vmci_buffer_max_size (sock);
        zsock_vmci_connect_timeout (sock);
        printf ("setters abort: %d %d %d %d\n", ABORTS (sock, zsock_set_vmci_buffer_size (sock, 1000)),
                ABORTS (sock, zsock_set_vmci_buffer_min_size (sock, 1000)),
                ABORTS (sock, zsock_set_vmci_buffer_max_size (sock, 1000)),
                ABORTS (sock, zsock_set_vmci_connect_timeout (sock, 1000)));
    }
    zsock_destroy (&sock);
}

//  What options are set on -----------------------------------------------------------

static void
quiet_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    char *text = zstr_recv (pipe);
    zstr_free (&text);
}

static void
other_sockets (void)
{
    zactor_t *actor = zactor_new (quiet_actor, NULL);
    printf ("actor: type=%d linger=%d sndhwm=%d rcvhwm=%d", zsock_type (actor),
            zsock_linger (actor), zsock_sndhwm (actor), zsock_rcvhwm (actor));
    zsock_set_linger (actor, 100);
    zsock_set_rcvtimeo (actor, 20000);
    printf (", linger=%d rcvtimeo=%d\n", zsock_linger (actor), zsock_rcvtimeo (actor));
    zactor_destroy (&actor);

    void *ctx = zmq_ctx_new ();
    void *handle = zmq_socket (ctx, ZMQ_ROUTER);
    printf ("libzmq handle: type=%d linger=%d sndhwm=%d", zsock_type (handle),
            zsock_linger (handle), zsock_sndhwm (handle));
    zsock_set_linger (handle, 100);
    zsock_set_identity (handle, "handle");
    zsock_set_router_mandatory (handle, 1);
    char *identity = zsock_identity (handle);
    printf (", linger=%d identity=%s\n", zsock_linger (handle), identity);
    zstr_free (&identity);

    //  After a shutdown nothing can be set, which is no reason to abort.
    check (zmq_ctx_shutdown (ctx) == 0);
    check (zmq_recv (handle, NULL, 0, 0) == -1 && errno == ETERM);
    zsock_set_linger (handle, 200);
    zsock_set_affinity (handle, 1);
    zsock_set_curve_publickey (handle, "too short");
    printf ("setters return after a shutdown\n");
    zmq_close (handle);
    zmq_ctx_term (ctx);
}

static void
contract_breaches (void)
{
    check_aborts ("zsock_linger", zsock_linger (NULL));
    check_aborts ("zsock_set_linger", zsock_set_linger (NULL, 0));
    check_aborts ("zsock_identity", zsock_identity (NULL));
    //  Which function notices a missing socket is of no matter.
    check_aborts ("", zsock_set_curve_publickey_bin (NULL, NULL));
    printf ("contract breaches abort\n");
}

//  What options bring about ----------------------------------------------------------

static zsock_t *
new_socket (int type)
{
    zsock_t *sock = zsock_new (type);
    zsock_set_rcvtimeo (sock, 20000);
    return sock;
}

static void
show_recv (const char *title, zsock_t *sock)
{
    printf ("  %s:", title);
    zmsg_t *msg = zmsg_recv (sock);
    if (!msg)
        printf (" %s", errno == EAGAIN ? "EAGAIN" : zmq_strerror (errno));
    else
        for (zframe_t *frame = zmsg_first (msg); frame; frame = zmsg_next (msg)) {
            printf (" [");
            for (size_t i = 0; i < zframe_size (frame); i++) {
                byte next = zframe_data (frame) [i];
                printf (next < ' ' || next > '~' ? "\\%02X" : "%c", next);
            }
            printf ("]");
        }
    printf ("\n");
    zmsg_destroy (&msg);
}

static void
subscribing (void)
{
    zsock_t *xpub = new_socket (ZMQ_XPUB);
    zsock_t *sub = new_socket (ZMQ_SUB);
    check (zsock_bind (xpub, "inproc://zsock_option.subscribing") == 0);
    check (zsock_connect (sub, "inproc://zsock_option.subscribing") == 0);
    printf ("subscribe, unsubscribe\n");
    zsock_set_subscribe (sub, "A");
    show_recv ("publisher", xpub);
    zstr_send (xpub, "B lost");
    zstr_send (xpub, "A found");
    show_recv ("subscriber", sub);
    zsock_set_subscribe (sub, "");
    show_recv ("publisher", xpub);
    zstr_send (xpub, "B found");
    show_recv ("subscriber", sub);
    zsock_set_unsubscribe (sub, "");
    show_recv ("publisher", xpub);
    zsock_set_unsubscribe (sub, "A");
    show_recv ("publisher", xpub);
    zsock_destroy (&sub);
    zsock_destroy (&xpub);
}

//  Two subscribers ask for the same, and take it back. As what does not arrive cannot be
//  waited for, each does something of its own last.

static void
publisher_sees (const char *title, void (*set) (void *self, int value))
{
    static int count;
    zsock_t *xpub = new_socket (ZMQ_XPUB);
    if (set)
        set (xpub, 1);
    check (zsock_bind (xpub, "inproc://zsock_option.verbose-%d", ++count) == 0);
    zsock_t *subs [2];
    printf ("%s\n", title);
    for (int i = 0; i < 2; i++) {
        subs [i] = new_socket (ZMQ_SUB);
        check (zsock_connect (subs [i], "inproc://zsock_option.verbose-%d", count) == 0);
        zsock_set_subscribe (subs [i], "same");
        zsock_set_subscribe (subs [i], i == 0 ? "first" : "second");
        char *last = NULL;
        do {
            zstr_free (&last);
            last = zstr_recv (xpub);
            check (last);
            printf ("  \\%02X%s\n", last [0], last + 1);
        } while (strneq (last + 1, i == 0 ? "first" : "second"));
        zstr_free (&last);
    }
    for (int i = 0; i < 2; i++) {
        zsock_set_unsubscribe (subs [i], "same");
        zsock_set_unsubscribe (subs [i], i == 0 ? "first" : "second");
        byte data [100];
        int size;
        do {
            size = zmq_recv (zsock_resolve (xpub), data, sizeof data, 0);
            check (size > 0);
            printf ("  \\%02X%.*s\n", data [0], size - 1, (char *) data + 1);
        } while (data [1] == 's' && data [2] == 'a');
    }
    zsock_destroy (&subs [0]);
    zsock_destroy (&subs [1]);
    zsock_destroy (&xpub);
}

static void
publisher_without_drop (void)
{
    for (int nodrop = 0; nodrop <= 1; nodrop++) {
        zsock_t *xpub = new_socket (ZMQ_XPUB);
        zsock_t *sub = new_socket (ZMQ_SUB);
        zsock_set_xpub_nodrop (xpub, nodrop);
        zsock_set_sndtimeo (xpub, 1);
        zsock_set_sndhwm (xpub, 10);
        zsock_set_rcvhwm (sub, 10);
        check (zsock_bind (xpub, "inproc://zsock_option.nodrop-%d", nodrop) == 0);
        check (zsock_connect (sub, "inproc://zsock_option.nodrop-%d", nodrop) == 0);
        zsock_set_subscribe (sub, "");
        char *subscription = zstr_recv (xpub);
        zstr_free (&subscription);
        int sent = 0;
        while (sent < 1000 && zstr_send (xpub, "text") == 0)
            sent++;
        printf ("xpub_nodrop %d: %s\n", nodrop, sent < 1000 ? "a send fails" : "all sent");
        zsock_destroy (&sub);
        zsock_destroy (&xpub);
    }
}

static void
publisher_by_hand (void)
{
    zsock_t *xpub = new_socket (ZMQ_XPUB);
    zsock_t *sub = new_socket (ZMQ_SUB);
    zsock_set_xpub_manual (xpub, 1);
    zsock_set_xpub_welcome_msg (xpub, "welcome");
    check (zsock_bind (xpub, "inproc://zsock_option.manual") == 0);
    check (zsock_connect (sub, "inproc://zsock_option.manual") == 0);
    printf ("xpub_manual, xpub_welcome_msg\n");
    zsock_set_subscribe (sub, "");
    show_recv ("publisher", xpub);
    show_recv ("subscriber", sub);
    //  The publisher puts in a subscription of its own choice.
    check (zmq_setsockopt (zsock_resolve (xpub), ZMQ_SUBSCRIBE, "B", 1) == 0);
    zstr_send (xpub, "A lost");
    zstr_send (xpub, "B found");
    show_recv ("subscriber", sub);
    zsock_destroy (&sub);
    zsock_destroy (&xpub);
}

static void
inverted_matching (void)
{
    zsock_t *xpub = new_socket (ZMQ_XPUB);
    zsock_t *sub = new_socket (ZMQ_SUB);
    zsock_set_invert_matching (xpub, 1);
    zsock_set_invert_matching (sub, 1);
    check (zsock_bind (xpub, "inproc://zsock_option.invert") == 0);
    check (zsock_connect (sub, "inproc://zsock_option.invert") == 0);
    printf ("invert_matching\n");
    zsock_set_subscribe (sub, "A");
    show_recv ("publisher", xpub);
    zstr_send (xpub, "A lost");
    zstr_send (xpub, "B found");
    show_recv ("subscriber", sub);
    zsock_destroy (&sub);
    zsock_destroy (&xpub);
}

static void
only_the_last (void)
{
    zsock_t *pull = new_socket (ZMQ_PULL);
    zsock_t *push = new_socket (ZMQ_PUSH);
    zsock_set_conflate (pull, 1);
    zsock_set_conflate (push, 1);
    check (zsock_bind (pull, "inproc://zsock_option.conflate") == 0);
    check (zsock_connect (push, "inproc://zsock_option.conflate") == 0);
    printf ("conflate\n");
    zstr_send (push, "one");
    zstr_send (push, "two");
    zstr_send (push, "three");
    show_recv ("PULL", pull);
    zsock_destroy (&push);
    zsock_destroy (&pull);
}

static void
requests (void)
{
    zsock_t *router = new_socket (ZMQ_ROUTER);
    check (zsock_bind (router, "inproc://zsock_option.requests") == 0);
    for (int correlate = 0; correlate <= 1; correlate++) {
        zsock_t *req = new_socket (ZMQ_REQ);
        zsock_set_req_correlate (req, correlate);
        zsock_set_req_relaxed (req, correlate);
        zsock_set_identity (req, correlate ? "two" : "one");
        check (zsock_connect (req, "inproc://zsock_option.requests") == 0);
        check (zstr_send (req, "request") == 0);
        zmsg_t *msg = zmsg_recv (router);
        errno = 0;
        int rc = zstr_send (req, "again");
        printf ("req_correlate %d: %zu frames; req_relaxed %d: second request %d%s\n",
                correlate, zmsg_size (msg), correlate, rc, errno == EFSM ? " EFSM" : "");
        zmsg_destroy (&msg);
        zsock_destroy (&req);
    }
    zsock_destroy (&router);
}

static void
routes (void)
{
    zsock_t *router = new_socket (ZMQ_ROUTER);
    zsock_t *dealer = new_socket (ZMQ_DEALER);
    printf ("router_mandatory\n");
    zstr_sendx (router, "nobody", "dropped", NULL);
    zsock_set_router_mandatory (router, 1);
    errno = 0;
    int rc = zstr_sendx (router, "nobody", "refused", NULL);
    printf ("  send to nobody: %d%s\n", rc, errno == EHOSTUNREACH ? " EHOSTUNREACH" : "");

    printf ("probe_router, identity\n");
    zsock_set_router_handover (router, 1);
    check (zsock_bind (router, "inproc://zsock_option.routes") == 0);
    zsock_set_probe_router (dealer, 1);
    zsock_set_identity (dealer, "dealer");
    check (zsock_connect (dealer, "inproc://zsock_option.routes") == 0);
    show_recv ("ROUTER", router);

    printf ("router_handover\n");
    zsock_t *heir = new_socket (ZMQ_DEALER);
    zsock_set_identity (heir, "dealer");
    check (zsock_connect (heir, "inproc://zsock_option.routes") == 0);
    zstr_send (heir, "I take over");
    show_recv ("ROUTER", router);
    check (zstr_sendx (router, "dealer", "for the heir", NULL) == 0);
    show_recv ("DEALER", heir);
    zsock_destroy (&heir);
    zsock_destroy (&dealer);

    printf ("connect_rid\n");
    zsock_t *peer = new_socket (ZMQ_DEALER);
    check (zsock_bind (peer, "inproc://zsock_option.peer") == 0);
    zsock_set_connect_rid (router, "peer");
    check (zsock_connect (router, "inproc://zsock_option.peer") == 0);
    check (zstr_sendx (router, "peer", "by name", NULL) == 0);
    show_recv ("DEALER", peer);
    zsock_t *other = new_socket (ZMQ_DEALER);
    check (zsock_bind (other, "inproc://zsock_option.binary") == 0);
    zsock_set_connect_rid_bin (router, (byte *) "0123456789abcdef\0 and 32 bytes__ not these");
    check (zsock_connect (router, "inproc://zsock_option.binary") == 0);
    check (zmq_send (zsock_resolve (router), "0123456789abcdef\0 and 32 bytes__", 32,
                     ZMQ_SNDMORE) == 32);
    check (zstr_send (router, "by 32 bytes") == 0);
    show_recv ("DEALER", other);
    zsock_destroy (&other);
    zsock_destroy (&peer);
    zsock_destroy (&router);
}

//  A plain TCP connection: what does the socket say of it?

static void
plain_connection (const char *title, zsock_t *sock, int messages)
{
    int port = zsock_bind (sock, "tcp://127.0.0.1:*");
    check (port > 0);
    int fd = socket (AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((uint16_t) port) };
    address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
    check (connect (fd, (struct sockaddr *) &address, sizeof address) == 0);
    check (write (fd, "plain", 5) == 5);
    printf ("%s:", title);
    for (int i = 0; i < messages; i++) {
        zframe_t *identity = zframe_recv (sock);
        zframe_t *data = zframe_recv (sock);
        check (identity && data);
        printf (" [%zu bytes] [%.*s]", zframe_size (identity), (int) zframe_size (data),
                (char *) zframe_data (data));
        zframe_destroy (&identity);
        zframe_destroy (&data);
    }
    printf ("\n");
    close (fd);
    zsock_destroy (&sock);
}

static void
streams (void)
{
    zsock_t *sock = new_socket (ZMQ_STREAM);
    plain_connection ("stream", sock, 2);
    sock = new_socket (ZMQ_STREAM);
    zsock_set_stream_notify (sock, 0);
    plain_connection ("stream_notify 0", sock, 1);
    sock = new_socket (ZMQ_ROUTER);
    zsock_set_router_raw (sock, 1);
    plain_connection ("router_raw 1", sock, 2);
}

static void
time_limits (void)
{
    zsock_t *sock = zsock_new (ZMQ_DEALER);
    zsock_set_rcvtimeo (sock, 1);
    zsock_set_sndtimeo (sock, 1);
    errno = 0;
    char *text = zstr_recv (sock);
    printf ("rcvtimeo: %s%s\n", text ? "text" : "NULL", errno == EAGAIN ? " EAGAIN" : "");
    errno = 0;
    int rc = zstr_send (sock, "text");
    printf ("sndtimeo: %d%s\n", rc, errno == EAGAIN ? " EAGAIN" : "");
    zsock_destroy (&sock);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (numbers ());
    CASE (refused_numbers ());
    CASE (wide_numbers ());
    CASE (related_numbers ());
    CASE (defaults_of_all_types ());
    CASE (texts ());
    CASE (long_texts ());
    CASE (last_endpoint ());
    CASE (keys ());
    CASE (mechanisms ());
    CASE (typed_options_on_all_types ());
    CASE (refused_typed_values ());
    CASE (state_of_a_socket ());
    CASE (options_without_effect ());
    CASE (virtual_machines ());
    CASE (other_sockets ());
    CASE (contract_breaches ());
    CASE (subscribing ());
    CASE (publisher_sees ("XPUB", NULL));
    CASE (publisher_sees ("xpub_verbose", zsock_set_xpub_verbose));
    CASE (publisher_sees ("xpub_verboser", zsock_set_xpub_verboser));
    CASE (publisher_without_drop ());
    CASE (publisher_by_hand ());
    CASE (inverted_matching ());
    CASE (only_the_last ());
    CASE (requests ());
    CASE (routes ());
    CASE (streams ());
    CASE (time_limits ());
    return test_end ();
}

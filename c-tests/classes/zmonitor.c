//  Walks zmonitor: which events of a socket arrive, in what form, and what a verbose one logs.

#include "folder.h"
#include "observe.h"

static zactor_t *
new_monitor (void *sock)
{
    zactor_t *monitor = zactor_new (zmonitor, sock);
    check (monitor);
    zsock_set_rcvtimeo (monitor, 15000);
    return monitor;
}

static void
start (zactor_t *monitor)
{
    zstr_send (monitor, "START");
    printf ("START: %d\n", zsock_wait (monitor));
}

//  Prints the next event; of its value only what is the same everywhere.
static void
show_event (zactor_t *monitor)
{
    zmsg_t *msg = zmsg_recv (monitor);
    check (msg && zmsg_size (msg) == 3);
    char *name = zmsg_popstr (msg), *value = zmsg_popstr (msg), *address = zmsg_popstr (msg);
    char *end;
    long number = strtol (value, &end, 10);
    check (*value && !*end);
    bool descriptor = streq (name, "LISTENING") || streq (name, "ACCEPTED")
        || streq (name, "CONNECTED") || streq (name, "CLOSED") || streq (name, "DISCONNECTED");
    if (descriptor && number > 2)
        printf ("%s <descriptor> '%s'\n", name, address);
    else
        printf ("%s %ld '%s'\n", name, number, address);
    free (name);
    free (value);
    free (address);
    zmsg_destroy (&msg);
}

static void
show_events (zactor_t *monitor, int count)
{
    while (count--)
        show_event (monitor);
}

//  What is not awaited has not arrived, if it is not there before this.
static void
show_silence (zactor_t *monitor)
{
    zsock_set_rcvtimeo (monitor, 100);
    zmsg_t *msg = zmsg_recv (monitor);
    printf ("%s\n", msg ? "something else" : "nothing else");
    zmsg_destroy (&msg);
    zsock_set_rcvtimeo (monitor, 15000);
}

//  The life of a server's socket.
static void
server_events (void)
{
    zsock_t *server = zsock_new (ZMQ_DEALER);
    zactor_t *monitor = new_monitor (server);
    zstr_sendx (monitor, "LISTEN", "LISTENING", "ACCEPTED", NULL);
    zstr_sendx (monitor, "LISTEN", "HANDSHAKE_SUCCEEDED", NULL);
    zstr_sendx (monitor, "LISTEN", "DISCONNECTED", "CLOSED", "BIND_FAILED", NULL);
    zstr_sendx (monitor, "LISTEN", NULL);
    start (monitor);
    check (zsock_bind (server, "ipc://server") == 0);
    show_event (monitor);
    zsock_t *client = zsock_new_dealer (">ipc://server");
    show_events (monitor, 2);
    zsock_destroy (&client);
    show_event (monitor);
    zsock_t *second = zsock_new (ZMQ_DEALER);
    int port = zsock_bind (second, "tcp://127.0.0.1:*");
    check (zsock_bind (server, "tcp://127.0.0.1:%d", port) == -1);
    //  The descriptor that it tried with is closed, too.
    for (int count = 0; count < 2; count++) {
        zmsg_t *msg = zmsg_recv (monitor);
        check (msg && zmsg_size (msg) == 3);
        char *name = zmsg_popstr (msg), *value = zmsg_popstr (msg);
        printf ("%s%s\n", name, atoi (value) == EADDRINUSE ? " EADDRINUSE" : "");
        free (name);
        free (value);
        zmsg_destroy (&msg);
    }
    zsock_destroy (&second);
    check (zsock_unbind (server, "ipc://server") == 0);
    show_event (monitor);
    zactor_destroy (&monitor);
    zsock_destroy (&server);
}

//  That of a client's, monitored through libzmq's own handle. Its peer comes later.
static void
client_events (void)
{
    zsock_t *client = zsock_new (ZMQ_DEALER);
    zactor_t *monitor = new_monitor (zsock_resolve (client));
    zstr_sendx (monitor, "LISTEN", "CONNECTED", "CONNECT_DELAYED", "HANDSHAKE_SUCCEEDED", NULL);
    zstr_sendx (monitor, "LISTEN", "DISCONNECTED", NULL);
    start (monitor);
    zsock_t *server = zsock_new (ZMQ_DEALER);
    int port = zsock_bind (server, "tcp://127.0.0.1:*");
    check (port > 0);
    char address [64];
    snprintf (address, sizeof address, "tcp://127.0.0.1:%d", port);
    check (zsock_connect (client, "%s", address) == 0);
    for (int count = 0; count < 3; count++) {
        zmsg_t *msg = zmsg_recv (monitor);
        check (msg && zmsg_size (msg) == 3);
        char *name = zmsg_popstr (msg), *value = zmsg_popstr (msg), *at = zmsg_popstr (msg);
        printf ("%s, address as expected: %d\n", name, streq (at, address));
        free (name);
        free (value);
        free (at);
        zmsg_destroy (&msg);
    }
    zsock_destroy (&server);
    zmsg_t *msg = zmsg_recv (monitor);
    check (msg && zframe_streq (zmsg_first (msg), "DISCONNECTED"));
    zmsg_destroy (&msg);
    zactor_destroy (&monitor);
    zsock_destroy (&client);
}

//  A client that is refused says so; the events of the server say no more.
static void
refused_client (void)
{
    zsock_t *server = zsock_new (ZMQ_DEALER);
    zsock_set_plain_server (server, 1);
    check (zsock_bind (server, "ipc://refused") == 0);
    zsock_t *client = zsock_new (ZMQ_DEALER);
    zsock_set_reconnect_ivl (client, -1);
    zactor_t *monitor = new_monitor (client);
    zstr_sendx (monitor, "LISTEN", "CONNECTED", "HANDSHAKE_FAILED_NO_DETAIL",
                "HANDSHAKE_FAILED_PROTOCOL", "HANDSHAKE_FAILED_AUTH", NULL);
    start (monitor);
    check (zsock_connect (client, "ipc://refused") == 0);
    show_event (monitor);
    zmsg_t *msg = zmsg_recv (monitor);
    check (msg);
    check (strncmp ((char *) zframe_data (zmsg_first (msg)), "HANDSHAKE_FAILED", 16) == 0);
    zmsg_destroy (&msg);
    zactor_destroy (&monitor);
    zsock_destroy (&client);
    zsock_destroy (&server);
}

//  What is not asked for is not told; nothing at all before START.
static void
masks (void)
{
    zsock_t *server = zsock_new (ZMQ_DEALER);
    zactor_t *monitor = new_monitor (server);
    zstr_sendx (monitor, "LISTEN", "ACCEPTED", NULL);
    check (zsock_bind (server, "ipc://before") == 0);
    show_silence (monitor);
    start (monitor);
    zstr_sendx (monitor, "LISTEN", "LISTENING", NULL);
    check (zsock_bind (server, "ipc://after") == 0);
    show_silence (monitor);
    zsock_t *client = zsock_new_dealer (">ipc://after");
    show_event (monitor);
    zsock_destroy (&client);
    show_silence (monitor);
    zactor_destroy (&monitor);
    zsock_destroy (&server);

    //  Nothing is asked for; and everything.
    server = zsock_new (ZMQ_DEALER);
    monitor = new_monitor (server);
    start (monitor);
    check (zsock_bind (server, "ipc://nothing") == 0);
    show_silence (monitor);
    zactor_destroy (&monitor);
    zsock_destroy (&server);
    server = zsock_new (ZMQ_DEALER);
    monitor = new_monitor (server);
    zstr_sendx (monitor, "LISTEN", "ALL", NULL);
    start (monitor);
    check (zsock_bind (server, "ipc://all") == 0);
    show_event (monitor);
    zactor_destroy (&monitor);
    zsock_destroy (&server);
}

//  Further frames of commands are not looked at; strings end with a NUL, or their frame; names are
//  to the letter.
static void
odd_commands (void)
{
    log_capture ();
    zsock_t *server = zsock_new (ZMQ_DEALER);
    zactor_t *monitor = new_monitor (server);
    zmsg_t *msg = zmsg_new ();
    zmsg_addmem (msg, "LISTEN\0more", 11);
    zmsg_addmem (msg, "LISTENING\0", 10);
    zmsg_addmem (msg, "CLO\0SED", 7);
    zmsg_send (&msg, monitor);
    zstr_sendx (monitor, "LISTEN", "UNKNOWN", "listening", " LISTENING", "", "ALL ",
                "HANDSHAKE_SUCCEED", "HANDSHAKE_FAILED", "PIPES_STATS", "1", NULL);
    zstr_sendx (monitor, "START", "LISTEN", "ALL", NULL);
    printf ("START with more: %d\n", zsock_wait (monitor));
    check (zsock_bind (server, "ipc://odd") == 0);
    show_event (monitor);
    zsock_destroy (&server);
    show_silence (monitor);
    zactor_destroy (&monitor);
    log_show ();

    //  What is asked for after START is not told, whatever it is.
    server = zsock_new (ZMQ_DEALER);
    monitor = new_monitor (server);
    start (monitor);
    zstr_sendx (monitor, "LISTEN", "ALL", NULL);
    check (zsock_bind (server, "ipc://late") == 0);
    zsock_destroy (&server);
    show_silence (monitor);
    zactor_destroy (&monitor);
    log_show ();
    log_release ();
}

//  What fails, and why.
static void
failures (void)
{
    zsock_t *sock = zsock_new (ZMQ_DEALER);
    zactor_t *monitor = new_monitor (sock);
    zstr_sendx (monitor, "LISTEN", "ALL", NULL);
    start (monitor);
    check (zsock_bind (sock, "ipc:///nowhere/at/all") == -1);
    show_events (monitor, 2);
    check (zsock_bind (sock, "nothing://") == -1);
    check (zsock_connect (sock, "nothing://") == -1);
    check (zsock_bind (sock, "inproc://quiet") == 0);
    zsock_t *client = zsock_new_dealer (">inproc://quiet");
    zsock_destroy (&client);
    zsock_destroy (&sock);
    show_event (monitor);
    zactor_destroy (&monitor);

    //  A peer that is not there is tried again.
    for (int tcp = 0; tcp < 2; tcp++) {
        sock = zsock_new (ZMQ_DEALER);
        zsock_set_reconnect_ivl (sock, 1);
        monitor = new_monitor (sock);
        zstr_sendx (monitor, "LISTEN", "CONNECT_DELAYED", "CLOSED", "CONNECT_RETRIED", NULL);
        start (monitor);
        check (zsock_connect (sock, "%s", tcp ? "tcp://127.0.0.1:1" : "ipc://nobody") == 0);
        for (int count = 0; count < 6; count++) {
            zmsg_t *msg = zmsg_recv (monitor);
            check (msg && zmsg_size (msg) == 3);
            char *name = zmsg_popstr (msg), *value = zmsg_popstr (msg), *at = zmsg_popstr (msg);
            printf ("%s%s '%s'\n", name, atoi (value) == EINPROGRESS ? " EINPROGRESS" : "", at);
            check (atoi (value) > 0);
            free (name);
            free (value);
            free (at);
            zmsg_destroy (&msg);
        }
        zactor_destroy (&monitor);
        zsock_destroy (&sock);
    }
}

//  How handshakes end at a server, by what its clients show.
static void
handshakes (void)
{
    zactor_t *auth = zactor_new (zauth, NULL);
    zstr_sendx (auth, "DENY", "10.0.0.1", NULL);
    check (zsock_wait (auth) == 0);
    zsock_t *server = zsock_new (ZMQ_PULL);
    zcert_t *key = zcert_new (), *other = zcert_new ();
    zcert_apply (key, server);
    zsock_set_curve_server (server, 1);
    zsock_set_zap_domain (server, "global");
    zactor_t *monitor = new_monitor (server);
    zstr_sendx (monitor, "LISTEN", "HANDSHAKE_FAILED_NO_DETAIL", "HANDSHAKE_SUCCEEDED",
                "HANDSHAKE_FAILED_PROTOCOL", "HANDSHAKE_FAILED_AUTH", NULL);
    start (monitor);
    check (zsock_bind (server, "ipc://curve") == 0);
    for (int kind = 0; kind < 3; kind++) {
        if (kind == 2) {
            zstr_sendx (auth, "CURVE", CURVE_ALLOW_ANY, NULL);
            check (zsock_wait (auth) == 0);
        }
        zsock_t *client = zsock_new (ZMQ_PUSH);
        zsock_set_reconnect_ivl (client, -1);
        if (kind) {
            zcert_apply (other, client);
            zsock_set_curve_serverkey (client, zcert_public_txt (key));
        }
        check (zsock_connect (client, "ipc://curve") == 0);
        show_event (monitor);
        zsock_destroy (&client);
    }
    zactor_destroy (&monitor);
    zsock_destroy (&server);
    zactor_destroy (&auth);
    zcert_destroy (&key);
    zcert_destroy (&other);
}

//  Sockets of all types, and libzmq's own.
static void
all_types (void)
{
    for (int type = ZMQ_PAIR; type <= ZMQ_XSUB; type++) {
        zsock_t *sock = zsock_new (type);
        zactor_t *monitor = new_monitor (sock);
        zstr_sendx (monitor, "LISTEN", "LISTENING", NULL);
        start (monitor);
        check (zsock_bind (sock, "ipc://type-%d", type) == 0);
        show_event (monitor);
        zactor_destroy (&monitor);
        zsock_destroy (&sock);
    }
    void *handle = zmq_socket (zsys_init (), ZMQ_DEALER);
    check (handle);
    zactor_t *monitor = new_monitor (handle);
    zstr_sendx (monitor, "LISTEN", "LISTENING", "CLOSED", NULL);
    start (monitor);
    check (zmq_bind (handle, "ipc://handle") == 0);
    show_event (monitor);
    check (zmq_unbind (handle, "ipc://handle") == 0);
    show_event (monitor);
    zactor_destroy (&monitor);
    check (zmq_close (handle) == 0);
}

//  An actor that is a monitor among other things.
static void
monitor_of_its_own (zsock_t *pipe, void *args)
{
    zmonitor (pipe, args);
}

static void
many_clients (void)
{
    zsock_t *server = zsock_new (ZMQ_DEALER);
    zactor_t *monitor = zactor_new (monitor_of_its_own, server);
    check (monitor);
    zsock_set_rcvtimeo (monitor, 15000);
    zstr_sendx (monitor, "LISTEN", "ACCEPTED", "DISCONNECTED", NULL);
    start (monitor);
    check (zsock_bind (server, "ipc://many") == 0);
    zsock_t *clients [100];
    for (int index = 0; index < 100; index++)
        clients [index] = zsock_new_dealer (">ipc://many");
    for (int count = 0; count < 200; count++) {
        if (count >= 100)
            zsock_destroy (&clients [count - 100]);
        zmsg_t *msg = zmsg_recv (monitor);
        check (msg && zmsg_size (msg) == 3);
        check (zframe_streq (zmsg_first (msg), count < 100 ? "ACCEPTED" : "DISCONNECTED"));
        check (zframe_streq (zmsg_last (msg), "ipc://many"));
        zmsg_destroy (&msg);
    }
    puts ("100 clients came and went");
    zactor_destroy (&monitor);
    zsock_destroy (&server);
}

//  What an actor does can be done by this thread, when all that is to be said is said before.
static void
without_an_actor (void)
{
    zsock_t *pipe, *owner = zsys_create_pipe (&pipe);
    zsock_t *server = zsock_new (ZMQ_DEALER);
    zstr_sendx (owner, "LISTEN", "ALL", NULL);
    zstr_send (owner, "START");
    zstr_send (owner, "$TERM");
    zmonitor (pipe, server);
    printf ("begun: %d\n", zsock_wait (owner));
    printf ("started: %d\n", zsock_wait (owner));
    zsock_destroy (&owner);
    zsock_destroy (&pipe);
    //  The socket is as good as before.
    check (zsock_bind (server, "ipc://by-itself") == 0);
    zsock_destroy (&server);
}

//  An actor can be monitored like a socket.
static void
echo_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    char *text = zstr_recv (pipe);
    zstr_free (&text);
}

static void
socket_goes_first (void)
{
    zsock_t *server = zsock_new (ZMQ_DEALER);
    zactor_t *monitor = new_monitor (server);
    zstr_sendx (monitor, "LISTEN", "LISTENING", "MONITOR_STOPPED", NULL);
    start (monitor);
    check (zsock_bind (server, "ipc://gone") == 0);
    show_event (monitor);
    zsock_destroy (&server);
    show_event (monitor);
    zactor_destroy (&monitor);

    server = zsock_new (ZMQ_DEALER);
    monitor = new_monitor (server);
    zstr_sendx (monitor, "LISTEN", "LISTENING", NULL);
    start (monitor);
    zsock_destroy (&server);
    show_silence (monitor);
    zactor_destroy (&monitor);

    zactor_t *actor = zactor_new (echo_actor, NULL);
    monitor = new_monitor (actor);
    zstr_sendx (monitor, "LISTEN", "ALL", NULL);
    start (monitor);
    zactor_destroy (&actor);
    show_event (monitor);
    zactor_destroy (&monitor);
}

static void
verbose_lines (void)
{
    log_capture ();
    zsock_t *server = zsock_new (ZMQ_DEALER);
    pid_t thread;
    zactor_t *monitor = actor_and_thread (zmonitor, server, &thread);
    zsock_set_rcvtimeo (monitor, 15000);
    zstr_sendx (monitor, "LISTEN", "CLOSED", "NONSENSE", "closed", NULL);
    zstr_send (monitor, "VERBOSE");
    zstr_sendx (monitor, "LISTEN", "LISTENING", "ALL", "", "MONITOR_STOPPED", NULL);
    zstr_sendx (monitor, "LISTEN", NULL);
    start (monitor);
    log_show ();
    zstr_sendx (monitor, "LISTEN", "NONSENSE", "ACCEPTED", NULL);
    zstr_send (monitor, "VERBOSE");
    //  The command before is done when the event is there.
    wait_until_blocked (thread);
    check (zsock_bind (server, "ipc://verbose") == 0);
    show_event (monitor);
    check (zsock_unbind (server, "ipc://verbose") == 0);
    show_event (monitor);
    zsock_destroy (&server);
    show_event (monitor);
    zactor_destroy (&monitor);
    log_show ();
    log_release ();
}

//  An interrupt ends the actor, once it has served what it was waiting for.
static void
interrupted (void)
{
    zsock_t *server = zsock_new (ZMQ_DEALER);
    zactor_t *monitor = new_monitor (server);
    start (monitor);
    zclock_sleep (50);
    zsys_interrupted = 1;
    zstr_sendx (monitor, "LISTEN", NULL);
    zpoller_t *poller = zpoller_new (monitor, NULL);
    zpoller_set_nonstop (poller, true);
    printf ("ended by itself: %d\n", zpoller_wait (poller, 15000) == monitor);
    zpoller_destroy (&poller);
    zactor_destroy (&monitor);
    zsys_interrupted = 0;
    zsock_destroy (&server);
}

//  What ends the process.
static void
breaches (void)
{
    check_aborts ("zmonitor: - invalid command: NONSENSE", dup2 (2, 1);
                  zsock_t *sock = zsock_new (ZMQ_PAIR); zactor_t *monitor = new_monitor (sock);
                  zstr_send (monitor, "NONSENSE"); zsock_wait (monitor));
    check_aborts ("zmonitor: - invalid command: ", dup2 (2, 1);
                  zsock_t *sock = zsock_new (ZMQ_PAIR); zactor_t *monitor = new_monitor (sock);
                  zstr_send (monitor, ""); zsock_wait (monitor));
    check_aborts ("zmonitor: - invalid command: start", dup2 (2, 1);
                  zsock_t *sock = zsock_new (ZMQ_PAIR); zactor_t *monitor = new_monitor (sock);
                  zstr_send (monitor, "start"); zsock_wait (monitor));
    check_aborts ("", zactor_new (zmonitor, NULL));
    check_aborts ("", zmonitor (NULL, zsock_new (ZMQ_PAIR)));
    puts ("breaches abort");
}

//  Defects

//  Signals that its thread gets are nothing to it, also while it reads events.
static void
signals (void)
{
    zsock_t *server = zsock_new (ZMQ_DEALER);
    zactor_t *monitor = signalled_actor (zmonitor, server);
    zstr_sendx (monitor, "LISTEN", "LISTENING", NULL);
    zstr_send (monitor, "START");
    check (zsock_wait (monitor) == 0);
    check (zsock_bind (server, "ipc://signals") == 0);
    zmsg_t *msg = zmsg_recv (monitor);
    check (msg && zframe_streq (zmsg_first (msg), "LISTENING"));
    zmsg_destroy (&msg);
    zactor_destroy (&monitor);
    zsock_destroy (&server);
}

static void
defect_MON_2 (void)
{
    check (in_child (signals) == 0);
}

//  More events than pipes hold, and none read: the socket that is monitored goes on.
static void
nothing_read (void)
{
    zsock_t *server = zsock_new (ZMQ_DEALER);
    zactor_t *monitor = new_monitor (server);
    //  libzmq does not tell of every listener that closes, but of every one that listens.
    zstr_sendx (monitor, "LISTEN", "LISTENING", NULL);
    zstr_send (monitor, "START");
    check (zsock_wait (monitor) == 0);
    const int count = 5000;
    for (int index = 0; index < count; index++) {
        check (zsock_bind (server, "ipc://flood") == 0);
        check (zsock_unbind (server, "ipc://flood") == 0);
    }
    for (int index = 0; index < count; index++) {
        zmsg_t *msg = zmsg_recv (monitor);
        check (msg && zframe_streq (zmsg_first (msg), "LISTENING"));
        zmsg_destroy (&msg);
    }
    zactor_destroy (&monitor);
    zsock_destroy (&server);
}

static void
defect_owner_that_does_not_read (void)
{
    check (in_child (nothing_read) == 0);
}

//  A second START is refused, and the actor goes on.
static void
started_twice (void)
{
    zsys_set_logstream (NULL);
    zsock_t *server = zsock_new (ZMQ_DEALER);
    zactor_t *monitor = new_monitor (server);
    zstr_sendx (monitor, "LISTEN", "LISTENING", NULL);
    zstr_send (monitor, "START");
    check (zsock_wait (monitor) == 0);
    zstr_send (monitor, "START");
    check (zsock_wait (monitor) == 1);
    check (zsock_bind (server, "ipc://twice") == 0);
    zmsg_t *msg = zmsg_recv (monitor);
    check (msg && zframe_streq (zmsg_first (msg), "LISTENING"));
    zmsg_destroy (&msg);
    zactor_destroy (&monitor);
    zsock_destroy (&server);
}

static void
defect_second_start (void)
{
    check (in_child (started_twice) == 0);
}

//  A socket that is gone before START is not touched.
static void
started_late (void)
{
    zsys_set_logstream (NULL);
    zsock_t *server = zsock_new (ZMQ_DEALER);
    zactor_t *monitor = new_monitor (server);
    zsock_destroy (&server);
    zstr_send (monitor, "START");
    check (zsock_wait (monitor) == 1);
    zactor_destroy (&monitor);
}

static void
defect_start_without_socket (void)
{
    check (in_child (started_late) == 0);
}

//  A socket that was closed, but still has to send: its end is told when it comes, and the monitor
//  is there until then. Otherwise libzmq's thread that closes sockets would wait for it for ever.
static void
ended_first (void)
{
    zsys_set_logstream (NULL);
    zsock_t *sender = zsock_new (ZMQ_DEALER);
    zsock_set_linger (sender, 300);
    check (zsock_connect (sender, "ipc://nobody-there") == 0);
    check (zstr_send (sender, "never arrives") == 0);
    zactor_t *monitor = new_monitor (sender);
    zstr_send (monitor, "START");
    check (zsock_wait (monitor) == 0);
    zsock_destroy (&sender);
    zactor_destroy (&monitor);
    //  Longer than it has for sending
    zclock_sleep (600);
    //  A name is free again when its socket was closed by that thread.
    for (int round = 0; round < 2; round++) {
        zsock_t *sock = zsock_new (ZMQ_DEALER);
        for (int tries = 0; zsock_bind (sock, "inproc://taken") != 0; tries++) {
            check (tries < 3000);
            zclock_sleep (10);
        }
        zsock_destroy (&sock);
    }
}

static void
defect_ended_first (void)
{
    check (in_child (ended_first) == 0);
}

//  A socket can be monitored again and again.
static void
started_anew (void)
{
    zsock_t *server = zsock_new (ZMQ_DEALER);
    for (int count = 0; count < 100; count++) {
        zactor_t *monitor = new_monitor (server);
        zstr_sendx (monitor, "LISTEN", "LISTENING", NULL);
        zstr_send (monitor, "START");
        check (zsock_wait (monitor) == 0);
        check (zsock_bind (server, "inproc://unseen-%d", count) == 0);
        check (zsock_bind (server, "ipc://anew-%d", count) == 0);
        zmsg_t *msg = zmsg_recv (monitor);
        check (msg && zframe_streq (zmsg_first (msg), "LISTENING"));
        zmsg_destroy (&msg);
        zactor_destroy (&monitor);
    }

    //  The last of two at a time is told.
    zactor_t *first = new_monitor (server), *second = new_monitor (server);
    zactor_t *monitors [] = { first, second };
    for (int index = 0; index < 2; index++) {
        zstr_sendx (monitors [index], "LISTEN", "LISTENING", "MONITOR_STOPPED", NULL);
        zstr_send (monitors [index], "START");
        check (zsock_wait (monitors [index]) == 0);
    }
    zmsg_t *msg = zmsg_recv (first);
    check (msg && zframe_streq (zmsg_first (msg), "MONITOR_STOPPED"));
    zmsg_destroy (&msg);
    zactor_destroy (&first);
    check (zsock_bind (server, "ipc://second") == 0);
    msg = zmsg_recv (second);
    check (msg && zframe_streq (zmsg_first (msg), "LISTENING"));
    zmsg_destroy (&msg);
    zactor_destroy (&second);
    zsock_destroy (&server);
}

//  A socket of another context cannot be monitored, and goes on.
static void
elsewhere (void)
{
    zsys_set_logstream (NULL);
    void *context = zmq_ctx_new ();
    void *handle = zmq_socket (context, ZMQ_DEALER);
    check (handle);
    zactor_t *monitor = new_monitor (handle);
    zstr_sendx (monitor, "LISTEN", "ALL", NULL);
    for (int count = 0; count < 2; count++) {
        zstr_send (monitor, "START");
        check (zsock_wait (monitor) == 1);
    }
    check (zmq_bind (handle, "ipc://elsewhere") == 0);
    zactor_destroy (&monitor);
    check (zmq_close (handle) == 0);
    check (zmq_ctx_term (context) == 0);
}

static void
defect_other_context (void)
{
    check (in_child (elsewhere) == 0);
}

static void
defect_another_monitor (void)
{
    check (in_child (started_anew) == 0);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    enter_folder ();
    CASE (server_events ());
    CASE (client_events ());
    CASE (refused_client ());
    CASE (masks ());
    CASE (odd_commands ());
    CASE (failures ());
    CASE (handshakes ());
    CASE (all_types ());
    CASE (many_clients ());
    CASE (without_an_actor ());
    CASE (socket_goes_first ());
    CASE (verbose_lines ());
    CASE (interrupted ());
    CASE (breaches ());
    DEFECT (MON_2);
    DEFECT (owner_that_does_not_read);
    DEFECT (second_start);
    DEFECT (start_without_socket);
    DEFECT (ended_first);
    DEFECT (another_monitor);
    DEFECT (other_context);
    CASE (zmonitor_test (false));
    leave_folder ();
    return test_end ();
}

//  One of each: what a program may have open when something happens to it.

#ifndef EVERYTHING_H_INCLUDED
#define EVERYTHING_H_INCLUDED

#include "process.h"

static zsock_t *sockets [16];
static zactor_t *actors [16];
static size_t socket_count, actor_count;

static inline zsock_t *
add_socket (zsock_t *socket)
{
    check (socket && socket_count < 16);
    zsock_set_rcvtimeo (socket, 20000);
    zsock_set_sndtimeo (socket, 20000);
    return sockets [socket_count++] = socket;
}

static inline zactor_t *
add_actor (zactor_t *actor)
{
    check (actor && actor_count < 16);
    return actors [actor_count++] = actor;
}

//  A name that no other process uses, for a socket without a file. (A port that is free now may be
//  another process's soon.)
static inline char *
endpoint_of (const char *what)
{
    static char endpoint [64];
    snprintf (endpoint, sizeof endpoint, "ipc://@host-%d-%s", (int) getpid (), what);
    return endpoint;
}

static inline void
open_sockets (void)
{
    add_socket (zsock_new_pub ("@tcp://127.0.0.1:*"));
    zsock_t *server = add_socket (zsock_new_pull ("@inproc://everything"));
    zsock_t *client = add_socket (zsock_new_push (">inproc://everything"));
    check (zstr_send (client, "unread") == 0);
    (void) server;
    add_socket (zsock_new_router ("@tcp://127.0.0.1:*"));
    zsock_t *lost = add_socket (zsock_new (ZMQ_DEALER));
    check (zsock_connect (lost, "%s", endpoint_of ("nobody")) == 0);
    for (int i = 0; i < 10; i++)
        check (zstr_send (lost, "never arrives") == 0);
    check (zsock_bind (sockets [0], "%s", endpoint_of ("news")) == 0);
    zsock_t *sub = add_socket (zsock_new_sub (NULL, ""));
    check (zsock_connect (sub, "%s", endpoint_of ("news")) == 0);
}

static int
on_timer (zloop_t *loop, int timer, void *arg)
{
    (void) loop, (void) timer, (void) arg;
    return 0;
}

static int
on_pipe (zloop_t *loop, zsock_t *reader, void *arg)
{
    (void) loop, (void) arg;
    char *command = zstr_recv (reader);
    bool ends = !command || streq (command, "$TERM");
    if (!ends)
        zstr_send (reader, command);
    zstr_free (&command);
    return ends ? -1 : 0;
}

//  Echoes, by a reactor.
static void
loop_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zloop_t *loop = zloop_new ();
    check (loop);
    zloop_timer (loop, 1, 0, on_timer, NULL);
    zloop_reader (loop, pipe, on_pipe, NULL);
    zsock_signal (pipe, 0);
    zloop_start (loop);
    zloop_destroy (&loop);
}

//  Echoes, by a poller.
static void
poller_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zpoller_t *poller = zpoller_new (pipe, NULL);
    check (poller);
    zsock_signal (pipe, 0);
    while (zpoller_wait (poller, -1) == pipe && on_pipe (NULL, pipe, NULL) == 0)
        ;
    zpoller_destroy (&poller);
}

static inline void
open_actors (void)
{
    add_actor (zactor_new (loop_actor, NULL));
    add_actor (zactor_new (poller_actor, NULL));
    zactor_t *node = add_actor (zactor_new (zgossip, (void *) "one"));
    //  Not one that another node may have had, whose peers still look for it.
    zstr_sendx (node, "BIND", "tcp://127.0.0.1:![20000-29999]", NULL);
    zstr_sendx (node, "BIND", endpoint_of ("node"), NULL);
    node = add_actor (zactor_new (zgossip, (void *) "other"));
    zstr_sendx (node, "CONNECT", endpoint_of ("node"), NULL);
    zactor_t *auth = add_actor (zactor_new (zauth, NULL));
    zstr_sendx (auth, "PLAIN", "no-such-file", NULL);
    check (zsock_wait (auth) == 0);
    zactor_t *monitor = add_actor (zactor_new (zmonitor, sockets [0]));
    zstr_sendx (monitor, "LISTEN", "ALL", NULL);
    zstr_sendx (monitor, "START", NULL);
    check (zsock_wait (monitor) == 0);
    zactor_t *proxy = add_actor (zactor_new (zproxy, NULL));
    zstr_sendx (proxy, "FRONTEND", "PULL", "inproc://everything-front", NULL);
    check (zsock_wait (proxy) == 0);
    zstr_sendx (proxy, "BACKEND", "PUSH", "inproc://everything-back", NULL);
    check (zsock_wait (proxy) == 0);
    zactor_t *beacon = add_actor (zactor_new (zbeacon, NULL));
    //  There may be no network.
    zsys_set_interface ("*");
    zsock_send (beacon, "si", "CONFIGURE", 24550);
    char *host = zstr_recv (beacon);
    check (host);
    zsys_set_interface ("");
    if (*host)
        zstr_sendx (beacon, "SUBSCRIBE", "", NULL);
    zstr_free (&host);
}

static inline void
open_everything (void)
{
    open_sockets ();
    open_actors ();
}

//  Uses some of it.
static inline void
use_sockets (void)
{
    check (zstr_send (sockets [2], "hello") == 0);
    char *text = zstr_recv (sockets [1]);
    check (text);
    zstr_free (&text);
}

static inline void
use_everything (void)
{
    use_sockets ();
    for (int i = 0; i < 2; i++) {
        check (zstr_send (actors [i], "hello") == 0);
        char *text = zstr_recv (actors [i]);
        check (text && streq (text, "hello"));
        zstr_free (&text);
    }
    //  Between nodes of the original, tuples get lost.
    if (getenv ("CZMQ_REFERENCE"))
        return;
    static int times;
    char key [32];
    snprintf (key, sizeof key, "key-%d-%d", (int) getpid (), times++);
    zstr_sendx (actors [2], "PUBLISH", key, "value", NULL);
    for (int i = 2; i < 4; i++) {
        char *command, *its_key, *value;
        check (zstr_recvx (actors [i], &command, &its_key, &value, NULL) == 3);
        if (strneq (its_key, key))
            fprintf (stderr, "node %d: %s %s %s, not %s\n", i - 2, command, its_key, value, key);
        check (streq (its_key, key));
        zstr_free (&command);
        zstr_free (&its_key);
        zstr_free (&value);
    }
}

static inline void
close_actors (void)
{
    while (actor_count) {
        zactor_destroy (&actors [--actor_count]);
        check (!actors [actor_count]);
    }
}

static inline void
close_sockets (void)
{
    while (socket_count)
        zsock_destroy (&sockets [--socket_count]);
}

static inline void
close_everything (void)
{
    close_actors ();
    close_sockets ();
}

//  A forked child forgets what its parent has.
static inline void
forget_everything (void)
{
    actor_count = socket_count = 0;
}

#endif

//  Things left open or stuck when the process exits: it does not wait for them.

#include "everything.h"
#include <arpa/inet.h>
#include <sys/socket.h>

static void
unsent_messages (void)
{
    zsock_t *socket = zsock_new (ZMQ_PUSH);
    check (zsock_connect (socket, "%s", endpoint_of ("nobody")) == 0);
    zsock_set_sndtimeo (socket, 0);
    while (zstr_send (socket, "never arrives") == 0)
        ;
}

static void
unsent_messages_of_a_closed_socket (void)
{
    for (int i = 0; i < 10; i++) {
        zsock_t *socket = zsock_new (ZMQ_PUSH);
        check (zsock_connect (socket, "%s", endpoint_of ("nobody")) == 0);
        check (zstr_send (socket, "never arrives") == 0);
        zsock_destroy (&socket);
    }
}

static void
linger (void)
{
    zsys_set_linger (200);
    unsent_messages ();
}

//  A peer that takes the connection and says nothing
static void
silent_peer (void)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    int listener = socket (AF_INET, SOCK_STREAM, 0);
    check (bind (listener, (struct sockaddr *) &address, size) == 0);
    check (listen (listener, 5) == 0);
    check (getsockname (listener, (struct sockaddr *) &address, &size) == 0);
    zsock_t *socket = zsock_new (ZMQ_DEALER);
    check (zsock_connect (socket, "tcp://127.0.0.1:%d", ntohs (address.sin_port)) == 0);
    check (zstr_send (socket, "hello") == 0);
    check (accept (listener, NULL, NULL) >= 0);
    zactor_t *node = zactor_new (zgossip, NULL);
    char endpoint [64];
    snprintf (endpoint, sizeof endpoint, "tcp://127.0.0.1:%d", ntohs (address.sin_port));
    zstr_sendx (node, "CONNECT", endpoint, NULL);
    zstr_sendx (node, "PUBLISH", "key", "value", NULL);
    check (accept (listener, NULL, NULL) >= 0);
}

static void
raw_sockets (void)
{
    void *socket = zsys_socket (ZMQ_PULL, NULL, 0);
    check (socket && zmq_bind (socket, "inproc://raw") == 0);
    zsock_t *pipe;
    check (zsys_create_pipe (&pipe));
}

static void
log_sender (void)
{
    zsys_set_logsender ("inproc://log");
    zsys_info ("a line that nobody reads");
    zsock_t *reader = zsock_new_sub (">inproc://log", "");
    check (reader);
    for (int i = 0; i < 3000; i++)
        zsys_info ("a line that the subscriber does not read");
}

static void
sleeping_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    while (true)
        pause ();
}

static void
actor_that_sleeps (void)
{
    check (zactor_new (sleeping_actor, NULL));
}

static volatile int spins;

static void
spinning_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    while (true)
        spins++;
}

static void
actor_that_spins (void)
{
    check (zactor_new (spinning_actor, NULL));
}

//  Takes no for an answer.
static void
deaf_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    while (true) {
        char *text = zstr_recv (pipe);
        if (!text)
            usleep (1000);
        zstr_free (&text);
    }
}

static void
actor_that_is_deaf (void)
{
    check (zactor_new (deaf_actor, NULL));
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void
locked_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    pthread_mutex_lock (&mutex);
}

static void
actor_that_waits_for_a_lock (void)
{
    pthread_mutex_lock (&mutex);
    check (zactor_new (locked_actor, NULL));
}

static void
filling_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    while (zstr_send (pipe, "more") == 0)
        ;
}

//  Full in both directions
static void
full_pipes (void)
{
    zactor_t *actor = zactor_new (filling_actor, NULL);
    zsock_set_sndtimeo (actor, 0);
    while (zstr_send (actor, "more") == 0)
        ;
    zactor_t *node = zactor_new (zgossip, NULL);
    zsock_set_sndtimeo (node, 0);
    for (int i = 0; i < 10000; i++) {
        char key [32];
        snprintf (key, sizeof key, "key-%d", i);
        if (zstr_sendx (node, "PUBLISH", key, "value", NULL) == -1)
            break;
    }
}

//  An owner that writes and does not read: the node takes one more than both pipes have room for,
//  ends when it is told to, and the process with it.
static void
unread_deliveries (void)
{
    //  Also if it would wait for ever
    alarm (200);
    zactor_t *node = zactor_new (zgossip, NULL);
    zsock_set_sndtimeo (node, 10000);
    for (int i = 0; i < 4001; i++) {
        char key [32];
        snprintf (key, sizeof key, "key-%d", i);
        check (zstr_sendx (node, "PUBLISH", key, "value", NULL) == 0);
    }
    zactor_destroy (&node);
    check (!node);
}

static volatile int waiting;

static void *
wait_in_recv (void *args)
{
    zsock_t *socket = zsock_new_pull ("@inproc://wait-recv");
    waiting++;
    while (true) {
        char *text = zstr_recv (socket);
        if (!text)
            usleep (1000);
    }
    return args;
}

static void *
wait_in_send (void *args)
{
    zsock_t *socket = zsock_new_push ("@inproc://wait-send");
    waiting++;
    while (true)
        if (zstr_send (socket, "nobody") == -1)
            usleep (1000);
    return args;
}

static void *
wait_in_poller (void *args)
{
    zsock_t *socket = zsock_new_pull ("@inproc://wait-poller");
    zpoller_t *poller = zpoller_new (socket, NULL);
    waiting++;
    while (true) {
        zpoller_wait (poller, -1);
        usleep (1000);
    }
    return args;
}

static void *
wait_in_reactor (void *args)
{
    zsock_t *socket = zsock_new_pull ("@inproc://wait-reactor");
    zloop_t *loop = zloop_new ();
    zloop_reader (loop, socket, on_pipe, NULL);
    zloop_timer (loop, 1, 0, on_timer, NULL);
    waiting++;
    while (true) {
        zloop_start (loop);
        usleep (1000);
    }
    return args;
}

static void *
wait_in_proxy (void *args)
{
    zactor_t *proxy = zactor_new (zproxy, NULL);
    waiting++;
    zsock_wait (proxy);
    while (true)
        pause ();
    return args;
}

static void
threads_that_wait (void)
{
    void *(*bodies [5]) (void *args) = { wait_in_recv, wait_in_send, wait_in_poller, wait_in_reactor, wait_in_proxy };
    for (int i = 0; i < 5; i++) {
        pthread_t thread;
        check (pthread_create (&thread, NULL, bodies [i], NULL) == 0);
    }
    while (waiting < 5)
        usleep (1000);
    usleep (20000);
}

static void *
shut_down (void *args)
{
    waiting++;
    zsys_shutdown ();
    return args;
}

static void
shutdown_elsewhere (void)
{
    open_everything ();
    pthread_t thread;
    check (pthread_create (&thread, NULL, shut_down, NULL) == 0);
    while (!waiting)
        usleep (1000);
}

static void
watched_folder (void)
{
    zactor_t *watch = zactor_new (zdir_watch, NULL);
    check (watch);
    zsock_send (watch, "si", "TIMEOUT", 10);
    zsock_send (watch, "ss", "SUBSCRIBE", ".");
}

static void
many_nodes (void)
{
    for (int i = 0; i < 50; i++) {
        zactor_t *node = zactor_new (zgossip, NULL);
        zstr_sendx (node, "BIND", "tcp://127.0.0.1:*", NULL);
        zstr_sendx (node, "PUBLISH", "key", "value", NULL);
    }
}

static void
interrupted (void)
{
    open_everything ();
    raise (SIGINT);
}

static void
everything_and_linger (void)
{
    zsys_set_linger (300);
    open_everything ();
    use_everything ();
}

static const case_t cases [] = {
    { "unsent_messages", unsent_messages, 7, NULL },
    { "unsent_messages_of_a_closed_socket", unsent_messages_of_a_closed_socket, 7, NULL },
    { "linger", linger, 7, NULL },
    { "silent_peer", silent_peer, 7, "aborts" },
    { "raw_sockets", raw_sockets, 7, NULL },
    { "log_sender", log_sender, 7, NULL },
    { "actor_that_sleeps", actor_that_sleeps, 7, NULL },
    { "actor_that_spins", actor_that_spins, 7, NULL },
    { "actor_that_is_deaf", actor_that_is_deaf, 7, "may abort" },
    { "actor_that_waits_for_a_lock", actor_that_waits_for_a_lock, 7, NULL },
    { "full_pipes", full_pipes, 7, "aborts" },
    { "unread_deliveries", unread_deliveries, 7, "takes 4000, then nothing, and aborts" },
    { "threads_that_wait", threads_that_wait, 7, "aborts" },
    { "shutdown_elsewhere", shutdown_elsewhere, 7, "may abort" },
    { "watched_folder", watched_folder, 7, "aborts" },
    { "many_nodes", many_nodes, 7, "aborts" },
    { "interrupted", interrupted, 7, "aborts" },
    { "everything_and_linger", everything_and_linger, 7, "aborts" },
    { NULL, NULL, 0, NULL }
};

int main (int argc, char **argv)
{
    return run_case (argc, argv, cases);
}

//  Many gossip nodes in one process: they come and go by thousands, share threads and
//  descriptors, outlive forks, are left open, run in actors of the program's own, and have owners
//  that do not read.

#include "test.h"
#include <dirent.h>

//  Valgrind takes its time; and it reports what a child has lost: what the parent's threads held,
//  and what is left open.
static bool
on_valgrind (void)
{
    const char *preload = getenv ("LD_PRELOAD");
    return preload && strstr (preload, "valgrind");
}

static zactor_t *
new_node (const char *label)
{
    zactor_t *node = zactor_new (zgossip, (void *) label);
    check (node);
    //  Nothing here takes long, but nothing may wait for ever either.
    zsock_set_rcvtimeo (node, 60000);
    return node;
}

//  Waits until the node has done what it was told before.
static void
settle (zactor_t *node)
{
    zstr_sendx (node, "PORT", NULL);
    char *command = NULL, *port = NULL;
    do {
        zstr_free (&command);
        zstr_free (&port);
        check (zstr_recvx (node, &command, &port, NULL) >= 2);
    } while (strneq (command, "PORT"));
    zstr_free (&command);
    zstr_free (&port);
}

static void
expect (zactor_t *node, const char *key, const char *value)
{
    char *command, *its_key, *its_value;
    check (zstr_recvx (node, &command, &its_key, &its_value, NULL) == 3);
    check_streq (command, "DELIVER");
    check_streq (its_key, key);
    check_streq (its_value, value);
    zstr_free (&command);
    zstr_free (&its_key);
    zstr_free (&its_value);
}

//  Waits until a key is delivered, after whatever else.
static void
await_key (zactor_t *node, const char *key)
{
    bool found = false;
    while (!found) {
        char *command = NULL, *its_key = NULL, *value = NULL;
        check (zstr_recvx (node, &command, &its_key, &value, NULL) > 0);
        found = streq (command, "DELIVER") && streq (its_key, key);
        zstr_free (&command);
        zstr_free (&its_key);
        zstr_free (&value);
    }
}

//  A tuple from one to the other, and one back
static void
exchange (zactor_t *one, zactor_t *other, const char *name)
{
    char key [64];
    snprintf (key, sizeof key, "%s-there", name);
    zstr_sendx (one, "PUBLISH", key, "1", NULL);
    expect (one, key, "1");
    expect (other, key, "1");
    snprintf (key, sizeof key, "%s-back", name);
    zstr_sendx (other, "PUBLISH", key, "2", NULL);
    expect (other, key, "2");
    expect (one, key, "2");
}

static int
count_entries (const char *folder)
{
    int count = 0;
    DIR *dir = opendir (folder);
    check (dir);
    for (struct dirent *entry = readdir (dir); entry; entry = readdir (dir))
        count += entry->d_name [0] != '.';
    closedir (dir);
    return count;
}

//  A thread is in the list a little longer than others wait for it.
static void
await_threads (int count)
{
    for (int tries = 0; count_entries ("/proc/self/task") != count; tries++) {
        check (tries < 6000);
        zclock_sleep (10);
    }
}

static void
test_coming_and_going (void)
{
    int count = on_valgrind () ? 30 : 1600;
    for (int i = 0; i < count; i++) {
        zactor_t *node = new_node ("one of many");
        if (i % 3 == 0) {
            zstr_sendx (node, "PUBLISH", "key", "value", NULL);
            expect (node, "key", "value");
        }
        if (i % 5 == 0)
            zstr_sendx (node, "STATUS", NULL);
        zactor_destroy (&node);
        check (!node);
    }
    printf ("nodes, one after the other\n");
}

//  Several at a time, connected in a row, the oldest always leaving
static void
defect_together (void)
{
    enum { TOGETHER = 20 };
    zactor_t *nodes [TOGETHER] = { NULL };
    int count = on_valgrind () ? 25 : 400;
    for (int i = 0; i < count; i++) {
        zactor_t **node = &nodes [i % TOGETHER];
        zactor_destroy (node);
        *node = new_node ("one of several");
        char endpoint [64];
        snprintf (endpoint, sizeof endpoint, "inproc://coming-%d", i);
        zstr_sendx (*node, "BIND", endpoint, NULL);
        settle (*node);
        if (i) {
            snprintf (endpoint, sizeof endpoint, "inproc://coming-%d", i - 1);
            zstr_sendx (*node, "CONNECT", endpoint, NULL);
        }
        zstr_sendx (*node, "PUBLISH", "key", endpoint, NULL);
        settle (*node);
    }
    //  The row is whole: what its last node says reaches the first.
    zstr_sendx (nodes [(count - 1) % TOGETHER], "PUBLISH", "last", "value", NULL);
    for (int i = 0; i < TOGETHER; i++)
        await_key (nodes [i], "last");
    for (int i = 0; i < TOGETHER; i++)
        zactor_destroy (&nodes [i]);
}

static void
defect_threads (void)
{
    //  libzmq's two start with the first socket.
    zsock_t *sock = zsock_new (ZMQ_PAIR);
    zsock_destroy (&sock);
    await_threads (3);
    zactor_t *first = new_node ("first");
    zstr_sendx (first, "BIND", "inproc://threads", NULL);
    settle (first);
    int descriptors = count_entries ("/proc/self/fd");
    int threads = count_entries ("/proc/self/task");
    enum { NODES = 100 };
    zactor_t *nodes [NODES];
    int count = on_valgrind () ? 10 : NODES;
    for (int i = 0; i < count; i++) {
        nodes [i] = new_node ("more");
        zstr_sendx (nodes [i], "CONNECT", "inproc://threads", NULL);
        settle (nodes [i]);
    }
    zstr_sendx (first, "PUBLISH", "key", "value", NULL);
    for (int i = 0; i < count; i++)
        expect (nodes [i], "key", "value");
    check (count_entries ("/proc/self/task") == threads);
    check (count_entries ("/proc/self/fd") <= descriptors + 3 * count);
    for (int i = 0; i < count; i++)
        zactor_destroy (&nodes [i]);
    zactor_destroy (&first);
    //  No thread stays without a node.
    await_threads (threads - 1);
}

static void
test_ways (void)
{
    //  Whichever binds, and whether it does so before or after the other connects
    for (int late = 0; late < 2; late++) {
        zactor_t *server = new_node ("server");
        zactor_t *client = new_node ("client");
        const char *endpoint = late ? "inproc://ways-late" : "inproc://ways";
        zactor_t *first = late ? client : server;
        zactor_t *second = late ? server : client;
        zstr_sendx (first, late ? "CONNECT" : "BIND", endpoint, NULL);
        settle (first);
        zstr_sendx (second, late ? "BIND" : "CONNECT", endpoint, NULL);
        settle (second);
        exchange (server, client, "ways");
        zactor_destroy (late ? &server : &client);
        zactor_destroy (late ? &client : &server);
    }
    printf ("bound early and late\n");
}

//  Each of two connects to the other.
static void
test_both_ways (void)
{
    zactor_t *one = new_node ("one");
    zactor_t *other = new_node ("other");
    zstr_sendx (one, "BIND", "inproc://both-one", NULL);
    zstr_sendx (other, "BIND", "inproc://both-other", NULL);
    settle (one);
    settle (other);
    zstr_sendx (one, "CONNECT", "inproc://both-other", NULL);
    zstr_sendx (other, "CONNECT", "inproc://both-one", NULL);
    settle (one);
    settle (other);
    exchange (one, other, "both");
    zactor_destroy (&one);
    zactor_destroy (&other);
    printf ("connected both ways\n");
}

//  A node connects to itself.
static void
defect_self (void)
{
    zactor_t *node = new_node ("self");
    zstr_sendx (node, "BIND", "inproc://self", NULL);
    zstr_sendx (node, "CONNECT", "inproc://self", NULL);
    for (int i = 0; i < 10; i++) {
        char key [32];
        snprintf (key, sizeof key, "key-%d", i);
        zstr_sendx (node, "PUBLISH", key, "value", NULL);
        expect (node, key, "value");
    }
    zactor_destroy (&node);
}

//  The node that others are connected to goes, and another takes its place: its name is free at
//  once.
static void
defect_return (void)
{
    zactor_t *leaves [3];
    zactor_t *hub = new_node ("hub");
    zstr_sendx (hub, "BIND", "inproc://return", NULL);
    settle (hub);
    for (int i = 0; i < 3; i++) {
        leaves [i] = new_node ("leaf");
        zstr_sendx (leaves [i], "CONNECT", "inproc://return", NULL);
    }
    exchange (hub, leaves [0], "before");
    zactor_destroy (&hub);
    for (int pause = 0; pause < 2; pause++) {
        //  Soon, and when they have stopped waiting for a node of this process
        zclock_sleep (pause ? 1500 : 0);
        zstr_sendx (leaves [0], "PUBLISH", pause ? "lone-1" : "lone-0", "value", NULL);
        hub = new_node ("new hub");
        //  What was published meanwhile comes, too, maybe before the answer to PORT.
        zstr_sendx (hub, "BIND", "inproc://return", NULL);
        zstr_sendx (hub, "PORT", NULL);
        bool bound = false, heard = false;
        while (!bound || !heard) {
            char *command, *key, *value = NULL;
            check (zstr_recvx (hub, &command, &key, &value, NULL) >= 2);
            if (streq (command, "PORT")) {
                check_streq (key, "0");
                bound = true;
            }
            else
                heard |= streq (key, pause ? "lone-1" : "lone-0");
            zstr_free (&command);
            zstr_free (&key);
            zstr_free (&value);
        }
        zstr_sendx (hub, "PUBLISH", "again", pause ? "second" : "first", NULL);
        for (int i = 0; i < 3; i++) {
            heard = false;
            while (!heard) {
                char *command, *key, *value = NULL;
                check (zstr_recvx (leaves [i], &command, &key, &value, NULL) == 3);
                heard = streq (key, "again") && streq (value, pause ? "second" : "first");
                zstr_free (&command);
                zstr_free (&key);
                zstr_free (&value);
            }
        }
        zactor_destroy (&hub);
    }
    for (int i = 0; i < 3; i++)
        zactor_destroy (&leaves [i]);
}

//  Runs a node after some work of its own.
static void
own_actor (zsock_t *pipe, void *args)
{
    zsock_signal (pipe, 0);
    char *hello = zstr_recv (pipe);
    check_streq (hello, "hello");
    zstr_free (&hello);
    zstr_send (pipe, "now a node");
    zgossip (pipe, args);
    zstr_send (pipe, "no node any more");
}

static void
test_own_actor (void)
{
    zactor_t *own = zactor_new (own_actor, (void *) "own");
    check (own);
    zsock_set_rcvtimeo (own, 60000);
    zstr_send (own, "hello");
    char *text = zstr_recv (own);
    check_streq (text, "now a node");
    zstr_free (&text);
    check (zsock_wait (own) == 0);

    zactor_t *node = new_node ("node");
    zstr_sendx (own, "BIND", "inproc://own", NULL);
    settle (own);
    zstr_sendx (node, "CONNECT", "inproc://own", NULL);
    exchange (own, node, "own");
    zactor_destroy (&node);

    //  The other way round
    zactor_t *server = new_node ("server");
    zstr_sendx (server, "BIND", "inproc://own-other", NULL);
    settle (server);
    zstr_sendx (own, "CONNECT", "inproc://own-other", NULL);
    expect (server, "own-there", "1");
    expect (server, "own-back", "2");
    exchange (own, server, "other");

    zstr_send (own, "$TERM");
    text = zstr_recv (own);
    check_streq (text, "no node any more");
    zstr_free (&text);
    zactor_destroy (&own);
    zactor_destroy (&server);
    printf ("a node in an actor of one's own\n");
}

//  An owner that does not read costs the others nothing, and misses no last value.
static void
defect_slow_owner (void)
{
    const int KEYS = on_valgrind () ? 2500 : 50000, WRITES = 2 * KEYS;
    zactor_t *hub = new_node ("hub");
    zactor_t *slow = new_node ("slow");
    zactor_t *quick = new_node ("quick");
    zstr_sendx (hub, "BIND", "inproc://slow", NULL);
    settle (hub);
    zstr_sendx (slow, "CONNECT", "inproc://slow", NULL);
    zstr_sendx (quick, "CONNECT", "inproc://slow", NULL);
    settle (slow);
    settle (quick);
    for (int i = 0; i < WRITES; i++) {
        char key [32], value [32];
        snprintf (key, sizeof key, "key-%d", i % KEYS);
        snprintf (value, sizeof value, "%d", i);
        zstr_sendx (hub, "PUBLISH", key, value, NULL);
        expect (quick, key, value);
        expect (hub, key, value);
    }
    int *last = (int *) calloc ((size_t) KEYS, sizeof (int));
    check (last);
    int delivered = 0, settled = 0, latest = -1;
    while (settled < KEYS) {
        char *command, *key, *value;
        check (zstr_recvx (slow, &command, &key, &value, NULL) == 3);
        int number = atoi (key + 4), write = atoi (value);
        //  In the order of the writes
        check (write > latest && write % KEYS == number);
        latest = write;
        last [number] = write;
        settled += write >= WRITES - KEYS;
        delivered++;
        zstr_free (&command);
        zstr_free (&key);
        zstr_free (&value);
    }
    //  What was in the pipe already, and one for each key
    check (delivered < KEYS + 5000);
    for (int i = 0; i < KEYS; i++)
        check (last [i] == WRITES - KEYS + i);
    free (last);
    zstr_sendx (slow, "STATUS", NULL);
    char *command, *count;
    check (zstr_recvx (slow, &command, &count, NULL) == 2);
    check_streq (command, "STATUS");
    check (atoi (count) == KEYS);
    zstr_free (&command);
    zstr_free (&count);
    zactor_destroy (&slow);
    zactor_destroy (&quick);
    zactor_destroy (&hub);
}

//  Runs a function in a child process, which leaves with code 7.
static void
in_child (void (*run) (void *args), void *args)
{
    fflush (stdout);
    fflush (stderr);
    pid_t child = fork ();
    check (child >= 0);
    if (child == 0) {
        alarm (200);
        //  What the library says of sockets left open is not part of this.
        check (freopen ("/dev/null", "w", stdout));
        check (freopen ("/dev/null", "w", stderr));
        run (args);
        if (on_valgrind ()) {
            zsys_shutdown ();
            kill (getpid (), SIGKILL);
        }
        exit (7);
    }
    int status = 0;
    check (waitpid (child, &status, 0) == child);
    if (on_valgrind ())
        check (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
    else
        check (WIFEXITED (status) && WEXITSTATUS (status) == 7);
}

static void
do_nothing (void *args)
{
    (void) args;
}

static void
live_alone (void *args)
{
    zactor_t **nodes = (zactor_t **) args;
    //  The parent's node is not there. Its owner's handle can be let go; the original loses count
    //  of its sockets then.
    if (!on_reference ())
        zactor_destroy (&nodes [0]);
    zactor_t *one = new_node ("child's");
    zactor_t *other = new_node ("child's other");
    zstr_sendx (one, "BIND", "inproc://fork", NULL);
    settle (one);
    zstr_sendx (other, "CONNECT", "inproc://fork", NULL);
    exchange (one, other, "child");
    zactor_destroy (&one);
    zactor_destroy (&other);
}

static void
test_fork (void)
{
    zactor_t *nodes [2] = { new_node ("parent's"), new_node ("parent's other") };
    zstr_sendx (nodes [0], "BIND", "inproc://fork", NULL);
    settle (nodes [0]);
    zstr_sendx (nodes [1], "CONNECT", "inproc://fork", NULL);
    exchange (nodes [0], nodes [1], "before");
    for (int i = 0; i < (on_valgrind () ? 2 : 5); i++) {
        in_child (i % 2 ? do_nothing : live_alone, nodes);
        char name [32];
        snprintf (name, sizeof name, "after-%d", i);
        exchange (nodes [0], nodes [1], name);
    }
    zactor_destroy (&nodes [1]);
    zactor_destroy (&nodes [0]);
    printf ("parent and children\n");
}

static void
leave_open (void *args)
{
    bool *busy = (bool *) args;
    zactor_t *one = new_node ("left open");
    zactor_t *other = new_node ("other left open");
    zstr_sendx (one, "BIND", "inproc://left", NULL);
    settle (one);
    zstr_sendx (other, "CONNECT", "inproc://left", NULL);
    exchange (one, other, "left");
    //  Or in the middle of something
    for (int i = 0; *busy && i < 1000; i++) {
        char key [32];
        snprintf (key, sizeof key, "key-%d", i);
        zstr_sendx (one, "PUBLISH", key, "value", NULL);
    }
}

//  The program leaves with the code that it wants to leave with.
static void
defect_left_open (void)
{
    for (int i = 0; i < (on_valgrind () ? 2 : 20); i++) {
        bool busy = i % 2;
        in_child (leave_open, &busy);
    }
}

//  The process layer ends with nodes open, and starts again.
static void
defect_shutdown (void)
{
    for (int i = 0; i < (on_valgrind () ? 1 : 3); i++) {
        zactor_t *one = new_node ("one");
        zactor_t *other = new_node ("other");
        zstr_sendx (one, "BIND", "inproc://shutdown", NULL);
        settle (one);
        zstr_sendx (other, "CONNECT", "inproc://shutdown", NULL);
        exchange (one, other, "shutdown");
        FILE *nothing = fopen ("/dev/null", "w");
        zsys_set_logstream (nothing);
        zsys_shutdown ();
        zsys_set_logstream (stdout);
        fclose (nothing);
        zactor_destroy (&one);
        zactor_destroy (&other);
    }
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (test_fork ());
    DEFECT (left_open);
    CASE (test_coming_and_going ());
    DEFECT (together);
    DEFECT (threads);
    CASE (test_ways ());
    CASE (test_both_ways ());
    DEFECT (self);
    DEFECT (return);
    CASE (test_own_actor ());
    DEFECT (slow_owner);
    DEFECT (shutdown);
    return test_end ();
}

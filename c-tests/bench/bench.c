//  Measures the calls that programs make most, one row a line: name, operations, nanoseconds for
//  each. Usage: bench [--few] [--reference] [ROW...]; without a name, all rows but those that must
//  be named; --few for a twentieth of the operations; --reference leaves out what cannot be asked of
//  the original. c-tests/bench/run compares two libraries.

#include "bench.h"
#include <dirent.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>

double s_begin, s_end;
//  Of rows that measure something else: how much of it, and of what
static double s_amount;
static const char *s_unit;

//  An actor that returns every message to its owner
static void
echo_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    while (true) {
        char *string = zstr_recv (pipe);
        if (!string || streq (string, "$TERM")) {
            zstr_free (&string);
            return;
        }
        zstr_send (pipe, string);
        zstr_free (&string);
    }
}

static void
idle_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    char *string = zstr_recv (pipe);
    zstr_free (&string);
}

static void
actor_round_trip (long count)
{
    zactor_t *actor = zactor_new (echo_actor, NULL);
    start ();
    for (long i = 0; i < count; i++) {
        zstr_send (actor, "hello");
        char *string = zstr_recv (actor);
        zstr_free (&string);
    }
    stop ();
    zactor_destroy (&actor);
}

static void
actor_create (long count)
{
    start ();
    for (long i = 0; i < count; i++) {
        zactor_t *actor = zactor_new (idle_actor, NULL);
        zactor_destroy (&actor);
    }
    stop ();
}

static void
pipe_of (const char *name, zsock_t **push, zsock_t **pull)
{
    zsys_set_sndhwm (0);
    zsys_set_rcvhwm (0);
    *pull = zsock_new (ZMQ_PULL);
    must (zsock_bind (*pull, "inproc://%s", name) == 0);
    *push = zsock_new (ZMQ_PUSH);
    must (zsock_connect (*push, "inproc://%s", name) == 0);
}

//  Sends and receives in turns, so that the cost of the calls shows, not that of waiting
#define IN_TURNS(name, sending, receiving)                                     \
    static void name (long count)                                              \
    {                                                                          \
        zsock_t *push, *pull;                                                  \
        pipe_of (#name, &push, &pull);                                         \
        start ();                                                              \
        for (long i = 0; i < count; i += 100) {                                \
            for (int j = 0; j < 100; j++) { sending; }                         \
            for (int j = 0; j < 100; j++) { receiving; }                       \
        }                                                                      \
        stop ();                                                               \
        zsock_destroy (&push);                                                 \
        zsock_destroy (&pull);                                                 \
    }

IN_TURNS (zstr_send_recv,
    zstr_send (push, "a string of some length"),
    char *string = zstr_recv (pull); zstr_free (&string))

IN_TURNS (zstr_sendf_recv,
    zstr_sendf (push, "%s %d", "number", j),
    char *string = zstr_recv (pull); zstr_free (&string))

IN_TURNS (zstr_sendx_recvx,
    zstr_sendx (push, "DELIVER", "key", "value", NULL),
    char *a; char *b; char *c; zstr_recvx (pull, &a, &b, &c, NULL);
    zstr_free (&a); zstr_free (&b); zstr_free (&c))

IN_TURNS (zframe_send_recv,
    zframe_t *frame = zframe_new ("twenty bytes of data", 20); zframe_send (&frame, push, 0),
    zframe_t *frame = zframe_recv (pull); zframe_destroy (&frame))

IN_TURNS (zmsg_send_recv,
    zmsg_t *msg = zmsg_new (); zmsg_addstr (msg, "one"); zmsg_addstr (msg, "two");
    zmsg_addstr (msg, "three"); zmsg_send (&msg, push),
    zmsg_t *msg = zmsg_recv (pull); zmsg_destroy (&msg))

IN_TURNS (zsock_picture,
    zsock_send (push, "i4s8", j, (uint32_t) j, "string", (uint64_t) j),
    int i_; uint32_t q; char *string; uint64_t o; zsock_recv (pull, "i4s8", &i_, &q, &string, &o);
    zstr_free (&string))

IN_TURNS (zsock_binary_picture,
    zsock_bsend (push, "148s", 1, (uint32_t) j, (uint64_t) j, "string"),
    uint8_t b; uint32_t q; uint64_t o; char *string; zsock_brecv (pull, "148s", &b, &q, &o, &string))

static void
zmsg_build_pop (long count)
{
    start ();
    for (long i = 0; i < count; i++) {
        zmsg_t *msg = zmsg_new ();
        zmsg_addstr (msg, "address");
        zmsg_addstr (msg, "body of the message");
        zmsg_pushmem (msg, "id", 2);
        zmsg_addstrf (msg, "%d", 42);
        char *string = zmsg_popstr (msg);
        zstr_free (&string);
        zframe_t *frame = zmsg_pop (msg);
        zframe_destroy (&frame);
        zmsg_destroy (&msg);
    }
    stop ();
}

static void
zmsg_encode_decode (long count)
{
    zmsg_t *msg = zmsg_new ();
    for (int i = 0; i < 10; i++)
        zmsg_addstrf (msg, "frame number %d with some text", i);
    start ();
    for (long i = 0; i < count; i++) {
        zframe_t *frame = zmsg_encode (msg);
        zmsg_t *copy = zmsg_decode (frame);
        zmsg_destroy (&copy);
        zframe_destroy (&frame);
    }
    stop ();
    zmsg_destroy (&msg);
}

static void
zframe_create (long count)
{
    start ();
    for (long i = 0; i < count; i++) {
        zframe_t *frame = zframe_new ("some bytes", 10);
        zframe_destroy (&frame);
    }
    stop ();
}

static void
zlist_append_walk (long count)
{
    start ();
    for (long done = 0; done < count; done += 1000) {
        zlist_t *list = zlist_new ();
        for (long i = 0; i < 1000; i++)
            zlist_append (list, (void *) "item");
        for (void *item = zlist_first (list); item; item = zlist_next (list))
            must (item != NULL);
        while (zlist_pop (list))
            ;
        zlist_destroy (&list);
    }
    stop ();
}

static int
compare_text (void *a, void *b)
{
    return strcmp ((char *) a, (char *) b);
}

static void
zlist_sort_10000 (long count)
{
    static char items [10000][8];
    zlist_t *list = zlist_new ();
    uint32_t random = 1;
    for (int i = 0; i < 10000; i++) {
        random = random * 1664525 + 1013904223;
        snprintf (items [i], 8, "%06u", (random >> 8) % 1000000);
    }
    double spent = 0;
    for (long done = 0; done < count; done += 10000) {
        zlist_purge (list);
        for (int i = 0; i < 10000; i++)
            zlist_append (list, items [i]);
        start ();
        zlist_sort (list, compare_text);
        stop ();
        spent += s_end - s_begin;
    }
    s_begin = 0;
    s_end = spent;
    zlist_destroy (&list);
}

static char s_keys [100000][16];

static void
zhash_insert_lookup_delete (long count)
{
    for (int i = 0; i < 100000; i++)
        snprintf (s_keys [i], 16, "key%d", i * 7919);
    start ();
    for (long done = 0; done < count; done += 100000) {
        zhash_t *hash = zhash_new ();
        for (int i = 0; i < 100000; i++)
            zhash_insert (hash, s_keys [i], s_keys [i]);
        for (int i = 0; i < 100000; i++)
            must (zhash_lookup (hash, s_keys [i]) == s_keys [i]);
        for (int i = 0; i < 100000; i++)
            zhash_delete (hash, s_keys [i]);
        zhash_destroy (&hash);
    }
    stop ();
}

static void
zhash_walk (long count)
{
    zhash_t *hash = zhash_new ();
    for (int i = 0; i < 10000; i++) {
        snprintf (s_keys [i], 16, "key%d", i * 7919);
        zhash_insert (hash, s_keys [i], s_keys [i]);
    }
    start ();
    for (long done = 0; done < count; done += 10000)
        for (void *item = zhash_first (hash); item; item = zhash_next (hash))
            must (zhash_cursor (hash) != NULL);
    stop ();
    zhash_destroy (&hash);
}

static void
zconfig_parse_1MB (long count)
{
    size_t size = 0, room = 1200000;
    char *text = (char *) malloc (room);
    for (int section = 0; size < 1000000; section++) {
        size += (size_t) snprintf (text + size, room - size, "section%d\n", section);
        for (int item = 0; item < 100 && size < 1000000; item++)
            size += (size_t) snprintf (text + size, room - size,
                                       "    name%d = \"value number %d\"   # note\n", item, item);
    }
    start ();
    for (long i = 0; i < count; i++) {
        zconfig_t *config = zconfig_str_load (text);
        must (config != NULL);
        zconfig_destroy (&config);
    }
    stop ();
    free (text);
}

//  Reads DELIVERs of a node until there were `wanted`
static void
await (zactor_t *node, long wanted)
{
    while (wanted > 0) {
        char *command = NULL, *key = NULL, *value = NULL;
        if (zstr_recvx (node, &command, &key, &value, NULL) < 0) {
            fprintf (stderr, "bench: a node ended, %ld deliveries missing\n", wanted);
            exit (1);
        }
        if (command && streq (command, "DELIVER"))
            wanted--;
        zstr_free (&command);
        zstr_free (&key);
        zstr_free (&value);
    }
}

static void
gossip_publish (long count)
{
    zactor_t *node = zactor_new (zgossip, (void *) "bench");
    char key [32];
    start ();
    for (long i = 0; i < count; i += 500) {
        for (int j = 0; j < 500; j++) {
            snprintf (key, sizeof key, "key-%ld", i + j);
            zstr_sendx (node, "PUBLISH", key, "value", NULL);
        }
        await (node, 500);
    }
    stop ();
    zactor_destroy (&node);
}

static int
compare_times (const void *one, const void *other)
{
    double difference = *(const double *) one - *(const double *) other;
    return (difference > 0) - (difference < 0);
}

static double
median (double *times, long count)
{
    qsort (times, (size_t) count, sizeof (double), compare_times);
    return times [count / 2];
}

static void
amount (double of, const char *unit)
{
    s_amount = of;
    s_unit = unit;
}

//  From PUBLISH at one node to DELIVER at the other, one tuple at a time: the median
static void
gossip_hop (const char *endpoint, long count)
{
    zactor_t *server = zactor_new (zgossip, (void *) "server");
    zactor_t *client = zactor_new (zgossip, (void *) "client");
    zstr_sendx (server, "BIND", endpoint, NULL);
    zstr_sendx (server, "PORT", NULL);
    char *command, *port;
    zstr_recvx (server, &command, &port, NULL);
    char address [64];
    if (streq (port, "0"))
        snprintf (address, sizeof address, "%s", endpoint);
    else
        snprintf (address, sizeof address, "tcp://127.0.0.1:%s", port);
    zstr_free (&command);
    zstr_free (&port);
    zstr_sendx (client, "CONNECT", address, NULL);
    zstr_sendx (server, "PUBLISH", "first", "value", NULL);
    await (server, 1);
    await (client, 1);
    char key [32];
    double *times = (double *) calloc ((size_t) count, sizeof (double));
    for (long i = 0; i < count; i++) {
        snprintf (key, sizeof key, "key-%ld", i);
        start ();
        zstr_sendx (server, "PUBLISH", key, "value", NULL);
        await (client, 1);
        stop ();
        times [i] = s_end - s_begin;
        await (server, 1);
    }
    amount (median (times, count) * 1e9, "ns");
    free (times);
    zactor_destroy (&client);
    zactor_destroy (&server);
}

static void gossip_hop_inproc (long count) { gossip_hop ("inproc://bench-hop", count); }
static void gossip_hop_tcp (long count) { gossip_hop ("tcp://127.0.0.1:*", count); }

//  Reads DELIVERs of many nodes, as zpoller finds them, until there were `wanted`
static void
await_polled (zactor_t **nodes, int size, long wanted)
{
    zpoller_t *poller = zpoller_new (NULL);
    for (int i = 0; i < size; i++)
        zpoller_add (poller, nodes [i]);
    while (wanted > 0) {
        zactor_t *node = (zactor_t *) zpoller_wait (poller, 60000);
        must (node != NULL);
        await (node, 1);
        wanted--;
    }
    zpoller_destroy (&poller);
}

//  A tree of nodes, among which tuples are published evenly; all must hear of all
static void
swarm (int size, int tuples, bool polled)
{
    zactor_t **nodes = (zactor_t **) calloc ((size_t) size, sizeof *nodes);
    char text [64];
    //  Addresses are not free again at once.
    static int swarms = 0;
    swarms++;
    for (int i = 0; i < size; i++) {
        nodes [i] = zactor_new (zgossip, (void *) "swarm");
        must (nodes [i] != NULL);
        snprintf (text, sizeof text, "inproc://swarm-%d-%d", swarms, i);
        zstr_sendx (nodes [i], "BIND", text, NULL);
        if (i > 0) {
            snprintf (text, sizeof text, "inproc://swarm-%d-%d", swarms, (i - 1) / 2);
            zstr_sendx (nodes [i], "CONNECT", text, NULL);
        }
        //  Bound before the next connects to it
        zstr_sendx (nodes [i], "STATUS", NULL);
        char *command, *status;
        zstr_recvx (nodes [i], &command, &status, NULL);
        zstr_free (&command);
        zstr_free (&status);
    }
    zclock_sleep (100);
    start ();
    for (int i = 0; i < tuples; i++) {
        snprintf (text, sizeof text, "key-%d", i);
        zstr_sendx (nodes [i % size], "PUBLISH", text, "value", NULL);
    }
    if (polled)
        await_polled (nodes, size, (long) size * tuples);
    else
        for (int i = 0; i < size; i++)
            await (nodes [i], tuples);
    stop ();
    for (int i = 0; i < size; i++)
        zactor_destroy (&nodes [i]);
    free (nodes);
}

static void gossip_swarm_100x500 (long count) { (void) count; swarm (100, 500, false); }
static void gossip_swarm_polled (long count) { (void) count; swarm (100, 500, true); }
static void gossip_swarm_250x1250 (long count) { (void) count; swarm (250, 1250, false); }
static void gossip_swarm_250x1250_polled (long count) { (void) count; swarm (250, 1250, true); }

//  What the processors spend on a delivery, all threads together, with all that is around it: nodes
//  are made, connected and ended
static void
gossip_swarm_250x1250_cpu (long count)
{
    struct timespec before, after;
    clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &before);
    swarm (250, 1250, false);
    clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &after);
    double spent = (double) (after.tv_sec - before.tv_sec) * 1e9
                   + (double) (after.tv_nsec - before.tv_nsec);
    amount (spent / (double) count, "ns");
}

static void gossip_swarm_1000x1250 (long count) { (void) count; swarm (1000, 1250, false); }
static void gossip_swarm_5000x200 (long count) { (void) count; swarm (5000, 200, false); }

//  Waits until the node has done what it was told before, and nothing is left to read.
static void
settle (zactor_t *node)
{
    zstr_sendx (node, "STATUS", NULL);
    bool settled = false;
    while (!settled) {
        char *command = NULL, *status = NULL;
        must (zstr_recvx (node, &command, &status, NULL) >= 2);
        settled = streq (command, "STATUS");
        zstr_free (&command);
        zstr_free (&status);
    }
}

//  From one node to the other, many tuples at a time
static void
gossip_stream_inproc (long count)
{
    zactor_t *server = zactor_new (zgossip, (void *) "server");
    zactor_t *client = zactor_new (zgossip, (void *) "client");
    zstr_sendx (server, "BIND", "inproc://bench-stream", NULL);
    settle (server);
    zstr_sendx (client, "CONNECT", "inproc://bench-stream", NULL);
    zstr_sendx (server, "PUBLISH", "first", "value", NULL);
    await (server, 1);
    await (client, 1);
    char key [32];
    start ();
    for (long i = 0; i < count; i += 500) {
        for (int j = 0; j < 500; j++) {
            snprintf (key, sizeof key, "key-%ld", i + j);
            zstr_sendx (server, "PUBLISH", key, "value", NULL);
        }
        await (client, 500);
        await (server, 500);
    }
    stop ();
    zactor_destroy (&client);
    zactor_destroy (&server);
}

//  The sum of a number in the files of all threads; or, without a text before it, their number
static long
of_threads (const char *text)
{
    long sum = 0;
    DIR *dir = opendir ("/proc/self/task");
    must (dir != NULL);
    for (struct dirent *task = readdir (dir); task; task = readdir (dir)) {
        if (task->d_name [0] == '.')
            continue;
        if (!text) {
            sum++;
            continue;
        }
        char path [300], line [200];
        snprintf (path, sizeof path, "/proc/self/task/%s/status", task->d_name);
        FILE *file = fopen (path, "r");
        while (file && fgets (line, sizeof line, file))
            if (strncmp (line, text, strlen (text)) == 0)
                sum += atol (line + strlen (text));
        if (file)
            fclose (file);
    }
    closedir (dir);
    return sum;
}

static long
descriptors (void)
{
    long count = 0;
    DIR *dir = opendir ("/proc/self/fd");
    must (dir != NULL);
    while (readdir (dir))
        count++;
    closedir (dir);
    return count;
}

static long
resident_kb (void)
{
    char line [200];
    long kb = 0;
    FILE *file = fopen ("/proc/self/status", "r");
    while (file && fgets (line, sizeof line, file))
        sscanf (line, "VmRSS: %ld", &kb);
    if (file)
        fclose (file);
    return kb;
}

enum { DESCRIPTORS, THREADS, MEMORY, WAKES };

static long
how_many (int what)
{
    switch (what) {
        case DESCRIPTORS: return descriptors ();
        case THREADS: return of_threads (NULL);
        case MEMORY: return resident_kb ();
        default: return of_threads ("voluntary_ctxt_switches:");
    }
}

//  What a node costs that is connected to another over inproc, and idle
static void
node_costs (int what, int size)
{
    zactor_t **nodes = (zactor_t **) calloc ((size_t) size, sizeof *nodes);
    zactor_t *hub = zactor_new (zgossip, (void *) "hub");
    char endpoint [64];
    snprintf (endpoint, sizeof endpoint, "inproc://costs-%d", what);
    zstr_sendx (hub, "BIND", endpoint, NULL);
    settle (hub);
    //  Memory that was released before must not be used again unseen.
    malloc_trim (0);
    long before = how_many (what);
    for (int i = 0; i < size; i++) {
        nodes [i] = zactor_new (zgossip, (void *) "node");
        zstr_sendx (nodes [i], "CONNECT", endpoint, NULL);
        settle (nodes [i]);
    }
    zclock_sleep (500);
    long after = how_many (what);
    if (what == WAKES) {
        //  While it is silent, a thread of this library may wake for each of its own timers.
        before = how_many (what);
        zclock_sleep (10000);
        after = how_many (what);
        amount ((double) (after - before - 1) / 10, "a second");
    }
    else
    if (what == THREADS)
        amount ((double) after, "threads");
    else
        amount ((double) (after - before) / size, what == MEMORY ? "KB" : "descriptors");
    for (int i = 0; i < size; i++)
        zactor_destroy (&nodes [i]);
    zactor_destroy (&hub);
    free (nodes);
}

static void gossip_node_descriptors (long count) { node_costs (DESCRIPTORS, (int) count); }
static void gossip_node_threads (long count) { node_costs (THREADS, (int) count); }
static void gossip_node_memory (long count) { node_costs (MEMORY, (int) count); }
static void gossip_idle_wakes (long count) { node_costs (WAKES, (int) count); }

//  Two more peers of a node that a newcomer joins
typedef struct {
    zactor_t *one, *other;
    volatile bool done;
    double worst;
} bystanders_t;

static void *
bystanders (void *args)
{
    bystanders_t *self = (bystanders_t *) args;
    char key [32];
    for (int i = 0; !self->done; i++) {
        snprintf (key, sizeof key, "other-%d", i);
        double begin = seconds ();
        zstr_sendx (self->one, "PUBLISH", key, "value", NULL);
        await (self->other, 1);
        double took = seconds () - begin;
        if (took > self->worst)
            self->worst = took;
        await (self->one, 1);
        zclock_sleep (1);
    }
    return NULL;
}

//  A node joins another that holds many tuples: how long until it has them all; or how long a tuple
//  takes at worst that goes from one to another of two other peers meanwhile
static void
join (bool others, long count)
{
    const char *endpoint = others ? "inproc://bench-join-others" : "inproc://bench-join";
    zactor_t *rich = zactor_new (zgossip, (void *) "rich");
    zstr_sendx (rich, "BIND", endpoint, NULL);
    settle (rich);
    bystanders_t peers = { NULL, NULL, false, 0 };
    if (others) {
        peers.one = zactor_new (zgossip, (void *) "one");
        peers.other = zactor_new (zgossip, (void *) "other");
    }
    char key [32];
    for (long i = 0; i < count; i += 500) {
        for (int j = 0; j < 500; j++) {
            snprintf (key, sizeof key, "key-%ld", i + j);
            zstr_sendx (rich, "PUBLISH", key, "value", NULL);
        }
        await (rich, 500);
    }
    if (others) {
        zstr_sendx (peers.one, "CONNECT", endpoint, NULL);
        await (peers.one, count);
        zstr_sendx (peers.other, "CONNECT", endpoint, NULL);
        await (peers.other, count);
    }
    zactor_t *newcomer = zactor_new (zgossip, (void *) "newcomer");
    zclock_sleep (500);
    pthread_t thread;
    must (!others || pthread_create (&thread, NULL, bystanders, &peers) == 0);
    zclock_sleep (others ? 20 : 0);
    start ();
    zstr_sendx (newcomer, "CONNECT", endpoint, NULL);
    await (newcomer, count);
    stop ();
    if (others) {
        peers.done = true;
        pthread_join (thread, NULL);
        amount (peers.worst * 1e9, "ns");
        zactor_destroy (&peers.one);
        zactor_destroy (&peers.other);
    }
    else
        amount ((s_end - s_begin) * 1e9, "ns");
    zactor_destroy (&newcomer);
    zactor_destroy (&rich);
}

static void gossip_join (long count) { join (false, count); }
static void gossip_join_others (long count) { join (true, count); }

//  Sockets to wait for, and who sends to them: the same number, but at most 1000, for each needs a
//  descriptor. Those without one are quiet.
static zsock_t **s_fronts, **s_backs;
static int s_size;

enum { SENDERS = 1000 };

static void
make_sockets (const char *name, int size)
{
    //  Those of an earlier row may still be open: libzmq closes them later.
    struct rlimit limit;
    getrlimit (RLIMIT_NOFILE, &limit);
    int senders = size < SENDERS ? size : SENDERS;
    for (int i = 0; i < 1000 && descriptors () + size + senders + 100 > (long) limit.rlim_cur; i++)
        zclock_sleep (10);
    s_size = size;
    s_fronts = (zsock_t **) calloc ((size_t) size, sizeof *s_fronts);
    s_backs = (zsock_t **) calloc ((size_t) size, sizeof *s_backs);
    must (s_fronts && s_backs);
    int step = size > SENDERS ? size / SENDERS : 1;
    for (int i = 0; i < size; i++) {
        s_backs [i] = zsock_new (ZMQ_PAIR);
        must (s_backs [i] != NULL);
        must (zsock_bind (s_backs [i], "inproc://%s-%d-%d", name, size, i) >= 0);
        if (i % step == 0) {
            s_fronts [i] = zsock_new (ZMQ_PAIR);
            must (s_fronts [i] != NULL);
            must (zsock_connect (s_fronts [i], "inproc://%s-%d-%d", name, size, i) == 0);
        }
    }
}

static void
destroy_sockets (void)
{
    for (int i = 0; i < s_size; i++) {
        zsock_destroy (&s_fronts [i]);
        zsock_destroy (&s_backs [i]);
    }
    free (s_fronts);
    free (s_backs);
}

//  The one whose turn it is
static int
turn_of (long count)
{
    int step = s_size > SENDERS ? s_size / SENDERS : 1;
    return (int) (count * 7 * step % s_size);
}

//  Waits for whichever of many sockets has a message, of which there is one at a time
static void
poller_wait (int size, long count)
{
    zpoller_t *poller = zpoller_new (NULL);
    make_sockets ("poll", size);
    for (int i = 0; i < size; i++)
        zpoller_add (poller, s_backs [i]);
    start ();
    for (long i = 0; i < count; i++) {
        zsock_t *expected = s_backs [turn_of (i)];
        zstr_send (s_fronts [turn_of (i)], "a message");
        must (zpoller_wait (poller, -1) == expected);
        char *string = zstr_recv (expected);
        zstr_free (&string);
    }
    stop ();
    zpoller_destroy (&poller);
    destroy_sockets ();
}

static void zpoller_wait_1 (long count) { poller_wait (1, count); }
static void zpoller_wait_10 (long count) { poller_wait (10, count); }
static void zpoller_wait_100 (long count) { poller_wait (100, count); }
static void zpoller_wait_1000 (long count) { poller_wait (1000, count); }
static void zpoller_wait_10000 (long count) { poller_wait (10000, count); }

static int
take_message (zloop_t *loop, zsock_t *reader, void *arg)
{
    (void) loop;
    char *string = zstr_recv (reader);
    zstr_free (&string);
    long *left = (long *) arg;
    return --*left > 0 ? 0 : -1;
}

//  The same with a loop; the message comes from a timer
static int
send_message (zloop_t *loop, int timer_id, void *arg)
{
    (void) loop;
    (void) timer_id;
    (void) arg;
    static long turn = 0;
    zstr_send (s_fronts [turn_of (turn++)], "a message");
    return 0;
}

static void
loop_of (int size, long count)
{
    zloop_t *loop = zloop_new ();
    long left = count;
    make_sockets ("loop", size);
    for (int i = 0; i < size; i++) {
        zloop_reader (loop, s_backs [i], take_message, &left);
        //  These never fire.
        zloop_timer (loop, 3600000, 1, send_message, NULL);
    }
    zloop_timer (loop, 0, 0, send_message, NULL);
    start ();
    zloop_start (loop);
    stop ();
    must (left == 0);
    zloop_destroy (&loop);
    destroy_sockets ();
}

static void zloop_10 (long count) { loop_of (10, count); }
static void zloop_100 (long count) { loop_of (100, count); }
static void zloop_1000 (long count) { loop_of (1000, count); }
static void zloop_10000 (long count) { loop_of (10000, count); }

static int
count_down (zloop_t *loop, int timer_id, void *arg)
{
    (void) loop;
    (void) timer_id;
    long *left = (long *) arg;
    return --*left > 0 ? 0 : -1;
}

//  A timer that fires again and again, among many that do not
static void
timers_of (int size, long count)
{
    zloop_t *loop = zloop_new ();
    long left = count;
    for (int i = 0; i < size; i++)
        zloop_timer (loop, i == size / 2 ? 0 : 3600000, 0, count_down, &left);
    start ();
    zloop_start (loop);
    stop ();
    must (left == 0);
    zloop_destroy (&loop);
}

static void zloop_timers_10 (long count) { timers_of (10, count); }
static void zloop_timers_100 (long count) { timers_of (100, count); }
static void zloop_timers_1000 (long count) { timers_of (1000, count); }
static void zloop_timers_10000 (long count) { timers_of (10000, count); }

static row_t s_rows [] = {
    { "actor_round_trip", 20000, actor_round_trip, 0 },
    { "actor_create", 1000, actor_create, 0 },
    { "zstr_send_recv", 300000, zstr_send_recv, 0 },
    { "zstr_sendf_recv", 300000, zstr_sendf_recv, 0 },
    { "zstr_sendx_recvx", 100000, zstr_sendx_recvx, 0 },
    { "zframe_send_recv", 300000, zframe_send_recv, 0 },
    { "zmsg_send_recv", 100000, zmsg_send_recv, 0 },
    { "zsock_picture", 100000, zsock_picture, 0 },
    { "zsock_binary_picture", 200000, zsock_binary_picture, 0 },
    { "zmsg_build_pop", 300000, zmsg_build_pop, 0 },
    { "zmsg_encode_decode", 50000, zmsg_encode_decode, 0 },
    { "zframe_create", 1000000, zframe_create, 0 },
    { "zlist_append_walk", 1000000, zlist_append_walk, 0 },
    { "zlist_sort_10000", 100000, zlist_sort_10000, 0 },
    { "zhash_insert_lookup_delete", 200000, zhash_insert_lookup_delete, 0 },
    { "zhash_walk", 1000000, zhash_walk, 0 },
    { "zconfig_parse_1MB", 2, zconfig_parse_1MB, 0 },
    { "gossip_publish", 20000, gossip_publish, 0 },
    { "gossip_hop_inproc", 5000, gossip_hop_inproc, 0 },
    { "gossip_hop_tcp", 3000, gossip_hop_tcp, 0 },
    { "gossip_stream_inproc", 50000, gossip_stream_inproc, 0 },
    { "gossip_swarm_100x500", 50000, gossip_swarm_100x500, 0 },
    { "gossip_swarm_polled", 50000, gossip_swarm_polled, 0 },
    { "zpoller_wait_1", 100000, zpoller_wait_1, 0 },
    { "zpoller_wait_10", 50000, zpoller_wait_10, 0 },
    { "zpoller_wait_100", 10000, zpoller_wait_100, 0 },
    { "zpoller_wait_1000", 2000, zpoller_wait_1000, 0 },
    { "zpoller_wait_10000", 200, zpoller_wait_10000, 0 },
    { "zloop_10", 50000, zloop_10, 0 },
    { "zloop_100", 10000, zloop_100, 0 },
    { "zloop_1000", 1000, zloop_1000, 0 },
    { "zloop_10000", 200, zloop_10000, 0 },
    { "zloop_timers_10", 50000, zloop_timers_10, 0 },
    { "zloop_timers_100", 50000, zloop_timers_100, 0 },
    { "zloop_timers_1000", 10000, zloop_timers_1000, 0 },
    { "zloop_timers_10000", 2000, zloop_timers_10000, 0 },
    //  These take long with the original, and are run if they are named.
    { "gossip_swarm_250x1250", 312500, gossip_swarm_250x1250, IF_NAMED },
    { "gossip_swarm_250x1250_cpu", 312500, gossip_swarm_250x1250_cpu, IF_NAMED },
    { "gossip_swarm_250x1250_polled", 312500, gossip_swarm_250x1250_polled, IF_NAMED },
    { "gossip_swarm_1000x1250", 1250000, gossip_swarm_1000x1250, IF_NAMED },
    { "gossip_swarm_5000x200", 1000000, gossip_swarm_5000x200, IF_NAMED },
    { "gossip_join", 300000, gossip_join, IF_NAMED },
    { "gossip_join_others", 300000, gossip_join_others, IF_NAMED },
    { "gossip_node_descriptors", 200, gossip_node_descriptors, IF_NAMED },
    { "gossip_node_threads", 200, gossip_node_threads, IF_NAMED },
    { "gossip_node_memory", 200, gossip_node_memory, IF_NAMED },
    { "gossip_idle_wakes", 1000, gossip_idle_wakes, IF_NAMED },
    { NULL, 0, NULL, 0 }
};

//  What to do with the rows that are wanted
typedef struct {
    int names;
    char **name;
    bool list;          //  print their names
    bool few;           //  run them with fewer operations
    bool reference;     //  run those alone that the original can do
} wish_t;

static bool
is_wanted (const row_t *row, const wish_t *wish)
{
    bool wanted = wish->names == 0 && !(row->flags & IF_NAMED);
    for (int i = 0; i < wish->names; i++)
        wanted |= streq (wish->name [i], row->name)
                  || (streq (wish->name [i], "growth") && (row->flags & GROWTH))
                  || (streq (wish->name [i], "all") && !(row->flags & GROWTH));
    return wanted && !(wish->reference && (row->flags & OURS_ALONE));
}

static void
run_rows (row_t *row, const wish_t *wish)
{
    for (; row->name; row++) {
        if (!is_wanted (row, wish))
            continue;
        if (wish->list) {
            puts (row->name);
            continue;
        }
        if (wish->few && !(row->flags & (GROWTH | WHOLE)))
            row->count = row->count / 20 + 1;
        s_unit = NULL;
        row->run (row->count);
        if (s_unit)
            printf ("%s %ld %.2f %s\n", row->name, row->count, s_amount, s_unit);
        else
        if (!(row->flags & GROWTH))
            report (row->name, row->count, s_end - s_begin);
    }
}

int main (int argc, char **argv)
{
    setvbuf (stdout, NULL, _IOLBF, 0);
    //  Rows with many sockets need as many descriptors.
    struct rlimit limit;
    getrlimit (RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit (RLIMIT_NOFILE, &limit);
    zsys_set_max_sockets (0);
    wish_t wish = { 0, NULL, false, false, false };
    for (argc--, argv++; argc && strncmp (*argv, "--", 2) == 0; argc--, argv++) {
        wish.few |= streq (*argv, "--few");
        wish.reference |= streq (*argv, "--reference");
        wish.list |= streq (*argv, "--list");
    }
    wish.names = argc;
    wish.name = argv;
    run_rows (s_rows, &wish);
    run_rows (data_rows, &wish);
    return 0;
}

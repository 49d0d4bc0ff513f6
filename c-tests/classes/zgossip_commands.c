//  ours alone: these commands go beyond the original's
//
//  Walks the commands of zgossip that the original does not have: times to live, removal,
//  reading back, narrowing and widening what the owner is told, numbers, leaving endpoints,
//  limits, and the journal that outlives a node.

#include "observe.h"
#include "folder.h"

static zactor_t *
node_new (const char *label)
{
    zactor_t *node = zactor_new (zgossip, (void *) label);
    check (node);
    zsock_set_rcvtimeo (node, 30000);
    return node;
}

//  Receives a message; gives its strings with spaces between, to be freed.
static char *
receive (zactor_t *node)
{
    zmsg_t *message = zmsg_recv (node);
    check (message);
    zchunk_t *words = zchunk_new (NULL, 100);
    char *word;
    while ((word = zmsg_popstr (message))) {
        zchunk_extend (words, word, strlen (word));
        zchunk_extend (words, zmsg_size (message)? " ": "", 1);
        zstr_free (&word);
    }
    char *text = strdup ((char *) zchunk_data (words));
    zchunk_destroy (&words);
    zmsg_destroy (&message);
    return text;
}

static void
expect (zactor_t *node, const char *expected)
{
    char *text = receive (node);
    check_streq (text, expected);
    free (text);
}

//  Nothing is said before the answer to a question.
static void
expect_status (zactor_t *node, const char *expected)
{
    zstr_send (node, "STATUS");
    expect (node, expected);
}

//  Asks until the answer is the one expected.
static void
await (zactor_t *node, const char *question, const char *key, const char *expected)
{
    int tries;
    for (tries = 0; tries < 3000; tries++) {
        zstr_sendx (node, question, key, NULL);
        char *text = receive (node);
        bool right = streq (text, expected);
        free (text);
        if (right)
            return;
        zclock_sleep (10);
    }
    check (!"in time");
}

//  One of the numbers of STATS.
static long
stat_of (zactor_t *node, const char *name)
{
    zstr_send (node, "STATS");
    zmsg_t *message = zmsg_recv (node);
    check (message);
    char *word = zmsg_popstr (message);
    check_streq (word, "STATS");
    zstr_free (&word);
    long number = -1;
    while ((word = zmsg_popstr (message))) {
        char *value = zmsg_popstr (message);
        check (value);
        if (streq (word, name))
            number = atol (value);
        zstr_free (&word);
        zstr_free (&value);
    }
    zmsg_destroy (&message);
    check (number >= 0);
    return number;
}

static void
reading_back (void)
{
    zactor_t *node = node_new ("reader");
    zstr_sendx (node, "PUBLISH", "host/b", "2", NULL);
    zstr_sendx (node, "PUBLISH", "host/a", "1", NULL);
    zstr_sendx (node, "PUBLISH", "user", "", NULL);
    expect (node, "DELIVER host/b 2");
    expect (node, "DELIVER host/a 1");
    expect (node, "DELIVER user ");
    zstr_sendx (node, "GET", "host/a", NULL);
    expect (node, "GET host/a 1");
    zstr_sendx (node, "GET", "user", NULL);
    expect (node, "GET user ");
    zstr_sendx (node, "GET", "nobody", NULL);
    expect (node, "GET nobody");
    zstr_send (node, "KEYS");
    expect (node, "KEYS host/b host/a user");
    zstr_sendx (node, "KEYS", "host/", NULL);
    expect (node, "KEYS host/b host/a");
    zstr_sendx (node, "DUMP", "host/", NULL);
    expect (node, "DUMP host/b 2 host/a 1");
    zstr_sendx (node, "DUMP", "nobody", NULL);
    expect (node, "DUMP");
    check (stat_of (node, "tuples") == 3);
    check (stat_of (node, "peers") == 0);
    zactor_destroy (&node);
}

static void
time_to_live (void)
{
    log_capture ();
    zactor_t *base = node_new ("base"), *owner = node_new ("owner");
    zstr_sendx (base, "BIND", "inproc://commands.ttl", NULL);
    zstr_send (base, "NOTIFY");
    zstr_sendx (owner, "CONNECT", "inproc://commands.ttl", NULL);
    zstr_sendx (owner, "PUBLISH", "service", "up", "2000", NULL);
    expect (owner, "DELIVER service up");
    char *peer = receive (base);
    check (strncmp (peer, "PEER UP client ", 15) == 0 && strstr (peer, " OURS"));
    free (peer);
    expect (base, "DELIVER service up");
    //  The owner renews it for as long as it lives, and says nothing of that.
    zclock_sleep (2500);
    expect_status (base, "STATUS 1");
    expect_status (owner, "STATUS 1");
    //  What is no number of milliseconds does not count, as for the original.
    zstr_sendx (owner, "PUBLISH", "stays", "1", "-1", NULL);
    zstr_sendx (owner, "PUBLISH", "stays too", "1", "soon", NULL);
    expect (base, "DELIVER stays 1");
    expect (base, "DELIVER stays too 1");
    zactor_destroy (&owner);
    peer = receive (base);
    check (strncmp (peer, "PEER DOWN client ", 17) == 0);
    free (peer);
    expect (base, "EXPIRE service");
    expect_status (base, "STATUS 2");
    zactor_destroy (&base);
    log_show ();
    log_release ();
}

static void
removal (void)
{
    zactor_t *base = node_new ("base"), *owner = node_new ("owner"), *late = node_new ("late");
    zstr_sendx (base, "BIND", "inproc://commands.removal", NULL);
    zstr_sendx (owner, "CONNECT", "inproc://commands.removal", NULL);
    zstr_sendx (owner, "PUBLISH", "mine", "1", NULL);
    zstr_sendx (owner, "PUBLISH", "other", "1", NULL);
    expect (base, "DELIVER mine 1");
    expect (base, "DELIVER other 1");
    zstr_send (base, "NOTIFY");
    zstr_sendx (owner, "UNPUBLISH", "mine", NULL);
    expect (base, "REMOVE mine");
    //  Another's tuple is forgotten here alone.
    zstr_sendx (base, "UNPUBLISH", "other", NULL);
    expect_status (base, "STATUS 0");
    zstr_sendx (owner, "PUBLISH", "other", "2", NULL);
    expect (base, "DELIVER other 2");
    //  Who comes later is not told of what is gone.
    zstr_sendx (late, "CONNECT", "inproc://commands.removal", NULL);
    expect (late, "DELIVER other 2");
    expect_status (late, "STATUS 1");
    //  Anybody may remove a tuple if it says so, and anybody may publish it again.
    char *peer = receive (base);
    check (strncmp (peer, "PEER UP client ", 15) == 0);
    free (peer);
    zstr_sendx (late, "UNPUBLISH", "other", "GLOBAL", NULL);
    expect (base, "REMOVE other");
    await (owner, "GET", "other", "GET other");
    zstr_sendx (late, "PUBLISH", "mine", "now", NULL);
    expect (late, "DELIVER mine now");
    expect (base, "DELIVER mine now");
    check (stat_of (base, "ours") == 2 && stat_of (base, "stock") == 0);
    check (stat_of (base, "tombstones") == 1);
    zactor_destroy (&late);
    zactor_destroy (&owner);
    zactor_destroy (&base);
}

static void
subscriptions (void)
{
    zactor_t *node = node_new ("node");
    zstr_sendx (node, "SUBSCRIBE", "a/", NULL);
    zstr_sendx (node, "PUBLISH", "a/1", "yes", NULL);
    zstr_sendx (node, "PUBLISH", "b/1", "not yet", NULL);
    zstr_sendx (node, "PUBLISH", "c/1", "no", NULL);
    expect (node, "DELIVER a/1 yes");
    expect_status (node, "STATUS 3");
    zstr_sendx (node, "SUBSCRIBE", "b/", NULL);
    expect (node, "DELIVER b/1 not yet");
    zstr_sendx (node, "PUBLISH", "b/1", "yes", NULL);
    expect (node, "DELIVER b/1 yes");
    expect_status (node, "STATUS 3");
    zactor_destroy (&node);
}

static void
leaving (void)
{
    log_capture ();
    zactor_t *base = node_new ("base"), *peer = node_new ("peer");
    zstr_sendx (base, "BIND", "tcp://127.0.0.1:*", NULL);
    zstr_send (base, "PORT");
    char *port = receive (base);
    char *endpoint = zsys_sprintf ("tcp://127.0.0.1:%s", port + 5);
    zstr_sendx (peer, "CONNECT", endpoint, NULL);
    zstr_sendx (peer, "PUBLISH", "a", "1", NULL);
    expect (base, "DELIVER a 1");
    expect (peer, "DELIVER a 1");
    //  What happens after one has left arrives when one is back.
    zstr_sendx (peer, "DISCONNECT", endpoint, NULL);
    zstr_sendx (peer, "DISCONNECT", "tcp://127.0.0.1:1", NULL);
    zstr_sendx (peer, "PUBLISH", "a", "2", NULL);
    expect (peer, "DELIVER a 2");
    check (stat_of (peer, "peers") == 0);
    zstr_sendx (base, "PUBLISH", "b", "1", NULL);
    expect (base, "DELIVER b 1");
    expect_status (peer, "STATUS 1");
    zstr_sendx (peer, "CONNECT", endpoint, NULL);
    expect (base, "DELIVER a 2");
    expect (peer, "DELIVER b 1");
    //  Nobody can connect where a node is not bound any more.
    zstr_sendx (base, "UNBIND", endpoint, NULL);
    zstr_sendx (base, "UNBIND", "tcp://127.0.0.1:1", NULL);
    expect_status (base, "STATUS 2");
    zsock_t *again = zsock_new (ZMQ_ROUTER);
    check (again);
    int tries;
    for (tries = 0; tries < 3000 && zsock_bind (again, "%s", endpoint) < 0; tries++)
        zclock_sleep (10);
    check (tries < 3000);
    zsock_destroy (&again);
    zstr_free (&endpoint);
    zstr_free (&port);
    zactor_destroy (&peer);
    zactor_destroy (&base);
    log_show ();
    log_release ();
}

static void
limits (void)
{
    log_capture ();
    zactor_t *base = node_new ("base"), *peer = node_new ("peer");
    zstr_send (base, "NOTIFY");
    zstr_sendx (base, "SET", "server/max_tuples", "2", NULL);
    zstr_sendx (base, "SET", "server/max_value", "3", NULL);
    zstr_sendx (base, "PUBLISH", "a", "long", NULL);
    expect (base, "REFUSED a value is too long");
    zstr_sendx (base, "PUBLISH", "a", "1", NULL);
    zstr_sendx (base, "PUBLISH", "b", "1", NULL);
    zstr_sendx (base, "PUBLISH", "c", "1", NULL);
    expect (base, "DELIVER a 1");
    expect (base, "DELIVER b 1");
    expect (base, "REFUSED c there are too many tuples");
    zstr_sendx (base, "PUBLISH", "b", "2", NULL);
    expect (base, "DELIVER b 2");
    zstr_sendx (base, "BIND", "inproc://commands.limits", NULL);
    zstr_sendx (peer, "PUBLISH", "d", "1", NULL);
    expect (peer, "DELIVER d 1");
    zstr_sendx (peer, "CONNECT", "inproc://commands.limits", NULL);
    expect (peer, "DELIVER a 1");
    expect (peer, "DELIVER b 2");
    zstr_sendx (peer, "PUBLISH", "a", "2", NULL);
    expect (peer, "DELIVER a 2");
    char *notice = receive (base);
    check (strncmp (notice, "PEER UP client ", 15) == 0);
    free (notice);
    expect (base, "DELIVER a 2");
    expect_status (base, "STATUS 2");
    check (stat_of (base, "refused") > 0);
    zactor_destroy (&peer);
    zactor_destroy (&base);
    log_show ();
    log_release ();
}

static void
journal (void)
{
    log_capture ();
    const char *file = "journal";
    zactor_t *node = node_new ("first");
    zstr_sendx (node, "STORE", file, NULL);
    zstr_sendx (node, "PUBLISH", "kept", "1", NULL);
    zstr_sendx (node, "PUBLISH", "kept", "2", NULL);
    zstr_sendx (node, "PUBLISH", "gone", "1", NULL);
    zstr_sendx (node, "UNPUBLISH", "gone", NULL);
    expect (node, "DELIVER kept 1");
    expect (node, "DELIVER kept 2");
    expect (node, "DELIVER gone 1");
    expect_status (node, "STATUS 1");
    //  Two nodes cannot have one file.
    zactor_t *other = node_new ("other");
    zstr_sendx (other, "STORE", file, NULL);
    expect_status (other, "STATUS 0");
    zactor_destroy (&node);
    //  Half a record at the end, as a killed node leaves it, is cut off.
    FILE *handle = fopen (file, "a");
    check (handle && fputs ("half", handle) >= 0);
    fclose (handle);
    zstr_sendx (other, "STORE", file, NULL);
    expect (other, "DELIVER kept 2");
    zstr_sendx (other, "PUBLISH", "new", "1", NULL);
    expect (other, "DELIVER new 1");
    //  What was removed before the restart stays removed at peers.
    zactor_t *peer = node_new ("peer");
    zstr_sendx (peer, "BIND", "inproc://commands.journal", NULL);
    zstr_sendx (other, "CONNECT", "inproc://commands.journal", NULL);
    expect (peer, "DELIVER kept 2");
    expect (peer, "DELIVER new 1");
    //  Its own tuples are its own after the restart.
    zstr_sendx (other, "UNPUBLISH", "kept", NULL);
    await (peer, "GET", "kept", "GET kept");
    zactor_destroy (&peer);
    zactor_destroy (&other);
    node = node_new ("third");
    zstr_sendx (node, "STORE", file, NULL);
    expect (node, "DELIVER new 1");
    expect_status (node, "STATUS 1");
    zactor_destroy (&node);
    //  A file that is something else is left alone.
    write_file (file, "precious\n");
    node = node_new ("fourth");
    zstr_sendx (node, "STORE", file, NULL);
    zstr_sendx (node, "STORE", "/nowhere/at/all", NULL);
    expect_status (node, "STATUS 0");
    zactor_destroy (&node);
    char line [20] = "";
    handle = fopen (file, "r");
    check (handle && fgets (line, sizeof line, handle));
    fclose (handle);
    check_streq (line, "precious\n");
    log_show ();
    log_release ();
}

//  A peer that does not read costs no more than it costs to tell it the last value of each key.
static void
slow_peer (void)
{
    enum { VALUES = 60000, KEYS = 10 };
    zactor_t *node = node_new ("node");
    zstr_sendx (node, "SUBSCRIBE", "nothing", NULL);
    zstr_sendx (node, "BIND", "tcp://127.0.0.1:*", NULL);
    zstr_send (node, "PORT");
    char *port = receive (node);
    zsock_t *peer = zsock_new (ZMQ_DEALER);
    check (peer);
    zsock_set_rcvhwm (peer, 100);
    zsock_set_rcvtimeo (peer, 5000);
    check (zsock_connect (peer, "tcp://127.0.0.1:%s", port + 5) == 0);
    check (zsock_send (peer, "b", "\xAA\xA0\1\1", (size_t) 4) == 0);
    while (stat_of (node, "stock") == 0)
        zclock_sleep (10);
    char value [2001];
    memset (value, 'v', sizeof value - 1);
    value [sizeof value - 1] = 0;
    int number;
    for (number = 0; number < VALUES; number++) {
        char key [2] = { 'a' + number % KEYS, 0 };
        sprintf (value, "%06d", number);
        value [6] = 'v';
        zstr_sendx (node, "PUBLISH", key, value, NULL);
    }
    check (stat_of (node, "queued") <= KEYS);
    int seen = 0, finals = 0, lost = 0;
    while (finals < KEYS) {
        zframe_t *frame = zframe_recv (peer);
        if (!frame) {
            //  On a slow machine it was silent for so long that libzmq gave up the connection: it is a
            //  new one, and told everything.
            check (++lost < 12);
            finals = 0;
            check (zsock_send (peer, "b", "\xAA\xA0\1\1", (size_t) 4) == 0);
            continue;
        }
        if (zframe_data (frame) [2] == 2) {
            number = atoi ((char *) zframe_data (frame) + 10);
            finals += number >= VALUES - KEYS;
            seen++;
        }
        zframe_destroy (&frame);
    }
    check (seen < VALUES);
    zsock_destroy (&peer);
    zstr_free (&port);
    zactor_destroy (&node);
}

static void
what_lacks_an_argument (void)
{
    log_capture ();
    zactor_t *node = node_new ("node");
    const char *commands [] = { "GET", "SUBSCRIBE", "DISCONNECT", "UNBIND", "STORE" };
    for (size_t index = 0; index < sizeof commands / sizeof *commands; index++)
        zstr_send (node, commands [index]);
    expect_status (node, "STATUS 0");
    zactor_destroy (&node);
    log_show ();
    log_release ();
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    enter_folder ();
    CASE (reading_back ());
    CASE (time_to_live ());
    CASE (removal ());
    CASE (subscriptions ());
    CASE (leaving ());
    CASE (limits ());
    CASE (journal ());
    CASE (slow_peer ());
    CASE (what_lacks_an_argument ());
    leave_folder ();
    return test_end ();
}

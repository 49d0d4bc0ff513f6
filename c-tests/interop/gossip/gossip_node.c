//  A gossip node as a process. It does what its arguments, then the lines of its standard
//  input, say, until that ends or it holds enough:
//
//      bind ENDPOINT                   bind; says "bound ENDPOINT", with the port
//      connect ENDPOINT [SERVER-KEY]   connect, with CURVE if there is a key
//      publish KEY VALUE               publish a tuple
//      curve                           make a key pair and use it, for all that comes after;
//                                      says "key PUBLIC-KEY"
//      order COMMAND [ARG [ARG [ARG]]] any command of zgossip's; of its notices, REMOVE and EXPIRE
//                                      are understood
//      timeout MSEC                    the time after which silent clients are forgotten
//      dump                            say "tuple KEY=VALUE" for all tuples, sorted, and "end"
//      until COUNT                     dump, and leave, once that many tuples are held
//      show                            say "deliver KEY=VALUE" for each tuple that arrives
//      leave                           leave at once
//
//  A command is one argument: gossip_node 'bind ipc://node' 'publish key value' 'until 5'

#include <czmq.h>

typedef struct {
    zactor_t *gossip;
    zactor_t *auth;
    zhash_t *tuples;
    size_t until;
    bool show;
    bool left;
    char input [4096];
    size_t filled;
} node_t;

static int
compare (const void *one, const void *two)
{
    return strcmp (*(char *const *) one, *(char *const *) two);
}

static void
dump (node_t *self)
{
    size_t count = zhash_size (self->tuples), nbr = 0;
    const char **keys = (const char **) calloc (count + 1, sizeof *keys);
    assert (keys);
    for (void *value = zhash_first (self->tuples); value; value = zhash_next (self->tuples))
        keys [nbr++] = zhash_cursor (self->tuples);
    qsort (keys, count, sizeof *keys, compare);
    for (nbr = 0; nbr < count; nbr++)
        printf ("tuple %s=%s\n", keys [nbr], (char *) zhash_lookup (self->tuples, keys [nbr]));
    puts ("end");
    free (keys);
}

static void
leave_if_enough (node_t *self)
{
    if (self->until && zhash_size (self->tuples) >= self->until && !self->left) {
        dump (self);
        self->left = true;
    }
}

//  Takes a message of the gossip actor. Returns the second string of one that is no DELIVER.
static char *
take (node_t *self)
{
    char *command = NULL, *key = NULL, *value = NULL;
    int count = zstr_recvx (self->gossip, &command, &key, &value, NULL);
    if (count < 2) {
        fprintf (stderr, "the gossip actor has ended\n");
        exit (EXIT_FAILURE);
    }
    char *other = NULL;
    if (streq (command, "DELIVER")) {
        zhash_update (self->tuples, key, value);
        if (self->show)
            printf ("deliver %s=%s\n", key, value);
        leave_if_enough (self);
    }
    else
    if (streq (command, "REMOVE") || streq (command, "EXPIRE"))
        zhash_delete (self->tuples, key);
    else {
        other = key;
        key = NULL;
    }
    zstr_free (&command);
    zstr_free (&key);
    zstr_free (&value);
    return other;
}

static void
bind_node (node_t *self, const char *endpoint)
{
    zstr_sendx (self->gossip, "BIND", endpoint, NULL);
    zstr_send (self->gossip, "PORT");
    char *port = NULL;
    while (!port)
        port = take (self);
    if (strncmp (endpoint, "tcp://", 6) == 0)
        printf ("bound %.*s%s\n", (int) (strrchr (endpoint, ':') + 1 - endpoint), endpoint, port);
    else
        printf ("bound %s\n", streq (port, "-1") ? port : endpoint);
    zstr_free (&port);
}

static void
use_curve (node_t *self)
{
    self->auth = zactor_new (zauth, NULL);
    assert (self->auth);
    zstr_sendx (self->auth, "CURVE", CURVE_ALLOW_ANY, NULL);
    zsock_wait (self->auth);
    zcert_t *cert = zcert_new ();
    assert (cert);
    zstr_sendx (self->gossip, "SET PUBLICKEY", zcert_public_txt (cert), NULL);
    zstr_sendx (self->gossip, "SET SECRETKEY", zcert_secret_txt (cert), NULL);
    printf ("key %s\n", zcert_public_txt (cert));
    zcert_destroy (&cert);
}

static void
obey (node_t *self, const char *line)
{
    char *words = strdup (line), *rest = words;
    assert (words);
    const char *command = strsep (&rest, " ");
    const char *first = strsep (&rest, " ");
    const char *second = rest;
    if (streq (command, "bind") && first)
        bind_node (self, first);
    else
    if (streq (command, "connect") && first)
        zstr_sendx (self->gossip, "CONNECT", first, second, NULL);
    else
    if (streq (command, "publish") && second)
        zstr_sendx (self->gossip, "PUBLISH", first, second, NULL);
    else
    if (streq (command, "order") && first) {
        const char *args [3];
        for (int nbr = 0; nbr < 3; nbr++)
            args [nbr] = nbr < 2? strsep (&rest, " "): rest;
        zstr_sendx (self->gossip, first, args [0], args [1], args [2], NULL);
        //  One is not told of what one does oneself.
        if (streq (first, "UNPUBLISH") && args [0])
            zhash_delete (self->tuples, args [0]);
    }
    else
    if (streq (command, "curve"))
        use_curve (self);
    else
    if (streq (command, "timeout") && first)
        zstr_sendx (self->gossip, "SET", "server/timeout", first, NULL);
    else
    if (streq (command, "dump"))
        dump (self);
    else
    if (streq (command, "until") && first) {
        self->until = (size_t) atoi (first);
        leave_if_enough (self);
    }
    else
    if (streq (command, "show"))
        self->show = true;
    else
    if (streq (command, "leave"))
        self->left = true;
    else
        fprintf (stderr, "not understood: %s\n", line);
    free (words);
}

static int
on_deliver (zloop_t *loop, zsock_t *reader, void *args)
{
    (void) loop;
    (void) reader;
    node_t *self = (node_t *) args;
    char *reply = take (self);
    zstr_free (&reply);
    return self->left ? -1 : 0;
}

static int
on_input (zloop_t *loop, zmq_pollitem_t *item, void *args)
{
    node_t *self = (node_t *) args;
    ssize_t got = read (item->fd, self->input + self->filled, sizeof self->input - self->filled - 1);
    if (got <= 0) {
        //  No more commands. With enough tuples to wait for there is still something to do.
        zloop_poller_end (loop, item);
        return self->until ? 0 : -1;
    }
    self->filled += (size_t) got;
    char *line = self->input, *end;
    while (!self->left && (end = (char *) memchr (line, '\n', self->filled - (size_t) (line - self->input)))) {
        *end = 0;
        obey (self, line);
        line = end + 1;
    }
    self->filled -= (size_t) (line - self->input);
    memmove (self->input, line, self->filled);
    return self->left ? -1 : 0;
}

int
main (int argc, char **argv)
{
    setvbuf (stdout, NULL, _IOLBF, 0);
    node_t self = { .gossip = zactor_new (zgossip, "node"), .tuples = zhash_new () };
    assert (self.gossip && self.tuples);
    zhash_autofree (self.tuples);
    for (int nbr = 1; nbr < argc; nbr++)
        obey (&self, argv [nbr]);
    if (!self.left) {
        zloop_t *loop = zloop_new ();
        zmq_pollitem_t input = { NULL, STDIN_FILENO, ZMQ_POLLIN, 0 };
        zloop_reader (loop, (zsock_t *) self.gossip, on_deliver, &self);
        zloop_poller (loop, &input, on_input, &self);
        zloop_start (loop);
        zloop_destroy (&loop);
    }
    zhash_destroy (&self.tuples);
    zactor_destroy (&self.gossip);
    zactor_destroy (&self.auth);
    return 0;
}

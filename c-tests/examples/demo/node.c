//  A gossip node that is told what to do in lines of text, by a person or by a program.
//
//      node NAME ENDPOINT
//
//  It listens at the endpoint; `tcp://127.0.0.1:*` picks a port. Then it reads
//
//      connect ENDPOINT      to join another node, and all that are joined to that one
//      publish KEY VALUE     to set a tuple, which all of them will have
//      save FILE             to write its tuples to a file, a line each, sorted
//
//  and says `NAME listens ENDPOINT`, `NAME holds COUNT DIGEST` whenever its tuples have changed, and
//  `NAME saved FILE`. The digest is the SHA-1 of what `save` writes: nodes that agree say the same.
//  At the end of its input, or if it is interrupted, it ends.

#include <czmq.h>

typedef struct {
    const char *name;
    const char *endpoint;
    zactor_t *gossip;           //  Talks with the other nodes, on a thread of its own
    zhash_t *tuples;            //  What it has delivered
    bool changed;               //  Since we last said what we hold
    bool listens;
} node_t;

//  Returns the tuples as lines, sorted by key.
static zchunk_t *
node_text (node_t *self)
{
    zchunk_t *text = zchunk_new (NULL, 0);
    zlist_t *keys = zhash_keys (self->tuples);
    zlist_sort (keys, NULL);
    for (char *key = zlist_first (keys); key; key = zlist_next (keys)) {
        char *line = zsys_sprintf ("%s %s\n", key, (char *) zhash_lookup (self->tuples, key));
        zchunk_extend (text, line, strlen (line));
        zstr_free (&line);
    }
    zlist_destroy (&keys);
    return text;
}

static void
node_report (node_t *self)
{
    zchunk_t *text = node_text (self);
    printf ("%s holds %zu %s\n", self->name, zhash_size (self->tuples), zchunk_digest (text));
    zchunk_destroy (&text);
    self->changed = false;
}

static void
node_save (node_t *self, const char *filename)
{
    zchunk_t *text = node_text (self);
    FILE *file = fopen (filename, "w");
    bool saved = file && zchunk_write (text, file) == 0;
    if (file && fclose (file) != 0)
        saved = false;
    if (saved)
        printf ("%s saved %s\n", self->name, filename);
    else
        zsys_error ("%s: %s", filename, strerror (errno));
    zchunk_destroy (&text);
}

//  Takes a message from the gossip actor. Returns false if that was its last, or if it cannot
//  listen.
static bool
node_hear (node_t *self)
{
    bool goes_on = false;
    char *command = NULL, *one = NULL, *two = NULL;
    zstr_recvx (self->gossip, &command, &one, &two, NULL);
    if (command && streq (command, "DELIVER")) {
        zhash_update (self->tuples, one, two);
        goes_on = self->changed = true;
    }
    else
    if (command && streq (command, "PORT") && !streq (one, "-1")) {
        const char *star = strrchr (self->endpoint, '*');
        int length = (int) (star ? (size_t) (star - self->endpoint) : strlen (self->endpoint));
        printf ("%s listens %.*s%s\n", self->name, length, self->endpoint, star ? one : "");
        self->listens = goes_on = true;
    }
    zstr_free (&command);
    zstr_free (&one);
    zstr_free (&two);
    return goes_on;
}

//  Takes a line of input. Returns false if that has ended.
static bool
node_obey (node_t *self)
{
    char *line = NULL;
    size_t room = 0;
    bool goes_on = getline (&line, &room, stdin) >= 0;
    if (goes_on) {
        char *rest = line;
        rest [strcspn (rest, "\n")] = 0;
        char *command = strsep (&rest, " ");
        if (streq (command, "connect") && rest)
            zstr_sendx (self->gossip, "CONNECT", rest, NULL);
        else
        if (streq (command, "save") && rest)
            node_save (self, rest);
        else
        if (streq (command, "publish") && rest) {
            char *key = strsep (&rest, " ");
            zstr_sendx (self->gossip, "PUBLISH", key, rest? rest: "", NULL);
        }
        else
            puts ("connect ENDPOINT, publish KEY VALUE, or save FILE");
    }
    free (line);
    return goes_on;
}

int main (int argc, char *argv [])
{
    if (argc != 3) {
        fprintf (stderr, "usage: %s NAME ENDPOINT\n", argv [0]);
        return 2;
    }
    node_t self = { argv [1], argv [2], zactor_new (zgossip, argv [1]), zhash_new (), true, false };
    if (!self.gossip || !self.tuples) {
        fprintf (stderr, "%s: %s\n", self.name, zmq_strerror (zmq_errno ()));
        return 1;
    }
    zhash_autofree (self.tuples);

    //  The stream must not hold back lines that the poller does not know of.
    setvbuf (stdin, NULL, _IONBF, 0);
    setvbuf (stdout, NULL, _IOLBF, 0);

    //  A peer may be silent for as long as it has nothing to say.
    zstr_sendx (self.gossip, "SET", "server/timeout", "0", NULL);
    zstr_sendx (self.gossip, "BIND", self.endpoint, NULL);
    zstr_sendx (self.gossip, "PORT", NULL);

    //  The actor comes before the input, so that it never waits for us to take what it delivers.
    int input = STDIN_FILENO;
    zpoller_t *poller = zpoller_new (self.gossip, &input, NULL);
    bool goes_on = true;
    while (goes_on) {
        void *reader = zpoller_wait (poller, self.changed? 0: -1);
        if (reader == self.gossip)
            goes_on = node_hear (&self);
        else
        if (reader == &input)
            goes_on = node_obey (&self);
        else
        if (zpoller_expired (poller))
            node_report (&self);        //  Nothing more to hear at the moment
        else
            goes_on = false;            //  Interrupted
    }
    zpoller_destroy (&poller);
    zactor_destroy (&self.gossip);
    zhash_destroy (&self.tuples);
    return self.listens? 0: 1;
}

// ours alone: the original keeps its messages of the gossip protocol to itself.
//
//  Walks zgossip_msg: fields, what goes over the wire and what comes from it, and what is
//  refused.

#include "observe.h"

static void
fields (void)
{
    zgossip_msg_t *self = zgossip_msg_new ();
    check (self);
    check (zgossip_msg_id (self) == 0);
    check_streq (zgossip_msg_command (self), "?");
    check_streq (zgossip_msg_key (self), "");
    check_streq (zgossip_msg_value (self), "");
    check (zgossip_msg_ttl (self) == 0);
    check (zgossip_msg_routing_id (self) == NULL);

    const char *names [] = { "?", "HELLO", "PUBLISH", "PING", "PONG", "INVALID", "?" };
    for (int id = 0; id < 7; id++) {
        zgossip_msg_set_id (self, id);
        check (zgossip_msg_id (self) == id);
        check_streq (zgossip_msg_command (self), names [id]);
    }
    zgossip_msg_set_id (self, -1);
    check_streq (zgossip_msg_command (self), "?");
    zgossip_msg_set_id (self, 256 + ZGOSSIP_MSG_HELLO);
    check_streq (zgossip_msg_command (self), "?");

    zgossip_msg_set_key (self, "key");
    check_streq (zgossip_msg_key (self), "key");
    zgossip_msg_set_key (self, zgossip_msg_key (self) + 1);
    check_streq (zgossip_msg_key (self), "ey");
    zgossip_msg_set_key (self, "");
    check_streq (zgossip_msg_key (self), "");
    char key [301] = "";
    memset (key, 'k', 300);
    zgossip_msg_set_key (self, key);
    check (strlen (zgossip_msg_key (self)) == 255);

    zgossip_msg_set_value (self, "value");
    check_streq (zgossip_msg_value (self), "value");
    zgossip_msg_set_value (self, zgossip_msg_value (self) + 1);
    check_streq (zgossip_msg_value (self), "alue");
    zgossip_msg_set_value (self, NULL);
    check_streq (zgossip_msg_value (self), "");

    zgossip_msg_set_ttl (self, 0xffffffff);
    check (zgossip_msg_ttl (self) == 0xffffffff);

    zframe_t *frame = zframe_new ("peer", 4);
    zgossip_msg_set_routing_id (self, frame);
    check (zgossip_msg_routing_id (self) != frame);
    check (zframe_eq (zgossip_msg_routing_id (self), frame));
    zframe_destroy (&frame);
    zgossip_msg_set_routing_id (self, zgossip_msg_routing_id (self));
    check (zframe_streq (zgossip_msg_routing_id (self), "peer"));
    zgossip_msg_set_routing_id (self, NULL);
    check (zgossip_msg_routing_id (self) == NULL);

    zgossip_msg_destroy (&self);
    check (self == NULL);
    zgossip_msg_destroy (&self);
}

//  Two sockets that are connected. None waits for ever.
typedef struct {
    zsock_t *one;
    zsock_t *two;
} sockets_t;

static sockets_t
sockets_new (int type_one, int type_two)
{
    static int count = 0;
    sockets_t self = { zsock_new (type_one), zsock_new (type_two) };
    zsock_set_rcvtimeo (self.one, 10000);
    zsock_set_rcvtimeo (self.two, 10000);
    check (zsock_bind (self.one, "inproc://zgossip_msg-%d", ++count) == 0);
    check (zsock_connect (self.two, "inproc://zgossip_msg-%d", count) == 0);
    return self;
}

static void
sockets_destroy (sockets_t *self)
{
    zsock_destroy (&self->one);
    zsock_destroy (&self->two);
}

static const struct {
    int id;
    const char *key, *value;
    uint32_t ttl;
    const char *bytes;
    size_t size;
} messages [] = {
    { ZGOSSIP_MSG_HELLO, NULL, NULL, 0, "\xaa\xa0\1\1", 4 },
    { ZGOSSIP_MSG_PUBLISH, "k", "v", 0, "\xaa\xa0\2\1\1k\0\0\0\1v\0\0\0\0", 15 },
    { ZGOSSIP_MSG_PUBLISH, "", "", 0x01020304, "\xaa\xa0\2\1\0\0\0\0\0\1\2\3\4", 13 },
    { ZGOSSIP_MSG_PUBLISH, "key", "a value", 0xffffffff, "\xaa\xa0\2\1\3key\0\0\0\7a value\xff\xff\xff\xff", 23 },
    { ZGOSSIP_MSG_PING, NULL, NULL, 0, "\xaa\xa0\3\1", 4 },
    { ZGOSSIP_MSG_PONG, NULL, NULL, 0, "\xaa\xa0\4\1", 4 },
    { ZGOSSIP_MSG_INVALID, NULL, NULL, 0, "\xaa\xa0\5\1", 4 },
};

#define MESSAGES (sizeof messages / sizeof *messages)

static void
bytes_on_the_wire (void)
{
    sockets_t pair = sockets_new (ZMQ_PAIR, ZMQ_PAIR);
    zgossip_msg_t *self = zgossip_msg_new ();
    for (size_t nbr = 0; nbr < MESSAGES; nbr++) {
        zgossip_msg_set_id (self, messages [nbr].id);
        if (messages [nbr].key) {
            zgossip_msg_set_key (self, messages [nbr].key);
            zgossip_msg_set_value (self, messages [nbr].value);
            zgossip_msg_set_ttl (self, messages [nbr].ttl);
        }
        //  It stays with the caller, and can be sent again.
        for (int turn = 0; turn < 2; turn++) {
            check (zgossip_msg_send (self, pair.one) == 0);
            zframe_t *frame = zframe_recv (pair.two);
            check (frame && !zframe_more (frame));
            check (zframe_size (frame) == messages [nbr].size);
            check (memcmp (zframe_data (frame), messages [nbr].bytes, messages [nbr].size) == 0);
            zframe_destroy (&frame);
        }
    }
    for (size_t nbr = 0; nbr < MESSAGES; nbr++)
        //  Bytes after the last field are ignored.
        for (size_t more = 0; more < 50; more += 7) {
            byte bytes [100] = { 0 };
            memcpy (bytes, messages [nbr].bytes, messages [nbr].size);
            zframe_t *frame = zframe_new (bytes, messages [nbr].size + more);
            zframe_send (&frame, pair.two, 0);
            check (zgossip_msg_recv (self, pair.one) == 0);
            check (zgossip_msg_id (self) == messages [nbr].id);
            if (messages [nbr].key) {
                check_streq (zgossip_msg_key (self), messages [nbr].key);
                check_streq (zgossip_msg_value (self), messages [nbr].value);
                check (zgossip_msg_ttl (self) == messages [nbr].ttl);
            }
            check (zgossip_msg_routing_id (self) == NULL);
        }
    //  Texts end at a NUL.
    zframe_t *frame = zframe_new ("\xaa\xa0\2\1\5nul\0k\0\0\0\5nul\0v\0\0\0\0", 23);
    zframe_send (&frame, pair.two, 0);
    check (zgossip_msg_recv (self, pair.one) == 0);
    check_streq (zgossip_msg_key (self), "nul");
    check_streq (zgossip_msg_value (self), "nul");

    //  Long ones.
    char *text = (char *) calloc (1, 3000001);
    memset (text, 'x', 3000000);
    zgossip_msg_set_key (self, text);
    zgossip_msg_set_value (self, text);
    check (zgossip_msg_send (self, pair.one) == 0);
    zgossip_msg_t *other = zgossip_msg_new ();
    check (zgossip_msg_recv (other, pair.two) == 0);
    check (strlen (zgossip_msg_key (other)) == 255);
    check_streq (zgossip_msg_value (other), text);
    free (text);
    zgossip_msg_destroy (&other);
    zgossip_msg_destroy (&self);
    sockets_destroy (&pair);
}

static void
routing_ids (void)
{
    sockets_t pair = sockets_new (ZMQ_ROUTER, ZMQ_DEALER);
    zgossip_msg_t *self = zgossip_msg_new ();
    zgossip_msg_set_id (self, ZGOSSIP_MSG_HELLO);
    check (zgossip_msg_send (self, pair.two) == 0);
    zgossip_msg_t *request = zgossip_msg_new ();
    check (zgossip_msg_recv (request, pair.one) == 0);
    check (zgossip_msg_id (request) == ZGOSSIP_MSG_HELLO);
    zframe_t *peer = zframe_dup (zgossip_msg_routing_id (request));
    check (peer);
    //  The same message takes the answers.
    for (int count = 0; count < 3; count++) {
        zgossip_msg_set_id (request, ZGOSSIP_MSG_PONG);
        check (zgossip_msg_send (request, pair.one) == 0);
        check (zgossip_msg_recv (self, pair.two) == 0);
        check (zgossip_msg_id (self) == ZGOSSIP_MSG_PONG);
        check (zgossip_msg_routing_id (self) == NULL);
    }
    //  So does another that is told for whom it is.
    zgossip_msg_t *answer = zgossip_msg_new ();
    zgossip_msg_set_id (answer, ZGOSSIP_MSG_PUBLISH);
    zgossip_msg_set_key (answer, "key");
    zgossip_msg_set_value (answer, "value");
    errno = 0;
    check (zgossip_msg_send (answer, pair.one) == -1 && errno == EHOSTUNREACH);
    zgossip_msg_set_routing_id (answer, peer);
    check (zgossip_msg_send (answer, pair.one) == 0);
    check (zgossip_msg_recv (self, pair.two) == 0);
    check_streq (zgossip_msg_key (self), "key");
    //  A peer that is not there: nothing is sent, and a strict socket says so.
    zframe_reset (peer, "nobody", 6);
    zgossip_msg_set_routing_id (answer, peer);
    check (zgossip_msg_send (answer, pair.one) == 0);
    zsock_set_router_mandatory (pair.one, 1);
    errno = 0;
    check (zgossip_msg_send (answer, pair.one) == -1 && errno == EHOSTUNREACH);
    //  What was not sent to a peer is not sent to the next.
    zgossip_msg_set_routing_id (answer, zgossip_msg_routing_id (request));
    check (zgossip_msg_send (answer, pair.one) == 0);
    check (zgossip_msg_recv (self, pair.two) == 0);
    check (zgossip_msg_id (self) == ZGOSSIP_MSG_PUBLISH);
    //  Elsewhere the routing id is not sent.
    check (zgossip_msg_send (answer, pair.two) == 0);
    zmsg_t *msg = zmsg_recv (pair.one);
    check (zmsg_size (msg) == 2);
    zmsg_destroy (&msg);
    zframe_destroy (&peer);
    zgossip_msg_destroy (&answer);
    zgossip_msg_destroy (&request);
    zgossip_msg_destroy (&self);
    sockets_destroy (&pair);
}

//  What is no message, and what is said of it.
static const struct {
    const char *bytes;
    size_t size;
    const char *said;
} malformed [] = {
    { "", 0, "invalid signature" },
    { "\xaa", 1, "invalid signature" },
    { "\xaa\xa1\1\1", 4, "invalid signature" },
    { "\xaa\xa0\0\1", 4, "bad message ID" },
    { "\xaa\xa0\6\1", 4, "bad message ID" },
    { "\xaa\xa0\1\0", 4, "version is invalid" },
    { "\xaa\xa0\5\2", 4, "version is invalid" },
    { "\xaa\xa0", 2, "GET_NUMBER1 failed" },
    { "\xaa\xa0\1", 3, "GET_NUMBER1 failed" },
    { "\xaa\xa0\2\1", 4, "GET_" },
    { "\xaa\xa0\2\1\4key", 8, "GET_STRING failed" },
    { "\xaa\xa0\2\1\3key\0\0\0", 11, "GET_NUMBER4 failed" },
    { "\xaa\xa0\2\1\3key\0\0\0\6value", 17, "GET_LONGSTR failed" },
    { "\xaa\xa0\2\1\3key\xff\xff\xff\xffvalue\0\0\0\0", 21, "GET_LONGSTR failed" },
    { "\xaa\xa0\2\1\3key\0\0\0\5value\0\0\0", 20, "GET_NUMBER4 failed" },
};

static zgossip_msg_t *
tuple_new (void)
{
    zgossip_msg_t *self = zgossip_msg_new ();
    zgossip_msg_set_id (self, ZGOSSIP_MSG_PUBLISH);
    zgossip_msg_set_key (self, "key before");
    zgossip_msg_set_value (self, "value before");
    zgossip_msg_set_ttl (self, 99);
    return self;
}

static void
check_unchanged (zgossip_msg_t *self)
{
    check (zgossip_msg_id (self) == ZGOSSIP_MSG_PUBLISH);
    check_streq (zgossip_msg_key (self), "key before");
    check_streq (zgossip_msg_value (self), "value before");
    check (zgossip_msg_ttl (self) == 99);
}

//  All of the log since the last call.
static void
check_logged (const char *text)
{
    fflush (log_file_);
    char said [2048] = "";
    check (pread (fileno (log_file_), said, sizeof said - 1, log_shown_) >= 0);
    log_shown_ = lseek (fileno (log_file_), 0, SEEK_END);
    check (strstr (said, text));
    check (strstr (said, "W: "));
    check (strstr (said, "zgossip_msg: zgossip_msg malformed message, fail\n"));
}

//  Sends the frames of a malformed message, then a right one, and checks that only the
//  latter is received.
static void
refused (sockets_t *pair, zmsg_t *msg, const char *said)
{
    zgossip_msg_t *self = tuple_new ();
    check (zmsg_send (&msg, pair->two) == 0);
    zframe_t *frame = zframe_new ("\xaa\xa0\3\1", 4);
    zframe_send (&frame, pair->two, 0);
    errno = 0;
    check (zgossip_msg_recv (self, pair->one) == -1 && errno == EPROTO);
    check_logged (said);
    check_unchanged (self);
    check (zgossip_msg_recv (self, pair->one) == 0);
    check (zgossip_msg_id (self) == ZGOSSIP_MSG_PING);
    zgossip_msg_destroy (&self);
}

static void
malformed_messages (void)
{
    log_capture ();
    sockets_t pairs [] = { sockets_new (ZMQ_PAIR, ZMQ_PAIR), sockets_new (ZMQ_ROUTER, ZMQ_DEALER) };
    for (int nbr = 0; nbr < 2; nbr++) {
        for (size_t which = 0; which < sizeof malformed / sizeof *malformed; which++) {
            zmsg_t *msg = zmsg_new ();
            zmsg_addmem (msg, malformed [which].bytes, malformed [which].size);
            refused (&pairs [nbr], msg, malformed [which].said);
        }
        //  More frames than one, be they right or not.
        for (int count = 1; count < 5; count++) {
            zmsg_t *msg = zmsg_new ();
            zmsg_addmem (msg, "\xaa\xa0\1\1", 4);
            for (int more = 0; more < count; more++)
                zmsg_addmem (msg, "\xaa\xa0\4\1", 4);
            refused (&pairs [nbr], msg, "zgossip_msg: ");
            msg = zmsg_new ();
            for (int more = 0; more < count; more++)
                zmsg_addmem (msg, "", 0);
            zmsg_addmem (msg, "\xaa\xa0\1\1", 4);
            refused (&pairs [nbr], msg, "zgossip_msg: ");
        }
        sockets_destroy (&pairs [nbr]);
    }

    //  Any bytes at all.
    sockets_t pair = sockets_new (ZMQ_PAIR, ZMQ_PAIR);
    zgossip_msg_t *self = zgossip_msg_new ();
    uint32_t seed = 1;
    for (int count = 0; count < 5000; count++) {
        byte bytes [64];
        for (size_t nbr = 0; nbr < sizeof bytes; nbr++)
            bytes [nbr] = (byte) ((seed = seed * 1664525 + 1013904223) >> 24);
        if (count % 4)
            memcpy (bytes, "\xaa\xa0\2\1", 4);
        if (count % 4 > 1)
            bytes [4] %= 30;
        if (count % 4 > 2)
            memset (bytes + 5 + bytes [4], 0, 3);
        zframe_t *frame = zframe_new (bytes, bytes [63] % sizeof bytes);
        zframe_send (&frame, pair.two, 0);
        if (zgossip_msg_recv (self, pair.one) == 0) {
            check (strlen (zgossip_msg_key (self)) < 60);
            check (strlen (zgossip_msg_value (self)) < 60);
        }
        else
            check (errno == EPROTO);
    }
    zgossip_msg_destroy (&self);
    sockets_destroy (&pair);
    log_release ();
}

static void
nothing_to_receive (void)
{
    log_capture ();
    sockets_t pairs [] = { sockets_new (ZMQ_PAIR, ZMQ_PAIR), sockets_new (ZMQ_ROUTER, ZMQ_DEALER) };
    struct sigaction action = { .sa_handler = ignore_signal }, before;
    check (sigaction (SIGUSR1, &action, &before) == 0);
    for (int nbr = 0; nbr < 2; nbr++) {
        zgossip_msg_t *self = tuple_new ();
        zsock_set_rcvtimeo (pairs [nbr].one, 10);
        errno = 0;
        check (zgossip_msg_recv (self, pairs [nbr].one) == -1 && errno == EAGAIN);
        check_unchanged (self);
        zsock_set_rcvtimeo (pairs [nbr].one, -1);
        pthread_t thread = signal_when_blocked (SIGUSR1);
        errno = 0;
        check (zgossip_msg_recv (self, pairs [nbr].one) == -1 && errno == EINTR);
        pthread_join (thread, NULL);
        check_unchanged (self);
        zgossip_msg_destroy (&self);
        sockets_destroy (&pairs [nbr]);
    }
    sigaction (SIGUSR1, &before, NULL);
    log_release ();
}

static void
nowhere_to_send (void)
{
    zsock_t *alone = zsock_new (ZMQ_PUSH);
    zsock_set_sndtimeo (alone, 10);
    zgossip_msg_t *self = tuple_new ();
    errno = 0;
    check (zgossip_msg_send (self, alone) == -1 && errno == EAGAIN);
    check_unchanged (self);
    zgossip_msg_set_id (self, 0);
    errno = 0;
    check (zgossip_msg_send (self, alone) == -1 && errno == EINVAL);
    zgossip_msg_set_id (self, 6);
    errno = 0;
    check (zgossip_msg_send (self, alone) == -1 && errno == EINVAL);
    zgossip_msg_set_id (self, ZGOSSIP_MSG_PUBLISH);
    check_unchanged (self);
    //  It can be sent once there is somebody.
    zsock_t *pull = zsock_new (ZMQ_PULL);
    zsock_set_rcvtimeo (pull, 10000);
    check (zsock_bind (pull, "inproc://zgossip_msg") == 0);
    check (zsock_connect (alone, "inproc://zgossip_msg") == 0);
    check (zgossip_msg_send (self, alone) == 0);
    zgossip_msg_t *other = zgossip_msg_new ();
    check (zgossip_msg_recv (other, pull) == 0);
    check_unchanged (other);
    zgossip_msg_destroy (&other);
    zgossip_msg_destroy (&self);
    zsock_destroy (&pull);
    zsock_destroy (&alone);
}

//  A text without the date that is in front of each line must be the log since the last call.
static void
check_printed (const char *expected)
{
    fflush (log_file_);
    char said [2048] = "", text [2048] = "", *rest = said, *line;
    check (pread (fileno (log_file_), said, sizeof said - 1, log_shown_) >= 0);
    log_shown_ = lseek (fileno (log_file_), 0, SEEK_END);
    while ((line = strsep (&rest, "\n")) && rest) {
        check (strncmp (line, "D: ", 3) == 0 && strlen (line) > 21);
        strcat (strcat (text, line + 21), "\n");
    }
    check_streq (text, expected);
}

static void
printed (void)
{
    log_capture ();
    zgossip_msg_t *self = tuple_new ();
    zgossip_msg_print (self);
    check_printed ("ZGOSSIP_MSG_PUBLISH:\n    version=1\n    key='key before'\n    value='value before'\n    ttl=99\n");
    zgossip_msg_set_key (self, "");
    zgossip_msg_set_value (self, "");
    zgossip_msg_set_ttl (self, 0xffffffff);
    zgossip_msg_print (self);
    check_printed ("ZGOSSIP_MSG_PUBLISH:\n    version=1\n    key=''\n    value=''\n    ttl=4294967295\n");
    const char *names [] = { "", "HELLO", "", "PING", "PONG", "INVALID" };
    for (int id = 1; id < 6; id++)
        if (id != ZGOSSIP_MSG_PUBLISH) {
            char expected [80];
            snprintf (expected, sizeof expected, "ZGOSSIP_MSG_%s:\n    version=1\n", names [id]);
            zgossip_msg_set_id (self, id);
            zgossip_msg_print (self);
            check_printed (expected);
        }
    zgossip_msg_destroy (&self);
    log_release ();
}

//  A conversation with a node.
static void
with_a_node (void)
{
    zactor_t *node = zactor_new (zgossip, "node");
    zsock_set_rcvtimeo (node, 10000);
    zstr_sendx (node, "BIND", "inproc://zgossip_msg-node", NULL);
    zstr_sendx (node, "PUBLISH", "key", "value", NULL);
    zsock_t *client = zsock_new (ZMQ_DEALER);
    zsock_set_rcvtimeo (client, 10000);
    check (zsock_connect (client, "inproc://zgossip_msg-node") == 0);
    zgossip_msg_t *self = zgossip_msg_new ();
    zgossip_msg_set_id (self, ZGOSSIP_MSG_PING);
    check (zgossip_msg_send (self, client) == 0);
    check (zgossip_msg_recv (self, client) == 0);
    check (zgossip_msg_id (self) == ZGOSSIP_MSG_PONG);
    zgossip_msg_set_id (self, ZGOSSIP_MSG_HELLO);
    check (zgossip_msg_send (self, client) == 0);
    check (zgossip_msg_recv (self, client) == 0);
    check (zgossip_msg_id (self) == ZGOSSIP_MSG_PUBLISH);
    check_streq (zgossip_msg_key (self), "key");
    check_streq (zgossip_msg_value (self), "value");
    check (zgossip_msg_ttl (self) == 0);
    zgossip_msg_set_key (self, "of the client");
    zgossip_msg_set_ttl (self, 1000);
    check (zgossip_msg_send (self, client) == 0);
    for (int count = 0; count < 2; count++) {
        char *command, *key, *value;
        check (zstr_recvx (node, &command, &key, &value, NULL) == 3);
        check_streq (command, "DELIVER");
        check_streq (key, count ? "of the client" : "key");
        check_streq (value, "value");
        zstr_free (&command);
        zstr_free (&key);
        zstr_free (&value);
    }
    zgossip_msg_destroy (&self);
    zsock_destroy (&client);
    zactor_destroy (&node);
}

static void
contract_breaches (void)
{
    zgossip_msg_t *self = zgossip_msg_new ();
    zsock_t *sock = zsock_new (ZMQ_PAIR);
    check_aborts ("zgossip_msg_destroy", zgossip_msg_destroy (NULL));
    check_aborts ("zgossip_msg_recv", zgossip_msg_recv (self, NULL));
    check_aborts ("zgossip_msg_recv", zgossip_msg_recv (NULL, sock));
    check_aborts ("zgossip_msg_send", zgossip_msg_send (self, NULL));
    check_aborts ("zgossip_msg_id", zgossip_msg_id (NULL));
    check_aborts ("zgossip_msg_set_id", zgossip_msg_set_id (NULL, 1));
    check_aborts ("zgossip_msg_set_key", zgossip_msg_set_key (self, NULL));
    check_aborts ("zgossip_msg_set_routing_id", zgossip_msg_set_routing_id (NULL, NULL));
    check_aborts ("zgossip_msg_print", zgossip_msg_print (NULL));
    zsock_destroy (&sock);
    zgossip_msg_destroy (&self);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (fields ());
    CASE (bytes_on_the_wire ());
    CASE (routing_ids ());
    CASE (malformed_messages ());
    CASE (nothing_to_receive ());
    CASE (nowhere_to_send ());
    CASE (printed ());
    CASE (with_a_node ());
    CASE (contract_breaches ());
    CASE (zgossip_msg_test (false));
    return test_end ();
}

// ours alone: the example uses zgossip_msg and the security commands, which the original keeps
// to itself.
//
//  Walks the example of zgossip's manual page, then the commands for security and removal
//  that it mentions.

#include "observe.h"
#include <ftw.h>

static char folder [] = "/tmp/zgossip_manual-XXXXXX";

static int
remove_entry (const char *path, const struct stat *stat, int type, struct FTW *ftw)
{
    (void) stat;
    (void) type;
    (void) ftw;
    return remove (path);
}

//  The manual's example. The calls are those of the page; what is received goes through
//  the functions below. The page counts on what happens within its pauses: here it is awaited.

static void
expect_deliver (zactor_t *node, const char *expected_key, const char *expected_value)
{
    char *command, *key, *value;
    check (zstr_recvx (node, &command, &key, &value, NULL) == 3);
    check_streq (command, "DELIVER");
    check_streq (key, expected_key);
    check_streq (value, expected_value);
    zstr_free (&command);
    zstr_free (&key);
    zstr_free (&value);
}

static int
expect_number (zactor_t *node, const char *expected_command)
{
    char *command, *value;
    check (zstr_recvx (node, &command, &value, NULL) == 2);
    check_streq (command, expected_command);
    int number = atoi (value);
    zstr_free (&command);
    zstr_free (&value);
    return number;
}

static void
client_to_server (bool verbose)
{
    //  The name of a socket that was closed is not free at once.
    const char *endpoint = verbose ? "inproc://zgossip-verbose" : "inproc://zgossip";
    zactor_t *server = zactor_new (zgossip, "server");
    check (server);
    if (verbose)
        zstr_send (server, "VERBOSE");
    zstr_sendx (server, "BIND", endpoint, NULL);

    zsock_t *client = zsock_new (ZMQ_DEALER);
    check (client);
    zsock_set_rcvtimeo (client, 60000);
    int rc = zsock_connect (client, "%s", endpoint);
    check (rc == 0);

    zgossip_msg_t *message = zgossip_msg_new ();
    zgossip_msg_set_id (message, ZGOSSIP_MSG_HELLO);
    zgossip_msg_send (message, client);

    zgossip_msg_set_id (message, ZGOSSIP_MSG_PING);
    zgossip_msg_send (message, client);
    zgossip_msg_recv (message, client);
    check (zgossip_msg_id (message) == ZGOSSIP_MSG_PONG);
    zgossip_msg_destroy (&message);

    zactor_destroy (&server);
    zsock_destroy (&client);
}

static void
peer_to_peer (bool verbose)
{
    const char *endpoint = verbose ? "inproc://base-verbose" : "inproc://base";
    zactor_t *base = zactor_new (zgossip, "base");
    check (base);
    if (verbose)
        zstr_send (base, "VERBOSE");
    zstr_sendx (base, "SET", "server/timeout", "100", NULL);
    zstr_sendx (base, "BIND", endpoint, NULL);

    zactor_t *alpha = zactor_new (zgossip, "alpha");
    check (alpha);
    if (verbose)
        zstr_send (alpha, "VERBOSE");
    zstr_sendx (alpha, "CONNECT", endpoint, NULL);
    zstr_sendx (alpha, "PUBLISH", "inproc://alpha-1", "service1", NULL);
    zstr_sendx (alpha, "PUBLISH", "inproc://alpha-2", "service2", NULL);

    zactor_t *beta = zactor_new (zgossip, "beta");
    check (beta);
    if (verbose)
        zstr_send (beta, "VERBOSE");
    zstr_sendx (beta, "CONNECT", endpoint, NULL);
    zstr_sendx (beta, "PUBLISH", "inproc://beta-1", "service1", NULL);
    zstr_sendx (beta, "PUBLISH", "inproc://beta-2", "service2", NULL);

    zsock_set_rcvtimeo (alpha, 60000);
    expect_deliver (alpha, "inproc://alpha-1", "service1");
    expect_deliver (alpha, "inproc://alpha-2", "service2");
    expect_deliver (alpha, "inproc://beta-1", "service1");
    expect_deliver (alpha, "inproc://beta-2", "service2");
    zstr_send (alpha, "STATUS");
    check (expect_number (alpha, "STATUS") == 4);

    zactor_destroy (&base);
    zactor_destroy (&alpha);
    zactor_destroy (&beta);
}

static void
security (bool verbose)
{
    check (zsys_has_curve ());
    zactor_t *auth = zactor_new (zauth, NULL);
    check (auth);
    if (verbose) {
        zstr_sendx (auth, "VERBOSE", NULL);
        zsock_wait (auth);
    }
    zstr_sendx (auth, "ALLOW", "127.0.0.1", NULL);
    zsock_wait (auth);
    zstr_sendx (auth, "CURVE", CURVE_ALLOW_ANY, NULL);
    zsock_wait (auth);

    zactor_t *server = zactor_new (zgossip, "server");
    if (verbose)
        zstr_send (server, "VERBOSE");
    check (server);

    zcert_t *client1_cert = zcert_new ();
    zcert_t *server_cert = zcert_new ();

    zstr_sendx (server, "SET PUBLICKEY", zcert_public_txt (server_cert), NULL);
    zstr_sendx (server, "SET SECRETKEY", zcert_secret_txt (server_cert), NULL);
    zstr_sendx (server, "ZAP DOMAIN", "TEST", NULL);

    zstr_sendx (server, "BIND", "tcp://127.0.0.1:*", NULL);
    zstr_sendx (server, "PORT", NULL);
    int port = expect_number (server, "PORT");
    char endpoint [32];
    sprintf (endpoint, "tcp://127.0.0.1:%d", port);

    zactor_t *client1 = zactor_new (zgossip, "client");
    if (verbose)
        zstr_send (client1, "VERBOSE");
    check (client1);

    zstr_sendx (client1, "SET PUBLICKEY", zcert_public_txt (client1_cert), NULL);
    zstr_sendx (client1, "SET SECRETKEY", zcert_secret_txt (client1_cert), NULL);
    zstr_sendx (client1, "ZAP DOMAIN", "TEST", NULL);

    const char *public_txt = zcert_public_txt (server_cert);
    zstr_sendx (client1, "CONNECT", endpoint, public_txt, NULL);
    zstr_sendx (client1, "PUBLISH", "tcp://127.0.0.1:9001", "service1", NULL);

    zsock_set_rcvtimeo (server, 60000);
    expect_deliver (server, "tcp://127.0.0.1:9001", "service1");
    zstr_send (server, "STATUS");
    check (expect_number (server, "STATUS") == 1);

    zstr_sendx (client1, "$TERM", NULL);
    zstr_sendx (server, "$TERM", NULL);

    zcert_destroy (&client1_cert);
    zcert_destroy (&server_cert);

    zactor_destroy (&client1);
    zactor_destroy (&server);
    zactor_destroy (&auth);
}

//  The security commands by themselves.

static zactor_t *
node_new (const char *label, zcert_t *cert, const char *domain)
{
    zactor_t *node = zactor_new (zgossip, (void *) label);
    check (node);
    zsock_set_rcvtimeo (node, 60000);
    if (cert) {
        zstr_sendx (node, "SET PUBLICKEY", zcert_public_txt (cert), NULL);
        zstr_sendx (node, "SET SECRETKEY", zcert_secret_txt (cert), NULL);
    }
    if (domain)
        zstr_sendx (node, "ZAP DOMAIN", domain, NULL);
    return node;
}

static const char *
bind_node (zactor_t *node)
{
    static char endpoints [8][32];
    static int next = 0;
    char *endpoint = endpoints [next++ % 8];
    zstr_sendx (node, "BIND", "tcp://127.0.0.1:*", NULL);
    zstr_send (node, "PORT");
    int port = expect_number (node, "PORT");
    check (port > 0);
    snprintf (endpoint, 32, "tcp://127.0.0.1:%d", port);
    return endpoint;
}

static zactor_t *
auth_new (const char *location)
{
    zactor_t *auth = zactor_new (zauth, NULL);
    check (auth);
    zsock_set_rcvtimeo (auth, 60000);
    zstr_sendx (auth, "CURVE", location, NULL);
    check (zsock_wait (auth) == 0);
    return auth;
}

//  Nodes that all have keys, in a ring.
static void
ring_of_curve_nodes (void)
{
    zactor_t *auth = auth_new (CURVE_ALLOW_ANY);
    zactor_t *nodes [3];
    zcert_t *certs [3];
    const char *endpoints [3];
    for (int nbr = 0; nbr < 3; nbr++) {
        certs [nbr] = zcert_new ();
        nodes [nbr] = node_new ("node", certs [nbr], nbr == 1 ? "TEST" : NULL);
        endpoints [nbr] = bind_node (nodes [nbr]);
    }
    for (int nbr = 0; nbr < 3; nbr++) {
        int next = (nbr + 1) % 3;
        zstr_sendx (nodes [nbr], "CONNECT", endpoints [next], zcert_public_txt (certs [next]), NULL);
        char key [] = { 'k', (char) ('0' + nbr), 0 };
        zstr_sendx (nodes [nbr], "PUBLISH", key, "value", NULL);
    }
    for (int nbr = 0; nbr < 3; nbr++) {
        for (int count = 0; count < 3; count++) {
            char *command, *key, *value;
            check (zstr_recvx (nodes [nbr], &command, &key, &value, NULL) == 3);
            zstr_free (&command);
            zstr_free (&key);
            zstr_free (&value);
        }
        zstr_send (nodes [nbr], "STATUS");
        check (expect_number (nodes [nbr], "STATUS") == 3);
    }
    for (int nbr = 0; nbr < 3; nbr++) {
        zactor_destroy (&nodes [nbr]);
        zcert_destroy (&certs [nbr]);
    }
    zactor_destroy (&auth);
}

//  Waits until a plain socket has failed to shake hands with the endpoint.
static void
check_refused (const char *endpoint, zcert_t *cert, const char *server_key)
{
    static int count = 0;
    char address [64];
    snprintf (address, sizeof address, "inproc://refused-%d", ++count);
    zsock_t *client = zsock_new (ZMQ_DEALER);
    if (cert) {
        zcert_apply (cert, client);
        zsock_set_curve_serverkey (client, server_key);
    }
    check (zmq_socket_monitor (zsock_resolve (client), address,
               ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL
               | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_SUCCEEDED
               | ZMQ_EVENT_DISCONNECTED) == 0);
    zsock_t *monitor = zsock_new (ZMQ_PAIR);
    zsock_set_rcvtimeo (monitor, 60000);
    check (zsock_connect (monitor, "%s", address) == 0);
    check (zsock_connect (client, "%s", endpoint) == 0);
    zmsg_t *msg = zmsg_recv (monitor);
    check (msg);
    uint16_t event;
    memcpy (&event, zframe_data (zmsg_first (msg)), sizeof event);
    check (event != ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
    zmsg_destroy (&msg);
    check (zmq_socket_monitor (zsock_resolve (client), NULL, 0) == 0);
    zsock_destroy (&monitor);
    zsock_destroy (&client);
}

//  Who has no right to come in: no key, a key for another server, a key that is not among
//  those that are allowed.
static void
uninvited_guests (void)
{
    check (mkdir ("allowed", 0700) == 0);
    zcert_t *server_cert = zcert_new (), *friend_cert = zcert_new (), *stranger_cert = zcert_new ();
    check (zcert_save_public (friend_cert, "allowed/friend") == 0);
    zactor_t *auth = auth_new ("allowed");
    zactor_t *server = node_new ("server", server_cert, NULL);
    const char *endpoint = bind_node (server);
    const char *server_key = zcert_public_txt (server_cert);

    zactor_t *keyless = node_new ("keyless", NULL, NULL);
    zactor_t *stranger = node_new ("stranger", stranger_cert, NULL);
    zactor_t *mistaken = node_new ("mistaken", friend_cert, NULL);
    zstr_sendx (keyless, "CONNECT", endpoint, NULL);
    zstr_sendx (keyless, "PUBLISH", "keyless", "value", NULL);
    zstr_sendx (stranger, "CONNECT", endpoint, server_key, NULL);
    zstr_sendx (stranger, "PUBLISH", "stranger", "value", NULL);
    zstr_sendx (mistaken, "CONNECT", endpoint, zcert_public_txt (stranger_cert), NULL);
    zstr_sendx (mistaken, "PUBLISH", "mistaken", "value", NULL);
    check_refused (endpoint, NULL, NULL);
    check_refused (endpoint, stranger_cert, server_key);

    zactor_t *friend = node_new ("friend", friend_cert, NULL);
    zstr_sendx (friend, "CONNECT", endpoint, server_key, NULL);
    zstr_sendx (friend, "PUBLISH", "friend", "value", NULL);
    expect_deliver (server, "friend", "value");
    zstr_sendx (server, "PUBLISH", "server", "value", NULL);
    expect_deliver (friend, "friend", "value");
    expect_deliver (friend, "server", "value");
    zstr_send (server, "STATUS");
    expect_deliver (server, "server", "value");
    check (expect_number (server, "STATUS") == 2);
    zactor_t *others [] = { keyless, stranger, mistaken };
    const char *names [] = { "keyless", "stranger", "mistaken" };
    for (int nbr = 0; nbr < 3; nbr++) {
        zstr_send (others [nbr], "STATUS");
        expect_deliver (others [nbr], names [nbr], "value");
        check (expect_number (others [nbr], "STATUS") == 1);
        zactor_destroy (&others [nbr]);
    }
    zactor_destroy (&friend);
    zactor_destroy (&server);
    zactor_destroy (&auth);
    zcert_destroy (&server_cert);
    zcert_destroy (&friend_cert);
    zcert_destroy (&stranger_cert);
}

//  Keys that cannot be used open no door that is not locked.
static void
unusable_keys (void)
{
    log_capture ();
    zcert_t *cert = zcert_new ();
    zactor_t *node = node_new ("node", NULL, NULL);
    zstr_sendx (node, "SET PUBLICKEY", zcert_public_txt (cert), NULL);
    zstr_sendx (node, "BIND", "tcp://127.0.0.1:*", NULL);
    zstr_send (node, "PORT");
    check (expect_number (node, "PORT") == -1);
    zactor_destroy (&node);

    node = node_new ("node", NULL, NULL);
    zstr_sendx (node, "SET PUBLICKEY", "no key", NULL);
    zstr_sendx (node, "SET SECRETKEY", "no key", NULL);
    zstr_sendx (node, "BIND", "tcp://127.0.0.1:*", NULL);
    zstr_send (node, "PORT");
    check (expect_number (node, "PORT") == -1);
    //  A server that needs a key is not spoken to without one of our own.
    zactor_t *server = node_new ("server", cert, NULL);
    const char *endpoint = bind_node (server);
    zstr_sendx (node, "CONNECT", endpoint, zcert_public_txt (cert), NULL);
    zstr_sendx (node, "CONNECT", endpoint, "no key", NULL);
    zstr_send (node, "SET PUBLICKEY");
    zstr_send (node, "SET SECRETKEY");
    zstr_send (node, "ZAP DOMAIN");
    zstr_send (node, "STATUS");
    check (expect_number (node, "STATUS") == 0);
    zactor_destroy (&node);
    zactor_destroy (&server);
    zcert_destroy (&cert);
    log_release ();
}

//  UNPUBLISH removes a tuple of one's own everywhere, and forgets another's at this node alone.
static void
unpublish (void)
{
    log_capture ();
    zactor_t *base = node_new ("base", NULL, NULL), *peer = node_new ("peer", NULL, NULL);
    zstr_sendx (base, "BIND", "inproc://unpublish", NULL);
    zstr_sendx (peer, "CONNECT", "inproc://unpublish", NULL);
    zstr_sendx (peer, "PUBLISH", "key", "value", NULL);
    expect_deliver (peer, "key", "value");
    expect_deliver (base, "key", "value");
    zstr_sendx (base, "UNPUBLISH", "key", NULL);
    zstr_send (base, "STATUS");
    check (expect_number (base, "STATUS") == 0);
    zstr_send (peer, "STATUS");
    check (expect_number (peer, "STATUS") == 1);
    zstr_sendx (peer, "UNPUBLISH", "key", NULL);
    zstr_sendx (peer, "UNPUBLISH", "never there", NULL);
    zstr_send (peer, "UNPUBLISH");
    zstr_send (peer, "STATUS");
    check (expect_number (peer, "STATUS") == 0);
    zstr_sendx (peer, "PUBLISH", "other", "value", NULL);
    expect_deliver (peer, "other", "value");
    expect_deliver (base, "other", "value");
    zstr_send (base, "STATUS");
    check (expect_number (base, "STATUS") == 1);
    //  It may be published again.
    zstr_sendx (peer, "PUBLISH", "key", "new value", NULL);
    expect_deliver (peer, "key", "new value");
    expect_deliver (base, "key", "new value");
    zactor_destroy (&peer);
    zactor_destroy (&base);
    log_release ();
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    check (mkdtemp (folder));
    check (chdir (folder) == 0);
    CASE (client_to_server (false));
    CASE (peer_to_peer (false));
    CASE (security (false));
    //  The page's VERBOSE writes a lot, which is of no interest here.
    setenv ("ZSYS_LOGSTREAM", "stderr", 1);
    CASE (client_to_server (true));
    CASE (peer_to_peer (true));
    unsetenv ("ZSYS_LOGSTREAM");
    CASE (ring_of_curve_nodes ());
    CASE (uninvited_guests ());
    CASE (unusable_keys ());
    CASE (unpublish ());
    check (chdir ("/") == 0);
    check (nftw (folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS) == 0);
    return test_end ();
}

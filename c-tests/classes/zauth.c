//  Walks zauth: its commands, the replies to requests that a raw socket sends, the lines of
//  a verbose one, and what real sockets with NULL, PLAIN and CURVE can do with it.

#include "observe.h"

static char workdir [] = "/tmp/zauth-test-XXXXXX";

//  Sends a command, which may have up to three arguments, and waits for the answer.
static void
command (zactor_t *auth, const char *name, const char *arg1, const char *arg2, const char *arg3)
{
    zstr_sendx (auth, name, arg1, arg1 ? arg2 : NULL, arg1 && arg2 ? arg3 : NULL, NULL);
    int status = zsock_wait (auth);
    printf ("%s %s: %d\n", name, arg1 ? arg1 : "", status);
}

static zactor_t *
new_auth (zcertstore_t *store)
{
    zactor_t *auth = zactor_new (zauth, store);
    check (auth);
    return auth;
}

static zsock_t *
new_requester (void)
{
    zsock_t *req = zsock_new_req (">inproc://zeromq.zap.01");
    check (req);
    zsock_set_rcvtimeo (req, 15000);
    return req;
}

//  Sends a request whose first frames are as they should be; credentials may be NULL.
static zmsg_t *
ask (zsock_t *req, const char *address, const char *mechanism, const void *one, size_t one_size,
     const void *two, size_t two_size)
{
    zmsg_t *msg = zmsg_new ();
    zmsg_addstr (msg, "1.0");
    zmsg_addstr (msg, "sequence");
    zmsg_addstr (msg, "domain");
    zmsg_addstr (msg, address);
    zmsg_addstr (msg, "identity");
    zmsg_addstr (msg, mechanism);
    if (one)
        zmsg_addmem (msg, one, one_size);
    if (two)
        zmsg_addmem (msg, two, two_size);
    check (zmsg_send (&msg, req) == 0);
    msg = zmsg_recv (req);
    check (msg);
    return msg;
}

static void
print_frame (zframe_t *frame)
{
    putchar ('[');
    for (size_t index = 0; index < zframe_size (frame); index++) {
        byte each = zframe_data (frame) [index];
        if (isprint (each) && each != '\\')
            putchar (each);
        else
            printf ("\\%02x", each);
    }
    putchar (']');
}

static void
request (zsock_t *req, const char *address, const char *mechanism, const void *one,
         size_t one_size, const void *two, size_t two_size)
{
    zmsg_t *reply = ask (req, address, mechanism, one, one_size, two, two_size);
    printf ("%s %s:", mechanism, address);
    for (zframe_t *frame = zmsg_first (reply); frame; frame = zmsg_next (reply)) {
        putchar (' ');
        print_frame (frame);
    }
    puts ("");
    zmsg_destroy (&reply);
}

static void
request_plain (zsock_t *req, const char *user, const char *password)
{
    printf ("%s/%s ", user, password);
    request (req, "127.0.0.1", "PLAIN", user, strlen (user), password, strlen (password));
}

//  A certificate with keys that can be told, for requests that only name them.
static zcert_t *
new_cert (byte filling)
{
    byte public_key [32], secret_key [32];
    memset (public_key, filling, 32);
    memset (secret_key, filling + 1, 32);
    return zcert_new_from (public_key, secret_key);
}

static void
request_curve (zsock_t *req, byte filling)
{
    byte key [32];
    memset (key, filling, 32);
    request (req, "127.0.0.1", "CURVE", key, 32, NULL, 0);
}

//  Without a policy.
static void
no_policy (void)
{
    zactor_t *auth = new_auth (NULL);
    zsock_t *req = new_requester ();
    request (req, "127.0.0.1", "NULL", NULL, 0, NULL, 0);
    request (req, "10.1.2.3", "NULL", NULL, 0, NULL, 0);
    request (req, "", "NULL", NULL, 0, NULL, 0);
    request_plain (req, "admin", "secret");
    request_curve (req, 'a');
    request (req, "127.0.0.1", "GSSAPI", "principal", 9, NULL, 0);
    request (req, "127.0.0.1", "OTHER", NULL, 0, NULL, 0);
    request (req, "127.0.0.1", "", NULL, 0, NULL, 0);
    request (req, "127.0.0.1", "null", NULL, 0, NULL, 0);
    zsock_destroy (&req);
    zactor_destroy (&auth);
}

static void
request_each (zsock_t *req, const char *address)
{
    request (req, address, "NULL", NULL, 0, NULL, 0);
    request (req, address, "PLAIN", "user", 4, "password", 8);
    request (req, address, "GSSAPI", "principal", 9, NULL, 0);
    request (req, address, "OTHER", NULL, 0, NULL, 0);
}

//  Addresses that are listed, and those that are not.
static void
addresses (void)
{
    zactor_t *auth = new_auth (NULL);
    zsock_t *req = new_requester ();
    command (auth, "DENY", "10.0.0.1", "10.0.0.2", NULL);
    request_each (req, "10.0.0.1");
    request_each (req, "10.0.0.2");
    request_each (req, "10.0.0.3");
    command (auth, "DENY", "10.0.0.3", NULL, NULL);
    request (req, "10.0.0.1", "NULL", NULL, 0, NULL, 0);
    request (req, "10.0.0.3", "NULL", NULL, 0, NULL, 0);

    command (auth, "ALLOW", "10.0.0.1", "10.0.0.9", "10.0.0.1");
    puts ("now an allow list:");
    request_each (req, "10.0.0.1");
    request_each (req, "10.0.0.2");
    request_each (req, "10.0.0.4");
    command (auth, "ALLOW", "10.0.0.4", NULL, NULL);
    request (req, "10.0.0.4", "NULL", NULL, 0, NULL, 0);
    request (req, "10.0.0.9", "NULL", NULL, 0, NULL, 0);
    request (req, "10.0.0.99", "NULL", NULL, 0, NULL, 0);
    zsock_destroy (&req);
    zactor_destroy (&auth);

    //  Without arguments nothing is listed, and addresses are mere texts.
    auth = new_auth (NULL);
    req = new_requester ();
    command (auth, "ALLOW", NULL, NULL, NULL);
    command (auth, "DENY", NULL, NULL, NULL);
    request (req, "10.0.0.1", "NULL", NULL, 0, NULL, 0);
    command (auth, "ALLOW", "some text", NULL, NULL);
    request (req, "some text", "NULL", NULL, 0, NULL, 0);
    request (req, "some", "NULL", NULL, 0, NULL, 0);
    zsock_destroy (&req);
    zactor_destroy (&auth);
}

//  A password file, of the given age.
static void
write_passwords (const char *name, int age, const char *content)
{
    FILE *file = fopen (name, "w");
    check (file && fputs (content, file) >= 0);
    fclose (file);
    struct timespec times [2] = { { time (NULL) - age, 0 }, { time (NULL) - age, 0 } };
    check (utimensat (AT_FDCWD, name, times, 0) == 0);
}

static void
passwords (void)
{
    zactor_t *auth = new_auth (NULL);
    zsock_t *req = new_requester ();
    request_plain (req, "admin", "secret");
    command (auth, "PLAIN", "passwords", NULL, NULL);
    request_plain (req, "admin", "secret");
    puts ("a file comes:");
    write_passwords ("passwords", 1000, "#  Comment\nadmin=secret\nblank = x\nempty=\n");
    request_plain (req, "admin", "secret");
    request_plain (req, "admin", "Secret");
    request_plain (req, "admin", "secret2");
    request_plain (req, "admin", "");
    request_plain (req, "nobody", "secret");
    request_plain (req, "", "");
    request_plain (req, "blank ", " x");
    request_plain (req, "empty", "");
    puts ("a newer file:");
    write_passwords ("passwords", 500, "admin=changed\n");
    request_plain (req, "admin", "secret");
    request_plain (req, "admin", "changed");
    request_plain (req, "blank ", " x");
    puts ("too new a file:");
    write_passwords ("passwords", -1000, "admin=not yet\n");
    request_plain (req, "admin", "not yet");
    request_plain (req, "admin", "changed");
    puts ("no file:");
    zsys_file_delete ("passwords");
    request_plain (req, "admin", "changed");
    puts ("another file:");
    write_passwords ("others", 0, "other=one\n");
    command (auth, "PLAIN", "others", NULL, NULL);
    request_plain (req, "admin", "changed");
    request_plain (req, "other", "one");
    command (auth, "PLAIN", "nothing", NULL, NULL);
    request_plain (req, "other", "one");
    command (auth, "PLAIN", "others", "more", NULL);
    request_plain (req, "other", "one");
    command (auth, "PLAIN", "", NULL, NULL);
    request_plain (req, "other", "one");
    command (auth, "PLAIN", "others", NULL, NULL);
    command (auth, "PLAIN", ".", NULL, NULL);
    request_plain (req, "other", "one");
    zsys_file_delete ("others");

    //  An address list does not make up for a password, nor the other way round.
    write_passwords ("passwords", 1000, "admin=secret\n");
    command (auth, "PLAIN", "passwords", NULL, NULL);
    command (auth, "ALLOW", "127.0.0.1", NULL, NULL);
    request_plain (req, "admin", "secret");
    request_plain (req, "admin", "wrong");
    request (req, "10.0.0.1", "PLAIN", "admin", 5, "secret", 6);
    zsys_file_delete ("passwords");
    zsock_destroy (&req);
    zactor_destroy (&auth);
}

static void
certificates (void)
{
    //  A store given to the actor is its own.
    zcertstore_t *store = zcertstore_new (NULL);
    zcert_t *cert = new_cert ('b');
    zcert_set_meta (cert, "name", "Bea");
    zcert_set_meta (cert, "empty", "%s", "");
    zcert_set_meta (cert, "role", "%s %d", "number", 7);
    zcertstore_insert (store, &cert);
    cert = new_cert ('c');
    zcertstore_insert (store, &cert);
    zactor_t *auth = new_auth (store);
    zsock_t *req = new_requester ();
    request_curve (req, 'a');
    request_curve (req, 'b');
    request_curve (req, 'c');
    command (auth, "CURVE", CURVE_ALLOW_ANY, NULL, NULL);
    request_curve (req, 'a');
    request_curve (req, 'b');

    puts ("a folder that is not there:");
    command (auth, "CURVE", "certs", NULL, NULL);
    request_curve (req, 'a');
    request_curve (req, 'b');
    puts ("and then is:");
    check (zsys_dir_create ("certs") == 0);
    cert = new_cert ('a');
    zcert_set_meta (cert, "name", "Ada");
    check (zcert_save_public (cert, "certs/ada") == 0);
    zcert_destroy (&cert);
    request_curve (req, 'a');
    request_curve (req, 'b');
    puts ("the address counts first:");
    command (auth, "DENY", "127.0.0.1", NULL, NULL);
    request_curve (req, 'a');
    command (auth, "ALLOW", "127.0.0.1", NULL, NULL);
    request_curve (req, 'a');
    request_curve (req, 'b');
    zsock_destroy (&req);
    zactor_destroy (&auth);
    zsys_file_delete ("certs/ada");
    zsys_dir_delete ("certs");
}

//  The lines of a verbose actor. The password need not be shown.
static void
verbose_lines (void)
{
    log_capture ();
    zactor_t *auth = new_auth (NULL);
    zsock_t *req = new_requester ();
    request (req, "127.0.0.1", "NULL", NULL, 0, NULL, 0);
    command (auth, "VERBOSE", NULL, NULL, NULL);
    log_show ();
    request (req, "127.0.0.1", "NULL", NULL, 0, NULL, 0);
    request (req, "127.0.0.1", "GSSAPI", "principal", 9, NULL, 0);
    request (req, "127.0.0.1", "OTHER", NULL, 0, NULL, 0);
    request_plain (req, "admin", "secret");
    request_curve (req, 'a');
    command (auth, "GSSAPI", NULL, NULL, NULL);
    log_show ();

    write_passwords ("passwords", 1000, "admin=secret\n");
    command (auth, "PLAIN", "nothing", NULL, NULL);
    command (auth, "PLAIN", "passwords", NULL, NULL);
    log_show ();
    log_cut = "username=admin";
    request_plain (req, "admin", "secret");
    request_plain (req, "admin", "wrong");
    command (auth, "CURVE", CURVE_ALLOW_ANY, NULL, NULL);
    log_show ();
    log_cut = NULL;
    zsys_file_delete ("passwords");

    request_curve (req, 'a');
    command (auth, "CURVE", "certs", NULL, NULL);
    check (zsys_dir_create ("certs") == 0);
    zcert_t *cert = new_cert ('b');
    check (zcert_save_public (cert, "certs/bea") == 0);
    zcert_destroy (&cert);
    request_curve (req, 'a');
    request_curve (req, 'b');
    command (auth, "DENY", "10.0.0.1", "10.0.0.2", NULL);
    log_show ();
    zsys_file_delete ("certs/bea");
    zsys_dir_delete ("certs");

    request (req, "10.0.0.1", "NULL", NULL, 0, NULL, 0);
    request (req, "10.0.0.3", "NULL", NULL, 0, NULL, 0);
    request (req, "10.0.0.3", "OTHER", NULL, 0, NULL, 0);
    command (auth, "ALLOW", "10.0.0.1", "10.0.0.3", NULL);
    log_show ();
    request (req, "10.0.0.1", "NULL", NULL, 0, NULL, 0);
    request (req, "10.0.0.2", "NULL", NULL, 0, NULL, 0);
    command (auth, "VERBOSE", NULL, NULL, NULL);
    log_show ();
    zsock_destroy (&req);
    zactor_destroy (&auth);
    log_show ();
    log_release ();
}

//  Real sockets. A server that takes one message from a client, or does not.
typedef void (prepare_fn) (zsock_t *server, zsock_t *client, void *arg);

static void
try_sockets (const char *what, prepare_fn *prepare, void *arg, bool expected)
{
    zsock_t *server = zsock_new (ZMQ_PULL), *client = zsock_new (ZMQ_PUSH);
    zsock_set_zap_domain (server, "domain");
    prepare (server, client, arg);
    int port = zsock_bind (server, "tcp://127.0.0.1:*");
    check (port > 0);
    check (zsock_connect (client, "tcp://127.0.0.1:%d", port) == 0);
    zstr_send (client, "message");
    //  What is expected may take its time.
    zsock_set_rcvtimeo (server, expected ? 15000 : 150);
    zframe_t *frame = zframe_recv (server);
    printf ("%s: %s", what, frame ? "received" : "nothing");
    const char *names [] = { "User-Id", "name", "role", "nothing" };
    for (int index = 0; frame && index < 4; index++) {
        const char *value = zframe_meta (frame, names [index]);
        bool key = value && index == 0 && strlen (value) == 40;
        printf (", %s %s", names [index], key ? "a key" : value ? value : "not set");
    }
    puts ("");
    zframe_destroy (&frame);
    zsock_destroy (&client);
    zsock_destroy (&server);
}

static void
null_sockets (zsock_t *server, zsock_t *client, void *arg)
{
    (void) server;
    (void) client;
    (void) arg;
}

static void
plain_sockets (zsock_t *server, zsock_t *client, void *arg)
{
    zsock_set_plain_server (server, 1);
    zsock_set_plain_username (client, "admin");
    zsock_set_plain_password (client, (const char *) arg);
}

static zcert_t *server_cert;

static void
curve_sockets (zsock_t *server, zsock_t *client, void *arg)
{
    zcert_apply (server_cert, server);
    zsock_set_curve_server (server, 1);
    zcert_apply ((zcert_t *) arg, client);
    zsock_set_curve_serverkey (client, zcert_public_txt (server_cert));
}

static void
real_sockets (void)
{
    zactor_t *auth = new_auth (NULL);
    try_sockets ("NULL", null_sockets, NULL, true);
    command (auth, "DENY", "127.0.0.1", NULL, NULL);
    try_sockets ("NULL, denied", null_sockets, NULL, false);
    command (auth, "ALLOW", "127.0.0.1", NULL, NULL);
    try_sockets ("NULL, allowed", null_sockets, NULL, true);

    try_sockets ("PLAIN, no passwords", plain_sockets, "secret", false);
    write_passwords ("passwords", 1000, "admin=secret\n");
    command (auth, "PLAIN", "passwords", NULL, NULL);
    try_sockets ("PLAIN", plain_sockets, "secret", true);
    try_sockets ("PLAIN, wrong password", plain_sockets, "wrong", false);
    zsys_file_delete ("passwords");

    if (zsys_has_curve ()) {
        server_cert = zcert_new ();
        zcert_t *client_cert = zcert_new (), *stranger = zcert_new ();
        check (server_cert && client_cert && stranger);
        try_sockets ("CURVE, no store", curve_sockets, client_cert, false);
        command (auth, "CURVE", CURVE_ALLOW_ANY, NULL, NULL);
        try_sockets ("CURVE, any", curve_sockets, client_cert, true);
        zcert_set_meta (client_cert, "name", "Client");
        zcert_set_meta (client_cert, "role", "tester");
        check (zsys_dir_create ("certs") == 0);
        check (zcert_save_public (client_cert, "certs/client") == 0);
        command (auth, "CURVE", "certs", NULL, NULL);
        try_sockets ("CURVE", curve_sockets, client_cert, true);
        try_sockets ("CURVE, a stranger", curve_sockets, stranger, false);
        zsys_file_delete ("certs/client");
        zsys_dir_delete ("certs");
        zcert_destroy (&server_cert);
        zcert_destroy (&client_cert);
        zcert_destroy (&stranger);
    }
    zactor_destroy (&auth);
    //  The endpoint is free again.
    auth = new_auth (NULL);
    try_sockets ("NULL, a new actor", null_sockets, NULL, true);
    zactor_destroy (&auth);
}

//  An interrupt ends the actor, once it has served what it was waiting for.
static void
interrupted (void)
{
    pid_t thread;
    zactor_t *auth = actor_and_thread (zauth, NULL, &thread);
    command (auth, "DENY", NULL, NULL, NULL);
    wait_until_blocked (thread);
    zsys_interrupted = 1;
    command (auth, "GSSAPI", NULL, NULL, NULL);
    zpoller_t *poller = zpoller_new (auth, NULL);
    zpoller_set_nonstop (poller, true);
    printf ("ended by itself: %d\n", zpoller_wait (poller, 15000) == auth);
    zpoller_destroy (&poller);
    zactor_destroy (&auth);
    zsys_interrupted = 0;
}

//  What ends the process.
static void
breaches (void)
{
    check_aborts ("", dup2 (2, 1); zactor_t *first = new_auth (NULL);
                  zactor_t *second = zactor_new (zauth, NULL); zsock_wait (second);
                  zactor_destroy (&first));
    check_aborts ("zauth: - invalid command: NONSENSE", dup2 (2, 1);
                  zactor_t *auth = new_auth (NULL); zstr_send (auth, "NONSENSE");
                  zsock_wait (auth));
    puts ("breaches abort");
}

//  Defects

//  Metadata of any size arrives whole.
static void
much_metadata (void)
{
    zcertstore_t *store = zcertstore_new (NULL);
    zcert_t *cert = new_cert ('m');
    char name [300], value [300];
    memset (value, 'v', sizeof value);
    value [299] = 0;
    size_t expected = 0;
    for (int index = 0; index < 100; index++) {
        snprintf (name, sizeof name, "name-%d", index);
        zcert_set_meta (cert, name, "%s", value);
        expected += 1 + strlen (name) + 4 + strlen (value);
    }
    zcertstore_insert (store, &cert);
    zactor_t *auth = new_auth (store);
    zsock_t *req = new_requester ();
    byte key [32];
    memset (key, 'm', 32);
    zmsg_t *reply = ask (req, "127.0.0.1", "CURVE", key, 32, NULL, 0);
    check (zmsg_size (reply) == 6);
    check (zframe_size (zmsg_last (reply)) == expected);
    zmsg_destroy (&reply);
    zsock_destroy (&req);
    zactor_destroy (&auth);
}

static void
long_name (void)
{
    zcertstore_t *store = zcertstore_new (NULL);
    zcert_t *cert = new_cert ('m');
    char name [301];
    memset (name, 'n', sizeof name);
    name [300] = 0;
    zcert_set_meta (cert, name, "value");
    zcertstore_insert (store, &cert);
    zactor_t *auth = new_auth (store);
    zsock_t *req = new_requester ();
    byte key [32];
    memset (key, 'm', 32);
    zmsg_t *reply = ask (req, "127.0.0.1", "CURVE", key, 32, NULL, 0);
    check (zmsg_size (reply) == 6);
    zmsg_destroy (&reply);
    zsock_destroy (&req);
    zactor_destroy (&auth);
}

static void
defect_AUTH_1 (void)
{
    check (in_child (much_metadata) == 0);
    check (in_child (long_name) == 0);
}

//  A malformed request is refused, and the next one served.
static void
malformed (void)
{
    const char *requests [] = {
        "0.9|seq|domain|127.0.0.1|identity|NULL",
        "|seq|domain|127.0.0.1|identity|NULL",
        "1.0|seq|domain|127.0.0.1|identity|CURVE|too short",
        "1.0|seq|domain|127.0.0.1|identity|CURVE",
        "1.0|seq|domain|127.0.0.1|identity|PLAIN|user",
        "1.0|seq|domain|127.0.0.1|identity|PLAIN",
        "1.0|seq|domain|127.0.0.1|identity|GSSAPI",
        "1.0|seq|domain|127.0.0.1|identity",
        "1.0|seq|domain",
        "1.0|seq",
        "1.0",
        "",
    };
    write_passwords ("passwords", 1000, "user=password\n");
    zactor_t *auth = new_auth (zcertstore_new (NULL));
    zstr_sendx (auth, "PLAIN", "passwords", NULL);
    check (zsock_wait (auth) == 0);
    zsock_t *req = new_requester ();
    for (size_t index = 0; index < sizeof requests / sizeof *requests; index++) {
        char *text = strdup (requests [index]), *rest = text, *each;
        zmsg_t *msg = zmsg_new ();
        while ((each = strsep (&rest, "|")))
            zmsg_addstr (msg, each);
        free (text);
        check (zmsg_send (&msg, req) == 0);
        msg = zmsg_recv (req);
        check (msg && zmsg_size (msg) == 6);
        check (zframe_streq (zmsg_first (msg), "1.0"));
        zmsg_next (msg);
        zframe_t *status = zmsg_next (msg);
        check (zframe_streq (status, "400") || zframe_streq (status, "500"));
        zmsg_destroy (&msg);

        msg = ask (req, "127.0.0.1", "NULL", NULL, 0, NULL, 0);
        zmsg_first (msg);
        zmsg_next (msg);
        check (zframe_streq (zmsg_next (msg), "200"));
        zmsg_destroy (&msg);
    }
    zsock_destroy (&req);
    zactor_destroy (&auth);
}

static void
defect_AUTH_2 (void)
{
    int status = in_child (malformed);
    zsys_file_delete ("passwords");
    check (status == 0);
}

//  The log does not give passwords away.
static void
defect_AUTH_3 (void)
{
    write_passwords ("passwords", 1000, "admin=pass-phrase\n");
    log_capture ();
    zactor_t *auth = new_auth (NULL);
    zstr_send (auth, "VERBOSE");
    check (zsock_wait (auth) == 0);
    zstr_sendx (auth, "PLAIN", "passwords", NULL);
    check (zsock_wait (auth) == 0);
    zsys_file_delete ("passwords");
    zsock_t *req = new_requester ();
    zmsg_t *reply = ask (req, "127.0.0.1", "PLAIN", "admin", 5, "pass-phrase", 11);
    zmsg_destroy (&reply);
    reply = ask (req, "127.0.0.1", "PLAIN", "admin", 5, "wrong-phrase", 12);
    zmsg_destroy (&reply);
    zsock_destroy (&req);
    zactor_destroy (&auth);
    char text [20000] = "";
    check (pread (fileno (log_file_), text, sizeof text - 1, 0) > 0);
    log_release ();
    check (strstr (text, "admin"));
    check (!strstr (text, "pass-phrase") && !strstr (text, "wrong-phrase"));
}

//  Commands without their argument are answered, and change nothing.
static void
missing_arguments (void)
{
    zactor_t *auth = new_auth (NULL);
    zsys_set_logstream (NULL);
    zstr_send (auth, "PLAIN");
    zsock_wait (auth);
    zstr_send (auth, "CURVE");
    zsock_wait (auth);
    zstr_sendx (auth, "CURVE", "", NULL);
    zsock_wait (auth);
    zsock_t *req = new_requester ();
    zmsg_t *reply = ask (req, "127.0.0.1", "PLAIN", "admin", 5, "secret", 6);
    zmsg_first (reply);
    zmsg_next (reply);
    check (zframe_streq (zmsg_next (reply), "400"));
    zmsg_destroy (&reply);
    zsock_destroy (&req);
    zactor_destroy (&auth);
}

static void
defect_AUTH_4 (void)
{
    check (in_child (missing_arguments) == 0);
}

//  A certificate that is there twice is there.
static void
copied_certificate (void)
{
    zcert_t *cert = new_cert ('d');
    check (zsys_dir_create ("certs") == 0);
    check (zcert_save_public (cert, "certs/one") == 0);
    check (zcert_save_public (cert, "certs/two") == 0);
    zcert_destroy (&cert);
    zactor_t *auth = new_auth (NULL);
    zstr_sendx (auth, "CURVE", "certs", NULL);
    check (zsock_wait (auth) == 0);
    zsock_t *req = new_requester ();
    byte key [32];
    memset (key, 'd', 32);
    zmsg_t *reply = ask (req, "127.0.0.1", "CURVE", key, 32, NULL, 0);
    zmsg_first (reply);
    zmsg_next (reply);
    check (zframe_streq (zmsg_next (reply), "200"));
    zmsg_destroy (&reply);
    zsock_destroy (&req);
    zactor_destroy (&auth);
}

static void
defect_AUTH_5 (void)
{
    int status = in_child (copied_certificate);
    zsys_file_delete ("certs/one");
    zsys_file_delete ("certs/two");
    zsys_dir_delete ("certs");
    check (status == 0);
}

//  A sequence is bytes, which may be zeros.
static void
defect_sequence_of_bytes (void)
{
    zactor_t *auth = new_auth (NULL);
    zsock_t *req = new_requester ();
    zmsg_t *msg = zmsg_new ();
    zmsg_addstr (msg, "1.0");
    zmsg_addmem (msg, "\0\1\0", 3);
    for (const char **each = (const char *[]) { "domain", "127.0.0.1", "", "NULL", NULL }; *each;
         each++)
        zmsg_addstr (msg, *each);
    check (zmsg_send (&msg, req) == 0);
    msg = zmsg_recv (req);
    check (msg && zmsg_size (msg) == 6);
    zmsg_first (msg);
    zframe_t *sequence = zmsg_next (msg);
    check (zframe_size (sequence) == 3 && memcmp (zframe_data (sequence), "\0\1\0", 3) == 0);
    zmsg_destroy (&msg);
    zsock_destroy (&req);
    zactor_destroy (&auth);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    check (mkdtemp (workdir) && chdir (workdir) == 0);
    CASE (no_policy ());
    CASE (addresses ());
    CASE (passwords ());
    CASE (certificates ());
    CASE (verbose_lines ());
    CASE (real_sockets ());
    CASE (interrupted ());
    CASE (breaches ());
    DEFECT (AUTH_1);
    DEFECT (AUTH_2);
    DEFECT (AUTH_3);
    DEFECT (AUTH_4);
    DEFECT (AUTH_5);
    DEFECT (sequence_of_bytes);
    CASE (zauth_test (false));
    zsys_dir_delete ("src/selftest-rw");
    zsys_dir_delete ("src");
    check (chdir ("/") == 0 && rmdir (workdir) == 0);
    return test_end ();
}

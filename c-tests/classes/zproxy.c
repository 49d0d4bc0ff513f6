//  Walks zproxy: its commands and what it logs of them, what passes between sockets of several
//  types, capturing, pausing, and clients that must authenticate themselves.

#include "folder.h"
#include "observe.h"

//  Sends a command, which may have up to three arguments, and waits for the answer.
static int
ask (zactor_t *proxy, const char *name, const char *arg1, const char *arg2, const char *arg3)
{
    zstr_sendx (proxy, name, arg1, arg1 ? arg2 : NULL, arg1 && arg2 ? arg3 : NULL, NULL);
    return zsock_wait (proxy);
}

static void
command (zactor_t *proxy, const char *name, const char *arg1, const char *arg2, const char *arg3)
{
    printf ("%s: %d\n", name, ask (proxy, name, arg1, arg2, arg3));
}

//  Endpoints that each proxy has for its own: names are free some time after sockets are closed.
static int proxies;

static const char *
named (const char *endpoints)
{
    static char texts [8] [128];
    static int next;
    char *text = texts [next++ % 8], *end = text;
    for (; *endpoints; endpoints++) {
        if (*endpoints == ',')
            end += sprintf (end, "-%d", proxies);
        *end++ = *endpoints;
    }
    sprintf (end, "-%d", proxies);
    return text;
}

static zactor_t *
new_proxy (void)
{
    proxies++;
    zactor_t *proxy = zactor_new (zproxy, NULL);
    check (proxy);
    zsock_set_rcvtimeo (proxy, 15000);
    return proxy;
}

static zsock_t *
patient (zsock_t *sock)
{
    check (sock);
    zsock_set_rcvtimeo (sock, 15000);
    zsock_set_sndtimeo (sock, 15000);
    return sock;
}

static void
show_message (const char *what, zsock_t *source)
{
    zmsg_t *msg = zmsg_recv (source);
    check (msg);
    printf ("%s:", what);
    for (zframe_t *frame = zmsg_first (msg); frame; frame = zmsg_next (msg))
        printf (" [%.*s]", (int) zframe_size (frame), (char *) zframe_data (frame));
    puts ("");
    zmsg_destroy (&msg);
}

static void
show_silence (const char *what, zsock_t *source)
{
    zsock_set_rcvtimeo (source, 100);
    zmsg_t *msg = zmsg_recv (source);
    printf ("%s: %s\n", what, msg ? "something" : "nothing");
    zmsg_destroy (&msg);
    zsock_set_rcvtimeo (source, 15000);
}

static void
one_way (void)
{
    zactor_t *proxy = new_proxy ();
    command (proxy, "FRONTEND", "PULL", named ("inproc://front"), NULL);
    command (proxy, "BACKEND", "PUSH", named ("inproc://back"), NULL);
    zsock_t *faucet = patient (zsock_new_push (named (">inproc://front")));
    zsock_t *sink = patient (zsock_new_pull (named (">inproc://back")));
    zstr_sendx (faucet, "one", "", "three", NULL);
    zstr_send (faucet, "alone");
    show_message ("sink", sink);
    show_message ("sink", sink);
    for (int count = 0; count < 500; count++)
        check (zsock_send (faucet, "si", "number", count) == 0);
    for (int count = 0; count < 500; count++) {
        char *text;
        int number;
        check (zsock_recv (sink, "si", &text, &number) == 0);
        check (number == count);
        zstr_free (&text);
    }
    puts ("500 messages in order");
    zsock_destroy (&faucet);
    zsock_destroy (&sink);
    zactor_destroy (&proxy);
}

//  Requests and replies, over two endpoints of one side.
static void
both_ways (void)
{
    zactor_t *proxy = new_proxy ();
    command (proxy, "BACKEND", "DEALER", named ("inproc://workers"), NULL);
    command (proxy, "FRONTEND", "ROUTER", named ("@inproc://one,@ipc://two"), NULL);
    zsock_t *first = patient (zsock_new_req (named (">inproc://one")));
    zsock_t *second = patient (zsock_new_req (named (">ipc://two")));
    zsock_t *worker = patient (zsock_new_rep (named (">inproc://workers")));
    zstr_send (first, "first");
    show_message ("worker", worker);
    zstr_sendx (worker, "reply", "to first", NULL);
    show_message ("first", first);
    zstr_send (second, "second");
    show_message ("worker", worker);
    zstr_send (worker, "to second");
    show_message ("second", second);
    zsock_destroy (&first);
    zsock_destroy (&second);
    zsock_destroy (&worker);
    zactor_destroy (&proxy);
}

//  Subscriptions go the other way.
static void
subscriptions (void)
{
    zactor_t *proxy = new_proxy ();
    zsock_t *publisher = patient (zsock_new_xpub (named ("@inproc://publisher")));
    command (proxy, "FRONTEND", "XSUB", named (">inproc://publisher"), NULL);
    command (proxy, "BACKEND", "XPUB", named ("inproc://subscribers"), NULL);
    zsock_t *subscriber = patient (zsock_new_sub (named (">inproc://subscribers"), "A"));
    zframe_t *frame = zframe_recv (publisher);
    check (frame && zframe_size (frame) == 2);
    printf ("subscription: %d %c\n", zframe_data (frame) [0], zframe_data (frame) [1]);
    zframe_destroy (&frame);
    zstr_sendx (publisher, "B", "not for it", NULL);
    zstr_sendx (publisher, "A", "for it", NULL);
    show_message ("subscriber", subscriber);
    zsock_destroy (&subscriber);
    zsock_destroy (&publisher);
    zactor_destroy (&proxy);
}

//  Both directions are captured; PAUSE holds everything back.
static void
captured_and_paused (void)
{
    zactor_t *proxy = new_proxy ();
    zsock_t *capture = patient (zsock_new_pull (named ("@inproc://capture")));
    command (proxy, "CAPTURE", named ("inproc://capture"), NULL, NULL);
    command (proxy, "FRONTEND", "PAIR", named ("inproc://front"), NULL);
    command (proxy, "BACKEND", "PAIR", named ("inproc://back"), NULL);
    zsock_t *left = patient (zsock_new_pair (named (">inproc://front")));
    zsock_t *right = patient (zsock_new_pair (named (">inproc://back")));
    zstr_sendx (left, "forth", "and", NULL);
    show_message ("right", right);
    show_message ("capture", capture);
    zstr_sendx (right, "back", "", NULL);
    show_message ("left", left);
    show_message ("capture", capture);
    command (proxy, "PAUSE", NULL, NULL, NULL);
    zstr_send (left, "held");
    zstr_send (right, "held back");
    show_silence ("right", right);
    show_silence ("left", left);
    show_silence ("capture", capture);
    command (proxy, "PAUSE", NULL, NULL, NULL);
    command (proxy, "RESUME", NULL, NULL, NULL);
    show_message ("right", right);
    show_message ("left", left);
    zstr_free (&(char *) { zstr_recv (capture) });
    zstr_free (&(char *) { zstr_recv (capture) });
    command (proxy, "RESUME", NULL, NULL, NULL);
    zstr_send (left, "again");
    show_message ("right", right);
    zsock_destroy (&left);
    zsock_destroy (&right);
    zactor_destroy (&proxy);
    show_message ("capture", capture);
    zsock_destroy (&capture);
}

//  It starts as soon as there are both sockets, whatever was said before; each PAUSE and each
//  RESUME is the last word then.
static void
started (void)
{
    static const char *orders [] = { "PAUSE FRONTEND BACKEND", "FRONTEND PAUSE BACKEND",
        "BACKEND PAUSE PAUSE FRONTEND", "RESUME FRONTEND BACKEND", "FRONTEND RESUME BACKEND",
        "BACKEND RESUME FRONTEND PAUSE PAUSE RESUME", "BACKEND FRONTEND PAUSE RESUME RESUME" };
    for (size_t index = 0; index < sizeof orders / sizeof *orders; index++) {
        printf ("%s\n", orders [index]);
        zactor_t *proxy = new_proxy ();
        char *words = strdup (orders [index]), *rest = words, *word;
        while ((word = strsep (&rest, " ")))
            if (streq (word, "FRONTEND"))
                check (ask (proxy, word, "PULL", named ("inproc://front"), NULL) == 0);
            else
            if (streq (word, "BACKEND"))
                check (ask (proxy, word, "PUSH", named ("inproc://back"), NULL) == 0);
            else
                check (ask (proxy, word, NULL, NULL, NULL) == 0);
        free (words);
        zsock_t *faucet = patient (zsock_new_push (named (">inproc://front")));
        zsock_t *sink = patient (zsock_new_pull (named (">inproc://back")));
        zstr_send (faucet, "at once");
        show_message ("sink", sink);
        check (ask (proxy, "PAUSE", NULL, NULL, NULL) == 0);
        zstr_send (faucet, "later");
        show_silence ("sink", sink);
        check (ask (proxy, "RESUME", NULL, NULL, NULL) == 0);
        show_message ("sink", sink);
        zsock_destroy (&faucet);
        zsock_destroy (&sink);
        zactor_destroy (&proxy);
    }
}

//  An actor that is a proxy, with arguments that are nothing to it.
static void
proxy_of_its_own (zsock_t *pipe, void *args)
{
    zproxy (pipe, args);
}

//  Frames that a command does not have are not looked at; strings end with a NUL, or their frame;
//  answers come in the order of the commands.
static void
odd_commands (void)
{
    log_capture ();
    proxies++;
    zactor_t *proxy = zactor_new (proxy_of_its_own, "XSUB-XPUB");
    check (proxy);
    zsock_set_rcvtimeo (proxy, 15000);
    command (proxy, "PAUSE", "now", NULL, NULL);
    command (proxy, "RESUME", "BACKEND", "x", NULL);
    command (proxy, "DOMAIN", "BACKEND", "domain", "more");
    zmsg_t *msg = zmsg_new ();
    zmsg_addmem (msg, "FRONTEND\0x", 10);
    zmsg_addmem (msg, "PULL\0", 5);
    zmsg_addmem (msg, "@inproc://%d%s,inproc://two,\0x", 30);
    zmsg_send (&msg, proxy);
    printf ("FRONTEND: %d\n", zsock_wait (proxy));
    zsock_t *capture = patient (zsock_new_pull (named ("@inproc://capture")));
    zstr_sendx (proxy, "CAPTURE", named ("inproc://capture"), "more", NULL);
    zstr_sendx (proxy, "BACKEND", "PUSH", named ("inproc://back"), "topic", NULL);
    zstr_send (proxy, "PAUSE");
    zstr_send (proxy, "RESUME");
    for (int count = 0; count < 4; count++) {
        msg = zmsg_recv (proxy);
        check (msg);
        printf ("answer: %zu frame, signal %d\n", zmsg_size (msg), zmsg_signal (msg));
        zmsg_destroy (&msg);
    }
    zsock_t *faucet = patient (zsock_new_push (">inproc://%d%s"));
    zsock_t *other = patient (zsock_new_push (">inproc://two"));
    zsock_t *sink = patient (zsock_new_pull (named (">inproc://back")));
    zstr_send (faucet, "by a name with marks");
    show_message ("sink", sink);
    zstr_send (other, "by the other");
    show_message ("sink", sink);
    show_message ("capture", capture);
    show_message ("capture", capture);
    zsock_destroy (&faucet);
    zsock_destroy (&other);
    zsock_destroy (&sink);
    zsock_destroy (&capture);
    zactor_destroy (&proxy);

    //  A side without endpoints is one that nobody finds.
    proxy = new_proxy ();
    command (proxy, "FRONTEND", "PULL", "", NULL);
    command (proxy, "BACKEND", "PUSH", ">inproc://nobody", NULL);
    zactor_destroy (&proxy);
    log_show ();
    log_release ();
}

//  What an actor does can be done by this thread, when all that is to be said is said before.
static void
without_an_actor (void)
{
    proxies++;
    zsock_t *pipe, *owner = zsys_create_pipe (&pipe);
    zstr_sendx (owner, "FRONTEND", "PULL", named ("inproc://front"), NULL);
    zstr_sendx (owner, "BACKEND", "PUSH", named ("inproc://back"), NULL);
    zstr_send (owner, "$TERM");
    zproxy (pipe, NULL);
    for (int count = 0; count < 3; count++)
        printf ("answer: %d\n", zsock_wait (owner));
    zsock_destroy (&owner);
    zsock_destroy (&pipe);
}

//  Envelopes and subscriptions are captured, too.
static void
captured_envelopes (void)
{
    zactor_t *proxy = new_proxy ();
    zsock_t *capture = patient (zsock_new_pull (named ("@inproc://capture")));
    command (proxy, "FRONTEND", "ROUTER", named ("inproc://front"), NULL);
    command (proxy, "CAPTURE", named ("inproc://capture"), NULL, NULL);
    command (proxy, "BACKEND", "DEALER", named ("inproc://back"), NULL);
    zsock_t *client = zsock_new (ZMQ_REQ);
    zsock_set_identity (client, "client");
    check (zsock_connect (patient (client), named ("inproc://front")) == 0);
    zsock_t *worker = patient (zsock_new_rep (named (">inproc://back")));
    zstr_sendx (client, "request", "", NULL);
    show_message ("worker", worker);
    zstr_send (worker, "reply");
    show_message ("client", client);
    show_message ("capture", capture);
    show_message ("capture", capture);
    zsock_destroy (&client);
    zsock_destroy (&worker);
    zactor_destroy (&proxy);
    zsock_destroy (&capture);

    proxy = new_proxy ();
    capture = patient (zsock_new_pull (named ("@inproc://capture")));
    command (proxy, "CAPTURE", named ("inproc://capture"), NULL, NULL);
    command (proxy, "FRONTEND", "XSUB", named ("inproc://front-2"), NULL);
    command (proxy, "BACKEND", "XPUB", named ("inproc://back-2"), NULL);
    zsock_t *publisher = patient (zsock_new_xpub (named (">inproc://front-2")));
    zsock_t *subscriber = patient (zsock_new_sub (named (">inproc://back-2"), "A"));
    zframe_t *frame = zframe_recv (publisher);
    check (frame && zframe_size (frame) == 2);
    zframe_destroy (&frame);
    zstr_send (publisher, "A message");
    show_message ("subscriber", subscriber);
    frame = zframe_recv (capture);
    check (frame && zframe_size (frame) == 2);
    printf ("captured: %d %c\n", zframe_data (frame) [0], zframe_data (frame) [1]);
    zframe_destroy (&frame);
    show_message ("capture", capture);
    zsock_destroy (&publisher);
    zsock_destroy (&subscriber);
    zactor_destroy (&proxy);
    zsock_destroy (&capture);
}

//  Request and reply sockets have their turns.
static void
in_turns (void)
{
    zactor_t *proxy = new_proxy ();
    command (proxy, "FRONTEND", "REP", named ("inproc://front"), NULL);
    command (proxy, "BACKEND", "REQ", named ("inproc://back"), NULL);
    zsock_t *client = patient (zsock_new_req (named (">inproc://front")));
    zsock_t *worker = patient (zsock_new_rep (named (">inproc://back")));
    for (int count = 0; count < 3; count++) {
        zstr_sendx (client, "ask", "", NULL);
        show_message ("worker", worker);
        zstr_send (worker, "tell");
        show_message ("client", client);
    }
    zsock_destroy (&client);
    zsock_destroy (&worker);
    zactor_destroy (&proxy);
}

static void
many_clients (void)
{
    enum { workers = 3, clients = 30 };
    zactor_t *proxy = new_proxy ();
    command (proxy, "FRONTEND", "ROUTER", named ("ipc://front"), NULL);
    command (proxy, "BACKEND", "DEALER", named ("ipc://back"), NULL);
    zsock_t *worker [workers], *client [clients];
    zpoller_t *poller = zpoller_new (NULL);
    for (int index = 0; index < workers; index++) {
        worker [index] = patient (zsock_new_rep (named (">ipc://back")));
        check (zpoller_add (poller, worker [index]) == 0);
    }
    for (int index = 0; index < clients; index++) {
        client [index] = patient (zsock_new_req (named (">ipc://front")));
        check (zsock_send (client [index], "i", index) == 0);
    }
    for (int count = 0; count < clients; count++) {
        zsock_t *ready = (zsock_t *) zpoller_wait (poller, 15000);
        int number;
        check (ready && zsock_recv (ready, "i", &number) == 0);
        check (zsock_send (ready, "i", number + 1000) == 0);
    }
    for (int index = 0; index < clients; index++) {
        int number;
        check (zsock_recv (client [index], "i", &number) == 0 && number == index + 1000);
        zsock_destroy (&client [index]);
    }
    zpoller_destroy (&poller);
    for (int index = 0; index < workers; index++)
        zsock_destroy (&worker [index]);
    zactor_destroy (&proxy);

    //  Each subscriber of many has what it asked for.
    proxy = new_proxy ();
    command (proxy, "FRONTEND", "XSUB", named ("inproc://front"), NULL);
    command (proxy, "BACKEND", "XPUB", named ("inproc://back"), NULL);
    zsock_t *publisher = patient (zsock_new_xpub (named (">inproc://front")));
    for (int index = 0; index < clients; index++) {
        char topic [16];
        snprintf (topic, sizeof topic, "%d.", index);
        client [index] = patient (zsock_new_sub (named (">inproc://back"), topic));
        zframe_t *frame = zframe_recv (publisher);
        check (frame && zframe_size (frame) == strlen (topic) + 1);
        zframe_destroy (&frame);
    }
    for (int index = 0; index < clients; index++)
        zstr_sendf (publisher, "%d. for it", index);
    for (int index = 0; index < clients; index++) {
        char *text = zstr_recv (client [index]);
        check (text && atoi (text) == index);
        zstr_free (&text);
        zsock_destroy (&client [index]);
    }
    puts ("each has its own");
    zsock_destroy (&publisher);
    zactor_destroy (&proxy);
}

//  A message of many parts, and a long one.
static void
large_message (void)
{
    zactor_t *proxy = new_proxy ();
    command (proxy, "FRONTEND", "PULL", named ("inproc://front"), NULL);
    command (proxy, "BACKEND", "PUSH", named ("inproc://back"), NULL);
    zsock_t *faucet = patient (zsock_new_push (named (">inproc://front")));
    zsock_t *sink = patient (zsock_new_pull (named (">inproc://back")));
    zmsg_t *msg = zmsg_new ();
    for (int index = 0; index < 3000; index++)
        zmsg_addstrf (msg, "%d", index);
    zframe_t *frame = zframe_new (NULL, 3000000);
    memset (zframe_data (frame), 'x', zframe_size (frame));
    zmsg_append (msg, &frame);
    check (zmsg_send (&msg, faucet) == 0);
    msg = zmsg_recv (sink);
    check (msg && atoi ((char *) zframe_data (zmsg_first (msg))) == 0);
    printf ("%zu frames, %zu bytes\n", zmsg_size (msg), zmsg_content_size (msg));
    zmsg_destroy (&msg);
    zsock_destroy (&faucet);
    zsock_destroy (&sink);
    zactor_destroy (&proxy);
}

//  Without a domain; and passwords, without anyone who knows them.
static void
half_authentication (void)
{
    zactor_t *proxy = new_proxy ();
    zcert_t *server = zcert_new (), *client = zcert_new ();
    check (ask (proxy, "CURVE", "FRONTEND", zcert_public_txt (server), zcert_secret_txt (server))
           == 0);
    command (proxy, "FRONTEND", "PULL", named ("ipc://front"), NULL);
    command (proxy, "BACKEND", "PUSH", named ("inproc://back"), NULL);
    zsock_t *faucet = patient (zsock_new (ZMQ_PUSH));
    zcert_apply (client, faucet);
    zsock_set_curve_serverkey (faucet, zcert_public_txt (server));
    check (zsock_connect (faucet, named ("ipc://front")) == 0);
    zsock_t *sink = patient (zsock_new_pull (named (">inproc://back")));
    zstr_send (faucet, "by CURVE");
    show_message ("sink", sink);
    zsock_destroy (&faucet);
    zsock_destroy (&sink);
    zcert_destroy (&server);
    zcert_destroy (&client);
    zactor_destroy (&proxy);

    proxy = new_proxy ();
    command (proxy, "PLAIN", "BACKEND", NULL, NULL);
    command (proxy, "FRONTEND", "PULL", named ("inproc://front"), NULL);
    command (proxy, "BACKEND", "PUSH", named ("ipc://back"), NULL);
    sink = patient (zsock_new (ZMQ_PULL));
    zsock_set_reconnect_ivl (sink, -1);
    zsock_set_plain_username (sink, "admin");
    zsock_set_plain_password (sink, "secret");
    zactor_t *monitor = zactor_new (zmonitor, sink);
    zsock_set_rcvtimeo (monitor, 15000);
    zstr_sendx (monitor, "LISTEN", "DISCONNECTED", NULL);
    zstr_send (monitor, "START");
    check (zsock_wait (monitor) == 0);
    check (zsock_connect (sink, named ("ipc://back")) == 0);
    zmsg_t *msg = zmsg_recv (monitor);
    check (msg);
    printf ("without an authenticator: %s\n", zframe_data (zmsg_first (msg)) [0] == 'D'
            ? "disconnected" : "?");
    zmsg_destroy (&msg);
    zactor_destroy (&monitor);
    zsock_destroy (&sink);
    zactor_destroy (&proxy);
}

//  Only those who authenticate themselves, as the side was set to ask before it was opened.
static void
authentication (void)
{
    zactor_t *auth = zactor_new (zauth, NULL);
    FILE *file = fopen ("passwords", "w");
    check (file && fputs ("admin=secret\n", file) >= 0);
    fclose (file);
    struct timespec times [2] = { { time (NULL) - 1000, 0 }, { time (NULL) - 1000, 0 } };
    check (utimensat (AT_FDCWD, "passwords", times, 0) == 0);
    zstr_sendx (auth, "PLAIN", "passwords", NULL);
    check (zsock_wait (auth) == 0);
    zstr_sendx (auth, "CURVE", CURVE_ALLOW_ANY, NULL);
    check (zsock_wait (auth) == 0);

    zactor_t *proxy = new_proxy ();
    zcert_t *server = zcert_new (), *client = zcert_new ();
    command (proxy, "DOMAIN", "FRONTEND", "global", NULL);
    command (proxy, "PLAIN", "FRONTEND", NULL, NULL);
    command (proxy, "DOMAIN", "BACKEND", "global", NULL);
    check (ask (proxy, "CURVE", "BACKEND", zcert_public_txt (server), zcert_secret_txt (server))
           == 0);
    command (proxy, "FRONTEND", "PULL", named ("ipc://front"), NULL);
    command (proxy, "BACKEND", "PUSH", named ("ipc://back"), NULL);
    //  Too late.
    command (proxy, "CURVE", "FRONTEND", zcert_public_txt (server), zcert_secret_txt (server));

    zsock_t *stranger = patient (zsock_new_push (named (">ipc://front")));
    zstr_send (stranger, "from a stranger");
    zsock_t *faucet = patient (zsock_new (ZMQ_PUSH));
    zsock_set_plain_username (faucet, "admin");
    zsock_set_plain_password (faucet, "secret");
    check (zsock_connect (faucet, named ("ipc://front")) == 0);
    zstr_send (faucet, "with a password");
    zsock_t *sink = patient (zsock_new (ZMQ_PULL));
    zcert_apply (client, sink);
    zsock_set_curve_serverkey (sink, zcert_public_txt (server));
    check (zsock_connect (sink, named ("ipc://back")) == 0);
    show_message ("sink", sink);
    show_silence ("sink", sink);
    zsock_destroy (&stranger);
    zsock_destroy (&faucet);
    zsock_destroy (&sink);
    zcert_destroy (&server);
    zcert_destroy (&client);
    zactor_destroy (&proxy);
    zactor_destroy (&auth);
    unlink ("passwords");
}

static void
verbose_lines (void)
{
    log_capture ();
    zactor_t *proxy = new_proxy ();
    command (proxy, "PAUSE", NULL, NULL, NULL);
    command (proxy, "VERBOSE", NULL, NULL, NULL);
    zcert_t *cert = zcert_new ();
    command (proxy, "DOMAIN", "FRONTEND", "global", NULL);
    command (proxy, "PLAIN", "FRONTEND", NULL, NULL);
    command (proxy, "CURVE", "FRONTEND", zcert_public_txt (cert), zcert_secret_txt (cert));
    command (proxy, "PLAIN", "BACKEND", NULL, NULL);
    command (proxy, "FRONTEND", "REP", "inproc://verbose", NULL);
    command (proxy, "BACKEND", "SUB", "inproc://loud,@inproc://louder", "topic");
    command (proxy, "RESUME", NULL, NULL, NULL);
    zsock_t *capture = zsock_new_pull ("@inproc://verbose-capture");
    command (proxy, "CAPTURE", "inproc://verbose-capture", NULL, NULL);
    command (proxy, "VERBOSE", "ignored", NULL, NULL);
    zactor_destroy (&proxy);
    proxy = new_proxy ();
    command (proxy, "VERBOSE", NULL, NULL, NULL);
    command (proxy, "FRONTEND", "PUSH", "inproc://none", NULL);
    zactor_destroy (&proxy);
    log_show ();
    log_release ();
    zcert_destroy (&cert);
    zsock_destroy (&capture);
}

//  An interrupt ends the actor, once it has served what it was waiting for.
static void
interrupted (void)
{
    zactor_t *proxy = new_proxy ();
    command (proxy, "PAUSE", NULL, NULL, NULL);
    zclock_sleep (50);
    zsys_interrupted = 1;
    zstr_send (proxy, "RESUME");
    zpoller_t *poller = zpoller_new (proxy, NULL);
    zpoller_set_nonstop (poller, true);
    printf ("ended by itself: %d\n", zpoller_wait (poller, 15000) == proxy);
    zpoller_destroy (&poller);
    zactor_destroy (&proxy);
    zsys_interrupted = 0;
}

//  What ends the process.
static void
breaches (void)
{
    check_aborts ("zproxy: - invalid command: NONSENSE", dup2 (2, 1);
                  zactor_t *proxy = new_proxy (); ask (proxy, "NONSENSE", NULL, NULL, NULL));
    check_aborts ("zproxy: - invalid command: STATISTICS", dup2 (2, 1);
                  zactor_t *proxy = new_proxy (); ask (proxy, "STATISTICS", NULL, NULL, NULL));
    check_aborts ("zproxy: - invalid command: TERMINATE", dup2 (2, 1);
                  zactor_t *proxy = new_proxy (); ask (proxy, "TERMINATE", NULL, NULL, NULL));
    check_aborts ("zproxy: - invalid command: pause", dup2 (2, 1);
                  zactor_t *proxy = new_proxy (); ask (proxy, "pause", NULL, NULL, NULL));
    check_aborts ("", zproxy (NULL, NULL));
    check_aborts ("zproxy: - invalid command: ", dup2 (2, 1);
                  zactor_t *proxy = new_proxy (); ask (proxy, "", NULL, NULL, NULL));
    puts ("breaches abort");
}

//  Defects

//  With much to pass on both ways, both have their turn.
static void
under_load (void)
{
    zactor_t *proxy = new_proxy ();
    zsock_t *capture = patient (zsock_new_pull (named ("@inproc://capture")));
    check (ask (proxy, "CAPTURE", named ("inproc://capture"), NULL, NULL) == 0);
    check (ask (proxy, "FRONTEND", "PAIR", named ("inproc://front"), NULL) == 0);
    check (ask (proxy, "BACKEND", "PAIR", named ("inproc://back"), NULL) == 0);
    check (ask (proxy, "PAUSE", NULL, NULL, NULL) == 0);
    zsock_t *left = patient (zsock_new_pair (named (">inproc://front")));
    zsock_t *right = patient (zsock_new_pair (named (">inproc://back")));
    for (int count = 0; count < 900; count++) {
        zstr_send (left, "forth");
        zstr_send (right, "back");
    }
    check (ask (proxy, "RESUME", NULL, NULL, NULL) == 0);
    int forth = 0, back = 0;
    for (int count = 0; count < 600; count++) {
        char *text = zstr_recv (capture);
        check (text);
        if (streq (text, "forth"))
            forth++;
        else
            back++;
        zstr_free (&text);
    }
    check (forth && back);
    zactor_destroy (&proxy);
    zsock_destroy (&left);
    zsock_destroy (&right);
    zsock_destroy (&capture);
}

static void
defect_PROXY_1 (void)
{
    check (in_child (under_load) == 0);
}

//  An output or a capture without a peer does not keep the proxy from obeying; nothing is lost.
static void
no_peer (void)
{
    zactor_t *proxy = new_proxy ();
    check (ask (proxy, "FRONTEND", "PULL", named ("inproc://front"), NULL) == 0);
    check (ask (proxy, "BACKEND", "PUSH", named ("inproc://back"), NULL) == 0);
    zsock_t *faucet = patient (zsock_new_push (named (">inproc://front")));
    zstr_sendx (faucet, "one", "two", NULL);
    zclock_sleep (100);
    check (ask (proxy, "PAUSE", NULL, NULL, NULL) == 0);
    check (ask (proxy, "RESUME", NULL, NULL, NULL) == 0);
    zsock_t *sink = patient (zsock_new_pull (named (">inproc://back")));
    zmsg_t *msg = zmsg_recv (sink);
    check (msg && zmsg_size (msg) == 2);
    zmsg_destroy (&msg);

    //  Its peer comes later.
    check (ask (proxy, "CAPTURE", named ("ipc://later"), NULL, NULL) == 0);
    zsock_set_sndtimeo (faucet, 0);
    int sent = 0;
    while (sent < 10000 && zstr_sendx (faucet, "three", "four", NULL) == 0)
        sent++;
    check (ask (proxy, "PAUSE", NULL, NULL, NULL) == 0);
    check (ask (proxy, "RESUME", NULL, NULL, NULL) == 0);
    zsock_t *capture = patient (zsock_new_pull (named ("@ipc://later")));
    for (int count = 0; count < sent; count++) {
        zsock_t *sources [] = { capture, sink };
        for (int index = 0; index < 2; index++) {
            msg = zmsg_recv (sources [index]);
            check (msg && zmsg_size (msg) == 2);
            zmsg_destroy (&msg);
        }
    }
    zsock_destroy (&sink);
    zsock_set_sndtimeo (faucet, 15000);
    zstr_send (faucet, "nobody");
    zclock_sleep (100);
    zactor_destroy (&proxy);
    zsock_destroy (&faucet);
    zsock_destroy (&capture);
}

static void
defect_PROXY_2 (void)
{
    check (in_child (no_peer) == 0);
}

//  A second CAPTURE takes the place of the first; a wrong name is refused.
static void
captured_twice (void)
{
    zsys_set_logstream (NULL);
    zactor_t *proxy = new_proxy ();
    check (ask (proxy, "FRONTEND", "PULL", named ("inproc://front"), NULL) == 0);
    check (ask (proxy, "BACKEND", "PUB", named ("inproc://back"), NULL) == 0);
    zsock_t *first = patient (zsock_new_pull (named ("@inproc://first")));
    zsock_t *second = patient (zsock_new_pull (named ("@inproc://second")));
    check (ask (proxy, "CAPTURE", named ("inproc://first"), NULL, NULL) == 0);
    check (ask (proxy, "CAPTURE", named ("inproc://second"), NULL, NULL) == 0);
    check (ask (proxy, "PLAIN", "MIDDLE", NULL, NULL) == 1);
    check (ask (proxy, "DOMAIN", "MIDDLE", "domain", NULL) == 1);
    zsock_t *faucet = patient (zsock_new_push (named (">inproc://front")));
    zstr_send (faucet, "captured");
    char *text = zstr_recv (second);
    check_streq (text, "captured");
    zstr_free (&text);
    zsock_set_rcvtimeo (first, 50);
    check (!zstr_recv (first));
    zsock_destroy (&faucet);
    zsock_destroy (&first);
    zsock_destroy (&second);
    zactor_destroy (&proxy);
    //  The log is there again for the report of sockets that were left open.
    FILE *log = tmpfile ();
    zsys_set_logstream (log);
    zsys_shutdown ();
    check (ftell (log) == 0);
    fclose (log);
}

static void
defect_PROXY_3 (void)
{
    check (in_child (captured_twice) == 0);
}

//  Signals that its thread gets are nothing to it.
static void
signals (void)
{
    zactor_t *proxy = signalled_actor (zproxy, NULL);
    check (ask (proxy, "FRONTEND", "PULL", named ("inproc://front"), NULL) == 0);
    check (ask (proxy, "BACKEND", "PUSH", named ("inproc://back"), NULL) == 0);
    zsock_t *faucet = patient (zsock_new_push (named (">inproc://front")));
    zsock_t *sink = patient (zsock_new_pull (named (">inproc://back")));
    zstr_send (faucet, "passed on");
    char *text = zstr_recv (sink);
    check_streq (text, "passed on");
    zstr_free (&text);
    zsock_destroy (&faucet);
    zsock_destroy (&sink);
    zactor_destroy (&proxy);
}

static void
defect_signals (void)
{
    check (in_child (signals) == 0);
}

//  Wrong arguments are refused, and the proxy goes on without them.
static void
wrong_arguments (void)
{
    zsys_set_logstream (NULL);
    zactor_t *proxy = new_proxy ();
    check (ask (proxy, "FRONTEND", NULL, NULL, NULL) == 1);
    check (ask (proxy, "FRONTEND", "PULL", NULL, NULL) == 1);
    check (ask (proxy, "FRONTEND", "pull", named ("inproc://front"), NULL) == 1);
    check (ask (proxy, "FRONTEND", "PULL", "nothing://front", NULL) == 1);
    check (ask (proxy, "FRONTEND", "PULL", "ipc://nowhere/at/all", NULL) == 1);
    check (ask (proxy, "FRONTEND", "STREAM", "tcp://127.0.0.1:*", NULL) == 1);
    check (ask (proxy, "DOMAIN", "FRONTEND", "", NULL) == 0);
    check (ask (proxy, "FRONTEND", "PULL", named ("inproc://front"), NULL) == 1);
    check (ask (proxy, "DOMAIN", "FRONTEND", "domain", NULL) == 0);
    check (ask (proxy, "FRONTEND", "PULL", named ("inproc://front"), NULL) == 0);
    check (ask (proxy, "FRONTEND", "PULL", named ("inproc://front"), NULL) == 1);
    check (ask (proxy, "BACKEND", "PUSH", named ("inproc://back"), NULL) == 0);
    check (ask (proxy, "CAPTURE", NULL, NULL, NULL) == 1);
    check (ask (proxy, "CAPTURE", "nothing://", NULL, NULL) == 1);
    check (ask (proxy, "DOMAIN", "FRONTEND", NULL, NULL) == 1);
    check (ask (proxy, "PLAIN", NULL, NULL, NULL) == 1);
    check (ask (proxy, "CURVE", "FRONTEND", "public", NULL) == 1);
    check (ask (proxy, "CURVE", "FRONTEND", "public", "secret") == 1);
    check (ask (proxy, "CAPTURE", "", NULL, NULL) == 1);
    check (ask (proxy, "CAPTURE", ">inproc://prefix", NULL, NULL) == 1);
    check (ask (proxy, "PLAIN", "frontend", NULL, NULL) == 1);
    zsock_t *faucet = patient (zsock_new_push (named (">inproc://front")));
    zsock_t *sink = patient (zsock_new_pull (named (">inproc://back")));
    zstr_send (faucet, "passed on");
    char *text = zstr_recv (sink);
    check_streq (text, "passed on");
    zstr_free (&text);
    zsock_destroy (&faucet);
    zsock_destroy (&sink);
    zactor_destroy (&proxy);
}

static void
defect_wrong_arguments (void)
{
    check (in_child (wrong_arguments) == 0);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    enter_folder ();
    CASE (one_way ());
    CASE (both_ways ());
    CASE (subscriptions ());
    CASE (captured_and_paused ());
    CASE (started ());
    CASE (odd_commands ());
    CASE (without_an_actor ());
    CASE (captured_envelopes ());
    CASE (in_turns ());
    CASE (many_clients ());
    CASE (large_message ());
    CASE (half_authentication ());
    CASE (authentication ());
    CASE (verbose_lines ());
    CASE (interrupted ());
    CASE (breaches ());
    DEFECT (PROXY_1);
    DEFECT (PROXY_2);
    DEFECT (PROXY_3);
    DEFECT (signals);
    DEFECT (wrong_arguments);
    //  The original's takes ports by chance, which starts with the time: not those of another run.
    srandom ((unsigned) getpid ());
    CASE (zproxy_test (false));
    zsys_dir_delete ("src/selftest-rw");
    zsys_dir_delete ("src");
    leave_folder ();
    return test_end ();
}

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

static zactor_t *
new_proxy (void)
{
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
    command (proxy, "FRONTEND", "PULL", "inproc://front", NULL);
    command (proxy, "BACKEND", "PUSH", "inproc://back", NULL);
    zsock_t *faucet = patient (zsock_new_push (">inproc://front"));
    zsock_t *sink = patient (zsock_new_pull (">inproc://back"));
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
    command (proxy, "BACKEND", "DEALER", "inproc://workers", NULL);
    command (proxy, "FRONTEND", "ROUTER", "@inproc://one,@ipc://two", NULL);
    zsock_t *first = patient (zsock_new_req (">inproc://one"));
    zsock_t *second = patient (zsock_new_req (">ipc://two"));
    zsock_t *worker = patient (zsock_new_rep (">inproc://workers"));
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
    zsock_t *publisher = patient (zsock_new_xpub ("@inproc://publisher"));
    command (proxy, "FRONTEND", "XSUB", ">inproc://publisher", NULL);
    command (proxy, "BACKEND", "XPUB", "inproc://subscribers", NULL);
    zsock_t *subscriber = patient (zsock_new_sub (">inproc://subscribers", "A"));
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

//  Both directions are captured; PAUSE holds everything back. (Endpoints have names of their own:
//  that of a socket that was closed is free only when libzmq's own thread has had its turn.)
static void
captured_and_paused (void)
{
    zactor_t *proxy = new_proxy ();
    zsock_t *capture = patient (zsock_new_pull ("@inproc://captured"));
    command (proxy, "CAPTURE", "inproc://captured", NULL, NULL);
    command (proxy, "FRONTEND", "PAIR", "inproc://left", NULL);
    command (proxy, "BACKEND", "PAIR", "inproc://right", NULL);
    zsock_t *left = patient (zsock_new_pair (">inproc://left"));
    zsock_t *right = patient (zsock_new_pair (">inproc://right"));
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
    command (proxy, "FRONTEND", "PULL", "ipc://front", NULL);
    command (proxy, "BACKEND", "PUSH", "ipc://back", NULL);
    //  Too late.
    command (proxy, "CURVE", "FRONTEND", zcert_public_txt (server), zcert_secret_txt (server));

    zsock_t *stranger = patient (zsock_new_push (">ipc://front"));
    zstr_send (stranger, "from a stranger");
    zsock_t *faucet = patient (zsock_new (ZMQ_PUSH));
    zsock_set_plain_username (faucet, "admin");
    zsock_set_plain_password (faucet, "secret");
    check (zsock_connect (faucet, "ipc://front") == 0);
    zstr_send (faucet, "with a password");
    zsock_t *sink = patient (zsock_new (ZMQ_PULL));
    zcert_apply (client, sink);
    zsock_set_curve_serverkey (sink, zcert_public_txt (server));
    check (zsock_connect (sink, "ipc://back") == 0);
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
    zsock_t *capture = zsock_new_pull ("@inproc://quiet");
    command (proxy, "CAPTURE", "inproc://quiet", NULL, NULL);
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
    puts ("breaches abort");
}

//  Defects

//  With much to pass on both ways, both have their turn.
static void
under_load (void)
{
    zactor_t *proxy = new_proxy ();
    zsock_t *capture = patient (zsock_new_pull ("@inproc://capture"));
    check (ask (proxy, "CAPTURE", "inproc://capture", NULL, NULL) == 0);
    check (ask (proxy, "PAUSE", NULL, NULL, NULL) == 0);
    check (ask (proxy, "FRONTEND", "PAIR", "inproc://front", NULL) == 0);
    check (ask (proxy, "BACKEND", "PAIR", "inproc://back", NULL) == 0);
    zsock_t *left = patient (zsock_new_pair (">inproc://front"));
    zsock_t *right = patient (zsock_new_pair (">inproc://back"));
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
    check (ask (proxy, "FRONTEND", "PULL", "inproc://front", NULL) == 0);
    check (ask (proxy, "BACKEND", "PUSH", "inproc://back", NULL) == 0);
    zsock_t *faucet = patient (zsock_new_push (">inproc://front"));
    zstr_sendx (faucet, "one", "two", NULL);
    zclock_sleep (100);
    check (ask (proxy, "PAUSE", NULL, NULL, NULL) == 0);
    check (ask (proxy, "RESUME", NULL, NULL, NULL) == 0);
    zsock_t *sink = patient (zsock_new_pull (">inproc://back"));
    zmsg_t *msg = zmsg_recv (sink);
    check (msg && zmsg_size (msg) == 2);
    zmsg_destroy (&msg);

    //  Its peer comes later.
    check (ask (proxy, "CAPTURE", "ipc://later", NULL, NULL) == 0);
    zsock_set_sndtimeo (faucet, 0);
    int sent = 0;
    while (sent < 10000 && zstr_sendx (faucet, "three", "four", NULL) == 0)
        sent++;
    check (ask (proxy, "PAUSE", NULL, NULL, NULL) == 0);
    check (ask (proxy, "RESUME", NULL, NULL, NULL) == 0);
    zsock_t *capture = patient (zsock_new_pull ("@ipc://later"));
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
    check (ask (proxy, "FRONTEND", "PULL", "inproc://front", NULL) == 0);
    check (ask (proxy, "BACKEND", "PUB", "inproc://back", NULL) == 0);
    zsock_t *first = patient (zsock_new_pull ("@inproc://first"));
    zsock_t *second = patient (zsock_new_pull ("@inproc://second"));
    check (ask (proxy, "CAPTURE", "inproc://first", NULL, NULL) == 0);
    check (ask (proxy, "CAPTURE", "inproc://second", NULL, NULL) == 0);
    check (ask (proxy, "PLAIN", "MIDDLE", NULL, NULL) == 1);
    check (ask (proxy, "DOMAIN", "MIDDLE", "domain", NULL) == 1);
    zsock_t *faucet = patient (zsock_new_push (">inproc://front"));
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
    check (ask (proxy, "FRONTEND", "PULL", "inproc://front", NULL) == 0);
    check (ask (proxy, "BACKEND", "PUSH", "inproc://back", NULL) == 0);
    zsock_t *faucet = patient (zsock_new_push (">inproc://front"));
    zsock_t *sink = patient (zsock_new_pull (">inproc://back"));
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
    check (ask (proxy, "FRONTEND", "pull", "inproc://front", NULL) == 1);
    check (ask (proxy, "FRONTEND", "PULL", "nothing://front", NULL) == 1);
    check (ask (proxy, "FRONTEND", "PULL", "inproc://front", NULL) == 0);
    check (ask (proxy, "FRONTEND", "PULL", "inproc://front", NULL) == 1);
    check (ask (proxy, "BACKEND", "PUSH", "inproc://back", NULL) == 0);
    check (ask (proxy, "CAPTURE", NULL, NULL, NULL) == 1);
    check (ask (proxy, "CAPTURE", "nothing://", NULL, NULL) == 1);
    check (ask (proxy, "DOMAIN", "FRONTEND", NULL, NULL) == 1);
    check (ask (proxy, "PLAIN", NULL, NULL, NULL) == 1);
    check (ask (proxy, "CURVE", "FRONTEND", "public", NULL) == 1);
    check (ask (proxy, "CURVE", "FRONTEND", "public", "secret") == 1);
    zsock_t *faucet = patient (zsock_new_push (">inproc://front"));
    zsock_t *sink = patient (zsock_new_pull (">inproc://back"));
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
main (void)
{
    setvbuf (stdout, NULL, _IOLBF, 0);
    enter_folder ();
    one_way ();
    both_ways ();
    subscriptions ();
    captured_and_paused ();
    authentication ();
    verbose_lines ();
    interrupted ();
    breaches ();
    DEFECT (PROXY_1);
    DEFECT (PROXY_2);
    DEFECT (PROXY_3);
    DEFECT (signals);
    DEFECT (wrong_arguments);
    zproxy_test (false);
    zsys_dir_delete ("src/selftest-rw");
    zsys_dir_delete ("src");
    leave_folder ();
    return 0;
}

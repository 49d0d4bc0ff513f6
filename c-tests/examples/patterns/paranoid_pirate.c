//  The paranoid pirate: neither side trusts the other to be alive. Both send
//  a heartbeat in each interval, and both notice when those of the other do
//  not come. Take it where a worker is to find out that its server is gone,
//  also when there is no work for it, and a server that a worker is.
//
//      worker DEALER "B" ── READY ──────▶ ROUTER server
//                        ── HEARTBEAT ──▶
//                        ◀─ HEARTBEAT ───
//                        ── DOWN ───────▶
//
//  Heartbeats are all there is here; between them requests and replies would
//  go, and count as signs of life too.
//
//  A worker that hears nothing for four intervals takes a new socket and a
//  new name, "BB" after "B", and waits for longer each time before it does:
//  2, 4, 8 intervals. Then it gives up. A server that was restarted knows no
//  worker, and does not answer heartbeats of those it does not know: they
//  come back to it under the new name.
//
//      paranoid_pirate                                  all, and a story
//      paranoid_pirate server [ENDPOINT [MS [LIFE]]]    each in a terminal
//      paranoid_pirate worker [ENDPOINT [MS [LIFE]]]    of its own
//
//  MS is the interval. After LIFE messages or silent intervals the server
//  crashes; after LIFE intervals the worker says goodbye. Without it, the
//  server leaves after five silent intervals, and the worker stays.

#include <czmq.h>

#define READY     "\001"
#define HEARTBEAT "\002"
#define DOWN      "\003"

#define PATIENCE 3          //  silent intervals that a worker bears
#define ROUNDS 3            //  new sockets that it tries in vain
#define EXPIRY 3            //  intervals until a server forgets a worker
#define BUSY 5              //  silent intervals until a server leaves

static const char *endpoint = "tcp://127.0.0.1:5556";
static int interval = 1000;

static void
s_server (zsock_t *pipe, void *args)
{
    int life = *(int *) args;
    //  The address of a server that just ended is free a moment later
    zsock_t *router = zsock_new_router (endpoint);
    for (int count = 0; !router && count < 50; count++) {
        zclock_sleep (100);
        router = zsock_new_router (endpoint);
    }
    assert (router);
    zsock_set_rcvtimeo (router, interval);
    zsock_signal (pipe, 0);

    char *worker = NULL;
    int64_t expires = 0;
    int64_t beat_at = zclock_mono () + interval;
    int silent = 0;
    for (int count = 0; silent < BUSY && (!life || count < life); count++) {
        char *from, *what;
        if (zstr_recvx (router, &from, &what, NULL) == 2) {
            silent = 0;
            if (streq (what, READY)) {
                printf ("server: %s is ready\n", from);
                zstr_free (&worker);
                worker = strdup (from);
            }
            if (worker && streq (from, worker))
                expires = zclock_mono () + EXPIRY * interval;
            if (worker && streq (from, worker) && streq (what, DOWN)) {
                printf ("server: %s says goodbye\n", worker);
                zstr_free (&worker);
            }
            zstr_free (&from);
            zstr_free (&what);
        }
        else
            silent++;
        if (worker && zclock_mono () >= expires) {
            printf ("server: %s is lost\n", worker);
            zstr_free (&worker);
        }
        if (zclock_mono () >= beat_at) {
            beat_at = zclock_mono () + interval;
            if (worker)
                zstr_sendx (router, worker, HEARTBEAT, NULL);
        }
    }
    puts (silent == BUSY? "server: nobody is here": "server: crash");
    zstr_free (&worker);
    zsock_destroy (&router);
}

//  Talks to the server. Returns how many intervals were silent in a row, or
//  -1 if the worker's life is over; sets *heard if the server was there.
static int
s_session (const char *name, int64_t end, bool *heard)
{
    zsock_t *dealer = zsock_new (ZMQ_DEALER);
    zsock_set_identity (dealer, name);
    zsock_set_rcvtimeo (dealer, interval);
    int rc = zsock_connect (dealer, "%s", endpoint);
    assert (rc == 0);
    printf ("%s: ready\n", name);
    zstr_send (dealer, READY);
    int64_t beat_at = zclock_mono () + interval;
    int silent = 0;
    while (silent >= 0 && silent <= PATIENCE) {
        char *what = zstr_recv (dealer);
        if (what) {
            if (!*heard)
                printf ("%s: the server is there\n", name);
            *heard = true;
            silent = 0;
        }
        else
            silent++;
        zstr_free (&what);
        if (zclock_mono () >= end) {
            printf ("%s: goodbye\n", name);
            zsock_set_linger (dealer, 10000);
            zstr_send (dealer, DOWN);
            silent = -1;
        }
        else
        if (zclock_mono () >= beat_at) {
            beat_at = zclock_mono () + interval;
            zstr_send (dealer, HEARTBEAT);
        }
    }
    zsock_destroy (&dealer);
    return silent;
}

static void
s_worker (zsock_t *pipe, void *args)
{
    int life = *(int *) args;
    zsock_signal (pipe, 0);

    int64_t end = life? zclock_mono () + life * interval: INT64_MAX;
    char name [32] = "B";
    int rounds = 0;
    while (true) {
        bool heard = false;
        if (s_session (name, end, &heard) == -1)
            break;
        printf ("%s: no sign of life\n", name);
        if (heard)
            rounds = 0;
        if (rounds++ == ROUNDS || strlen (name) + 1 == sizeof (name)) {
            puts ("worker: gives up");
            break;
        }
        zclock_sleep (interval << rounds);  //  2, 4, 8 intervals
        strcat (name, "B");
    }
}

static void
s_story (void)
{
    int five = 5, twenty = 20, unlimited = 0;
    zactor_t *server = zactor_new (s_server, &five);
    zactor_t *worker = zactor_new (s_worker, &twenty);
    zactor_destroy (&server);               //  waits for its end
    puts ("--- the server is started again");
    server = zactor_new (s_server, &unlimited);
    zactor_destroy (&worker);
    zactor_destroy (&server);
}

int main (int argc, char *argv [])
{
    zsys_handler_set (NULL);                //  Ctrl-C simply ends us
    const char *role = argc > 1? argv [1]: "all";
    if (argc > 2)
        endpoint = argv [2];
    if (argc > 3)
        interval = atoi (argv [3]);
    int life = argc > 4? atoi (argv [4]): 0;
    if (streq (role, "all"))
        s_story ();
    else {
        zactor_t *self = zactor_new (
            streq (role, "server")? s_server: s_worker, &life);
        zactor_destroy (&self);             //  waits for its end
    }
    return 0;
}

//  Prints, more or less in this order:
//
//  B: ready
//  server: B is ready
//  B: the server is there
//  server: crash
//  --- the server is started again
//  B: no sign of life
//  BB: ready
//  server: BB is ready
//  BB: the server is there
//  BB: goodbye
//  server: BB says goodbye
//  server: nobody is here

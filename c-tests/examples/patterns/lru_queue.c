//  A queue with workers, and pirates as clients: the broker gives each
//  request to the worker that has been idle for longest (the least recently
//  used). Workers come and go while it runs; requests wait when there is
//  none. Take it when there are more clients than one server can serve.
//
//      client REQ ──▶ ┌────────────────────────┐ ◀── REQ worker "ready"
//      client REQ ──▶ │ ROUTER  broker  ROUTER │ ◀── REQ worker "ready"
//                     └────────────────────────┘
//
//  Workers are REQs too: they begin by saying that they are ready, and take
//  a request as the answer to that. Their reply says that they are ready
//  again. What passes on the right is [worker|empty|client|empty|text].
//
//  A worker that crashes takes its request along. The client asks again, as
//  a lazy pirate does, and after three more attempts gives up. The broker
//  needs not be told: as soon as there is a worker again, it goes on.
//
//      lru_queue                                     all, and a story
//      lru_queue broker [FRONTEND BACKEND]           each in a terminal of
//      lru_queue worker [FRONTEND BACKEND [JOBS]]    its own
//      lru_queue client [FRONTEND BACKEND [TIMEOUT]]

#include <czmq.h>

#define RETRIES 3
#define READY "\001"

static const char *frontend = "tcp://127.0.0.1:5555";
static const char *backend = "tcp://127.0.0.1:5556";
static int timeout = 2500;

static void
s_broker (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_t *clients = zsock_new_router (frontend);
    zsock_t *workers = zsock_new_router (backend);
    assert (clients && workers);
    zsock_signal (pipe, 0);

    //  Clients are looked at only while there is a worker for them
    zlistx_t *idle = zlistx_new ();
    zpoller_t *all = zpoller_new (pipe, workers, clients, NULL);
    zpoller_t *without_clients = zpoller_new (pipe, workers, NULL);
    while (true) {
        zpoller_t *poller = zlistx_size (idle)? all: without_clients;
        void *which = zpoller_wait (poller, -1);
        if (!which || which == pipe)
            break;                          //  interrupted, or $TERM
        zmsg_t *message = zmsg_recv (which);
        if (!message)
            break;
        if (which == workers) {
            //  [worker|empty|READY] or [worker|empty|client|empty|text]
            zlistx_add_end (idle, zmsg_unwrap (message));
            if (zmsg_size (message) > 1)
                zmsg_send (&message, clients);
        }
        else {
            zframe_t *worker = (zframe_t *) zlistx_detach (idle, NULL);
            zmsg_pushmem (message, NULL, 0);
            zmsg_prepend (message, &worker);
            zmsg_send (&message, workers);
        }
        zmsg_destroy (&message);
    }
    zlistx_set_destructor (idle, (zlistx_destructor_fn *) zframe_destroy);
    zlistx_destroy (&idle);
    zpoller_destroy (&without_clients);
    zpoller_destroy (&all);
    zsock_destroy (&workers);
    zsock_destroy (&clients);
}

//  Crashes after some jobs, with the next in hand. After 0 jobs is never.
static void
s_worker (zsock_t *pipe, void *args)
{
    int jobs = *(int *) args;
    zsock_t *req = zsock_new_req (backend);
    assert (req);
    zsock_signal (pipe, 0);

    zpoller_t *poller = zpoller_new (pipe, req, NULL);
    zstr_send (req, READY);
    for (int done = 0; zpoller_wait (poller, -1) == req; done++) {
        zmsg_t *message = zmsg_recv (req);  //  [client|empty|text]
        if (!message)
            break;
        if (jobs && done == jobs) {
            printf ("worker: crash after %d jobs\n", done);
            zmsg_destroy (&message);
            break;
        }
        zclock_sleep (timeout / 50);        //  hard work
        zmsg_send (&message, req);
    }
    zpoller_destroy (&poller);
    zsock_destroy (&req);
}

//  Asks until there is a reply, at most RETRIES times again. The socket may
//  be another one afterwards: see lazy_pirate.c.
static bool
s_ask (zsock_t **req_p, int sequence)
{
    for (int retry = 0; retry <= RETRIES && !zsys_interrupted; retry++) {
        if (retry) {
            zsock_destroy (req_p);
            *req_p = zsock_new_req (frontend);
            assert (*req_p);
        }
        int reply;
        zsock_set_rcvtimeo (*req_p, timeout);
        zsock_send (*req_p, "i", sequence);
        if (zsock_recv (*req_p, "i", &reply) == 0) {
            assert (reply == sequence);
            return true;
        }
        printf ("client: no reply to %d\n", sequence);
    }
    return false;
}

static void
s_client (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_t *req = zsock_new_req (frontend);
    assert (req);
    zsock_signal (pipe, 0);

    int sequence = 1;
    while (sequence <= 8 && s_ask (&req, sequence))
        printf ("client: %d is confirmed\n", sequence++);
    printf (sequence <= 8? "client: abandoning\n": "client: content\n");
    zsock_destroy (&req);
}

static void
s_story (void)
{
    int four = 4, all = 0;
    zactor_t *broker = zactor_new (s_broker, NULL);
    zactor_t *worker = zactor_new (s_worker, &four);
    zactor_t *client = zactor_new (s_client, NULL);
    zactor_destroy (&client);               //  waits for its end
    zactor_destroy (&worker);
    puts ("--- a new worker, a new client");
    //  The worker is given first what is left of the dead client. Replies to
    //  that cannot be delivered, and are dropped by the ROUTER.
    worker = zactor_new (s_worker, &all);
    client = zactor_new (s_client, NULL);
    zactor_destroy (&client);
    zactor_destroy (&worker);
    zactor_destroy (&broker);
}

int main (int argc, char *argv [])
{
    const char *role = argc > 1? argv [1]: "all";
    int number = argc > 4? atoi (argv [4]): 0;
    if (argc > 3) {
        frontend = argv [2];
        backend = argv [3];
    }
    if (number && strneq (role, "worker"))
        timeout = number;
    if (streq (role, "all"))
        s_story ();
    else {
        zactor_t *self = zactor_new (streq (role, "broker")? s_broker:
            streq (role, "worker")? s_worker: s_client, &number);
        //  Until it says that it has ended, or we are interrupted
        zpoller_t *poller = zpoller_new (self, NULL);
        zpoller_wait (poller, -1);
        zpoller_destroy (&poller);
        zactor_destroy (&self);
    }
    return 0;
}

//  Prints:
//
//  client: 1 is confirmed
//  client: 2 is confirmed
//  client: 3 is confirmed
//  client: 4 is confirmed
//  worker: crash after 4 jobs
//  client: no reply to 5
//  client: no reply to 5
//  client: no reply to 5
//  client: no reply to 5
//  client: abandoning
//  --- a new worker, a new client
//  client: 1 is confirmed
//  client: 2 is confirmed
//  client: 3 is confirmed
//  client: 4 is confirmed
//  client: 5 is confirmed
//  client: 6 is confirmed
//  client: 7 is confirmed
//  client: 8 is confirmed
//  client: content

//  Brokers that tell each other how they are: each publishes its state, and
//  subscribes to that of all others. Take it as the first step to clusters
//  of brokers, where one that is busy passes work to one that is not.
//
//      east  PUB ──▶ SUB west, north       Each broker binds a PUB, and
//      west  PUB ──▶ SUB east, north       connects one SUB to the PUBs of
//      north PUB ──▶ SUB east, west        the two others.
//
//  The state is a row of dots, which gets longer by one each time. A broker
//  speaks when it has heard nothing for a while, ten times hears or speaks,
//  and ends. What is said before somebody listens is lost, as it may be: the
//  next news replace it.
//
//      broker_state                     all, on three threads
//      broker_state NAME E1 E2 E3 MS    one of them: east binds E1, west E2,
//                                       north E3; MS is how long it waits
//                                       (NAME may be "all")

#include <czmq.h>

#define BROKERS 3

static const char *names [BROKERS] = { "east", "west", "north" };
static const char *endpoints [BROKERS] =
    { "tcp://127.0.0.1:5180", "tcp://127.0.0.1:5181",
      "tcp://127.0.0.1:5182" };
static int patience = 250;

static void
s_broker (zsock_t *pipe, void *args)
{
    int self = *(int *) args;
    zsock_t *pub = zsock_new_pub (endpoints [self]);
    assert (pub);
    zsock_t *sub = zsock_new (ZMQ_SUB);
    zsock_set_subscribe (sub, "");
    for (int peer = 0; peer < BROKERS; peer++)
        if (peer != self)
            zsock_connect (sub, "%s", endpoints [peer]);
    zsock_signal (pipe, 0);

    int sent = 0, received = 0;
    char dots [16] = "";
    zpoller_t *poller = zpoller_new (sub, NULL);
    while (sent + received < 10) {
        if (zpoller_wait (poller, patience) == sub) {
            char *peer, *state;
            if (zstr_recvx (sub, &peer, &state, NULL) == 2) {
                printf ("%s: [%s|%s]\n", names [self], peer, state);
                received++;
                zstr_free (&peer);
                zstr_free (&state);
            }
        }
        else
        if (zpoller_expired (poller)) {
            strcat (dots, ".");
            zstr_sendx (pub, names [self], dots, NULL);
            sent++;
            zclock_sleep (patience * 4 / 3);
        }
    }
    printf ("%s: %d messages\n", names [self], sent + received);
    zpoller_destroy (&poller);
    zsock_destroy (&sub);
    zsock_destroy (&pub);
}

int main (int argc, char *argv [])
{
    zsys_handler_set (NULL);                //  Ctrl-C simply ends us
    const char *name = argc > 1? argv [1]: "all";
    for (int index = 0; index < BROKERS && index + 2 < argc; index++)
        endpoints [index] = argv [index + 2];
    if (argc > 5)
        patience = atoi (argv [5]);
    zactor_t *brokers [BROKERS] = { NULL };
    for (int index = 0; index < BROKERS; index++)
        if (streq (name, "all") || streq (name, names [index]))
            brokers [index] = zactor_new (s_broker, &index);
    //  All end of themselves; to destroy an actor is to wait for its end
    for (int index = 0; index < BROKERS; index++)
        zactor_destroy (&brokers [index]);
    return 0;
}

//  Prints, among what they tell each other:
//
//  east: 10 messages
//  north: 10 messages
//  west: 10 messages

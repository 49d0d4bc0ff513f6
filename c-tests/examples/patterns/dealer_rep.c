//  DEALER to REP: one who asks many, without waiting in between. The DEALER
//  deals its messages out, one to each REP in turn. A REP wants an envelope:
//  what stands before the first empty frame comes back in front of its
//  reply, unread. We put a label there. A message without that empty frame,
//  the delimiter, is dropped by a REP, without a word.
//
//                   ┌─ [label|empty|k]  ─▶ REP sees [k], sends [k]
//      boss DEALER ─┤
//                   └─ [label|empty|kk] ─▶ REP sees [kk], sends [kk]
//
//  Take it where servers are plain REPs, and one client has work for all.
//
//      dealer_rep [ENDPOINT]     all, on three threads

#include <czmq.h>

#define SERVERS 2
#define EACH 3

static const char *endpoint = "tcp://127.0.0.1:5380";

static void
s_server (zsock_t *pipe, void *args)
{
    (void) args;
    //  The boss is bound, so it is we who connect
    zsock_t *rep = zsock_new (ZMQ_REP);
    int rc = zsock_connect (rep, "%s", endpoint);
    assert (rc == 0);
    zsock_set_linger (rep, 10000);          //  for the last reply
    zsock_signal (pipe, 0);

    //  One who got fewer than its share would wait for ever
    for (int count = 0; count < EACH; count++) {
        zmsg_t *request = zmsg_recv (rep);
        if (!request)
            break;
        printf ("server: %zu frame\n", zmsg_size (request));
        zmsg_send (&request, rep);
    }
    zsock_destroy (&rep);
}

int main (int argc, char *argv [])
{
    zsys_handler_set (NULL);                //  Ctrl-C simply ends us
    if (argc > 1)
        endpoint = argv [1];
    zsock_t *dealer = zsock_new (ZMQ_DEALER);
    zactor_t *monitor = zactor_new (zmonitor, dealer);
    zstr_sendx (monitor, "LISTEN", "HANDSHAKE_SUCCEEDED", NULL);
    zstr_send (monitor, "START");
    zsock_wait (monitor);
    int port = zsock_bind (dealer, "%s", endpoint);
    assert (port != -1);
    zactor_t *servers [SERVERS];
    for (int index = 0; index < SERVERS; index++)
        servers [index] = zactor_new (s_server, NULL);
    //  Only who is connected gets a share. A REP cannot say that it is there;
    //  the monitor can.
    for (int index = 0; index < SERVERS; index++) {
        zmsg_t *event = zmsg_recv (monitor);
        zmsg_destroy (&event);
    }
    zsock_events (dealer);                  //  have the socket see them too
    zactor_destroy (&monitor);

    char text [SERVERS * EACH + 1] = "";
    for (int count = 0; count < SERVERS * EACH; count++) {
        strcat (text, "k");
        zstr_sendx (dealer, "label", "", text, NULL);
    }
    for (int count = 0; count < SERVERS * EACH; count++) {
        char *label, *delimiter, *reply;
        if (zstr_recvx (dealer, &label, &delimiter, &reply, NULL) != 3)
            break;
        printf ("boss: [%s|%s|%s]\n", label, delimiter, reply);
        zstr_free (&label);
        zstr_free (&delimiter);
        zstr_free (&reply);
    }
    for (int index = 0; index < SERVERS; index++)
        zactor_destroy (&servers [index]);
    zsock_destroy (&dealer);
    return 0;
}

//  Prints, in some order:
//
//  server: 1 frame
//  server: 1 frame
//  server: 1 frame
//  server: 1 frame
//  server: 1 frame
//  server: 1 frame
//  boss: [label||k]
//  boss: [label||kk]
//  boss: [label||kkk]
//  boss: [label||kkkk]
//  boss: [label||kkkkk]
//  boss: [label||kkkkkk]

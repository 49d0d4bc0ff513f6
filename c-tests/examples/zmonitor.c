//  A server is told when clients come and go.

#include <czmq.h>

static void
s_show (zactor_t *monitor)
{
    char *event, *value, *address;
    if (zstr_recvx (monitor, &event, &value, &address, NULL) != -1) {
        printf ("%s\n", event);
        zstr_free (&event);
        zstr_free (&value);
        zstr_free (&address);
    }
}

int main (void)
{
    zsock_t *server = zsock_new (ZMQ_PULL);
    zactor_t *monitor = zactor_new (zmonitor, server);
    zstr_sendx (monitor, "LISTEN", "LISTENING", "ACCEPTED", "DISCONNECTED",
                NULL);
    zstr_send (monitor, "START");
    zsock_wait (monitor);                   //  from here on nothing is missed

    zsock_bind (server, "tcp://127.0.0.1:*");
    s_show (monitor);
    zsock_t *client = zsock_new_push (NULL);
    zsock_connect (client, "%s", zsock_endpoint (server));
    s_show (monitor);
    zstr_send (client, "hello");
    char *word = zstr_recv (server);        //  so they have met
    zstr_free (&word);
    zsock_destroy (&client);
    s_show (monitor);

    zactor_destroy (&monitor);
    zsock_destroy (&server);
    return 0;
}

//  Prints:
//
//  LISTENING
//  ACCEPTED
//  DISCONNECTED

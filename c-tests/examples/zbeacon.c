//  Two programs find each other on the local network; here, in one process.

#include <czmq.h>

//  Starts a beacon; NULL if this host has no interface for it.
static zactor_t *
s_beacon (const char *port)
{
    zactor_t *beacon = zactor_new (zbeacon, NULL);
    zstr_sendx (beacon, "CONFIGURE", port, NULL);
    char *address = zstr_recv (beacon);
    if (!address || streq (address, ""))
        zactor_destroy (&beacon);
    zstr_free (&address);
    return beacon;
}

int main (void)
{
    zactor_t *speaker = s_beacon ("9999");
    zactor_t *listener = s_beacon ("9999");
    if (!speaker || !listener)
        return 1;

    //  Hear beacons that begin with MY, and send one of 9 bytes every 50
    //  milliseconds. The picture "sbi" is of a text, bytes and a number.
    zstr_sendx (listener, "SUBSCRIBE", "MY", NULL);
    zsock_send (speaker, "sbi", "PUBLISH", "MY/SERVER", 9, 50);

    char *address, *beacon;
    zstr_recvx (listener, &address, &beacon, NULL);
    printf ("heard: %s\n", beacon);
    zstr_free (&address);                   //  where it came from
    zstr_free (&beacon);
    zstr_send (speaker, "SILENCE");

    zactor_destroy (&speaker);
    zactor_destroy (&listener);
    return 0;
}

//  Prints:
//
//  heard: MY/SERVER

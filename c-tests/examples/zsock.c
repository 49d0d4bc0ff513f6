//  Sockets of all types, texts and numbers through one of them.

#include <czmq.h>

int main (void)
{
    //  A port that is free, which we then ask for
    zsock_t *server = zsock_new_rep ("tcp://127.0.0.1:*");
    zsock_t *client = zsock_new_req (zsock_endpoint (server));
    printf ("%s and %s\n", zsock_type_str (server), zsock_type_str (client));
    zsock_set_rcvtimeo (client, 10000);     //  milliseconds

    //  A picture says what is in a message, frame by frame
    zsock_send (client, "si8", "add", -2, (uint64_t) 44);

    char *what;
    int first;
    uint64_t second;
    if (zsock_recv (server, "si8", &what, &first, &second) == -1)
        return 1;
    printf ("to do: %s %d %d\n", what, first, (int) second);
    zsock_send (server, "8", second + first);
    zstr_free (&what);

    uint64_t sum;
    if (zsock_recv (client, "8", &sum) == 0)
        printf ("the answer is %d\n", (int) sum);

    zsock_destroy (&client);
    zsock_destroy (&server);
    return 0;
}

//  Prints:
//
//  REP and REQ
//  to do: add -2 44
//  the answer is 42

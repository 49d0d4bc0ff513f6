//  Options are set before a socket is bound or connected, with few
//  exceptions.

#include <czmq.h>

int main (void)
{
    zsock_t *router = zsock_new (ZMQ_ROUTER);
    zsock_set_router_mandatory (router, 1);     //  no silent loss
    zsock_set_sndhwm (router, 5000);            //  messages for each peer
    zsock_set_linger (router, 100);             //  milliseconds
    printf ("it holds %d messages\n", zsock_sndhwm (router));
    zsock_bind (router, "inproc://router");

    zsock_t *dealer = zsock_new (ZMQ_DEALER);
    zsock_set_identity (dealer, "ada");
    zsock_connect (dealer, "inproc://router");
    char *identity = zsock_identity (dealer);   //  a copy
    printf ("it calls itself %s\n", identity);
    zstr_free (&identity);

    zstr_sendx (router, "ada", "hello", NULL);
    char *word = zstr_recv (dealer);
    printf ("ada hears %s\n", word);
    zstr_free (&word);
    if (zstr_sendx (router, "alan", "hello", NULL) == -1)
        printf ("alan is not there: %d\n", errno == EHOSTUNREACH);

    zsock_destroy (&dealer);
    zsock_destroy (&router);
    return 0;
}

//  Prints:
//
//  it holds 5000 messages
//  it calls itself ada
//  ada hears hello
//  alan is not there: 1

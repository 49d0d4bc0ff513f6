//  Two sockets, and a limit to how long one waits for either.

#include <czmq.h>

int main (void)
{
    zsock_t *orders = zsock_new_pull ("@inproc://orders");
    zsock_t *news = zsock_new_pull ("@inproc://news");
    zsock_t *customer = zsock_new_push (">inproc://orders");
    zsock_t *paper = zsock_new_push (">inproc://news");
    zstr_send (paper, "rain in Bergen");
    zstr_send (customer, "one umbrella");

    zpoller_t *poller = zpoller_new (orders, news, NULL);
    void *which = zpoller_wait (poller, 100);       //  milliseconds
    while (which) {
        char *text = zstr_recv (which);
        printf ("%s: %s\n", which == orders? "order": "news", text);
        zstr_free (&text);
        which = zpoller_wait (poller, 100);
    }
    if (zpoller_expired (poller))
        puts ("nothing else for now");
    else
    if (zpoller_terminated (poller))
        puts ("interrupted");

    zpoller_destroy (&poller);
    zsock_destroy (&orders);
    zsock_destroy (&news);
    zsock_destroy (&customer);
    zsock_destroy (&paper);
    return 0;
}

//  Prints:
//
//  order: one umbrella
//  news: rain in Bergen
//  nothing else for now

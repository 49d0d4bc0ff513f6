//  Timers for a program that has a poller and a loop of its own.

#define CZMQ_BUILD_DRAFT_API
#include <czmq.h>

static void
s_tick (int timer_id, void *arg)
{
    (void) timer_id;
    zstr_send (arg, "tick");
}

int main (void)
{
    zsock_t *push = zsock_new_push ("@inproc://ticks");
    zsock_t *pull = zsock_new_pull (">inproc://ticks");
    zpoller_t *poller = zpoller_new (pull, NULL);

    ztimerset_t *timers = ztimerset_new ();
    int ticker = ztimerset_add (timers, 10, s_tick, push);  //  milliseconds

    int count = 0;
    while (count < 3) {
        //  Until there is a message, or a timer is due
        void *which = zpoller_wait (poller, ztimerset_timeout (timers));
        if (zpoller_terminated (poller))
            break;                              //  interrupted
        if (which) {
            char *word = zstr_recv (which);
            printf ("%d: %s\n", ++count, word);
            zstr_free (&word);
        }
        ztimerset_execute (timers);
    }
    ztimerset_cancel (timers, ticker);
    printf ("nothing is due: %d\n", ztimerset_timeout (timers));

    ztimerset_destroy (&timers);
    zpoller_destroy (&poller);
    zsock_destroy (&pull);
    zsock_destroy (&push);
    return 0;
}

//  Prints:
//
//  1: tick
//  2: tick
//  3: tick
//  nothing is due: -1

//  One thread, several things to wait for: a timer and a reader. The
//  reactor calls a handler for each, and ends when a handler returns -1.

#include <czmq.h>

//  The argument is what was registered with the timer: where to send to.
static int
s_tick (zloop_t *loop, int timer_id, void *arg)
{
    (void) loop;
    (void) timer_id;
    zstr_send (arg, "tick");
    return 0;
}

static int
s_heard (zloop_t *loop, zsock_t *reader, void *arg)
{
    (void) loop;
    int *count = (int *) arg;
    char *word = zstr_recv (reader);
    if (!word)
        return -1;              //  interrupted
    printf ("%d: %s\n", ++*count, word);
    zstr_free (&word);
    return *count < 3? 0: -1;
}

int main (void)
{
    zsock_t *push = zsock_new_push ("@inproc://words");
    zsock_t *pull = zsock_new_pull (">inproc://words");

    int count = 0;
    zloop_t *loop = zloop_new ();
    zloop_timer (loop, 10, 0, s_tick, push);    //  each 10 milliseconds
    zloop_reader (loop, pull, s_heard, &count);
    int rc = zloop_start (loop);
    printf ("ended with %d\n", rc);

    zloop_destroy (&loop);                      //  before its sockets
    zsock_destroy (&pull);
    zsock_destroy (&push);
    return 0;
}

//  Prints:
//
//  1: tick
//  2: tick
//  3: tick
//  ended with -1

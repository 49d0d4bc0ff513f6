//  An actor is a thread with a pipe. This one adds numbers up, and tells the
//  sum when it is asked. There is no lock, for nothing is shared.

#include <czmq.h>

static void
s_adder (zsock_t *pipe, void *args)
{
    int sum = *(int *) args;            //  while zactor_new waits for us
    zsock_signal (pipe, 0);             //  we are ready

    while (true) {
        char *command, *number;
        if (zstr_recvx (pipe, &command, &number, NULL) == -1)
            break;                      //  interrupted
        bool ended = streq (command, "$TERM");
        if (streq (command, "ADD"))
            sum += atoi (number);
        else
        if (streq (command, "SUM"))
            zstr_sendf (pipe, "%d", sum);
        zstr_free (&command);
        zstr_free (&number);
        if (ended)
            break;
    }
}

int main (void)
{
    int start = 1000;
    zactor_t *adder = zactor_new (s_adder, &start);
    assert (adder);
    //  An actor can be used wherever a socket can
    zstr_sendx (adder, "ADD", "20", NULL);
    zstr_sendx (adder, "ADD", "3", NULL);
    zstr_sendx (adder, "SUM", NULL);
    char *sum = zstr_recv (adder);
    printf ("the sum is %s\n", sum);
    zstr_free (&sum);
    zactor_destroy (&adder);            //  sends $TERM, waits for its end
    return 0;
}

//  Prints:
//
//  the sum is 1023

//  Push and pull: work is dealt out to all who are there. Each piece goes to
//  exactly one worker, in turn; nobody answers. Take it to spread work over
//  processes or machines, and chain it: a worker may push to the next stage.
//
//                    ┌─ 1, 4, 7, 10 ─▶ PULL worker
//      boss PUSH ────┼─ 2, 5, 8, 11 ─▶ PULL worker
//                    └─ 3, 6, 9, 12 ─▶ PULL worker
//
//  "All who are there" is to be taken at its word: if one worker is sooner
//  than the others, a boss that starts at once gives it all there is. Ours
//  looks at its socket with a monitor until three have come.
//
//      push_pull                       all, on four threads
//      push_pull boss [ENDPOINT]       each in a terminal of its own,
//      push_pull worker [ENDPOINT]     this one three times

#include <czmq.h>

#define WORKERS 3
#define TASKS 12

static void
s_boss (zsock_t *pipe, void *args)
{
    zsock_t *push = zsock_new (ZMQ_PUSH);
    zactor_t *monitor = zactor_new (zmonitor, push);
    zstr_sendx (monitor, "LISTEN", "HANDSHAKE_SUCCEEDED", NULL);
    zstr_send (monitor, "START");
    zsock_wait (monitor);
    int port = zsock_bind (push, "%s", (char *) args);
    assert (port != -1);
    //  What was sent last may still be on its way when the socket is closed:
    //  with the usual linger, zero, much of it would be lost.
    zsock_set_linger (push, 10000);
    zsock_signal (pipe, 0);

    for (int count = 0; count < WORKERS; count++) {
        zmsg_t *event = zmsg_recv (monitor);
        zmsg_destroy (&event);
    }
    zsock_events (push);                    //  have the socket see them too
    for (int number = 1; number <= TASKS; number++)
        zsock_send (push, "i", number);
    zactor_destroy (&monitor);
    zsock_destroy (&push);
}

static void
s_worker (zsock_t *pipe, void *args)
{
    //  zsock_new_pull would bind, if the endpoint does not begin with >
    zsock_t *pull = zsock_new (ZMQ_PULL);
    int rc = zsock_attach (pull, (char *) args, false);
    assert (rc == 0);
    zsock_signal (pipe, 0);

    int first = 0;
    for (int count = 0; count < TASKS / WORKERS; count++) {
        int number;
        if (zsock_recv (pull, "i", &number) == -1)
            break;
        if (count == 0)
            first = number;
        printf ("worker %d: task %d\n", first, number);
    }
    zsock_destroy (&pull);
}

int main (int argc, char *argv [])
{
    zsys_handler_set (NULL);                //  Ctrl-C simply ends us
    const char *role = argc > 1? argv [1]: "all";
    char *endpoint = argc > 2? argv [2]: "tcp://127.0.0.1:5557";
    zactor_t *boss = NULL, *workers [WORKERS] = { NULL };
    if (strneq (role, "worker"))
        boss = zactor_new (s_boss, endpoint);
    int count = streq (role, "all")? WORKERS: streq (role, "worker");
    for (int index = 0; index < count; index++)
        workers [index] = zactor_new (s_worker, endpoint);
    //  All end of themselves; to destroy an actor is to wait for its end
    for (int index = 0; index < count; index++)
        zactor_destroy (&workers [index]);
    zactor_destroy (&boss);
    return 0;
}

//  Prints, in some order:
//
//  worker 1: task 1
//  worker 1: task 4
//  worker 1: task 7
//  worker 1: task 10
//  worker 2: task 2
//  worker 2: task 5
//  worker 2: task 8
//  worker 2: task 11
//  worker 3: task 3
//  worker 3: task 6
//  worker 3: task 9
//  worker 3: task 12

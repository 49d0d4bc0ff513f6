//  Workers and those who have work know one address alone: a proxy passes
//  the work on.

#include <czmq.h>

int main (void)
{
    zactor_t *proxy = zactor_new (zproxy, NULL);
    zstr_sendx (proxy, "FRONTEND", "PULL", "inproc://work", NULL);
    zsock_wait (proxy);                     //  until the command is obeyed
    zstr_sendx (proxy, "BACKEND", "PUSH", "inproc://workers", NULL);
    zsock_wait (proxy);

    zsock_t *boss = zsock_new_push (">inproc://work");
    zsock_t *worker = zsock_new_pull (">inproc://workers");
    zstr_sendx (boss, "sweep", "the floor", NULL);
    char *what, *where;
    zstr_recvx (worker, &what, &where, NULL);
    printf ("to do: %s %s\n", what, where);
    zstr_free (&what);
    zstr_free (&where);

    zstr_send (proxy, "PAUSE");             //  messages wait
    zsock_wait (proxy);
    zstr_sendx (boss, "paint", "the wall", NULL);
    zstr_send (proxy, "RESUME");
    zsock_wait (proxy);
    zstr_recvx (worker, &what, &where, NULL);
    printf ("to do: %s %s\n", what, where);
    zstr_free (&what);
    zstr_free (&where);

    zsock_destroy (&boss);
    zsock_destroy (&worker);
    zactor_destroy (&proxy);
    return 0;
}

//  Prints:
//
//  to do: sweep the floor
//  to do: paint the wall

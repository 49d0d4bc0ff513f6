//  A program of somebody who installed the library.

#include <czmq.h>

int main (void)
{
    zsock_t *push = zsock_new_push ("@inproc://hello");
    zsock_t *pull = zsock_new_pull (">inproc://hello");
    zstr_send (push, "hello");
    char *word = zstr_recv (pull);
    int major, minor, patch;
    zsys_version (&major, &minor, &patch);
    printf ("%s from %d.%d.%d\n", word, major, minor, patch);
    zstr_free (&word);
    zsock_destroy (&pull);
    zsock_destroy (&push);
    return 0;
}

//  Texts are what most messages are made of.

#include <czmq.h>

int main (void)
{
    zsock_t *push = zsock_new_push ("@inproc://texts");
    zsock_t *pull = zsock_new_pull (">inproc://texts");

    zstr_send (push, "hello");                      //  one frame
    zstr_sendf (push, "%d green bottles", 10);
    zstr_sendx (push, "GET", "/index", "1.0", NULL);    //  three frames

    char *text = zstr_recv (pull);
    printf ("%s\n", text);
    zstr_free (&text);                              //  and sets it to NULL
    text = zstr_recv (pull);
    printf ("%s\n", text);
    zstr_free (&text);

    //  Fewer or more than were sent: the rest is dropped, or is NULL
    char *verb, *path, *version, *nothing;
    zstr_recvx (pull, &verb, &path, &version, &nothing, NULL);
    printf ("%s %s %s, %s\n", verb, path, version,
            nothing? nothing: "and that is all");
    zstr_free (&verb);
    zstr_free (&path);
    zstr_free (&version);

    zsock_destroy (&pull);
    zsock_destroy (&push);
    return 0;
}

//  Prints:
//
//  hello
//  10 green bottles
//  GET /index 1.0, and that is all

//  A message travels as a whole, however many frames it has. Here an
//  envelope is put around one, and taken off at the other end.

#include <czmq.h>

int main (void)
{
    zsock_t *push = zsock_new_push ("@inproc://post");
    zsock_t *pull = zsock_new_pull (">inproc://post");

    zmsg_t *letter = zmsg_new ();
    zmsg_addstr (letter, "Dear Bob,");
    zmsg_addstrf (letter, "%d greetings", 1000);
    zmsg_pushstr (letter, "to: bob");           //  before the others
    printf ("sending %zu frames, %zu bytes\n",
            zmsg_size (letter), zmsg_content_size (letter));
    zmsg_send (&letter, push);                  //  takes the message:
    assert (letter == NULL);

    letter = zmsg_recv (pull);
    if (!letter)
        return 1;                               //  interrupted
    char *address = zmsg_popstr (letter);       //  ours now
    printf ("envelope: %s\n", address);
    zstr_free (&address);

    zframe_t *frame = zmsg_first (letter);
    while (frame) {                             //  still the message's
        printf ("frame: %.*s\n",
                (int) zframe_size (frame), (char *) zframe_data (frame));
        frame = zmsg_next (letter);
    }

    zmsg_destroy (&letter);
    zsock_destroy (&pull);
    zsock_destroy (&push);
    return 0;
}

//  Prints:
//
//  sending 3 frames, 30 bytes
//  envelope: to: bob
//  frame: Dear Bob,
//  frame: 1000 greetings

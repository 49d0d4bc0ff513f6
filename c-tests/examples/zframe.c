//  A frame is a block of bytes, on its way as a message or as a part of one.

#include <czmq.h>

int main (void)
{
    zsock_t *push = zsock_new_push ("@inproc://frames");
    zsock_t *pull = zsock_new_pull (">inproc://frames");

    zframe_t *frame = zframe_new ("Hello", 5);
    zframe_send (&frame, push, ZFRAME_MORE + ZFRAME_REUSE); //  keep it
    zframe_send (&frame, push, 0);                          //  gone
    assert (frame == NULL);

    int more = 1;
    while (more) {
        frame = zframe_recv (pull);
        if (!frame)
            return 1;                       //  interrupted
        more = zframe_more (frame);
        char *hex = zframe_strhex (frame);
        printf ("%zu bytes: %s, more: %d\n", zframe_size (frame), hex, more);
        zstr_free (&hex);
        zframe_destroy (&frame);
    }
    //  Not only texts
    int numbers [] = { 1, 2, 3 };
    frame = zframe_new (numbers, sizeof numbers);
    int *copy = (int *) zframe_data (frame);
    copy [0] = 10;                          //  the frame has its own bytes
    printf ("%d, not %d\n", copy [0], numbers [0]);

    zframe_destroy (&frame);
    zsock_destroy (&pull);
    zsock_destroy (&push);
    return 0;
}

//  Prints:
//
//  5 bytes: 48656C6C6F, more: 1
//  5 bytes: 48656C6C6F, more: 0
//  10, not 1

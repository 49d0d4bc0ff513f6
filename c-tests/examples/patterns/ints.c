//  Numbers in messages. A frame is bytes, so both sides must agree on what a
//  number looks like in it. Three ways, from the best to the worst:
//
//  * the picture "i" of zsock_send: decimal text. Any program on any machine
//    can read it, and so can you.
//  * zsock_bsend: binary, in network byte order, all in one frame. Compact,
//    and the same on all machines; the other side needs the same picture.
//  * the int as it lies in memory: only between processes of one machine,
//    and only if the reader looks at the size first. Text of four bytes or
//    more, taken for an int, gives a number too.
//
//      ints [ENDPOINT]

#include <czmq.h>

static int
s_send_raw (zsock_t *socket, int number, int flags)
{
    zframe_t *frame = zframe_new (&number, sizeof (number));
    return zframe_send (&frame, socket, flags);
}

//  0 if it was a number, else -1
static int
s_recv_raw (zsock_t *socket, int *number)
{
    int rc = -1;
    zframe_t *frame = zframe_recv (socket);
    if (frame && zframe_size (frame) == sizeof (*number)) {
        memcpy (number, zframe_data (frame), sizeof (*number));
        rc = 0;
    }
    else
    if (frame)
        printf ("%zu bytes are no int\n", zframe_size (frame));
    zframe_destroy (&frame);
    return rc;
}

int main (int argc, char *argv [])
{
    const char *endpoint = argc > 1? argv [1]: "inproc://numbers";
    zsock_t *reader = zsock_new (ZMQ_PAIR);
    int rc = zsock_attach (reader, endpoint, true);
    zsock_t *writer = zsock_new_pair (endpoint);
    assert (rc == 0 && writer);

    puts ("text:");
    int one, two;
    zsock_send (writer, "ii", 42, -12);
    if (zsock_recv (reader, "ii", &one, &two) == 0)
        printf ("%d and %d\n", one, two);
    zsock_send (writer, "ii", 42, -12);
    char *first, *second;
    if (zstr_recvx (reader, &first, &second, NULL) == 2)
        printf ("on the wire: [%s|%s]\n", first, second);
    zstr_free (&first);
    zstr_free (&second);

    puts ("network byte order:");
    uint16_t small;
    uint64_t large;
    zsock_bsend (writer, "28", 42, (uint64_t) 1 << 40);
    if (zsock_brecv (reader, "28", &small, &large) == 0)
        printf ("%d and %" PRIu64 "\n", small, large);

    puts ("as in memory:");
    s_send_raw (writer, 42, ZFRAME_MORE);
    s_send_raw (writer, 12, 0);
    for (int count = 0; count < 2; count++)
        if (s_recv_raw (reader, &one) == 0)
            printf ("%d%s\n", one, zsock_rcvmore (reader)? ", and more": "");
    zstr_send (writer, "hello");
    s_recv_raw (reader, &one);

    zsock_destroy (&writer);
    zsock_destroy (&reader);
    return 0;
}

//  Prints:
//
//  text:
//  42 and -12
//  on the wire: [42|-12]
//  network byte order:
//  42 and 1099511627776
//  as in memory:
//  42, and more
//  12
//  5 bytes are no int

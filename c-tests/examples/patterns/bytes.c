//  Commands of a single byte: the smallest frame that says something, as in
//  the heartbeats of paranoid_pirate.c. All values can be sent, zero too,
//  for a frame knows its size. (As a string a zero would be empty.) What is
//  longer is not a command, and is refused rather than cut.
//
//      bytes [ENDPOINT]

#include <czmq.h>

static void
s_send_byte (zsock_t *socket, byte value)
{
    zframe_t *frame = zframe_new (&value, 1);
    zframe_send (&frame, socket, 0);
}

//  The byte, or -1
static int
s_recv_byte (zsock_t *socket)
{
    int value = -1;
    zframe_t *frame = zframe_recv (socket);
    if (frame && zframe_size (frame) == 1)
        value = zframe_data (frame) [0];
    zframe_destroy (&frame);
    return value;
}

int main (int argc, char *argv [])
{
    const char *endpoint = argc > 1? argv [1]: "inproc://bytes";
    zsock_t *reader = zsock_new (ZMQ_PAIR);
    int rc = zsock_attach (reader, endpoint, true);
    zsock_t *writer = zsock_new_pair (endpoint);
    assert (rc == 0 && writer);

    int right = 0;
    for (int value = 0; value < 256; value++) {
        s_send_byte (writer, value);
        right += s_recv_byte (reader) == value;
    }
    printf ("%d of 256 values arrived as they were\n", right);
    zstr_send (writer, "READY");
    printf ("READY: %d\n", s_recv_byte (reader));
    zstr_send (writer, "");
    printf ("nothing at all: %d\n", s_recv_byte (reader));

    zsock_destroy (&writer);
    zsock_destroy (&reader);
    return 0;
}

//  Prints:
//
//  256 of 256 values arrived as they were
//  READY: -1
//  nothing at all: -1

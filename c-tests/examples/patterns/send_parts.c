//  Several frames in one call, without making a message first. zstr_sendx
//  takes strings, as many as there are, up to a NULL; zsock_send takes a
//  picture, that says what each argument is. A string ends at its first zero
//  byte; for data that may have zeros in it there is the picture "b", with a
//  size.
//
//      send_parts [ENDPOINT]

#include <czmq.h>

static void
s_show (zsock_t *reader)
{
    zmsg_t *message = zmsg_recv (reader);
    assert (message);
    printf ("%zu:", zmsg_size (message));
    for (zframe_t *frame = zmsg_first (message); frame;
         frame = zmsg_next (message)) {
        char *hex = zframe_strhex (frame);
        printf (" %zu bytes <%s>", zframe_size (frame), hex);
        zstr_free (&hex);
    }
    puts ("");
    zmsg_destroy (&message);
}

int main (int argc, char *argv [])
{
    const char *endpoint = argc > 1? argv [1]: "inproc://parts";
    zsock_t *reader = zsock_new (ZMQ_PAIR);
    int rc = zsock_attach (reader, endpoint, true);
    zsock_t *writer = zsock_new_pair (endpoint);
    assert (rc == 0 && writer);

    zstr_send (writer, "k");
    s_show (reader);
    zstr_sendx (writer, "id", "k", NULL);
    s_show (reader);
    zstr_sendx (writer, "id", "", "k", NULL);       //  an empty one, too
    s_show (reader);

    const char data [3] = { 'a', 0, 'b' };
    zsock_send (writer, "szs", "id", data);         //  only up to the zero
    s_show (reader);
    zsock_send (writer, "szb", "id", data, sizeof (data));
    s_show (reader);

    zsock_destroy (&writer);
    zsock_destroy (&reader);
    return 0;
}

//  Prints:
//
//  1: 1 bytes <6B>
//  2: 2 bytes <6964> 1 bytes <6B>
//  3: 2 bytes <6964> 0 bytes <> 1 bytes <6B>
//  3: 2 bytes <6964> 0 bytes <> 1 bytes <61>
//  3: 2 bytes <6964> 0 bytes <> 3 bytes <610062>

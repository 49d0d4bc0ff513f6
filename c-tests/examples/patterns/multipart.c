//  Messages of several frames: a zmsg is a list of frames that can grow and
//  shrink at both ends. Envelopes are put on and taken off in front, content
//  is added at the end. ZeroMQ delivers all frames of a message or none, and
//  never mixes two.
//
//      [id|empty|payload]    the envelope, a delimiter, what is inside
//
//      multipart [ENDPOINT]

#include <czmq.h>

static void
s_show (const char *what, zmsg_t *message)
{
    printf ("%s: ", what);
    char separator = '[';
    for (zframe_t *frame = zmsg_first (message); frame;
         frame = zmsg_next (message)) {
        printf ("%c%.*s", separator,
                (int) zframe_size (frame), (char *) zframe_data (frame));
        separator = '|';
    }
    puts ("]");
}

int main (int argc, char *argv [])
{
    const char *endpoint = argc > 1? argv [1]: "inproc://parts";
    zsock_t *reader = zsock_new (ZMQ_PAIR);
    int rc = zsock_attach (reader, endpoint, true);
    zsock_t *writer = zsock_new_pair (endpoint);
    assert (rc == 0 && writer);

    zmsg_t *message = zmsg_new ();
    zmsg_addstr (message, "payload");       //  at the end
    zmsg_pushmem (message, NULL, 0);        //  in front
    zframe_t *id = zframe_from ("id");
    zmsg_prepend (message, &id);            //  in front; the frame is theirs
    assert (id == NULL);
    s_show ("enveloped", message);
    zmsg_send (&message, writer);           //  so is the message, now
    assert (message == NULL);

    message = zmsg_new ();
    zmsg_addstr (message, "another");
    zmsg_send (&message, writer);

    message = zmsg_recv (reader);
    s_show ("received", message);
    id = zmsg_pop (message);
    zframe_t *delimiter = zmsg_pop (message);
    assert (zframe_size (delimiter) == 0);
    zframe_destroy (&delimiter);
    s_show ("without its envelope", message);
    zmsg_addstr (message, "and a reply");
    zmsg_pushmem (message, NULL, 0);
    zmsg_prepend (message, &id);
    s_show ("back to whom it came from", message);
    zmsg_destroy (&message);

    message = zmsg_recv (reader);
    s_show ("the next", message);
    zmsg_destroy (&message);
    zsock_destroy (&writer);
    zsock_destroy (&reader);
    return 0;
}

//  Prints:
//
//  enveloped: [id||payload]
//  received: [id||payload]
//  without its envelope: [payload]
//  back to whom it came from: [id||payload|and a reply]
//  the next: [another]

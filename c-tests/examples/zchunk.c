//  A chunk is a block of bytes that knows its size and what it has room for.

#include <czmq.h>

int main (void)
{
    zchunk_t *chunk = zchunk_new ("12345", 5);
    printf ("%zu bytes, room for %zu\n",
            zchunk_size (chunk), zchunk_max_size (chunk));

    //  There is no room for more, unless the chunk may grow
    printf ("appended: %zu bytes\n", zchunk_append (chunk, "67890", 5));
    printf ("extended: %zu bytes\n", zchunk_extend (chunk, "67890", 5));

    //  A small chunk takes what it has room for, again and again
    zchunk_t *piece = zchunk_new (NULL, 4);
    while (!zchunk_exhausted (chunk)) {
        zchunk_set (piece, NULL, 0);        //  empty, with the same room
        zchunk_consume (piece, chunk);
        char *text = zchunk_strdup (piece);
        printf ("a piece: %s\n", text);
        zstr_free (&text);
    }

    zframe_t *frame = zchunk_pack (chunk);  //  to be sent
    zchunk_t *copy = zchunk_unpack (frame);
    printf ("unpacked: %d\n", zchunk_streq (copy, "1234567890"));

    zchunk_destroy (&copy);
    zframe_destroy (&frame);
    zchunk_destroy (&piece);
    zchunk_destroy (&chunk);
    return 0;
}

//  Prints:
//
//  5 bytes, room for 5
//  appended: 5 bytes
//  extended: 10 bytes
//  a piece: 1234
//  a piece: 5678
//  a piece: 90
//  unpacked: 1

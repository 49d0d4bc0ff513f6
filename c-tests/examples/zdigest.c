//  The digest of a text that comes in pieces.

#include <czmq.h>

int main (void)
{
    zdigest_t *digest = zdigest_new ();
    zdigest_update (digest, (const byte *) "The quick brown fox ", 20);
    zdigest_update (digest, (const byte *) "jumps over the lazy dog", 23);
    //  Takes the digest: nothing can be added after this
    printf ("%s\n", zdigest_string (digest));
    printf ("%zu bytes, of which the first is %d\n",
            zdigest_size (digest), zdigest_data (digest) [0]);
    zdigest_destroy (&digest);
    return 0;
}

//  Prints:
//
//  2FD4E1C67A2D28FCED849EE1BB76E7391B93EB12
//  20 bytes, of which the first is 47

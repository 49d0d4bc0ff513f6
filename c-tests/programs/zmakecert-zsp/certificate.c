//  Prints what is in a certificate's file: each of its metadata, by name, and whether its keys are a
//  pair. Usage: certificate FILE NAME...

#include "test.h"

int
main (int argc, char **argv)
{
    check (argc > 1);
    zcert_t *cert = zcert_load (argv [1]);
    check (cert);
    for (int arg = 2; arg < argc; arg++) {
        const char *value = zcert_meta (cert, argv [arg]);
        printf ("%s: %s\n", argv [arg], value ? value : "(none)");
    }
    zlist_t *names = zcert_meta_keys (cert);
    printf ("metadata: %zu\n", zlist_size (names));
    zlist_destroy (&names);
    //  The public key is what the secret key makes.
    byte secret [32], public [32];
    char text [41], made [41];
    memcpy (secret, zcert_secret_key (cert), 32);
    memcpy (public, zcert_public_key (cert), 32);
    check (zmq_z85_encode (text, secret, 32));
    check (zmq_curve_public (made, text) == 0);
    check (zmq_z85_encode (text, public, 32));
    printf ("keys: %s\n", streq (made, text) ? "a pair" : "no pair");
    zcert_destroy (&cert);
    return 0;
}

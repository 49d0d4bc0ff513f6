//  A certificate is a key pair with metadata. It is kept in two files: one
//  to give away, and one with the secret key.

#include <czmq.h>

int main (void)
{
    zcert_t *cert = zcert_new ();           //  new keys
    zcert_set_meta (cert, "name", "%s", "Ada");
    zcert_save (cert, "ada.txt");
    printf ("files: %d, %d\n", zsys_file_exists ("ada.txt"),
            zsys_file_exists ("ada.txt_secret"));
    printf ("the public key as text: %zu characters\n",
            strlen (zcert_public_txt (cert)));

    zcert_t *loaded = zcert_load ("ada.txt");
    printf ("the same keys: %d\n", zcert_eq (cert, loaded));
    printf ("the name: %s\n", zcert_meta (loaded, "name"));
    zcert_destroy (&loaded);

    //  Somebody else gets the public file alone
    remove ("ada.txt_secret");
    loaded = zcert_load ("ada.txt");
    printf ("the same public key: %d\n",
            streq (zcert_public_txt (cert), zcert_public_txt (loaded)));
    printf ("the same keys: %d\n", zcert_eq (cert, loaded));

    zcert_destroy (&loaded);
    zcert_destroy (&cert);
    remove ("ada.txt");
    return 0;
}

//  Prints:
//
//  files: 1, 1
//  the public key as text: 40 characters
//  the same keys: 1
//  the name: Ada
//  the same public key: 1
//  the same keys: 0

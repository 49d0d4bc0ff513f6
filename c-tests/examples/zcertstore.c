//  A folder of certificates, one for each client. Files that are added later
//  are found as well.

#include <czmq.h>

int main (void)
{
    zcert_t *ada = zcert_new ();
    zcert_set_meta (ada, "name", "%s", "Ada");
    zcert_t *alan = zcert_new ();
    zcert_set_meta (alan, "name", "%s", "Alan");

    zsys_dir_create ("clients");
    zcert_save_public (ada, "clients/ada.txt");

    zcertstore_t *store = zcertstore_new ("clients");
    //  By the public key, which is what a server knows of its client
    zcert_t *found = zcertstore_lookup (store, zcert_public_txt (ada));
    printf ("found: %s\n", zcert_meta (found, "name"));     //  the store's
    found = zcertstore_lookup (store, zcert_public_txt (alan));
    printf ("found: %s\n", found? zcert_meta (found, "name"): "nobody");

    zcert_save_public (alan, "clients/alan.txt");
    found = zcertstore_lookup (store, zcert_public_txt (alan));
    printf ("found: %s\n", found? zcert_meta (found, "name"): "nobody");

    zcertstore_destroy (&store);
    zcert_destroy (&ada);
    zcert_destroy (&alan);
    remove ("clients/ada.txt");
    remove ("clients/alan.txt");
    zsys_dir_delete ("clients");
    return 0;
}

//  Prints:
//
//  found: Ada
//  found: nobody
//  found: Alan

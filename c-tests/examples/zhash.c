//  A table of texts that copies what is put into it, and survives in a file.

#include <czmq.h>

int main (void)
{
    zhash_t *capitals = zhash_new ();
    zhash_autofree (capitals);              //  copy items, and free them
    zhash_insert (capitals, "France", (void *) "Paris");
    zhash_insert (capitals, "Norway", (void *) "Oslo");
    zhash_insert (capitals, "Peru", (void *) "Cuzco");
    zhash_update (capitals, "Peru", (void *) "Lima");
    zhash_rename (capitals, "Norway", "Norge");
    printf ("Peru: %s\n", (char *) zhash_lookup (capitals, "Peru"));

    zhash_comment (capitals, "Where the governments are");
    zhash_save (capitals, "capitals.txt");
    zhash_destroy (&capitals);

    capitals = zhash_new ();
    zhash_load (capitals, "capitals.txt");
    zlist_t *countries = zhash_keys (capitals);
    zlist_sort (countries, NULL);           //  a table has no order
    char *country = (char *) zlist_first (countries);
    while (country) {
        printf ("%s: %s\n", country,
                (char *) zhash_lookup (capitals, country));
        country = (char *) zlist_next (countries);
    }
    zlist_destroy (&countries);
    zhash_destroy (&capitals);
    remove ("capitals.txt");
    return 0;
}

//  Prints:
//
//  Peru: Lima
//  France: Paris
//  Norge: Oslo
//  Peru: Lima

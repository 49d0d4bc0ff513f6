//  What addresses this host has.

#include <czmq.h>

int main (void)
{
    ziflist_t *interfaces = ziflist_new ();
    int strange = 0;
    const char *name = ziflist_first (interfaces);
    while (name) {
        //  printf ("%s: %s\n", name, ziflist_address (interfaces)) shows it
        if (strlen (name) == 0 || strlen (ziflist_address (interfaces)) == 0)
            strange++;
        name = ziflist_next (interfaces);
    }
    printf ("interfaces without name or address: %d\n", strange);

    ziflist_reload (interfaces);            //  they come and go
    ziflist_destroy (&interfaces);
    return 0;
}

//  Prints:
//
//  interfaces without name or address: 0

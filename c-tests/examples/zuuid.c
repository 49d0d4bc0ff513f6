//  Names that nobody else makes up.

#include <czmq.h>

int main (void)
{
    zuuid_t *uuid = zuuid_new ();           //  random
    zuuid_t *other = zuuid_new ();
    printf ("different: %d\n", zuuid_neq (uuid, zuuid_data (other)));

    //  From a text, with dashes or without
    zuuid_set_str (uuid, "8CB3E9A9-649B-4BEF-8DE2-25E9C2CEBB38");
    printf ("%s\n", zuuid_str (uuid));
    printf ("%s\n", zuuid_str_canonical (uuid));
    zuuid_set_str (other, zuuid_str (uuid));
    printf ("the same: %d\n", zuuid_eq (uuid, zuuid_data (other)));

    zuuid_destroy (&uuid);
    zuuid_destroy (&other);
    return 0;
}

//  Prints:
//
//  different: 1
//  8CB3E9A9649B4BEF8DE225E9C2CEBB38
//  8cb3e9a9-649b-4bef-8de2-25e9c2cebb38
//  the same: 1

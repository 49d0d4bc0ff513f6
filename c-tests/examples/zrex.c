//  The parts of a line are taken out by the groups of an expression.

#include <czmq.h>

int main (void)
{
    zrex_t *rex = zrex_new ("^(\\a+)=(\\d+) *(.*)$");
    if (!zrex_valid (rex)) {
        puts (zrex_strerror (rex));
        return 1;
    }
    const char *lines [] = { "ttl=30 ms", "host=here", "port=5670 #gossip" };
    for (int i = 0; i < 3; i++) {
        if (zrex_matches (rex, lines [i])) {
            const char *name, *value, *rest;
            zrex_fetch (rex, &name, &value, &rest, NULL);
            printf ("%s is %s, then '%s'\n", name, value, rest);
        }
        else
            printf ("not so: %s\n", lines [i]);
    }
    zrex_destroy (&rex);
    return 0;
}

//  Prints:
//
//  ttl is 30, then 'ms'
//  not so: host=here
//  port is 5670, then '#gossip'

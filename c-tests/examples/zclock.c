//  How long something took is told by the clock that nobody sets.

#include <czmq.h>

int main (void)
{
    int64_t start = zclock_mono ();
    zclock_sleep (20);
    int64_t passed = zclock_mono () - start;
    printf ("at least 20 milliseconds: %d\n", passed >= 20);

    int64_t fine = zclock_usecs () / 1000 - zclock_mono ();
    printf ("the same clock: %d\n", fine <= 0);

    //  What time it is, for people
    printf ("after 2020: %d\n", zclock_time () > 1577836800000);
    char *now = zclock_timestr ();
    printf ("as in 2021-03-04 15:06:07, %zu characters\n", strlen (now));
    zstr_free (&now);
    return 0;
}

//  Prints:
//
//  at least 20 milliseconds: 1
//  the same clock: 1
//  after 2020: 1
//  as in 2021-03-04 15:06:07, 19 characters

//  ours alone: Debian's library has no DRAFT functions
//
//  The test of classes behind others.

#define CZMQ_BUILD_DRAFT_API
#include "test.h"

//  What is printed while a test is run.
static void
printed (const char *subtest, const char *expected)
{
    fflush (stdout);
    int out = dup (1);
    FILE *file = tmpfile ();
    check (out >= 0 && file && dup2 (fileno (file), 1) == 1);
    czmq_private_selftest (false, subtest);
    //  The endpoints of the test are free again only then
    zsys_shutdown ();
    fflush (stdout);
    check (dup2 (out, 1) == 1);
    close (out);
    char text [1000] = "";
    check (pread (fileno (file), text, sizeof text - 1, 0) >= 0);
    fclose (file);
    check_streq (text, expected);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (printed (NULL, " * zgossip_msg: OK\n"));
    CASE (printed ("$ALL", " * zgossip_msg: OK\n"));
    CASE (printed ("zgossip_msg_test", " * zgossip_msg: OK\n"));
    CASE (printed ("none", ""));
    return test_end ();
}

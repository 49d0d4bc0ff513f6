//  A command line, taken apart. A program passes on what main gets.

#define CZMQ_BUILD_DRAFT_API
#include <czmq.h>

int main (void)
{
    //  server --port 5670 -v -- in.txt -out.txt
    char *argv [] = {
        "server", "--port", "5670", "-v", "--", "in.txt", "-out.txt", NULL
    };
    zargs_t *args = zargs_new (7, argv);
    printf ("%s\n", zargs_progname (args));

    //  By one name or another; NULL if it is not there
    const char *port = zargs_getx (args, "--port", "-p", NULL);
    const char *host = zargs_get (args, "--host");
    printf ("host %s, port %s\n", host? host: "localhost", port);
    printf ("verbose: %d\n", zargs_hasx (args, "--verbose", "-v", NULL));

    const char *file = zargs_first (args);
    while (file) {
        printf ("file: %s\n", file);
        file = zargs_next (args);
    }
    zargs_destroy (&args);
    return 0;
}

//  Prints:
//
//  server
//  host localhost, port 5670
//  verbose: 1
//  file: in.txt
//  file: -out.txt

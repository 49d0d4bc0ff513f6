//  Runs zsp, whose path is the argument, as a child: what it reads, writes, and how it ends.

#define CZMQ_BUILD_DRAFT_API
#include "test.h"

static zproc_t *
child (char **arguments)
{
    zproc_t *proc = zproc_new ();
    check (proc);
    zlist_t *list = zlist_new ();
    for (; *arguments; arguments++)
        zlist_append (list, *arguments);
    zproc_set_args (proc, &list);
    return proc;
}

//  What is read of a stream must begin so.
static void
expect (void *stream, const char *expected)
{
    size_t size = 0;
    while (size < strlen (expected)) {
        zframe_t *data = NULL;
        check (zsock_brecv (stream, "f", &data) == 0 && data);
        //  There may be more by now.
        size_t part = zframe_size (data), left = strlen (expected) - size;
        part = part < left ? part : left;
        check (memcmp (zframe_data (data), expected + size, part) == 0);
        size += part;
        zframe_destroy (&data);
    }
}

int
main (int argc, char **argv)
{
    check (argc == 2);
    char *zsp = argv [1];
    //  An input that is sent, ended by destruction
    zproc_t *proc = child ((char *[]) { zsp, "-i", "-o", NULL });
    zproc_set_stdin (proc, NULL);
    zproc_set_stdout (proc, NULL);
    check (zproc_run (proc) == 0);
    zframe_t *data = zframe_from ("some\nlines\n");
    check (zsock_bsend (zproc_stdin (proc), "f", data) == 0);
    zframe_destroy (&data);
    zsock_set_rcvtimeo (zproc_stdout (proc), 60000);
    expect (zproc_stdout (proc), "some\nlines\n");
    check (zproc_running (proc));
    zproc_destroy (&proc);

    proc = child ((char *[]) { zsp, "-e", "a message", NULL });
    zproc_set_stderr (proc, NULL);
    check (zproc_run (proc) == 0);
    zsock_set_rcvtimeo (zproc_stderr (proc), 60000);
    expect (zproc_stderr (proc), "a message\na message\n");
    zproc_kill (proc, SIGTERM);
    check (zproc_wait (proc, 60000) == 0);
    zproc_destroy (&proc);

    proc = child ((char *[]) { zsp, "--abrt", "--quit", "1", NULL });
    check (zproc_run (proc) == 0);
    check (zproc_wait (proc, 60000) == -SIGABRT);
    zproc_destroy (&proc);
    return 0;
}

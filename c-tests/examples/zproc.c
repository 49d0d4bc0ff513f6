//  Runs a program, and reads what it writes.

#define CZMQ_BUILD_DRAFT_API
#include <czmq.h>

int main (void)
{
    zproc_t *proc = zproc_new ();
    const char *script = "read name; echo hello $name; exit 3";
    zproc_set_argsx (proc, "/bin/sh", "-c", script, NULL);
    zproc_set_stdin (proc, NULL);               //  by sockets that it makes
    zproc_set_stdout (proc, NULL);
    if (zproc_run (proc)) {
        printf ("cannot run it: %s\n", strerror (errno));
        return 1;
    }
    zframe_t *data = zframe_new ("world\n", 6);
    zsock_bsend (zproc_stdin (proc), "f", data);
    zframe_destroy (&data);

    printf ("exit status %d\n", zproc_wait (proc, -1));
    zsock_brecv (zproc_stdout (proc), "f", &data);
    printf ("%.*s", (int) zframe_size (data), (char *) zframe_data (data));
    zframe_destroy (&data);
    zproc_destroy (&proc);
    return 0;
}

//  Prints:
//
//  exit status 3
//  hello world

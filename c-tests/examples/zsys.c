//  A program's settings, its log, and files.

#include <czmq.h>

int main (void)
{
    //  Settings come first: they hold for sockets that are opened later
    zsys_set_linger (100);
    zsys_set_logident ("demo");
    zsys_set_logstream (stderr);
    zsys_info ("the log goes to standard error");

    int major, minor, patch;
    zsys_version (&major, &minor, &patch);
    printf ("CZMQ %d.%d.%d\n", major, minor, patch);

    zsys_dir_create ("%s/%s", "spool", "mail");     //  as mkdir -p does
    FILE *file = fopen ("spool/mail/ada", "w");
    fputs ("hello", file);
    fclose (file);
    printf ("%d bytes\n", (int) zsys_file_size ("spool/mail/ada"));
    zsys_file_delete ("spool/mail/ada");
    zsys_dir_delete ("spool/mail");
    zsys_dir_delete ("spool");

    char *text = zsys_sprintf ("%s, %d", "formatted", 42);
    puts (text);
    zstr_free (&text);

    //  Loops ask this, and so do calls that wait: Ctrl-C ends them
    printf ("interrupted: %d\n", zsys_interrupted);
    return 0;
}

//  Prints:
//
//  CZMQ 4.2.1
//  5 bytes
//  formatted, 42
//  interrupted: 0

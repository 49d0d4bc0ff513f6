//  zmakecert: makes a CURVE certificate, and asks whose it is. docs/man/zmakecert.1 describes it.

#include <czmq.h>
#include <getopt.h>

static const char usage [] =
    "Usage: zmakecert [FILE]\n"
    "Makes a CURVE certificate: FILE for others, and FILE_secret for the owner alone.\n"
    "FILE is mycert.txt if none is named. Name, e-mail address and organization are asked for.\n"
    "\n"
    "  -h, --help    shows this\n"
    "\n"
    "Exit status: 0, 1 if the certificate could not be made or saved, 255 if the input ends early.\n";

//  Asks, and keeps the answer without the white space around it, unless it is empty; false at the
//  end of the input.
static bool
ask (zcert_t *cert, const char *prompt, const char *name)
{
    printf ("%s ", prompt);
    fflush (stdout);
    char *line = NULL;
    size_t room = 0;
    ssize_t size = getline (&line, &room, stdin);
    if (size > 0) {
        while (size > 0 && isspace ((byte) line [size - 1]))
            line [--size] = 0;
        char *answer = line;
        while (isspace ((byte) *answer))
            answer++;
        if (*answer)
            zcert_set_meta (cert, name, "%s", answer);
        size = 1;
    }
    free (line);
    return size > 0;
}

int
main (int argc, char **argv)
{
    static const struct option options [] = { { "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 } };
    int option;
    while ((option = getopt_long (argc, argv, "h", options, NULL)) != -1) {
        if (option == 'h') {
            fputs (usage, stdout);
            return 0;
        }
        fputs (usage, stderr);
        return 1;
    }
    if (argc - optind > 1) {
        fprintf (stderr, "%s: one file at most\n%s", argv [0], usage);
        return 1;
    }
    const char *file = optind < argc ? argv [optind] : "mycert.txt";

    zsys_info ("Creating new CURVE certificate in %s", file);
    zcert_t *cert = zsys_has_curve () ? zcert_new () : NULL;
    if (!cert) {
        zsys_error ("no CURVE keys: libzmq was built without them, or there is no randomness");
        return 1;
    }
    int status = 255;
    if (ask (cert, "Enter your full name:", "name")
        && ask (cert, "Enter your email address:", "email")
        && ask (cert, "Enter your organization:", "organization")) {
        char *now = zclock_timestr ();
        zcert_set_meta (cert, "created-by", "CZMQ zmakecert");
        zcert_set_meta (cert, "date-created", "%s", now);
        zstr_free (&now);
        zcert_print (cert);
        errno = 0;
        if (zcert_save (cert, file) == 0) {
            zsys_info ("CURVE certificate created in %s and %s_secret", file, file);
            status = 0;
        }
        else {
            zsys_error ("the certificate could not be saved: %s",
                        errno ? strerror (errno) : "unknown error");
            status = 1;
        }
    }
    zcert_destroy (&cert);
    return status;
}

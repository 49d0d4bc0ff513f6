//  What tests of files share, next to test.h: a folder of their own, and its files.

#ifndef CZMQ_FOLDER_H_INCLUDED
#define CZMQ_FOLDER_H_INCLUDED

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "test.h"
#include <ftw.h>

static char folder [] = "/tmp/czmq-test-XXXXXX";

static inline int
remove_entry_ (const char *path, const struct stat *stat, int type, struct FTW *ftw)
{
    (void) stat;
    (void) type;
    (void) ftw;
    return remove (path);
}

static inline void
remove_tree (const char *path)
{
    check (nftw (path, remove_entry_, 8, FTW_DEPTH | FTW_PHYS) == 0);
}

//  Makes a fresh folder the current one.
static inline void
enter_folder (void)
{
    umask (022);
    check (mkdtemp (folder));
    check (chdir (folder) == 0);
}

static inline void
leave_folder (void)
{
    check (chdir ("/") == 0);
    remove_tree (folder);
}

static inline void
write_file (const char *name, const char *content)
{
    FILE *file = fopen (name, "w");
    check (file);
    check (fputs (content, file) >= 0);
    check (fclose (file) == 0);
}

static inline void
print_file (const char *name)
{
    FILE *file = fopen (name, "r");
    check (file);
    printf ("--- file\n");
    int octet;
    while ((octet = fgetc (file)) != EOF)
        putchar (octet);
    printf ("--- end\n");
    fclose (file);
}

//  Gives a file a time, in seconds since 1970.
static inline void
set_time (const char *name, time_t when)
{
    struct utimbuf times = { when, when };
    check (utime (name, &times) == 0);
}

//  Sets the time of a file, relative to the time of the first call.
static inline void
set_age (const char *name, int seconds)
{
    static time_t start = 0;
    if (!start)
        start = time (NULL);
    set_time (name, start - seconds);
}

//  Errors in files are printed on standard output behind a date: what is printed between these two
//  calls is held back, and shown without the date.
static int real_stdout_;
static FILE *held_;

static inline void
hold_output (void)
{
    fflush (stdout);
    real_stdout_ = dup (1);
    held_ = tmpfile ();
    check (held_ && real_stdout_ >= 0);
    dup2 (fileno (held_), 1);
}

static inline void
show_held_output (void)
{
    fflush (stdout);
    dup2 (real_stdout_, 1);
    close (real_stdout_);
    rewind (held_);
    char line [1024];
    while (fgets (line, sizeof line, held_)) {
        int day, second, length = 0;
        check (sscanf (line, "%*d-%*d-%d %*d:%*d:%d%n", &day, &second, &length) == 2);
        check (length == 17);
        printf ("  printed: %s", line + 18);
    }
    fclose (held_);
}

#endif

//  ours alone: Debian's library has no DRAFT functions
//
//  Files that are deleted with their objects.

#define CZMQ_BUILD_DRAFT_API
#include "test.h"

static void
deleted_with_its_object (void)
{
    zfile_t *file = zfile_tmp ();
    check (file);
    zfile_t *other = zfile_tmp ();
    check (strneq (zfile_filename (file, NULL), zfile_filename (other, NULL)));
    zfile_destroy (&other);
    char *name = strdup (zfile_filename (file, NULL));
    check (strncmp (name, "/tmp/czmq_zfile.", 16) == 0 && strlen (name) == 22);
    check (zsys_file_exists (name) && zfile_is_regular (file));
    check ((zsys_file_mode (name) & 0777) == 0600);
    check (zfile_handle (file));

    zchunk_t *chunk = zchunk_new ("content", 7);
    check (zfile_write (file, chunk, 0) == 0);
    zchunk_destroy (&chunk);
    zfile_close (file);
    check (zfile_cursize (file) == 7);
    check_streq (zfile_digest (file), "040F06FD774092478D450774F5BA30C5DA78ACC8");
    zfile_t *copy = zfile_dup (file);
    zfile_destroy (&copy);
    check (zfile_input (file) == 0);
    chunk = zfile_read (file, 100, 0);
    check (zchunk_streq (chunk, "content"));
    zchunk_destroy (&chunk);
    check (zsys_file_exists (name));
    zfile_destroy (&file);
    check (!zsys_file_exists (name));
    free (name);
}

//  One that is gone, and whose name somebody else has, is left alone
static void
name_of_a_stranger (void)
{
    zfile_t *file = zfile_tmp ();
    char *name = strdup (zfile_filename (file, NULL));
    zfile_remove (file);
    check (!zsys_file_exists (name));
    FILE *stranger = fopen (name, "w");
    check (stranger);
    fclose (stranger);
    zfile_destroy (&file);
    check (zsys_file_exists (name));
    zsys_file_delete (name);
    free (name);
}

//  Its descriptor is closed once; the number may be another's afterwards.
static void
closed_once (void)
{
    zfile_t *file = zfile_tmp ();
    int number = fileno (zfile_handle (file));
    zfile_close (file);
    int fd = open ("/dev/null", O_RDONLY);
    check (fd == number);
    zfile_close (file);
    check (fcntl (fd, F_GETFD) != -1);
    zfile_destroy (&file);
    check (fcntl (fd, F_GETFD) != -1);
    close (fd);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (deleted_with_its_object ());
    CASE (name_of_a_stranger ());
    CASE (closed_once ());
    return test_end ();
}

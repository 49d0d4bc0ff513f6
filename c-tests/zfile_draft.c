//  ours alone: Debian's library has no DRAFT functions
//
//  Files that are deleted with their objects.

#define CZMQ_BUILD_DRAFT_API
#include "test.h"

int main (void)
{
    zfile_t *file = zfile_tmp ();
    check (file);
    zfile_t *other = zfile_tmp ();
    check (strneq (zfile_filename (file, NULL), zfile_filename (other, NULL)));
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

    //  One that is gone, and whose name somebody else has, is left alone
    strcpy (name, zfile_filename (other, NULL));
    zfile_remove (other);
    check (!zsys_file_exists (name));
    FILE *stranger = fopen (name, "w");
    check (stranger);
    fclose (stranger);
    zfile_destroy (&other);
    check (zsys_file_exists (name));
    zsys_file_delete (name);
    free (name);
    return 0;
}

//  A directory is loaded as it is now; two states of it can be compared.

#include <czmq.h>

static void
s_write (const char *name, const char *text)
{
    FILE *file = fopen (name, "w");
    fputs (text, file);
    fclose (file);
}

int main (void)
{
    //  What was written just now may still be being written, and counts for
    //  changes later. Unless it is said how many milliseconds that takes.
    setenv ("ZSYS_FILE_STABLE_AGE_MSEC", "1", 1);
    zsys_init ();                           //  reads the environment
    zsys_dir_create ("notes/old");
    s_write ("notes/today", "buy milk");
    s_write ("notes/old/monday", "buy bread");

    zclock_sleep (10);
    zdir_t *before = zdir_new ("notes", NULL);
    printf ("%zu files, %d bytes\n",
            zdir_count (before), (int) zdir_cursize (before));
    zlist_t *files = zdir_list (before);
    zfile_t *file = (zfile_t *) zlist_first (files);
    while (file) {
        printf ("  %s\n", zfile_filename (file, "notes"));
        file = (zfile_t *) zlist_next (files);
    }
    zlist_destroy (&files);                 //  the files are the zdir's

    remove ("notes/old/monday");
    zdir_t *after = zdir_new ("notes", NULL);
    zlist_t *patches = zdir_diff (before, after, "");
    zdir_patch_t *patch = (zdir_patch_t *) zlist_first (patches);
    while (patch) {
        bool gone = zdir_patch_op (patch) == ZDIR_PATCH_DELETE;
        printf ("%s: %s\n", gone? "gone": "new", zdir_patch_vpath (patch));
        zdir_patch_destroy (&patch);        //  but patches are ours
        patch = (zdir_patch_t *) zlist_next (patches);
    }
    zlist_destroy (&patches);
    zdir_remove (after, true);              //  with all files that it knows
    zdir_destroy (&before);
    zdir_destroy (&after);
    return 0;
}

//  Prints:
//
//  2 files, 17 bytes
//    today
//    old/monday
//  gone: /old/monday

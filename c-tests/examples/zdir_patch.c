//  A patch says what happened to one file of a directory, in a form that can
//  be told to others, who have the directory elsewhere.

#include <czmq.h>

int main (void)
{
    zsys_dir_create ("music");
    zfile_t *file = zfile_new ("music", "blues.txt");
    zfile_output (file);
    zchunk_t *chunk = zchunk_new ("da da dee", 9);
    zfile_write (file, chunk, 0);
    zfile_close (file);

    zdir_patch_t *patch =
        zdir_patch_new ("music", file, ZDIR_PATCH_CREATE, "/shared");
    printf ("here: %s\n", zfile_filename (zdir_patch_file (patch), NULL));
    printf ("there: %s\n", zdir_patch_vpath (patch));
    zdir_patch_digest_set (patch);          //  of the content
    printf ("digest: %.8s...\n", zdir_patch_digest (patch));

    zfile_remove (file);
    zdir_patch_destroy (&patch);
    zchunk_destroy (&chunk);
    zfile_destroy (&file);
    zsys_dir_delete ("music");
    return 0;
}

//  Prints:
//
//  here: music/blues.txt
//  there: /shared/blues.txt
//  digest: B9614121...

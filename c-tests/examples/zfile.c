//  A file is written, looked at, and read line by line.

#include <czmq.h>

int main (void)
{
    zfile_t *file = zfile_new ("poems", "haiku.txt");
    if (zfile_output (file) == -1) {        //  makes the directory too
        perror ("poems/haiku.txt");
        return 1;
    }
    zchunk_t *chunk = zchunk_new ("an old silent pond\n", 19);
    zfile_write (file, chunk, 0);
    zchunk_set (chunk, "splash!\n", 8);
    zfile_write (file, chunk, 19);          //  at this offset
    zchunk_destroy (&chunk);
    zfile_close (file);
    printf ("%s: %d bytes\n",
            zfile_filename (file, NULL), (int) zfile_cursize (file));

    zfile_input (file);
    const char *line = zfile_readln (file); //  the file's until the next one
    while (line) {
        printf ("line: %s\n", line);
        line = zfile_readln (file);
    }
    chunk = zfile_read (file, 6, 3);
    printf ("in the middle: %.*s\n",
            (int) zchunk_size (chunk), (char *) zchunk_data (chunk));
    zchunk_destroy (&chunk);

    zfile_remove (file);                    //  closes it first
    zfile_destroy (&file);
    zsys_dir_delete ("poems");
    return 0;
}

//  Prints:
//
//  poems/haiku.txt: 27 bytes
//  line: an old silent pond
//  line: splash!
//  in the middle: old si

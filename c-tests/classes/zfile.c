//  Walks zfile: names, properties and when they are looked up, reading and writing at
//  offsets, lines, the digest, ".ln" links, removal, and the old names of zsys functions.

#include "folder.h"
#include "observe.h"

static void
put_bytes (const char *name, const char *content, size_t size)
{
    FILE *file = fopen (name, "w");
    check (file);
    check (fwrite (content, 1, size, file) == size);
    check (fclose (file) == 0);
}

static void
show (const char *what, zfile_t *file)
{
    printf ("%s: [%s] size %ld%s%s%s%s%s%s%s%s\n", what, zfile_filename (file, NULL),
            (long) zfile_cursize (file),
            zfile_modified (file) ? " dated" : "",
            zfile_is_directory (file) ? " directory" : "",
            zfile_is_regular (file) ? " regular" : "",
            zfile_is_readable (file) ? " readable" : "",
            zfile_is_writeable (file) ? " writeable" : "",
            zfile_is_stable (file) ? " stable" : "",
            zfile_has_changed (file) ? " changed" : "",
            zfile_handle (file) ? " open" : "");
}

static void
show_new (const char *path, const char *name)
{
    zfile_t *file = zfile_new (path, name);
    check (file);
    show ("new", file);
    zfile_destroy (&file);
    check (!file);
    zfile_destroy (&file);
}

static void
names (void)
{
    show_new (NULL, "none");
    show_new ("no", "none");
    show_new ("", "none");
    show_new ("no/", "//none");
    show_new ("no", "");
    show_new (NULL, "");

    zfile_t *file = zfile_new ("some", "na/me");
    const char *paths [] = { "some", "some/", "some//", "som", "so/me", "", "some/na/me",
                             "some/na/me/" };
    for (size_t nbr = 0; nbr < sizeof paths / sizeof *paths; nbr++)
        printf ("below [%s]: [%s]\n", paths [nbr], zfile_filename (file, paths [nbr]));
    zfile_destroy (&file);
    file = zfile_new ("/", "name");
    printf ("below the root: [%s]\n", zfile_filename (file, "/"));
    printf ("below nothing: [%s]\n", zfile_filename (file, ""));
    zfile_destroy (&file);
}

static void
properties (void)
{
    write_file ("d/file", "12345");
    zfile_t *file = zfile_new ("d", "file");
    show ("there", file);
    set_time ("d/file", 1000000);
    show ("dated back", file);
    zfile_restat (file);
    show ("looked up", file);
    printf ("modified: %ld\n", (long) zfile_modified (file));

    zfile_t *copy = zfile_dup (file);
    check (copy != file);
    show ("copy", copy);
    printf ("modified: %ld\n", (long) zfile_modified (copy));
    zfile_restat (copy);
    show ("copy looked up", copy);
    zfile_destroy (&copy);
    check (!zfile_dup (NULL));

    check (chmod ("d/file", 0277) == 0);
    show ("changed mode", file);
    zfile_restat (file);
    show ("looked up", file);
    check (chmod ("d/file", 0477) == 0);
    zfile_restat (file);
    show ("looked up", file);
    check (chmod ("d/file", 0644) == 0);
    zfile_restat (file);

    write_file ("d/file", "123456");
    set_time ("d/file", 1000000);
    show ("longer", file);
    zfile_close (file);
    show ("close when not open", file);
    check (zfile_input (file) == 0);
    show ("opened", file);
    zfile_close (file);
    show ("closed", file);
    set_time ("d/file", 1000001);
    show ("younger", file);
    check (unlink ("d/file") == 0);
    show ("gone", file);
    zfile_restat (file);
    show ("looked up", file);
    zfile_destroy (&file);

    show_new (".", "d");
    show_new (NULL, "/dev/null");
}

static void
show_chunk (const char *what, zfile_t *file, size_t bytes, off_t offset)
{
    zchunk_t *chunk = zfile_read (file, bytes, offset);
    if (chunk)
        printf ("%s: [%.*s] of %zu%s\n", what, (int) zchunk_size (chunk),
                (char *) zchunk_data (chunk), zchunk_max_size (chunk),
                zfile_eof (file) ? ", end" : "");
    else
        printf ("%s: NULL, %s\n", what, strerror (errno));
    zchunk_destroy (&chunk);
}

static void
reading (void)
{
    zfile_t *file = zfile_new ("d", "file");
    errno = 0;
    printf ("input of none: %d\n", zfile_input (file));
    check (errno == ENOENT);
    write_file ("d/file", "0123456789");
    check (zfile_input (file) == 0);
    check (!zfile_eof (file));
    show ("input", file);
    show_chunk ("less", file, 4, 2);
    show_chunk ("all", file, 10, 0);
    show_chunk ("too much", file, 11, 0);
    show_chunk ("the middle", file, 3, 3);
    show_chunk ("the rest", file, 100, 7);
    show_chunk ("to the end", file, 3, 7);
    show_chunk ("at the end", file, 1, 10);
    show_chunk ("nothing at the end", file, 0, 10);
    show_chunk ("beyond", file, 1, 20);
    show_chunk ("nothing beyond", file, 0, 20);
    show_chunk ("before", file, 1, -1);
    show_chunk ("very much", file, SIZE_MAX, 0);
    show_chunk ("very far", file, 1, INT64_MAX);

    show_chunk ("to the end", file, 11, 0);
    check (zfile_input (file) == 0);
    check (!zfile_eof (file));
    show_chunk ("to the end", file, 11, 0);
    zfile_restat (file);
    printf ("at the end after restat: %d\n", zfile_eof (file));
    zfile_close (file);
    printf ("at the end after close: %d\n", zfile_eof (file));
    check (!zfile_handle (file));

    //  What counts is the size when it was looked up
    check (zfile_input (file) == 0);
    write_file ("d/file", "0123456789ABCDEF");
    show_chunk ("grown", file, 100, 0);
    zfile_restat (file);
    show_chunk ("looked up", file, 100, 0);
    zfile_destroy (&file);
}

static int
put_at (zfile_t *file, const char *text, off_t offset)
{
    zchunk_t *chunk = zchunk_new (text, strlen (text));
    int rc = zfile_write (file, chunk, offset);
    zchunk_destroy (&chunk);
    return rc;
}

static void
show_content (const char *name)
{
    zchunk_t *chunk = zchunk_slurp (name, 0);
    if (!chunk)
        printf ("%s is not there\n", name);
    else {
        char *hex = zchunk_strhex (chunk);
        printf ("%s: %s\n", name, hex);
        zstr_free (&hex);
    }
    zchunk_destroy (&chunk);
}

static void
writing (void)
{
    zfile_t *file = zfile_new ("./d", "x/y/new");
    check (zfile_output (file) == 0);
    show ("output", file);
    printf ("at 3: %d\n", put_at (file, "abc", 3));
    printf ("at 1: %d\n", put_at (file, "d", 1));
    printf ("nothing: %d\n", put_at (file, "", 50));
    printf ("before: %d\n", put_at (file, "d", -1));
    zfile_close (file);
    show ("closed", file);
    show_content ("d/x/y/new");
    struct stat status;
    check (stat ("d/x/y", &status) == 0);
    printf ("mode of the directory: %o\n", status.st_mode & 07777);
    check (stat ("d/x/y/new", &status) == 0);
    printf ("mode of the file: %o\n", status.st_mode & 07777);

    //  What is there stays
    check (zfile_output (file) == 0);
    show_chunk ("read back", file, 100, 0);
    printf ("at 0: %d\n", put_at (file, "A", 0));
    show_chunk ("read back", file, 2, 0);
    fputs ("through the stream", zfile_handle (file));
    check (zfile_output (file) == 0);
    show ("output again", file);
    check (zfile_input (file) == 0);
    show ("input", file);
    printf ("write after input: %d\n", put_at (file, "x", 0));
    check (errno == EBADF);
    zfile_destroy (&file);
    show_content ("d/x/y/new");

    file = zfile_new ("d/x", "y");
    printf ("output to a directory: %d\n", zfile_output (file));
    check (errno == EISDIR);
    show ("not open", file);
    printf ("input of a directory: %d\n", zfile_input (file));
    zfile_destroy (&file);
    file = zfile_new ("d/x/y/new", "below");
    printf ("output below a file: %d\n", zfile_output (file));
    check (errno == ENOTDIR);
    zfile_destroy (&file);
}

static void
show_lines (const char *content, size_t size)
{
    put_bytes ("d/lines", content, size);
    zfile_t *file = zfile_new ("d", "lines");
    check (zfile_input (file) == 0);
    const char *line;
    printf ("lines:");
    while ((line = zfile_readln (file)))
        printf (" [%s]", line);
    printf (zfile_eof (file) ? " end\n" : "\n");
    check (!zfile_readln (file));
    zfile_destroy (&file);
}

static void
lines (void)
{
    show_lines ("one\ntwo\n", 8);
    show_lines ("one\r\n\n\rt\rw\ro\r\r\nlast", 20);
    show_lines ("\n", 1);
    show_lines ("\r\n", 2);
    show_lines ("", 0);
    show_lines ("\n\n", 2);
    show_lines ("\r", 1);
    show_lines ("one\n\r", 5);
    show_lines ("ab\0cd\nef\n", 9);
    show_lines ("\0\0ab\r\0\n\0", 8);

    //  Longer than any buffer, and the place is that of the stream
    char text [20001];
    memset (text, 'x', 20000);
    text [9999] = '\n';
    text [20000] = 0;
    write_file ("d/lines", text);
    zfile_t *file = zfile_new ("d", "lines");
    check (zfile_input (file) == 0);
    printf ("long lines: %zu", strlen (zfile_readln (file)));
    printf (" %zu\n", strlen (zfile_readln (file)));
    zchunk_t *chunk = zfile_read (file, 2, 9990);
    zchunk_destroy (&chunk);
    printf ("after a read: %zu\n", strlen (zfile_readln (file)));
    zfile_destroy (&file);
}

static void
digest (void)
{
    write_file ("d/file", "abc");
    zfile_t *file = zfile_new ("d", "file");
    printf ("digest: %s\n", zfile_digest (file));
    check (zfile_digest (file) == zfile_digest (file));
    write_file ("d/file", "other");
    printf ("it is remembered: %s\n", zfile_digest (file));
    zfile_close (file);
    printf ("close when not open: %s\n", zfile_digest (file));
    check (zfile_input (file) == 0);
    printf ("input: %s\n", zfile_digest (file));
    check (zfile_handle (file));
    zfile_close (file);
    printf ("close: %s\n", zfile_digest (file));
    write_file ("d/file", "abc");
    zfile_restat (file);
    check (zfile_input (file) == 0);
    printf ("restat: %s\n", zfile_digest (file));
    show ("closed by it", file);
    write_file ("d/file", "looked up by the digest");
    show ("changed", file);
    set_time ("d/file", 1000000);
    zfile_restat (file);
    write_file ("d/file", "longer than it was looked up before");
    set_time ("d/file", 1000000);
    printf ("all of it: %s\n", zfile_digest (file));
    show ("looked up again", file);

    check (zfile_output (file) == 0);
    check (put_at (file, "written but not closed", 0) == 0);
    zfile_restat (file);
    printf ("after writing: %s\n", zfile_digest (file));
    check (!zfile_handle (file));
    set_time ("d/file", 1000000);
    zfile_restat (file);
    set_time ("d/file", 2000000);
    check (zfile_digest (file));
    show ("looked up before", file);
    printf ("modified: %ld\n", (long) zfile_modified (file));
    zfile_t *copy = zfile_dup (file);
    check (unlink ("d/file") == 0);
    printf ("gone: %s\n", zfile_digest (file));
    check (!zfile_digest (copy));
    zfile_destroy (&copy);
    zfile_restat (file);
    check (!zfile_digest (file));
    check (errno == ENOENT);
    zfile_destroy (&file);

    write_file ("d/file", "");
    file = zfile_new (NULL, "d/file");
    printf ("empty: %s\n", zfile_digest (file));
    zfile_destroy (&file);
    char *large = (char *) zmalloc (300001);
    memset (large, 'x', 300000);
    write_file ("d/file", large);
    free (large);
    file = zfile_new (NULL, "d/file");
    printf ("large: %s\n", zfile_digest (file));
    zfile_destroy (&file);
    file = zfile_new (NULL, "d");
    printf ("of a directory: %s\n", zfile_digest (file));
    zfile_destroy (&file);
}

static void
which_exist (void)
{
    const char *names [] = { "d/x", "d/x.ln", "d/target" };
    for (int nbr = 0; nbr < 3; nbr++)
        printf ("%s%s", zfile_exists (names [nbr]) ? names [nbr] : "-",
                nbr < 2 ? " " : "\n");
}

static zfile_t *
link_with (const char *content, size_t size)
{
    zsys_dir_delete ("d/x");
    unlink ("d/x");
    write_file ("d/target", "the target");
    put_bytes ("d/x.ln", content, size);
    return zfile_new ("d", "x.ln");
}

static void
show_link (const char *content)
{
    zfile_t *file = link_with (content, strlen (content));
    show ("link", file);
    printf ("input: %d\n", zfile_input (file));
    if (zfile_handle (file))
        printf ("line: %s\n", zfile_readln (file));
    zfile_destroy (&file);
}

static void
links (void)
{
    remove_tree ("d/x");
    show_link ("d/target\n");
    show_link ("d/target");
    show_link ("d/target\nd/file\n");
    show_link ("d/none\n");
    show_link ("d/target\r\n");
    show_link ("d\n");
    show_link ("\n");
    show_link ("");
    char text [300];
    memset (text, '/', sizeof text);
    memcpy (text, "d", 1);
    strcpy (text + 249, "target\n");
    show_link (text + 249 - 248);
    strcpy (text + 249, "target");
    zfile_t *file = link_with (text, strlen (text));
    printf ("of 255 bytes: size %ld\n", (long) zfile_cursize (file));
    zfile_destroy (&file);
    strcpy (text + 250, "target\n");
    file = link_with (text, strlen (text));
    printf ("of 256 bytes: size %ld\n", (long) zfile_cursize (file));
    zfile_destroy (&file);

    show_new ("d", "missing.ln");
    check (mkdir ("d/directory.ln", 0777) == 0);
    zfile_t *directory = zfile_new ("d", "directory.ln");
    printf ("directory: [%s] %d\n", zfile_filename (directory, NULL),
            zfile_is_directory (directory));
    zfile_destroy (&directory);
    write_file ("d/.ln", "d/target");
    show_new ("d", ".ln");
    write_file ("d/twice.ln", "d/x.ln");
    show_new (NULL, "d/twice.ln");

    //  Reading and looking up is of the target
    file = link_with ("d/target\n", 9);
    printf ("digest: %s\n", zfile_digest (file));
    set_time ("d/target", 1000000);
    show ("target dated back", file);
    zfile_restat (file);
    show ("looked up", file);
    zfile_t *copy = zfile_dup (file);
    zfile_restat (copy);
    show ("copy", copy);
    zfile_destroy (&copy);

    //  Writing makes a file of its own
    check (zfile_output (file) == 0);
    check (put_at (file, "own", 0) == 0);
    zfile_close (file);
    show ("written to", file);
    which_exist ();
    show_content ("d/x");
    show_content ("d/target");
    zfile_remove (file);
    show ("removed", file);
    which_exist ();
    zfile_destroy (&file);

    //  Writing to an open link: what is looked at first is the file of its own, there or not
    for (int own = 0; own < 2; own++) {
        file = link_with ("d/target\n", 9);
        if (own)
            write_file ("d/x", "of its own");
        else
            zsys_file_delete ("d/x");
        check (zfile_input (file) == 0);
        check (zfile_output (file) == 0);
        show ("opened for writing", file);
        zfile_close (file);
        show ("closed", file);
        zfile_destroy (&file);
    }

    //  Removing is of the link
    file = link_with ("d/target\n", 9);
    const char *name = zfile_filename (file, NULL);
    zfile_remove (file);
    show ("removed", file);
    check (name == zfile_filename (file, NULL));
    which_exist ();
    zfile_restat (file);
    show ("looked up", file);
    check (zfile_input (file) == 0);
    zfile_close (file);
    check (zfile_output (file) == 0);
    check (put_at (file, "not a link", 0) == 0);
    zfile_close (file);
    show ("written to", file);
    which_exist ();
    zfile_destroy (&file);
}

static void
removing (void)
{
    write_file ("d/file", "12345");
    zfile_t *file = zfile_new ("d", "file");
    check (zfile_input (file) == 0);
    write_file ("d/file", "123456");
    zfile_remove (file);
    show ("removed", file);
    zfile_close (file);
    zfile_remove (file);
    check (errno == ENOENT);
    show ("again", file);
    zfile_destroy (&file);

    file = zfile_new (NULL, "d");
    zfile_remove (file);
    check (zfile_exists ("d"));
    zfile_destroy (&file);
}

static void
old_names (void)
{
    write_file ("d/file", "12345");
    check (chmod ("d/file", 0640) == 0);
    printf ("exists: %d %d %d\n", zfile_exists ("d/file"), zfile_exists ("d"),
            zfile_exists ("d/none"));
    printf ("size: %zd %zd\n", zfile_size ("d/file"), zfile_size ("d/none"));
    printf ("mode: %o %o\n", zfile_mode ("d/file"), zfile_mode ("d/none"));
    printf ("stable: %d %d\n", zfile_stable ("d/file"), zfile_stable ("d/none"));
    set_time ("d/file", 1000000);
    printf ("stable: %d\n", zfile_stable ("d/file"));
    printf ("mkdir: %d", zfile_mkdir ("d/a/b/c"));
    printf (" %d", zfile_mkdir ("d/a/b/c/"));
    printf (" %d\n", zfile_mkdir ("d/file/a"));
    check (errno == ENOTDIR);
    printf ("rmdir: %d", zfile_rmdir ("d/a"));
    check (errno == ENOTEMPTY);
    printf (" %d", zfile_rmdir ("d/a/b/c"));
    printf (" %d\n", zfile_rmdir ("d/a/b/c"));
    check (errno == ENOENT);
    printf ("delete: %d", zfile_delete ("d/file"));
    printf (" %d\n", zfile_delete ("d/file"));
    check (errno == ENOENT);

    zfile_mode_private ();
    write_file ("d/private", "");
    printf ("private: %o\n", zfile_mode ("d/private") & 0777);
    zfile_mode_default ();
    write_file ("d/default", "");
    printf ("default: %o\n", zfile_mode ("d/default") & 0777);
}

static void
breaches_abort (void)
{
    check_aborts ("zfile_filename", zfile_filename (NULL, NULL));
    check_aborts ("zfile_destroy", zfile_destroy (NULL));
    check_aborts ("zfile_restat", zfile_restat (NULL));
    check_aborts ("zfile_input", zfile_input (NULL));
    zfile_t *file = zfile_new ("d", "default");
    check_aborts ("zfile_read", zfile_read (file, 1, 0));
    check_aborts ("zfile_readln", zfile_readln (file));
    zchunk_t *chunk = zchunk_new ("x", 1);
    check_aborts ("zfile_write", zfile_write (file, chunk, 0));
    zchunk_destroy (&chunk);
    zfile_destroy (&file);
}

static void
defect_FILE_1 (void)
{
    zfile_t *file = zfile_new (NULL, "bare");
    check (zfile_output (file) == 0);
    check (put_at (file, "abc", 0) == 0);
    zfile_close (file);
    check (zfile_is_regular (file));
    check (zfile_cursize (file) == 3);
    zfile_destroy (&file);
}

static void
percent_signs (void)
{
    check (zfile_mkdir ("d/%d%s/%n%n/%100d") == 0);
    check (zfile_exists ("d/%d%s/%n%n/%100d"));
    check (zfile_rmdir ("d/%d%s/%n%n/%100d") == 0);
    check (!zfile_exists ("d/%d%s/%n%n/%100d"));
    zfile_t *file = zfile_new ("d/%s%n/%5x", "%s");
    check (zfile_output (file) == 0);
    zfile_close (file);
    check (zfile_is_regular (file));
    check (zfile_exists ("d/%s%n/%5x/%s"));
    zfile_destroy (&file);
}

static void
defect_FILE_2 (void)
{
    check (in_child (percent_signs) == 0);
}

static void
remove_twice (void)
{
    zfile_t *file = link_with ("d/target\n", 9);
    zfile_t *copy = zfile_dup (file);
    check_streq (zfile_filename (copy, NULL), "d/x");
    zfile_remove (copy);
    check_streq (zfile_filename (copy, NULL), "d/x.ln");
    zfile_remove (copy);
    check_streq (zfile_filename (copy, NULL), "d/x.ln");
    check (!zfile_exists ("d/x.ln"));
    check (zfile_exists ("d/target"));
    zfile_destroy (&copy);
    zfile_remove (file);
    zfile_remove (file);
    zfile_remove (file);
    check_streq (zfile_filename (file, NULL), "d/x.ln");
    check (strlen (zfile_filename (file, NULL)) == 6);
    zfile_destroy (&file);
}

static void
defect_FILE_3 (void)
{
    check (in_child (remove_twice) == 0);
}

static void
defect_FILE_5 (void)
{
    zfile_t *file = link_with ("\0d/target\n", 10);
    check (zfile_cursize (file) == 0);
    check (zfile_input (file) == -1);
    zfile_destroy (&file);
    file = link_with ("d/target\0more\n", 14);
    check (zfile_cursize (file) == 10);
    zfile_destroy (&file);
}

//  Nothing can be sought in a pipe; and what is in it is its reader's.
static void
digest_of_pipe (void)
{
    check (mkfifo ("d/pipe", 0600) == 0);
    int pipe = open ("d/pipe", O_RDWR);
    check (pipe >= 0);
    check (write (pipe, "data", 4) == 4);
    zfile_t *file = zfile_new ("d", "pipe");
    check (!zfile_digest (file));
    zfile_destroy (&file);
    char data [10];
    check (read (pipe, data, sizeof data) == 4);
    close (pipe);
    file = zfile_new ("d", "pipe");
    check (!zfile_digest (file));
    zfile_destroy (&file);
}

static void
defect_FILE_6 (void)
{
    check (in_child (digest_of_pipe) == 0);
}

//  A directory opens, has a size, and nothing to read.
static void
directory_opened (void)
{
    check (mkdir ("d/folder", 0777) == 0);
    zfile_t *file = zfile_new ("d", "folder");
    printf ("input of a directory: %d\n", zfile_input (file));
    const size_t counts [] = { 0, 1, 100 };
    for (int nbr = 0; nbr < 3; nbr++)
        for (off_t offset = 0; offset < 20; offset += 10) {
            zchunk_t *chunk = zfile_read (file, counts [nbr], offset);
            check (chunk);
            printf ("read %zu at %ld: size %zu, at the end %d\n", counts [nbr], (long) offset,
                    zchunk_size (chunk), zfile_eof (file));
            zchunk_destroy (&chunk);
        }
    printf ("line: %s\n", zfile_readln (file) ? "one" : "none");
    zfile_close (file);
    printf ("digest: %s\n", zfile_digest (file));
    printf ("output: %d\n", zfile_output (file));
    zfile_remove (file);
    printf ("removed: %d\n", !zfile_exists ("d/folder"));
    zfile_destroy (&file);
    check (rmdir ("d/folder") == 0);

    //  A name of which nothing would be left is not that of a link
    check (mkdir ("d/in", 0777) == 0 && chdir ("d/in") == 0);
    write_file (".ln", "../file\n");
    show_new (NULL, ".ln");
    show_new (".", ".ln");
    check (chdir ("../..") == 0);
    remove_tree ("d/in");
}

//  Read from where the last read ended, a file must end some time.
static void
defect_shortened (void)
{
    write_file ("d/short", "0123456789");
    zfile_t *file = zfile_new ("d", "short");
    check (zfile_input (file) == 0);
    check (truncate ("d/short", 2) == 0);
    zchunk_t *chunk = zfile_read (file, 4, 2);
    check (chunk && zchunk_size (chunk) == 0);
    check (zfile_eof (file));
    zchunk_destroy (&chunk);
    zfile_destroy (&file);
    check (unlink ("d/short") == 0);
}

static void
defect_digest_at_end (void)
{
    write_file ("d/digested", "0123456789");
    zfile_t *file = zfile_new ("d", "digested");
    check (zfile_digest (file));
    check (!zfile_eof (file));
    check (zfile_input (file) == 0);
    check (!zfile_eof (file));
    zfile_destroy (&file);
    check (unlink ("d/digested") == 0);
}

static void
defect_same_second (void)
{
    struct timespec times [2] = { { 1000, 0 }, { 1000, 0 } };
    write_file ("d/quick", "1");
    check (utimensat (AT_FDCWD, "d/quick", times, 0) == 0);
    zfile_t *file = zfile_new ("d", "quick");
    check (!zfile_has_changed (file));
    times [1].tv_nsec = 1;
    check (utimensat (AT_FDCWD, "d/quick", times, 0) == 0);
    check (zfile_has_changed (file));
    zfile_destroy (&file);
    check (unlink ("d/quick") == 0);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    enter_folder ();
    check (mkdir ("d", 0777) == 0);
    CASE (names ());
    CASE (properties ());
    CASE (reading ());
    CASE (writing ());
    CASE (lines ());
    CASE (digest ());
    CASE (links ());
    CASE (removing ());
    CASE (directory_opened ());
    CASE (old_names ());
    CASE (breaches_abort ());
    DEFECT (FILE_1);
    DEFECT (FILE_2);
    DEFECT (FILE_3);
    DEFECT (FILE_5);
    DEFECT (FILE_6);
    DEFECT (shortened);
    DEFECT (digest_at_end);
    DEFECT (same_second);
    leave_folder ();
    CASE (zfile_test (false));
    return test_end ();
}

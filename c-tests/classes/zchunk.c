//  Walks zchunk: sizes, filling and growing, consuming another chunk, files, text and
//  frames, the digest, and the printed form.

#define _GNU_SOURCE
#include "test.h"

static void
show (const char *what, zchunk_t *chunk)
{
    printf ("%s: %zu of %zu bytes [%.*s]\n", what, zchunk_size (chunk),
            zchunk_max_size (chunk), (int) zchunk_size (chunk),
            (char *) zchunk_data (chunk));
}

static FILE *
file_with (const char *content, size_t size)
{
    FILE *file = tmpfile ();
    check (file);
    check (fwrite (content, 1, size, file) == size);
    rewind (file);
    return file;
}

static void
new_chunks (void)
{
    zchunk_t *chunk = zchunk_new ("12345", 3);
    check (zchunk_is (chunk));
    show ("from data", chunk);
    check (!zchunk_exhausted (chunk));
    zchunk_destroy (&chunk);
    check (!chunk);
    zchunk_destroy (&chunk);

    chunk = zchunk_new (NULL, 5);
    show ("no data", chunk);
    check (zchunk_data (chunk));
    check (zchunk_exhausted (chunk));
    memcpy (zchunk_data (chunk), "hello", 5);
    printf ("bytes written in place: %zu\n", zchunk_set (chunk, NULL, 5));
    show ("now they count", chunk);
    zchunk_destroy (&chunk);

    chunk = zchunk_new (NULL, 0);
    show ("no room", chunk);
    check (zchunk_data (chunk));
    printf ("append without room: %zu\n", zchunk_append (chunk, "x", 1));
    printf ("fill without room: %zu\n", zchunk_fill (chunk, 'x', 1));
    printf ("set without room: %zu\n", zchunk_set (chunk, "x", 1));
    printf ("extend without room: %zu\n", zchunk_extend (chunk, "x", 1));
    show ("extended", chunk);
    zchunk_destroy (&chunk);

    chunk = zchunk_new ("", 0);
    show ("no bytes", chunk);
    zchunk_destroy (&chunk);
}

static void
set_and_fill (void)
{
    zchunk_t *chunk = zchunk_new ("0123456789", 10);
    printf ("set less: %zu\n", zchunk_set (chunk, "abc", 3));
    show ("after it", chunk);
    printf ("set too much: %zu\n", zchunk_set (chunk, "ABCDEFGHIJKLM", 13));
    show ("after it", chunk);
    printf ("set the size only: %zu\n", zchunk_set (chunk, NULL, 4));
    show ("after it", chunk);
    printf ("and up again: %zu\n", zchunk_set (chunk, NULL, 20));
    show ("the bytes are still there", chunk);
    printf ("set nothing: %zu\n", zchunk_set (chunk, "", 0));
    show ("after it", chunk);
    check (zchunk_exhausted (chunk));
    printf ("fill: %zu\n", zchunk_fill (chunk, 'x', 4));
    show ("after it", chunk);
    printf ("fill too much: %zu\n", zchunk_fill (chunk, 'y', 40));
    show ("after it", chunk);
    printf ("fill nothing: %zu\n", zchunk_fill (chunk, 'z', 0));
    show ("after it", chunk);
    zchunk_destroy (&chunk);
}

static void
append_and_extend (void)
{
    zchunk_t *chunk = zchunk_new (NULL, 10);
    printf ("append: %zu\n", zchunk_append (chunk, "1234", 4));
    printf ("append: %zu\n", zchunk_append (chunk, "5678", 4));
    printf ("append nothing: %zu\n", zchunk_append (chunk, "x", 0));
    printf ("append past the end: %zu\n", zchunk_append (chunk, "9ABC", 4));
    show ("after it", chunk);
    printf ("append to a full chunk: %zu\n", zchunk_append (chunk, "x", 1));
    printf ("extend: %zu\n", zchunk_extend (chunk, "BCD", 3));
    show ("after it", chunk);
    printf ("extend within the room there is: %zu\n", zchunk_extend (chunk, "EF", 2));
    show ("after it", chunk);
    printf ("extend just to the end: %zu\n", zchunk_extend (chunk, "0123456789A", 11));
    show ("after it", chunk);
    printf ("extend by nothing: %zu\n", zchunk_extend (chunk, "", 0));
    show ("after it", chunk);
    zchunk_destroy (&chunk);

    chunk = zchunk_new (NULL, 1);
    size_t sum = 0;
    for (int nbr = 0; nbr < 2000; nbr++) {
        char text [16];
        int size = snprintf (text, sizeof text, "%d,", nbr);
        sum += size;
        check (zchunk_extend (chunk, text, size) == sum);
    }
    printf ("grown to %zu of %zu: %s\n", zchunk_size (chunk), zchunk_max_size (chunk),
            zchunk_digest (chunk));
    zchunk_destroy (&chunk);
}

static void
resize (void)
{
    zchunk_t *chunk = zchunk_new ("12345", 5);
    zchunk_resize (chunk, 10);
    show ("resized up", chunk);
    zchunk_append (chunk, "abcdefghijkl", 12);
    show ("filled", chunk);
    zchunk_resize (chunk, 3);
    show ("resized down", chunk);
    zchunk_append (chunk, "abcdefghijkl", 12);
    show ("filled", chunk);
    zchunk_resize (chunk, 0);
    printf ("resized to nothing: %zu of %zu bytes\n", zchunk_size (chunk),
            zchunk_max_size (chunk));
    zchunk_destroy (&chunk);
}

static void
consume (void)
{
    zchunk_t *source = zchunk_new ("0123456789", 10);
    zchunk_t *chunk = zchunk_new (NULL, 4);
    for (int nbr = 0; nbr < 3; nbr++) {
        zchunk_set (chunk, NULL, 0);
        printf ("consume: %zu\n", zchunk_consume (chunk, source));
        show ("after it", chunk);
        printf ("exhausted: %d\n", zchunk_exhausted (source));
    }
    printf ("consume an exhausted chunk: %zu\n", zchunk_consume (chunk, source));
    show ("after it", chunk);
    printf ("its size stays: %zu\n", zchunk_size (source));

    //  Only new bytes at the end make it go on
    zchunk_set (source, "ABCDEFGHIJ", 10);
    printf ("set again: exhausted %d\n", zchunk_exhausted (source));
    zchunk_fill (source, 'x', 10);
    printf ("filled again: exhausted %d\n", zchunk_exhausted (source));
    zchunk_extend (source, "KLM", 3);
    printf ("extended: exhausted %d\n", zchunk_exhausted (source));
    zchunk_set (chunk, "-", 1);
    printf ("consume: %zu\n", zchunk_consume (chunk, source));
    show ("after it", chunk);
    zchunk_resize (source, 20);
    zchunk_append (source, "abcdefghijklmnop", 16);
    zchunk_set (chunk, NULL, 0);
    printf ("resized and filled: %zu\n", zchunk_consume (chunk, source));
    show ("after it", chunk);
    zchunk_destroy (&source);

    source = zchunk_new (NULL, 5);
    printf ("consume an empty chunk: %zu, exhausted %d\n",
            zchunk_consume (chunk, source), zchunk_exhausted (source));
    zchunk_append (source, "xyz", 3);
    zchunk_set (chunk, "full", 4);
    printf ("consume into a full chunk: %zu, exhausted %d\n",
            zchunk_consume (chunk, source), zchunk_exhausted (source));
    show ("after it", chunk);
    zchunk_destroy (&source);
    zchunk_destroy (&chunk);
}

static void
streams (void)
{
    FILE *file = file_with ("some bytes in a file", 20);
    zchunk_t *chunk = zchunk_read (file, 10);
    show ("read", chunk);
    zchunk_destroy (&chunk);
    chunk = zchunk_read (file, 100);
    show ("read more than there is", chunk);
    zchunk_destroy (&chunk);
    chunk = zchunk_read (file, 100);
    show ("read at the end", chunk);
    zchunk_destroy (&chunk);
    fclose (file);

    file = tmpfile ();
    chunk = zchunk_new ("one\0two\n", 8);
    printf ("write: %d\n", zchunk_write (chunk, file));
    printf ("write: %d\n", zchunk_write (chunk, file));
    zchunk_set (chunk, NULL, 0);
    printf ("write nothing: %d\n", zchunk_write (chunk, file));
    zchunk_destroy (&chunk);
    rewind (file);
    chunk = zchunk_read (file, 100);
    char *hex = zchunk_strhex (chunk);
    printf ("written: %s\n", hex);
    zstr_free (&hex);
    fclose (file);

    file = fopen ("/dev/null", "r");
    printf ("write to a file that is open to read: %d\n", zchunk_write (chunk, file));
    fclose (file);
    zchunk_destroy (&chunk);
}

static void
slurp (void)
{
    char name [] = "/tmp/zchunk-XXXXXX";
    int handle = mkstemp (name);
    check (handle >= 0);
    check (write (handle, "0123456789", 10) == 10);
    close (handle);
    size_t sizes [] = { 0, 1, 9, 10, 11, 1000 };
    for (size_t nbr = 0; nbr < sizeof sizes / sizeof *sizes; nbr++) {
        zchunk_t *chunk = zchunk_slurp (name, sizes [nbr]);
        check (chunk);
        printf ("at most %zu: ", sizes [nbr]);
        show ("slurped", chunk);
        zchunk_destroy (&chunk);
    }
    check (truncate (name, 0) == 0);
    zchunk_t *chunk = zchunk_slurp (name, 0);
    show ("slurped an empty file", chunk);
    zchunk_destroy (&chunk);
    check (unlink (name) == 0);
    check (!zchunk_slurp (name, 0));
    chunk = zchunk_slurp ("/proc/self/status", 0);
    show ("slurped a file that tells no size", chunk);
    zchunk_destroy (&chunk);
    chunk = zchunk_slurp ("/tmp", 0);
    printf ("slurped a directory: size %zu\n", zchunk_size (chunk));
    zchunk_destroy (&chunk);
    chunk = zchunk_slurp ("/tmp", 5);
    show ("slurped the start of a directory", chunk);
    zchunk_destroy (&chunk);
}

static void
copies (void)
{
    check (!zchunk_dup (NULL));
    zchunk_t *chunk = zchunk_new ("abc", 3);
    zchunk_t *copy = zchunk_dup (chunk);
    check (zchunk_data (copy) != zchunk_data (chunk));
    zchunk_set (chunk, "xyz", 3);
    show ("a copy", copy);
    zchunk_destroy (&copy);

    zchunk_t *all = zchunk_new (NULL, 3);
    zchunk_consume (all, chunk);
    copy = zchunk_dup (chunk);
    printf ("a copy of an exhausted chunk is new: exhausted %d\n", zchunk_exhausted (copy));
    zchunk_destroy (&copy);
    zchunk_destroy (&all);
    zchunk_destroy (&chunk);
}

static void
strings (void)
{
    zchunk_t *chunk = zchunk_new ("\0\1\x7f\x80\xab\xff Az", 9);
    char *string = zchunk_strhex (chunk);
    printf ("hex: %s\n", string);
    zstr_free (&string);
    zchunk_set (chunk, "hello", 5);
    string = zchunk_strdup (chunk);
    printf ("string: %s of %zu\n", string, strlen (string));
    zstr_free (&string);
    const char *others [] = { "hello", "hell", "hello!", "Hello", "" };
    for (size_t nbr = 0; nbr < sizeof others / sizeof *others; nbr++)
        printf ("equal to '%s': %d\n", others [nbr], zchunk_streq (chunk, others [nbr]));
    zchunk_set (chunk, "nul\0in", 6);
    string = zchunk_strdup (chunk);
    check (memcmp (string, "nul\0in", 7) == 0);
    zstr_free (&string);
    printf ("equal up to a NUL: %d\n", zchunk_streq (chunk, "nul"));
    zchunk_set (chunk, NULL, 0);
    string = zchunk_strdup (chunk);
    printf ("empty: '%s'", string);
    zstr_free (&string);
    string = zchunk_strhex (chunk);
    printf (", hex '%s', equal %d %d\n", string, zchunk_streq (chunk, ""),
            zchunk_streq (chunk, "x"));
    zstr_free (&string);
    zchunk_destroy (&chunk);
}

static void
frames (void)
{
    zchunk_t *chunk = zchunk_new (NULL, 100);
    zchunk_append (chunk, "bytes\0", 6);
    zframe_t *frame = zchunk_pack (chunk);
    check (zframe_is (frame));
    check (zframe_size (frame) == 6 && memcmp (zframe_data (frame), "bytes\0", 6) == 0);
    zchunk_set (chunk, "other!", 6);
    zchunk_destroy (&chunk);
    chunk = zchunk_unpack (frame);
    zframe_destroy (&frame);
    printf ("packed and unpacked: %zu of %zu bytes, %s\n", zchunk_size (chunk),
            zchunk_max_size (chunk), (char *) zchunk_data (chunk));

    zchunk_set (chunk, NULL, 0);
    frame = zchunk_pack (chunk);
    printf ("packed empty: %zu bytes\n", zframe_size (frame));
    zchunk_destroy (&chunk);
    chunk = zchunk_unpack (frame);
    show ("unpacked", chunk);
    zframe_destroy (&frame);
    zchunk_destroy (&chunk);

    //  What another socket sees is the bytes and no more
    zsock_t *reader = zsock_new_pair ("@inproc://zchunk");
    zsock_t *writer = zsock_new_pair (">inproc://zchunk");
    chunk = zchunk_new ("on the wire", 11);
    check (zsock_send (writer, "c", chunk) == 0);
    frame = zchunk_pack (chunk);
    check (zframe_send (&frame, writer, 0) == 0);
    zchunk_destroy (&chunk);
    for (int nbr = 0; nbr < 2; nbr++) {
        frame = zframe_recv (reader);
        chunk = zchunk_unpack (frame);
        show ("received", chunk);
        check (!zframe_more (frame));
        zframe_destroy (&frame);
        zchunk_destroy (&chunk);
    }
    zsock_destroy (&writer);
    zsock_destroy (&reader);
}

//  One digest may be taken after each change.
static void
digest (void)
{
    zchunk_t *chunk = zchunk_new ("1234567890", 10);
    printf ("digest: %s\n", zchunk_digest (chunk));
    zchunk_set (chunk, "abc", 3);
    printf ("after set: %s\n", zchunk_digest (chunk));
    zchunk_append (chunk, "d", 1);
    printf ("after append: %s\n", zchunk_digest (chunk));
    zchunk_fill (chunk, 'x', 5);
    printf ("after fill: %s\n", zchunk_digest (chunk));
    zchunk_resize (chunk, 5);
    printf ("after resize: %s\n", zchunk_digest (chunk));
    zchunk_destroy (&chunk);
}

static void
print_one (const void *data, size_t size)
{
    zchunk_t *chunk = zchunk_new (data, size);
    zchunk_fprint (chunk, stdout);
    zchunk_destroy (&chunk);
}

static void
printed_form (void)
{
    char big [100];
    memset (big, 'b', sizeof big);
    print_one ("text", 4);
    print_one ("", 0);
    print_one (big, 72);
    print_one (big, 73);
    print_one (big, 100);
    print_one ("tab\tnewline\nreturn\r", 19);
    print_one ("\x0b\x1b\x7f", 3);
    print_one ("eight\x08", 6);
    print_one ("\x80", 1);
    print_one ("nul\0", 4);
    big [0] = '\0';
    print_one (big, 36);
    print_one (big, 37);
    print_one (big, 38);
    print_one (big, 72);
    print_one (big, 100);
    char huge [1500];
    memset (huge, 'h', sizeof huge);
    print_one (huge, sizeof huge);

    //  zchunk_print goes to standard error
    fflush (stderr);
    int real_stderr = dup (2);
    FILE *file = tmpfile ();
    dup2 (fileno (file), 2);
    zchunk_t *chunk = zchunk_new ("print", 5);
    zchunk_print (chunk);
    zchunk_destroy (&chunk);
    fflush (stderr);
    dup2 (real_stderr, 2);
    close (real_stderr);
    rewind (file);
    chunk = zchunk_read (file, 200);
    show ("printed", chunk);
    zchunk_destroy (&chunk);
    fclose (file);
}

static void
probe (void)
{
    zchunk_t *chunk = zchunk_new ("x", 1);
    zframe_t *frame = zframe_new ("x", 1);
    printf ("a chunk is a chunk: %d, a frame is not: %d\n", zchunk_is (chunk),
            zchunk_is (frame));
    uint32_t tag;
    memcpy (&tag, chunk, sizeof tag);
    printf ("tag %08X\n", tag);
    char other [] = "some other bytes";
    check (!zchunk_is (other));
    zframe_destroy (&frame);
    zchunk_destroy (&chunk);
}

static void
breaches_abort (void)
{
    zframe_t *frame = zframe_new ("x", 1);
    check_aborts ("zchunk_size", zchunk_size (NULL));
    check_aborts ("zchunk_size", zchunk_size ((zchunk_t *) frame));
    check_aborts ("zchunk_data", zchunk_data (NULL));
    check_aborts ("zchunk_append", zchunk_append (NULL, "x", 1));
    check_aborts ("zchunk_consume", zchunk_consume (NULL, NULL));
    check_aborts ("zchunk_read", zchunk_read (NULL, 1));
    check_aborts ("zchunk_unpack", zchunk_unpack (NULL));
    check_aborts ("zchunk_is", zchunk_is (NULL));
    check_aborts ("zchunk_destroy", zchunk_destroy (NULL));
    zframe_destroy (&frame);
    printf ("breaches of contract abort\n");
}

static const char sha1_of_abc [] = "A9993E364706816ABA3E25717850C26C9CD0D89D";

static void
defect_CHUNK_1 (void)
{
    zchunk_t *chunk = zchunk_new ("abc", 3);
    check_streq (zchunk_digest (chunk), sha1_of_abc);
    check_streq (zchunk_digest (chunk), sha1_of_abc);
    zchunk_destroy (&chunk);
}

static void
defect_CHUNK_2 (void)
{
    zchunk_t *chunk = zchunk_new (NULL, 3);
    zchunk_append (chunk, "a", 1);
    zchunk_digest (chunk);
    zchunk_extend (chunk, "bc", 2);
    check_streq (zchunk_digest (chunk), sha1_of_abc);
    zchunk_set (chunk, "ab", 2);
    zchunk_digest (chunk);
    zchunk_t *source = zchunk_new ("c", 1);
    check (zchunk_consume (chunk, source) == 3);
    check_streq (zchunk_digest (chunk), sha1_of_abc);
    zchunk_destroy (&source);
    zchunk_destroy (&chunk);
}

static void
defect_CHUNK_3 (void)
{
    zchunk_t *chunk = zchunk_new (NULL, 100);
    zchunk_append (chunk, "abc", 3);
    zchunk_t *copy = zchunk_dup (chunk);
    check (zchunk_size (copy) == 3);
    check (zchunk_max_size (copy) == 100);
    check (zchunk_streq (copy, "abc"));
    check (zchunk_append (copy, "d", 1) == 4);
    zchunk_destroy (&copy);
    zchunk_destroy (&chunk);
}

static void
defect_CHUNK_4 (void)
{
    zchunk_t *chunk = zchunk_new (NULL, 10);
    zchunk_append (chunk, "ab", 2);
    check (zchunk_append (chunk, "cdefghij and more", SIZE_MAX) == 10);
    check (zchunk_streq (chunk, "abcdefghij"));
    zchunk_destroy (&chunk);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (new_chunks ());
    CASE (set_and_fill ());
    CASE (append_and_extend ());
    CASE (resize ());
    CASE (consume ());
    CASE (streams ());
    CASE (slurp ());
    CASE (copies ());
    CASE (strings ());
    CASE (frames ());
    CASE (digest ());
    CASE (printed_form ());
    CASE (probe ());
    CASE (breaches_abort ());
    DEFECT (CHUNK_1);
    DEFECT (CHUNK_2);
    DEFECT (CHUNK_3);
    DEFECT (CHUNK_4);
    CASE (zchunk_test (false));
    return test_end ();
}

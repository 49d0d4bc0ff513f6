//  Walks zhash: items and their owners, the order of iteration, the cursor, copies,
//  the packed frame, and text files.

#include "folder.h"
#include "colliding.h"
#include <malloc.h>

static const char *
text (const void *item)
{
    return item? (const char *) item: "(none)";
}

//  Prints keys and values in the order of iteration.
static void
show (const char *what, zhash_t *hash)
{
    printf ("%s: %zu items:", what, zhash_size (hash));
    char *value = (char *) zhash_first (hash);
    while (value) {
        printf (" %s=%s", zhash_cursor (hash), value);
        value = (char *) zhash_next (hash);
    }
    printf ("\n");
}

static void
show_keys (const char *what, zhash_t *hash)
{
    zlist_t *keys = zhash_keys (hash);
    check (zlist_size (keys) == zhash_size (hash));
    printf ("%s: %zu keys:", what, zlist_size (keys));
    char *key = (char *) zlist_first (keys);
    while (key) {
        printf (" %s", key);
        key = (char *) zlist_next (keys);
    }
    printf ("\n");
    zlist_destroy (&keys);
}

static void
show_bytes (const char *what, zframe_t *frame)
{
    printf ("%s: %zu bytes:", what, zframe_size (frame));
    for (size_t nbr = 0; nbr < zframe_size (frame); nbr++)
        printf (" %02x", zframe_data (frame) [nbr]);
    printf ("\n");
}

static void
report_freed (void *data)
{
    printf ("  released %s\n", (char *) data);
}

static void
empty_table (void)
{
    zhash_t *hash = zhash_new ();
    check (hash);
    check (zhash_size (hash) == 0);
    check (!zhash_first (hash));
    check (!zhash_next (hash));
    check (!zhash_cursor (hash));
    check (!zhash_lookup (hash, "a"));
    check (!zhash_freefn (hash, "a", free));
    check (zhash_rename (hash, "a", "b") == -1);
    zhash_delete (hash, "a");
    zlist_t *keys = zhash_keys (hash);
    check (zlist_size (keys) == 0);
    zlist_destroy (&keys);
    zhash_t *copy = zhash_dup (hash);
    check (copy && zhash_size (copy) == 0);
    zhash_destroy (&copy);
    zhash_destroy (&hash);
    check (!hash);
    zhash_destroy (&hash);
    check (!zhash_dup (NULL));
    printf ("an empty table has nothing to give\n");
}

static void
insert_update_delete (void)
{
    zhash_t *hash = zhash_new ();
    char key [] = "key";
    printf ("insert: %d\n", zhash_insert (hash, key, "one"));
    memcpy (key, "two", 3);
    printf ("the key was copied: %s, %s\n", text (zhash_lookup (hash, "key")),
            text (zhash_lookup (hash, "two")));
    printf ("insert again: %d\n", zhash_insert (hash, "key", "other"));
    printf ("value after that: %s\n", text (zhash_lookup (hash, "key")));
    zhash_update (hash, "key", "changed");
    printf ("value after update: %s\n", text (zhash_lookup (hash, "key")));
    zhash_update (hash, "new", "by update");
    printf ("update of an unknown key: %s, size %zu\n",
            text (zhash_lookup (hash, "new")), zhash_size (hash));
    printf ("empty key: %d", zhash_insert (hash, "", "empty"));
    printf (", %s\n", text (zhash_lookup (hash, "")));
    printf ("keys are compared as they are: %s\n", text (zhash_lookup (hash, "KEY")));
    zhash_delete (hash, "unknown");
    printf ("size after deleting an unknown key: %zu\n", zhash_size (hash));
    zhash_delete (hash, "key");
    printf ("after delete: %s, size %zu\n", text (zhash_lookup (hash, "key")),
            zhash_size (hash));

    printf ("insert of no value: %d", zhash_insert (hash, "null", NULL));
    printf (", size %zu\n", zhash_size (hash));
    printf ("and again: %d\n", zhash_insert (hash, "null", "value"));
    printf ("its value: %s\n", text (zhash_lookup (hash, "null")));
    zhash_destroy (&hash);
}

static void
rename_items (void)
{
    zhash_t *hash = zhash_new ();
    zhash_insert (hash, "a", "A");
    zhash_insert (hash, "b", "B");
    zhash_freefn (hash, "a", report_freed);
    printf ("rename a to c: %d\n", zhash_rename (hash, "a", "c"));
    show ("renamed", hash);
    printf ("rename what is not there: %d\n", zhash_rename (hash, "x", "y"));
    printf ("rename onto another: %d\n", zhash_rename (hash, "c", "b"));
    printf ("rename onto itself: %d\n", zhash_rename (hash, "c", "c"));
    show ("nothing changed", hash);
    printf ("the free function went along:\n");
    zhash_delete (hash, "c");
    zhash_destroy (&hash);
}

//  The documented hash function: bytes are signed
static unsigned
bucket_of (const char *key, unsigned limit)
{
    unsigned hash = 0;
    for (; *key; key++)
        hash = 33 * hash ^ (unsigned) (int) (signed char) *key;
    return hash % limit;
}

static void
iteration_order (void)
{
    const char *words [] = {
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight",
        "nine", "ten", "Address", "Identity", "Socket-Type", "x", "y", "z", "xx",
        "a longer key with blanks", "\xc3\xa9t\xc3\xa9", "\xff", "\x80\x81", "~"
    };
    zhash_t *hash = zhash_new ();
    for (size_t nbr = 0; nbr < sizeof words / sizeof *words; nbr++)
        check (zhash_insert (hash, words [nbr], "") == 0);
    unsigned last = 0;
    printf ("order of a small table:\n");
    void *value = zhash_first (hash);
    while (value) {
        const char *key = zhash_cursor (hash);
        printf ("  %3u:", bucket_of (key, 255));
        for (const char *octet = key; *octet; octet++)
            printf (*octet >= ' ' && *octet < 127? "%c": "\\%02x", *octet & 255);
        printf ("\n");
        check (bucket_of (key, 255) >= last);
        last = bucket_of (key, 255);
        value = zhash_next (hash);
    }
    zhash_destroy (&hash);

    //  Newest first within a bucket
    hash = zhash_new ();
    zhash_insert (hash, "@a", "1");
    zhash_insert (hash, "A@", "2");
    show ("colliding keys", hash);
    zhash_delete (hash, "@a");
    zhash_insert (hash, "@a", "3");
    show ("inserted again", hash);
    zhash_update (hash, "A@", "4");
    show ("update leaves the place", hash);
    zhash_rename (hash, "A@", "tmp");
    zhash_rename (hash, "tmp", "A@");
    show ("rename does not", hash);
    zhash_destroy (&hash);
}

//  Keys of one hash, a thousand of them: the order is as ever, and all are found.
static void
many_colliding_keys (void)
{
    enum { BITS = 10, COUNT = 1 << BITS };
    char *keys = colliding_keys (BITS);
    check (keys);
    size_t width = COLLIDING_WIDTH (BITS);
    zhash_t *hash = zhash_new ();
    for (size_t nbr = 0; nbr < COUNT; nbr++) {
        check (zhash_insert (hash, keys + nbr * width, keys + nbr * width) == 0);
        check (zhash_insert (hash, keys + nbr / 2 * width, "") == -1);
    }
    for (size_t nbr = 0; nbr < COUNT; nbr += 3)
        zhash_delete (hash, keys + nbr * width);
    for (size_t nbr = 1; nbr < COUNT; nbr += 12)
        check (zhash_rename (hash, keys + nbr * width, keys + (nbr - 1) * width) == 0);
    for (size_t nbr = 0; nbr < COUNT; nbr++) {
        bool renamed = nbr % 12 == 1, there = nbr % 12 == 0 ? nbr + 1 < COUNT : nbr % 3 && !renamed;
        const char *item = (const char *) zhash_lookup (hash, keys + nbr * width);
        check (item == (there ? keys + (nbr % 12 ? nbr : nbr + 1) * width : NULL));
    }
    zdigest_t *digest = zdigest_new ();
    for (void *item = zhash_first (hash); item; item = zhash_next (hash)) {
        const char *key = (const char *) zhash_cursor (hash);
        zdigest_update (digest, (const byte *) key, strlen (key) + 1);
    }
    printf ("many colliding keys: %zu, %s\n", zhash_size (hash), zdigest_string (digest));
    zdigest_destroy (&digest);
    zhash_destroy (&hash);
    free (keys);
}

static void
growth (void)
{
    zhash_t *hash = zhash_new ();
    char key [32];
    for (int nbr = 0; nbr < 191; nbr++) {
        snprintf (key, sizeof key, "k%d", nbr);
        check (zhash_insert (hash, key, "") == 0);
    }
    show_keys ("just before the table grows", hash);
    zhash_update (hash, "k0", "");
    show_keys ("an update does not grow it", hash);
    check (zhash_insert (hash, "k0", "") == -1);
    show_keys ("an insert does, even of a key it has", hash);
    for (int nbr = 191; nbr < 400; nbr++) {
        snprintf (key, sizeof key, "k%d", nbr);
        zhash_update (hash, key, "");
    }
    show_keys ("grown again", hash);
    for (int nbr = 0; nbr < 400; nbr++) {
        snprintf (key, sizeof key, "k%d", nbr);
        check (zhash_lookup (hash, key));
        if (nbr % 8)
            zhash_delete (hash, key);
        check (zhash_size (hash) == (size_t) (399 - nbr + nbr / 8 + 1));
    }
    show_keys ("a table does not shrink", hash);
    zhash_destroy (&hash);

    hash = zhash_new ();
    for (int nbr = 0; nbr < 20000; nbr++) {
        snprintf (key, sizeof key, "some %d/key", nbr);
        check (zhash_insert (hash, key, "x") == 0);
    }
    check (zhash_size (hash) == 20000);
    zdigest_t *digest = zdigest_new ();
    size_t count = 0;
    void *value = zhash_first (hash);
    while (value) {
        zdigest_update (digest, (const byte *) zhash_cursor (hash),
                        strlen (zhash_cursor (hash)) + 1);
        count++;
        value = zhash_next (hash);
    }
    check (count == 20000);
    printf ("digest of the order of %zu keys: %s\n", count, zdigest_string (digest));
    zdigest_destroy (&digest);
    zhash_destroy (&hash);
}

static void
cursor_rules (void)
{
    zhash_t *hash = zhash_new ();
    zhash_insert (hash, "a", "A");
    zhash_insert (hash, "b", "B");
    zhash_insert (hash, "c", "C");
    printf ("cursor at the start: %s\n", text (zhash_cursor (hash)));
    printf ("first %s", text (zhash_first (hash)));
    printf (" under %s\n", text (zhash_cursor (hash)));
    zhash_lookup (hash, "c");
    zhash_insert (hash, "d", "D");
    zhash_delete (hash, "unknown");
    printf ("cursor after lookup, insert and delete of an unknown key: %s\n",
            text (zhash_cursor (hash)));
    printf ("next %s", text (zhash_next (hash)));
    printf (" under %s\n", text (zhash_cursor (hash)));
    zhash_update (hash, "b", "BB");
    zlist_t *keys = zhash_keys (hash);
    zlist_destroy (&keys);
    printf ("next %s", text (zhash_next (hash)));
    printf (" under %s\n", text (zhash_cursor (hash)));
    printf ("next %s", text (zhash_next (hash)));
    printf (" under %s\n", text (zhash_cursor (hash)));
    printf ("next at the end %s", text (zhash_next (hash)));
    printf (", cursor stays: %s\n", text (zhash_cursor (hash)));
    printf ("next after the end %s", text (zhash_next (hash)));
    printf (", cursor: %s\n", text (zhash_cursor (hash)));
    zhash_first (hash);
    zhash_delete (hash, "c");
    printf ("cursor after a delete: %s\n", text (zhash_cursor (hash)));
    printf ("first %s", text (zhash_first (hash)));
    printf (" under %s\n", text (zhash_cursor (hash)));
    zhash_destroy (&hash);

    //  A value that is NULL looks like the end
    hash = zhash_new ();
    zhash_insert (hash, "a", "A");
    zhash_insert (hash, "b", NULL);
    zhash_insert (hash, "c", "C");
    printf ("first %s", text (zhash_first (hash)));
    printf (", next %s", text (zhash_next (hash)));
    printf (" under %s", text (zhash_cursor (hash)));
    printf (", next %s", text (zhash_next (hash)));
    printf (" under %s\n", text (zhash_cursor (hash)));
    zhash_destroy (&hash);
}

//  Deleting the item at the cursor skips what follows it in the same bucket.
static void
delete_while_iterating (void)
{
    zhash_t *hash = zhash_new ();
    zhash_insert (hash, "@a", "1");
    zhash_insert (hash, "A@", "2");
    zhash_insert (hash, "b", "3");
    zhash_insert (hash, "c", "4");
    show ("before", hash);
    char *value = (char *) zhash_first (hash);
    while (value) {
        printf ("deleting %s\n", zhash_cursor (hash));
        zhash_delete (hash, zhash_cursor (hash));
        value = (char *) zhash_next (hash);
    }
    show ("after", hash);
    zhash_destroy (&hash);
}

static void
autofree_owns_copies (void)
{
    zhash_t *hash = zhash_new ();
    zhash_autofree (hash);
    char value [] = "one";
    zhash_insert (hash, "1", value);
    memcpy (value, "two", 3);
    zhash_insert (hash, "2", value);
    check (zhash_lookup (hash, "2") != (void *) value);
    memcpy (value, "six", 3);
    zhash_update (hash, "1", value);
    zhash_update (hash, "6", value);
    memcpy (value, "...", 3);
    show ("copies were taken", hash);
    printf ("refused insert: %d\n", zhash_insert (hash, "6", value));
    zhash_delete (hash, "2");
    zhash_rename (hash, "6", "7");
    show ("changed", hash);
    zhash_destroy (&hash);

    //  Everything is freed at the end, also what was put in before
    hash = zhash_new ();
    zhash_insert (hash, "early", strdup ("heap"));
    zhash_autofree (hash);
    zhash_insert (hash, "late", "copy");
    show ("autofree set halfway", hash);
    zhash_destroy (&hash);
}

static void
free_functions (void)
{
    zhash_t *hash = zhash_new ();
    zhash_insert (hash, "a", "A");
    zhash_insert (hash, "b", "B");
    zhash_insert (hash, "c", "C");
    zhash_insert (hash, "d", "D");
    printf ("freefn: %s\n", text (zhash_freefn (hash, "a", report_freed)));
    printf ("freefn: %s\n", text (zhash_freefn (hash, "b", report_freed)));
    printf ("freefn: %s\n", text (zhash_freefn (hash, "d", report_freed)));
    printf ("freefn taken away: %s\n", text (zhash_freefn (hash, "d", NULL)));
    printf ("freefn of an unknown key: %s\n",
            text (zhash_freefn (hash, "x", report_freed)));
    printf ("update\n");
    zhash_update (hash, "a", "AA");
    printf ("update again\n");
    zhash_update (hash, "a", "AAA");
    printf ("refused insert\n");
    zhash_insert (hash, "a", "AAAA");
    printf ("copy\n");
    zhash_t *copy = zhash_dup (hash);
    zhash_destroy (&copy);
    printf ("delete\n");
    zhash_delete (hash, "b");
    printf ("destroy\n");
    zhash_destroy (&hash);

    hash = zhash_new ();
    zhash_insert (hash, "heap", strdup ("heap"));
    check (zhash_freefn (hash, "heap", free));
    zhash_destroy (&hash);
}

static void
copies (void)
{
    zhash_t *hash = zhash_new ();
    char value [] = "value";
    zhash_insert (hash, "k", value);
    zhash_insert (hash, "l", "other");
    zhash_comment (hash, "left behind");
    zhash_first (hash);
    zhash_t *copy = zhash_dup (hash);
    printf ("cursor of a copy: %s\n", text (zhash_cursor (copy)));
    memset (value, '-', 5);
    show ("the copy has its own values", copy);
    zhash_insert (copy, "m", value);
    memset (value, '+', 5);
    show ("and takes copies itself", copy);
    zhash_destroy (&hash);
    check (zhash_save (copy, "copy") == 0);
    print_file ("copy");
    zhash_destroy (&copy);
}

//  A copy is built anew, so colliding keys change places.
static void
order_in_a_copy (void)
{
    zhash_t *hash = zhash_new ();
    zhash_insert (hash, "@a", "1");
    zhash_insert (hash, "A@", "2");
    zhash_insert (hash, "b", "3");
    show ("original", hash);
    zhash_t *copy = zhash_dup (hash);
    show ("copy", copy);
    zframe_t *frame = zhash_pack (hash);
    zhash_t *unpacked = zhash_unpack (frame);
    show ("packed and unpacked", unpacked);
    zframe_destroy (&frame);
    zhash_destroy (&unpacked);
    zhash_destroy (&copy);
    zhash_destroy (&hash);
}

static void
packed_frame (void)
{
    zhash_t *hash = zhash_new ();
    zframe_t *frame = zhash_pack (hash);
    show_bytes ("empty table", frame);
    zhash_t *copy = zhash_unpack (frame);
    check (copy && zhash_size (copy) == 0);
    zhash_destroy (&copy);
    zframe_destroy (&frame);

    zhash_insert (hash, "key", "value");
    zhash_insert (hash, "k", "");
    zhash_insert (hash, "", "v");
    zhash_comment (hash, "not in the frame");
    frame = zhash_pack (hash);
    show_bytes ("three items", frame);
    copy = zhash_unpack (frame);
    show ("unpacked", copy);
    char value [] = "value";
    zhash_insert (copy, "own", value);
    memset (value, '-', 5);
    printf ("an unpacked table owns its values: %s\n", text (zhash_lookup (copy, "own")));
    zhash_destroy (&copy);
    zframe_destroy (&frame);
    zhash_destroy (&hash);

    hash = zhash_new ();
    zhash_autofree (hash);
    char longest [256], big [5001];
    memset (longest, 'k', 255);
    longest [255] = 0;
    memset (big, 'v', 5000);
    big [5000] = 0;
    zhash_insert (hash, longest, big);
    frame = zhash_pack (hash);
    printf ("longest key: %zu bytes, %02x, %02x %02x %02x %02x\n", zframe_size (frame),
            zframe_data (frame) [4], zframe_data (frame) [260],
            zframe_data (frame) [261], zframe_data (frame) [262],
            zframe_data (frame) [263]);
    copy = zhash_unpack (frame);
    check_streq ((char *) zhash_lookup (copy, longest), big);
    zhash_destroy (&copy);
    zframe_destroy (&frame);
    zhash_destroy (&hash);
}

static void
unpack_bytes (const char *what, const void *bytes, size_t size)
{
    zframe_t *frame = zframe_new (bytes, size);
    zhash_t *hash = zhash_unpack (frame);
    if (hash)
        show (what, hash);
    else
        printf ("%s: no table\n", what);
    zhash_destroy (&hash);
    zframe_destroy (&frame);
}

static void
unpack_odd_frames (void)
{
    unpack_bytes ("empty frame", "", 0);
    unpack_bytes ("three bytes", "\0\0\1", 3);
    unpack_bytes ("count only", "\0\0\0\1", 4);
    unpack_bytes ("count 0 before an item", "\0\0\0\0\1a\0\0\0\1A", 11);
    unpack_bytes ("count too low", "\0\0\0\1\1a\0\0\0\1A\1b\0\0\0\1B", 18);
    unpack_bytes ("count too high", "\0\0\0\11\1a\0\0\0\1A\1b\0\0\0\1B", 18);
    unpack_bytes ("cut in the last value", "\0\0\0\2\1a\0\0\0\1A\1b\0\0\0\1", 17);
    unpack_bytes ("cut in its length", "\0\0\0\2\1a\0\0\0\1A\1b\0\0", 15);
    unpack_bytes ("cut before its length", "\0\0\0\2\1a\0\0\0\1A\1b", 13);
    unpack_bytes ("cut in its key", "\0\0\0\2\1a\0\0\0\1A\1", 12);
    unpack_bytes ("value cut by a NUL", "\0\0\0\1\1a\0\0\0\3x\0y", 13);
    unpack_bytes ("repeated key", "\0\0\0\2\1a\0\0\0\1A\1a\0\0\0\1B", 18);
}

static void
save_and_load (void)
{
    zhash_t *hash = zhash_new ();
    printf ("save without items: %d\n", zhash_save (hash, "table"));
    print_file ("table");
    zhash_insert (hash, "key", "value");
    zhash_insert (hash, "blank", " in the middle ");
    zhash_insert (hash, "empty", "");
    zhash_insert (hash, "equal", "a=b=c");
    printf ("save without comments: %d\n", zhash_save (hash, "table"));
    print_file ("table");
    zhash_comment (hash, "A table of %d items", 4);
    zhash_comment (hash, "%s", "");
    zhash_comment (hash, "End of comments");
    printf ("save with comments: %d\n", zhash_save (hash, "table"));
    print_file ("table");
    zhash_comment (hash, NULL);
    zhash_comment (hash, "Only this");
    printf ("save with other comments: %d\n", zhash_save (hash, "table"));
    print_file ("table");
    printf ("save to where it cannot be: %d\n", zhash_save (hash, "absent/table"));
    zhash_destroy (&hash);

    hash = zhash_new ();
    printf ("load: %d\n", zhash_load (hash, "table"));
    show ("loaded", hash);
    printf ("load of no file: %d\n", zhash_load (hash, "absent"));
    show ("after that", hash);
    write_file ("second", "key=changed\nmore=items\n");
    printf ("load a second file: %d\n", zhash_load (hash, "second"));
    show ("merged", hash);
    char value [] = "value";
    zhash_insert (hash, "own", value);
    memset (value, '-', 5);
    printf ("a loaded table owns its values: %s\n", text (zhash_lookup (hash, "own")));
    check (zhash_save (hash, "table") == 0);
    print_file ("table");
    zhash_destroy (&hash);
}

static void
text_file_grammar (void)
{
    zhash_t *of_folder = zhash_new ();
    printf ("load of a directory: %d\n", zhash_load (of_folder, "."));
    printf ("items: %zu\n", zhash_size (of_folder));
    zhash_destroy (&of_folder);
    write_file ("odd",
        "plain=1\n"
        "# comment=2\n"
        "#comment=3\n"
        "=no key\n"
        "no equal sign\n"
        "\n"
        "  indented = kept \n"
        "  # not a comment=4\n"
        "two=equal=signs\n"
        "none=\n"
        "cr=5\r\n"
        "twice=first\n"
        "twice=second\n"
        "tab=\ta\t\n"
        "last=without a line end");
    zhash_t *hash = zhash_new ();
    check (zhash_load (hash, "odd") == 0);
    zlist_t *keys = zhash_keys (hash);
    zlist_sort (keys, NULL);
    char *key = (char *) zlist_first (keys);
    while (key) {
        printf ("[%s]", key);
        for (char *octet = (char *) zhash_lookup (hash, key); *octet; octet++)
            printf (*octet >= ' '? " %c": " %d", *octet);
        printf ("\n");
        key = (char *) zlist_next (keys);
    }
    zlist_destroy (&keys);
    zhash_destroy (&hash);

    char line [1100];
    memset (line, 'v', sizeof line);
    memcpy (line, "k=", 2);
    line [1023] = '\n';
    line [1024] = 0;
    write_file ("long", line);
    hash = zhash_new ();
    check (zhash_load (hash, "long") == 0);
    printf ("line of 1023 bytes: %zu items, value of %zu bytes\n", zhash_size (hash),
            strlen ((char *) zhash_lookup (hash, "k")));
    zhash_destroy (&hash);
}

static void
refresh (void)
{
    zhash_t *hash = zhash_new ();
    printf ("refresh of a table without a file: %d\n", zhash_refresh (hash));
    write_file ("live", "a=1\nb=2\n");
    set_age ("live", 1000);
    check (zhash_load (hash, "live") == 0);
    zhash_insert (hash, "c", "by hand");
    printf ("refresh, unchanged: %d\n", zhash_refresh (hash));
    show ("after it", hash);
    write_file ("live", "b=3\nd=4\n");
    set_age ("live", 1000);
    printf ("refresh, changed with the same time: %d\n", zhash_refresh (hash));
    show ("after it", hash);
    set_age ("live", 2000);
    printf ("refresh, older file: %d\n", zhash_refresh (hash));
    show ("after it", hash);
    set_age ("live", -1000);
    printf ("refresh, a file too young to be stable: %d\n", zhash_refresh (hash));
    show ("after it", hash);
    set_age ("live", 500);
    printf ("refresh, newer file: %d\n", zhash_refresh (hash));
    show ("after it", hash);
    write_file ("live", "e=5\n");
    set_age ("live", 250);
    printf ("refresh, newer again: %d\n", zhash_refresh (hash));
    show ("after it", hash);
    check (unlink ("live") == 0);
    printf ("refresh, file gone: %d\n", zhash_refresh (hash));
    show ("after it", hash);
    zhash_destroy (&hash);

    hash = zhash_new ();
    zhash_insert (hash, "a", strdup ("by hand"));
    printf ("load of no file: %d\n", zhash_load (hash, "later"));
    write_file ("later", "b=1\n");
    set_age ("later", 100);
    printf ("refresh once it is there: %d\n", zhash_refresh (hash));
    show ("its name was kept", hash);
    zhash_destroy (&hash);
}

static void
breaches_abort (void)
{
    zhash_t *hash = zhash_new ();
    check_aborts ("zhash_insert", zhash_insert (NULL, "a", "b"));
    check_aborts ("zhash_insert", zhash_insert (hash, NULL, "b"));
    check_aborts ("zhash_lookup", zhash_lookup (hash, NULL));
    check_aborts ("zhash_size", zhash_size (NULL));
    check_aborts ("zhash_keys", zhash_keys (NULL));
    check_aborts ("zhash_unpack", zhash_unpack (NULL));
    check_aborts ("zhash_destroy", zhash_destroy (NULL));
    zhash_destroy (&hash);
    printf ("breaches of contract abort\n");
}

//  A key that does not fit may be cut or refused, but must not spoil the others.
static void
defect_HASH_1 (void)
{
    char key [301];
    memset (key, 'k', 300);
    key [300] = 0;
    zhash_t *hash = zhash_new ();
    zhash_insert (hash, key, "long");
    for (char name [2] = "a"; *name <= 'z'; ++*name)
        zhash_insert (hash, name, "short");
    zframe_t *frame = zhash_pack (hash);
    if (frame) {
        zhash_t *copy = zhash_unpack (frame);
        check (copy);
        for (char name [2] = "a"; *name <= 'z'; ++*name)
            check_streq ((char *) zhash_lookup (copy, name), "short");
        key [255] = 0;
        char *value = (char *) zhash_lookup (copy, key);
        check (zhash_size (copy) == (value? 27u: 26u));
        if (value)
            check_streq (value, "long");
        zhash_destroy (&copy);
    }
    zframe_destroy (&frame);
    zhash_destroy (&hash);
}

static void
defect_HASH_2 (void)
{
    zhash_t *hash = zhash_new ();
    zhash_autofree (hash);
    const char *value = "a value that is longer than a few words";
    zhash_insert (hash, "k", (void *) value);
    zhash_update (hash, "k", zhash_lookup (hash, "k"));
    check_streq ((char *) zhash_lookup (hash, "k"), value);
    zhash_destroy (&hash);
}

static void
defect_HASH_3 (void)
{
    zhash_t *hash = zhash_new ();
    zhash_insert (hash, "a", NULL);
    zhash_insert (hash, "b", "B");
    check (zhash_save (hash, "nulls") == 0);
    zhash_t *copy = zhash_new ();
    check (zhash_load (copy, "nulls") == 0);
    check_streq ((char *) zhash_lookup (copy, "b"), "B");
    char *value = (char *) zhash_lookup (copy, "a");
    check (!value || streq (value, ""));
    zhash_destroy (&copy);

    copy = zhash_dup (hash);
    check_streq ((char *) zhash_lookup (copy, "b"), "B");
    value = (char *) zhash_lookup (copy, "a");
    check (!value || streq (value, ""));
    zhash_destroy (&copy);

    zframe_t *frame = zhash_pack (hash);
    check (frame);
    copy = zhash_unpack (frame);
    check (copy);
    check_streq ((char *) zhash_lookup (copy, "b"), "B");
    value = (char *) zhash_lookup (copy, "a");
    check (!value || streq (value, ""));
    zhash_destroy (&copy);
    zframe_destroy (&frame);
    zhash_destroy (&hash);
}

static void
defect_HASH_4 (void)
{
    char value [3001];
    memset (value, '=', 3000);
    value [3000] = 0;
    zhash_t *hash = zhash_new ();
    zhash_insert (hash, "k", value);
    check (zhash_save (hash, "long") == 0);
    zhash_t *copy = zhash_new ();
    check (zhash_load (copy, "long") == 0);
    check (zhash_size (copy) == 1);
    check_streq ((char *) zhash_lookup (copy, "k"), value);
    zhash_destroy (&copy);
    zhash_destroy (&hash);
}

static void
defect_HASH_5 (void)
{
    //  After a value length that runs beyond the frame nothing can be trusted
    static const char bad [] = "\0\0\0\2\1a\0\0\0\1A\1b\0\0\1\0\1x\0\0\0\1X";
    zframe_t *frame = zframe_new (bad, sizeof bad - 1);
    zhash_t *hash = zhash_unpack (frame);
    check (!hash || !zhash_lookup (hash, "x"));
    zhash_destroy (&hash);
    zframe_destroy (&frame);

    //  Refused frames leave nothing allocated
    byte twice [4 + 2 * (2 + 4 + 1000)];
    memset (twice, 'v', sizeof twice);
    memcpy (twice, "\0\0\0\2", 4);
    memcpy (twice + 4, "\1a\0\0\3\350", 6);
    memcpy (twice + 4 + 1006, "\1a\0\0\3\350", 6);
    size_t before = 0;
    for (int nbr = 0; nbr < 1100; nbr++) {
        if (nbr == 100)
            before = mallinfo2 ().uordblks;
        frame = zframe_new (twice, sizeof twice);
        check (!zhash_unpack (frame));
        zframe_destroy (&frame);
    }
    check (mallinfo2 ().uordblks < before + 200000);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    enter_folder ();
    CASE (empty_table ());
    CASE (insert_update_delete ());
    CASE (rename_items ());
    CASE (iteration_order ());
    CASE (many_colliding_keys ());
    CASE (growth ());
    CASE (cursor_rules ());
    CASE (delete_while_iterating ());
    CASE (autofree_owns_copies ());
    CASE (free_functions ());
    CASE (copies ());
    CASE (order_in_a_copy ());
    CASE (packed_frame ());
    CASE (unpack_odd_frames ());
    CASE (save_and_load ());
    CASE (text_file_grammar ());
    CASE (refresh ());
    CASE (breaches_abort ());
    DEFECT (HASH_1);
    DEFECT (HASH_2);
    DEFECT (HASH_3);
    DEFECT (HASH_4);
    DEFECT (HASH_5);
    CASE (zhash_test (false));
    leave_folder ();
    return test_end ();
}

//  Walks zhashx: items, keys and their callbacks, the order of iteration, the cursor,
//  copies, the packed frame, and text files.

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
show (const char *what, zhashx_t *hash)
{
    printf ("%s: %zu items:", what, zhashx_size (hash));
    char *value = (char *) zhashx_first (hash);
    while (value) {
        printf (" %s=%s", (char *) zhashx_cursor (hash), value);
        value = (char *) zhashx_next (hash);
    }
    printf ("\n");
}

static void
show_keys (const char *what, zhashx_t *hash)
{
    zlistx_t *keys = zhashx_keys (hash);
    check (zlistx_size (keys) == zhashx_size (hash));
    printf ("%s: %zu keys:", what, zlistx_size (keys));
    char *key = (char *) zlistx_first (keys);
    while (key) {
        printf (" %s", key);
        key = (char *) zlistx_next (keys);
    }
    printf ("\n");
    zlistx_destroy (&keys);
}

static void
show_bytes (const char *what, zframe_t *frame)
{
    printf ("%s: %zu bytes:", what, zframe_size (frame));
    for (size_t nbr = 0; nbr < zframe_size (frame); nbr++)
        printf (" %02x", zframe_data (frame) [nbr]);
    printf ("\n");
}

//  Callbacks for values and keys that are strings, which count their calls.
static int copied, freed, keys_copied, keys_freed;

static void *
copy_value (const void *item)
{
    copied++;
    return strdup ((const char *) item);
}

static void
free_value (void **item)
{
    freed++;
    free (*item);
    *item = NULL;
}

static void *
copy_key (const void *key)
{
    keys_copied++;
    return strdup ((const char *) key);
}

static void
free_key (void **key)
{
    keys_freed++;
    free (*key);
    *key = NULL;
}

static void
show_calls (const char *what)
{
    printf ("%s: values %d copied %d freed, keys %d copied %d freed\n", what, copied,
            freed, keys_copied, keys_freed);
    copied = freed = keys_copied = keys_freed = 0;
}

static void
report_freed (void *data)
{
    printf ("  released %s\n", (char *) data);
}

static zhashx_t *
counting_table (void)
{
    zhashx_t *hash = zhashx_new ();
    zhashx_set_duplicator (hash, copy_value);
    zhashx_set_destructor (hash, free_value);
    zhashx_set_key_duplicator (hash, copy_key);
    zhashx_set_key_destructor (hash, free_key);
    return hash;
}

static void
empty_table (void)
{
    zhashx_t *hash = zhashx_new ();
    check (hash);
    check (zhashx_size (hash) == 0);
    check (!zhashx_first (hash));
    check (!zhashx_next (hash));
    check (!zhashx_cursor (hash));
    check (!zhashx_lookup (hash, "a"));
    check (!zhashx_freefn (hash, "a", free));
    check (zhashx_rename (hash, "a", "b") == -1);
    zhashx_delete (hash, "a");
    zhashx_purge (hash);
    zlistx_t *list = zhashx_keys (hash);
    check (zlistx_size (list) == 0);
    zlistx_destroy (&list);
    list = zhashx_values (hash);
    check (zlistx_size (list) == 0);
    zlistx_destroy (&list);
    zhashx_t *copy = zhashx_dup (hash);
    check (copy && zhashx_size (copy) == 0);
    zhashx_destroy (&copy);
    copy = zhashx_dup_v2 (hash);
    check (copy && zhashx_size (copy) == 0);
    zhashx_destroy (&copy);
    zhashx_destroy (&hash);
    check (!hash);
    zhashx_destroy (&hash);
    check (!zhashx_dup (NULL));
    check (!zhashx_dup_v2 (NULL));
    printf ("an empty table has nothing to give\n");
}

static void
insert_update_delete (void)
{
    zhashx_t *hash = zhashx_new ();
    char key [] = "key";
    char value [] = "one";
    printf ("insert: %d\n", zhashx_insert (hash, key, value));
    memcpy (key, "two", 3);
    printf ("the key was copied: %s, %s\n", text (zhashx_lookup (hash, "key")),
            text (zhashx_lookup (hash, "two")));
    check (zhashx_lookup (hash, "key") == value);
    printf ("insert again: %d\n", zhashx_insert (hash, "key", "other"));
    printf ("value after that: %s\n", text (zhashx_lookup (hash, "key")));
    zhashx_update (hash, "key", "changed");
    printf ("value after update: %s\n", text (zhashx_lookup (hash, "key")));
    zhashx_update (hash, "new", "by update");
    printf ("update of an unknown key: %s, size %zu\n",
            text (zhashx_lookup (hash, "new")), zhashx_size (hash));
    printf ("empty key: %d", zhashx_insert (hash, "", "empty"));
    printf (", %s\n", text (zhashx_lookup (hash, "")));
    zhashx_delete (hash, "unknown");
    printf ("size after deleting an unknown key: %zu\n", zhashx_size (hash));
    zhashx_delete (hash, "key");
    printf ("after delete: %s, size %zu\n", text (zhashx_lookup (hash, "key")),
            zhashx_size (hash));
    printf ("insert of no value: %d", zhashx_insert (hash, "null", NULL));
    printf (", size %zu\n", zhashx_size (hash));
    printf ("and again: %d\n", zhashx_insert (hash, "null", "value"));
    printf ("its value: %s\n", text (zhashx_lookup (hash, "null")));
    zhashx_purge (hash);
    printf ("size after purge: %zu, %s\n", zhashx_size (hash),
            text (zhashx_lookup (hash, "new")));
    printf ("insert after purge: %d\n", zhashx_insert (hash, "key", "value"));
    show ("used again", hash);
    zhashx_destroy (&hash);
}

static void
rename_items (void)
{
    zhashx_t *hash = zhashx_new ();
    zhashx_insert (hash, "a", "A");
    zhashx_insert (hash, "b", "B");
    zhashx_freefn (hash, "a", report_freed);
    zhashx_first (hash);
    printf ("rename a to c: %d", zhashx_rename (hash, "a", "c"));
    printf (", cursor on %s\n", text (zhashx_cursor (hash)));
    show ("renamed", hash);
    printf ("rename what is not there: %d\n", zhashx_rename (hash, "x", "y"));
    printf ("rename onto another: %d\n", zhashx_rename (hash, "c", "b"));
    printf ("rename onto itself: %d\n", zhashx_rename (hash, "c", "c"));
    show ("nothing changed", hash);
    printf ("the free function went along:\n");
    zhashx_delete (hash, "c");
    zhashx_destroy (&hash);

    hash = counting_table ();
    zhashx_insert (hash, "a", "A");
    zhashx_insert (hash, "b", "B");
    show_calls ("before rename");
    zhashx_rename (hash, "a", "c");
    show_calls ("rename");
    zhashx_rename (hash, "c", "b");
    zhashx_rename (hash, "x", "y");
    show_calls ("refused rename");
    zhashx_destroy (&hash);
    show_calls ("destroy");
}

static void
iteration_order (void)
{
    const char *words [] = {
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight",
        "nine", "ten", "Address", "Identity", "Socket-Type", "x", "y", "z", "xx",
        "a longer key with blanks", "a key that is too long for 64 bits of hash"
    };
    zhashx_t *hash = zhashx_new ();
    for (size_t nbr = 0; nbr < sizeof words / sizeof *words; nbr++) {
        check (zhashx_insert (hash, words [nbr], "") == 0);
        show_keys ("order", hash);
    }
    for (size_t nbr = 0; nbr < sizeof words / sizeof *words; nbr += 2)
        zhashx_delete (hash, words [nbr]);
    show_keys ("half of them deleted", hash);
    zhashx_purge (hash);
    zhashx_insert (hash, "one", "");
    zhashx_insert (hash, "two", "");
    show_keys ("small again after purge", hash);
    zhashx_destroy (&hash);

    hash = zhashx_new ();
    zhashx_insert (hash, "\xff", "1");
    zhashx_insert (hash, "\xc3\xa9t\xc3\xa9", "2");
    zhashx_insert (hash, "\x80\x81", "3");
    zhashx_insert (hash, "~", "4");
    printf ("bytes above 127:");
    char *value = (char *) zhashx_first (hash);
    while (value) {
        printf (" %s", value);
        value = (char *) zhashx_next (hash);
    }
    printf ("\n");
    zhashx_destroy (&hash);
}

//  Two keys of the same hash, the newest first.
static void
two_colliding_keys (void)
{
    zhashx_t *hash = zhashx_new ();
    zhashx_insert (hash, "@a", "1");
    zhashx_insert (hash, "A@", "2");
    show ("colliding keys", hash);
    zhashx_delete (hash, "@a");
    zhashx_insert (hash, "@a", "3");
    show ("inserted again", hash);
    zhashx_update (hash, "A@", "4");
    show ("update leaves the place", hash);
    zhashx_rename (hash, "A@", "tmp");
    zhashx_rename (hash, "tmp", "A@");
    show ("rename does not", hash);
    zhashx_destroy (&hash);
}

//  Keys of one hash, a thousand of them: each that is not found would make the table twice as large.
static void
defect_HASHX_1_many (void)
{
    enum { BITS = 10, COUNT = 1 << BITS };
    char *keys = colliding_keys (BITS);
    check (keys);
    size_t width = COLLIDING_WIDTH (BITS);
    zhashx_t *hash = zhashx_new ();
    for (size_t nbr = 0; nbr < COUNT; nbr++) {
        check (zhashx_insert (hash, keys + nbr * width, keys + nbr * width) == 0);
        check (zhashx_insert (hash, keys + nbr / 2 * width, "") == -1);
    }
    for (size_t nbr = 0; nbr < COUNT; nbr += 3)
        zhashx_delete (hash, keys + nbr * width);
    for (size_t nbr = 1; nbr < COUNT; nbr += 12)
        check (zhashx_rename (hash, keys + nbr * width, keys + (nbr - 1) * width) == 0);
    for (size_t nbr = 0; nbr < COUNT; nbr++) {
        bool renamed = nbr % 12 == 1, there = nbr % 12 == 0 ? nbr + 1 < COUNT : nbr % 3 && !renamed;
        const char *item = (const char *) zhashx_lookup (hash, keys + nbr * width);
        check (item == (there ? keys + (nbr % 12 ? nbr : nbr + 1) * width : NULL));
    }
    size_t walked = 0;
    for (void *item = zhashx_first (hash); item; item = zhashx_next (hash))
        walked++;
    check (walked == zhashx_size (hash));
    zhashx_destroy (&hash);
    free (keys);
}

static void
growth (void)
{
    zhashx_t *hash = zhashx_new ();
    char key [32];
    for (int nbr = 0; nbr < 400; nbr++) {
        snprintf (key, sizeof key, "k%d", nbr);
        check (zhashx_insert (hash, key, "") == 0);
        if (nbr == 99 || nbr == 199)
            show_keys ("growing", hash);
    }
    show_keys ("grown", hash);
    for (int nbr = 0; nbr < 400; nbr++) {
        snprintf (key, sizeof key, "k%d", nbr);
        check (zhashx_lookup (hash, key));
        if (nbr % 8)
            zhashx_delete (hash, key);
    }
    check (zhashx_size (hash) == 50);
    show_keys ("a table does not shrink", hash);
    zhashx_destroy (&hash);

    hash = zhashx_new ();
    for (int nbr = 0; nbr < 20000; nbr++) {
        snprintf (key, sizeof key, "some %d/key", nbr);
        check (zhashx_insert (hash, key, "x") == 0);
    }
    check (zhashx_size (hash) == 20000);
    zdigest_t *digest = zdigest_new ();
    size_t count = 0;
    void *value = zhashx_first (hash);
    while (value) {
        const char *at = (const char *) zhashx_cursor (hash);
        zdigest_update (digest, (const byte *) at, strlen (at) + 1);
        count++;
        value = zhashx_next (hash);
    }
    check (count == 20000);
    printf ("digest of the order of %zu keys: %s\n", count, zdigest_string (digest));
    zdigest_destroy (&digest);
    zhashx_destroy (&hash);
}

static void
cursor_rules (void)
{
    zhashx_t *hash = zhashx_new ();
    printf ("cursor at the start: %s\n", text (zhashx_cursor (hash)));
    zhashx_insert (hash, "a", "A");
    printf ("after insert: %s\n", text (zhashx_cursor (hash)));
    zhashx_insert (hash, "b", "B");
    printf ("after insert: %s\n", text (zhashx_cursor (hash)));
    zhashx_insert (hash, "c", "C");
    zhashx_insert (hash, "d", "D");
    show ("items", hash);
    printf ("first %s", text (zhashx_first (hash)));
    printf (" under %s\n", text (zhashx_cursor (hash)));
    zhashx_insert (hash, "b", "refused");
    printf ("after a refused insert: %s\n", text (zhashx_cursor (hash)));
    zhashx_lookup (hash, "unknown");
    zhashx_delete (hash, "unknown");
    printf ("after an unknown key: %s\n", text (zhashx_cursor (hash)));
    zhashx_first (hash);
    zhashx_update (hash, "c", "CC");
    printf ("after update: %s\n", text (zhashx_cursor (hash)));
    zhashx_update (hash, "e", "E");
    printf ("after an update that inserts: %s\n", text (zhashx_cursor (hash)));
    show ("items", hash);
    zhashx_first (hash);
    printf ("lookup %s", text (zhashx_lookup (hash, "c")));
    printf (", cursor on %s", text (zhashx_cursor (hash)));
    printf (", next %s\n", text (zhashx_next (hash)));
    char *value = (char *) zhashx_first (hash);
    while (value)
        value = (char *) zhashx_next (hash);
    printf ("after the end: %s", text (zhashx_cursor (hash)));
    printf (", next %s", text (zhashx_next (hash)));
    printf (", cursor %s\n", text (zhashx_cursor (hash)));
    zhashx_first (hash);
    zhashx_delete (hash, "c");
    printf ("after a delete: %s\n", text (zhashx_cursor (hash)));
    zhashx_first (hash);
    zhashx_purge (hash);
    printf ("after purge: %s", text (zhashx_cursor (hash)));
    printf (", next %s, first %s\n", text (zhashx_next (hash)),
            text (zhashx_first (hash)));
    zhashx_destroy (&hash);

    //  A value that is NULL looks like the end
    hash = zhashx_new ();
    zhashx_insert (hash, "a", "A");
    zhashx_insert (hash, "b", NULL);
    printf ("first %s", text (zhashx_first (hash)));
    printf (" under %s", text (zhashx_cursor (hash)));
    printf (", next %s", text (zhashx_next (hash)));
    printf (" under %s\n", text (zhashx_cursor (hash)));
    zhashx_destroy (&hash);
}

static void
owned_values (void)
{
    zhashx_t *hash = counting_table ();
    char value [] = "one";
    zhashx_insert (hash, "1", value);
    show_calls ("insert");
    memcpy (value, "...", 3);
    zhashx_insert (hash, "1", value);
    show_calls ("refused insert");
    zhashx_update (hash, "1", "new");
    show_calls ("update");
    zhashx_update (hash, "2", "two");
    show_calls ("update that inserts");
    zhashx_insert (hash, "3", "three");
    show ("items", hash);
    zhashx_delete (hash, "1");
    show_calls ("insert and delete");
    zhashx_delete (hash, "unknown");
    show_calls ("delete of an unknown key");
    zlistx_t *keys = zhashx_keys (hash);
    show_calls ("keys");
    zlistx_t *values = zhashx_values (hash);
    show_calls ("values");
    zhashx_t *copy = zhashx_dup (hash);
    show_calls ("dup");
    zhashx_purge (hash);
    show_calls ("purge");
    zhashx_insert (hash, "4", "four");
    zhashx_destroy (&hash);
    show_calls ("insert and destroy");

    show ("the copy", copy);
    zhashx_insert (copy, "5", "five");
    zhashx_destroy (&copy);
    show_calls ("insert in the copy and destroy");
    printf ("keys:");
    char *item = (char *) zlistx_first (keys);
    while (item) {
        printf (" %s", item);
        item = (char *) zlistx_next (keys);
    }
    printf ("\nvalues:");
    item = (char *) zlistx_first (values);
    while (item) {
        printf (" %s", item);
        item = (char *) zlistx_next (values);
    }
    printf ("\n");
    zlistx_destroy (&keys);
    show_calls ("destroy the keys");
    zlistx_add_end (values, "more");
    show_calls ("the list of values copies what is added");
    zlistx_destroy (&values);
    show_calls ("destroy the values");
}

static void
borrowed_values (void)
{
    zhashx_t *hash = zhashx_new ();
    char *items [] = { "one", "two", "three" };
    zhashx_insert (hash, "1", items [0]);
    zhashx_insert (hash, "2", items [1]);
    zhashx_insert (hash, "3", items [2]);
    zhashx_comment (hash, "not in a copy");
    zlistx_t *values = zhashx_values (hash);
    printf ("values:");
    char *value = (char *) zlistx_first (values);
    while (value) {
        check (value == items [0] || value == items [1] || value == items [2]);
        printf (" %s", value);
        value = (char *) zlistx_next (values);
    }
    printf ("\n");
    zlistx_destroy (&values);

    zhashx_t *copy = zhashx_dup (hash);
    check (zhashx_lookup (copy, "2") == items [1]);
    zhashx_t *strings = zhashx_dup_v2 (hash);
    check (zhashx_lookup (strings, "2") != items [1]);
    zhashx_destroy (&hash);
    show ("copy", copy);
    check (zhashx_save (copy, "copy") == 0);
    print_file ("copy");
    zhashx_destroy (&copy);
    char fourth [] = "four";
    zhashx_insert (strings, "4", fourth);
    memset (fourth, '-', 4);
    show ("copy of the strings", strings);
    zhashx_destroy (&strings);
}

static void
free_functions (void)
{
    zhashx_t *hash = zhashx_new ();
    zhashx_insert (hash, "a", "A");
    zhashx_insert (hash, "b", "B");
    zhashx_insert (hash, "c", "C");
    zhashx_insert (hash, "d", "D");
    printf ("freefn: %s\n", text (zhashx_freefn (hash, "a", report_freed)));
    printf ("freefn: %s\n", text (zhashx_freefn (hash, "b", report_freed)));
    printf ("freefn: %s\n", text (zhashx_freefn (hash, "d", report_freed)));
    printf ("freefn taken away: %s\n", text (zhashx_freefn (hash, "d", NULL)));
    printf ("freefn of an unknown key: %s\n",
            text (zhashx_freefn (hash, "x", report_freed)));
    printf ("update\n");
    zhashx_update (hash, "a", "AA");
    printf ("update again\n");
    zhashx_update (hash, "a", "AAA");
    printf ("copy\n");
    zhashx_t *copy = zhashx_dup (hash);
    zhashx_destroy (&copy);
    printf ("delete\n");
    zhashx_delete (hash, "b");
    printf ("destroy\n");
    zhashx_destroy (&hash);

    hash = zhashx_new ();
    zhashx_insert (hash, "heap", strdup ("heap"));
    check (zhashx_freefn (hash, "heap", free));
    zhashx_destroy (&hash);

    //  The destructor of the table goes before
    hash = zhashx_new ();
    zhashx_set_destructor (hash, free_value);
    zhashx_insert (hash, "heap", strdup ("heap"));
    check (zhashx_freefn (hash, "heap", report_freed));
    zhashx_destroy (&hash);
    show_calls ("with a destructor");
}

static size_t
hash_letter (const void *key)
{
    return (size_t) tolower (*(const char *) key);
}

static int
compare_no_case (const void *a, const void *b)
{
    return strcasecmp ((const char *) a, (const char *) b);
}

static size_t
hash_number (const void *key)
{
    return (size_t) *(const int *) key;
}

static int
compare_numbers (const void *a, const void *b)
{
    int left = *(const int *) a, right = *(const int *) b;
    return left < right? -1: left > right? 1: 0;
}

static void *
copy_number (const void *key)
{
    keys_copied++;
    int *copy = (int *) malloc (sizeof (int));
    check (copy);
    *copy = *(const int *) key;
    return copy;
}

static void
other_keys (void)
{
    zhashx_t *hash = zhashx_new ();
    zhashx_set_key_comparator (hash, compare_no_case);
    zhashx_set_key_hasher (hash, hash_letter);
    printf ("insert: %d", zhashx_insert (hash, "Name", "one"));
    printf (", in capitals: %d\n", zhashx_insert (hash, "NAME", "two"));
    printf ("lookup: %s\n", text (zhashx_lookup (hash, "name")));
    zhashx_update (hash, "nAME", "three");
    show ("the first spelling stays", hash);
    printf ("rename to another spelling: %d\n", zhashx_rename (hash, "name", "NAME"));
    zhashx_t *copy = zhashx_dup (hash);
    printf ("a copy has the functions: %s\n", text (zhashx_lookup (copy, "naMe")));
    zhashx_destroy (&copy);
    zhashx_destroy (&hash);

    hash = zhashx_new ();
    zhashx_set_key_hasher (hash, hash_number);
    zhashx_set_key_comparator (hash, compare_numbers);
    zhashx_set_key_duplicator (hash, copy_number);
    zhashx_set_key_destructor (hash, free_key);
    char *names [] = { "zero", "one", "two", "three", "four", "five", "six" };
    for (int nbr = 6; nbr >= 0; nbr--) {
        int key = nbr * 10;
        check (zhashx_insert (hash, &key, names [nbr]) == 0);
    }
    int key = 30;
    printf ("30: %s\n", text (zhashx_lookup (hash, &key)));
    key = 31;
    printf ("31: %s\n", text (zhashx_lookup (hash, &key)));
    printf ("numbers:");
    char *name = (char *) zhashx_first (hash);
    while (name) {
        printf (" %d=%s", *(const int *) zhashx_cursor (hash), name);
        name = (char *) zhashx_next (hash);
    }
    printf ("\n");
    zlistx_t *keys = zhashx_keys (hash);
    zhashx_destroy (&hash);
    int sum = 0;
    int *number = (int *) zlistx_first (keys);
    while (number) {
        sum += *number;
        number = (int *) zlistx_next (keys);
    }
    printf ("sum of %zu keys: %d\n", zlistx_size (keys), sum);
    zlistx_destroy (&keys);
    show_calls ("number keys");

    //  Keys that are not copied are the caller's
    hash = zhashx_new ();
    zhashx_set_key_duplicator (hash, NULL);
    zhashx_set_key_destructor (hash, NULL);
    char own [] = "own key";
    zhashx_insert (hash, own, "value");
    zhashx_first (hash);
    check (zhashx_cursor (hash) == own);
    printf ("key of the caller: %s\n", text (zhashx_lookup (hash, "own key")));
    zhashx_destroy (&hash);
}

static void
keys_and_values_agree (void)
{
    zhashx_t *hash = zhashx_new ();
    char names [30][8];
    for (int nbr = 0; nbr < 30; nbr++) {
        snprintf (names [nbr], sizeof names [nbr], "n%d", nbr * 17);
        zhashx_insert (hash, names [nbr], names [nbr]);
    }
    zlistx_t *keys = zhashx_keys (hash);
    zlistx_t *values = zhashx_values (hash);
    char *item = (char *) zhashx_first (hash);
    char *key = (char *) zlistx_first (keys);
    char *value = (char *) zlistx_first (values);
    while (item) {
        check_streq (item, key);
        check (item == value);
        item = (char *) zhashx_next (hash);
        key = (char *) zlistx_next (keys);
        value = (char *) zlistx_next (values);
    }
    check (!key && !value);
    printf ("keys and values come in the order of iteration\n");
    zlistx_destroy (&keys);
    zlistx_destroy (&values);
    zhashx_destroy (&hash);
}

static void
packed_frame (void)
{
    zhashx_t *hash = zhashx_new ();
    zframe_t *frame = zhashx_pack (hash);
    show_bytes ("empty table", frame);
    zhashx_t *copy = zhashx_unpack (frame);
    check (copy && zhashx_size (copy) == 0);
    zhashx_destroy (&copy);
    zframe_destroy (&frame);

    zhashx_insert (hash, "key", "value");
    zhashx_insert (hash, "k", "");
    zhashx_insert (hash, "", "v");
    zhashx_comment (hash, "not in the frame");
    frame = zhashx_pack (hash);
    show_bytes ("three items", frame);
    copy = zhashx_unpack (frame);
    show ("unpacked", copy);
    char value [] = "value";
    zhashx_insert (copy, "own", value);
    memset (value, '-', 5);
    printf ("an unpacked table owns its values: %s\n", text (zhashx_lookup (copy, "own")));
    zhashx_destroy (&copy);
    zframe_destroy (&frame);
    zhashx_destroy (&hash);

    hash = zhashx_new ();
    char longest [256], big [5001];
    memset (longest, 'k', 255);
    longest [255] = 0;
    memset (big, 'v', 5000);
    big [5000] = 0;
    zhashx_insert (hash, longest, big);
    frame = zhashx_pack (hash);
    printf ("longest key: %zu bytes, %02x, %02x %02x %02x %02x\n", zframe_size (frame),
            zframe_data (frame) [4], zframe_data (frame) [260],
            zframe_data (frame) [261], zframe_data (frame) [262],
            zframe_data (frame) [263]);
    copy = zhashx_unpack (frame);
    check_streq ((char *) zhashx_lookup (copy, longest), big);
    zhashx_destroy (&copy);
    zframe_destroy (&frame);
    zhashx_destroy (&hash);
}

static void
unpack_bytes (const char *what, const void *bytes, size_t size)
{
    zframe_t *frame = zframe_new (bytes, size);
    zhashx_t *hash = zhashx_unpack (frame);
    if (hash)
        show (what, hash);
    else
        printf ("%s: no table\n", what);
    zhashx_destroy (&hash);
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
    zhashx_t *hash = zhashx_new ();
    printf ("save without items: %d\n", zhashx_save (hash, "table"));
    print_file ("table");
    zhashx_insert (hash, "key", "value");
    zhashx_insert (hash, "blank", " in the middle ");
    zhashx_insert (hash, "empty", "");
    zhashx_insert (hash, "equal", "a=b=c");
    printf ("save without comments: %d\n", zhashx_save (hash, "table"));
    print_file ("table");
    zhashx_comment (hash, "A table of %d items", 4);
    zhashx_comment (hash, "%s", "");
    zhashx_comment (hash, "End of comments");
    printf ("save with comments: %d\n", zhashx_save (hash, "table"));
    print_file ("table");
    zhashx_comment (hash, NULL);
    zhashx_comment (hash, "Only this");
    printf ("save with other comments: %d\n", zhashx_save (hash, "table"));
    print_file ("table");
    printf ("save to where it cannot be: %d\n", zhashx_save (hash, "absent/table"));
    zhashx_destroy (&hash);

    hash = zhashx_new ();
    printf ("load: %d\n", zhashx_load (hash, "table"));
    show ("loaded", hash);
    printf ("load of no file: %d\n", zhashx_load (hash, "absent"));
    show ("after that", hash);
    write_file ("second", "key=changed\nmore=items\n");
    printf ("load a second file: %d\n", zhashx_load (hash, "second"));
    show ("merged", hash);
    char value [] = "value";
    zhashx_insert (hash, "own", value);
    memset (value, '-', 5);
    printf ("a loaded table owns its values: %s\n", text (zhashx_lookup (hash, "own")));
    check (zhashx_save (hash, "table") == 0);
    print_file ("table");
    zhashx_destroy (&hash);
}

static int
by_text (const void *a, const void *b)
{
    return strcmp ((const char *) a, (const char *) b);
}

static void
text_file_grammar (void)
{
    zhashx_t *of_folder = zhashx_new ();
    printf ("load of a directory: %d\n", zhashx_load (of_folder, "."));
    printf ("items: %zu\n", zhashx_size (of_folder));
    zhashx_destroy (&of_folder);
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
    zhashx_t *hash = zhashx_new ();
    check (zhashx_load (hash, "odd") == 0);
    zlistx_t *keys = zhashx_keys (hash);
    zlistx_set_comparator (keys, by_text);
    zlistx_sort (keys);
    char *key = (char *) zlistx_first (keys);
    while (key) {
        printf ("[%s]", key);
        for (char *octet = (char *) zhashx_lookup (hash, key); *octet; octet++)
            printf (*octet >= ' '? " %c": " %d", *octet);
        printf ("\n");
        key = (char *) zlistx_next (keys);
    }
    zlistx_destroy (&keys);
    zhashx_destroy (&hash);

    char line [1100];
    memset (line, 'v', sizeof line);
    memcpy (line, "k=", 2);
    line [1023] = '\n';
    line [1024] = 0;
    write_file ("long", line);
    hash = zhashx_new ();
    check (zhashx_load (hash, "long") == 0);
    printf ("line of 1023 bytes: %zu items, value of %zu bytes\n", zhashx_size (hash),
            strlen ((char *) zhashx_lookup (hash, "k")));
    zhashx_destroy (&hash);
}

static void
refresh (void)
{
    zhashx_t *hash = zhashx_new ();
    printf ("refresh of a table without a file: %d\n", zhashx_refresh (hash));
    write_file ("live", "a=1\nb=2\n");
    set_age ("live", 1000);
    check (zhashx_load (hash, "live") == 0);
    zhashx_insert (hash, "c", "by hand");
    printf ("refresh, unchanged: %d\n", zhashx_refresh (hash));
    show ("after it", hash);
    write_file ("live", "b=3\nd=4\n");
    set_age ("live", 1000);
    printf ("refresh, changed with the same time: %d\n", zhashx_refresh (hash));
    show ("after it", hash);
    set_age ("live", 2000);
    printf ("refresh, older file: %d\n", zhashx_refresh (hash));
    show ("after it", hash);
    set_age ("live", -1000);
    printf ("refresh, a file too young to be stable: %d\n", zhashx_refresh (hash));
    show ("after it", hash);
    set_age ("live", 500);
    printf ("refresh, newer file: %d\n", zhashx_refresh (hash));
    show ("after it", hash);
    write_file ("live", "e=5\n");
    set_age ("live", 250);
    printf ("refresh, newer again: %d\n", zhashx_refresh (hash));
    show ("after it", hash);
    check (unlink ("live") == 0);
    printf ("refresh, file gone: %d\n", zhashx_refresh (hash));
    show ("after it", hash);
    zhashx_destroy (&hash);

    hash = zhashx_new ();
    zhashx_insert (hash, "a", strdup ("by hand"));
    printf ("load of no file: %d\n", zhashx_load (hash, "later"));
    write_file ("later", "b=1\n");
    set_age ("later", 100);
    printf ("refresh once it is there: %d\n", zhashx_refresh (hash));
    show ("its name was kept", hash);
    zhashx_destroy (&hash);
}

static void
breaches_abort (void)
{
    zhashx_t *hash = zhashx_new ();
    check_aborts ("zhashx_insert", zhashx_insert (NULL, "a", "b"));
    check_aborts ("zhashx_insert", zhashx_insert (hash, NULL, "b"));
    check_aborts ("zhashx_lookup", zhashx_lookup (hash, NULL));
    check_aborts ("zhashx_size", zhashx_size (NULL));
    check_aborts ("zhashx_keys", zhashx_keys (NULL));
    check_aborts ("zhashx_set_key_comparator", zhashx_set_key_comparator (hash, NULL));
    check_aborts ("zhashx_unpack", zhashx_unpack (NULL));
    check_aborts ("zhashx_destroy", zhashx_destroy (NULL));
    zhashx_destroy (&hash);
    printf ("breaches of contract abort\n");
}

//  Looking for what is not there must not make a table grow without bound.
static void
defect_HASHX_1 (void)
{
    zhashx_t *hash = zhashx_new ();
    char key [13] = "";
    for (int nbr = 0; nbr < 63; nbr++) {
        for (int bit = 0; bit < 6; bit++)
            memcpy (key + bit * 2, nbr >> bit & 1? "@a": "A@", 2);
        check (zhashx_insert (hash, key, "x") == 0);
    }
    struct mallinfo2 before = mallinfo2 ();
    for (int nbr = 0; nbr < 100; nbr++) {
        check (!zhashx_lookup (hash, "@a@a@a@a@a@a"));
        struct mallinfo2 now = mallinfo2 ();
        check (now.uordblks + now.hblkhd < before.uordblks + before.hblkhd + 50000000);
    }
    check (zhashx_size (hash) == 63);
    check (zhashx_lookup (hash, "A@A@A@A@A@A@"));
    zhashx_destroy (&hash);
}

static int released [3];

static void
count_release (void **item)
{
    (*(int *) *item)++;
    *item = NULL;
}

static void
defect_HASHX_2 (void)
{
    zhashx_t *hash = zhashx_new ();
    zhashx_set_destructor (hash, count_release);
    zhashx_insert (hash, "a", &released [0]);
    zhashx_insert (hash, "b", &released [1]);
    zhashx_insert (hash, "c", &released [2]);
    zlistx_t *values = zhashx_values (hash);
    check (zlistx_size (values) == 3);
    zlistx_destroy (&values);
    check (released [0] == 0 && released [1] == 0 && released [2] == 0);
    zhashx_destroy (&hash);
    check (released [0] == 1 && released [1] == 1 && released [2] == 1);
}

//  A key that does not fit may be cut or refused, but must not spoil the others.
static void
defect_HASHX_4_HASH_1 (void)
{
    char key [301];
    memset (key, 'k', 300);
    key [300] = 0;
    zhashx_t *hash = zhashx_new ();
    zhashx_insert (hash, key, "long");
    for (char name [2] = "a"; *name <= 'z'; ++*name)
        zhashx_insert (hash, name, "short");
    zframe_t *frame = zhashx_pack (hash);
    if (frame) {
        zhashx_t *copy = zhashx_unpack (frame);
        check (copy);
        for (char name [2] = "a"; *name <= 'z'; ++*name)
            check_streq ((char *) zhashx_lookup (copy, name), "short");
        key [255] = 0;
        char *value = (char *) zhashx_lookup (copy, key);
        check (zhashx_size (copy) == (value? 27u: 26u));
        if (value)
            check_streq (value, "long");
        zhashx_destroy (&copy);
    }
    zframe_destroy (&frame);
    zhashx_destroy (&hash);
}

static void
defect_HASHX_4_HASH_2 (void)
{
    zhashx_t *hash = zhashx_new ();
    zhashx_set_duplicator (hash, copy_value);
    zhashx_set_destructor (hash, free_value);
    const char *value = "a value that is longer than a few words";
    zhashx_insert (hash, "k", (void *) value);
    zhashx_update (hash, "k", zhashx_lookup (hash, "k"));
    check_streq ((char *) zhashx_lookup (hash, "k"), value);
    zhashx_destroy (&hash);
}

static void
defect_HASHX_4_HASH_4 (void)
{
    char value [3001];
    memset (value, '=', 3000);
    value [3000] = 0;
    zhashx_t *hash = zhashx_new ();
    zhashx_insert (hash, "k", value);
    check (zhashx_save (hash, "long") == 0);
    zhashx_t *copy = zhashx_new ();
    check (zhashx_load (copy, "long") == 0);
    check (zhashx_size (copy) == 1);
    check_streq ((char *) zhashx_lookup (copy, "k"), value);
    zhashx_destroy (&copy);
    zhashx_destroy (&hash);
}

static void
defect_HASHX_4_HASH_5 (void)
{
    //  After a value length that runs beyond the frame nothing can be trusted
    static const char bad [] = "\0\0\0\2\1a\0\0\0\1A\1b\0\0\1\0\1x\0\0\0\1X";
    zframe_t *frame = zframe_new (bad, sizeof bad - 1);
    zhashx_t *hash = zhashx_unpack (frame);
    check (!hash || !zhashx_lookup (hash, "x"));
    zhashx_destroy (&hash);
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
        check (!zhashx_unpack (frame));
        zframe_destroy (&frame);
    }
    check (mallinfo2 ().uordblks < before + 200000);
}

//  A walk that a purge interrupts is at its end; what comes after a purge is walked as in a new
//  table.
static void
defect_HASHX_5 (void)
{
    for (int turn = 0; turn < 50; turn++) {
        zhashx_t *fresh = zhashx_new (), *purged = zhashx_new ();
        char key [10];
        for (int count = 0; count < 400; count++) {
            snprintf (key, sizeof key, "%d", count);
            zhashx_insert (purged, key, "one of many");
        }
        zhashx_first (purged);
        for (int count = 0; count < turn * 8; count++)
            check (zhashx_next (purged));
        zhashx_purge (purged);
        check (!zhashx_next (purged) && !zhashx_cursor (purged));
        zhashx_purge (purged);
        for (int count = 0; count < 10; count++) {
            snprintf (key, sizeof key, "%d", turn + count);
            zhashx_insert (fresh, key, "value");
            zhashx_insert (purged, key, "value");
        }
        void *value;
        do {
            value = zhashx_next (fresh);
            check (zhashx_next (purged) == value);
            check_streq (zhashx_cursor (purged), (const char *) zhashx_cursor (fresh));
        } while (value);
        zhashx_destroy (&fresh);
        zhashx_destroy (&purged);
    }
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
    CASE (two_colliding_keys ());
    CASE (growth ());
    CASE (cursor_rules ());
    CASE (owned_values ());
    CASE (borrowed_values ());
    CASE (free_functions ());
    CASE (other_keys ());
    CASE (keys_and_values_agree ());
    CASE (packed_frame ());
    CASE (unpack_odd_frames ());
    CASE (save_and_load ());
    CASE (text_file_grammar ());
    CASE (refresh ());
    CASE (breaches_abort ());
    DEFECT (HASHX_1);
    DEFECT (HASHX_1_many);
    DEFECT (HASHX_2);
    DEFECT (HASHX_4_HASH_1);
    DEFECT (HASHX_4_HASH_2);
    DEFECT (HASHX_4_HASH_4);
    DEFECT (HASHX_4_HASH_5);
    DEFECT (HASHX_5);
    CASE (zhashx_test (false));
    leave_folder ();
    return test_end ();
}

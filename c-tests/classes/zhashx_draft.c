//  ours alone: Debian's library has no DRAFT functions
//
//  Tables whose items are strings only in frames.

#define CZMQ_BUILD_DRAFT_API
#include "test.h"

static char *
number_string (const void *item)
{
    char string [20];
    snprintf (string, sizeof string, "%d", *(const int *) item);
    return strdup (string);
}

static void *
string_number (const char *string)
{
    int *number = (int *) malloc (sizeof (int));
    check (number);
    *number = atoi (string);
    return number;
}

static void
own_items (void)
{
    zhashx_t *hash = zhashx_new ();
    int numbers [] = { 1, 22, -333 };
    zhashx_insert (hash, "one", &numbers [0]);
    zhashx_insert (hash, "two", &numbers [1]);
    zhashx_insert (hash, "three", &numbers [2]);
    zframe_t *frame = zhashx_pack_own (hash, number_string);
    zhashx_destroy (&hash);

    hash = zhashx_unpack_own (frame, string_number);
    check (zhashx_size (hash) == 3);
    check (*(int *) zhashx_lookup (hash, "one") == 1);
    check (*(int *) zhashx_lookup (hash, "two") == 22);
    check (*(int *) zhashx_lookup (hash, "three") == -333);
    //  It frees its items
    zhashx_delete (hash, "two");
    zhashx_destroy (&hash);

    //  On the wire they are strings
    hash = zhashx_unpack (frame);
    check_streq ((char *) zhashx_lookup (hash, "three"), "-333");
    zframe_destroy (&frame);
    zhashx_destroy (&hash);

    hash = zhashx_new ();
    zhashx_insert (hash, "k", &numbers [1]);
    frame = zhashx_pack_own (hash, number_string);
    check (zframe_size (frame) == 12);
    check (memcmp (zframe_data (frame), "\0\0\0\1\1k\0\0\0\2" "22", 12) == 0);
    zframe_destroy (&frame);
    zhashx_destroy (&hash);
}

//  Without functions, items are strings.
static void
strings (void)
{
    zhashx_t *hash = zhashx_new ();
    zhashx_insert (hash, "key", "item");
    zframe_t *frame = zhashx_pack_own (hash, NULL);
    zframe_t *same = zhashx_pack (hash);
    check (zframe_eq (frame, same));
    zframe_destroy (&same);
    zhashx_destroy (&hash);
    hash = zhashx_unpack_own (frame, NULL);
    check_streq ((char *) zhashx_lookup (hash, "key"), "item");
    zhashx_destroy (&hash);

    //  Twice the same key
    zframe_reset (frame, "\0\0\0\2\1k\0\0\0\1" "1\1k\0\0\0\1" "2", 18);
    errno = 0;
    check (!zhashx_unpack_own (frame, string_number) && errno == EPROTO);
    zframe_reset (frame, "\0\0\0\2\1k\0\0\0\1" "1\1k\0\0\0\2" "2", 18);
    hash = zhashx_unpack_own (frame, string_number);
    check (zhashx_size (hash) == 1);
    zhashx_destroy (&hash);
    zframe_destroy (&frame);

    hash = zhashx_new ();
    frame = zhashx_pack_own (hash, number_string);
    check (zframe_size (frame) == 4);
    zframe_destroy (&frame);
    zhashx_destroy (&hash);
    check_aborts ("zhashx_unpack_own", zhashx_unpack_own (NULL, NULL));
    check_aborts ("zhashx_pack_own", zhashx_pack_own (NULL, number_string));
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (own_items ());
    CASE (strings ());
    return test_end ();
}

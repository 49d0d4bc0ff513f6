//  Rows of containers, texts and files: as they grow, and with keys that were made to collide.

//  One thread does it all, so what counts is what that is given, whatever else the machine does.
#define BENCH_CLOCK CLOCK_THREAD_CPUTIME_ID
#include "bench.h"
#include "../support/colliding.h"

//  Operations of one kind, on containers of one size
typedef struct {
    const char *container;
    const char *name;
    long count;
    double spent;
} phase_t;

static void
report_phases (const phase_t *phases, int count, long size)
{
    char name [80];
    for (int i = 0; i < count; i++) {
        snprintf (name, sizeof name, "%s_%s_%ld", phases [i].container, phases [i].name, size);
        report (name, phases [i].count, phases [i].spent);
    }
}

#define PHASE(phase, operations, code)                                         \
    do {                                                                       \
        start ();                                                              \
        code;                                                                  \
        stop ();                                                               \
        (phase).count += (operations);                                         \
        (phase).spent += s_end - s_begin;                                      \
    } while (0)

//  Small containers are measured often.
static long
rounds_of (long size)
{
    return size < 500000 ? 500000 / size : 1;
}

static char (*s_keys) [24];
static long *s_order;

//  Keys, and an order that is not theirs
static void
make_keys (long size)
{
    s_keys = (char (*) [24]) malloc ((size_t) size * sizeof *s_keys);
    s_order = (long *) malloc ((size_t) size * sizeof *s_order);
    must (s_keys && s_order);
    uint64_t random = 1;
    for (long i = 0; i < size; i++) {
        snprintf (s_keys [i], sizeof *s_keys, "key%ld", i * 7919);
        random = random * 6364136223846793005u + 1442695040888963407u;
        long j = (long) ((random >> 33) % (uint64_t) (i + 1));
        s_order [i] = s_order [j];
        s_order [j] = i;
    }
}

static void
free_keys (void)
{
    free (s_keys);
    free (s_order);
}

//  The two tables differ in the names of their functions alone.
#define GROWTH_OF_TABLE(class)                                                 \
    static void class##_growth (long size)                                     \
    {                                                                          \
        phase_t phases [] = { { #class, "insert", 0, 0 }, { #class, "lookup", 0, 0 }, \
                              { #class, "walk", 0, 0 }, { #class, "delete", 0, 0 } }; \
        make_keys (size);                                                      \
        for (long round = rounds_of (size); round; round--) {                  \
            class##_t *table = class##_new ();                                 \
            PHASE (phases [0], size,                                           \
                for (long i = 0; i < size; i++)                                \
                    must (class##_insert (table, s_keys [i], s_keys [i]) == 0)); \
            PHASE (phases [1], size,                                           \
                for (long i = 0; i < size; i++)                                \
                    must (class##_lookup (table, s_keys [s_order [i]]) == s_keys [s_order [i]])); \
            PHASE (phases [2], size,                                           \
                for (void *item = class##_first (table); item; item = class##_next (table)) \
                    must (class##_cursor (table) != NULL));                    \
            PHASE (phases [3], size,                                           \
                for (long i = 0; i < size; i++)                                \
                    class##_delete (table, s_keys [s_order [i]]));             \
            must (class##_size (table) == 0);                                  \
            class##_destroy (&table);                                          \
        }                                                                      \
        report_phases (phases, 4, size);                                       \
        free_keys ();                                                          \
    }

GROWTH_OF_TABLE (zhash)
GROWTH_OF_TABLE (zhashx)

static int
compare_items (void *a, void *b)
{
    return strcmp ((char *) a, (char *) b);
}

static int
compare_itemsx (const void *a, const void *b)
{
    return strcmp ((const char *) a, (const char *) b);
}

//  Look-ups go through the list, so there are few.
enum { LIST_LOOKUPS = 20 };

static void
zlist_growth (long size)
{
    phase_t phases [] = { { "zlist", "append", 0, 0 }, { "zlist", "walk", 0, 0 },
                          { "zlist", "exists", 0, 0 }, { "zlist", "sort", 0, 0 },
                          { "zlist", "remove", 0, 0 } };
    make_keys (size);
    for (long round = rounds_of (size); round; round--) {
        zlist_t *list = zlist_new ();
        PHASE (phases [0], size,
            for (long i = 0; i < size; i++)
                must (zlist_append (list, s_keys [s_order [i]]) == 0));
        PHASE (phases [1], size,
            for (void *item = zlist_first (list); item; item = zlist_next (list))
                must (item != NULL));
        PHASE (phases [2], LIST_LOOKUPS,
            for (long i = 0; i < LIST_LOOKUPS; i++)
                must (zlist_exists (list, s_keys [s_order [(i * 2 + 1) * size / (2 * LIST_LOOKUPS)]])));
        PHASE (phases [3], size, zlist_sort (list, compare_items));
        //  Each is the first there is.
        PHASE (phases [4], size,
            for (void *item = zlist_first (list); item; item = zlist_first (list))
                zlist_remove (list, item));
        must (zlist_size (list) == 0);
        zlist_destroy (&list);
    }
    report_phases (phases, 5, size);
    free_keys ();
}

static void
zlistx_growth (long size)
{
    phase_t phases [] = { { "zlistx", "append", 0, 0 }, { "zlistx", "walk", 0, 0 },
                          { "zlistx", "find", 0, 0 }, { "zlistx", "delete", 0, 0 },
                          { "zlistx", "sort", 0, 0 } };
    make_keys (size);
    void **handles = (void **) malloc ((size_t) size * sizeof *handles);
    must (handles != NULL);
    for (long round = rounds_of (size); round; round--) {
        zlistx_t *list = zlistx_new ();
        zlistx_set_comparator (list, compare_itemsx);
        PHASE (phases [0], size,
            for (long i = 0; i < size; i++)
                handles [i] = zlistx_add_end (list, s_keys [s_order [i]]));
        PHASE (phases [1], size,
            for (void *item = zlistx_first (list); item; item = zlistx_next (list))
                must (item != NULL));
        PHASE (phases [2], LIST_LOOKUPS,
            for (long i = 0; i < LIST_LOOKUPS; i++)
                must (zlistx_find (list, s_keys [s_order [(i * 2 + 1) * size / (2 * LIST_LOOKUPS)]]) != NULL));
        PHASE (phases [3], size,
            for (long i = 0; i < size; i++)
                must (zlistx_delete (list, handles [s_order [i]]) == 0));
        must (zlistx_size (list) == 0);
        for (long i = 0; i < size; i++)
            zlistx_add_end (list, s_keys [s_order [i]]);
        PHASE (phases [4], size, zlistx_sort (list));
        zlistx_destroy (&list);
    }
    report_phases (phases, 5, size);
    free (handles);
    free_keys ();
}

//  Loads a file of about so many bytes, in sections of ten items.
static void
zconfig_growth (long size)
{
    char name [] = "/tmp/czmq-bench-XXXXXX";
    int handle = mkstemp (name);
    must (handle >= 0);
    FILE *file = fdopen (handle, "w");
    must (file != NULL);
    long written = 0, items = 0;
    for (long section = 0; written < size; section++) {
        written += fprintf (file, "section-%ld\n", section);
        for (int item = 0; item < 10 && written < size; item++, items++)
            written += fprintf (file, "    name-%d = \"value number %d of %ld\"   # note\n",
                                item, item, section);
    }
    must (fclose (file) == 0);
    double spent = 0;
    long rounds = 10000000 / size;
    rounds = rounds > 10 ? 10 : rounds;
    for (long round = 0; round < rounds; round++) {
        start ();
        zconfig_t *config = zconfig_load (name);
        stop ();
        must (config != NULL && zconfig_locate (config, "section-0/name-9") != NULL);
        zconfig_destroy (&config);
        spent += s_end - s_begin;
    }
    unlink (name);
    char row [80];
    snprintf (row, sizeof row, "zconfig_load_byte_%ld", size);
    report (row, written * rounds, spent);
}

#define COLLIDING(name, class, bits)                                           \
    static void name (long count)                                              \
    {                                                                          \
        char *keys = colliding_keys (bits);                                    \
        must (keys != NULL);                                                   \
        size_t width = COLLIDING_WIDTH (bits);                                 \
        class##_t *table = class##_new ();                                     \
        start ();                                                              \
        for (long i = 0; i < count; i++)                                       \
            must (class##_insert (table, keys + (size_t) i * width, keys) == 0); \
        for (long i = 0; i < count; i++)                                       \
            must (class##_lookup (table, keys + (size_t) i * width) != NULL); \
        for (long i = 0; i < count; i++)                                       \
            class##_delete (table, keys + (size_t) i * width);          \
        stop ();                                                               \
        must (class##_size (table) == 0);                                      \
        class##_destroy (&table);                                              \
        free (keys);                                                           \
    }

COLLIDING (zhash_colliding_4096, zhash, 12)
COLLIDING (zhash_colliding_65536, zhash, 16)
COLLIDING (zhashx_colliding_4096, zhashx, 12)
COLLIDING (zhashx_colliding_65536, zhashx, 16)

static byte *
some_bytes (size_t size)
{
    byte *bytes = (byte *) malloc (size);
    must (bytes != NULL);
    uint32_t random = 1;
    for (size_t i = 0; i < size; i++) {
        random = random * 1664525 + 1013904223;
        bytes [i] = (byte) (random >> 24);
    }
    return bytes;
}

#define DIGEST(name, size)                                                     \
    static void name (long count)                                              \
    {                                                                          \
        byte *bytes = some_bytes (size);                                       \
        start ();                                                              \
        for (long i = 0; i < count; i++) {                                     \
            zdigest_t *digest = zdigest_new ();                                \
            zdigest_update (digest, bytes, size);                              \
            must (zdigest_string (digest) != NULL);                            \
            zdigest_destroy (&digest);                                         \
        }                                                                      \
        stop ();                                                               \
        free (bytes);                                                          \
    }

DIGEST (zdigest_100, 100)
DIGEST (zdigest_1MB, 1000000)

#define ARMOUR(name, mode, size)                                               \
    static void name (long count)                                              \
    {                                                                          \
        byte *bytes = some_bytes (size);                                       \
        zarmour_t *armour = zarmour_new ();                                    \
        zarmour_set_mode (armour, mode);                                       \
        start ();                                                              \
        for (long i = 0; i < count; i++) {                                     \
            char *text = zarmour_encode (armour, bytes, size);                 \
            zchunk_t *chunk = zarmour_decode (armour, text);                   \
            must (chunk && zchunk_size (chunk) >= size);                       \
            zchunk_destroy (&chunk);                                           \
            zstr_free (&text);                                                 \
        }                                                                      \
        stop ();                                                               \
        zarmour_destroy (&armour);                                             \
        free (bytes);                                                          \
    }

ARMOUR (zarmour_base64_1000, ZARMOUR_MODE_BASE64_STD, 1000)
ARMOUR (zarmour_base32_1000, ZARMOUR_MODE_BASE32_STD, 1000)
ARMOUR (zarmour_base16_1000, ZARMOUR_MODE_BASE16, 1000)
ARMOUR (zarmour_z85_1000, ZARMOUR_MODE_Z85, 1000)

static void
zchunk_create (long count)
{
    start ();
    for (long i = 0; i < count; i++) {
        zchunk_t *chunk = zchunk_new ("some bytes", 10);
        zchunk_destroy (&chunk);
    }
    stop ();
}

//  Grows by itself, from little.
static void
zchunk_extend_row (long count)
{
    start ();
    for (long done = 0; done < count; done += 1000) {
        zchunk_t *chunk = zchunk_new (NULL, 10);
        for (int i = 0; i < 1000; i++)
            zchunk_extend (chunk, "twenty bytes of data", 20);
        must (zchunk_size (chunk) == 20000);
        zchunk_destroy (&chunk);
    }
    stop ();
}

static void
zchunk_strhex_1000 (long count)
{
    byte *bytes = some_bytes (1000);
    zchunk_t *chunk = zchunk_new (bytes, 1000);
    start ();
    for (long i = 0; i < count; i++) {
        char *text = zchunk_strhex (chunk);
        must (text != NULL);
        zstr_free (&text);
    }
    stop ();
    zchunk_destroy (&chunk);
    free (bytes);
}

static void
zchunk_digest_1MB (long count)
{
    byte *bytes = some_bytes (1000000);
    start ();
    for (long i = 0; i < count; i++) {
        //  The original takes the digest of a chunk once.
        zchunk_t *chunk = zchunk_new (bytes, 1000000);
        must (zchunk_digest (chunk) != NULL);
        zchunk_destroy (&chunk);
    }
    stop ();
    free (bytes);
}

static void
zuuid_create (long count)
{
    start ();
    for (long i = 0; i < count; i++) {
        zuuid_t *uuid = zuuid_new ();
        must (zuuid_str (uuid) != NULL);
        zuuid_destroy (&uuid);
    }
    stop ();
}

static void
zuuid_from_text (long count)
{
    zuuid_t *uuid = zuuid_new ();
    start ();
    for (long i = 0; i < count; i++) {
        must (zuuid_set_str (uuid, "8CB3E9A9649B4BEF8DE225E9C2CEBB38") == 0);
        must (zuuid_str_canonical (uuid) != NULL);
    }
    stop ();
    zuuid_destroy (&uuid);
}

//  A directory of so many files, of which 100 are in each directory below
static char s_folder [] = "/tmp/czmq-bench-XXXXXX";

static void
make_folder (int files)
{
    strcpy (s_folder + sizeof s_folder - 7, "XXXXXX");
    must (mkdtemp (s_folder) != NULL);
    char name [100];
    for (int i = 0; i < files; i++) {
        snprintf (name, sizeof name, "%s/%d", s_folder, i / 100);
        if (i % 100 == 0)
            must (mkdir (name, 0700) == 0);
        snprintf (name, sizeof name, "%s/%d/file-%d", s_folder, i / 100, i);
        FILE *file = fopen (name, "w");
        must (file && fprintf (file, "file number %d\n", i) > 0 && fclose (file) == 0);
    }
}

static void
remove_folder (int files)
{
    char name [100];
    for (int i = files - 1; i >= 0; i--) {
        snprintf (name, sizeof name, "%s/%d/file-%d", s_folder, i / 100, i);
        must (unlink (name) == 0);
        snprintf (name, sizeof name, "%s/%d", s_folder, i / 100);
        if (i % 100 == 0)
            must (rmdir (name) == 0);
    }
    must (rmdir (s_folder) == 0);
}

static void
zdir_scan_2000 (long count)
{
    make_folder (2000);
    start ();
    for (long i = 0; i < count; i += 2000) {
        zdir_t *dir = zdir_new (s_folder, NULL);
        must (dir && zdir_count (dir) == 2000);
        zfile_t **files = zdir_flatten (dir);
        zdir_flatten_free (&files);
        zdir_destroy (&dir);
    }
    stop ();
    remove_folder (2000);
}

static void
zfile_read_digest (long count)
{
    make_folder (100);
    start ();
    for (long i = 0; i < count; i++) {
        char name [32];
        snprintf (name, sizeof name, "0/file-%d", (int) (i % 100));
        zfile_t *file = zfile_new (s_folder, name);
        must (file && zfile_is_readable (file) && zfile_input (file) == 0);
        zchunk_t *chunk = zfile_read (file, 1000, 0);
        must (chunk && zchunk_size (chunk) > 10 && zfile_digest (file) != NULL);
        zchunk_destroy (&chunk);
        zfile_destroy (&file);
    }
    stop ();
    remove_folder (100);
}

static void
zfile_lines (long count)
{
    make_folder (1);
    char name [100];
    snprintf (name, sizeof name, "%s/0/file-0", s_folder);
    FILE *lines = fopen (name, "w");
    must (lines != NULL);
    for (int i = 0; i < 10000; i++)
        must (fprintf (lines, "this is line number %d\n", i) > 0);
    must (fclose (lines) == 0);
    start ();
    for (long done = 0; done < count; done += 10000) {
        zfile_t *file = zfile_new (s_folder, "0/file-0");
        must (file && zfile_input (file) == 0);
        int found = 0;
        while (zfile_readln (file))
            found++;
        must (found == 10000);
        zfile_destroy (&file);
    }
    stop ();
    remove_folder (1);
}

row_t data_rows [] = {
    { "zdigest_100", 200000, zdigest_100, 0 },
    { "zdigest_1MB", 50, zdigest_1MB, 0 },
    { "zarmour_base64_1000", 20000, zarmour_base64_1000, 0 },
    { "zarmour_base32_1000", 20000, zarmour_base32_1000, 0 },
    { "zarmour_base16_1000", 20000, zarmour_base16_1000, 0 },
    { "zarmour_z85_1000", 20000, zarmour_z85_1000, 0 },
    { "zchunk_create", 1000000, zchunk_create, 0 },
    { "zchunk_extend", 500000, zchunk_extend_row, 0 },
    { "zchunk_strhex_1000", 20000, zchunk_strhex_1000, 0 },
    { "zchunk_digest_1MB", 50, zchunk_digest_1MB, 0 },
    { "zuuid_create", 200000, zuuid_create, 0 },
    { "zuuid_from_text", 500000, zuuid_from_text, 0 },
    { "zdir_scan_2000", 20000, zdir_scan_2000, 0 },
    { "zfile_read_digest", 20000, zfile_read_digest, 0 },
    { "zfile_lines", 100000, zfile_lines, 0 },
    { "zhash_colliding_4096", 4096, zhash_colliding_4096, WHOLE },
    { "zhashx_colliding_4096", 4096, zhashx_colliding_4096, WHOLE | OURS_ALONE },
    { "zhash_colliding_65536", 65536, zhash_colliding_65536, WHOLE | OURS_ALONE },
    { "zhashx_colliding_65536", 65536, zhashx_colliding_65536, WHOLE | OURS_ALONE },
    { "zhash_10000", 10000, zhash_growth, GROWTH | IF_NAMED },
    { "zhash_100000", 100000, zhash_growth, GROWTH | IF_NAMED },
    { "zhash_1000000", 1000000, zhash_growth, GROWTH | IF_NAMED },
    { "zhashx_10000", 10000, zhashx_growth, GROWTH | IF_NAMED },
    { "zhashx_100000", 100000, zhashx_growth, GROWTH | IF_NAMED },
    { "zhashx_1000000", 1000000, zhashx_growth, GROWTH | IF_NAMED },
    { "zlist_10000", 10000, zlist_growth, GROWTH | IF_NAMED },
    { "zlist_100000", 100000, zlist_growth, GROWTH | IF_NAMED },
    { "zlist_1000000", 1000000, zlist_growth, GROWTH | IF_NAMED },
    { "zlistx_10000", 10000, zlistx_growth, GROWTH | IF_NAMED },
    { "zlistx_100000", 100000, zlistx_growth, GROWTH | IF_NAMED },
    { "zlistx_1000000", 1000000, zlistx_growth, GROWTH | IF_NAMED },
    { "zconfig_100000", 100000, zconfig_growth, GROWTH | IF_NAMED },
    { "zconfig_1000000", 1000000, zconfig_growth, GROWTH | IF_NAMED },
    //  Minutes with the original, whose time grows with the square
    { "zconfig_10000000", 10000000, zconfig_growth, GROWTH | IF_NAMED | OURS_ALONE },
    { NULL, 0, NULL, 0 }
};

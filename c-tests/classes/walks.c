//  Random walks: long sequences of calls, the same ones on both libraries, of which all that can be
//  seen is folded into one number for each walk. CZMQ_WALKS=all prints what was seen.

#include "test.h"

static uint64_t state, folded;

static unsigned
below (unsigned limit)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned) (state >> 33) % limit;
}

static void
see (const char *format, ...)
{
    char text [2000];
    va_list args;
    va_start (args, format);
    vsnprintf (text, sizeof text, format, args);
    va_end (args);
    for (char *next = text; *next; next++)
        folded = (folded ^ (byte) *next) * 1099511628211u;
    static int all = -1;
    if (all < 0)
        all = getenv ("CZMQ_WALKS") != NULL;
    if (all)
        printf ("    %s\n", text);
}

static const char *
shown (const void *string)
{
    return string ? (const char *) string : "(none)";
}

//  Words, of which the shorter ones are often the same.
static const char *
word (void)
{
    static char words [8] [8];
    static unsigned next;
    char *own = words [next++ % 8];
    unsigned length = below (3) + (below (4) == 0);
    for (unsigned at = 0; at < length; at++)
        own [at] = (char) ("abAB@19~" [below (8)]);
    own [length] = 0;
    return own;
}

static void
walk_zlist (void)
{
    zlist_t *list = zlist_new ();
    bool copies = below (2);
    if (copies)
        zlist_autofree (list);
    static char *items [] = { "one", "two", "three", "four", "one", "five", "six" };
    bool compares = below (2);
    if (compares)
        zlist_comparefn (list, (zlist_compare_fn *) strcmp);
    for (int step = 0; step < 300; step++) {
        char *item = items [below (7)], *popped;
        switch (below (14)) {
            case 0:
            case 1:
                see ("append %d", zlist_append (list, item));
                break;
            case 2:
            case 3:
                see ("push %d", zlist_push (list, item));
                break;
            case 4:
                popped = (char *) zlist_pop (list);
                see ("pop %s", shown (popped));
                if (copies)
                    free (popped);
                break;
            case 5:
                see ("first %s", shown (zlist_first (list)));
                break;
            case 6:
            case 7:
                see ("next %s", shown (zlist_next (list)));
                break;
            case 8:
                see ("last %s", shown (zlist_last (list)));
                break;
            case 9:
                see ("item %s", shown (zlist_item (list)));
                break;
            case 10:
                zlist_remove (list, item);
                break;
            case 11:
                see ("exists %d", zlist_exists (list, item));
                break;
            case 12:
                if (below (4) == 0)
                    zlist_sort (list, (zlist_compare_fn *) strcmp);
                break;
            default:
                if (below (8) == 0) {
                    zlist_t *other = zlist_dup (list);
                    zlist_destroy (&list);
                    list = other;
                }
                else
                if (below (20) == 0)
                    zlist_purge (list);
        }
        see ("%zu %s %s", zlist_size (list), shown (zlist_head (list)),
             shown (zlist_tail (list)));
    }
    zlist_destroy (&list);
}

static int
compare_texts (const void *one, const void *two)
{
    return strcmp ((const char *) one, (const char *) two);
}

static void *
copy_text (const void *text)
{
    return strdup ((const char *) text);
}

static void
free_text (void **text)
{
    free (*text);
    *text = NULL;
}

static void
walk_zlistx (void)
{
    zlistx_t *list = zlistx_new ();
    zlistx_set_comparator (list, compare_texts);
    zlistx_set_duplicator (list, copy_text);
    zlistx_set_destructor (list, free_text);
    void *handle;
    for (int step = 0; step < 300; step++) {
        const char *item = word ();
        bool low = below (2);
        switch (below (16)) {
            case 0:
                zlistx_add_start (list, (void *) item);
                break;
            case 1:
                zlistx_add_end (list, (void *) item);
                break;
            case 2:
            case 3:
                handle = zlistx_insert (list, (void *) item, low);
                see ("insert %s", shown (zlistx_handle_item (handle)));
                break;
            case 4:
                see ("first %s", shown (zlistx_first (list)));
                break;
            case 5:
            case 6:
                see ("next %s", shown (zlistx_next (list)));
                break;
            case 7:
                see ("prev %s", shown (zlistx_prev (list)));
                break;
            case 8:
                see ("last %s", shown (zlistx_last (list)));
                break;
            case 9:
                handle = zlistx_find (list, (void *) item);
                see ("find %d", handle != NULL);
                if (handle && below (2))
                    see ("delete %d", zlistx_delete (list, handle));
                break;
            case 10:
                handle = zlistx_detach (list, below (2) ? zlistx_cursor (list) : NULL);
                see ("detach %s", shown (handle));
                free (handle);
                break;
            case 11:
                handle = zlistx_detach_cur (list);
                see ("detach_cur %s", shown (handle));
                free (handle);
                break;
            case 12:
                if (zlistx_cursor (list))
                    zlistx_reorder (list, zlistx_cursor (list), low);
                break;
            case 13:
                if (zlistx_cursor (list))
                    (low ? zlistx_move_start : zlistx_move_end) (list, zlistx_cursor (list));
                break;
            case 14:
                if (zlistx_size (list) <= 6)
                    zlistx_sort (list);
                break;
            default:
                if (below (4) == 0) {
                    zlistx_t *other = zlistx_dup (list);
                    zlistx_destroy (&list);
                    list = other;
                }
                else
                if (below (20) == 0)
                    zlistx_purge (list);
        }
        see ("%zu %s %s %s", zlistx_size (list), shown (zlistx_head (list)),
             shown (zlistx_tail (list)), shown (zlistx_item (list)));
    }
    zlistx_destroy (&list);
}

static void
see_bytes (const char *what, zframe_t *frame)
{
    char *hex = frame ? zframe_strhex (frame) : NULL;
    see ("%s %s", what, shown (hex));
    zstr_free (&hex);
}

static void
walk_zhash (void)
{
    zhash_t *hash = zhash_new ();
    zhash_autofree (hash);
    bool wide = below (2);
    for (int step = 0; step < 600; step++) {
        char key [16], other [16];
        const char *one = word (), *two = word ();
        snprintf (key, sizeof key, wide ? "%s%u" : "%s", one, wide ? below (600) : 0);
        snprintf (other, sizeof other, wide ? "%s%u" : "%s", two, wide ? below (600) : 0);
        switch (below (12)) {
            case 0:
            case 1:
            case 2:
                see ("insert %d", zhash_insert (hash, key, other));
                break;
            case 3:
                zhash_update (hash, key, other);
                break;
            case 4:
                zhash_delete (hash, key);
                break;
            case 5:
                see ("lookup %s", shown (zhash_lookup (hash, key)));
                break;
            case 6:
                //  The original would still show the old key of the cursor's item, which is freed
                if (!zhash_cursor (hash) || strneq (zhash_cursor (hash), key))
                    see ("rename %d", zhash_rename (hash, key, other));
                break;
            case 7:
                see ("first %s", shown (zhash_first (hash)));
                break;
            case 8:
            case 9:
                see ("next %s", shown (zhash_next (hash)));
                break;
            case 10:
                if (zhash_cursor (hash) && below (2)) {
                    strcpy (key, zhash_cursor (hash));
                    zhash_delete (hash, key);
                }
                break;
            default:
                if (below (10) == 0) {
                    zframe_t *frame = zhash_pack (hash);
                    see_bytes ("pack", frame);
                    zhash_destroy (&hash);
                    hash = zhash_unpack (frame);
                    zframe_destroy (&frame);
                }
                else
                if (below (10) == 0) {
                    zhash_t *copy = zhash_dup (hash);
                    zhash_destroy (&hash);
                    hash = copy;
                }
        }
        see ("%zu %s", zhash_size (hash), shown (zhash_cursor (hash)));
    }
    for (char *value = (char *) zhash_first (hash); value; value = (char *) zhash_next (hash))
        see ("%s=%s", zhash_cursor (hash), value);
    zhash_destroy (&hash);
}

static void
walk_zhashx (void)
{
    zhashx_t *hash = zhashx_new ();
    zhashx_set_duplicator (hash, copy_text);
    zhashx_set_destructor (hash, free_text);
    bool wide = below (2);
    for (int step = 0; step < 600; step++) {
        char key [16], other [16];
        const char *one = word (), *two = word ();
        snprintf (key, sizeof key, wide ? "%s%u" : "%s", one, wide ? below (600) : 0);
        snprintf (other, sizeof other, wide ? "%s%u" : "%s", two, wide ? below (600) : 0);
        switch (below (12)) {
            case 0:
            case 1:
            case 2:
                see ("insert %d", zhashx_insert (hash, key, other));
                break;
            case 3:
                zhashx_update (hash, key, other);
                see ("update %s", key);
                break;
            case 4:
                zhashx_delete (hash, key);
                see ("delete %s", key);
                break;
            case 5:
                see ("lookup %s", shown (zhashx_lookup (hash, key)));
                break;
            case 6:
                see ("rename %d", zhashx_rename (hash, key, other));
                break;
            case 7:
                see ("first %s", shown (zhashx_first (hash)));
                break;
            case 8:
            case 9:
                see ("next %s", shown (zhashx_next (hash)));
                break;
            case 10:
                if (zhashx_cursor (hash) && below (2)) {
                    strcpy (key, (const char *) zhashx_cursor (hash));
                    zhashx_delete (hash, key);
                }
                break;
            default:
                if (below (10) == 0) {
                    zframe_t *frame = zhashx_pack (hash);
                    see_bytes ("pack", frame);
                    zhashx_destroy (&hash);
                    hash = zhashx_unpack (frame);
                    zframe_destroy (&frame);
                }
                else
                if (below (10) == 0) {
                    zhashx_t *copy = below (2) ? zhashx_dup (hash) : zhashx_dup_v2 (hash);
                    zhashx_destroy (&hash);
                    hash = copy;
                }
        }
        see ("%zu %s", zhashx_size (hash), shown (zhashx_cursor (hash)));
    }
    for (char *value = (char *) zhashx_first (hash); value; value = (char *) zhashx_next (hash))
        see ("%s=%s", shown (zhashx_cursor (hash)), value);
    zlistx_t *keys = zhashx_keys (hash), *values = zhashx_values (hash);
    see ("%zu %zu %s %s", zlistx_size (keys), zlistx_size (values), shown (zlistx_first (keys)),
         shown (zlistx_last (values)));
    zlistx_destroy (&keys);
    zlistx_destroy (&values);
    zhashx_destroy (&hash);
}

static void
walk_zmsg (void)
{
    zmsg_t *msg = zmsg_new (), *other;
    zframe_t *frame;
    char *string;
    for (int step = 0; step < 300; step++) {
        const char *text = word ();
        switch (below (18)) {
            case 0:
                see ("addstr %d", zmsg_addstr (msg, text));
                break;
            case 1:
                see ("pushstr %d", zmsg_pushstr (msg, text));
                break;
            case 2:
                see ("addmem %d", zmsg_addmem (msg, "\0\1\2\3\4\5\6\7", below (9)));
                break;
            case 3:
                see ("pushstrf %d", zmsg_pushstrf (msg, "%s-%d", text, step));
                break;
            case 4:
                string = zmsg_popstr (msg);
                see ("popstr %s", shown (string));
                zstr_free (&string);
                break;
            case 5:
                frame = zmsg_pop (msg);
                see_bytes ("pop", frame);
                zframe_destroy (&frame);
                break;
            case 6:
                see_bytes ("first", zmsg_first (msg));
                break;
            case 7:
            case 8:
                see_bytes ("next", zmsg_next (msg));
                break;
            case 9:
                see_bytes ("last", zmsg_last (msg));
                break;
            case 10:
                frame = below (2) ? zmsg_first (msg) : zmsg_next (msg);
                if (frame) {
                    zmsg_remove (msg, frame);
                    zframe_destroy (&frame);
                }
                break;
            case 11:
                frame = zmsg_encode (msg);
                see_bytes ("encode", frame);
                other = zmsg_decode (frame);
                see ("eq %d", zmsg_eq (msg, other));
                zmsg_destroy (&other);
                zframe_destroy (&frame);
                break;
            case 12:
                other = zmsg_dup (msg);
                zmsg_addstr (other, text);
                if (below (3) == 0)
                    zmsg_addmsg (msg, &other);
                zmsg_destroy (&other);
                break;
            case 13:
                other = zmsg_popmsg (msg);
                see ("popmsg %d %zu", other != NULL, other ? zmsg_size (other) : 0);
                zmsg_destroy (&other);
                break;
            case 14:
                frame = zmsg_unwrap (msg);
                see_bytes ("unwrap", frame);
                if (frame && below (2))
                    zmsg_wrap (msg, frame);
                else
                    zframe_destroy (&frame);
                break;
            case 15:
                frame = zframe_new (text, strlen (text));
                zmsg_prepend (msg, &frame);
                break;
            case 16:
                see ("signal %d", zmsg_signal (msg));
                break;
            default:
                if (zmsg_size (msg) > 20) {
                    zmsg_destroy (&msg);
                    msg = below (2) ? zmsg_new_signal ((byte) step) : zmsg_new ();
                }
        }
        see ("%zu %zu", zmsg_size (msg), zmsg_content_size (msg));
    }
    zmsg_destroy (&msg);
}

static void
walk_zchunk (void)
{
    zchunk_t *chunk = zchunk_new (NULL, below (40)), *other = zchunk_new ("0123456789", 10);
    for (int step = 0; step < 300; step++) {
        const char *text = word ();
        unsigned size = below (50);
        switch (below (10)) {
            case 0:
                see ("set %zu", zchunk_set (chunk, text, strlen (text)));
                break;
            case 1:
                see ("fill %zu", zchunk_fill (chunk, 'f', size));
                break;
            case 2:
            case 3:
                see ("append %zu", zchunk_append (chunk, text, strlen (text)));
                break;
            case 4:
                see ("extend %zu", zchunk_extend (chunk, text, strlen (text)));
                break;
            case 5:
                if (below (5) == 0)
                    zchunk_resize (chunk, size);
                break;
            case 6:
                see ("consume %zu", zchunk_consume (chunk, other));
                break;
            case 7:
                see ("exhausted %d %d", zchunk_exhausted (chunk), zchunk_exhausted (other));
                break;
            case 8:
                zchunk_destroy (&other);
                other = zchunk_new ("0123456789ABCDEF", below (17));
                break;
            default:
                see ("streq %d", zchunk_streq (chunk, text));
        }
        char *hex = zchunk_strhex (chunk);
        see ("%zu %zu %s", zchunk_size (chunk), zchunk_max_size (chunk), hex);
        zstr_free (&hex);
    }
    zchunk_destroy (&chunk);
    zchunk_destroy (&other);
}

static void
walk_zconfig (void)
{
    zconfig_t *root = zconfig_new ("root", NULL);
    static const char *names [] = { "a", "b", "name", "x1", "A-b", "$", "c.d", "e_f" };
    for (int step = 0; step < 200; step++) {
        char path [64] = "";
        for (unsigned level = below (4); level < 4; level++) {
            strcat (path, *path || below (2) ? "/" : "");
            strcat (path, names [below (8)]);
        }
        zconfig_t *item = zconfig_locate (root, path);
        switch (below (7)) {
            case 0:
            case 1:
                zconfig_put (root, path, word ());
                break;
            case 2:
                zconfig_putf (root, path, "%d", step);
                break;
            case 3:
                see ("get %s", zconfig_get (root, path, "default"));
                break;
            case 4:
                if (item)
                    zconfig_set_value (item, "%s", word ());
                break;
            case 5:
                if (item)
                    zconfig_set_comment (item, "comment %d", step);
                break;
            default:
                if (item)
                    zconfig_new (names [below (8)], item);
        }
        item = zconfig_locate (root, path);
        see ("%s", item ? zconfig_name (item) : "none");
        item = zconfig_at_depth (root, (int) below (4));
        see ("%s %s", item ? shown (zconfig_name (item)) : "none",
             item ? shown (zconfig_value (item)) : "none");
    }
    char *text = zconfig_str_save (root);
    for (char *line = strtok (text, "\n"); line; line = strtok (NULL, "\n"))
        see ("%s", line);
    zstr_free (&text);
    text = zconfig_str_save (root);
    zconfig_t *again = zconfig_str_load (text);
    see ("loads again %d", again != NULL);
    char *other = zconfig_str_save (again);
    see ("same %d", streq (text, other));
    zstr_free (&text);
    zstr_free (&other);
    zconfig_destroy (&again);
    zconfig_destroy (&root);
}

//  Expressions without what the original never ends with, and repeats that take as much as they can.
static void
walk_zrex (void)
{
    static const char *pieces [] = {
        "a", "b", "ab", ".", "[ab]", "[^a]", "\\d", "\\w", "\\s", "\\S", "(a|b)", "(a)", "(b.)",
        "a+", "b*", "a?", ".+", "[ab]+", "\\d+", "(a+b)", "(x|ab|a)", "\\.", "|"
    };
    for (int step = 0; step < 60; step++) {
        char expression [100] = "", text [40] = "";
        if (below (3) == 0)
            strcat (expression, "^");
        for (unsigned count = below (5) + 1; count; count--)
            strcat (expression, pieces [below (sizeof pieces / sizeof *pieces)]);
        if (below (3) == 0)
            strcat (expression, "$");
        for (unsigned count = below (12); count; count--)
            strcat (text, (const char *[]) { "a", "b", "x", "1", " ", ".", "ab", "_" } [below (8)]);
        zrex_t *rex = zrex_new (expression);
        see ("%s: %d %s", expression, zrex_valid (rex), zrex_strerror (rex));
        if (zrex_valid (rex)) {
            see ("%s: %d %d", text, zrex_matches (rex, text), zrex_hits (rex));
            //  Of groups without a part the original has old places: see REX_3
            for (unsigned hit = 0; hit < (strchr (expression, '|') ? 1 : 6); hit++)
                see ("%s", shown (zrex_hit (rex, hit)));
        }
        zrex_destroy (&rex);
    }
}

//  What is received by a picture, of messages that are made for another, or for none.
typedef union {
    uint64_t number;
    void *pointer;
    byte bytes [32];
} value_t;

static void
see_value (char letter, value_t *value, size_t size)
{
    zframe_t *frame = NULL;
    switch (letter) {
        case 's':
        case 'S':
            see ("%c %s", letter, shown (value->pointer));
            break;
        case 'b':
            frame = zframe_new (value->pointer, size);
            free (value->pointer);
            break;
        case 'c':
            if (value->pointer)
                frame = zchunk_pack ((zchunk_t *) value->pointer);
            zchunk_destroy ((zchunk_t **) &value->pointer);
            break;
        case 'f':
            if (value->pointer)
                frame = zframe_dup ((zframe_t *) value->pointer);
            zframe_destroy ((zframe_t **) &value->pointer);
            break;
        case 'm':
            if (value->pointer)
                frame = zmsg_encode ((zmsg_t *) value->pointer);
            zmsg_destroy ((zmsg_t **) &value->pointer);
            break;
        default:
            see ("%c %" PRIu64, letter, value->number);
    }
    if (frame)
        see_bytes ("frame", frame);
    zframe_destroy (&frame);
}

static zmsg_t *
odd_message (void)
{
    zmsg_t *msg = zmsg_new ();
    for (unsigned count = below (6) + 1; count; count--)
        switch (below (6)) {
            case 0:
                zmsg_addstrf (msg, "%d", (int) below (100000) - 50000);
                break;
            case 1:
                zmsg_addstrf (msg, " +%u%s", below (1000), word ());
                break;
            case 2:
                zmsg_addstrf (msg, "%u%u%u", below (1000000), below (1000000), below (1000000));
                break;
            case 3:
                zmsg_addmem (msg, "\3abc\0\0\0\2de\1f\0\0\0\0ghijklmnop", below (26));
                break;
            case 4:
                zmsg_addmem (msg, "\0\0\0\1x", below (6));
                break;
            default:
                zmsg_addstr (msg, word ());
        }
    return msg;
}

static void
walk_pictures (void)
{
    zsock_t *there, *here = zsys_create_pipe (&there);
    zsock_set_rcvtimeo (there, 30);
    for (int step = 0; step < 100; step++) {
        zmsg_t *msg = odd_message ();
        unsigned left = (unsigned) zmsg_size (msg);
        zmsg_send (&msg, here);
        value_t v [5];
        size_t sizes [5] = { 0 };
        memset (v, 0, sizeof v);
        char picture [6] = "";
        unsigned length = below (5) + 1;
        int rc;
        if (below (2)) {
            for (unsigned at = 0; at < length; at++)
                picture [at] = "i1248uscfmz" [below (11)];
            //  The letter for bytes takes two variables, so it is the last
            if (below (4) == 0)
                picture [length - 1] = 'b';
            void *p [6];
            unsigned count = 0;
            for (unsigned at = 0; at < length; at++)
                if (picture [at] != 'z')
                    p [count++] = &v [at];
            p [count] = &sizes [length - 1];
            for (; count < 5; count++)
                p [count + 1] = NULL;
            rc = zsock_recv (there, picture, p [0], p [1], p [2], p [3], p [4], p [5]);
            see ("recv %s %d", picture, rc);
            for (unsigned at = 0; at < length; at++)
                if (picture [at] != 'z') {
                    see_value (picture [at], &v [at], sizes [at]);
                    if (picture [at] == 's')
                        free (v [at].pointer);
                }
        }
        else {
            for (unsigned at = 0; at < length; at++)
                picture [at] = "1248sScf" [below (8)];
            //  Without a frame for them, the original cannot receive what it sends: see S10
            unsigned frames = 0;
            for (unsigned at = 0; at < length; at++)
                frames += picture [at] == 'f';
            if (left > frames + 1 && below (3) == 0)
                picture [length - 1] = 'm';
            rc = zsock_brecv (there, picture, &v [0], &v [1], &v [2], &v [3], &v [4]);
            see ("brecv %s %d", picture, rc);
            for (unsigned at = 0; at < length && rc == 0; at++) {
                see_value (picture [at], &v [at], 0);
                if (picture [at] == 'S')
                    free (v [at].pointer);
            }
            //  What the values before a fault are is another matter: see S5
            zsock_flush (there);
        }
    }
    zsock_destroy (&here);
    zsock_destroy (&there);
}

static int
see_item (zconfig_t *item, void *arg, int level)
{
    (void) arg;
    see ("%d %s: %s", level, zconfig_name (item), shown (zconfig_value (item)));
    return 0;
}

//  Files that are right in most lines, and wrong in some.
static void
walk_zpl (void)
{
    static const char *pieces [] = {
        "name", "a", "    b", "        c", "  d", " = ", "=", " = value", " = \"quoted\"", " = 'too'",
        " = \"open", "\n", "\n", "\n", "\n    x = 1\n", "\t", "  ", "\r\n", "/", "a/b", "\"", " = a  b "
    };
    for (int step = 0; step < 100; step++) {
        char text [400] = "";
        for (unsigned count = below (12); count; count--)
            strcat (text, pieces [below (sizeof pieces / sizeof *pieces)]);
        //  Errors are printed there, with the time
        fflush (stdout);
        int out = dup (1), null = open ("/dev/null", O_WRONLY);
        dup2 (null, 1);
        zconfig_t *root = zconfig_str_load (text);
        fflush (stdout);
        dup2 (out, 1);
        close (out);
        close (null);
        see ("loaded %d", root != NULL);
        if (root)
            zconfig_execute (root, see_item, NULL);
        zconfig_destroy (&root);
    }
}

static void
walk (const char *name, void (*function) (void), int times)
{
    for (int number = 0; number < times; number++) {
        state = (uint64_t) number * 7919 + 1;
        folded = 14695981039346656037u;
        if (getenv ("CZMQ_WALKS"))
            printf ("%s %d\n", name, number);
        function ();
        printf ("%s %d: %016" PRIx64 "\n", name, number, folded);
    }
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (walk ("zlist", walk_zlist, 30));
    CASE (walk ("zlistx", walk_zlistx, 30));
    CASE (walk ("zhash", walk_zhash, 30));
    CASE (walk ("zhashx", walk_zhashx, 30));
    CASE (walk ("zmsg", walk_zmsg, 30));
    CASE (walk ("zchunk", walk_zchunk, 30));
    CASE (walk ("zconfig", walk_zconfig, 30));
    CASE (walk ("zrex", walk_zrex, 30));
    CASE (walk ("pictures", walk_pictures, 30));
    CASE (walk ("zpl", walk_zpl, 30));
    return test_end ();
}

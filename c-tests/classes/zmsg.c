//  Walks zmsg: building, taking apart, iterating, comparing, encoding, saving, printing,
//  sending and receiving messages.

#include "observe.h"
#include <sys/time.h>

static void
show_frame (const char *title, zframe_t *frame)
{
    if (frame)
        printf ("%s: [%.*s]\n", title, (int) zframe_size (frame),
                (char *) zframe_data (frame));
    else
        printf ("%s: NULL\n", title);
}

//  Shows a message without a change to it, its cursor aside.

static void
show (const char *title, zmsg_t *msg)
{
    if (!msg) {
        printf ("%s: NULL\n", title);
        return;
    }
    printf ("%s: %zu frames, %zu bytes:", title, zmsg_size (msg), zmsg_content_size (msg));
    for (zframe_t *frame = zmsg_first (msg); frame; frame = zmsg_next (msg))
        printf (" [%.*s]", (int) zframe_size (frame), (char *) zframe_data (frame));
    printf ("\n");
}

static void
show_bytes (const char *title, const byte *data, size_t size)
{
    printf ("%s: %zu bytes:", title, size);
    for (size_t i = 0; i < size; i++)
        printf (" %02X", data [i]);
    printf ("\n");
}

static void
show_pop (zmsg_t *msg)
{
    char *string = zmsg_popstr (msg);
    printf ("popstr: %s\n", string ? string : "NULL");
    zstr_free (&string);
}

//  A message with one frame per string, up to NULL.

static zmsg_t *
new_msg (const char *string, ...)
{
    zmsg_t *msg = zmsg_new ();
    va_list args;
    va_start (args, string);
    while (string) {
        check (zmsg_addstr (msg, string) == 0);
        string = va_arg (args, const char *);
    }
    va_end (args);
    return msg;
}

static void
new_and_destroy (void)
{
    zmsg_t *msg = zmsg_new ();
    show ("new", msg);
    printf ("tag %08X\n", *(uint32_t *) msg);
    show_frame ("first", zmsg_first (msg));
    show_frame ("next", zmsg_next (msg));
    show_frame ("last", zmsg_last (msg));
    show_frame ("pop", zmsg_pop (msg));
    show_pop (msg);
    show ("popmsg", zmsg_popmsg (msg));
    show_frame ("unwrap", zmsg_unwrap (msg));
    printf ("signal: %d\n", zmsg_signal (msg));
    zmsg_destroy (&msg);
    check (msg == NULL);
    zmsg_destroy (&msg);
    check (msg == NULL);
}

static void
append_and_prepend (void)
{
    zmsg_t *msg = zmsg_new ();
    zframe_t *frame = zframe_from ("one");
    printf ("append: %d", zmsg_append (msg, &frame));
    printf (", frame %s\n", frame ? "kept" : "taken");
    frame = zframe_from ("two");
    printf ("append: %d\n", zmsg_append (msg, &frame));
    frame = zframe_from ("zero");
    printf ("prepend: %d", zmsg_prepend (msg, &frame));
    printf (", frame %s\n", frame ? "kept" : "taken");
    frame = zframe_new_empty ();
    zmsg_append (msg, &frame);
    show ("built", msg);

    //  The message holds the very frame it was given.
    frame = zframe_from ("changed later");
    zframe_t *same = frame;
    zmsg_append (msg, &frame);
    zframe_reset (same, "changed again", 13);
    check (zmsg_last (msg) == same);
    show ("with a changed frame", msg);

    frame = zmsg_pop (msg);
    show_frame ("pop", frame);
    zframe_destroy (&frame);
    show ("left", msg);
    zmsg_destroy (&msg);
}

static void
push_and_add (void)
{
    zmsg_t *msg = zmsg_new ();
    zframe_t *frame = zframe_from ("middle");
    printf ("push: %d", zmsg_push (msg, frame));
    printf (", frame %s\n", frame ? "kept" : "taken");
    frame = zframe_from ("end");
    printf ("add: %d", zmsg_add (msg, frame));
    printf (", frame %s\n", frame ? "kept" : "taken");
    printf ("push: %d\n", zmsg_push (msg, zframe_from ("begin")));
    show ("built", msg);
    zmsg_destroy (&msg);
}

static void
memory_and_strings (void)
{
    zmsg_t *msg = zmsg_new ();
    printf ("addmem: %d\n", zmsg_addmem (msg, "a\0b", 3));
    printf ("addmem of nothing: %d\n", zmsg_addmem (msg, NULL, 0));
    printf ("pushmem: %d\n", zmsg_pushmem (msg, "memory", 3));
    printf ("addstr: %d\n", zmsg_addstr (msg, "string"));
    printf ("addstr of nothing: %d\n", zmsg_addstr (msg, ""));
    printf ("pushstr: %d\n", zmsg_pushstr (msg, "%s is no format here"));
    printf ("addstrf: %d\n", zmsg_addstrf (msg, "%s-%05d-%.2f-%%", "text", 42, 1.5));
    printf ("pushstrf: %d\n", zmsg_pushstrf (msg, "%c%c", 'o', 'k'));
    printf ("addstrf of nothing: %d\n", zmsg_addstrf (msg, "%s", ""));
    const char *early = "%d of 100%";
    printf ("addstrf that ends early: %d\n", zmsg_addstrf (msg, early, 7));
    printf ("pushstrf that ends early: %d\n", zmsg_pushstrf (msg, early, 8));
    printf ("%zu frames, %zu bytes\n", zmsg_size (msg), zmsg_content_size (msg));
    for (zframe_t *frame = zmsg_first (msg); frame; frame = zmsg_next (msg)) {
        char *hex = zframe_strhex (frame);
        printf ("  %zu %s\n", zframe_size (frame), hex);
        zstr_free (&hex);
    }
    zmsg_destroy (&msg);

    msg = zmsg_new ();
    zmsg_addmem (msg, NULL, 5);
    printf ("addmem without data: %zu bytes\n", zmsg_content_size (msg));
    zmsg_pushmem (msg, NULL, 6);
    printf ("pushmem without data: %zu bytes\n", zmsg_content_size (msg));
    zmsg_destroy (&msg);

    msg = zmsg_new ();
    zmsg_addstrf (msg, "%100000s", "wide");
    zmsg_pushstrf (msg, "%70000s", "wide too");
    printf ("long formats: %zu bytes\n", zmsg_content_size (msg));
    char *string = zmsg_popstr (msg);
    printf ("the first ends in %s\n", string + strlen (string) - 8);
    zstr_free (&string);
    string = zmsg_popstr (msg);
    printf ("the second ends in %s\n", string + strlen (string) - 4);
    zstr_free (&string);
    zmsg_destroy (&msg);
}

static void
pop_strings (void)
{
    zmsg_t *msg = new_msg ("one", "", "three", NULL);
    zmsg_addmem (msg, "a\0b", 3);
    show_pop (msg);
    show_pop (msg);
    show_pop (msg);
    char *string = zmsg_popstr (msg);
    show_bytes ("popstr with a null byte inside", (byte *) string, 4);
    free (string);
    show_pop (msg);
    show ("empty again", msg);
    zmsg_destroy (&msg);
}

static void
remove_frames (void)
{
    zmsg_t *msg = new_msg ("a", "b", "c", "d", "e", NULL);
    zmsg_first (msg);
    zframe_t *b = zmsg_next (msg);
    zframe_t *c = zmsg_next (msg);
    zmsg_remove (msg, c);
    show_frame ("removed", c);
    show_frame ("next after remove of the current frame", zmsg_next (msg));
    zmsg_remove (msg, b);
    show_frame ("next after remove of an earlier frame", zmsg_next (msg));
    show_frame ("next at the end", zmsg_next (msg));
    show ("left", msg);
    zmsg_remove (msg, c);
    show ("after remove of a frame that is not there", msg);

    zframe_t *twin = zframe_from ("a");
    zmsg_remove (msg, twin);
    show ("after remove of an equal frame", msg);
    zframe_destroy (&twin);

    zframe_t *first = zmsg_first (msg);
    zmsg_remove (msg, first);
    zframe_destroy (&first);
    show ("without the first", msg);
    zframe_t *last = zmsg_last (msg);
    zmsg_remove (msg, last);
    zframe_destroy (&last);
    show ("without the last", msg);
    zframe_t *only = zmsg_first (msg);
    zmsg_remove (msg, only);
    zframe_destroy (&only);
    show ("without the only one", msg);
    zframe_destroy (&b);
    zframe_destroy (&c);

    //  What was removed counts no longer.
    zmsg_addstr (msg, "usable");
    show ("used again", msg);
    zmsg_destroy (&msg);

    //  A walk may take frames out on its way.
    msg = new_msg ("1", "2", "3", "4", "5", "6", NULL);
    for (zframe_t *frame = zmsg_first (msg); frame; frame = zmsg_next (msg))
        if (zframe_data (frame) [0] % 2) {
            zmsg_remove (msg, frame);
            zframe_destroy (&frame);
        }
    show ("even ones", msg);
    zmsg_destroy (&msg);
}

static void
cursor (void)
{
    zmsg_t *msg = new_msg ("a", "b", "c", NULL);
    show_frame ("next on a fresh message", zmsg_next (msg));
    show_frame ("next", zmsg_next (msg));
    show_frame ("next", zmsg_next (msg));
    show_frame ("next past the end", zmsg_next (msg));
    show_frame ("next after that", zmsg_next (msg));
    show_frame ("last", zmsg_last (msg));
    show_frame ("next after last", zmsg_next (msg));
    show_frame ("first", zmsg_first (msg));
    show_frame ("next after first", zmsg_next (msg));
    zmsg_size (msg);
    zmsg_content_size (msg);
    show_frame ("next after size and content_size", zmsg_next (msg));
    zmsg_destroy (&msg);
}

//  Each step starts with the cursor on the second of three frames and does one thing;
//  what next gives then tells where the thing left the cursor.

#define CURSOR_AFTER(title, statement)                                         \
    do {                                                                       \
        zmsg_t *msg = new_msg ("a", "b", "c", NULL);                           \
        zmsg_first (msg);                                                      \
        zmsg_next (msg);                                                       \
        { statement; }                                                         \
        show_frame ("next after " title, zmsg_next (msg));                     \
        zmsg_destroy (&msg);                                                   \
    } while (0)

static void
cursor_after_changes (void)
{
    CURSOR_AFTER ("append", zframe_t *f = zframe_from ("x"); zmsg_append (msg, &f));
    CURSOR_AFTER ("prepend", zframe_t *f = zframe_from ("x"); zmsg_prepend (msg, &f));
    CURSOR_AFTER ("add", zmsg_add (msg, zframe_from ("x")));
    CURSOR_AFTER ("push", zmsg_push (msg, zframe_from ("x")));
    CURSOR_AFTER ("addmem", zmsg_addmem (msg, "x", 1));
    CURSOR_AFTER ("pushmem", zmsg_pushmem (msg, "x", 1));
    CURSOR_AFTER ("addstr", zmsg_addstr (msg, "x"));
    CURSOR_AFTER ("pushstr", zmsg_pushstr (msg, "x"));
    CURSOR_AFTER ("addstrf", zmsg_addstrf (msg, "%s", "x"));
    CURSOR_AFTER ("pushstrf", zmsg_pushstrf (msg, "%s", "x"));
    CURSOR_AFTER ("addmsg", zmsg_t *sub = zmsg_new (); zmsg_addmsg (msg, &sub));
    CURSOR_AFTER ("pop", zframe_t *f = zmsg_pop (msg); zframe_destroy (&f));
    CURSOR_AFTER ("popstr", char *s = zmsg_popstr (msg); zstr_free (&s));
    CURSOR_AFTER ("wrap", zmsg_wrap (msg, zframe_from ("x")));
    CURSOR_AFTER ("remove of the last", zframe_t *f = zmsg_last (msg);
                  zmsg_first (msg); zmsg_remove (msg, f); zframe_destroy (&f));
}

static void
cursor_after_reads (void)
{
    CURSOR_AFTER ("encode", zframe_t *f = zmsg_encode (msg); zframe_destroy (&f));
    CURSOR_AFTER ("dup", zmsg_t *copy = zmsg_dup (msg); zmsg_destroy (&copy));
    CURSOR_AFTER ("save", FILE *file = tmpfile (); zmsg_save (msg, file); fclose (file));
    CURSOR_AFTER ("print", log_begin (); zmsg_print (msg); log_take (); free (logged_text));
    CURSOR_AFTER ("fprint", FILE *file = tmpfile (); zmsg_fprint (msg, file); fclose (file));
    CURSOR_AFTER ("signal of three frames", zmsg_signal (msg));
    CURSOR_AFTER ("eq with fewer frames", zmsg_t *other = new_msg ("a", NULL);
                  zmsg_eq (msg, other); zmsg_destroy (&other));
    CURSOR_AFTER ("eq with equal frames", zmsg_t *other = new_msg ("a", "b", "c", NULL);
                  zmsg_eq (msg, other); zmsg_destroy (&other));
    CURSOR_AFTER ("eq with another first frame", zmsg_t *other = new_msg ("x", "b", "c", NULL);
                  zmsg_eq (msg, other); zmsg_destroy (&other));

    zmsg_t *msg = zmsg_new_signal (7);
    zmsg_signal (msg);
    printf ("next after signal of one frame: %s\n", zmsg_next (msg) ? "frame" : "NULL");
    zmsg_destroy (&msg);

    zsock_t *left = zsock_new_pair ("@inproc://zmsg.cursor");
    zsock_t *right = zsock_new_pair (">inproc://zmsg.cursor");
    msg = new_msg ("a", "b", "c", NULL);
    zmsg_first (msg);
    zmsg_next (msg);
    check (zsock_send (left, "m", msg) == 0);
    show_frame ("next after send in a picture", zmsg_next (msg));
    zmsg_destroy (&msg);
    zsock_destroy (&left);
    zsock_destroy (&right);
}

static void
wrap_and_unwrap (void)
{
    zmsg_t *msg = new_msg ("body", NULL);
    zmsg_wrap (msg, zframe_from ("inner"));
    zmsg_wrap (msg, zframe_from ("outer"));
    show ("wrapped twice", msg);
    zframe_t *frame = zmsg_unwrap (msg);
    show_frame ("unwrap", frame);
    zframe_destroy (&frame);
    show ("left", msg);
    frame = zmsg_unwrap (msg);
    zframe_destroy (&frame);
    show ("left", msg);
    frame = zmsg_unwrap (msg);
    show_frame ("unwrap without an empty frame", frame);
    zframe_destroy (&frame);
    show ("left", msg);
    show_frame ("unwrap of nothing", zmsg_unwrap (msg));

    //  Only one empty frame goes, and only right behind the first.
    zmsg_addstr (msg, "address");
    zmsg_addstr (msg, "");
    zmsg_addstr (msg, "");
    zmsg_addstr (msg, "body");
    frame = zmsg_unwrap (msg);
    zframe_destroy (&frame);
    show ("one empty frame stays", msg);
    frame = zmsg_unwrap (msg);
    show_frame ("unwrap of an empty frame", frame);
    zframe_destroy (&frame);
    show ("left", msg);
    zmsg_destroy (&msg);
}

static void
duplicates_and_equality (void)
{
    zmsg_t *msg = new_msg ("one", "", "three", NULL);
    zframe_set_more (zmsg_first (msg), 1);
    zmsg_t *copy = zmsg_dup (msg);
    show ("duplicate", copy);
    check (zmsg_first (copy) != zmsg_first (msg));
    printf ("more of its first frame: %d\n", zframe_more (zmsg_first (copy)));
    printf ("eq duplicate: %d %d\n", zmsg_eq (msg, copy), zmsg_eq (copy, msg));
    zframe_data (zmsg_first (copy)) [0] = 'O';
    printf ("eq changed: %d\n", zmsg_eq (msg, copy));
    zmsg_destroy (&copy);

    copy = zmsg_dup (msg);
    zmsg_addstr (copy, "");
    printf ("eq with a frame more: %d %d\n", zmsg_eq (msg, copy), zmsg_eq (copy, msg));
    zmsg_destroy (&copy);

    copy = new_msg ("onet", "hree", "", NULL);
    printf ("eq with the same bytes in other frames: %d\n", zmsg_eq (msg, copy));
    printf ("eq NULL: %d %d %d\n", zmsg_eq (msg, NULL), zmsg_eq (NULL, msg),
            zmsg_eq (NULL, NULL));
    zmsg_destroy (&copy);
    zmsg_destroy (&msg);

    msg = zmsg_new ();
    copy = zmsg_dup (msg);
    show ("duplicate of an empty message", copy);
    printf ("eq empty: %d\n", zmsg_eq (msg, copy));
    zmsg_destroy (&copy);
    zmsg_destroy (&msg);
    show ("duplicate of NULL", zmsg_dup (NULL));
}

static void
submessages (void)
{
    zmsg_t *msg = new_msg ("before", NULL);
    zmsg_t *sub = new_msg ("sub one", "", "sub three", NULL);
    printf ("addmsg: %d", zmsg_addmsg (msg, &sub));
    printf (", submessage %s\n", sub ? "kept" : "taken");
    zframe_t *frame = zmsg_last (msg);
    show_bytes ("its frame", zframe_data (frame), zframe_size (frame));
    sub = zmsg_new ();
    printf ("addmsg of an empty one: %d\n", zmsg_addmsg (msg, &sub));
    zmsg_addstr (msg, "not a submessage");
    zmsg_addstr (msg, "after");
    printf ("%zu frames\n", zmsg_size (msg));

    show_pop (msg);
    sub = zmsg_popmsg (msg);
    show ("popmsg", sub);
    zmsg_destroy (&sub);
    sub = zmsg_popmsg (msg);
    show ("popmsg of an empty one", sub);
    zmsg_destroy (&sub);
    show ("popmsg of something else", zmsg_popmsg (msg));
    show ("left", msg);
    zmsg_destroy (&msg);

    //  Submessages nest.
    sub = new_msg ("innermost", NULL);
    for (int depth = 0; depth < 3; depth++) {
        msg = zmsg_new ();
        zmsg_addmsg (msg, &sub);
        sub = msg;
    }
    for (int depth = 0; depth < 3; depth++) {
        sub = zmsg_popmsg (msg);
        zmsg_destroy (&msg);
        msg = sub;
    }
    show ("innermost", msg);
    zmsg_destroy (&msg);
}

static void
show_decode (const char *title, const void *data, size_t size)
{
    zframe_t *frame = zframe_new (data, size);
    zmsg_t *msg = zmsg_decode (frame);
    show (title, msg);
    check (zframe_size (frame) == size && memcmp (zframe_data (frame), data, size) == 0);
    zmsg_destroy (&msg);
    zframe_destroy (&frame);
}

static void
encode_and_decode (void)
{
    zmsg_t *msg = new_msg ("one", "", "three", NULL);
    zframe_t *frame = zmsg_encode (msg);
    show_bytes ("encoded", zframe_data (frame), zframe_size (frame));
    show ("the message stays", msg);
    zmsg_t *copy = zmsg_decode (frame);
    printf ("decoded is equal: %d\n", zmsg_eq (msg, copy));
    zmsg_destroy (&copy);
    zframe_destroy (&frame);
    zmsg_destroy (&msg);

    msg = zmsg_new ();
    frame = zmsg_encode (msg);
    printf ("encoded empty message: %zu bytes\n", zframe_size (frame));
    zframe_destroy (&frame);
    zmsg_destroy (&msg);

    //  The length takes one byte below 255, and five from there on.
    const size_t sizes [] = { 253, 254, 255, 256, 65535, 65536, 70000 };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        msg = zmsg_new ();
        frame = zframe_new (NULL, sizes [i]);
        memset (zframe_data (frame), 'x', sizes [i]);
        zmsg_append (msg, &frame);
        zmsg_addstr (msg, "end");
        frame = zmsg_encode (msg);
        printf ("frame of %zu encoded in %zu, ", sizes [i], zframe_size (frame));
        show_bytes ("first", zframe_data (frame), 6);
        copy = zmsg_decode (frame);
        check (zmsg_eq (msg, copy));
        zmsg_destroy (&copy);
        zframe_destroy (&frame);
        zmsg_destroy (&msg);
    }

    show_decode ("nothing", "", 0);
    show_decode ("one empty frame", "\0", 1);
    show_decode ("three empty frames", "\0\0\0", 3);
    show_decode ("long form of a short length", "\377\0\0\0\002ab\001c", 9);
    show_decode ("long form of zero", "\377\0\0\0\0", 5);
    show_decode ("no data", "\005", 1);
    show_decode ("short data", "\005abcd", 5);
    show_decode ("short data of the second", "\001a\002b", 4);
    show_decode ("long length cut after 0", "\377", 1);
    show_decode ("long length cut after 3", "\377\0\0\0", 4);
    show_decode ("long length, no data", "\377\0\0\0\001", 5);
    show_decode ("long length, short data", "\377\0\0\001\0abc", 8);
    show_decode ("length of 16 MB, short data", "\377\001\0\0\0abc", 8);
}

static void
signals (void)
{
    const int statuses [] = { 0, 1, 77, 255 };
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        zmsg_t *msg = zmsg_new_signal ((byte) statuses [i]);
        printf ("signal %d: %zu frames, ", zmsg_signal (msg), zmsg_size (msg));
        show_bytes ("content", zframe_data (zmsg_first (msg)), zmsg_content_size (msg));
        zmsg_destroy (&msg);
    }
    zmsg_t *msg = zmsg_new_signal (-1);
    printf ("signal of -1: %d\n", zmsg_signal (msg));
    zmsg_addstr (msg, "");
    printf ("signal with a frame more: %d\n", zmsg_signal (msg));
    zmsg_destroy (&msg);

    byte data [9] = { 3, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0 };
    msg = zmsg_new ();
    zmsg_addmem (msg, data, 8);
    printf ("signal made by hand: %d\n", zmsg_signal (msg));
    zmsg_destroy (&msg);
    msg = zmsg_new ();
    zmsg_addmem (msg, data, 9);
    printf ("a byte too long: %d\n", zmsg_signal (msg));
    zmsg_destroy (&msg);
    msg = zmsg_new ();
    zmsg_addmem (msg, data, 7);
    printf ("a byte too short: %d\n", zmsg_signal (msg));
    zmsg_destroy (&msg);
    for (int i = 1; i < 8; i++) {
        data [i]++;
        msg = zmsg_new ();
        zmsg_addmem (msg, data, 8);
        check (zmsg_signal (msg) == -1);
        zmsg_destroy (&msg);
        data [i]--;
    }
    msg = new_msg ("Hello", NULL);
    printf ("signal of a text: %d\n", zmsg_signal (msg));
    zmsg_destroy (&msg);
}

static void
probing (void)
{
    zmsg_t *msg = zmsg_new ();
    zframe_t *frame = zframe_new_empty ();
    char text [] = "not an object";
    printf ("is a message: %d\n", zmsg_is (msg));
    printf ("is a frame: %d\n", zmsg_is (frame));
    printf ("is a text: %d\n", zmsg_is (text));
    zframe_destroy (&frame);
    zmsg_destroy (&msg);
}

//  Files -----------------------------------------------------------------------------

static FILE *
file_with (const void *data, size_t size)
{
    FILE *file = tmpfile ();
    check (file);
    check (fwrite (data, 1, size, file) == size);
    rewind (file);
    return file;
}

static void
show_load (const char *title, const void *data, size_t size)
{
    FILE *file = file_with (data, size);
    zmsg_t *msg = zmsg_load (file);
    show (title, msg);
    zmsg_destroy (&msg);
    fclose (file);
}

static void
save_and_load (void)
{
    zmsg_t *msg = new_msg ("one", "three", NULL);
    zmsg_addmem (msg, "a\0b", 3);
    FILE *file = tmpfile ();
    check (file);
    printf ("save: %d\n", zmsg_save (msg, file));
    show ("the message stays", msg);
    byte content [100];
    rewind (file);
    size_t size = fread (content, 1, sizeof content, file);
    show_bytes ("file", content, size);
    rewind (file);
    zmsg_t *copy = zmsg_load (file);
    printf ("loaded is equal: %d\n", zmsg_eq (msg, copy));
    zmsg_destroy (&copy);
    copy = zmsg_load (file);
    show ("load at the end of the file", copy);
    zmsg_destroy (&copy);
    fclose (file);

    //  The file has no marks between messages: a second one joins the first.
    file = tmpfile ();
    check (zmsg_save (msg, file) == 0);
    check (zmsg_save (msg, file) == 0);
    rewind (file);
    copy = zmsg_load (file);
    printf ("two saved, loaded in one: %zu frames\n", zmsg_size (copy));
    zmsg_destroy (&copy);
    rewind (file);
    byte skipped [11];
    check (fread (skipped, 1, sizeof skipped, file) == sizeof skipped);
    copy = zmsg_load (file);
    printf ("load from the second frame on: %zu frames\n", zmsg_size (copy));
    zmsg_destroy (&copy);
    fclose (file);
    zmsg_destroy (&msg);

    msg = zmsg_new ();
    file = tmpfile ();
    printf ("save of an empty message: %d, ", zmsg_save (msg, file));
    printf ("file of %ld bytes\n", ftell (file));
    fclose (file);
    zmsg_destroy (&msg);

    msg = new_msg ("no room", NULL);
    file = fopen ("/dev/null", "r");
    check (file);
    printf ("save to a file opened for reading: %d\n", zmsg_save (msg, file));
    show ("the message stays", msg);
    fclose (file);
    zmsg_destroy (&msg);

    show_load ("empty file", "", 0);
    show_load ("cut in the first length", "\001\0\0", 3);
    show_load ("cut in the second length", "\001\0\0\0\0\0\0\0a\001\0", 11);
    show_load ("cut in the data", "\005\0\0\0\0\0\0\0abcd", 12);
    show_load ("cut in the data of the second",
               "\001\0\0\0\0\0\0\0a\005\0\0\0\0\0\0\0bcd", 20);
}

//  Printing --------------------------------------------------------------------------

static void
print_to_log (void)
{
    zmsg_t *msg = new_msg ("Hello", "World", NULL);
    zmsg_addmem (msg, "\001\002", 2);
    log_begin ();
    zmsg_print (msg);
    log_end ();
    zmsg_destroy (&msg);

    printf ("eleven frames\n");
    msg = zmsg_new ();
    for (int i = 1; i <= 11; i++)
        zmsg_addstrf (msg, "frame %d", i);
    log_begin ();
    zmsg_print (msg);
    zmsg_dump (msg);
    log_end ();
    zmsg_destroy (&msg);

    printf ("no frame\n");
    msg = zmsg_new ();
    log_begin ();
    zmsg_print (msg);
    log_end ();
    zmsg_destroy (&msg);
}

static void
print_to_stream (void)
{
    zmsg_t *msg = new_msg ("Hello", "", "%s %n", NULL);
    zmsg_addmem (msg, "\001\002", 2);
    zmsg_fprint (msg, stdout);
    zmsg_dump_to_stream (msg, stdout);
    for (int i = 5; i <= 12; i++)
        zmsg_addstrf (msg, "frame %d", i);
    zmsg_fprint (msg, stdout);
    zmsg_destroy (&msg);

    msg = zmsg_new ();
    zmsg_fprint (msg, stdout);
    zmsg_destroy (&msg);
}

//  Sockets ---------------------------------------------------------------------------

static void
send_messages (void)
{
    zsock_t *pull = zsock_new_pull ("@inproc://zmsg.send");
    zsock_t *push = zsock_new_push (">inproc://zmsg.send");
    zsock_set_rcvtimeo (pull, 20000);
    void *wire = zsock_resolve (pull);

    zmsg_t *msg = new_msg ("one", "", "three", NULL);
    printf ("send: %d", zmsg_send (&msg, push));
    printf (", message %s\n", msg ? "kept" : "gone");
    show_raw_message ("wire", wire);

    msg = new_msg ("alone", NULL);
    printf ("send: %d\n", zmsg_send (&msg, push));
    show_raw_message ("wire", wire);

    msg = new_msg ("a", "b", NULL);
    printf ("sendm: %d", zmsg_sendm (&msg, push));
    printf (", message %s\n", msg ? "kept" : "gone");
    msg = zmsg_new ();
    printf ("sendm of no frames: %d", zmsg_sendm (&msg, push));
    printf (", message %s\n", msg ? "kept" : "gone");
    msg = new_msg ("c", NULL);
    printf ("send: %d\n", zmsg_send (&msg, push));
    show_raw_message ("wire", wire);

    msg = zmsg_new ();
    printf ("send of no frames: %d", zmsg_send (&msg, push));
    printf (", message %s\n", msg ? "kept" : "gone");
    msg = NULL;
    printf ("send of NULL: %d\n", zmsg_send (&msg, push));
    printf ("sendm of NULL: %d\n", zmsg_sendm (&msg, push));
    show ("nothing arrived", zmsg_recv_nowait (pull));

    //  The marks of the frames themselves do not count.
    msg = new_msg ("last comes first", "first comes last", NULL);
    zframe_set_more (zmsg_last (msg), 1);
    printf ("send: %d\n", zmsg_send (&msg, push));
    show_raw_message ("wire", wire);

    zsock_destroy (&push);
    zsock_destroy (&pull);
}

static void
failing_send (void)
{
    zsock_t *lonely = zsock_new (ZMQ_PUSH);
    zsock_set_sndtimeo (lonely, 1);
    zmsg_t *msg = new_msg ("one", "two", NULL);
    errno = 0;
    printf ("send without a peer: %d", zmsg_send (&msg, lonely));
    printf (" %s\n", errno == EAGAIN ? "EAGAIN" : zmq_strerror (errno));
    show ("kept", msg);
    errno = 0;
    printf ("sendm without a peer: %d", zmsg_sendm (&msg, lonely));
    printf (" %s\n", errno == EAGAIN ? "EAGAIN" : zmq_strerror (errno));
    show ("kept", msg);
    zsock_destroy (&lonely);

    zsock_t *rep = zsock_new (ZMQ_REP);
    errno = 0;
    printf ("send out of turn: %d", zmsg_send (&msg, rep));
    printf (" %s\n", errno == EFSM ? "EFSM" : zmq_strerror (errno));
    zsock_destroy (&rep);

    //  A mandatory ROUTER refuses an unknown peer at the first frame.
    zsock_t *router = zsock_new (ZMQ_ROUTER);
    zsock_set_router_mandatory (router, 1);
    errno = 0;
    printf ("send to an unknown peer: %d", zmsg_send (&msg, router));
    printf (" %s\n", errno == EHOSTUNREACH ? "EHOSTUNREACH" : zmq_strerror (errno));
    show ("kept", msg);
    zsock_destroy (&router);
    zmsg_destroy (&msg);
}

static void
receive (void)
{
    zsock_t *pull = zsock_new_pull ("@inproc://zmsg.receive");
    zsock_t *push = zsock_new_push (">inproc://zmsg.receive");
    zsock_set_rcvtimeo (pull, 20000);

    errno = 0;
    zmsg_t *msg = zmsg_recv_nowait (pull);
    printf ("recv_nowait of nothing: %s %s\n", msg ? "message" : "NULL",
            errno == EAGAIN ? "EAGAIN" : zmq_strerror (errno));

    zstr_sendx (push, "one", "", "three", NULL);
    msg = zmsg_recv (pull);
    show ("recv", msg);
    printf ("tag %08X\n", *(uint32_t *) msg);
    printf ("more:");
    for (zframe_t *frame = zmsg_first (msg); frame; frame = zmsg_next (msg))
        printf (" %d", zframe_more (frame));
    printf ("\n");
    zmsg_destroy (&msg);

    zstr_send (push, "first");
    zstr_sendx (push, "second", "message", NULL);
    msg = zmsg_recv (pull);
    show ("recv", msg);
    zmsg_destroy (&msg);
    msg = zmsg_recv_nowait (pull);
    show ("recv_nowait", msg);
    zmsg_destroy (&msg);
    show ("recv_nowait", zmsg_recv_nowait (pull));

    //  Starts wherever the socket is in a message.
    zstr_sendx (push, "read", "before", "and", "after", NULL);
    zframe_t *frame = zframe_recv (pull);
    show_frame ("recv of a frame", frame);
    zframe_destroy (&frame);
    msg = zmsg_recv (pull);
    show ("recv of the rest", msg);
    zmsg_destroy (&msg);

    zsock_signal (push, 9);
    msg = zmsg_recv (pull);
    printf ("recv of a signal: %d\n", zmsg_signal (msg));
    zmsg_destroy (&msg);

    zsock_set_rcvtimeo (pull, 1);
    errno = 0;
    msg = zmsg_recv (pull);
    printf ("recv with a timeout: %s %s\n", msg ? "message" : "NULL",
            errno == EAGAIN ? "EAGAIN" : zmq_strerror (errno));
    errno = 0;
    msg = zmsg_recv (push);
    printf ("recv from a PUSH socket: %s %s\n", msg ? "message" : "NULL",
            errno == ENOTSUP ? "ENOTSUP" : zmq_strerror (errno));
    zsock_destroy (&push);
    zsock_destroy (&pull);
}

static void
echo_once (zsock_t *pipe, void *args)
{
    zsock_signal (pipe, 0);
    zmsg_t *msg = zmsg_recv (pipe);
    if (msg) {
        zmsg_pushstr (msg, (char *) args);
        zmsg_send (&msg, pipe);
    }
}

static void
other_sockets (void)
{
    void *ctx = zmq_ctx_new ();
    void *one = zmq_socket (ctx, ZMQ_PAIR);
    void *two = zmq_socket (ctx, ZMQ_PAIR);
    check (zmq_bind (one, "inproc://plain") == 0);
    check (zmq_connect (two, "inproc://plain") == 0);
    zmsg_t *msg = new_msg ("plain", "handles", NULL);
    printf ("send to a libzmq handle: %d\n", zmsg_send (&msg, two));
    msg = zmsg_recv (one);
    show ("recv from one", msg);
    zmsg_destroy (&msg);
    check (zmq_ctx_shutdown (ctx) == 0);
    errno = 0;
    msg = zmsg_recv (one);
    printf ("recv after shutdown: %s %s\n", msg ? "message" : "NULL",
            errno == ETERM ? "ETERM" : zmq_strerror (errno));
    msg = new_msg ("too", "late", NULL);
    errno = 0;
    printf ("send after shutdown: %d", zmsg_send (&msg, one));
    printf (" %s\n", errno == ETERM ? "ETERM" : zmq_strerror (errno));
    show ("kept", msg);
    zmsg_destroy (&msg);
    zmq_close (one);
    zmq_close (two);
    zmq_ctx_term (ctx);

    char answer [] = "echo";
    zactor_t *actor = zactor_new (echo_once, answer);
    msg = new_msg ("to", "the actor", NULL);
    printf ("send to an actor: %d\n", zmsg_send (&msg, actor));
    msg = zmsg_recv (actor);
    show ("recv from an actor", msg);
    zmsg_destroy (&msg);
    zactor_destroy (&actor);
}

static void
on_alarm (int signal)
{
    (void) signal;
}

//  The timer repeats, so that one that fires early does no harm.

static void
interrupted (void)
{
    zsock_t *pull = zsock_new_pull ("@inproc://zmsg.interrupted");
    struct sigaction action = { .sa_handler = on_alarm }, before;
    sigaction (SIGALRM, &action, &before);
    struct itimerval every = { { 0, 20000 }, { 0, 20000 } }, never = { { 0, 0 }, { 0, 0 } };
    setitimer (ITIMER_REAL, &every, NULL);
    errno = 0;
    zmsg_t *msg = zmsg_recv (pull);
    int recv_reason = errno;
    zsock_t *lonely = zsock_new (ZMQ_PUSH);
    zmsg_t *unsent = new_msg ("one", "two", NULL);
    errno = 0;
    int rc = zmsg_send (&unsent, lonely);
    int send_reason = errno;
    setitimer (ITIMER_REAL, &never, NULL);
    sigaction (SIGALRM, &before, NULL);
    printf ("recv cut short by a signal: %s %s\n", msg ? "message" : "NULL",
            recv_reason == EINTR ? "EINTR" : zmq_strerror (recv_reason));
    printf ("send cut short by a signal: %d %s\n", rc,
            send_reason == EINTR ? "EINTR" : zmq_strerror (send_reason));
    show ("kept", unsent);
    zmsg_destroy (&unsent);
    zsock_destroy (&lonely);
    zsock_destroy (&pull);
}

static void
contract_breaches (void)
{
    zmsg_t *msg = zmsg_new ();
    zmsg_t *no_msg = NULL;
    zframe_t *frame = zframe_new_empty ();
    zframe_t *no_frame = NULL;
    check_aborts ("zmsg_size", zmsg_size (NULL));
    check_aborts ("zmsg_destroy", zmsg_destroy (NULL));
    check_aborts ("zmsg_is", zmsg_is (NULL));
    check_aborts ("zmsg_first", zmsg_first ((zmsg_t *) frame));
    //  Which function notices a missing object is of no matter.
    check_aborts ("", zmsg_append (msg, &no_frame));
    check_aborts ("", zmsg_prepend (msg, &no_frame));
    check_aborts ("", zmsg_addmsg (msg, &no_msg));
    check_aborts ("", zmsg_signal (NULL));
    check_aborts ("zmsg_addstr", zmsg_addstr (msg, NULL));
    check_aborts ("zmsg_pushstr", zmsg_pushstr (msg, NULL));
    check_aborts ("zmsg_print", zmsg_print (NULL));
    check_aborts ("zmsg_load", zmsg_load (NULL));
    check_aborts ("zmsg_save", zmsg_save (msg, NULL));
    check_aborts ("zmsg_decode", zmsg_decode (NULL));
    check_aborts ("zmsg_recv", zmsg_recv (NULL));
    zframe_destroy (&frame);
    zmsg_destroy (&msg);
    printf ("contract breaches abort\n");
}

//  Defects of the original -----------------------------------------------------------

static void
check_no_decode (const void *data, size_t size)
{
    zframe_t *frame = zframe_new (data, size);
    check (zmsg_decode (frame) == NULL);
    zmsg_t *msg = zmsg_new ();
    zmsg_append (msg, &frame);
    zmsg_addstr (msg, "next");
    check (zmsg_popmsg (msg) == NULL);
    check (zmsg_size (msg) == 1);
    zmsg_destroy (&msg);
}

//  A length with the top bit set is too long, like any other.

static void
defect_M1 (void)
{
    check_no_decode ("\377\200\0\0\0", 5);
    check_no_decode ("\377\377\377\377\377", 5);
    check_no_decode ("\377\177\377\377\377abc", 8);
    check_no_decode ("\377\377\377\377\373abc", 8);
    check_no_decode ("\001a\377\377\377\377\377bc", 9);
}

//  Empty frames survive a file.

static void
defect_M2 (void)
{
    zmsg_t *msg = new_msg ("", "between", "", NULL);
    FILE *file = tmpfile ();
    check (zmsg_save (msg, file) == 0);
    check (ftell (file) == 3 * 8 + 7);
    rewind (file);
    zmsg_t *copy = zmsg_load (file);
    check (zmsg_eq (msg, copy));
    zmsg_destroy (&copy);
    fclose (file);
    zmsg_destroy (&msg);

    file = file_with ("\0\0\0\0\0\0\0\0", 8);
    msg = zmsg_load (file);
    check (msg && zmsg_size (msg) == 1 && zmsg_content_size (msg) == 0);
    zmsg_destroy (&msg);
    fclose (file);
}

//  A length that the file cannot have gives NULL.

static void
defect_M3 (void)
{
    const char *lengths [] = {
        "\377\377\377\377\377\377\377\377abc",
        "\377\377\377\377\377\377\377\177abc",
        "\0\0\0\0\0\0\0\200abc",
        "\0\0\0\0\0\0\0\001abc",
    };
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        FILE *file = file_with (lengths [i], 11);
        check (zmsg_load (file) == NULL);
        fclose (file);
    }
}

//  After a send that fails midway, the count of bytes fits the frames that are left. To
//  fail so, a long message is sent while another thread shuts the context down.

static void *
shut_down_soon (void *args)
{
    void **ctx_and_delay = (void **) args;
    usleep (*(useconds_t *) ctx_and_delay [1]);
    zmq_ctx_shutdown (ctx_and_delay [0]);
    return NULL;
}

static void
defect_M4 (void)
{
    const size_t frames = 200000;
    bool midway = false;
    for (int tries = 0; tries < 400 && !midway; tries++) {
        useconds_t delay = (useconds_t) tries % 40 * 1000;
        void *ctx = zmq_ctx_new ();
        void *pull = zmq_socket (ctx, ZMQ_PULL);
        void *push = zmq_socket (ctx, ZMQ_PUSH);
        check (zmq_bind (pull, "inproc://midway") == 0);
        check (zmq_connect (push, "inproc://midway") == 0);
        zmsg_t *msg = zmsg_new ();
        for (size_t i = 0; i < frames; i++)
            zmsg_addmem (msg, "abc", 1 + i % 3);

        void *args [] = { ctx, &delay };
        pthread_t thread;
        check (pthread_create (&thread, NULL, shut_down_soon, args) == 0);
        int rc = zmsg_send (&msg, push);
        check (pthread_join (thread, NULL) == 0);
        check (rc == (msg ? -1 : 0));
        if (msg && zmsg_size (msg) < frames) {
            size_t left = 0;
            for (zframe_t *frame = zmsg_first (msg); frame; frame = zmsg_next (msg))
                left += zframe_size (frame);
            check (zmsg_content_size (msg) == left);
            midway = true;
        }
        zmsg_destroy (&msg);
        int no_linger = 0;
        zmq_setsockopt (push, ZMQ_LINGER, &no_linger, sizeof no_linger);
        zmq_close (push);
        zmq_close (pull);
        zmq_ctx_term (ctx);
    }
    check (midway);
}

//  Content that looks like a printf format is printed as it is.

static void
defect_M5 (void)
{
    zmsg_t *msg = new_msg ("%s%s%n 100% %d", "%p", NULL);
    log_begin ();
    zmsg_print (msg);
    log_take ();
    check (strstr (logged_text, " [014] %s%s%n 100% %d\n"));
    check (strstr (logged_text, " [002] %p\n"));
    free (logged_text);
    zmsg_destroy (&msg);
}

//  A message is equal to itself, whatever its cursor does meanwhile.

static void
defect_eq_itself (void)
{
    zmsg_t *msg = new_msg ("one", "two", "three", NULL);
    check (zmsg_eq (msg, msg));
    zmsg_destroy (&msg);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (new_and_destroy ());
    CASE (append_and_prepend ());
    CASE (push_and_add ());
    CASE (memory_and_strings ());
    CASE (pop_strings ());
    CASE (remove_frames ());
    CASE (cursor ());
    CASE (cursor_after_changes ());
    CASE (cursor_after_reads ());
    CASE (wrap_and_unwrap ());
    CASE (duplicates_and_equality ());
    CASE (submessages ());
    CASE (encode_and_decode ());
    CASE (signals ());
    CASE (probing ());
    CASE (save_and_load ());
    CASE (print_to_log ());
    CASE (print_to_stream ());
    CASE (send_messages ());
    CASE (failing_send ());
    CASE (receive ());
    CASE (other_sockets ());
    CASE (interrupted ());
    CASE (contract_breaches ());
    CASE (zmsg_test (false));
    DEFECT (M1);
    DEFECT (M2);
    DEFECT (M3);
    DEFECT (M4);
    DEFECT (M5);
    DEFECT (eq_itself);
    return test_end ();
}

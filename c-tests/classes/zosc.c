//  ours alone: Debian's library has no DRAFT classes
//
//  Walks zosc: the bytes of messages, arguments of all types put in and taken out, walks, frames,
//  and what is no message.

#define CZMQ_BUILD_DRAFT_API
#include "observe.h"

static void
check_bytes (zosc_t *osc, const char *bytes, size_t size)
{
    check (zosc_size (osc) == size);
    check (memcmp (zosc_data (osc), bytes, size) == 0);
}

static zosc_t *
unpack (const char *bytes, size_t size)
{
    return zosc_unpack (zframe_new (bytes, size));
}

static void
bytes_of_messages (void)
{
    zosc_t *osc = zosc_create ("/oscillator/4/frequency", "f", 440.0);
    check_bytes (osc, "/oscillator/4/frequency\0,f\0\0\x43\xdc\0\0", 32);
    check_streq (zosc_address (osc), "/oscillator/4/frequency");
    check_streq (zosc_format (osc), "f");
    zosc_destroy (&osc);
    check (!osc);
    zosc_destroy (&osc);

    osc = zosc_create ("/foo", "iisff", 1000, -1, "hello", 1.234, 5.678);
    check_bytes (osc, "/foo\0\0\0\0,iisff\0\0\0\0\x03\xe8\xff\xff\xff\xffhello\0\0\0"
                 "\x3f\x9d\xf3\xb6\x40\xb5\xb2\x2d", 40);
    zosc_destroy (&osc);

    osc = zosc_create ("/all", "hdScmtTFNI", (int64_t) 0x0102030405060708, 1.0, "", 'q',
                       (uint32_t) 0x90407f00, (uint64_t) 1);
    check_bytes (osc, "/all\0\0\0\0,hdScmtTFNI\0\1\2\3\4\5\6\7\x08\x3f\xf0\0\0\0\0\0\0\0\0\0\0"
                 "\0\0\0q\x90\x40\x7f\0\0\0\0\0\0\0\0\1", 56);
    zosc_destroy (&osc);

    errno = 0;
    check (!zosc_create ("/foo", "ix", 1, 2) && errno == EINVAL);
    check (!zosc_create ("/foo", "b"));
}

static void
out_again (void)
{
    zosc_t *osc = zosc_create ("/some", "ihfdscmTFNIi", 1, (int64_t) 2, 3.5, 4.25, "five", '6',
                               (uint32_t) 0x01020304, 8);
    int32_t i = 0, last = 0;
    int64_t h = 0;
    float f = 0;
    double d = 0;
    char *s = NULL, c = 0;
    uint32_t m = 0;
    bool yes = false, no = true;
    check (zosc_retr (osc, "ihfdscmTFNIi", &i, &h, &f, &d, &s, &c, &m, &yes, &no, &last) == 0);
    check (i == 1 && h == 2 && f == 3.5f && d == 4.25 && c == '6' && m == 0x01020304);
    check (yes && !no && last == 8);
    check_streq (s, "five");
    zstr_free (&s);
    //  Some, of some
    h = 0;
    check (zosc_retr (osc, "ih", NULL, &h) == 0 && h == 2);
    check (zosc_retr (osc, "ihfds", NULL, NULL, NULL, NULL, NULL) == 0);
    check (zosc_retr (osc, "") == 0);
    //  Others than there are: nothing is touched
    i = 77;
    errno = 0;
    check (zosc_retr (osc, "ii", &i, &last) == -1 && errno == EINVAL && i == 77);
    check (zosc_retr (osc, "ihfdscmTFNIii", &i, &h, &f, &d, &s, &c, &m, &yes, &no, &last, &last)
           == -1 && i == 77 && !s);
    check (zosc_retr (osc, "?", &i) == -1);

    check (zosc_append (osc, "si", zosc_address (osc), 9) == 0);
    check_streq (zosc_format (osc), "ihfdscmTFNIisi");
    check (zosc_append (osc, "iq", 1, 2) == -1);
    check_streq (zosc_format (osc), "ihfdscmTFNIisi");
    check (zosc_append (osc, "") == 0);
    check (zosc_retr (osc, "ihfdscmTFNIisi", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                      NULL, &s, &i) == 0);
    check_streq (s, "/some");
    check (i == 9);
    zstr_free (&s);
    zosc_destroy (&osc);
}

static void
walks (void)
{
    zosc_t *osc = zosc_create ("/walk", "ihfdscmTF", -1, (int64_t) -2, 3.5, -4.25, "five", '6', 7u);
    char type = '?';
    check (!zosc_next (osc, &type) && type == 0);
    byte *first = (byte *) zosc_first (osc, &type);
    check (first == zosc_data (osc) + 20 && type == 'i');
    int i = 0;
    int64_t h = 0;
    float f = 0;
    double d = 0;
    char *s = NULL, c = 0;
    uint32_t m = 0;
    bool b = false;
    //  A walk stays where it is.
    check (zosc_pop_int32 (osc, &i) == 0 && zosc_pop_int32 (osc, &i) == 0 && i == -1);
    check (zosc_pop_int32 (osc, NULL) == 0);
    errno = 0;
    check (zosc_pop_int64 (osc, &h) == -1 && errno == EINVAL && h == 0);
    check (zosc_pop_float (osc, &f) == -1 && zosc_pop_double (osc, &d) == -1);
    check (zosc_pop_string (osc, &s) == -1 && zosc_pop_char (osc, &c) == -1 && !s);
    check (zosc_pop_midi (osc, &m) == -1 && zosc_pop_bool (osc, &b) == -1);
    check (zosc_next (osc, &type) == first + 4 && type == 'h');
    check (zosc_pop_int64 (osc, &h) == 0 && h == -2);
    check (zosc_next (osc, &type) && type == 'f');
    check (zosc_pop_float (osc, &f) == 0 && f == 3.5f);
    check (zosc_next (osc, &type) && type == 'd');
    check (zosc_pop_double (osc, &d) == 0 && d == -4.25);
    check (zosc_next (osc, &type) && type == 's');
    check (zosc_pop_string (osc, &s) == 0 && zosc_pop_string (osc, NULL) == 0);
    check_streq (s, "five");
    zstr_free (&s);
    check (zosc_next (osc, NULL));
    check (zosc_pop_char (osc, &c) == 0 && c == '6');
    check (zosc_next (osc, &type) && type == 'm');
    check (zosc_pop_midi (osc, &m) == 0 && m == 7);
    check (zosc_next (osc, &type) && type == 'T');
    check (zosc_pop_bool (osc, &b) == 0 && b);
    check (zosc_next (osc, &type) && type == 'F');
    check (zosc_pop_bool (osc, &b) == 0 && !b);
    check (!zosc_next (osc, &type) && type == 0);
    check (zosc_pop_bool (osc, &b) == -1);
    check (zosc_last (osc, &type) && type == 'F');
    zosc_destroy (&osc);

    osc = zosc_create ("/last", "ih", 1, (int64_t) 2);
    check (zosc_last (osc, &type) && type == 'h');
    check (zosc_pop_int64 (osc, &h) == 0 && h == 2);
    zosc_destroy (&osc);
}

//  Symbols and times; and bytes, which others may send.
static void
other_types (void)
{
    zosc_t *osc = zosc_create ("/more", "StTFs", "symbol", (uint64_t) 1 << 63 | 5, "text");
    char *symbol = NULL, *text = NULL;
    uint64_t time = 0;
    bool yes = false, no = true;
    //  One truth value is as good as the other.
    check (zosc_retr (osc, "StFTs", &symbol, &time, &yes, &no, &text) == 0);
    check_streq (symbol, "symbol");
    check_streq (text, "text");
    check (time == ((uint64_t) 1 << 63 | 5) && yes && !no);
    zstr_free (&symbol);
    zstr_free (&text);
    //  A symbol is no string, nor a time a number.
    check (zosc_retr (osc, "sh", &symbol, &time) == -1 && !symbol);
    check (zosc_retr (osc, "Sh", &symbol, &time) == -1 && !symbol);
    char type = 0;
    check (zosc_first (osc, &type) && type == 'S');
    check (zosc_pop_string (osc, &symbol) == 0);
    check_streq (symbol, "symbol");
    zstr_free (&symbol);
    int64_t number = 0;
    check (zosc_next (osc, &type) && type == 't' && zosc_pop_int64 (osc, &number) == -1);
    //  Adding to it ends the walk.
    check (zosc_append (osc, "i", 3) == 0);
    check (!zosc_next (osc, &type) && type == 0);
    zosc_t *copy = zosc_dup (osc);
    check_bytes (copy, (char *) zosc_data (osc), zosc_size (osc));
    check_streq (zosc_format (copy), "StTFsi");
    check (zosc_data (copy) != zosc_data (osc));
    zosc_destroy (&copy);
    zosc_destroy (&osc);

    const char message [] = "/b\0\0,ibi\0\0\0\0\0\0\0\1\0\0\0\5bytes\0\0\0\0\0\0\2";
    osc = unpack (message, sizeof message - 1);
    check_streq (zosc_format (osc), "ibi");
    const byte *where = (const byte *) zosc_first (osc, &type);
    check (type == 'i' && where == zosc_data (osc) + 12);
    where = (const byte *) zosc_next (osc, &type);
    check (type == 'b' && where == zosc_data (osc) + 16);
    int last = 0;
    check (zosc_next (osc, &type) == where + 12 && type == 'i');
    check (zosc_pop_int32 (osc, &last) == 0 && last == 2);
    check (zosc_retr (osc, "ib", &last, &text) == -1 && last == 2);
    text = printed_by (zosc_print (osc));
    check_streq (text, "/b ,ibi 1 (5 bytes) 2\n");
    zstr_free (&text);
    zosc_destroy (&osc);
}

//  Each limit is told once, when it is passed.
static void
long_messages (void)
{
    char text [600];
    memset (text, 'x', sizeof text - 1);
    text [sizeof text - 1] = 0;
    log_begin ();
    zosc_t *osc = zosc_create ("/long", "");
    while (zosc_size (osc) < 10000)
        check (zosc_append (osc, "s", text) == 0);
    log_check ("zosc_append: a message of 612 bytes, more than 508\n"
               "zosc_append: a message of 8424 bytes, more than 8192\n");
    zosc_destroy (&osc);
}

static void
frames_and_memory (void)
{
    const char message [] = "/volume\0,is\0\0\0\0\7loud\0\0\0";
    zosc_t *osc = unpack (message, sizeof message);
    check (zosc_is (osc));
    check_bytes (osc, message, sizeof message);
    zosc_t *copy = zosc_dup (osc);
    check (zosc_dup (NULL) == NULL);
    zframe_t *frame = zosc_pack (osc);
    check (zframe_size (frame) == sizeof message);
    check (memcmp (zframe_data (frame), message, sizeof message) == 0);
    check (!zosc_is (frame));
    zosc_destroy (&osc);
    osc = zosc_fromframe (frame);
    check_streq (zosc_address (osc), "/volume");
    frame = zosc_packx (&osc);
    check (!osc && zframe_size (frame) == sizeof message);
    check (!zosc_packx (&osc));
    zframe_destroy (&frame);
    char *memory = (char *) malloc (sizeof message);
    memcpy (memory, message, sizeof message);
    osc = zosc_frommem (memory, sizeof message);
    check_bytes (osc, (char *) zosc_data (copy), zosc_size (copy));
    zosc_destroy (&osc);
    zosc_destroy (&copy);
}

static void
no_messages (void)
{
    struct { const char *bytes; size_t size; } cases [] = {
        { "", 0 }, { "/a", 2 }, { "/a\0\0", 4 }, { "/a\0\0i\0\0\0", 8 }, { "/abc,i\0\0", 8 },
        { "/a\0\0,i", 6 }, { "/a\0", 3 }
    };
    for (size_t index = 0; index < sizeof cases / sizeof *cases; index++) {
        errno = 0;
        check (!unpack (cases [index].bytes, cases [index].size) && errno == EINVAL);
        char *memory = (char *) malloc (cases [index].size + 1);
        memcpy (memory, cases [index].bytes, cases [index].size);
        check (!zosc_frommem (memory, cases [index].size));
    }
}

static void
printed (void)
{
    zosc_t *osc = zosc_create ("/print", "ihfdscmTFNI", 1, (int64_t) -2, 3.5, 4.25, "five", '6', 7u);
    char *text = printed_by (zosc_print (osc));
    check_streq (text, "/print ,ihfdscmTFNI 1 -2 3.5 4.25 \"five\" '6' 0x00000007 true false - -\n");
    zstr_free (&text);
    zosc_destroy (&osc);
}

static void
breaches (void)
{
    zosc_t *osc = zosc_new ("/a");
    zframe_t *frame = zframe_new ("", 0);
    check_aborts ("zosc_size", zosc_size (NULL));
    check_aborts ("zosc_size", zosc_size ((zosc_t *) frame));
    check_aborts ("zosc_append", zosc_append (osc, NULL));
    check_aborts ("zosc_append", zosc_append (osc, "s", NULL));
    check_aborts ("zosc_new", zosc_new (NULL));
    check_aborts ("zosc_is", zosc_is (NULL));
    zframe_destroy (&frame);
    zosc_destroy (&osc);
}

//  Defects

//  MIDI goes to the wire as it came, and comes back so.
static void
defect_OSC_1 (void)
{
    zosc_t *osc = zosc_create ("/m", "m", (uint32_t) 0x90407f01);
    check (memcmp (zosc_data (osc) + 8, "\x90\x40\x7f\x01", 4) == 0);
    uint32_t m = 0;
    check (zosc_retr (osc, "m", &m) == 0 && m == 0x90407f01);
    zosc_destroy (&osc);
}

//  What has no value takes no bytes.
static void
defect_OSC_2 (void)
{
    zosc_t *osc = zosc_create ("/n", "NiIi", 1, 2);
    int first = 0, second = 0;
    check (zosc_retr (osc, "NiIi", &first, &second) == 0 && first == 1 && second == 2);
    zosc_destroy (&osc);
}

//  A message without arguments is whole.
static void
defect_OSC_3 (void)
{
    zosc_t *osc = zosc_new ("/new");
    check_bytes (osc, "/new\0\0\0\0,\0\0\0", 12);
    check_streq (zosc_format (osc), "");
    char type = '?';
    check (!zosc_first (osc, &type) && type == 0 && !zosc_last (osc, &type));
    check (zosc_append (osc, "i", 5) == 0);
    int i = 0;
    check (zosc_retr (osc, "i", &i) == 0 && i == 5);
    zosc_destroy (&osc);
}

//  Only long messages are said to be long.
static void
defect_OSC_4 (void)
{
    log_capture ();
    zosc_t *osc = zosc_create ("/short", "");
    check (zosc_append (osc, "") == 0);
    check (zosc_size (osc) == 12);
    fflush (log_file_);
    check (ftell (log_file_) == 0);
    char text [600];
    memset (text, 'x', sizeof text - 1);
    text [sizeof text - 1] = 0;
    check (zosc_append (osc, "s", text) == 0);
    fflush (log_file_);
    check (ftell (log_file_) > 0);
    zosc_destroy (&osc);
    log_release ();
}

//  Nothing is sought beyond the end.
static void
defect_OSC_5 (void)
{
    char *memory = (char *) malloc (8);
    memcpy (memory, "/aaaaaaa", 8);
    check (!zosc_frommem (memory, 8));
    memory = (char *) malloc (8);
    memcpy (memory, "/a\0\0,iii", 8);
    check (!zosc_frommem (memory, 8));
    //  Cut off in an argument
    const char cut [] = "/a\0\0,hs\0\0\0\0\0\0\0\0\1text";
    zosc_t *osc = unpack (cut, sizeof cut - 1);
    int64_t h = 0;
    char *s = NULL, type;
    check (zosc_retr (osc, "h", &h) == 0 && h == 1);
    check (zosc_retr (osc, "hs", &h, &s) == -1 && !s);
    check (zosc_first (osc, &type) && !zosc_next (osc, &type) && !zosc_last (osc, &type));
    check (zosc_pop_string (osc, &s) == -1);
    zosc_destroy (&osc);
}

//  Without a walk there is nothing to take.
static void
defect_OSC_6 (void)
{
    zosc_t *osc = zosc_create ("/a", "i", 1);
    int i = 77;
    check (zosc_pop_int32 (osc, &i) == -1 && i == 77);
    zosc_destroy (&osc);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (bytes_of_messages ());
    CASE (out_again ());
    CASE (walks ());
    CASE (other_types ());
    CASE (long_messages ());
    CASE (frames_and_memory ());
    CASE (no_messages ());
    CASE (printed ());
    CASE (breaches ());
    DEFECT (OSC_1);
    DEFECT (OSC_2);
    DEFECT (OSC_3);
    DEFECT (OSC_4);
    DEFECT (OSC_5);
    DEFECT (OSC_6);
    CASE (zosc_test (false));
    return test_end ();
}

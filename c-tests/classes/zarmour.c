//  Walks zarmour: bytes to text and back in each mode, with padding and line breaks of all kinds.

#include "observe.h"

static const char *foobar = "foobarfoobarfoobar";

static void
show (const char *what, const void *data, size_t size)
{
    printf ("%s", what);
    for (size_t nbr = 0; nbr < size; nbr++)
        printf (" %02x", ((const byte *) data) [nbr]);
    printf ("\n");
}

static char *
encoded (zarmour_t *armour, const void *data, size_t size)
{
    char *text = zarmour_encode (armour, (const byte *) data, size);
    check (text);
    printf ("%s, %zu bytes: '%s'\n", zarmour_mode_str (armour), size, text);
    return text;
}

//  Fails unless a text stands for some bytes, with a zero behind them.
static void
check_stands_for (zarmour_t *armour, const char *text, const void *data, size_t size)
{
    zchunk_t *chunk = zarmour_decode (armour, text);
    check (chunk);
    check (zchunk_size (chunk) == size + 1);
    check (memcmp (zchunk_data (chunk), data, size) == 0);
    check (zchunk_data (chunk) [size] == 0);
    zchunk_destroy (&chunk);
}

static void
there_and_back_again (zarmour_t *armour, const void *data, size_t size)
{
    char *text = encoded (armour, data, size);
    if (size)
        check_stands_for (armour, text, data, size);
    zstr_free (&text);
}

//  With padding, lines may end in what the original reads wrongly: see ARM-1.
static void
break_lines (zarmour_t *armour, const void *data, size_t size)
{
    zarmour_set_pad (armour, false);
    there_and_back_again (armour, data, size);
    zarmour_set_pad (armour, true);
    char *text = encoded (armour, data, size);
    if (!on_reference ())
        check_stands_for (armour, text, data, size);
    zstr_free (&text);
}

static void
decode (zarmour_t *armour, const char *text)
{
    zchunk_t *chunk = zarmour_decode (armour, text);
    check (chunk);
    printf ("%s '%s', size %zu of %zu:", zarmour_mode_str (armour), text, zchunk_size (chunk),
            zchunk_max_size (chunk));
    show ("", zchunk_data (chunk), zchunk_size (chunk));
    zchunk_destroy (&chunk);
}

static void
properties (void)
{
    log_capture ();
    zarmour_t *armour = zarmour_new ();
    check (armour);
    printf ("at first: %d %s, pad %d '%c', line breaks %d, %zu\n", zarmour_mode (armour),
            zarmour_mode_str (armour), zarmour_pad (armour), zarmour_pad_char (armour),
            zarmour_line_breaks (armour), zarmour_line_length (armour));
    zarmour_print (armour);
    log_show ();
    zarmour_set_pad (armour, false);
    zarmour_set_pad_char (armour, '#');
    zarmour_set_line_breaks (armour, true);
    zarmour_set_line_length (armour, 1000);
    int modes [] = {
        ZARMOUR_MODE_BASE64_STD, ZARMOUR_MODE_BASE64_URL, ZARMOUR_MODE_BASE32_STD,
        ZARMOUR_MODE_BASE32_HEX, ZARMOUR_MODE_BASE16, ZARMOUR_MODE_Z85
    };
    for (size_t nbr = 0; nbr < 6; nbr++) {
        zarmour_set_mode (armour, modes [nbr]);
        printf ("then: %d %s, pad %d '%c', line breaks %d, %zu\n", zarmour_mode (armour),
                zarmour_mode_str (armour), zarmour_pad (armour), zarmour_pad_char (armour),
                zarmour_line_breaks (armour), zarmour_line_length (armour));
        zarmour_print (armour);
        log_show ();
    }
    zarmour_set_mode (armour, 99);
    printf ("a mode that is none is kept: %d\n", zarmour_mode (armour));
    zarmour_destroy (&armour);
    check (!armour);
    zarmour_destroy (&armour);
    log_release ();
}

static void
there_and_back (void)
{
    byte all [256];
    for (size_t nbr = 0; nbr < sizeof all; nbr++)
        all [nbr] = (byte) nbr;
    zarmour_t *armour = zarmour_new ();
    for (int mode = 0; mode < 6; mode++) {
        zarmour_set_mode (armour, mode);
        for (int pad = 0; pad < 2; pad++) {
            zarmour_set_pad (armour, pad);
            for (size_t size = 0; size < 12; size++)
                if (mode != ZARMOUR_MODE_Z85 || size % 4 == 0)
                    there_and_back_again (armour, foobar, size);
        }
        there_and_back_again (armour, all, sizeof all);
        there_and_back_again (armour, "\0\0\0\0", 4);
        there_and_back_again (armour, "\xff\xff\xff\xff", 4);
        //  A string of the program's own comes back as one
        char *text = zarmour_encode (armour, (const byte *) "Hello, World", 12);
        zchunk_t *chunk = zarmour_decode (armour, text);
        check_streq ((char *) zchunk_data (chunk), "Hello, World");
        zchunk_destroy (&chunk);
        zstr_free (&text);
    }
    zarmour_destroy (&armour);
}

static void
padding (void)
{
    zarmour_t *armour = zarmour_new ();
    const char characters [] = { '*', '-', '=', ' ', '\t', '~' };
    for (int mode = 0; mode < 6; mode++) {
        zarmour_set_mode (armour, mode);
        for (size_t nbr = 0; nbr < sizeof characters; nbr++) {
            if (mode == ZARMOUR_MODE_BASE64_URL && characters [nbr] == '-')
                continue;
            zarmour_set_pad_char (armour, characters [nbr]);
            check (zarmour_pad_char (armour) == characters [nbr]);
            there_and_back_again (armour, foobar, 4);
            there_and_back_again (armour, foobar, 8);
        }
    }
    zarmour_destroy (&armour);
}

static void
line_breaks (void)
{
    zarmour_t *armour = zarmour_new ();
    zarmour_set_line_breaks (armour, true);
    for (int mode = 0; mode < 6; mode++) {
        zarmour_set_mode (armour, mode);
        for (size_t length = 0; length < 18; length++) {
            zarmour_set_line_length (armour, length);
            break_lines (armour, foobar, 8);
        }
        zarmour_set_line_length (armour, SIZE_MAX);
        break_lines (armour, foobar, 8);
        byte block [200];
        memset (block, 'x', sizeof block);
        for (size_t length = 64; length < 77; length += 4) {
            zarmour_set_line_length (armour, length);
            break_lines (armour, block, sizeof block);
            break_lines (armour, block, 48);
            break_lines (armour, block, 36);
        }
    }
    zarmour_destroy (&armour);
}

//  What is not of the alphabet, what is too short, what is too long.
static void
foreign_texts (void)
{
    const char *base64 [] = {
        "", "Z", "Zg", "Zg=", "Zg==", "Zm8", "Zm9v", "Zm9vY", "Zm 9v", "Zm  9v", " Zm9v", "Zm9v ",
        "Zm\n9v", "Zm\n\n9v", "Zm\r\n9v", "Zm9v!Zm9v", "Zm9v   Zm9v", "Zm-_", "Zm+/", "Zh", "zh",
        "====", "=", "Zm9vZm9v\nZm9vZm9v", "\x80\xff" "Zm9v", "Zm9v*#-", NULL
    };
    //  But for the lengths that the original aborts on: see ARM-2
    const char *base32 [] = {
        "", "MZXQ", "MZXW6", "MZXW6YT", "MZXW6YTB", "mzxw6ytb", "MzXw6yTb", "mzxw\n6ytb", "MZ\nXW6",
        "01890VW", "MZ  XW6   YTB", "MZXW6===", "MZXW60189", "=====", NULL
    };
    const char *base32hex [] = {
        "", "CPNM", "CPNMU", "CPNMUOG", "CPNMUOJ1", "cpnmuoj1", "CpNmUoJ1", "cpnm\nuoj1", "CP\nNMU",
        "WZ0189V", "CP  NMU   OJ1", "CPNMU===", "CPNMUWXYZ", "=====", NULL
    };
    const char *base16 [] = {
        "", "6", "66", "666", "6f6F", "6 6", "66 6", "66zz66", "66\n66", "66 66 66", "6\n6", "zz",
        "  66", "66=", "66====\n", "zzzz", NULL
    };
    const char *z85 [] = {
        "", "Hello", "HelloWorld", "00000", "Hel o", "#####", "Hello#####", "     ", "Hell~",
        "@@@@@", "%nSc0", "%nSc1", "Hel\nl", NULL
    };
    const char **texts [] = { base64, base64, base32, base32hex, base16, z85 };
    zarmour_t *armour = zarmour_new ();
    for (int mode = 0; mode < 6; mode++) {
        zarmour_set_mode (armour, mode);
        for (const char **text = texts [mode]; *text; text++)
            decode (armour, *text);
    }
    zarmour_destroy (&armour);
}

static void
breaches_abort (void)
{
    zarmour_t *armour = zarmour_new ();
    char *volatile text = NULL;
    check_aborts ("zarmour_encode", text = zarmour_encode (armour, NULL, 0));
    check_aborts ("zarmour_encode", text = zarmour_encode (NULL, (const byte *) "", 0));
    check_aborts ("zarmour_decode", zarmour_decode (armour, NULL));
    check_aborts ("zarmour_decode", zarmour_decode (NULL, ""));
    check_aborts ("zarmour_mode", zarmour_mode (NULL));
    check_aborts ("zarmour_mode_str", zarmour_mode_str (NULL));
    check_aborts ("zarmour_set_pad_char", zarmour_set_pad_char (NULL, '='));
    check_aborts ("zarmour_line_length", zarmour_line_length (NULL));
    check_aborts ("zarmour_print", zarmour_print (NULL));
    check_aborts ("zarmour_destroy", zarmour_destroy (NULL));
    check (!text);
    zarmour_destroy (&armour);
    printf ("breaches of contract abort\n");
}

static void
check_decodes (int mode, const char *text, const char *expected)
{
    zarmour_t *armour = zarmour_new ();
    zarmour_set_mode (armour, mode);
    check_stands_for (armour, text, expected, strlen (expected));
    zarmour_destroy (&armour);
}

//  Line ends after the last character do not shorten the result.
static void
defect_ARM_1 (void)
{
    check_decodes (ZARMOUR_MODE_BASE64_STD, "Zg==\n", "f");
    check_decodes (ZARMOUR_MODE_BASE64_STD, "Zm9v\n", "foo");
    check_decodes (ZARMOUR_MODE_BASE64_URL, "Zm\n9v\n\n\n", "foo");
    check_decodes (ZARMOUR_MODE_BASE64_STD, "\n", "");
    check_decodes (ZARMOUR_MODE_BASE32_STD, "MZXW6===\n", "foo");
    check_decodes (ZARMOUR_MODE_BASE16, "666F\n6F\n", "foo");
}

static void
odd_base32 (void)
{
    check_decodes (ZARMOUR_MODE_BASE32_STD, "M", "");
    check_decodes (ZARMOUR_MODE_BASE32_STD, "MZX", "f");
    check_decodes (ZARMOUR_MODE_BASE32_STD, "MZXW6Y", "foo");
    check_decodes (ZARMOUR_MODE_BASE32_HEX, "CPNMUOJ1E", "fooba");
    check_decodes (ZARMOUR_MODE_BASE32_HEX, "CP NMUOJ1", "fooba");
}

//  Text of any length decodes to the whole bytes that are in it, and padding ends a group.
static void
defect_ARM_2 (void)
{
    check (in_child (odd_base32) == 0);
    check_decodes (ZARMOUR_MODE_BASE64_STD, "Zg==Zg==", "ff");
    check_decodes (ZARMOUR_MODE_BASE64_STD, "Zm8=\nZm9v", "fofoo");
    check_decodes (ZARMOUR_MODE_BASE32_STD, "MY======MZXQ====", "ffo");
}

static void
unknown_modes (void)
{
    zarmour_t *armour = zarmour_new ();
    int modes [] = { 6, -1, 1000000000, INT_MIN };
    for (size_t nbr = 0; nbr < sizeof modes / sizeof *modes; nbr++) {
        zarmour_set_mode (armour, modes [nbr]);
        check_streq (zarmour_mode_str (armour), "unknown");
        errno = 0;
        check (!zarmour_encode (armour, (const byte *) "abcd", 4) && errno == EINVAL);
        errno = 0;
        zchunk_t *chunk = zarmour_decode (armour, "abcde");
        check (chunk && zchunk_size (chunk) == 0 && errno == EINVAL);
        zchunk_destroy (&chunk);
    }
    zarmour_destroy (&armour);
}

//  A mode that is none is an error that the program is told.
static void
defect_ARM_3 (void)
{
    check (in_child (unknown_modes) == 0);
}

static void
bad_lengths_of_z85 (void)
{
    zarmour_t *armour = zarmour_new ();
    zarmour_set_mode (armour, ZARMOUR_MODE_Z85);
    for (size_t size = 1; size < 4; size++) {
        errno = 0;
        check (!zarmour_encode (armour, (const byte *) "foobar", size) && errno == EINVAL);
    }
    const char *texts [] = { "H", "Hell", "HelloW", "HelloWorl" };
    for (size_t nbr = 0; nbr < 4; nbr++) {
        errno = 0;
        zchunk_t *chunk = zarmour_decode (armour, texts [nbr]);
        check (chunk && zchunk_size (chunk) == 0 && errno == EINVAL);
        zchunk_destroy (&chunk);
    }
    zarmour_destroy (&armour);
}

//  Bad lengths of Z85 are refused.
static void
defect_ARM_4 (void)
{
    check (in_child (bad_lengths_of_z85) == 0);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (properties ());
    CASE (there_and_back ());
    CASE (padding ());
    CASE (line_breaks ());
    CASE (foreign_texts ());
    CASE (breaches_abort ());
    CASE (zarmour_test (false));
    DEFECT (ARM_1);
    DEFECT (ARM_2);
    DEFECT (ARM_3);
    DEFECT (ARM_4);
    return test_end ();
}

//  Walks zrex: expressions of all kinds, what they find, and what is wrong with some; and the
//  functions of the engine itself, which no header declares.

#include "observe.h"

static void
show (zrex_t *rex, const char *expression, const char *text, bool found)
{
    printf ("/%s/ in '%s': ", expression, text);
    check (found == (zrex_hits (rex) > 0));
    if (found) {
        for (int nbr = 0; nbr < zrex_hits (rex); nbr++)
            printf ("[%s]", zrex_hit (rex, (uint) nbr));
        printf ("\n");
    }
    else
        printf ("no\n");
    check (!zrex_hit (rex, (uint) zrex_hits (rex)));
    check (!zrex_hit (rex, 1000));
}

static void
find (const char *expression, const char *text)
{
    zrex_t *rex = zrex_new (expression);
    check (rex);
    check (zrex_valid (rex));
    check_streq (zrex_strerror (rex), "No error");
    show (rex, expression, text, zrex_matches (rex, text));
    zrex_destroy (&rex);
    check (!rex);
    zrex_destroy (&rex);
}

static void
refuse (const char *expression)
{
    zrex_t *rex = zrex_new (expression);
    check (rex);
    check (!zrex_valid (rex));
    printf ("%.20s...: %s\n", expression, zrex_strerror (rex));
    zrex_destroy (&rex);
}

static void
places (void)
{
    find ("a", "xay");
    find ("a", "");
    find ("", "a");
    find ("", "");
    find ("^a", "ab");
    find ("^a", "ba");
    find ("^", "");
    find ("^", "a");
    find ("^$", "");
    find ("^$", "a");
    find ("^^a", "a");
    find ("a^", "a");
    find ("x^a", "xa");
    find ("a$", "ba");
    find ("a$", "ab");
    find ("a$b", "a$b");
    find ("$", "");
    find ("$", "a");
    find ("a*", "");
    find ("^a*", "");
    find ("(^a)", "a");
    find ("(^a)", "ba");
    find ("(a$)", "ba");
    find ("\\.$", "a.b.");
}

static void
alternatives (void)
{
    find ("a|b", "xb");
    find ("a|b|c", "xc");
    find ("^a|b", "xb");
    find ("^a|b", "b");
    find ("x|^a", "ba");
    find ("x|^a", "ab");
    find ("ab|cd", "acd");
    find ("(a|b)c", "xbc");
    find ("(a|)b", "b");
    find ("|a", "a");
    find ("a|", "b");
    find ("foo|foobar", "foobar");
    find ("(foo|foobar)baz", "foobarbaz");
    find ("(a|ab)(c|bcd)", "abcd");
    find ("a(b|c)d|ef", "acd");
    find ("((a|b)|c)d", "bd");
    find ("b(a|$)", "b");
}

static void
repeats (void)
{
    find ("ab*", "abbbc");
    find ("ab*", "ac");
    find ("ab+", "ac");
    find ("ab+", "abbbc");
    find ("ab?c", "ac");
    find ("ab?c", "abc");
    find ("ab?c", "abbc");
    find ("a?a", "a");
    find ("a??b", "ab");
    find ("a*ab", "aaab");
    find ("a+a", "aaa");
    find ("a*a*b", "aaab");
    find ("abc*", "abccc");
    find ("x*", "aax");
    find ("ab*?c", "abbbc");
    find ("a+?b", "aaab");
    find (".*b", "aabab");
    find (".+?b", "aabab");
    find (".*?b", "aabab");
    find ("(.*)-(.*)", "a-b-c");
    find ("(.*?)-(.*)", "a-b-c");
    find ("(.+)(.+)", "abc");
    find ("(.*)(.*)", "abc");
    find ("(a*|b)ab", "aaab");
    find ("a+?$", "aaa");
    find ("?a", "ba");
    find ("$?a", "ba");
    find ("a{2}", "a{2}");
}

static void
sets_and_classes (void)
{
    find ("[abc]+", "xxbcay");
    find ("[^abc]+", "abxyc");
    find ("[a-z]", "b");
    find ("[a-z]", "-");
    find ("[\\]]", "]");
    find ("[\\n\\t]+", "a\t\nb");
    find ("[\\x\\.]+", "\\x.");
    find ("[]a]", "]");
    find ("[^]", "a");
    find ("[^^]", "^a");
    find ("[\\s]", "s");
    find ("[^\\d]", "1");
    find ("a]", "a]");
    find (".", "\n");
    find ("\\s\\S\\d\\D\\a\\A\\w\\W", " x1xa1a-");
    find ("\\s+", "a \t\n\v\f\rb");
    find ("\\w+", "a_b");
    find ("\\w+", "_9z");
    find ("\\n\\r\\t", "\n\r\t");
    find ("\\x41", "A");
    find ("\\x41", "x41");
    find ("\\^\\$\\(\\)\\.\\[\\*\\+\\?\\\\\\|", "^$().[*+?\\|");
    find ("\\0", "0");
    find ("A", "a");
}

static void
groups (void)
{
    find ("(a)", "xa");
    find ("()", "a");
    find ("((a)b)", "ab");
    find ("(a)(b)(c)", "abc");
    find ("(a)(b)?", "a");
    find ("(a)|(b)", "b");
    find ("(a)+", "aaa");
    find ("(ab)+", "ababx");
    find ("(a|b)+c", "ababc");
    find ("(a|ab)*c", "ababc");
    find ("(a)*b", "aab");
    find ("(x|y)?z", "xyz");
    find ("(\\d+)\\.(\\d+)", "v12.34x");
    find ("(\\w+)\\s(\\w+)", "hello world");
    find ("^(\\w+)=(.*)$", "key=value");
    find ("^([^:]+)://([^:]+):(\\d+)$", "tcp://127.0.0.1:5670");
    char many [200] = "";
    for (int nbr = 0; nbr < 35; nbr++)
        strcat (many, "(a)");
    find (many, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
}

static void
long_expressions (void)
{
    char expression [400], text [400];
    memset (expression, '.', sizeof expression);
    memset (text, 'x', sizeof text);
    text [300] = 0;
    expression [251] = 0;
    find (expression, text);
    expression [251] = '.';
    expression [252] = 0;
    refuse (expression);
    memset (expression, 'x', 255);
    expression [255] = 0;
    find (expression, text);
    memset (expression, 'x', 257);
    expression [257] = 0;
    refuse (expression);
    expression [0] = 0;
    for (int nbr = 0; nbr < 63; nbr++)
        strcat (expression, "()");
    refuse (expression);
}

static void
errors (void)
{
    refuse ("[");
    refuse ("[a");
    refuse ("x[^");
    zrex_t *rex = zrex_new (NULL);
    check (rex);
    printf ("no expression: valid %d, %s, hits %d\n", zrex_valid (rex), zrex_strerror (rex),
            zrex_hits (rex));
    check (!zrex_hit (rex, 0));
    zrex_destroy (&rex);
}

static void
one_object_for_many (void)
{
    zrex_t *rex = zrex_new ("(\\d+)-(\\d+)");
    show (rex, "kept", "12-34", zrex_matches (rex, "12-34"));
    show (rex, "kept", "12:34", zrex_matches (rex, "12:34"));
    show (rex, "kept", "12-345", zrex_matches (rex, "12-345"));
    show (rex, "^host: (.+)", "host: local", zrex_eq (rex, "host: local", "^host: (.+)"));
    show (rex, "kept", "host: localhost", zrex_matches (rex, "host: localhost"));
    show (rex, "^port: (.+)", "host: local", zrex_eq (rex, "host: local", "^port: (.+)"));
    printf ("valid %d\n", zrex_valid (rex));
    show (rex, "[", "[", zrex_eq (rex, "[", "["));
    printf ("valid %d, %s\n", zrex_valid (rex), zrex_strerror (rex));
    const char *letters = "abcdefghijklmnopqrstuvwxyz";
    show (rex, "b.*", letters, zrex_eq (rex, letters, "b.*"));
    printf ("valid %d\n", zrex_valid (rex));
    zrex_destroy (&rex);
}

static void
fetching (void)
{
    zrex_t *rex = zrex_new ("(\\w+) (\\w+) ?(\\w*)");
    check (zrex_matches (rex, "get key"));
    const char *verb = "", *key = "", *value = "", *more = "";
    printf ("%d:", zrex_fetch (rex, &verb, NULL));
    printf (" %s\n", verb);
    printf ("%d:", zrex_fetch (rex, &verb, &key, NULL));
    printf (" %s, %s\n", verb, key);
    printf ("%d:", zrex_fetch (rex, &verb, &key, &value, &more, NULL));
    printf (" %s, %s, '%s', %s\n", verb, key, value, more ? more : "none");
    check (!more);
    check (verb == zrex_hit (rex, 1));
    check (!zrex_matches (rex, "get"));
    printf ("%d:", zrex_fetch (rex, &verb, &key, NULL));
    check (!verb && !key);
    printf (" none\n");
    zrex_destroy (&rex);
}

struct slre {
    unsigned char code [256], data [256];
    int code_size, data_size, num_caps, anchored;
    const char *err_str;
};
struct cap {
    const char *ptr;
    size_t len;
};
int slre_compile (struct slre *r, const char *re);
int slre_match (const struct slre *r, const char *buf, size_t len, struct cap *caps);
void slre_dump (const struct slre *r, FILE *fp);

static void
engine (void)
{
    const char *expressions [] = {
        "", "a", "^ab", "ab+", "a*b", "(a|b)c?", "a|b|c", "(.*?)b", "[ab]+?[^\\nab]", "\\s\\S\\d\\D$",
        "\\a\\A\\w\\W\\.", "((a|b)|c)*x", "\\n \x80\"", NULL
    };
    const char *texts [] = { "", "xaby", "aab", "a b1x", NULL };
    for (const char **expression = expressions; *expression; expression++) {
        struct slre slre;
        memset (&slre, 0xAA, sizeof slre);
        check (slre_compile (&slre, *expression) == 1);
        check (!slre.err_str);
        printf ("code %d, data %d, groups %d, anchored %d\n", slre.code_size, slre.data_size,
                slre.num_caps, slre.anchored);
        fflush (stdout);
        slre_dump (&slre, stdout);
        for (const char **text = texts; *text; text++) {
            struct cap caps [5];
            memset (caps, 0, sizeof caps);
            int found = slre_match (&slre, *text, strlen (*text), caps);
            check (slre_match (&slre, *text, strlen (*text), NULL) == found);
            printf ("'%s' %d", *text, found);
            for (int nbr = 0; found && nbr <= slre.num_caps; nbr++)
                printf (" [%.*s]", (int) caps [nbr].len, caps [nbr].len ? caps [nbr].ptr : "");
            printf ("\n");
        }
    }
    struct slre slre = { 0 };
    check (slre_compile (&slre, "[a") == 0);
    printf ("%s\n", slre.err_str);
    check (slre_compile (&slre, "b\\0c") == 1);
    struct cap caps [1];
    check (slre_match (&slre, "ab\0cd", 5, caps) == 1 && caps [0].len == 3);
    check (slre_match (&slre, "ab\0cd", 3, caps) == 0);
}

static void
breaches_abort (void)
{
    zrex_t *rex = zrex_new ("a");
    const char *text;
    check_aborts ("zrex_valid", zrex_valid (NULL));
    check_aborts ("zrex_strerror", zrex_strerror (NULL));
    check_aborts ("zrex_matches", zrex_matches (NULL, "a"));
    check_aborts ("zrex_matches", zrex_matches (rex, NULL));
    check_aborts ("zrex_eq", zrex_eq (NULL, "a", "a"));
    check_aborts ("zrex_eq", zrex_eq (rex, NULL, "a"));
    check_aborts ("zrex_eq", zrex_eq (rex, "a", NULL));
    check_aborts ("zrex_hits", zrex_hits (NULL));
    check_aborts ("zrex_hit", zrex_hit (NULL, 0));
    check_aborts ("zrex_fetch", zrex_fetch (NULL, &text, NULL));
    check_aborts ("zrex_destroy", zrex_destroy (NULL));
    zrex_destroy (&rex);
    printf ("breaches of contract abort\n");
}

static void
check_refused (const char *expression, const char *error)
{
    zrex_t *rex = zrex_new (expression);
    check (rex);
    check (!zrex_valid (rex));
    check_streq (zrex_strerror (rex), error);
    zrex_destroy (&rex);
}

//  Fails unless all that is found is as expected.
static void
check_finds (const char *expression, const char *text, const char *expected)
{
    zrex_t *rex = zrex_new (expression);
    check (zrex_valid (rex));
    check (zrex_matches (rex, text));
    check_streq (zrex_hit (rex, 0), expected);
    zrex_destroy (&rex);
}

static void
unbalanced (void)
{
    check_refused (")", "Unbalanced brackets");
    check_refused ("a)", "Unbalanced brackets");
    check_refused ("(a))b", "Unbalanced brackets");
    check_refused ("a|b)", "Unbalanced brackets");
    check_refused ("(", "No closing bracket");
    check_refused ("(a", "No closing bracket");
    check_refused ("((a)", "No closing bracket");
    check_refused ("(a|b", "No closing bracket");
    char many [1001];
    memset (many, '(', 1000);
    many [1000] = 0;
    check_refused (many, "RE is too long (code overflow)");
    many [120] = 0;
    check_refused (many, "No closing bracket");
}

//  An expression whose brackets do not pair is not valid.
static void
defect_REX_1 (void)
{
    check (in_child (unbalanced) == 0);
}

static void
endless_repeats (void)
{
    check_finds ("a**", "aab", "aa");
    check_finds ("a*+b", "aab", "aab");
    check_finds ("*a", "xa", "a");
    check_finds ("+", "a", "");
    check_finds ("(a*)*b", "xaab", "aab");
    check_finds ("(a|)*b", "xaab", "aab");
    check_finds ("(a?)+b", "xaab", "aab");
    check_finds ("()*x", "x", "x");
    check_finds ("a|+b", "b", "b");
}

//  A repeat of what may be empty ends.
static void
defect_REX_2 (void)
{
    check (in_child (endless_repeats) == 0);
}

//  Hits are those of the last match alone.
static void
defect_REX_3 (void)
{
    zrex_t *rex = zrex_new ("(a.*)");
    check (zrex_matches (rex, "abcdefabord"));
    check (zrex_matches (rex, "ab"));
    check_streq (zrex_hit (rex, 0), "ab");
    check_streq (zrex_hit (rex, 1), "ab");
    check (zrex_eq (rex, "xyz", "(x)y(z)"));
    check (zrex_eq (rex, "xyz", "(x)y(q)?z"));
    check_streq (zrex_hit (rex, 2), "");
    check (zrex_eq (rex, "ac", "(a)b|ac"));
    check_streq (zrex_hit (rex, 1), "");
    zrex_destroy (&rex);
}

//  A valid expression has no error.
static void
defect_REX_4 (void)
{
    zrex_t *rex = zrex_new ("[");
    check_streq (zrex_strerror (rex), "No closing ']' bracket");
    check (zrex_eq (rex, "a", "a"));
    check (zrex_valid (rex));
    check_streq (zrex_strerror (rex), "No error");
    zrex_destroy (&rex);
}

//  A non-greedy repeat takes as few as it can.
static void
defect_REX_5 (void)
{
    check_finds ("a+?", "aaa", "a");
    check_finds ("a*?", "aaa", "");
    check_finds ("a*?a", "aaa", "a");
    check_finds ("ab*?b", "abbb", "ab");
}

//  Nothing is found without a valid expression.
static void
defect_REX_6 (void)
{
    zrex_t *rex = zrex_new (NULL);
    check (!zrex_matches (rex, "a") && zrex_hits (rex) == 0);
    check (!zrex_matches (rex, "") && zrex_hits (rex) == 0);
    check (zrex_eq (rex, "a", "a"));
    check (!zrex_eq (rex, "a", "[a"));
    check (!zrex_matches (rex, "a") && zrex_hits (rex) == 0);
    zrex_destroy (&rex);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (places ());
    CASE (alternatives ());
    CASE (repeats ());
    CASE (sets_and_classes ());
    CASE (groups ());
    CASE (long_expressions ());
    CASE (errors ());
    CASE (one_object_for_many ());
    CASE (fetching ());
    CASE (engine ());
    CASE (breaches_abort ());
    CASE (zrex_test (false));
    DEFECT (REX_1);
    DEFECT (REX_2);
    DEFECT (REX_3);
    DEFECT (REX_4);
    DEFECT (REX_5);
    DEFECT (REX_6);
    return test_end ();
}

//  Walks zconfig: building a tree, paths, the ZPL text format read and written,
//  comments, and configuration files.

#include "folder.h"
#include "observe.h"
#include <dlfcn.h>

static const char *
text (const char *string)
{
    return string? string: "(none)";
}

static const char *
name_of (zconfig_t *item)
{
    return item? text (zconfig_name (item)): "(no item)";
}

//  Prints the tree with its values in brackets, so that none and empty differ.
static void
show_tree (zconfig_t *item, int level)
{
    while (item) {
        printf ("%*s%s", level * 2 + 2, "", text (zconfig_name (item)));
        if (zconfig_value (item))
            printf (" [%s]", zconfig_value (item));
        printf ("\n");
        show_tree (zconfig_child (item), level + 1);
        item = level? zconfig_next (item): NULL;
    }
}

static void
parse (const char *what, const char *string)
{
    printf ("%s:\n", what);
    hold_output ();
    zconfig_t *root = zconfig_str_load (string);
    show_held_output ();
    if (root)
        show_tree (root, 0);
    else
        printf ("  refused\n");
    zconfig_destroy (&root);
}

static void
build_a_tree (void)
{
    zconfig_t *root = zconfig_new ("root", NULL);
    check (root);
    printf ("root: %s, %s\n", zconfig_name (root), text (zconfig_value (root)));
    check (!zconfig_child (root));
    check (!zconfig_next (root));
    check (!zconfig_comments (root));
    check (!zconfig_filename (root));
    zconfig_t *server = zconfig_new ("server", root);
    zconfig_t *client = zconfig_new ("client", root);
    check (zconfig_child (root) == server);
    check (zconfig_next (server) == client);
    check (!zconfig_next (client));
    zconfig_t *port = zconfig_new ("port", server);
    zconfig_set_value (port, "%d", 5670);
    zconfig_set_value (client, "50%%");
    zconfig_set_value (root, "the root's own value");
    zconfig_t *unnamed = zconfig_new (NULL, client);
    printf ("unnamed: %s\n", text (zconfig_name (unnamed)));
    show_tree (root, 0);
    zconfig_set_name (unnamed, "named");
    zconfig_set_name (port, "port-number");
    zconfig_set_value (port, "%s", "text, longer than before");
    zconfig_set_value (client, NULL);
    zconfig_set_value (unnamed, "%s", "");
    show_tree (root, 0);
    zconfig_set_name (unnamed, NULL);
    printf ("name taken away: %s\n", text (zconfig_name (unnamed)));
    zconfig_print (root);
    zconfig_destroy (&root);
    check (!root);
    zconfig_destroy (&root);
}

static void
put_and_get (void)
{
    zconfig_t *root = zconfig_new ("root", NULL);
    zconfig_put (root, "name", "value");
    zconfig_put (root, "/server/bind/endpoint", "tcp://*:5670");
    zconfig_put (root, "server/bind/security", "curve");
    zconfig_put (root, "server/timeout", "10");
    zconfig_putf (root, "server/load", "%d%%", 50);
    zconfig_put (root, "server/empty", "");
    zconfig_put (root, "server/timeout", "20");
    show_tree (root, 0);
    const char *paths [] = {
        "name", "/name", "//name", "server", "server/", "server/bind/endpoint",
        "/server/bind/security", "server/timeout", "server/load", "server/empty",
        "server/none", "none/none", "name/none", "", "/", "root", "Name"
    };
    for (size_t nbr = 0; nbr < sizeof paths / sizeof *paths; nbr++)
        printf ("get '%s': '%s'\n", paths [nbr],
                text (zconfig_get (root, paths [nbr], "default")));
    check (zconfig_get (root, "none", NULL) == NULL);
    zconfig_t *server = zconfig_locate (root, "server");
    printf ("get below an item: %s\n", zconfig_get (server, "bind/endpoint", "default"));
    zconfig_set_value (server, "now it has one");
    printf ("get of a section's value: %s\n", zconfig_get (root, "server", "default"));
    zconfig_put (root, "gone", NULL);
    printf ("put of no value: %s\n", text (zconfig_get (root, "gone", "default")));
    zconfig_destroy (&root);
}

static void
duplicates (void)
{
    zconfig_t *root = zconfig_str_load ("a = 1\nb = 2\na = 3\n    c = 4\na = 5\n");
    printf ("the first of equal names: %s\n", zconfig_get (root, "a", "default"));
    printf ("no way through the first: %s\n", zconfig_get (root, "a/c", "default"));
    zconfig_put (root, "a", "changed");
    zconfig_put (root, "a/d", "added");
    show_tree (root, 0);
    zconfig_destroy (&root);
}

static void
empty_names (void)
{
    zconfig_t *root = zconfig_new ("root", NULL);
    check (!zconfig_locate (root, ""));
    check (!zconfig_locate (root, "/"));
    zconfig_put (root, "", "nothing");
    zconfig_put (root, "a/", "slash");
    zconfig_put (root, "b//c", "two slashes");
    show_tree (root, 0);
    const char *paths [] = { "", "/", "a", "a/", "b", "b/", "b//c", "b/c" };
    for (size_t nbr = 0; nbr < sizeof paths / sizeof *paths; nbr++)
        printf ("get '%s': %s\n", paths [nbr],
                text (zconfig_get (root, paths [nbr], "default")));
    char *saved = zconfig_str_save (root);
    printf ("%s", saved);
    parse ("such a text cannot be read", saved);
    zstr_free (&saved);
    zconfig_destroy (&root);
}

//  What slashes too many mean depends on which items are there already.
static void
slashes (void)
{
    const char *paths [] = { "a//b", "//a", "///a", "a//", "a///b", "/a/", "//", "a/b//c", "x//" };
    for (size_t nbr = 0; nbr < sizeof paths / sizeof *paths; nbr++) {
        printf ("put '%s':\n", paths [nbr]);
        for (int filled = 0; filled < 2; filled++) {
            zconfig_t *root = zconfig_new ("root", NULL);
            if (filled)
                zconfig_put (root, "a/b/c", "1");
            zconfig_put (root, paths [nbr], "v");
            show_tree (root, 0);
            printf ("    %s", text (zconfig_get (root, paths [nbr], "default")));
            zconfig_putf (root, paths [nbr], "%c", 'w');
            printf (", then %s:\n", text (zconfig_get (root, paths [nbr], "default")));
            show_tree (root, 0);
            zconfig_destroy (&root);
        }
    }
}

static void
locate_and_depth (void)
{
    zconfig_t *root = zconfig_str_load (
        "one\n"
        "    two = 2\n"
        "        three = 3\n"
        "    second = 2\n"
        "        deep = 3\n"
        "            deeper = 4\n"
        "last = 1\n"
        "    below = 2\n");
    zconfig_t *one = zconfig_child (root);
    check (zconfig_locate (root, "one") == one);
    check (zconfig_locate (root, "/one/two/three")
           == zconfig_child (zconfig_child (one)));
    check (zconfig_locate (one, "second/deep/deeper"));
    check (!zconfig_locate (root, "two"));
    check (!zconfig_locate (one, "one"));
    for (int level = 0; level < 5; level++)
        printf ("last at depth %d: %s\n", level, name_of (zconfig_at_depth (root, level)));
    for (int level = 0; level < 5; level++)
        printf ("last at depth %d below one: %s\n", level,
                name_of (zconfig_at_depth (one, level)));
    zconfig_destroy (&root);
}

typedef struct {
    const char *stop_at;        //  where the handler gives another result
    int result;
} visit_t;

static int
visit (zconfig_t *item, void *arg, int level)
{
    visit_t *self = (visit_t *) arg;
    printf (" %d:%s", level, zconfig_name (item));
    return self->stop_at && streq (zconfig_name (item), self->stop_at)? self->result: 0;
}

static void
execute (void)
{
    zconfig_t *root = zconfig_str_load (
        "a\n"
        "    b\n"
        "        c\n"
        "    d\n"
        "e\n");
    visit_t visits [] = {
        { NULL, 0 }, { "root", -1 }, { "a", -1 }, { "b", -1 }, { "c", -1 }, { "d", -1 },
        { "e", -1 }, { "root", -2 }, { "b", -2 }, { "e", -2 }, { "root", 1 }, { "c", 1 }
    };
    for (size_t nbr = 0; nbr < sizeof visits / sizeof *visits; nbr++) {
        printf ("%d at %s:", visits [nbr].result, text (visits [nbr].stop_at));
        int rc = zconfig_execute (root, visit, &visits [nbr]);
        printf (" gives %d\n", rc);
    }
    visit_t all = { NULL, 0 };
    printf ("below a:");
    int rc = zconfig_execute (zconfig_child (root), visit, &all);
    printf (" gives %d\n", rc);
    zconfig_destroy (&root);
}

static void
read_values (void)
{
    parse ("no text", "");
    parse ("no line end", "a = 1");
    parse ("names", "a\nA1$-_@.&+z = 1\n9/8 = 2\n");
    parse ("plain values", "a = 1\nb=2\nc =3\nd= 4\ne   =   5   \nf = two  words\n");
    parse ("no value", "a\nb =\nc = \nd   \ne=   \n");
    parse ("double quotes", "a = \"x\"\nb=\"\"\nc = \"  x # y  \"   \nd = \"it's\" # note\n");
    parse ("single quotes", "a = 'x'\nb=''\nc = '# \"x\"'# note\n");
    parse ("quotes within", "a = x\"y\"\nb = x'\n");
    parse ("no escapes", "a = \"x\\\"\nb = x\\n\n");
    parse ("equal signs", "a == 1\nb = = 2\nc = x=y\n");
    parse ("comments", "# one\na = 1 # two\nb # three\n    # four\nc = x#y\n  \t \n#\n");
    parse ("white space at the end", "a = 1 \t\r\nb = \"x\" \r\nc\r\n\r\n");
    parse ("no lists", "a = |\nb = [1, 2]\nc = (x)\n");
    parse ("a tab in a value", "a = x\ty\nb =\tx\nc\t= x\n");
    parse ("bytes above 127 in a value", "a = \xc3\xa9\n");
    parse ("blank lines", "\n\na = 1\n\n    \n   \n    b = 2\n");
}

static void
read_levels (void)
{
    parse ("levels",
           "a = 1\n    b = 2\n        c = 3\n    d = 4\n        e = 5\nf = 6\n    g = 7\n");
    parse ("three spaces", "a\n   b\n");
    parse ("five spaces", "a\n     b\n");
    parse ("level skipped", "a\n        b\n");
    parse ("level without parent", "    a\n");
    parse ("tab for a level", "a\n\tb\n");
    parse ("tab after a level", "a\n    \tb\n");
    parse ("odd comment", "a\n  # note\n");
    parse ("comment too deep", "a\n            # note\nb\n");
}

static void
read_errors (void)
{
    parse ("text after a name", "a\nb c\n");
    parse ("colon", "a: b\n");
    parse ("slash at the start", "/a = 1\n");
    parse ("slash at the end", "a\n\nb/ = 1\n");
    parse ("slash alone", "/\n");
    parse ("value without a name", "= 1\n");
    parse ("missing double quote", "a = \"x\n");
    parse ("missing single quote", "a = 'x\"\n");
    parse ("quotes that differ", "a = \"x'\n");
    parse ("quote alone", "a = \"\n");
    parse ("text after a quoted value", "a = \"x\" y\n");
    parse ("bytes above 127 in a name", "\xc3\xa9 = 1\n");
    parse ("other characters in a name", "a! = 1\n");
    parse ("only the first error is told", "a = 1\nb c\nd = \"\ne f\n");
}

static void
read_chunks (void)
{
    zchunk_t *chunk = zchunk_new ("a = 1\0 2\nb = \"x\0\"\n", 18);
    hold_output ();
    zconfig_t *root = zconfig_chunk_load (chunk);
    show_held_output ();
    printf ("an unfinished quote before a NUL: %s\n", root? "read": "refused");
    zconfig_destroy (&root);
    zchunk_destroy (&chunk);

    chunk = zchunk_new ("a = 1\0 2\nb = 3", 14);
    root = zconfig_chunk_load (chunk);
    printf ("a line ends at a NUL:\n");
    show_tree (root, 0);
    zconfig_destroy (&root);
    zchunk_destroy (&chunk);

    chunk = zchunk_new (NULL, 10);
    root = zconfig_chunk_load (chunk);
    printf ("an empty chunk:\n");
    show_tree (root, 0);
    zconfig_destroy (&root);
    zchunk_destroy (&chunk);
}

static void
long_values (void)
{
    char line [1101];
    for (size_t size = 900; size <= 1100; size += 100) {
        memset (line, 'x', size);
        memcpy (line, "a = ", 4);
        line [size] = 0;
        zconfig_t *root = zconfig_str_load (line);
        check (root);
        printf ("line of %zu bytes: value of %zu bytes\n", size,
                strlen (zconfig_get (root, "a", "")));
        zconfig_destroy (&root);
    }
    char value [5001];
    memset (value, 'v', 5000);
    value [5000] = 0;
    zconfig_t *root = zconfig_new ("root", NULL);
    zconfig_put (root, "put", value);
    zconfig_putf (root, "putf", "%s", value);
    const char *format = "100%";
    zconfig_putf (root, "early", format);
    zconfig_set_value (root, format);
    printf ("formats that end early: %s, %s\n", zconfig_get (root, "early", ""),
            zconfig_value (root));
    format = NULL;
    zconfig_putf (root, "none", format);
    errno = 0;
    printf ("no format: '%s', savef %d", zconfig_get (root, "none", "default"),
            zconfig_savef (root, format));
    printf (" ENOENT %d\n", errno == ENOENT);
    check_streq (zconfig_get (root, "put", ""), value);
    check_streq (zconfig_get (root, "putf", ""), value);
    zconfig_destroy (&root);
}

static void
write_text (void)
{
    zconfig_t *root = zconfig_new ("root", NULL);
    zconfig_set_value (root, "never written");
    zconfig_put (root, "a", "1");
    zconfig_put (root, "a/b", "two words");
    zconfig_put (root, "a/b/c", "");
    zconfig_new ("section", root);
    zconfig_put (root, "apostrophe", "it's");
    zconfig_set_value (zconfig_new (NULL, root), "x");

    printf ("print:\n");
    zconfig_print (root);
    printf ("save to standard output: ");
    printf ("%d\n", zconfig_save (root, "-"));
    char *saved = zconfig_str_save (root);
    printf ("string of %zu bytes:\n%s", strlen (saved), saved);

    char *printed = NULL;
    size_t size = 0;
    FILE *file = open_memstream (&printed, &size);
    zconfig_fprint (root, file);
    fclose (file);
    check_streq (printed, saved);
    free (printed);

    zchunk_t *chunk = zconfig_chunk_save (root);
    check (zchunk_size (chunk) == strlen (saved));
    check (memcmp (zchunk_data (chunk), saved, zchunk_size (chunk) + 1) == 0);
    printf ("chunk: size %zu, max size %zu\n", zchunk_size (chunk),
            zchunk_max_size (chunk));
    zchunk_destroy (&chunk);
    zstr_free (&saved);

    printf ("a section only:\n");
    zconfig_print (zconfig_locate (root, "a"));
    zconfig_destroy (&root);

    root = zconfig_new ("root", NULL);
    saved = zconfig_str_save (root);
    printf ("empty tree: '%s'\n", saved);
    zstr_free (&saved);
    chunk = zconfig_chunk_save (root);
    printf ("as a chunk: size %zu, max size %zu\n", zchunk_size (chunk),
            zchunk_max_size (chunk));
    zchunk_destroy (&chunk);
    zconfig_destroy (&root);
}

static void
read_back (void)
{
    const char *original =
        "# Heading\n"
        "name = plain text # note\n"
        "section\n"
        "    # indented\n"
        "    'no\n";
    parse ("not a name", original);
    zconfig_t *root = zconfig_str_load (
        "# Heading\n"
        "name = plain text # note\n"
        "section\n"
        "    # indented\n"
        "    inner = 'x y'\n"
        "#Second\n"
        "        innermost\n"
        "# Last\n");
    char *once = zconfig_str_save (root);
    printf ("%s", once);
    zconfig_t *again = zconfig_str_load (once);
    char *twice = zconfig_str_save (again);
    check_streq (once, twice);
    zstr_free (&once);
    zstr_free (&twice);
    zconfig_destroy (&again);
    zconfig_destroy (&root);
}

static void
comments (void)
{
    zconfig_t *root = zconfig_new ("root", NULL);
    zconfig_t *child = zconfig_new ("child", root);
    zconfig_t *inner = zconfig_new ("inner", child);
    zconfig_set_comment (root, " %d of %s", 1, "root");
    zconfig_set_comment (root, "%s", "");
    zconfig_set_comment (root, " 3 of root");
    zconfig_set_comment (child, " of child");
    zconfig_set_comment (inner, "of inner");
    zconfig_print (root);
    zlist_t *lines = zconfig_comments (root);
    printf ("%zu comments:", zlist_size (lines));
    char *line = (char *) zlist_first (lines);
    while (line) {
        printf (" [%s]", line);
        line = (char *) zlist_next (lines);
    }
    printf ("\n");
    zlist_append (lines, " added to the list");
    check (zconfig_comments (root) == lines);
    zconfig_set_comment (child, NULL);
    check (!zconfig_comments (child));
    zconfig_set_comment (child, NULL);
    zconfig_print (root);
    zconfig_set_comment (root, NULL);
    zconfig_set_comment (child, "new");
    zconfig_print (root);
    zconfig_destroy (&root);

    root = zconfig_str_load ("#a\n    # not kept\nx = 1 # not kept\n# b\n#\n");
    lines = zconfig_comments (root);
    printf ("comments read:");
    line = (char *) zlist_first (lines);
    while (line) {
        printf (" [%s]", line);
        line = (char *) zlist_next (lines);
    }
    printf ("\n");
    check (!zconfig_comments (zconfig_locate (root, "x")));
    zconfig_destroy (&root);
}

static void
files (void)
{
    zconfig_t *root = zconfig_new ("root", NULL);
    zconfig_put (root, "a/b", "1");
    zconfig_set_comment (root, " Heading");
    printf ("save: %d\n", zconfig_save (root, "one.cfg"));
    print_file ("one.cfg");
    printf ("savef: %d\n", zconfig_savef (root, "%s-%d.cfg", "two", 2));
    print_file ("two-2.cfg");
    printf ("save where it cannot be: %d\n", zconfig_save (root, "absent/one.cfg"));
    printf ("file name after saving: %s\n", text (zconfig_filename (root)));
    printf ("reload of a tree without a file: %d\n", zconfig_reload (&root));
    printf ("has changed: %d\n", zconfig_has_changed (root));
    show_tree (root, 0);
    zconfig_destroy (&root);

    check (!zconfig_load ("absent.cfg"));
    check (!zconfig_loadf ("%s.cfg", "absent"));
    const char *format = NULL;
    errno = 0;
    check (!zconfig_loadf (format));
    printf ("loadf without a format: ENOENT %d\n", errno == ENOENT);
    root = zconfig_load ("one.cfg");
    printf ("loaded from %s:\n", text (zconfig_filename (root)));
    show_tree (root, 0);
    check (zconfig_save (root, "three.cfg") == 0);
    print_file ("three.cfg");
    printf ("file name after saving elsewhere: %s\n", text (zconfig_filename (root)));
    check (!zconfig_filename (zconfig_child (root)));
    zconfig_destroy (&root);
    root = zconfig_loadf ("%s-%d.cfg", "two", 2);
    printf ("loaded from %s: %s\n", text (zconfig_filename (root)),
            zconfig_get (root, "a/b", "default"));
    zconfig_destroy (&root);

    check (mkdir ("folder", 0700) == 0);
    root = zconfig_load ("folder");
    printf ("a directory:\n");
    show_tree (root, 0);
    printf ("from %s\n", text (zconfig_filename (root)));
    zconfig_destroy (&root);

    write_file ("empty.cfg", "");
    root = zconfig_load ("empty.cfg");
    printf ("an empty file:\n");
    show_tree (root, 0);
    zconfig_destroy (&root);

    write_file ("bad.cfg", "a = 1\nb = \"2\n");
    hold_output ();
    check (!zconfig_load ("bad.cfg"));
    show_held_output ();
}

static void
reload (void)
{
    write_file ("live.cfg", "a = 1\nb = 2\n");
    set_age ("live.cfg", 1000);
    zconfig_t *root = zconfig_load ("live.cfg");
    printf ("has changed at once: %d\n", zconfig_has_changed (root));
    zconfig_put (root, "a", "changed in memory");
    printf ("has changed in memory: %d\n", zconfig_has_changed (root));
    set_age ("live.cfg", 500);
    printf ("newer file: %d\n", zconfig_has_changed (root));
    set_age ("live.cfg", 2000);
    printf ("older file: %d\n", zconfig_has_changed (root));
    set_age ("live.cfg", 1000);
    printf ("same time again: %d\n", zconfig_has_changed (root));
    write_file ("live.cfg", "a = 3\nb = 4\n");
    set_age ("live.cfg", 1000);
    printf ("other content, same time and size: %d\n", zconfig_has_changed (root));
    write_file ("live.cfg", "a = 34\nb = 5\n");
    set_age ("live.cfg", 1000);
    printf ("same time, other size: %d\n", zconfig_has_changed (root));

    printf ("reload: %d\n", zconfig_reload (&root));
    show_tree (root, 0);
    printf ("from %s, has changed: %d\n", text (zconfig_filename (root)),
            zconfig_has_changed (root));

    write_file ("live.cfg", "a = \"4\n");
    set_age ("live.cfg", 500);
    zconfig_t *before = root;
    hold_output ();
    int rc = zconfig_reload (&root);
    show_held_output ();
    printf ("reload of a bad file: %d, has changed: %d\n", rc,
            zconfig_has_changed (root));
    check (root == before);
    show_tree (root, 0);

    printf ("save over it: %d", zconfig_save (root, "live.cfg"));
    printf (", has changed: %d\n", zconfig_has_changed (root));
    check (zconfig_save (root, "other.cfg") == 0);
    check (unlink ("live.cfg") == 0);
    printf ("file gone: %d\n", zconfig_has_changed (root));
    printf ("reload without it: %d\n", zconfig_reload (&root));
    show_tree (root, 0);
    zconfig_destroy (&root);
}

//  A file that ends in ".ln" has the name of another.
static void
linked_files (void)
{
    write_file ("target.cfg", "a = 1\n");
    write_file ("way.ln", "target.cfg\n");
    set_age ("target.cfg", 1000);
    zconfig_t *root = zconfig_load ("way.ln");
    printf ("by a link, from %s:\n", text (zconfig_filename (root)));
    show_tree (root, 0);
    printf ("has changed: %d", zconfig_has_changed (root));
    set_age ("target.cfg", 500);
    printf (", with its target: %d\n", zconfig_has_changed (root));
    zconfig_put (root, "a", "2");
    const char *visible = zconfig_filename (root);
    printf ("save: %d", zconfig_save (root, visible));
    printf (", has changed: %d\n", zconfig_has_changed (root));
    print_file ("way");
    print_file ("target.cfg");
    write_file ("way", "b = 3\n");
    printf ("reload: %d", zconfig_reload (&root));
    printf (", from %s\n", text (zconfig_filename (root)));
    show_tree (root, 0);
    zconfig_destroy (&root);

    root = zconfig_load ("way.ln");
    check (unlink ("way") == 0);
    printf ("reload without the visible name: %d\n", zconfig_reload (&root));
    printf ("save over the link: %d, from %s\n", zconfig_save (root, "way.ln"),
            text (zconfig_filename (root)));
    print_file ("way.ln");
    zconfig_destroy (&root);
    write_file ("lost.ln", "absent.cfg\n");
    printf ("to nowhere: %s\n", zconfig_load ("lost.ln") ? "loaded" : "no tree");
    write_file ("empty.ln", "");
    root = zconfig_load ("empty.ln");
    printf ("an empty one: from %s\n", text (zconfig_filename (root)));
    zconfig_destroy (&root);
    write_file ("folder.ln", "folder");
    root = zconfig_load ("folder.ln");
    printf ("to a directory: from %s\n", text (zconfig_filename (root)));
    zconfig_destroy (&root);
}

static void
old_names (void)
{
    zconfig_t *root = zconfig_str_load ("a = 1\n");
    zconfig_dump (root);
    printf ("resolve: %s, %s\n", zconfig_resolve (root, "a", "default"),
            zconfig_resolve (root, "b", "default"));
    zconfig_destroy (&root);
}

static void
breaches_abort (void)
{
    zconfig_t *root = zconfig_new ("root", NULL);
    check_aborts ("zconfig_destroy", zconfig_destroy (NULL));
    check_aborts ("zconfig_name", zconfig_name (NULL));
    check_aborts ("zconfig_child", zconfig_child (NULL));
    check_aborts ("zconfig_save", zconfig_save (NULL, "x"));
    check_aborts ("zconfig_has_changed", zconfig_has_changed (NULL));
    check_aborts ("zconfig_value", zconfig_value (NULL));
    check_aborts ("zconfig_execute", zconfig_execute (NULL, visit, NULL));
    zconfig_destroy (&root);
    printf ("breaches of contract abort\n");
}

static void
defect_CONF_1 (void)
{
    zconfig_t *root = zconfig_str_load ("a = # note\nb =   # note\n");
    check (root);
    check_streq (zconfig_get (root, "a", "default"), "");
    check_streq (zconfig_get (root, "b", "default"), "");
    zconfig_destroy (&root);
}

static void
defect_CONF_2 (void)
{
    zconfig_t *root = zconfig_new ("root", NULL);
    zconfig_put (root, "quote", "say \"yes\"");
    zconfig_put (root, "next", "1");
    char *saved = zconfig_str_save (root);
    zconfig_t *copy = zconfig_str_load (saved);
    check (copy);
    check_streq (zconfig_get (copy, "quote", "default"), "say \"yes\"");
    check_streq (zconfig_get (copy, "next", "default"), "1");
    zstr_free (&saved);
    zconfig_destroy (&copy);
    zconfig_destroy (&root);

    //  What cannot be written may be refused, but must not spoil the rest
    const char *values [] = { "two\nlines", "both \" and '", "line\rreturn\n" };
    for (int nbr = 0; nbr < 3; nbr++) {
        root = zconfig_new ("root", NULL);
        zconfig_put (root, "before", "1");
        zconfig_put (root, "a", values [nbr]);
        zconfig_put (root, "next", "2");
        if (zconfig_save (root, "saved.cfg") == 0) {
            copy = zconfig_load ("saved.cfg");
            check (copy);
            check_streq (zconfig_get (copy, "before", "default"), "1");
            check_streq (zconfig_get (copy, "next", "default"), "2");
            zconfig_destroy (&copy);
        }
        zconfig_destroy (&root);
    }
}

static void *
load_and_destroy (void *arg)
{
    size_t count = *(size_t *) arg;
    char *flat = (char *) malloc (count * 6 + 1);
    check (flat);
    for (size_t nbr = 0; nbr < count; nbr++)
        memcpy (flat + nbr * 6, "a = 1\n", 6);
    flat [count * 6] = 0;
    zconfig_t *root = zconfig_str_load (flat);
    free (flat);
    check (root);
    char *saved = zconfig_str_save (root);
    check (saved && strlen (saved) == count * 8);
    zstr_free (&saved);
    size_t children = 0;
    zconfig_t *child = zconfig_child (root);
    while (child) {
        children++;
        child = zconfig_next (child);
    }
    check (children == count);
    zconfig_destroy (&root);
    return NULL;
}

//  A flat file needs neither a stack as long as itself nor quadratic time.
static void
defect_CONF_3 (void)
{
    pthread_attr_t small;
    check (pthread_attr_init (&small) == 0);
    check (pthread_attr_setstacksize (&small, 256 * 1024) == 0);
    alarm (110);
    for (size_t count = 20000; count <= 100000; count *= 5) {
        pthread_t thread;
        check (pthread_create (&thread, &small, load_and_destroy, &count) == 0);
        check (pthread_join (thread, NULL) == 0);
    }
    alarm (0);
    pthread_attr_destroy (&small);
}

static void
defect_CONF_4 (void)
{
    zconfig_t *root = zconfig_new ("root", NULL);
    zconfig_put (root, "a", "1");
    check (zconfig_save (root, "/dev/full") == -1);
    zconfig_destroy (&root);
}

//  Letters of names are ASCII's, whatever those of the locale are: here e with an acute accent, as
//  Latin 1 has it, is one.
static bool accented;

int
isalnum (int letter)
{
    return (accented && (letter == 0xE9 || letter == (signed char) 0xE9))
        || ((int (*) (int)) dlsym (RTLD_NEXT, "isalnum")) (letter);
}

static void
load_accented (void)
{
    //  Where errors are printed
    check (freopen ("/dev/null", "w", stdout));
    accented = true;
    check (!zconfig_str_load ("caf\xE9 = 1\n"));
}

static void
defect_CONF_5 (void)
{
    check (in_child (load_accented) == 0);
}

static void
defect_same_second (void)
{
    struct timespec times [2] = { { 1000, 0 }, { 1000, 0 } };
    write_file ("quick.cfg", "a = 1\n");
    check (utimensat (AT_FDCWD, "quick.cfg", times, 0) == 0);
    zconfig_t *root = zconfig_load ("quick.cfg");
    check (!zconfig_has_changed (root));
    times [1].tv_nsec = 1;
    check (utimensat (AT_FDCWD, "quick.cfg", times, 0) == 0);
    check (zconfig_has_changed (root));
    zconfig_destroy (&root);
}

static void
defect_comment_lines (void)
{
    zconfig_t *root = zconfig_new ("root", NULL);
    zconfig_set_comment (root, "one\n two");
    zconfig_put (root, "a", "1");
    char *saved = zconfig_str_save (root);
    check_streq (saved, "#one\n# two\n\na = \"1\"\n");
    zconfig_t *copy = zconfig_str_load (saved);
    check (copy);
    zconfig_destroy (&copy);
    zstr_free (&saved);
    zconfig_destroy (&root);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    enter_folder ();
    CASE (build_a_tree ());
    CASE (put_and_get ());
    CASE (duplicates ());
    CASE (empty_names ());
    CASE (slashes ());
    CASE (locate_and_depth ());
    CASE (execute ());
    CASE (read_values ());
    CASE (read_levels ());
    CASE (read_errors ());
    CASE (read_chunks ());
    CASE (long_values ());
    CASE (write_text ());
    CASE (read_back ());
    CASE (comments ());
    CASE (files ());
    CASE (reload ());
    CASE (linked_files ());
    CASE (old_names ());
    CASE (breaches_abort ());
    DEFECT (CONF_1);
    DEFECT (CONF_2);
    DEFECT (CONF_3);
    DEFECT (CONF_4);
    DEFECT (CONF_5);
    DEFECT (same_second);
    DEFECT (comment_lines);
    CASE (zconfig_test (false));
    leave_folder ();
    return test_end ();
}

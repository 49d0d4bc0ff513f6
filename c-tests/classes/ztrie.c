//  ours alone: Debian's library has no DRAFT classes
//
//  Walks ztrie: what routes are, which path leads to which, what is told of a hit, and whose the
//  data are.

#define CZMQ_BUILD_DRAFT_API
#include "observe.h"

static void
destroy_text (void **data)
{
    free (*data);
    *data = NULL;
}

static int
insert (ztrie_t *trie, const char *route)
{
    char *copy = strdup (route);
    int rc = ztrie_insert_route (trie, route, copy, destroy_text);
    if (rc)
        free (copy);
    return rc;
}

//  Checks which route a path leads to; NULL for none.
static void
check_path (ztrie_t *trie, const char *path, const char *route)
{
    check (ztrie_matches (trie, path) == (route != NULL));
    if (route)
        check_streq ((char *) ztrie_hit_data (trie), route);
    else {
        check (!ztrie_hit_data (trie) && !ztrie_hit_parameters (trie));
        check (!ztrie_hit_asterisk_match (trie) && ztrie_hit_parameter_count (trie) == 0);
    }
}

static void
texts (void)
{
    ztrie_t *trie = ztrie_new (0);
    check (trie);
    check_path (trie, "/", NULL);
    check (insert (trie, "/foo/bar") == 0);
    check (insert (trie, "/foo") == 0);
    check (insert (trie, "/foo/bar") == -1);
    check (insert (trie, "/foo/bar/") == -1);
    check (insert (trie, "ignored/foo") == -1);
    check (insert (trie, "/foo//bar") == -1);
    check (insert (trie, "//foo") == -1);
    check_path (trie, "/foo/bar", "/foo/bar");
    check_path (trie, "/foo/bar/", "/foo/bar");
    check_path (trie, "foo2/foo", "/foo");
    check_path (trie, "/foo/ba", NULL);
    check_path (trie, "/foo/bar/baz", NULL);
    check_path (trie, "/foo//bar", NULL);
    check_path (trie, "/foo//", NULL);
    check_path (trie, "/Foo", NULL);
    check_path (trie, "foo", NULL);
    check (insert (trie, "/") == 0);
    check_path (trie, "/", "/");
    ztrie_destroy (&trie);
    check (!trie);
    ztrie_destroy (&trie);

    trie = ztrie_new ('.');
    check (insert (trie, ".foo/bar.baz") == 0);
    check_path (trie, ".foo/bar.baz", ".foo/bar.baz");
    check_path (trie, "/foo/bar/baz", NULL);
    ztrie_destroy (&trie);
}

static void
check_parameter (ztrie_t *trie, const char *name, const char *value)
{
    zhashx_t *parameters = ztrie_hit_parameters (trie);
    check (parameters && zhashx_size (parameters) == ztrie_hit_parameter_count (trie));
    check_streq ((char *) zhashx_lookup (parameters, name), value);
    zhashx_destroy (&parameters);
}

static void
expressions (void)
{
    ztrie_t *trie = ztrie_new (0);
    check (insert (trie, "/a/{\\d+}") == 0);
    check (insert (trie, "/a/{name:^[xyz]+$}/end") == 0);
    check (insert (trie, "/a/{one:two:^(\\a+)-(\\a+)$}") == 0);
    check (insert (trie, "/a/{rest:[^/]+}") == 0);
    check (insert (trie, "/a/text") == 0);
    check (insert (trie, "/a/{\\d+}") == -1);
    check (insert (trie, "/a/{(}") == -1);
    check (insert (trie, "/a/{name:[}") == -1);

    check_path (trie, "/a/text", "/a/text");
    check (ztrie_hit_parameter_count (trie) == 0 && !ztrie_hit_parameters (trie));
    check_path (trie, "/a/1234", "/a/{\\d+}");
    check (!ztrie_hit_parameters (trie));
    check_path (trie, "/a/zyx/end", "/a/{name:^[xyz]+$}/end");
    check (ztrie_hit_parameter_count (trie) == 1);
    check_parameter (trie, "name", "zyx");
    check_path (trie, "/a/left-right", "/a/{one:two:^(\\a+)-(\\a+)$}");
    check (ztrie_hit_parameter_count (trie) == 2);
    check_parameter (trie, "one", "left");
    check_parameter (trie, "two", "right");
    check_path (trie, "/a/-", "/a/{rest:[^/]+}");
    check_parameter (trie, "rest", "-");
    //  There is no second choice.
    check_path (trie, "/a/zyx", NULL);
    check_path (trie, "/a/text/end", NULL);
    check_path (trie, "/a", NULL);
    ztrie_destroy (&trie);
}

static void
all_the_rest (void)
{
    ztrie_t *trie = ztrie_new (0);
    check (insert (trie, "/a/*") == 0);
    check (insert (trie, "/b") == 0);
    check (insert (trie, "/b/c") == 0);
    //  It is alone where it stands.
    check (insert (trie, "/a/b") == -1 && insert (trie, "/a/*") == -1);
    check (insert (trie, "/a/*/b") == -1 && insert (trie, "/b/*") == -1);
    check (insert (trie, "/*") == -1);
    check_path (trie, "/a/x/y/z", "/a/*");
    check_streq (ztrie_hit_asterisk_match (trie), "x/y/z");
    check_path (trie, "/a/x", "/a/*");
    check_streq (ztrie_hit_asterisk_match (trie), "x");
    check_path (trie, "/a", NULL);
    check_path (trie, "/a/", NULL);
    check_path (trie, "/b", "/b");
    check (!ztrie_hit_asterisk_match (trie));
    ztrie_destroy (&trie);
}

//  A route has up to 256 tokens; a path, any number.
static void
many_tokens (void)
{
    ztrie_t *trie = ztrie_new (0);
    char path [1000] = "", *end = path;
    for (int count = 0; count < 257; count++)
        end = stpcpy (end, "/x");
    check (insert (trie, path) == -1);
    check_path (trie, path, NULL);
    end [-2] = 0;
    check (insert (trie, path) == 0);
    check_path (trie, path, path);
    check (insert (trie, "/y/*") == 0);
    path [1] = 'y';
    end [-2] = '/';
    check_path (trie, path, "/y/*");
    check (strlen (ztrie_hit_asterisk_match (trie)) == 2 * 256 - 1);
    ztrie_destroy (&trie);
}

//  What is told of a hit, and who has it.
static void
parameters (void)
{
    ztrie_t *trie = ztrie_new (0);
    check (insert (trie, "/{one:\\d+}/{two:three:^(\\a)(\\a)$}/{same:x}/{same:y}") == 0);
    check (ztrie_matches (trie, "/12/ab/x/y"));
    zhashx_t *first = ztrie_hit_parameters (trie), *second = ztrie_hit_parameters (trie);
    check (first && second && first != second);
    //  Of a name that is there twice the first is told.
    check (ztrie_hit_parameter_count (trie) == 5 && zhashx_size (first) == 4);
    check_streq ((char *) zhashx_lookup (first, "same"), "x");
    const char *value = (char *) zhashx_lookup (first, "one");
    zhashx_destroy (&first);
    check (zhashx_lookup (second, "one") == value);
    check_streq (value, "12");
    check_streq ((char *) zhashx_lookup (second, "two"), "a");
    check_streq ((char *) zhashx_lookup (second, "three"), "b");
    //  They are the caller's to change.
    zhashx_delete (second, "two");
    zhashx_destroy (&second);
    second = ztrie_hit_parameters (trie);
    check (zhashx_size (second) == 4);
    zhashx_destroy (&second);
    ztrie_destroy (&trie);
}

static void
data (void)
{
    ztrie_t *trie = ztrie_new (0);
    int own = 1;
    check (ztrie_insert_route (trie, "/mine", &own, NULL) == 0);
    check (ztrie_insert_route (trie, "/nothing", NULL, NULL) == 0);
    check (ztrie_matches (trie, "/mine") && ztrie_hit_data (trie) == &own);
    check (ztrie_matches (trie, "/nothing") && !ztrie_hit_data (trie));
    check (insert (trie, "/a/b") == 0);
    check (ztrie_remove_route (trie, "/mine") == 0);
    check (ztrie_remove_route (trie, "/mine") == -1);
    check (ztrie_remove_route (trie, "/a") == -1);
    check (ztrie_remove_route (trie, "/a//b") == -1);
    check (ztrie_remove_route (trie, "/a/b") == 0);
    check_path (trie, "/a/b", NULL);
    //  What is left of it is no obstacle.
    check (insert (trie, "/a/*") == 0);
    check (ztrie_remove_route (trie, "/a/*") == 0);
    check (insert (trie, "/a") == 0);
    //  A hit of the trie as the next path
    check (insert (trie, "/r/*") == 0);
    check (ztrie_matches (trie, "/r//") == false);
    check (ztrie_matches (trie, "/r/r/a"));
    check_path (trie, ztrie_hit_asterisk_match (trie), "/a");
    ztrie_destroy (&trie);
}

static void
printed (void)
{
    ztrie_t *trie = ztrie_new (0);
    insert (trie, "/a/b");
    insert (trie, "/a/{n:x}/*");
    insert (trie, "/a");
    char *text = printed_by (ztrie_print (trie));
    check_streq (text, "a (route)\n    b (route)\n    {n:x}\n        * (route)\n");
    zstr_free (&text);
    ztrie_destroy (&trie);
}

static void
breaches (void)
{
    ztrie_t *trie = ztrie_new (0);
    check_aborts ("ztrie_matches", ztrie_matches (NULL, "/"));
    check_aborts ("ztrie_matches", ztrie_matches (trie, NULL));
    check_aborts ("ztrie_insert_route", ztrie_insert_route (trie, NULL, NULL, NULL));
    ztrie_destroy (&trie);
}

//  Defects

//  A route that is removed is hit no more.
static void
defect_TRIE_1 (void)
{
    ztrie_t *trie = ztrie_new (0);
    insert (trie, "/a/{name:x}");
    insert (trie, "/b");
    check (ztrie_matches (trie, "/a/x"));
    check (ztrie_remove_route (trie, "/b") == 0);
    check_streq ((char *) ztrie_hit_data (trie), "/a/{name:x}");
    check (ztrie_remove_route (trie, "/a/{name:x}") == 0);
    check (!ztrie_hit_data (trie) && !ztrie_hit_parameters (trie));
    ztrie_destroy (&trie);
}

static int destroyed;

static void
count_only (void **data)
{
    (void) data;
    destroyed++;
}

//  The data of an inner route are destroyed once, also by a function that leaves the variable.
static void
defect_TRIE_2 (void)
{
    ztrie_t *trie = ztrie_new (0);
    int number = 1;
    check (ztrie_insert_route (trie, "/a", &number, count_only) == 0);
    check (ztrie_insert_route (trie, "/a/b", &number, count_only) == 0);
    check (ztrie_remove_route (trie, "/a") == 0 && destroyed == 1);
    check (ztrie_remove_route (trie, "/a") == -1);
    ztrie_destroy (&trie);
    check (destroyed == 2);
}

//  Texts come before expressions, however many there are, and in whatever order they were added.
static void
defect_TRIE_3 (void)
{
    ztrie_t *trie = ztrie_new (0);
    char route [32];
    for (int index = 0; index < 100; index++) {
        snprintf (route, sizeof route, "/{^%d}", index);
        check (insert (trie, route) == 0);
        snprintf (route, sizeof route, "/%d", index * 7 % 100);
        check (insert (trie, route) == 0);
    }
    for (int index = 0; index < 100; index++) {
        snprintf (route, sizeof route, "/%d", index);
        check_path (trie, route, route);
    }
    check_path (trie, "/17x", "/{^1}");
    ztrie_destroy (&trie);
}

//  An empty path is one.
static void
defect_TRIE_4 (void)
{
    ztrie_t *trie = ztrie_new (0);
    check (!ztrie_matches (trie, ""));
    check (ztrie_remove_route (trie, "") == -1);
    insert (trie, "");
    insert (trie, "/a");
    ztrie_matches (trie, "");
    ztrie_destroy (&trie);
}

//  Each match frees what the one before it said of an asterisk; valgrind looks at it.
static void
defect_TRIE_5 (void)
{
    ztrie_t *trie = ztrie_new (0);
    insert (trie, "/a/*");
    for (int index = 0; index < 10; index++)
        check (ztrie_matches (trie, "/a/all the rest"));
    ztrie_destroy (&trie);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (texts ());
    CASE (expressions ());
    CASE (all_the_rest ());
    CASE (many_tokens ());
    CASE (parameters ());
    CASE (data ());
    CASE (printed ());
    CASE (breaches ());
    DEFECT (TRIE_1);
    DEFECT (TRIE_2);
    DEFECT (TRIE_3);
    DEFECT (TRIE_4);
    DEFECT (TRIE_5);
    CASE (ztrie_test (false));
    return test_end ();
}

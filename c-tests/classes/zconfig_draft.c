//  ours alone: Debian's library has no DRAFT functions
//
//  Copies of trees, and items that are taken out.

#define CZMQ_BUILD_DRAFT_API
#include "test.h"

static const char *text =
    "root\n"
    "    one = 1\n"
    "        below = 11\n"
    "            deep = 111\n"
    "    two\n"
    "    three = \"3 # 3\"\n";

static zconfig_t *
tree (void)
{
    zconfig_t *root = zconfig_str_load (text);
    check (root);
    return root;
}

static void
copies (void)
{
    zconfig_t *root = tree ();
    zconfig_set_name (root, "name");
    zconfig_set_value (root, "value");
    zconfig_t *one = zconfig_locate (root, "root/one");
    zconfig_set_comment (one, " comment");
    zconfig_new (NULL, one);
    zconfig_t *copy = zconfig_dup (root);
    check_streq (zconfig_name (copy), "name");
    check_streq (zconfig_value (copy), "value");
    check (!zconfig_filename (copy));
    char *before = zconfig_str_save (root);
    check (before);
    char *after = zconfig_str_save (copy);
    check_streq (after, before);
    zstr_free (&before);
    zstr_free (&after);
    zconfig_t *last = zconfig_at_depth (zconfig_locate (copy, "root/one"), 1);
    check (last && !zconfig_name (last) && !zconfig_value (last));

    //  Neither knows of the other
    zconfig_t *other = zconfig_locate (copy, "root/one");
    check (other != one);
    check_streq ((char *) zlist_first (zconfig_comments (other)), " comment");
    zconfig_set_comment (other, " more");
    zconfig_put (copy, "root/one/below", "other");
    check (zlist_size (zconfig_comments (one)) == 1);
    check_streq (zconfig_get (root, "root/one/below", ""), "11");
    zconfig_destroy (&root);
    check_streq (zconfig_get (copy, "root/one/below/deep", ""), "111");

    //  What is not a root becomes one
    other = zconfig_dup (zconfig_locate (copy, "root/one"));
    zconfig_destroy (&copy);
    check_streq (zconfig_name (other), "one");
    check_streq (zconfig_get (other, "below", ""), "other");
    check (!zconfig_next (other));
    zconfig_destroy (&other);
    check (!zconfig_dup (NULL));
}

static void
removed (void)
{
    zconfig_t *root = tree ();
    zconfig_t *item = zconfig_locate (root, "root/one");
    zconfig_remove_subtree (item);
    check (!zconfig_child (item));
    check_streq (zconfig_value (item), "1");
    zconfig_remove_subtree (item);
    check_streq (zconfig_get (root, "root/three", ""), "3 # 3");

    item = zconfig_locate (root, "root/two");
    zconfig_remove (&item);
    check (!item);
    check (!zconfig_locate (root, "root/two"));
    item = zconfig_locate (root, "root/one");
    check_streq (zconfig_name (zconfig_next (item)), "three");
    zconfig_put (root, "root/four", "4");
    item = zconfig_locate (root, "root/three");
    check_streq (zconfig_name (zconfig_next (item)), "four");
    item = zconfig_locate (root, "root/four");
    zconfig_remove (&item);
    check (!zconfig_next (zconfig_locate (root, "root/three")));
    item = zconfig_locate (root, "root/one");
    zconfig_remove (&item);
    check_streq (zconfig_name (zconfig_child (zconfig_child (root))), "three");
    zconfig_put (root, "root/five", "5");
    char *saved = zconfig_str_save (root);
    check_streq (saved, "root = \"\"\n    three = \"3 # 3\"\n    five = \"5\"\n");
    zstr_free (&saved);

    zconfig_remove_subtree (root);
    check (!zconfig_child (root));
    zconfig_remove (&root);
    check (!root);
    zconfig_remove (&root);
    check_aborts ("zconfig_remove", zconfig_remove (NULL));
    check_aborts ("zconfig_remove_subtree", zconfig_remove_subtree (NULL));
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (copies ());
    CASE (removed ());
    return test_end ();
}

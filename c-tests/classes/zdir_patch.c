//  Walks zdir_patch: what a patch says of a file, the name that others know it by, the
//  digest, and copies.

#include "folder.h"
#include "observe.h"

static void
show (const char *what, zdir_patch_t *patch)
{
    const char *digest = zdir_patch_digest (patch);
    zfile_t *file = zdir_patch_file (patch);
    printf ("%s: path [%s] virtual [%s] operation %d file [%s] of %ld%s digest %s\n", what,
            zdir_patch_path (patch), zdir_patch_vpath (patch), zdir_patch_op (patch),
            zfile_filename (file, NULL), (long) zfile_cursize (file),
            zfile_is_stable (file) ? ", stable," : "", digest ? digest : "none");
}

static void
show_new (const char *path, const char *name, int op, const char *alias)
{
    zfile_t *file = zfile_new (NULL, name);
    zdir_patch_t *patch = zdir_patch_new (path, file, op, alias);
    zfile_destroy (&file);
    show ("new", patch);
    zdir_patch_destroy (&patch);
    check (!patch);
    zdir_patch_destroy (&patch);
}

static void
names (void)
{
    printf ("operations: %d %d, %d %d\n", ZDIR_PATCH_CREATE, ZDIR_PATCH_DELETE,
            patch_create, patch_delete);
    show_new ("d", "d/file", ZDIR_PATCH_CREATE, "alias");
    show_new ("d", "d/file", ZDIR_PATCH_DELETE, "alias/");
    show_new ("d", "d/file", ZDIR_PATCH_CREATE, "");
    show_new ("d", "d/file", ZDIR_PATCH_CREATE, "/");
    show_new ("d", "d/file", ZDIR_PATCH_CREATE, "//");
    show_new ("d", "d/file", ZDIR_PATCH_CREATE, "/an/alias//");
    show_new ("d", "d/file", 7, "alias");
    show_new ("d/", "d/file", ZDIR_PATCH_CREATE, "alias");
    show_new ("d", "d//file", ZDIR_PATCH_CREATE, "alias");
    show_new ("d/fi", "d/file", ZDIR_PATCH_CREATE, "alias");
    show_new ("d/file", "d/file", ZDIR_PATCH_CREATE, "alias");
    show_new ("other", "d/file", ZDIR_PATCH_CREATE, "alias");
    show_new ("", "d/file", ZDIR_PATCH_CREATE, "alias");
    show_new ("", "/none", ZDIR_PATCH_CREATE, "alias");
    show_new ("/", "/none", ZDIR_PATCH_CREATE, "alias");
    show_new ("d", "d/none/below", ZDIR_PATCH_DELETE, "alias");
}

static void
digest_and_copies (void)
{
    zfile_t *file = zfile_new ("d", "file");
    zdir_patch_t *patch = zdir_patch_new ("d", file, ZDIR_PATCH_CREATE, "alias");
    check (zdir_patch_file (patch) != file);
    check (!zdir_patch_digest (patch));
    zdir_patch_digest_set (patch);
    show ("digest", patch);
    zdir_patch_t *copy = zdir_patch_dup (patch);
    check (copy != patch);
    zdir_patch_destroy (&patch);
    show ("copy", copy);
    zdir_patch_digest_set (copy);
    zfile_remove (zdir_patch_file (copy));
    zdir_patch_digest_set (copy);
    show ("again", copy);
    zdir_patch_destroy (&copy);

    patch = zdir_patch_new ("d", file, ZDIR_PATCH_DELETE, "alias");
    zfile_destroy (&file);
    zdir_patch_digest_set (patch);
    show ("no digest", patch);
    copy = zdir_patch_dup (patch);
    show ("copy", copy);
    zdir_patch_destroy (&copy);
    zdir_patch_destroy (&patch);
    check (!zdir_patch_dup (NULL));
}

static void
breaches_abort (void)
{
    check_aborts ("zdir_patch_path", zdir_patch_path (NULL));
    check_aborts ("zdir_patch_destroy", zdir_patch_destroy (NULL));
    check_aborts ("zdir_patch_vpath", zdir_patch_vpath (NULL));
    check_aborts ("zdir_patch_new", zdir_patch_new ("d", NULL, 1, "alias"));
    zfile_t *file = zfile_new (NULL, "/none");
    check_aborts ("zdir_patch_new", zdir_patch_new ("d", file, 1, "alias"));
    zfile_destroy (&file);
}

static void
defect_PATCH_1 (void)
{
    zfile_t *file = zfile_new ("d", "file");
    zdir_patch_t *patch = zdir_patch_new ("d", file, ZDIR_PATCH_CREATE, "alias");
    zfile_destroy (&file);
    zdir_patch_t *copy = zdir_patch_dup (patch);
    check (copy);
    check_streq (zdir_patch_vpath (copy), "alias/file");
    check (!zdir_patch_digest (copy));
    zdir_patch_destroy (&copy);
    zdir_patch_destroy (&patch);
}

static void
digest_of_none (void)
{
    zfile_t *file = zfile_new ("d", "none");
    zdir_patch_t *patch = zdir_patch_new ("d", file, ZDIR_PATCH_CREATE, "alias");
    zfile_destroy (&file);
    zdir_patch_digest_set (patch);
    check (errno == ENOENT);
    check (!zdir_patch_digest (patch));
    zdir_patch_destroy (&patch);
}

static void
defect_PATCH_2 (void)
{
    check (in_child (digest_of_none) == 0);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    enter_folder ();
    check (mkdir ("d", 0777) == 0);
    write_file ("d/file", "abc");
    set_time ("d/file", 1000000);
    CASE (names ());
    CASE (breaches_abort ());
    DEFECT (PATCH_1);
    DEFECT (PATCH_2);
    CASE (digest_and_copies ());
    leave_folder ();
    CASE (zdir_patch_test (false));
    return test_end ();
}

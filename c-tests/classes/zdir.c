//  Walks zdir: what is loaded, and in which order; how two states of a directory differ;
//  digests and where they are kept; removal; and the zdir_watch actor.

#include "folder.h"
#include "observe.h"
#include <malloc.h>

//  A file that counts as stable.
static void
put_old (const char *name, const char *content)
{
    //  At once, for those who watch
    write_file ("put-old", content);
    set_time ("put-old", 1000000);
    check (rename ("put-old", name) == 0);
}

static void
make_tree (void)
{
    check (zsys_dir_create ("d/b/z") == 0);
    check (zsys_dir_create ("d/a") == 0);
    check (zsys_dir_create ("d/empty") == 0);
    check (zsys_dir_create ("d/.hidden") == 0);
    put_old ("d/.hidden/file", "hidden");
    put_old ("d/.file", "hidden");
    put_old ("d/m", "1");
    put_old ("d/c", "22");
    put_old ("d/a.x", "333");
    put_old ("d/Z", "4444");
    put_old ("d/a/x", "55555");
    put_old ("d/b/z/q", "666666");
    put_old ("d/b/y", "");
    set_time ("d/b/y", 2000000);
    put_old ("d/zz", "d/c\n");
    put_old ("d/link.ln", "d/c\n");
    check (symlink ("none", "d/dangling") == 0);
    check (symlink ("m", "d/soft") == 0);
    check (symlink ("a", "d/directory") == 0);
    check (mkfifo ("d/fifo", 0600) == 0);
    set_time ("d/fifo", 1000000);
}

static void
show_new (const char *path, const char *parent)
{
    zdir_t *dir = zdir_new (path, parent);
    printf ("[%s] in [%s]: ", path, parent ? parent : "NULL");
    if (dir)
        printf ("[%s] %zu files, %ld bytes, modified %ld\n", zdir_path (dir), zdir_count (dir),
                (long) zdir_cursize (dir), (long) zdir_modified (dir));
    else
        printf ("NULL\n");
    zdir_destroy (&dir);
    check (!dir);
    zdir_destroy (&dir);
}

static void
loading (void)
{
    show_new ("d", NULL);
    show_new ("d///", NULL);
    show_new ("./d", NULL);
    show_new ("d", "-");
    show_new ("d/", "-");
    show_new ("b", "d");
    show_new ("b//", "d/");
    show_new ("/", "d/b");
    show_new ("d", ".");
    show_new ("", "d/b");
    show_new ("d/empty", NULL);
    show_new ("d/directory", NULL);
    show_new ("none", NULL);
    show_new ("d", "none");
    show_new ("d", "");
    show_new ("d/m", NULL);
    errno = 0;
    check (!zdir_new ("none", NULL) && errno == ENOENT);
    zdir_t *root = zdir_new ("///", "-");
    printf ("root: [%s]\n", zdir_path (root));
    zdir_destroy (&root);
}

static void
order_of_files (void)
{
    zdir_t *dir = zdir_new ("d", NULL);
    zlist_t *list = zdir_list (dir);
    zfile_t **files = zdir_flatten (dir);
    check (zlist_size (list) == zdir_count (dir));
    size_t nbr = 0;
    printf ("list:");
    for (zfile_t *file = zlist_first (list); file; file = zlist_next (list)) {
        check (files [nbr++] == file);
        printf (" %s", zfile_filename (file, "d"));
    }
    printf ("\n");
    check (!files [nbr]);
    zdir_flatten_free (&files);
    check (!files);
    zdir_flatten_free (&files);
    files = zdir_flatten (NULL);
    check (!files [0]);
    char *block = (char *) files;
    zstr_free (&block);
    zlist_destroy (&list);

    zdir_print (dir, 0);
    zdir_dump (dir, 4);
    zdir_fprint (dir, stdout, 2);
    zdir_destroy (&dir);

    //  What follows a loaded directory does not change it
    dir = zdir_new ("d", "-");
    put_old ("d/new", "new");
    zdir_print (dir, 0);
    check (unlink ("d/new") == 0);
    zdir_destroy (&dir);
}

//  Prints patches and destroys them.
static void
show_patches (const char *what, zlist_t *patches)
{
    printf ("%s:", what);
    zdir_patch_t *patch;
    while ((patch = (zdir_patch_t *) zlist_pop (patches))) {
        zfile_t *file = zdir_patch_file (patch);
        printf (" %c [%s] [%s] [%s]", zdir_patch_op (patch) == ZDIR_PATCH_CREATE ? '+' : '-',
                zdir_patch_path (patch), zfile_filename (file, NULL), zdir_patch_vpath (patch));
        check (!zdir_patch_digest (patch));
        check (!zfile_is_stable (file));
        zdir_patch_destroy (&patch);
    }
    printf ("\n");
    zlist_destroy (&patches);
}

static void
differences (void)
{
    zdir_t *dir = zdir_new ("d", NULL);
    show_patches ("from nothing", zdir_diff (NULL, dir, "alias"));
    show_patches ("to nothing", zdir_diff (dir, NULL, "alias/"));
    show_patches ("nothing", zdir_diff (NULL, NULL, ""));
    show_patches ("itself", zdir_diff (dir, dir, ""));
    show_patches ("all", zdir_resync (dir, ""));
    zdir_destroy (&dir);

    check (mkdir ("e", 0777) == 0);
    put_old ("e/same", "1");
    put_old ("e/longer", "1");
    put_old ("e/newer", "1");
    put_old ("e/gone", "1");
    put_old ("e/touched", "1");
    write_file ("e/young", "1");
    write_file ("e/settled", "1");
    zdir_t *older = zdir_new ("e", NULL);
    put_old ("e/longer", "22");
    set_time ("e/newer", 1000001);
    check (unlink ("e/gone") == 0);
    write_file ("e/touched", "1");
    set_time ("e/settled", 1000000);
    put_old ("e/fresh", "1");
    write_file ("e/fresh and young", "1");
    zdir_t *newer = zdir_new ("e", NULL);
    show_patches ("changes", zdir_diff (older, newer, "/a/b"));
    show_patches ("no changes", zdir_diff (newer, newer, "/a/b"));
    show_patches ("all", zdir_resync (newer, "alias"));
    set_time ("e/fresh and young", 1000000);
    set_time ("e/touched", 1000000);
    set_time ("e/young", 1000000);
    zdir_destroy (&newer);
    newer = zdir_new ("e", NULL);
    check (rename ("e", "f") == 0);
    zdir_t *other = zdir_new ("f", NULL);
    show_patches ("another directory", zdir_diff (newer, other, ""));
    zdir_t *twin = zdir_new ("./f", NULL);
    show_patches ("another name", zdir_diff (other, twin, ""));
    zdir_destroy (&twin);
    zdir_destroy (&other);
    zdir_destroy (&newer);
    zdir_destroy (&older);
}

static void
show_cache (zdir_t *dir)
{
    zhash_t *cache = zdir_cache (dir);
    printf ("%zu digests\n", zhash_size (cache));
    for (const char *digest = zhash_first (cache); digest; digest = zhash_next (cache))
        printf ("  %s %s\n", zhash_cursor (cache), digest);
    zhash_destroy (&cache);
}

static void
show_file (const char *name)
{
    char line [200];
    FILE *file = fopen (name, "r");
    check (file);
    printf ("%s:\n", name);
    while (fgets (line, sizeof line, file))
        printf ("  %s", line);
    fclose (file);
}

static void
digests (void)
{
    check (unlink ("d/fifo") == 0);
    zdir_t *dir = zdir_new ("d", NULL);
    show_cache (dir);
    show_file ("d/.cache");
    check (!zsys_file_exists ("d/a/.cache"));
    put_old ("d/one more", "1");
    zdir_destroy (&dir);
    dir = zdir_new ("d", NULL);
    show_cache (dir);
    show_cache (dir);
    show_file ("d/.cache");
    zdir_destroy (&dir);

    //  What is known is not looked at again
    zclock_sleep (50);
    write_file ("d/.cache", "m=0123456789012345678901234567890123456789\n");
    dir = zdir_new ("d", NULL);
    zhash_t *cache = zdir_cache (dir);
    printf ("known: %s\n", (char *) zhash_lookup (cache, "m"));
    printf ("not known: %s\n", (char *) zhash_lookup (cache, "c"));
    zhash_destroy (&cache);
    zdir_destroy (&dir);
}

static void
show_what_is_there (const char *what, const char *names)
{
    char *copy = strdup (names), *rest = copy, *name;
    printf ("%s:", what);
    while ((name = strsep (&rest, " ")))
        if (zsys_file_exists (name))
            printf (" %s", name);
    printf ("\n");
    free (copy);
}

static void
removal (void)
{
    const char *names = "r r/file r/a r/a/file r/a/b r/a/b/.hidden r/c";
    check (zsys_dir_create ("r/a/b") == 0);
    check (zsys_dir_create ("r/c") == 0);
    put_old ("r/file", "1");
    put_old ("r/a/file", "1");
    put_old ("r/a/b/.hidden", "1");
    zdir_t *dir = zdir_new ("r", NULL);
    zdir_remove (dir, false);
    show_what_is_there ("removed if empty", names);
    printf ("%zu files\n", zdir_count (dir));
    zdir_remove (dir, true);
    show_what_is_there ("removed", names);
    printf ("%zu files, %ld bytes, modified %ld\n", zdir_count (dir), (long) zdir_cursize (dir),
            (long) zdir_modified (dir));
    zdir_print (dir, 0);
    printf ("path: %s\n", zdir_path (dir));
    check (unlink ("r/a/b/.hidden") == 0);
    zdir_remove (dir, true);
    show_what_is_there ("removed again", names);
    zdir_destroy (&dir);
    dir = zdir_new ("r", NULL);
    zdir_remove (dir, false);
    show_what_is_there ("with directories", names);
    zdir_remove (dir, true);
    show_what_is_there ("by force", names);
    zdir_destroy (&dir);
    check (mkdir ("r", 0777) == 0);
    dir = zdir_new ("r", NULL);
    zdir_remove (dir, false);
    show_what_is_there ("empty", names);
    zdir_destroy (&dir);
}

static void
command (zactor_t *watch, const char *name, const char *argument)
{
    if (argument)
        zstr_sendx (watch, name, argument, NULL);
    else
        zstr_send (watch, name);
    int status = zsock_wait (watch);
    printf ("%s %s: %d\n", name, argument ? argument : "", status);
}

//  Receives changes and destroys them.
static void
show_changes (zactor_t *watch)
{
    char *path;
    zlist_t *patches;
    check (zsock_recv (watch, "sp", &path, &patches) == 0);
    show_patches (path, patches);
    zstr_free (&path);
}

static void
watching (void)
{
    check (zsys_dir_create ("w/sub") == 0);
    put_old ("w/old", "1");
    zactor_t *watch = zactor_new (zdir_watch, NULL);
    check (watch);
    zsock_set_rcvtimeo (watch, 20000);
    command (watch, "SUBSCRIBE", "none");
    command (watch, "NONSENSE", NULL);
    command (watch, "SUBSCRIBE", NULL);
    log_capture ();
    command (watch, "VERBOSE", NULL);
    command (watch, "VERBOSE", NULL);
    command (watch, "TIMEOUT", "100000");
    command (watch, "SUBSCRIBE", "w/");
    command (watch, "SUBSCRIBE", "w/");
    command (watch, "SUBSCRIBE", "none");
    command (watch, "SUBSCRIBE", NULL);
    command (watch, "UNSUBSCRIBE", "none");
    command (watch, "UNSUBSCRIBE", NULL);
    command (watch, "TIMEOUT", NULL);
    command (watch, "NONSENSE", NULL);
    command (watch, "", NULL);
    log_show ();

    put_old ("w/new", "1");
    put_old ("w/sub/new", "1");
    write_file ("w/young", "1");
    check (unlink ("w/old") == 0);
    command (watch, "TIMEOUT", "10");
    show_changes (watch);
    log_show ();
    set_time ("w/young", 1000000);
    show_changes (watch);
    put_old ("w/new", "22");
    show_changes (watch);
    check (unlink ("w/new") == 0);
    show_changes (watch);
    log_show ();

    command (watch, "UNSUBSCRIBE", "w/");
    put_old ("w/another", "1");
    check (mkdir ("x", 0777) == 0);
    command (watch, "SUBSCRIBE", "x");
    put_old ("x/file", "1");
    show_changes (watch);
    command (watch, "UNSUBSCRIBE", "x");
    zactor_destroy (&watch);
    log_show ();
    log_release ();
}

static void
breaches_abort (void)
{
    check_aborts ("zdir_new", zdir_new ("", NULL));
    check_aborts ("zdir_cache", zdir_cache (NULL));
    check_aborts ("zdir_destroy", zdir_destroy (NULL));
    check_aborts ("zdir_flatten_free", zdir_flatten_free (NULL));
}

//  Destroys patches; returns how many there were.
static size_t
count_patches (zlist_t *patches)
{
    size_t count = zlist_size (patches);
    zdir_patch_t *patch;
    while ((patch = (zdir_patch_t *) zlist_pop (patches)))
        zdir_patch_destroy (&patch);
    zlist_destroy (&patches);
    return count;
}

static void
defect_DIR_1 (void)
{
    check (zsys_dir_create ("g/b") == 0);
    put_old ("g/a", "1");
    put_old ("g/c", "1");
    put_old ("g/b/x", "1");
    put_old ("g/b/y", "1");
    zdir_t *older = zdir_new ("g", NULL);
    check (unlink ("g/a") == 0);
    put_old ("g/b/y", "22");
    put_old ("g/d", "1");
    zdir_t *newer = zdir_new ("g", NULL);
    check (count_patches (zdir_diff (older, older, "")) == 0);
    zlist_t *patches = zdir_diff (older, newer, "");
    const char *expected [] = { "/a", "/d", "/b/y" };
    check (zlist_size (patches) == 3);
    zdir_patch_t *patch = (zdir_patch_t *) zlist_first (patches);
    for (int nbr = 0; nbr < 3; nbr++) {
        check_streq (zdir_patch_vpath (patch), expected [nbr]);
        check (zdir_patch_op (patch) == (nbr ? ZDIR_PATCH_CREATE : ZDIR_PATCH_DELETE));
        patch = (zdir_patch_t *) zlist_next (patches);
    }
    count_patches (patches);
    zdir_destroy (&newer);
    zdir_destroy (&older);
}

static void
directory_that_cannot_be_opened (void)
{
    if (geteuid () == 0)
        check (seteuid (65534) == 0);
    zdir_t *dir = zdir_new ("h", NULL);
    check (dir);
    check (zdir_count (dir) == 1);
    zdir_destroy (&dir);
}

static void
link_that_leads_back (void)
{
    zdir_t *dir = zdir_new ("i", NULL);
    check (dir);
    check (zdir_count (dir) == 2);
    zdir_destroy (&dir);
}

static void
long_path (void)
{
    char path [3000] = "j";
    while (strlen (path) < 2000)
        strcat (path, "/a directory with a name that is rather long");
    check (zsys_dir_create ("%s", path) == 0);
    strcat (path, "/file");
    put_old (path, "1");
    zdir_t *dir = zdir_new ("j", NULL);
    check (dir);
    check (zdir_count (dir) == 1);
    zfile_t **files = zdir_flatten (dir);
    check_streq (zfile_filename (files [0], NULL), path);
    zdir_flatten_free (&files);
    zdir_destroy (&dir);
}

static void
defect_DIR_2 (void)
{
    check (chmod (folder, 0755) == 0);
    check (zsys_dir_create ("h/closed") == 0);
    put_old ("h/file", "1");
    check (chmod ("h/closed", 0) == 0);
    check (in_child (directory_that_cannot_be_opened) == 0);
    check (chmod ("h/closed", 0700) == 0);

    check (zsys_dir_create ("i/a") == 0);
    put_old ("i/file", "1");
    put_old ("i/a/file", "1");
    check (symlink ("..", "i/a/up") == 0);
    check (symlink (".", "i/here") == 0);
    check (in_child (link_that_leads_back) == 0);
    check (in_child (long_path) == 0);
}

static void
expect_digest (zhash_t *cache, const char *name, const char *content)
{
    zdigest_t *digest = zdigest_new ();
    zdigest_update (digest, (const byte *) content, strlen (content));
    check_streq ((char *) zhash_lookup (cache, name), zdigest_string (digest));
    zdigest_destroy (&digest);
}

static void
cache_of_a_file_that_is_gone (void)
{
    check (mkdir ("k", 0777) == 0);
    put_old ("k/a", "1");
    put_old ("k/b", "1");
    zdir_t *dir = zdir_new ("k", NULL);
    check (unlink ("k/b") == 0);
    zhash_t *cache = zdir_cache (dir);
    check (zhash_size (cache) == 1);
    expect_digest (cache, "a", "1");
    zhash_destroy (&cache);
    zdir_destroy (&dir);
}

static void
defect_DIR_3 (void)
{
    check (in_child (cache_of_a_file_that_is_gone) == 0);

    check (mkdir ("l", 0777) == 0);
    put_old ("l/name=value", "1");
    put_old ("l/changed", "1");
    put_old ("l/gone", "1");
    zhash_t *cache;
    for (int turn = 0; turn < 3; turn++) {
        zdir_t *dir = zdir_new ("l", NULL);
        cache = zdir_cache (dir);
        check (zhash_size (cache) == (turn ? 2 : 3));
        expect_digest (cache, "name=value", "1");
        expect_digest (cache, "changed", turn ? "2" : "1");
        zhash_destroy (&cache);
        zdir_destroy (&dir);
        put_old ("l/changed", "2");
        unlink ("l/gone");
    }
}

//  A subscription that is refused takes no memory.
static void
defect_DIR_4 (void)
{
    zactor_t *watch = zactor_new (zdir_watch, NULL);
    size_t before = 0;
    for (int count = 0; count < 10000; count++) {
        if (count == 100)
            before = mallinfo2 ().uordblks;
        zstr_sendx (watch, "SUBSCRIBE", "no-such-folder", NULL);
        check (zsock_wait (watch) == 1);
    }
    check (mallinfo2 ().uordblks < before + 150000);
    zactor_destroy (&watch);
}

static void
defect_DIR_5 (void)
{
    check (mkdir ("m", 0777) == 0);
    put_old ("m/a", "1");
    write_file ("m/b", "1");
    zdir_t *older = zdir_new ("m", NULL);
    check (unlink ("m/b") == 0);
    zdir_t *newer = zdir_new ("m", NULL);
    zlist_t *patches = zdir_diff (older, newer, "");
    check (zlist_size (patches) == 1);
    zdir_patch_t *patch = (zdir_patch_t *) zlist_first (patches);
    check (zdir_patch_op (patch) == ZDIR_PATCH_DELETE);
    check_streq (zdir_patch_vpath (patch), "/b");
    count_patches (patches);
    zdir_destroy (&newer);
    zdir_destroy (&older);
}

static void
remove_percent_signs (void)
{
    check (mkdir ("%s%n", 0777) == 0);
    check (mkdir ("%s%n/%d", 0777) == 0);
    zdir_t *dir = zdir_new ("%s%n", NULL);
    zdir_remove (dir, true);
    zdir_destroy (&dir);
    check (!zsys_file_exists ("%s%n"));
}

static void
defect_FILE_2 (void)
{
    check (in_child (remove_percent_signs) == 0);
}

static void
no_directory (void)
{
    zlist_t *list = zdir_list (NULL);
    printf ("files of no directory: %zu", zlist_size (list));
    zlist_destroy (&list);
    list = zdir_resync (NULL, "alias");
    printf (", patches: %zu", zlist_size (list));
    zlist_destroy (&list);
    list = zdir_diff (NULL, NULL, "alias");
    printf (" and %zu\n", zlist_size (list));
    zlist_destroy (&list);
}

static void
defect_same_second (void)
{
    struct timespec times [2] = { { 1000, 0 }, { 1000, 0 } };
    check (mkdir ("quick", 0777) == 0);
    write_file ("quick/a", "1");
    check (utimensat (AT_FDCWD, "quick/a", times, 0) == 0);
    zdir_t *older = zdir_new ("quick", NULL);
    times [1].tv_nsec = 1;
    check (utimensat (AT_FDCWD, "quick/a", times, 0) == 0);
    zdir_t *newer = zdir_new ("quick", NULL);
    zlist_t *patches = zdir_diff (older, newer, "");
    check (zlist_size (patches) == 1);
    count_patches (patches);
    zdir_destroy (&newer);
    zdir_destroy (&older);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    enter_folder ();
    make_tree ();
    CASE (loading ());
    CASE (order_of_files ());
    CASE (differences ());
    CASE (digests ());
    CASE (removal ());
    CASE (no_directory ());
    CASE (breaches_abort ());
    CASE (watching ());
    DEFECT (DIR_1);
    DEFECT (DIR_2);
    DEFECT (DIR_3);
    DEFECT (DIR_4);
    DEFECT (DIR_5);
    DEFECT (FILE_2);
    DEFECT (same_second);
    leave_folder ();
    CASE (zdir_test (false));
    return test_end ();
}

//  Walks zcertstore: a store in memory, a store on a folder of certificate files, and
//  which changes in that folder make it load again.

#include "folder.h"

//  Certificates that are the same in every run; they are not working key pairs.
static zcert_t *
fixed_cert (byte start)
{
    byte public_key [32], secret_key [32];
    for (int nbr = 0; nbr < 32; nbr++) {
        public_key [nbr] = start + nbr;
        secret_key [nbr] = 255 - start - nbr;
    }
    zcert_t *cert = zcert_new_from (public_key, secret_key);
    check (cert);
    zcert_set_meta (cert, "number", "%d", start);
    return cert;
}

static const char *
key_of (byte start)
{
    static char text [41];
    zcert_t *cert = fixed_cert (start);
    strcpy (text, zcert_public_txt (cert));
    zcert_destroy (&cert);
    return text;
}

//  Saves the files of a certificate with a time in the past.
static void
save_public (byte start, const char *name, int age)
{
    zcert_t *cert = fixed_cert (start);
    check (zcert_save_public (cert, name) == 0);
    set_age (name, age);
    zcert_destroy (&cert);
}

static void
save_secret (byte start, const char *name, int age)
{
    zcert_t *cert = fixed_cert (start);
    check (zcert_save_secret (cert, name) == 0);
    set_age (name, age);
    zcert_destroy (&cert);
}

static void
insert (zcertstore_t *store, byte start)
{
    zcert_t *cert = fixed_cert (start);
    zcertstore_insert (store, &cert);
    check (!cert);
}

//  Prints which of the certificates 1 to 9 the store has.
static void
show (const char *what, zcertstore_t *store)
{
    printf ("%s:", what);
    int count = 0;
    for (byte start = 1; start < 10; start++) {
        zcert_t *cert = zcertstore_lookup (store, key_of (start));
        if (cert) {
            check_streq (zcert_public_txt (cert), key_of (start));
            printf (" %s%s", zcert_meta (cert, "number"),
                    zcert_secret_key (cert) [0]? "+secret": "");
            count++;
        }
    }
    printf (count? "\n": " nothing\n");
}

static void
print_store (zcertstore_t *store)
{
    char *log = NULL;
    size_t size = 0;
    FILE *stream = open_memstream (&log, &size);
    zsys_set_logstream (stream);
    zcertstore_print (store);
    zcertstore_dump (store);
    zsys_set_logstream (stdout);
    fclose (stream);
    for (char *line = strtok (log, "\n"); line; line = strtok (NULL, "\n")) {
        check (strlen (line) > 21);
        printf ("  %.2s%s\n", line, line + 20);
    }
    free (log);
}

static void
store_in_memory (void)
{
    zcertstore_t *store = zcertstore_new (NULL);
    check (store);
    show ("new store", store);
    print_store (store);
    check (!zcertstore_lookup (store, ""));
    check (!zcertstore_lookup (store, "no key at all"));

    zcert_t *cert = fixed_cert (1);
    zcert_t *inserted = cert;
    zcertstore_insert (store, &cert);
    check (!cert);
    check (zcertstore_lookup (store, key_of (1)) == inserted);
    insert (store, 2);
    insert (store, 3);
    show ("after inserting", store);
    zcert_set_meta (zcertstore_lookup (store, key_of (2)), "more", "in the store");
    printf ("the store's certificate has: %s\n",
            zcert_meta (zcertstore_lookup (store, key_of (2)), "more"));
    print_store (store);
    zcertstore_destroy (&store);
    check (!store);
    zcertstore_destroy (&store);
}

static void
many_certificates (void)
{
    zcertstore_t *store = zcertstore_new (NULL);
    for (byte start = 1; start <= 200; start++)
        insert (store, start);
    int found = 0;
    for (byte start = 1; start <= 220; start++)
        if (zcertstore_lookup (store, key_of (start)))
            found++;
    printf ("found %d of 220\n", found);
    zcertstore_destroy (&store);
}

static void
absent_folder (void)
{
    zcertstore_t *store = zcertstore_new ("certs");
    check (store);
    show ("no folder yet", store);
    insert (store, 1);
    show ("inserted by hand", store);
    print_store (store);
    check (mkdir ("certs", 0700) == 0);
    show ("an empty folder appears", store);
    save_public (2, "certs/two", 1000);
    show ("a file appears", store);
    zcertstore_destroy (&store);
    remove_tree ("certs");
}

static void
what_is_loaded (void)
{
    check (mkdir ("certs", 0700) == 0);
    check (mkdir ("certs/inner", 0700) == 0);
    check (mkdir ("certs/inner/most", 0700) == 0);
    save_public (1, "certs/public", 1000);
    save_public (2, "certs/both", 1000);
    save_secret (2, "certs/both_secret", 1000);
    save_secret (3, "certs/lone_secret", 1000);
    save_public (4, "certs/.hidden", 1000);
    save_public (5, "certs/inner/most/deep.cert", 1000);
    save_secret (6, "certs/a secret by another name", 1000);
    check (mkdir ("certs/.hidden-folder", 0700) == 0);
    save_public (7, "certs/.hidden-folder/seven", 1000);
    write_file ("certs/empty", "");
    write_file ("certs/keyless", "metadata\n    name = value\n");
    write_file ("certs/short", "curve\n    public-key = \"short\"\n");
    zcertstore_t *store = zcertstore_new ("certs");
    show ("from the folder", store);
    zcertstore_destroy (&store);
    save_public (9, "elsewhere", 1000);
    write_file ("certs/way.ln", "elsewhere\n");
    store = zcertstore_new ("certs");
    show ("with a link", store);
    zcertstore_destroy (&store);
    check (unlink ("elsewhere") == 0);
    remove_tree ("certs");
    save_public (8, "certs", 1000);
    store = zcertstore_new ("certs");
    show ("a file instead of a folder", store);
    zcertstore_destroy (&store);
    check (unlink ("certs") == 0);
}

static void
syntax_error_in_a_file (void)
{
    check (mkdir ("certs", 0700) == 0);
    save_public (1, "certs/good", 1000);
    write_file ("certs/bad", "curve\n    public-key = \"\n");
    set_age ("certs/bad", 1000);
    hold_output ();
    zcertstore_t *store = zcertstore_new ("certs");
    show_held_output ();
    hold_output ();
    zcert_t *cert = zcertstore_lookup (store, key_of (1));
    show_held_output ();
    printf ("the other file %s loaded\n", cert? "is": "is not");
    save_public (2, "certs/good2", 500);
    hold_output ();
    cert = zcertstore_lookup (store, key_of (2));
    show_held_output ();
    printf ("the new file %s loaded\n", cert? "is": "is not");
    zcertstore_destroy (&store);
    remove_tree ("certs");
}

//  Tells by a certificate that is in memory alone whether the store was loaded again.
static void
after (const char *change, zcertstore_t *store)
{
    bool kept = zcertstore_lookup (store, key_of (99)) != NULL;
    printf ("%s: %s\n", change, kept? "kept": "loaded again");
    if (!kept)
        insert (store, 99);
}

static void
what_is_a_change (void)
{
    check (mkdir ("certs", 0700) == 0);
    save_public (1, "certs/one", 1000);
    save_public (2, "certs/two", 2000);
    zcertstore_t *store = zcertstore_new ("certs");
    insert (store, 99);
    after ("nothing", store);
    set_age ("certs/two", 3000);
    after ("a time that is not the newest", store);
    set_age ("certs/one", 900);
    after ("newer file", store);
    set_age ("certs/one", 1000);
    after ("older file", store);
    check (chmod ("certs/one", 0600) == 0);
    after ("other mode", store);
    check (mkdir ("certs/inner", 0700) == 0);
    after ("empty folder", store);
    save_public (3, "certs/.hidden", 100);
    after ("hidden file", store);
    save_public (3, "certs/inner/three", 2000);
    after ("file in an inner folder", store);
    save_secret (1, "certs/one_secret", 2000);
    after ("secret file", store);
    check (rename ("certs/two", "certs/renamed") == 0);
    after ("renamed file", store);
    check (unlink ("certs/renamed") == 0);
    after ("file removed", store);
    FILE *file = fopen ("certs/one", "a");
    check (file && fputs ("\n", file) >= 0 && fclose (file) == 0);
    set_age ("certs/one", 1000);
    after ("other size, same time", store);
    write_file ("certs/unusable", "");
    set_age ("certs/unusable", 1000);
    after ("file that is no certificate", store);
    show ("contents", store);
    zcertstore_destroy (&store);
    remove_tree ("certs");
}

static void
changes_of_contents (void)
{
    check (mkdir ("certs", 0700) == 0);
    save_public (1, "certs/one", 1000);
    save_public (2, "certs/two", 1000);
    zcertstore_t *store = zcertstore_new ("certs");
    show ("two files", store);
    insert (store, 7);
    show ("inserted by hand", store);
    save_public (3, "certs/three", 900);
    show ("a third file", store);
    save_secret (3, "certs/three_secret", 900);
    show ("its secret file", store);
    save_public (4, "certs/one", 800);
    show ("another certificate in its place", store);
    check (unlink ("certs/two") == 0);
    show ("a file less", store);
    check (rename ("certs", "moved") == 0);
    show ("the folder is gone", store);
    check (rename ("moved", "certs") == 0);
    show ("and back", store);
    remove_tree ("certs");
    show ("removed", store);
    check (mkdir ("certs", 0700) == 0);
    show ("empty folder", store);
    save_public (5, "certs/five", 700);
    show ("a new file", store);
    check (unlink ("certs/five") == 0);
    show ("left empty", store);
    zcertstore_destroy (&store);
    remove_tree ("certs");
}

static void
breaches_abort (void)
{
    zcertstore_t *store = zcertstore_new (NULL);
    zcert_t *none = NULL;
    check_aborts ("zcertstore_destroy", zcertstore_destroy (NULL));
    check_aborts ("zcert", zcertstore_insert (store, &none));
    check_aborts ("lookup", zcertstore_lookup (store, NULL));
    zcertstore_destroy (&store);
    printf ("breaches of contract abort\n");
}

static void
defect_STORE_1 (void)
{
    check (mkdir ("copies", 0700) == 0);
    save_public (1, "copies/one", 1000);
    save_public (1, "copies/again", 1000);
    save_public (2, "copies/two", 1000);
    zcertstore_t *store = zcertstore_new ("copies");
    check (store);
    check (zcertstore_lookup (store, key_of (1)));
    check (zcertstore_lookup (store, key_of (2)));
    insert (store, 2);
    insert (store, 3);
    insert (store, 3);
    check (zcertstore_lookup (store, key_of (2)));
    check (zcertstore_lookup (store, key_of (3)));
    zcertstore_destroy (&store);
}

static void
defect_STORE_2 (void)
{
    check (mkdir ("held", 0700) == 0);
    save_public (1, "held/one", 1000);
    zcertstore_t *store = zcertstore_new ("held");
    zcert_t *held = zcertstore_lookup (store, key_of (1));
    check (held);
    insert (store, 2);
    zcert_t *by_hand = zcertstore_lookup (store, key_of (2));
    save_public (3, "held/three", 900);
    check (zcertstore_lookup (store, key_of (3)));
    check_streq (zcert_public_txt (held), key_of (1));
    check_streq (zcert_meta (held, "number"), "1");
    check_streq (zcert_public_txt (by_hand), key_of (2));
    check_streq (zcert_meta (by_hand, "number"), "2");
    zcertstore_destroy (&store);
}

static void
defect_STORE_3 (void)
{
    check (mkdir ("quick", 0700) == 0);
    zcert_t *one = fixed_cert (1), *two = fixed_cert (2);
    check (zcert_save_public (one, "quick/cert") == 0);
    zcertstore_t *store = zcertstore_new ("quick");
    check (zcertstore_lookup (store, key_of (1)));
    zclock_sleep (20);
    check (zcert_save_public (two, "quick/cert") == 0);
    check (zcertstore_lookup (store, key_of (2)));
    check (!zcertstore_lookup (store, key_of (1)));
    zcert_destroy (&one);
    zcert_destroy (&two);
    zcertstore_destroy (&store);
}

static void
defect_STORE_4 (void)
{
    zcertstore_t *store = zcertstore_new ("");
    if (store) {
        check (!zcertstore_lookup (store, key_of (1)));
        insert (store, 1);
        check (zcertstore_lookup (store, key_of (1)));
    }
    zcertstore_destroy (&store);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    enter_folder ();
    CASE (store_in_memory ());
    CASE (many_certificates ());
    CASE (absent_folder ());
    CASE (what_is_loaded ());
    CASE (syntax_error_in_a_file ());
    CASE (what_is_a_change ());
    CASE (changes_of_contents ());
    CASE (breaches_abort ());
    DEFECT (STORE_1);
    DEFECT (STORE_2);
    DEFECT (STORE_3);
    DEFECT (STORE_4);
    CASE (zcertstore_test (false));
    leave_folder ();
    return test_end ();
}

//  Walks zcert: CURVE key pairs, their metadata, the certificate files, and what a
//  certificate does to a socket.

#include "folder.h"

//  Prints a file but its comments, of which only the number is printed.
static void
print_cert_file (const char *name)
{
    FILE *file = fopen (name, "r");
    check (file);
    struct stat stat;
    check (fstat (fileno (file), &stat) == 0);
    printf ("--- %s, mode %o\n", name, stat.st_mode & 0777);
    char line [1024];
    int comments = 0;
    while (fgets (line, sizeof line, file)) {
        if (*line == '#') {
            check (memcmp (line, "#   ", 4) == 0);
            comments++;
        }
        else {
            if (comments)
                printf ("(%d comment lines)\n", comments);
            comments = 0;
            printf ("%s", line);
        }
    }
    fclose (file);
    printf ("--- end\n");
}

static const char *
text (const char *string)
{
    return string? string: "(none)";
}

//  A certificate that is the same in every run; it is not a working key pair.
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
    return cert;
}

static void
show (const char *what, zcert_t *cert)
{
    printf ("%s: %s, %s\n", what, zcert_public_txt (cert), zcert_secret_txt (cert));
    zlist_t *keys = zcert_meta_keys (cert);
    char *key = (char *) zlist_first (keys);
    while (key) {
        printf ("  %s = [%s]\n", key, zcert_meta (cert, key));
        key = (char *) zlist_next (keys);
    }
    zlist_destroy (&keys);
}

static void
new_key_pairs (void)
{
    check (zsys_has_curve ());
    zcert_t *cert = zcert_new ();
    check (cert);
    check (strlen (zcert_public_txt (cert)) == 40);
    check (strlen (zcert_secret_txt (cert)) == 40);
    char armoured [41];
    check (zmq_z85_encode (armoured, zcert_public_key (cert), 32));
    check_streq (armoured, zcert_public_txt (cert));
    check (zmq_z85_encode (armoured, zcert_secret_key (cert), 32));
    check_streq (armoured, zcert_secret_txt (cert));
    check (zmq_curve_public (armoured, zcert_secret_txt (cert)) == 0);
    check_streq (armoured, zcert_public_txt (cert));
    zlist_t *keys = zcert_meta_keys (cert);
    check (zlist_size (keys) == 0);
    zlist_destroy (&keys);

    zcert_t *other = zcert_new ();
    check (!zcert_eq (cert, other));
    check (zcert_eq (cert, cert));
    zcert_destroy (&other);
    other = zcert_new_from (zcert_public_key (cert), zcert_secret_key (cert));
    check (zcert_eq (cert, other));
    zcert_destroy (&other);
    zcert_destroy (&cert);
    check (!cert);
    zcert_destroy (&cert);
    printf ("a new certificate has a key pair of its own\n");
}

static void
given_key_pairs (void)
{
    zcert_t *cert = fixed_cert (0);
    show ("given keys", cert);
    check (zcert_public_key (cert) [1] == 1);
    check (zcert_secret_key (cert) [1] == 254);
    zcert_destroy (&cert);
    byte zero [32] = { 0 };
    cert = zcert_new_from (zero, zero);
    show ("zero keys", cert);
    zcert_destroy (&cert);
}

static void
metadata (void)
{
    zcert_t *cert = fixed_cert (1);
    printf ("no such name: %s\n", text (zcert_meta (cert, "name")));
    zcert_set_meta (cert, "name", "Some %s", "body");
    zcert_set_meta (cert, "email", "%s", "body@example.com");
    zcert_set_meta (cert, "organization", "100%% of %d", 5);
    zcert_set_meta (cert, "empty", "%s", "");
    zcert_set_meta (cert, "name", "another");
    printf ("name: %s\n", text (zcert_meta (cert, "name")));
    printf ("no such name: %s\n", text (zcert_meta (cert, "Name")));
    show ("with metadata", cert);
    zlist_t *keys = zcert_meta_keys (cert);
    char *key = (char *) zlist_pop (keys);
    printf ("the list is the caller's: %s, %zu left\n", key, zlist_size (keys));
    zstr_free (&key);
    zlist_destroy (&keys);
    zcert_destroy (&cert);
}

static void
copies (void)
{
    check (!zcert_dup (NULL));
    zcert_t *cert = fixed_cert (2);
    zcert_set_meta (cert, "name", "value");
    zcert_t *copy = zcert_dup (cert);
    check (zcert_eq (cert, copy));
    zcert_set_meta (cert, "later", "not in the copy");
    zcert_destroy (&cert);
    show ("copy", copy);
    zcert_destroy (&copy);

    byte public_key [32] = { 1 }, secret_key [32] = { 2 }, zero [32] = { 0 };
    cert = zcert_new_from (public_key, secret_key);
    zcert_t *other = zcert_new_from (public_key, zero);
    printf ("same public key, other secret key: equal %d\n", zcert_eq (cert, other));
    zcert_destroy (&other);
    other = zcert_new_from (zero, secret_key);
    printf ("same secret key, other public key: equal %d\n", zcert_eq (cert, other));
    zcert_destroy (&other);
    other = zcert_new_from (public_key, secret_key);
    zcert_set_meta (other, "name", "value");
    printf ("other metadata: equal %d\n", zcert_eq (cert, other));
    zcert_destroy (&other);
    zcert_destroy (&cert);
}

static void
save_and_load (void)
{
    zcert_t *cert = fixed_cert (3);
    printf ("save: %d\n", zcert_save (cert, "bare"));
    print_cert_file ("bare");
    print_cert_file ("bare_secret");

    zcert_set_meta (cert, "name", "Some body");
    zcert_set_meta (cert, "email", "body@example.com");
    zcert_set_meta (cert, "IP", "127.0.0.1");
    zcert_set_meta (cert, "empty", "%s", "");
    printf ("save: %d\n", zcert_save (cert, "full"));
    print_cert_file ("full");
    print_cert_file ("full_secret");
    zcert_t *loaded = zcert_load ("full");
    show ("loaded", loaded);
    check (zcert_eq (cert, loaded));
    printf ("saved again: %d\n", zcert_save (loaded, "full"));
    print_cert_file ("full");
    print_cert_file ("full_secret");
    zcert_destroy (&loaded);

    check (unlink ("full_secret") == 0);
    loaded = zcert_load ("full");
    show ("without its secret file", loaded);
    printf ("equal: %d\n", zcert_eq (cert, loaded));
    zcert_destroy (&loaded);

    printf ("save_public: %d\n", zcert_save_public (cert, "public"));
    print_cert_file ("public");
    check (!zsys_file_exists ("public_secret"));
    printf ("save_secret: %d\n", zcert_save_secret (cert, "secret"));
    print_cert_file ("secret");
    loaded = zcert_load ("secret");
    show ("the name needs no ending", loaded);
    check (zcert_eq (cert, loaded));
    zcert_destroy (&loaded);

    printf ("only the secret file: %d\n", zcert_save_secret (cert, "lone_secret"));
    loaded = zcert_load ("lone");
    check (zcert_eq (cert, loaded));
    zcert_destroy (&loaded);
    write_file ("mode", "");
    print_cert_file ("mode");
    zcert_destroy (&cert);
}

static void
save_where_it_cannot_be (void)
{
    zcert_t *cert = fixed_cert (4);
    printf ("no folder: %d %d %d\n", zcert_save (cert, "absent/cert"),
            zcert_save_public (cert, "absent/cert"),
            zcert_save_secret (cert, "absent/cert"));
    check (mkdir ("half_secret", 0700) == 0);
    printf ("no secret file: %d\n", zcert_save (cert, "half"));
    print_cert_file ("half");
    check (mkdir ("other", 0700) == 0);
    printf ("no public file: %d", zcert_save (cert, "other"));
    printf (", then %s secret file\n", zsys_file_exists ("other_secret")? "a": "no");
    zcert_destroy (&cert);
}

static void
load (const char *what, const char *content)
{
    write_file ("hand", content);
    hold_output ();
    zcert_t *cert = zcert_load ("hand");
    show_held_output ();
    if (cert)
        show (what, cert);
    else
        printf ("%s: no certificate\n", what);
    zcert_destroy (&cert);
}

#define KEY_39  "0123456789abcdefghijABCDEFGHIJ012345678"
#define KEY_40  KEY_39 "9"
#define KEY_41  KEY_40 "0"

static void
files_by_hand (void)
{
    check (!zcert_load ("absent"));
    load ("empty file", "");
    load ("public key only", "curve\n    public-key = \"" KEY_40 "\"\n");
    load ("no quotes", "curve\n    public-key = " KEY_40 "\n");
    load ("apostrophes", "curve\n    public-key = '" KEY_40 "'\n");
    load ("both keys", "curve\n    secret-key = \"" KEY_40 "\"\n"
          "    public-key = \"" KEY_40 "\"\n");
    load ("short public key", "curve\n    public-key = \"" KEY_39 "\"\n");
    load ("long public key", "curve\n    public-key = \"" KEY_41 "\"\n");
    load ("no public key", "curve\n    secret-key = \"" KEY_40 "\"\n");
    load ("empty public key", "curve\n    public-key = \"\"\n");
    load ("short secret key", "curve\n    public-key = \"" KEY_40 "\"\n"
          "    secret-key = \"" KEY_39 "\"\n");
    load ("long secret key", "curve\n    public-key = \"" KEY_40 "\"\n"
          "    secret-key = \"" KEY_41 "\"\n");
    load ("a hash sign cuts a key without quotes",
          "curve\n    public-key = 01234567#9abcdefghijABCDEFGHIJ0123456789\n");
    load ("but not one with quotes",
          "curve\n    public-key = \"01234567#9abcdefghijABCDEFGHIJ0123456789\"\n");
    load ("keys elsewhere", "public-key = \"" KEY_40 "\"\n");
    load ("metadata",
          "metadata\n"
          "    b = two\n"
          "    a = \"one\"\n"
          "        inner = not seen\n"
          "    none\n"
          "    a = \"first wins\"\n"
          "other\n"
          "    c = three\n"
          "curve\n"
          "    public-key = \"" KEY_40 "\"\n"
          "metadata\n"
          "    d = four\n");
    load ("syntax error", "curve\n    public-key = \"" KEY_40 "\n");

    //  The secret file goes first; when it cannot be read, the public one is taken
    write_file ("hand_secret", "metadata\n    from = secret file\n"
                "curve\n    public-key = \"" KEY_40 "\"\n    secret-key = \"" KEY_40 "\"\n");
    load ("two files", "metadata\n    from = public file\n"
          "curve\n    public-key = \"0000000000" KEY_40 "\"\n");
    write_file ("hand_secret", "curve\n public-key\n");
    load ("secret file in error", "metadata\n    from = public file\n"
          "curve\n    public-key = \"" KEY_40 "\"\n");
    write_file ("hand_secret", "curve\n    secret-key = \"" KEY_40 "\"\n");
    load ("secret file without the public key", "metadata\n    from = public file\n"
          "curve\n    public-key = \"" KEY_40 "\"\n");
    check (unlink ("hand_secret") == 0);

    //  By way of a link, but not past the visible name of one
    load ("target", "curve\n    public-key = \"" KEY_40 "\"\n");
    write_file ("way.ln", "hand\n");
    zcert_t *cert = zcert_load ("way.ln");
    check (cert);
    show ("by a link", cert);
    zcert_destroy (&cert);
    printf ("by the visible name: %s\n", zcert_load ("way") ? "loaded" : "no certificate");
}

static void
print_to_the_log (void)
{
    zcert_t *cert = fixed_cert (5);
    zcert_set_meta (cert, "name", "value");
    zcert_set_meta (cert, "x", "%s", "");
    char *log = NULL;
    size_t size = 0;
    FILE *stream = open_memstream (&log, &size);
    zsys_set_logstream (stream);
    zcert_print (cert);
    zcert_dump (cert);
    zsys_set_logstream (stdout);
    fclose (stream);
    for (char *line = strtok (log, "\n"); line; line = strtok (NULL, "\n")) {
        check (strlen (line) > 21);
        printf ("%.2s%s\n", line, line + 20);
    }
    free (log);
    zcert_destroy (&cert);
}

static void
apply_to_sockets (void)
{
    zcert_t *cert = fixed_cert (6);
    zsock_t *sock = zsock_new (ZMQ_PULL);
    zcert_apply (cert, sock);
    char *key = zsock_curve_publickey (sock);
    printf ("public key %s\n", key);
    zstr_free (&key);
    key = zsock_curve_secretkey (sock);
    printf ("secret key %s\n", key);
    zstr_free (&key);
    zsock_destroy (&sock);
    void *handle = zsys_socket (ZMQ_PUSH, NULL, 0);
    check (handle);
    zcert_apply (cert, handle);
    key = zsock_curve_publickey (handle);
    printf ("raw handle: public key %s\n", key);
    zstr_free (&key);
    zsys_close (handle, NULL, 0);
    zcert_destroy (&cert);
}

static void
encrypted_message (void)
{
    zcert_t *server_cert = zcert_new ();
    zcert_t *client_cert = zcert_new ();
    zsock_t *server = zsock_new (ZMQ_PULL);
    zsock_set_rcvtimeo (server, 10000);
    zcert_apply (server_cert, server);
    zsock_set_curve_server (server, 1);
    check (zsock_bind (server, "tcp://127.0.0.1:*") > 0);
    zsock_t *client = zsock_new (ZMQ_PUSH);
    zsock_set_sndtimeo (client, 10000);
    zcert_apply (client_cert, client);
    zsock_set_curve_serverkey (client, zcert_public_txt (server_cert));
    check (zsock_mechanism (client) == ZMQ_CURVE);
    check (zsock_connect (client, "%s", zsock_endpoint (server)) == 0);
    check (zstr_send (client, "Hello, CURVE") == 0);
    char *message = zstr_recv (server);
    printf ("received: %s\n", text (message));
    zstr_free (&message);
    zsock_destroy (&client);
    zsock_destroy (&server);
    zcert_destroy (&client_cert);
    zcert_destroy (&server_cert);
}

static void
breaches_abort (void)
{
    byte key [32] = { 0 };
    zcert_t *cert = fixed_cert (7);
    check_aborts ("zcert_new_from", zcert_new_from (NULL, key));
    check_aborts ("zcert_new_from", zcert_new_from (key, NULL));
    check_aborts ("zcert_load", zcert_load (NULL));
    check_aborts ("zcert_public_txt", zcert_public_txt (NULL));
    check_aborts ("zcert_eq", zcert_eq (cert, NULL));
    check_aborts ("zcert_destroy", zcert_destroy (NULL));
    zcert_destroy (&cert);
    printf ("breaches of contract abort\n");
}

static void
defect_CERT_1 (void)
{
    char path [600];
    zcert_t *cert = fixed_cert (8);
    //  The name of the secret file first fits 255 bytes but for its ending, then the
    //  name of the public one does not fit them either
    for (size_t size = 249; size <= 499; size += 50) {
        memset (path, 'a' + (int) size / 50, sizeof path);
        for (size_t slash = 99; slash < size - 1; slash += 100) {
            path [slash] = 0;
            mkdir (path, 0700);
            path [slash] = '/';
        }
        path [size] = 0;
        check (zcert_save (cert, path) == 0);
        zcert_t *loaded = zcert_load (path);
        check (loaded && zcert_eq (cert, loaded));
        zcert_destroy (&loaded);
        check (zsys_file_exists (path));
        strcat (path, "_secret");
        check (zsys_file_exists (path));
    }
    zcert_destroy (&cert);
}

static void
defect_CERT_2 (void)
{
    write_file ("bad", "curve\n    public-key = \"01234 6789abcdefghijABCDEFGHIJ0123456789\"\n");
    check (!zcert_load ("bad"));
    write_file ("bad", "curve\n    public-key = \"0123456789abcdefghijABCDEFGHIJ0123\xc3\xa9""6789\"\n");
    check (!zcert_load ("bad"));
}

static void *
save_into_pipe (void *cert)
{
    zcert_save_secret ((zcert_t *) cert, "pipe");
    return NULL;
}

//  While the file is being opened, which takes until somebody reads from the pipe,
//  the process keeps the umask that it has.
static void
defect_CERT_3 (void)
{
    zcert_t *cert = fixed_cert (9);
    check (mkfifo ("pipe", 0600) == 0);
    pthread_t thread;
    check (pthread_create (&thread, NULL, save_into_pipe, cert) == 0);
    zclock_sleep (300);
    FILE *status = fopen ("/proc/self/status", "r");
    check (status);
    char line [256];
    unsigned mask = 0;
    while (fgets (line, sizeof line, status))
        if (sscanf (line, "Umask: %o", &mask) == 1)
            break;
    fclose (status);
    int reader = open ("pipe", O_RDONLY | O_NONBLOCK);
    check (pthread_join (thread, NULL) == 0);
    if (reader >= 0)
        close (reader);
    check (mask == 022);
    zcert_destroy (&cert);
}

static void
defect_CERT_4 (void)
{
    zcert_t *cert = fixed_cert (10);
    write_file ("wide_secret", "");
    check (chmod ("wide_secret", 0644) == 0);
    check (zcert_save (cert, "wide") == 0);
    struct stat info;
    check (stat ("wide_secret", &info) == 0);
    check ((info.st_mode & 0777) == 0600);
    zcert_destroy (&cert);
}

static void
defect_unreadable_metadata (void)
{
    const char *names [] = { "two words", "", "a#b", "/a", "a/", "a=b", "two\nlines", "\xc3\xa9" };
    for (int nbr = 0; nbr < 8; nbr++) {
        zcert_t *cert = fixed_cert (3);
        zcert_set_meta (cert, names [nbr], "value");
        check (zcert_save_public (cert, "unreadable") == -1);
        check (!zsys_file_exists ("unreadable"));
        zcert_destroy (&cert);
    }
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    enter_folder ();
    CASE (new_key_pairs ());
    CASE (given_key_pairs ());
    CASE (metadata ());
    CASE (copies ());
    CASE (save_and_load ());
    CASE (save_where_it_cannot_be ());
    CASE (files_by_hand ());
    CASE (print_to_the_log ());
    CASE (apply_to_sockets ());
    CASE (encrypted_message ());
    CASE (breaches_abort ());
    DEFECT (CERT_1);
    DEFECT (CERT_2);
    DEFECT (CERT_3);
    DEFECT (CERT_4);
    DEFECT (unreadable_metadata);
    CASE (zcert_test (false));
    leave_folder ();
    return test_end ();
}

//  One side of an exchange between two programs, each of which may use the original library or ours.
//
//  exchange write FOLDER    writes files of all kinds into a folder
//  exchange read FOLDER     prints what is in them
//  exchange serve FOLDER    receives what `send` sends, and answers; prints what it received
//  exchange send FOLDER     sends messages of all kinds; prints the answers

#include "test.h"

//  Key pairs that are the same on both sides
static zcert_t *
cert_of (int number)
{
    //  Made by zcert_new, with any libczmq
    static const char *texts [2] [2] = {
        { "OoN9ggv70X^Eh.S^vcYB8*}Kvv2^pGyx@1S<#)O<",
          "8jfxE7:EDy3R-ml}?$2<O2p>kn[>H-.XK6q>g=^f" },
        { "OF9R=/uE<TY!jf-:!6g?IB2=akjE2TJ+Y0.LQ]0J",
          "-r$TWHUELISyV2SScdeG[plG5Hb8Wnp7VOyZc@4A" },
    };
    byte public_key [32], secret_key [32];
    check (zmq_z85_decode (public_key, texts [number] [0]));
    check (zmq_z85_decode (secret_key, texts [number] [1]));
    return zcert_new_from (public_key, secret_key);
}

static void
put (const char *name, const void *data, size_t size)
{
    FILE *file = fopen (name, "wb");
    check (file && fwrite (data, 1, size, file) == size && fclose (file) == 0);
}

static void
put_frame (const char *name, zframe_t *frame)
{
    check (frame);
    put (name, zframe_data (frame), zframe_size (frame));
    zframe_destroy (&frame);
}

static zframe_t *
get_frame (const char *name)
{
    zchunk_t *chunk = zchunk_slurp (name, 0);
    check (chunk);
    zframe_t *frame = zframe_new (zchunk_data (chunk), zchunk_size (chunk));
    zchunk_destroy (&chunk);
    return frame;
}

static zmsg_t *
some_message (void)
{
    zmsg_t *msg = zmsg_new ();
    zmsg_addstr (msg, "first");
    zmsg_addmem (msg, "", 0);
    zmsg_addmem (msg, "\0\1\377binary", 9);
    byte large [70000];
    for (size_t index = 0; index < sizeof large; index++)
        large [index] = (byte) (index * 7);
    zmsg_addmem (msg, large, 254);
    zmsg_addmem (msg, large, 255);
    zmsg_addmem (msg, large, 65535);
    zmsg_addmem (msg, large, sizeof large);
    return msg;
}

static void
show_message (const char *title, zmsg_t *msg)
{
    check (msg);
    printf ("%s: %zu frames, %zu bytes\n", title, zmsg_size (msg), zmsg_content_size (msg));
    zdigest_t *digest = zdigest_new ();
    for (zframe_t *frame = zmsg_first (msg); frame; frame = zmsg_next (msg)) {
        zdigest_update (digest, zframe_data (frame), zframe_size (frame));
        printf ("  %zu\n", zframe_size (frame));
    }
    printf ("  %s\n", zdigest_string (digest));
    zdigest_destroy (&digest);
}

static const char *names [] = { "plain", "with space", "", "umlaut \303\244", "long" };

static const char *
value_of (size_t index)
{
    static char text [400];
    memset (text, 'v', sizeof text);
    text [index == 4 ? 300 : 3 * index] = 0;
    return text;
}

//  Files

static void
write_files (void)
{
    zconfig_t *root = zconfig_new ("root", NULL);
    zconfig_put (root, "server/bind", "tcp://*:5670");
    zconfig_put (root, "server/name", "with spaces and # hash");
    zconfig_put (root, "server/empty", "");
    zconfig_put (root, "client/quoted", "say 'it'");
    zconfig_set_comment (root, "%s", "a comment");
    check (zconfig_save (root, "config") == 0);
    zconfig_destroy (&root);

    zcert_t *cert = cert_of (0);
    check (cert);
    zcert_set_meta (cert, "name", "%s", "An Example");
    zcert_set_meta (cert, "email", "%s", "someone@example.com");
    check (zcert_save (cert, "cert") == 0);
    check (zcert_save_public (cert, "cert_public") == 0);
    check (zcert_save_secret (cert, "cert_only_secret") == 0);
    zcert_destroy (&cert);

    zhash_t *hash = zhash_new ();
    zhashx_t *hashx = zhashx_new ();
    for (size_t index = 0; index < 5; index++) {
        char *value = (char *) value_of (index);
        zhash_autofree (hash);
        zhash_insert (hash, names [index], value);
        zhashx_insert (hashx, names [index], strdup (value));
    }
    for (int index = 0; index < 1000; index++) {
        char name [16];
        snprintf (name, sizeof name, "key%d", index);
        zhash_insert (hash, name, name);
        zhashx_insert (hashx, name, strdup (name));
    }
    zhash_comment (hash, "%s", "a comment");
    check (zhash_save (hash, "hash") == 0 && zhashx_save (hashx, "hashx") == 0);
    put_frame ("hash.packed", zhash_pack (hash));
    put_frame ("hashx.packed", zhashx_pack (hashx));
    zhash_destroy (&hash);
    for (char *item = (char *) zhashx_first (hashx); item; item = (char *) zhashx_next (hashx))
        free (item);
    zhashx_destroy (&hashx);

    zmsg_t *msg = some_message ();
    put_frame ("message.encoded", zmsg_encode (msg));
    //  The original does not save a message with an empty frame.
    zframe_t *frame = zmsg_first (msg);
    while (zframe_size (frame))
        frame = zmsg_next (msg);
    zmsg_remove (msg, frame);
    zframe_destroy (&frame);
    FILE *file = fopen ("message", "wb");
    check (file && zmsg_save (msg, file) == 0 && fclose (file) == 0);
    zmsg_destroy (&msg);

    zchunk_t *chunk = zchunk_new ("a chunk\0of bytes", 16);
    file = fopen ("chunk", "wb");
    check (file && zchunk_write (chunk, file) == 0 && fclose (file) == 0);
    put_frame ("chunk.packed", zchunk_pack (chunk));
    zchunk_destroy (&chunk);

    zarmour_t *armour = zarmour_new ();
    const int modes [] = { ZARMOUR_MODE_BASE64_STD, ZARMOUR_MODE_BASE64_URL,
                           ZARMOUR_MODE_BASE32_STD, ZARMOUR_MODE_BASE32_HEX, ZARMOUR_MODE_BASE16,
                           ZARMOUR_MODE_Z85 };
    file = fopen ("armour", "w");
    for (int index = 0; index < 6; index++) {
        zarmour_set_mode (armour, modes [index]);
        char *text = zarmour_encode (armour, (const byte *) "\0\1\2\375\376\377 text", 12);
        check (text && fprintf (file, "%d %s\n", modes [index], text) > 0);
        zstr_free (&text);
    }
    check (fclose (file) == 0);
    zarmour_destroy (&armour);

    zfile_t *own = zfile_new (NULL, "tree/inner/file");
    check (zfile_output (own) == 0);
    chunk = zchunk_new ("content of a file", 17);
    check (zfile_write (own, chunk, 0) == 0 && zfile_write (own, chunk, 20) == 0);
    zchunk_destroy (&chunk);
    zfile_destroy (&own);
    struct utimbuf times = { 1000000000, 1000000000 };
    check (utime ("tree/inner/file", &times) == 0);
    zdir_t *dir = zdir_new ("tree", NULL);
    zhash_t *cache = zdir_cache (dir);
    check (zhash_size (cache) == 1);
    zhash_destroy (&cache);
    zdir_destroy (&dir);
}

static void
show_hash (const char *title, zhash_t *hash)
{
    check (hash);
    printf ("%s: %zu items\n", title, zhash_size (hash));
    for (char *item = (char *) zhash_first (hash); item; item = (char *) zhash_next (hash))
        printf ("  %s=%s\n", zhash_cursor (hash), item);
    zhash_destroy (&hash);
}

static void
show_hashx (const char *title, zhashx_t *hash)
{
    check (hash);
    printf ("%s: %zu items\n", title, zhashx_size (hash));
    for (char *item = (char *) zhashx_first (hash); item; item = (char *) zhashx_next (hash))
        printf ("  %s=%s\n", (const char *) zhashx_cursor (hash), item);
    zhashx_destroy (&hash);
}

static void
free_text (void **item_p)
{
    free (*item_p);
    *item_p = NULL;
}

static void
show_cert (const char *name)
{
    zcert_t *cert = zcert_load (name);
    printf ("%s: %s\n", name, cert ? "a certificate" : "none");
    if (!cert)
        return;
    printf ("  public %s secret %s\n", zcert_public_txt (cert), zcert_secret_txt (cert));
    zlist_t *meta = zcert_meta_keys (cert);
    zlist_sort (meta, NULL);
    for (char *key = (char *) zlist_first (meta); key; key = (char *) zlist_next (meta))
        printf ("  %s=%s\n", key, zcert_meta (cert, key));
    zlist_destroy (&meta);
    zcert_destroy (&cert);
}

static void
read_files (void)
{
    zconfig_t *root = zconfig_load ("config");
    check (root);
    const char *paths [] = { "server/bind", "server/name", "server/empty", "client/quoted" };
    for (int index = 0; index < 4; index++)
        printf ("%s=%s\n", paths [index], zconfig_get (root, paths [index], "none"));
    zconfig_destroy (&root);

    show_cert ("cert");
    show_cert ("cert_public");
    show_cert ("cert_only_secret");
    //  Without the secret one beside it
    check (rename ("cert_secret", "moved") == 0);
    show_cert ("cert");
    check (rename ("moved", "cert_secret") == 0);

    zhash_t *hash = zhash_new ();
    zhash_autofree (hash);
    check (zhash_load (hash, "hash") == 0);
    show_hash ("zhash_load", hash);
    zhashx_t *hashx = zhashx_new ();
    zhashx_set_destructor (hashx, free_text);
    check (zhashx_load (hashx, "hashx") == 0);
    show_hashx ("zhashx_load", hashx);
    zframe_t *frame = get_frame ("hash.packed");
    show_hash ("zhash_unpack", zhash_unpack (frame));
    //  The two have the same form.
    show_hashx ("zhashx_unpack of zhash", zhashx_unpack (frame));
    zframe_destroy (&frame);
    frame = get_frame ("hashx.packed");
    show_hashx ("zhashx_unpack", zhashx_unpack (frame));
    show_hash ("zhash_unpack of zhashx", zhash_unpack (frame));
    zframe_destroy (&frame);

    frame = get_frame ("message.encoded");
    zmsg_t *msg = zmsg_decode (frame);
    show_message ("zmsg_decode", msg);
    zmsg_destroy (&msg);
    zframe_destroy (&frame);
    FILE *file = fopen ("message", "rb");
    msg = zmsg_load (file);
    show_message ("zmsg_load", msg);
    zmsg_destroy (&msg);
    fclose (file);

    file = fopen ("chunk", "rb");
    zchunk_t *chunk = zchunk_read (file, 100);
    printf ("zchunk_read: %zu bytes, %s\n", zchunk_size (chunk), zchunk_digest (chunk));
    zchunk_destroy (&chunk);
    fclose (file);
    frame = get_frame ("chunk.packed");
    chunk = zchunk_unpack (frame);
    printf ("zchunk_unpack: %zu bytes, %s\n", zchunk_size (chunk), zchunk_digest (chunk));
    zchunk_destroy (&chunk);
    zframe_destroy (&frame);

    file = fopen ("armour", "r");
    int mode;
    char text [100];
    zarmour_t *armour = zarmour_new ();
    while (fscanf (file, "%d %99s", &mode, text) == 2) {
        zarmour_set_mode (armour, mode);
        chunk = zarmour_decode (armour, text);
        printf ("%s: %s, %zu bytes, %s\n", zarmour_mode_str (armour), text, zchunk_size (chunk),
                zchunk_digest (chunk));
        zchunk_destroy (&chunk);
    }
    zarmour_destroy (&armour);
    fclose (file);

    zdir_t *dir = zdir_new ("tree", NULL);
    zfile_t **files = zdir_flatten (dir);
    for (int index = 0; files [index]; index++)
        printf ("%s: %ld bytes, %s\n", zfile_filename (files [index], NULL),
                (long) zfile_cursize (files [index]), zfile_digest (files [index]));
    zdir_flatten_free (&files);
    show_hash ("zdir_cache", zdir_cache (dir));
    zdir_destroy (&dir);
}

//  The wire

static void
show_picture (zsock_t *sock)
{
    int i;
    uint8_t u1;
    uint16_t u2;
    uint32_t u4;
    uint64_t u8;
    char *text;
    byte *bytes;
    size_t size;
    zchunk_t *chunk;
    zframe_t *frame;
    zuuid_t *uuid;
    zhashx_t *hash;
    zmsg_t *rest;
    check (zsock_recv (sock, "i1248sbcfUhzm", &i, &u1, &u2, &u4, &u8, &text, &bytes, &size, &chunk,
                       &frame, &uuid, &hash, &rest) == 0);
    printf ("picture: %d %u %u %u %" PRIu64 " %s %zu %zu %zu %s %zu\n", i, u1, u2, u4, u8, text,
            size, zchunk_size (chunk), zframe_size (frame), zuuid_str (uuid), zhashx_size (hash));
    show_message ("rest of the picture", rest);
    zstr_free (&text);
    free (bytes);
    zchunk_destroy (&chunk);
    zframe_destroy (&frame);
    zuuid_destroy (&uuid);
    zhashx_destroy (&hash);
    zmsg_destroy (&rest);
}

static void
send_picture (zsock_t *sock)
{
    byte bytes [16] = { 1, 2, 3, 0, 255 };
    zchunk_t *chunk = zchunk_new (bytes, 5);
    zframe_t *frame = zframe_new (bytes, 9);
    zuuid_t *uuid = zuuid_new_from (bytes);
    zhashx_t *hash = zhashx_new ();
    zhashx_insert (hash, "key", "value");
    zmsg_t *rest = some_message ();
    check (zsock_send (sock, "i1248sbcfUhzm", -12345, (uint8_t) 255, (uint16_t) 65535,
                       (uint32_t) 4000000000, (uint64_t) 1 << 63, "text", bytes, (size_t) 5, chunk,
                       frame, uuid, hash, rest) == 0);
    zchunk_destroy (&chunk);
    zframe_destroy (&frame);
    zuuid_destroy (&uuid);
    zhashx_destroy (&hash);
    zmsg_destroy (&rest);
}

static void
show_binary_picture (zsock_t *sock)
{
    uint8_t u1;
    uint16_t u2;
    uint32_t u4;
    uint64_t u8;
    char *small;
    char *large;
    zchunk_t *chunk;
    zframe_t *frame;
    zuuid_t *uuid;
    check (zsock_brecv (sock, "1248sScuf", &u1, &u2, &u4, &u8, &small, &large, &chunk, &uuid, &frame)
           == 0);
    printf ("binary picture: %u %u %u %" PRIu64 " %s %s %zu %s %zu\n", u1, u2, u4, u8, small, large,
            zchunk_size (chunk), zuuid_str (uuid), zframe_size (frame));
    zstr_free (&large);
    zchunk_destroy (&chunk);
    zframe_destroy (&frame);
    zuuid_destroy (&uuid);
}

static void
send_binary_picture (zsock_t *sock)
{
    byte bytes [16] = { 9, 8, 7, 0, 255 };
    zchunk_t *chunk = zchunk_new (bytes, 5);
    zframe_t *frame = zframe_new (bytes, 9);
    zuuid_t *uuid = zuuid_new_from (bytes);
    check (zsock_bsend (sock, "1248sScuf", 255, 65535, (uint32_t) 4000000000, (uint64_t) 1 << 63,
                        "short", "long", chunk, uuid, frame) == 0);
    zchunk_destroy (&chunk);
    zframe_destroy (&frame);
    zuuid_destroy (&uuid);
}

//  Has the other side know where to connect to.
static void
tell_port (const char *name, int port)
{
    char text [16], part [32];
    snprintf (text, sizeof text, "%d", port);
    snprintf (part, sizeof part, "%s.part", name);
    put (part, text, strlen (text));
    check (rename (part, name) == 0);
}

static int
ask_port (const char *name)
{
    for (int tries = 0; tries < 6000; tries++) {
        FILE *file = fopen (name, "r");
        int port;
        if (file) {
            check (fscanf (file, "%d", &port) == 1);
            fclose (file);
            return port;
        }
        zclock_sleep (10);
    }
    check (!"the server tells its port");
    return -1;
}

static void
serve_socket (zsock_t *server, const char *done)
{
    zsock_set_rcvtimeo (server, 60000);
    char *one, *two, *three;
    check (zstr_recvx (server, &one, &two, &three, NULL) == 3);
    printf ("strings: %s %s %s\n", one, two, three);
    zstr_free (&one);
    zstr_free (&two);
    zstr_free (&three);
    zmsg_t *msg = zmsg_recv (server);
    show_message ("message", msg);
    zmsg_destroy (&msg);
    show_picture (server);
    show_binary_picture (server);
    check (zsock_signal (server, 42) == 0);
    check (zstr_sendf (server, "%s", "goodbye") == 0);
    //  The other side says when it has that, and keeps its socket open until it knows that it is heard.
    check (zsock_wait (server) == 0);
    tell_port (done, 0);
}

static void
use_socket (zsock_t *client, const char *done)
{
    zsock_set_rcvtimeo (client, 60000);
    zsock_set_sndtimeo (client, 60000);
    check (zstr_sendx (client, "one", "", "three", NULL) == 0);
    zmsg_t *msg = some_message ();
    check (zmsg_send (&msg, client) == 0);
    send_picture (client);
    send_binary_picture (client);
    printf ("signal: %d\n", zsock_wait (client));
    char *text = zstr_recv (client);
    printf ("answer: %s\n", text);
    zstr_free (&text);
    check (zsock_signal (client, 0) == 0);
    ask_port (done);
}

static void
serve (void)
{
    zsock_t *server = zsock_new (ZMQ_PAIR);
    check (zsock_bind (server, "ipc://socket") == 0);
    tell_port ("ipc", 0);
    serve_socket (server, "ipc-done");
    zsock_destroy (&server);

    server = zsock_new (ZMQ_PAIR);
    tell_port ("tcp", zsock_bind (server, "tcp://127.0.0.1:*"));
    serve_socket (server, "tcp-done");
    zsock_destroy (&server);

    zactor_t *auth = zactor_new (zauth, NULL);
    zstr_sendx (auth, "ALLOW", "127.0.0.1", NULL);
    zsock_wait (auth);
    put ("passwords", "someone=secret\n", 15);
    zstr_sendx (auth, "PLAIN", "passwords", NULL);
    zsock_wait (auth);
    server = zsock_new (ZMQ_PAIR);
    zsock_set_plain_server (server, 1);
    zsock_set_zap_domain (server, "domain");
    tell_port ("plain", zsock_bind (server, "tcp://127.0.0.1:*"));
    serve_socket (server, "plain-done");
    zsock_destroy (&server);

    check (mkdir ("clients", 0777) == 0);
    zcert_t *client_cert = cert_of (1);
    check (zcert_save_public (client_cert, "clients/client") == 0);
    zcert_destroy (&client_cert);
    zstr_sendx (auth, "CURVE", "clients", NULL);
    zsock_wait (auth);
    zcert_t *cert = cert_of (0);
    server = zsock_new (ZMQ_PAIR);
    zcert_apply (cert, server);
    zsock_set_curve_server (server, 1);
    zsock_set_zap_domain (server, "domain");
    tell_port ("curve", zsock_bind (server, "tcp://127.0.0.1:*"));
    serve_socket (server, "curve-done");
    zsock_destroy (&server);
    zcert_destroy (&cert);
    zactor_destroy (&auth);
}

static void
send_all (void)
{
    zsock_t *client = zsock_new (ZMQ_PAIR);
    ask_port ("ipc");
    check (zsock_connect (client, "ipc://socket") == 0);
    use_socket (client, "ipc-done");
    zsock_destroy (&client);

    client = zsock_new (ZMQ_PAIR);
    check (zsock_connect (client, "tcp://127.0.0.1:%d", ask_port ("tcp")) == 0);
    use_socket (client, "tcp-done");
    zsock_destroy (&client);

    client = zsock_new (ZMQ_PAIR);
    zsock_set_plain_username (client, "someone");
    zsock_set_plain_password (client, "secret");
    check (zsock_connect (client, "tcp://127.0.0.1:%d", ask_port ("plain")) == 0);
    use_socket (client, "plain-done");
    zsock_destroy (&client);

    client = zsock_new (ZMQ_PAIR);
    zcert_t *cert = cert_of (1), *server_cert = cert_of (0);
    zcert_apply (cert, client);
    zsock_set_curve_serverkey (client, zcert_public_txt (server_cert));
    check (zsock_connect (client, "tcp://127.0.0.1:%d", ask_port ("curve")) == 0);
    use_socket (client, "curve-done");
    zsock_destroy (&client);
    zcert_destroy (&cert);
    zcert_destroy (&server_cert);
}

int
main (int argc, char **argv)
{
    setvbuf (stdout, NULL, _IOLBF, 0);
    check (argc == 3 && chdir (argv [2]) == 0);
    umask (022);
    zsys_init ();
    if (streq (argv [1], "write"))
        write_files ();
    else if (streq (argv [1], "read"))
        read_files ();
    else if (streq (argv [1], "serve"))
        serve ();
    else
        send_all ();
    return 0;
}

//  A gossip node that is no httpd: plain ENDPOINT KEY VALUE SECONDS [CERTIFICATE SERVER]
//
//  Connects, publishes a tuple, and prints what it is told, for SECONDS or until its standard input
//  ends. With certificates it uses CURVE.
//
//  plain certificate FILE makes one; plain certificate FILE DIRECTORY puts its public part there too.

#include <czmq.h>
#include <poll.h>

static int make_certificate (const char *file, const char *directory)
{
    zcert_t *cert = zcert_new ();
    if (!cert || zcert_save (cert, file))
        return 1;
    if (directory) {
        char *copy = zsys_sprintf ("%s/client", directory);
        if (zcert_save_public (cert, copy))
            return 1;
        zstr_free (&copy);
    }
    zcert_destroy (&cert);
    return 0;
}

int main (int argc, char *argv [])
{
    if (argc > 2 && streq (argv [1], "certificate"))
        return make_certificate (argv [2], argc > 3? argv [3]: NULL);
    if (argc < 5)
        return 2;
    setvbuf (stdout, NULL, _IOLBF, 0);
    zactor_t *node = zactor_new (zgossip, "plain");
    zsys_set_logstream (stderr);
    zcert_t *cert = argc > 6? zcert_load (argv [5]): NULL;
    zcert_t *server = argc > 6? zcert_load (argv [6]): NULL;
    if (argc > 6 && (!cert || !server))
        return 3;
    if (cert) {
        zstr_sendx (node, "SET PUBLICKEY", zcert_public_txt (cert), NULL);
        zstr_sendx (node, "SET SECRETKEY", zcert_secret_txt (cert), NULL);
    }
    zstr_sendx (node, "CONNECT", argv [1], server? zcert_public_txt (server): NULL, NULL);
    zstr_sendx (node, "PUBLISH", argv [2], argv [3], NULL);
    int64_t end = zclock_mono () + 1000 * atoi (argv [4]);
    zsock_set_rcvtimeo (node, 50);
    while (zclock_mono () < end && !zsys_interrupted) {
        char *command = NULL, *key = NULL, *value = NULL;
        if (zstr_recvx (node, &command, &key, &value, NULL) == 3)
            printf ("%s %s %s\n", command, key, value);
        zstr_free (&command);
        zstr_free (&key);
        zstr_free (&value);
        struct pollfd input = { 0, POLLIN, 0 };
        char byte;
        if (poll (&input, 1, 0) == 1 && read (0, &byte, 1) < 1)
            break;
    }
    zcert_destroy (&cert);
    zcert_destroy (&server);
    zactor_destroy (&node);
    return 0;
}

//  ours alone: Debian's library has no DRAFT functions
//
//  Stores whose certificates come from where the program says.

#define CZMQ_BUILD_DRAFT_API
#include "test.h"

typedef struct {
    byte numbers [4];           //  The certificates that there are
    bool empties;
    int loaded, destroyed;
    zcert_t *one_more;
} source_t;

static zcert_t *
cert (byte number)
{
    byte key [32];
    memset (key, number, sizeof key);
    return zcert_new_from (key, key);
}

static zcert_t *
lookup (zcertstore_t *store, byte number)
{
    zcert_t *sought = cert (number);
    zcert_t *found = zcertstore_lookup (store, zcert_public_txt (sought));
    check (!found || zcert_eq (found, sought));
    zcert_destroy (&sought);
    return found;
}

static void
load (zcertstore_t *store)
{
    source_t *source = (source_t *) zcertstore_state (store);
    source->loaded++;
    if (source->empties)
        zcertstore_empty (store);
    for (int i = 0; i < 4 && source->numbers [i]; i++) {
        zcert_t *fresh = cert (source->numbers [i]);
        zcertstore_insert (store, &fresh);
        check (!fresh);
    }
    if (source->one_more) {
        zcert_t *copy = zcert_dup (source->one_more);
        zcertstore_insert (store, &copy);
    }
}

static void
destroy (void **state)
{
    ((source_t *) *state)->destroyed++;
    *state = NULL;
}

static void
loaders (void)
{
    zcertstore_t *store = zcertstore_new (NULL);
    check (!zcertstore_state (store));
    source_t first = { { 1, 2 }, true, 0, 0, NULL };
    zcertstore_set_loader (store, load, destroy, &first);
    check (first.loaded == 1);
    check (zcertstore_state (store) == &first);
    zcert_t *one = lookup (store, 1);
    check (one && first.loaded == 2);
    check (lookup (store, 2) && !lookup (store, 3) && first.loaded == 4);
    //  What does not change stays where it is
    check (lookup (store, 1) == one);

    first.numbers [0] = 3;
    check (!lookup (store, 1) && lookup (store, 2) && lookup (store, 3));
    //  Who has it may go on using it
    check (memcmp (zcert_public_key (one), "\1\1\1", 3) == 0);

    source_t second = { { 5 }, false, 0, 0, NULL };
    zcertstore_set_loader (store, load, destroy, &second);
    check (first.destroyed == 1 && second.loaded == 1);
    check (lookup (store, 2) && lookup (store, 5));

    //  Without a destructor; without a loader nothing is loaded
    source_t third = { { 7 }, true, 0, 0, NULL };
    zcertstore_set_loader (store, load, NULL, &third);
    check (second.destroyed == 1 && third.loaded == 1);
    zcertstore_set_loader (store, NULL, destroy, NULL);
    check (!zcertstore_state (store));
    check (lookup (store, 7) && third.loaded == 1);
    zcertstore_set_loader (store, NULL, destroy, &second);
    zcertstore_destroy (&store);
    check (first.destroyed == 1 && second.destroyed == 2 && third.destroyed == 0);
}

static void
lists (void)
{
    zcertstore_t *store = zcertstore_new (NULL);
    zlistx_t *certs = zcertstore_certs (store);
    check (zlistx_size (certs) == 0);
    zlistx_destroy (&certs);
    zcert_t *one = cert (1), *two = cert (2);
    zcert_t *first = one, *second = two;
    zcertstore_insert (store, &one);
    zcertstore_insert (store, &two);
    certs = zcertstore_certs (store);
    check (zlistx_size (certs) == 2);
    check (zlistx_find (certs, first) && zlistx_find (certs, second));
    zlistx_destroy (&certs);

    zcertstore_empty (store);
    certs = zcertstore_certs (store);
    check (zlistx_size (certs) == 0);
    zlistx_destroy (&certs);
    check (!lookup (store, 1));
    check (memcmp (zcert_public_key (first), "\1\1\1", 3) == 0);

    //  A list is of what is there now
    source_t source = { { 4, 6 }, true, 0, 0, NULL };
    zcertstore_set_loader (store, load, destroy, &source);
    certs = zcertstore_certs (store);
    check (source.loaded == 2 && zlistx_size (certs) == 2);
    zlistx_destroy (&certs);
    zcertstore_destroy (&store);
    check (source.destroyed == 1);
}

static zsock_t *
client (zcert_t *own, zcert_t *server, const char *endpoint)
{
    zsock_t *sock = zsock_new (ZMQ_PUSH);
    zcert_apply (own, sock);
    zsock_set_curve_serverkey (sock, zcert_public_txt (server));
    zsock_connect (sock, "%s", endpoint);
    return sock;
}

//  An authenticator that was given the store asks the loader.
static void
authenticator (void)
{
    zcert_t *server_cert = zcert_new (), *known = zcert_new (), *unknown = zcert_new ();
    source_t source = { { 1 }, true, 0, 0, known };
    zcertstore_t *store = zcertstore_new (NULL);
    zcertstore_set_loader (store, load, destroy, &source);
    zactor_t *auth = zactor_new (zauth, store);

    zsock_t *server = zsock_new (ZMQ_PULL);
    zcert_apply (server_cert, server);
    zsock_set_curve_server (server, 1);
    zsock_bind (server, "tcp://127.0.0.1:*");
    zsock_t *bad = client (unknown, server_cert, zsock_endpoint (server));
    zsock_t *good = client (known, server_cert, zsock_endpoint (server));
    zstr_send (good, "good");
    char *string = zstr_recv (server);
    check_streq (string, "good");
    zstr_free (&string);
    //  There is no connection to send to
    zsock_set_sndtimeo (bad, 200);
    zstr_send (bad, "bad");
    zpoller_t *poller = zpoller_new (server, NULL);
    check (!zpoller_wait (poller, 200));
    zpoller_destroy (&poller);

    zsock_destroy (&good);
    zsock_destroy (&bad);
    zsock_destroy (&server);
    zactor_destroy (&auth);
    check (source.loaded >= 2 && source.destroyed == 1);
    zcert_destroy (&server_cert);
    zcert_destroy (&known);
    zcert_destroy (&unknown);
}

static void
breaches (void)
{
    check_aborts ("zcertstore_empty", zcertstore_empty (NULL));
    check_aborts ("zcertstore_set_loader", zcertstore_set_loader (NULL, load, NULL, NULL));
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (loaders ());
    CASE (lists ());
    CASE (authenticator ());
    CASE (breaches ());
    return test_end ();
}

//  The functions that the library exports and no header declares: programs may still hold their
//  names.

#include "test.h"

typedef struct {
    uint64_t state [13];
} sha1_ctxt_t;

void sha1_init (sha1_ctxt_t *ctxt);
void sha1_loop (sha1_ctxt_t *ctxt, const uint8_t *input, size_t len);
void sha1_pad (sha1_ctxt_t *ctxt);
void sha1_result (sha1_ctxt_t *ctxt, void *digest);
zsock_t *zsock_new_dgram_checked (const char *endpoint, const char *filename, size_t line_nbr);
void zsock_option_test (bool verbose);
void zuuid_print (zuuid_t *self);

static void
print_digest (sha1_ctxt_t *ctxt)
{
    uint8_t digest [20];
    sha1_result (ctxt, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        printf ("%02x", digest [i]);
    printf ("\n");
}

static void
sha1 (void)
{
    sha1_ctxt_t ctxt;
    memset (&ctxt, 0xAA, sizeof ctxt);
    sha1_init (&ctxt);
    print_digest (&ctxt);

    sha1_init (&ctxt);
    sha1_loop (&ctxt, (const uint8_t *) "abc", 3);
    print_digest (&ctxt);

    uint8_t block [300];
    memset (block, 'x', sizeof block);
    for (size_t part = 1; part <= sizeof block; part += 37) {
        sha1_init (&ctxt);
        for (size_t done = 0; done < sizeof block; done += part)
            sha1_loop (&ctxt, block + done,
                       part < sizeof block - done ? part : sizeof block - done);
        print_digest (&ctxt);
    }
    //  What sha1_result gives after this is not to be relied on
    sha1_init (&ctxt);
    sha1_pad (&ctxt);
}

static void
sockets (void)
{
    errno = 0;
    zsock_t *sock = zsock_new_dgram_checked ("udp://127.0.0.1:*", __FILE__, __LINE__);
    printf ("a DGRAM socket: %s, errno %d\n", sock ? "there" : "none", errno);
    zsock_option_test (false);
}

static void
uuid (void)
{
    zuuid_t *uuid = zuuid_new ();
    zuuid_set (uuid, (const byte *) "0123456789abcdef");
    zuuid_print (uuid);
    printf ("\n");
    zuuid_destroy (&uuid);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (sha1 ());
    CASE (sockets ());
    CASE (uuid ());
    return test_end ();
}

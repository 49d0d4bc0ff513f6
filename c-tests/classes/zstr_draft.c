//  ours alone: Debian's library has no DRAFT functions
//
//  Strings that are sent compressed, and what a peer may send in their place.

#define CZMQ_BUILD_DRAFT_API
#include "test.h"

static zsock_t *one, *two;

static void
there_and_back (void)
{
    const char *texts [] = { "", "a", "hello, hello, hello, hello, hello", "\xC3\xA9\x01" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        check (zstr_send_compress (one, texts [i]) == 0);
        char *string = zstr_recv_compress (two);
        check_streq (string, texts [i]);
        zstr_free (&string);
    }
    //  Raw sockets too
    check (zstr_send_compress (zsock_resolve (one), "raw") == 0);
    char *string = zstr_recv_compress (zsock_resolve (two));
    check_streq (string, "raw");
    zstr_free (&string);
}

//  Two frames: the length in a size_t, and a block of LZ4.
static void
wire (void)
{
    check (zstr_send_compress (one, "hello") == 0);
    zmsg_t *message = zmsg_recv (two);
    check (zmsg_size (message) == 2);
    zframe_t *frame = zmsg_first (message);
    size_t length;
    check (zframe_size (frame) == sizeof length);
    memcpy (&length, zframe_data (frame), sizeof length);
    check (length == 5);
    frame = zmsg_next (message);
    check (zframe_size (frame) == 6 && memcmp (zframe_data (frame), "\x50hello", 6) == 0);
    zmsg_destroy (&message);

    char large [100001];
    memset (large, 'x', sizeof large - 1);
    large [sizeof large - 1] = 0;
    check (zstr_send_compress (one, large) == 0);
    message = zmsg_recv (two);
    check (zmsg_content_size (message) < 1000);
    check (zmsg_send (&message, one) == 0);
    char *string = zstr_recv_compress (two);
    check_streq (string, large);
    zstr_free (&string);

    //  As others compress it: a letter, a match of 15 at distance 1, and five letters
    zmsg_t *other = zmsg_new ();
    length = 21;
    zmsg_addmem (other, &length, sizeof length);
    zmsg_addmem (other, "\x1B" "a\x01\0\x50" "aaaaa", 10);
    zmsg_send (&other, one);
    string = zstr_recv_compress (two);
    check_streq (string, "aaaaaaaaaaaaaaaaaaaaa");
    zstr_free (&string);
}

static void
part_of_a_message (void)
{
    check (zstr_sendm_compress (one, "first") == 0);
    check (zstr_send (one, "second") == 0);
    zmsg_t *message = zmsg_recv (two);
    check (zmsg_size (message) == 3);
    char *string = NULL;
    zframe_t *last = zmsg_last (message);
    check (zframe_streq (last, "second"));
    //  Three frames are no compressed string; nothing of them stays
    zmsg_send (&message, one);
    errno = 0;
    check (!zstr_recv_compress (two) && errno == EPROTO);
    zstr_send (one, "next");
    string = zstr_recv (two);
    check_streq (string, "next");
    zstr_free (&string);
}

static void
refused (const void *length, size_t size, const void *block, size_t block_size)
{
    zmsg_t *message = zmsg_new ();
    zmsg_addmem (message, length, size);
    zmsg_addmem (message, block, block_size);
    zmsg_send (&message, one);
    errno = 0;
    check (!zstr_recv_compress (two) && errno == EPROTO);
}

//  A length that is no size_t, that no memory has, or that is not that of the block.
static void
malformed (void)
{
    size_t length = 5;
    refused (&length, 7, "\x50hello", 6);
    refused (&length, 0, "\x50hello", 6);
    for (length = 0; length < 10; length++)
        if (length != 5)
            refused (&length, sizeof length, "\x50hello", 6);
    length = SIZE_MAX;
    refused (&length, sizeof length, "\x50hello", 6);
    length = (size_t) 1 << 40;
    refused (&length, sizeof length, "\x50hello", 6);
    length = 5;
    refused (&length, sizeof length, "\x60hello", 6);
    refused (&length, sizeof length, "", 0);
    //  One that would take all memory, behind a block of that ratio
    size_t size = 1 << 20;
    char *block = (char *) malloc (size);
    memset (block, 0xFF, size);
    length = (size_t) 255 << 20;
    refused (&length, sizeof length, block, size);
    free (block);
    length = 5;
    //  A match before the beginning
    refused (&length, sizeof length, "\x11" "a\x02\0", 4);

    zstr_send (one, "plain");
    errno = 0;
    check (!zstr_recv_compress (two) && errno == EPROTO);
    zsock_set_rcvtimeo (two, 0);
    errno = 0;
    check (!zstr_recv_compress (two) && errno == EAGAIN);
    zsock_set_rcvtimeo (two, -1);
}

static void
copies (void)
{
    char text [] = "text";
    char *copy = zstr_str (text);
    check (copy != text);
    check_streq (copy, "text");
    zstr_free (&copy);
    copy = zstr_str (NULL);
    check_streq (copy, "");
    zstr_free (&copy);
}

static void
breaches (void)
{
    check_aborts ("zstr_send_compress", zstr_send_compress (one, NULL));
    check_aborts ("zstr_sendm_compress", zstr_sendm_compress (NULL, ""));
}

static void
with_a_pipe (void (*body) (void))
{
    one = zsys_create_pipe (&two);
    body ();
    zsock_destroy (&one);
    zsock_destroy (&two);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (with_a_pipe (there_and_back));
    CASE (with_a_pipe (wire));
    CASE (with_a_pipe (part_of_a_message));
    CASE (with_a_pipe (malformed));
    CASE (with_a_pipe (copies));
    CASE (with_a_pipe (breaches));
    return test_end ();
}

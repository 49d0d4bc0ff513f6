//  ours alone: Debian's library has no DRAFT functions
//
//  Chunks on memory of the program, and frames on that of chunks.

#define CZMQ_BUILD_DRAFT_API
#include "test.h"

typedef struct {
    char data [100];
    int released;
} memory_t;

static void
release (void **hint)
{
    ((memory_t *) *hint)->released++;
    *hint = NULL;
}

static void
on_memory (void)
{
    memory_t memory = { "0123456789", 0 };
    zchunk_t *chunk = zchunk_frommem (memory.data, 10, release, &memory);
    check (zchunk_is (chunk) && zchunk_size (chunk) == 10 && zchunk_max_size (chunk) == 10);
    check (zchunk_data (chunk) == (byte *) memory.data);
    check_streq (zchunk_digest (chunk), "87ACEC17CD9DCD20A716CC2CF67417B71C8A7016");
    //  Writing goes there, as far as there is room
    check (zchunk_append (chunk, "x", 1) == 10);
    check (zchunk_set (chunk, "abc", 3) == 3);
    check (zchunk_append (chunk, "def", 3) == 6);
    check (memcmp (memory.data, "abcdef6789", 11) == 0);
    check (zchunk_fill (chunk, 'z', 20) == 10);
    check_streq (memory.data, "zzzzzzzzzz");
    zchunk_t *copy = zchunk_dup (chunk);
    zchunk_destroy (&chunk);
    check (memory.released == 1);
    check (zchunk_streq (copy, "zzzzzzzzzz"));
    zchunk_destroy (&copy);

    //  More room is elsewhere
    strcpy (memory.data, "0123456789");
    chunk = zchunk_frommem (memory.data, 10, release, &memory);
    check (zchunk_extend (chunk, "ABC", 3) == 13);
    check (memory.released == 2);
    check (zchunk_streq (chunk, "0123456789ABC"));
    check_streq (memory.data, "0123456789");
    zchunk_destroy (&chunk);
    chunk = zchunk_frommem (memory.data, 10, release, &memory);
    zchunk_resize (chunk, 5);
    check (memory.released == 3 && zchunk_size (chunk) == 0);
    zchunk_destroy (&chunk);
    check (memory.released == 3);

    //  Without a destructor the memory is freed
    chunk = zchunk_frommem (strdup ("heap"), 4, NULL, NULL);
    check (zchunk_streq (chunk, "heap"));
    zchunk_destroy (&chunk);
    chunk = zchunk_frommem (NULL, 0, NULL, NULL);
    check (zchunk_size (chunk) == 0 && zchunk_data (chunk));
    check (zchunk_extend (chunk, "a", 1) == 1);
    zchunk_destroy (&chunk);
    errno = 0;
    check (!zchunk_frommem (NULL, 1, release, &memory) && errno == EINVAL);
    check (memory.released == 3);
}

static void
packed (void)
{
    memory_t memory = { "0123456789", 0 };
    zchunk_t *chunk = zchunk_frommem (memory.data, 10, release, &memory);
    zframe_t *frame = zchunk_packx (&chunk);
    check (!chunk && zframe_is (frame));
    check (zframe_streq (frame, "0123456789"));
    check (zframe_data (frame) == (byte *) memory.data);
    zsock_t *backend;
    zsock_t *frontend = zsys_create_pipe (&backend);
    check (zframe_send (&frame, frontend, 0) == 0);
    check (memory.released == 0);
    char *string = zstr_recv (backend);
    check_streq (string, "0123456789");
    zstr_free (&string);
    check (memory.released == 1);
    zsock_destroy (&frontend);
    zsock_destroy (&backend);

    //  Of the bytes in use alone
    chunk = zchunk_new (NULL, 1000);
    zchunk_append (chunk, "some", 4);
    frame = zchunk_packx (&chunk);
    check (zframe_streq (frame, "some"));
    zframe_destroy (&frame);
    chunk = zchunk_new (NULL, 0);
    frame = zchunk_packx (&chunk);
    check (zframe_size (frame) == 0);
    zframe_destroy (&frame);
    check (!zchunk_packx (&chunk));
    check_aborts ("zchunk_packx", zchunk_packx (NULL));
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (on_memory ());
    CASE (packed ());
    return test_end ();
}

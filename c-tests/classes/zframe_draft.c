//  ours alone: Debian's library has no DRAFT functions
//
//  Frames on the program's own memory, and frames for a peer or a group, which zsock_draft sends.

#define CZMQ_BUILD_DRAFT_API
#include "observe.h"

typedef struct {
    char data [200];
    int released;
} memory_t;

static void
release (void **hint)
{
    memory_t *memory = (memory_t *) *hint;
    memset (memory->data, 0xDD, sizeof memory->data);
    memory->released++;
    *hint = NULL;
}

static void
on_memory (void)
{
    memory_t memory = { "on memory of the program", 0 };
    size_t size = strlen (memory.data);
    zframe_t *frame = zframe_frommem (memory.data, size, release, &memory);
    check (zframe_is (frame) && zframe_size (frame) == size);
    check (zframe_data (frame) == (byte *) memory.data);
    check (zframe_streq (frame, "on memory of the program"));
    zframe_t *copy = zframe_dup (frame);
    check (zframe_data (copy) != (byte *) memory.data);
    zframe_destroy (&frame);
    check (memory.released == 1);
    check (zframe_streq (copy, "on memory of the program"));
    zframe_destroy (&copy);

    //  Other bytes in its place release it
    memset (&memory, 'x', sizeof memory);
    memory.released = 0;
    frame = zframe_frommem (memory.data, 100, release, &memory);
    zframe_reset (frame, "abc", 3);
    check (memory.released == 1 && zframe_streq (frame, "abc"));
    zframe_destroy (&frame);
    check (memory.released == 1);

    //  No destructor, no bytes
    frame = zframe_frommem (memory.data, 1, NULL, NULL);
    zframe_destroy (&frame);
    frame = zframe_frommem (NULL, 0, release, &memory);
    check (frame && zframe_size (frame) == 0 && zframe_data (frame));
    zframe_destroy (&frame);
    check (memory.released == 2);
    errno = 0;
    check (!zframe_frommem (NULL, 1, release, &memory) && errno == EINVAL);
    check (memory.released == 2);
}

//  What was sent goes on using the memory.
static void
sent (void)
{
    memory_t memory;
    memset (&memory, 'm', sizeof memory);
    memory.released = 0;
    zsock_t *backend;
    zsock_t *frontend = zsys_create_pipe (&backend);
    zframe_t *frame = zframe_frommem (memory.data, sizeof memory.data, release, &memory);
    check (zframe_send (&frame, frontend, ZFRAME_REUSE) == 0);
    zframe_destroy (&frame);
    check (memory.released == 0);
    frame = zframe_recv (backend);
    check (zframe_data (frame) == (byte *) memory.data);
    zframe_destroy (&frame);
    check (memory.released == 1);

    //  Also if nobody receives it
    frame = zframe_frommem (memory.data, sizeof memory.data, release, &memory);
    check (zframe_send (&frame, frontend, 0) == 0 && !frame);
    zsock_destroy (&frontend);
    zsock_destroy (&backend);
    zsys_shutdown ();
    check (memory.released == 2);
}

static void
routes (void)
{
    zframe_t *frame = zframe_from ("route");
    check (zframe_routing_id (frame) == 0);
    if (!zmq_has ("draft")) {
        errno = 0;
        zframe_set_routing_id (frame, 5);
        check (errno == ENOTSUP && zframe_routing_id (frame) == 0);
        zframe_set_routing_id (frame, 0);
        errno = 0;
        check (!zframe_group (frame) && errno == ENOTSUP);
        errno = 0;
        check (zframe_set_group (frame, "group") == -1 && errno == ENOTSUP);
    }
    check_aborts ("zframe_routing_id", zframe_routing_id (NULL));
    check_aborts ("zframe_set_group", zframe_set_group (zframe_new_empty (), NULL));
    zframe_destroy (&frame);
}

static void
printed (void)
{
    char text [72];
    memset (text, 'x', 70);
    strcpy (text + 70, "y");
    zframe_t *frame = zframe_from (text);
    log_begin ();
    zframe_print_n (frame, "p: ", 3);
    zframe_print_n (frame, NULL, 1000);
    text [70] = 0;
    char expected [300];
    snprintf (expected, sizeof expected, "p: [003] xxx\n[070] %s\n[001] y\n", text);
    log_check (expected);

    //  Without a length as zframe_print
    log_begin ();
    zframe_print (frame, "p: ");
    log_take ();
    char *once = logged_text;
    log_begin ();
    zframe_print_n (frame, "p: ", 0);
    log_take ();
    check_streq (logged_text + 21, once + 21);
    free (once);
    free (logged_text);

    byte bytes [36] = { 0 };
    bytes [35] = 0xAB;
    zframe_reset (frame, bytes, sizeof bytes);
    memset (text, '0', 70);
    log_begin ();
    zframe_print_n (frame, "%s", 36);
    snprintf (expected, sizeof expected, "%%s[035] %s\n%%s[001] AB\n", text);
    log_check (expected);
    zframe_reset (frame, "", 0);
    log_begin ();
    zframe_print_n (frame, "empty ", 1);
    log_check ("empty [000] \n");
    zframe_destroy (&frame);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (on_memory ());
    CASE (sent ());
    CASE (routes ());
    CASE (printed ());
    return test_end ();
}

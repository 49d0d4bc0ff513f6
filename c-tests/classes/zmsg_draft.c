//  ours alone: Debian's library has no DRAFT functions
//
//  Messages for a peer, which zsock_draft sends, and messages that are logged in full.

#define CZMQ_BUILD_DRAFT_API
#include "observe.h"

static void
routes (void)
{
    zmsg_t *message = zmsg_new ();
    check (zmsg_routing_id (message) == 0);
    zmsg_set_routing_id (message, 0xFFFFFFFF);
    check (zmsg_routing_id (message) == 0xFFFFFFFF);
    zmsg_t *copy = zmsg_dup (message);
    check (zmsg_routing_id (copy) == 0xFFFFFFFF);
    zmsg_destroy (&copy);
    zmsg_set_routing_id (message, 7);

    //  Other sockets do not mind
    zmsg_addstr (message, "one");
    zmsg_addstr (message, "two");
    zsock_t *backend;
    zsock_t *frontend = zsys_create_pipe (&backend);
    check (zmsg_send (&message, frontend) == 0);
    message = zmsg_recv (backend);
    check (zmsg_size (message) == 2);
    zmsg_destroy (&message);
    zsock_destroy (&frontend);
    zsock_destroy (&backend);
    check_aborts ("zmsg_routing_id", zmsg_routing_id (NULL));
    check_aborts ("zmsg_set_routing_id", zmsg_set_routing_id (NULL, 1));
}

static void
printed (void)
{
    char text [101], first [71];
    memset (text, 'x', 100);
    text [100] = 0;
    memset (first, 'x', 70);
    first [70] = 0;
    zmsg_t *message = zmsg_new ();
    zmsg_addstr (message, text);
    zmsg_addstr (message, "short");
    zmsg_addmem (message, "\1", 1);
    char expected [300];

    log_begin ();
    zmsg_print_n (message, 100);
    snprintf (expected, sizeof expected, "[070] %s\n[030] %s\n[005] short\n[001] 01\n", first,
              text + 70);
    log_check (expected);

    log_begin ();
    zmsg_print_n (message, 2);
    log_check ("[002] xx\n[002] sh\n[001] 01\n");

    log_begin ();
    zmsg_print_n (message, 0);
    snprintf (expected, sizeof expected, "[100] %s...\n[005] short\n[001] 01\n", first);
    log_check (expected);
    zmsg_destroy (&message);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (routes ());
    CASE (printed ());
    return test_end ();
}

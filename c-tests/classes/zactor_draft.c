//  ours alone: Debian's library has no DRAFT functions
//
//  Actors that are told to end by a message of their own.

#define CZMQ_BUILD_DRAFT_API
#include "test.h"

static int ended;

//  Ends at $KTHXBAI, and at $TERM says so.
static void
polite (zsock_t *pipe, void *args)
{
    int *terms = (int *) args;
    zsock_signal (pipe, 0);
    bool done = false;
    while (!done) {
        char *string = zstr_recv (pipe);
        if (!string)
            break;
        if (streq (string, "$TERM"))
            ++*terms;
        done = streq (string, "$KTHXBAI") || streq (string, "$TERM");
        zstr_free (&string);
    }
    ended++;
}

static void
thank (zactor_t *self)
{
    check (zactor_is (self));
    if (zstr_send (self, "$KTHXBAI") == 0)
        zsock_wait (self);
}

//  Does not wait: zactor_destroy does
static void
thank_only (zactor_t *self)
{
    zstr_send (self, "$KTHXBAI");
}

//  Lets messages wait for a while
static void
slow (zsock_t *pipe, void *args)
{
    zsock_signal (pipe, 0);
    zclock_sleep (200);
    int terms = 0;
    (void) args;
    bool done = false;
    while (!done) {
        char *string = zstr_recv (pipe);
        terms += streq (string, "$TERM");
        done = streq (string, "$KTHXBAI");
        zstr_free (&string);
    }
    check (terms == 0);
    ended++;
}

static void
instead_of_term (void)
{
    int terms = 0;
    zactor_t *actor = zactor_new (polite, &terms);
    zactor_set_destructor (actor, thank);
    zactor_destroy (&actor);
    check (!actor && ended == 1 && terms == 0);

    actor = zactor_new (polite, &terms);
    zactor_set_destructor (actor, thank_only);
    zactor_destroy (&actor);
    check (ended == 2 && terms == 0);
}

static void
term_again (void)
{
    int terms = 0;
    zactor_t *actor = zactor_new (polite, &terms);
    zactor_set_destructor (actor, thank);
    zactor_set_destructor (actor, NULL);
    zactor_destroy (&actor);
    check (ended == 1 && terms == 1);
}

static void
ended_by_itself (void)
{
    int terms = 0;
    zactor_t *actor = zactor_new (polite, &terms);
    zactor_set_destructor (actor, thank_only);
    zstr_send (actor, "$KTHXBAI");
    check (zsock_wait (actor) == 0);
    zactor_destroy (&actor);
    check (ended == 1 && terms == 0);
}

static void
full_pipe (void)
{
    zsys_set_pipehwm (4);
    zactor_t *actor = zactor_new (slow, NULL);
    zactor_set_destructor (actor, thank_only);
    zsock_set_sndtimeo (actor, 0);
    while (zstr_send (actor, "wait") == 0);
    zsock_set_sndtimeo (actor, -1);
    zactor_destroy (&actor);
    check (ended == 1);
}

static void
breaches (void)
{
    check_aborts ("zactor_set_destructor", zactor_set_destructor (NULL, thank));
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (instead_of_term ());
    CASE (term_again ());
    CASE (ended_by_itself ());
    CASE (full_pipe ());
    CASE (breaches ());
    return test_end ();
}

//  Exits from any thread and in many ways, with nothing open, with sockets, and with everything:
//  the process ends soon, and with the code that it wants to end with.

#include "everything.h"

enum { CODE = 7 };

static void
leave (void)
{
    exit (CODE);
}

static void *
leave_thread (void *args)
{
    exit (CODE);
    return args;
}

static void
in_a_thread (void)
{
    pthread_t thread;
    check (pthread_create (&thread, NULL, leave_thread, NULL) == 0);
    pthread_join (thread, NULL);
}

//  That of main has ended before.
static void *
leave_later (void *args)
{
    usleep (50000);
    exit (CODE);
    return args;
}

static void
when_main_has_ended (void)
{
    pthread_t thread;
    check (pthread_create (&thread, NULL, leave_later, NULL) == 0);
    pthread_exit (NULL);
}

static void
in_a_thread_that_uses_it (void)
{
    //  The main thread is waiting in the library.
    pthread_t thread;
    check (pthread_create (&thread, NULL, leave_later, NULL) == 0);
    zsock_t *socket = zsock_new_pull ("@inproc://waiting");
    while (true) {
        char *text = zstr_recv (socket);
        zstr_free (&text);
    }
}

static void
leaving_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    exit (CODE);
}

static void
in_an_actor (void)
{
    zactor_t *actor = zactor_new (leaving_actor, NULL);
    check (actor);
    while (true)
        pause ();
}

static void
in_an_actor_that_is_destroyed (void)
{
    zactor_t *actor = zactor_new (leaving_actor, NULL);
    check (actor);
    zactor_destroy (&actor);
    while (true)
        pause ();
}

static int
leave_timer (zloop_t *loop, int timer, void *arg)
{
    (void) loop, (void) timer, (void) arg;
    exit (CODE);
}

static void
in_a_reactor (void)
{
    zloop_t *loop = zloop_new ();
    zloop_timer (loop, 1, 1, leave_timer, NULL);
    zloop_start (loop);
}

static void
reactor_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    in_a_reactor ();
}

static void
in_the_reactor_of_an_actor (void)
{
    zactor_t *actor = zactor_new (reactor_actor, NULL);
    check (actor);
    while (true)
        pause ();
}

static void
leave_item (void *item)
{
    (void) item;
    exit (CODE);
}

static void
in_a_callback (void)
{
    zhash_t *hash = zhash_new ();
    zhash_insert (hash, "key", "value");
    zhash_freefn (hash, "key", leave_item);
    zhash_destroy (&hash);
}

//  Registered after the first use, this comes before the library's own.
static void
use_at_exit (void)
{
    if (socket_count)
        use_sockets ();
    if (actor_count)
        use_everything ();
}

static void
used_before_its_end (void)
{
    atexit (use_at_exit);
    exit (CODE);
}

static void
close_at_exit (void)
{
    close_everything ();
}

static void
closed_before_its_end (void)
{
    atexit (close_at_exit);
    exit (CODE);
}

static void
at_once (void)
{
    _exit (CODE);
}

static void
quickly (void)
{
    quick_exit (CODE);
}

static void
after_shutdown (void)
{
    zsys_shutdown ();
    zsys_shutdown ();
    exit (CODE);
}

static void
after_a_second_start (void)
{
    zsys_shutdown ();
    forget_everything ();
    open_sockets ();
    use_sockets ();
    exit (CODE);
}

static volatile bool working;

static void *
work (void *args)
{
    while (true) {
        zsock_t *socket = zsock_new (ZMQ_PAIR);
        zsock_destroy (&socket);
        zsys_debug ("a line");
        working = true;
    }
    return args;
}

//  Other threads go on with what they do.
static void
while_threads_work (void)
{
    zsys_set_logstream (NULL);
    for (int i = 0; i < 3; i++) {
        pthread_t thread;
        check (pthread_create (&thread, NULL, work, NULL) == 0);
    }
    while (!working)
        usleep (1000);
    exit (CODE);
}

static void
none (void)
{
    open_everything ();
    use_everything ();
    close_everything ();
}

#define WAYS(way, closed, sockets, actors)                                     \
    static void way##_1 (void) { none (); way (); }                            \
    static void way##_2 (void) { open_sockets (); use_sockets (); way (); }    \
    static void way##_3 (void) { open_everything (); use_everything (); way (); }
#include "exit_ways.h"
#undef WAYS

//  The library is used once more when it has ended, or for the first time at exit.
static void
use_after_its_end (void)
{
    zsock_t *socket = zsock_new_pair ("@inproc://late");
    zsock_destroy (&socket);
    char *text = zsys_sprintf ("%d", 1);
    zstr_free (&text);
    zsys_shutdown ();
}

static void
first_used_at_exit (void)
{
    atexit (use_after_its_end);
    exit (CODE);
}

static void
used_after_its_end (void)
{
    atexit (use_after_its_end);
    none ();
    exit (CODE);
}

static void
closed_after_its_end (void)
{
    atexit (close_at_exit);
    open_everything ();
    use_everything ();
    exit (CODE);
}

//  A live actor at exit, again and again: no process aborts.
static void
leave_a_node (void)
{
    zactor_t *node = zactor_new (zgossip, NULL);
    check (node);
    zstr_sendx (node, "BIND", "tcp://127.0.0.1:*", NULL);
    check (zstr_sendx (node, "PUBLISH", "key", "value", NULL) == 0);
    exit (CODE);
}

static void
a_hundred_times (void)
{
    int times = getenv ("GUEST_ON_VALGRIND") ? 5 : 100;
    for (int i = 0; i < times; i++)
        check (status_of_child (leave_a_node) == CODE);
    exit (CODE);
}

#define WAYS(way, closed, sockets, actors)                                     \
    { #way ".closed", way##_1, CODE, closed },                                 \
    { #way ".sockets", way##_2, CODE, sockets },                               \
    { #way ".everything", way##_3, CODE, actors },

static const case_t cases [] = {
#include "exit_ways.h"
    { "first_used_at_exit", first_used_at_exit, CODE, NULL },
    { "used_after_its_end", used_after_its_end, CODE, NULL },
    { "closed_after_its_end", closed_after_its_end, CODE, "aborts" },
    { "a_hundred_times", a_hundred_times, CODE, "aborts" },
    { NULL, NULL, 0, NULL }
};

int main (int argc, char **argv)
{
    return run_case (argc, argv, cases);
}

//  Forks: before the first use, after it, from any thread, and what children do with what they
//  have inherited.

#include "everything.h"

static void
use_anew (void)
{
    forget_everything ();
    open_everything ();
    use_everything ();
    close_everything ();
    exit (7);
}

static void
only_exit (void)
{
    exit (7);
}

static void
use_and_leave_open (void)
{
    forget_everything ();
    open_everything ();
    use_everything ();
    exit (7);
}

static void
before_first_use (void)
{
    check (status_of_child (use_anew) == 7);
    open_everything ();
    use_everything ();
    close_everything ();
}

static void
child_only_exits (void)
{
    open_everything ();
    for (int i = 0; i < 3; i++) {
        check (status_of_child (only_exit) == 7);
        use_everything ();
    }
    close_everything ();
}

static void
child_uses_anew (void)
{
    open_everything ();
    for (int i = 0; i < 3; i++) {
        check (status_of_child (use_anew) == 7);
        use_everything ();
    }
    close_everything ();
}

static void
child_leaves_open (void)
{
    open_everything ();
    check (status_of_child (use_and_leave_open) == 7);
    use_everything ();
    close_everything ();
}

static void
destroy_inherited (void)
{
    close_everything ();
    zsys_shutdown ();
    use_anew ();
}

static void
child_destroys_inherited (void)
{
    open_everything ();
    check (status_of_child (destroy_inherited) == 7);
    use_everything ();
    close_everything ();
}

//  What is inherited fails at once.
static void
use_inherited (void)
{
    for (size_t i = 0; i < socket_count; i++) {
        check (zstr_send (sockets [i], "hello") == -1);
        check (!zstr_recv (sockets [i]));
        check (zsock_bind (sockets [i], "inproc://inherited-%zu", i) == -1);
    }
    for (size_t i = 0; i < actor_count; i++) {
        check (zstr_send (actors [i], "hello") == -1);
        check (!zstr_recv (actors [i]));
    }
    zpoller_t *poller = zpoller_new (sockets [0], actors [0], NULL);
    check (!poller || !zpoller_wait (poller, 60000));
    zpoller_destroy (&poller);
    destroy_inherited ();
}

static void
child_uses_inherited (void)
{
    open_everything ();
    check (status_of_child (use_inherited) == 7);
    use_everything ();
    close_everything ();
}

static void
have_a_child (void)
{
    forget_everything ();
    child_uses_anew ();
    exit (7);
}

static void
grandchildren (void)
{
    open_everything ();
    check (status_of_child (have_a_child) == 7);
    use_everything ();
    close_everything ();
}

static void *
fork_here (void *args)
{
    check (status_of_child ((void (*) (void)) args) == 7);
    return NULL;
}

static void
from_another_thread (void)
{
    open_everything ();
    void (*children [3]) (void) = { only_exit, use_anew, use_inherited };
    for (int i = 0; i < 3; i++) {
        pthread_t thread;
        check (pthread_create (&thread, NULL, fork_here, (void *) children [i]) == 0);
        check (pthread_join (thread, NULL) == 0);
    }
    use_everything ();
    close_everything ();
}

static void
forking_actor (zsock_t *pipe, void *args)
{
    zsock_signal (pipe, 0);
    fork_here (args);
    zstr_send (pipe, "forked");
    poller_actor (pipe, NULL);
}

static void
end_thread (void)
{
    pthread_exit (NULL);
}

static void
from_an_actor (void)
{
    open_everything ();
    void (*children [2]) (void) = { only_exit, use_anew };
    for (int i = 0; i < 2; i++) {
        zactor_t *actor = zactor_new (forking_actor, (void *) children [i]);
        char *text = zstr_recv (actor);
        check (text && streq (text, "forked"));
        zstr_free (&text);
        zactor_destroy (&actor);
    }
    use_everything ();
    close_everything ();
}

static void
fork_and_end_thread (zsock_t *pipe, void *args)
{
    (void) args;
    //  The thread was the child's last: it exits with 0.
    check (status_of_child (end_thread) == 0);
    zsock_signal (pipe, 0);
}

static void
child_ends_the_thread_of_an_actor (void)
{
    open_everything ();
    zactor_t *actor = zactor_new (fork_and_end_thread, NULL);
    check (actor);
    zactor_destroy (&actor);
    use_everything ();
    close_everything ();
}

static volatile bool stopped;

static void *
work (void *args)
{
    while (!stopped) {
        zsock_t *one = zsock_new (ZMQ_PAIR);
        check (one);
        zsys_debug ("a line");
        zactor_t *actor = args ? zactor_new (poller_actor, NULL) : NULL;
        zactor_destroy (&actor);
        zsock_destroy (&one);
        zuuid_t *uuid = zuuid_new ();
        zuuid_destroy (&uuid);
        char *now = zclock_timestr ();
        zstr_free (&now);
    }
    return NULL;
}

static void
work_a_little (void)
{
    stopped = true;
    zsock_t *pair = zsock_new_pair ("@inproc://a-little");
    check (pair);
    zsys_debug ("a line of the child");
    zactor_t *actor = zactor_new (poller_actor, NULL);
    check (actor);
    zactor_destroy (&actor);
    zsock_destroy (&pair);
    exit (7);
}

static void
while_threads_work (void)
{
    setenv ("ZSYS_LOGSTREAM", "none", 1);
    zsys_init ();
    pthread_t threads [4];
    for (int i = 0; i < 4; i++)
        check (pthread_create (&threads [i], NULL, work, i % 2 ? "" : NULL) == 0);
    for (int i = 0; i < 15; i++)
        check (status_of_child (work_a_little) == 7);
    stopped = true;
    for (int i = 0; i < 4; i++)
        check (pthread_join (threads [i], NULL) == 0);
}

//  As a daemon does
static void
parent_leaves (void)
{
    int ends [2];
    check (pipe (ends) == 0);
    pid_t child = fork ();
    check (child >= 0);
    if (child == 0) {
        open_everything ();
        use_everything ();
        pid_t daemon = fork ();
        check (daemon >= 0);
        if (daemon) {
            close_everything ();
            exit (0);
        }
        while (getppid () == child)
            usleep (1000);
        alarm (200);
        forget_everything ();
        open_everything ();
        use_everything ();
        close_everything ();
        check (write (ends [1], "x", 1) == 1);
        exit (0);
    }
    int status = 1;
    check (waitpid (child, &status, 0) == child && status == 0);
    close (ends [1]);
    char byte;
    check (read (ends [0], &byte, 1) == 1);
    //  And has exited
    check (read (ends [0], &byte, 1) == 0);
}

static const case_t cases [] = {
    { "before_first_use", before_first_use, 0, NULL },
    { "child_only_exits", child_only_exits, 0, NULL },
    { "child_uses_anew", child_uses_anew, 0, NULL },
    { "child_leaves_open", child_leaves_open, 0, "aborts" },
    { "child_destroys_inherited", child_destroys_inherited, 0, "loses count of its sockets, and aborts" },
    { "child_uses_inherited", child_uses_inherited, 0, "loses count of its sockets, and aborts" },
    { "grandchildren", grandchildren, 0, NULL },
    { "from_another_thread", from_another_thread, 0, "loses count of its sockets, and aborts" },
    { "from_an_actor", from_an_actor, 0, NULL },
    { "child_ends_the_thread_of_an_actor", child_ends_the_thread_of_an_actor, 0, NULL },
    { "while_threads_work", while_threads_work, 0, "aborts, or the child waits for what a thread of the parent had locked" },
    { "parent_leaves", parent_leaves, 0, NULL },
    { NULL, NULL, 0, NULL }
};

int main (int argc, char **argv)
{
    return run_case (argc, argv, cases);
}

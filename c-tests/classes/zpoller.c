//  Walks zpoller: what may be polled, in which order readers are found, and what the
//  expired and terminated flags say after each way a wait can end.

#include "observe.h"

static void
echo_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    char *text;
    while ((text = zstr_recv (pipe))) {
        bool done = streq (text, "$TERM");
        if (!done)
            zstr_send (pipe, text);
        zstr_free (&text);
        if (done)
            break;
    }
}

//  Prints the result of a wait and the flags it left.
static void
show (const char *what, zpoller_t *poller, void *found, const char *name)
{
    printf ("%s: %s, expired %d, terminated %d\n", what, found ? name : "nothing",
            zpoller_expired (poller), zpoller_terminated (poller));
}

//  A PUSH/PULL pair over inproc.
static void
make_pair (zsock_t **push, zsock_t **pull, const char *endpoint)
{
    *pull = zsock_new_pull (endpoint);
    *push = zsock_new_push (endpoint);
    check (*pull && *push);
}

static void
new_and_destroy (void)
{
    zpoller_t *poller = zpoller_new (NULL);
    check (poller);
    printf ("new, never waited: expired %d, terminated %d\n",
            zpoller_expired (poller), zpoller_terminated (poller));
    zpoller_destroy (&poller);
    check (poller == NULL);
    zpoller_destroy (&poller);
    check (poller == NULL);
}

//  Without readers a wait lasts its whole timeout.
static void
no_readers (void)
{
    zpoller_t *poller = zpoller_new (NULL);
    show ("no readers, timeout 0", poller, zpoller_wait (poller, 0), "a reader");
    int64_t start = zclock_mono ();
    show ("no readers, timeout 50", poller, zpoller_wait (poller, 50), "a reader");
    check (zclock_mono () - start >= 49);
    zpoller_destroy (&poller);
}

static void
kinds_of_reader (void)
{
    zsock_t *push, *pull;
    make_pair (&push, &pull, "inproc://zpoller-kinds");
    zactor_t *actor = zactor_new (echo_actor, NULL);
    void *context = zmq_ctx_new ();
    void *raw = zmq_socket (context, ZMQ_PAIR);
    void *peer = zmq_socket (context, ZMQ_PAIR);
    check (zmq_bind (raw, "inproc://raw") == 0);
    check (zmq_connect (peer, "inproc://raw") == 0);
    int fds [2];
    check (pipe (fds) == 0);

    zpoller_t *poller = zpoller_new (pull, actor, raw, &fds [0], NULL);
    check (poller);
    show ("all silent", poller, zpoller_wait (poller, 0), "a reader");

    zstr_send (push, "to the zsock");
    void *found = zpoller_wait (poller, 5000);
    check (found == pull);
    show ("a zsock", poller, found, "the zsock");
    char *text = zstr_recv (pull);
    puts (text);
    zstr_free (&text);

    zstr_send (actor, "to the actor");
    found = zpoller_wait (poller, 5000);
    check (found == actor);
    show ("an actor", poller, found, "the actor");
    text = zstr_recv (actor);
    puts (text);
    zstr_free (&text);

    check (zmq_send (peer, "to the raw socket", 17, 0) == 17);
    found = zpoller_wait (poller, 5000);
    check (found == raw);
    show ("a raw socket", poller, found, "the raw socket");
    char data [32] = "";
    check (zmq_recv (raw, data, sizeof data - 1, 0) == 17);
    puts (data);

    check (write (fds [1], "!", 1) == 1);
    found = zpoller_wait (poller, 5000);
    check (found == &fds [0]);
    show ("a descriptor", poller, found, "the descriptor");
    check (read (fds [0], data, 1) == 1);

    show ("silent again", poller, zpoller_wait (poller, 0), "a reader");
    zpoller_destroy (&poller);
    close (fds [0]);
    close (fds [1]);
    zmq_close (raw);
    zmq_close (peer);
    zmq_ctx_term (context);
    zactor_destroy (&actor);
    zsock_destroy (&push);
    zsock_destroy (&pull);
}

//  The first ready reader in order of addition is found, as long as it is ready.
static void
order_of_addition (void)
{
    zsock_t *push [3], *pull [3];
    const char *names [] = { "first", "second", "third" };
    make_pair (&push [0], &pull [0], "inproc://zpoller-order-0");
    make_pair (&push [1], &pull [1], "inproc://zpoller-order-1");
    make_pair (&push [2], &pull [2], "inproc://zpoller-order-2");

    zpoller_t *poller = zpoller_new (pull [1], NULL);
    printf ("add the third: %d\n", zpoller_add (poller, pull [2]));
    printf ("add the first: %d\n", zpoller_add (poller, pull [0]));
    for (int index = 0; index < 3; index++)
        for (int count = 0; count < 2; count++)
            zstr_send (push [index], names [index]);

    void *found;
    while ((found = zpoller_wait (poller, 100))) {
        char *text = zstr_recv (found);
        printf ("found %s\n", text);
        zstr_free (&text);
    }
    show ("all read", poller, found, "a reader");
    zpoller_destroy (&poller);
    for (int index = 0; index < 3; index++) {
        zsock_destroy (&push [index]);
        zsock_destroy (&pull [index]);
    }
}

//  Readers are removed by the pointer that was added, one addition at a time.
static void
add_and_remove (void)
{
    zsock_t *push, *pull;
    make_pair (&push, &pull, "inproc://zpoller-remove");
    zpoller_t *poller = zpoller_new (pull, NULL);
    printf ("add twice: %d\n", zpoller_add (poller, pull));

    zstr_send (push, "one");
    void *found = zpoller_wait (poller, 5000);
    check (found == pull);
    show ("added twice", poller, found, "the reader");

    errno = 0;
    int rc = zpoller_remove (poller, zsock_resolve (pull));
    printf ("remove by raw handle: %d, EINVAL %d\n", rc, errno == EINVAL);
    errno = 0;
    rc = zpoller_remove (poller, push);
    printf ("remove a stranger: %d, EINVAL %d\n", rc, errno == EINVAL);

    printf ("remove: %d\n", zpoller_remove (poller, pull));
    show ("still in once", poller, zpoller_wait (poller, 0), "the reader");
    printf ("remove: %d\n", zpoller_remove (poller, pull));
    show ("all removed", poller, zpoller_wait (poller, 0), "the reader");
    errno = 0;
    rc = zpoller_remove (poller, pull);
    printf ("remove again: %d, EINVAL %d\n", rc, errno == EINVAL);

    printf ("add again: %d\n", zpoller_add (poller, pull));
    show ("added again", poller, zpoller_wait (poller, 5000), "the reader");
    zpoller_destroy (&poller);

    //  A raw handle that was added as such is removed as such.
    poller = zpoller_new (zsock_resolve (pull), NULL);
    found = zpoller_wait (poller, 5000);
    check (found == zsock_resolve (pull));
    show ("added as raw handle", poller, found, "the raw handle");
    errno = 0;
    rc = zpoller_remove (poller, pull);
    printf ("remove as zsock: %d, EINVAL %d\n", rc, errno == EINVAL);
    printf ("remove as raw handle: %d\n", zpoller_remove (poller, zsock_resolve (pull)));
    zpoller_destroy (&poller);

    //  After removal of the one in the middle the others keep their order.
    zsock_t *push2, *pull2, *push3, *pull3;
    make_pair (&push2, &pull2, "inproc://zpoller-remove-2");
    make_pair (&push3, &pull3, "inproc://zpoller-remove-3");
    zstr_send (push2, "two");
    zstr_send (push3, "three");
    poller = zpoller_new (pull3, pull2, pull, NULL);
    printf ("remove the middle one: %d\n", zpoller_remove (poller, pull2));
    while ((found = zpoller_wait (poller, 100))) {
        char *text = zstr_recv (found);
        printf ("found %s\n", text);
        zstr_free (&text);
    }
    zpoller_destroy (&poller);
    zsock_destroy (&push);
    zsock_destroy (&pull);
    zsock_destroy (&push2);
    zsock_destroy (&pull2);
    zsock_destroy (&push3);
    zsock_destroy (&pull3);
}

//  A descriptor variable is looked at again only after an addition or a removal.
static void
descriptor_variable (void)
{
    int quiet [2], ready [2];
    check (pipe (quiet) == 0 && pipe (ready) == 0);
    check (write (ready [1], "!", 1) == 1);
    int fd = quiet [0], other = quiet [0];
    zpoller_t *poller = zpoller_new (&fd, NULL);
    show ("quiet descriptor", poller, zpoller_wait (poller, 0), "the descriptor");
    fd = ready [0];
    show ("variable changed", poller, zpoller_wait (poller, 0), "the descriptor");
    zpoller_add (poller, &other);
    show ("after an addition", poller, zpoller_wait (poller, 1000), "the descriptor");
    fd = quiet [0];
    show ("variable changed back", poller, zpoller_wait (poller, 1000), "the descriptor");
    zpoller_remove (poller, &other);
    show ("after a removal", poller, zpoller_wait (poller, 0), "the descriptor");
    zpoller_destroy (&poller);
    for (int index = 0; index < 2; index++) {
        close (quiet [index]);
        close (ready [index]);
    }
}

//  Only input counts: a socket that could be written to is not ready.
static void
input_only (void)
{
    zsock_t *push, *pull;
    make_pair (&push, &pull, "inproc://zpoller-input");
    check (zsock_events (push) & ZMQ_POLLOUT);
    int fds [2];
    check (pipe (fds) == 0);
    zpoller_t *poller = zpoller_new (push, &fds [1], NULL);
    show ("writable socket and descriptor", poller, zpoller_wait (poller, 0), "a reader");
    zpoller_destroy (&poller);
    close (fds [0]);
    close (fds [1]);
    zsock_destroy (&push);
    zsock_destroy (&pull);
}

static void
send_late (void *push)
{
    zstr_send (push, "late");
}

//  A wait without limit ends when a message arrives.
static void
wait_for_ever (void)
{
    zsock_t *push, *pull;
    make_pair (&push, &pull, "inproc://zpoller-for-ever");
    zpoller_t *poller = zpoller_new (pull, NULL);
    pthread_t thread = when_blocked (send_late, push);
    show ("no time limit", poller, zpoller_wait (poller, -1), "the reader");
    pthread_join (thread, NULL);

    //  The flags speak of the last wait alone.
    char *text = zstr_recv (pull);
    zstr_free (&text);
    show ("nothing comes", poller, zpoller_wait (poller, 1), "the reader");
    zstr_send (push, "more");
    show ("then something", poller, zpoller_wait (poller, 5000), "the reader");
    zpoller_destroy (&poller);
    zsock_destroy (&push);
    zsock_destroy (&pull);
}

static volatile int64_t interrupted_at;

static void
interrupt (void *push)
{
    zsys_interrupted = 1;
    interrupted_at = zclock_mono ();
    if (push)
        zstr_send (push, "late");
}

//  What zsys_interrupted does before and during a wait, with and without nonstop.
static void
interrupted (void)
{
    zsock_t *push, *pull;
    make_pair (&push, &pull, "inproc://zpoller-interrupted");
    zpoller_t *poller = zpoller_new (pull, NULL);
    zstr_send (push, "ready");

    zsys_interrupted = 1;
    show ("interrupted before, reader ready", poller, zpoller_wait (poller, 5000), "the reader");
    show ("no time limit", poller, zpoller_wait (poller, -1), "the reader");
    zpoller_set_nonstop (poller, true);
    show ("nonstop", poller, zpoller_wait (poller, 5000), "the reader");
    zpoller_set_nonstop (poller, false);
    show ("nonstop taken back", poller, zpoller_wait (poller, 5000), "the reader");
    zsys_interrupted = 0;
    show ("no longer interrupted", poller, zpoller_wait (poller, 5000), "the reader");

    char *text = zstr_recv (pull);
    zstr_free (&text);
    zsys_interrupted = 1;
    zpoller_set_nonstop (poller, true);
    show ("interrupted, nonstop, reader silent", poller, zpoller_wait (poller, 1), "the reader");
    zpoller_set_nonstop (poller, false);
    zsys_interrupted = 0;

    //  The wait is long enough for the other thread to see that this one is blocked.
    pthread_t thread;
    int limit = 300;
    void *found;
    while (true) {
        thread = when_blocked (interrupt, NULL);
        int64_t start = zclock_mono ();
        found = zpoller_wait (poller, limit);
        check (zclock_mono () - start >= limit - 1);
        pthread_join (thread, NULL);
        zsys_interrupted = 0;
        if (interrupted_at < start + limit - 50)
            break;
        limit *= 3;
        check (limit < 30000);
    }
    show ("interrupted by another thread", poller, found, "the reader");

    zpoller_set_nonstop (poller, true);
    thread = when_blocked (interrupt, NULL);
    show ("the same, nonstop", poller, zpoller_wait (poller, 300), "the reader");
    pthread_join (thread, NULL);
    zsys_interrupted = 0;
    zpoller_set_nonstop (poller, false);

    thread = when_blocked (interrupt, push);
    show ("interrupted by another thread, then a message", poller,
          zpoller_wait (poller, -1), "the reader");
    pthread_join (thread, NULL);
    zsys_interrupted = 0;

    zpoller_destroy (&poller);
    zsock_destroy (&push);
    zsock_destroy (&pull);
}

//  SIGINT ends a wait.
static void
ended_by_sigint (void)
{
    zsock_t *pull = zsock_new_pull ("inproc://zpoller-sigint");
    zpoller_t *poller = zpoller_new (pull, NULL);
    pthread_t thread = signal_when_blocked (SIGINT);
    show ("SIGINT", poller, zpoller_wait (poller, -1), "the reader");
    pthread_join (thread, NULL);
    printf ("flags %d %d\n", zsys_interrupted, zctx_interrupted);
    zsys_interrupted = 0;
    zctx_interrupted = 0;
    show ("afterwards", poller, zpoller_wait (poller, 0), "the reader");
    zpoller_destroy (&poller);
    zsock_destroy (&pull);
}

static void
end_context (void *context)
{
    zmq_ctx_term (context);
}

//  The end of a socket's context ends the wait, nonstop or not.
static void
ended_by_context (void)
{
    for (int nonstop = 0; nonstop < 2; nonstop++) {
        void *context = zmq_ctx_new ();
        void *raw = zmq_socket (context, ZMQ_PULL);
        check (context && raw);
        zpoller_t *poller = zpoller_new (raw, NULL);
        zpoller_set_nonstop (poller, nonstop == 1);
        pthread_t thread = when_blocked (end_context, context);
        errno = 0;
        void *found = zpoller_wait (poller, -1);
        printf ("ETERM %d\n", errno == ETERM);
        show (nonstop ? "context ended, nonstop" : "context ended", poller, found, "the reader");
        zpoller_destroy (&poller);
        zmq_close (raw);
        pthread_join (thread, NULL);
    }
}

//  A descriptor whose other end hung up is found, so that its owner can read the end.
static void
defect_hang_up (void)
{
    int fds [2];
    check (pipe (fds) == 0);
    zpoller_t *poller = zpoller_new (&fds [0], NULL);
    close (fds [1]);
    check (zpoller_wait (poller, 5000) == &fds [0]);
    zpoller_remove (poller, &fds [0]);
    check (!zpoller_wait (poller, 0) && zpoller_expired (poller));
    zpoller_destroy (&poller);
    close (fds [0]);
}

static void
send_when_blocked_again (void *args)
{
    void **argv = (void **) args;
    pthread_kill (*(pthread_t *) argv [1], SIGUSR1);
    wait_until_blocked (*(pid_t *) argv [0]);
    zstr_send (argv [2], "after the signal");
}

//  A nonstop poller goes on after a signal, even when the process is interrupted.
static void
defect_nonstop_signal (void)
{
    struct sigaction action = { .sa_handler = ignore_signal }, before;
    check (sigaction (SIGUSR1, &action, &before) == 0);
    zsock_t *push, *pull;
    make_pair (&push, &pull, "inproc://zpoller-nonstop");
    zpoller_t *poller = zpoller_new (pull, NULL);
    zpoller_set_nonstop (poller, true);
    zsys_interrupted = 1;
    pid_t thread_id = (pid_t) syscall (SYS_gettid);
    pthread_t self = pthread_self ();
    void *argv [] = { &thread_id, &self, push };
    pthread_t thread = when_blocked (send_when_blocked_again, argv);
    void *found = zpoller_wait (poller, 15000);
    pthread_join (thread, NULL);
    check (found == pull);
    check (!zpoller_terminated (poller) && !zpoller_expired (poller));
    zsys_interrupted = 0;
    zpoller_destroy (&poller);
    zsock_destroy (&push);
    zsock_destroy (&pull);
    sigaction (SIGUSR1, &before, NULL);
}

static void
send_sigusr1 (void *args)
{
    pthread_kill (*(pthread_t *) args, SIGUSR1);
}

//  Any signal ends a wait, as programs rely on that end their threads by one.
static void
wait_ended_by_sigusr1 (void)
{
    struct sigaction action = { .sa_handler = ignore_signal }, before;
    check (sigaction (SIGUSR1, &action, &before) == 0);
    zsock_t *pull = zsock_new_pull ("@inproc://zpoller-sigusr1");
    zpoller_t *poller = zpoller_new (pull, NULL);
    pthread_t self = pthread_self ();
    pthread_t thread = when_blocked (send_sigusr1, &self);
    void *found = zpoller_wait (poller, 15000);
    printf ("after SIGUSR1: found %d, errno %d, expired %d, terminated %d\n", found != NULL,
            errno == EINTR, zpoller_expired (poller), zpoller_terminated (poller));
    pthread_join (thread, NULL);
    zpoller_destroy (&poller);
    zsock_destroy (&pull);
    sigaction (SIGUSR1, &before, NULL);
}

static void
contract_breaches (void)
{
    zpoller_t *poller = zpoller_new (NULL);
    zsock_t *sock = zsock_new_pull (NULL);
    check_aborts ("zpoller_destroy", zpoller_destroy (NULL));
    check_aborts ("zpoller_add", zpoller_add (NULL, sock));
    check_aborts ("zpoller_add", zpoller_add (poller, NULL));
    check_aborts ("zpoller_remove", zpoller_remove (NULL, sock));
    check_aborts ("zpoller_remove", zpoller_remove (poller, NULL));
    check_aborts ("zpoller_wait", zpoller_wait (NULL, 0));
    check_aborts ("zpoller_expired", zpoller_expired (NULL));
    check_aborts ("zpoller_terminated", zpoller_terminated (NULL));
    check_aborts ("zpoller_set_nonstop", zpoller_set_nonstop (NULL, true));
    zsock_destroy (&sock);
    zpoller_destroy (&poller);
    puts ("breaches abort");
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (new_and_destroy ());
    CASE (no_readers ());
    CASE (kinds_of_reader ());
    CASE (order_of_addition ());
    CASE (add_and_remove ());
    CASE (descriptor_variable ());
    CASE (input_only ());
    CASE (wait_for_ever ());
    CASE (interrupted ());
    CASE (ended_by_sigint ());
    CASE (ended_by_context ());
    CASE (contract_breaches ());
    DEFECT (hang_up);
    CASE (wait_ended_by_sigusr1 ());
    DEFECT (nonstop_signal);
    CASE (zpoller_test (false));
    return test_end ();
}

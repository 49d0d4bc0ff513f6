//  Walks zactor: how an actor comes up and ends, what its pipe carries, and what its
//  handle may be used for.

#include "observe.h"
#include <dlfcn.h>
#include <semaphore.h>

//  Echoes each message, but for these commands in the first frame: SIGNAL <status>
//  sends a signal, RETURN ends the actor, $TERM too.
static void
echo_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    while (true) {
        zmsg_t *msg = zmsg_recv (pipe);
        if (!msg)
            break;
        char *command = zmsg_popstr (msg);
        bool done = streq (command, "$TERM") || streq (command, "RETURN");
        if (streq (command, "SIGNAL")) {
            char *status = zmsg_popstr (msg);
            zsock_signal (pipe, (byte) atoi (status));
            zstr_free (&status);
        }
        else
        if (!done) {
            zmsg_pushstr (msg, command);
            zmsg_send (&msg, pipe);
        }
        zstr_free (&command);
        zmsg_destroy (&msg);
        if (done)
            break;
    }
}

static void
recv_and_print (zactor_t *actor)
{
    char *text = zstr_recv (actor);
    printf ("received %s\n", text ? text : "nothing");
    zstr_free (&text);
}

static void
send_and_receive (void)
{
    zactor_t *actor = zactor_new (echo_actor, NULL);
    check (actor);
    zmsg_t *msg = zmsg_new ();
    zmsg_addstr (msg, "one");
    zmsg_addmem (msg, "\0\1", 2);
    int rc = zactor_send (actor, &msg);
    printf ("send: %d, message gone %d\n", rc, msg == NULL);
    msg = zactor_recv (actor);
    check (msg);
    printf ("recv: %zu frames, %zu bytes\n", zmsg_size (msg), zmsg_content_size (msg));
    zmsg_destroy (&msg);

    //  The handle may be passed wherever a socket may.
    zstr_send (actor, "a string");
    recv_and_print (actor);
    zstr_sendx (actor, "strings", "as frames", NULL);
    char *first, *second;
    printf ("recvx: %d", zstr_recvx (actor, &first, &second, NULL));
    printf (", %s, %s\n", first, second);
    zstr_free (&first);
    zstr_free (&second);
    zsock_send (actor, "si", "picture", 42);
    char *text = NULL;
    int number = 0;
    printf ("recv by picture: %d", zsock_recv (actor, "si", &text, &number));
    printf (", %s, %d\n", text, number);
    zstr_free (&text);
    zframe_t *frame = zframe_new ("frame", 5);
    zframe_send (&frame, actor, 0);
    frame = zframe_recv (actor);
    printf ("frame: %zu bytes\n", zframe_size (frame));
    zframe_destroy (&frame);
    zpoller_t *poller = zpoller_new (actor, NULL);
    check (!zpoller_wait (poller, 0));
    zstr_send (actor, "polled");
    check (zpoller_wait (poller, 5000) == actor);
    recv_and_print (actor);
    zpoller_destroy (&poller);
    zsock_set_rcvtimeo (actor, 1);
    errno = 0;
    msg = zactor_recv (actor);
    printf ("nothing to receive: %d, EAGAIN %d\n", msg == NULL, errno == EAGAIN);
    zsock_set_rcvtimeo (actor, -1);

    zactor_destroy (&actor);
    check (actor == NULL);
    zactor_destroy (&actor);
    check (actor == NULL);
}

static void
is_resolve_sock (void)
{
    zactor_t *actor = zactor_new (echo_actor, NULL);
    zsock_t *sock = zsock_new (ZMQ_PAIR);
    check (*(uint32_t *) actor == 0xCAFE0005);
    printf ("is: actor %d, its sock %d, another sock %d, text %d\n", zactor_is (actor),
            zactor_is (zactor_sock (actor)), zactor_is (sock), zactor_is ("some text"));
    printf ("zsock_is: actor %d, its sock %d\n", zsock_is (actor),
            zsock_is (zactor_sock (actor)));
    check (zactor_resolve (actor) == zsock_resolve (zactor_sock (actor)));
    check (zactor_resolve (actor) == zsock_resolve (actor));
    check (zactor_resolve (sock) == sock);
    int type;
    size_t size = sizeof type;
    check (zmq_getsockopt (zactor_resolve (actor), ZMQ_TYPE, &type, &size) == 0);
    printf ("type %d, PAIR %d, %s\n", type, type == ZMQ_PAIR,
            zsock_type_str (zactor_sock (actor)));
    zstr_send (zactor_sock (actor), "by its sock");
    recv_and_print (actor);
    zsock_destroy (&sock);
    zactor_destroy (&actor);
}

//  What the actor sees: its end of the pipe, its argument, its thread.
typedef struct {
    int number;
    pthread_t thread;
    sigset_t mask;
    size_t stack_size;
    char endpoint [64];
    int sndhwm, rcvhwm, linger, type;
} seen_t;

static void
looking_actor (zsock_t *pipe, void *args)
{
    seen_t *seen = (seen_t *) args;
    seen->number++;
    seen->thread = pthread_self ();
    pthread_sigmask (SIG_BLOCK, NULL, &seen->mask);
    pthread_attr_t attr;
    check (pthread_getattr_np (pthread_self (), &attr) == 0);
    pthread_attr_getstacksize (&attr, &seen->stack_size);
    pthread_attr_destroy (&attr);
    const char *endpoint = zsock_endpoint (pipe);
    snprintf (seen->endpoint, sizeof seen->endpoint, "%s", endpoint ? endpoint : "(null)");
    seen->sndhwm = zsock_sndhwm (pipe);
    seen->rcvhwm = zsock_rcvhwm (pipe);
    seen->linger = zsock_linger (pipe);
    seen->type = zsock_type (pipe);
    zsock_signal (pipe, 0);
    echo_actor (pipe, NULL);
}

static void
pipe_and_thread (void)
{
    seen_t seen = { .number = 41 };
    sigset_t mask, before;
    sigemptyset (&mask);
    sigaddset (&mask, SIGUSR2);
    pthread_sigmask (SIG_BLOCK, &mask, &before);
    zactor_t *actor = zactor_new (looking_actor, &seen);
    pthread_sigmask (SIG_SETMASK, &before, NULL);
    printf ("argument %d, own thread %d\n", seen.number,
            !pthread_equal (seen.thread, pthread_self ()));
    printf ("blocked as in the caller: SIGUSR2 %d, SIGUSR1 %d, SIGINT %d\n",
            sigismember (&seen.mask, SIGUSR2), sigismember (&seen.mask, SIGUSR1),
            sigismember (&seen.mask, SIGINT));
    pthread_attr_t attr;
    size_t default_size;
    pthread_getattr_default_np (&attr);
    pthread_attr_getstacksize (&attr, &default_size);
    pthread_attr_destroy (&attr);
    printf ("default stack %d\n", seen.stack_size == default_size);

    //  inproc://pipe-xxxx-xxxx, known to the actor's end alone.
    unsigned first, second;
    int length = 0;
    check (sscanf (seen.endpoint, "inproc://pipe-%4x-%4x%n", &first, &second, &length) == 2);
    printf ("actor's endpoint has %zu characters, all read %d\n", strlen (seen.endpoint),
            seen.endpoint [length] == 0);
    printf ("caller's endpoint: %s\n",
            zsock_endpoint (zactor_sock (actor)) ? zsock_endpoint (zactor_sock (actor)) : "(null)");
    printf ("actor's end: sndhwm %d, rcvhwm %d, linger %d, PAIR %d\n", seen.sndhwm,
            seen.rcvhwm, seen.linger, seen.type == ZMQ_PAIR);
    printf ("caller's end: sndhwm %d, rcvhwm %d, linger %d\n", zsock_sndhwm (actor),
            zsock_rcvhwm (actor), zsock_linger (actor));
    //  The second ready signal of this actor is still there.
    printf ("wait: %d\n", zsock_wait (actor));
    zactor_destroy (&actor);

    zsys_set_pipehwm (7);
    zsys_set_rcvhwm (11);
    zsys_set_sndhwm (13);
    actor = zactor_new (looking_actor, &seen);
    printf ("actor's end: sndhwm %d, rcvhwm %d\n", seen.sndhwm, seen.rcvhwm);
    printf ("caller's end: sndhwm %d, rcvhwm %d\n", zsock_sndhwm (actor), zsock_rcvhwm (actor));
    printf ("wait: %d\n", zsock_wait (actor));
    zactor_destroy (&actor);
    zsys_set_pipehwm (1000);
    zsys_set_rcvhwm (1000);
    zsys_set_sndhwm (1000);
}

//  How many messages the pipe takes each way while the other side does not read.
static sem_t gate, ended;

static void
gated_actor (zsock_t *pipe, void *args)
{
    zsock_signal (pipe, 0);
    sem_wait (&gate);
    zsock_set_sndtimeo (pipe, 0);
    int *sent = (int *) args;
    while (*sent < 10000 && zstr_send (pipe, "message") == 0)
        ++*sent;
    zsock_set_sndtimeo (pipe, -1);
    sem_post (&ended);
    //  Now read to the end.
    char *text;
    while ((text = zstr_recv (pipe))) {
        bool done = streq (text, "$TERM");
        zstr_free (&text);
        if (done)
            break;
    }
}

static void
capacity (void)
{
    for (int small = 0; small < 2; small++) {
        if (small) {
            zsys_set_pipehwm (5);
            zsys_set_rcvhwm (2);
        }
        sem_init (&gate, 0, 0);
        sem_init (&ended, 0, 0);
        int sent_by_actor = 0, sent = 0;
        zactor_t *actor = zactor_new (gated_actor, &sent_by_actor);
        zsock_set_sndtimeo (actor, 0);
        zmsg_t *msg = NULL;
        int rc = 0;
        while (sent < 10000) {
            msg = zmsg_new ();
            zmsg_addstr (msg, "message");
            errno = 0;
            rc = zactor_send (actor, &msg);
            if (rc)
                break;
            sent++;
        }
        printf ("sent %d, then: %d, EAGAIN %d, message kept %d\n", sent, rc, errno == EAGAIN,
                msg != NULL);
        zmsg_destroy (&msg);
        sem_post (&gate);
        sem_wait (&ended);
        printf ("actor sent %d\n", sent_by_actor);
        while (sent_by_actor--) {
            char *text = zstr_recv (actor);
            zstr_free (&text);
        }
        //  The actor reads now, so that there will be room.
        zsock_set_sndtimeo (actor, 10000);
        for (int count = 0; count < 2 * sent; count++)
            check (zstr_send (actor, "message") == 0);
        //  Leave room for $TERM.
        for (int tries = 0; !(zsock_events (actor) & ZMQ_POLLOUT); tries++) {
            check (tries < 20000);
            zclock_sleep (1);
        }
        zactor_destroy (&actor);
        sem_destroy (&gate);
        sem_destroy (&ended);
    }
    zsys_set_pipehwm (1000);
    zsys_set_rcvhwm (1000);
}

//  Messages before the ready signal are lost; its status means nothing.
static void
chatty_actor (zsock_t *pipe, void *args)
{
    zstr_send (pipe, "too early");
    zstr_sendx (pipe, "too", "early", NULL);
    zsock_signal (pipe, *(byte *) args);
    zstr_send (pipe, "in time");
    echo_actor (pipe, NULL);
}

static void
ready_signal (void)
{
    for (int status = 0; status < 256; status += 85) {
        byte value = (byte) status;
        zactor_t *actor = zactor_new (chatty_actor, &value);
        printf ("status %d: actor %d\n", status, actor != NULL);
        recv_and_print (actor);
        printf ("wait: %d\n", zsock_wait (actor));
        zactor_destroy (&actor);
    }
}

//  An actor that ends by itself leaves a signal of status 0, also one that never
//  said it was ready.
static void
silent_actor (zsock_t *pipe, void *args)
{
    (void) pipe;
    ++*(int *) args;
}

static void
ended_by_itself (void)
{
    zactor_t *actor = zactor_new (echo_actor, NULL);
    zstr_send (actor, "last words");
    zstr_send (actor, "RETURN");
    recv_and_print (actor);
    printf ("wait: %d\n", zsock_wait (actor));
    //  The pipe has no other end any more.
    zsock_set_sndtimeo (actor, 10);
    zmsg_t *msg = zmsg_new ();
    zmsg_addstr (msg, "to nobody");
    errno = 0;
    //  The actor's socket goes shortly after its signal.
    int rc;
    int tries = 0;
    while ((rc = zactor_send (actor, &msg)) == 0 && ++tries < 2000) {
        msg = zmsg_new ();
        zmsg_addstr (msg, "to nobody");
        zclock_sleep (1);
    }
    printf ("send to nobody: %d, EAGAIN %d, message kept %d\n", rc, errno == EAGAIN, msg != NULL);
    zmsg_destroy (&msg);
    zactor_destroy (&actor);
    check (actor == NULL);

    //  Nobody has to read that signal.
    actor = zactor_new (echo_actor, NULL);
    zstr_send (actor, "RETURN");
    zpoller_t *poller = zpoller_new (actor, NULL);
    check (zpoller_wait (poller, 10000) == actor);
    zpoller_destroy (&poller);
    zactor_destroy (&actor);
    check (actor == NULL);

    int runs = 0;
    actor = zactor_new (silent_actor, &runs);
    check (actor);
    printf ("never ready: runs %d\n", runs);
    zclock_sleep (100);
    zactor_destroy (&actor);
    check (actor == NULL);
}

//  A signal in the pipe, read by each kind of receiver.
static void
reading_a_signal (void)
{
    zactor_t *actor = zactor_new (echo_actor, NULL);
    for (int status = 0; status < 2; status++) {
        char value [] = { (char) ('0' + status * 5), 0 };

        zstr_sendx (actor, "SIGNAL", value, NULL);
        char *text = zstr_recv (actor);
        check (text);
        printf ("zstr_recv:");
        for (char *each = text; *each; each++)
            printf (" %02x", (unsigned char) *each);
        puts ("");
        zstr_free (&text);

        zstr_sendx (actor, "SIGNAL", value, NULL);
        char *untouched = "untouched";
        int rc = zstr_recvx (actor, &untouched, NULL);
        printf ("zstr_recvx: %d, %s\n", rc, untouched);

        zstr_sendx (actor, "SIGNAL", value, NULL);
        int number = 99;
        rc = zsock_recv (actor, "i", &number);
        printf ("zsock_recv: %d, %d\n", rc, number);

        zstr_sendx (actor, "SIGNAL", value, NULL);
        uint64_t bits = 0;
        rc = zsock_brecv (actor, "8", &bits);
        printf ("zsock_brecv: %d, %016" PRIx64 "\n", rc, bits);

        zstr_sendx (actor, "SIGNAL", value, NULL);
        zmsg_t *msg = zactor_recv (actor);
        printf ("zactor_recv: %zu frame(s), %zu bytes, signal %d\n", zmsg_size (msg),
                zmsg_content_size (msg), zmsg_signal (msg));
        zmsg_destroy (&msg);

        zstr_sendx (actor, "SIGNAL", value, NULL);
        printf ("zsock_wait: %d\n", zsock_wait (actor));
    }
    //  Nothing is left.
    zstr_send (actor, "next");
    recv_and_print (actor);
    zactor_destroy (&actor);
}

//  What $TERM looks like, and that messages before the end signal are dropped.
static void
last_words_actor (zsock_t *pipe, void *args)
{
    zsock_signal (pipe, 0);
    zmsg_t *msg = zmsg_recv (pipe);
    char *text = zmsg_popstr (msg);
    snprintf ((char *) args, 64, "%s, and %zu frame(s) more", text, zmsg_size (msg));
    zstr_free (&text);
    zmsg_destroy (&msg);
    for (int count = 0; count < 100; count++)
        zstr_sendx (pipe, "last", "words", NULL);
}

static void
term_message (void)
{
    char seen [64] = "";
    zactor_t *actor = zactor_new (last_words_actor, seen);
    zactor_destroy (&actor);
    printf ("at the end the actor got: %s\n", seen);
}

//  A time limit for receiving also limits how long destroy waits.
static void
stubborn_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    char *text = zstr_recv (pipe);
    zstr_free (&text);
    sem_wait (&gate);
    sem_post (&ended);
}

static void
limited_destroy (void)
{
    sem_init (&gate, 0, 0);
    sem_init (&ended, 0, 0);
    zactor_t *actor = zactor_new (stubborn_actor, NULL);
    zsock_set_rcvtimeo (actor, 50);
    int64_t start = zclock_mono ();
    zactor_destroy (&actor);
    check (zclock_mono () - start >= 49);
    check (actor == NULL);
    puts ("destroy gave up");
    sem_post (&gate);
    sem_wait (&ended);
    //  Leave the thread time to close its end.
    zclock_sleep (100);
}

//  Actors that own actors, and many at a time.
static void
parent_actor (zsock_t *pipe, void *args)
{
    zactor_t *child = zactor_new (echo_actor, args);
    zsock_signal (pipe, 0);
    zpoller_t *poller = zpoller_new (pipe, child, NULL);
    bool done = false;
    while (!done) {
        void *which = zpoller_wait (poller, -1);
        zmsg_t *msg = zmsg_recv (which);
        if (which == pipe) {
            char *text = zframe_strdup (zmsg_first (msg));
            done = streq (text, "$TERM");
            zstr_free (&text);
            if (!done)
                zactor_send (child, &msg);
        }
        else {
            zmsg_pushstr (msg, "child says");
            zmsg_send (&msg, pipe);
        }
        zmsg_destroy (&msg);
    }
    zpoller_destroy (&poller);
    zactor_destroy (&child);
}

static void
actors_of_actors (void)
{
    zactor_t *actor = zactor_new (parent_actor, NULL);
    zstr_send (actor, "hello");
    zmsg_t *msg = zactor_recv (actor);
    char *first = zmsg_popstr (msg), *second = zmsg_popstr (msg);
    printf ("%s %s\n", first, second);
    zstr_free (&first);
    zstr_free (&second);
    zmsg_destroy (&msg);
    zactor_destroy (&actor);

    zactor_t *actors [30];
    for (int index = 0; index < 30; index++) {
        actors [index] = zactor_new (echo_actor, NULL);
        zsock_send (actors [index], "i", index);
    }
    int sum = 0;
    for (int index = 0; index < 30; index++) {
        int number = 0;
        zsock_recv (actors [index], "i", &number);
        sum += number;
        zactor_destroy (&actors [index]);
    }
    printf ("sum of 30 actors: %d\n", sum);
}

//  A child process has no actors, but can make some.
static void
actor_in_child (void)
{
    zactor_t *actor = zactor_new (echo_actor, NULL);
    zstr_send (actor, "from the child");
    recv_and_print (actor);
    zactor_destroy (&actor);
}

static void
forked_child (void)
{
    zactor_t *actor = zactor_new (echo_actor, NULL);
    printf ("child status %d\n", in_child (actor_in_child));
    zstr_send (actor, "from the parent");
    recv_and_print (actor);
    zactor_destroy (&actor);
}

//  Defects. An actor that sets a flag as the last thing it does shows whether destroy
//  waited for it.
static volatile int finished;

static void
slow_end (zsock_t *pipe)
{
    char *text = NULL;
    do {
        zstr_free (&text);
        text = zstr_recv (pipe);
    } while (text && strneq (text, "$TERM"));
    zstr_free (&text);
    zclock_sleep (200);
    finished = 1;
}

static void
signalling_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    zsock_signal (pipe, 0);
    slow_end (pipe);
}

//  A signal that nobody read is not taken for the end of the actor.
static void
defect_A1 (void)
{
    finished = 0;
    zactor_t *actor = zactor_new (signalling_actor, NULL);
    zactor_destroy (&actor);
    check (finished);
}

static void
late_reader_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    sem_wait (&gate);
    slow_end (pipe);
}

static void
open_gate (void *unused)
{
    (void) unused;
    sem_post (&gate);
}

static void
defect_A2 (void)
{
    sem_init (&gate, 0, 0);
    finished = 0;
    zactor_t *actor = zactor_new (late_reader_actor, NULL);
    zsock_set_sndtimeo (actor, 0);
    while (zstr_send (actor, "message") == 0)
        ;
    pthread_t thread = when_blocked (open_gate, NULL);
    zactor_destroy (&actor);
    check (finished);
    pthread_join (thread, NULL);
}

//  An actor that returns at once can be destroyed at once.
static void
short_lives (void)
{
    int runs = 0;
    for (int count = 0; count < 3000; count++) {
        zactor_t *actor = zactor_new (silent_actor, &runs);
        zactor_destroy (&actor);
    }
    check (runs == 3000);
    //  Nor does it matter that its end signal was read.
    for (int count = 0; count < 500; count++) {
        zactor_t *actor = zactor_new (echo_actor, NULL);
        zstr_send (actor, "RETURN");
        zsock_wait (actor);
        zactor_destroy (&actor);
    }
}

static void
defect_A3 (void)
{
    check (in_child (short_lives) == 0);
}

static void
late_ready_actor (zsock_t *pipe, void *args)
{
    (void) args;
    sem_wait (&gate);
    finished = 1;
    zsock_signal (pipe, 0);
    char *text = zstr_recv (pipe);
    zstr_free (&text);
    finished = 2;
}

static void
signal_then_open_gate (void *args)
{
    void **argv = (void **) args;
    pthread_kill (*(pthread_t *) argv [0], SIGUSR1);
    wait_until_blocked (*(pid_t *) argv [1]);
    sem_post (&gate);
}

//  Runs `body` while another thread sends this one SIGUSR1 and opens the gate later.
static void
through_sigusr1 (void (*body) (void))
{
    struct sigaction action = { .sa_handler = ignore_signal }, before;
    check (sigaction (SIGUSR1, &action, &before) == 0);
    sem_init (&gate, 0, 0);
    pthread_t self = pthread_self ();
    pid_t thread_id = (pid_t) syscall (SYS_gettid);
    void *argv [] = { &self, &thread_id };
    pthread_t thread = when_blocked (signal_then_open_gate, argv);
    body ();
    pthread_join (thread, NULL);
    sigaction (SIGUSR1, &before, NULL);
}

//  A signal does not make zactor_new return before the actor is ready.
static zactor_t *subject;

static void
make_late_ready (void)
{
    subject = zactor_new (late_ready_actor, NULL);
    check (finished == 1);
}

static void
defect_A4 (void)
{
    finished = 0;
    through_sigusr1 (make_late_ready);
    zactor_destroy (&subject);
    check (finished == 2);
}

//  A signal does not make zactor_destroy return before the actor has ended.
static void
late_end_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    char *text = zstr_recv (pipe);
    zstr_free (&text);
    sem_wait (&gate);
    finished = 1;
}

static void
destroy_late_end (void)
{
    zactor_destroy (&subject);
    check (finished == 1);
}

static void
defect_A5 (void)
{
    finished = 0;
    sem_init (&gate, 0, 0);
    subject = zactor_new (late_end_actor, NULL);
    through_sigusr1 (destroy_late_end);
}

//  When destroy returns no socket of the actor is open: a setting that is refused, by an
//  abort, while there is one, is accepted.
static void
destroy_and_set (void)
{
    for (int count = 0; count < 2000; count++) {
        zactor_t *actor = zactor_new (echo_actor, NULL);
        zactor_destroy (&actor);
        zsys_set_max_sockets (1024);
    }
}

static void
defect_A6 (void)
{
    check (in_child (destroy_and_set) == 0);
}

//  An actor that gets $TERM while the pipe is full on its side can be destroyed.
static void
filling_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    zsock_set_sndtimeo (pipe, 0);
    while (zstr_send (pipe, "message") == 0)
        ;
    sem_post (&gate);
    char *text = zstr_recv (pipe);
    zstr_free (&text);
    ++finished;
}

static void
destroy_after_filling (void)
{
    for (int count = 1; count <= 50; count++) {
        sem_init (&gate, 0, 0);
        zactor_t *actor = zactor_new (filling_actor, NULL);
        sem_wait (&gate);
        zactor_destroy (&actor);
        check (finished == count);
    }
}

static void
defect_end_signal_lost (void)
{
    finished = 0;
    check (in_child (destroy_after_filling) == 0);
}

//  Threads that cannot be created: this takes the place of the function in libc.
static bool no_more_threads;

int
pthread_create (pthread_t *restrict thread, const pthread_attr_t *restrict attr,
                void *(*main_fn) (void *), void *restrict arg)
{
    typedef int (create_fn) (pthread_t *, const pthread_attr_t *, void *(*) (void *), void *);
    static create_fn *create;
    if (no_more_threads)
        return EAGAIN;
    if (!create)
        *(void **) &create = dlsym (RTLD_NEXT, "pthread_create");
    return create (thread, attr, main_fn, arg);
}

static void
new_without_thread (void)
{
    //  libzmq starts its threads with the first socket.
    zsock_t *sock = zsock_new (ZMQ_PAIR);
    zsock_destroy (&sock);
    no_more_threads = true;
    zactor_t *actor = zactor_new (echo_actor, NULL);
    check (actor == NULL && errno == EAGAIN);
    no_more_threads = false;
    actor = zactor_new (echo_actor, NULL);
    check (actor);
    zactor_destroy (&actor);
}

static void
defect_A7 (void)
{
    check (in_child (new_without_thread) == 0);
}

//  An actor may end by leaving its thread.
static void
leaving_actor (zsock_t *pipe, void *args)
{
    zsock_signal (pipe, 0);
    char *text = zstr_recv (pipe);
    check_streq (text, "$TERM");
    zstr_free (&text);
    *(bool *) args = true;
    pthread_exit (NULL);
}

static void
destroy_leaving_actor (void)
{
    bool left = false;
    zactor_t *actor = zactor_new (leaving_actor, &left);
    check (actor);
    zactor_destroy (&actor);
    check (left);
}

static void
defect_thread_left (void)
{
    check (in_child (destroy_leaving_actor) == 0);
}

//  Without a function there is no actor, one way or the other.
static void
new_without_function (void)
{
    zactor_t *actor = zactor_new (NULL, NULL);
    check (actor == NULL);
}

static void
defect_A8 (void)
{
    int status = in_child (new_without_function);
    check (status == 0 || (WIFSIGNALED (status) && WTERMSIG (status) == SIGABRT));
}

static void
contract_breaches (void)
{
    zsock_t *sock = zsock_new (ZMQ_PAIR);
    check_aborts ("zactor_destroy", zactor_destroy (NULL));
    check_aborts ("zactor_is", zactor_is (NULL));
    check_aborts ("zactor_resolve", zactor_resolve (NULL));
    check_aborts ("zactor_sock", zactor_sock (NULL));
    check_aborts ("zactor_sock", zactor_sock ((zactor_t *) sock));
    zsock_destroy (&sock);
    puts ("breaches abort");
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (send_and_receive ());
    CASE (is_resolve_sock ());
    CASE (pipe_and_thread ());
    CASE (capacity ());
    CASE (ready_signal ());
    CASE (ended_by_itself ());
    CASE (reading_a_signal ());
    CASE (term_message ());
    CASE (limited_destroy ());
    CASE (actors_of_actors ());
    CASE (forked_child ());
    CASE (contract_breaches ());
    DEFECT (A1);
    DEFECT (A2);
    DEFECT (A3);
    DEFECT (A4);
    DEFECT (A5);
    DEFECT (A6);
    DEFECT (end_signal_lost);
    DEFECT (A7);
    DEFECT (A8);
    DEFECT (thread_left);
    CASE (zactor_test (false));
    return test_end ();
}

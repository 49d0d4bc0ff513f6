//  The host's signals: its handlers, its mask, and where its signals arrive.

#include "everything.h"
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>

static volatile sig_atomic_t got, got_elsewhere;
static pthread_t host;

static void
on_signal (int number)
{
    (void) number;
    got++;
    got_elsewhere += !pthread_equal (pthread_self (), host);
}

static bool
is_ours (int number)
{
    //  Two are libc's own, and the last is valgrind's.
    return number != SIGKILL && number != SIGSTOP && number < SIGRTMAX
        && (number < 32 || number >= SIGRTMIN);
}

//  The host has a handler for every other signal, ignores some, blocks some, and has a stack for
//  its handlers.
static void
be_a_host (void)
{
    host = pthread_self ();
    for (int number = 1; number <= SIGRTMAX; number++)
        if (is_ours (number)) {
            struct sigaction action = { .sa_handler = number % 3 == 0 ? SIG_IGN : on_signal };
            action.sa_flags = number % 2 ? SA_RESTART | SA_ONSTACK : 0;
            sigaddset (&action.sa_mask, SIGUSR2);
            check (sigaction (number, &action, NULL) == 0);
        }
    sigset_t mask;
    sigemptyset (&mask);
    sigaddset (&mask, SIGWINCH);
    sigaddset (&mask, SIGRTMIN + 3);
    check (pthread_sigmask (SIG_BLOCK, &mask, NULL) == 0);
    static char stack [65536];
    stack_t own = { .ss_sp = stack, .ss_size = sizeof stack };
    check (sigaltstack (&own, NULL) == 0);
}

typedef struct {
    struct sigaction actions [65];
    sigset_t mask;
    stack_t stack;
} signals_t;

static void
look (signals_t *signals)
{
    memset (signals, 0, sizeof *signals);
    for (int number = 1; number <= SIGRTMAX; number++)
        if (is_ours (number))
            check (sigaction (number, NULL, &signals->actions [number]) == 0);
    check (pthread_sigmask (SIG_BLOCK, NULL, &signals->mask) == 0);
    check (sigaltstack (NULL, &signals->stack) == 0);
}

static void
check_unchanged (const signals_t *before, bool interrupts)
{
    signals_t now;
    look (&now);
    for (int number = 1; number <= SIGRTMAX; number++)
        if (is_ours (number) && (interrupts || (number != SIGINT && number != SIGTERM))) {
            const struct sigaction *one = &before->actions [number], *other = &now.actions [number];
            check (one->sa_handler == other->sa_handler);
            //  Without what libc has in its flags besides
            int flags = SA_RESTART | SA_ONSTACK | SA_SIGINFO | SA_NODEFER;
            check ((one->sa_flags & flags) == (other->sa_flags & flags));
            for (int masked = 1; masked <= SIGRTMAX; masked++)
                check (sigismember (&one->sa_mask, masked) == sigismember (&other->sa_mask, masked));
        }
    for (int number = 1; number <= SIGRTMAX; number++)
        check (sigismember (&before->mask, number) == sigismember (&now.mask, number));
    check (before->stack.ss_sp == now.stack.ss_sp && before->stack.ss_size == now.stack.ss_size);
}

static void
use_and_check (bool interrupts)
{
    signals_t before;
    look (&before);
    for (int i = 0; i < 2; i++) {
        open_everything ();
        check_unchanged (&before, interrupts);
        use_everything ();
        check_unchanged (&before, interrupts);
        close_everything ();
        check_unchanged (&before, interrupts);
        zsys_shutdown ();
        //  Whatever was there, it is back.
        check_unchanged (&before, true);
    }
}

static void
left_alone_when_asked (void)
{
    be_a_host ();
    zsys_handler_set (NULL);
    use_and_check (true);
}

static void
left_alone_by_the_environment (void)
{
    be_a_host ();
    setenv ("ZSYS_SIGHANDLER", "false", 1);
    use_and_check (true);
}

static void
left_alone_after_first_use (void)
{
    be_a_host ();
    signals_t before;
    look (&before);
    open_everything ();
    zsys_handler_set (NULL);
    check_unchanged (&before, true);
    use_everything ();
    zsys_catch_interrupts ();
    check_unchanged (&before, true);
    close_everything ();
    check_unchanged (&before, true);
}

static void
others_left_alone (void)
{
    be_a_host ();
    use_and_check (false);
}

static void
put_back (void)
{
    use_and_check (false);
}

static void
later_handler_stays (void)
{
    open_everything ();
    use_everything ();
    be_a_host ();
    signals_t own;
    look (&own);
    close_everything ();
    zsys_shutdown ();
    check_unchanged (&own, true);
    //  Its own
    zsys_init ();
    zsys_shutdown ();
    check_unchanged (&own, true);
}

static volatile bool stopped;

static void *
bombard (void *args)
{
    (void) args;
    sigset_t all;
    sigfillset (&all);
    pthread_sigmask (SIG_BLOCK, &all, NULL);
    while (!stopped) {
        kill (getpid (), SIGUSR1);
        kill (getpid (), SIGTERM);
        usleep (500);
    }
    return NULL;
}

//  Each other thread blocks both. One of libzmq's does so first of all, but when it gets its turn.
static bool
others_block (long both)
{
    DIR *dir = opendir ("/proc/self/task");
    check (dir);
    bool all = true;
    for (struct dirent *entry = readdir (dir); entry; entry = readdir (dir)) {
        if (entry->d_name [0] == '.' || atoi (entry->d_name) == getpid ())
            continue;
        char path [300], line [200];
        snprintf (path, sizeof path, "/proc/self/task/%s/status", entry->d_name);
        FILE *status = fopen (path, "r");
        check (status);
        unsigned long blocked = 0;
        while (fgets (line, sizeof line, status) && !sscanf (line, "SigBlk: %lx", &blocked))
            ;
        fclose (status);
        all &= (blocked & both) == (unsigned long) both;
    }
    closedir (dir);
    return all;
}

//  Threads of libzmq take none of the host's signals: the host's one thread that does gets all.
static void
host_gets_its_signals (void)
{
    zsys_handler_set (NULL);
    be_a_host ();
    struct sigaction action = { .sa_handler = on_signal };
    sigaction (SIGTERM, &action, NULL);
    sigaction (SIGUSR1, &action, NULL);
    open_sockets ();
    await (others_block, 1L << (SIGTERM - 1) | 1L << (SIGUSR1 - 1));
    //  Taken by other threads, if they were not blocked there
    sigset_t both;
    sigemptyset (&both);
    sigaddset (&both, SIGTERM);
    sigaddset (&both, SIGUSR1);
    pthread_t thread;
    check (pthread_create (&thread, NULL, bombard, NULL) == 0);
    for (int i = 0; i < 100; i++) {
        pthread_sigmask (SIG_BLOCK, &both, NULL);
        got = 0;
        usleep (2000);
        check (got == 0);
        pthread_sigmask (SIG_UNBLOCK, &both, NULL);
        while (got == 0)
            usleep (500);
    }
    stopped = true;
    check (pthread_join (thread, NULL) == 0);
    check (got_elsewhere == 0);
    check (!zsys_interrupted);
    use_sockets ();
    close_sockets ();
}

//  A call that blocks ends, with EINTR, when the host's handler says so.
static void
host_interrupts (void)
{
    zsys_handler_set (NULL);
    host = pthread_self ();
    struct sigaction action = { .sa_handler = on_signal };
    sigaction (SIGTERM, &action, NULL);
    sigaction (SIGUSR1, &action, NULL);
    zsock_t *socket = zsock_new_pull ("@inproc://interrupted");
    zpoller_t *poller = zpoller_new (socket, NULL);
    pthread_t thread;
    check (pthread_create (&thread, NULL, bombard, NULL) == 0);
    check (!zstr_recv (socket) && errno == EINTR);
    check (!zmsg_recv (socket));
    check (!zframe_recv (socket));
    check (!zpoller_wait (poller, -1));
    stopped = true;
    check (pthread_join (thread, NULL) == 0);
    check (got > 0 && !zsys_interrupted);
    zpoller_destroy (&poller);
    zsock_destroy (&socket);
}

static volatile int resets;

//  Connects, says what opens a connection, and breaks it.
static void *
break_connections (void *args)
{
    int port = *(int *) args;
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((uint16_t) port) };
    address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
    static const char greeting [64] = "\xFF\0\0\0\0\0\0\0\1\x7F\3\0NULL";
    for (; resets < 200; resets++) {
        int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        check (connect (fd, (struct sockaddr *) &address, sizeof address) == 0);
        if (resets % 2)
            check (send (fd, greeting, sizeof greeting, MSG_NOSIGNAL) == sizeof greeting);
        struct linger now = { 1, 0 };
        if (resets % 4 < 2)
            setsockopt (fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close (fd);
    }
    return NULL;
}

//  A peer that breaks a connection costs an error at most: SIGPIPE would end this process.
static void
no_broken_pipes (void)
{
    signal (SIGPIPE, SIG_DFL);
    zsock_t *server = zsock_new (ZMQ_PUB);
    int port = zsock_bind (server, "tcp://127.0.0.1:*");
    check (port > 0);
    zactor_t *node = zactor_new (zgossip, NULL);
    zstr_sendx (node, "BIND", "tcp://127.0.0.1:*", NULL);
    zstr_sendx (node, "PORT", NULL);
    char *command, *text;
    check (zstr_recvx (node, &command, &text, NULL) == 2);
    int gossip_port = atoi (text);
    zstr_free (&command);
    zstr_free (&text);
    pthread_t thread, other;
    check (pthread_create (&thread, NULL, break_connections, &port) == 0);
    check (pthread_create (&other, NULL, break_connections, &gossip_port) == 0);
    while (resets < 200) {
        zstr_send (server, "to whom it may concern");
        usleep (100);
    }
    check (pthread_join (thread, NULL) == 0);
    check (pthread_join (other, NULL) == 0);
    zactor_destroy (&node);
    zsock_destroy (&server);
}

//  The host is asked to leave, and does so by itself.
static void
host_is_ended (void)
{
    zsys_handler_set (NULL);
    pid_t child = fork ();
    check (child >= 0);
    if (child == 0) {
        zsys_handler_set (NULL);
        open_everything ();
        use_everything ();
        kill (getpid (), SIGTERM);
        while (true)
            pause ();
    }
    int status;
    check (waitpid (child, &status, 0) == child);
    check (WIFSIGNALED (status) && WTERMSIG (status) == SIGTERM);
}

static const case_t cases [] = {
    { "left_alone_when_asked", left_alone_when_asked, 0, NULL },
    { "left_alone_by_the_environment", left_alone_by_the_environment, 0, NULL },
    { "left_alone_after_first_use", left_alone_after_first_use, 0, NULL },
    { "others_left_alone", others_left_alone, 0, NULL },
    { "put_back", put_back, 0, NULL },
    { "later_handler_stays", later_handler_stays, 0, "replaces it by what was there before the first use" },
    { "host_gets_its_signals", host_gets_its_signals, 0, NULL },
    { "host_interrupts", host_interrupts, 0, NULL },
    { "no_broken_pipes", no_broken_pipes, 0, NULL },
    { "host_is_ended", host_is_ended, 0, NULL },
    { NULL, NULL, 0, NULL }
};

int main (int argc, char **argv)
{
    return run_case (argc, argv, cases);
}

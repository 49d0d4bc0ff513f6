//  Other programs: by exec in this process, from any thread, and by fork, vfork, posix_spawn and
//  others while threads use the library. They inherit no descriptor and nothing of signals.

#include "everything.h"
#include <spawn.h>

extern char **environ;

static char own_name [PATH_MAX];

//  This program again, which says how it finds itself.
static char *const describe [] = { own_name, "describe", NULL };
static char *const again [] = { own_name, "again", NULL };

//  Of a process as it was started
static char expected [1024];

static void
say_what_is_inherited (char *text, size_t size)
{
    int used = snprintf (text, size, "descriptors:");
    for (int fd = 0; fd < 256; fd++)
        if (fcntl (fd, F_GETFD) != -1 && !(fcntl (fd, F_GETFD) & FD_CLOEXEC))
            used += snprintf (text + used, size - (size_t) used, " %d", fd);
    FILE *status = fopen ("/proc/self/status", "r");
    check (status);
    char line [256];
    while (fgets (line, sizeof line, status))
        if (strncmp (line, "SigBlk", 6) == 0 || strncmp (line, "SigIgn", 6) == 0) {
            //  Two signals are libc's own: posix_spawn has them ignored.
            unsigned long long set = strtoull (line + 7, NULL, 16) & ~(3ULL << 31);
            used += snprintf (text + used, size - (size_t) used, " %.6s %llx", line, set);
        }
    fclose (status);
}

static void
start (void)
{
    //  What is ignored is inherited, but not what has a handler.
    signal (SIGINT, SIG_DFL);
    signal (SIGTERM, SIG_DFL);
    say_what_is_inherited (expected, sizeof expected);
    setenv ("EXPECTED", expected, 1);
}

static void
compare (void)
{
    char text [1024];
    say_what_is_inherited (text, sizeof text);
    if (strcmp (text, getenv ("EXPECTED")) != 0) {
        fprintf (stderr, "inherited: %s\ninstead of: %s\n", text, getenv ("EXPECTED"));
        _exit (1);
    }
    exit (7);
}

static void
use_again (void)
{
    open_everything ();
    use_everything ();
    close_everything ();
    compare ();
}

static void
exec_in_child (void)
{
    start ();
    open_everything ();
    pid_t child = fork ();
    if (child == 0) {
        execv (describe [0], describe);
        _exit (1);
    }
    int status = 0;
    check (waitpid (child, &status, 0) == child && WEXITSTATUS (status) == 7);
    use_everything ();
    close_everything ();
}

static void
from_main (void)
{
    start ();
    open_everything ();
    execv (again [0], again);
}

static void *
exec_thread (void *args)
{
    execv (again [0], (char **) args);
    return NULL;
}

static void
from_a_thread (void)
{
    start ();
    open_everything ();
    pthread_t thread;
    check (pthread_create (&thread, NULL, exec_thread, (void *) again) == 0);
    pthread_join (thread, NULL);
}

static void
exec_actor (zsock_t *pipe, void *args)
{
    zsock_signal (pipe, 0);
    exec_thread (args);
}

static void
from_an_actor (void)
{
    start ();
    open_everything ();
    zactor_new (exec_actor, (void *) again);
    while (true)
        pause ();
}

static int
exec_timer (zloop_t *loop, int timer, void *arg)
{
    (void) loop, (void) timer;
    exec_thread (arg);
    return -1;
}

static void
from_a_reactor (void)
{
    start ();
    open_everything ();
    zloop_t *loop = zloop_new ();
    zloop_timer (loop, 1, 1, exec_timer, (void *) again);
    zloop_start (loop);
}

static volatile bool stopped;

static void *
work (void *args)
{
    while (!stopped) {
        zsock_t *one = zsock_new_router ("@tcp://127.0.0.1:*");
        check (one);
        zactor_t *actor = zactor_new (zgossip, NULL);
        check (actor);
        zstr_sendx (actor, "BIND", "tcp://127.0.0.1:*", NULL);
        zactor_destroy (&actor);
        zsock_destroy (&one);
    }
    return args;
}

static void
expect_exit (pid_t child)
{
    int status = 0;
    check (child > 0);
    while (waitpid (child, &status, 0) != child)
        check (errno == EINTR);
    check (WIFEXITED (status) && WEXITSTATUS (status) == 7);
}

static void
by_fork (void)
{
    pid_t child = fork ();
    if (child == 0) {
        execv (describe [0], describe);
        _exit (1);
    }
    expect_exit (child);
}

static void
by_vfork (void)
{
    pid_t child = vfork ();
    if (child == 0) {
        execv (describe [0], describe);
        _exit (1);
    }
    expect_exit (child);
}

static void
by_vfork_alone (void)
{
    pid_t child = vfork ();
    if (child == 0)
        _exit (7);
    expect_exit (child);
}

static void
by_posix_spawn (void)
{
    pid_t child;
    check (posix_spawn (&child, describe [0], NULL, NULL, describe, environ) == 0);
    expect_exit (child);
}

static void
by_system (void)
{
    char command [PATH_MAX + 32];
    snprintf (command, sizeof command, "exec '%s' describe", own_name);
    int status = system (command);
    check (WIFEXITED (status) && WEXITSTATUS (status) == 7);
}

static void
by_popen (void)
{
    FILE *pipe = popen ("echo hello", "r");
    check (pipe);
    char line [32];
    check (fgets (line, sizeof line, pipe) && strcmp (line, "hello\n") == 0);
    check (pclose (pipe) == 0);
}

static void *
spawn_many (void *args)
{
    void (*way) (void) = (void (*) (void)) args;
    for (int i = 0; i < 10; i++)
        way ();
    return NULL;
}

//  While other threads, and this one, use the library
static void
meanwhile (void (*way) (void))
{
    start ();
    setenv ("ZSYS_LOGSTREAM", "none", 1);
    open_everything ();
    pthread_t worker, spawners [2];
    check (pthread_create (&worker, NULL, work, NULL) == 0);
    for (int i = 0; i < 2; i++)
        check (pthread_create (&spawners [i], NULL, spawn_many, (void *) way) == 0);
    for (int i = 0; i < 50; i++)
        use_everything ();
    for (int i = 0; i < 2; i++)
        check (pthread_join (spawners [i], NULL) == 0);
    stopped = true;
    check (pthread_join (worker, NULL) == 0);
    use_everything ();
    close_everything ();
}

static void fork_meanwhile (void) { meanwhile (by_fork); }
static void vfork_meanwhile (void) { meanwhile (by_vfork); }
static void vfork_alone_meanwhile (void) { meanwhile (by_vfork_alone); }
static void posix_spawn_meanwhile (void) { meanwhile (by_posix_spawn); }
static void popen_meanwhile (void) { meanwhile (by_popen); }

//  While `system` waits it ignores SIGINT, which a child of another thread would inherit.
static void
system_alone (void)
{
    start ();
    open_everything ();
    for (int i = 0; i < 10; i++)
        by_system ();
    use_everything ();
    close_everything ();
}

static const case_t cases [] = {
    { "exec_in_child", exec_in_child, 0, NULL },
    { "from_main", from_main, 7, NULL },
    { "from_a_thread", from_a_thread, 7, NULL },
    { "from_an_actor", from_an_actor, 7, NULL },
    { "from_a_reactor", from_a_reactor, 7, NULL },
    { "fork_meanwhile", fork_meanwhile, 0, NULL },
    { "vfork_meanwhile", vfork_meanwhile, 0, NULL },
    { "vfork_alone_meanwhile", vfork_alone_meanwhile, 0, NULL },
    { "posix_spawn_meanwhile", posix_spawn_meanwhile, 0, NULL },
    { "popen_meanwhile", popen_meanwhile, 0, NULL },
    { "system_alone", system_alone, 0, NULL },
    { NULL, NULL, 0, NULL }
};

int main (int argc, char **argv)
{
    check (realpath (argv [0], own_name));
    if (argc == 2 && strcmp (argv [1], "describe") == 0)
        compare ();
    if (argc == 2 && strcmp (argv [1], "again") == 0)
        use_again ();
    return run_case (argc, argv, cases);
}

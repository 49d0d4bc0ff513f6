//  ours alone: Debian's library has no DRAFT classes
//
//  Walks zproc: programs of the shell, what they read and write, and how they end.

#define CZMQ_BUILD_DRAFT_API
#include "observe.h"

static zproc_t *
shell (const char *script)
{
    zproc_t *proc = zproc_new ();
    zproc_set_argsx (proc, "/bin/sh", "-c", script, NULL);
    return proc;
}

//  What comes from a socket until nothing does for a while, up to `size` bytes.
static char *
read_all (void *socket, size_t *size_p)
{
    size_t size = 0;
    char *text = NULL;
    zpoller_t *poller = zpoller_new (socket, NULL);
    while (zpoller_wait (poller, 0) == socket) {
        zframe_t *data = NULL;
        check (zsock_brecv (socket, "f", &data) == 0 && data);
        text = (char *) realloc (text, size + zframe_size (data) + 1);
        memcpy (text + size, zframe_data (data), zframe_size (data));
        size += zframe_size (data);
        text [size] = 0;
        zframe_destroy (&data);
    }
    zpoller_destroy (&poller);
    if (size_p)
        *size_p = size;
    return text ? text : strdup ("");
}

static void
write_text (void *socket, const char *text)
{
    zframe_t *data = zframe_new (text, strlen (text));
    check (zsock_bsend (socket, "f", data) == 0);
    zframe_destroy (&data);
}

static void
check_output (void *socket, const char *expected)
{
    char *text = read_all (socket, NULL);
    check_streq (text, expected);
    free (text);
}

static void
before_it_runs (void)
{
    zproc_t *proc = zproc_new ();
    check (proc && !zproc_args (proc) && !zproc_running (proc));
    check (zproc_pid (proc) == 0 && zproc_wait (proc, -1) == 0 && !zproc_actor (proc));
    check (!zproc_stdin (proc) && !zproc_stdout (proc) && !zproc_stderr (proc));
    zproc_kill (proc, SIGKILL);
    zproc_shutdown (proc, -1);
    errno = 0;
    check (zproc_run (proc) == -1 && errno == EINVAL);

    zlist_t *args = zlist_new ();
    zlist_autofree (args);
    zlist_append (args, "/nowhere/there");
    zlist_append (args, "word");
    zproc_set_args (proc, &args);
    check (!args);
    args = zproc_args (proc);
    check (zlist_size (args) == 2);
    check_streq ((char *) zlist_first (args), "/nowhere/there");
    zlist_destroy (&args);
    errno = 0;
    check (zproc_run (proc) == -1 && errno == ENOENT);
    zproc_set_argsx (proc, "sh", NULL);             //  not looked for in PATH
    check (zproc_run (proc) == -1 && errno == ENOENT);
    zproc_set_argsx (proc, "/", NULL);
    check (zproc_run (proc) == -1 && errno == EACCES);
    check (!zproc_running (proc) && zproc_pid (proc) == 0);
    zproc_destroy (&proc);
    check (!proc);
    zproc_destroy (&proc);
}

static void
codes (void)
{
    const struct { const char *script; int code; } rows [] = {
        { "exit 0", 0 }, { "exit 3", 3 }, { "exit 255", 255 }, { "kill -KILL $$", -9 }, { "kill -ABRT $$", -6 }
    };
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        zproc_t *proc = shell (rows [row].script);
        check (zproc_run (proc) == 0 && zproc_pid (proc) > 0);
        check (zproc_wait (proc, -1) == rows [row].code);
        check (zproc_wait (proc, 0) == rows [row].code);
        check (zproc_returncode (proc) == rows [row].code && !zproc_running (proc));
        zproc_kill (proc, SIGTERM);
        zproc_destroy (&proc);
    }
}

static void
standard_streams (void)
{
    zproc_t *proc = shell ("read word; echo \"read $word\"; echo bad >&2; read word; echo \"$word\"");
    zproc_set_stdin (proc, NULL);
    zproc_set_stdout (proc, NULL);
    zproc_set_stderr (proc, NULL);
    void *out = zproc_stdout (proc);
    zproc_set_stdout (proc, NULL);
    check (zsock_is (zproc_stdin (proc)) && zsock_is (out) && out == zproc_stdout (proc));
    check (zproc_run (proc) == 0);
    check (zproc_running (proc) && zproc_returncode (proc) == -42 && zproc_wait (proc, 0) == -42);
    write_text (zproc_stdin (proc), "wo");
    write_text (zproc_stdin (proc), "rd\n");
    zframe_t *data = NULL;
    check (zsock_brecv (zproc_stderr (proc), "f", &data) == 0);
    check (zframe_streq (data, "bad\n"));
    zframe_destroy (&data);
    check (zproc_running (proc));
    write_text (zproc_stdin (proc), "again\n");
    check (zproc_wait (proc, -1) == 0);
    check_output (out, "read word\nagain\n");
    zproc_destroy (&proc);
}

static void
sockets_of_the_caller (void)
{
    zsock_t *in = zsock_new_pull ("@inproc://zproc-in");
    zsock_t *feed = zsock_new_push (">inproc://zproc-in");
    zsock_t *out = zsock_new_push ("@inproc://zproc-out");
    zsock_t *sink = zsock_new_pull (">inproc://zproc-out");
    zproc_t *proc = shell ("read a; echo $a; echo $a >&2");
    zproc_set_verbose (proc, false);
    zproc_set_stdin (proc, in);
    zproc_set_stdout (proc, out);
    check (!zproc_stdin (proc) && !zproc_stdout (proc));
    write_text (feed, "there\n");
    zproc_set_stderr (proc, NULL);
    check (zproc_run (proc) == 0 && zproc_wait (proc, -1) == 0);
    check_output (sink, "there\n");
    check_output (zproc_stderr (proc), "there\n");
    zproc_destroy (&proc);
    check (zsock_is (in) && zsock_is (out));
    zsock_destroy (&in);
    zsock_destroy (&feed);
    zsock_destroy (&out);
    zsock_destroy (&sink);
}

static void
environment (void)
{
    check (setenv ("ZPROC_OURS", "inherited", 1) == 0);
    zproc_t *proc = shell ("echo $ZPROC_OURS");
    zproc_set_stdout (proc, NULL);
    check (zproc_run (proc) == 0 && zproc_wait (proc, -1) == 0);
    check_output (zproc_stdout (proc), "inherited\n");
    zproc_destroy (&proc);

    proc = shell ("echo $ZPROC_OURS$ZPROC_THEIRS");
    zhash_t *env = zhash_new ();
    zhash_insert (env, "ZPROC_THEIRS", "set");
    zproc_set_env (proc, &env);
    check (!env);
    zproc_set_stdout (proc, NULL);
    check (zproc_run (proc) == 0 && zproc_wait (proc, -1) == 0);
    check_output (zproc_stdout (proc), "set\n");
    zproc_destroy (&proc);
}

static void
ends_by_signals (void)
{
    zproc_t *proc = shell ("while :; do sleep 0.01; done");
    check (zproc_run (proc) == 0);
    zproc_kill (proc, 0);
    check (zproc_running (proc));
    zpoller_t *poller = zpoller_new (zproc_actor (proc), NULL);
    zproc_kill (proc, SIGTERM);
    check (zpoller_wait (poller, -1) == zproc_actor (proc));
    check (zsock_wait (zproc_actor (proc)) == 0);
    check (zproc_wait (proc, -1) == -SIGTERM);
    zpoller_destroy (&poller);
    zproc_destroy (&proc);

    proc = shell ("trap '' TERM; echo; while :; do sleep 0.01; done");
    zproc_set_stdout (proc, NULL);
    check (zproc_run (proc) == 0);
    zframe_t *data = NULL;
    check (zsock_brecv (zproc_stdout (proc), "f", &data) == 0);
    zframe_destroy (&data);
    zproc_shutdown (proc, 100);
    check (zproc_returncode (proc) == -SIGKILL);
    zproc_destroy (&proc);

    //  Destruction ends it, too.
    proc = shell ("exec sleep 1000");
    check (zproc_run (proc) == 0);
    pid_t pid = zproc_pid (proc);
    zproc_destroy (&proc);
    check (kill (pid, 0) == -1 && errno == ESRCH);
}

//  Waiting has a limit, or ends with an interrupt; signals go nowhere when nothing runs.
static void
waiting (void)
{
    zproc_t *proc = shell ("read word; exit 7");
    zproc_set_stdin (proc, NULL);
    errno = 0;
    zproc_kill (proc, SIGTERM);
    check (errno == ESRCH);
    check (zproc_run (proc) == 0);
    //  What is set now counts no longer.
    zproc_set_stdout (proc, NULL);
    check (!zproc_stdout (proc));
    check (zproc_wait (proc, 20) == -42 && zproc_running (proc));
    zsys_init ();
    zsys_interrupted = 1;
    check (zproc_wait (proc, -1) == -42);
    zsys_interrupted = 0;
    errno = 0;
    zproc_kill (proc, 12345);
    check (errno == EINVAL && zproc_running (proc));
    //  One frame will do, too.
    check (zstr_send (zproc_stdin (proc), "word\n") == 0);
    check (zproc_wait (proc, 20000) == 7);
    errno = 0;
    zproc_kill (proc, SIGTERM);
    check (errno == ESRCH);
    zproc_shutdown (proc, -1);
    check (zproc_returncode (proc) == 7);
    zproc_destroy (&proc);

    //  Who was interrupted has the same patience.
    proc = shell ("trap 'exit 5' TERM; echo; while :; do sleep 0.01; done");
    zproc_set_stdout (proc, NULL);
    check (zproc_run (proc) == 0);
    zframe_t *data = NULL;
    check (zsock_brecv (zproc_stdout (proc), "f", &data) == 0);
    zframe_destroy (&data);
    zsys_interrupted = 1;
    zproc_shutdown (proc, 20000);
    zsys_interrupted = 0;
    check (zproc_returncode (proc) == 5);
    zproc_destroy (&proc);

    proc = shell ("exec sleep 1000");
    check (zproc_run (proc) == 0);
    zproc_shutdown (proc, -1);
    check (zproc_returncode (proc) == -SIGTERM && !zproc_running (proc));
    zproc_destroy (&proc);
}

//  Signals that mean nothing do not end the waiting.
static void
signals (void)
{
    struct sigaction action = { .sa_handler = ignore_signal }, before;
    check (sigaction (SIGUSR1, &action, &before) == 0);
    zproc_t *proc = shell ("sleep 0.5; exit 8");
    check (zproc_run (proc) == 0);
    pthread_t thread = signal_when_blocked (SIGUSR1);
    check (zproc_wait (proc, -1) == 8);
    pthread_join (thread, NULL);
    zproc_destroy (&proc);
    check (sigaction (SIGUSR1, &before, NULL) == 0);
}

//  What a program writes comes in messages of two frames, the first of which is empty.
static void
frames (void)
{
    zproc_t *proc = shell ("printf output");
    zproc_set_stdout (proc, NULL);
    check (zproc_run (proc) == 0 && zproc_wait (proc, -1) == 0);
    zmsg_t *msg = zmsg_recv (zproc_stdout (proc));
    check (msg && zmsg_size (msg) == 2);
    check (zframe_size (zmsg_first (msg)) == 0 && zframe_streq (zmsg_last (msg), "output"));
    zmsg_destroy (&msg);
    zproc_destroy (&proc);
}

static void
verbose_lines (void)
{
    log_begin ();
    zproc_t *proc = shell ("exit 0");
    zproc_set_verbose (proc, true);
    check (zproc_run (proc) == 0 && zproc_wait (proc, -1) == 0);
    char expected [200];
    snprintf (expected, sizeof expected, "zproc: process %d started\nzproc: process %d has exited\n",
              zproc_pid (proc), zproc_pid (proc));
    zproc_destroy (&proc);
    log_check (expected);
}

//  A program that does not read, and one that nobody reads.
static void
no_partner (void)
{
    zproc_t *proc = shell ("exec <&-; echo; sleep 0.2; exit 1");
    zproc_set_stdin (proc, NULL);
    zproc_set_stdout (proc, NULL);
    check (zproc_run (proc) == 0);
    zframe_t *data = NULL;
    check (zsock_brecv (zproc_stdout (proc), "f", &data) == 0);
    zframe_destroy (&data);
    write_text (zproc_stdin (proc), "nobody reads this\n");
    check (zproc_wait (proc, -1) == 1);
    zproc_destroy (&proc);

    zsock_t *out = zsock_new_push ("@inproc://zproc-nobody");
    proc = shell ("echo lost");
    zproc_set_stdout (proc, out);
    check (zproc_run (proc) == 0 && zproc_wait (proc, -1) == 0);
    zproc_destroy (&proc);
    zsock_destroy (&out);
}

//  A path that exists, but is no program that can be run.
static void
defect_PROC_1 (void)
{
    zproc_t *proc = zproc_new ();
    zproc_set_argsx (proc, "/etc/passwd", NULL);
    errno = 0;
    check (zproc_run (proc) == -1 && errno == EACCES);
    zproc_set_argsx (proc, "/bin/sh", "-c", "exit 4", NULL);
    check (zproc_run (proc) == 0 && zproc_wait (proc, -1) == 4);
    zproc_destroy (&proc);
}

//  What was written right before the end is there when the end is known.
static void
defect_PROC_2 (void)
{
    for (int times = 0; times < 20; times++) {
        zproc_t *proc = shell ("head -c 60000 /dev/zero; echo last");
        zproc_set_stdout (proc, NULL);
        check (zproc_run (proc) == 0 && zproc_wait (proc, -1) == 0);
        size_t size;
        char *text = read_all (zproc_stdout (proc), &size);
        check (size == 60005);
        check_streq (text + 60000, "last\n");
        free (text);
        zproc_destroy (&proc);
    }
}

//  How many pipes this process has.
static int
count_pipes (void)
{
    int count = 0;
    for (int fd = 0; fd < 256; fd++) {
        struct stat is;
        if (fstat (fd, &is) == 0 && S_ISFIFO (is.st_mode))
            count++;
    }
    return count;
}

//  The pipes that a child has besides its standard streams.
static char *
foreign_pipes (void)
{
    zproc_t *proc = shell ("for fd in /proc/$$/fd/*; do case ${fd##*/} in [012]) ;; *) "
                           "[ -p $fd ] && n=x$n;; esac; done; echo $n");
    zproc_set_stdout (proc, NULL);
    check (zproc_run (proc) == 0);
    zproc_wait (proc, -1);
    char *pipes = read_all (zproc_stdout (proc), NULL);
    zproc_destroy (&proc);
    return pipes;
}

//  One child does not get the pipes of another; and none stay open.
static void
defect_PROC_3 (void)
{
    //  There may be some that this test was started with.
    char *inherited = foreign_pipes ();
    zproc_t *first = shell ("exec sleep 1000");
    zproc_set_stdin (first, NULL);
    zproc_set_stdout (first, NULL);
    zproc_set_stderr (first, NULL);
    check (zproc_run (first) == 0);
    int before = count_pipes ();
    char *pipes = foreign_pipes ();
    check_streq (pipes, inherited);
    free (pipes);
    free (inherited);
    check (count_pipes () == before);
    zproc_destroy (&first);
}

//  When there can be no more processes.
static void
defect_PROC_4 (void)
{
    fflush (stdout);
    pid_t pid = fork ();
    check (pid >= 0);
    if (pid == 0) {
        zproc_t *proc = shell ("exit 0");
        struct rlimit none = { 0, 0 };
        check (setrlimit (RLIMIT_NPROC, &none) == 0);
        //  Who may all has no such limit.
        if (geteuid () == 0)
            check (setuid (65534) == 0);
        errno = 0;
        check (zproc_run (proc) == -1 && errno == EAGAIN);
        check (!zproc_running (proc));
        zproc_destroy (&proc);
        raise (SIGKILL);            //  all is well
    }
    int state;
    check (waitpid (pid, &state, 0) == pid && WIFSIGNALED (state) && WTERMSIG (state) == SIGKILL);
}

//  A program that closes its outputs, and goes on.
static void
defect_PROC_5 (void)
{
    zproc_t *proc = shell ("exec >&- 2>&-; sleep 1");
    zproc_set_stdout (proc, NULL);
    zproc_set_stderr (proc, NULL);
    struct rusage before, after;
    check (getrusage (RUSAGE_SELF, &before) == 0);
    check (zproc_run (proc) == 0 && zproc_wait (proc, -1) == 0);
    check (getrusage (RUSAGE_SELF, &after) == 0);
    long used = (after.ru_utime.tv_sec - before.ru_utime.tv_sec) * 1000000
              + after.ru_utime.tv_usec - before.ru_utime.tv_usec
              + (after.ru_stime.tv_sec - before.ru_stime.tv_sec) * 1000000
              + after.ru_stime.tv_usec - before.ru_stime.tv_usec;
    //  A second, if it spins.
    check (used < 600000);
    zproc_destroy (&proc);
}

//  The program's own handling of its children is left alone.
static void
other_children (void)
{
    pid_t other = fork ();
    check (other >= 0);
    if (other == 0)
        raise (SIGKILL);
    struct sigaction action;
    check (sigaction (SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_DFL);
    zproc_t *proc = shell ("exit 6");
    check (zproc_run (proc) == 0 && zproc_wait (proc, -1) == 6);
    zproc_destroy (&proc);
    check (sigaction (SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_DFL);
    int state;
    check (waitpid (other, &state, 0) == other && WTERMSIG (state) == SIGKILL);
    check (waitpid (-1, &state, 0) == -1 && errno == ECHILD);

    //  Who ignores SIGCHLD gets no status.
    check (signal (SIGCHLD, SIG_IGN) != SIG_ERR);
    proc = shell ("exit 6");
    check (zproc_run (proc) == 0 && zproc_wait (proc, -1) == 255);
    zproc_destroy (&proc);
    signal (SIGCHLD, SIG_DFL);
}

static void
breaches (void)
{
    zproc_t *proc = zproc_new ();
    check_aborts ("zproc_returncode", zproc_returncode (proc));
    check_aborts ("zproc_pid", zproc_pid (NULL));
    zproc_destroy (&proc);
    proc = shell ("exit 0");
    check (zproc_run (proc) == 0);
    zproc_wait (proc, -1);
    check_aborts ("zproc_run", zproc_run (proc));
    zproc_destroy (&proc);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (before_it_runs ());
    CASE (codes ());
    CASE (standard_streams ());
    CASE (sockets_of_the_caller ());
    CASE (environment ());
    CASE (ends_by_signals ());
    CASE (waiting ());
    CASE (signals ());
    CASE (frames ());
    CASE (verbose_lines ());
    CASE (no_partner ());
    CASE (other_children ());
    DEFECT (PROC_1);
    DEFECT (PROC_2);
    DEFECT (PROC_3);
    DEFECT (PROC_4);
    DEFECT (PROC_5);
    CASE (breaches ());
    CASE (zproc_test (false));
    return test_end ();
}

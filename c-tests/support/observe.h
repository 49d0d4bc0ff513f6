//  What tests of processes, signals and log lines share, next to test.h.

#ifndef CZMQ_OBSERVE_H_INCLUDED
#define CZMQ_OBSERVE_H_INCLUDED

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "test.h"
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>

//  Gives this process's log a temporary file of its own, in place of stdout.
static FILE *log_file_;
static long log_shown_;

//  A line that has this text is shown up to it, unless NULL.
static const char *log_cut;

static inline void
log_capture (void)
{
    log_file_ = tmpfile ();
    check (log_file_);
    log_shown_ = 0;
    zsys_set_logstream (log_file_);
}

//  Sends the log back to stdout and drops the temporary file.
static inline void
log_release (void)
{
    zsys_set_logstream (stdout);
    fclose (log_file_);
    log_file_ = NULL;
}

//  Prints one log line without its date, which must have the right shape, and with
//  any pointer and a leading process id masked.
static inline void
log_show_line (const char *line)
{
    const char *text = line + 3;
    check (strchr ("EWNID", line [0]) && line [1] == ':' && line [2] == ' ');
    printf ("    log %c: ", line [0]);
    if (*text == '(') {
        const char *end = strstr (text, ") ");
        check (end);
        printf ("%.*s ", (int) (end + 1 - text), text);
        text = end + 2;
    }
    const char *shape = "00-00-00 00:00:00 ";
    for (; *shape; shape++, text++)
        check (*shape == '0' ? isdigit ((unsigned char) *text) : *text == *shape);
    const char *cut = log_cut ? strstr (text, log_cut) : NULL;
    if (cut) {
        printf ("%.*s...\n", (int) (cut - text + (long) strlen (log_cut)), text);
        return;
    }
    size_t digits = *text == '[' ? strspn (text + 1, "0123456789") : 0;
    if (digits && text [digits + 1] == ']') {
        fputs ("[pid]", stdout);
        text += digits + 2;
    }
    while (*text) {
        if (text [0] == '0' && text [1] == 'x') {
            fputs ("0x...", stdout);
            text += 2 + strspn (text + 2, "0123456789abcdef");
        }
        else
            putchar (*text++);
    }
    putchar ('\n');
}

//  Prints the lines logged since the last call.
static inline void
log_show (void)
{
    fflush (log_file_);
    long end = lseek (fileno (log_file_), 0, SEEK_END);
    char *text = (char *) calloc (1, (size_t) (end - log_shown_) + 1);
    check (text);
    check (pread (fileno (log_file_), text, (size_t) (end - log_shown_),
                  log_shown_) == end - log_shown_);
    log_shown_ = end;
    char *rest = text, *line;
    while ((line = strsep (&rest, "\n")) && rest)
        log_show_line (line);
    check (!line || !*line);
    free (text);
}

//  Has log lines go to memory, until log_take () or log_end ().
static char *logged_text;
static size_t log_size_;

static inline void
log_begin (void)
{
    log_file_ = open_memstream (&logged_text, &log_size_);
    check (log_file_);
    zsys_set_logstream (log_file_);
}

//  The lines are in logged_text then, for the caller to free.
static inline void
log_take (void)
{
    log_release ();
}

//  Prints the lines with the time cut out, as that differs from run to run.
static inline void
log_end (void)
{
    log_take ();
    const size_t letter = strlen ("D: "), time = strlen ("yy-mm-dd hh:mm:ss ");
    char *line = logged_text, *end;
    while ((end = strchr (line, '\n'))) {
        check ((size_t) (end - line) >= letter + time);
        printf ("  log %.*s%.*s|\n", (int) letter, line,
                (int) (end - line - letter - time), line + letter + time);
        line = end + 1;
    }
    check (*line == 0);
    free (logged_text);
}

//  The lines, without letter and time, must be these.
static inline void
log_check (const char *expected)
{
    log_take ();
    const size_t before = strlen ("D: yy-mm-dd hh:mm:ss ");
    char *to = logged_text, *line = logged_text, *end;
    while ((end = strchr (line, '\n'))) {
        check ((size_t) (end - line) >= before);
        size_t length = (size_t) (end + 1 - line) - before;
        memmove (to, line + before, length);
        to += length;
        line = end + 1;
    }
    check (*line == 0);
    *to = 0;
    check_streq (logged_text, expected);
    free (logged_text);
}

//  Reads one whole message with libzmq alone, and prints it.
static inline void
show_raw_message (const char *title, void *handle)
{
    int more = 1;
    printf ("%s:", title);
    while (more) {
        byte data [256];
        int size = zmq_recv (handle, data, sizeof data, 0);
        check (size >= 0 && size <= (int) sizeof data);
        size_t more_size = sizeof more;
        check (zmq_getsockopt (handle, ZMQ_RCVMORE, &more, &more_size) == 0);
        printf (" [%.*s]%s", size, (char *) data, more ? " +" : "");
    }
    printf ("\n");
}

//  Runs `body` in a child process that a stuck call cannot keep for longer than 240
//  seconds. Returns 0 if the body returned and the child then left by exit () - whatever
//  its status, which a memory checker may set - else the wait status.
static inline int
in_child (void (*body) (void))
{
    volatile bool *returned = (volatile bool *) mmap (NULL, sizeof *returned,
        PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check (returned != MAP_FAILED);
    fflush (stdout);
    fflush (stderr);
    pid_t pid = fork ();
    check (pid >= 0);
    if (pid == 0) {
        struct rlimit none = { 0, 0 };
        setrlimit (RLIMIT_CORE, &none);
        alarm (240);
        body ();
        *returned = true;
        exit (0);
    }
    int status = 0;
    while (waitpid (pid, &status, 0) != pid)
        check (errno == EINTR);
    if (*returned && WIFEXITED (status))
        status = 0;
    munmap ((void *) returned, sizeof *returned);
    return status;
}

//  What is printed to standard output meanwhile; the caller frees it.
#define printed_by(statement)                                                  \
    ({                                                                         \
        fflush (stdout);                                                       \
        int real_ = dup (1);                                                   \
        FILE *file_ = tmpfile ();                                              \
        check (real_ >= 0 && file_ && dup2 (fileno (file_), 1) == 1);          \
        statement;                                                             \
        fflush (stdout);                                                       \
        check (dup2 (real_, 1) == 1);                                          \
        close (real_);                                                         \
        char *text_ = (char *) zmalloc (4096);                                 \
        check (pread (fileno (file_), text_, 4095, 0) >= 0);                   \
        fclose (file_);                                                        \
        text_;                                                                 \
    })

//  The path of this program, for a case that needs a process in which nothing was made.
static inline const char *
this_program (void)
{
    static char path [PATH_MAX];
    ssize_t length = readlink ("/proc/self/exe", path, sizeof path - 1);
    check (length > 0);
    path [length] = 0;
    return path;
}

//  Returns once the thread has been asleep for a while, that is, in a blocking call.
static inline void
wait_until_blocked (pid_t thread)
{
    char name [64];
    snprintf (name, sizeof name, "/proc/self/task/%d/stat", (int) thread);
    int asleep = 0;
    for (int tries = 0; asleep < 20; tries++) {
        check (tries < 12000);
        char stat [512] = "";
        FILE *file = fopen (name, "r");
        check (file && fgets (stat, sizeof stat, file));
        fclose (file);
        const char *state = strrchr (stat, ')');
        check (state);
        asleep = state [2] == 'S' ? asleep + 1 : 0;
        struct timespec pause = { 0, 5000000 };
        nanosleep (&pause, NULL);
    }
}

//  What a helper thread does once the thread that started it is in a blocking call:
//  send it a signal, or else call `act`.
typedef struct {
    pid_t thread_id;
    pthread_t thread;
    int signal;
    void (*act) (void *arg);
    void *arg;
} when_blocked_t;

static inline void *
when_blocked_main_ (void *args)
{
    when_blocked_t self = *(when_blocked_t *) args;
    free (args);
    wait_until_blocked (self.thread_id);
    if (self.signal)
        pthread_kill (self.thread, self.signal);
    else
        self.act (self.arg);
    return NULL;
}

static inline pthread_t
when_blocked_start_ (int signal, void (*act) (void *arg), void *arg)
{
    when_blocked_t *self = (when_blocked_t *) malloc (sizeof *self);
    check (self);
    *self = (when_blocked_t) { (pid_t) syscall (SYS_gettid), pthread_self (), signal, act, arg };
    pthread_t thread;
    check (pthread_create (&thread, NULL, when_blocked_main_, self) == 0);
    return thread;
}

//  Calls act (arg) in another thread, to be joined, once this one is blocked.
static inline pthread_t
when_blocked (void (*act) (void *arg), void *arg)
{
    return when_blocked_start_ (0, act, arg);
}

//  Sends this thread a signal, from another that is to be joined, once it is blocked.
static inline pthread_t
signal_when_blocked (int signal)
{
    return when_blocked_start_ (signal, NULL, NULL);
}

//  A signal handler that does nothing.
static inline void
ignore_signal (int number)
{
    (void) number;
}

//  The threads of this process; returns how many.
static inline int
list_threads_ (pid_t *threads, int size)
{
    DIR *tasks = opendir ("/proc/self/task");
    check (tasks);
    int count = 0;
    struct dirent *task;
    while ((task = readdir (tasks)))
        if (isdigit ((unsigned char) *task->d_name)) {
            check (count < size);
            threads [count++] = (pid_t) atoi (task->d_name);
        }
    closedir (tasks);
    return count;
}

//  An actor, and its thread, for wait_until_blocked.
static inline zactor_t *
actor_and_thread (zactor_fn *function, void *args, pid_t *thread_p)
{
    //  The first socket starts libzmq's threads
    zsock_t *sock = zsock_new (ZMQ_PAIR);
    zsock_destroy (&sock);
    pid_t before [64], after [64];
    int old = list_threads_ (before, 64), found = 0;
    zactor_t *actor = zactor_new (function, args);
    check (actor);
    int count = list_threads_ (after, 64);
    for (int index = 0; index < count; index++) {
        bool known = false;
        for (int other = 0; other < old; other++)
            known |= before [other] == after [index];
        if (!known) {
            *thread_p = after [index];
            found++;
        }
    }
    check (found == 1);
    return actor;
}

//  An actor whose thread got signals that mean nothing to it.
static inline zactor_t *
signalled_actor (zactor_fn *function, void *args)
{
    struct sigaction action = { .sa_handler = ignore_signal };
    check (sigaction (SIGUSR1, &action, NULL) == 0);
    pid_t thread;
    zactor_t *actor = actor_and_thread (function, args, &thread);
    for (int signals = 0; signals < 50; signals++) {
        syscall (SYS_tgkill, getpid (), thread, SIGUSR1);
        usleep (1000);
    }
    zsock_set_rcvtimeo (actor, 10000);
    zsock_set_sndtimeo (actor, 10000);
    return actor;
}

#endif

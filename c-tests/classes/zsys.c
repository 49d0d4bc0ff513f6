//  Walks zsys: life cycle, environment, signals, logging, files, datagrams, descriptors
//  passed by a service manager, daemons. What needs a process in which nothing has
//  happened yet runs in one: the program runs itself with the name of the case.

#include "observe.h"
#include <dlfcn.h>
#include <grp.h>

//  A way into the system log: these take the place of the functions in libc.
static void
print_syslog (int priority, const char *format, va_list args)
{
    printf ("    syslog %d: ", priority);
    vprintf (format, args);
    puts ("");
}

void
openlog (const char *ident, int option, int facility)
{
    printf ("    openlog: %s, LOG_PID %d, LOG_USER %d\n", ident ? ident : "(null)",
            option == LOG_PID, facility == LOG_USER);
}

static int times_closed;

void
closelog (void)
{
    times_closed++;
}

void
vsyslog (int priority, const char *format, va_list args)
{
    print_syslog (priority, format, args);
}

void
syslog (int priority, const char *format, ...)
{
    va_list args;
    va_start (args, format);
    print_syslog (priority, format, args);
    va_end (args);
}

void __syslog_chk (int priority, int flag, const char *format, ...);

void
__syslog_chk (int priority, int flag, const char *format, ...)
{
    (void) flag;
    va_list args;
    va_start (args, format);
    print_syslog (priority, format, args);
    va_end (args);
}

void __vsyslog_chk (int priority, int flag, const char *format, va_list args);

void
__vsyslog_chk (int priority, int flag, const char *format, va_list args)
{
    (void) flag;
    print_syslog (priority, format, args);
}

//  The same for what is to be called at exit and after a fork.
static int times_registered;

int __cxa_atexit (void (*function) (void *), void *arg, void *library);

int
__cxa_atexit (void (*function) (void *), void *arg, void *library)
{
    times_registered++;
    return ((int (*) (void (*) (void *), void *, void *))
            dlsym (RTLD_NEXT, "__cxa_atexit")) (function, arg, library);
}

int __register_atfork (void (*prepare) (void), void (*parent) (void), void (*child) (void),
                       void *library);

int
__register_atfork (void (*prepare) (void), void (*parent) (void), void (*child) (void),
                   void *library)
{
    times_registered++;
    return ((int (*) (void (*) (void), void (*) (void), void (*) (void), void *))
            dlsym (RTLD_NEXT, "__register_atfork")) (prepare, parent, child, library);
}

//  And for locks, which are refused if they were destroyed.
static int refused_locks;

int
pthread_mutex_lock (pthread_mutex_t *mutex)
{
    static int (*lock) (pthread_mutex_t *);
    if (!lock)
        lock = (int (*) (pthread_mutex_t *)) dlsym (RTLD_NEXT, "pthread_mutex_lock");
    int error = lock (mutex);
    if (error)
        __sync_fetch_and_add (&refused_locks, 1);
    return error;
}

//  Running one of the cases at the end of this file in a process of its own, with the
//  given variables, up to NULL, in its environment, and no other ZSYS_ ones.

extern char **environ;

static const char *case_name, **case_variables;
static bool case_is_quiet;

static void
exec_case (void)
{
    char *names [64];
    int count = 0;
    for (char **each = environ; *each; each++)
        if (strncmp (*each, "ZSYS_", 5) == 0 && count < 64)
            names [count++] = strndup (*each, strcspn (*each, "="));
    while (count)
        unsetenv (names [--count]);
    for (const char **each = case_variables; *each; each++)
        putenv ((char *) *each);
    if (case_is_quiet)
        check (freopen ("out", "w", stdout));
    execl (this_program (), "zsys", "--apart", case_name, NULL);
    check (!"executed");
}

static int
execute_case (const char *name, const char **variables)
{
    case_name = name;
    case_variables = variables;
    return in_child (exec_case);
}

//  With its output in a file; returns whether it ended well and said nothing at all.
static bool
silent_case (const char *name, const char **variables)
{
    case_is_quiet = true;
    int status = execute_case (name, variables);
    case_is_quiet = false;
    ssize_t size = zsys_file_size ("out");
    zsys_file_delete ("out");
    return status == 0 && size == 0;
}

#define VARIABLES(...) (const char *[]) { __VA_ARGS__, NULL }

static void
run_case (const char *name, const char **variables)
{
    printf ("-- %s", name);
    for (const char **each = variables; *each; each++)
        printf (" %s", *each);
    puts ("");
    printf ("-- status %d\n", execute_case (name, variables));
}

//  A folder for files, which is the working directory while a test runs.
static char workdir [] = "/tmp/zsys-test-XXXXXX";

static void
write_file (const char *name, const char *content)
{
    FILE *file = fopen (name, "w");
    check (file && fputs (content, file) >= 0);
    fclose (file);
}

//  What several parts use

//  An actor that reads until it cannot.
static void
patient_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    bool done;
    do {
        char *text = zstr_recv (pipe);
        done = !text || streq (text, "$TERM");
        zstr_free (&text);
    } while (!done);
}

static void
exchange_quietly (zsock_t *push, zsock_t *pull)
{
    zstr_send (push, "message");
    zsock_set_rcvtimeo (pull, 10000);
    char *text = zstr_recv (pull);
    check_streq (text, "message");
    zstr_free (&text);
}

//  Life cycle

static void
print_context (void *context)
{
    printf ("io threads %d, max sockets %d, max message size %d\n",
            zmq_ctx_get (context, ZMQ_IO_THREADS), zmq_ctx_get (context, ZMQ_MAX_SOCKETS),
            zmq_ctx_get (context, ZMQ_MAX_MSGSZ));
}

static void
print_settings (void)
{
    zsock_t *sock = zsock_new (ZMQ_PUSH);
    printf ("socket: linger %d, sndhwm %d, rcvhwm %d, ipv6 %d\n", zsock_linger (sock),
            zsock_sndhwm (sock), zsock_rcvhwm (sock), zsock_ipv6 (sock));
    zsock_destroy (&sock);
    printf ("pipehwm %zu, max_msgsz %d, ipv6 %d, auto_use_fd %d, name prefix %d\n",
            zsys_pipehwm (), zsys_max_msgsz (), zsys_ipv6 (), zsys_auto_use_fd (),
            zsys_thread_name_prefix ());
    printf ("interface '%s', ipv6 address '%s', multicast '%s'\n", zsys_interface (),
            zsys_ipv6_address (), zsys_ipv6_mcast_address ());
}

static void
change_settings (void)
{
    zsys_set_io_threads (2);
    zsys_set_max_sockets (500);
    zsys_set_thread_name_prefix (7);
    zsys_set_linger (12);
    zsys_set_sndhwm (34);
    zsys_set_rcvhwm (56);
    zsys_set_pipehwm (78);
    zsys_set_max_msgsz (9012);
    zsys_set_ipv6 (1);
    zsys_set_auto_use_fd (1);
    zsys_set_interface ("lo");
    zsys_set_ipv6_address ("::1");
    zsys_set_ipv6_mcast_address ("ff02::7");
}

static void
case_life_cycle (void)
{
    void *context = zsys_init ();
    check (context);
    check (zsys_init () == context);
    print_context (context);
    print_settings ();
    change_settings ();
    print_context (zsys_init ());
    print_settings ();
    zsys_set_max_msgsz (-5);
    printf ("max_msgsz after a negative one: %d\n", zsys_max_msgsz ());
    zsys_set_max_msgsz (0);
    printf ("max_msgsz after zero: %d\n", zsys_max_msgsz ());
    printf ("all sockets: %d\n",
            (zsys_set_max_sockets (0), zmq_ctx_get (zsys_init (), ZMQ_MAX_SOCKETS)
                                           == (int) zsys_socket_limit ()));
    zsys_shutdown ();
    zsys_shutdown ();
    puts ("after a shutdown:");
    check (zsys_init ());
    print_context (zsys_init ());
    print_settings ();
    zsys_shutdown ();
    //  The environment is read again.
    setenv ("ZSYS_LINGER", "99", 1);
    setenv ("ZSYS_IO_THREADS", "3", 1);
    zsys_init ();
    print_context (zsys_init ());
    print_settings ();
}

static void
case_settings (void)
{
    print_context (zsys_init ());
    print_settings ();
}

static void
environment (void)
{
    run_case ("settings", VARIABLES ("ZSYS_IO_THREADS=4", "ZSYS_MAX_SOCKETS=321",
                                     "ZSYS_MAX_MSGSZ=65432", "ZSYS_LINGER=11"));
    run_case ("settings", VARIABLES ("ZSYS_SNDHWM=22", "ZSYS_RCVHWM=33", "ZSYS_PIPEHWM=44",
                                     "ZSYS_IPV6=1"));
    run_case ("settings", VARIABLES ("ZSYS_INTERFACE=eth7", "ZSYS_IPV6_ADDRESS=fe80::1",
                                     "ZSYS_IPV6_MCAST_ADDRESS=ff02::9"));
    run_case ("settings", VARIABLES ("ZSYS_AUTO_USE_FD=1", "ZSYS_THREAD_NAME_PREFIX=5"));
    run_case ("settings", VARIABLES ("ZSYS_ACTORHWM=44"));
    run_case ("settings", VARIABLES ("ZSYS_IO_THREADS=0", "ZSYS_MAX_SOCKETS=0"));
    run_case ("settings", VARIABLES ("ZSYS_LINGER=abc", "ZSYS_SNDHWM=12abc", "ZSYS_RCVHWM=0",
                                     "ZSYS_PIPEHWM="));
    run_case ("settings", VARIABLES ("ZSYS_LINGER=-1"));
    run_case ("settings", VARIABLES ("ZSYS_INTERFACE=", "ZSYS_IPV6_MCAST_ADDRESS="));
    run_case ("settings", VARIABLES ("ZSYS_THREAD_PRIORITY=-1", "ZSYS_THREAD_SCHED_POLICY=-1",
                                     "ZSYS_THREAD_NAME_PREFIX=-1"));
}

//  Sockets that are still open at a shutdown.
static void
case_dangling (void)
{
    zsys_init ();
    log_capture ();
    zsock_t *push = zsock_new (ZMQ_PUSH);
    zsock_t *pull = zsock_new_pull ("inproc://dangling");
    check (push && pull);
    zsys_shutdown ();
    puts ("two sockets were open:");
    log_show ();
    //  They may still be destroyed.
    zsock_destroy (&push);
    zsock_destroy (&pull);
    check (!push && !pull);
    fclose (log_file_);
}

static void
case_dangling_raw (void)
{
    zsys_init ();
    log_capture ();
    zsys_set_linger (5);
    void *raw = zsys_socket (ZMQ_PAIR, "file.c", 77);
    check (raw);
    zsys_shutdown ();
    puts ("one socket with a file name was open:");
    log_show ();

    zsys_init ();
    zsys_set_logstream (log_file_);
    raw = zsys_socket (ZMQ_PAIR, NULL, 0);
    check (raw);
    zsys_shutdown ();
    puts ("one without was open:");
    log_show ();
    fclose (log_file_);
    //  The process can end, which is all it can do.
    _exit (0);
}

//  At the end of the process the report goes to standard output.
static void
case_dangling_at_exit (void)
{
    zsys_set_logstream (stderr);
    check (freopen ("dangling.txt", "w", stderr));
    zsock_t *sock = zsock_new (ZMQ_ROUTER);
    check (sock);
}

static void
show_log_file (const char *name)
{
    FILE *file = fopen (name, "r");
    check (file);
    char line [1200];
    while (fgets (line, sizeof line, file)) {
        line [strcspn (line, "\n")] = 0;
        log_show_line (line);
    }
    fclose (file);
    check (unlink (name) == 0);
}

static void
life_cycle (void)
{
    run_case ("life_cycle", VARIABLES (NULL));
    run_case ("life_cycle", VARIABLES ("ZSYS_LINGER=3", "ZSYS_MAX_SOCKETS=100"));
    run_case ("dangling", VARIABLES (NULL));
    run_case ("dangling_raw", VARIABLES (NULL));
    run_case ("dangling_at_exit", VARIABLES (NULL));
    show_log_file ("dangling.txt");
}

//  A child starts afresh.
static void
child_of_changed (void)
{
    printf ("child: flags %d %d\n", zsys_interrupted, zctx_interrupted);
    print_context (zsys_init ());
    zsock_t *sock = zsock_new (ZMQ_PUSH);
    printf ("child: linger %d, sndhwm %d, rcvhwm %d, ipv6 %d, pipehwm %zu, interface '%s'\n",
            zsock_linger (sock), zsock_sndhwm (sock), zsock_rcvhwm (sock), zsock_ipv6 (sock),
            zsys_pipehwm (), zsys_interface ());
    zsock_destroy (&sock);
}

static void
case_fork (void)
{
    change_settings ();
    zsys_interrupted = zctx_interrupted = 1;
    void *context = zsys_init ();
    zsock_t *sock = zsock_new_pull ("inproc://parent");
    printf ("child status %d\n", in_child (child_of_changed));
    printf ("parent: flags %d %d\n", zsys_interrupted, zctx_interrupted);
    check (zsys_init () == context);
    printf ("parent: linger %d\n", zsock_linger (sock));
    zsock_destroy (&sock);
    zsys_interrupted = zctx_interrupted = 0;
}

//  What its parent opened it cannot use, and finds that out at once.
static zsock_t *old_sock;
static zactor_t *old_actor;

static void
use_what_is_the_parents (void)
{
    void *used [] = { old_sock, old_actor };
    for (int index = 0; index < 2; index++) {
        printf ("child: send %d, ", zstr_send (used [index], "from the child"));
        char *text = zstr_recv (used [index]);
        printf ("receive %d, ", text != NULL);
        zpoller_t *poller = zpoller_new (used [index], NULL);
        printf ("poll %d, ", zpoller_wait (poller, 10000) != NULL);
        printf ("expired %d, terminated %d\n", zpoller_expired (poller),
                zpoller_terminated (poller));
        zpoller_destroy (&poller);
    }
    zactor_destroy (&old_actor);
}

static void
case_inherited (void)
{
    old_sock = zsock_new_pair ("@inproc://inherited");
    zsock_t *peer = zsock_new_pair (">inproc://inherited");
    old_actor = zactor_new (patient_actor, NULL);
    printf ("child status %d\n", in_child (use_what_is_the_parents));
    exchange_quietly (peer, old_sock);
    zsock_destroy (&peer);
    zsock_destroy (&old_sock);
    zactor_destroy (&old_actor);
}

//  Sockets and pipes

static void
sockets (void)
{
    for (int type = ZMQ_PAIR; type <= ZMQ_STREAM; type++)
        printf ("%s ", zsys_sockname (type));
    puts ("");
    void *raw = zsys_socket (ZMQ_DEALER, "file.c", 123);
    check (raw);
    int value, type;
    size_t size = sizeof value;
    check (zmq_getsockopt (raw, ZMQ_TYPE, &type, &size) == 0);
    printf ("%s:", zsys_sockname (type));
    int options [] = { ZMQ_LINGER, ZMQ_SNDHWM, ZMQ_RCVHWM, ZMQ_IPV6 };
    for (int index = 0; index < 4; index++) {
        check (zmq_getsockopt (raw, options [index], &value, &size) == 0);
        printf (" %d", value);
    }
    puts ("");
    printf ("close: %d\n", zsys_close (raw, "file.c", 123));
    errno = 0;
    raw = zsys_socket (-1, NULL, 0);
    printf ("no such type: %d, EINVAL %d\n", raw == NULL, errno == EINVAL);

    zsock_t *back = NULL, *front = zsys_create_pipe (&back);
    check (front && back);
    printf ("pipe: %s %s\n", zsock_type_str (front), zsock_type_str (back));
    printf ("front: sndhwm %d, rcvhwm %d, endpoint like inproc://pipe- %d\n",
            zsock_sndhwm (front), zsock_rcvhwm (front),
            strncmp (zsock_endpoint (front), "inproc://pipe-", 14) == 0);
    printf ("back: sndhwm %d, rcvhwm %d, endpoint %s\n", zsock_sndhwm (back),
            zsock_rcvhwm (back), zsock_endpoint (back) ? zsock_endpoint (back) : "(null)");
    zstr_send (front, "to the back");
    char *text = zstr_recv (back);
    puts (text);
    zstr_free (&text);
    zstr_send (back, "to the front");
    text = zstr_recv (front);
    puts (text);
    zstr_free (&text);
    zsock_destroy (&front);
    zsock_destroy (&back);
    zsys_set_pipehwm (9);
    front = zsys_create_pipe (&back);
    printf ("front: sndhwm %d, rcvhwm %d; back: sndhwm %d, rcvhwm %d\n", zsock_sndhwm (front),
            zsock_rcvhwm (front), zsock_sndhwm (back), zsock_rcvhwm (back));
    zsock_destroy (&front);
    zsock_destroy (&back);
    zsys_set_pipehwm (1000);
}

//  The number of sockets is limited, by a limit that does not need the library.
static void
case_socket_limit (void)
{
    printf ("limit %zu\n", zsys_socket_limit ());
    struct sigaction action;
    check (sigaction (SIGINT, NULL, &action) == 0);
    printf ("still not initialized %d\n", action.sa_handler == SIG_DFL);
    zsys_set_max_sockets (4);
    void *sockets [4];
    int count = 0;
    while (count < 4 && (sockets [count] = zsys_socket (ZMQ_PAIR, NULL, 0)))
        count++;
    errno = 0;
    void *more = zsys_socket (ZMQ_PAIR, NULL, 0);
    printf ("sockets %d, one more %d, EMFILE %d\n", count, more != NULL, errno == EMFILE);
    while (count)
        zsys_close (sockets [--count], NULL, 0);
    zsys_set_max_sockets (1024);
}

//  Settings of the context are refused while a socket is open.
static void
context_settings (void)
{
    zsys_init ();
    zsys_set_thread_priority (-1);
    zsys_set_thread_sched_policy (-1);
    zsys_set_thread_name_prefix (-1);
    zsys_set_thread_name_prefix (12);
    printf ("name prefix %d\n", zsys_thread_name_prefix ());
    zsys_set_thread_name_prefix (0);
    printf ("name prefix %d\n", zsys_thread_name_prefix ());
    zsys_thread_affinity_cpu_add (0);
    zsys_thread_affinity_cpu_remove (0);
    zsys_set_thread_sched_policy (0);
    zsys_set_thread_priority (0);

    zsock_t *sock = zsock_new (ZMQ_PAIR);
    zsys_set_thread_priority (-1);
    zsys_set_thread_sched_policy (-1);
    zsys_set_thread_name_prefix (-1);
    zsock_destroy (&sock);
    //  Logged on standard output, which is standard error here.
    #define refused(text, call)                                                \
        check_aborts (text "() is not valid after creating sockets",           \
                      dup2 (2, 1); zsock_new (ZMQ_PAIR); call)
    refused ("zsys_io_threads", zsys_set_io_threads (1));
    refused ("zsys_max_sockets", zsys_set_max_sockets (1));
    refused ("zsys_set_thread_priority", zsys_set_thread_priority (1));
    refused ("zsys_set_thread_sched_policy", zsys_set_thread_sched_policy (1));
    refused ("zsys_set_thread_name_prefix", zsys_set_thread_name_prefix (1));
    refused ("zsys_set_thread_sched_policy", zsys_thread_affinity_cpu_add (1));
    refused ("zsys_set_thread_sched_policy", zsys_thread_affinity_cpu_remove (1));
    puts ("refused while a socket is open");
    check_aborts ("zsys_sockname", zsys_sockname (-1));
    check_aborts ("zsys_sockname", zsys_sockname (12));
}

//  Signals

static int handler_calls, handler_value;

static void
own_handler (int value)
{
    handler_calls++;
    handler_value = value;
}

static void
app_handler (int value)
{
    own_handler (value);
}

static void
print_handlers (const char *when)
{
    printf ("%s:", when);
    int signals [] = { SIGINT, SIGTERM };
    for (int index = 0; index < 2; index++) {
        struct sigaction action;
        check (sigaction (signals [index], NULL, &action) == 0);
        printf (" %s", action.sa_handler == SIG_DFL       ? "default"
                       : action.sa_handler == SIG_IGN     ? "ignored"
                       : action.sa_handler == own_handler ? "own"
                       : action.sa_handler == app_handler ? "the application's"
                                                          : "the library's");
        if (action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN)
            printf (" (restart %d, mask empty %d)", (action.sa_flags & SA_RESTART) != 0,
                    sigisemptyset (&action.sa_mask));
    }
    puts ("");
}

static void
case_signals (void)
{
    print_handlers ("at first");
    zsys_init ();
    print_handlers ("after init");
    printf ("flags %d %d\n", zsys_interrupted, zctx_interrupted);
    raise (SIGINT);
    printf ("SIGINT: flags %d %d\n", zsys_interrupted, zctx_interrupted);
    zsock_t *sock = zsock_new (ZMQ_PAIR);
    zsock_destroy (&sock);
    printf ("still: flags %d %d\n", zsys_interrupted, zctx_interrupted);
    zsys_shutdown ();
    printf ("after shutdown: flags %d %d\n", zsys_interrupted, zctx_interrupted);
    print_handlers ("after shutdown");
    zsys_init ();
    raise (SIGTERM);
    printf ("SIGTERM: flags %d %d\n", zsys_interrupted, zctx_interrupted);
    zsys_handler_reset ();
    print_handlers ("after reset");
    zsys_handler_reset ();
    print_handlers ("after another");
    //  Nothing but init installs them.
    sock = zsock_new_pull ("inproc://signals");
    zsock_destroy (&sock);
    zactor_t *actor = zactor_new (patient_actor, NULL);
    zactor_destroy (&actor);
    zsys_init ();
    print_handlers ("after a socket and an actor");
    zsys_catch_interrupts ();
    print_handlers ("after catch_interrupts");
    zsys_catch_interrupts ();
    zsys_handler_reset ();
    print_handlers ("after reset");
}

static void
case_own_handler (void)
{
    zsys_handler_set (own_handler);
    print_handlers ("own one before init");
    zsys_init ();
    print_handlers ("after init");
    zsys_handler_set (own_handler);
    print_handlers ("own one after init");
    raise (SIGINT);
    printf ("calls %d, SIGINT %d, flags %d\n", handler_calls, handler_value == SIGINT,
            zsys_interrupted);
    raise (SIGTERM);
    printf ("calls %d, SIGTERM %d, flags %d\n", handler_calls, handler_value == SIGTERM,
            zsys_interrupted);
    zsys_catch_interrupts ();
    print_handlers ("after catch_interrupts");
    zsys_handler_set (app_handler);
    print_handlers ("another one");
    zsys_handler_reset ();
    print_handlers ("after reset");

    zsys_handler_set (own_handler);
    zsys_handler_set (NULL);
    print_handlers ("after NULL");
    zsys_catch_interrupts ();
    print_handlers ("after catch_interrupts");
    zsys_handler_reset ();
    zsys_catch_interrupts ();
    print_handlers ("after reset and catch_interrupts");
    zsys_shutdown ();
    zsys_init ();
    print_handlers ("after shutdown and init");
    zsys_handler_set (own_handler);
    print_handlers ("own one again");
    zsys_catch_interrupts ();
    print_handlers ("after catch_interrupts");
}

static void
case_null_handler_first (void)
{
    zsys_handler_set (NULL);
    zsys_init ();
    print_handlers ("after NULL and init");
}

//  What the application had installed comes back at the shutdown.
static void
case_application_handler (void)
{
    struct sigaction action = { .sa_handler = app_handler, .sa_flags = SA_RESTART };
    sigaddset (&action.sa_mask, SIGUSR1);
    sigaction (SIGINT, &action, NULL);
    signal (SIGTERM, SIG_IGN);
    print_handlers ("the application's own");
    zsys_init ();
    print_handlers ("after init");
    zsys_shutdown ();
    print_handlers ("after shutdown");
}

//  A blocked call fails with EINTR.
static void
case_blocked_call (void)
{
    zsock_t *sock = zsock_new_pull ("inproc://blocked");
    pthread_t thread = signal_when_blocked (SIGTERM);
    errno = 0;
    char *text = zstr_recv (sock);
    printf ("received %d, EINTR %d, flags %d %d\n", text != NULL, errno == EINTR,
            zsys_interrupted, zctx_interrupted);
    pthread_join (thread, NULL);
    zsock_destroy (&sock);
}

static void
signals (void)
{
    run_case ("signals", VARIABLES (NULL));
    run_case ("signals", VARIABLES ("ZSYS_SIGHANDLER=true"));
    run_case ("own_handler", VARIABLES (NULL));
    run_case ("own_handler", VARIABLES ("ZSYS_SIGHANDLER=false"));
    run_case ("null_handler_first", VARIABLES (NULL));
    run_case ("application_handler", VARIABLES (NULL));
    run_case ("blocked_call", VARIABLES (NULL));
}

//  Logging

static void
log_each_level (const char *text)
{
    zsys_error ("error %s", text);
    zsys_warning ("warning %s", text);
    zsys_notice ("notice %d", 42);
    zsys_info ("info %5.2f%%", 12.345);
    zsys_debug ("debug %c", '!');
}

static void
case_log_stream (void)
{
    log_capture ();
    log_each_level ("one");
    log_show ();
    zsys_set_logident ("ident");
    log_each_level ("two");
    zsys_info ("%s", "");
    log_show ();
    zsys_set_logident ("other ident");
    zsys_info ("three");
    log_show ();

    //  What cannot be formatted ends there.
    const char *format = "disk is full: 100%";
    zsys_error (format);
    format = "%d and %ls";
    zsys_warning (format, 7, L"\xD800");
    format = NULL;
    zsys_notice (format);
    errno = ENOTTY;
    zsys_info ("%s", "after an error");
    printf ("errno %s\n", errno == ENOTTY ? "stays" : "changes");
    log_show ();

    //  Long lines are cut.
    long before = lseek (fileno (log_file_), 0, SEEK_END);
    char text [3001];
    memset (text, 'x', 3000);
    text [3000] = 0;
    zsys_info ("%s", text);
    printf ("3000 characters make a line of %ld bytes\n",
            (long) lseek (fileno (log_file_), 0, SEEK_END) - before);
    log_shown_ = lseek (fileno (log_file_), 0, SEEK_END);

    //  Each line is there at once, and NULL means no stream.
    zsys_set_logstream (NULL);
    zsys_error ("to nobody");
    zsys_set_logstream (log_file_);
    zsys_error ("to the stream again");
    log_show ();
    log_release ();
}

//  Where lines go that were logged before anything was set.
static void
case_log_default (void)
{
    int out = dup (1), err = dup (2);
    FILE *out_file = tmpfile (), *err_file = tmpfile ();
    fflush (stdout);
    check (dup2 (fileno (out_file), 1) == 1 && dup2 (fileno (err_file), 2) == 2);
    zsys_info ("to where it belongs");
    zsys_error ("and once more");
    fflush (stdout);
    fflush (stderr);
    dup2 (out, 1);
    dup2 (err, 2);
    FILE *files [] = { out_file, err_file };
    for (int index = 0; index < 2; index++) {
        printf ("%s:\n", index ? "standard error" : "standard output");
        rewind (files [index]);
        char line [1200];
        while (fgets (line, sizeof line, files [index])) {
            line [strcspn (line, "\n")] = 0;
            log_show_line (line);
        }
        fclose (files [index]);
    }
    close (out);
    close (err);
    print_handlers ("the first line initialized the library");
}

//  The sender has the same lines, without a newline, for every endpoint.
static void
show_sent (zsock_t *sub)
{
    char *text;
    while ((text = zstr_recv (sub))) {
        if (!strstr (text, "ready?")) {
            check (!strchr (text, '\n'));
            log_show_line (text);
        }
        zstr_free (&text);
    }
}

static zsock_t *
subscribe_to_log (const char *endpoint)
{
    zsock_t *sub = zsock_new_sub (endpoint, "");
    check (sub);
    zsock_set_rcvtimeo (sub, 10);
    char *text = NULL;
    for (int tries = 0; !text; tries++) {
        check (tries < 6000);
        zsys_debug ("ready?");
        text = zstr_recv (sub);
    }
    zstr_free (&text);
    zsock_set_rcvtimeo (sub, 30);
    return sub;
}

//  The system log gets the text alone, and takes everything.
static void
case_log_system (void)
{
    zsys_set_logident ("the ident");
    zsys_set_logstream (NULL);
    zsys_set_logsender ("inproc://zsys-log-system");
    zsock_t *sub = subscribe_to_log ("inproc://zsys-log-system");
    log_capture ();
    zsys_set_logsystem (true);
    log_each_level ("to the system");
    puts ("by the sender:");
    show_sent (sub);
    puts ("in the stream:");
    log_show ();
    zsys_set_logsystem (false);
    zsys_info ("not to the system");
    show_sent (sub);
    log_show ();
    zsock_destroy (&sub);
    zsys_set_logsender (NULL);
    log_release ();
}

//  One sender for all endpoints.
static void
case_log_sender (void)
{
    zsys_init ();
    zsys_set_logstream (NULL);
    zsys_set_logsender ("inproc://zsys-log-1");
    zsock_t *sub = subscribe_to_log (">inproc://zsys-log-1");
    zsys_set_logsender ("@inproc://zsys-log-2");
    zsock_t *sub2 = subscribe_to_log ("inproc://zsys-log-2");
    //  A sender may also connect.
    zsock_t *sub3 = zsock_new (ZMQ_SUB);
    zsock_set_subscribe (sub3, "E:");
    check (zsock_bind (sub3, "inproc://zsys-log-3") == 0);
    zsys_set_logsender (">inproc://zsys-log-3");
    //  Its subscription goes out as it looks for input.
    zsock_set_rcvtimeo (sub3, 100);
    char *text = zstr_recv (sub3);
    check (!text);
    zsys_set_logident ("sent");
    log_each_level ("to three");
    puts ("first endpoint:");
    show_sent (sub);
    puts ("second endpoint:");
    show_sent (sub2);
    puts ("third endpoint, errors only:");
    show_sent (sub3);

    //  Stream and sender both get it.
    log_capture ();
    zsys_notice ("to both");
    show_sent (sub);
    log_show ();
    zsys_set_logsender (NULL);
    zsys_set_logsender (NULL);
    zsys_notice ("to the stream alone");
    show_sent (sub);
    log_show ();
    log_release ();
    zsock_destroy (&sub);
    zsock_destroy (&sub2);
    zsock_destroy (&sub3);
    //  No socket is left.
    zsys_set_max_sockets (1024);
    check_aborts ("zsys_set_logsender", zsys_set_logsender ("nonsense://nowhere"));
}

static void
logging (void)
{
    run_case ("log_stream", VARIABLES (NULL));
    run_case ("log_default", VARIABLES (NULL));
    run_case ("log_default", VARIABLES ("ZSYS_LOGSTREAM=stderr"));
    run_case ("log_default", VARIABLES ("ZSYS_LOGSTREAM=stdout", "ZSYS_LOGIDENT=by variable"));
    run_case ("log_default", VARIABLES ("ZSYS_LOGSTREAM=nowhere"));
    run_case ("log_default", VARIABLES ("ZSYS_LOGSYSTEM=1", "ZSYS_LOGIDENT=by variable"));
    run_case ("log_system", VARIABLES (NULL));
    run_case ("log_each_level", VARIABLES ("ZSYS_LOGSYSTEM=true"));
    run_case ("log_stream", VARIABLES ("ZSYS_LOGSYSTEM=false", "ZSYS_LOGIDENT=by variable"));
    run_case ("log_sender", VARIABLES (NULL));
}

static void
case_log_each_level (void)
{
    log_each_level ("by variable");
}

//  Files

static void
files (void)
{
    umask (022);
    write_file ("a-file", "some text");
    check (chmod ("a-file", 0640) == 0);
    check (symlink ("a-file", "a-link") == 0 && symlink ("nothing", "a-dead-link") == 0);
    check (mkdir ("a-dir", 0750) == 0);
    struct timespec times [2] = { { 1000000000, 0 }, { 1000000000, 0 } };
    check (utimensat (AT_FDCWD, "a-file", times, 0) == 0);
    const char *names [] = { "a-file", "a-link", "a-dead-link", "a-dir", "nothing", "a-file/x" };
    for (int index = 0; index < 6; index++) {
        const char *name = names [index];
        bool dir = streq (name, "a-dir");
        printf ("%s: exists %d, size %zd, modified %s, mode %o\n", name,
                zsys_file_exists (name), dir ? 0 : zsys_file_size (name),
                zsys_file_modified (name) == 0            ? "never"
                : zsys_file_modified (name) == 1000000000 ? "long ago"
                                                          : "now",
                (unsigned) zsys_file_mode (name));
    }
    printf ("size of a folder: %d\n", zsys_file_size ("a-dir") >= 0);

    //  Five seconds old is stable.
    printf ("stable: old %d, missing %d", zsys_file_stable ("a-file"),
            zsys_file_stable ("nothing"));
    write_file ("new-file", "");
    printf (", new %d\n", zsys_file_stable ("new-file"));
    times [0].tv_sec = times [1].tv_sec = time (NULL) - 60;
    check (utimensat (AT_FDCWD, "new-file", times, 0) == 0);
    printf ("stable: a minute old %d", zsys_file_stable ("new-file"));
    times [0].tv_sec = times [1].tv_sec = time (NULL) + 3600;
    check (utimensat (AT_FDCWD, "new-file", times, 0) == 0);
    printf (", of the future %d\n", zsys_file_stable ("new-file"));
    errno = 0;
    printf ("no name: modified %ld", (long) zsys_file_modified (NULL));
    printf (" EFAULT %d", errno == EFAULT);
    errno = 0;
    printf (", mode %d", zsys_file_mode (NULL));
    printf (" EFAULT %d, stable %d\n", errno == EFAULT, zsys_file_stable (NULL));

    printf ("delete: %d", zsys_file_delete ("new-file"));
    errno = 0;
    printf (", again: %d", zsys_file_delete ("new-file"));
    printf (" ENOENT %d", errno == ENOENT);
    errno = 0;
    printf (", a folder: %d", zsys_file_delete ("a-dir"));
    printf (" EISDIR %d\n", errno == EISDIR);
    zsys_file_delete ("a-link");
    zsys_file_delete ("a-dead-link");

    printf ("create: %d", zsys_dir_create ("one/%s/%d", "two", 3));
    printf (" mode %o %o %o\n", (unsigned) zsys_file_mode ("one"),
            (unsigned) zsys_file_mode ("one/two"), (unsigned) zsys_file_mode ("one/two/3"));
    printf ("create again: %d\n", zsys_dir_create ("one/two/3"));
    printf ("create with a trailing slash: %d\n", zsys_dir_create ("one/two/4/"));
    printf ("create from the root: %d\n", zsys_dir_create ("%s/one/five", workdir));
    printf ("create where a file is: %d\n", zsys_dir_create ("a-file"));
    printf ("create below a file: %d\n", zsys_dir_create ("a-file/below"));
    const char *format = "early%d%";
    printf ("create with a format that ends early: %d", zsys_dir_create (format, 1));
    printf (", there is %d", zsys_file_exists ("early1"));
    printf (", delete %d\n", zsys_dir_delete (format, 1));
    format = NULL;
    printf ("create without a format: %d", zsys_dir_create (format));
    errno = 0;
    printf (", delete %d", zsys_dir_delete (format));
    printf (" ENOENT %d\n", errno == ENOENT);
    errno = 0;
    printf ("delete one that is not empty: %d", zsys_dir_delete ("one/%s", "two"));
    printf (" ENOTEMPTY %d\n", errno == ENOTEMPTY);
    printf ("delete: %d", zsys_dir_delete ("one/two/%d", 3));
    printf (" %d", zsys_dir_delete ("one/two/4"));
    printf (" %d", zsys_dir_delete ("one/two"));
    printf (" %d", zsys_dir_delete ("one/five"));
    printf (" %d", zsys_dir_delete ("one"));
    errno = 0;
    printf (", again: %d", zsys_dir_delete ("one"));
    printf (" ENOENT %d\n", errno == ENOENT);

    char cwd [PATH_MAX];
    printf ("change: %d", zsys_dir_change ("a-dir"));
    check (getcwd (cwd, sizeof cwd));
    printf (" to %s", strrchr (cwd, '/') + 1);
    errno = 0;
    printf (", not there: %d", zsys_dir_change ("nothing"));
    printf (" ENOENT %d\n", errno == ENOENT);
    check (zsys_dir_change (workdir) == 0);

    zsys_file_mode_private ();
    write_file ("private", "");
    zsys_file_mode_default ();
    write_file ("public", "");
    printf ("private %o, public %o\n", (unsigned) zsys_file_mode ("private"),
            (unsigned) zsys_file_mode ("public"));
    zsys_file_delete ("private");
    zsys_file_delete ("public");
    zsys_file_delete ("a-file");
    zsys_dir_delete ("a-dir");
}

//  The age at which a file is stable, once the library has read its environment.
static void
case_stable_age (void)
{
    write_file ("file", "");
    struct timespec times [2] = { { time (NULL) - 60, 0 }, { time (NULL) - 60, 0 } };
    check (utimensat (AT_FDCWD, "file", times, 0) == 0);
    printf ("stable %d", zsys_file_stable ("file"));
    zsys_init ();
    printf (", after init %d\n", zsys_file_stable ("file"));
    zsys_file_delete ("file");
}

//  Texts, versions, names

static char *
format (const char *text, ...)
{
    va_list args;
    va_start (args, text);
    char *result = zsys_vprintf (text, args);
    va_end (args);
    return result;
}

static void
texts (void)
{
    char *text = zsys_sprintf ("%s %d %5.1f%%", "text", -7, 2.25);
    printf ("[%s]\n", text);
    zstr_free (&text);
    text = zsys_sprintf ("%s", "");
    printf ("[%s]\n", text);
    zstr_free (&text);
    for (int length = 254; length < 259; length++) {
        text = zsys_sprintf ("%*d", length, 1);
        printf ("%zu ", strlen (text));
        zstr_free (&text);
    }
    const char *formats [] = { "%d is 100%", "%d of %ls", "%300d and %ls", "%y", NULL };
    for (int index = 0; index < 5; index++) {
        text = zsys_sprintf (formats [index], 50, L"\xD800");
        char *same = format (formats [index], 50, L"\xD800");
        printf ("[%s] %zu, %d\n", text + strspn (text, " "), strlen (text), streq (text, same));
        zstr_free (&text);
        zstr_free (&same);
    }
    text = format ("%0*d", 70000, 7);
    printf ("%zu %s\n", strlen (text), text + 69990);
    zstr_free (&text);

    int major = -1, minor = -1, patch = -1;
    zsys_version (&major, &minor, &patch);
    check (major == CZMQ_VERSION_MAJOR && minor == CZMQ_VERSION_MINOR);
    zsys_version (NULL, NULL, NULL);
    zsys_version (&major, NULL, NULL);
    printf ("version %d.%d.%d\n", major, minor, patch);
    printf ("curve %d, as libzmq says %d\n", zsys_has_curve (),
            zsys_has_curve () == (zmq_has ("curve") != 0));
    char name [256] = "";
    gethostname (name, sizeof name - 1);
    struct hostent *host = gethostbyname (name);
    char *expected = host ? strdup (host->h_name) : NULL;
    char *hostname = zsys_hostname ();
    printf ("host name as expected: %d\n",
            expected && hostname ? streq (expected, hostname) : expected == hostname);
    zstr_free (&hostname);
    free (expected);
}

//  Names that are only kept for others to read.
static void
names (void)
{
    const char *before = zsys_interface ();
    printf ("'%s' '%s' '%s'\n", before, zsys_ipv6_address (), zsys_ipv6_mcast_address ());
    zsys_set_interface ("*");
    zsys_set_ipv6_address ("fe80::1:2");
    zsys_set_ipv6_mcast_address ("ff02::3");
    printf ("'%s' '%s' '%s'\n", zsys_interface (), zsys_ipv6_address (),
            zsys_ipv6_mcast_address ());
    zsys_set_interface ("");
    zsys_set_ipv6_address ("");
    printf ("'%s' '%s'\n", zsys_interface (), zsys_ipv6_address ());
    zsys_set_ipv6_mcast_address ("ff02:0:0:0:0:0:0:1");
}

//  Datagrams on the loopback interface

static int
socket_option (int sock, int option)
{
    int value = 0;
    socklen_t size = sizeof value;
    check (getsockopt (sock, SOL_SOCKET, option, &value, &size) == 0);
    return value;
}

static void
print_udp (SOCKET sock)
{
    printf ("IPv4 %d, IPv6 %d, datagrams %d, broadcast %d, reuse address %d, port %d, "
            "close on exec %d\n",
            socket_option (sock, SO_DOMAIN) == AF_INET, socket_option (sock, SO_DOMAIN) == AF_INET6,
            socket_option (sock, SO_TYPE) == SOCK_DGRAM, socket_option (sock, SO_BROADCAST) != 0,
            socket_option (sock, SO_REUSEADDR) != 0, socket_option (sock, SO_REUSEPORT) != 0,
            (fcntl (sock, F_GETFD) & FD_CLOEXEC) != 0);
}

static void
datagrams (void)
{
    SOCKET receiver = zsys_udp_new (false), sender = zsys_udp_new (true);
    check (receiver != INVALID_SOCKET && sender != INVALID_SOCKET);
    print_udp (receiver);
    print_udp (sender);
    inaddr_t address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
    check (bind (receiver, (struct sockaddr *) &address, sizeof address) == 0);
    socklen_t size = sizeof address;
    check (getsockname (receiver, (struct sockaddr *) &address, &size) == 0);

    size_t sizes [] = { 0, 5, 255, 256, 1000 };
    for (int index = 0; index < 5; index++) {
        zframe_t *frame = zframe_new (NULL, sizes [index]);
        memset (zframe_data (frame), 'x', sizes [index]);
        printf ("send %zu: %d", sizes [index],
                zsys_udp_send (sender, frame, &address, sizeof address));
        zframe_destroy (&frame);
        char peer [INET_ADDRSTRLEN] = "";
        frame = zsys_udp_recv (receiver, peer, sizeof peer);
        printf (", received %zu from %s\n", zframe_size (frame), peer);
        zframe_destroy (&frame);
    }
    log_capture ();
    zframe_t *frame = zframe_new ("x", 1);
    address.sin_port = 0;
    printf ("send to no port: %d\n", zsys_udp_send (sender, frame, &address, sizeof address));
    log_show ();
    log_release ();
    zframe_destroy (&frame);
    printf ("close: %d", zsys_udp_close (receiver));
    printf (" %d\n", zsys_udp_close (sender));

    int ignored [] = { EAGAIN, ENETDOWN, EPROTO, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH,
                       EOPNOTSUPP, ENETUNREACH, EINTR, EPIPE, ECONNRESET };
    for (size_t index = 0; index < sizeof ignored / sizeof *ignored; index++) {
        errno = ignored [index];
        zsys_socket_error ("nothing to say");
    }
    check_aborts ("(UDP) error 'Bad file descriptor' on the reason",
                  dup2 (2, 1); errno = EBADF; zsys_socket_error ("the reason"));
    puts ("some errors are ignored");
}

static void
case_ipv6_datagrams (void)
{
    int probe = socket (AF_INET6, SOCK_DGRAM, 0);
    struct sockaddr_in6 address = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    if (probe < 0 || bind (probe, (struct sockaddr *) &address, sizeof address) != 0) {
        puts ("no IPv6 here");
        return;
    }
    close (probe);
    zsys_set_ipv6 (1);
    SOCKET receiver = zsys_udp_new (false), sender = zsys_udp_new (false);
    print_udp (receiver);
    check (bind (receiver, (struct sockaddr *) &address, sizeof address) == 0);
    socklen_t size = sizeof address;
    check (getsockname (receiver, (struct sockaddr *) &address, &size) == 0);
    zframe_t *frame = zframe_new ("datagram", 8);
    printf ("send: %d", zsys_udp_send (sender, frame, (inaddr_t *) &address, sizeof address));
    zframe_destroy (&frame);
    char peer [NI_MAXHOST] = "";
    frame = zsys_udp_recv (receiver, peer, sizeof peer);
    printf (", received %.*s from %s\n", (int) zframe_size (frame),
            (char *) zframe_data (frame), peer);
    zframe_destroy (&frame);
    zsys_udp_close (receiver);
    zsys_udp_close (sender);
    check_aborts ("zsys_udp_new", zsys_set_ipv6 (1); zsys_udp_new (true));
}

//  Descriptors that a service manager passed are used for binding

static void
exchange (zsock_t *server, zsock_t *client, const char *what)
{
    zstr_send (client, what);
    zsock_set_rcvtimeo (server, 10000);
    char *text = zstr_recv (server);
    printf ("%s: received %s\n", what, text ? text : "nothing");
    zstr_free (&text);
}

static void
case_passed_descriptors (void)
{
    int port = atoi (getenv ("TEST_PORT"));
    zsock_t *server = zsock_new (ZMQ_PULL), *client = zsock_new (ZMQ_PUSH);
    printf ("bind: port as asked %d", zsock_bind (server, "tcp://127.0.0.1:%d", port) == port);
    int fd = zsock_use_fd (server);
    printf (", descriptor %d\n", fd);
    check (zsock_connect (client, "tcp://127.0.0.1:%d", port) == 0);
    if (fd != -1)
        exchange (server, client, "by port");
    zsock_destroy (&server);
    zsock_destroy (&client);

    server = zsock_new (ZMQ_PULL);
    client = zsock_new (ZMQ_PUSH);
    printf ("bind: %d", zsock_bind (server, "ipc://%s/activated", workdir));
    printf (", descriptor %d\n", zsock_use_fd (server));
    check (zsock_connect (client, "ipc://%s/activated", workdir) == 0);
    exchange (server, client, "by path");
    zsock_destroy (&server);
    zsock_destroy (&client);

    server = zsock_new (ZMQ_PULL);
    check (zsock_bind (server, "ipc://%s/other", workdir) == 0);
    printf ("another path: descriptor %d\n", zsock_use_fd (server));
    zsock_destroy (&server);
    server = zsock_new (ZMQ_PULL);
    check (zsock_bind (server, "tcp://127.0.0.1:*") > 0);
    printf ("any port: descriptor %d\n", zsock_use_fd (server));
    zsock_destroy (&server);
    printf ("environment kept %d\n", getenv ("LISTEN_FDS") && getenv ("LISTEN_PID"));
}

//  Puts listening sockets at 3 and 4 and says so in the environment.
static bool for_this_process;

static void
exec_activated (void)
{
    int tcp = socket (AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
    check (bind (tcp, (struct sockaddr *) &address, sizeof address) == 0);
    check (listen (tcp, 10) == 0);
    socklen_t size = sizeof address;
    check (getsockname (tcp, (struct sockaddr *) &address, &size) == 0);
    int local = socket (AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr_un path = { .sun_family = AF_UNIX };
    snprintf (path.sun_path, sizeof path.sun_path, "%s/activated", workdir);
    unlink (path.sun_path);
    check (bind (local, (struct sockaddr *) &path, sizeof path) == 0);
    check (listen (local, 10) == 0);
    tcp = fcntl (tcp, F_DUPFD, 100);
    local = fcntl (local, F_DUPFD, 100);
    //  A free port is asked for when the descriptor is not to be used.
    if (for_this_process)
        check (dup2 (tcp, 3) == 3 && dup2 (local, 4) == 4);
    else {
        close (3);
        close (4);
        unlink (path.sun_path);
    }
    close (tcp);
    close (local);
    char text [32];
    snprintf (text, sizeof text, "%d", ntohs (address.sin_port));
    setenv ("TEST_PORT", text, 1);
    snprintf (text, sizeof text, "%d", for_this_process ? (int) getpid () : 1);
    setenv ("LISTEN_PID", text, 1);
    setenv ("LISTEN_FDS", "2", 1);
    exec_case ();
}

static void
activation (void)
{
    for (int turn = 0; turn < 3; turn++) {
        case_name = "passed_descriptors";
        case_variables = turn == 1 ? VARIABLES ("ZSYS_AUTO_USE_FD=0")
                                   : VARIABLES ("ZSYS_AUTO_USE_FD=1");
        for_this_process = turn == 0;
        printf ("-- %s, %s\n", case_variables [0],
                for_this_process ? "for this process" : "for nobody");
        printf ("-- status %d\n", in_child (exec_activated));
        unlink ("activated");
        unlink ("other");
    }
    printf ("auto_use_fd %d", zsys_auto_use_fd ());
    zsys_set_auto_use_fd (1);
    printf (" %d\n", zsys_auto_use_fd ());
    zsys_set_auto_use_fd (0);
}

//  zsys_run_as

static void
print_lock_file (void)
{
    char content [64] = "", expected [32];
    FILE *file = fopen ("lock", "r");
    check (file);
    size_t size = fread (content, 1, sizeof content - 1, file);
    fclose (file);
    int length = snprintf (expected, sizeof expected, "%6d\n", (int) getpid ());
    bool same = strncmp (content, expected, (size_t) length) == 0;
    printf ("lock file: mode %o, starts with the process id %d, rest %s\n",
            (unsigned) zsys_file_mode ("lock"), same,
            strlen (content) != size            ? "odd"
            : same && size == (size_t) length   ? "empty"
            : strspn (content + length, "x") == size - (size_t) length ? "as it was"
                                                                        : "odd");
}

static void
run_as_second (void)
{
    printf ("second process: %d\n", zsys_run_as ("lock", NULL, NULL));
    log_show ();
}

static void
run_as_lock (void)
{
    umask (0);
    log_capture ();
    printf ("nothing asked: %d\n", zsys_run_as (NULL, NULL, NULL));
    printf ("lock: %d\n", zsys_run_as ("lock", NULL, NULL));
    //  The child's log is this process's no more: it takes its own.
    fflush (stdout);
    pid_t pid = fork ();
    check (pid >= 0);
    if (pid == 0) {
        log_capture ();
        run_as_second ();
        fflush (stdout);
        _exit (0);
    }
    check (waitpid (pid, NULL, 0) == pid);
    print_lock_file ();
    printf ("no such folder: %d\n", zsys_run_as ("nothing/lock", NULL, NULL));
    log_show ();
}

static void
run_as_old_lock (void)
{
    write_file ("lock", "xxxxxxxxxxxxxxxxxxxxxxxxx");
    chmod ("lock", 0604);
    printf ("lock: %d\n", zsys_run_as ("lock", NULL, NULL));
    print_lock_file ();
}

static void
run_as_self (void)
{
    struct group *group = getgrgid (getgid ());
    struct passwd *user = getpwuid (getuid ());
    check (group && user);
    char *group_name = strdup (group->gr_name), *user_name = strdup (user->pw_name);
    uid_t uid = getuid ();
    log_capture ();
    log_cut = "running under group '";
    printf ("own group: %d\n", zsys_run_as (NULL, group_name, NULL));
    log_show ();
    log_cut = "running under user '";
    printf ("own user: %d\n", zsys_run_as (NULL, NULL, user_name));
    log_show ();
    check (getuid () == uid && geteuid () == uid);
    log_cut = "could not switch group: ";
    printf ("no such group: %d\n", zsys_run_as (NULL, "no-such-group", NULL));
    log_show ();
    log_cut = "could not switch user: ";
    printf ("no such user: %d\n", zsys_run_as (NULL, NULL, "no-such-user"));
    log_show ();
    log_cut = NULL;
    free (group_name);
    free (user_name);
}

//  Only root can become somebody else.
static void
run_as_nobody (void)
{
    struct passwd *user = getpwnam ("nobody");
    struct group *group = getgrnam ("nogroup");
    if (geteuid () != 0 || !user || !group) {
        puts ("not root");
        return;
    }
    uid_t uid = user->pw_uid;
    gid_t gid = group->gr_gid;
    log_capture ();
    printf ("nobody: %d\n", zsys_run_as (NULL, "nogroup", "nobody"));
    log_show ();
    printf ("user %d %d, group %d %d\n", getuid () == uid, geteuid () == uid, getgid () == gid,
            getegid () == gid);
    log_cut = "could not switch group: ";
    printf ("back to root: %d", zsys_run_as (NULL, "root", NULL));
    printf (" %d\n", zsys_run_as (NULL, NULL, "root"));
    log_show ();
}

static void
run_as (void)
{
    printf ("-- status %d\n", in_child (run_as_lock));
    zsys_file_delete ("lock");
    printf ("-- status %d\n", in_child (run_as_old_lock));
    zsys_file_delete ("lock");
    printf ("-- status %d\n", in_child (run_as_self));
    printf ("-- status %d\n", in_child (run_as_nobody));
}

//  zsys_daemonize: the daemon writes a report, and the last thing it does is to say so in
//  memory that it shares with this process.

static volatile int *daemon_done;
static const char *daemon_dir;

static bool
is_null_device (int fd)
{
    struct stat stat_fd, stat_null;
    return fstat (fd, &stat_fd) == 0 && stat ("/dev/null", &stat_null) == 0
           && S_ISCHR (stat_fd.st_mode) && stat_fd.st_rdev == stat_null.st_rdev;
}

static void
make_daemon (void)
{
    //  Few descriptors, so that they are closed quickly; one of them far up.
    struct rlimit few;
    check (getrlimit (RLIMIT_NOFILE, &few) == 0);
    few.rlim_cur = 128;
    check (setrlimit (RLIMIT_NOFILE, &few) == 0);
    check (dup2 (2, 77) == 77);
    umask (0);
    pid_t parent = getpid (), session = getsid (0);
    int rc = zsys_daemonize (daemon_dir);
    int error = errno;
    char path [PATH_MAX];
    snprintf (path, sizeof path, "%s/report", workdir);
    FILE *file = fopen (path, "w");
    if (file) {
        char cwd [PATH_MAX] = "";
        if (!getcwd (cwd, sizeof cwd))
            *cwd = 0;
        fprintf (file, "daemonize: %d, another process %d, same session %d\n", rc,
                 getpid () != parent, getsid (0) == session);
        if (rc)
            fprintf (file, "ENOENT %d\n", error == ENOENT);
        else {
            fprintf (file, "in %s, ", strrchr (cwd, '/') ? strrchr (cwd, '/') : cwd);
            fprintf (file, "umask %o, output %d, errors %d, 77 open %d, ", (unsigned) umask (0),
                     is_null_device (1), is_null_device (2), fcntl (77, F_GETFD) != -1);
            struct sigaction action;
            sigaction (SIGHUP, NULL, &action);
            fprintf (file, "SIGHUP ignored %d\n", action.sa_handler == SIG_IGN);
        }
        fclose (file);
    }
    //  The report is for defect_SYS_9.
    daemon_done [1] = is_null_device (0);
    daemon_done [2] = fcntl (3, F_GETFD) == -1;
    daemon_done [0] = 1;
    _exit (0);
}

//  Returns the status of the process that became the daemon's parent.
static int
run_daemon (const char *dir)
{
    daemon_dir = dir;
    daemon_done = (volatile int *) mmap (NULL, 3 * sizeof (int), PROT_READ | PROT_WRITE,
                                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check (daemon_done != MAP_FAILED);
    int status = in_child (make_daemon);
    for (int tries = 0; !daemon_done [0]; tries++) {
        check (tries < 60000);
        zclock_sleep (1);
    }
    return status;
}

static void
show_report (void)
{
    FILE *file = fopen ("report", "r");
    check (file);
    char line [256];
    while (fgets (line, sizeof line, file))
        fputs (line, stdout);
    fclose (file);
    zsys_file_delete ("report");
}

static void
daemons (void)
{
    check (zsys_dir_create ("daemon-home") == 0);
    printf ("-- left %d\n", WIFEXITED (run_daemon ("daemon-home")));
    show_report ();
    check (zsys_dir_change ("daemon-home") == 0);
    printf ("-- left %d\n", WIFEXITED (run_daemon (NULL)));
    check (zsys_dir_change (workdir) == 0);
    show_report ();
    zsys_dir_delete ("daemon-home");
}

//  A folder that is not there: what is logged goes to the standard output of the child.
static void
daemon_nowhere (void)
{
    daemon_dir = "nowhere";
    fflush (stdout);
    check (freopen ("log", "w", stdout));
    //  The first line of the original's log otherwise changes errno.
    zsys_info ("before");
    make_daemon ();
}

static void
daemon_without_home (void)
{
    daemon_done = (volatile int *) mmap (NULL, 3 * sizeof (int), PROT_READ | PROT_WRITE,
                                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check (daemon_done != MAP_FAILED);
    printf ("-- left %d\n", WIFEXITED (in_child (daemon_nowhere)));
    for (int tries = 0; !daemon_done [0]; tries++) {
        check (tries < 60000);
        zclock_sleep (1);
    }
    show_report ();
    show_log_file ("log");
}

//  Defects

//  A sender named in the environment.
static void
case_sender_by_variable (void)
{
    zsys_init ();
    zsys_set_logstream (NULL);
    zsock_t *sub = subscribe_to_log ("inproc://by-variable");
    zsock_destroy (&sub);
    zsys_set_logsender (NULL);
}

static void
defect_SYS_1 (void)
{
    check (silent_case ("sender_by_variable", VARIABLES ("ZSYS_LOGSENDER=inproc://by-variable")));
}

//  Many threads that are the first to need the library.
static pthread_barrier_t barrier;

static void *
first_socket (void *unused)
{
    pthread_barrier_wait (&barrier);
    zsock_t *sock = zsock_new (ZMQ_PAIR);
    check (sock);
    zsock_destroy (&sock);
    return unused;
}

static void
case_many_threads (void)
{
    pthread_t threads [8];
    pthread_barrier_init (&barrier, NULL, 8);
    for (int index = 0; index < 8; index++)
        check (pthread_create (&threads [index], NULL, first_socket, NULL) == 0);
    for (int index = 0; index < 8; index++)
        pthread_join (threads [index], NULL);
}

static void
defect_SYS_2 (void)
{
    for (int count = 0; count < 100; count++)
        check (silent_case ("many_threads", VARIABLES (NULL)));
}

//  A sender that is there at the exit is no dangling socket.
static void
case_sender_at_exit (void)
{
    zsys_set_logsender ("inproc://at-exit");
}

static void
defect_SYS_3 (void)
{
    check (silent_case ("sender_at_exit", VARIABLES (NULL)));
}

//  What keeps threads apart that open sockets still does so after a shutdown.
static void
case_locks_after_shutdown (void)
{
    for (int count = 0; count < 2; count++) {
        zsock_t *sock = zsock_new (ZMQ_PAIR);
        zsock_destroy (&sock);
        check (refused_locks == 0);
        zsys_shutdown ();
    }
}

static void
defect_SYS_4 (void)
{
    check (silent_case ("locks_after_shutdown", VARIABLES (NULL)));
}

//  What is done at exit and after a fork is registered once for all.
static void
case_registered_once (void)
{
    zsys_init ();
    zsys_shutdown ();
    int before = times_registered;
    for (int count = 0; count < 5; count++) {
        zsys_init ();
        zsys_shutdown ();
    }
    check (before > 0 && times_registered == before);
}

static void
defect_SYS_5 (void)
{
    check (silent_case ("registered_once", VARIABLES (NULL)));
}

//  Sockets of a time before a fork or shutdown do not count when they are destroyed: a
//  setting that is refused while sockets are open tells.
static void
destroy_old_sock (void)
{
    zsys_init ();
    zsock_destroy (&old_sock);
    zsys_set_max_sockets (100);
    zsock_t *sock = zsock_new_pull ("inproc://new");
    check (sock);
    zsock_destroy (&sock);
    zsys_set_max_sockets (200);
}

static void
case_sock_of_parent (void)
{
    old_sock = zsock_new_pull ("inproc://old");
    check (in_child (destroy_old_sock) == 0);
    zsock_t *push = zsock_new_push ("inproc://old");
    exchange_quietly (push, old_sock);
    zsock_destroy (&push);
    zsock_destroy (&old_sock);
}

static void
case_sock_before_shutdown (void)
{
    zsys_set_logstream (NULL);
    old_sock = zsock_new_pull ("inproc://old");
    zsys_shutdown ();
    destroy_old_sock ();
}

static void
defect_SYS_7 (void)
{
    check (silent_case ("sock_of_parent", VARIABLES (NULL)));
    check (silent_case ("sock_before_shutdown", VARIABLES (NULL)));
}

//  The mask comes back, also if it was 0, and if it was asked for twice.
static mode_t
current_umask (void)
{
    mode_t mask = umask (0);
    umask (mask);
    return mask;
}

static void
defect_SYS_8 (void)
{
    mode_t masks [] = { 0, 022 }, before = current_umask ();
    for (int index = 0; index < 2; index++) {
        umask (masks [index]);
        zsys_file_mode_private ();
        check (current_umask () == 066 || current_umask () == 077);
        zsys_file_mode_default ();
        check (current_umask () == masks [index]);
        zsys_file_mode_private ();
        zsys_file_mode_private ();
        zsys_file_mode_default ();
        check (current_umask () == masks [index]);
    }
    umask (before);
}

//  A daemon's standard input is the null device too, and nothing else is open.
static void
defect_SYS_9 (void)
{
    run_daemon (NULL);
    zsys_file_delete ("report");
    check (daemon_done [1] && daemon_done [2]);
}

//  Supplementary groups go with the user, and a lock that is not kept is closed.
static void
drop_groups (void)
{
    gid_t extra = 12345, groups [100];
    check (setgroups (1, &extra) == 0);
    zsys_set_logstream (NULL);
    check (zsys_run_as (NULL, "nogroup", "nobody") == 0);
    int count = getgroups (100, groups);
    check (count >= 0);
    while (count--)
        check (groups [count] != extra);
}

static int
open_descriptors (void)
{
    int count = 0;
    for (int fd = 0; fd < 1000; fd++)
        count += fcntl (fd, F_GETFD) != -1;
    return count;
}

static void
failed_lock (void)
{
    zsys_init ();
    zsys_set_logstream (NULL);
    int count = open_descriptors ();
    check (zsys_run_as ("lock", "no-such-group", NULL) == -1);
    check (open_descriptors () == count);
}

static void
defect_SYS_10 (void)
{
    int status = in_child (failed_lock);
    zsys_file_delete ("lock");
    check (status == 0);
    if (geteuid () == 0 && getpwnam ("nobody") && getgrnam ("nogroup"))
        check (in_child (drop_groups) == 0);
}

//  Nothing to receive is no frame, also after there was one.
static void
receive_nothing (void)
{
    SOCKET sock = zsys_udp_new (false);
    inaddr_t address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
    check (bind (sock, (struct sockaddr *) &address, sizeof address) == 0);
    socklen_t size = sizeof address;
    check (getsockname (sock, (struct sockaddr *) &address, &size) == 0);
    zframe_t *frame = zframe_new ("datagram", 8);
    check (zsys_udp_send (sock, frame, &address, sizeof address) == 0);
    zframe_destroy (&frame);
    char peer [INET_ADDRSTRLEN] = "";
    frame = zsys_udp_recv (sock, peer, sizeof peer);
    check (frame && zframe_streq (frame, "datagram"));
    zframe_destroy (&frame);

    zsys_set_logstream (NULL);
    check (fcntl (sock, F_SETFL, O_NONBLOCK) == 0);
    frame = zsys_udp_recv (sock, peer, sizeof peer);
    check (frame == NULL);
    zsys_udp_close (sock);
}

static void
defect_SYS_11 (void)
{
    check (in_child (receive_nothing) == 0);
}

//  An empty path is no folder. What is read behind it only a memory checker sees.
static void
defect_SYS_12 (void)
{
    errno = 0;
    check (zsys_dir_create ("%s", "") == -1 && errno == ENOENT);
}

//  The handlers that a child restores are those of before the library.
static void
reset_in_child (void)
{
    zsys_init ();
    zsys_handler_reset ();
    struct sigaction action;
    check (sigaction (SIGTERM, NULL, &action) == 0);
    check (action.sa_handler == SIG_DFL);
}

static void
case_handlers_of_child (void)
{
    zsys_init ();
    check (in_child (reset_in_child) == 0);
}

static void
defect_SYS_13 (void)
{
    check (silent_case ("handlers_of_child", VARIABLES (NULL)));
}

//  A child starts with the default name prefix.
static void
prefix_in_child (void)
{
    check (zsys_thread_name_prefix () == 0);
}

static void
case_prefix_of_child (void)
{
    zsys_set_thread_name_prefix (7);
    check (in_child (prefix_in_child) == 0);
}

static void
defect_SYS_14 (void)
{
    check (silent_case ("prefix_of_child", VARIABLES (NULL)));
}

//  At the limit there is no socket, and a reason.
static void
case_one_too_many (void)
{
    zsys_set_max_sockets (3);
    zsock_t *socks [4];
    int count = 0;
    while (count < 4 && (socks [count] = zsock_new (ZMQ_PAIR)))
        count++;
    check (count == 3 && errno == EMFILE);
    while (count)
        zsock_destroy (&socks [--count]);
}

static void
defect_SYS_16 (void)
{
    check (silent_case ("one_too_many", VARIABLES (NULL)));
}

//  Settings may be read and changed by threads at once.
static volatile bool still_changing;

static void *
change_names (void *arg)
{
    //  Of a size of its own each, so that memory that was given back is used for another.
    char name [4000];
    pthread_barrier_wait (&barrier);
    for (int count = 0; count < 5000; count++) {
        size_t length = (size_t) (100 + (count * 7 + *(int *) arg * 500) % 3000);
        memset (name, 'a' + *(int *) arg, length);
        name [length] = 0;
        zsys_set_interface (name);
        zsys_set_ipv6_address (name);
        zsys_set_ipv6_mcast_address (name);
        name [50] = 0;
        zsys_set_logident (name);
    }
    return NULL;
}

static void
check_name (const char *name)
{
    check (strspn (name, *name == 'a' ? "a" : "b") == strlen (name));
}

static void *
read_names (void *unused)
{
    pthread_barrier_wait (&barrier);
    while (still_changing) {
        check_name (zsys_interface ());
        check_name (zsys_ipv6_address ());
        check_name (zsys_ipv6_mcast_address ());
        zsys_info ("logged");
    }
    return unused;
}

static void
case_names_at_once (void)
{
    FILE *file = fopen ("/dev/null", "w");
    check (file);
    zsys_set_logstream (file);
    zsys_set_interface ("a");
    zsys_set_ipv6_address ("a");
    zsys_set_ipv6_mcast_address ("a");
    still_changing = true;
    pthread_t threads [4];
    int numbers [2] = { 0, 1 };
    pthread_barrier_init (&barrier, NULL, 4);
    for (int index = 0; index < 2; index++) {
        check (pthread_create (&threads [index], NULL, change_names, &numbers [index]) == 0);
        check (pthread_create (&threads [index + 2], NULL, read_names, NULL) == 0);
    }
    for (int index = 0; index < 4; index++) {
        pthread_join (threads [index], NULL);
        still_changing = index < 1;
    }
    zsys_set_logstream (NULL);
    fclose (file);
}

static void
defect_SYS_17 (void)
{
    check (silent_case ("names_at_once", VARIABLES (NULL)));
}

//  The library is of use after a shutdown that left a socket open.
static void
case_unclean_shutdown (void)
{
    zsys_set_logstream (NULL);
    void *leaked = zsys_socket (ZMQ_PAIR, NULL, 0);
    check (leaked);
    zsys_shutdown ();
    zsys_set_logstream (NULL);
    zsys_info ("still there");
    zsock_t *pull = zsock_new_pull ("inproc://after"), *push = zsock_new_push ("inproc://after");
    exchange_quietly (push, pull);
    zsock_destroy (&push);
    zsock_destroy (&pull);
    //  What was leaked may still hold up a real end.
    fflush (stdout);
    _exit (0);
}

static void
defect_SYS_18 (void)
{
    check (silent_case ("unclean_shutdown", VARIABLES (NULL)));
}

//  A process may end while its actors run.
static void
case_actor_at_exit (void)
{
    zactor_t *one = zactor_new (patient_actor, NULL);
    zactor_t *two = zactor_new (patient_actor, NULL);
    check (one && two);
}

static void
defect_SYS_19 (void)
{
    int status;
    case_is_quiet = true;
    status = execute_case ("actor_at_exit", VARIABLES (NULL));
    case_is_quiet = false;
    zsys_file_delete ("out");
    check (status == 0);
}

//  A handler that the program installed after the library's stays.
static void
case_handler_of_the_program (void)
{
    zsys_init ();
    signal (SIGTERM, app_handler);
    zsys_shutdown ();
    struct sigaction action;
    check (sigaction (SIGTERM, NULL, &action) == 0 && action.sa_handler == app_handler);
    check (sigaction (SIGINT, NULL, &action) == 0 && action.sa_handler == SIG_DFL);

    zsys_handler_set (own_handler);
    signal (SIGINT, app_handler);
    zsys_handler_reset ();
    check (sigaction (SIGINT, NULL, &action) == 0 && action.sa_handler == app_handler);
    check (sigaction (SIGTERM, NULL, &action) == 0 && action.sa_handler == app_handler);
}

static void
defect_handler_of_the_program (void)
{
    check (silent_case ("handler_of_the_program", VARIABLES (NULL)));
}

//  The program's own connection to the system log is left alone, unless the library opened one.
static void
case_system_log_of_the_program (void)
{
    zsys_init ();
    zsys_shutdown ();
    check (times_closed == 0);
}

static void
defect_system_log_of_the_program (void)
{
    check (silent_case ("system_log_of_the_program", VARIABLES (NULL)));
}

//  A stream gets each line in a piece of its own, from however many threads.
static ssize_t
take_line (void *cookie, const char *text, size_t size)
{
    check (size && memchr (text, '\n', size) == text + size - 1);
    ++*(int *) cookie;
    //  Meanwhile the others come to wait for the stream
    usleep (10);
    return (ssize_t) size;
}

static void *
log_lines (void *unused)
{
    pthread_barrier_wait (&barrier);
    for (int count = 0; count < 200; count++)
        zsys_info ("a line");
    return unused;
}

static void
case_lines_at_once (void)
{
    int lines = 0;
    FILE *stream = fopencookie (&lines, "w", (cookie_io_functions_t) { .write = take_line });
    check (stream);
    zsys_set_logstream (stream);
    pthread_t threads [8];
    pthread_barrier_init (&barrier, NULL, 8);
    for (int index = 0; index < 8; index++)
        check (pthread_create (&threads [index], NULL, log_lines, NULL) == 0);
    for (int index = 0; index < 8; index++)
        pthread_join (threads [index], NULL);
    zsys_set_logstream (NULL);
    fclose (stream);
    check (lines == 8 * 200);
}

static void
defect_whole_lines (void)
{
    check (silent_case ("lines_at_once", VARIABLES (NULL)));
}

//  Every case, by the name that main is given

static const struct {
    const char *name;
    void (*run) (void);
} cases [] = {
    { "life_cycle", case_life_cycle },
    { "settings", case_settings },
    { "dangling", case_dangling },
    { "dangling_raw", case_dangling_raw },
    { "dangling_at_exit", case_dangling_at_exit },
    { "fork", case_fork },
    { "socket_limit", case_socket_limit },
    { "signals", case_signals },
    { "own_handler", case_own_handler },
    { "null_handler_first", case_null_handler_first },
    { "application_handler", case_application_handler },
    { "blocked_call", case_blocked_call },
    { "log_stream", case_log_stream },
    { "log_default", case_log_default },
    { "log_system", case_log_system },
    { "log_sender", case_log_sender },
    { "log_each_level", case_log_each_level },
    { "stable_age", case_stable_age },
    { "ipv6_datagrams", case_ipv6_datagrams },
    { "passed_descriptors", case_passed_descriptors },
    { "sender_by_variable", case_sender_by_variable },
    { "many_threads", case_many_threads },
    { "sender_at_exit", case_sender_at_exit },
    { "sock_of_parent", case_sock_of_parent },
    { "sock_before_shutdown", case_sock_before_shutdown },
    { "handlers_of_child", case_handlers_of_child },
    { "prefix_of_child", case_prefix_of_child },
    { "locks_after_shutdown", case_locks_after_shutdown },
    { "registered_once", case_registered_once },
    { "names_at_once", case_names_at_once },
    { "handler_of_the_program", case_handler_of_the_program },
    { "system_log_of_the_program", case_system_log_of_the_program },
    { "lines_at_once", case_lines_at_once },
    { "inherited", case_inherited },
    { "one_too_many", case_one_too_many },
    { "unclean_shutdown", case_unclean_shutdown },
    { "actor_at_exit", case_actor_at_exit },
};

int
main (int argc, char *argv [])
{
    if (argc == 3 && streq (argv [1], "--apart")) {
        setvbuf (stdout, NULL, _IOLBF, 0);
        char *dir = getenv ("TEST_DIR");
        check (dir && strlen (dir) < sizeof workdir);
        strcpy (workdir, dir);
        for (size_t index = 0; index < sizeof cases / sizeof *cases; index++)
            if (streq (cases [index].name, argv [2])) {
                cases [index].run ();
                return 0;
            }
        return 2;
    }
    test_begin (argc, argv);
    check (mkdtemp (workdir) && chdir (workdir) == 0);
    setenv ("TEST_DIR", workdir, 1);

    CASE (life_cycle ());
    CASE (environment ());
    CASE (run_case ("fork", VARIABLES (NULL)));
    CASE (run_case ("inherited", VARIABLES (NULL)));
    CASE (run_case ("socket_limit", VARIABLES (NULL)));
    CASE (signals ());
    CASE (logging ());
    CASE (sockets ());
    CASE (context_settings ());
    CASE (files ());
    CASE (run_case ("stable_age", VARIABLES (NULL)));
    CASE (run_case ("stable_age", VARIABLES ("ZSYS_FILE_STABLE_AGE_MSEC=100000")));
    CASE (texts ());
    CASE (names ());
    CASE (datagrams ());
    CASE (run_case ("ipv6_datagrams", VARIABLES (NULL)));
    CASE (activation ());
    CASE (run_as ());
    CASE (daemons ());
    CASE (daemon_without_home ());

    DEFECT (SYS_1);
    DEFECT (SYS_2);
    DEFECT (SYS_3);
    DEFECT (SYS_4);
    DEFECT (SYS_5);
    DEFECT (SYS_7);
    DEFECT (SYS_8);
    DEFECT (SYS_9);
    DEFECT (SYS_10);
    DEFECT (SYS_11);
    DEFECT (SYS_12);
    DEFECT (SYS_13);
    DEFECT (SYS_14);
    DEFECT (SYS_16);
    DEFECT (SYS_17);
    DEFECT (SYS_18);
    DEFECT (SYS_19);
    DEFECT (handler_of_the_program);
    DEFECT (system_log_of_the_program);
    DEFECT (whole_lines);

    check (chdir ("/") == 0 && rmdir (workdir) == 0);
    CASE (zsys_test (false));
    return test_end ();
}

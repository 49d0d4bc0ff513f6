//  What the C tests share. A test is an ordinary program. Its main lists its cases:
//
//      int
//      main (int argc, char *argv [])
//      {
//          test_begin (argc, argv);
//          CASE (sorting ());
//          CASE (copies_of (10));
//          DEFECT (LIST_1);
//          return test_end ();
//      }
//
//  A case is a call in a child process, so that nothing of it reaches the next case. A failed check,
//  a crash or a hang ends the case, and the program goes on; it exits with 0 if no case failed.
//  Before the first case, main must not use the library.
//
//      zlist                    runs all cases
//      zlist sorting LIST_1     runs those whose call has one of these words
//      zlist --list             names them
//
//  What cases print to standard output must be the same with every libczmq. Standard error says
//  what became of each; `c-tests/run` counts these lines.

#ifndef CZMQ_TEST_H_INCLUDED
#define CZMQ_TEST_H_INCLUDED

#include <czmq.h>
#include <sys/resource.h>
#include <sys/wait.h>

//  Ends the case, saying where and what, unless the condition holds.
#define check(cond)                                                            \
    do {                                                                       \
        if (!(cond)) {                                                         \
            fprintf (stderr, "%s:%d: %s: check failed: %s (errno %d: %s)\n",   \
                     __FILE__, __LINE__, __func__, #cond, errno,               \
                     zmq_strerror (errno));                                    \
            fflush (stderr);                                                   \
            _exit (1);                                                         \
        }                                                                      \
    } while (0)

#define check_streq(a, b)                                                      \
    do {                                                                       \
        const char *a_ = (a), *b_ = (b);                                       \
        if (!a_ || !b_ || strcmp (a_, b_) != 0) {                              \
            fprintf (stderr, "%s:%d: %s: '%s' is not '%s'\n", __FILE__,        \
                     __LINE__, __func__, a_ ? a_ : "(null)",                   \
                     b_ ? b_ : "(null)");                                      \
            fflush (stderr);                                                   \
            _exit (1);                                                         \
        }                                                                      \
    } while (0)

//  The status of a case that ends here because this machine lacks something.
#define SKIPPED 77

#define skip_case(why)                                                         \
    do {                                                                       \
        fprintf (stderr, "not run: %s\n", (why));                              \
        fflush (stderr);                                                       \
        _exit (SKIPPED);                                                       \
    } while (0)

//  Runs a call as a case.
#define CASE(...)                                                              \
    do {                                                                       \
        if (case_begin_ (#__VA_ARGS__)) {                                      \
            __VA_ARGS__;                                                       \
            exit (0);                                                          \
        }                                                                      \
    } while (0)

static struct {
    char **words;               //  Of the cases to run; none: all
    int count;
    bool list;                  //  Only names the cases
    int found;                  //  Cases that were meant
    int failed;
    pid_t child;                //  The case that runs
} test_;

static inline void
end_hanging_case_ (int number)
{
    (void) number;
    kill (test_.child, SIGKILL);
}

static inline void
test_begin (int argc, char *argv [])
{
    setvbuf (stdout, NULL, _IOLBF, 0);
    test_.list = argc == 2 && streq (argv [1], "--list");
    if (!test_.list) {
        test_.words = argv + 1;
        test_.count = argc - 1;
    }
}

//  True if a call has one of the words that the program was given.
static inline bool
case_is_meant_ (const char *call)
{
    for (int nbr = 0; nbr < test_.count; nbr++) {
        size_t length = strlen (test_.words [nbr]);
        const char *at = call;
        while (length && (at = strstr (at, test_.words [nbr]))) {
            bool begins = at == call || !(isalnum ((unsigned char) at [-1]) || at [-1] == '_');
            bool ends = !(isalnum ((unsigned char) at [length]) || at [length] == '_');
            if (begins && ends)
                return true;
            at += length;
        }
    }
    return test_.count == 0;
}

//  Forks; returns true in the child, and false in the parent, once the child has ended.
static inline bool
case_begin_ (const char *call)
{
    if (!case_is_meant_ (call))
        return false;
    test_.found++;
    //  A call without arguments is known by its name.
    int length = (int) strlen (call);
    if (length > 3 && streq (call + length - 3, " ()"))
        length -= 3;
    printf (test_.list? "%.*s\n": "# %.*s\n", length, call);
    if (test_.list)
        return false;
    fflush (stdout);
    fflush (stderr);
    test_.child = fork ();
    check (test_.child >= 0);
    if (test_.child == 0)
        return true;

    void (*before) (int) = signal (SIGALRM, end_hanging_case_);
    alarm (600);
    int status = 0;
    while (waitpid (test_.child, &status, 0) != test_.child)
        check (errno == EINTR);
    alarm (0);
    signal (SIGALRM, before);
    fprintf (stderr, "case %.*s: ", length, call);
    if (WIFEXITED (status) && WEXITSTATUS (status) == 0)
        fprintf (stderr, "passed\n");
    else
    if (WIFEXITED (status) && WEXITSTATUS (status) == SKIPPED)
        fprintf (stderr, "skipped\n");
    else {
        test_.failed++;
        fprintf (stderr, "failed: process %d, %s %d\n", (int) test_.child,
                 WIFSIGNALED (status)? "signal": "exit status",
                 WIFSIGNALED (status)? WTERMSIG (status): WEXITSTATUS (status));
    }
    return false;
}

//  Returns the status to exit with.
static inline int
test_end (void)
{
    if (test_.found == 0) {
        fprintf (stderr, "no such case\n");
        return 2;
    }
    return test_.failed? 1: 0;
}

//  True when the program runs on the original library (the runner says so), which
//  has the defects that the specification lists.
static inline bool
on_reference (void)
{
    return getenv ("CZMQ_REFERENCE") != NULL;
}

//  Runs the function defect_ID as a case, which checks that a listed defect is avoided, unless
//  the program runs on the reference, which has it. It must print nothing to stdout.
#define DEFECT(id)                                                             \
    do {                                                                       \
        if (case_begin_ (#id)) {                                               \
            if (on_reference ())                                               \
                skip_case ("the original has this defect");                    \
            defect_##id ();                                                    \
            exit (0);                                                          \
        }                                                                      \
    } while (0)

//  A contract breach must abort, and standard error must name the function. The
//  statement runs in a child process; `name` must be part of what the child says.
#define check_aborts(name, statement)                                          \
    do {                                                                       \
        int fds_ [2];                                                          \
        check (pipe (fds_) == 0);                                              \
        fflush (stdout);                                                       \
        fflush (stderr);                                                       \
        pid_t pid_ = fork ();                                                  \
        check (pid_ >= 0);                                                     \
        if (pid_ == 0) {                                                       \
            struct rlimit none_ = { 0, 0 };                                    \
            setrlimit (RLIMIT_CORE, &none_);                                   \
            alarm (60);                                                        \
            dup2 (fds_ [1], 2);                                                \
            close (fds_ [0]);                                                  \
            { statement; }                                                     \
            _exit (77);                                                        \
        }                                                                      \
        close (fds_ [1]);                                                      \
        char said_ [4096];                                                     \
        size_t have_ = 0;                                                      \
        ssize_t got_;                                                          \
        while ((got_ = read (fds_ [0], said_ + have_,                          \
                             sizeof said_ - 1 - have_)) > 0)                   \
            have_ += (size_t) got_;                                            \
        said_ [have_] = 0;                                                     \
        close (fds_ [0]);                                                      \
        int status_ = 0;                                                       \
        check (waitpid (pid_, &status_, 0) == pid_);                           \
        if (!WIFSIGNALED (status_) || WTERMSIG (status_) != SIGABRT            \
        ||  !strstr (said_, name)) {                                           \
            fprintf (stderr, "%s:%d: no abort naming %s: status %x, said: %s\n", \
                     __FILE__, __LINE__, name, status_, said_);                \
            _exit (1);                                                         \
        }                                                                      \
    } while (0)

#endif

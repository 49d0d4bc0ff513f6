//  What the C tests share. A test is an ordinary program: it prints what it sees to
//  standard output, which must be the same with every libczmq, and exits 0.

#ifndef CZMQ_TEST_H_INCLUDED
#define CZMQ_TEST_H_INCLUDED

#include <czmq.h>

//  Ends the program, saying where and what, unless the condition holds.
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

//  True when the program runs on the original library (the runner says so), which
//  has the defects that the specification lists.
static inline bool
on_reference (void)
{
    return getenv ("CZMQ_REFERENCE") != NULL;
}

//  Runs the function defect_ID, which checks that a listed defect is avoided, unless
//  the program runs on the reference, which has it. It must print nothing to stdout.
#define DEFECT(id)                                                             \
    do {                                                                       \
        if (on_reference ())                                                   \
            fprintf (stderr, "defect %s: left out on the reference\n", #id);   \
        else {                                                                 \
            defect_##id ();                                                    \
            fprintf (stderr, "defect %s: avoided\n", #id);                     \
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

#include <sys/resource.h>
#include <sys/wait.h>

#endif

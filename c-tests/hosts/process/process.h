//  What the programs of this folder share. Each has many cases; `program CASE` runs one, in a
//  process of its own, and `program` lists them, for `run`.

#ifndef PROCESS_H_INCLUDED
#define PROCESS_H_INCLUDED

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <czmq.h>
#include <dirent.h>
#include <pthread.h>
#include <sys/wait.h>

//  Unlike that of the other tests, this needs no library.
#define check(cond)                                                            \
    do {                                                                       \
        if (!(cond)) {                                                         \
            fprintf (stderr, "%s:%d: %s: check failed: %s (%s)\n", __FILE__,   \
                     __LINE__, __func__, #cond, strerror (errno));             \
            fflush (stderr);                                                   \
            _exit (1);                                                         \
        }                                                                      \
    } while (0)

typedef struct {
    const char *name;
    void (*run) (void);
    //  What the process is to exit with
    int status;
    //  What the original does instead, or NULL
    const char *original;
} case_t;

static inline void
await (bool (*condition) (long), long value)
{
    for (int i = 0; !condition (value); i++) {
        check (i < 60000);
        usleep (1000);
    }
}

static inline long
count_entries (const char *folder)
{
    long count = 0;
    DIR *dir = opendir (folder);
    check (dir);
    for (struct dirent *entry = readdir (dir); entry; entry = readdir (dir))
        count += entry->d_name [0] != '.';
    closedir (dir);
    return count;
}

static inline long count_threads (void) { return count_entries ("/proc/self/task"); }
static inline long count_descriptors (void) { return count_entries ("/proc/self/fd") - 1; }

//  A thread is in the list a little longer than pthread_join waits for it.
static inline bool are_threads (long value) { return count_threads () == value; }
static inline bool are_descriptors (long value) { return count_descriptors () == value; }

//  How a child ends that runs the function; a function that returns exits with 0.
static inline int
status_of_child (void (*run) (void))
{
    pid_t child = fork ();
    check (child >= 0);
    if (child == 0) {
        alarm (200);
        run ();
        exit (0);
    }
    int status = 0;
    while (waitpid (child, &status, 0) != child)
        check (errno == EINTR);
    if (WIFSIGNALED (status))
        fprintf (stderr, "a child ended by signal %d\n", WTERMSIG (status));
    return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

static inline int
run_case (int argc, char **argv, const case_t *cases)
{
    for (const case_t *one = cases; one->name; one++)
        if (argc < 2)
            printf ("%s\t%d\t%s\n", one->name, one->status, one->original ? one->original : "");
        else
        if (strcmp (argv [1], one->name) == 0) {
            one->run ();
            return one->status;
        }
    check (argc < 2);
    return 0;
}

#endif

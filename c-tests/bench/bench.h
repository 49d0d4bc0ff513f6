//  What the files of the benchmark share.

#ifndef CZMQ_BENCH_H_INCLUDED
#define CZMQ_BENCH_H_INCLUDED

#include <czmq.h>

enum {
    IF_NAMED = 1,       //  run if it is named, not by default
    OURS_ALONE = 2,     //  the original takes minutes, or all memory
    GROWTH = 4,         //  its count is a size; it reports several rows itself, and is run as
                        //  "growth", not by default
    WHOLE = 8           //  cannot have fewer operations
};

typedef struct {
    const char *name;
    long count;                     //  operations
    void (*run) (long count);
    int flags;
} row_t;

extern row_t data_rows [];
extern double s_begin, s_end;

#ifndef BENCH_CLOCK
#define BENCH_CLOCK CLOCK_MONOTONIC
#endif

static inline double
seconds (void)
{
    struct timespec now;
    clock_gettime (BENCH_CLOCK, &now);
    return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static inline void start (void) { s_begin = seconds (); }
static inline void stop (void) { s_end = seconds (); }

static inline void
report (const char *name, long count, double spent)
{
    printf ("%s %ld %.2f ns\n", name, count, spent * 1e9 / (double) count);
}

static inline void
must (bool condition)
{
    if (!condition) {
        perror ("bench");
        exit (1);
    }
}

#endif

//  zclock: clocks and delays

#include "czmq.h"

#ifndef ZCLOCK_H_INCLUDED
#define ZCLOCK_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zclock.rs

// Sleeps for a number of milliseconds; less if a signal arrives, and not at all for 0 or less.
CZMQ_EXPORT void zclock_sleep(int msecs);

// Returns the wall clock, in milliseconds since 1970. It may be set back; to measure time, use
// zclock_mono.
CZMQ_EXPORT int64_t zclock_time(void);

// Returns a clock that is never set back, in milliseconds. Its zero is arbitrary.
CZMQ_EXPORT int64_t zclock_mono(void);

// Returns the clock of zclock_mono in microseconds.
CZMQ_EXPORT int64_t zclock_usecs(void);

// Returns the local time as text, such as 2021-03-04 15:06:07. The caller frees it.
CZMQ_EXPORT char *zclock_timestr(void);

// Prints the local time, a string formatted as printf does, and a newline on standard output.
// The log's settings have no part in it; zsys_info and its kin are what programs should use.
CZMQ_EXPORT void zclock_log(const char *format, ...) CHECK_PRINTF(1);

// Tests this class; aborts if a check fails. Shows the local time if `verbose`.
CZMQ_EXPORT void zclock_test(bool verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

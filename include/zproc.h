//  zproc: runs another program, with sockets for its standard streams
//
//  DRAFT: declared by czmq.h if CZMQ_BUILD_DRAFT_API is defined before it is included.

#include "czmq.h"

#ifndef ZPROC_H_INCLUDED
#define ZPROC_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zproc.rs

// Creates an object for a program. The caller destroys it.
CZMQ_EXPORT zproc_t *zproc_new(void);

// Destroys an object and sets the caller's variable to NULL; nothing if it is NULL already. If the
// program runs it is ended first, as zproc_shutdown does with 5000 milliseconds. What it wrote and
// nobody has received from the object's own sockets is lost.
CZMQ_EXPORT void zproc_destroy(zproc_t **self_p);

// Returns the command line, a list of strings that the caller destroys; NULL if none was set.
CZMQ_EXPORT zlist_t *zproc_args(zproc_t *self_);

// Sets the command line: a list of strings, of which the first is the path of a file; it is not
// looked for in PATH. Takes the list, and sets the caller's variable to NULL.
CZMQ_EXPORT void zproc_set_args(zproc_t *self_, zlist_t **arguments);

// Sets the command line, as zproc_set_args does: strings, of which the last is NULL.
CZMQ_EXPORT void zproc_set_argsx(zproc_t *self_, const char *arguments, ...);

// Sets the environment: a table of strings by the names of variables. It is the whole environment;
// if it is not set, the program gets that of this process. Takes the table, and sets the caller's
// variable to NULL.
CZMQ_EXPORT void zproc_set_env(zproc_t *self_, zhash_t **arguments);

// Connects the program's standard input with a socket, from which it gets what is received there.
// The socket stays the caller's, who leaves it open and does not use it, until the object is
// destroyed. If it is NULL, the object makes a pipe, whose other end is zproc_stdin; should there
// be too many sockets for that, errno is EMFILE, and zproc_stdin stays NULL. Only the first call
// counts, and only before the program runs.
CZMQ_EXPORT void zproc_set_stdin(zproc_t *self_, void *socket);

// Connects the program's standard output with a socket, to which is sent what it writes. Otherwise
// as zproc_set_stdin.
CZMQ_EXPORT void zproc_set_stdout(zproc_t *self_, void *socket);

// Connects the program's standard error with a socket, to which is sent what it writes. Otherwise
// as zproc_set_stdin.
CZMQ_EXPORT void zproc_set_stderr(zproc_t *self_, void *socket);

// Returns the socket for what the program is to read, which stays the object's; NULL if
// zproc_set_stdin was not called, or with a socket.
CZMQ_EXPORT void *zproc_stdin(zproc_t *self_);

// Returns the socket with what the program writes to its standard output, which stays the
// object's; NULL if zproc_set_stdout was not called, or with a socket.
CZMQ_EXPORT void *zproc_stdout(zproc_t *self_);

// Returns the socket with what the program writes to its standard error, which stays the object's;
// NULL if zproc_set_stderr was not called, or with a socket.
CZMQ_EXPORT void *zproc_stderr(zproc_t *self_);

// Runs the program. Returns 0; or -1 and errno if it cannot be run: EINVAL without a command line,
// ENOENT or EACCES if there is no such file or it is no program, EAGAIN with too many processes.
// An object runs a program once.
CZMQ_EXPORT int zproc_run(zproc_t *self_);

// Returns the code of the program, which must have been run: the exit status, minus the number of
// the signal that ended it, or -42 if it has not exited.
CZMQ_EXPORT int zproc_returncode(zproc_t *self_);

// Returns the number of the program's process; 0 before it is run.
CZMQ_EXPORT int zproc_pid(zproc_t *self_);

// Returns true if the program was run and has not exited.
CZMQ_EXPORT bool zproc_running(zproc_t *self_);

// Waits until the program has exited, at most `timeout` milliseconds, -1: for ever; or until this
// process is interrupted. Returns its code, as zproc_returncode does; 0 if it was not run.
CZMQ_EXPORT int zproc_wait(zproc_t *self_, int timeout);

// Ends the program, if it runs: sends SIGTERM, and if it has not exited after `timeout`
// milliseconds, SIGKILL. A timeout of -1 waits for ever.
CZMQ_EXPORT void zproc_shutdown(zproc_t *self_, int timeout);

// Returns the actor that carries data to and from the program, for pollers: it sends a signal when
// the program has exited. NULL if it was not run. It stays the object's.
CZMQ_EXPORT void *zproc_actor(zproc_t *self_);

// Sends a signal to the program; nothing if it does not run. errno is ESRCH then, or EINVAL if
// there is no such signal.
CZMQ_EXPORT void zproc_kill(zproc_t *self_, int signal);

// Says in the log, or not, when the program starts and ends.
CZMQ_EXPORT void zproc_set_verbose(zproc_t *self_, bool verbose);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zproc_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

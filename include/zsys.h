//  zsys: the process: its sockets, log, signals, files

#ifndef ZSYS_H_INCLUDED
#define ZSYS_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  The most that zsys_udp_recv takes, in bytes
#define UDP_FRAME_MAX 255

//  Called when SIGINT or SIGTERM arrives
typedef void (zsys_handler_fn) (int signal_value);

//  Set to 1 when SIGINT or SIGTERM arrives. A program may set and clear it.
CZMQ_EXPORT extern volatile int zsys_interrupted;
//  Its old name, a variable of its own that is set with it
CZMQ_EXPORT extern volatile int zctx_interrupted;

//  --- functions, generated from src/edge/zsys.rs

// Starts the process layer, which happens by itself with the first socket, actor or log line, and
// returns its libzmq context; NULL and errno if there are no resources for one. Reads the
// environment, installs the handlers of SIGINT and SIGTERM, seeds random.
CZMQ_EXPORT void *zsys_init(void);

// Ends the process layer, which happens by itself at exit: reports and closes sockets that were
// left open, ends the context, puts back settings and signal handlers. It may start again.
//
// While sockets are open it gives actors 200 ms to end. Then blocking calls on sockets fail with
// ETERM.
CZMQ_EXPORT void zsys_shutdown(void);

// Opens a libzmq socket with the process-wide settings; programs rather use zsock_new. The file
// name and line are reported if the socket is left open at the end; the name is not copied.
// Returns NULL and errno: EINVAL for an unknown type, EMFILE if there are too many sockets. The
// caller closes it by zsys_close.
CZMQ_EXPORT void *zsys_socket(int type_, const char *filename, size_t line_nbr);

// Closes a socket of zsys_socket. Returns 0. A socket that was closed at the end of the process
// layer is left alone.
CZMQ_EXPORT int zsys_close(void *handle, const char *_filename, size_t _line_nbr);

// Returns the upper-case name of a libzmq socket type, such as "PUB". The text is static.
CZMQ_EXPORT char *zsys_sockname(int socktype);

// Has SIGINT and SIGTERM call a function. The handlers that were in force are remembered the
// first time, for zsys_handler_reset. NULL puts them back, and keeps this library from
// installing its own from now on.
CZMQ_EXPORT void zsys_handler_set(zsys_handler_fn handler_fn);

// Puts back the handlers of SIGINT and SIGTERM that were in force before this library's or
// zsys_handler_set's.
CZMQ_EXPORT void zsys_handler_reset(void);

// Has SIGINT and SIGTERM set zsys_interrupted, unless the environment has ZSYS_SIGHANDLER=false
// or zsys_handler_set was called with NULL last.
CZMQ_EXPORT void zsys_catch_interrupts(void);

// Returns true if there is a file, or anything else, of this name.
CZMQ_EXPORT bool zsys_file_exists(const char *filename);

// Returns the size of a file in bytes, or -1 and errno.
CZMQ_EXPORT ssize_t zsys_file_size(const char *filename);

// Returns when a file was last written to, or 0 and errno.
CZMQ_EXPORT time_t zsys_file_modified(const char *filename);

// Returns the type and permissions of a file, a mode_t, or -1 and errno.
CZMQ_EXPORT int zsys_file_mode(const char *filename);

// Deletes a file. Returns 0, or -1 and errno.
CZMQ_EXPORT int zsys_file_delete(const char *filename);

// Returns true if a file is there and was not written to for longer than the stable age: five
// seconds, or what ZSYS_FILE_STABLE_AGE_MSEC says.
CZMQ_EXPORT bool zsys_file_stable(const char *filename);

// Makes a directory of a name formatted as printf does, and the directories on the way that are
// missing. Returns 0, also if it is there already, or -1 and errno.
CZMQ_EXPORT int zsys_dir_create(const char *pathname, ...);

// Removes an empty directory of a name formatted as printf does. Returns 0, or -1 and errno.
CZMQ_EXPORT int zsys_dir_delete(const char *pathname, ...);

// Makes a directory the current one of the process. Returns 0, or -1 and errno.
CZMQ_EXPORT int zsys_dir_change(const char *pathname);

// Lets only the owner read and write the files that the process makes from now on.
CZMQ_EXPORT void zsys_file_mode_private(void);

// Puts back the permissions of new files that were in force before zsys_file_mode_private.
CZMQ_EXPORT void zsys_file_mode_default(void);

// Gives the version of CZMQ whose API this is; each pointer may be NULL.
CZMQ_EXPORT void zsys_version(int *major, int *minor, int *patch);

// Formats a string as printf does. Returns NULL and errno without memory. The caller frees it.
CZMQ_EXPORT char *zsys_sprintf(const char *format, ...);

// Formats a string as vprintf does. Returns NULL and errno without memory. The caller frees it.
CZMQ_EXPORT char *zsys_vprintf(const char *format, va_list argptr);

// Returns the host's name for use in endpoints; NULL if the resolver does not know it. The caller
// frees it.
CZMQ_EXPORT char *zsys_hostname(void);

// Returns true if libzmq was built with CURVE security.
CZMQ_EXPORT bool zsys_has_curve(void);

// Sets the default linger time of sockets opened from now on: how long, in milliseconds, a socket
// that was closed goes on sending what it holds. The default is 0 or ZSYS_LINGER.
CZMQ_EXPORT void zsys_set_linger(size_t linger);

// Sets how many messages sockets opened from now on hold for sending, per peer; 0 is no limit.
// The default is 1000 or ZSYS_SNDHWM.
CZMQ_EXPORT void zsys_set_sndhwm(size_t sndhwm);

// Sets how many received messages sockets opened from now on hold, per peer; 0 is no limit. The
// default is 1000 or ZSYS_RCVHWM.
CZMQ_EXPORT void zsys_set_rcvhwm(size_t rcvhwm);

// Sets how many messages the pipes of actors hold for sending, in each direction; 0 is no limit.
// The default is 1000 or ZSYS_PIPEHWM.
CZMQ_EXPORT void zsys_set_pipehwm(size_t pipehwm);

// Returns how many messages the pipes of actors hold.
CZMQ_EXPORT size_t zsys_pipehwm(void);

// Lets sockets opened from now on use IPv6 besides IPv4 (1), or not (0). The default is 0 or
// ZSYS_IPV6.
CZMQ_EXPORT void zsys_set_ipv6(int ipv6);

// Returns what zsys_set_ipv6 set.
CZMQ_EXPORT int zsys_ipv6(void);

// Names the program in each log line. The default is nothing, or ZSYS_LOGIDENT.
CZMQ_EXPORT void zsys_set_logident(const char *value);

// Sends log lines to a stream, or to none if NULL. The caller keeps it open until it sets another.
// The default is stdout or what ZSYS_LOGSTREAM names.
CZMQ_EXPORT void zsys_set_logstream(FILE *stream);

// Sends log lines to the system log, and then nowhere else, or no longer.
CZMQ_EXPORT void zsys_set_logsystem(bool logsystem);

// Logs an error, formatted as printf does. Leaves errno alone.
CZMQ_EXPORT void zsys_error(const char *format, ...);

// Logs a warning, formatted as printf does. Leaves errno alone.
CZMQ_EXPORT void zsys_warning(const char *format, ...);

// Logs what is normal but should be known, formatted as printf does. Leaves errno alone.
CZMQ_EXPORT void zsys_notice(const char *format, ...);

// Logs what may be worth knowing, formatted as printf does. Leaves errno alone.
CZMQ_EXPORT void zsys_info(const char *format, ...);

// Logs what helps to find a fault, formatted as printf does. Leaves errno alone.
CZMQ_EXPORT void zsys_debug(const char *format, ...);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

//  zsys: the process: its sockets, log, signals, files

#include "czmq.h"

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

//  --- functions, generated from src/zsys.rs

// Starts zsys and returns its libzmq context; NULL and errno if there are no resources for one. The
// first socket, actor or log line does this automatically. Reads the environment, installs handlers of
// SIGINT and SIGTERM, and seeds random.
CZMQ_EXPORT void *zsys_init(void);

// Ends zsys, which happens automatically at exit: reports and closes sockets that were left open,
// terminates the context, and restores settings and signal handlers. zsys may start again.
//
// While sockets are open, it gives actors 200 ms to end. Then blocking calls on sockets fail with
// ETERM.
CZMQ_EXPORT void zsys_shutdown(void);

// Opens a libzmq socket with the process-wide settings; programs rather use zsock_new. The file
// name and line are reported if the socket is left open at the end of the process. Returns NULL and
// errno: EINVAL for an unknown type, EMFILE if there are too many sockets. The caller closes it by
// zsys_close.
CZMQ_EXPORT void *zsys_socket(int type_, const char *filename, size_t line_nbr);

// Closes a socket of zsys_socket. Returns 0. A socket that was closed at the end of the process
// layer is left alone.
CZMQ_EXPORT int zsys_close(void *handle, const char *_filename, size_t _line_nbr);

// Returns the upper-case name of a libzmq socket type, such as "PUB". The text is static.
CZMQ_EXPORT char *zsys_sockname(int socktype);

// Makes two sockets that talk to each other alone. Returns one and stores the other at
// `backend_p`; the caller destroys both. How many messages each holds for sending is what
// zsys_set_pipehwm set. Returns NULL and errno EMFILE if there are too many sockets.
CZMQ_EXPORT zsock_t *zsys_create_pipe(zsock_t **backend_p);

// Installs a handler for SIGINT and SIGTERM. The handlers that were in force are remembered the
// first time, for zsys_handler_reset. NULL restores them, and keeps this library from installing
// its own from now on.
CZMQ_EXPORT void zsys_handler_set(zsys_handler_fn handler_fn);

// Restores the handlers of SIGINT and SIGTERM that were in force before this library's or
// zsys_handler_set's.
CZMQ_EXPORT void zsys_handler_reset(void);

// Installs a handler for SIGINT and SIGTERM that sets zsys_interrupted, unless the environment has
// ZSYS_SIGHANDLER=false or zsys_handler_set was called with NULL last.
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
// seconds, or what ZSYS_FILE_STABLE_AGE_MSEC or zsys_set_file_stable_age_msec says.
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

// Restores the permissions of new files that were in force before zsys_file_mode_private.
CZMQ_EXPORT void zsys_file_mode_default(void);

// Gives the version of CZMQ whose API this is; each pointer may be NULL.
CZMQ_EXPORT void zsys_version(int *major, int *minor, int *patch);

// Formats a string as printf does. Returns NULL with errno set to ENOMEM if there is no memory.
// The caller frees it.
CZMQ_EXPORT char *zsys_sprintf(const char *format, ...);

// Formats a string as vprintf does. Returns NULL with errno set to ENOMEM if there is no memory.
// The caller frees it.
CZMQ_EXPORT char *zsys_vprintf(const char *format, va_list argptr);

// Opens a UDP socket for beacons, of IPv6 if zsys_set_ipv6 asks for it. It may broadcast, and
// shares its port with others. `routable` is for multicast, which is not there for IPv6: a breach.
// Returns INVALID_SOCKET, logs an error and sets errno if that fails. The caller closes it by
// zsys_udp_close.
CZMQ_EXPORT SOCKET zsys_udp_new(bool routable);

// Closes a UDP socket. Returns 0, or -1 and errno.
CZMQ_EXPORT int zsys_udp_close(SOCKET handle);

// Sends a frame as one datagram to an address of `addrlen` bytes. The frame stays the caller's.
// Returns 0; or -1 and errno, and logs why at debug level, if it cannot be sent, because the
// interface is gone for example.
CZMQ_EXPORT int zsys_udp_send(SOCKET udpsock, zframe_t *frame, inaddr_t *address, int addrlen);

// Receives a datagram, and discards bytes beyond UDP_FRAME_MAX. Puts the sender's numeric address
// into `peername`, of `peerlen` bytes: INET_ADDRSTRLEN for IPv4, NI_MAXHOST for IPv6. Returns NULL
// and errno if nothing can be received, and NULL with a warning in the log if there is no room for
// the address. The caller destroys the frame.
CZMQ_EXPORT zframe_t *zsys_udp_recv(SOCKET udpsock, char *peername, int peerlen);

// Tells what errno is after an operation on a UDP socket failed: nothing if it may be tried again;
// else logs the error, with a word on the operation, and aborts.
CZMQ_EXPORT void zsys_socket_error(const char *reason);

// Returns the host's name for use in endpoints; NULL if the resolver does not know it. The caller
// frees it.
CZMQ_EXPORT char *zsys_hostname(void);

// Continues in the background, in a child process that moves to a directory, unless that is NULL,
// ignores SIGHUP, has its standard streams at /dev/null and all other descriptors closed, and
// keeps others from writing to the files that it makes. The parent exits. Returns 0 in the child;
// logs an error, and returns -1 and errno, if there is no child or it cannot change its directory.
CZMQ_EXPORT int zsys_daemonize(const char *workdir);

// Locks a file and writes the process's number into it, then switches to a group and to a user,
// with the supplementary groups that go with them. Each may be NULL. To be called after
// zsys_daemonize. Returns 0; or logs an error, and returns -1 and errno, if a step fails.
CZMQ_EXPORT int zsys_run_as(const char *lockfile, const char *group, const char *user);

// Returns true if libzmq was built with CURVE security.
CZMQ_EXPORT bool zsys_has_curve(void);

// Sets how many threads libzmq uses for input and output; 0 is enough for inproc. The default is 1
// or ZSYS_IO_THREADS. Logs an error and aborts if a socket exists.
CZMQ_EXPORT void zsys_set_io_threads(size_t io_threads);

// Sets the scheduling policy of libzmq's threads, as sched_setscheduler takes it; ignored if it is
// negative. The default is the system's or ZSYS_THREAD_SCHED_POLICY. Logs an error and aborts if a
// socket exists.
CZMQ_EXPORT void zsys_set_thread_sched_policy(int policy);

// Sets the scheduling priority of libzmq's threads; ignored if it is negative. The default is the
// system's or ZSYS_THREAD_PRIORITY. Logs an error and aborts if a socket exists.
CZMQ_EXPORT void zsys_set_thread_priority(int priority);

// Sets a number as the prefix of the names of libzmq's threads; ignored if it is negative. The
// default is none or ZSYS_THREAD_NAME_PREFIX. Logs an error and aborts if a socket exists.
CZMQ_EXPORT void zsys_set_thread_name_prefix(int prefix);

// Returns the number that is the prefix of the names of libzmq's threads; 0 if there is none.
CZMQ_EXPORT int zsys_thread_name_prefix(void);

// Lets libzmq's threads run on a CPU, and on others that are added; ignored if it is negative.
// Logs an error and aborts if a socket exists.
CZMQ_EXPORT void zsys_thread_affinity_cpu_add(int cpu);

// Removes a CPU from the affinity set of zsys_thread_affinity_cpu_add; ignored if it is negative.
// Logs an error and aborts if a socket exists.
CZMQ_EXPORT void zsys_thread_affinity_cpu_remove(int cpu);

// Sets how many sockets there can be; 0 is as many as the system allows, see zsys_socket_limit.
// The default is 1024 or ZSYS_MAX_SOCKETS. Logs an error and aborts if a socket exists.
CZMQ_EXPORT void zsys_set_max_sockets(size_t max_sockets);

// Returns how many sockets there can be on this system.
CZMQ_EXPORT size_t zsys_socket_limit(void);

// Sets the size, in bytes, of the largest message that is sent; ignored if it is negative. The
// default is INT_MAX or ZSYS_MAX_MSGSZ.
CZMQ_EXPORT void zsys_set_max_msgsz(int max_msgsz);

// Returns the size, in bytes, of the largest message that is sent.
CZMQ_EXPORT int zsys_max_msgsz(void);

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

// Returns what zsys_set_ipv6 set: 1 if sockets use IPv6, else 0.
CZMQ_EXPORT int zsys_ipv6(void);

// Names the network interface for beacons; "*" is all of them. The default is none, or
// ZSYS_INTERFACE.
CZMQ_EXPORT void zsys_set_interface(const char *value);

// Returns the network interface for beacons, "" if none was named. The text stays as it is.
CZMQ_EXPORT const char *zsys_interface(void);

// Sets the IPv6 address that beacons are received at. The default is none, or ZSYS_IPV6_ADDRESS.
CZMQ_EXPORT void zsys_set_ipv6_address(const char *value);

// Returns the IPv6 address that beacons are received at, "" if none was set. The text stays as it
// is.
CZMQ_EXPORT const char *zsys_ipv6_address(void);

// Sets the IPv6 multicast address that beacons are sent to. The default is that of all nodes of
// the link, or ZSYS_IPV6_MCAST_ADDRESS.
CZMQ_EXPORT void zsys_set_ipv6_mcast_address(const char *value);

// Returns the IPv6 multicast address that beacons are sent to. The text stays as it is.
CZMQ_EXPORT const char *zsys_ipv6_mcast_address(void);

// Has sockets that are bound from now on take over a listening socket of the same TCP port or
// IPC path, if the process inherited one from systemd (1), or not (0). The default is 0 or
// ZSYS_AUTO_USE_FD.
CZMQ_EXPORT void zsys_set_auto_use_fd(int auto_use_fd);

// Returns what zsys_set_auto_use_fd set.
CZMQ_EXPORT int zsys_auto_use_fd(void);

// Names the program in each log line. The default is nothing, or ZSYS_LOGIDENT.
CZMQ_EXPORT void zsys_set_logident(const char *value);

// Sends log lines to a stream, or to none if NULL. The caller keeps it open until it sets another.
// The default is stdout or what ZSYS_LOGSTREAM names.
CZMQ_EXPORT void zsys_set_logstream(FILE *stream);

// Sends log lines to subscribers as well, each as a frame: attaches a PUB socket to the endpoints,
// binding by default (see zsock_attach). Further calls add endpoints; NULL closes the socket. The
// default is nothing, or ZSYS_LOGSENDER. An endpoint that cannot be bound is a breach: aborts.
CZMQ_EXPORT void zsys_set_logsender(const char *endpoint);

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

// Tests this class; aborts if a check fails. Shows the log lines of the test if `verbose`.
CZMQ_EXPORT void zsys_test(bool verbose);

#ifdef CZMQ_BUILD_DRAFT_API

// Returns true if SIGINT or SIGTERM arrived, or zsys_set_interrupted was called, and the
// program did not clear zsys_interrupted since.
CZMQ_EXPORT bool zsys_is_interrupted(void);

// Sets zsys_interrupted, as SIGINT and SIGTERM do.
CZMQ_EXPORT void zsys_set_interrupted(void);

// Formats a string as zsys_sprintf does. It gets memory of `hint` bytes, 256 if that is not
// positive, or more if it needs more. The caller frees it.
CZMQ_EXPORT char *zsys_sprintf_hint(int hint, const char *format, ...);

// Formats a string by names: `%(name)s` stands for the item of that name in a table of
// strings, `%%` for a percent sign. Returns NULL and errno EINVAL if the table has no such item,
// or there is anything else after a percent sign; zsys_zprintf_error describes it. The caller
// frees the string.
CZMQ_EXPORT char *zsys_zprintf(const char *format, zhash_t *args);

// Returns why zsys_zprintf fails with these arguments, as a text that the caller frees; NULL
// if it does not.
CZMQ_EXPORT char *zsys_zprintf_error(const char *format, zhash_t *args);

// Formats a string as zsys_zprintf does, with the values of a configuration: names are paths
// as zconfig_get takes them. An item without a value is not there. The caller frees the string.
CZMQ_EXPORT char *zsys_zplprintf(const char *format, zconfig_t *args);

// Returns why zsys_zplprintf fails with these arguments, as a text that the caller frees;
// NULL if it does not.
CZMQ_EXPORT char *zsys_zplprintf_error(const char *format, zconfig_t *args);

// Sets a text of up to 15 bytes as the prefix of the names of libzmq's threads. The default
// is none or ZSYS_THREAD_NAME_PREFIX_STR. Nothing changes, and errno is EINVAL, for a text that is
// empty or too long; or ENOTSUP, for one that is no number if libzmq was built without its draft
// API. Logs an error and aborts if a socket exists.
CZMQ_EXPORT void zsys_set_thread_name_prefix_str(const char *prefix);

// Returns what zsys_set_thread_name_prefix_str or zsys_set_thread_name_prefix set last, "0"
// if nothing was. The text stays as it is.
CZMQ_EXPORT const char *zsys_thread_name_prefix_str(void);

// Has sockets that are opened from now on receive messages in the memory that the network
// was read into (1), or copy each (0). The default is 1 or ZSYS_ZERO_COPY_RECV.
CZMQ_EXPORT void zsys_set_zero_copy_recv(int zero_copy);

// Returns 1 if messages are received in the memory that the network was read into, 0 if
// not.
CZMQ_EXPORT int zsys_zero_copy_recv(void);

// Sets how long, in milliseconds, a file must not have been written to before it counts as
// stable; ignored below 1. The default is 5000 or ZSYS_FILE_STABLE_AGE_MSEC.
CZMQ_EXPORT void zsys_set_file_stable_age_msec(int64_t file_stable_age_msec);

// Returns how long, in milliseconds, a file must not have been written to before it counts
// as stable.
CZMQ_EXPORT int64_t zsys_file_stable_age_msec(void);

// Returns true if this system has IPv6: a socket can be bound to its loopback address.
CZMQ_EXPORT bool zsys_ipv6_available(void);

// Sets the IPv4 multicast address that beacons are sent to and received at; NULL has them
// broadcast. The default is to broadcast, or ZSYS_IPV4_MCAST_ADDRESS.
CZMQ_EXPORT void zsys_set_ipv4_mcast_address(const char *value);

// Returns the IPv4 multicast address that beacons are sent to; NULL if they are broadcast.
// The text stays as it is.
CZMQ_EXPORT const char *zsys_ipv4_mcast_address(void);

// Sets how many networks beacons reach that are sent to a multicast address, by sockets
// that are opened from now on; 1 is the local one, which is the default. 0 is a breach.
CZMQ_EXPORT void zsys_set_mcast_ttl(uint8_t value);

// Returns how many networks beacons reach that are sent to a multicast address.
CZMQ_EXPORT uint8_t zsys_mcast_ttl(void);

#endif

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

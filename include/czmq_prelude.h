//  What a program that includes <czmq.h> may rely on besides the classes: the system's headers,
//  short integer types, and small helpers, on POSIX systems.

#ifndef CZMQ_PRELUDE_H_INCLUDED
#define CZMQ_PRELUDE_H_INCLUDED

//  Platform names that programs test for
#if defined (__unix__) || defined (__unix) || defined (__APPLE__)
#   ifndef __UNIX__
#       define __UNIX__
#   endif
#else
#   error "this library supports POSIX systems only"
#endif
#if defined (__linux__) && !defined (__UTYPE_LINUX)
#   define __UTYPE_LINUX
#   define __NO_CTYPE
#endif
#ifndef _DEFAULT_SOURCE
#   define _DEFAULT_SOURCE
#endif
#if (defined (__x86_64__) || defined (__64BIT__)) && !defined (__IS_64BIT__)
#   define __IS_64BIT__
#elif !defined (__IS_64BIT__) && !defined (__IS_32BIT__)
#   define __IS_32BIT__
#endif

//  Contracts are checked in every build
#ifdef NDEBUG
#   undef NDEBUG
#endif

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <pwd.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/param.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>
#include <utime.h>
#ifndef TCP_NODELAY
#   include <netinet/tcp.h>
#endif

//  Only for programs that ask for them
#ifdef HAVE_LIBSYSTEMD
#   include <systemd/sd-daemon.h>
#endif
#if defined (HAVE_LINUX_WIRELESS_H) || defined (HAVE_NET_IF_H)
//  Of net/if.h and linux/if.h, which wireless.h includes, libc's must come first. If the program has
//  included linux/if.h already, net/if.h cannot follow, and what is missing is declared here.
#   ifndef _LINUX_IF_H
#       include <net/if.h>
#   elif !defined (_NET_IF_H)
#       ifdef __cplusplus
extern "C" unsigned int if_nametoindex (const char *ifname);
#       else
unsigned int if_nametoindex (const char *ifname);
#       endif
#       ifndef IF_NAMESIZE
#           define IF_NAMESIZE IFNAMSIZ
#       endif
#   endif
#endif
#ifdef HAVE_LINUX_WIRELESS_H
#   include <linux/wireless.h>
#elif defined (HAVE_NET_IF_MEDIA_H)
#   include <net/if_media.h>
#endif

#include <zmq.h>

#if UCHAR_MAX != 0xFF || USHRT_MAX != 0xFFFFU || UINT_MAX != 0xFFFFFFFFU
#   error "this library needs integers of 8, 16 and 32 bits"
#endif
typedef unsigned char byte;
typedef unsigned short dbyte;
typedef unsigned int qbyte;
#if defined (__STRICT_ANSI__) && !defined (__cplusplus) && !defined (__USE_MISC)
typedef unsigned int uint;
#endif

//  Addresses
typedef struct sockaddr_in inaddr_t;
typedef struct sockaddr_in6 in6addr_t;
typedef struct {
    union {
        inaddr_t __addr;
        in6addr_t __addr6;
    } __inaddr_u;
#define ipv4addr __inaddr_u.__addr
#define ipv6addr __inaddr_u.__addr6
    int inaddrlen;
} inaddr_storage_t;

//  Sockets, by the names that other systems use
#ifndef SOCKET
typedef int SOCKET;
#endif
#define closesocket close
#define INVALID_SOCKET -1
#define SOCKET_ERROR -1
#ifndef O_BINARY
#   define O_BINARY 0
#endif
#ifndef PATH_MAX
#   define PATH_MAX 1024
#endif
#ifndef S_IRUSR
#   define S_IRUSR S_IREAD
#endif
#ifndef S_IWUSR
#   define S_IWUSR S_IWRITE
#endif
#ifndef S_ISDIR
#   define S_ISDIR(m) (((m) & S_IFDIR) != 0)
#endif
#ifndef S_ISREG
#   define S_ISREG(m) (((m) & S_IFREG) != 0)
#endif

//  The length of a millisecond in the unit of zmq_poll
#ifndef ZMQ_POLL_MSEC
#   define ZMQ_POLL_MSEC 1
#endif

#define streq(s1,s2) (!strcmp ((s1), (s2)))
#define strneq(s1,s2) (strcmp ((s1), (s2)))

//  A variable for each thread
#define CZMQ_THREADLS __thread

//  Has the compiler check a function's format, which is argument a, and what follows it
#if defined (__GNUC__)
#   define CHECK_PRINTF(a) __attribute__ ((format (printf, a, a + 1)))
#else
#   define CHECK_PRINTF(a)
#endif

//  A random integer from 0 to n - 1. The source of randomness can be replaced.
#ifndef ZSYS_RANDOF_FLT
#   define ZSYS_RANDOF_FLT float
#endif
#ifndef ZSYS_RANDOF_FUNC
#   define ZSYS_RANDOF_FUNC random
#endif
#ifndef ZSYS_RANDOF_FUNC_BITS
#   define ZSYS_RANDOF_FUNC_BITS 32
#endif
#ifndef ZSYS_RANDOF_MAX
#   define ZSYS_RANDOF_MAX (UINT32_MAX >> 6)
#endif
#define s_randof_factor()                                                      \
    ((ZSYS_RANDOF_FLT) (ZSYS_RANDOF_FUNC () % (ZSYS_RANDOF_MAX - 1))           \
     / (ZSYS_RANDOF_FLT) ZSYS_RANDOF_MAX)
#define randof(num)                                                            \
    ((int) ((ZSYS_RANDOF_FLT) (num) * s_randof_factor ()                       \
            / (1.0 + s_randof_factor () / 100.0)))

//  Frees x and sets it to NULL
#define freen(x) do { free (x); (x) = NULL; } while (0)

//  Zeroed memory, never NULL: without memory the process aborts, saying where
#if defined (_ZMALLOC_DEBUG) || defined (_ZMALLOC_PEDANTIC)
#   define zmalloc(size) calloc (1, (size))
#else
static inline void *
safe_malloc (size_t size, const char *file, unsigned line)
{
    void *memory = calloc (1, size);
    if (!memory) {
        fprintf (stderr, "FATAL ERROR at %s:%u\n", file, line);
        fprintf (stderr, "OUT OF MEMORY (malloc returned NULL)\n");
        fflush (stderr);
        abort ();
    }
    return memory;
}
#   define zmalloc(size) safe_malloc ((size), __FILE__, __LINE__)
#endif

#endif

//  Publishes by PUT, on many connections at once: publishers PORT CONNECTIONS REQUESTS
//
//  Each connection has a tuple of its own, whose value is another in each request, so that each of
//  the REQUESTS in all is published and delivered. Fails if any is answered with an error.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int port, connections, requests;
static int failures, reconnects;

static int open_connection (void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port) };
    address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
    struct timeval limit = { .tv_sec = 30 };
    int one = 1, fd = socket (AF_INET, SOCK_STREAM, 0);
    setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect (fd, (struct sockaddr *) &address, sizeof address)) {
        close (fd);
        return -1;
    }
    return fd;
}

//  The status; 0 if the connection ended before the first byte of an answer; -1 for anything else.
static int exchange (int fd, const char *request, bool *stays)
{
    size_t size = strlen (request);
    if (send (fd, request, size, MSG_NOSIGNAL) != (ssize_t) size)
        return 0;
    char answer [4096];
    size_t have = 0, wanted = SIZE_MAX;
    while (have < wanted) {
        if (have == sizeof answer - 1)
            return -1;
        ssize_t count = recv (fd, answer + have, sizeof answer - 1 - have, 0);
        if (count <= 0)
            return have || (count < 0 && errno != ECONNRESET)? -1: 0;
        have += count;
        answer [have] = 0;
        char *end = strstr (answer, "\r\n\r\n");
        if (end) {
            char *length = strcasestr (answer, "\r\nContent-Length:");
            if (!length || length > end)
                return -1;
            wanted = end + 4 - answer + atoi (length + 17);
        }
    }
    *stays = !strcasestr (answer, "\r\nConnection: close");
    return have == wanted && strncmp (answer, "HTTP/1.1 ", 9) == 0? atoi (answer + 9): -1;
}

static void *publish (void *args)
{
    int number = (int) (intptr_t) args, fd = -1;
    bool fresh = false;
    for (int count = 0; count < requests / connections; count++) {
        char value [32], request [256];
        int size = snprintf (value, sizeof value, "%d.%d", number, count);
        snprintf (request, sizeof request, "PUT /gossip/publishers/%d HTTP/1.1\r\nHost: main.test\r\n"
            "Content-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s", number, size, value);
        int status = 0;
        bool stays = true;
        for (int attempt = 0; status == 0 && attempt < 10; attempt++) {
            if (fd == -1) {
                fd = open_connection ();
                fresh = true;
                __atomic_add_fetch (&reconnects, 1, __ATOMIC_RELAXED);
            }
            status = fd == -1? -1: exchange (fd, request, &stays);
            //  A connection that was idle may be closed by either side at any time; a new one may not.
            if (status == 0 && fresh)
                status = -1;
            if (fd != -1 && (status <= 0 || !stays)) {
                close (fd);
                fd = -1;
            }
            fresh = false;
        }
        //  Asked again, it may have been published the first time.
        if (status != (count? 200: 201) && status != 204) {
            __atomic_add_fetch (&failures, 1, __ATOMIC_RELAXED);
            printf ("%s: %d\n", value, status);
        }
    }
    if (fd != -1)
        close (fd);
    return NULL;
}

int main (int argc, char *argv [])
{
    if (argc < 4)
        return 2;
    port = atoi (argv [1]);
    connections = atoi (argv [2]);
    requests = atoi (argv [3]);
    pthread_t threads [64];
    if (connections < 1 || connections > 64)
        return 2;
    struct timespec from, to;
    clock_gettime (CLOCK_MONOTONIC, &from);
    for (int index = 0; index < connections; index++)
        pthread_create (&threads [index], NULL, publish, (void *) (intptr_t) index);
    for (int index = 0; index < connections; index++)
        pthread_join (threads [index], NULL);
    clock_gettime (CLOCK_MONOTONIC, &to);
    double seconds = to.tv_sec - from.tv_sec + (to.tv_nsec - from.tv_nsec) / 1e9;
    printf ("%d requests on %d connections, opened %d times: %d failures, %.0f requests/s\n",
        requests / connections * connections, connections, reconnects, failures,
        requests / seconds);
    return failures? 1: 0;
}

//  What the tests of HTTP share: clients and servers of bare bytes, and those who answer.

#ifndef CZMQ_HTTP_H_INCLUDED
#define CZMQ_HTTP_H_INCLUDED

#include "observe.h"
#include <arpa/inet.h>

//  Connects to a port of this host.
static inline int
dial (int port)
{
    int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((uint16_t) port) };
    address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
    check (fd >= 0 && connect (fd, (struct sockaddr *) &address, sizeof address) == 0);
    struct timeval limit = { 20, 0 };
    setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    return fd;
}

static inline void
tell (int fd, const char *text)
{
    check (send (fd, text, strlen (text), MSG_NOSIGNAL) == (ssize_t) strlen (text));
}

//  Everything until the peer closes; ends with a NUL. The caller frees it.
static inline char *
hear_all (int fd)
{
    size_t size = 0;
    char *text = (char *) zmalloc (1 << 20);
    ssize_t got;
    while ((got = recv (fd, text + size, (1 << 20) - 1 - size, 0)) > 0)
        size += (size_t) got;
    check (got == 0 || errno == ECONNRESET);
    close (fd);
    return text;
}

//  What the server says to one text, until it closes.
static inline char *
ask (int port, const char *text)
{
    int fd = dial (port);
    tell (fd, text);
    return hear_all (fd);
}

//  The status of a response, 0 if there is none.
static inline int
status_of (const char *response)
{
    int status = 0;
    sscanf (response, "HTTP/1.1 %d ", &status);
    return status;
}

//  A server with these options, which it destroys; and a socket for its requests.
typedef struct {
    zhttp_server_t *server;
    zsock_t *worker;
    int port;
} house_t;

static inline house_t
house_open (zhttp_server_options_t *options)
{
    house_t house;
    zhttp_server_options_set_port (options, 0);
    house.server = zhttp_server_new (options);
    check (house.server);
    house.port = zhttp_server_port (house.server);
    check (house.port > 0 && house.port < 65536);
    house.worker = zsock_new_dealer (zhttp_server_options_backend_address (options));
    check (house.worker);
    zsock_set_rcvtimeo (house.worker, 20000);
    zhttp_server_options_destroy (&options);
    return house;
}

static inline void
house_close (house_t *house)
{
    zsock_destroy (&house->worker);
    zhttp_server_destroy (&house->server);
    check (!house->server);
}

//  Receives a request and answers with what it was: method, URL and content.
static inline void
answer_echo (house_t *house)
{
    zhttp_request_t *request = zhttp_request_new ();
    void *connection = zhttp_request_recv (request, house->worker);
    check (connection);
    zhttp_response_t *response = zhttp_response_new ();
    char *text = zsys_sprintf ("%s %s ", zhttp_request_method (request),
                               zhttp_request_url (request));
    size_t head = strlen (text), size = zhttp_request_content_length (request);
    text = (char *) realloc (text, head + size + 1);
    check (text);
    if (size)
        memcpy (text + head, zhttp_request_content (request), size);
    zhttp_response_set_content_data (response, text, head + size);
    free (text);
    zhttp_response_set_content_type (response, "text/plain");
    check (zhttp_response_send (response, house->worker, &connection) == 0);
    check (!connection);
    zhttp_request_destroy (&request);
    zhttp_response_destroy (&response);
}

#endif

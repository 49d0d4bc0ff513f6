//  ours alone: Debian's library has no DRAFT classes
//
//  Walks zhttp_server: requests in all forms, those that are none, clients that are slow, many or
//  gone, and workers that come and go.

#define CZMQ_BUILD_DRAFT_API
#include "http.h"

static zhttp_server_options_t *
limits (const char *timeout, const char *content, const char *connections)
{
    zconfig_t *config = zconfig_new ("root", NULL);
    zconfig_put (config, "http_server/timeout", timeout);
    zconfig_put (config, "http_server/content_limit", content);
    zconfig_put (config, "http_server/connections", connections);
    zhttp_server_options_t *options = zhttp_server_options_from_config (config);
    zconfig_destroy (&config);
    return options;
}

static void
requests_and_responses (void)
{
    house_t house = house_open (zhttp_server_options_new ());
    int fd = dial (house.port);
    tell (fd, "POST /a/b?c HTTP/1.1\r\nHost: h\r\nx-some-THING: 1\r\nX-Some-Thing: 2\r\n"
              "Content-Type: text/plain\r\nContent-Length: 6\r\n\r\nHello!");
    zhttp_request_t *request = zhttp_request_new ();
    void *connection = zhttp_request_recv (request, house.worker);
    check (connection);
    check_streq (zhttp_request_method (request), "POST");
    check_streq (zhttp_request_url (request), "/a/b?c");
    check_streq (zhttp_request_content (request), "Hello!");
    check (zhttp_request_content_length (request) == 6);
    check_streq (zhttp_request_content_type (request), "text/plain");
    zhash_t *headers = zhttp_request_headers (request);
    check_streq ((char *) zhash_lookup (headers, "X-Some-Thing"), "1, 2");
    check_streq ((char *) zhash_lookup (headers, "Host"), "h");

    zhttp_response_t *response = zhttp_response_new ();
    zhttp_response_set_status_code (response, 201);
    zhttp_response_set_content_const (response, "Welcome!");
    zhash_insert (zhttp_response_headers (response), "X-Answer", "yes");
    zhash_insert (zhttp_response_headers (response), "Content-Length", "3");
    zhash_insert (zhttp_response_headers (response), "Connection", "close");
    check (zhttp_response_send (response, house.worker, &connection) == 0);
    check (!connection && zhash_size (zhttp_response_headers (response)) == 0);
    check (!zhttp_response_content (response));
    check (zhttp_response_status_code (response) == 201);
    char *text = hear_all (fd);
    check (status_of (text) == 201);
    check (strstr (text, "\r\nX-Answer: yes\r\n") && strstr (text, "\r\nDate: "));
    check (strstr (text, "\r\nContent-Length: 8\r\n") && !strstr (text, "Content-Length: 3"));
    check (strstr (text, "\r\n\r\nWelcome!"));
    free (text);
    zhttp_response_destroy (&response);
    zhttp_request_destroy (&request);
    house_close (&house);
}

//  Several requests by one connection, some of them before the answers.
static void
one_after_the_other (void)
{
    house_t house = house_open (zhttp_server_options_new ());
    int fd = dial (house.port);
    tell (fd, "PUT /1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
              "3\r\nabc\r\n2;x\r\nde\r\n0\r\nX-Trailer: x\r\n\r\n"
              "HEAD /2 HTTP/1.1\r\nHost: h\r\n\r\n"
              "POST /3 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n!!"
              "GET /4 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    for (int count = 0; count < 4; count++)
        answer_echo (&house);
    char *text = hear_all (fd), *at = text;
    const char *parts [] = { "\r\n\r\nPUT /1 abcde", "Content-Length: 8\r\n\r\nHTTP/1.1 200 OK",
                             "\r\n\r\nPOST /3 !!", "Connection: close\r\n\r\nGET /4 " };
    for (int count = 0; count < 4; count++) {
        at = strstr (at, parts [count]);
        check (at);
        at += 10;
    }
    free (text);

    //  The old version, without and with a wish.
    fd = dial (house.port);
    tell (fd, "GET /5 HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET /6 HTTP/1.0\r\n\r\n");
    answer_echo (&house);
    answer_echo (&house);
    text = hear_all (fd);
    check (strstr (text, "GET /5 ") && strstr (text, "GET /6 "));
    free (text);

    //  A client that ends its side is answered still.
    fd = dial (house.port);
    tell (fd, "GET /7 HTTP/1.1\r\nHost: h\r\n\r\n");
    shutdown (fd, SHUT_WR);
    answer_echo (&house);
    text = hear_all (fd);
    check (strstr (text, "GET /7 "));
    free (text);

    //  One that waits to be told.
    fd = dial (house.port);
    tell (fd, "POST /8 HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
    char go [26] = "";
    check (recv (fd, go, 25, MSG_WAITALL) == 25);
    check_streq (go, "HTTP/1.1 100 Continue\r\n\r\n");
    tell (fd, "x");
    answer_echo (&house);
    shutdown (fd, SHUT_WR);
    text = hear_all (fd);
    check (strstr (text, "POST /8 x"));
    free (text);
    house_close (&house);
}

static void
what_is_no_request (void)
{
    house_t house = house_open (limits ("30000", "1000", "100"));
    static const struct { int status; const char *text; } refused [] = {
        { 400, "\x16\x03\x01\x02" },
        { 400, "hello\r\n" },
        { 400, "GET / HTTP/1.1\r\n\r\n" },
        { 400, "GET nowhere HTTP/1.1\r\nHost: h\r\n\r\n" },
        { 400, "G(T / HTTP/1.1\r\nHost: h\r\n\r\n" },
        { 400, "GET / HTTP/1.1\r\nHost: h\r\nno header\r\n\r\n" },
        { 400, "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n" },
        { 400, "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n" },
        { 400, "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n" },
        { 400, "GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n" },
        { 400, "GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxyz" },
        { 413, "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n" },
        { 413, "GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" },
        { 417, "GET / HTTP/1.1\r\nHost: h\r\nExpect: wonders\r\n\r\n" },
        { 501, "GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n" },
        { 505, "GET / HTTP/3.0\r\nHost: h\r\n\r\n" },
    };
    for (size_t index = 0; index < sizeof refused / sizeof *refused; index++) {
        int fd = dial (house.port);
        tell (fd, refused [index].text);
        shutdown (fd, SHUT_WR);
        char *text = hear_all (fd);
        if (status_of (text) != refused [index].status)
            fprintf (stderr, "%s: %s\n", refused [index].text, text);
        check (status_of (text) == refused [index].status);
        free (text);
    }
    //  A head without an end; the client sends on while it is refused.
    char *line = (char *) zmalloc (200001);
    memset (line, 'a', 200000);
    int fd = dial (house.port);
    tell (fd, "GET / HTTP/1.1\r\nHost: h\r\nA: ");
    send (fd, line, 200000, MSG_NOSIGNAL);
    shutdown (fd, SHUT_WR);
    char *text = hear_all (fd);
    check (status_of (text) == 431);
    free (text);
    free (line);

    //  Clients that go in the middle.
    const char *begun [] = { "", "G", "GET / HTTP/1.1\r\n",
                             "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc",
                             "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na" };
    for (size_t index = 0; index < sizeof begun / sizeof *begun; index++) {
        fd = dial (house.port);
        tell (fd, begun [index]);
        shutdown (fd, SHUT_WR);
        text = hear_all (fd);
        check_streq (text, "");
        free (text);
    }
    //  None of them came through, and the server goes on.
    zsock_set_rcvtimeo (house.worker, 0);
    zhttp_request_t *request = zhttp_request_new ();
    check (!zhttp_request_recv (request, house.worker));
    zhttp_request_destroy (&request);
    zsock_set_rcvtimeo (house.worker, 20000);
    fd = dial (house.port);
    tell (fd, "GET /on HTTP/1.0\r\n\r\n");
    answer_echo (&house);
    text = hear_all (fd);
    check (strstr (text, "GET /on "));
    free (text);
    house_close (&house);
}

//  Waits until the server has closed its end of a connection of this process.
static void
await_closed (int fd)
{
    struct sockaddr_in own, peer;
    socklen_t size = sizeof own;
    check (getsockname (fd, (struct sockaddr *) &own, &size) == 0);
    check (getpeername (fd, (struct sockaddr *) &peer, &size) == 0);
    char established [64];
    snprintf (established, sizeof established, ":%04X %08X:%04X 01 ", ntohs (peer.sin_port),
              own.sin_addr.s_addr, ntohs (own.sin_port));
    bool open = true;
    for (int tries = 0; open; tries++) {
        check (tries < 6000);
        zclock_sleep (10);
        FILE *file = fopen ("/proc/net/tcp", "r");
        check (file);
        char line [300];
        open = false;
        while (fgets (line, sizeof line, file))
            open |= strstr (line, established) != NULL;
        fclose (file);
    }
}

static void
slow_clients (void)
{
    house_t house = house_open (limits ("1000", "100000", "100"));
    int idle = dial (house.port), head = dial (house.port), content = dial (house.port);
    tell (head, "GET / HTTP/1.1\r\nHost: ");
    tell (content, "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc");
    //  Bytes now and then do not help.
    for (int count = 0; count < 4; count++) {
        zclock_sleep (300);
        send (head, "x", 1, MSG_NOSIGNAL);
    }
    shutdown (head, SHUT_WR);
    shutdown (content, SHUT_WR);
    char *text = hear_all (idle);
    check_streq (text, "");
    free (text);
    text = hear_all (head);
    check (status_of (text) == 408 || status_of (text) == 0);
    free (text);
    text = hear_all (content);
    check (status_of (text) == 408 || status_of (text) == 0);
    free (text);

    //  One that does not read its answer is closed, and nobody waits for it.
    int fd = dial (house.port);
    tell (fd, "GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
    zhttp_request_t *request = zhttp_request_new ();
    zhttp_response_t *response = zhttp_response_new ();
    void *connection = zhttp_request_recv (request, house.worker);
    char *big = (char *) zmalloc ((32 << 20) + 1);
    memset (big, 'b', 32 << 20);
    zhttp_response_set_content (response, &big);
    check (zhttp_response_send (response, house.worker, &connection) == 0);
    int other = dial (house.port);
    tell (other, "GET /small HTTP/1.0\r\n\r\n");
    answer_echo (&house);
    text = hear_all (other);
    check (strstr (text, "GET /small "));
    free (text);
    await_closed (fd);
    size_t size = 0;
    ssize_t got;
    char *buffer = (char *) zmalloc (1 << 16);
    while ((got = recv (fd, buffer, 1 << 16, 0)) > 0)
        size += (size_t) got;
    check (size < (32 << 20));
    free (buffer);
    close (fd);
    zhttp_response_destroy (&response);
    zhttp_request_destroy (&request);
    house_close (&house);
}

//  The ends of connections, and what listens, in this process, of which the server is a part.
static int
count_connections (void)
{
    int count = 0;
    for (int fd = 0; fd < 1024; fd++) {
        int domain;
        socklen_t size = sizeof domain;
        count += getsockopt (fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_INET;
    }
    return count;
}

static void
await_connections (int expected)
{
    for (int tries = 0; count_connections () != expected; tries++) {
        check (tries < 6000);
        zclock_sleep (10);
    }
}

static void
workers_come_and_clients_go (void)
{
    //  What libzmq has not closed yet is closed.
    zsys_shutdown ();
    zhttp_server_options_t *options = zhttp_server_options_new ();
    char *address = strdup (zhttp_server_options_backend_address (options));
    //  There is no worker yet.
    house_t house = { NULL, NULL, 0 };
    zhttp_server_options_set_port (options, 0);
    house.server = zhttp_server_new (options);
    check (house.server);
    house.port = zhttp_server_port (house.server);
    zhttp_server_options_destroy (&options);
    int before = count_connections ();
    //  A request waits for somebody, but that of a client that has gone.
    int gone = dial (house.port);
    tell (gone, "GET /gone HTTP/1.1\r\nHost: h\r\n\r\n");
    await_connections (before + 2);
    zclock_sleep (50);
    struct linger at_once = { 1, 0 };
    setsockopt (gone, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close (gone);
    await_connections (before);
    int fd = dial (house.port);
    tell (fd, "GET /waits HTTP/1.0\r\n\r\n");
    await_connections (before + 2);
    zclock_sleep (50);
    house.worker = zsock_new_dealer (address);
    zsock_set_rcvtimeo (house.worker, 20000);
    zhttp_request_t *request = zhttp_request_new ();
    void *connection = zhttp_request_recv (request, house.worker);
    check (connection);
    //  Answers to nobody, and what is no answer, are dropped.
    zhttp_response_t *response = zhttp_response_new ();
    void *nobody = (void *) 12345;
    check (zhttp_response_send (response, house.worker, &nobody) == 0);
    log_capture ();
    zstr_send (house.worker, "no response");
    void *twice = connection;
    zhttp_response_set_content_const (response, "found");
    check (zhttp_response_send (response, house.worker, &connection) == 0);
    check (zhttp_response_send (response, house.worker, &twice) == 0);
    char *text = hear_all (fd);
    log_show ();
    log_release ();
    check_streq (zhttp_request_url (request), "/waits");
    check (strstr (text, "\r\n\r\nfound"));
    free (text);

    //  Two workers take turns.
    zsock_t *second = zsock_new_dealer (address);
    zsock_set_rcvtimeo (second, 20000);
    int fds [2] = { dial (house.port), dial (house.port) };
    zclock_sleep (50);
    for (int count = 0; count < 2; count++)
        tell (fds [count], "GET / HTTP/1.0\r\n\r\n");
    house_t other = { NULL, second, 0 };
    answer_echo (&house);
    answer_echo (&other);
    for (int count = 0; count < 2; count++) {
        text = hear_all (fds [count]);
        check (status_of (text) == 200);
        free (text);
    }
    zsock_destroy (&second);
    zhttp_response_destroy (&response);
    zhttp_request_destroy (&request);

    //  A server ends with requests in all stages.
    fd = dial (house.port);
    tell (fd, "GET /begun HTTP/1.1\r\nHost: h\r\n\r\n");
    house_close (&house);
    text = hear_all (fd);
    check_streq (text, "");
    free (text);
    free (address);
}

static void
servers_that_cannot_be (void)
{
    zhttp_server_options_t *options = zhttp_server_options_new ();
    zhttp_server_options_set_port (options, 70000);
    check (!zhttp_server_new (options) && errno == EINVAL);
    zhttp_server_options_set_port (options, 0);
    zhttp_server_t *first = zhttp_server_new (options);
    check (first);
    //  The same backend address.
    check (!zhttp_server_new (options) && errno == EADDRINUSE);
    zhttp_server_options_set_backend_address (options, "nonsense");
    check (!zhttp_server_new (options) && errno == EINVAL);
    zhttp_server_options_set_backend_address (options, "inproc://another");
    zhttp_server_options_set_port (options, zhttp_server_port (first));
    check (!zhttp_server_new (options) && errno == EADDRINUSE);
    check (zhttp_server_port (NULL) == -1);
    zhttp_server_destroy (&first);
    zhttp_server_destroy (&first);
    //  What is ended leaves both.
    first = zhttp_server_new (options);
    check (first);
    zhttp_server_destroy (&first);
    zhttp_server_options_destroy (&options);
}

//  Any number of sockets may answer; who asked gets what the one said that it was asked.
static void
several_workers (void)
{
    zhttp_server_options_t *options = zhttp_server_options_new ();
    char *address = strdup (zhttp_server_options_backend_address (options));
    house_t house = house_open (options);
    zsock_t *second = zsock_new_dealer (address), *third = zsock_new (ZMQ_DEALER);
    check (second && third && zsock_connect (third, "%s", address) == 0);
    free (address);
    enum { CLIENTS = 12 };
    int fds [CLIENTS];
    for (int count = 0; count < CLIENTS; count++) {
        char text [100];
        snprintf (text, sizeof text, "GET /%d HTTP/1.0\r\n\r\n", count);
        fds [count] = dial (house.port);
        tell (fds [count], text);
    }
    zpoller_t *poller = zpoller_new (house.worker, second, third, NULL);
    for (int count = 0; count < CLIENTS; count++) {
        house_t other = house;
        other.worker = (zsock_t *) zpoller_wait (poller, 20000);
        check (other.worker);
        answer_echo (&other);
    }
    zpoller_destroy (&poller);
    for (int count = 0; count < CLIENTS; count++) {
        char expected [20], *text = hear_all (fds [count]);
        snprintf (expected, sizeof expected, "\r\n\r\nGET /%d ", count);
        check (strstr (text, expected));
        free (text);
    }
    zsock_destroy (&second);
    zsock_destroy (&third);
    house_close (&house);
}

//  Connections beyond the limit wait, and are served later.
static void
more_connections_than_allowed (void)
{
    house_t house = house_open (limits ("30000", "1000", "2"));
    int fds [3];
    for (int count = 0; count < 3; count++) {
        fds [count] = dial (house.port);
        tell (fds [count], "GET / HTTP/1.0\r\n\r\n");
    }
    for (int count = 0; count < 3; count++)
        answer_echo (&house);
    for (int count = 0; count < 3; count++) {
        char *text = hear_all (fds [count]);
        check (status_of (text) == 200);
        free (text);
    }
    house_close (&house);
}

//  Content is bytes, both ways.
static void
defect_HTTP_1 (void)
{
    house_t house = house_open (zhttp_server_options_new ());
    int fd = dial (house.port);
    const char request [] = "PUT / HTTP/1.0\r\nContent-Length: 4\r\n\r\na\0b";
    check (send (fd, request, sizeof request, MSG_NOSIGNAL) == (ssize_t) sizeof request);
    answer_echo (&house);
    char text [4096];
    ssize_t size = recv (fd, text, sizeof text, MSG_WAITALL);
    const char *expected = "\r\n\r\nPUT / a\0b";
    check (size > 14 && memmem (text, (size_t) size, expected, 14));
    close (fd);
    house_close (&house);
}

//  Descriptors may have any number.
static void
defect_HTTP_6 (void)
{
    struct rlimit limit;
    check (getrlimit (RLIMIT_NOFILE, &limit) == 0);
    rlim_t before = limit.rlim_cur;
    if (limit.rlim_max < 1200) {
        fprintf (stderr, "no more than %ld descriptors here\n", (long) limit.rlim_max);
        return;
    }
    limit.rlim_cur = 1200;
    check (setrlimit (RLIMIT_NOFILE, &limit) == 0);
    house_t house = house_open (zhttp_server_options_new ());
    int used [1100], count = 0;
    do
        used [count] = open ("/dev/null", O_RDONLY | O_CLOEXEC);
    while (used [count] >= 0 && used [count++] < 1050);
    int fd = dial (house.port);
    check (fd > 1050);
    tell (fd, "GET /far HTTP/1.0\r\n\r\n");
    answer_echo (&house);
    char *text = hear_all (fd);
    check (strstr (text, "GET /far "));
    free (text);
    while (count > 0)
        close (used [--count]);
    house_close (&house);
    limit.rlim_cur = before;
    setrlimit (RLIMIT_NOFILE, &limit);
}

//  A forked child may destroy what it inherited, and the server goes on.
static void
across_fork (void)
{
    house_t house = house_open (zhttp_server_options_new ());
    fflush (NULL);
    pid_t pid = fork ();
    if (pid == 0) {
        alarm (60);
        zhttp_server_destroy (&house.server);
        //  Not by exit, which would ask for what the threads left behind have.
        kill (getpid (), SIGKILL);
    }
    int status;
    check (waitpid (pid, &status, 0) == pid && status == SIGKILL);
    int fd = dial (house.port);
    tell (fd, "GET / HTTP/1.0\r\n\r\n");
    answer_echo (&house);
    char *text = hear_all (fd);
    check (status_of (text) == 200);
    free (text);
    house_close (&house);
}

static void
breaches (void)
{
    check_aborts ("zhttp_server_new", zhttp_server_new (NULL));
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (zhttp_server_test (false));
    CASE (requests_and_responses ());
    CASE (one_after_the_other ());
    CASE (what_is_no_request ());
    CASE (slow_clients ());
    CASE (workers_come_and_clients_go ());
    CASE (several_workers ());
    CASE (servers_that_cannot_be ());
    CASE (more_connections_than_allowed ());
    CASE (across_fork ());
    DEFECT (HTTP_1);
    DEFECT (HTTP_6);
    CASE (breaches ());
    return test_end ();
}

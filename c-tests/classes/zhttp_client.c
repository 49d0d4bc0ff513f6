//  ours alone: Debian's library has no DRAFT classes
//
//  Walks zhttp_client: requests of all kinds, many at a time, servers that fail in all ways, and
//  the end of a client in the middle.

#define CZMQ_BUILD_DRAFT_API
#include "http.h"

//  A client, with the objects to use it.
typedef struct {
    zhttp_client_t *client;
    zhttp_request_t *request;
    zhttp_response_t *response;
} user_t;

static user_t
user_new (void)
{
    user_t user = { zhttp_client_new (false), zhttp_request_new (), zhttp_response_new () };
    check (user.client && user.request && user.response);
    return user;
}

static void
user_destroy (user_t *user)
{
    zhttp_request_destroy (&user->request);
    zhttp_response_destroy (&user->response);
    zhttp_client_destroy (&user->client);
    check (!user->client);
}

static void
user_send (user_t *user, const char *method, int port, const char *path, int timeout)
{
    char *url = zsys_sprintf ("http://127.0.0.1:%d%s", port, path);
    zhttp_request_set_method (user->request, method);
    zhttp_request_set_url (user->request, url);
    zstr_free (&url);
    check (zhttp_request_send (user->request, user->client, timeout, user, (void *) path) == 0);
}

//  Receives a response, or gives its error.
static int
user_recv (user_t *user)
{
    void *arg = NULL, *arg2 = NULL;
    errno = 0;
    int rc = zhttp_response_recv (user->response, user->client, &arg, &arg2);
    check (arg == user && arg2);
    check (rc == 0 || errno);
    return rc ? errno : 0;
}

static void
requests_and_responses (void)
{
    house_t house = house_open (zhttp_server_options_new ());
    user_t user = user_new ();
    zhttp_request_set_content_type (user.request, "text/plain");
    zhash_insert (zhttp_request_headers (user.request), "X-Mine", "yes");
    zhttp_request_set_content_const (user.request, "Hello!");
    user_send (&user, "POST", house.port, "/path?query", 60000);
    check (!zhttp_request_content (user.request));
    check (zhash_size (zhttp_request_headers (user.request)) == 0);

    zhttp_request_t *request = zhttp_request_new ();
    void *connection = zhttp_request_recv (request, house.worker);
    check_streq (zhttp_request_method (request), "POST");
    check_streq (zhttp_request_url (request), "/path?query");
    check_streq (zhttp_request_content (request), "Hello!");
    check_streq (zhttp_request_content_type (request), "text/plain");
    check_streq ((char *) zhash_lookup (zhttp_request_headers (request), "X-Mine"), "yes");
    zhttp_response_t *response = zhttp_response_new ();
    zhttp_response_set_status_code (response, 404);
    zhttp_response_set_content_const (response, "nothing here");
    zhttp_response_set_content_type (response, "text/plain");
    check (zhttp_response_send (response, house.worker, &connection) == 0);
    zhttp_request_destroy (&request);
    zhttp_response_destroy (&response);

    check (user_recv (&user) == 0);
    check (zhttp_response_status_code (user.response) == 404);
    check_streq (zhttp_response_content (user.response), "nothing here");
    check_streq (zhttp_response_content_type (user.response), "text/plain");
    check_streq ((char *) zhash_lookup (zhttp_response_headers (user.response), "Content-Length"),
                 "12");

    //  A poller waits for responses; a redirection is one.
    zpoller_t *poller = zpoller_new (user.client, NULL);
    user_send (&user, "GET", house.port, "/moved", 60000);
    check (!zpoller_wait (poller, 0));
    request = zhttp_request_new ();
    response = zhttp_response_new ();
    connection = zhttp_request_recv (request, house.worker);
    check (connection);
    zhttp_response_set_status_code (response, 302);
    zhash_insert (zhttp_response_headers (response), "Location", "/elsewhere");
    check (zhttp_response_send (response, house.worker, &connection) == 0);
    check (zpoller_wait (poller, 20000) == user.client);
    zpoller_destroy (&poller);
    check (zhttp_response_recv (user.response, user.client, NULL, NULL) == 0);
    check (zhttp_response_status_code (user.response) == 302);
    check (!zhttp_response_content (user.response));
    check_streq ((char *) zhash_lookup (zhttp_response_headers (user.response), "Location"),
                 "/elsewhere");
    zhttp_request_destroy (&request);
    zhttp_response_destroy (&response);
    user_destroy (&user);
    house_close (&house);
}

//  A server that asks another: requests and responses are passed on as they are, and the connection
//  goes with them.
static void
forwarding (void)
{
    house_t front = house_open (zhttp_server_options_new ());
    house_t back = house_open (zhttp_server_options_new ());
    user_t user = user_new (), proxy = user_new ();
    for (int round = 0; round < 3; round++) {
        zhash_insert (zhttp_request_headers (user.request), "X-Mine", "yes");
        if (round)
            zhttp_request_set_content_const (user.request, round == 1 ? "Hello!" : "a longer text");
        user_send (&user, round ? "POST" : "GET", front.port, "/path?query", 60000);

        void *connection = zhttp_request_recv (proxy.request, front.worker);
        check (connection);
        check_streq (zhttp_request_url (proxy.request), "/path?query");
        char *url = zsys_sprintf ("http://127.0.0.1:%d/at%s", back.port,
                                  zhttp_request_url (proxy.request));
        zhttp_request_set_url (proxy.request, url);
        zstr_free (&url);
        check (zhttp_request_send (proxy.request, proxy.client, 60000, connection, &proxy) == 0);

        zhttp_request_t *request = zhttp_request_new ();
        connection = zhttp_request_recv (request, back.worker);
        check (connection);
        check_streq (zhttp_request_method (request), round ? "POST" : "GET");
        check_streq (zhttp_request_url (request), "/at/path?query");
        check_streq ((char *) zhash_lookup (zhttp_request_headers (request), "X-Mine"), "yes");
        zhttp_response_t *response = zhttp_response_new ();
        zhttp_response_set_status_code (response, 299);
        zhash_insert (zhttp_response_headers (response), "X-Theirs", "too");
        char *content = zhttp_request_get_content (request);
        zhttp_response_set_content (response, &content);
        check (zhttp_response_send (response, back.worker, &connection) == 0);
        zhttp_request_destroy (&request);
        zhttp_response_destroy (&response);

        void *arg2 = NULL;
        check (zhttp_response_recv (proxy.response, proxy.client, &connection, &arg2) == 0);
        check (connection && arg2 == &proxy);
        check (zhttp_response_send (proxy.response, front.worker, &connection) == 0);

        check (user_recv (&user) == 0);
        check (zhttp_response_status_code (user.response) == 299);
        check_streq ((char *) zhash_lookup (zhttp_response_headers (user.response), "X-Theirs"),
                     "too");
        if (round)
            check_streq (zhttp_response_content (user.response),
                         round == 1 ? "Hello!" : "a longer text");
        else
            check (!zhttp_response_content (user.response));
    }
    user_destroy (&user);
    user_destroy (&proxy);
    house_close (&front);
    house_close (&back);
}

static void
verbose_lines (void)
{
    house_t house = house_open (zhttp_server_options_new ());
    user_t user = user_new ();
    zhttp_client_destroy (&user.client);
    log_begin ();
    user.client = zhttp_client_new (true);
    check (user.client);
    user_send (&user, "GET", house.port, "/said", 60000);
    answer_echo (&house);
    check (user_recv (&user) == 0);
    zhttp_request_set_url (user.request, "nothing://");
    check (zhttp_request_send (user.request, user.client, 60000, &user, &user) == 0);
    check (user_recv (&user) == EINVAL);
    user_destroy (&user);
    char expected [300];
    snprintf (expected, sizeof expected, "zhttp_client: GET http://127.0.0.1:%d/said\n"
              "zhttp_client: status 200\nzhttp_client: GET nothing://\n"
              "zhttp_client: failed: Invalid argument\n", house.port);
    log_check (expected);
    house_close (&house);
}

//  More than there are threads, and nobody receives meanwhile.
static void
many_at_a_time (void)
{
    enum { MANY = 100 };
    house_t house = house_open (zhttp_server_options_new ());
    user_t user = user_new ();
    char *url = zsys_sprintf ("http://127.0.0.1:%d/", house.port);
    for (size_t count = 0; count < MANY; count++) {
        char text [10];
        snprintf (text, sizeof text, "%zu", count);
        char *content = strdup (text);
        zhttp_request_set_content (user.request, &content);
        zhttp_request_set_method (user.request, "POST");
        zhttp_request_set_url (user.request, url);
        check (zhttp_request_send (user.request, user.client, 60000, (void *) count, NULL) == 0);
    }
    zstr_free (&url);
    for (int count = 0; count < MANY; count++)
        answer_echo (&house);
    bool seen [MANY] = { false };
    for (int count = 0; count < MANY; count++) {
        void *arg, *arg2;
        check (zhttp_response_recv (user.response, user.client, &arg, &arg2) == 0);
        check ((size_t) arg < MANY && !seen [(size_t) arg] && !arg2);
        seen [(size_t) arg] = true;
        char text [20];
        snprintf (text, sizeof text, "POST / %zu", (size_t) arg);
        check_streq (zhttp_response_content (user.response), text);
    }
    user_destroy (&user);
    house_close (&house);
}

//  A server that says one thing to everybody, after it has heard something.
typedef struct {
    int fd;
    int port;
    const char *text;
    size_t size;
    pthread_t thread;
} sayer_t;

static void *
sayer_run (void *args)
{
    sayer_t *self = (sayer_t *) args;
    int fd;
    while ((fd = accept (self->fd, NULL, NULL)) >= 0) {
        char buffer [4096];
        if (recv (fd, buffer, sizeof buffer, 0) > 0 && self->text)
            send (fd, self->text, self->size, MSG_NOSIGNAL);
        if (self->text)
            close (fd);
        //  Otherwise it is kept, and nothing said.
    }
    return NULL;
}

static void
sayer_start (sayer_t *self, const char *text, size_t size)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    self->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    check (bind (self->fd, (struct sockaddr *) &address, length) == 0);
    check (listen (self->fd, 10) == 0);
    check (getsockname (self->fd, (struct sockaddr *) &address, &length) == 0);
    self->port = ntohs (address.sin_port);
    self->text = text;
    self->size = size;
    check (pthread_create (&self->thread, NULL, sayer_run, self) == 0);
}

static void
sayer_stop (sayer_t *self)
{
    shutdown (self->fd, SHUT_RDWR);
    pthread_join (self->thread, NULL);
    close (self->fd);
}

static void
servers_that_fail (void)
{
    static const struct { const char *text; int error; const char *content; } cases [] = {
        { "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 0, "ok" },
        { "HTTP/1.0 200 OK\r\n\r\nuntil the end", 0, "until the end" },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 0, "ok" },
        { "HTTP/1.1 204 No Content\r\n\r\n", 0, NULL },
        { "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 0, "ok" },
        { "", -1, NULL },
        { "hello", -1, NULL },
        { "hello\r\n\r\n", -1, NULL },
        { "HTTP/1.1 9999 What\r\n\r\n", -1, NULL },
        { "HTTP/1.1 200 OK\r\nno header\r\n\r\n", -1, NULL },
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok", -1, NULL },
        { "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nok", -1, NULL },
        { "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nok", -1, NULL },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nok", -1, NULL },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok", -1, NULL },
        { "HTTP/1.1 200 OK\r\nContent-Le", -1, NULL },
    };
    user_t user = user_new ();
    for (size_t index = 0; index < sizeof cases / sizeof *cases; index++) {
        sayer_t sayer;
        sayer_start (&sayer, cases [index].text, strlen (cases [index].text));
        user_send (&user, "GET", sayer.port, "/", 20000);
        int error = user_recv (&user);
        if ((error != 0) != (cases [index].error != 0))
            fprintf (stderr, "%s: error %d\n", cases [index].text, error);
        check ((error != 0) == (cases [index].error != 0));
        check (error != ETIMEDOUT);
        if (error)
            check (zhttp_response_status_code (user.response) == 0);
        if (cases [index].content)
            check_streq (zhttp_response_content (user.response), cases [index].content);
        else
            check (!zhttp_response_content (user.response));
        sayer_stop (&sayer);
    }
    //  A head that is too long.
    char *head = (char *) zmalloc (1000001);
    memset (head, 'a', 1000000);
    memcpy (head, "HTTP/1.1 200 OK\r\nA: ", 20);
    sayer_t sayer;
    sayer_start (&sayer, head, 1000000);
    user_send (&user, "GET", sayer.port, "/", 20000);
    check (user_recv (&user));
    sayer_stop (&sayer);
    free (head);

    //  Nobody is there.
    user_send (&user, "GET", sayer.port, "/", 20000);
    check (user_recv (&user) == ECONNREFUSED);
    user_destroy (&user);
}

static void
requests_that_fail (void)
{
    user_t user = user_new ();
    const char *urls [] = { "", "/", "nonsense", "http://", "http:///x", "ftp://127.0.0.1/",
                            "http://127.0.0.1:99999/", "http://a b/", "http://\xff/" };
    for (size_t index = 0; index < sizeof urls / sizeof *urls; index++) {
        zhttp_request_set_url (user.request, urls [index]);
        check (zhttp_request_send (user.request, user.client, 20000, &user, &user) == 0);
        int error = user_recv (&user);
        if (error != EINVAL)
            fprintf (stderr, "%s: error %d\n", urls [index], error);
        check (error == EINVAL);
    }
    zhttp_request_set_url (user.request, "http://no-such-host.invalid/");
    check (zhttp_request_send (user.request, user.client, 20000, &user, &user) == 0);
    int error = user_recv (&user);
    check (error == EHOSTUNREACH || error == ETIMEDOUT);

    //  What cannot be sent is not, and stays.
    zhttp_request_set_url (user.request, "http://127.0.0.1/");
    const char *methods [] = { "", "GET /x", "GET\r\n", "G\xe4T" };
    for (size_t index = 0; index < sizeof methods / sizeof *methods; index++) {
        zhttp_request_set_method (user.request, methods [index]);
        errno = 0;
        check (zhttp_request_send (user.request, user.client, 0, NULL, NULL) == -1);
        check (errno == EINVAL);
    }
    zhttp_request_set_method (user.request, "GET");
    zhash_insert (zhttp_request_headers (user.request), "A", "b\r\nC: d");
    check (zhttp_request_send (user.request, user.client, 0, NULL, NULL) == -1);
    check (errno == EINVAL);
    check (zhash_size (zhttp_request_headers (user.request)) == 1);

    //  An empty client has nothing to give.
    zsock_set_rcvtimeo (user.client, 0);
    void *arg = &user, *arg2 = &user;
    check (zhttp_response_recv (user.response, user.client, &arg, &arg2) == -1);
    check (errno == EAGAIN && !arg && !arg2);
    //  The limit that destruction keeps, too.
    zsock_set_rcvtimeo (user.client, -1);
    user_destroy (&user);
}

static void
servers_that_say_nothing (void)
{
    sayer_t sayer;
    sayer_start (&sayer, NULL, 0);
    user_t user = user_new ();
    user_send (&user, "GET", sayer.port, "/", 100);
    check (user_recv (&user) == ETIMEDOUT);
    //  More than there are threads: those that wait for one are late, too.
    for (int count = 0; count < 50; count++)
        user_send (&user, "GET", sayer.port, "/", 100);
    for (int count = 0; count < 50; count++)
        check (user_recv (&user) == ETIMEDOUT);
    //  A client ends, whatever it waits for.
    for (int count = 0; count < 3; count++)
        user_send (&user, "GET", sayer.port, "/", 0);
    zclock_sleep (100);
    user_destroy (&user);
    sayer_stop (&sayer);
}

static void
across_fork (void)
{
    house_t house = house_open (zhttp_server_options_new ());
    user_t user = user_new ();
    fflush (NULL);
    pid_t pid = fork ();
    if (pid == 0) {
        alarm (60);
        bool failed = zhttp_request_send (user.request, user.client, 1000, NULL, NULL) == -1;
        zhttp_client_destroy (&user.client);
        //  Not by exit, which would ask for what the threads left behind have.
        kill (getpid (), failed ? SIGKILL : SIGTERM);
    }
    int status;
    check (waitpid (pid, &status, 0) == pid && status == SIGKILL);
    user_send (&user, "GET", house.port, "/", 20000);
    answer_echo (&house);
    check (user_recv (&user) == 0);
    user_destroy (&user);
    house_close (&house);
}

//  Content is bytes, both ways.
static void
defect_HTTP_1 (void)
{
    house_t house = house_open (zhttp_server_options_new ());
    user_t user = user_new ();
    zhttp_request_set_content_data (user.request, "a\0b\0", 4);
    user_send (&user, "POST", house.port, "/", 20000);
    answer_echo (&house);
    check (user_recv (&user) == 0);
    check (zhttp_response_content_length (user.response) == 11);
    check (memcmp (zhttp_response_content (user.response), "POST / a\0b\0", 12) == 0);
    char *copy = zhttp_response_get_content (user.response);
    check (memcmp (copy, "POST / a\0b\0", 12) == 0);
    zstr_free (&copy);
    user_destroy (&user);
    house_close (&house);
}

//  Methods are sent as they are, with content if there is some.
static void
defect_HTTP_2 (void)
{
    house_t house = house_open (zhttp_server_options_new ());
    user_t user = user_new ();
    const char *methods [] = { "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "X" };
    for (size_t index = 0; index < sizeof methods / sizeof *methods; index++) {
        for (int content = 0; content < 2; content++) {
            if (content)
                zhttp_request_set_content_const (user.request, "with");
            user_send (&user, methods [index], house.port, "/", 20000);
            answer_echo (&house);
            check (user_recv (&user) == 0);
            char text [40];
            snprintf (text, sizeof text, "%s / %s", methods [index], content ? "with" : "");
            check_streq (zhttp_response_content (user.response), text);
        }
    }
    user_send (&user, "HEAD", house.port, "/", 20000);
    answer_echo (&house);
    check (user_recv (&user) == 0);
    check (zhttp_response_status_code (user.response) == 200);
    check (!zhttp_response_content (user.response));
    user_destroy (&user);
    house_close (&house);
}

//  A long method comes through.
static void
defect_HTTP_3 (void)
{
    house_t house = house_open (zhttp_server_options_new ());
    user_t user = user_new ();
    char method [1001] = "";
    memset (method, 'M', 1000);
    user_send (&user, method, house.port, "/", 20000);
    answer_echo (&house);
    check (user_recv (&user) == 0);
    check (strncmp (zhttp_response_content (user.response), method, 1000) == 0);
    user_destroy (&user);
    house_close (&house);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (zhttp_client_test (false));
    CASE (requests_and_responses ());
    CASE (forwarding ());
    CASE (verbose_lines ());
    CASE (many_at_a_time ());
    CASE (servers_that_fail ());
    CASE (requests_that_fail ());
    CASE (servers_that_say_nothing ());
    CASE (across_fork ());
    DEFECT (HTTP_1);
    DEFECT (HTTP_2);
    DEFECT (HTTP_3);
    return test_end ();
}

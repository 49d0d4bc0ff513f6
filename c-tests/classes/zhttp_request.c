//  ours alone: Debian's library has no DRAFT classes
//
//  Walks zhttp_request: what it is made of, who owns the content, and patterns of URLs.

#define CZMQ_BUILD_DRAFT_API
#include "observe.h"

static void
parts (void)
{
    zhttp_request_t *request = zhttp_request_new ();
    check_streq (zhttp_request_method (request), "GET");
    check_streq (zhttp_request_url (request), "/");
    check (!zhttp_request_content (request));
    check (!zhttp_request_get_content (request));
    check (zhttp_request_content_length (request) == 0);
    check (!zhttp_request_content_type (request));
    zhash_t *headers = zhttp_request_headers (request);
    check (headers && zhash_size (headers) == 0);

    zhttp_request_set_method (request, "DELETE");
    zhttp_request_set_method (request, zhttp_request_method (request));
    check_streq (zhttp_request_method (request), "DELETE");
    zhttp_request_set_url (request, "http://localhost/x");
    zhttp_request_set_url (request, zhttp_request_url (request));
    check_streq (zhttp_request_url (request), "http://localhost/x");

    zhash_insert (headers, "content-TYPE", "text/plain");
    check (zhttp_request_headers (request) == headers);
    check_streq (zhttp_request_content_type (request), "text/plain");
    zhttp_request_set_content_type (request, zhttp_request_content_type (request));
    check_streq (zhttp_request_content_type (request), "text/plain");
    check (zhash_size (headers) == 1);
    zhttp_request_destroy (&request);
    check (!request);
    zhttp_request_destroy (&request);
}

static void
content (void)
{
    zhttp_request_t *request = zhttp_request_new ();
    char *text = strdup ("given");
    const char *where = text;
    zhttp_request_set_content (request, &text);
    check (!text && zhttp_request_content (request) == where);
    check (zhttp_request_content_length (request) == 5);
    text = zhttp_request_get_content (request);
    check_streq (text, "given");
    check (text != where);
    zstr_free (&text);
    //  Given once more, it is still one.
    text = (char *) where;
    zhttp_request_set_content (request, &text);
    zhttp_request_set_content_const (request, where);
    check_streq (zhttp_request_content (request), "given");

    static const char lasting [] = "lasting";
    zhttp_request_set_content_const (request, lasting);
    check (zhttp_request_content (request) == lasting);
    zhttp_request_set_content_data (request, zhttp_request_content (request), 4);
    check_streq (zhttp_request_content (request), "last");
    zhttp_request_set_content_data (request, "a\0b", 3);
    check (zhttp_request_content_length (request) == 3);
    check (memcmp (zhttp_request_content (request), "a\0b", 4) == 0);
    text = zhttp_request_get_content (request);
    check (memcmp (text, "a\0b", 4) == 0);
    zstr_free (&text);
    zhttp_request_set_content_const (request, zhttp_request_content (request));
    check (zhttp_request_content_length (request) == 3);
    zhttp_request_reset_content (request);
    check (!zhttp_request_content (request));
    text = NULL;
    zhttp_request_set_content (request, &text);
    zhttp_request_set_content_const (request, NULL);
    check (!zhttp_request_content (request));
    text = strdup ("left");
    zhttp_request_set_content (request, &text);
    zhttp_request_destroy (&request);
}

static void
patterns (void)
{
    zhttp_request_t *request = zhttp_request_new ();
    char *name = NULL, *id = NULL;
    zhttp_request_set_method (request, "POST");
    zhttp_request_set_url (request, "/send/me/7?fast=1");
    check (!zhttp_request_match (request, "GET", "/send/%s/%s", &name, &id));
    check (!zhttp_request_match (request, "post", "/send/%s/%s", &name, &id));
    check (!zhttp_request_match (request, "POST", "/send/%s", &name));
    check (!zhttp_request_match (request, "POST", "/send/%s/%s/x", &name, &id));
    check (!name && !id);
    check_streq (zhttp_request_url (request), "/send/me/7?fast=1");
    check (zhttp_request_match (request, "POST", "/send/me/7"));
    check_streq (zhttp_request_url (request), "/send/me/7?fast=1");
    check (zhttp_request_match (request, "POST", "/send/%s/%s", &name, &id));
    check_streq (name, "me");
    check_streq (id, "7");
    check_streq (zhttp_request_url (request), "/send/me");

    zhttp_request_set_url (request, "/send//");
    check (zhttp_request_match (request, "POST", "/send/%s/%s", NULL, &id));
    check_streq (id, "");
    zhttp_request_set_url (request, "/find?q=what");
    check (zhttp_request_match (request, "POST", "/find?q=%s", &name));
    check_streq (name, "what");
    zhttp_request_destroy (&request);
}

//  A method may have any length.
static void
defect_HTTP_3 (void)
{
    enum { SIZE = 100000 };
    char *method = (char *) zmalloc (SIZE + 1);
    memset (method, 'M', SIZE);
    zhttp_request_t *request = zhttp_request_new ();
    zhttp_request_set_method (request, method);
    check_streq (zhttp_request_method (request), method);
    check (zhttp_request_match (request, method, "/"));
    zhttp_request_destroy (&request);
    free (method);
}

//  Two percent signs of a pattern are one of the URL.
static void
defect_HTTP_4 (void)
{
    zhttp_request_t *request = zhttp_request_new ();
    char *rest = NULL;
    zhttp_request_set_url (request, "/100%/x");
    check (!zhttp_request_match (request, "GET", "/100x%%/%s", &rest));
    check (zhttp_request_match (request, "GET", "/100%%/%s", &rest));
    check_streq (rest, "x");
    zhttp_request_set_url (request, "/100x/x");
    check (!zhttp_request_match (request, "GET", "/100%%/%s", &rest));
    zhttp_request_destroy (&request);
}

static void
defect_HTTP_5 (void)
{
    zhttp_request_t *request = zhttp_request_new ();
    zhttp_request_set_content_type (request, "text/plain");
    zhttp_request_set_content_type (request, "text/html");
    check_streq (zhttp_request_content_type (request), "text/html");
    check (zhash_size (zhttp_request_headers (request)) == 1);
    zhttp_request_destroy (&request);
}

//  What comes to where a server's requests are received, and is none.
static void
what_is_no_request (void)
{
    zsock_t *server = zsock_new_dealer ("@inproc://zhttp-backend");
    zsock_t *worker = zsock_new_dealer (">inproc://zhttp-backend");
    zhttp_request_t *request = zhttp_request_new ();
    zstr_send (server, "hello");
    errno = 0;
    check (!zhttp_request_recv (request, worker) && errno == EPROTO);
    zstr_sendx (server, "one", "two", "three", "four", "five", "six", "seven", NULL);
    check (!zhttp_request_recv (request, worker) && errno == EPROTO);
    zsock_set_rcvtimeo (worker, 0);
    check (!zhttp_request_recv (request, worker) && errno == EAGAIN);
    check_streq (zhttp_request_method (request), "GET");
    zhttp_request_destroy (&request);
    zsock_destroy (&worker);
    zsock_destroy (&server);
}

static void
breaches (void)
{
    check_aborts ("zhttp_request_method", zhttp_request_method (NULL));
    check_aborts ("zhttp_request_match", zhttp_request_match (zhttp_request_new (), "GET", NULL));
    check_aborts ("zhttp_request_send",
                  zhttp_request_send (zhttp_request_new (), NULL, 0, NULL, NULL));
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (zhttp_request_test (false));
    CASE (parts ());
    CASE (content ());
    CASE (patterns ());
    CASE (what_is_no_request ());
    DEFECT (HTTP_3);
    DEFECT (HTTP_4);
    DEFECT (HTTP_5);
    CASE (breaches ());
    return test_end ();
}

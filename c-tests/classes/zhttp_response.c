//  ours alone: Debian's library has no DRAFT classes
//
//  Walks zhttp_response: what it is made of, and what cannot be sent.

#define CZMQ_BUILD_DRAFT_API
#include "observe.h"

static void
parts (void)
{
    zhttp_response_t *response = zhttp_response_new ();
    check (zhttp_response_status_code (response) == 200);
    check (!zhttp_response_content (response) && !zhttp_response_get_content (response));
    check (zhttp_response_content_length (response) == 0);
    check (!zhttp_response_content_type (response));
    zhttp_response_set_status_code (response, 404);
    check (zhttp_response_status_code (response) == 404);
    zhash_insert (zhttp_response_headers (response), "X-A", "b");
    zhttp_response_set_content_type (response, "text/plain");
    check (zhash_size (zhttp_response_headers (response)) == 2);

    char *text = strdup ("given");
    zhttp_response_set_content (response, &text);
    check (!text);
    check_streq (zhttp_response_content (response), "given");
    text = zhttp_response_get_content (response);
    check_streq (text, "given");
    zstr_free (&text);
    zhttp_response_set_content_const (response, "lasting");
    check (zhttp_response_content_length (response) == 7);
    zhttp_response_set_content_data (response, "a\0b", 3);
    check (zhttp_response_content_length (response) == 3);
    zhttp_response_reset_content (response);
    check (!zhttp_response_content (response));
    zhttp_response_destroy (&response);
    check (!response);
    zhttp_response_destroy (&response);
}

//  Nothing is lost of what cannot be sent.
static void
what_cannot_be_sent (void)
{
    zsock_t *server = zsock_new_dealer ("@inproc://zhttp-backend");
    zsock_t *worker = zsock_new_dealer (">inproc://zhttp-backend");
    zhttp_response_t *response = zhttp_response_new ();
    zhttp_response_set_content_const (response, "content");
    void *connection = NULL;
    check (zhttp_response_send (response, worker, &connection) == -1 && errno == EINVAL);
    connection = (void *) 1;
    uint32_t bad [] = { 0, 100, 199, 1000, UINT32_MAX };
    for (size_t index = 0; index < sizeof bad / sizeof *bad; index++) {
        zhttp_response_set_status_code (response, bad [index]);
        errno = 0;
        check (zhttp_response_send (response, worker, &connection) == -1 && errno == EINVAL);
    }
    zhttp_response_set_status_code (response, 200);
    const char *headers [] [2] = {
        { "A", "one\r\nB: two" }, { "A B", "x" }, { "A:", "x" }, { "", "x" }, { "A\r\nB", "x" }
    };
    for (size_t index = 0; index < sizeof headers / sizeof *headers; index++) {
        zhash_insert (zhttp_response_headers (response), headers [index] [0],
                      (void *) headers [index] [1]);
        errno = 0;
        check (zhttp_response_send (response, worker, &connection) == -1 && errno == EINVAL);
        zhash_delete (zhttp_response_headers (response), headers [index] [0]);
    }
    check (connection == (void *) 1);
    check_streq (zhttp_response_content (response), "content");
    check (zhttp_response_send (response, worker, &connection) == 0);
    check (!connection && !zhttp_response_content (response));
    zmsg_t *msg = zmsg_recv (server);
    check (zmsg_size (msg) == 3);
    zmsg_destroy (&msg);
    zhttp_response_destroy (&response);
    zsock_destroy (&worker);
    zsock_destroy (&server);
}

//  A content type takes the place of another, however the name is written.
static void
defect_HTTP_5 (void)
{
    zhttp_response_t *response = zhttp_response_new ();
    zhash_insert (zhttp_response_headers (response), "content-type", "text/plain");
    zhttp_response_set_content_type (response, "text/html");
    zhttp_response_set_content_type (response, "text/css");
    check_streq (zhttp_response_content_type (response), "text/css");
    check (zhash_size (zhttp_response_headers (response)) == 1);
    zhttp_response_destroy (&response);
}

static void
breaches (void)
{
    check_aborts ("zhttp_response_status_code", zhttp_response_status_code (NULL));
    check_aborts ("zhttp_response_recv",
                  zhttp_response_recv (zhttp_response_new (), NULL, NULL, NULL));
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (zhttp_response_test (false));
    CASE (parts ());
    CASE (what_cannot_be_sent ());
    DEFECT (HTTP_5);
    CASE (breaches ());
    return test_end ();
}

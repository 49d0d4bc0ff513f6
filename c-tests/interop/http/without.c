//  What is there of HTTP in a library that was built without it.

#define CZMQ_BUILD_DRAFT_API
#include "test.h"

int main (void)
{
    errno = 0;
    check (!zhttp_client_new (false) && errno == ENOTSUP);
    zhttp_server_options_t *options = zhttp_server_options_new ();
    zhttp_server_options_set_port (options, 0);
    errno = 0;
    check (!zhttp_server_new (options) && errno == ENOTSUP);
    check (zhttp_server_port (NULL) == -1);
    zhttp_server_options_destroy (&options);

    zhttp_request_t *request = zhttp_request_new ();
    char *name;
    zhttp_request_set_url (request, "/a/b");
    check (zhttp_request_match (request, "GET", "/a/%s", &name));
    check_streq (name, "b");
    zhttp_request_destroy (&request);
    zhttp_client_test (false);
    zhttp_request_test (false);
    zhttp_response_test (false);
    zhttp_server_test (false);
    zhttp_server_options_test (false);
    return 0;
}

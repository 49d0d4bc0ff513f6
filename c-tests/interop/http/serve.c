//  A server that gives back what it is sent: its method and path as headers, and its content. Of
//  /status/NUMBER, the status is that number. Prints its port.

#define CZMQ_BUILD_DRAFT_API
#include <czmq.h>

int main (void)
{
    zconfig_t *config = zconfig_new ("root", NULL);
    zconfig_put (config, "http_server/port", "0");
    zconfig_put (config, "http_server/content_limit", "10000000");
    zhttp_server_options_t *options = zhttp_server_options_from_config (config);
    zconfig_destroy (&config);
    zhttp_server_t *server = zhttp_server_new (options);
    if (!server)
        return 1;
    zsock_t *worker = zsock_new_dealer (zhttp_server_options_backend_address (options));
    printf ("%d\n", zhttp_server_port (server));
    fflush (stdout);

    zhttp_request_t *request = zhttp_request_new ();
    zhttp_response_t *response = zhttp_response_new ();
    void *connection;
    while ((connection = zhttp_request_recv (request, worker))) {
        zhash_t *headers = zhttp_response_headers (response);
        zhash_insert (headers, "X-Method", (void *) zhttp_request_method (request));
        zhash_insert (headers, "X-Path", (void *) zhttp_request_url (request));
        zhttp_response_set_content_data (response, zhttp_request_content (request),
                                         zhttp_request_content_length (request));
        if (zhttp_request_content_type (request))
            zhttp_response_set_content_type (response, zhttp_request_content_type (request));
        char *status;
        zhttp_response_set_status_code (response, 200);
        if (zhttp_request_match (request, zhttp_request_method (request), "/status/%s", &status))
            zhttp_response_set_status_code (response, (uint32_t) atoi (status));
        if (zhttp_response_send (response, worker, &connection))
            break;
    }
    zhttp_request_destroy (&request);
    zhttp_response_destroy (&response);
    zsock_destroy (&worker);
    zhttp_server_destroy (&server);
    zhttp_server_options_destroy (&options);
    return 0;
}

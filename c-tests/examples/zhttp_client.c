//  Responses say by an argument to which request they belong. A server of
//  this program answers the first; the port of the second is nobody's.

#define CZMQ_BUILD_DRAFT_API
#include <czmq.h>

int main (void)
{
    zhttp_server_options_t *options = zhttp_server_options_new ();
    zhttp_server_options_set_port (options, 0);
    zhttp_server_t *server = zhttp_server_new (options);
    zsock_t *worker = zsock_new_dealer (
        zhttp_server_options_backend_address (options));
    zhttp_client_t *client = zhttp_client_new (false);
    if (!server || !client)
        return 1;

    zhttp_request_t *request = zhttp_request_new ();
    char *url = zsys_sprintf ("http://127.0.0.1:%d/",
                              zhttp_server_port (server));
    zhttp_request_set_url (request, url);
    zstr_free (&url);
    zhttp_request_send (request, client, 10000, "first", NULL);

    //  The same object is free for more, and here for the server's side.
    zhttp_response_t *response = zhttp_response_new ();
    void *connection = zhttp_request_recv (request, worker);
    zhttp_response_set_content_const (response, "Welcome!");
    zhttp_response_send (response, worker, &connection);

    void *name, *none;
    if (zhttp_response_recv (response, client, &name, &none) == 0)
        printf ("%s: %u %s\n", (char *) name,
                zhttp_response_status_code (response),
                zhttp_response_content (response));

    zhttp_request_set_url (request, "http://127.0.0.1:1/");
    zhttp_request_send (request, client, 10000, "second", NULL);
    if (zhttp_response_recv (response, client, &name, &none) == -1)
        printf ("%s: %s\n", (char *) name, strerror (errno));

    zhttp_request_destroy (&request);
    zhttp_response_destroy (&response);
    zhttp_client_destroy (&client);
    zsock_destroy (&worker);
    zhttp_server_destroy (&server);
    zhttp_server_options_destroy (&options);
    return 0;
}

//  Prints:
//
//  first: 200 Welcome!
//  second: Connection refused

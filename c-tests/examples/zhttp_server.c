//  An actor answers what a server receives. The port is chosen by the system;
//  a real server has one of its own.

#define CZMQ_BUILD_DRAFT_API
#include <czmq.h>

static void
greeter (zsock_t *pipe, void *args)
{
    zsock_t *worker = zsock_new_dealer ((char *) args);
    zhttp_request_t *request = zhttp_request_new ();
    zhttp_response_t *response = zhttp_response_new ();
    zpoller_t *poller = zpoller_new (pipe, worker, NULL);
    zsock_signal (pipe, 0);

    while (zpoller_wait (poller, -1) == worker) {
        void *connection = zhttp_request_recv (request, worker);
        if (!connection)
            continue;                           //  not a request
        char *name;
        if (zhttp_request_match (request, "GET", "/hello/%s", &name)) {
            char *content = zsys_sprintf ("Hello, %s!", name);
            zhttp_response_set_content (response, &content);
            zhttp_response_set_status_code (response, 200);
        }
        else
            zhttp_response_set_status_code (response, 404);
        zhttp_response_send (response, worker, &connection);
    }
    zpoller_destroy (&poller);                  //  told to end
    zhttp_response_destroy (&response);
    zhttp_request_destroy (&request);
    zsock_destroy (&worker);
}

int main (void)
{
    zhttp_server_options_t *options = zhttp_server_options_new ();
    zhttp_server_options_set_port (options, 0);
    zhttp_server_t *server = zhttp_server_new (options);
    if (!server)
        return 1;                               //  the port is taken
    zactor_t *actor = zactor_new (
        greeter, (char *) zhttp_server_options_backend_address (options));

    //  Anybody may ask: here, a client of this library.
    zhttp_client_t *client = zhttp_client_new (false);
    zhttp_request_t *request = zhttp_request_new ();
    zhttp_response_t *response = zhttp_response_new ();
    const char *paths [] = { "hello/you", "goodbye" };
    for (int count = 0; count < 2; count++) {
        char *url = zsys_sprintf ("http://127.0.0.1:%d/%s",
                                  zhttp_server_port (server), paths [count]);
        zhttp_request_set_url (request, url);
        zstr_free (&url);
        zhttp_request_send (request, client, 10000, NULL, NULL);
        if (zhttp_response_recv (response, client, NULL, NULL) == 0)
            printf ("%u: %s\n", zhttp_response_status_code (response),
                    zhttp_response_content_length (response)
                        ? zhttp_response_content (response) : "nothing");
    }
    zhttp_response_destroy (&response);
    zhttp_request_destroy (&request);
    zhttp_client_destroy (&client);
    zactor_destroy (&actor);
    zhttp_server_destroy (&server);
    zhttp_server_options_destroy (&options);
    return 0;
}

//  Prints:
//
//  200: Hello, you!
//  404: nothing

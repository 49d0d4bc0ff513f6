//  A program reads from its configuration on which port to serve.

#define CZMQ_BUILD_DRAFT_API
#include <czmq.h>

int main (void)
{
    zconfig_t *config = zconfig_str_load (
        "http_server\n"
        "    port = 8000\n"
        "    timeout = 5000\n");
    if (!config)
        return 1;

    zhttp_server_options_t *options =
        zhttp_server_options_from_config (config);
    zconfig_destroy (&config);
    zhttp_server_options_set_backend_address (options, "inproc://workers");

    //  zhttp_server_new (options) would serve now.
    printf ("port %d, requests at %s\n",
            zhttp_server_options_port (options),
            zhttp_server_options_backend_address (options));
    zhttp_server_options_destroy (&options);
    return 0;
}

//  Prints:
//
//  port 8000, requests at inproc://workers

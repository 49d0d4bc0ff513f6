//  Carries out one request: fetch METHOD URL [FILE], the content being a file's. Prints the status
//  and the content type, and what the content is to standard error; 1 and the error if it failed.

#define CZMQ_BUILD_DRAFT_API
#include <czmq.h>

int main (int argc, char *argv [])
{
    if (argc < 3)
        return 2;
    zhttp_client_t *client = zhttp_client_new (false);
    if (!client) {
        printf ("%s\n", strerror (errno));
        return 1;
    }
    zhttp_request_t *request = zhttp_request_new ();
    zhttp_request_set_method (request, argv [1]);
    zhttp_request_set_url (request, argv [2]);
    if (argc > 3) {
        zchunk_t *chunk = zchunk_slurp (argv [3], 0);
        if (!chunk)
            return 2;
        zhttp_request_set_content_data (request, zchunk_data (chunk), zchunk_size (chunk));
        zchunk_destroy (&chunk);
    }
    zhttp_response_t *response = zhttp_response_new ();
    int rc = zhttp_request_send (request, client, 20000, NULL, NULL);
    if (rc == 0)
        rc = zhttp_response_recv (response, client, NULL, NULL);
    if (rc)
        printf ("%s\n", strerror (errno));
    else {
        const char *type = zhttp_response_content_type (response);
        printf ("%u %s\n", zhttp_response_status_code (response), type ? type : "-");
        if (zhttp_response_content (response))
            fwrite (zhttp_response_content (response), 1,
                    zhttp_response_content_length (response), stderr);
    }
    zhttp_request_destroy (&request);
    zhttp_response_destroy (&response);
    zhttp_client_destroy (&client);
    return rc ? 1 : 0;
}

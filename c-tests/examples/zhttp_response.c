//  What a response is made of. zhttp_response_send would send it.

#define CZMQ_BUILD_DRAFT_API
#include <czmq.h>

int main (void)
{
    zhttp_response_t *response = zhttp_response_new ();
    zhttp_response_set_status_code (response, 201);
    zhttp_response_set_content_type (response, "application/json");
    zhash_insert (zhttp_response_headers (response), "Location", "/users/7");

    char *content = zsys_sprintf ("{ \"id\": %d }", 7);
    zhttp_response_set_content (response, &content);    //  takes it

    printf ("%u, %s, %zu bytes: %s\n", zhttp_response_status_code (response),
            zhttp_response_content_type (response),
            zhttp_response_content_length (response),
            zhttp_response_content (response));
    zhttp_response_destroy (&response);
    return 0;
}

//  Prints:
//
//  201, application/json, 11 bytes: { "id": 7 }

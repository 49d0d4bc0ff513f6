//  Requests find their way by method and path. They are made up here; from
//  a server they would come by zhttp_request_recv.

#define CZMQ_BUILD_DRAFT_API
#include <czmq.h>

static void
serve (zhttp_request_t *request)
{
    char *user, *item;
    if (zhttp_request_match (request, "GET", "/users"))
        puts ("all users");
    else
    if (zhttp_request_match (request, "GET", "/users/%s", &user))
        printf ("the user %s\n", user);
    else
    if (zhttp_request_match (request, "POST", "/users/%s/%s", &user, &item))
        printf ("%s for %s: %s\n", item, user,
                zhttp_request_content (request));
    else
        printf ("no idea of %s\n", zhttp_request_url (request));
}

int main (void)
{
    zhttp_request_t *request = zhttp_request_new ();
    const char *urls [] = { "/users?sorted", "/users/me", "/elsewhere" };
    for (int count = 0; count < 3; count++) {
        zhttp_request_set_url (request, urls [count]);
        serve (request);
    }
    zhttp_request_set_method (request, "POST");
    zhttp_request_set_url (request, "/users/me/mail");
    zhttp_request_set_content_const (request, "Hello");
    zhttp_request_set_content_type (request, "text/plain");
    serve (request);
    zhttp_request_destroy (&request);
    return 0;
}

//  Prints:
//
//  all users
//  the user me
//  no idea of /elsewhere
//  mail for me: Hello

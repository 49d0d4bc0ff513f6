//  Which part of a server answers to which path.

#define CZMQ_BUILD_DRAFT_API
#include <czmq.h>

static void
s_ask (ztrie_t *routes, const char *path)
{
    if (!ztrie_matches (routes, path)) {
        printf ("%s: nobody\n", path);
        return;
    }
    printf ("%s: %s", path, (char *) ztrie_hit_data (routes));
    zhashx_t *names = ztrie_hit_parameters (routes);
    if (names) {
        char *value = (char *) zhashx_first (names);
        printf (", %s is %s", (char *) zhashx_cursor (names), value);
        zhashx_destroy (&names);
    }
    const char *rest = ztrie_hit_asterisk_match (routes);
    if (rest)
        printf (", then %s", rest);
    printf ("\n");
}

int main (void)
{
    ztrie_t *routes = ztrie_new ('/');
    //  The data stay ours, as there is no function to destroy them
    ztrie_insert_route (routes, "/users", (void *) "list of users", NULL);
    ztrie_insert_route (routes, "/users/{id:^\\d+$}", (void *) "user", NULL);
    ztrie_insert_route (routes, "/static/*", (void *) "file", NULL);

    s_ask (routes, "/users");
    s_ask (routes, "/users/42");
    s_ask (routes, "/users/ada");
    s_ask (routes, "/static/css/main.css");
    ztrie_destroy (&routes);
    return 0;
}

//  Prints:
//
//  /users: list of users
//  /users/42: user, id is 42
//  /users/ada: nobody
//  /static/css/main.css: file, then css/main.css

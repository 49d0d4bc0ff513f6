//  The smallest module: it answers every request, whatever the URL.
//
//      apxs -c mod_hello.c
//      LoadModule hello_module modules/mod_hello.so

#include "httpd.h"
#include "http_config.h"
#include "http_protocol.h"

static int hello_handler (request_rec *request)
{
    ap_set_content_type (request, "text/plain");
    ap_rputs ("Hello Apache httpd module\n", request);
    return OK;
}

static void register_hooks (apr_pool_t *pool)
{
    (void) pool;
    //  Before all others, so that none of them gets a request.
    ap_hook_handler (hello_handler, NULL, NULL, APR_HOOK_REALLY_FIRST);
}

module AP_MODULE_DECLARE_DATA hello_module = {
    STANDARD20_MODULE_STUFF,
    NULL, NULL,             //  Settings of a location: none
    NULL, NULL,             //  Settings of a server: none
    NULL,                   //  Directives: none
    register_hooks,
    AP_MODULE_FLAG_NONE
};

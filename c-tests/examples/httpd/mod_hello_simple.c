//  A module that answers where the configuration says so, and leaves the rest to others:
//
//      <Location /hello>
//        SetHandler hello
//      </Location>

#include "httpd.h"
#include "http_config.h"
#include "http_log.h"
#include "http_protocol.h"

APLOG_USE_MODULE (hello_simple);

//  What a client sent goes into a page only when it is escaped.
static void line (request_rec *request, const char *name, const char *value)
{
    ap_rprintf (request, "<li>%s: %s</li>\n", name,
                value? ap_escape_html (request->pool, value): "none");
}

static int hello_handler (request_rec *request)
{
    //  No handler is set for most requests: then this is NULL, or empty.
    if (!request->handler || strcmp (request->handler, "hello")) {
        ap_log_rerror (APLOG_MARK, APLOG_DEBUG, 0, request, "declined, the handler is '%s'",
                       request->handler? request->handler: "");
        return DECLINED;
    }
    ap_set_content_type (request, "text/html; charset=utf-8");
    //  The headers of an answer to HEAD are those of GET; httpd drops the body.
    ap_rputs ("<!DOCTYPE html>\n<title>Hello</title>\n<ul>\n", request);
    line (request, "handler", request->handler);
    line (request, "filename", request->filename);
    line (request, "request", request->the_request);
    line (request, "header only", request->header_only? "1": "0");
    line (request, "host", request->hostname);
    ap_rputs ("</ul>\n", request);
    return OK;
}

static void register_hooks (apr_pool_t *pool)
{
    (void) pool;
    ap_hook_handler (hello_handler, NULL, NULL, APR_HOOK_MIDDLE);
}

module AP_MODULE_DECLARE_DATA hello_simple_module = {
    STANDARD20_MODULE_STUFF,
    NULL, NULL,
    NULL, NULL,
    NULL,
    register_hooks,
    AP_MODULE_FLAG_NONE
};

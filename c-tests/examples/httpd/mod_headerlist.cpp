//  A module in C++: lists the headers of a request.
//
//      <Location /headers>
//        SetHandler headerlist
//      </Location>

#include "httpd.h"
#include "http_config.h"
#include "http_protocol.h"

namespace {

//  Called for each header; 0 would end the walk.
int list_header (void *data, const char *name, const char *value)
{
    request_rec *request = static_cast <request_rec *> (data);
    //  Unescaped, a header such as `X: <script>` would run in the reader's browser.
    ap_rprintf (request, "<dt>%s</dt><dd>%s</dd>\n", ap_escape_html (request->pool, name),
                ap_escape_html (request->pool, value));
    return 1;
}

int headers_handler (request_rec *request)
{
    if (!request->handler || strcmp (request->handler, "headerlist"))
        return DECLINED;
    ap_set_content_type (request, "text/html; charset=utf-8");
    ap_rputs ("<!DOCTYPE html>\n<title>Headers</title>\n<dl>\n", request);
    apr_table_do (list_header, request, request->headers_in, NULL);
    ap_rputs ("</dl>\n", request);
    return OK;
}

void register_hooks (apr_pool_t *)
{
    ap_hook_handler (headers_handler, NULL, NULL, APR_HOOK_MIDDLE);
}

}

//  httpd looks this up by its name: it must not be in a namespace without one.
extern "C" {
module AP_MODULE_DECLARE_DATA headerlist_module = {
    STANDARD20_MODULE_STUFF,
    nullptr, nullptr,
    nullptr, nullptr,
    nullptr,
    register_hooks,
    AP_MODULE_FLAG_NONE
};
}

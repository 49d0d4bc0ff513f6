//  A module that keeps gossip nodes where a module should not, or forgets them: what comes of that is
//  up to the library.
//
//      Probe post         in the parent, after the configuration was read; destroyed with it
//      Probe post-leak    the same, and forgotten
//      Probe early-leak   the same, also when the configuration is read for the first time
//      Probe leak         in each child, forgotten, with the library's own signal handlers
//      Probe unread       in each child, written to and never read; destroyed with it
//      Probe shutdown     in each child, with which the whole library is ended; then httpd logs a line
//      Probe idle         nowhere: what the library is compared with

#include <czmq.h>

#include "httpd.h"
#include "http_config.h"
#include "http_core.h"
#include "http_log.h"
#include "http_protocol.h"

static const char *what = "idle";
static zactor_t *node;

static const char *set_what (cmd_parms *cmd, void *dir, const char *text)
{
    (void) cmd;
    (void) dir;
    what = text;
    return NULL;
}

static zactor_t *start (void)
{
    zactor_t *self = zactor_new (zgossip, "probe");
    if (self) {
        zsock_set_sndtimeo (self, 500);
        zsock_set_rcvtimeo (self, 500);
        char *endpoint = zsys_sprintf ("tcp://%s:*", getenv ("address"));
        zstr_sendx (self, "BIND", endpoint, NULL);
        zstr_free (&endpoint);
        zstr_sendx (self, "PUBLISH", "probe", what, NULL);
    }
    return self;
}

static apr_status_t destroy (void *data)
{
    (void) data;
    zactor_destroy (&node);
    return APR_SUCCESS;
}

static apr_status_t shut_down (void *server)
{
    zactor_destroy (&node);
    zsys_shutdown ();
    ap_log_error (APLOG_MARK, APLOG_NOTICE, 0, server, "probe: the library has ended");
    return APR_SUCCESS;
}

static int post_config (apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *server)
{
    (void) plog;
    (void) ptemp;
    (void) server;
    bool early = ap_state_query (AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG;
    //  Children that forget their node have the handlers that the library installs.
    if (strcmp (what, "leak"))
        zsys_handler_set (NULL);
    if ((!early && strncmp (what, "post", 4) == 0) || strcmp (what, "early-leak") == 0)
        node = start ();
    if (node && strcmp (what, "post") == 0)
        apr_pool_cleanup_register (pconf, NULL, destroy, apr_pool_cleanup_null);
    return OK;
}

static void child_init (apr_pool_t *pchild, server_rec *server)
{
    if (strcmp (what, "leak") == 0)
        node = start ();
    else
    if (strcmp (what, "shutdown") == 0) {
        node = start ();
        apr_pool_cleanup_register (pchild, server, shut_down, apr_pool_cleanup_null);
    }
    else
    if (strcmp (what, "unread") == 0) {
        node = start ();
        //  One more than two pipes hold
        for (int count = 0; node && count < 4001; count++) {
            char key [32];
            sprintf (key, "unread-%d", count);
            if (zstr_sendx (node, "PUBLISH", key, what, NULL))
                ap_log_error (APLOG_MARK, APLOG_ERR, errno, server, "probe: PUBLISH %d", count);
        }
        apr_pool_cleanup_register (pchild, NULL, destroy, apr_pool_cleanup_null);
    }
}

static int handler (request_rec *request)
{
    if (!request->handler || strcmp (request->handler, "probe"))
        return DECLINED;
    ap_set_content_type (request, "text/plain");
    //  An inherited one fails at once, and a dead one in time.
    int rc = zstr_send (node, "STATUS");
    ap_rprintf (request, "%s %d\n", what, rc);
    return OK;
}

static const command_rec directives [] = {
    AP_INIT_TAKE1 ("Probe", set_what, NULL, RSRC_CONF, "where there is a node"),
    { NULL }
};

static void register_hooks (apr_pool_t *pool)
{
    (void) pool;
    ap_hook_post_config (post_config, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_child_init (child_init, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_handler (handler, NULL, NULL, APR_HOOK_MIDDLE);
}

module AP_MODULE_DECLARE_DATA probe_module = {
    STANDARD20_MODULE_STUFF,
    NULL, NULL,
    NULL, NULL,
    directives,
    register_hooks,
    AP_MODULE_FLAG_NONE
};

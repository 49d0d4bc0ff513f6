//  mod_zgossip: httpd's processes as gossip nodes. The directives, and the module itself.

#include "mod_zgossip.h"

//  --- settings

static void *server_create (apr_pool_t *pool, server_rec *server)
{
    server_conf_t *self = apr_pcalloc (pool, sizeof (server_conf_t));
    self->on = self->timeout = self->retry = self->max_tuples = self->max_value = -1;
    self->max_wait = self->max_waiters = self->presence = self->store = -1;
    self->log_level = -1;
    self->binds = apr_array_make (pool, 2, sizeof (char *));
    self->connects = apr_array_make (pool, 2, sizeof (connect_t));
    self->publishes = apr_array_make (pool, 4, sizeof (publish_t));
    return self;
}

//  A virtual host inherits limits; endpoints and tuples are its own.
static void *server_merge (apr_pool_t *pool, void *base_void, void *add_void)
{
    server_conf_t *base = base_void, *add = add_void;
    server_conf_t *self = apr_pmemdup (pool, add, sizeof (server_conf_t));
#define INHERIT(field) if (self->field == -1) self->field = base->field
    INHERIT (timeout);
    INHERIT (retry);
    INHERIT (max_tuples);
    INHERIT (max_value);
    INHERIT (max_wait);
    INHERIT (max_waiters);
    INHERIT (presence);
    INHERIT (store);
    INHERIT (log_level);
#undef INHERIT
    self->allow = base->allow;
    return self;
}

static void *dir_create (apr_pool_t *pool, char *path)
{
    dir_conf_t *self = apr_pcalloc (pool, sizeof (dir_conf_t));
    self->write = -1;
    return self;
}

static void *dir_merge (apr_pool_t *pool, void *base_void, void *add_void)
{
    dir_conf_t *base = base_void, *add = add_void;
    dir_conf_t *self = apr_pmemdup (pool, add, sizeof (dir_conf_t));
    if (self->write == -1) {
        self->write = base->write;
        self->base = base->base;
    }
    if (!self->prefix)
        self->prefix = base->prefix;
    return self;
}

static server_conf_t *conf_of (server_rec *server)
{
    return ap_get_module_config (server->module_config, &zgossip_module);
}

//  %h host, %v ServerName, %p process, %g generation, %l location
const char *conf_expand (apr_pool_t *pool, server_rec *server, const char *location,
                         const char *text)
{
    char host [APRMAXHOSTLEN + 1] = "localhost";
    apr_gethostname (host, sizeof (host), pool);
    int generation = 0;
    ap_mpm_query (AP_MPMQ_GENERATION, &generation);
    apr_array_header_t *parts = apr_array_make (pool, 8, sizeof (char *));
    while (*text) {
        const char *part;
        if (*text == '%' && text [1]) {
            switch (text [1]) {
                case 'h': part = host; break;
                case 'v': part = server->server_hostname? server->server_hostname: host; break;
                case 'p': part = apr_psprintf (pool, "%" APR_PID_T_FMT, getpid ()); break;
                case 'g': part = apr_itoa (pool, generation); break;
                case 'l': part = location; break;
                case '%': part = "%"; break;
                default: part = apr_pstrndup (pool, text, 2);
            }
            text += 2;
        }
        else {
            size_t size = 1 + strcspn (text + 1, "%");
            part = apr_pstrndup (pool, text, size);
            text += size;
        }
        *(const char **) apr_array_push (parts) = part;
    }
    return apr_array_pstrcat (pool, parts, 0);
}

//  --- directives

static const char *set_on (cmd_parms *cmd, void *dir, int on)
{
    conf_of (cmd->server)->on = on;
    return NULL;
}

static const char *set_presence (cmd_parms *cmd, void *dir, int on)
{
    conf_of (cmd->server)->presence = on;
    return NULL;
}

static const char *set_store (cmd_parms *cmd, void *dir, int on)
{
    conf_of (cmd->server)->store = on;
    return NULL;
}

static const char *set_name (cmd_parms *cmd, void *dir, const char *name)
{
    if (strlen (name) > 100)
        return "GossipName has at most 100 characters";
    conf_of (cmd->server)->name = name;
    return NULL;
}

static const char *add_bind (cmd_parms *cmd, void *dir, const char *endpoint)
{
    if (!strstr (endpoint, "://"))
        return "GossipBind takes an endpoint, such as tcp://127.0.0.1:5670";
    *(const char **) apr_array_push (conf_of (cmd->server)->binds) = endpoint;
    return NULL;
}

static const char *add_connect (cmd_parms *cmd, void *dir, const char *endpoint,
                                const char *certificate)
{
    if (!strstr (endpoint, "://"))
        return "GossipConnect takes an endpoint, such as tcp://127.0.0.1:5670";
    connect_t *connect = apr_array_push (conf_of (cmd->server)->connects);
    connect->endpoint = endpoint;
    if (certificate)
        connect->certificate = ap_server_root_relative (cmd->pool, certificate);
    return NULL;
}

static const char *add_publish (cmd_parms *cmd, void *dir, const char *key, const char *value)
{
    if (!*key || strlen (key) > LONGEST_KEY)
        return "GossipPublish takes a key of 1 to 255 bytes, and a value";
    publish_t *publish = apr_array_push (conf_of (cmd->server)->publishes);
    publish->key = key;
    publish->value = value;
    publish->location = cmd->path? cmd->path: "";
    return NULL;
}

static const char *set_certificate (cmd_parms *cmd, void *dir, const char *file)
{
    conf_of (cmd->server)->certificate = ap_server_root_relative (cmd->pool, file);
    return NULL;
}

static const char *set_allow (cmd_parms *cmd, void *dir, const char *directory)
{
    const char *error = ap_check_cmd_context (cmd, GLOBAL_ONLY);
    if (error)
        return error;
    conf_of (cmd->server)->allow = strcasecmp (directory, "any") == 0?
        CURVE_ALLOW_ANY: ap_server_root_relative (cmd->pool, directory);
    return NULL;
}

//  The numbers, in the order of the directives' `info`
static const struct {
    size_t offset;
    int least;
    int most;
} numbers [] = {
    { APR_OFFSETOF (server_conf_t, timeout), 10, 60000 },
    { APR_OFFSETOF (server_conf_t, retry), 50, 60000 },
    { APR_OFFSETOF (server_conf_t, max_tuples), 1, 10000000 },
    { APR_OFFSETOF (server_conf_t, max_value), 1, 100 * 1024 * 1024 },
    { APR_OFFSETOF (server_conf_t, max_wait), 1, 3600 },
    { APR_OFFSETOF (server_conf_t, max_waiters), 0, 100000 },
};

static const char *set_number (cmd_parms *cmd, void *dir, const char *text)
{
    size_t index = (size_t) cmd->info;
    char *end;
    long number = strtol (text, &end, 10);
    if (!*text || *end || number < numbers [index].least || number > numbers [index].most)
        return apr_psprintf (cmd->pool, "%s takes a number from %d to %d", cmd->cmd->name,
                             numbers [index].least, numbers [index].most);
    *(int *) ((char *) conf_of (cmd->server) + numbers [index].offset) = (int) number;
    return NULL;
}

static const char *set_log_level (cmd_parms *cmd, void *dir, const char *text)
{
    static const struct { const char *name; int level; } levels [] = {
        { "error", APLOG_ERR }, { "warning", APLOG_WARNING }, { "notice", APLOG_NOTICE },
        { "info", APLOG_INFO }, { "debug", APLOG_DEBUG }
    };
    for (size_t index = 0; index < sizeof (levels) / sizeof (levels [0]); index++)
        if (strcasecmp (text, levels [index].name) == 0) {
            conf_of (cmd->server)->log_level = levels [index].level;
            return NULL;
        }
    return "GossipLogLevel is error, warning, notice, info or debug";
}

static const char *set_access (cmd_parms *cmd, void *dir_void, const char *text)
{
    dir_conf_t *dir = dir_void;
    if (strcasecmp (text, "read") && strcasecmp (text, "write"))
        return "GossipAccess is read or write";
    dir->write = strcasecmp (text, "write") == 0;
    dir->base = cmd->path;
    return NULL;
}

static const char *set_prefix (cmd_parms *cmd, void *dir_void, const char *prefix)
{
    ((dir_conf_t *) dir_void)->prefix = prefix;
    return NULL;
}

static const command_rec directives [] = {
    AP_INIT_FLAG ("GossipNode", set_on, NULL, RSRC_CONF,
        "On: this server has a gossip node of its own; Off: none; else the main server's"),
    AP_INIT_TAKE1 ("GossipName", set_name, NULL, RSRC_CONF,
        "what the node is called; %h host, %v server name"),
    AP_INIT_ITERATE ("GossipBind", add_bind, NULL, RSRC_CONF,
        "endpoints where other nodes are accepted"),
    AP_INIT_TAKE12 ("GossipConnect", add_connect, NULL, RSRC_CONF,
        "an endpoint of another node, and the file of its certificate if it wants CURVE"),
    AP_INIT_TAKE2 ("GossipPublish", add_publish, NULL, RSRC_CONF | ACCESS_CONF,
        "a key and a value that each process publishes when it starts; %h host, %v server name, "
        "%p process, %g generation, %l location"),
    AP_INIT_TAKE1 ("GossipCertificate", set_certificate, NULL, RSRC_CONF,
        "the file of the node's certificate, with its secret key: peers must use CURVE"),
    AP_INIT_TAKE1 ("GossipAllow", set_allow, NULL, RSRC_CONF,
        "the directory of the certificates of peers that may connect, or any"),
    AP_INIT_TAKE1 ("GossipTimeout", set_number, (void *) 0, RSRC_CONF,
        "how long a request waits for the node, in milliseconds (1000)"),
    AP_INIT_TAKE1 ("GossipRetry", set_number, (void *) 1, RSRC_CONF,
        "how often to try again to bind, or to become the hub, in milliseconds (500)"),
    AP_INIT_TAKE1 ("GossipMaxTuples", set_number, (void *) 2, RSRC_CONF,
        "requests add no more tuples than so many (10000)"),
    AP_INIT_TAKE1 ("GossipMaxValue", set_number, (void *) 3, RSRC_CONF,
        "the longest value that a request may publish, in bytes (65536)"),
    AP_INIT_TAKE1 ("GossipMaxWait", set_number, (void *) 4, RSRC_CONF,
        "how long a request may wait for a change, in seconds (30)"),
    AP_INIT_TAKE1 ("GossipMaxWaiters", set_number, (void *) 5, RSRC_CONF,
        "how many requests of a process may wait for changes (a quarter of its threads)"),
    AP_INIT_FLAG ("GossipPresence", set_presence, NULL, RSRC_CONF,
        "whether nodes publish a tuple about themselves (On)"),
    AP_INIT_FLAG ("GossipStore", set_store, NULL, RSRC_CONF,
        "whether the tuples are kept in a file, from one start to the next (On)"),
    AP_INIT_TAKE1 ("GossipLogLevel", set_log_level, NULL, RSRC_CONF,
        "the least of the library's messages that is logged: error, warning, notice, info, debug"),
    AP_INIT_TAKE1 ("GossipAccess", set_access, NULL, ACCESS_CONF,
        "read or write: what requests below this location may do"),
    AP_INIT_TAKE1 ("GossipPrefix", set_prefix, NULL, ACCESS_CONF,
        "goes before the keys of this location; others are not seen there"),
    { NULL }
};

//  --- the module

static int refuse (server_rec *server, const char *what, const char *file)
{
    ap_log_error (APLOG_MARK, APLOG_EMERG, 0, server, "%s: %s", what, file);
    return HTTP_INTERNAL_SERVER_ERROR;
}

//  Reads the certificates, while this may be root, and makes what is left out a default.
static int complete (apr_pool_t *pool, server_rec *server)
{
    server_conf_t *conf = conf_of (server);
#define DEFAULT(field, value) if (conf->field == -1) conf->field = value
    int threads = 0;
    ap_mpm_query (AP_MPMQ_MAX_THREADS, &threads);
    DEFAULT (timeout, 1000);
    DEFAULT (retry, 500);
    DEFAULT (max_tuples, 10000);
    DEFAULT (max_value, 65536);
    DEFAULT (max_wait, 30);
    //  A waiting request takes a whole process of prefork: only if the site says so.
    DEFAULT (max_waiters, threads > 1? (threads + 3) / 4: 0);
    DEFAULT (presence, 1);
    DEFAULT (store, 1);
    DEFAULT (log_level, APLOG_INFO);
#undef DEFAULT
    conf->name = conf_expand (pool, server, "", conf->name? conf->name: "%v");

    if (conf->certificate) {
        zcert_t *cert = zcert_load (conf->certificate);
        if (!cert)
            return refuse (server, "GossipCertificate cannot be read", conf->certificate);
        bool secret = strspn (zcert_secret_txt (cert), "0") < 40;
        conf->public_key = apr_pstrdup (pool, zcert_public_txt (cert));
        conf->secret_key = apr_pstrdup (pool, zcert_secret_txt (cert));
        zcert_destroy (&cert);
        if (!secret)
            return refuse (server, "GossipCertificate has no secret key", conf->certificate);
        if (!conf->allow)
            return refuse (server, "GossipCertificate needs GossipAllow", "a directory, or any");
    }
    for (int index = 0; index < conf->connects->nelts; index++) {
        connect_t *connect = &APR_ARRAY_IDX (conf->connects, index, connect_t);
        if (!connect->certificate)
            continue;
        if (!conf->certificate)
            return refuse (server, "GossipConnect with CURVE needs GossipCertificate",
                           connect->endpoint);
        zcert_t *cert = zcert_load (connect->certificate);
        if (!cert)
            return refuse (server, "the certificate of GossipConnect cannot be read",
                           connect->certificate);
        connect->server_key = apr_pstrdup (pool, zcert_public_txt (cert));
        zcert_destroy (&cert);
    }
    return OK;
}

static int post_config (apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                        server_rec *main_server)
{
    //  httpd's signals are its own, here and in the children.
    zsys_handler_set (NULL);
    for (server_rec *server = main_server; server; server = server->next) {
        int status = complete (pconf, server);
        if (status != OK)
            return status;
    }
    //  httpd reads its configuration twice when it starts.
    if (ap_state_query (AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG)
        return OK;
    return nodes_prepare (pconf, ptemp, main_server) == APR_SUCCESS?
        OK: HTTP_INTERNAL_SERVER_ERROR;
}

static void register_hooks (apr_pool_t *pool)
{
    ap_hook_post_config (post_config, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_child_init (nodes_start, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_handler (tuples_handler, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_handler (status_handler, NULL, NULL, APR_HOOK_MIDDLE);
}

module AP_MODULE_DECLARE_DATA zgossip_module = {
    STANDARD20_MODULE_STUFF,
    dir_create,
    dir_merge,
    server_create,
    server_merge,
    directives,
    register_hooks,
    AP_MODULE_FLAG_NONE
};

//  mod_zgossip: the handler `gossip`: tuples as a resource each.

#include "mod_zgossip.h"

//  --- what both handlers use

//  The length of the character that the text begins with, or 0 if that is no UTF-8.
static size_t utf8_length (const char *text)
{
    const unsigned char *byte = (const unsigned char *) text;
    size_t length = *byte < 0x80? 1: *byte >= 0xc2 && *byte < 0xe0? 2:
        (*byte & 0xf0) == 0xe0? 3: *byte >= 0xf0 && *byte < 0xf5? 4: 0;
    for (size_t index = 1; index < length; index++)
        if ((byte [index] & 0xc0) != 0x80)
            return 0;
    if ((*byte == 0xe0 && byte [1] < 0xa0) || (*byte == 0xed && byte [1] >= 0xa0)
    ||  (*byte == 0xf0 && byte [1] < 0x90) || (*byte == 0xf4 && byte [1] >= 0x90))
        return 0;
    return length;
}

const char *json_quote (apr_pool_t *pool, const char *text)
{
    char *result = apr_palloc (pool, strlen (text) * 6 + 3), *at = result;
    *at++ = '"';
    while (*text) {
        unsigned char byte = *text;
        size_t length = utf8_length (text);
        if (length == 0) {
            memcpy (at, "\xef\xbf\xbd", 3);
            at += 3;
            text++;
        }
        else
        if (byte < 0x20 || byte == '"' || byte == '\\' || byte == '<' || byte == 0x7f) {
            at += sprintf (at, "\\u%04x", byte);
            text++;
        }
        else {
            memcpy (at, text, length);
            at += length;
            text += length;
        }
    }
    *at++ = '"';
    *at = 0;
    return result;
}

static const char *find_argument (request_rec *request, const char *name)
{
    size_t length = strlen (name);
    for (const char *at = request->args; at && *at; ) {
        if (strncmp (at, name, length) == 0 && strchr ("=&", at [length]))
            return at + length;
        at = strchr (at, '&');
        if (at)
            at++;
    }
    return NULL;
}

bool query_has (request_rec *request, const char *name)
{
    return find_argument (request, name) != NULL;
}

const char *query_argument (request_rec *request, const char *name)
{
    const char *at = find_argument (request, name);
    if (!at || *at != '=')
        return NULL;
    char *value = apr_pstrndup (request->pool, at + 1, strcspn (at + 1, "&"));
    return ap_unescape_urlencoded (value) == OK? value: NULL;
}

zlistx_t *sorted_keys (node_t *node)
{
    zlistx_t *keys = zhashx_keys (node->tuples);
    if (keys) {
        zlistx_set_comparator (keys, (zlistx_comparator_fn *) strcmp);
        zlistx_sort (keys);
    }
    return keys;
}

//  --- answers

static int answer_text (request_rec *request, int status, const char *text)
{
    request->status = status;
    ap_set_content_type (request, "text/plain; charset=utf-8");
    ap_rprintf (request, "%s\n", text);
    return OK;
}

static int refuse_method (request_rec *request, bool write)
{
    ap_allow_standard_methods (request, REPLACE_ALLOW, M_GET, M_OPTIONS, -1);
    if (write)
        ap_allow_standard_methods (request, MERGE_ALLOW, M_PUT, M_POST, M_DELETE, -1);
    return request->method_number == M_OPTIONS? DECLINED: HTTP_METHOD_NOT_ALLOWED;
}

//  The key that is asked for, "" for all, or NULL if there is something wrong with it.
static const char *wanted_key (request_rec *request, dir_conf_t *dir)
{
    const char *key = query_argument (request, "key");
    if (!key) {
        if (query_has (request, "key"))
            return NULL;
        size_t base = dir->base? strlen (dir->base): 0;
        if (base && strncmp (request->uri, dir->base, base) == 0)
            key = request->uri + base;
        else {
            //  A location that is a pattern, or says nothing: what follows the first name
            key = request->uri + (*request->uri == '/');
            key += strcspn (key, "/");
        }
        while (*key == '/')
            key++;
    }
    return dir->prefix && *key? apr_pstrcat (request->pool, dir->prefix, key, NULL): key;
}

//  What a condition compares: of a tuple, or of all under a prefix.
static apr_uint64_t state_of (node_t *node, const char *key, const char *prefix)
{
    if (key) {
        tuple_t *tuple = zhashx_lookup (node->tuples, key);
        return tuple? tuple->sum: 0;
    }
    if (!*prefix)
        return node->sum;
    apr_uint64_t sum = 0;
    for (tuple_t *tuple = zhashx_first (node->tuples); tuple; tuple = zhashx_next (node->tuples))
        if (strncmp (zhashx_cursor (node->tuples), prefix, strlen (prefix)) == 0)
            sum ^= tuple->sum;
    return sum;
}

static bool is_leaving (void)
{
    int state = 0;
    return ap_mpm_query (AP_MPMQ_MPM_STATE, &state) == APR_SUCCESS && state == AP_MPMQ_STOPPING;
}

static const char *tag_of (request_rec *request, apr_uint64_t state)
{
    return apr_psprintf (request->pool, "\"%016" APR_UINT64_T_HEX_FMT "\"", state);
}

//  Waits until the state is another than the client knows, or than it was when the client asked.
//  Within enter and leave.
static void await_change (request_rec *request, node_t *node, held_t *held, int seconds,
                          const char *key, const char *prefix)
{
    apr_time_t deadline = apr_time_now () + apr_time_from_sec (seconds);
    const char *known = apr_table_get (request->headers_in, "If-None-Match");
    apr_uint64_t before = state_of (node, key, prefix);
    node->waiters++;
    while (!node->stopping && !is_leaving ()) {
        apr_uint64_t now = state_of (node, key, prefix);
        if (known? !strstr (known, tag_of (request, now)): now != before)
            break;
        apr_time_t left = deadline - apr_time_now ();
        if (left <= 0)
            break;
        node_await (node, held, (int) apr_time_as_msec (left) + 1);
    }
    node->waiters--;
}

static const char *all_as_json (request_rec *request, node_t *node, const char *prefix,
                                size_t hidden)
{
    apr_array_header_t *parts = apr_array_make (request->pool, 64, sizeof (char *));
    zlistx_t *keys = sorted_keys (node);
    for (const char *key = keys? zlistx_first (keys): NULL; key; key = zlistx_next (keys)) {
        if (strncmp (key, prefix, strlen (prefix)))
            continue;
        tuple_t *tuple = zhashx_lookup (node->tuples, key);
        *(const char **) apr_array_push (parts) = parts->nelts > 1? ",\n": "\n";
        *(const char **) apr_array_push (parts) = json_quote (request->pool, key + hidden);
        *(const char **) apr_array_push (parts) = ": ";
        *(const char **) apr_array_push (parts) = json_quote (request->pool, tuple->value);
    }
    zlistx_destroy (&keys);
    return apr_pstrcat (request->pool, "{", apr_array_pstrcat (request->pool, parts, 0), "\n}\n",
                        NULL);
}

static int get (request_rec *request, node_t *node, dir_conf_t *dir, const char *key)
{
    const char *prefix = query_argument (request, "prefix"), *wait = query_argument (request, "wait");
    size_t hidden = dir->prefix? strlen (dir->prefix): 0;
    prefix = apr_pstrcat (request->pool, dir->prefix? dir->prefix: "", prefix? prefix: "", NULL);
    int seconds = 0;
    if (wait) {
        if (!*wait || strspn (wait, "0123456789") != strlen (wait) || strlen (wait) > 6)
            return answer_text (request, HTTP_BAD_REQUEST, "wait takes a number of seconds");
        seconds = atoi (wait);
        if (seconds > node->conf->max_wait)
            seconds = node->conf->max_wait;
    }
    const char *only = *key? key: NULL, *content = NULL;
    bool crowded = false;
    held_t held;
    node_enter (node, &held);
    bool up = node->up;
    if (seconds && up) {
        crowded = node->waiters >= node->conf->max_waiters;
        if (!crowded)
            await_change (request, node, &held, seconds, only, prefix);
    }
    apr_uint64_t state = state_of (node, only, prefix);
    if (!only)
        content = all_as_json (request, node, prefix, hidden);
    else {
        tuple_t *tuple = zhashx_lookup (node->tuples, only);
        content = tuple? apr_pstrdup (request->pool, tuple->value): NULL;
    }
    node_leave (node, &held);

    apr_table_setn (request->headers_out, "Cache-Control", "no-cache");
    apr_table_setn (request->headers_out, "X-Content-Type-Options", "nosniff");
    if (!up || crowded) {
        apr_table_setn (request->headers_out, "Retry-After", "1");
        return answer_text (request, HTTP_SERVICE_UNAVAILABLE,
            crowded? "no more requests may wait here (GossipMaxWaiters)":
            node->trouble? node->trouble: "the gossip node is not up");
    }
    if (!content)
        return answer_text (request, HTTP_NOT_FOUND, "there is no such tuple");
    apr_table_setn (request->headers_out, "ETag", tag_of (request, state));
    int status = ap_meets_conditions (request);
    if (status != OK)
        return status;
    ap_set_content_type (request, only? "text/plain; charset=utf-8":
                         "application/json; charset=utf-8");
    ap_set_content_length (request, strlen (content));
    ap_rputs (content, request);
    return OK;
}

//  Reads the body: 0, or the status of an error with its text.
static int read_value (request_rec *request, int most, const char **value, const char **error)
{
    int status = ap_setup_client_block (request, REQUEST_CHUNKED_DECHUNK);
    if (status != OK)
        return status;
    *value = "";
    *error = apr_psprintf (request->pool, "a value has at most %d bytes here (GossipMaxValue)", most);
    if (!ap_should_client_block (request))
        return 0;
    if (request->remaining > most) {
        request->connection->keepalive = AP_CONN_CLOSE;
        return HTTP_REQUEST_ENTITY_TOO_LARGE;
    }
    char *buffer = apr_palloc (request->pool, most + 2);
    long size = 0;
    for (;;) {
        long count = ap_get_client_block (request, buffer + size, most + 1 - size);
        if (count < 0) {
            *error = "the value did not arrive whole";
            return HTTP_BAD_REQUEST;
        }
        if (count == 0)
            break;
        size += count;
        if (size > most) {
            request->connection->keepalive = AP_CONN_CLOSE;
            return HTTP_REQUEST_ENTITY_TOO_LARGE;
        }
    }
    buffer [size] = 0;
    if (strlen (buffer) < (size_t) size) {
        *error = "a value holds no zero bytes";
        return HTTP_BAD_REQUEST;
    }
    *value = buffer;
    return 0;
}

static int put (request_rec *request, node_t *node, const char *key)
{
    const char *value = "", *error = NULL;
    int status = read_value (request, node->conf->max_value, &value, &error);
    if (!status)
        status = node_publish (node, key, value, &error);
    if (status == HTTP_NO_CONTENT) {
        request->status = status;
        return OK;
    }
    if (status == HTTP_CREATED || status == HTTP_OK) {
        apr_table_setn (request->headers_out, "ETag", tag_of (request, node_sum (key, value)));
        return answer_text (request, status, status == HTTP_OK? "changed": "created");
    }
    if (status == HTTP_SERVICE_UNAVAILABLE)
        apr_table_setn (request->headers_out, "Retry-After", "1");
    if (!error)
        return status;
    ap_log_rerror (APLOG_MARK, APLOG_INFO, 0, request, "gossip: %s refused: %s", request->method,
                   error);
    return answer_text (request, status, error);
}

static int delete (request_rec *request, node_t *node, const char *key)
{
    const char *error = NULL;
    int status = node_remove (node, key, &error);
    if (status != HTTP_NO_CONTENT)
        return answer_text (request, status, error);
    request->status = status;
    return OK;
}

int tuples_handler (request_rec *request)
{
    if (!request->handler || strcmp (request->handler, "gossip"))
        return DECLINED;
    dir_conf_t *dir = ap_get_module_config (request->per_dir_config, &zgossip_module);
    server_conf_t *conf = ap_get_module_config (request->server->module_config, &zgossip_module);
    bool reads = request->method_number == M_GET;
    if (!reads && request->method_number != M_PUT && request->method_number != M_POST
    &&  request->method_number != M_DELETE)
        return refuse_method (request, dir->write == 1);
    if (!reads && dir->write != 1) {
        ap_discard_request_body (request);
        return answer_text (request, HTTP_FORBIDDEN,
                            "tuples are only read here (GossipAccess)");
    }
    node_t *node = conf->node;
    if (!node)
        return answer_text (request, HTTP_SERVICE_UNAVAILABLE,
                            "this server has no gossip node (GossipNode)");
    const char *key = wanted_key (request, dir);
    int status = 0;
    const char *error = NULL;
    if (!key) {
        status = HTTP_BAD_REQUEST;
        error = "the key cannot be decoded";
    }
    else
    if (strlen (key) > LONGEST_KEY) {
        status = HTTP_REQUEST_URI_TOO_LARGE;
        error = "a key has at most 255 bytes";
    }
    else
    if (!reads && !*key) {
        status = HTTP_BAD_REQUEST;
        error = "which key? It follows the location, or is given as ?key=";
    }
    if (status) {
        ap_discard_request_body (request);
        return answer_text (request, status, error);
    }
    if (reads)
        return get (request, node, dir, key);
    if (request->method_number == M_DELETE) {
        status = ap_discard_request_body (request);
        return status == OK? delete (request, node, key): status;
    }
    return put (request, node, key);
}

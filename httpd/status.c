//  mod_zgossip: the handler `gossip-status`: a page for persons, which updates itself and needs
//  nothing from elsewhere, and JSON for programs.

#include "mod_zgossip.h"

//  The page shows no more tuples than so many.
#define SHOWN_TUPLES 500
#define SHOWN_VALUE 300

static const char style [] =
":root{color-scheme:light dark;--page:#f3f5f8;--card:#fff;--ink:#17202c;--dim:#5c6878;--line:#dfe4ea;"
"--mark:#0b6bcb;--soft:#e6f0fb;--good:#137a4a;--goodbg:#e2f4ea;--bad:#b3261e;--badbg:#fbe7e5;"
"--warn:#8a5a00;--warnbg:#fdf1d8}"
"@media(prefers-color-scheme:dark){:root{--page:#0f141b;--card:#18202a;--ink:#e4e9f0;--dim:#94a1b2;"
"--line:#2b3644;--mark:#6db3f8;--soft:#1c3146;--good:#6fd3a0;--goodbg:#16352a;--bad:#f2a29b;"
"--badbg:#44201e;--warn:#f0c674;--warnbg:#3a2e14}}"
"*{box-sizing:border-box}"
"body{margin:0;background:var(--page);color:var(--ink);"
"font:15px/1.45 system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}"
".wrap{max-width:1080px;margin:0 auto;padding:20px 20px 40px}"
"header{display:flex;flex-wrap:wrap;gap:6px 12px;align-items:center;margin-bottom:16px}"
"h1{font-size:22px;margin:0;font-weight:650;overflow-wrap:anywhere}"
"h2{font-size:14px;margin:0;font-weight:650;color:var(--ink)}"
".pill{font-size:12.5px;font-weight:600;padding:2px 10px;border-radius:99px;background:var(--soft);"
"color:var(--mark);white-space:nowrap}"
".good{background:var(--goodbg);color:var(--good)}.bad{background:var(--badbg);color:var(--bad)}"
".warn{background:var(--warnbg);color:var(--warn)}"
".sub{color:var(--dim);font-size:13px;flex-basis:100%}"
".tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:12px;margin-bottom:12px}"
".card{background:var(--card);border:1px solid var(--line);border-radius:12px;margin-bottom:12px;"
"overflow:hidden}"
".tile{padding:12px 16px;margin:0}.tile b{display:block;font-size:26px;line-height:1.2;font-weight:650;"
"font-variant-numeric:tabular-nums}.tile span{color:var(--dim);font-size:13px}"
".head{display:flex;align-items:center;gap:10px;padding:12px 16px;justify-content:space-between}"
".head .dim{font-size:13px}.dim{color:var(--dim)}"
".two{display:grid;grid-template-columns:3fr 2fr;gap:12px;align-items:start}"
"table{width:100%;border-collapse:collapse;font-size:14px}"
"th{text-align:left;font-weight:500;color:var(--dim);font-size:12.5px;padding:4px 16px;"
"border-bottom:1px solid var(--line)}"
"td{padding:7px 16px;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}"
"tr:last-child td{border-bottom:0}tr.me td{background:var(--soft)}"
"tr.me .pill:not(.good){background:var(--card)}"
"code{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,'DejaVu Sans Mono',monospace}"
"td.when,th.when{white-space:nowrap;color:var(--dim);text-align:right;font-variant-numeric:tabular-nums}"
".key{width:34%}.none{padding:4px 16px 16px;color:var(--dim);margin:0}"
"svg{display:block;width:100%;height:64px}svg rect{fill:var(--mark)}svg line{stroke:var(--line)}"
".plot{padding:0 16px 12px}.axis{display:flex;justify-content:space-between;color:var(--dim);"
"font-size:12px}"
"input{font:inherit;font-size:14px;width:220px;max-width:60vw;padding:5px 10px;border:1px solid var(--line);"
"border-radius:8px;background:var(--page);color:var(--ink)}"
"#lost{display:none}.lost #lost{display:inline-block}.lost main{opacity:.55}"
"footer{color:var(--dim);font-size:13px;margin-top:16px}a{color:var(--mark)}"
"@media(max-width:720px){.wrap{padding:14px 12px 32px}.tiles{grid-template-columns:repeat(2,1fr);gap:8px}"
".tile{padding:10px 12px}.tile b{font-size:22px}.two{grid-template-columns:1fr;gap:0}"
".wide thead{display:none}.wide tr{display:grid;grid-template-columns:1fr auto;padding:8px 12px;"
"border-bottom:1px solid var(--line)}.wide tr:last-child{border:0}.wide td{border:0;padding:0 4px}"
".wide tr.me{background:var(--soft)}"
".wide td.key{width:auto;font-weight:600}.wide td.val{grid-column:1/-1;grid-row:2;color:var(--dim)}"
".head{padding:10px 16px}th,td{padding-left:12px;padding-right:12px}}";

static const char script [] =
"(function(){var m=document.querySelector('main'),f=document.getElementById('filter'),n=0;"
"function sift(){var w=f.value.toLowerCase(),c=0,r=document.querySelectorAll('#tuples tbody tr');"
"for(var i=0;i<r.length;i++){var s=r[i].textContent.toLowerCase().indexOf(w)>=0;"
"r[i].style.display=s?'':'none';if(s)c++}"
"var e=document.getElementById('matches');if(e)e.textContent=w?c+' of '+r.length+' shown':''}"
"function place(){var s=document.getElementById('search');if(s)s.appendChild(f);sift()}"
"function again(){setTimeout(load,2000)}"
"function load(){if(document.hidden)return again();"
"fetch(location.pathname+'?part',{cache:'no-store'}).then(function(r){if(!r.ok)throw 0;return r.text()})"
".then(function(t){var had=document.activeElement===f,a=f.selectionStart;document.body.appendChild(f);"
"m.innerHTML=t;place();if(had){f.focus();f.setSelectionRange(a,a)}"
"document.body.classList.remove('lost');document.documentElement.dataset.updates=++n})"
".catch(function(){document.body.classList.add('lost')}).then(again)}"
"f.hidden=false;f.addEventListener('input',sift);place();again()})()";

static const char *escape (request_rec *request, const char *text)
{
    return ap_escape_html2 (request->pool, text, 0);
}

//  What is long is cut, between characters.
static const char *shorten (request_rec *request, const char *text, size_t size)
{
    if (strlen (text) <= size)
        return escape (request, text);
    while (size && (text [size] & 0xc0) == 0x80)
        size--;
    return apr_pstrcat (request->pool,
        escape (request, apr_pstrndup (request->pool, text, size)), "…", NULL);
}

static const char *span_of (request_rec *request, apr_time_t span)
{
    long seconds = (long) apr_time_sec (span);
    if (seconds < 0)
        seconds = 0;
    if (seconds < 60)
        return apr_psprintf (request->pool, "%ld s", seconds);
    if (seconds < 3600)
        return apr_psprintf (request->pool, "%ld min", seconds / 60);
    if (seconds < 86400)
        return apr_psprintf (request->pool, "%ld h %ld min", seconds / 3600, seconds / 60 % 60);
    return apr_psprintf (request->pool, "%ld d %ld h", seconds / 86400, seconds / 3600 % 24);
}

static const char *ago (request_rec *request, apr_time_t span)
{
    return span < apr_time_from_sec (1)? "just now":
        apr_pstrcat (request->pool, span_of (request, span), " ago", NULL);
}

static const char *number (request_rec *request, apr_uint64_t value)
{
    const char *digits = apr_psprintf (request->pool, "%" APR_UINT64_T_FMT, value);
    size_t size = strlen (digits);
    char *result = apr_palloc (request->pool, size * 4 + 1), *at = result;
    for (size_t index = 0; index < size; index++) {
        if (index && (size - index) % 3 == 0) {
            //  A thin space that does not break
            memcpy (at, "\xe2\x80\xaf", 3);
            at += 3;
        }
        *at++ = digits [index];
    }
    *at = 0;
    return result;
}

//  A copy of what is shown, so that nothing is sent while the node waits.
typedef struct {
    const char *key;
    tuple_t tuple;
} row_t;

typedef struct {
    node_t *node;
    bool up, hub;
    const char *trouble;
    apr_array_header_t *bound;      //  const char *
    apr_array_header_t *peers;      //  const char *: name, kind, name, kind
    apr_array_header_t *rows;       //  row_t, by key
    apr_array_header_t *changes;    //  change_t, the last first
    apr_uint64_t published, delivered, removed;
    double rate_10, rate_60;
    apr_uint32_t rate [RATE_SECONDS];   //  The oldest first
    int waiters;
    apr_time_t now;
} view_t;

static view_t *view_new (request_rec *request, node_t *node)
{
    apr_pool_t *pool = request->pool;
    view_t *self = apr_pcalloc (pool, sizeof (view_t));
    self->node = node;
    self->now = apr_time_now ();
    self->bound = apr_array_make (pool, 4, sizeof (char *));
    self->peers = apr_array_make (pool, 8, sizeof (char *));
    self->rows = apr_array_make (pool, 64, sizeof (row_t));
    self->changes = apr_array_make (pool, LAST_CHANGES, sizeof (change_t));
    held_t held;
    node_enter (node, &held);
    self->up = node->up;
    self->hub = node->hub;
    self->trouble = node->trouble? node->trouble: "it has not started";
    for (int index = 0; index < node->bound->nelts; index++)
        *(const char **) apr_array_push (self->bound) = APR_ARRAY_IDX (node->bound, index, const char *);
    for (char *kind = zhashx_first (node->peers); kind; kind = zhashx_next (node->peers)) {
        *(const char **) apr_array_push (self->peers) = apr_pstrdup (pool, zhashx_cursor (node->peers));
        *(const char **) apr_array_push (self->peers) = apr_pstrdup (pool, kind);
    }
    zlistx_t *keys = sorted_keys (node);
    for (const char *key = keys? zlistx_first (keys): NULL; key; key = zlistx_next (keys)) {
        row_t *row = apr_array_push (self->rows);
        row->key = apr_pstrdup (pool, key);
        row->tuple = *(tuple_t *) zhashx_lookup (node->tuples, key);
        row->tuple.value = apr_pstrdup (pool, row->tuple.value);
    }
    zlistx_destroy (&keys);
    for (apr_uint64_t back = 1; back <= LAST_CHANGES && back <= node->change_count; back++) {
        change_t *change = apr_array_push (self->changes);
        *change = node->changes [(node->change_count - back) % LAST_CHANGES];
        change->key = apr_pstrdup (pool, change->key);
        change->value = apr_pstrdup (pool, change->value);
    }
    self->published = node->published;
    self->delivered = node->delivered;
    self->removed = node->removed;
    self->rate_10 = node_rate (node, 10);
    self->rate_60 = node_rate (node, RATE_SECONDS - 1);
    for (int index = 0; index < RATE_SECONDS; index++)
        self->rate [index] = node->rate [(node->rate_second + 1 + index) % RATE_SECONDS];
    self->waiters = node->waiters;
    node_leave (node, &held);
    return self;
}

//  --- JSON

static const char *json_list (request_rec *request, apr_array_header_t *texts)
{
    const char *list = "[";
    for (int index = 0; index < texts->nelts; index++)
        list = apr_pstrcat (request->pool, list, index? ", ": "",
                            json_quote (request->pool, APR_ARRAY_IDX (texts, index, const char *)), NULL);
    return apr_pstrcat (request->pool, list, "]", NULL);
}

static const char *kind_name (change_kind_t kind)
{
    static const char *names [] = { "new", "changed", "removed", "expired" };
    return names [kind];
}

static int send_json (request_rec *request, view_t *view)
{
    node_t *node = view->node;
    apr_pool_t *pool = request->pool;
    apr_array_header_t *connects = apr_array_make (pool, 4, sizeof (char *));
    for (int index = 0; index < node->conf->connects->nelts; index++)
        *(const char **) apr_array_push (connects) =
            APR_ARRAY_IDX (node->conf->connects, index, connect_t).endpoint;
    int generation = 0;
    ap_mpm_query (AP_MPMQ_GENERATION, &generation);
    ap_set_content_type (request, "application/json; charset=utf-8");
    ap_rprintf (request, "{\"node\": %s, \"pid\": %d, \"generation\": %d, \"mpm\": %s,\n"
        " \"up\": %s, \"role\": \"%s\", \"secure\": %s, \"bind\": %s, \"connect\": %s,\n",
        json_quote (pool, node->name), getpid (), generation, json_quote (pool, ap_show_mpm ()),
        view->up? "true": "false", view->hub? "hub": "member",
        node->conf->certificate? "true": "false",
        json_list (request, view->bound), json_list (request, connects));
    ap_rprintf (request, " \"tuples\": %d, \"published\": %" APR_UINT64_T_FMT
        ", \"delivered\": %" APR_UINT64_T_FMT ", \"removed\": %" APR_UINT64_T_FMT
        ", \"waiting\": %d,\n \"rate_10s\": %.2f, \"rate_60s\": %.2f, \"uptime\": %ld,\n"
        " \"library\": \"%d.%d.%d\", \"removal\": %s,\n",
        view->rows->nelts, view->published, view->delivered, view->removed, view->waiters,
        view->rate_10, view->rate_60, (long) apr_time_sec (view->now - node->started),
        CZMQ_VERSION_MAJOR, CZMQ_VERSION_MINOR, CZMQ_VERSION_PATCH,
        abilities.removal? "true": "false");
    ap_rputs (" \"peers\": [", request);
    for (int index = 0; index + 1 < view->peers->nelts; index += 2)
        ap_rprintf (request, "%s\n  {\"name\": %s, \"kind\": %s}", index? ",": "",
            json_quote (pool, APR_ARRAY_IDX (view->peers, index, const char *)),
            json_quote (pool, APR_ARRAY_IDX (view->peers, index + 1, const char *)));
    ap_rputs ("],\n \"nodes\": [", request);
    bool first = true;
    for (int index = 0; index < view->rows->nelts; index++) {
        row_t *row = &APR_ARRAY_IDX (view->rows, index, row_t);
        if (strncmp (row->key, NODE_PREFIX, strlen (NODE_PREFIX)))
            continue;
        ap_rprintf (request, "%s\n  {\"name\": %s, \"says\": %s}", first? "": ",",
            json_quote (pool, row->key + strlen (NODE_PREFIX)), json_quote (pool, row->tuple.value));
        first = false;
    }
    ap_rputs ("],\n \"changes\": [", request);
    for (int index = 0; index < view->changes->nelts; index++) {
        change_t *change = &APR_ARRAY_IDX (view->changes, index, change_t);
        ap_rprintf (request, "%s\n  {\"at\": %" APR_TIME_T_FMT ", \"what\": \"%s\", \"key\": %s}",
            index? ",": "", apr_time_as_msec (change->at), kind_name (change->kind),
            json_quote (pool, change->key));
    }
    ap_rputs ("]}\n", request);
    return OK;
}

//  --- HTML

static void tile (request_rec *request, const char *value, const char *text)
{
    ap_rprintf (request, "<div class='card tile'><b>%s</b><span>%s</span></div>", value, text);
}

static void send_rates (request_rec *request, view_t *view)
{
    apr_uint32_t most = 1;
    for (int index = 0; index < RATE_SECONDS; index++)
        if (view->rate [index] > most)
            most = view->rate [index];
    ap_rprintf (request, "<section class=card><div class=head><h2>Changes, second by second</h2>"
        "<span class=dim>at most %s/s</span></div>"
        "<div class=plot><svg viewBox='0 0 600 64' preserveAspectRatio=none role=img "
        "aria-label='changes in each of the last 60 seconds'>"
        "<line x1=0 y1=63.5 x2=600 y2=63.5 />", number (request, most));
    for (int index = 0; index < RATE_SECONDS; index++)
        if (view->rate [index]) {
            double height = 4 + 58.0 * view->rate [index] / most;
            ap_rprintf (request, "<rect x=%d y=%.1f width=8 height=%.1f rx=1.5 />", index * 10 + 1,
                        63 - height, height);
        }
    ap_rputs ("</svg><div class=axis><span>a minute ago</span><span>now</span></div></div></section>",
              request);
}

static void send_nodes (request_rec *request, view_t *view)
{
    int count = 0;
    size_t skip = strlen (NODE_PREFIX);
    for (int index = 0; index < view->rows->nelts; index++)
        if (strncmp (APR_ARRAY_IDX (view->rows, index, row_t).key, NODE_PREFIX, skip) == 0)
            count++;
    ap_rprintf (request, "<section class=card><div class=head><h2>Nodes</h2><span class=dim>%d server "
        "process%s told of %s</span></div>", count, count == 1? "": "es",
        count == 1? "itself": "themselves");
    if (!count)
        ap_rprintf (request, "<p class=none>%s</p>", !abilities.removal?
            "The CZMQ library here has no leases, so nodes do not tell of themselves.":
            "None, see GossipPresence.");
    else {
        ap_rputs ("<table class=wide><thead><tr><th>Node</th><th>Is</th><th class=when>Since</th></tr>"
                  "</thead><tbody>", request);
        for (int index = 0; index < view->rows->nelts; index++) {
            row_t *row = &APR_ARRAY_IDX (view->rows, index, row_t);
            if (strncmp (row->key, NODE_PREFIX, skip))
                continue;
            bool hub = strncmp (row->tuple.value, "hub ", 4) == 0;
            const char *rest = strchr (row->tuple.value, ' ');
            ap_rprintf (request, "<tr%s><td class=key>%s%s</td><td class=val><span class='pill%s'>%s</span> "
                "%s</td><td class=when>%s</td></tr>",
                streq (row->key, view->node->key)? " class=me": "",
                escape (request, row->key + skip),
                streq (row->key, view->node->key)? " <span class=dim>(this one)</span>": "",
                hub? " good": "", hub? "hub": "member", rest? shorten (request, rest, SHOWN_VALUE): "",
                span_of (request, view->now - row->tuple.changed));
        }
        ap_rputs ("</tbody></table>", request);
    }
    ap_rputs ("</section>", request);
}

static void send_peers (request_rec *request, view_t *view)
{
    ap_rprintf (request, "<section class=card><div class=head><h2>Peers</h2><span class=dim>%d linked"
        "</span></div>", view->peers->nelts / 2);
    if (!abilities.removal)
        ap_rputs ("<p class=none>The CZMQ library here does not tell of peers.</p>", request);
    else
    if (!view->peers->nelts)
        ap_rputs ("<p class=none>Nobody is linked to this process.</p>", request);
    else {
        ap_rputs ("<table><tbody>", request);
        for (int index = 0; index + 1 < view->peers->nelts; index += 2) {
            const char *name = APR_ARRAY_IDX (view->peers, index, const char *);
            const char *kind = APR_ARRAY_IDX (view->peers, index + 1, const char *);
            if (streq (name, view->node->hub_endpoint))
                name = "the hub of this server";
            ap_rprintf (request, "<tr><td>%s</td><td class=when>%s</td></tr>", escape (request, name),
                streq (kind, "STOCK")? "original CZMQ": "");
        }
        ap_rputs ("</tbody></table>", request);
    }
    ap_rputs ("</section>", request);
}

static void send_changes (request_rec *request, view_t *view)
{
    ap_rputs ("<section class=card><div class=head><h2>Last changes</h2></div>", request);
    if (!view->changes->nelts)
        ap_rputs ("<p class=none>None yet.</p>", request);
    else {
        ap_rputs ("<table class=wide><tbody>", request);
        for (int index = 0; index < view->changes->nelts && index < 10; index++) {
            change_t *change = &APR_ARRAY_IDX (view->changes, index, change_t);
            static const char *pills [] = { "good", "", "bad", "warn" };
            ap_rprintf (request, "<tr><td class=key><code>%s</code></td><td class=val>"
                "<span class='pill %s'>%s</span> %s</td><td class=when>%s</td></tr>",
                escape (request, change->key), pills [change->kind], kind_name (change->kind),
                change->kind < CHANGE_REMOVED? shorten (request, change->value, 60): "",
                ago (request, view->now - change->at));
        }
        ap_rputs ("</tbody></table>", request);
    }
    ap_rputs ("</section>", request);
}

static void send_tuples (request_rec *request, view_t *view)
{
    ap_rprintf (request, "<section class=card id=tuples><div class=head><h2>Tuples</h2>"
        "<span class=dim id=matches></span><span id=search></span></div>");
    int shown = 0;
    if (!view->rows->nelts)
        ap_rputs ("<p class=none>None yet.</p>", request);
    else {
        ap_rputs ("<table class=wide><thead><tr><th>Key</th><th>Value</th><th class=when>Changed</th>"
                  "</tr></thead><tbody>", request);
        for (; shown < view->rows->nelts && shown < SHOWN_TUPLES; shown++) {
            row_t *row = &APR_ARRAY_IDX (view->rows, shown, row_t);
            ap_rprintf (request, "<tr><td class=key><code>%s</code></td><td class=val><code>%s</code>"
                "</td><td class=when>%s</td></tr>", escape (request, row->key),
                shorten (request, row->tuple.value, SHOWN_VALUE), ago (request, view->now - row->tuple.changed));
        }
        ap_rputs ("</tbody></table>", request);
        if (shown < view->rows->nelts)
            ap_rprintf (request, "<p class=none>And %s more.</p>",
                        number (request, view->rows->nelts - shown));
    }
    ap_rputs ("</section>", request);
}

static void send_part (request_rec *request, view_t *view)
{
    node_t *node = view->node;
    ap_rprintf (request, "<header><h1>%s</h1><span class='pill %s'>%s</span>",
        escape (request, node->name), view->up? "good": "bad",
        view->up? view->hub? "hub of its server": "member": "not up");
    if (node->conf->certificate)
        ap_rputs ("<span class=pill>CURVE</span>", request);
    ap_rputs ("<span class='pill bad' id=lost>the server does not answer</span><span class=sub>",
              request);
    if (view->up)
        ap_rprintf (request, "process %d, %s", getpid (), escape (request, ap_show_mpm ()));
    else
        ap_rputs (escape (request, view->trouble), request);
    for (int index = 0; index < view->bound->nelts; index++)
        ap_rprintf (request, "%s <code>%s</code>", index? ",": ", bound to",
                    escape (request, APR_ARRAY_IDX (view->bound, index, const char *)));
    for (int index = 0; view->hub && index < node->conf->connects->nelts; index++)
        ap_rprintf (request, "%s <code>%s</code>", index? ",": ", connects to",
            escape (request, APR_ARRAY_IDX (node->conf->connects, index, connect_t).endpoint));
    ap_rputs ("</span></header><div class=tiles>", request);
    tile (request, number (request, view->rows->nelts), "tuples");
    tile (request, apr_psprintf (request->pool, "%.1f", view->rate_10), "changes a second, 10 s");
    tile (request, number (request, view->delivered), apr_psprintf (request->pool,
        "delivered, %s from here", number (request, view->published)));
    tile (request, span_of (request, view->now - node->started), "up");
    ap_rputs ("</div>", request);
    send_rates (request, view);
    send_nodes (request, view);
    ap_rputs ("<div class=two>", request);
    send_changes (request, view);
    send_peers (request, view);
    ap_rputs ("</div>", request);
    send_tuples (request, view);
}

static int send_page (request_rec *request, view_t *view)
{
    unsigned char bytes [16];
    apr_generate_random_bytes (bytes, sizeof (bytes));
    char *nonce = apr_palloc (request->pool, 33);
    for (int index = 0; index < 16; index++)
        sprintf (nonce + 2 * index, "%02x", bytes [index]);
    //  Tuples come from elsewhere: nothing of them may run, should they ever get past the escapes.
    apr_table_setn (request->headers_out, "Content-Security-Policy", apr_psprintf (request->pool,
        "default-src 'none'; style-src 'nonce-%s'; script-src 'nonce-%s'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'", nonce, nonce));
    ap_rprintf (request, "<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width,initial-scale=1'>"
        "<title>%s: gossip</title><noscript><meta http-equiv=refresh content=5></noscript>"
        "<style nonce=%s>%s</style></head>\n<body><div class=wrap><main>",
        escape (request, view->node->name), nonce, style);
    send_part (request, view);
    ap_rprintf (request, "</main>\n<footer>The same as <a href='?auto'>JSON</a>.</footer></div>"
        "<input id=filter type=search placeholder='Filter' aria-label='Filter tuples' hidden>"
        "<script nonce=%s>%s</script></body></html>\n", nonce, script);
    return OK;
}

int status_handler (request_rec *request)
{
    if (!request->handler || strcmp (request->handler, "gossip-status"))
        return DECLINED;
    ap_allow_standard_methods (request, REPLACE_ALLOW, M_GET, M_OPTIONS, -1);
    if (request->method_number != M_GET)
        return request->method_number == M_OPTIONS? DECLINED: HTTP_METHOD_NOT_ALLOWED;
    server_conf_t *conf = ap_get_module_config (request->server->module_config, &zgossip_module);
    apr_table_setn (request->headers_out, "Cache-Control", "no-store");
    apr_table_setn (request->headers_out, "X-Content-Type-Options", "nosniff");
    apr_table_mergen (request->headers_out, "Vary", "Accept");
    if (!conf->node) {
        request->status = HTTP_SERVICE_UNAVAILABLE;
        ap_set_content_type (request, "text/plain; charset=utf-8");
        ap_rputs ("this server has no gossip node (GossipNode)\n", request);
        return OK;
    }
    view_t *view = view_new (request, conf->node);
    const char *accept = apr_table_get (request->headers_in, "Accept");
    if (query_has (request, "auto")
    ||  (accept && strstr (accept, "application/json") && !strstr (accept, "text/html")))
        return send_json (request, view);
    ap_set_content_type (request, "text/html; charset=utf-8");
    if (query_has (request, "part")) {
        send_part (request, view);
        return OK;
    }
    return send_page (request, view);
}

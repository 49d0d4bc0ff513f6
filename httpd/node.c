//  mod_zgossip: the gossip nodes of a process.
//
//  The processes of a server find each other at a socket in httpd's runtime directory. The one that
//  gets a lock there is the hub: it binds that socket and what the configuration says, and connects
//  to other servers. The others connect to the hub; when it ends, another gets the lock.

#include "mod_zgossip.h"

#include <sys/file.h>
#include <sys/stat.h>
#include <pthread.h>

#include "unixd.h"

abilities_t abilities;

static server_rec *log_server;
static int log_level;
static FILE *log_stream;
static zactor_t *authenticator;
static apr_array_header_t *nodes;       //  node_t *

#define PRESENCE_LEASE "10000"

//  --- the log: what the library says goes to httpd's error log, a line at a time

static ssize_t log_write (void *cookie, const char *text, size_t size)
{
    const char *end = text + size;
    while (text < end) {
        const char *stop = memchr (text, '\n', end - text);
        size_t length = (stop? stop: end) - text;
        int level = APLOG_NOTICE;
        const char *start = text;
        if (length > 3 && text [1] == ':') {
            switch (*text) {
                case 'E': level = APLOG_ERR; break;
                case 'W': level = APLOG_WARNING; break;
                case 'I': level = APLOG_INFO; break;
                case 'D': level = APLOG_DEBUG; break;
            }
            //  httpd's lines have a date already.
            if (length > 21 && text [5] == '-' && text [14] == ':') {
                start += 21;
                length -= 21;
            }
        }
        if (level <= log_level)
            ap_log_error (APLOG_MARK, level, 0, log_server, "gossip: %.*s", (int) length, start);
        text = stop? stop + 1: end;
    }
    return size;
}

//  The original sends its log to standard output whenever a gossip node starts.
static void log_start (void)
{
    if (!log_stream) {
        cookie_io_functions_t functions = { NULL, log_write, NULL, NULL };
        log_stream = fopencookie (NULL, "w", functions);
        if (log_stream)
            setvbuf (log_stream, NULL, _IOLBF, 2048);
    }
    zsys_set_logstream (log_stream);
}

//  --- signals stay with httpd's threads

static void block_signals (sigset_t *saved)
{
    sigset_t all;
    sigfillset (&all);
    pthread_sigmask (SIG_BLOCK, &all, saved);
}

static void restore_signals (sigset_t *saved)
{
    pthread_sigmask (SIG_SETMASK, saved, NULL);
}

void node_enter (node_t *self, held_t *held)
{
    block_signals (held);
    pthread_mutex_lock (&self->lock);
}

void node_leave (node_t *self, held_t *held)
{
    pthread_mutex_unlock (&self->lock);
    restore_signals (held);
}

static void await_until (node_t *self, apr_time_t deadline)
{
    //  Deadlines are by apr's clock; the wait is by one that nobody sets.
    apr_time_t left = deadline - apr_time_now ();
    if (left <= 0)
        return;
    if (left > apr_time_from_msec (250))
        left = apr_time_from_msec (250);
    struct timespec until;
    clock_gettime (CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long) left * 1000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait (&self->news, &self->lock, &until);
}

//  Waits for what a request needs of the node; false, with the reason, if that will not come.
static bool await_answer (node_t *self, apr_time_t deadline, const char **error)
{
    if (!self->up || self->stopping || apr_time_now () >= deadline) {
        *error = "the gossip node does not answer";
        return false;
    }
    await_until (self, deadline);
    return true;
}

void node_await (node_t *self, held_t *held, int milliseconds)
{
    await_until (self, apr_time_now () + apr_time_from_msec (milliseconds));
    //  A moment for the signals that arrived
    node_leave (self, held);
    node_enter (self, held);
}

//  --- the table of tuples

apr_uint64_t node_sum (const char *key, const char *value)
{
    apr_uint64_t sum = 14695981039346656037ULL;
    for (const char *at = key; *at; at++)
        sum = (sum ^ (unsigned char) *at) * 1099511628211ULL;
    sum = (sum ^ 256) * 1099511628211ULL;
    for (const char *at = value; *at; at++)
        sum = (sum ^ (unsigned char) *at) * 1099511628211ULL;
    //  Sums are combined by exclusive or: let each bit matter.
    sum ^= sum >> 32;
    sum *= 0xd6e8feb86659fd93ULL;
    return sum ^ sum >> 32;
}

static void tuple_free (void **item)
{
    tuple_t *self = *item;
    free (self->value);
    free (self);
    *item = NULL;
}

static void rate_advance (node_t *self)
{
    apr_time_t now = apr_time_sec (apr_time_now ());
    if (now - self->rate_second > RATE_SECONDS || now < self->rate_second)
        self->rate_second = now - RATE_SECONDS;
    while (self->rate_second < now)
        self->rate [++self->rate_second % RATE_SECONDS] = 0;
}

double node_rate (node_t *self, int seconds)
{
    rate_advance (self);
    apr_uint64_t sum = 0;
    //  Not the second that has just begun
    for (int back = 1; back <= seconds && back < RATE_SECONDS; back++)
        sum += self->rate [(self->rate_second - back) % RATE_SECONDS];
    return (double) sum / seconds;
}

static void note_change (node_t *self, change_kind_t kind, const char *key, const char *value)
{
    change_t *change = &self->changes [self->change_count++ % LAST_CHANGES];
    free (change->key);
    free (change->value);
    change->at = apr_time_now ();
    change->kind = kind;
    change->key = strdup (key);
    change->value = strndup (value, 200);
    rate_advance (self);
    self->rate [self->rate_second % RATE_SECONDS]++;
    pthread_cond_broadcast (&self->news);
}

static void delivered (node_t *self, const char *key, const char *value)
{
    pthread_mutex_lock (&self->lock);
    tuple_t *tuple = zhashx_lookup (self->tuples, key);
    self->delivered++;
    if (!tuple || strcmp (tuple->value, value)) {
        note_change (self, tuple? CHANGE_VALUE: CHANGE_NEW, key, value);
        if (!tuple) {
            tuple = calloc (1, sizeof (tuple_t));
            zhashx_insert (self->tuples, key, tuple);
        }
        else {
            self->sum ^= tuple->sum;
            free (tuple->value);
        }
        tuple->value = strdup (value);
        tuple->sum = node_sum (key, value);
        tuple->changed = apr_time_now ();
        tuple->changes++;
        tuple->here = false;
        self->sum ^= tuple->sum;
    }
    pthread_mutex_unlock (&self->lock);
}

static void dropped (node_t *self, const char *key, change_kind_t kind)
{
    pthread_mutex_lock (&self->lock);
    tuple_t *tuple = zhashx_lookup (self->tuples, key);
    if (tuple) {
        note_change (self, kind, key, tuple->value);
        self->removed++;
        self->sum ^= tuple->sum;
        zhashx_delete (self->tuples, key);
    }
    pthread_mutex_unlock (&self->lock);
}

//  --- the thread that owns the gossip node

static void not_up (node_t *self, const char *why)
{
    pthread_mutex_lock (&self->lock);
    self->up = false;
    self->trouble = why;
    pthread_cond_broadcast (&self->news);
    pthread_mutex_unlock (&self->lock);
    ap_log_error (APLOG_MARK, APLOG_ERR, 0, self->server, "gossip: node %s: %s", self->name, why);
}

//  The number of PORT, if that was asked for; or 0
static int take (node_t *self, zmsg_t *msg)
{
    int port = 0;
    if (zmsg_signal (msg) >= 0) {
        not_up (self, "the node has ended");
        zmsg_destroy (&msg);
        return -1;
    }
    char *command = zmsg_popstr (msg), *key = zmsg_popstr (msg), *value = zmsg_popstr (msg);
    if (command && key) {
        if (streq (command, "DELIVER") && value)
            delivered (self, key, value);
        else
        if (streq (command, "GET")) {
            if (value)
                delivered (self, key, value);
            else
                dropped (self, key, CHANGE_REMOVED);
        }
        else
        if (streq (command, "REMOVE"))
            dropped (self, key, CHANGE_REMOVED);
        else
        if (streq (command, "EXPIRE"))
            dropped (self, key, CHANGE_EXPIRED);
        else
        if (streq (command, "PORT"))
            port = atoi (key);
        else
        if (streq (command, "REFUSED")) {
            pthread_mutex_lock (&self->lock);
            self->refusals++;
            apr_cpystrn (self->refused_key, key, sizeof (self->refused_key));
            apr_cpystrn (self->refused_why, value? value: "refused", sizeof (self->refused_why));
            pthread_cond_broadcast (&self->news);
            pthread_mutex_unlock (&self->lock);
        }
        else
        if (streq (command, "PEER") && value) {
            char *kind = zmsg_popstr (msg);
            pthread_mutex_lock (&self->lock);
            if (streq (key, "UP"))
                zhashx_update (self->peers, value, strdup (kind? kind: ""));
            else
                zhashx_delete (self->peers, value);
            pthread_mutex_unlock (&self->lock);
            free (kind);
        }
    }
    free (command);
    free (key);
    free (value);
    zmsg_destroy (&msg);
    return port;
}

//  Takes what is there, but not for ever: requests want their turn.
static void take_all (node_t *self)
{
    for (int count = 0; count < 1000; count++) {
        zmsg_t *msg = zmsg_recv (self->gossip);
        if (!msg || take (self, msg) < 0)
            return;
    }
}

//  Binds, and gives the port; 0 if there is none; -1 if that failed.
static int bind_to (node_t *self, const char *endpoint)
{
    zstr_sendx (self->gossip, "BIND", endpoint, NULL);
    zstr_send (self->gossip, "PORT");
    zsock_set_rcvtimeo (self->gossip, 2000);
    int port = -1;
    for (;;) {
        zmsg_t *msg = zmsg_recv (self->gossip);
        if (!msg)
            break;
        zframe_t *first = zmsg_first (msg);
        bool wanted = first && zframe_streq (first, "PORT");
        int result = take (self, msg);
        if (wanted) {
            port = result;
            break;
        }
        if (result < 0)
            break;
    }
    zsock_set_rcvtimeo (self->gossip, 0);
    return port;
}

static void publish_presence (node_t *self)
{
    if (!abilities.removal || !self->conf->presence)
        return;
    const char *mpm = ap_show_mpm ();
    char *bound = NULL;
    pthread_mutex_lock (&self->lock);
    apr_pool_t *pool;
    if (apr_pool_create (&pool, self->pool) == APR_SUCCESS)
        bound = apr_array_pstrcat (pool, self->bound, ',');
    char *text = zsys_sprintf ("%s %s%s%s", self->hub? "hub": "member", mpm,
        bound && *bound? " ": "", bound? bound: "");
    pthread_mutex_unlock (&self->lock);
    //  Renewed by the node, until it is gone.
    zstr_sendx (self->gossip, "PUBLISH", self->key, text, PRESENCE_LEASE, NULL);
    zstr_free (&text);
    if (pool)
        apr_pool_destroy (pool);
}

//  True if all are bound now that are to be.
static void bind_rest (node_t *self)
{
    apr_array_header_t *rest = self->unbound;
    int left = 0;
    for (int index = 0; index < rest->nelts; index++) {
        const char *endpoint = APR_ARRAY_IDX (rest, index, const char *);
        int port = bind_to (self, endpoint);
        if (port < 0) {
            APR_ARRAY_IDX (rest, left++, const char *) = endpoint;
            continue;
        }
        const char *colon = strrchr (endpoint, ':');
        const char *bound = endpoint;
        if (port && strncmp (endpoint, "tcp://", 6) == 0 && colon > endpoint + 6)
            bound = apr_psprintf (self->pool, "%.*s:%d", (int) (colon - endpoint), endpoint, port);
        pthread_mutex_lock (&self->lock);
        *(const char **) apr_array_push (self->bound) = bound;
        pthread_mutex_unlock (&self->lock);
        ap_log_error (APLOG_MARK, APLOG_INFO, 0, self->server, "gossip: node %s is bound to %s",
                      self->name, bound);
    }
    rest->nelts = left;
    if (!left)
        publish_presence (self);
}

static bool get_lock (node_t *self)
{
    int fd = open (self->lock_file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd == -1) {
        ap_log_error (APLOG_MARK, APLOG_ERR, errno, self->server, "gossip: %s", self->lock_file);
        return false;
    }
    if (flock (fd, LOCK_EX | LOCK_NB)) {
        close (fd);
        return false;
    }
    self->lock_fd = fd;
    return true;
}

static void become_hub (node_t *self, bool was_member)
{
    server_conf_t *conf = self->conf;
    if (was_member && abilities.removal)
        zstr_sendx (self->gossip, "DISCONNECT", self->hub_endpoint, NULL);
    //  An idle server's processes all end before the first new one starts.
    if (conf->store && abilities.removal)
        zstr_sendx (self->gossip, "STORE", self->store_file, NULL);
    //  Before the keys are set: this socket is in a directory that only these processes may enter.
    int port = bind_to (self, self->hub_endpoint);
    if (port < 0)
        ap_log_error (APLOG_MARK, APLOG_ERR, 0, self->server,
                      "gossip: the other processes cannot reach %s", self->hub_endpoint);
    if (conf->certificate) {
        zstr_sendx (self->gossip, "SET PUBLICKEY", conf->public_key, NULL);
        zstr_sendx (self->gossip, "SET SECRETKEY", conf->secret_key, NULL);
        zstr_sendx (self->gossip, "ZAP DOMAIN", "gossip", NULL);
    }
    for (int index = 0; index < conf->connects->nelts; index++) {
        connect_t *connect = &APR_ARRAY_IDX (conf->connects, index, connect_t);
        zstr_sendx (self->gossip, "CONNECT", connect->endpoint, connect->server_key, NULL);
    }
    self->unbound = apr_array_copy (self->pool, conf->binds);
    pthread_mutex_lock (&self->lock);
    self->hub = true;
    pthread_mutex_unlock (&self->lock);
    bind_rest (self);
    if (self->unbound->nelts) {
        publish_presence (self);
        ap_log_error (APLOG_MARK, APLOG_WARNING, 0, self->server,
                      "gossip: node %s cannot bind to %s yet, and tries again every %d ms",
                      self->name, APR_ARRAY_IDX (self->unbound, 0, const char *), conf->retry);
    }
    ap_log_error (APLOG_MARK, APLOG_INFO, 0, self->server, "gossip: node %s has its hub here",
                  self->name);
}

//  True unless the owner is to end.
static bool obey (node_t *self, zsock_t *pipe)
{
    zmsg_t *msg = zmsg_recv (pipe);
    if (!msg)
        return false;
    char *command = zmsg_popstr (msg);
    bool goes_on = command && !streq (command, "$TERM");
    free (command);
    //  The rest is a command of the node.
    if (goes_on && self->gossip && self->up) {
        char *removed = NULL;
        zframe_t *verb = zmsg_first (msg), *key = zmsg_next (msg);
        if (verb && key && zframe_streq (verb, "UNPUBLISH"))
            removed = zframe_strdup (key);
        zmsg_send (&msg, self->gossip);
        //  The node says nothing of what its owner removes: the answer to this comes in order.
        if (removed)
            zstr_sendx (self->gossip, "GET", removed, NULL);
        free (removed);
    }
    zmsg_destroy (&msg);
    return goes_on;
}

static void owner (zsock_t *pipe, void *args)
{
    node_t *self = args;
    server_conf_t *conf = self->conf;
    self->gossip = zactor_new (zgossip, (void *) self->name);
    log_start ();
    if (!self->gossip) {
        not_up (self, "there is no room for it");
        zsock_signal (pipe, 0);
        while (obey (self, pipe));
        return;
    }
    zsock_set_rcvtimeo (self->gossip, 0);
    zsock_set_sndtimeo (self->gossip, conf->timeout);
    //  The original would otherwise forget who is silent for a second.
    if (!abilities.curve)
        zstr_sendx (self->gossip, "SET", "server/timeout", "0", NULL);
    log_start ();
    if (abilities.removal)
        zstr_send (self->gossip, "NOTIFY");
    if (conf->log_level >= APLOG_DEBUG)
        zstr_send (self->gossip, "VERBOSE");
    for (int index = 0; index < self->publishes->nelts; index++) {
        publish_t *publish = &APR_ARRAY_IDX (self->publishes, index, publish_t);
        zstr_sendx (self->gossip, "PUBLISH", publish->key, publish->value, NULL);
    }
    if (get_lock (self))
        become_hub (self, false);
    else {
        zstr_sendx (self->gossip, "CONNECT", self->hub_endpoint, NULL);
        publish_presence (self);
    }
    take_all (self);
    pthread_mutex_lock (&self->lock);
    self->up = true;
    pthread_mutex_unlock (&self->lock);
    zsock_signal (pipe, 0);

    zpoller_t *poller = zpoller_new (pipe, self->gossip, NULL);
    zpoller_set_nonstop (poller, true);
    apr_time_t next = apr_time_now () + apr_time_from_msec (conf->retry);
    bool goes_on = true;
    while (goes_on && self->up) {
        bool settled = self->hub && !self->unbound->nelts;
        void *ready = zpoller_wait (poller, settled? -1: conf->retry);
        if (ready == pipe)
            goes_on = obey (self, pipe);
        else
        if (ready)
            take_all (self);
        if (goes_on && !settled && apr_time_now () >= next) {
            if (self->hub)
                bind_rest (self);
            else
            if (get_lock (self))
                become_hub (self, true);
            next = apr_time_now () + apr_time_from_msec (conf->retry);
        }
    }
    //  Without its node, it still is to be told to end.
    while (goes_on)
        goes_on = obey (self, pipe);
    zpoller_destroy (&poller);
    if (self->up && abilities.removal && conf->presence)
        zstr_sendx (self->gossip, "UNPUBLISH", self->key, NULL);
    zactor_destroy (&self->gossip);
}

//  --- for requests

//  Sends a command to the owner. It reads quickly; should it not, nobody waits for long.
static bool tell (node_t *self, const char *command, const char *key, const char *value)
{
    sigset_t saved;
    block_signals (&saved);
    pthread_mutex_lock (&self->owner_lock);
    bool sent = self->owner && zstr_sendx (self->owner, "DO", command, key, value, NULL) == 0;
    pthread_mutex_unlock (&self->owner_lock);
    restore_signals (&saved);
    return sent;
}

int node_publish (node_t *self, const char *key, const char *value, const char **error)
{
    held_t held;
    int status = 0;
    node_enter (self, &held);
    tuple_t *tuple = zhashx_lookup (self->tuples, key);
    apr_uint64_t refusals = self->refusals;
    if (!self->up)
        status = HTTP_SERVICE_UNAVAILABLE;
    else
    if (tuple && streq (tuple->value, value))
        status = HTTP_NO_CONTENT;
    else
    if (!tuple && zhashx_size (self->tuples) >= (size_t) self->conf->max_tuples) {
        *error = "there are as many tuples as GossipMaxTuples allows";
        status = HTTP_INSUFFICIENT_STORAGE;
    }
    bool is_new = !tuple;
    apr_uint64_t changes = tuple? tuple->changes: 0;
    node_leave (self, &held);
    if (status == HTTP_SERVICE_UNAVAILABLE)
        *error = self->trouble? self->trouble: "the gossip node is not up";
    if (status)
        return status;

    if (!tell (self, "PUBLISH", key, value)) {
        *error = "the gossip node does not answer";
        return HTTP_SERVICE_UNAVAILABLE;
    }
    //  Until the node has delivered it, or a value that came after it.
    apr_time_t deadline = apr_time_now () + apr_time_from_msec (self->conf->timeout);
    node_enter (self, &held);
    for (;;) {
        tuple = zhashx_lookup (self->tuples, key);
        if (tuple && (streq (tuple->value, value) || tuple->changes > changes)) {
            tuple->here = streq (tuple->value, value);
            self->published++;
            status = is_new? HTTP_CREATED: HTTP_OK;
            break;
        }
        if (self->refusals != refusals && streq (self->refused_key, key)) {
            *error = "the node refused it";
            status = HTTP_INSUFFICIENT_STORAGE;
            break;
        }
        if (!await_answer (self, deadline, error)) {
            status = HTTP_SERVICE_UNAVAILABLE;
            break;
        }
    }
    node_leave (self, &held);
    return status;
}

int node_remove (node_t *self, const char *key, const char **error)
{
    if (!abilities.removal) {
        *error = "the CZMQ library that this server runs on cannot remove tuples from all nodes";
        return HTTP_NOT_IMPLEMENTED;
    }
    held_t held;
    node_enter (self, &held);
    tuple_t *tuple = zhashx_lookup (self->tuples, key);
    bool up = self->up;
    apr_uint64_t changes = tuple? tuple->changes: 0;
    node_leave (self, &held);
    if (!up) {
        *error = self->trouble? self->trouble: "the gossip node is not up";
        return HTTP_SERVICE_UNAVAILABLE;
    }
    if (!tuple) {
        *error = "there is no such tuple";
        return HTTP_NOT_FOUND;
    }
    if (!tell (self, "UNPUBLISH", key, "GLOBAL")) {
        *error = "the gossip node does not answer";
        return HTTP_SERVICE_UNAVAILABLE;
    }
    //  Until it is gone, or somebody has written it anew.
    int status = HTTP_NO_CONTENT;
    apr_time_t deadline = apr_time_now () + apr_time_from_msec (self->conf->timeout);
    node_enter (self, &held);
    while ((tuple = zhashx_lookup (self->tuples, key)) && tuple->changes == changes) {
        if (!await_answer (self, deadline, error)) {
            status = HTTP_SERVICE_UNAVAILABLE;
            break;
        }
    }
    node_leave (self, &held);
    return status;
}

//  --- start and end

//  Asks a node of its own what the library understands.
static void probe (void)
{
    memset (&abilities, 0, sizeof (abilities));
    zactor_t *node = zactor_new (zgossip, "probe");
    if (!node)
        return;
    //  The original logs what it does not understand.
    zsys_set_logstream (NULL);
    zsock_set_rcvtimeo (node, 2000);
    zsock_set_sndtimeo (node, 2000);
    zstr_sendx (node, "PUBLISH", "probe", "1", NULL);
    zstr_sendx (node, "UNPUBLISH", "probe", NULL);
    zstr_send (node, "STATS");
    zstr_send (node, "STATUS");
    for (;;) {
        char *command = NULL, *number = NULL;
        if (zstr_recvx (node, &command, &number, NULL) < 1)
            break;
        if (streq (command, "STATS"))
            abilities.removal = true;
        bool last = streq (command, "STATUS");
        //  The draft commands came all at once.
        if (last && number)
            abilities.curve = streq (number, "0");
        zstr_free (&command);
        zstr_free (&number);
        if (last)
            break;
    }
    zactor_destroy (&node);
}

static server_conf_t *conf_of (server_rec *server)
{
    return ap_get_module_config (server->module_config, &zgossip_module);
}

//  A virtual host that says nothing of gossip has the very settings of the main server.
static bool has_node (server_rec *server, server_rec *main_server)
{
    server_conf_t *conf = conf_of (server);
    return conf->on == 1 && (server == main_server || conf != conf_of (main_server));
}

static const char *meeting_place (apr_pool_t *pool, server_rec *server)
{
    server_conf_t *conf = conf_of (server);
    const char *text = apr_psprintf (pool, "%s:%d", server->server_hostname? server->server_hostname: "",
                                     server->port);
    return ap_runtime_dir_relative (pool, apr_psprintf (pool, "zgossip/%016" APR_UINT64_T_HEX_FMT,
                                                        node_sum (text, conf->name)));
}

apr_status_t nodes_prepare (apr_pool_t *pool, apr_pool_t *temp, server_rec *main_server)
{
    bool any = false;
    for (server_rec *server = main_server; server; server = server->next)
        any = any || has_node (server, main_server);
    if (!any)
        return APR_SUCCESS;
    const char *directory = ap_runtime_dir_relative (temp, "zgossip");
    //  One that another user made could be his trap.
    struct stat info;
    uid_t user = geteuid () == 0? ap_unixd_config.user_id: geteuid ();
    gid_t group = geteuid () == 0? ap_unixd_config.group_id: getegid ();
    if ((mkdir (directory, 0700) && errno != EEXIST)
    ||  lstat (directory, &info)
    ||  !S_ISDIR (info.st_mode)
    ||  (info.st_uid != user && info.st_uid != geteuid ())
    ||  (info.st_uid != user && lchown (directory, user, group))
    ||  chmod (directory, 0700)) {
        ap_log_error (APLOG_MARK, APLOG_EMERG, errno, main_server,
                      "gossip: cannot make the directory %s", directory);
        return APR_EGENERAL;
    }
    //  What a socket's address has room for
    if (strlen (directory) + 1 + 16 + sizeof (".sock") > 107) {
        ap_log_error (APLOG_MARK, APLOG_EMERG, 0, main_server,
                      "gossip: the path of DefaultRuntimeDir is too long: %s", directory);
        return APR_EGENERAL;
    }
    return APR_SUCCESS;
}

static void string_free (void **item)
{
    free (*item);
    *item = NULL;
}

static node_t *node_new (apr_pool_t *pool, server_rec *server, server_rec *main_server)
{
    node_t *self = apr_pcalloc (pool, sizeof (node_t));
    self->server = server;
    self->conf = conf_of (server);
    //  The owner's thread uses it alone, so it is no child of the request threads' pools.
    apr_allocator_t *allocator;
    apr_allocator_create (&allocator);
    apr_pool_create_ex (&self->pool, NULL, NULL, allocator);
    apr_allocator_owner_set (allocator, self->pool);
    self->name = self->conf->name;
    char host [APRMAXHOSTLEN + 1] = "localhost";
    apr_gethostname (host, sizeof (host), pool);
    self->key = apr_pstrndup (pool, apr_psprintf (pool, NODE_PREFIX "%s/%s/%d", host, self->name,
                                                  getpid ()), LONGEST_KEY);
    const char *place = meeting_place (pool, server);
    self->hub_endpoint = apr_pstrcat (pool, "ipc://", place, ".sock", NULL);
    self->lock_file = apr_pstrcat (pool, place, ".lock", NULL);
    self->store_file = apr_pstrcat (pool, place, ".tuples", NULL);
    self->lock_fd = -1;
    self->started = apr_time_now ();
    pthread_mutex_init (&self->lock, NULL);
    pthread_mutex_init (&self->owner_lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init (&attributes);
    pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
    pthread_cond_init (&self->news, &attributes);
    pthread_condattr_destroy (&attributes);
    self->tuples = zhashx_new ();
    zhashx_set_destructor (self->tuples, tuple_free);
    self->peers = zhashx_new ();
    zhashx_set_destructor (self->peers, string_free);
    self->bound = apr_array_make (self->pool, 4, sizeof (char *));
    //  What the configuration publishes, as this process says it
    self->publishes = apr_array_make (pool, 8, sizeof (publish_t));
    for (server_rec *each = main_server; each; each = each->next) {
        server_conf_t *conf = conf_of (each);
        if (each != server
        && (server != main_server || conf->on != -1 || conf == conf_of (main_server)))
            continue;
        for (int index = 0; index < conf->publishes->nelts; index++) {
            publish_t from = APR_ARRAY_IDX (conf->publishes, index, publish_t);
            publish_t *to = apr_array_push (self->publishes);
            to->key = apr_pstrndup (pool, conf_expand (pool, each, from.location, from.key),
                                    LONGEST_KEY);
            to->value = conf_expand (pool, each, from.location, from.value);
        }
    }
    if (self->conf->certificate && !abilities.curve) {
        //  Nothing is opened that was meant to be protected.
        not_up (self, "GossipCertificate needs a CZMQ library whose gossip nodes can use CURVE");
        return self;
    }
    self->owner = zactor_new (owner, self);
    if (self->owner)
        zsock_set_sndtimeo (self->owner, self->conf->timeout);
    else
        not_up (self, "there is no room for its thread");
    return self;
}

static void node_stop (node_t *self)
{
    pthread_mutex_lock (&self->lock);
    self->stopping = true;
    pthread_cond_broadcast (&self->news);
    pthread_mutex_unlock (&self->lock);
    pthread_mutex_lock (&self->owner_lock);
    zactor_destroy (&self->owner);
    pthread_mutex_unlock (&self->owner_lock);
}

static apr_status_t nodes_stop (void *data)
{
    if (!nodes)
        return APR_SUCCESS;
    sigset_t saved;
    block_signals (&saved);
    for (int index = 0; index < nodes->nelts; index++)
        node_stop (APR_ARRAY_IDX (nodes, index, node_t *));
    zactor_destroy (&authenticator);
    zsys_shutdown ();
    if (log_stream) {
        fclose (log_stream);
        log_stream = NULL;
    }
    //  Now that the sockets are closed, another process may bind them.
    for (int index = 0; index < nodes->nelts; index++) {
        node_t *node = APR_ARRAY_IDX (nodes, index, node_t *);
        if (node->lock_fd != -1)
            close (node->lock_fd);
    }
    ap_log_error (APLOG_MARK, APLOG_DEBUG, 0, log_server, "gossip: the nodes of this process ended");
    nodes = NULL;
    restore_signals (&saved);
    return APR_SUCCESS;
}

void nodes_start (apr_pool_t *pchild, server_rec *main_server)
{
    bool any = false, secure = false;
    server_conf_t *main_conf = conf_of (main_server);
    for (server_rec *server = main_server; server; server = server->next)
        if (has_node (server, main_server)) {
            server_conf_t *conf = conf_of (server);
            any = true;
            secure = secure || conf->certificate;
        }
    if (!any)
        return;

    //  Threads that are made here have the mask that this one has now.
    sigset_t saved;
    block_signals (&saved);
    zsys_handler_set (NULL);
    zsys_init ();
    log_server = main_server;
    log_level = main_conf->log_level;
    probe ();
    log_start ();
    nodes = apr_array_make (pchild, 4, sizeof (node_t *));
    apr_pool_cleanup_register (pchild, NULL, nodes_stop, apr_pool_cleanup_null);
    if (secure && abilities.curve) {
        authenticator = zactor_new (zauth, NULL);
        if (authenticator) {
            zstr_sendx (authenticator, "CURVE", main_conf->allow, NULL);
            zsock_wait (authenticator);
        }
    }
    //  A server without a node of its own uses the main server's, unless it wants none.
    for (server_rec *server = main_server; server; server = server->next) {
        server_conf_t *conf = conf_of (server);
        if (has_node (server, main_server)) {
            conf->node = node_new (pchild, server, main_server);
            *(node_t **) apr_array_push (nodes) = conf->node;
        }
        else
        if (conf != main_conf)
            conf->node = conf->on == -1? main_conf->node: NULL;
    }
    restore_signals (&saved);
}

//  mod_zgossip: httpd's processes as gossip nodes. What the files of the module share.

#ifndef MOD_ZGOSSIP_H_INCLUDED
#define MOD_ZGOSSIP_H_INCLUDED

#include <stdbool.h>

#include "httpd.h"
#include "http_config.h"
#include "http_core.h"
#include "http_log.h"
#include "http_protocol.h"
#include "http_request.h"
#include "ap_mpm.h"
#include "apr_strings.h"

#include <czmq.h>

extern module AP_MODULE_DECLARE_DATA zgossip_module;
APLOG_USE_MODULE (zgossip);

//  The protocol carries no longer keys.
#define LONGEST_KEY 255
//  Under this, nodes tell of themselves.
#define NODE_PREFIX "httpd/node/"

//  --- settings (mod_zgossip.c)

typedef struct {
    const char *endpoint;
    const char *certificate;    //  File of the server's certificate, or NULL
    const char *server_key;     //  Its public key, in Z85
} connect_t;

typedef struct {
    const char *key;
    const char *value;
    const char *location;       //  Where it was said, or ""
} publish_t;

//  Of a server. -1 and NULL: not said.
typedef struct {
    int on;                     //  Has a node of its own; not inherited
    const char *name;
    apr_array_header_t *binds;      //  const char *
    apr_array_header_t *connects;   //  connect_t
    apr_array_header_t *publishes;  //  publish_t
    const char *certificate;
    const char *public_key;
    const char *secret_key;
    const char *allow;          //  Directory of certificates, or CURVE_ALLOW_ANY
    int timeout;                //  Milliseconds
    int retry;                  //  Milliseconds
    int max_tuples;
    int max_value;              //  Bytes
    int max_wait;               //  Seconds
    int max_waiters;
    int presence;
    int store;
    int log_level;
    struct node *node;          //  Set in each child
} server_conf_t;

//  Of a location
typedef struct {
    int write;                  //  -1: nothing was said
    const char *base;           //  Where it was said
    const char *prefix;
} dir_conf_t;

const char *conf_expand (apr_pool_t *pool, server_rec *server, const char *location,
                         const char *text);

//  --- nodes (node.c)

typedef struct {
    char *value;
    apr_time_t changed;
    apr_uint64_t changes;
    apr_uint64_t sum;           //  Of key and value
    bool here;                  //  This process wrote it last
} tuple_t;

typedef enum { CHANGE_NEW, CHANGE_VALUE, CHANGE_REMOVED, CHANGE_EXPIRED } change_kind_t;

typedef struct {
    apr_time_t at;
    change_kind_t kind;
    char *key;
    char *value;
} change_t;

#define LAST_CHANGES 20
#define RATE_SECONDS 60

//  What this process's library can do beyond the original's.
typedef struct {
    bool curve;                 //  SET PUBLICKEY and the like
    bool removal;               //  UNPUBLISH key GLOBAL, NOTIFY, leases
} abilities_t;

typedef struct node {
    server_rec *server;
    server_conf_t *conf;
    const char *name;           //  Without the process
    const char *key;            //  Its own tuple
    const char *hub_endpoint;   //  Where the hub of this server's processes is
    const char *lock_file;
    const char *store_file;
    int lock_fd;                //  -1: this is not the hub
    apr_time_t started;

    //  Between the thread that owns the gossip node and those that serve requests
    pthread_mutex_t lock;
    pthread_cond_t news;
    bool up;
    bool stopping;
    const char *trouble;        //  Why it is not up
    bool hub;
    zhashx_t *tuples;           //  Of tuple_t
    apr_uint64_t sum;           //  Of all tuples, whatever their order
    zhashx_t *peers;            //  Name -> kind
    apr_array_header_t *bound;      //  const char *: where it accepts peers
    apr_uint64_t published;
    apr_uint64_t delivered;
    apr_uint64_t removed;
    apr_uint64_t refusals;
    char refused_key [LONGEST_KEY + 1];
    char refused_why [80];
    apr_uint32_t rate [RATE_SECONDS];
    apr_time_t rate_second;
    change_t changes [LAST_CHANGES];
    apr_uint64_t change_count;
    int waiters;

    pthread_mutex_t owner_lock; //  Requests take turns at the owner's pipe
    zactor_t *owner;

    //  The owner's alone
    zactor_t *gossip;
    apr_array_header_t *publishes;  //  publish_t, as this process says them
    apr_array_header_t *unbound;    //  const char *: binds that failed so far
    apr_pool_t *pool;
} node_t;

extern abilities_t abilities;

//  Creates the nodes of this process, and the authenticator.
void nodes_start (apr_pool_t *pchild, server_rec *main_server);
//  Makes, as root if httpd was started so, where the processes of a server meet.
apr_status_t nodes_prepare (apr_pool_t *pool, apr_pool_t *temp, server_rec *main_server);

//  Signals that end a prefork child do so in the middle of a request, by running the pool's
//  cleanups, which wait for the node's thread: that must not happen while the request holds what
//  the thread waits for.
typedef sigset_t held_t;
void node_enter (node_t *self, held_t *held);
void node_leave (node_t *self, held_t *held);
//  Waits for a change, at most so many milliseconds, but not long. Within enter and leave.
void node_await (node_t *self, held_t *held, int milliseconds);
//  Both keep to the node's timeout: 0, or the status of an error, with its text.
int node_publish (node_t *self, const char *key, const char *value, const char **error);
int node_remove (node_t *self, const char *key, const char **error);
//  Deliveries a second, over the last so many seconds. Within enter and leave.
double node_rate (node_t *self, int seconds);
apr_uint64_t node_sum (const char *key, const char *value);

//  --- handlers

int tuples_handler (request_rec *request);
int status_handler (request_rec *request);
//  For JSON, with the quotes.
const char *json_quote (apr_pool_t *pool, const char *text);
//  An argument of the query, decoded, or NULL.
const char *query_argument (request_rec *request, const char *name);
//  Within enter and leave.
zlistx_t *sorted_keys (node_t *node);
bool query_has (request_rec *request, const char *name);

#endif

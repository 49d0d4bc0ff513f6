#include "variadic.h"

int czmq_rs_zsock_bind (void *self, const char *endpoint);
int czmq_rs_zsock_unbind (void *self, const char *endpoint);
int czmq_rs_zsock_connect (void *self, const char *endpoint);
int czmq_rs_zsock_disconnect (void *self, const char *endpoint);

int czmq_zsock_bind (void *self, const char *format, ...)
{
    FORMAT_TEXT ("zsock_bind", endpoint);
    int rc = endpoint ? czmq_rs_zsock_bind (self, endpoint) : -1;
    free (endpoint);
    return rc;
}

int czmq_zsock_unbind (void *self, const char *format, ...)
{
    FORMAT_TEXT ("zsock_unbind", endpoint);
    int rc = endpoint ? czmq_rs_zsock_unbind (self, endpoint) : -1;
    free (endpoint);
    return rc;
}

int czmq_zsock_connect (void *self, const char *format, ...)
{
    FORMAT_TEXT ("zsock_connect", endpoint);
    int rc = endpoint ? czmq_rs_zsock_connect (self, endpoint) : -1;
    free (endpoint);
    return rc;
}

int czmq_zsock_disconnect (void *self, const char *format, ...)
{
    FORMAT_TEXT ("zsock_disconnect", endpoint);
    int rc = endpoint ? czmq_rs_zsock_disconnect (self, endpoint) : -1;
    free (endpoint);
    return rc;
}

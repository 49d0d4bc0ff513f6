#include "variadic.h"

int czmq_rs_zsock_bind (void *self, const char *endpoint);
int czmq_rs_zsock_unbind (void *self, const char *endpoint);
int czmq_rs_zsock_connect (void *self, const char *endpoint);
int czmq_rs_zsock_disconnect (void *self, const char *endpoint);

int czmq_rs_zsock_send (void *self, const char *picture, arguments_t *arguments);
int czmq_rs_zsock_recv (void *self, const char *picture, arguments_t *arguments);
int czmq_rs_zsock_bsend (void *self, const char *picture, arguments_t *arguments);
int czmq_rs_zsock_brecv (void *self, const char *picture, arguments_t *arguments);

int czmq_zsock_bind (void *self, const char *format, ...)
{
    FORMAT_TEXT (NULL, endpoint);
    int rc = endpoint ? czmq_rs_zsock_bind (self, endpoint) : -1;
    FREE_TEXT (endpoint);
    return rc;
}

int czmq_zsock_unbind (void *self, const char *format, ...)
{
    FORMAT_TEXT (NULL, endpoint);
    int rc = endpoint ? czmq_rs_zsock_unbind (self, endpoint) : -1;
    FREE_TEXT (endpoint);
    return rc;
}

int czmq_zsock_connect (void *self, const char *format, ...)
{
    FORMAT_TEXT (NULL, endpoint);
    int rc = endpoint ? czmq_rs_zsock_connect (self, endpoint) : -1;
    FREE_TEXT (endpoint);
    return rc;
}

int czmq_zsock_disconnect (void *self, const char *format, ...)
{
    FORMAT_TEXT (NULL, endpoint);
    int rc = endpoint ? czmq_rs_zsock_disconnect (self, endpoint) : -1;
    FREE_TEXT (endpoint);
    return rc;
}

int czmq_zsock_send (void *self, const char *picture, ...)
{
    arguments_t arguments;
    va_start (arguments.list, picture);
    int rc = czmq_rs_zsock_send (self, picture, &arguments);
    va_end (arguments.list);
    return rc;
}

int czmq_zsock_vsend (void *self, const char *picture, va_list argptr)
{
    arguments_t arguments;
    va_copy (arguments.list, argptr);
    int rc = czmq_rs_zsock_send (self, picture, &arguments);
    va_end (arguments.list);
    return rc;
}

int czmq_zsock_recv (void *self, const char *picture, ...)
{
    arguments_t arguments;
    va_start (arguments.list, picture);
    int rc = czmq_rs_zsock_recv (self, picture, &arguments);
    va_end (arguments.list);
    return rc;
}

int czmq_zsock_vrecv (void *self, const char *picture, va_list argptr)
{
    arguments_t arguments;
    va_copy (arguments.list, argptr);
    int rc = czmq_rs_zsock_recv (self, picture, &arguments);
    va_end (arguments.list);
    return rc;
}

int czmq_zsock_bsend (void *self, const char *picture, ...)
{
    arguments_t arguments;
    va_start (arguments.list, picture);
    int rc = czmq_rs_zsock_bsend (self, picture, &arguments);
    va_end (arguments.list);
    return rc;
}

int czmq_zsock_brecv (void *self, const char *picture, ...)
{
    arguments_t arguments;
    va_start (arguments.list, picture);
    int rc = czmq_rs_zsock_brecv (self, picture, &arguments);
    va_end (arguments.list);
    return rc;
}

#include "variadic.h"

int zstr_send (void *dest, const char *string);
int zstr_sendm (void *dest, const char *string);
int czmq_rs_zstr_sendx (void *dest, const char *string, arguments_t *more);
int czmq_rs_zstr_recvx (void *source, char **string_p, arguments_t *more);

int czmq_zstr_sendf (void *dest, const char *format, ...)
{
    FORMAT_TEXT ("zstr_sendf", string);
    int rc = string ? zstr_send (dest, string) : -1;
    FREE_TEXT (string);
    return rc;
}

int czmq_zstr_sendfm (void *dest, const char *format, ...)
{
    FORMAT_TEXT ("zstr_sendfm", string);
    int rc = string ? zstr_sendm (dest, string) : -1;
    FREE_TEXT (string);
    return rc;
}

int czmq_zstr_sendx (void *dest, const char *string, ...)
{
    arguments_t more;
    va_start (more.list, string);
    int rc = czmq_rs_zstr_sendx (dest, string, &more);
    va_end (more.list);
    return rc;
}

int czmq_zstr_recvx (void *source, char **string_p, ...)
{
    arguments_t more;
    va_start (more.list, string_p);
    int rc = czmq_rs_zstr_recvx (source, string_p, &more);
    va_end (more.list);
    return rc;
}

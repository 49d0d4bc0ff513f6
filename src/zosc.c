#include "variadic.h"

typedef struct _zosc_t zosc_t;

zosc_t *czmq_rs_zosc_create (const char *address, const char *format, arguments_t *more);
int czmq_rs_zosc_append (zosc_t *self, const char *format, arguments_t *more);
int czmq_rs_zosc_retr (zosc_t *self, const char *format, arguments_t *more);

zosc_t *czmq_zosc_create (const char *address, const char *format, ...)
{
    arguments_t more;
    va_start (more.list, format);
    zosc_t *osc = czmq_rs_zosc_create (address, format, &more);
    va_end (more.list);
    return osc;
}

int czmq_zosc_append (zosc_t *self, const char *format, ...)
{
    arguments_t more;
    va_start (more.list, format);
    int rc = czmq_rs_zosc_append (self, format, &more);
    va_end (more.list);
    return rc;
}

int czmq_zosc_retr (zosc_t *self, const char *format, ...)
{
    arguments_t more;
    va_start (more.list, format);
    int rc = czmq_rs_zosc_retr (self, format, &more);
    va_end (more.list);
    return rc;
}

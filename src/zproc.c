#include "variadic.h"

typedef struct _zproc_t zproc_t;

void czmq_rs_zproc_set_argsx (zproc_t *self, const char *arguments, arguments_t *more);

void czmq_zproc_set_argsx (zproc_t *self, const char *arguments, ...)
{
    arguments_t more;
    va_start (more.list, arguments);
    czmq_rs_zproc_set_argsx (self, arguments, &more);
    va_end (more.list);
}

#include "variadic.h"

typedef struct _zargs_t zargs_t;

const char *czmq_rs_zargs_getx (zargs_t *self, const char *name, arguments_t *more);
bool czmq_rs_zargs_hasx (zargs_t *self, const char *name, arguments_t *more);

const char *czmq_zargs_getx (zargs_t *self, const char *name, ...)
{
    arguments_t more;
    va_start (more.list, name);
    const char *value = czmq_rs_zargs_getx (self, name, &more);
    va_end (more.list);
    return value;
}

bool czmq_zargs_hasx (zargs_t *self, const char *name, ...)
{
    arguments_t more;
    va_start (more.list, name);
    bool has = czmq_rs_zargs_hasx (self, name, &more);
    va_end (more.list);
    return has;
}

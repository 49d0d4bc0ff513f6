#include "variadic.h"

typedef struct _zrex_t zrex_t;

const char *zrex_hit (zrex_t *self, unsigned int index);

int czmq_zrex_fetch (zrex_t *self, const char **string_p, ...)
{
    if (!self)
        czmq_rs_breach ("zrex_fetch", "self is NULL");
    int count = 0;
    va_list strings;
    va_start (strings, string_p);
    for (; string_p; string_p = va_arg (strings, const char **))
        *string_p = zrex_hit (self, (unsigned int) ++count);
    va_end (strings);
    return count;
}

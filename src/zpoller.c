#include "variadic.h"

typedef struct _zpoller_t zpoller_t;
zpoller_t *czmq_rs_zpoller_new (void);
int zpoller_add (zpoller_t *self, void *reader);

zpoller_t *czmq_zpoller_new (void *reader, ...)
{
    zpoller_t *self = czmq_rs_zpoller_new ();
    va_list readers;
    va_start (readers, reader);
    for (; reader; reader = va_arg (readers, void *))
        zpoller_add (self, reader);
    va_end (readers);
    return self;
}

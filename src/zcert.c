#include "variadic.h"

typedef struct _zcert_t zcert_t;

void czmq_rs_zcert_set_meta (zcert_t *self, const char *name, const char *value);

void czmq_zcert_set_meta (zcert_t *self, const char *name, const char *format, ...)
{
    FORMAT_TEXT ("zcert_set_meta", value);
    if (value)
        czmq_rs_zcert_set_meta (self, name, value);
    FREE_TEXT (value);
}

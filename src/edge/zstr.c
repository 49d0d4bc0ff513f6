#include "variadic.h"

int zstr_send (void *dest, const char *string);

int czmq_zstr_sendf (void *dest, const char *format, ...)
{
    FORMAT_TEXT ("zstr_sendf", string);
    int rc = string ? zstr_send (dest, string) : -1;
    free (string);
    return rc;
}

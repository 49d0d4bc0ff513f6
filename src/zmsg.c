#include "variadic.h"

typedef struct _zmsg_t zmsg_t;
int zmsg_addstr (zmsg_t *self, const char *string);
int zmsg_pushstr (zmsg_t *self, const char *string);

int czmq_zmsg_addstrf (zmsg_t *self, const char *format, ...)
{
    FORMAT_TEXT ("zmsg_addstrf", string);
    int rc = string ? zmsg_addstr (self, string) : -1;
    FREE_TEXT (string);
    return rc;
}

int czmq_zmsg_pushstrf (zmsg_t *self, const char *format, ...)
{
    FORMAT_TEXT ("zmsg_pushstrf", string);
    int rc = string ? zmsg_pushstr (self, string) : -1;
    FREE_TEXT (string);
    return rc;
}

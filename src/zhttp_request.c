#include "variadic.h"

typedef struct _zhttp_request_t zhttp_request_t;

bool czmq_rs_zhttp_request_match (zhttp_request_t *self, const char *method, const char *path,
                                  arguments_t *more);

bool czmq_zhttp_request_match (zhttp_request_t *self, const char *method, const char *path, ...)
{
    arguments_t more;
    va_start (more.list, path);
    bool matches = czmq_rs_zhttp_request_match (self, method, path, &more);
    va_end (more.list);
    return matches;
}

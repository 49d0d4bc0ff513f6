#include "variadic.h"

typedef struct _zhashx_t zhashx_t;
void czmq_rs_hashx_comment (zhashx_t *self, const char *text);

void czmq_zhashx_comment (zhashx_t *self, const char *format, ...)
{
    if (!format) {
        czmq_rs_hashx_comment (self, NULL);
        return;
    }
    FORMAT_TEXT ("zhashx_comment", text);
    if (text)
        czmq_rs_hashx_comment (self, text);
    FREE_TEXT (text);
}

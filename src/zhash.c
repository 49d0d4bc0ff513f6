#include "variadic.h"

typedef struct _zhash_t zhash_t;
void czmq_rs_hash_comment (zhash_t *self, const char *text);

void czmq_zhash_comment (zhash_t *self, const char *format, ...)
{
    if (!format) {
        czmq_rs_hash_comment (self, NULL);
        return;
    }
    FORMAT_TEXT ("zhash_comment", text);
    if (text)
        czmq_rs_hash_comment (self, text);
    FREE_TEXT (text);
}

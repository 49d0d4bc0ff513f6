#include "variadic.h"

typedef struct _zconfig_t zconfig_t;
zconfig_t *zconfig_load (const char *filename);
void zconfig_put (zconfig_t *self, const char *path, const char *value);
int zconfig_save (zconfig_t *self, const char *filename);

//  NULL takes the value, or all comments, away.
void czmq_rs_zconfig_set_value (zconfig_t *self, const char *value);
void czmq_rs_zconfig_set_comment (zconfig_t *self, const char *comment);

zconfig_t *czmq_zconfig_loadf (const char *format, ...)
{
    FORMAT_TEXT (NULL, filename);
    zconfig_t *self = filename ? zconfig_load (filename) : NULL;
    FREE_TEXT (filename);
    return self;
}

void czmq_zconfig_putf (zconfig_t *self, const char *path, const char *format, ...)
{
    FORMAT_TEXT (NULL, value);
    if (value)
        zconfig_put (self, path, value);
    FREE_TEXT (value);
}

void czmq_zconfig_set_value (zconfig_t *self, const char *format, ...)
{
    if (!format) {
        czmq_rs_zconfig_set_value (self, NULL);
        return;
    }
    FORMAT_TEXT ("zconfig_set_value", value);
    if (value)
        czmq_rs_zconfig_set_value (self, value);
    FREE_TEXT (value);
}

void czmq_zconfig_set_comment (zconfig_t *self, const char *format, ...)
{
    if (!format) {
        czmq_rs_zconfig_set_comment (self, NULL);
        return;
    }
    FORMAT_TEXT ("zconfig_set_comment", comment);
    if (comment)
        czmq_rs_zconfig_set_comment (self, comment);
    FREE_TEXT (comment);
}

int czmq_zconfig_savef (zconfig_t *self, const char *format, ...)
{
    FORMAT_TEXT (NULL, filename);
    int rc = filename ? zconfig_save (self, filename) : -1;
    FREE_TEXT (filename);
    return rc;
}

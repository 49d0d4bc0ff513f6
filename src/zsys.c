#include "variadic.h"
#include <string.h>

//  The levels, as zsys.rs numbers them
enum { ERROR, WARNING, NOTICE, INFO, DEBUG };

void czmq_rs_log (int level, const char *text);
int czmq_rs_dir_create (const char *path);
int czmq_rs_dir_delete (const char *path);

//  A log line leaves errno alone, so that it may be told of an error before the error is returned.
#define LOG(level)                                                             \
    int error = errno;                                                         \
    FORMAT_TEXT (NULL, text);                                                  \
    if (text)                                                                  \
        czmq_rs_log (level, text);                                             \
    FREE_TEXT (text);                                                          \
    errno = error

void czmq_zsys_error (const char *format, ...)
{
    LOG (ERROR);
}

void czmq_zsys_warning (const char *format, ...)
{
    LOG (WARNING);
}

void czmq_zsys_notice (const char *format, ...)
{
    LOG (NOTICE);
}

void czmq_zsys_info (const char *format, ...)
{
    LOG (INFO);
}

void czmq_zsys_debug (const char *format, ...)
{
    LOG (DEBUG);
}

int czmq_zsys_dir_create (const char *format, ...)
{
    FORMAT_TEXT (NULL, path);
    int rc = path ? czmq_rs_dir_create (path) : -1;
    FREE_TEXT (path);
    return rc;
}

int czmq_zsys_dir_delete (const char *format, ...)
{
    FORMAT_TEXT (NULL, path);
    int rc = path ? czmq_rs_dir_delete (path) : -1;
    FREE_TEXT (path);
    return rc;
}

char *czmq_zsys_sprintf (const char *format, ...)
{
    FORMAT_TEXT (NULL, text);
    return text == text_room ? strdup (text) : text;
}

char *czmq_zsys_vprintf (const char *format, va_list argptr)
{
    char room [TEXT_ROOM];
    char *text = format_text (NULL, room, sizeof room, format, argptr);
    return text == room ? strdup (text) : text;
}

char *czmq_zsys_sprintf_hint (int hint, const char *format, ...)
{
    size_t size = hint > 0 ? (size_t) hint : TEXT_ROOM;
    char *room = (char *) malloc (size);
    if (!room)
        return NULL;
    va_list args;
    va_start (args, format);
    char *text = format_text ("zsys_sprintf_hint", room, size, format, args);
    va_end (args);
    if (text != room)
        free (room);
    return text;
}

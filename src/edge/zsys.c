#include "variadic.h"

//  The levels, as zsys.rs numbers them
enum { ERROR, WARNING, NOTICE, INFO, DEBUG };

void czmq_rs_log (int level, const char *text);
int czmq_rs_dir_create (const char *path);
int czmq_rs_dir_delete (const char *path);

//  A log line leaves errno alone, so that it may be told of an error before the error is returned.
#define LOG(name, level)                                                       \
    int error = errno;                                                         \
    FORMAT_TEXT (name, text);                                                  \
    if (text)                                                                  \
        czmq_rs_log (level, text);                                             \
    FREE_TEXT (text);                                                          \
    errno = error

void czmq_zsys_error (const char *format, ...)
{
    LOG ("zsys_error", ERROR);
}

void czmq_zsys_warning (const char *format, ...)
{
    LOG ("zsys_warning", WARNING);
}

void czmq_zsys_notice (const char *format, ...)
{
    LOG ("zsys_notice", NOTICE);
}

void czmq_zsys_info (const char *format, ...)
{
    LOG ("zsys_info", INFO);
}

void czmq_zsys_debug (const char *format, ...)
{
    LOG ("zsys_debug", DEBUG);
}

int czmq_zsys_dir_create (const char *format, ...)
{
    FORMAT_TEXT ("zsys_dir_create", path);
    int rc = path ? czmq_rs_dir_create (path) : -1;
    FREE_TEXT (path);
    return rc;
}

int czmq_zsys_dir_delete (const char *format, ...)
{
    FORMAT_TEXT ("zsys_dir_delete", path);
    int rc = path ? czmq_rs_dir_delete (path) : -1;
    FREE_TEXT (path);
    return rc;
}

char *czmq_zsys_sprintf (const char *format, ...)
{
    va_list args;
    va_start (args, format);
    char *text = format_text ("zsys_sprintf", format, args);
    va_end (args);
    return text;
}

char *czmq_zsys_vprintf (const char *format, va_list argptr)
{
    return format_text ("zsys_vprintf", format, argptr);
}

char *czmq_zsys_sprintf_hint (int hint, const char *format, ...)
{
    if (!format)
        czmq_rs_breach ("zsys_sprintf_hint", "the format is NULL");
    size_t size = hint > 0 ? (size_t) hint : 256;
    char *text = (char *) malloc (size);
    va_list args;
    if (text) {
        va_start (args, format);
        int length = vsnprintf (text, size, format, args);
        va_end (args);
        if (length >= 0 && (size_t) length < size)
            return text;
        free (text);
    }
    va_start (args, format);
    text = format_text ("zsys_sprintf_hint", format, args);
    va_end (args);
    return text;
}

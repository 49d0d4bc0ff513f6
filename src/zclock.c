#include "variadic.h"

void czmq_rs_clock_log (const char *text);

void czmq_zclock_log (const char *format, ...)
{
    FORMAT_TEXT (NULL, text);
    if (text)
        czmq_rs_clock_log (text);
    FREE_TEXT (text);
}

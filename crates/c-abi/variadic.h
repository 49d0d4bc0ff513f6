//  For the variadic functions of the C API, which Rust cannot define: they stand in a C file beside
//  their class. Each takes its arguments off the list and hands them to Rust; printf-like functions
//  format here and pass on a plain string. The exported name jumps to `czmq_` and the name, defined
//  in C; what C needs of Rust beyond the public functions has a hidden name, `czmq_rs_` and more.

#ifndef CZMQ_VARIADIC_H_INCLUDED
#define CZMQ_VARIADIC_H_INCLUDED

#ifndef _GNU_SOURCE
#   define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

//  Aborts, naming a function and how the program broke its contract.
_Noreturn void czmq_rs_breach (const char *function, const char *reason);

//  Formats into `room`, or, what does not fit there, into a fresh string; NULL, with errno, if there
//  is no memory for it. What cannot be formatted (a format that ends in the middle, a wide character
//  that the locale has not, a text too long for printf) ends where that shows, within the room. A
//  NULL format is a breach of the contract of the function named; it gives an empty text if none is.
static inline char *
format_text (const char *function, char *room, size_t size, const char *format, va_list args)
{
    *room = 0;
    if (!format) {
        if (function)
            czmq_rs_breach (function, "the format is NULL");
        errno = EINVAL;
        return room;
    }
    va_list copy;
    va_copy (copy, args);
    int length = vsnprintf (room, size, format, copy);
    va_end (copy);
    room [size - 1] = 0;
    if (length < 0 || (size_t) length < size)
        return room;
    char *text = (char *) malloc ((size_t) length + 1);
    if (text)
        vsnprintf (text, (size_t) length + 1, format, args);
    return text;
}

//  How much room texts have; most take no memory.
enum { TEXT_ROOM = 256 };

//  Formats the arguments after `format`, as format_text does, into a new variable `text`, for the
//  time until FREE_TEXT.
#define FORMAT_TEXT(function, text)                                            \
    char text##_room [TEXT_ROOM];                                              \
    va_list args;                                                              \
    va_start (args, format);                                                   \
    char *text = format_text (function, text##_room, sizeof text##_room,       \
                              format, args);                                   \
    va_end (args)

#define FREE_TEXT(text)                                                        \
    do {                                                                       \
        if (text != text##_room)                                               \
            free (text);                                                       \
    } while (0)

//  The arguments of a variadic function, for Rust to read by the functions of arguments.c.
typedef struct {
    va_list list;
} arguments_t;

#endif

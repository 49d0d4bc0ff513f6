//  zstr: strings sent and received as frames

#ifndef ZSTR_H_INCLUDED
#define ZSTR_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zstr.rs

// Sends a string as one frame to a zsock, a zactor or a libzmq socket. A NULL string is sent as
// an empty frame. Returns 0, or -1 and errno.
CZMQ_EXPORT int zstr_send(void *dest, const char *string);

// Formats a string as printf does and sends it as one frame. Returns 0, or -1 and errno.
CZMQ_EXPORT int zstr_sendf(void *dest, const char *format, ...) CHECK_PRINTF(2);

// Frees a string that a function of this library gave, and sets the caller's variable to NULL.
CZMQ_EXPORT void zstr_free(char **string_p);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

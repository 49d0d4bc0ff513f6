//  zosc: messages of Open Sound Control
//
//  DRAFT: declared by czmq.h if CZMQ_BUILD_DRAFT_API is defined before it is included.
//
//  A message of OSC 1.0 has an address, such as /oscillator/4/frequency, and arguments. A format has
//  a letter for the type of each; zosc_create and zosc_append take as arguments
//
//      i   int             32 bits
//      h   int64_t         64 bits
//      f   double          a floating point number of 32 bits
//      d   double          a floating point number of 64 bits
//      s   char *          a text
//      S   char *          a text that is a symbol
//      c   int             a character
//      m   uint32_t        four bytes of MIDI
//      t   uint64_t        a time, in seconds since 1900 and a fraction of 32 bits
//      T F nothing         true, false
//      N I nothing         nil, infinity
//
//  Messages that are received may have arguments of type b, any bytes, too.

#include "czmq.h"

#ifndef ZOSC_H_INCLUDED
#define ZOSC_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zosc.rs

// Creates a message without arguments. The caller destroys it.
CZMQ_EXPORT zosc_t *zosc_new(const char *address);

// Creates a message from a frame, which is destroyed in any case. Returns NULL, errno EINVAL, if
// the frame has no whole address and list of types. The caller destroys the message.
CZMQ_EXPORT zosc_t *zosc_fromframe(zframe_t *frame);

// Creates a message from `size` bytes of libc's memory, which is freed in any case. Returns NULL,
// errno EINVAL, if there is no whole address and list of types. The caller destroys the message.
CZMQ_EXPORT zosc_t *zosc_frommem(char *data, size_t size);

// Creates a message with arguments, whose types the format gives; see the letters at the top of
// this header. Returns NULL, errno EINVAL, for other letters. The caller destroys the message.
CZMQ_EXPORT zosc_t *zosc_create(const char *address, const char *format, ...);

// Destroys a message and sets the caller's variable to NULL; nothing if it is NULL already.
CZMQ_EXPORT void zosc_destroy(zosc_t **self_p);

// Returns the number of bytes of the message.
CZMQ_EXPORT size_t zosc_size(zosc_t *self_);

// Returns the bytes of the message, which stay the message's; zosc_append moves them.
CZMQ_EXPORT uint8_t *zosc_data(zosc_t *self_);

// Returns the address, a text of the message.
CZMQ_EXPORT const char *zosc_address(zosc_t *self_);

// Returns the letters of the arguments' types, a text of the message.
CZMQ_EXPORT const char *zosc_format(zosc_t *self_);

// Adds arguments to a message, as zosc_create takes them. Everything is copied; pointers to what
// was there before are no longer valid, and a walk is over. Returns 0, or -1, errno EINVAL, for
// letters that stand for no type; nothing is added then.
CZMQ_EXPORT int zosc_append(zosc_t *self_, const char *format, ...);

// Sets variables of the caller to the arguments from the first on. The format gives the types that
// the caller expects, of some or of all; for each there is the address of a variable, or NULL to
// pass over the argument:
//
// `i` int32_t, `h` int64_t, `f` float, `d` double, `s` and `S` char * (a copy, for the caller to
// free), `c` char, `m` uint32_t, `t` uint64_t, `T` and `F` bool; none for `N` and `I`.
//
// Returns 0, or -1, errno EINVAL, with all variables as they were, if arguments have other types,
// or there are fewer; `T` and `F` stand for each other.
CZMQ_EXPORT int zosc_retr(zosc_t *self_, const char *format, ...);

// Returns a copy of a message, for the caller to destroy; NULL for NULL.
CZMQ_EXPORT zosc_t *zosc_dup(zosc_t *self_);

// Returns a frame with a copy of the message, for the caller to destroy; NULL, errno ENOMEM, if
// there is no memory for it.
CZMQ_EXPORT zframe_t *zosc_pack(zosc_t *self_);

// Returns a frame with the message, which is destroyed, for the caller to destroy; sets the
// caller's variable to NULL. NULL for NULL.
CZMQ_EXPORT zframe_t *zosc_packx(zosc_t **self_p);

// Does what zosc_fromframe does.
CZMQ_EXPORT zosc_t *zosc_unpack(zframe_t *frame);

// Prints the address, the types and the arguments to standard output, for people.
CZMQ_EXPORT void zosc_print(zosc_t *self_);

// Returns true if the object is such a message.
CZMQ_EXPORT bool zosc_is(void *self_);

// Begins to walk the arguments. Returns where the bytes of the first are, which stay the message's,
// and sets `type` to the letter of its type; NULL and 0 if there is none, or the message is cut
// off. Arguments that need no bytes are where those of the next would be.
CZMQ_EXPORT const void *zosc_first(zosc_t *self_, char *type_);

// Goes on with the walk; returns what zosc_first does, NULL and 0 after the last argument.
CZMQ_EXPORT const void *zosc_next(zosc_t *self_, char *type_);

// Goes to the last argument; returns what zosc_first does.
CZMQ_EXPORT const void *zosc_last(zosc_t *self_, char *type_);

// Sets the variable to the argument at which a walk is, which does not go on. Returns 0; or -1,
// errno EINVAL, if there is no walk, or the argument is of another type than `i`.
CZMQ_EXPORT int zosc_pop_int32(zosc_t *self_, int *val);

// Does what zosc_pop_int32 does, for an argument of type `h`.
CZMQ_EXPORT int zosc_pop_int64(zosc_t *self_, int64_t *val);

// Does what zosc_pop_int32 does, for an argument of type `f`.
CZMQ_EXPORT int zosc_pop_float(zosc_t *self_, float *val);

// Does what zosc_pop_int32 does, for an argument of type `d`.
CZMQ_EXPORT int zosc_pop_double(zosc_t *self_, double *val);

// Does what zosc_pop_int32 does, for an argument of type `s` or `S`: a copy of the text, which the
// caller frees.
CZMQ_EXPORT int zosc_pop_string(zosc_t *self_, char **val);

// Does what zosc_pop_int32 does, for an argument of type `c`.
CZMQ_EXPORT int zosc_pop_char(zosc_t *self_, char *val);

// Does what zosc_pop_int32 does, for an argument of type `T` or `F`.
CZMQ_EXPORT int zosc_pop_bool(zosc_t *self_, bool *val);

// Does what zosc_pop_int32 does, for an argument of type `m`.
CZMQ_EXPORT int zosc_pop_midi(zosc_t *self_, uint32_t *val);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zosc_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

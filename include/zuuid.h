//  zuuid: UUIDs

#include "czmq.h"

#ifndef ZUUID_H_INCLUDED
#define ZUUID_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  The length of a UUID in bytes, and of its text
#define ZUUID_LEN 16
#define ZUUID_STR_LEN (ZUUID_LEN * 2)

//  --- functions, generated from src/zuuid.rs

// Creates a random UUID, of version 4. The caller destroys it.
CZMQ_EXPORT zuuid_t *zuuid_new(void);

// Creates a UUID of ZUUID_LEN bytes. The caller destroys it.
CZMQ_EXPORT zuuid_t *zuuid_new_from(const uint8_t *source);

// Destroys a UUID and sets the caller's variable to NULL; nothing if it is NULL already.
CZMQ_EXPORT void zuuid_destroy(zuuid_t **self_p);

// Sets the UUID to ZUUID_LEN bytes.
CZMQ_EXPORT void zuuid_set(zuuid_t *self_, const uint8_t *source);

// Sets the UUID from a text of pairs of hexadecimal digits; '-', '{' and '}' between pairs are
// skipped. Fewer than ZUUID_LEN pairs change the leading bytes only. Returns 0, or -1 at
// anything else, or beyond ZUUID_LEN pairs; the pairs before it have then changed the UUID.
CZMQ_EXPORT int zuuid_set_str(zuuid_t *self_, const char *source);

// Returns the ZUUID_LEN bytes, which belong to the object.
CZMQ_EXPORT const uint8_t *zuuid_data(zuuid_t *self_);

// Returns the number of bytes, ZUUID_LEN.
CZMQ_EXPORT size_t zuuid_size(zuuid_t *self_);

// Returns the UUID as ZUUID_STR_LEN upper-case hexadecimal digits. The text belongs to the
// object and follows its changes.
CZMQ_EXPORT const char *zuuid_str(zuuid_t *self_);

// Returns the UUID in its canonical form: lower-case hexadecimal digits in groups of 8, 4, 4, 4
// and 12, with dashes between. The text belongs to the object and follows its changes.
CZMQ_EXPORT const char *zuuid_str_canonical(zuuid_t *self_);

// Copies the ZUUID_LEN bytes to a buffer.
CZMQ_EXPORT void zuuid_export(zuuid_t *self_, uint8_t *target);

// Returns true if the UUID has these ZUUID_LEN bytes.
CZMQ_EXPORT bool zuuid_eq(zuuid_t *self_, const uint8_t *compare);

// Returns true if the UUID has other than these ZUUID_LEN bytes.
CZMQ_EXPORT bool zuuid_neq(zuuid_t *self_, const uint8_t *compare);

// Creates a copy; NULL for NULL. The caller destroys it.
CZMQ_EXPORT zuuid_t *zuuid_dup(zuuid_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zuuid_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

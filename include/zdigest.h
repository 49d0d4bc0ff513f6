//  zdigest: SHA-1 digests

#include "czmq.h"

#ifndef ZDIGEST_H_INCLUDED
#define ZDIGEST_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zdigest.rs

// Creates a digest of no bytes yet. The caller destroys it.
CZMQ_EXPORT zdigest_t *zdigest_new(void);

// Destroys a digest and sets the caller's variable to NULL; nothing if it is NULL already.
CZMQ_EXPORT void zdigest_destroy(zdigest_t **self_p);

// Adds bytes. Not allowed once the digest was taken.
CZMQ_EXPORT void zdigest_update(zdigest_t *self_, const uint8_t *buffer, size_t length);

// Takes the digest and returns its zdigest_size bytes, which belong to the object.
CZMQ_EXPORT const uint8_t *zdigest_data(zdigest_t *self_);

// Returns the number of bytes of a digest, 20.
CZMQ_EXPORT size_t zdigest_size(zdigest_t *self_);

// Takes the digest and returns it in upper-case hexadecimal. The text belongs to the object.
CZMQ_EXPORT char *zdigest_string(zdigest_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zdigest_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

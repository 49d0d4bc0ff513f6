//  zcert: CURVE certificates

#include "czmq.h"

#ifndef ZCERT_H_INCLUDED
#define ZCERT_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zcert.rs

// Creates a certificate with a new key pair; its keys are zeros if libzmq has no CURVE. Returns
// NULL and errno if no keys can be made. The caller destroys it.
CZMQ_EXPORT zcert_t *zcert_new(void);

// Creates a certificate with copies of two keys, of 32 bytes each. The caller destroys it.
CZMQ_EXPORT zcert_t *zcert_new_from(const uint8_t *public_key, const uint8_t *secret_key);

// Loads a certificate from the file of that name with "_secret" added, or if that cannot be read,
// from the file of that exact name. If this has no secret key, the secret key is all zeros.
// Returns NULL and errno if there is no readable file, or, with EINVAL, if the file has no public
// key or a key that is not valid. Syntax errors are printed as zconfig_load does. The caller
// destroys the certificate.
CZMQ_EXPORT zcert_t *zcert_load(const char *filename);

// Destroys a certificate and sets the caller's variable to NULL; nothing if it is NULL already.
// Files stay.
CZMQ_EXPORT void zcert_destroy(zcert_t **self_p);

// Returns the 32 bytes of the public key, which belong to the certificate.
CZMQ_EXPORT const uint8_t *zcert_public_key(zcert_t *self_);

// Returns the 32 bytes of the secret key, which belong to the certificate; zeros if it is not
// known.
CZMQ_EXPORT const uint8_t *zcert_secret_key(zcert_t *self_);

// Returns the public key as text, 40 characters of Z85, which belongs to the certificate.
CZMQ_EXPORT const char *zcert_public_txt(zcert_t *self_);

// Returns the secret key as text, 40 characters of Z85, which belongs to the certificate.
CZMQ_EXPORT const char *zcert_secret_txt(zcert_t *self_);

// Adds metadata: a value, formatted as printf does, under a name. Does nothing if the name is
// already set.
CZMQ_EXPORT void zcert_set_meta(zcert_t *self_, const char *name, const char *format, ...) CHECK_PRINTF(3);

// Returns the metadata under a name, which belongs to the certificate; NULL if there is none.
CZMQ_EXPORT const char *zcert_meta(zcert_t *self_, const char *name);

// Returns the names of all metadata, as a list of strings. The caller destroys the list.
CZMQ_EXPORT zlist_t *zcert_meta_keys(zcert_t *self_);

// Saves the public key to the file of that name, then both keys to the file with "_secret" added,
// which its owner alone can read. The metadata is in both. Returns 0, or -1 and errno if a file
// cannot be written; EINVAL for metadata that the files cannot express (see zconfig_save; names
// are of letters, digits and $-_@.&+/).
CZMQ_EXPORT int zcert_save(zcert_t *self_, const char *filename);

// Saves the public key and the metadata to the file of that name; returns what zcert_save does.
CZMQ_EXPORT int zcert_save_public(zcert_t *self_, const char *filename);

// Saves both keys and the metadata to the file of that exact name, which only its owner can read
// afterwards; returns what zcert_save does.
CZMQ_EXPORT int zcert_save_secret(zcert_t *self_, const char *filename);

// Sets the keys of a zsock, a zactor or a libzmq socket, which is then a CURVE client, or a server
// after zsock_set_curve_server. Call it before the socket is bound or connected. Does nothing if
// libzmq has no CURVE.
CZMQ_EXPORT void zcert_apply(zcert_t *self_, void *socket_);

// Creates a copy; NULL for NULL. The caller destroys it.
CZMQ_EXPORT zcert_t *zcert_dup(zcert_t *self_);

// Returns true if both certificates have the same keys; metadata does not count.
CZMQ_EXPORT bool zcert_eq(zcert_t *self_, zcert_t *compare);

// Logs the certificate at information level, the secret key included.
CZMQ_EXPORT void zcert_print(zcert_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zcert_test(bool _verbose);

#ifdef CZMQ_BUILD_DRAFT_API

// Creates a certificate with two keys, given as text (Z85). Returns NULL, errno EINVAL, if
// one is not the text of a key. The caller destroys it.
CZMQ_EXPORT zcert_t *zcert_new_from_txt(const char *public_txt, const char *secret_txt);

// Removes the metadata under a name; nothing if there is none.
CZMQ_EXPORT void zcert_unset_meta(zcert_t *self_, const char *name);

#endif

//  --- end of the generated functions

//  The old name
#define zcert_dump(s) zcert_print(s)

#ifdef __cplusplus
}
#endif

#endif

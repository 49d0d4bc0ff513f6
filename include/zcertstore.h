//  zcertstore: stores of certificates

#include "czmq.h"

#ifndef ZCERTSTORE_H_INCLUDED
#define ZCERTSTORE_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

#ifdef CZMQ_BUILD_DRAFT_API
//  Brings certificates into a store
typedef void (zcertstore_loader) (zcertstore_t *self);
//  Releases the state of a loader, and sets *self_p to NULL
typedef void (zcertstore_destructor) (void **self_p);
#endif

//  --- functions, generated from src/zcertstore.rs

// Creates a store of the certificates in a directory and in those below it; in memory alone if
// `location` is NULL. The directory need not exist yet. It is looked at again at each look-up.
//
// Every file is loaded as zcert_load does, except hidden ones, and those whose names end in
// "_secret". Files that are no certificates are skipped; of several with the same public key
// the first by name is taken. The caller destroys the store.
CZMQ_EXPORT zcertstore_t *zcertstore_new(const char *location);

// Destroys a store and all certificates that it returned, and sets the caller's variable to NULL;
// nothing if it is NULL already. Files stay.
CZMQ_EXPORT void zcertstore_destroy(zcertstore_t **self_p);

// Returns the certificate with a public key, given as text (Z85); NULL if there is none.
//
// If files of the directory were added, removed or changed they are loaded first. Unless all that
// changed is that a file, not the newest, got a new time or content of the same size, the store
// then forgets what zcertstore_insert put in. The certificate belongs to the store, until that is
// destroyed; it is not told of changes of its file.
CZMQ_EXPORT zcert_t *zcertstore_lookup(zcertstore_t *self_, const char *public_key);

// Puts a certificate into the store, in place of one with the same public key, and sets the
// caller's variable to NULL. It is not saved. The store destroys it in the end.
CZMQ_EXPORT void zcertstore_insert(zcertstore_t *self_, zcert_t **cert_p);

// Logs all certificates at information level, their secret keys included.
CZMQ_EXPORT void zcertstore_print(zcertstore_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zcertstore_test(bool _verbose);

#ifdef CZMQ_BUILD_DRAFT_API

// Has a function bring certificates into the store, from wherever it likes, in place of the
// directory: now, and at each look-up from now on. It is called with the store, and may call
// zcertstore_empty, zcertstore_insert and zcertstore_state for it. NULL stands for the directory.
//
// The state belongs to the store: when that is destroyed, or the loader replaced, the destructor
// is called with the state's address, unless either is NULL. A store that was given to an
// authenticator calls both on the authenticator's thread.
CZMQ_EXPORT void zcertstore_set_loader(zcertstore_t *self_, zcertstore_loader loader, zcertstore_destructor destructor, void *state);

// Removes all certificates from the store. Those that it returned stay valid until the
// store is destroyed.
CZMQ_EXPORT void zcertstore_empty(zcertstore_t *self_);

// Returns a list of all certificates, which belong to the store and stay until that is
// destroyed; what has changed is loaded first. The caller destroys the list.
CZMQ_EXPORT zlistx_t *zcertstore_certs(zcertstore_t *self_);

// Returns the state that was given to zcertstore_set_loader, or NULL.
CZMQ_EXPORT void *zcertstore_state(zcertstore_t *self_);

#endif

//  --- end of the generated functions

//  The old name
#define zcertstore_dump(s) zcertstore_print(s)

#ifdef __cplusplus
}
#endif

#endif

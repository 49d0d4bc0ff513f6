//  zdir_patch: differences between directories, file by file

#include "czmq.h"

#ifndef ZDIR_PATCH_H_INCLUDED
#define ZDIR_PATCH_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  What is to be done to a file
#define ZDIR_PATCH_CREATE 1
#define ZDIR_PATCH_DELETE 2

//  --- functions, generated from src/zdir_patch.rs

// Creates a patch for a file of a directory: what is to be done to it, ZDIR_PATCH_CREATE or
// ZDIR_PATCH_DELETE, and the name by which others know the directory. Takes copies of all. The
// file's name without that of the directory must not begin with a slash. The caller destroys the
// patch.
CZMQ_EXPORT zdir_patch_t *zdir_patch_new(const char *path, zfile_t *file, int op, const char *alias);

// Destroys a patch and sets the caller's variable to NULL; nothing if it is NULL already.
CZMQ_EXPORT void zdir_patch_destroy(zdir_patch_t **self_p);

// Creates a copy, with the digest if it was taken; NULL for NULL. The caller destroys it.
CZMQ_EXPORT zdir_patch_t *zdir_patch_dup(zdir_patch_t *self_);

// Returns the name of the directory. It belongs to the patch.
CZMQ_EXPORT const char *zdir_patch_path(zdir_patch_t *self_);

// Returns the file. It belongs to the patch.
CZMQ_EXPORT zfile_t *zdir_patch_file(zdir_patch_t *self_);

// Returns what is to be done to the file: ZDIR_PATCH_CREATE or ZDIR_PATCH_DELETE.
CZMQ_EXPORT int zdir_patch_op(zdir_patch_t *self_);

// Returns the name by which others know the file: that of the directory for them, and after a
// slash the file's without that of the directory here. It belongs to the patch.
CZMQ_EXPORT const char *zdir_patch_vpath(zdir_patch_t *self_);

// Takes the digest of a file that is to be created, once. Sets errno if the file cannot be read;
// then there is none.
CZMQ_EXPORT void zdir_patch_digest_set(zdir_patch_t *self_);

// Returns the SHA-1 digest that zdir_patch_digest_set took, in upper-case hexadecimal; NULL if
// there is none. It belongs to the patch.
CZMQ_EXPORT const char *zdir_patch_digest(zdir_patch_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zdir_patch_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

//  Old names
#define patch_create ZDIR_PATCH_CREATE
#define patch_delete ZDIR_PATCH_DELETE

#endif

//  zdir: directories, and an actor that watches them

#include "czmq.h"

#ifndef ZDIR_H_INCLUDED
#define ZDIR_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zdir.rs

// Loads a directory, `path`, or `parent/path` if `parent` is not NULL, and all directories below
// it. If `parent` is "-" it is no path, and those below are left out. So is what is hidden, that
// is, has a name that begins with a dot, and below the top what cannot be read; links are
// followed, unless they lead back to where they are.
//
// Returns NULL and errno if the directory cannot be read; an empty path is a breach. The caller
// destroys the object, which stays as it was loaded.
CZMQ_EXPORT zdir_t *zdir_new(const char *path, const char *parent);

// Destroys the object, with all files that it gave, and sets the caller's variable to NULL;
// nothing if it is NULL already. The directory itself stays.
CZMQ_EXPORT void zdir_destroy(zdir_t **self_p);

// Returns the path, without slashes at its end. The text belongs to the object.
CZMQ_EXPORT const char *zdir_path(zdir_t *self_);

// Returns when the newest file was written to; 0 without files.
CZMQ_EXPORT time_t zdir_modified(zdir_t *self_);

// Returns the size of all files, in bytes.
CZMQ_EXPORT off_t zdir_cursize(zdir_t *self_);

// Returns the number of files.
CZMQ_EXPORT size_t zdir_count(zdir_t *self_);

// Returns a list of all files, each a zfile_t that belongs to the object: of each directory first
// its files, by name, then those of its directories, by name; an empty one for NULL. The caller
// destroys the list.
CZMQ_EXPORT zlist_t *zdir_list(zdir_t *self_);

// Removes the directory from disk if it was empty. If `force` is true, first removes all files and
// directories that were loaded, after which the object has none. What is hidden, or was added
// since, stays, and so do the directories with it. Sets errno if the directory was not removed.
CZMQ_EXPORT void zdir_remove(zdir_t *self_, bool force);

// Compares two states of a directory, of which each may be NULL for an empty one. Returns a list
// of patches, each a zdir_patch_t, in the order of zdir_list: ZDIR_PATCH_DELETE for a file that is
// gone, ZDIR_PATCH_CREATE for one that is new or has another time or size. A file that is not
// stable now, see zfile_is_stable, is left out; it comes once it is. `alias` is for
// zdir_patch_vpath, and may be "". The caller destroys each patch, and the list.
CZMQ_EXPORT zlist_t *zdir_diff(zdir_t *older, zdir_t *newer, const char *alias);

// Returns a list of patches, ZDIR_PATCH_CREATE for each file, stable or not; see zdir_diff. For NULL
// it is empty. The caller destroys each patch, and the list.
CZMQ_EXPORT zlist_t *zdir_resync(zdir_t *self_, const char *alias);

// Returns a table of the SHA-1 digests of all files that can be read, in upper-case hexadecimal,
// by their names without the directory's. Digests are kept in a file ".cache" in the directory, as
// zhash_save writes it, and are taken from there unless the file has changed since. The caller
// destroys the table.
CZMQ_EXPORT zhash_t *zdir_cache(zdir_t *self_);

// Prints the names of all files to a stream, a line for each, in the order of zdir_list. `indent`
// does not count.
CZMQ_EXPORT void zdir_fprint(zdir_t *self_, FILE *file, int _indent);

// Prints the names of all files to standard output, as zdir_fprint does.
CZMQ_EXPORT void zdir_print(zdir_t *self_, int _indent);

// An actor function: zactor_new (zdir_watch, NULL) watches directories and reports changes.
//
// Each command is a message of strings, and is answered with a signal: wait for it (zsock_wait).
// Its status is 0, or 1 if the command is unknown or cannot be obeyed.
//
//     SUBSCRIBE path      Watch a directory and those below it, from its present state.
//     UNSUBSCRIBE path    Stop watching it.
//     TIMEOUT time        How often to check the directories, in milliseconds; 250 by default.
//                         If negative, never.
//     VERBOSE             Log commands and changes.
//
// When something has changed the actor sends a message of a string, the directory's path, and a
// pointer to a list of patches, as zdir_diff gives it with alias ""; zsock_recv reads that by the
// picture "sp". The receiver destroys the patches and the list.
CZMQ_EXPORT void zdir_watch(zsock_t *pipe, void *_unused);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zdir_test(bool _verbose);

// Returns an array of all files, each a zfile_t that belongs to the object, in the order of
// zdir_list, with NULL at its end; an empty one for NULL. The caller frees the array, with
// zdir_flatten_free. Returns NULL, errno ENOMEM, if there is no memory.
CZMQ_EXPORT zfile_t **zdir_flatten(zdir_t *self_);

// Frees an array of files, not the files, and sets the caller's variable to NULL; nothing if it is
// NULL already.
CZMQ_EXPORT void zdir_flatten_free(zfile_t ***files_p);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

//  Old names
#define zdir_dump(s, i) zdir_print (s, i)

#endif

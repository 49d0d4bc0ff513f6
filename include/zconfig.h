//  zconfig: configuration trees and files (ZPL)

#include "czmq.h"

#ifndef ZCONFIG_H_INCLUDED
#define ZCONFIG_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  What zconfig_execute calls for each item, with the argument that it was given, and the level
//  below the item that it began with. The result -1 ends the walk.
typedef int (zconfig_fct) (zconfig_t *self, void *arg, int level);

//  --- functions, generated from src/zconfig.rs

// Creates an item, after the other children of `parent`, or if that is NULL, as the root of a new
// tree. The name is copied, and may be NULL. A child belongs to its parent; the caller destroys a
// root.
CZMQ_EXPORT zconfig_t *zconfig_new(const char *name, zconfig_t *parent);

// Loads a tree from a ZPL file, which it remembers. Returns NULL and errno if the file cannot be
// read, or, with EINVAL, if it is not ZPL; the line at fault is then printed on the standard
// output. The caller destroys the tree.
CZMQ_EXPORT zconfig_t *zconfig_load(const char *filename);

// Loads a tree from the file whose name is formatted as printf does; returns what zconfig_load
// does.
CZMQ_EXPORT zconfig_t *zconfig_loadf(const char *format, ...) CHECK_PRINTF(1);

// Destroys a tree and sets the caller's variable to NULL; nothing if it is NULL already. Of an
// item that is not a root, those that follow it below the same parent are destroyed as well.
CZMQ_EXPORT void zconfig_destroy(zconfig_t **self_p);

// Returns the name, which belongs to the item; NULL if it has none.
CZMQ_EXPORT char *zconfig_name(zconfig_t *self_);

// Returns the value, which belongs to the item; NULL if it has none.
CZMQ_EXPORT char *zconfig_value(zconfig_t *self_);

// Sets the value of the item at a path: names, separated by slashes, of items below one another.
// The first of equal names is taken; missing items are added. A slash at the start means nothing.
// A NULL value is the text "(null)".
CZMQ_EXPORT void zconfig_put(zconfig_t *self_, const char *path, const char *value);

// Sets the value of the item at a path, as zconfig_put does, to a text formatted as printf does.
CZMQ_EXPORT void zconfig_putf(zconfig_t *self_, const char *path, const char *format, ...) CHECK_PRINTF(3);

// Returns the value of the item at a path (see zconfig_put), which belongs to the item, and is
// NULL if it has none; or the default if there is no such item.
CZMQ_EXPORT char *zconfig_get(zconfig_t *self_, const char *path, const char *default_value);

// Gives an item another name, which is copied; NULL takes the name away.
CZMQ_EXPORT void zconfig_set_name(zconfig_t *self_, const char *name);

// Gives an item a value, formatted as printf does; a NULL format takes the value away. A value
// from elsewhere is to be given as the argument of "%s", not as the format.
CZMQ_EXPORT void zconfig_set_value(zconfig_t *self_, const char *format, ...) CHECK_PRINTF(2);

// Returns the first child, or NULL.
CZMQ_EXPORT zconfig_t *zconfig_child(zconfig_t *self_);

// Returns the parent's child after this one, or NULL.
CZMQ_EXPORT zconfig_t *zconfig_next(zconfig_t *self_);

// Returns the item at a path (see zconfig_put), or NULL. It is never the item itself.
CZMQ_EXPORT zconfig_t *zconfig_locate(zconfig_t *self_, const char *path);

// Returns the last item so many levels below this one, by way of last children; the item itself
// for level 0, NULL if the tree is not that deep there.
CZMQ_EXPORT zconfig_t *zconfig_at_depth(zconfig_t *self_, int level);

// Calls a function for the item, at level 0, and for each below it, parents before children. A
// result of -1, of one call or as the sum of those for an item and all below it, ends the walk.
// Returns -1 then, or if the sum of all results is negative; else 0.
CZMQ_EXPORT int zconfig_execute(zconfig_t *self_, zconfig_fct handler, void *arg);

// Adds a comment line to an item, formatted as printf does; it is saved above the item. A NULL
// format removes all comments.
CZMQ_EXPORT void zconfig_set_comment(zconfig_t *self_, const char *format, ...) CHECK_PRINTF(2);

// Returns the comments of an item as a list of strings, which belongs to the item until the
// comments are removed; what is added to the list is a comment. Returns NULL if it has none.
CZMQ_EXPORT zlist_t *zconfig_comments(zconfig_t *self_);

// Saves a tree as a ZPL file; the name "-" stands for the standard output. The root's own name
// and value are not saved. Returns 0, or -1 and errno: EINVAL, and nothing is written, if a value
// contains a line end, or quotes in a way that ZPL cannot express.
CZMQ_EXPORT int zconfig_save(zconfig_t *self_, const char *filename);

// Saves a tree to the file whose name is formatted as printf does; returns what zconfig_save does.
CZMQ_EXPORT int zconfig_savef(zconfig_t *self_, const char *format, ...) CHECK_PRINTF(2);

// Returns the name of the file that the tree was loaded from, which belongs to the root; NULL if
// there is none, or if the item is not a root.
CZMQ_EXPORT const char *zconfig_filename(zconfig_t *self_);

// Loads the tree from its file again. Returns 0; the caller's variable is then the new tree, and
// the old one is destroyed. Returns -1 and errno, and changes nothing, if that fails, with EINVAL
// if the tree was not loaded from a file.
CZMQ_EXPORT int zconfig_reload(zconfig_t **self_p);

// Loads a tree from a chunk; as zconfig_load, but for the file. A line ends at a NUL byte, if it
// has one. The caller destroys the tree.
CZMQ_EXPORT zconfig_t *zconfig_chunk_load(zchunk_t *chunk);

// Returns the tree as a chunk of ZPL text, with a NUL byte behind it that does not count to its
// size. Returns NULL and errno EINVAL if a value cannot be expressed (see zconfig_save). The
// caller destroys the chunk.
CZMQ_EXPORT zchunk_t *zconfig_chunk_save(zconfig_t *self_);

// Loads a tree from a string; as zconfig_load, but for the file. The caller destroys it.
CZMQ_EXPORT zconfig_t *zconfig_str_load(const char *string);

// Returns the tree as a string in ZPL. Returns NULL and errno EINVAL if a value cannot be
// expressed (see zconfig_save). The caller frees the string.
CZMQ_EXPORT char *zconfig_str_save(zconfig_t *self_);

// Returns true if the tree was loaded from a file that is there and has another time or size now.
CZMQ_EXPORT bool zconfig_has_changed(zconfig_t *self_);

// Prints a tree to a file, as it would be saved, and values that cannot be saved as well.
CZMQ_EXPORT void zconfig_fprint(zconfig_t *self_, FILE *file);

// Prints a tree to the standard output; see zconfig_fprint.
CZMQ_EXPORT void zconfig_print(zconfig_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zconfig_test(bool _verbose);

#ifdef CZMQ_BUILD_DRAFT_API

// Creates a tree with copies of an item and all below it, with their comments; NULL for
// NULL. It is of no file. The caller destroys it.
CZMQ_EXPORT zconfig_t *zconfig_dup(zconfig_t *self_);

// Removes all items below an item. Their handles are gone.
CZMQ_EXPORT void zconfig_remove_subtree(zconfig_t *self_);

// Removes an item and all below it, and sets the caller's variable to NULL; nothing if it
// is NULL already. Those that follow it below the same parent stay. A root is destroyed.
CZMQ_EXPORT void zconfig_remove(zconfig_t **self_p);

#endif

//  --- end of the generated functions

//  Old names
#define zconfig_dump(s) zconfig_print(s)
#define zconfig_resolve(s,p,d) zconfig_get((s),(p),(d))

#ifdef __cplusplus
}
#endif

#endif

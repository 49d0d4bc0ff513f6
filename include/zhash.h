//  zhash: simple hash tables with string keys

#include "czmq.h"

#ifndef ZHASH_H_INCLUDED
#define ZHASH_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  Releases an item
typedef void (zhash_free_fn) (void *data);

//  --- functions, generated from src/zhash.rs

// Creates a table. The caller destroys it.
CZMQ_EXPORT zhash_t *zhash_new(void);

// Reads a table of strings that zhash_pack put into a frame. The table has copies of the strings,
// as after zhash_autofree. A truncated frame yields its complete items. Returns NULL, errno
// EPROTO, if a key is there twice. The frame stays the caller's, who destroys the table.
CZMQ_EXPORT zhash_t *zhash_unpack(zframe_t *frame);

// Destroys a table and sets the caller's variable to NULL; nothing if it is NULL already. Items
// are released as zhash_delete does.
CZMQ_EXPORT void zhash_destroy(zhash_t **self_p);

// Adds an item, or a copy of it after zhash_autofree. Returns 0, or -1 if the key is there; then
// nothing changes.
CZMQ_EXPORT int zhash_insert(zhash_t *self_, const char *key, void *item);

// Replaces the item of a key, by a copy after zhash_autofree, and releases the old one as
// zhash_delete does; the function that zhash_freefn set stays. Adds the item if the key is not
// there.
CZMQ_EXPORT void zhash_update(zhash_t *self_, const char *key, void *item);

// Removes an item and releases it: by the function that zhash_freefn set for it, or else frees it
// after zhash_autofree. Nothing if the key is not there.
CZMQ_EXPORT void zhash_delete(zhash_t *self_, const char *key);

// Returns the item of a key, or NULL.
CZMQ_EXPORT void *zhash_lookup(zhash_t *self_, const char *key);

// Replaces an item's key. Returns 0, or -1 if the old key is not there or the new one is; then
// nothing changes.
CZMQ_EXPORT int zhash_rename(zhash_t *self_, const char *old_key, const char *new_key);

// Sets the function that releases the item of a key; NULL for none. Returns the item, or NULL if
// the key is not there.
CZMQ_EXPORT void *zhash_freefn(zhash_t *self_, const char *key, zhash_free_fn free_fn);

// Returns the number of items.
CZMQ_EXPORT size_t zhash_size(zhash_t *self_);

// Creates a copy of a table of strings, which owns copies of them as after zhash_autofree; NULL
// for NULL. Functions set by zhash_freefn, comments and the file are not copied. The caller
// destroys it.
CZMQ_EXPORT zhash_t *zhash_dup(zhash_t *self_);

// Creates a list of copies of the keys, which it frees. The caller destroys it.
CZMQ_EXPORT zlist_t *zhash_keys(zhash_t *self_);

// Begins a walk and returns the first item, or NULL if there is none. While a table is walked it
// must not get more items; taking one out may leave others out of the walk. Items stay in the
// table.
CZMQ_EXPORT void *zhash_first(zhash_t *self_);

// Returns the next item of a walk, or NULL after the last.
CZMQ_EXPORT void *zhash_next(zhash_t *self_);

// Returns the key of the item that the walk returned last; NULL before the first, and after an
// item was taken out. The text belongs to the table and stays while the item is there.
CZMQ_EXPORT const char *zhash_cursor(zhash_t *self_);

// Adds a comment, formatted as printf does, that zhash_save puts before the items; if the format
// is NULL, removes all comments.
CZMQ_EXPORT void zhash_comment(zhash_t *self_, const char *format, ...) CHECK_PRINTF(2);

// Creates a frame with the keys and items of a table of strings, for zhash_unpack and others that
// know the format: the number of items in 4 bytes, then for each item the length of the key in
// 1 byte, the key, the length of the item in 4 bytes, and the item; big-endian. An item that is
// NULL becomes an empty one. Returns NULL, errno EMSGSIZE, if a key has more than 255 bytes. The
// caller destroys the frame.
CZMQ_EXPORT zframe_t *zhash_pack(zhash_t *self_);

// Saves a table of strings to a text file: comments, then a line `key=item` for each item.
// Returns 0, or -1 and errno if the file cannot be written. Keys must not contain `=`.
CZMQ_EXPORT int zhash_save(zhash_t *self_, const char *filename);

// Loads the items of a text file as zhash_update does; from now on the table owns copies of its
// items, as after zhash_autofree. Lines that begin with `#` or `=`, or have no `=`, are left out.
// Returns 0, or -1 and errno if the file cannot be read.
CZMQ_EXPORT int zhash_load(zhash_t *self_, const char *filename);

// Looks at the file that the table was loaded from: if it was written to since, but not within
// the last seconds (see zsys_file_stable), releases all items and loads it again. Returns 0.
CZMQ_EXPORT int zhash_refresh(zhash_t *self_);

// Makes the table copy items that are added from now on, which are strings, and free all items
// when they are removed. To be called before items are added.
CZMQ_EXPORT void zhash_autofree(zhash_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zhash_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

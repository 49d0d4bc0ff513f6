//  zhashx: hash tables

#include "czmq.h"

#ifndef ZHASHX_H_INCLUDED
#define ZHASHX_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  Destroys the item that *item points to, and sets *item to NULL
typedef void (zhashx_destructor_fn) (void **item);
//  Returns a copy of the item
typedef void *(zhashx_duplicator_fn) (const void *item);
//  Returns 0 if two keys are equal
typedef int (zhashx_comparator_fn) (const void *item1, const void *item2);
//  Releases an item
typedef void (zhashx_free_fn) (void *data);
//  Returns a number that is the same for equal keys
typedef size_t (zhashx_hash_fn) (const void *key);
//  Returns an item as a fresh string, and makes an item of one
typedef char *(zhashx_serializer_fn) (const void *item);
typedef void *(zhashx_deserializer_fn) (const char *item_str);

//  --- functions, generated from src/zhashx.rs

// Creates a table whose keys are strings, which it copies. The caller destroys it.
CZMQ_EXPORT zhashx_t *zhashx_new(void);

// Reads a table of strings that zhashx_pack put into a frame. The table owns copies of the
// strings, and copies and frees items from then on. A truncated frame yields its complete items.
// Returns NULL, errno EPROTO, if a key is there twice. The frame stays the caller's, who destroys
// the table. The cursor is on the last item of the frame.
CZMQ_EXPORT zhashx_t *zhashx_unpack(zframe_t *frame);

// Destroys a table and sets the caller's variable to NULL; nothing if it is NULL already. Keys
// and items are destroyed as zhashx_delete does.
CZMQ_EXPORT void zhashx_destroy(zhashx_t **self_p);

// Adds an item with a key, or the duplicators' copies of them, and puts the cursor on it. Returns
// 0, or -1 if the key is there; then nothing changes.
CZMQ_EXPORT int zhashx_insert(zhashx_t *self_, const void *key, void *item);

// Replaces the item of a key, by the duplicator's copy if there is a duplicator, and destroys the
// old one as zhashx_delete does; the function that zhashx_freefn set stays. Adds the item, as
// zhashx_insert does, if the key is not there.
CZMQ_EXPORT void zhashx_update(zhashx_t *self_, const void *key, void *item);

// Removes an item and destroys it and its key: by the destructors, or without one for items, by
// the function that zhashx_freefn set for it. Nothing if the key is not there.
CZMQ_EXPORT void zhashx_delete(zhashx_t *self_, const void *key);

// Removes all items and destroys them and their keys, as zhashx_delete does.
CZMQ_EXPORT void zhashx_purge(zhashx_t *self_);

// Returns the item of a key, and puts the cursor on it, so that zhashx_next returns it once more;
// NULL if the key is not there. The order of the items may change.
CZMQ_EXPORT void *zhashx_lookup(zhashx_t *self_, const void *key);

// Replaces an item's key, by the duplicator's copy if there is a duplicator, and puts the cursor on
// it; the old key is destroyed. Returns 0, or -1 if the old key is not there or the new one is;
// then nothing changes.
CZMQ_EXPORT int zhashx_rename(zhashx_t *self_, const void *old_key, const void *new_key);

// Sets the function that releases the item of a key, if the table has no destructor; NULL for
// none. Returns the item, or NULL if the key is not there.
CZMQ_EXPORT void *zhashx_freefn(zhashx_t *self_, const void *key, zhashx_free_fn free_fn);

// Returns the number of items.
CZMQ_EXPORT size_t zhashx_size(zhashx_t *self_);

// Creates a list of the keys, in the order of a walk: of copies by the duplicator of keys, which
// the list destroys by the destructor of keys; without a duplicator, of the keys themselves. The
// caller destroys it.
CZMQ_EXPORT zlistx_t *zhashx_keys(zhashx_t *self_);

// Creates a list of the items, in the order of a walk: of the duplicator's copies, which the list
// destroys by the destructor; without a duplicator, of the items themselves, which stay the
// table's. An item that is NULL is left out. The caller destroys it.
CZMQ_EXPORT zlistx_t *zhashx_values(zhashx_t *self_);

// Begins a walk and returns the first item, or NULL if there is none. While a table is walked
// nothing must be looked up in it or added; taking an item out may leave others out of the walk.
// Items stay in the table.
CZMQ_EXPORT void *zhashx_first(zhashx_t *self_);

// Returns the next item of a walk, or NULL after the last.
CZMQ_EXPORT void *zhashx_next(zhashx_t *self_);

// Returns the key of the item at the cursor: that which a walk returned, or which was looked up or
// added last. NULL before the first, and after an item was taken out. The key belongs to the table
// and stays while the item is there.
CZMQ_EXPORT const void *zhashx_cursor(zhashx_t *self_);

// Adds a comment, formatted as printf does, that zhashx_save puts before the items; if the format
// is NULL, removes all comments.
CZMQ_EXPORT void zhashx_comment(zhashx_t *self_, const char *format, ...) CHECK_PRINTF(2);

// Saves a table of strings to a text file: comments, then a line `key=item` for each item.
// Returns 0, or -1 and errno if the file cannot be written. Keys must not contain `=`.
CZMQ_EXPORT int zhashx_save(zhashx_t *self_, const char *filename);

// Loads the items of a text file as zhashx_update does; from now on the table copies and frees its
// items, as strings. Lines that begin with `#` or `=`, or have no `=`, are left out. Returns 0, or
// -1 and errno if the file cannot be read.
CZMQ_EXPORT int zhashx_load(zhashx_t *self_, const char *filename);

// Looks at the file that the table was loaded from: if it was written to since, but not within
// the last seconds (see zsys_file_stable), destroys all items and loads it again. Returns 0.
CZMQ_EXPORT int zhashx_refresh(zhashx_t *self_);

// Creates a frame with the keys and items of a table of strings, for zhashx_unpack and others that
// know the format: the number of items in 4 bytes, then for each item the length of the key in
// 1 byte, the key, the length of the item in 4 bytes, and the item; big-endian. An item that is
// NULL becomes an empty one. Returns NULL, errno EMSGSIZE, if a key has more than 255 bytes. The
// caller destroys the frame.
CZMQ_EXPORT zframe_t *zhashx_pack(zhashx_t *self_);

// Creates a copy; NULL for NULL. It has the same callbacks, and of keys and items what the
// duplicators make of them, or they themselves without one. Functions set by zhashx_freefn,
// comments and the file are not copied. The caller destroys it.
CZMQ_EXPORT zhashx_t *zhashx_dup(zhashx_t *self_);

// Creates a copy of a table of strings, which copies and frees its keys and items; NULL for NULL.
// Functions set by zhashx_freefn, comments and the file are not copied. The caller destroys it.
CZMQ_EXPORT zhashx_t *zhashx_dup_v2(zhashx_t *self_);

// Sets the function that destroys items when they are removed; NULL for none.
CZMQ_EXPORT void zhashx_set_destructor(zhashx_t *self_, zhashx_destructor_fn destructor);

// Sets the function that copies items when they are added; NULL for none.
CZMQ_EXPORT void zhashx_set_duplicator(zhashx_t *self_, zhashx_duplicator_fn duplicator);

// Sets the function that destroys keys when their items are removed; NULL for none. By default
// they are freed.
CZMQ_EXPORT void zhashx_set_key_destructor(zhashx_t *self_, zhashx_destructor_fn destructor);

// Sets the function that copies keys when their items are added; NULL for none. By default they
// are copied as strings.
CZMQ_EXPORT void zhashx_set_key_duplicator(zhashx_t *self_, zhashx_duplicator_fn duplicator);

// Sets the function that compares keys, which returns 0 for equal ones. Keys that are equal must
// have the same hash. By default they are compared as strings.
CZMQ_EXPORT void zhashx_set_key_comparator(zhashx_t *self_, zhashx_comparator_fn comparator);

// Sets the function that hashes keys. By default they are hashed as strings.
CZMQ_EXPORT void zhashx_set_key_hasher(zhashx_t *self_, zhashx_hash_fn hasher);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zhashx_test(bool _verbose);

#ifdef CZMQ_BUILD_DRAFT_API

// Reads a table as zhashx_unpack does, with the items that a function makes of the strings;
// NULL leaves them strings. The table frees its items, and copies them as strings, until
// zhashx_set_destructor and zhashx_set_duplicator say otherwise: for items that are not from
// malloc, or no strings, these are to be called at once.
CZMQ_EXPORT zhashx_t *zhashx_unpack_own(zframe_t *frame, zhashx_deserializer_fn deserializer);

// Creates a frame as zhashx_pack does, with the fresh strings that a function makes of the
// items, which are freed; NULL takes the items for strings. The table must not be changed meanwhile.
CZMQ_EXPORT zframe_t *zhashx_pack_own(zhashx_t *self_, zhashx_serializer_fn serializer);

#endif

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

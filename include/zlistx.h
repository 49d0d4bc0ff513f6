//  zlistx: lists

#include "czmq.h"

#ifndef ZLISTX_H_INCLUDED
#define ZLISTX_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  Destroys the item that *item points to, and sets *item to NULL
typedef void (zlistx_destructor_fn) (void **item);
//  Returns a copy of the item
typedef void *(zlistx_duplicator_fn) (const void *item);
//  Returns less than, equal to or more than zero as item1 comes before, with or after item2
typedef int (zlistx_comparator_fn) (const void *item1, const void *item2);

//  --- functions, generated from src/zlistx.rs

// Creates a list. The caller destroys it.
CZMQ_EXPORT zlistx_t *zlistx_new(void);

// Destroys a list and sets the caller's variable to NULL; nothing if it is NULL already. Items
// are destroyed if there is a destructor.
CZMQ_EXPORT void zlistx_destroy(zlistx_t **self_p);

// Adds an item, or the duplicator's copy of it, at the beginning. The list has no cursor
// afterwards. Returns a handle on the item, which is valid until the item is removed.
CZMQ_EXPORT void *zlistx_add_start(zlistx_t *self_, void *item);

// Adds an item, or the duplicator's copy of it, at the end. The list has no cursor afterwards.
// Returns a handle on the item, which is valid until the item is removed.
CZMQ_EXPORT void *zlistx_add_end(zlistx_t *self_, void *item);

// Returns the number of items.
CZMQ_EXPORT size_t zlistx_size(zlistx_t *self_);

// Returns the first item, or NULL. The cursor stays.
CZMQ_EXPORT void *zlistx_head(zlistx_t *self_);

// Returns the last item, or NULL. The cursor stays.
CZMQ_EXPORT void *zlistx_tail(zlistx_t *self_);

// Moves the cursor to the first item and returns it; NULL if there is none. The item stays in the
// list, as after all that only look at one.
CZMQ_EXPORT void *zlistx_first(zlistx_t *self_);

// Moves the cursor on and returns the item there; NULL, and no cursor, after the last. Without a
// cursor it goes to the first.
CZMQ_EXPORT void *zlistx_next(zlistx_t *self_);

// Moves the cursor back and returns the item there; NULL, and no cursor, before the first.
// Without a cursor it goes to the last.
CZMQ_EXPORT void *zlistx_prev(zlistx_t *self_);

// Moves the cursor to the last item and returns it; NULL if there is none.
CZMQ_EXPORT void *zlistx_last(zlistx_t *self_);

// Returns the item at the cursor, or NULL.
CZMQ_EXPORT void *zlistx_item(zlistx_t *self_);

// Returns a handle on the item at the cursor, or NULL.
CZMQ_EXPORT void *zlistx_cursor(zlistx_t *self_);

// Returns the item of a handle; NULL for NULL.
CZMQ_EXPORT void *zlistx_handle_item(void *handle);

// Moves the cursor to the first item that compares equal by the comparator, or else to the one
// with this address, and returns a handle on it; NULL if there is none, and the cursor stays.
CZMQ_EXPORT void *zlistx_find(zlistx_t *self_, void *item);

// Removes an item by its handle, or the first if that is NULL. Returns it without destroying it;
// NULL if the list is empty. A cursor on it moves to the item before.
CZMQ_EXPORT void *zlistx_detach(zlistx_t *self_, void *handle);

// Removes the item at the cursor, or the first without a cursor. Returns it without destroying it;
// NULL if the list is empty. The cursor moves to the item before.
CZMQ_EXPORT void *zlistx_detach_cur(zlistx_t *self_);

// Removes an item by its handle, or the first if that is NULL, and destroys it if there is a
// destructor. Returns 0, or -1 if the list is empty. A cursor on it moves to the item before.
CZMQ_EXPORT int zlistx_delete(zlistx_t *self_, void *handle);

// Moves an item, by its handle, to the beginning. The cursor stays on its item.
CZMQ_EXPORT void zlistx_move_start(zlistx_t *self_, void *handle);

// Moves an item, by its handle, to the end. The cursor stays on its item.
CZMQ_EXPORT void zlistx_move_end(zlistx_t *self_, void *handle);

// Removes all items, and destroys them if there is a destructor.
CZMQ_EXPORT void zlistx_purge(zlistx_t *self_);

// Sorts the list in ascending order by the comparator, or else by the items' addresses. Items move
// from handle to handle: a handle then stands for the place, and so does the cursor. Equal items
// end up in an order that depends only on the order before.
CZMQ_EXPORT void zlistx_sort(zlistx_t *self_);

// Adds an item, or the duplicator's copy of it, to a sorted list: if `low_value` is true before
// the first that is not less, else after the last that is not greater. The list has no cursor
// afterwards. Returns a handle on the item, which is valid until the item is removed.
CZMQ_EXPORT void *zlistx_insert(zlistx_t *self_, void *item, bool low_value);

// Moves an item, by its handle, to where it belongs in a sorted list: if `low_value` is true
// before the first other that is not less, else after the last other item that is not greater. The
// cursor stays on its item.
CZMQ_EXPORT void zlistx_reorder(zlistx_t *self_, void *handle, bool low_value);

// Creates a copy; NULL for NULL. It has the same callbacks, and the duplicator's copy of each
// item, or the item itself without one. The caller destroys it.
CZMQ_EXPORT zlistx_t *zlistx_dup(zlistx_t *self_);

// Sets the function that destroys items when they are removed; NULL for none.
CZMQ_EXPORT void zlistx_set_destructor(zlistx_t *self_, zlistx_destructor_fn destructor);

// Sets the function that copies items when they are added; NULL for none.
CZMQ_EXPORT void zlistx_set_duplicator(zlistx_t *self_, zlistx_duplicator_fn duplicator);

// Sets the function that compares items, by which zlistx_find, zlistx_sort, zlistx_insert and
// zlistx_reorder go; NULL for their addresses.
CZMQ_EXPORT void zlistx_set_comparator(zlistx_t *self_, zlistx_comparator_fn comparator);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zlistx_test(bool _verbose);

#ifdef CZMQ_BUILD_DRAFT_API

// Reads a list of strings that zlistx_pack put into a frame. The list owns copies of the
// strings, and copies and frees items from then on. Returns NULL, errno EPROTO, if a string is not
// all there; a frame with less than a count is an empty list. The frame stays the caller's, who
// destroys the list.
CZMQ_EXPORT zlistx_t *zlistx_unpack(zframe_t *frame);

// Creates a frame with the items of a list of strings, for zlistx_unpack and others that
// know the format, which is also that of zproto: the number of items in 4 bytes, then for each the
// length in 4 bytes and the item; big-endian. Returns NULL and errno if there is no room for it in
// a frame. The caller destroys the frame.
CZMQ_EXPORT zframe_t *zlistx_pack(zlistx_t *self_);

#endif

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

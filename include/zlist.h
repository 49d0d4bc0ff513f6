//  zlist: simple lists

#include "czmq.h"

#ifndef ZLIST_H_INCLUDED
#define ZLIST_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  Returns less than, equal to or more than zero as item1 comes before, with or after item2
typedef int (zlist_compare_fn) (void *item1, void *item2);
//  Releases an item
typedef void (zlist_free_fn) (void *data);

//  --- functions, generated from src/zlist.rs

// Creates a list. The caller destroys it.
CZMQ_EXPORT zlist_t *zlist_new(void);

// Destroys a list and sets the caller's variable to NULL; nothing if it is NULL already. Items
// are released as zlist_purge does.
CZMQ_EXPORT void zlist_destroy(zlist_t **self_p);

// Moves the cursor to the first item and returns it; NULL if there is none. The item stays in the
// list, as after all that only look at one.
CZMQ_EXPORT void *zlist_first(zlist_t *self_);

// Moves the cursor on and returns the item there; NULL, once, after the last, and then the first
// again. Without a cursor it goes to the first.
CZMQ_EXPORT void *zlist_next(zlist_t *self_);

// Moves the cursor to the last item and returns it; NULL if there is none.
CZMQ_EXPORT void *zlist_last(zlist_t *self_);

// Returns the first item, or NULL. The cursor stays.
CZMQ_EXPORT void *zlist_head(zlist_t *self_);

// Returns the last item, or NULL. The cursor stays.
CZMQ_EXPORT void *zlist_tail(zlist_t *self_);

// Returns the item at the cursor, or NULL.
CZMQ_EXPORT void *zlist_item(zlist_t *self_);

// Adds an item, or a copy of it after zlist_autofree, at the end. The list has no cursor
// afterwards. Returns 0, or -1 if the item is NULL.
CZMQ_EXPORT int zlist_append(zlist_t *self_, void *item);

// Adds an item, or a copy of it after zlist_autofree, at the beginning. The list has no cursor
// afterwards. Returns 0, or -1 if the item is NULL.
CZMQ_EXPORT int zlist_push(zlist_t *self_, void *item);

// Removes the first item and returns it without releasing it; NULL if there is none. The list has
// no cursor afterwards. After zlist_autofree the caller frees the item.
CZMQ_EXPORT void *zlist_pop(zlist_t *self_);

// Returns true if an item is in the list, by the list's comparator, or else by its address.
CZMQ_EXPORT bool zlist_exists(zlist_t *self_, void *item);

// Removes the first item that compares equal by the list's comparator, or else the one with this
// address, and releases it: frees it after zlist_autofree, else calls the function that
// zlist_freefn set for it. If the cursor was on it, zlist_next goes to the item that followed.
// Nothing if there is none.
CZMQ_EXPORT void zlist_remove(zlist_t *self_, void *item);

// Creates a copy; NULL for NULL. After zlist_autofree it owns copies of the strings, else it
// shares the items. The comparator is copied, the items' free functions are not. The caller
// destroys it.
CZMQ_EXPORT zlist_t *zlist_dup(zlist_t *self_);

// Removes and releases all items: frees them after zlist_autofree, else calls the functions that
// zlist_freefn set for them.
CZMQ_EXPORT void zlist_purge(zlist_t *self_);

// Returns the number of items.
CZMQ_EXPORT size_t zlist_size(zlist_t *self_);

// Sorts the list in ascending order by `compare`; if that is NULL by the list's comparator, and
// without one as strings. Equal items end up in an order that depends only on the order before.
CZMQ_EXPORT void zlist_sort(zlist_t *self_, zlist_compare_fn compare);

// Has the list copy strings that are added from now on, and free all its items when they are
// removed. To be called before items are added.
CZMQ_EXPORT void zlist_autofree(zlist_t *self_);

// Sets the comparator, by which zlist_exists, zlist_remove and zlist_sort go; NULL for none.
CZMQ_EXPORT void zlist_comparefn(zlist_t *self_, zlist_compare_fn fn_);

// Sets the function that releases an item; NULL for none. The first item at that address gets it,
// or, if `at_tail` is true, the last item of the list if it is at that address. Returns the item,
// or NULL if it was not found.
CZMQ_EXPORT void *zlist_freefn(zlist_t *self_, void *item, zlist_free_fn fn_, bool at_tail);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zlist_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

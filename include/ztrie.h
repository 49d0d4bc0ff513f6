//  ztrie: paths, found by routes
//
//  DRAFT: declared by czmq.h if CZMQ_BUILD_DRAFT_API is defined before it is included.
//
//  A route is a path whose tokens are matched one by one. Paths are split at a delimiter. What comes
//  before the first delimiter is ignored, and so is a delimiter at the end. A token of a route is
//
//      text            that text
//      {regex}         a token in which the expression (see zrex) is found
//      {name:regex}    the same; the token, or what the first group of the expression found, has
//                      the name. {one:two:regex} names the first two groups
//      *               at the end of a route: all the rest of the path, which is not empty.
//                      Nothing else stands where it does
//
//  Tokens that are text are tried before expressions, and these in the order in which they were
//  added. What was chosen stays so: if the rest of the path does not fit, there is no second choice.

#include "czmq.h"

#ifndef ZTRIE_H_INCLUDED
#define ZTRIE_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  Releases the data of a route, and sets the variable to NULL
typedef void (ztrie_destroy_data_fn) (void **data);

//  --- functions, generated from src/ztrie.rs

// Creates an object without routes, whose paths are split at a delimiter; 0 stands for `/`. The
// caller destroys it.
CZMQ_EXPORT ztrie_t *ztrie_new(char delimiter);

// Destroys an object, with the data of its routes, and sets the caller's variable to NULL; nothing
// if it is NULL already.
CZMQ_EXPORT void ztrie_destroy(ztrie_t **self_p);

// Adds a route, with data. If there is a function to destroy the data, the route owns them
// from then on, and they are destroyed with it; otherwise they stay the caller's.
//
// Returns 0; or -1, and the data stay the caller's, if the route is there, has an empty token, an
// invalid expression or more than 256 tokens, or if `*` in it or in another route would have a
// sibling.
CZMQ_EXPORT int ztrie_insert_route(ztrie_t *self_, const char *path, void *data, ztrie_destroy_data_fn destroy_data_fn);

// Removes a route, written as it was when it was added, and destroys its data. Returns 0, or -1 if
// there is no such route. If it was hit last, nothing was from then on.
CZMQ_EXPORT int ztrie_remove_route(ztrie_t *self_, const char *path);

// Returns true if a path matches a route, which the functions below describe until the next call.
CZMQ_EXPORT bool ztrie_matches(ztrie_t *self_, const char *path);

// Returns the data of the route that was hit last; NULL if none was, or it was removed. They stay
// the route's.
CZMQ_EXPORT void *ztrie_hit_data(ztrie_t *self_);

// Returns the number of names in the expressions of the route that was hit last; 0 if none was.
CZMQ_EXPORT size_t ztrie_hit_parameter_count(ztrie_t *self_);

// Returns the names in the expressions of the route that was hit last, with what they match in the
// path; NULL if none was hit, or it has no names. The caller destroys the table; the
// values are texts of the object, which the next ztrie_matches frees.
CZMQ_EXPORT zhashx_t *ztrie_hit_parameters(ztrie_t *self_);

// Returns what `*` matches in the path that was matched last; NULL if none was, or the route
// does not end so. The text is the object's; the next ztrie_matches frees it.
CZMQ_EXPORT const char *ztrie_hit_asterisk_match(ztrie_t *self_);

// Prints the tokens of all routes to standard output, for people.
CZMQ_EXPORT void ztrie_print(ztrie_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void ztrie_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

//  zrex: regular expressions
//
//  An expression is made of
//
//      ^            the start of the text; at the start of an expression, nothing else is tried
//      $            the end of the text
//      .            any byte
//      [...]        one of some characters, [^...] any other; there are no ranges, \] stands for ]
//      \s \d \a \w  a space, a digit, a letter, a letter or digit; \S \D \A \W any other byte
//      \n \r \t \0  these control characters; any other character behind \ stands for itself
//      (...)        a group, which is a hit of its own
//      x|y          x, or y if x is not there; what was chosen stays so
//      x* x+ x?     x any number of times, at least once, at most once: as often as possible
//      x*? x+?      the same, as seldom as possible
//
//  Without ^ at its start, an expression is not tried at the end of the text: it is never found in
//  an empty one. An expression compiles to at most 256 bytes, and as many of text and sets.

#include "czmq.h"

#ifndef ZREX_H_INCLUDED
#define ZREX_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zrex.rs

// Creates an object with an expression, or without one if that is NULL. If something is wrong
// with the expression, zrex_valid says so. The caller destroys the object.
CZMQ_EXPORT zrex_t *zrex_new(const char *expression);

// Destroys an object and sets the caller's variable to NULL; nothing if it is NULL already.
CZMQ_EXPORT void zrex_destroy(zrex_t **self_p);

// Returns true if there is an expression, and nothing is wrong with it.
CZMQ_EXPORT bool zrex_valid(zrex_t *self_);

// Returns what is wrong with the expression, or "No error". The text is static.
CZMQ_EXPORT const char *zrex_strerror(zrex_t *self_);

// Returns true if the expression is found in a text; false if there is no valid expression. Hits
// of the last time are gone then.
CZMQ_EXPORT bool zrex_matches(zrex_t *self_, const char *text_);

// Replaces the expression by another. Returns true if that is valid, and found in a text. Hits of
// the last time are gone then.
CZMQ_EXPORT bool zrex_eq(zrex_t *self_, const char *text_, const char *expression);

// Returns the number of hits of the last zrex_matches or zrex_eq: 0 if nothing was found, else 1
// and the number of groups.
CZMQ_EXPORT int zrex_hits(zrex_t *self_);

// Returns a hit of the last zrex_matches or zrex_eq: 0 is all that was found, 1 the first group,
// and so on; NULL if there are fewer. A group that had no part in it, or is repeated by a star,
// is empty; of other repeated ones it is the first. The text belongs to the object; the next
// zrex_matches or zrex_eq frees it.
CZMQ_EXPORT const char *zrex_hit(zrex_t *self_, unsigned int index);

// Sets variables of the caller, whose addresses are given up to a NULL, to the hits from 1 on, as
// zrex_hit gives them. Returns the number of variables.
CZMQ_EXPORT int zrex_fetch(zrex_t *self_, const char **string_p, ...);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zrex_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

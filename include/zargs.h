//  zargs: the words of a command line
//
//  DRAFT: declared by czmq.h if CZMQ_BUILD_DRAFT_API is defined before it is included.

#include "czmq.h"

#ifndef ZARGS_H_INCLUDED
#define ZARGS_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  True for the value of a parameter without one, as zargs_param_first and zargs_param_next give it
#define zargs_param_empty(arg) ((arg) != NULL && *(arg) == 0)

//  --- functions, generated from src/zargs.rs

// Creates an object from a command line, as `main` gets it: `argc` words, the first of which is
// the program's name. A word that begins with `-` is a parameter; the word after it is its value,
// unless that begins with `-` too. Other words are arguments, and so are all after `--`. If a
// parameter is given several times, the first counts.
//
// The words are not copied: they must outlive the object. The caller
// destroys the object.
CZMQ_EXPORT zargs_t *zargs_new(int argc, char **argv);

// Destroys an object and sets the caller's variable to NULL; nothing if it is NULL already.
CZMQ_EXPORT void zargs_destroy(zargs_t **self_p);

// Returns the program's name; NULL if the command line is empty.
CZMQ_EXPORT const char *zargs_progname(zargs_t *self_);

// Returns the number of arguments.
CZMQ_EXPORT size_t zargs_arguments(zargs_t *self_);

// Begins to walk the arguments; returns the first, or NULL.
CZMQ_EXPORT const char *zargs_first(zargs_t *self_);

// Returns the next argument, or NULL after the last.
CZMQ_EXPORT const char *zargs_next(zargs_t *self_);

// Begins to walk the parameters, in no order that means anything; returns the value of the first,
// or NULL if there are none. A parameter without a value has an empty one here, for which
// zargs_param_empty is true.
CZMQ_EXPORT const char *zargs_param_first(zargs_t *self_);

// Returns the value of the next parameter, as zargs_param_first does; NULL after the last.
CZMQ_EXPORT const char *zargs_param_next(zargs_t *self_);

// Returns the name, with its dashes, of the parameter whose value the walk returned last; NULL
// if it returned none. The text is the object's.
CZMQ_EXPORT const char *zargs_param_name(zargs_t *self_);

// Returns the value of a parameter, named with its dashes; NULL if it has none, or is absent.
CZMQ_EXPORT const char *zargs_get(zargs_t *self_, const char *name);

// Returns the value of the first of several parameters that is present; their names end with
// NULL. Returns NULL if that has no value, or none is present. The names are such as `"--file",
// "-f", NULL`.
CZMQ_EXPORT const char *zargs_getx(zargs_t *self_, const char *name, ...);

// Returns true if a parameter, named with its dashes, is present.
CZMQ_EXPORT bool zargs_has(zargs_t *self_, const char *name);

// Returns true if one of several parameters is present; the names end with NULL.
CZMQ_EXPORT bool zargs_hasx(zargs_t *self_, const char *name, ...);

// Prints all words to standard error, for people.
CZMQ_EXPORT void zargs_print(zargs_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zargs_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

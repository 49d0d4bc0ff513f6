//  CZMQ, the high-level C binding for ZeroMQ. A program includes this file and gets everything.

#ifndef CZMQ_H_INCLUDED
#define CZMQ_H_INCLUDED

//  Functions that a program gives to containers. Destroys the item that *item points to, and sets
//  *item to NULL.
typedef void (czmq_destructor) (void **item);
//  Returns a copy of the item
typedef void *(czmq_duplicator) (const void *item);
//  Returns less than, equal to or more than zero as item1 comes before, with or after item2
typedef int (czmq_comparator) (const void *item1, const void *item2);

#include "czmq_library.h"

#endif

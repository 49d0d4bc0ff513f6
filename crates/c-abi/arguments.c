#include "variadic.h"

int czmq_next_int (arguments_t *self)
{
    return va_arg (self->list, int);
}

uint32_t czmq_next_u32 (arguments_t *self)
{
    return va_arg (self->list, uint32_t);
}

uint64_t czmq_next_u64 (arguments_t *self)
{
    return va_arg (self->list, uint64_t);
}

void *czmq_next_pointer (arguments_t *self)
{
    return va_arg (self->list, void *);
}

double czmq_next_double (arguments_t *self)
{
    return va_arg (self->list, double);
}

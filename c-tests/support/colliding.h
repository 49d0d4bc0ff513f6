//  Keys that the hash of zhash and zhashx does not tell apart.

#ifndef CZMQ_COLLIDING_H_INCLUDED
#define CZMQ_COLLIDING_H_INCLUDED

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

//  From one key to the next
#define COLLIDING_WIDTH(bits) ((size_t) (bits) * 2 + 1)

//  Two to the power of `bits` keys of 2 * `bits` characters with the same hash of 64 bits. That is,
//  octet by octet, times 33, xor the octet; so for any hash so far there are two pairs of octets
//  that lead to the same. NULL if there are none, or no memory; to be freed.
static inline char *
colliding_keys (int bits)
{
    size_t width = COLLIDING_WIDTH (bits), count = (size_t) 1 << bits;
    char *keys = (char *) calloc (count, width);
    uint64_t hash = 0;
    for (int place = 0; keys && place < bits; place++) {
        char pairs [2] [2] = { { 0, 0 }, { 0, 0 } };
        for (int a = '0'; a <= 'z' && !pairs [0] [0]; a++)
            for (int b = a + 1; b <= 'z' && !pairs [0] [0]; b++) {
                uint64_t with_a = (hash * 33 ^ (uint64_t) a) * 33;
                uint64_t with_b = (hash * 33 ^ (uint64_t) b) * 33;
                for (int c = '0'; c <= 'z'; c++) {
                    uint64_t d = with_a ^ (uint64_t) c ^ with_b;
                    if (d >= '0' && d <= 'z') {
                        pairs [0] [0] = (char) a;
                        pairs [0] [1] = (char) c;
                        pairs [1] [0] = (char) b;
                        pairs [1] [1] = (char) d;
                        break;
                    }
                }
            }
        if (!pairs [0] [0]) {
            free (keys);
            return NULL;
        }
        for (size_t key = 0; key < count; key++)
            memcpy (keys + key * width + place * 2, pairs [key >> place & 1], 2);
        hash = (hash * 33 ^ (uint64_t) pairs [0] [0]) * 33 ^ (uint64_t) pairs [0] [1];
    }
    return keys;
}

#endif

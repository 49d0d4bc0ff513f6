//  zchunk: blocks of bytes

#include "czmq.h"

#ifndef ZCHUNK_H_INCLUDED
#define ZCHUNK_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

#ifdef CZMQ_BUILD_DRAFT_API
//  Releases the memory of a chunk; called with the address of what was given with it
typedef void (zchunk_destructor_fn) (void **hint);
#endif

//  --- functions, generated from src/zchunk.rs

// Creates a chunk with a copy of `size` bytes of data; if `data` is NULL, a chunk without bytes
// and with room for so many, which are zeroed. Returns NULL, errno ENOMEM, if there is no memory
// for it. The caller destroys it.
CZMQ_EXPORT zchunk_t *zchunk_new(const void *data, size_t size);

// Destroys a chunk and sets the caller's variable to NULL; nothing if it is NULL already.
CZMQ_EXPORT void zchunk_destroy(zchunk_t **self_p);

// Drops the bytes and makes room for `size` others. Without memory for them the chunk stays as it
// was, errno ENOMEM.
CZMQ_EXPORT void zchunk_resize(zchunk_t *self_, size_t size);

// Returns the number of bytes.
CZMQ_EXPORT size_t zchunk_size(zchunk_t *self_);

// Returns the number of bytes there is room for.
CZMQ_EXPORT size_t zchunk_max_size(zchunk_t *self_);

// Returns the address of the bytes, never NULL. All the room, zchunk_max_size bytes, may be
// written to; zchunk_set with NULL then sets the size. It belongs to the chunk and stays where it
// is until zchunk_resize or zchunk_extend.
CZMQ_EXPORT uint8_t *zchunk_data(zchunk_t *self_);

// Replaces the bytes by a copy of others, as many as there is room for; if `data` is NULL, sets
// the size only. Returns the size.
CZMQ_EXPORT size_t zchunk_set(zchunk_t *self_, const void *data, size_t size);

// Replaces the bytes by `size` equal ones, as many as there is room for. Returns the size.
CZMQ_EXPORT size_t zchunk_fill(zchunk_t *self_, uint8_t filler, size_t size);

// Adds a copy of some bytes, as many as there is room for. Returns the size of all.
CZMQ_EXPORT size_t zchunk_append(zchunk_t *self_, const void *data, size_t size);

// Adds a copy of some bytes; if there is no room for them, makes room for twice what there is
// then. Returns the size of all. Without memory for it the chunk stays as it was, errno ENOMEM.
CZMQ_EXPORT size_t zchunk_extend(zchunk_t *self_, const void *data, size_t size);

// Adds as many bytes of `source` as there is room for, from where it was consumed last. Returns
// the size of all. A source of which everything was consumed is exhausted.
CZMQ_EXPORT size_t zchunk_consume(zchunk_t *self_, zchunk_t *source);

// Returns true if other chunks have consumed all bytes, or there are none.
CZMQ_EXPORT bool zchunk_exhausted(zchunk_t *self_);

// Reads up to `bytes` bytes from a file into a chunk with room for so many. Returns NULL, errno
// ENOMEM, if there is no memory for it. The caller destroys it.
CZMQ_EXPORT zchunk_t *zchunk_read(FILE *handle, size_t bytes);

// Writes the bytes to a file. Returns 0, or -1 if not all could be written.
CZMQ_EXPORT int zchunk_write(zchunk_t *self_, FILE *handle);

// Reads a whole file, or its first `maxsize` bytes if that is not 0. Returns NULL and errno if
// the file cannot be read, or does not fit into memory. A file that the file system calls empty,
// as those of /proc, is empty. The caller destroys the chunk.
CZMQ_EXPORT zchunk_t *zchunk_slurp(const char *filename, size_t maxsize);

// Creates a chunk with a copy of the bytes and as much room; NULL for NULL, or, errno ENOMEM,
// without memory. The caller destroys it.
CZMQ_EXPORT zchunk_t *zchunk_dup(zchunk_t *self_);

// Returns the bytes in upper-case hexadecimal. The caller frees the text.
CZMQ_EXPORT char *zchunk_strhex(zchunk_t *self_);

// Returns the bytes as a string, with a terminator added. The caller frees it.
CZMQ_EXPORT char *zchunk_strdup(zchunk_t *self_);

// Returns true if the bytes are those of the string, without its terminator.
CZMQ_EXPORT bool zchunk_streq(zchunk_t *self_, const char *string);

// Creates a frame with a copy of the bytes. Returns NULL, errno ENOMEM, if there is no memory for
// it. The caller destroys it.
CZMQ_EXPORT zframe_t *zchunk_pack(zchunk_t *self_);

// Creates a chunk with a copy of a frame's bytes. Returns NULL, errno ENOMEM, if there is no
// memory for it. The frame stays the caller's, who destroys the chunk.
CZMQ_EXPORT zchunk_t *zchunk_unpack(zframe_t *frame);

// Returns the SHA-1 digest of the bytes in upper-case hexadecimal. The text belongs to the chunk;
// it stays as it is until this is called for other bytes.
CZMQ_EXPORT const char *zchunk_digest(zchunk_t *self_);

// Prints the chunk to a file: a line of dashes, then the size in brackets and the bytes, up to 72
// as text or up to 37 in hexadecimal.
CZMQ_EXPORT void zchunk_fprint(zchunk_t *self_, FILE *file);

// Prints the chunk to standard error, as zchunk_fprint does.
CZMQ_EXPORT void zchunk_print(zchunk_t *self_);

// Returns true if the object is a chunk.
CZMQ_EXPORT bool zchunk_is(void *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zchunk_test(bool _verbose);

#ifdef CZMQ_BUILD_DRAFT_API

// Creates a chunk on memory of the program, without a copy: `size` bytes that the chunk may
// write to. When it needs them no more the destructor is called with the address of `hint`; NULL
// stands for free, of `data`. Returns NULL, errno EINVAL, if `data` is NULL and `size` is not 0.
// The caller destroys the chunk.
CZMQ_EXPORT zchunk_t *zchunk_frommem(void *data, size_t size, zchunk_destructor_fn destructor, void *hint);

// Makes a frame of a chunk, without a copy, and sets the caller's variable to NULL. When
// the frame and all that was sent of it are gone, from whatever thread, the chunk is destroyed.
// Returns NULL for NULL; or NULL and errno if there is no memory: the chunk stays then. The caller
// destroys the frame.
CZMQ_EXPORT zframe_t *zchunk_packx(zchunk_t **self_p);

#endif

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

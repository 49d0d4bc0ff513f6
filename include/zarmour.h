//  zarmour: bytes as armoured text

#include "czmq.h"

#ifndef ZARMOUR_H_INCLUDED
#define ZARMOUR_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  Modes
#define ZARMOUR_MODE_BASE64_STD 0   //  Base 64
#define ZARMOUR_MODE_BASE64_URL 1   //  Base 64 with the alphabet for URLs and file names
#define ZARMOUR_MODE_BASE32_STD 2   //  Base 32
#define ZARMOUR_MODE_BASE32_HEX 3   //  Base 32 with the extended hexadecimal alphabet
#define ZARMOUR_MODE_BASE16 4       //  Base 16
#define ZARMOUR_MODE_Z85 5          //  Z85, as in ZeroMQ's RFC 32

//  --- functions, generated from src/zarmour.rs

// Creates an armour: padded base 64, in one line. The caller destroys it.
CZMQ_EXPORT zarmour_t *zarmour_new(void);

// Destroys an armour and sets the caller's variable to NULL; nothing if it is NULL already.
CZMQ_EXPORT void zarmour_destroy(zarmour_t **self_p);

// Returns bytes as text. The caller frees it. Returns NULL, errno EINVAL, if the mode is
// unknown, or if it is Z85 and `size` is not a multiple of 4. Returns NULL, errno ENOMEM, if
// memory runs out.
CZMQ_EXPORT char *zarmour_encode(zarmour_t *self_, const uint8_t *data, size_t size);

// Returns the bytes of a text, and a terminating zero that counts in the chunk's size. Padding is
// optional. Characters outside the alphabet are skipped, but unless they are line ends, or end a
// text in base 64 or base 32, they count towards the size and leave zeros at the end. For invalid
// Z85 and for an unknown mode, returns a chunk of size 0, with errno EINVAL. Returns NULL, errno
// ENOMEM, if memory runs out. The caller destroys the chunk.
CZMQ_EXPORT zchunk_t *zarmour_decode(zarmour_t *self_, const char *data);

// Returns the mode, one of ZARMOUR_MODE_....
CZMQ_EXPORT int zarmour_mode(zarmour_t *self_);

// Returns the mode as a word: "base64", "base64url", "base32", "base32hex", "base16", "z85", or
// "unknown". The text is static.
CZMQ_EXPORT const char *zarmour_mode_str(zarmour_t *self_);

// Sets the mode, one of ZARMOUR_MODE_...; ZARMOUR_MODE_BASE64_STD by default.
CZMQ_EXPORT void zarmour_set_mode(zarmour_t *self_, int mode);

// Returns true if texts in base 64 and base 32 are padded.
CZMQ_EXPORT bool zarmour_pad(zarmour_t *self_);

// Turns padding on, the default, or off.
CZMQ_EXPORT void zarmour_set_pad(zarmour_t *self_, bool pad);

// Returns the padding character.
CZMQ_EXPORT char zarmour_pad_char(zarmour_t *self_);

// Sets the padding character, '=' at first. In a text that is decoded it ends a group of
// characters, unless it is in the alphabet.
CZMQ_EXPORT void zarmour_set_pad_char(zarmour_t *self_, char pad_char);

// Returns true if texts are broken into lines.
CZMQ_EXPORT bool zarmour_line_breaks(zarmour_t *self_);

// Turns line breaks on, or off, the default. Z85 has none.
CZMQ_EXPORT void zarmour_set_line_breaks(zarmour_t *self_, bool line_breaks);

// Returns the length of lines.
CZMQ_EXPORT size_t zarmour_line_length(zarmour_t *self_);

// Sets the length of lines, 72 by default; 0 writes a single line.
CZMQ_EXPORT void zarmour_set_line_length(zarmour_t *self_, size_t line_length);

// Logs the settings at debug level.
CZMQ_EXPORT void zarmour_print(zarmour_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zarmour_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

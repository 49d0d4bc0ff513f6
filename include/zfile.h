//  zfile: files

#include "czmq.h"

#ifndef ZFILE_H_INCLUDED
#define ZFILE_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zfile.rs

// Creates an object for a file, `path/name`, or `name` if `path` is NULL. The file need not be
// there. Its properties are looked up now, and again by zfile_restat and zfile_close.
//
// A file with a name that ends in ".ln" is a link if there is text in it: the first line, up to
// 255 bytes, is the name of the file that is then looked at and read. zfile_filename gives the
// name without the ".ln". The caller destroys the object.
CZMQ_EXPORT zfile_t *zfile_new(const char *path, const char *name);

// Closes the file if it is open, destroys the object and sets the caller's variable to NULL;
// nothing if it is NULL already. The file itself stays.
CZMQ_EXPORT void zfile_destroy(zfile_t **self_p);

// Creates another object for the same file, which is not open, with the properties as this one has
// them, but not stable; NULL for NULL. The caller destroys it.
CZMQ_EXPORT zfile_t *zfile_dup(zfile_t *self_);

// Returns the file's name. If `path` is not NULL and the name begins with it, it is left out, and
// so are slashes after it. The text belongs to the object.
CZMQ_EXPORT const char *zfile_filename(zfile_t *self_, const char *path);

// Looks up the file's properties again. They are all zero or false if there is no such file.
CZMQ_EXPORT void zfile_restat(zfile_t *self_);

// Returns when the file was last written to, as it was looked up last.
CZMQ_EXPORT time_t zfile_modified(zfile_t *self_);

// Returns the size in bytes, as it was looked up last, which zfile_input also does.
CZMQ_EXPORT off_t zfile_cursize(zfile_t *self_);

// Returns true if it was a directory when it was looked up last.
CZMQ_EXPORT bool zfile_is_directory(zfile_t *self_);

// Returns true if it was a regular file when it was looked up last.
CZMQ_EXPORT bool zfile_is_regular(zfile_t *self_);

// Returns true if the file's owner might read it when it was looked up last.
CZMQ_EXPORT bool zfile_is_readable(zfile_t *self_);

// Returns true if the file's owner might write to it when it was looked up last.
CZMQ_EXPORT bool zfile_is_writeable(zfile_t *self_);

// Returns true if, when the file was looked up last, it had not been written to for longer than
// the stable age: five seconds, or what ZSYS_FILE_STABLE_AGE_MSEC or zsys_set_file_stable_age_msec
// says. False for the result of zfile_dup until zfile_restat.
CZMQ_EXPORT bool zfile_is_stable(zfile_t *self_);

// Returns true if the file is there, and has another time or size now than when it was looked up
// last.
CZMQ_EXPORT bool zfile_has_changed(zfile_t *self_);

// Closes the file if it is open, as zfile_close does, and deletes it; of a link the link itself,
// and the name has its ".ln" again. Properties stay as they are. Sets errno if the file cannot be
// deleted.
CZMQ_EXPORT void zfile_remove(zfile_t *self_);

// Opens the file for reading, after closing it if it was open. Returns 0, or -1 and errno.
CZMQ_EXPORT int zfile_input(zfile_t *self_);

// Opens the file for writing and reading, after closing it if it was open. What is in it stays. If
// there is no such file it is made, with the directories on the way to it. A link is one no more:
// what is written goes to a file of its name without the ".ln". Returns 0, or -1 and errno.
CZMQ_EXPORT int zfile_output(zfile_t *self_);

// Reads up to `bytes` bytes of an open file from an offset on, not beyond the size that
// zfile_cursize gives. Returns NULL and errno if that fails: EINVAL for a negative offset, ENOMEM
// without memory. The caller destroys the chunk.
CZMQ_EXPORT zchunk_t *zfile_read(zfile_t *self_, size_t bytes, off_t offset);

// Returns true if the last zfile_read asked for more bytes than there were.
CZMQ_EXPORT bool zfile_eof(zfile_t *self_);

// Writes a chunk to an open file from an offset on. If the file is shorter than that, zeros fill
// the gap. Returns 0, or -1 and errno: EINVAL for a negative offset, EBADF after zfile_input.
CZMQ_EXPORT int zfile_write(zfile_t *self_, zchunk_t *chunk, off_t offset);

// Reads the next line of an open file, without its end, which is a newline or NUL, and without
// carriage returns; NULL at the end of the file. The text belongs to the object, until the next line is read.
CZMQ_EXPORT const char *zfile_readln(zfile_t *self_);

// If the file is open, closes it and looks up its properties.
CZMQ_EXPORT void zfile_close(zfile_t *self_);

// Returns the stream of an open file, which belongs to the object and is open until zfile_close;
// NULL if the file is not open.
CZMQ_EXPORT FILE *zfile_handle(zfile_t *self_);

// Returns the SHA-1 digest of the content in upper-case hexadecimal; NULL and errno if the file
// cannot be read. It is taken once, until zfile_restat, or zfile_close of an open file. When it is
// taken the file is closed, and zfile_cursize looked up. The text belongs to the object.
CZMQ_EXPORT const char *zfile_digest(zfile_t *self_);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zfile_test(bool _verbose);

// Returns true if there is a file, or anything else, of this name. See zsys_file_exists.
CZMQ_EXPORT bool zfile_exists(const char *filename);

// Returns the size of a file in bytes, or -1 and errno. See zsys_file_size.
CZMQ_EXPORT ssize_t zfile_size(const char *filename);

// Returns the type and permissions of a file, or (mode_t) -1 and errno. See zsys_file_mode.
CZMQ_EXPORT mode_t zfile_mode(const char *filename);

// Deletes a file. Returns 0, or -1 and errno. See zsys_file_delete.
CZMQ_EXPORT int zfile_delete(const char *filename);

// Returns true if a file is there and was not written to for a while. See zsys_file_stable.
CZMQ_EXPORT bool zfile_stable(const char *filename);

// Makes a directory, and the directories on the way that are missing. The name is no format.
// Returns 0, also if it is there already, or -1 and errno. See zsys_dir_create.
CZMQ_EXPORT int zfile_mkdir(const char *pathname);

// Removes an empty directory. The name is no format. Returns 0, or -1 and errno. See
// zsys_dir_delete.
CZMQ_EXPORT int zfile_rmdir(const char *pathname);

// Lets only the owner use the files that the process makes from now on. See
// zsys_file_mode_private.
CZMQ_EXPORT void zfile_mode_private(void);

// Takes zfile_mode_private back. See zsys_file_mode_default.
CZMQ_EXPORT void zfile_mode_default(void);

#ifdef CZMQ_BUILD_DRAFT_API

// Creates a file in `/tmp`, with a name that no other has, which its owner alone may read
// and write, and opens it as zfile_output does. It is deleted when the object is destroyed. Returns
// NULL and errno if that fails. The caller destroys the object.
CZMQ_EXPORT zfile_t *zfile_tmp(void);

#endif

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif

//! zchunk: blocks of bytes.
//!
//! A chunk is a buffer: bytes, and room for some more. Functions that add bytes stop where the room
//! ends, except zchunk_extend, which makes more. A chunk is made of a file, a string or a frame,
//! and becomes one.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr::{self, NonNull};

use crate::abi::{breach, bytes, give, give_text, is, self_test, tagged, take_tagged, text};
use crate::zframe::{zframe_destroy, zframe_t};
use crate::zstr::zstr_free;
use czmq_c_abi::Tagged;
use czmq_core::containers::chunk::Chunk;
use czmq_core::messaging::frame::Frame;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::memory::{self, Foreign};
use czmq_sys::stream::Stream;
use czmq_sys::zmq::Msg;

/// A chunk handle.
pub type zchunk_t = Tagged<Chunk, 0xCAFE_0001>;

/// Releases the memory of a chunk; called with the address of what was given with it.
pub type zchunk_destructor_fn = Option<unsafe extern "C" fn(hint: *mut *mut c_void)>;

fn give_chunk(chunk: Result<Chunk>) -> *mut zchunk_t {
    give(chunk.map(Tagged::boxed))
}

/// A chunk without bytes. Apart from zchunk_new, which is called far more often with some.
#[cold]
fn without_bytes(size: usize) -> *mut zchunk_t {
    give_chunk(Chunk::with_room(size))
}

/// A stream that must be there.
///
/// # Safety
/// The contract.
pub unsafe fn stream(file: *mut libc::FILE, me: &str) -> Stream {
    // SAFETY: `file` is a stream.
    match unsafe { Stream::from_ptr(file) } {
        Some(stream) => stream,
        None => breach(me, "the file is NULL"),
    }
}

/// Calls a verb of a chunk with bytes of the program, which may be the chunk's own.
///
/// # Safety
/// The contract.
#[inline(always)]
unsafe fn with_bytes<R>(
    chunk: &mut Chunk,
    data: *const c_void,
    size: usize,
    verb: impl Fn(&mut Chunk, &[u8]) -> R,
) -> R {
    let own = chunk.memory();
    // SAFETY: `data` is a buffer of `size` bytes; what overlaps the chunk is copied before that
    // changes.
    let given = unsafe { bytes(data, size) };
    if given.as_ptr() < own.end && given.as_ptr_range().end > own.start {
        with_copy(chunk, given, verb)
    } else {
        verb(chunk, given)
    }
}

#[cold]
fn with_copy<R>(chunk: &mut Chunk, bytes: &[u8], verb: impl Fn(&mut Chunk, &[u8]) -> R) -> R {
    let copy = bytes.to_vec();
    verb(chunk, &copy)
}

/// Creates a chunk with a copy of `size` bytes of data; if `data` is NULL, a chunk without bytes
/// and with room for so many, which are zeroed. Returns NULL, errno ENOMEM, if there is no memory
/// for it. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_new(data: *const c_void, size: usize) -> *mut zchunk_t {
    if data.is_null() {
        return without_bytes(size);
    }
    // SAFETY: `data` is a buffer of `size` bytes.
    give(Chunk::place(unsafe { bytes(data, size) }, Tagged::boxed))
}

/// DRAFT: Creates a chunk on memory of the program, without a copy: `size` bytes that the chunk may
/// write to. When it needs them no more the destructor is called with the address of `hint`; NULL
/// stands for free, of `data`. Returns NULL, errno EINVAL, if `data` is NULL and `size` is not 0.
/// The caller destroys the chunk.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_frommem(
    data: *mut c_void,
    size: usize,
    destructor: zchunk_destructor_fn,
    hint: *mut c_void,
) -> *mut zchunk_t {
    if data.is_null() && size > 0 {
        return give_chunk(Err(Errno::INVAL));
    }
    let release = move || {
        let mut hint = hint;
        // SAFETY: the program's function, or memory that it means to be freed; once.
        unsafe {
            match destructor {
                Some(destructor) => destructor(&mut hint),
                None => libc::free(data),
            }
        }
    };
    let start = NonNull::new(data.cast()).unwrap_or(NonNull::dangling());
    // SAFETY: `data` is a buffer of `size` bytes, and the chunk's until it releases it.
    let memory = unsafe { Foreign::new(start, size, Box::new(release)) };
    give_chunk(Ok(Chunk::on_foreign(memory)))
}

/// Destroys a chunk and sets the caller's variable to NULL; nothing if it is NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_destroy(self_p: *mut *mut zchunk_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take_tagged(self_p, "zchunk_destroy") });
}

/// Drops the bytes and makes room for `size` others. Without memory for them the chunk stays as it
/// was, errno ENOMEM.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_resize(self_: *mut zchunk_t, size: usize) {
    // SAFETY: `self_` is a handle.
    if let Err(error) = unsafe { tagged(self_, "zchunk_resize") }.resize(size) {
        error.set();
    }
}

/// Returns the number of bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_size(self_: *mut zchunk_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zchunk_size") }.size()
}

/// Returns the number of bytes there is room for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_max_size(self_: *mut zchunk_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zchunk_max_size") }.max_size()
}

/// Returns the address of the bytes, never NULL. All the room, zchunk_max_size bytes, may be
/// written to; zchunk_set with NULL then sets the size. It belongs to the chunk and stays where it
/// is until zchunk_resize or zchunk_extend.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_data(self_: *mut zchunk_t) -> *mut u8 {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zchunk_data") }.room().as_mut_ptr()
}

/// Replaces the bytes by a copy of others, as many as there is room for; if `data` is NULL, sets
/// the size only. Returns the size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_set(
    self_: *mut zchunk_t,
    data: *const c_void,
    size: usize,
) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe {
        let chunk = tagged(self_, "zchunk_set");
        if data.is_null() {
            return chunk.set_size(size);
        }
        let size = size.min(chunk.max_size());
        with_bytes(chunk, data, size, Chunk::set)
    }
}

/// Replaces the bytes by `size` equal ones, as many as there is room for. Returns the size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_fill(self_: *mut zchunk_t, filler: u8, size: usize) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zchunk_fill") }.fill(filler, size)
}

/// Adds a copy of some bytes, as many as there is room for. Returns the size of all.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_append(
    self_: *mut zchunk_t,
    data: *const c_void,
    size: usize,
) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe {
        let chunk = tagged(self_, "zchunk_append");
        let size = size.min(chunk.max_size() - chunk.size());
        with_bytes(chunk, data, size, Chunk::append)
    }
}

/// Adds a copy of some bytes; if there is no room for them, makes room for twice what there is
/// then. Returns the size of all. Without memory for it the chunk stays as it was, errno ENOMEM.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_extend(
    self_: *mut zchunk_t,
    data: *const c_void,
    size: usize,
) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe {
        let chunk = tagged(self_, "zchunk_extend");
        match chunk.spare(size) {
            // Nearly always so when a chunk grows bit by bit.
            Some(own) if !data.is_null() => {
                memory::append(own, data.cast(), size);
                chunk.use_written()
            }
            _ => extend(chunk, data, size),
        }
    }
}

/// # Safety
/// The contract.
#[inline(never)]
unsafe fn extend(chunk: &mut Chunk, data: *const c_void, size: usize) -> usize {
    let extended = if size > isize::MAX as usize {
        Err(Errno::NOMEM)
    } else {
        // SAFETY: by the caller's contract.
        unsafe { with_bytes(chunk, data, size, Chunk::extend) }
    };
    extended.unwrap_or_else(|error| {
        error.set();
        chunk.size()
    })
}

/// Adds as many bytes of `source` as there is room for, from where it was consumed last. Returns
/// the size of all. A source of which everything was consumed is exhausted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_consume(self_: *mut zchunk_t, source: *mut zchunk_t) -> usize {
    const ME: &str = "zchunk_consume";
    // SAFETY: `self_` and `source` are handles; of a chunk that consumes itself there is only ever
    // one reference.
    unsafe {
        let before = tagged(self_, ME).size();
        let after = if ptr::eq(self_, source) {
            let rest = tagged(source, ME).rest().to_vec();
            tagged(self_, ME).append(&rest)
        } else {
            let rest = tagged(source, ME).rest();
            tagged(self_, ME).append(rest)
        };
        tagged(source, ME).consumed(after - before);
        after
    }
}

/// Returns true if other chunks have consumed all bytes, or there are none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_exhausted(self_: *mut zchunk_t) -> bool {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zchunk_exhausted") }
        .rest()
        .is_empty()
}

/// Reads up to `bytes` bytes from a file into a chunk with room for so many. Returns NULL, errno
/// ENOMEM, if there is no memory for it. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_read(handle: *mut libc::FILE, bytes: usize) -> *mut zchunk_t {
    // SAFETY: `handle` is a stream.
    let stream = unsafe { stream(handle, "zchunk_read") };
    give_chunk(Chunk::filled(bytes, |room| stream.read_more(room, bytes)))
}

/// Writes the bytes to a file. Returns 0, or -1 if not all could be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_write(self_: *mut zchunk_t, handle: *mut libc::FILE) -> c_int {
    const ME: &str = "zchunk_write";
    // SAFETY: `handle` is a stream, and `self_` is a handle.
    let written = unsafe { stream(handle, ME).write(tagged(self_, ME).bytes()) };
    if written { 0 } else { -1 }
}

/// Reads a whole file, or its first `maxsize` bytes if that is not 0. Returns NULL and errno if
/// the file cannot be read, or does not fit into memory. A file that the file system calls empty,
/// as those of /proc, is empty. The caller destroys the chunk.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_slurp(filename: *const c_char, maxsize: usize) -> *mut zchunk_t {
    // SAFETY: `filename` is a text.
    let file = unsafe { text(filename, "zchunk_slurp") };
    give_chunk(Chunk::slurp(file, (maxsize > 0).then_some(maxsize)))
}

/// Creates a chunk with a copy of the bytes and as much room; NULL for NULL, or, errno ENOMEM,
/// without memory. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_dup(self_: *mut zchunk_t) -> *mut zchunk_t {
    if self_.is_null() {
        return ptr::null_mut();
    }
    // SAFETY: `self_` is a handle.
    give_chunk(unsafe { tagged(self_, "zchunk_dup") }.duplicate())
}

/// Returns the bytes in upper-case hexadecimal. The caller frees the text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_strhex(self_: *mut zchunk_t) -> *mut c_char {
    // SAFETY: `self_` is a handle.
    give_text(&unsafe { tagged(self_, "zchunk_strhex") }.hex())
}

/// Returns the bytes as a string, with a terminator added. The caller frees it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_strdup(self_: *mut zchunk_t) -> *mut c_char {
    // SAFETY: `self_` is a handle.
    give_text(unsafe { tagged(self_, "zchunk_strdup") }.bytes())
}

/// Returns true if the bytes are those of the string, without its terminator.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_streq(self_: *mut zchunk_t, string: *const c_char) -> bool {
    const ME: &str = "zchunk_streq";
    // SAFETY: `self_` is a handle, and `string` is a text.
    unsafe { tagged(self_, ME).bytes() == text(string, ME).to_bytes() }
}

/// Creates a frame with a copy of the bytes. Returns NULL, errno ENOMEM, if there is no memory for
/// it. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_pack(self_: *mut zchunk_t) -> *mut zframe_t {
    // SAFETY: `self_` is a handle.
    let chunk = unsafe { tagged(self_, "zchunk_pack") };
    give(Frame::new(chunk.bytes()).map(Tagged::boxed))
}

/// DRAFT: Makes a frame of a chunk, without a copy, and sets the caller's variable to NULL. When
/// the frame and all that was sent of it are gone, from whatever thread, the chunk is destroyed.
/// Returns NULL for NULL; or NULL and errno if there is no memory: the chunk stays then. The caller
/// destroys the frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_packx(self_p: *mut *mut zchunk_t) -> *mut zframe_t {
    unsafe extern "C" fn release(_data: *mut c_void, chunk: *mut c_void) {
        // SAFETY: the chunk that was given with its bytes, once.
        drop(unsafe { Box::from_raw(chunk.cast::<zchunk_t>()) });
    }
    // SAFETY: `self_p` is the address of a handle; the chunk keeps its bytes where they are until
    // it is released.
    unsafe {
        let Some(chunk) = take_tagged(self_p, "zchunk_packx") else {
            return ptr::null_mut();
        };
        let chunk = Box::into_raw(chunk);
        let (data, size) = ((*chunk).room().as_mut_ptr(), (*chunk).size());
        let msg = Msg::on_memory(data.cast(), size, release, chunk.cast());
        if msg.is_err() {
            *self_p = chunk;
        }
        give(msg.map(|msg| Tagged::boxed(Frame::from(msg))))
    }
}

/// Creates a chunk with a copy of a frame's bytes. Returns NULL, errno ENOMEM, if there is no
/// memory for it. The frame stays the caller's, who destroys the chunk.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_unpack(frame: *mut zframe_t) -> *mut zchunk_t {
    // SAFETY: `frame` is a handle.
    give_chunk(Chunk::new(
        unsafe { tagged(frame, "zchunk_unpack") }.bytes(),
    ))
}

/// Returns the SHA-1 digest of the bytes in upper-case hexadecimal. The text belongs to the chunk;
/// it stays as it is until this is called for other bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_digest(self_: *mut zchunk_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zchunk_digest") }.digest().as_ptr()
}

/// Prints the chunk to a file: a line of dashes, then the size in brackets and the bytes, up to 72
/// as text or up to 37 in hexadecimal.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_fprint(self_: *mut zchunk_t, file: *mut libc::FILE) {
    const ME: &str = "zchunk_fprint";
    // SAFETY: `file` is a stream, and `self_` is a handle.
    unsafe { stream(file, ME).write(&tagged(self_, ME).printed()) };
}

/// Prints the chunk to standard error, as zchunk_fprint does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_print(self_: *mut zchunk_t) {
    // SAFETY: `self_` is a handle.
    Stream::stderr().write(&unsafe { tagged(self_, "zchunk_print") }.printed());
}

/// Returns true if the object is a chunk.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zchunk_is(self_: *mut c_void) -> bool {
    // SAFETY: `self_` is an object of at least four bytes.
    unsafe { is::<{ zchunk_t::TAG }>(self_, "zchunk_is") }
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zchunk_test(_verbose: bool) {
    // SAFETY: the calls keep the contract; the test is a program like any other.
    self_test("zchunk", || unsafe {
        let mut chunk = zchunk_new(c"1234567890".as_ptr().cast(), 10);
        assert!(zchunk_is(chunk.cast()));
        assert_eq!(zchunk_size(chunk), 10);
        zchunk_resize(chunk, 6);
        assert_eq!((zchunk_size(chunk), zchunk_max_size(chunk)), (0, 6));
        assert_eq!(zchunk_append(chunk, c"abc".as_ptr().cast(), 3), 3);
        assert_eq!(zchunk_append(chunk, zchunk_data(chunk).cast(), 3), 6);
        assert_eq!(zchunk_append(chunk, c"more".as_ptr().cast(), 4), 6);
        assert!(zchunk_streq(chunk, c"abcabc".as_ptr()));
        assert_eq!(zchunk_extend(chunk, zchunk_data(chunk).cast(), 6), 12);
        assert!(zchunk_streq(chunk, c"abcabcabcabc".as_ptr()));
        assert_eq!(
            zchunk_extend(chunk, c"".as_ptr().cast(), usize::MAX - 4),
            12
        );

        let mut part = zchunk_new(ptr::null(), 7);
        assert_eq!(zchunk_consume(part, chunk), 7);
        assert!(!zchunk_exhausted(chunk));
        zchunk_set(part, ptr::null(), 0);
        assert_eq!(zchunk_consume(part, chunk), 5);
        assert!(zchunk_exhausted(chunk));
        assert!(zchunk_streq(part, c"bcabc".as_ptr()));

        let mut frame = zchunk_pack(part);
        let mut copy = zchunk_unpack(frame);
        zframe_destroy(&mut frame);
        assert_eq!(zchunk_fill(copy, b'x', 2), 2);
        let mut string = zchunk_strdup(copy);
        assert_eq!(CStr::from_ptr(string), c"xx");
        zstr_free(&mut string);
        string = zchunk_strhex(copy);
        assert_eq!(CStr::from_ptr(string), c"7878");
        zstr_free(&mut string);
        zchunk_set(copy, c"abc".as_ptr().cast(), 3);
        assert_eq!(
            CStr::from_ptr(zchunk_digest(copy)),
            c"A9993E364706816ABA3E25717850C26C9CD0D89D"
        );

        zchunk_destroy(&mut copy);
        copy = zchunk_dup(part);
        assert_eq!((zchunk_size(copy), zchunk_max_size(copy)), (5, 7));
        zchunk_destroy(&mut copy);
        zchunk_destroy(&mut copy);
        zchunk_destroy(&mut part);
        zchunk_destroy(&mut chunk);
    });
}

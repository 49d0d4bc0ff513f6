//! zdigest: SHA-1 digests.
//!
//! The SHA-1 digest of any number of bytes, which are added piece by piece: 20 bytes that tell
//! whether two contents are the same. It keeps nobody from making two contents with one digest on
//! purpose.

use std::ffi::{CStr, c_char, c_void};
use std::ptr;

use crate::abi::{breach, bytes, give_opt, handle, self_test, take};
use czmq_core::formats::digest::{Digest, Running, SIZE};

/// A digest handle.
pub type zdigest_t = Digest;

/// Creates a digest of no bytes yet. The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn zdigest_new() -> *mut zdigest_t {
    give_opt(Some(Box::default()))
}

/// Destroys a digest and sets the caller's variable to NULL; nothing if it is NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdigest_destroy(self_p: *mut *mut zdigest_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "zdigest_destroy") });
}

/// Adds bytes. Not allowed once the digest was taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdigest_update(self_: *mut zdigest_t, buffer: *const u8, length: usize) {
    const ME: &str = "zdigest_update";
    // SAFETY: `self_` is a handle, and `buffer` is a buffer of `length` bytes.
    let (digest, buffer) = unsafe { (handle(self_, ME), bytes(buffer.cast::<c_void>(), length)) };
    if !digest.update(buffer) {
        breach(ME, "the digest was taken already");
    }
}

/// Takes the digest and returns its zdigest_size bytes, which belong to the object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdigest_data(self_: *mut zdigest_t) -> *const u8 {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zdigest_data") }.data().as_ptr()
}

/// Returns the number of bytes of a digest, 20.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdigest_size(self_: *mut zdigest_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zdigest_size") };
    SIZE
}

/// Takes the digest and returns it in upper-case hexadecimal. The text belongs to the object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdigest_string(self_: *mut zdigest_t) -> *mut c_char {
    // SAFETY: `self_` is a handle.
    let text = unsafe { handle(self_, "zdigest_string") }.text();
    text.as_ptr().cast_mut()
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zdigest_test(_verbose: bool) {
    // SAFETY: the calls keep the contract; the test is a program like any other.
    self_test("zdigest", || unsafe {
        let mut digest = zdigest_new();
        for part in [b"a".as_slice(), b"", b"bc"] {
            zdigest_update(digest, part.as_ptr(), part.len());
        }
        let text = CStr::from_ptr(zdigest_string(digest));
        assert_eq!(text, c"A9993E364706816ABA3E25717850C26C9CD0D89D");
        assert_eq!(zdigest_size(digest), 20);
        let data = std::slice::from_raw_parts(zdigest_data(digest), 20);
        assert_eq!(data[..4], [0xA9, 0x99, 0x3E, 0x36]);
        zdigest_destroy(&mut digest);
        assert!(digest.is_null());
        zdigest_destroy(&mut digest);

        digest = zdigest_new();
        let text = CStr::from_ptr(zdigest_string(digest));
        assert_eq!(text, c"DA39A3EE5E6B4B0D3255BFEF95601890AFD80709");
        zdigest_destroy(&mut digest);
    });
}

/// The context of the functions below, 104 bytes that programs hold and do not look into.
type sha1_ctxt = Running;
const _: () = assert!(size_of::<sha1_ctxt>() <= 104 && align_of::<sha1_ctxt>() <= 8);

/// Begins a digest in a program's context.
///
/// cbindgen:ignore
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sha1_init(ctxt: *mut sha1_ctxt) {
    if ctxt.is_null() {
        breach("sha1_init", "the context is NULL");
    }
    // SAFETY: `ctxt` is an output; what was there needs no drop.
    unsafe { ptr::write(ctxt, Running::default()) };
}

/// Adds bytes.
///
/// cbindgen:ignore
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sha1_loop(ctxt: *mut sha1_ctxt, input: *const u8, len: usize) {
    // SAFETY: `ctxt` is a handle, and `input` is a buffer of `len` bytes.
    unsafe { handle(ctxt, "sha1_loop").update(bytes(input.cast(), len)) };
}

/// Does nothing: sha1_result pads.
///
/// cbindgen:ignore
#[unsafe(no_mangle)]
pub extern "C" fn sha1_pad(_ctxt: *mut sha1_ctxt) {}

/// Writes the 20 bytes of the digest.
///
/// cbindgen:ignore
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sha1_result(ctxt: *mut sha1_ctxt, digest: *mut c_void) {
    if digest.is_null() {
        breach("sha1_result", "the digest is NULL");
    }
    // SAFETY: `ctxt` is a handle; there is room for a digest.
    unsafe { ptr::write(digest.cast(), handle(ctxt, "sha1_result").digest()) };
}

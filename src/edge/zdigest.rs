//! zdigest: SHA-1 digests.

use std::ffi::{CStr, c_char, c_void};

use crate::data::digest::{Digest, SIZE};
use crate::edge::abi::{breach, bytes, give_opt, handle, self_test, take};

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
    // SAFETY: the API contract.
    drop(unsafe { take(self_p, "zdigest_destroy") });
}

/// Adds bytes. Not allowed once the digest was taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdigest_update(self_: *mut zdigest_t, buffer: *const u8, length: usize) {
    const ME: &str = "zdigest_update";
    // SAFETY: the API contract.
    let (digest, buffer) = unsafe { (handle(self_, ME), bytes(buffer.cast::<c_void>(), length)) };
    if !digest.update(buffer) {
        breach(ME, "the digest was taken already");
    }
}

/// Takes the digest and returns its zdigest_size bytes, which belong to the object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdigest_data(self_: *mut zdigest_t) -> *const u8 {
    // SAFETY: the API contract.
    unsafe { handle(self_, "zdigest_data") }.data().as_ptr()
}

/// Returns the number of bytes of a digest, 20.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdigest_size(self_: *mut zdigest_t) -> usize {
    // SAFETY: the API contract.
    unsafe { handle(self_, "zdigest_size") };
    SIZE
}

/// Takes the digest and returns it in upper-case hexadecimal. The text belongs to the object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdigest_string(self_: *mut zdigest_t) -> *mut c_char {
    // SAFETY: the API contract.
    let text = unsafe { handle(self_, "zdigest_string") }.text();
    text.as_ptr().cast_mut()
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zdigest_test(_verbose: bool) {
    // SAFETY: the calls keep the API contract; the test is a program like any other.
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

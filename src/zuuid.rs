//! zuuid: UUIDs.
//!
//! A UUID is a unique identifier of 16 bytes: random, or set from bytes or a text.

use std::ffi::{CStr, c_char, c_int};
use std::ptr;

use crate::abi::{breach, give_opt, handle, self_test, take, text};
use czmq_core::formats::uuid::{SIZE, Uuid};
use czmq_sys::stream::Stream;

/// A UUID handle.
pub type zuuid_t = Uuid;

/// The bytes of an identifier that a program gives.
///
/// # Safety
/// The contract.
unsafe fn octets(source: *const u8, me: &str) -> [u8; SIZE] {
    if source.is_null() {
        breach(me, "the bytes are NULL");
    }
    // SAFETY: by the caller's contract.
    unsafe { source.cast::<[u8; SIZE]>().read_unaligned() }
}

/// Creates a random UUID, of version 4. The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn zuuid_new() -> *mut zuuid_t {
    give_opt(Some(Box::new(Uuid::random())))
}

/// Creates a UUID of ZUUID_LEN bytes. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zuuid_new_from(source: *const u8) -> *mut zuuid_t {
    // SAFETY: `source` is an object.
    let bytes = unsafe { octets(source, "zuuid_new_from") };
    give_opt(Some(Box::new(Uuid::from(bytes))))
}

/// Destroys a UUID and sets the caller's variable to NULL; nothing if it is NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zuuid_destroy(self_p: *mut *mut zuuid_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "zuuid_destroy") });
}

/// Sets the UUID to ZUUID_LEN bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zuuid_set(self_: *mut zuuid_t, source: *const u8) {
    const ME: &str = "zuuid_set";
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, ME).set(octets(source, ME)) };
}

/// Sets the UUID from a text of pairs of hexadecimal digits; '-', '{' and '}' between pairs are
/// skipped. Fewer than ZUUID_LEN pairs change the leading bytes only. Returns 0, or -1 at
/// anything else, or beyond ZUUID_LEN pairs; the pairs before it have then changed the UUID.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zuuid_set_str(self_: *mut zuuid_t, source: *const c_char) -> c_int {
    const ME: &str = "zuuid_set_str";
    // SAFETY: `self_` is a handle, and `source` is a text.
    let (uuid, source) = unsafe { (handle(self_, ME), text(source, ME)) };
    match uuid.set_text(source.to_bytes()) {
        Ok(()) => 0,
        Err(_) => -1,
    }
}

/// Returns the ZUUID_LEN bytes, which belong to the object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zuuid_data(self_: *mut zuuid_t) -> *const u8 {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zuuid_data") }.bytes().as_ptr()
}

/// Returns the number of bytes, ZUUID_LEN.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zuuid_size(self_: *mut zuuid_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zuuid_size") }.bytes().len()
}

/// Returns the UUID as ZUUID_STR_LEN upper-case hexadecimal digits. The text belongs to the
/// object and follows its changes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zuuid_str(self_: *mut zuuid_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zuuid_str") }.text().as_ptr()
}

/// Returns the UUID in its canonical form: lower-case hexadecimal digits in groups of 8, 4, 4, 4
/// and 12, with dashes between. The text belongs to the object and follows its changes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zuuid_str_canonical(self_: *mut zuuid_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    let uuid = unsafe { handle(self_, "zuuid_str_canonical") };
    uuid.canonical().as_ptr()
}

/// Copies the ZUUID_LEN bytes to a buffer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zuuid_export(self_: *mut zuuid_t, target: *mut u8) {
    const ME: &str = "zuuid_export";
    if target.is_null() {
        breach(ME, "target is NULL");
    }
    // SAFETY: `self_` is a handle.
    unsafe { ptr::copy(handle(self_, ME).bytes().as_ptr(), target, SIZE) };
}

/// Returns true if the UUID has these ZUUID_LEN bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zuuid_eq(self_: *mut zuuid_t, compare: *const u8) -> bool {
    const ME: &str = "zuuid_eq";
    // SAFETY: `self_` is a handle.
    unsafe { *handle(self_, ME).bytes() == octets(compare, ME) }
}

/// Returns true if the UUID has other than these ZUUID_LEN bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zuuid_neq(self_: *mut zuuid_t, compare: *const u8) -> bool {
    const ME: &str = "zuuid_neq";
    // SAFETY: `self_` is a handle.
    unsafe { *handle(self_, ME).bytes() != octets(compare, ME) }
}

/// Creates a copy; NULL for NULL. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zuuid_dup(self_: *mut zuuid_t) -> *mut zuuid_t {
    // SAFETY: `self_` is a handle.
    let uuid = unsafe { self_.as_ref() };
    give_opt(uuid.map(|uuid| Box::new(uuid.clone())))
}

/// Prints the canonical form to standard output, without a line end.
///
/// cbindgen:ignore
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zuuid_print(self_: *mut zuuid_t) {
    // SAFETY: `self_` is a handle.
    let uuid = unsafe { handle(self_, "zuuid_print") };
    Stream::stdout().write(uuid.canonical().to_bytes());
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zuuid_test(_verbose: bool) {
    // SAFETY: the calls keep the contract; the test is a program like any other.
    self_test("zuuid", || unsafe {
        let mut uuid = zuuid_new();
        let mut other = zuuid_new();
        assert_eq!(zuuid_size(uuid), SIZE);
        assert!(zuuid_neq(uuid, zuuid_data(other)));
        assert_eq!(zuuid_set_str(other, zuuid_str_canonical(uuid)), 0);
        assert!(zuuid_eq(uuid, zuuid_data(other)));

        assert_eq!(
            zuuid_set_str(uuid, c"{8CB3E9A9-649B4BEF8DE225E9-C2CEBB38}".as_ptr()),
            0
        );
        let text = CStr::from_ptr(zuuid_str(uuid));
        assert_eq!(text, c"8CB3E9A9649B4BEF8DE225E9C2CEBB38");
        let text = CStr::from_ptr(zuuid_str_canonical(uuid));
        assert_eq!(text, c"8cb3e9a9-649b-4bef-8de2-25e9c2cebb38");
        assert_eq!(zuuid_set_str(uuid, c"8CB3 9A9".as_ptr()), -1);

        zuuid_set(uuid, [7; SIZE].as_ptr());
        let mut bytes = [0; SIZE];
        zuuid_export(uuid, bytes.as_mut_ptr());
        assert_eq!(bytes, [7; SIZE]);
        let mut copy = zuuid_dup(uuid);
        zuuid_destroy(&mut uuid);
        zuuid_destroy(&mut uuid);
        assert!(zuuid_eq(copy, bytes.as_ptr()));
        zuuid_destroy(&mut copy);
        copy = zuuid_new_from(bytes.as_ptr());
        assert!(zuuid_eq(copy, bytes.as_ptr()));
        zuuid_destroy(&mut copy);
        zuuid_destroy(&mut other);
    });
}

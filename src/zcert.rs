//! zcert: CURVE certificates.
//!
//! A certificate holds the two CURVE keys of one party, of 32 bytes each, and metadata: names and
//! values, such as who it is. The public key is shared with others; the secret key is not. As text,
//! a key is 40 characters of Z85.
//!
//! On disk a certificate is two files of ZPL (zconfig): one with the public key, for others, and
//! one with both keys, with `_secret` after its name, that only its owner may read. zcert_apply
//! sets the keys of a socket.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;

use crate::abi::{
    breach, export_variadic, give, give_opt, handle, hidden, lend_text, self_test, socket, status,
    take, text,
};
use crate::zlist::{give_texts, zlist_destroy, zlist_size, zlist_t};
use czmq_core::security::cert::Cert;
use czmq_core::security::curve;
use czmq_sys::errno::Errno;
use czmq_sys::zmq::KEY_SIZE;

/// A certificate handle.
pub type zcert_t = Cert;

/// A key of 32 bytes that must be there.
///
/// # Safety
/// The contract.
unsafe fn key(key: *const u8, function: &str) -> [u8; KEY_SIZE] {
    if key.is_null() {
        breach(function, "a key is NULL");
    }
    // SAFETY: by the caller's contract.
    unsafe { *key.cast() }
}

/// Creates a certificate with a new key pair; its keys are zeros if libzmq has no CURVE. Returns
/// NULL and errno if no keys can be made. The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn zcert_new() -> *mut zcert_t {
    give(Cert::generate().map(Box::new))
}

/// Creates a certificate with copies of two keys, of 32 bytes each. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_new_from(
    public_key: *const u8,
    secret_key: *const u8,
) -> *mut zcert_t {
    const ME: &str = "zcert_new_from";
    // SAFETY: `public_key` and `secret_key` are buffers of a key's size.
    let cert = unsafe { Cert::new(key(public_key, ME), key(secret_key, ME)) };
    give_opt(Some(Box::new(cert)))
}

/// DRAFT: Creates a certificate with two keys, given as text (Z85). Returns NULL, errno EINVAL, if
/// one is not the text of a key. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_new_from_txt(
    public_txt: *const c_char,
    secret_txt: *const c_char,
) -> *mut zcert_t {
    const ME: &str = "zcert_new_from_txt";
    // SAFETY: `public_txt` and `secret_txt` are texts.
    let cert = unsafe { Cert::from_text(text(public_txt, ME), text(secret_txt, ME)) };
    give(cert.map(Box::new))
}

/// Loads a certificate from the file of that name with "_secret" added, or if that cannot be read,
/// from the file of that exact name. If this has no secret key, the secret key is all zeros.
/// Returns NULL and errno if there is no readable file, or, with EINVAL, if the file has no public
/// key or a key that is not valid. Syntax errors are printed as zconfig_load does. The caller
/// destroys the certificate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_load(filename: *const c_char) -> *mut zcert_t {
    // SAFETY: `filename` is a text.
    give(Cert::load(unsafe { text(filename, "zcert_load") }).map(Box::new))
}

/// Destroys a certificate and sets the caller's variable to NULL; nothing if it is NULL already.
/// Files stay.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_destroy(self_p: *mut *mut zcert_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "zcert_destroy") });
}

/// Returns the 32 bytes of the public key, which belong to the certificate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_public_key(self_: *mut zcert_t) -> *const u8 {
    // SAFETY: `self_` is a handle.
    let cert = unsafe { handle(self_, "zcert_public_key") };
    cert.public().bytes().as_ptr()
}

/// Returns the 32 bytes of the secret key, which belong to the certificate; zeros if it is not
/// known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_secret_key(self_: *mut zcert_t) -> *const u8 {
    // SAFETY: `self_` is a handle.
    let cert = unsafe { handle(self_, "zcert_secret_key") };
    cert.secret().bytes().as_ptr()
}

/// Returns the public key as text, 40 characters of Z85, which belongs to the certificate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_public_txt(self_: *mut zcert_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    let cert = unsafe { handle(self_, "zcert_public_txt") };
    cert.public().text().as_ptr()
}

/// Returns the secret key as text, 40 characters of Z85, which belongs to the certificate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_secret_txt(self_: *mut zcert_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    let cert = unsafe { handle(self_, "zcert_secret_txt") };
    cert.secret().text().as_ptr()
}

/// Adds metadata: a value, formatted as printf does, under a name. Does nothing if the name is
/// already set.
/// cbindgen:postfix=CHECK_PRINTF(3)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_set_meta(
    self_: *mut zcert_t,
    name: *const c_char,
    format: *const c_char,
    args: ...
) {
}
export_variadic!(zcert_set_meta);

unsafe extern "C" fn czmq_rs_zcert_set_meta(
    self_: *mut zcert_t,
    name: *const c_char,
    value: *const c_char,
) {
    const ME: &str = "zcert_set_meta";
    // SAFETY: `self_` is a handle, and `name` and `value` are texts. Handed on by zcert_set_meta.
    unsafe { handle(self_, ME).set_meta(text(name, ME), text(value, ME)) };
}
hidden!(czmq_rs_zcert_set_meta);

/// DRAFT: Removes the metadata under a name; nothing if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_unset_meta(self_: *mut zcert_t, name: *const c_char) {
    const ME: &str = "zcert_unset_meta";
    // SAFETY: `self_` is a handle, and `name` is a text.
    unsafe { handle(self_, ME).unset_meta(text(name, ME)) };
}

/// Returns the metadata under a name, which belongs to the certificate; NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_meta(self_: *mut zcert_t, name: *const c_char) -> *const c_char {
    const ME: &str = "zcert_meta";
    // SAFETY: `self_` is a handle, and `name` is a text.
    lend_text(unsafe { handle(self_, ME).meta(text(name, ME)) })
}

/// Returns the names of all metadata, as a list of strings. The caller destroys the list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_meta_keys(self_: *mut zcert_t) -> *mut zlist_t {
    // SAFETY: `self_` is a handle.
    let cert = unsafe { handle(self_, "zcert_meta_keys") };
    give_texts(cert.all_meta().map(|(name, _)| name))
}

/// Saves the public key to the file of that name, then both keys to the file with "_secret" added,
/// which its owner alone can read. The metadata is in both. Returns 0, or -1 and errno if a file
/// cannot be written; EINVAL for metadata that the files cannot express (see zconfig_save; names
/// are of letters, digits and $-_@.&+/).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_save(self_: *mut zcert_t, filename: *const c_char) -> c_int {
    const ME: &str = "zcert_save";
    // SAFETY: `self_` is a handle, and `filename` is a text.
    status(unsafe { handle(self_, ME).save(text(filename, ME)) })
}

/// Saves the public key and the metadata to the file of that name; returns what zcert_save does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_save_public(self_: *mut zcert_t, filename: *const c_char) -> c_int {
    const ME: &str = "zcert_save_public";
    // SAFETY: `self_` is a handle, and `filename` is a text.
    status(unsafe { handle(self_, ME).save_public(text(filename, ME)) })
}

/// Saves both keys and the metadata to the file of that exact name, which only its owner can read
/// afterwards; returns what zcert_save does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_save_secret(self_: *mut zcert_t, filename: *const c_char) -> c_int {
    const ME: &str = "zcert_save_secret";
    // SAFETY: `self_` is a handle, and `filename` is a text.
    status(unsafe { handle(self_, ME).save_secret(text(filename, ME)) })
}

/// Sets the keys of a zsock, a zactor or a libzmq socket, which is then a CURVE client, or a server
/// after zsock_set_curve_server. Call it before the socket is bound or connected. Does nothing if
/// libzmq has no CURVE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_apply(self_: *mut zcert_t, socket_: *mut c_void) {
    const ME: &str = "zcert_apply";
    // SAFETY: `self_` is a handle, and `socket_` is a socket.
    unsafe {
        if let Err(error) = curve::apply(handle(self_, ME), socket(socket_, ME)) {
            error.set();
        }
    }
}

/// Creates a copy; NULL for NULL. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_dup(self_: *mut zcert_t) -> *mut zcert_t {
    // SAFETY: `self_` is a handle.
    give_opt(unsafe { self_.as_ref() }.map(|cert| Box::new(cert.clone())))
}

/// Returns true if both certificates have the same keys; metadata does not count.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_eq(self_: *mut zcert_t, compare: *mut zcert_t) -> bool {
    const ME: &str = "zcert_eq";
    // SAFETY: `self_` and `compare` are handles; both references are only read through.
    unsafe { (*handle(self_, ME)).has_keys_of(&*handle(compare, ME)) }
}

/// Logs the certificate at information level, the secret key included.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcert_print(self_: *mut zcert_t) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zcert_print") }.log();
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zcert_test(_verbose: bool) {
    // SAFETY: the calls keep the contract.
    self_test("zcert", || unsafe {
        let mut cert = zcert_new();
        assert!(!cert.is_null());
        czmq_rs_zcert_set_meta(cert, c"name".as_ptr(), c"first".as_ptr());
        czmq_rs_zcert_set_meta(cert, c"name".as_ptr(), c"second".as_ptr());
        assert_eq!(CStr::from_ptr(zcert_meta(cert, c"name".as_ptr())), c"first");
        assert!(zcert_meta(cert, c"other".as_ptr()).is_null());
        let mut names = zcert_meta_keys(cert);
        assert_eq!(zlist_size(names), 1);
        zlist_destroy(&mut names);
        assert_eq!(CStr::from_ptr(zcert_public_txt(cert)).count_bytes(), 40);

        let mut copy = zcert_dup(cert);
        assert!(zcert_eq(cert, copy));
        zcert_destroy(&mut copy);
        copy = zcert_new_from(zcert_public_key(cert), [0; KEY_SIZE].as_ptr());
        assert!(!zcert_eq(cert, copy));
        zcert_destroy(&mut copy);
        assert!(copy.is_null() && zcert_dup(ptr::null_mut()).is_null());
        zcert_destroy(&mut copy);

        assert!(zcert_load(c"/dev/null/none".as_ptr()).is_null());
        czmq_rs_zcert_set_meta(cert, c"no name".as_ptr(), c"".as_ptr());
        assert_eq!(zcert_save_public(cert, c"/dev/null".as_ptr()), -1);
        assert_eq!(Errno::last(), Errno::INVAL);
        zcert_destroy(&mut cert);
    });
}

//! zcertstore: stores of CURVE certificates.

use std::ffi::c_char;
use std::ptr;

use crate::data::certstore::Store;
use crate::edge::abi::{breach, give_opt, handle, lend, self_test, take, text, text_opt};
use crate::edge::zcert::{
    zcert_destroy, zcert_dup, zcert_eq, zcert_new, zcert_public_txt, zcert_t,
};

/// A certificate store handle.
pub type zcertstore_t = Store;

/// Creates a store of the certificates in a directory and in those below it; in memory alone if
/// `location` is NULL. The directory need not exist yet. It is looked at again at each look-up.
///
/// Every file is loaded as zcert_load does, except hidden ones, and those whose names end in
/// "_secret". Files that are no certificates are passed over; of several with the same public key
/// the first by name is taken. The caller destroys the store.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcertstore_new(location: *const c_char) -> *mut zcertstore_t {
    // SAFETY: the API contract.
    let store = Store::new(unsafe { text_opt(location) });
    give_opt(Some(Box::new(store)))
}

/// Destroys a store and all certificates that it gave, and sets the caller's variable to NULL;
/// nothing if it is NULL already. Files stay.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcertstore_destroy(self_p: *mut *mut zcertstore_t) {
    // SAFETY: the API contract.
    drop(unsafe { take(self_p, "zcertstore_destroy") });
}

/// Returns the certificate with a public key, given as text (Z85); NULL if there is none.
///
/// If files of the directory were added, removed or changed they are loaded first. Unless all that
/// changed is that a file, not the newest, got a new time or content of the same size, the store
/// then forgets what zcertstore_insert put in. The certificate belongs to the store, until that is
/// destroyed; it is not told of changes of its file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcertstore_lookup(
    self_: *mut zcertstore_t,
    public_key: *const c_char,
) -> *mut zcert_t {
    const ME: &str = "zcertstore_lookup";
    // SAFETY: the API contract.
    lend(unsafe { handle(self_, ME).lend(text(public_key, ME)) })
}

/// Puts a certificate into the store, in place of one with the same public key, and sets the
/// caller's variable to NULL. It is not saved. The store destroys it in the end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcertstore_insert(self_: *mut zcertstore_t, cert_p: *mut *mut zcert_t) {
    const ME: &str = "zcertstore_insert";
    // SAFETY: the API contract.
    unsafe {
        let store = handle(self_, ME);
        match take(cert_p, ME) {
            Some(cert) => store.insert(cert),
            None => breach(ME, "the zcert is NULL"),
        }
    }
}

/// Logs all certificates at information level, their secret keys included.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcertstore_print(self_: *mut zcertstore_t) {
    // SAFETY: the API contract.
    unsafe { handle(self_, "zcertstore_print") }.log();
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zcertstore_test(_verbose: bool) {
    // SAFETY: the calls keep the API contract.
    self_test("zcertstore", || unsafe {
        for location in [ptr::null(), c"".as_ptr(), c"/dev/null/none".as_ptr()] {
            let mut store = zcertstore_new(location);
            let mut cert = zcert_new();
            let mut copy = zcert_dup(cert);
            let inserted = cert;
            assert!(zcertstore_lookup(store, zcert_public_txt(cert)).is_null());
            zcertstore_insert(store, &mut cert);
            assert!(cert.is_null());
            assert_eq!(zcertstore_lookup(store, zcert_public_txt(copy)), inserted);
            let again = copy;
            zcertstore_insert(store, &mut copy);
            assert_eq!(zcertstore_lookup(store, zcert_public_txt(inserted)), again);
            assert!(zcert_eq(inserted, again));
            zcert_destroy(&mut copy);
            zcertstore_destroy(&mut store);
            assert!(store.is_null());
            zcertstore_destroy(&mut store);
        }
    });
}

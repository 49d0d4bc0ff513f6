//! zcertstore: stores of CURVE certificates.
//!
//! A store holds the certificates of the clients to admit: zauth looks them up there by their
//! public keys. Mostly it is a directory with a file for each client, which may be changed while
//! the server runs; it may also be filled by the program.

use std::any::Any;
use std::ffi::{c_char, c_void};
use std::ptr;
use std::sync::Arc;

use crate::abi::{breach, give_opt, handle, lend, self_test, take, text, text_opt};
use crate::zcert::{zcert_destroy, zcert_dup, zcert_eq, zcert_new, zcert_public_txt, zcert_t};
use crate::zlistx::{ItemRing, zlistx_t};
use czmq_c_abi::Owned;
use czmq_core::security::certstore::{Loader, Store};

/// A certificate store handle.
pub type zcertstore_t = Store<Owned<zcert_t>>;

/// Brings certificates into a store.
pub type zcertstore_loader = Option<unsafe extern "C" fn(self_: *mut zcertstore_t)>;

/// Releases the state of a loader, and sets the variable to NULL.
pub type zcertstore_destructor = Option<unsafe extern "C" fn(self_p: *mut *mut c_void)>;

/// Creates a store of the certificates in a directory and in those below it; in memory alone if
/// `location` is NULL. The directory need not exist yet. It is looked at again at each look-up.
///
/// Every file is loaded as zcert_load does, except hidden ones, and those whose names end in
/// "_secret". Files that are no certificates are skipped; of several with the same public key
/// the first by name is taken. The caller destroys the store.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcertstore_new(location: *const c_char) -> *mut zcertstore_t {
    // SAFETY: `location` is a text.
    let store = zcertstore_t::new(unsafe { text_opt(location) });
    give_opt(Some(Box::new(store)))
}

/// Destroys a store and all certificates that it returned, and sets the caller's variable to NULL;
/// nothing if it is NULL already. Files stay.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcertstore_destroy(self_p: *mut *mut zcertstore_t) {
    // SAFETY: `self_p` is the address of a handle.
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
    // SAFETY: `self_` is a handle, and `public_key` is a text.
    lend(unsafe { handle(self_, ME).lend(text(public_key, ME)) })
}

/// Puts a certificate into the store, in place of one with the same public key, and sets the
/// caller's variable to NULL. It is not saved. The store destroys it in the end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcertstore_insert(self_: *mut zcertstore_t, cert_p: *mut *mut zcert_t) {
    const ME: &str = "zcertstore_insert";
    // SAFETY: `self_` is a handle, and `cert_p` is the address of a handle.
    unsafe {
        let store = handle(self_, ME);
        match take(cert_p, ME) {
            Some(cert) => store.insert(Owned::from_box(cert)),
            None => breach(ME, "the zcert is NULL"),
        }
    }
}

/// Logs all certificates at information level, their secret keys included.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcertstore_print(self_: *mut zcertstore_t) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zcertstore_print") }.log();
}

/// DRAFT: Has a function bring certificates into the store, from wherever it likes, in place of the
/// directory: now, and at each look-up from now on. It is called with the store, and may call
/// zcertstore_empty, zcertstore_insert and zcertstore_state for it. NULL stands for the directory.
///
/// The state belongs to the store: when that is destroyed, or the loader replaced, the destructor
/// is called with the state's address, unless either is NULL. A store that was given to an
/// authenticator calls both on the authenticator's thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcertstore_set_loader(
    self_: *mut zcertstore_t,
    loader: zcertstore_loader,
    destructor: zcertstore_destructor,
    state: *mut c_void,
) {
    // SAFETY: `self_` is a handle.
    let store = unsafe { handle(self_, "zcertstore_set_loader") };
    store.set_loader(Some(Arc::new(ProgramLoader {
        loader,
        destructor,
        state,
    })));
}

/// DRAFT: Removes all certificates from the store. Those that it returned stay valid until the
/// store is destroyed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcertstore_empty(self_: *mut zcertstore_t) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zcertstore_empty") }.empty();
}

/// DRAFT: Returns a list of all certificates, which belong to the store and stay until that is
/// destroyed; what has changed is loaded first. The caller destroys the list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcertstore_certs(self_: *mut zcertstore_t) -> *mut zlistx_t {
    // SAFETY: `self_` is a handle.
    let store = unsafe { handle(self_, "zcertstore_certs") };
    let mut list = Box::<ItemRing>::default();
    for cert in store.lend_all() {
        list.append(cert.as_non_null().cast());
    }
    give_opt(Some(list))
}

/// DRAFT: Returns the state that was given to zcertstore_set_loader, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zcertstore_state(self_: *mut zcertstore_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    let store = unsafe { handle(self_, "zcertstore_state") };
    let loader = store.loader().map(|loader| loader as &dyn Any);
    loader
        .and_then(|loader| loader.downcast_ref::<ProgramLoader>())
        .map_or(ptr::null_mut(), |loader| loader.state)
}

/// A loader of the program.
struct ProgramLoader {
    loader: zcertstore_loader,
    destructor: zcertstore_destructor,
    state: *mut c_void,
}

// SAFETY: the program that hands the store to another thread means the state for it as well; one
// thread uses it at a time.
unsafe impl Send for ProgramLoader {}
// SAFETY: as above.
unsafe impl Sync for ProgramLoader {}

impl Loader<Owned<zcert_t>> for ProgramLoader {
    fn load(&self, store: &mut zcertstore_t) {
        match self.loader {
            // SAFETY: the program's function; the store is not used otherwise meanwhile.
            Some(loader) => unsafe { loader(store) },
            None => store.look_at_directory(),
        }
    }
}

impl Drop for ProgramLoader {
    fn drop(&mut self) {
        if let Some(destructor) = self.destructor
            && !self.state.is_null()
        {
            // SAFETY: the program's function, called once.
            unsafe { destructor(&mut self.state) };
        }
    }
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zcertstore_test(_verbose: bool) {
    // SAFETY: the calls keep the contract.
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

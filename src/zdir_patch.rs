//! zdir_patch: differences between directories, file by file.
//!
//! A patch is one difference between two states of a directory: a file was made or changed, or is
//! gone. It names the file twice, by where it is here, and by a name that others know it by.
//! zdir_diff, zdir_resync and zdir_watch make them.

use std::ffi::{CStr, CString, c_char, c_int};
use std::os::unix::ffi::OsStringExt;
use std::ptr;

use crate::abi::{breach, give_opt, handle, lend, lend_text, self_test, take, text};
use crate::zfile::{zfile_destroy, zfile_filename, zfile_new, zfile_remove, zfile_t};
use czmq_c_abi::Owned;
use czmq_core::files::dir_patch::{Operation, Patch};

/// A patch handle.
pub type zdir_patch_t = Patch<Owned<zfile_t>>;

/// Creates a patch for a file of a directory: what is to be done to it, ZDIR_PATCH_CREATE or
/// ZDIR_PATCH_DELETE, and the name by which others know the directory. Takes copies of all. The
/// file's name without that of the directory must not begin with a slash. The caller destroys the
/// patch.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_patch_new(
    path: *const c_char,
    file: *mut zfile_t,
    op: c_int,
    alias: *const c_char,
) -> *mut zdir_patch_t {
    const ME: &str = "zdir_patch_new";
    // SAFETY: `path` and `alias` are texts, and `file` is a handle.
    let (path, file, alias) = unsafe { (text(path, ME), handle(file, ME), text(alias, ME)) };
    let Some(patch) = Patch::new(path, file, Operation(op), alias) else {
        breach(ME, "the file is not in the directory");
    };
    give_opt(Some(Box::new(patch)))
}

/// Destroys a patch and sets the caller's variable to NULL; nothing if it is NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_patch_destroy(self_p: *mut *mut zdir_patch_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "zdir_patch_destroy") });
}

/// Creates a copy, with the digest if it was taken; NULL for NULL. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_patch_dup(self_: *mut zdir_patch_t) -> *mut zdir_patch_t {
    // SAFETY: `self_` is a handle.
    let patch = unsafe { self_.as_ref() };
    give_opt(patch.map(|patch| Box::new(patch.duplicate())))
}

/// Returns the name of the directory. It belongs to the patch.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_patch_path(self_: *mut zdir_patch_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    lend_text(Some(unsafe { handle(self_, "zdir_patch_path") }.path()))
}

/// Returns the file. It belongs to the patch.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_patch_file(self_: *mut zdir_patch_t) -> *mut zfile_t {
    // SAFETY: `self_` is a handle.
    lend(Some(unsafe { handle(self_, "zdir_patch_file") }.file()))
}

/// Returns what is to be done to the file: ZDIR_PATCH_CREATE or ZDIR_PATCH_DELETE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_patch_op(self_: *mut zdir_patch_t) -> c_int {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zdir_patch_op") }.operation().0
}

/// Returns the name by which others know the file: that of the directory for them, and after a
/// slash the file's without that of the directory here. It belongs to the patch.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_patch_vpath(self_: *mut zdir_patch_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    let patch = unsafe { handle(self_, "zdir_patch_vpath") };
    lend_text(Some(patch.virtual_path()))
}

/// Takes the digest of a file that is to be created, once. Sets errno if the file cannot be read;
/// then there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_patch_digest_set(self_: *mut zdir_patch_t) {
    // SAFETY: `self_` is a handle.
    if let Err(error) = unsafe { handle(self_, "zdir_patch_digest_set") }.take_digest() {
        error.set();
    }
}

/// Returns the SHA-1 digest that zdir_patch_digest_set took, in upper-case hexadecimal; NULL if
/// there is none. It belongs to the patch.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_patch_digest(self_: *mut zdir_patch_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    lend_text(unsafe { handle(self_, "zdir_patch_digest") }.digest())
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zdir_patch_test(_verbose: bool) {
    let name = format!("zdir_patch-test-{}", std::process::id());
    let directory = std::env::temp_dir();
    let on_disk = directory.join(&name);
    // SAFETY: the calls keep the contract; the test is a program like any other.
    self_test("zdir_patch", || unsafe {
        let path = CString::new(directory.clone().into_os_string().into_vec()).unwrap_or_default();
        let vpath = CString::new(format!("/alias/{name}")).unwrap_or_default();
        let name = CString::new(name.clone()).unwrap_or_default();
        assert!(std::fs::write(&on_disk, "abc").is_ok());
        let mut file = zfile_new(path.as_ptr(), name.as_ptr());
        let create = Operation::CREATE.0;
        let mut patch = zdir_patch_new(path.as_ptr(), file, create, c"/alias".as_ptr());
        assert_eq!(CStr::from_ptr(zdir_patch_path(patch)), &*path);
        assert_eq!(CStr::from_ptr(zdir_patch_vpath(patch)), &*vpath);
        assert_eq!(zdir_patch_op(patch), create);
        let own = zdir_patch_file(patch);
        assert!(own != file);
        assert_eq!(CStr::from_ptr(zfile_filename(own, path.as_ptr())), &*name);
        assert!(zdir_patch_digest(patch).is_null());
        let mut copy = zdir_patch_dup(patch);
        assert!(zdir_patch_digest(copy).is_null());
        zdir_patch_destroy(&mut copy);
        zdir_patch_digest_set(patch);
        let digest = c"A9993E364706816ABA3E25717850C26C9CD0D89D";
        assert_eq!(CStr::from_ptr(zdir_patch_digest(patch)), digest);
        copy = zdir_patch_dup(patch);
        zdir_patch_destroy(&mut patch);
        assert!(patch.is_null());
        zdir_patch_destroy(&mut patch);
        assert_eq!(CStr::from_ptr(zdir_patch_digest(copy)), digest);
        assert_eq!(CStr::from_ptr(zdir_patch_vpath(copy)), &*vpath);
        zdir_patch_destroy(&mut copy);

        zfile_remove(file);
        let delete = Operation::DELETE.0;
        for op in [create, delete] {
            patch = zdir_patch_new(path.as_ptr(), file, op, c"".as_ptr());
            zdir_patch_digest_set(patch);
            assert!(zdir_patch_digest(patch).is_null());
            zdir_patch_destroy(&mut patch);
        }
        zfile_destroy(&mut file);
        assert!(zdir_patch_dup(ptr::null_mut()).is_null());
    });
}

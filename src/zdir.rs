//! zdir: directories, and an actor that watches them.
//!
//! A directory, as it was when it was loaded: all files in it and below it. Two states of it can be
//! compared, which gives a list of patches (zdir_patch), and an actor, zdir_watch, does so again
//! and again.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::fs::{self, File as OnDisk};
use std::os::unix::ffi::OsStringExt;
use std::ptr;
use std::time::{Duration, UNIX_EPOCH};

use crate::abi::{breach, give, handle, lend, lend_text, self_test, socket, take, text, text_opt};
use crate::zactor::{zactor_destroy, zactor_new, zactor_t};
use crate::zchunk::stream;
use crate::zdir_patch::{zdir_patch_destroy, zdir_patch_op, zdir_patch_t, zdir_patch_vpath};
use crate::zfile::{zfile_filename, zfile_t};
use crate::zframe::{zframe_data, zframe_destroy, zframe_size};
use crate::zhash::{
    zhash_autofree, zhash_destroy, zhash_insert, zhash_lookup, zhash_new, zhash_size, zhash_t,
};
use crate::zlist::{zlist_append, zlist_destroy, zlist_new, zlist_pop, zlist_size, zlist_t};
use crate::zmsg::{
    zmsg_addstr, zmsg_destroy, zmsg_new, zmsg_pop, zmsg_popstr, zmsg_recv, zmsg_send, zmsg_signal,
};
use crate::zsock::zsock_t;
use crate::zstr::zstr_free;
use czmq_c_abi::Owned;
use czmq_core::actors::dir_watch::{self, Parcels};
use czmq_core::files::dir::{self, Dir};
use czmq_core::files::dir_patch::Operation;
use czmq_sys::errno::Errno;
use czmq_sys::stream::Stream;

/// A directory handle.
pub type zdir_t = Dir<Owned<zfile_t>>;

/// A list of patches, which the caller destroys one by one.
fn give_patches(patches: Vec<zdir_patch_t>) -> *mut zlist_t {
    let list = zlist_new();
    for patch in patches {
        // SAFETY: the list was just made.
        unsafe { zlist_append(list, Box::into_raw(Box::new(patch)).cast()) };
    }
    list
}

/// The names of all files, a line for each.
fn printed(dir: &zdir_t) -> Vec<u8> {
    let mut lines = Vec::new();
    for file in dir.files() {
        lines.extend_from_slice(file.name().to_bytes());
        lines.push(b'\n');
    }
    lines
}

/// Loads a directory, `path`, or `parent/path` if `parent` is not NULL, and all directories below
/// it. If `parent` is "-" it is no path, and those below are left out. So is what is hidden, that
/// is, has a name that begins with a dot, and below the top what cannot be read; links are
/// followed, unless they lead back to where they are.
///
/// Returns NULL and errno if the directory cannot be read; an empty path is a breach. The caller
/// destroys the object, which stays as it was loaded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_new(path: *const c_char, parent: *const c_char) -> *mut zdir_t {
    const ME: &str = "zdir_new";
    // SAFETY: `path` and `parent` are texts.
    let (path, parent) = unsafe { (text(path, ME), text_opt(parent)) };
    let dir = match parent.filter(|parent| *parent != c"-") {
        Some(parent) => Dir::load_in(parent, path),
        None if path.is_empty() => breach(ME, "the path is empty"),
        None => Dir::load(path, parent.is_none()),
    };
    give(dir.map(Box::new))
}

/// Destroys the object, with all files that it gave, and sets the caller's variable to NULL;
/// nothing if it is NULL already. The directory itself stays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_destroy(self_p: *mut *mut zdir_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "zdir_destroy") });
}

/// Returns the path, without slashes at its end. The text belongs to the object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_path(self_: *mut zdir_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    lend_text(Some(unsafe { handle(self_, "zdir_path") }.path()))
}

/// Returns when the newest file was written to; 0 without files.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_modified(self_: *mut zdir_t) -> libc::time_t {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zdir_modified") }.modified()
}

/// Returns the size of all files, in bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_cursize(self_: *mut zdir_t) -> libc::off_t {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zdir_cursize") }.size()
}

/// Returns the number of files.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_count(self_: *mut zdir_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zdir_count") }.count()
}

/// Returns a list of all files, each a zfile_t that belongs to the object: of each directory first
/// its files, by name, then those of its directories, by name; an empty one for NULL. The caller
/// destroys the list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_list(self_: *mut zdir_t) -> *mut zlist_t {
    let list = zlist_new();
    // SAFETY: `self_` is a handle; the list was just made.
    unsafe {
        for file in self_.as_ref().into_iter().flat_map(|dir| dir.files()) {
            zlist_append(list, lend(Some(file)).cast());
        }
    }
    list
}

/// Removes the directory from disk if it was empty. If `force` is true, first removes all files and
/// directories that were loaded, after which the object has none. What is hidden, or was added
/// since, stays, and so do the directories with it. Sets errno if the directory was not removed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_remove(self_: *mut zdir_t, force: bool) {
    // SAFETY: `self_` is a handle.
    if let Err(error) = unsafe { handle(self_, "zdir_remove") }.remove(force) {
        error.set();
    }
}

/// Compares two states of a directory, of which each may be NULL for an empty one. Returns a list
/// of patches, each a zdir_patch_t, in the order of zdir_list: ZDIR_PATCH_DELETE for a file that is
/// gone, ZDIR_PATCH_CREATE for one that is new or has another time or size. A file that is not
/// stable now, see zfile_is_stable, is left out; it comes once it is. `alias` is for
/// zdir_patch_vpath, and may be "". The caller destroys each patch, and the list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_diff(
    older: *mut zdir_t,
    newer: *mut zdir_t,
    alias: *const c_char,
) -> *mut zlist_t {
    // SAFETY: `older` and `newer` are handles.
    let (older, newer) = unsafe { (older.as_ref(), newer.as_ref()) };
    // SAFETY: as above.
    let alias = unsafe { text(alias, "zdir_diff") };
    give_patches(dir::diff(older, newer, alias))
}

/// Returns a list of patches, ZDIR_PATCH_CREATE for each file, stable or not; see zdir_diff. For NULL
/// it is empty. The caller destroys each patch, and the list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_resync(self_: *mut zdir_t, alias: *const c_char) -> *mut zlist_t {
    const ME: &str = "zdir_resync";
    // SAFETY: `alias` is a text, and `self_` is a handle.
    let (dir, alias) = unsafe { (self_.as_ref(), text(alias, ME)) };
    give_patches(dir.map_or_else(Vec::new, |dir| dir.resync(alias)))
}

/// Returns a table of the SHA-1 digests of all files that can be read, in upper-case hexadecimal,
/// by their names without the directory's. Digests are kept in a file ".cache" in the directory, as
/// zhash_save writes it, and are taken from there unless the file has changed since. The caller
/// destroys the table.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_cache(self_: *mut zdir_t) -> *mut zhash_t {
    // SAFETY: `self_` is a handle; the table was just made, and copies what it is given.
    unsafe {
        let digests = handle(self_, "zdir_cache").digests();
        let cache = zhash_new();
        zhash_autofree(cache);
        for (name, digest) in digests {
            zhash_insert(cache, name.as_ptr(), digest.as_ptr().cast_mut().cast());
        }
        cache
    }
}

/// Prints the names of all files to a stream, a line for each, in the order of zdir_list. `indent`
/// does not count.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_fprint(self_: *mut zdir_t, file: *mut libc::FILE, _indent: c_int) {
    const ME: &str = "zdir_fprint";
    // SAFETY: `file` is a stream, and `self_` is a handle.
    unsafe { stream(file, ME).write(&printed(handle(self_, ME))) };
}

/// Prints the names of all files to standard output, as zdir_fprint does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_print(self_: *mut zdir_t, _indent: c_int) {
    // SAFETY: `self_` is a handle.
    Stream::stdout().write(&printed(unsafe { handle(self_, "zdir_print") }));
}

/// Lists of patches, by address.
struct PatchLists;

impl Parcels for PatchLists {
    type File = Owned<zfile_t>;

    fn pack(&mut self, patches: Vec<zdir_patch_t>) -> usize {
        give_patches(patches).expose_provenance()
    }

    fn destroy(&mut self, address: usize) {
        // SAFETY: it is a list from above, which nobody else has.
        unsafe { destroy_patches(ptr::with_exposed_provenance_mut(address)) };
    }
}

/// Destroys a list and the patches in it.
///
/// # Safety
/// The contract.
unsafe fn destroy_patches(mut patches: *mut zlist_t) {
    // SAFETY: by the caller's contract.
    unsafe {
        loop {
            let mut patch = zlist_pop(patches).cast::<zdir_patch_t>();
            if patch.is_null() {
                break;
            }
            zdir_patch_destroy(&mut patch);
        }
        zlist_destroy(&mut patches);
    }
}

/// An actor function: zactor_new (zdir_watch, NULL) watches directories and reports changes.
///
/// Each command is a message of strings, and is answered with a signal: wait for it (zsock_wait).
/// Its status is 0, or 1 if the command is unknown or cannot be obeyed.
///
///     SUBSCRIBE path      Watch a directory and those below it, from its present state.
///     UNSUBSCRIBE path    Stop watching it.
///     TIMEOUT time        How often to check the directories, in milliseconds; 250 by default.
///                         If negative, never.
///     VERBOSE             Log commands and changes.
///
/// When something has changed the actor sends a message of a string, the directory's path, and a
/// pointer to a list of patches, as zdir_diff gives it with alias ""; zsock_recv reads that by the
/// picture "sp". The receiver destroys the patches and the list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_watch(pipe: *mut zsock_t, _unused: *mut c_void) {
    // SAFETY: `pipe` is a socket.
    dir_watch::run(unsafe { socket(pipe.cast(), "zdir_watch") }, PatchLists);
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zdir_test(_verbose: bool) {
    let name = format!("zdir-test-{}", std::process::id());
    let top = std::env::temp_dir().join(name);
    // A file that counts as stable.
    let write = |name: &str, text: &str| {
        let path = top.join(name);
        let file = fs::write(&path, text).and_then(|()| OnDisk::options().write(true).open(&path));
        let old = UNIX_EPOCH + Duration::from_secs(1_000_000);
        assert!(file.and_then(|file| file.set_modified(old)).is_ok());
    };
    // SAFETY: the calls keep the contract; the test is a program like any other.
    self_test("zdir", || unsafe {
        let path = CString::new(top.clone().into_os_string().into_vec()).unwrap_or_default();
        assert!(fs::create_dir_all(top.join("sub")).is_ok());
        write("one", "1");
        write("sub/two", "22");
        let mut older = zdir_new(path.as_ptr(), ptr::null());
        assert_eq!(CStr::from_ptr(zdir_path(older)), &*path);
        assert_eq!((zdir_count(older), zdir_cursize(older)), (2, 3));
        assert_eq!(zdir_modified(older), 1_000_000);
        let mut list = zdir_list(older);
        let mut array = zdir_flatten(older);
        for (index, name) in [c"one", c"sub/two"].into_iter().enumerate() {
            let file = *array.add(index);
            assert_eq!(file, zlist_pop(list).cast());
            assert_eq!(CStr::from_ptr(zfile_filename(file, path.as_ptr())), name);
        }
        assert!((*array.add(2)).is_null());
        zlist_destroy(&mut list);
        zdir_flatten_free(&mut array);
        assert!(array.is_null());
        let mut flat = zdir_new(path.as_ptr(), c"-".as_ptr());
        assert_eq!(zdir_count(flat), 1);
        zdir_destroy(&mut flat);

        let mut watcher = zactor_new(Some(zdir_watch), ptr::null_mut());
        assert_eq!(order(watcher, &[c"TIMEOUT", c"10"]), 0);
        assert_eq!(order(watcher, &[c"SUBSCRIBE", &path]), 0);
        assert_eq!(order(watcher, &[c"SUBSCRIBE", &path]), 1);
        write("three", "333");
        let mut message = zmsg_recv(watcher.cast());
        let mut string = zmsg_popstr(message);
        assert_eq!(CStr::from_ptr(string), &*path);
        zstr_free(&mut string);
        let mut frame = zmsg_pop(message);
        assert_eq!(zframe_size(frame), size_of::<*mut zlist_t>());
        list = zframe_data(frame).cast::<*mut zlist_t>().read_unaligned();
        assert_eq!(only(list), (Operation::CREATE.0, c"/three".to_owned()));
        zframe_destroy(&mut frame);
        zmsg_destroy(&mut message);
        zactor_destroy(&mut watcher);

        assert!(fs::remove_file(top.join("three")).is_ok());
        assert!(fs::remove_file(top.join("sub/two")).is_ok());
        let mut newer = zdir_new(path.as_ptr(), ptr::null());
        list = zdir_diff(older, newer, c"alias".as_ptr());
        assert_eq!(
            only(list),
            (Operation::DELETE.0, c"alias/sub/two".to_owned())
        );
        list = zdir_resync(newer, c"".as_ptr());
        assert_eq!(only(list), (Operation::CREATE.0, c"/one".to_owned()));

        for content in ["1", "one"] {
            write("one", content);
            let mut cache = zdir_cache(newer);
            assert_eq!(zhash_size(cache), 1);
            let digest = zhash_lookup(cache, c"one".as_ptr()).cast::<c_char>();
            let is_known = *digest == b'3' as c_char;
            assert_eq!(is_known, content == "1");
            zhash_destroy(&mut cache);
        }
        assert!(fs::remove_file(top.join(".cache")).is_ok());
        zdir_remove(newer, false);
        assert_eq!(Errno::last(), Errno::NOTEMPTY);
        zdir_remove(newer, true);
        assert_eq!((zdir_count(newer), zdir_cursize(newer)), (0, 0));
        assert!(zdir_new(path.as_ptr(), ptr::null()).is_null());
        zdir_destroy(&mut newer);
        zdir_destroy(&mut older);
        assert!(older.is_null());
        zdir_destroy(&mut older);
    });
}

/// Sends a command to the actor, and returns the status of the answer.
///
/// # Safety
/// The contract.
unsafe fn order(watcher: *mut zactor_t, strings: &[&CStr]) -> c_int {
    // SAFETY: by the caller's contract.
    unsafe {
        let mut message = zmsg_new();
        for string in strings {
            assert_eq!(zmsg_addstr(message, string.as_ptr()), 0);
        }
        assert_eq!(zmsg_send(&mut message, watcher.cast()), 0);
        message = zmsg_recv(watcher.cast());
        let status = zmsg_signal(message);
        zmsg_destroy(&mut message);
        status
    }
}

/// The operation and the virtual path of the only patch of a list, which it destroys.
///
/// # Safety
/// The contract.
unsafe fn only(list: *mut zlist_t) -> (c_int, CString) {
    // SAFETY: by the caller's contract.
    unsafe {
        assert_eq!(zlist_size(list), 1);
        let mut patch = zlist_pop(list).cast::<zdir_patch_t>();
        let said = (
            zdir_patch_op(patch),
            CStr::from_ptr(zdir_patch_vpath(patch)).to_owned(),
        );
        zdir_patch_destroy(&mut patch);
        destroy_patches(list);
        said
    }
}

/// Returns an array of all files, each a zfile_t that belongs to the object, in the order of
/// zdir_list, with NULL at its end; an empty one for NULL. The caller frees the array, with
/// zdir_flatten_free. Returns NULL, errno ENOMEM, if there is no memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_flatten(self_: *mut zdir_t) -> *mut *mut zfile_t {
    // SAFETY: `self_` is a handle; there is room for the files, and zeros behind them.
    unsafe {
        let files = self_.as_ref().map(Dir::files).unwrap_or_default();
        let array = libc::calloc(files.len() + 1, size_of::<*mut zfile_t>());
        let array = array.cast::<*mut zfile_t>();
        if array.is_null() {
            Errno::NOMEM.set();
            return array;
        }
        for (index, file) in files.into_iter().enumerate() {
            array.add(index).write(lend(Some(file)));
        }
        array
    }
}

/// Frees an array of files, not the files, and sets the caller's variable to NULL; nothing if it is
/// NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zdir_flatten_free(files_p: *mut *mut *mut zfile_t) {
    if files_p.is_null() {
        breach("zdir_flatten_free", "the address of the array is NULL");
    }
    // SAFETY: `files_p` is the address of an array of handles.
    unsafe { libc::free(ptr::replace(files_p, ptr::null_mut()).cast()) };
}

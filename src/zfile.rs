//! zfile: files.
//!
//! A file, by its name, whether it is there or not: what it is, what is in it, and writing to it.
//! The properties are those of the last look; zfile_restat looks again.
//!
//! zfile_input and zfile_output open a file; then it is read or written in chunks, at any offset,
//! or line by line, until zfile_close. The functions after zfile_test need no object; zsys has them
//! too.

use std::ffi::{CStr, CString, c_char, c_int};
use std::os::unix::ffi::OsStringExt;
use std::ptr;

use crate::abi::{
    breach, give, give_opt, handle, lend_text, self_test, status, tagged, take, text, text_opt,
};
use crate::zchunk::{zchunk_destroy, zchunk_fill, zchunk_new, zchunk_size, zchunk_streq, zchunk_t};
use crate::zsys::{
    zsys_file_delete, zsys_file_exists, zsys_file_mode, zsys_file_mode_default,
    zsys_file_mode_private, zsys_file_size, zsys_file_stable,
};
use czmq_c_abi::Tagged;
use czmq_core::files::file::File;
use czmq_sys::errno::Errno;
use czmq_sys::file;

/// A file handle.
pub type zfile_t = File;

/// A file that must be open.
///
/// # Safety
/// The contract.
unsafe fn open_file<'a>(file: *mut zfile_t, function: &str) -> &'a mut zfile_t {
    // SAFETY: `file` is a handle.
    let file = unsafe { handle(file, function) };
    if !file.is_open() {
        breach(function, "the file is not open");
    }
    file
}

/// Creates an object for a file, `path/name`, or `name` if `path` is NULL. The file need not be
/// there. Its properties are looked up now, and again by zfile_restat and zfile_close.
///
/// A file with a name that ends in ".ln" is a link if there is text in it: the first line, up to
/// 255 bytes, is the name of the file that is then looked at and read. zfile_filename gives the
/// name without the ".ln". The caller destroys the object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_new(path: *const c_char, name: *const c_char) -> *mut zfile_t {
    // SAFETY: `path` and `name` are texts.
    let file = unsafe { File::new(text_opt(path), text(name, "zfile_new")) };
    give_opt(Some(Box::new(file)))
}

/// DRAFT: Creates a file in `/tmp`, with a name that no other has, which its owner alone may read
/// and write, and opens it as zfile_output does. It is deleted when the object is destroyed. Returns
/// NULL and errno if that fails. The caller destroys the object.
#[unsafe(no_mangle)]
pub extern "C" fn zfile_tmp() -> *mut zfile_t {
    give(File::temporary().map(Box::new))
}

/// Closes the file if it is open, destroys the object and sets the caller's variable to NULL;
/// nothing if it is NULL already. The file itself stays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_destroy(self_p: *mut *mut zfile_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "zfile_destroy") });
}

/// Creates another object for the same file, which is not open, with the properties as this one has
/// them, but not stable; NULL for NULL. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_dup(self_: *mut zfile_t) -> *mut zfile_t {
    // SAFETY: `self_` is a handle.
    let file = unsafe { self_.as_ref() };
    give_opt(file.map(|file| Box::new(file.duplicate())))
}

/// Returns the file's name. If `path` is not NULL and the name begins with it, it is left out, and
/// so are slashes after it. The text belongs to the object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_filename(self_: *mut zfile_t, path: *const c_char) -> *const c_char {
    // SAFETY: `self_` is a handle, and `path` is a text.
    let (file, path) = unsafe { (handle(self_, "zfile_filename"), text_opt(path)) };
    lend_text(Some(match path {
        Some(path) => file.name_below(path),
        None => file.name(),
    }))
}

/// Looks up the file's properties again. They are all zero or false if there is no such file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_restat(self_: *mut zfile_t) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zfile_restat") }.restat();
}

/// Returns when the file was last written to, as it was looked up last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_modified(self_: *mut zfile_t) -> libc::time_t {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zfile_modified") }.modified()
}

/// Returns the size in bytes, as it was looked up last, which zfile_input also does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_cursize(self_: *mut zfile_t) -> libc::off_t {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zfile_cursize") }.size()
}

/// Returns true if it was a directory when it was looked up last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_is_directory(self_: *mut zfile_t) -> bool {
    // SAFETY: `self_` is a handle.
    let file = unsafe { handle(self_, "zfile_is_directory") };
    file.status().is_directory()
}

/// Returns true if it was a regular file when it was looked up last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_is_regular(self_: *mut zfile_t) -> bool {
    // SAFETY: `self_` is a handle.
    let file = unsafe { handle(self_, "zfile_is_regular") };
    file.status().is_regular()
}

/// Returns true if the file's owner might read it when it was looked up last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_is_readable(self_: *mut zfile_t) -> bool {
    // SAFETY: `self_` is a handle.
    let file = unsafe { handle(self_, "zfile_is_readable") };
    file.status().is_readable()
}

/// Returns true if the file's owner might write to it when it was looked up last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_is_writeable(self_: *mut zfile_t) -> bool {
    // SAFETY: `self_` is a handle.
    let file = unsafe { handle(self_, "zfile_is_writeable") };
    file.status().is_writeable()
}

/// Returns true if, when the file was looked up last, it had not been written to for longer than
/// the stable age: five seconds, or what ZSYS_FILE_STABLE_AGE_MSEC or zsys_set_file_stable_age_msec
/// says. False for the result of zfile_dup until zfile_restat.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_is_stable(self_: *mut zfile_t) -> bool {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zfile_is_stable") }.is_stable()
}

/// Returns true if the file is there, and has another time or size now than when it was looked up
/// last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_has_changed(self_: *mut zfile_t) -> bool {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zfile_has_changed") }.has_changed()
}

/// Closes the file if it is open, as zfile_close does, and deletes it; of a link the link itself,
/// and the name has its ".ln" again. Properties stay as they are. Sets errno if the file cannot be
/// deleted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_remove(self_: *mut zfile_t) {
    // SAFETY: `self_` is a handle.
    if let Err(error) = unsafe { handle(self_, "zfile_remove") }.remove() {
        error.set();
    }
}

/// Opens the file for reading, after closing it if it was open. Returns 0, or -1 and errno.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_input(self_: *mut zfile_t) -> c_int {
    // SAFETY: `self_` is a handle.
    status(unsafe { handle(self_, "zfile_input") }.input())
}

/// Opens the file for writing and reading, after closing it if it was open. What is in it stays. If
/// there is no such file it is made, with the directories on the way to it. A link is one no more:
/// what is written goes to a file of its name without the ".ln". Returns 0, or -1 and errno.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_output(self_: *mut zfile_t) -> c_int {
    // SAFETY: `self_` is a handle.
    status(unsafe { handle(self_, "zfile_output") }.output())
}

/// Reads up to `bytes` bytes of an open file from an offset on, not beyond the size that
/// zfile_cursize gives. Returns NULL and errno if that fails: EINVAL for a negative offset, ENOMEM
/// without memory. The caller destroys the chunk.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_read(
    self_: *mut zfile_t,
    bytes: usize,
    offset: libc::off_t,
) -> *mut zchunk_t {
    // SAFETY: `self_` is a handle.
    let file = unsafe { open_file(self_, "zfile_read") };
    give(file.read(bytes, offset).map(Tagged::boxed))
}

/// Returns true if the last zfile_read asked for more bytes than there were.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_eof(self_: *mut zfile_t) -> bool {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zfile_eof") }.is_at_end()
}

/// Writes a chunk to an open file from an offset on. If the file is shorter than that, zeros fill
/// the gap. Returns 0, or -1 and errno: EINVAL for a negative offset, EBADF after zfile_input.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_write(
    self_: *mut zfile_t,
    chunk: *mut zchunk_t,
    offset: libc::off_t,
) -> c_int {
    const ME: &str = "zfile_write";
    // SAFETY: `chunk` is a handle.
    let (file, chunk) = unsafe { (open_file(self_, ME), tagged(chunk, ME)) };
    status(file.write(chunk.bytes(), offset))
}

/// Reads the next line of an open file, without its end, which is a newline or NUL, and without
/// carriage returns; NULL at the end of the file. The text belongs to the object, until the next line is read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_readln(self_: *mut zfile_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    lend_text(unsafe { open_file(self_, "zfile_readln") }.read_line())
}

/// If the file is open, closes it and looks up its properties.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_close(self_: *mut zfile_t) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zfile_close") }.close();
}

/// Returns the stream of an open file, which belongs to the object and is open until zfile_close;
/// NULL if the file is not open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_handle(self_: *mut zfile_t) -> *mut libc::FILE {
    // SAFETY: `self_` is a handle.
    let file = unsafe { handle(self_, "zfile_handle") };
    file.open_file()
        .map_or(ptr::null_mut(), |open| open.as_ptr())
}

/// Returns the SHA-1 digest of the content in upper-case hexadecimal; NULL and errno if the file
/// cannot be read. It is taken once, until zfile_restat, or zfile_close of an open file. When it is
/// taken the file is closed, and zfile_cursize looked up. The text belongs to the object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_digest(self_: *mut zfile_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    match unsafe { handle(self_, "zfile_digest") }.digest() {
        Ok(digest) => lend_text(Some(digest)),
        Err(error) => {
            error.set();
            ptr::null()
        }
    }
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zfile_test(_verbose: bool) {
    let name = format!("zfile-test-{}", std::process::id());
    let top = std::env::temp_dir().join(name);
    let path = |name: &str| CString::new(top.join(name).into_os_string().into_vec());
    // SAFETY: the calls keep the contract; the test is a program like any other.
    self_test("zfile", || unsafe {
        let directory = path("a").unwrap_or_default();
        let target = path("a/b/file").unwrap_or_default();
        let mut file = zfile_new(directory.as_ptr(), c"b/file".as_ptr());
        assert_eq!(CStr::from_ptr(zfile_filename(file, ptr::null())), &*target);
        let below = zfile_filename(file, directory.as_ptr());
        assert_eq!(CStr::from_ptr(below), c"b/file");
        assert_eq!((zfile_modified(file), zfile_cursize(file)), (0, 0));
        assert!(!zfile_is_regular(file) && !zfile_is_readable(file));
        assert_eq!(zfile_input(file), -1);
        assert_eq!(Errno::last(), Errno::NOENT);
        assert!(zfile_digest(file).is_null());

        assert_eq!(zfile_output(file), 0);
        let mut chunk = zchunk_new(ptr::null(), 100);
        zchunk_fill(chunk, b'x', 100);
        assert_eq!(zfile_write(file, chunk, 1_000_000), 0);
        zchunk_destroy(&mut chunk);
        zfile_close(file);
        assert!(zfile_handle(file).is_null());
        assert_eq!(zfile_cursize(file), 1_000_100);
        assert!(zfile_is_regular(file) && !zfile_is_directory(file));
        assert!(zfile_is_readable(file) && zfile_is_writeable(file));
        assert!(!zfile_digest(file).is_null());

        std::fs::write(top.join("a/b/file"), "Hello\r\nWorld").unwrap_or_default();
        assert!(zfile_has_changed(file));
        zfile_restat(file);
        assert!(!zfile_has_changed(file));
        assert_eq!(zfile_input(file), 0);
        chunk = zfile_read(file, 100, 5);
        assert!(zchunk_streq(chunk, c"\r\nWorld".as_ptr()));
        assert!(zfile_eof(file));
        zchunk_destroy(&mut chunk);
        chunk = zfile_read(file, 12, 0);
        assert_eq!(zchunk_size(chunk), 12);
        assert!(!zfile_eof(file));
        zchunk_destroy(&mut chunk);
        assert!(zfile_read(file, 1, -1).is_null());
        libc::rewind(zfile_handle(file));
        assert_eq!(CStr::from_ptr(zfile_readln(file)), c"Hello");
        assert_eq!(CStr::from_ptr(zfile_readln(file)), c"World");
        assert!(zfile_readln(file).is_null());

        let link_name = path("a/link.ln").unwrap_or_default();
        let mut link = zfile_new(ptr::null(), link_name.as_ptr());
        assert_eq!(zfile_output(link), 0);
        chunk = zchunk_new(target.as_ptr().cast(), target.count_bytes());
        assert_eq!(zfile_write(link, chunk, 0), 0);
        zchunk_destroy(&mut chunk);
        zfile_destroy(&mut link);
        link = zfile_new(directory.as_ptr(), c"link.ln".as_ptr());
        let below = zfile_filename(link, directory.as_ptr());
        assert_eq!(CStr::from_ptr(below), c"link");
        assert_eq!(zfile_cursize(link), 12);
        assert_eq!(
            CStr::from_ptr(zfile_digest(link)),
            CStr::from_ptr(zfile_digest(file))
        );
        let mut copy = zfile_dup(link);
        zfile_destroy(&mut link);
        zfile_remove(copy);
        zfile_remove(copy);
        assert!(!zfile_exists(link_name.as_ptr()));
        assert!(zfile_exists(target.as_ptr()));
        zfile_destroy(&mut copy);

        assert!(!zfile_is_stable(file));
        zfile_remove(file);
        assert!(zfile_is_regular(file));
        zfile_restat(file);
        assert!(!zfile_is_regular(file));
        zfile_destroy(&mut file);
        assert!(file.is_null());
        zfile_destroy(&mut file);

        assert_eq!(zfile_rmdir(directory.as_ptr()), -1);
        for name in ["a/b", "a", ""] {
            assert_eq!(zfile_rmdir(path(name).unwrap_or_default().as_ptr()), 0);
        }
    });
}

/// Returns true if there is a file, or anything else, of this name. See zsys_file_exists.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_exists(filename: *const c_char) -> bool {
    // SAFETY: `filename` is a text.
    unsafe { zsys_file_exists(filename) }
}

/// Returns the size of a file in bytes, or -1 and errno. See zsys_file_size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_size(filename: *const c_char) -> libc::ssize_t {
    // SAFETY: `filename` is a text.
    unsafe { zsys_file_size(filename) }
}

/// Returns the type and permissions of a file, or (mode_t) -1 and errno. See zsys_file_mode.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_mode(filename: *const c_char) -> libc::mode_t {
    // SAFETY: `filename` is a text.
    unsafe { zsys_file_mode(filename) }.cast_unsigned()
}

/// Deletes a file. Returns 0, or -1 and errno. See zsys_file_delete.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_delete(filename: *const c_char) -> c_int {
    // SAFETY: `filename` is a text.
    unsafe { zsys_file_delete(filename) }
}

/// Returns true if a file is there and was not written to for a while. See zsys_file_stable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_stable(filename: *const c_char) -> bool {
    // SAFETY: `filename` is a text.
    unsafe { zsys_file_stable(filename) }
}

/// Makes a directory, and the directories on the way that are missing. The name is no format.
/// Returns 0, also if it is there already, or -1 and errno. See zsys_dir_create.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_mkdir(pathname: *const c_char) -> c_int {
    // SAFETY: `pathname` is a text.
    status(file::create_directory(unsafe {
        text(pathname, "zfile_mkdir")
    }))
}

/// Removes an empty directory. The name is no format. Returns 0, or -1 and errno. See
/// zsys_dir_delete.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zfile_rmdir(pathname: *const c_char) -> c_int {
    // SAFETY: `pathname` is a text.
    status(file::delete_directory(unsafe {
        text(pathname, "zfile_rmdir")
    }))
}

/// Lets only the owner use the files that the process makes from now on. See
/// zsys_file_mode_private.
#[unsafe(no_mangle)]
pub extern "C" fn zfile_mode_private() {
    zsys_file_mode_private();
}

/// Takes zfile_mode_private back. See zsys_file_mode_default.
#[unsafe(no_mangle)]
pub extern "C" fn zfile_mode_default() {
    zsys_file_mode_default();
}

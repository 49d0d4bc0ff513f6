//! zconfig: configuration trees and files (ZPL).

use std::any::Any;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::ptr;
use std::rc::Rc;

use crate::data::chunk::Chunk;
use crate::data::config::{Comments, Config};
use crate::edge::abi::{
    breach, export_variadic, give, give_text, hidden, lend, lend_text, self_test, status, tagged,
    text, text_opt,
};
use crate::edge::zchunk::zchunk_t;
use crate::edge::zlist::{give_texts, texts, zlist_append, zlist_destroy, zlist_t};
use crate::edge::zstr::zstr_free;
use crate::sys::errno::{Errno, Result};
use crate::sys::log::Stream;
use crate::sys::tag::Tagged;

/// An item of a configuration tree. Its address is that of a counted item, so that an item stays
/// while a function works on it, whatever a callback does to the tree.
pub type zconfig_t = Config;

/// What zconfig_execute calls for each item, with the argument that it was given, and the level
/// below the item that it began with. The result -1 ends the walk.
pub type zconfig_fct =
    Option<unsafe extern "C" fn(self_: *mut zconfig_t, arg: *mut c_void, level: c_int) -> c_int>;

/// An item that must be there.
///
/// # Safety
/// The API contract.
unsafe fn item(self_: *mut zconfig_t, function: &str) -> Rc<Config> {
    if self_.is_null() {
        breach(function, "self is NULL");
    }
    // SAFETY: every item lives in an Rc, and is alive by the caller's contract.
    unsafe {
        Rc::increment_strong_count(self_);
        Rc::from_raw(self_)
    }
}

/// Gives a root to the caller, who destroys it; NULL with errno if there is none.
fn give_root(root: Result<Rc<Config>>) -> *mut zconfig_t {
    match root {
        Ok(root) => Rc::into_raw(root).cast_mut(),
        Err(error) => {
            error.set();
            ptr::null_mut()
        }
    }
}

/// The address of an item that belongs to its tree, or NULL.
fn lend_item(item: Option<Rc<Config>>) -> *mut zconfig_t {
    lend(item.as_deref())
}

/// Creates an item, after the other children of `parent`, or if that is NULL, as the root of a new
/// tree. The name is copied, and may be NULL. A child belongs to its parent; the caller destroys a
/// root.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_new(
    name: *const c_char,
    parent: *mut zconfig_t,
) -> *mut zconfig_t {
    // SAFETY: the API contract.
    unsafe {
        let name = text_opt(name);
        if parent.is_null() {
            give_root(Ok(Config::new(name)))
        } else {
            lend_item(Some(item(parent, "zconfig_new").add_child(name)))
        }
    }
}

/// Loads a tree from a ZPL file, which it remembers. Returns NULL and errno if the file cannot be
/// read, or, with EINVAL, if it is not ZPL; the line at fault is then printed on the standard
/// output. The caller destroys the tree.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_load(filename: *const c_char) -> *mut zconfig_t {
    // SAFETY: the API contract.
    give_root(Config::load(unsafe { text(filename, "zconfig_load") }))
}

/// Loads a tree from the file whose name is formatted as printf does; see zconfig_load.
/// cbindgen:postfix=CHECK_PRINTF(1)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_loadf(format: *const c_char, args: ...) -> *mut zconfig_t {}
export_variadic!(zconfig_loadf zconfig_putf zconfig_set_value zconfig_set_comment zconfig_savef);

/// Destroys a tree and sets the caller's variable to NULL; nothing if it is NULL already. Of an
/// item that is not a root, those that follow it below the same parent are destroyed as well.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_destroy(self_p: *mut *mut zconfig_t) {
    const ME: &str = "zconfig_destroy";
    if self_p.is_null() {
        breach(ME, "the address of the handle is NULL");
    }
    // SAFETY: the API contract; a root's count includes the one that give_root gave away.
    unsafe {
        let self_ = ptr::replace(self_p, ptr::null_mut());
        if !self_.is_null() && !item(self_, ME).unlink_from_here() {
            drop(Rc::from_raw(self_));
        }
    }
}

/// Returns the name, which belongs to the item; NULL if it has none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_name(self_: *mut zconfig_t) -> *mut c_char {
    // SAFETY: the API contract.
    let item = unsafe { item(self_, "zconfig_name") };
    lend_text(item.name().as_deref()).cast_mut()
}

/// Returns the value, which belongs to the item; NULL if it has none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_value(self_: *mut zconfig_t) -> *mut c_char {
    // SAFETY: the API contract.
    let item = unsafe { item(self_, "zconfig_value") };
    lend_text(item.value().as_deref()).cast_mut()
}

/// Sets the value of the item at a path: names, separated by slashes, of items below one another.
/// The first of equal names is taken; missing items are added. A slash at the start means nothing.
/// A NULL value is the text "(null)".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_put(
    self_: *mut zconfig_t,
    path: *const c_char,
    value: *const c_char,
) {
    const ME: &str = "zconfig_put";
    // SAFETY: the API contract.
    unsafe {
        let value = text_opt(value).unwrap_or(c"(null)");
        item(self_, ME).put(text(path, ME), value);
    }
}

/// Sets the value of the item at a path, as zconfig_put does, to a text formatted as printf does.
/// cbindgen:postfix=CHECK_PRINTF(3)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_putf(
    self_: *mut zconfig_t,
    path: *const c_char,
    format: *const c_char,
    args: ...
) {
}

/// Returns the value of the item at a path (see zconfig_put), which belongs to the item, and is
/// NULL if it has none; or the default if there is no such item.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_get(
    self_: *mut zconfig_t,
    path: *const c_char,
    default_value: *const c_char,
) -> *mut c_char {
    const ME: &str = "zconfig_get";
    // SAFETY: the API contract.
    let found = unsafe { item(self_, ME).locate(text(path, ME)) };
    match found {
        Some(found) => lend_text(found.value().as_deref()).cast_mut(),
        None => default_value.cast_mut(),
    }
}

/// Gives an item another name, which is copied; NULL takes the name away.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_set_name(self_: *mut zconfig_t, name: *const c_char) {
    // SAFETY: the API contract.
    unsafe { item(self_, "zconfig_set_name").set_name(text_opt(name)) };
}

/// Gives an item a value, formatted as printf does; a NULL format takes the value away. A value
/// from elsewhere is to be given as the argument of "%s", not as the format.
/// cbindgen:postfix=CHECK_PRINTF(2)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_set_value(
    self_: *mut zconfig_t,
    format: *const c_char,
    args: ...
) {
}

unsafe extern "C" fn czmq_rs_zconfig_set_value(self_: *mut zconfig_t, value: *const c_char) {
    // SAFETY: the API contract, handed on by zconfig_set_value.
    unsafe { item(self_, "zconfig_set_value").set_value(text_opt(value)) };
}
hidden!(czmq_rs_zconfig_set_value czmq_rs_zconfig_set_comment);

/// Returns the first child, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_child(self_: *mut zconfig_t) -> *mut zconfig_t {
    // SAFETY: the API contract.
    lend_item(unsafe { item(self_, "zconfig_child") }.child())
}

/// Returns the parent's child after this one, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_next(self_: *mut zconfig_t) -> *mut zconfig_t {
    // SAFETY: the API contract.
    lend_item(unsafe { item(self_, "zconfig_next") }.next())
}

/// Returns the item at a path (see zconfig_put), or NULL. It is never the item itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_locate(
    self_: *mut zconfig_t,
    path: *const c_char,
) -> *mut zconfig_t {
    const ME: &str = "zconfig_locate";
    // SAFETY: the API contract.
    lend_item(unsafe { item(self_, ME).locate(text(path, ME)) })
}

/// Returns the last item so many levels below this one, by way of last children; the item itself
/// for level 0, NULL if the tree is not that deep there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_at_depth(self_: *mut zconfig_t, level: c_int) -> *mut zconfig_t {
    // SAFETY: the API contract.
    let item = unsafe { item(self_, "zconfig_at_depth") };
    lend_item(item.at_depth(usize::try_from(level).unwrap_or(0)))
}

/// Calls a function for the item, at level 0, and for each below it, parents before children. A
/// result of -1, of one call or as the sum of those for an item and all below it, ends the walk.
/// Returns -1 then, or if the sum of all results is negative; else 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_execute(
    self_: *mut zconfig_t,
    handler: zconfig_fct,
    arg: *mut c_void,
) -> c_int {
    const ME: &str = "zconfig_execute";
    // SAFETY: the API contract.
    let item = unsafe { item(self_, ME) };
    let Some(handler) = handler else {
        breach(ME, "the handler is NULL");
    };
    let sum = item.execute(|item, level| {
        // SAFETY: the program's function and argument, with an item that is there.
        unsafe { handler(lend(Some(&**item)), arg, level) }
    });
    if sum < 0 { -1 } else { 0 }
}

/// Adds a comment line to an item, formatted as printf does; it is saved above the item. A NULL
/// format removes all comments.
/// cbindgen:postfix=CHECK_PRINTF(2)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_set_comment(
    self_: *mut zconfig_t,
    format: *const c_char,
    args: ...
) {
}

unsafe extern "C" fn czmq_rs_zconfig_set_comment(self_: *mut zconfig_t, comment: *const c_char) {
    // SAFETY: the API contract, handed on by zconfig_set_comment.
    unsafe {
        let item = item(self_, "zconfig_set_comment");
        match text_opt(comment) {
            Some(comment) => item.add_comment(comment),
            None => item.clear_comments(),
        }
    }
}

/// Comments as a list that the program may look at and change.
struct SharedComments(*mut zlist_t);

impl Comments for SharedComments {
    fn add(&mut self, line: &CStr) {
        // SAFETY: the list lives as long as this does.
        unsafe { zlist_append(self.0, line.as_ptr().cast_mut().cast()) };
    }

    fn lines(&self) -> Vec<CString> {
        // SAFETY: as above; the list copies the strings that it is given.
        unsafe { texts(self.0) }
    }
}

impl Drop for SharedComments {
    fn drop(&mut self) {
        // SAFETY: as above.
        unsafe { zlist_destroy(&mut self.0) };
    }
}

/// Returns the comments of an item as a list of strings, which belongs to the item until the
/// comments are removed; what is added to the list is a comment. Returns NULL if it has none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_comments(self_: *mut zconfig_t) -> *mut zlist_t {
    // SAFETY: the API contract.
    unsafe { item(self_, "zconfig_comments") }.comments_mut(|comments| {
        let Some(comments) = comments else {
            return ptr::null_mut();
        };
        let known: &dyn Any = &**comments;
        if let Some(shared) = known.downcast_ref::<SharedComments>() {
            return shared.0;
        }
        let list = give_texts(comments.lines().iter().map(CString::as_c_str));
        *comments = Box::new(SharedComments(list));
        list
    })
}

/// Saves a tree as a ZPL file; the name "-" stands for the standard output. The root's own name
/// and value are not saved. Returns 0, or -1 and errno: EINVAL, and nothing is written, if a value
/// contains a line end, or quotes in a way that ZPL cannot express.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_save(self_: *mut zconfig_t, filename: *const c_char) -> c_int {
    const ME: &str = "zconfig_save";
    // SAFETY: the API contract.
    status(unsafe { item(self_, ME).save(text(filename, ME)) })
}

/// Saves a tree to the file whose name is formatted as printf does; see zconfig_save.
/// cbindgen:postfix=CHECK_PRINTF(2)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_savef(
    self_: *mut zconfig_t,
    format: *const c_char,
    args: ...
) -> c_int {
}

/// Returns the name of the file that the tree was loaded from, which belongs to the root; NULL if
/// there is none, or if the item is not a root.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_filename(self_: *mut zconfig_t) -> *const c_char {
    // SAFETY: the API contract.
    unsafe { item(self_, "zconfig_filename") }.file_name(lend_text)
}

/// Loads the tree anew from its file. Returns 0; the caller's variable is then the new tree, and
/// the old one is destroyed. Returns -1 and errno, and changes nothing, if that fails, with EINVAL
/// if the tree was not loaded from a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_reload(self_p: *mut *mut zconfig_t) -> c_int {
    const ME: &str = "zconfig_reload";
    if self_p.is_null() {
        breach(ME, "the address of the handle is NULL");
    }
    // SAFETY: the API contract.
    unsafe {
        let name = item(*self_p, ME).file_name(|name| name.map(CStr::to_owned));
        match name
            .ok_or(Errno::INVAL)
            .and_then(|name| Config::load(&name))
        {
            Ok(root) => {
                zconfig_destroy(self_p);
                *self_p = give_root(Ok(root));
                0
            }
            Err(error) => status(Err(error)),
        }
    }
}

/// Loads a tree from a chunk; as zconfig_load, but for the file. A line ends at a NUL byte, if it
/// has one. The caller destroys the tree.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_chunk_load(chunk: *mut zchunk_t) -> *mut zconfig_t {
    // SAFETY: the API contract.
    let chunk = unsafe { tagged(chunk, "zconfig_chunk_load") };
    give_root(Config::read(chunk.bytes()))
}

/// Returns the tree as a chunk of ZPL text, with a NUL byte behind it that does not count to its
/// size. Returns NULL and errno EINVAL if a value cannot be expressed (see zconfig_save). The
/// caller destroys the chunk.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_chunk_save(self_: *mut zconfig_t) -> *mut zchunk_t {
    // SAFETY: the API contract.
    let text = unsafe { item(self_, "zconfig_chunk_save") }.to_text();
    give(text.map_err(Errno::from).and_then(|text| {
        let chunk = Chunk::filled(text.len() + 1, |room| {
            room[..text.len()].copy_from_slice(&text);
            text.len()
        });
        chunk.map(Tagged::boxed)
    }))
}

/// Loads a tree from a string; as zconfig_load, but for the file. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_str_load(string: *const c_char) -> *mut zconfig_t {
    // SAFETY: the API contract.
    let string = unsafe { text(string, "zconfig_str_load") };
    give_root(Config::read(string.to_bytes()))
}

/// Returns the tree as a string in ZPL. Returns NULL and errno EINVAL if a value cannot be
/// expressed (see zconfig_save). The caller frees the string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_str_save(self_: *mut zconfig_t) -> *mut c_char {
    // SAFETY: the API contract.
    match unsafe { item(self_, "zconfig_str_save") }.to_text() {
        Ok(text) => give_text(&text),
        Err(error) => {
            Errno::from(error).set();
            ptr::null_mut()
        }
    }
}

/// Returns true if the tree was loaded from a file that is there and has another time or size now.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_has_changed(self_: *mut zconfig_t) -> bool {
    // SAFETY: the API contract.
    unsafe { item(self_, "zconfig_has_changed") }.has_changed()
}

/// Prints a tree to a file, as it would be saved, and values that cannot be saved as well.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_fprint(self_: *mut zconfig_t, file: *mut libc::FILE) {
    const ME: &str = "zconfig_fprint";
    // SAFETY: the API contract.
    unsafe {
        let text = item(self_, ME).to_shown_text();
        match Stream::from_ptr(file) {
            Some(stream) => stream.write(&text),
            None => breach(ME, "file is NULL"),
        };
    }
}

/// Prints a tree to the standard output; see zconfig_fprint.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_print(self_: *mut zconfig_t) {
    // SAFETY: the API contract.
    let text = unsafe { item(self_, "zconfig_print") }.to_shown_text();
    Stream::stdout().write(&text);
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zconfig_test(_verbose: bool) {
    unsafe extern "C" fn count(_item: *mut zconfig_t, arg: *mut c_void, level: c_int) -> c_int {
        // SAFETY: the argument given below.
        unsafe { *arg.cast::<c_int>() += level };
        0
    }
    // SAFETY: the calls keep the API contract.
    self_test("zconfig", || unsafe {
        let mut root = zconfig_new(c"root".as_ptr(), ptr::null_mut());
        let section = zconfig_new(c"section".as_ptr(), root);
        zconfig_put(root, c"/section/name".as_ptr(), c"say \"yes\"".as_ptr());
        zconfig_put(root, c"last".as_ptr(), c"2".as_ptr());
        assert_eq!(zconfig_child(root), section);
        assert_eq!(CStr::from_ptr(zconfig_name(section)), c"section");
        assert!(zconfig_value(section).is_null());
        assert_eq!(
            zconfig_next(section),
            zconfig_locate(root, c"last".as_ptr())
        );
        let mut levels: c_int = 0;
        assert_eq!(
            zconfig_execute(root, Some(count), (&raw mut levels).cast()),
            0
        );
        assert_eq!(levels, 4);

        let mut saved = zconfig_str_save(root);
        let mut copy = zconfig_str_load(saved);
        zstr_free(&mut saved);
        let value = zconfig_get(copy, c"section/name".as_ptr(), ptr::null());
        assert_eq!(CStr::from_ptr(value), c"say \"yes\"");
        assert!(zconfig_filename(copy).is_null() && !zconfig_has_changed(copy));
        assert_eq!(zconfig_reload(&mut copy), -1);
        zconfig_destroy(&mut copy);
        assert!(copy.is_null());

        assert!(zconfig_at_depth(root, 2).is_null());
        zconfig_destroy(&mut root);
        zconfig_destroy(&mut root);
    });
}

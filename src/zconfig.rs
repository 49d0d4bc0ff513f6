//! zconfig: configuration trees and files (ZPL).
//!
//! A configuration is a tree of items, each with a name, a value, or both, and items below it. Its
//! text form is ZPL (ZeroMQ property language), made of lines:
//!
//!     #   A comment
//!     server
//!         bind = tcp://*:5670
//!         name = "all of this"
//!
//! Four spaces more than the line above put an item below it. A name is of letters, digits and
//! `$-_@.&+/`. A value goes to the end of its line or to a `#`; in single or double quotes it may
//! have anything in it but its quote and a line end.
//!
//! Items are reached by paths, `server/bind`, or by walking with zconfig_child and zconfig_next.
//! Values are text; the program converts them. All items belong to the tree, and go with its root.

use std::any::Any;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::ptr;

use crate::abi::{
    breach, export_variadic, give, give_text, hidden, lend_text, self_test, status, tagged, text,
    text_opt,
};
use crate::zchunk::zchunk_t;
use crate::zlist::{give_texts, texts, zlist_append, zlist_destroy, zlist_t};
use crate::zstr::zstr_free;
use czmq_c_abi::Tagged;
use czmq_core::containers::chunk::Chunk;
use czmq_core::formats::config::{Comments, Config, Id, Walk};
use czmq_sys::errno::{Errno, Result};
use czmq_sys::stream::Stream;

/// A tree, and the handles of its items, by their ids. Handles stay where they are.
struct Family {
    tree: Config,
    handles: Vec<Box<[Handle]>>,
}

/// How many handles are made at once.
const BATCH: usize = 32;

/// An item of a configuration tree.
///
/// A function that does not change the tree does not write to memory, so that several threads may
/// read a tree that they share.
pub struct Handle {
    family: *mut Family,
    id: Id,
}

impl Handle {
    /// # Safety
    /// The tree lives for `'a`, and nobody changes it meanwhile.
    unsafe fn tree<'a>(&self) -> &'a Config {
        // SAFETY: by the caller's contract.
        unsafe { &(*self.family).tree }
    }

    /// # Safety
    /// The tree lives for `'a`, and nobody else uses it meanwhile.
    unsafe fn tree_mut<'a>(&self) -> &'a mut Config {
        // SAFETY: by the caller's contract.
        unsafe { &mut (*self.family).tree }
    }

    /// The handle of an item of the same tree, or NULL.
    ///
    /// # Safety
    /// The tree lives.
    unsafe fn relative(&self, id: Option<Id>) -> *mut Handle {
        // SAFETY: by the caller's contract; every item has a handle.
        let handles = unsafe { &(*self.family).handles };
        id.map_or(ptr::null_mut(), |id| {
            ptr::from_ref(&handles[id.place() / BATCH][id.place() % BATCH]).cast_mut()
        })
    }

    /// Makes handles for items that were added.
    ///
    /// # Safety
    /// The tree lives, and nobody else uses it meanwhile.
    unsafe fn make_handles(family: *mut Family) {
        // SAFETY: by the caller's contract.
        let Family { tree, handles } = unsafe { &mut *family };
        while handles.len() * BATCH < tree.places() {
            let places = handles.len() * BATCH..(handles.len() + 1) * BATCH;
            let handle = |place| Handle {
                family,
                id: Id::at(place),
            };
            handles.push(places.map(handle).collect());
        }
    }
}

/// A configuration item handle.
pub type zconfig_t = Handle;

/// What zconfig_execute calls for each item, with the argument that it was given, and the level
/// below the item that it began with. The result -1 ends the walk.
pub type zconfig_fct =
    Option<unsafe extern "C" fn(self_: *mut zconfig_t, arg: *mut c_void, level: c_int) -> c_int>;

/// An item that must be there.
///
/// # Safety
/// The contract.
unsafe fn item<'a>(self_: *mut zconfig_t, function: &str) -> &'a Handle {
    // SAFETY: `self_` is a handle.
    match unsafe { self_.as_ref() } {
        Some(item) => item,
        None => breach(function, "self is NULL"),
    }
}

/// Gives the root of a tree to the caller, who destroys it; NULL with errno if there is none.
fn give_tree(tree: Result<Config>) -> *mut zconfig_t {
    let mut tree = match tree {
        Ok(tree) => tree,
        Err(error) => {
            error.set();
            return ptr::null_mut();
        }
    };
    let comments = tree.comments_mut(Config::ROOT);
    if comments.is_some() {
        share_comments(comments);
    }
    let family = Box::into_raw(Box::new(Family {
        tree,
        handles: Vec::new(),
    }));
    let root = Handle {
        family,
        id: Config::ROOT,
    };
    // SAFETY: nobody else knows the tree yet.
    unsafe {
        Handle::make_handles(family);
        root.relative(Some(Config::ROOT))
    }
}

/// Creates an item, after the other children of `parent`, or if that is NULL, as the root of a new
/// tree. The name is copied, and may be NULL. A child belongs to its parent; the caller destroys a
/// root.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_new(
    name: *const c_char,
    parent: *mut zconfig_t,
) -> *mut zconfig_t {
    // SAFETY: `name` is a text.
    unsafe {
        let name = text_opt(name);
        if parent.is_null() {
            return give_tree(Ok(Config::new(name)));
        }
        let parent = item(parent, "zconfig_new");
        let id = parent.tree_mut().add_child(parent.id, name);
        Handle::make_handles(parent.family);
        parent.relative(Some(id))
    }
}

/// Loads a tree from a ZPL file, which it remembers. Returns NULL and errno if the file cannot be
/// read, or, with EINVAL, if it is not ZPL; the line at fault is then printed on the standard
/// output. The caller destroys the tree.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_load(filename: *const c_char) -> *mut zconfig_t {
    // SAFETY: `filename` is a text.
    give_tree(Config::load(unsafe { text(filename, "zconfig_load") }))
}

/// Loads a tree from the file whose name is formatted as printf does; returns what zconfig_load
/// does.
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
    // SAFETY: `self_p` is the address of a handle; the family was made by give_tree.
    unsafe {
        let Some(item) = ptr::replace(self_p, ptr::null_mut()).as_ref() else {
            return;
        };
        let family = item.family;
        if !item.tree_mut().remove_from(item.id) {
            drop(Box::from_raw(family));
        }
    }
}

/// DRAFT: Creates a tree with copies of an item and all below it, with their comments; NULL for
/// NULL. It is of no file. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_dup(self_: *mut zconfig_t) -> *mut zconfig_t {
    // SAFETY: `self_` is a handle.
    let Some(item) = (unsafe { self_.as_ref() }) else {
        return ptr::null_mut();
    };
    // SAFETY: the item is of a live tree, as `self_` is a handle.
    let mut copy = unsafe { item.tree() }.copy(item.id);
    for place in 0..copy.places() {
        let comments = copy.comments_mut(Id::at(place));
        if comments.is_some() {
            share_comments(comments);
        }
    }
    give_tree(Ok(copy))
}

/// DRAFT: Removes all items below an item. Their handles are gone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_remove_subtree(self_: *mut zconfig_t) {
    // SAFETY: `self_` is a handle.
    unsafe {
        let item = item(self_, "zconfig_remove_subtree");
        item.tree_mut().remove_children(item.id);
    }
}

/// DRAFT: Removes an item and all below it, and sets the caller's variable to NULL; nothing if it
/// is NULL already. Those that follow it below the same parent stay. A root is destroyed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_remove(self_p: *mut *mut zconfig_t) {
    const ME: &str = "zconfig_remove";
    if self_p.is_null() {
        breach(ME, "the address of the handle is NULL");
    }
    // SAFETY: `self_p` is the address of a handle; the family was made by give_tree.
    unsafe {
        let Some(item) = ptr::replace(self_p, ptr::null_mut()).as_ref() else {
            return;
        };
        let family = item.family;
        if !item.tree_mut().remove(item.id) {
            drop(Box::from_raw(family));
        }
    }
}

/// Returns the name, which belongs to the item; NULL if it has none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_name(self_: *mut zconfig_t) -> *mut c_char {
    // SAFETY: `self_` is a handle.
    unsafe {
        let item = item(self_, "zconfig_name");
        lend_text(item.tree().name(item.id)).cast_mut()
    }
}

/// Returns the value, which belongs to the item; NULL if it has none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_value(self_: *mut zconfig_t) -> *mut c_char {
    // SAFETY: `self_` is a handle.
    unsafe {
        let item = item(self_, "zconfig_value");
        lend_text(item.tree().value(item.id)).cast_mut()
    }
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
    // SAFETY: `value` and `path` are texts.
    unsafe {
        let item = item(self_, ME);
        let value = text_opt(value).unwrap_or(c"(null)");
        item.tree_mut().put(item.id, text(path, ME), value);
        Handle::make_handles(item.family);
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
    // SAFETY: `path` is a text.
    unsafe {
        let item = item(self_, ME);
        let tree = item.tree();
        match tree.locate(item.id, text(path, ME)) {
            Some(found) => lend_text(tree.value(found)).cast_mut(),
            None => default_value.cast_mut(),
        }
    }
}

/// Gives an item another name, which is copied; NULL takes the name away.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_set_name(self_: *mut zconfig_t, name: *const c_char) {
    // SAFETY: `name` is a text.
    unsafe {
        let item = item(self_, "zconfig_set_name");
        item.tree_mut().set_name(item.id, text_opt(name));
    }
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
    // SAFETY: `value` is a text. Handed on by zconfig_set_value.
    unsafe {
        let item = item(self_, "zconfig_set_value");
        item.tree_mut().set_value(item.id, text_opt(value));
    }
}
hidden!(czmq_rs_zconfig_set_value czmq_rs_zconfig_set_comment);

/// Returns the first child, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_child(self_: *mut zconfig_t) -> *mut zconfig_t {
    // SAFETY: `self_` is a handle.
    unsafe {
        let item = item(self_, "zconfig_child");
        item.relative(item.tree().child(item.id))
    }
}

/// Returns the parent's child after this one, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_next(self_: *mut zconfig_t) -> *mut zconfig_t {
    // SAFETY: `self_` is a handle.
    unsafe {
        let item = item(self_, "zconfig_next");
        item.relative(item.tree().next(item.id))
    }
}

/// Returns the item at a path (see zconfig_put), or NULL. It is never the item itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_locate(
    self_: *mut zconfig_t,
    path: *const c_char,
) -> *mut zconfig_t {
    const ME: &str = "zconfig_locate";
    // SAFETY: `path` is a text.
    unsafe {
        let item = item(self_, ME);
        item.relative(item.tree().locate(item.id, text(path, ME)))
    }
}

/// Returns the last item so many levels below this one, by way of last children; the item itself
/// for level 0, NULL if the tree is not that deep there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_at_depth(self_: *mut zconfig_t, level: c_int) -> *mut zconfig_t {
    // SAFETY: `self_` is a handle.
    unsafe {
        let item = item(self_, "zconfig_at_depth");
        let level = usize::try_from(level).unwrap_or(0);
        item.relative(item.tree().at_depth(item.id, level))
    }
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
    // SAFETY: `self_` is a handle; while the program's function runs, no reference into the tree
    // is in use.
    unsafe {
        let item = item(self_, ME);
        let Some(handler) = handler else {
            breach(ME, "the handler is NULL");
        };
        let mut walk = Walk::new(item.id);
        while let Some((id, level)) = walk.next(item.tree()) {
            let level = c_int::try_from(level).unwrap_or(c_int::MAX);
            walk.result(handler(item.relative(Some(id)), arg, level));
        }
        if walk.total() < 0 { -1 } else { 0 }
    }
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
    // SAFETY: `comment` is a text, and `comments` is an output. Handed on by zconfig_set_comment.
    unsafe {
        let item = item(self_, "zconfig_set_comment");
        let comments = item.tree_mut().comments_mut(item.id);
        match text_opt(comment) {
            Some(comment) => share_comments(comments).add(comment),
            None => *comments = None,
        }
    }
}

/// Comments as a list that the program may look at and change. All comments of trees that C knows
/// are of this kind.
struct SharedComments(*mut zlist_t);

/// Makes what holds an item's comments, which may be nothing yet, a list for the program.
fn share_comments(comments: &mut Option<Box<dyn Comments>>) -> &mut Box<dyn Comments> {
    let comments = comments.get_or_insert_with(|| Box::new(SharedComments(give_texts([]))));
    if shared_list(&**comments).is_none() {
        let list = give_texts(comments.lines().iter().map(CString::as_c_str));
        *comments = Box::new(SharedComments(list));
    }
    comments
}

/// The list that comments are, if the program may have it.
fn shared_list(comments: &dyn Comments) -> Option<*mut zlist_t> {
    let comments: &dyn Any = comments;
    comments.downcast_ref().map(|SharedComments(list)| *list)
}

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
    // SAFETY: `self_` is a handle.
    unsafe {
        let item = item(self_, "zconfig_comments");
        let comments = item.tree().comments(item.id);
        comments.and_then(shared_list).unwrap_or(ptr::null_mut())
    }
}

/// Saves a tree as a ZPL file; the name "-" stands for the standard output. The root's own name
/// and value are not saved. Returns 0, or -1 and errno: EINVAL, and nothing is written, if a value
/// contains a line end, or quotes in a way that ZPL cannot express.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_save(self_: *mut zconfig_t, filename: *const c_char) -> c_int {
    const ME: &str = "zconfig_save";
    // SAFETY: `filename` is a text.
    unsafe {
        let item = item(self_, ME);
        status(item.tree_mut().save(item.id, text(filename, ME)))
    }
}

/// Saves a tree to the file whose name is formatted as printf does; returns what zconfig_save does.
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
    // SAFETY: `self_` is a handle.
    unsafe {
        let item = item(self_, "zconfig_filename");
        let tree = (item.id == Config::ROOT).then(|| item.tree());
        lend_text(tree.and_then(Config::file_name))
    }
}

/// Loads the tree from its file again. Returns 0; the caller's variable is then the new tree, and
/// the old one is destroyed. Returns -1 and errno, and changes nothing, if that fails, with EINVAL
/// if the tree was not loaded from a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_reload(self_p: *mut *mut zconfig_t) -> c_int {
    const ME: &str = "zconfig_reload";
    if self_p.is_null() {
        breach(ME, "the address of the handle is NULL");
    }
    // SAFETY: `self_p` is an output.
    unsafe {
        let item = item(*self_p, ME);
        let name = match item.id {
            Config::ROOT => item.tree().file_name().ok_or(Errno::INVAL),
            _ => Err(Errno::INVAL),
        };
        match name.and_then(Config::load) {
            Ok(tree) => {
                zconfig_destroy(self_p);
                *self_p = give_tree(Ok(tree));
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
    // SAFETY: `chunk` is a handle.
    let chunk = unsafe { tagged(chunk, "zconfig_chunk_load") };
    give_tree(Config::read(chunk.bytes()))
}

/// Returns the tree as a chunk of ZPL text, with a NUL byte behind it that does not count to its
/// size. Returns NULL and errno EINVAL if a value cannot be expressed (see zconfig_save). The
/// caller destroys the chunk.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_chunk_save(self_: *mut zconfig_t) -> *mut zchunk_t {
    // SAFETY: `self_` is a handle.
    let text = unsafe {
        let item = item(self_, "zconfig_chunk_save");
        item.tree().to_text(item.id)
    };
    give(text.map_err(Errno::from).and_then(|mut text| {
        let size = text.len();
        text.push(0);
        let mut chunk = Chunk::new(&text)?;
        chunk.set_size(size);
        Ok(Tagged::boxed(chunk))
    }))
}

/// Loads a tree from a string; as zconfig_load, but for the file. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_str_load(string: *const c_char) -> *mut zconfig_t {
    // SAFETY: `string` is a text.
    let string = unsafe { text(string, "zconfig_str_load") };
    give_tree(Config::read(string.to_bytes()))
}

/// Returns the tree as a string in ZPL. Returns NULL and errno EINVAL if a value cannot be
/// expressed (see zconfig_save). The caller frees the string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_str_save(self_: *mut zconfig_t) -> *mut c_char {
    // SAFETY: `self_` is a handle.
    let text = unsafe {
        let item = item(self_, "zconfig_str_save");
        item.tree().to_text(item.id)
    };
    match text {
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
    // SAFETY: `self_` is a handle.
    unsafe {
        let item = item(self_, "zconfig_has_changed");
        item.id == Config::ROOT && item.tree().has_changed()
    }
}

/// Prints a tree to a file, as it would be saved, and values that cannot be saved as well.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_fprint(self_: *mut zconfig_t, file: *mut libc::FILE) {
    const ME: &str = "zconfig_fprint";
    // SAFETY: `file` is a stream.
    unsafe {
        let item = item(self_, ME);
        let text = item.tree().to_shown_text(item.id);
        match Stream::from_ptr(file) {
            Some(stream) => stream.write(&text),
            None => breach(ME, "file is NULL"),
        };
    }
}

/// Prints a tree to the standard output; see zconfig_fprint.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zconfig_print(self_: *mut zconfig_t) {
    // SAFETY: `self_` is a handle.
    unsafe {
        let item = item(self_, "zconfig_print");
        Stream::stdout().write(&item.tree().to_shown_text(item.id));
    }
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zconfig_test(_verbose: bool) {
    unsafe extern "C" fn count(_item: *mut zconfig_t, arg: *mut c_void, level: c_int) -> c_int {
        // SAFETY: the argument given below.
        unsafe { *arg.cast::<c_int>() += level };
        0
    }
    // SAFETY: the calls keep the contract.
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

//! zhash: simple hash tables with texts as keys.
//!
//! A table of items, which are pointers, by keys, which are strings and copied. It looks at the
//! whole key, is not sorted, and grows as needed. Items are the caller's unless zhash_autofree has
//! the table copy and free strings, or zhash_freefn says how to release one.
//!
//! Tables of strings can be saved and loaded, and sent as a frame. zhashx is the newer of the two:
//! its keys may be anything, and it can copy and destroy items of any kind.
//!
//! The order of the items, in walks, files and frames, follows from the keys and from what was added
//! and removed when, and from nothing else: it is the same in every process, and that of
//! CZMQ 4.2.1. So the hash behind it is known, and whoever sends a program keys can make them
//! collide. Such keys are found as fast as others: where many are in one place the table finds them
//! by a second hash, with a secret of its own, which has no part in the order.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::ptr;

use crate::abi::{
    export_variadic, give, give_opt, give_text_or_abort, handle, hidden, self_test, status, tagged,
    take, text, text_bytes, text_opt,
};
use crate::zframe::{zframe_destroy, zframe_t};
use crate::zlist::{give_texts, zlist_destroy, zlist_pop, zlist_size, zlist_t};
use czmq_c_abi::Tagged;
use czmq_core::containers::hash::Hash;
use czmq_core::formats::dictionary;
use czmq_core::formats::properties::{self, Properties};
use czmq_core::messaging::frame::Frame;
use czmq_sys::errno::Errno;

/// Releases an item.
pub type zhash_free_fn = Option<unsafe extern "C" fn(*mut c_void)>;

#[derive(Clone, Copy)]
struct Item {
    value: *mut c_void,
    free: zhash_free_fn,
}

/// A table of the program's items.
#[derive(Default)]
pub struct ItemHash {
    items: Hash<Item>,
    /// Values are strings that the table copies and frees.
    autofree: bool,
    /// Some items may have functions of the program to release them.
    has_free_fns: bool,
    file: Properties,
}

/// A table handle.
pub type zhash_t = ItemHash;

/// The value of an item, or NULL.
fn value(item: Option<&Item>) -> *mut c_void {
    item.map_or(ptr::null_mut(), |item| item.value)
}

/// An item as a table is to hold it.
///
/// # Safety
/// The contract, and items of a table with autofree are strings, or NULL.
unsafe fn held(autofree: bool, item: *mut c_void) -> *mut c_void {
    if autofree && !item.is_null() {
        // SAFETY: `item` is a text.
        give_text_or_abort(unsafe { text_bytes(item.cast()) }).cast()
    } else {
        item
    }
}

impl ItemHash {
    /// A table that owns its values.
    fn owning() -> ItemHash {
        ItemHash {
            autofree: true,
            ..ItemHash::default()
        }
    }

    /// Keys and values in order, for tables of strings. NULL stands for an empty one.
    ///
    /// # Safety
    /// The contract, and the values are strings, or NULL.
    unsafe fn texts(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.items.iter().map(|(key, item)| {
            // SAFETY: by the caller's contract.
            (key.to_bytes(), unsafe { text_bytes(item.value.cast()) })
        })
    }
}

/// A key from outside, which has no NUL.
fn text_of(key: &[u8]) -> CString {
    CString::new(key).unwrap_or_default()
}

/// Releases an item that was removed, or its old value: by its own function, or else frees it if
/// the table owns its values.
///
/// # Safety
/// The contract; the table is only asked whether it owns its values.
unsafe fn release(hash: *const zhash_t, item: Item) {
    // SAFETY: by the caller's contract; strings of the table are libc's.
    unsafe {
        match item.free {
            Some(free) => free(item.value),
            None if (*hash).autofree => libc::free(item.value),
            None => {}
        }
    }
}

/// Gives a key another value, as the table is to hold it, and releases the old one.
///
/// # Safety
/// The contract.
unsafe fn replace(hash: *mut zhash_t, key: &CStr, value: *mut c_void) {
    // SAFETY: by the caller's contract; the old value is released without a reference.
    unsafe {
        let Some(item) = (*hash).items.get_mut(key) else {
            (*hash).items.insert(key, Item { value, free: None });
            return;
        };
        let old = Item {
            value: std::mem::replace(&mut item.value, value),
            ..*item
        };
        release(hash, old);
    }
}

/// Removes and releases all items.
///
/// # Safety
/// The contract.
unsafe fn purge(hash: *mut zhash_t) {
    // SAFETY: by the caller's contract; each item is taken out before it is released.
    unsafe {
        if (*hash).has_free_fns {
            let mut place = 0;
            while let Some(item) = (*hash).items.pop(&mut place) {
                release(hash, item);
            }
        } else {
            // Nobody sees in which order this happens, so it can be the fastest.
            for item in (*hash).items.drain() {
                release(hash, item);
            }
        }
    }
}

/// Creates a table. The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn zhash_new() -> *mut zhash_t {
    give_opt(Some(Box::default()))
}

/// Reads a table of strings that zhash_pack put into a frame. The table has copies of the strings,
/// as after zhash_autofree. A truncated frame yields its complete items. Returns NULL, errno
/// EPROTO, if a key is there twice. The frame stays the caller's, who destroys the table.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_unpack(frame: *mut zframe_t) -> *mut zhash_t {
    // SAFETY: `frame` is a handle.
    let frame = unsafe { tagged(frame, "zhash_unpack") };
    let mut hash = Box::new(ItemHash::owning());
    for (key, value) in dictionary::decode(frame.bytes()) {
        let item = || Item {
            value: give_text_or_abort(value).cast(),
            free: None,
        };
        if !hash.items.insert_with(&text_of(key), item) {
            // SAFETY: the table is ours, and so are its values.
            unsafe { purge(&mut *hash) };
            return give(Err(Errno::PROTO));
        }
    }
    give_opt(Some(hash))
}

/// Destroys a table and sets the caller's variable to NULL; nothing if it is NULL already. Items
/// are released as zhash_delete does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_destroy(self_p: *mut *mut zhash_t) {
    // SAFETY: `self_p` is the address of a handle.
    unsafe {
        if !self_p.is_null() && !(*self_p).is_null() {
            purge(*self_p);
        }
        drop(take(self_p, "zhash_destroy"));
    }
}

/// Adds an item, or a copy of it after zhash_autofree. Returns 0, or -1 if the key is there; then
/// nothing changes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_insert(
    self_: *mut zhash_t,
    key: *const c_char,
    item: *mut c_void,
) -> c_int {
    const ME: &str = "zhash_insert";
    // SAFETY: `self_` is a handle, and `key` is a text.
    unsafe {
        let (hash, key) = (handle(self_, ME), text(key, ME));
        let autofree = hash.autofree;
        let inserted = hash.items.insert_with(key, || Item {
            value: held(autofree, item),
            free: None,
        });
        if inserted { 0 } else { -1 }
    }
}

/// Replaces the item of a key, by a copy after zhash_autofree, and releases the old one as
/// zhash_delete does; the function that zhash_freefn set stays. Adds the item if the key is not
/// there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_update(self_: *mut zhash_t, key: *const c_char, item: *mut c_void) {
    const ME: &str = "zhash_update";
    // SAFETY: `self_` is a handle, and `key` is a text.
    unsafe {
        let (hash, key) = (handle(self_, ME), text(key, ME));
        let value = held(hash.autofree, item);
        replace(hash, key, value);
    }
}

/// Removes an item and releases it: by the function that zhash_freefn set for it, or else frees it
/// after zhash_autofree. Nothing if the key is not there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_delete(self_: *mut zhash_t, key: *const c_char) {
    const ME: &str = "zhash_delete";
    // SAFETY: `self_` is a handle, and `key` is a text.
    unsafe {
        let hash = ptr::from_mut(handle(self_, ME));
        if let Some(item) = (*hash).items.remove(text(key, ME)) {
            release(hash, item);
        }
    }
}

/// Returns the item of a key, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_lookup(self_: *mut zhash_t, key: *const c_char) -> *mut c_void {
    const ME: &str = "zhash_lookup";
    // SAFETY: `self_` is a handle, and `key` is a text.
    value(unsafe { handle(self_, ME).items.get(text(key, ME)) })
}

/// Replaces an item's key. Returns 0, or -1 if the old key is not there or the new one is; then
/// nothing changes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_rename(
    self_: *mut zhash_t,
    old_key: *const c_char,
    new_key: *const c_char,
) -> c_int {
    const ME: &str = "zhash_rename";
    // SAFETY: `self_` is a handle, and `old_key` and `new_key` are texts.
    let renamed = unsafe {
        let (hash, old, new) = (handle(self_, ME), text(old_key, ME), text(new_key, ME));
        hash.items.rename(old, new)
    };
    if renamed { 0 } else { -1 }
}

/// Sets the function that releases the item of a key; NULL for none. Returns the item, or NULL if
/// the key is not there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_freefn(
    self_: *mut zhash_t,
    key: *const c_char,
    free_fn: zhash_free_fn,
) -> *mut c_void {
    const ME: &str = "zhash_freefn";
    // SAFETY: `self_` is a handle, and `key` is a text.
    let (hash, key) = unsafe { (handle(self_, ME), text(key, ME)) };
    hash.has_free_fns = true;
    hash.items.get_mut(key).map_or(ptr::null_mut(), |item| {
        item.free = free_fn;
        item.value
    })
}

/// Returns the number of items.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_size(self_: *mut zhash_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhash_size") }.items.len()
}

/// Creates a copy of a table of strings, which owns copies of them as after zhash_autofree; NULL
/// for NULL. Functions set by zhash_freefn, comments and the file are not copied. The caller
/// destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_dup(self_: *mut zhash_t) -> *mut zhash_t {
    // SAFETY: `self_` is a handle.
    let Some(hash) = (unsafe { self_.as_ref() }) else {
        return ptr::null_mut();
    };
    let mut copy = ItemHash::owning();
    for (key, item) in hash.items.iter() {
        // SAFETY: values of a table that frees them itself are texts.
        let value = unsafe { held(true, item.value) };
        copy.items.insert(key, Item { value, free: None });
    }
    give_opt(Some(Box::new(copy)))
}

/// Creates a list of copies of the keys, which it frees. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_keys(self_: *mut zhash_t) -> *mut zlist_t {
    // SAFETY: `self_` is a handle.
    let hash = unsafe { handle(self_, "zhash_keys") };
    give_texts(hash.items.iter().map(|(key, _)| key))
}

/// Begins a walk and returns the first item, or NULL if there is none. While a table is walked it
/// must not get more items; taking one out may leave others out of the walk. Items stay in the
/// table.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_first(self_: *mut zhash_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    value(unsafe { handle(self_, "zhash_first") }.items.first())
}

/// Returns the next item of a walk, or NULL after the last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_next(self_: *mut zhash_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    value(unsafe { handle(self_, "zhash_next") }.items.next())
}

/// Returns the key of the item that the walk returned last; NULL before the first, and after an
/// item was taken out. The text belongs to the table and stays while the item is there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_cursor(self_: *mut zhash_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    let key = unsafe { handle(self_, "zhash_cursor") }.items.cursor();
    key.map_or(ptr::null(), |key| key.memory().as_ptr().cast())
}

/// Adds a comment, formatted as printf does, that zhash_save puts before the items; if the format
/// is NULL, removes all comments.
/// cbindgen:postfix=CHECK_PRINTF(2)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_comment(self_: *mut zhash_t, format: *const c_char, args: ...) {}

unsafe extern "C" fn czmq_rs_hash_comment(self_: *mut zhash_t, comment: *const c_char) {
    // SAFETY: `self_` is a handle, and `comment` is a text.
    unsafe {
        let hash = handle(self_, "zhash_comment");
        hash.file.comment(text_opt(comment));
    }
}

export_variadic!(zhash_comment);
hidden!(czmq_rs_hash_comment);

/// Creates a frame with the keys and items of a table of strings, for zhash_unpack and others that
/// know the format: the number of items in 4 bytes, then for each item the length of the key in
/// 1 byte, the key, the length of the item in 4 bytes, and the item; big-endian. An item that is
/// NULL becomes an empty one. Returns NULL, errno EMSGSIZE, if a key has more than 255 bytes. The
/// caller destroys the frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_pack(self_: *mut zhash_t) -> *mut zframe_t {
    // SAFETY: `self_` is a handle.
    let bytes = unsafe { dictionary::encode(handle(self_, "zhash_pack").texts()) };
    give(
        bytes
            .and_then(|bytes| Frame::new(&bytes))
            .map(Tagged::boxed),
    )
}

/// Saves a table of strings to a text file: comments, then a line `key=item` for each item.
/// Returns 0, or -1 and errno if the file cannot be written. Keys must not contain `=`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_save(self_: *mut zhash_t, filename: *const c_char) -> c_int {
    const ME: &str = "zhash_save";
    // SAFETY: `self_` is a handle, and `filename` is a text.
    status(unsafe {
        let (hash, name) = (handle(self_, ME), text(filename, ME));
        hash.file.save(name, hash.texts())
    })
}

/// Loads the items of a text file as zhash_update does; from now on the table owns copies of its
/// items, as after zhash_autofree. Lines that begin with `#` or `=`, or have no `=`, are left out.
/// Returns 0, or -1 and errno if the file cannot be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_load(self_: *mut zhash_t, filename: *const c_char) -> c_int {
    const ME: &str = "zhash_load";
    // SAFETY: `self_` is a handle, and `filename` is a text.
    status(unsafe {
        let (hash, name) = (handle(self_, ME), text(filename, ME));
        hash.autofree = true;
        hash.file.load(name).map(|text| load(hash, &text))
    })
}

/// # Safety
/// The contract.
unsafe fn load(hash: *mut zhash_t, text: &[u8]) {
    for (key, value) in properties::parse(text) {
        // SAFETY: by the caller's contract.
        unsafe { replace(hash, &text_of(key), give_text_or_abort(value).cast()) };
    }
}

/// Looks at the file that the table was loaded from: if it was written to since, but not within
/// the last seconds (see zsys_file_stable), releases all items and loads it again. Returns 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_refresh(self_: *mut zhash_t) -> c_int {
    // SAFETY: `self_` is a handle.
    unsafe {
        let hash = ptr::from_mut(handle(self_, "zhash_refresh"));
        if let Some(text) = (*hash).file.reload() {
            purge(hash);
            load(hash, &text);
        }
    }
    0
}

/// Makes the table copy items that are added from now on, which are strings, and free all items
/// when they are removed. To be called before items are added.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhash_autofree(self_: *mut zhash_t) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhash_autofree") }.autofree = true;
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zhash_test(_verbose: bool) {
    unsafe extern "C" fn mark(item: *mut c_void) {
        // SAFETY: the items are numbers of the test.
        unsafe { *item.cast::<i32>() += 100 };
    }
    // SAFETY: the calls keep the contract; the test is a program like any other.
    self_test("zhash", || unsafe {
        let string = |item: *mut c_void| CStr::from_ptr(item.cast());
        let mut hash = zhash_new();
        let mut numbers = [1, 2, 3];
        let numbers = numbers.as_mut_ptr();
        let number = |index: usize| numbers.add(index);
        assert_eq!(zhash_insert(hash, c"one".as_ptr(), number(0).cast()), 0);
        assert_eq!(zhash_insert(hash, c"one".as_ptr(), number(1).cast()), -1);
        assert!(zhash_freefn(hash, c"one".as_ptr(), Some(mark)).cast() == number(0));
        zhash_update(hash, c"one".as_ptr(), number(1).cast());
        assert_eq!(*number(0), 101);
        assert_eq!(zhash_rename(hash, c"one".as_ptr(), c"two".as_ptr()), 0);
        assert!(zhash_lookup(hash, c"one".as_ptr()).is_null());
        assert!(zhash_first(hash).cast() == number(1));
        assert_eq!(CStr::from_ptr(zhash_cursor(hash)), c"two");
        assert!(zhash_next(hash).is_null());
        zhash_delete(hash, zhash_cursor(hash));
        assert_eq!((*number(1), zhash_size(hash)), (102, 0));
        zhash_destroy(&mut hash);
        assert!(hash.is_null());
        zhash_destroy(&mut hash);

        hash = zhash_new();
        zhash_autofree(hash);
        for number in 0..1000 {
            let key = CString::new(number.to_string()).unwrap_or_default();
            assert_eq!(
                zhash_insert(hash, key.as_ptr(), key.as_ptr().cast_mut().cast()),
                0
            );
        }
        zhash_update(hash, c"7".as_ptr(), zhash_lookup(hash, c"8".as_ptr()));
        let mut frame = zhash_pack(hash);
        let mut copy = zhash_unpack(frame);
        zframe_destroy(&mut frame);
        zhash_destroy(&mut hash);
        hash = zhash_dup(copy);
        zhash_destroy(&mut copy);
        assert_eq!(zhash_size(hash), 1000);
        assert_eq!(string(zhash_lookup(hash, c"7".as_ptr())), c"8");
        let mut keys = zhash_keys(hash);
        assert_eq!(zlist_size(keys), 1000);
        while let key = zlist_pop(keys)
            && !key.is_null()
        {
            zhash_delete(hash, key.cast());
            libc::free(key);
        }
        zlist_destroy(&mut keys);
        assert_eq!(zhash_size(hash), 0);
        zhash_destroy(&mut hash);
    });
}

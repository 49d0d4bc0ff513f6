//! zhashx: hash tables with keys of any kind.
//!
//! A table of items, which are pointers, by keys. Keys are strings that the table copies, unless it
//! is told how to hash, compare, copy and destroy others. It can be told how to copy and destroy
//! items too: a table with both owns its items, one without leaves them to the caller. Functions
//! for all that are set before anything is added.
//!
//! The table is not sorted, grows as needed, and has one cursor, for walks. Tables of strings can be
//! saved and loaded, and sent as a frame.
//!
//! The order of the items follows from the keys and from what was added, looked for and removed
//! when, as in CZMQ 4.2.1; keys that somebody made to collide do no harm, as zhash explains. That is
//! so while keys are compared as strings. A program that compares them by a function of its own,
//! and takes them from strangers, needs a hasher that strangers cannot foresee.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::ptr::{self, NonNull};

use crate::abi::{
    breach, export_variadic, give, give_opt, give_text_or_abort, handle, hidden, self_test, status,
    tagged, take, text, text_bytes, text_opt,
};
use crate::zframe::{zframe_destroy, zframe_t};
use crate::zlistx::{ItemRing, zlistx_destroy, zlistx_detach, zlistx_next, zlistx_size, zlistx_t};
use czmq_c_abi::Tagged;
use czmq_core::containers::guard::Keyed;
use czmq_core::containers::hash::hash_of;
use czmq_core::containers::table::{self, Id, Table};
use czmq_core::containers::text::ShortText;
use czmq_core::formats::dictionary;
use czmq_core::formats::properties::{self, Properties};
use czmq_core::messaging::frame::Frame;
use czmq_sys::errno::Errno;

/// Destroys the item that the argument points to.
pub type zhashx_destructor_fn = Option<unsafe extern "C" fn(*mut *mut c_void)>;

/// Copies an item.
pub type zhashx_duplicator_fn = Option<unsafe extern "C" fn(*const c_void) -> *mut c_void>;

/// Compares two keys.
pub type zhashx_comparator_fn = Option<unsafe extern "C" fn(*const c_void, *const c_void) -> c_int>;

/// Releases an item.
pub type zhashx_free_fn = Option<unsafe extern "C" fn(*mut c_void)>;

/// Hashes a key.
pub type zhashx_hash_fn = Option<unsafe extern "C" fn(*const c_void) -> usize>;

/// Returns an item as a fresh string.
pub type zhashx_serializer_fn = Option<unsafe extern "C" fn(item: *const c_void) -> *mut c_char>;

/// Makes an item of a string.
pub type zhashx_deserializer_fn =
    Option<unsafe extern "C" fn(item_str: *const c_char) -> *mut c_void>;

#[derive(Clone, Copy)]
struct Item {
    value: *mut c_void,
    free: zhashx_free_fn,
}

/// What a program may set.
#[derive(Clone, Copy)]
struct Callbacks {
    destructor: zhashx_destructor_fn,
    duplicator: zhashx_duplicator_fn,
    key_destructor: zhashx_destructor_fn,
    key_duplicator: zhashx_duplicator_fn,
    /// Without one, keys are compared as strings.
    key_comparator: zhashx_comparator_fn,
    /// Without one, keys are hashed as strings.
    key_hasher: zhashx_hash_fn,
    /// Keys are strings, and nothing was set that copies or destroys them.
    text_keys: bool,
}

/// A key of an item.
enum StoredKey {
    /// A copy of a short string.
    Text(ShortText),
    /// What the duplicator made, or the program gave.
    Given(*mut c_void),
}

impl StoredKey {
    fn as_ptr(&self) -> *mut c_void {
        match self {
            StoredKey::Text(text) => text.memory().as_ptr().cast_mut().cast(),
            StoredKey::Given(key) => *key,
        }
    }
}

/// A key that is looked for.
#[derive(Clone, Copy)]
struct Sought<'a> {
    key: *const c_void,
    hash: u64,
    /// The string that it is, unless all about keys is in the program's hands.
    text: Option<&'a [u8]>,
}

impl Sought<'_> {
    /// True if this is the key, as a string.
    ///
    /// # Safety
    /// The contract, and the keys are strings.
    unsafe fn is(&self, own: &StoredKey) -> bool {
        match (own, self.text) {
            (StoredKey::Text(own), Some(text)) => own.is(text),
            // SAFETY: by the caller's contract.
            _ => unsafe { libc::strcmp(own.as_ptr().cast(), self.key.cast()) == 0 },
        }
    }
}

impl Keyed for StoredKey {
    fn bytes(&self) -> &[u8] {
        match self {
            StoredKey::Text(text) => text.as_text().to_bytes(),
            // SAFETY: `key` is a text: a table whose keys are no strings compares them by a
            // function of the program, and is not asked for bytes then.
            StoredKey::Given(key) => unsafe { text_bytes(key.cast_const().cast()) },
        }
    }
}

impl table::Sought<StoredKey> for Sought<'_> {
    fn is(&self, own: &StoredKey) -> bool {
        // SAFETY: as above.
        unsafe { Sought::is(self, own) }
    }

    fn bytes(&self) -> &[u8] {
        // SAFETY: as above.
        self.text
            .unwrap_or_else(|| unsafe { text_bytes(self.key.cast()) })
    }
}

/// A table of the program's items.
pub struct AnyHash {
    items: Table<StoredKey, Item>,
    callbacks: Callbacks,
    /// Some items may have functions of the program to release them.
    has_free_fns: bool,
    file: Properties,
}

/// A table handle.
pub type zhashx_t = AnyHash;

/// What the default callbacks and those of tables of strings are given, or NULL.
pub(super) unsafe extern "C" fn copy_string(string: *const c_void) -> *mut c_void {
    if string.is_null() {
        return ptr::null_mut();
    }
    // SAFETY: `string` is a text.
    give_text_or_abort(unsafe { text_bytes(string.cast()) }).cast()
}

pub(super) unsafe extern "C" fn free_string(string: *mut *mut c_void) {
    // SAFETY: `string` is an output; strings of tables are libc's.
    unsafe {
        libc::free(*string);
        *string = ptr::null_mut();
    }
}

/// True if it is the library's own destructor, whose calls nobody sees.
fn is_own(destructor: zhashx_destructor_fn) -> bool {
    let own: unsafe extern "C" fn(*mut *mut c_void) = free_string;
    destructor.is_none_or(|destructor| ptr::fn_addr_eq(destructor, own))
}

impl Default for AnyHash {
    fn default() -> AnyHash {
        AnyHash {
            items: Table::by_primes(),
            callbacks: Callbacks {
                destructor: None,
                duplicator: None,
                key_destructor: Some(free_string),
                key_duplicator: Some(copy_string),
                key_comparator: None,
                key_hasher: None,
                text_keys: true,
            },
            has_free_fns: false,
            file: Properties::default(),
        }
    }
}

/// The value of an item, or NULL.
fn value(item: Option<&Item>) -> *mut c_void {
    item.map_or(ptr::null_mut(), |item| item.value)
}

impl AnyHash {
    /// Has the table own copies of strings.
    fn own_strings(&mut self) {
        self.callbacks.duplicator = Some(copy_string);
        self.callbacks.destructor = Some(free_string);
    }

    /// Keys and values in order, for tables of strings. NULL stands for an empty one.
    ///
    /// # Safety
    /// The contract, and keys and values are strings, or NULL.
    unsafe fn texts(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.items.iter().map(|(key, item)| {
            // SAFETY: by the caller's contract.
            unsafe {
                (
                    text_bytes(key.as_ptr().cast()),
                    text_bytes(item.value.cast()),
                )
            }
        })
    }

    /// Keys in order.
    ///
    /// # Safety
    /// The contract, and keys are strings.
    unsafe fn texts_of_keys(&self) -> impl Iterator<Item = &[u8]> {
        // SAFETY: by the caller's contract.
        let text = |key: &StoredKey| unsafe { text_bytes(key.as_ptr().cast()) };
        self.items.iter().map(move |(key, _)| text(key))
    }
}

/// Prepares to look a key up, which must be there.
///
/// # Safety
/// The contract; the hasher runs without a reference into the table.
unsafe fn seek<'a>(table: *mut zhashx_t, key: *const c_void, me: &str) -> Sought<'a> {
    if key.is_null() {
        breach(me, "the key is NULL");
    }
    // SAFETY: `key` is a text.
    unsafe {
        let text_keys = (*table).callbacks.text_keys;
        match (*table).callbacks.key_hasher {
            None => {
                let text = text_bytes(key.cast());
                Sought {
                    key,
                    hash: hash_of(text),
                    text: Some(text),
                }
            }
            Some(hasher) => Sought {
                key,
                hash: hasher(key) as u64,
                text: text_keys.then(|| text_bytes(key.cast())),
            },
        }
    }
}

/// Looks a key up.
///
/// # Safety
/// The contract; the comparator runs without a reference into the table.
unsafe fn find(table: *mut zhashx_t, sought: Sought<'_>) -> Option<Id> {
    // SAFETY: by the caller's contract.
    unsafe {
        let Some(compare) = (*table).callbacks.key_comparator else {
            return (*table).items.find(sought.hash, &sought);
        };
        let mut probe = (*table).items.probe(sought.hash);
        let found = loop {
            let Some(id) = (*table).items.candidate(&mut probe) else {
                break None;
            };
            let own = (*table).items.key(id).map(StoredKey::as_ptr);
            if own.is_some_and(|own| compare(own, sought.key) == 0)
                && (*table).items.key(id).map(StoredKey::as_ptr) == own
            {
                break Some(id);
            }
        };
        (*table).items.end(&probe, found.is_some());
        found
    }
}

/// What a duplicator makes of something, or the thing itself without one.
///
/// # Safety
/// The contract.
unsafe fn duplicate(duplicator: zhashx_duplicator_fn, thing: *const c_void) -> *mut c_void {
    match duplicator {
        // SAFETY: by the caller's contract.
        Some(duplicator) => unsafe { duplicator(thing) },
        None => thing.cast_mut(),
    }
}

/// Destroys a key that was taken out.
///
/// # Safety
/// The contract; the destructor runs without a reference into the table.
unsafe fn release_key(table: *mut zhashx_t, key: StoredKey) {
    // SAFETY: by the caller's contract.
    unsafe {
        if let StoredKey::Given(mut key) = key
            && let Some(destructor) = (*table).callbacks.key_destructor
        {
            destructor(&mut key);
        }
    }
}

/// A key as the table is to hold it.
///
/// # Safety
/// The contract; the duplicator runs without a reference into the table.
unsafe fn held(table: *mut zhashx_t, sought: Sought<'_>, me: &str) -> StoredKey {
    // SAFETY: by the caller's contract.
    unsafe {
        if (*table).callbacks.text_keys
            && let Some(text) = sought.text.and_then(ShortText::new)
        {
            return StoredKey::Text(text);
        }
        let key = duplicate((*table).callbacks.key_duplicator, sought.key);
        if key.is_null() {
            breach(me, "the key duplicator gave NULL");
        }
        StoredKey::Given(key)
    }
}

/// Destroys a value that was taken out: by the table's destructor, or else by the item's own.
///
/// # Safety
/// The contract; the destructor runs without a reference into the table.
unsafe fn release(table: *mut zhashx_t, mut item: Item) {
    // SAFETY: by the caller's contract.
    unsafe {
        if let Some(destructor) = (*table).callbacks.destructor {
            destructor(&mut item.value);
        } else if let Some(free) = item.free {
            free(item.value);
        }
    }
}

/// Adds an item, or the duplicators' copies of key and value; false, and nothing happens, if the
/// key is there.
///
/// # Safety
/// The contract; callbacks run without a reference into the table.
unsafe fn insert(table: *mut zhashx_t, sought: Sought<'_>, value: *const c_void, me: &str) -> bool {
    // SAFETY: by the caller's contract.
    unsafe {
        (*table).items.make_room();
        if find(table, sought).is_some() {
            return false;
        }
        let key = held(table, sought, me);
        let value = duplicate((*table).callbacks.duplicator, value);
        let item = Item { value, free: None };
        let id = (*table).items.insert(sought.hash, key, item);
        (*table).items.set_cursor(id);
    }
    true
}

/// Replaces the value of a key, by the duplicator's copy if there is a duplicator, and destroys the
/// old one; adds an item if the key is not there.
///
/// # Safety
/// The contract; callbacks run without a reference into the table.
unsafe fn update(table: *mut zhashx_t, key: *const c_void, value: *const c_void, me: &str) {
    // SAFETY: by the caller's contract. The new value may be the old one, so it is copied first.
    unsafe {
        let sought = seek(table, key, me);
        let Some(id) = find(table, sought) else {
            insert(table, sought, value, me);
            return;
        };
        let value = duplicate((*table).callbacks.duplicator, value);
        let Some(item) = (*table).items.value_mut(id) else {
            breach(me, "the duplicator removed the item");
        };
        let old = Item {
            value: std::mem::replace(&mut item.value, value),
            ..*item
        };
        release(table, old);
    }
}

/// Removes and destroys all items.
///
/// # Safety
/// The contract; each item is taken out before it is destroyed.
unsafe fn empty(table: *mut zhashx_t) {
    // SAFETY: by the caller's contract.
    unsafe {
        let callbacks = (*table).callbacks;
        if is_own(callbacks.destructor)
            && is_own(callbacks.key_destructor)
            && !(*table).has_free_fns
        {
            // Nobody sees in which order this happens, so it can be the fastest.
            for (key, item) in (*table).items.drain() {
                release(table, item);
                release_key(table, key);
            }
            return;
        }
        let mut bucket = 0;
        while let Some((key, item)) = (*table).items.pop(&mut bucket) {
            release(table, item);
            release_key(table, key);
        }
    }
}

/// Creates a table whose keys are strings, which it copies. The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn zhashx_new() -> *mut zhashx_t {
    give_opt(Some(Box::default()))
}

/// Reads a table of strings that zhashx_pack put into a frame. The table owns copies of the
/// strings, and copies and frees items from then on. A truncated frame yields its complete items.
/// Returns NULL, errno EPROTO, if a key is there twice. The frame stays the caller's, who destroys
/// the table. The cursor is on the last item of the frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_unpack(frame: *mut zframe_t) -> *mut zhashx_t {
    // SAFETY: `frame` is a handle; the copy is the table's.
    unsafe {
        unpack(
            frame,
            |text| give_text_or_abort(text).cast(),
            "zhashx_unpack",
        )
    }
}

/// DRAFT: Reads a table as zhashx_unpack does, with the items that a function makes of the strings;
/// NULL leaves them strings. The table frees its items, and copies them as strings, until
/// zhashx_set_destructor and zhashx_set_duplicator say otherwise: for items that are not from
/// malloc, or no strings, these are to be called at once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_unpack_own(
    frame: *mut zframe_t,
    deserializer: zhashx_deserializer_fn,
) -> *mut zhashx_t {
    let mut string = Vec::new();
    let item = |text: &[u8]| {
        let Some(deserializer) = deserializer else {
            return give_text_or_abort(text).cast();
        };
        string.clear();
        string.extend_from_slice(text);
        string.push(0);
        // SAFETY: the program's function, with a string.
        unsafe { deserializer(string.as_ptr().cast()) }
    };
    // SAFETY: `frame` is a handle.
    unsafe { unpack(frame, item, "zhashx_unpack_own") }
}

/// # Safety
/// The contract; the table owns what `item` gives.
unsafe fn unpack(
    frame: *mut zframe_t,
    mut item: impl FnMut(&[u8]) -> *mut c_void,
    me: &str,
) -> *mut zhashx_t {
    // SAFETY: `frame` is a handle.
    let bytes = unsafe { tagged(frame, me) }.bytes();
    let mut table = Box::new(AnyHash::default());
    table.own_strings();
    let mut text = Vec::new();
    for (key, value) in dictionary::decode(bytes) {
        text.clear();
        text.extend_from_slice(key);
        text.push(0);
        let sought = Sought {
            key: text.as_ptr().cast(),
            hash: hash_of(key),
            text: Some(key),
        };
        // SAFETY: the table is ours, and so are its strings.
        unsafe {
            table.items.make_room();
            if find(&mut *table, sought).is_some() {
                empty(&mut *table);
                return give(Err(Errno::PROTO));
            }
            let key = held(&mut *table, sought, me);
            let value = item(value);
            let item = Item { value, free: None };
            let id = table.items.insert(sought.hash, key, item);
            table.items.set_cursor(id);
        }
    }
    give_opt(Some(table))
}

/// Destroys a table and sets the caller's variable to NULL; nothing if it is NULL already. Keys
/// and items are destroyed as zhashx_delete does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_destroy(self_p: *mut *mut zhashx_t) {
    // SAFETY: `self_p` is the address of a handle.
    unsafe {
        if !self_p.is_null() && !(*self_p).is_null() {
            empty(*self_p);
        }
        drop(take(self_p, "zhashx_destroy"));
    }
}

/// Adds an item with a key, or the duplicators' copies of them, and puts the cursor on it. Returns
/// 0, or -1 if the key is there; then nothing changes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_insert(
    self_: *mut zhashx_t,
    key: *const c_void,
    item: *mut c_void,
) -> c_int {
    const ME: &str = "zhashx_insert";
    // SAFETY: `self_` is a handle.
    let inserted = unsafe {
        let table = ptr::from_mut(handle(self_, ME));
        insert(table, seek(table, key, ME), item, ME)
    };
    if inserted { 0 } else { -1 }
}

/// Replaces the item of a key, by the duplicator's copy if there is a duplicator, and destroys the
/// old one as zhashx_delete does; the function that zhashx_freefn set stays. Adds the item, as
/// zhashx_insert does, if the key is not there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_update(
    self_: *mut zhashx_t,
    key: *const c_void,
    item: *mut c_void,
) {
    const ME: &str = "zhashx_update";
    // SAFETY: `self_` is a handle.
    unsafe { update(handle(self_, ME), key, item, ME) };
}

/// Removes an item and destroys it and its key: by the destructors, or without one for items, by
/// the function that zhashx_freefn set for it. Nothing if the key is not there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_delete(self_: *mut zhashx_t, key: *const c_void) {
    const ME: &str = "zhashx_delete";
    // SAFETY: `self_` is a handle; the item is taken out before it is destroyed.
    unsafe {
        let table = ptr::from_mut(handle(self_, ME));
        let found = find(table, seek(table, key, ME));
        if let Some((key, item)) = found.and_then(|id| (*table).items.remove(id)) {
            release(table, item);
            release_key(table, key);
        }
    }
}

/// Removes all items and destroys them and their keys, as zhashx_delete does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_purge(self_: *mut zhashx_t) {
    // SAFETY: `self_` is a handle.
    unsafe {
        let table = ptr::from_mut(handle(self_, "zhashx_purge"));
        empty(table);
        (*table).items.shrink();
    }
}

/// Returns the item of a key, and puts the cursor on it, so that zhashx_next returns it once more;
/// NULL if the key is not there. The order of the items may change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_lookup(self_: *mut zhashx_t, key: *const c_void) -> *mut c_void {
    const ME: &str = "zhashx_lookup";
    // SAFETY: `self_` is a handle.
    unsafe {
        let table = ptr::from_mut(handle(self_, ME));
        let sought = seek(table, key, ME);
        if (*table).callbacks.key_comparator.is_none() {
            let item = (*table).items.look_up(sought.hash, &sought);
            return value(item.as_ref());
        }
        let found = find(table, sought);
        if let Some(id) = found {
            (*table).items.set_cursor(id);
        }
        value(found.and_then(|id| (*table).items.value(id)))
    }
}

/// Replaces an item's key, by the duplicator's copy if there is a duplicator, and puts the cursor on
/// it; the old key is destroyed. Returns 0, or -1 if the old key is not there or the new one is;
/// then nothing changes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_rename(
    self_: *mut zhashx_t,
    old_key: *const c_void,
    new_key: *const c_void,
) -> c_int {
    const ME: &str = "zhashx_rename";
    // SAFETY: `self_` is a handle. The new key may be part of the old one, so it is copied first.
    unsafe {
        let table = ptr::from_mut(handle(self_, ME));
        let (old, new) = (seek(table, old_key, ME), seek(table, new_key, ME));
        let (Some(id), None) = (find(table, old), find(table, new)) else {
            return -1;
        };
        let key = held(table, new, ME);
        if let Some(old) = (*table).items.rekey(id, new.hash, key) {
            (*table).items.set_cursor(id);
            release_key(table, old);
        }
    }
    0
}

/// Sets the function that releases the item of a key, if the table has no destructor; NULL for
/// none. Returns the item, or NULL if the key is not there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_freefn(
    self_: *mut zhashx_t,
    key: *const c_void,
    free_fn: zhashx_free_fn,
) -> *mut c_void {
    const ME: &str = "zhashx_freefn";
    // SAFETY: `self_` is a handle.
    unsafe {
        let table = ptr::from_mut(handle(self_, ME));
        let found = find(table, seek(table, key, ME));
        (*table).has_free_fns = true;
        let item = found.and_then(|id| (*table).items.value_mut(id));
        item.map_or(ptr::null_mut(), |item| {
            item.free = free_fn;
            item.value
        })
    }
}

/// Returns the number of items.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_size(self_: *mut zhashx_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zhashx_size") }.items.len()
}

/// A list of what a duplicator makes of some things. Without one it has the things themselves, and
/// does not destroy them.
///
/// # Safety
/// The contract.
unsafe fn give_list(
    things: Vec<*mut c_void>,
    duplicator: zhashx_duplicator_fn,
    destructor: zhashx_destructor_fn,
) -> *mut zlistx_t {
    let mut list = ItemRing::with_callbacks(duplicator, duplicator.and(destructor));
    for thing in things {
        // SAFETY: by the caller's contract.
        if let Some(copy) = NonNull::new(unsafe { duplicate(duplicator, thing) }) {
            list.append(copy);
        }
    }
    give_opt(Some(Box::new(list)))
}

/// Creates a list of the keys, in the order of a walk: of copies by the duplicator of keys, which
/// the list destroys by the destructor of keys; without a duplicator, of the keys themselves. The
/// caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_keys(self_: *mut zhashx_t) -> *mut zlistx_t {
    // SAFETY: `self_` is a handle; the duplicator runs without a reference into the table.
    unsafe {
        let table = handle(self_, "zhashx_keys");
        let keys = table.items.iter().map(|(key, _)| key.as_ptr()).collect();
        let callbacks = table.callbacks;
        give_list(keys, callbacks.key_duplicator, callbacks.key_destructor)
    }
}

/// Creates a list of the items, in the order of a walk: of the duplicator's copies, which the list
/// destroys by the destructor; without a duplicator, of the items themselves, which stay the
/// table's. An item that is NULL is left out. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_values(self_: *mut zhashx_t) -> *mut zlistx_t {
    // SAFETY: `self_` is a handle; the duplicator runs without a reference into the table.
    unsafe {
        let table = handle(self_, "zhashx_values");
        let values = table.items.iter().map(|(_, item)| item.value);
        let values = values.filter(|value| !value.is_null()).collect();
        let callbacks = table.callbacks;
        give_list(values, callbacks.duplicator, callbacks.destructor)
    }
}

/// Begins a walk and returns the first item, or NULL if there is none. While a table is walked
/// nothing must be looked up in it or added; taking an item out may leave others out of the walk.
/// Items stay in the table.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_first(self_: *mut zhashx_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    let table = unsafe { handle(self_, "zhashx_first") };
    value(table.items.first())
}

/// Returns the next item of a walk, or NULL after the last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_next(self_: *mut zhashx_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    let table = unsafe { handle(self_, "zhashx_next") };
    value(table.items.next())
}

/// Returns the key of the item at the cursor: that which a walk returned, or which was looked up or
/// added last. NULL before the first, and after an item was taken out. The key belongs to the table
/// and stays while the item is there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_cursor(self_: *mut zhashx_t) -> *const c_void {
    // SAFETY: `self_` is a handle.
    let items = &unsafe { handle(self_, "zhashx_cursor") }.items;
    items
        .cursor()
        .and_then(|id| items.key(id))
        .map_or(ptr::null(), |key| key.as_ptr().cast_const())
}

/// Adds a comment, formatted as printf does, that zhashx_save puts before the items; if the format
/// is NULL, removes all comments.
/// cbindgen:postfix=CHECK_PRINTF(2)
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_comment(self_: *mut zhashx_t, format: *const c_char, args: ...) {}

unsafe extern "C" fn czmq_rs_hashx_comment(self_: *mut zhashx_t, comment: *const c_char) {
    // SAFETY: `self_` is a handle, and `comment` is a text.
    unsafe {
        let table = handle(self_, "zhashx_comment");
        table.file.comment(text_opt(comment));
    }
}

export_variadic!(zhashx_comment);
hidden!(czmq_rs_hashx_comment);

/// Saves a table of strings to a text file: comments, then a line `key=item` for each item.
/// Returns 0, or -1 and errno if the file cannot be written. Keys must not contain `=`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_save(self_: *mut zhashx_t, filename: *const c_char) -> c_int {
    const ME: &str = "zhashx_save";
    // SAFETY: `self_` is a handle, and `filename` is a text.
    status(unsafe {
        let (table, name) = (handle(self_, ME), text(filename, ME));
        table.file.save(name, table.texts())
    })
}

/// Loads the items of a text file as zhashx_update does; from now on the table copies and frees its
/// items, as strings. Lines that begin with `#` or `=`, or have no `=`, are left out. Returns 0, or
/// -1 and errno if the file cannot be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_load(self_: *mut zhashx_t, filename: *const c_char) -> c_int {
    const ME: &str = "zhashx_load";
    // SAFETY: `self_` is a handle, and `filename` is a text.
    status(unsafe {
        let (table, name) = (handle(self_, ME), text(filename, ME));
        table.own_strings();
        table.file.load(name).map(|text| load(table, &text, ME))
    })
}

/// # Safety
/// The contract.
unsafe fn load(table: *mut zhashx_t, text: &[u8], me: &str) {
    for (key, value) in properties::parse(text) {
        let key = CString::new(key).unwrap_or_default();
        let value = CString::new(value).unwrap_or_default();
        // SAFETY: by the caller's contract.
        unsafe { update(table, key.as_ptr().cast(), value.as_ptr().cast(), me) };
    }
}

/// Looks at the file that the table was loaded from: if it was written to since, but not within
/// the last seconds (see zsys_file_stable), destroys all items and loads it again. Returns 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_refresh(self_: *mut zhashx_t) -> c_int {
    const ME: &str = "zhashx_refresh";
    // SAFETY: `self_` is a handle.
    unsafe {
        let table = ptr::from_mut(handle(self_, ME));
        if let Some(text) = (*table).file.reload() {
            empty(table);
            (*table).own_strings();
            load(table, &text, ME);
        }
    }
    0
}

/// Creates a frame with the keys and items of a table of strings, for zhashx_unpack and others that
/// know the format: the number of items in 4 bytes, then for each item the length of the key in
/// 1 byte, the key, the length of the item in 4 bytes, and the item; big-endian. An item that is
/// NULL becomes an empty one. Returns NULL, errno EMSGSIZE, if a key has more than 255 bytes. The
/// caller destroys the frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_pack(self_: *mut zhashx_t) -> *mut zframe_t {
    // SAFETY: `self_` is a handle.
    let bytes = unsafe { dictionary::encode(handle(self_, "zhashx_pack").texts()) };
    give(
        bytes
            .and_then(|bytes| Frame::new(&bytes))
            .map(Tagged::boxed),
    )
}

/// DRAFT: Creates a frame as zhashx_pack does, with the fresh strings that a function makes of the
/// items, which are freed; NULL takes the items for strings. The table must not be changed meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_pack_own(
    self_: *mut zhashx_t,
    serializer: zhashx_serializer_fn,
) -> *mut zframe_t {
    let Some(serializer) = serializer else {
        // SAFETY: `self_` is a handle.
        return unsafe { zhashx_pack(self_) };
    };
    // SAFETY: `self_` is a handle, and `string` is a text; the program's function runs without a
    // reference into the table.
    let (keys, strings) = unsafe {
        let table = handle(self_, "zhashx_pack_own");
        let items: Vec<_> = table.items.iter().map(|(_, item)| item.value).collect();
        let keys: Vec<_> = table.texts_of_keys().map(<[u8]>::to_vec).collect();
        let string = |item: *mut c_void| {
            let string = serializer(item);
            let copy = text_bytes(string).to_vec();
            libc::free(string.cast());
            copy
        };
        (keys, items.into_iter().map(string).collect::<Vec<_>>())
    };
    let items = keys.iter().zip(&strings);
    let bytes = dictionary::encode(items.map(|(key, string)| (&**key, &**string)));
    give(
        bytes
            .and_then(|bytes| Frame::new(&bytes))
            .map(Tagged::boxed),
    )
}

/// Creates a copy; NULL for NULL. It has the same callbacks, and of keys and items what the
/// duplicators make of them, or they themselves without one. Functions set by zhashx_freefn,
/// comments and the file are not copied. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_dup(self_: *mut zhashx_t) -> *mut zhashx_t {
    // SAFETY: `self_` is a handle.
    unsafe { duplicate_table(self_, |_| {}, "zhashx_dup") }
}

/// Creates a copy of a table of strings, which copies and frees its keys and items; NULL for NULL.
/// Functions set by zhashx_freefn, comments and the file are not copied. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_dup_v2(self_: *mut zhashx_t) -> *mut zhashx_t {
    let strings = |callbacks: &mut Callbacks| {
        let mut table = AnyHash::default();
        table.own_strings();
        *callbacks = table.callbacks;
    };
    // SAFETY: `self_` is a handle.
    unsafe { duplicate_table(self_, strings, "zhashx_dup_v2") }
}

/// # Safety
/// The contract; callbacks run without a reference into the table.
unsafe fn duplicate_table(
    self_: *mut zhashx_t,
    change: impl FnOnce(&mut Callbacks),
    me: &str,
) -> *mut zhashx_t {
    // SAFETY: `self_` is a handle.
    unsafe {
        let Some(table) = self_.as_ref() else {
            return ptr::null_mut();
        };
        let mut copy = Box::new(AnyHash {
            callbacks: table.callbacks,
            ..AnyHash::default()
        });
        change(&mut copy.callbacks);
        let items = table.items.iter();
        let items: Vec<_> = items
            .map(|(key, item)| (key.as_ptr(), item.value))
            .collect();
        let copy = Box::into_raw(copy);
        for (key, value) in items {
            insert(copy, seek(copy, key, me), value, me);
        }
        copy
    }
}

/// Sets the function that destroys items when they are removed; NULL for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_set_destructor(
    self_: *mut zhashx_t,
    destructor: zhashx_destructor_fn,
) {
    // SAFETY: `self_` is a handle.
    let table = unsafe { handle(self_, "zhashx_set_destructor") };
    table.callbacks.destructor = destructor;
}

/// Sets the function that copies items when they are added; NULL for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_set_duplicator(
    self_: *mut zhashx_t,
    duplicator: zhashx_duplicator_fn,
) {
    // SAFETY: `self_` is a handle.
    let table = unsafe { handle(self_, "zhashx_set_duplicator") };
    table.callbacks.duplicator = duplicator;
}

/// Sets the function that destroys keys when their items are removed; NULL for none. By default
/// they are freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_set_key_destructor(
    self_: *mut zhashx_t,
    destructor: zhashx_destructor_fn,
) {
    // SAFETY: `self_` is a handle.
    let table = unsafe { handle(self_, "zhashx_set_key_destructor") };
    table.callbacks.text_keys = false;
    table.callbacks.key_destructor = destructor;
    if destructor.is_some() {
        // It destroys the keys that are there already, too.
        let ids: Vec<Id> = table.items.ids().collect();
        for id in ids {
            if let Some(key) = table.items.key_mut(id)
                && let StoredKey::Text(text) = key
            {
                *key = StoredKey::Given(give_text_or_abort(text.as_text().to_bytes()).cast());
            }
        }
    }
}

/// Sets the function that copies keys when their items are added; NULL for none. By default they
/// are copied as strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_set_key_duplicator(
    self_: *mut zhashx_t,
    duplicator: zhashx_duplicator_fn,
) {
    // SAFETY: `self_` is a handle.
    let table = unsafe { handle(self_, "zhashx_set_key_duplicator") };
    table.callbacks.text_keys = false;
    table.callbacks.key_duplicator = duplicator;
}

/// Sets the function that compares keys, which returns 0 for equal ones. Keys that are equal must
/// have the same hash. By default they are compared as strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_set_key_comparator(
    self_: *mut zhashx_t,
    comparator: zhashx_comparator_fn,
) {
    const ME: &str = "zhashx_set_key_comparator";
    if comparator.is_none() {
        breach(ME, "the comparator is NULL");
    }
    // SAFETY: `self_` is a handle.
    let table = unsafe { handle(self_, ME) };
    table.callbacks.key_comparator = comparator;
    // Keys need not be strings any more.
    table.items.forget_bytes();
}

/// Sets the function that hashes keys. By default they are hashed as strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zhashx_set_key_hasher(self_: *mut zhashx_t, hasher: zhashx_hash_fn) {
    const ME: &str = "zhashx_set_key_hasher";
    if hasher.is_none() {
        breach(ME, "the hasher is NULL");
    }
    // SAFETY: `self_` is a handle; the hasher runs without a reference into the table.
    unsafe {
        let table = ptr::from_mut(handle(self_, ME));
        (*table).callbacks.key_hasher = hasher;
        let ids: Vec<Id> = (*table).items.ids().collect();
        for id in ids {
            if let Some(key) = (*table).items.key(id).map(StoredKey::as_ptr) {
                let hash = seek(table, key, ME).hash;
                (*table).items.rehash(id, hash);
            }
        }
    }
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zhashx_test(_verbose: bool) {
    unsafe extern "C" fn hash_number(key: *const c_void) -> usize {
        // SAFETY: the keys are numbers of the test.
        unsafe { *key.cast::<u32>() as usize % 8 }
    }
    unsafe extern "C" fn compare_numbers(key1: *const c_void, key2: *const c_void) -> c_int {
        // SAFETY: as above.
        unsafe { (*key1.cast::<u32>()).cmp(&*key2.cast::<u32>()) as c_int }
    }
    // SAFETY: the calls keep the contract; the test is a program like any other.
    self_test("zhashx", || unsafe {
        let string = |item: *const c_void| CStr::from_ptr(item.cast());
        let key = |text: &'static CStr| text.as_ptr().cast::<c_void>();
        let item = |text: &'static CStr| text.as_ptr().cast_mut().cast::<c_void>();
        let mut hash = zhashx_new();
        zhashx_set_duplicator(hash, Some(copy_string));
        zhashx_set_destructor(hash, Some(free_string));
        assert_eq!(zhashx_insert(hash, key(c"one"), item(c"1")), 0);
        assert_eq!(string(zhashx_cursor(hash)), c"one");
        assert_eq!(zhashx_insert(hash, key(c"one"), item(c"2")), -1);
        zhashx_update(hash, key(c"one"), zhashx_lookup(hash, key(c"one")));
        assert_eq!(string(zhashx_lookup(hash, key(c"one"))), c"1");
        assert_eq!(
            zhashx_rename(hash, key(c"one"), zhashx_cursor(hash).byte_add(1)),
            0
        );
        assert_eq!(string(zhashx_cursor(hash)), c"ne");
        zhashx_delete(hash, zhashx_cursor(hash));
        assert_eq!(zhashx_size(hash), 0);
        for number in 0..1000 {
            let text = CString::new(number.to_string()).unwrap_or_default();
            let text = text.as_ptr();
            assert_eq!(zhashx_insert(hash, text.cast(), text.cast_mut().cast()), 0);
        }
        let mut frame = zhashx_pack(hash);
        let mut copy = zhashx_unpack(frame);
        zframe_destroy(&mut frame);
        zhashx_purge(hash);
        assert!(zhashx_first(hash).is_null());
        zhashx_destroy(&mut hash);
        hash = zhashx_dup(copy);
        let mut keys = zhashx_keys(hash);
        let mut values = zhashx_values(hash);
        assert_eq!(zlistx_size(keys), 1000);
        let mut value = zhashx_first(hash);
        while !value.is_null() {
            assert_eq!(string(zlistx_next(keys)), string(zhashx_cursor(hash)));
            assert_eq!(string(zlistx_next(values)), string(value));
            value = zhashx_next(hash);
        }
        while let mut key = zlistx_detach(keys, ptr::null_mut())
            && !key.is_null()
        {
            zhashx_delete(copy, key);
            free_string(&mut key);
        }
        assert_eq!(zhashx_size(copy), 0);
        zlistx_destroy(&mut keys);
        zlistx_destroy(&mut values);
        zhashx_destroy(&mut copy);
        zhashx_destroy(&mut copy);
        zhashx_destroy(&mut hash);

        let numbers: Vec<u32> = (0..100).collect();
        hash = zhashx_new();
        zhashx_set_key_duplicator(hash, None);
        zhashx_set_key_destructor(hash, None);
        zhashx_set_key_comparator(hash, Some(compare_numbers));
        zhashx_set_key_hasher(hash, Some(hash_number));
        for number in &numbers {
            let number = ptr::from_ref(number).cast::<c_void>();
            assert_eq!(zhashx_insert(hash, number, number.cast_mut()), 0);
        }
        for number in numbers {
            let found = zhashx_lookup(hash, (&raw const number).cast());
            assert_eq!(*found.cast::<u32>(), number);
        }
        zhashx_destroy(&mut hash);
    });
}

//! zlist: simple lists.
//!
//! A list of items, which are pointers, in the order in which they were put there: a queue, a
//! stack, or something to walk and sort. Items are the caller's unless zlist_autofree has the list
//! copy and free strings.
//!
//! The list has one cursor, which zlist_first, zlist_next and zlist_last move and which additions
//! take away, so a list is not added to while it is walked. zlistx is the newer of the two: it
//! finds and moves items by handles, walks both ways, and copies and destroys items of any kind.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::ptr;

use crate::abi::{breach, give_opt, give_text_or_abort, handle, self_test, take, text_bytes};
use czmq_core::containers::list::{List, sorted};

/// Compares two items.
pub type zlist_compare_fn = Option<unsafe extern "C" fn(*mut c_void, *mut c_void) -> c_int>;

/// Releases an item.
pub type zlist_free_fn = Option<unsafe extern "C" fn(*mut c_void)>;

#[derive(Clone, Copy)]
struct Item {
    value: *mut c_void,
    free: zlist_free_fn,
}

/// A list of the program's items.
#[derive(Default)]
pub struct ItemList {
    items: List<Item>,
    /// Items are strings that the list copies and frees.
    autofree: bool,
    compare: zlist_compare_fn,
}

/// A list handle.
pub type zlist_t = ItemList;

/// The value of an item, or NULL.
fn value(item: Option<&Item>) -> *mut c_void {
    item.map_or(ptr::null_mut(), |item| item.value)
}

/// Creates a list that owns copies of some texts, for functions that give one to the caller.
pub fn give_texts<'a>(texts: impl IntoIterator<Item = &'a CStr>) -> *mut zlist_t {
    let mut list = ItemList {
        autofree: true,
        ..ItemList::default()
    };
    for text in texts {
        list.items.append(Item {
            value: give_text_or_abort(text.to_bytes()).cast(),
            free: None,
        });
    }
    give_opt(Some(Box::new(list)))
}

/// The strings of a list that owns them; the cursor stays.
///
/// # Safety
/// The contract; all items are strings.
pub unsafe fn texts(list: *mut zlist_t) -> Vec<CString> {
    // SAFETY: by the caller's contract; no callback runs meanwhile.
    unsafe {
        let items = (*list).items.iter();
        items
            .map(|item| CStr::from_ptr(item.value.cast()).to_owned())
            .collect()
    }
}

/// Releases an item that was taken off.
///
/// # Safety
/// The contract; the list is only asked whether it owns its items.
unsafe fn release(list: *const zlist_t, item: Item) {
    // SAFETY: by the caller's contract; strings of the list are libc's.
    unsafe {
        if (*list).autofree {
            libc::free(item.value);
        } else if let Some(free) = item.free {
            free(item.value);
        }
    }
}

/// Where the first item is that the list's comparator, or else its address, says is the one.
///
/// # Safety
/// The contract.
unsafe fn position(list: *mut zlist_t, item: *mut c_void) -> Option<usize> {
    // SAFETY: the comparator runs without a reference into the list, which it may use.
    unsafe {
        let Some(compare) = (*list).compare else {
            return (*list).items.iter().position(|own| own.value == item);
        };
        let mut index = 0;
        loop {
            let own = (*list).items.get(index)?.value;
            if compare(own, item) == 0 {
                return (value((*list).items.get(index)) == own).then_some(index);
            }
            index += 1;
        }
    }
}

/// Creates a list. The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn zlist_new() -> *mut zlist_t {
    give_opt(Some(Box::default()))
}

/// Destroys a list and sets the caller's variable to NULL; nothing if it is NULL already. Items
/// are released as zlist_purge does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_destroy(self_p: *mut *mut zlist_t) {
    // SAFETY: `self_p` is the address of a handle.
    unsafe {
        if !self_p.is_null() && !(*self_p).is_null() {
            zlist_purge(*self_p);
        }
        drop(take(self_p, "zlist_destroy"));
    }
}

/// Moves the cursor to the first item and returns it; NULL if there is none. The item stays in the
/// list, as after all that only look at one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_first(self_: *mut zlist_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    value(unsafe { handle(self_, "zlist_first") }.items.first())
}

/// Moves the cursor on and returns the item there; NULL, once, after the last, and then the first
/// again. Without a cursor it goes to the first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_next(self_: *mut zlist_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    value(unsafe { handle(self_, "zlist_next") }.items.next())
}

/// Moves the cursor to the last item and returns it; NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_last(self_: *mut zlist_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    value(unsafe { handle(self_, "zlist_last") }.items.last())
}

/// Returns the first item, or NULL. The cursor stays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_head(self_: *mut zlist_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    value(unsafe { handle(self_, "zlist_head") }.items.head())
}

/// Returns the last item, or NULL. The cursor stays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_tail(self_: *mut zlist_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    value(unsafe { handle(self_, "zlist_tail") }.items.tail())
}

/// Returns the item at the cursor, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_item(self_: *mut zlist_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    value(unsafe { handle(self_, "zlist_item") }.items.item())
}

/// The item as the list is to hold it.
///
/// # Safety
/// The contract, and items of a list with autofree are strings; NULL is none.
unsafe fn accepted(list: &zlist_t, item: *mut c_void) -> Item {
    let value = if list.autofree {
        // SAFETY: `item` is a text.
        give_text_or_abort(unsafe { text_bytes(item.cast()) }).cast()
    } else {
        item
    };
    Item { value, free: None }
}

/// Adds an item, or a copy of it after zlist_autofree, at the end. The list has no cursor
/// afterwards. Returns 0, or -1 if the item is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_append(self_: *mut zlist_t, item: *mut c_void) -> c_int {
    if item.is_null() {
        return -1;
    }
    // SAFETY: `self_` is a handle.
    unsafe {
        let list = handle(self_, "zlist_append");
        list.items.append(accepted(list, item));
    }
    0
}

/// Adds an item, or a copy of it after zlist_autofree, at the beginning. The list has no cursor
/// afterwards. Returns 0, or -1 if the item is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_push(self_: *mut zlist_t, item: *mut c_void) -> c_int {
    if item.is_null() {
        return -1;
    }
    // SAFETY: `self_` is a handle.
    unsafe {
        let list = handle(self_, "zlist_push");
        list.items.push(accepted(list, item));
    }
    0
}

/// Removes the first item and returns it without releasing it; NULL if there is none. The list has
/// no cursor afterwards. After zlist_autofree the caller frees the item.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_pop(self_: *mut zlist_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    let item = unsafe { handle(self_, "zlist_pop") }.items.pop();
    value(item.as_ref())
}

/// Returns true if an item is in the list, by the list's comparator, or else by its address.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_exists(self_: *mut zlist_t, item: *mut c_void) -> bool {
    const ME: &str = "zlist_exists";
    if item.is_null() {
        breach(ME, "the item is NULL");
    }
    // SAFETY: `self_` is a handle.
    unsafe { position(handle(self_, ME), item) }.is_some()
}

/// Removes the first item that compares equal by the list's comparator, or else the one with this
/// address, and releases it: frees it after zlist_autofree, else calls the function that
/// zlist_freefn set for it. If the cursor was on it, zlist_next goes to the item that followed.
/// Nothing if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_remove(self_: *mut zlist_t, item: *mut c_void) {
    // SAFETY: `self_` is a handle.
    unsafe {
        let list = ptr::from_mut(handle(self_, "zlist_remove"));
        if !item.is_null()
            && let Some(index) = position(list, item)
            && let Some(item) = (*list).items.remove(index)
        {
            release(list, item);
        }
    }
}

/// Creates a copy; NULL for NULL. After zlist_autofree it owns copies of the strings, else it
/// shares the items. The comparator is copied, the items' free functions are not. The caller
/// destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_dup(self_: *mut zlist_t) -> *mut zlist_t {
    // SAFETY: `self_` is a handle.
    let Some(list) = (unsafe { self_.as_ref() }) else {
        return ptr::null_mut();
    };
    let mut copy = ItemList {
        items: List::new(),
        ..*list
    };
    for item in list.items.iter() {
        // SAFETY: items of a list that frees them itself are texts.
        copy.items.append(unsafe { accepted(list, item.value) });
    }
    give_opt(Some(Box::new(copy)))
}

/// Removes and releases all items: frees them after zlist_autofree, else calls the functions that
/// zlist_freefn set for them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_purge(self_: *mut zlist_t) {
    // SAFETY: `self_` is a handle; items are taken off before their functions run.
    unsafe {
        let list = ptr::from_mut(handle(self_, "zlist_purge"));
        let items = (*list).items.drain();
        for item in items {
            release(list, item);
        }
    }
}

/// Returns the number of items.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_size(self_: *mut zlist_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zlist_size") }.items.len()
}

/// Sorts the list in ascending order by `compare`; if that is NULL by the list's comparator, and
/// without one as strings. Equal items end up in an order that depends only on the order before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_sort(self_: *mut zlist_t, compare: zlist_compare_fn) {
    // SAFETY: `self_` is a handle; the comparator runs without a reference into the list. If it
    // changes the list, that is not sorted.
    unsafe {
        let list = ptr::from_mut(handle(self_, "zlist_sort"));
        let compare = compare.or((*list).compare).unwrap_or(compare_strings);
        let values =
            |items: &List<Item>| -> Vec<_> { items.iter().map(|item| item.value).collect() };
        let before = values(&(*list).items);
        let order = sorted(&before, |one, other| compare(one, other));
        if values(&(*list).items) == before {
            (*list).items.permute(order);
        }
    }
}

unsafe extern "C" fn compare_strings(item1: *mut c_void, item2: *mut c_void) -> c_int {
    // SAFETY: items without a comparator are texts.
    unsafe { libc::strcmp(item1.cast::<c_char>(), item2.cast()) }
}

/// Has the list copy strings that are added from now on, and free all its items when they are
/// removed. To be called before items are added.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_autofree(self_: *mut zlist_t) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zlist_autofree") }.autofree = true;
}

/// Sets the comparator, by which zlist_exists, zlist_remove and zlist_sort go; NULL for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_comparefn(self_: *mut zlist_t, fn_: zlist_compare_fn) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zlist_comparefn") }.compare = fn_;
}

/// Sets the function that releases an item; NULL for none. The first item at that address gets it,
/// or, if `at_tail` is true, the last item of the list if it is at that address. Returns the item,
/// or NULL if it was not found.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlist_freefn(
    self_: *mut zlist_t,
    item: *mut c_void,
    fn_: zlist_free_fn,
    at_tail: bool,
) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    let items = &mut unsafe { handle(self_, "zlist_freefn") }.items;
    let found = if at_tail {
        items.tail_mut().filter(|own| own.value == item)
    } else {
        items.iter_mut().find(|own| own.value == item)
    };
    found.map_or(ptr::null_mut(), |own| {
        own.free = fn_;
        own.value
    })
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zlist_test(_verbose: bool) {
    unsafe extern "C" fn mark(item: *mut c_void) {
        // SAFETY: the items are numbers of the test.
        unsafe { *item.cast::<i32>() += 100 };
    }
    unsafe extern "C" fn descending(item1: *mut c_void, item2: *mut c_void) -> c_int {
        // SAFETY: as above.
        unsafe { *item2.cast::<i32>() - *item1.cast::<i32>() }
    }
    // SAFETY: the calls keep the contract; the test is a program like any other.
    self_test("zlist", || unsafe {
        let text = |item: *mut c_void| CStr::from_ptr(item.cast());
        let mut list = zlist_new();
        let words = [c"bread", c"wine", c"cheese"];
        for word in words {
            assert_eq!(zlist_append(list, word.as_ptr().cast_mut().cast()), 0);
        }
        assert_eq!(zlist_append(list, ptr::null_mut()), -1);
        assert_eq!(zlist_size(list), 3);
        assert_eq!(text(zlist_first(list)), c"bread");
        zlist_remove(list, words[0].as_ptr().cast_mut().cast());
        assert_eq!(text(zlist_next(list)), c"wine");
        zlist_sort(list, None);
        assert_eq!(text(zlist_head(list)), c"cheese");
        assert_eq!(text(zlist_tail(list)), c"wine");
        let mut copy = zlist_dup(list);
        assert_eq!(text(zlist_pop(copy)), c"cheese");
        assert_eq!((zlist_size(copy), zlist_size(list)), (1, 2));
        zlist_destroy(&mut copy);
        zlist_autofree(list);
        while !zlist_pop(list).is_null() {}
        zlist_push(list, words[0].as_ptr().cast_mut().cast());
        assert!(!zlist_exists(list, words[0].as_ptr().cast_mut().cast()));
        zlist_comparefn(list, Some(compare_strings));
        assert!(zlist_exists(list, words[0].as_ptr().cast_mut().cast()));
        zlist_destroy(&mut list);
        zlist_destroy(&mut list);

        let mut numbers = [3, 1, 2];
        let numbers = numbers.as_mut_ptr();
        list = zlist_new();
        for index in 0..3 {
            zlist_append(list, numbers.add(index).cast());
            zlist_freefn(list, numbers.add(index).cast(), Some(mark), true);
        }
        zlist_sort(list, Some(descending));
        zlist_comparefn(list, Some(descending));
        zlist_remove(list, zlist_tail(list));
        assert_eq!(*numbers.add(1), 101);
        assert!(zlist_freefn(list, zlist_head(list), None, false).cast() == numbers);
        zlist_purge(list);
        assert_eq!((*numbers, *numbers.add(2)), (3, 102));
        zlist_destroy(&mut list);
    });
}

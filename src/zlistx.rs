//! zlistx: lists with handles.
//!
//! A list of items, which are pointers. It can be told how to copy, destroy and compare them: a
//! list with a duplicator and a destructor owns its items, one without leaves them to the caller.
//!
//! Functions that add an item return a handle, by which the item can be removed or moved in
//! constant time, wherever it is. The list has one cursor, for walks in both directions. With a
//! comparator it can be kept in order: zlistx_insert puts an item where it belongs.

use std::ffi::{CStr, c_int, c_void};
use std::ptr::{self, NonNull};

use crate::abi::{
    breach, give, give_opt, give_text_or_abort, handle, self_test, tagged, take, text_bytes,
};
use crate::zframe::zframe_t;
use crate::zhashx::{copy_string, free_string};
use czmq_c_abi::Tagged;
use czmq_core::containers::list::sorted;
use czmq_core::containers::ring::{LIVE, Ring, RingNode, RingPlace};
use czmq_core::formats::dictionary;
use czmq_core::messaging::frame::Frame;
use czmq_sys::memory;

/// Destroys the item that the argument points to.
pub type zlistx_destructor_fn = Option<unsafe extern "C" fn(*mut *mut c_void)>;

/// Copies an item.
pub type zlistx_duplicator_fn = Option<unsafe extern "C" fn(*const c_void) -> *mut c_void>;

/// Compares two items.
pub type zlistx_comparator_fn = Option<unsafe extern "C" fn(*const c_void, *const c_void) -> c_int>;

/// A list of the program's items.
#[derive(Default)]
pub struct ItemRing {
    items: Ring<Value>,
    destructor: zlistx_destructor_fn,
    duplicator: zlistx_duplicator_fn,
    comparator: zlistx_comparator_fn,
}

/// A list handle.
pub type zlistx_t = ItemRing;

/// Items are never NULL.
type Value = NonNull<c_void>;

/// The item, or NULL.
fn pointer(item: Option<Value>) -> *mut c_void {
    item.map_or(ptr::null_mut(), NonNull::as_ptr)
}

/// Compares items that the program does not compare: by their addresses.
unsafe extern "C" fn compare_addresses(item1: *const c_void, item2: *const c_void) -> c_int {
    item1.cmp(&item2) as c_int
}

impl ItemRing {
    /// A list for functions that give one to the caller.
    pub fn with_callbacks(
        duplicator: zlistx_duplicator_fn,
        destructor: zlistx_destructor_fn,
    ) -> ItemRing {
        ItemRing {
            duplicator,
            destructor,
            ..ItemRing::default()
        }
    }

    /// Adds an item as it is at the end.
    pub fn append(&mut self, item: NonNull<c_void>) {
        self.items.append(item);
    }

    fn comparator(&self) -> unsafe extern "C" fn(*const c_void, *const c_void) -> c_int {
        self.comparator.unwrap_or(compare_addresses)
    }

    fn handle(&self, place: Option<RingPlace>) -> *mut c_void {
        place
            .and_then(|place| self.items.node(place))
            .map_or(ptr::null_mut(), handle_of)
    }
}

/// What stands for a node in C programs.
fn handle_of(node: &RingNode<Value>) -> *mut c_void {
    ptr::from_ref(node).cast_mut().cast()
}

/// The node behind a handle.
///
/// # Safety
/// The contract; the handle may also be any readable memory of four bytes.
unsafe fn node<'a>(handle: *mut c_void, me: &str) -> &'a RingNode<Value> {
    if handle.is_null() {
        breach(me, "the handle is NULL");
    }
    // SAFETY: by the caller's contract.
    unsafe {
        if handle.cast::<u32>().read_unaligned() != LIVE {
            breach(me, "the argument is not a handle of a list");
        }
        &*handle.cast::<RingNode<Value>>()
    }
}

/// The place behind a handle.
///
/// # Safety
/// As [`node`].
unsafe fn place(list: &ItemRing, handle: *mut c_void, me: &str) -> RingPlace {
    // SAFETY: by the caller's contract.
    let place = unsafe { node(handle, me) }.place();
    if list.handle(Some(place)) != handle {
        breach(me, "the handle is of another list");
    }
    place
}

/// The item as the list is to hold it.
///
/// # Safety
/// The contract; the duplicator runs without a reference into the list.
unsafe fn accepted(list: *mut zlistx_t, item: *mut c_void, me: &str) -> Value {
    if item.is_null() {
        breach(me, "the item is NULL");
    }
    // SAFETY: by the caller's contract.
    let item = unsafe {
        match (*list).duplicator {
            Some(duplicator) => duplicator(item),
            None => item,
        }
    };
    NonNull::new(item).unwrap_or_else(|| breach(me, "the duplicator gave NULL"))
}

/// Destroys an item that was removed.
///
/// # Safety
/// The contract.
unsafe fn release(list: *mut zlistx_t, item: Value) {
    // SAFETY: by the caller's contract; the destructor runs without a reference into the list.
    unsafe {
        if let Some(destructor) = (*list).destructor {
            let mut item = item.as_ptr();
            destructor(&mut item);
        }
    }
}

/// Before which place an item belongs in a sorted list, as the first or last of its equals; its own
/// place does not count.
///
/// # Safety
/// The contract.
unsafe fn position(
    list: *mut zlistx_t,
    item: Value,
    own: Option<RingPlace>,
    low_value: bool,
) -> Option<RingPlace> {
    // SAFETY: by the caller's contract; the comparator runs without a reference into the list. A
    // place that it took off ends the search.
    unsafe {
        let compare = (*list).comparator();
        let mut at = None;
        loop {
            let next = if low_value {
                (*list).items.after(at)
            } else {
                (*list).items.before(at)
            };
            let Some(place) = next else {
                return if low_value {
                    None
                } else {
                    (*list).items.after(None)
                };
            };
            if next != own
                && let Some(other) = (*list).items.get(place)
            {
                let stop = if low_value {
                    compare(item.as_ptr(), other.as_ptr()) <= 0
                } else {
                    compare(other.as_ptr(), item.as_ptr()) <= 0
                };
                if stop && (*list).items.get(place).is_some() {
                    return if low_value {
                        next
                    } else {
                        (*list).items.after(next)
                    };
                }
            }
            at = next;
        }
    }
}

/// Creates a list. The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn zlistx_new() -> *mut zlistx_t {
    give_opt(Some(Box::default()))
}

/// Destroys a list and sets the caller's variable to NULL; nothing if it is NULL already. Items
/// are destroyed if there is a destructor.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_destroy(self_p: *mut *mut zlistx_t) {
    // SAFETY: `self_p` is the address of a handle.
    unsafe {
        if !self_p.is_null() && !(*self_p).is_null() {
            zlistx_purge(*self_p);
        }
        drop(take(self_p, "zlistx_destroy"));
    }
}

/// Adds an item, or the duplicator's copy of it, at the beginning. The list has no cursor
/// afterwards. Returns a handle on the item, which is valid until the item is removed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_add_start(self_: *mut zlistx_t, item: *mut c_void) -> *mut c_void {
    const ME: &str = "zlistx_add_start";
    // SAFETY: `self_` is a handle.
    unsafe {
        let list = ptr::from_mut(handle(self_, ME));
        let item = accepted(list, item, ME);
        let first = (*list).items.after(None);
        add(&mut *list, item, first)
    }
}

/// Adds an item, or the duplicator's copy of it, at the end. The list has no cursor afterwards.
/// Returns a handle on the item, which is valid until the item is removed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_add_end(self_: *mut zlistx_t, item: *mut c_void) -> *mut c_void {
    const ME: &str = "zlistx_add_end";
    // SAFETY: `self_` is a handle.
    unsafe {
        let list = ptr::from_mut(handle(self_, ME));
        let item = accepted(list, item, ME);
        (*list).items.set_cursor(None);
        handle_of((*list).items.append(item))
    }
}

fn add(list: &mut ItemRing, item: Value, before: Option<RingPlace>) -> *mut c_void {
    list.items.set_cursor(None);
    handle_of(list.items.insert(item, before))
}

/// Returns the number of items.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_size(self_: *mut zlistx_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zlistx_size") }.items.len()
}

/// Returns the first item, or NULL. The cursor stays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_head(self_: *mut zlistx_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    let list = unsafe { handle(self_, "zlistx_head") };
    pointer(list.items.head())
}

/// Returns the last item, or NULL. The cursor stays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_tail(self_: *mut zlistx_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    let list = unsafe { handle(self_, "zlistx_tail") };
    pointer(list.items.tail())
}

/// Moves the cursor to the first item and returns it; NULL if there is none. The item stays in the
/// list, as after all that only look at one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_first(self_: *mut zlistx_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    let list = unsafe { handle(self_, "zlistx_first") };
    list.items.set_cursor(None);
    pointer(list.items.next())
}

/// Moves the cursor on and returns the item there; NULL, and no cursor, after the last. Without a
/// cursor it goes to the first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_next(self_: *mut zlistx_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    let list = unsafe { handle(self_, "zlistx_next") };
    pointer(list.items.next())
}

/// Moves the cursor back and returns the item there; NULL, and no cursor, before the first.
/// Without a cursor it goes to the last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_prev(self_: *mut zlistx_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    let list = unsafe { handle(self_, "zlistx_prev") };
    pointer(list.items.prev())
}

/// Moves the cursor to the last item and returns it; NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_last(self_: *mut zlistx_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    let list = unsafe { handle(self_, "zlistx_last") };
    list.items.set_cursor(None);
    pointer(list.items.prev())
}

/// Returns the item at the cursor, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_item(self_: *mut zlistx_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    let list = unsafe { handle(self_, "zlistx_item") };
    pointer(list.items.item())
}

/// Returns a handle on the item at the cursor, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_cursor(self_: *mut zlistx_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    let list = unsafe { handle(self_, "zlistx_cursor") };
    list.handle(list.items.cursor())
}

/// Returns the item of a handle; NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_handle_item(handle: *mut c_void) -> *mut c_void {
    if handle.is_null() {
        return ptr::null_mut();
    }
    // SAFETY: `handle` is the handle of an item.
    pointer(unsafe { node(handle, "zlistx_handle_item") }.item())
}

/// Moves the cursor to the first item that compares equal by the comparator, or else to the one
/// with this address, and returns a handle on it; NULL if there is none, and the cursor stays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_find(self_: *mut zlistx_t, item: *mut c_void) -> *mut c_void {
    const ME: &str = "zlistx_find";
    /// How far ahead items are prefetched.
    const AHEAD: u32 = 16;
    if item.is_null() {
        breach(ME, "the item is NULL");
    }
    // SAFETY: `self_` is a handle; the comparator runs without a reference into the list. A place
    // that it took off ends the search.
    unsafe {
        let list = ptr::from_mut(handle(self_, ME));
        let compare = (*list).comparator();
        let mut at = None;
        while let Some((place, own)) = (*list).items.next_of(at) {
            // A comparison waits for what the item points to.
            if let Some(later) = (*list).items.later(place, AHEAD) {
                memory::prefetch(later.as_ptr());
            }
            at = Some(place);
            if compare(own.as_ptr(), item) == 0 {
                (*list).items.set_cursor(at);
                return (*list).handle(at);
            }
        }
    }
    ptr::null_mut()
}

/// Removes an item by its handle, or the first if that is NULL. Returns it without destroying it;
/// NULL if the list is empty. A cursor on it moves to the item before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_detach(self_: *mut zlistx_t, handle: *mut c_void) -> *mut c_void {
    // SAFETY: `self_` is a handle, and `handle` is the handle of an item.
    pointer(unsafe { detach(self_, handle, "zlistx_detach") })
}

/// # Safety
/// The contract.
unsafe fn detach(self_: *mut zlistx_t, handle: *mut c_void, me: &str) -> Option<Value> {
    // SAFETY: `self_` is a handle.
    unsafe {
        let list = self::handle(self_, me);
        let place = if handle.is_null() {
            list.items.after(None)?
        } else {
            place(list, handle, me)
        };
        list.items.detach(place)
    }
}

/// Removes the item at the cursor, or the first without a cursor. Returns it without destroying it;
/// NULL if the list is empty. The cursor moves to the item before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_detach_cur(self_: *mut zlistx_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    let list = unsafe { handle(self_, "zlistx_detach_cur") };
    let place = list.items.cursor().or(list.items.after(None));
    pointer(place.and_then(|place| list.items.detach(place)))
}

/// Removes an item by its handle, or the first if that is NULL, and destroys it if there is a
/// destructor. Returns 0, or -1 if the list is empty. A cursor on it moves to the item before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_delete(self_: *mut zlistx_t, handle: *mut c_void) -> c_int {
    // SAFETY: `self_` is a handle, and `handle` is the handle of an item; the item is taken off before it is
    // destroyed.
    unsafe {
        match detach(self_, handle, "zlistx_delete") {
            Some(item) => {
                release(self_, item);
                0
            }
            None => -1,
        }
    }
}

/// Moves an item, by its handle, to the beginning. The cursor stays on its item.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_move_start(self_: *mut zlistx_t, handle: *mut c_void) {
    const ME: &str = "zlistx_move_start";
    // SAFETY: `self_` is a handle.
    unsafe {
        let list = self::handle(self_, ME);
        let place = place(list, handle, ME);
        list.items.move_before(place, list.items.after(None));
    }
}

/// Moves an item, by its handle, to the end. The cursor stays on its item.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_move_end(self_: *mut zlistx_t, handle: *mut c_void) {
    const ME: &str = "zlistx_move_end";
    // SAFETY: `self_` is a handle.
    unsafe {
        let list = self::handle(self_, ME);
        let place = place(list, handle, ME);
        list.items.move_before(place, None);
    }
}

/// Removes all items, and destroys them if there is a destructor.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_purge(self_: *mut zlistx_t) {
    // SAFETY: `self_` is a handle; each item is taken off before it is destroyed.
    unsafe {
        let list = ptr::from_mut(handle(self_, "zlistx_purge"));
        (*list).items.set_cursor(None);
        // What a destructor adds meanwhile stays.
        for _ in 0..(*list).items.len() {
            let first = (*list).items.after(None);
            if let Some(item) = first.and_then(|place| (*list).items.detach(place)) {
                release(list, item);
            }
        }
    }
}

/// Sorts the list in ascending order by the comparator, or else by the items' addresses. Items move
/// from handle to handle: a handle then stands for the place, and so does the cursor. Equal items
/// end up in an order that depends only on the order before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_sort(self_: *mut zlistx_t) {
    // SAFETY: `self_` is a handle; the comparator runs without a reference into the list. If it
    // changes the list, that is not sorted.
    unsafe {
        let list = ptr::from_mut(handle(self_, "zlistx_sort"));
        let compare = (*list).comparator();
        let before: Vec<Value> = (*list).items.iter().collect();
        let order = sorted(&before, |one, other| compare(one.as_ptr(), other.as_ptr()));
        if (*list).items.iter().eq(before.iter().copied()) {
            (*list)
                .items
                .replace(order.into_iter().map(|place| before[place]));
        }
    }
}

/// Adds an item, or the duplicator's copy of it, to a sorted list: if `low_value` is true before
/// the first that is not less, else after the last that is not greater. The list has no cursor
/// afterwards. Returns a handle on the item, which is valid until the item is removed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_insert(
    self_: *mut zlistx_t,
    item: *mut c_void,
    low_value: bool,
) -> *mut c_void {
    const ME: &str = "zlistx_insert";
    // SAFETY: `self_` is a handle.
    unsafe {
        let list = ptr::from_mut(handle(self_, ME));
        let item = accepted(list, item, ME);
        let before = position(list, item, None, low_value);
        add(&mut *list, item, before)
    }
}

/// Moves an item, by its handle, to where it belongs in a sorted list: if `low_value` is true
/// before the first other that is not less, else after the last other item that is not greater. The
/// cursor stays on its item.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_reorder(
    self_: *mut zlistx_t,
    handle: *mut c_void,
    low_value: bool,
) {
    const ME: &str = "zlistx_reorder";
    // SAFETY: `self_` is a handle.
    unsafe {
        let list = ptr::from_mut(self::handle(self_, ME));
        let place = place(&*list, handle, ME);
        if let Some(item) = (*list).items.get(place) {
            let before = position(list, item, Some(place), low_value);
            (*list).items.move_before(place, before);
        }
    }
}

/// Creates a copy; NULL for NULL. It has the same callbacks, and the duplicator's copy of each
/// item, or the item itself without one. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_dup(self_: *mut zlistx_t) -> *mut zlistx_t {
    if self_.is_null() {
        return ptr::null_mut();
    }
    // SAFETY: `self_` is a handle; the duplicator runs without a reference into the list.
    unsafe {
        let mut copy = Box::new(ItemRing {
            items: Ring::new(),
            ..*self_
        });
        let items: Vec<Value> = (*self_).items.iter().collect();
        for item in items {
            copy.append(accepted(self_, item.as_ptr(), "zlistx_dup"));
        }
        give_opt(Some(copy))
    }
}

/// Sets the function that destroys items when they are removed; NULL for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_set_destructor(
    self_: *mut zlistx_t,
    destructor: zlistx_destructor_fn,
) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zlistx_set_destructor") }.destructor = destructor;
}

/// Sets the function that copies items when they are added; NULL for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_set_duplicator(
    self_: *mut zlistx_t,
    duplicator: zlistx_duplicator_fn,
) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zlistx_set_duplicator") }.duplicator = duplicator;
}

/// Sets the function that compares items, by which zlistx_find, zlistx_sort, zlistx_insert and
/// zlistx_reorder go; NULL for their addresses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_set_comparator(
    self_: *mut zlistx_t,
    comparator: zlistx_comparator_fn,
) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zlistx_set_comparator") }.comparator = comparator;
}

/// DRAFT: Reads a list of strings that zlistx_pack put into a frame. The list owns copies of the
/// strings, and copies and frees items from then on. Returns NULL, errno EPROTO, if a string is not
/// all there; a frame with less than a count is an empty list. The frame stays the caller's, who
/// destroys the list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_unpack(frame: *mut zframe_t) -> *mut zlistx_t {
    // SAFETY: `frame` is a handle.
    let bytes = unsafe { tagged(frame, "zlistx_unpack") }.bytes();
    give(dictionary::decode_list(bytes).map(|texts| {
        let mut list = ItemRing::with_callbacks(Some(copy_string), Some(free_string));
        for text in texts {
            if let Some(text) = NonNull::new(give_text_or_abort(text)) {
                list.append(text.cast());
            }
        }
        Box::new(list)
    }))
}

/// DRAFT: Creates a frame with the items of a list of strings, for zlistx_unpack and others that
/// know the format, which is also that of zproto: the number of items in 4 bytes, then for each the
/// length in 4 bytes and the item; big-endian. Returns NULL and errno if there is no room for it in
/// a frame. The caller destroys the frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zlistx_pack(self_: *mut zlistx_t) -> *mut zframe_t {
    // SAFETY: `self_` is a handle. The items are strings.
    let bytes = unsafe {
        let items = handle(self_, "zlistx_pack").items.iter();
        dictionary::encode_list(items.map(|item| text_bytes(item.as_ptr().cast())))
    };
    give(
        bytes
            .and_then(|bytes| Frame::new(&bytes))
            .map(Tagged::boxed),
    )
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zlistx_test(_verbose: bool) {
    unsafe extern "C" fn copy(item: *const c_void) -> *mut c_void {
        // SAFETY: the items are strings.
        unsafe { libc::strdup(item.cast()).cast() }
    }
    unsafe extern "C" fn compare(item1: *const c_void, item2: *const c_void) -> c_int {
        // SAFETY: as above.
        unsafe { libc::strcmp(item1.cast(), item2.cast()) }
    }
    unsafe extern "C" fn destroy(item: *mut *mut c_void) {
        // SAFETY: as above; they are copies.
        unsafe {
            libc::free(*item);
            *item = ptr::null_mut();
        }
    }
    // SAFETY: the calls keep the contract; the test is a program like any other.
    self_test("zlistx", || unsafe {
        let text = |item: *mut c_void| CStr::from_ptr(item.cast());
        let item = |text: &'static CStr| text.as_ptr().cast_mut().cast();
        let mut list = zlistx_new();
        zlistx_set_duplicator(list, Some(copy));
        zlistx_set_destructor(list, Some(destroy));
        zlistx_set_comparator(list, Some(compare));
        let wine = zlistx_add_end(list, item(c"wine"));
        zlistx_add_start(list, item(c"bread"));
        assert_eq!(text(zlistx_handle_item(wine)), c"wine");
        assert_eq!(text(zlistx_first(list)), c"bread");
        assert_eq!(text(zlistx_next(list)), c"wine");
        assert!(zlistx_cursor(list) == wine);
        assert!(zlistx_next(list).is_null());
        assert_eq!(text(zlistx_prev(list)), c"wine");
        assert_eq!(zlistx_delete(list, wine), 0);
        assert_eq!(text(zlistx_item(list)), c"bread");
        zlistx_purge(list);
        assert_eq!(zlistx_delete(list, ptr::null_mut()), -1);

        let mut state = 1u32;
        for number in 0..1000 {
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12345);
            let text = format!("{:03}\0", state >> 16 & 0x1FF);
            let item = text.as_ptr().cast_mut().cast();
            if number % 2 == 0 {
                zlistx_add_end(list, item);
            } else {
                zlistx_insert(list, item, number % 4 == 1);
            }
        }
        zlistx_sort(list);
        let mut copy = zlistx_dup(list);
        let mut last = zlistx_first(copy);
        while let next = zlistx_next(copy)
            && !next.is_null()
        {
            assert!(text(last) <= text(next));
            last = next;
        }
        assert_eq!(zlistx_size(copy), 1000);
        let handle = zlistx_find(copy, last);
        zlistx_move_start(copy, handle);
        assert!(zlistx_head(copy) == zlistx_handle_item(handle));
        zlistx_reorder(copy, handle, false);
        assert!(zlistx_tail(copy) == zlistx_handle_item(handle));
        let mut item = zlistx_detach(copy, handle);
        destroy(&mut item);
        zlistx_destroy(&mut copy);
        zlistx_destroy(&mut list);
        zlistx_destroy(&mut list);
    });
}

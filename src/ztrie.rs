//! ztrie: paths, found by routes.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;

use crate::abi::{give_opt, handle, lend_text, self_test, take, text};
use crate::zhashx::{zhashx_destroy, zhashx_insert, zhashx_lookup, zhashx_new, zhashx_t};
use czmq_core::matching::trie::Trie;
use czmq_sys::stream::Stream;

/// Releases the data of a route, and sets the variable to NULL.
pub type ztrie_destroy_data_fn = Option<unsafe extern "C" fn(*mut *mut c_void)>;

/// The program's data of a route.
#[derive(Clone, Copy)]
pub struct Data {
    data: *mut c_void,
    destroy: ztrie_destroy_data_fn,
}

impl Data {
    /// Releases the data.
    ///
    /// # Safety
    /// The contract; it is in no route any more.
    unsafe fn release(mut self) {
        if let Some(destroy) = self.destroy {
            // SAFETY: by the caller's contract.
            unsafe { destroy(&mut self.data) };
        }
    }
}

/// A handle of routes.
pub type ztrie_t = Trie<Data>;

/// Creates an object without routes, whose paths are split at a delimiter; 0 stands for `/`. The
/// caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn ztrie_new(delimiter: c_char) -> *mut ztrie_t {
    let delimiter = if delimiter == 0 {
        b'/'
    } else {
        delimiter as u8
    };
    give_opt(Some(Box::new(Trie::new(delimiter))))
}

/// Destroys an object, with the data of its routes, and sets the caller's variable to NULL; nothing
/// if it is NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ztrie_destroy(self_p: *mut *mut ztrie_t) {
    // SAFETY: `self_p` is the address of a handle.
    unsafe {
        let trie = take(self_p, "ztrie_destroy");
        for data in trie.into_iter().flat_map(|mut trie| trie.drain()) {
            data.release();
        }
    }
}

/// Adds a route, with data. If there is a function to destroy the data, the route owns them
/// from then on, and they are destroyed with it; otherwise they stay the caller's.
///
/// Returns 0; or -1, and the data stay the caller's, if the route is there, has an empty token, an
/// invalid expression or more than 256 tokens, or if `*` in it or in another route would have a
/// sibling.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ztrie_insert_route(
    self_: *mut ztrie_t,
    path: *const c_char,
    data: *mut c_void,
    destroy_data_fn: ztrie_destroy_data_fn,
) -> c_int {
    const ME: &str = "ztrie_insert_route";
    let data = Data {
        data,
        destroy: destroy_data_fn,
    };
    // SAFETY: `self_` is a handle, and `path` is a text.
    let inserted = unsafe { handle(self_, ME).insert(text(path, ME).to_bytes(), data) };
    if inserted { 0 } else { -1 }
}

/// Removes a route, written as it was when it was added, and destroys its data. Returns 0, or -1 if
/// there is no such route. If it was hit last, nothing was from then on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ztrie_remove_route(self_: *mut ztrie_t, path: *const c_char) -> c_int {
    const ME: &str = "ztrie_remove_route";
    // SAFETY: `self_` is a handle, and `path` is a text; the data is in no route any more.
    unsafe {
        match handle(self_, ME).remove(text(path, ME).to_bytes()) {
            Some(data) => {
                data.release();
                0
            }
            None => -1,
        }
    }
}

/// Returns true if a path matches a route, which the functions below describe until the next call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ztrie_matches(self_: *mut ztrie_t, path: *const c_char) -> bool {
    const ME: &str = "ztrie_matches";
    // SAFETY: `path` is a text, and `self_` is a handle. The path may be part of the last hit,
    // which this frees: it is copied.
    unsafe {
        let path = text(path, ME).to_owned();
        handle(self_, ME).matches(path.to_bytes())
    }
}

/// Returns the data of the route that was hit last; NULL if none was, or it was removed. They stay
/// the route's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ztrie_hit_data(self_: *mut ztrie_t) -> *mut c_void {
    // SAFETY: `self_` is a handle.
    let hit = unsafe { handle(self_, "ztrie_hit_data") }.hit();
    hit.map_or(ptr::null_mut(), |data| data.data)
}

/// Returns the number of names in the expressions of the route that was hit last; 0 if none was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ztrie_hit_parameter_count(self_: *mut ztrie_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "ztrie_hit_parameter_count") }
        .parameters()
        .len()
}

/// Returns the names in the expressions of the route that was hit last, with what they match in the
/// path; NULL if none was hit, or it has no names. The caller destroys the table; the
/// values are texts of the object, which the next ztrie_matches frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ztrie_hit_parameters(self_: *mut ztrie_t) -> *mut zhashx_t {
    // SAFETY: `self_` is a handle; the table copies its keys.
    unsafe {
        let parameters = handle(self_, "ztrie_hit_parameters").parameters();
        if parameters.is_empty() {
            return ptr::null_mut();
        }
        let table = zhashx_new();
        for (name, value) in parameters {
            // Of two with one name the first counts.
            zhashx_insert(
                table,
                name.as_ptr().cast(),
                value.as_ptr().cast_mut().cast(),
            );
        }
        table
    }
}

/// Returns what `*` matches in the path that was matched last; NULL if none was, or the route
/// does not end so. The text is the object's; the next ztrie_matches frees it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ztrie_hit_asterisk_match(self_: *mut ztrie_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    lend_text(unsafe { handle(self_, "ztrie_hit_asterisk_match") }.rest())
}

/// Prints the tokens of all routes to standard output, for people.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ztrie_print(self_: *mut ztrie_t) {
    // SAFETY: `self_` is a handle.
    let listing = unsafe { handle(self_, "ztrie_print") }.listing();
    Stream::stdout().write(&listing);
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn ztrie_test(_verbose: bool) {
    unsafe extern "C" fn count(data: *mut *mut c_void) {
        // SAFETY: the test gives it a counter.
        unsafe {
            *(*data).cast::<i32>() += 1;
            *data = ptr::null_mut();
        }
    }
    // SAFETY: the calls keep the contract.
    self_test("ztrie", || unsafe {
        let mut trie = ztrie_new(0);
        let mut destroyed = 0;
        let data = (&raw mut destroyed).cast::<c_void>();
        let route = c"/users/{name:^\\w+$}/files/*".as_ptr();
        assert_eq!(ztrie_insert_route(trie, route, data, Some(count)), 0);
        assert_eq!(ztrie_insert_route(trie, route, data, Some(count)), -1);
        assert_eq!(
            ztrie_insert_route(trie, c"/users".as_ptr(), data, Some(count)),
            0
        );
        assert!(!ztrie_matches(trie, c"/users/anna/files".as_ptr()));
        assert!(ztrie_hit_data(trie).is_null() && ztrie_hit_parameters(trie).is_null());
        assert!(ztrie_matches(trie, c"/users/anna/files/one/two".as_ptr()));
        assert_eq!(ztrie_hit_data(trie), data);
        assert_eq!(CStr::from_ptr(ztrie_hit_asterisk_match(trie)), c"one/two");
        assert_eq!(ztrie_hit_parameter_count(trie), 1);
        let mut parameters = ztrie_hit_parameters(trie);
        let name = zhashx_lookup(parameters, c"name".as_ptr().cast());
        assert_eq!(CStr::from_ptr(name.cast()), c"anna");
        zhashx_destroy(&mut parameters);
        assert_eq!(ztrie_remove_route(trie, route), 0);
        assert_eq!(ztrie_remove_route(trie, route), -1);
        assert!(ztrie_hit_data(trie).is_null());
        assert_eq!(destroyed, 1);
        ztrie_destroy(&mut trie);
        ztrie_destroy(&mut trie);
        assert_eq!(destroyed, 2);
    });
}

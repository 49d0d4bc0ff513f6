//! ziflist: the network interfaces of this host.
//!
//! The list is of the interfaces that a beacon can be sent on (zbeacon), an entry for each of their
//! addresses. It has one current entry: ziflist_first and ziflist_next move it, and other
//! functions return its address, broadcast address and network mask.

use std::ffi::c_char;

use crate::abi::{give, handle, lend_text, self_test, take};
use czmq_sys::interface_list::{Entry, Interfaces};
use czmq_sys::log::{self, Level};

/// A handle to a list of network interfaces.
pub type ziflist_t = Interfaces;

/// Lists the network interfaces that can broadcast by IPv4 and are up, one entry for each address;
/// no loopback or point-to-point ones. Returns NULL and errno if the system cannot list them. The
/// caller destroys the list.
#[unsafe(no_mangle)]
pub extern "C" fn ziflist_new() -> *mut ziflist_t {
    give(Interfaces::read(false).map(Box::new))
}

/// Destroys a list and sets the caller's variable to NULL; nothing if it is NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ziflist_destroy(self_p: *mut *mut ziflist_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "ziflist_destroy") });
}

/// Lists the interfaces again. Strings returned earlier become invalid. The list is empty, and
/// errno set, if the system cannot list them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ziflist_reload(self_: *mut ziflist_t) {
    // SAFETY: `self_` is a handle.
    let list = unsafe { handle(self_, "ziflist_reload") };
    reload(list, false);
}

fn reload(list: &mut Interfaces, with_ipv6: bool) {
    *list = Interfaces::read(with_ipv6).unwrap_or_else(|error| {
        error.set();
        Interfaces::default()
    });
}

/// DRAFT: Lists the network interfaces as ziflist_new does, and those that can multicast by IPv6 as
/// well. Of these ziflist_broadcast returns what zsys_set_ipv6_mcast_address set.
#[unsafe(no_mangle)]
pub extern "C" fn ziflist_new_ipv6() -> *mut ziflist_t {
    give(Interfaces::read(true).map(Box::new))
}

/// DRAFT: Lists the interfaces again, as ziflist_reload does, with those of ziflist_new_ipv6.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ziflist_reload_ipv6(self_: *mut ziflist_t) {
    // SAFETY: `self_` is a handle.
    reload(unsafe { handle(self_, "ziflist_reload_ipv6") }, true);
}

/// DRAFT: Returns true if the address of the current entry is one of IPv6; false if there is no
/// current entry.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ziflist_is_ipv6(self_: *mut ziflist_t) -> bool {
    // SAFETY: `self_` is a handle.
    let entry = unsafe { current(self_, "ziflist_is_ipv6") };
    entry.is_some_and(|entry| entry.is_ipv6)
}

/// Returns the number of entries.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ziflist_size(self_: *mut ziflist_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "ziflist_size") }.len()
}

/// Goes to the first entry and returns the interface's name, which belongs to the list; NULL if
/// there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ziflist_first(self_: *mut ziflist_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    lend_text(unsafe { handle(self_, "ziflist_first") }.first())
}

/// Goes to the next entry and returns the interface's name, which belongs to the list; NULL if
/// there is none. Goes to the first entry if there is no current one: at the beginning, and again
/// after the end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ziflist_next(self_: *mut ziflist_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    lend_text(unsafe { handle(self_, "ziflist_next") }.next())
}

/// A text of the current entry.
///
/// # Safety
/// The contract.
unsafe fn current<'a>(self_: *mut ziflist_t, function: &str) -> Option<&'a Entry> {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, function) }.current()
}

/// Returns the address of the current entry, in numbers; NULL if there is no current entry. The
/// string belongs to the list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ziflist_address(self_: *mut ziflist_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    let entry = unsafe { current(self_, "ziflist_address") };
    lend_text(entry.map(|entry| &*entry.address))
}

/// Returns the broadcast address of the current entry, as ziflist_address does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ziflist_broadcast(self_: *mut ziflist_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    let entry = unsafe { current(self_, "ziflist_broadcast") };
    lend_text(entry.map(|entry| &*entry.broadcast))
}

/// Returns the network mask of the current entry, as ziflist_address does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ziflist_netmask(self_: *mut ziflist_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    let entry = unsafe { current(self_, "ziflist_netmask") };
    lend_text(entry.map(|entry| &*entry.netmask))
}

/// Logs the list at information level. There is no current entry afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ziflist_print(self_: *mut ziflist_t) {
    // SAFETY: `self_` is a handle.
    let list = unsafe { handle(self_, "ziflist_print") };
    for entry in list.walk() {
        for (what, text) in [
            ("name", &entry.name),
            ("address", &entry.address),
            ("netmask", &entry.netmask),
            ("broadcast", &entry.broadcast),
        ] {
            let line = format!(" - interface {what} : {}", text.to_string_lossy());
            log::write(Level::Info, line.as_bytes());
        }
    }
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn ziflist_test(_verbose: bool) {
    // SAFETY: the calls keep the contract.
    self_test("ziflist", || unsafe {
        let mut list = ziflist_new();
        assert!(!list.is_null());
        assert!(ziflist_address(list).is_null());
        let mut count = 0;
        let mut name = ziflist_first(list);
        while !name.is_null() {
            count += 1;
            for text in [
                ziflist_address(list),
                ziflist_broadcast(list),
                ziflist_netmask(list),
            ] {
                assert!(!text.is_null());
            }
            name = ziflist_next(list);
        }
        assert_eq!(count, ziflist_size(list));
        assert!(ziflist_netmask(list).is_null());
        ziflist_reload(list);
        assert!(ziflist_broadcast(list).is_null());
        ziflist_destroy(&mut list);
        assert!(list.is_null());
        ziflist_destroy(&mut list);
    });
}

//! The network interfaces of this machine.

use crate::{ffi, text};

/// An interface, with its IPv4 addresses as text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Interface {
    pub name: String,
    pub address: String,
    pub broadcast: String,
    pub netmask: String,
}

/// The interfaces that are up, broadcast, and are not the loopback.
pub fn interfaces() -> Vec<Interface> {
    let mut found = Vec::new();
    // SAFETY: the list is this function's own, and its strings are copied before it moves on.
    unsafe {
        let mut list = ffi::ziflist_new();
        if list.is_null() {
            return found;
        }
        let mut name = text::lossy(ffi::ziflist_first(list));
        while let Some(this) = name {
            found.push(Interface {
                name: this,
                address: text::lossy(ffi::ziflist_address(list)).unwrap_or_default(),
                broadcast: text::lossy(ffi::ziflist_broadcast(list)).unwrap_or_default(),
                netmask: text::lossy(ffi::ziflist_netmask(list)).unwrap_or_default(),
            });
            name = text::lossy(ffi::ziflist_next(list));
        }
        ffi::ziflist_destroy(&mut list);
    }
    found
}

//! A list of the host's network interfaces, with a cursor.

use std::ffi::{CStr, CString};
use std::net::IpAddr;

use crate::errno::Result;
use crate::interface::{self, Interface};
use crate::session;

/// What is shown of an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: CString,
    /// Its address.
    pub address: CString,
    /// The mask of its network; empty if the system gives none.
    pub netmask: CString,
    /// The broadcast address; of IPv6 the multicast address of beacons.
    pub broadcast: CString,
    /// It is one of IPv6.
    pub is_ipv6: bool,
}

impl From<&Interface> for Entry {
    fn from(interface: &Interface) -> Entry {
        let text = |address: Option<IpAddr>| {
            let text = address.map(|address| address.to_string());
            CString::new(text.unwrap_or_default()).unwrap_or_default()
        };
        let is_ipv6 = interface.address.is_ipv6();
        Entry {
            name: interface.name.clone(),
            address: interface.address_text(),
            netmask: text(interface.netmask),
            broadcast: if is_ipv6 {
                session::settings(|settings| settings.ipv6_mcast_address).to_owned()
            } else {
                text(interface.broadcast.map(IpAddr::from))
            },
            is_ipv6,
        }
    }
}

/// Interfaces, as they were when the list was made.
#[derive(Default)]
pub struct Interfaces {
    entries: Vec<Entry>,
    current: Option<usize>,
}

impl Interfaces {
    /// The interfaces that are there now, in the system's order; those of IPv6 only if asked for.
    pub fn read(with_ipv6: bool) -> Result<Interfaces> {
        let list = interface::list()?;
        let wanted = list.iter().filter(|own| with_ipv6 || own.address.is_ipv4());
        Ok(Interfaces {
            entries: wanted.map(Entry::from).collect(),
            current: None,
        })
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Goes to the first entry.
    pub fn first(&mut self) -> Option<&CStr> {
        self.go(0)
    }

    /// Goes to the next entry; to the first if there is no current one.
    #[expect(clippy::should_implement_trait, reason = "the verb of all cursors")]
    pub fn next(&mut self) -> Option<&CStr> {
        self.go(self.current.map_or(0, |current| current + 1))
    }

    fn go(&mut self, index: usize) -> Option<&CStr> {
        self.current = (index < self.entries.len()).then_some(index);
        self.current().map(|entry| &*entry.name)
    }

    /// The current entry.
    pub fn current(&self) -> Option<&Entry> {
        self.entries.get(self.current?)
    }

    /// All entries; there is no current one afterwards.
    pub fn walk(&mut self) -> impl Iterator<Item = &Entry> {
        self.current = None;
        self.entries.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_starts_over_after_the_end() {
        let entry = |name: &CStr| Entry {
            name: name.to_owned(),
            address: CString::default(),
            netmask: CString::default(),
            broadcast: CString::default(),
            is_ipv6: false,
        };
        let mut list = Interfaces {
            entries: vec![entry(c"a"), entry(c"b")],
            current: None,
        };
        assert!(list.current().is_none());
        assert_eq!(list.next(), Some(c"a"));
        assert_eq!(list.next(), Some(c"b"));
        assert_eq!(list.current().unwrap().name.as_c_str(), c"b");
        assert_eq!(list.next(), None);
        assert!(list.current().is_none());
        assert_eq!(list.next(), Some(c"a"));
        assert_eq!(list.walk().count(), 2);
        assert!(list.current().is_none());
        list.next();
        list.next();
        assert_eq!(list.first(), Some(c"a"));
        let mut empty = Interfaces::default();
        assert!(empty.is_empty());
        assert_eq!(empty.first(), None);
        assert_eq!(empty.next(), None);
    }

    #[test]
    fn entries_are_texts() {
        let interface = Interface {
            name: c"net0".to_owned(),
            index: 1,
            address: "10.0.0.1".parse().unwrap(),
            netmask: None,
            broadcast: Some("10.0.0.255".parse().unwrap()),
        };
        let entry = Entry::from(&interface);
        assert_eq!(entry.address.as_c_str(), c"10.0.0.1");
        assert_eq!(entry.netmask.as_c_str(), c"");
        assert_eq!(entry.broadcast.as_c_str(), c"10.0.0.255");
        assert!(!entry.is_ipv6);
        let entry = Entry::from(&Interface {
            address: "fd00::1".parse().unwrap(),
            broadcast: None,
            ..interface
        });
        assert_eq!(entry.broadcast.as_c_str(), c"ff02:0:0:0:0:0:0:1");
        assert!(entry.is_ipv6);
    }
}

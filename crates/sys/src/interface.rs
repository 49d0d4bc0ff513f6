//! The network interfaces of this host.

use std::ffi::{CStr, CString};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ptr;

use super::errno::{Errno, Result};

/// An interface with one of its addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Its name.
    pub name: CString,
    /// Its number.
    pub index: u32,
    /// The address.
    pub address: IpAddr,
    /// The mask of its network, if the system gives one.
    pub netmask: Option<IpAddr>,
    /// Where to send what is for all of its network; IPv4 alone.
    pub broadcast: Option<Ipv4Addr>,
}

impl Interface {
    /// The address as a text; a link-local one of IPv6 with the interface.
    pub fn address_text(&self) -> CString {
        let mut text = self.address.to_string().into_bytes();
        if matches!(self.address, IpAddr::V6(address) if address.is_unicast_link_local()) {
            text.push(b'%');
            text.extend_from_slice(self.name.to_bytes());
        }
        CString::new(text).unwrap_or_default()
    }
}

/// The interfaces that reach others, one for each address, in the system's order: those that are
/// up, neither loopback nor point-to-point nor part of another, and can broadcast (IPv4) or
/// multicast (IPv6).
pub fn list() -> Result<Vec<Interface>> {
    let mut first = ptr::null_mut();
    // SAFETY: a place for the list, which is freed below.
    Errno::check(unsafe { libc::getifaddrs(&mut first) })?;
    let mut found = Vec::new();
    let mut next = first;
    // SAFETY: the items of the list are valid until it is freed.
    unsafe {
        while let Some(item) = next.as_ref() {
            found.extend(read(item));
            next = item.ifa_next;
        }
        libc::freeifaddrs(first);
    }
    Ok(found)
}

/// # Safety
/// An item of getifaddrs.
unsafe fn read(item: &libc::ifaddrs) -> Option<Interface> {
    const WITHOUT: i32 = libc::IFF_LOOPBACK | libc::IFF_POINTOPOINT | libc::IFF_SLAVE;
    let flags = item.ifa_flags as i32;
    if flags & libc::IFF_UP == 0 || flags & WITHOUT != 0 {
        return None;
    }
    // SAFETY: by the caller's contract.
    let (name, address, netmask, broadcast) = unsafe {
        (
            CStr::from_ptr(item.ifa_name),
            ip(item.ifa_addr)?,
            ip(item.ifa_netmask),
            ip(item.ifa_ifu),
        )
    };
    let broadcast = match (address, broadcast) {
        (IpAddr::V4(address), Some(IpAddr::V4(broadcast))) if flags & libc::IFF_BROADCAST != 0 => {
            Some(widest(address, netmask, broadcast))
        }
        (IpAddr::V6(_), _) if flags & libc::IFF_MULTICAST != 0 => None,
        _ => return None,
    };
    Some(Interface {
        name: name.to_owned(),
        // SAFETY: a C string.
        index: unsafe { libc::if_nametoindex(item.ifa_name) },
        address,
        netmask,
        broadcast,
    })
}

/// The broadcast address; computed where the system gives the address itself.
fn widest(address: Ipv4Addr, netmask: Option<IpAddr>, broadcast: Ipv4Addr) -> Ipv4Addr {
    match netmask {
        Some(IpAddr::V4(netmask)) if broadcast == address => address | !netmask,
        _ => broadcast,
    }
}

/// # Safety
/// NULL or an address of the system.
unsafe fn ip(address: *const libc::sockaddr) -> Option<IpAddr> {
    // SAFETY: by the caller's contract; the family says what it is.
    unsafe {
        match i32::from(address.as_ref()?.sa_family) {
            libc::AF_INET => {
                let address = address.cast::<libc::sockaddr_in>().read_unaligned();
                Some(Ipv4Addr::from(u32::from_be(address.sin_addr.s_addr)).into())
            }
            libc::AF_INET6 => {
                let address = address.cast::<libc::sockaddr_in6>().read_unaligned();
                Some(Ipv6Addr::from(address.sin6_addr.s6_addr).into())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_not_listed() {
        for interface in list().unwrap() {
            assert!(!interface.address.is_loopback());
            assert_ne!(interface.index, 0);
            assert_eq!(interface.address.is_ipv4(), interface.broadcast.is_some());
        }
    }

    #[test]
    fn a_broadcast_address_is_computed_where_it_is_missing() {
        let address = Ipv4Addr::new(10, 1, 2, 3);
        let netmask = Some(IpAddr::from([255, 255, 0, 0]));
        let given = Ipv4Addr::new(10, 1, 2, 255);
        assert_eq!(widest(address, netmask, given), given);
        let computed = Ipv4Addr::new(10, 1, 255, 255);
        assert_eq!(widest(address, netmask, address), computed);
        assert_eq!(widest(address, None, address), address);
    }

    #[test]
    fn link_local_addresses_name_their_interface() {
        let mut interface = Interface {
            name: c"net0".to_owned(),
            index: 1,
            address: "fe80::1".parse().unwrap(),
            netmask: None,
            broadcast: None,
        };
        assert_eq!(interface.address_text().as_c_str(), c"fe80::1%net0");
        interface.address = "fd00::2".parse().unwrap();
        assert_eq!(interface.address_text().as_c_str(), c"fd00::2");
    }
}

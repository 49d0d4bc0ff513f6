//! The network interfaces of this host.

use std::ffi::CString;
use std::net::{IpAddr, Ipv4Addr};

use nix::ifaddrs::{InterfaceAddress, getifaddrs};
use nix::net::if_::{InterfaceFlags, if_nametoindex};
use nix::sys::socket::SockaddrStorage;

use super::errno::Result;

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
    Ok(getifaddrs()?.filter_map(read).collect())
}

fn read(item: InterfaceAddress) -> Option<Interface> {
    let without =
        InterfaceFlags::IFF_LOOPBACK | InterfaceFlags::IFF_POINTOPOINT | InterfaceFlags::IFF_SLAVE;
    if !item.flags.contains(InterfaceFlags::IFF_UP) || item.flags.intersects(without) {
        return None;
    }
    let address = ip(item.address)?;
    let netmask = ip(item.netmask);
    let broadcast = match (address, ip(item.broadcast)) {
        (IpAddr::V4(address), Some(IpAddr::V4(broadcast))) => {
            Some(widest(address, netmask, broadcast))
        }
        (IpAddr::V6(_), _) if item.flags.contains(InterfaceFlags::IFF_MULTICAST) => None,
        _ => return None,
    };
    Some(Interface {
        index: if_nametoindex(item.interface_name.as_str()).unwrap_or(0),
        name: CString::new(item.interface_name).ok()?,
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

fn ip(address: Option<SockaddrStorage>) -> Option<IpAddr> {
    let address = address?;
    let v4 = address.as_sockaddr_in().map(|address| address.ip().into());
    v4.or_else(|| address.as_sockaddr_in6().map(|address| address.ip().into()))
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

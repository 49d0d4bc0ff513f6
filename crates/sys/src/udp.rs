//! UDP sockets for beacons.

use std::ffi::{CStr, c_int, c_void};
use std::mem::MaybeUninit;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::os::fd::{AsRawFd, FromRawFd, IntoRawFd, OwnedFd};

use super::errno::{Errno, Result};

/// The most that is received of a datagram, in bytes.
pub const LONGEST: usize = 255;

/// Opens a socket that may broadcast and share its port; the caller closes it by [`close`].
pub fn open(ipv6: bool) -> Result<c_int> {
    let family = if ipv6 { libc::AF_INET6 } else { libc::AF_INET };
    let kind = libc::SOCK_DGRAM | libc::SOCK_CLOEXEC;
    // SAFETY: no pointers.
    let fd = Errno::check(unsafe { libc::socket(family, kind, libc::IPPROTO_UDP) })?;
    // SAFETY: open, and nobody else's; dropped, and so closed, if an option fails.
    let socket = unsafe { OwnedFd::from_raw_fd(fd) };
    for option in [libc::SO_BROADCAST, libc::SO_REUSEADDR, libc::SO_REUSEPORT] {
        let on: c_int = 1;
        // SAFETY: an int of ours and its size.
        Errno::check(unsafe {
            libc::setsockopt(
                socket.as_raw_fd(),
                libc::SOL_SOCKET,
                option,
                (&raw const on).cast(),
                size_of_val(&on) as libc::socklen_t,
            )
        })?;
    }
    Ok(socket.into_raw_fd())
}

/// Sets how many networks what is sent to multicast groups reaches.
pub fn set_multicast_ttl(socket: c_int, ipv6: bool, ttl: u8) -> Result<()> {
    let (level, option) = if ipv6 {
        (libc::IPPROTO_IPV6, libc::IPV6_MULTICAST_HOPS)
    } else {
        (libc::IPPROTO_IP, libc::IP_MULTICAST_TTL)
    };
    let ttl = c_int::from(ttl);
    // SAFETY: an int of ours and its size.
    Errno::check(unsafe {
        libc::setsockopt(
            socket,
            level,
            option,
            (&raw const ttl).cast(),
            size_of_val(&ttl) as libc::socklen_t,
        )
    })
    .map(drop)
}

/// Closes a socket.
pub fn close(socket: c_int) -> Result<()> {
    // SAFETY: no pointers.
    Errno::check(unsafe { libc::close(socket) }).map(drop)
}

/// Sends bytes as one datagram to an address, given as the system stores it.
pub fn send(socket: c_int, bytes: &[u8], address: &[u8]) -> Result<()> {
    // SAFETY: both buffers are valid for the call.
    let sent = unsafe {
        libc::sendto(
            socket,
            bytes.as_ptr().cast(),
            bytes.len(),
            0,
            address.as_ptr().cast(),
            address.len() as libc::socklen_t,
        )
    };
    if sent == -1 {
        Err(Errno::last())
    } else {
        Ok(())
    }
}

/// Where a datagram came from.
pub struct Peer {
    address: libc::sockaddr_storage,
    size: libc::socklen_t,
}

/// Receives a datagram; what is longer than the buffer is lost. Gives its length and its sender.
pub fn receive(socket: c_int, buffer: &mut [u8]) -> Result<(usize, Peer)> {
    let mut address = MaybeUninit::<libc::sockaddr_storage>::zeroed();
    let mut size = size_of_val(&address) as libc::socklen_t;
    // SAFETY: both buffers are ours, and their sizes are given; zeros are a valid address.
    unsafe {
        let length = libc::recvfrom(
            socket,
            buffer.as_mut_ptr().cast::<c_void>(),
            buffer.len(),
            0,
            address.as_mut_ptr().cast(),
            &mut size,
        );
        let length = usize::try_from(length).map_err(|_| Errno::last())?;
        let address = address.assume_init();
        Ok((length, Peer { address, size }))
    }
}

impl Peer {
    /// Writes the numeric host address and a NUL into a buffer; a link-local address of IPv6 with
    /// its interface. If that fails, for want of room for example, gives the reason.
    pub fn name(&self, buffer: &mut [u8]) -> std::result::Result<(), String> {
        // SAFETY: the address as the system gave it, and a buffer of ours.
        let rc = unsafe {
            libc::getnameinfo(
                (&raw const self.address).cast(),
                self.size,
                buffer.as_mut_ptr().cast(),
                buffer.len() as libc::socklen_t,
                std::ptr::null_mut(),
                0,
                libc::NI_NUMERICHOST,
            )
        };
        if rc == 0 {
            return Ok(());
        }
        // SAFETY: a static text for every number.
        let reason = unsafe { CStr::from_ptr(libc::gai_strerror(rc)) };
        Err(reason.to_string_lossy().into_owned())
    }
}

/// A socket for datagrams, bound to an address that others may share, that does not wait.
pub struct Datagrams(UdpSocket);

impl Datagrams {
    /// Opens a socket and binds it.
    pub fn bind(address: SocketAddr) -> Result<Datagrams> {
        // SAFETY: open, and nobody else's.
        let socket = unsafe { OwnedFd::from_raw_fd(open(address.is_ipv6())?) };
        let bind = |address: *const c_void, size: usize| {
            // SAFETY: an address of ours and its size.
            Errno::check(unsafe {
                libc::bind(socket.as_raw_fd(), address.cast(), size as libc::socklen_t)
            })
        };
        match address {
            SocketAddr::V4(address) => {
                let native = libc::sockaddr_in {
                    sin_family: libc::AF_INET as libc::sa_family_t,
                    sin_port: address.port().to_be(),
                    sin_addr: libc::in_addr {
                        s_addr: u32::from(*address.ip()).to_be(),
                    },
                    sin_zero: [0; 8],
                };
                bind((&raw const native).cast(), size_of_val(&native))?;
            }
            SocketAddr::V6(address) => {
                let native = libc::sockaddr_in6 {
                    sin6_family: libc::AF_INET6 as libc::sa_family_t,
                    sin6_port: address.port().to_be(),
                    sin6_flowinfo: address.flowinfo(),
                    sin6_addr: libc::in6_addr {
                        s6_addr: address.ip().octets(),
                    },
                    sin6_scope_id: address.scope_id(),
                };
                bind((&raw const native).cast(), size_of_val(&native))?;
            }
        }
        let socket = UdpSocket::from(socket);
        socket.set_nonblocking(true)?;
        Ok(Datagrams(socket))
    }

    /// Joins a multicast group, on the interface with this address (IPv4) and number (IPv6), and
    /// sends to groups there. Neither leaves the choice to the system. What is sent reaches as many
    /// networks as `ttl` says.
    pub fn join(&self, group: IpAddr, address: Ipv4Addr, index: u32, ttl: u8) -> Result<()> {
        set_multicast_ttl(self.fd(), group.is_ipv6(), ttl)?;
        let set = |level, option, value: &[u8]| {
            // SAFETY: bytes of ours and their number.
            Errno::check(unsafe {
                libc::setsockopt(
                    self.fd(),
                    level,
                    option,
                    value.as_ptr().cast(),
                    value.len() as libc::socklen_t,
                )
            })
        };
        match group {
            IpAddr::V4(group) => {
                self.0.join_multicast_v4(&group, &address)?;
                set(libc::IPPROTO_IP, libc::IP_MULTICAST_IF, &address.octets())?;
            }
            IpAddr::V6(group) => {
                self.0.join_multicast_v6(&group, index)?;
                let index = index.to_ne_bytes();
                set(libc::IPPROTO_IPV6, libc::IPV6_MULTICAST_IF, &index)?;
            }
        }
        Ok(())
    }

    /// Sends bytes as one datagram.
    pub fn send(&self, bytes: &[u8], to: SocketAddr) -> Result<()> {
        Ok(self.0.send_to(bytes, to).map(drop)?)
    }

    /// The descriptor, to wait for.
    pub fn fd(&self) -> c_int {
        self.0.as_raw_fd()
    }
}

/// True for errors that come and go with the network: what failed may be tried again.
pub fn is_passing(error: Errno) -> bool {
    matches!(
        error.0,
        libc::EAGAIN
            | libc::ENETDOWN
            | libc::EPROTO
            | libc::ENOPROTOOPT
            | libc::EHOSTDOWN
            | libc::ENONET
            | libc::EHOSTUNREACH
            | libc::EOPNOTSUPP
            | libc::ENETUNREACH
            | libc::EINTR
            | libc::EPIPE
            | libc::ECONNRESET
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::UdpSocket;

    #[test]
    fn a_datagram_arrives_cut_to_the_buffer_and_with_its_sender() {
        let receiver = UdpSocket::bind("127.0.0.1:0").unwrap();
        let sender = open(false).unwrap();
        let address = libc::sockaddr_in {
            sin_family: libc::AF_INET as libc::sa_family_t,
            sin_port: receiver.local_addr().unwrap().port().to_be(),
            sin_addr: libc::in_addr {
                s_addr: u32::from_ne_bytes([127, 0, 0, 1]),
            },
            sin_zero: [0; 8],
        };
        // SAFETY: plain bytes.
        let address = unsafe {
            std::slice::from_raw_parts((&raw const address).cast::<u8>(), size_of_val(&address))
        };
        send(sender, b"a long beacon", address).unwrap();
        let mut buffer = [0; 6];
        let (length, peer) = receive(receiver.as_raw_fd(), &mut buffer).unwrap();
        assert_eq!((length, &buffer), (6, b"a long"));
        let mut name = [b'x'; 16];
        peer.name(&mut name).unwrap();
        assert!(name.starts_with(b"127.0.0.1\0"));
        assert!(peer.name(&mut name[..3]).is_err());

        let error = send(sender, b"", &address[..2]).unwrap_err();
        assert_eq!(error, Errno::INVAL);
        close(sender).unwrap();
        assert!(receive(sender, &mut buffer).is_err());
    }
}

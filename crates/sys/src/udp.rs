//! UDP sockets for beacons.
//!
//! Programs in C have such sockets as plain numbers and give addresses as bytes of any length, of
//! which nothing is certain. Functions for these call libc, which checks both; all others are
//! socket2's.

use std::ffi::{CStr, c_int, c_void};
use std::mem::MaybeUninit;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::fd::{AsRawFd, OwnedFd};

use socket2::{Domain, Protocol, Socket, Type};

use super::errno::{Errno, Result};

/// The most that is received of a datagram, in bytes.
pub const LONGEST: usize = 255;

/// Opens a socket that may broadcast and share its port. What it sends to multicast groups reaches
/// one network, or as many as `ttl` says.
pub fn open(ipv6: bool, ttl: Option<u8>) -> Result<OwnedFd> {
    let socket = new_socket(ipv6)?;
    if let Some(ttl) = ttl {
        set_multicast_ttl(&socket, ipv6, ttl)?;
    }
    Ok(socket.into())
}

fn new_socket(ipv6: bool) -> Result<Socket> {
    let domain = if ipv6 { Domain::IPV6 } else { Domain::IPV4 };
    let socket = Socket::new(domain, Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_broadcast(true)?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    Ok(socket)
}

fn set_multicast_ttl(socket: &Socket, ipv6: bool, ttl: u8) -> Result<()> {
    if ipv6 {
        socket.set_multicast_hops_v6(ttl.into())?;
    } else {
        socket.set_multicast_ttl_v4(ttl.into())?;
    }
    Ok(())
}

/// Closes a socket.
///
/// # Safety
/// The number is that of a descriptor which is the caller's to close, or of none.
pub unsafe fn close(socket: c_int) -> Result<()> {
    // SAFETY: by the caller's contract.
    Errno::check(unsafe { libc::close(socket) }).map(drop)
}

/// Sends bytes as one datagram to an address, given as the system stores it.
pub fn send(socket: c_int, bytes: &[u8], address: &[u8]) -> Result<()> {
    // SAFETY: both slices are borrowed for the call, and their lengths are given.
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
    // SAFETY: both buffers are borrowed for the call, and their sizes are given; zeros are a valid
    // address, should the system not fill in all of it.
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
        // SAFETY: `receive` had the system fill in the address and its size; the buffer is borrowed
        // for the call, and its length is given.
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
        // SAFETY: libc returns a static text for every number.
        let reason = unsafe { CStr::from_ptr(libc::gai_strerror(rc)) };
        Err(reason.to_string_lossy().into_owned())
    }
}

/// A socket for datagrams, bound to an address that others may share, that does not wait.
pub struct Datagrams(Socket);

impl Datagrams {
    /// Opens a socket and binds it.
    pub fn bind(address: SocketAddr) -> Result<Datagrams> {
        let socket = new_socket(address.is_ipv6())?;
        socket.bind(&address.into())?;
        socket.set_nonblocking(true)?;
        Ok(Datagrams(socket))
    }

    /// Joins a multicast group, on the interface with this address (IPv4) and number (IPv6), and
    /// sends to groups there. Neither leaves the choice to the system. What is sent reaches as many
    /// networks as `ttl` says.
    pub fn join(&self, group: IpAddr, address: Ipv4Addr, index: u32, ttl: u8) -> Result<()> {
        set_multicast_ttl(&self.0, group.is_ipv6(), ttl)?;
        match group {
            IpAddr::V4(group) => {
                self.0.join_multicast_v4(&group, &address)?;
                self.0.set_multicast_if_v4(&address)?;
            }
            IpAddr::V6(group) => {
                self.0.join_multicast_v6(&group, index)?;
                self.0.set_multicast_if_v6(index)?;
            }
        }
        Ok(())
    }

    /// Sends bytes as one datagram.
    pub fn send(&self, bytes: &[u8], to: SocketAddr) -> Result<()> {
        self.0.send_to(bytes, &to.into())?;
        Ok(())
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
    use std::os::fd::IntoRawFd;

    #[test]
    fn a_datagram_arrives_cut_to_the_buffer_and_with_its_sender() {
        let receiver = UdpSocket::bind("127.0.0.1:0").unwrap();
        let sender = open(false, None).unwrap().into_raw_fd();
        let address = libc::sockaddr_in {
            sin_family: libc::AF_INET as libc::sa_family_t,
            sin_port: receiver.local_addr().unwrap().port().to_be(),
            sin_addr: libc::in_addr {
                s_addr: u32::from_ne_bytes([127, 0, 0, 1]),
            },
            sin_zero: [0; 8],
        };
        // SAFETY: an address has no padding, so all of its bytes are initialised.
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
        // SAFETY: `sender` was opened above, and nobody else has it.
        unsafe { close(sender) }.unwrap();
        assert!(receive(sender, &mut buffer).is_err());
    }
}

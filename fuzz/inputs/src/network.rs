//! Datagrams, as beacons receive them.

use std::cell::LazyCell;
use std::ffi::CStr;
use std::net::UdpSocket;
use std::os::fd::AsRawFd;

use czmq_sys::udp;

use crate::{Outcome, magnitude, outcome};

thread_local! {
    static SOCKETS: LazyCell<[UdpSocket; 2]> = LazyCell::new(|| {
        [(); 2].map(|()| UdpSocket::bind("127.0.0.1:0").expect("a socket"))
    });
}

/// A datagram: as many of its bytes are received as a beacon may have, and who sent them.
pub fn beacon(bytes: &[u8]) -> Outcome {
    const LONGEST_DATAGRAM: usize = 65_507;
    let bytes = &bytes[..bytes.len().min(LONGEST_DATAGRAM)];
    SOCKETS.with(|sockets| {
        let [sender, receiver] = &**sockets;
        let address = receiver.local_addr().expect("an address");
        sender.send_to(bytes, address).expect("it is sent");
        let mut buffer = [0; udp::LONGEST];
        let (length, peer) = udp::receive(receiver.as_raw_fd(), &mut buffer).expect("a datagram");
        assert_eq!(buffer[..length], bytes[..bytes.len().min(udp::LONGEST)]);
        let mut name = [0; 128];
        peer.name(&mut name).expect("a name");
        assert_eq!(CStr::from_bytes_until_nul(&name), Ok(c"127.0.0.1"));
        outcome(magnitude(length))
    })
}

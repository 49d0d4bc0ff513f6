//! Certificates on sockets.

use crate::data::cert::Cert;
use crate::sys::errno::Result;
use crate::sys::zmq::{self, SocketRef, option};

/// Gives a socket the keys of a certificate. Nothing happens if libzmq has no CURVE.
pub fn apply(cert: &Cert, socket: SocketRef<'_>) -> Result<()> {
    if !zmq::has(c"curve") {
        return Ok(());
    }
    socket.set_bytes(option::CURVE_SECRETKEY, cert.secret().bytes())?;
    socket.set_bytes(option::CURVE_PUBLICKEY, cert.public().bytes())
}

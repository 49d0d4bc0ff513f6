//! Certificates on sockets.

use crate::security::cert::Cert;
use czmq_sys::errno::Result;
use czmq_sys::zmq::{self, SocketRef, option};

/// Gives a socket the keys of a certificate. Nothing happens if libzmq has no CURVE.
pub fn apply(cert: &Cert, socket: SocketRef<'_>) -> Result<()> {
    if !zmq::has(c"curve") {
        return Ok(());
    }
    socket.set_bytes(option::CURVE_SECRETKEY, cert.secret().bytes())?;
    socket.set_bytes(option::CURVE_PUBLICKEY, cert.public().bytes())
}

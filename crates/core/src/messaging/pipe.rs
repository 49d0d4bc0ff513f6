//! Pipes between two threads of the process.

use std::ffi::CString;
use std::hash::BuildHasher;

use czmq_sys::errno::{Errno, Result};
use czmq_sys::registry::Origin;
use czmq_sys::session;
use czmq_sys::zmq::{SocketType, option};

use super::socket::Socket;

/// What the report of sockets left open says of a pipe's ends.
const ORIGIN: Origin = Origin {
    file: c"crates/core/src/messaging/pipe.rs",
    line: line!() as usize,
};

/// Two sockets that talk to each other alone, the bound one first. Their send high-water mark is
/// the setting for pipes. `EMFILE` if there are too many sockets.
pub fn pipe() -> Result<(Socket, Socket)> {
    let hwm = || session::settings(|settings| settings.pipehwm);
    let end = || -> Result<Socket> {
        let socket = Socket::new(SocketType::PAIR, Some(ORIGIN))?;
        // A setting that libzmq refuses leaves its default.
        let _ = socket.handle().set_int(option::SNDHWM, hwm());
        Ok(socket)
    };
    let (mut front, back) = (end()?, end()?);
    let endpoint = loop {
        let random = std::hash::RandomState::new().hash_one(0);
        let (high, low) = (random as u16, (random >> 16) as u16);
        let endpoint = CString::new(format!("inproc://pipe-{high:04x}-{low:04x}"))
            .map_err(|_| Errno::INVAL)?;
        match front.bind(&endpoint) {
            Err(Errno::ADDRINUSE) => {}
            result => {
                result?;
                break endpoint;
            }
        }
    };
    back.handle().connect(&endpoint)?;
    Ok((front, back))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_talk() {
        let (front, back) = pipe().unwrap();
        assert!(
            front
                .endpoint()
                .unwrap()
                .to_bytes()
                .starts_with(b"inproc://pipe-")
        );
        assert_eq!(back.endpoint(), None);
        front.handle().send(b"down", 0).unwrap();
        back.handle().send(b"up", 0).unwrap();
        assert_eq!(&*back.handle().recv(0).unwrap(), b"down");
        assert_eq!(&*front.handle().recv(0).unwrap(), b"up");
    }
}

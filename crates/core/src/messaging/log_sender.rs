//! The log's own socket, which publishes its lines.

use std::ffi::CStr;
use std::sync::{Arc, Mutex, MutexGuard};

use czmq_sys::errno::Result;
use czmq_sys::log::Sender;
use czmq_sys::registry::Origin;
use czmq_sys::zmq::{DONTWAIT, SocketRef, SocketType};

use super::socket::Socket;

/// What the report of sockets left open would say.
const ORIGIN: Origin = Origin {
    file: c"crates/core/src/messaging/log_sender.rs",
    line: line!() as usize,
};

/// A PUB socket for one thread at a time.
struct Publisher(Mutex<Socket>);

impl Publisher {
    fn socket(&self) -> MutexGuard<'_, Socket> {
        self.0.lock().unwrap_or_else(|error| error.into_inner())
    }
}

/// Opens a sender for the log that is not attached.
pub fn open() -> Result<Arc<dyn Sender>> {
    let socket = Socket::new(SocketType::PUB, Some(ORIGIN))?;
    Ok(Arc::new(Publisher(Mutex::new(socket))))
}

impl Sender for Publisher {
    fn send(&self, line: &[u8]) {
        // A publisher drops what it cannot send; at the end of the session it is gone.
        let _ = self.socket().handle().send(line, DONTWAIT);
    }

    fn attach(&self, endpoints: &CStr) -> Result<()> {
        self.socket().attach(endpoints, true)
    }

    fn with_socket(&self, call: &mut dyn FnMut(SocketRef<'_>)) {
        call(self.socket().handle());
    }
}

//! ZeroMQ sockets.

use std::ffi::{CStr, CString};

use crate::sys::errno::{Errno, Result};
use crate::sys::process::{Origin, RawSocket};
use crate::sys::tag::Kind;
use crate::sys::zmq::{SocketRef, SocketType};

/// A socket, opened with the process-wide settings and closed when dropped.
pub struct Socket {
    raw: RawSocket,
    kind: SocketType,
    /// The text of the last successful bind.
    endpoint: Option<CString>,
}

impl Kind for Socket {
    const TAG: u32 = 0xCAFE_0004;
}

impl Socket {
    /// Opens a socket; `EINVAL` for an unknown type, `EMFILE` if there are too many.
    pub fn new(kind: SocketType, origin: Option<Origin>) -> Result<Socket> {
        Ok(Socket {
            raw: RawSocket::open(kind, origin)?,
            kind,
            endpoint: None,
        })
    }

    /// The libzmq handle.
    pub fn handle(&self) -> SocketRef<'_> {
        self.raw.handle()
    }

    /// False once the process layer ended, or in a forked child: the socket is gone then.
    pub fn is_current(&self) -> bool {
        self.raw.is_current()
    }

    /// The type that it was opened with.
    pub fn kind(&self) -> SocketType {
        self.kind
    }

    /// Where it was bound last, with the port that an ephemeral bind chose.
    pub fn endpoint(&self) -> Option<&CStr> {
        self.endpoint.as_deref()
    }
}

/// The longest element of a list of endpoints, prefix included.
const LONGEST_ELEMENT: usize = 255;

impl Socket {
    /// Binds or connects to each endpoint of a list, separated by commas. `@` before an endpoint
    /// binds it, `>` connects it; without either, `bind` decides.
    ///
    /// `EINVAL` for an empty or too long endpoint. An endpoint that fails leaves those before it
    /// attached.
    pub fn attach(&mut self, endpoints: &CStr, bind: bool) -> Result<()> {
        let mut list = endpoints.to_bytes();
        while !list.is_empty() {
            let end = list
                .iter()
                .position(|&byte| byte == b',')
                .unwrap_or(list.len());
            let element = &list[..end];
            list = list.get(end + 1..).unwrap_or_default();
            let (endpoint, bind) = match element {
                [b'@', endpoint @ ..] => (endpoint, true),
                [b'>', endpoint @ ..] => (endpoint, false),
                endpoint => (endpoint, bind),
            };
            if endpoint.is_empty() || element.len() > LONGEST_ELEMENT {
                return Err(Errno::INVAL);
            }
            let endpoint = CString::new(endpoint).map_err(|_| Errno::INVAL)?;
            if bind {
                self.bind(&endpoint)?;
            } else {
                self.handle().connect(&endpoint)?;
            }
        }
        Ok(())
    }

    /// Listens on an endpoint; gives the port of a tcp endpoint, 0 for others.
    pub fn bind(&mut self, endpoint: &CStr) -> Result<u32> {
        self.handle().bind(endpoint)?;
        self.endpoint = Some(endpoint.to_owned());
        Ok(0)
    }
}

//! The messages that a node sends to its owner.

use std::rc::Rc;

use crate::messaging::parts;
use czmq_sys::errno::Result;
use czmq_sys::zmq::SocketRef;

/// A message for the owner.
pub(super) enum Reply {
    Deliver(Rc<[u8]>, Rc<[u8]>),
    /// A tuple is gone, and by what.
    Gone(&'static str, Rc<[u8]>),
    /// Any words.
    Words(Vec<Rc<[u8]>>),
}

impl Reply {
    /// A command's name, and a number.
    pub fn number(name: &str, number: impl ToString) -> Reply {
        Reply::words([name.as_bytes(), number.to_string().as_bytes()])
    }

    pub fn words<'w>(words: impl IntoIterator<Item = &'w [u8]>) -> Reply {
        Reply::Words(words.into_iter().map(Rc::from).collect())
    }

    /// The key that it tells of. A later reply that tells of the same key replaces it if neither
    /// has been taken.
    pub fn key(&self) -> Option<&Rc<[u8]>> {
        match self {
            Reply::Deliver(key, _) | Reply::Gone(_, key) => Some(key),
            Reply::Words(_) => None,
        }
    }

    /// Sends it without waiting; nothing is sent if there is no room.
    pub fn send(&self, pipe: SocketRef<'_>) -> Result<()> {
        match self {
            Reply::Deliver(key, value) => parts::try_send(pipe, [b"DELIVER", &**key, value]),
            Reply::Gone(name, key) => parts::try_send(pipe, [name.as_bytes(), &**key]),
            Reply::Words(words) => parts::try_send(pipe, words.iter().map(|word| &**word)),
        }
    }
}

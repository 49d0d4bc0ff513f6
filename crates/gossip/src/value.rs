//! Values as they come in: bytes of a message, or a value that somebody holds already.

use std::ops::Deref;
use std::rc::Rc;

/// A value that is copied only if it is kept and cannot be shared.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ValueRef<'a> {
    Bytes(&'a [u8]),
    Shared(&'a Rc<[u8]>),
}

impl Deref for ValueRef<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            ValueRef::Bytes(bytes) => bytes,
            ValueRef::Shared(bytes) => bytes,
        }
    }
}

impl ValueRef<'_> {
    pub fn to_shared(self) -> Rc<[u8]> {
        match self {
            ValueRef::Bytes(bytes) => bytes.into(),
            ValueRef::Shared(bytes) => bytes.clone(),
        }
    }
}

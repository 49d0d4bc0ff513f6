//! The mark at the head of every object that may be told apart at run time.
//!
//! Functions that take "any socket" or "any message object" read the first four bytes
//! of what they are given. The numbers are CZMQ's, so that a program may look too.

use std::ops::{Deref, DerefMut};
use std::ptr;

/// A kind of object that carries a mark.
pub trait Kind {
    /// The mark of a live object.
    const TAG: u32;
}

/// The mark of an object that was destroyed.
pub const DEAD: u32 = 0xDEAD_BEEF;

/// An object with its mark in front.
#[repr(C)]
pub struct Tagged<T: Kind> {
    tag: u32,
    value: T,
}

impl<T: Kind> Tagged<T> {
    /// Marks a value.
    pub fn new(value: T) -> Tagged<T> {
        Tagged { tag: T::TAG, value }
    }

    /// A marked value at an address of its own, which it keeps.
    pub fn boxed(value: T) -> Box<Tagged<T>> {
        Box::new(Tagged::new(value))
    }

    /// True while the object lives.
    pub fn is_live(&self) -> bool {
        self.tag == T::TAG
    }
}

impl<T: Kind> Deref for Tagged<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Kind> DerefMut for Tagged<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: Kind> Drop for Tagged<T> {
    fn drop(&mut self) {
        // SAFETY: a plain store to a live field; volatile, or the compiler drops it as dead.
        unsafe { ptr::write_volatile(&mut self.tag, DEAD) };
    }
}

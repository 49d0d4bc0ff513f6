//! The mark at the head of every object that may be told apart at run time.
//!
//! Functions that take "any socket" or "any message object" read the first four bytes of what they
//! are given. The numbers are the original's, so that a program may look too.

use std::ops::{Deref, DerefMut};
use std::ptr;

/// The mark of an object that was destroyed.
pub const DEAD: u32 = 0xDEAD_BEEF;

/// A value with its class's mark in front.
#[repr(C)]
pub struct Tagged<T, const TAG: u32> {
    tag: u32,
    value: T,
}

impl<T, const TAG: u32> Tagged<T, TAG> {
    /// The mark of a live object of the class.
    pub const TAG: u32 = TAG;

    /// A marked value at an address of its own, which it keeps.
    #[inline(always)]
    pub fn boxed(value: T) -> Box<Self> {
        Box::new(Self::from(value))
    }
}

impl<T, const TAG: u32> From<T> for Tagged<T, TAG> {
    #[inline(always)]
    fn from(value: T) -> Self {
        Tagged { tag: TAG, value }
    }
}

impl<T, const TAG: u32> Deref for Tagged<T, TAG> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T, const TAG: u32> DerefMut for Tagged<T, TAG> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T, const TAG: u32> Drop for Tagged<T, TAG> {
    fn drop(&mut self) {
        // SAFETY: a plain store to a field of ours; volatile, or the compiler drops it as dead.
        unsafe { ptr::write_volatile(&mut self.tag, DEAD) };
    }
}

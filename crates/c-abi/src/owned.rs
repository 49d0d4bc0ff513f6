//! Objects inside other objects, whose addresses C programs hold.
//!
//! A `Box` claims that nobody else reaches its content, and renews the claim whenever it is moved.
//! [`Owned`] makes no such claim, so that a pointer from [`Owned::as_ptr`] stays valid while the
//! owner moves, until the object is dropped.

use std::borrow::{Borrow, BorrowMut};
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;

use crate::Tagged;

/// An object at an address of its own, which C programs may hold as well.
pub struct Owned<T>(NonNull<T>);

// SAFETY: it owns its object, as a `Box` does.
unsafe impl<T: Send> Send for Owned<T> {}
// SAFETY: as above; a shared reference gives shared references alone.
unsafe impl<T: Sync> Sync for Owned<T> {}

impl<T> Owned<T> {
    /// Puts a value at an address of its own.
    pub fn new(value: T) -> Owned<T> {
        Owned::from_box(Box::new(value))
    }

    /// Takes an object at the address that it has.
    pub fn from_box(object: Box<T>) -> Owned<T> {
        Owned(NonNull::from(Box::leak(object)))
    }

    /// The address, for a C program, which may also write to the object while nobody borrows this.
    pub fn as_ptr(&self) -> *mut T {
        self.0.as_ptr()
    }

    /// As [`Owned::as_ptr`].
    pub fn as_non_null(&self) -> NonNull<T> {
        self.0
    }

    /// Gives the object away at the address that it has.
    #[must_use = "nobody else drops the object"]
    pub fn into_raw(self) -> *mut T {
        let ptr = self.0.as_ptr();
        std::mem::forget(self);
        ptr
    }
}

impl<T> Deref for Owned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the object is there until `drop` or `into_raw`, which take the owner.
        unsafe { self.0.as_ref() }
    }
}

impl<T> DerefMut for Owned<T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`, and the owner is borrowed exclusively. What C holds is a pointer,
        // which it does not use while a function of the library runs.
        unsafe { self.0.as_mut() }
    }
}

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        // SAFETY: the object came from a box, and was not given away.
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}

impl<T> From<T> for Owned<T> {
    fn from(value: T) -> Self {
        Owned::new(value)
    }
}

impl<T> Borrow<T> for Owned<T> {
    fn borrow(&self) -> &T {
        self
    }
}

impl<T> BorrowMut<T> for Owned<T> {
    fn borrow_mut(&mut self) -> &mut T {
        self
    }
}

impl<T, const TAG: u32> From<T> for Owned<Tagged<T, TAG>> {
    fn from(value: T) -> Self {
        Owned::new(Tagged::from(value))
    }
}

impl<T, const TAG: u32> Borrow<T> for Owned<Tagged<T, TAG>> {
    fn borrow(&self) -> &T {
        self
    }
}

impl<T, const TAG: u32> BorrowMut<T> for Owned<Tagged<T, TAG>> {
    fn borrow_mut(&mut self) -> &mut T {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_outlives_moves_of_its_owner() {
        let mut owners = vec![Owned::<Tagged<u32, 7>>::from(1)];
        let address = owners[0].as_ptr();
        owners.reserve(100);
        // SAFETY: the object is in the list, and nobody borrows it.
        unsafe { **address = 2 };
        assert_eq!(**owners[0], 2);
        let ptr = owners.remove(0).into_raw();
        assert_eq!(ptr, address);
        // SAFETY: it was given away just now, as a box's content.
        assert_eq!(**unsafe { Box::from_raw(ptr) }, 2);
    }
}

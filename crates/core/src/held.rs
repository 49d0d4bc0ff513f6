//! How an owner holds its parts: as they are, or with what it needs around each.
//!
//! What hands out addresses of its parts (a message its frames, an actor its pipe) takes the way in
//! which it holds them as a type parameter. By default that is the part itself.

use std::borrow::BorrowMut;

/// A `T`, or something around one.
pub trait Held<T>: From<T> + BorrowMut<T> {}

impl<T, H: From<T> + BorrowMut<T>> Held<T> for H {}

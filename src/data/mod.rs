//! Data structures and file formats, without sockets or threads.
#![forbid(unsafe_code)]

pub mod list;

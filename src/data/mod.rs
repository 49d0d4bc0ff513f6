//! Data structures and file formats, without sockets or threads.
#![forbid(unsafe_code)]

pub mod chunk;
pub mod config;
pub mod digest;
pub mod list;
pub mod uuid;
pub mod view;

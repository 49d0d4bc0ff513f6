//! Files and directories, and how two states of a directory differ.

pub mod dir;
pub mod dir_patch;
pub mod file;

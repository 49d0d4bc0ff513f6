//! Lists, hash tables and buffers, in the order and with the cursors that CZMQ documents.

pub mod chunk;
pub mod guard;
pub mod hash;
pub mod list;
pub mod ring;
pub mod slabs;
pub mod table;
pub mod text;

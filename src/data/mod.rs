//! Data structures and file formats, without sockets or threads.
#![forbid(unsafe_code)]

pub mod args;
pub mod armour;
pub mod cert;
pub mod certstore;
pub mod chunk;
pub mod compressed;
pub mod config;
pub mod dictionary;
pub mod digest;
pub mod dir;
pub mod dir_patch;
pub mod file;
pub mod guard;
pub mod hash;
pub mod http;
pub mod interfaces;
pub mod list;
pub mod osc;
pub mod properties;
pub mod regex;
pub mod ring;
pub mod slabs;
pub mod table;
pub mod template;
pub mod text;
pub mod timers;
pub mod trie;
pub mod uuid;
pub mod view;
pub mod zap;

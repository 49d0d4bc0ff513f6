//! Text and binary formats: bytes in, values out, and back.

pub mod args;
pub mod armour;
pub mod compressed;
pub mod config;
pub mod dictionary;
pub mod digest;
pub mod osc;
pub mod properties;
pub mod template;
pub mod uuid;
pub mod view;

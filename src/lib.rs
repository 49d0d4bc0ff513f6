//! CZMQ, the high-level C binding for ZeroMQ, in Rust.
//!
//! Two storeys: [`edge`] holds the C API and nothing else; everything below it is plain Rust that
//! does not know C. Arrows run one way: edge, actors, messaging and data, sys.

pub mod actors;
pub mod data;
pub mod edge;
pub mod gossip;
pub mod messaging;
pub mod sys;

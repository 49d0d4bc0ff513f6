//! HTTP: a client and a server, each an actor, for programs that exchange requests and responses
//! as messages.

#[cfg(feature = "http")]
pub mod client;
#[cfg(feature = "http")]
pub mod server;

//! The simulator: networks of engines with a virtual clock, with faults and without.
//!
//! The engines are the ones that ship. Each test builds a [`network`](network::Network) of ours and
//! of [`stock`] nodes, lets [`event`]s happen in it, and says what must hold then:
//!
//! * random histories, `tests/converges.rs` and `tests/wire.rs`, the latter with [`forgery`];
//! * every order of a few events and of all arrivals, by the [`explorer`], `tests/explored.rs`;
//! * big networks without faults, which are measured: `cost.rs`, `tests/scale.rs` and
//!   `examples/scale.rs`.
//!
//! A new kind of event goes into `event.rs`, which says how; what it does to nodes and connections
//! goes into `network.rs`.

// Each test uses its part.
#![allow(dead_code)]

pub mod event;
pub mod explorer;
pub mod forgery;
pub mod network;
pub mod stock;

use std::collections::BTreeMap;

/// Tuples by their keys.
pub type Tuples = BTreeMap<Vec<u8>, Vec<u8>>;

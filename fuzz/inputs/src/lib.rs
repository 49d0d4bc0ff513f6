//! What must come out of any bytes from outside: a function for each kind of input.
//!
//! Each function feeds bytes to a reader, asserts what holds for every input (that what was read can be
//! written and read again, which errors there are, what limits are kept), and returns what became of
//! the input. The cargo-fuzz targets call them, and so does a bounded test on mutations of the
//! seeds. A test that reaches fewer different outcomes than it should has lost its way.

use std::hash::{DefaultHasher, Hash, Hasher};

pub mod formats;
pub mod gossip;
pub mod http;
pub mod matching;
mod memory;
pub mod messaging;
pub mod network;
pub mod security;

/// What became of an input, as a number: equal for equal outcomes.
pub type Outcome = u64;

fn outcome(outcome: impl Hash) -> Outcome {
    let mut hasher = DefaultHasher::new();
    outcome.hash(&mut hasher);
    hasher.finish()
}

/// The order of magnitude.
fn magnitude(size: usize) -> u32 {
    (size + 1).ilog2()
}

/// The frames of a message in an input, which are separated by `|`.
fn frames(input: &[u8]) -> Vec<&[u8]> {
    input.split(|byte| *byte == b'|').collect()
}

//! The prototypes of libczmq.

#![allow(warnings, reason = "ctest2's programs are as they are")]

// Links the library in.
use czmq as _;

#[macro_use]
mod prototypes;

prototypes_agree!("czmq", 700);

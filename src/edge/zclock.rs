//! zclock: clocks and delays.

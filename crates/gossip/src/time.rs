//! Time, which comes from outside.

/// The time, as the engine is told it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds by a clock that never goes back.
    pub mono: i64,
    /// Milliseconds since 1970.
    pub wall: i64,
}

/// The most milliseconds that a lease lasts, so that sums do not overflow.
pub(crate) const LONGEST_LEASE: i64 = i64::MAX / 8;

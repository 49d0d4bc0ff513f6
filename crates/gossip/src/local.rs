//! The node itself, as opposed to its links: what they all share.

use super::comparison::Comparer;
use super::output::Outputs;
use super::replaced::ReplacedValues;
use super::replica::Replica;

/// What all links of a node share.
#[derive(Clone, Debug)]
pub(crate) struct LocalNode {
    pub replica: Replica,
    pub outputs: Outputs,
    pub comparer: Comparer,
    pub replaced: ReplacedValues,
    /// After how many milliseconds of silence stock servers forget a client; 0 or less: never.
    pub timeout: i64,
    /// When a link next has something to do, at the earliest.
    pub wake: Wake,
}

impl LocalNode {
    pub fn new(node: u64) -> LocalNode {
        LocalNode {
            replica: Replica::new(node),
            outputs: Outputs::default(),
            comparer: Comparer::default(),
            replaced: ReplacedValues::default(),
            timeout: 1000,
            wake: Wake::default(),
        }
    }
}

/// The earliest of the times that were asked for, by the monotonic clock.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wake(Option<i64>);

impl Wake {
    pub fn no_later_than(&mut self, mono: i64) {
        self.0 = Some(self.0.map_or(mono, |wake| wake.min(mono)));
    }

    pub fn set(&mut self, mono: Option<i64>) {
        self.0 = mono;
    }

    pub fn get(&self) -> Option<i64> {
        self.0
    }
}

//! PINGs to a server and their answers: whether a stock server may have forgotten us.
//!
//! A stock server forgets a client that it has not read from for a while, and does not say so. The
//! trick: PONGs come in the order of PINGs, so an answer tells how long ago the server last read
//! from us. If that is longer than it waits, it may have forgotten us.

use std::collections::VecDeque;

/// A stock server forgets a client that is silent for this long, in milliseconds, unless it is
/// configured otherwise.
const STOCK_TIMEOUT: i64 = 1000;
/// The longest gap that is tolerated, in milliseconds.
const MAX_TOLERATED_GAP: i64 = 64_000;

/// The PINGs of one link.
#[derive(Clone, Debug)]
pub(crate) struct Pings {
    /// When each PING was sent that has no PONG yet.
    unanswered: VecDeque<i64>,
    /// When the last PING was sent that has one.
    answered: i64,
    /// The longest time between an answered PING and the next answer, in milliseconds, in which the
    /// server cannot have forgotten us.
    tolerated_gap: i64,
    /// It may have forgotten us while it was busy.
    suspect: bool,
}

/// What a PONG tells.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pong {
    /// No PING is without its PONG.
    pub is_last: bool,
    /// A stock server may have forgotten us.
    pub may_have_forgotten: bool,
}

impl Pings {
    pub fn new(now: i64) -> Pings {
        Pings {
            unanswered: VecDeque::new(),
            answered: now,
            tolerated_gap: STOCK_TIMEOUT,
            suspect: false,
        }
    }

    pub fn sent(&mut self, now: i64) {
        self.unanswered.push_back(now);
    }

    /// Takes a PONG.
    pub fn answered(&mut self, now: i64) -> Pong {
        let Some(sent) = self.unanswered.pop_front() else {
            return Pong {
                is_last: true,
                may_have_forgotten: false,
            };
        };
        let gap = now - self.answered;
        let mut may_have_forgotten = gap > self.tolerated_gap;
        self.answered = sent;
        // A server that is busy with many tuples must not be asked for them all over again, until
        // it answers promptly.
        if may_have_forgotten {
            self.tolerated_gap = (2 * self.tolerated_gap).min(MAX_TOLERATED_GAP);
            self.suspect = false;
        } else {
            self.suspect |= gap > STOCK_TIMEOUT;
            if now - sent < STOCK_TIMEOUT / 2 {
                self.tolerated_gap = STOCK_TIMEOUT;
                may_have_forgotten = std::mem::take(&mut self.suspect);
            }
        }
        Pong {
            is_last: self.unanswered.is_empty(),
            may_have_forgotten,
        }
    }

    /// The server is told again who we are.
    pub fn introduced(&mut self) {
        self.suspect = false;
    }

    /// The connection is lost: there will be no answers.
    pub fn lost(&mut self) {
        self.unanswered.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers PINGs that were sent and answered at these times; tells which answers show that the
    /// server may have forgotten us.
    fn suspicious(times: &[(i64, i64)]) -> Vec<bool> {
        let mut pings = Pings::new(0);
        let answers = times.iter().map(|&(sent, answered)| {
            pings.sent(sent);
            pings.answered(answered).may_have_forgotten
        });
        answers.collect()
    }

    #[test]
    fn prompt_answers_are_not_suspicious() {
        assert_eq!(
            suspicious(&[(300, 310), (600, 610), (900, 1300)]),
            [false; 3]
        );
    }

    #[test]
    fn an_answer_after_a_long_gap_is_suspicious() {
        assert_eq!(suspicious(&[(300, 310), (1400, 1410)]), [false, true]);
    }

    #[test]
    fn a_busy_server_is_suspected_when_it_answers_promptly_again() {
        let times = [(300, 1500), (600, 2000), (2100, 2200), (2300, 2310)];
        assert_eq!(suspicious(&times), [true, false, true, false]);
    }

    #[test]
    fn answers_are_counted() {
        let mut pings = Pings::new(0);
        pings.sent(1);
        pings.sent(2);
        assert!(!pings.answered(3).is_last);
        assert!(pings.answered(3).is_last);
        assert!(pings.answered(3).is_last, "nobody asked");
    }
}

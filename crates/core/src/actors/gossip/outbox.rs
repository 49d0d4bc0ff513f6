//! The queue of replies that a node's owner has not received yet. It keeps only the last reply for a key.

use std::collections::VecDeque;
use std::rc::Rc;

use indexmap::IndexMap;

use super::reply::Reply;

/// Replies for which there is no room in the pipe, in order. Of those that tell of one key only the
/// last is kept, so an owner that does not read costs no more memory than there are keys.
#[derive(Default)]
pub(super) struct Outbox {
    /// With gaps where a reply was replaced by a later one.
    queue: VecDeque<Option<Reply>>,
    /// The number of entries removed from the front so far.
    taken: u64,
    /// At which place the key is told of. The map keeps hashes: growing must not take long.
    places: IndexMap<Rc<[u8]>, u64>,
    gaps: usize,
    coalesced: u64,
}

/// With at most this many gaps, the queue is not compacted.
const FEW_GAPS: usize = 64;

impl Outbox {
    /// True if nothing waits.
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// How many replies wait.
    pub fn queued(&self) -> usize {
        self.queue.len() - self.gaps
    }

    /// How many replies were dropped since a later one told of the same key.
    pub fn coalesced(&self) -> u64 {
        self.coalesced
    }

    /// Adds a reply after all others.
    pub fn push(&mut self, reply: Reply) {
        let place = self.taken + self.queue.len() as u64;
        if let Some(key) = reply.key()
            && let Some(earlier) = self.places.insert(key.clone(), place)
        {
            self.queue[(earlier - self.taken) as usize] = None;
            self.gaps += 1;
            self.coalesced += 1;
        }
        self.queue.push_back(Some(reply));
        self.close_first_gap();
        if self.gaps > FEW_GAPS && self.gaps > self.queue.len() / 2 {
            self.close_gaps();
        }
    }

    /// The reply that goes next.
    pub fn front(&self) -> Option<&Reply> {
        self.queue.front()?.as_ref()
    }

    /// Takes the reply that goes next.
    pub fn pop(&mut self) -> Option<Reply> {
        let reply = self.queue.pop_front()?;
        self.taken += 1;
        if let Some(key) = reply.as_ref().and_then(Reply::key) {
            self.places.swap_remove(key);
        }
        self.close_first_gap();
        if self.queue.is_empty() {
            // A burst's memory is not kept.
            *self = Outbox {
                coalesced: self.coalesced,
                ..Outbox::default()
            };
        }
        reply
    }

    /// There is never a gap in front.
    fn close_first_gap(&mut self) {
        while let Some(None) = self.queue.front() {
            self.queue.pop_front();
            self.taken += 1;
            self.gaps -= 1;
        }
    }

    fn close_gaps(&mut self) {
        self.queue.retain(Option::is_some);
        self.gaps = 0;
        for (place, reply) in (self.taken..).zip(&self.queue) {
            if let Some(key) = reply.as_ref().and_then(Reply::key)
                && let Some(at) = self.places.get_mut(key)
            {
                *at = place;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn deliver(key: u8, value: u32) -> Reply {
        Reply::Deliver(Rc::new([key]), Rc::from(value.to_ne_bytes()))
    }

    fn shown(reply: &Reply) -> String {
        match reply {
            Reply::Deliver(key, value) => format!("{key:?} {value:?}"),
            Reply::Gone(name, key) => format!("{name} {key:?}"),
            Reply::Words(words) => format!("{words:?}"),
        }
    }

    proptest! {
        /// What is taken is what was put in, in order, without what a later value replaced while
        /// both were waiting.
        #[test]
        fn last_values_come_in_order(steps in prop::collection::vec((0u8..6, 0usize..4), 0..400)) {
            let mut outbox = Outbox::default();
            let mut model: Vec<(Option<u8>, String)> = Vec::new();
            let mut dropped = 0;
            for (number, (key, takes)) in steps.into_iter().enumerate() {
                let status = key == 5;
                let reply = if status { Reply::number("STATUS", number) } else { deliver(key, number as u32) };
                if !status {
                    let before = model.len();
                    model.retain(|(other, _)| *other != Some(key));
                    dropped += before - model.len();
                }
                model.push(((!status).then_some(key), shown(&reply)));
                outbox.push(reply);
                // Rarely, so that much is waiting at times.
                if takes == 0 {
                    for _ in 0..number % 7 {
                        let expected = (!model.is_empty()).then(|| model.remove(0).1);
                        prop_assert_eq!(outbox.front().map(shown), expected.clone());
                        prop_assert_eq!(outbox.pop().as_ref().map(shown), expected);
                    }
                }
                prop_assert_eq!(outbox.queued(), model.len());
                prop_assert_eq!(outbox.is_empty(), model.is_empty());
                prop_assert_eq!(outbox.coalesced(), dropped as u64);
            }
            for (_, expected) in model {
                prop_assert_eq!(outbox.pop().as_ref().map(shown), Some(expected));
            }
            prop_assert!(outbox.pop().is_none());
        }
    }

    #[test]
    fn an_owner_that_takes_nothing_costs_no_more_than_its_keys() {
        let mut outbox = Outbox::default();
        outbox.push(Reply::number("STATUS", 0));
        for value in 0..100_000 {
            outbox.push(deliver(value as u8 % 10, value));
        }
        assert_eq!(outbox.queued(), 11);
        assert!(outbox.queue.len() <= 2 * (FEW_GAPS + 11));
        assert_eq!(outbox.coalesced(), 100_000 - 10);
    }
}

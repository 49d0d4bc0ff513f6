//! Repeating timers. The caller supplies the time.

use std::collections::{BTreeMap, BTreeSet};

use czmq_sys::errno::{Errno, Result};

#[derive(Debug)]
struct Timer<H> {
    interval: i64,
    due: i64,
    handler: H,
}

/// A set of timers. Times are in milliseconds.
#[derive(Debug)]
pub struct Timers<H> {
    timers: BTreeMap<i32, Timer<H>>,
    by_due: BTreeSet<(i64, i32)>,
    last_id: i32,
}

impl<H> Default for Timers<H> {
    fn default() -> Timers<H> {
        Timers {
            timers: BTreeMap::new(),
            by_due: BTreeSet::new(),
            last_id: 0,
        }
    }
}

impl<H: Copy> Timers<H> {
    /// Adds a timer, which fires each `interval` from now on; gives its number, 1 or more.
    pub fn add(&mut self, now: i64, interval: i64, handler: H) -> i32 {
        let id = loop {
            self.last_id = self.last_id.checked_add(1).unwrap_or(1);
            if !self.timers.contains_key(&self.last_id) {
                break self.last_id;
            }
        };
        let due = now.saturating_add(interval);
        let timer = Timer {
            interval,
            due,
            handler,
        };
        self.timers.insert(id, timer);
        self.by_due.insert((due, id));
        id
    }

    /// Removes a timer; `EINVAL` if there is none of this number. So it is for the others.
    pub fn cancel(&mut self, id: i32) -> Result<()> {
        let timer = self.timers.remove(&id).ok_or(Errno::INVAL)?;
        self.by_due.remove(&(timer.due, id));
        Ok(())
    }

    /// Has a timer fire one interval from now.
    pub fn reset(&mut self, now: i64, id: i32) -> Result<()> {
        let timer = self.timers.get_mut(&id).ok_or(Errno::INVAL)?;
        self.by_due.remove(&(timer.due, id));
        timer.due = now.saturating_add(timer.interval);
        self.by_due.insert((timer.due, id));
        Ok(())
    }

    /// Gives a timer another interval, which begins now.
    pub fn set_interval(&mut self, now: i64, id: i32, interval: i64) -> Result<()> {
        self.timers.get_mut(&id).ok_or(Errno::INVAL)?.interval = interval;
        self.reset(now, id)
    }

    /// The time until the first timer is due; `None` without timers.
    pub fn timeout(&self, now: i64) -> Option<i64> {
        let (due, _) = self.by_due.first()?;
        Some((due - now).max(0))
    }

    /// The timers that are due, in the order in which they became so.
    pub fn due(&self, now: i64) -> Vec<i32> {
        let due = self.by_due.range(..=(now, i32::MAX));
        due.map(|(_, id)| *id).collect()
    }

    /// Has a timer fire, if it is there and due still: its next interval begins. Gives its handler.
    pub fn fire(&mut self, now: i64, id: i32) -> Option<H> {
        let timer = self.timers.get(&id)?;
        let (due, handler) = (timer.due, timer.handler);
        (due <= now && self.reset(now, id).is_ok()).then_some(handler)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_fire_when_they_are_due() {
        let mut timers = Timers::default();
        assert_eq!((timers.timeout(0), timers.due(0)), (None, vec![]));
        assert_eq!(timers.add(100, 50, 'a'), 1);
        assert_eq!(timers.add(100, 20, 'b'), 2);
        assert_eq!(timers.add(100, 0, 'c'), 3);
        assert_eq!(timers.timeout(100), Some(0));
        assert_eq!(timers.due(150), [3, 2, 1]);
        assert_eq!(timers.fire(150, 2), Some('b'));
        assert_eq!(timers.fire(150, 2), None);
        timers.cancel(3).unwrap();
        assert_eq!(timers.fire(150, 3), None);
        assert_eq!(timers.timeout(140), Some(10));
        timers.reset(150, 1).unwrap();
        assert_eq!(timers.timeout(150), Some(20));
        timers.set_interval(150, 1, 5).unwrap();
        assert_eq!((timers.timeout(150), timers.due(155)), (Some(5), vec![1]));
        for id in [0, 3, 4] {
            assert_eq!(timers.cancel(id), Err(Errno::INVAL));
            assert_eq!(timers.reset(0, id), Err(Errno::INVAL));
            assert_eq!(timers.set_interval(0, id, 1), Err(Errno::INVAL));
        }
    }
}

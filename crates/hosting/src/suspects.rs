//! Which libzmq sockets may be ready.
//!
//! A libzmq socket has a descriptor that signals a change once, and any call on the socket, of
//! whatever kind, may take that signal. So a silent descriptor proves nothing. The trick is to know
//! for each socket why it may be silent:
//!
//! * A *suspect* may be ready: it was signalled, or is new. It must be asked.
//! * A *used* socket was found not to be ready, and called since. The call may have taken a signal.
//! * An *idle* socket was found not to be ready, and neither called nor signalled since. Its next
//!   change will be signalled, so it need not be asked.
//!
//! No signal is lost as long as used sockets become suspects before the thread sleeps
//! ([`Suspects::sweep`]).

use std::collections::BTreeMap;
use std::ops::Bound;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Suspect,
    Used,
}

/// The suspects and the used ones among sockets; all others are idle.
#[derive(Debug)]
pub struct Suspects<K> {
    states: BTreeMap<K, State>,
    /// How many are used.
    used: usize,
    /// The socket whose turn was last.
    last: Option<K>,
}

impl<K> Default for Suspects<K> {
    fn default() -> Self {
        Suspects {
            states: BTreeMap::new(),
            used: 0,
            last: None,
        }
    }
}

impl<K: Copy + Ord> Suspects<K> {
    /// The socket was signalled, or is new.
    pub fn suspect(&mut self, socket: K) {
        let before = self.states.insert(socket, State::Suspect);
        self.used -= usize::from(before == Some(State::Used));
    }

    /// The socket was called. A suspect stays one.
    pub fn used(&mut self, socket: K) {
        self.states.entry(socket).or_insert_with(|| {
            self.used += 1;
            State::Used
        });
    }

    /// The socket was found not to be ready just now, or it is gone.
    pub fn idle(&mut self, socket: K) {
        let before = self.states.remove(&socket);
        self.used -= usize::from(before == Some(State::Used));
    }

    /// Makes used sockets suspects. True if there are suspects now.
    pub fn sweep(&mut self) -> bool {
        if self.has_used() {
            self.states
                .values_mut()
                .for_each(|state| *state = State::Suspect);
            self.used = 0;
        }
        !self.is_empty()
    }

    /// Makes one socket a suspect if it is a used one.
    pub fn suspect_used(&mut self, socket: K) {
        if self.has_used()
            && let Some(state @ State::Used) = self.states.get_mut(&socket)
        {
            *state = State::Suspect;
            self.used -= 1;
        }
    }

    /// True if there are used sockets.
    pub fn has_used(&self) -> bool {
        self.used > 0
    }

    /// True if the socket is a suspect.
    pub fn contains(&self, socket: K) -> bool {
        self.states.get(&socket) == Some(&State::Suspect)
    }

    /// True without suspects.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of suspects.
    pub fn len(&self) -> usize {
        self.states.len() - self.used
    }

    /// The first suspect behind a socket, in the order of their keys; the first of all behind none.
    #[inline]
    pub fn after(&self, socket: Option<K>) -> Option<K> {
        if self.is_empty() {
            return None;
        }
        let suspect = |(socket, state): (&K, &State)| match state {
            State::Suspect => Some(*socket),
            State::Used => None,
        };
        match socket {
            None => self.states.iter().find_map(suspect),
            Some(socket) => {
                let behind = (Bound::Excluded(socket), Bound::Unbounded);
                self.states.range(behind).find_map(suspect)
            }
        }
    }

    /// The suspect whose turn is next: each has one before any has another.
    pub fn in_turn(&mut self) -> Option<K> {
        let next = self.after(self.last).or_else(|| self.after(None));
        self.last = next;
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suspect_has_its_turn() {
        let mut suspects = Suspects::default();
        assert_eq!(suspects.in_turn(), None);
        for socket in [3, 1, 2] {
            suspects.suspect(socket);
        }
        let turns: Vec<_> = (0..5).map(|_| suspects.in_turn().unwrap()).collect();
        assert_eq!(turns, [1, 2, 3, 1, 2]);
        suspects.idle(3);
        assert_eq!(suspects.in_turn(), Some(1));
        suspects.idle(1);
        assert_eq!((suspects.in_turn(), suspects.len()), (Some(2), 1));
    }

    #[test]
    fn used_sockets_are_suspects_after_the_sweep() {
        let mut suspects = Suspects::default();
        suspects.suspect('a');
        suspects.used('a');
        suspects.used('b');
        assert!(suspects.has_used());
        assert_eq!((suspects.len(), suspects.after(None)), (1, Some('a')));
        suspects.idle('a');
        suspects.suspect_used('a');
        assert!(suspects.is_empty());
        assert!(suspects.sweep());
        assert_eq!((suspects.len(), suspects.after(None)), (1, Some('b')));
        suspects.idle('b');
        suspects.used('b');
        suspects.suspect('b');
        assert!(!suspects.has_used());
        suspects.idle('b');
        assert!(!suspects.sweep());
    }
}

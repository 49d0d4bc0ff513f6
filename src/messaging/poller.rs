//! Waiting for input from several sources.

use crate::sys::clock;
use crate::sys::errno::{Errno, Result};
use crate::sys::process::{self, Watch};
use crate::sys::signal::interrupted;
use crate::sys::zmq::{POLLIN, PollItem, SocketRef, poll};

/// What one may wait for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Source<'a> {
    /// A socket.
    Socket(SocketRef<'a>),
    /// A descriptor of the system.
    Descriptor(i32),
}

impl<'a> Source<'a> {
    /// Tells when the source is a socket that was closed.
    pub fn watch(self) -> Option<Watch> {
        match self {
            Source::Socket(socket) => Some(Watch::on(socket)),
            Source::Descriptor(_) => None,
        }
    }

    /// The source as something to poll.
    pub fn item(self, events: i16) -> PollItem<'a> {
        match self {
            Source::Socket(socket) => PollItem::socket(socket, events),
            Source::Descriptor(fd) => PollItem::fd(fd, events),
        }
    }
}

/// Sources of input, each with a key by which it is found and removed, in order of addition. The
/// lists go in step.
pub struct Poller<'a, K> {
    keys: Vec<K>,
    sources: Vec<Source<'a>>,
    watches: Vec<Option<Watch>>,
    items: Vec<PollItem<'a>>,
    /// [`process::closures`] when all sockets were last seen open.
    closures: u64,
    /// True once a source was added or removed, until [`Poller::renew`].
    changed: bool,
    nonstop: bool,
    /// True if the last wait found something: then the next is likely to, and asking the sockets
    /// one by one is cheaper than a poll.
    busy: bool,
    expired: bool,
    terminated: bool,
}

impl<K> Default for Poller<'_, K> {
    fn default() -> Self {
        Poller {
            keys: Vec::new(),
            sources: Vec::new(),
            watches: Vec::new(),
            items: Vec::new(),
            closures: process::closures(),
            changed: false,
            nonstop: false,
            busy: false,
            expired: false,
            terminated: false,
        }
    }
}

impl<'a, K: Copy + PartialEq> Poller<'a, K> {
    /// Adds a source after the others. The same key may be added several times.
    pub fn add(&mut self, key: K, source: Source<'a>) {
        self.keys.push(key);
        self.sources.push(source);
        self.watches.push(source.watch());
        self.items.push(source.item(POLLIN));
        self.changed = true;
    }

    /// Removes the first source with this key; `EINVAL` if there is none.
    pub fn remove(&mut self, key: K) -> Result<()> {
        let index = self.keys.iter().position(|own| *own == key);
        let index = index.ok_or(Errno::INVAL)?;
        self.keys.remove(index);
        self.sources.remove(index);
        self.watches.remove(index);
        self.items.remove(index);
        self.changed = true;
        Ok(())
    }

    /// If a source was added or removed since the last time, looks up the source of every key
    /// anew, but for sockets of the process layer, which stay what they are.
    pub fn renew(&mut self, mut source_of: impl FnMut(K) -> Source<'a>) {
        if !std::mem::take(&mut self.changed) {
            return;
        }
        for (index, key) in self.keys.iter().enumerate() {
            if self.watches[index].as_ref().is_some_and(Watch::is_own) {
                continue;
            }
            let source = source_of(*key);
            self.sources[index] = source;
            self.watches[index] = source.watch();
            self.items[index] = source.item(POLLIN);
        }
    }

    /// Whether a wait goes on when the process was interrupted; it does not by default.
    pub fn set_nonstop(&mut self, nonstop: bool) {
        self.nonstop = nonstop;
    }

    /// True if the last wait found nothing in its time.
    pub fn expired(&self) -> bool {
        self.expired
    }

    /// True if the last wait ended because of a signal, the process being interrupted, or because
    /// a source is gone.
    pub fn terminated(&self) -> bool {
        self.terminated
    }

    /// Waits for input, at most `timeout_ms`, -1 for ever; gives the key of the first source that
    /// has some, or a descriptor that has an error or hung up.
    ///
    /// `None` if there is none in time, or the process is interrupted. `EINTR` if a signal arrived
    /// in the wait, unless it is nonstop; `ETERM` if a socket's context ended, `ENOTSOCK` if a
    /// socket is gone.
    pub fn wait(&mut self, timeout_ms: i64) -> Result<Option<K>> {
        (self.expired, self.terminated) = (false, false);
        let found = self.find(timeout_ms);
        self.busy = matches!(found, Ok(Some(_)));
        match found {
            Ok(Some(index)) => return Ok(Some(self.keys[index])),
            Ok(None) if self.stops() => self.terminated = true,
            Ok(None) => self.expired = true,
            Err(error) => {
                self.terminated = true;
                return Err(error);
            }
        }
        Ok(None)
    }

    fn stops(&self) -> bool {
        !self.nonstop && interrupted()
    }

    fn find(&mut self, timeout_ms: i64) -> Result<Option<usize>> {
        if self.stops() {
            return Ok(None);
        }
        let closures = process::closures();
        if self.closures != closures {
            if self.watches.iter().flatten().any(Watch::is_closed) {
                return Err(Errno::NOTSOCK);
            }
            self.closures = closures;
        }
        if self.busy
            && let Some(index) = self.first_socket_with_input()?
        {
            return Ok(Some(index));
        }
        let deadline = (timeout_ms > 0).then(|| clock::mono_ms().saturating_add(timeout_ms));
        let mut left = timeout_ms;
        loop {
            match poll(&mut self.items, left) {
                Ok(0) => {}
                Ok(_) => return Ok(self.items.iter().position(|item| item.happened() != 0)),
                Err(Errno::INTR) if self.nonstop && !self.has_foreign_socket() => {}
                Err(error) => return Err(error),
            }
            match deadline {
                Some(deadline) => left = (deadline - clock::mono_ms()).max(0),
                None if timeout_ms < 0 => continue,
                None => left = 0,
            }
            if left == 0 {
                return Ok(None);
            }
        }
    }

    /// The first with input of the sockets that stand before all descriptors.
    fn first_socket_with_input(&self) -> Result<Option<usize>> {
        for (index, source) in self.sources.iter().enumerate() {
            let Source::Socket(socket) = source else {
                break;
            };
            match socket.events() {
                Ok(events) if events & POLLIN != 0 => return Ok(Some(index)),
                Ok(_) | Err(Errno::INTR) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    fn has_foreign_socket(&self) -> bool {
        self.sources
            .iter()
            .any(|source| matches!(source, Source::Socket(socket) if socket.is_foreign()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messaging::pipe::pipe;

    #[test]
    fn the_first_added_is_found_first() {
        let pipes = [pipe().unwrap(), pipe().unwrap(), pipe().unwrap()];
        let mut poller = Poller::default();
        for index in [1, 2, 0] {
            poller.add(index, Source::Socket(pipes[index].1.handle()));
        }
        assert_eq!(poller.wait(0).unwrap(), None);
        assert!(poller.expired() && !poller.terminated());
        for (front, _) in &pipes {
            front.handle().send(b"", 0).unwrap();
            front.handle().send(b"", 0).unwrap();
        }
        for expected in [1, 1, 2, 2, 0, 0] {
            assert_eq!(poller.wait(-1).unwrap(), Some(expected));
            assert!(!poller.expired());
            pipes[expected].1.handle().recv(0).unwrap();
        }
        assert_eq!(poller.wait(0).unwrap(), None);
    }

    #[test]
    fn a_key_is_removed_once_for_each_time_it_was_added() {
        let (front, back) = pipe().unwrap();
        front.handle().send(b"", 0).unwrap();
        let mut poller = Poller::default();
        poller.add('a', Source::Socket(back.handle()));
        poller.add('a', Source::Socket(back.handle()));
        assert!(poller.remove('b').is_err());
        poller.remove('a').unwrap();
        assert_eq!(poller.wait(-1).unwrap(), Some('a'));
        poller.remove('a').unwrap();
        assert_eq!(poller.remove('a'), Err(Errno::INVAL));
        assert_eq!(poller.wait(0).unwrap(), None);
    }

    #[test]
    fn sources_are_looked_up_after_changes_alone() {
        use std::io::Write;
        use std::os::fd::AsRawFd;
        let (quiet, _keep) = std::io::pipe().unwrap();
        let (ready, mut writer) = std::io::pipe().unwrap();
        writer.write_all(b"!").unwrap();
        let mut poller = Poller::default();
        poller.add(0, Source::Descriptor(quiet.as_raw_fd()));
        poller.renew(|_| Source::Descriptor(quiet.as_raw_fd()));
        poller.renew(|_| Source::Descriptor(ready.as_raw_fd()));
        assert_eq!(poller.wait(0).unwrap(), None);
        poller.add(1, Source::Descriptor(quiet.as_raw_fd()));
        poller.renew(|_| Source::Descriptor(ready.as_raw_fd()));
        assert_eq!(poller.wait(0).unwrap(), Some(0));
    }

    #[test]
    fn a_descriptor_that_hung_up_is_found() {
        use std::os::fd::AsRawFd;
        let (reader, writer) = std::io::pipe().unwrap();
        let mut poller = Poller::default();
        poller.add((), Source::Descriptor(reader.as_raw_fd()));
        assert_eq!(poller.wait(0).unwrap(), None);
        drop(writer);
        assert_eq!(poller.wait(0).unwrap(), Some(()));
    }
}

//! Waiting for input from several sources.

use czmq_sys::clock;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::registry;
use czmq_sys::signal::interrupted;
use czmq_sys::socket::Liveness;
use czmq_sys::zmq::POLLIN;

use super::readiness::{Rank, Readiness, Source};

struct Reader<'a, K> {
    key: K,
    source: Source<'a>,
    /// Tells when the source is a socket that was closed.
    watch: Option<Liveness>,
    rank: Rank,
}

impl<'a, K> Reader<'a, K> {
    fn new(key: K, source: Source<'a>, rank: Rank) -> Reader<'a, K> {
        let watch = match source {
            Source::Socket(socket) => Some(Liveness::of(socket)),
            Source::Descriptor(_) => None,
        };
        Reader {
            key,
            source,
            watch,
            rank,
        }
    }
}

/// Sources of input, each with a key by which it is found and removed, in order of addition.
pub struct Poller<'a, K> {
    /// By rank.
    readers: Vec<Reader<'a, K>>,
    readiness: Readiness<'a>,
    next_rank: Rank,
    /// [`registry::closures`] when all sockets were last seen open.
    closures: u64,
    /// True once a source was added or removed, until [`Poller::renew`].
    changed: bool,
    nonstop: bool,
    expired: bool,
    terminated: bool,
}

impl<K> Default for Poller<'_, K> {
    fn default() -> Self {
        Poller {
            readers: Vec::new(),
            readiness: Readiness::default(),
            next_rank: 0,
            closures: registry::closures(),
            changed: false,
            nonstop: false,
            expired: false,
            terminated: false,
        }
    }
}

impl<'a, K: Copy + PartialEq> Poller<'a, K> {
    /// Adds a source after the others. The same key may be added several times.
    pub fn add(&mut self, key: K, source: Source<'a>) {
        self.readers.push(Reader::new(key, source, self.next_rank));
        self.readiness.insert(self.next_rank, source, POLLIN);
        self.next_rank += 1;
        self.changed = true;
    }

    /// Removes the first source with this key; `EINVAL` if there is none.
    pub fn remove(&mut self, key: K) -> Result<()> {
        let index = self.readers.iter().position(|reader| reader.key == key);
        let reader = self.readers.remove(index.ok_or(Errno::INVAL)?);
        self.readiness.remove(reader.rank);
        self.changed = true;
        Ok(())
    }

    /// If a source was added or removed since the last time, looks up the source of every key
    /// anew, but for sockets of this library, which stay what they are.
    pub fn renew(&mut self, mut source_of: impl FnMut(K) -> Source<'a>) {
        if !std::mem::take(&mut self.changed) {
            return;
        }
        for reader in &mut self.readers {
            if reader.watch.as_ref().is_some_and(Liveness::is_own) {
                continue;
            }
            let source = source_of(reader.key);
            if source != reader.source {
                *reader = Reader::new(reader.key, source, reader.rank);
                self.readiness.remove(reader.rank);
                self.readiness.insert(reader.rank, source, POLLIN);
            }
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
        match self.find(timeout_ms) {
            Ok(Some(rank)) => {
                let index = self
                    .readers
                    .binary_search_by_key(&rank, |reader| reader.rank);
                return Ok(index.ok().map(|index| self.readers[index].key));
            }
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

    fn find(&mut self, timeout_ms: i64) -> Result<Option<Rank>> {
        if self.stops() {
            return Ok(None);
        }
        let closures = registry::closures();
        if self.closures != closures {
            let mut watches = self
                .readers
                .iter()
                .filter_map(|reader| reader.watch.as_ref());
            if watches.any(Liveness::is_closed) {
                return Err(Errno::NOTSOCK);
            }
            self.closures = closures;
        }
        let deadline = (timeout_ms > 0).then(|| clock::mono_ms().saturating_add(timeout_ms));
        let mut left = timeout_ms;
        loop {
            match self.readiness.first(left) {
                Err(Errno::INTR) if self.nonstop && !self.readiness.has_foreign_socket() => {}
                found => return Ok(found?.map(|(rank, _)| rank)),
            }
            if let Some(deadline) = deadline {
                left = (deadline - clock::mono_ms()).max(0);
            }
        }
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

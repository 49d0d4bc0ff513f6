//! The loop of actors that have a thread of their own: commands, sockets and descriptors, a deadline,
//! and replies.
//!
//! It asks the actor before each wait what it waits for, so an actor opens and closes sockets as it
//! goes. A reply never blocks the actor: what the pipe has no room for is sent when there is room.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use crate::messaging::parts;
use crate::messaging::signal;
use czmq_sys::clock;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::signal::interrupted;
use czmq_sys::zmq::{POLLIN, POLLOUT, PollItem, SocketRef, poll};

use super::command::Command;

/// What an actor waits for besides commands.
pub struct Waits<'a> {
    items: Vec<PollItem<'a>>,
    deadline: Option<i64>,
    behind: bool,
}

impl<'a> Waits<'a> {
    /// Waits for events of a socket.
    pub fn socket(&mut self, socket: SocketRef<'a>, events: i16) {
        self.items.push(PollItem::socket(socket, events));
    }

    /// Waits for events of a descriptor.
    pub fn descriptor(&mut self, fd: i32, events: i16) {
        self.items.push(PollItem::fd(fd, events));
    }

    /// Waits no longer than until this time, by the monotonic clock.
    pub fn until(&mut self, deadline: i64) {
        self.deadline = Some(self.deadline.map_or(deadline, |own| own.min(deadline)));
    }

    /// True if the owner has not taken all replies.
    pub fn is_owner_behind(&self) -> bool {
        self.behind
    }
}

/// Replies that the owner has not taken.
#[derive(Default)]
pub struct Replies(VecDeque<Vec<Vec<u8>>>);

impl Replies {
    /// Sends a message, when there is room.
    pub fn message<'m>(&mut self, frames: impl IntoIterator<Item = &'m [u8]>) {
        self.0
            .push_back(frames.into_iter().map(<[u8]>::to_vec).collect());
    }

    /// Sends a signal, when there is room.
    pub fn signal(&mut self, status: u8) {
        self.message([&signal::encode(status)[..]]);
    }

    fn flush(&mut self, pipe: SocketRef<'_>) -> Result<()> {
        while let Some(message) = self.0.front() {
            match parts::try_send(pipe, message.iter().map(Vec::as_slice)) {
                Err(Errno::AGAIN) => break,
                result => result?,
            }
            self.0.pop_front();
        }
        Ok(())
    }
}

/// Whether an actor goes on; it ends as it was told to, or with a failure.
pub type Step<F> = ControlFlow<std::result::Result<(), F>>;

/// What an actor does.
pub trait Service {
    /// Why it ends although it was not told to.
    type Failure;

    /// Whether it ends when the process is interrupted.
    const ENDS_WHEN_INTERRUPTED: bool;

    /// Says what it waits for now.
    fn waits<'s>(&'s self, waits: &mut Waits<'s>);

    /// Does what a command of the owner says.
    fn obey(&mut self, command: Command, replies: &mut Replies) -> Step<Self::Failure>;

    /// Does what is due. `happened` has the events of what it waited for, in that order. An error is
    /// one of a socket that did work: its context is ending, and so does the actor.
    fn serve(&mut self, happened: &[i16], replies: &mut Replies) -> Result<Step<Self::Failure>>;
}

/// Runs an actor, once it has signalled its owner that it is there.
pub fn run<S: Service>(
    pipe: SocketRef<'_>,
    service: &mut S,
) -> std::result::Result<(), S::Failure> {
    // Whatever a socket says that did work, its context is ending.
    serve(pipe, service).unwrap_or(Ok(()))
}

fn serve<S: Service>(
    pipe: SocketRef<'_>,
    service: &mut S,
) -> Result<std::result::Result<(), S::Failure>> {
    signal::send(pipe, 0)?;
    let mut replies = Replies::default();
    while !(S::ENDS_WHEN_INTERRUPTED && interrupted()) {
        let behind = !replies.0.is_empty();
        let room = if behind { POLLOUT } else { 0 };
        let mut waits = Waits {
            items: vec![PollItem::socket(pipe, POLLIN | room)],
            deadline: None,
            behind,
        };
        service.waits(&mut waits);
        let timeout = waits
            .deadline
            .map_or(-1, |deadline| (deadline - clock::mono_ms()).max(0));
        match poll(&mut waits.items, timeout) {
            Err(Errno::INTR) => continue,
            result => result?,
        };
        let happened: Vec<i16> = waits.items.iter().map(PollItem::happened).collect();
        if happened[0] & POLLIN != 0 {
            let command = Command::recv(pipe)?;
            if let ControlFlow::Break(end) = service.obey(command, &mut replies) {
                return Ok(end);
            }
        }
        if let ControlFlow::Break(end) = service.serve(&happened[1..], &mut replies)? {
            return Ok(end);
        }
        replies.flush(pipe)?;
    }
    Ok(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actors::actor::TERM;
    use crate::messaging::pipe::pipe;
    use czmq_sys::zmq::DONTWAIT;

    /// Says back what it is told, `times` times, and counts deadlines.
    struct Echo {
        times: usize,
        due: Option<i64>,
        deadlines: usize,
        was_behind: bool,
    }

    impl Service for Echo {
        type Failure = &'static str;
        const ENDS_WHEN_INTERRUPTED: bool = false;

        fn waits<'s>(&'s self, waits: &mut Waits<'s>) {
            if let Some(due) = self.due {
                waits.until(due + 1000);
                waits.until(due);
            }
        }

        fn obey(&mut self, mut command: Command, replies: &mut Replies) -> Step<&'static str> {
            let name = command.text().unwrap_or_default();
            match name.to_bytes() {
                TERM => ControlFlow::Break(Ok(())),
                b"FAIL" => ControlFlow::Break(Err("failed")),
                name => {
                    (0..self.times).for_each(|_| replies.message([name]));
                    ControlFlow::Continue(())
                }
            }
        }

        fn serve(&mut self, happened: &[i16], replies: &mut Replies) -> Result<Step<&'static str>> {
            assert!(happened.is_empty());
            self.was_behind |= replies.0.len() < self.times && !replies.0.is_empty();
            if self.due.is_some_and(|due| due <= clock::mono_ms()) {
                self.due = None;
                self.deadlines += 1;
                return Ok(ControlFlow::Break(Ok(())));
            }
            Ok(ControlFlow::Continue(()))
        }
    }

    fn echo(times: usize) -> Echo {
        Echo {
            times,
            due: None,
            deadlines: 0,
            was_behind: false,
        }
    }

    #[test]
    fn a_failure_is_told_from_an_end() {
        let (owner, actor) = pipe().unwrap();
        for (command, end) in [(TERM, Ok(())), (b"FAIL", Err("failed"))] {
            owner.handle().send(b"word", 0).unwrap();
            owner.handle().send(command, 0).unwrap();
            assert_eq!(run(actor.handle(), &mut echo(1)), end);
            signal::wait(owner.handle()).unwrap();
            assert_eq!(*owner.handle().recv(DONTWAIT).unwrap(), *b"word");
        }
    }

    #[test]
    fn a_deadline_ends_the_wait() {
        let (_owner, actor) = pipe().unwrap();
        let mut echo = Echo {
            due: Some(clock::mono_ms() + 5),
            ..echo(1)
        };
        assert_eq!(run(actor.handle(), &mut echo), Ok(()));
        assert_eq!(echo.deadlines, 1);
    }

    #[test]
    fn replies_without_room_wait_and_the_actor_does_not() {
        const MORE_THAN_ROOM: usize = 5000;
        let (owner, actor) = pipe().unwrap();
        owner.handle().send(b"word", 0).unwrap();
        let thread = std::thread::spawn(move || {
            let mut echo = echo(MORE_THAN_ROOM);
            (run(actor.handle(), &mut echo), echo.was_behind)
        });
        signal::wait(owner.handle()).unwrap();
        // It obeys although the owner has not taken its replies.
        for _ in 0..MORE_THAN_ROOM {
            assert_eq!(*owner.handle().recv(0).unwrap(), *b"word");
        }
        owner.handle().send(TERM, 0).unwrap();
        assert_eq!(thread.join().unwrap(), (Ok(()), true));
    }
}

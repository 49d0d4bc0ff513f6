//! A node, as the actor that runs it, and what it says.

use std::collections::VecDeque;
use std::os::fd::AsRawFd;
use std::time::{Duration, Instant};

use czmq_core::actors::actor::Actor;
use czmq_core::actors::gossip;
use czmq_core::messaging::parts::{self, Parts};
use czmq_core::messaging::signal;
use czmq_sys::errno::Errno;
use czmq_sys::signal::interrupted;
use czmq_sys::zmq::{DONTWAIT, POLLERR, POLLIN, PollItem, poll};

use crate::{Result, Stop};

pub type Bytes = Vec<u8>;

/// What a node says of its own accord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Deliver(Bytes, Bytes),
    Remove(Bytes),
    Expire(Bytes),
    /// A peer is there, and whether it is of this library.
    Up(Bytes, bool),
    Down(Bytes),
    Refused(Bytes, Bytes),
}

pub struct Node {
    actor: Actor,
    /// What it said while it was asked for something else.
    events: VecDeque<Event>,
}

/// However rarely something happens, signals that arrived just before a wait are seen so soon.
const LONGEST_WAIT: Duration = Duration::from_millis(500);

fn failed(what: &str) -> impl FnOnce(Errno) -> Stop {
    move |error| match error {
        _ if interrupted() => Stop::Interrupted,
        error => Stop::Failed(format!("{what}: {error}")),
    }
}

impl Node {
    /// A node that says all that it can.
    pub fn new() -> Result<Node> {
        let actor = gossip::spawn(c"zgossip").map_err(failed("the node cannot start"))?;
        let events = VecDeque::new();
        let node = Node { actor, events };
        node.tell(["NOTIFY"])?;
        Ok(node)
    }

    /// Gives it a command.
    pub fn tell<W: AsRef<[u8]>>(&self, words: impl IntoIterator<Item = W>) -> Result<()> {
        let words: Vec<W> = words.into_iter().collect();
        let pipe = self.actor.pipe().handle();
        while let Err(error) = parts::send(pipe, words.iter().map(W::as_ref)) {
            if error != Errno::INTR || interrupted() {
                return Err(failed("the node has ended")(error));
            }
        }
        Ok(())
    }

    /// Gives it a command, and waits for the reply, without its first word.
    pub fn ask<W: AsRef<[u8]>>(
        &mut self,
        words: impl IntoIterator<Item = W>,
    ) -> Result<Vec<Bytes>> {
        let words: Vec<W> = words.into_iter().collect();
        let name = words.first().map(|word| word.as_ref().to_vec());
        self.tell(words)?;
        loop {
            let Some(mut message) = self.message()? else {
                wait(&[self], Also::default(), None)?;
                continue;
            };
            if message.first() == name.as_ref() {
                return Ok(message.split_off(1));
            }
            self.events.extend(event(message));
        }
    }

    /// What it said, if there is something.
    pub fn event(&mut self) -> Result<Option<Event>> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Ok(Some(event));
            }
            match self.message()? {
                Some(message) => self.events.extend(event(message)),
                None => return Ok(None),
            }
        }
    }

    /// Waits for the next that it says, as long as `until`.
    pub fn next(&mut self, until: Option<Instant>) -> Result<Option<Event>> {
        loop {
            if let Some(event) = self.event()? {
                return Ok(Some(event));
            }
            if is_over(until) {
                return Ok(None);
            }
            wait(&[self], Also::default(), until)?;
        }
    }

    fn message(&self) -> Result<Option<Vec<Bytes>>> {
        let pipe = self.actor.pipe().handle();
        let first = match pipe.recv(DONTWAIT) {
            Ok(first) => first,
            Err(Errno::AGAIN | Errno::INTR) => return Ok(None),
            Err(error) => return Err(failed("the node has ended")(error)),
        };
        if signal::status(&first).is_some() {
            // Its last word.
            return Err(failed("the node has ended")(Errno::TERM));
        }
        let rest = Parts::after(pipe, &first);
        let mut message = vec![first.to_vec()];
        message.extend(rest.map(|part| part.to_vec()));
        Ok(Some(message))
    }
}

fn event(message: Vec<Bytes>) -> Option<Event> {
    let mut words = message.into_iter();
    let command = words.next()?;
    let mut next = || words.next();
    Some(match &*command {
        b"DELIVER" => Event::Deliver(next()?, next()?),
        b"REMOVE" => Event::Remove(next()?),
        b"EXPIRE" => Event::Expire(next()?),
        b"REFUSED" => Event::Refused(next()?, next()?),
        b"PEER" => match &*next()? {
            b"UP" => Event::Up(next()?, next()? == b"OURS"),
            _ => Event::Down(next()?),
        },
        _ => return None,
    })
}

pub fn is_over(until: Option<Instant>) -> bool {
    until.is_some_and(|until| Instant::now() >= until)
}

/// What else to wait for than nodes.
#[derive(Clone, Copy, Default)]
pub struct Also {
    /// That there is something to read.
    pub input: bool,
    /// That nobody reads the output any more.
    pub output: bool,
}

/// Waits until something may have happened, as long as `until`; true if there is input.
pub fn wait(nodes: &[&Node], also: Also, until: Option<Instant>) -> Result<bool> {
    if interrupted() {
        return Err(Stop::Interrupted);
    }
    let mut items: Vec<PollItem<'_>> = nodes
        .iter()
        .map(|node| PollItem::socket(node.actor.pipe().handle(), POLLIN))
        .collect();
    let input = items.len();
    if also.input {
        items.push(PollItem::fd(std::io::stdin().as_raw_fd(), POLLIN));
    }
    let output = items.len();
    if also.output {
        items.push(PollItem::fd(std::io::stdout().as_raw_fd(), POLLERR));
    }
    let left = until.map_or(LONGEST_WAIT, |until| {
        until
            .saturating_duration_since(Instant::now())
            .min(LONGEST_WAIT)
    });
    // Not a moment too early.
    let milliseconds = left.as_micros().div_ceil(1000) as i64;
    match poll(&mut items, milliseconds) {
        Ok(_) => {}
        Err(Errno::INTR) if !interrupted() => return Ok(false),
        Err(error) => return Err(failed("waiting")(error)),
    }
    if also.output && items[output].happened() & POLLERR != 0 {
        return Err(Stop::Unread);
    }
    Ok(also.input && items[input].happened() != 0)
}

//! A node, as the actor that runs it, and the events it reports.
//!
//! The node is the library's. The original's knows only a part of the commands; the program
//! says what it cannot do with that.

use std::collections::VecDeque;
use std::io;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use czmq_rs::{Actor, Error, Events, Message, PollItem, interrupted, is_original, log, poll};

use crate::{Result, Stop};

pub type Bytes = Vec<u8>;

/// What a node reports unasked.
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
    /// Events that came while it was asked for something else.
    events: VecDeque<Event>,
    original: bool,
}

/// Signals that arrive just before a wait are noticed after this time, even if nothing happens.
const LONGEST_WAIT: Duration = Duration::from_millis(500);

fn failed(what: &str) -> impl FnOnce(Error) -> Stop {
    move |error| match error {
        _ if interrupted() => Stop::Interrupted,
        error => Stop::Failed(format!("{what}: {error}")),
    }
}

fn ended(_: Error) -> Stop {
    match interrupted() {
        true => Stop::Interrupted,
        false => Stop::Failed("the node has ended".to_owned()),
    }
}

impl Node {
    /// A node that reports all events it knows of.
    pub fn new() -> Result<Node> {
        let actor = Actor::gossip(c"zgossip").map_err(failed("cannot start a node"))?;
        let mut node = Node {
            actor,
            events: VecDeque::new(),
            original: is_original(),
        };
        if node.original {
            // It sends the log to the standard output when it starts, and at each setting but this.
            node.tell(["SET", "server/background", "1"])?;
            node.ask(["STATUS"])?;
            log::to_stderr();
        } else {
            node.tell(["NOTIFY"])?;
        }
        Ok(node)
    }

    /// True if the node is the original library's.
    pub fn original(&self) -> bool {
        self.original
    }

    /// Fails if the node is the original library's, which lacks what this names.
    pub fn require(&self, feature: &str) -> Result<()> {
        if self.original {
            return Err(Stop::Failed(format!(
                "{feature}: not supported by the original CZMQ library; \
                 install CZMQ in Rust as libczmq.so.4 (Debian package: libczmq4-rs)"
            )));
        }
        Ok(())
    }

    /// Gives it a command.
    pub fn tell<W: AsRef<[u8]>>(&mut self, words: impl IntoIterator<Item = W>) -> Result<()> {
        if self.original {
            // It stops when its owner does not read. No reply is due now.
            while let Some(message) = self.message()? {
                self.events.extend(event(message));
            }
        }
        let mut message: Message = words.into_iter().collect();
        while let Err(unsent) = self.actor.send(message) {
            if unsent.error != Error::INTERRUPTED || interrupted() {
                return Err(ended(unsent.error));
            }
            message = unsent.message;
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
            let mut message = self.wait_message()?;
            if message.first() == name.as_ref() {
                return Ok(message.split_off(1));
            }
            self.events.extend(event(message));
        }
    }

    /// The next event, if there is one.
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

    /// Waits for the next event, at the longest until a time.
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

    fn wait_message(&self) -> Result<Vec<Bytes>> {
        loop {
            if let Some(message) = self.message()? {
                return Ok(message);
            }
            wait(&[self], Also::default(), None)?;
        }
    }

    fn message(&self) -> Result<Option<Vec<Bytes>>> {
        let message = match self.actor.try_receive() {
            Ok(Some(message)) => message,
            Ok(None) | Err(Error::TIMED_OUT | Error::INTERRUPTED) => return Ok(None),
            Err(error) => return Err(ended(error)),
        };
        if message.signal().is_some() {
            // Its last message. The original would wait for it again.
            self.actor.set_receive_timeout(Some(LONGEST_WAIT));
            return Err(ended(Error::INTERRUPTED));
        }
        let words = message.parts().into_iter();
        Ok(Some(words.map(<[u8]>::to_vec).collect()))
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

/// What to wait for besides nodes.
#[derive(Clone, Copy, Default)]
pub struct Also {
    /// Data on the standard input.
    pub input: bool,
    /// That nobody reads the output any more.
    pub output: bool,
}

/// Waits until something may have happened, at the longest until a time; true if there is input.
pub fn wait(nodes: &[&Node], also: Also, until: Option<Instant>) -> Result<bool> {
    if interrupted() {
        return Err(Stop::Interrupted);
    }
    let mut items: Vec<PollItem<'_>> = nodes
        .iter()
        .map(|node| PollItem::socket(&node.actor, Events::INPUT))
        .collect();
    let (stdin, stdout) = (io::stdin(), io::stdout());
    let input = items.len();
    if also.input {
        items.push(PollItem::descriptor(stdin.as_fd(), Events::INPUT));
    }
    let output = items.len();
    if also.output {
        items.push(PollItem::descriptor(stdout.as_fd(), Events::ERROR));
    }
    let left = until.map_or(LONGEST_WAIT, |until| {
        until
            .saturating_duration_since(Instant::now())
            .min(LONGEST_WAIT)
    });
    match poll(&mut items, Some(left)) {
        Ok(_) => {}
        Err(Error::INTERRUPTED) if !interrupted() => return Ok(false),
        Err(error) => return Err(failed("cannot wait")(error)),
    }
    if also.output && items[output].happened().contains(Events::ERROR) {
        return Err(Stop::Unread);
    }
    Ok(also.input && !items[input].happened().is_empty())
}

//! The actor that reports events of a socket's connections.

use std::ffi::{CStr, CString};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::messaging::parts::Parts;
use crate::messaging::socket::Socket;
use czmq_sys::clock;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};
use czmq_sys::registry::Origin;
use czmq_sys::socket::Liveness;
use czmq_sys::zmq::{DONTWAIT, Msg, POLLIN, PollItem, SocketRef, SocketType, poll};

use super::actor::TERM;
use super::command::{Command, Unknown};
use super::service::{self, Replies, Service, Step, Waits};

const ORIGIN: Origin = Origin {
    file: c"crates/core/src/actors/monitor.rs",
    line: line!() as usize,
};

/// libzmq's events. Those of a mask are told; the first of a number names it.
const EVENTS: [(&CStr, i32); 16] = [
    (c"CONNECTED", 0x0001),
    (c"CONNECT_DELAYED", 0x0002),
    (c"CONNECT_RETRIED", 0x0004),
    (c"LISTENING", 0x0008),
    (c"BIND_FAILED", 0x0010),
    (c"ACCEPTED", 0x0020),
    (c"ACCEPT_FAILED", 0x0040),
    (c"CLOSED", 0x0080),
    (c"CLOSE_FAILED", 0x0100),
    (c"DISCONNECTED", 0x0200),
    (c"MONITOR_STOPPED", STOPPED),
    (c"HANDSHAKE_FAILED_NO_DETAIL", 0x0800),
    (c"HANDSHAKE_SUCCEEDED", 0x1000),
    (c"HANDSHAKE_FAILED_PROTOCOL", 0x2000),
    (c"HANDSHAKE_FAILED_AUTH", 0x4000),
    (c"ALL", 0xFFFF),
];

/// The socket is closed, or monitored by someone else.
const STOPPED: i32 = 0x0400;

/// How many events are taken before the owner is asked again.
const BATCH: usize = 100;
/// How long the end of a socket that was closed is waited for, in milliseconds.
const PATIENCE: i64 = 10_000;

/// Something that happened.
#[derive(Debug, PartialEq, Eq)]
struct Event {
    id: u16,
    value: i32,
    address: Vec<u8>,
}

impl Event {
    /// Reads libzmq's message: the event and its value in the first part, the address in another.
    fn read(parts: &[Msg]) -> Option<Event> {
        let [head, address] = parts else {
            return None;
        };
        let (id, value) = head.split_first_chunk()?;
        Some(Event {
            id: u16::from_ne_bytes(*id),
            value: i32::from_ne_bytes(value.try_into().ok()?),
            address: address.to_vec(),
        })
    }

    fn name(&self) -> Option<&'static CStr> {
        let known = EVENTS.iter().find(|(_, bit)| *bit == i32::from(self.id));
        known.map(|(name, _)| *name)
    }
}

/// Tells the owner at the other end of a pipe what happens to a socket, as it asks by commands;
/// until it is told to end, or the process is interrupted, or the context ends. The socket may be
/// closed meanwhile.
pub fn run(pipe: SocketRef<'_>, watched: SocketRef<'_>) -> std::result::Result<(), Unknown> {
    let mut monitor = Monitor {
        watched,
        watch: Liveness::of(watched),
        mask: 0,
        told: 0,
        sink: None,
        stopped: false,
        verbose: false,
    };
    let done = service::run(pipe, &mut monitor);
    monitor.stop();
    done
}

struct Monitor<'a> {
    watched: SocketRef<'a>,
    watch: Liveness,
    /// The events that were asked for.
    mask: i32,
    /// Those when it was started.
    told: i32,
    /// Where libzmq tells of events, once it does.
    sink: Option<Socket>,
    /// It does no longer.
    stopped: bool,
    verbose: bool,
}

impl Service for Monitor<'_> {
    type Failure = Unknown;
    const ENDS_WHEN_INTERRUPTED: bool = true;

    fn waits<'s>(&'s self, waits: &mut Waits<'s>) {
        // Events are taken at once, whether the owner takes them or not: libzmq tells of them with its
        // own threads, which would stop.
        if let Some(sink) = &self.sink {
            waits.socket(sink.handle(), POLLIN);
        }
    }

    fn obey(&mut self, mut command: Command, replies: &mut Replies) -> Step<Unknown> {
        let name = command.text().unwrap_or_default();
        self.log(b"API command=", name.to_bytes());
        match name.to_bytes() {
            TERM => return ControlFlow::Break(Ok(())),
            b"LISTEN" => self.listen(command),
            b"START" => replies.signal(self.start()),
            b"VERBOSE" => self.verbose = true,
            name => {
                let line = [b"zmonitor: - invalid command: ", name].concat();
                log::write(Level::Error, &line);
                return ControlFlow::Break(Err(Unknown));
            }
        }
        ControlFlow::Continue(())
    }

    fn serve(&mut self, happened: &[i16], replies: &mut Replies) -> Result<Step<Unknown>> {
        if happened.iter().any(|events| events & POLLIN != 0) {
            self.take_events(replies)?;
        }
        Ok(ControlFlow::Continue(()))
    }
}

impl Monitor<'_> {
    fn log(&self, what: &[u8], text: &[u8]) {
        if self.verbose {
            log::write(Level::Info, &[b"zmonitor: ", what, text].concat());
        }
    }

    fn listen(&mut self, mut command: Command) {
        while let Some(name) = command.text() {
            self.log(b"- listening to event=", name.to_bytes());
            match EVENTS.iter().find(|(known, _)| *known == name.as_c_str()) {
                Some((_, bits)) => self.mask |= bits,
                None => {
                    let line = [b"zmonitor: - invalid listen event=", name.to_bytes()].concat();
                    log::write(Level::Warning, &line);
                }
            }
        }
    }

    /// Has libzmq tell of events; gives the status to answer with.
    fn start(&mut self) -> u8 {
        let opened = match &self.sink {
            Some(_) => Err("started already".to_owned()),
            None => self.open(),
        };
        match opened {
            Ok(sink) => {
                self.sink = Some(sink);
                self.told = self.mask;
                0
            }
            Err(reason) => {
                let line = format!("zmonitor: - cannot start: {reason}");
                log::write(Level::Error, line.as_bytes());
                1
            }
        }
    }

    /// Where events are told; fails with the reason.
    fn open(&self) -> std::result::Result<Socket, String> {
        let reason = |error: Errno| error.to_string();
        if self.watch.is_closed() {
            return Err(reason(Errno::NOTSOCK));
        }
        if !self.watch.is_own() && self.is_elsewhere().map_err(reason)? {
            return Err("the socket is of another context".to_owned());
        }
        self.connect().map_err(reason)
    }

    /// A name for libzmq's end: one is taken for a while after it was given up.
    fn endpoint(&self) -> Result<CString> {
        static STARTED: AtomicU64 = AtomicU64::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let endpoint = format!("inproc://zmonitor-{:p}-{number}", self.watched.as_ptr());
        CString::new(endpoint).map_err(|_| Errno::INVAL)
    }

    /// True for a socket of another context: libzmq would wait there, for ever, for somebody to
    /// whom it can tell the first event.
    fn is_elsewhere(&self) -> Result<bool> {
        let endpoint = self.endpoint()?;
        self.watched.monitor(&endpoint, 0)?;
        let mut other = Socket::new(SocketType::PAIR, Some(ORIGIN))?;
        let is_free = other.bind(&endpoint).is_ok();
        self.watched.monitor_stop();
        Ok(is_free)
    }

    fn connect(&self) -> Result<Socket> {
        let endpoint = self.endpoint()?;
        let sink = Socket::new(SocketType::PAIR, Some(ORIGIN))?;
        self.watched.monitor(&endpoint, self.mask | STOPPED)?;
        if let Err(error) = sink.handle().connect(&endpoint) {
            self.watched.monitor_stop();
            return Err(error);
        }
        Ok(sink)
    }

    fn take_events(&mut self, replies: &mut Replies) -> Result<()> {
        for _ in 0..BATCH {
            let Some(event) = self.next_event()? else {
                break;
            };
            let bits = i32::from(event.id);
            self.stopped |= bits == STOPPED;
            if bits & self.told == 0 {
                continue;
            }
            match event.name() {
                Some(name) => {
                    let what = [name.to_bytes(), b" - "].concat();
                    self.log(&what, &event.address);
                }
                None => {
                    let line = format!("illegal socket monitor event: {bits}");
                    log::write(Level::Error, line.as_bytes());
                    self.log(b"UNKNOWN - ", &event.address);
                }
            }
            let name = event.name().unwrap_or(c"UNKNOWN").to_bytes();
            let value = event.value.to_string();
            replies.message([name, value.as_bytes(), &event.address]);
        }
        Ok(())
    }

    /// The next event that libzmq told of, if there is one.
    fn next_event(&self) -> Result<Option<Event>> {
        let Some(sink) = &self.sink else {
            return Ok(None);
        };
        let head = match sink.handle().recv(DONTWAIT) {
            Ok(head) => head,
            Err(Errno::AGAIN | Errno::INTR) => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut rest = Parts::after(sink.handle(), &head);
        let mut event = vec![head];
        event.extend(rest.by_ref());
        rest.finish()?;
        Ok(Event::read(&event))
    }

    /// Has libzmq tell of events no longer; leaves a socket alone that was closed.
    fn stop(&mut self) {
        while let Ok(Some(event)) = self.next_event() {
            self.stopped |= i32::from(event.id) == STOPPED;
        }
        let Some(sink) = &self.sink else {
            return;
        };
        if self.stopped {
            return;
        }
        if !self.watch.is_closed() {
            self.watched.monitor_stop();
            return;
        }
        // libzmq's own thread tells of the end when it comes to it, and would wait for ever for
        // somebody to tell, with all that it has to do for other sockets.
        let until = clock::mono_ms() + PATIENCE;
        while !self.stopped {
            let left = until - clock::mono_ms();
            if left <= 0 {
                // The socket lingers. What tells of its end is left open until the process ends.
                std::mem::forget(self.sink.take());
                return;
            }
            match poll(&mut [PollItem::socket(sink.handle(), POLLIN)], left) {
                Ok(_) => {}
                Err(Errno::INTR) => continue,
                Err(_) => return,
            }
            match self.next_event() {
                Ok(Some(event)) => self.stopped |= i32::from(event.id) == STOPPED,
                Ok(None) => {}
                Err(_) => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(head: &[u8]) -> Option<Event> {
        Event::read(&[Msg::copy_of(head).unwrap(), Msg::copy_of(b"at").unwrap()])
    }

    #[test]
    fn events_have_a_value_with_a_sign() {
        let mut head = 0x0200u16.to_ne_bytes().to_vec();
        head.extend((-7i32).to_ne_bytes());
        let event = read(&head).unwrap();
        assert_eq!((event.value, &*event.address), (-7, &b"at"[..]));
        assert_eq!(event.name(), Some(c"DISCONNECTED"));
        assert_eq!(Event::read(&[Msg::copy_of(&head).unwrap()]), None);
        head[..2].copy_from_slice(&0x8000u16.to_ne_bytes());
        assert_eq!(read(&head).unwrap().name(), None);
    }

    #[test]
    fn only_all_shares_its_bits() {
        for (index, (name, bits)) in EVENTS[..15].iter().enumerate() {
            assert_eq!(*bits, 1 << index, "{name:?}");
        }
    }

    proptest! {
        #[test]
        fn only_six_bytes_are_an_event(head in prop::collection::vec(any::<u8>(), 0..12)) {
            prop_assert_eq!(read(&head).is_some(), head.len() == 6);
        }
    }
}

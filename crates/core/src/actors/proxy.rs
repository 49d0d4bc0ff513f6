//! The actor that passes messages between two sockets.

use std::ffi::{CStr, CString};
use std::ops::ControlFlow;

use crate::messaging::parts::{self, Parts};
use crate::messaging::socket::Socket;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};
use czmq_sys::registry::Origin;
use czmq_sys::zmq::{
    DONTWAIT, Msg, POLLIN, POLLOUT, SNDMORE, SocketRef, SocketType, key_from_text, option,
};

use super::actor::TERM;
use super::command::{Command, Unknown};
use super::service::{self, Replies, Service, Step, Waits};

const ORIGIN: Origin = Origin {
    file: c"crates/core/src/actors/proxy.rs",
    line: line!() as usize,
};

/// How many messages are passed on before the other direction has its turn, and commands.
const BATCH: usize = 100;

/// How a socket finds out who its clients are.
#[derive(Default)]
enum Authentication {
    #[default]
    None,
    Plain,
    /// By a public and a secret key.
    Curve(CString, CString),
}

impl Authentication {
    fn name(&self) -> &'static str {
        match self {
            Authentication::None => "NONE",
            Authentication::Plain => "PLAIN",
            Authentication::Curve(..) => "CURVE",
        }
    }
}

/// One of the two sockets, and what is set for when it is opened.
#[derive(Default)]
struct Side {
    socket: Option<Socket>,
    domain: Option<CString>,
    authentication: Authentication,
}

impl Side {
    fn open(&self, kind: SocketType) -> Result<Socket> {
        let socket = Socket::new(kind, Some(ORIGIN))?;
        let handle = socket.handle();
        if let Some(domain) = &self.domain {
            handle.set_bytes(option::ZAP_DOMAIN, domain.to_bytes())?;
        }
        match &self.authentication {
            Authentication::None => {}
            Authentication::Plain => handle.set_int(option::PLAIN_SERVER, 1)?,
            Authentication::Curve(public, secret) => {
                handle.set_bytes(option::CURVE_PUBLICKEY, public.to_bytes())?;
                handle.set_bytes(option::CURVE_SECRETKEY, secret.to_bytes())?;
                handle.set_int(option::CURVE_SERVER, 1)?;
            }
        }
        Ok(socket)
    }
}

/// A message on its way from one side to the other.
struct Transfer {
    parts: Vec<Msg>,
    /// How many parts have been captured.
    captured: usize,
    /// How many parts have been sent.
    sent: usize,
}

/// What a transfer waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wait {
    Capture,
    Output,
}

impl Transfer {
    /// Receives a whole message, if there is one.
    fn recv(source: SocketRef<'_>) -> Result<Option<Transfer>> {
        let first = match source.recv(DONTWAIT) {
            Err(Errno::AGAIN | Errno::INTR | Errno::FSM | Errno::NOTSUP) => return Ok(None),
            first => first?,
        };
        let mut rest = Parts::after(source, &first);
        let mut parts = vec![first];
        parts.extend(rest.by_ref());
        rest.finish()?;
        Ok(Some(Transfer {
            parts,
            captured: 0,
            sent: 0,
        }))
    }

    /// Sends what can be sent now; `None` once all is.
    fn go_on(
        &mut self,
        capture: Option<SocketRef<'_>>,
        output: SocketRef<'_>,
    ) -> Result<Option<Wait>> {
        if let Some(capture) = capture {
            while self.captured < self.parts.len() {
                let mut copy = self.parts[self.captured].share();
                if !self.send(capture, &mut copy, self.captured)? {
                    return Ok(Some(Wait::Capture));
                }
                self.captured += 1;
            }
        }
        // What was sent has not been captured, if there was no capture socket then.
        self.captured = self.parts.len();
        while self.sent < self.parts.len() {
            let mut part = self.parts[self.sent].share();
            if !self.send(output, &mut part, self.sent)? {
                return Ok(Some(Wait::Output));
            }
            self.sent += 1;
        }
        Ok(None)
    }

    /// False if there is no room now, or it is not the socket's turn.
    fn send(&self, dest: SocketRef<'_>, part: &mut Msg, index: usize) -> Result<bool> {
        let more = if index + 1 < self.parts.len() {
            SNDMORE
        } else {
            0
        };
        loop {
            match dest.send_msg(part, more | DONTWAIT) {
                Ok(()) => return Ok(true),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN | Errno::FSM) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
    }
}

/// One direction of the traffic.
#[derive(Default)]
struct Flow {
    /// A message that could not be sent at once.
    pending: Option<(Transfer, Option<Wait>)>,
}

impl Flow {
    /// The event of the input to wait for.
    fn input(&self) -> i16 {
        if self.pending.is_none() { POLLIN } else { 0 }
    }

    /// The event of the socket to wait for that the pending message waits for.
    fn room(&self, wait: Wait) -> i16 {
        match self.pending {
            Some((_, Some(own))) if own == wait => POLLOUT,
            _ => 0,
        }
    }

    /// Passes messages on, until there are no more, or there is no room.
    fn run(
        &mut self,
        input: SocketRef<'_>,
        output: SocketRef<'_>,
        capture: Option<SocketRef<'_>>,
    ) -> Result<()> {
        for _ in 0..BATCH {
            let (mut transfer, _) = match self.pending.take() {
                Some(pending) => pending,
                None => match Transfer::recv(input)? {
                    Some(transfer) => (transfer, None),
                    None => break,
                },
            };
            match transfer.go_on(capture, output) {
                Ok(None) => {}
                Ok(wait) => {
                    self.pending = Some((transfer, wait));
                    break;
                }
                Err(Errno::TERM) => return Err(Errno::TERM),
                Err(error) => {
                    let line = format!("zproxy: a message is dropped: {error}");
                    log::write(Level::Warning, line.as_bytes());
                }
            }
        }
        Ok(())
    }
}

/// Passes messages between two sockets, which are opened by commands that come over a pipe; until
/// it is told to end, or the process is interrupted, or the context ends.
pub fn run(pipe: SocketRef<'_>) -> std::result::Result<(), Unknown> {
    let mut proxy = Proxy {
        frontend: Side::default(),
        backend: Side::default(),
        capture: None,
        forth: Flow::default(),
        back: Flow::default(),
        paused: false,
        verbose: false,
    };
    service::run(pipe, &mut proxy)
}

struct Proxy {
    frontend: Side,
    backend: Side,
    capture: Option<Socket>,
    /// From the front to the back.
    forth: Flow,
    back: Flow,
    /// Messages are left where they are, until the second socket is opened, or it is resumed.
    paused: bool,
    verbose: bool,
}

/// Why a command is refused, with a status of 1.
type Refusal = Vec<u8>;

fn lacking() -> Refusal {
    b"an argument is missing".to_vec()
}

impl Service for Proxy {
    type Failure = Unknown;
    const ENDS_WHEN_INTERRUPTED: bool = true;

    fn waits<'s>(&'s self, waits: &mut Waits<'s>) {
        let Some((front, back)) = self.sockets() else {
            return;
        };
        let front_events = self.forth.input() | self.back.room(Wait::Output);
        let back_events = self.back.input() | self.forth.room(Wait::Output);
        waits.socket(front, front_events);
        waits.socket(back, back_events);
        if let Some(capture) = &self.capture {
            let events = self.forth.room(Wait::Capture) | self.back.room(Wait::Capture);
            waits.socket(capture.handle(), events);
        }
    }

    fn obey(&mut self, mut command: Command, replies: &mut Replies) -> Step<Unknown> {
        let name = command.text().unwrap_or_default();
        if self.verbose {
            log::write(
                Level::Info,
                &[b"zproxy: API command=", name.to_bytes()].concat(),
            );
        }
        let done = match name.to_bytes() {
            TERM => return ControlFlow::Break(Ok(())),
            b"FRONTEND" | b"BACKEND" => self.open(&name, command),
            b"CAPTURE" => self.set_capture(command),
            b"PAUSE" | b"RESUME" => {
                self.paused = name.as_c_str() == c"PAUSE";
                Ok(())
            }
            b"DOMAIN" => self.set_domain(command),
            b"PLAIN" => self
                .named_side(command.text())
                .map(|side| side.authentication = Authentication::Plain),
            b"CURVE" => self.set_curve(command),
            b"VERBOSE" => {
                self.verbose = true;
                Ok(())
            }
            name => {
                let line = [b"zproxy: - invalid command: ", name].concat();
                log::write(Level::Error, &line);
                return ControlFlow::Break(Err(Unknown));
            }
        };
        replies.signal(match done {
            Ok(()) => 0,
            Err(reason) => {
                log::write(Level::Error, &[b"zproxy: ", &*reason].concat());
                1
            }
        });
        ControlFlow::Continue(())
    }

    fn serve(&mut self, _: &[i16], _: &mut Replies) -> Result<Step<Unknown>> {
        self.pass_on()?;
        Ok(ControlFlow::Continue(()))
    }
}

impl Proxy {
    /// Both sockets, if there is anything to pass on.
    fn sockets(&self) -> Option<(SocketRef<'_>, SocketRef<'_>)> {
        let (front, back) = (
            self.frontend.socket.as_ref()?,
            self.backend.socket.as_ref()?,
        );
        (!self.paused).then(|| (front.handle(), back.handle()))
    }

    fn pass_on(&mut self) -> Result<()> {
        let (mut forth, mut back) = (
            std::mem::take(&mut self.forth),
            std::mem::take(&mut self.back),
        );
        let capture = self.capture.as_ref().map(Socket::handle);
        let done = match self.sockets() {
            Some((front, rear)) => forth
                .run(front, rear, capture)
                .and_then(|()| back.run(rear, front, capture)),
            None => Ok(()),
        };
        (self.forth, self.back) = (forth, back);
        done
    }

    fn side(&mut self, name: &CStr) -> Option<&mut Side> {
        match name.to_bytes() {
            b"FRONTEND" => Some(&mut self.frontend),
            b"BACKEND" => Some(&mut self.backend),
            _ => None,
        }
    }

    fn named_side(&mut self, name: Option<CString>) -> std::result::Result<&mut Side, Refusal> {
        let name = name.ok_or_else(lacking)?;
        let refusal = [b"invalid proxy socket selection: ", name.to_bytes()].concat();
        self.side(&name).ok_or(refusal)
    }

    fn open(&mut self, name: &CStr, mut command: Command) -> std::result::Result<(), Refusal> {
        let verbose = self.verbose;
        let side = self.side(name).ok_or_else(lacking)?;
        let kind = command.text().ok_or_else(lacking)?;
        let endpoints = command.text().ok_or_else(lacking)?;
        if verbose {
            let line = [
                b"zproxy: - ",
                name.to_bytes(),
                b" type=",
                kind.to_bytes(),
                b" attach=",
                endpoints.to_bytes(),
                b" authentication=",
                side.authentication.name().as_bytes(),
            ];
            log::write(Level::Info, &line.concat());
        }
        if side.socket.is_some() {
            return Err([name.to_bytes(), b" is there already"].concat());
        }
        let number = (SocketType::PAIR.0..=SocketType::XSUB.0)
            .map(SocketType)
            .find(|number| number.name() == Some(&*kind));
        let Some(number) = number else {
            return Err([b"invalid socket type '", kind.to_bytes(), b"'"].concat());
        };
        let mut socket = side
            .open(number)
            .map_err(|error| format!("cannot open a socket: {error}"))?;
        while let Some(topic) = command.data() {
            let subscribed = match number {
                SocketType::SUB => socket.handle().set_bytes(option::SUBSCRIBE, &topic),
                // Those subscribe by a message. It is kept for whom the socket will meet.
                SocketType::XSUB => {
                    parts::send(socket.handle(), [&[b"\x01", &*topic].concat()[..]])
                }
                _ => break,
            };
            subscribed.map_err(|error| format!("cannot subscribe: {error}"))?;
        }
        socket
            .attach(&endpoints, true)
            .map_err(|_| invalid(&endpoints))?;
        side.socket = Some(socket);
        // Whatever was said before there was anything to pass on.
        self.paused = false;
        Ok(())
    }

    fn set_capture(&mut self, mut command: Command) -> std::result::Result<(), Refusal> {
        let endpoint = command.text().ok_or_else(lacking)?;
        let capture = Socket::new(SocketType::PUSH, Some(ORIGIN))
            .map_err(|error| format!("cannot open a socket: {error}"))?;
        capture
            .handle()
            .connect(&endpoint)
            .map_err(|_| invalid(&endpoint))?;
        self.capture = Some(capture);
        for flow in [&mut self.forth, &mut self.back] {
            // The new one gets whole messages.
            if let Some((transfer, _)) = &mut flow.pending
                && transfer.captured < transfer.parts.len()
            {
                transfer.captured = 0;
            }
        }
        Ok(())
    }

    fn set_domain(&mut self, mut command: Command) -> std::result::Result<(), Refusal> {
        let side = self.named_side(command.text())?;
        side.domain = Some(command.text().ok_or_else(lacking)?);
        Ok(())
    }

    fn set_curve(&mut self, mut command: Command) -> std::result::Result<(), Refusal> {
        let side = self.named_side(command.text())?;
        let (Some(public), Some(secret)) = (command.text(), command.text()) else {
            return Err(lacking());
        };
        if key_from_text(&public).is_none() || key_from_text(&secret).is_none() {
            return Err(b"invalid CURVE keys".to_vec());
        }
        side.authentication = Authentication::Curve(public, secret);
        Ok(())
    }
}

fn invalid(endpoints: &CStr) -> Refusal {
    [b"invalid endpoints '", endpoints.to_bytes(), b"'"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messaging::pipe::pipe;
    use crate::messaging::socket::Socket;

    /// Two pipes: what goes into the first end comes out of the last, if it is passed on between
    /// the middle ones.
    fn ends() -> [Socket; 4] {
        let ((one, two), (three, four)) = (pipe().unwrap(), pipe().unwrap());
        [one, two, three, four]
    }

    fn received(source: &Socket) -> Vec<Vec<u8>> {
        let mut parts = Parts::recv(source.handle()).unwrap();
        parts.by_ref().map(|part| part.to_vec()).collect()
    }

    #[test]
    fn a_message_waits_whole_until_there_is_room() {
        let [one, two, three, four] = ends();
        let filling = || parts::try_send(three.handle(), [&b"x"[..]]).is_ok();
        let filled = (0..100_000).take_while(|_| filling()).count();
        let sent: [&[u8]; 3] = [b"one", b"", b"three"];
        parts::send(one.handle(), sent).unwrap();
        let mut flow = Flow::default();
        flow.run(two.handle(), three.handle(), None).unwrap();
        assert_eq!((flow.input(), flow.room(Wait::Output)), (0, POLLOUT));
        for _ in 0..filled {
            received(&four);
        }
        // libzmq looks for room only now and then, unless it is asked.
        three.handle().events().unwrap();
        flow.run(two.handle(), three.handle(), None).unwrap();
        assert_eq!(received(&four), sent);
        assert_eq!((flow.input(), flow.room(Wait::Output)), (POLLIN, 0));
    }

    #[test]
    fn what_is_captured_is_captured_once() {
        let [one, two, three, four] = ends();
        let (capture, captured) = pipe().unwrap();
        let sent: [&[u8]; 2] = [b"one", b"two"];
        parts::send(one.handle(), sent).unwrap();
        let filling = || parts::try_send(three.handle(), [&b"x"[..]]).is_ok();
        let filled = (0..100_000).take_while(|_| filling()).count();
        let mut flow = Flow::default();
        for _ in 0..2 {
            let capture = Some(capture.handle());
            flow.run(two.handle(), three.handle(), capture).unwrap();
        }
        assert_eq!(received(&captured), sent);
        for _ in 0..filled {
            received(&four);
        }
        three.handle().events().unwrap();
        let capture = Some(capture.handle());
        flow.run(two.handle(), three.handle(), capture).unwrap();
        assert_eq!(received(&four), sent);
        assert_eq!(captured.handle().recv(DONTWAIT).err(), Some(Errno::AGAIN));
    }
}

//! The server: one thread for all connections, and a socket for the programs that respond.

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::ffi::CStr;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::ops::ControlFlow;
use std::os::fd::AsRawFd;

use crate::actors::actor::{Actor, TERM};
use crate::actors::command::Command;
use crate::actors::service::{self, Replies, Service, Step, Waits};
use crate::http::are_headers;
use crate::http::exchange::{Mark, Response, recv_response, send_request};
use crate::http::intake::{Incoming, Intake, Refusal, response};
use crate::messaging::parts::Parts;
use crate::messaging::socket::Socket;
use czmq_sys::clock;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};
use czmq_sys::registry::Origin;
use czmq_sys::zmq::{DONTWAIT, POLLIN, POLLOUT, SocketRef, SocketType, option};

/// What the report of sockets left open says of the one for those who answer.
const ORIGIN: Origin = Origin {
    file: c"crates/core/src/actors/http/server.rs",
    line: line!() as usize,
};

/// How much is read at once.
const CHUNK: usize = 16 << 10;
/// A connection that moves so much gets its time anew.
const PROGRESS: usize = 16 << 10;
/// How long a refused client may go on sending, in milliseconds.
const DRAIN_MS: i64 = 2000;
/// How long the server accepts nobody after it could not, in milliseconds.
const PAUSE_MS: i64 = 100;

/// What a server is to do.
pub struct Settings<'a> {
    /// The port to listen on; 0 is any.
    pub port: u16,
    /// Where those who answer connect.
    pub backend: &'a CStr,
    /// How long a client may take to send, or to take, anything, in milliseconds.
    pub timeout_ms: i64,
    /// The most content of a request, in bytes.
    pub content_limit: usize,
    /// The most connections.
    pub connections: usize,
}

/// A server. Dropping it ends it, and closes all connections.
pub struct Server {
    _actor: Actor,
    port: u16,
}

impl Server {
    /// Starts a server.
    pub fn new(settings: &Settings<'_>) -> Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, settings.port))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let mut backend = Socket::new(SocketType::DEALER, Some(ORIGIN))?;
        // Messages that are too long for a response are dropped.
        let _ = backend.handle().set_int(option::LINGER, 0);
        backend.bind(settings.backend)?;
        let (timeout_ms, limit, most) = (
            settings.timeout_ms,
            settings.content_limit,
            settings.connections,
        );
        let actor = Actor::<Socket>::spawn(move |pipe| {
            let connections = Connections {
                paused_until: None,
                timeout_ms,
                limit,
                most,
                open: BTreeMap::new(),
                last_connection: 0,
                waiting: BTreeMap::new(),
                last_request: 0,
                queue: VecDeque::new(),
            };
            let mut serving = Serving {
                backend,
                listener,
                connections,
            };
            let Ok(()) = service::run(pipe.handle(), &mut serving);
        })?;
        Ok(Server {
            _actor: actor,
            port,
        })
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }
}

/// What a connection is about.
enum Stage {
    /// The client sends.
    Reading,
    /// Somebody is to answer the request of this number.
    Waiting(u64),
    /// The client is sent these bytes, of which so many are gone.
    Writing(Vec<u8>, usize),
    /// It will be closed when the client has stopped sending.
    Draining,
}

/// A connection.
struct Connection {
    stream: TcpStream,
    intake: Intake,
    stage: Stage,
    /// The client has ended its side.
    ended: bool,
    keep_alive: bool,
    /// The request asks for a head alone.
    head_only: bool,
    refused: bool,
    /// When its time is up, and how many bytes it has moved since that was set.
    deadline: i64,
    moved: usize,
}

impl Connection {
    /// What to wait for.
    fn events(&self) -> i16 {
        match self.stage {
            Stage::Reading | Stage::Draining => POLLIN,
            Stage::Waiting(_) if self.ended || !self.intake.has_room() => 0,
            Stage::Waiting(_) => POLLIN,
            Stage::Writing(..) => POLLOUT,
        }
    }

    fn time_anew(&mut self, timeout_ms: i64) {
        self.deadline = clock::mono_ms() + timeout_ms;
        self.moved = 0;
    }

    fn write(&mut self, bytes: Vec<u8>, timeout_ms: i64) {
        self.stage = Stage::Writing(bytes, 0);
        self.time_anew(timeout_ms);
    }
}

/// What becomes of a connection.
#[derive(PartialEq)]
enum Fate {
    Stays,
    Goes,
}

/// The connections of a server.
struct Connections {
    /// Nobody is accepted before this, because it failed.
    paused_until: Option<i64>,
    timeout_ms: i64,
    limit: usize,
    most: usize,
    open: BTreeMap<u64, Connection>,
    last_connection: u64,
    /// Which connection waits for which answer.
    waiting: BTreeMap<u64, u64>,
    last_request: u64,
    /// Requests for which there is nobody yet, or no room.
    queue: VecDeque<(u64, Incoming)>,
}

/// What the server's thread does.
struct Serving {
    /// Where those who answer connect.
    backend: Socket,
    listener: TcpListener,
    connections: Connections,
}

impl Serving {
    fn accepts(&self) -> bool {
        let own = &self.connections;
        own.paused_until
            .is_none_or(|until| until <= clock::mono_ms())
            && own.open.len() < own.most
    }
}

impl Service for Serving {
    type Failure = Infallible;
    const ENDS_WHEN_INTERRUPTED: bool = false;

    fn waits<'s>(&'s self, waits: &mut Waits<'s>) {
        let own = &self.connections;
        let room = if own.queue.is_empty() { 0 } else { POLLOUT };
        waits.socket(self.backend.handle(), POLLIN | room);
        let accepted = if self.accepts() { POLLIN } else { 0 };
        waits.descriptor(self.listener.as_raw_fd(), accepted);
        for connection in own.open.values() {
            waits.descriptor(connection.stream.as_raw_fd(), connection.events());
            if !matches!(connection.stage, Stage::Waiting(_)) {
                waits.until(connection.deadline);
            }
        }
        if let Some(until) = own.paused_until {
            waits.until(until);
        }
    }

    fn obey(&mut self, mut command: Command, _: &mut Replies) -> Step<Infallible> {
        match command.data() {
            Some(name) if *name == *TERM => ControlFlow::Break(Ok(())),
            _ => ControlFlow::Continue(()),
        }
    }

    fn serve(&mut self, happened: &[i16], _: &mut Replies) -> Result<Step<Infallible>> {
        let own = &mut self.connections;
        let backend = self.backend.handle();
        let keys: Vec<u64> = own.open.keys().copied().collect();
        for (key, events) in keys.into_iter().zip(&happened[2..]) {
            if *events != 0 {
                own.attend(key, *events);
            }
        }
        if happened[0] != 0 {
            own.take_answers(backend)?;
        }
        // Whether it is ready or not: asking libzmq again is how it looks.
        own.pass_on(backend);
        own.close_late();
        if happened[1] != 0 && self.accepts() {
            self.connections.accept(&self.listener);
        }
        if self
            .connections
            .paused_until
            .is_some_and(|until| until <= clock::mono_ms())
        {
            self.connections.paused_until = None;
        }
        Ok(ControlFlow::Continue(()))
    }
}

impl Connections {
    fn accept(&mut self, listener: &TcpListener) {
        while self.open.len() < self.most {
            let stream = match listener.accept() {
                Ok((stream, _)) => stream,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => continue,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => {
                    // Out of descriptors, most likely: some may be given back.
                    let line = format!("zhttp_server: cannot accept a connection: {error}");
                    log::write(Level::Warning, line.as_bytes());
                    self.paused_until = Some(clock::mono_ms() + PAUSE_MS);
                    return;
                }
            };
            if stream.set_nonblocking(true).is_err() {
                continue;
            }
            // Answers are sent whole.
            let _ = stream.set_nodelay(true);
            self.last_connection += 1;
            let connection = Connection {
                stream,
                intake: Intake::new(self.limit),
                stage: Stage::Reading,
                ended: false,
                keep_alive: true,
                head_only: false,
                refused: false,
                deadline: clock::mono_ms() + self.timeout_ms,
                moved: 0,
            };
            self.open.insert(self.last_connection, connection);
        }
    }

    /// Something happened to a connection.
    fn attend(&mut self, key: u64, events: i16) {
        let Some(connection) = self.open.get_mut(&key) else {
            return;
        };
        let fate = match connection.stage {
            Stage::Writing(..) => self.write(key),
            Stage::Draining => drain(connection),
            Stage::Reading => self.read(key),
            Stage::Waiting(_) if events & POLLIN == 0 => Fate::Goes,
            Stage::Waiting(_) => self.read(key),
        };
        if fate == Fate::Goes {
            self.close(key);
        }
    }

    fn close(&mut self, key: u64) {
        if let Some(connection) = self.open.remove(&key)
            && let Stage::Waiting(number) = connection.stage
        {
            self.waiting.remove(&number);
            self.queue.retain(|(waiting, _)| *waiting != number);
        }
    }

    fn read(&mut self, key: u64) -> Fate {
        let Some(connection) = self.open.get_mut(&key) else {
            return Fate::Goes;
        };
        let mut buffer = [0; CHUNK];
        match connection.stream.read(&mut buffer) {
            Ok(0) => connection.ended = true,
            Ok(size) => {
                if connection.intake.is_idle() {
                    connection.time_anew(self.timeout_ms);
                }
                connection.moved += size;
                connection.intake.feed(&buffer[..size]);
            }
            Err(error) if is_passing(&error) => return Fate::Stays,
            Err(_) => return Fate::Goes,
        }
        if matches!(connection.stage, Stage::Waiting(_)) {
            return Fate::Stays;
        }
        self.next_request(key)
    }

    /// Looks for a request in what was read.
    fn next_request(&mut self, key: u64) -> Fate {
        let Some(connection) = self.open.get_mut(&key) else {
            return Fate::Goes;
        };
        match connection.intake.take() {
            Ok(Some(request)) => {
                self.last_request += 1;
                connection.keep_alive = request.keep_alive && !connection.ended;
                connection.head_only = request.method == b"HEAD";
                connection.stage = Stage::Waiting(self.last_request);
                self.waiting.insert(self.last_request, key);
                self.queue.push_back((self.last_request, request));
                Fate::Stays
            }
            Ok(None) if connection.ended => Fate::Goes,
            Ok(None) => {
                // Only what is more than a head may take its time.
                if connection.intake.is_reading_content() && connection.moved >= PROGRESS {
                    connection.time_anew(self.timeout_ms);
                }
                if connection.intake.expects_continue() {
                    // Few bytes, first of all: there is room, or the client has gone.
                    let _ = connection.stream.write(b"HTTP/1.1 100 Continue\r\n\r\n");
                }
                Fate::Stays
            }
            Err(Refusal(status)) => self.refuse(key, status),
        }
    }

    fn refuse(&mut self, key: u64, status: u16) -> Fate {
        let Some(connection) = self.open.get_mut(&key) else {
            return Fate::Goes;
        };
        connection.keep_alive = false;
        connection.refused = true;
        connection.write(response(status, &[], b"", false, true), self.timeout_ms);
        self.write(key)
    }

    fn write(&mut self, key: u64) -> Fate {
        let timeout_ms = self.timeout_ms;
        let Some(connection) = self.open.get_mut(&key) else {
            return Fate::Goes;
        };
        let Stage::Writing(bytes, gone) = &mut connection.stage else {
            return Fate::Stays;
        };
        while *gone < bytes.len() {
            match connection.stream.write(&bytes[*gone..]) {
                Ok(0) => return Fate::Goes,
                Ok(size) => {
                    *gone += size;
                    connection.moved += size;
                    if connection.moved >= PROGRESS {
                        connection.deadline = clock::mono_ms() + timeout_ms;
                        connection.moved = 0;
                    }
                }
                Err(error) if is_passing(&error) => return Fate::Stays,
                Err(_) => return Fate::Goes,
            }
        }
        if connection.keep_alive {
            connection.stage = Stage::Reading;
            connection.time_anew(timeout_ms);
            return self.next_request(key);
        }
        // Closing while the client sends would throw away what it was sent.
        if connection.ended || connection.stream.shutdown(Shutdown::Write).is_err() {
            return Fate::Goes;
        }
        connection.stage = Stage::Draining;
        connection.time_anew(DRAIN_MS.min(timeout_ms));
        Fate::Stays
    }

    /// Takes what was answered.
    fn take_answers(&mut self, backend: SocketRef<'_>) -> Result<()> {
        loop {
            let first = match backend.recv(DONTWAIT) {
                Ok(first) => first,
                Err(Errno::AGAIN | Errno::INTR) => return Ok(()),
                Err(error) => return Err(error),
            };
            match recv_response(Parts::starting(backend, first)) {
                Ok(answer) => self.answer(answer),
                Err(Errno::PROTO) => {
                    log::write(Level::Warning, b"zhttp_server: no response; dropped");
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn answer(&mut self, answer: Response) {
        // The client may have gone.
        let Some(key) = self.waiting.remove(&answer.mark.first) else {
            return;
        };
        let Some(connection) = self.open.get_mut(&key) else {
            return;
        };
        let is_status = (200..1000).contains(&answer.mark.status);
        let (status, headers, content) = if is_status && are_headers(&answer.headers) {
            (
                answer.mark.status as u16,
                answer.headers.as_slice(),
                answer.content.as_slice(),
            )
        } else {
            (500, [].as_slice(), [].as_slice())
        };
        let closes = headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case(b"connection") && value.eq_ignore_ascii_case(b"close")
        });
        connection.keep_alive &= !closes && !connection.ended;
        let bytes = response(
            status,
            headers,
            content,
            connection.keep_alive,
            !connection.head_only,
        );
        connection.write(bytes, self.timeout_ms);
        if self.write(key) == Fate::Goes {
            self.close(key);
        }
    }

    /// Passes requests on, as far as somebody takes them.
    fn pass_on(&mut self, backend: SocketRef<'_>) {
        while let Some((number, request)) = self.queue.front() {
            let mark = Mark {
                first: *number,
                ..Mark::default()
            };
            let text = [&request.method[..], &request.url, &request.content];
            match send_request(backend, &mark, text, &request.headers, false) {
                Ok(()) => drop(self.queue.pop_front()),
                // Somebody will come.
                Err(_) => return,
            }
        }
    }

    /// Closes what has taken too long.
    fn close_late(&mut self) {
        let now = clock::mono_ms();
        let is_late = |connection: &Connection| {
            connection.deadline <= now && !matches!(connection.stage, Stage::Waiting(_))
        };
        let late: Vec<u64> = self
            .open
            .iter()
            .filter(|(_, connection)| is_late(connection))
            .map(|(key, _)| *key)
            .collect();
        for key in late {
            let Some(connection) = self.open.get(&key) else {
                continue;
            };
            // Who has begun is told; who has been told already is not.
            let begun = matches!(connection.stage, Stage::Reading) && !connection.intake.is_idle();
            if !begun || connection.refused || self.refuse(key, 408) == Fate::Goes {
                self.close(key);
            }
        }
    }
}

/// Reads what nobody wants.
fn drain(connection: &mut Connection) -> Fate {
    match connection.stream.read(&mut [0; CHUNK]) {
        Ok(0) => Fate::Goes,
        Ok(_) => Fate::Stays,
        Err(error) if is_passing(&error) => Fate::Stays,
        Err(_) => Fate::Goes,
    }
}

fn is_passing(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

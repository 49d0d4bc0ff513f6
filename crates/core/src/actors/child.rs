//! Child processes whose standard streams are sockets.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::ffi::CString;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::actor::{Actor, TERM};
use super::command::Command;
use super::service::{self, Replies, Service, Step, Waits};
use crate::held::Held;
use crate::messaging::parts::{self, Parts};
use crate::messaging::pipe::pipe;
use crate::messaging::socket::Socket;
use czmq_sys::child::{Child, Input, Output, Pipes, Program, expect_broken_pipes};
use czmq_sys::clock;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};
use czmq_sys::signal::interrupted;
use czmq_sys::zmq::{BorrowedSocket, DONTWAIT, POLLIN, POLLOUT, PollItem, SocketRef, poll};

/// The code of a program that has not exited.
pub const RUNNING: i32 = -42;

/// How long a program that was killed may take to be gone, in milliseconds.
const KILLED_MS: i64 = 5000;

/// How often one who waits looks whether the process was interrupted, which the program may say
/// itself, in milliseconds.
const LOOK_MS: i64 = 200;

/// How much is read at once, which is what a pipe holds by default.
const CHUNK: usize = 65536;

/// How much is kept of what a program leaves in a pipe when it exits; more is no longer its own.
const REST: usize = 64 << 20;

/// The socket that the actor uses for a stream.
enum End {
    Own(Socket),
    Borrowed(BorrowedSocket<'static>),
}

impl End {
    fn handle(&self) -> SocketRef<'_> {
        match self {
            End::Own(socket) => socket.handle(),
            End::Borrowed(socket) => socket.handle(),
        }
    }
}

/// A standard stream: the program's end, and the owner's, if it has no socket of its own.
struct Stream<S> {
    theirs: Option<End>,
    ours: Option<S>,
}

/// A program, before it runs, while it does, and after that. Dropping it ends the program.
///
/// `S` and `A` are how it holds its sockets and its actor: as they are, or with what an owner needs
/// around each.
pub struct Process<S = Socket, A = Actor<S>>
where
    S: Held<Socket> + Send + 'static,
    A: Held<Actor<S>>,
{
    args: Option<Vec<CString>>,
    env: Option<Vec<(CString, CString)>>,
    /// Standard input, output, error.
    streams: [Option<Stream<S>>; 3],
    verbose: bool,
    running: Option<Running<A>>,
}

struct Running<A> {
    actor: A,
    child: Child,
    /// The program has exited, and what it wrote is on its way.
    over: Arc<AtomicBool>,
}

impl<S: Held<Socket> + Send + 'static, A: Held<Actor<S>>> Default for Process<S, A> {
    fn default() -> Process<S, A> {
        Process {
            args: None,
            env: None,
            streams: [None, None, None],
            verbose: false,
            running: None,
        }
    }
}

impl<S: Held<Socket> + Send + 'static, A: Held<Actor<S>>> Process<S, A> {
    /// The words of the command line.
    pub fn args(&self) -> Option<&[CString]> {
        self.args.as_deref()
    }

    /// Sets the words of the command line, of which the first is the path of a file.
    pub fn set_args(&mut self, args: Vec<CString>) {
        self.args = Some(args);
    }

    /// Sets the whole environment.
    pub fn set_env(&mut self, env: Vec<(CString, CString)>) {
        self.env = Some(env);
    }

    /// Says what happens in the log.
    pub fn set_verbose(&mut self, verbose: bool) {
        self.verbose = verbose;
    }

    /// Connects a standard stream (0, 1, 2) with a socket, or with one end of a pipe. Only the
    /// first call counts.
    pub fn set_stream(
        &mut self,
        index: usize,
        socket: Option<BorrowedSocket<'static>>,
    ) -> Result<()> {
        if self.streams[index].is_some() || self.running.is_some() {
            return Ok(());
        }
        let (theirs, ours) = match socket {
            Some(socket) => (End::Borrowed(socket), None),
            None => {
                let (theirs, ours) = pipe()?;
                (End::Own(theirs), Some(S::from(ours)))
            }
        };
        let theirs = Some(theirs);
        self.streams[index] = Some(Stream { theirs, ours });
        Ok(())
    }

    /// The owner's end of a standard stream.
    pub fn stream(&self, index: usize) -> Option<&S> {
        self.streams[index].as_ref()?.ours.as_ref()
    }

    /// The actor, which sends a signal when the program has exited.
    pub fn actor(&self) -> Option<&A> {
        self.running.as_ref().map(|running| &running.actor)
    }

    /// True once it was run.
    pub fn was_run(&self) -> bool {
        self.running.is_some()
    }

    /// The number of the process; 0 before it runs.
    pub fn pid(&self) -> i32 {
        self.running
            .as_ref()
            .map_or(0, |running| running.child.pid())
    }

    /// The exit status, or minus a signal's number, or [`RUNNING`].
    pub fn code(&self) -> Option<i32> {
        self.running.as_ref().map(Running::code)
    }

    /// Runs the program; fails if it cannot be, and may be called again then.
    pub fn run(&mut self) -> Result<()> {
        let program = Program {
            args: self.args.as_deref().ok_or(Errno::INVAL)?,
            env: self.env.as_deref(),
            pipes: [0, 1, 2].map(|index| self.streams[index].is_some()),
        };
        let (child, pipes) = Child::spawn(&program)?;
        let mut ends = [0, 1, 2].map(|index| self.streams[index].as_mut()?.theirs.take());
        let over = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&over);
        let actor = Actor::<S>::spawn(move |pipe| {
            let [stdin, stdout, stderr] = ends.each_mut().map(Option::take);
            expect_broken_pipes();
            let mut shuttle = Shuttle::new(pipes, stdin, [stdout, stderr], told);
            let Ok(()) = service::run(pipe.borrow().handle(), &mut shuttle);
        });
        let actor = match actor {
            Ok(actor) => A::from(actor),
            Err(error) => {
                let _ = child.kill(KILL);
                return Err(error);
            }
        };
        self.running = Some(Running { actor, child, over });
        self.say("started");
        Ok(())
    }

    fn say(&self, what: &str) {
        if self.verbose {
            let line = format!("zproc: process {} {what}", self.pid());
            log::write(Level::Info, line.as_bytes());
        }
    }

    /// Sends a signal to the program, if it runs.
    pub fn kill(&self, signal: i32) -> Result<()> {
        match &self.running {
            Some(running) => running.child.kill(signal),
            None => Err(Errno::SRCH),
        }
    }

    /// Waits until the program has exited, at most for a time (-1: for ever), or until this process
    /// is interrupted. Gives its code; 0 before it was run.
    pub fn wait(&self, timeout_ms: i64) -> i32 {
        let Some(running) = &self.running else {
            return 0;
        };
        if running.wait(running.actor.borrow().pipe().handle(), timeout_ms, true) {
            self.say("has exited");
        }
        running.code()
    }

    /// Ends the program: by SIGTERM, or if it has not exited after a time, by SIGKILL.
    pub fn shutdown(&self, timeout_ms: i64) {
        let Some(running) = &self.running else {
            return;
        };
        if !running.child.is_own() || running.is_over() {
            return;
        }
        let _ = running.child.kill(TERMINATE);
        // An interrupted process ends its children no less orderly.
        if !running.wait(running.actor.borrow().pipe().handle(), timeout_ms, false) {
            self.say("does not end, and is killed");
            let _ = running.child.kill(KILL);
            running.wait(running.actor.borrow().pipe().handle(), KILLED_MS, false);
        }
        self.say("was ended");
    }
}

/// SIGTERM and SIGKILL, whose numbers are the same everywhere.
const TERMINATE: i32 = 15;
const KILL: i32 = 9;

impl<S: Held<Socket> + Send + 'static, A: Held<Actor<S>>> Drop for Process<S, A> {
    fn drop(&mut self) {
        self.shutdown(5000);
    }
}

impl<A> Running<A> {
    fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    fn code(&self) -> i32 {
        if self.is_over() {
            self.child.code().unwrap_or(RUNNING)
        } else {
            RUNNING
        }
    }

    /// False if it runs still. Whether it is to look, now and then, if the process was interrupted.
    fn wait(&self, pipe: SocketRef<'_>, timeout_ms: i64, looks: bool) -> bool {
        let deadline = (timeout_ms >= 0).then(|| clock::mono_ms() + timeout_ms);
        while !(self.is_over() || looks && interrupted()) {
            let whole = deadline.map_or(-1, |deadline| (deadline - clock::mono_ms()).max(0));
            let is_long = looks && !(0..=LOOK_MS).contains(&whole);
            let left = if is_long { LOOK_MS } else { whole };
            match poll(&mut [PollItem::socket(pipe, POLLIN)], left) {
                Ok(0) if is_long => continue,
                Ok(0) => break,
                Ok(_) => {}
                Err(Errno::INTR) if !interrupted() => continue,
                Err(_) => break,
            }
            // What the actor says comes after it is over, and nothing comes before.
            if !self.is_over() {
                break;
            }
        }
        self.is_over()
    }
}

/// Data on their way from a pipe to a socket.
struct Outgoing {
    from: Option<Output>,
    to: Option<End>,
    waiting: VecDeque<Vec<u8>>,
}

impl Outgoing {
    /// Sends what waits, as far as there is room.
    fn flush(&mut self) {
        while let (Some(to), Some(data)) = (&self.to, self.waiting.front()) {
            match parts::try_send(to.handle(), [b"".as_slice(), data]) {
                Ok(()) => drop(self.waiting.pop_front()),
                Err(Errno::AGAIN) => return,
                // There is no such socket any longer.
                Err(_) => (self.to, self.from) = (None, None),
            }
        }
        if self.to.is_none() {
            self.waiting.clear();
        }
    }

    /// Reads once; gives how much.
    fn read(&mut self) -> usize {
        let Some(from) = &mut self.from else {
            return 0;
        };
        let mut buffer = vec![0; CHUNK];
        match from.read(&mut buffer) {
            Err(Errno::AGAIN | Errno::INTR) => 0,
            Ok(0) | Err(_) => {
                self.from = None;
                0
            }
            Ok(size) => {
                buffer.truncate(size);
                self.waiting.push_back(buffer);
                size
            }
        }
    }

    /// Reads all that is left.
    fn finish(&mut self) {
        let mut total = 0;
        while total < REST {
            match self.read() {
                0 => break,
                size => total += size,
            }
        }
        self.from = None;
        self.flush();
    }

    fn waits<'s>(&'s self, waits: &mut Waits<'s>) {
        match (&self.to, &self.from) {
            (Some(to), _) if !self.waiting.is_empty() => waits.socket(to.handle(), POLLOUT),
            (_, Some(from)) => waits.descriptor(from.fd(), POLLIN),
            _ => {}
        }
    }
}

/// Data on their way from a socket to a pipe.
struct Incoming {
    from: End,
    to: Input,
    waiting: Vec<u8>,
}

impl Incoming {
    /// Takes one message: what follows its empty first frame, or its only one.
    fn recv(&mut self) -> Result<()> {
        let first = match self.from.handle().recv(DONTWAIT) {
            Err(Errno::AGAIN | Errno::INTR) => return Ok(()),
            first => first?,
        };
        if !first.more() {
            self.waiting.extend_from_slice(&first);
        }
        let mut rest = Parts::after(self.from.handle(), &first);
        for part in rest.by_ref() {
            self.waiting.extend_from_slice(&part);
        }
        rest.finish()
    }

    /// Writes what there is room for; fails if nobody reads any longer.
    fn write(&mut self) -> Result<()> {
        match self.to.write(&self.waiting) {
            Ok(size) => drop(self.waiting.drain(..size)),
            Err(Errno::AGAIN | Errno::INTR) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn waits<'s>(&'s self, waits: &mut Waits<'s>) {
        if self.waiting.is_empty() {
            waits.socket(self.from.handle(), POLLIN);
        } else {
            waits.descriptor(self.to.fd(), POLLOUT);
        }
    }
}

/// Carries data between a program's standard streams and sockets.
struct Shuttle {
    incoming: Option<Incoming>,
    outgoing: [Outgoing; 2],
    exit: Option<Output>,
    /// Told when the program has exited, and what it wrote is on its way.
    over: Arc<AtomicBool>,
}

impl Service for Shuttle {
    type Failure = Infallible;
    const ENDS_WHEN_INTERRUPTED: bool = false;

    fn waits<'s>(&'s self, waits: &mut Waits<'s>) {
        if let Some(exit) = &self.exit {
            waits.descriptor(exit.fd(), POLLIN);
        }
        if let Some(incoming) = &self.incoming {
            incoming.waits(waits);
        }
        for outgoing in &self.outgoing {
            outgoing.waits(waits);
        }
    }

    fn obey(&mut self, mut command: Command, _: &mut Replies) -> Step<Infallible> {
        match command.data() {
            Some(name) if *name == *TERM => ControlFlow::Break(Ok(())),
            _ => ControlFlow::Continue(()),
        }
    }

    /// Goes on until the program has exited, and what it wrote is sent. Each part finds out by itself
    /// whether it can go on.
    fn serve(&mut self, _: &[i16], replies: &mut Replies) -> Result<Step<Infallible>> {
        if let Some(incoming) = &mut self.incoming {
            let result = if incoming.waiting.is_empty() {
                incoming.recv()
            } else {
                Ok(())
            };
            if result.and_then(|()| incoming.write()).is_err() {
                self.incoming = None;
            }
        }
        for outgoing in &mut self.outgoing {
            if outgoing.waiting.is_empty() {
                outgoing.read();
            }
            outgoing.flush();
        }
        if let Some(exit) = &mut self.exit
            && exit.read(&mut [0]) == Ok(0)
        {
            self.exit = None;
            self.incoming = None;
            self.outgoing.iter_mut().for_each(Outgoing::finish);
            self.over.store(true, Ordering::SeqCst);
            if !self.is_done() {
                replies.signal(0);
            }
        }
        Ok(if self.exit.is_none() && self.is_done() {
            ControlFlow::Break(Ok(()))
        } else {
            ControlFlow::Continue(())
        })
    }
}

impl Shuttle {
    fn new(
        pipes: Pipes,
        stdin: Option<End>,
        outputs: [Option<End>; 2],
        over: Arc<AtomicBool>,
    ) -> Shuttle {
        let [stdout, stderr] = pipes.outputs;
        let [to_stdout, to_stderr] = outputs;
        let outgoing = |from, to| Outgoing {
            from,
            to,
            waiting: VecDeque::new(),
        };
        Shuttle {
            incoming: stdin.zip(pipes.stdin).map(|(from, to)| Incoming {
                from,
                to,
                waiting: Vec::new(),
            }),
            outgoing: [outgoing(stdout, to_stdout), outgoing(stderr, to_stderr)],
            exit: Some(pipes.exit),
            over,
        }
    }

    fn is_done(&self) -> bool {
        self.outgoing
            .iter()
            .all(|outgoing| outgoing.waiting.is_empty())
    }
}

//! Programs that run as children of this process.
//!
//! Exit statuses and signals are libc's own numbers: wrappers know no real-time signals, by which a
//! child may end too.

use std::ffi::{CStr, CString, OsStr};
use std::io::{self, PipeReader, Read, Write};
use std::mem;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::sys::signal::{SigSet, Signal};
use nix::unistd::{AccessFlags, access};

use super::errno::{Errno, Result};
use super::file::Status;
use super::thread::Thread;

/// The code of a child whose exit status the program has collected itself, or ignores.
pub const UNKNOWN: i32 = 255;

/// What to run, and which of its standard streams are pipes to us; it shares the others.
pub struct Program<'a> {
    /// The first is the path of a file.
    pub args: &'a [CString],
    /// The whole environment; `None`: that of this process.
    pub env: Option<&'a [(CString, CString)]>,
    /// Whether standard input, output and error are pipes.
    pub pipes: [bool; 3],
}

/// A child of this process, which goes on if this is dropped.
pub struct Child {
    pid: i32,
    parent: u32,
    /// Set, under its lock, together with the collection of the exit status: from then on the
    /// number may be another process's.
    code: Arc<Mutex<Option<i32>>>,
    waiter: Option<Thread>,
}

/// Our ends of what a child was given. They do not block, and no other program inherits them.
pub struct Pipes {
    /// For the standard input.
    pub stdin: Option<Input>,
    /// From the standard output and the standard error.
    pub outputs: [Option<Output>; 2],
    /// At its end when the child has exited.
    pub exit: Output,
}

/// A pipe to write to.
pub struct Input(ChildStdin);

/// A pipe to read from.
pub struct Output(PipeReader);

fn errno(error: &io::Error) -> Errno {
    error.raw_os_error().map_or(Errno::INVAL, Errno)
}

fn do_not_block(fd: impl AsFd) -> Result<()> {
    let flags = OFlag::from_bits_retain(fcntl(&fd, FcntlArg::F_GETFL)?);
    fcntl(fd, FcntlArg::F_SETFL(flags | OFlag::O_NONBLOCK))?;
    Ok(())
}

impl Input {
    /// Writes what there is room for; `EAGAIN` for none.
    pub fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.write(bytes).map_err(|error| errno(&error))
    }

    /// The descriptor.
    pub fn fd(&self) -> i32 {
        self.0.as_raw_fd()
    }
}

impl Output {
    fn new(fd: impl Into<OwnedFd>) -> Output {
        let fd = fd.into();
        // A pipe takes the flag.
        let _ = do_not_block(&fd);
        Output(fd.into())
    }

    /// Reads what is there, 0 at the end; `EAGAIN` for nothing yet.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.0.read(buffer).map_err(|error| errno(&error))
    }

    /// The descriptor.
    pub fn fd(&self) -> i32 {
        self.0.as_raw_fd()
    }
}

/// Has writes to closed pipes fail on this thread with `EPIPE`, and no signal end the process.
pub fn expect_broken_pipes() {
    // A signal that there is can be blocked.
    let _ = SigSet::from(Signal::SIGPIPE).thread_block();
}

fn lock(code: &Mutex<Option<i32>>) -> MutexGuard<'_, Option<i32>> {
    code.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits until a child has exited, without anything for SIGCHLD.
fn wait(pid: i32, code: &Mutex<Option<i32>>) {
    // SAFETY: both calls write to variables that outlive them; zeros are a valid siginfo.
    unsafe {
        let mut info: libc::siginfo_t = mem::zeroed();
        let options = libc::WEXITED | libc::WNOWAIT;
        while libc::waitid(libc::P_PID, pid as libc::id_t, &mut info, options) == -1
            && Errno::last() == Errno::INTR
        {}
        let mut code = lock(code);
        let mut status = 0;
        *code = Some(if libc::waitpid(pid, &mut status, libc::WNOHANG) != pid {
            UNKNOWN
        } else if libc::WIFSIGNALED(status) {
            -libc::WTERMSIG(status)
        } else {
            libc::WEXITSTATUS(status)
        });
    }
}

fn text(text: &CStr) -> &OsStr {
    OsStr::from_bytes(text.to_bytes())
}

/// Fails if a path is none of a file that may be executed. The system says so too, but not to
/// programs that run under valgrind, where a child and its parent share no memory.
fn is_program(path: &CStr) -> Result<()> {
    if Status::of(path)?.is_directory() {
        return Err(Errno(libc::EACCES));
    }
    Ok(access(path, AccessFlags::X_OK)?)
}

impl Child {
    /// Runs a program; fails if it cannot be.
    pub fn spawn(program: &Program<'_>) -> Result<(Child, Pipes)> {
        let [path, args @ ..] = program.args else {
            return Err(Errno::INVAL);
        };
        is_program(path)?;
        // Without a slash it would be looked for in PATH.
        let mut command = if path.to_bytes().contains(&b'/') {
            Command::new(text(path))
        } else {
            Command::new(std::path::Path::new(".").join(text(path)))
        };
        command
            .arg0(text(path))
            .args(args.iter().map(|arg| text(arg)));
        if let Some(env) = program.env {
            command.env_clear();
            command.envs(env.iter().map(|(name, value)| (text(name), text(value))));
        }
        let stdio = |piped| {
            if piped {
                Stdio::piped()
            } else {
                Stdio::inherit()
            }
        };
        let [stdin, stdout, stderr] = program.pipes.map(stdio);
        command.stdin(stdin).stdout(stdout).stderr(stderr);

        let (exit, exited) = io::pipe().map_err(|error| errno(&error))?;
        let mut process = command.spawn().map_err(|error| errno(&error))?;
        let pid = process.id().cast_signed();
        let code = Arc::new(Mutex::new(None));
        let watched = Arc::clone(&code);
        let waiter = Thread::spawn(Box::new(move || {
            wait(pid, &watched);
            drop(exited);
        }));
        let waiter = match waiter {
            Ok(waiter) => Some(waiter),
            Err(error) => {
                let _ = process.kill();
                let _ = process.wait();
                return Err(error);
            }
        };
        let stdin = process.stdin.take().map(Input);
        if let Some(stdin) = &stdin {
            // A pipe takes the flag.
            let _ = do_not_block(&stdin.0);
        }
        let pipes = Pipes {
            stdin,
            outputs: [
                process.stdout.take().map(Output::new),
                process.stderr.take().map(Output::new),
            ],
            exit: Output::new(exit),
        };
        let parent = std::process::id();
        Ok((
            Child {
                pid,
                parent,
                code,
                waiter,
            },
            pipes,
        ))
    }

    /// The process's number.
    pub fn pid(&self) -> i32 {
        self.pid
    }

    /// False in a process that was forked since: there it is a sibling.
    pub fn is_own(&self) -> bool {
        self.parent == std::process::id()
    }

    /// The exit status, or minus the number of the signal that ended it; `None` while it runs.
    pub fn code(&self) -> Option<i32> {
        *lock(&self.code)
    }

    /// Sends a signal; `ESRCH` if it has exited, `EINVAL` for an unknown signal.
    pub fn kill(&self, signal: i32) -> Result<()> {
        if !self.is_own() {
            return Err(Errno::SRCH);
        }
        let code = lock(&self.code);
        if code.is_some() {
            return Err(Errno::SRCH);
        }
        // SAFETY: the number is still the child's, as its status is not collected.
        Errno::check(unsafe { libc::kill(self.pid, signal) }).map(drop)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if self.is_own()
            && self.code().is_some()
            && let Some(waiter) = self.waiter.take()
        {
            waiter.join();
        }
    }
}

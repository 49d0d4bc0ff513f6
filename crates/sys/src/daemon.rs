//! Daemons: going into the background, and dropping privileges.

use std::ffi::{CStr, c_int};
use std::fs::File;
use std::os::fd::{AsRawFd, IntoRawFd, OwnedFd};
use std::os::unix::fs::FileExt;
use std::{fmt, process};

use nix::fcntl::{FcntlArg, OFlag, fcntl, open};
use nix::sys::signal::{SigHandler, Signal, signal};
use nix::sys::stat::{Mode, umask};
use nix::unistd::{self, ForkResult, Group, User};

use super::errno::{Errno, Result};
use super::file;
use super::log::{self, Level};

/// Why a step was not taken, as a line for the log, and the error behind it.
pub struct Failure {
    line: String,
    /// What the system said.
    pub error: Errno,
}

impl Failure {
    /// For `map_err`: what could not be done, with the error.
    fn of<E: Into<Errno>>(what: impl fmt::Display) -> impl FnOnce(E) -> Failure {
        move |error| {
            let error = error.into();
            Failure {
                line: format!("{what}: {error}"),
                error,
            }
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}

/// Goes on in a child process in the background; the parent exits, as a program that returns from
/// main does. The child moves to a directory, and reads from and writes to /dev/null; all its
/// descriptors are closed. It ignores SIGHUP, and others may not write the files that it makes.
pub fn daemonize(directory: Option<&CStr>) -> std::result::Result<(), Failure> {
    // SAFETY: the program asks for the process, and its code runs in it as after its own fork; this
    // library's state is made for forks.
    match unsafe { unistd::fork() }.map_err(Failure::of("cannot fork"))? {
        ForkResult::Child => {}
        ForkResult::Parent { .. } => process::exit(0),
    }
    if let Some(directory) = directory {
        file::change_directory(directory).map_err(|error| Failure {
            line: format!("cannot chdir to '{}'", directory.to_string_lossy()),
            error,
        })?;
    }
    umask(Mode::from_bits_truncate(0o027));
    // SAFETY: there is no handler that could do anything.
    unsafe {
        let _ = signal(Signal::SIGHUP, SigHandler::SigIgn);
    }
    close_descriptors();
    // The streams stay open if the program is replaced by another. Whatever fails here leaves them
    // closed, and whoever uses one finds that out.
    if let Ok(null) = open(c"/dev/null", OFlag::O_RDWR, Mode::empty())
        && null.as_raw_fd() == 0
    {
        let _ = unistd::dup2_stdout(&null);
        let _ = unistd::dup2_stderr(&null);
        // It is the standard input.
        let _ = null.into_raw_fd();
    }
    Ok(())
}

/// Closes every descriptor.
fn close_descriptors() {
    // SAFETY: takes numbers alone. The program asked that its descriptors be closed.
    unsafe {
        if libc::syscall(libc::SYS_close_range, 0, u32::MAX, 0) == 0 {
            return;
        }
        // An old kernel.
        for fd in 0..libc::sysconf(libc::_SC_OPEN_MAX).clamp(1024, 1 << 20) {
            libc::close(fd as c_int);
        }
    }
}

/// Locks a file for this process and writes the process's number into it; then runs on under a
/// group and a user. Without a user, an effective one that differs from the real is given up.
/// Supplementary groups go with what is given up. If a step fails, those before it stay taken,
/// but for the lock.
pub fn run_as(
    lockfile: Option<&CStr>,
    group: Option<&CStr>,
    user: Option<&CStr>,
) -> std::result::Result<(), Failure> {
    unistd::seteuid(unistd::geteuid()).map_err(Failure::of("cannot set effective user id"))?;
    let lock = lockfile.map(lock).transpose()?;
    if let Some(group) = group {
        log::write(Level::Info, &running_under("group", group));
        switch_group(group).map_err(Failure::of("could not switch group"))?;
    }
    if let Some(user) = user {
        log::write(Level::Info, &running_under("user", user));
        switch_user(user).map_err(Failure::of("could not switch user"))?;
    } else {
        unistd::setuid(unistd::getuid()).map_err(Failure::of("cannot set real user id"))?;
    }
    // Stays open to hold the lock until the process ends.
    lock.map(IntoRawFd::into_raw_fd);
    Ok(())
}

fn running_under(kind: &str, name: &CStr) -> Vec<u8> {
    let mut line = format!("running under {kind} '").into_bytes();
    line.extend_from_slice(name.to_bytes());
    line.push(b'\'');
    line
}

fn lock(path: &CStr) -> std::result::Result<OwnedFd, Failure> {
    // The lock stays if the program is replaced by another.
    let opened = open(
        path,
        OFlag::O_RDWR | OFlag::O_CREAT,
        Mode::from_bits_truncate(0o640),
    );
    let file: File = match opened {
        Ok(file) => file.into(),
        Err(error) => {
            let what = format_args!("cannot open lockfile '{}'", path.to_string_lossy());
            return Err(Failure::of(what)(error));
        }
    };
    // SAFETY: a flock has numbers alone, for which zeros are valid: the whole file, from its start.
    let mut whole: libc::flock = unsafe { std::mem::zeroed() };
    whole.l_type = libc::F_WRLCK as libc::c_short;
    whole.l_whence = libc::SEEK_SET as libc::c_short;
    fcntl(&file, FcntlArg::F_SETLK(&whole)).map_err(Failure::of("cannot get lock"))?;
    let text = format!("{:6}\n", process::id());
    file.write_all_at(text.as_bytes(), 0)
        .map_err(Failure::of("cannot write to lockfile"))?;
    Ok(file.into())
}

fn switch_group(name: &CStr) -> Result<()> {
    let group = Group::from_name(name.to_str().map_err(|_| Errno::NOENT)?)?;
    let gid = group.ok_or(Errno::NOENT)?.gid;
    if unistd::geteuid().is_root() {
        unistd::setgroups(&[gid])?;
    }
    Ok(unistd::setgid(gid)?)
}

fn switch_user(name: &CStr) -> Result<()> {
    let user = User::from_name(name.to_str().map_err(|_| Errno::NOENT)?)?;
    let uid = user.ok_or(Errno::NOENT)?.uid;
    if unistd::geteuid().is_root() {
        unistd::initgroups(name, unistd::getegid())?;
    }
    Ok(unistd::setuid(uid)?)
}

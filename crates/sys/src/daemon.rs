//! Going into the background, and giving up privileges.

use std::ffi::{CStr, c_int};
use std::fmt;
use std::os::fd::{FromRawFd, IntoRawFd, OwnedFd};

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
    fn of(what: impl fmt::Display) -> impl FnOnce(Errno) -> Failure {
        move |error| Failure {
            line: format!("{what}: {error}"),
            error,
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
    // SAFETY: a process of the program's wish; the library's own state is made for forks.
    match Errno::check(unsafe { libc::fork() }).map_err(Failure::of("cannot fork"))? {
        0 => {}
        // SAFETY: does not return.
        _ => unsafe { libc::exit(0) },
    }
    if let Some(directory) = directory {
        file::change_directory(directory).map_err(|error| Failure {
            line: format!("cannot chdir to '{}'", directory.to_string_lossy()),
            error,
        })?;
    }
    // SAFETY: no pointers but a C string. Whoever uses a closed descriptor finds that out.
    unsafe {
        libc::umask(0o027);
        libc::signal(libc::SIGHUP, libc::SIG_IGN);
        close_descriptors();
        let null = libc::open(c"/dev/null".as_ptr(), libc::O_RDWR);
        if null == 0 {
            libc::dup2(0, 1);
            libc::dup2(0, 2);
        }
    }
    Ok(())
}

/// Closes every descriptor.
fn close_descriptors() {
    // SAFETY: no pointers.
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
    // SAFETY: no pointers.
    Errno::check(unsafe { libc::seteuid(libc::geteuid()) })
        .map_err(Failure::of("cannot set effective user id"))?;
    let lock = lockfile.map(lock).transpose()?;
    if let Some(group) = group {
        log::write(Level::Info, &running_under("group", group));
        switch_group(group).map_err(Failure::of("could not switch group"))?;
    }
    if let Some(user) = user {
        log::write(Level::Info, &running_under("user", user));
        switch_user(user).map_err(Failure::of("could not switch user"))?;
    } else {
        // SAFETY: no pointers.
        Errno::check(unsafe { libc::setuid(libc::getuid()) })
            .map_err(Failure::of("cannot set real user id"))?;
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
    // SAFETY: a C string.
    let fd = unsafe { libc::open(path.as_ptr(), libc::O_RDWR | libc::O_CREAT, 0o640) };
    let fd = Errno::check(fd).map_err(Failure::of(format_args!(
        "cannot open lockfile '{}'",
        path.to_string_lossy()
    )))?;
    // SAFETY: open, and nobody else's.
    let file = unsafe { OwnedFd::from_raw_fd(fd) };
    // SAFETY: all zeros are the whole file, from its start.
    let mut whole: libc::flock = unsafe { std::mem::zeroed() };
    whole.l_type = libc::F_WRLCK as libc::c_short;
    whole.l_whence = libc::SEEK_SET as libc::c_short;
    // SAFETY: a lock description of ours.
    Errno::check(unsafe { libc::fcntl(fd, libc::F_SETLK, &whole) })
        .map_err(Failure::of("cannot get lock"))?;
    let text = format!("{:6}\n", std::process::id());
    // SAFETY: the text and its length.
    let written = unsafe { libc::pwrite(fd, text.as_ptr().cast(), text.len(), 0) };
    if usize::try_from(written) != Ok(text.len()) {
        let error = if written < 0 {
            Errno::last()
        } else {
            Errno(libc::ENOSPC)
        };
        return Err(Failure::of("cannot write to lockfile")(error));
    }
    Ok(file)
}

fn is_root() -> bool {
    // SAFETY: no arguments.
    unsafe { libc::geteuid() == 0 }
}

fn switch_group(name: &CStr) -> Result<()> {
    // SAFETY: a C string; the entry is read before the next call.
    let gid = unsafe {
        Errno(0).set();
        match libc::getgrnam(name.as_ptr()).as_ref() {
            Some(entry) => entry.gr_gid,
            None => return Err(not_found()),
        }
    };
    // SAFETY: one group of ours.
    unsafe {
        if is_root() {
            Errno::check(libc::setgroups(1, &gid))?;
        }
        Errno::check(libc::setgid(gid)).map(drop)
    }
}

fn switch_user(name: &CStr) -> Result<()> {
    // SAFETY: a C string; the entry is read before the next call.
    let uid = unsafe {
        Errno(0).set();
        match libc::getpwnam(name.as_ptr()).as_ref() {
            Some(entry) => entry.pw_uid,
            None => return Err(not_found()),
        }
    };
    // SAFETY: a C string.
    unsafe {
        if is_root() {
            Errno::check(libc::initgroups(name.as_ptr(), libc::getegid()))?;
        }
        Errno::check(libc::setuid(uid)).map(drop)
    }
}

/// Why a user or group was not found: the system says nothing if there is none of the name.
fn not_found() -> Errno {
    match Errno::last() {
        Errno(0) => Errno::NOENT,
        error => error,
    }
}

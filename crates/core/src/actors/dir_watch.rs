//! The actor that watches directories and reports changes to its owner.

use std::borrow::Borrow;
use std::ffi::{CStr, CString};

use crate::containers::hash::Hash;
use crate::files::dir::{self, Dir};
use crate::files::dir_patch::{Operation, Patch};
use crate::files::file::File;
use crate::held::Held;
use crate::messaging::parts;
use crate::messaging::signal;
use crate::polling::poller::Poller;
use crate::polling::readiness::Source;
use czmq_sys::clock;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};
use czmq_sys::zmq::SocketRef;

use super::actor::TERM;
use super::command::Command;

/// How often directories are looked at, in milliseconds.
const POLL_INTERVAL_MS: i64 = 250;

/// Turns patches into an object whose address is sent to the owner of the actor.
pub trait Parcels {
    /// How patches hold their files.
    type File: Held<File>;

    /// Makes the object; gives its address.
    fn pack(&mut self, patches: Vec<Patch<Self::File>>) -> usize;

    /// Destroys an object that could not be sent.
    fn destroy(&mut self, address: usize);
}

/// Looks at directories, and obeys commands that come over a pipe, each of which is answered with
/// a signal; until it is told to end, or the process is interrupted, or the context ends.
pub fn run(pipe: SocketRef<'_>, parcels: impl Parcels) {
    let mut watch = DirWatch {
        pipe,
        parcels,
        directories: Hash::new(),
        interval_ms: POLL_INTERVAL_MS,
        verbose: false,
    };
    // Whatever a socket says that did work, its context is ending.
    let _ = watch.serve();
}

struct DirWatch<'a, P: Parcels> {
    pipe: SocketRef<'a>,
    parcels: P,
    directories: Hash<Dir<P::File>>,
    /// Negative for never.
    interval_ms: i64,
    verbose: bool,
}

impl<P: Parcels> DirWatch<'_, P> {
    fn serve(&mut self) -> Result<()> {
        signal::send(self.pipe, 0)?;
        let mut poller = Poller::default();
        poller.add((), Source::Socket(self.pipe));
        let mut looked = clock::mono_ms();
        loop {
            let left = if self.interval_ms < 0 {
                -1
            } else {
                let due = looked.saturating_add(self.interval_ms);
                due.saturating_sub(clock::mono_ms()).max(0)
            };
            match poller.wait(left) {
                Ok(Some(())) => {
                    if !self.obey(Command::recv(self.pipe)?)? {
                        return Ok(());
                    }
                }
                Ok(None) if poller.terminated() => return Ok(()),
                Ok(None) => {
                    self.look()?;
                    looked = clock::mono_ms();
                }
                // Whether the process is interrupted is seen in the next wait.
                Err(Errno::INTR) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Says something if it is to say much.
    fn say(&self, level: Level, parts: &[&[u8]]) {
        if self.verbose {
            log::write(level, &[&[&b"zdir_watch: "[..]], parts].concat().concat());
        }
    }

    /// Does what a command says, and answers; false if that is to end.
    fn obey(&mut self, mut frames: Command) -> Result<bool> {
        let command = frames.text().unwrap_or_default();
        let command = command.to_bytes();
        self.say(Level::Info, &[b"Command received: ", command]);
        let argument = frames.text();
        let argument = argument.as_deref();
        let done = match command {
            TERM => {
                self.say(Level::Info, &[b"Complete"]);
                return Ok(false);
            }
            b"VERBOSE" => {
                self.verbose = true;
                true
            }
            b"SUBSCRIBE" => self.required(command, "path", argument, DirWatch::subscribe),
            b"UNSUBSCRIBE" => self.required(command, "path", argument, DirWatch::unsubscribe),
            b"TIMEOUT" => self.required(command, "time", argument, DirWatch::set_interval),
            _ => {
                self.say(Level::Warning, &[b"Unknown command '", command, b"'"]);
                false
            }
        };
        signal::send(self.pipe, u8::from(!done))?;
        Ok(true)
    }

    fn required(
        &mut self,
        command: &[u8],
        what: &str,
        argument: Option<&CStr>,
        act: fn(&mut Self, &CStr) -> bool,
    ) -> bool {
        let Some(argument) = argument else {
            let missing = ["Unable to extract ", what, " from "].concat();
            self.say(Level::Error, &[missing.as_bytes(), command, b" message"]);
            return false;
        };
        act(self, argument)
    }

    fn subscribe(&mut self, path: &CStr) -> bool {
        let name = path.to_bytes();
        self.say(Level::Info, &[b"Subscribing to directory path: ", name]);
        let Ok(dir) = Dir::load(path, true) else {
            self.say(Level::Error, &[b"Unable to create zdir for path: ", name]);
            return false;
        };
        if !self.directories.insert(path, dir) {
            let end = b"' into subscription list";
            self.say(Level::Error, &[b"Unable to insert path '", name, end]);
            return false;
        }
        self.say(Level::Info, &[b"Successfully subscribed to ", name]);
        true
    }

    fn unsubscribe(&mut self, path: &CStr) -> bool {
        let name = path.to_bytes();
        self.say(Level::Info, &[b"Unsubscribing from directory path: ", name]);
        self.directories.remove(path);
        self.say(Level::Info, &[b"Successfully unsubscribed from ", name]);
        true
    }

    fn set_interval(&mut self, text: &CStr) -> bool {
        let number = text.to_str().ok();
        let Some(ms) = number.and_then(|number| number.trim().parse::<i32>().ok()) else {
            let text = text.to_bytes();
            self.say(Level::Error, &[b"Not a number of milliseconds: ", text]);
            return false;
        };
        let number = ms.to_string();
        let number = number.as_bytes();
        let what = b"directory poll timeout to ";
        self.say(Level::Info, &[b"Setting ", what, number]);
        self.interval_ms = ms.into();
        self.say(Level::Info, &[b"Successfully set ", what, number]);
        true
    }

    /// Looks at all directories, and tells what changed. One that cannot be read is as it was.
    fn look(&mut self) -> Result<()> {
        let paths: Vec<CString> = self
            .directories
            .iter()
            .map(|item| item.0.to_owned())
            .collect();
        for path in paths {
            let Ok(newer) = Dir::load(&path, true) else {
                continue;
            };
            let Some(older) = self.directories.get_mut(&path) else {
                continue;
            };
            let patches = dir::diff(Some(older), Some(&newer), c"");
            let name = newer.path().to_owned();
            *older = newer;
            if !patches.is_empty() {
                self.tell(&name, patches)?;
            }
        }
        Ok(())
    }

    fn tell(&mut self, path: &CStr, patches: Vec<Patch<P::File>>) -> Result<()> {
        let count = patches.len().to_string();
        let title = [
            b"Found ",
            count.as_bytes(),
            b" changes in ",
            path.to_bytes(),
            b":",
        ];
        self.say(Level::Info, &title);
        for patch in &patches {
            let what: &[u8] = if patch.operation() == Operation::CREATE {
                b" created"
            } else {
                b" deleted"
            };
            let name = patch.file().borrow().name().to_bytes();
            self.say(Level::Info, &[b"  ", name, what]);
        }
        let address = self.parcels.pack(patches);
        let bytes = address.to_ne_bytes();
        loop {
            match parts::send(self.pipe, [path.to_bytes(), &bytes]) {
                Err(Errno::INTR) => {}
                Err(error) => {
                    self.parcels.destroy(address);
                    return Err(error);
                }
                Ok(()) => return Ok(()),
            }
        }
    }
}

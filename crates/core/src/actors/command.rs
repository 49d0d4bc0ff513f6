//! Commands: messages of strings that an owner sends to its actor.

use std::ffi::CString;
use std::fmt;
use std::vec;

use crate::messaging::parts::Parts;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::zmq::{Msg, SocketRef};

/// The owner sent a command that the actor does not have. There may be an answer that the owner
/// will wait for, and nobody knows which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown;

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid command")
    }
}

impl std::error::Error for Unknown {}

/// A command whose frames are taken one by one.
pub struct Command(vec::IntoIter<Msg>);

impl Command {
    /// Receives a command; waits for it if there is none.
    pub fn recv(pipe: SocketRef<'_>) -> Result<Command> {
        let mut parts = loop {
            match Parts::recv(pipe) {
                Err(Errno::INTR) => {}
                parts => break parts?,
            }
        };
        let frames: Vec<Msg> = parts.by_ref().collect();
        parts.finish()?;
        Ok(Command(frames.into_iter()))
    }

    /// The next frame as a text, which ends with the frame or a NUL.
    pub fn text(&mut self) -> Option<CString> {
        let frame = self.data()?;
        let text = frame.split(|&byte| byte == 0).next().unwrap_or_default();
        CString::new(text).ok()
    }

    /// All frames.
    pub fn frames(self) -> impl Iterator<Item = Msg> {
        self.0
    }

    /// The next frame.
    pub fn data(&mut self) -> Option<Msg> {
        self.0.next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messaging::{parts, pipe::pipe};

    #[test]
    fn frames_are_taken_in_order() {
        let (front, back) = pipe().unwrap();
        let sent: [&[u8]; 4] = [b"COMMAND", b"a\0b", b"\0\xFF", b""];
        parts::send(front.handle(), sent).unwrap();
        let mut command = Command::recv(back.handle()).unwrap();
        assert_eq!(command.text().as_deref(), Some(c"COMMAND"));
        assert_eq!(command.text().as_deref(), Some(c"a"));
        assert_eq!(command.data().as_deref(), Some(&b"\0\xFF"[..]));
        assert_eq!(command.text().as_deref(), Some(c""));
        assert_eq!(command.text(), None);
        assert!(command.data().is_none());
    }
}

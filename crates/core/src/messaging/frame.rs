//! One frame of a message.

use std::ffi::{CStr, CString};

use crate::formats::view::{Shape, hex, view};
use czmq_sys::errno::Result;
use czmq_sys::zmq::{Msg, SNDMORE, SocketRef};

/// Send flags of a frame, as CZMQ numbers them.
pub mod flag {
    /// More frames of the message follow.
    pub const MORE: i32 = 1;
    /// Send a reference, keep the frame.
    pub const REUSE: i32 = 2;
    /// Do not wait.
    pub const DONTWAIT: i32 = 4;
}

/// One frame: some bytes, and whether more followed when it was received.
#[derive(Default)]
pub struct Frame {
    msg: Msg,
    more: bool,
}

impl From<Msg> for Frame {
    #[inline]
    fn from(msg: Msg) -> Frame {
        Frame {
            more: msg.more(),
            msg,
        }
    }
}

impl From<Frame> for Msg {
    #[inline]
    fn from(frame: Frame) -> Msg {
        frame.msg
    }
}

impl Frame {
    /// A frame with a copy of some bytes; `ENOMEM` if there is no memory for them.
    #[inline]
    pub fn new(bytes: &[u8]) -> Result<Frame> {
        let msg = Msg::copy_of(bytes)?;
        // Nothing that was not received has more after it.
        Ok(Frame { msg, more: false })
    }

    /// A frame of zero bytes; `ENOMEM` if there is no memory for them.
    #[inline]
    pub fn with_size(size: usize) -> Result<Frame> {
        let msg = Msg::with_size(size)?;
        Ok(Frame { msg, more: false })
    }

    /// Receives one frame. Flags are libzmq's.
    #[inline]
    pub fn recv(source: SocketRef<'_>, flags: i32) -> Result<Frame> {
        source.recv(flags).map(Frame::from)
    }

    /// Sends the frame, with flags of [`flag`]. Without [`flag::REUSE`] it is empty afterwards.
    /// If sending fails it is as it was.
    #[inline]
    pub fn send(&mut self, dest: SocketRef<'_>, flags: i32) -> Result<()> {
        let mut how = 0;
        if flags & flag::MORE != 0 {
            how |= SNDMORE;
        }
        if flags & flag::DONTWAIT != 0 {
            how |= czmq_sys::zmq::DONTWAIT;
        }
        if flags & flag::REUSE != 0 {
            dest.send_msg(&mut self.msg.share(), how)
        } else {
            dest.send_msg(&mut self.msg, how)
        }
    }

    /// The peer of a SERVER socket that the frame came from or is for; 0 for none.
    #[inline]
    pub fn routing_id(&self) -> u32 {
        self.msg.routing_id()
    }

    /// Says which peer of a SERVER socket the frame is for; 0 for none, which may give the bytes
    /// another place. `ENOTSUP` if libzmq has no such sockets.
    pub fn set_routing_id(&mut self, routing_id: u32) -> Result<()> {
        if routing_id != 0 {
            self.msg.set_routing_id(routing_id)?;
        } else if self.msg.routing_id() != 0 {
            self.msg = Msg::copy_of(&self.msg)?;
        }
        Ok(())
    }

    /// The group that the frame came by or is for, at RADIO and DISH sockets; empty for none.
    /// `ENOTSUP` if libzmq has no such sockets.
    pub fn group(&self) -> Result<&CStr> {
        self.msg.group()
    }

    /// Says which group the frame is for. `EINVAL` for a name that is too long, `ENOTSUP` if libzmq
    /// has no such sockets.
    pub fn set_group(&mut self, group: &CStr) -> Result<()> {
        self.msg.set_group(group)
    }

    /// The bytes.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        &self.msg
    }

    /// A message part on the same bytes, without a copy.
    #[inline]
    pub fn share(&self) -> Msg {
        self.msg.share()
    }

    /// The address of the bytes, for programs that write to them.
    #[inline]
    pub fn data_ptr(&self) -> *mut u8 {
        self.msg.data_ptr()
    }

    /// Whether more frames of its message followed when it was received, or what was set since.
    #[inline]
    pub fn more(&self) -> bool {
        self.more
    }

    /// Says whether more frames follow. Sending does not look at it.
    #[inline]
    pub fn set_more(&mut self, more: bool) {
        self.more = more;
    }

    /// A metadata property of the connection that brought the frame, such as `Peer-Address`.
    pub fn property(&self, name: &CStr) -> Result<&CStr> {
        self.msg.property(name)
    }

    /// Replaces the bytes; on `ENOMEM` they stay.
    pub fn reset(&mut self, bytes: &[u8]) -> Result<()> {
        self.msg = Msg::copy_of(bytes)?;
        Ok(())
    }

    /// A frame with a copy of the bytes.
    pub fn duplicate(&self) -> Result<Frame> {
        Frame::new(self.bytes())
    }

    /// The bytes in upper-case hexadecimal.
    pub fn hex(&self) -> CString {
        CString::new(hex(self.bytes())).unwrap_or_default()
    }

    /// The frame as a log line shows it: a prefix, the size in brackets, then text or hexadecimal,
    /// cut after 70 or 35 bytes.
    pub fn log_line(&self, prefix: &[u8]) -> Vec<u8> {
        self.line(prefix, LOG_TEXT)
    }

    /// As many bytes of the frame as `length`, in lines of 70, or 35 in hexadecimal: each with the
    /// prefix and the number of bytes that it shows.
    pub fn log_lines(&self, prefix: &[u8], length: usize) -> Vec<Vec<u8>> {
        let bytes = &self.bytes()[..length.min(self.bytes().len())];
        let shape = shape(LOG_TEXT);
        let limit = shape.limit(bytes);
        let binary = shape.is_binary(bytes);
        let line = |part: &[u8]| {
            let size = format!("[{:03}] ", part.len());
            let view = if binary { hex(part) } else { part.to_vec() };
            [prefix, size.as_bytes(), &view].concat()
        };
        if bytes.is_empty() {
            return vec![line(bytes)];
        }
        bytes.chunks(limit).map(line).collect()
    }

    /// The frame as a printed line shows it: as [`Frame::log_line`], but control characters from
    /// the tab on count as text.
    pub fn printed_line(&self, prefix: &[u8]) -> Vec<u8> {
        let mut line = self.line(prefix, 9);
        line.push(b'\n');
        line
    }

    fn line(&self, prefix: &[u8], lowest_text: u8) -> Vec<u8> {
        let size = format!("[{:03}] ", self.bytes().len());
        let view = view(self.bytes(), &shape(lowest_text));
        [prefix, size.as_bytes(), &view].concat()
    }
}

/// Bytes below this are no text in a log.
const LOG_TEXT: u8 = 32;

/// What is shown of a frame.
fn shape(lowest_text: u8) -> Shape {
    Shape {
        lowest_text,
        text: 70,
        binary: 35,
        dots_when_full: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_is_upper_case() {
        let frame = Frame::new(&[0x00, 0xAB, 0x7F]).unwrap();
        assert_eq!(frame.hex().as_c_str(), c"00AB7F");
    }

    #[test]
    fn a_size_that_no_memory_can_have_is_refused() {
        assert!(Frame::with_size(usize::MAX).is_err());
        assert!(Frame::with_size(isize::MAX as usize / 2).is_err());
    }

    #[test]
    fn lines_cut_long_frames() {
        let text = Frame::new(&[b'x'; 71]).unwrap();
        assert_eq!(
            text.log_line(b""),
            format!("[071] {}...", "x".repeat(70)).into_bytes()
        );
        assert!(text.printed_line(b"p").starts_with(b"p[071] xxx"));
        let binary = Frame::new(&[1; 36]).unwrap();
        assert_eq!(
            binary.log_line(b""),
            format!("[036] {}...", "01".repeat(35)).into_bytes()
        );
        assert_eq!(
            text.log_lines(b"p", usize::MAX),
            [
                format!("p[070] {}", "x".repeat(70)).into_bytes(),
                b"p[001] x".to_vec()
            ]
        );
        assert_eq!(text.log_lines(b"", 2), [b"[002] xx"]);
        assert_eq!(binary.log_lines(b"", 36)[1], b"[001] 01");
        assert_eq!(Frame::default().log_lines(b"p", 1), [b"p[000] "]);
    }
}

//! Multipart messages.

use crate::containers::list::List;
use crate::held::Held;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::zmq::SocketRef;

use super::frame::{self, Frame};
use super::signal;

/// A multipart message: frames in order, with a cursor.
///
/// `F` is how the message holds its frames: as they are, or with what an owner needs around each.
pub struct Message<F = Frame> {
    frames: List<F>,
    /// The peer of a SERVER socket that it came from or is for; 0 for none.
    routing_id: u32,
}

impl<F> Default for Message<F> {
    fn default() -> Message<F> {
        Message {
            frames: List::new(),
            routing_id: 0,
        }
    }
}

/// Why a stored or encoded message cannot be read.
const MALFORMED: Errno = Errno::PROTO;

/// A length below this stands in one byte; otherwise this byte and four more follow.
const LONG: u8 = 0xFF;

impl<F: Held<Frame>> Message<F> {
    /// An empty message.
    #[inline]
    pub fn new() -> Message<F> {
        Message::default()
    }

    /// A signal, as actors and their owners exchange them.
    pub fn signal(status: u8) -> Result<Message<F>> {
        let mut message = Message::new();
        message.append(Frame::new(&signal::encode(status))?.into());
        Ok(message)
    }

    /// Compares as `==` does, and moves both cursors as CZMQ's walk does: none for messages of
    /// different length, else to the first frames that differ, or past the last.
    pub fn compare(&mut self, other: &mut Message<F>) -> bool {
        if self.len() != other.len() {
            return false;
        }
        let (mut one, mut two) = (self.frames.first(), other.frames.first());
        while let (Some(left), Some(right)) = (one, two) {
            if left.borrow().bytes() != right.borrow().bytes() {
                return false;
            }
            (one, two) = (self.frames.next(), other.frames.next());
        }
        true
    }

    /// The status, if the message is a signal.
    pub fn signal_status(&self) -> Option<u8> {
        if self.frames.len() != 1 {
            return None;
        }
        signal::decode(self.frames.head()?.borrow().bytes())
    }

    /// Receives a whole message. Flags are libzmq's, and apply to the first frame.
    ///
    /// Once the first frame is there the rest is too, so an interruption between frames is
    /// waited out.
    pub fn recv(source: SocketRef<'_>, flags: i32) -> Result<Message<F>> {
        let mut message = Message::new();
        let mut frame = Frame::recv(source, flags)?;
        message.routing_id = frame.routing_id();
        loop {
            let more = frame.more();
            message.append(frame.into());
            if !more {
                return Ok(message);
            }
            frame = loop {
                match Frame::recv(source, flags) {
                    Err(Errno::INTR) => {}
                    other => break other?,
                }
            };
        }
    }

    /// Sends all frames, with `more` after the last as well if another message part is to follow.
    /// Nothing is sent for a message without frames.
    ///
    /// On failure the frames that were not sent stay.
    pub fn send(&mut self, dest: SocketRef<'_>, more: bool) -> Result<()> {
        let mut first = true;
        while !self.frames.is_empty() {
            let last = self.frames.len() == 1;
            let flags = if last && !more { 0 } else { frame::flag::MORE };
            let Some(frame) = self.frames.head_mut() else {
                break;
            };
            let frame = frame.borrow_mut();
            address(frame, self.routing_id)?;
            match frame.send(dest, flags) {
                Err(Errno::INTR) if !first => continue,
                result => result?,
            }
            first = false;
            self.frames.pop();
        }
        Ok(())
    }

    /// Sends a copy of all frames and keeps them.
    pub fn send_copy(&mut self, dest: SocketRef<'_>, more: bool) -> Result<()> {
        let count = self.frames.len();
        for (index, frame) in self.frames.iter_mut().enumerate() {
            let frame = frame.borrow_mut();
            let last = index + 1 == count;
            let flags = if last && !more { 0 } else { frame::flag::MORE };
            address(frame, self.routing_id)?;
            loop {
                match frame.send(dest, flags | frame::flag::REUSE) {
                    Err(Errno::INTR) if index > 0 => {}
                    result => break result?,
                }
            }
        }
        Ok(())
    }

    /// The peer of a SERVER socket that the message came from or is for; 0 for none.
    #[inline]
    pub fn routing_id(&self) -> u32 {
        self.routing_id
    }

    /// Says which peer of a SERVER socket the message is for; 0 leaves it to the frames.
    pub fn set_routing_id(&mut self, routing_id: u32) {
        self.routing_id = routing_id;
    }

    /// The number of frames.
    #[inline]
    pub fn len(&self) -> usize {
        self.frames.len()
    }

    /// True without frames.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// The sum of the frames' sizes, in bytes.
    pub fn content_size(&self) -> usize {
        self.iter().map(|frame| frame.bytes().len()).sum()
    }

    /// The frames in order; the cursor stays.
    pub fn iter(&self) -> impl Iterator<Item = &Frame> {
        self.frames.iter().map(F::borrow)
    }

    /// The frames, held in another way.
    pub fn held_as<G: Held<Frame>>(mut self) -> Message<G>
    where
        Frame: From<F>,
    {
        let mut message = Message {
            frames: List::new(),
            routing_id: self.routing_id,
        };
        for frame in self.frames.drain() {
            message.frames.append(G::from(Frame::from(frame)));
        }
        message
    }

    /// Adds a frame at the end.
    #[inline]
    pub fn append(&mut self, frame: F) {
        self.frames.append(frame);
    }

    /// Adds a frame at the beginning.
    #[inline]
    pub fn prepend(&mut self, frame: F) {
        self.frames.push(frame);
    }

    /// Takes the first frame off.
    #[inline]
    pub fn pop(&mut self) -> Option<F> {
        self.frames.pop()
    }

    /// Adds a frame with a copy of some bytes at the end.
    #[inline]
    pub fn append_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.append(Frame::new(bytes)?.into());
        Ok(())
    }

    /// Adds a frame with a copy of some bytes at the beginning.
    #[inline]
    pub fn prepend_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.prepend(Frame::new(bytes)?.into());
        Ok(())
    }

    /// Takes the first frame off that is the one meant; `None` if there is none.
    pub fn remove(&mut self, is_it: impl Fn(&F) -> bool) -> Option<F> {
        let index = self.frames.iter().position(is_it)?;
        self.frames.remove(index)
    }

    /// Moves the cursor to the first frame.
    #[inline]
    pub fn first(&mut self) -> Option<&F> {
        self.frames.first()
    }

    /// Moves the cursor on; after the last frame there is none, once, and then the first again.
    #[expect(
        clippy::should_implement_trait,
        reason = "it is CZMQ's verb, and starts over"
    )]
    #[inline]
    pub fn next(&mut self) -> Option<&F> {
        self.frames.next()
    }

    /// Moves the cursor to the last frame.
    #[inline]
    pub fn last(&mut self) -> Option<&F> {
        self.frames.last()
    }

    /// Puts the cursor before the first frame.
    pub fn reset_cursor(&mut self) {
        self.frames.reset_cursor();
    }

    /// A message with copies of all frames.
    pub fn duplicate(&self) -> Result<Message<F>> {
        let mut copy = Message::new();
        copy.routing_id = self.routing_id;
        for frame in self.iter() {
            copy.append(frame.duplicate()?.into());
        }
        Ok(copy)
    }

    /// All frames in one: each with its length before it, in one byte, or in 0xFF and four bytes,
    /// big-endian.
    pub fn encode(&self) -> Result<Frame> {
        let mut bytes = Vec::with_capacity(self.content_size() + 5 * self.len());
        for frame in self.iter() {
            let body = frame.bytes();
            match u8::try_from(body.len()) {
                Ok(length) if length < LONG => bytes.push(length),
                _ => {
                    let length = u32::try_from(body.len()).map_err(|_| Errno::MSGSIZE)?;
                    bytes.push(LONG);
                    bytes.extend_from_slice(&length.to_be_bytes());
                }
            }
            bytes.extend_from_slice(body);
        }
        Frame::new(&bytes)
    }

    /// Reads what [`Message::encode`] wrote; `EPROTO` if a length or its bytes are not all there.
    pub fn decode(mut bytes: &[u8]) -> Result<Message<F>> {
        let mut message = Message::new();
        while let Some((&short, rest)) = bytes.split_first() {
            let (length, rest) = if short == LONG {
                let (length, rest) = rest.split_first_chunk().ok_or(MALFORMED)?;
                (u32::from_be_bytes(*length) as usize, rest)
            } else {
                (usize::from(short), rest)
            };
            let (body, rest) = rest.split_at_checked(length).ok_or(MALFORMED)?;
            message.append_bytes(body)?;
            bytes = rest;
        }
        Ok(message)
    }

    /// All frames as a file holds them: each with its size before it, 8 bytes in native order.
    pub fn to_file_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.content_size() + 8 * self.len());
        for frame in self.iter() {
            bytes.extend_from_slice(&frame.bytes().len().to_ne_bytes());
            bytes.extend_from_slice(frame.bytes());
        }
        bytes
    }

    /// Reads what [`Message::to_file_bytes`] wrote; `EPROTO` if a frame's bytes are not all there.
    /// A size that is not all there is the end.
    pub fn from_file_bytes(mut bytes: &[u8]) -> Result<Message<F>> {
        let mut message = Message::new();
        while let Some((size, rest)) = bytes.split_first_chunk() {
            let (body, rest) = rest
                .split_at_checked(usize::from_ne_bytes(*size))
                .ok_or(MALFORMED)?;
            message.append_bytes(body)?;
            bytes = rest;
        }
        Ok(message)
    }
}

/// Makes a frame one for a peer of a SERVER socket. Without such sockets there is no need.
fn address(frame: &mut Frame, routing_id: u32) -> Result<()> {
    if routing_id == 0 {
        return Ok(());
    }
    match frame.set_routing_id(routing_id) {
        Err(Errno::NOTSUP) => Ok(()),
        result => result,
    }
}

impl<F: Held<Frame>> PartialEq for Message<F> {
    fn eq(&self, other: &Message<F>) -> bool {
        self.iter()
            .map(Frame::bytes)
            .eq(other.iter().map(Frame::bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn message(parts: &[Vec<u8>]) -> Message {
        let mut message = Message::new();
        parts
            .iter()
            .for_each(|part| message.append_bytes(part).unwrap());
        message
    }

    #[test]
    fn a_length_beyond_the_frame_is_malformed() {
        assert!(Message::<Frame>::decode(&[0xFF, 0x80, 0, 0, 0]).is_err());
        assert!(Message::<Frame>::decode(&[0xFF, 0, 0]).is_err());
        assert!(Message::<Frame>::decode(&[2, b'a']).is_err());
        assert!(Message::<Frame>::decode(&[]).unwrap().is_empty());
    }

    #[test]
    fn the_long_form_serves_for_short_lengths_too() {
        assert!(
            Message::<Frame>::decode(&[0xFF, 0, 0, 0, 1, b'a']).unwrap() == message(&[vec![b'a']])
        );
    }

    #[test]
    fn only_one_frame_of_eight_bytes_is_a_signal() {
        assert_eq!(
            Message::<Frame>::signal(7).unwrap().signal_status(),
            Some(7)
        );
        assert_eq!(message(&[vec![0; 8]]).signal_status(), None);
        assert_eq!(Message::<Frame>::new().signal_status(), None);
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_back(parts: Vec<Vec<u8>>, long in 250usize..300) {
            let mut parts = parts;
            parts.push(vec![7; long]);
            let original = message(&parts);
            let encoded = original.encode().unwrap();
            prop_assert!(Message::decode(encoded.bytes()).unwrap() == original);
            prop_assert!(Message::from_file_bytes(&original.to_file_bytes()).unwrap() == original);
        }

        #[test]
        fn no_bytes_do_harm(bytes: Vec<u8>) {
            let _ = Message::<Frame>::decode(&bytes);
            let _ = Message::<Frame>::from_file_bytes(&bytes);
        }
    }
}

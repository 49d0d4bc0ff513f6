//! Messages in frames and files, and what pictures make of messages.

use std::cell::RefCell;
use std::ffi::{CStr, CString};
use std::sync::atomic::{AtomicU32, Ordering};

use czmq_core::messaging::frame::Frame;
use czmq_core::messaging::message::Message;
use czmq_core::messaging::picture::{self, Fault, Outputs};
use czmq_core::messaging::socket::Socket;
use czmq_sys::errno::Errno;
use czmq_sys::zmq::{DONTWAIT, SNDMORE, SocketRef, SocketType};

use crate::{Outcome, frames, magnitude, outcome};

/// A message in one frame.
pub fn message_in_frame(bytes: &[u8]) -> Outcome {
    match Message::<Frame>::decode(bytes) {
        Ok(message) => {
            assert!(message.content_size() + message.len() <= bytes.len());
            let again = message.encode().expect("what was decoded");
            assert!(Message::decode(again.bytes()).expect("what was encoded") == message);
            outcome((magnitude(message.len()), magnitude(message.content_size())))
        }
        Err(error) => {
            assert_eq!(error, Errno::PROTO);
            outcome(())
        }
    }
}

/// A message in a file.
pub fn message_in_file(bytes: &[u8]) -> Outcome {
    match Message::<Frame>::from_file_bytes(bytes) {
        Ok(message) => {
            assert!(message.content_size() + 8 * message.len() <= bytes.len());
            let again = message.to_file_bytes();
            assert!(bytes.starts_with(&again));
            assert!(Message::from_file_bytes(&again).expect("what was written") == message);
            outcome((magnitude(message.len()), magnitude(message.content_size())))
        }
        Err(error) => {
            assert_eq!(error, Errno::PROTO);
            outcome(())
        }
    }
}

/// Counts the bytes of what is received.
#[derive(Default)]
struct Received {
    bytes: usize,
    frames: usize,
    lent: usize,
}

impl Outputs for Received {
    fn int(&mut self, _: i32) {}
    fn u8(&mut self, _: u8) {}
    fn u16(&mut self, _: u16) {}
    fn u32(&mut self, _: u32) {}
    fn u64(&mut self, _: u64) {}
    fn pointer(&mut self, _: Option<usize>) -> bool {
        true
    }
    fn text(&mut self, value: Option<&[u8]>) {
        self.bytes += value.unwrap_or_default().len();
    }
    fn lent_text(&mut self, value: &[u8]) {
        assert!(
            CStr::from_bytes_until_nul(value).is_ok(),
            "a text has a terminator"
        );
        self.lent += value.len();
    }
    fn bytes(&mut self, value: Option<&[u8]>) {
        self.bytes += value.unwrap_or_default().len();
    }
    fn chunk(&mut self, value: Option<&[u8]>) {
        self.bytes += value.unwrap_or_default().len();
    }
    fn frame(&mut self, value: Option<Frame>) {
        self.frames += usize::from(value.is_some());
        self.bytes += value.map_or(0, |frame| frame.bytes().len());
    }
    fn hash(&mut self, value: Option<Frame>) {
        self.bytes += value.map_or(0, |frame| frame.bytes().len());
    }
    fn list(&mut self, value: Option<Frame>) {
        self.hash(value);
    }
    fn uuid(&mut self, value: Option<&[u8; 16]>) {
        self.bytes += value.map_or(0, |uuid| uuid.len());
    }
    fn message(&mut self, value: Message) {
        self.frames += value.len();
        self.bytes += value.content_size();
    }
    fn skip(&mut self) {}
}

/// Two connected sockets.
struct Pair {
    sender: Socket,
    receiver: Socket,
}

impl Pair {
    fn new() -> Pair {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = CString::new(format!("inproc://fuzz-{number}")).expect("a name");
        let socket = |bind| {
            let mut socket = Socket::new(SocketType::PAIR, None).expect("a socket");
            socket.attach(&name, bind).expect("the other socket");
            socket
        };
        let (receiver, sender) = (socket(true), socket(false));
        Pair { sender, receiver }
    }
}

thread_local! {
    static PAIR: RefCell<Option<Pair>> = const { RefCell::new(None) };
}

/// Passes a pair of sockets between which no message is left.
fn with_sockets<T>(what: impl FnOnce(SocketRef<'_>, SocketRef<'_>) -> T) -> T {
    // One that a failed check left with a message is not used again.
    let pair = PAIR.take().unwrap_or_else(Pair::new);
    let result = what(pair.sender.handle(), pair.receiver.handle());
    PAIR.set(Some(pair));
    result
}

fn send(sender: SocketRef<'_>, frames: &[&[u8]]) -> usize {
    for (index, frame) in frames.iter().enumerate() {
        let more = if index + 1 < frames.len() { SNDMORE } else { 0 };
        sender.send(frame, more).unwrap();
    }
    frames.iter().map(|frame| frame.len()).sum()
}

/// Receives what is left of a message; false if there is nothing.
fn drain(receiver: SocketRef<'_>) -> bool {
    match receiver.recv(DONTWAIT) {
        Ok(part) => {
            if part.more() {
                receiver.flush();
            }
            true
        }
        Err(error) => {
            assert_eq!(error, Errno::AGAIN);
            false
        }
    }
}

/// The picture that a byte chooses, and the message behind it.
fn picture_and_message<'a>(
    pictures: &[&'static [u8]],
    input: &'a [u8],
) -> (&'static [u8], Vec<&'a [u8]>) {
    let (which, message) = input.split_first().unwrap_or((&0, &[]));
    (
        pictures[usize::from(*which) % pictures.len()],
        frames(message),
    )
}

/// A message that is received by a text picture. A byte before it chooses the picture.
pub fn text_picture(bytes: &[u8]) -> Outcome {
    const PICTURES: [&[u8]; 8] = [
        b"i1248",
        b"sbcfz",
        b"iUp",
        b"sm",
        b"mhs",
        b"z",
        b"uuU",
        b"ssssssss",
    ];
    let (picture, message) = picture_and_message(&PICTURES, bytes);
    with_sockets(|sender, receiver| {
        let sent = send(sender, &message);
        let mut received = Received::default();
        let result = picture::recv(receiver, picture, &mut received);
        assert!(matches!(
            result,
            Ok(()) | Err(Fault::Failed(Errno::PROTO | Errno::NOMSG))
        ));
        assert!(received.bytes <= sent);
        assert!(!drain(receiver), "the whole message was received");
        outcome((
            format!("{result:?}"),
            picture,
            received.frames.min(4),
            magnitude(received.bytes),
        ))
    })
}

/// A message that is received by a binary picture. A byte before it chooses the picture.
pub fn binary_picture(bytes: &[u8]) -> Outcome {
    const PICTURES: [&[u8]; 9] = [
        b"1248p", b"ss", b"sSc", b"uf", b"Sfm", b"m", b"sssssS1", b"ffm", b"S?",
    ];
    let (picture, message) = picture_and_message(&PICTURES, bytes);
    with_sockets(|sender, receiver| {
        let sent = send(sender, &message);
        let mut lent = Vec::new();
        let mut received = Received::default();
        let result = picture::brecv(receiver, picture, Some(&mut lent), &mut received);
        assert!(received.bytes <= sent && received.lent <= sent);
        let left = drain(receiver);
        match result {
            Ok(()) => {}
            Err(Fault::Failed(Errno::PROTO | Errno::NOMSG) | Fault::Letter(b'?')) => {
                assert!(!left, "the whole message was received");
            }
            Err(fault) => panic!("{fault:?}"),
        }
        assert!(!drain(receiver));
        outcome((format!("{result:?}"), picture, left, received.frames.min(4)))
    })
}

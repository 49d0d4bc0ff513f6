//! Messages part by part, without a message object.

use czmq_sys::errno::{Errno, Result};
use czmq_sys::zmq::{DONTWAIT, Msg, SNDMORE, SocketRef};

use super::signal;

/// Sends byte strings as the parts of one message; nothing if there are none.
///
/// Once the first part is sent the others follow, so an interruption between them is waited out.
pub fn send<'a>(dest: SocketRef<'_>, parts: impl IntoIterator<Item = &'a [u8]>) -> Result<()> {
    send_ending(dest, parts, 0)
}

/// As [`send`], as the first parts of a longer message: what is sent next belongs to it.
pub fn send_more<'a>(dest: SocketRef<'_>, parts: impl IntoIterator<Item = &'a [u8]>) -> Result<()> {
    send_ending(dest, parts, SNDMORE)
}

/// Sends parts, the last with these flags.
fn send_ending<'a>(
    dest: SocketRef<'_>,
    parts: impl IntoIterator<Item = &'a [u8]>,
    last: i32,
) -> Result<()> {
    let mut parts = parts.into_iter().peekable();
    let mut first = true;
    while let Some(part) = parts.next() {
        let flags = if parts.peek().is_some() {
            SNDMORE
        } else {
            last
        };
        loop {
            match dest.send(part, flags) {
                Err(Errno::INTR) if !first => {}
                result => break result?,
            }
        }
        first = false;
    }
    Ok(())
}

/// As [`send`], but does not wait: `EAGAIN`, with nothing sent, if there is no room.
pub fn try_send<'a>(dest: SocketRef<'_>, parts: impl IntoIterator<Item = &'a [u8]>) -> Result<()> {
    let mut parts = parts.into_iter().peekable();
    while let Some(part) = parts.next() {
        let flags = if parts.peek().is_some() { SNDMORE } else { 0 };
        loop {
            match dest.send(part, flags | DONTWAIT) {
                Err(Errno::INTR) => {}
                result => break result?,
            }
        }
    }
    Ok(())
}

/// Sends parts, of which those that were sent are empty afterwards.
pub fn send_msgs(dest: SocketRef<'_>, parts: &mut [Msg]) -> Result<()> {
    let count = parts.len();
    for (index, part) in parts.iter_mut().enumerate() {
        let flags = if index + 1 < count { SNDMORE } else { 0 };
        loop {
            match dest.send_msg(part, flags) {
                Err(Errno::INTR) if index > 0 => {}
                result => break result?,
            }
        }
    }
    Ok(())
}

/// A message that is being received. What is left of it is dropped with this.
pub struct Parts<'a> {
    source: SocketRef<'a>,
    first: Option<Msg>,
    more: bool,
    failure: Option<Errno>,
}

impl<'a> Parts<'a> {
    /// Waits for a message, or for the rest of one that was received in part.
    #[inline]
    pub fn recv(source: SocketRef<'a>) -> Result<Parts<'a>> {
        let first = source.recv(0)?;
        Ok(Parts {
            source,
            more: first.more(),
            first: Some(first),
            failure: None,
        })
    }

    /// The parts that follow one that was received.
    #[inline]
    pub fn after(source: SocketRef<'a>, part: &Msg) -> Parts<'a> {
        Parts {
            source,
            first: None,
            more: part.more(),
            failure: None,
        }
    }

    /// A message whose first part was received.
    #[inline]
    pub fn starting(source: SocketRef<'a>, first: Msg) -> Parts<'a> {
        Parts {
            source,
            more: first.more(),
            first: Some(first),
            failure: None,
        }
    }

    /// As [`Parts::recv`], but a signal is taken for no message: `ENOMSG`.
    #[inline]
    pub fn recv_data(source: SocketRef<'a>) -> Result<Parts<'a>> {
        let parts = Parts::recv(source)?;
        match &parts.first {
            Some(first) if signal::status(first).is_some() => Err(Errno::NOMSG),
            _ => Ok(parts),
        }
    }

    /// Keeps what is left of the message in the socket.
    #[inline]
    pub fn leave(mut self) -> Result<()> {
        self.more = false;
        self.failure.map_or(Ok(()), Err)
    }

    /// Drops what is left of the message. Fails if receiving it failed, which it does between two
    /// parts only when the context ends.
    #[inline]
    pub fn finish(mut self) -> Result<()> {
        while self.next().is_some() {}
        self.failure.map_or(Ok(()), Err)
    }
}

impl Iterator for Parts<'_> {
    type Item = Msg;

    #[inline]
    fn next(&mut self) -> Option<Msg> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        while self.more {
            match self.source.recv(0) {
                Ok(part) => {
                    self.more = part.more();
                    return Some(part);
                }
                Err(Errno::INTR) => {}
                Err(error) => {
                    self.failure = Some(error);
                    self.more = false;
                }
            }
        }
        None
    }
}

impl Drop for Parts<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.more {
            while self.next().is_some() {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messaging::socket::Socket;
    use czmq_sys::zmq::SocketType;

    fn pair(endpoint: &std::ffi::CStr) -> (Socket, Socket) {
        let mut one = Socket::new(SocketType::PAIR, None).unwrap();
        let mut two = Socket::new(SocketType::PAIR, None).unwrap();
        one.attach(endpoint, true).unwrap();
        two.attach(endpoint, false).unwrap();
        (one, two)
    }

    fn received(parts: &mut Parts<'_>) -> Vec<Vec<u8>> {
        parts.map(|part| part.to_vec()).collect()
    }

    #[test]
    fn what_is_sent_comes_back() {
        let (one, two) = pair(c"inproc://parts.whole");
        let sent: [&[u8]; 3] = [b"one", b"", b"three"];
        send(one.handle(), sent).unwrap();
        let mut parts = Parts::recv(two.handle()).unwrap();
        assert_eq!(received(&mut parts), sent);
        assert_eq!(parts.finish(), Ok(()));

        let mut msgs = sent.map(|part| Msg::copy_of(part).unwrap());
        send_msgs(one.handle(), &mut msgs).unwrap();
        assert_eq!(received(&mut Parts::recv(two.handle()).unwrap()), sent);

        send_more(one.handle(), [b"one".as_slice()]).unwrap();
        send(one.handle(), sent).unwrap();
        let longer = received(&mut Parts::recv(two.handle()).unwrap());
        assert_eq!(longer, [b"one".as_slice(), b"one", b"", b"three"]);

        send(one.handle(), []).unwrap();
        assert!(two.handle().recv(DONTWAIT).is_err());
    }

    #[test]
    fn the_rest_is_dropped_or_left() {
        let (one, two) = pair(c"inproc://parts.rest");
        let sent: [&[u8]; 3] = [b"one", b"two", b"three"];
        for _ in 0..3 {
            send(one.handle(), sent).unwrap();
        }
        drop(Parts::recv(two.handle()).unwrap());
        let mut parts = Parts::recv(two.handle()).unwrap();
        assert_eq!(*parts.next().unwrap(), *b"one");
        assert_eq!(parts.leave(), Ok(()));
        assert_eq!(received(&mut Parts::recv(two.handle()).unwrap()), sent[1..]);
        assert_eq!(received(&mut Parts::recv(two.handle()).unwrap()), sent);
    }

    #[test]
    fn without_room_nothing_is_sent() {
        let (one, two) = pair(c"inproc://parts.room");
        let sent: [&[u8]; 2] = [b"one", b"two"];
        let count = (0..10_000).take_while(|_| try_send(one.handle(), sent).is_ok());
        let count = count.count();
        assert_eq!(try_send(one.handle(), sent), Err(Errno::AGAIN));
        for _ in 0..count {
            assert_eq!(received(&mut Parts::recv(two.handle()).unwrap()), sent);
        }
        assert!(two.handle().recv(DONTWAIT).is_err());
    }

    #[test]
    fn a_signal_is_no_data() {
        let (one, two) = pair(c"inproc://parts.signal");
        signal::send(one.handle(), 1).unwrap();
        send(one.handle(), [signal::encode(1).as_slice(), b"more"]).unwrap();
        assert_eq!(Parts::recv_data(two.handle()).err(), Some(Errno::NOMSG));
        assert!(Parts::recv_data(two.handle()).is_ok());
    }
}

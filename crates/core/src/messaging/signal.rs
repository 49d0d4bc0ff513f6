//! Signals: messages of one frame that actors and their owners exchange, each with a status.

use czmq_sys::errno::Result;
use czmq_sys::zmq::{Msg, SocketRef};

/// The upper 56 bits of a signal's value; the lowest byte is its status.
const MARK: u64 = 0x7766_5544_3322_1100;

/// The bytes of a signal's frame.
pub fn encode(status: u8) -> [u8; 8] {
    (MARK | u64::from(status)).to_ne_bytes()
}

/// The status, if these are the bytes of a signal's frame.
pub fn decode(bytes: &[u8]) -> Option<u8> {
    let value = u64::from_ne_bytes(bytes.try_into().ok()?);
    (value & !0xFF == MARK).then_some(value as u8)
}

/// The status, if this is the first part of a message, and the message a signal.
pub fn status(first: &Msg) -> Option<u8> {
    decode(first).filter(|_| !first.more())
}

/// Sends a signal.
pub fn send(dest: SocketRef<'_>, status: u8) -> Result<()> {
    dest.send(&encode(status), 0)
}

/// Waits for a signal and gives its status. Messages before it are dropped.
pub fn wait(source: SocketRef<'_>) -> Result<u8> {
    let mut part = Msg::new();
    loop {
        source.recv_msg(&mut part, 0)?;
        match status(&part) {
            Some(status) => return Ok(status),
            None => source.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_comes_back() {
        for status in 0..=u8::MAX {
            assert_eq!(decode(&encode(status)), Some(status));
        }
    }

    #[test]
    fn other_bytes_are_no_signal() {
        let signal = encode(1);
        assert_eq!(decode(&signal[..7]), None);
        assert_eq!(decode(&[signal.as_slice(), &[0]].concat()), None);
        assert_eq!(decode(&(MARK + 0x100).to_ne_bytes()), None);
        assert_eq!(decode(b""), None);
    }
}

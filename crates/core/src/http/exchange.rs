//! Requests and responses as messages between the program and the client or server.

use crate::formats::dictionary;
use crate::http::Headers;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::zmq::{Msg, SocketRef};

use crate::messaging::parts::{self, Parts};

/// What goes with a request: at a client, the caller's values and the time limit; at a server, the
/// number of the connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// The caller's first value, or the number.
    pub first: u64,
    /// The caller's second value.
    pub second: u64,
    /// Milliseconds for the answer of a request; of a response, the error number, or else 0.
    pub number: i32,
    /// The status of a response.
    pub status: u32,
}

impl Mark {
    fn encode(&self) -> [u8; 24] {
        let mut bytes = [0; 24];
        bytes[..8].copy_from_slice(&self.first.to_be_bytes());
        bytes[8..16].copy_from_slice(&self.second.to_be_bytes());
        bytes[16..20].copy_from_slice(&self.number.to_be_bytes());
        bytes[20..].copy_from_slice(&self.status.to_be_bytes());
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Mark> {
        let (first, rest) = bytes.split_first_chunk()?;
        let (second, rest) = rest.split_first_chunk()?;
        let (number, rest) = rest.split_first_chunk()?;
        Some(Mark {
            first: u64::from_be_bytes(*first),
            second: u64::from_be_bytes(*second),
            number: i32::from_be_bytes(*number),
            status: u32::from_be_bytes(rest.try_into().ok()?),
        })
    }
}

/// A request as it was received.
pub struct Request {
    /// What goes with it.
    pub mark: Mark,
    /// The method.
    pub method: Vec<u8>,
    /// The URL; at a server, the path and query.
    pub url: Vec<u8>,
    /// Names and values.
    pub headers: Headers,
    /// The content.
    pub content: Vec<u8>,
}

/// A response as it was received.
pub struct Response {
    /// What goes with it.
    pub mark: Mark,
    /// Names and values.
    pub headers: Headers,
    /// The content.
    pub content: Vec<u8>,
}

fn pack(headers: &[(Vec<u8>, Vec<u8>)]) -> Result<Vec<u8>> {
    dictionary::encode(
        headers
            .iter()
            .map(|(name, value)| (name.as_slice(), value.as_slice())),
    )
}

fn unpack(headers: &[u8]) -> Headers {
    dictionary::decode(headers)
        .map(|(name, value)| (name.to_vec(), value.to_vec()))
        .collect()
}

/// Sends a request; without waiting, if `wait` is false.
pub fn send_request(
    dest: SocketRef<'_>,
    mark: &Mark,
    [method, url, content]: [&[u8]; 3],
    headers: &[(Vec<u8>, Vec<u8>)],
    wait: bool,
) -> Result<()> {
    let (mark, headers) = (mark.encode(), pack(headers)?);
    let all = [&mark[..], method, url, &headers, content];
    if wait {
        parts::send(dest, all)
    } else {
        parts::try_send(dest, all)
    }
}

/// Sends a response; without waiting, if `wait` is false.
pub fn send_response(
    dest: SocketRef<'_>,
    mark: &Mark,
    headers: &[(Vec<u8>, Vec<u8>)],
    content: &[u8],
    wait: bool,
) -> Result<()> {
    let (mark, headers) = (mark.encode(), pack(headers)?);
    let all = [&mark[..], &headers, content];
    if wait {
        parts::send(dest, all)
    } else {
        parts::try_send(dest, all)
    }
}

fn recv<const N: usize>(parts: Parts<'_>) -> Result<(Mark, [Msg; N])> {
    let mut parts = parts;
    let mut frames = Vec::new();
    // What is longer is no such message, and not worth the memory.
    for part in parts.by_ref() {
        if frames.len() > N {
            break;
        }
        frames.push(part);
    }
    parts.finish()?;
    let mut frames = frames.into_iter();
    let mark = frames.next().and_then(|mark| Mark::decode(&mark));
    let rest: Vec<Msg> = frames.collect();
    match (mark, rest.try_into()) {
        (Some(mark), Ok(frames)) => Ok((mark, frames)),
        _ => Err(Errno::PROTO),
    }
}

/// Reads a request; `EPROTO` if it is none.
pub fn recv_request(parts: Parts<'_>) -> Result<Request> {
    let (mark, [method, url, headers, content]) = recv(parts)?;
    Ok(Request {
        mark,
        method: method.to_vec(),
        url: url.to_vec(),
        headers: unpack(&headers),
        content: content.to_vec(),
    })
}

/// Reads a response; `EPROTO` if it is none.
pub fn recv_response(parts: Parts<'_>) -> Result<Response> {
    let (mark, [headers, content]) = recv(parts)?;
    Ok(Response {
        mark,
        headers: unpack(&headers),
        content: content.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messaging::pipe::pipe;
    use proptest::prelude::*;

    #[test]
    fn what_is_sent_is_received() {
        let (a, b) = pipe().unwrap();
        let mark = Mark {
            first: u64::MAX,
            second: 2,
            number: -3,
            status: 404,
        };
        let headers = vec![(b"Accept".to_vec(), b"*/*".to_vec())];
        send_request(a.handle(), &mark, [b"GET", b"/", b"a\0b"], &headers, true).unwrap();
        let request = recv_request(Parts::recv_data(b.handle()).unwrap()).unwrap();
        assert_eq!((request.mark, &request.headers), (mark, &headers));
        assert_eq!(
            [request.method, request.url, request.content],
            [b"GET".to_vec(), b"/".to_vec(), b"a\0b".to_vec()]
        );
        send_response(b.handle(), &mark, &headers, b"", false).unwrap();
        let response = recv_response(Parts::recv_data(a.handle()).unwrap()).unwrap();
        assert_eq!((response.mark, response.headers), (mark, headers));
    }

    proptest! {
        #[test]
        fn no_frames_do_harm(frames in proptest::collection::vec(any::<Vec<u8>>(), 1..7)) {
            let (a, b) = pipe().unwrap();
            for _ in 0..2 {
                parts::send(a.handle(), frames.iter().map(Vec::as_slice)).unwrap();
            }
            a.handle().send(b"last", 0).unwrap();
            let _ = recv_request(Parts::recv(b.handle()).unwrap());
            let _ = recv_response(Parts::recv(b.handle()).unwrap());
            prop_assert_eq!(&*b.handle().recv(0).unwrap(), b"last");
        }
    }
}

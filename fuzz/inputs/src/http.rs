//! HTTP as the server reads requests, and as the client reads responses: what is read does not
//! depend on how the bytes are cut into reads, and takes no more memory than they do.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use czmq_core::http::Headers;
use czmq_core::http::client::{agent, carry_out};
use czmq_core::http::exchange::{Mark, Request};
use czmq_core::http::intake::{Incoming, Intake, LONGEST_HEAD, Refusal};
use czmq_core::http::{LONGEST_NAME, customary, is_token, is_value};
use czmq_sys::errno::Errno;
use ureq::tls::TlsConfig;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport,
};

use crate::{Outcome, magnitude, memory, outcome};

/// Two bytes stand for many letters each, so that a few get to where heads and lines are too long.
fn expanded(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    for byte in bytes {
        match byte {
            0xF7 => text.resize(text.len() + 300, b'x'),
            0xF8 => text.resize(text.len() + 21_000, b'y'),
            byte => text.push(*byte),
        }
        text.truncate(3 * LONGEST_HEAD);
    }
    text
}

fn cut<'a>(
    bytes: &'a [u8],
    random: &mut impl FnMut(usize) -> usize,
    longest: usize,
) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let longest = 1 + random(longest);
        let (piece, other) = rest.split_at((1 + random(longest)).min(rest.len()));
        pieces.push(piece);
        rest = other;
    }
    pieces
}

/// The bytes in one piece; each by itself, unless there are too many; and cut somehow.
fn cuts(bytes: &[u8]) -> Vec<Vec<&[u8]>> {
    // Not by chance: a failed check must fail again.
    let (seed, mut count) = (outcome(bytes), 0);
    let mut random = |limit: usize| {
        count += 1;
        (outcome((seed, count)) % limit as u64) as usize
    };
    if bytes.len() > LONG {
        return vec![vec![bytes], cut(bytes, &mut random, LONG)];
    }
    let mut ways = vec![vec![bytes], bytes.chunks(1).collect()];
    ways.extend([3, 50, 1000].map(|longest| cut(bytes, &mut random, longest)));
    ways
}

const LONG: usize = 2000;

/// The bytes in two pieces, in all ways, or some, if there are too many.
fn halves(bytes: &[u8]) -> impl Iterator<Item = [&[u8]; 2]> {
    let step = if bytes.len() > LONG { 997 } else { 1 };
    (0..=bytes.len()).step_by(step).map(|place| {
        let (one, two) = bytes.split_at(place);
        [one, two]
    })
}

const LIMIT: usize = 1000;

/// All requests, and the refusal. Now and then, the server has no time to look.
fn requests(pieces: &[&[u8]], busy: bool) -> (Vec<Incoming>, Option<Refusal>) {
    let mut intake = Intake::new(LIMIT);
    let mut requests = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        intake.feed(piece);
        if busy && index % 3 != 0 && index + 1 < pieces.len() {
            continue;
        }
        loop {
            match intake.take() {
                Ok(Some(request)) => requests.push(request),
                Ok(None) => break,
                Err(refusal) => return (requests, Some(refusal)),
            }
        }
        let is_idle = intake.is_idle();
        assert!(!(is_idle && intake.is_reading_content()));
    }
    (requests, None)
}

fn check_headers(headers: &Headers) {
    for (index, (name, value)) in headers.iter().enumerate() {
        assert!(is_token(name) && name.len() <= LONGEST_NAME && is_value(value));
        assert_eq!(*name, customary(name));
        assert!(headers[..index].iter().all(|(other, _)| other != name));
    }
}

/// Requests as a server reads them.
pub fn request(input: &[u8]) -> Outcome {
    let bytes = expanded(input);
    let mut outcomes = cuts(&bytes).into_iter().enumerate().map(|(way, pieces)| {
        let (outcome, memory) = memory::taken(|| requests(&pieces, way % 2 == 1));
        let most = 100_000 + 20 * bytes.len();
        assert!(memory <= most, "{memory} bytes for {}", bytes.len());
        outcome
    });
    let whole = outcomes.next().expect("it is not cut");
    for other in outcomes {
        assert_eq!(other, whole);
    }
    let (requests, refusal) = whole;
    for request in &requests {
        assert!(is_token(&request.method) && request.content.len() <= LIMIT);
        assert!(request.url.starts_with(b"/") || request.url == b"*");
        assert!(request.url.iter().all(|byte| *byte > b' '));
        check_headers(&request.headers);
    }
    let refusal = refusal.map(|Refusal(status)| status);
    assert!(matches!(
        refusal,
        None | Some(400 | 413 | 417 | 431 | 501 | 505)
    ));
    let last = requests.last();
    outcome((
        requests.len().min(4),
        refusal,
        last.map(|last| (last.keep_alive, magnitude(last.content.len()))),
        last.map(|last| last.headers.len().min(5)),
    ))
}

/// The same requests come of the bytes wherever they are cut in two.
pub fn request_in_halves(input: &[u8]) {
    let bytes = expanded(input);
    let whole = requests(&[&bytes], false);
    for pieces in halves(&bytes) {
        let place = pieces[0].len();
        assert_eq!(requests(&pieces, false), whole, "cut at {place}");
    }
}

/// What a server sends, read by read. To the next request it has a good answer, if it can.
#[derive(Debug)]
struct Wire {
    buffers: LazyBuffers,
    pieces: VecDeque<Vec<u8>>,
    requests: usize,
    closed: bool,
    reads: usize,
}

const NEXT: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext";

impl Transport for Wire {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), ureq::Error> {
        let output = &self.buffers.output()[..amount];
        if output.starts_with(b"GET ") {
            self.requests += 1;
            if self.requests == 2 {
                assert!(!self.closed && self.pieces.is_empty());
                self.pieces.push_back(NEXT.to_vec());
            }
        }
        Ok(())
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, ureq::Error> {
        self.reads += 1;
        assert!(self.reads < 100_000, "it reads what is not there");
        let Some(piece) = self.pieces.front_mut() else {
            self.closed = true;
            return Ok(false);
        };
        let input = self.buffers.input_append_buf();
        let size = piece.len().min(input.len());
        input[..size].copy_from_slice(&piece[..size]);
        piece.drain(..size);
        if piece.is_empty() {
            self.pieces.pop_front();
        }
        self.buffers.input_appended(size);
        Ok(size > 0)
    }

    fn is_open(&mut self) -> bool {
        !self.closed && self.pieces.is_empty()
    }
}

/// Connects to a server that sends what is to be read; and then, to one with a good answer.
#[derive(Debug)]
struct Wires {
    pieces: Vec<Vec<u8>>,
    count: Arc<AtomicUsize>,
}

impl Connector for Wires {
    type Out = Wire;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _: Option<()>,
    ) -> Result<Option<Wire>, ureq::Error> {
        let is_first = self.count.fetch_add(1, Ordering::Relaxed) == 0;
        let config = details.config;
        Ok(Some(Wire {
            buffers: LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size()),
            pieces: if is_first {
                self.pieces.clone().into()
            } else {
                vec![NEXT.to_vec()].into()
            },
            requests: usize::from(!is_first) * 2,
            closed: false,
            reads: 0,
        }))
    }
}

type Answer = Result<(u32, Headers, Vec<u8>), Errno>;

/// What comes of it, and whether the connection serves again.
fn answer(pieces: &[&[u8]]) -> (Answer, bool) {
    let count = Arc::new(AtomicUsize::new(0));
    let wires = Wires {
        pieces: pieces
            .iter()
            .filter(|piece| !piece.is_empty())
            .map(|piece| piece.to_vec())
            .collect(),
        count: Arc::clone(&count),
    };
    let agent = agent(wires, TlsConfig::default());
    let ask = || {
        let request = Request {
            mark: Mark::default(),
            method: b"GET".to_vec(),
            url: Vec::new(),
            headers: Headers::new(),
            content: Vec::new(),
        };
        let uri = "http://127.0.0.1/".parse().expect("a URI");
        let response = carry_out(&agent, uri, request, None)?;
        Ok((response.mark.status, response.headers, response.content))
    };
    let answer = ask();
    let (status, _, content) = ask().expect("the next one is good");
    assert_eq!((status, &content[..]), (200, &b"next"[..]));
    (answer, count.load(Ordering::Relaxed) == 1)
}

/// A response as the client reads it.
pub fn response(input: &[u8]) -> Outcome {
    let bytes = expanded(input);
    let mut outcomes = cuts(&bytes).into_iter().map(|pieces| {
        let (outcome, memory) = memory::taken(|| answer(&pieces));
        let most = 1_500_000 + 20 * bytes.len();
        assert!(memory <= most, "{memory} bytes for {}", bytes.len());
        outcome
    });
    let whole = outcomes.next().expect("it is not cut");
    for other in outcomes {
        assert_eq!(other, whole);
    }
    let (answer, reused) = whole;
    if let Ok((status, headers, content)) = &answer {
        assert!((100..1000).contains(status) && content.len() <= bytes.len());
        check_headers(headers);
    }
    let answer = answer.map(|(status, headers, content)| {
        (status / 100, headers.len().min(5), magnitude(content.len()))
    });
    outcome((answer.map_err(|error| error.0), reused))
}

/// The same response comes of the bytes wherever they are cut in two.
pub fn response_in_halves(input: &[u8]) {
    let bytes = expanded(input);
    let whole = answer(&[&bytes]);
    for pieces in halves(&bytes) {
        let place = pieces[0].len();
        assert_eq!(answer(&pieces), whole, "cut at {place}");
    }
}

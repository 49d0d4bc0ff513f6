//! HTTP as the server reads requests, and as the client reads responses: what is read does not
//! depend on how the bytes are cut into reads, and takes no more memory than they do.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use czmq_core::http::Headers;
use czmq_core::http::client::{agent, carry_out};
use czmq_core::http::exchange::{Mark, Request};
use czmq_core::http::intake::{Incoming, Intake, LONGEST_HEAD, Refusal, response};
use czmq_core::http::{LONGEST_NAME, customary, is_token, is_value};
use czmq_sys::errno::Errno;
use ureq::tls::TlsConfig;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport,
};

use super::{Random, fuzz, magnitude};

/// Counts the bytes that the thread has allocated.
struct Counting;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
    static MOST: Cell<isize> = const { Cell::new(0) };
}

fn count(change: isize) {
    let held = HELD.get() + change;
    HELD.set(held);
    MOST.set(MOST.get().max(held));
}

// SAFETY: the system's allocator does it all.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: the caller keeps to the contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: the caller keeps to the contract.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Both are there for a moment.
        count(size as isize);
        count(-(layout.size() as isize));
        // SAFETY: the caller keeps to the contract.
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How many bytes are allocated at a time, at most, while something is done.
fn memory<T>(what: impl FnOnce() -> T) -> (T, usize) {
    let before = HELD.get();
    MOST.set(before);
    let result = what();
    (result, (MOST.get() - before) as usize)
}

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

fn cut<'a>(bytes: &'a [u8], random: &mut Random, longest: usize) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let longest = 1 + random.below(longest);
        let (piece, other) = rest.split_at((1 + random.below(longest)).min(rest.len()));
        pieces.push(piece);
        rest = other;
    }
    pieces
}

/// The bytes in one piece; each by itself, unless there are too many; and cut somehow.
fn cuts(bytes: &[u8]) -> Vec<Vec<&[u8]>> {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    let mut random = Random(hasher.finish());
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

fn request_seeds() -> Vec<Vec<u8>> {
    [
        "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST /a/b?c=d HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nX-A: 1\r\nx-a: 2\r\n\r\nhello",
        "PUT /x HTTP/1.1\r\nhost: h\r\nTransfer-Encoding: chunked\r\n\r\n\
         3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n",
        "PUT /x HTTP/1.1\r\nhost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n\
         GET /next HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "GET http://h:1/x?y HTTP/1.0\r\nConnection: keep-alive\r\n\r\nOPTIONS * HTTP/1.1\nHost:\n\n",
        "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n",
        "HEAD / HTTP/2.0\r\nHost: h\r\n\r\n",
        "GET /\u{f7} HTTP/1.1\r\nHost: h\r\nA: \u{f8}\r\nB: \u{f8}\r\nC: \u{f8}\r\n\r\n",
        "GET /\u{f8}\u{f8}\u{f8}\u{f8} HTTP/1.2\r\nHost: h\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n\
         1;\u{f7}\u{f7}\u{f7}\r\na\r\n1;\u{f7}\u{f7}\u{f7}\u{f7}\r\na\r\n0\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n\
         0\r\nA: \u{f8}\u{f8}\u{f8}\u{f8}\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\nGET /more HTTP/1.1\r\n",
    ]
    .map(|seed| seed.chars().map(|letter| letter as u8).collect())
    .to_vec()
}

#[test]
fn http_requests() {
    for seed in request_seeds() {
        let bytes = expanded(&seed);
        let whole = requests(&[&bytes], false);
        for pieces in halves(&bytes) {
            assert_eq!(
                requests(&pieces, false),
                whole,
                "cut at {}",
                pieces[0].len()
            );
        }
    }
    fuzz(&request_seeds(), 5_000, 30, |input| {
        let bytes = expanded(input);
        let mut outcomes = cuts(&bytes).into_iter().enumerate().map(|(way, pieces)| {
            let (outcome, memory) = memory(|| requests(&pieces, way % 2 == 1));
            let most = 100_000 + 20 * bytes.len();
            assert!(memory <= most, "{memory} bytes for {}", bytes.len());
            outcome
        });
        let outcome = outcomes.next().expect("it is not cut");
        for other in outcomes {
            assert_eq!(other, outcome);
        }
        let (requests, refusal) = outcome;
        for request in &requests {
            assert!(is_token(&request.method) && request.content.len() <= LIMIT);
            assert!(request.url.starts_with(b"/") || request.url == b"*");
            assert!(request.url.iter().all(|byte| *byte > b' '));
            check_headers(&request.headers);
        }
        assert!(matches!(
            refusal.map_or(400, |Refusal(status)| status),
            400 | 413 | 417 | 431 | 501 | 505
        ));
        let last = requests.last();
        (
            requests.len().min(4),
            refusal.map(|Refusal(status)| status),
            last.map(|last| (last.keep_alive, magnitude(last.content.len()))),
            last.map(|last| last.headers.len().min(5)),
        )
    });
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

fn response_seeds() -> Vec<Vec<u8>> {
    let headers = vec![(b"Date".to_vec(), b"today".to_vec())];
    let mut seeds: Vec<Vec<u8>> = vec![
        response(200, &headers, b"abc", true, true),
        response(404, &headers, b"", false, true),
        response(204, &headers, b"", true, true),
    ];
    for seed in [
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
         3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nX-A: 1\r\nx-a: 2\r\n\r\nto the end",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nA: b\r\n\r\n\
         HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n",
        "HTTP/1.1 301 Moved\r\nLocation: /there\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        "HTTP/1.1 200 \u{f7}\r\nA: \u{f8}\r\nB: \u{f8}\r\nC: \u{f8}\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nA: \u{f8}\u{f8}\u{f8}\u{f8}\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;\u{f7}\r\na\r\n0\r\n\r\n",
    ] {
        seeds.push(seed.chars().map(|letter| letter as u8).collect());
    }
    seeds
}

#[test]
fn http_responses() {
    for seed in response_seeds() {
        let bytes = expanded(&seed);
        let whole = answer(&[&bytes]);
        for pieces in halves(&bytes) {
            assert_eq!(answer(&pieces), whole, "cut at {}", pieces[0].len());
        }
    }
    fuzz(&response_seeds(), 1_500, 20, |input| {
        let bytes = expanded(input);
        let mut outcomes = cuts(&bytes).into_iter().map(|pieces| {
            let (outcome, memory) = memory(|| answer(&pieces));
            let most = 1_500_000 + 20 * bytes.len();
            assert!(memory <= most, "{memory} bytes for {}", bytes.len());
            outcome
        });
        let outcome = outcomes.next().expect("it is not cut");
        for other in outcomes {
            assert_eq!(other, outcome);
        }
        let (answer, reused) = outcome;
        if let Ok((status, headers, content)) = &answer {
            assert!((100..1000).contains(status) && content.len() <= bytes.len());
            check_headers(headers);
        }
        (
            answer
                .map(|(status, headers, content)| {
                    (status / 100, headers.len().min(5), magnitude(content.len()))
                })
                .map_err(|error| error.0),
            reused,
        )
    });
}

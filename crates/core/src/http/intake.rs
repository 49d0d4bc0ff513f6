//! Parses requests from the bytes that a client sends, and writes the heads of responses.

use std::time::SystemTime;

use super::{Headers, LONGEST_NAME, add, is_token};

/// The longest head of a request, in bytes, and what it holds at most.
pub const LONGEST_HEAD: usize = 64 << 10;
const MOST_HEADERS: usize = 128;
/// The longest line with the size of a chunk.
const LONGEST_SIZE: usize = 1 << 10;

/// The status of the response to what is no request, or none that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal(pub u16);

const BAD: Refusal = Refusal(400);

/// A request.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Incoming {
    /// As the client wrote it.
    pub method: Vec<u8>,
    /// The path and the query.
    pub url: Vec<u8>,
    /// Names are as [`super::customary`] has them, each of them once.
    pub headers: Headers,
    /// What follows the head.
    pub content: Vec<u8>,
    /// The client may send another one.
    pub keep_alive: bool,
}

enum State {
    Head,
    /// So much of the content is to come.
    Sized(usize),
    /// What comes next is the size of a chunk.
    ChunkSize,
    /// So much of a chunk is to come.
    Chunk(usize),
    /// The end of a chunk's last line.
    ChunkEnd,
    /// Headers after the content.
    Trailer,
}

/// Takes bytes, gives requests.
pub struct Intake {
    bytes: Vec<u8>,
    /// How many of them are done with.
    done: usize,
    /// How many of the others were searched for the end of a head.
    searched: usize,
    state: State,
    request: Incoming,
    /// The most content, in bytes.
    limit: usize,
    expects_continue: bool,
}

impl Intake {
    /// Of requests with at most so much content.
    pub fn new(limit: usize) -> Intake {
        Intake {
            bytes: Vec::new(),
            done: 0,
            searched: 0,
            state: State::Head,
            request: Incoming::default(),
            limit,
            expects_continue: false,
        }
    }

    /// Takes bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.bytes.drain(..std::mem::take(&mut self.done));
        self.bytes.extend_from_slice(bytes);
    }

    /// What is to be read.
    fn rest(&self) -> &[u8] {
        &self.bytes[self.done..]
    }

    /// As much of that as a head may have, and one byte more, if it is there.
    fn possible_head(&self) -> &[u8] {
        let rest = self.rest();
        &rest[..rest.len().min(LONGEST_HEAD + 1)]
    }

    fn skip(&mut self, size: usize) {
        self.done += size;
        self.searched = 0;
    }

    /// True if nothing of a request is there.
    pub fn is_idle(&self) -> bool {
        matches!(self.state, State::Head) && self.rest().is_empty()
    }

    /// True if a head was read, and what follows it was not.
    pub fn is_reading_content(&self) -> bool {
        !matches!(self.state, State::Head | State::Trailer)
    }

    /// True if there is room for more, while a request is being answered.
    pub fn has_room(&self) -> bool {
        self.rest().len() < LONGEST_HEAD
    }

    /// True, once for each request, if the client waits to be told that its content is welcome.
    pub fn expects_continue(&mut self) -> bool {
        std::mem::take(&mut self.expects_continue)
    }

    /// The next request, if all of it is there. After a refusal there are no others.
    pub fn take(&mut self) -> Result<Option<Incoming>, Refusal> {
        loop {
            match self.state {
                State::Head => {
                    if !self.read_head()? {
                        return Ok(None);
                    }
                }
                State::Sized(left) => {
                    let left = left - self.take_content(left);
                    self.state = State::Sized(left);
                    if left > 0 {
                        return Ok(None);
                    }
                    return Ok(Some(self.finish()));
                }
                State::ChunkSize => {
                    let rest = self.rest();
                    let line = &rest[..rest.len().min(LONGEST_SIZE)];
                    let (size, length) = match httparse::parse_chunk_size(line) {
                        Ok(httparse::Status::Complete(read)) => read,
                        Ok(httparse::Status::Partial) if line.len() < LONGEST_SIZE => {
                            return Ok(None);
                        }
                        _ => return Err(BAD),
                    };
                    self.skip(size);
                    let length = usize::try_from(length).map_err(|_| Refusal(413))?;
                    if length > self.limit - self.request.content.len() {
                        return Err(Refusal(413));
                    }
                    self.state = if length == 0 {
                        State::Trailer
                    } else {
                        State::Chunk(length)
                    };
                }
                State::Chunk(left) => {
                    let left = left - self.take_content(left);
                    if left > 0 {
                        self.state = State::Chunk(left);
                        return Ok(None);
                    }
                    self.state = State::ChunkEnd;
                }
                State::ChunkEnd => match self.rest().get(..2) {
                    Some(b"\r\n") => {
                        self.skip(2);
                        self.state = State::ChunkSize;
                    }
                    Some(_) => return Err(BAD),
                    None => return Ok(None),
                },
                State::Trailer => {
                    for line_end in [b"\r\n".as_slice(), b"\n"] {
                        if self.rest().starts_with(line_end) {
                            self.skip(line_end.len());
                            return Ok(Some(self.finish()));
                        }
                    }
                    let Some(end) = self.end_of_head() else {
                        self.more_of_head()?;
                        return Ok(None);
                    };
                    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
                    match httparse::parse_headers(&self.rest()[..end], &mut headers) {
                        // They may not change what was read before: nobody hears of them.
                        Ok(httparse::Status::Complete((size, _))) => self.skip(size),
                        _ => return Err(BAD),
                    }
                    return Ok(Some(self.finish()));
                }
            }
        }
    }

    fn finish(&mut self) -> Incoming {
        self.state = State::Head;
        self.expects_continue = false;
        std::mem::take(&mut self.request)
    }

    /// Moves at most so many bytes into the content; gives how many.
    fn take_content(&mut self, most: usize) -> usize {
        let size = self.rest().len().min(most);
        let content = &self.bytes[self.done..self.done + size];
        self.request.content.extend_from_slice(content);
        self.skip(size);
        size
    }

    /// Where the empty line of a head that is not too long ends, each byte being looked at once.
    fn end_of_head(&mut self) -> Option<usize> {
        let start = self.searched.saturating_sub(2);
        let head = self.possible_head();
        let is_end = |at: &usize| {
            head[*at] == b'\n' && matches!(head[at + 1..], [b'\n', ..] | [b'\r', b'\n', ..])
        };
        let found = (start..head.len()).find(is_end);
        let end = found.map(|at| at + if head[at + 1] == b'\n' { 2 } else { 3 });
        self.searched = head.len();
        end.filter(|end| *end <= LONGEST_HEAD)
    }

    /// A head may have more bytes than there are, if it has no end.
    fn more_of_head(&self) -> Result<(), Refusal> {
        if self.possible_head().len() > LONGEST_HEAD {
            return Err(Refusal(431));
        }
        Ok(())
    }

    /// False if it is not all there.
    fn read_head(&mut self) -> Result<bool, Refusal> {
        // Empty lines between requests are tolerated.
        let blank = self.rest().iter();
        let blank = blank.take_while(|byte| b"\r\n".contains(byte)).count();
        if blank > 0 {
            self.skip(blank);
        }
        // What begins as no request does not become one.
        if self.rest().first().is_some_and(|byte| !is_token(&[*byte])) {
            return Err(BAD);
        }
        let searched = self.searched;
        let Some(end) = self.end_of_head() else {
            let head = self.possible_head();
            let line = head.iter().position(|&byte| byte == b'\n');
            if let Some(line) = line.filter(|&line| line >= searched) {
                match httparse::Request::new(&mut []).parse(&head[..=line]) {
                    Err(httparse::Error::Version) => return Err(Refusal(505)),
                    Err(_) => return Err(BAD),
                    Ok(_) => {}
                }
            }
            self.more_of_head()?;
            return Ok(false);
        };
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut head = httparse::Request::new(&mut headers);
        let size = match head.parse(&self.bytes[self.done..self.done + end]) {
            Ok(httparse::Status::Complete(size)) => size,
            Err(httparse::Error::TooManyHeaders) => return Err(Refusal(431)),
            Err(httparse::Error::Version) => return Err(Refusal(505)),
            Ok(httparse::Status::Partial) | Err(_) => return Err(BAD),
        };
        let is_new_version = head.version == Some(1);
        let mut request = Incoming {
            method: head.method.unwrap_or_default().into(),
            url: path(head.path.unwrap_or_default().as_bytes())?.to_vec(),
            keep_alive: is_new_version,
            ..Incoming::default()
        };
        let mut length = None;
        let mut chunked = false;
        let mut hosts = 0;
        for header in head.headers.iter() {
            let (name, value) = (header.name, header.value);
            if name.len() > LONGEST_NAME {
                return Err(Refusal(431));
            }
            if name.eq_ignore_ascii_case("content-length") {
                let value = decimal(value)?;
                if length.is_some_and(|length| length != value) {
                    return Err(BAD);
                }
                if length.replace(value).is_some() {
                    continue;
                }
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                if !value.eq_ignore_ascii_case(b"chunked") {
                    return Err(Refusal(501));
                }
                if chunked || !is_new_version {
                    return Err(BAD);
                }
                chunked = true;
            } else if name.eq_ignore_ascii_case("host") {
                hosts += 1;
            } else if name.eq_ignore_ascii_case("connection") {
                for word in value.split(|&byte| byte == b',').map(<[u8]>::trim_ascii) {
                    if word.eq_ignore_ascii_case(b"close") {
                        request.keep_alive = false;
                    } else if word.eq_ignore_ascii_case(b"keep-alive") && !is_new_version {
                        request.keep_alive = true;
                    }
                }
            } else if name.eq_ignore_ascii_case("expect") {
                if !value.eq_ignore_ascii_case(b"100-continue") {
                    return Err(Refusal(417));
                }
                self.expects_continue = is_new_version;
            }
            add(&mut request.headers, name.as_bytes(), value);
        }
        // Two lengths, or two hosts, are how requests are smuggled past somebody.
        if (chunked && length.is_some()) || hosts > 1 || (hosts == 0 && is_new_version) {
            return Err(BAD);
        }
        let length = length.unwrap_or(0);
        if length > self.limit as u64 {
            return Err(Refusal(413));
        }
        self.state = if chunked {
            State::ChunkSize
        } else {
            State::Sized(length as usize)
        };
        self.expects_continue &= chunked || length > 0;
        self.request = request;
        self.skip(size);
        Ok(true)
    }
}

fn decimal(value: &[u8]) -> Result<u64, Refusal> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return Err(BAD);
    }
    let digits = value.iter().map(|byte| u64::from(byte - b'0'));
    // What is too much for a number is too much for anybody.
    Ok(digits.fold(0u64, |number, digit| {
        number.saturating_mul(10).saturating_add(digit)
    }))
}

/// The path and query of what a request asks for.
fn path(target: &[u8]) -> Result<&[u8], Refusal> {
    if target.starts_with(b"/") || target == b"*" {
        return Ok(target);
    }
    // What clients of a proxy send.
    for scheme in [b"http://".as_slice(), b"https://"] {
        if let Some((start, rest)) = target.split_at_checked(scheme.len())
            && start.eq_ignore_ascii_case(scheme)
        {
            let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?'));
            return Ok(match end {
                Some(end) if rest[end] == b'/' => &rest[end..],
                _ => b"/",
            });
        }
    }
    Err(BAD)
}

/// What a status is called; nothing for one that is not common.
fn reason(status: u16) -> &'static str {
    match status {
        100 => "Continue",
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        206 => "Partial Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        417 => "Expectation Failed",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        _ => "",
    }
}

/// A response as it is sent. What frames it, its length and whether the connection stays open, is
/// not the program's to say. Without `body`, the response to HEAD, only the length is told.
pub fn response(
    status: u16,
    headers: &[(Vec<u8>, Vec<u8>)],
    content: &[u8],
    keep_alive: bool,
    body: bool,
) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status} {}\r\n", reason(status)).into_bytes();
    let mut line = |name: &[u8], value: &[u8]| {
        for part in [name, b": ", value, b"\r\n"] {
            bytes.extend_from_slice(part);
        }
    };
    let is = |name: &[u8], other: &str| name.eq_ignore_ascii_case(other.as_bytes());
    let mut dated = false;
    for (name, value) in headers {
        let framing = ["content-length", "transfer-encoding", "connection"];
        if !framing.iter().any(|other| is(name, other)) {
            dated |= is(name, "date");
            line(name, value);
        }
    }
    if !dated {
        let now = httpdate::fmt_http_date(SystemTime::now());
        line(b"Date", now.as_bytes());
    }
    // These have no content, and no length.
    let empty = status < 200 || status == 204 || status == 304;
    if !empty {
        line(b"Content-Length", content.len().to_string().as_bytes());
    }
    if !keep_alive {
        line(b"Connection", b"close");
    }
    bytes.extend_from_slice(b"\r\n");
    if body && !empty {
        bytes.extend_from_slice(content);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn taken(bytes: &[u8]) -> Result<Option<Incoming>, Refusal> {
        let mut intake = Intake::new(1000);
        intake.feed(bytes);
        intake.take()
    }

    fn refused(bytes: &[u8]) -> u16 {
        match taken(bytes) {
            Err(Refusal(status)) => status,
            Ok(request) => panic!("{request:?}"),
        }
    }

    fn header<'a>(request: &'a Incoming, name: &str) -> Option<&'a [u8]> {
        let mut headers = request.headers.iter();
        let (_, value) = headers.find(|(known, _)| known == name.as_bytes())?;
        Some(value)
    }

    #[test]
    fn requests_are_read() {
        let request = taken(b"POST /a?b HTTP/1.1\r\nhost: h\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 3\r\n\r\nx\0zGET")
            .unwrap()
            .unwrap();
        assert_eq!(request.method, b"POST");
        assert_eq!(request.url, b"/a?b");
        assert_eq!(request.content, b"x\0z");
        assert_eq!(header(&request, "X-A"), Some(b"1, 2".as_slice()));
        assert!(request.keep_alive);

        let request = taken(b"GET http://h:1/x HTTP/1.0\r\n\r\n")
            .unwrap()
            .unwrap();
        assert_eq!(
            (request.url.as_slice(), request.keep_alive),
            (b"/x".as_slice(), false)
        );
        let request = taken(b"\r\nOPTIONS * HTTP/1.1\r\nHost:\r\nConnection: a, Close\r\n\r\n")
            .unwrap()
            .unwrap();
        assert_eq!(
            (request.url.as_slice(), request.keep_alive),
            (b"*".as_slice(), false)
        );
    }

    #[test]
    fn chunks_are_joined() {
        let request = taken(
            b"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n\
              A\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n",
        );
        assert_eq!(request.unwrap().unwrap().content, b"abc0123456789");
        let head = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (rest, status) in [
            ("x\r\n", 400),
            ("3\r\nabcd\r\n", 400),
            ("FFFFFFFFFFFFFFFF\r\n", 413),
            ("FFFFFFFFFFFFFFFFF\r\n", 400),
            ("3E9\r\n", 413),
            ("0\r\nbad trailer\r\n\r\n", 400),
        ] {
            assert_eq!(
                refused(format!("{head}{rest}").as_bytes()),
                status,
                "{rest}"
            );
        }
        // A line end by itself is one for headers, and for trailers.
        let mut intake = Intake::new(1000);
        intake.feed(format!("{head}0\r\n\nGET / HTTP/1.1\nHost: h\n\n").as_bytes());
        assert_eq!(intake.take().unwrap().unwrap().method, b"PUT");
        assert_eq!(intake.take().unwrap().unwrap().method, b"GET");
        let endless = format!("{head}1;{}", "x".repeat(LONGEST_SIZE));
        assert_eq!(refused(endless.as_bytes()), 400);
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for (text, status) in [
            ("\x16\x03\x01\x02\0\x01\0\x01", 400),
            ("GET /\r\n\r\n", 400),
            ("GET x HTTP/1.1\r\nHost: h\r\n\r\n", 400),
            ("G\u{e4}T / HTTP/1.1\r\nHost: h\r\n\r\n", 400),
            ("GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505),
            ("GET / HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: h\r\nA : b\r\n\r\n", 400),
            (
                "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
                400,
            ),
            (
                "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 1\r\n\r\n",
                400,
            ),
            (
                "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                400,
            ),
            (
                "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n",
                413,
            ),
            (
                "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n",
                413,
            ),
            (
                "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                400,
            ),
            (
                "GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n",
                501,
            ),
            ("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: h\r\nExpect: wonders\r\n\r\n", 417),
        ] {
            assert_eq!(refused(text.as_bytes()), status, "{text}");
        }
        let long = format!(
            "GET / HTTP/1.1\r\nHost: h\r\nA: {}",
            "x".repeat(LONGEST_HEAD)
        );
        assert_eq!(refused(long.as_bytes()), 431);
        assert_eq!(refused(format!("{long}\r\n\r\n").as_bytes()), 431);
        let many = "A: b\r\n".repeat(MOST_HEADERS);
        let many = format!("GET / HTTP/1.1\r\nHost: h\r\n{many}\r\n");
        assert_eq!(refused(many.as_bytes()), 431);
    }

    #[test]
    fn clients_that_wait_are_told_once() {
        let mut intake = Intake::new(10);
        intake.feed(
            b"POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n",
        );
        assert_eq!(intake.take(), Ok(None));
        assert!(intake.expects_continue() && !intake.expects_continue());
        intake.feed(b"x");
        assert_eq!(intake.take().unwrap().unwrap().content, b"x");
        assert!(intake.is_idle());
    }

    #[test]
    fn responses_say_how_long_they_are() {
        let headers = vec![
            (b"Date".to_vec(), b"today".to_vec()),
            (b"content-length".to_vec(), b"7".to_vec()),
        ];
        let text = |bytes| String::from_utf8(bytes).unwrap();
        assert_eq!(
            text(response(200, &headers, b"abc", true, true)),
            "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 3\r\n\r\nabc"
        );
        assert_eq!(
            text(response(299, &headers, b"abc", false, false)),
            "HTTP/1.1 299 \r\nDate: today\r\nContent-Length: 3\r\nConnection: close\r\n\r\n"
        );
        assert_eq!(
            text(response(204, &headers, b"abc", true, true)),
            "HTTP/1.1 204 No Content\r\nDate: today\r\n\r\n"
        );
    }

    /// All requests, or the refusal, whatever the pieces are.
    fn all(bytes: &[u8], piece: usize) -> (Vec<Incoming>, Option<Refusal>) {
        let mut intake = Intake::new(1000);
        let mut requests = Vec::new();
        for piece in bytes.chunks(piece.max(1)) {
            intake.feed(piece);
            loop {
                match intake.take() {
                    Ok(Some(request)) => requests.push(request),
                    Ok(None) => break,
                    Err(refusal) => return (requests, Some(refusal)),
                }
            }
        }
        (requests, None)
    }

    /// Almost requests.
    fn nearly() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            Just("GET / HTTP/1.1\r\nHost: h\r\n".to_owned()),
            Just("POST /x HTTP/1.1\r\nHost: h\r\n".to_owned()),
            Just("Transfer-Encoding: chunked\r\n".to_owned()),
            Just("Connection: close\r\n".to_owned()),
            Just("Expect: 100-continue\r\n".to_owned()),
            Just("\r\n".to_owned()),
            Just("0\r\n\r\n".to_owned()),
            (0..20usize).prop_map(|n| format!("Content-Length: {n}\r\n")),
            (1..20usize).prop_map(|n| format!("{n:x}\r\n{}\r\n", "c".repeat(n))),
            "[ -~\r\n\u{0}]{0,20}",
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat().into_bytes())
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(bytes: Vec<u8>, piece in 1..64usize) {
            all(&bytes, piece);
        }

        /// Where the network cuts does not matter.
        #[test]
        fn pieces_make_the_same_requests(bytes in nearly(), piece in 1..40usize) {
            let (whole, whole_refusal) = all(&bytes, usize::MAX);
            let (cut, cut_refusal) = all(&bytes, piece);
            prop_assert_eq!(whole, cut);
            prop_assert_eq!(whole_refusal, cut_refusal);
        }

        #[test]
        fn content_comes_through(content: Vec<u8>, sizes in proptest::collection::vec(1..50usize, 1..9)) {
            let mut bytes = b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
            let mut left = content.as_slice();
            for size in sizes.iter().cycle() {
                if left.is_empty() {
                    break;
                }
                let (chunk, rest) = left.split_at((*size).min(left.len()));
                bytes.extend_from_slice(format!("{:X}\r\n", chunk.len()).as_bytes());
                bytes.extend_from_slice(chunk);
                bytes.extend_from_slice(b"\r\n");
                left = rest;
            }
            bytes.extend_from_slice(b"0\r\n\r\n");
            let (requests, refusal) = all(&bytes, 7);
            prop_assert_eq!(refusal, None);
            prop_assert_eq!(&requests[0].content, &content);
        }
    }
}

//! The client: an actor that runs each request on a thread of its own.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::ErrorKind;
use std::os::fd::AsRawFd;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ureq::config::AutoHeaderValue;
use ureq::http::Uri;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{Connector, DefaultConnector, NextTimeout, time};
use ureq::{Agent, Error};

use crate::actors::actor::{Actor, TERM};
use crate::held::Held;
use crate::http::exchange::{Mark, Request, Response, recv_request, send_response};
use crate::http::{Headers, LONGEST_NAME, add};
use crate::messaging::parts::Parts;
use crate::messaging::signal;
use crate::messaging::socket::Socket;
use czmq_sys::clock;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};
use czmq_sys::thread::Thread;
use czmq_sys::wakeup::Wakeup;
use czmq_sys::zmq::{DONTWAIT, POLLIN, POLLOUT, PollItem, SocketRef, poll};

/// How many requests are under way at a time; more wait.
const MOST_THREADS: usize = 32;

/// The most content of a response, in bytes.
const MOST_CONTENT: u64 = 64 << 20;

/// The longest head of a response, in bytes.
const LONGEST_HEAD: usize = 64 << 10;

/// Starts a client, which takes requests and gives responses over its pipe.
pub fn client<S: Held<Socket> + Send + 'static>(verbose: bool) -> Result<Actor<S>> {
    let wakeup = Arc::new(Wakeup::new()?);
    Actor::<S>::spawn(move |pipe| {
        let (sender, receiver) = channel();
        let mut requests = Requests {
            agents: Arc::default(),
            wakeup,
            sender,
            receiver,
            verbose,
            last: 0,
            waiting: VecDeque::new(),
            running: BTreeSet::new(),
            marks: BTreeMap::new(),
            done: VecDeque::new(),
        };
        requests.run(pipe.borrow().handle());
        // Threads that wait for a server are not kept waiting.
        requests.agents.shut_down();
    })
}

/// What carries requests out: without TLS, which takes long to get ready, and with it.
#[derive(Default)]
struct Agents {
    plain: OnceLock<Agent>,
    secure: OnceLock<Agent>,
}

impl Agents {
    fn agent(&self, uri: &Uri) -> &Agent {
        let is_plain = uri.scheme_str() == Some("http");
        // A proxy may have to be reached by TLS.
        if is_plain && ureq::Proxy::try_from_env().is_none() {
            self.plain.get_or_init(plain)
        } else {
            let secure = || agent(DefaultConnector::new(), tls());
            self.secure.get_or_init(secure)
        }
    }

    fn shut_down(&self) {
        for cell in [&self.plain, &self.secure] {
            // Who asks for it later finds one that does nothing.
            cell.get_or_init(plain).clone().shutdown();
        }
    }
}

fn plain() -> Agent {
    agent(DefaultConnector::new(), TlsConfig::default())
}

/// TLS, with the certificates that the system trusts, or `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
fn tls() -> TlsConfig {
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        let line = format!("zhttp_client: certificates: {error}");
        log::write(Level::Warning, line.as_bytes());
    }
    let trusted = found.certs.iter();
    let trusted = trusted.map(|certificate| Certificate::from_der(certificate).to_owned());
    TlsConfig::builder()
        .root_certs(RootCerts::from(trusted))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build()
}

/// What carries requests out over connections of this kind.
pub fn agent(connector: impl Connector, tls: TlsConfig) -> Agent {
    let config = Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .max_response_header_size(LONGEST_HEAD)
        // What is behind a head that is too long is not looked at.
        .input_buffer_size(LONGEST_HEAD + 1)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .allow_non_standard_methods(true)
        .user_agent(AutoHeaderValue::None)
        .accept_encoding(AutoHeaderValue::None)
        .build();
    Agent::with_parts(config, connector, Names)
}

/// Looks names up on the thread that asks.
#[derive(Debug)]
struct Names;

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> std::result::Result<ResolvedSocketAddrs, Error> {
        let unlimited = NextTimeout {
            after: time::Duration::NotHappening,
            ..timeout
        };
        DefaultResolver::default()
            .resolve(uri, config, unlimited)
            .map_err(|error| match error {
                Error::Io(_) => Error::HostNotFound,
                error => error,
            })
    }
}

/// The error number of what went wrong.
fn errno(error: &Error) -> Errno {
    match error {
        Error::Timeout(_) => Errno::TIMEDOUT,
        Error::HostNotFound => Errno::HOSTUNREACH,
        Error::BadUri(_) | Error::Http(_) => Errno::INVAL,
        Error::BodyExceedsLimit(_) | Error::LargeResponseHeader(..) => Errno::MSGSIZE,
        Error::Io(error) => match (error.raw_os_error(), error.kind()) {
            (Some(number), _) => Errno(number),
            (_, ErrorKind::TimedOut) => Errno::TIMEDOUT,
            (_, ErrorKind::ConnectionRefused) => Errno::CONNREFUSED,
            // What ureq cannot say otherwise, it says from inside.
            _ => match error.get_ref().and_then(|inner| inner.downcast_ref()) {
                Some(inner) => errno(inner),
                None => Errno::PROTO,
            },
        },
        _ => Errno::PROTO,
    }
}

/// What a request is to be sent to.
fn target(request: &Request) -> Result<Uri> {
    let uri: Uri = str::from_utf8(&request.url)
        .ok()
        .and_then(|url| url.parse().ok())
        .ok_or(Errno::INVAL)?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none_or(str::is_empty) {
        return Err(Errno::INVAL);
    }
    // A port that is none is not left away.
    let authority = uri.authority().ok_or(Errno::INVAL)?;
    let place = authority.as_str().rsplit('@').next().unwrap_or_default();
    if place.len() != authority.host().len() && authority.port_u16().is_none() {
        return Err(Errno::INVAL);
    }
    Ok(uri)
}

/// Carries a request out.
pub fn carry_out(
    agent: &Agent,
    uri: Uri,
    request: Request,
    left: Option<Duration>,
) -> Result<Response> {
    let mut builder = ureq::http::Request::builder()
        .method(&request.method[..])
        .uri(uri);
    for (name, value) in &request.headers {
        // The content says how long it is, and how it is sent.
        let name = name.as_slice();
        if !["content-length", "transfer-encoding"]
            .iter()
            .any(|framing| name.eq_ignore_ascii_case(framing.as_bytes()))
        {
            builder = builder.header(name, value.as_slice());
        }
    }
    let outcome = if request.content.is_empty() {
        let request = builder.body(()).map_err(|_| Errno::INVAL)?;
        let request = agent.configure_request(request).timeout_global(left);
        agent.run(request.build())
    } else {
        let request = builder.body(request.content).map_err(|_| Errno::INVAL)?;
        let request = agent.configure_request(request).timeout_global(left);
        agent.run(request.build())
    };
    let mut answer = outcome.map_err(|error| errno(&error))?;
    let mut headers = Headers::new();
    for (name, value) in answer.headers() {
        if name.as_str().len() > LONGEST_NAME {
            return Err(Errno::MSGSIZE);
        }
        add(&mut headers, name.as_str().as_bytes(), value.as_bytes());
    }
    let body = answer.body_mut().with_config().limit(MOST_CONTENT);
    let content = body.read_to_vec().map_err(|error| errno(&error))?;
    Ok(Response {
        mark: Mark {
            status: answer.status().as_u16().into(),
            ..request.mark
        },
        headers,
        content,
    })
}

/// A request that waits for a thread.
struct Job {
    number: u64,
    request: Request,
}

/// The response to a request.
type Outcome = (u64, Result<Response>);

/// The client as its thread has it.
struct Requests {
    agents: Arc<Agents>,
    /// Signalled when there is an outcome.
    wakeup: Arc<Wakeup>,
    sender: Sender<Outcome>,
    receiver: Receiver<Outcome>,
    verbose: bool,
    last: u64,
    waiting: VecDeque<Job>,
    /// The requests that have a thread, even if they were given up.
    running: BTreeSet<u64>,
    /// Of requests without a response: what goes with it, and when it is late.
    marks: BTreeMap<u64, (Mark, Option<i64>)>,
    /// Responses for which there was no room.
    done: VecDeque<Response>,
}

impl Requests {
    fn run(&mut self, pipe: SocketRef<'_>) {
        if signal::send(pipe, 0).is_err() {
            return;
        }
        loop {
            let late = self.marks.values().filter_map(|(_, late)| *late).min();
            let timeout = late.map_or(-1, |late| (late - clock::mono_ms()).max(0));
            let asked = if self.done.is_empty() {
                POLLIN
            } else {
                POLLIN | POLLOUT
            };
            let mut items = [
                PollItem::socket(pipe, asked),
                PollItem::fd(self.wakeup.as_raw_fd(), POLLIN),
            ];
            match poll(&mut items, timeout) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(_) => return,
            }
            self.wakeup.clear();
            while let Ok((number, outcome)) = self.receiver.try_recv() {
                self.running.remove(&number);
                self.finish(number, outcome);
            }
            if !self.take_requests(pipe) {
                return;
            }
            self.give_up();
            self.start();
            while let Some(response) = self.done.front() {
                let Response {
                    mark,
                    headers,
                    content,
                } = response;
                match send_response(pipe, mark, headers, content, false) {
                    Ok(()) => drop(self.done.pop_front()),
                    Err(Errno::AGAIN) => break,
                    Err(_) => return,
                }
            }
        }
    }

    /// False if it is to end.
    fn take_requests(&mut self, pipe: SocketRef<'_>) -> bool {
        loop {
            let first = match pipe.recv(DONTWAIT) {
                Ok(first) if *first == *TERM => return false,
                Ok(first) => first,
                Err(Errno::AGAIN | Errno::INTR) => return true,
                Err(_) => return false,
            };
            match recv_request(Parts::starting(pipe, first)) {
                Ok(request) => {
                    self.last += 1;
                    let mark = request.mark;
                    let limit = i64::from(mark.number);
                    let late = (limit > 0).then(|| clock::mono_ms() + limit);
                    self.say(&request.method, &request.url);
                    self.marks.insert(self.last, (mark, late));
                    self.waiting.push_back(Job {
                        number: self.last,
                        request,
                    });
                }
                Err(Errno::PROTO) => {
                    log::write(Level::Warning, b"zhttp_client: no request; dropped");
                }
                Err(_) => return false,
            }
        }
    }

    fn say(&self, method: &[u8], url: &[u8]) {
        if self.verbose {
            log::write(
                Level::Info,
                &[b"zhttp_client: ", method, b" ", url].concat(),
            );
        }
    }

    /// A request is over, unless it was before.
    fn finish(&mut self, number: u64, outcome: Result<Response>) {
        let Some((mark, _)) = self.marks.remove(&number) else {
            return;
        };
        let (error, mut response) = match outcome {
            Ok(response) => (0, response),
            Err(error) => (
                error.0,
                Response {
                    mark,
                    headers: Headers::new(),
                    content: Vec::new(),
                },
            ),
        };
        response.mark.number = error;
        if self.verbose {
            let line = match error {
                0 => format!("zhttp_client: status {}", response.mark.status),
                error => format!("zhttp_client: failed: {}", Errno(error)),
            };
            log::write(Level::Info, line.as_bytes());
        }
        self.done.push_back(response);
    }

    /// Those that are late have failed, whatever their threads do.
    fn give_up(&mut self) {
        let now = clock::mono_ms();
        let late: Vec<u64> = self
            .marks
            .iter()
            .filter(|(_, (_, late))| late.is_some_and(|late| late <= now))
            .map(|(number, _)| *number)
            .collect();
        for number in late {
            self.waiting.retain(|job| job.number != number);
            self.finish(number, Err(Errno::TIMEDOUT));
        }
    }

    /// Gives requests to threads, as far as there may be any.
    fn start(&mut self) {
        while self.running.len() < MOST_THREADS
            && let Some(Job { number, request }) = self.waiting.pop_front()
        {
            let late = self.marks.get(&number).and_then(|(_, late)| *late);
            let left = late.map(|late| (late - clock::mono_ms()).max(1) as u64);
            let left = left.map(Duration::from_millis);
            let (agents, wakeup, sender) = (
                Arc::clone(&self.agents),
                Arc::clone(&self.wakeup),
                self.sender.clone(),
            );
            // It goes on by itself: what it has to say may be of no interest by then.
            let thread = Thread::spawn_without_signals(Box::new(move || {
                let outcome = target(&request)
                    .and_then(|uri| carry_out(agents.agent(&uri), uri, request, left));
                let _ = sender.send((number, outcome));
                wakeup.wake();
            }));
            match thread {
                Ok(_) => drop(self.running.insert(number)),
                Err(error) => self.finish(number, Err(error)),
            }
        }
    }
}

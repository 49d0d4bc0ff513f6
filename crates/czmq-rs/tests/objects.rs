//! Every kind of object, as a program uses it: on this workspace's library, and on the original.

use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;
use std::{env, fs};

use czmq_rs::{
    Actor, Cert, Config, Direction, Error, Events, Frame, Message, Monitor, PollItem, Socket,
    SocketType, Uuid, has_curve, interfaces, interrupted, is_curve_key, log, poll,
};

/// Where the original is, unless REFERENCE names it.
fn original() -> Option<PathBuf> {
    if let Some(file) = env::var_os("REFERENCE") {
        return Some(file.into());
    }
    let folders = fs::read_dir("/usr/lib").ok()?.flatten();
    let files = folders.map(|folder| folder.path().join("libczmq.so.4"));
    files.into_iter().find(|file| file.exists())
}

fn loaded() -> PathBuf {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let mut files = maps
        .lines()
        .filter_map(|line| line.split_whitespace().nth(5));
    let file = files.find(|file| file.contains("/libczmq.so"));
    fs::canonicalize(file.expect("libczmq is loaded")).unwrap()
}

/// Runs the other tests once more.
#[test]
fn the_original_does_the_same() {
    let expected = env::var_os("CZMQ_RS_EXPECTED");
    if let Some(expected) = expected {
        assert_eq!(loaded(), fs::canonicalize(expected).unwrap());
        return;
    }
    let exe = env::current_exe().unwrap();
    let ours = exe.with_file_name("libczmq.so");
    assert!(ours.exists(), "run `cargo build -p czmq` first");
    assert_eq!(loaded(), fs::canonicalize(ours).unwrap());
    let Some(original) = original() else {
        eprintln!("skipped: the original is not installed (Debian: libczmq4)");
        return;
    };
    let output = Command::new(exe)
        .env("LD_LIBRARY_PATH", original.parent().unwrap())
        .env("CZMQ_RS_EXPECTED", &original)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
}

fn pair(endpoint: &str) -> (Socket, Socket) {
    let (one, other) = (
        Socket::new(SocketType::Pair).unwrap(),
        Socket::new(SocketType::Pair).unwrap(),
    );
    for socket in [&one, &other] {
        socket.set_receive_timeout(Some(Duration::from_secs(30)));
    }
    assert_eq!(one.bind(endpoint), Ok(0));
    other.connect(endpoint).unwrap();
    (one, other)
}

#[test]
fn messages_are_sequences_of_frames() {
    let mut message: Message = ["one", "", "three"].into_iter().collect();
    message.prepend(b"zero");
    message.append_frame(Frame::new(b"a\0b"));
    assert_eq!(
        message.parts(),
        [&b"zero"[..], b"one", b"", b"three", b"a\0b"]
    );
    assert_eq!(message.pop().unwrap().bytes(), b"zero");
    let copy = message.clone();
    let first = message.pop().unwrap();
    message.prepend_frame(first.clone());
    assert_eq!(
        (first.bytes(), message.len(), copy.len()),
        (&b"one"[..], 4, 4)
    );
    assert_eq!(copy.parts(), message.parts());
    while message.pop().is_some() {}
    assert!(message.is_empty());
    let text: Message = ["$TERM"].into_iter().collect();
    assert!(text.is_term() && !copy.is_term() && text.signal().is_none());
}

#[test]
fn sockets_carry_messages_and_signals() {
    let (one, other) = pair("inproc://objects-sockets");
    assert_eq!(one.endpoint().as_deref(), Some("inproc://objects-sockets"));
    assert_eq!(other.endpoint(), None);
    assert!(other.try_receive().unwrap().is_none());
    one.send_parts([&b"key"[..], b"\0\xff"]).unwrap();
    assert_eq!(other.receive().unwrap().parts(), [&b"key"[..], b"\0\xff"]);
    one.signal(7).unwrap();
    assert_eq!(other.receive().unwrap().signal(), Some(7));
    one.send_parts(["before it"]).unwrap();
    one.signal(3).unwrap();
    assert_eq!(other.wait(), Ok(3));
}

#[test]
fn failures_name_their_reason() {
    let socket = Socket::new(SocketType::Dealer).unwrap();
    assert!(socket.bind("nonsense://here").is_err());
    assert!(socket.connect("no endpoint").is_err());
    assert_eq!(socket.connect("tcp://a\0b"), Err(Error::INVALID));
    assert!(
        socket
            .attach("@tcp://203.0.113.1:1", Direction::Connect)
            .is_err()
    );
    assert_eq!(socket.set_identity(""), Err(Error::INVALID));
    assert_eq!(socket.set_curve_server_key("short"), Err(Error::INVALID));
    // An endpoint is data, not a format.
    assert!(socket.connect("tcp://%s%n:1").is_err());
    let failed = socket.send(Message::new()).unwrap_err();
    assert_eq!((failed.error, failed.message.len()), (Error::INVALID, 0));

    socket.set_send_timeout(Some(Duration::from_millis(1)));
    let message: Message = ["lost", "and", "found"].into_iter().collect();
    let failed = socket.send(message).unwrap_err();
    assert_eq!(failed.error, Error::TIMED_OUT);
    assert_eq!(failed.message.parts(), [&b"lost"[..], b"and", b"found"]);
    socket.set_receive_timeout(Some(Duration::from_millis(1)));
    assert_eq!(socket.receive().unwrap_err(), Error::TIMED_OUT);
    assert_eq!(Error::INVALID.to_string(), "Invalid argument");
}

#[test]
fn a_router_knows_its_peers() {
    let router = Socket::new(SocketType::Router).unwrap();
    router.set_router_mandatory(true);
    router.set_receive_timeout(Some(Duration::from_secs(30)));
    let port = router.bind("tcp://127.0.0.1:*").unwrap();
    let dealer = Socket::new(SocketType::Dealer).unwrap();
    dealer.set_identity("peer").unwrap();
    dealer.connect(&format!("tcp://127.0.0.1:{port}")).unwrap();
    dealer.send_parts(["hello"]).unwrap();
    let mut message = router.receive().unwrap();
    assert_eq!(message.parts(), [&b"peer"[..], b"hello"]);
    let peer = message.pop().unwrap();
    let address = message.pop().unwrap().property("Peer-Address");
    assert_eq!(address.as_deref(), Some("127.0.0.1"));
    router.send_parts([peer.bytes(), b"you too"]).unwrap();
    assert!(router.send_parts(["stranger", "x"]).is_err());
}

#[test]
fn subscriptions_select() {
    let publisher = Socket::new(SocketType::XPub).unwrap();
    publisher.bind("inproc://objects-news").unwrap();
    let subscriber = Socket::new(SocketType::Sub).unwrap();
    subscriber.set_receive_timeout(Some(Duration::from_secs(30)));
    publisher.set_receive_timeout(Some(Duration::from_secs(30)));
    subscriber.subscribe("b").unwrap();
    subscriber.connect("inproc://objects-news").unwrap();
    assert_eq!(publisher.receive().unwrap().parts(), [b"\x01b"]);
    publisher.send_parts(["a"]).unwrap();
    publisher.send_parts(["bc"]).unwrap();
    assert_eq!(subscriber.receive().unwrap().parts(), [b"bc"]);
}

#[test]
fn sockets_move_between_threads() {
    let (one, other) = pair("inproc://objects-threads");
    let thread = std::thread::spawn(move || {
        let message = other.receive().unwrap();
        other.send(message).unwrap();
        other
    });
    one.send_parts(["there and back"]).unwrap();
    assert_eq!(one.receive().unwrap().parts(), [b"there and back"]);
    thread.join().unwrap();
}

#[test]
fn polling_finds_what_is_ready() {
    let (one, other) = pair("inproc://objects-poll");
    let (near, far) = UnixStream::pair().unwrap();
    let found = |time| {
        let mut items = [
            PollItem::socket(&other, Events::INPUT),
            PollItem::descriptor(near.as_fd(), Events::INPUT | Events::ERROR),
        ];
        let count = poll(&mut items, time).unwrap();
        (
            count,
            items.map(|item| item.happened().contains(Events::INPUT)),
        )
    };
    assert_eq!(found(Some(Duration::ZERO)), (0, [false, false]));
    one.send_parts(["ready"]).unwrap();
    assert_eq!(found(None), (1, [true, false]));
    other.receive().unwrap();
    drop(far);
    assert_eq!(found(None).1, [false, true]);
}

#[test]
fn an_actor_is_a_closure_with_a_pipe() {
    let (ended, end) = mpsc::channel();
    let prefix = String::from("echo ");
    let actor = Actor::spawn(move |pipe| {
        while let Ok(message) = pipe.receive() {
            if message.is_term() {
                break;
            }
            let text = [prefix.as_bytes(), message.parts()[0]].concat();
            pipe.send_parts([text]).unwrap();
        }
        ended.send(prefix).unwrap();
    })
    .unwrap();
    actor.send_parts(["hello"]).unwrap();
    assert_eq!(actor.receive().unwrap().parts(), [b"echo hello"]);
    // Another thread may have it.
    std::thread::spawn(move || drop(actor)).join().unwrap();
    assert_eq!(end.try_recv().as_deref(), Ok("echo "));
}

#[test]
fn an_actor_that_ends_by_itself_says_so() {
    let actor = Actor::spawn(|_| {}).unwrap();
    let mut items = [PollItem::socket(&actor, Events::INPUT)];
    assert_eq!(poll(&mut items, Some(Duration::from_secs(30))), Ok(1));
    // What it says is left for the destructor.
}

#[test]
fn gossip_nodes_tell_each_other() {
    log::to_stderr();
    let (hub, node) = (
        Actor::gossip(c"hub").unwrap(),
        Actor::gossip(c"node").unwrap(),
    );
    for actor in [&hub, &node] {
        actor.set_receive_timeout(Some(Duration::from_secs(30)));
    }
    hub.send_parts(["BIND", "tcp://127.0.0.1:*"]).unwrap();
    hub.send_parts(["PORT"]).unwrap();
    let reply = hub.receive().unwrap();
    let port = String::from_utf8_lossy(reply.parts()[1]).into_owned();
    assert_eq!(reply.parts()[0], b"PORT");
    node.send_parts(["PUBLISH", "key", "value"]).unwrap();
    let endpoint = format!("tcp://127.0.0.1:{port}");
    node.send_parts(["CONNECT", &endpoint]).unwrap();
    let expected = [&b"DELIVER"[..], b"key", b"value"];
    assert_eq!(hub.receive().unwrap().parts(), expected);
}

#[test]
fn a_monitor_reports_and_gives_the_socket_back() {
    let monitor = Monitor::new(Socket::new(SocketType::Dealer).unwrap()).unwrap();
    monitor
        .actor()
        .set_receive_timeout(Some(Duration::from_secs(30)));
    monitor.actor().send_parts(["LISTEN", "LISTENING"]).unwrap();
    monitor.actor().send_parts(["START"]).unwrap();
    assert_eq!(monitor.actor().wait(), Ok(0));
    monitor.socket().bind("tcp://127.0.0.1:*").unwrap();
    assert_eq!(monitor.actor().receive().unwrap().parts()[0], b"LISTENING");
    let socket = monitor.into_socket();
    assert!(socket.endpoint().is_some());
}

#[test]
fn a_proxy_forwards() {
    let proxy = Actor::proxy().unwrap();
    proxy
        .send_parts(["FRONTEND", "PULL", "inproc://objects-front"])
        .unwrap();
    assert_eq!(proxy.wait(), Ok(0));
    proxy
        .send_parts(["BACKEND", "PUSH", "inproc://objects-back"])
        .unwrap();
    assert_eq!(proxy.wait(), Ok(0));
    let (from, to) = (
        Socket::new(SocketType::Push).unwrap(),
        Socket::new(SocketType::Pull).unwrap(),
    );
    to.set_receive_timeout(Some(Duration::from_secs(30)));
    to.connect("inproc://objects-back").unwrap();
    from.connect("inproc://objects-front").unwrap();
    from.send_parts(["through"]).unwrap();
    assert_eq!(to.receive().unwrap().parts(), [b"through"]);
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = env::temp_dir().join(format!("czmq-rs-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn certificates_are_kept_in_files() {
    assert!(has_curve(), "libzmq has CURVE");
    let folder = Folder::new("certificates");
    let mut cert = Cert::generate().unwrap();
    cert.set_meta("name", "100%s").unwrap();
    assert_eq!(cert.meta("name").as_deref(), Some("100%s"));
    assert_eq!(cert.meta("none"), None);
    cert.save(folder.0.join("both")).unwrap();
    cert.save_public(folder.0.join("public")).unwrap();
    let both = Cert::load(folder.0.join("both")).unwrap();
    assert_eq!(both.secret_text(), cert.secret_text());
    assert_eq!(both.meta("name").as_deref(), Some("100%s"));
    let public = Cert::load(folder.0.join("public")).unwrap();
    assert_eq!(
        (public.public_key(), public.secret_key()),
        (cert.public_key(), None)
    );
    assert_eq!(public.secret_text(), None);
    assert!(Cert::load(folder.0.join("none")).is_err());
    let same = Cert::from_keys(&cert.public_key(), &cert.secret_key().unwrap());
    assert_eq!(same.public_text(), cert.public_text());
    assert!(is_curve_key(&cert.public_text()));
    assert!(!is_curve_key("") && !is_curve_key(&" ".repeat(40)));
}

#[test]
fn curve_lets_known_clients_in() {
    let folder = Folder::new("clients");
    let (server_cert, known) = (Cert::generate().unwrap(), Cert::generate().unwrap());
    known.save_public(folder.0.join("known")).unwrap();
    let auth = Actor::auth().unwrap();
    auth.send_parts(["CURVE", folder.0.to_str().unwrap()])
        .unwrap();
    assert_eq!(auth.wait(), Ok(0));
    let server = Socket::new(SocketType::Pull).unwrap();
    server.set_zap_domain("global").unwrap();
    server_cert.apply(&server);
    server.set_curve_server(true);
    server.set_receive_timeout(Some(Duration::from_secs(30)));
    let port = server.bind("tcp://127.0.0.1:*").unwrap();
    let send = |cert: &Cert, text: &str| {
        let client = Socket::new(SocketType::Push).unwrap();
        cert.apply(&client);
        client
            .set_curve_server_key(&server_cert.public_text())
            .unwrap();
        client.connect(&format!("tcp://127.0.0.1:{port}")).unwrap();
        client.set_linger(Some(Duration::from_secs(5)));
        client.send_parts([text]).unwrap();
        client
    };
    let _stranger = send(&Cert::generate().unwrap(), "stranger");
    let _known = send(&known, "known");
    assert_eq!(server.receive().unwrap().parts(), [b"known"]);
}

#[test]
fn configurations_are_trees() {
    let folder = Folder::new("configurations");
    let mut config = Config::new("root").unwrap();
    config.put("server/timeout", "10").unwrap();
    config.put("server/name", "100%s").unwrap();
    config.save(folder.0.join("config")).unwrap();
    let loaded = Config::load(folder.0.join("config")).unwrap();
    assert_eq!(loaded.get("server/timeout").as_deref(), Some("10"));
    assert_eq!(loaded.get("server").as_deref(), Some(""));
    assert_eq!(loaded.get("none"), None);
    let parsed = Config::parse("server\n    b = 1\n    a = 2\n").unwrap();
    let server = parsed.root().find("server").unwrap();
    let items = server.children().map(|item| (item.name(), item.value()));
    let items: Vec<_> = items.collect();
    assert_eq!(items, [("b".into(), "1".into()), ("a".into(), "2".into())]);
    assert!(Config::load(folder.0.join("none")).is_err());
}

#[test]
fn uuids_and_interfaces() {
    let (one, other) = (Uuid::random(), Uuid::random());
    assert_ne!(one, other);
    assert_eq!(Uuid([0xab; 16]).to_string(), "AB".repeat(16));
    for interface in interfaces() {
        assert!(!interface.name.is_empty());
        interface.address.parse::<std::net::IpAddr>().unwrap();
    }
    assert!(!interrupted());
}

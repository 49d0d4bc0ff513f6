//! Decides who may connect: a handler of the ZeroMQ authentication protocol (ZAP 1.0, RFC 27),
//! requests in, replies out.

use std::collections::{HashMap, HashSet};
use std::ffi::{CStr, CString};

use super::cert::{Cert, CurveKey};
use super::certstore::Store;
use crate::formats::properties::{self, Properties};
use crate::held::Held;

/// A reply, whose frames are the version, the request's sequence, a status code and text, the user
/// id, and metadata for the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    sequence: Vec<u8>,
    verdict: Verdict,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    Accepted(Access),
    Denied,
    /// The request is not one.
    Failed,
}

/// What is known of a client that is let in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Access {
    user_id: Vec<u8>,
    metadata: Vec<u8>,
}

const VERSION: &[u8] = b"1.0";

impl Reply {
    /// The frames in order.
    pub fn frames(&self) -> [&[u8]; 6] {
        let (code, text) = self.status();
        let (user_id, metadata) = match &self.verdict {
            Verdict::Accepted(access) => (&*access.user_id, &*access.metadata),
            _ => (&[][..], &[][..]),
        };
        let (code, text) = (code.as_bytes(), text.as_bytes());
        [VERSION, &self.sequence, code, text, user_id, metadata]
    }

    fn status(&self) -> (&'static str, &'static str) {
        match self.verdict {
            Verdict::Accepted(_) => ("200", "OK"),
            Verdict::Denied => ("400", "No access"),
            Verdict::Failed => ("500", "Malformed request"),
        }
    }
}

/// What became of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It has taken effect.
    Done,
    /// It has no effect, for this reason.
    Refused(&'static str),
    /// There is no such command.
    Unknown,
}

/// A request as far as all mechanisms share it.
struct Request<'a> {
    address: &'a [u8],
    identity: &'a [u8],
    mechanism: &'a [u8],
}

/// The addresses, passwords and certificates by which clients are told apart. Without any, NULL
/// and GSSAPI clients are let in, others are not.
pub struct Authenticator<C = Cert> {
    allowed: HashSet<Vec<u8>>,
    blocked: HashSet<Vec<u8>>,
    passwords: Option<Passwords>,
    store: Option<Box<Store<C>>>,
    /// Every CURVE client is let in, whatever its key.
    any_key: bool,
    verbose: bool,
    notes: Vec<Vec<u8>>,
}

/// What the lists of addresses say of one.
#[derive(PartialEq, Eq)]
enum Standing {
    /// There are no lists.
    Unlisted,
    Passed,
    Denied,
}

impl<C: Held<Cert> + 'static> Authenticator<C> {
    /// A handler that knows the certificates of a store.
    pub fn new(store: Option<Box<Store<C>>>) -> Authenticator<C> {
        Authenticator {
            allowed: HashSet::new(),
            blocked: HashSet::new(),
            passwords: None,
            store,
            any_key: false,
            verbose: false,
            notes: Vec::new(),
        }
    }

    /// What there is to log of the requests and commands since the last call.
    pub fn take_notes(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.notes)
    }

    /// Notes a line, with texts of other people's.
    fn note(&mut self, parts: &[&[u8]]) {
        if self.verbose {
            self.notes.push(shown(&parts.concat()));
        }
    }

    /// Notes a step of what a request or command led to.
    fn note_step(&mut self, parts: &[&[u8]]) {
        if self.verbose {
            self.note(&[b"- ", &parts.concat()]);
        }
    }

    /// Carries out a command: its name, then its arguments.
    ///
    /// `ALLOW` and `DENY` add addresses to a list, `RESET` empties both. `PLAIN` takes the name of
    /// a password file, `CURVE` that of a directory of certificates, or `*` for any key.
    pub fn command(&mut self, words: &[&[u8]]) -> Outcome {
        let words: Vec<&[u8]> = words.iter().map(|word| text(word)).collect();
        let (name, arguments) = match &words[..] {
            [name, arguments @ ..] => (*name, arguments),
            [] => (&[][..], &[][..]),
        };
        self.note(&[b"API command=", name]);
        let first = arguments.first().copied().unwrap_or_default();
        match name {
            b"ALLOW" => {
                for address in arguments {
                    self.note_step(&[b"allowlisting ipaddress=", address]);
                    self.allowed.insert(address.to_vec());
                }
            }
            b"DENY" => {
                for address in arguments {
                    self.note_step(&[b"blocking ipaddress=", address]);
                    self.blocked.insert(address.to_vec());
                }
            }
            b"RESET" => {
                self.allowed.clear();
                self.blocked.clear();
            }
            b"PLAIN" if arguments.is_empty() => return Outcome::Refused("PLAIN needs a file name"),
            b"PLAIN" => {
                let (passwords, loaded) = Passwords::load(&c_text(first));
                if !loaded {
                    self.note(&[b"could not load file=", first]);
                }
                self.passwords = Some(passwords);
            }
            b"CURVE" if first.is_empty() => return Outcome::Refused("CURVE needs a directory"),
            b"CURVE" if first == b"*" => self.any_key = true,
            b"CURVE" => {
                self.store = Some(Box::new(Store::new(Some(&c_text(first)))));
                self.any_key = false;
            }
            b"GSSAPI" => {}
            b"VERBOSE" => self.verbose = true,
            _ => return Outcome::Unknown,
        }
        Outcome::Done
    }

    /// Decides on a request.
    pub fn answer(&mut self, frames: &[&[u8]]) -> Reply {
        let verdict = match *frames {
            [
                VERSION,
                _,
                _,
                address,
                identity,
                mechanism,
                ref credentials @ ..,
            ] => {
                let request = Request {
                    address,
                    identity,
                    mechanism,
                };
                self.decide(&request, credentials)
            }
            [VERSION, ..] => {
                self.note_step(&[b"malformed request: frames are missing"]);
                Verdict::Failed
            }
            _ => {
                self.note_step(&[b"malformed request: not of version 1.0"]);
                Verdict::Failed
            }
        };
        let sequence = frames.get(1).copied().unwrap_or_default().to_vec();
        let reply = Reply { sequence, verdict };
        let (code, text) = reply.status();
        self.note_step(&[
            b"ZAP reply status_code=",
            code.as_bytes(),
            b" status_text=",
            text.as_bytes(),
        ]);
        reply
    }

    fn decide(&mut self, request: &Request<'_>, credentials: &[&[u8]]) -> Verdict {
        self.note(&[
            b"ZAP request mechanism=",
            request.mechanism,
            b" ipaddress=",
            request.address,
        ]);
        let standing = self.standing(request.address);
        if standing == Standing::Denied {
            return Verdict::Denied;
        }
        let access = match (request.mechanism, credentials) {
            (b"NULL", _) => {
                if standing == Standing::Unlisted {
                    self.note_step(&[b"allowed (NULL)"]);
                }
                Some(Access::default())
            }
            (b"PLAIN", [user, password, ..]) => self.plain(user, password),
            (b"CURVE", [key, ..]) => self.curve(key),
            (b"GSSAPI", [principal, ..]) => {
                self.note_step(&[
                    b"allowed (GSSAPI) principal=",
                    principal,
                    b" identity=",
                    request.identity,
                ]);
                Some(Access {
                    user_id: principal.to_vec(),
                    metadata: Vec::new(),
                })
            }
            (b"PLAIN" | b"CURVE" | b"GSSAPI", _) => {
                self.note_step(&[b"malformed request: credentials are missing"]);
                return Verdict::Failed;
            }
            _ => (standing == Standing::Passed).then(Access::default),
        };
        access.map_or(Verdict::Denied, Verdict::Accepted)
    }

    /// If there is a list of allowed addresses, that of blocked ones does not count.
    fn standing(&mut self, address: &[u8]) -> Standing {
        let (passed, text): (bool, &[u8]) = if !self.allowed.is_empty() {
            match self.allowed.contains(address) {
                true => (true, b"passed (allowed list) address="),
                false => (false, b"denied (not in allowed list) address="),
            }
        } else if !self.blocked.is_empty() {
            match self.blocked.contains(address) {
                true => (false, b"denied (blocked list) address="),
                false => (true, b"passed (not in blocked list) address="),
            }
        } else {
            return Standing::Unlisted;
        };
        self.note_step(&[text, address]);
        if passed {
            Standing::Passed
        } else {
            Standing::Denied
        }
    }

    fn plain(&mut self, user: &[u8], password: &[u8]) -> Option<Access> {
        let Some(passwords) = &mut self.passwords else {
            self.note_step(&[b"denied (PLAIN) no password file defined"]);
            return None;
        };
        if passwords.accept(user, password) {
            self.note_step(&[b"allowed (PLAIN) username=", user, b" password=***"]);
            Some(Access {
                user_id: user.to_vec(),
                metadata: Vec::new(),
            })
        } else {
            self.note_step(&[b"denied (PLAIN) username=", user, b" password=***"]);
            None
        }
    }

    fn curve(&mut self, key: &[u8]) -> Option<Access> {
        if self.any_key {
            self.note_step(&[b"allowed (CURVE allow any client)"]);
            return Some(Access::default());
        }
        let Ok(key) = key.try_into() else {
            self.note_step(&[b"denied (CURVE) the client key has not 32 bytes"]);
            return None;
        };
        let key = CurveKey::new(key);
        let cert = self
            .store
            .as_mut()
            .and_then(|store| store.lookup(key.text()));
        let access = cert.map(|cert| Access {
            user_id: key.text().to_bytes().to_vec(),
            metadata: encode_metadata(cert),
        });
        let verdict: &[u8] = match access {
            Some(_) => b"allowed",
            None => b"denied",
        };
        self.note_step(&[verdict, b" (CURVE) client_key=", key.text().to_bytes()]);
        access
    }
}

/// A certificate's metadata as properties of a connection. A name that is longer than a property's
/// can be is left out.
fn encode_metadata(cert: &Cert) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, value) in cert.all_meta() {
        let (name, value) = (name.to_bytes(), value.to_bytes());
        if let (Ok(name_size), Ok(size)) = (u8::try_from(name.len()), u32::try_from(value.len())) {
            bytes.push(name_size);
            bytes.extend_from_slice(name);
            bytes.extend_from_slice(&size.to_be_bytes());
            bytes.extend_from_slice(value);
        }
    }
    bytes
}

/// User names with passwords, and the file that they are in.
struct Passwords {
    table: HashMap<Vec<u8>, Vec<u8>>,
    file: Properties,
}

impl Passwords {
    /// Those of a file; none, and false, if it cannot be read. It is looked at again later.
    fn load(name: &CStr) -> (Passwords, bool) {
        let mut file = Properties::default();
        let text = file.load(name);
        let loaded = text.is_ok();
        let mut passwords = Passwords {
            table: HashMap::new(),
            file,
        };
        passwords.take(&text.unwrap_or_default());
        (passwords, loaded)
    }

    fn take(&mut self, text: &[u8]) {
        self.table = properties::parse(text)
            .map(|(user, password)| (user.to_vec(), password.to_vec()))
            .collect();
    }

    /// True if this is the user's password. A file that has changed, and not just now, is loaded
    /// first.
    fn accept(&mut self, user: &[u8], password: &[u8]) -> bool {
        if let Some(text) = self.file.reload() {
            self.take(&text);
        }
        let own = self.table.get(user);
        are_equal(own.map_or(&[], Vec::as_slice), password) & own.is_some()
    }
}

/// Compares a secret in a time that does not tell how much of it was right.
fn are_equal(secret: &[u8], given: &[u8]) -> bool {
    let mut difference = secret.len() ^ given.len();
    for (index, &byte) in given.iter().enumerate() {
        let own = secret.get(index).copied().unwrap_or_default();
        difference |= usize::from(std::hint::black_box(own ^ byte));
    }
    difference == 0
}

/// A text for one line of a log.
fn shown(bytes: &[u8]) -> Vec<u8> {
    let harmless = |&byte: &u8| if byte.is_ascii_control() { b'?' } else { byte };
    bytes.iter().map(harmless).collect()
}

/// The bytes up to the first NUL.
fn text(bytes: &[u8]) -> &[u8] {
    bytes.split(|&byte| byte == 0).next().unwrap_or_default()
}

fn c_text(bytes: &[u8]) -> CString {
    CString::new(text(bytes)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ask<'a>(frames: impl IntoIterator<Item = &'a str>) -> Vec<&'a [u8]> {
        let head = ["1.0", "7", "domain"].into_iter();
        head.chain(frames).map(str::as_bytes).collect()
    }

    fn code(handler: &mut Authenticator, frames: &[&[u8]]) -> String {
        let reply = handler.answer(frames);
        String::from_utf8_lossy(reply.frames()[2]).into_owned()
    }

    fn command(handler: &mut Authenticator, words: &[&str]) -> Outcome {
        let words: Vec<&[u8]> = words.iter().map(|word| word.as_bytes()).collect();
        handler.command(&words)
    }

    fn store_with(number: u8, meta: &[(&CStr, &CStr)]) -> Option<Box<Store>> {
        let mut cert = Cert::new([number; 32], [0; 32]);
        for (name, value) in meta {
            cert.set_meta(name, value);
        }
        let mut store = Store::new(None);
        store.insert(cert);
        Some(Box::new(store))
    }

    #[test]
    fn an_allow_list_goes_before_a_block_list() {
        let mut handler = Authenticator::<Cert>::new(None);
        let null = |address| ask([address, "", "NULL"]);
        assert_eq!(code(&mut handler, &null("a")), "200");
        command(&mut handler, &["DENY", "a", "b"]);
        assert_eq!(code(&mut handler, &null("a")), "400");
        assert_eq!(code(&mut handler, &null("c")), "200");
        command(&mut handler, &["ALLOW", "a"]);
        assert_eq!(code(&mut handler, &null("a")), "200");
        assert_eq!(code(&mut handler, &null("b")), "400");
        assert_eq!(code(&mut handler, &null("c")), "400");
        assert_eq!(command(&mut handler, &["RESET"]), Outcome::Done);
        assert_eq!(code(&mut handler, &null("b")), "200");
    }

    #[test]
    fn an_unknown_mechanism_needs_a_list() {
        let mut handler = Authenticator::<Cert>::new(None);
        let other = ask(["a", "", "OTHER"]);
        assert_eq!(code(&mut handler, &other), "400");
        command(&mut handler, &["DENY", "b"]);
        assert_eq!(code(&mut handler, &other), "200");
    }

    #[test]
    fn requests_that_are_none_are_failures() {
        let mut handler = Authenticator::new(store_with(1, &[]));
        command(&mut handler, &["PLAIN", "/dev/null"]);
        let whole = ask(["a", "", "PLAIN", "user", "password"]);
        for count in [0, 1, 2, 5, 6, 7] {
            assert_eq!(code(&mut handler, &whole[..count]), "500", "{count}");
        }
        assert_eq!(code(&mut handler, &whole), "400");
        let mut other = whole.clone();
        other[0] = b"0.9";
        assert_eq!(code(&mut handler, &other), "500");
        assert_eq!(code(&mut handler, &ask(["a", "", "CURVE", "short"])), "400");
        let reply = handler.answer(&[b"1.0", b"\0\x01"]);
        assert_eq!(reply.frames()[1], b"\0\x01");
    }

    #[test]
    fn metadata_is_encoded_or_left_out() {
        let long = CString::new(vec![b'n'; 256]).unwrap();
        let store = store_with(1, &[(c"name", c"Ada"), (&long, c"left out"), (c"", c"")]);
        let mut handler = Authenticator::new(store);
        let key = [1; 32];
        let mut frames = ask(["a", "", "CURVE"]);
        frames.push(&key);
        let reply = handler.answer(&frames);
        let frames = reply.frames();
        assert_eq!(frames[4], CurveKey::new(key).text().to_bytes());
        assert_eq!(frames[5], b"\0\0\0\0\0\x04name\0\0\0\x03Ada");
    }

    #[test]
    fn a_command_without_its_argument_has_no_effect() {
        let mut handler = Authenticator::<Cert>::new(None);
        for words in [&["PLAIN"][..], &["CURVE"], &["CURVE", ""]] {
            assert!(matches!(command(&mut handler, words), Outcome::Refused(_)));
        }
        assert!(handler.passwords.is_none() && handler.store.is_none());
        // An empty name is that of a file that cannot be loaded: nobody's password is right.
        assert_eq!(command(&mut handler, &["PLAIN", ""]), Outcome::Done);
        assert!(handler.passwords.is_some());
        assert_eq!(command(&mut handler, &["$TERM"]), Outcome::Unknown);
        assert_eq!(handler.command(&[]), Outcome::Unknown);
    }

    #[test]
    fn notes_are_lines_without_passwords() {
        let mut handler = Authenticator::<Cert>::new(None);
        command(&mut handler, &["PLAIN", "/dev/null"]);
        assert!(handler.take_notes().is_empty());
        command(&mut handler, &["VERBOSE"]);
        handler.answer(&ask(["a\nb", "", "PLAIN", "user\r", "pass-phrase"]));
        let notes = handler.take_notes();
        assert_eq!(notes.len(), 3);
        let all = String::from_utf8(notes.concat()).unwrap();
        assert!(all.contains("a?b") && all.contains("user?"));
        assert!(!all.contains("pass-phrase") && !all.contains(['\n', '\r']));
    }

    #[test]
    fn only_equal_passwords_are_equal() {
        for (own, given, equal) in [
            (&b""[..], &b""[..], true),
            (b"abc", b"abc", true),
            (b"abc", b"abd", false),
            (b"abc", b"ab", false),
            (b"ab", b"ab\0", false),
            (b"abc", b"", false),
        ] {
            assert_eq!(are_equal(own, given), equal, "{own:?} {given:?}");
        }
    }

    const WORDS: [&str; 8] = [
        "1.0", "NULL", "PLAIN", "CURVE", "GSSAPI", "ALLOW", "DENY", "VERBOSE",
    ];

    fn frame() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            proptest::sample::select(&WORDS[..]).prop_map(|word| word.as_bytes().to_vec()),
            any::<Vec<u8>>(),
            any::<[u8; 32]>().prop_map(|key| key.to_vec()),
        ]
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(
            commands in proptest::collection::vec(proptest::collection::vec(frame(), 0..4), 0..4),
            request in proptest::collection::vec(frame(), 0..9),
            head in 0..3usize,
        ) {
            let mut handler = Authenticator::new(store_with(1, &[(c"name", c"Ada")]));
            for words in &commands {
                let words: Vec<&[u8]> = words.iter().map(Vec::as_slice).collect();
                // Paths are another matter.
                if !matches!(words.first(), Some(&(b"PLAIN" | b"CURVE"))) {
                    handler.command(&words);
                }
            }
            let mut frames: Vec<&[u8]> = request.iter().map(Vec::as_slice).collect();
            if head > 0 {
                frames.insert(0, VERSION);
            }
            let reply = handler.answer(&frames);
            let [version, sequence, code, .., metadata] = reply.frames();
            prop_assert_eq!(version, VERSION);
            prop_assert_eq!(sequence, frames.get(1).copied().unwrap_or_default());
            prop_assert!([&b"200"[..], b"400", b"500"].contains(&code));
            prop_assert!(metadata.is_empty() || code == b"200");
            prop_assert!(handler.take_notes().iter().all(|note| !note.contains(&b'\n')));
        }
    }
}

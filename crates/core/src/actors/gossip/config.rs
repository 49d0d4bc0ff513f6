//! A node's configuration: the file and its values, the CURVE keys and the ZAP domain. It says what
//! is set; the node applies it.

use std::ffi::{CStr, CString};

use crate::formats::config::Config;
use czmq_gossip::engine::Limits;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::integer::leading_int;
use czmq_sys::log::{self, Level};
use czmq_sys::zmq::{SocketRef, option};

/// How often a loaded file is looked at, in milliseconds.
const FILE_CHECK: i64 = 1000;

/// What holds for the whole node.
pub(super) struct Globals {
    pub verbose: bool,
    /// In milliseconds.
    pub timeout: i64,
    pub limits: Limits,
    /// How long tombstones are kept, if that is set, in milliseconds.
    pub grace: Option<i64>,
}

/// What the first section `zgossip` of a file asks for.
pub(super) enum Request {
    /// A line for the log.
    Echo(CString),
    Bind(CString),
    Security {
        mechanism: CString,
        domain: CString,
    },
}

pub(super) struct Configuration {
    values: Config,
    next_check: i64,
    public_key: Option<CString>,
    secret_key: Option<CString>,
    zap_domain: CString,
}

impl Default for Configuration {
    fn default() -> Configuration {
        let mut values = empty();
        values.put(Config::ROOT, c"server/timeout", c"1000");
        Configuration {
            values,
            next_check: i64::MAX,
            public_key: None,
            secret_key: None,
            zap_domain: c"global".to_owned(),
        }
    }
}

fn empty() -> Config {
    Config::new(Some(c"root"))
}

impl Configuration {
    /// Loads a file, and looks from now on whether it changes. True if there are new values.
    pub fn load(&mut self, file: &CStr, now: i64) -> bool {
        match Config::load(file) {
            Ok(values) => {
                self.values = values;
                self.next_check = now + FILE_CHECK;
                true
            }
            Err(_) => {
                self.values = empty();
                let file = file.to_string_lossy();
                warn(&format!("cannot load config file '{file}'"));
                false
            }
        }
    }

    /// When the file is to be looked at.
    pub fn next_check(&self) -> i64 {
        self.next_check
    }

    /// Loads the file anew if that is due, and it has changed. True if there are new values, which
    /// [`Configuration::say_reloaded`] says when they hold.
    pub fn check(&mut self, now: i64) -> bool {
        if self.next_check > now {
            return false;
        }
        self.next_check = now + FILE_CHECK;
        if !self.values.has_changed() {
            return false;
        }
        let file = self.values.file_name().map(CStr::to_owned);
        let Some(Ok(values)) = file.map(|file| Config::load(&file)) else {
            return false;
        };
        self.values = values;
        true
    }

    pub fn say_reloaded(&self) {
        let file = self
            .values
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let line = format!("reloaded configuration from {file}");
        log::write(Level::Notice, line.as_bytes());
    }

    pub fn save(&mut self, file: &CStr) {
        if self.values.save(Config::ROOT, file).is_err() {
            let file = file.to_string_lossy();
            warn(&format!("cannot save config file '{file}'"));
        }
    }

    /// Sets a value. If it says whether the node is verbose, in the deprecated way, gives that.
    pub fn set(&mut self, path: &CStr, value: &CStr) -> Option<bool> {
        self.values.put(Config::ROOT, path, value);
        if path != c"server/animate" {
            return None;
        }
        let path = path.to_string_lossy();
        warn(&format!(
            "'{path}' is deprecated, use VERBOSE command instead"
        ));
        Some(leading_int(value.to_bytes()) == 1)
    }

    /// The number at a path.
    fn number(&self, path: &CStr) -> Option<i32> {
        let value = self.values.get(Config::ROOT, path)?;
        Some(leading_int(value.to_bytes()))
    }

    pub fn globals(&self) -> Globals {
        let most = |path| {
            let most = u32::try_from(self.number(path)?).ok()?;
            (most > 0).then_some(most)
        };
        let unlimited = Limits::default();
        Globals {
            verbose: self.number(c"server/verbose").unwrap_or(0) != 0,
            timeout: self.number(c"server/timeout").unwrap_or(1000).into(),
            limits: Limits {
                tuples: most(c"server/max_tuples").map_or(unlimited.tuples, |most| most as usize),
                value: most(c"server/max_value").map_or(unlimited.value, |most| most as usize),
                rate: most(c"server/max_rate").unwrap_or(unlimited.rate),
            },
            grace: self.number(c"server/grace").map(i64::from),
        }
    }

    /// What the file's first section `zgossip` asks for, in its order.
    pub fn requests(&self) -> Vec<Request> {
        let values = &self.values;
        let mut requests = Vec::new();
        let section = values.locate(Config::ROOT, c"zgossip");
        let mut next = section.and_then(|section| values.child(section));
        while let Some(item) = next {
            next = values.next(item);
            let text = |path: &CStr, default: &CStr| {
                let found = values.get(item, path);
                found.unwrap_or(default).to_owned()
            };
            match values.name(item).map(CStr::to_bytes) {
                Some(b"echo") => {
                    let line = values.value(item).unwrap_or_default();
                    requests.push(Request::Echo(line.to_owned()));
                }
                Some(b"bind") => requests.push(Request::Bind(text(c"endpoint", c"?"))),
                Some(b"security") => requests.push(Request::Security {
                    mechanism: text(c"mechanism", c"null"),
                    domain: text(c"domain", c""),
                }),
                _ => {}
            }
        }
        requests
    }

    pub fn set_public_key(&mut self, key: CString) {
        self.public_key = Some(key);
    }

    pub fn set_secret_key(&mut self, key: CString) {
        self.secret_key = Some(key);
    }

    pub fn set_zap_domain(&mut self, domain: CString) {
        self.zap_domain = domain;
    }

    /// The node's keys for its server; `None` if it has none.
    pub fn server_credentials(&self) -> Result<Option<Credentials>> {
        match (&self.public_key, &self.secret_key) {
            (Some(public), Some(secret)) => Ok(Some(self.credentials(public, secret, None))),
            (None, None) => Ok(None),
            // Half a pair of keys must not open an unprotected server.
            _ => {
                complain("zgossip: BIND needs both SET PUBLICKEY and SET SECRETKEY, or neither");
                Err(Errno::INVAL)
            }
        }
    }

    /// What a server with a key is reached with; `None` if it has none.
    pub fn client_credentials(&self, server: Option<CString>) -> Result<Option<Credentials>> {
        match (server, &self.public_key, &self.secret_key) {
            (None, ..) => Ok(None),
            (server, Some(public), Some(secret)) => {
                Ok(Some(self.credentials(public, secret, server)))
            }
            _ => {
                complain(
                    "zgossip: CONNECT with a server key needs SET PUBLICKEY and SET SECRETKEY",
                );
                Err(Errno::INVAL)
            }
        }
    }

    fn credentials(&self, public: &CStr, secret: &CStr, server: Option<CString>) -> Credentials {
        Credentials {
            domain: self.zap_domain.clone(),
            public: public.to_owned(),
            secret: secret.to_owned(),
            server,
        }
    }
}

/// What CURVE needs, in Z85: a pair of keys, and the server's public one for a client.
pub(super) struct Credentials {
    domain: CString,
    public: CString,
    secret: CString,
    server: Option<CString>,
}

impl Credentials {
    /// Sets them for what the socket binds or connects to next.
    pub fn apply(&self, socket: SocketRef<'_>) -> Result<()> {
        socket.set_bytes(option::ZAP_DOMAIN, self.domain.to_bytes())?;
        match &self.server {
            Some(key) => socket.set_bytes(option::CURVE_SERVERKEY, key.to_bytes())?,
            None => socket.set_int(option::CURVE_SERVER, 1)?,
        }
        socket.set_bytes(option::CURVE_PUBLICKEY, self.public.to_bytes())?;
        socket.set_bytes(option::CURVE_SECRETKEY, self.secret.to_bytes())
    }
}

/// Sets the mechanism that a file asks for.
pub(super) fn apply_security(router: SocketRef<'_>, mechanism: &CStr, domain: &CStr) {
    if !domain.is_empty() {
        let _ = router.set_bytes(option::ZAP_DOMAIN, domain.to_bytes());
    }
    match mechanism.to_bytes() {
        b"null" => log::write(Level::Notice, b"server is using NULL security"),
        b"plain" => {
            log::write(Level::Notice, b"server is using PLAIN security");
            let _ = router.set_int(option::PLAIN_SERVER, 1);
        }
        _ => {
            let mechanism = mechanism.to_string_lossy();
            warn(&format!("mechanism={mechanism} is not supported"));
        }
    }
}

fn complain(text: &str) {
    log::write(Level::Error, text.as_bytes());
}

fn warn(text: &str) {
    log::write(Level::Warning, text.as_bytes());
}

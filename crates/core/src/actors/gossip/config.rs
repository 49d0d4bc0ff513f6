//! A node's configuration.

use std::ffi::CStr;

use crate::formats::config::Config;
use czmq_gossip::engine::Limits;
use czmq_sys::clock;
use czmq_sys::integer::leading_int;
use czmq_sys::log::{self, Level};
use czmq_sys::zmq::option;

use super::node::{Common, Node};

/// How often a loaded configuration file is looked at, in milliseconds.
pub(super) const CONFIG_CHECK: i64 = 1000;

impl Node<'_> {
    pub(super) fn load(&mut self, file: &CStr, common: &mut Common) {
        match Config::load(file) {
            Ok(config) => {
                self.config = config;
                self.next_config_check = clock::mono_ms() + CONFIG_CHECK;
                self.apply_globals();
                self.apply_server(common);
            }
            Err(_) => {
                self.config = Config::new(Some(c"root"));
                let file = file.to_string_lossy();
                self.log(Level::Warning, &format!("cannot load config file '{file}'"));
            }
        }
    }

    pub(super) fn save(&mut self, file: &CStr) {
        if self.config.save(Config::ROOT, file).is_err() {
            let file = file.to_string_lossy();
            self.log(Level::Warning, &format!("cannot save config file '{file}'"));
        }
    }

    pub(super) fn set(&mut self, path: &CStr, value: &CStr) {
        self.config.put(Config::ROOT, path, value);
        if path == c"server/animate" {
            let path = path.to_string_lossy();
            self.log(
                Level::Warning,
                &format!("'{path}' is deprecated, use VERBOSE command instead"),
            );
            self.set_verbose(leading_int(value.to_bytes()) == 1);
        }
        self.apply_globals();
    }

    pub(super) fn check_config(&mut self, common: &mut Common) {
        if !self.config.has_changed() {
            return;
        }
        let Some(file) = self.config.file_name().map(CStr::to_owned) else {
            return;
        };
        if let Ok(config) = Config::load(&file) {
            self.config = config;
            self.apply_globals();
            self.apply_server(common);
            let file = file.to_string_lossy();
            self.log(
                Level::Notice,
                &format!("reloaded configuration from {file}"),
            );
        }
    }

    /// The number at a path of the configuration.
    pub(super) fn number(&self, path: &CStr) -> Option<i32> {
        let value = self.config.get(Config::ROOT, path)?;
        Some(leading_int(value.to_bytes()))
    }

    /// Applies what holds for the whole node.
    pub(super) fn apply_globals(&mut self) {
        if self.number(c"server/verbose").unwrap_or(0) != 0 {
            self.set_verbose(true);
        }
        self.engine
            .set_timeout(self.number(c"server/timeout").unwrap_or(1000).into());
        let set = |path| u32::try_from(self.number(path)?).ok();
        let most = |path| set(path).filter(|most| *most > 0);
        let unlimited = Limits::default();
        let limits = Limits {
            tuples: most(c"server/max_tuples").map_or(unlimited.tuples, |most| most as usize),
            value: most(c"server/max_value").map_or(unlimited.value, |most| most as usize),
            rate: most(c"server/max_rate").unwrap_or(unlimited.rate),
        };
        self.engine.set_limits(limits);
        if let Some(grace) = self.number(c"server/grace") {
            self.engine.set_grace(grace.into());
        }
    }

    /// Does what the file's first section `zgossip` asks for, in its order.
    fn apply_server(&mut self, common: &mut Common) {
        let Some(section) = self.config.locate(Config::ROOT, c"zgossip") else {
            return;
        };
        let mut next = self.config.child(section);
        while let Some(item) = next {
            next = self.config.next(item);
            let named = |wanted: &CStr| self.config.name(item) == Some(wanted);
            let text = |path: &CStr, default: &CStr| {
                let found = self.config.get(item, path);
                found.unwrap_or(default).to_owned()
            };
            if named(c"echo") {
                let value = self.config.value(item).unwrap_or_default();
                log::write(Level::Notice, value.to_bytes());
            } else if named(c"bind") {
                let endpoint = text(c"endpoint", c"?");
                if let Err(error) = self.bind_router(&endpoint, common) {
                    let endpoint = endpoint.to_string_lossy();
                    let line = format!("could not bind to {endpoint} ({error})");
                    self.log(Level::Warning, &line);
                }
            } else if named(c"security") {
                let (mechanism, domain) = (text(c"mechanism", c"null"), text(c"domain", c""));
                self.apply_security(&mechanism, &domain, common);
            }
        }
    }

    fn apply_security(&mut self, mechanism: &CStr, domain: &CStr, common: &Common) {
        if let Err(error) = self.router(common) {
            self.log(Level::Error, &format!("zgossip: no security: {error}"));
        }
        let Some(router) = self.router.as_ref().map(|router| router.socket.handle()) else {
            return;
        };
        if !domain.is_empty() {
            let _ = router.set_bytes(option::ZAP_DOMAIN, domain.to_bytes());
        }
        match mechanism.to_bytes() {
            b"null" => self.log(Level::Notice, "server is using NULL security"),
            b"plain" => {
                self.log(Level::Notice, "server is using PLAIN security");
                let _ = router.set_int(option::PLAIN_SERVER, 1);
            }
            _ => {
                let mechanism = mechanism.to_string_lossy();
                self.log(
                    Level::Warning,
                    &format!("mechanism={mechanism} is not supported"),
                );
            }
        }
    }
}

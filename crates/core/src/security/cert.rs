//! CURVE certificates: key pairs with metadata, and their files.
//!
//! The public file has the public key, the file of the same name and `_secret` both keys. Both are
//! configuration texts, with sections `metadata` and `curve`.

use std::ffi::{CStr, CString};

use crate::containers::hash::Hash;
use crate::formats::config::{self, Config};
use czmq_sys::clock;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::file::{self, Access};
use czmq_sys::log::{self, Level};
use czmq_sys::zmq::{self, KEY_SIZE, KEY_TEXT_SIZE};

/// A key in both its forms.
#[derive(Clone, PartialEq, Eq)]
pub struct CurveKey {
    bytes: [u8; KEY_SIZE],
    /// With the NUL.
    text: [u8; KEY_TEXT_SIZE + 1],
}

impl CurveKey {
    /// A key of some bytes.
    pub fn new(bytes: [u8; KEY_SIZE]) -> CurveKey {
        let mut text = [0; KEY_TEXT_SIZE + 1];
        let written = zmq::key_to_text(&bytes);
        text[..KEY_TEXT_SIZE].copy_from_slice(written.to_bytes());
        CurveKey { bytes, text }
    }

    /// The key that a text stands for; `EINVAL` if it is not the text of a key.
    pub fn from_text(text: &CStr) -> Result<CurveKey> {
        zmq::key_from_text(text)
            .map(CurveKey::new)
            .ok_or(Errno::INVAL)
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8; KEY_SIZE] {
        &self.bytes
    }

    /// The text (Z85).
    pub fn text(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.text).unwrap_or_default()
    }
}

/// A certificate.
// There are programs (rsyslog's omczmq is one) that use the text of a key right after they have
// destroyed the certificate. So the texts are in the object itself, and not at its start, where
// allocators keep their notes of free memory.
#[derive(Clone)]
#[repr(C)]
pub struct Cert {
    meta: Hash<CString>,
    public: CurveKey,
    secret: CurveKey,
}

/// What stands above a certificate in its file, besides when it was made.
const PUBLIC_ADVICE: [&CStr; 4] = [
    c"   CURVE certificate with a public key, to give to others. They have to",
    c"   be sure that it comes from you, so hand it over on a way that nobody",
    c"   else can write to, or have them check it afterwards. Programs look",
    c"   for the certificates of others in a directory of such files.",
];
const SECRET_ADVICE: [&CStr; 2] = [
    c"   CURVE certificate with a SECRET key: whoever has it can pass for you.",
    c"   Give it to nobody, and let nobody else read this file.",
];

/// Two are equal if their keys and their metadata are.
impl PartialEq for Cert {
    fn eq(&self, other: &Cert) -> bool {
        self.has_keys_of(other)
            && self.meta.len() == other.meta.len()
            && self
                .all_meta()
                .all(|(name, value)| other.meta(name) == Some(value))
    }
}

impl Cert {
    /// A certificate with a new key pair; with keys of zeros if libzmq has no CURVE.
    pub fn generate() -> Result<Cert> {
        if !zmq::has(c"curve") {
            return Ok(Cert::new([0; KEY_SIZE], [0; KEY_SIZE]));
        }
        let (public, secret) = zmq::curve_keypair()?;
        Ok(Cert::new(public, secret))
    }

    /// A certificate with a given key pair.
    pub fn new(public: [u8; KEY_SIZE], secret: [u8; KEY_SIZE]) -> Cert {
        Cert::with_keys(CurveKey::new(public), CurveKey::new(secret))
    }

    /// A certificate with a key pair in text form; `EINVAL` if a text is not that of a key.
    pub fn from_text(public: &CStr, secret: &CStr) -> Result<Cert> {
        Ok(Cert::with_keys(
            CurveKey::from_text(public)?,
            CurveKey::from_text(secret)?,
        ))
    }

    fn with_keys(public: CurveKey, secret: CurveKey) -> Cert {
        Cert {
            public,
            secret,
            meta: Hash::new(),
        }
    }

    /// The public key.
    pub fn public(&self) -> &CurveKey {
        &self.public
    }

    /// The secret key; zeros if it is not known.
    pub fn secret(&self) -> &CurveKey {
        &self.secret
    }

    /// True if both have the same keys.
    pub fn has_keys_of(&self, other: &Cert) -> bool {
        self.public == other.public && self.secret == other.secret
    }

    /// Adds metadata. What is there under the name stays.
    pub fn set_meta(&mut self, name: &CStr, value: &CStr) {
        self.meta.insert_with(name, || value.to_owned());
    }

    /// Removes metadata.
    pub fn unset_meta(&mut self, name: &CStr) {
        self.meta.remove(name);
    }

    /// The metadata under a name.
    pub fn meta(&self, name: &CStr) -> Option<&CStr> {
        self.meta.get(name).map(|value| &**value)
    }

    /// All metadata, in the order in which it is saved: names and values.
    pub fn all_meta(&self) -> impl Iterator<Item = (&CStr, &CStr)> {
        self.meta.iter().map(|(name, value)| (name, &**value))
    }

    /// Reads a certificate from a configuration. `EINVAL` if it has no public key of the right
    /// length, or a key that is not one. A secret key of another length is ignored.
    fn from_config(config: &Config) -> Result<Cert> {
        let value = |path| config.get(Config::ROOT, path);
        let public = CurveKey::from_text(value(c"curve/public-key").ok_or(Errno::INVAL)?)?;
        let secret = match value(c"curve/secret-key") {
            Some(text) if text.count_bytes() == zmq::KEY_TEXT_SIZE => CurveKey::from_text(text)?,
            _ => CurveKey::new([0; KEY_SIZE]),
        };
        let mut cert = Cert::with_keys(public, secret);
        if let Some(meta) = config.locate(Config::ROOT, c"metadata") {
            for id in config.children(meta) {
                if let (Some(name), Some(value)) = (config.name(id), config.value(id)) {
                    cert.set_meta(name, value);
                }
            }
        }
        Ok(cert)
    }

    /// Loads a certificate from its secret file, or if that cannot be read, from its public one.
    /// Syntax errors are reported on the standard output.
    pub fn load(name: &CStr) -> Result<Cert> {
        let config = Config::load(&secret_name(name)).or_else(|_| Config::load(name))?;
        Cert::from_config(&config)
    }

    /// Saves the public file, then the secret one.
    pub fn save(&self, name: &CStr) -> Result<()> {
        self.save_public(name)?;
        self.save_secret(&secret_name(name))
    }

    /// Saves the public file. `EINVAL`, as for other saving, if there is metadata that cannot be
    /// expressed in it.
    pub fn save_public(&self, name: &CStr) -> Result<()> {
        let text = self.to_text(&PUBLIC_ADVICE, false)?;
        file::write(name, &text, Access::Shared).map(drop)
    }

    /// Saves both keys in one file, which its owner alone can read, under the very name given.
    pub fn save_secret(&self, name: &CStr) -> Result<()> {
        let text = self.to_text(&SECRET_ADVICE, true)?;
        file::write(name, &text, Access::Private).map(drop)
    }

    fn to_text(&self, advice: &[&CStr], with_secret: bool) -> Result<Vec<u8>> {
        let mut config = Config::new(Some(c"root"));
        let mut comment = |line: &CStr| config.add_comment(Config::ROOT, line);
        comment(&clock::local_time(c"   Generated on %Y-%m-%d %H:%M:%S."));
        advice.iter().for_each(|line| comment(line));
        let section = config.add_child(Config::ROOT, Some(c"metadata"));
        for (name, value) in self.all_meta() {
            if !config::is_name(name.to_bytes()) {
                return Err(Errno::INVAL);
            }
            let id = config.add_child(section, Some(name));
            config.set_value(id, Some(value));
        }
        let section = config.add_child(Config::ROOT, Some(c"curve"));
        let mut add = |name, key: &CurveKey| {
            let id = config.add_child(section, Some(name));
            config.set_value(id, Some(key.text()));
        };
        add(c"public-key", &self.public);
        if with_secret {
            add(c"secret-key", &self.secret);
        }
        Ok(config.to_text(Config::ROOT)?)
    }

    /// Logs the certificate, the secret key included.
    pub fn log(&self) {
        let line =
            |parts: &[&[u8]]| log::write(Level::Info, &[b"zcert: ", &*parts.concat()].concat());
        let value = |name: &[u8], value: &CStr| {
            line(&[b"    ", name, b" = \"", value.to_bytes(), b"\""]);
        };
        line(&[b"metadata"]);
        for (name, text) in self.all_meta() {
            value(name.to_bytes(), text);
        }
        line(&[b"curve"]);
        value(b"public-key", self.public.text());
        value(b"secret-key", self.secret.text());
    }
}

/// The name of the secret file that goes with a public one.
fn secret_name(name: &CStr) -> CString {
    let mut name = name.to_bytes().to_vec();
    name.extend_from_slice(b"_secret");
    CString::new(name).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Cert> {
        Cert::from_config(&Config::parse(text.as_bytes()).unwrap())
    }

    const KEY: &str = "0123456789abcdefghijABCDEFGHIJ0123456789";

    #[test]
    fn a_bad_public_key_is_no_certificate() {
        assert!(read(&format!("curve\n    public-key = '{KEY}'")).is_ok());
        for bad in [
            format!("public-key = '{KEY}'"),
            format!("curve\n    secret-key = '{KEY}'"),
            format!("curve\n    public-key = '{KEY}0'"),
            format!("curve\n    public-key = '{}'", KEY.replace('5', " ")),
            format!("curve\n    public-key = '{}'", KEY.replace("0123", "~~~~")),
        ] {
            assert_eq!(read(&bad).err(), Some(Errno::INVAL), "{bad}");
        }
    }

    #[test]
    fn a_secret_key_is_taken_or_ignored_or_refused() {
        let with = |secret: &str| {
            read(&format!(
                "curve\n    public-key = '{KEY}'\n    secret-key = '{secret}'"
            ))
        };
        assert_eq!(with(KEY).unwrap().secret().text().to_str(), Ok(KEY));
        assert_eq!(with("short").unwrap().secret().bytes(), &[0; KEY_SIZE]);
        assert!(with(&KEY.replace('5', " ")).is_err());
    }

    #[test]
    fn a_generated_pair_belongs_together() {
        let cert = Cert::generate().unwrap();
        assert!(!cert.has_keys_of(&Cert::generate().unwrap()));
        let copy = Cert::from_text(cert.public().text(), cert.secret().text()).unwrap();
        assert!(cert.has_keys_of(&copy));
        assert!(Cert::from_text(cert.public().text(), c"").is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            public: [u8; KEY_SIZE],
            secret: [u8; KEY_SIZE],
            meta in proptest::collection::vec(("[a-z]{1,2}", "[^\0\n\"]*"), 0..9),
        ) {
            let mut cert = Cert::new(public, secret);
            for (name, value) in meta {
                cert.set_meta(&CString::new(name).unwrap(), &CString::new(value).unwrap());
            }
            let text = cert.to_text(&SECRET_ADVICE, true).unwrap();
            let copy = Cert::from_config(&Config::parse(&text).unwrap()).unwrap();
            prop_assert!(cert.has_keys_of(&copy));
            for (name, value) in cert.all_meta() {
                prop_assert_eq!(copy.meta(name), Some(value));
            }
            prop_assert_eq!(cert.all_meta().count(), copy.all_meta().count());
        }

        #[test]
        fn metadata_that_cannot_be_expressed_is_refused(name in "[a/ #]{0,3}", value in "[\n'\"#]*") {
            let mut cert = Cert::new([1; KEY_SIZE], [2; KEY_SIZE]);
            cert.set_meta(&CString::new(&*name).unwrap(), &CString::new(&*value).unwrap());
            if let Ok(text) = cert.to_text(&PUBLIC_ADVICE, false) {
                let copy = Cert::from_config(&Config::parse(&text).unwrap()).unwrap();
                let name = CString::new(name).unwrap();
                prop_assert_eq!(copy.meta(&name).unwrap().to_bytes(), value.as_bytes());
            }
        }
    }
}

//! CURVE certificates.

use std::path::Path;
use std::ptr::NonNull;

use crate::ffi::{self, zcert_t};
use crate::socket::Socket;
use crate::text::{self, AS_IS};
use crate::{Error, Result};

/// The bytes of a key.
const KEY_SIZE: usize = 32;
/// Its characters as text.
const KEY_LENGTH: usize = 40;

/// True if a text is a CURVE key in libzmq's encoding, Z85: 40 characters.
pub fn is_curve_key(key: &str) -> bool {
    let Ok(key) = text::to_c(key) else {
        return false;
    };
    let mut bytes = [0; KEY_SIZE];
    // SAFETY: of 40 characters libzmq makes 32 bytes, for which there is room.
    key.count_bytes() == KEY_LENGTH
        && !unsafe { ffi::zmq_z85_decode(bytes.as_mut_ptr(), key.as_ptr()) }.is_null()
}

/// A pair of CURVE keys, or a public one alone, with metadata (`zcert`).
#[derive(Debug)]
pub struct Cert(NonNull<zcert_t>);

// SAFETY: a certificate has no tie to the thread that made it, and is not `Sync`.
unsafe impl Send for Cert {}

impl Cert {
    /// A certificate with fresh keys. Fails if libzmq has no CURVE ([`has_curve`](crate::has_curve)).
    pub fn generate() -> Result<Cert> {
        if !crate::has_curve() {
            return Err(Error::INVALID);
        }
        // SAFETY: it takes nothing; the certificate is nobody else's.
        unsafe { Cert::from_ptr(ffi::zcert_new()) }.ok_or_else(Error::last)
    }

    /// A certificate with these keys.
    pub fn from_keys(public: &[u8; KEY_SIZE], secret: &[u8; KEY_SIZE]) -> Cert {
        // SAFETY: both point to 32 bytes, which are copied during the call.
        unsafe { Cert::from_ptr(ffi::zcert_new_from(public.as_ptr(), secret.as_ptr())) }
            .expect("memory for a certificate")
    }

    /// Loads a certificate from a file, with the secret key if there is a file `FILE_secret` beside it.
    pub fn load(file: impl AsRef<Path>) -> Result<Cert> {
        let file = text::path(file.as_ref())?;
        // SAFETY: the string lives during the call; the certificate is nobody else's.
        unsafe { Cert::from_ptr(ffi::zcert_load(file.as_ptr())) }.ok_or_else(Error::last)
    }

    /// Takes a certificate over from C; `None` for NULL.
    ///
    /// # Safety
    ///
    /// The pointer is NULL or that of a certificate which is the caller's to destroy.
    pub unsafe fn from_ptr(cert: *mut zcert_t) -> Option<Cert> {
        NonNull::new(cert).map(Cert)
    }

    /// The certificate for C, which may use it as long as this value lives.
    pub fn as_ptr(&self) -> *mut zcert_t {
        self.0.as_ptr()
    }

    /// The public key.
    pub fn public_key(&self) -> [u8; KEY_SIZE] {
        // SAFETY: the certificate is alive, and has 32 bytes there.
        unsafe { *ffi::zcert_public_key(self.as_ptr()).cast() }
    }

    /// The secret key; `None` if it is not known.
    pub fn secret_key(&self) -> Option<[u8; KEY_SIZE]> {
        // SAFETY: the certificate is alive, and has 32 bytes there.
        let key: [u8; KEY_SIZE] = unsafe { *ffi::zcert_secret_key(self.as_ptr()).cast() };
        (key != [0; KEY_SIZE]).then_some(key)
    }

    /// The public key, as 40 characters.
    pub fn public_text(&self) -> String {
        // SAFETY: the certificate is alive; its string is copied at once.
        unsafe { text::lossy(ffi::zcert_public_txt(self.as_ptr())) }.unwrap_or_default()
    }

    /// The secret key, as 40 characters; `None` if it is not known.
    pub fn secret_text(&self) -> Option<String> {
        self.secret_key()?;
        // SAFETY: the certificate is alive; its string is copied at once.
        unsafe { text::lossy(ffi::zcert_secret_txt(self.as_ptr())) }
    }

    /// Sets an item of the metadata.
    pub fn set_meta(&mut self, name: &str, value: &str) -> Result<()> {
        let (name, value) = (text::to_c(name)?, text::to_c(value)?);
        // SAFETY: the certificate is alive; the format takes one string; strings are copied.
        unsafe { ffi::zcert_set_meta(self.as_ptr(), name.as_ptr(), AS_IS, value.as_ptr()) }
        Ok(())
    }

    /// An item of the metadata.
    pub fn meta(&self, name: &str) -> Option<String> {
        let name = text::to_c(name).ok()?;
        // SAFETY: the certificate is alive; its string is copied at once.
        unsafe { text::lossy(ffi::zcert_meta(self.as_ptr(), name.as_ptr())) }
    }

    /// Writes the public key to a file, and both keys to `FILE_secret`.
    pub fn save(&self, file: impl AsRef<Path>) -> Result<()> {
        let file = text::path(file.as_ref())?;
        // SAFETY: the certificate is alive, the string lives during the call.
        match unsafe { ffi::zcert_save(self.as_ptr(), file.as_ptr()) } {
            0 => Ok(()),
            _ => Err(Error::last()),
        }
    }

    /// Writes the public key to a file.
    pub fn save_public(&self, file: impl AsRef<Path>) -> Result<()> {
        let file = text::path(file.as_ref())?;
        // SAFETY: the certificate is alive, the string lives during the call.
        match unsafe { ffi::zcert_save_public(self.as_ptr(), file.as_ptr()) } {
            0 => Ok(()),
            _ => Err(Error::last()),
        }
    }

    /// Gives the keys to a socket, for connections made from now on.
    pub fn apply(&self, socket: &Socket) {
        // SAFETY: both are alive.
        unsafe { ffi::zcert_apply(self.as_ptr(), socket.as_ptr().cast()) }
    }
}

impl Drop for Cert {
    fn drop(&mut self) {
        // SAFETY: the certificate is this value's own, and not used any more.
        unsafe { ffi::zcert_destroy(&mut self.as_ptr()) }
    }
}

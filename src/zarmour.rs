//! zarmour: bytes as armoured text.
//!
//! An armour writes bytes as text that survives where only characters do, and reads them back. The
//! mode says which alphabet is used; base 64 and base 32 can be padded, and all but Z85 be broken
//! into lines.

use std::ffi::{CStr, c_char, c_int};
use std::ptr;

use crate::abi::{breach, bytes, give, give_opt, give_text, handle, self_test, take, text};
use crate::zchunk::{zchunk_data, zchunk_destroy, zchunk_size, zchunk_t};
use crate::zstr::zstr_free;
use czmq_c_abi::Tagged;
use czmq_core::containers::chunk::Chunk;
use czmq_core::formats::armour::{Armour, Mode};
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};

/// An armour handle.
pub type zarmour_t = Armour;

/// Creates an armour: padded base 64, in one line. The caller destroys it.
#[unsafe(no_mangle)]
pub extern "C" fn zarmour_new() -> *mut zarmour_t {
    give_opt(Some(Box::default()))
}

/// Destroys an armour and sets the caller's variable to NULL; nothing if it is NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zarmour_destroy(self_p: *mut *mut zarmour_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "zarmour_destroy") });
}

/// Returns bytes as text. The caller frees it. Returns NULL, errno EINVAL, if the mode is
/// unknown, or if it is Z85 and `size` is not a multiple of 4. Returns NULL, errno ENOMEM, if
/// memory runs out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zarmour_encode(
    self_: *mut zarmour_t,
    data: *const u8,
    size: usize,
) -> *mut c_char {
    const ME: &str = "zarmour_encode";
    // SAFETY: `self_` is a handle.
    let armour = unsafe { handle(self_, ME) };
    if data.is_null() {
        breach(ME, "data is NULL");
    }
    // SAFETY: `data` is a buffer of `size` bytes.
    match armour.encode(unsafe { bytes(data.cast(), size) }) {
        Ok(text) => give_text(&text),
        Err(error) => {
            error.set();
            ptr::null_mut()
        }
    }
}

/// Returns the bytes of a text, and a terminating zero that counts in the chunk's size. Padding is
/// optional. Characters outside the alphabet are skipped, but unless they are line ends, or end a
/// text in base 64 or base 32, they count towards the size and leave zeros at the end. For invalid
/// Z85 and for an unknown mode, returns a chunk of size 0, with errno EINVAL. Returns NULL, errno
/// ENOMEM, if memory runs out. The caller destroys the chunk.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zarmour_decode(
    self_: *mut zarmour_t,
    data: *const c_char,
) -> *mut zchunk_t {
    const ME: &str = "zarmour_decode";
    // SAFETY: `self_` is a handle, and `data` is a text.
    let (armour, text) = unsafe { (handle(self_, ME), text(data, ME).to_bytes()) };
    give(decoded(armour, text).map(Tagged::boxed))
}

/// The chunk for a text.
fn decoded(armour: &Armour, text: &[u8]) -> Result<Chunk> {
    if armour.known_mode() == Some(Mode::Z85) && text.is_empty() {
        return Chunk::with_room(1);
    }
    match armour.decode(text) {
        Ok(bytes) => {
            let mut chunk = Chunk::with_room(bytes.len() + 1)?;
            chunk.append(&bytes);
            chunk.append(&[0]);
            Ok(chunk)
        }
        Err(Errno::INVAL) => {
            let chunk = Chunk::with_room(text.len() / 5 * 4 + 1)?;
            Errno::INVAL.set();
            Ok(chunk)
        }
        Err(error) => Err(error),
    }
}

/// Returns the mode, one of ZARMOUR_MODE_....
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zarmour_mode(self_: *mut zarmour_t) -> c_int {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zarmour_mode") }.mode
}

/// Returns the mode as a word: "base64", "base64url", "base32", "base32hex", "base16", "z85", or
/// "unknown". The text is static.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zarmour_mode_str(self_: *mut zarmour_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    mode_word(unsafe { handle(self_, "zarmour_mode_str") }).as_ptr()
}

fn mode_word(armour: &Armour) -> &'static CStr {
    match armour.known_mode() {
        Some(Mode::Base64) => c"base64",
        Some(Mode::Base64Url) => c"base64url",
        Some(Mode::Base32) => c"base32",
        Some(Mode::Base32Hex) => c"base32hex",
        Some(Mode::Base16) => c"base16",
        Some(Mode::Z85) => c"z85",
        None => c"unknown",
    }
}

/// Sets the mode, one of ZARMOUR_MODE_...; ZARMOUR_MODE_BASE64_STD by default.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zarmour_set_mode(self_: *mut zarmour_t, mode: c_int) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zarmour_set_mode") }.mode = mode;
}

/// Returns true if texts in base 64 and base 32 are padded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zarmour_pad(self_: *mut zarmour_t) -> bool {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zarmour_pad") }.pad
}

/// Turns padding on, the default, or off.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zarmour_set_pad(self_: *mut zarmour_t, pad: bool) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zarmour_set_pad") }.pad = pad;
}

/// Returns the padding character.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zarmour_pad_char(self_: *mut zarmour_t) -> c_char {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zarmour_pad_char") }.pad_character as c_char
}

/// Sets the padding character, '=' at first. In a text that is decoded it ends a group of
/// characters, unless it is in the alphabet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zarmour_set_pad_char(self_: *mut zarmour_t, pad_char: c_char) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zarmour_set_pad_char") }.pad_character = pad_char as u8;
}

/// Returns true if texts are broken into lines.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zarmour_line_breaks(self_: *mut zarmour_t) -> bool {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zarmour_line_breaks") }.line_breaks
}

/// Turns line breaks on, or off, the default. Z85 has none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zarmour_set_line_breaks(self_: *mut zarmour_t, line_breaks: bool) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zarmour_set_line_breaks") }.line_breaks = line_breaks;
}

/// Returns the length of lines.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zarmour_line_length(self_: *mut zarmour_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zarmour_line_length") }.line_length
}

/// Sets the length of lines, 72 by default; 0 writes a single line.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zarmour_set_line_length(self_: *mut zarmour_t, line_length: usize) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zarmour_set_line_length") }.line_length = line_length;
}

/// Logs the settings at debug level.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zarmour_print(self_: *mut zarmour_t) {
    // SAFETY: `self_` is a handle.
    let armour = unsafe { handle(self_, "zarmour_print") };
    let line = |name: &[u8], value: &[u8]| log::write(Level::Debug, &[name, value].concat());
    line(b"zarmour:", b"");
    line(b"    mode:        ", mode_word(armour).to_bytes());
    line(b"    pad:         ", armour.pad.to_string().as_bytes());
    line(b"    pad_char:    ", &[b'\'', armour.pad_character, b'\'']);
    line(
        b"    line_breaks: ",
        armour.line_breaks.to_string().as_bytes(),
    );
    line(
        b"    line_length: ",
        armour.line_length.to_string().as_bytes(),
    );
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zarmour_test(_verbose: bool) {
    // SAFETY: the calls keep the contract; the test is a program like any other.
    self_test("zarmour", || unsafe {
        let mut armour = zarmour_new();
        assert_eq!(CStr::from_ptr(zarmour_mode_str(armour)), c"base64");
        assert!(zarmour_pad(armour));
        assert_eq!(zarmour_pad_char(armour), b'=' as c_char);
        assert!(!zarmour_line_breaks(armour));
        assert_eq!(zarmour_line_length(armour), 72);
        for (mode, expected) in [
            (0, c"Zm9vYg=="),
            (1, c"Zm9vYg=="),
            (2, c"MZXW6YQ="),
            (3, c"CPNMUOG="),
            (4, c"666F6F62"),
            (5, c"w]zP%"),
        ] {
            zarmour_set_mode(armour, mode);
            assert_eq!(zarmour_mode(armour), mode);
            let mut text = zarmour_encode(armour, c"foob".as_ptr().cast(), 4);
            assert_eq!(CStr::from_ptr(text), expected);
            let mut chunk = zarmour_decode(armour, text);
            assert_eq!(zchunk_size(chunk), 5);
            assert_eq!(CStr::from_ptr(zchunk_data(chunk).cast()), c"foob");
            zchunk_destroy(&mut chunk);
            zstr_free(&mut text);
        }
        assert!(zarmour_encode(armour, c"foo".as_ptr().cast(), 3).is_null());
        let mut chunk = zarmour_decode(armour, c"Hell".as_ptr());
        assert_eq!(zchunk_size(chunk), 0);
        zchunk_destroy(&mut chunk);

        zarmour_set_mode(armour, 0);
        zarmour_set_pad_char(armour, b'*' as c_char);
        zarmour_set_line_breaks(armour, true);
        zarmour_set_line_length(armour, 5);
        let mut text = zarmour_encode(armour, c"foob".as_ptr().cast(), 4);
        assert_eq!(CStr::from_ptr(text), c"Zm9vY\ng**");
        zstr_free(&mut text);
        zarmour_set_pad(armour, false);
        text = zarmour_encode(armour, c"foob".as_ptr().cast(), 4);
        assert_eq!(CStr::from_ptr(text), c"Zm9vY\ng");
        zstr_free(&mut text);
        zarmour_destroy(&mut armour);
        assert!(armour.is_null());
        zarmour_destroy(&mut armour);
    });
}

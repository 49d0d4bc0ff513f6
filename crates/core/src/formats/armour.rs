//! Bytes as text: base 64, base 32, base 16 and Z85.

use czmq_sys::errno::{Errno, Result};

/// An alphabet whose characters stand for some bits each.
struct Alphabet {
    characters: &'static [u8],
    /// Bits of a character.
    bits: u32,
    /// What each byte stands for, or [`STRAY`].
    values: [u8; 256],
    /// Characters that padding fills up to a multiple of; 1 if there is no padding.
    group: usize,
}

/// Marks bytes that are not in the alphabet.
const STRAY: u8 = 0xFF;

impl Alphabet {
    const fn new(characters: &'static [u8], group: usize, any_case: bool) -> Alphabet {
        let mut values = [STRAY; 256];
        let mut value = 0;
        while value < characters.len() {
            values[characters[value] as usize] = value as u8;
            if any_case {
                values[characters[value].to_ascii_lowercase() as usize] = value as u8;
            }
            value += 1;
        }
        Alphabet {
            characters,
            bits: characters.len().ilog2(),
            values,
            group,
        }
    }

    fn encode(&self, bytes: &[u8], text: &mut Vec<u8>) {
        let mask = (1 << self.bits) - 1;
        let (mut window, mut have) = (0_u32, 0);
        for &byte in bytes {
            window = window << 8 | u32::from(byte);
            have += 8;
            while have >= self.bits {
                have -= self.bits;
                text.push(self.characters[(window >> have & mask) as usize]);
            }
        }
        if have > 0 {
            text.push(self.characters[(window << (self.bits - have) & mask) as usize]);
        }
    }

    /// Adds what one run of groups stands for. All its characters but line ends count for the
    /// size, as in CZMQ: strays leave zeros behind. What may be padding, at the end, does not.
    fn decode(&self, run: &[u8], bytes: &mut Vec<u8>) {
        let known = |byte: &u8| self.values[usize::from(*byte)] != STRAY;
        let run = if self.group > 1 {
            &run[..run.iter().rposition(known).map_or(0, |last| last + 1)]
        } else {
            run
        };
        let counted = run.iter().filter(|&&byte| byte != b'\n').count();
        let end = bytes.len() + counted * self.bits as usize / 8;
        let (mut window, mut have) = (0_u32, 0);
        for &byte in run {
            let value = self.values[usize::from(byte)];
            if value == STRAY {
                continue;
            }
            window = window << self.bits | u32::from(value);
            have += self.bits;
            if have >= 8 {
                have -= 8;
                bytes.push((window >> have) as u8);
            }
        }
        bytes.resize(end, 0);
    }
}

static BASE64: Alphabet = Alphabet::new(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    4,
    false,
);
static BASE64_URL: Alphabet = Alphabet::new(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
    4,
    false,
);
static BASE32: Alphabet = Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 8, true);
static BASE32_HEX: Alphabet = Alphabet::new(b"0123456789ABCDEFGHIJKLMNOPQRSTUV", 8, true);
static BASE16: Alphabet = Alphabet::new(b"0123456789ABCDEF", 1, true);

const Z85: &[u8; 85] =
    b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

/// What each byte stands for in Z85, or [`STRAY`].
static Z85_VALUES: [u8; 256] = {
    let mut values = [STRAY; 256];
    let mut value = 0;
    while value < Z85.len() {
        values[Z85[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// Where the bytes are four to a group, whose number has five digits.
fn encode_z85(bytes: &[u8], text: &mut Vec<u8>) -> Result<()> {
    let (groups, rest) = bytes.as_chunks();
    if !rest.is_empty() {
        return Err(Errno::INVAL);
    }
    for group in groups {
        let number = u32::from_be_bytes(*group);
        for power in (0..5).rev() {
            text.push(Z85[(number / 85_u32.pow(power) % 85) as usize]);
        }
    }
    Ok(())
}

fn decode_z85(text: &[u8], bytes: &mut Vec<u8>) -> Result<()> {
    let (groups, rest) = text.as_chunks::<5>();
    if !rest.is_empty() {
        return Err(Errno::INVAL);
    }
    for group in groups {
        let mut number = 0_u64;
        for &character in group {
            let value = Z85_VALUES[usize::from(character)];
            if value == STRAY {
                return Err(Errno::INVAL);
            }
            number = number * 85 + u64::from(value);
        }
        let number = u32::try_from(number).map_err(|_| Errno::INVAL)?;
        bytes.extend_from_slice(&number.to_be_bytes());
    }
    Ok(())
}

/// A way to write bytes as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Base 64.
    Base64,
    /// Base 64 with the alphabet for URLs and file names.
    Base64Url,
    /// Base 32.
    Base32,
    /// Base 32 with the extended hexadecimal alphabet.
    Base32Hex,
    /// Base 16.
    Base16,
    /// Z85, as in ZeroMQ's RFC 32.
    Z85,
}

impl Mode {
    /// All modes, in the order of their numbers from 0.
    pub const ALL: [Mode; 6] = [
        Mode::Base64,
        Mode::Base64Url,
        Mode::Base32,
        Mode::Base32Hex,
        Mode::Base16,
        Mode::Z85,
    ];

    /// The mode's alphabet; none for Z85.
    fn alphabet(self) -> Option<&'static Alphabet> {
        match self {
            Mode::Base64 => Some(&BASE64),
            Mode::Base64Url => Some(&BASE64_URL),
            Mode::Base32 => Some(&BASE32),
            Mode::Base32Hex => Some(&BASE32_HEX),
            Mode::Base16 => Some(&BASE16),
            Mode::Z85 => None,
        }
    }
}

/// How to write bytes as text, and to read them back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Armour {
    /// The mode's number; anything, as long as nothing is to be written or read.
    pub mode: i32,
    /// True if texts are padded.
    pub pad: bool,
    /// What they are padded with.
    pub pad_character: u8,
    /// True if texts are broken into lines; those of Z85 never are.
    pub line_breaks: bool,
    /// The length of lines; 0 means that there is only one.
    pub line_length: usize,
}

impl Default for Armour {
    /// Padded base 64 in one line.
    fn default() -> Armour {
        Armour {
            mode: 0,
            pad: true,
            pad_character: b'=',
            line_breaks: false,
            line_length: 72,
        }
    }
}

impl Armour {
    /// The mode; `None` if there is none of its number.
    pub fn known_mode(&self) -> Option<Mode> {
        let number = usize::try_from(self.mode).ok()?;
        Mode::ALL.get(number).copied()
    }

    /// Writes bytes. `INVAL` if the mode is unknown, or is Z85 and their number no multiple of 4.
    pub fn encode(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        let mode = self.known_mode().ok_or(Errno::INVAL)?;
        let mut text = with_room(match mode.alphabet() {
            Some(alphabet) => (bytes.len() * 8)
                .div_ceil(alphabet.bits as usize)
                .next_multiple_of(alphabet.group),
            None => bytes.len() / 4 * 5,
        })?;
        let Some(alphabet) = mode.alphabet() else {
            encode_z85(bytes, &mut text)?;
            return Ok(text);
        };
        alphabet.encode(bytes, &mut text);
        if self.pad {
            let padded = text.len().next_multiple_of(alphabet.group);
            text.resize(padded, self.pad_character);
        }
        if self.line_breaks && self.line_length > 0 && text.len() > self.line_length {
            let breaks = (text.len() - 1) / self.line_length;
            let mut lines = with_room(text.len() + breaks)?;
            for line in text.chunks(self.line_length) {
                if !lines.is_empty() {
                    lines.push(b'\n');
                }
                lines.extend_from_slice(line);
            }
            text = lines;
        }
        Ok(text)
    }

    /// Reads bytes. Where there may be padding, what follows the last character of the alphabet is
    /// dropped, and padding further in ends a group. `INVAL` if the mode is unknown, or the text is no Z85.
    pub fn decode(&self, text: &[u8]) -> Result<Vec<u8>> {
        let mode = self.known_mode().ok_or(Errno::INVAL)?;
        let mut bytes = with_room(text.len())?;
        let Some(alphabet) = mode.alphabet() else {
            decode_z85(text, &mut bytes)?;
            return Ok(bytes);
        };
        let pad = self.pad_character;
        if alphabet.group > 1 && alphabet.values[usize::from(pad)] == STRAY {
            for run in text.split(|&byte| byte == pad) {
                alphabet.decode(run, &mut bytes);
            }
        } else {
            alphabet.decode(text, &mut bytes);
        }
        Ok(bytes)
    }
}

/// An empty buffer with room for so many bytes.
fn with_room(size: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(size).map_err(|_| Errno::NOMEM)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn armour(mode: Mode) -> Armour {
        Armour {
            mode: mode as i32,
            ..Armour::default()
        }
    }

    #[test]
    fn known_texts() {
        // The test vectors of RFC 4648.
        for (mode, texts) in [
            (
                Mode::Base64,
                [
                    "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy",
                ],
            ),
            (
                Mode::Base32,
                [
                    "",
                    "MY======",
                    "MZXQ====",
                    "MZXW6===",
                    "MZXW6YQ=",
                    "MZXW6YTB",
                    "MZXW6YTBOI======",
                ],
            ),
            (
                Mode::Base32Hex,
                [
                    "",
                    "CO======",
                    "CPNG====",
                    "CPNMU===",
                    "CPNMUOG=",
                    "CPNMUOJ1",
                    "CPNMUOJ1E8======",
                ],
            ),
            (
                Mode::Base16,
                [
                    "",
                    "66",
                    "666F",
                    "666F6F",
                    "666F6F62",
                    "666F6F6261",
                    "666F6F626172",
                ],
            ),
        ] {
            for (length, text) in texts.iter().enumerate() {
                let bytes = &b"foobar"[..length];
                assert_eq!(armour(mode).encode(bytes).unwrap(), text.as_bytes());
                assert_eq!(armour(mode).decode(text.as_bytes()).unwrap(), bytes);
            }
        }
        // That of RFC 32.
        let bytes = [0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B];
        assert_eq!(armour(Mode::Z85).encode(&bytes).unwrap(), b"HelloWorld");
        assert_eq!(armour(Mode::Z85).decode(b"HelloWorld").unwrap(), bytes);
        assert_eq!(
            armour(Mode::Base64Url).encode(b"\xFB\xFF").unwrap(),
            b"-_8="
        );
    }

    #[test]
    fn what_is_not_of_the_alphabet() {
        for (mode, text, bytes) in [
            (Mode::Base64, "Zm9v\nYg==\n", "foob"),
            (Mode::Base64, "Zg==Zg==", "ff"),
            (Mode::Base64, "====", ""),
            (Mode::Base64, "Z", ""),
            (Mode::Base64, "Zm  9v", "foo\0"),
            (Mode::Base32, "MY======MY======", "ff"),
            (Mode::Base32, "M", ""),
            (Mode::Base32, "MZX", "f"),
            (Mode::Base32, "mzxw6y", "foo"),
            (Mode::Base16, "66 66", "ff"),
            (Mode::Base16, "66==66", "ff\0"),
            (Mode::Base16, "666", "f"),
            (Mode::Base16, "66====\n", "f\0\0"),
        ] {
            let read = armour(mode).decode(text.as_bytes()).unwrap();
            assert_eq!(read, bytes.as_bytes(), "{text}");
        }
    }

    #[test]
    fn what_is_refused() {
        let z85 = armour(Mode::Z85);
        assert_eq!(z85.encode(b"five!"), Err(Errno::INVAL));
        for text in ["Hell", "Hel o", "#####", "HelloHell"] {
            assert_eq!(z85.decode(text.as_bytes()), Err(Errno::INVAL), "{text}");
        }
        for mode in [-1, 6, i32::MIN, i32::MAX] {
            let armour = Armour {
                mode,
                ..Armour::default()
            };
            assert_eq!(armour.known_mode(), None);
            assert_eq!(armour.encode(b"abcd"), Err(Errno::INVAL));
            assert_eq!(armour.decode(b"abcde"), Err(Errno::INVAL));
        }
    }

    fn armours() -> impl Strategy<Value = Armour> {
        (0..6, any::<bool>(), any::<bool>(), 0..100_usize).prop_map(
            |(mode, pad, line_breaks, line_length)| Armour {
                mode,
                pad,
                pad_character: b'*',
                line_breaks,
                line_length,
            },
        )
    }

    proptest! {
        #[test]
        fn bytes_come_back(armour in armours(), mut bytes: Vec<u8>) {
            if armour.known_mode() == Some(Mode::Z85) {
                bytes.truncate(bytes.len() / 4 * 4);
            }
            let text = armour.encode(&bytes).unwrap();
            prop_assert_eq!(armour.decode(&text).unwrap(), bytes);
        }

        #[test]
        fn no_bytes_do_harm(mut armour in armours(), pad_character: u8, text: Vec<u8>) {
            armour.pad_character = pad_character;
            if let Ok(bytes) = armour.decode(&text) {
                prop_assert!(bytes.len() <= text.len());
            }
        }

        #[test]
        fn lines_have_their_length(mut armour in armours(), bytes: Vec<u8>) {
            armour.mode = Mode::Base16 as i32;
            armour.line_breaks = true;
            let text = armour.encode(&bytes).unwrap();
            let lines: Vec<_> = text.split(|&byte| byte == b'\n').collect();
            if let Some((last, full)) = lines.split_last() {
                prop_assert!(full.iter().all(|line| line.len() == armour.line_length));
                prop_assert!(!last.is_empty() || bytes.is_empty());
            }
        }
    }
}

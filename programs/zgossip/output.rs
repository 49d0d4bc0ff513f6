//! What goes to the standard output: lines to read and to cut, or one JSON object a line.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, ErrorKind, Write};

use serde_json::{Map, Value};

use crate::node::Event;
use crate::{Result, Stop};

#[derive(Clone, Copy)]
pub struct Output {
    pub json: bool,
}

/// Text as it is, but control characters, which could end a line or a column, as escapes.
fn visible(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.iter().any(u8::is_ascii_control) {
        return bytes.into();
    }
    let mut text = Vec::new();
    for &byte in bytes {
        match byte {
            b'\n' => text.extend(b"\\n"),
            b'\t' => text.extend(b"\\t"),
            b'\r' => text.extend(b"\\r"),
            _ if byte.is_ascii_control() => text.extend(format!("\\x{byte:02x}").bytes()),
            _ => text.push(byte),
        }
    }
    text.into()
}

/// A member of an object. JSON has no bytes that are no text: they go in hexadecimal digits, under
/// the name with `_hex` behind it.
fn put(object: &mut Map<String, Value>, name: &str, bytes: &[u8]) {
    match std::str::from_utf8(bytes) {
        Ok(text) => object.insert(name.to_owned(), text.into()),
        Err(_) => {
            let mut digits = String::new();
            for byte in bytes {
                let _ = write!(digits, "{byte:02x}");
            }
            object.insert(format!("{name}_hex"), digits.into())
        }
    };
}

/// A number if it is one, so that `jq` can count with it.
fn number(bytes: &[u8]) -> Value {
    let text = String::from_utf8_lossy(bytes);
    text.parse::<u64>()
        .map_or_else(|_| text.into(), Value::from)
}

impl Output {
    /// A line of words, separated by tabs, or an object.
    fn line(self, words: &[&[u8]], object: impl FnOnce(&mut Map<String, Value>)) -> Result<()> {
        let mut line = Vec::new();
        if self.json {
            let mut members = Map::new();
            object(&mut members);
            line.extend(Value::from(members).to_string().bytes());
        } else {
            for (index, word) in words.iter().enumerate() {
                if index > 0 {
                    line.push(b'\t');
                }
                line.extend(&*visible(word));
            }
        }
        line.push(b'\n');
        self.bytes(&line)
    }

    /// Bytes as they are.
    pub fn bytes(self, bytes: &[u8]) -> Result<()> {
        let mut to = io::stdout().lock();
        match to.write_all(bytes) {
            Ok(()) => Ok(()),
            Err(error) => Err(unwritten(&error)),
        }
    }

    /// Has what was written leave.
    pub fn flush(self) -> Result<()> {
        io::stdout().flush().map_err(|error| unwritten(&error))
    }

    pub fn event(self, event: &Event) -> Result<()> {
        let tuple = |name: &str, parts: &[(&str, &[u8])]| {
            let upper = name.to_uppercase();
            let mut words = vec![upper.as_bytes()];
            words.extend(parts.iter().map(|(_, bytes)| *bytes));
            self.line(&words, |object| {
                object.insert("event".to_owned(), name.into());
                for (name, bytes) in parts {
                    put(object, name, bytes);
                }
            })
        };
        match event {
            Event::Deliver(key, value) => tuple("deliver", &[("key", key), ("value", value)]),
            Event::Remove(key) => tuple("remove", &[("key", key)]),
            Event::Expire(key) => tuple("expire", &[("key", key)]),
            Event::Refused(key, reason) => tuple("refused", &[("key", key), ("reason", reason)]),
            Event::Up(peer, ours) => {
                tuple("up", &[("peer", peer), ("kind", kind(*ours).as_bytes())])
            }
            Event::Down(peer) => tuple("down", &[("peer", peer)]),
        }
    }

    /// Where a node listens.
    pub fn bound(self, endpoint: &str) -> Result<()> {
        self.line(&[b"BOUND", endpoint.as_bytes()], |object| {
            object.insert("event".to_owned(), "bound".into());
            object.insert("endpoint".to_owned(), endpoint.into());
        })
    }

    /// Names and numbers, alternating.
    pub fn stats(self, stats: &[Vec<u8>]) -> Result<()> {
        let mut words = vec![&b"STATS"[..]];
        words.extend(stats.iter().map(|word| &**word));
        self.line(&words, |object| {
            object.insert("event".to_owned(), "stats".into());
            for pair in stats.chunks_exact(2) {
                let name = String::from_utf8_lossy(&pair[0]).into_owned();
                object.insert(name, number(&pair[1]));
            }
        })
    }

    /// A tuple, or a key alone.
    pub fn tuple(self, key: &[u8], value: Option<&[u8]>) -> Result<()> {
        let words: Vec<&[u8]> = [key].into_iter().chain(value).collect();
        self.line(&words, |object| {
            put(object, "key", key);
            if let Some(value) = value {
                put(object, "value", value);
            }
        })
    }

    /// The peers that were asked, and what kind answered; and what tuples there are.
    pub fn status(self, peers: &[(String, Option<bool>)], tuples: &[(&str, u64)]) -> Result<()> {
        let kind_of = |answer: &Option<bool>| answer.map_or("none", kind);
        if self.json {
            return self.line(&[], |object| {
                let peers = peers.iter().map(|(endpoint, answer)| {
                    let mut peer = Map::new();
                    peer.insert("endpoint".to_owned(), endpoint.as_str().into());
                    peer.insert("kind".to_owned(), kind_of(answer).into());
                    Value::from(peer)
                });
                object.insert("peers".to_owned(), peers.collect::<Vec<_>>().into());
                for (name, count) in tuples {
                    object.insert((*name).to_owned(), (*count).into());
                }
            });
        }
        for (endpoint, answer) in peers {
            let words = ["peer", endpoint, kind_of(answer)].map(str::as_bytes);
            self.line(&words, |_| {})?;
        }
        for (name, count) in tuples {
            self.line(&[name.as_bytes(), count.to_string().as_bytes()], |_| {})?;
        }
        Ok(())
    }
}

pub fn kind(ours: bool) -> &'static str {
    if ours { "ours" } else { "stock" }
}

fn unwritten(error: &io::Error) -> Stop {
    match error.kind() {
        ErrorKind::BrokenPipe => Stop::Unread,
        _ => Stop::Failed(format!("cannot write the output: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tuple_stays_one_line() {
        assert_eq!(&*visible(b"a\tb\nc\\d\x01\x7f"), br"a\tb\nc\d\x01\x7f");
        assert_eq!(&*visible("süß \\".as_bytes()), "süß \\".as_bytes());
    }
}

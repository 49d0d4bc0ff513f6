//! What comes in on the standard input: a tuple a line.

use std::io::{self, BufRead};

use serde_json::Value;

use crate::node::Bytes;
use crate::{Result, Stop};

/// What a line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    Publish {
        key: Bytes,
        value: Bytes,
        /// In milliseconds.
        ttl: Option<u64>,
    },
    Unpublish(Bytes),
}

/// The standard input, line by line, without waiting for more than there is.
pub struct Lines {
    json: bool,
    rest: Vec<u8>,
    number: usize,
}

impl Lines {
    pub fn new(json: bool) -> Lines {
        let (rest, number) = (Vec::new(), 0);
        Lines { json, rest, number }
    }

    /// Reads once, and gives the lines that are whole by now; `None` at the end of the input. What
    /// cannot be understood is an error, which names the line.
    pub fn read(&mut self) -> Result<Option<Vec<std::result::Result<Request, String>>>> {
        let mut from = io::stdin().lock();
        let read = match from.fill_buf() {
            Ok(bytes) => {
                self.rest.extend(bytes);
                bytes.len()
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                return Ok(Some(Vec::new()));
            }
            Err(error) => return Err(Stop::Failed(format!("cannot read the input: {error}"))),
        };
        from.consume(read);
        if read == 0 {
            if self.rest.is_empty() {
                return Ok(None);
            }
            // The last line may lack its end.
            self.rest.push(b'\n');
        }
        let Some(end) = self.rest.iter().rposition(|&byte| byte == b'\n') else {
            return Ok(Some(Vec::new()));
        };
        let rest = self.rest.split_off(end + 1);
        let whole = std::mem::replace(&mut self.rest, rest);
        let lines = whole[..end].split(|&byte| byte == b'\n');
        Ok(Some(lines.filter_map(|line| self.request(line)).collect()))
    }

    fn request(&mut self, line: &[u8]) -> Option<std::result::Result<Request, String>> {
        self.number += 1;
        let line = line.trim_ascii();
        if line.is_empty() {
            return None;
        }
        let request = if self.json {
            from_json(line)
        } else {
            from_text(line)
        };
        Some(request.map_err(|error| format!("line {}: {error}", self.number)))
    }
}

fn from_text(line: &[u8]) -> std::result::Result<Request, String> {
    let end = line.iter().position(u8::is_ascii_whitespace);
    let end = end.ok_or("a key without a value")?;
    let (key, value) = (
        line[..end].to_vec(),
        line[end..].trim_ascii_start().to_vec(),
    );
    tuple(key, value, None)
}

fn tuple(key: Bytes, value: Bytes, ttl: Option<u64>) -> std::result::Result<Request, String> {
    check(&key)?;
    check(&value)?;
    Ok(Request::Publish { key, value, ttl })
}

/// Tuples are strings of C.
pub fn check(text: &[u8]) -> std::result::Result<(), String> {
    if text.contains(&0) {
        return Err("keys and values cannot contain NUL".to_owned());
    }
    Ok(())
}

fn from_json(line: &[u8]) -> std::result::Result<Request, String> {
    let object: Value = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let key = member(&object, "key")?.ok_or("\"key\" is missing")?;
    let ttl = match object.get("ttl") {
        None | Some(Value::Null) => None,
        Some(ttl) => Some(
            ttl.as_u64()
                .ok_or("\"ttl\" is not a number of milliseconds")?,
        ),
    };
    if object.get("value") == Some(&Value::Null) {
        check(&key)?;
        return Ok(Request::Unpublish(key));
    }
    let value = member(&object, "value")?.ok_or("\"value\" is missing")?;
    tuple(key, value, ttl)
}

/// A member that is a text; or under its name and `_hex`, bytes that are no text.
fn member(object: &Value, name: &str) -> std::result::Result<Option<Bytes>, String> {
    let hex = format!("{name}_hex");
    if let Some(value) = object.get(name) {
        let text = value
            .as_str()
            .ok_or(format!("\"{name}\" is not a string"))?;
        return Ok(Some(text.into()));
    }
    let Some(value) = object.get(&hex) else {
        return Ok(None);
    };
    let digits = value.as_str().unwrap_or_default().as_bytes();
    let bytes = digits.chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair)
            .ok()
            .filter(|pair| pair.len() == 2)?;
        u8::from_str_radix(pair, 16).ok()
    });
    let bytes: Option<Bytes> = bytes.collect();
    bytes
        .map(Some)
        .ok_or(format!("\"{hex}\" is not hexadecimal"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publish(key: &str, value: &str, ttl: Option<u64>) -> std::result::Result<Request, String> {
        let (key, value) = (key.into(), value.into());
        Ok(Request::Publish { key, value, ttl })
    }

    #[test]
    fn a_value_is_the_rest_of_the_line() {
        assert_eq!(from_text(b"a b"), publish("a", "b", None));
        assert_eq!(from_text(b"a\t  b  c"), publish("a", "b  c", None));
        assert!(from_text(b"a").is_err());
        assert!(from_text(b"a b\0c").is_err());
    }

    #[test]
    fn an_object_says_it_exactly() {
        let object = br#"{"key": " a", "value": "b\n", "ttl": 500}"#;
        assert_eq!(from_json(object), publish(" a", "b\n", Some(500)));
        let object = br#"{"key_hex": "61", "value_hex": "62fF"}"#;
        let (key, value, ttl) = (b"a".to_vec(), b"b\xff".to_vec(), None);
        assert_eq!(from_json(object), Ok(Request::Publish { key, value, ttl }));
        let object = br#"{"key": "a", "value": null}"#;
        assert_eq!(from_json(object), Ok(Request::Unpublish(b"a".to_vec())));
        for wrong in [
            "[]",
            "{}",
            "{\"key\": \"a\"}",
            "{\"key\": 1, \"value\": \"b\"}",
            "{\"key\": \"a\", \"value_hex\": \"6\"}",
            "{\"key\": \"a\", \"value\": \"b\", \"ttl\": -1}",
            "{\"key\": \"\\u0000\", \"value\": \"b\"}",
            "{",
        ] {
            assert!(from_json(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}

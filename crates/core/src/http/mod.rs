//! HTTP: what its sides agree on (names, values, paths), and a client and a server, each an actor,
//! for programs that exchange requests and responses as messages.

#[cfg(feature = "http")]
pub mod client;
pub mod exchange;
#[cfg(feature = "http")]
pub mod intake;
#[cfg(feature = "http")]
pub mod server;

use std::ops::Range;

/// Names and values of headers.
pub type Headers = Vec<(Vec<u8>, Vec<u8>)>;

/// The longest name of a header.
pub const LONGEST_NAME: usize = 255;

/// True for a method or the name of a header.
pub fn is_token(text: &[u8]) -> bool {
    let is_mark = |byte| b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty()
        && text
            .iter()
            .all(|&byte| byte.is_ascii_alphanumeric() || is_mark(byte))
}

/// True for the value of a header: it is in one line.
pub fn is_value(text: &[u8]) -> bool {
    text.iter()
        .all(|&byte| byte == b'\t' || (byte >= b' ' && byte != 0x7f))
}

/// True if these can be sent.
pub fn are_headers(headers: &[(Vec<u8>, Vec<u8>)]) -> bool {
    headers
        .iter()
        .all(|(name, value)| name.len() <= LONGEST_NAME && is_token(name) && is_value(value))
}

/// A name as headers have it by custom, like `Content-Type`.
pub fn customary(name: &[u8]) -> Vec<u8> {
    let mut start = true;
    let letter = |byte: &u8| {
        let letter = if start {
            byte.to_ascii_uppercase()
        } else {
            byte.to_ascii_lowercase()
        };
        start = *byte == b'-';
        letter
    };
    name.iter().map(letter).collect()
}

/// Adds a header that was received. One that is there already gets the value as well, after a
/// comma.
pub fn add(headers: &mut Headers, name: &[u8], value: &[u8]) {
    let name = customary(name);
    match headers.iter_mut().find(|(known, _)| *known == name) {
        Some((_, values)) => {
            values.extend_from_slice(b", ");
            values.extend_from_slice(value);
        }
        None => headers.push((name, value.to_vec())),
    }
}

/// Where the parts of a URL stand that `%s` of a pattern match, each up to the next `/` or `?`, or
/// the end; `None` if it does not match. `%%` is a percent sign. What follows a `?` in the URL is
/// not looked at, unless the pattern has one, too.
pub fn match_url(url: &[u8], pattern: &[u8]) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut pattern = pattern.iter();
    while let Some(&byte) = pattern.next() {
        let wanted = if byte == b'%' {
            match pattern.clone().next() {
                Some(b's') => {
                    pattern.next();
                    let rest = &url[at..];
                    let is_end = |byte: &u8| matches!(byte, b'/' | b'?');
                    let end = at + rest.iter().position(is_end).unwrap_or(rest.len());
                    found.push(at..end);
                    at = end;
                    continue;
                }
                Some(b'%') => {
                    pattern.next();
                    b'%'
                }
                _ => b'%',
            }
        } else {
            byte
        };
        if url.get(at) != Some(&wanted) {
            return None;
        }
        at += 1;
    }
    matches!(url.get(at), None | Some(b'?')).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matched<'a>(url: &'a str, pattern: &str) -> Option<Vec<&'a str>> {
        let ranges = match_url(url.as_bytes(), pattern.as_bytes())?;
        Some(ranges.into_iter().map(|range| &url[range]).collect())
    }

    #[test]
    fn patterns_match_paths() {
        assert_eq!(matched("/a/b", "/a/b"), Some(vec![]));
        assert_eq!(matched("/a/b", "/a"), None);
        assert_eq!(matched("/a", "/a/b"), None);
        assert_eq!(matched("/a?x=1", "/a"), Some(vec![]));
        assert_eq!(matched("/a?x=1", "/a?x=%s"), Some(vec!["1"]));
        assert_eq!(matched("/send/me/7", "/send/%s/%s"), Some(vec!["me", "7"]));
        assert_eq!(matched("/send//", "/send/%s/%s"), Some(vec!["", ""]));
        assert_eq!(matched("/x?y/z", "/%s"), Some(vec!["x"]));
        assert_eq!(matched("/x", "/%s%s"), Some(vec!["x", ""]));
        assert_eq!(matched("/100%", "/100%%"), Some(vec![]));
        assert_eq!(matched("/100%", "/100%"), Some(vec![]));
        assert_eq!(matched("/100x", "/100%%"), None);
        assert_eq!(matched("/%s", "/%%s"), Some(vec![]));
        assert_eq!(matched("", ""), Some(vec![]));
    }

    #[test]
    fn names_have_their_usual_case() {
        assert_eq!(customary(b"x-REQUEST-id"), b"X-Request-Id");
        let mut headers = Headers::new();
        add(&mut headers, b"accept", b"a");
        add(&mut headers, b"ACCEPT", b"b");
        assert_eq!(headers, [(b"Accept".to_vec(), b"a, b".to_vec())]);
    }

    #[test]
    fn what_breaks_a_line_is_no_header() {
        assert!(is_token(b"PATCH") && !is_token(b"") && !is_token(b"A B") && !is_token(b"A\r"));
        assert!(is_value(b"a\tb \xe4") && !is_value(b"a\nb") && !is_value(b"a\0"));
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(url: Vec<u8>, pattern: Vec<u8>) {
            if let Some(ranges) = match_url(&url, &pattern) {
                for range in ranges {
                    prop_assert!(range.start <= range.end && range.end <= url.len());
                }
            }
        }

        /// What is put into a pattern comes out of the URL.
        #[test]
        fn wildcards_give_what_stands_there(words in proptest::collection::vec("[a-z%]{0,8}", 0..6)) {
            let mut url = String::new();
            let mut pattern = String::new();
            for (index, word) in words.iter().enumerate() {
                url += &format!("/{index}%/{word}");
                pattern += &format!("/{index}%%/%s");
            }
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let longer = format!("{url}?more");
            prop_assert_eq!(matched(&longer, &pattern), Some(words.clone()));
            prop_assert_eq!(matched(&url, &pattern), Some(words));
        }
    }
}

//! Expressions and routes.

use std::ffi::CStr;

use czmq_core::matching::regex::Program;
use czmq_core::matching::trie::Trie;

use crate::{Outcome, outcome};

const LONGEST: usize = 300;

/// An expression, which is also a route; a line end; and a text to match.
pub fn expression(bytes: &[u8]) -> Outcome {
    let mut parts = bytes.splitn(2, |byte| *byte == b'\n');
    let mut part = || {
        let part = parts.next().unwrap_or_default();
        &part[..part.len().min(LONGEST)]
    };
    let (expression, text) = (part(), part());
    outcome((find(expression, text), route(expression, text)))
}

/// How many groups there are, if the text matches; or what is wrong with the expression.
fn find(expression: &[u8], text: &[u8]) -> Result<usize, &'static CStr> {
    let program = Program::new(expression).map_err(|error| error.text())?;
    assert!(!program.listing().is_empty());
    let found = program.find(text);
    assert_eq!(program.find(text), found, "it is the same each time");
    let Some(captures) = found else {
        return Ok(0);
    };
    let whole = captures[0].clone().expect("something was found");
    assert!(expression.first() != Some(&b'^') || whole.start == 0);
    for group in captures.iter().flatten() {
        assert!(text.get(group.clone()).is_some());
        assert!(whole.start <= group.start && group.end <= whole.end);
    }
    Ok(captures.len())
}

/// Whether it is a route, whether the text takes it, and with how many parameters.
fn route(route: &[u8], text: &[u8]) -> (bool, bool, usize) {
    let mut trie = Trie::new(b'/');
    let inserted = trie.insert(route, 1);
    if inserted {
        assert!(!trie.insert(route, 2), "it is there");
    }
    let hit = trie.matches(text);
    assert_eq!(trie.hit().is_some(), hit);
    assert!(inserted || !hit);
    let parameters = trie.parameters().len();
    trie.listing();
    if inserted {
        assert_eq!(trie.remove(route), Some(1));
        assert!(!trie.matches(text) && trie.hit().is_none());
    }
    (inserted, hit, parameters.min(3))
}

//! Routes: paths with tokens that are texts, expressions, or all that follows.

use std::collections::HashMap;
use std::ffi::{CStr, CString};

use super::regex::Regex;

/// A token of a route that is an expression.
struct Pattern {
    /// As it stands in the route, without braces.
    text: Vec<u8>,
    names: Vec<CString>,
    regex: Regex,
}

struct TrieNode<V> {
    literals: HashMap<Vec<u8>, TrieNode<V>>,
    patterns: Vec<(Pattern, TrieNode<V>)>,
    /// What all the rest of a path leads to.
    rest: Option<Route<V>>,
    /// What a path that ends here leads to.
    route: Option<Route<V>>,
}

impl<V> Default for TrieNode<V> {
    fn default() -> TrieNode<V> {
        TrieNode {
            literals: HashMap::new(),
            patterns: Vec::new(),
            rest: None,
            route: None,
        }
    }
}

impl<V> TrieNode<V> {
    fn is_leaf(&self) -> bool {
        self.literals.is_empty() && self.patterns.is_empty() && self.rest.is_none()
    }
}

struct Route<V> {
    value: V,
    serial: u64,
}

/// What a path was found to lead to.
struct Hit<V> {
    value: V,
    serial: u64,
    parameters: Vec<(CString, CString)>,
    rest: Option<CString>,
}

/// Routes, each with a value, and the last hit.
pub struct Trie<V> {
    delimiter: u8,
    root: TrieNode<V>,
    /// Counts up from one route to the next.
    serial: u64,
    hit: Option<Hit<V>>,
}

/// A token of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    Literal(&'a [u8]),
    Pattern(&'a [u8]),
    Rest,
}

/// The part of a path that counts.
fn counting(path: &[u8], delimiter: u8) -> &[u8] {
    let start = path.iter().position(|&byte| byte == delimiter);
    let path = start.map_or(&path[..0], |start| &path[start + 1..]);
    path.strip_suffix(&[delimiter]).unwrap_or(path)
}

/// The most tokens that a route may have.
const LONGEST: usize = 256;

/// The tokens of a route; `None` if there is an empty one, or there are too many.
fn tokens(route: &[u8], delimiter: u8) -> Option<Vec<Token<'_>>> {
    let mut left = counting(route, delimiter);
    let mut tokens = Vec::new();
    while !left.is_empty() {
        // Delimiters within braces belong to an expression.
        let mut depth = 0_usize;
        let end = left.iter().position(|&byte| {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            byte == delimiter && depth == 0
        });
        let (token, rest) = match end {
            Some(end) => (&left[..end], &left[end + 1..]),
            None => (left, &left[left.len()..]),
        };
        if token.is_empty() || (end.is_some() && rest.is_empty()) || tokens.len() == LONGEST {
            return None;
        }
        tokens.push(match token {
            b"*" if rest.is_empty() => Token::Rest,
            [b'{', text @ .., b'}'] => Token::Pattern(text),
            text => Token::Literal(text),
        });
        left = rest;
    }
    Some(tokens)
}

impl Pattern {
    /// `None` if the expression is not valid.
    fn new(text: &[u8]) -> Option<Pattern> {
        let mut names = Vec::new();
        let mut expression = text;
        while let Some(colon) = expression.iter().position(|&byte| byte == b':')
            && let name = &expression[..colon]
            && !name.is_empty()
            && name
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(byte))
        {
            names.push(CString::new(name).ok()?);
            expression = &expression[colon + 1..];
        }
        let regex = Regex::new(expression);
        regex.is_valid().then(|| Pattern {
            text: text.to_vec(),
            names,
            regex,
        })
    }

    /// The values of the names in a token; `None` if it does not match.
    fn parameters(&mut self, token: &[u8]) -> Option<Vec<(CString, CString)>> {
        if !self.regex.matches(token) {
            return None;
        }
        let hits = self.regex.hits();
        let all = [CString::new(token).unwrap_or_default()];
        let values = if hits.len() > 1 { &hits[1..] } else { &all };
        let parameters = self.names.iter().cloned().zip(values.iter().cloned());
        Some(parameters.collect())
    }
}

impl<V: Copy> Trie<V> {
    /// No routes yet.
    pub fn new(delimiter: u8) -> Trie<V> {
        Trie {
            delimiter,
            root: TrieNode::default(),
            serial: 0,
            hit: None,
        }
    }

    /// Adds a route; false if it is there, has an empty token or an invalid expression, or if it
    /// and another would both lead to all that follows some token.
    pub fn insert(&mut self, route: &[u8], value: V) -> bool {
        let Some(tokens) = tokens(route, self.delimiter) else {
            return false;
        };
        // First find out whether it may be added, then change something.
        if !self.has_room(&tokens) {
            return false;
        }
        self.serial += 1;
        let route = Route {
            value,
            serial: self.serial,
        };
        let mut node = &mut self.root;
        for token in tokens {
            node = match token {
                Token::Literal(text) => node.literals.entry(text.to_vec()).or_default(),
                Token::Pattern(text) => {
                    let known = node.patterns.iter().position(|(own, _)| own.text == text);
                    let index = match (known, Pattern::new(text)) {
                        (Some(index), _) => index,
                        (None, Some(pattern)) => {
                            node.patterns.push((pattern, TrieNode::default()));
                            node.patterns.len() - 1
                        }
                        (None, None) => return false,
                    };
                    &mut node.patterns[index].1
                }
                Token::Rest => {
                    node.rest = Some(route);
                    return true;
                }
            };
        }
        node.route = Some(route);
        true
    }

    fn has_room(&self, tokens: &[Token<'_>]) -> bool {
        let mut node = Some(&self.root);
        for token in tokens {
            let here = node;
            // All the rest has no siblings.
            if here.is_some_and(|here| here.rest.is_some()) {
                return false;
            }
            node = match token {
                Token::Literal(text) => here.and_then(|here| here.literals.get(*text)),
                Token::Pattern(text) => {
                    let known = here
                        .and_then(|here| here.patterns.iter().find(|(own, _)| own.text == *text));
                    if known.is_none() && Pattern::new(text).is_none() {
                        return false;
                    }
                    known.map(|(_, node)| node)
                }
                Token::Rest => return here.is_none_or(TrieNode::is_leaf),
            };
        }
        node.is_none_or(|node| node.route.is_none())
    }

    /// Removes a route, written as it was when it was added; gives its value.
    pub fn remove(&mut self, route: &[u8]) -> Option<V> {
        let tokens = tokens(route, self.delimiter)?;
        let removed = remove(&mut self.root, &tokens)?;
        // Others are hit still.
        self.hit.take_if(|hit| hit.serial == removed.serial);
        Some(removed.value)
    }

    /// Finds the route that a path matches; true if there is one.
    pub fn matches(&mut self, path: &[u8]) -> bool {
        self.hit = None;
        let path = counting(path, self.delimiter);
        let mut left = (!path.is_empty()).then_some(path);
        let mut node = &mut self.root;
        let mut parameters = Vec::new();
        while let Some(text) = left {
            if text.is_empty() {
                return false;
            }
            if let Some(route) = &node.rest {
                self.hit = Some(Hit {
                    value: route.value,
                    serial: route.serial,
                    parameters,
                    rest: CString::new(text).ok(),
                });
                return true;
            }
            let end = text.iter().position(|&byte| byte == self.delimiter);
            let token = &text[..end.unwrap_or(text.len())];
            left = end.map(|end| &text[end + 1..]);
            if node.literals.contains_key(token) {
                let Some(next) = node.literals.get_mut(token) else {
                    return false;
                };
                node = next;
                continue;
            }
            let found = node.patterns.iter_mut().find_map(|(pattern, next)| {
                let values = pattern.parameters(token)?;
                Some((values, next))
            });
            let Some((values, next)) = found else {
                return false;
            };
            parameters.extend(values);
            node = next;
        }
        self.hit = node.route.as_ref().map(|route| Hit {
            value: route.value,
            serial: route.serial,
            parameters,
            rest: None,
        });
        self.hit.is_some()
    }

    /// The value of the route that was hit last; `None` if none was, or it is removed.
    pub fn hit(&self) -> Option<V> {
        self.hit.as_ref().map(|hit| hit.value)
    }

    /// The names of the expressions of the route that was hit last, and what they stand for.
    pub fn parameters(&self) -> &[(CString, CString)] {
        self.hit.as_ref().map_or(&[], |hit| &hit.parameters)
    }

    /// What `*` stands for in the route that was hit last, if that ends so.
    pub fn rest(&self) -> Option<&CStr> {
        self.hit.as_ref()?.rest.as_deref()
    }

    /// The values of all routes, which are no more then.
    pub fn drain(&mut self) -> Vec<V> {
        self.hit = None;
        let mut values = Vec::new();
        let mut nodes = vec![std::mem::take(&mut self.root)];
        while let Some(node) = nodes.pop() {
            values.extend(
                node.rest
                    .into_iter()
                    .chain(node.route)
                    .map(|route| route.value),
            );
            nodes.extend(node.literals.into_values());
            nodes.extend(node.patterns.into_iter().map(|(_, node)| node));
        }
        values
    }

    /// The tokens of all routes, one to a line.
    pub fn listing(&self) -> Vec<u8> {
        let mut lines = Vec::new();
        list(&self.root, 0, &mut lines);
        lines
    }
}

/// Removes a route, and the tokens that no other has.
fn remove<V>(node: &mut TrieNode<V>, tokens: &[Token<'_>]) -> Option<Route<V>> {
    let Some((first, behind)) = tokens.split_first() else {
        return node.route.take();
    };
    match first {
        Token::Rest => node.rest.take(),
        Token::Literal(text) => {
            let next = node.literals.get_mut(*text)?;
            let removed = remove(next, behind)?;
            if next.is_leaf() && next.route.is_none() {
                node.literals.remove(*text);
            }
            Some(removed)
        }
        Token::Pattern(text) => {
            let index = node
                .patterns
                .iter()
                .position(|(own, _)| own.text == *text)?;
            let next = &mut node.patterns[index].1;
            let removed = remove(next, behind)?;
            if next.is_leaf() && next.route.is_none() {
                node.patterns.remove(index);
            }
            Some(removed)
        }
    }
}

fn list<V>(node: &TrieNode<V>, depth: usize, lines: &mut Vec<u8>) {
    if node.rest.is_some() {
        add_line(lines, depth, &[b"*", ROUTE]);
    }
    let mut literals: Vec<_> = node.literals.iter().collect();
    literals.sort_unstable_by_key(|(text, _)| *text);
    for (text, next) in literals {
        add_line(lines, depth, &[text, route_mark(next)]);
        list(next, depth + 1, lines);
    }
    for (pattern, next) in &node.patterns {
        add_line(lines, depth, &[b"{", &pattern.text, b"}", route_mark(next)]);
        list(next, depth + 1, lines);
    }
}

const ROUTE: &[u8] = b" (route)";

fn route_mark<V>(node: &TrieNode<V>) -> &'static [u8] {
    if node.route.is_some() { ROUTE } else { b"" }
}

fn add_line(lines: &mut Vec<u8>, depth: usize, parts: &[&[u8]]) {
    lines.extend(std::iter::repeat_n(b' ', depth * 4));
    parts.iter().for_each(|part| lines.extend_from_slice(part));
    lines.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn trie(routes: &[&str]) -> Trie<usize> {
        let mut trie = Trie::new(b'/');
        for (index, route) in routes.iter().enumerate() {
            assert!(trie.insert(route.as_bytes(), index), "{route}");
        }
        trie
    }

    #[test]
    fn paths_lead_to_routes() {
        let mut trie = trie(&[
            "/a",
            "/a/b",
            "/a/{name:^x}/c",
            r"/a/{one:two:(\d)-(\d)}",
            "/a/{.}",
            "/r/*",
            "/d/{x:[^/]+}/e",
        ]);
        for (path, expected, parameters) in [
            ("/a", Some(0), vec![]),
            ("ignored/a/", Some(0), vec![]),
            ("/a/b", Some(1), vec![]),
            ("/a/xyz/c", Some(2), vec![(c"name", c"xyz")]),
            // What was chosen stays so.
            ("/a/xyz", None, vec![]),
            ("/a/b/c", None, vec![]),
            ("/a/1-2", Some(3), vec![(c"one", c"1"), (c"two", c"2")]),
            ("/a/3", Some(4), vec![]),
            ("/a/", Some(0), vec![]),
            ("/d/f/e", Some(6), vec![(c"x", c"f")]),
            ("/r", None, vec![]),
            ("/none", None, vec![]),
            ("/a//", None, vec![]),
            ("a", None, vec![]),
            ("", None, vec![]),
        ] {
            assert_eq!(trie.matches(path.as_bytes()), expected.is_some(), "{path}");
            assert_eq!(trie.hit(), expected, "{path}");
            let found = trie
                .parameters()
                .iter()
                .map(|(name, value)| (&**name, &**value));
            assert!(found.eq(parameters), "{path}");
            assert_eq!(trie.rest(), None);
        }
        assert!(trie.matches(b"/r/x/y") && trie.hit() == Some(5));
        assert_eq!(trie.rest(), Some(c"x/y"));
    }

    #[test]
    fn routes_that_are_refused() {
        let mut trie = trie(&["/a", "/b/c", "/r/*", "/"]);
        for route in [
            "/a", "x/a/", "/a//b", "//", "/b/*", "/r/x", "/r/*", "/{(}", "/a/{[}", "", "x",
        ] {
            assert!(!trie.insert(route.as_bytes(), 9), "{route}");
        }
        assert!(!trie.insert("/x".repeat(LONGEST + 1).as_bytes(), 9));
        assert!(trie.matches(b"/") && trie.hit() == Some(3));
        assert!(trie.insert(b"/a/b", 9) && trie.insert(b"/a/*x/*", 9));
        assert_eq!(
            String::from_utf8(trie.listing()).unwrap(),
            "a (route)\n    *x\n        * (route)\n    b (route)\nb\n    c (route)\nr\n    * (route)\n"
        );
    }

    #[test]
    fn removed_routes_are_gone() {
        let mut trie = trie(&["/a", "/a/b", "/r/{x:.+}/*"]);
        assert!(trie.matches(b"/a") && trie.remove(b"/a/b") == Some(1));
        assert_eq!(trie.hit(), Some(0));
        assert_eq!(trie.remove(b"/a"), Some(0));
        assert_eq!((trie.hit(), trie.remove(b"/a")), (None, None));
        assert!(!trie.matches(b"/a") && trie.remove(b"/r/{y:.+}/*").is_none());
        assert_eq!(trie.remove(b"/r/{x:.+}/*"), Some(2));
        assert!(trie.insert(b"/r/*", 4) && trie.listing() == b"r\n    * (route)\n");
        assert_eq!(trie.drain(), [4]);
        assert_eq!(trie.listing(), b"");
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(routes: Vec<Vec<u8>>, path: Vec<u8>) {
            let mut trie = Trie::new(b'/');
            for route in &routes {
                trie.insert(route, ());
                trie.matches(&path);
            }
            for route in &routes {
                trie.remove(route);
            }
            prop_assert!(trie.drain().is_empty());
        }

        #[test]
        fn plain_routes_match_themselves(tokens in prop::collection::vec("[a-c]{1,2}", 1..5), other in prop::collection::vec("[a-c]{1,2}", 1..5)) {
            let (route, other) = (format!("/{}", tokens.join("/")), format!("/{}", other.join("/")));
            let mut trie = Trie::new(b'/');
            prop_assert!(trie.insert(route.as_bytes(), 1));
            prop_assert_eq!(trie.matches(other.as_bytes()), route == other);
            prop_assert!(trie.matches(route.as_bytes()));
            prop_assert_eq!(trie.insert(other.as_bytes(), 2), route != other);
        }
    }
}

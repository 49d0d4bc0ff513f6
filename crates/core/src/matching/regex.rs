//! Regular expressions in CZMQ's small language: an expression is compiled to a program of at most
//! 256 bytes, which runs over a text.
//!
//! A repeat is as long (or, with `?` behind it, as short) as what follows lets it be. What was
//! chosen by `|` and a `?` alone stays chosen: that is not as in other languages, but is CZMQ's.

use std::collections::HashMap;
use std::ffi::{CStr, CString};
use std::ops::Range;

/// The most bytes that a program may have, and that its texts and sets may have.
pub const LIMIT: usize = 256;

/// Instructions, each with its operands behind it. Offsets are from the instruction's own place.
mod op {
    /// Ends an expression, an alternative or what is repeated.
    pub const END: u8 = 0;
    /// Offset of the second alternative, offset of what follows both; the first is behind.
    pub const BRANCH: u8 = 1;
    pub const ANY: u8 = 2;
    /// Where the text or set is in the data, and its size.
    pub const EXACT: u8 = 3;
    pub const ANYOF: u8 = 4;
    pub const ANYBUT: u8 = 5;
    /// The number of a group.
    pub const OPEN: u8 = 6;
    pub const CLOSE: u8 = 7;
    pub const BOL: u8 = 8;
    pub const EOL: u8 = 9;
    /// Offset of what follows; what is repeated is behind.
    pub const STAR: u8 = 10;
    pub const PLUS: u8 = 11;
    pub const STARQ: u8 = 12;
    pub const PLUSQ: u8 = 13;
    pub const QUEST: u8 = 14;
    pub const SPACE: u8 = 15;
    pub const NONSPACE: u8 = 16;
    pub const DIGIT: u8 = 17;
    pub const NONDIGIT: u8 = 18;
    pub const ALPHA: u8 = 19;
    pub const NONALPHA: u8 = 20;
    pub const ALNUM: u8 = 21;
    pub const NONALNUM: u8 = 22;

    /// What a listing calls them.
    pub const NAMES: [&str; 23] = [
        "END", "BRANCH", "ANY", "EXACT", "ANYOF", "ANYBUT", "OPEN ", "CLOSE", "BOL", "EOL", "STAR",
        "PLUS", "STARQ", "PLUSQ", "QUEST", "SPACE", "NONSPACE", "DIGIT", "NONDIGIT", "ALPHA",
        "NONALPHA", "ALNUM", "NONALNUM",
    ];

    /// The number of bytes of an instruction.
    pub fn size(op: u8) -> usize {
        match op {
            BRANCH | EXACT | ANYOF | ANYBUT => 3,
            OPEN | CLOSE | STAR | PLUS | STARQ | PLUSQ | QUEST => 2,
            _ => 1,
        }
    }
}

/// What is wrong with an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// A set has no end.
    OpenSet,
    /// A group has no end.
    OpenGroup,
    /// A group has no beginning.
    Unbalanced,
    /// The program has too many bytes.
    TooMuchCode,
    /// Texts and sets have too many bytes.
    TooMuchData,
}

impl Error {
    /// The error for people.
    pub fn text(self) -> &'static CStr {
        match self {
            Error::OpenSet => c"No closing ']' bracket",
            Error::OpenGroup => c"No closing bracket",
            Error::Unbalanced => c"Unbalanced brackets",
            Error::TooMuchCode => c"RE is too long (code overflow)",
            Error::TooMuchData => c"RE is too long (data overflow)",
        }
    }
}

/// A compiled expression.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// The instructions.
    pub code: Vec<u8>,
    /// The texts and sets.
    pub data: Vec<u8>,
    /// The number of groups, without the whole.
    pub groups: usize,
    /// True if only the start of a text is tried.
    pub anchored: bool,
}

/// What stands for something else than itself.
const SPECIAL: &[u8] = b"^$().[*+?|\\";

struct Compiler<'a> {
    rest: &'a [u8],
    program: Program,
}

impl Compiler<'_> {
    fn next(&mut self) -> Option<u8> {
        let (&first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    fn next_is(&mut self, character: u8) -> bool {
        let is = self.rest.first() == Some(&character);
        if is {
            self.next();
        }
        is
    }

    /// Puts bytes before the instruction at a place.
    fn insert(&mut self, at: usize, bytes: &[u8]) -> Result<(), Error> {
        let code = &mut self.program.code;
        if code.len() + bytes.len() > LIMIT {
            return Err(Error::TooMuchCode);
        }
        code.splice(at..at, bytes.iter().copied());
        Ok(())
    }

    fn add(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.insert(self.program.code.len(), bytes)
    }

    /// Adds an instruction with a text or a set, which is short enough for a byte to say its size.
    fn add_with_data(&mut self, op: u8, bytes: &[u8]) -> Result<(), Error> {
        let data = &mut self.program.data;
        // An empty one at the very end may stand anywhere.
        let at = if bytes.is_empty() { 0 } else { data.len() };
        if data.len() + bytes.len() > LIMIT {
            return Err(Error::TooMuchData);
        }
        data.extend_from_slice(bytes);
        self.add(&[op, at as u8, bytes.len() as u8])
    }

    /// The offset from a place to the end. A program is so short that it fits.
    fn offset_from(&self, place: usize) -> u8 {
        (self.program.code.len() - place) as u8
    }

    fn alternatives(&mut self) -> Result<(), Error> {
        let start = self.program.code.len();
        self.sequence()?;
        while self.next_is(b'|') {
            self.add(&[op::END])?;
            self.insert(start, &[op::BRANCH, 0, 0])?;
            self.program.code[start + 1] = self.offset_from(start);
            self.sequence()?;
            self.add(&[op::END])?;
            self.program.code[start + 2] = self.offset_from(start);
        }
        Ok(())
    }

    fn sequence(&mut self) -> Result<(), Error> {
        // The last item, which a repeat applies to. At first it is empty.
        let mut last = self.program.code.len();
        while let Some(&first) = self.rest.first() {
            if first == b'|' || first == b')' {
                break;
            }
            if b"*+?".contains(&first) {
                self.next();
                self.repeat(first, last)?;
            } else {
                last = self.program.code.len();
                self.item(first)?;
            }
        }
        Ok(())
    }

    fn repeat(&mut self, sign: u8, item: usize) -> Result<(), Error> {
        let op = match sign {
            b'?' => op::QUEST,
            b'*' if self.next_is(b'?') => op::STARQ,
            b'*' => op::STAR,
            _ if self.next_is(b'?') => op::PLUSQ,
            _ => op::PLUS,
        };
        self.insert(item, &[op, 0])?;
        self.add(&[op::END])?;
        self.program.code[item + 1] = self.offset_from(item);
        Ok(())
    }

    fn item(&mut self, first: u8) -> Result<(), Error> {
        if !SPECIAL.contains(&first) {
            return self.literal();
        }
        self.next();
        match first {
            b'(' => {
                self.program.groups += 1;
                // Far fewer fit a program.
                let group = self.program.groups as u8;
                self.add(&[op::OPEN, group])?;
                self.alternatives()?;
                if !self.next_is(b')') {
                    return Err(Error::OpenGroup);
                }
                self.add(&[op::CLOSE, group])
            }
            b'[' => self.set(),
            b'^' => self.add(&[op::BOL]),
            b'$' => self.add(&[op::EOL]),
            b'.' => self.add(&[op::ANY]),
            _ => match self.next() {
                Some(character) => match class(character) {
                    Some(op) => self.add(&[op]),
                    None => self.add_with_data(op::EXACT, &[escaped(character)]),
                },
                None => self.add_with_data(op::EXACT, b"\\"),
            },
        }
    }

    fn literal(&mut self) -> Result<(), Error> {
        let special = |character: &u8| SPECIAL.contains(character) || *character == b')';
        let all = self.rest;
        let mut length = all.iter().position(special).unwrap_or(all.len());
        if length > 1 && all.get(length).is_some_and(|next| b"*+?".contains(next)) {
            // The last character is what is repeated.
            length -= 1;
        }
        let (text, rest) = all.split_at(length.min(usize::from(u8::MAX)));
        self.rest = rest;
        self.add_with_data(op::EXACT, text)
    }

    fn set(&mut self) -> Result<(), Error> {
        let op = if self.next_is(b'^') {
            op::ANYBUT
        } else {
            op::ANYOF
        };
        let mut characters = Vec::new();
        loop {
            match self.next().ok_or(Error::OpenSet)? {
                b']' => break,
                b'\\' => {
                    let character = self.next().ok_or(Error::OpenSet)?;
                    // Classes have no meaning here.
                    if class(character).is_none() {
                        characters.push(escaped(character));
                    }
                }
                character => characters.push(character),
            }
        }
        // A byte says the size.
        if characters.len() > usize::from(u8::MAX) {
            return Err(Error::TooMuchData);
        }
        self.add_with_data(op, &characters)
    }
}

/// The class of characters that a letter behind a backslash stands for.
fn class(letter: u8) -> Option<u8> {
    Some(match letter {
        b's' => op::SPACE,
        b'S' => op::NONSPACE,
        b'd' => op::DIGIT,
        b'D' => op::NONDIGIT,
        b'a' => op::ALPHA,
        b'A' => op::NONALPHA,
        b'w' => op::ALNUM,
        b'W' => op::NONALNUM,
        _ => return None,
    })
}

/// The character that another behind a backslash stands for.
fn escaped(character: u8) -> u8 {
    match character {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'0' => 0,
        other => other,
    }
}

/// Where the whole and the groups are in a text.
pub type Captures = Vec<Option<Range<usize>>>;

impl Program {
    /// Compiles an expression.
    pub fn new(expression: &[u8]) -> Result<Program, Error> {
        let mut compiler = Compiler {
            rest: expression,
            program: Program {
                anchored: expression.first() == Some(&b'^'),
                ..Program::default()
            },
        };
        compiler.add(&[op::OPEN, 0])?;
        compiler.alternatives()?;
        if !compiler.rest.is_empty() {
            return Err(Error::Unbalanced);
        }
        compiler.add(&[op::CLOSE, 0, op::END])?;
        Ok(compiler.program)
    }

    /// Finds the expression in a text: where it is, and where its groups are. Nothing is found at
    /// the end of a text, nor then in an empty one, unless the expression begins with `^`.
    pub fn find(&self, text: &[u8]) -> Option<Captures> {
        if self.code.is_empty() {
            return None;
        }
        let mut search = Search {
            program: self,
            text,
            known: HashMap::new(),
        };
        let starts = if self.anchored { 1 } else { text.len() };
        (0..starts).find_map(|start| {
            if search.known.len() > 10_000 {
                search.known.clear();
            }
            search.run(0, start, None)?;
            let mut captures = Captures::new();
            captures.resize(self.groups + 1, None);
            search.run(0, start, Some(&mut captures))?;
            Some(captures)
        })
    }

    /// The byte at a place of the program.
    fn at(&self, place: usize) -> u8 {
        self.code.get(place).copied().unwrap_or(op::END)
    }

    /// The text or set of the instruction at a place.
    fn operand(&self, place: usize) -> &[u8] {
        let start = usize::from(self.at(place + 1));
        let end = start + usize::from(self.at(place + 2));
        self.data.get(start..end).unwrap_or_default()
    }

    /// The instructions as text, one to a line.
    pub fn listing(&self) -> Vec<u8> {
        let mut lines = Vec::new();
        let mut place = 0;
        while place < self.code.len() {
            let op = self.at(place);
            let name = op::NAMES.get(usize::from(op)).unwrap_or(&"?");
            lines.extend_from_slice(format!("{place:3} {name} ").as_bytes());
            match op {
                op::EXACT => {
                    let characters = self.operand(place).iter().map(|&byte| shown(byte));
                    lines.extend_from_slice(
                        format!("\"{}\"", String::from_iter(characters)).as_bytes(),
                    );
                }
                op::ANYOF | op::ANYBUT => {
                    let characters: Vec<_> = self
                        .operand(place)
                        .iter()
                        .map(|&byte| shown(byte))
                        .collect();
                    lines.extend_from_slice(characters.join(",").as_bytes());
                }
                op::OPEN | op::CLOSE => {
                    lines.extend_from_slice(format!("{} ", self.at(place + 1)).as_bytes());
                }
                _ => {
                    for operand in place + 1..place + op::size(op) {
                        let target = place + usize::from(self.at(operand));
                        lines.extend_from_slice(format!("{target} ").as_bytes());
                    }
                }
            }
            lines.push(b'\n');
            place += op::size(op);
        }
        lines
    }
}

/// A byte as a listing shows it.
fn shown(byte: u8) -> String {
    if byte == b' ' || byte.is_ascii_graphic() {
        char::from(byte).to_string()
    } else {
        format!("\\x{byte:02x}")
    }
}

/// A repeat that was tried: where it ended, and where then the expression did.
type Repeated = Option<(usize, usize)>;

struct Search<'a> {
    program: &'a Program,
    text: &'a [u8],
    /// Repeats that were tried, by their place in the program and in the text: without this,
    /// several in a row take time that grows with a power of the text's length.
    known: HashMap<(usize, usize), Repeated>,
}

impl Search<'_> {
    /// Runs from a place of the program and of the text to the next end in the program; gives
    /// the place in the text that was reached. Captures are filled in only where all succeeds.
    fn run(
        &mut self,
        mut place: usize,
        mut at: usize,
        mut captures: Option<&mut Captures>,
    ) -> Option<usize> {
        let program = self.program;
        loop {
            let op = program.at(place);
            match op {
                op::END => return Some(at),
                op::BRANCH => {
                    let (first, second) = (place + 3, place + usize::from(program.at(place + 1)));
                    let chosen = match self.run(first, at, None) {
                        Some(_) => first,
                        None => second,
                    };
                    at = self.run(chosen, at, captures.as_deref_mut())?;
                    place += usize::from(program.at(place + 2));
                    continue;
                }
                op::QUEST => {
                    if self.run(place + 2, at, None).is_some() {
                        at = self.run(place + 2, at, captures.as_deref_mut())?;
                    }
                    place += usize::from(program.at(place + 1));
                    continue;
                }
                op::STAR | op::PLUS | op::STARQ | op::PLUSQ => {
                    let (stop, end) = self.repeat(place, at)?;
                    if captures.is_none() {
                        return Some(end);
                    }
                    // As in CZMQ, groups are those of the first time, and those of a star are none.
                    if op == op::PLUS || op == op::PLUSQ {
                        self.run(place + 2, at, captures.as_deref_mut())?;
                    }
                    at = stop;
                    place += usize::from(program.at(place + 1));
                    continue;
                }
                op::OPEN | op::CLOSE => {
                    let group = usize::from(program.at(place + 1));
                    let slot = captures.as_deref_mut().and_then(|all| all.get_mut(group));
                    if let Some(slot) = slot {
                        let start = match slot {
                            Some(range) if op == op::CLOSE => range.start,
                            _ => at,
                        };
                        *slot = Some(start..at);
                    }
                }
                op::BOL if at == 0 => (),
                op::EOL if at == self.text.len() => (),
                op::BOL | op::EOL => return None,
                op::EXACT => {
                    let expected = program.operand(place);
                    if !self.text.get(at..)?.starts_with(expected) {
                        return None;
                    }
                    at += expected.len();
                }
                _ => {
                    let byte = self.text.get(at)?;
                    let fits = match op {
                        op::ANY => true,
                        op::ANYOF => program.operand(place).contains(byte),
                        op::ANYBUT => !program.operand(place).contains(byte),
                        op::SPACE => is_space(*byte),
                        op::NONSPACE => !is_space(*byte),
                        op::DIGIT => byte.is_ascii_digit(),
                        op::NONDIGIT => !byte.is_ascii_digit(),
                        op::ALPHA => byte.is_ascii_alphabetic(),
                        op::NONALPHA => !byte.is_ascii_alphabetic(),
                        op::ALNUM => byte.is_ascii_alphanumeric(),
                        op::NONALNUM => !byte.is_ascii_alphanumeric(),
                        _ => false,
                    };
                    if !fits {
                        return None;
                    }
                    at += 1;
                }
            }
            place += op::size(op);
        }
    }

    fn repeat(&mut self, place: usize, at: usize) -> Repeated {
        if let Some(known) = self.known.get(&(place, at)) {
            return *known;
        }
        let repeated = self.try_repeat(place, at);
        self.known.insert((place, at), repeated);
        repeated
    }

    fn try_repeat(&mut self, place: usize, mut at: usize) -> Repeated {
        let op = self.program.at(place);
        let follows = place + usize::from(self.program.at(place + 1));
        if op == op::PLUS || op == op::PLUSQ {
            at = self.run(place + 2, at, None)?;
        }
        let mut chosen = None;
        loop {
            if let Some(end) = self.run(follows, at, None) {
                chosen = Some((at, end));
                if op == op::STARQ || op == op::PLUSQ {
                    return chosen;
                }
            }
            match self.run(place + 2, at, None) {
                // What is empty once is so for ever.
                Some(next) if next != at => at = next,
                _ => return chosen,
            }
        }
    }
}

fn is_space(byte: u8) -> bool {
    byte == b' ' || (b'\t'..=b'\r').contains(&byte)
}

/// An expression, and what it last found.
pub struct Regex {
    program: Option<Program>,
    error: &'static CStr,
    hits: Vec<CString>,
}

impl Default for Regex {
    fn default() -> Regex {
        Regex {
            program: None,
            error: c"No error",
            hits: Vec::new(),
        }
    }
}

impl Regex {
    /// An expression; what is wrong with it, [`Regex::error`] tells.
    pub fn new(expression: &[u8]) -> Regex {
        let mut regex = Regex::default();
        regex.set(expression);
        regex
    }

    /// Replaces the expression; nothing is found then.
    pub fn set(&mut self, expression: &[u8]) {
        self.hits.clear();
        (self.program, self.error) = match Program::new(expression) {
            Ok(program) => (Some(program), c"No error"),
            Err(error) => (None, error.text()),
        };
    }

    /// True if there is an expression, and nothing is wrong with it.
    pub fn is_valid(&self) -> bool {
        self.program.is_some()
    }

    /// What is wrong with the expression.
    pub fn error(&self) -> &'static CStr {
        self.error
    }

    /// True if the expression is found in a text. Not if there is no valid expression.
    pub fn matches(&mut self, text: &[u8]) -> bool {
        self.hits.clear();
        let found = self.program.as_ref().and_then(|program| program.find(text));
        for hit in found.into_iter().flatten() {
            let hit = hit.and_then(|range| text.get(range)).unwrap_or_default();
            self.hits.push(CString::new(hit).unwrap_or_default());
        }
        !self.hits.is_empty()
    }

    /// What was found last: the whole, then the groups; those that had no part are empty.
    pub fn hits(&self) -> &[CString] {
        &self.hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hits(expression: &str, text: &str) -> Option<Vec<String>> {
        let mut regex = Regex::new(expression.as_bytes());
        assert!(regex.is_valid(), "{expression}");
        regex.matches(text.as_bytes()).then(|| {
            let text = |hit: &CString| hit.to_string_lossy().into_owned();
            regex.hits().iter().map(text).collect()
        })
    }

    #[test]
    fn expressions_and_what_they_find() {
        for (expression, text, expected) in [
            ("a", "xay", &["a"][..]),
            ("^", "", &[""]),
            ("a$", "aba", &["a"]),
            (r"(\d+)-(\d+)", "x12-34y", &["12-34", "12", "34"]),
            (
                r"(\w+)\s(\w+)",
                "hello world",
                &["hello world", "hello", "world"],
            ),
            ("(.*)-(.*)", "a-b-c", &["a-b-c", "a-b", "c"]),
            ("(.*?)-(.*)", "a-b-c", &["a-b-c", "a", "b-c"]),
            ("(.+)(.+)", "abc", &["abc", "ab", "c"]),
            ("a|b|c", "xc", &["c"]),
            ("(a)|(b)", "b", &["b", "", "b"]),
            ("(a)b|ac", "ac", &["ac", ""]),
            ("a+?", "aaa", &["a"]),
            ("a*?", "aaa", &[""]),
            ("(a*)*b", "aab", &["aab", ""]),
            ("(a|)*b", "ab", &["ab", ""]),
            ("a**", "aa", &["aa"]),
            ("*a", "a", &["a"]),
            ("(*a)|+b", "b", &["b", ""]),
            ("(ab)+", "ababx", &["abab", "ab"]),
            ("[a-z]", "m-", &["-"]),
            (r"[\]\n]+", "x]\n", &["]\n"]),
            (r"[^\d]", "1", &["1"]),
            ("[^]", "a", &["a"]),
            (r"\x41\.\", r"x41.\", &[r"x41.\"]),
            ("a{2}]", "a{2}]", &["a{2}]"]),
        ] {
            assert_eq!(hits(expression, text).unwrap(), expected, "{expression}");
        }
        for (expression, text) in [
            ("a", ""),
            ("$", ""),
            ("a*", ""),
            ("^a|b", "xb"),
            ("x^a", "xa"),
            ("a?a", "a"),
            ("(foo|foobar)baz", "foobarbaz"),
            ("[]a]", "]"),
            (r"\w", "_"),
            (r"[\s]", "s "),
        ] {
            assert_eq!(hits(expression, text), None, "{expression}");
        }
    }

    #[test]
    fn what_is_wrong() {
        for (expression, error) in [
            ("[", Error::OpenSet),
            (r"[a\", Error::OpenSet),
            ("(a", Error::OpenGroup),
            ("(()", Error::OpenGroup),
            ("a)", Error::Unbalanced),
            (")", Error::Unbalanced),
            ("a|b)", Error::Unbalanced),
            (&".".repeat(252), Error::TooMuchCode),
            (&"()".repeat(63), Error::TooMuchCode),
            (&"(".repeat(1000), Error::TooMuchCode),
            (&"a".repeat(257), Error::TooMuchData),
        ] {
            assert_eq!(
                Program::new(expression.as_bytes()),
                Err(error),
                "{expression}"
            );
        }
        let mut regex = Regex::new(b"(");
        assert!(!regex.is_valid() && !regex.matches(b"("));
        regex.set(b"a");
        assert!(regex.is_valid() && regex.error() == c"No error");
        assert_eq!(Regex::default().error(), c"No error");
        assert!(hits(&".".repeat(251), &"x".repeat(251)).is_some());
        assert!(hits(&"a".repeat(256), &"a".repeat(256)).is_some());
    }

    #[test]
    fn many_repeats_take_little_time() {
        let expression = "a*".repeat(20) + "b";
        assert_eq!(hits(&expression, &"a".repeat(60)), None);
        assert_eq!(hits("((((a*)*)*)*)*b", &"a".repeat(60)), None);
    }

    fn expressions() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(b"ab()|[]^$.*+?\\sdw-".to_vec()), 0..30)
            .prop_map(|bytes| String::from_utf8(bytes).unwrap())
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(expression: Vec<u8>, text: Vec<u8>) {
            Regex::new(&expression).matches(&text);
        }

        #[test]
        fn hits_are_of_the_text(expression in expressions(), text in "[ab 1]{0,20}") {
            if let Ok(program) = Program::new(expression.as_bytes()) {
                prop_assert!(program.code.len() <= LIMIT && program.data.len() <= LIMIT);
                prop_assert!(!program.listing().is_empty());
                if let Some(found) = program.find(text.as_bytes()) {
                    prop_assert_eq!(found.len(), program.groups + 1);
                    for range in found.into_iter().flatten() {
                        prop_assert!(text.get(range).is_some());
                    }
                }
            }
        }

        #[test]
        fn plain_text_finds_itself(text in "[a-z]{1,20}", before in "[0-9]{0,5}", after in "[0-9]{0,5}") {
            let found = hits(&text, &format!("{before}{text}{after}"));
            prop_assert_eq!(found, Some(vec![text]));
        }
    }
}

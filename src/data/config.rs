//! Configuration trees, and their text format (ZPL).
//!
//! A text is read line by line: four blanks for each level below the root, a name, and optionally
//! `=` and a value. A value may stand in double or single quotes, which it cannot contain then;
//! without them it ends at a `#` or with the line. `#` starts a comment. Names are of letters,
//! digits and `$-_@.&+/`.

use std::any::Any;
use std::cell::{Cell, Ref, RefCell};
use std::ffi::{CStr, CString};
use std::fmt;
use std::fs::{File, Metadata};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::rc::{Rc, Weak};

use crate::sys::clock;
use crate::sys::errno::{Errno, Result};
use crate::sys::file::{self, Access};
use crate::sys::log::Stream;

/// An item of a configuration tree, with its children in order.
///
/// An item keeps its address while it is in the tree. It is owned by its parent, and the root by
/// whoever made it; other owners may keep a removed item for a while, as walks do.
pub struct Config {
    parent: Weak<Config>,
    /// The item's place among its parent's children.
    place: usize,
    name: RefCell<Option<CString>>,
    value: RefCell<Option<CString>>,
    children: RefCell<Vec<Rc<Config>>>,
    comments: RefCell<Option<Box<dyn Comments>>>,
    source: RefCell<Option<Box<Source>>>,
}

/// The comment lines of an item: a list of our own, or one that others see and change as well.
pub trait Comments: Any {
    /// Adds a line.
    fn add(&mut self, line: &CStr);
    /// The lines in order.
    fn lines(&self) -> Vec<CString>;
}

impl Comments for Vec<CString> {
    fn add(&mut self, line: &CStr) {
        self.push(line.to_owned());
    }

    fn lines(&self) -> Vec<CString> {
        self.clone()
    }
}

/// The file that a tree was loaded from.
struct Source {
    name: CString,
    stamp: Cell<Stamp>,
}

/// What changes when a file is written to.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    modified: (i64, i64),
    size: u64,
}

impl From<&Metadata> for Stamp {
    fn from(metadata: &Metadata) -> Stamp {
        Stamp {
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            size: metadata.size(),
        }
    }
}

/// Where and why a text is not ZPL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it; it may quote the line, whatever its bytes.
    pub reason: Vec<u8>,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = String::from_utf8_lossy(&self.reason);
        write!(f, "line {}: {reason}", self.line)
    }
}

impl std::error::Error for SyntaxError {}

impl SyntaxError {
    /// Prints the error as a line to the standard output.
    pub fn report(&self) {
        let mut text = clock::local_time(c"%y-%m-%d %H:%M:%S").into_bytes();
        text.extend_from_slice(format!(" E (zconfig): ({}) ", self.line).as_bytes());
        text.extend_from_slice(&self.reason);
        text.push(b'\n');
        Stream::stdout().write(&text);
    }
}

/// An item's value has no form that a reader would understand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritable {
    /// The item.
    pub name: CString,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name.to_string_lossy();
        write!(f, "the value of '{name}' cannot be written as text")
    }
}

impl std::error::Error for Unwritable {}

impl From<Unwritable> for Errno {
    fn from(_: Unwritable) -> Errno {
        Errno::INVAL
    }
}

impl Config {
    fn item(
        parent: Weak<Config>,
        place: usize,
        name: Option<CString>,
        value: Option<CString>,
    ) -> Rc<Config> {
        Rc::new(Config {
            parent,
            place,
            name: RefCell::new(name),
            value: RefCell::new(value),
            children: RefCell::default(),
            comments: RefCell::default(),
            source: RefCell::default(),
        })
    }

    /// A root without children.
    pub fn new(name: Option<&CStr>) -> Rc<Config> {
        Config::item(Weak::new(), 0, name.map(CStr::to_owned), None)
    }

    /// Adds a child after the others.
    pub fn add_child(self: &Rc<Config>, name: Option<&CStr>) -> Rc<Config> {
        self.add(name.map(CStr::to_owned), None)
    }

    fn add(self: &Rc<Config>, name: Option<CString>, value: Option<CString>) -> Rc<Config> {
        let mut children = self.children.borrow_mut();
        let child = Config::item(Rc::downgrade(self), children.len(), name, value);
        children.push(Rc::clone(&child));
        child
    }

    /// Takes the item and those that follow it out of the tree, with all that is below them.
    /// False for a root, which is in no tree.
    pub fn unlink_from_here(self: &Rc<Config>) -> bool {
        let Some(parent) = self.parent.upgrade() else {
            return false;
        };
        let mut children = parent.children.borrow_mut();
        let place = self.place.min(children.len());
        let removed = children.split_off(place);
        drop(children);
        drop(removed);
        true
    }

    /// The name.
    pub fn name(&self) -> Ref<'_, Option<CString>> {
        self.name.borrow()
    }

    /// Gives another name, or none.
    pub fn set_name(&self, name: Option<&CStr>) {
        let name = name.map(CStr::to_owned);
        self.name.replace(name);
    }

    /// The value.
    pub fn value(&self) -> Ref<'_, Option<CString>> {
        self.value.borrow()
    }

    /// Gives another value, or none.
    pub fn set_value(&self, value: Option<&CStr>) {
        let value = value.map(CStr::to_owned);
        self.value.replace(value);
    }

    fn child_at(&self, place: usize) -> Option<Rc<Config>> {
        self.children.borrow().get(place).cloned()
    }

    /// The first child.
    pub fn child(&self) -> Option<Rc<Config>> {
        self.child_at(0)
    }

    /// The children in order.
    pub fn children(&self) -> Vec<Rc<Config>> {
        self.children.borrow().clone()
    }

    /// The parent's child after this one.
    pub fn next(&self) -> Option<Rc<Config>> {
        self.parent.upgrade()?.child_at(self.place + 1)
    }

    /// The last item so many levels below this one, by way of last children.
    pub fn at_depth(self: &Rc<Config>, level: usize) -> Option<Rc<Config>> {
        let mut item = Rc::clone(self);
        for _ in 0..level {
            let last = item.children.borrow().last().cloned()?;
            item = last;
        }
        Some(item)
    }

    /// The first child of a name.
    fn named(&self, name: &[u8]) -> Option<Rc<Config>> {
        let has_name =
            |child: &&Rc<Config>| child.name().as_ref().map(|text| text.as_bytes()) == Some(name);
        self.children.borrow().iter().find(has_name).cloned()
    }

    /// The item below this one that a path of names leads to, the first of equal names in each
    /// level. A slash at the start means nothing.
    pub fn locate(self: &Rc<Config>, path: &CStr) -> Option<Rc<Config>> {
        let mut item = Rc::clone(self);
        for name in components(path) {
            item = item.named(name)?;
        }
        Some(item)
    }

    /// Gives the item that a path leads to a value. What is missing on the way is added.
    pub fn put(self: &Rc<Config>, path: &CStr, value: &CStr) {
        let mut item = Rc::clone(self);
        for name in components(path) {
            item = match item.named(name) {
                Some(child) => child,
                None => item.add(text_of(name), None),
            };
        }
        item.set_value(Some(value));
    }

    /// Calls a function for each item, parents before children, with the level below this item.
    ///
    /// A result of -1, of one call or of an item and all below it summed up, ends the walk and is
    /// its result; else the sum of all results is. The function may change the tree.
    pub fn execute(self: &Rc<Config>, mut call: impl FnMut(&Rc<Config>, i32) -> i32) -> i32 {
        struct Open {
            item: Rc<Config>,
            next: usize,
            sum: i32,
        }
        let sum = call(self, 0);
        let mut open = vec![Open {
            item: Rc::clone(self),
            next: 0,
            sum,
        }];
        if sum == -1 {
            return -1;
        }
        loop {
            let level = open.len() as i32;
            let Some(last) = open.last_mut() else {
                return 0;
            };
            if let Some(child) = last.item.child_at(last.next) {
                last.next += 1;
                let sum = call(&child, level);
                if sum == -1 {
                    return -1;
                }
                let item = child;
                open.push(Open { item, next: 0, sum });
            } else {
                let sum = last.sum;
                open.pop();
                match open.last_mut() {
                    Some(_) if sum == -1 => return -1,
                    Some(parent) => parent.sum = parent.sum.wrapping_add(sum),
                    None => return sum,
                }
            }
        }
    }

    /// Calls a function for each item below this one, parents before children, with its level:
    /// 0 for a child.
    fn walk<E>(
        self: &Rc<Config>,
        mut call: impl FnMut(&Config, usize) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut open = vec![(Rc::clone(self), 0)];
        while let Some((item, next)) = open.last_mut() {
            if let Some(child) = item.child_at(*next) {
                *next += 1;
                call(&child, open.len() - 1)?;
                open.push((child, 0));
            } else {
                open.pop();
            }
        }
        Ok(())
    }

    /// Adds a comment line.
    pub fn add_comment(&self, line: &CStr) {
        self.comments
            .borrow_mut()
            .get_or_insert_with(|| Box::new(Vec::<CString>::new()))
            .add(line);
    }

    /// Removes all comments.
    pub fn clear_comments(&self) {
        let old = self.comments.take();
        drop(old);
    }

    /// What holds the comments, to look at or replace; none without comments.
    pub fn comments_mut<R>(&self, change: impl FnOnce(&mut Option<Box<dyn Comments>>) -> R) -> R {
        change(&mut self.comments.borrow_mut())
    }
}

impl Drop for Config {
    /// Takes apart what is below without recursion: a tree may be deeper than the stack.
    fn drop(&mut self) {
        let mut pending = std::mem::take(self.children.get_mut());
        while let Some(item) = pending.pop() {
            if let Some(mut item) = Rc::into_inner(item) {
                pending.append(item.children.get_mut());
            }
        }
    }
}

/// The names in a path; at least one, which may be empty.
fn components(path: &CStr) -> impl Iterator<Item = &[u8]> {
    let path = path.to_bytes();
    path.strip_prefix(b"/")
        .unwrap_or(path)
        .split(|&byte| byte == b'/')
}

/// White space as C knows it.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// True if a name can be read back from a text.
pub fn is_name(name: &[u8]) -> bool {
    let slash_at_an_end = name.starts_with(b"/") || name.ends_with(b"/");
    !name.is_empty() && !slash_at_an_end && name.iter().all(|&byte| is_in_names(byte))
}

fn is_in_names(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"$-_@.&+/".contains(&byte)
}

fn trim_start(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|&byte| !is_space(byte));
    &text[start.unwrap_or(text.len())..]
}

fn trim_end(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|&byte| !is_space(byte));
    &text[..end.map_or(0, |at| at + 1)]
}

/// What stands before a byte, or everything without one.
fn before(text: &[u8], byte: u8) -> &[u8] {
    let end = text.iter().position(|&other| other == byte);
    &text[..end.unwrap_or(text.len())]
}

/// What a line says.
enum Line<'a> {
    Nothing,
    Comment(&'a [u8]),
    Item {
        level: usize,
        name: &'a [u8],
        value: &'a [u8],
    },
}

impl Line<'_> {
    fn read(line: &[u8]) -> std::result::Result<Line<'_>, Vec<u8>> {
        let line = trim_end(before(line, 0));
        if let [b'#', comment @ ..] = line {
            return Ok(Line::Comment(comment));
        }
        let blanks = line.iter().take_while(|&&byte| byte == b' ').count();
        if blanks % 4 != 0 {
            return Err(b"indent 4 spaces at once".to_vec());
        }
        let text = &line[blanks..];
        let end = text.iter().position(|&byte| !is_in_names(byte));
        let (name, rest) = text.split_at(end.unwrap_or(text.len()));
        if name.starts_with(b"/") || name.ends_with(b"/") {
            return Err(b"'/' not valid at name start or end".to_vec());
        }
        let rest = trim_start(rest);
        if name.is_empty() {
            nothing_but_comment(rest)?;
            return Ok(Line::Nothing);
        }
        let value = match rest {
            [b'=', value @ ..] => read_value(trim_start(value))?,
            rest => {
                nothing_but_comment(rest)?;
                b""
            }
        };
        let level = blanks / 4;
        Ok(Line::Item { level, name, value })
    }
}

fn read_value(text: &[u8]) -> std::result::Result<&[u8], Vec<u8>> {
    let [quote @ (b'"' | b'\''), text @ ..] = text else {
        return Ok(trim_end(before(text, b'#')));
    };
    let value = before(text, *quote);
    match text.get(value.len() + 1..) {
        Some(rest) => {
            nothing_but_comment(trim_start(rest))?;
            Ok(value)
        }
        None => Err(format!("missing {}", char::from(*quote)).into_bytes()),
    }
}

fn nothing_but_comment(rest: &[u8]) -> std::result::Result<(), Vec<u8>> {
    if matches!(rest, [] | [b'#', ..]) {
        return Ok(());
    }
    Err([b"invalid syntax '", rest, b"'"].concat())
}

/// The bytes of a line as a text. Lines are cut at the first NUL, so they have none.
fn text_of(bytes: &[u8]) -> Option<CString> {
    CString::new(bytes).ok()
}

impl Config {
    /// Reads a text. The root is named `root` and has the comments of the whole text.
    pub fn parse(text: &[u8]) -> std::result::Result<Rc<Config>, SyntaxError> {
        let root = Config::new(Some(c"root"));
        // The last item of each level, the root first.
        let mut last = vec![Rc::clone(&root)];
        for (index, line) in text.split(|&byte| byte == b'\n').enumerate() {
            let error = |reason| SyntaxError {
                line: index + 1,
                reason,
            };
            match Line::read(line).map_err(error)? {
                Line::Nothing => {}
                Line::Comment(comment) => root.add_comment(&text_of(comment).unwrap_or_default()),
                Line::Item { level, name, value } => {
                    let Some(parent) = last.get(level) else {
                        return Err(error(b"indentation error".to_vec()));
                    };
                    let item = parent.add(text_of(name), text_of(value));
                    last.truncate(level + 1);
                    last.push(item);
                }
            }
        }
        Ok(root)
    }

    /// As [`Config::parse`]; an error is reported on the standard output.
    pub fn read(text: &[u8]) -> Result<Rc<Config>> {
        Config::parse(text).map_err(|error| {
            error.report();
            Errno::INVAL
        })
    }

    /// The tree as text. The root stands for the text as a whole: its name and value are not
    /// written.
    pub fn to_text(self: &Rc<Config>) -> std::result::Result<Vec<u8>, Unwritable> {
        self.write_text(false)
    }

    /// The tree as text for people. A value that has no written form is shown in double quotes.
    pub fn to_shown_text(self: &Rc<Config>) -> Vec<u8> {
        self.write_text(true).unwrap_or_default()
    }

    fn write_text(self: &Rc<Config>, show_all: bool) -> std::result::Result<Vec<u8>, Unwritable> {
        let mut text = Vec::new();
        self.write_comments(&mut text);
        self.walk(|item, level| {
            item.write_comments(&mut text);
            text.resize(text.len() + 4 * level, b' ');
            let name = item.name();
            text.extend_from_slice(name.as_deref().unwrap_or(c"(Unnamed)").to_bytes());
            if let Some(value) = item.value().as_ref() {
                let value = value.as_bytes();
                text.extend_from_slice(b" = ");
                match written(value) {
                    Some(form) => text.extend_from_slice(&form),
                    None if show_all => text.extend_from_slice(&quoted(value, b'"')),
                    None => {
                        let name = name.clone().unwrap_or_default();
                        return Err(Unwritable { name });
                    }
                }
            }
            text.push(b'\n');
            Ok(())
        })?;
        Ok(text)
    }

    fn write_comments(&self, text: &mut Vec<u8>) {
        let Some(comments) = &*self.comments.borrow() else {
            return;
        };
        for comment in comments.lines() {
            for line in comment.as_bytes().split(|&byte| byte == b'\n') {
                text.push(b'#');
                text.extend_from_slice(line);
                text.push(b'\n');
            }
        }
        text.push(b'\n');
    }

    /// Loads a file. A directory is an empty tree. A syntax error is `EINVAL`, and is reported on
    /// the standard output.
    pub fn load(name: &CStr) -> Result<Rc<Config>> {
        let mut file = File::open(file::path(name))?;
        // Before reading: what is written meanwhile is a change.
        let metadata = file.metadata()?;
        let mut text = Vec::new();
        if !metadata.is_dir() {
            file.read_to_end(&mut text)?;
        }
        let root = Config::read(&text)?;
        root.source.replace(Some(Box::new(Source {
            name: name.to_owned(),
            stamp: Cell::new(Stamp::from(&metadata)),
        })));
        Ok(root)
    }

    /// Saves the tree to a file, or for `-` to the standard output. `EINVAL`, and nothing is
    /// written, if a value cannot be written as text.
    pub fn save(self: &Rc<Config>, name: &CStr) -> Result<()> {
        let text = self.to_text()?;
        if name == c"-" {
            return if Stream::stdout().write(&text) {
                Ok(())
            } else {
                Err(Errno::last())
            };
        }
        let metadata = file::write(name, &text, Access::Shared)?;
        if let Some(source) = &*self.source.borrow()
            && source.name.as_c_str() == name
        {
            source.stamp.set(Stamp::from(&metadata));
        }
        Ok(())
    }

    /// Calls a function with the name of the file that the tree was loaded from.
    pub fn file_name<R>(&self, read: impl FnOnce(Option<&CStr>) -> R) -> R {
        read(self.source.borrow().as_ref().map(|source| &*source.name))
    }

    /// True if the tree was loaded from a file that is there and has another time or size since.
    pub fn has_changed(&self) -> bool {
        self.source.borrow().as_ref().is_some_and(|source| {
            std::fs::metadata(file::path(&source.name))
                .is_ok_and(|metadata| Stamp::from(&metadata) != source.stamp.get())
        })
    }
}

fn quoted(value: &[u8], quote: u8) -> Vec<u8> {
    [&[quote], value, &[quote]].concat()
}

/// The form in which a value is written; none if no reader would understand it.
fn written(value: &[u8]) -> Option<Vec<u8>> {
    let has = |byte| value.contains(&byte);
    if has(b'\n') {
        None
    } else if !has(b'"') {
        Some(quoted(value, b'"'))
    } else if !has(b'\'') {
        Some(quoted(value, b'\''))
    } else {
        let bare = !matches!(value[0], b'"' | b'\'')
            && !has(b'#')
            && trim_start(trim_end(value)).len() == value.len();
        bare.then(|| value.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Rc<Config> {
        Config::parse(text.as_bytes()).unwrap()
    }

    fn reason(text: &[u8]) -> (usize, String) {
        let error = Config::parse(text).map(drop).unwrap_err();
        (error.line, String::from_utf8_lossy(&error.reason).into())
    }

    fn get(root: &Rc<Config>, path: &CStr) -> Option<CString> {
        root.locate(path)?.value().clone()
    }

    #[test]
    fn values_end_at_a_comment_unless_quoted() {
        let root = parse("a = x y # z\nb = # z\nc = '# \"' # z\nd =x=y \r\ne\nf = \"\"");
        for (path, value) in [
            (c"a", c"x y"),
            (c"b", c""),
            (c"c", c"# \""),
            (c"/d", c"x=y"),
            (c"e", c""),
            (c"f", c""),
        ] {
            assert_eq!(get(&root, path).as_deref(), Some(value), "{path:?}");
        }
        assert!(get(&root, c"g").is_none());
    }

    #[test]
    fn errors_name_the_line() {
        assert_eq!(reason(b"a\n  b"), (2, "indent 4 spaces at once".into()));
        assert_eq!(reason(b"a\n        b"), (2, "indentation error".into()));
        assert_eq!(reason(b"a b"), (1, "invalid syntax 'b'".into()));
        assert_eq!(reason(b"a = 'x"), (1, "missing '".into()));
        assert_eq!(reason(b"a = 'x' y"), (1, "invalid syntax 'y'".into()));
        let slash = "'/' not valid at name start or end";
        assert_eq!(reason(b"\n\na/"), (3, slash.into()));
    }

    #[test]
    fn an_item_is_below_the_last_of_its_level() {
        let root = parse("a\n    b\n        c\n    d\ne\n    f");
        assert!(root.locate(c"a/b/c").is_some() && root.locate(c"a/d").is_some());
        let last = root.at_depth(2).unwrap();
        assert_eq!(last.name().as_deref(), Some(c"f"));
        assert!(root.at_depth(3).is_none());
    }

    #[test]
    fn a_value_is_written_in_the_form_that_fits() {
        let root = Config::new(None);
        for (name, value) in [
            (c"a", c"plain # text "),
            (c"b", c"say \"yes\""),
            (c"c", c"both \" and '"),
        ] {
            root.put(name, value);
        }
        let text = root.to_text().unwrap();
        let expected = "a = \"plain # text \"\nb = 'say \"yes\"'\nc = both \" and '\n";
        assert_eq!(String::from_utf8_lossy(&text), expected);

        for value in [c"two\nlines", c"both \" and ' ", c"\"'", c"'\"#"] {
            root.put(c"a/b", value);
            assert_eq!(root.to_text().unwrap_err().name.as_c_str(), c"b");
            assert!(!root.to_shown_text().is_empty());
        }
    }

    #[test]
    fn a_walk_ends_when_a_branch_sums_up_to_minus_one() {
        let root = parse("a\n    b\n        c\n    d\ne");
        let run = |results: &[(&CStr, i32)]| {
            let mut seen = String::new();
            let sum = root.execute(|item, level| {
                let name = item.name().clone().unwrap();
                seen.push_str(&format!("{level}{}", name.to_string_lossy()));
                let found = results.iter().find(|(other, _)| *other == name.as_c_str());
                found.map_or(0, |(_, result)| *result)
            });
            (seen, sum)
        };
        assert_eq!(run(&[]), ("0root1a2b3c2d1e".into(), 0));
        assert_eq!(run(&[(c"b", -1)]), ("0root1a2b".into(), -1));
        assert_eq!(run(&[(c"b", -2), (c"c", 1)]), ("0root1a2b3c".into(), -1));
        assert_eq!(
            run(&[(c"a", -3), (c"d", 1)]),
            ("0root1a2b3c2d1e".into(), -2)
        );
        assert_eq!(
            run(&[(c"root", 5), (c"e", -3)]),
            ("0root1a2b3c2d1e".into(), 2)
        );
    }

    #[test]
    fn a_walk_may_change_the_tree() {
        let root = parse("a\nb");
        let mut calls = 0;
        root.execute(|item, level| {
            calls += 1;
            if level == 1 && calls < 10 {
                item.add_child(Some(c"below"));
                root.add_child(Some(c"beside"));
            }
            0
        });
        assert!(calls >= 10);
        root.execute(|item, level| {
            if level == 1 {
                item.unlink_from_here();
            }
            0
        });
        assert!(root.child().is_none());
    }

    #[test]
    fn a_tree_deeper_than_the_stack_can_be_dropped() {
        let root = Config::new(None);
        let mut item = Rc::clone(&root);
        for _ in 0..300_000 {
            item = item.add_child(Some(c"a"));
        }
        drop(item);
        let mut items = 0;
        root.execute(|_, _| {
            items += 1;
            0
        });
        assert_eq!(items, 300_001);
        let weak = Rc::downgrade(&root.at_depth(300_000).unwrap());
        drop(root);
        assert!(weak.upgrade().is_none());
    }

    #[test]
    fn comments_stay_comments() {
        let root = parse("#one\na = 1\n# two\n    # not kept");
        root.add_comment(c"three\nb = 2");
        let text = root.to_text().unwrap();
        let expected = "#one\n# two\n#three\n#b = 2\n\na = \"1\"\n";
        assert_eq!(String::from_utf8_lossy(&text), expected);
        root.clear_comments();
        assert_eq!(root.to_text().unwrap(), b"a = \"1\"\n");
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(text: Vec<u8>) {
            let _ = Config::parse(&text).map(|root| root.to_text());
        }

        #[test]
        fn no_text_does_harm(text in "( {4}){0,2}[a/=#'\"\\n\r\t \0é]{0,40}") {
            if let Ok(root) = Config::parse(text.as_bytes()) {
                // Nothing that can be read needs a form that cannot be written.
                let once = root.to_text().unwrap();
                let again = Config::parse(&once).unwrap().to_text().unwrap();
                prop_assert_eq!(once, again);
            }
        }

        #[test]
        fn what_is_written_is_read_back(items: Vec<(u8, Vec<u8>)>) {
            let root = Config::new(Some(c"root"));
            let mut depth = 0;
            for (level, value) in items {
                let level = usize::from(level) % (depth + 1);
                let item = root.at_depth(level).unwrap().add_child(Some(c"a.b"));
                depth = level + 1;
                item.set_value(CString::new(value).ok().as_deref());
            }
            if let Ok(text) = root.to_text() {
                let copy = Config::parse(&text).unwrap();
                let mut values = Vec::new();
                for tree in [&root, &copy] {
                    let mut list = Vec::new();
                    let _ = tree.walk(|item, level| {
                        list.push((level, item.value().clone().unwrap_or_default()));
                        Ok::<(), ()>(())
                    });
                    values.push(list);
                }
                prop_assert_eq!(&values[0], &values[1]);
            }
        }
    }
}

//! Configuration trees, and their text format (ZPL).
//!
//! A text is read line by line: four blanks for each level below the root, a name, and optionally
//! `=` and a value. A value may stand in double or single quotes, which it cannot contain then;
//! without them it ends at a `#` or with the line. `#` starts a comment. Names are of letters,
//! digits and `$-_@.&+/`.

use std::any::Any;
use std::ffi::{CStr, CString};
use std::fmt;
use std::fs::{File, Metadata};
use std::os::unix::fs::MetadataExt;

use crate::files::file::File as LinkedFile;
use czmq_sys::clock;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::file::{self, Access};
use czmq_sys::stream::Stream;

/// A configuration tree: items with children in order, below a root.
pub struct Config {
    items: Vec<Item>,
    /// Items that were removed, whose places are to be used again.
    free: Vec<Id>,
    source: Option<Source>,
}

/// An item of a tree. Once the item is removed, its id may be that of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Id(u32);

impl Id {
    /// The item at a place, a number below [`Config::places`].
    pub fn at(place: usize) -> Id {
        Id(place as u32)
    }

    /// The item's place.
    pub fn place(self) -> usize {
        self.0 as usize
    }
}

#[derive(Default)]
struct Item {
    name: Option<CString>,
    value: Option<CString>,
    comments: Option<Box<dyn Comments>>,
    parent: Option<Id>,
    first_child: Option<Id>,
    last_child: Option<Id>,
    next: Option<Id>,
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
    /// Of the file that a link names.
    real_name: CString,
    stamp: Stamp,
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
    /// The root of every tree.
    pub const ROOT: Id = Id(0);

    /// A tree of a root alone.
    pub fn new(name: Option<&CStr>) -> Config {
        Config {
            items: vec![Item {
                name: name.map(CStr::to_owned),
                ..Item::default()
            }],
            free: Vec::new(),
            source: None,
        }
    }

    /// The number of places for items, those of removed items included.
    pub fn places(&self) -> usize {
        self.items.len()
    }

    fn item(&self, id: Id) -> &Item {
        &self.items[id.place()]
    }

    fn item_mut(&mut self, id: Id) -> &mut Item {
        &mut self.items[id.place()]
    }

    /// Adds a child after the others.
    pub fn add_child(&mut self, parent: Id, name: Option<&CStr>) -> Id {
        self.add(parent, name.map(CStr::to_owned), None)
    }

    fn add(&mut self, parent: Id, name: Option<CString>, value: Option<CString>) -> Id {
        let item = Item {
            name,
            value,
            parent: Some(parent),
            ..Item::default()
        };
        let id = match self.free.pop() {
            Some(id) => {
                *self.item_mut(id) = item;
                id
            }
            None => {
                assert!(self.items.len() < u32::MAX as usize, "too many items");
                self.items.push(item);
                Id::at(self.items.len() - 1)
            }
        };
        match self.item_mut(parent).last_child.replace(id) {
            Some(before) => self.item_mut(before).next = Some(id),
            None => self.item_mut(parent).first_child = Some(id),
        }
        id
    }

    /// Removes an item and those that follow it below the same parent, with all that is below
    /// them. False, and nothing happens, for the root.
    pub fn remove_from(&mut self, id: Id) -> bool {
        let Some(parent) = self.item(id).parent else {
            return false;
        };
        let before = self
            .children(parent)
            .take_while(|&child| child != id)
            .last();
        match before {
            Some(before) => self.item_mut(before).next = None,
            None => self.item_mut(parent).first_child = None,
        }
        self.item_mut(parent).last_child = before;
        // Without recursion: a tree may be deeper than the stack.
        let mut pending = vec![id];
        while let Some(id) = pending.pop() {
            let item = std::mem::take(self.item_mut(id));
            pending.extend(item.first_child);
            pending.extend(item.next);
            self.free.push(id);
        }
        true
    }

    /// Removes an item with all that is below it. False, and nothing happens, for the root.
    pub fn remove(&mut self, id: Id) -> bool {
        let (parent, next) = (self.item(id).parent, self.item(id).next);
        let Some(parent) = parent else {
            return false;
        };
        // What follows it stays.
        let last = self.item(parent).last_child;
        self.item_mut(id).next = None;
        self.remove_from(id);
        if let Some(next) = next {
            match self.item(parent).last_child {
                Some(before) => self.item_mut(before).next = Some(next),
                None => self.item_mut(parent).first_child = Some(next),
            }
            self.item_mut(parent).last_child = last;
        }
        true
    }

    /// Removes all that is below an item.
    pub fn remove_children(&mut self, id: Id) {
        if let Some(first) = self.child(id) {
            self.remove_from(first);
        }
    }

    /// A tree with copies of an item and all below it: names, values and comments.
    pub fn copy(&self, id: Id) -> Config {
        let mut copy = Config::new(self.name(id));
        let mut pending = vec![(id, Config::ROOT)];
        while let Some((from, to)) = pending.pop() {
            copy.set_value(to, self.value(from));
            if let Some(comments) = self.comments(from) {
                *copy.comments_mut(to) = Some(Box::new(comments.lines()));
            }
            for child in self.children(from) {
                let to = copy.add_child(to, self.name(child));
                pending.push((child, to));
            }
        }
        copy
    }

    /// An item's name.
    pub fn name(&self, id: Id) -> Option<&CStr> {
        self.item(id).name.as_deref()
    }

    /// Gives an item another name, or none.
    pub fn set_name(&mut self, id: Id, name: Option<&CStr>) {
        self.item_mut(id).name = name.map(CStr::to_owned);
    }

    /// An item's value.
    pub fn value(&self, id: Id) -> Option<&CStr> {
        self.item(id).value.as_deref()
    }

    /// Gives an item another value, or none.
    pub fn set_value(&mut self, id: Id, value: Option<&CStr>) {
        self.item_mut(id).value = value.map(CStr::to_owned);
    }

    /// An item's first child.
    pub fn child(&self, id: Id) -> Option<Id> {
        self.item(id).first_child
    }

    /// The child of the same parent after an item.
    pub fn next(&self, id: Id) -> Option<Id> {
        self.item(id).next
    }

    /// An item's children in order.
    pub fn children(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(self.child(id), |&child| self.next(child))
    }

    /// The last item so many levels below one, by way of last children.
    pub fn at_depth(&self, id: Id, level: usize) -> Option<Id> {
        let mut item = id;
        for _ in 0..level {
            item = self.item(item).last_child?;
        }
        Some(item)
    }

    /// The first child of a name.
    fn named(&self, id: Id, name: &[u8]) -> Option<Id> {
        self.children(id)
            .find(|&child| self.name(child).map(CStr::to_bytes) == Some(name))
    }

    /// The item below one that a path of names leads to, the first of equal names in each level. A
    /// slash at the start means nothing.
    pub fn locate(&self, id: Id, path: &CStr) -> Option<Id> {
        components(path).try_fold(id, |item, name| self.named(item, name))
    }

    /// The value of the item that a path leads to.
    pub fn get(&self, id: Id, path: &CStr) -> Option<&CStr> {
        self.value(self.locate(id, path)?)
    }

    /// Gives the item that a path leads to a value. What is missing on the way is added. A second
    /// slash after the name of an item that was there means nothing.
    pub fn put(&mut self, id: Id, path: &CStr, value: &CStr) {
        let mut item = id;
        let mut rest = Some(without_slash(path.to_bytes()));
        while let Some(path) = rest {
            let mut names = path.splitn(2, |&byte| byte == b'/');
            let name = names.next().unwrap_or_default();
            rest = names.next();
            if let Some(child) = self.named(item, name) {
                item = child;
                rest = rest.map(without_slash);
            } else {
                item = self.add(item, text_of(name), None);
            }
        }
        self.set_value(item, Some(value));
    }

    /// An item's comments.
    pub fn comments(&self, id: Id) -> Option<&dyn Comments> {
        self.item(id).comments.as_deref()
    }

    /// What holds an item's comments, to change or replace it; none without comments.
    pub fn comments_mut(&mut self, id: Id) -> &mut Option<Box<dyn Comments>> {
        &mut self.item_mut(id).comments
    }

    /// Adds a comment line to an item.
    pub fn add_comment(&mut self, id: Id, line: &CStr) {
        self.comments_mut(id)
            .get_or_insert_with(|| Box::new(Vec::<CString>::new()))
            .add(line);
    }
}

/// A walk over an item and all below it, parents before children. It does not borrow the tree,
/// which may change between two steps.
pub struct Walk {
    start: Option<Id>,
    /// The item reached and those above it, each with the sum of results so far.
    open: Vec<(Id, i32)>,
    total: i32,
}

impl Walk {
    /// A walk that begins with an item.
    pub fn new(start: Id) -> Walk {
        Walk {
            start: Some(start),
            open: Vec::new(),
            total: 0,
        }
    }

    /// The next item, with its level below that of the start.
    pub fn next(&mut self, tree: &Config) -> Option<(Id, usize)> {
        let next = match self.start.take() {
            Some(start) => start,
            None => {
                let &(item, _) = self.open.last()?;
                match tree.child(item) {
                    Some(child) => child,
                    None => self.next_above(tree)?,
                }
            }
        };
        self.open.push((next, 0));
        Some((next, self.open.len() - 1))
    }

    /// The item that follows the one reached, or one above it.
    fn next_above(&mut self, tree: &Config) -> Option<Id> {
        while let Some((item, sum)) = self.open.pop() {
            let Some((_, parent)) = self.open.last_mut() else {
                self.total = sum;
                break;
            };
            if sum == -1 {
                self.end();
                break;
            }
            *parent = parent.wrapping_add(sum);
            if let Some(next) = tree.next(item) {
                return Some(next);
            }
        }
        None
    }

    /// Tells the walk what was made of the item reached. If that is -1, or the sum for an item and
    /// all below it is, the walk ends.
    pub fn result(&mut self, result: i32) {
        if result == -1 {
            self.end();
        } else if let Some((_, sum)) = self.open.last_mut() {
            *sum = result;
        }
    }

    fn end(&mut self) {
        self.open.clear();
        self.total = -1;
    }

    /// The sum of all results, after the walk; -1 if that ended it.
    pub fn total(&self) -> i32 {
        self.total
    }
}

/// The names in a path; at least one, which may be empty.
fn components(path: &CStr) -> impl Iterator<Item = &[u8]> {
    without_slash(path.to_bytes()).split(|&byte| byte == b'/')
}

fn without_slash(path: &[u8]) -> &[u8] {
    path.strip_prefix(b"/").unwrap_or(path)
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
    pub fn parse(text: &[u8]) -> std::result::Result<Config, SyntaxError> {
        let mut tree = Config::new(Some(c"root"));
        // The last item of each level, the root first.
        let mut last = vec![Config::ROOT];
        for (index, line) in text.split(|&byte| byte == b'\n').enumerate() {
            let error = |reason| SyntaxError {
                line: index + 1,
                reason,
            };
            match Line::read(line).map_err(error)? {
                Line::Nothing => {}
                Line::Comment(comment) => {
                    tree.add_comment(Config::ROOT, &text_of(comment).unwrap_or_default());
                }
                Line::Item { level, name, value } => {
                    let Some(&parent) = last.get(level) else {
                        return Err(error(b"indentation error".to_vec()));
                    };
                    last.truncate(level + 1);
                    last.push(tree.add(parent, text_of(name), text_of(value)));
                }
            }
        }
        Ok(tree)
    }

    /// As [`Config::parse`]; an error is reported on the standard output.
    pub fn read(text: &[u8]) -> Result<Config> {
        Config::parse(text).map_err(|error| {
            error.report();
            Errno::INVAL
        })
    }

    /// What is below an item as text. The item stands for the text as a whole: its comments are
    /// written, its name and value are not.
    pub fn to_text(&self, id: Id) -> std::result::Result<Vec<u8>, Unwritable> {
        self.write_text(id, false)
    }

    /// As [`Config::to_text`], for people. A value that has no written form is shown in double
    /// quotes.
    pub fn to_shown_text(&self, id: Id) -> Vec<u8> {
        self.write_text(id, true).unwrap_or_default()
    }

    fn write_text(&self, id: Id, show_all: bool) -> std::result::Result<Vec<u8>, Unwritable> {
        let mut text = Vec::new();
        let mut walk = Walk::new(id);
        while let Some((id, level)) = walk.next(self) {
            if let Some(comments) = self.comments(id) {
                write_comments(comments, &mut text);
            }
            if level == 0 {
                continue;
            }
            text.resize(text.len() + 4 * (level - 1), b' ');
            let name = self.name(id);
            text.extend_from_slice(name.unwrap_or(c"(Unnamed)").to_bytes());
            if let Some(value) = self.value(id) {
                let value = value.to_bytes();
                text.extend_from_slice(b" = ");
                match written(value) {
                    Some(form) => text.extend_from_slice(&form),
                    None if show_all => text.extend_from_slice(&quoted(value, b'"')),
                    None => {
                        let name = name.unwrap_or_default().to_owned();
                        return Err(Unwritable { name });
                    }
                }
            }
            text.push(b'\n');
        }
        Ok(text)
    }

    /// Loads a file, or that which a link names (see [`LinkedFile`]). A directory is an empty tree.
    /// A syntax error is `EINVAL`, and is reported on the standard output.
    pub fn load(name: &CStr) -> Result<Config> {
        let linked = LinkedFile::new(None, name);
        let file = File::open(file::path(linked.real_name()))?;
        // Before reading: what is written meanwhile is a change.
        let metadata = file.metadata()?;
        let mut text = Vec::new();
        file::read_to_end(file, &mut text)?;
        let mut tree = Config::read(&text)?;
        tree.source = Some(Source {
            name: linked.name().to_owned(),
            real_name: linked.real_name().to_owned(),
            stamp: Stamp::from(&metadata),
        });
        Ok(tree)
    }

    /// Saves what is below an item to a file, or for `-` to the standard output. `EINVAL`, and
    /// nothing is written, if a value cannot be written as text.
    pub fn save(&mut self, id: Id, name: &CStr) -> Result<()> {
        let text = self.to_text(id)?;
        if name == c"-" {
            return if Stream::stdout().write(&text) {
                Ok(())
            } else {
                Err(Errno::last())
            };
        }
        let metadata = file::write(name, &text, Access::Shared)?;
        if id == Config::ROOT
            && let Some(source) = &mut self.source
            && source.name.as_c_str() == name
        {
            source.stamp = if source.real_name == source.name {
                Stamp::from(&metadata)
            } else {
                Stamp::from(&std::fs::metadata(file::path(&source.real_name))?)
            };
        }
        Ok(())
    }

    /// The file that the tree was loaded from.
    pub fn file_name(&self) -> Option<&CStr> {
        self.source.as_ref().map(|source| &*source.name)
    }

    /// True if the tree was loaded from a file that is there and has another time or size since.
    pub fn has_changed(&self) -> bool {
        self.source.as_ref().is_some_and(|source| {
            std::fs::metadata(file::path(&source.real_name))
                .is_ok_and(|metadata| Stamp::from(&metadata) != source.stamp)
        })
    }
}

fn write_comments(comments: &dyn Comments, text: &mut Vec<u8>) {
    for comment in comments.lines() {
        for line in comment.as_bytes().split(|&byte| byte == b'\n') {
            text.push(b'#');
            text.extend_from_slice(line);
            text.push(b'\n');
        }
    }
    text.push(b'\n');
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

    const ROOT: Id = Config::ROOT;

    fn parse(text: &str) -> Config {
        Config::parse(text.as_bytes()).unwrap()
    }

    fn reason(text: &[u8]) -> (usize, String) {
        let error = Config::parse(text).map(drop).unwrap_err();
        (error.line, String::from_utf8_lossy(&error.reason).into())
    }

    /// Walks over all; gives the items seen and the result.
    fn execute(tree: &mut Config, mut call: impl FnMut(&mut Config, Id, usize) -> i32) -> i32 {
        let mut walk = Walk::new(ROOT);
        while let Some((id, level)) = walk.next(tree) {
            walk.result(call(tree, id, level));
        }
        walk.total()
    }

    #[test]
    fn removing_an_item_leaves_its_neighbours() {
        for removed in 0..3 {
            let mut tree = Config::new(None);
            let ids = [c"a", c"b", c"c"].map(|name| {
                let id = tree.add_child(Config::ROOT, Some(name));
                tree.add_child(id, Some(c"below"));
                id
            });
            assert!(tree.remove(ids[removed]));
            let mut left = vec![c"a", c"b", c"c"];
            left.remove(removed);
            tree.add_child(Config::ROOT, Some(c"d"));
            left.push(c"d");
            let names: Vec<_> = tree.children(Config::ROOT).collect();
            let names: Vec<_> = names.into_iter().map(|id| tree.name(id).unwrap()).collect();
            assert_eq!(names, left);
        }
        let mut tree = Config::new(None);
        assert!(!tree.remove(Config::ROOT));
        let only = tree.add_child(Config::ROOT, None);
        assert!(tree.remove(only));
        assert!(tree.child(Config::ROOT).is_none());
        tree.remove_children(Config::ROOT);
        tree.add_child(Config::ROOT, None);
        tree.add_child(Config::ROOT, None);
        tree.remove_children(Config::ROOT);
        assert!(tree.child(Config::ROOT).is_none());
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
            assert_eq!(root.get(ROOT, path), Some(value), "{path:?}");
        }
        assert!(root.get(ROOT, c"g").is_none());
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
        assert!(root.locate(ROOT, c"a/b/c").is_some() && root.locate(ROOT, c"a/d").is_some());
        let last = root.at_depth(ROOT, 2).unwrap();
        assert_eq!(root.name(last), Some(c"f"));
        assert!(root.at_depth(ROOT, 3).is_none());
    }

    #[test]
    fn a_value_is_written_in_the_form_that_fits() {
        let mut root = Config::new(None);
        for (name, value) in [
            (c"a", c"plain # text "),
            (c"b", c"say \"yes\""),
            (c"c", c"both \" and '"),
        ] {
            root.put(ROOT, name, value);
        }
        let text = root.to_text(ROOT).unwrap();
        let expected = "a = \"plain # text \"\nb = 'say \"yes\"'\nc = both \" and '\n";
        assert_eq!(String::from_utf8_lossy(&text), expected);

        for value in [c"two\nlines", c"both \" and ' ", c"\"'", c"'\"#"] {
            root.put(ROOT, c"a/b", value);
            assert_eq!(root.to_text(ROOT).unwrap_err().name.as_c_str(), c"b");
            assert!(!root.to_shown_text(ROOT).is_empty());
        }
    }

    #[test]
    fn a_walk_ends_when_a_branch_sums_up_to_minus_one() {
        let mut tree = parse("a\n    b\n        c\n    d\ne");
        let mut run = |results: &[(&CStr, i32)]| {
            let mut seen = String::new();
            let total = execute(&mut tree, |tree, id, level| {
                let name = tree.name(id).unwrap();
                seen.push_str(&format!("{level}{}", name.to_string_lossy()));
                let found = results.iter().find(|(other, _)| *other == name);
                found.map_or(0, |(_, result)| *result)
            });
            (seen, total)
        };
        assert_eq!(run(&[]), ("0root1a2b3c2d1e".into(), 0));
        assert_eq!(run(&[(c"root", -1)]), ("0root".into(), -1));
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
        assert_eq!(
            run(&[(c"root", -2), (c"e", 1)]),
            ("0root1a2b3c2d1e".into(), -1)
        );
    }

    #[test]
    fn a_walk_may_change_the_tree() {
        let mut tree = parse("a\nb");
        let mut calls = 0;
        execute(&mut tree, |tree, id, level| {
            calls += 1;
            if level == 1 && calls < 10 {
                tree.add_child(id, Some(c"below"));
                tree.add_child(ROOT, Some(c"beside"));
            }
            0
        });
        assert!(calls >= 10);
        execute(&mut tree, |tree, id, level| {
            if level == 1 {
                tree.remove_from(id);
            }
            0
        });
        assert!(tree.child(ROOT).is_none());
        assert!(!tree.remove_from(ROOT));
    }

    #[test]
    fn an_item_is_removed_with_those_that_follow() {
        let mut tree = parse("a\nb\n    c\n        d\n    e\nf");
        let places = tree.places();
        let b = tree.locate(ROOT, c"b").unwrap();
        assert!(tree.remove_from(b));
        assert_eq!(tree.to_text(ROOT).unwrap(), b"a = \"\"\n");
        for name in [c"g", c"h", c"i", c"j", c"k"] {
            tree.put(ROOT, name, c"1");
        }
        assert_eq!(tree.places(), places);
        tree.put(ROOT, c"k/l", c"1");
        assert_eq!(tree.places(), places + 1);
        let expected =
            b"a = \"\"\ng = \"1\"\nh = \"1\"\ni = \"1\"\nj = \"1\"\nk = \"1\"\n    l = \"1\"\n";
        assert_eq!(tree.to_text(ROOT).unwrap(), expected);
        let a = tree.child(ROOT).unwrap();
        assert!(tree.remove_from(a));
        assert!(tree.to_text(ROOT).unwrap().is_empty());
    }

    #[test]
    fn a_tree_may_be_deeper_than_the_stack() {
        let mut tree = Config::new(None);
        let mut item = ROOT;
        for _ in 0..300_000 {
            item = tree.add_child(item, Some(c"a"));
        }
        let mut items = 0;
        execute(&mut tree, |_, _, _| {
            items += 1;
            0
        });
        assert_eq!(items, 300_001);
        assert_eq!(tree.at_depth(ROOT, 300_000), Some(item));
        let top = tree.child(ROOT).unwrap();
        assert!(tree.remove_from(top));
    }

    #[test]
    fn comments_stay_comments() {
        let mut root = parse("#one\na = 1\n# two\n    # not kept");
        root.add_comment(ROOT, c"three\nb = 2");
        let text = root.to_text(ROOT).unwrap();
        let expected = "#one\n# two\n#three\n#b = 2\n\na = \"1\"\n";
        assert_eq!(String::from_utf8_lossy(&text), expected);
        *root.comments_mut(ROOT) = None;
        assert_eq!(root.to_text(ROOT).unwrap(), b"a = \"1\"\n");
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(text: Vec<u8>) {
            let _ = Config::parse(&text).map(|tree| tree.to_text(ROOT));
        }

        #[test]
        fn no_text_does_harm(text in "( {4}){0,2}[a/=#'\"\\n\r\t \0é]{0,40}") {
            if let Ok(root) = Config::parse(text.as_bytes()) {
                // Nothing that can be read needs a form that cannot be written.
                let once = root.to_text(ROOT).unwrap();
                let again = Config::parse(&once).unwrap().to_text(ROOT).unwrap();
                prop_assert_eq!(once, again);
            }
        }

        #[test]
        fn what_is_written_is_read_back(items: Vec<(u8, Vec<u8>)>) {
            let mut root = Config::new(Some(c"root"));
            let mut depth = 0;
            for (level, value) in items {
                let level = usize::from(level) % (depth + 1);
                let parent = root.at_depth(ROOT, level).unwrap();
                let item = root.add_child(parent, Some(c"a.b"));
                depth = level + 1;
                root.set_value(item, CString::new(value).ok().as_deref());
            }
            if let Ok(text) = root.to_text(ROOT) {
                let copy = Config::parse(&text).unwrap();
                let mut lists = [&root, &copy].map(|tree| {
                    let mut walk = Walk::new(ROOT);
                    let mut list = Vec::new();
                    while let Some((id, level)) = walk.next(tree) {
                        list.push((level, tree.value(id).unwrap_or_default()));
                    }
                    list
                });
                let [ours, copied] = &mut lists;
                prop_assert_eq!(ours, copied);
            }
        }
    }
}

//! Tables of texts in a text file, with a line `key=value` for each entry.

use std::ffi::{CStr, CString};
use std::fs::File;

use czmq_sys::errno::Result;
use czmq_sys::file::{self, Access, Status};

/// The items of a text. Lines that begin with `#` or `=`, or have no `=`, are left out; nothing is
/// trimmed; a line ends at a NUL.
pub fn parse(text: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    text.split(|&byte| byte == b'\n').filter_map(|line| {
        let line = line.split(|&byte| byte == 0).next().unwrap_or_default();
        let equal = line.iter().position(|&byte| byte == b'=')?;
        (equal > 0 && line[0] != b'#').then(|| (&line[..equal], &line[equal + 1..]))
    })
}

/// A text with items, in their order, behind comments and an empty line.
pub fn format<'a>(
    comments: &[CString],
    items: impl Iterator<Item = (&'a [u8], &'a [u8])>,
) -> Vec<u8> {
    let mut text = Vec::new();
    for comment in comments {
        text.extend_from_slice(b"#   ");
        text.extend_from_slice(comment.to_bytes());
        text.push(b'\n');
    }
    if !comments.is_empty() {
        text.push(b'\n');
    }
    for (key, value) in items {
        text.extend_from_slice(key);
        text.push(b'=');
        text.extend_from_slice(value);
        text.push(b'\n');
    }
    text
}

/// The file that a table was loaded from, and the comments that it is saved with.
#[derive(Clone, Debug, Default)]
pub struct Properties {
    comments: Vec<CString>,
    file: Option<CString>,
    modified: i64,
}

impl Properties {
    /// Adds a comment; `None` removes all.
    pub fn comment(&mut self, text: Option<&CStr>) {
        match text {
            Some(text) => self.comments.push(text.to_owned()),
            None => self.comments.clear(),
        }
    }

    /// Writes items to a file, behind the comments.
    pub fn save<'a>(
        &self,
        name: &CStr,
        items: impl Iterator<Item = (&'a [u8], &'a [u8])>,
    ) -> Result<()> {
        file::write(name, &format(&self.comments, items), Access::Shared).map(drop)
    }

    /// Reads a file, for [`parse`]. Its name is kept, even if it cannot be read.
    pub fn load(&mut self, name: &CStr) -> Result<Vec<u8>> {
        // Looked at before reading: what is written meanwhile is news.
        self.modified = Status::of(name).map_or(0, |status| status.modified());
        self.file = Some(name.to_owned());
        let mut text = Vec::new();
        file::read_to_end(File::open(file::path(name))?, &mut text)?;
        Ok(text)
    }

    /// Reads the file again if it was written to since it was read, and not just now.
    pub fn reload(&mut self) -> Option<Vec<u8>> {
        let name = self.file.clone()?;
        let status = Status::of(&name).ok()?;
        if status.modified() > self.modified && status.is_stable() {
            self.load(&name).ok()
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_that_are_no_items_are_left_out() {
        let text = b"a=1\n#b=2\n=3\nno\n\n # c = 4 \nd=e=f\r\n#\ng=\0h\nlast=";
        let items: Vec<(&[u8], &[u8])> = parse(text).collect();
        assert_eq!(
            items,
            [
                (&b"a"[..], &b"1"[..]),
                (b" # c ", b" 4 "),
                (b"d", b"e=f\r"),
                (b"g", b""),
                (b"last", b""),
            ]
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            items in proptest::collection::vec(("[^#=\n\0][^=\n\0]*", "[^\n\0]*"), 0..9),
            comments in proptest::collection::vec("[^\n\0]*", 0..3),
        ) {
            let items: Vec<(&[u8], &[u8])> =
                items.iter().map(|(key, value)| (key.as_bytes(), value.as_bytes())).collect();
            let comments: Vec<CString> =
                comments.into_iter().map(|comment| CString::new(comment).unwrap()).collect();
            let text = format(&comments, items.iter().copied());
            prop_assert_eq!(parse(&text).collect::<Vec<_>>(), items);
        }

        #[test]
        fn no_bytes_do_harm(text: Vec<u8>) {
            prop_assert!(parse(&text).count() <= text.len());
        }
    }
}

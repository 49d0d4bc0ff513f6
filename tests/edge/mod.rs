//! The classes of the edge and their headers, as the tests of headers and manual read them.

// Each test uses its part.
#![allow(dead_code)]

use std::fs;
use std::path::PathBuf;

const BEGIN: &str = "//  --- functions, generated from ";
const END: &str = "//  --- end of the generated functions\n";

/// The top of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a file, by its path below the top.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The classes: every file of the edge that exports functions.
pub fn classes() -> Vec<String> {
    let mut classes: Vec<String> = fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter(|path| {
            fs::read_to_string(path)
                .unwrap()
                .contains("extern \"C\" fn z")
        })
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    classes.sort();
    classes
}

/// A header: what is written by hand, and between it the generated block of functions.
pub struct Header {
    /// The text before the block.
    pub before: String,
    /// The functions, with a blank line between two, without the marker lines.
    pub functions: String,
    /// The text after the block.
    pub after: String,
}

impl Header {
    /// Takes the text of a class's header apart.
    pub fn parse(class: &str, header: &str) -> Self {
        let begin = Self::begin(class);
        let (before, rest) = header
            .split_once(&begin)
            .unwrap_or_else(|| panic!("{class}.h has no line {begin}"));
        let (functions, after) = rest
            .split_once(END)
            .unwrap_or_else(|| panic!("{class}.h has no line {END}"));
        Self {
            before: before.to_owned(),
            functions: functions.trim().to_owned(),
            after: after.to_owned(),
        }
    }

    /// The whole text of the header.
    pub fn text(&self, class: &str) -> String {
        let begin = Self::begin(class);
        format!(
            "{}{begin}\n{}\n\n{END}{}",
            self.before, self.functions, self.after
        )
    }

    fn begin(class: &str) -> String {
        format!("{BEGIN}src/{class}.rs\n")
    }
}

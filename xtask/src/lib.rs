//! Generators of checked-in files: headers, manual, socket options, and what shells know of the
//! programs.
//!
//! A generator returns the files as they should be. The command line writes them, or, with
//! `--check`, names those that are out of date; tests do the latter.

pub mod c_types;
pub mod edge;
pub mod headers;
pub mod library;
pub mod manual;
pub mod options;
pub mod programs;
pub mod symbols;

use std::fs;
use std::path::{Path, PathBuf};

/// What went wrong, in a sentence for the person at the terminal.
pub type Result<T> = std::result::Result<T, String>;

/// The top of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The text of a file, by its path below the top.
pub fn read(path: &str) -> Result<String> {
    fs::read_to_string(root().join(path)).map_err(|error| format!("{path}: {error}"))
}

/// The names of the files in a folder, sorted; none if there is no such folder.
pub fn files(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).into_iter().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

/// A generated file.
#[derive(Debug, PartialEq)]
pub struct Output {
    /// The path below the top of the repository.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl Output {
    /// True if the file on disk has this text.
    pub fn is_current(&self) -> bool {
        read(&self.path).is_ok_and(|text| text == self.text)
    }

    /// Writes the file, unless it is current.
    pub fn write(&self) -> Result<()> {
        if self.is_current() {
            return Ok(());
        }
        let path = root().join(&self.path);
        let folder = path.parent().expect("a file is in a folder");
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, &self.text))
            .map_err(|error| format!("{}: {error}", self.path))
    }
}

/// Fails with the names of files that are not as they should be, and the command that writes them.
pub fn check(outputs: &[Output], command: &str) -> Result<()> {
    let old: Vec<&str> = outputs
        .iter()
        .filter(|output| !output.is_current())
        .map(|output| output.path.as_str())
        .collect();
    if old.is_empty() {
        return Ok(());
    }
    Err(format!(
        "out of date: {}; run `cargo xtask {command}`",
        old.join(", ")
    ))
}

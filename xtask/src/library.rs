//! The libraries of this repository, as scripts/libraries.txt lists them.

use std::collections::BTreeMap;

use crate::{Result, read};

/// The table, below the top of the repository.
const TABLE: &str = "scripts/libraries.txt";

/// A C library.
pub struct Library {
    fields: BTreeMap<String, String>,
}

impl Library {
    /// All libraries, those before that others require.
    pub fn all() -> Result<Vec<Library>> {
        parse(&read(TABLE)?)
    }

    /// The library of a name.
    pub fn find(name: &str) -> Result<Library> {
        let found = Self::all()?.into_iter().find(|it| it.name() == name);
        found.ok_or_else(|| format!("{TABLE} has no library {name}"))
    }

    /// The name, as in `lib<name>.so`.
    pub fn name(&self) -> &str {
        &self.fields["library"]
    }

    /// A path of the library's, below the top of the repository.
    pub fn path(&self, below: &str) -> String {
        match self.fields["folder"].as_str() {
            "." => below.to_owned(),
            folder => format!("{folder}/{below}"),
        }
    }

    /// The libraries whose headers the library's own include.
    pub fn required(&self) -> Result<Vec<Library>> {
        let names = self.fields["requires"].split_whitespace();
        names.map(Library::find).collect()
    }

    /// The version of the library's package.
    pub fn version(&self) -> Result<String> {
        let path = self.path("Cargo.toml");
        let manifest = read(&path)?;
        manifest
            .lines()
            .find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
            .map(str::to_owned)
            .ok_or_else(|| format!("{path} has no line with the version"))
    }

    /// What begins the names of the library's macros: `CZMQ` for czmq.
    pub fn macro_prefix(&self) -> String {
        self.name().to_uppercase()
    }
}

/// Reads the table: paragraphs of `field: value`, with comments.
fn parse(table: &str) -> Result<Vec<Library>> {
    let mut libraries = Vec::new();
    for paragraph in table.split("\n\n") {
        let mut fields = BTreeMap::new();
        // Lines that begin with a space continue what only scripts read.
        for line in paragraph
            .lines()
            .filter(|line| !line.starts_with(['#', ' ']))
        {
            let (field, value) = line
                .split_once(':')
                .ok_or_else(|| format!("{TABLE}: no field: {line}"))?;
            fields.insert(field.to_owned(), value.trim().to_owned());
        }
        if fields.is_empty() {
            continue;
        }
        for field in ["library", "folder", "requires"] {
            if !fields.contains_key(field) {
                return Err(format!("{TABLE}: a library has no {field}:\n{paragraph}"));
            }
        }
        libraries.push(Library { fields });
    }
    Ok(libraries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_a_paragraph() {
        let table = "# About\n\nlibrary: czmq\nfolder: .\nrequires:\n\n\
                     library: zyre\nfolder: libs/zyre\nrequires: czmq\nabout: a network\n of peers\n";
        let libraries = parse(table).unwrap();
        let paths: Vec<String> = libraries.iter().map(|it| it.path("src")).collect();
        assert_eq!(paths, ["src", "libs/zyre/src"]);
        assert_eq!(libraries[1].name(), "zyre");
        assert_eq!(libraries[1].macro_prefix(), "ZYRE");
    }

    #[test]
    fn a_library_without_a_folder_is_refused() {
        let error = parse("library: zyre\nrequires:\n").err().unwrap();
        assert!(error.contains("no folder"), "{error}");
    }

    #[test]
    fn versions_are_those_of_the_packages() {
        let czmq = Library::find("czmq").unwrap();
        assert_eq!(czmq.version().unwrap(), env!("CARGO_PKG_VERSION"));
    }
}

//! The C edge of a library: its classes, the functions that they export, and their headers.

use std::collections::BTreeSet;

use quote::ToTokens;

use crate::library::Library;
use crate::{Result, files, read};

const BEGIN: &str = "//  --- functions, generated from ";
const END: &str = "//  --- end of the generated functions\n";

/// The classes of a library: the files of its edge that export functions of their own name.
pub fn classes(library: &Library) -> Result<Vec<String>> {
    let exports = exports(library)?;
    let classes: BTreeSet<String> = exports
        .into_iter()
        .filter(|export| export.name().starts_with(&export.file))
        .map(|export| export.file)
        .collect();
    Ok(classes.into_iter().collect())
}

/// A function that a library exports.
pub struct Export {
    /// The file of the edge in which it stands, without `.rs`.
    pub file: String,
    /// The function, with its documentation.
    pub function: syn::ItemFn,
    /// True if no header shows it.
    pub undeclared: bool,
}

impl Export {
    /// The function's name.
    pub fn name(&self) -> String {
        self.function.sig.ident.to_string()
    }
}

/// All functions that a library exports, and those that stand for variadic ones in C: by file, in
/// the order of the file.
pub fn exports(library: &Library) -> Result<Vec<Export>> {
    let mut exports = Vec::new();
    for name in files(&library.path("src")) {
        let Some(stem) = name.strip_suffix(".rs") else {
            continue;
        };
        let path = library.path(&format!("src/{name}"));
        let file = syn::parse_file(&read(&path)?).map_err(|error| format!("{path}: {error}"))?;
        for item in file.items {
            if let syn::Item::Fn(function) = item
                && function.attrs.iter().any(is_export)
            {
                exports.push(Export {
                    file: stem.to_owned(),
                    undeclared: function.attrs.iter().any(hides_from_headers),
                    function,
                });
            }
        }
    }
    Ok(exports)
}

fn is_export(attribute: &syn::Attribute) -> bool {
    let text = attribute.meta.to_token_stream().to_string();
    ["unsafe(no_mangle)", "cfg(any())"].contains(&text.replace(' ', "").as_str())
}

fn hides_from_headers(attribute: &syn::Attribute) -> bool {
    let text = attribute.meta.to_token_stream().to_string();
    text.contains("cbindgen:ignore")
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
    pub fn parse(class: &str, header: &str) -> Result<Self> {
        let begin = Self::begin(class);
        let (before, rest) = header
            .split_once(&begin)
            .ok_or_else(|| format!("{class}.h has no line {begin}"))?;
        let (functions, after) = rest
            .split_once(END)
            .ok_or_else(|| format!("{class}.h has no line {END}"))?;
        Ok(Self {
            before: before.to_owned(),
            functions: functions.trim().to_owned(),
            after: after.to_owned(),
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_what_is_around_the_block_of_functions() {
        let text = "// A\n//  --- functions, generated from src/zone.rs\n\nint a();\n\n\
                    //  --- end of the generated functions\n// B\n";
        let header = Header::parse("zone", text).unwrap();
        assert_eq!(header.functions, "int a();");
        assert_eq!(header.text("zone"), text);
        let error = Header::parse("ztwo", text).err().unwrap();
        assert!(error.contains("src/ztwo.rs"), "{error}");
    }

    #[test]
    fn exports_are_found_by_their_attributes() {
        let czmq = Library::find("czmq").unwrap();
        let exports = exports(&czmq).unwrap();
        let find = |name: &str| exports.iter().find(|it| it.name() == name);
        assert_eq!(find("zmsg_new").unwrap().file, "zmsg");
        assert!(find("zsock_send").unwrap().function.sig.variadic.is_some());
        assert!(find("zsock_option_test").unwrap().undeclared);
        assert!(find("czmq_rs_zsock_send").is_none());
    }
}

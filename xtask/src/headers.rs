//! The function prototypes in include/ are those of the C edge.
//!
//! A header is written by hand but for the block between the two marker lines, which cbindgen
//! writes from `src/<class>.rs`. Functions whose documentation begins with `DRAFT: ` come last, for
//! programs that define `<LIBRARY>_BUILD_DRAFT_API`.

use std::fs;
use std::path::Path;

use quote::ToTokens;

use crate::c_types;
use crate::edge::{Export, Header, classes, exports};
use crate::library::Library;
use crate::{Output, Result, read};

const DRAFT: &str = "// DRAFT: ";

/// The headers of a library's classes.
pub fn generate(library: &Library) -> Result<Vec<Output>> {
    let exports = exports(library)?;
    let mut headers = Vec::new();
    for class in classes(library)? {
        let path = library.path(&format!("include/{class}.h"));
        let source = for_cbindgen(&exports, &class);
        let header = Header {
            functions: prototypes(&source, &class, &library.macro_prefix())?,
            ..Header::parse(&class, &read(&path)?)?
        };
        headers.push(Output {
            path,
            text: header.text(&class),
        });
    }
    Ok(headers)
}

/// The exported functions of a file, in its order, with the pointers that C passes.
fn for_cbindgen(exports: &[Export], file: &str) -> String {
    let functions = exports.iter().filter(|export| export.file == file);
    functions
        .map(|export| {
            let mut function = export.function.clone();
            c_types::to_pointers(&mut function.sig);
            function.to_token_stream().to_string() + "\n"
        })
        .collect()
}

/// The functions of some Rust, as C declares them.
fn prototypes(source: &str, class: &str, prefix: &str) -> Result<String> {
    // cbindgen reads files alone.
    let path = std::env::temp_dir().join(format!("{class}-{}.rs", std::process::id()));
    fs::write(&path, source).map_err(|error| format!("{}: {error}", path.display()))?;
    let text = prototypes_of_file(&path, prefix);
    let _ = fs::remove_file(&path);
    text
}

fn prototypes_of_file(source: &Path, prefix: &str) -> Result<String> {
    let mut config = cbindgen::Config {
        language: cbindgen::Language::C,
        documentation_style: cbindgen::DocumentationStyle::C99,
        no_includes: true,
        usize_is_size_t: true,
        line_length: 90,
        tab_width: 4,
        ..cbindgen::Config::default()
    };
    config.export.item_types = vec![cbindgen::ItemType::Functions];
    config.function.prefix = Some(format!("{prefix}_EXPORT"));
    config.function.sort_by = Some(cbindgen::SortKey::None);
    config.function.args = cbindgen::Layout::Horizontal;
    let mut text = Vec::new();
    cbindgen::Builder::new()
        .with_config(config)
        .with_src(source)
        .generate()
        .map_err(|error| format!("{}: {error}", source.display()))?
        .write(&mut text);
    let text = String::from_utf8(text).map_err(|error| error.to_string())?;
    Ok(drafts_apart(&text, prefix))
}

/// Moves the functions that are marked as drafts to the end.
fn drafts_apart(prototypes: &str, prefix: &str) -> String {
    let functions = prototypes.trim().split("\n\n");
    let (drafts, stable): (Vec<&str>, Vec<&str>) =
        functions.partition(|function| function.starts_with(DRAFT));
    let mut text = stable.join("\n\n");
    if !drafts.is_empty() {
        let drafts: Vec<String> = drafts
            .iter()
            .map(|function| format!("// {}", &function[DRAFT.len()..]))
            .collect();
        text += &format!(
            "\n\n#ifdef {prefix}_BUILD_DRAFT_API\n\n{}\n\n#endif",
            drafts.join("\n\n")
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_stand_at_the_end() {
        let prototypes = "// DRAFT: Two.\n//\n// More.\nint b();\n\n// One.\nint a();\n";
        assert_eq!(
            drafts_apart(prototypes, "CZMQ"),
            "// One.\nint a();\n\n#ifdef CZMQ_BUILD_DRAFT_API\n\n// Two.\n//\n// More.\nint b();\n\n#endif"
        );
    }
}

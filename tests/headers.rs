//! The function prototypes in include/ are those of the C edge.
//!
//! A header is written by hand but for the block between the two marker lines, which cbindgen
//! writes from `src/<class>.rs`. `CZMQ_WRITE_HEADERS=1 cargo test --test headers` (or `make
//! headers`) writes the blocks anew. Functions whose documentation begins with `DRAFT: ` come last,
//! for programs that define CZMQ_BUILD_DRAFT_API.

mod edge;

use std::path::Path;
use std::{env, fs};

use edge::{Header, classes, read, root};

const DRAFT: &str = "// DRAFT: ";

fn prototypes(source: &Path) -> String {
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
    config.function.prefix = Some("CZMQ_EXPORT".to_owned());
    config.function.sort_by = Some(cbindgen::SortKey::None);
    config.function.args = cbindgen::Layout::Horizontal;
    let mut text = Vec::new();
    cbindgen::Builder::new()
        .with_config(config)
        .with_src(source)
        .generate()
        .unwrap_or_else(|error| panic!("{}: {error}", source.display()))
        .write(&mut text);
    drafts_apart(&String::from_utf8(text).unwrap())
}

/// Moves the functions that are marked as drafts to the end.
fn drafts_apart(prototypes: &str) -> String {
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
            "\n\n#ifdef CZMQ_BUILD_DRAFT_API\n\n{}\n\n#endif",
            drafts.join("\n\n")
        );
    }
    text
}

#[test]
fn generated_blocks_are_up_to_date() {
    let write = env::var_os("CZMQ_WRITE_HEADERS").is_some();
    for class in classes() {
        let path = format!("include/{class}.h");
        let header = read(&path);
        let functions = prototypes(&root().join(format!("src/{class}.rs")));
        let fresh = Header {
            functions,
            ..Header::parse(&class, &header)
        }
        .text(&class);
        if write {
            fs::write(root().join(&path), fresh).unwrap();
        } else {
            assert_eq!(
                header, fresh,
                "{class}.h is out of date: run `make headers`"
            );
        }
    }
}

#[test]
fn drafts_stand_at_the_end() {
    let apart = drafts_apart("// DRAFT: Two.\n//\n// More.\nint b();\n\n// One.\nint a();\n");
    assert_eq!(
        apart,
        "// One.\nint a();\n\n#ifdef CZMQ_BUILD_DRAFT_API\n\n// Two.\n//\n// More.\nint b();\n\n#endif"
    );
}

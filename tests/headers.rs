//! The function prototypes in include/ are those of the C edge.
//!
//! A header is written by hand but for the block between the two marker lines, which cbindgen
//! writes from `src/edge/<class>.rs`. `CZMQ_WRITE_HEADERS=1 cargo test --test headers` (or `make
//! headers`) writes the blocks anew. Functions whose documentation begins with `DRAFT: ` come last,
//! for programs that define CZMQ_BUILD_DRAFT_API.

use std::path::{Path, PathBuf};
use std::{env, fs};

const BEGIN: &str = "//  --- functions, generated from ";
const END: &str = "//  --- end of the generated functions\n";
const DRAFT: &str = "// DRAFT: ";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The classes: every file of the edge that exports functions.
fn classes() -> Vec<String> {
    let mut classes: Vec<String> = fs::read_dir(root().join("src/edge"))
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
        let source = format!("src/edge/{class}.rs");
        let path = root().join(format!("include/{class}.h"));
        let header =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let begin = format!("{BEGIN}{source}\n");
        let start = header
            .find(&begin)
            .unwrap_or_else(|| panic!("{class}.h has no line {begin}"));
        let end = header
            .find(END)
            .unwrap_or_else(|| panic!("{class}.h has no line {END}"));
        let block = format!("{begin}\n{}\n", prototypes(&root().join(&source)));
        let fresh = format!("{}{block}\n{}", &header[..start], &header[end..]);
        if write {
            fs::write(&path, fresh).unwrap();
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

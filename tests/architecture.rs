//! The layers of the library: who may use whom, where `unsafe` and C names may stand.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

/// Each layer with those below it that it may use.
const LAYERS: [(&str, &[&str]); 6] = [
    ("edge", &["actors", "gossip", "messaging", "data", "sys"]),
    ("actors", &["gossip", "messaging", "data", "sys"]),
    ("gossip", &[]),
    ("messaging", &["data", "sys"]),
    ("data", &["sys"]),
    ("sys", &[]),
];
const UNSAFE_LAYERS: [&str; 2] = ["edge", "sys"];
/// The flags that signal handlers set, and programs read and write.
const EXPORTS_BELOW_THE_EDGE: (&str, [&str; 2]) = (
    "src/sys/signal.rs",
    ["zsys_interrupted", "zctx_interrupted"],
);

struct Source {
    /// The path from the root of the repository.
    path: String,
    layer: &'static str,
    /// The program without comments, flat: delimiters are words, too. Doc comments are literals.
    words: Vec<String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn flatten(tokens: TokenStream, words: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                words.push("{".to_owned());
                flatten(group.stream(), words);
                words.push("}".to_owned());
            }
            token => words.push(token.to_string()),
        }
    }
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let mut sources = Vec::new();
    for (layer, _) in LAYERS {
        let mut files = Vec::new();
        rust_files(&root().join("src").join(layer), &mut files);
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let tokens = text
                .parse()
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            let mut words = Vec::new();
            flatten(tokens, &mut words);
            let path = file.strip_prefix(root()).unwrap().display().to_string();
            sources.push(Source { path, layer, words });
        }
    }
    sources
}

/// What stands after each `crate::`, alone or in braces; and after `super::super::`, which is the
/// root of the crate in files of a layer.
fn used_layers(words: &[String]) -> Vec<&str> {
    let word = |index: usize| words.get(index).map_or("", String::as_str);
    let mut used = Vec::new();
    for start in 0..words.len() {
        let path_follows = word(start + 1) == ":" && word(start + 2) == ":";
        if !path_follows || !["crate", "super"].contains(&word(start)) {
            continue;
        }
        let mut index = start + 3;
        if word(index) != "{" {
            used.push(word(index));
            continue;
        }
        let mut depth = 0;
        loop {
            match word(index) {
                "{" => depth += 1,
                "}" => depth -= 1,
                name if depth == 1 && ["{", ","].contains(&word(index - 1)) => used.push(name),
                _ => {}
            }
            if depth == 0 {
                break;
            }
            index += 1;
        }
    }
    used
}

fn allowed(layer: &str) -> &'static [&'static str] {
    LAYERS.iter().find(|(name, _)| *name == layer).unwrap().1
}

#[test]
fn every_module_belongs_to_a_layer() {
    let mut found: Vec<String> = fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "lib.rs" && name != "programs")
        .collect();
    found.sort();
    let mut layers = LAYERS.map(|(layer, _)| layer);
    layers.sort();
    assert_eq!(found, layers);
}

/// Programs in C know of the library what every program does; those in Rust, each in a folder of
/// its own, are safe, and stand beside the edge, not on it.
#[test]
fn programs_know_one_side_of_the_library() {
    for entry in fs::read_dir(root().join("src/programs")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let manifest = fs::read_to_string(path.join("Cargo.toml")).unwrap();
            assert!(manifest.contains("unsafe_code = \"forbid\""), "{path:?}");
            let mut files = Vec::new();
            rust_files(&path, &mut files);
            for file in files {
                let text = fs::read_to_string(&file).unwrap();
                assert!(!text.contains("czmq::edge"), "{file:?}");
            }
            continue;
        }
        assert!(path.extension().is_some_and(|e| e == "c"), "{path:?}");
        let text = fs::read_to_string(&path).unwrap();
        let of_ours = text.lines().filter(|line| line.starts_with("#include \""));
        assert_eq!(of_ours.count(), 0, "{path:?}");
        assert!(text.contains("#include <czmq.h>"), "{path:?}");
    }
}

#[test]
fn arrows_point_down() {
    let mut wrong = Vec::new();
    for source in sources() {
        for used in used_layers(&source.words) {
            let is_layer = LAYERS.iter().any(|(layer, _)| *layer == used);
            if is_layer && used != source.layer && !allowed(source.layer).contains(&used) {
                wrong.push(format!("{} uses {used}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn arrows_are_seen_in_every_form() {
    let see = |text: &str| {
        let mut words = Vec::new();
        flatten(text.parse().unwrap(), &mut words);
        used_layers(&words).join(" ")
    };
    assert_eq!(see("use crate::edge::abi::{give, sys};"), "edge");
    assert_eq!(
        see("use crate::{sys::log, edge::{abi, zmsg}, data};"),
        "sys edge data"
    );
    assert_eq!(
        see("m!(x, crate::edge::f(\"tcp://\"), $crate::sys)"),
        "edge sys"
    );
    assert_eq!(
        see("use super::super::edge; // crate::actors"),
        "super edge"
    );
    assert_eq!(see("/// See [`crate::actors`].\nfn f() {}"), "");
}

#[test]
fn only_the_edge_and_sys_know_c() {
    let mut wrong = Vec::new();
    for source in sources() {
        if UNSAFE_LAYERS.contains(&source.layer) {
            continue;
        }
        for name in ["unsafe", "libc", "zmq_sys", "extern"] {
            if source.words.iter().any(|word| word == name) {
                wrong.push(format!("{} has `{name}`", source.path));
            }
        }
    }
    for (layer, _) in LAYERS {
        if !UNSAFE_LAYERS.contains(&layer) {
            let text = fs::read_to_string(root().join(format!("src/{layer}/mod.rs"))).unwrap();
            if !text.contains("\n#![forbid(unsafe_code)]\n") {
                wrong.push(format!("src/{layer}/mod.rs does not forbid unsafe code"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_are_exported_by_the_edge_alone() {
    let mut wrong = Vec::new();
    for source in sources() {
        if source.layer == "edge" {
            continue;
        }
        let mut exports = Vec::new();
        for (index, word) in source.words.iter().enumerate() {
            match word.as_str() {
                "export_name" => exports.push(source.words[index + 2].trim_matches('"')),
                "no_mangle" | "global_asm" => exports.push(word),
                _ => {}
            }
        }
        let (path, statics) = EXPORTS_BELOW_THE_EDGE;
        let expected: &[&str] = if source.path == path { &statics } else { &[] };
        if exports != expected {
            wrong.push(format!("{} exports {}", source.path, exports.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The C side of each class; whether all of its functions are called is for `c-tests/symbols` to
/// see.
#[test]
fn every_class_has_a_header_that_programs_get_and_a_test_in_c() {
    let library = fs::read_to_string(root().join("include/czmq_library.h")).unwrap();
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(class) = source
            .path
            .strip_prefix("src/edge/")
            .and_then(|name| name.strip_suffix(".rs"))
            .filter(|name| name.starts_with('z'))
        else {
            continue;
        };
        let header = root().join(format!("include/{class}.h"));
        match fs::read_to_string(&header) {
            Err(error) => wrong.push(format!("{}: {error}", header.display())),
            Ok(text) if !text.contains("generated from") => {
                wrong.push(format!("{class}.h has no block for functions"));
            }
            Ok(_) => {}
        }
        if !root().join(format!("c-tests/{class}.c")).exists() {
            wrong.push(format!("there is no c-tests/{class}.c"));
        }
        // zsock.h includes the options.
        if class != "zsock_option" && !library.contains(&format!("#include \"{class}.h\"\n")) {
            wrong.push(format!("czmq_library.h does not include {class}.h"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! Writes the exported functions of the C edge as declarations, and has ctest2 make a C program and
//! a Rust program of them that agree only if the prototypes in C headers do.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};

/// Where Debian has the original's headers.
const ORIGINAL: &str = "/usr/include";

/// What ctest2 knows by itself.
const KNOWN: [&str; 17] = [
    "bool", "i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize", "c_char",
    "c_int", "c_long", "c_uint", "c_ulong", "c_void",
];

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../..")
        .canonicalize()
        .unwrap();
    let edge = root.join("src");
    let ours = root.join("include");
    for path in [&edge, &ours, Path::new(ORIGINAL)] {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    println!("cargo::rustc-check-cfg=cfg(without_original)");

    let functions = exported(&edge);
    check("ours", "", &functions, &ours);
    if Path::new(ORIGINAL).join("czmq.h").exists() {
        // Under other names, so that both can be in one program.
        check("original", "original_", &functions, Path::new(ORIGINAL));
    } else {
        println!("cargo::rustc-cfg=without_original");
    }
}

/// The functions that are exported, and those that stand for variadic ones in C.
fn exported(edge: &Path) -> Vec<syn::Signature> {
    let mut functions = Vec::new();
    for entry in fs::read_dir(edge).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let file = syn::parse_file(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        functions.extend(file.items.into_iter().filter_map(|item| match item {
            syn::Item::Fn(function) if function.attrs.iter().any(is_export) => Some(function.sig),
            _ => None,
        }));
    }
    functions.sort_by_key(|function| function.ident.to_string());
    functions
}

fn is_export(attribute: &syn::Attribute) -> bool {
    let text = attribute
        .meta
        .to_token_stream()
        .to_string()
        .replace(' ', "");
    text == "unsafe(no_mangle)" || text == "cfg(any())"
}

/// The last words of paths, alone: ctest2 writes types in C by them.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl VisitMut for Names {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let last = path.segments.last().unwrap().clone();
        self.0.insert(last.ident.to_string());
        *path = last.into();
        visit_mut::visit_path_mut(self, path);
    }
}

/// Has the functions compared with those of the headers in a folder.
fn check(which: &str, prefix: &str, functions: &[syn::Signature], headers: &Path) {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    let declared = words_of(headers);
    let mut names = Names::default();
    let mut declarations = String::from("extern \"C\" {\n");
    let mut count = 0;
    for function in functions {
        let name = function.ident.to_string();
        if !declared.contains(&name) {
            continue;
        }
        count += 1;
        let mut parameters = Vec::new();
        for (index, input) in function.inputs.iter().enumerate() {
            let syn::FnArg::Typed(input) = input else {
                panic!("{name} has a self");
            };
            let mut ty = input.ty.clone();
            names.visit_type_mut(&mut ty);
            parameters.push(format!("a{index}: {}", ty.to_token_stream()));
        }
        if function.variadic.is_some() {
            parameters.push("...".to_owned());
        }
        let mut output = function.output.clone();
        names.visit_return_type_mut(&mut output);
        declarations += &format!(
            "    #[link_name = \"{name}\"]\n    pub fn {prefix}{name}({}) {};\n",
            parameters.join(", "),
            output.to_token_stream()
        );
    }
    declarations += "}\n";
    let file = out.join(format!("{which}_declarations.rs"));
    fs::write(&file, &declarations).unwrap();

    // Their names are what counts.
    let types: String = names
        .0
        .iter()
        .filter(|name| !KNOWN.contains(&name.as_str()))
        .map(|name| format!("pub type {name} = std::ffi::c_void;\n"))
        .collect();
    fs::write(out.join(format!("{which}_types.rs")), types).unwrap();
    fs::write(out.join(format!("{which}_count.rs")), format!("{count}")).unwrap();

    let mut generator = ctest2::TestGenerator::new();
    generator
        .header("czmq.h")
        .include(headers)
        .include(absent(headers))
        .define("ZSOCK_NOCHECK", None)
        .define("CZMQ_BUILD_DRAFT_API", None)
        .fn_cname(|name, link_name| link_name.unwrap_or(name).to_owned());
    generator.generate(&file, &format!("{which}_test.rs"));
}

/// A folder with empty headers, in place of those that the library's own names and that are not
/// there: Debian ships none of classes that are drafts.
fn absent(headers: &Path) -> PathBuf {
    let folder = PathBuf::from(env::var_os("OUT_DIR").unwrap()).join("absent");
    fs::create_dir_all(&folder).unwrap();
    let library = fs::read_to_string(headers.join("czmq_library.h")).unwrap();
    let included = library
        .lines()
        .filter_map(|line| line.strip_prefix("#include \"")?.split('"').next());
    for name in included {
        if !headers.join(name).exists() {
            fs::write(folder.join(name), "").unwrap();
        }
    }
    folder
}

/// The words in the headers of the library in a folder.
fn words_of(headers: &Path) -> HashSet<String> {
    let mut words = HashSet::new();
    for entry in fs::read_dir(headers).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        // Of one folder the library has only some: those that there are headers of ours for.
        let own = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../include")
            .join(&name);
        if name.ends_with(".h") && own.exists() {
            let text = fs::read_to_string(&path).unwrap();
            let is_word = |character: char| character.is_ascii_alphanumeric() || character == '_';
            words.extend(
                text.split(|character| !is_word(character))
                    .map(str::to_owned),
            );
        }
    }
    words
}

//! Writes the exported functions of each library as declarations, and has ctest2 make a C program and
//! a Rust program of them that agree only if the prototypes in C headers do.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use xtask::library::Library;
use xtask::{c_types, edge, root};

/// Where Debian has the original's headers.
const ORIGINAL: &str = "/usr/include";

/// What ctest2 knows by itself.
const KNOWN: [&str; 17] = [
    "bool", "i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize", "c_char",
    "c_int", "c_long", "c_uint", "c_ulong", "c_void",
];

fn main() {
    println!("cargo::rustc-check-cfg=cfg(original, values(any()))");
    println!("cargo::rerun-if-changed={ORIGINAL}");
    for library in Library::all().unwrap() {
        let mut ours = vec![root().join(library.path("include"))];
        for required in library.required().unwrap() {
            ours.push(root().join(required.path("include")));
        }
        println!("cargo::rerun-if-changed={}", ours[0].display());
        let edge = root().join(library.path("src"));
        println!("cargo::rerun-if-changed={}", edge.display());

        let functions = exported(&library);
        check(&library, "ours", "", &functions, &ours);
        let name = library.name();
        if Path::new(ORIGINAL).join(format!("{name}.h")).exists() {
            // Under other names, so that both can be in one program.
            let original = [PathBuf::from(ORIGINAL)];
            check(&library, "original", "original_", &functions, &original);
            println!("cargo::rustc-cfg=original=\"{name}\"");
        }
    }
}

/// The functions that a library exports, by name, with the pointers that C passes.
fn exported(library: &Library) -> Vec<syn::Signature> {
    let exports = edge::exports(library).unwrap();
    let mut functions: Vec<syn::Signature> =
        exports.into_iter().map(|it| it.function.sig).collect();
    functions.iter_mut().for_each(c_types::to_pointers);
    functions.sort_by_key(|function| function.ident.to_string());
    functions
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

/// Has the functions compared with those of the headers in the first of some folders.
fn check(
    library: &Library,
    which: &str,
    prefix: &str,
    functions: &[syn::Signature],
    headers: &[PathBuf],
) {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    let which = format!("{}_{which}", library.name());
    let declared = words_of(library, &headers[0]);
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
    let header = format!("{}.h", library.name());
    generator.header(&header);
    for folder in headers {
        generator.include(folder);
    }
    for needed in library.required().unwrap().iter().chain([library]) {
        generator.include(absent(needed, headers));
        let drafts = format!("{}_BUILD_DRAFT_API", needed.macro_prefix());
        generator.define(&drafts, None);
    }
    generator
        .define("ZSOCK_NOCHECK", None)
        .fn_cname(|name, link_name| link_name.unwrap_or(name).to_owned());
    generator.generate(&file, &format!("{which}_test.rs"));
}

/// A folder with empty headers, in place of those that a library's own names and that are not
/// there: Debian ships none of classes that are drafts.
fn absent(library: &Library, headers: &[PathBuf]) -> PathBuf {
    let folder = PathBuf::from(env::var_os("OUT_DIR").unwrap()).join("absent");
    fs::create_dir_all(&folder).unwrap();
    let name = format!("{}_library.h", library.name());
    let texts = headers
        .iter()
        .filter_map(|headers| fs::read_to_string(headers.join(&name)).ok());
    for text in texts {
        let included = text
            .lines()
            .filter_map(|line| line.strip_prefix("#include \"")?.split('"').next());
        for name in included {
            if !headers.iter().any(|headers| headers.join(name).exists()) {
                fs::write(folder.join(name), "").unwrap();
            }
        }
    }
    folder
}

/// The words in the headers of a library in a folder.
fn words_of(library: &Library, headers: &Path) -> HashSet<String> {
    let mut words = HashSet::new();
    // Of one folder the library has only some: those that there are headers of ours for.
    for name in xtask::files(&library.path("include")) {
        let Ok(text) = fs::read_to_string(headers.join(&name)) else {
            continue;
        };
        let is_word = |character: char| character.is_ascii_alphanumeric() || character == '_';
        words.extend(
            text.split(|character| !is_word(character))
                .map(str::to_owned),
        );
    }
    words
}

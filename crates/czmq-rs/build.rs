//! Links to `libczmq.so.4` without having it.
//!
//! The linker needs a library's name and its symbols, no code. So this makes an empty shared library
//! with the soname `libczmq.so.4` and the symbols that `ffi.rs` declares, and links to that. Cargo need
//! not build libczmq first, and nothing that the original lacks slips in.
//!
//! The loader never takes the empty library: it looks for the soname, and the file has another name.
//! Under `cargo run` and `cargo test` it finds the library that this workspace built for the same
//! profile, if there is one; otherwise, and for programs started by themselves, the usual rules hold
//! (RUNPATH, `LD_LIBRARY_PATH`, the system's directories).

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=src/ffi.rs");
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let declarations = fs::read_to_string("src/ffi.rs").expect("src/ffi.rs is there");
    let source = out.join("symbols.c");
    fs::write(&source, symbols(&declarations)).expect("OUT_DIR can be written");
    link_library(&source, &out.join("libczmq.so"));
    println!("cargo::rustc-link-search=native={}", out.display());
    println!("cargo::rustc-link-lib=dylib=czmq");
    println!("cargo::rustc-link-lib=dylib=zmq");

    let loaded = out.join("loaded");
    find_at_run_time(&out, &loaded);
    println!("cargo::rustc-link-search=native={}", loaded.display());
}

/// The declared symbols of libczmq, as C without meaning.
fn symbols(declarations: &str) -> String {
    let mut text = String::new();
    for line in declarations.lines() {
        let line = line.trim_start();
        if let Some(rest) = line.strip_prefix("pub fn ") {
            let name = rest.split('(').next().unwrap_or_default();
            if !name.starts_with("zmq_") && name != "dlsym" {
                text += &format!("void {name} (void) {{}}\n");
            }
        } else if let Some(rest) = line.strip_prefix("pub static ") {
            let name = rest.split(':').next().unwrap_or_default();
            if name.starts_with("zsys_") {
                text += &format!("int {name};\n");
            }
        }
    }
    text
}

fn link_library(source: &Path, library: &Path) {
    let mut command: Command = cc::Build::new().get_compiler().to_command();
    command
        .args([
            "-w",
            "-shared",
            "-fPIC",
            "-nostdlib",
            "-Wl,-soname,libczmq.so.4",
            "-o",
        ])
        .arg(library)
        .arg(source);
    let status = command.status().expect("there is a C compiler");
    assert!(status.success(), "{command:?} failed");
}

/// Cargo has the loader search what is in OUT_DIR: there the soname leads to this workspace's library.
fn find_at_run_time(out: &Path, loaded: &Path) {
    // OUT_DIR is target/PROFILE/build/PACKAGE/out.
    let built = out
        .ancestors()
        .nth(3)
        .expect("OUT_DIR is in a target directory");
    fs::create_dir_all(loaded).expect("OUT_DIR can be written");
    let link = loaded.join("libczmq.so.4");
    let _ = fs::remove_file(&link);
    symlink(built.join("deps/libczmq.so"), link).expect("OUT_DIR can be written");
}

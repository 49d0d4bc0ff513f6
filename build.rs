//! Compiles the variadic functions and sets the shared library's identity.

use std::{env, fs};

const NO_SYSTEM_LIBZMQ: &str = "\
czmq must be linked to the system's shared libzmq, and cargo did not find the setting
that says so. Build from inside the checkout, so that .cargo/config.toml is read, with
the full target triple in it; and have libzmq's development files installed
(Debian: apt-get install libzmq3-dev).";

fn main() {
    // `system` is set by .cargo/config.toml; without it zmq-sys builds its own libzmq.
    println!("cargo::rerun-if-env-changed=DEP_ZMQ_SYSTEM");
    if env::var("DEP_ZMQ_SYSTEM").as_deref() != Ok("1") {
        eprintln!("{NO_SYSTEM_LIBZMQ}");
        std::process::exit(1);
    }

    let mut c_files = cc::Build::new();
    for entry in fs::read_dir("src").expect("src is there") {
        let path = entry.expect("src can be read").path();
        if path.extension().is_some_and(|extension| extension == "c") {
            c_files.file(path);
        }
    }
    println!("cargo::rerun-if-changed=src");
    let shared = env::var("DEP_CZMQ_C_ABI_INCLUDE").expect("czmq-c-abi says where variadic.h is");
    c_files
        .include(shared)
        .std("gnu11")
        .flag("-fvisibility=hidden")
        .warnings(true)
        .extra_warnings(true)
        .warnings_into_errors(true)
        .compile("czmq_variadic");

    println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libczmq.so.4");
    // Threads of the library may outlive a dlclose.
    println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
}

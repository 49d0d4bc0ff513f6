//! Compiles the variadic functions and sets the shared library's identity.

use std::env;

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

    println!("cargo::rerun-if-changed=src/edge/variadic.c");
    cc::Build::new()
        .file("src/edge/variadic.c")
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

//! Compiles the readers of argument lists, and tells the edges where `variadic.h` is.

fn main() {
    println!("cargo::rerun-if-changed=arguments.c");
    println!("cargo::rerun-if-changed=variadic.h");
    cc::Build::new()
        .file("arguments.c")
        .std("gnu11")
        .flag("-fvisibility=hidden")
        .warnings(true)
        .extra_warnings(true)
        .warnings_into_errors(true)
        .compile("czmq_arguments");
    let here = std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the package is");
    println!("cargo::metadata=include={here}");
}

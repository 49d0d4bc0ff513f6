//! What is generated is up to date.

use xtask::library::Library;
use xtask::{Output, Result, check, headers, manual, options, programs, symbols};

fn each_is_up_to_date(command: &str, generate: impl Fn(&Library) -> Result<Vec<Output>>) {
    for library in Library::all().unwrap() {
        let outputs = generate(&library).unwrap();
        assert!(!outputs.is_empty(), "{} has none", library.name());
        check(&outputs, command).unwrap();
    }
}

#[test]
fn functions_of_options_are_up_to_date() {
    check(&options::generate().unwrap(), "options").unwrap();
}

#[test]
fn headers_are_up_to_date() {
    each_is_up_to_date("headers", headers::generate);
}

#[test]
fn the_manual_is_up_to_date() {
    each_is_up_to_date("manual", manual::generate);
}

#[test]
fn pages_and_completions_of_programs_are_up_to_date() {
    check(&programs::generate().unwrap(), "programs").unwrap();
}

#[test]
fn headers_declare_what_is_exported() {
    for library in Library::all().unwrap() {
        symbols::check(&library).unwrap();
    }
}

#[test]
fn a_file_that_differs_is_named_with_the_command() {
    let old = Output {
        path: "include/zmsg.h".to_owned(),
        text: "int zmsg_none (void);\n".to_owned(),
    };
    let error = check(&[old], "headers").unwrap_err();
    assert_eq!(
        error,
        "out of date: include/zmsg.h; run `cargo xtask headers`"
    );
}

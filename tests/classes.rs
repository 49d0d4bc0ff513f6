//! Every class of the C edge has its header, which programs get, and its test in C.
//!
//! Which crate may use which is for cargo to see; which names the library exports, and whether all
//! functions are called by some test, for `c-tests/symbols`.

mod edge;

use edge::{classes, read, root};

#[test]
fn every_class_has_a_header_that_programs_get_and_a_test_in_c() {
    let library = read("include/czmq_library.h");
    let mut wrong = Vec::new();
    for class in classes() {
        if !read(&format!("include/{class}.h")).contains("generated from") {
            wrong.push(format!("{class}.h has no block for functions"));
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

//! Every class of a C edge has its header, which programs get, and its test in C.
//!
//! Which crate may use which is for cargo to see; which names the library exports, and whether all
//! functions are called by some test, for `c-tests/abi/symbols`.

use xtask::edge::classes;
use xtask::library::Library;
use xtask::{read, root};

#[test]
fn every_class_has_a_header_that_programs_get_and_a_test_in_c() {
    let mut wrong = Vec::new();
    for library in Library::all().unwrap() {
        let name = library.name();
        // The header of all, and the one that it includes for the list of classes.
        let all: String = [
            format!("include/{name}.h"),
            format!("include/{name}_library.h"),
        ]
        .iter()
        .filter_map(|path| read(&library.path(path)).ok())
        .collect();
        for class in classes(&library).unwrap() {
            let test = library.path(&format!("c-tests/classes/{class}.c"));
            if !root().join(&test).exists() {
                wrong.push(format!("there is no {test}"));
            }
            // zsock.h includes the options.
            if class != "zsock_option"
                && class != name
                && !all.contains(&format!("#include \"{class}.h\"\n"))
            {
                wrong.push(format!("{name}.h does not include {class}.h"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

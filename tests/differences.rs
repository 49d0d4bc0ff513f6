//! docs/differences.md names the test of each difference. They are all there, and it names each
//! `DEFECT` of the C tests.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A row of a table.
struct Row {
    /// The section that it is in.
    section: String,
    cells: Vec<String>,
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(root().join("docs/differences.md")).unwrap();
    let mut section = String::new();
    let mut rows = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title.to_owned();
        } else if let Some(cells) = line.strip_prefix("| ").and_then(|l| l.strip_suffix(" |")) {
            let cells = cells.split(" | ").map(str::to_owned).collect();
            rows.push(Row {
                section: section.clone(),
                cells,
            });
        }
    }
    rows.retain(|row| row.cells[0] != "the original");
    rows
}

/// The tests that a row names, as a file and a name in it.
fn tests(row: &Row) -> Vec<(String, String)> {
    let Some(cell) = row.cells.get(2) else {
        panic!("a row of {} has no test: {:?}", row.section, row.cells);
    };
    let mut names = Vec::new();
    for (index, part) in cell.split('`').enumerate() {
        if index % 2 == 0 {
            assert!(part.is_empty() || part == ", ", "what is {part}?");
            continue;
        }
        names.push(match part.split_once(": ") {
            Some((file, name)) => (file.to_owned(), name.to_owned()),
            None if part.contains('/') => (part.to_owned(), String::new()),
            None => (format!("{}.c", row.section), part.to_owned()),
        });
    }
    assert!(!names.is_empty(), "no test: {:?}", row.cells);
    names
}

/// The text of the file of that name below a folder.
fn any_file(folder: &Path, name: &str, is_it: &impl Fn(&str) -> bool) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            any_file(&path, name, is_it)
        } else {
            path.file_name().is_some_and(|own| own == name)
                && is_it(&fs::read_to_string(&path).unwrap())
        }
    })
}

/// True if a file has a test: of C programs a `DEFECT`, or a function that is called or handed on.
fn has(file: &str, name: &str) -> bool {
    if file.ends_with(".rs") {
        let test = format!("#[test]\n    fn {name}()");
        return ["crates", "src", "tests"]
            .iter()
            .any(|folder| any_file(&root().join(folder), file, &|text| text.contains(&test)));
    }
    // A script, by its path; a C test, by its name.
    let folder = root().join("c-tests");
    let path = match file.contains('/') {
        true => folder.join(file),
        false => folder.join("classes").join(file),
    };
    let Ok(text) = fs::read_to_string(path) else {
        return false;
    };
    let defined = format!("\n{name} (");
    let called = [
        format!(" {name} ("),
        format!("({name} ("),
        format!("({name})"),
    ];
    name.is_empty()
        || text.contains(&format!("DEFECT ({name});"))
        || text.contains(&defined) && called.iter().any(|call| text.contains(call))
}

#[test]
fn each_test_that_is_named_is_there() {
    let rows = rows();
    assert!(rows.len() > 100, "only {} rows", rows.len());
    let missing: Vec<_> = rows
        .iter()
        .flat_map(tests)
        .filter(|(file, name)| !has(file, name))
        .collect();
    assert!(missing.is_empty(), "docs/differences.md names {missing:?}");
}

#[test]
fn each_defect_that_is_tested_is_named() {
    let named: BTreeSet<_> = rows().iter().flat_map(tests).collect();
    let mut missing = Vec::new();
    for entry in fs::read_dir(root().join("c-tests/classes")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "c") {
            continue;
        }
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        for part in text.split("DEFECT (").skip(1) {
            let name = part.split(')').next().unwrap();
            if !named.contains(&(file.clone(), name.to_owned())) {
                missing.push(format!("{file}: {name}"));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "docs/differences.md has no row of these: {missing:#?}"
    );
}

#[test]
fn sections_are_classes_in_order() {
    let mut sections: Vec<_> = rows().into_iter().map(|row| row.section).collect();
    sections.dedup();
    assert!(sections.is_sorted());
    for section in sections {
        assert!(
            root().join(format!("include/{section}.h")).exists(),
            "{section} is no class"
        );
    }
}

//! Nothing is linked that the original 4.2.1 lacks.

use std::collections::BTreeSet;
use std::fs;

/// What the original exports, as Debian's package lists it; `None` if it is not installed.
fn original() -> Option<BTreeSet<String>> {
    let entries = fs::read_dir("/var/lib/dpkg/info").ok()?;
    let list = entries.flatten().map(|entry| entry.path()).find(|path| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| {
            name.split(':')
                .next()
                .unwrap_or(name)
                .trim_end_matches(".symbols")
                == "libczmq4"
                && name.ends_with(".symbols")
        })
    })?;
    let text = fs::read_to_string(list).unwrap();
    let names = text.lines().filter_map(|line| line.strip_prefix(' '));
    Some(
        names
            .filter_map(|line| Some(line.split_once('@')?.0.to_owned()))
            .collect(),
    )
}

#[test]
fn all_symbols_are_the_originals() {
    let Some(original) = original() else {
        eprintln!("skipped: the original is not installed (Debian: libczmq4)");
        return;
    };
    let declared = include_str!("../src/ffi.rs").lines().filter_map(|line| {
        let line = line.trim_start();
        let function = line
            .strip_prefix("pub fn ")
            .and_then(|rest| rest.split_once('('));
        let flag = line
            .strip_prefix("pub static ")
            .and_then(|rest| rest.split_once(':'));
        Some(function.or(flag)?.0)
    });
    let ours: Vec<&str> = declared
        .filter(|name| !name.starts_with("zmq_") && !["stderr", "dlsym"].contains(name))
        .collect();
    assert!(ours.len() > 100, "{ours:?}");
    let lacking: Vec<_> = ours
        .iter()
        .filter(|name| !original.contains(**name))
        .collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

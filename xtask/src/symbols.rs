//! The functions that a library exports, as its source says.

use std::collections::BTreeSet;

use crate::edge::{self, Export, Header};
use crate::library::Library;
use crate::{Result, read};

/// The names, sorted.
pub fn exported(library: &Library) -> Result<Vec<String>> {
    let mut names: Vec<String> = edge::exports(library)?.iter().map(Export::name).collect();
    names.sort();
    Ok(names)
}

/// Fails unless the headers' blocks declare what is exported, but for functions that the source
/// keeps out of them.
pub fn check(library: &Library) -> Result<()> {
    let mut declared = BTreeSet::new();
    for class in edge::classes(library)? {
        let header = read(&library.path(&format!("include/{class}.h")))?;
        let functions = Header::parse(&class, &header)?.functions;
        declared.extend(
            functions
                .lines()
                .filter_map(declared_name)
                .map(str::to_owned),
        );
    }
    let exported: BTreeSet<String> = edge::exports(library)?
        .into_iter()
        .filter(|export| !export.undeclared)
        .map(|export| export.name())
        .collect();
    let differing: Vec<&String> = declared.symmetric_difference(&exported).collect();
    if differing.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{}: exported or declared, not both: {differing:?}; run `cargo xtask headers`",
        library.name()
    ))
}

/// The name of the function that a line of a header begins to declare.
fn declared_name(line: &str) -> Option<&str> {
    let (marker, rest) = line.split_once(' ')?;
    let (head, _) = rest.split_once('(')?;
    marker.ends_with("_EXPORT").then_some(())?;
    head.rsplit([' ', '*']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_before_the_arguments() {
        assert_eq!(
            declared_name("CZMQ_EXPORT zmsg_t *zmsg_new(void);"),
            Some("zmsg_new")
        );
        assert_eq!(
            declared_name("CZMQ_EXPORT int zmsg_send(zmsg_t **self_p,"),
            Some("zmsg_send")
        );
        assert_eq!(
            declared_name("                          void *dest);"),
            None
        );
    }
}

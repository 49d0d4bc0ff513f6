//! Texts with placeholders for named values: `%(name)s` stands for a value, `%%` for a percent
//! sign.

use std::ffi::{CStr, CString};
use std::fmt;

/// Why a text cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// There is no value of this name.
    Unknown(CString),
    /// A value is to be shown in another way than as a text.
    NoText(CString),
    /// A name has no end.
    Open(CString),
    /// What follows a percent sign has no meaning.
    Stray,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Unknown(name) => {
                write!(f, "Key '{}' not found", name.to_string_lossy())
            }
            Problem::NoText(name) => write!(
                f,
                "{}: arguments other than 's' are not implemented",
                name.to_string_lossy()
            ),
            Problem::Open(name) => {
                write!(f, "the name '{}' has no ')'", name.to_string_lossy())
            }
            Problem::Stray => write!(f, "a '%' is followed by neither '(' nor '%'"),
        }
    }
}

impl std::error::Error for Problem {}

/// The text of a format, with the values that `value` gives for names.
pub fn fill<'a>(
    format: &CStr,
    mut value: impl FnMut(&CStr) -> Option<&'a CStr>,
) -> Result<Vec<u8>, Problem> {
    let mut text = Vec::new();
    let mut rest = format.to_bytes();
    while let Some(percent) = rest.iter().position(|&byte| byte == b'%') {
        text.extend_from_slice(&rest[..percent]);
        rest = match &rest[percent + 1..] {
            [b'%', rest @ ..] => {
                text.push(b'%');
                rest
            }
            [b'(', named @ ..] => {
                let end = named.iter().position(|&byte| byte == b')');
                // There is no NUL in a C string.
                let name = CString::new(&named[..end.unwrap_or(named.len())]).unwrap_or_default();
                let Some(end) = end else {
                    return Err(Problem::Open(name));
                };
                let Some((b's', rest)) = named[end + 1..].split_first() else {
                    return Err(Problem::NoText(name));
                };
                match value(&name) {
                    Some(value) => text.extend_from_slice(value.to_bytes()),
                    None => return Err(Problem::Unknown(name)),
                }
                rest
            }
            _ => return Err(Problem::Stray),
        };
    }
    text.extend_from_slice(rest);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn filled(format: &CStr) -> Result<String, Problem> {
        let value = |name: &CStr| (name == c"a").then_some(c"100%(a)s");
        fill(format, value).map(|text| String::from_utf8(text).unwrap())
    }

    #[test]
    fn values_are_put_in_as_they_are() {
        assert_eq!(filled(c"").unwrap(), "");
        assert_eq!(filled(c"%(a)s").unwrap(), "100%(a)s");
        assert_eq!(filled(c"x%%(a)s%(a)ss").unwrap(), "x%(a)s100%(a)ss");
        assert_eq!(filled(c"%%%%").unwrap(), "%%");
    }

    #[test]
    fn what_has_no_meaning_is_a_problem() {
        let name = CString::new("a").unwrap();
        for (format, problem) in [
            (c"%", Problem::Stray),
            (c"100% sure", Problem::Stray),
            (c"%%%", Problem::Stray),
            (c"%(", Problem::Open(CString::default())),
            (c"%(a", Problem::Open(name.clone())),
            (c"%(a)", Problem::NoText(name.clone())),
            (c"%(a)d", Problem::NoText(name)),
            (c"%(b)s", Problem::Unknown(c"b".to_owned())),
            (c"%()s", Problem::Unknown(CString::default())),
        ] {
            assert_eq!(filled(format), Err(problem), "{format:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(format in proptest::collection::vec(1u8.., 0..30)) {
            let _ = fill(&CString::new(format).unwrap(), |_| Some(c"\xFF"));
        }

        #[test]
        fn text_without_percent_signs_stays(format in "[^%\0]*") {
            prop_assert_eq!(filled(&CString::new(format.as_str()).unwrap()), Ok(format));
        }
    }
}

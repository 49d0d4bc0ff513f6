//! Command lines: parameters, which begin with a dash, and arguments.

use std::ffi::CStr;

use crate::containers::hash::Hash;

/// A command line.
#[derive(Debug, Default)]
pub struct Args<'a> {
    program: Option<&'a CStr>,
    arguments: Vec<&'a CStr>,
    /// The argument that comes next.
    upcoming: usize,
    parameters: Hash<Option<&'a CStr>>,
}

impl<'a> Args<'a> {
    /// Reads a command line, whose first word is the program's name.
    ///
    /// A word that begins with a dash is a parameter. The word behind it is its value, unless that
    /// begins with a dash too. Other words are arguments, and so are all behind `--`. Of a
    /// parameter that is given several times, the first counts.
    pub fn new(words: impl IntoIterator<Item = &'a CStr>) -> Args<'a> {
        let mut words = words.into_iter().peekable();
        let mut args = Args {
            program: words.next(),
            ..Args::default()
        };
        while let Some(word) = words.next() {
            if word == c"--" {
                args.arguments.extend(words);
                break;
            }
            if is_parameter(word) {
                let value = words.next_if(|word| !is_parameter(word));
                args.parameters.insert(word, value);
            } else {
                args.arguments.push(word);
            }
        }
        args
    }

    /// The program's name.
    pub fn program(&self) -> Option<&'a CStr> {
        self.program
    }

    /// The arguments.
    pub fn arguments(&self) -> &[&'a CStr] {
        &self.arguments
    }

    /// Begins to walk the arguments; gives the first.
    pub fn first(&mut self) -> Option<&'a CStr> {
        self.upcoming = 0;
        self.next()
    }

    /// The next argument.
    #[expect(clippy::should_implement_trait, reason = "it is CZMQ's verb")]
    pub fn next(&mut self) -> Option<&'a CStr> {
        let argument = self.arguments.get(self.upcoming).copied();
        self.upcoming += usize::from(argument.is_some());
        argument
    }

    /// Begins to walk the parameters; gives the value of the first, `Some(None)` if it has none.
    pub fn first_parameter(&mut self) -> Option<Option<&'a CStr>> {
        self.parameters.first().copied()
    }

    /// The value of the next parameter.
    pub fn next_parameter(&mut self) -> Option<Option<&'a CStr>> {
        self.parameters.next().copied()
    }

    /// The name of the parameter whose value was given last, with its dashes.
    pub fn parameter_name(&self) -> Option<&CStr> {
        Some(self.parameters.cursor()?.as_text())
    }

    /// The value of a parameter: `Some(None)` if it was given without.
    pub fn get(&self, name: &CStr) -> Option<Option<&'a CStr>> {
        self.parameters.get(name).copied()
    }

    /// What there is, for people.
    pub fn listing(&self) -> Vec<u8> {
        let mut lines = Vec::new();
        let mut line = |parts: &[&CStr]| {
            for part in parts {
                lines.extend_from_slice(part.to_bytes());
            }
            lines.push(b'\n');
        };
        line(&[c"program: ", self.program.unwrap_or_default()]);
        for argument in &self.arguments {
            line(&[c"argument: ", argument]);
        }
        for (name, value) in self.parameters.iter() {
            match value {
                Some(value) => line(&[c"parameter: ", name, c" = ", value]),
                None => line(&[c"parameter: ", name]),
            }
        }
        lines
    }
}

fn is_parameter(word: &CStr) -> bool {
    word.to_bytes().first() == Some(&b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parameters_values_or_arguments() {
        let mut args = Args::new([
            c"program", c"one", c"--flag", c"-v", c"value", c"two", c"-v", c"other", c"--last",
            c"--", c"-three", c"--",
        ]);
        assert_eq!(args.program(), Some(c"program"));
        assert_eq!(args.arguments(), [c"one", c"two", c"-three", c"--"]);
        assert_eq!(args.get(c"--flag"), Some(None));
        assert_eq!(args.get(c"-v"), Some(Some(c"value")));
        assert_eq!(args.get(c"--last"), Some(None));
        assert_eq!(args.get(c"-three"), None);
        assert_eq!((args.first(), args.next()), (Some(c"one"), Some(c"two")));
        assert_eq!((args.next(), args.next()), (Some(c"-three"), Some(c"--")));
        assert_eq!((args.next(), args.next()), (None, None));
        assert_eq!(args.first(), Some(c"one"));
        let mut walked = Vec::new();
        let mut value = args.first_parameter();
        while let Some(own) = value {
            walked.push((args.parameter_name().unwrap().to_owned(), own));
            value = args.next_parameter();
        }
        walked.sort();
        let expected = [
            (c"--flag", None),
            (c"--last", None),
            (c"-v", Some(c"value")),
        ];
        assert!(
            walked
                .iter()
                .map(|(name, value)| (&**name, *value))
                .eq(expected)
        );
        let listing = String::from_utf8(args.listing()).unwrap();
        assert!(listing.starts_with("program: program\nargument: one\n"));
        assert!(listing.contains("parameter: -v = value\n"));
    }

    #[test]
    fn no_words_are_no_program() {
        let mut args = Args::new([]);
        assert_eq!(args.program(), None);
        assert_eq!((args.first(), args.first_parameter()), (None, None));
        assert_eq!(args.parameter_name(), None);
        assert_eq!(args.listing(), b"program: \n");
    }
}

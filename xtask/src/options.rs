//! The functions of socket options and the constructors of socket types, from the tables
//! socket-options.txt and socket-types.txt.
//!
//! They are written between marker lines of files that are otherwise written by hand, one line of
//! Rust each, since cbindgen reads files and not what macros make of them. The core has its table
//! of options from here too.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::{Output, Result, read, root};

const OPTIONS: &str = "xtask/socket-options.txt";
const TYPES: &str = "xtask/socket-types.txt";
const DRAFT_API: &str = "libzmq was built without its draft API";

/// A row of a table: `NAME = word, word`, and the indented lines below it.
struct Row<'a> {
    name: &'a str,
    words: Vec<&'a str>,
    text: Vec<&'a str>,
}

fn rows(table: &str) -> Result<Vec<Row<'_>>> {
    let mut rows: Vec<Row> = Vec::new();
    for line in table.lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(text) = line.strip_prefix("  ") {
            let row = rows
                .last_mut()
                .ok_or_else(|| format!("no row has {text}"))?;
            row.text.push(text);
        } else {
            let (name, words) = line
                .split_once(" = ")
                .ok_or_else(|| format!("neither a row nor its text: {line}"))?;
            rows.push(Row {
                name,
                words: words.split(", ").collect(),
                text: Vec::new(),
            });
        }
    }
    Ok(rows)
}

/// The form of an option's value.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Int,
    Signed,
    Unsigned,
    Text,
    Key,
    Bytes,
    Frame,
    Gone,
}

impl Form {
    fn parse(word: &str) -> Result<Form> {
        Ok(match word {
            "int" => Form::Int,
            "signed" => Form::Signed,
            "unsigned" => Form::Unsigned,
            "text" => Form::Text,
            "key" => Form::Key,
            "bytes" => Form::Bytes,
            "frame" => Form::Frame,
            "gone" => Form::Gone,
            _ => return Err(format!("there is no form {word}")),
        })
    }

    /// The core's form, of those that libzmq knows.
    fn in_core(self) -> &'static str {
        match self {
            Form::Signed => "Signed",
            Form::Unsigned => "Unsigned",
            Form::Key => "Key",
            Form::Text | Form::Bytes | Form::Frame => "Text",
            Form::Int | Form::Gone => "Int",
        }
    }

    fn is_text(self) -> bool {
        matches!(self, Form::Text | Form::Key)
    }
}

/// A socket option.
struct SocketOption<'a> {
    name: &'a str,
    number: u32,
    form: Form,
    read: bool,
    write: bool,
    draft: bool,
    default: Option<&'a str>,
    only_on: Vec<&'a str>,
    text: Vec<&'a str>,
}

impl<'a> SocketOption<'a> {
    fn parse(row: Row<'a>) -> Result<Self> {
        let [number, form, access, rest @ ..] = row.words.as_slice() else {
            return Err("no number, form and access".to_owned());
        };
        let mut option = SocketOption {
            name: row.name,
            number: number
                .parse()
                .map_err(|_| format!("{number} is no number"))?,
            form: Form::parse(form)?,
            read: access.split(' ').any(|word| word == "read"),
            write: access.split(' ').any(|word| word == "write"),
            draft: false,
            default: None,
            only_on: Vec::new(),
            text: row.text,
        };
        for word in rest {
            if *word == "draft" {
                option.draft = true;
            } else if let Some(default) = word.strip_prefix("default ") {
                option.default = Some(default);
            } else if let Some(types) = word.strip_prefix("only on ") {
                option.only_on = types.split(' ').collect();
            } else {
                return Err(format!("what is {word}?"));
            }
        }
        if option.text.is_empty() && option.form != Form::Gone {
            return Err("nothing says what it is".to_owned());
        }
        Ok(option)
    }

    fn all(table: &'a str) -> Result<Vec<Self>> {
        rows(table)?
            .into_iter()
            .map(|row| {
                let name = row.name;
                Self::parse(row).map_err(|error| format!("{OPTIONS}: {name}: {error}"))
            })
            .collect()
    }

    /// The sentence of one function that the table has.
    fn sentence(&self, function: &str) -> Option<String> {
        let mut lines = self.text.iter();
        lines.find_map(|line| {
            line.strip_prefix(function)
                .map(|text| text.trim().to_owned())
        })
    }

    fn what(&self) -> &'a str {
        self.text.first().copied().unwrap_or_default()
    }

    fn getter_comment(&self) -> String {
        if self.form == Form::Gone {
            return "Returns 0: libzmq 3 and later have no such option.".to_owned();
        }
        let (nothing, freed) = match self.form.is_text() {
            true => ("NULL", " The caller frees it."),
            false => ("0", ""),
        };
        let mut text = self
            .sentence("get:")
            .unwrap_or_else(|| format!("Returns {}{}.", self.what(), self.coding()));
        if self.draft {
            text.truncate(text.len() - 1);
            text += &format!("; {nothing} if {DRAFT_API}.");
        }
        text + freed
    }

    /// What a text that stands for bytes is.
    fn coding(&self) -> &'static str {
        if self.form == Form::Key {
            ", in Z85 text"
        } else {
            ""
        }
    }

    fn setter_comment(&self, coding: &str) -> String {
        if self.form == Form::Gone {
            return "Does nothing: libzmq 3 and later have no such option.".to_owned();
        }
        let mut text = self
            .sentence("set:")
            .unwrap_or_else(|| format!("Sets {}{coding}.", self.what()));
        if let Some(default) = self.default {
            text += &format!(" The default is {default}.");
        }
        if !self.only_on.is_empty() {
            text += &format!(" Only on {} sockets.", enumeration(&self.only_on));
        }
        if self.draft {
            text += &format!(" Nothing happens if {DRAFT_API}.");
        }
        text
    }

    /// The option's functions, in Rust.
    fn functions(&self) -> String {
        let name = self.name.to_lowercase();
        let mut text = String::new();
        if self.read {
            let (get, result) = match self.form.is_text() {
                true => ("get_text", "*mut c_char"),
                false => ("get_int", "c_int"),
            };
            let getter = format!("zsock_{name}");
            let comment = comment(&self.getter_comment());
            text += &match self.form {
                Form::Gone => function(
                    &comment,
                    &format!("{getter}(_self: SocketArgument) -> c_int"),
                    "0",
                ),
                _ => function(
                    &comment,
                    &format!("{getter}(self_: SocketArgument) -> {result}"),
                    &format!("{get}(self_, &option::{}, \"{getter}\")", self.name),
                ),
            };
        }
        if self.write {
            let (set, kind) = match self.form {
                Form::Text | Form::Key => ("set_text", "TextArgument"),
                Form::Frame => ("set_frame", "FrameArgument"),
                Form::Bytes => ("set_key", "KeyArgument"),
                _ => ("set_int", "c_int"),
            };
            let coding = self.coding();
            text += &self.setter(&name, &format!("zsock_set_{name}"), set, kind, coding);
            if self.form == Form::Key {
                let setter = format!("zsock_set_{name}_bin");
                text += &self.setter(
                    &name,
                    &setter,
                    "set_key",
                    "KeyArgument",
                    ", as its 32 bytes",
                );
            }
        }
        text
    }

    fn setter(&self, name: &str, setter: &str, set: &str, kind: &str, coding: &str) -> String {
        let comment = comment(&self.setter_comment(coding));
        let argument = name.trim_end_matches("_bin");
        match self.form {
            Form::Gone => function(
                &comment,
                &format!("{setter}(_self: SocketArgument, _{argument}: c_int)"),
                "",
            ),
            _ => function(
                &comment,
                &format!("{setter}(self_: SocketArgument, {argument}: {kind})"),
                &format!(
                    "{set}(self_, &option::{}, {argument}, \"{setter}\")",
                    self.name
                ),
            ),
        }
    }

    /// The option's row in the core's table.
    fn in_core(&self) -> String {
        let api = if self.draft { "Draft" } else { "Stable" };
        let only_on = match self.only_on.is_empty() {
            true => String::new(),
            false => format!(", only on {}", self.only_on.join(" ")),
        };
        let form = self.form.in_core();
        format!(
            "    {} = {}, {form}, {api}{only_on};\n",
            self.name, self.number
        )
    }
}

/// `A, B and C`.
fn enumeration(words: &[&str]) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => words.concat(),
    }
}

/// A comment of documentation, in lines of 100 columns.
fn comment(text: &str) -> String {
    let mut lines = String::new();
    let mut line = "///".to_owned();
    for word in text.split(' ') {
        if line.len() + 1 + word.len() > 100 {
            lines += &format!("{line}\n");
            line = "///".to_owned();
        }
        line += &format!(" {word}");
    }
    lines + &line + "\n"
}

/// An exported function.
fn function(comment: &str, signature: &str, body: &str) -> String {
    format!("\n{comment}#[unsafe(no_mangle)]\npub extern \"C\" fn {signature} {{\n{body}\n}}\n")
}

/// A type of socket.
struct SocketType<'a> {
    name: &'a str,
    binds: bool,
    subscribes: bool,
    draft: bool,
    undeclared: bool,
    comment: Option<&'a str>,
}

impl<'a> SocketType<'a> {
    fn parse(row: &Row<'a>) -> Result<Self> {
        let known = ["binds", "connects", "subscribes", "draft", "undeclared"];
        if let Some(word) = row.words.iter().find(|word| !known.contains(word)) {
            return Err(format!("{TYPES}: {}: what is {word}?", row.name));
        }
        Ok(SocketType {
            name: row.name,
            binds: row.words.contains(&"binds"),
            subscribes: row.words.contains(&"subscribes"),
            draft: row.words.contains(&"draft"),
            undeclared: row.words.contains(&"undeclared"),
            comment: row.text.first().copied(),
        })
    }

    /// The type, with its article.
    fn a(&self) -> String {
        let article = if self.name.starts_with('X') {
            "an"
        } else {
            "a"
        };
        format!("{article} {}", self.name)
    }

    fn draft(&self) -> &'static str {
        if self.draft { "DRAFT: " } else { "" }
    }

    fn open(&self, filename: &str, line_nbr: &str) -> String {
        let name = self.name;
        if self.subscribes {
            format!("open_subscribed(endpoint, subscribe, {filename}, {line_nbr})")
        } else {
            let open = if self.draft { "open_draft" } else { "open" };
            format!("{open}(SocketType::{name}, endpoint, {filename}, {line_nbr})")
        }
    }

    fn arguments(&self) -> &'static str {
        match self.subscribes {
            true => "endpoint: TextArgument, subscribe: TextArgument",
            false => "endpoint: TextArgument",
        }
    }

    fn constructor(&self) -> String {
        let plain = if self.draft { "server" } else { "pub" };
        let does = if self.binds { "binds" } else { "connects" };
        let text = match self.comment {
            Some(text) => text.to_owned(),
            None => format!(
                "Opens {} socket as zsock_new_{plain} does; it {does} by default.",
                self.a()
            ),
        };
        function(
            &comment(&format!("{}{text}", self.draft())),
            &format!(
                "zsock_new_{}({}) -> *mut zsock_t",
                self.name.to_lowercase(),
                self.arguments()
            ),
            &self.open("TextArgument::NULL", "0"),
        )
    }

    fn checked_constructor(&self) -> String {
        let name = self.name.to_lowercase();
        let mut comment = comment(&format!(
            "{}Opens {} socket as zsock_new_{name} does; see zsock_new_checked.",
            self.draft(),
            self.a()
        ));
        if self.undeclared {
            comment += "///\n/// cbindgen:ignore\n";
        }
        function(
            &comment,
            &format!(
                "zsock_new_{name}_checked({}, filename: TextArgument, line_nbr: usize) -> *mut zsock_t",
                self.arguments()
            ),
            &self.open("filename", "line_nbr"),
        )
    }
}

/// Puts text between the marker lines of a file.
fn replaced(file: &str, what: &str, text: &str) -> Result<String> {
    let begin = format!("// --- {what}, written by `cargo xtask options`\n");
    let end = format!("// --- end of the {what}\n");
    let parts = file
        .split_once(&begin)
        .and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("no lines {begin}and {end}"))?;
    Ok(format!("{before}{begin}{text}{end}{after}"))
}

/// A file of Rust as rustfmt has it.
fn formatted(text: &str) -> Result<String> {
    let failed = |error: &dyn std::fmt::Display| format!("rustfmt: {error}");
    let mut rustfmt = Command::new("rustfmt")
        .arg("--config-path")
        .arg(root().join("rustfmt.toml"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error))?;
    let mut input = rustfmt.stdin.take().expect("it is piped");
    let text = text.to_owned();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = rustfmt.wait_with_output().map_err(|error| failed(&error))?;
    let written = writer.join().expect("writing does not panic");
    written.map_err(|error| failed(&error))?;
    if !output.status.success() {
        return Err(failed(&output.status));
    }
    String::from_utf8(output.stdout).map_err(|error| failed(&error))
}

/// The files that are made of the tables.
pub fn generate() -> Result<Vec<Output>> {
    let table = read(OPTIONS)?;
    let mut options = SocketOption::all(&table)?;
    let functions: String = options.iter().map(SocketOption::functions).collect();
    options.retain(|option| option.form != Form::Gone);
    options.sort_by_key(|option| option.number);
    let core: String = options.iter().map(SocketOption::in_core).collect();

    let table = read(TYPES)?;
    let rows = rows(&table)?;
    let types: Vec<SocketType> = rows.iter().map(SocketType::parse).collect::<Result<_>>()?;
    let constructors: String = types.iter().map(SocketType::constructor).collect();
    let checked: String = types.iter().map(SocketType::checked_constructor).collect();

    let parts = [
        (
            "crates/core/src/messaging/option.rs",
            vec![("table of options", format!("table! {{\n{core}}}\n"))],
        ),
        (
            "src/zsock_option.rs",
            vec![("functions of options", functions + "\n")],
        ),
        (
            "src/zsock.rs",
            vec![
                ("constructors", constructors + "\n"),
                ("checked constructors", checked + "\n"),
            ],
        ),
    ];
    let mut outputs = Vec::new();
    for (path, parts) in parts {
        let mut text = read(path)?;
        for (what, part) in parts {
            text = replaced(&text, what, &part).map_err(|error| format!("{path}: {error}"))?;
        }
        outputs.push(Output {
            path: path.to_owned(),
            text: formatted(&text)?,
        });
    }
    Ok(outputs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(row: &str) -> String {
        let options = SocketOption::all(row).unwrap();
        formatted(&options[0].functions()).unwrap()
    }

    #[test]
    fn a_number_has_a_getter_and_a_setter() {
        let row =
            "LINGER = 17, int, read write, default 0, only on PUB SUB REQ\n  how long, in ms\n";
        assert_eq!(
            option(row),
            "/// Returns how long, in ms.\n#[unsafe(no_mangle)]\n\
             pub extern \"C\" fn zsock_linger(self_: SocketArgument) -> c_int {\n    \
             get_int(self_, &option::LINGER, \"zsock_linger\")\n}\n\n\
             /// Sets how long, in ms. The default is 0. Only on PUB, SUB and REQ sockets.\n\
             #[unsafe(no_mangle)]\n\
             pub extern \"C\" fn zsock_set_linger(self_: SocketArgument, linger: c_int) {\n    \
             set_int(self_, &option::LINGER, linger, \"zsock_set_linger\")\n}\n"
        );
        let options = SocketOption::all(row).unwrap();
        assert_eq!(
            options[0].in_core(),
            "    LINGER = 17, Int, Stable, only on PUB SUB REQ;\n"
        );
    }

    #[test]
    fn a_key_is_set_as_text_or_bytes() {
        let text = option("CURVE_SERVERKEY = 50, key, write\n  the key\n");
        for part in [
            "/// Sets the key, in Z85 text.\n",
            "/// Sets the key, as its 32 bytes.\n",
            "fn zsock_set_curve_serverkey_bin(",
            "curve_serverkey: KeyArgument",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn what_a_libzmq_without_drafts_does_is_said() {
        let text = option("METADATA = 95, text, read write, draft\n  a property\n");
        assert!(text.contains(
            "/// Returns a property; NULL if libzmq was built without its draft API. The caller frees it.\n"
        ));
        assert!(text.contains(
            "/// Sets a property. Nothing happens if libzmq was built without its draft API.\n"
        ));
    }

    #[test]
    fn rows_that_are_not_understood_are_refused() {
        for (row, error) in [
            (
                "LINGER = 17, long, read\n  a time\n",
                "there is no form long",
            ),
            (
                "LINGER = 17, int, read, often\n  a time\n",
                "what is often?",
            ),
            ("LINGER = 17, int, read\n", "nothing says what it is"),
            ("LINGER\n", "neither a row nor its text: LINGER"),
        ] {
            let found = SocketOption::all(row).err().unwrap();
            assert!(found.ends_with(error), "{found}");
        }
    }

    #[test]
    fn only_what_is_between_the_marker_lines_is_replaced() {
        let file = "a\n// --- bs, written by `cargo xtask options`\nb\n// --- end of the bs\nc\n";
        assert_eq!(
            replaced(file, "bs", "d\n").unwrap(),
            file.replace("b\n//", "d\n//")
        );
        assert!(replaced(file, "cs", "").is_err());
    }
}

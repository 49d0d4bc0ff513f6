//! The manual pages of a library in docs/man/, from the headers, the module comments of the C edge,
//! the examples and README.md.
//!
//! A page per class, its functions under the titles of docs/topics; and an overview, which
//! docs/overview.md and the README's conventions make, if there is one.
//!
//! Comments are paragraphs with a blank line between two. In them `* ` begins an item of a list;
//! lines indented by four spaces or more are a table, if two spaces or more part its columns, and
//! otherwise are shown as they are. What stands in backquotes, and names of functions, are bold,
//! the function's own arguments italic.

use std::collections::{BTreeMap, BTreeSet};

use crate::edge::{Header, classes};
use crate::library::Library;
use crate::{Output, Result, files, read};

/// The groups of functions in a synopsis, in their order.
#[derive(Debug, PartialEq)]
enum Group {
    Objects,
    Use,
    /// What macros call.
    Checked,
    Test,
    Drafts,
}

/// A function of a class, as its header declares it.
struct Function {
    name: String,
    /// The documentation's lines.
    comment: Vec<String>,
    /// The declaration on one line, up to its semicolon.
    prototype: String,
    draft: bool,
}

impl Function {
    /// The names of the arguments, as they are declared.
    fn arguments(&self) -> Vec<&str> {
        let (_, list) = self.prototype.split_once('(').unwrap();
        list.trim_end_matches([')', ';'])
            .split(", ")
            .filter(|argument| argument.contains(' '))
            .map(|argument| argument.rsplit([' ', '*']).next().unwrap())
            .collect()
    }

    fn group(&self, class: &str) -> Group {
        let handle = format!("{class}_t");
        let makes = self.prototype.starts_with(&format!("{handle} *"))
            && !self.prototype.contains(&format!("({handle} *self"));
        if self.draft {
            Group::Drafts
        } else if self.name.ends_with("_checked") {
            Group::Checked
        } else if makes || self.name == format!("{class}_destroy") {
            Group::Objects
        } else if self.name == format!("{class}_test") {
            Group::Test
        } else {
            Group::Use
        }
    }
}

/// An argument's declaration, without the underscores that keep its name from being a keyword's.
fn argument_by_its_name(argument: &str) -> String {
    match argument.rfind([' ', '*']) {
        Some(end) => {
            let (kind, name) = argument.split_at(end + 1);
            format!("{kind}{}", name.trim_matches('_'))
        }
        None => argument.to_owned(),
    }
}

/// The functions of a header's generated block.
fn functions(block: &str, prefix: &str) -> Vec<Function> {
    let drafts = format!("#ifdef {prefix}_BUILD_DRAFT_API");
    let export = format!("{prefix}_EXPORT ");
    let mut functions = Vec::new();
    let mut draft = false;
    for chunk in block.split("\n\n") {
        if chunk.starts_with(&drafts) {
            draft = true;
            continue;
        }
        let mut comment = Vec::new();
        let mut code = Vec::new();
        for line in chunk.lines() {
            match line.strip_prefix("//") {
                Some(text) => comment.push(text.strip_prefix(' ').unwrap_or(text).to_owned()),
                None if line.starts_with('#') => (),
                None => code.push(line.trim()),
            }
        }
        if code.is_empty() {
            continue;
        }
        let prototype = code.join(" ");
        let prototype = prototype.trim_start_matches(&export);
        // Without attributes behind it.
        let (head, list) = prototype
            .split_once('(')
            .unwrap_or_else(|| panic!("no function: {prototype}"));
        let (arguments, _) = list.split_once(')').unwrap();
        let name = head.rsplit([' ', '*']).next().unwrap().to_owned();
        let arguments: Vec<String> = arguments.split(", ").map(argument_by_its_name).collect();
        functions.push(Function {
            name,
            comment,
            prototype: format!("{head}({});", arguments.join(", ")),
            draft,
        });
    }
    functions
}

/// What the manual says of one class.
struct Class {
    name: String,
    title: String,
    description: Vec<String>,
    functions: Vec<Function>,
    /// Types and macros, as the header has them.
    declarations: String,
    draft: bool,
}

impl Class {
    fn read(library: &Library, name: &str, drafts: &BTreeSet<String>) -> Result<Self> {
        let prefix = library.macro_prefix();
        let header = read(&library.path(&format!("include/{name}.h")))?;
        let header = Header::parse(name, &header)?;
        let path = library.path(&format!("src/{name}.rs"));
        let source = read(&path)?;
        let mut about = source
            .lines()
            .map_while(|line| line.strip_prefix("//!"))
            .map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned());
        let title = about.next().unwrap_or_default();
        let title = title
            .strip_prefix(&format!("{name}: "))
            .and_then(|title| title.strip_suffix('.'))
            .ok_or_else(|| format!("{path} begins with {title}, not with `{name}: what it is.`"))?
            .to_owned();
        let mut description: Vec<String> = about.collect();
        // The header's own introduction, and the actor of the class.
        description.extend(
            header
                .before
                .lines()
                .skip(1)
                .map_while(|line| line.strip_prefix("//"))
                .map(|line| line.strip_prefix("  ").unwrap_or(line).to_owned())
                // The page says it in its own words.
                .filter(|line| !line.starts_with("DRAFT: ")),
        );
        let functions = functions(&header.functions, &prefix);
        for function in functions.iter().filter(|function| function.name == name) {
            description.push(String::new());
            description.extend(function.comment.iter().cloned());
        }
        let declarations = [
            declarations(&header.before, "extern \"C\" {\n#endif\n", &prefix),
            declarations(&header.after, "", &prefix),
        ]
        .concat();
        Ok(Self {
            name: name.to_owned(),
            title,
            description,
            functions,
            declarations,
            draft: drafts.contains(name),
        })
    }
}

/// What a part of a header, from a line on, declares by hand.
fn declarations(part: &str, from: &str, prefix: &str) -> String {
    let export = format!("{prefix}_EXPORT ");
    let (_, part) = part.split_once(from).unwrap_or_default();
    let part = part.split("#ifdef __cplusplus").next().unwrap();
    let mut text = String::new();
    for paragraph in part.trim().split("\n\n") {
        // A comment by itself is about the class.
        let code = paragraph.lines().any(|line| !line.starts_with("//"));
        if code && !paragraph.starts_with("#include") {
            text += &paragraph.replace(&export, "");
            text += "\n\n";
        }
    }
    text
}

/// The classes whose headers programs get only if they ask for drafts.
fn draft_classes(library: &Library) -> BTreeSet<String> {
    let header = library.path(&format!("include/{}_library.h", library.name()));
    let ifdef = format!("#ifdef {}_BUILD_DRAFT_API", library.macro_prefix());
    let mut draft = false;
    let mut found = BTreeSet::new();
    // A library may do without such a header.
    for line in read(&header).unwrap_or_default().lines() {
        if line == ifdef {
            draft = true;
        } else if line == "#endif" {
            draft = false;
        }
        if let Some(name) = line.strip_prefix("#include \"")
            && draft
        {
            found.insert(name.trim_end_matches(".h\"").to_owned());
        }
    }
    found
}

/// Characters that mean something to roff, or that it draws otherwise in code.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '\\' => escaped += "\\e",
            '-' => escaped += "\\-",
            '\'' => escaped += "\\(aq",
            '`' => escaped += "\\(ga",
            '^' => escaped += "\\(ha",
            '~' => escaped += "\\(ti",
            '"' => escaped += "\\(dq",
            _ if character.is_ascii() => escaped.push(character),
            _ => escaped += &format!("\\[u{:04X}]", character as u32),
        }
    }
    if escaped.starts_with('.') {
        escaped.insert_str(0, "\\&");
    }
    escaped
}

/// Lines as they are.
fn verbatim(lines: &str) -> String {
    let lines: Vec<String> = lines.trim_end().lines().map(escape).collect();
    format!(".nf\n{}\n.fi\n", lines.join("\n"))
}

/// A declaration, its arguments italic, in lines of the width of a terminal.
fn declaration(function: &Function) -> String {
    let width = 70;
    let (head, list) = function.prototype.split_once('(').unwrap();
    let list = list.trim_end_matches(");");
    let mut text = format!("\\fB{}(", escape(head));
    let mut column = head.len() + 1;
    let arguments: Vec<&str> = list.split(", ").collect();
    for (nbr, argument) in arguments.iter().enumerate() {
        let last = nbr + 1 == arguments.len();
        if column + argument.len() + 2 > width && nbr > 0 {
            text += "\n\\fB        ";
            column = 8;
        }
        column += argument.len() + 2;
        match argument.rfind([' ', '*']) {
            Some(end) if !argument.ends_with('*') => {
                let (kind, name) = argument.split_at(end + 1);
                text += &format!("{}\\fI{}\\fB", escape(kind), escape(name));
            }
            _ => text += &escape(argument),
        }
        if !last {
            text += ", ";
        }
    }
    text.replace(", \n", ",\n") + ");\\fR\n"
}

/// Turns comments into pages.
struct Writer<'a> {
    library: &'a Library,
    version: String,
    /// The title of the library's overview, if it has one.
    overview: Option<String>,
    /// The class of each function, of this library and those that it requires.
    owners: &'a BTreeMap<String, String>,
    classes: BTreeSet<&'a str>,
    /// By function, what it and those after it are about.
    topics: BTreeMap<String, String>,
}

impl<'a> Writer<'a> {
    fn new(library: &'a Library, owners: &'a BTreeMap<String, String>) -> Result<Self> {
        // A library need not have topics, nor an overview.
        let topics = read(&library.path("docs/topics")).unwrap_or_default();
        let topics = topics
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .filter_map(|line| line.split_once(' '))
            .map(|(function, topic)| (function.to_owned(), topic.trim().to_owned()))
            .collect();
        Ok(Self {
            library,
            version: library.version()?,
            overview: read(&library.path("docs/overview.md")).ok(),
            owners,
            classes: owners.values().map(String::as_str).collect(),
            topics,
        })
    }

    /// The line with which a page begins.
    fn title(&self, name: &str, section: u8) -> String {
        let name = name.to_uppercase();
        let manual = self.library.macro_prefix();
        let version = &self.version;
        format!(".TH {name} {section} \"\" \"{manual} {version}\" \"{manual} Manual\"\n.nh\n")
    }
}

impl Writer<'_> {
    /// A line of text, with what is special in it set in its font.
    fn line(&self, line: &str, arguments: &[&str]) -> String {
        let mut text = String::new();
        for (nbr, part) in line.split('`').enumerate() {
            if nbr % 2 == 1 {
                let font = if arguments.contains(&part) { 'I' } else { 'B' };
                text += &format!("\\f{font}{}\\fR", escape(part));
                continue;
            }
            let word = |character: char| character.is_ascii_alphanumeric() || character == '_';
            let mut rest = part;
            while !rest.is_empty() {
                let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
                let (token, more) = rest.split_at(end);
                if self.owners.contains_key(token) || self.classes.contains(token) {
                    text += &format!("\\fB{token}\\fR");
                } else {
                    text += token;
                }
                let end = more.find(word).unwrap_or(more.len());
                let (gap, more) = more.split_at(end);
                text += &escape(gap).replace("\\&.", ".");
                rest = more;
            }
        }
        if text.starts_with(['.', '\'']) {
            text.insert_str(0, "\\&");
        }
        text
    }

    /// A comment. `.PP` stands before each of its paragraphs.
    fn comment(&self, lines: &[String], arguments: &[&str]) -> String {
        let mut text = String::new();
        let mut in_list = false;
        for paragraph in lines.split(|line| line.is_empty()) {
            if paragraph.is_empty() {
                continue;
            }
            if paragraph.iter().all(|line| line.starts_with("    ")) {
                text += &self.indented(paragraph, arguments);
                in_list = false;
                continue;
            }
            if !(in_list && paragraph[0].starts_with("  ")) {
                text += ".PP\n";
                in_list = false;
            }
            for line in paragraph {
                if let Some(item) = line.strip_prefix("* ") {
                    text += ".IP \\(bu 3\n";
                    text += &self.line(item, arguments);
                    in_list = true;
                } else {
                    text += &self.line(line.trim_start(), arguments);
                }
                text.push('\n');
            }
        }
        text.replace(".PP\n.IP", ".IP")
    }

    /// Indented lines: a table of terms and what they mean, or code.
    fn indented(&self, lines: &[String], arguments: &[&str]) -> String {
        let lines: Vec<&str> = lines.iter().map(|line| &line[4..]).collect();
        let table = lines.iter().all(|line| {
            line.starts_with("  ")
                || line
                    .split_once("  ")
                    .is_some_and(|(term, _)| !term.is_empty())
        });
        if !table || lines[0].starts_with(' ') {
            return format!(
                ".PP\n.RS 4\n.nf\n{}\n.fi\n.RE\n",
                lines
                    .iter()
                    .map(|line| escape(line))
                    .collect::<Vec<_>>()
                    .join("\n")
            );
        }
        let mut text = String::new();
        for line in lines {
            match line.split_once("  ") {
                Some((term, meaning)) if !term.is_empty() => {
                    text += &format!(
                        ".TP\n\\fB{}\\fR\n{}\n",
                        escape(term),
                        self.line(meaning.trim(), arguments)
                    );
                }
                _ => text += &format!("{}\n", self.line(line.trim(), arguments)),
            }
        }
        text
    }

    /// The page of a class.
    fn page(&self, class: &Class) -> String {
        let name = &class.name;
        let mut page = format!(
            ".\\\" Written by `make manual` from src/{name}.rs, include/{name}.h and the example.\n\
             {}.SH NAME\n{name} \\- {}\n",
            self.title(name, 3),
            escape(&class.title)
        );
        let drafts = format!("{}_BUILD_DRAFT_API", self.library.macro_prefix());
        page += ".SH SYNOPSIS\n.nf\n";
        if class.draft {
            page += &format!("\\fB#define {drafts}\\fR\n");
        }
        page += &format!("\\fB#include <{}.h>\\fR\n", self.library.name());
        for group in [
            Group::Objects,
            Group::Use,
            Group::Checked,
            Group::Test,
            Group::Drafts,
        ] {
            let functions: Vec<&Function> = class
                .functions
                .iter()
                .filter(|function| function.group(name) == group)
                .collect();
            if group == Group::Drafts && !functions.is_empty() && !class.draft {
                page += &format!("\n/* Drafts, with {drafts}: these may change */\n");
            }
            if !functions.is_empty() {
                page.push('\n');
            }
            for (nbr, function) in functions.into_iter().enumerate() {
                if let Some(topic) = self.topics.get(&function.name) {
                    let line = if nbr == 0 { "" } else { "\n" };
                    page += &format!("{line}/* {} */\n", escape(topic));
                }
                page += &declaration(function);
            }
        }
        page += ".fi\n";
        if !class.declarations.is_empty() {
            page += &format!(
                ".SH \"TYPES AND MACROS\"\n{}",
                verbatim(&class.declarations)
            );
        }
        page += ".SH DESCRIPTION\n";
        if class.draft {
            page += &format!(
                "This class is a draft: it may change. A program that defines\n\
                 .B {drafts}\nbefore it includes the header gets it.\n.PP\n"
            );
        }
        let description = self.comment(&class.description, &[]);
        page += description.strip_prefix(".PP\n").unwrap_or(&description);
        page += ".SH FUNCTIONS\n";
        for function in &class.functions {
            page += &format!(".SS {}\n.nf\n{}.fi\n", function.name, declaration(function));
            if function.name == *name {
                page += ".PP\nSee the description above.\n";
            } else {
                page += &self.comment(&function.comment, &function.arguments());
            }
        }
        let example = format!("c-tests/examples/{name}.c");
        if let Ok(example) = read(&self.library.path(&example)) {
            page += &format!(".SH EXAMPLE\n{}", verbatim(&example));
        }
        page += &self.see_also(class);
        page
    }

    /// The classes whose functions and handles a class's page names.
    fn see_also(&self, class: &Class) -> String {
        let mut found = BTreeSet::new();
        let comments = class.functions.iter().flat_map(|f| &f.comment);
        let prototypes = class.functions.iter().map(|f| &f.prototype);
        for line in comments.chain(prototypes).chain(&class.description) {
            for word in line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
                let owner = self.owners.get(word).map(String::as_str).or_else(|| {
                    let class = word.strip_suffix("_t").unwrap_or(word);
                    self.classes.get(class).copied()
                });
                found.extend(owner.filter(|owner| *owner != class.name));
            }
        }
        let mut pages: Vec<String> = found.iter().map(|name| format!("{name} (3)")).collect();
        if self.overview.is_some() {
            pages.push(format!("{} (7)", self.library.name()));
        }
        if pages.is_empty() {
            return String::new();
        }
        format!(".SH \"SEE ALSO\"\n.BR {}\n", pages.join(",\n.BR "))
    }

    /// The library's own page, from Markdown.
    fn overview(&self, markdown: &str, classes: &[Class]) -> Result<String> {
        let readme = read(&self.library.path("README.md")).unwrap_or_default();
        let conventions = readme
            .split("\n## ")
            .find(|section| section.starts_with("Conventions\n"));
        let markdown = match conventions {
            Some(text) => markdown.replace("\n## Conventions\n", &format!("\n## {text}")),
            None => markdown.to_owned(),
        };
        let mut page = format!(
            ".\\\" Written by `make manual` from docs/overview.md and README.md.\n{}",
            self.title(self.library.name(), 7)
        );
        let mut listed = Vec::new();
        let mut first = true;
        let mut code: Option<String> = None;
        for paragraph in markdown.trim().split("\n\n") {
            let mut lines: Vec<&str> = paragraph.lines().collect();
            // Code may have blank lines in it.
            if lines[0].starts_with("```") || code.is_some() {
                let mut block = code.take().unwrap_or_default();
                block += &paragraph.replace("```c\n", "").replace("```\n", "");
                block += "\n\n";
                if paragraph.ends_with("```") {
                    let block = block.trim_end().trim_end_matches("```").trim_end();
                    let paragraph = if first { "" } else { ".PP\n" };
                    page += &format!("{paragraph}.RS 4\n{}.RE\n", verbatim(block));
                    first = false;
                } else {
                    code = Some(block);
                }
                continue;
            }
            if let Some(title) = lines[0].strip_prefix("## ") {
                page += &format!(".SH \"{}\"\n", escape(&title.to_uppercase()));
                lines.remove(0);
                first = true;
            } else if let Some(title) = lines[0].strip_prefix("### ") {
                page += &format!(".SS \"{}\"\n", escape(title));
                lines.remove(0);
                first = true;
            }
            let words: Vec<&str> = lines.iter().flat_map(|line| line.split(' ')).collect();
            let is_class = |word: &&str| classes.iter().any(|class| class.name == *word);
            if !words.is_empty() && words.iter().all(is_class) {
                for word in words {
                    let class = classes.iter().find(|class| class.name == word).unwrap();
                    let draft = if class.draft { " (draft)" } else { "" };
                    let title = escape(&class.title);
                    page += &format!(".TP\n.BR {word} (3)\n{title}{draft}\n");
                    listed.push(word.to_owned());
                }
                first = false;
            } else if !lines.is_empty() {
                if !first {
                    page += ".PP\n";
                }
                first = false;
                for line in lines {
                    // A word that says what the paragraph is about.
                    let line = match line.strip_prefix("**") {
                        Some(rest) => format!("`{}", rest.replacen("**", "`", 1)),
                        None => line.to_owned(),
                    };
                    page += &self.line(&line, &[]);
                    page.push('\n');
                }
            }
        }
        let names: Vec<&str> = classes.iter().map(|class| class.name.as_str()).collect();
        listed.sort();
        if listed != names {
            let path = self.library.path("docs/overview.md");
            return Err(format!("{path} does not list each class once: {listed:?}"));
        }
        Ok(page)
    }
}

/// The classes of a library, as its manual has them.
fn read_classes(library: &Library) -> Result<Vec<Class>> {
    let drafts = draft_classes(library);
    classes(library)?
        .iter()
        .map(|name| Class::read(library, name, &drafts))
        .collect()
}

/// The pages of a library's classes, and its overview.
pub fn generate(library: &Library) -> Result<Vec<Output>> {
    let classes = read_classes(library)?;
    let mut known = Vec::new();
    for library in library.required()? {
        known.extend(read_classes(&library)?);
    }
    let mut owners = BTreeMap::new();
    for class in known.iter().chain(&classes) {
        let functions = class.functions.iter();
        owners.extend(functions.map(|function| (function.name.clone(), class.name.clone())));
    }
    let writer = Writer::new(library, &owners)?;
    if let Some(function) = writer.topics.keys().find(|it| !owners.contains_key(*it)) {
        let path = library.path("docs/topics");
        return Err(format!("{path}: there is no function {function}"));
    }
    let mut pages = Vec::new();
    for class in &classes {
        pages.push(Output {
            path: library.path(&format!("docs/man/{}.3", class.name)),
            text: writer.page(class),
        });
    }
    if let Some(markdown) = &writer.overview {
        pages.push(Output {
            path: library.path(&format!("docs/man/{}.7", library.name())),
            text: writer.overview(markdown, &classes)?,
        });
    }
    for name in files(&library.path("docs/man")) {
        let path = library.path(&format!("docs/man/{name}"));
        if name.ends_with(['3', '7']) && pages.iter().all(|page| page.path != path) {
            return Err(format!("{path} is the page of no class: delete it"));
        }
    }
    Ok(pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn comments_become_paragraphs_lists_and_tables() {
        let owners = BTreeMap::from([("zmsg_send".to_owned(), "zmsg".to_owned())]);
        let czmq = Library::find("czmq").unwrap();
        let writer = Writer::new(&czmq, &owners).unwrap();
        let comment = lines(
            "Sends `size` bytes, as zmsg_send does:\n\n* one's\n  own\n* `NULL`\n\n    A B   text\n          \
             more\n    C     text\n\n    code ();\n.end",
        );
        assert_eq!(
            writer.comment(&comment[..10], &["size"]),
            ".PP\nSends \\fIsize\\fR bytes, as \\fBzmsg_send\\fR does:\n\
             .IP \\(bu 3\none\\(aqs\nown\n.IP \\(bu 3\n\\fBNULL\\fR\n\
             .TP\n\\fBA B\\fR\ntext\nmore\n.TP\n\\fBC\\fR\ntext\n"
        );
        assert_eq!(
            writer.comment(&lines("    code ();"), &[]),
            ".PP\n.RS 4\n.nf\ncode ();\n.fi\n.RE\n"
        );
        assert_eq!(writer.line(".end", &[]), "\\&.end");
    }

    #[test]
    fn drafts_and_arguments_are_recognized() {
        let found = functions(
            "// One.\nCZMQ_EXPORT int zmsg_a(zmsg_t *self_, const char *format, ...) CHECK_PRINTF(2);\n\n\
             #ifdef CZMQ_BUILD_DRAFT_API\n\n// Two.\nCZMQ_EXPORT zmsg_t *zmsg_b(void);\n\n#endif",
            "CZMQ",
        );
        let shown: Vec<(&str, &str, bool)> = found
            .iter()
            .map(|f| (f.name.as_str(), f.prototype.as_str(), f.draft))
            .collect();
        assert_eq!(
            shown,
            [
                (
                    "zmsg_a",
                    "int zmsg_a(zmsg_t *self, const char *format, ...);",
                    false
                ),
                ("zmsg_b", "zmsg_t *zmsg_b(void);", true)
            ]
        );
        assert_eq!(found[0].arguments(), ["self", "format"]);
        assert_eq!(found[0].group("zmsg"), Group::Use);
        assert_eq!(found[1].group("zmsg"), Group::Drafts);
    }
}

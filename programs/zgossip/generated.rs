//! The manual page and the completions of shells, which are written from the command line's
//! description: `CZMQ_WRITE_MANUAL=1 cargo test -p zgossip` writes them.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, Command};
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use crate::cli;

/// The page around the commands.
const PAGE: &str = include_str!("manual.roff");
const COMMANDS: &str = ".\\\" commands\n";

fn rendered(render: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut text = Vec::new();
    render(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}

/// How a command is used, as a line of the page.
fn synopsis(command: &Command) -> String {
    let name = command.get_name();
    let mut line = format!(".B zgossip {name}\n");
    for arg in command
        .get_arguments()
        .filter(|arg| arg.is_required_set() && !arg.is_positional())
    {
        let long = arg.get_long().unwrap().replace('-', "\\-");
        line += &format!(".BI \\-\\-{long} \" {}\"\n", value(arg));
    }
    line += ".RI [ OPTIONS ]\n";
    for arg in command.get_positionals() {
        let name = value(arg);
        line += &match (
            arg.is_required_set(),
            arg.get_num_args().is_some_and(|n| n.max_values() > 1),
        ) {
            (true, false) => format!(".I {name}\n"),
            (true, true) => format!(".I {name} ...\n"),
            (false, false) => format!(".RI [ {name} ]\n"),
            (false, true) => format!(".RI [ {name} ...]\n"),
        };
    }
    line
}

fn value(arg: &Arg) -> String {
    let names = arg.get_value_names().map(|names| names[0].to_string());
    names.unwrap_or_else(|| arg.get_id().to_string())
}

fn page() -> String {
    let mut command = cli::command();
    command.build();
    let mut commands = String::new();
    for command in command.get_subcommands().filter(|it| !it.is_hide_set()) {
        let bare = command.clone().mut_arg("help", |arg| arg.hide(true));
        let options = rendered(|to| Man::new(bare).render_options_section(to));
        let options = options.replace("\\*(Aq", "\\(aq");
        // Under the heading of the command, without what the whole page needs once.
        let body: Vec<&str> = options
            .lines()
            .skip_while(|line| !line.starts_with(".SH"))
            .skip(1)
            .collect();
        commands += &format!(".SS {}\n", command.get_name());
        commands += &format!(
            "{}.PP\n{}.\n",
            synopsis(command),
            command.get_about().unwrap()
        );
        commands += &body.join("\n");
        commands += "\n";
    }
    let version = env!("CARGO_PKG_VERSION");
    let title = format!(".TH ZGOSSIP 1 \"\" \"CZMQ {version}\" \"CZMQ Manual\"\n.nh\n");
    assert!(PAGE.contains(COMMANDS));
    title + &PAGE.replace(COMMANDS, &commands)
}

fn check(path: PathBuf, text: &str) {
    if std::env::var_os("CZMQ_WRITE_MANUAL").is_some() {
        fs::write(&path, text).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == text,
        "{} is old: run `make manual`",
        path.display()
    );
}

#[test]
fn the_manual_page_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    check(root.join("docs/man/zgossip.1"), &page());
}

#[test]
fn completions_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        let mut text = Vec::new();
        generate(shell, &mut cli::command(), "zgossip", &mut text);
        let name = match shell {
            Shell::Zsh => "_zgossip".to_owned(),
            shell => format!("zgossip.{shell}"),
        };
        check(folder.join(name), std::str::from_utf8(&text).unwrap());
    }
}
